//! What the program says of its work: RUST_LOG and --verbose, counts and positions, and nothing from an entry.

use serde_json::Value;

use super::small;
use crate::support::Folder;
use crate::support::call::{Done, call};
use crate::support::folder::split;

/// A case number of the register, and a text in an entry.
const CASE: &str = "SAK-77-4411";
const TEXT: &str = "upholstery in Nowhereby";

fn logged(folder: &Folder, level: &str, words: &str) -> Done {
    call(folder.path(), &split(words), "", &[("RUST_LOG", level)])
}

/// The lines of events: an instant, a level, and the place in the program.
fn events(done: &Done) -> Vec<&str> {
    done.stderr.lines().filter(|line| line.get(..4).is_some_and(|year| year.parse::<u32>().is_ok())).collect()
}

#[test]
fn no_event_repeats_a_case_number_or_a_text_at_the_finest_level() {
    let folder = small();
    folder.write("people.csv", &format!("case;start;office;birth_month\n{CASE};01.02.26;Centre;2001-04\n"));
    let placement = "--owner municipal --share 50 --effective 2026-02-02";
    let calls = [
        format!("record participant.registered --case {CASE} --office Centre --effective 2026-01-05"),
        format!(
            "record participant.intake --case {CASE} --programme STEP --office Centre --target-group under_30 --effective 2026-01-12"
        ),
        format!("record measure.started --case {CASE} --measure '{TEXT}' --provider 'Workshop' {placement}"),
        format!("record measure.started --case {CASE} --measure '{TEXT}' --provider 'Workshop' {placement}"),
        "import people.csv --kind registration".to_owned(),
        format!("log --case {CASE}"),
        "state --by provider".to_owned(),
        "findings".to_owned(),
        "statement".to_owned(),
        "explain --known-at 9 --and 12 -- placements".to_owned(),
        "rebuild".to_owned(),
        "verify".to_owned(),
        "archive archived".to_owned(),
        "archive archived --drill".to_owned(),
        "restore archived --ledger restored".to_owned(),
        "export --to jsonl --out log.jsonl".to_owned(),
        "import log.jsonl --kind jsonl --ledger fresh".to_owned(),
        "compact".to_owned(),
    ];
    folder.ok("init --ledger fresh");
    let mut seen = 0;
    for words in &calls {
        let done = logged(&folder, "trace", words);
        assert!(done.code < 2, "{words}: {}", done.stderr);
        for secret in [CASE, TEXT, "upholstery"] {
            assert!(!done.stderr.contains(secret), "{words}: {}", done.stderr);
        }
        for event in events(&done) {
            // After the spans around it comes the place in the program.
            let place = event.split_whitespace().find(|word| word.contains("::")).unwrap();
            let level = event.split_whitespace().nth(1).unwrap();
            let ours = place.starts_with("hovedbok");
            assert!(ours || (place.starts_with("sled") && ["WARN", "ERROR"].contains(&level)), "{words}: {event}");
            seen += 1;
        }
    }
    assert!(seen > calls.len(), "{seen} events in {} calls", calls.len());
    assert!(folder.ok(&format!("log --case {CASE} --format json")).stdout.contains(TEXT));
}

#[test]
fn verbose_tells_what_is_done_and_nothing_is_said_without_it() {
    let folder = small();
    assert_eq!(folder.run("log").stderr, "");
    let done = folder.run("log -v");
    assert!(
        events(&done).iter().any(|line| line.contains("INFO hovedbok_log") && line.contains("entries=9")),
        "{done:?}"
    );
    assert!(!done.stderr.contains("DEBUG"), "{}", done.stderr);
    assert_eq!(done.stdout, folder.run("log").stdout);
    assert_eq!(folder.run("log -v --quiet").stderr, "");
    // RUST_LOG goes before --verbose, chooses by place, and an empty one counts as unset.
    assert_eq!(logged(&folder, "off", "log -v").stderr, "");
    assert_eq!(logged(&folder, "", "log").stderr, "");
    let of_ledger = logged(&folder, "hovedbok_ledger=debug", "rebuild");
    assert!(!events(&of_ledger).is_empty() && !of_ledger.stderr.contains("hovedbok_log"), "{}", of_ledger.stderr);
}

#[test]
fn work_that_takes_long_is_told_with_its_counts() {
    let folder = small();
    for (words, expected) in [
        ("archive archived", "entries=9 added=9 segments_written=1"),
        ("archive archived", "entries=9 added=0 segments_written=0"),
        ("restore archived --ledger restored", "entries=9 segments=1"),
        ("verify", "entries=9"),
        ("rebuild", "rebuild{to=9}"),
        ("compact", "entries=9 bytes_before="),
    ] {
        let done = folder.run(&format!("{words} -v"));
        assert_eq!(done.code, 0, "{words}: {}", done.stderr);
        assert!(events(&done).iter().any(|line| line.contains(expected)), "{words}: {}", done.stderr);
    }
}

#[test]
fn json_keeps_one_document_on_standard_error_unless_more_is_asked_for() {
    let folder = small();
    assert_eq!(folder.run("log --format json").stderr, "");
    let done = folder.run("log --actor NOWHERE --format json -v");
    let lines: Vec<&str> = done.stderr.lines().collect();
    let (last, before) = lines.split_last().unwrap();
    assert!(serde_json::from_str::<Value>(last).unwrap()["error"]["code"].is_string(), "{last}");
    assert_eq!(before.len(), events(&done).len(), "{}", done.stderr);
    assert!(!before.is_empty());
}

#[test]
fn what_sled_warns_of_is_said_where_it_is_asked_for() {
    let folder = small();
    std::fs::write(folder.path().join("ledger/store/conf"), "").unwrap();
    let done = folder.run("log -v");
    assert!(events(&done).iter().any(|line| line.contains("WARN sled::")), "{}", done.stderr);
}

#[test]
fn a_rust_log_that_cannot_be_understood_is_a_wrong_call() {
    let folder = small();
    let done = logged(&folder, "a=b=c", "state --format json");
    assert_eq!(done.code, 2);
    assert_eq!(done.error()["code"], "call");
    assert!(logged(&folder, "a=b=c", "state --lang nb").stderr.starts_with("feil: RUST_LOG kan ikke forstås"));
}
