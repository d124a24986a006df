//! Tables that come again: equal rows, changed rows, rows that are gone, and corrections by hand between.

use hovedbok_core::Period;
use hovedbok_core::proposal::{Origin, Proposal, Subject};
use hovedbok_core::rules::Rule;
use serde_json::json;

use super::*;
use crate::import::Became;
use crate::record::correct::{Change, Why};

const PEOPLE: &str = "saksnummer;fra dato;kontor\n1;03.05.2016;NAV\n2;03.05.2016;NAV\n";
const INTAKE: &str = "saksnummer;fra dato;program;kontor;målgruppe\n1;01.06.2016;TRAPPA;NAV;under-30\n2;01.06.2016;TRAPPA;NAV;under-30\n";
const STARTS: &str = "saksnummer;fra dato;tiltak;arrangør;eier;andel\n1;15.08.2016;praksis;ASVO;kommunal;50 %\n";
const FRAME: &str = "program;periode;art;hva;beløp;source\nA;2016;ramme;alt;500000;municipal\n";

fn spent(rows: &str) -> String {
    format!("program;periode;art;hva;beløp;betalt;source;bilag\n{rows}")
}

fn why(reason: &str) -> Why {
    Why { reason: reason.parse().unwrap(), note: None, id: None }
}

fn enrolled() -> Bench {
    let mut bench = Bench::new();
    bench.import("registration", PEOPLE).unwrap();
    bench.import("intake", INTAKE).unwrap();
    bench
}

fn placed() -> Bench {
    let mut bench = enrolled();
    bench.import("measures", STARTS).unwrap();
    bench
}

/// Corrects the last entry of a type by hand.
fn replace(bench: &mut Bench, type_name: &str, fields: serde_json::Value) -> u64 {
    let (id, fields) = (bench.id(bench.last_of(type_name)), fields.as_object().unwrap().clone());
    let change = Change { fields, effective: None };
    bench.by_hand(|work, edge| work.replace(id, change, why("typing"), edge))[0].seq.0
}

/// Voids the last entry of a type by hand.
fn void(bench: &mut Bench, type_name: &str) -> u64 {
    let id = bench.id(bench.last_of(type_name));
    bench.by_hand(|work, edge| work.void(id, why("not_true"), edge))[0].seq.0
}

fn again() -> TableOptions {
    TableOptions {
        commit: crate::CommitOptions { again: true, ..crate::CommitOptions::default() },
        ..TableOptions::default()
    }
}

/// A kind, what comes before it, two versions of a table of one row, and a type.
type Versions = (&'static str, fn() -> Bench, String, String, &'static str);

