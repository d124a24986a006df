//! `Timeline`: the histories of the streams that a projection listens to, and what is asked of all of them.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use hovedbok_core::entries::PlanEntry;
use hovedbok_core::entries::codes::RecordSubject;
use hovedbok_core::reach::{End, EndsBy};
use hovedbok_core::{Body, Day, Entry, Fact, Name, Reach, Row, Seq, StreamId, StreamKind};
use hovedbok_projection::{At, Digesting, History, Projection, Timeline};
use proptest::prelude::*;

use crate::given::{approved, assigned, day, entry, learnt, named_risk, replaced, voided};

/// Plans, for the day asked about.
#[derive(Debug)]
enum Plans {}

impl Projection for Plans {
    const NAME: &'static str = "plans";
    const LISTENS: &'static [StreamKind] = &[StreamKind::Plan];
    type Fact = PlanEntry;
    type Beside = ();
}

/// Plans and risks, as far as the records of plans reach.
#[derive(Debug)]
enum Reached {}

impl Projection for Reached {
    const NAME: &'static str = "reached";
    const LISTENS: &'static [StreamKind] = &[StreamKind::Plan, StreamKind::Risk];
    type Fact = Fact;
    type Beside = u8;

    fn within(_: &History<Fact>, stream: &StreamId, rows: &mut Vec<&Row<Fact>>, reach: &Reach, at: At) {
        let last = reach.day(stream.programme().as_ref(), RecordSubject::Plan, at.as_of);
        rows.retain(|row| row.holds <= last);
    }
}

const STREAMS: [&str; 5] = ["plan/B", "risk/A", "plan/A", "figure/A", "plan/C.2"];

#[derive(Debug, Clone)]
enum Act {
    State,
    Replace(usize),
    Void(usize),
}

/// Entries of several streams, one after the other; a target is any earlier entry of the stream, counted round.
fn log() -> impl Strategy<Value = Vec<Entry>> {
    let act = prop_oneof![
        3 => Just(Act::State),
        1 => any::<usize>().prop_map(Act::Replace),
        1 => any::<usize>().prop_map(Act::Void),
    ];
    prop::collection::vec((0..STREAMS.len(), 0u8..6, act), 0..20).prop_map(|ops| {
        let mut entries: Vec<Entry> = Vec::new();
        for (at, offset, act) in ops {
            let stream = STREAMS[at];
            let own: Vec<u64> =
                entries.iter().filter(|e| e.draft.stream.to_string() == stream).map(|e| e.seq.0).collect();
            let earlier = |target: usize| target.checked_rem(own.len()).map(|at| own[at]);
            let fact = if stream.starts_with("plan/") { approved("1") } else { named_risk() };
            let (target, body) = match act {
                Act::State => (None, Body::Fact(fact)),
                Act::Replace(target) => (earlier(target), replaced(fact)),
                Act::Void(target) => (earlier(target), voided()),
            };
            entries.push(entry(entries.len() as u64 + 1, stream, day(offset), target, body));
        }
        entries
    })
}

fn read<P: Projection>(entries: &[Entry]) -> Timeline<P> {
    let mut timeline = Timeline::default();
    for entry in entries {
        timeline.learn(entry);
    }
    timeline
}

fn at(as_of: Day, known_at: u64) -> At {
    At { as_of, known_at: Seq(known_at) }
}

/// The position of each row, and the spans in which it is in force.
type Spans = Vec<(u64, Vec<(Seq, Seq)>)>;

/// What a timeline holds, stream by stream.
fn held<P: Projection>(timeline: &Timeline<P>) -> BTreeMap<StreamId, Spans> {
    let rows = |history: &History<P::Fact>| {
        history.known().map(|(row, known)| (row.seq.0, known.spans().to_vec())).collect::<Vec<_>>()
    };
    timeline.streams().map(|(stream, history)| (stream.clone(), rows(history))).collect()
}

/// Rows by their positions.
fn seen<'a, F: 'a>(answer: impl Iterator<Item = (&'a StreamId, Vec<&'a Row<F>>)>) -> Vec<(String, Vec<u64>)> {
    answer.map(|(stream, rows)| (stream.to_string(), rows.iter().map(|row| row.seq.0).collect())).collect()
}

fn name(name: &str) -> Name {
    name.parse().unwrap()
}

