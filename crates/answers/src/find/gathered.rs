//! Findings of one kind that rest on everybody together, from what is learnt of one person at a time. What is learnt of some
//! persons is joined with what is learnt of others, and what other records add is looked at once.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use hovedbok_core::entries::codes::RecordSubject;
use hovedbok_core::reach::End;
use hovedbok_core::rules::general::LateBatches;
use hovedbok_core::rules::practice::Habits;
use hovedbok_core::rules::{self, Context, Rule, Violation};
use hovedbok_core::{Name, PersonEntry, Row, Seq, StreamId};
use hovedbok_projection::{At, Projection, Timeline};

use super::deciding::Deciding;
use super::names::{self, Named};
use crate::ended::{self, Open};
use crate::finding::{Finding, Together};
use crate::projections::{Change, Projections};

/// What findings of a kind rest on that persons show.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct OfPersons {
    habits: Habits,
    late: LateBatches,
    named: Named,
    deciding: Deciding,
    /// How many are in a programme on the last day that its records speak for.
    inside: BTreeMap<Name, usize>,
    /// What was found late of single entries, with what each came in with.
    single: Vec<(Violation, Option<Together>)>,
}

/// How persons are looked at.
#[derive(Debug)]
pub(crate) struct Gathering {
    rule: Rule,
    at: At,
    given: Context,
    /// The programmes whose records about participants end.
    ends: Vec<(Name, End)>,
}

/// What other records add to findings that are about a programme, or about none.
pub(crate) struct Beside {
    programme: Option<Name>,
    habits: Habits,
    late: LateBatches,
    violations: Vec<Violation>,
    origins: BTreeMap<Seq, Together>,
    /// Where records end, with what was open then; nothing where that is counted over persons.
    ended: Vec<(Name, RecordSubject, End, Option<Open>)>,
}

impl OfPersons {
    /// Whether there is nothing.
    pub fn is_nothing(&self) -> bool {
        *self == OfPersons::default()
    }

    /// This with what is learnt of others.
    pub fn join(&mut self, other: &OfPersons) {
        self.habits.join(other.habits.clone());
        self.late.join(other.late.clone());
        self.named.join(other.named.clone());
        self.deciding.join(other.deciding.clone());
        for (programme, count) in &other.inside {
            match self.inside.get_mut(programme) {
                Some(own) => *own += count,
                None => drop(self.inside.insert(programme.clone(), *count)),
            }
        }
        self.single.extend(other.single.iter().cloned());
    }

    /// What of it is about a programme, or about none.
    pub fn about(&self, programme: Option<&Name>) -> OfPersons {
        let single = self.single.iter().filter(|(violation, _)| violation.programme.as_ref() == programme);
        let mut own =
            OfPersons { late: self.late.about(programme), single: single.cloned().collect(), ..OfPersons::default() };
        if let Some(programme) = programme {
            own.habits = self.habits.about(programme);
            own.named = self.named.about(programme);
            own.deciding = self.deciding.about(programme);
            own.inside =
                self.inside.get_key_value(programme).map(|(name, count)| (name.clone(), *count)).into_iter().collect();
        }
        own
    }
}

impl Gathering {
    /// How persons are looked at for findings of a kind, beside projections as far as the records reach; nothing for a kind
    /// that rests on single persons, or on none.
    pub fn of(projections: &Projections, at: At, rule: Rule) -> Option<Gathering> {
        let gathered = matches!(
            rule,
            Rule::NotRecordedAtAll
                | Rule::RecordedLate
                | Rule::ProgrammeNotEstablished
                | Rule::UnknownBody
                | Rule::RecordsEnd
        );
        if !gathered {
            return None;
        }
        let ends = if rule == Rule::RecordsEnd { ended::ends(projections, at) } else { Vec::new() };
        let of_persons = ends.into_iter().filter(|(_, subject, _)| *subject == RecordSubject::Participants);
        let ends = of_persons.map(|(programme, _, end)| (programme, end)).collect();
        Some(Gathering { rule, at, given: super::given(projections, at), ends })
    }

    /// What bears on what is learnt of persons about a programme, or about none.
    pub fn bearing(&self, programme: Option<&Name>) -> String {
        let Context { as_of, reach, closed, limits, cohorts, practice: _ } = &self.given;
        let of_persons: Vec<_> =
            reach.iter().filter(|(_, subject, _)| *subject == RecordSubject::Participants).collect();
        let Some(name) = programme else { return format!("{:?}{:?}", self.given, self.ends) };
        let own: Vec<_> = reach.iter().filter(|(own, ..)| *own == name).collect();
        let ends: Vec<_> = self.ends.iter().filter(|(own, _)| own == name).collect();
        let (closed, limits, cohorts) = (closed.get(name), limits.get(name), cohorts.get(name));
        format!("{as_of:?}{of_persons:?}{own:?}{ends:?}{closed:?}{limits:?}{cohorts:?}")
    }