fn versions() -> Vec<Versions> {
    fn ended() -> Bench {
        let mut bench = placed();
        bench.import("measure-ends", "saksnummer;til dato;resultat\n1;31.03.2017;arbeid\n").unwrap();
        bench
    }
    fn funded() -> Bench {
        let mut bench = Bench::new();
        bench.import("spending", FRAME).unwrap();
        bench
    }
    let same = |text: &str| text.to_owned();
    vec![
        (
            "intake",
            || {
                let mut bench = Bench::new();
                bench.import("registration", PEOPLE).unwrap();
                bench
            },
            same(INTAKE),
            INTAKE.replace("2;01.06.2016;TRAPPA;NAV;under-30", "2;08.06.2016;TRAPPA;NAV;over-30"),
            "participant.intake",
        ),
        (
            "measures",
            enrolled,
            format!("{STARTS}2;15.08.2016;praksis;ASVO;kommunal;50 %\n"),
            format!("{STARTS}2;22.08.2016;praksis;ASVO;kommunal;80 %\n"),
            "measure.started",
        ),
        (
            "measure-ends",
            placed,
            same("saksnummer;til dato;resultat\n1;31.03.2017;arbeid\n"),
            same("saksnummer;til dato;resultat\n1;15.03.2017;aap\n"),
            "measure.ended",
        ),
        (
            "absence",
            placed,
            same("saksnummer;fra;til;kode;dager\n1;05.09.2016;07.09.2016;S;3\n"),
            same("saksnummer;fra;til;kode;dager\n1;05.09.2016;09.09.2016;S;5\n"),
            "absence.recorded",
        ),
        (
            "exits",
            ended,
            same("saksnummer;til dato;overgang til\n1;30.06.2017;arbeid\n"),
            same("saksnummer;til dato;overgang til\n1;15.06.2017;utdanning\n"),
            "participant.exited",
        ),
        (
            "benefits",
            enrolled,
            same("saksnummer;ytelse;beløp;måned\n1;kvalifiseringsstønad;12 345,50;2016-09\n"),
            same("saksnummer;ytelse;beløp;måned\n1;kvalifiseringsstønad;12 000;2016-09\n"),
            "benefit.paid",
        ),
        (
            "budget-lines",
            Bench::new,
            same("program;år;source;formål;beløp\nA;2016;municipal;kurs;1000\n"),
            same("program;år;source;formål;beløp\nA;2016;municipal;kurs;1200\n"),
            "fund.appropriated",
        ),
        (
            "grants",
            Bench::new,
            same("program;år;gitt av;gitt til;beløp\nA;2016;fylket;kommunen;450 000\n"),
            same("program;år;gitt av;gitt til;beløp\nA;2016;fylket;kommunen;400 000\n"),
            "grant.allocated",
        ),
        (
            "spending",
            funded,
            spent("A;2016-01;brukt;buss;100;10.01.2016;municipal;117\n"),
            spent("A;2016-01;brukt;buss;120;12.01.2016;municipal;117\n"),
            "fund.spent",
        ),
        (
            "figures",
            Bench::new,
            same("program;nøkkeltall;verdi;enhet;når\nA;deltakere;428;personer;31.12.2016\n"),
            same("program;nøkkeltall;verdi;enhet;når\nA;deltakere;430;personer;31.12.2016\n"),
            "figure.published",
        ),
    ]
}

#[test]
fn a_changed_row_corrects_what_it_changes_and_going_back_goes_back() {
    for (kind, before, one, other, type_name) in versions() {
        let mut bench = before();
        bench.import(kind, &one).map_err(|error| format!("{kind}: {error}")).unwrap();
        let first = bench.stated(type_name);
        let report = bench.import(kind, &other).map_err(|error| format!("{kind}: {error}")).unwrap();
        assert!(!report.corrected.is_empty() && report.recorded.is_empty(), "{kind}: {report:?}");
        let row = &report.corrected[0];
        let correction = bench.ledger.entry(row.by.unwrap()).unwrap().draft;
        assert_eq!(correction.target, Some(bench.id(row.entries[0].0)), "{kind}");
        assert!(String::from_utf8(correction.body.to_json()).unwrap().contains("\"reason\":\"import\""), "{kind}");
        let second = bench.stated(type_name);
        assert_eq!((second.len(), second == first), (first.len(), false), "{kind}");
        assert!(bench.import(kind, &other).unwrap().all_already(), "{kind}");
        let report = bench.import(kind, &one).map_err(|error| format!("{kind}: {error}")).unwrap();
        assert!(!report.corrected.is_empty() && report.recorded.is_empty(), "{kind}: {report:?}");
        assert_eq!(bench.stated(type_name), first, "{kind}");
        assert!(report.left_behind.is_empty(), "{kind}: {:?}", report.left_behind);
    }
}

#[test]
fn what_was_corrected_by_hand_stays_corrected() {
    for (kind, before, one, _, type_name) in versions() {
        let mut bench = before();
        bench.import(kind, &one).unwrap();
        let by = replace(&mut bench, type_name, json!({"note": "said by telephone"}));
        let stated = bench.stated(type_name);
        let last = bench.ledger.last();
        // The table has no column for the note, so it says the same still.
        assert!(bench.import(kind, &one).unwrap().all_already(), "{kind}");
        let with_note: String = one
            .lines()
            .enumerate()
            .map(|(at, line)| format!("{line};{}\n", if at == 0 { "merknad" } else { "" }))
            .collect();
        let report = bench.import(kind, &with_note).map_err(|error| format!("{kind}: {error}")).unwrap();
        assert_eq!(report.corrected_since.len(), 1, "{kind}: {report:?}");
        assert_eq!(report.corrected_since[0].by.map(|by| by.0), Some(by), "{kind}");
        assert_eq!((bench.ledger.last(), bench.stated(type_name)), (last, stated), "{kind}");
    }
}

