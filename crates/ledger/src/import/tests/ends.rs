//! Rows that may mean more than one placement or enrolment: ends, and absences beside a placement's end.

use serde_json::Value;

use super::*;
use crate::import::Became;

const PEOPLE: &str = "saksnummer;fra dato;kontor\n1;03.05.2016;NAV\n";
const INTAKE: &str = "saksnummer;fra dato;program;kontor;målgruppe\n";
const STARTS: &str = "saksnummer;fra dato;tiltak;arrangør;eier;andel\n";
const ENDS: &str = "saksnummer;til dato;resultat\n";
const EXITS: &str = "saksnummer;til dato;overgang til\n";
const ABSENCE: &str = "saksnummer;fra;til;kode;dager\n";

/// One person in TRAPPA from 1 June 2016, with placements from these days on.
fn placed(starts: &[(&str, &str)]) -> Bench {
    let mut bench = Bench::new();
    bench.import("registration", PEOPLE).unwrap();
    bench.import("intake", &format!("{INTAKE}1;01.06.2016;TRAPPA;NAV;under-30\n")).unwrap();
    for (provider, day) in starts {
        bench.import("measures", &format!("{STARTS}1;{day};praksis;{provider};kommunal;20 %\n")).unwrap();
    }
    bench
}

fn placement(bench: &Bench, provider: &str) -> String {
    let entries = bench.ledger.entries(hovedbok_core::Seq(1), bench.ledger.last()).map(Result::unwrap);
    let bodies = entries.map(|entry| serde_json::from_slice::<Value>(&entry.draft.body.to_json()).unwrap());
    let mut own = bodies.filter(|body| body["provider"] == provider);
    own.next().unwrap()["placement"].as_str().unwrap().to_owned()
}

/// An end that is recorded with its placement named.
fn ended(bench: &mut Bench, provider: &str, row: &str) {
    let table = format!("saksnummer;til dato;resultat;plassering\n1;{row};{}\n", placement(bench, provider));
    bench.import("measure-ends", &table).unwrap();
}

/// The table is refused because the row could mean the entry, and something that goes on besides.
fn unclear(bench: &mut Bench, kind: &str, table: &str, seq: u64) {
    let last = bench.ledger.last();
    let error = bench.import(kind, table).unwrap_err();
    let expected = format!("t.csv, line 2: the row differs from what is recorded and could correct #{seq}");
    assert_eq!((error.to_string(), error.kind()), (expected, Kind::Refused));
    assert!(hint(&error).contains("name the placement or enrolment"), "{}", hint(&error));
    let dry = TableOptions { dry_run: true, ..TableOptions::default() };
    let report = bench.import_with(kind, &[("t.csv", table.as_bytes())], &dry).unwrap();
    assert_eq!(report.every_row.iter().map(|row| row.became).collect::<Vec<_>>(), [Became::Refused]);
    assert_eq!(bench.ledger.last(), last);
}

#[test]
fn an_end_that_may_correct_one_placements_end_or_end_another_is_refused() {
    // Another day, another outcome, both: with one placement ended and one open.
    for row in ["1;15.03.2017;arbeid", "1;31.03.2017;aap", "1;30.04.2017;utdanning"] {
        let mut bench = placed(&[("ASVO", "15.08.2016"), ("Kafé", "01.02.2017")]);
        ended(&mut bench, "ASVO", "31.03.2017;arbeid");
        let seq = bench.last_of("measure.ended");
        unclear(&mut bench, "measure-ends", &format!("{ENDS}{row}\n"), seq);
    }
    // The open one began first.
    let mut bench = placed(&[("Kafé", "15.08.2016"), ("ASVO", "01.02.2017")]);
    ended(&mut bench, "ASVO", "31.03.2017;arbeid");
    let seq = bench.last_of("measure.ended");
    unclear(&mut bench, "measure-ends", &format!("{ENDS}1;28.02.2017;arbeid\n"), seq);
}

#[test]
fn an_exit_that_may_correct_one_exit_or_end_another_enrolment_is_refused() {
    let mut bench = placed(&[]);
    bench.import("exits", &format!("{EXITS}1;30.06.2017;arbeid\n")).unwrap();
    let seq = bench.last_of("participant.exited");
    bench.import("intake", &format!("{INTAKE}1;01.06.2017;KVP;NAV;under-30\n")).unwrap();
    for row in ["1;15.06.2017;arbeid", "1;30.06.2017;utdanning", "1;31.07.2017;aap"] {
        unclear(&mut bench, "exits", &format!("{EXITS}{row}\n"), seq);
    }
    // A row that says what is recorded is taken for that, and the other one is then the new exit.
    let both = format!("{EXITS}1;30.06.2017;arbeid\n1;31.07.2017;aap\n");
    let report = bench.import("exits", &both).unwrap();
    assert_eq!((report.already, report.recorded.len(), report.corrected.len()), (1, 1, 0));
}

