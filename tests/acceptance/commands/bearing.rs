//! An option that does not bear on what it stands with is refused: it would be left out of account without a word. And
//! `--format json` is obeyed wherever it stands.

use serde_json::Value;

use super::{OTHER, PERSON, size, small};
use crate::support::Folder;
use crate::support::call::call;
use crate::support::folder::split;

/// Each with the option that is refused, as it is written.
fn idle() -> Vec<(String, &'static str)> {
    let closed = "record programme.closed --programme STEP --effective 2026-12-31";
    let registered =
        format!("record participant.registered --participant {OTHER} --office North --effective 2026-03-01");
    let lines = [
        // What a type does not have.
        (format!("{closed} --case A-1"), "--case"),
        (format!("{closed} --participant {PERSON}"), "participant"),
        (format!("{closed} --share ''"), "share"),
        (format!("{closed} --background.needs several"), "background.needs"),
        (format!("{registered} --plan STEP"), "plan"),
        (format!("{registered} --case A-1"), "participant"),
        (format!("record participant.registered --stream participant/{OTHER} --case A-1 --office x --effective 2026-03-01"), "--case"),
        ("record programme.closed --stream programme/STEP --programme STEP --effective 2026-12-31".to_owned(), "programme"),
        ("record fund.increased --programme STEP --year 2026 --source 621.63 --amount 1 --amount-ore 2 --effective 2026-02-02".to_owned(), "--amount-ore"),
        ("replace 5 --recipient x --reason typing".to_owned(), "recipient"),
        ("replace 5 --recipient '' --reason typing".to_owned(), "recipient"),
        ("record --json entries.json --case A-1".to_owned(), "--case"),
        ("record --json entries.json --effective 2026-01-01".to_owned(), "--effective"),
        ("record --json entries.json --birth-month 2001-01".to_owned(), "--birth-month"),
        ("record --json entries.json --on-behalf-of x".to_owned(), "--on-behalf-of"),
        // Options of all commands that bear on some.
        (format!("{closed} --as-of 2026-12-31"), "--as-of"),
        (format!("{closed} --known-at 3"), "--known-at"),
        ("verify --known-at 3".to_owned(), "--known-at"),
        ("init --ledger new --clock-ok".to_owned(), "--clock-ok"),
        ("state --clock-ok".to_owned(), "--clock-ok"),
        ("archive copy --as-of 2026-01-01".to_owned(), "--as-of"),
        ("archive copy --columns dir".to_owned(), "--columns"),
        ("import people.csv --kind registration --columns rows".to_owned(), "--columns"),
        ("man --excel --format csv".to_owned(), "--excel"),
        ("statement check x.signed --known-at 3".to_owned(), "--known-at"),
        ("explain --known-at 3 -- state --actor x".to_owned(), "--actor"),
        ("explain --known-at 3 -- state --ledger x".to_owned(), "--ledger"),
        // What one option says, another leaves no room for.
        ("demo --dir a --ledger b".to_owned(), "--ledger"),
        ("export --to jsonl --programme STEP".to_owned(), "--programme"),
        ("export --to jsonl --as-of 2026-01-01".to_owned(), "--as-of"),
        ("prove 1 --checkpoint x --key y".to_owned(), "--key"),
        ("prove 1 --key y --vkey z".to_owned(), "--vkey"),
        ("checkpoint --key y --checkpoint x --witness w --witness-vkey v".to_owned(), "--key"),
        ("archive copy --forget --key y".to_owned(), "--key"),
        ("import people.csv --kind registration --month 2026-01".to_owned(), "--month"),
        ("import people.csv --kind registration --programme STEP".to_owned(), "--programme"),
        ("import people.csv --kind intake --plan STEP".to_owned(), "--plan"),
        ("import people.csv --kind figures --document-date 2026-01-01".to_owned(), "--document-date"),
        ("import people.csv --kind milestones --document x".to_owned(), "--document"),
        ("import people.csv --kind jsonl --sheet x".to_owned(), "--sheet"),
        ("import people.csv --kind jsonl --again".to_owned(), "--again"),
        ("import --template intake --dry-run".to_owned(), "--dry-run"),
        ("import --map-template intake --sheet x".to_owned(), "--sheet"),
        ("import people.csv --kind intake --out x".to_owned(), "--out"),
    ];
    lines.into_iter().collect()
}

#[test]
fn an_option_that_says_nothing_is_refused_before_anything_is_done() {
    let folder = small();
    folder.write("entries.json", "[]");
    folder.write("people.csv", "case;start;office;birth_month\nA-1;2026-09-01;Centre;2001-04\n");
    for (words, option) in idle() {
        let done = folder.run(&format!("--format json {}", words.replace("--format csv", "")));
        assert_eq!(done.code, 2, "{words}: {}{}", done.stdout, done.stderr);
        let error = done.error();
        assert_eq!(error["code"], "call", "{words}: {error}");
        assert!(error["message"].as_str().unwrap().contains(option), "{words}: {error}");
    }
    assert_eq!(size(&folder), 9);
    for name in ["new", "copy", "a", "b", "ledger.register.age", "x"] {
        assert!(!folder.path().join(name).exists(), "{name}");
    }
}

