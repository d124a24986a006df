//! `cohorts`: the cohorts of programmes, defined by conditions or named by intakes, and how many belong to them.

use std::collections::BTreeMap;

use hovedbok_core::entries::codes::{CohortTakes, RecordSubject};
use hovedbok_core::entries::names::NameKind;
use hovedbok_core::entries::programme::CohortDefined;
use hovedbok_core::{Day, Name, Seq, StreamKind};
use hovedbok_projection::At;
use hovedbok_state::Cohort;
use serde::{Deserialize, Serialize};

use super::{Ask, Counting, Reply, Respell, name};
use crate::error::AskError;
use crate::projections::Projections;

/// Which cohorts.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CohortsOf {
    /// Only those of this programme.
    pub programme: Option<Name>,
}

/// What tells cohorts apart: the programme, the name and what says who belongs to one.
type Key = (Name, Name, Named);

/// What it is answered with.
#[derive(Debug, Clone, PartialEq, Serialize, schemars::JsonSchema)]
pub struct Cohorts {
    /// The cohorts, by programme and name.
    pub cohorts: Vec<CohortRow>,
    /// Who is in the same of them, for the suppression of small counts: no part of the answer.
    #[serde(skip)]
    pub together: Vec<Together>,
}

/// Persons who belong to the same cohorts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Together {
    /// How many they are.
    pub persons: u64,
    /// The cohorts in whose `ever` they are counted, by their place in the answer.
    pub ever: Vec<usize>,
    /// Those in whose `participants` they are counted.
    pub participants: Vec<usize>,
}

/// What says who belongs to a cohort.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Named {
    /// Days and conditions.
    Defined,
    /// The intakes that name it.
    Intake,
}

/// A cohort.
#[derive(Debug, Clone, PartialEq, Serialize, schemars::JsonSchema)]
pub struct CohortRow {
    /// The programme.
    pub programme: Name,
    /// The name of the cohort.
    pub cohort: Name,
    /// What says who belongs to it.
    pub named: Named,
    /// Whether it takes who was inside or who was taken in; null where intakes name it.
    pub takes: Option<CohortTakes>,
    /// The first of its days.
    pub first_day: Option<Day>,
    /// The last of its days.
    pub last_day: Option<Day>,
    /// The last day that the records reach, where that is before the last of its days: nobody is known to belong to it by what
    /// happened later.
    pub judged_to: Option<Day>,
    /// Its conditions, each with the values of which one must hold.
    pub conditions: BTreeMap<String, Vec<String>>,
    /// Persons of the cohort who are in the programme or suspended at D.
    pub participants: usize,
    /// Persons of the cohort with a day in the programme by D.
    pub ever: usize,
    /// The entry that defines it.
    pub entry: Option<Seq>,
}

impl CohortsOf {
    /// The schema and version of the answer.
    pub const SCHEMA: &'static str = "hovedbok/cohorts/1";
}

