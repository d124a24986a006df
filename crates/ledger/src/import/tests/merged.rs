//! Two case numbers that turn out to be one person: rows under either are compared with what is recorded under both.

use hovedbok_core::proposal::{Proposal, Subject};
use hovedbok_core::{ParticipantId, Period, Seq};
use serde_json::json;

use super::*;
use crate::record::correct::Why;

const PEOPLE: &str = "saksnummer;fra dato;kontor\n1;03.05.2016;NAV Øst\n2;03.05.2016;NAV Vest\n";

/// The course of one case, by kind: the table, another version of it, and the type of its entry.
fn course(case: u8) -> Vec<(&'static str, String, String, &'static str)> {
    let rows = |headers: &str, row: &str, other: &str| {
        (format!("saksnummer;{headers}\n{case};{row}\n"), format!("saksnummer;{headers}\n{case};{other}\n"))
    };
    let kind = |kind, (one, other), type_name| (kind, one, other, type_name);
    vec![
        kind(
            "intake",
            rows(
                "fra dato;program;kontor;målgruppe",
                "01.06.2016;TRAPPA;NAV Øst;under-30",
                "01.06.2016;TRAPPA;NAV Øst;over-30",
            ),
            "participant.intake",
        ),
        kind(
            "measures",
            rows(
                "fra dato;tiltak;arrangør;eier;andel",
                "15.08.2016;praksis;ASVO;kommunal;50 %",
                "15.08.2016;praksis;ASVO;kommunal;80 %",
            ),
            "measure.started",
        ),
        kind(
            "absence",
            rows("fra;til;kode;dager", "05.09.2016;07.09.2016;S;3", "05.09.2016;08.09.2016;S;4"),
            "absence.recorded",
        ),
        kind(
            "benefits",
            rows("ytelse;beløp;måned", "kvalifiseringsstønad;12 345,50;2016-09", "kvalifiseringsstønad;12 000;2016-09"),
            "benefit.paid",
        ),
        kind("measure-ends", rows("til dato;resultat", "31.03.2017;arbeid", "15.03.2017;arbeid"), "measure.ended"),
        kind("exits", rows("til dato;overgang til", "30.06.2017;arbeid", "30.06.2017;utdanning"), "participant.exited"),
    ]
}

fn person(bench: &Bench, case: u8) -> StreamId {
    let number = hovedbok_register::CaseNumber::new(&case.to_string()).unwrap();
    StreamId::Participant(ParticipantId(bench.register().find(&number).unwrap().unwrap()))
}

/// The course of one of two cases, and then the second is merged into the first.
fn merged(holder: u8) -> Bench {
    let mut bench = Bench::new();
    bench.import("registration", PEOPLE).unwrap();
    for (kind, table, _, _) in course(holder) {
        bench.import(kind, &table).map_err(|error| format!("{kind}: {error}")).unwrap();
    }
    merge(&mut bench);
    bench
}

fn merge(bench: &mut Bench) {
    let StreamId::Participant(into) = person(bench, 1) else { panic!("a participant") };
    let proposal = Proposal {
        type_name: "participant.merged".to_owned(),
        subject: Subject::Stream(person(bench, 2)),
        effective: "2017-12-01".parse().ok().map(Period::day),
        fields: json!({ "into": into }).as_object().unwrap().clone(),
        id: None,
        on_behalf_of: None,
        source: None,
        origin: None,
    };
    bench.by_hand(|work, edge| work.propose(proposal, edge));
}

#[test]
fn what_is_recorded_under_the_other_case_number_is_recorded_already() {
    for (holder, other) in [(1, 2), (2, 1)] {
        let mut bench = merged(holder);
        let last = bench.ledger.last();
        for case in [other, holder] {
            for (kind, table, _, _) in course(case) {
                let report = bench.import(kind, &table).map_err(|error| format!("{kind}: {error}")).unwrap();
                assert!(report.all_already(), "{kind} under {case}: {report:?}");
                assert_eq!((report.already, report.missing.len()), (1, 0), "{kind} under {case}");
            }
        }
        assert_eq!(bench.ledger.last(), last);
    }
}

#[test]
fn a_row_that_says_something_else_corrects_what_the_other_case_number_has() {
    for (holder, other) in [(1, 2), (2, 1)] {
        for (at, (kind, _, changed, type_name)) in course(other).into_iter().enumerate() {
            let mut bench = merged(holder);
            let report = bench.import(kind, &changed).map_err(|error| format!("{kind}: {error}")).unwrap();
            assert_eq!((report.corrected.len(), report.recorded.len()), (1, 0), "{kind}: {report:?}");
            assert_eq!(bench.stated(type_name).len(), 1, "{kind}");
            let correction = bench.ledger.entry(report.corrected[0].by.unwrap()).unwrap().draft;
            assert_eq!(correction.stream, person(&bench, holder), "{kind}: where what it corrects stands");
            assert!(bench.import(kind, &changed).unwrap().all_already(), "{kind}");
            // And back, under the number that it was recorded with.
            let (_, first, _, _) = &course(holder)[at];
            assert_eq!(bench.import(kind, first).unwrap().corrected.len(), 1, "{kind}");
        }
    }
}

