//! The one shape of a projection, and the bitemporal timeline that all of them share.
//!
//! A history is one stream as the ledger knows it: its facts with their intervals of knowledge. A projection says what it
//! listens to and how an entry becomes a fact; the timeline keeps the histories of its streams; an answer is a fold over the
//! facts in force at (as-of, known-at). No I/O, no clock (H10).
//!
//! What stays true here: a projection learns by reading the log and in no other way, so that it can be deleted and
//! comes back with the same digest over its rows (H1). An answer at (as-of, known-at) is the same for ever (H5).
//! Replay refuses nothing (H6), and a stream with an unknown correction is incomplete from there on (H9).

#![cfg_attr(test, allow(clippy::wildcard_enum_match_arm))]

pub mod history;
pub mod knowledge;

use std::collections::{BTreeMap, BTreeSet};
use std::marker::PhantomData;
use std::sync::Arc;

use hovedbok_core::entries::codes::RecordSubject;
use hovedbok_core::{Day, Entry, Fact, Name, Reach, Row, Seq, StreamFact, StreamId, StreamKind};
use sha2::{Digest, Sha256};

pub use history::{History, TargetError};
pub use knowledge::{Knowledge, NEWEST};

/// The two times of a question (time.md).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct At {
    /// The day asked about, itself included.
    pub as_of: Day,
    /// The state of knowledge: everything up to this position.
    pub known_at: Seq,
}

/// What a projection listens to and what an entry becomes in it.
pub trait Projection {
    /// Its name on the command line.
    const NAME: &'static str;
    /// The kinds of stream that it listens to.
    const LISTENS: &'static [StreamKind];
    /// What an entry becomes.
    type Fact: StreamFact;
    /// What a question lays beside the facts, so that the fold can look at it; `()` where there is nothing.
    type Beside: std::fmt::Debug + Default;

    /// Takes away the rows that lie after the end of the records of their programme, where the projection is folded for the
    /// last day that the records speak for (time.md, *Where the records end*). Money, bodies, reports, risks and staff are
    /// folded for the day asked about.
    #[expect(unused_variables, reason = "the names say what an implementation is given")]
    fn within(
        history: &History<Self::Fact>,
        stream: &StreamId,
        rows: &mut Vec<&Row<Self::Fact>>,
        reach: &Reach,
        at: At,
    ) {
    }
}

/// The facts of every stream that a projection listens to, with their intervals of knowledge. A copy shares them.
#[derive(Debug)]
pub struct Timeline<P: Projection> {
    streams: Arc<BTreeMap<StreamId, Arc<History<P::Fact>>>>,
    position: Seq,
    reach: Arc<Reach>,
    beside: Arc<P::Beside>,
}

impl<P: Projection> Default for Timeline<P> {
    fn default() -> Timeline<P> {
        Timeline { streams: Arc::default(), position: Seq(0), reach: Arc::default(), beside: Arc::default() }
    }
}

impl<P: Projection> Clone for Timeline<P> {
    fn clone(&self) -> Timeline<P> {
        Timeline {
            streams: Arc::clone(&self.streams),
            position: self.position,
            reach: Arc::clone(&self.reach),
            beside: Arc::clone(&self.beside),
        }
    }
}

impl<P: Projection> Timeline<P> {
    /// The timeline of streams that were learnt one by one, each up to a position of the log.
    pub fn of(streams: BTreeMap<StreamId, History<P::Fact>>, position: Seq) -> Timeline<P> {
        let streams = streams.into_iter().map(|(id, history)| (id, Arc::new(history)));
        Timeline { streams: Arc::new(streams.collect()), position, ..Timeline::default() }
    }

    /// Learns the next entry of the log; entries of other kinds of stream only move the position.
    pub fn learn(&mut self, entry: &Entry) {
        self.position = entry.seq;
        if P::LISTENS.contains(&entry.draft.stream.kind()) {
            let history = Arc::make_mut(&mut self.streams).entry(entry.draft.stream.clone()).or_default();
            Arc::make_mut(history).learn(entry);
        }
    }

