//! Reports: due, late, missing.

use crate::entries::ProgrammeEntry;
use crate::entries::programme::{ReportDue, ReportReceived};
use crate::history::Row;
use crate::ids::Seq;
use crate::rules::{Context, Rule, Violation};

/// A report that came after its deadline's last day, or has not come when that has passed.
///
/// A report due is matched with a report received of the same name and the same sender (any sender, where the one due
/// names none); of several under one name the first due goes with the first received.
pub(super) fn late_or_missing(rows: &[&Row<ProgrammeEntry>], ctx: &Context) -> Vec<Violation> {
    let mut due: Vec<(&ReportDue, Seq)> = Vec::new();
    let mut received: Vec<(&ReportReceived, &Row<ProgrammeEntry>)> = Vec::new();
    for row in rows {
        if let ProgrammeEntry::ReportDue(body) = &row.fact {
            due.push((body, row.seq));
        }
        if let ProgrammeEntry::ReportReceived(body) = &row.fact {
            received.push((body, row));
        }
    }
    due.sort_by_key(|(body, seq)| (body.due.end(), *seq));
    let mut found = Vec::new();
    for (body, seq) in due {
        let matches = |(other, _): &(&ReportReceived, &Row<ProgrammeEntry>)| {
            other.report == body.report && (body.from.is_none() || body.from == other.from)
        };
        let arrival = received.iter().position(matches).map(|place| received.remove(place).1);
        let last = body.due.end();
        let sender = body.from.as_ref().map(|from| format!(" from {}", from.as_str())).unwrap_or_default();
        let what = format!("report '{}'{sender} was due by {last}", body.report.as_str());
        let violation = match (arrival, ctx.as_of) {
            (Some(row), _) if row.holds > last => {
                let days = row.holds.days_since(last);
                let what = format!("{what} and came on {}, {days} days late", row.holds);
                Violation::new(Rule::ReportLate, vec![row.seq, seq], what).weighing(days)
            }
            (None, Some(as_of)) if as_of > last => {
                let what = format!("{what} and has not come by {as_of}");
                Violation::new(Rule::ReportMissing, vec![seq], what).weighing(as_of.days_since(last))
            }
            (Some(_) | None, _) => continue,
        };
        found.push(violation);
    }
    found
}