    /// What is learnt of persons, who are all that these projections have of persons.
    pub fn learn(&self, projections: &Projections) -> OfPersons {
        let mut of = OfPersons::default();
        if self.rule == Rule::RecordsEnd {
            for (programme, end) in &self.ends {
                let count = ended::persons_inside(projections, At { as_of: end.day, ..self.at }, programme);
                if count > 0 {
                    of.inside.insert(programme.clone(), count);
                }
            }
            return of;
        }
        let persons = super::persons(projections, self.at);
        let mut found = Vec::new();
        for person in &persons {
            if self.rule == Rule::NotRecordedAtAll {
                of.habits.learn_person(&person.rows, &self.given);
                continue;
            }
            let about = rules::person::programmes(&person.rows);
            if self.rule == Rule::RecordedLate {
                of.late.learn(&person.rows, |row: &Row<PersonEntry>| about.get(&row.seq).cloned());
                // Of migrated entries batches say it.
                if person.rows.iter().any(|row| !row.migrated) {
                    found.extend(person.judged(projections, &self.given, self.at.known_at));
                }
            } else if self.rule == Rule::UnknownBody {
                of.deciding.learn(&person.rows, &about);
            } else {
                about.iter().for_each(|(seq, programme)| of.named.learn(programme, *seq));
            }
        }
        if self.rule == Rule::RecordedLate {
            super::corrected_persons(projections, self.at, &mut of.late, &mut found);
            found.retain(|violation| violation.rule == self.rule);
            let alone = Projections { state: projections.state.clone(), ..Projections::default() };
            let origins = super::origins(&alone, self.at, &persons, &first(&found));
            let with_origin = |violation: Violation| {
                let origin = violation.entries.first().and_then(|seq| origins.get(seq)).cloned();
                (violation, origin)
            };
            of.single = found.into_iter().map(with_origin).collect();
        }
        of
    }

    /// What other records than those of persons add to the findings that are about a programme, or about none.
    pub fn beside(&self, projections: &Projections, programme: Option<&Name>) -> Beside {
        let (at, ctx) = (self.at, &self.given);
        let (mut habits, mut late, mut violations) = (Habits::default(), LateBatches::default(), Vec::new());
        let mut ended = Vec::new();
        if self.rule == Rule::RecordsEnd {
            let own = ended::ends(projections, at).into_iter().filter(|(own, ..)| Some(own) == programme);
            ended.extend(own.map(|(programme, subject, end)| {
                let open = (subject != RecordSubject::Participants)
                    .then(|| ended::open(projections, At { as_of: end.day, ..at }, &programme, subject));
                (programme, subject, end, open)
            }));
        }
        let own = About { projections, at, programme };
        let about = projections.changed(&own);
        if self.rule == Rule::RecordedLate {
            super::plans(&about, at, ctx, &mut late, &mut violations);
            super::funds(&about, at, &[], ctx, &mut late, &mut violations);
            super::programmes(&about, at, ctx, &mut late, &mut violations);
            let programme = |stream: &StreamId| projections.programme_of(stream, at);
            super::corrected(&about.milestones, at, &programme, &mut late, &mut violations);
            super::corrected(&about.budgets, at, &programme, &mut late, &mut violations);
            super::corrected(&about.programmes, at, &programme, &mut late, &mut violations);
        }
        if self.rule == Rule::NotRecordedAtAll {
            super::of_programmes(&about, at, &mut habits);
            super::programmes(&about, at, ctx, &mut late, &mut violations);
        }
        violations.retain(|violation| violation.rule == self.rule);
        let origins = super::origins(&about, at, &[], &first(&violations));
        Beside { programme: programme.cloned(), habits, late, violations, origins, ended }
    }

    /// The findings that are about that programme, or about none, in the order of all findings.
    pub fn findings(&self, projections: &Projections, beside: &Beside, of: &OfPersons) -> Vec<Finding> {
        let mut violations: Vec<Violation> = of.single.iter().map(|(violation, _)| violation.clone()).collect();
        violations.extend(beside.violations.iter().cloned());
        if self.rule == Rule::RecordedLate {
            let mut late = of.late.clone();
            late.join(beside.late.clone());
            violations.extend(late.findings());
        }
        if self.rule == Rule::NotRecordedAtAll {
            let mut habits = of.habits.clone();
            habits.join(beside.habits.clone());
            violations.extend(habits.not_recorded());
        }
        if self.rule == Rule::UnknownBody {
            violations.extend(of.deciding.clone().unknown(projections, self.at));
        }
        if self.rule == Rule::ProgrammeNotEstablished {
            violations.extend(names::never_established(projections, self.at, of.named.clone()));
        }
        let single =
            of.single.iter().filter_map(|(violation, origin)| Some((*violation.entries.first()?, origin.clone()?)));
        let origins = beside.origins.iter().map(|(seq, origin)| (*seq, origin.clone())).chain(single).collect();
        let mut findings: Vec<Finding> =
            super::late_by_import(violations, &origins).into_iter().map(Finding::from).collect();
        for (programme, subject, end, open) in &beside.ended {
            let inside = || ended::inside(of.inside.get(programme).copied().unwrap_or_default());
            findings.push(ended::finding(programme, *subject, *end, &open.clone().unwrap_or_else(inside)));
        }
        findings.retain(|finding| finding.programme == beside.programme);
        super::sort(&mut findings);
        findings
    }
}

/// The first entry of each of some violations.
fn first(violations: &[Violation]) -> HashSet<Seq> {
    violations.iter().filter_map(|violation| violation.entries.first()).copied().collect()
}

/// The streams that are about a programme, or about none.
struct About<'a> {
    projections: &'a Projections,
    at: At,
    programme: Option<&'a Name>,
}

impl Change for About<'_> {
    fn one<P: Projection>(&self, timeline: &Timeline<P>) -> Timeline<P> {
        let about = |stream: &StreamId| self.projections.programme_of(stream, self.at).as_ref() == self.programme;
        let own: BTreeSet<StreamId> =
            timeline.streams().map(|(stream, _)| stream).filter(|own| about(own)).cloned().collect();
        timeline.only(&own)
    }
}
