//! A plan's document beside the plan in force: what its rows say, when that takes hold, and the ids of what comes of it.

use std::collections::BTreeMap;

use hovedbok_core::proposal::{Origin, Proposal, Subject};
use hovedbok_core::{Day, EntryId, MilestoneId, Period, StreamId};
use hovedbok_interchange::kinds::{Ids, PlanFile, PlanFileRow, PlanStatus};
use hovedbok_interchange::written::section_year;
use hovedbok_milestones::{IncomingRow, PlanRow, Said};
use serde_json::{Map, Value};

/// What a completion is written as whose day nobody gave.
const NO_DAY: &str = "no day given";

/// A document beside the plan in force.
pub(super) struct Document<'a> {
    pub(super) file: &'a str,
    pub(super) plan: &'a PlanFile,
    pub(super) stream: StreamId,
    pub(super) ids: &'a Ids,
    /// How long the plan was before: part of every id, so that a plan can go back to what it said before.
    pub(super) version: u64,
    pub(super) known: BTreeMap<MilestoneId, PlanRow>,
    /// The last day from which a deadline of a milestone holds.
    pub(super) newest: BTreeMap<MilestoneId, Day>,
    pub(super) dated: Day,
    pub(super) holds: Option<Day>,
}

impl Document<'_> {
    /// The id of what a row says now.
    pub(super) fn id(&self, line: usize, what: &str) -> EntryId {
        EntryId(self.ids.uuid(line, what, self.version))
    }

    /// The milestone of a row that the plan does not have.
    pub(super) fn fresh(&self, row: &PlanFileRow) -> MilestoneId {
        MilestoneId(self.ids.uuid(row.line, "milestone", self.version))
    }

    pub(super) fn proposal(
        &self,
        line: usize,
        type_name: &str,
        effective: Period,
        fields: Map<String, Value>,
    ) -> Proposal {
        let row = self.plan.rows.iter().find(|row| row.line == line);
        let source = row.map_or(self.plan.source.as_ref(), |row| row.source.as_ref());
        Proposal {
            type_name: type_name.to_owned(),
            subject: Subject::Stream(self.stream.clone()),
            effective: Some(effective),
            fields: fields.into_iter().filter(|(_, value)| !value.is_null()).collect(),
            id: Some(self.id(line, type_name)),
            on_behalf_of: None,
            source: source.map(|source| source.as_str().into()),
            origin: Some(Origin { file: self.file.to_owned(), line }).filter(|_| line > 0),
        }
    }

    pub(super) fn incoming(&self, row: &PlanFileRow) -> IncomingRow {
        let said = match &row.status {
            PlanStatus::Open => Said::Open,
            PlanStatus::Completed(Some(period)) => Said::On(period.clone()),
            PlanStatus::Completed(None) => Said::On(self.some_day(row)),
            PlanStatus::Postponed(to) => Said::Postponed(to.clone()),
            PlanStatus::Cancelled => Said::Cancelled,
            PlanStatus::Dropped => Said::Dropped,
        };
        IncomingRow {
            line: row.line,
            section: row.section.clone(),
            number: row.number.clone(),
            title: row.title.clone(),
            responsible: row.responsible.clone(),
            due: row.due.clone(),
            status_as_written: row.words.clone().filter(|_| said == Said::Open),
            said,
        }
    }

    /// The last day of the section's year, or of the deadline where the section is no year; not after the document.
    pub(super) fn section_over(&self, row: &PlanFileRow) -> Day {
        let year = section_year(&row.section).and_then(|year| Day::new(year, 12, 31));
        year.or(row.due.as_ref().map(Period::end)).map_or(self.dated, |day| day.min(self.dated))
    }

    /// When a row was completed that gives no day: some day since the first of its section's year, or since the plan holds,
    /// up to the document's.
    fn some_day(&self, row: &PlanFileRow) -> Period {
        let year = section_year(&row.section).and_then(|year| Day::new(year, 1, 1));
        let first = year.unwrap_or_else(|| self.holds.unwrap_or_else(|| self.first_day()));
        self.until_document(first, row)
    }

    /// From a day to the document's, with the words of the row; where those name a day of something else, only that none was
    /// given.
    fn until_document(&self, first: Day, row: &PlanFileRow) -> Period {
        let period = Period::new(first, self.dated).unwrap_or_else(|_| Period::day(self.dated));
        if period.days() == 1 {
            return period;
        }
        let written = period.clone().written(row.words.as_deref().unwrap_or(NO_DAY));
        if written.bounds_a_day() { written } else { period.written(NO_DAY) }
    }

    /// The day of what has no date of its own.
    pub(super) fn undated(&self, row: &PlanFileRow, known: Option<&PlanRow>) -> Day {
        let due = row.due.as_ref().or(known.and_then(|known| known.due.as_ref()));
        let day = due.map_or_else(|| self.section_over(row), |due| due.end().min(self.dated));
        // A deadline that moves in the same document holds from the document's day.
        let moved = known.is_some_and(|known| row.due.is_some() && known.due_in_plan != row.due);
        let day = if moved { self.dated } else { day };
        let milestone = known.map(|known| known.milestone);
        let newest = milestone.and_then(|id| self.newest.get(&id)).filter(|_| moved).copied();
        [known.and_then(|known| known.decided_on), newest].into_iter().flatten().fold(day, Day::max)
    }

    /// The period of a completion; one without a date of its own is not before what was last said.
    pub(super) fn completed(&self, row: &PlanFileRow, known: Option<&PlanRow>, period: &Period) -> Period {
        let last = known.and_then(|known| known.decided_on);
        match (&row.status, last) {
            (PlanStatus::Completed(None), Some(last)) if last >= period.end() => Period::day(last),
            (PlanStatus::Completed(None), Some(last)) if last > period.start() => self.until_document(last, row),
            _ => period.clone(),
        }
    }

    /// 1 January of the earliest section's year; the document's day where no section is a year.
    pub(super) fn first_day(&self) -> Day {
        let years = self.plan.rows.iter().filter_map(|row| section_year(&row.section));
        years.min().and_then(|year| Day::new(year, 1, 1)).unwrap_or(self.dated)
    }

    /// From when a row holds that the plan does not have.
    pub(super) fn holds(&self, row: &PlanFileRow) -> Day {
        if let Some(day) = self.holds {
            return day;
        }
        if self.known.is_empty() {
            return self.first_day();
        }
        match &row.status {
            PlanStatus::Completed(Some(period)) => self.dated.min(period.start()),
            PlanStatus::Completed(None)
            | PlanStatus::Open
            | PlanStatus::Postponed(_)
            | PlanStatus::Cancelled
            | PlanStatus::Dropped => self.dated.min(self.undated(row, None)),
        }
    }
}
