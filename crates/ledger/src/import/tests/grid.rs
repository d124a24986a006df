//! A month's grid that comes again: a row says everything of its person's month.

use serde_json::json;

use super::*;
use crate::record::correct::{Change, Why};

fn why() -> Why {
    Why { reason: "typing".parse().unwrap(), note: None, id: None }
}

/// A grid of September 2016, whose first day is a Thursday, for one person.
fn grid(case: &str, code: &str, absent: &[u32]) -> String {
    let days: Vec<String> = (1..=30).map(|day| day.to_string()).collect();
    let cells: Vec<&str> = (1..=30).map(|day| if absent.contains(&day) { code } else { "" }).collect();
    format!("saksnummer;måned;{}\n{case};2016-09;{}\n", days.join(";"), cells.join(";"))
}

fn placed() -> Bench {
    let mut bench = Bench::new();
    for (kind, text) in [
        ("registration", "saksnummer;fra dato;kontor\n1;03.05.2016;NAV\n"),
        ("intake", "saksnummer;fra dato;program;kontor;målgruppe\n1;01.06.2016;TRAPPA;NAV;under-30\n"),
        ("measures", "saksnummer;fra dato;tiltak;arrangør;eier;andel\n1;15.08.2016;praksis;ASVO;kommunal;50 %\n"),
    ] {
        bench.import(kind, text).unwrap();
    }
    bench
}

fn periods(bench: &Bench) -> Vec<String> {
    let lines = bench.stated("absence.recorded");
    let mut shown: Vec<String> = lines
        .iter()
        .map(|line| {
            let body: serde_json::Value =
                serde_json::from_str(line.split_once(" {").map(|(_, body)| format!("{{{body}")).unwrap().as_str())
                    .unwrap();
            let (period, kind) = (&body["period"], body["kind"].as_str().unwrap());
            let part = |name: &str| period.get(name).unwrap_or(period).as_str().unwrap()[8..].to_owned();
            format!("{}-{} {kind}", part("start"), part("end"))
        })
        .collect();
    shown.sort();
    shown
}

#[test]
fn what_the_month_no_longer_has_is_voided_and_what_it_has_more_is_recorded() {
    let mut bench = placed();
    bench.import("absence-grid", &grid("1", "S", &[5, 6, 20])).unwrap();
    let report = bench.import("absence-grid", &grid("1", "S", &[5, 6])).unwrap();
    assert_eq!((report.voided.len(), report.corrected.len(), report.recorded.len(), report.already), (1, 0, 0, 1));
    assert_eq!(periods(&bench), ["05-06 medical"]);
    // Longer, another code, another part of the month, nothing at all, and as it was first.
    for (code, days, expected) in [
        ("S", vec![5, 6, 7], vec!["05-07 medical"]),
        ("E", vec![5, 6, 7], vec!["05-07 self_certified"]),
        ("E", vec![5, 7], vec!["05-05 self_certified", "07-07 self_certified"]),
        ("E", vec![], vec![]),
        ("S", vec![5, 6, 20], vec!["05-06 medical", "20-20 medical"]),
    ] {
        bench.import("absence-grid", &grid("1", code, &days)).unwrap();
        assert_eq!(periods(&bench), expected);
        assert!(bench.import("absence-grid", &grid("1", code, &days)).unwrap().all_already());
    }
}

#[test]
fn what_was_recorded_or_corrected_by_hand_is_named_and_stays() {
    let mut bench = placed();
    bench.import("absence-grid", &grid("1", "S", &[5, 6])).unwrap();
    let stream = bench.ledger.entry(hovedbok_core::Seq(bench.last_of("measure.started"))).unwrap().draft.stream;
    let fields = json!({"period": {"start": "2016-09-12", "end": "2016-09-13"}, "kind": "holiday"});
    let proposal = hovedbok_core::proposal::Proposal {
        type_name: "absence.recorded".to_owned(),
        subject: hovedbok_core::proposal::Subject::Stream(stream),
        effective: None,
        fields: fields.as_object().unwrap().clone(),
        id: None,
        on_behalf_of: None,
        source: None,
        origin: None,
    };
    bench.by_hand(|work, edge| work.propose(proposal, edge));
    let report = bench.import("absence-grid", &grid("1", "S", &[])).unwrap();
    assert_eq!((report.voided.len(), report.by_hand.len()), (1, 1));
    assert_eq!(report.by_hand[0].row.as_deref(), Some("t.csv, line 2"));
    assert_eq!(periods(&bench), ["12-13 holiday"]);
    bench.import("absence-grid", &grid("1", "S", &[20])).unwrap();
    let id = bench.id(bench.last_of("absence.recorded"));
    let change = Change { fields: json!({"documented": true}).as_object().unwrap().clone(), effective: None };
    bench.by_hand(|work, edge| work.replace(id, change, why(), edge));
    let report = bench.import("absence-grid", &grid("1", "S", &[])).unwrap();
    assert_eq!((report.voided.len(), report.by_hand.len()), (0, 2));
}

