//! `state`: who counts, when, and in which groups.

use hovedbok_core::entries::codes::{BenefitKind, Decision, Destination, Outcome};
use hovedbok_state::{By, Selection, members, state};

use crate::given::*;

fn totals(given: &Given, as_of: &str) -> (usize, usize) {
    let answer = given.state(as_of);
    (answer.participants, answer.ever)
}

fn programme(text: &str) -> Selection {
    Selection { programme: Some(name(text)), ..Selection::default() }
}

#[test]
fn the_last_day_inside_is_inside() {
    let mut given = Given::default();
    given.taken_in(1, "2009-01-10", "KVP", "adults");
    given.put(1, "2009-03-31", exited(1, Destination::Work));
    assert_eq!(totals(&given, "2009-01-09"), (0, 0));
    assert_eq!(totals(&given, "2009-01-10"), (1, 1));
    assert_eq!(totals(&given, "2009-03-31"), (1, 1));
    assert_eq!(totals(&given, "2009-04-01"), (0, 1));
}

#[test]
fn suspended_counts_as_participant() {
    let mut given = Given::default();
    given.taken_in(1, "2009-01-10", "KVP", "adults");
    given.put(1, "2009-02-01", suspended(1));
    given.put(1, "2009-03-01", resumed(1));
    assert_eq!(totals(&given, "2009-02-15"), (1, 1));
    let all = Selection::default();
    assert_eq!(given.statuses("2009-02-15", &all), ["registered 0/1", "in_programme 0/1", "suspended 1/1"]);
    assert_eq!(given.statuses("2009-03-01", &all), ["registered 0/1", "in_programme 1/1", "suspended 0/1"]);
}

#[test]
fn all_nine_statuses_are_listed_in_their_order() {
    let given = Given::default();
    let keys = [
        "registered 0/0",
        "applied 0/0",
        "waiting 0/0",
        "granted 0/0",
        "in_programme 0/0",
        "suspended 0/0",
        "exited 0/0",
        "rejected 0/0",
        "withdrawn 0/0",
    ];
    assert_eq!(given.groups("2009-01-01", &Selection::default(), By::Status), keys);
}

#[test]
fn a_status_held_for_part_of_a_day_was_held() {
    let mut given = Given::default();
    given.put(1, "2009-01-01", registered("North"));
    given.put(1, "2009-01-01", applied(1, "KVP"));
    given.put(1, "2009-01-01", waitlisted(1, "KVP"));
    given.put(1, "2009-01-01", decided(1, Decision::Grant));
    let held = ["registered 0/1", "applied 0/1", "waiting 0/1", "granted 1/1"];
    assert_eq!(given.statuses("2009-01-01", &Selection::default()), held);
}

#[test]
fn a_replaced_start_still_comes_before_the_end_of_the_same_day() {
    let mut given = Given::default();
    given.put(1, "2009-01-01", registered("North"));
    let start = given.put(1, "2009-01-10", intake(1, "KVP", "North", "adults"));
    given.put(1, "2009-03-31", exited(1, Destination::Work));
    let before = given.at("2009-12-31");
    // Recorded after the exit, effective the day the exit takes hold.
    given.replace(1, start, "2009-04-01", intake(1, "KVP", "North", "adults"));
    assert_eq!(totals(&given, "2009-04-01"), (0, 0));
    assert_eq!(given.statuses("2009-12-31", &Selection::default()), ["registered 0/1", "exited 1/1"]);
    // At the older position nothing has changed.
    let then = state(&given.timeline, before, &Selection::default(), None);
    assert_eq!((then.participants, then.ever), (0, 1));
}

#[test]
fn a_voided_exit_brings_the_person_back_and_older_knowledge_stays() {
    let mut given = Given::default();
    given.taken_in(1, "2009-01-10", "KVP", "adults");
    let exit = given.put(1, "2009-03-31", exited(1, Destination::Work));
    given.void(1, exit);
    assert_eq!(totals(&given, "2009-12-31"), (1, 1));
    let answer = state(&given.timeline, given.known("2009-12-31", exit), &Selection::default(), Some(By::Outcome));
    assert_eq!((answer.participants, answer.ever), (0, 1));
    let groups: Vec<_> = answer.groups.iter().map(|g| (g.key.as_str(), g.participants, g.ever)).collect();
    assert_eq!(groups, [("in_programme", 0, 1), ("work", 0, 1)]);
}

#[test]
fn late_knowledge_changes_only_later_positions() {
    let mut given = Given::default();
    given.taken_in(1, "2009-12-01", "KVP", "adults");
    given.put(2, "2009-12-01", registered("North"));
    let then = given.at("2009-12-31");
    given.put(2, "2009-12-10", intake(2, "KVP", "North", "adults"));
    assert_eq!(state(&given.timeline, then, &programme("KVP"), None).participants, 1);
    let now = members(&given.timeline, given.at("2009-12-31"), &programme("KVP"), None);
    assert_eq!(now.total.participants, [person(1), person(2)]);
}

