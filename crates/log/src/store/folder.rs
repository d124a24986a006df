//! sled's folder: what its files are called, who holds it, and what the folders beside it are called.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::files;

/// Where a ledger's store lies.
pub(crate) const STORE: &str = "store";
/// A store that compacting is writing, and the one that it takes the place of.
pub(crate) const NEW_STORE: &str = "store.new";
pub(crate) const OLD_STORE: &str = "store.old";
/// What the name of a copy begins with that is made before sled touches a store in doubt.
pub(crate) const BEFORE: &str = "store.before-";

/// The file with everything that sled keeps; sled's lock is on it.
pub(crate) const DB: &str = "db";
/// sled's settings.
const CONF: &str = "conf";
/// Where sled would put what is too large for `db`.
const BLOBS: &str = "blobs";

/// Tries before a ledger counts as held, and the pause between them: a second together. A store that was just dropped
/// can hold its lock for a moment longer.
const TRIES: u32 = 50;
const PAUSE: Duration = Duration::from_millis(20);
/// How long a ledger that is held is tried for, before opening it fails.
pub const TRIED: Duration = Duration::from_millis(20 * 49);

/// The files without which there is no store.
pub(crate) fn needed(store: &Path) -> [PathBuf; 2] {
    [DB, CONF].map(|name| store.join(name))
}

/// Bytes of the file `db`.
pub(crate) fn bytes(store: &Path) -> io::Result<u64> {
    Ok(fs::metadata(store.join(DB))?.len())
}

/// One of the files in `blobs`, if there is any.
pub(crate) fn blob(store: &Path) -> io::Result<Option<PathBuf>> {
    fs::read_dir(store.join(BLOBS))?.next().transpose().map(|blob| blob.map(|blob| blob.path()))
}

/// Makes the rest of a new store durable: sled syncs neither its settings nor its folders.
pub(crate) fn sync_new(store: &Path) -> io::Result<()> {
    File::open(store.join(CONF))?.sync_all()?;
    files::sync_dir(&store.join(BLOBS))?;
    files::sync_dir(store)
}

/// Whether a name is that of a copy made before sled touched a store in doubt, whole or not: the length of its `db` ends it.
pub(crate) fn is_copy(name: &str) -> bool {
    // Earlier programs gave the second name to a copy that they made where a snapshot was not finished.
    let length = name
        .strip_prefix(BEFORE)
        .or_else(|| name.strip_prefix("store.unfinished-"))
        .map(|rest| rest.strip_suffix(files::UNFINISHED).unwrap_or(rest));
    length.is_some_and(|length| !length.is_empty() && length.bytes().all(|byte| byte.is_ascii_digit()))
}

/// Waits until nobody holds the `db` of a store, and holds it; `None` when somebody still does after a second.
pub(crate) fn hold(store: &Path) -> io::Result<Option<File>> {
    let file = OpenOptions::new().read(true).write(true).open(store.join(DB))?;
    for attempt in 0..TRIES {
        if attempt > 0 {
            std::thread::sleep(PAUSE);
        }
        match file.try_lock() {
            Ok(()) => return Ok(Some(file)),
            Err(TryLockError::WouldBlock) => {}
            Err(TryLockError::Error(error)) => return Err(error),
        }
    }
    Ok(None)
}

/// Whether somebody holds the `db` of a store at this moment.
pub(crate) fn is_held(store: &Path) -> bool {
    File::open(store.join(DB)).is_ok_and(|file| matches!(file.try_lock(), Err(TryLockError::WouldBlock)))
}
