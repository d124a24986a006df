//! The answer *conditions*: conditions for benefits, and what became of them.

use std::collections::{BTreeMap, BTreeSet};

use hovedbok_core::entries::codes::{BenefitKind, ConditionConsequence, ConditionKind, ConditionOutcome, Ground};
use hovedbok_core::{Day, Month, Name, Ore, ParticipantId, ShareBp};
use hovedbok_projection::At;
use serde::{Deserialize, Serialize};

use crate::everybody::Everybody;
use crate::person::{Condition, Enrolment, Person};

/// Which conditions; what is absent does not narrow.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ConditionFilter {
    /// Of enrolments in this programme.
    pub programme: Option<Name>,
    /// Set by this office.
    pub office: Option<String>,
    /// Set on this day or on a later one.
    pub from: Option<Day>,
    /// Set on this day or on an earlier one.
    pub to: Option<Day>,
    /// Only those with one of these statuses; all, if there is none.
    pub status: BTreeSet<ConditionStatus>,
    /// Of this person only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub participant: Option<ParticipantId>,
}

/// Whether a condition was met.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ConditionStatus {
    /// It was met.
    Met,
    /// It was not met.
    NotMet,
    /// It was not met, for a good reason.
    Excused,
    /// Its last day has passed, and what became of it is not recorded.
    Unanswered,
    /// What became of it is not recorded, and its last day has not passed by the day that the records reach, or it has none.
    Running,
}

impl ConditionStatus {
    /// Every status.
    pub const ALL: &'static [ConditionStatus] = &[
        ConditionStatus::Met,
        ConditionStatus::NotMet,
        ConditionStatus::Excused,
        ConditionStatus::Unanswered,
        ConditionStatus::Running,
    ];

    /// The spelling on the command line.
    pub fn word(self) -> &'static str {
        match self {
            ConditionStatus::Met => "met",
            ConditionStatus::NotMet => "not_met",
            ConditionStatus::Excused => "excused",
            ConditionStatus::Unanswered => "unanswered",
            ConditionStatus::Running => "running",
        }
    }

    /// The status of that spelling.
    pub fn from_word(word: &str) -> Option<ConditionStatus> {
        ConditionStatus::ALL.iter().copied().find(|status| status.word() == word)
    }
}

/// What `conditions` is answered with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct Conditions {
    /// The conditions, by the day on which they were set.
    pub rows: Vec<ConditionRow>,
    /// How many have each status, by office and by the month in which they were set.
    pub counts: Vec<ConditionCount>,
}

/// A condition.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct ConditionRow {
    /// The person; of merged ones the one who stays.
    pub participant: ParticipantId,
    /// What the condition is called.
    pub condition: Name,
    /// The programme of the enrolment that it belongs to, if any.
    pub programme: Option<Name>,
    /// The office that set it, or else that of the person on that day.
    pub office: Option<String>,
    /// What it asks of the person.
    pub kind: ConditionKind,
    /// The section that it is based on.
    pub ground: Option<Ground>,
    /// The benefit that it is for.
    pub benefit: Option<BenefitKind>,
    /// The day on which it was set.
    pub set_on: Day,
    /// The first of the days for which it is set, where they are recorded.
    pub from: Option<Day>,
    /// The last of the days for which it is set, where they are recorded.
    pub until: Option<Day>,
    /// The last day on which it can be met.
    pub due: Option<Day>,
    /// Whether it was met, as last recorded.
    pub status: ConditionStatus,
    /// The day of that answer.
    pub answered_on: Option<Day>,
    /// What followed for the benefit.
    pub consequence: Option<ConditionConsequence>,
    /// From which day.
    pub consequence_from: Option<Day>,
    /// By how much the benefit was reduced, in øre.
    pub reduced_ore: Option<Ore>,
    /// By which share it was reduced, in basis points.
    pub reduced_share_bp: Option<ShareBp>,
}

/// The conditions that an office set in a month.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct ConditionCount {
    /// The office; null of conditions of which none is known.
    pub office: Option<String>,
    /// The month in which they were set.
    pub month: Month,
    /// How many were set: the sum of the others.
    pub set: usize,
    /// How many were met.
    pub condition_met: usize,
    /// How many were not met.
    pub condition_not_met: usize,
    /// How many were not met for a good reason.
    pub condition_excused: usize,
    /// How many have passed without an answer.
    pub condition_unanswered: usize,
    /// How many have not passed.
    pub condition_running: usize,
}