#[test]
fn what_was_restored_by_hand_is_named_and_stays() {
    let mut bench = placed();
    bench.import("absence-grid", &grid("1", "S", &[5, 6, 20])).unwrap();
    let report = bench.import("absence-grid", &grid("1", "S", &[5, 6])).unwrap();
    assert_eq!(report.voided.len(), 1);
    let voiding = bench.id(bench.ledger.last().0);
    bench.by_hand(|work, edge| work.void(voiding, why(), edge));
    let report = bench.import("absence-grid", &grid("1", "S", &[5, 6])).unwrap();
    assert_eq!((report.voided.len(), report.by_hand.len(), report.already), (0, 1, 1));
    assert_eq!(periods(&bench), ["05-06 medical", "20-20 medical"]);
}

#[test]
fn what_was_voided_by_hand_stays_voided_while_the_month_still_has_it() {
    let mut bench = placed();
    bench.import("absence-grid", &grid("1", "S", &[5, 6, 20])).unwrap();
    let id = bench.id(bench.last_of("absence.recorded"));
    bench.by_hand(|work, edge| work.void(id, why(), edge));
    let report = bench.import("absence-grid", &grid("1", "S", &[5, 6, 20])).unwrap();
    assert_eq!((report.corrected_since.len(), report.recorded.len(), report.voided.len()), (1, 0, 0));
    assert_eq!(periods(&bench), ["05-06 medical"]);
}

#[test]
fn what_another_table_recorded_is_named_and_stays() {
    let mut bench = placed();
    bench.import("absence-grid", &grid("1", "S", &[5, 6])).unwrap();
    let list = "saksnummer;fra;til;kode;dager\n1;12.09.2016;13.09.2016;S;2\n";
    bench.import("absence", list).unwrap();
    // The month is sent once more, by somebody who does not know of the list.
    let report = bench.import("absence-grid", &grid("1", "S", &[5, 6, 20])).unwrap();
    assert_eq!((report.voided.len(), report.by_hand.len(), report.recorded.len(), report.already), (0, 1, 1, 1));
    assert_eq!(periods(&bench), ["05-06 medical", "12-13 medical", "20-20 medical"]);
    // What a grid recorded, a grid takes back, also if the other table says it too.
    bench.import("absence", "saksnummer;fra;til;kode;dager\n1;20.09.2016;20.09.2016;S;1\n").unwrap();
    let report = bench.import("absence-grid", &grid("1", "S", &[5])).unwrap();
    assert_eq!((report.by_hand.len(), report.corrected.len()), (1, 1));
    assert!(periods(&bench).contains(&"12-13 medical".to_owned()), "{:?}", periods(&bench));
}

