//! The milestone tables of the programmes, read as people wrote them (questions.md 1-3, 6, 7).

use std::collections::BTreeMap;

use hovedbok_core::{Day, MilestoneId, Period};
use hovedbok_interchange::table;
use hovedbok_interchange::written::{Written, read_cell, read_result, section_year};
use hovedbok_milestones::{
    Counts, IncomingRow, Milestone, PlanAnswer, Said, Status, compare, plans, rows, summary, version_at,
};
use hovedbok_projection::At;

use crate::compare::apply;
use crate::given::{Plan, continued, day, on, planned, version};

type Cells = BTreeMap<String, String>;

fn read(name: &str) -> Vec<(usize, Cells)> {
    let path = format!("{}/../../tests/data/programmes/{name}.csv", env!("CARGO_MANIFEST_DIR"));
    let table = table::read(name, &std::fs::read(path).unwrap(), None).unwrap();
    let cells = |row: table::Row| (row.line, table.headers.iter().cloned().zip(row.cells).collect());
    table.rows.into_iter().map(cells).collect()
}

fn filled(text: &str) -> Option<String> {
    (!text.is_empty()).then(|| text.to_owned())
}

fn said(written: Written) -> Said {
    match written {
        Written::Open => Said::Open,
        Written::On(period) | Written::Completed(Some(period)) => Said::On(period),
        Written::Completed(None) => panic!("a completion without a day"),
        Written::Postponed { to } => Said::Postponed(to),
        Written::Cancelled => Said::Cancelled,
        Written::Dropped => Said::Dropped,
    }
}

fn due(row: &Cells) -> Option<Period> {
    match read_cell(&row["due_as_written"], section_year(&row["section"])).unwrap().value {
        Written::Open => None,
        Written::On(period) => Some(period),
        other => panic!("{other:?} is no deadline"),
    }
}

/// The rows of a table with a column for completion.
fn incoming(name: &str) -> Vec<IncomingRow> {
    let row = |(line, row): (usize, Cells)| {
        let completed = read_cell(&row["completed_as_written"], section_year(&row["section"])).unwrap().value;
        IncomingRow {
            line,
            section: row["section"].clone(),
            number: filled(&row["number"]),
            title: row["title"].clone(),
            responsible: filled(&row["responsible"]),
            due: due(&row),
            said: said(completed),
            status_as_written: None,
        }
    };
    read(name).into_iter().map(row).collect()
}

/// The rows of the plan whose results are words; completions without a day on the last day of the section's year, or
/// the report's.
fn incoming_words() -> Vec<IncomingRow> {
    let row = |(line, row): (usize, Cells)| {
        let result = read_result(&row["result"], None).value;
        let year_end: Day = day(&format!("{}-12-31", row["section"])).min(day("2017-11-15"));
        let said = match result.went {
            Written::Completed(None) => Said::On(Period::day(year_end)),
            went => said(went),
        };
        IncomingRow {
            line,
            section: row["section"].clone(),
            number: filled(&row["number"]),
            title: row["activity"].clone(),
            responsible: None,
            due: due(&row),
            said,
            status_as_written: result.words,
        }
    };
    read("trappa_plan").into_iter().map(row).collect()
}

/// A plan as its document shows it, through the comparison with nothing.
fn built(name: &str, document: &[IncomingRow], first: &str, shown: &str) -> Plan {
    let mut plan = Plan::new(name);
    let changes = compare(&[], document).unwrap();
    apply(&mut plan, document, &changes, day(first), day(shown));
    plan
}

fn find<'a>(answer: &'a PlanAnswer, section: &str, number: &str) -> &'a Milestone {
    let named = |m: &&Milestone| m.section == section && m.number.as_deref() == Some(number);
    answer.milestones.iter().find(named).unwrap()
}

fn tio() -> Plan {
    let document = incoming("tio_milestones");
    let mut plan = built("TIO", &document, "2006-01-01", "2007-08-27");
    let ids: BTreeMap<(String, String), MilestoneId> =
        plan.rows("2007-08-27").into_iter().map(|row| ((row.section, row.number.unwrap()), row.milestone)).collect();
    for (_, link) in read("milestone_links") {
        if link["plan"] == "TIO" {
            let end = |section: &str, number: &str| ids[&(link[section].clone(), link[number].clone())];
            plan.add(on("2007-08-27"), continued(end("section", "number"), end("to_section", "to_number")));
        }
    }
    for (_, row) in read("plan_versions") {
        if row["plan"] == "TIO" {
            plan.add(on(&row["date"]), version(&row["version"]));
        }
    }
    plan
}

