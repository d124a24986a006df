//! What was corrected after it had counted for a long time, and plans that were recorded after what they plan was over.

use hovedbok_core::Seq;
use hovedbok_ledger::correct::{Change, Why};

use super::*;

const TARGET: &str = "programme.target_set";

/// Participants on a day, as an aim.
fn target(value: i64, on: &str) -> Value {
    json!({"goal": "participants", "kind": "point", "value": value, "unit": "persons",
        "period": {"start": on, "end": on}})
}

/// A ledger that has a goal with a target, an intake and a deadline, all recorded in time.
fn begun(target_until: &str) -> World {
    let mut world = World::new();
    world.at("2010-01-04T10:00:00Z");
    let goal = json!({"goal": "participants", "indicator": "participants_in_programme",
        "baseline": {"why": "not_applicable"}});
    let person = format!("participant/{}", uuid(1));
    let intake = json!({"programme": "KVP", "office": "Oppland", "target_group": "adults"});
    world
        .record(vec![
            proposal("programme/KVP", "programme.goal_set", "2010-01-01", goal),
            proposal("programme/KVP", TARGET, "2010-01-01", target(200, target_until)),
            proposal(&person, "participant.registered", "2010-01-02", json!({"office": "Oppland"})),
            proposal(&person, "participant.intake", "2010-01-02", intake),
        ])
        .unwrap();
    world
}

/// The entry of a type that was recorded first.
fn first(world: &World, type_name: &str) -> hovedbok_core::Entry {
    let mut all = (1..=world.last()).map(|seq| world.ledger().entry(Seq(seq)).unwrap());
    all.find(|entry| entry.draft.body.type_name() == type_name).unwrap()
}

fn found(world: &World) -> Vec<(Rule, Vec<u64>)> {
    let about = [Rule::CorrectedLate, Rule::RecordedLate];
    let all = findings(world).into_iter().filter(|finding| about.contains(&finding.kind));
    all.map(|finding| (finding.kind, finding.entries.iter().map(|seq| seq.0).collect())).collect()
}

fn why() -> Why {
    Why { reason: "typing".parse().unwrap(), note: None, id: None }
}

fn lower_the_target(world: &mut World, value: i64) {
    let target = first(world, TARGET);
    let fields = json!({ "value": value }).as_object().unwrap().clone();
    let change = Change { fields, effective: None };
    world.work(|work, edge| work.replace(target.draft.id, change.clone(), why(), edge)).unwrap();
}

#[test]
fn a_target_that_is_changed_after_its_period_was_recorded_late() {
    let mut world = begun("2010-06-30");
    world.at("2010-12-01T10:00:00Z").clock_ok = true;
    lower_the_target(&mut world, 1);
    assert_eq!(found(&world), [(Rule::RecordedLate, vec![world.last()])]);
}

#[test]
fn a_target_that_is_changed_after_it_counted_for_long_was_corrected_late() {
    let mut world = begun("2011-12-31");
    let target = first(&world, TARGET).seq.0;
    world.at("2010-12-01T10:00:00Z").clock_ok = true;
    lower_the_target(&mut world, 1);
    assert_eq!(found(&world), [(Rule::CorrectedLate, vec![target, world.last()])]);
}

#[test]
fn so_was_an_intake_that_is_voided_but_not_one_that_is_voided_soon() {
    for (day, late) in [("2010-12-01", true), ("2010-02-01", false)] {
        let mut world = begun("2011-12-31");
        let intake = first(&world, "participant.intake");
        world.at(&format!("{day}T10:00:00Z")).clock_ok = true;
        world.work(|work, edge| work.void(intake.draft.id, why(), edge)).unwrap();
        let expected = if late { vec![(Rule::CorrectedLate, vec![intake.seq.0, world.last()])] } else { Vec::new() };
        assert_eq!(found(&world), expected, "{day}");
    }
}

#[test]
fn a_new_target_for_a_period_that_is_over_was_recorded_late() {
    let mut world = begun("2010-06-30");
    world.at("2010-12-01T10:00:00Z").clock_ok = true;
    world.record(vec![proposal("programme/KVP", TARGET, "2010-01-01", target(1, "2010-06-30"))]).unwrap();
    assert_eq!(found(&world), [(Rule::RecordedLate, vec![world.last()])]);
}

#[test]
fn so_were_a_norm_and_a_duty_that_no_longer_hold_but_not_those_that_do() {
    let norm = json!({"role": "counsellor", "most": 18});
    let duty = json!({"duty": "meetings", "what": "meeting", "subject": "Steering group", "every": "year"});
    for (type_name, body) in [("programme.caseload_norm_set", norm), ("programme.duty_set", duty)] {
        for (until, late) in [(Some("2010-06-30"), true), (Some("2010-12-31"), false), (None, false)] {
            let mut world = begun("2011-12-31");
            world.at("2010-12-01T10:00:00Z").clock_ok = true;
            let mut body = body.clone();
            if let Some(until) = until {
                body["until"] = until.into();
            }
            world.record(vec![proposal("programme/KVP", type_name, "2010-01-01", body)]).unwrap();
            let expected = if late { vec![(Rule::RecordedLate, vec![world.last()])] } else { Vec::new() };
            assert_eq!(found(&world), expected, "{type_name} until {until:?}");
        }
    }
}
