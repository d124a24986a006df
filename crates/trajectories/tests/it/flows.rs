//! The ways that stays go.

use hovedbok_trajectories::{FlowsBy, StaySelection, flows};
use serde_json::json;

use crate::given::{Given, id};

/// The rows as `position from > to stays`.
fn ways(given: &Given, by: FlowsBy) -> Vec<String> {
    let found = flows(&given.timeline, given.at("2009-12-31"), &StaySelection::default(), by);
    let rows = found.rows.iter();
    rows.map(|row| format!("{} {} > {} {}", row.position, row.from, row.to, row.stays)).collect()
}

#[test]
fn a_stay_goes_through_the_providers_of_the_placements_that_begin_in_it() {
    let mut given = Given::default();
    given.taken_in(1, "2009-01-10");
    // Before the stay, twice at one provider, then at another.
    given.placed(1, 10, "Early", "2009-01-01", None);
    given.placed(1, 11, "ASVO", "2009-02-01", Some(("2009-03-31", "continued")));
    given.placed(1, 12, "ASVO", "2009-04-01", Some(("2009-05-31", "to_other_provider")));
    given.placed(1, 13, "Landmo", "2009-06-01", None);
    given.left(1, "2009-08-31", "work");
    // After it.
    given.placed(1, 14, "Late", "2009-09-01", None);
    let expected = ["1 intake > ASVO 1", "2 ASVO > Landmo 1", "3 Landmo > exit:work 1"];
    assert_eq!(ways(&given, FlowsBy::Provider), expected);
    assert_eq!(ways(&given, FlowsBy::Measure), ["1 intake > work training 1", "2 work training > exit:work 1"]);
}

#[test]
fn a_stay_without_any_goes_straight_to_its_end() {
    let mut given = Given::default();
    given.taken_in(1, "2009-01-10");
    given.taken_in(2, "2009-01-10");
    given.left(2, "2009-01-10", "unknown");
    for by in FlowsBy::ALL {
        assert_eq!(ways(&given, *by), ["1 intake > exit:unknown 1", "1 intake > in_programme 1"]);
    }
}

#[test]
fn the_same_provider_again_is_another_place_in_the_way() {
    let mut given = Given::default();
    given.taken_in(1, "2009-01-10");
    for (placement, provider, from) in [(11, "A", "2009-02-01"), (12, "B", "2009-03-01"), (13, "A", "2009-04-01")] {
        given.placed(1, placement, provider, from, None);
    }
    assert_eq!(ways(&given, FlowsBy::Provider), ["1 intake > A 1", "2 A > B 1", "3 B > A 1", "4 A > in_programme 1"]);
}

#[test]
fn each_stay_goes_its_own_way() {
    let mut given = Given::default();
    given.taken_in(1, "2009-01-10");
    given.placed(1, 11, "A", "2009-02-01", Some(("2009-02-28", "other")));
    given.left(1, "2009-03-31", "job_seeker");
    given.intake(1, 1, "2009-06-01", "North", "adults", &[]);
    given.placed(1, 12, "B", "2009-06-01", None);
    let expected = ["1 intake > A 1", "1 intake > B 1", "2 A > exit:job_seeker 1", "2 B > in_programme 1"];
    assert_eq!(ways(&given, FlowsBy::Provider), expected);
}

#[test]
fn steps_are_those_of_the_stay_or_else_of_its_placements() {
    let mut given = Given::default();
    given.taken_in(1, "2009-01-10");
    given.moved(1, "2009-02-01", Some("talks"), "course");
    given.moved(1, "2009-03-01", None, "course");
    given.taken_in(2, "2009-01-10");
    for (placement, step) in [(21, Some("1")), (22, None), (23, Some("2"))] {
        let mut body = json!({"placement": id(placement), "enrolment": id(2), "measure": "m", "provider": "A",
            "owner": "state", "share_bp": 10_000});
        if let Some(step) = step {
            body["step"] = step.into();
        }
        given.put(2, "2009-02-01", "measure.started", body);
    }
    let expected = [
        "1 intake > 1 1",
        "1 intake > talks 1",
        "2 1 > 2 1",
        "2 talks > course 1",
        "3 2 > in_programme 1",
        "3 course > in_programme 1",
    ];
    assert_eq!(ways(&given, FlowsBy::Step), expected);
}