#[test]
fn tio_on_the_day_of_its_table() {
    let answer = tio().answer("2007-08-27");
    let counts = Counts { planned: 25, overdue: 3, completed: 24, postponed: 5, cancelled: 0, dropped: 1 };
    assert_eq!(answer.counts, counts);
    let sections = |section: &str| answer.milestones.iter().filter(|m| m.section == section).count();
    assert_eq!((sections("2006"), sections("2007"), sections("2008")), (13, 30, 15));
    let named = |wanted: &dyn Fn(&Milestone) -> bool| -> Vec<String> {
        let name = |m: &Milestone| format!("{}/{}", m.section, m.number.as_deref().unwrap());
        answer.milestones.iter().filter(|m| wanted(m)).map(name).collect()
    };
    assert_eq!(named(&|m| m.status == Status::Overdue), ["2006/6", "2007/7", "2007/13"]);
    assert_eq!(named(&|m| m.status == Status::Dropped), ["2007/29"]);
    assert_eq!(named(&|m| m.status == Status::Postponed), ["2006/11", "2007/1", "2007/10", "2007/16", "2007/20"]);
    let late = |m: &Milestone| m.status == Status::Completed && m.days_late.is_some_and(|days| days > 0);
    let days: Vec<(String, i64)> = named(&late)
        .into_iter()
        .zip(answer.milestones.iter().filter(|m| late(m)).filter_map(|m| m.days_late))
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
    assert_eq!(days, expected.map(|(name, days)| (name.to_owned(), days)));
    assert_eq!(find(&answer, "2006", "9").days_late, Some(-31));
    assert_eq!(find(&answer, "2006", "6").days_late, Some(316));
    // Here the plan is recorded on the day of its table, long after this deadline.
    assert_eq!(find(&answer, "2006", "6").findings, ["recorded_late", "milestone_late"]);
    assert_eq!(find(&answer, "2007", "19").days_late, None);
}

#[test]
fn tio_versions_and_lineage() {
    let plan = tio();
    for (as_of, expected) in [
        ("2006-07-04", None),
        ("2006-07-05", Some("0.0.1")),
        ("2006-09-30", Some("0.0.2")),
        ("2007-09-01", Some("0.0.3")),
    ] {
        assert_eq!(version_at(&plan.timeline, plan.at(as_of), &plan.name).as_deref(), expected, "{as_of}");
    }
    let answer = plan.answer("2007-08-27");
    let lineage = |section: &str, number: &str| -> Vec<String> {
        let links = &find(&answer, section, number).continued_by;
        links.iter().map(|l| format!("{}/{}", l.section.as_deref().unwrap(), l.number.as_deref().unwrap())).collect()
    };
    assert_eq!(lineage("2006", "6"), ["2007/4", "2007/20", "2008/2"]);
    assert_eq!(lineage("2007", "20"), ["2008/2"]);
    assert_eq!(lineage("2008", "2"), [""; 0]);
    assert_eq!(answer.version.as_deref(), Some("0.0.3"));
}

