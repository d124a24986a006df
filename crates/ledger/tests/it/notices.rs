//! What is said of entries that are recorded all the same: days that have not come, and what an end leaves behind.

use hovedbok_answers::questions::FindingsOf;
use hovedbok_core::EntryId;
use hovedbok_core::proposal::{Origin, Proposal};
use hovedbok_ledger::correct::{Change, Why};
use hovedbok_ledger::{CommitOptions, Migration};
use serde_json::{Value, json};

use crate::given::{World, proposal};

const KARI: &str = "participant/6f9619ff-8b86-4d01-b42d-00cf4fc964ff";
const P1: &str = "a1000000-0000-4000-8000-000000000000";

fn about(type_name: &str, when: &str, fields: Value) -> Proposal {
    proposal(KARI, type_name, when, fields)
}

fn started(when: &str) -> Proposal {
    let body =
        json!({"placement": P1, "measure": "training", "provider": "ASVO", "owner": "municipal", "share_bp": 5000});
    about("measure.started", when, body)
}

fn away(first: &str, last: &str) -> Proposal {
    about("absence.recorded", "", json!({"period": {"start": first, "end": last}, "kind": "medical"}))
}

fn ended(when: &str) -> Proposal {
    about("measure.ended", when, json!({"placement": P1, "outcome": "work"}))
}

/// Somebody in a placement since February; the clock is that of 1 June 2010.
fn in_measure() -> World {
    taken_in().0
}

/// The same, and the intake.
fn taken_in() -> (World, EntryId) {
    let mut world = World::new();
    let intake = json!({"programme": "KVP", "office": "North", "target_group": "adults"});
    let recorded = world
        .record(vec![
            about("participant.registered", "2010-01-04", json!({"office": "North"})),
            about("participant.intake", "2010-01-11", intake),
            started("2010-02-01"),
            proposal("fund/KVP/2010/municipal", "fund.appropriated", "2010-01-01", json!({"amount_ore": 10_000})),
        ])
        .unwrap();
    (world, recorded[1].id)
}

/// What is said of proposals in one commit: notices, and what is left behind.
fn said(world: &mut World, commit: CommitOptions, proposals: Vec<Proposal>) -> (Vec<String>, Vec<String>) {
    let mut said = (Vec::new(), Vec::new());
    world
        .work_in(commit, |work, edge| {
            proposals.into_iter().try_for_each(|proposal| work.propose(proposal, edge))?;
            said.0 = work.notices().iter().map(ToString::to_string).collect();
            said.1 = work.left_behind()?.iter().map(|left| format!("{}: {}", left.rule, left.what)).collect();
            Ok(())
        })
        .unwrap();
    said
}

#[test]
fn what_happens_on_a_day_that_has_not_come_is_said() {
    let planned = json!({"milestone": P1, "section": "2010", "title": "Report"});
    let body = json!({"body": "Board"});
    let money = |type_name: &str, when: &str| {
        proposal("fund/KVP/2010/municipal", type_name, when, json!({"amount_ore": 100, "purpose": "a"}))
    };
    for (proposal, day) in [
        (ended("2010-06-02"), Some("2010-06-02")),
        (ended("2010-06-01"), None),
        (about("participant.exited", "2010-07-01", json!({"destination": "work"})), None),
        (away("2010-06-21", "2010-06-25"), Some("2010-06-21")),
        (away("2010-06-01", "2010-06-25"), None),
        (
            about(
                "attendance.recorded",
                "",
                json!({"period": {"start": "2010-06-01", "end": "2010-06-30"}, "planned_minutes": 9, "present_minutes": 9}),
            ),
            Some("2010-06-30"),
        ),
        (proposal("programme/KVP", "programme.body_met", "2010-06-02", body), Some("2010-06-02")),
        (proposal("plan/KVP", "plan.milestone_planned", "2010-07-01", planned), None),
        (proposal("fund/KVP/2010/municipal", "fund.appropriated", "2010-12-01", json!({"amount_ore": 100})), None),
        (money("fund.spent", "2010-06-02"), Some("2010-06-02")),
    ] {
        let (type_name, mut world) = (proposal.type_name.clone(), in_measure());
        let exits = type_name == "participant.exited";
        let steps = if exits { vec![ended("2010-07-01"), proposal] } else { vec![proposal] };
        let ahead: Vec<String> = said(&mut world, CommitOptions::default(), steps).0;
        let ahead: Vec<_> = ahead.into_iter().filter(|notice| notice.contains("says that")).collect();
        let expected = day.map(|day| {
            format!(
                "{type_name} says that something happened on {day}, but today is 2010-06-01: check the day; answers count it \
                 from that day on"
            )
        });
        if exits {
            assert_eq!(ahead.len(), 2, "{ahead:?}");
        } else {
            assert_eq!(ahead, expected.into_iter().collect::<Vec<_>>(), "{type_name}");
        }
    }
}

