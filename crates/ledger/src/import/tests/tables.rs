//! Rows become entries.

use super::*;

const PEOPLE: &str = "saksnummer;fra dato;kontor;kjønn\n2016/1;03.05.2016;NAV;kvinne\n2016/2;03.05.2016;NAV;mann\n2016/3;04.05.2016;NAV;mann\n";
const INTAKE: &str = "saksnummer;fra dato;program;kontor;målgruppe\n2016/1;01.06.2016;TRAPPA;NAV;under-30\n2016/2;01.06.2016;TRAPPA;NAV;under-30\n";
const STARTS: &str = "saksnummer;fra dato;tiltak;arrangør;eier;andel\n2016/1;15.08.2016;praksis;ASVO;kommunal;50 %\n";
const ENDS: &str = "saksnummer;til dato;resultat\n2016/1;31.03.2017;arbeid\n";
const EXITS: &str = "saksnummer;til dato;overgang til\n2016/1;30.06.2017;arbeid\n";
const BENEFITS: &str = "saksnummer;ytelse;beløp;måned\n2016/1;kvalifiseringsstønad;12 345,50;2016-09\n";

/// A grid of September 2016, whose first day is a Thursday.
fn grid() -> String {
    let days: Vec<String> = (1..=30).map(|day| day.to_string()).collect();
    let cells: Vec<&str> = (1..=30).map(|day| if [2, 5, 6].contains(&day) { "S" } else { "" }).collect();
    format!("saksnummer;måned;{}\n2016/1;2016-09;{}\n", days.join(";"), cells.join(";"))
}

fn course(bench: &mut Bench) {
    for (kind, text) in [
        ("registration", PEOPLE),
        ("intake", INTAKE),
        ("measures", STARTS),
        ("absence-grid", &grid()),
        ("measure-ends", ENDS),
        ("exits", EXITS),
        ("benefits", BENEFITS),
    ] {
        let report = bench.import(kind, text).map_err(|error| format!("{kind}: {error}")).unwrap();
        assert_eq!((report.recorded.len(), report.already), (text.lines().count() - 1, 0), "{kind}");
    }
}

#[test]
fn a_whole_course_comes_in_by_case_numbers_and_the_ids_are_filled_in() {
    let mut bench = Bench::new();
    course(&mut bench);
    assert_eq!(bench.types().values().sum::<usize>(), 10);
    let absence = bench.entries().into_iter().find(|entry| entry.starts_with("absence.recorded")).unwrap();
    assert!(
        absence
            .contains("\"period\":{\"start\":\"2016-09-02\",\"end\":\"2016-09-06\"},\"kind\":\"medical\",\"days\":3}")
    );
    assert_eq!(bench.register().len(), 3);
    assert!(bench.entries().iter().all(|entry| !entry.contains("2016/1")));
}

#[test]
fn the_same_file_again_says_so_and_changes_nothing() {
    let mut bench = Bench::new();
    course(&mut bench);
    let before = bench.entries();
    for (kind, text) in [
        ("registration", PEOPLE),
        ("intake", INTAKE),
        ("measures", STARTS),
        ("absence-grid", &grid()),
        ("measure-ends", ENDS),
        ("exits", EXITS),
        ("benefits", BENEFITS),
    ] {
        let report = bench.import(kind, text).map_err(|error| format!("{kind}: {error}")).unwrap();
        assert!(report.nothing_new(), "{kind}");
        assert_eq!(report.already, text.lines().count() - 1, "{kind}");
    }
    assert_eq!(bench.entries(), before);
}

#[test]
fn a_file_that_grew_records_what_is_new() {
    let mut bench = Bench::new();
    course(&mut bench);
    for (kind, text, row) in [
        ("registration", PEOPLE, "2016/4;05.05.2016;NAV;kvinne\n"),
        ("intake", INTAKE, "2016/3;01.06.2016;TRAPPA;NAV;under-30\n"),
        ("measures", STARTS, "2016/2;15.08.2016;praksis;ASVO;kommunal;50 %\n"),
        ("measure-ends", ENDS, "2016/2;31.03.2017;arbeid\n"),
        ("exits", EXITS, "2016/2;30.06.2017;arbeid\n"),
        ("benefits", BENEFITS, "2016/1;kvalifiseringsstønad;12 345,50;2016-10\n"),
    ] {
        let report = bench.import(kind, &format!("{text}{row}")).map_err(|error| format!("{kind}: {error}")).unwrap();
        assert_eq!((report.recorded.len(), report.already), (1, text.lines().count() - 1), "{kind}");
    }
}

