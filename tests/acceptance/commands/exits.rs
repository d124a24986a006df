//! Exit codes and the one line that says what, where, which rule, what to do next.

use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;

use super::{PERSON, small};
use crate::support::Folder;
use crate::support::call::{BINARY, command};

#[test]
fn zero_is_answered_with_findings_and_without_an_answer() {
    let folder = small();
    for words in ["findings --as-of 2027-12-31", "goals STEP", "state", "budget"] {
        assert_eq!(folder.run(words).code, 0, "{words}");
    }
}

#[test]
fn one_is_refused_by_a_rule_with_its_name_and_what_to_do() {
    let folder = small();
    let exit = format!("record participant.exited --participant {PERSON} --destination work --effective 2026-03-01");
    let error = folder.refused(1, &exit);
    assert!(error["message"].as_str().unwrap().starts_with("exit_with_open_placement"), "{error}");
    assert!(error["hint"].as_str().unwrap().contains("measure.ended"), "{error}");
    let done = folder.run(&exit);
    assert_eq!((done.code, done.stdout.as_str()), (1, ""));
    assert_eq!(done.stderr.trim_end().lines().count(), 1, "one line: {}", done.stderr);
    assert!(done.stderr.starts_with("error: exit_with_open_placement"), "{}", done.stderr);
}

#[test]
fn two_is_a_call_that_cannot_be_understood() {
    let folder = small();
    for words in [
        "nosuchcommand",
        "state --by nothing",
        "state --as-of 2026-02-30",
        "state --known-at yesterday",
        "state --no-such-option",
        "record participant.exited",
        "record nosuch.type --effective 2026-01-01",
        "record benefit.paid --participant x --effective 2026-01-01",
        "import missing.csv --kind intake",
        "import missing.csv --kind nosuchkind",
        "record --json missing.json",
        "log show abc",
        "void 3",
        "types nosuch.type",
        "explain --known-at 3 -- status",
        "explain -- state",
        "man nosuchcommand",
        "export --to nosuchformat",
        "completions nosuchshell",
        "register find A-1",
    ] {
        let done = folder.run(words);
        assert_eq!(done.code, 2, "{words}: {}", done.stderr);
        assert_eq!(done.stdout, "", "{words}");
        assert_eq!(done.stderr.trim_end().lines().count(), 1, "{words} says it in one line: {}", done.stderr);
        folder.refused(2, words);
    }
    assert_eq!(super::size(&folder), 9);
}

#[test]
fn a_wrong_type_or_command_names_the_nearest() {
    let folder = small();
    let error = folder.refused(2, &format!("record participant.intak --participant {PERSON} --effective 2026-01-01"));
    assert!(error["message"].as_str().unwrap().contains("participant.intake"), "{error}");
    let error = folder.refused(2, "stat");
    assert!(error["hint"].as_str().unwrap().contains("stat"), "{error}");
    let error = folder
        .refused(2, &format!("record participant.intake --participant {PERSON} --recipient x --effective 2026-01-01"));
    assert!(error["message"].as_str().unwrap().contains("target_group"), "it names the fields that there are: {error}");
}

#[test]
fn a_position_beyond_the_log_is_a_wrong_call() {
    let folder = small();
    for position in ["10", "#10", "@4000000000"] {
        let error = folder.refused(2, &format!("state --known-at {position}"));
        assert_eq!(error["code"], "beyond_the_log");
        assert!(error["message"].as_str().unwrap().contains("#9"), "{error}");
    }
    assert_eq!(folder.refused(1, "void 10 --reason typing")["code"], "no_such_entry");
    assert_eq!(folder.refused(1, "log show 10")["code"], "no_such_entry");
}

#[test]
fn three_is_no_ledger() {
    let folder = Folder::bare();
    let error = folder.refused(3, "state");
    assert_eq!(error["code"], "not_a_ledger");
    assert!(error["hint"].as_str().unwrap().contains("init"), "{error}");
    folder.write("notes.txt", "something else");
    assert_eq!(folder.refused(3, "state --ledger .")["code"], "not_a_ledger");
    assert!(!folder.path().join("ledger").exists(), "asking makes no ledger");
}