#[test]
fn days_that_have_not_come_are_said_once_a_type_and_not_of_what_is_moved_in() {
    let rows = || {
        (2..6).map(|line| {
            let origin = Some(Origin { file: "a.csv".to_owned(), line });
            let (first, last) = (format!("2010-07-{:02}", line * 2), format!("2010-07-{:02}", line * 2 + 1));
            Proposal { origin, ..away(&first, &last) }
        })
    };
    let (notices, _) = said(&mut in_measure(), CommitOptions::default(), rows().collect());
    assert_eq!(notices.len(), 1);
    assert!(
        notices[0]
            .starts_with("a.csv, line 2 and 3 more lines: absence.recorded says that something happened on 2010-07-04"),
        "{notices:?}"
    );
    let mut archive = World::new();
    let migration = Migration { recorded: archive.now, batch: "archive".into() };
    let registered = about("participant.registered", "2010-06-20", json!({"office": "North"}));
    let (notices, _) = said(&mut archive, CommitOptions { again: false, migration: Some(migration) }, vec![registered]);
    assert_eq!(notices, Vec::<String>::new());
}

#[test]
fn a_day_is_that_of_the_office() {
    let mut world = in_measure();
    // In Norway it is 2 June already.
    world.at("2010-06-01T22:30:00Z");
    assert_eq!(said(&mut world, CommitOptions::default(), vec![ended("2010-06-02")]).0, Vec::<String>::new());
}

#[test]
fn an_end_recorded_after_an_absence_is_taken_and_what_it_leaves_is_said() {
    let mut world = in_measure();
    let absence = world.record(vec![away("2010-03-01", "2010-03-12")]).unwrap()[0].clone();
    let left = "period_past_end: absence.recorded for 2010-03-01 to 2010-03-12 runs past the last day of placement a1000000, \
                2010-03-05";
    assert_eq!(said(&mut world, CommitOptions::default(), vec![ended("2010-03-05")]).1, [left]);
    // It is a finding until the absence is corrected, and does not stand in the way of anything else.
    let findings = |world: &World| {
        let question = hovedbok_answers::Question::Findings(FindingsOf { programme: None, kind: None });
        world.result(&question, crate::given::at("2010-06-01", world.last())).matches("period_past_end").count()
    };
    assert_eq!(findings(&world), 1);
    world.record(vec![about("participant.exited", "2010-03-31", json!({"destination": "work"}))]).unwrap();
    let why = Why { reason: "typing".parse().unwrap(), note: None, id: None };
    let fields = json!({"period": {"start": "2010-03-01", "end": "2010-03-05"}}).as_object().unwrap().clone();
    let change = Change { fields, effective: None };
    world.work(|work, edge| work.replace(absence.id, change, why, edge)).unwrap();
    assert_eq!(findings(&world), 0);
}

