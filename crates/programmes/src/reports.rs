//! Reports: due, received, late, missing.

use std::collections::BTreeMap;

use hovedbok_core::entries::codes::RecordSubject;
use hovedbok_core::{Day, Name, Text};
use hovedbok_projection::{At, Timeline};
use serde::Serialize;

use crate::fact::Programmes;
use crate::period::PeriodRow;
use crate::sorted::{Sorted, told};

/// How a report stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ReportStatus {
    /// Not received, and its deadline has not passed.
    Due,
    /// Received in time, or without a deadline.
    Received,
    /// Received after the last day of its deadline.
    Late,
    /// Not received, and its deadline has passed.
    Missing,
}

/// A report that is to be delivered or was received.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct ReportRow {
    /// The report.
    pub report: Text,
    /// Who delivers it.
    pub from: Option<Text>,
    /// By when; none for a report that nobody had asked for.
    pub due: Option<PeriodRow>,
    /// When it was received.
    pub received: Option<PeriodRow>,
    /// Its status.
    pub status: ReportStatus,
    /// Days from the deadline's last day to the last day of the receipt (negative: early), or to the day of the question
    /// when it is missing; else null.
    pub days_late: Option<i64>,
}

/// Folds the reports, judged on a day, by deadline, then those received without one. A receipt goes to the earliest deadline still open for
/// the report and sender; where the receipt or the deadline names no sender, the report alone decides.
pub(crate) fn of_one(told: &Sorted<'_>, as_of: Day) -> Vec<ReportRow> {
    let mut due: Vec<_> = told.due.iter().collect();
    due.sort_by_key(|said| (said.fact.due.end(), said.fact.due.start(), said.seq));
    let mut rows: Vec<ReportRow> = due
        .into_iter()
        .map(|said| row(&said.fact.report, said.fact.from.as_ref(), Some((&said.fact.due).into()), None))
        .collect();
    for said in &told.received {
        let open = |row: &ReportRow| row.due.is_some() && row.received.is_none() && row.report == said.fact.report;
        let exact = rows.iter().position(|row| open(row) && row.from == said.fact.from);
        let unnamed = |row: &ReportRow| row.from.is_none() || said.fact.from.is_none();
        let at = exact.or_else(|| rows.iter().position(|row| open(row) && unnamed(row)));
        match at.and_then(|at| rows.get_mut(at)) {
            Some(row) => {
                row.received = Some(said.effective.into());
                row.from = row.from.take().or_else(|| said.fact.from.clone());
            }
            None => rows.push(row(&said.fact.report, said.fact.from.as_ref(), None, Some(said.effective.into()))),
        }
    }
    for row in &mut rows {
        let deadline = row.due.as_ref().map(|due| due.end);
        let received = row.received.as_ref().map(|received| received.end);
        (row.status, row.days_late) = standing(deadline, received, as_of);
    }
    rows
}

fn row(report: &Text, from: Option<&Text>, due: Option<PeriodRow>, received: Option<PeriodRow>) -> ReportRow {
    ReportRow { report: report.clone(), from: from.cloned(), due, received, status: ReportStatus::Due, days_late: None }
}

/// A deadline is passed when its last day is before the day of the question (time.md).
fn standing(deadline: Option<Day>, received: Option<Day>, as_of: Day) -> (ReportStatus, Option<i64>) {
    match (deadline, received) {
        (Some(deadline), Some(received)) if received > deadline => {
            (ReportStatus::Late, Some(received.days_since(deadline)))
        }
        (Some(deadline), Some(received)) => (ReportStatus::Received, Some(received.days_since(deadline))),
        (Some(deadline), None) if deadline < as_of => (ReportStatus::Missing, Some(as_of.days_since(deadline))),
        (_, None) => (ReportStatus::Due, None),
        (None, Some(_)) => (ReportStatus::Received, None),
    }
}

/// Programme to its reports, as they stand on the day.
pub fn reports(timeline: &Timeline<Programmes>, at: At) -> BTreeMap<Name, Vec<ReportRow>> {
    told(timeline, at, None)
        .into_iter()
        .map(|(name, told)| {
            let day = timeline.day(Some(&name), RecordSubject::Reports, at.as_of);
            (name, of_one(&told, day))
        })
        .filter(|(_, rows)| !rows.is_empty())
        .collect()
}
