//! `state participant`: one person's course.

use hovedbok_core::entries::codes::{
    AbsenceKind, Answer, BenefitKind, Decision, Destination, Instrument, Outcome, PlanKind,
};
use hovedbok_core::entries::participant::{Assessed, CertificateConsidered, FollowedUp, PlanOffered, Reviewed};
use hovedbok_core::entries::{AbsenceEntry, MeasureEntry, absence, measure};
use hovedbok_core::{PersonEntry, Seq, ShareBp};
use hovedbok_state::{By, CourseEvent, Selection, Status, participant, state};

use crate::given::*;

fn away(p: u128, days: &str, counted: Option<u16>, minutes: Option<u32>) -> PersonEntry {
    PersonEntry::Absence(AbsenceEntry::from(absence::Absence {
        placement: placement(p),
        period: period(days),
        kind: AbsenceKind::Medical,
        minutes,
        days: counted,
        documented: None,
        note: None,
    }))
}

fn there(p: u128, days: &str, planned_minutes: u32, present_minutes: u32) -> PersonEntry {
    PersonEntry::Absence(AbsenceEntry::from(absence::Attendance {
        placement: placement(p),
        period: period(days),
        planned_minutes,
        present_minutes,
        note: None,
    }))
}

fn on_trappa() -> Given {
    let mut given = Given::default();
    given.taken_in(1, "2017-01-02", "TRAPPA", "under_30");
    given.put(1, "2017-01-02", started(1, 1, "ASVO"));
    given
}

#[test]
fn the_course_has_the_fields_of_the_contract() {
    let mut given = on_trappa();
    given.put(1, "2017-01-31", ended(1, Outcome::Work));
    let course = participant(&given.timeline, given.at("2017-02-01"), person(1)).unwrap();
    let id = |n: u8| format!("00000000-0000-0000-0000-0000000000{n:02}");
    let json = format!(
        concat!(
            r#"{{"participant":"{one}","enrolments":[{{"enrolment":"{one}","programme":"TRAPPA","status":"in_programme","#,
            r#""since":"2017-01-02","placements":[{{"placement":"{one}","measure":"work training","provider":"ASVO","#,
            r#""step":null,"owner":"municipal","share_bp":10000,"days_per_week":5,"from":"2017-01-02","planned_end":null,"#,
            r#""to":"2017-02-01","#,
            r#""outcome":"work","absence_days":0,"attended_bp":null}}],"office":"North","target_group":"under_30","#,
            r#""counsellor":null,"step":null,"destination":null,"from":"2017-01-02","to":null,"events":["#,
            r#"{{"day":"2017-01-02","type":"participant.intake","seq":2,"what":"office North, programme TRAPPA, "#,
            r#"target group under_30"}},{{"day":"2017-01-02","type":"measure.started","seq":3,"what":"days per week 5, "#,
            r#"measure work training, owner municipal, provider ASVO, share 100.00 %"}},"#,
            r#"{{"day":"2017-01-31","type":"measure.ended","seq":4,"what":"outcome work"}}]}}],"#,
            r#""entries":[1,2,3,4],"office":"North","merged":[],"benefits":[],"events":["#,
            r#"{{"day":"2017-01-02","type":"participant.registered","seq":1,"what":"office North"}}]}}"#
        ),
        one = id(1)
    );
    assert_eq!(serde_json::to_string(&course).unwrap(), json);
}

#[test]
fn absence_is_days_and_attendance_is_minutes() {
    let mut given = on_trappa();
    // Ten weekdays; three days as counted; minutes that are no days.
    given.put(1, "2017-01-09", away(1, "2017-01-09..2017-01-22", None, None));
    given.put(1, "2017-02-01", away(1, "2017-02-01..2017-02-05", Some(3), None));
    given.put(1, "2017-02-07", away(1, "2017-02-07", None, Some(90)));
    given.put(1, "2017-01-02", there(1, "2017-01-02..2017-01-31", 6000, 2000));
    given.put(1, "2017-02-01", there(1, "2017-02-01..2017-02-28", 6000, 2801));
    let seen = |as_of: &str| {
        let course = participant(&given.timeline, given.at(as_of), person(1)).unwrap();
        let row = &course.enrolments[0].placements[0];
        (row.absence_days, row.attended_bp)
    };
    assert_eq!(seen("2017-01-10"), (2, Some(3333)));
    assert_eq!(seen("2017-01-31"), (10, Some(3333)));
    assert_eq!(seen("2017-02-02"), (12, Some(4001)));
    assert_eq!(seen("2017-03-01"), (13, Some(4001)));
}

