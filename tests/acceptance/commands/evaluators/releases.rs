//! What is refused, whose rows come under which pseudonyms, and what is written down.

use std::collections::BTreeSet;
use std::fs;

use serde_json::Value;

use super::PERSONS;
use crate::commands::{OTHER, PERSON, small};
use crate::support::Folder;

/// The small ledger with notes about the person.
fn noted() -> Folder {
    let folder = small();
    folder.ok(&format!(
        "record participant.suspended --participant {PERSON} --kind other --note 'a quiet month' --effective 2026-03-02"
    ));
    folder
}

#[test]
fn rows_about_persons_are_refused_without_a_purpose_and_a_recipient_and_nothing_is_left() {
    let folder = small();
    let long = "--person-level --purpose outcomes --recipient";
    for (words, code, said) in [
        ("--to spell --out s.csv".to_owned(), 2, "rows about persons"),
        ("--to spell --out s.csv --purpose outcomes --recipient institute".to_owned(), 2, "rows about persons"),
        ("--to spell --out s.csv --person-level --recipient institute".to_owned(), 2, "needs --purpose"),
        ("--to spell --out s.csv --person-level --purpose outcomes".to_owned(), 2, "needs --recipient"),
        (
            "--to spell --out s.csv --person-level --purpose ' ' --recipient institute".to_owned(),
            2,
            "--purpose is empty",
        ),
        (format!("--to spell --out s.csv {long} 'ola@example.org'"), 1, "an e-mail address"),
        (
            "--to spell --out s.csv --person-level --purpose 'ask 99 88 77 66' --recipient a".to_owned(),
            1,
            "a telephone number",
        ),
        (format!("--to spell {long} institute"), 2, "a manifest"),
        (format!("--to parquet {long} institute"), 2, "a manifest"),
        (format!("--to ocel --unit day --out o.json {long} institute"), 2, "--unit"),
        (format!("--to spell --with-notes --out s.csv {long} institute"), 2, "--with-notes"),
        (format!("--to spell --suppress 5 --out s.csv {long} institute"), 2, "--suppress"),
        (format!("--to bitemporal --office North --out s.csv {long} institute"), 2, "--office"),
        ("--to vintages --cohort spring --out v.csv".to_owned(), 2, "--cohort"),
        (format!("--to spell --office NOPE --out s.csv {long} institute"), 1, "NOPE"),
        (format!("--to spell --cohort NOPE --out s.csv {long} institute"), 1, "NOPE"),
        (format!("--to vintages --out v.csv {long} institute"), 2, "--person-level"),
        ("--to jsonl --person-level".to_owned(), 2, "--person-level"),
        (format!("--to spell --out s.csv {long} institute --disclosures no/such/file"), 1, "cannot be written down"),
        (format!("--to spell --out s.csv {long} institute --disclosures ledger/d.jsonl"), 2, "ledger's folder"),
        (format!("--to spell --out ledger/s.csv {long} institute"), 2, "ledger's folder"),
        (format!("--to spell --out s.csv {long} institute --programme NOPE"), 1, "NOPE"),
        ("--to 360giving --out g.json --as-of 2025-01-01".to_owned(), 1, "no grant"),
    ] {
        let error = folder.refused(code, &format!("export {words}"));
        assert!(error["message"].as_str().unwrap().contains(said), "{words}: {error}");
        assert_eq!(folder.files(), Vec::<String>::new(), "{words}");
    }
}

#[test]
fn a_case_number_does_not_leave_with_the_files() {
    let folder = small();
    folder.ok(&format!("register add SAK-4711 --participant {PERSON}"));
    let error =
        folder.refused(2, "export --to spell --out s.csv --person-level --purpose 'about SAK-4711' --recipient a");
    assert!(!error.to_string().contains("4711"), "{error}");
}

#[test]
fn no_file_is_overwritten_and_no_manifest_either() {
    let folder = small();
    folder.write("a.csv", "mine");
    folder.write("b.csv.manifest.json", "mine");
    folder.refused(2, &format!("export --to spell --out a.csv {PERSONS}"));
    folder.refused(2, &format!("export --to spell --out b.csv {PERSONS}"));
    assert_eq!(folder.files(), ["a.csv", "b.csv.manifest.json"]);
}

/// Every text of 32 hexadecimal digits in a file.
fn pseudonyms(text: &str) -> BTreeSet<String> {
    let words = text.split(|c: char| !c.is_ascii_alphanumeric());
    words.filter(|word| word.len() == 32 && word.chars().all(|c| c.is_ascii_hexdigit())).map(str::to_owned).collect()
}