#[test]
fn a_row_that_is_refused_keeps_the_whole_file_out_and_the_register_as_it_was() {
    let mut bench = Bench::new();
    bench.import("registration", PEOPLE).unwrap();
    let before = bench.entries();
    let error = bench.import("intake", &format!("{INTAKE}2016/9;01.06.2016;TRAPPA;NAV;under-30\n")).unwrap_err();
    assert_eq!(error.to_string(), "t.csv, line 4: column \"saksnummer\": the case number is not in the register");
    assert_eq!(error.kind(), Kind::Refused);
    let error = bench.import("exits", EXITS).unwrap_err();
    assert_eq!(
        error.to_string(),
        "t.csv, line 2: participant.exited: the person has no enrolment that this entry could belong to"
    );
    let error = bench.import("intake", &INTAKE.replace("01.06.2016", "01.04.2016")).unwrap_err();
    let broken = "t.csv, line 2, column \"fra dato\": registered_first: ";
    assert!(error.to_string().starts_with(broken), "{error}");
    let future = "saksnummer;fra dato;kontor\n2016/8;03.05.2016;NAV\n2016/8;03.05.2036;NAV\n";
    assert!(bench.import("registration", future).is_err());
    assert_eq!((bench.entries(), bench.register().len()), (before, 3));
}

#[test]
fn bad_cells_are_told_together_and_nothing_is_recorded() {
    let mut bench = Bench::new();
    let error = bench.import("registration", "sak;fra dato;kontor;kjønn\n1;i går;NAV;\n2;03.05.2016;;x\n").unwrap_err();
    assert_eq!(error.kind(), Kind::Call);
    assert_eq!(error.to_string().lines().count(), 3);
    assert_eq!(bench.import("registration", "").unwrap_err().kind(), Kind::Call);
    let long = format!("sak;fra dato;kontor\n{};03.05.2016;NAV\n", "7".repeat(101));
    assert_eq!(
        bench.import("registration", &long).unwrap_err().to_string(),
        "t.csv, line 2: column \"sak\": the case number is longer than 100 characters; write the office's own number"
    );
    assert_eq!(bench.entries(), Vec::<String>::new());
}

#[test]
fn a_dry_run_checks_everything_and_leaves_ledger_and_register_alone() {
    let mut bench = Bench::new();
    let options = TableOptions { dry_run: true, ..TableOptions::default() };
    let report = bench.import_with("registration", &[("t.csv", PEOPLE.as_bytes())], &options).unwrap();
    assert_eq!((report.recorded.len(), report.dry_run), (3, true));
    assert_eq!((bench.entries().len(), bench.register().len()), (0, 0));
    let report = bench.import_with("exits", &[("t.csv", EXITS.as_bytes())], &options).unwrap();
    assert!(report.reasons.iter().all(|why| why.contains("is not in the register")), "{:?}", report.reasons);
    assert_eq!((report.refused.len(), report.recorded.len()), (1, 0));
}

#[test]
fn several_files_come_in_together_or_not_at_all() {
    let mut bench = Bench::new();
    let more = "saksnummer;fra dato;kontor\n2016/7;03.05.2016;NAV\n";
    let bad = "saksnummer;fra dato;kontor\n2016/8;aldri;NAV\n";
    let options = TableOptions::default();
    let files: [(&str, &[u8]); 2] = [("a.csv", PEOPLE.as_bytes()), ("b.csv", bad.as_bytes())];
    assert!(bench.import_with("registration", &files, &options).unwrap_err().to_string().starts_with("b.csv, line 2"));
    assert_eq!(bench.entries().len(), 0);
    let files: [(&str, &[u8]); 2] = [("a.csv", PEOPLE.as_bytes()), ("b.csv", more.as_bytes())];
    assert_eq!(bench.import_with("registration", &files, &options).unwrap().recorded.len(), 4);
}