#[test]
fn what_was_voided_by_hand_does_not_come_back() {
    for (kind, before, one, _, type_name) in versions() {
        let mut bench = before();
        bench.import(kind, &one).unwrap();
        let by = void(&mut bench, type_name);
        let last = bench.ledger.last();
        let report = bench.import(kind, &one).map_err(|error| format!("{kind}: {error}")).unwrap();
        assert_eq!(report.corrected_since.len(), 1, "{kind}: {report:?}");
        assert_eq!(report.corrected_since[0].by.map(|by| by.0), Some(by), "{kind}");
        assert_eq!(bench.ledger.last(), last, "{kind}");
    }
}

#[test]
fn a_payment_that_was_corrected_is_not_paid_again_by_the_next_months_table() {
    let mut bench = Bench::new();
    bench.import("spending", FRAME).unwrap();
    let january = "A;2016-01;brukt;plass;12 000;31.01.2016;municipal;\n";
    bench.import("spending", &spent(january)).unwrap();
    replace(&mut bench, "fund.spent", json!({"amount_ore": 1_250_000}));
    let both = spent(&format!("{january}A;2016-02;brukt;plass;13 000;28.02.2016;municipal;\n"));
    let report = bench.import("spending", &both).unwrap();
    assert_eq!((report.recorded.len(), report.corrected_since.len(), report.already), (1, 1, 0));
    let amounts: Vec<bool> = bench.stated("fund.spent").iter().map(|line| line.contains("1250000")).collect();
    assert_eq!(amounts, [true, false]);
}

#[test]
fn what_was_moved_by_hand_is_not_recorded_again() {
    let mut bench = placed();
    let absence = "saksnummer;fra;til;kode;dager\n1;05.09.2016;07.09.2016;S;3\n";
    bench
        .import("measures", "saksnummer;fra dato;tiltak;arrangør;eier;andel\n2;15.08.2016;praksis;ASVO;kommunal;50 %\n")
        .unwrap();
    bench.import("absence", absence).unwrap();
    let moved = bench.id(bench.last_of("absence.recorded"));
    let other = bench.ledger.entry(hovedbok_core::Seq(bench.last_of("measure.started"))).unwrap().draft.stream;
    let StreamId::Participant(to) = other else { panic!("a person's") };
    bench.by_hand(|work, edge| work.move_to(moved, to, why("wrong_person"), edge));
    let report = bench.import("absence", absence).unwrap();
    assert_eq!((report.recorded.len(), report.corrected_since.len()), (0, 1));
}

#[test]
fn equal_rows_are_counted() {
    let mut bench = Bench::new();
    bench.import("spending", FRAME).unwrap();
    let row = "A;2016-01;brukt;buss;100;10.01.2016;municipal;\n";
    let error = bench.import("spending", &spent(&row.repeat(2))).unwrap_err();
    assert_eq!(error.to_string(), "t.csv, line 3: the row is the same as line 2 of t.csv");
    let (twice, thrice) = (spent(&row.repeat(2)), spent(&row.repeat(3)));
    bench.import("spending", &spent(row)).unwrap();
    let error = bench.import("spending", &twice).unwrap_err();
    let seq = bench.last_of("fund.spent");
    let expected =
        format!("t.csv, line 3: entry #{seq} already records this, and another row of the file says the same");
    assert_eq!((error.to_string(), error.kind()), (expected, Kind::Refused));
    let report = bench.import_with("spending", &[("t.csv", twice.as_bytes())], &again()).unwrap();
    assert_eq!((report.recorded.len(), report.already), (1, 1));
    // The user's word is about what is more than the ledger has.
    let report = bench.import_with("spending", &[("t.csv", twice.as_bytes())], &again()).unwrap();
    assert_eq!((report.recorded.len(), report.already), (0, 2));
    assert!(bench.import("spending", &twice).unwrap().all_already());
    assert!(bench.import("spending", &thrice).is_err());
    let dry = TableOptions { dry_run: true, ..TableOptions::default() };
    let report = bench.import_with("spending", &[("t.csv", thrice.as_bytes())], &dry).unwrap();
    let became: Vec<Became> = report.every_row.iter().map(|row| row.became).collect();
    assert_eq!(became, [Became::Already, Became::Already, Became::Refused]);
    assert_eq!((report.refused.len(), report.reasons.len()), (1, 1));
}

