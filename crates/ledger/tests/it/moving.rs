//! Several entries corrected at once, and what hangs on an entry moved along with it.

use hovedbok_core::{Fact, Seq, Text};
use hovedbok_ledger::correct::{Change, Why};
use hovedbok_ledger::{LedgerError, Recorded, Selection};
use hovedbok_projection::History;
use serde_json::{Value, json};

use crate::acts::{enrolled, participant};
use crate::given::{World, entry_id, proposal};

fn why() -> Why {
    Why { reason: "wrong_person".parse().unwrap(), note: None, id: None }
}

fn stream(who: u8) -> String {
    format!("participant/{}", participant(who))
}

/// What is in force about a person: `type day`.
fn course(world: &World, who: u8) -> Vec<String> {
    let mut history: History<Fact> = History::default();
    for entry in world.ledger().entries(Seq(1), world.ledger().last()).map(Result::unwrap) {
        if entry.draft.stream.to_string() == stream(who) {
            history.learn(&entry);
        }
    }
    history.current().map(|row| format!("{} {}", row.fact.type_name(), row.effective)).collect()
}

/// The ids of enrolments and placements that a person's entries in force name.
fn ids(world: &World, who: u8, field: &str) -> Vec<Value> {
    let mut history: History<Fact> = History::default();
    for entry in world.ledger().entries(Seq(1), world.ledger().last()).map(Result::unwrap) {
        if entry.draft.stream.to_string() == stream(who) {
            history.learn(&entry);
        }
    }
    let bodies = history.current().map(|row| serde_json::from_slice(&row.fact.to_json()).unwrap());
    let mut ids: Vec<Value> = bodies.filter_map(|body: Value| body.get(field).cloned()).collect();
    ids.sort_by_key(ToString::to_string);
    ids.dedup();
    ids
}

const ALONG: [&str; 5] = [
    "measure.started 2010-01-04",
    "absence.recorded 2010-01-12",
    "attendance.recorded 2010-01-18",
    "measure.changed 2010-02-01",
    "measure.ended 2010-03-31",
];

/// Three persons in the programme; the first has a placement with all that hangs on one, and a benefit.
fn placed() -> (World, Vec<Recorded>) {
    let mut world = enrolled();
    let entries = [
        (
            "measure.started",
            "2010-01-04",
            json!({"measure": "training", "provider": "ASVO", "owner": "municipal", "share_bp": 5000}),
        ),
        ("measure.changed", "2010-02-01", json!({"share_bp": 8000})),
        ("absence.recorded", "", json!({"period": "2010-01-12", "kind": "medical"})),
        (
            "attendance.recorded",
            "",
            json!({"period": {"start": "2010-01-18", "end": "2010-01-22"}, "planned_minutes": 900, "present_minutes": 900}),
        ),
        ("measure.ended", "2010-03-31", json!({"outcome": "work"})),
        (
            "benefit.paid",
            "2010-01-31",
            json!({"kind": "qualification_benefit", "amount_ore": 100, "for_period": {"start": "2010-01-01", "end": "2010-01-31"}}),
        ),
    ];
    let mut done = Vec::new();
    for (type_name, when, body) in entries {
        done.extend(world.record(vec![proposal(&stream(0), type_name, when, body)]).unwrap());
    }
    (world, done)
}

#[test]
fn a_placement_takes_its_changes_absence_attendance_and_end_along() {
    let (mut world, done) = placed();
    let to = participant(1).parse().unwrap();
    // A change that was corrected comes along as it is now, and nothing of it stays.
    let change = Change { fields: json!({"share_bp": 6000}).as_object().unwrap().clone(), effective: None };
    world.work(|work, edge| work.replace(done[1].id, change, why(), edge)).unwrap();
    let moved =
        world.work(|work, edge| work.move_to(done[0].id, to, Why { id: Some(entry_id(1)), ..why() }, edge)).unwrap();
    assert_eq!(
        course(&world, 0),
        ["participant.registered 2009-10-01", "participant.intake 2009-10-01", "benefit.paid 2010-01-31"]
    );
    assert_eq!(course(&world, 1)[2..], ALONG);
    assert_eq!((ids(&world, 0, "placement").len(), ids(&world, 1, "placement").len()), (0, 1));
    assert_eq!(ids(&world, 1, "enrolment").len(), 1);
    // The same command again says so, entry by entry.
    let again =
        world.work(|work, edge| work.move_to(done[0].id, to, Why { id: Some(entry_id(1)), ..why() }, edge)).unwrap();
    let bare: Vec<Recorded> = again.into_iter().map(|entry| Recorded { already: false, ..entry }).collect();
    assert_eq!(bare, moved);
}

