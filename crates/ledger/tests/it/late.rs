//! Targets that are reached or missed only because of what was recorded after their period.

use hovedbok_answers::questions::FindingsOf;
use hovedbok_answers::{Question, Reply};
use hovedbok_core::Seq;
use hovedbok_core::rules::Rule;
use hovedbok_ledger::correct::{Change, Why};
use hovedbok_ledger::{CommitOptions, Migration, Recorded};
use serde_json::json;

use crate::given::{World, at, instant, period, proposal, uuid};

fn stream(who: u128) -> String {
    format!("participant/{}", uuid(who))
}

fn taken_in(who: u128, when: &str) -> Vec<hovedbok_core::proposal::Proposal> {
    let body = json!({"enrolment": uuid(who + 100).to_string(), "programme": "KVP", "office": "North", "target_group": "adults"});
    vec![
        proposal(&stream(who), "participant.registered", "2010-01-01", json!({"office": "North"})),
        proposal(&stream(who), "participant.intake", when, body),
    ]
}

fn exited(who: u128, when: &str) -> hovedbok_core::proposal::Proposal {
    proposal(&stream(who), "participant.exited", when, json!({"destination": "work"}))
}

/// Two persons are aimed at on the last day of June; one is in programme since January.
fn aimed(kind: &str) -> World {
    let mut world = World::new();
    // Nothing is recorded for weeks on end.
    world.clock_ok = true;
    let goal =
        json!({"goal": "places", "indicator": "participants_in_programme", "baseline": {"why": "not_applicable"}});
    let half = json!({"start": "2010-01-01", "end": "2010-06-30"});
    let target = json!({"goal": "places", "kind": kind, "value": 2, "unit": "persons", "period": half});
    world
        .record(vec![
            proposal("programme/KVP", "programme.goal_set", "2010-01-01", goal),
            proposal("programme/KVP", "programme.target_set", "2010-01-01", target),
        ])
        .unwrap();
    world.record(taken_in(1, "2010-01-04")).unwrap();
    world
}

fn late(world: &World, as_of: &str) -> Vec<(Rule, Vec<u64>)> {
    let question = Question::Findings(FindingsOf { programme: Some("KVP".parse().unwrap()), kind: None });
    let Reply::Findings(found) = world.ledger().ask(&question, at(as_of, world.last())).unwrap().result else {
        panic!()
    };
    let about = |kind| [Rule::ReachedByLateEntries, Rule::MissedByLateEntries].contains(&kind);
    let found = found.findings.into_iter().filter(|finding| about(finding.kind));
    found.map(|finding| (finding.kind, finding.entries.iter().map(|seq| seq.0).collect())).collect()
}

fn seqs(recorded: &[Recorded]) -> Vec<u64> {
    recorded.iter().map(|entry| entry.seq.0).collect()
}

#[test]
fn a_target_reached_by_an_intake_recorded_after_its_period_is_found_with_the_intake() {
    let mut world = aimed("point");
    let told = world.at("2010-07-01T10:00:00Z").record(taken_in(2, "2010-06-01")).unwrap();
    // What came after the period without bearing on it is not named.
    world.record(taken_in(3, "2010-07-01")).unwrap();
    let both = [vec![3], seqs(&told[1..])].concat();
    assert_eq!(late(&world, "2010-06-30"), [(Rule::ReachedByLateEntries, both.clone())]);
    assert_eq!(late(&world, "2010-12-31"), [(Rule::ReachedByLateEntries, both)]);
    assert_eq!(late(&world, "2010-06-29"), []);
}

#[test]
fn what_came_late_without_making_a_difference_is_not_named() {
    let mut world = aimed("point");
    let started = json!({"placement": uuid(300).to_string(), "measure": "course", "provider": "Workshop", "owner": "municipal", "share_bp": 10_000});
    let mut late_entries = taken_in(2, "2010-06-01");
    late_entries.push(proposal(&stream(2), "measure.started", "2010-06-02", started));
    let told = world.at("2010-07-01T10:00:00Z").record(late_entries).unwrap();
    assert_eq!(late(&world, "2010-12-31"), [(Rule::ReachedByLateEntries, vec![3, told[1].seq.0])]);
}

