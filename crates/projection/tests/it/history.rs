//! `History` against a naive reading of time.md (*In force*): the definition itself, evaluated for every position.

use hovedbok_core::entries::PlanEntry;
use hovedbok_core::entries::codes::ReasonCode;
use hovedbok_core::entries::correction::{Replaced, Voided};
use hovedbok_core::entries::plan::VersionApproved;
use hovedbok_core::entry::Unknown;
use hovedbok_core::{Body, Day, Draft, Entry, EntryId, Fact, Instant, Period, Seq};
use hovedbok_projection::History;
use proptest::prelude::*;
use uuid::Uuid;

/// What an entry of a random stream does; targets point at any earlier entry, in force or not, counted round.
#[derive(Debug, Clone)]
enum Act {
    State(u8),
    Replace(usize, u8),
    Void(usize),
    /// Puts right what the stream does not have.
    Stray,
    /// A type that a newer program wrote.
    Unknown,
}

fn acts() -> impl Strategy<Value = Vec<Act>> {
    let act = prop_oneof![
        3 => (0u8..6).prop_map(Act::State),
        4 => (0..100usize, 0u8..6).prop_map(|(target, day)| Act::Replace(target, day)),
        4 => (0..100usize).prop_map(Act::Void),
        1 => Just(Act::Stray),
        1 => Just(Act::Unknown),
    ];
    prop::collection::vec(act, 1..14)
}

/// An entry as the definition sees it.
#[derive(Debug, Clone)]
struct Raw {
    seq: u64,
    day: Day,
    states: bool,
    target: Option<usize>,
    counts: bool,
}

fn day(offset: u8) -> Day {
    Day::new(2008, 1, 1).unwrap().plus_days(offset.into())
}

/// Positions with gaps: the entries of other streams lie between.
fn seq_of(index: usize) -> u64 {
    3 + 2 * u64::try_from(index).unwrap()
}

fn raws(acts: &[Act]) -> Vec<Raw> {
    let mut raws: Vec<Raw> = Vec::new();
    for (index, act) in acts.iter().enumerate() {
        let earlier = |target: &usize| target.checked_rem(index);
        let (states, target, offset, corrects) = match act {
            Act::State(offset) => (true, None, *offset, false),
            Act::Replace(target, offset) => (true, earlier(target), *offset, true),
            Act::Void(target) => (false, earlier(target), 0, true),
            Act::Stray => (false, None, 0, true),
            Act::Unknown => (false, None, 0, true),
        };
        let fits = |t: usize| raws[t].counts && (!states || raws[t].states);
        let counts = !corrects || target.is_some_and(fits);
        raws.push(Raw { seq: seq_of(index), day: day(offset), states, target, counts });
    }
    raws
}

fn entries(acts: &[Act]) -> Vec<Entry> {
    let id = |index: usize| EntryId(Uuid::from_u128(seq_of(index).into()));
    let stray = EntryId(Uuid::from_u128(1));
    let fact = || Fact::Plan(PlanEntry::from(VersionApproved { version: "1".into(), note: None }));
    let entry = |(index, act): (usize, &Act)| {
        let earlier = |target: &usize| target.checked_rem(index).map_or(stray, id);
        let (target, offset, body) = match act {
            Act::State(offset) => (None, *offset, Body::Fact(fact())),
            Act::Replace(target, offset) => {
                let replaced = Replaced { fact: fact(), reason: ReasonCode::Typing, note: None };
                (Some(earlier(target)), *offset, Body::Replaced(replaced))
            }
            Act::Void(target) => {
                (Some(earlier(target)), 0, Body::Voided(Voided { reason: ReasonCode::NotTrue, note: None }))
            }
            Act::Stray => (Some(stray), 0, Body::Voided(Voided { reason: ReasonCode::NotTrue, note: None })),
            Act::Unknown => {
                let unknown = Unknown { type_name: "plan.sung_about".into(), schema: 1, json: "{}".into() };
                (None, 0, Body::Unknown(unknown))
            }
        };
        let draft = Draft {
            id: id(index),
            stream: "plan/TIO".parse().unwrap(),
            effective: Period::day(day(offset)),
            actor: "tester".parse().unwrap(),
            on_behalf_of: None,
            source: None,
            target,
            migrated: None,
            body,
        };
        let version = u64::try_from(index).unwrap() + 1;
        draft.placed(Seq(seq_of(index)), Instant::from_micros(0).unwrap(), version)
    };
    acts.iter().enumerate().map(entry).collect()
}

