//! `History` against a naive reading of time.md (*In force*): the definition itself, evaluated for every position.

use hovedbok_core::entries::PlanEntry;
use hovedbok_core::entries::codes::ReasonCode;
use hovedbok_core::{Body, Day, Entry, Seq};
use hovedbok_projection::History;
use proptest::prelude::*;

use crate::given::{approved, assigned, day, entry, id, learnt, replaced, unknown, voided};

/// The type of a fact.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Approved,
    Assigned,
}

/// What an entry of a random stream does; targets point at any earlier entry, in force or not, counted round.
#[derive(Debug, Clone)]
enum Act {
    State(Kind, u8),
    Replace(usize, Kind, u8),
    Void(usize),
    /// Corrects an entry that the stream does not have.
    Stray,
    /// A type that a newer program wrote.
    Unknown,
}

fn acts() -> impl Strategy<Value = Vec<Act>> {
    let kind = prop_oneof![4 => Just(Kind::Approved), 1 => Just(Kind::Assigned)];
    let act = prop_oneof![
        3 => (kind.clone(), 0u8..6).prop_map(|(kind, day)| Act::State(kind, day)),
        4 => (0..100usize, kind, 0u8..6).prop_map(|(target, kind, day)| Act::Replace(target, kind, day)),
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
    /// The type of the fact that it states.
    states: Option<Kind>,
    target: Option<usize>,
    counts: bool,
    /// Its type is unknown, or that of what it corrects is.
    unknown: bool,
}

/// Positions with gaps: the entries of other streams lie between.
fn seq_of(index: usize) -> u64 {
    3 + 2 * u64::try_from(index).unwrap()
}

fn raws(acts: &[Act]) -> Vec<Raw> {
    let mut raws: Vec<Raw> = Vec::new();
    for (index, act) in acts.iter().enumerate() {
        let earlier = |target: &usize| target.checked_rem(index);
        let (states, target, offset) = match act {
            Act::State(kind, offset) => (Some(*kind), None, *offset),
            Act::Replace(target, kind, offset) => (Some(*kind), earlier(target), *offset),
            Act::Void(target) => (None, earlier(target), 0),
            Act::Stray | Act::Unknown => (None, None, 0),
        };
        let fits = |t: usize| raws[t].counts && (states.is_none() || raws[t].states == states);
        let counts = matches!(act, Act::State(..)) || target.is_some_and(fits);
        let unknown = matches!(act, Act::Unknown) || target.is_some_and(|t| raws[t].unknown);
        raws.push(Raw { seq: seq_of(index), day: day(offset), states, target, counts, unknown });
    }
    raws
}

fn entries(acts: &[Act]) -> Vec<Entry> {
    const STRAY: u64 = 1;
    let fact = |kind: &Kind| match kind {
        Kind::Approved => approved("1"),
        Kind::Assigned => assigned("TIO"),
    };
    let entry = |(index, act): (usize, &Act)| {
        let earlier = |target: &usize| Some(target.checked_rem(index).map_or(STRAY, seq_of));
        let (target, offset, body) = match act {
            Act::State(kind, offset) => (None, *offset, Body::Fact(fact(kind))),
            Act::Replace(target, kind, offset) => (earlier(target), *offset, replaced(fact(kind))),
            Act::Void(target) => (earlier(target), 0, voided()),
            Act::Stray => (Some(STRAY), 0, voided()),
            Act::Unknown => (None, 0, unknown("plan.sung_about")),
        };
        entry(seq_of(index), "plan/TIO", day(offset), target, body)
    };
    acts.iter().enumerate().map(entry).collect()
}

/// The original of a slot: what a replacement replaces, directly or through others.
fn original(raws: &[Raw], index: usize) -> usize {
    match raws[index].target {
        Some(target) if raws[index].states.is_some() => original(raws, target),
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
    let newer = |other: usize| raws[other].states.is_some() && slot(other) == slot(index) && candidate(other);
    candidate(index) && !(raws[index].states.is_some() && (index + 1..raws.len()).any(newer))
}

/// What answers see: (day, slot, seq) in order.
fn seen(history: &History<PlanEntry>, as_of: Day, s: u64) -> Vec<(Day, u64, u64)> {
    history.at(as_of, Seq(s)).map(|row| (row.holds, row.slot.0, row.seq.0)).collect()
}

fn defined(raws: &[Raw], as_of: Day, s: u64) -> Vec<(Day, u64, u64)> {
    let holds = |i: &usize| raws[*i].states.is_some() && raws[*i].day <= as_of && in_force(raws, *i, s);
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
    fn every_entry_is_a_fact_or_a_voiding_or_unknown_or_malformed(acts in acts()) {
        let (raws, history) = (raws(&acts), learnt(&entries(&acts)));
        let seqs = |wanted: fn(&Raw) -> bool| -> Vec<Seq> {
            raws.iter().filter(|raw| wanted(raw)).map(|raw| Seq(raw.seq)).collect()
        };
        let rows: Vec<Seq> = history.rows().iter().map(|row| row.seq).collect();
        prop_assert_eq!(rows, seqs(|raw| raw.counts && raw.states.is_some()));
        prop_assert_eq!(history.unknown(), seqs(|raw| raw.unknown));
        prop_assert_eq!(history.malformed(), seqs(|raw| !raw.counts && !raw.unknown));
        prop_assert_eq!(history.last().0, seq_of(acts.len() - 1));
    }

    #[test]
    fn what_corrected_an_entry_last_is_known_whether_it_is_in_force_or_not(acts in acts()) {
        let (raws, history) = (raws(&acts), learnt(&entries(&acts)));
        for index in 0..raws.len() {
            let last = raws.iter().rev().find(|raw| raw.counts && raw.target == Some(index));
            let reason = |raw: &Raw| if raw.states.is_some() { ReasonCode::Typing } else { ReasonCode::NotTrue };
            let expected = last.map(|raw| (Seq(raw.seq), reason(raw)));
            prop_assert_eq!(history.corrected_by(id(raws[index].seq)), expected, "#{}", raws[index].seq);
        }
    }

    #[test]
    fn a_target_can_be_corrected_exactly_when_it_is_in_force(acts in acts()) {
        let (raws, history) = (raws(&acts), learnt(&entries(&acts)));
        for index in 0..raws.len() {
            let target = id(raws[index].seq);
            let now = in_force(&raws, index, u64::MAX - 1);
            prop_assert_eq!(history.can_void(target).is_ok(), now);
            let replaceable = history.can_replace(target).map(|row| row.seq.0).ok();
            prop_assert_eq!(replaceable, (now && raws[index].states.is_some()).then_some(raws[index].seq));
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
                raw.states.is_some() && raw.day <= day(3) && before && !in_force(&raws, *i, s)
            };
            let expected: Vec<u64> = (0..raws.len()).filter(gone).map(|i| raws[i].seq).collect();
            let corrected: Vec<u64> = history.corrected(day(3), Seq(s)).map(|row| row.seq.0).collect();
            prop_assert_eq!(corrected, expected, "at #{}", s);
        }
    }

    #[test]
    fn a_history_of_some_entries_is_what_these_alone_teach(acts in acts(), kept in prop::collection::vec(any::<bool>(), 14)) {
        let entries = entries(&acts);
        let keeps = |seq: Seq| entries.iter().zip(&kept).any(|(entry, kept)| entry.seq == seq && *kept);
        let some: Vec<Entry> = entries.iter().filter(|entry| keeps(entry.seq)).cloned().collect();
        let (made, expected) = (learnt(&entries).kept(&keeps), learnt(&some));
        prop_assert!(made.known().eq(expected.known()));
        prop_assert!(made.current().eq(expected.current()));
        prop_assert_eq!((made.unknown(), made.malformed()), (expected.unknown(), expected.malformed()));
        prop_assert_eq!((made.incomplete_from(), made.last()), (expected.incomplete_from(), expected.last()));
        prop_assert!(made.ordinary().eq(expected.ordinary()));
        for entry in &entries {
            prop_assert_eq!(made.can_void(entry.draft.id), expected.can_void(entry.draft.id));
        }
        let after: Vec<Seq> = some.iter().map(|entry| entry.seq).filter(|seq| seq.0 > 9).collect();
        prop_assert_eq!(made.after(Seq(9)), after);
    }

    #[test]
    fn a_history_in_parts_has_everything_of_an_original_in_one_part_and_what_belongs_to_none_in_all(acts in acts()) {
        let history = learnt(&entries(&acts));
        // The originals by turns: to the first part, to the second, to both.
        let part_of = |slot: Seq| [Some(0), Some(1), None][usize::try_from(slot.0 / 2 % 3).unwrap()];
        let parts = history.parted(2, &|row| part_of(row.slot));
        prop_assert_eq!(parts.len(), 2);
        for (number, part) in parts.iter().enumerate() {
            let own = history.known().filter(|(row, _)| part_of(row.slot).is_none_or(|own| own == number));
            prop_assert!(part.known().eq(own), "part {}", number);
        }
    }
}

#[test]
fn a_void_of_a_void_brings_back_what_was_voided_unless_something_newer_sits_there() {
    let (state, replace) = (Act::State(Kind::Approved, 0), |day| Act::Replace(0, Kind::Approved, day));
    let acts = [state, replace(1), Act::Void(1), Act::Void(2), Act::Void(3), replace(2), Act::Void(4)];
    let history = learnt(&entries(&acts));
    let known: Vec<Vec<u64>> =
        (0..acts.len()).map(|i| seen(&history, Day::MAX, seq_of(i)).iter().map(|row| row.2).collect()).collect();
    assert_eq!(known, [[3], [5], [3], [5], [3], [13], [13]]);
}
