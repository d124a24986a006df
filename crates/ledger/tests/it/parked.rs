//! Entries that a program could not read are parked in its views; a program that can read them takes them up again (H9).

use std::time::Duration;

use hovedbok_answers::Question;
use hovedbok_core::entry::{Parked, Unknown};
use hovedbok_core::{Body, Entry, Seq};
use hovedbok_ledger::{Operator, Outside, Reader, Work};
use hovedbok_tree::{Hash, leaf_hash};
use hovedbok_views::{Build, Succession, Writer};
use proptest::prelude::*;
use serde_json::json;

use crate::given::{World, at, proposal};
use crate::promise::questions;

const KARI: &str = "participant/6f9619ff-8b86-4d01-b42d-00cf4fc964ff";

/// A person with a decision at position 4, and an exit after it.
fn world() -> World {
    let mut world = World::new();
    let intake = json!({"programme": "KVP", "office": "North", "target_group": "adults"});
    world
        .record(vec![
            proposal(KARI, "participant.registered", "2010-01-01", json!({"office": "North"})),
            proposal(KARI, "participant.intake", "2010-01-04", intake),
            proposal(KARI, "participant.decided", "2010-02-01", json!({"decision": "extend", "grounds": ["other"]})),
            proposal(KARI, "participant.exited", "2010-03-31", json!({"destination": "work"})),
        ])
        .unwrap();
    world
}

/// The entries as a program learnt them that could not read one of them, with their leaves.
fn learnt(world: &World, at: Seq, why: Parked) -> Vec<(Entry, Hash)> {
    let entries = (1..=world.last()).map(|seq| {
        let (mut entry, stored) =
            (world.ledger().entry(Seq(seq)).unwrap(), world.ledger().stored_entry(Seq(seq)).unwrap());
        if entry.seq == at {
            let (type_name, schema) = (entry.draft.body.type_name().into(), entry.draft.body.schema());
            entry.draft.body = Body::Unknown(Unknown { type_name, schema, json: "".into(), why });
        }
        (entry, leaf_hash(&stored.head))
    });
    entries.collect()
}

/// Puts views in place that have this number of entries in their generation, and the others in the tail.
fn put(world: &mut World, entries: &[(Entry, Hash)], in_generation: usize) {
    let origin = world.ledger().origin().to_owned();
    let (generation, tail) = entries.split_at(in_generation);
    world.while_closed(|dir| {
        let mut build = Build::of(&origin);
        generation.iter().for_each(|(entry, leaf)| build.learn(entry, *leaf));
        let mut writer = Writer::beside(dir, &mut build, None).unwrap();
        if !tail.is_empty() {
            writer.commit(tail).unwrap();
        }
        writer.succeed(Succession::Rewritten).unwrap();
    });
}

fn answers(world: &mut World) -> Vec<String> {
    let (now, last) = (world.now, world.last());
    let mut all = Vec::new();
    world.while_closed(|dir| {
        let mut reader = Reader::open(dir, now, Duration::ZERO).unwrap();
        all = questions().iter().map(|question| asked(&mut reader, question, last)).collect();
        reader.close().unwrap();
    });
    all
}

fn asked(reader: &mut Reader, question: &Question, last: u64) -> String {
    match reader.ask_with(question, at("2010-06-01", last), &mut |_| {}) {
        Ok(answer) => serde_json::to_string(&answer).unwrap(),
        Err(error) => format!("error: {error}"),
    }
}

fn parked(world: &World) -> Option<u64> {
    Outside::of(world.path(), world.now).unwrap().unwrap().views.views[0].parked
}

proptest! {
    #![proptest_config(crate::given::cases(16))]

    #[test]
    fn what_an_older_program_parked_is_taken_up_by_a_rebuild(
        at in 1u64..=5,
        in_generation in 0usize..=5,
        why in prop::sample::select(Parked::ALL.to_vec()).prop_filter("a stream is known or not", |why| *why != Parked::UnknownStream),
    ) {
        let mut world = world();
        let whole = answers(&mut world);
        prop_assert_eq!(parked(&world), Some(0));
        let entries = learnt(&world, Seq(at), why);
        put(&mut world, &entries, in_generation);
        prop_assert_eq!(parked(&world), Some(1));
        let before = answers(&mut world);
        let named = before.iter().filter(|answer| answer.contains("\"incomplete\"")).count();
        // The ledger's own stream is no part of an answer.
        prop_assert_eq!(named > 0, at > 1, "{:?}", before);
        prop_assert_eq!(parked(&world), Some(1), "asking takes up nothing");

        let now = world.now;
        let clock = move || now;
        let mut work = Work { clock: &clock, by: "ops", save_entries: 2, memory_bytes: None, progress: &mut |_, _| {} };
        let hydrated = world.ledger().start_rebuild(&mut work).unwrap();
        prop_assert_eq!((hydrated.parked.len(), hydrated.parked_unlisted), (0, 0));
        world.ledger().swap_rebuild(9, Operator { by: "ops", now }).unwrap();
        prop_assert_eq!(parked(&world), Some(0));
        prop_assert_eq!(answers(&mut world), whole);
    }
}

#[test]
fn entries_of_unknown_types_and_versions_are_parked_in_the_generation_and_in_the_tail() {
    use crate::unknown::{known, line, restored};
    let (mut bytes, _) = known();
    bytes.extend(line(4, 3, KARI, "participant.teleported", 1, None, &json!({"to": "Mars"})));
    bytes.extend(line(5, 4, KARI, "participant.exited", 9, None, &json!({"where": "Mars"})));
    bytes.extend(line(6, 1, "contract/a", "contract.signed", 1, None, &json!({})));
    bytes.extend(line(7, 2, "contract/a", "risk.closed", 1, None, &json!({"number": "1"})));
    let mut world = restored(&bytes);
    let entries: Vec<(Entry, Hash)> = (1..=7)
        .map(|seq| {
            let stored = world.ledger().stored_entry(Seq(seq)).unwrap();
            (world.ledger().entry(Seq(seq)).unwrap(), leaf_hash(&stored.head))
        })
        .collect();
    let why: Vec<Option<Parked>> = entries.iter().map(|(entry, _)| entry.parked()).collect();
    let (types, versions, streams) = (Parked::UnknownType, Parked::UnknownVersion, Parked::UnknownStream);
    assert_eq!(why[3..], [Some(types), Some(versions), Some(types), Some(streams)]);
    for in_generation in [0, 3, 4, 5, 7] {
        put(&mut world, &entries, in_generation);
        assert_eq!(parked(&world), Some(4), "{in_generation}");
        let all = answers(&mut world);
        let of_her: Vec<&String> =
            all.iter().filter(|answer| answer.contains(&format!("\"incomplete\":[\"{KARI}"))).collect();
        assert!(!of_her.is_empty(), "{all:?}");
    }
    let status = world.ledger().status(world.now).unwrap();
    let listed: Vec<(u64, &str)> = status.parked.iter().map(|entry| (entry.seq.0, entry.why.word())).collect();
    let words = ["unknown_type", "unknown_version", "unknown_type", "unknown_stream"];
    assert_eq!(listed, (4..).zip(words).collect::<Vec<_>>());
}
