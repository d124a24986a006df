//! What readers see: how far the log reaches and how far it is sealed, the entries after the seal, and the indexes.

use std::sync::Arc;

use crate::block::{self, ENTRIES_MAX, Sealed};
use crate::bundle;
use crate::draft::Draft;
use crate::error::ReadError;
use crate::index::Index;
use crate::record::Record;
use crate::seal::Tip;
use crate::store::{Store, StoreError};
use crate::time::Micros;

/// The log as it is published.
#[derive(Debug, Default)]
pub(crate) struct State {
    /// The end of the log.
    pub(crate) tip: Tip,
    /// The end of its sealed part.
    pub(crate) seal: Tip,
    /// The entries after the seal.
    pub(crate) tail: Vec<Arc<Record>>,
    /// First positions of the bundles they lie in.
    pub(crate) bundles: Vec<u64>,
    /// Built when it is first needed.
    index: Option<Index>,
    /// Whether what the indexes say is known to be what the heads say.
    index_is_checked: bool,
}

/// What one write to the store takes from one published state to the next.
#[derive(Debug, Default)]
pub(crate) struct Step {
    pub(crate) blocks: Vec<Sealed>,
    /// First positions and instants of the blocks.
    starts: Vec<(u64, Micros)>,
    pub(crate) bundles: Vec<(u64, Vec<u8>)>,
    /// Bundles that the blocks take the place of.
    pub(crate) forget: Vec<u64>,
    /// Where the log is sealed afterwards, when that changes.
    pub(crate) seal: Option<Tip>,
    /// How many entries of the tail are sealed.
    sealed: usize,
}

impl State {
    pub(crate) fn new(tip: Tip, seal: Tip, tail: Vec<Arc<Record>>, bundles: Vec<u64>) -> State {
        State { tip, seal, tail, bundles, index: None, index_is_checked: false }
    }

    /// The same as it is now, for a reader who needs it for long.
    pub(crate) fn without_index(&self) -> State {
        State::new(self.tip.clone(), self.seal.clone(), self.tail.clone(), self.bundles.clone())
    }

    /// The indexes, when they are there.
    pub(crate) fn index(&self) -> Option<&Index> {
        self.index.as_ref()
    }

    /// Takes over indexes that were built elsewhere; `checked` when every head was checked against them.
    pub(crate) fn keep_index(&mut self, index: Index, checked: bool) {
        self.index.get_or_insert(index);
        self.index_is_checked |= checked;
    }

    /// Whether the indexes are there and are known to say what the heads say.
    pub(crate) fn index_is_checked(&self) -> bool {
        self.index.is_some() && self.index_is_checked
    }

    /// Builds the indexes unless they are there.
    pub(crate) fn load_index(&mut self, store: &Store) -> Result<&Index, ReadError> {
        let index = match self.index.take() {
            Some(index) => index,
            None => {
                // What follows the seal was checked when it was read.
                self.index_is_checked = self.seal.size() == 0;
                Index::load(store, &self.seal, &self.tail)?
            }
        };
        Ok(self.index.insert(index))
    }

    /// What is written for entries that follow: a bundle, and once a full block has come together, the block.
    pub(crate) fn step(&self, records: &[Arc<Record>]) -> Result<Step, StoreError> {
        let size = self.tip.size() + records.len() as u64;
        let full = size - size % ENTRIES_MAX;
        if full <= self.seal.size() {
            return Ok(Step { bundles: bundle::bundles(self.tip.size() + 1, records), ..Step::default() });
        }
        let mut all = self.tail.clone();
        all.extend_from_slice(records);
        let mut step = Step { forget: self.bundles.clone(), ..Step::default() };
        let mut seal = self.seal.clone();
        let rest = step.seal_up_to(full, &mut seal, &all)?;
        step.bundles = bundle::bundles(full + 1, rest);
        step.sealed = all.len() - rest.len();
        step.seal = Some(seal);
        Ok(step)
    }

    /// What seals the whole tail, in blocks as large as their places allow.
    pub(crate) fn step_to_seal(&self) -> Result<Step, StoreError> {
        let mut step = Step { forget: self.bundles.clone(), sealed: self.tail.len(), ..Step::default() };
        let mut seal = self.seal.clone();
        step.seal_up_to(self.tip.size(), &mut seal, &self.tail)?;
        step.seal = Some(seal);
        Ok(step)
    }

    /// Publishes a step and the draft whose entries it wrote, once that is on the disk.
    pub(crate) fn publish(&mut self, step: Step, draft: Draft) {
        if let Some(index) = &mut self.index {
            for record in &draft.records {
                // The draft has refused an id that is taken.
                index.add(record.id, &record.stream);
            }
            step.starts.iter().for_each(|(first, recorded)| index.sealed(*first, *recorded));
        }
        self.tip = draft.tip;
        self.tail.extend(draft.records);
        self.tail.drain(..step.sealed);
        if let Some(seal) = step.seal {
            self.seal = seal;
            self.bundles.clear();
        }
        self.bundles.extend(step.bundles.iter().map(|(first, _)| *first));
    }

    /// Publishes staged blocks and what follows them. The tail was sealed before.
    pub(crate) fn publish_staged(&mut self, staged: Vec<Staged>, step: Step, draft: Draft) {
        for block in staged {
            if let Some(index) = &mut self.index {
                for (id, stream) in &block.entries {
                    index.add(*id, stream);
                }
                index.sealed(block.first, block.recorded);
            }
        }
        self.publish(step, draft);
    }
}

/// A block that is written but not published: what the indexes will need of it.
#[derive(Debug)]
pub(crate) struct Staged {
    pub(crate) first: u64,
    pub(crate) recorded: Micros,
    pub(crate) entries: Vec<(uuid::Uuid, Arc<str>)>,
}

impl Step {
    /// Seals the first of these entries, which follow the seal, up to position `size`; gives back the others.
    fn seal_up_to<'a>(
        &mut self,
        size: u64,
        seal: &mut Tip,
        records: &'a [Arc<Record>],
    ) -> Result<&'a [Arc<Record>], StoreError> {
        let mut rest = records;
        for length in block::lengths(seal.size(), size) {
            let (block, after) =
                rest.split_at_checked(usize::try_from(length).unwrap_or(usize::MAX)).unwrap_or((rest, &[]));
            rest = after;
            self.seal(seal, block)?;
        }
        Ok(rest)
    }

    /// Seals these entries, a power of two of them that follow the seal at a multiple of it.
    pub(crate) fn seal(&mut self, seal: &mut Tip, records: &[Arc<Record>]) -> Result<(), StoreError> {
        let before = self.blocks.len();
        let first = seal.size() + 1;
        block::seal(&mut seal.tree, records, &mut self.blocks)?;
        for record in records {
            seal.last = Some(record.recorded);
            if record.ordinary {
                seal.last_ordinary = Some(record.recorded);
            }
        }
        for block in self.blocks.iter().skip(before) {
            let place = usize::try_from(block.first - first).unwrap_or(usize::MAX);
            self.starts.push((block.first, records.get(place).map_or(0, |record| record.recorded)));
        }
        Ok(())
    }

    /// What publishes blocks up to `seal`, and bundles for the entries that follow it.
    pub(crate) fn of_bundles(seal: &Tip, records: &[Arc<Record>]) -> Step {
        Step { bundles: bundle::bundles(seal.size() + 1, records), seal: Some(seal.clone()), ..Step::default() }
    }

    /// First positions and instants of the blocks.
    pub(crate) fn starts(&self) -> &[(u64, Micros)] {
        &self.starts
    }
}
