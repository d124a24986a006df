//! Plans against the plan in force.

use hovedbok_core::Day;
use hovedbok_milestones::{Milestones, PlanRow, Status};
use hovedbok_projection::{At, Timeline};

use super::*;

const HEAD: &str = "avsnitt;nr;milepæl;frist;utført\n";

fn plan(bench: &mut Bench, rows: &str, options: &TableOptions) -> Result<ImportReport, LedgerError> {
    bench.import_with("milestones", &[("plan.csv", format!("{HEAD}{rows}").as_bytes())], options)
}

fn dated(day: &str) -> TableOptions {
    let mut options = named("A");
    options.plan.dated = day.parse().ok();
    options
}

fn rows(bench: &Bench, plan: &str) -> Vec<PlanRow> {
    let last = bench.ledger.last();
    let timeline: Timeline<Milestones> =
        bench.ledger.projections(hovedbok_answers::Needs::ALL, last).unwrap().milestones;
    hovedbok_milestones::rows(&timeline, At { as_of: Day::MAX, known_at: last }, &plan.parse().unwrap())
}

/// What became of each milestone, by its number.
fn standing(bench: &Bench) -> Vec<String> {
    let day = "2007-08-27".parse().unwrap();
    let due = |row: &PlanRow| row.due.as_ref().map_or("-".to_owned(), ToString::to_string);
    let shown = |row: &PlanRow| format!("{} {:?} {}", row.number.as_deref().unwrap_or("-"), row.status(day), due(row));
    rows(bench, "A").iter().map(shown).collect()
}

#[test]
fn the_real_plans_come_in_once_with_their_statuses() {
    let mut bench = Bench::new();
    for (file, name, day, total, counts) in [
        ("tio_milestones.csv", "TIO", "2007-08-27", 58, (24, 5, 0, 1)),
        ("husk_milestones.csv", "HUSK", "2009-12-31", 114, (91, 0, 3, 0)),
        ("trappa_plan.csv", "TRAPPA", "2017-11-15", 30, (11, 2, 0, 3)),
    ] {
        let mut options = named(name);
        options.plan.dated = day.parse().ok();
        options.plan.version = Some("first".into());
        let bytes = real(file);
        let report = bench.import_with("milestones", &[(file, &bytes)], &options).map_err(|e| e.to_string()).unwrap();
        assert_eq!((report.already, report.unmatched.len(), report.reworded.len()), (0, 0, 0), "{file}");
        let rows = rows(&bench, name);
        let day: Day = day.parse().unwrap();
        let of = |status: Status| rows.iter().filter(|row| row.status(day) == status).count();
        assert_eq!(rows.len(), total, "{file}");
        let found = (of(Status::Completed), of(Status::Postponed), of(Status::Cancelled), of(Status::Dropped));
        assert_eq!(found, counts, "{file}");
        let before = bench.ledger.last();
        let again = bench.import_with("milestones", &[(file, &bytes)], &options).unwrap();
        assert_eq!((again.recorded.len(), again.already), (0, total), "{file}");
        assert_eq!(bench.ledger.last(), before);
    }
}

#[test]
fn planned_rows_hold_from_the_first_section_and_undated_ends_from_their_deadline() {
    let mut bench = Bench::new();
    let report = plan(
        &mut bench,
        "2006;1;a;15.10.06;16.10.06\n2007;1;b;01.03.07;utsatt\n2007;2;c;01.12.07;utgår\n2007;3;d;;avlyst\n",
        &dated("2007-08-27"),
    )
    .unwrap();
    let told: Vec<String> =
        report.remarks.iter().map(ToString::to_string).filter(|t| !t.contains("two-digit")).collect();
    assert_eq!(told.len(), 4);
    assert_eq!(
        told[0],
        "plan.csv, \"A\" was read as 2006-01-01 (the file does not say from which day its rows apply: 1 January of the \
         earliest section's year is used)"
    );
    assert_eq!(
        told[1],
        "plan.csv, line 3: \"utsatt\" was read as 2007-03-01 (the row has no day: the last day of its deadline or \
         section, but not after the document or before what was last recorded)"
    );
    assert_eq!(report.recorded.len(), 8);
    let days: Vec<String> = bench
        .entries()
        .iter()
        .map(|e| e.split(" plan/A ").map(|p| p.split(" {").next().unwrap()).collect::<Vec<_>>().join(" "))
        .collect();
    assert_eq!(
        days,
        [
            "plan.milestone_planned 2006-01-01",
            "plan.milestone_completed 2006-10-16",
            "plan.milestone_planned 2006-01-01",
            "plan.milestone_postponed 2007-03-01",
            "plan.milestone_planned 2006-01-01",
            "plan.milestone_dropped 2007-08-27",
            "plan.milestone_planned 2006-01-01",
            "plan.milestone_cancelled 2007-08-27",
        ]
    );
}