impl Ask for CohortsOf {
    fn streams(&self) -> &'static [StreamKind] {
        &[StreamKind::Participant, StreamKind::Programme]
    }

    fn subjects(&self) -> &'static [RecordSubject] {
        &[RecordSubject::Participants]
    }

    fn programme(&self) -> Option<&Name> {
        self.programme.as_ref()
    }

    fn counting(&self) -> Option<Counting> {
        Some(Counting::Courses)
    }

    fn respell(&mut self, with: &mut Respell<'_>) {
        name(NameKind::Programme, &mut self.programme, with);
    }

    fn answer(&self, projections: &Projections, at: At) -> Result<Reply, AskError> {
        let asked = |programme: &Name| self.programme.as_ref().is_none_or(|asked| asked == programme);
        let mut defined = projections.defined_cohorts(at.known_at);
        defined.retain(|(_, cohort)| asked(&cohort.programme));
        let cohorts: Vec<Cohort> = defined.iter().map(|(_, cohort)| cohort.clone()).collect();
        let persons = projections.marked(&cohorts, at.known_at);
        let mut rows: BTreeMap<Key, CohortRow> = BTreeMap::new();
        for (seq, cohort) in &defined {
            let key = (cohort.programme.clone(), cohort.definition.cohort.clone(), Named::Defined);
            // Of two with one name, which only a migration or a correction can leave, the first is shown and both are counted.
            rows.entry(key).or_insert_with(|| CohortRow::defined(*seq, cohort));
        }
        let mut alike: BTreeMap<Vec<(Key, bool)>, u64> = BTreeMap::new();
        persons.everybody().each(&[at], &mut |_, person| {
            // Whether the person is in it now, by programme, name and what says so.
            let mut own: BTreeMap<(&Name, &Name, Named), bool> = BTreeMap::new();
            for enrolment in &person.enrolments {
                let Some(programme) = enrolment.programme.filter(|programme| asked(programme)) else { continue };
                for segment in enrolment.segments() {
                    let named = segment.cohorts.iter().map(|cohort| (cohort, Named::Intake));
                    let defined = segment.defined.iter().map(|cohort| (cohort, Named::Defined));
                    for (cohort, by) in named.chain(defined) {
                        *own.entry((programme, cohort, by)).or_default() |= segment.to.is_none();
                    }
                }
            }
            let mut theirs = Vec::new();
            for ((programme, cohort, by), inside) in own {
                let key = (programme.clone(), cohort.clone(), by);
                let row = rows.entry(key.clone()).or_insert_with(|| CohortRow::named(programme, cohort));
                row.ever += 1;
                row.participants += usize::from(inside);
                theirs.push((key, inside));
            }
            if !theirs.is_empty() {
                *alike.entry(theirs).or_default() += 1;
            }
        });
        let places: BTreeMap<&Key, usize> = rows.keys().zip(0..).collect();
        let together = alike.iter().map(|(theirs, persons)| {
            let of = |only_inside: bool| {
                let taken = theirs.iter().filter(|(_, inside)| *inside || !only_inside);
                taken.filter_map(|(key, _)| places.get(key).copied()).collect()
            };
            Together { persons: *persons, ever: of(false), participants: of(true) }
        });
        let together = together.collect();
        Ok(Reply::Cohorts(Cohorts { cohorts: rows.into_values().collect(), together }))
    }
}

impl CohortRow {
    /// One that intakes name.
    fn named(programme: &Name, cohort: &Name) -> CohortRow {
        CohortRow {
            programme: programme.clone(),
            cohort: cohort.clone(),
            named: Named::Intake,
            takes: None,
            first_day: None,
            last_day: None,
            judged_to: None,
            conditions: BTreeMap::new(),
            participants: 0,
            ever: 0,
            entry: None,
        }
    }

    fn defined(seq: Seq, cohort: &Cohort) -> CohortRow {
        let Cohort { programme, definition, judged } = cohort;
        CohortRow {
            named: Named::Defined,
            takes: Some(definition.takes),
            first_day: Some(definition.days.start()),
            last_day: Some(definition.days.end()),
            judged_to: Some(*judged).filter(|judged| *judged < definition.days.end()),
            conditions: conditions(definition),
            entry: Some(seq),
            ..CohortRow::named(programme, &definition.cohort)
        }
    }
}

fn conditions(definition: &CohortDefined) -> BTreeMap<String, Vec<String>> {
    fn texts<T>(values: &[T], text: impl Fn(&T) -> &str) -> Vec<String> {
        values.iter().map(|value| text(value).to_owned()).collect()
    }
    let all = [
        ("office", texts(&definition.office.0, |office| office.as_str())),
        ("target_group", texts(&definition.target_group.0, Name::as_str)),
        ("provider", texts(&definition.provider.0, |provider| provider.as_str())),
        ("measure", texts(&definition.measure.0, |measure| measure.as_str())),
        ("status", texts(&definition.status.0, |status| status.word())),
        ("age_band", texts(&definition.age_band.0, |band| band.word())),
        ("step", texts(&definition.step.0, |step| step.as_str())),
        ("counsellor", texts(&definition.counsellor.0, Name::as_str)),
    ];
    all.into_iter().filter(|(_, values)| !values.is_empty()).map(|(what, values)| (what.to_owned(), values)).collect()
}
