//! How long after things happened they were recorded.

use std::collections::BTreeSet;
use std::ops::ControlFlow;
use std::sync::Arc;

use hovedbok_answers::questions::{Lag, LagOf};
use hovedbok_answers::{Counted, Needs, Projections, Question, Reply};
use hovedbok_core::packed::Times;
use hovedbok_core::proposal::Proposal;
use hovedbok_core::{Day, ParticipantId, PersonEntry, Seq, StreamId};
use hovedbok_ledger::correct::{Change, Why};
use hovedbok_ledger::{CommitOptions, Migration};
use hovedbok_projection::{At, History, Timeline};
use hovedbok_state::ready::ReadyFact;
use hovedbok_state::{Recorded, Source, merged};
use proptest::prelude::*;
use serde_json::json;

use crate::acts::{DAYS, everything, ledger_of, nth};
use crate::given::{World, at, cases, instant, period, proposal, uuid};

fn registered(who: u128, day: &str) -> Proposal {
    proposal(&format!("participant/{}", uuid(who)), "participant.registered", day, json!({"office": "North"}))
}

fn intake(who: u128, programme: &str, day: &str) -> Proposal {
    let body = json!({
        "enrolment": uuid(who + 100).to_string(), "programme": programme, "office": "North", "target_group": "adults"
    });
    proposal(&format!("participant/{}", uuid(who)), "participant.intake", day, body)
}

fn lag(world: &World, programme: Option<&str>, as_of: &str, known_at: u64) -> Lag {
    let question = Question::Lag(LagOf { programme: programme.map(|name| name.parse().unwrap()) });
    let Reply::Lag(lag) = world.ledger().ask(&question, at(as_of, known_at)).unwrap().result else { panic!() };
    lag
}

fn cells(lag: &Lag) -> Vec<(String, u32, u64)> {
    lag.cells.iter().map(|cell| (cell.month.to_string(), cell.lag, cell.facts)).collect()
}

fn of(cells: &[(&str, u32, u64)]) -> Vec<(String, u32, u64)> {
    cells.iter().map(|(month, lag, facts)| ((*month).to_owned(), *lag, *facts)).collect()
}

/// Two persons registered late, one on time, one ahead.
fn world() -> World {
    let mut world = World::new();
    world.clock_ok = true;
    world.record(vec![registered(1, "2010-05-31"), registered(2, "2010-04-01"), registered(3, "2010-06-01")]).unwrap();
    world.record(vec![registered(4, "2010-07-15")]).unwrap();
    world
}

#[test]
fn months_are_those_of_the_calendar_from_the_day_to_the_recording() {
    let world = world();
    let found = lag(&world, None, "2010-12-31", world.last());
    assert_eq!(cells(&found), of(&[("2010-04", 2, 1), ("2010-05", 1, 1), ("2010-06", 0, 1), ("2010-07", 0, 1)]));
    assert_eq!((found.facts, found.early, found.late, found.migrated), (4, 1, 2, 0));
    // What takes hold after the day asked about is not counted.
    assert_eq!(lag(&world, None, "2010-06-30", world.last()).facts, 3);
}

#[test]
fn a_correction_keeps_the_instant_of_what_it_corrects_and_a_voided_fact_is_none() {
    let mut world = world();
    let why = || Why { reason: "not_true".parse().unwrap(), note: None, id: None };
    let late = world.record(vec![registered(5, "2010-04-01")]).unwrap()[0].id;
    world.at("2010-09-10T10:00:00Z");
    let day = Change { effective: Some(period("2010-03-20")), ..Change::default() };
    let correction = world.work(|work, edge| work.replace(late, day, why(), edge)).unwrap()[0].id;
    let corrected = lag(&world, None, "2010-12-31", world.last());
    assert_eq!(
        cells(&corrected),
        of(&[("2010-03", 3, 1), ("2010-04", 2, 1), ("2010-05", 1, 1), ("2010-06", 0, 1), ("2010-07", 0, 1)])
    );
    // The month before the newest entry's is the last whole one; before that entry it was another.
    assert_eq!(corrected.last_whole_month.unwrap().to_string(), "2010-08");
    let before = lag(&world, None, "2010-12-31", world.last() - 1);
    assert_eq!(before.last_whole_month.unwrap().to_string(), "2010-05");
    assert_eq!(cells(&before)[0], of(&[("2010-04", 2, 2)])[0]);
    world.work(|work, edge| work.void(correction, why(), edge)).unwrap();
    assert_eq!(cells(&lag(&world, None, "2010-12-31", world.last()))[0], of(&[("2010-04", 2, 2)])[0]);
    world.work(|work, edge| work.void(late, why(), edge)).unwrap();
    assert_eq!(lag(&world, None, "2010-12-31", world.last()).facts, 4);
}