#[test]
fn an_end_is_clear_when_the_row_or_the_ledger_says_which_is_meant() {
    let both = [("ASVO", "15.08.2016"), ("Kafé", "01.02.2017")];
    // The row names the placement.
    let mut bench = placed(&both);
    ended(&mut bench, "ASVO", "31.03.2017;arbeid");
    let named = |bench: &Bench, provider: &str| {
        format!("saksnummer;til dato;resultat;plassering\n1;15.03.2017;arbeid;{}\n", placement(bench, provider))
    };
    let (first, second) = (named(&bench, "ASVO"), named(&bench, "Kafé"));
    assert_eq!(bench.import("measure-ends", &first).unwrap().corrected.len(), 1);
    assert_eq!(bench.import("measure-ends", &second).unwrap().recorded.len(), 1);
    // The file says what is recorded as well.
    let mut bench = placed(&both);
    ended(&mut bench, "ASVO", "31.03.2017;arbeid");
    let report = bench.import("measure-ends", &format!("{ENDS}1;31.03.2017;arbeid\n1;15.03.2017;arbeid\n")).unwrap();
    assert_eq!((report.already, report.recorded.len(), report.corrected.len()), (1, 1, 0));
    // The other one had not begun on that day, or has its end.
    let mut bench = placed(&both);
    ended(&mut bench, "ASVO", "31.03.2017;arbeid");
    let report = bench.import("measure-ends", &format!("{ENDS}1;31.01.2017;arbeid\n")).unwrap();
    assert_eq!((report.corrected.len(), report.recorded.len()), (1, 0));
    ended(&mut bench, "Kafé", "30.06.2017;arbeid");
    let last = bench.last_of("measure.ended");
    let again = format!("{ENDS}1;31.01.2017;arbeid\n1;31.05.2017;arbeid\n");
    assert_eq!(bench.import("measure-ends", &again).unwrap().corrected[0].entries, [hovedbok_core::Seq(last)]);
}

#[test]
fn an_end_that_was_voided_ends_nothing() {
    let mut bench = placed(&[("ASVO", "15.08.2016")]);
    ended(&mut bench, "ASVO", "31.03.2017;arbeid");
    let id = bench.id(bench.last_of("measure.ended"));
    let why = crate::record::correct::Why { reason: "not_true".parse().unwrap(), note: None, id: None };
    bench.by_hand(|work, edge| work.void(id, why, edge));
    let report = bench.import("measure-ends", &format!("{ENDS}1;15.03.2017;arbeid\n")).unwrap();
    assert_eq!((report.recorded.len(), report.corrected.len()), (1, 0));
}

/// A placement at ASVO that ended on 9 September, with an absence of 5 to 7 September, and then one at Kafé.
fn changed_over(second: &str) -> Bench {
    changed_over_after("absence", &format!("{ABSENCE}1;05.09.2016;07.09.2016;S;3\n"), second)
}

/// The same, with the absence from this table.
fn changed_over_after(kind: &str, absence: &str, second: &str) -> Bench {
    let mut bench = placed(&[("ASVO", "15.08.2016")]);
    bench.import(kind, absence).unwrap();
    ended(&mut bench, "ASVO", "09.09.2016;arbeid");
    bench.import("measures", &format!("{STARTS}1;{second};praksis;Kafé;kommunal;20 %\n")).unwrap();
    bench
}

/// What is in force of absences: the placement's provider, first and last day.
fn absences(bench: &Bench) -> Vec<String> {
    let providers = [placement(bench, "ASVO"), placement(bench, "Kafé")];
    let mut history = hovedbok_projection::History::<hovedbok_core::Fact>::default();
    let entries = bench.ledger.entries(hovedbok_core::Seq(1), bench.ledger.last()).map(Result::unwrap);
    entries.filter(|entry| entry.draft.stream != StreamId::Ledger).for_each(|entry| history.learn(&entry));
    let rows = history.current();
    let mut shown: Vec<String> = rows
        .filter(|row| row.fact.type_name() == "absence.recorded")
        .map(|row| {
            let body: Value = serde_json::from_slice(&row.fact.to_json()).unwrap();
            let period: hovedbok_core::Period = serde_json::from_value(body["period"].clone()).unwrap();
            let at = providers.iter().position(|id| body["placement"] == id.as_str()).unwrap();
            format!("{} {} {}", ["ASVO", "Kafé"][at], period.start(), period.end())
        })
        .collect();
    shown.sort();
    shown
}

