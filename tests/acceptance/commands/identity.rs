//! One name and one case number however they are typed; and no message that repeats a case number.

use serde_json::{Value, json};

use super::{PERSON, size, small};
use crate::support::Folder;
use crate::support::call::Done;

/// A case number that stands nowhere else.
const CASE: &str = "20160517";
const PEOPLE: &str = "saksnummer;fra dato;kontor;fødselsmåned\nBØ-1;05.01.2026;Ås;2001-04\n";

fn persons(folder: &Folder) -> usize {
    let entries = folder.ask("log --type participant.registered");
    let streams = entries["entries"].as_array().unwrap().iter().map(|entry| entry["stream"].to_string());
    streams.collect::<std::collections::BTreeSet<_>>().len()
}

#[test]
fn a_case_number_is_one_however_it_is_typed() {
    let folder = Folder::empty();
    folder.write("a.csv", PEOPLE);
    folder.ok("import a.csv --kind registration");
    for (number, other) in ["bø-1", "\u{feff}BØ-1", "B\u{d8}-1\u{200b}", " BØ-1\u{a0}", "BØ\u{ad}-1"].iter().enumerate()
    {
        let file = format!("{number}.csv");
        folder.write(&file, &PEOPLE.replace("BØ-1", other));
        let report = folder.json(&format!("import {file} --kind registration"));
        assert_eq!(
            (report["already"].as_u64(), report["recorded"].as_array().map(Vec::len)),
            (Some(1), Some(0)),
            "{other:?}"
        );
    }
    assert_eq!((persons(&folder), size(&folder)), (1, 2));
    folder.write("b.csv", &PEOPLE.replace("BØ-1", "007").replace("Ås", "A\u{30a}s"));
    folder.write("c.csv", &PEOPLE.replace("BØ-1", "7"));
    folder.ok("import b.csv c.csv --kind registration");
    assert_eq!(persons(&folder), 3);
    let offices = folder.ask("log --type participant.registered")["entries"].to_string();
    assert!(!offices.contains("A\u{30a}s"), "{offices}");
}

#[test]
fn who_is_registered_already_is_so_or_is_refused_with_the_way_out() {
    let folder = Folder::empty();
    folder.write("a.csv", PEOPLE);
    folder.ok("import a.csv --kind registration");
    let again = folder
        .json("record participant.registered --case BØ-1 --office Ås --birth-month 2001-04 --effective 2026-01-05");
    assert_eq!((&again["recorded"][0]["already"], &again["recorded"][0]["seq"]), (&json!(true), &json!(2)));
    let other = "--office Ås --birth-month 1999-04 --effective 2026-01-05";
    let error = folder.refused(1, &format!("record participant.registered --case BØ-1 {other}"));
    assert_eq!(error["code"], "registered_twice");
    assert!(error["hint"].as_str().unwrap().contains("participant.details_changed"), "{error}");
    let document = json!([{"type": "participant.registered", "case": "BØ-1", "effective": "2026-02-05", "body": {"office": "Ås"}}]);
    let done = folder.run_with("--format json record --json -", &document.to_string());
    assert_eq!((done.code, done.error()["code"].as_str()), (1, Some("registered_twice")));
    folder.write("b.csv", &PEOPLE.replace("2001-04", "2001-05"));
    let error = folder.refused(1, "import b.csv --kind registration");
    assert!(
        error["message"]
            .as_str()
            .unwrap()
            .starts_with("b.csv, line 2: the person was registered in #2 with different facts"),
        "{error}"
    );
    // Twice in one file, and over two.
    let twice = |one: &str, other: &str| {
        format!("{}C-1;05.01.2026;Ås;{one}\nC-1;05.01.2026;Ås;{other}\n", PEOPLE.split_inclusive('\n').next().unwrap())
    };
    folder.write("c.csv", &twice("2001-04", "2001-05"));
    let error = folder.refused(1, "import c.csv --kind registration");
    assert!(
        error["message"]
            .as_str()
            .unwrap()
            .starts_with("c.csv, line 3: the same person has different facts in line 2 of c.csv"),
        "{error}"
    );
    folder.write("d.csv", &twice("2001-04", "2001-04"));
    folder.write("e.csv", &twice("2001-04", "2001-04"));
    let report = folder.json("import d.csv e.csv --kind registration");
    assert_eq!((report["already"].as_u64(), report["recorded"].as_array().map(Vec::len)), (Some(3), Some(1)));
    assert_eq!(persons(&folder), 2);
}

