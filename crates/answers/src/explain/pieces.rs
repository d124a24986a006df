//! The parts of a question, and which entry belongs to which of them.

use std::collections::{BTreeSet, HashMap};

use foldhash::fast::RandomState;
use hovedbok_core::{Seq, StreamId};

use super::cut::Part;
use super::trial::{Chosen, Trial};
use crate::projections::Projections;
use crate::recording::Recording;

/// The parts of a question.
pub(super) struct Pieces<'t, 'p> {
    pub trial: &'t Trial<'p>,
    /// The first part has everything that learnt nothing in between.
    pub parts: Vec<Part>,
    /// The part of each entry that belongs to one.
    pub of: HashMap<Seq, usize, RandomState>,
    /// The entries of no part.
    apart: Chosen,
    /// The streams of no part that learnt something in between.
    pub shared: BTreeSet<StreamId>,
    /// Whether the records reach as far with any of the entries as without.
    pub steady: bool,
    /// The entries that the ends of the records rest on with all entries, and all of the parts of which one is.
    pub resting: Chosen,
}

impl<'t, 'p> Pieces<'t, 'p> {
    pub fn of(trial: &'t Trial<'p>, parts: Vec<Part>) -> Pieces<'t, 'p> {
        let mut of: HashMap<Seq, usize, RandomState> = HashMap::default();
        for (number, part) in parts.iter().enumerate() {
            of.extend(part.entries.iter().map(|seq| (*seq, number)));
        }
        let own: BTreeSet<&StreamId> = parts.iter().flat_map(|part| &part.streams).collect();
        let shared = trial.touched.iter().filter(|stream| !own.contains(stream)).cloned().collect();
        let every = trial.every();
        let steady = trial.recording(&every).resting_after(trial.before).is_empty() && !trial.corrects_persons();
        let apart = every.iter().filter(|seq| !of.contains_key(*seq)).copied().collect();
        let mut pieces = Pieces { trial, parts, of, apart, shared, steady, resting: Chosen::new() };
        pieces.resting = pieces.ends(&every);
        pieces
    }

    /// The entries without which the records can end elsewhere: those that the ends rest on, all of a part of which one is, and
    /// those of no part.
    pub fn ends(&self, some: &Chosen) -> Chosen {
        if self.steady { self.apart(some) } else { self.ends_in(some, &self.trial.recording(some)) }
    }

    /// The same where it is known what was recorded when.
    pub fn ends_in(&self, some: &Chosen, recording: &Recording) -> Chosen {
        let resting = recording.resting_after(self.trial.before);
        let parts: BTreeSet<Option<&usize>> = resting.iter().map(|seq| self.of.get(seq)).collect();
        some.iter()
            .copied()
            .filter(|seq| {
                let part = self.of.get(seq);
                part.is_none() || parts.contains(&part)
            })
            .collect()
    }

    /// The entries of a part among some.
    pub fn own(&self, part: usize, some: &Chosen) -> Chosen {
        let own = self.parts.get(part).map(|part| &part.entries);
        own.into_iter().flatten().filter(|seq| some.contains(seq)).copied().collect()
    }

    /// The entries of no part among some.
    pub fn apart(&self, some: &Chosen) -> Chosen {
        if some.len() > self.apart.len() {
            self.apart.iter().filter(|seq| some.contains(seq)).copied().collect()
        } else {
            some.iter().filter(|seq| !self.of.contains_key(seq)).copied().collect()
        }
    }

    /// What a part is asked of with some of its entries, and some of no part.
    pub fn beside(&self, part: &Part, own: &Chosen, common: &Projections, apart: &Chosen) -> Projections {
        let keep = |seq: Seq| seq <= self.trial.before || own.contains(&seq) || apart.contains(&seq);
        part.beside(common, &self.shared, &keep)
    }

    /// What all parts have in common with some of the entries of no part, without what was recorded when.
    pub fn common(&self, apart: &Chosen) -> Option<Projections> {
        let rest = self.parts.first()?;
        let streams: BTreeSet<StreamId> = rest.streams.union(&self.shared).cloned().collect();
        Some(self.trial.kept(&rest.projections, &streams, apart))
    }
}
