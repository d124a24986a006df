//! Sheets of offices and municipalities, from the file to the answers.

use std::process::Command;

use serde_json::Value;

use crate::support::Folder;

/// A budget as municipalities publish it: 3,000 lines, every ninth of them income below nothing, every seventh as the one before.
fn budget() -> String {
    let mut text = String::from("Budsjett 2026, kvalifisering;;;;\nAnsvar;Funksjon;Art;Tekst;Beløp\n");
    for row in 0..3_000_i64 {
        let line = if row % 7 == 6 { row - 1 } else { row };
        let kroner = 1_000_000 + line * 1_711 % 899_989;
        let sign = if line % 9 == 4 { "-" } else { "" };
        let grouped = format!("{}\u{a0}{:03}\u{a0}{:03}", kroner / 1_000_000, kroner / 1_000 % 1_000, kroner % 1_000);
        text.push_str(&format!(
            "{};276;{};Lønn og drift;{sign}{grouped},{:02}\n",
            200 + line % 9,
            10_000 + line % 50,
            line % 100
        ));
    }
    text
}

const MAP: &str = "hva;deres;vår;verdi\nkolonne;Tekst;formål;\nutelat;Ansvar;;\nutelat;Funksjon;;\nutelat;Art;;\n\
                   fast;;program;STEP\nfast;;år;2026\nfast;;finansiering;municipal\n";

#[test]
fn a_municipal_budget_is_recorded_whole_and_to_the_øre() {
    let folder = Folder::empty();
    let text = budget();
    folder.write("budget.csv", &text);
    folder.write("map.csv", MAP);
    let done = folder.run("import budget.csv --kind budget-lines --map map.csv --again --quiet --format json");
    assert_eq!(done.code, 0, "{}", done.stderr);
    let report: Value = serde_json::from_str(&done.stdout).unwrap();
    assert_eq!((&report["rows"], report["recorded"].as_array().unwrap().len()), (&3_000.into(), 3_000));
    let answer = folder.ask("budget STEP --as-of 2026-12-31");
    let derived = answer["totals"]["appropriated_ore"].as_i64().unwrap();
    let (_, below) = text.split_once('\n').unwrap();
    folder.write("below.csv", below);
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/../interchange/src/kinds/tests/sums.py");
    let python = Command::new("python3").arg(script).arg(folder.path().join("below.csv")).arg("Beløp").output();
    if let Ok(python) = python {
        assert_eq!(String::from_utf8(python.stdout).unwrap().trim(), format!("3000 {derived}"));
    }
    let source = folder.ask("log --source MAP.csv --limit 1");
    assert_eq!(source["entries"][0]["source"], "map map.csv");
}

#[test]
fn several_wrong_cells_are_several_lines() {
    let folder = Folder::empty();
    folder.write("people.csv", "case;start;office\nX-1;32.01.2026;S\nX-2;05.13.2026;S\n;05.01.2026;S\n");
    let done = folder.run("import people.csv --kind registration");
    let lines: Vec<&str> = done.stderr.lines().collect();
    assert_eq!((done.code, lines.len()), (2, 3), "{}", done.stderr);
    assert!(lines[0].starts_with("error: people.csv, line 2, column \"start\": "));
    assert!(lines[1].starts_with("people.csv, line 3, column \"start\": "));
    assert!(lines[2].starts_with("people.csv, line 4: neither a participant nor a case number"));
    assert!(!done.stderr.contains('\u{fffd}'));
    let error = folder.run("import people.csv --kind registration --format json").error();
    assert_eq!(error["message"].as_str().unwrap().lines().count(), 3);
}

#[test]
fn births_and_case_files_are_read_by_record_too() {
    let folder = Folder::empty();
    let done = folder.run("record participant.registered --case B-1 --office S --birth_month 15.05.62 --effective 2026-01-05 --document letter --reference 2026/14-2");
    assert_eq!(done.code, 0, "{}", done.stderr);
    assert!(!done.stderr.contains("15.05"), "{}", done.stderr);
    let found = folder.ask("log --source 2026/14-2");
    let entry = &found["entries"][0];
    assert_eq!((&entry["body"]["birth_month"], &entry["source"]), (&"1962-05".into(), &"letter; 2026/14-2".into()));
    assert_eq!(folder.ask("log --source 2026/15")["entries"].as_array().unwrap().len(), 0);
    let future =
        folder.run("record participant.registered --case B-2 --office S --birth_month 05.2062 --effective 2026-01-05");
    assert_eq!(future.code, 2);
    assert!(future.stderr.contains("the month of birth lies after 2026-01-05"), "{}", future.stderr);
    let json = r#"{"type":"participant.registered","case":"B-3","effective":"2026-01-05","body":{"office":"S","birth_month":"2062-05"}}"#;
    let refused = folder.run_with("record --json -", json);
    assert_eq!(refused.code, 1);
    assert!(refused.stderr.starts_with("error: birth_in_future: "), "{}", refused.stderr);
}

#[test]
fn a_map_template_is_printed_or_written() {
    let folder = Folder::bare();
    let english = folder.run("import --map-template exits");
    assert_eq!(english.code, 0, "{}", english.stderr);
    assert!(english.stdout.starts_with("what;theirs;ours;value;note\ncolumn;;participant;;"), "{}", english.stdout);
    let bokmål = folder.run("import --map-template exits --lang nb --out kart.csv");
    assert_eq!((bokmål.code, bokmål.stdout.as_str()), (0, ""));
    assert!(folder.read("kart.csv").starts_with("hva;deres;vår;verdi;merknad\nkolonne;;deltaker;;"));
    for wrong in [
        "import --map-template people",
        "import x.csv --kind exits --out y.csv",
        "import x.csv --kind jsonl --map m.csv",
    ] {
        assert_eq!(folder.run(wrong).code, 2, "{wrong}");
    }
}