#[test]
fn an_intake_takes_all_of_the_enrolment_along() {
    let (mut world, done) = placed();
    let booked = json!({"enrolment": ids(&world, 0, "enrolment")[0]}).as_object().unwrap().clone();
    let booked = Change { fields: booked, effective: None };
    world.work(|work, edge| work.replace(done[5].id, booked, why(), edge)).unwrap();
    world
        .record(vec![proposal(&stream(0), "participant.exited", "2010-04-30", json!({"destination": "work"}))])
        .unwrap();
    let registered = proposal(&stream(7), "participant.registered", "2009-10-01", json!({"office": "North"}));
    world.record(vec![registered]).unwrap();
    let intake = world.ledger().find("3").map(|seq| world.ledger().entry(seq).unwrap().draft.id).unwrap();
    let to = participant(7).parse().unwrap();
    world.work(|work, edge| work.move_to(intake, to, why(), edge)).unwrap();
    assert_eq!(course(&world, 0), ["participant.registered 2009-10-01"]);
    assert_eq!(course(&world, 7).len(), 9);
    assert_eq!((ids(&world, 7, "enrolment").len(), ids(&world, 7, "placement").len()), (1, 1));
}

#[test]
fn an_intake_that_answers_an_application_leaves_the_application_and_takes_what_followed() {
    let mut world = World::new();
    for who in [0, 1] {
        let registered = proposal(&stream(who), "participant.registered", "2010-01-01", json!({"office": "North"}));
        let applied = proposal(&stream(who), "participant.applied", "2010-01-02", json!({"programme": "KVP"}));
        world.record(vec![registered, applied]).unwrap();
    }
    let intake = json!({"programme": "KVP", "office": "North", "target_group": "adults"});
    let intake = world.record(vec![proposal(&stream(0), "participant.intake", "2010-01-04", intake)]).unwrap();
    let decided = json!({"decision": "extend", "legal_basis": "§ 29"});
    world.record(vec![proposal(&stream(0), "participant.decided", "2010-02-01", decided)]).unwrap();
    world.work(|work, edge| work.move_to(intake[0].id, participant(1).parse().unwrap(), why(), edge)).unwrap();
    assert_eq!(course(&world, 0), ["participant.registered 2010-01-01", "participant.applied 2010-01-02"]);
    assert_eq!(course(&world, 1).len(), 4);
    // The other's own application is answered, so all of it is one enrolment.
    assert_eq!(ids(&world, 1, "enrolment").len(), 1);
    assert_ne!(ids(&world, 0, "enrolment"), ids(&world, 1, "enrolment"));
}

#[test]
fn what_begins_nothing_goes_alone() {
    let (mut world, done) = placed();
    let to = participant(1).parse().unwrap();
    world.work(|work, edge| work.move_to(done[5].id, to, why(), edge)).unwrap();
    assert_eq!(course(&world, 1)[2..], ["benefit.paid 2010-01-31"]);
    assert_eq!(course(&world, 0).len(), 7);
}

#[test]
fn several_are_moved_in_one_commit_and_none_twice() {
    let (mut world, done) = placed();
    let to = participant(1).parse().unwrap();
    let ids: Vec<_> = done.iter().map(|entry| entry.id).collect();
    world.work(|work, edge| work.move_selected(&ids, to, &why(), edge).map(|moved| assert_eq!(moved, 2))).unwrap();
    assert_eq!((course(&world, 0).len(), course(&world, 1).len()), (2, 8));
}

