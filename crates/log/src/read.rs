//! Reading the log: by position, by range, by stream, by id, by instant. Readers see what is published, nothing else, and
//! no entry of a block before the block was checked against the hash tree.

use std::ops::RangeInclusive;
use std::sync::{Arc, PoisonError};

use uuid::Uuid;

use crate::block::Block;
use crate::directory::Directory;
use crate::entry::{EntryRef, Stored};
use crate::error::{Fault, FaultKind, ReadError};
use crate::head::{Heads, Scratch};
use crate::log::Log;
use crate::record::Record;
use crate::time::Micros;

/// Blocks that are kept after they were read: a stream's entries are read one by one, often from the same blocks.
const BLOCKS_KEPT: usize = 64;

impl Log {
    /// Number of entries, which is the position of the last one.
    #[must_use]
    pub fn size(&self) -> u64 {
        self.state().tip.size()
    }

    /// The instant of the last entry.
    #[must_use]
    pub fn last_recorded(&self) -> Option<Micros> {
        self.state().tip.last
    }

    /// The instant of the last ordinary entry, with which a clock too far ahead is compared.
    #[must_use]
    pub fn last_ordinary(&self) -> Option<Micros> {
        self.state().tip.last_ordinary
    }

    /// Whether `recorded` is ahead of the clock, so that the next entry would get the last one's instant.
    #[must_use]
    pub fn clock_held(&self, now: Micros) -> bool {
        self.last_recorded().is_some_and(|last| last > now)
    }

    /// Positions of a stream's entries, in order; empty for a stream without entries.
    ///
    /// # Errors
    /// When the indexes must be built first, and the log cannot be read or is damaged.
    pub fn stream(&self, stream: &str) -> Result<Vec<u64>, ReadError> {
        self.with_index(|index| index.streams.positions(stream))
    }

    /// The version of a stream's last entry; 0 for a stream without entries.
    ///
    /// # Errors
    /// As [`Log::stream`].
    pub fn version(&self, stream: &str) -> Result<u64, ReadError> {
        self.with_index(|index| index.streams.version(stream))
    }

    /// Names of the streams that begin with `prefix`, in order of their bytes.
    ///
    /// # Errors
    /// As [`Log::stream`].
    pub fn streams(&self, prefix: &str) -> Result<Vec<Arc<str>>, ReadError> {
        self.with_index(|index| index.streams.names(prefix))
    }

    /// The position of the entry with this id.
    ///
    /// # Errors
    /// As [`Log::stream`].
    pub fn position_of(&self, id: Uuid) -> Result<Option<u64>, ReadError> {
        self.with_index(|index| index.ids.position_of(id))
    }

    /// The positions of the entries whose ids are wanted, in order.
    ///
    /// # Errors
    /// As [`Log::stream`].
    pub fn positions_where(&self, wanted: impl Fn(&Uuid) -> bool + Sync) -> Result<Vec<u64>, ReadError> {
        self.with_index(|index| index.ids.positions_where(wanted))
    }

    /// For each pair of a position and an id: the position of the entry with this id, if it is of the same stream as the entry
    /// at the position. All at once is faster than one by one.
    ///
    /// # Errors
    /// As [`Log::stream`].
    pub fn positions_beside(&self, wanted: &[(u64, Uuid)]) -> Result<Vec<Option<u64>>, ReadError> {
        self.with_index(|index| {
            let positions = index.ids.positions_of(wanted.iter().map(|(_, id)| *id));
            let beside = |(entry, id): &(u64, Uuid)| {
                positions.get(id).copied().filter(|position| index.streams.in_one(*entry, *position))
            };
            wanted.iter().map(beside).collect()
        })
    }

    /// The position of the last entry recorded at or before an instant; 0 when there is none.
    ///
    /// # Errors
    /// When the log cannot be read, or is damaged there.
    pub fn position_at(&self, instant: Micros) -> Result<u64, ReadError> {
        self.with_index(|_| ())?;
        let (seal, in_tail, block) = {
            let state = self.state();
            let in_tail = state.tail.partition_point(|record| record.recorded <= instant) as u64;
            (state.seal.size(), in_tail, state.index().and_then(|index| index.block_at(instant)))
        };
        if in_tail > 0 {
            return Ok(seal + in_tail);
        }
        let by_then = |seq: u64| -> Result<Option<bool>, ReadError> {
            let entry = (1..=seal).contains(&seq).then(|| self.get(seq)).transpose()?;
            Ok(entry.flatten().map(|entry| entry.recorded <= instant))
        };
        let position = match block {
            Some(first) => {
                let block = self.kept_block(first)?;
                block.first - 1 + block.directory.recorded_by(instant) as u64
            }
            None => 0,
        };
        // Which block it is the indexes say; that the next entry is a later one, only that entry can.
        if by_then(position)? == Some(false) || by_then(position + 1)? == Some(true) {
            return Err(Fault { position, kind: FaultKind::Index }.into());
        }
        Ok(position)
    }