/// The records of the plans of programme A end on this day. Those of its money end earlier, which does not concern them.
fn reach(end: Day) -> Arc<Reach> {
    let mut reach = Reach::default();
    let by = |day| End { day, by: EndsBy::RecordsEnd, entry: Seq(1) };
    reach.set(&name("A"), RecordSubject::Plan, by(end));
    reach.set(&name("A"), RecordSubject::Money, by(day(0)));
    Arc::new(reach)
}

/// A point of both times: a day, and a position that may be past the end.
fn times() -> impl Strategy<Value = (u8, u64)> {
    (0u8..7, 0..22u64)
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(300) })]

    #[test]
    fn a_timeline_has_the_history_of_each_stream_that_it_listens_to(log in log()) {
        let timeline: Timeline<Plans> = read(&log);
        let mut own: BTreeMap<StreamId, Vec<Entry>> = BTreeMap::new();
        for entry in log.iter().filter(|entry| entry.draft.stream.kind() == StreamKind::Plan) {
            own.entry(entry.draft.stream.clone()).or_default().push(entry.clone());
        }
        prop_assert!(timeline.streams().map(|(stream, _)| stream).eq(own.keys()), "by name");
        for (stream, entries) in &own {
            let (alone, history) = (learnt(entries), timeline.stream(stream).unwrap());
            prop_assert!(alone.known().eq(history.known()), "{}", stream);
            prop_assert_eq!((alone.last(), alone.malformed()), (history.last(), history.malformed()));
        }
        prop_assert_eq!(timeline.position(), Seq(log.len() as u64), "of the whole log");
        prop_assert_eq!(timeline.rows(), own.values().map(|entries| learnt(entries).rows().len()).sum::<usize>());
        for stream in ["plan/Z", "figure/A"] {
            prop_assert!(timeline.stream(&stream.parse().unwrap()).is_none());
        }
    }

    #[test]
    fn a_timeline_of_streams_that_were_learnt_one_by_one_is_the_one_that_learnt_them(log in log()) {
        let whole = read::<Plans>(&log);
        let one = |(stream, history): (&StreamId, &History<PlanEntry>)| (stream.clone(), history.clone());
        let of = Timeline::<Plans>::of(whole.streams().map(one).collect(), whole.position());
        prop_assert_eq!(of.digest(), whole.digest());
        prop_assert_eq!((of.rows(), of.position()), (whole.rows(), whole.position()));
    }

    #[test]
    fn a_question_is_asked_of_every_stream_that_has_something_in_force(log in log(), (on, s) in times()) {
        let (timeline, at): (Timeline<Plans>, At) = (read(&log), at(day(on), s));
        let mut expected = Vec::new();
        for (stream, history) in timeline.streams() {
            let rows: Vec<u64> = history.at(at.as_of, at.known_at).map(|row| row.seq.0).collect();
            let asked: Vec<u64> = timeline.stream_at(stream, at).iter().map(|row| row.seq.0).collect();
            prop_assert_eq!(&asked, &rows);
            if !rows.is_empty() {
                expected.push((stream.to_string(), rows));
            }
        }
        prop_assert_eq!(&seen(timeline.at(at)), &expected);
        prop_assert_eq!(&seen(timeline.facts(at)), &expected, "nobody has said where records end");
        prop_assert_eq!(timeline.stream_at(&"plan/Z".parse().unwrap(), at), Vec::<&Row<PlanEntry>>::new());
    }

    #[test]
    fn an_answer_stays_the_same_whatever_is_learnt_after(log in log(), (on, s) in times(), end in 0u8..7) {
        let known = log.len().min(s as usize);
        let (before, whole) = (read::<Reached>(&log[..known]), read::<Reached>(&log));
        let (before, whole) = (before.reaching(&reach(day(end))), whole.reaching(&reach(day(end))));
        let at = at(day(on), known as u64);
        prop_assert_eq!(seen(before.at(at)), seen(whole.at(at)));
        prop_assert_eq!(seen(before.facts(at)), seen(whole.facts(at)));
    }

    #[test]
    fn where_records_end_a_question_is_answered_for_their_last_day(log in log(), (on, s) in times(), end in 0u8..7) {
        let whole: Timeline<Reached> = read(&log);
        let (ending, asked) = (whole.reaching(&reach(day(end))), at(day(on), s));
        let mut expected = Vec::new();
        for (stream, _) in whole.streams() {
            let of_a = stream.programme() == Some(name("A"));
            let last = if of_a { day(on.min(end)) } else { day(on) };
            let rows: Vec<u64> = whole.stream_at(stream, at(last, s)).iter().map(|row| row.seq.0).collect();
            let answer: Vec<u64> = ending.stream_at(stream, asked).iter().map(|row| row.seq.0).collect();
            prop_assert_eq!(&answer, &rows, "{}", stream);
            if !rows.is_empty() {
                expected.push((stream.to_string(), rows));
            }
        }
        prop_assert_eq!(seen(ending.at(asked)), expected);
        prop_assert_eq!(seen(ending.facts(asked)), seen(whole.facts(asked)), "whatever is said of the records");
        prop_assert_eq!(seen(ending.whole().at(asked)), seen(whole.at(asked)));
    }

    #[test]
    fn what_is_made_of_a_timeline_keeps_the_rest_of_it(log in log(), end in 0u8..7, ends in (0..22u64, 0..22u64)) {
        let reach = reach(day(end));
        let timeline = read::<Reached>(&log).reaching(&reach);
        let (before, after) = (Seq(ends.0.min(ends.1)), Seq(ends.0.max(ends.1)));
        let asked: BTreeSet<StreamId> = ["plan/A", "risk/A", "plan/Z"].map(|name| name.parse().unwrap()).into();
        let all = held(&timeline);

        let only = timeline.only(&asked);
        let some: BTreeMap<_, _> = all.clone().into_iter().filter(|(stream, _)| asked.contains(stream)).collect();
        prop_assert_eq!(held(&only), some);
        let without = timeline.without(&asked);
        let others: BTreeMap<_, _> = all.clone().into_iter().filter(|(stream, _)| !asked.contains(stream)).collect();
        prop_assert_eq!(held(&without), others);
        let keeps = |seq: Seq| seq <= before || seq > after;
        let kept = timeline.kept(&asked, &keeps);
        for (stream, history) in timeline.streams() {
            let own = if asked.contains(stream) { history.kept(&keeps) } else { history.clone() };
            let is_there = kept.stream(stream);
            prop_assert_eq!(is_there.is_some(), own.last() > Seq(0), "{}", stream);
            prop_assert!(is_there.is_none_or(|kept| kept.known().eq(own.known())), "{}", stream);
        }

        let laid = timeline.with_beside(&Arc::new(7));
        prop_assert_eq!((laid.beside(), held(&laid)), (&7, all.clone()));
        let holding = laid.holding(&only);
        prop_assert_eq!((holding.beside(), held(&holding)), (&7, held(&only)));

        let whole = timeline.whole();
        prop_assert_eq!(held(&whole), all.clone());
        prop_assert_eq!(held(&timeline.clone()), all);
        prop_assert_eq!(whole.reach(), &Reach::default());
        for made in [only, without, kept, laid, holding, timeline.clone(), whole.reaching(&reach)] {
            prop_assert_eq!(made.position(), timeline.position());
            prop_assert_eq!(made.reach(), reach.as_ref());
        }
    }

    #[test]
    fn each_part_has_the_digest_that_it_would_have_alone(log in log()) {
        let timeline: Timeline<Reached> = read(&log);
        let digested = |timelines: &[Timeline<Reached>], part: &dyn Fn(&StreamId, &Fact) -> String| {
            let mut digesting = Digesting::default();
            timelines.iter().for_each(|timeline| digesting.add(timeline, part));
            digesting.digested()
        };
        let own = |stream: &StreamId, _: &Fact| stream.to_string();
        let by_stream = digested(std::slice::from_ref(&timeline), &own);
        let with_rows = timeline.streams().filter(|(_, history)| !history.rows().is_empty());
        let alone: BTreeMap<String, String> = with_rows
            .map(|(stream, _)| (stream.to_string(), timeline.only(&BTreeSet::from([stream.clone()])).digest()))
            .collect();
        prop_assert_eq!(&by_stream.parts, &alone);
        prop_assert_eq!((by_stream.rows, &by_stream.digest), (timeline.rows(), &timeline.digest()));
        let whole = digested(std::slice::from_ref(&timeline), &|_, _| "all".to_owned());
        let all = (timeline.rows() > 0).then(|| timeline.digest());
        prop_assert_eq!(whole.parts.get("all"), all.as_ref());
        // One stream after the other.
        let streams = timeline.streams().map(|(stream, _)| timeline.only(&BTreeSet::from([stream.clone()])));
        prop_assert_eq!(digested(&streams.collect::<Vec<_>>(), &own), by_stream);
    }

    #[test]
    fn a_timeline_that_is_learnt_again_has_the_same_digest(log in log()) {
        let digest = read::<Plans>(&log).digest();
        prop_assert_eq!(digest.len(), 64);
        prop_assert!(digest.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f')));
        prop_assert_eq!(&read::<Plans>(&log).digest(), &digest);
        prop_assert_eq!(&read::<Plans>(&log).reaching(&reach(day(3))).digest(), &digest);
        // Only what moves a row or its knowledge moves the digest.
        for end in 1..=log.len() {
            let (before, after) = (read::<Plans>(&log[..end - 1]), read::<Plans>(&log[..end]));
            let rows = |timeline: &Timeline<Plans>| {
                held(timeline).into_iter().filter(|(_, rows)| !rows.is_empty()).collect::<Vec<_>>()
            };
            prop_assert_eq!(before.digest() == after.digest(), rows(&before) == rows(&after));
        }
    }
}

