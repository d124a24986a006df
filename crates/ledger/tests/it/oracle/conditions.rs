//! Conditions for benefits, read one by one from the statements in force.

use std::collections::BTreeMap;

use hovedbok_core::Day;
use serde_json::{Value, json};

use super::courses::programme;
use super::people::People;
use crate::raw::Known;

/// Everything that `conditions` answers of a programme, or of all.
pub fn conditions(people: &People, only: Option<&str>, reached: &dyn Fn(Option<&str>) -> Day) -> Value {
    let mut rows: Vec<(String, String, String, Value)> = Vec::new();
    for (person, statements) in people {
        let mut seen: Vec<&str> = Vec::new();
        for set in statements.iter().filter(|row| row.type_name == "benefit.condition_set") {
            let name = set.text("condition");
            if seen.contains(&name) {
                continue;
            }
            seen.push(name);
            // An enrolment that only a benefit names is none.
            let of = programme(statements, set.text("enrolment"));
            if only.is_some_and(|only| of != Some(only)) {
                continue;
            }
            let until = reached(of);
            // What is said before the condition counts is about nothing.
            let after = statements.iter().skip_while(|row| row.seq != set.seq);
            let about = |row: &&Known| {
                row.type_name == "benefit.condition_answered" && row.text("condition") == name && row.holds <= until
            };
            let answer = after.filter(about).last();
            let due = set.day("due").or(set.last("for_period"));
            let status = match answer {
                Some(answer) => answer.text("outcome"),
                None if due.is_some_and(|due| due < until) => "unanswered",
                None => "running",
            };
            let office = match set.text("office") {
                "" => {
                    let says = |row: &&Known| {
                        ["participant.registered", "participant.details_changed"].contains(&row.type_name.as_str())
                            && !row.text("office").is_empty()
                            && row.holds <= set.holds
                    };
                    statements.iter().rfind(says).map(|row| row.text("office"))
                }
                office => Some(office),
            };
            let row = json!({"participant": person, "condition": name, "programme": of, "office": office,
                "kind": set.text("kind"), "set_on": set.holds, "due": due, "status": status,
                "answered_on": answer.map(|row| row.holds), "consequence": answer.map(|row| row.body.get("consequence")),
                "reduced_ore": answer.map(|row| row.body.get("reduced_ore"))});
            rows.push((set.holds.to_string(), person.clone(), name.to_owned(), row));
        }
    }
    rows.sort_by(|a, b| (&a.0, &a.1, &a.2).cmp(&(&b.0, &b.1, &b.2)));
    let rows: Vec<Value> = rows.into_iter().map(|(_, _, _, row)| row).collect();
    let mut counts: BTreeMap<(Option<String>, String), BTreeMap<String, usize>> = BTreeMap::new();
    for row in &rows {
        let key = (row["office"].as_str().map(str::to_owned), row["set_on"].as_str().unwrap()[..7].to_owned());
        let count = counts.entry(key).or_default();
        *count.entry("set".to_owned()).or_default() += 1;
        *count.entry(format!("condition_{}", row["status"].as_str().unwrap())).or_default() += 1;
    }
    let count = |((office, month), of): ((_, _), BTreeMap<String, usize>)| {
        let number = |field: &str| of.get(field).copied().unwrap_or_default();
        json!({"office": office, "month": month, "set": number("set"), "condition_met": number("condition_met"),
            "condition_not_met": number("condition_not_met"), "condition_excused": number("condition_excused"),
            "condition_unanswered": number("condition_unanswered"), "condition_running": number("condition_running")})
    };
    json!({"rows": rows, "counts": counts.into_iter().map(count).collect::<Vec<_>>()})
}