#[test]
fn what_others_recorded_is_not_corrected_by_a_month() {
    // From another table; by another table in the place of a grid's.
    for others in ["table", "table after grid"] {
        let mut bench = placed();
        let list = |bench: &mut Bench| {
            bench.import("absence", "saksnummer;fra;til;kode;dager\n1;12.09.2016;13.09.2016;S;2\n").unwrap();
        };
        match others {
            "table" => list(&mut bench),
            _ => {
                bench.import("absence-grid", &grid("1", "S", &[12])).unwrap();
                list(&mut bench);
            }
        }
        assert_eq!(periods(&bench), ["12-13 medical"]);
        // What it says too, it may say; of other days it says what it likes.
        let report = bench.import("absence-grid", &grid("1", "S", &[5, 12, 13])).unwrap();
        let said = report.already + report.corrected_since.len();
        assert_eq!((report.recorded.len(), said, report.corrected.len()), (1, 1, 0), "{others}");
        // Longer, shorter or for another reason: the row is refused, and the entry stays.
        for (code, days) in [("S", vec![5, 12, 13, 14]), ("S", vec![5, 12]), ("E", vec![5, 12, 13])] {
            let error = bench.import("absence-grid", &grid("1", code, &days)).unwrap_err();
            assert!(error.to_string().contains("overlap"), "{others}: {error}");
        }
        assert_eq!(periods(&bench), ["05-05 medical", "12-13 medical"]);
        // Without a mark there it is listed.
        let report = bench.import("absence-grid", &grid("1", "S", &[5])).unwrap();
        assert_eq!((report.by_hand.len(), report.voided.len(), report.already), (1, 0, 1), "{others}");
    }
}

#[test]
fn what_a_hand_corrected_of_a_month_the_month_corrects_again_and_does_not_void() {
    let mut bench = placed();
    bench.import("absence-grid", &grid("1", "S", &[12, 13])).unwrap();
    let id = bench.id(bench.last_of("absence.recorded"));
    let change = Change { fields: json!({"documented": true}).as_object().unwrap().clone(), effective: None };
    bench.by_hand(|work, edge| work.replace(id, change, why(), edge));
    let report = bench.import("absence-grid", &grid("1", "S", &[5])).unwrap();
    assert_eq!((report.by_hand.len(), report.voided.len()), (1, 0));
    let report = bench.import("absence-grid", &grid("1", "S", &[5, 12, 13, 14])).unwrap();
    assert_eq!(report.corrected.len(), 1);
    assert_eq!(periods(&bench), ["05-05 medical", "12-14 medical"]);
}

#[test]
fn a_month_says_nothing_of_other_months() {
    let mut bench = placed();
    let list = "saksnummer;fra;til;kode;dager\n1;25.08.2016;02.09.2016;S;7\n1;10.10.2016;10.10.2016;E;1\n";
    bench.import("absence", list).unwrap();
    let report = bench.import("absence-grid", &grid("1", "E", &[20])).unwrap();
    assert_eq!((report.voided.len(), report.by_hand.len(), report.recorded.len()), (0, 0, 1));
    // It would have to change what lies in August too.
    let error = bench.import("absence-grid", &grid("1", "S", &[1, 2, 20])).unwrap_err();
    assert!(error.to_string().starts_with("t.csv, line 2: absence"), "{error}");
}

#[test]
fn a_row_without_a_mark_names_a_person_all_the_same() {
    let mut bench = placed();
    let error = bench.import("absence-grid", &grid("7", "S", &[])).unwrap_err();
    assert!(error.to_string().starts_with("t.csv, line 2: "), "{error}");
}

/// A sheet with these headers for the days, one person, and these cells.
fn sheet(headers: &[&str], cells: &[&str]) -> String {
    format!("saksnummer;måned;{}\n1;2016-09;{}\n", headers.join(";"), cells.join(";"))
}

/// Half of September 2016, with these days marked.
fn half(days: std::ops::RangeInclusive<u32>, absent: &[u32]) -> String {
    let headers: Vec<String> = days.clone().map(|day| day.to_string()).collect();
    let headers: Vec<&str> = headers.iter().map(String::as_str).collect();
    let cells: Vec<&str> = days.map(|day| if absent.contains(&day) { "S" } else { "" }).collect();
    sheet(&headers, &cells)
}

/// A payroll sheet of whole dates from the 16th of a month to the 15th of the next.
fn payroll(first: &str, last: &str, absent: &[&str]) -> String {
    let (mut day, last): (hovedbok_core::Day, hovedbok_core::Day) = (first.parse().unwrap(), last.parse().unwrap());
    let (mut headers, mut cells) = (Vec::new(), Vec::new());
    while day <= last {
        headers.push(day.to_string());
        cells.push(if absent.contains(&day.to_string().as_str()) { "S" } else { "" });
        day = day.next();
    }
    format!("saksnummer;{}\n1;{}\n", headers.join(";"), cells.join(";"))
}

