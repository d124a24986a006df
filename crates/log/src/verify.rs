//! Verifying: every byte that is stored is read and held against what must be true of a log, by as many threads as there
//! are cores. Order, gaps, instants, versions, ids, framing, the hash tree, the indexes; the caller adds what it knows of
//! an entry.

use crate::block;
use crate::entry::EntryRef;
use crate::error::{Fault, FaultKind, ReadError};
use crate::index::Index;
use crate::log::Log;
use crate::open;
use crate::state::State;
use crate::time::Micros;
use hovedbok_tree::{Frontier, Hash, leaf_hash, node_hash, subtree_root};
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

/// A log that was read without a fault.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verified {
    /// Number of entries.
    pub size: u64,
    /// How many of them were read.
    pub read: u64,
    /// Number of streams.
    pub streams: usize,
    /// The instant of the last of them.
    pub recorded: Option<Micros>,
    /// The root of the hash tree over them, from their heads (of those that were not read, from the nodes that are stored).
    pub root: Hash,
}

/// What was seen of one block.
struct Seen<T> {
    first: u64,
    len: u64,
    nodes: Vec<Hash>,
    level: u32,
    first_recorded: Micros,
    last_recorded: Micros,
    last_ordinary: Option<Micros>,
    root: Hash,
    found: T,
}

/// A block's first position and what became of reading it.
type Outcome<T> = (u64, Result<Seen<T>, ReadError>);