#[test]
fn a_correction_of_the_end_says_what_it_leaves() {
    let mut world = in_measure();
    world.record(vec![away("2010-03-01", "2010-03-12")]).unwrap();
    let end = world.record(vec![ended("2010-03-12")]).unwrap()[0].clone();
    let why = Why { reason: "wrong_day".parse().unwrap(), note: None, id: None };
    let change = Change { effective: Some(crate::given::period("2010-03-02")), ..Change::default() };
    let mut left = Vec::new();
    world
        .work(|work, edge| {
            work.replace(end.id, change, why, edge)?;
            left = work.left_behind()?;
            Ok(())
        })
        .unwrap();
    assert_eq!(left.len(), 1, "{left:?}");
    assert_eq!(left[0].rule.word(), "period_past_end");
}

#[test]
fn what_is_left_of_an_enrolment_whose_intake_is_voided_is_found_in_its_programme() {
    let (mut world, intake) = taken_in();
    let why = Why { reason: "not_true".parse().unwrap(), note: None, id: None };
    world.work(|work, edge| work.void(intake, why, edge)).unwrap();
    let found = |programme: Option<&str>| {
        let programme = programme.map(|name| name.parse().unwrap());
        let question = hovedbok_answers::Question::Findings(FindingsOf { programme, kind: None });
        world.result(&question, crate::given::at("2010-06-01", world.last())).matches("enrolment_not_begun").count()
    };
    assert_eq!((found(None), found(Some("KVP")), found(Some("HUSK"))), (1, 1, 0));
}

#[test]
fn a_condition_that_never_falls_due_is_said_once_with_its_line() {
    let set = |condition: &str, more: Value| {
        let mut body = json!({"condition": condition, "kind": "job_search"});
        body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        about("benefit.condition_set", "2010-03-01", body)
    };
    let at_line = |line: usize, proposal: Proposal| Proposal {
        origin: Some(Origin { file: "a.csv".to_owned(), line }),
        ..proposal
    };
    let never = "has no deadline, and its benefit no period: `due` never shows it";
    let said_of = |proposals| said(&mut in_measure(), CommitOptions::default(), proposals).0;
    assert_eq!(said_of(vec![set("c1", json!({}))]), [format!("condition c1 {never}")]);
    let period = json!({"for_period": {"start": "2010-03-01", "end": "2010-03-31"}});
    assert_eq!(said_of(vec![set("c1", json!({"due": "2010-03-31"})), set("c2", period)]), [""; 0]);
    let rows = vec![
        at_line(2, set("c1", json!({"due": "2010-03-31"}))),
        at_line(3, set("c2", json!({}))),
        at_line(4, set("c3", json!({}))),
    ];
    assert_eq!(said_of(rows), [format!("a.csv, line 3 and 1 more line: condition c2 {never}")]);
}

#[test]
fn a_second_answer_to_a_condition_is_said_and_a_correction_is_not() {
    let set = about(
        "benefit.condition_set",
        "2010-03-01",
        json!({"condition": "c1", "kind": "meeting", "due": "2010-03-31"}),
    );
    let answered = |when: &str, outcome: &str| {
        about("benefit.condition_answered", when, json!({"condition": "c1", "outcome": outcome}))
    };
    let mut world = in_measure();
    let first = world.record(vec![set, answered("2010-04-01", "met")]).unwrap()[1].clone();
    let (notices, _) = said(&mut world, CommitOptions::default(), vec![answered("2010-04-02", "not_met")]);
    assert_eq!(
        notices,
        [format!(
            "condition c1 has an answer already, on 2010-04-01 ({}), and the later one counts: to correct that answer, \
             void this entry and use `replace`",
            first.seq
        )]
    );
    let mut notices = Vec::new();
    world
        .work(|work, edge| {
            let why = Why { reason: "typing".parse().unwrap(), note: None, id: None };
            let fields = json!({"outcome": "not_met"}).as_object().unwrap().clone();
            work.replace(first.id, Change { fields, effective: None }, why, edge)?;
            notices = work.notices();
            Ok(())
        })
        .unwrap();
    assert_eq!(notices, []);
}
