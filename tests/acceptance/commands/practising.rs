//! The municipality to practise on, and the questions that `record` asks at a terminal.

use std::process::Command;

use super::small;
use crate::support::Folder;
use crate::support::call::BINARY;

fn practice() -> Folder {
    let folder = Folder::bare();
    folder.ok("demo --practice --dir ledger --as-of 2026-03-16 --quiet");
    folder
}

#[test]
fn the_municipality_has_something_for_every_command() {
    let folder = practice();
    let on = "--as-of 2026-03-16";
    let counted = folder.ask(&format!("state {on}"));
    assert_eq!((&counted["participants"], &counted["ever"]), (&21.into(), &27.into()));
    assert_eq!(folder.json("register list")["cases"].as_array().unwrap().len(), 31);
    let of = |question: &str, field: &str| folder.ask(&format!("{question} {on}"))[field].as_array().unwrap().len();
    assert_eq!(of("list", "rows"), 21);
    assert!(of("list --missing counsellor", "rows") == 2 && of("list --missing placement", "rows") == 2);
    let due = folder.ask(&format!("due {on}"));
    let kinds: std::collections::BTreeSet<&str> =
        due["rows"].as_array().unwrap().iter().map(|row| row["kind"].as_str().unwrap()).collect();
    assert!(kinds.len() >= 6, "{kinds:?}");
    let hows = folder.json("log --corrections")["result"]["corrections"].take();
    let hows: Vec<&str> = hows.as_array().unwrap().iter().map(|row| row["correction"].as_str().unwrap()).collect();
    for how in ["replaced", "voided", "merged"] {
        assert!(hows.contains(&how), "{hows:?}");
    }
    let lines = folder.ask(&format!("budget --by grant {on}"))["lines"].take();
    let grants = lines.as_array().unwrap().iter().filter(|line| !line["grant"].is_null()).count();
    assert_eq!(grants, 2, "{lines}");
    // Nothing refused, and its records have no end.
    let findings = folder.json(&format!("findings {on}"));
    assert!(findings["reach"].as_array().unwrap().is_empty(), "{findings}");
    let severities: Vec<&str> = findings["result"]["findings"]
        .as_array()
        .unwrap()
        .iter()
        .map(|finding| finding["severity"].as_str().unwrap())
        .collect();
    assert!(!severities.contains(&"error"), "{findings}");
    folder.ok("verify");
    // Once more, only its statement.
    let size = super::size(&folder);
    folder.ok("demo --practice --dir ledger --as-of 2026-03-16");
    assert_eq!(super::size(&folder), size);
}

#[test]
fn a_municipality_on_any_day_of_a_year_has_its_participants() {
    for day in ["2025-01-01", "2025-01-31", "2024-02-29", "2025-12-31"] {
        let folder = Folder::bare();
        folder.ok(&format!("demo --practice --dir ledger --as-of {day} --quiet"));
        let counted = folder.ask(&format!("state --as-of {day}"));
        assert_eq!((&counted["participants"], &counted["ever"]), (&21.into(), &27.into()), "{day}");
        let findings = folder.ask(&format!("findings --as-of {day}")).to_string();
        assert!(!findings.contains("\"error\""), "{day}: {findings}");
    }
}

#[test]
fn the_municipality_leaves_other_ledgers_and_registers_alone() {
    let folder = small();
    folder.ok("register add A-1");
    let error = folder.refused(1, "demo --practice --dir ledger");
    assert_eq!(error["code"], "check");
    folder.refused(2, "demo --practice --dir practice --as-of 2999-01-01");
    assert_eq!(folder.json("register list")["cases"].as_array().unwrap().len(), 1);
    assert_eq!(super::size(&folder), 9);
}

/// Calls the binary at a terminal that `script` makes; nothing where there is no such program.
fn at_a_terminal(folder: &Folder, words: &str, typed: &str) -> Option<String> {
    let answers = folder.path().join("typed");
    std::fs::write(&answers, typed).unwrap();
    // Each answer is typed once the question before it is there.
    let call = format!(
        "(while IFS= read -r line; do sleep 0.4; printf '%s\\r' \"$line\"; done < typed; sleep 0.4) \
         | script -qec '{BINARY} {words}' /dev/null"
    );
    let done = Command::new("sh")
        .args(["-c", &call])
        .current_dir(folder.path())
        .env("HOVEDBOK_ACTOR", "tester")
        .env("TERM", "dumb")
        .env_remove("HOVEDBOK_LEDGER")
        .output()
        .ok()?;
    let has_script =
        Command::new("sh").args(["-c", "command -v script"]).output().is_ok_and(|found| found.status.success());
    if !has_script {
        println!("`script` is not installed: no question was asked");
        return None;
    }
    Some(String::from_utf8_lossy(&done.stdout).into_owned())
}

