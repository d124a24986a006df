//! HUSK: research, education and practice (questions 6 to 8).

use serde_json::json;

use super::{as_in_the_table, compared, findings, lines, milestones, sections, with_status};
use crate::support::Folder;
use crate::support::tables::{days, days_between, table};

#[test]
fn question_6_a_hundred_and_fourteen_milestones() {
    let answer = Folder::demo().ask("milestones HUSK --as-of 2009-12-31");
    let rows = milestones(&answer);
    assert_eq!(rows.len(), 114);
    let counts: Vec<usize> = sections(&answer).into_iter().map(|(_, count)| count).collect();
    assert_eq!(counts, [27, 40, 28, 18, 1]);
    assert_eq!(with_status(&answer, "cancelled"), ["2007/54", "2007/64", "2007/65"]);
    let labels: Vec<&str> = rows.iter().map(|(label, _)| label.as_str()).collect();
    assert!(labels.contains(&"2007/35") && labels.contains(&"2007/35'"));
    let unnumbered: Vec<_> = rows.iter().filter(|(_, row)| row["number"].is_null()).collect();
    assert_eq!(unnumbered.len(), 1);
    assert_eq!(unnumbered[0].1["title"], "Evaluation interim report 2");
}

#[test]
fn question_7_two_things_out_of_order() {
    let demo = Folder::demo();
    let order = findings(&demo, "HUSK", "milestone_order", "2009-12-31");
    assert_eq!(order.len(), 2, "{order:?}");
    let contract = order.iter().find(|what| what.contains("2007/50")).unwrap();
    for part in ["2007/51", "2007-06-20", "2007-06-06", "14 days"] {
        assert!(contract.contains(part), "{part}: {contract}");
    }
    let rejections = order.iter().find(|what| what.contains("2006/17")).unwrap();
    for part in ["2006/15", "2006-09-04", "2006-09-25", "21 days"] {
        assert!(rejections.contains(part), "{part}: {rejections}");
    }
    let answer = demo.ask("milestones HUSK --as-of 2009-12-31");
    let rows = milestones(&answer);
    let row = |label: &str| rows.iter().find(|(other, _)| other == label).unwrap().1;
    assert_eq!(row("2007/50")["completed"]["end"], "2007-06-20");
    assert!(row("2007/50")["findings"].as_array().unwrap().contains(&json!("milestone_order")));
    // The two links that were kept give none: commitments after the decision, complaints after the letters.
    assert!(!order.iter().any(|what| what.contains("2006/16") || what.contains("2007/49")), "{order:?}");
}

#[test]
fn question_8_budget_2008_in_three_lines() {
    let demo = Folder::demo();
    let expected = [(2008, "621.21", 900_000), (2008, "621.63", 8_500_000), (2008, "761.77", 3_655_000)];
    let expected = expected.map(|(year, source, kroner)| (year, source.to_owned(), kroner));
    assert_eq!(lines(&demo, "budget HUSK --year 2008 --as-of 2009-12-31", "appropriated_ore"), expected);
    let budget = demo.ask("budget HUSK --year 2008 --as-of 2009-12-31");
    assert_eq!(budget["totals"]["appropriated_ore"], 1_305_500_000_i64);
    assert_eq!(budget["lines"][2]["chapter"], "761");
    assert_eq!(budget["lines"][2]["item"], "77");
    // The year after has the same frame from a source that nobody named; a contract and a forecast open no fund.
    let whole = lines(&demo, "budget HUSK --as-of 2017-12-31", "appropriated_ore");
    assert_eq!(whole.last().unwrap(), &(2009, "unspecified".to_owned(), 13_055_000));
    assert_eq!(whole.len(), 4);
    let unspecified = demo.ask("budget HUSK --year 2009 --as-of 2009-12-31");
    assert!(unspecified["lines"][0]["chapter"].is_null() && unspecified["lines"][0]["item"].is_null());
}

#[test]
fn every_milestone_is_as_in_the_table() {
    as_in_the_table(&Folder::demo(), "HUSK", "husk_milestones.csv", "2009-12-31");
}

#[test]
fn lateness_is_counted_from_last_day_to_last_day() {
    let demo = Folder::demo();
    let answer = demo.ask("milestones HUSK --as-of 2009-12-31");
    let late: Vec<String> = milestones(&answer)
        .into_iter()
        .filter(|(_, row)| row["status"] == "completed" && row["days_late"].as_i64().unwrap() > 0)
        .map(|(label, _)| label)
        .collect();
    let written: Vec<String> = table("husk_milestones.csv")
        .iter()
        .filter_map(|row| {
            let due = days(&row["section"], &row["due_as_written"])?.1;
            let on = days(&row["section"], &row["completed_as_written"])?.1;
            (days_between(&due, &on) > 0).then(|| format!("{}/{}", row["section"], row["number"]))
        })
        .collect();
    assert_eq!(late, written);
    assert_eq!(late.len(), 17);
    let rows = milestones(&answer);
    let lateness = |label: &str| rows.iter().find(|(other, _)| other == label).unwrap().1["days_late"].as_i64();
    assert_eq!(lateness("2006/16"), Some(22));
    assert_eq!(lateness("2007/38"), Some(40));
    // Weeks 22-24 end on 17 June; weeks 17 and 18 on 6 May.
    assert_eq!(lateness("2007/48"), Some(25));
    assert_eq!(lateness("2007/44"), Some(6));
    assert_eq!(lateness("2006/17"), Some(-50));
    assert_eq!(lateness("2008/90"), Some(-17));
}

#[test]
fn statuses_move_with_the_day_asked_about() {
    let demo = Folder::demo();
    let counts = |as_of: &str| demo.ask(&format!("milestones HUSK --as-of {as_of}"))["counts"].take();
    assert_eq!(
        counts("2009-12-31"),
        json!({"planned": 19, "overdue": 1, "completed": 91, "postponed": 0, "cancelled": 3, "dropped": 0})
    );
    assert_eq!(
        counts("2009-01-09"),
        json!({"planned": 19, "overdue": 1, "completed": 91, "postponed": 0, "cancelled": 3, "dropped": 0})
    );
    // The one that was done in January 2009 was overdue the day before.
    let before = demo.ask("milestones HUSK --as-of 2009-01-08");
    assert_eq!(with_status(&before, "overdue"), ["2006/13", "2008/91"]);
    // What became of "Juni 09" nobody wrote down: the records end with 9 January.
    let july = demo.ask("milestones HUSK --as-of 2009-07-01");
    assert_eq!(with_status(&july, "overdue"), ["2006/13"]);
    assert!(with_status(&july, "planned").contains(&"2009/102".to_owned()));
}

#[test]
fn the_version_in_force_is_that_of_the_day() {
    let demo = Folder::demo();
    assert_eq!(demo.ask("milestones HUSK --as-of 2007-12-31")["version"], "2007");
    assert_eq!(demo.ask("milestones HUSK --as-of 2009-12-31")["version"], "2008-2009");
}

#[test]
fn four_projects_as_published() {
    let compared = compared(&Folder::demo(), "HUSK");
    // The new plan speaks of its own time (line 76).
    assert_eq!(compared[&("projects".to_owned(), String::new(), "2009-01-09".to_owned())], [(4, 4)]);
}

#[test]
fn one_label_stands_twice() {
    let twice = findings(&Folder::demo(), "HUSK", "label_used_twice", "2009-12-31");
    assert_eq!(twice.len(), 1);
    assert!(twice[0].contains("2007") && twice[0].contains("35"), "{twice:?}");
}