#[test]
fn the_same_from_another_document_is_listed_and_recorded_on_the_users_word() {
    let mut bench = Bench::new();
    bench.import("spending", FRAME).unwrap();
    let text = |document: &str| {
        format!(
            "program;periode;art;hva;beløp;betalt;source;dokument\nA;2016-01;brukt;buss;100;10.01.2016;municipal;{document}\n"
        )
    };
    bench.import("spending", &text("faktura 1")).unwrap();
    assert!(bench.import("spending", &text("faktura 1")).unwrap().all_already());
    assert!(bench.import("spending", &text("")).unwrap().all_already());
    let report = bench.import("spending", &text("faktura 2")).unwrap();
    assert_eq!((report.recorded.len(), report.other_document.len()), (0, 1));
    let two = text("faktura 2");
    let report = bench.import_with("spending", &[("t.csv", two.as_bytes())], &again()).unwrap();
    assert_eq!((report.recorded.len(), report.other_document.len()), (1, 0));
    assert!(bench.import("spending", &text("faktura 2")).unwrap().all_already());
    assert_eq!(bench.stated("fund.spent").len(), 2);
}

#[test]
fn a_figure_in_another_document_is_another_figure_and_one_without_a_document_is_the_same() {
    let mut bench = Bench::new();
    let text = |value: &str, document: &str| {
        format!("program;nøkkeltall;verdi;enhet;når;dokument\nA;deltakere;{value};personer;31.12.2016;{document}\n")
    };
    bench.import("figures", &text("428", "rapport 2016")).unwrap();
    let report = bench.import("figures", &text("428", "sluttrapport")).unwrap();
    assert_eq!((report.recorded.len(), report.other_document.len()), (1, 1));
    assert_eq!(bench.import("figures", &text("430", "rapport 2016")).unwrap().corrected.len(), 1);
    let mut bench = Bench::new();
    let bare = "program;nøkkeltall;verdi;enhet;når\nA;deltakere;428;personer;31.12.2016\n";
    let options = TableOptions::default();
    bench.import_with("figures", &[("one.csv", bare.as_bytes())], &options).unwrap();
    assert!(bench.import_with("figures", &[("two.csv", bare.as_bytes())], &options).unwrap().all_already());
}

#[test]
fn a_row_that_could_correct_several_is_refused_and_names_them() {
    let mut bench = enrolled();
    let header = "saksnummer;fra dato;tiltak;arrangør;eier;andel\n";
    let row = |day: &str, share: &str| format!("1;{day};praksis;ASVO;kommunal;{share}\n");
    let both = format!("{header}{}{}", row("15.08.2016", "50 %"), row("01.09.2016", "30 %"));
    bench.import("measures", &both).unwrap();
    let last = bench.last_of("measure.started");
    let error = bench.import("measures", &format!("{header}{}", row("05.09.2016", "80 %"))).unwrap_err();
    let expected =
        format!("t.csv, line 2: the row differs from what is recorded and could correct #{} or #{last}", last - 1);
    assert_eq!((error.to_string(), error.kind()), (expected, Kind::Refused));
    // One of the two is in the file, so it is clear which is meant.
    let changed = format!("{header}{}{}", row("15.08.2016", "50 %"), row("05.09.2016", "80 %"));
    assert_eq!(bench.import("measures", &changed).unwrap().corrected[0].entries, [hovedbok_core::Seq(last)]);
    // Two rows that could correct the same entry.
    let mut bench = placed();
    let split = format!("{header}{}{}", row("15.08.2016", "40 %"), row("01.09.2016", "30 %"));
    let error = bench.import("measures", &split).unwrap_err().to_string();
    let seq = bench.last_of("measure.started");
    let first = format!(
        "t.csv, line 2: the row differs from what is recorded and could correct #{seq}, and so could line 3 of t.csv"
    );
    assert!(error.starts_with(&first) && error.lines().count() == 2, "{error}");
}