#[test]
fn at_a_terminal_what_is_missing_is_asked_for() {
    let folder = small();
    folder.ok(&format!("register add A-1 --participant {}", super::PERSON));
    // An answer that is not in the list, the first outcome that is offered, the day, nothing else, and that all is right.
    let answers = "A-1\nnothing such\n1\n2026-06-01\n\n1\n";
    let Some(shown) = at_a_terminal(&folder, "record measure.ended", answers) else { return };
    assert!(shown.contains("that is not in the list"), "{shown}");
    assert_eq!(super::size(&folder), 10, "{shown}");
    let entry = folder.json("log show 10")["result"]["entries"][0].take();
    assert_eq!((&entry["type"], &entry["body"]["outcome"]), (&"measure.ended".into(), &"work".into()), "{shown}");
    assert_eq!(entry["effective"]["start"].as_str().or(entry["effective"].as_str()), Some("2026-06-01"));
    assert!(shown.contains("what is missing is asked for"), "{shown}");
}

#[test]
fn at_a_terminal_what_can_be_left_out_is_offered() {
    let folder = small();
    let words = format!("record measure.ended --participant {} --outcome work", super::PERSON);
    let Some(shown) = at_a_terminal(&folder, &words, "2026-06-01\nnote\nwent well\n1\n") else { return };
    let entry = folder.json("log show 10")["result"]["entries"][0].take();
    assert_eq!(entry["body"]["note"], "went well", "{shown}");
    assert!(shown.contains("Anything else?"), "{shown}");
    // Who gives all that is needed is not asked for more.
    let words = format!(
        "record participant.details_changed --participant {} --office North --effective 2026-06-02",
        super::PERSON
    );
    let Some(shown) = at_a_terminal(&folder, &words, "") else { return };
    assert!(!shown.contains("Anything else"), "{shown}");
    assert_eq!(super::size(&folder), 11, "{shown}");
}

#[test]
fn what_is_not_confirmed_at_a_terminal_is_not_recorded() {
    let folder = small();
    folder.ok(&format!("register add A-1 --participant {}", super::PERSON));
    let Some(shown) = at_a_terminal(&folder, "record measure.ended", "A-1\nwork\n2026-06-01\n\nno\n") else { return };
    assert!(shown.contains("nothing was recorded"), "{shown}");
    assert_eq!(super::size(&folder), 9, "{shown}");
}

#[test]
fn nobody_is_asked_where_nobody_can_answer() {
    let folder = small();
    // Standard input is no terminal.
    let done = folder.run(&format!("record measure.ended --participant {} --effective 2026-06-01", super::PERSON));
    assert_eq!(done.code, 2);
    assert!(done.stderr.contains("missing field `outcome`"), "{}", done.stderr);
    // A program reads the answer.
    let words = format!("record measure.ended --participant {} --effective 2026-06-01 --format json", super::PERSON);
    let Some(shown) = at_a_terminal(&folder, &words, "\n\n") else { return };
    assert!(shown.contains("missing field") && !shown.contains("asked for"), "{shown}");
    assert_eq!(super::size(&folder), 9);
}

#[test]
fn help_about_an_entry_type_shows_its_fields_and_how_its_stream_is_named() {
    let folder = Folder::bare();
    for call in ["record measure.started --help", "--ledger nowhere record measure.started -h"] {
        let shown = folder.ok(call).stdout;
        assert!(shown.contains("--planned-end") && shown.contains("--participant or --case"), "{call}: {shown}");
    }
    assert!(folder.ok("record fund.spent --help --lang nb").stdout.contains("--programme, --year og --source"));
    assert!(folder.ok("record --help").stdout.contains("Usage"));
    let parts = |name: &str| folder.json(&format!("types {name}"))["stream_parts"].take();
    assert_eq!(parts("measure.started"), serde_json::json!(["participant", "case"]));
    assert_eq!(parts("fund.spent"), serde_json::json!(["programme", "year", "source"]));
    assert_eq!(parts("plan.version_approved"), serde_json::json!(["plan"]));
}