#[test]
fn one_that_does_not_count_is_refused_wherever_it_is_named() {
    let (mut world, done) = placed();
    let to = participant(1).parse().unwrap();
    let (started, absent, paid) = (done[0].id, done[2].id, done[5].id);
    let change = Change { fields: json!({"amount_ore": 200}).as_object().unwrap().clone(), effective: None };
    let replaced = world.work(|work, edge| work.replace(paid, change.clone(), why(), edge)).unwrap();
    world.work(|work, edge| work.void(absent, why(), edge)).unwrap();
    let size = world.last();
    for gone in [absent, paid] {
        for named in [[started, gone], [gone, started], [replaced[0].id, gone], [gone, gone]] {
            let moved = world.work(|work, edge| work.move_selected(&named, to, &why(), edge).map(drop));
            assert_eq!(moved.unwrap_err().code().word(), "target", "moved");
            let voided = world.work(|work, edge| named.iter().try_for_each(|id| work.void(*id, why(), edge)));
            // Voiding what had taken its place brings it back first.
            let brought_back = named == [replaced[0].id, paid];
            if brought_back {
                assert_eq!(voided.unwrap().len(), 2);
                continue;
            }
            assert_eq!(voided.unwrap_err().code().word(), "target", "voided");
            let note = Change { fields: json!({"note": "seen"}).as_object().unwrap().clone(), effective: None };
            let again =
                world.work(|work, edge| named.iter().try_for_each(|id| work.replace(*id, note.clone(), why(), edge)));
            assert_eq!(again.unwrap_err().code().word(), "target", "replaced");
        }
        if gone == absent {
            assert_eq!(world.last(), size, "nothing is recorded of it");
        }
    }
    // Named twice, or moved along with an earlier one, it is moved once.
    let hangs = done[3].id;
    world.work(|work, edge| work.move_selected(&[started, hangs, started], to, &why(), edge).map(drop)).unwrap();
    assert!(course(&world, 1).iter().any(|row| row.starts_with("measure.started")));
}

fn select(world: &World, selection: Selection) -> usize {
    world.ledger().selected(&selection).unwrap().len()
}

#[test]
fn a_selection_names_by_position_batch_document_and_type() {
    let (mut world, done) = placed();
    let mut paid = proposal(
        &stream(0),
        "benefit.paid",
        "2010-02-28",
        json!({"kind": "qualification_benefit", "amount_ore": 100, "for_period": "2010-02-28"}),
    );
    paid.source = Some(Text::from("payroll 2010-02"));
    let paid = world.record(vec![paid]).unwrap();
    let (first, last) = (done[0].seq, paid[0].seq);
    let all = Selection { positions: Some((first, last)), ..Selection::default() };
    assert_eq!(select(&world, all.clone()), 7);
    assert_eq!(select(&world, Selection { type_name: Some("benefit.".into()), ..all.clone() }), 2);
    assert_eq!(select(&world, Selection { document: Some(" payroll 2010-02".into()), ..Selection::default() }), 1);
    assert_eq!(select(&world, Selection { batch: Some("none".into()), ..Selection::default() }), 0);
    let beyond = world.ledger().selected(&Selection { positions: Some((first, Seq(1000))), ..Selection::default() });
    assert!(matches!(beyond, Err(LedgerError::BeyondTheLog { .. })));
}

#[test]
fn what_is_selected_is_voided_or_replaced_all_or_nothing() {
    let (mut world, done) = placed();
    let change = |fields: Value| Change { fields: fields.as_object().unwrap().clone(), effective: None };
    // A replacement and what it replaced: neither counts afterwards.
    let note = change(json!({"amount_ore": 200}));
    let replaced = world.work(|work, edge| work.replace(done[5].id, note, why(), edge)).unwrap();
    let size = world.last();
    let ids = vec![done[5].id, replaced[0].id];
    world.work(|work, edge| work.void_selected(&ids, &why(), edge).map(|voided| assert_eq!(voided, 2))).unwrap();
    assert_eq!((world.last(), course(&world, 0).len()), (size + 2, 7));
    let error = world.work(|work, edge| work.void_selected(&ids, &why(), edge).map(|_| ())).unwrap_err();
    assert_eq!(error.code().word(), "nothing_selected");
    // One that does not fit keeps all of them as they are.
    let size = world.last();
    let both = vec![(done[1].id, change(json!({"share_bp": 7000}))), (done[2].id, change(json!({"share_bp": 7000})))];
    assert!(world.work(|work, edge| work.replace_selected(both, &why(), edge).map(|_| ())).is_err());
    assert_eq!(world.last(), size);
    let noted = |id| (id, change(json!({"note": "seen"})));
    let several = vec![noted(done[1].id), noted(done[2].id)];
    world
        .work(|work, edge| work.replace_selected(several.clone(), &why(), edge).map(|count| assert_eq!(count, 2)))
        .unwrap();
    let error = world.work(|work, edge| {
        let selected = work.in_force(several.iter().map(|(id, _)| *id).collect())?;
        work.replace_selected(selected.into_iter().map(noted).collect(), &why(), edge).map(|_| ())
    });
    assert_eq!(error.unwrap_err().code().word(), "nothing_selected");
}
