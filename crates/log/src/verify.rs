//! Verifying: every byte that is stored is read and held against what must be true of a log, by as many threads as there
//! are cores. Order, gaps, instants, versions, ids, framing, the hash tree, the indexes; the caller adds what it knows of
//! an entry.

use crate::block::{self, Block, ENTRIES_MAX};
use crate::directory::Directory;
use crate::entry::EntryRef;
use crate::error::{Fault, FaultKind, ReadError, both};
use crate::head::Scratch;
use crate::index::Index;
use crate::log::Log;
use crate::open;
use crate::state::State;
use crate::time::Micros;
use hovedbok_tree::{Frontier, Hash, leaf_hash, subtree_root};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Most blocks that a thread takes at once: they mostly lie in one page of the store, which is then read once.
const BLOCKS_AT_ONCE: u64 = 16;

/// How often a thread finds blocks waiting for it: while it checks those at the end, the indexes are brought to theirs.
const WAITING_FOR_EACH: usize = 6;

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
        let checks = Checks { log: self, each: &each, progress: &progress, spare: Mutex::default() };
        let (seen, index) = checks.run(&state, since);
        let (seen, index) = both(seen, index)?;
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
        let mut kept = T::default();
        let root = self.check_tail(&state, &mut kept, &each)?;
        progress(state.tail.len() as u64);
        found.push(kept);
        let size = state.tip.size();
        let streams = index.streams.count();
        self.state_mut().keep_index(index);
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

/// Blocks on their way to be checked: their first positions and directories.
type Waiting = Vec<(u64, Directory)>;

/// The indexes are built by one thread, which reads the directories and hands them on to others that check the blocks.
struct Checks<'a, E, P> {
    log: &'a Log,
    each: &'a E,
    progress: &'a P,
    /// Directories that were read and can be read into again.
    spare: Mutex<Vec<Directory>>,
}

impl<E, P: Fn(u64) + Sync> Checks<'_, E, P> {
    /// What was seen of the blocks with entries after the first `since`, in order, and the indexes.
    #[allow(clippy::type_complexity)] // Both results, each with its own error, said once.
    fn run<T: Default + Send>(
        &self,
        state: &State,
        since: u64,
    ) -> (Result<Vec<Seen<T>>, ReadError>, Result<Index, ReadError>)
    where
        E: Fn(&mut T, &EntryRef<'_>) -> Result<(), String> + Sync,
    {
        let threads = std::thread::available_parallelism().map_or(1, usize::from);
        let (sender, receiver) = sync_channel(WAITING_FOR_EACH * threads);
        let receiver = Mutex::new(receiver);
        let (bad, results) = (AtomicU64::new(u64::MAX), Mutex::new(Vec::new()));
        let index = std::thread::scope(|scope| {
            (0..threads).for_each(|_| drop(scope.spawn(|| self.check(&receiver, &bad, &results))));
            self.read_index(state, since, sender)
        });
        let mut results = results.into_inner().unwrap_or_else(PoisonError::into_inner);
        results.sort_unstable_by_key(|(first, _)| *first);
        (results.into_iter().map(|(_, seen)| seen).collect(), index)
    }

    /// The indexes that the directories and the tail give: order, gaps, versions and ids are checked on the way.
    fn read_index(&self, state: &State, since: u64, sender: SyncSender<Waiting>) -> Result<Index, ReadError> {
        let mut waiting = Waiting::new();
        let send = |waiting: &mut Waiting| drop(sender.send(std::mem::take(waiting)));
        let index = Index::load(&self.log.store, &state.seal, &state.tail, |first, directory| {
            let last = first - 1 + directory.ids.len() as u64;
            if last <= since {
                return directory;
            }
            waiting.push((first, directory));
            // Fewer at first and towards the end: no thread waits for long.
            let (read, left) = ((last - since) / ENTRIES_MAX, state.seal.size().saturating_sub(last) / ENTRIES_MAX);
            if waiting.len() as u64 >= BLOCKS_AT_ONCE.min(read / 2).min(left / 4) {
                send(&mut waiting);
            }
            self.spare().pop().unwrap_or_default()
        });
        send(&mut waiting);
        index
    }

    fn spare(&self) -> MutexGuard<'_, Vec<Directory>> {
        self.spare.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Checks blocks as long as more come. After a bad one those before it still count.
    fn check<T: Default>(&self, receiver: &Mutex<Receiver<Waiting>>, bad: &AtomicU64, results: &Mutex<Vec<Outcome<T>>>)
    where
        E: Fn(&mut T, &EntryRef<'_>) -> Result<(), String>,
    {
        let mut block = Block::default();
        let next = || receiver.lock().unwrap_or_else(PoisonError::into_inner).recv();
        while let Ok(waiting) = next() {
            for (first, directory) in waiting {
                if first > bad.load(Ordering::Relaxed) {
                    continue;
                }
                let seen = self.log.read_block(first, directory, &mut block).and_then(|before| {
                    self.spare().push(before);
                    see(&block, self.each)
                });
                match &seen {
                    Ok(seen) => (self.progress)(seen.len),
                    Err(_) => drop(bad.fetch_min(first, Ordering::Relaxed)),
                }
                results.lock().unwrap_or_else(PoisonError::into_inner).push((first, seen));
            }
        }
    }
}

/// Checks every entry of a block, and that the directory names their root.
fn see<T: Default>(
    block: &Block,
    each: &impl Fn(&mut T, &EntryRef<'_>) -> Result<(), String>,
) -> Result<Seen<T>, ReadError> {
    let Block { first, ref directory, .. } = *block;
    let (mut found, mut last_ordinary) = (T::default(), None);
    let mut leaves = Vec::with_capacity(directory.ids.len());
    block.entries_and_leaves(|place, entry, leaf| {
        let fault = |kind| ReadError::from(Fault { position: first + place as u64, kind });
        let entry = entry.ok_or_else(|| fault(FaultKind::Missing))?;
        if block.mark(place) != Some(block::mark(&leaf)) {
            return Err(fault(FaultKind::Leaf));
        }
        each(&mut found, &entry).map_err(|what| fault(FaultKind::Entry(what)))?;
        if entry.ordinary {
            last_ordinary = Some(entry.recorded);
        }
        leaves.push(leaf);
        Ok(())
    })?;
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
