//! The municipality to practise on: the same for the same day and seed, in order, recorded by the day before.

use std::collections::BTreeSet;

use hovedbok_core::{Day, Instant, StreamId};
use hovedbok_sample::practice;

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

#[test]
fn the_same_day_and_seed_give_the_same_and_another_seed_others() {
    let today = day("2026-03-16");
    assert_eq!(practice(today, 1), practice(today, 1));
    let people = |seed| practice(today, seed).cases.into_values().collect::<BTreeSet<_>>();
    assert!(people(1).is_disjoint(&people(2)));
}

#[test]
fn on_any_day_everything_is_recorded_in_order_by_the_day_before() {
    for text in ["2024-02-29", "2025-01-01", "2025-01-02", "2026-03-16", "2026-12-31"] {
        let (today, made) = (day(text), practice(day(text), 1));
        assert_eq!(made.cases.len(), 31, "{text}");
        let entries = &made.entries;
        assert!(entries.windows(2).all(|pair| pair[0].recorded <= pair[1].recorded), "{text}");
        assert!(entries.last().is_some_and(|last| last.draft.stream == StreamId::Ledger), "{text}");
        assert!(entries.iter().all(|entry| entry.recorded <= Instant::oslo_noon(today.plus_days(-1))), "{text}");
        let ids: BTreeSet<_> = entries.iter().map(|entry| entry.draft.id).collect();
        assert_eq!(ids.len(), entries.len(), "{text}");
        let of_persons = entries.iter().filter_map(|entry| match entry.draft.stream {
            StreamId::Participant(id) => Some(id),
            _ => None,
        });
        assert_eq!(of_persons.collect::<BTreeSet<_>>(), made.cases.into_values().collect(), "{text}");
    }
}
