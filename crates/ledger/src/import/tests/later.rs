//! A row that begins later than what it would correct: a correction in a version of the table, else what came after.

use super::*;
use crate::import::Became;
use crate::record::correct::{Change, Why};

const PEOPLE: &str = "saksnummer;fra dato;kontor\n1;03.05.2016;NAV\n2;03.05.2016;NAV\n3;03.05.2016;NAV\n";
const INTAKE: &str = "saksnummer;fra dato;program;kontor;målgruppe\n";
const STARTS: &str = "saksnummer;fra dato;tiltak;arrangør;eier;andel\n";

/// Two persons who were taken in at office Øst in June and placed at ASVO in August.
fn bench() -> Bench {
    let mut bench = Bench::new();
    bench.import("registration", PEOPLE).unwrap();
    bench.import("intake", &intake(&[(1, "01.06.2016", "Øst"), (2, "01.06.2016", "Øst")])).unwrap();
    bench.import("measures", &starts(&[(1, "15.08.2016", "20 %"), (2, "15.08.2016", "20 %")])).unwrap();
    bench
}

fn intake(rows: &[(u8, &str, &str)]) -> String {
    let rows = rows.iter().map(|(case, day, office)| format!("{case};{day};TRAPPA;{office};under-30\n"));
    INTAKE.to_owned() + &rows.collect::<String>()
}

fn starts(rows: &[(u8, &str, &str)]) -> String {
    let rows = rows.iter().map(|(case, day, share)| format!("{case};{day};praksis;ASVO;kommunal;{share}\n"));
    STARTS.to_owned() + &rows.collect::<String>()
}

/// The table is refused with as many rows, and nothing is recorded.
fn refused(bench: &mut Bench, kind: &str, table: &str, rows: usize) {
    let before = bench.entries();
    let error = bench.import(kind, table).unwrap_err();
    let lines: Vec<String> = error.to_string().lines().map(str::to_owned).collect();
    assert_eq!((lines.len(), error.kind()), (rows, Kind::Refused), "{lines:?}");
    for line in lines {
        assert!(line.contains("the row begins later than #") && line.ends_with("or be about what came next"), "{line}");
    }
    assert!(hint(&error).contains("first record the end of what came before"), "{}", hint(&error));
    let dry = TableOptions { dry_run: true, ..TableOptions::default() };
    let report = bench.import_with(kind, &[("t.csv", table.as_bytes())], &dry).unwrap();
    assert_eq!(report.every_row.iter().filter(|row| row.became == Became::Refused).count(), rows);
    assert_eq!(bench.entries(), before);
}

#[test]
fn a_later_tables_move_is_not_taken_for_a_correction() {
    let mut bench = bench();
    // September's list has who moved; two moves tell nothing of each other.
    refused(&mut bench, "intake", &intake(&[(1, "01.09.2016", "Vest")]), 1);
    refused(&mut bench, "intake", &intake(&[(1, "01.09.2016", "Vest"), (2, "01.09.2016", "Vest")]), 2);
    refused(&mut bench, "intake", &intake(&[(1, "01.09.2016", "Vest"), (3, "01.09.2016", "Vest")]), 1);
    // A second placement at the provider, before the end of the first came in.
    refused(&mut bench, "measures", &starts(&[(1, "01.02.2017", "50 %")]), 1);
    bench.import("measure-ends", "saksnummer;til dato;resultat\n1;31.12.2016;arbeid\n").unwrap();
    let report = bench.import("measures", &starts(&[(1, "01.02.2017", "50 %")])).unwrap();
    assert_eq!((report.recorded.len(), report.corrected.len()), (1, 0));
    // A row that is equal to an entry of another table tells nothing of this one.
    bench.import("intake", &intake(&[(3, "01.09.2016", "Vest")])).unwrap();
    refused(&mut bench, "intake", &intake(&[(3, "01.09.2016", "Vest"), (1, "01.09.2016", "Vest")]), 1);
}

