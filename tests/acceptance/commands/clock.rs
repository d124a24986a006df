//! The clock of the machine against the last entry's time (time.md), and what a newer program wrote (H9).
//!
//! The times of an export are moved and it is restored into an empty ledger: as if it had been kept by a machine whose clock
//! is another.

use serde_json::{Value, json};

use super::{PERSON, size, small};
use crate::support::Folder;

/// The small ledger with something in its heads replaced.
fn otherwise(change: impl Fn(&str) -> String) -> Folder {
    let text = small().ok("export --to jsonl").stdout;
    let folder = Folder::empty();
    folder.write("all.jsonl", &text.lines().map(|line| change(line) + "\n").collect::<String>());
    folder.ok("import all.jsonl --kind jsonl --clock-ok");
    folder
}

/// The small ledger as if everything in it had been recorded in another year.
fn recorded_in(year: &str) -> Folder {
    otherwise(|line| {
        let start = line.find("\"recorded\":\"").unwrap() + "\"recorded\":\"".len();
        format!("{}{year}{}", &line[..start], &line[start + 4..])
    })
}

const RECORD: &str =
    "record risk.identified --programme STEP --number 1 --text 'too few places' --effective 2026-01-10";

#[test]
fn a_clock_far_ahead_of_the_last_entry_is_confirmed_or_refused() {
    let folder = recorded_in("2020");
    let error = folder.refused(3, RECORD);
    assert_eq!(error["code"], "clock_ahead");
    assert!(error["hint"].as_str().unwrap().contains("--clock-ok"), "{error}");
    assert_eq!(size(&folder), 9);
    folder.ok(&format!("{RECORD} --clock-ok"));
    assert_eq!(size(&folder), 10);
    // Confirmed once, the entry's own time is near.
    folder.ok("record risk.closed --programme STEP --number 1 --effective 2026-02-10");
}

#[test]
fn a_clock_behind_the_last_entry_is_held_once_it_is_confirmed() {
    let folder = recorded_in("2198");
    assert_eq!(folder.refused(3, RECORD)["code"], "clock_behind");
    assert_eq!(folder.ask("status")["clock_held"], true);
    folder.ok(&format!("{RECORD} --clock-ok"));
    let entries = folder.json("log --from 9")["result"]["entries"].take();
    assert_eq!(entries[0]["recorded"], entries[1]["recorded"], "it never decreases");
}

#[test]
fn asking_does_not_need_the_clock_to_be_right() {
    // What was recorded in 2020 does not speak for 2026, whatever day it names.
    for (year, participants) in [("2020", 0), ("2198", 1)] {
        let folder = recorded_in(year);
        let answer = folder.json("state --as-of 2026-06-30");
        assert_eq!(answer["result"]["participants"], participants, "{year}");
        assert_eq!(answer["reach"].as_array().unwrap().len(), 1 - participants, "{year}");
    }
}

#[test]
fn what_a_newer_program_wrote_is_kept_counted_and_told() {
    let folder =
        otherwise(|line| line.replace("\"measure.started\",\"schema\":1", "\"measure.foreseen\",\"schema\":1"));
    let status = folder.ask("status");
    assert_eq!(status["entries"], 9);
    assert_eq!(status["unknown"], json!([5]), "{status}");
    let shown = folder.json("log show 5")["result"]["entries"][0].take();
    assert_eq!((&shown["type"], &shown["body"]["provider"]), (&json!("measure.foreseen"), &json!("Workshop")));
    let course = folder.ask(&format!("state participant {PERSON} --as-of 2026-06-30"));
    assert_eq!(course["enrolments"][0]["placements"], json!([]), "it does not count");
    let findings = folder.ask("findings --kind unknown_type --as-of 2026-06-30");
    assert_eq!(findings["findings"][0]["entries"], json!([5]), "{findings}");
    // Every answer that rests on the stream says so: in the envelope, in a line below the table, in either language.
    let stream = format!("participant/{PERSON}");
    for question in ["state --programme STEP", "statement", "goals STEP", &format!("state participant {PERSON}")] {
        let asked = format!("{question} --as-of 2026-06-30");
        let answer = folder.json(&asked);
        assert_eq!(answer["incomplete"], json!([stream]), "{question}");
        assert!(folder.json(&format!("{asked} --known-at 4")).get("incomplete").is_none(), "{question}");
        for (lang, words) in [("en", "cannot read all entries in"), ("nb", "kan ikke lese alle føringer i")] {
            let shown = folder.ok(&format!("{asked} --lang {lang}")).stdout;
            let shown: Vec<&str> = shown.split_whitespace().collect();
            assert!(shown.join(" ").contains(&format!("{words} {stream}.")), "{shown:?}");
        }
        assert!(!folder.ok(&format!("{asked} --quiet")).stdout.contains("cannot read all"));
        let csv = folder.ok(&format!("{asked} --format csv"));
        assert!(!csv.stdout.contains("cannot read all") && csv.stderr.contains(&stream), "{}", csv.stderr);
    }
    assert!(folder.json("milestones --as-of 2026-06-30").get("incomplete").is_none(), "it rests on no person");
    let explained = "explain --known-at 4 --as-of 2026-06-30 -- state --programme STEP";
    assert_eq!(folder.json(explained)["incomplete"], json!([stream]));
    assert!(folder.ok(explained).stdout.contains("cannot read all entries in"));
    assert_eq!(folder.ask("verify")["fault"], Value::Null);
    // It goes out and in as it stands.
    let text = folder.ok("export --to jsonl").stdout;
    let other = Folder::empty();
    other.write("all.jsonl", &text);
    other.ok("import all.jsonl --kind jsonl");
    assert!(other.ok("export --to jsonl").stdout == text);
}