#[test]
fn the_same_row_twice_in_a_file_is_refused_unless_it_happened_twice() {
    let mut bench = Bench::new();
    let text = "program;periode;art;hva;beløp\nA;2016;ramme;alt;5000\nA;2016;brukt;buss;100\nA;2016;brukt;buss;100\n";
    let error = bench.import("spending", text).unwrap_err();
    assert_eq!(error.to_string(), "t.csv, line 4: the row is the same as line 3 of t.csv");
    let commit = crate::CommitOptions { again: true, ..crate::CommitOptions::default() };
    let options = TableOptions { commit, ..TableOptions::default() };
    let report = bench.import_with("spending", &[("t.csv", text.as_bytes())], &options).unwrap();
    assert_eq!(report.recorded.len(), 3);
    assert!(bench.import("spending", text).unwrap().nothing_new());
}

#[test]
fn grants_come_from_the_programmes_fund_or_are_what_it_received() {
    let mut bench = Bench::new();
    let options = TableOptions::default();
    let budget = real("budget_lines.csv");
    let grants = real("grants.csv");
    bench.import_with("budget-lines", &[("budget_lines.csv", &budget)], &options).unwrap();
    let report = bench.import_with("grants", &[("grants.csv", &grants)], &options).unwrap();
    let streams: Vec<String> =
        report.recorded.iter().map(|entry| format!("{} {}", entry.type_name, entry.stream)).collect();
    assert_eq!(
        streams,
        [
            "grant.received fund/TRAPPA/2016/grant",
            "grant.allocated fund/TRAPPA/2016/grant",
            "grant.received fund/TRAPPA/2017/grant",
            "grant.allocated fund/TRAPPA/2017/grant",
            "grant.allocated fund/TIO/2005/621.63",
        ]
    );
    let told: Vec<String> = report.remarks.iter().map(ToString::to_string).collect();
    assert!(told.contains(
        &"grants.csv, line 4: \"21 projects in 17 municipalities\" was read as allocated from fund/TIO/2005/621.63 \
          (it is the programme's only fund of the year; a column direction, chapter and item, or source can name another)"
            .to_owned()
    ));
    let again = bench.import_with("grants", &[("grants.csv", &grants)], &options).unwrap();
    assert_eq!((again.recorded.len(), again.already), (0, 5));
    let grown = [grants.as_slice(), b"HUSK,x,y,2008,5,\n"].concat();
    let error = bench.import_with("grants", &[("grants.csv", &grown)], &options).unwrap_err();
    assert_eq!(
        error.to_string(),
        "grants.csv, line 5: the grant could come from several funds of HUSK in 2008: fund/HUSK/2008/621.21, \
         fund/HUSK/2008/621.63, fund/HUSK/2008/761.77"
    );
    let grown = [grants.as_slice(), b"TRAPPA,x,y,2016,5,\n"].concat();
    assert!(bench.import_with("grants", &[("grants.csv", &grown)], &options).is_err(), "nothing is left in the fund");
}

#[test]
fn the_real_tables_of_money_and_figures_come_in_once() {
    let mut bench = Bench::new();
    for (kind, file, programme, entries) in [
        ("budget-lines", "budget_lines.csv", "TIO", 8),
        ("spending", "spending.csv", "TRAPPA", 5),
        ("figures", "p1824_figures.csv", "P1824", 18),
    ] {
        let (bytes, options) = (real(file), named(programme));
        let report = bench.import_with(kind, &[(file, &bytes)], &options).map_err(|e| format!("{file}: {e}")).unwrap();
        assert_eq!(report.recorded.len(), entries, "{file}");
        let again = bench.import_with(kind, &[(file, &bytes)], &options).unwrap();
        assert_eq!((again.recorded.len(), again.already), (0, entries), "{file}");
    }
}

#[test]
fn the_ends_of_records_come_in_from_a_table() {
    let mut bench = Bench::new();
    let rows = "program;siste dag;emner;grunn\nKVP;31.10.2010;deltakere, rapporter;statistikken slutter\nTIO;27.08.2007;;plan 0.0.3\n";
    bench.import("records-end", rows).unwrap();
    let expected = [
        r#"programme.records_end programme/KVP 2010-10-31 {"subjects":["participants","reports"],"reason":"statistikken slutter"}"#,
        r#"programme.records_end programme/TIO 2007-08-27 {"reason":"plan 0.0.3"}"#,
    ];
    assert_eq!(bench.entries(), expected);
    let refused =
        bench.import("opplysningenes slutt", "program;dag;emner;grunn\nKVP;31.10.2010;folk;slutt\n").unwrap_err();
    assert!(refused.to_string().contains("folk"), "{refused}");
    assert!(
        bench.import("records-end", "program;dag;emner;grunn\nKVP;31.10.2010;plan;\n").is_err(),
        "without a reason"
    );
}