#[test]
fn an_absence_that_outlasts_its_placement_is_not_corrected_into_it() {
    let table = |row: &str| format!("{ABSENCE}{row}\n");
    // It goes on past the end, begins on the first day and goes on, or covers both placements: none can be meant alone.
    for row in ["1;06.09.2016;12.09.2016;S;5", "1;05.09.2016;14.09.2016;S;8", "1;01.09.2016;30.09.2016;S;22"] {
        let mut bench = changed_over("12.09.2016");
        let last = bench.ledger.last();
        let error = bench.import("absence", &table(row)).unwrap_err();
        assert!(error.to_string().starts_with("t.csv, line 2: absence.recorded: "), "{row}: {error}");
        assert_eq!((bench.ledger.last(), absences(&bench).len()), (last, 1), "{row}");
    }
    // What ends with the placement, or before, is a correction still.
    for (row, days) in
        [("1;05.09.2016;09.09.2016;S;5", "05 2016-09-09"), ("1;06.09.2016;06.09.2016;S;1", "06 2016-09-06")]
    {
        let mut bench = changed_over("12.09.2016");
        assert_eq!(bench.import("absence", &table(row)).unwrap().corrected.len(), 1, "{row}");
        assert_eq!(absences(&bench), [format!("ASVO 2016-09-{days}")], "{row}");
    }
    // Nor is one that begins before its placement does.
    let mut bench = changed_over("12.09.2016");
    bench.import("absence", &table("1;12.09.2016;13.09.2016;E;2")).unwrap();
    assert!(bench.import("absence", &table("1;08.09.2016;13.09.2016;E;4")).is_err());
    assert_eq!(absences(&bench), ["ASVO 2016-09-05 2016-09-07", "Kafé 2016-09-12 2016-09-13"]);
}

#[test]
fn an_absence_that_names_a_placement_corrects_no_other_and_does_not_outlast_it() {
    let row = |bench: &Bench, provider: &str| {
        let named = placement(bench, provider);
        format!("saksnummer;fra;til;kode;dager;plassering\n1;05.09.2016;14.09.2016;S;8;{named}\n")
    };
    let mut bench = changed_over("05.09.2016");
    let (ended, open) = (row(&bench, "ASVO"), row(&bench, "Kafé"));
    let error = bench.import("absence", &ended).unwrap_err();
    assert!(error.to_string().contains("absence_overlap"), "{error}");
    assert_eq!(absences(&bench), ["ASVO 2016-09-05 2016-09-07"]);
    let report = bench.import("absence", &open).unwrap();
    assert_eq!((report.corrected.len(), report.recorded.len()), (0, 1));
    assert_eq!(absences(&bench), ["ASVO 2016-09-05 2016-09-07", "Kafé 2016-09-05 2016-09-14"]);
}

#[test]
fn a_months_grid_parts_at_a_placements_end_too() {
    let grid = |days: &[u32]| {
        let heads: Vec<String> = (1..=30).map(|day| day.to_string()).collect();
        let cells: Vec<&str> = (1..=30).map(|day| if days.contains(&day) { "S" } else { "" }).collect();
        format!("saksnummer;måned;{}\n1;2016-09;{}\n", heads.join(";"), cells.join(";"))
    };
    let mut bench = changed_over_after("absence-grid", &grid(&[5, 6, 7]), "12.09.2016");
    let last = bench.ledger.last();
    // 5 to 14 September without a gap: in which placement, only the office knows.
    let error = bench.import("absence-grid", &grid(&[5, 6, 7, 8, 9, 12, 13, 14])).unwrap_err();
    assert!(error.to_string().starts_with("t.csv, line 2: absence.recorded: "), "{error}");
    assert_eq!(bench.ledger.last(), last);
    // Parted, each is taken where it belongs.
    let report = bench.import("absence-grid", &grid(&[5, 6, 7, 8, 13, 14])).unwrap();
    assert_eq!((report.corrected.len(), report.recorded.len()), (1, 1));
    assert_eq!(absences(&bench), ["ASVO 2016-09-05 2016-09-08", "Kafé 2016-09-13 2016-09-14"]);
}