#[test]
fn a_later_document_becomes_reschedules_completions_and_new_rows() {
    let mut bench = Bench::new();
    let first = "2007;1;a;01.03.07;\n2007;2;b;01.04.07;\n2007;3;c;01.05.07;\n2007;4;d;01.06.07;\n2007;5;e;01.07.07;\n";
    plan(&mut bench, first, &dated("2007-02-01")).unwrap();
    let second = "2007;1;a;01.03.07;05.03.07\n2007;2;b;01.10.07;\n2007;3;c;01.05.07;avlyst\n2007;4;d;01.06.07;utsettes til 2008\n2007;6;f;01.09.07;\n";
    let report = plan(&mut bench, second, &dated("2007-08-20")).unwrap();
    assert_eq!(report.unmatched, ["2007/5 \"e\""]);
    assert_eq!(
        standing(&bench),
        [
            "1 Completed 2007-03-01",
            "2 Planned 2007-10-01",
            "3 Cancelled 2007-05-01",
            "4 Postponed 2008-01-01 to 2008-12-31",
            "5 Overdue 2007-07-01",
            "6 Planned 2007-09-01",
        ]
    );
    let again = plan(&mut bench, second, &dated("2007-08-20")).unwrap();
    assert_eq!((again.recorded.len(), again.already), (0, 5));
}

#[test]
fn a_plan_can_go_back_and_forth_and_every_document_counts() {
    let mut bench = Bench::new();
    let documents = ["2007;1;a;01.03.07;\n", "2007;1;a;01.04.07;\n", "2007;1;a;01.03.07;\n", "2007;1;a;01.04.07;\n"];
    for (at, document) in documents.iter().enumerate() {
        // Documents that are dated before what was said last still count.
        let report = plan(&mut bench, document, &dated(if at == 3 { "2007-01-15" } else { "2007-02-01" })).unwrap();
        assert!(!report.nothing_new(), "{at}");
        let due = if at % 2 == 0 { "2007-03-01" } else { "2007-04-01" };
        assert_eq!(standing(&bench), [format!("1 Overdue {due}")], "{at}");
        assert!(plan(&mut bench, document, &dated("2007-02-01")).unwrap().nothing_new(), "{at}");
    }
}

#[test]
fn an_empty_cell_reopens_nothing_and_says_so() {
    let mut bench = Bench::new();
    plan(&mut bench, "2007;1;a;01.03.07;avlyst\n", &dated("2007-02-01")).unwrap();
    let report = plan(&mut bench, "2007;1;a;01.03.07;\n", &dated("2007-08-20")).unwrap();
    assert!(report.nothing_new());
    assert_eq!(report.reworded.len(), 1);
    assert!(report.reworded[0].contains("open in the file, ended in the plan"), "{:?}", report.reworded);
    assert_eq!(standing(&bench), ["1 Cancelled 2007-03-01"]);
}

#[test]
fn another_end_puts_the_earlier_one_right() {
    let mut bench = Bench::new();
    plan(&mut bench, "2007;1;a;01.03.07;05.03.07\n2007;2;b;01.03.07;avlyst\n", &dated("2007-08-20")).unwrap();
    let other = "2007;1;a;01.03.07;07.03.07\n2007;2;b;01.03.07;06.03.07\n";
    plan(&mut bench, other, &dated("2007-08-27")).unwrap();
    assert_eq!(standing(&bench), ["1 Completed 2007-03-01", "2 Completed 2007-03-01"]);
    let completed: Vec<String> = rows(&bench, "A").iter().map(|row| row.completed().unwrap().to_string()).collect();
    assert_eq!(completed, ["2007-03-07", "2007-03-06"]);
    let types = bench.types();
    assert_eq!((types["entry.replaced"], types["entry.voided"]), (1, 1));
    assert!(plan(&mut bench, other, &dated("2007-08-27")).unwrap().nothing_new());
}

#[test]
fn a_completion_without_a_date_contradicts_no_date() {
    let mut bench = Bench::new();
    let import = |bench: &mut Bench, head: &str, row: &str| {
        let text = format!("avsnitt;nr;milepæl;frist;{head}\n2007;1;a;01.03.07;{row}\n");
        bench.import_with("milestones", &[("plan.csv", text.as_bytes())], &dated("2007-08-20")).unwrap()
    };
    import(&mut bench, "utført", "05.03.07");
    assert!(import(&mut bench, "resultat", "done").nothing_new());
    let mut bench = Bench::new();
    import(&mut bench, "utført", "utsatt");
    import(&mut bench, "resultat", "done");
    assert_eq!(standing(&bench), ["1 Completed 2007-03-01"]);
    assert!(import(&mut bench, "resultat", "done").nothing_new());
}