#[test]
fn posts_bodies_and_members_come_in_once_and_are_corrected_by_their_day() {
    let mut bench = Bench::new();
    let posts = |share: &str| {
        format!("program;rolle;fra dato;til dato;kontor;prosent\nKVP;adviser;01.03.2009;30.06.2009;Gran;{share}\n")
    };
    bench.import("staff", &posts("40")).unwrap();
    assert!(bench.import("staff", &posts("40 %")).unwrap().all_already());
    assert_eq!(bench.import("staff", &posts("")).unwrap().corrected.len(), 1, "the share is not known after all");
    bench.import("bodies", "program;møteorgan;fra dato;møter per år\nKVP;Steering group;01.03.2008;4\n").unwrap();
    let members = "program;organ;medlem;plasser;fra\nKVP;Steering group;County Governor;2;01.03.2008\n";
    bench.import("members", members).unwrap();
    assert!(bench.import("medlemmer", members).unwrap().all_already());
    let expected = [
        r#"programme.staff_assigned programme/KVP 2009-03-01 {"role":"adviser","share_bp":4000,"office":"Gran","until":"2009-06-30"}"#,
        r#"entry.replaced programme/KVP 2009-03-01 {"of":"programme.staff_assigned","schema":1,"body":{"role":"adviser","office":"Gran","until":"2009-06-30"},"reason":"import"}"#,
        r#"programme.body_established programme/KVP 2008-03-01 {"body":"Steering group","meetings_per_year":4}"#,
        r#"programme.body_member_joined programme/KVP 2008-03-01 {"body":"Steering group","organisation":"County Governor","seats":2}"#,
    ];
    assert_eq!(bench.entries(), expected);
}

#[test]
fn duties_offices_and_reviews_come_in_from_tables() {
    let mut bench = Bench::new();
    let duties = "program;plikt;hva;emne;hver;fra;til og med;hvem;for hver;minst;høyst;i gjennomsnitt;frist;dager etter\n\
        KVP;monthly-report;rapport;Monthly report;måned;01.03.2008;31.12.2010;;kontor;;;;;10\n\
        KVP;expert-group;møte;Expert group;årlig;01.01.2008;;;;3;4;3,5;;\n\
        KVP;handover;annet;hand over;én gang;01.01.2010;;county project;;;;;31.12.2010;\n";
    bench.import("plikter", duties).unwrap();
    bench
        .import("kontorer", "program;kontor;kommune;fra;til og med\nKVP;NAV Gausdal;Gausdal;01.03.2008;31.12.2010\n")
        .unwrap();
    let reviews = "program;kontor;gjennomgang;dato;kriterier;funn;følges opp innen\n\
        KVP;NAV Gausdal;quality review;15.04.2010;target group, content;\"routines; decisions at the end\";30.09.2010\n";
    bench.import("gjennomganger", &reviews.replace("target group, content", "\"target group; content\"")).unwrap();
    let expected = [
        r#"programme.duty_set programme/KVP 2008-03-01 {"duty":"monthly-report","what":"report","subject":"Monthly report","each":"office","every":"month","until":"2010-12-31","days_after":10}"#,
        r#"programme.duty_set programme/KVP 2008-01-01 {"duty":"expert-group","what":"meeting","subject":"Expert group","every":"year","least":3,"most":4,"average_hundredths":350}"#,
        r#"programme.duty_set programme/KVP 2010-01-01 {"duty":"handover","what":"other","subject":"hand over","by":"county project","every":"once","due":"2010-12-31"}"#,
        r#"programme.office_joined programme/KVP 2008-03-01 {"office":"NAV Gausdal","municipality":"Gausdal","until":"2010-12-31"}"#,
        r#"programme.unit_reviewed programme/KVP 2010-04-15 {"unit":"NAV Gausdal","review":"quality review","criteria":["target group","content"],"findings":["routines","decisions at the end"],"follow_up_by":"2010-09-30"}"#,
    ];
    assert_eq!(bench.entries(), expected);
    assert!(bench.import("duties", duties).unwrap().all_already());
    let changed = duties.replace(";3;4;", ";2;4;");
    assert_eq!(bench.import("duties", &changed).unwrap().corrected.len(), 1);
}