#[test]
fn a_later_row_does_not_correct_what_a_hand_recorded() {
    let mut bench = bench();
    let stream = bench.ledger.entry(hovedbok_core::Seq(bench.last_of("measure.started"))).unwrap().draft.stream;
    let fields = serde_json::json!({"measure": "praksis", "provider": "Kafé", "owner": "municipal", "share_bp": 2000});
    let proposal = hovedbok_core::proposal::Proposal {
        type_name: "measure.started".to_owned(),
        subject: hovedbok_core::proposal::Subject::Stream(stream),
        effective: "2016-10-03".parse().ok().map(hovedbok_core::Period::day),
        fields: fields.as_object().unwrap().clone(),
        id: None,
        on_behalf_of: None,
        source: None,
        origin: None,
    };
    bench.by_hand(|work, edge| work.propose(proposal, edge));
    // The other entry of the person is of the table, and equal rows of it tell nothing of what a hand wrote.
    for case in [1, 2] {
        let table = format!("{STARTS}{case};07.11.2016;praksis;Kafé;kommunal;30 %\n");
        let equal = starts(&[(1, "15.08.2016", "20 %"), (2, "15.08.2016", "20 %")]);
        let both = format!("{equal}{}\n", table.lines().last().unwrap());
        match bench.import("measures", &both) {
            Ok(report) => assert_eq!((report.recorded.len(), report.corrected.len()), (1, 0), "the other person's"),
            Err(error) => assert!(error.to_string().contains("the row begins later than #"), "{error}"),
        }
    }
    assert_eq!(bench.stated("measure.started").iter().filter(|line| line.contains("2016-10-03")).count(), 1);
}

#[test]
fn a_row_that_takes_the_place_of_a_correction_by_hand_says_so() {
    let mut bench = bench();
    let id = bench.id(bench.last_of("participant.intake"));
    let fields = serde_json::json!({"office": "Nord"}).as_object().unwrap().clone();
    let why = Why { reason: "typing".parse().unwrap(), note: None, id: None };
    let change = Change { fields, effective: None };
    bench.by_hand(|work, edge| work.replace(id, change, why, edge));
    // Both rows have another target group, and one of them is what a hand corrected.
    let other = intake(&[(1, "01.06.2016", "Øst"), (2, "01.06.2016", "Øst")]).replace("under-30", "over-30");
    let dry = TableOptions { dry_run: true, ..TableOptions::default() };
    for options in [dry, TableOptions::default()] {
        let report = bench.import_with("intake", &[("t.csv", other.as_bytes())], &options).unwrap();
        let by_hand: Vec<(usize, bool)> = report.corrected.iter().map(|row| (row.line, row.by_hand)).collect();
        assert_eq!(by_hand, [(2, false), (3, true)]);
    }
    // What an import corrected last no hand did.
    let report = bench.import("intake", &other.replace("over-30", "over-60")).unwrap();
    assert!(report.corrected.len() == 2 && report.corrected.iter().all(|row| !row.by_hand));
}

#[test]
fn a_corrected_version_of_the_table_corrects() {
    let mut bench = bench();
    let report = bench.import("intake", &intake(&[(1, "01.06.2016", "Øst"), (2, "08.06.2016", "Vest")])).unwrap();
    assert_eq!((report.corrected.len(), report.recorded.len(), report.already), (1, 0, 1));
    let report = bench.import("measures", &starts(&[(1, "22.08.2016", "30 %"), (2, "15.08.2016", "20 %")])).unwrap();
    assert_eq!((report.corrected.len(), report.recorded.len(), report.missing.len()), (1, 0, 0));
    // What it corrected is of the table still.
    let report = bench.import("measures", &starts(&[(1, "22.08.2016", "30 %"), (2, "29.08.2016", "20 %")])).unwrap();
    assert_eq!((report.corrected.len(), report.recorded.len()), (1, 0));
}

#[test]
fn a_row_that_begins_no_later_or_names_the_placement_corrects_by_itself() {
    let mut bench = bench();
    for rows in [[(1, "01.06.2016", "Vest")], [(1, "25.05.2016", "Vest")]] {
        let report = bench.import("intake", &intake(&rows)).unwrap();
        assert_eq!((report.corrected.len(), report.recorded.len()), (1, 0), "{rows:?}");
    }
    let entry = bench.ledger.entry(hovedbok_core::Seq(bench.last_of("measure.started"))).unwrap();
    let body: serde_json::Value = serde_json::from_slice(&entry.draft.body.to_json()).unwrap();
    let placement = body["placement"].as_str().unwrap();
    let table = format!(
        "saksnummer;fra dato;tiltak;arrangør;eier;andel;plassering\n2;29.08.2016;praksis;ASVO;kommunal;20 %;{placement}\n"
    );
    let report = bench.import("measures", &table).unwrap();
    assert_eq!((report.corrected.len(), report.recorded.len()), (1, 0));
}
