//! A row that changes its type is not recorded beside what it was.

use super::*;

const FRAME: &str = "program;periode;art;hva;beløp;source\nA;2016;ramme;alt;500000;municipal\n";
const LINES: &str = "program;år;source;art;formål;beløp\n";
const GRANTS: &str = "program;år;source;direction;gitt av;gitt til;tilskudd;beløp\n";

fn spent(rows: &str) -> String {
    format!("program;periode;art;hva;beløp;betalt;source;bilag;tilskudd\n{rows}")
}

fn funded() -> Bench {
    let mut bench = Bench::new();
    bench.import("spending", FRAME).unwrap();
    let granted = format!("{GRANTS}A;2016;municipal;allocated;fylket;ASVO;G1;1000\n");
    bench.import("grants", &granted).unwrap();
    let stream = bench.ledger.entry(hovedbok_core::Seq(bench.last_of("grant.allocated"))).unwrap().draft.stream;
    let proposal = hovedbok_core::proposal::Proposal {
        type_name: "grant.disbursed".to_owned(),
        subject: hovedbok_core::proposal::Subject::Stream(stream),
        effective: "2016-01-02".parse().ok().map(hovedbok_core::Period::day),
        fields: serde_json::json!({"grant": "G1", "amount_ore": 100_000}).as_object().unwrap().clone(),
        id: None,
        on_behalf_of: None,
        source: None,
        origin: None,
    };
    bench.by_hand(|work, edge| work.propose(proposal, edge));
    bench
}

/// What is recorded first, a table that gives the last row another type, the row's line, the types.
type Change = (&'static str, fn() -> Bench, String, String, &'static str, &'static str);

fn changes() -> Vec<Change> {
    let line = |row: &str| format!("{LINES}{row}\n");
    let grant = |row: &str| format!("{GRANTS}{row}\n");
    vec![
        (
            "budget-lines",
            Bench::new,
            line("A;2016;municipal;bevilget;kurs;1000"),
            line("A;2016;municipal;økt;kurs;1000"),
            "fund.appropriated",
            "fund.increased",
        ),
        (
            "budget-lines",
            funded,
            line("A;2016;municipal;bevilget;kurs;1000"),
            line("A;2016;municipal;bevilget;kurs;-1000"),
            "fund.appropriated",
            "fund.reduced",
        ),
        (
            "spending",
            funded,
            spent("A;2016-01;brukt;buss;100;10.01.2016;municipal;117;\n"),
            spent("A;2016-01;brukt;buss og bane;120;12.01.2016;municipal;117;G1\n"),
            "fund.spent",
            "grant.spent",
        ),
        (
            "spending",
            funded,
            spent("A;2016-01;brukt;buss;100;10.01.2016;municipal;;\n"),
            spent("A;2016-01;brukt;buss;120;10.01.2016;municipal;;G1\n"),
            "fund.spent",
            "grant.spent",
        ),
        (
            "spending",
            funded,
            spent("A;2016-01;brukt;buss;100;10.01.2016;municipal;;G1\n"),
            spent("A;2016-01;brukt;buss;100;10.01.2016;municipal;117;\n"),
            "grant.spent",
            "fund.spent",
        ),
        (
            "grants",
            funded,
            grant("A;2016;municipal;allocated;fylket;kommunen;G2;4000"),
            grant("A;2016;municipal;received;fylket;kommunen;G2;4500"),
            "grant.allocated",
            "grant.received",
        ),
    ]
}

#[test]
fn a_row_of_another_type_about_the_same_is_refused_and_names_the_entry() {
    for (kind, before, one, other, was, becomes) in changes() {
        let mut bench = before();
        bench.import(kind, &one).map_err(|error| format!("{kind} {was}: {error}")).unwrap();
        let (seq, entries) = (bench.last_of(was), bench.entries());
        let error = bench.import(kind, &other).unwrap_err();
        let expected = format!(
            "t.csv, line 2: the row would be recorded as {becomes}, but #{seq} already records it as {was}: both would count"
        );
        assert_eq!((error.to_string(), error.kind()), (expected, Kind::Refused));
        assert!(hint(&error).contains("void the entry"), "{}", hint(&error));
        assert_eq!(bench.entries(), entries);
        // The way out.
        let id = bench.id(seq);
        let why = crate::record::correct::Why { reason: "not_true".parse().unwrap(), note: None, id: None };
        bench.by_hand(|work, edge| work.void(id, why, edge));
        let report = bench.import(kind, &other).map_err(|error| format!("{kind} {becomes}: {error}")).unwrap();
        assert_eq!((report.recorded.len(), report.corrected.len()), (1, 0), "{kind} {becomes}");
        assert!(bench.import(kind, &other).unwrap().all_already(), "{kind} {becomes}");
    }
}

#[test]
fn rows_of_two_types_that_are_both_in_the_table_are_both_true() {
    for (kind, before, one, other, was, becomes) in changes() {
        let mut bench = before();
        bench.import(kind, &one).unwrap();
        let both = format!("{one}{}\n", other.lines().last().unwrap());
        let report = bench.import(kind, &both).map_err(|error| format!("{kind} {was} {becomes}: {error}")).unwrap();
        assert_eq!((report.already, report.recorded.len()), (1, 1), "{kind}");
        assert!(bench.import(kind, &both).unwrap().all_already(), "{kind}");
        // One of them alone says nothing new.
        assert!(bench.import(kind, &other).unwrap().recorded.is_empty(), "{kind}");
    }
    let (kind, before, one, other, ..) = changes().swap_remove(0);
    let mut bench = before();
    bench.import(kind, &one).unwrap();
    let commit = crate::CommitOptions { again: true, ..crate::CommitOptions::default() };
    let again = TableOptions { commit, ..TableOptions::default() };
    assert_eq!(bench.import_with(kind, &[("t.csv", other.as_bytes())], &again).unwrap().recorded.len(), 1);
}

#[test]
fn rows_that_say_of_nothing_what_it_is_for_are_alike_when_the_amount_is() {
    let mut bench = Bench::new();
    let line = |row: &str| format!("{LINES}A;2016;municipal;{row}\n");
    bench.import("budget-lines", &line("bevilget;;1000")).unwrap();
    let error = bench.import("budget-lines", &line("økt;;1000")).unwrap_err();
    assert_eq!(error.code().word(), "rows_refused", "{error}");
    let report = bench.import("budget-lines", &line("økt;;200")).unwrap();
    assert_eq!(report.recorded.len(), 1, "an increase is no other spelling of the appropriation");
}

#[test]
fn rows_about_something_else_are_new() {
    let mut bench = Bench::new();
    bench.import("budget-lines", &format!("{LINES}A;2016;municipal;bevilget;kurs;1000\n")).unwrap();
    for row in ["A;2016;municipal;økt;plasser;1000", "A;2016;grant;økt;kurs;1000", "A;2017;municipal;økt;kurs;1000"]
    {
        let report = bench.import("budget-lines", &format!("{LINES}{row}\n")).unwrap();
        assert_eq!(report.recorded.len(), 1, "{row}");
    }
    let dated = "program;år;source;art;formål;beløp;dato\nA;2016;municipal;økt;kurs;1000;01.06.2016\n";
    assert_eq!(bench.import("budget-lines", dated).unwrap().recorded.len(), 1);
}
