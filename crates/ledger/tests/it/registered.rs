//! The same person registered twice, where no rule could refuse it: as one participant, and as two.

use hovedbok_answers::questions::{FindingsOf, StateOf};
use hovedbok_answers::{Question, Reply};
use hovedbok_core::Seq;
use hovedbok_ledger::{Kind, Ledger};
use hovedbok_state::Selection;
use serde_json::json;

use crate::acts::{Act, Telling, Told, participant};
use crate::archive::Place;
use crate::given::{World, at, proposal};

fn stream(who: u8) -> String {
    format!("participant/{}", participant(who))
}

fn told(type_name: &'static str, day: u8, who: u8) -> Act {
    Act::State(Told { type_name, day, span: 0, who, a: 0, b: 0 })
}

/// An old archive in which these persons were registered and taken in, the first of them registered twice.
fn moved_in(persons: u8) -> World {
    let mut acts = vec![told("participant.registered", 0, 0), told("participant.registered", 1, 0)];
    for who in 0..persons {
        acts.extend((who > 0).then(|| told("participant.registered", 0, who)));
        acts.push(told("participant.intake", 2, who));
    }
    let mut world = World::new();
    world.migrate(Telling::default().drafts(&acts)).unwrap();
    world
}

/// The findings of persons who are registered twice, by position.
fn twice(ledger: &Ledger) -> Vec<Vec<Seq>> {
    let question = Question::Findings(FindingsOf { programme: None, kind: Some("registered_twice".to_owned()) });
    match ledger.ask(&question, at("2010-12-31", ledger.last().0)).unwrap().result {
        Reply::Findings(found) => found.findings.into_iter().map(|finding| finding.entries).collect(),
        _ => panic!("findings"),
    }
}

/// Participants in KVP on a day and up to then.
fn counted(ledger: &Ledger, day: &str) -> (usize, usize) {
    let selection = Selection { programme: "KVP".parse().ok(), ..Selection::default() };
    match ledger.ask(&Question::State(StateOf { selection, by: None }), at(day, ledger.last().0)).unwrap().result {
        Reply::State(state) => (state.participants, state.ever),
        _ => panic!("a state"),
    }
}

#[test]
fn one_participant_registered_twice_is_restored_found_and_counted_once() {
    let world = moved_in(2);
    let expected = vec![vec![Seq(2), Seq(1)]];
    assert_eq!((twice(world.ledger()), counted(world.ledger(), "2010-01-31")), (expected.clone(), (2, 2)));
    // By JSON lines into an empty ledger.
    let mut lines = World::other();
    let exported = world.exported(Seq(world.last()));
    lines.with(|ledger, edge| ledger.import_jsonl("x", exported.as_slice(), false, edge)).unwrap();
    assert_eq!((twice(lines.ledger()), counted(lines.ledger(), "2010-01-31")), (expected.clone(), (2, 2)));
    // From an archive.
    let place = Place::new();
    place.write(&world).unwrap();
    let (_, restored) = place.restore(&world, &[]).unwrap();
    assert_eq!((twice(&restored), counted(&restored, "2010-01-31")), (expected, (2, 2)));
    assert_eq!(restored.verify(Seq(0), &|_| {}).unwrap().fault, None);
}

#[test]
fn the_finding_goes_when_one_of_the_registrations_is_voided() {
    let mut world = moved_in(1);
    let why = hovedbok_ledger::correct::Why { reason: "not_true".parse().unwrap(), note: None, id: None };
    let second = world.ledger().entry(Seq(2)).unwrap().draft.id;
    world.work(|work, edge| work.void(second, why, edge)).unwrap();
    assert_eq!((twice(world.ledger()), counted(world.ledger(), "2010-01-31")), (vec![], (1, 1)));
}

#[test]
fn json_lines_register_nobody_a_second_time_in_a_ledger_that_is_in_use() {
    let other = moved_in(1);
    let exported = other.exported(Seq(other.last()));
    let taken =
        |world: &mut World| world.with(|ledger, edge| ledger.import_jsonl("x", exported.as_slice(), false, edge));
    // Both registrations stand in the file.
    let mut world = World::other();
    world
        .record(vec![proposal(&stream(1), "participant.registered", "2010-01-04", json!({"office": "North"}))])
        .unwrap();
    let size = world.last();
    let error = taken(&mut world).unwrap_err();
    assert!(error.to_string().starts_with("x, line 2: registered_twice: "), "{error}");
    assert_eq!((error.kind(), world.last()), (Kind::Refused, size));
    // One stands in the ledger.
    let mut world = World::other();
    world
        .record(vec![proposal(&stream(0), "participant.registered", "2010-01-04", json!({"office": "North"}))])
        .unwrap();
    let size = world.last();
    let error = taken(&mut world).unwrap_err();
    assert!(error.to_string().starts_with("x, line 1: registered_twice: "), "{error}");
    assert_eq!(world.last(), size);
    // The ledger has all of it already, twice registered as it is.
    let mut world = moved_in(1);
    let size = world.last();
    taken(&mut world).unwrap();
    assert_eq!(world.last(), size);
    assert_eq!(twice(world.ledger()).len(), 1);
}

#[test]
fn one_person_as_two_participants_counts_twice_until_they_are_merged() {
    let world = moved_in(2);
    let lines = world.exported(Seq(world.last()));
    let place = Place::new();
    place.write(&world).unwrap();
    let (_, restored) = place.restore(&world, &[]).unwrap();
    assert_eq!(counted(&restored, "2010-03-31"), (2, 2));
    let mut ledger = World::other();
    ledger.with(|ledger, edge| ledger.import_jsonl("x", lines.as_slice(), false, edge)).unwrap();
    assert_eq!(counted(ledger.ledger(), "2010-03-31"), (2, 2));
    let merging = proposal(&stream(1), "participant.merged", "2010-03-01", json!({"into": participant(0)}));
    ledger.record(vec![merging]).unwrap();
    // From the day of the merging on, not before.
    assert_eq!(counted(ledger.ledger(), "2010-02-28"), (2, 2));
    assert_eq!(counted(ledger.ledger(), "2010-03-31"), (1, 1));
    // Each has a registration of their own, which is no finding; the first participant still has two.
    assert_eq!(twice(ledger.ledger()), [[Seq(2), Seq(1)]]);
    let again = ledger.exported(Seq(ledger.last()));
    let mut copy = World::new();
    copy.with(|ledger, edge| ledger.import_jsonl("x", again.as_slice(), false, edge)).unwrap();
    assert_eq!(counted(copy.ledger(), "2010-03-31"), (1, 1));
}
