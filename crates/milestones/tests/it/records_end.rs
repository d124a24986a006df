//! How far the records of a plan's programme reach, and which programme that is.

use std::sync::Arc;

use hovedbok_core::entries::codes::RecordSubject;
use hovedbok_core::reach::{End, EndsBy};
use hovedbok_core::rules::Context;
use hovedbok_core::{Reach, Seq};
use hovedbok_milestones::{Counts, Status, milestones, programme_of, summary};
use hovedbok_projection::At;

use crate::given::{Plan, assigned, completed, day, id, on, one, planned};

/// The records of the plans of a programme end on a day.
fn ending(programme: &str, last: &str) -> Arc<Reach> {
    let mut reach = Reach::default();
    let end = End { day: day(last), by: EndsBy::Recorded, entry: Seq(1) };
    reach.set(&programme.parse().unwrap(), RecordSubject::Plan, end);
    Arc::new(reach)
}

#[test]
fn a_plan_belongs_to_the_programme_that_it_was_assigned_to_last() {
    let mut plan = Plan::new("STEP.north");
    let of = |plan: &Plan, known_at| programme_of(&plan.timeline, &plan.name, Seq(known_at)).map(|it| it.to_string());
    assert_eq!(of(&plan, 0).as_deref(), Some("STEP"), "by its name, while nothing is recorded");
    plan.add(on("2007-01-01"), planned(id(1), "2007", None, "Website"));
    plan.add(on("2007-02-01"), assigned("KVP"));
    let seq = plan.add(on("2007-03-01"), assigned("TIO"));
    plan.void(seq);
    let named: Vec<_> = (0..=4).map(|known_at| of(&plan, known_at).unwrap()).collect();
    assert_eq!(named, ["STEP", "STEP", "KVP", "TIO", "KVP"]);
}

#[test]
fn a_plan_is_judged_on_the_last_day_of_the_records_of_its_programme() {
    let mut plan = one();
    plan.add(on("2007-01-02"), assigned("STEP"));
    plan.add(on("2007-03-13"), completed(id(1)));
    let counts = Counts::default();
    let planned = Counts { planned: 1, ..counts };
    let overdue = Counts { overdue: 1, ..counts };
    let done = Counts { completed: 1, ..counts };
    for (programme, last, as_of, status, late, counts) in [
        ("STEP", "2007-03-09", "2007-12-31", Status::Planned, None, planned),
        ("STEP", "2007-03-10", "2007-12-31", Status::Overdue, Some(1), overdue),
        ("STEP", "2007-03-12", "2007-12-31", Status::Overdue, Some(3), overdue),
        ("STEP", "2007-03-12", "2007-03-11", Status::Overdue, Some(2), overdue),
        ("STEP", "2007-03-13", "2007-12-31", Status::Completed, Some(4), done),
        ("P", "2007-03-09", "2007-12-31", Status::Completed, Some(4), done),
    ] {
        let timeline = plan.timeline.reaching(&ending(programme, last));
        let answer = milestones(&timeline, plan.at(as_of), &plan.name, &Context::default()).unwrap();
        let found = &answer.milestones[0];
        assert_eq!((found.status, found.days_late, answer.counts), (status, late, counts), "{programme} to {last}");
        let lines: Vec<_> = summary(&timeline, plan.at(as_of)).into_iter().map(|line| line.counts).collect();
        assert_eq!(lines, [counts], "{programme} to {last}");
    }
}

#[test]
fn a_plan_whose_entries_all_lie_after_the_records_is_known_and_empty() {
    let mut plan = Plan::new("STEP");
    plan.add(on("2027-01-01"), planned(id(1), "2027", Some("1"), "Agreement"));
    let timeline = plan.timeline.reaching(&ending("STEP", "2026-11-20"));
    let asked = |as_of: &str, known_at: u64| {
        let at = At { as_of: day(as_of), known_at: Seq(known_at) };
        let answer = milestones(&timeline, at, &plan.name, &Context::default());
        answer.map(|answer| answer.milestones.len())
    };
    for as_of in ["2026-10-21", "2026-11-20", "2027-01-15", "2030-01-01"] {
        assert_eq!(asked(as_of, 1), Some(0), "{as_of}");
        assert_eq!(asked(as_of, 0), None, "{as_of}: nothing was known yet");
    }
}
