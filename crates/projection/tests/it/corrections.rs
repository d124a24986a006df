//! Corrections one by one: what they may correct, which of them are refused, and what is not understood.

use hovedbok_core::entries::PlanEntry;
use hovedbok_core::entries::codes::ReasonCode;
use hovedbok_core::{Body, Entry, Seq};
use hovedbok_projection::{History, NEWEST, TargetError};

use crate::given::{
    approved, assigned, day, entry, id, learnt, migrated, named_risk, recorded, replaced, unknown, voided,
};

/// An entry of the plan's stream on the first day.
fn plan(seq: u64, target: Option<u64>, body: Body) -> Entry {
    entry(seq, "plan/TIO", day(0), target, body)
}

fn stated(seq: u64) -> Entry {
    plan(seq, None, Body::Fact(approved("1")))
}

fn seqs(positions: &[u64]) -> Vec<Seq> {
    positions.iter().copied().map(Seq).collect()
}

fn current<F>(history: &History<F>) -> Vec<u64> {
    history.current().map(|row| row.seq.0).collect()
}

#[test]
fn what_corrects_an_unknown_entry_is_as_unknown_as_that() {
    let history = learnt(&[
        stated(1),
        plan(2, None, unknown("plan.sung_about")),
        plan(3, Some(2), voided()),
        plan(4, Some(2), replaced(approved("2"))),
        plan(5, Some(3), voided()),
        plan(6, Some(1), voided()),
    ]);
    assert_eq!(history.unknown(), seqs(&[2, 3, 4, 5]));
    assert_eq!(history.malformed(), []);
    assert_eq!(current(&history), [0_u64; 0], "the entry that is known was voided");
    for unknown in 2..=5 {
        assert_eq!(history.can_void(id(unknown)), Err(TargetError::NotInStream), "#{unknown}");
        assert_eq!(history.corrected_by(id(unknown)), None, "#{unknown}");
    }
}

#[test]
fn an_unknown_correction_leaves_its_stream_incomplete_from_there_on() {
    let incomplete = |entries: &[Entry]| learnt(entries).incomplete_from();
    // What is unknown and corrects nothing leaves the rest of the stream as it is.
    let sung = plan(1, None, unknown("plan.sung_about"));
    let merged = |seq| plan(seq, Some(2), unknown("entry.merged"));
    assert_eq!(incomplete(&[]), None);
    assert_eq!(incomplete(&[sung.clone(), stated(2)]), None);
    assert_eq!(incomplete(&[sung.clone(), stated(2), merged(3)]), Some(Seq(3)));
    assert_eq!(incomplete(&[sung, stated(2), merged(3), stated(4), merged(5)]), Some(Seq(3)));
    assert_eq!(current(&learnt(&[stated(2), merged(3)])), [2], "nobody knows what it does to the entry");
}

#[test]
fn a_replacement_is_of_the_type_of_the_original() {
    let history = learnt(&[
        stated(1),
        plan(2, Some(1), replaced(assigned("TIO"))),
        plan(3, Some(1), replaced(approved("2"))),
        plan(4, Some(3), replaced(assigned("TIO"))),
        plan(5, Some(3), replaced(approved("3"))),
    ]);
    assert_eq!(history.malformed(), seqs(&[2, 4]));
    let rows: Vec<_> = history.rows().iter().map(|row| (row.seq.0, row.slot.0, row.corrects)).collect();
    assert_eq!(rows, [(1, 1, false), (3, 1, true), (5, 1, true)]);
    assert_eq!(current(&history), [5]);
    assert_eq!(history.can_void(id(4)), Err(TargetError::NotInStream), "what is malformed counts for nothing");
}

#[test]
fn a_fact_of_another_family_does_not_belong_in_the_stream() {
    let history = learnt(&[
        stated(1),
        plan(2, None, Body::Fact(named_risk())),
        plan(3, Some(1), replaced(named_risk())),
        plan(4, Some(2), voided()),
    ]);
    assert_eq!(history.malformed(), seqs(&[2, 3, 4]));
    assert_eq!((current(&history), history.last()), (vec![1], Seq(4)));
}

