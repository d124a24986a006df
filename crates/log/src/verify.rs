//! Verifying: every byte that is stored is read and checked against what must be true of a log, with a thread for each
//! core. Order, gaps, instants, versions, ids, framing, the hash tree, the indexes; the caller adds what it knows of
//! an entry.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError, TryLockError};

use hovedbok_tree::{Frontier, Hash, leaf_hash};
use tracing::info;

use crate::block::{Block, ENTRIES_MAX};
use crate::directory::Directory;
use crate::entry::EntryRef;
use crate::error::{Fault, FaultKind, ReadError, both};
use crate::head::{Heads, Scratch};
use crate::index::{Index, Loading};
use crate::log::Log;
use crate::open;
use crate::state::State;
use crate::time::Micros;

/// Most blocks that a thread takes at once: they mostly lie in one page of the store, which is then read once.
const BLOCKS_AT_ONCE: usize = 16;

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

/// What was seen of all blocks, in order, and the indexes.
type Blocks<T> = (Vec<Seen<T>>, Index);

/// A block's first position and what became of reading it.
type Outcome<T> = (u64, Result<Seen<T>, ReadError>);

impl Log {
    /// Reads every entry after the first `since`, whole blocks at a time, and checks it. `each` is called for every entry
    /// read, in order within a block, with what it keeps for that block; it says what it finds wrong. What it kept comes
    /// back in the order of the blocks. `progress` is given how many entries were read since it was last called, by any
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
        let checks = Checks::new(self, &state, since, &each, &progress);
        let mut kept = T::default();
        let (blocks, tail) = checks.run(|| self.check_tail(&state, &mut kept, &each));
        let (seen, index) = blocks?;
        if self.state().index().is_some_and(|stands| *stands != index) {
            return Err(Fault { position: state.tip.size(), kind: FaultKind::Index }.into());
        }
        let before = seen.first().map_or(state.seal.size(), |block| block.first - 1);
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
        let root = tail?;
        progress(state.tail.len() as u64);
        found.push(kept);
        let size = state.tip.size();
        let streams = index.streams.count();
        self.state_mut().keep_index(index, whole);
        info!(entries = size, read = size - before, streams, "verified the log");
        Ok((Verified { size, read: size - before, streams, recorded: state.tip.last, root }, found))
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
        let nodes = tree.completed_by(block.level, block.root);
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
        let mut scratch = Scratch::default();
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

/// Threads that each read the next directories for the indexes, one after the other, and then check those blocks while others
/// read on: so none of them waits, and no thread has work that others wait for.
struct Checks<'a, T, E, P> {
    log: &'a Log,
    state: &'a State,
    since: u64,
    each: &'a E,
    progress: &'a P,
    /// The indexes, until they are complete.
    loading: Mutex<Option<Loading<'a>>>,
    /// The indexes once they are complete, or why they never will be.
    index: Mutex<Option<Result<Index, ReadError>>>,
    /// The first position of a block that is bad: those after it do not matter.
    bad: AtomicU64,
    outcomes: Mutex<Vec<Outcome<T>>>,
}