#[test]
fn all_that_a_row_says_is_in_the_digest() {
    let stated = |seq, stream, on, fact| entry(seq, stream, day(on), None, Body::Fact(fact));
    let after = |corrects| vec![stated(1, "plan/A", 0, approved("1")), corrects];
    let logs = [
        vec![],
        vec![stated(1, "plan/A", 0, approved("1"))],
        vec![stated(1, "plan/B", 0, approved("1"))],
        vec![stated(2, "plan/A", 0, approved("1"))],
        vec![stated(1, "plan/A", 1, approved("1"))],
        vec![stated(1, "plan/A", 0, approved("2"))],
        vec![stated(1, "plan/A", 0, assigned("A"))],
        after(stated(2, "plan/A", 0, approved("1"))),
        after(entry(2, "plan/A", day(0), Some(1), replaced(approved("1")))),
        after(entry(2, "plan/A", day(0), Some(1), voided())),
        after(entry(3, "plan/A", day(0), Some(1), voided())),
    ];
    let digests: BTreeSet<String> = logs.iter().map(|log| read::<Plans>(log).digest()).collect();
    assert_eq!(digests.len(), logs.len());
    let nothing = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
    assert_eq!(read::<Plans>(&[]).digest(), nothing, "SHA-256 of nothing");
}