#[test]
fn changed_terms_hold_from_their_day() {
    let mut given = on_trappa();
    let changed = measure::Changed {
        placement: placement(1),
        share_bp: Some(ShareBp(5000)),
        days_per_week: None,
        planned_end: None,
        note: None,
    };
    given.put(1, "2017-03-01", PersonEntry::Measure(MeasureEntry::from(changed)));
    let terms = |as_of: &str| {
        let course = participant(&given.timeline, given.at(as_of), person(1)).unwrap();
        let row = course.enrolments[0].placements[0].clone();
        (row.share_bp, row.days_per_week)
    };
    assert_eq!(terms("2017-02-28"), (10_000, Some(5)));
    assert_eq!(terms("2017-03-01"), (5_000, Some(5)));
}

#[test]
fn a_course_rests_on_entries_in_force_up_to_the_day() {
    let mut given = on_trappa();
    let exit = given.put(1, "2017-03-31", exited(1, Destination::Work));
    let benefit = given.put(1, "2017-02-28", paid(BenefitKind::SocialAssistanceFull, "2017-02-01..2017-02-28"));
    let seqs =
        |at| participant(&given.timeline, at, person(1)).unwrap().entries.iter().map(|s| s.0).collect::<Vec<_>>();
    assert_eq!(seqs(given.at("2017-03-31")), [1, 2, 3, benefit]);
    assert_eq!(seqs(given.at("2017-04-01")), [1, 2, 3, exit, benefit]);
    assert_eq!(seqs(given.known("2017-04-01", exit)), [1, 2, 3, exit]);
    let gone = participant(&given.timeline, given.at("2017-04-01"), person(1)).unwrap();
    assert_eq!(gone.enrolments[0].status, Status::Exited);
    assert_eq!(gone.enrolments[0].since, Some(day("2017-04-01")));
    assert_eq!(gone.enrolments[0].destination.as_deref(), Some("work"));
    assert_eq!(gone.benefits.len(), 1);
}