impl<'a, T, E, P> Checks<'a, T, E, P>
where
    T: Default + Send,
    E: Fn(&mut T, &EntryRef<'_>) -> Result<(), String> + Sync,
    P: Fn(u64) + Sync,
{
    fn new(log: &'a Log, state: &'a State, since: u64, each: &'a E, progress: &'a P) -> Checks<'a, T, E, P> {
        let loading = Mutex::new(Some(Loading::new(&log.store, &state.seal, &state.tail)));
        let (bad, outcomes) = (AtomicU64::new(u64::MAX), Mutex::default());
        Checks { log, state, since, each, progress, loading, index: Mutex::default(), bad, outcomes }
    }

    /// What was seen of the blocks with entries after the first `since`, in order, and the indexes; and what came of what
    /// this thread does meanwhile.
    fn run<R>(self, meanwhile: impl FnOnce() -> R) -> (Result<Blocks<T>, ReadError>, R) {
        let threads = std::thread::available_parallelism().map_or(1, usize::from);
        let other = std::thread::scope(|scope| {
            (0..threads).for_each(|_| drop(scope.spawn(|| self.check())));
            meanwhile()
        });
        let mut outcomes = self.outcomes.into_inner().unwrap_or_else(PoisonError::into_inner);
        outcomes.sort_unstable_by_key(|(first, _)| *first);
        let seen = outcomes.into_iter().map(|(_, seen)| seen).collect();
        let index = self.index.into_inner().unwrap_or_else(PoisonError::into_inner);
        let nobody = || Err(Fault { position: self.state.seal.size(), kind: FaultKind::Index }.into());
        (both(seen, index.unwrap_or_else(nobody)), other)
    }

    /// Checks blocks as long as there are more. After a bad one those before it still count.
    fn check(&self) {
        let (mut block, mut heads) = (Block::default(), Heads::default());
        let (mut taken, mut outcomes) = (Vec::new(), Vec::new());
        loop {
            let count = self.take(&mut taken);
            if count == 0 {
                break;
            }
            for (first, directory) in taken.iter_mut().take(count) {
                if *first > self.bad.load(Ordering::Relaxed) {
                    continue;
                }
                let read = self.log.read_block(*first, std::mem::take(directory), &mut block);
                let seen = read.and_then(|before| {
                    *directory = before;
                    see(&block, &mut heads, self.each)
                });
                match &seen {
                    Ok(seen) => (self.progress)(seen.len),
                    Err(_) => drop(self.bad.fetch_min(*first, Ordering::Relaxed)),
                }
                outcomes.push((*first, seen));
            }
        }
        self.outcomes.lock().unwrap_or_else(PoisonError::into_inner).extend(outcomes);
    }

    /// Reads the directories of the next blocks in place of others, with the blocks' first positions; how many. Who finds
    /// that there are none completes the indexes.
    fn take(&self, taken: &mut Vec<(u64, Directory)>) -> usize {
        // Who has to wait takes fewer blocks, so as not to come at the same time as another thread again and again.
        let (mut loading, most) = match self.loading.try_lock() {
            Ok(loading) => (loading, BLOCKS_AT_ONCE),
            Err(TryLockError::Poisoned(poisoned)) => (poisoned.into_inner(), BLOCKS_AT_ONCE),
            Err(TryLockError::WouldBlock) => {
                (self.loading.lock().unwrap_or_else(PoisonError::into_inner), BLOCKS_AT_ONCE / 2)
            }
        };
        let mut count = 0;
        while let Some(next) = loading.as_mut() {
            if taken.len() == count {
                taken.push((0, Directory::default()));
            }
            let Some((first, directory)) = taken.get_mut(count) else { break };
            let Some(position) = next.next(directory) else { break };
            *first = position;
            let last = position - 1 + directory.ids.len() as u64;
            count += usize::from(last > self.since);
            if count >= self.at_once(last).min(most) {
                break;
            }
        }
        if count == 0
            && let Some(complete) = loading.take()
        {
            let index = complete.finish();
            *self.index.lock().unwrap_or_else(PoisonError::into_inner) = Some(index);
        }
        count
    }

    /// How many blocks to take with the one that ends at a position: fewer at first and towards the end, so that no thread
    /// waits for long.
    fn at_once(&self, last: u64) -> usize {
        let blocks = |entries: u64| usize::try_from(entries / ENTRIES_MAX).unwrap_or(BLOCKS_AT_ONCE);
        let (read, left) = (last.saturating_sub(self.since), self.state.seal.size().saturating_sub(last));
        BLOCKS_AT_ONCE.min(blocks(read) / 2).min(blocks(left) / 4).max(1)
    }
}

/// Checks every entry of a block, and that the directory names their root.
fn see<T: Default>(
    block: &Block,
    heads: &mut Heads,
    each: &impl Fn(&mut T, &EntryRef<'_>) -> Result<(), String>,
) -> Result<Seen<T>, ReadError> {
    let directory = &block.directory;
    let (mut found, mut last_ordinary) = (T::default(), None);
    let root = block.check_each(heads, |entry| {
        each(&mut found, entry).map_err(FaultKind::Entry)?;
        if entry.ordinary {
            last_ordinary = Some(entry.recorded);
        }
        Ok(())
    })?;
    Ok(Seen {
        first: block.first,
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
