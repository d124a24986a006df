//! Folders that a measurement works in, and what they weigh.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::{Command, Stdio};

use tempfile::TempDir;

use crate::error::Error;

/// A folder of its own below `within`, removed with all it holds when it is dropped.
///
/// # Errors
/// When it cannot be made.
pub fn new(within: &Path) -> Result<TempDir, Error> {
    let mut builder = tempfile::Builder::new();
    // Others may pass through it: PostgreSQL works below it as a user of its own.
    builder.prefix("hovedbok-bench-").permissions(fs::Permissions::from_mode(0o755));
    builder.tempdir_in(within).map_err(Error::file(within))
}

/// Bytes of all files below a folder.
///
/// # Errors
/// When it cannot be read.
pub fn bytes(dir: &Path) -> Result<u64, Error> {
    let mut bytes = 0;
    for entry in fs::read_dir(dir).map_err(Error::file(dir))? {
        let entry = entry.map_err(Error::file(dir))?;
        let path = entry.path();
        let known = entry.metadata().map_err(Error::file(&path))?;
        bytes += if known.is_dir() { self::bytes(&path)? } else { known.len() };
    }
    Ok(bytes)
}

/// Lets the system write what earlier work left in memory, so that the next one does not pay for it.
pub fn settle() {
    // Where there is no such program the figures only spread more.
    let _ = Command::new("sync").stdin(Stdio::null()).stderr(Stdio::null()).status();
}