#[test]
fn what_does_not_reach_into_the_same_time_is_new() {
    let mut bench = placed();
    bench.import("measure-ends", "saksnummer;til dato;resultat\n1;30.09.2016;arbeid\n").unwrap();
    let later = STARTS.replace("15.08.2016", "01.02.2017");
    let report = bench.import("measures", &later).unwrap();
    assert_eq!((report.recorded.len(), report.corrected.len(), report.missing.len()), (1, 0, 0));
    let report = bench.import("measure-ends", "saksnummer;til dato;resultat\n1;31.05.2017;arbeid\n").unwrap();
    assert_eq!((report.recorded.len(), report.corrected.len()), (1, 0));
    let october = "saksnummer;ytelse;beløp;måned\n1;kvalifiseringsstønad;12 345,50;2016-10\n";
    bench.import("benefits", &october.replace("2016-10", "2016-09")).unwrap();
    let report = bench.import("benefits", october).unwrap();
    assert_eq!((report.recorded.len(), report.corrected.len()), (1, 0));
    bench.import("exits", "saksnummer;til dato;overgang til\n1;30.06.2017;arbeid\n").unwrap();
    let back = "saksnummer;fra dato;program;kontor;målgruppe\n1;01.09.2017;TRAPPA;NAV;under-30\n";
    assert_eq!(bench.import("intake", back).unwrap().recorded.len(), 1);
    let report = bench.import("exits", "saksnummer;til dato;overgang til\n1;30.11.2017;arbeid\n").unwrap();
    assert_eq!((report.recorded.len(), report.corrected.len()), (1, 0));
}

#[test]
fn rows_that_are_gone_change_nothing_and_are_listed() {
    for (kind, row, before) in [
        ("registration", "3;03.05.2016;NAV\n", PEOPLE.to_owned()),
        ("intake", "", INTAKE.to_owned()),
        (
            "benefits",
            "",
            "saksnummer;ytelse;beløp;måned\n2;kvalifiseringsstønad;5000;2016-09\n1;kvalifiseringsstønad;5000;2016-09\n"
                .to_owned(),
        ),
    ] {
        let mut bench = if kind == "registration" { Bench::new() } else { enrolled() };
        let whole = format!("{before}{row}");
        if kind != "intake" {
            bench.import(kind, &whole).unwrap();
        }
        let lines: Vec<&str> = whole.lines().collect();
        let shorter = format!("{}\n", lines[..lines.len() - 1].join("\n"));
        let last = bench.ledger.last();
        let report = bench.import(kind, &shorter).unwrap();
        assert_eq!((report.missing.len(), bench.ledger.last()), (1, last), "{kind}");
        // What a version adds belongs to the table too.
        assert!(bench.import(kind, &whole).unwrap().missing.is_empty(), "{kind}");
    }
    let mut bench = Bench::new();
    bench.import("spending", FRAME).unwrap();
    let row = |voucher: u32| format!("A;2016-01;brukt;buss;{voucher};10.01.2016;municipal;{voucher}\n");
    bench.import("spending", &spent(&row(1))).unwrap();
    bench.import("spending", &spent(&[row(1), row(2)].concat())).unwrap();
    assert_eq!(bench.import("spending", &spent(&row(1))).unwrap().missing.len(), 1);
    // Another table is no version of it.
    let report = bench.import("spending", &spent(&row(3))).unwrap();
    assert_eq!((report.missing.len(), report.recorded.len()), (0, 1));
}

#[test]
fn a_person_who_is_registered_is_registered_once() {
    let mut bench = Bench::new();
    let text = |rows: &str| format!("saksnummer;fra dato;kontor;kjønn\n{rows}");
    let report = bench.import("registration", &text("1;03.05.2016;NAV;mann\n1;03.05.2016;NAV;mann\n")).unwrap();
    assert_eq!((report.recorded.len(), report.already), (1, 1));
    let error = bench.import("registration", &text("1;03.05.2016;NAV;kvinne\n")).unwrap_err();
    let seq = bench.last_of("participant.registered");
    assert_eq!(error.to_string(), format!("t.csv, line 2: the person was registered in #{seq} with different facts"));
    let error = bench.import("registration", &text("2;03.05.2016;NAV;kvinne\n2;04.05.2016;NAV;mann\n")).unwrap_err();
    assert_eq!(error.to_string(), "t.csv, line 3: the same person has different facts in line 2 of t.csv");
    assert!(hint(&error).contains("participant.details_changed"), "{}", hint(&error));
    let error = bench.import_with("registration", &[("t.csv", text("1;03.05.2016;NAV;kvinne\n").as_bytes())], &again());
    assert!(error.is_err());
}