/// Answers `conditions` at a point of both times, each as far as the records of its programme reach.
pub fn conditions<'e>(everybody: impl Into<Everybody<'e>>, at: At, filter: &ConditionFilter) -> Conditions {
    let everybody = everybody.into();
    let found = everybody.gather(&[at], &[], &Vec::new, &|rows, _, person| {
        if filter.participant.is_some_and(|only| !person.is(only)) {
            return;
        }
        for condition in &person.conditions {
            let enrolment = condition.enrolment.and_then(|id| person.enrolment(id));
            let reached = enrolment.map_or(at.as_of, |enrolment| everybody.reached(enrolment, at.as_of));
            let row = row(person, condition, enrolment, reached);
            if takes(filter, &row) {
                rows.push(row);
            }
        }
    });
    let mut rows: Vec<ConditionRow> = found.into_iter().flatten().collect();
    rows.sort_by(|a, b| (a.set_on, a.participant, &a.condition).cmp(&(b.set_on, b.participant, &b.condition)));
    let mut counts: BTreeMap<(Option<String>, Month), ConditionCount> = BTreeMap::new();
    for row in &rows {
        let (office, month) = (row.office.clone(), row.set_on.month());
        let none = ConditionCount {
            office: office.clone(),
            month,
            set: 0,
            condition_met: 0,
            condition_not_met: 0,
            condition_excused: 0,
            condition_unanswered: 0,
            condition_running: 0,
        };
        let count = counts.entry((office, month)).or_insert(none);
        count.set += 1;
        *match row.status {
            ConditionStatus::Met => &mut count.condition_met,
            ConditionStatus::NotMet => &mut count.condition_not_met,
            ConditionStatus::Excused => &mut count.condition_excused,
            ConditionStatus::Unanswered => &mut count.condition_unanswered,
            ConditionStatus::Running => &mut count.condition_running,
        } += 1;
    }
    Conditions { rows, counts: counts.into_values().collect() }
}

fn takes(filter: &ConditionFilter, row: &ConditionRow) -> bool {
    filter.programme.as_ref().is_none_or(|programme| row.programme.as_ref() == Some(programme))
        && filter.office.as_ref().is_none_or(|office| row.office.as_ref() == Some(office))
        && filter.from.is_none_or(|from| from <= row.set_on)
        && filter.to.is_none_or(|to| row.set_on <= to)
        && (filter.status.is_empty() || filter.status.contains(&row.status))
}

fn row(
    person: &Person<'_>,
    condition: &Condition<'_>,
    enrolment: Option<&Enrolment<'_>>,
    reached: Day,
) -> ConditionRow {
    let answer = condition.answers.iter().rfind(|(day, _)| *day <= reached);
    let status = match answer.map(|(_, body)| body.outcome) {
        Some(ConditionOutcome::Met) => ConditionStatus::Met,
        Some(ConditionOutcome::NotMet) => ConditionStatus::NotMet,
        Some(ConditionOutcome::Excused) => ConditionStatus::Excused,
        None if condition.due.is_some_and(|due| due < reached) => ConditionStatus::Unanswered,
        None => ConditionStatus::Running,
    };
    let own = || person.offices.iter().rfind(|(from, _)| *from <= condition.set).map(|(_, office)| *office);
    ConditionRow {
        participant: person.id,
        condition: condition.condition.clone(),
        programme: enrolment.and_then(|enrolment| enrolment.programme).cloned(),
        office: condition.office.or_else(own).map(str::to_owned),
        kind: condition.kind,
        ground: condition.ground,
        benefit: condition.benefit,
        set_on: condition.set,
        from: condition.for_period.map(|period| period.start()),
        until: condition.for_period.map(|period| period.end()),
        due: condition.due,
        status,
        answered_on: answer.map(|(day, _)| *day),
        consequence: answer.and_then(|(_, body)| body.consequence),
        consequence_from: answer.and_then(|(_, body)| body.consequence_from),
        reduced_ore: answer.and_then(|(_, body)| body.reduced_ore),
        reduced_share_bp: answer.and_then(|(_, body)| body.reduced_share_bp),
    }
}
