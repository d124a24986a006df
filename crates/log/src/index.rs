//! The indexes in memory: built from the directories of the blocks when they are first needed, and kept as the log grows.
//! They are never stored (H1).

use crate::block::Directory;
use crate::error::{Fault, FaultKind, ReadError};
use crate::record::Record;
use crate::seal::Tip;
use crate::store::Store;
use crate::time::Micros;
use hashbrown::hash_table::Entry;
use hashbrown::{DefaultHashBuilder, HashMap, HashTable};
use std::hash::BuildHasher;
use std::sync::Arc;
use uuid::Uuid;

/// Which ids and streams the log has, and where.
#[derive(Debug, Default)]
pub(crate) struct Index {
    /// Every block's first position and the instant of the entry there, in order.
    blocks: Vec<(u64, Micros)>,
    streams: HashMap<Arc<str>, Vec<u64>>,
    /// Ids in the order of their positions.
    ids: Vec<Uuid>,
    /// Positions by the hash of their id.
    positions: HashTable<u64>,
    hasher: DefaultHashBuilder,
}

impl PartialEq for Index {
    fn eq(&self, other: &Self) -> bool {
        (&self.blocks, &self.streams, &self.ids) == (&other.blocks, &other.streams, &other.ids)
    }
}

impl Index {
    /// Reads the directories of all blocks up to the seal. Order, gaps, instants, versions and ids are checked on the way.
    pub(crate) fn load(store: &Store, seal: &Tip) -> Result<Self, ReadError> {
        let mut index = Self::default();
        index.reserve(usize::try_from(seal.size()).unwrap_or_default());
        let mut last = Micros::MIN;
        while index.size() < seal.size() {
            let first = index.size() + 1;
            let fault = |kind| ReadError::from(Fault { position: first, kind });
            let bytes = store.directory(first)?.ok_or_else(|| fault(FaultKind::Missing))?;
            let directory = Directory::decode(&bytes).map_err(|bad| fault(bad.into()))?;
            if directory.first_recorded < last {
                return Err(fault(FaultKind::Recorded));
            }
            last = directory.last_recorded();
            index.add_block(first, &directory)?;
        }
        if index.size() > seal.size() {
            return Err(Fault { position: seal.size(), kind: FaultKind::Overlap }.into());
        }
        Ok(index)
    }

    fn size(&self) -> u64 {
        self.ids.len() as u64
    }

    fn reserve(&mut self, entries: usize) {
        self.ids.reserve(entries);
        let (ids, hasher) = (&self.ids, &self.hasher);
        self.positions.reserve(entries, |at| hash_at(ids, hasher, *at));
    }

    fn add_block(&mut self, first: u64, directory: &Directory) -> Result<(), Fault> {
        let counts = directory.counts();
        let mut postings: Vec<Vec<u64>> = counts.iter().map(|count| Vec::with_capacity(*count as usize)).collect();
        for ((seq, which), id) in (first..).zip(&directory.which).zip(&directory.ids) {
            if let Some(positions) = postings.get_mut(*which as usize) {
                positions.push(seq);
            }
            if !self.add_id(*id) {
                return Err(Fault { position: seq, kind: FaultKind::Id });
            }
        }
        for ((stream, version), positions) in directory.streams().zip(postings) {
            let position = positions.first().copied().unwrap_or(first);
            let known = self.streams.get_mut(stream);
            if version != known.as_ref().map_or(0, |known| known.len() as u64) + 1 {
                return Err(Fault { position, kind: FaultKind::Version });
            }
            match known {
                Some(known) => known.extend(positions),
                None => drop(self.streams.insert(stream.into(), positions)),
            }
        }
        self.blocks.push((first, directory.first_recorded));
        Ok(())
    }

    /// Adds the entry that follows; false, and nothing added, when its id is there already.
    pub(crate) fn add(&mut self, id: Uuid, stream: &Arc<str>) -> bool {
        if !self.add_id(id) {
            return false;
        }
        let seq = self.size();
        match self.streams.get_mut(stream) {
            Some(positions) => positions.push(seq),
            None => drop(self.streams.insert(Arc::clone(stream), vec![seq])),
        }
        true
    }

