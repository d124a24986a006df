//! Curves from entries: which stays, from when to when.

use std::collections::BTreeSet;

use hovedbok_trajectories::{Grouping, Observation, StaySelection, Survival, SurvivalFilter, survival};

use crate::given::{Given, day, name};

fn asked(given: &Given, as_of: &str, filter: SurvivalFilter, observation: Observation) -> Survival {
    survival(&given.timeline, given.at(as_of), &filter, observation)
}

fn at(days: &[u32]) -> SurvivalFilter {
    SurvivalFilter { at: BTreeSet::from_iter(days.iter().copied()), ..SurvivalFilter::default() }
}

/// Days, at risk and events of the curve to any exit.
fn exits(found: &Survival) -> Vec<(u32, u64, u64)> {
    found.whole.curves.exit.steps.iter().map(|step| (step.t, step.n_risk, step.n_event)).collect()
}

#[test]
fn a_stay_ends_on_its_first_day_outside_and_an_open_one_after_the_last_day() {
    let mut given = Given::default();
    given.taken_in(1, "2010-01-01");
    given.left(1, "2010-01-10", "work");
    given.taken_in(2, "2010-01-01");
    let found = asked(&given, "2010-01-12", at(&[10, 12, 13]), Observation::default());
    assert_eq!(exits(&found), [(10, 2, 1)]);
    assert_eq!((found.whole.stays, found.whole.last_day), (2, Some(12)));
    let seen: Vec<_> = found.whole.curves.exit.at.iter().map(|mark| mark.survival_ppm).collect();
    assert_eq!(seen, [Some(500_000), Some(500_000), None]);
    // The records reach no further: nobody was observed for longer.
    given.ends("KVP", "2010-01-05");
    let shorter = asked(&given, "2010-12-31", at(&[]), Observation::default());
    assert_eq!((exits(&shorter), shorter.whole.last_day), (vec![], Some(5)));
}

#[test]
fn a_stay_of_one_day_and_one_that_was_suspended() {
    let mut given = Given::default();
    given.taken_in(1, "2010-01-01");
    given.left(1, "2010-01-01", "education");
    given.taken_in(2, "2010-01-01");
    given.put(
        2,
        "2010-01-05",
        "participant.suspended",
        serde_json::json!({"enrolment": crate::given::id(2), "kind": "leave_with_benefit"}),
    );
    given.left(2, "2010-01-20", "work");
    let found = asked(&given, "2010-12-31", at(&[]), Observation::default());
    assert_eq!(exits(&found), [(1, 2, 1), (20, 1, 1)]);
    assert_eq!(found.whole.curves.work.steps.len(), 1);
    assert_eq!(found.whole.curves.work_or_education.steps.len(), 2);
}

#[test]
fn somebody_who_comes_back_counts_again_unless_only_the_first_stay_is_asked_for() {
    let mut given = Given::default();
    given.taken_in(1, "2010-01-01");
    given.left(1, "2010-01-10", "moved");
    given.taken_in(1, "2010-03-01");
    given.left(1, "2010-03-05", "work");
    let found = asked(&given, "2010-12-31", at(&[]), Observation::default());
    assert_eq!(exits(&found), [(5, 2, 1), (10, 1, 1)]);
    let first = asked(&given, "2010-12-31", SurvivalFilter { first: true, ..at(&[]) }, Observation::default());
    assert_eq!(exits(&first), [(10, 1, 1)]);
}

#[test]
fn who_left_before_observing_began_is_left_out_and_counted() {
    let mut given = Given::default();
    given.taken_in(1, "2010-01-01");
    given.left(1, "2010-01-10", "work");
    given.taken_in(2, "2010-01-01");
    given.left(2, "2010-02-10", "work");
    let observation = Observation { from: Some(day("2010-01-15")), opened: None };
    let found = asked(&given, "2010-12-31", at(&[]), observation);
    assert_eq!((found.whole.stays, found.whole.not_observed, found.whole.left_truncated), (1, 1, 1));
    assert_eq!(exits(&found), [(41, 1, 1)]);
}

#[test]
fn groups_are_those_of_the_intake() {
    let mut given = Given::default();
    given.intake(1, 1, "2009-12-31", "North", "adults", &[]);
    given.intake(1, 1, "2010-02-01", "South", "adults", &[]);
    given.left(1, "2010-03-01", "work");
    given.intake(2, 2, "2010-01-01", "South", "youth", &["first"]);
    let groups = |by| {
        let found = asked(&given, "2010-12-31", SurvivalFilter { by: Some(by), ..at(&[]) }, Observation::default());
        found.groups.into_iter().map(|group| (group.group, group.estimates.stays)).collect::<Vec<_>>()
    };
    let each = |names: [&str; 2]| names.map(|name| (name.to_owned(), 1)).to_vec();
    assert_eq!(groups(Grouping::Office), each(["North", "South"]));
    assert_eq!(groups(Grouping::TargetGroup), each(["adults", "youth"]));
    assert_eq!(groups(Grouping::Year), each(["2009", "2010"]));
    assert_eq!(groups(Grouping::Sex), [("unknown".to_owned(), 2)]);
    assert_eq!(groups(Grouping::AgeBand), [("unknown".to_owned(), 2)]);
    assert_eq!(groups(Grouping::Programme), [("KVP".to_owned(), 2)]);
    let selection = StaySelection { cohort: Some(name("first")), ..StaySelection::default() };
    let some = asked(&given, "2010-12-31", SurvivalFilter { selection, ..at(&[]) }, Observation::default());
    assert_eq!((some.whole.stays, some.log_rank), (1, None));
}
