//! `log`, `types`, `status`, `verify` and `rebuild`.

use std::fs;

use serde_json::{Value, json};

use super::{PERSON, size, small};
use crate::support::Folder;

/// The positions that `log` lists.
fn positions(folder: &Folder, words: &str) -> Vec<u64> {
    let entries = folder.json(&format!("log {words}"))["result"]["entries"].take();
    entries.as_array().unwrap().iter().map(|entry| entry["seq"].as_u64().unwrap()).collect()
}

#[test]
fn the_log_is_narrowed_by_each_of_its_options() {
    let folder = small();
    folder.ok("record risk.identified --programme STEP --number 1 --text 'too few places' --effective 2026-05-01 --actor office-7");
    assert_eq!(positions(&folder, ""), (1..=10).collect::<Vec<_>>());
    assert_eq!(positions(&folder, &format!("--stream participant/{PERSON}")), [3, 4, 5]);
    assert_eq!(positions(&folder, "--stream participant"), [3, 4, 5, 6]);
    assert_eq!(positions(&folder, "--type participant.registered"), [3, 6]);
    assert_eq!(positions(&folder, "--type measure"), [5]);
    assert_eq!(positions(&folder, "--actor office-7"), [10]);
    assert_eq!(positions(&folder, "--actor tester --type risk"), Vec::<u64>::new());
    assert_eq!(positions(&folder, "--effective-from 2026-02-01 --type measure"), [5]);
    assert_eq!(positions(&folder, "--effective-from 2026-02-02 --effective-to 2026-02-02"), [5]);
    assert_eq!(positions(&folder, "--effective-to 2026-01-04 --type fund"), [7]);
    assert_eq!(positions(&folder, "--recorded-to 2000-01-01"), Vec::<u64>::new());
    assert_eq!(positions(&folder, "--recorded-from 2000-01-01 --limit 2"), [1, 2]);
    assert_eq!(positions(&folder, "--from 8"), [8, 9, 10]);
    assert_eq!(positions(&folder, "--from #8 --limit 1"), [8]);
    assert_eq!(positions(&folder, "--reverse --limit 3"), [10, 9, 8]);
    assert_eq!(positions(&folder, "--known-at 4"), [1, 2, 3, 4]);
}

#[test]
fn entries_are_shown_as_they_were_written() {
    let demo = Folder::demo();
    let exported = demo.ok("export --to jsonl --known-at 40").stdout;
    for (line, position) in exported.lines().zip(1..) {
        let line: Value = serde_json::from_str(line).unwrap();
        let shown = demo.json(&format!("log --from {position} --limit 1"))["result"]["entries"][0].take();
        for (key, value) in line["head"].as_object().unwrap() {
            assert_eq!(&shown[key], value, "#{position} {key}");
        }
        assert_eq!(shown["body"], line["body"], "#{position}");
    }
}

#[test]
fn an_entry_is_shown_whole() {
    let folder = small();
    let shown = folder.json("log show 5")["result"]["entries"][0].take();
    for key in
        ["seq", "recorded", "version", "id", "stream", "type", "schema", "effective", "actor", "body_sha256", "body"]
    {
        assert!(!shown[key].is_null(), "{key}: {shown}");
    }
    assert_eq!((&shown["version"], &shown["schema"]), (&json!(3), &json!(1)));
    let table = folder.ok("log show #5").stdout;
    assert!(table.contains("Workshop") && table.contains("50.00 %"), "{table}");
}

#[test]
fn types_tell_their_fields() {
    let folder = Folder::bare();
    let all = folder.json("types");
    assert!(all["types"].as_array().unwrap().len() > 70);
    let one = folder.json("types measure.started");
    assert_eq!(one["type"], "measure.started");
    assert_eq!(one["stream"], "participant/…");
    let fields: Vec<&str> =
        one["fields"].as_array().unwrap().iter().map(|field| field["field"].as_str().unwrap()).collect();
    for field in
        ["placement", "enrolment", "measure", "provider", "step", "owner", "share_bp", "days_per_week", "planned_end"]
    {
        assert!(fields.contains(&field), "{field}: {fields:?}");
    }
}

#[test]
fn types_say_from_which_day_an_entry_counts_and_that_a_correction_always_does() {
    let folder = Folder::bare();
    let all = folder.json("types");
    let on = |name: &str| {
        let row = all["types"].as_array().unwrap().iter().find(|row| row["type"] == name).unwrap();
        row["takes_hold"].as_str().unwrap().to_owned()
    };
    for (name, day) in [
        ("measure.started", "the first day"),
        ("benefit.paid", "the last day"),
        ("measure.ended", "the day after the last day"),
        ("entry.replaced", "every day asked about"),
        ("entry.voided", "every day asked about"),
    ] {
        assert_eq!(on(name), day, "{name}");
        assert_eq!(folder.json(&format!("types {name}"))["takes_hold"], day);
        let table = folder.ok(&format!("types {name}")).stdout;
        let words = if name.starts_with("entry.") { "counts on" } else { "takes effect on" };
        assert!(table.contains(&format!("; {words} {day}; ")), "{table}");
        // The fields of a correction are no options of `record`.
        assert_eq!(table.contains("each field is an option"), !name.starts_with("entry."), "{table}");
    }
}

