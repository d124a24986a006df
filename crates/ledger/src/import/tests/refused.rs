//! Rows that are refused are listed all at once, whatever they are refused for.

use super::*;

const PEOPLE: &str = "saksnummer;fra dato;kontor;kjønn\n2016/1;03.05.2016;NAV;kvinne\n2016/2;03.05.2016;NAV;mann\n2016/3;04.05.2016;NAV;mann\n";
const INTAKE: &str = "saksnummer;fra dato;program;kontor;målgruppe\n2016/1;01.06.2016;TRAPPA;NAV;under-30\n2016/2;01.06.2016;TRAPPA;NAV;under-30\n";
const STARTS: &str = "saksnummer;fra dato;tiltak;arrangør;eier;andel\n2016/1;15.08.2016;praksis;ASVO;kommunal;50 %\n2016/2;15.08.2016;praksis;ASVO;kommunal;50 %\n";

/// A ledger with three people, two of them in a programme and a placement.
fn bench() -> Bench {
    let mut bench = Bench::new();
    for (kind, text) in [("registration", PEOPLE), ("intake", INTAKE), ("measures", STARTS)] {
        bench.import(kind, text).unwrap();
    }
    bench
}

fn refused(bench: &mut Bench, kind: &str, text: &str) -> LedgerError {
    let before = bench.entries();
    let error = bench.import(kind, text).unwrap_err();
    assert_eq!(bench.entries(), before, "nothing is recorded");
    error
}

#[test]
fn unknown_case_numbers_are_listed_together_and_not_repeated() {
    let mut bench = bench();
    let text = "saksnummer;til dato;resultat\n8/1;31.03.2017;arbeid\n2016/1;31.03.2017;arbeid\n8/2;31.03.2017;arbeid\n";
    let error = refused(&mut bench, "measure-ends", text);
    let lines = error.lines();
    assert_eq!(
        lines,
        [
            "t.csv, line 2: column \"saksnummer\": the case number is not in the register",
            "t.csv, line 4: column \"saksnummer\": the case number is not in the register",
        ]
    );
    assert_eq!(error.code().word(), "unknown_case");
    assert!(hint(&error).contains("registered first: `import FILE --kind registration`"), "{}", hint(&error));
}

#[test]
fn another_spelling_of_a_case_number_registers_nobody_a_second_time() {
    let mut bench = bench();
    let head = "saksnummer;fra dato;kontor\n";
    // Dashes are one character, in a file as everywhere.
    bench.import("registration", &format!("{head}2026-105;03.05.2016;NAV\n")).unwrap();
    let report = bench.import("registration", &format!("{head}2026–105;03.05.2016;NAV\n")).unwrap();
    assert_eq!((report.recorded.len(), report.already, bench.register().len()), (0, 1, 4));
    let text = format!("{head}2026/105;03.05.2016;NAV\n2026-107;03.05.2016;NAV\n2026107;03.05.2016;NAV\n");
    let error = refused(&mut bench, "registration", &text);
    let known = bench.register().find(&CaseNumber::new("2026-105").unwrap()).unwrap().unwrap();
    let (begin, ..) = known.as_fields();
    let same = "has the same letters and digits, and may be the same case";
    assert_eq!(
        error.lines(),
        [
            format!(
                "t.csv, line 2: column \"saksnummer\": the case number is not in the register, but that of participant \
                 {begin:08x} {same}"
            ),
            format!(
                "t.csv, line 4: column \"saksnummer\": the case number is not in the register, but that in line 3 of \
                 t.csv {same}"
            ),
        ]
    );
    assert_eq!(error.code().word(), "like_case");
    assert!(!error.to_string().contains("105") && !error.to_string().contains("107"), "{error}");
    assert_eq!(bench.register().len(), 4, "nothing is kept");
    // A row about a person leads to the right one as well.
    let intake = "saksnummer;fra dato;program;kontor;målgruppe\n2026105;01.06.2016;TRAPPA;NAV;under-30\n";
    assert_eq!(refused(&mut bench, "intake", intake).code().word(), "like_case");
    // Two cases that are parted at other places are two.
    let two = format!("{head}2026/1-11;03.05.2016;NAV\n2026/11-1;03.05.2016;NAV\n");
    assert_eq!(bench.import("registration", &two).unwrap().recorded.len(), 2);
}