#[test]
fn two_enrolments_are_two_statuses_of_one_person() {
    let mut given = Given::default();
    given.taken_in(1, "2009-01-10", "KVP", "adults");
    given.put(1, "2009-02-01", applied(7, "P1824"));
    assert_eq!(totals(&given, "2009-03-01"), (1, 1));
    let all = Selection::default();
    assert_eq!(given.statuses("2009-03-01", &all), ["registered 0/1", "applied 1/1", "in_programme 1/1"]);
    assert_eq!(given.statuses("2009-03-01", &programme("P1824")), ["registered 0/1", "applied 1/1"]);
    assert_eq!(state(&given.timeline, given.at("2009-03-01"), &programme("P1824"), None).ever, 0);
}

#[test]
fn who_comes_back_counts_once() {
    let mut given = Given::default();
    given.taken_in(1, "2009-01-10", "KVP", "adults");
    given.put(1, "2009-03-31", exited(1, Destination::Work));
    given.put(1, "2009-06-01", intake(2, "KVP", "North", "adults"));
    assert_eq!(totals(&given, "2009-05-01"), (0, 1));
    assert_eq!(totals(&given, "2009-06-01"), (1, 1));
    let all = Selection::default();
    assert_eq!(given.statuses("2009-06-01", &all), ["registered 0/1", "in_programme 1/1", "exited 1/1"]);
    assert_eq!(given.groups("2009-06-01", &all, By::Outcome), ["in_programme 1/1", "work 0/1"]);
    // The same enrolment can be taken in again too.
    given.put(1, "2009-06-30", exited(2, Destination::Education));
    given.put(1, "2009-08-01", intake(2, "KVP", "South", "adults"));
    assert_eq!(totals(&given, "2009-08-01"), (1, 1));
    assert_eq!(given.groups("2009-08-01", &all, By::Office), ["North 0/1", "South 1/1"]);
}

#[test]
fn a_person_in_two_groups_counts_in_both() {
    let mut given = Given::default();
    given.taken_in(1, "2016-01-10", "TRAPPA", "under_30");
    given.put(1, "2016-01-10", started(1, 1, "ASVO"));
    given.put(1, "2016-02-10", started(2, 1, "Landmo"));
    given.taken_in(2, "2016-01-10", "TRAPPA", "settled_refugees");
    given.put(2, "2016-01-10", started(3, 2, "ASVO"));
    given.put(2, "2016-01-31", ended(3, Outcome::Work));
    let all = Selection::default();
    assert_eq!(given.groups("2016-03-01", &all, By::Provider), ["ASVO 1/2", "Landmo 1/1"]);
    assert_eq!(given.groups("2016-03-01", &all, By::Measure), ["work training 1/2"]);
    assert_eq!(given.groups("2016-03-01", &all, By::TargetGroup), ["settled_refugees 1/1", "under_30 1/1"]);
    assert_eq!(totals(&given, "2016-03-01"), (2, 2));
}

#[test]
fn the_caseload_is_whom_a_counsellor_follows_up_now() {
    let mut given = Given::default();
    for n in 1..=2 {
        given.taken_in(n, "2009-01-10", "KVP", "adults");
        given.put(n, "2009-01-10", counsellor(n, "c1"));
    }
    given.put(1, "2009-05-01", counsellor(1, "c2"));
    given.put(2, "2009-05-31", exited(2, Destination::Aap));
    assert_eq!(given.groups("2009-05-31", &Selection::default(), By::Counsellor), ["c1 1/2", "c2 1/1"]);
    assert_eq!(given.groups("2009-06-01", &Selection::default(), By::Counsellor), ["c1 0/2", "c2 1/1"]);
}

#[test]
fn ages_are_those_of_the_day() {
    let mut given = Given::default();
    given.put(1, "2009-01-10", born("North", "1991-06"));
    given.put(1, "2009-01-10", intake(1, "KVP", "North", "adults"));
    given.taken_in(2, "2009-01-10", "KVP", "adults");
    let all = Selection::default();
    assert_eq!(given.groups("2009-05-31", &all, By::AgeBand), ["0-17 1/1", "unknown 1/1"]);
    assert_eq!(given.groups("2009-06-01", &all, By::AgeBand), ["18-24 1/1", "unknown 1/1"]);
}

