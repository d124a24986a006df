//! The questions that the demo ledger must answer, through the command line, with others of their kind beside them.

mod across;
mod again;
mod ends;
mod evaluators;
mod husk;
mod kvp;
mod p1824;
mod tio;
mod trappa;

use std::collections::BTreeMap;

use serde_json::Value;

use crate::support::Folder;
use crate::support::tables::{days, days_between, table};

/// The milestones of a plan with their labels, `section/number`; of two with one label the second gets a stroke.
fn milestones(result: &Value) -> Vec<(String, &Value)> {
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    let mut labelled = Vec::new();
    for row in result["milestones"].as_array().unwrap() {
        let label = format!("{}/{}", row["section"].as_str().unwrap(), row["number"].as_str().unwrap_or_default());
        let count = seen.entry(label.clone()).or_default();
        *count += 1;
        labelled.push((format!("{label}{}", "'".repeat(*count - 1)), row));
    }
    labelled
}

/// The labels of the milestones with a status.
fn with_status(result: &Value, status: &str) -> Vec<String> {
    milestones(result).into_iter().filter(|(_, row)| row["status"] == status).map(|(label, _)| label).collect()
}

/// How many milestones each section has, in the plan's order.
fn sections(result: &Value) -> Vec<(String, usize)> {
    let mut sections: Vec<(String, usize)> = Vec::new();
    for row in result["milestones"].as_array().unwrap() {
        let section = row["section"].as_str().unwrap().to_owned();
        match sections.last_mut().filter(|(last, _)| *last == section) {
            Some((_, count)) => *count += 1,
            None => sections.push((section, 1)),
        }
    }
    sections
}

/// Holds every milestone of a plan against its row in the table: title, who is responsible, both days, lateness, the last to
/// the day that the records reach.
fn as_in_the_table(demo: &Folder, plan: &str, file: &str, as_of: &str) {
    let whole = demo.json(&format!("milestones {plan} --as-of {as_of}"));
    let answer = &whole["result"];
    let as_of = whole["reach"][0]["day"].as_str().unwrap_or(as_of);
    let rows = answer["milestones"].as_array().unwrap();
    let written: Vec<_> = table(file).into_iter().filter(|row| row["plan"] == plan).collect();
    assert_eq!(rows.len(), written.len(), "{plan}");
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let period = |value: &Value| Some((text(&value["start"]), text(&value["end"]))).filter(|_| !value.is_null());
    for (row, cells) in rows.iter().zip(&written) {
        let label = format!("{plan} {}/{}", cells["section"], cells["number"]);
        assert_eq!(text(&row["section"]), cells["section"], "{label}");
        assert_eq!(text(&row["number"]), cells["number"], "{label}");
        assert_eq!(text(&row["title"]), cells["title"], "{label}");
        assert_eq!(text(&row["responsible"]), cells["responsible"], "{label}");
        let due = days(&cells["section"], &cells["due_as_written"]);
        let completed = days(&cells["section"], &cells["completed_as_written"]);
        assert_eq!(period(&row["due_original"]), due, "{label} due");
        assert_eq!(period(&row["completed"]), completed, "{label} completed");
        let (due, on) = (due.unwrap().1, completed.map(|(_, last)| last));
        if let Some(on) = on {
            assert_eq!(row["status"], "completed", "{label}");
            assert_eq!(row["days_late"], days_between(&due, &on), "{label}");
        } else if row["status"] == "overdue" {
            assert_eq!(row["days_late"], days_between(&due, as_of), "{label}");
        } else {
            assert_eq!(row["days_late"], Value::Null, "{label}");
        }
        if row["due"] == row["due_original"] {
            assert!(
                row["status"] != "planned" || due.as_str() >= as_of,
                "{label} is planned, but its deadline has passed"
            );
        }
    }
}

/// What the findings of a kind say, for a programme on a day.
fn findings(demo: &Folder, programme: &str, kind: &str, as_of: &str) -> Vec<String> {
    let answer = demo.ask(&format!("findings --programme {programme} --kind {kind} --as-of {as_of}"));
    let findings = answer["findings"].as_array().unwrap();
    for finding in findings {
        assert_eq!(finding["kind"], kind);
        assert_eq!(finding["programme"], programme);
        assert!(!finding["entries"].as_array().unwrap().is_empty(), "a finding names its entries: {finding}");
    }
    findings.iter().map(|finding| finding["what"].as_str().unwrap().to_owned()).collect()
}

/// The lines of a budget as year, source and one amount in kroner.
fn lines(demo: &Folder, words: &str, amount: &str) -> Vec<(i64, String, i64)> {
    let answer = demo.ask(words);
    let lines = answer["lines"].as_array().unwrap().iter();
    lines
        .map(|line| {
            let kroner = line[amount].as_i64().unwrap() / 100;
            (line["year"].as_i64().unwrap(), line["source"].as_str().unwrap().to_owned(), kroner)
        })
        .collect()
}

/// What was published and what is derived, for the figures of an indicator that say anything derived.
fn compared(demo: &Folder, programme: &str) -> BTreeMap<(String, String, String), Vec<(i64, i64)>> {
    let answer = demo.ask(&format!("figures {programme} --as-of 2017-12-31"));
    let mut compared: BTreeMap<_, Vec<(i64, i64)>> = BTreeMap::new();
    for row in answer["figures"].as_array().unwrap() {
        let (Some(published), Some(derived)) = (row["published"].as_i64(), row["derived"].as_i64()) else { continue };
        assert_eq!(row["difference"], derived - published, "{row}");
        let text = |key: &str| row[key].as_str().unwrap_or_default().to_owned();
        compared.entry((text("indicator"), text("part"), text("as_of"))).or_default().push((published, derived));
    }
    compared
}