#[test]
fn no_message_repeats_a_case_number() {
    let folder = small();
    folder.write("people.csv", &format!("saksnummer;fra dato;kontor\n{CASE}-1;05.01.2026;Centre\n"));
    folder.ok("import people.csv --kind registration");
    folder.write(
        "intake.csv",
        &format!("sak;fra dato;program;kontor;målgruppe\n{CASE};05.01.2026;STEP;Centre;under_30\n"),
    );
    folder.write("wrong.csv", &format!("deltaker;fra dato;kontor\n{CASE};05.01.2026;Centre\n"));
    folder.write("both.csv", &format!("deltaker;sak;fra dato;kontor\n{PERSON};{CASE};05.01.2026;Centre\n"));
    folder.write("day.csv", &format!("sak;fra dato;kontor\n{CASE};i går;Centre\n"));
    let one =
        json!({"type": "participant.exited", "case": CASE, "effective": "2026-01-05", "body": {"destination": "work"}});
    let number = one.to_string().replace(&format!("\"{CASE}\""), CASE);
    let stream = one.to_string().replace("\"case\":\"", "\"stream\":\"participant/");
    let id = "--participant";
    for (words, input) in [
        ("import intake.csv --kind intake", ""),
        ("import intake.csv --kind intake --dry-run", ""),
        ("import wrong.csv --kind registration", ""),
        ("import both.csv --kind registration", ""),
        ("import day.csv --kind registration", ""),
        (&format!("record participant.exited --case {CASE} --destination work --effective 2026-03-01"), ""),
        (&format!("record participant.exited {id} {CASE} --destination work --effective 2026-03-01"), ""),
        (
            &format!("record participant.exited --stream participant/{CASE} --destination work --effective 2026-03-01"),
            "",
        ),
        (&format!("record participant.merged {id} {PERSON} --into {CASE} --effective 2026-03-01"), ""),
        (&format!("record participant.exited --case {CASE} --destination nowhere --effective 2026-03-01"), ""),
        (&format!("record participant.exited --case {CASE} --case {CASE} --destination work"), ""),
        ("record --json -", &one.to_string()),
        ("record --json -", &json!([one, one]).to_string()),
        ("record --json -", &number),
        ("record --json -", &stream),
        ("record --json - --dry-run", &one.to_string()),
        (&format!("register find {CASE}"), ""),
        (&format!("register add {CASE} {id} {CASE}"), ""),
        (&format!("register add {CASE}-1 {id} {PERSON}"), ""),
        (&format!("register link {CASE} --to {CASE}"), ""),
        (&format!("register link {CASE} --to {PERSON}"), ""),
        (&format!("state participant {CASE}"), ""),
        (&format!("move 3 --to {CASE}"), ""),
        (&format!("log --case {CASE}"), ""),
        (&format!("explain --known-at 3 --and 9 -- state participant {CASE}"), ""),
    ] {
        for format in ["table", "json"] {
            let Done { code, stdout, stderr } = folder.run_with(&format!("--format {format} {words}"), input);
            assert!(code == 1 || code == 2, "{words}: {code} {stdout}{stderr}");
            assert!(!format!("{stdout}{stderr}").contains(CASE), "{words}: {stdout}{stderr}");
        }
    }
    let error = folder.refused(1, "import intake.csv --kind intake");
    assert_eq!(error["message"], "intake.csv, line 2: column \"sak\": the case number is not in the register");
    let done = folder.run_with("record --json -", &json!([one, one]).to_string());
    assert!(done.stderr.starts_with("error: document 1: the case number is not in the register"), "{}", done.stderr);
}

