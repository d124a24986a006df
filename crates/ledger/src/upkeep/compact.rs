//! Compacting: the log written again in as few bytes as possible; not a byte of any entry changes.

use hovedbok_tree::Hash;
use serde::Serialize;

use crate::error::LedgerError;
use crate::open::Ledger;

/// What compacting came to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Compacted {
    /// Number of entries.
    pub entries: u64,
    /// Root of the tree over them: the same as before.
    pub root: Hash,
    /// Bytes of the store before.
    pub bytes_before: u64,
    /// Bytes of the store afterwards.
    pub bytes_after: u64,
}

impl Compacted {
    /// The bytes of a segment of the store; it takes one at least, also without entries.
    pub const SEGMENT_BYTES: u64 = 8 * 1024 * 1024;

    /// Whether the store is no smaller than it was.
    pub fn gained_nothing(&self) -> bool {
        self.bytes_after >= self.bytes_before
    }
}

impl Ledger {
    /// Writes the log into a fresh store, which takes the old one's place when all of it is there and compared. For a while
    /// both are on the disk. `progress` is given how many entries were written since it was last called.
    ///
    /// # Errors
    /// When the log cannot be read, or the disk says no: the old store is then still there.
    pub fn compact(&mut self, progress: &mut dyn FnMut(u64)) -> Result<Compacted, LedgerError> {
        let compacted = self.log.compact(progress)?;
        let entries = self.last().0;
        Ok(Compacted {
            entries,
            root: self.log.root(entries)?,
            bytes_before: compacted.before,
            bytes_after: compacted.after,
        })
    }
}
