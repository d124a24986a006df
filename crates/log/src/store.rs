//! sled behind one type, and what is known of its folder: nothing outside this module names either. Two trees: the default one holds the seal (`h`) and the bundles that
//! follow it (`t` + first position), the tree `sealed` the blocks: directories (`d` + first position) and contents (`e` +
//! first position). Positions are u64, big-endian. Two, because sled writes a leaf's values again and again while one of
//! them changes: large values must not lie beside small ones.

mod error;
pub(crate) mod folder;
mod quiet;
pub(crate) mod snapshot;

use std::fs::{File, OpenOptions};
use std::io;
use std::os::unix::fs::FileExt;
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};

use crate::seal::{SEGMENT_BYTES, Seal};
use folder::DB;

pub use error::StoreError;
pub(crate) use error::is_damage;

const SEAL_KEY: &[u8] = b"h";
const BUNDLE: u8 = b't';
const SEALED_TREE: &[u8] = b"sealed";
const DIRECTORY: u8 = b'd';
const CONTENTS: u8 = b'e';
/// sled's own default is 1 GiB.
const CACHE_BYTES: u64 = 64 * 1024 * 1024;
/// Most bytes of a value. sled keeps up to 16 values in a leaf, for a moment 17, and moves a leaf above a quarter of a
/// segment into `blobs/`, which it never syncs: 18 values of this size still lie below that.
pub(crate) const VALUE_BYTES_MAX: usize = 112 * 1024;
/// Small commits by one process after which the rest of a segment is written with zeros beforehand.
const COMMITS_BEFORE_ROOM: u64 = 64;

/// The bytes of one value.
pub(crate) type Value = sled::IVec;

/// How a write is made durable. Everything but `Disk` is there for tests that must fail without it.
#[doc(hidden)]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Syncing {
    /// `sync_data` after every flush.
    Disk,
    /// sled's flush alone: loses acknowledged entries in a power cut.
    Never,
    /// As `Disk` that many times, then an error.
    FailAfter(u64),
}

/// The store of one ledger, held under sled's lock until it is dropped.
#[derive(Debug)]
pub(crate) struct Store {
    sealed: sled::Tree,
    db: sled::Db,
    /// `db` again through a handle of our own: sled's flush does not sync it.
    file: File,
    /// Syncs left before they fail; [`NO_LIMIT`] and [`NO_SYNC`] are the other two ways.
    syncs: AtomicU64,
    /// Commits since the store was opened.
    commits: AtomicU64,
    /// Up to where `db` was filled with zeros beforehand.
    room: AtomicU64,
}

const NO_LIMIT: u64 = u64::MAX;
const NO_SYNC: u64 = u64::MAX - 1;

impl Store {
    /// Opens or makes the store in `dir`.
    pub(crate) fn open(dir: &Path) -> Result<Store, StoreError> {
        let segment_bytes = usize::try_from(SEGMENT_BYTES).unwrap_or(usize::MAX);
        // No thread of sled's own: every write here is flushed where it is made.
        let config = || {
            sled::Config::new()
                .path(dir)
                .segment_size(segment_bytes)
                .cache_capacity(CACHE_BYTES)
                .flush_every_ms(None)
                .open()
        };
        let db = caught(config)?;
        let sealed = caught(|| db.open_tree(SEALED_TREE))?;
        let file = OpenOptions::new().read(true).write(true).open(dir.join(DB))?;
        let (syncs, commits, room) = (AtomicU64::new(NO_LIMIT), AtomicU64::new(0), AtomicU64::new(0));
        Ok(Store { sealed, db, file, syncs, commits, room })
    }

    /// Makes a store that holds a seal and nothing else, durable with all its names.
    pub(crate) fn create(dir: &Path, seal: &Seal) -> Result<Store, StoreError> {
        let store = Store::open(dir)?;
        store.publish(&[], &[], Some(seal))?;
        store.make_durable()?;
        folder::sync_new(dir)?;
        Ok(store)
    }

    /// The bytes of the seal.
    pub(crate) fn seal(&self) -> Result<Option<Value>, StoreError> {
        caught(|| self.db.get(SEAL_KEY))
    }

    /// The bundles, in order, each with the position of its first entry; no position is a key that no bundle has.
    pub(crate) fn bundles(&self) -> Result<Vec<(Option<u64>, Value)>, StoreError> {
        let mut bundles = Vec::new();
        let mut iter = self.db.scan_prefix([BUNDLE]);
        while let Some((key, value)) = caught(|| iter.next().transpose())? {
            bundles.push((position(&key), value));
        }
        Ok(bundles)
    }

    /// Writes bundles, forgets others, and moves the seal, all or nothing; durable with the next [`Store::make_durable`].
    /// Blocks up to the new seal must have been written before.
    pub(crate) fn publish(
        &self,
        bundles: &[(u64, Vec<u8>)],
        forget: &[u64],
        seal: Option<&Seal>,
    ) -> Result<(), StoreError> {
        if let ([(first, bundle)], [], None) = (bundles, forget, seal) {
            // One value is written at once; a batch of one takes sled twice as long.
            return caught(|| self.db.insert(key(BUNDLE, *first), bundle.as_slice())).map(drop);
        }
        let mut batch = sled::Batch::default();
        forget.iter().for_each(|first| batch.remove(key(BUNDLE, *first)));
        for (first, bundle) in bundles {
            batch.insert(key(BUNDLE, *first), bundle.as_slice());
        }
        if let Some(seal) = seal {
            batch.insert(SEAL_KEY, seal.encode());
        }
        caught(|| self.db.apply_batch(batch))
    }