    /// Position of the newest entry learnt.
    pub fn position(&self) -> Seq {
        self.position
    }

    /// Every stream with its history, by name.
    pub fn streams(&self) -> impl Iterator<Item = (&StreamId, &History<P::Fact>)> {
        self.streams.iter().map(|(stream, history)| (stream, &**history))
    }

    /// One stream's history.
    pub fn stream(&self, stream: &StreamId) -> Option<&History<P::Fact>> {
        self.streams.get(stream).map(|history| &**history)
    }

    /// The timeline as far as the records reach: what is asked of it is answered for the last day that they speak for.
    #[must_use]
    pub fn reaching(&self, reach: &Arc<Reach>) -> Timeline<P> {
        Timeline { reach: Arc::clone(reach), ..self.clone() }
    }

    /// The timeline as if the records reached every day: for whether something is recorded at all.
    #[must_use]
    pub fn whole(&self) -> Timeline<P> {
        Timeline { reach: Arc::default(), ..self.clone() }
    }

    /// The timeline with something beside the facts.
    #[must_use]
    pub fn with_beside(&self, beside: &Arc<P::Beside>) -> Timeline<P> {
        Timeline { beside: Arc::clone(beside), ..self.clone() }
    }

    /// The timeline with the streams of another one, as far as the records reach here and with what is laid beside the facts.
    #[must_use]
    pub fn holding(&self, other: &Timeline<P>) -> Timeline<P> {
        Timeline { streams: Arc::clone(&other.streams), ..self.clone() }
    }

    /// What a question has laid beside the facts.
    pub fn beside(&self) -> &P::Beside {
        &self.beside
    }

    /// How far the records reach; to every day while nobody has said so.
    pub fn reach(&self) -> &Reach {
        &self.reach
    }

    /// The day that a question is answered for, or up to which silence is judged: the day asked about, or the last one that
    /// the records of a programme about a subject speak for.
    pub fn day(&self, programme: Option<&Name>, subject: RecordSubject, as_of: Day) -> Day {
        self.reach.day(programme, subject, as_of)
    }

    /// The facts in force at a point of both times, as far as the records reach: stream by stream, each in the order of
    /// time.md.
    pub fn at(&self, at: At) -> impl Iterator<Item = (&StreamId, Vec<&Row<P::Fact>>)> {
        self.streams.iter().filter_map(move |(stream, history)| {
            let rows = self.rows_of(stream, history, at);
            (!rows.is_empty()).then_some((stream, rows))
        })
    }

    /// The same of one stream.
    pub fn stream_at(&self, stream: &StreamId, at: At) -> Vec<&Row<P::Fact>> {
        self.streams.get(stream).map(|history| self.rows_of(stream, history, at)).unwrap_or_default()
    }