#[test]
fn every_kind_of_entry_is_an_event_of_its_enrolment() {
    let mut given = on_trappa();
    let e = enrolment(1);
    let offered = PlanOffered { enrolment: e, plan: PlanKind::IndividualPlan, answer: Answer::Accepted, note: None };
    let assessed = Assessed {
        enrolment: e,
        instrument: Instrument::Kis,
        result: None,
        sources_cited: true,
        note: Some("x".into()),
    };
    let findings = vec!["no plan".into(), "late".into()].into();
    let reviewed = Reviewed { enrolment: e, review: "internal".into(), findings, note: None };
    let followed = FollowedUp { enrolment: e, months_after: 6, situation: Destination::WorkFull, note: None };
    let considered = CertificateConsidered { enrolment: e, issued: false, note: None };
    given.put(1, "2017-01-10", said(assessed));
    given.put(1, "2017-01-11", said(offered));
    given.put(1, "2017-01-12", decided(1, Decision::Extend));
    given.put(1, "2017-02-01", away(1, "2017-02-01..2017-02-05", Some(3), None));
    given.put(1, "2017-02-10", paid(BenefitKind::SocialAssistanceFull, "2017-02-01..2017-02-28"));
    given.put(1, "2017-03-01", said(reviewed));
    given.put(1, "2017-03-30", ended(1, Outcome::Work));
    given.put(1, "2017-03-31", said(considered));
    given.put(1, "2017-03-31", exited(1, Destination::Work));
    given.put(1, "2017-09-30", said(followed));
    let course = participant(&given.timeline, given.at("2017-12-31"), person(1)).unwrap();
    let told = |events: &[CourseEvent]| -> Vec<String> {
        events.iter().map(|event| format!("{} {} {}", event.day, event.type_name, event.what)).collect()
    };
    let [enrolment] = course.enrolments.as_slice() else { panic!("one enrolment") };
    assert_eq!(
        told(&enrolment.events)[2..],
        [
            "2017-01-10 participant.assessed instrument kis, note x, sources cited yes",
            "2017-01-11 participant.plan_offered answer accepted, plan individual_plan",
            "2017-01-12 participant.decided decision extend, grounds social_services_2009_29",
            "2017-02-01 absence.recorded days 3, kind medical, period 2017-02-01 to 2017-02-05",
            "2017-03-01 participant.reviewed findings no plan; late, review internal",
            // Ends hold from the day after, and are shown on the last day inside.
            "2017-03-30 measure.ended outcome work",
            "2017-03-31 participant.certificate_considered issued no",
            "2017-03-31 participant.exited destination work",
            "2017-09-30 participant.followed_up months after 6, situation work_full",
        ]
    );
    assert_eq!(
        told(&course.events)[1..],
        [
            "2017-02-10 benefit.paid amount 1.00 kroner, for period 2017-02-01 to 2017-02-28, kind social_assistance_full"
        ]
    );
    assert_eq!((enrolment.from, enrolment.to), (Some(day("2017-01-02")), Some(day("2017-04-01"))));
    // Every entry that the course rests on is an event, once.
    let events = course.enrolments.iter().flat_map(|of| &of.events).chain(&course.events);
    let mut seqs: Vec<Seq> = events.map(|event| event.seq).collect();
    seqs.sort_unstable();
    assert_eq!(seqs, course.entries);
}

#[test]
fn events_of_two_enrolments_stand_apart() {
    let mut given = on_trappa();
    given.put(1, "2017-02-28", ended(1, Outcome::Work));
    given.put(1, "2017-02-28", exited(1, Destination::Work));
    given.put(1, "2017-05-01", intake(2, "TRAPPA", "South", "under_30"));
    given.put(1, "2017-05-01", started(2, 2, "Landmo"));
    let course = participant(&given.timeline, given.at("2017-06-01"), person(1)).unwrap();
    let seqs = |of: usize| course.enrolments[of].events.iter().map(|event| event.seq.0).collect::<Vec<_>>();
    assert_eq!((seqs(0), seqs(1)), (vec![2, 3, 4, 5], vec![6, 7]));
}

#[test]
fn nobody_has_no_course() {
    let given = on_trappa();
    assert_eq!(participant(&given.timeline, given.at("2017-01-01"), person(1)), None);
    assert_eq!(participant(&given.timeline, given.known("2017-02-01", 0), person(1)), None);
    assert_eq!(participant(&given.timeline, given.at("2017-02-01"), person(2)), None);
}

#[test]
fn the_course_of_a_merged_participant_is_that_of_the_one_who_stays() {
    let mut given = on_trappa();
    given.put(2, "2017-05-01", registered("South"));
    given.put(2, "2017-05-02", merged(1));
    for asked in [1, 2] {
        let course = participant(&given.timeline, given.at("2017-06-01"), person(asked)).unwrap();
        assert_eq!((course.participant, course.merged), (person(1), vec![person(2)]));
        assert_eq!(course.entries, [1, 2, 3, 4, 5].map(Seq));
    }
    let before = participant(&given.timeline, given.at("2017-05-01"), person(2)).unwrap();
    assert_eq!(before.participant, person(2));
}

#[test]
fn an_enrolment_given_to_another_programme_stays_where_it_began() {
    let mut given = on_trappa();
    given.put(1, "2017-03-01", applied(1, "TIO"));
    given.put(1, "2017-04-01", intake(1, "TIO", "South", "adults"));
    let course = participant(&given.timeline, given.at("2017-05-01"), person(1)).unwrap();
    assert_eq!((course.enrolments.len(), course.enrolments[0].programme.clone()), (1, Some(name("TRAPPA"))));
    let inside = |programme: &str| {
        let only = Selection { programme: Some(name(programme)), ..Selection::default() };
        state(&given.timeline, given.at("2017-05-01"), &only, None).participants
    };
    assert_eq!((inside("TRAPPA"), inside("TIO")), (1, 0));
}