#[test]
fn a_copy_does_not_learn_with_the_original() {
    let mut timeline: Timeline<Plans> = read(&[entry(1, "plan/A", day(0), None, Body::Fact(approved("1")))]);
    let copy = timeline.clone();
    let digest = copy.digest();
    timeline.learn(&entry(2, "plan/A", day(0), Some(1), voided()));
    assert_eq!((copy.position(), copy.digest()), (Seq(1), digest));
    assert_eq!((timeline.position(), timeline.rows()), (Seq(2), 1));
    assert_eq!(seen(timeline.at(at(Day::MAX, 2))), []);
    assert_eq!(seen(copy.at(at(Day::MAX, 2))), [("plan/A".to_owned(), vec![1])]);
}

#[test]
fn the_day_that_is_answered_for_is_asked_for_or_the_last_of_the_records() {
    let timeline = Timeline::<Plans>::default().reaching(&reach(day(3)));
    let answered = |programme: Option<&str>, subject, on| timeline.day(programme.map(name).as_ref(), subject, day(on));
    for (programme, subject, on, expected) in [
        (Some("A"), RecordSubject::Plan, 2, 2),
        (Some("A"), RecordSubject::Plan, 3, 3),
        (Some("A"), RecordSubject::Plan, 4, 3),
        (Some("A"), RecordSubject::Money, 4, 0),
        (Some("A"), RecordSubject::Risks, 4, 4),
        (Some("B"), RecordSubject::Plan, 4, 4),
        (None, RecordSubject::Plan, 4, 4),
    ] {
        assert_eq!(answered(programme, subject, on), day(expected), "{programme:?} {subject:?} {on}");
    }
}

#[test]
fn an_empty_timeline_has_nothing_at_position_zero() {
    let timeline = Timeline::<Plans>::default();
    assert_eq!((timeline.position(), timeline.rows(), timeline.streams().count()), (Seq(0), 0, 0));
    assert_eq!(timeline.reach(), &Reach::default());
}
