//! Who has the ledger open. sled's lock on `db` keeps others out; the file `lock` says who it is, and is itself locked for
//! as long as that process lives, so that whoever only reads beside it never touches `db`.

use std::fmt;
use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::files::small;
use crate::time::{Micros, text};

/// Who opens the ledger: shown to people who find it locked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Who {
    /// The program's name.
    pub program: String,
    /// The instant it opens the ledger.
    pub since: Micros,
}

/// Who has the ledger open, as its file `lock` says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Holder {
    /// The process.
    pub pid: u32,
    /// The program's name.
    pub program: String,
    /// The instant it opened the ledger, as text.
    pub since: String,
}

impl fmt::Display for Holder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} (process {}, since {})", self.program, self.pid, self.since)
    }
}

/// The file `lock`; removed when dropped, which must be before the store's lock is given back.
#[derive(Debug)]
pub(crate) struct LockFile {
    path: PathBuf,
    /// Locked until it is closed.
    _file: File,
}

impl LockFile {
    pub(crate) fn write(dir: &Path, who: &Who) -> io::Result<LockFile> {
        let holder = Holder { pid: std::process::id(), program: who.program.clone(), since: text(who.since) };
        let path = dir.join("lock");
        // One that was left behind goes first; the new one is a file of our own, never one that a link leads to.
        match fs::remove_file(&path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            Ok(()) | Err(_) => {}
        }
        let mut file = OpenOptions::new().write(true).create_new(true).open(&path)?;
        file.write_all(&serde_json::to_vec(&holder)?)?;
        // Where files cannot be locked, nobody is taken to be there.
        let _ = file.lock();
        Ok(LockFile { path, _file: file })
    }
}

impl Drop for LockFile {
    fn drop(&mut self) {
        // A file that stays behind names a process that is gone, and keeps nobody out.
        let _ = fs::remove_file(&self.path);
    }
}

/// Who has the ledger in `dir` open at this moment; `None` when nobody has.
pub(crate) fn live(dir: &Path) -> Option<Holder> {
    let file = File::open(dir.join("lock")).ok()?;
    match file.try_lock_shared() {
        Err(TryLockError::WouldBlock) => holder(dir),
        Ok(()) | Err(TryLockError::Error(_)) => None,
    }
}

/// Who holds the ledger in `dir`; `None` when the file is missing or makes no sense.
pub(crate) fn holder(dir: &Path) -> Option<Holder> {
    serde_json::from_slice(&small(&dir.join("lock")).ok()?).ok()
}