#[test]
fn status_says_that_all_is_well() {
    let folder = small();
    let status = folder.ask("status");
    assert_eq!(status["entries"], 9);
    assert_eq!(status["opened_at"], 1);
    assert_eq!(status["clock_held"], false);
    assert_eq!(status["unknown"], json!([]));
    assert_eq!(Folder::empty().ask("status")["entries"], 0);
}

#[test]
fn verify_reads_the_whole_log() {
    let demo = Folder::demo();
    let verified = demo.ask("verify");
    assert_eq!(verified["entries"].as_u64(), Some(size(&demo)));
    assert!(verified["fault"].is_null());
    assert_eq!(Folder::empty().ask("verify")["entries"], 0);
}

#[test]
fn damage_in_the_store_is_never_answered_over() {
    let folder = small();
    let db = folder.path().join("ledger/store/db");
    let mut bytes = fs::read(&db).unwrap();
    // One bit of what was written last, and nothing else; zeros follow where sled has filled up its segment.
    let at = bytes.iter().rposition(|byte| *byte != 0).unwrap();
    bytes[at] ^= 1;
    fs::write(&db, bytes).unwrap();
    let done = folder.run("verify --format json");
    assert!(matches!(done.code, 1 | 3), "{} {}{}", done.code, done.stdout, done.stderr);
    let shown = folder.run("log show 5");
    assert_eq!((shown.code, shown.stdout.as_str()), (3, ""));
}

#[test]
fn whoever_asks_the_views_is_told_that_the_log_was_found_damaged() {
    let folder = small();
    let db = folder.path().join("ledger/store/db");
    let whole = fs::read(&db).unwrap();
    let answer = folder.ok("state --format json").stdout;
    let mut bytes = whole.clone();
    let at = bytes.iter().rposition(|byte| *byte != 0).unwrap();
    bytes[at] ^= 1;
    fs::write(&db, &bytes).unwrap();
    // Nobody has found it yet, and a question does not read the log.
    assert_eq!(folder.run("state").code, 0);
    let found = folder.run("verify").code;
    assert!(matches!(found, 1 | 3), "{found}");
    let done = folder.run("state --format json");
    assert_eq!((done.code, &done.stdout), (3, &answer));
    let error: Value = serde_json::from_str(done.stderr.lines().last().unwrap()).unwrap();
    assert_eq!(error["error"]["code"], "log_damaged", "{error}");
    let done = folder.run("state --quiet --lang nb");
    assert_eq!(done.code, 3);
    assert!(done.stderr.contains("loggen bak dem er funnet skadet"), "{}", done.stderr);
    // Put right again: whoever looks at the log finds that.
    fs::write(&db, &whole).unwrap();
    folder.ok("verify");
    assert_eq!(folder.run("state").code, 0);
    // A store that is shorter than it was is seen at once.
    fs::write(&db, &whole[..at - at / 8]).unwrap();
    let done = folder.run("state --format json");
    assert_eq!((done.code, &done.stdout), (3, &answer));
    assert!(done.stderr.contains("log_damaged"), "{}", done.stderr);
}

#[test]
fn rebuilding_gives_the_same_digests() {
    let folder = small();
    assert_eq!(folder.run("rebuild --check").code, 2, "nothing to check against yet");
    let rebuilt = folder.ask("rebuild");
    let names: Vec<&str> =
        rebuilt["projections"].as_array().unwrap().iter().map(|row| row["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["budgets", "milestones", "programmes", "state"]);
    // Later entries change nothing about what stood there.
    folder
        .ok("record fund.increased --programme STEP --year 2026 --source 621.63 --amount 1000 --effective 2026-03-01");
    let checked = folder.ask("rebuild --check");
    for (then, now) in rebuilt["projections"].as_array().unwrap().iter().zip(checked["projections"].as_array().unwrap())
    {
        assert_eq!(
            (&then["digest"], &then["rows"], &then["position"]),
            (&now["digest"], &now["rows"], &now["position"])
        );
        assert_eq!(now["same"], true);
    }
    let one = folder.ask("rebuild budgets");
    assert_eq!(one["projections"].as_array().unwrap().len(), 1);
    assert_eq!(one["projections"][0]["position"], 10);
    assert_eq!(folder.run("rebuild nosuchprojection").code, 2);
}

#[test]
fn a_note_of_digests_that_was_altered_is_found_out() {
    let folder = small();
    folder.ok("rebuild");
    let mut note: Value = serde_json::from_str(&folder.read("ledger/projections.json")).unwrap();
    note["state"]["digest"] = Value::from("0".repeat(64));
    folder.write("ledger/projections.json", &note.to_string());
    let done = folder.run("rebuild --check");
    assert_eq!(done.code, 1, "{}", done.stderr);
    assert!(done.stderr.contains("the result differs from the last rebuild: state"), "{}", done.stderr);
}