#[test]
fn what_reads_otherwise_is_told_and_not_recorded() {
    let mut bench = Bench::new();
    plan(&mut bench, "2007;1;a;01.03.07;\n2007;2;b;01.04.07;\n", &dated("2007-02-01")).unwrap();
    let report = plan(&mut bench, "2007;1;A plan;01.03.07;\n2007;2;b;;\n", &dated("2007-08-20")).unwrap();
    assert_eq!(
        report.reworded,
        [
            "plan.csv, line 2: 2007/1 differs from the plan (title)",
            "plan.csv, line 3: 2007/2 \"b\" has no deadline here"
        ]
    );
    assert_eq!((report.recorded.len(), report.already), (0, 2));
}

#[test]
fn rows_that_could_be_several_milestones_and_plans_twice_are_refused() {
    let mut bench = Bench::new();
    let error = plan(&mut bench, "2007;1;a;01.03.07;\n2007;1;a;01.03.07;\n", &dated("2007-02-01")).unwrap_err();
    assert_eq!(error.kind(), Kind::Call);
    assert!(error.to_string().starts_with("plan.csv, lines 2, 3: "), "{error}");
    let text = format!("{HEAD}2007;1;a;;\n");
    let files: [(&str, &[u8]); 2] = [("a.csv", text.as_bytes()), ("b.csv", text.as_bytes())];
    let error = bench.import_with("milestones", &files, &named("A")).unwrap_err();
    assert_eq!(error.to_string(), "b.csv has the plan 'A', and so does an earlier file");
    assert_eq!(bench.entries().len(), 0);
}

#[test]
fn a_version_is_approved_once() {
    let mut bench = Bench::new();
    let mut options = dated("2007-08-27");
    options.plan.version = Some("0.0.3".into());
    plan(&mut bench, "2007;1;a;01.03.07;\n", &options).unwrap();
    options.plan.dated = "2007-08-28".parse().ok();
    assert!(plan(&mut bench, "2007;1;a;01.03.07;\n", &options).unwrap().nothing_new());
    assert_eq!(bench.types()["plan.version_approved"], 1);
}

#[test]
fn a_row_done_without_a_day_was_done_some_day_by_the_documents() {
    let mut bench = Bench::new();
    let head = "section;number;title;due;result\n";
    let text =
        "2016;1;Kick-off;15.05.16;done\n2017;2;Report;;done, the meeting came only in sept-17\nannex;3;Routine;;done\n";
    let options = dated("2017-11-15");
    bench.import_with("milestones", &[("p.csv", format!("{head}{text}").as_bytes())], &options).unwrap();
    let found = rows(&bench, "A");
    let shown: Vec<String> = found
        .iter()
        .map(|row| {
            let on = row.completed().unwrap();
            format!("{} {} {}", on.start(), on.end(), on.as_written().unwrap())
        })
        .collect();
    assert_eq!(
        shown,
        ["2016-01-01 2017-11-15 done", "2017-01-01 2017-11-15 no day given", "2016-01-01 2017-11-15 done"]
    );
    assert!(found.iter().all(|row| row.days_late(Day::MAX).is_none()));
    // A later document that says no more changes nothing.
    let before = bench.ledger.last();
    bench.import_with("milestones", &[("q.csv", format!("{head}{text}").as_bytes())], &dated("2018-01-05")).unwrap();
    assert_eq!(bench.ledger.last(), before);
}

#[test]
fn a_plan_is_given_its_programme_when_it_comes_in() {
    let mut bench = Bench::new();
    let mut options = dated("2006-02-01");
    options.rows.programme = "HUSK".parse().ok();
    let file = format!("{HEAD}2006;1;Start;01.03.06;\n");
    let import = |bench: &mut Bench, options: &TableOptions| {
        bench.import_with("milestones", &[("p.csv", file.as_bytes())], options).unwrap();
        let assigned = bench.entries().into_iter().filter(|entry| entry.starts_with("plan.assigned"));
        assigned.collect::<Vec<_>>()
    };
    let first = r#"plan.assigned plan/A 2006-01-01 {"programme":"HUSK"}"#;
    assert_eq!(import(&mut bench, &options), [first]);
    assert_eq!(import(&mut bench, &options), [first], "again: nothing");
    options.rows.programme = None;
    assert_eq!(import(&mut bench, &options), [first], "no programme said: it keeps the one that it has");
    options.rows.programme = "TIO".parse().ok();
    let second = r#"plan.assigned plan/A 2006-02-01 {"programme":"TIO"}"#;
    assert_eq!(import(&mut bench, &options), [first, second]);
}
