//! The synthetic ledger: size, order, shares, and no refusing rule broken at any position.

use std::collections::BTreeSet;

use hovedbok_core::entries::PersonEntry;
use hovedbok_core::entry::Body;
use hovedbok_core::rules::{Context, Rule, person};
use hovedbok_core::{Entry, Seq, StreamId};
use hovedbok_projection::History;
use hovedbok_sample::{Recorded, synth};

use crate::folds::{Ledger, ledger, placed};
use crate::rules::{family, violations};

fn made(entries: u64, seed: u64) -> Ledger {
    ledger(placed(synth(entries, seed).collect()))
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
    assert!((580..=620).contains(&(of_persons * 10 / persons)), "{of_persons} of {persons}");
    let corrections = ledger.entries.iter().filter(|entry| entry.draft.body.is_correction()).count() as u64;
    assert!((8..=12).contains(&(corrections * 1000 / all)), "{corrections} of {all}");
    let late = |entry: &&Entry| {
        let recorded = entry.recorded.utc().date_naive();
        recorded.signed_duration_since(entry.draft.holds().date()).num_days() > 7 && !entry.draft.body.is_correction()
    };
    let late = ledger.entries.iter().filter(late).count() as u64;
    assert!((45..=55).contains(&(late * 1000 / all)), "{late} of {all}");
    let types: BTreeSet<&str> = ledger.entries.iter().map(|entry| entry.draft.body.type_name()).collect();
    for expected in ["entry.replaced", "entry.voided", "plan.milestone_planned", "grant.spent", "programme.body_met"] {
        assert!(types.contains(expected), "{expected}");
    }
    assert!(types.len() > 40, "{types:?}");
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
    let ledger = made(20_000, 5);
    assert!(ledger.streams.values().all(|history| history.malformed().is_empty()));
    assert!(ledger.entries.iter().any(|entry| matches!(entry.draft.body, Body::Voided(_))));
}

#[test]
fn no_refusing_rule_is_broken_at_any_of_many_positions() {
    let ledger = made(20_000, 5);
    for tenth in 1..=10 {
        let at = Seq(tenth * 2000);
        let refused: Vec<_> =
            violations(&ledger, &Context::default(), at).into_iter().filter(|v| v.rule.refuses()).collect();
        assert!(refused.is_empty(), "{at}: {refused:?}");
    }
}

#[test]
fn no_person_breaks_a_refusing_rule_at_any_position() {
    let ledger = made(8000, 9);
    let persons = family::<PersonEntry>(&ledger, |id| matches!(id, StreamId::Participant(_)));
    assert!(persons.len() > 80);
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
