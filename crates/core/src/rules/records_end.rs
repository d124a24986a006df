//! Entries that take hold after the day on which the records of their programme are stated to end.

use std::collections::BTreeMap;

use super::{Rule, Violation, general};
use crate::day::Day;
use crate::entries::codes::RecordSubject;
use crate::ids::{Name, Seq};
use crate::reach::{EndsBy, Reach, spoken, subject_of};
use crate::row::{Row, StreamFact};

/// The entries of every stream that speak of days after the stated end of the records, by programme and subject.
#[derive(Debug, Clone)]
pub struct AfterEnd<'r> {
    reach: &'r Reach,
    /// The first of the days on which records are stated to end.
    first: Option<Day>,
    after: BTreeMap<(Name, RecordSubject), Vec<(Day, Seq)>>,
}

impl<'r> AfterEnd<'r> {
    /// Nothing learnt yet. Only ends that an entry states count: others follow from what is recorded.
    pub fn of(reach: &'r Reach) -> AfterEnd<'r> {
        let stated = reach.iter().filter(|(_, _, end)| end.by == EndsBy::RecordsEnd);
        AfterEnd { reach, first: stated.map(|(_, _, end)| end.day).min(), after: BTreeMap::new() }
    }

    /// Learns the rows of one stream; `programme` is the one that a row is about.
    pub fn learn<F: StreamFact>(&mut self, rows: &[&Row<F>], programme: impl Fn(&Row<F>) -> Option<Name>) {
        let Some(first) = self.first else { return };
        for row in rows.iter().filter(|row| row.day() > first) {
            let fact = row.fact.clone().into_fact();
            // What is planned for later says nothing of what was recorded later.
            let subject = subject_of(&fact).filter(|_| !general::is_plan(&fact));
            let Some((subject, programme)) = subject.zip(programme(row)) else {
                continue;
            };
            let end = self.reach.end(&programme, subject).filter(|end| end.by == EndsBy::RecordsEnd);
            if end.is_some_and(|end| end.day < row.day()) {
                self.after.entry((programme, subject)).or_default().push((row.day(), row.seq));
            }
        }
    }

    /// Adds what was learnt of other streams.
    pub fn join(&mut self, other: AfterEnd<'_>) {
        other.after.into_iter().for_each(|(of, after)| self.after.entry(of).or_default().extend(after));
    }

    /// One finding a programme and subject, with the statement and every such entry.
    pub fn findings(self) -> Vec<Violation> {
        let AfterEnd { reach, after, .. } = self;
        let finding = |((programme, subject), mut found): ((Name, RecordSubject), Vec<(Day, Seq)>)| {
            let end = reach.end(&programme, subject)?;
            found.sort_by_key(|(_, seq)| *seq);
            let (count, last) = (found.len(), found.iter().map(|(day, _)| *day).max()?);
            let later = match count {
                1 => format!("1 entry is about a later day, {last}"),
                _ => format!("{count} entries are about later days, the last on {last}"),
            };
            let what = format!(
                "the records of {programme} about {} are stated to end on {}, but {later}",
                spoken(subject),
                end.day
            );
            let entries = std::iter::once(end.entry).chain(found.into_iter().map(|(_, seq)| seq)).collect();
            let weight = i64::try_from(count).unwrap_or(i64::MAX);
            Some(Violation::new(Rule::AfterRecordsEnd, entries, what).about(Some(&programme)).weighing(weight))
        };
        after.into_iter().filter_map(finding).collect()
    }
}
