//! Stays, spells and gaps of a course, definition by definition.

use hovedbok_trajectories::{CourseFilter, Observation, SpellKind, StaySelection, trajectories, trajectories_of};
use serde_json::json;

use crate::given::{Given, day, gaps, id, name, person, spells, stays};

#[test]
fn a_stay_holds_its_first_and_last_day() {
    let mut given = Given::default();
    given.taken_in(1, "2009-01-10");
    given.left(1, "2009-01-10", "work");
    let course = given.course("2009-12-31");
    assert_eq!(stays(&course), ["2009-01-10 2009-01-11 work"]);
    assert_eq!(spells(&course, SpellKind::Status), ["in_programme 2009-01-10 2009-01-11", "exited 2009-01-11 …"]);
    // On the last day the person is inside.
    assert_eq!(stays(&given.course("2009-01-10")), ["2009-01-10 … -"]);
    assert!(given.course("2009-01-10").stays[0].right_censored);
}

#[test]
fn an_intake_after_an_exit_is_another_stay_and_one_while_inside_another_segment() {
    let mut given = Given::default();
    given.intake(1, 1, "2009-01-10", "North", "young", &["2009"]);
    given.intake(1, 1, "2009-04-01", "South", "adults", &[]);
    given.left(1, "2009-06-30", "work");
    // On the first day outside.
    given.intake(1, 1, "2009-07-01", "South", "adults", &[]);
    let course = given.course("2009-12-31");
    assert_eq!(stays(&course), ["2009-01-10 2009-07-01 work", "2009-07-01 … -"]);
    let segments: Vec<_> =
        course.stays[0].segments.iter().map(|part| (part.office.as_str(), part.from, part.to)).collect();
    let (first, moved, out) = (day("2009-01-10"), day("2009-04-01"), day("2009-07-01"));
    assert_eq!(segments, [("North", first, Some(moved)), ("South", moved, Some(out))]);
    // The spell between is without a day.
    assert_eq!(spells(&course, SpellKind::Status), ["in_programme 2009-01-10 …"]);
}

#[test]
fn suspension_is_inside_and_a_status_of_its_own() {
    let mut given = Given::default();
    given.taken_in(1, "2009-01-10");
    given.put(1, "2009-02-01", "participant.suspended", json!({"enrolment": id(1), "kind": "other"}));
    given.put(1, "2009-02-01", "participant.resumed", json!({"enrolment": id(1)}));
    given.put(1, "2009-03-01", "participant.suspended", json!({"enrolment": id(1), "kind": "other"}));
    given.left(1, "2009-03-31", "moved");
    let course = given.course("2009-12-31");
    assert_eq!(stays(&course), ["2009-01-10 2009-04-01 moved"]);
    let expected = ["in_programme 2009-01-10 2009-03-01", "suspended 2009-03-01 2009-04-01", "exited 2009-04-01 …"];
    assert_eq!(spells(&course, SpellKind::Status), expected);
}

#[test]
fn a_step_lasts_until_the_next_or_the_exit() {
    let mut given = Given::default();
    given.taken_in(1, "2009-01-10");
    given.moved(1, "2009-02-01", Some("talks"), "course");
    given.moved(1, "2009-03-01", None, "work place");
    given.moved(1, "2009-03-01", None, "work training");
    given.left(1, "2009-03-31", "work");
    // Between two stays, and with nothing said of the step before.
    given.intake(1, 1, "2009-06-01", "North", "adults", &[]);
    given.moved(1, "2009-07-01", None, "course");
    let course = given.course("2009-12-31");
    let expected = [
        "talks 2009-01-10 2009-02-01",
        "course 2009-02-01 2009-03-01",
        "work training 2009-03-01 2009-04-01",
        "course 2009-07-01 …",
    ];
    assert_eq!(spells(&course, SpellKind::Step), expected);
    assert_eq!(gaps(&course, 0, SpellKind::Step), Vec::<String>::new());
    assert_eq!(gaps(&course, 1, SpellKind::Step), ["2009-06-01 2009-07-01"]);
}

#[test]
fn a_step_that_was_moved_to_before_the_intake_holds_from_the_intake_on() {
    let mut given = Given::default();
    given.moved(1, "2009-01-05", Some("home"), "talks");
    given.taken_in(1, "2009-01-10");
    given.moved(1, "2009-02-01", Some("anything"), "course");
    let course = given.course("2009-12-31");
    assert_eq!(spells(&course, SpellKind::Step), ["talks 2009-01-10 2009-02-01", "course 2009-02-01 …"]);
}

#[test]
fn placements_overlap_and_are_cut_by_nothing_but_their_end() {
    let mut given = Given::default();
    given.taken_in(1, "2009-01-10");
    given.placed(1, 11, "ASVO", "2009-02-01", Some(("2009-05-31", "work")));
    given.placed(1, 12, "Landmo", "2009-03-01", None);
    given.placed(1, 13, "ASVO", "2009-03-01", Some(("2009-02-28", "other")));
    given.left(1, "2009-04-30", "work");
    let course = given.course("2009-12-31");
    // One that ended before it began holds no day.
    assert_eq!(
        spells(&course, SpellKind::Measure),
        ["work training 2009-02-01 2009-06-01", "work training 2009-03-01 …"]
    );
    assert_eq!(gaps(&course, 0, SpellKind::Measure), ["2009-01-10 2009-02-01"]);
    let first = course.spells.iter().find(|spell| spell.kind == SpellKind::Measure).unwrap();
    assert_eq!((first.provider.as_deref(), first.outcome.map(|outcome| outcome.word())), (Some("ASVO"), Some("work")));
}

