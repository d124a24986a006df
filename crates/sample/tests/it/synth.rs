//! The synthetic ledger: size, order, shares, and no refusing rule broken at any position.

use std::collections::{BTreeMap, BTreeSet};

use hovedbok_core::entries::PersonEntry;
use hovedbok_core::entries::catalogue::FAMILIES;
use hovedbok_core::entries::codes::ReasonCode;
use hovedbok_core::entry::Body;
use hovedbok_core::rules::{Context, Rule, person};
use hovedbok_core::{Entry, EntryId, Seq, ShareBp, StreamId};
use hovedbok_projection::History;
use hovedbok_sample::{Recorded, synth, synth_corrected};

use crate::folds::{Ledger, ledger, placed};
use crate::rules::{family, violations};

fn made(entries: u64, seed: u64) -> Ledger {
    ledger(placed(synth(entries, seed).collect()))
}

fn made_corrected(entries: u64, seed: u64, percent: u32) -> Ledger {
    ledger(placed(synth_corrected(entries, seed, ShareBp(percent * 100)).collect()))
}

#[test]
fn exactly_as_many_as_asked_for_in_order_and_the_door_closed_last() {
    assert_eq!(synth(0, 1).count(), 0);
    for entries in [1, 2, 50, 999, 1000, 5000] {
        let made: Vec<Recorded> = synth(entries, 7).collect();
        assert_eq!(made.len() as u64, entries);
        assert!(made.windows(2).all(|pair| pair[0].recorded <= pair[1].recorded));
        let opened = |entry: &Recorded| entry.draft.body.type_name() == "ledger.opened";
        assert!(opened(made.last().unwrap()));
        assert_eq!(made.iter().filter(|entry| opened(entry)).count(), 1);
        assert!(made.iter().all(|entry| entry.draft.migrated.is_some()));
    }
}

#[test]
fn a_seed_gives_the_same_ledger_and_another_seed_another() {
    let some = |seed: u64| -> Vec<Recorded> { synth(3000, seed).collect() };
    assert_eq!(some(1), some(1));
    assert_ne!(some(1)[10], some(2)[10]);
}

#[test]
fn a_large_ledger_begins_at_once() {
    assert_eq!(synth(100_000_000, 1).take(100).count(), 100);
}

#[test]
fn shares_are_as_promised() {
    let ledger = made(60_000, 3);
    let all = ledger.entries.len() as u64;
    let persons = ledger.streams.keys().filter(|stream| matches!(stream, StreamId::Participant(_))).count() as u64;
    let of_persons =
        ledger.entries.iter().filter(|e| matches!(e.draft.stream, StreamId::Participant(_))).count() as u64;
    assert!((545..=590).contains(&(of_persons * 10 / persons)), "{of_persons} of {persons}");
    let corrections = ledger.entries.iter().filter(|entry| entry.draft.body.is_correction()).count() as u64;
    assert!((8..=12).contains(&(corrections * 1000 / all)), "{corrections} of {all}");
    let late = |entry: &&Entry| {
        let recorded = entry.recorded.utc().date_naive();
        recorded.signed_duration_since(entry.draft.holds().date()).num_days() > 7 && !entry.draft.body.is_correction()
    };
    let late = ledger.entries.iter().filter(late).count() as u64;
    assert!((45..=55).contains(&(late * 1000 / all)), "{late} of {all}");
}

#[test]
fn every_type_of_the_catalogue_occurs() {
    let ledger = made(20_000, 5);
    let types: BTreeSet<&str> = ledger.entries.iter().map(|entry| entry.draft.body.type_name()).collect();
    let missing: Vec<&str> = FAMILIES
        .iter()
        .flat_map(|family| family.types)
        .map(|info| info.name)
        .filter(|name| !types.contains(name))
        .collect();
    // A synthetic ledger has no keys, so none of them changes.
    assert_eq!(missing, ["key.rotated"]);
}

/// What a correction does, and to what.
fn kinds(ledger: &Ledger) -> BTreeMap<String, usize> {
    let by_id: BTreeMap<EntryId, &Entry> = ledger.entries.iter().map(|entry| (entry.draft.id, entry)).collect();
    let mut kinds = BTreeMap::new();
    for entry in ledger.entries.iter().filter(|entry| entry.draft.body.is_correction()) {
        let target = by_id[&entry.draft.target.unwrap()];
        assert!(target.seq < entry.seq && target.draft.stream == entry.draft.stream);
        let of = match &target.draft.body {
            Body::Fact(fact) => fact.type_name(),
            other => other.type_name(),
        };
        let does = match &entry.draft.body {
            Body::Replaced(replaced) if replaced.reason == ReasonCode::WrongDay => {
                assert_ne!(entry.draft.effective, target.draft.effective);
                "moves"
            }
            Body::Replaced(_) => "replaces",
            Body::Voided(_) => "voids",
            other => panic!("{other:?}"),
        };
        *kinds.entry(format!("{does} {of}")).or_default() += 1;
    }
    kinds
}