#[test]
fn of_a_programme_only_what_is_about_it() {
    let mut world = world();
    world.record(vec![intake(1, "KVP", "2010-06-02"), intake(2, "TIO", "2010-06-02")]).unwrap();
    let goal =
        json!({"goal": "places", "indicator": "participants_in_programme", "baseline": {"why": "not_applicable"}});
    world.record(vec![proposal("programme/KVP", "programme.goal_set", "2010-05-01", goal)]).unwrap();
    let kvp = lag(&world, Some("KVP"), "2010-12-31", world.last());
    assert_eq!(cells(&kvp), of(&[("2010-05", 1, 1), ("2010-06", 0, 1)]));
    assert_eq!(lag(&world, Some("TIO"), "2010-12-31", world.last()).facts, 1);
    assert_eq!(lag(&world, None, "2010-12-31", world.last()).facts, 7);
}

#[test]
fn where_nothing_was_ever_late_nothing_is_estimated() {
    let mut world = World::new();
    world.clock_ok = true;
    world.record(vec![registered(1, "2010-06-01")]).unwrap();
    world.at("2010-08-02T10:00:00Z");
    world.record(vec![registered(2, "2010-08-02")]).unwrap();
    let found = lag(&world, None, "2010-12-31", world.last());
    assert_eq!(found.late, 0);
    assert!(found.rows.iter().all(|row| row.completeness_ppm.is_none() && row.expected.is_none()));
    assert_eq!(found.rows[0].seen_to_lag, Some(1));
}

#[test]
fn what_was_migrated_is_said() {
    let mut world = World::new();
    let migration = Migration { batch: "old".into(), recorded: instant("2009-02-01T12:00:00Z") };
    let commit = CommitOptions { again: false, migration: Some(migration) };
    world.work_in(commit, |work, edge| work.propose(registered(1, "2009-01-10"), edge)).unwrap();
    let found = lag(&world, None, "2010-12-31", world.last());
    assert_eq!((found.facts, found.migrated, found.late), (1, 1, 1));
}

/// Persons in parts, as they lie ready.
#[derive(Debug)]
struct InParts {
    parts: Vec<Vec<(StreamId, History<PersonEntry>)>>,
    known_at: Seq,
}

impl Source for InParts {
    fn each(&self, _: Day, _: &mut dyn FnMut(ParticipantId, &[ReadyFact]) -> ControlFlow<()>) {}

    fn parts(&self) -> usize {
        self.parts.len()
    }

    fn each_recorded_in_part(&self, part: usize, times_are_enough: bool, take: &mut dyn FnMut(Recorded<'_>)) {
        for (stream, history) in &self.parts[part] {
            let always = history.known().all(|(row, known)| known.spans() == [(row.seq, Seq(u64::MAX))]);
            if times_are_enough && always && history.unknown().is_empty() && history.malformed().is_empty() {
                for row in history.rows().iter().filter(|row| row.seq <= self.known_at) {
                    let (seq, recorded, holds, migrated) = (row.seq, row.recorded, row.holds, row.migrated);
                    take(Recorded::Times(&Times { seq, recorded, holds, migrated }));
                }
            } else {
                let streams = [(stream.clone(), history.clone())].into();
                take(Recorded::Streams(&Timeline::of(streams, self.known_at)));
            }
        }
    }

    fn is_malformed(&self) -> bool {
        false
    }
}

proptest! {
    #![proptest_config(cases(48))]

    #[test]
    fn lags_are_the_same_however_many_parts_the_persons_lie_in(
        acts in everything(2..40), parts in 1..5_usize, day in 0..DAYS + 4, cut in any::<u64>(),
    ) {
        let world = ledger_of(&acts);
        let at = At { as_of: nth(day), known_at: Seq(cut % (world.last() + 1)) };
        let whole = world.ledger().projections(Needs::ALL, at.known_at).unwrap();
        let mut joined: BTreeSet<StreamId> = merged(&whole.state).into_iter().flatten().collect();
        let is_person = |stream: &StreamId| matches!(stream, StreamId::Participant(_));
        let apart = whole.state.streams().filter(|(stream, _)| is_person(stream) && !joined.contains(stream));
        let mut own = vec![Vec::new(); parts];
        for ((stream, history), part) in apart.zip((0..parts).cycle()) {
            own[part].push((stream.clone(), history.clone()));
        }
        joined.extend(whole.state.streams().map(|(stream, _)| stream).filter(|stream| !is_person(stream)).cloned());
        let ready = Arc::new(InParts { parts: own, known_at: at.known_at });
        let counted = Some(Counted { ready, streams: whole.state.only(&joined) });
        let in_parts = Projections { counted, ..whole.clone() };
        for programme in [None, Some("KVP".parse().unwrap())] {
            let question = Question::Lag(LagOf { programme });
            prop_assert_eq!(in_parts.reply(&question, at), whole.reply(&question, at), "{:?}", question);
        }
    }
}