#[test]
fn of_a_placement_started_twice_the_first_start_stands() {
    let mut given = on_trappa();
    given.put(1, "2017-02-01", started(1, 1, "Landmo"));
    given.put(1, "2017-03-31", ended(1, Outcome::Work));
    given.put(1, "2017-05-01", started(1, 1, "Landmo"));
    let course = participant(&given.timeline, given.at("2017-06-01"), person(1)).unwrap();
    let rows: Vec<_> = course.enrolments[0].placements.iter().map(|p| (p.provider.clone(), p.from, p.to)).collect();
    assert_eq!(rows, [("ASVO".to_owned(), day("2017-01-02"), Some(day("2017-04-01")))]);
}

#[test]
fn a_merging_into_oneself_undoes_no_other() {
    let mut given = on_trappa();
    given.put(2, "2017-05-01", registered("South"));
    given.put(2, "2017-05-02", merged(1));
    given.put(2, "2017-05-03", merged(2));
    given.put(1, "2017-05-04", merged(1));
    let course = participant(&given.timeline, given.at("2017-06-01"), person(2)).unwrap();
    assert_eq!((course.participant, course.merged), (person(1), vec![person(2)]));
}

#[test]
fn days_after_the_end_of_the_placement_are_no_days_of_absence() {
    let days = |absence: PersonEntry, last: &str, as_of: &str| {
        let mut given = on_trappa();
        given.put(1, "2017-01-09", absence);
        given.put(1, last, ended(1, Outcome::Work));
        let course = participant(&given.timeline, given.at(as_of), person(1)).unwrap();
        course.enrolments[0].placements[0].absence_days
    };
    assert_eq!(days(away(1, "2017-01-09..2017-01-20", None, None), "2017-01-20", "2017-03-01"), 10);
    assert_eq!(days(away(1, "2017-01-09..2017-01-20", None, None), "2017-01-11", "2017-03-01"), 3);
    assert_eq!(days(away(1, "2017-01-09..2017-01-20", Some(8), None), "2017-01-11", "2017-03-01"), 3);
    assert_eq!(days(away(1, "2017-01-16..2017-01-20", None, None), "2017-01-11", "2017-03-01"), 0);
    // Friday to Monday: the one working day is the Friday; of a Saturday to a Monday it is the Monday.
    assert_eq!(days(away(1, "2017-01-13..2017-01-16", Some(1), None), "2017-01-20", "2017-01-14"), 1);
    assert_eq!(days(away(1, "2017-01-14..2017-01-16", Some(1), None), "2017-01-20", "2017-01-15"), 0);
}

#[test]
fn what_is_said_of_the_one_who_stays_counts() {
    let band = |stays: PersonEntry, merged_one: PersonEntry| {
        let mut given = Given::default();
        given.put(1, "2016-01-04", stays);
        given.put(2, "2016-01-05", merged_one);
        given.put(2, "2016-01-06", merged(1));
        given.put(1, "2016-02-01", intake(1, "TRAPPA", "North", "under_30"));
        let bands = given.groups("2017-01-01", &Selection::default(), By::AgeBand);
        bands.into_iter().find(|band| !band.contains(" 0")).unwrap_or_default()
    };
    let young = band(born("North", "1995-06"), registered("North"));
    let old = band(born("North", "1960-06"), registered("North"));
    assert_ne!(young, old);
    // Whichever of the two was recorded later, and where the one who stays has none, the other's.
    assert_eq!(band(born("North", "1995-06"), born("North", "1960-06")), young);
    assert_eq!(band(born("North", "1960-06"), born("North", "1995-06")), old);
    assert_eq!(band(registered("North"), born("North", "1960-06")), old);
}