#[test]
fn init_refuses_a_folder_that_holds_something_else() {
    let folder = Folder::bare();
    std::fs::create_dir(folder.path().join("ledger")).unwrap();
    folder.write("ledger/notes.txt", "something else");
    let error = folder.refused(1, "init");
    assert_eq!(error["code"], "not_empty");
    assert_eq!(folder.read("ledger/notes.txt"), "something else");
    let ledger = Folder::empty();
    assert_eq!(ledger.refused(1, "init")["code"], "not_empty");
    assert_eq!(folder.refused(1, "demo --dir ledger")["code"], "not_empty");
    // An empty folder is welcome.
    std::fs::create_dir(folder.path().join("fresh")).unwrap();
    assert_eq!(folder.run("init --ledger fresh").code, 0);
}

#[test]
fn three_is_locked_and_says_who_holds_it() {
    let folder = small();
    // Reading what it records from a pipe that stays open would hold nothing: only the export below holds the ledger, for as
    // long as nobody reads what it writes.
    let big = Folder::demo();
    let mut holder = command(big.path());
    let mut holder =
        holder.args(["export", "--to", "jsonl"]).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    let begun = Instant::now();
    while !big.path().join("ledger/lock").exists() && begun.elapsed() < Duration::from_secs(10) {
        std::thread::yield_now();
    }
    let done = big.run("--format json status");
    let (code, error) = (done.code, done.error());
    // A question is answered from what the views have: from those that are known to be at the end at once, from others after
    // it has waited. Whoever exports has not said how far it has come.
    let asked = big.run("state --as-of 2017-12-31 --wait 0s");
    assert_eq!(asked.code, 0, "{}", asked.stderr);
    assert_eq!(big.refused(2, "state --wait soon")["code"], "usage");
    assert_eq!(big.refused(2, "log --wait 1s")["code"], "call");
    holder.kill().unwrap();
    holder.wait().unwrap();
    assert_eq!(code, 3);
    assert_eq!(error["code"], "locked");
    assert!(error["message"].as_str().unwrap().contains(&holder.id().to_string()), "it says who: {error}");
    // When the holder is gone the ledger opens again, and another ledger was never concerned.
    assert_eq!(big.run("status").code, 0);
    assert_eq!(folder.run("status").code, 0);
}

#[test]
fn a_damaged_ledger_is_three_and_nothing_is_answered() {
    let folder = small();
    let db = folder.path().join("ledger/store/db");
    let bytes = std::fs::read(&db).unwrap();
    // The file ends in the middle of what was recorded; zeros follow where sled has filled up its segment.
    let used = bytes.iter().rposition(|byte| *byte != 0).unwrap();
    std::fs::write(&db, &bytes[..used - used / 8]).unwrap();
    // A question reads the views, which were written before; without them, and for whoever reads the log, it counts.
    let done = folder.run("--format json log");
    assert_eq!(done.code, 3, "{}", done.stderr);
    std::fs::remove_dir_all(folder.path().join("ledger/views")).unwrap();
    let done = folder.run("--format json state");
    assert_eq!(done.code, 3, "{}", done.stderr);
    assert_eq!(done.stdout, "");
    let last = done.stderr.lines().last().unwrap();
    let error: Value = serde_json::from_str(last).unwrap();
    assert!(error["error"]["message"].as_str().is_some_and(|text| !text.is_empty()), "{error}");
}

#[test]
fn a_reader_that_stops_is_no_failure() {
    let folder = Folder::demo();
    for words in ["export --to jsonl", "log --format json", "completions zsh"] {
        let script = format!("{{ '{BINARY}' {words}; echo \"code $?\" >&2; }} | head -c 10 >/dev/null");
        let output = Command::new("sh").arg("-c").arg(script).current_dir(folder.path()).output().unwrap();
        let stderr = String::from_utf8(output.stderr).unwrap();
        assert_eq!(stderr.trim(), "code 0", "{words}");
    }
}
