//! What was recorded late, and what was corrected after it had counted for long, read from the lines one position at a time.

use std::collections::{BTreeMap, BTreeSet};

use hovedbok_core::{Day, Instant};
use serde_json::Value;

use crate::raw::{Known, in_force};

const DAYS: i64 = 30;

/// What says what is meant to be: it holds from when it says, whenever it was recorded.
const PLANS: [&str; 14] = [
    "plan.assigned",
    "plan.version_approved",
    "plan.milestone_planned",
    "plan.milestone_rescheduled",
    "programme.established",
    "programme.terms_changed",
    "programme.body_established",
    "programme.caseload_norm_set",
    "programme.deliverable_due",
    "programme.duty_set",
    "programme.goal_set",
    "programme.target_set",
    "programme.limit_set",
    "programme.report_due",
];

const ABOUT_RECORDS: [&str; 3] = ["programme.records_end", "programme.records_reconstructed", "ledger.opened"];

/// The findings of a log in which everything is ordinary: kind and entries.
pub fn findings(lines: &[Value], as_of: Day, known_at: u64) -> BTreeSet<(&'static str, Vec<u64>)> {
    let log = Log::of(lines, known_at);
    let mut found = BTreeSet::new();
    for row in log.stated.values().filter(|row| row.holds <= as_of) {
        if log.is_late(row) {
            found.insert(("recorded_late", vec![row.seq]));
        }
        let Some(by) = log.ended(row.seq) else { continue };
        let stated = log.stated.get(&by);
        let counted = log.day(by).days_since(row.holds.max(log.day(row.seq)));
        let own = stated.is_some_and(|stated| log.restates(stated) || log.is_late(stated));
        if counted > DAYS && !own && !ABOUT_RECORDS.contains(&row.type_name.as_str()) {
            found.insert(("corrected_late", vec![row.seq, by]));
        }
    }
    found
}

struct Log<'a> {
    lines: &'a [Value],
    /// Every statement that was ever in force, by position.
    stated: BTreeMap<u64, Known>,
    /// The statements in force at each position.
    at: Vec<BTreeSet<u64>>,
}

impl<'a> Log<'a> {
    fn of(lines: &'a [Value], known_at: u64) -> Log<'a> {
        let (mut stated, mut at) = (BTreeMap::new(), Vec::new());
        for position in 0..=known_at {
            let known = in_force(lines, Day::MAX, position);
            at.push(known.iter().map(|row| row.seq).collect());
            known.into_iter().for_each(|row| {
                stated.insert(row.seq, row);
            });
        }
        Log { lines, stated, at }
    }

    fn head(&self, seq: u64) -> &Value {
        &self.lines[usize::try_from(seq - 1).unwrap()]["head"]
    }

    /// The day in Norway on which an entry was recorded.
    fn day(&self, seq: u64) -> Day {
        let at: Instant = self.head(seq)["recorded"].as_str().unwrap().parse().unwrap();
        at.oslo_day().unwrap()
    }

    /// The position that ended a statement which is not in force now.
    fn ended(&self, seq: u64) -> Option<u64> {
        let held = self.at.iter().rposition(|known| known.contains(&seq))?;
        (held + 1 < self.at.len()).then(|| u64::try_from(held + 1).unwrap())
    }

    /// Whether a correction has the day of what it corrects and no value that it lacks, its note apart.
    fn restates(&self, row: &Known) -> bool {
        let Some(target) = self.head(row.seq)["target"].as_str() else { return false };
        let is = |line: &&Value| line["head"]["id"].as_str() == Some(target);
        let corrected = self.lines.iter().find(is).unwrap()["head"]["seq"].as_u64().unwrap();
        let Some(old) = self.stated.get(&corrected) else { return false };
        let mut fields = row.body.as_object().unwrap().iter();
        old.holds == row.holds && fields.all(|(name, value)| name == "note" || old.body.get(name) == Some(value))
    }

    fn is_late(&self, row: &Known) -> bool {
        let type_name = row.type_name.as_str();
        let recorded = self.day(row.seq);
        let planned = match type_name {
            "plan.milestone_planned"
            | "plan.milestone_rescheduled"
            | "programme.report_due"
            | "programme.deliverable_due" => row.last("due"),
            "programme.target_set" => row.last("period"),
            "programme.duty_set" => row.last("due").or_else(|| row.last("until")),
            "programme.caseload_norm_set" => row.last("until"),
            _ => None,
        };
        let takes_effect = !PLANS.contains(&type_name) && !ABOUT_RECORDS.contains(&type_name);
        let from = if takes_effect { Some(row.holds) } else { planned };
        from.is_some_and(|from| recorded.days_since(from) > DAYS) && !self.restates(row)
    }
}