#[test]
fn each_target_that_cannot_be_corrected_says_why() {
    let history = learnt(&[
        stated(1),
        plan(2, Some(1), voided()),
        stated(3),
        plan(4, Some(3), replaced(approved("2"))),
        plan(5, Some(2), replaced(approved("2"))),
    ]);
    let by_voiding = TargetError::Voided { by: Seq(2) };
    let by_replacing = TargetError::Replaced { by: Seq(4), now: Seq(4) };
    for (target, void, replace) in [
        (1, Err(by_voiding), Err(by_voiding)),
        (2, Ok(()), Err(TargetError::NothingToReplace)),
        (3, Err(by_replacing), Err(by_replacing)),
        (4, Ok(()), Ok(Seq(4))),
        (5, Err(TargetError::NotInStream), Err(TargetError::NotInStream)),
        (99, Err(TargetError::NotInStream), Err(TargetError::NotInStream)),
    ] {
        assert_eq!(history.can_void(id(target)), void, "#{target}");
        assert_eq!(history.can_replace(id(target)).map(|row| row.seq), replace, "#{target}");
    }
}

#[test]
fn the_newest_correction_of_an_entry_is_the_one_that_names_it() {
    let entries = [
        stated(1),
        plan(2, Some(1), replaced(approved("2"))),
        plan(3, Some(2), voided()),
        plan(4, Some(1), replaced(approved("3"))),
        plan(5, Some(3), voided()),
        stated(6),
    ];
    let by = |known: usize, target| learnt(&entries[..known]).corrected_by(id(target));
    assert_eq!([1, 2, 3].map(|known| by(known, 1)), [None, Some(2), Some(2)].map(typing));
    assert_eq!(by(6, 1), Some((Seq(4), ReasonCode::Typing)));
    assert_eq!(by(6, 2), Some((Seq(3), ReasonCode::NotTrue)), "though that voiding is voided");
    assert_eq!(by(6, 3), Some((Seq(5), ReasonCode::NotTrue)));
    assert_eq!([4, 5, 6, 99].map(|target| by(6, target)), [None; 4]);
}

fn typing(seq: Option<u64>) -> Option<(Seq, ReasonCode)> {
    seq.map(|seq| (Seq(seq), ReasonCode::Typing))
}

#[test]
fn ordinary_entries_state_or_void_something() {
    let history = learnt(&[
        migrated(stated(1)),
        stated(2),
        migrated(plan(3, Some(2), voided())),
        plan(4, Some(1), voided()),
        plan(5, None, unknown("plan.sung_about")),
        plan(6, Some(99), voided()),
        plan(7, Some(4), voided()),
        plan(8, Some(2), replaced(approved("2"))),
    ]);
    let from = |history: &History<PlanEntry>, instant| {
        let ordinary = history.ordinary().filter(|(_, recorded)| *recorded >= instant);
        ordinary.map(|(seq, _)| seq.0).min()
    };
    let first = |seq: u64| from(&history, recorded(seq));
    // Migrated entries, unknown ones and malformed ones are passed over; what is no longer in force counts.
    let expected = [Some(2), Some(2), Some(2), Some(4), Some(4), Some(7), Some(7), Some(7), Some(8), None];
    let found: Vec<_> = (0..10).map(first).collect();
    assert_eq!(found, expected);
    let later = hovedbok_core::Instant::from_micros(recorded(3).micros() + 1).unwrap();
    assert_eq!(from(&history, later), Some(4));
    assert_eq!(from(&learnt(&[migrated(stated(1))]), recorded(0)), None);
}

#[test]
fn the_newest_state_of_knowledge_is_after_every_entry_and_before_the_end_of_time() {
    let history = learnt(&[stated(1), stated(2), plan(3, Some(2), voided())]);
    let spans: Vec<_> = history.known().map(|(_, known)| known.spans().to_vec()).collect();
    let open = Seq(u64::MAX);
    assert_eq!(spans, [vec![(Seq(1), open)], vec![(Seq(2), Seq(3))]]);
    let at = |position| history.in_force(position).map(|row| row.seq.0).collect::<Vec<_>>();
    assert_eq!((at(NEWEST), at(Seq(3))), (vec![1], vec![1]));
    assert!(NEWEST > history.last() && NEWEST < open);
}

