//! Reports: due, late, missing.

use crate::day::Day;
use crate::entries::ProgrammeEntry;
use crate::entries::programme::ReportDue;
use crate::ids::Seq;
use crate::row::Row;
use crate::rules::{Rule, Violation};
use crate::text::Text;

/// A deadline, with what was received for it.
pub(super) struct Deadline<'a> {
    pub(super) body: &'a ReportDue,
    pub(super) entry: Seq,
    /// From when it is known.
    pub(super) from: Day,
    pub(super) arrival: Option<&'a Row<ProgrammeEntry>>,
}

/// A report that came late or has not come.
pub(super) struct Fault {
    pub(super) report: Text,
    /// The last day on which it was in time.
    pub(super) due: Day,
    pub(super) violation: Violation,
}

/// Every deadline, the earliest first. Each report received, in order, goes to the earliest deadline still open for its
/// report and sender; where the receipt or the deadline names no sender, the report alone decides.
pub(super) fn matched<'a>(rows: &[&'a Row<ProgrammeEntry>]) -> Vec<Deadline<'a>> {
    let mut due: Vec<Deadline<'a>> = Vec::new();
    for row in rows {
        if let ProgrammeEntry::ReportDue(body) = &row.fact {
            due.push(Deadline { body, entry: row.seq, from: row.holds, arrival: None });
        }
    }
    due.sort_by_key(|one| (one.body.due.end(), one.body.due.start(), one.entry));
    for row in rows {
        let ProgrammeEntry::ReportReceived(received) = &row.fact else { continue };
        let open = |one: &Deadline<'_>| one.arrival.is_none() && one.body.report == received.report;
        let exact = due.iter().position(|one| open(one) && one.body.from == received.from);
        let unnamed = |body: &ReportDue| body.from.is_none() || received.from.is_none();
        let at = exact.or_else(|| due.iter().position(|one| open(one) && unnamed(one.body)));
        if let Some(one) = at.and_then(|at| due.get_mut(at)) {
            one.arrival = Some(row);
        }
    }
    due
}

/// A report that came after its deadline's last day, or has not come when that has passed, judged up to a day. One that is
/// "done" without a day is late only if even the earliest day that it can have come on is late.
pub(super) fn late_or_missing(rows: &[&Row<ProgrammeEntry>], judged: Option<Day>) -> Vec<Fault> {
    let mut found = Vec::new();
    for Deadline { body, entry, arrival, .. } in matched(rows) {
        let last = body.due.end();
        let report = body.report.as_str();
        let what = match &body.from {
            Some(from) => format!("report '{report}' from {} was due by {last}", from.as_str()),
            None => format!("report '{report}' was due by {last}"),
        };
        let violation = match (arrival, judged) {
            (Some(row), _) if came(row) > last => {
                let days = came(row).days_since(last);
                let what = if row.effective.bounds_a_day() {
                    format!("{what} and came on a day from {} to {}, at least {days} days late", came(row), row.holds)
                } else {
                    format!("{what} and came on {}, {days} days late", row.holds)
                };
                Violation::new(Rule::ReportLate, vec![row.seq, entry], what).weighing(days)
            }
            (None, Some(as_of)) if as_of > last => {
                let what = format!("{what} and had not come by {as_of}");
                Violation::new(Rule::ReportMissing, vec![entry], what).weighing(as_of.days_since(last))
            }
            (Some(_) | None, _) => continue,
        };
        found.push(Fault { report: body.report.clone(), due: last, violation });
    }
    found
}

/// The earliest day that a report can be said to have come on.
fn came(row: &Row<ProgrammeEntry>) -> Day {
    if row.effective.bounds_a_day() { row.effective.start() } else { row.holds }
}