#[test]
fn two_sheets_of_half_a_month_leave_each_others_days_alone() {
    let mut bench = placed();
    bench.import("absence-grid", &half(1..=15, &[5, 6])).unwrap();
    let report = bench.import("absence-grid", &half(16..=30, &[20])).unwrap();
    assert_eq!((report.voided.len(), report.recorded.len(), report.missing.len()), (0, 1, 0));
    assert_eq!(periods(&bench), ["05-06 medical", "20-20 medical"]);
    // In its own days each still corrects and voids.
    let report = bench.import("absence-grid", &half(1..=15, &[5, 6, 7])).unwrap();
    assert_eq!((report.corrected.len(), report.voided.len(), report.recorded.len()), (1, 0, 0));
    let report = bench.import("absence-grid", &half(16..=30, &[])).unwrap();
    assert_eq!(report.voided.len(), 1);
    assert_eq!(periods(&bench), ["05-07 medical"]);
    // Both at once are the month.
    let (one, other) = (half(1..=15, &[14, 15]), half(16..=30, &[16]));
    let files: [(&str, &[u8]); 2] = [("a.csv", one.as_bytes()), ("b.csv", other.as_bytes())];
    bench.import_with("absence-grid", &files, &TableOptions::default()).unwrap();
    assert_eq!(periods(&bench), ["14-15 medical", "16-16 medical"]);
    let report = bench.import_with("absence-grid", &files, &TableOptions::default()).unwrap();
    assert!(report.all_already(), "{report:?}");
    // What reaches from one into the other neither sheet can change alone.
    let report = bench.import("absence-grid", &grid("1", "S", &[14, 15, 16])).unwrap();
    assert!(!report.recorded.is_empty() || !report.corrected.is_empty());
    assert_eq!(periods(&bench), ["14-16 medical"]);
    assert!(bench.import("absence-grid", &half(1..=15, &[])).unwrap().voided.is_empty());
    assert_eq!(periods(&bench), ["14-16 medical"]);
}

#[test]
fn sheets_from_the_middle_of_a_month_to_the_middle_of_the_next_state_these_days() {
    let mut bench = placed();
    bench
        .import("absence-grid", &payroll("2016-08-16", "2016-09-15", &["2016-08-31", "2016-09-01", "2016-09-05"]))
        .unwrap();
    let report =
        bench.import("absence-grid", &payroll("2016-09-16", "2016-10-15", &["2016-09-20", "2016-10-03"])).unwrap();
    assert_eq!((report.voided.len(), report.recorded.len()), (0, 2));
    assert_eq!(periods(&bench), ["03-03 medical", "05-05 medical", "20-20 medical", "31-01 medical"]);
    // The days of the second month are stated too.
    let report =
        bench.import("absence-grid", &payroll("2016-08-16", "2016-09-15", &["2016-08-31", "2016-09-01"])).unwrap();
    assert_eq!((report.voided.len(), report.already), (1, 1));
    let report = bench.import("absence-grid", &payroll("2016-08-16", "2016-09-15", &["2016-08-31"])).unwrap();
    assert_eq!((report.corrected.len(), report.voided.len(), report.recorded.len()), (1, 0, 0));
}

#[test]
fn a_weekend_without_columns_does_not_part_an_absence() {
    let working = ["1", "2", "5", "6", "7", "8", "9", "12", "13"];
    let marked = |absent: &[&str]| -> Vec<&str> {
        working.iter().map(|day| if absent.contains(day) { "S" } else { "" }).collect()
    };
    let mut bench = placed();
    bench.import("absence-grid", &sheet(&working, &marked(&["2", "5", "8"]))).unwrap();
    assert_eq!(periods(&bench), ["02-05 medical", "08-08 medical"]);
    let report = bench.import("absence-grid", &sheet(&working, &marked(&["8"]))).unwrap();
    assert_eq!((report.voided.len(), report.already), (1, 1));
    // A day that has no column is no weekend.
    let list = "saksnummer;fra;til;kode;dager\n1;12.09.2016;14.09.2016;S;3\n1;17.09.2016;18.09.2016;S;2\n";
    bench.import("absence", list).unwrap();
    let report = bench.import("absence-grid", &sheet(&working, &marked(&[]))).unwrap();
    assert_eq!(report.voided.len(), 1);
    assert_eq!(periods(&bench), ["12-14 medical", "17-18 medical"]);
}