#[test]
fn a_row_under_each_of_the_two_is_one_row_too_many() {
    for (holder, other) in [(1, 2), (2, 1)] {
        let mut bench = merged(holder);
        for ((kind, own, _, _), (_, others, _, _)) in course(holder).into_iter().zip(course(other)) {
            let both = format!("{own}{}\n", others.lines().last().unwrap());
            let error = bench.import(kind, &both).unwrap_err();
            assert!(error.to_string().starts_with("t.csv, line 3: entry #"), "{kind}: {error}");
        }
    }
}

#[test]
fn what_was_voided_by_hand_under_one_number_does_not_come_back_under_the_other() {
    for (holder, other) in [(1, 2), (2, 1)] {
        let mut bench = merged(holder);
        for (kind, table, _, type_name) in course(other).into_iter().rev() {
            let id = bench.id(bench.last_of(type_name));
            let why = Why { reason: "not_true".parse().unwrap(), note: None, id: None };
            bench.by_hand(|work, edge| work.void(id, why, edge));
            let report = bench.import(kind, &table).map_err(|error| format!("{kind}: {error}")).unwrap();
            assert_eq!((report.corrected_since.len(), report.recorded.len()), (1, 0), "{kind}: {report:?}");
        }
    }
}

#[test]
fn a_months_grid_speaks_of_the_whole_person() {
    let grid = |rows: &[(u8, &[u32])]| {
        let days: Vec<String> = (1..=30).map(|day| day.to_string()).collect();
        let mut text = format!("saksnummer;måned;{}\n", days.join(";"));
        for (case, absent) in rows {
            let cells: Vec<&str> = (1..=30).map(|day| if absent.contains(&day) { "S" } else { "" }).collect();
            text.push_str(&format!("{case};2016-09;{}\n", cells.join(";")));
        }
        text
    };
    for (holder, other) in [(1, 2), (2, 1)] {
        let mut bench = merged(holder);
        assert!(bench.import("absence-grid", &grid(&[(other, &[5, 6, 7])])).unwrap().all_already());
        // A row for each number: together they are the month.
        let report = bench.import("absence-grid", &grid(&[(1, &[5, 6, 7]), (2, &[20])])).unwrap();
        assert_eq!((report.recorded.len(), report.voided.len(), report.already), (1, 0, 1));
        let report = bench.import("absence-grid", &grid(&[(2, &[20]), (1, &[5, 6, 7])])).unwrap();
        assert!(report.all_already() && report.voided.is_empty());
        let report = bench.import("absence-grid", &grid(&[(other, &[5, 6, 7])])).unwrap();
        assert_eq!((report.recorded.len(), report.voided.len(), report.already), (0, 1, 1));
        assert_eq!(bench.stated("absence.recorded").len(), 1);
    }
}

#[test]
fn a_person_is_registered_under_two_numbers_and_by_no_third_facts() {
    let mut bench = merged(1);
    assert!(bench.import("registration", PEOPLE).unwrap().all_already());
    let turned = "saksnummer;fra dato;kontor\n2;03.05.2016;NAV Øst\n1;03.05.2016;NAV Vest\n";
    assert!(bench.import("registration", turned).unwrap().all_already());
    let error = bench.import("registration", "saksnummer;fra dato;kontor\n2;03.05.2016;NAV Nord\n").unwrap_err();
    assert!(error.to_string().ends_with("with different facts"), "{error}");
}

#[test]
fn they_are_two_again_when_the_merging_is_voided() {
    let mut bench = merged(1);
    let id = bench.id(bench.last_of("participant.merged"));
    let why = Why { reason: "not_true".parse().unwrap(), note: None, id: None };
    bench.by_hand(|work, edge| work.void(id, why, edge));
    for (kind, table, _, type_name) in course(2) {
        let report = bench.import(kind, &table).map_err(|error| format!("{kind}: {error}")).unwrap();
        assert_eq!((report.recorded.len(), report.already), (1, 0), "{kind}: {report:?}");
        let recorded = bench.ledger.entry(Seq(bench.last_of(type_name))).unwrap().draft;
        assert_eq!(recorded.stream, person(&bench, 2), "{kind}");
    }
}

#[test]
fn documents_are_those_of_the_whole_person() {
    let table = |case: u8, document: &str| {
        format!("saksnummer;ytelse;beløp;måned;dokument\n{case};kvalifiseringsstønad;5000;2016-10;{document}\n")
    };
    for (holder, other) in [(1, 2), (2, 1)] {
        let mut bench = Bench::new();
        bench.import("registration", PEOPLE).unwrap();
        bench.import("intake", &course(holder)[0].1).unwrap();
        bench.import("benefits", &table(holder, "brev 1")).unwrap();
        merge(&mut bench);
        assert!(bench.import("benefits", &table(other, "brev 1")).unwrap().all_already());
        let report = bench.import("benefits", &table(other, "brev 2")).unwrap();
        assert_eq!((report.other_document.len(), report.recorded.len()), (1, 0));
    }
}