#[test]
fn receiving_counts_in_programme_or_gone() {
    let full = BenefitKind::SocialAssistanceFull;
    let extra = BenefitKind::SocialAssistanceSupplementary;
    let mut given = Given::default();
    for n in 1..=3 {
        given.put(n, "2007-12-31", registered("North"));
        given.put(n, "2007-12-31", intake_of(n, "P1824", "North", "young", &["2007-12"]));
        given.put(n, "2007-12-31", paid(full, "2007-12-01..2007-12-31"));
    }
    given.put(1, "2008-06-30", exited(1, Destination::Work));
    given.put(1, "2009-12-31", paid(extra, "2009-12-01..2009-12-31"));
    given.put(4, "2009-12-31", registered("North"));
    given.put(4, "2009-12-31", paid(full, "2009-12-01..2009-12-31"));
    let receiving = Selection { cohort: Some(name("2007-12")), receiving: true, ..Selection::default() };
    let answer = state(&given.timeline, given.at("2009-12-31"), &receiving, None);
    assert_eq!((answer.participants, answer.ever), (1, 3));
    assert_eq!(state(&given.timeline, given.at("2007-12-31"), &receiving, None).participants, 3);
    let kinds = ["social_assistance_full 0/3", "social_assistance_supplementary 1/1"];
    assert_eq!(given.groups("2009-12-31", &receiving, By::Benefit), kinds);
    assert_eq!(given.groups("2009-12-31", &receiving, By::TargetGroup), ["young 1/3"]);
    let statuses = ["registered 0/3", "in_programme 0/3", "exited 1/1"];
    assert_eq!(given.statuses("2009-12-31", &receiving), statuses);
    // Without it, benefit groups hold who is in the programme.
    assert_eq!(given.groups("2007-12-31", &Selection::default(), By::Benefit), ["social_assistance_full 3/3"]);
}

#[test]
fn selections_narrow() {
    let mut given = Given::default();
    given.taken_in(1, "2009-01-10", "KVP", "adults");
    given.put(2, "2009-01-10", registered("South"));
    given.put(2, "2009-01-10", intake_of(2, "KVP", "South", "adults", &["a", "b"]));
    given.put(3, "2009-01-10", registered("South"));
    let south = Selection { office: Some("South".into()), ..Selection::default() };
    let cohort = Selection { cohort: Some(name("b")), ..Selection::default() };
    for (selection, participants) in [(&south, 1), (&cohort, 1), (&programme("KVP"), 2), (&programme("TIO"), 0)] {
        let answer = state(&given.timeline, given.at("2009-02-01"), selection, None);
        assert_eq!((answer.participants, answer.ever), (participants, participants), "{selection:?}");
    }
    assert_eq!(given.statuses("2009-02-01", &south), ["registered 1/2", "in_programme 1/1"]);
    assert_eq!(given.statuses("2009-02-01", &cohort), ["registered 0/1", "in_programme 1/1"]);
}

#[test]
fn registered_is_who_has_no_enrolment_anywhere() {
    let mut given = Given::default();
    given.taken_in(1, "2009-01-10", "KVP", "adults");
    given.put(2, "2009-01-10", registered("North"));
    assert_eq!(given.statuses("2009-02-01", &Selection::default()), ["registered 1/2", "in_programme 1/1"]);
    // They belong to no programme, and who is in one was registered before.
    assert_eq!(given.statuses("2009-02-01", &programme("TIO")), [""; 0]);
    assert_eq!(given.statuses("2009-02-01", &programme("KVP")), ["registered 0/1", "in_programme 1/1"]);
}

#[test]
fn merged_participants_are_one_person_from_the_day_of_the_merging() {
    let mut given = Given::default();
    given.taken_in(1, "2009-01-10", "KVP", "adults");
    given.taken_in(2, "2009-01-20", "P1824", "young");
    given.put(2, "2009-03-01", merged(1));
    assert_eq!(totals(&given, "2009-02-28"), (2, 2));
    assert_eq!(totals(&given, "2009-03-01"), (1, 1));
    let both = given.groups("2009-03-01", &Selection::default(), By::TargetGroup);
    assert_eq!(both, ["adults 1/1", "young 1/1"]);
}

#[test]
fn an_enrolment_only_spoken_of_has_not_begun() {
    let mut given = Given::default();
    given.put(1, "2009-01-01", registered("North"));
    given.put(1, "2009-01-02", started(1, 9, "ASVO"));
    assert_eq!(given.statuses("2009-02-01", &Selection::default()), ["registered 1/1"]);
    assert!(given.groups("2009-02-01", &Selection::default(), By::Provider).is_empty());
}

#[test]
fn the_answer_has_the_fields_of_the_contract() {
    let mut given = Given::default();
    given.taken_in(1, "2009-01-10", "KVP", "adults");
    let answer = state(&given.timeline, given.at("2009-02-01"), &Selection::default(), Some(By::Office));
    let json = r#"{"participants":1,"ever":1,"groups":[{"key":"North","participants":1,"ever":1}]}"#;
    assert_eq!(serde_json::to_string(&answer).unwrap(), json);
}
