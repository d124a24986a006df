//! The indexes in memory: built from the directories of the blocks when they are first needed, and kept as the log grows.
//! They are never stored (H1).

use crate::directory::Directory;
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
    /// Numbers of the streams, in the order of their first entries.
    streams: HashMap<Arc<str>, usize>,
    /// Each stream's positions by its number.
    postings: Vec<Vec<u64>>,
    /// Ids in the order of their positions.
    ids: Vec<Uuid>,
    /// Positions by the hash of their id.
    positions: HashTable<u64>,
    hasher: DefaultHashBuilder,
}

impl PartialEq for Index {
    fn eq(&self, other: &Self) -> bool {
        // Where each id is follows from their order.
        (&self.blocks, &self.streams, &self.postings, &self.ids)
            == (&other.blocks, &other.streams, &other.postings, &other.ids)
    }
}

impl Index {
    /// Reads the directories of all blocks up to the seal. Order, gaps, instants, versions and ids are checked on the way.
    /// Each one is handed over with its first position, in exchange for another whose room is used again.
    pub(crate) fn load(
        store: &Store,
        seal: &Tip,
        mut exchange: impl FnMut(u64, Directory) -> Directory,
    ) -> Result<Self, ReadError> {
        let mut index = Self::default();
        index.reserve(usize::try_from(seal.size()).unwrap_or_default());
        let (mut last, mut directory) = (Micros::MIN, Directory::default());
        while index.size() < seal.size() {
            let first = index.size() + 1;
            let fault = |kind| ReadError::from(Fault { position: first, kind });
            let bytes = store.directory(first)?.ok_or_else(|| fault(FaultKind::Missing))?;
            directory.read(&bytes).map_err(|bad| fault(bad.into()))?;
            let follows = directory.first_recorded >= last;
            last = directory.last_recorded();
            let added = index.add_block(first, &directory);
            directory = exchange(first, directory);
            if !follows {
                return Err(fault(FaultKind::Recorded));
            }
            added?;
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
        let streams = directory.streams.iter();
        let numbers: Vec<usize> = streams.map(|stream| self.number(directory.name(stream))).collect();
        for ((position, entry), id) in (first..).zip(&directory.entries).zip(&directory.ids) {
            let fault = |kind| Fault { position, kind };
            if !self.add_id(*id) {
                return Err(fault(FaultKind::Id));
            }
            let number = numbers.get(entry.stream);
            let positions = number.and_then(|number| self.postings.get_mut(*number));
            let follows = positions.filter(|positions| entry.version == positions.len() as u64 + 1);
            follows.ok_or_else(|| fault(FaultKind::Version))?.push(position);
        }
        self.blocks.push((first, directory.first_recorded));
        Ok(())
    }

    /// The number of a stream, a new one for a stream without entries.
    fn number(&mut self, stream: &str) -> usize {
        if let Some(number) = self.streams.get(stream) {
            return *number;
        }
        let number = self.postings.len();
        self.streams.insert(stream.into(), number);
        self.postings.push(Vec::new());
        number
    }

    /// Adds the entry that follows; false, and nothing added, when its id is there already.
    pub(crate) fn add(&mut self, id: Uuid, stream: &str) -> bool {
        if !self.add_id(id) {
            return false;
        }
        let (seq, number) = (self.size(), self.number(stream));
        if let Some(positions) = self.postings.get_mut(number) {
            positions.push(seq);
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
        let positions = self.streams.get(stream).and_then(|number| self.postings.get(*number));
        positions.map_or(&[], Vec::as_slice)
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
            assert!(index.add(Uuid::from_u128(seq), stream));
        }
        assert!(!index.add(Uuid::from_u128(1), "b"), "an id counts once");
        assert_eq!(index.stream("a/2"), [2, 4]);
        assert_eq!((index.version("a/2"), index.version("b"), index.version("c")), (2, 1, 0));
        assert_eq!(index.position_of(Uuid::from_u128(3)), Some(3));
        assert_eq!(index.streams("a/").iter().map(|name| &**name).collect::<Vec<_>>(), ["a/1", "a/2"]);
        assert_eq!(index.streams("").len(), 4);
        assert_eq!([99, 100, 199, 200].map(|at| index.block_at(at)), [None, Some(1), Some(1), Some(4)]);
    }

    /// The directory of two entries that name these streams with these versions.
    fn directory(streams: [(&str, u8); 2], which: [u8; 2]) -> Result<Directory, crate::FrameFault> {
        let mut columns = vec![2];
        for (name, version) in streams {
            columns.push(u8::try_from(name.len()).unwrap());
            columns.extend_from_slice(name.as_bytes());
            columns.push(version);
        }
        columns.extend_from_slice(&which);
        columns.extend_from_slice(&[0, 0]);
        let mut bytes = [&[2, 1][..], &[0; 8], &[1], &[0; 32], &[1; 16], &[2; 16]].concat();
        crate::packing::compress(&columns, &mut bytes).unwrap();
        Directory::decode(&bytes)
    }

    #[test]
    fn a_version_counts_once_however_a_directory_names_its_stream() {
        let added = |streams| Index::default().add_block(1, &directory(streams, [0, 1]).unwrap());
        let version = |position| Err(Fault { position, kind: FaultKind::Version });
        assert_eq!(added([("a", 1), ("b", 1)]), Ok(()));
        assert_eq!(added([("a", 1), ("a", 1)]), version(2), "the same version twice");
        assert_eq!(added([("a", 2), ("b", 1)]), version(1));
        assert_eq!(added([("a", 1), ("b", 2)]), version(2));
    }

    #[test]
    fn a_directory_names_no_stream_without_entries() {
        assert!(directory([("a", 1), ("b", 1)], [0, 0]).is_err());
    }
}