    /// The entry at a position; `None` beyond the end, and for 0.
    ///
    /// # Errors
    /// When the log cannot be read, or is damaged there.
    pub fn get(&self, seq: u64) -> Result<Option<Stored>, ReadError> {
        let mut scratch = Scratch::default();
        {
            let state = self.state();
            if seq == 0 || seq > state.tip.size() {
                return Ok(None);
            }
            if let Some(after) = seq.checked_sub(state.seal.size() + 1) {
                let record = usize::try_from(after).ok().and_then(|place| state.tail.get(place));
                return Ok(record.map(|record| record.entry(seq, &mut scratch).stored()));
            }
        }
        let block = self.kept_block(seq)?;
        let entry = place_in(&block, seq).and_then(|place| block.entry(place, &mut scratch));
        let entry = entry.ok_or(Fault { position: seq, kind: FaultKind::Missing })?;
        Ok(Some(entry.stored()))
    }

    /// The entries at these positions, in order, as far as the log reaches when this is called.
    #[must_use]
    pub fn range(&self, positions: RangeInclusive<u64>) -> Range<'_> {
        let state = self.state();
        let next = (*positions.start()).max(1);
        let to = (*positions.end()).min(state.tip.size());
        let tail = if to > state.seal.size() { state.tail.clone() } else { Vec::new() };
        let (block, heads, scratch) = (Block::default(), Heads::default(), Scratch::default());
        Range { log: self, seal: state.seal.size(), tail, block, heads, next, to, scratch }
    }

    /// Hands the entries at these positions to `each` without copying them, until it fails.
    ///
    /// # Errors
    /// When the log cannot be read or is damaged; and what `each` says.
    pub fn read<E: From<ReadError>>(
        &self,
        positions: RangeInclusive<u64>,
        each: impl FnMut(&EntryRef<'_>) -> Result<(), E>,
    ) -> Result<(), E> {
        let (from, to) = (*positions.start().max(&1), *positions.end().min(&self.size()));
        self.read_ahead(from..=to, each)
    }

    /// Hands the entries at these positions, which ascend, to `each`: every block that holds some of them is read once.
    ///
    /// # Errors
    /// As [`Log::read`]; a position beyond the end is missing.
    pub fn read_at<E: From<ReadError>>(
        &self,
        positions: impl IntoIterator<Item = u64>,
        each: impl FnMut(&EntryRef<'_>) -> Result<(), E>,
    ) -> Result<(), E> {
        let positions: Vec<u64> = positions.into_iter().collect();
        self.read_ahead(positions.iter().copied(), each)
    }

    /// Reads the block that holds a position in place of another one, and checks its entries against the tree. After an
    /// error nothing that the block says counts.
    pub(crate) fn checked_block(
        &self,
        seq: u64,
        block: &mut Block,
        heads: &mut Heads,
        keep: bool,
    ) -> Result<(), ReadError> {
        let found = self.store.directory_at(seq)?;
        let (first, bytes) = found.ok_or(Fault { position: seq, kind: FaultKind::Missing })?;
        let before = first.checked_sub(1).ok_or(Fault { position: seq, kind: FaultKind::Key })?;
        let mut directory = std::mem::take(&mut block.directory);
        directory.read(&bytes).map_err(|bad| Fault { position: first, kind: bad.into() })?;
        self.read_block(first, directory, block)?;
        let root = block.check(heads, keep)?;
        let level = block.directory.level;
        if place_in(block, seq).is_none() || !before.is_multiple_of(1 << level) {
            return Err(Fault { position: seq, kind: FaultKind::Missing }.into());
        }
        self.prove(level, before >> level, root)
    }

    /// Reads the block that has this directory in place of another one, and gives back the other's directory.
    pub(crate) fn read_block(
        &self,
        first: u64,
        directory: Directory,
        block: &mut Block,
    ) -> Result<Directory, ReadError> {
        let fault = |kind| ReadError::from(Fault { position: first, kind });
        let contents = self.store.contents(first)?.ok_or_else(|| fault(FaultKind::Missing))?;
        block.read(first, directory, &contents).map_err(|bad| fault(bad.into()))
    }

    /// The block that holds a position, from among those read last if it is there.
    pub(crate) fn kept_block(&self, seq: u64) -> Result<Arc<Block>, ReadError> {
        let kept = || self.blocks.lock().unwrap_or_else(PoisonError::into_inner);
        {
            let mut kept = kept();
            if let Some(at) = kept.iter().position(|block| place_in(block, seq).is_some()) {
                let block = kept.remove(at);
                kept.push(Arc::clone(&block));
                return Ok(block);
            }
        }
        let mut block = Block::default();
        self.checked_block(seq, &mut block, &mut Heads::default(), false)?;
        let block = Arc::new(block);
        let mut kept = kept();
        if kept.len() >= BLOCKS_KEPT {
            kept.remove(0);
        }
        kept.push(Arc::clone(&block));
        Ok(block)
    }
}

/// The place of a position in a block, counted from 0.
pub(crate) fn place_in(block: &Block, seq: u64) -> Option<usize> {
    let place = seq.checked_sub(block.first).filter(|place| *place < block.len())?;
    usize::try_from(place).ok()
}

/// Entries in order of their positions. The first error ends it.
pub struct Range<'a> {
    log: &'a Log,
    /// How far the log was sealed when this was made, and what followed.
    seal: u64,
    tail: Vec<Arc<Record>>,
    /// The block being read; at first none.
    block: Block,
    heads: Heads,
    /// The next position to give.
    next: u64,
    to: u64,
    scratch: Scratch,
}

