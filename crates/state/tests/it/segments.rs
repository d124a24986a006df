//! Somebody who moves to another office, target group, cohort or counsellor while inside stays where they were counted before.

use hovedbok_core::entries::codes::{BenefitKind, Destination, Outcome};
use hovedbok_state::{By, Scope, Selection, derive, members, participant};

use crate::given::*;

fn all() -> Selection {
    Selection::default()
}

/// Taken in at North among the young in 2009, moved to South among the adults on 1 April, out on 30 June.
fn moved() -> Given {
    let mut given = Given::default();
    given.put(1, "2009-01-01", registered("North"));
    given.put(1, "2009-01-05", applied(1, "KVP"));
    given.put(1, "2009-01-10", intake_of(1, "KVP", "North", "young", &["2009"]));
    given.put(1, "2009-01-10", counsellor(1, "c1"));
    given.put(1, "2009-01-20", started(1, 1, "ASVO"));
    given.put(1, "2009-04-01", intake_of(1, "KVP", "South", "adults", &[]));
    given.put(1, "2009-04-15", counsellor(1, "c2"));
    given
}

fn flow(given: &Given, indicator: &str, part: &str, about: &str, as_of: &str) -> Option<i64> {
    let programme = name("KVP");
    derive(
        indicator,
        &given.timeline,
        &Scope { part: Some(part), ..Scope::programme(&programme) },
        &period(about),
        given.at(as_of),
    )
}

#[test]
fn a_group_that_was_left_is_one_that_the_person_was_in() {
    let given = moved();
    for (by, before, after) in [
        (By::Office, vec!["North 1/1"], vec!["North 0/1", "South 1/1"]),
        (By::TargetGroup, vec!["young 1/1"], vec!["adults 1/1", "young 0/1"]),
        (By::Counsellor, vec!["c1 1/1"], vec!["c1 1/1"]),
    ] {
        assert_eq!(given.groups("2009-03-31", &all(), by), before);
        assert_eq!(given.groups("2009-04-01", &all(), by), after);
    }
    assert_eq!(given.groups("2009-04-15", &all(), By::Counsellor), ["c1 0/1", "c2 1/1"]);
    let cohort = Selection { cohort: Some(name("2009")), ..all() };
    let count = |selection: &Selection, day: &str| {
        let members = members(&given.timeline, given.at(day), selection, None).total;
        (members.participants.len(), members.ever.len())
    };
    assert_eq!((count(&cohort, "2009-03-31"), count(&cohort, "2009-04-01")), ((1, 1), (0, 1)));
    let north = Selection { office: Some("North".into()), ..all() };
    assert_eq!((count(&north, "2009-03-31"), count(&north, "2009-04-01")), ((1, 1), (0, 1)));
    assert_eq!(
        count(&Selection { cohort: Some(name("2009")), office: Some("South".into()), ..all() }, "2009-12-31"),
        (0, 0)
    );
}

#[test]
fn an_intake_and_an_exit_count_where_they_happened() {
    let mut given = moved();
    given.put(1, "2009-06-30", exited(1, Destination::Work));
    for as_of in ["2009-03-31", "2009-12-31"] {
        assert_eq!(flow(&given, "intakes", "office=North", "2009-01-01..2009-01-31", as_of), Some(1), "{as_of}");
        assert_eq!(flow(&given, "applications", "office=North", "2009-01-01..2009-01-31", as_of), Some(1), "{as_of}");
    }
    let in_2009 = |indicator: &str, part: &str| flow(&given, indicator, part, "2009-01-01..2009-12-31", "2009-12-31");
    assert_eq!((in_2009("intakes", "office=South"), in_2009("intakes", "target_group=young")), (Some(0), Some(1)));
    assert_eq!((in_2009("exits", "office=North"), in_2009("exits", "office=South")), (Some(0), Some(1)));
    assert_eq!(
        (in_2009("exits_work_or_education", "target_group=young"), in_2009("exits", "cohort=2009")),
        (Some(0), Some(0))
    );
    assert_eq!(flow(&given, "participants_in_programme", "office=North", "2009-03-31", "2009-12-31"), Some(1));
    assert_eq!(flow(&given, "cohort_size", "cohort=2009", "2009-12-31", "2009-12-31"), Some(1));
    let groups = given.groups("2009-12-31", &Selection { office: Some("South".into()), ..all() }, By::Outcome);
    assert_eq!(groups, ["in_programme 0/1", "work 0/1"]);
    let groups = given.groups("2009-12-31", &Selection { office: Some("North".into()), ..all() }, By::Outcome);
    assert_eq!(groups, ["in_programme 0/1"]);
}