#[test]
fn a_name_or_an_identity_number_is_no_new_case_number() {
    let mut bench = bench();
    let text = "saksnummer;fra dato;kontor\nKari Nordmann;03.05.2016;NAV\n01019012345;03.05.2016;NAV\n";
    let error = refused(&mut bench, "registration", text);
    assert_eq!(
        error.lines(),
        [
            "t.csv, line 2: column \"saksnummer\": the case number has no digit, so it may be a name; write the \
             office's own number",
            "t.csv, line 3: column \"saksnummer\": the case number contains a national identity number; write the \
             office's own number",
        ]
    );
    assert_eq!((error.code().word(), bench.register().len()), ("input", 3));
}

#[test]
fn rows_that_break_rules_are_listed_together() {
    let mut bench = bench();
    let exits = "saksnummer;til dato;overgang til\n2016/1;30.06.2017;arbeid\n2016/2;31.07.2017;arbeid\n";
    let error = refused(&mut bench, "exits", exits);
    assert_eq!(error.code().word(), "exit_with_open_placement");
    let lines = error.lines();
    assert_eq!(lines.len(), 2, "{lines:?}");
    assert!(lines[0].starts_with("t.csv, line 2: exit_with_open_placement: "), "{}", lines[0]);
    assert!(lines[1].starts_with("t.csv, line 3: exit_with_open_placement: "), "{}", lines[1]);
}

#[test]
fn rows_refused_for_different_reasons_are_listed_in_the_order_of_the_file() {
    let mut bench = bench();
    let exits =
        "saksnummer;til dato;overgang til\n2016/1;30.06.2017;arbeid\n2016/3;30.06.2017;arbeid\n8/1;30.06.2017;arbeid\n";
    let error = refused(&mut bench, "exits", exits);
    assert_eq!((error.code().word(), error.kind()), ("rows_refused", Kind::Refused));
    let lines = error.lines();
    let begin =
        ["exit_with_open_placement: ", "participant.exited: the person has no enrolment", "column \"saksnummer\": "];
    assert_eq!(lines.len(), begin.len(), "{lines:?}");
    for (at, (line, begin)) in lines.iter().zip(begin).enumerate() {
        assert!(line.starts_with(&format!("t.csv, line {}: {begin}", at + 2)), "{line}");
    }
    assert_eq!(hint(&error), "nothing was recorded; correct the rows and import the file again");
}

#[test]
fn a_single_row_is_refused_as_it_is_without_a_file() {
    let mut bench = bench();
    let error = refused(&mut bench, "exits", "saksnummer;til dato;overgang til\n2016/1;30.06.2017;arbeid\n");
    assert!(matches!(error, LedgerError::Refused { .. }), "{error}");
}

#[test]
fn of_many_rows_the_first_are_listed_and_the_rest_counted() {
    let mut bench = bench();
    let rows = (1..=30).map(|row| format!("8/{row};31.03.2017;arbeid\n")).collect::<String>();
    let error = refused(&mut bench, "measure-ends", &format!("saksnummer;til dato;resultat\n{rows}"));
    let lines = error.lines();
    assert_eq!((lines.len(), lines.last().map(String::as_str)), (21, Some("and 10 more rows")));
}

#[test]
fn a_grids_row_is_listed_once_however_many_days_it_has() {
    let mut bench = bench();
    let error = refused(&mut bench, "absence-grid", "saksnummer;måned;1;2;5\n8/1;2016-09;S;;S\n8/2;2016-09;;;\n");
    let lines = error.lines();
    assert_eq!(lines.len(), 2, "{lines:?}");
}

