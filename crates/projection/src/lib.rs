//! The one shape of a projection, and the bitemporal timeline that all of them share.
//!
//! A projection says what it listens to and how an entry becomes a fact; the timeline keeps the facts with their intervals
//! of knowledge; an answer is a fold over the facts in force at (as-of, known-at). No I/O, no clock (H10).

#![cfg_attr(test, allow(clippy::wildcard_enum_match_arm))]

use std::collections::{BTreeMap, BTreeSet};

use hovedbok_core::history::StreamFact;
use hovedbok_core::{Day, Entry, History, Row, Seq, StreamId, StreamKind};
use sha2::{Digest, Sha256};

/// The two times of a question (time.md, *A question*).
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
}

/// The facts of every stream that a projection listens to, with their intervals of knowledge.
#[derive(Debug)]
pub struct Timeline<P: Projection> {
    streams: BTreeMap<StreamId, History<P::Fact>>,
    position: Seq,
}

impl<P: Projection> Default for Timeline<P> {
    fn default() -> Self {
        Timeline { streams: BTreeMap::new(), position: Seq(0) }
    }
}

impl<P: Projection> Clone for Timeline<P> {
    fn clone(&self) -> Self {
        Timeline { streams: self.streams.clone(), position: self.position }
    }
}

impl<P: Projection> Timeline<P> {
    /// Learns the next entry of the log; entries of other kinds of stream only move the position.
    pub fn learn(&mut self, entry: &Entry) {
        self.position = entry.seq;
        if P::LISTENS.contains(&entry.draft.stream.kind()) {
            self.streams.entry(entry.draft.stream.clone()).or_default().learn(entry);
        }
    }

    /// Position of the newest entry learnt.
    pub fn position(&self) -> Seq {
        self.position
    }

    /// Every stream with its history, by name.
    pub fn streams(&self) -> impl Iterator<Item = (&StreamId, &History<P::Fact>)> {
        self.streams.iter()
    }

    /// One stream's history.
    pub fn stream(&self, stream: &StreamId) -> Option<&History<P::Fact>> {
        self.streams.get(stream)
    }

    /// The facts in force at a point of both times: stream by stream, each in the order of time.md.
    pub fn at(&self, at: At) -> impl Iterator<Item = (&StreamId, Vec<&Row<P::Fact>>)> {
        self.streams.iter().filter_map(move |(stream, history)| {
            let rows: Vec<_> = history.at(at.as_of, at.known_at).collect();
            (!rows.is_empty()).then_some((stream, rows))
        })
    }

    /// The timeline with these streams alone.
    #[must_use]
    pub fn only(&self, streams: &BTreeSet<StreamId>) -> Self {
        let kept = streams.iter().filter_map(|id| self.streams.get_key_value(id));
        Timeline { streams: kept.map(|(id, history)| (id.clone(), history.clone())).collect(), position: self.position }
    }

    /// The timeline as if nothing had been learnt between two positions but what makes the difference between them.
    #[must_use]
    pub fn between(&self, before: Seq, after: Seq) -> Self {
        let between = |(id, history): (&StreamId, &History<P::Fact>)| (id.clone(), history.between(before, after));
        Timeline { streams: self.streams.iter().map(between).collect(), position: self.position }
    }

    /// The number of facts, in force or not.
    pub fn rows(&self) -> usize {
        self.streams.values().map(|history| history.rows().len()).sum()
    }

    /// SHA-256 over every row: stream, positions, days, intervals of knowledge and content (H1).
    pub fn digest(&self) -> String {
        let mut hash = Sha256::new();
        for (stream, history) in &self.streams {
            for row in history.rows() {
                let fact = row.fact.clone().into_fact();
                let head = format!(
                    "{stream}\u{0}{}\u{0}{}\u{0}{}\u{0}{:?}\u{0}{}\u{0}",
                    row.seq.0,
                    row.slot.0,
                    row.holds,
                    row.known.spans(),
                    fact.type_name()
                );
                hash.update(head.as_bytes());
                hash.update(fact.to_json());
                hash.update(b"\n");
            }
        }
        hovedbok_core::hex(&hash.finalize())
    }
}
