//! What programmes record at all: a lack is a finding only where such entries are recorded, else one finding says so.

use std::collections::{BTreeMap, BTreeSet};

use super::{Context, Practice, Rule, Violation, person};
use crate::entries::{PersonEntry, ProgrammeEntry};
use crate::ids::{Name, Seq};
use crate::row::Row;

/// What programmes record and what their enrolments call for, gathered over all streams.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Habits {
    recorded: BTreeMap<Name, BTreeSet<Practice>>,
    called_for: BTreeMap<(Name, Practice), Calls>,
}

#[derive(Debug, Clone, Copy, PartialEq)]
struct Calls {
    first: Seq,
    last: Seq,
    count: i64,
}

impl Habits {
    /// Learns from one person's rows; of the context the day of the question and how far the records reach.
    pub fn learn_person(&mut self, rows: &[&Row<PersonEntry>], ctx: &Context) {
        let (dues, recorded) = person::habits(rows, ctx);
        for (programme, practice) in recorded {
            self.recorded.entry(programme).or_default().insert(practice);
        }
        for due in dues {
            let new = Calls { first: due.entry, last: due.entry, count: 0 };
            let calls = self.called_for.entry((due.programme, due.practice)).or_insert(new);
            calls.first = calls.first.min(due.entry);
            calls.last = calls.last.max(due.entry);
            calls.count += 1;
        }
    }

    /// Adds what was learnt of others.
    pub fn join(&mut self, other: Habits) {
        for (programme, recorded) in other.recorded {
            self.recorded.entry(programme).or_default().extend(recorded);
        }
        for (of, more) in other.called_for {
            let calls = self.called_for.entry(of).or_insert(Calls { count: 0, ..more });
            calls.first = calls.first.min(more.first);
            calls.last = calls.last.max(more.last);
            calls.count += more.count;
        }
    }

    /// Those of one programme.
    #[must_use]
    pub fn about(&self, programme: &Name) -> Habits {
        let recorded = self.recorded.iter().filter(|(own, _)| *own == programme);
        let called_for = self.called_for.iter().filter(|((own, _), _)| own == programme);
        Habits {
            recorded: recorded.map(|(own, practice)| (own.clone(), practice.clone())).collect(),
            called_for: called_for.map(|(of, calls)| (of.clone(), *calls)).collect(),
        }
    }

    /// Learns from the rows of a programme's stream.
    pub fn learn_programme(&mut self, programme: &Name, rows: &[&Row<ProgrammeEntry>]) {
        if rows.iter().any(|row| matches!(row.fact, ProgrammeEntry::BodyMet(_))) {
            self.recorded.entry(programme.clone()).or_default().insert(Practice::Meetings);
        }
    }

    /// Programme to what it records at all, for [`Context`].
    pub fn practice(&self) -> BTreeMap<Name, BTreeSet<Practice>> {
        self.recorded.clone()
    }

    /// One finding for each programme and kind of entry that is called for and never recorded; it names the first and
    /// the last entry that calls for one. Bodies that must meet are judged by [`programme`](super::programme::programme).
    pub fn not_recorded(&self) -> Vec<Violation> {
        let never = self.called_for.iter().filter(|((programme, practice), _)| {
            !self.recorded.get(programme).is_some_and(|recorded| recorded.contains(practice))
        });
        let finding = |((programme, practice), calls): (&(Name, Practice), &Calls)| {
            let (records, by) = match practice {
                Practice::EndDecisions => ("decisions to end", "exits"),
                Practice::Certificates => ("certificates being considered", "exits"),
                Practice::PlanOffers => ("offers of individual plans (other kinds of plans do not count)", "intakes"),
                Practice::Meetings => ("meetings", "bodies"),
                Practice::Conditions => ("answers to conditions", "conditions"),
            };
            let mut entries = vec![calls.first, calls.last];
            entries.dedup();
            let what = format!(
                "{programme} has no record of any {records}: for {} {by}, nobody can say whether one is missing",
                calls.count
            );
            Violation::new(Rule::NotRecordedAtAll, entries, what).about(Some(programme)).weighing(calls.count)
        };
        never.map(finding).collect()
    }
}