#[test]
fn what_was_recorded_on_the_last_day_was_in_time() {
    let mut world = aimed("point");
    // Midnight in Norway.
    world.at("2010-06-30T21:59:59Z").record(taken_in(2, "2010-06-01")).unwrap();
    world.at("2010-07-30T10:00:00Z").record(taken_in(3, "2010-06-02")).unwrap();
    assert_eq!(late(&world, "2010-12-31"), []);
}

#[test]
fn a_target_missed_by_an_exit_recorded_after_its_period_is_found_with_the_exit() {
    let mut world = aimed("point");
    world.record(taken_in(2, "2010-02-01")).unwrap();
    let told = world.at("2010-08-01T10:00:00Z").record(vec![exited(2, "2010-05-31")]).unwrap();
    assert_eq!(late(&world, "2010-12-31"), [(Rule::MissedByLateEntries, [vec![3], seqs(&told)].concat())]);
}

#[test]
fn corrections_and_voidings_count_as_what_they_do() {
    let why = || Why { reason: "not_true".parse().unwrap(), note: None, id: None };
    let mut world = aimed("point");
    let told = world.record([taken_in(2, "2010-02-01"), vec![exited(2, "2010-05-31")]].concat()).unwrap();
    world.at("2010-08-01T10:00:00Z").work(|work, edge| work.void(told[2].id, why(), edge)).unwrap();
    assert_eq!(late(&world, "2010-12-31"), [(Rule::ReachedByLateEntries, vec![3, world.last()])]);

    let mut world = aimed("point");
    let told = world.at("2010-06-30T10:00:00Z").record(taken_in(2, "2010-07-01")).unwrap();
    let day = Change { effective: Some(period("2010-06-15")), ..Change::default() };
    world.at("2010-08-01T10:00:00Z").work(|work, edge| work.replace(told[1].id, day, why(), edge)).unwrap();
    assert_eq!(late(&world, "2010-12-31"), [(Rule::ReachedByLateEntries, vec![3, world.last()])]);
}

#[test]
fn an_average_is_measured_without_them_too() {
    let mut world = aimed("average");
    world.record(taken_in(2, "2010-01-05")).unwrap();
    assert_eq!(late(&world, "2010-12-31"), []);
    let told = world.at("2010-08-01T10:00:00Z").record(vec![exited(2, "2010-01-31")]).unwrap();
    assert_eq!(late(&world, "2010-12-31"), [(Rule::MissedByLateEntries, [vec![3], seqs(&told)].concat())]);
}

#[test]
fn what_was_moved_in_has_its_own_times() {
    let mut world = World::new();
    let moved = |recorded: &str| CommitOptions {
        again: false,
        migration: Some(Migration { recorded: instant(recorded), batch: "old".into() }),
    };
    let goal =
        json!({"goal": "places", "indicator": "participants_in_programme", "baseline": {"why": "not_applicable"}});
    let half = json!({"start": "2009-01-01", "end": "2009-06-30"});
    let target = json!({"goal": "places", "kind": "point", "value": 1, "unit": "persons", "period": half});
    let aims = [("programme.goal_set", goal), ("programme.target_set", target)];
    let body =
        json!({"enrolment": uuid(101).to_string(), "programme": "KVP", "office": "North", "target_group": "adults"});
    world
        .work_in(moved("2009-12-31T10:00:00Z"), |work, edge| {
            for (type_name, fields) in aims {
                work.propose(proposal("programme/KVP", type_name, "2009-01-01", fields), edge)?;
            }
            work.propose(
                proposal(&stream(1), "participant.registered", "2009-01-01", json!({"office": "North"})),
                edge,
            )?;
            work.propose(proposal(&stream(1), "participant.intake", "2009-02-01", body), edge)
        })
        .unwrap();
    assert_eq!(world.last(), 4);
    assert_eq!(late(&world, "2010-12-31"), []);
    assert_eq!(world.ledger().last(), Seq(4));
}