#[test]
fn what_the_environment_gives_is_not_written_and_is_left_alone() {
    let folder = small();
    let env = [
        ("HOVEDBOK_REGISTER", "x.age"),
        ("HOVEDBOK_REGISTER_KEY", "x.key"),
        ("HOVEDBOK_KEY", "x.key"),
        ("HOVEDBOK_LANG", "nb"),
    ];
    for words in [
        "state",
        "verify",
        "types",
        "log",
        "explain --known-at 3 -- state",
        "export --to jsonl",
        "import --template intake",
    ] {
        let done = call(folder.path(), &split(words), "", &env);
        assert_eq!(done.code, 0, "{words}: {}", done.stderr);
    }
    // Those of every command stand with every command.
    for words in ["types", "man", "completions bash", "verify"] {
        folder.ok(&format!("{words} --ledger ledger --actor somebody --lang nb --quiet -v --format table"));
    }
}

#[test]
fn a_register_that_is_named_and_not_there_is_told() {
    let folder = small();
    folder.write("ends.csv", &format!("participant;end;outcome\n{PERSON};2026-03-31;completed\n"));
    folder.ok("export --to jsonl --out all.jsonl");
    folder.write(
        "programme.json",
        r#"{"type":"programme.closed","stream":"programme/STEP","effective":"2026-12-31","body":{}}"#,
    );
    for words in [
        "record programme.closed --programme STEP --effective 2026-12-31",
        "void 5 --reason typing",
        "replace 5 --share '60 %' --reason typing",
        &format!("move 4 --to {OTHER}"),
        "import ends.csv --kind measure-ends",
        "import all.jsonl --kind jsonl",
        "record --json programme.json",
        "record participant.exited --case A-1 --destination work --effective 2026-03-01",
    ] {
        let error = folder.refused(2, &format!("{words} --register nowhere.age"));
        assert_eq!(error["code"], "register", "{words}: {error}");
        let named = [("HOVEDBOK_REGISTER", "nowhere.age")];
        let done = call(folder.path(), &split(&format!("{words} --format json")), "", &named);
        assert_eq!((done.code, done.error()["code"].as_str()), (2, Some("register")), "{words}: {}", done.stderr);
    }
    assert_eq!(size(&folder), 9);
}

#[test]
fn columns_are_checked_before_something_is_recorded() {
    let folder = small();
    for words in [
        "record programme.closed --programme STEP --effective 2026-12-31",
        "void 5 --reason typing",
        "replace 5 --share '60 %' --reason typing",
        &format!("move 4 --to {OTHER}"),
    ] {
        let done = folder.run(&format!("{words} --columns seq,no_such"));
        assert_eq!(done.code, 2, "{words}: {}", done.stderr);
        assert!(done.stderr.contains("no_such") && done.stderr.contains("filled"), "{words}: {}", done.stderr);
    }
    assert_eq!(size(&folder), 9);
    let done = folder.ok("void 5 --reason typing --columns already,seq --format csv");
    assert_eq!(done.stdout.lines().next(), Some("already,seq"));
}

#[test]
fn json_is_asked_for_wherever_it_stands() {
    let folder = small();
    for words in [
        "--format json state --nosuch",
        "state --nosuch --format json",
        "state --nosuch --format=json",
        "state -- --format json",
        "explain --known-at 3 --format json -- state --nosuch",
        "explain --known-at 3 -- state --nosuch --format json",
        "explain --known-at 3 -- state --format=json --nosuch",
        "explain --known-at 3 -- nosuch --format json",
        "explain --known-at 01.02.99 -- state --as-of 01.02.99 --nosuch --format json",
        "explain --known-at 99 -- state --format json",
        "explain --known-at 3 -- state --programme NOPE --format json",
        "explain --known-at 3 -- state --excel --format json",
        "explain --known-at 3 --format json",
        "register --format json",
        "--format json key",
        "sample --format=json",
        "--format json",
        "record --format json",
        "nosuch --format json",
        "--format=json --as-of soon state",
    ] {
        let done = folder.run(words);
        assert!([1, 2].contains(&done.code), "{words}: {}", done.stderr);
        let error = done.error();
        assert!(error["message"].as_str().unwrap().len() > 3, "{words}: {error}");
    }
    // One document, also when it went well and something was told before the question was understood.
    let done = folder.ok("explain --known-at 01.02.99 -- state --as-of 01.02.99 --format json");
    assert!(serde_json::from_str::<Value>(&done.stdout).is_ok());
    assert!(done.said()["notes"].as_array().is_some_and(|notes| !notes.is_empty()), "{}", done.stderr);
    // Help is no error, and is printed as it is.
    let bare = Folder::bare();
    for words in ["--format json --help", "state --help --format json", "explain --known-at 3 -- state --help"] {
        let done = bare.ok(words);
        assert!(done.stdout.contains("Usage:") && done.stderr.is_empty(), "{words}");
    }
}