/// The original of a slot: what a replacement replaces, directly or through others.
fn original(raws: &[Raw], index: usize) -> usize {
    match raws[index].target {
        Some(target) if raws[index].states => original(raws, target),
        Some(_) | None => index,
    }
}

/// Whether an in-force entry with seq <= S supersedes it.
fn superseded(raws: &[Raw], index: usize, s: u64) -> bool {
    (0..raws.len()).any(|other| raws[other].target == Some(index) && in_force(raws, other, s))
}

/// The definition: with seq <= S, not superseded, and of those that state something in its slot the one with the highest
/// seq.
fn in_force(raws: &[Raw], index: usize, s: u64) -> bool {
    let candidate = |i: usize| raws[i].counts && raws[i].seq <= s && !superseded(raws, i, s);
    let slot = |i: usize| original(raws, i);
    let newer = |other: usize| raws[other].states && slot(other) == slot(index) && candidate(other);
    candidate(index) && !(raws[index].states && (index + 1..raws.len()).any(newer))
}

fn learnt(entries: &[Entry]) -> History<PlanEntry> {
    let mut history = History::default();
    for entry in entries {
        history.learn(entry);
    }
    history
}

/// What answers see: (day, slot, seq) in order.
fn seen(history: &History<PlanEntry>, as_of: Day, s: u64) -> Vec<(Day, u64, u64)> {
    history.at(as_of, Seq(s)).map(|row| (row.holds, row.slot.0, row.seq.0)).collect()
}

