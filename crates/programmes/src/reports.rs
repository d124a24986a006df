//! Reports: due, received, late, missing.

use std::collections::BTreeMap;

use hovedbok_core::entries::codes::RecordSubject;
use hovedbok_core::{Day, Name, Period, Text};
use hovedbok_projection::{At, Timeline};
use serde::Serialize;

use crate::delivery::{Delivery, ReportStatus};
use crate::fact::Programmes;
use crate::period::PeriodRow;
use crate::sorted::{Sorted, told};

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
    /// The days that the report received is about.
    pub about: Option<PeriodRow>,
    /// Where nobody gave the day of the receipt: the least days late that it can be.
    pub days_late_least: Option<i64>,
    /// Where nobody gave the day of the receipt: the most days late that it can be.
    pub days_late_most: Option<i64>,
}

/// A report in the making.
struct Report<'a> {
    report: &'a Text,
    from: Option<&'a Text>,
    delivery: Delivery<'a>,
    about: Option<&'a Period>,
}

/// Folds the reports, judged on a day, by deadline, then those received without one. A receipt goes to the earliest deadline still open for
/// the report and sender; where the receipt or the deadline names no sender, the report alone decides.
pub(crate) fn of_one(told: &Sorted<'_>, as_of: Day) -> Vec<ReportRow> {
    let mut due: Vec<_> = told.due.iter().collect();
    due.sort_by_key(|said| (said.fact.due.end(), said.fact.due.start(), said.seq));
    let report = |report, from, delivery, about| Report { report, from, delivery, about };
    let mut rows: Vec<Report<'_>> = due
        .into_iter()
        .map(|said| report(&said.fact.report, said.fact.from.as_ref(), Delivery::due(&said.fact.due), None))
        .collect();
    for said in &told.received {
        let fact = said.fact;
        let open = |row: &Report<'_>| row.delivery.is_open() && *row.report == fact.report;
        let exact = rows.iter().position(|row| open(row) && row.from == fact.from.as_ref());
        let unnamed = |row: &Report<'_>| row.from.is_none() || fact.from.is_none();
        let at = exact.or_else(|| rows.iter().position(|row| open(row) && unnamed(row)));
        match at.and_then(|at| rows.get_mut(at)) {
            Some(row) => {
                row.delivery.received = Some(said.effective);
                row.from = row.from.or(fact.from.as_ref());
                row.about = fact.about.as_ref();
            }
            None => rows.push(report(
                &fact.report,
                fact.from.as_ref(),
                Delivery::unasked(said.effective),
                fact.about.as_ref(),
            )),
        }
    }
    rows.into_iter().map(|row| shown(&row, as_of)).collect()
}

fn shown(row: &Report<'_>, as_of: Day) -> ReportRow {
    let standing = row.delivery.standing(as_of);
    ReportRow {
        report: row.report.clone(),
        from: row.from.cloned(),
        due: row.delivery.due.map(Into::into),
        received: row.delivery.received.map(Into::into),
        status: standing.status,
        days_late: standing.days_late,
        about: row.about.map(Into::into),
        days_late_least: standing.range.map(|(least, _)| least),
        days_late_most: standing.range.map(|(_, most)| most),
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