impl Log {
    /// Reads every entry after the first `since`, whole blocks at a time, and checks it. `each` is called for every entry
    /// read, in order within a block, with what it keeps for that block; it says what it finds wrong. What it kept comes
    /// back in the order of the blocks. `progress` is told how many entries were read since it was last called, by any
    /// thread; it must not call the log. Appends wait.
    ///
    /// # Errors
    /// The first position where something is wrong, or what the store said.
    pub fn verify<T: Default + Send>(
        &self,
        since: u64,
        each: impl Fn(&mut T, &EntryRef<'_>) -> Result<(), String> + Sync,
        progress: impl Fn(u64) + Sync,
    ) -> Result<(Verified, Vec<T>), ReadError> {
        // Nothing is sealed while this is read.
        let _writer = self.writer_anyway();
        let state = self.state().without_index();
        let starts = self.store.blocks_to(state.seal.size())?;
        let ends = starts.iter().skip(1).map(|first| first - 1).chain([state.seal.size()]);
        let firsts: Vec<u64> =
            starts.iter().zip(ends).filter(|(_, end)| *end > since).map(|(first, _)| *first).collect();
        let (seen, index) = std::thread::scope(|scope| {
            let index = scope.spawn(|| self.read_index(&state));
            let seen = self.read_blocks(&firsts, &each, &progress);
            (seen, index.join())
        });
        // A block that cannot be read is told by its position rather than by what the indexes lack.
        let seen = seen?;
        let index = index.map_err(|_| Fault { position: state.tip.size(), kind: FaultKind::Index })??;
        if self.state().index().is_some_and(|stands| *stands != index) {
            return Err(Fault { position: state.tip.size(), kind: FaultKind::Index }.into());
        }
        let before = firsts.first().map_or(state.seal.size(), |first| first - 1);
        let mut found = Vec::with_capacity(seen.len() + 1);
        let mut tree = self.frontier(before)?;
        let (mut last, mut last_ordinary) = (Micros::MIN, None);
        for block in seen {
            self.check_block(&block, &mut tree, last)?;
            last = block.last_recorded;
            last_ordinary = block.last_ordinary.or(last_ordinary);
            found.push(block.found);
        }
        let whole = before == 0;
        let seal = &state.seal;
        let instants = !whole || (seal.last.unwrap_or(Micros::MIN), seal.last_ordinary) == (last, last_ordinary);
        if tree != seal.tree || !instants {
            return Err(Fault { position: seal.size(), kind: FaultKind::Seal }.into());
        }
        let mut kept = T::default();
        let root = self.check_tail(&state, &mut kept, &each)?;
        progress(state.tail.len() as u64);
        found.push(kept);
        let size = state.tip.size();
        let streams = index.streams_count();
        self.state_mut().keep_index(index);
        Ok((Verified { size, read: size - before, streams, recorded: state.tip.last, root }, found))
    }

    /// The indexes that the directories and the tail give: order, gaps, versions and ids are checked on the way.
    fn read_index(&self, state: &State) -> Result<Index, ReadError> {
        let mut index = Index::load(&self.store, &state.seal)?;
        index.add_tail(&state.tail)?;
        Ok(index)
    }

    fn read_blocks<T: Default + Send>(
        &self,
        firsts: &[u64],
        each: &(impl Fn(&mut T, &EntryRef<'_>) -> Result<(), String> + Sync),
        progress: &(impl Fn(u64) + Sync),
    ) -> Result<Vec<Seen<T>>, ReadError> {
        let (next, bad) = (AtomicUsize::new(0), AtomicU64::new(u64::MAX));
        let results: Mutex<Vec<Outcome<T>>> = Mutex::new(Vec::with_capacity(firsts.len()));
        let work = || {
            while let Some(first) = firsts.get(next.fetch_add(1, Ordering::Relaxed)) {
                if *first > bad.load(Ordering::Relaxed) {
                    break;
                }
                let seen = self.read_block(*first, each);
                match &seen {
                    Ok(seen) => progress(seen.len),
                    Err(_) => drop(bad.fetch_min(*first, Ordering::Relaxed)),
                }
                results.lock().unwrap_or_else(PoisonError::into_inner).push((*first, seen));
            }
        };
        let threads = std::thread::available_parallelism().map_or(1, usize::from).min(firsts.len());
        std::thread::scope(|scope| {
            (1..threads).for_each(|_| drop(scope.spawn(work)));
            work();
        });
        let mut results = results.into_inner().unwrap_or_else(PoisonError::into_inner);
        results.sort_unstable_by_key(|(first, _)| *first);
        results.into_iter().map(|(_, seen)| seen).collect()
    }

    fn read_block<T: Default>(
        &self,
        first: u64,
        each: &impl Fn(&mut T, &EntryRef<'_>) -> Result<(), String>,
    ) -> Result<Seen<T>, ReadError> {
        let block = self.block(first)?;
        let directory = &block.directory;
        let (mut found, mut scratch, mut last_ordinary) = (T::default(), Vec::new(), None);
        let mut leaves = Vec::with_capacity(directory.ids.len());
        for (position, place) in (first..).zip(0..directory.ids.len()) {
            let fault = |kind| ReadError::from(Fault { position, kind });
            let entry = block.entry(place, &mut scratch).ok_or_else(|| fault(FaultKind::Missing))?;
            let leaf = leaf_hash(entry.head);
            if block.mark(place) != Some(block::mark(&leaf)) {
                return Err(fault(FaultKind::Leaf));
            }
            each(&mut found, &entry).map_err(|what| fault(FaultKind::Entry(what)))?;
            if entry.ordinary {
                last_ordinary = Some(entry.recorded);
            }
            leaves.push(leaf);
        }
        let root = subtree_root(&leaves);
        if directory.nodes.first() != Some(&root) {
            return Err(Fault { position: first, kind: FaultKind::Block { last: first + block.len() - 1 } }.into());
        }
        Ok(Seen {
            first,
            len: block.len(),
            nodes: directory.nodes.clone(),
            level: directory.level,
            first_recorded: directory.first_recorded,
            last_recorded: directory.last_recorded(),
            last_ordinary,
            root,
            found,
        })
    }

    /// That a block follows what is before it, and that the nodes it keeps are those of the tree.
    fn check_block<T>(&self, block: &Seen<T>, tree: &mut Frontier, last: Micros) -> Result<(), ReadError> {
        let fault = |kind| ReadError::from(Fault { position: block.first, kind });
        if tree.size() + 1 != block.first {
            return Err(fault(if tree.size() < block.first { FaultKind::Missing } else { FaultKind::Overlap }));
        }
        if block.first_recorded < last {
            return Err(fault(FaultKind::Recorded));
        }
        let mut nodes = vec![block.root];
        let mut root = block.root;
        let joined = (tree.size() >> block.level).trailing_ones() as usize;
        for left in tree.peaks().iter().rev().take(joined) {
            root = node_hash(left, &root);
            nodes.push(root);
        }
        if nodes != block.nodes || tree.push_subtree(block.level, block.root).is_err() {
            return Err(fault(FaultKind::Tree));
        }
        Ok(())
    }

    /// The entries after the seal, in memory and on the disk.
    fn check_tail<T>(
        &self,
        state: &State,
        kept: &mut T,
        each: &impl Fn(&mut T, &EntryRef<'_>) -> Result<(), String>,
    ) -> Result<Hash, ReadError> {
        let (tip, tail, bundles) = open::read_tail(&self.store, &state.seal)?;
        if (&tip, &tail, &bundles) != (&state.tip, &state.tail, &state.bundles) {
            return Err(Fault { position: state.tip.size(), kind: FaultKind::Index }.into());
        }
        let mut scratch = Vec::new();
        for (position, record) in (state.seal.size() + 1..).zip(&tail) {
            let entry = record.entry(position, &mut scratch);
            let fault = |kind| ReadError::from(Fault { position, kind });
            if leaf_hash(entry.head) != record.leaf {
                return Err(fault(FaultKind::Leaf));
            }
            each(kept, &entry).map_err(|what| fault(FaultKind::Entry(what)))?;
        }
        Ok(tip.tree.root())
    }
}