#[test]
fn a_person_whose_row_is_refused_is_not_judged_without_it() {
    let mut bench = bench();
    let second = "saksnummer;fra dato;tiltak;arrangør;eier;andel\n2016/1;01.09.2016;norsk;Skolen;kommunal;50 %\n";
    bench.import("measures", second).unwrap();
    // Which placement ends is not said; the exit would be refused only because both are still open.
    let ends = "saksnummer;til dato;resultat\n2016/1;31.03.2017;arbeid\n";
    let exits = "saksnummer;til dato;overgang til\n2016/1;30.06.2017;arbeid\n2016/2;30.06.2017;arbeid\n";
    let options = TableOptions::default();
    let read = |kind: &str, name: &'static str, text: &'static str| {
        Tables::read(kinds::find(kind).unwrap(), &[InputFile { name, bytes: text.as_bytes() }], &options).unwrap()
    };
    let tables = vec![read("measure-ends", "ends.csv", ends), read("exits", "exits.csv", exits)];
    let (mut register, mut drawn) = (bench.register(), 900_u128);
    let mut random = || {
        drawn += 1;
        drawn.to_be_bytes()
    };
    let actor = "office".parse().ok();
    let mut edge =
        Edge { now: instant("2018-01-10T10:00:00Z"), random: &mut random, actor, clock_ok: false, built: None };
    let error = bench.ledger.import_all(tables, &options, Some(&mut register), &mut edge).unwrap_err();
    let lines = error.lines();
    let begins: Vec<&str> = lines.iter().filter_map(|line| line.split(": ").next()).collect();
    assert_eq!(begins, ["ends.csv, line 2", "exits.csv, line 3"], "{lines:?}");
}

#[test]
fn rows_without_a_case_number_are_listed_with_the_others() {
    let mut bench = bench();
    let long = "9".repeat(101);
    let exits = format!("saksnummer;til dato;overgang til\n{long};30.06.2017;arbeid\n8/1;30.06.2017;arbeid\n");
    let error = bench.import("exits", &exits).unwrap_err();
    let lines = error.lines();
    let begins: Vec<&str> = lines.iter().filter_map(|line| line.split(": ").next()).collect();
    assert_eq!(begins, ["t.csv, line 2", "t.csv, line 3"], "{lines:?}");
    assert!(lines[0].contains("longer than 100 characters"), "{lines:?}");
    let alone = format!("saksnummer;til dato;overgang til\n{long};30.06.2017;arbeid\n");
    assert_eq!(bench.import("exits", &alone).unwrap_err().code().word(), "input");
}

#[test]
fn a_dry_run_shows_what_would_become_of_every_row() {
    let mut bench = bench();
    let exits = "saksnummer;til dato;overgang til\n8/1;30.06.2017;arbeid\n2016/1;30.06.2017;arbeid\n";
    let options = TableOptions { dry_run: true, ..TableOptions::default() };
    let report = bench.import_with("exits", &[("t.csv", exits.as_bytes())], &options).unwrap();
    assert_eq!(report.refused.iter().map(|row| row.line).collect::<Vec<_>>(), [2, 3]);
    let became: Vec<(usize, Became)> = report.every_row.iter().map(|row| (row.line, row.became)).collect();
    assert_eq!(became, [(2, Became::Refused), (3, Became::Refused)]);
    assert!(report.recorded.is_empty(), "what is refused would not be recorded: {:?}", report.recorded);
    assert!(report.reasons[0].contains("the case number is not in the register"), "{:?}", report.reasons);
}

#[test]
fn a_row_that_is_refused_for_its_day_names_the_column_and_each_reason_its_next_step() {
    let mut bench = bench();
    let text = "saksnummer;fra dato;tiltak;arrangør;eier;andel\n2016/1;01.05.2016;kurs;AOF;kommunal;50 %\n2016/3;15.08.2016;kurs;AOF;kommunal;50 %\n";
    let error = refused(&mut bench, "measures", text);
    let lines = error.lines();
    assert_eq!(lines.len(), 2, "{lines:?}");
    assert!(lines[0].starts_with("t.csv, line 2, column \"fra dato\": "), "{lines:?}");
    assert_eq!(lines[1], "t.csv, line 3: measure.started: the person has no enrolment that this entry could belong to");
    assert_eq!(error.code().word(), "rows_refused");
    let reasons = error.reasons();
    let hints = reasons.iter().map(|(code, fact)| hovedbok_present::errors::hint(*code, fact.as_deref()));
    assert!(hints.clone().any(|hint| hint == "record the application or intake first"), "{reasons:?}");
    // A row by itself names it as well.
    let one = "saksnummer;fra dato;program;kontor;målgruppe\n2016/3;01.02.2016;TRAPPA;NAV;under-30\n";
    let error = refused(&mut bench, "intake", one);
    assert!(error.to_string().starts_with("t.csv, line 2, column \"fra dato\": registered_first: "), "{error}");
    assert_eq!((error.code().word(), error.reasons().len()), ("registered_first", 0));
}