impl Iterator for Range<'_> {
    type Item = Result<Stored, ReadError>;

    fn next(&mut self) -> Option<Result<Stored, ReadError>> {
        (self.next <= self.to).then(|| self.with_next(|entry| entry.stored()))
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        let left = (self.to + 1).saturating_sub(self.next);
        (0, usize::try_from(left).ok())
    }
}

impl Range<'_> {
    /// How far the log was sealed when this was made.
    pub(crate) fn seal(&self) -> u64 {
        self.seal
    }

    /// Whether the block being read holds a position.
    pub(crate) fn holds(&self, seq: u64) -> bool {
        place_in(&self.block, seq).is_some()
    }

    /// Goes on with another block, which was checked; the one before.
    pub(crate) fn exchange(&mut self, block: Block) -> Block {
        std::mem::replace(&mut self.block, block)
    }

    /// Hands the entry at a position to `each`.
    pub(crate) fn give<E: From<ReadError>>(
        &mut self,
        seq: u64,
        each: &mut impl FnMut(&EntryRef<'_>) -> Result<(), E>,
    ) -> Result<(), E> {
        self.next = seq;
        self.with_next(|entry| each(entry))?
    }

    fn with_next<T>(&mut self, give: impl FnOnce(&EntryRef<'_>) -> T) -> Result<T, ReadError> {
        let given = self.step(give);
        match given {
            Ok(_) => self.next += 1,
            Err(_) => self.to = 0,
        }
        given
    }

    fn step<T>(&mut self, give: impl FnOnce(&EntryRef<'_>) -> T) -> Result<T, ReadError> {
        let seq = self.next;
        let missing = || ReadError::from(Fault { position: seq, kind: FaultKind::Missing });
        if let Some(after) = seq.checked_sub(self.seal + 1) {
            let record = usize::try_from(after).ok().and_then(|place| self.tail.get(place)).ok_or_else(missing)?;
            return Ok(give(&record.entry(seq, &mut self.scratch)));
        }
        if place_in(&self.block, seq).is_none() {
            let mut block = std::mem::take(&mut self.block);
            self.log.checked_block(seq, &mut block, &mut self.heads, true)?;
            self.block = block;
        }
        let place = place_in(&self.block, seq);
        let entry = place.and_then(|place| self.block.entry(place, &mut self.scratch)).ok_or_else(missing)?;
        Ok(give(&entry))
    }
}
