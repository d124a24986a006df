//! TIO: the national trial with a plan in three versions (questions 1 to 5).

use serde_json::json;

use super::{as_in_the_table, compared, findings, lines, milestones, sections, with_status};
use crate::support::Folder;

#[test]
fn question_1_fifty_eight_milestones() {
    let answer = Folder::demo().ask("milestones TIO --as-of 2007-08-27");
    assert_eq!(
        answer["counts"],
        json!({"planned": 25, "overdue": 3, "completed": 24, "postponed": 5, "cancelled": 0, "dropped": 1})
    );
    assert_eq!(answer["milestones"].as_array().unwrap().len(), 58);
    assert_eq!(sections(&answer), [("2006".into(), 13), ("2007".into(), 30), ("2008".into(), 15)]);
    assert_eq!(with_status(&answer, "overdue"), ["2006/6", "2007/7", "2007/13"]);
    assert_eq!(with_status(&answer, "dropped"), ["2007/29"]);
    assert_eq!(with_status(&answer, "postponed"), ["2006/11", "2007/1", "2007/10", "2007/16", "2007/20"]);
}

#[test]
fn question_2_nine_were_late() {
    let demo = Folder::demo();
    let answer = demo.ask("milestones TIO --as-of 2007-08-27");
    let late: Vec<(String, i64)> = milestones(&answer)
        .into_iter()
        .filter(|(_, row)| row["status"] == "completed")
        .map(|(label, row)| (label, row["days_late"].as_i64().unwrap()))
        .filter(|(_, days)| *days > 0)
        .collect();
    let expected = [
        ("2006/12", 20),
        ("2006/13", 91),
        ("2007/3", 7),
        ("2007/5", 5),
        ("2007/6", 5),
        ("2007/11", 31),
        ("2007/12", 47),
        ("2007/17", 19),
        ("2007/18", 14),
    ];
    assert_eq!(late, expected.map(|(label, days)| (label.to_owned(), days)));
    // A finding each, and one for each of the three that are overdue.
    assert_eq!(findings(&demo, "TIO", "milestone_late", "2007-08-27").len(), 12);
}

#[test]
fn question_3_versions_and_lineage() {
    let demo = Folder::demo();
    for (as_of, version) in
        [("2006-07-05", "0.0.1"), ("2006-09-14", "0.0.1"), ("2006-09-30", "0.0.2"), ("2007-09-01", "0.0.3")]
    {
        assert_eq!(demo.ask(&format!("milestones TIO --as-of {as_of}"))["version"], version, "{as_of}");
    }
    assert!(demo.ask("milestones TIO --as-of 2006-07-04")["version"].is_null());
    let answer = demo.ask("milestones TIO --as-of 2007-08-27");
    let lineage = |label: &str| {
        let rows = milestones(&answer);
        let (_, row) = rows.iter().find(|(other, _)| other == label).unwrap();
        let then = row["continued_by"].as_array().unwrap().iter();
        then.map(|next| format!("{}/{}", next["section"].as_str().unwrap(), next["number"].as_str().unwrap()))
            .collect::<Vec<_>>()
    };
    assert_eq!(lineage("2006/6"), ["2007/4", "2007/20", "2008/2"]);
    assert_eq!(lineage("2007/4"), ["2007/20", "2008/2"]);
    assert_eq!(lineage("2007/1"), ["2007/23"]);
    assert_eq!(lineage("2007/7"), ["2007/18"]);
    assert_eq!(lineage("2008/2"), Vec::<String>::new());
}

#[test]
fn question_4_budget_by_year_and_source() {
    let demo = Folder::demo();
    let expected = [
        (2005, "621.63", 20_000_000),
        (2006, "621.21", 3_000_000),
        (2006, "621.63", 27_000_000),
        (2007, "unspecified", 30_000_000),
    ];
    let expected = expected.map(|(year, source, kroner)| (year, source.to_owned(), kroner));
    assert_eq!(lines(&demo, "budget TIO --as-of 2017-12-31", "appropriated_ore"), expected);
    // The appropriation of 2005 takes effect on 1 September: before it, nothing.
    assert!(lines(&demo, "budget TIO --as-of 2005-08-31", "appropriated_ore").is_empty());
    assert_eq!(lines(&demo, "budget TIO --as-of 2005-09-01", "appropriated_ore"), expected[..1]);
    assert_eq!(lines(&demo, "budget TIO --as-of 2006-06-30", "appropriated_ore"), expected[..3]);
    // What went to each municipality is not stated; that all of it did, is.
    let by_recipient = demo.ask("budget TIO --by recipient --as-of 2017-12-31");
    let recipients = by_recipient["lines"].as_array().unwrap();
    let named: Vec<_> = recipients.iter().filter(|line| !line["recipient"].is_null()).collect();
    assert_eq!(named.len(), 1, "{by_recipient}");
    assert_eq!(named[0]["recipient"], "21 projects in 17 municipalities");
    assert_eq!(named[0]["allocated_ore"], 2_000_000_000_i64);
}