#[test]
fn a_placement_counts_in_an_office_for_the_days_there() {
    let mut given = moved();
    given.put(1, "2009-05-31", ended(1, Outcome::Work));
    given.put(1, "2009-06-01", started(2, 1, "Landmo"));
    let count = |indicator: &str, part: &str| flow(&given, indicator, part, "2009-01-01..2009-05-31", "2009-12-31");
    assert_eq!(
        (count("still_in_measure", "office=North"), count("still_in_measure", "office=South")),
        (Some(1), Some(0))
    );
    assert_eq!(count("placements_work_or_education", "office=North"), Some(0));
    assert_eq!(count("placements_work_or_education", "office=South"), Some(1));
    assert_eq!(count("placements_work_or_education", ""), Some(1));
    let at =
        |office: &str| given.groups("2009-12-31", &Selection { office: Some(office.into()), ..all() }, By::Provider);
    assert_eq!((at("North"), at("South")), (vec!["ASVO 0/1".into()], vec!["ASVO 0/1".into(), "Landmo 1/1".into()]));
}

#[test]
fn a_status_counts_in_the_office_of_its_days() {
    let mut given = Given::default();
    given.put(1, "2009-01-01", registered("North"));
    given.put(1, "2009-01-05", applied(1, "KVP"));
    given.put(1, "2009-02-01", intake(1, "KVP", "South", "adults"));
    let of = |office: &str, day: &str| given.statuses(day, &Selection { office: Some(office.into()), ..all() });
    assert_eq!(of("North", "2009-01-31"), ["registered 0/1", "applied 1/1"]);
    assert_eq!(of("North", "2009-02-01"), ["registered 0/1", "applied 0/1"]);
    assert_eq!(of("South", "2009-02-01"), ["registered 0/1", "in_programme 1/1"]);
}

#[test]
fn who_receives_and_is_gone_stands_where_they_were_last() {
    let mut given = moved();
    given.put(1, "2009-06-30", exited(1, Destination::Work));
    given.put(1, "2009-12-31", paid(BenefitKind::SocialAssistanceFull, "2009-12-01..2009-12-31"));
    let receiving = Selection { receiving: true, ..all() };
    assert_eq!(given.groups("2009-12-31", &receiving, By::Office), ["North 0/1", "South 1/1"]);
    assert_eq!(given.groups("2009-12-31", &receiving, By::Counsellor), ["c1 0/1", "c2 1/1"]);
}

#[test]
fn a_move_on_the_first_day_leaves_no_segment_behind() {
    let mut given = Given::default();
    given.taken_in(1, "2009-01-10", "KVP", "young");
    given.put(1, "2009-01-10", intake(1, "KVP", "South", "adults"));
    assert_eq!(given.groups("2009-01-10", &all(), By::Office), ["South 1/1"]);
    // Moved on the day that turns out to be the first one outside.
    given.put(1, "2009-01-31", exited(1, Destination::Work));
    given.put(2, "2009-01-10", registered("North"));
    let exit = given.put(2, "2009-01-10", intake(2, "KVP", "North", "young"));
    given.put(2, "2009-02-01", intake(2, "KVP", "East", "young"));
    given.put(2, "2009-01-31", exited(2, Destination::Work));
    assert_eq!(given.groups("2009-12-31", &all(), By::Office), ["North 0/1", "South 0/1"]);
    let course = participant(&given.timeline, given.at("2009-12-31"), person(2)).unwrap();
    assert_eq!(course.enrolments[0].office.as_deref(), Some("North"));
    assert!(exit > 0);
}