fn defined(raws: &[Raw], as_of: Day, s: u64) -> Vec<(Day, u64, u64)> {
    let holds = |i: &usize| raws[*i].states && raws[*i].day <= as_of && in_force(raws, *i, s);
    let place = |i: usize| (raws[i].day, raws[original(raws, i)].seq, raws[i].seq);
    let mut rows: Vec<_> = (0..raws.len()).filter(holds).map(place).collect();
    rows.sort();
    rows
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(2000) })]

    #[test]
    fn in_force_is_what_time_md_says(acts in acts()) {
        let (raws, history) = (raws(&acts), learnt(&entries(&acts)));
        for s in 0..=seq_of(acts.len()) {
            for offset in [0, 2, 6] {
                prop_assert_eq!(seen(&history, day(offset), s), defined(&raws, day(offset), s), "at #{}", s);
            }
        }
    }

    #[test]
    fn what_was_in_force_stays_so_whatever_is_appended(acts in acts()) {
        let entries = entries(&acts);
        let whole = learnt(&entries);
        for end in 0..entries.len() {
            let before = learnt(&entries[..end]);
            for s in 0..seq_of(end) {
                prop_assert_eq!(seen(&before, Day::MAX, s), seen(&whole, Day::MAX, s), "at #{} of {}", s, end);
            }
        }
    }

    #[test]
    fn nothing_is_skipped_in_silence(acts in acts()) {
        let history = learnt(&entries(&acts));
        let voids = raws(&acts).iter().filter(|raw| !raw.states && raw.counts).count();
        let told = history.rows().len() + history.unknown().len() + history.malformed().len() + voids;
        prop_assert_eq!(told, acts.len());
    }

    #[test]
    fn a_target_can_be_put_right_exactly_when_it_is_in_force(acts in acts()) {
        let (raws, entries) = (raws(&acts), entries(&acts));
        let history = learnt(&entries);
        for (index, entry) in entries.iter().enumerate() {
            let now = in_force(&raws, index, u64::MAX - 1);
            prop_assert_eq!(history.can_void(entry.draft.id).is_ok(), now);
            prop_assert_eq!(history.can_replace(entry.draft.id).is_ok(), now && raws[index].states);
        }
    }

    #[test]
    fn what_is_current_is_in_force_after_the_last_entry(acts in acts()) {
        let (raws, history) = (raws(&acts), learnt(&entries(&acts)));
        let current: Vec<_> = history.current().map(|row| (row.holds, row.slot.0, row.seq.0)).collect();
        prop_assert_eq!(&current, &defined(&raws, Day::MAX, u64::MAX));
        prop_assert_eq!(current, seen(&history, Day::MAX, history.last().0));
    }

    #[test]
    fn the_spans_of_a_fact_are_where_it_is_in_force_and_apart_from_each_other(acts in acts()) {
        let (raws, history) = (raws(&acts), learnt(&entries(&acts)));
        prop_assert_eq!(history.known().count(), history.rows().len());
        for (row, known) in history.known() {
            let index = raws.iter().position(|raw| raw.seq == row.seq.0).unwrap();
            for s in 0..=seq_of(acts.len()) {
                prop_assert_eq!(known.at(Seq(s)), in_force(&raws, index, s), "{} at #{}", row.seq, s);
            }
            prop_assert!(known.spans().iter().all(|(from, to)| from < to));
            prop_assert!(known.spans().windows(2).all(|two| two[0].1 < two[1].0));
        }
    }

    #[test]
    fn what_is_corrected_was_in_force_before_and_is_not_now(acts in acts()) {
        let (raws, history) = (raws(&acts), learnt(&entries(&acts)));
        for s in 0..=seq_of(acts.len()) {
            let gone = |i: &usize| {
                let raw = &raws[*i];
                let before = (0..=s).any(|earlier| in_force(&raws, *i, earlier));
                raw.states && raw.day <= day(3) && before && !in_force(&raws, *i, s)
            };
            let expected: Vec<u64> = (0..raws.len()).filter(gone).map(|i| raws[i].seq).collect();
            let corrected: Vec<u64> = history.corrected(day(3), Seq(s)).map(|row| row.seq.0).collect();
            prop_assert_eq!(corrected, expected, "at #{}", s);
        }
    }

    /// Between two positions only what differs between them turns, and it turns once.
    #[test]
    fn a_history_between_two_positions_keeps_what_holds_at_them(acts in acts(), ends in (0..45u64, 0..45u64)) {
        let history = learnt(&entries(&acts));
        let (before, after) = (ends.0.min(ends.1), ends.0.max(ends.1));
        let between = history.between(Seq(before), Seq(after));
        for s in [before, after] {
            prop_assert_eq!(seen(&between, Day::MAX, s), seen(&history, Day::MAX, s), "at #{}", s);
        }
        for ((_, whole), (row, known)) in history.known().zip(between.known()) {
            let turns = (before..after).filter(|s| known.at(Seq(*s)) != known.at(Seq(s + 1))).count();
            let differs = whole.at(Seq(before)) != whole.at(Seq(after));
            prop_assert_eq!(turns, usize::from(differs), "{}", row.seq);
        }
    }
}

#[test]
fn a_void_of_a_void_brings_back_what_was_voided_unless_something_newer_sits_there() {
    let acts =
        [Act::State(0), Act::Replace(0, 1), Act::Void(1), Act::Void(2), Act::Void(3), Act::Replace(0, 2), Act::Void(4)];
    let history = learnt(&entries(&acts));
    let known: Vec<Vec<u64>> =
        (0..acts.len()).map(|i| seen(&history, Day::MAX, seq_of(i)).iter().map(|row| row.2).collect()).collect();
    assert_eq!(known, [[3], [5], [3], [5], [3], [13], [13]]);
}