    /// Writes a block beyond the seal: nobody reads it before the seal is moved over it.
    pub(crate) fn write_block(&self, first: u64, directory: &[u8], contents: &[u8]) -> Result<(), StoreError> {
        caught(|| self.sealed.insert(key(DIRECTORY, first), directory))?;
        caught(|| self.sealed.insert(key(CONTENTS, first), contents)).map(drop)
    }

    /// Removes blocks; durable with the next [`Store::make_durable`].
    pub(crate) fn remove_blocks(&self, firsts: &[u64]) -> Result<(), StoreError> {
        for first in firsts {
            caught(|| self.sealed.remove(key(DIRECTORY, *first)))?;
            caught(|| self.sealed.remove(key(CONTENTS, *first)))?;
        }
        Ok(())
    }

    /// First positions of all blocks that begin at `from` or later.
    pub(crate) fn blocks_from(&self, from: u64) -> Result<Vec<u64>, StoreError> {
        let mut firsts = Vec::new();
        for kind in [DIRECTORY, CONTENTS] {
            let mut iter = self.sealed.range(key(kind, from)..vec![kind + 1]);
            while let Some((key, _)) = caught(|| iter.next().transpose())? {
                firsts.extend(position(&key));
            }
        }
        firsts.sort_unstable();
        firsts.dedup();
        Ok(firsts)
    }

    /// The directory of the block whose first entry is at `first`.
    pub(crate) fn directory(&self, first: u64) -> Result<Option<Value>, StoreError> {
        caught(|| self.sealed.get(key(DIRECTORY, first)))
    }

    /// The directory of the last block that begins at or before a position, with the position of its first entry.
    pub(crate) fn directory_at(&self, position_in: u64) -> Result<Option<(u64, Value)>, StoreError> {
        let to = key(DIRECTORY, position_in);
        let found = caught(|| self.sealed.range(vec![DIRECTORY]..=to).next_back().transpose())?;
        Ok(found.and_then(|(key, value)| Some((position(&key)?, value))))
    }

    /// The contents of the block whose first entry is at `first`.
    pub(crate) fn contents(&self, first: u64) -> Result<Option<Value>, StoreError> {
        caught(|| self.sealed.get(key(CONTENTS, first)))
    }

    /// When this returns, what was written before is on the disk (H2). After an error nothing is known.
    pub(crate) fn make_durable(&self) -> Result<(), StoreError> {
        caught(|| self.db.flush())?;
        match self.syncs.load(Ordering::Relaxed) {
            NO_SYNC => return Ok(()),
            NO_LIMIT => {}
            0 => return Err(io::Error::other("the sync was made to fail").into()),
            left => self.syncs.store(left - 1, Ordering::Relaxed),
        }
        self.file.sync_data()?;
        Ok(())
    }

    /// Writes zeros up to the end of the segment that is being filled, now and then: a sync need not make a longer file
    /// durable as well, which is what a small commit waits for most. To be called when nothing is being written. sled takes
    /// zeros for what they are: no message.
    pub(crate) fn make_room(&self) -> Result<(), StoreError> {
        let unsynced = self.syncs.load(Ordering::Relaxed) == NO_SYNC;
        if unsynced || self.commits.fetch_add(1, Ordering::Relaxed) < COMMITS_BEFORE_ROOM {
            return Ok(());
        }
        let (bytes, segment) = (self.file_bytes()?, u64::from(SEGMENT_BYTES));
        let end = bytes.next_multiple_of(segment);
        if bytes > self.room.load(Ordering::Relaxed) && bytes < end {
            let zeros = vec![0; 64 * 1024];
            let mut at = bytes;
            while at < end {
                let count = usize::try_from(end - at).unwrap_or(zeros.len()).min(zeros.len());
                self.file.write_all_at(zeros.get(..count).unwrap_or(&zeros), at)?;
                at += count as u64;
            }
            self.file.sync_all()?;
            self.room.store(end, Ordering::Relaxed);
        }
        Ok(())
    }

    /// Bytes of the file `db`.
    pub(crate) fn file_bytes(&self) -> Result<u64, StoreError> {
        Ok(self.file.metadata()?.len())
    }

    /// Makes writes durable as another store does.
    pub(crate) fn sync_as(&self, other: &Store) {
        self.syncs.store(other.syncs.load(Ordering::Relaxed), Ordering::Relaxed);
    }

    pub(crate) fn set_syncing(&self, syncing: Syncing) {
        let syncs = match syncing {
            Syncing::Disk => NO_LIMIT,
            Syncing::Never => NO_SYNC,
            Syncing::FailAfter(count) => count.min(NO_SYNC - 1),
        };
        self.syncs.store(syncs, Ordering::Relaxed);
    }
}

fn caught<T>(work: impl FnOnce() -> sled::Result<T>) -> Result<T, StoreError> {
    quiet::catch(work).map_err(|message| StoreError::Panicked { message })?.map_err(StoreError::from)
}

fn key(kind: u8, first: u64) -> Vec<u8> {
    let mut key = Vec::with_capacity(9);
    key.push(kind);
    key.extend_from_slice(&first.to_be_bytes());
    key
}

fn position(key: &[u8]) -> Option<u64> {
    let (_, position) = key.split_first()?;
    position.try_into().ok().map(u64::from_be_bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn eighteen_full_values_stay_below_a_quarter_segment() {
        let quarter = usize::try_from(SEGMENT_BYTES / 4).unwrap();
        assert!(18 * (VALUE_BYTES_MAX + 64) < quarter);
    }
}