    /// Adds what follows the seal.
    pub(crate) fn add_tail(&mut self, records: &[Arc<Record>]) -> Result<(), Fault> {
        for record in records {
            let position = self.size() + 1;
            if record.version != self.version(&record.stream) + 1 {
                return Err(Fault { position, kind: FaultKind::Version });
            }
            if !self.add(record.id, &record.stream) {
                return Err(Fault { position, kind: FaultKind::Id });
            }
        }
        Ok(())
    }

    /// Notes that a block begins at a position.
    pub(crate) fn sealed(&mut self, first: u64, recorded: Micros) {
        self.blocks.push((first, recorded));
    }

    fn add_id(&mut self, id: Uuid) -> bool {
        let (ids, hasher) = (&self.ids, &self.hasher);
        let place =
            self.positions.entry(hasher.hash_one(id), |at| id_at(ids, *at) == Some(id), |at| hash_at(ids, hasher, *at));
        match place {
            Entry::Occupied(_) => false,
            Entry::Vacant(free) => {
                free.insert(ids.len() as u64 + 1);
                self.ids.push(id);
                true
            }
        }
    }

    pub(crate) fn position_of(&self, id: Uuid) -> Option<u64> {
        let hash = self.hasher.hash_one(id);
        self.positions.find(hash, |at| id_at(&self.ids, *at) == Some(id)).copied()
    }

    /// Positions of a stream's entries, in order.
    pub(crate) fn stream(&self, stream: &str) -> &[u64] {
        self.streams.get(stream).map_or(&[], Vec::as_slice)
    }

    /// The version of a stream's last entry; 0 without entries.
    pub(crate) fn version(&self, stream: &str) -> u64 {
        self.stream(stream).len() as u64
    }

    /// Number of streams.
    pub(crate) fn streams_count(&self) -> usize {
        self.streams.len()
    }

    /// Names of streams that begin with `prefix`, in order of their bytes.
    pub(crate) fn streams(&self, prefix: &str) -> Vec<Arc<str>> {
        let mut names: Vec<_> = self.streams.keys().filter(|name| name.starts_with(prefix)).cloned().collect();
        names.sort_unstable();
        names
    }

    /// The first position of the last block that begins at or before an instant.
    pub(crate) fn block_at(&self, instant: Micros) -> Option<u64> {
        let after = self.blocks.partition_point(|(_, recorded)| *recorded <= instant);
        self.blocks.get(after.checked_sub(1)?).map(|(first, _)| *first)
    }
}

fn id_at(ids: &[Uuid], seq: u64) -> Option<Uuid> {
    ids.get(usize::try_from(seq.checked_sub(1)?).ok()?).copied()
}

fn hash_at(ids: &[Uuid], hasher: &DefaultHashBuilder, seq: u64) -> u64 {
    id_at(ids, seq).map_or(0, |id| hasher.hash_one(id))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_streams_ids_and_blocks() {
        let mut index = Index::default();
        index.sealed(1, 100);
        index.sealed(4, 200);
        for (seq, stream) in [(1, "b"), (2, "a/2"), (3, "a/1"), (4, "a/2"), (5, "ab")] {
            assert!(index.add(Uuid::from_u128(seq), &stream.into()));
        }
        assert!(!index.add(Uuid::from_u128(1), &"b".into()), "an id counts once");
        assert_eq!(index.stream("a/2"), [2, 4]);
        assert_eq!((index.version("a/2"), index.version("b"), index.version("c")), (2, 1, 0));
        assert_eq!(index.position_of(Uuid::from_u128(3)), Some(3));
        assert_eq!(index.streams("a/").iter().map(|name| &**name).collect::<Vec<_>>(), ["a/1", "a/2"]);
        assert_eq!(index.streams("").len(), 4);
        assert_eq!([99, 100, 199, 200].map(|at| index.block_at(at)), [None, Some(1), Some(1), Some(4)]);
    }
}
