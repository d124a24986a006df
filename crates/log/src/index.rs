//! The indexes in memory: built from the directories of the blocks when they are first needed, and kept as the log grows.
//! They are never stored (H1).

use std::sync::Arc;

use uuid::Uuid;

use crate::directory::Directory;
use crate::error::{Fault, FaultKind, ReadError, both};
use crate::ids::{Distinct, Ids};
use crate::record::Record;
use crate::seal::Tip;
use crate::store::Store;
use crate::streams::Streams;
use crate::time::Micros;

/// Which ids and streams the log has, and where.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct Index {
    /// Every block's first position and the instant of the entry there, in order.
    blocks: Vec<(u64, Micros)>,
    pub(crate) streams: Streams,
    pub(crate) ids: Ids,
}

/// Indexes on their way: built from one directory after the other.
#[derive(Debug)]
pub(crate) struct Loading<'a> {
    store: &'a Store,
    seal: &'a Tip,
    /// The entries that follow the seal.
    tail: &'a [Arc<Record>],
    index: Index,
    ids: Distinct,
    /// The instant of the last entry.
    last: Micros,
    /// Why nothing more is read.
    fault: Option<ReadError>,
}

impl<'a> Loading<'a> {
    /// Those of what is sealed and of what follows it.
    pub(crate) fn new(store: &'a Store, seal: &'a Tip, tail: &'a [Arc<Record>]) -> Loading<'a> {
        // A seal that lies about its size takes no more room than the file can hold ids.
        let most = store.file_bytes().unwrap_or_default() / 16;
        let entries = usize::try_from(seal.size().min(most)).unwrap_or_default() + tail.len();
        let index = Index { streams: Streams::with_capacity(entries), ..Index::default() };
        Loading { store, seal, tail, index, ids: Distinct::with_capacity(entries), last: Micros::MIN, fault: None }
    }

    /// Reads the directory of the next block in place of another one, and gives the block's first position: none after the
    /// last block or a fault. Order, gaps, instants and versions are checked on the way.
    pub(crate) fn next(&mut self, directory: &mut Directory) -> Option<u64> {
        let first = self.ids.len() + 1;
        if self.fault.is_some() || first > self.seal.size() {
            return None;
        }
        match self.read(first, directory) {
            Ok(()) => {
                self.fault = self.add(first, directory).err().map(ReadError::from);
                Some(first)
            }
            Err(error) => {
                self.fault = Some(error);
                None
            }
        }
    }

    fn read(&self, first: u64, directory: &mut Directory) -> Result<(), ReadError> {
        let fault = |kind| ReadError::from(Fault { position: first, kind });
        let bytes = self.store.directory(first)?.ok_or_else(|| fault(FaultKind::Missing))?;
        directory.read(&bytes).map_err(|bad| fault(bad.into()))
    }

    fn add(&mut self, first: u64, directory: &Directory) -> Result<(), Fault> {
        let follows = directory.first_recorded >= self.last;
        self.last = directory.last_recorded();
        self.ids.extend(&directory.ids);
        if !follows {
            return Err(Fault { position: first, kind: FaultKind::Recorded });
        }
        self.index.add_block(first, directory)?;
        if self.ids.len() > self.seal.size() {
            return Err(Fault { position: self.seal.size(), kind: FaultKind::Overlap });
        }
        Ok(())
    }

    /// The indexes. Now ids are checked as well.
    ///
    /// # Errors
    /// The first position where something is wrong, or what the store said.
    pub(crate) fn finish(mut self) -> Result<Index, ReadError> {
        let read = match self.fault {
            Some(error) => Err(error),
            None => self.index.add_tail(self.tail, &mut self.ids).map_err(ReadError::from),
        };
        let ids = self.ids.finish().map_err(|position| Fault { position, kind: FaultKind::Id }.into());
        let ((), ids) = both(read, ids)?;
        Ok(Index { ids, ..self.index })
    }
}

impl Index {
    /// Builds the indexes of what is sealed up to `seal` and of what follows it.
    ///
    /// # Errors
    /// As [`Loading::finish`].
    pub(crate) fn load(store: &Store, seal: &Tip, tail: &[Arc<Record>]) -> Result<Index, ReadError> {
        let (mut loading, mut directory) = (Loading::new(store, seal, tail), Directory::default());
        while loading.next(&mut directory).is_some() {}
        loading.finish()
    }

    fn add_block(&mut self, first: u64, directory: &Directory) -> Result<(), Fault> {
        let numbers = self.streams.numbers(directory.streams.iter().map(|stream| directory.name(stream)));
        for (position, entry) in (first..).zip(&directory.entries) {
            let version = numbers.get(entry.stream).and_then(|number| self.streams.push(*number));
            if version != Some(entry.version) {
                return Err(Fault { position, kind: FaultKind::Version });
            }
        }
        self.blocks.push((first, directory.first_recorded));
        Ok(())
    }

    fn add_tail(&mut self, tail: &[Arc<Record>], ids: &mut Distinct) -> Result<(), Fault> {
        for record in tail {
            ids.extend(&[record.id]);
            let number = self.streams.number(&record.stream);
            if self.streams.push(number) != Some(record.version) {
                return Err(Fault { position: ids.len(), kind: FaultKind::Version });
            }
        }
        Ok(())
    }

    /// Adds the entry that follows, whose id no entry has.
    pub(crate) fn add(&mut self, id: Uuid, stream: &str) {
        self.ids.push(id);
        let number = self.streams.number(stream);
        self.streams.push(number);
    }

    /// Notes that a block begins at a position.
    pub(crate) fn sealed(&mut self, first: u64, recorded: Micros) {
        self.blocks.push((first, recorded));
    }

    /// The first position of the last block that begins at or before an instant.
    pub(crate) fn block_at(&self, instant: Micros) -> Option<u64> {
        let after = self.blocks.partition_point(|(_, recorded)| *recorded <= instant);
        self.blocks.get(after.checked_sub(1)?).map(|(first, _)| *first)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_blocks_by_instant() {
        let mut index = Index::default();
        index.sealed(1, 100);
        index.sealed(4, 200);
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
        crate::packing::compress(&columns, crate::packing::Effort::Quick, &mut bytes).unwrap();
        let mut directory = Directory::default();
        directory.read(&bytes).map(|()| directory)
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
