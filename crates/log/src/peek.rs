//! Looking at a ledger without opening it: what the log had reached, and whether somebody has it open.

use std::io;
use std::path::Path;

use hovedbok_tree::Hash;

use crate::anchor::{Anchor, Reading};
use crate::lock::{self, Holder};
use crate::noted;
use crate::store::folder::{self, STORE};
use crate::time::Micros;

/// A ledger from outside.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Peek {
    /// The name under which its checkpoints are signed.
    pub origin: String,
    /// A number of entries that it has had.
    pub size: u64,
    /// The root of the hash tree over them.
    pub root: Hash,
    /// Whether the ledger was closed after them: it has no more.
    pub closed: bool,
    /// Who has it open.
    pub open_by: Option<Holder>,
}

/// Looks at the ledger in a folder; nothing where none can be recognised, which opening it explains.
///
/// # Errors
/// When the system does not let it be read.
pub fn peek(dir: &Path) -> io::Result<Option<Peek>> {
    // Before the anchor: who closes the ledger writes that first and goes then.
    let open_by = lock::live(dir);
    match Anchor::read(dir) {
        Ok(Reading::Anchor(anchor)) => {
            let Anchor { origin, size, root, closed, .. } = anchor;
            Ok(Some(Peek { origin, size, root, closed, open_by }))
        }
        Ok(Reading::Other { .. } | Reading::Unreadable) => Ok(None),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

/// Whether the store in a ledger's folder is in doubt, as far as its files show from outside: they are missing, or shorter than
/// when the ledger was last closed. Opening the ledger decides it.
#[must_use]
pub fn store_is_doubtful(dir: &Path) -> bool {
    let store = dir.join(STORE);
    match (Anchor::read(dir), folder::bytes(&store)) {
        (Ok(Reading::Anchor(anchor)), Ok(bytes)) => {
            bytes < anchor.store_bytes || folder::needed(&store).iter().any(|file| !file.exists())
        }
        (_, _) => true,
    }
}

/// Whether the note of the clock, where there is one, is still good: else the ledger is opened once, which renews it. A first
/// note is made by whoever records, and none where nothing ordinary is recorded.
#[must_use]
pub fn clock_is_noted(dir: &Path, now: Micros) -> bool {
    noted::read(dir).is_none_or(|noted| noted::is_fresh(Some(noted), now))
}