#[test]
fn benefits_of_one_kind_are_joined_where_they_touch_and_end_where_nothing_is_observed() {
    let mut given = Given::default();
    given.taken_in(1, "2009-01-10");
    given.paid(1, "qualification_benefit", "2009-02-01", "2009-02-28", Some(1));
    given.paid(1, "qualification_benefit", "2009-03-01", "2009-03-31", Some(1));
    given.paid(1, "social_assistance_full", "2008-12-01", "2008-12-31", None);
    given.paid(1, "qualification_benefit", "2009-05-01", "2009-06-30", Some(1));
    given.paid(1, "qualification_benefit", "2009-02-01", "2009-02-28", Some(2));
    let course = given.courses("2009-05-15").remove(0);
    let expected = [
        "qualification_benefit 2009-02-01 2009-04-01",
        "qualification_benefit 2009-05-01 2009-05-16",
        "social_assistance_full 2008-12-01 2009-01-01",
    ];
    assert_eq!(spells(&course, SpellKind::Benefit), expected);
    assert_eq!(gaps(&course, 0, SpellKind::Benefit), ["2009-01-10 2009-02-01", "2009-04-01 2009-05-01"]);
}

#[test]
fn a_gap_that_goes_on_has_no_end() {
    let mut given = Given::default();
    given.taken_in(1, "2009-01-10");
    let course = given.course("2009-05-15");
    for kind in [SpellKind::Step, SpellKind::Measure, SpellKind::Benefit] {
        assert_eq!(gaps(&course, 0, kind), ["2009-01-10 …"]);
    }
}

#[test]
fn what_is_recorded_after_the_reach_is_not_observed() {
    let mut given = Given::default();
    given.taken_in(1, "2009-01-10");
    given.placed(1, 11, "ASVO", "2009-02-01", None);
    given.left(1, "2009-12-31", "unknown");
    given.ends("KVP", "2009-06-30");
    let course = given.course("2010-12-31");
    assert_eq!(stays(&course), ["2009-01-10 … -"]);
    given.ends("KVP", "2010-01-01");
    assert_eq!(stays(&given.course("2010-12-31")), ["2009-01-10 2010-01-01 unknown"]);
}

#[test]
fn merged_persons_are_one_and_are_found_by_either_name() {
    let mut given = Given::default();
    given.taken_in(1, "2009-01-10");
    given.taken_in(2, "2009-03-01");
    given.put(2, "2009-04-01", "participant.merged", json!({"into": id(1)}));
    let ids = |as_of: &str| given.courses(as_of).into_iter().map(|course| course.participant).collect::<Vec<_>>();
    assert_eq!(ids("2009-03-31"), [person(1), person(2)]);
    assert_eq!(ids("2009-04-01"), [person(1), person(1)]);
    for who in [person(1), person(2)] {
        let found = trajectories_of(&given.timeline, given.at("2009-12-31"), who, Observation::default()).unwrap();
        assert_eq!((found.0, found.1.len()), (person(1), 2));
    }
    assert_eq!(trajectories_of(&given.timeline, given.at("2009-12-31"), person(9), Observation::default()), None);
}

#[test]
fn courses_are_narrowed_by_what_the_intake_says_and_by_provider() {
    let mut given = Given::default();
    given.intake(1, 1, "2009-01-10", "North", "young", &["2009"]);
    given.intake(1, 1, "2009-02-10", "South", "adults", &[]);
    given.placed(1, 11, "ASVO", "2009-02-01", None);
    given.put(2, "2009-01-01", "participant.registered", json!({"office": "North"}));
    given.put(2, "2009-01-01", "participant.applied", json!({"enrolment": id(2), "programme": "KVP"}));
    let found = |selection: StaySelection, provider: Option<&str>| {
        let filter = CourseFilter { selection, provider: provider.map(str::to_owned) };
        let rows = trajectories(&given.timeline, given.at("2009-12-31"), &filter, Observation::default());
        rows.into_iter().map(|row| row.participant).collect::<Vec<_>>()
    };
    let all = StaySelection::default;
    let (one, two) = (person(1), person(2));
    assert_eq!(found(all(), None), [one, two]);
    assert_eq!(found(StaySelection { programme: Some(name("KVP")), ..all() }, None), [one, two]);
    assert_eq!(found(StaySelection { programme: Some(name("TIO")), ..all() }, None), []);
    assert_eq!(found(StaySelection { office: Some("North".into()), ..all() }, None), [one, two]);
    assert_eq!(found(StaySelection { office: Some("South".into()), ..all() }, None), []);
    assert_eq!(found(StaySelection { cohort: Some(name("2009")), ..all() }, None), [one]);
    assert_eq!(found(StaySelection { target_group: Some(name("adults")), ..all() }, None), []);
    assert_eq!((found(all(), Some("ASVO")), found(all(), Some("Landmo"))), (vec![one], vec![]));
}

#[test]
fn json_leaves_out_what_a_spell_does_not_have() {
    let mut given = Given::default();
    given.taken_in(1, "2009-01-10");
    given.placed(1, 11, "ASVO", "2009-02-01", None);
    let course = serde_json::to_value(given.course("2009-05-15")).unwrap();
    assert_eq!(
        course["spells"],
        json!([
            {"kind": "status", "code": "in_programme", "from": "2009-01-10", "to": null},
            {"kind": "measure", "code": "work training", "from": "2009-02-01", "to": null, "placement": id(11),
             "provider": "ASVO", "owner": "municipal"},
        ])
    );
    assert_eq!(course["events"][0]["type"], "participant.intake");
}