#[test]
fn a_postponement_to_a_year_counts_until_that_year_is_over() {
    let plan = tio();
    for (as_of, status, late) in [
        ("2007-07-31", Status::Planned, None),
        ("2007-08-27", Status::Postponed, None),
        ("2008-12-31", Status::Postponed, None),
        ("2009-01-01", Status::Overdue, Some(1)),
    ] {
        let answer = plan.answer(as_of);
        let milestone = find(&answer, "2007", "20");
        assert_eq!((milestone.status, milestone.days_late), (status, late), "{as_of}");
    }
    let answer = plan.answer("2007-08-27");
    let milestone = serde_json::to_value(find(&answer, "2007", "20")).unwrap();
    let due = serde_json::json!({"start": "2008-01-01", "end": "2008-12-31", "as_written": "2008"});
    assert_eq!(milestone["due"], due);
    let original = serde_json::json!({"start": "2007-08-01", "end": "2007-08-01", "as_written": null});
    assert_eq!(milestone["due_original"], original);
    let text = serde_json::to_string(find(&answer, "2007", "8")).unwrap();
    let fields = ["plan", "section", "number", "title", "responsible", "milestone", "due", "due_original", "completed"];
    let more = ["status", "status_as_written", "days_late", "continued_by", "findings"];
    let places: Vec<usize> =
        fields.iter().chain(&more).map(|field| text.find(&format!("\"{field}\":")).expect(field)).collect();
    assert!(places.is_sorted(), "{text}");
    assert!(
        text.contains(r#""due":{"start":"2007-03-08","end":"2007-03-09","as_written":"08.03.07 09.03.07"}"#),
        "{text}"
    );
}

#[test]
fn husk_has_its_rows_and_its_order_findings() {
    let document = incoming("husk_milestones");
    let mut plan = built("HUSK", &document, "2006-01-01", "2009-01-09");
    let rows_before = plan.rows("2009-12-31");
    let id_of = |section: &str, number: &str| {
        let named =
            |row: &&hovedbok_milestones::PlanRow| row.section == section && row.number.as_deref() == Some(number);
        rows_before.iter().find(named).unwrap()
    };
    // The links stand in the planning of the row: put it right by planning it once more.
    for (_, link) in read("milestone_links").into_iter().filter(|(_, link)| link["plan"] == "HUSK") {
        let from = id_of(&link["section"], &link["number"]);
        let to = id_of(&link["to_section"], &link["to_number"]).milestone;
        let mut again = planned(from.milestone, &from.section, from.number.as_deref(), &from.title);
        again.due.clone_from(&from.due);
        match link["relation"].as_str() {
            "must_follow" => again.must_follow = vec![to].into(),
            "not_after" => again.not_after = vec![to].into(),
            other => panic!("{other}"),
        }
        plan.void(from.planned_by);
        plan.add(on("2006-01-01"), again);
    }
    let answer = plan.answer("2009-12-31");
    assert_eq!(answer.milestones.len(), 114);
    let sections = ["2006", "2007", "2008", "2009", "2010"];
    let count = |section: &str| answer.milestones.iter().filter(|m| m.section == section).count();
    assert_eq!(sections.map(count), [27, 40, 28, 18, 1]);
    let cancelled: Vec<_> = answer.milestones.iter().filter(|m| m.status == Status::Cancelled).collect();
    assert_eq!(cancelled.iter().filter_map(|m| m.number.as_deref()).collect::<Vec<_>>(), ["54", "64", "65"]);
    assert_eq!(answer.milestones.iter().filter(|m| m.number.as_deref() == Some("35")).count(), 2);
    assert_eq!(answer.milestones.iter().filter(|m| m.number.is_none()).count(), 1);
    let with = |kind: &str| -> Vec<_> {
        answer.milestones.iter().filter(|m| m.findings.contains(&kind)).filter_map(|m| m.number.as_deref()).collect()
    };
    let mut ordered = with("milestone_order");
    ordered.sort_unstable();
    assert_eq!(ordered, ["15", "17", "50", "51"]);
    assert_eq!(with("label_used_twice"), ["35", "35"]);
}

#[test]
fn the_same_document_again_changes_nothing() {
    let documents = [
        ("TIO", incoming("tio_milestones"), "2006-01-01", "2007-08-27"),
        ("HUSK", incoming("husk_milestones"), "2006-01-01", "2009-01-09"),
        ("TRAPPA", incoming_words(), "2016-01-01", "2017-11-15"),
    ];
    for (name, document, first, shown) in documents {
        let plan = built(name, &document, first, shown);
        assert_eq!(compare(&plan.rows("2199-12-31"), &document), Ok(Vec::new()), "{name}");
    }
}

#[test]
fn results_in_words_become_statuses() {
    let document = incoming_words();
    let plan = built("TRAPPA", &document, "2016-01-01", "2017-11-15");
    let answer = plan.answer("2017-12-31");
    // The two open rows with a deadline (Januar, Mars) are overdue, the other twelve have none.
    let counts = Counts { planned: 12, overdue: 2, completed: 11, postponed: 2, cancelled: 0, dropped: 3 };
    assert_eq!(answer.counts, counts);
    let partly = answer.milestones.iter().find(|m| m.title == "definition of results").unwrap();
    assert_eq!((partly.status, partly.status_as_written.as_deref()), (Status::Planned, Some("partly done")));
}

#[test]
fn plans_stand_in_one_line_each() {
    let plan = tio();
    let at = plan.at("2007-08-27");
    assert_eq!(plans(&plan.timeline, at), std::slice::from_ref(&plan.name));
    let [line] = summary(&plan.timeline, at).try_into().unwrap();
    assert_eq!((line.plan.as_str(), line.version.as_deref(), line.counts.completed), ("TIO", Some("0.0.3"), 24));
    assert_eq!(rows(&plan.timeline, At { as_of: day("2005-12-31"), ..at }, &plan.name), []);
    assert_eq!(plans(&plan.timeline, At { as_of: day("2005-12-31"), ..at }), []);
    assert_eq!(plan.answer("2005-12-31").counts, Counts::default());
}
