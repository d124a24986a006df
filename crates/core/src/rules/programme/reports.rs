//! Reports: due, late, missing.

use crate::day::Day;
use crate::entries::ProgrammeEntry;
use crate::entries::programme::ReportDue;
use crate::ids::Seq;
use crate::row::Row;
use crate::rules::{Rule, Violation};

/// A report that came after its deadline's last day, or has not come when that has passed, judged up to a day.
///
/// Each report received, in order, goes to the earliest deadline still open for its report and sender; where the receipt
/// or the deadline names no sender, the report alone decides.
pub(super) fn late_or_missing(rows: &[&Row<ProgrammeEntry>], judged: Option<Day>) -> Vec<Violation> {
    let mut due: Vec<(&ReportDue, Seq, Option<&Row<ProgrammeEntry>>)> = Vec::new();
    for row in rows {
        if let ProgrammeEntry::ReportDue(body) = &row.fact {
            due.push((body, row.seq, None));
        }
    }
    due.sort_by_key(|(body, seq, _)| (body.due.end(), body.due.start(), *seq));
    for row in rows {
        let ProgrammeEntry::ReportReceived(received) = &row.fact else { continue };
        let open =
            |(body, _, arrival): &(&ReportDue, Seq, Option<_>)| arrival.is_none() && body.report == received.report;
        let exact = due.iter().position(|due| open(due) && due.0.from == received.from);
        let unnamed = |body: &ReportDue| body.from.is_none() || received.from.is_none();
        let at = exact.or_else(|| due.iter().position(|due| open(due) && unnamed(due.0)));
        if let Some((_, _, arrival)) = at.and_then(|at| due.get_mut(at)) {
            *arrival = Some(row);
        }
    }
    let mut found = Vec::new();
    for (body, seq, arrival) in due {
        let last = body.due.end();
        let sender = body.from.as_ref().map(|from| format!(" from {}", from.as_str())).unwrap_or_default();
        let what = format!("report '{}'{sender} was due by {last}", body.report.as_str());
        let violation = match (arrival, judged) {
            (Some(row), _) if least(row) > last => {
                let days = least(row).days_since(last);
                let what = if row.effective.bounds_a_day() {
                    format!("{what} and came on a day from {} to {}, at least {days} days late", least(row), row.holds)
                } else {
                    format!("{what} and came on {}, {days} days late", row.holds)
                };
                Violation::new(Rule::ReportLate, vec![row.seq, seq], what).weighing(days)
            }
            (None, Some(as_of)) if as_of > last => {
                let what = format!("{what} and had not come by {as_of}");
                Violation::new(Rule::ReportMissing, vec![seq], what).weighing(as_of.days_since(last))
            }
            (Some(_) | None, _) => continue,
        };
        found.push(violation);
    }
    found
}

/// The first day on which a report can have come: nobody is late because nobody gave the day.
fn least(row: &Row<ProgrammeEntry>) -> Day {
    if row.effective.bounds_a_day() { row.effective.start() } else { row.holds }
}