#[test]
fn question_5_network_gatherings() {
    let demo = Folder::demo();
    // One in 2006; in 2007 one by 27 August, where the records end, and the second dropped: nobody is accused.
    assert_eq!(findings(&demo, "TIO", "body_met_too_seldom", "2007-12-31"), Vec::<String>::new());
    let ends = findings(&demo, "TIO", "records_end", "2007-12-31");
    assert!(ends.iter().any(|what| what.contains("about bodies end on 2007-08-27")), "{ends:?}");
    let plan = demo.ask("milestones TIO --as-of 2007-12-31");
    assert_eq!(with_status(&plan, "dropped"), ["2007/29"], "the second gathering");
    let programmes = demo.ask("programmes --as-of 2007-12-31");
    let tio = programmes["programmes"].as_array().unwrap().iter().find(|row| row["programme"] == "TIO").unwrap();
    let body = |name: &str| tio["bodies"].as_array().unwrap().iter().find(|row| row["body"] == name).unwrap();
    assert_eq!(body("Network gathering")["met_by_year"], json!({"2006": 1, "2007": 1}));
    assert_eq!(body("Internal working group")["met"], 0);
    // A weekly group without any meeting recorded: it is too late in the year to hold them all, and nobody says that none was.
    let silent = findings(&demo, "TIO", "not_recorded_at_all", "2007-12-31");
    assert!(
        silent
            .iter()
            .any(|what| what.contains("Internal working group") && what.contains("does not mean that none were held")),
        "{silent:?}"
    );
    // 2006 was no full year of anybody's life.
    assert_eq!(findings(&demo, "TIO", "body_met_too_seldom", "2006-12-31"), Vec::<String>::new());
    // The trial ended with 2008, and so did what its bodies must do.
    let after = findings(&demo, "TIO", "body_met_too_seldom", "2017-12-31");
    assert!(!after.iter().any(|what| what.contains("in 2009") || what.contains("in 2017")), "{after:?}");
}

#[test]
fn every_milestone_is_as_in_the_table() {
    as_in_the_table(&Folder::demo(), "TIO", "tio_milestones.csv", "2007-08-27");
}

#[test]
fn words_stay_as_written_and_a_postponement_to_a_year_moves_the_deadline() {
    let answer = Folder::demo().ask("milestones TIO --as-of 2007-08-27");
    let rows = milestones(&answer);
    let row = |label: &str| rows.iter().find(|(other, _)| other == label).unwrap().1;
    assert_eq!(row("2006/11")["status_as_written"], "Utsatt / endret");
    assert_eq!(row("2007/16")["status_as_written"], "utsettes");
    assert_eq!(row("2007/29")["status_as_written"], "utgår");
    assert_eq!(row("2007/20")["status_as_written"], "Utsettes til 2008");
    assert_eq!(row("2007/20")["due"], json!({"start": "2008-01-01", "end": "2008-12-31", "as_written": "2008"}));
    assert_eq!(row("2007/1")["due"], json!({"start": "2007-01-01", "end": "2007-01-31", "as_written": "jan. 07"}));
    assert_eq!(row("2007/2")["due"]["as_written"], "08. – 10.01.07");
}

#[test]
fn on_earlier_and_later_days_the_same_plan_stands_otherwise() {
    let demo = Folder::demo();
    let counts = |as_of: &str| demo.ask(&format!("milestones TIO --as-of {as_of}"))["counts"].take();
    assert_eq!(
        counts("2006-09-30"),
        json!({"planned": 53, "overdue": 0, "completed": 5, "postponed": 0, "cancelled": 0, "dropped": 0})
    );
    // On New Year's Eve 2006/12 is overdue (it was done in January), 2006/13 is due today and so not late yet, 2006/11 was
    // postponed on its deadline's day.
    let eve = demo.ask("milestones TIO --as-of 2006-12-31");
    assert_eq!(with_status(&eve, "overdue"), ["2006/6", "2006/12"]);
    let day_after = demo.ask("milestones TIO --as-of 2007-01-01");
    assert_eq!(with_status(&day_after, "overdue"), ["2006/6", "2006/12", "2006/13"]);
    // Later days are answered for the last one that the records speak for.
    for later in ["2007-08-28", "2009-01-01", "2026-11-28"] {
        assert_eq!(
            counts(later),
            json!({"planned": 25, "overdue": 3, "completed": 24, "postponed": 5, "cancelled": 0, "dropped": 1})
        );
    }
}

#[test]
fn published_counts_of_projects_stand_beside_those_that_are_named() {
    let compared = compared(&Folder::demo(), "TIO");
    let of = |indicator: &str, day: &str| compared[&(indicator.to_owned(), String::new(), day.to_owned())].clone();
    assert_eq!(of("projects", "2006-12-31"), [(25, 24)]);
    assert_eq!(of("municipalities", "2006-12-31"), [(20, 20)]);
}

#[test]
fn nothing_was_known_of_it_before_its_document() {
    let demo = Folder::demo();
    assert_eq!(demo.json("log --known-at 2007-08-26")["result"]["entries"], json!([]));
    let refused = demo.refused(1, "milestones TIO --as-of 2007-08-27 --known-at 2007-08-26");
    assert!(refused["message"].as_str().unwrap().contains("TIO"), "{refused}");
    let known = demo.ask("milestones TIO --as-of 2007-08-27 --known-at 2007-08-27");
    assert_eq!(known["counts"]["completed"], 24);
}
