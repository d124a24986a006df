//! Milestones read backwards: the last word on each.

use std::collections::{BTreeMap, BTreeSet};

use hovedbok_core::Day;
use serde_json::{Value, json};

use crate::raw::{Known, ends};

/// The milestones in plan order, with what the answer must say of each.
pub fn milestones(known: &[Known], as_of: Day) -> Vec<Value> {
    let plan: Vec<&Known> = known.iter().filter(|row| row.stream == "plan/TIO").collect();
    let ids: BTreeSet<&str> = plan.iter().map(|row| row.text("milestone")).filter(|id| !id.is_empty()).collect();
    let mut placed: Vec<(u64, Value)> = Vec::new();
    for id in ids {
        let rows: Vec<&Known> = plan.iter().filter(|row| row.text("milestone") == id).copied().collect();
        let planned: Vec<&Known> = of(&rows, "planned");
        if let Some(first) = planned.first() {
            let place = planned.iter().map(|row| row.slot).min().unwrap();
            placed.push((place, milestone(id, &rows, first, as_of)));
        }
    }
    placed.sort_by_key(|(place, _)| *place);
    placed.into_iter().map(|(_, row)| row).collect()
}

fn of<'a>(rows: &[&'a Known], what: &str) -> Vec<&'a Known> {
    let name = format!("plan.milestone_{what}");
    rows.iter().filter(|row| row.type_name == name).copied().collect()
}

/// Without the postponements of what had ended by then.
fn standing<'a>(rows: &[&'a Known]) -> Vec<&'a Known> {
    let word = |row: &Known| row.type_name.trim_start_matches("plan.milestone_").to_owned();
    let ended = |before: &[&Known]| {
        let last = before.iter().rev().map(|row| word(row));
        let mut last = last.filter(|word| ["completed", "cancelled", "dropped", "reopened"].contains(&word.as_str()));
        last.next().is_some_and(|word| word != "reopened")
    };
    let kept = rows.iter().enumerate().filter(|(at, row)| word(row) != "postponed" || !ended(&rows[..*at]));
    kept.map(|(_, row)| *row).collect()
}

fn milestone(id: &str, rows: &[&Known], first: &Known, as_of: Day) -> Value {
    let rows = &standing(rows);
    let speaks = |row: &&&Known| {
        matches!(row.type_name.as_str(), "plan.milestone_planned" | "plan.milestone_rescheduled")
            || (row.type_name == "plan.milestone_postponed" && row.body.get("due").is_some())
    };
    let due = rows.iter().rev().find(speaks).and_then(|row| row.body.get("due"));
    let decided = ["completed", "postponed", "cancelled", "dropped", "reopened"];
    let deciding = |row: &&Known| decided.iter().any(|word| row.type_name == format!("plan.milestone_{word}"));
    let at = rows.iter().rposition(deciding);
    let due_end = due.map(|due| ends(due).1);
    let passed = |end: Option<Day>| end.is_some_and(|end| end < as_of);
    let (status, completed) = match at.map(|at| (at, rows[at])) {
        None => (if passed(due_end) { "overdue" } else { "planned" }, None),
        Some((at, row)) => match row.type_name.trim_start_matches("plan.milestone_") {
            "reopened" => (if passed(due_end) { "overdue" } else { "planned" }, None),
            "postponed" => {
                let later = rows[at..].iter().rev().find(|row| row.type_name == "plan.milestone_rescheduled");
                let to = later.copied().unwrap_or(row).last("due");
                (if passed(to) { "overdue" } else { "postponed" }, None)
            }
            "completed" => ("completed", Some((row.start, row.end))),
            word => (word, None),
        },
    };
    let days_late = match (status, completed, due_end) {
        ("completed", Some((_, end)), Some(due)) => Some(end.days_since(due)),
        ("overdue", _, Some(due)) => Some(as_of.days_since(due)),
        _ => None,
    };
    let shown =
        |days: Option<(Day, Day)>| days.map(|(start, end)| json!({"start": start, "end": end, "as_written": null}));
    json!({
        "milestone": id,
        "due": shown(due.map(ends)),
        "due_original": shown(first.body.get("due").map(ends)),
        "completed": shown(completed),
        "status": status,
        "days_late": days_late,
    })
}

/// The version last approved.
pub fn version(known: &[Known]) -> Option<&str> {
    known.iter().rev().find(|row| row.type_name == "plan.version_approved").map(|row| row.text("version"))
}

/// How many milestones have each of the six statuses.
pub fn counts(milestones: &[Value]) -> BTreeMap<String, u64> {
    let words = ["planned", "overdue", "completed", "postponed", "cancelled", "dropped"];
    let mut counts: BTreeMap<String, u64> = words.map(|word| (word.to_owned(), 0)).into();
    for row in milestones {
        *counts.get_mut(row["status"].as_str().unwrap()).unwrap() += 1;
    }
    counts
}