#[test]
fn every_kind_of_correction_occurs() {
    let kinds = kinds(&made_corrected(20_000, 5, 20));
    for expected in [
        "moves measure.ended",
        "moves measure.started",
        "moves participant.exited",
        "moves participant.intake",
        "moves plan.milestone_completed",
        "moves programme.body_met",
        "replaces benefit.paid",
        "replaces entry.replaced",
        "replaces fund.spent",
        "replaces grant.spent",
        "replaces measure.started",
        "replaces participant.decided",
        "replaces participant.exited",
        "replaces participant.intake",
        "replaces participant.registered",
        "voids attendance.recorded",
        "voids entry.replaced",
        "voids entry.voided",
        "voids participant.exited",
        "voids participant.followed_up",
    ] {
        assert!(kinds.contains_key(expected), "{expected}: {kinds:?}");
    }
}

#[test]
fn as_many_are_corrected_as_was_asked_for() {
    let share = |percent: u32| {
        let ledger = made_corrected(30_000, 3, percent);
        let (mut corrected, mut facts) = (BTreeSet::new(), 0u64);
        let is_fact: BTreeSet<EntryId> = ledger
            .entries
            .iter()
            .filter(|e| e.draft.body.fact().is_some() && !e.draft.body.is_correction())
            .map(|e| e.draft.id)
            .collect();
        for entry in &ledger.entries {
            facts += u64::from(is_fact.contains(&entry.draft.id));
            corrected.extend(entry.draft.target.filter(|target| is_fact.contains(target)));
        }
        corrected.len() as u64 * 1000 / facts
    };
    // Some entries cannot be corrected, and the corrections of the last ones are not there yet.
    assert_eq!(share(0), 0);
    assert!((6..=11).contains(&share(1)), "{}", share(1));
    assert!((350..=510).contains(&share(50)), "{}", share(50));
    assert!((700..=1000).contains(&share(100)), "{}", share(100));
}

#[test]
fn entries_decode_to_themselves_and_hold_nothing_personal() {
    let mut ids = BTreeSet::new();
    for entry in &made(5000, 11).entries {
        let mut texts = Vec::new();
        entry.draft.searched(&mut |search, text| texts.push((search, text.to_owned())));
        assert!(texts.iter().all(|(search, text)| search.personal(text).is_none()), "{texts:?}");
        let (head, body) = entry.encode();
        assert_eq!(&Entry::decode(&head, &body).unwrap(), entry);
        assert!(ids.insert(entry.draft.id));
    }
}

#[test]
fn corrections_find_what_they_put_right() {
    for percent in [1, 50] {
        let ledger = made_corrected(20_000, 5, percent);
        assert!(ledger.streams.values().all(|history| history.malformed().is_empty()));
        assert!(ledger.entries.iter().any(|entry| matches!(entry.draft.body, Body::Voided(_))));
    }
}

#[test]
fn no_refusing_rule_is_broken_at_any_of_many_positions() {
    for percent in [1, 50] {
        let ledger = made_corrected(20_000, 5, percent);
        for tenth in 1..=10 {
            let at = Seq(tenth * 2000);
            let refused: Vec<_> =
                violations(&ledger, &Context::default(), at).into_iter().filter(|v| v.rule.refuses()).collect();
            assert!(refused.is_empty(), "{at}: {refused:?}");
        }
    }
}

#[test]
fn no_person_breaks_a_refusing_rule_at_any_position() {
    let ledger = made_corrected(8000, 9, 60);
    let persons = family::<PersonEntry>(&ledger, |id| matches!(id, StreamId::Participant(_)));
    assert!(persons.len() > 50);
    for (stream, whole) in persons {
        let mut history: History<PersonEntry> = History::default();
        for entry in ledger.entries.iter().filter(|entry| entry.draft.stream == stream) {
            history.learn(entry);
            let rows: Vec<_> = history.in_force(entry.seq).collect();
            let broken = person::person(&rows, &Context::default());
            let refused: Vec<Rule> = broken.iter().map(|v| v.rule).filter(|rule| rule.refuses()).collect();
            assert!(refused.is_empty(), "{stream} {} {refused:?}", entry.draft.body.type_name());
        }
        assert_eq!(history.rows().len(), whole.rows().len());
    }
}