#[test]
fn the_same_release_is_the_same_bytes_and_two_releases_share_no_pseudonym() {
    let folder = noted();
    let at = "--as-of 2026-06-30";
    let mut seen: Vec<BTreeSet<String>> = Vec::new();
    for (name, recipient, more) in [
        ("one", "institute", at.to_owned()),
        ("again", "institute", at.to_owned()),
        ("other", "university", at.to_owned()),
        ("later", "institute", "--as-of 2026-07-31".to_owned()),
        ("earlier", "institute", format!("{at} --known-at 9")),
    ] {
        let of = format!("--person-level --purpose outcomes --recipient {recipient} {more} --quiet");
        folder.ok(&format!("export --to bupar --out {name}.csv {of}"));
        folder.ok(&format!("export --to ocel --out {name}.json {of}"));
        let (csv, json) = (folder.read(&format!("{name}.csv")), folder.read(&format!("{name}.json")));
        for text in [&csv, &json] {
            assert!(!text.contains(PERSON) && !text.contains(OTHER), "an id of the ledger");
        }
        let of_csv = pseudonyms(&csv);
        assert!(!of_csv.is_disjoint(&pseudonyms(&json)), "the formats of a release belong together");
        if name == "again" {
            assert_eq!(csv, folder.read("one.csv"));
            assert_eq!(json, folder.read("one.json"));
            assert_eq!(folder.manifest("again.csv")["tree_head"], folder.manifest("one.csv")["tree_head"]);
        } else {
            assert!(seen.iter().all(|other| other.is_disjoint(&of_csv)), "{name} can be joined with another release");
            seen.push(of_csv);
        }
    }
}

#[test]
fn notes_stay_out_unless_they_are_asked_for() {
    let folder = noted();
    for to in ["ocel", "xes", "datapackage"] {
        folder.export(to, &format!("{to}.out"));
        folder.ok(&format!("export --to {to} --out {to}.notes {PERSONS} --with-notes --quiet"));
        let read = |name: &str| match to {
            "datapackage" => folder.read(&format!("{name}/event_values.csv")),
            _ => folder.read(name),
        };
        assert!(!read(&format!("{to}.out")).contains("a quiet month"), "{to}");
        assert!(read(&format!("{to}.notes")).contains("a quiet month"), "{to}");
    }
}

#[test]
fn it_is_written_down_who_received_what_before_the_files_are_there() {
    let folder = small();
    folder.export("spell", "s.csv");
    folder.export("parquet", "tables");
    folder.ok(&format!("export --to sts --out t.csv {PERSONS} --disclosures mine.jsonl --quiet"));
    let lines = |name: &str| -> Vec<Value> {
        folder.read(name).lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    };
    let (beside, mine) = (lines("ledger.disclosures.jsonl"), lines("mine.jsonl"));
    assert_eq!((beside.len(), mine.len()), (2, 1));
    for (line, format) in beside.iter().chain(&mine).zip(["spell", "parquet", "sts"]) {
        assert_eq!(line["schema"], "hovedbok/disclosure/1");
        assert_eq!(line["format"], format);
        assert_eq!(line["purpose"], "evaluation of outcomes");
        assert_eq!(line["recipient"], "an institute");
        assert_eq!(line["operator"], "tester");
        assert_eq!(line["known_at_seq"], 9);
        assert_eq!(line["tree_head"]["size"], 9);
    }
    let manifest = folder.manifest("s.csv");
    assert_eq!(manifest["person_level"]["release"], beside[0]["release"]);
    assert_eq!(manifest["files"], beside[0]["files"]);
    assert_eq!(manifest["schema"], "hovedbok/export/1");
    assert_eq!(manifest["tree_head"], folder.json("state")["tree_head"]);
    assert_eq!(manifest["rules"], folder.json("state")["rules"]);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let owner_only =
            ["s.csv", "ledger.disclosures.jsonl", "ledger.register.age.pseudonyms.key", "tables/spells.parquet"];
        for name in owner_only {
            let mode = fs::metadata(folder.path().join(name)).unwrap().permissions().mode();
            assert_eq!(mode & 0o077, 0, "{name}");
        }
    }
}

#[test]
fn rows_come_by_pseudonym_and_not_as_they_were_recorded() {
    let folder = Folder::demo();
    folder.export("spell", "s.csv");
    let text = folder.read("s.csv");
    let participants: Vec<&str> = text.lines().skip(1).map(|line| line.split(',').nth(4).unwrap()).collect();
    assert!(participants.len() > 1_000 && participants.is_sorted());
}