#[test]
fn an_empty_history_knows_nothing() {
    let history = learnt(&[]);
    assert_eq!((history.last(), history.rows().len(), history.known().count()), (Seq(0), 0, 0));
    assert_eq!((history.unknown(), history.malformed(), history.incomplete_from()), (&[][..], &[][..], None));
}

/// What each fact that counts no more was ended by: its position, that of the correction, and what the correction states.
fn ended(history: &History<PlanEntry>, as_of: u8, known_at: u64) -> Vec<(u64, u64, Option<u64>)> {
    let corrections = history.corrections(day(as_of), Seq(known_at));
    corrections
        .map(|(row, by, at, stated)| {
            assert_eq!(at, recorded(by.0), "when the correction was recorded");
            (row.seq.0, by.0, stated.map(|stated| stated.seq.0))
        })
        .collect()
}

#[test]
fn a_fact_that_counts_no_more_names_the_ordinary_correction_that_ended_it() {
    let history = learnt(&[
        entry(1, "plan/TIO", day(3), None, Body::Fact(approved("1"))),
        entry(2, "plan/TIO", day(3), Some(1), replaced(approved("2"))),
        // It brings the first one back.
        plan(3, Some(2), voided()),
        plan(4, Some(1), voided()),
        entry(5, "plan/TIO", day(5), None, Body::Fact(approved("5"))),
        migrated(plan(6, Some(5), voided())),
    ]);
    assert_eq!(ended(&history, 9, 1), []);
    assert_eq!(ended(&history, 9, 2), [(1, 2, Some(2))]);
    assert_eq!(ended(&history, 2, 2), [], "it does not count by then");
    assert_eq!(ended(&history, 9, 3), [(2, 3, None)], "the first one counts again");
    assert_eq!(ended(&history, 9, 4), [(1, 4, None), (2, 3, None)], "the last correction that ended it");
    assert_eq!(ended(&history, 9, 6), [(1, 4, None), (2, 3, None)], "a migrated correction has its own time");
    let replaced_by_migration =
        learnt(&[stated(1), migrated(plan(2, Some(1), replaced(approved("2")))), plan(3, Some(2), voided())]);
    assert_eq!(ended(&replaced_by_migration, 9, 2), []);
    assert_eq!(ended(&replaced_by_migration, 9, 3), [(2, 3, None)]);
}

#[test]
fn a_target_that_was_corrected_twice_names_its_correction_and_what_counts_now() {
    let replaced_twice =
        [stated(1), plan(2, Some(1), replaced(approved("2"))), plan(3, Some(2), replaced(approved("3")))];
    let history = learnt(&replaced_twice);
    assert_eq!(history.can_void(id(1)), Err(TargetError::Replaced { by: Seq(2), now: Seq(3) }));
    assert_eq!(history.can_void(id(2)), Err(TargetError::Replaced { by: Seq(3), now: Seq(3) }));
    let said = |target| history.can_void(id(target)).unwrap_err().to_string();
    assert_eq!(said(1), "the entry no longer counts: #2 corrected it, and #3 counts now");
    assert_eq!(said(2), "the entry no longer counts: #3 corrected it");
    // What a voiding takes out of force brings back what was corrected.
    let history = learnt(&[stated(1), plan(2, Some(1), replaced(approved("2"))), plan(3, Some(2), voided())]);
    assert_eq!(history.can_void(id(2)), Err(TargetError::Replaced { by: Seq(3), now: Seq(1) }));
    assert_eq!(history.can_void(id(1)), Ok(()));
    let history = learnt(&[stated(1), plan(2, Some(1), voided()), plan(3, Some(2), voided())]);
    assert_eq!(history.can_void(id(2)), Err(TargetError::Replaced { by: Seq(3), now: Seq(1) }));
}
