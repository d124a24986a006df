//! sled behind one type: the only file that names it. One tree: `e` + first position (u64, big-endian) holds a bundle,
//! `h` the tip, which sorts behind the entries and so shares the leaf that is being written anyway.

use crate::quiet;
use crate::tip::Tip;
use std::fs::{File, OpenOptions};
use std::io;
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};

const ENTRIES: u8 = b'e';
const TIP_KEY: &[u8] = b"h";
/// sled's own default is 1 GiB.
const CACHE_BYTES: u64 = 64 * 1024 * 1024;

/// The bytes of one value.
pub(crate) type Value = sled::IVec;

/// What the disk or the store said.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// No space left.
    #[error("the disk is full; make room")]
    Full {
        /// The system's error.
        source: io::Error,
    },
    /// Not permitted, or on a read-only file system.
    #[error(
        "the folder cannot be written ({source}); the ledger needs to write even to be read: give it the permission, or copy it"
    )]
    ReadOnly {
        /// The system's error.
        source: io::Error,
    },
    /// Any other error of the system.
    #[error("{source}")]
    Io {
        /// The system's error.
        source: io::Error,
    },
    /// The store found its own bytes damaged.
    #[error("the store cannot be read: {source}")]
    Corrupt {
        /// The store's error.
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// The store stopped at one of its asserts.
    #[error("the store stopped: {message}")]
    Panicked {
        /// What the assert said.
        message: String,
    },
}

impl From<io::Error> for StoreError {
    fn from(source: io::Error) -> Self {
        #[allow(clippy::wildcard_enum_match_arm)] // io::ErrorKind grows with the standard library.
        match source.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Self::Full { source },
            io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => Self::ReadOnly { source },
            _ => Self::Io { source },
        }
    }
}

impl From<sled::Error> for StoreError {
    fn from(error: sled::Error) -> Self {
        match error {
            // Its file ends where it must not.
            sled::Error::Io(source) if source.kind() == io::ErrorKind::UnexpectedEof => {
                Self::Corrupt { source: Box::new(source) }
            }
            sled::Error::Io(source) => source.into(),
            sled::Error::CollectionNotFound(_)
            | sled::Error::Unsupported(_)
            | sled::Error::ReportableBug(_)
            | sled::Error::Corruption { .. } => Self::Corrupt { source: Box::new(error) },
        }
    }
}

/// How a write is made durable. Everything but `Disk` is there for tests that must fail without it.
#[doc(hidden)]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Syncing {
    /// `sync_data` after every flush.
    Disk,
    /// sled's flush alone: loses acknowledged entries in a power cut.
    Never,
    /// As `Disk` so many times, then an error.
    FailAfter(u64),
}

/// The store of one ledger, held under sled's lock until it is dropped.
#[derive(Debug)]
pub(crate) struct Store {
    db: sled::Db,
    /// `db` again through a handle of our own: sled's flush does not sync it.
    file: File,
    /// Syncs left before they fail; [`NO_LIMIT`] and [`NO_SYNC`] are the other two ways.
    syncs: AtomicU64,
}

const NO_LIMIT: u64 = u64::MAX;
const NO_SYNC: u64 = u64::MAX - 1;

impl Store {
    /// Opens or makes the store in `dir`.
    pub(crate) fn open(dir: &Path, segment_bytes: u32) -> Result<Self, StoreError> {
        let segment_bytes = usize::try_from(segment_bytes).unwrap_or(usize::MAX);
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
        let file = OpenOptions::new().read(true).write(true).open(dir.join("db"))?;
        Ok(Self { db, file, syncs: AtomicU64::new(NO_LIMIT) })
    }

    /// The bytes of the tip.
    pub(crate) fn tip(&self) -> Result<Option<Value>, StoreError> {
        caught(|| self.db.get(TIP_KEY))
    }

    /// The bundle whose first entry is at `first`.
    pub(crate) fn bundle(&self, first: u64) -> Result<Option<Value>, StoreError> {
        caught(|| self.db.get(key(first)))
    }

    /// The bundles whose first entry is at `first` or later, in order. Not a snapshot: stop at a tip read before.
    pub(crate) fn bundles(&self, first: u64) -> Bundles {
        Bundles { iter: Some(self.db.range(key(first)..vec![ENTRIES + 1])) }
    }

    /// Writes bundles beyond the tip; durable with the next [`Store::make_durable`], not published, not atomic.
    pub(crate) fn stage(&self, bundles: Vec<(u64, Vec<u8>)>) -> Result<(), StoreError> {
        bundles.into_iter().try_for_each(|(first, bytes)| caught(|| self.db.insert(key(first), bytes)).map(drop))
    }

    /// Writes bundles and the tip that publishes them, all or nothing; durable with the next [`Store::make_durable`].
    pub(crate) fn publish(&self, bundles: Vec<(u64, Vec<u8>)>, tip: &Tip) -> Result<(), StoreError> {
        let mut batch = sled::Batch::default();
        for (first, bytes) in bundles {
            batch.insert(key(first), bytes);
        }
        batch.insert(TIP_KEY, tip.encode());
        caught(|| self.db.apply_batch(batch))
    }

    /// Removes bundles; durable with the next [`Store::make_durable`].
    pub(crate) fn remove(&self, firsts: &[u64]) -> Result<(), StoreError> {
        firsts.iter().try_for_each(|first| caught(|| self.db.remove(key(*first))).map(drop))
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

    /// Bytes of the file `db`.
    pub(crate) fn file_bytes(&self) -> Result<u64, StoreError> {
        Ok(self.file.metadata()?.len())
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

/// Bundles in order, each with the position of its first entry; no position is a key that no bundle has.
pub(crate) struct Bundles {
    iter: Option<sled::Iter>,
}

impl Iterator for Bundles {
    type Item = Result<(Option<u64>, Value), StoreError>;

    fn next(&mut self) -> Option<Self::Item> {
        let iter = self.iter.as_mut()?;
        let step = caught(|| iter.next().transpose()).transpose()?;
        if step.is_err() {
            self.iter = None;
        }
        Some(step.map(|(key, value)| (position(&key), value)))
    }
}

fn caught<T>(work: impl FnOnce() -> sled::Result<T>) -> Result<T, StoreError> {
    quiet::catch(work).map_err(|message| StoreError::Panicked { message })?.map_err(StoreError::from)
}

fn key(first: u64) -> Vec<u8> {
    let mut key = vec![ENTRIES];
    key.extend_from_slice(&first.to_be_bytes());
    key
}

fn position(key: &[u8]) -> Option<u64> {
    let (kind, position) = key.split_first()?;
    let position: [u8; 8] = position.try_into().ok()?;
    (*kind == ENTRIES).then_some(u64::from_be_bytes(position))
}