#[test]
fn a_column_of_sts_has_the_stock_of_its_month() {
    let folder = Folder::demo();
    folder.export("sts", "s.csv");
    let text = folder.read("s.csv");
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let names: Vec<String> = reader.headers().unwrap().iter().map(str::to_owned).collect();
    let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    for (month, last) in [("2008-03", "2008-03-31"), ("2009-12", "2009-12-31"), ("2010-06", "2010-06-30")] {
        let column = names.iter().position(|name| name == month).unwrap();
        let inside = |row: &csv::StringRecord| {
            let state = row.get(column).unwrap();
            ["in_programme", "suspended"].contains(&state) || state.starts_with('M')
        };
        let persons: BTreeSet<&str> = rows.iter().filter(|row| inside(row)).map(|row| row.get(1).unwrap()).collect();
        let state = folder.ask(&format!("state --as-of {last}"));
        assert_eq!(state["participants"].as_u64(), Some(persons.len() as u64), "{month}");
    }
}

#[test]
fn small_counts_are_not_shown_nor_given_away() {
    let folder = Folder::demo();
    folder.ok("export --to vintages --out whole.csv --quiet");
    folder.ok("export --to vintages --out some.csv --suppress 5 --quiet");
    let read = |name: &str| -> Vec<Vec<String>> {
        let text = folder.read(name);
        let mut reader = csv::Reader::from_reader(text.as_bytes());
        reader.records().map(|row| row.unwrap().iter().map(str::to_owned).collect()).collect()
    };
    let (whole, some) = (read("whole.csv"), read("some.csv"));
    assert_eq!(whole.len(), some.len());
    let mut hidden = 0;
    for (whole, some) in whole.iter().zip(&some) {
        assert_eq!(whole[..3], some[..3]);
        let count: u64 = whole[3].parse().unwrap();
        if some[3] == ":" {
            hidden += 1;
        } else {
            assert_eq!(whole[3], some[3]);
            assert!(count == 0 || count >= 5, "{whole:?}");
        }
    }
    assert!(hidden > 0 && hidden < whole.len());
    assert_eq!(folder.manifest("some.csv")["suppress"], 5);
    // Of a month's stock, that of the month before, its intakes and its exits never exactly one is hidden.
    for (at, row) in some.iter().enumerate().filter(|(_, row)| row[2].ends_with(":stock")) {
        let (programme, version) = (row[2].trim_end_matches("stock"), &row[0]);
        let own = |month: &str, kind: &str| {
            some.iter()
                .find(|other| &other[0] == version && other[1] == month && other[2] == format!("{programme}{kind}"))
        };
        let before = some[..at].iter().rev().find(|other| other[2] == row[2] && &other[0] == version);
        let cells = [Some(row), before, own(&row[1], "intakes"), own(&row[1], "exits")];
        assert_ne!(cells.iter().flatten().filter(|cell| cell[3] == ":").count(), 1, "{row:?}");
    }
}

#[test]
fn an_office_and_a_cohort_narrow_every_file_of_courses() {
    let folder = Folder::demo();
    let define = "record programme.cohort_defined --programme TRAPPA --actor evaluator-1 --cohort";
    folder.ok(&format!("{define} spring --takes taken-in --days 2016-01-01..2016-06-30"));
    let ever = |words: &str| folder.json(&format!("state --programme TRAPPA {words}"))["result"]["ever"].clone();
    let to = "--programme TRAPPA --person-level --purpose flows --recipient institute";
    let persons = |words: &str, out: &str| {
        folder.ok(&format!("export --to counting --out {out} {to} {words}"));
        let text = fs::read_to_string(folder.path().join(out)).unwrap();
        let mut lines = text.lines();
        let of = lines.next().unwrap().split(',').position(|column| column == "participant").unwrap();
        lines.map(|line| line.split(',').nth(of).unwrap().to_owned()).collect::<BTreeSet<_>>().len()
    };
    let (all, cohort) = (persons("", "all.csv"), persons("--cohort spring", "cohort.csv"));
    assert_eq!((Value::from(all), Value::from(cohort)), (ever(""), ever("--cohort spring")));
    assert!(0 < cohort && cohort < all, "{cohort} of {all}");
    let manifest: Value =
        serde_json::from_str(&fs::read_to_string(folder.path().join("cohort.csv.manifest.json")).unwrap()).unwrap();
    assert_eq!(
        (&manifest["question"]["cohort"], &manifest["question"]["office"]),
        (&Value::from("spring"), &Value::Null)
    );
    // Another question is another release.
    let releases =
        ["all.csv", "cohort.csv"].map(|name| pseudonyms(&fs::read_to_string(folder.path().join(name)).unwrap()));
    assert!(releases[0].is_disjoint(&releases[1]));
    let offices = folder.json("state --programme TRAPPA --by office")["result"]["groups"].clone();
    let office = offices[0]["key"].as_str().unwrap().to_owned();
    let there = persons(&format!("--office '{office}'"), "office.csv");
    assert!(0 < there && there <= all, "{there} of {all}");
}