#[test]
fn what_another_spelling_another_column_and_another_program_made_of_it_is_the_same() {
    let mut bench = placed();
    // As an earlier program recorded it: an id of the file's own, another reading of the same days.
    let stream = bench.ledger.entry(hovedbok_core::Seq(bench.last_of("measure.started"))).unwrap().draft.stream;
    let fields = json!({"kind": "qualification_benefit", "amount_ore": 500_000,
        "for_period": {"start": "2016-09-01", "end": "2016-09-30", "as_written": "sept. 16"}, "note": "first"});
    let proposal = Proposal {
        type_name: "benefit.paid".to_owned(),
        subject: Subject::Stream(stream),
        effective: "2016-09-30".parse().ok().map(Period::day),
        fields: fields.as_object().unwrap().clone(),
        id: "0b5c1f0e-3a52-4d8e-9d0a-6f1f2e3d4c5b".parse().ok(),
        on_behalf_of: None,
        source: None,
        origin: None,
    };
    bench.by_hand(|work, edge| work.propose(proposal, edge));
    let text = "saksnummer;ytelse;beløp;måned\n1;kvalifiseringsstønad;5000;2016-09\n";
    assert!(bench.import("benefits", text).unwrap().all_already());
    let with_id =
        "saksnummer;ytelse;beløp;måned;id\n1;kvalifiseringsstønad;5000;2016-09;0b5c1f0e-3a52-4d8e-9d0a-6f1f2e3d4c5b\n";
    assert!(bench.import("benefits", with_id).unwrap().all_already());
    // A row that names an entry corrects it and no other, and what the table has no column for stays.
    let report = bench.import("benefits", &with_id.replace(";5000;2016-09", ";4000;2016-10")).unwrap();
    assert_eq!((report.corrected.len(), report.recorded.len()), (1, 0));
    assert!(bench.stated("benefit.paid")[0].contains("\"note\":\"first\""), "{:?}", bench.stated("benefit.paid"));
    let foreign = with_id.replace("\n1;", "\n2;");
    assert!(bench.import("benefits", &foreign).unwrap_err().to_string().contains("belongs to entry #"));
    let starts = "saksnummer;fra dato;tiltak;arrangør;eier;andel\n1;15.08.2016;praksis;AS\u{ad}VO ;kommunal;50 %\n";
    assert!(bench.import("measures", starts).unwrap().all_already());
}

#[test]
fn a_voucher_that_a_later_version_adds_belongs_to_the_same_payment() {
    let mut bench = Bench::new();
    bench.import("spending", FRAME).unwrap();
    bench.import("spending", &spent("A;2016-01;brukt;buss;100;10.01.2016;municipal;\n")).unwrap();
    let report = bench.import("spending", &spent("A;2016-01;brukt;buss;100;10.01.2016;municipal;117\n")).unwrap();
    assert_eq!((report.corrected.len(), report.recorded.len()), (1, 0));
    assert_eq!(bench.stated("fund.spent").len(), 1);
}

#[test]
fn files_that_come_together_are_compared_together() {
    let mut bench = Bench::new();
    bench.import("spending", FRAME).unwrap();
    let row = spent("A;2016-01;brukt;buss;100;10.01.2016;municipal;\n");
    let files: [(&str, &[u8]); 2] = [("a.csv", row.as_bytes()), ("b.csv", row.as_bytes())];
    let error = bench.import_with("spending", &files, &TableOptions::default()).unwrap_err();
    assert_eq!(error.to_string(), "b.csv, line 2: the row is the same as line 2 of a.csv");
}

#[test]
fn what_a_changed_row_leaves_is_said_with_its_line() {
    let mut bench = enrolled();
    let before = INTAKE.replace("2;01.06.2016", "2;01.05.2016");
    let report = bench.import_with("intake", &[("t.csv", before.as_bytes())], &again()).unwrap();
    let left: Vec<_> = report.left_where.iter().map(|left| (left.rule, left.origin.clone())).collect();
    assert!(left.contains(&(Rule::RegisteredFirst, Some(Origin { file: "t.csv".to_owned(), line: 3 }))), "{left:?}");
}