#[test]
fn a_name_that_nothing_knows_is_said_once_whatever_it_comes_in_by() {
    let folder = small();
    let new = |done: &Done| done.stderr.lines().filter(|line| line.starts_with("note: ")).count();
    let many: Vec<Value> = (1..4)
        .map(|day| {
            json!({"type": "fund.appropriated", "stream": "fund/STEEP/2026/state", "effective": format!("2026-01-0{day}"), "body": {"amount_ore": 100}})
        })
        .collect();
    let done = folder.run_with("record --json -", &json!(many).to_string());
    assert_eq!((done.code, new(&done)), (0, 1), "{}", done.stderr);
    assert!(done.stderr.contains("'STEEP' is a new programme; the ledger has 'STEP'"), "{}", done.stderr);
    folder.write(
        "people.csv",
        "deltaker;fra dato;kontor\n6f1c2a9e-4b7d-4c0e-9a55-1f2e3d4c5b61;05.01.2026;Bodø\n6f1c2a9e-4b7d-4c0e-9a55-1f2e3d4c5b62;05.01.2026;Bodø\n6f1c2a9e-4b7d-4c0e-9a55-1f2e3d4c5b63;05.01.2026;Center\n",
    );
    let done = folder.ok("import people.csv --kind registration");
    assert_eq!(new(&done), 2, "{}", done.stderr);
    assert!(
        done.stderr.contains("note: people.csv, line 2 and 1 more line: the ledger has no office named 'Bodø' yet"),
        "{}",
        done.stderr
    );
    assert!(
        done.stderr.contains("note: people.csv, line 4: 'Center' is a new office; the ledger has 'Centre'"),
        "{}",
        done.stderr
    );
    folder.write("intake.csv", "deltaker;fra dato;program;kontor;målgruppe\n6f1c2a9e-4b7d-4c0e-9a55-1f2e3d4c5b61;12.01.2026;OTHER;Bodø;under_30\n");
    let report = folder.json("import intake.csv --kind intake --dry-run");
    assert_eq!(
        report["notices"],
        json!([
            "intake.csv, line 2: the ledger has no programme, plan or fund named OTHER yet; `programmes` lists what it has"
        ])
    );
    let error = folder.refused(1, "state --programme STE_P --office Center --as-of 2026-06-01");
    assert!(
        error["message"].as_str().unwrap().contains("the programme 'STE_P'; the nearest names are 'STEEP', 'STEP'"),
        "{error}"
    );
    let error = folder.refused(1, "placements --provider Workshp --as-of 2026-06-01");
    assert!(error["message"].as_str().unwrap().contains("'Workshop'"), "{error}");
}

#[test]
fn names_are_taken_as_they_are_typed() {
    let folder = small();
    let programme = "\u{feff}STEP\u{a0}";
    for words in [
        format!("state --programme '{programme}' --office 'Cen\u{ad}tre' --as-of 2026-06-30"),
        format!("state --programme '{programme}' --as-of 2026-06-30"),
    ] {
        let done = folder.ok(&format!("--format json {words}"));
        assert!(
            done.stdout.contains("\"participants\":1") && done.stderr.is_empty(),
            "{words}: {}{}",
            done.stdout,
            done.stderr
        );
    }
    assert_eq!(
        folder.ask("placements --provider 'Workshop\u{200b}' --as-of 2026-06-30")["rows"].as_array().map(Vec::len),
        Some(1)
    );
    assert_eq!(folder.ask(&format!("milestones '{programme}' --as-of 2026-06-30"))["counts"]["overdue"], 1);
    assert!(
        folder.ask(&format!("budget '{programme}' --as-of 2026-06-30"))["totals"]["appropriated_ore"].as_u64()
            > Some(0)
    );
    folder.ok(&format!("record fund.increased --programme '{programme}' --year 2026 --source '621.63\u{200b}' --amount 5 --effective 2026-03-01"));
    assert_eq!(folder.ask("log --type fund.increased")["entries"][0]["stream"], "fund/STEP/2026/621.63");
}