    fn rows_of<'a>(&self, stream: &StreamId, history: &'a History<P::Fact>, at: At) -> Vec<&'a Row<P::Fact>> {
        let mut rows: Vec<_> = history.at(at.as_of, at.known_at).collect();
        P::within(history, stream, &mut rows, &self.reach, at);
        rows
    }

    /// Every fact in force at a point of both times, whether the records are said to reach it or not: for rules that judge
    /// what is recorded, not what is missing.
    pub fn facts(&self, at: At) -> impl Iterator<Item = (&StreamId, Vec<&Row<P::Fact>>)> {
        self.streams.iter().filter_map(move |(stream, history)| {
            let rows: Vec<_> = history.at(at.as_of, at.known_at).collect();
            (!rows.is_empty()).then_some((stream, rows))
        })
    }

    /// The timeline with these streams alone.
    #[must_use]
    pub fn only(&self, streams: &BTreeSet<StreamId>) -> Timeline<P> {
        let kept = streams.iter().filter_map(|id| self.streams.get_key_value(id));
        let streams = kept.map(|(id, history)| (id.clone(), Arc::clone(history))).collect();
        Timeline { streams: Arc::new(streams), ..self.clone() }
    }

    /// The timeline without these streams.
    #[must_use]
    pub fn without(&self, streams: &BTreeSet<StreamId>) -> Timeline<P> {
        let mut kept = self.clone();
        Arc::make_mut(&mut kept.streams).retain(|id, _| !streams.contains(id));
        kept
    }

    /// The timeline as if in these streams only some of the entries had been recorded.
    #[must_use]
    pub fn kept(&self, streams: &BTreeSet<StreamId>, keep: &dyn Fn(Seq) -> bool) -> Timeline<P> {
        self.taking(self, streams, keep)
    }

    /// The timeline with these streams as another one has them, as if only some of the entries had been recorded there.
    #[must_use]
    pub fn taking(&self, other: &Timeline<P>, streams: &BTreeSet<StreamId>, keep: &dyn Fn(Seq) -> bool) -> Timeline<P> {
        let mut some = self.clone();
        for (stream, history) in streams.iter().filter_map(|id| Some((id, other.stream(id)?))) {
            let kept = history.kept(keep);
            let all = Arc::make_mut(&mut some.streams);
            if kept.last() == Seq(0) {
                all.remove(stream);
            } else {
                all.insert(stream.clone(), Arc::new(kept));
            }
        }
        some
    }

    /// The number of facts, in force or not.
    pub fn rows(&self) -> usize {
        self.streams.values().map(|history| history.rows().len()).sum()
    }

    /// SHA-256 over every row: stream, positions, days, intervals of knowledge and content (H1).
    pub fn digest(&self) -> String {
        let mut digest = Sha256::new();
        for (stream, history) in self.streams() {
            each_row(stream, history, &mut |_, row| digest.update(row));
        }
        hex(digest)
    }
}

/// The digests of a projection.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Digested {
    /// The number of facts, in force or not.
    pub rows: usize,
    /// SHA-256 over every row: stream, positions, days, intervals of knowledge and content (H1).
    pub digest: String,
    /// The same over the rows of each part, by its name.
    pub parts: BTreeMap<String, String>,
}

/// Puts the digests of a projection together. The streams are given in the order of their names, however many at a time.
#[derive(Debug)]
pub struct Digesting<P> {
    rows: usize,
    whole: Sha256,
    parts: BTreeMap<String, Sha256>,
    of: PhantomData<fn(P)>,
}

impl<P> Default for Digesting<P> {
    fn default() -> Digesting<P> {
        Digesting { rows: 0, whole: Sha256::new(), parts: BTreeMap::new(), of: PhantomData }
    }
}

impl<P: Projection> Digesting<P> {
    /// Adds all streams of a timeline, each row to the part to which `part` says that it belongs.
    pub fn add(&mut self, timeline: &Timeline<P>, part: &dyn Fn(&StreamId, &Fact) -> String) {
        for (stream, history) in timeline.streams() {
            each_row(stream, history, &mut |fact, row| {
                self.rows += 1;
                self.whole.update(row);
                self.parts.entry(part(stream, fact)).or_default().update(row);
            });
        }
    }

    /// The digests of all that was added.
    pub fn digested(self) -> Digested {
        let parts = self.parts.into_iter().map(|(name, digest)| (name, hex(digest))).collect();
        Digested { rows: self.rows, digest: hex(self.whole), parts }
    }
}

fn hex(digest: Sha256) -> String {
    base16ct::lower::encode_string(&digest.finalize())
}

/// Calls back with every row: its fact, and what is hashed of it.
fn each_row<F: StreamFact>(stream: &StreamId, history: &History<F>, each: &mut dyn FnMut(&Fact, &[u8])) {
    for (row, known) in history.known() {
        let fact = row.fact.clone().into_fact();
        let mut bytes = format!(
            "{stream}\u{0}{}\u{0}{}\u{0}{}\u{0}{:?}\u{0}{}\u{0}",
            row.seq.0,
            row.slot.0,
            row.holds,
            known.spans(),
            fact.type_name()
        )
        .into_bytes();
        bytes.extend(fact.to_json());
        bytes.push(b'\n');
        each(&fact, &bytes);
    }
}
