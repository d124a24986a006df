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
    assert_eq!(by_python(&folder, "below.csv", &["Beløp"]), format!("3000 {derived}\n"));
    let source = folder.ask("log --source MAP.csv --limit 1");
    assert_eq!(source["entries"][0]["source"], "map map.csv");
}

/// What a program of its own makes of a table: rows and øre, or the same for each text of another column. test.sh installs
/// what it needs.
fn by_python(folder: &Folder, file: &str, columns: &[&str]) -> String {
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/../interchange/src/kinds/tests/sums.py");
    let mut python = Command::new("python3");
    let run = python.env("PYTHONUTF8", "1").arg(script).arg(folder.path().join(file)).args(columns).output().unwrap();
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    String::from_utf8(run.stdout).unwrap()
}

/// What every recipient of a programme was allocated, as the program above writes it: `name; rows øre`, in order.
fn by_recipient(folder: &Folder, programme: &str, rows: usize) -> Vec<String> {
    let answer = folder.ask(&format!("budget {programme} --by recipient --as-of 2026-12-31"));
    let lines = answer["lines"].as_array().unwrap();
    let own = lines.iter().filter(|line| line["recipient"].is_string());
    let mut shown: Vec<String> =
        own.map(|line| format!("{}; {rows} {}", line["recipient"].as_str().unwrap(), line["allocated_ore"])).collect();
    shown.sort();
    shown
}

/// A table of 3,000 rows and its map, imported; what the ledger has for each recipient is what the program of its own makes.
fn agrees_by_recipient(table: &str, map: &str, programme: &str, amount: &str, recipient: &str, recipients: usize) {
    let folder = Folder::empty();
    folder.write("table.csv", table);
    folder.write("map.csv", map);
    let report = folder.json("import table.csv --kind grants --map map.csv --quiet");
    assert_eq!(report["rows"], 3_000);
    let told = by_python(&folder, "table.csv", &[amount, recipient]);
    let mut expected: Vec<&str> = told.lines().collect();
    expected.sort_unstable();
    assert_eq!(expected.len(), recipients);
    assert_eq!(by_recipient(&folder, programme, 3_000 / recipients), expected);
    // It comes again, and nothing is recorded twice.
    let again = folder.json("import table.csv --kind grants --map map.csv --quiet");
    assert_eq!(again["recorded"], serde_json::json!([]));
    assert_eq!(by_recipient(&folder, programme, 3_000 / recipients), expected);
}

#[test]
fn grants_and_party_support_agree_to_the_øre_by_recipient() {
    let grouped = |ore: i64| {
        let kroner = ore / 100;
        let (millions, thousands, rest) = (kroner / 1_000_000, kroner / 1_000 % 1_000, kroner % 1_000);
        format!("{millions}\u{a0}{thousands:03}\u{a0}{rest:03},{:02}", ore % 100)
    };
    let mut grants = String::from("Mottaker;Formål;Beløp\n");
    let mut parties = String::from("Parti;Organisasjonsledd;Partistøtte (kr)\n");
    for row in 0..3_000_i64 {
        let recipient = ["Nordre Land", "Søndre Land", "Gjøvik", "Østre Toten", "Vestre Slidre"][row as usize % 5];
        let ore = 131_630_334 + row * 17_393 % 7_990_001;
        grants.push_str(&format!("{recipient} kommune;Tiltak {};{}\n", row / 5, grouped(ore)));
        let party = ["Arbeiderpartiet", "Høyre", "Senterpartiet", "Rødt", "Miljøpartiet De Grønne"][row as usize % 5];
        let kroner = 1_000 + row * 37 % 39_989;
        let part = format!("{party}, lag {}", row / 5 % 20);
        parties.push_str(&format!("{party} {};{part};{}\u{202f}{:03}\n", row / 100, kroner / 1_000, kroner % 1_000));
    }
    let map = "what;theirs;ours;value\nfixed;;programme;STEP\nfixed;;year;2026\nfixed;;given_by;Directorate\n\
               column;Mottaker;given_to;\n";
    agrees_by_recipient(&grants, map, "STEP", "Beløp", "Mottaker", 5);
    let map = "what;theirs;ours;value\ncolumn;Organisasjonsledd;given_to;\ncolumn;Parti;purpose;\n\
               column;Partistøtte (kr);amount;\nfixed;;programme;PARTI\nfixed;;year;2026\nfixed;;given_by;Kommunen\n";
    agrees_by_recipient(&parties, map, "PARTI", "Partistøtte (kr)", "Organisasjonsledd", 100);
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
    assert!(lines[2].starts_with("people.csv, line 4: the row has neither a participant nor a case number"));
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
    assert!(future.stderr.contains("the month of birth is after 2026-01-05"), "{}", future.stderr);
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
