//! Files that are given out: there whole and durable, or not at all.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use hovedbok_files::{put, unfinished};

use crate::error::{AuditError, LedgerError};

pub use hovedbok_files::{Existing, folder_of};

/// Writes a file that others may read as far as the process lets them (umask); durable when this returns.
///
/// # Errors
/// When there is such a file and it is to be kept, or the disk says no.
pub fn write(path: &Path, bytes: &[u8], existing: Existing) -> Result<(), LedgerError> {
    keeps_key(path, existing)?;
    put(path, bytes, 0o666, existing).map_err(at(path))
}

/// Checks that a file could be written, for what must not be done when it cannot: the folder is there and takes a file.
///
/// # Errors
/// As [`write()`], as far as it can be seen before there are bytes.
pub fn may_write(path: &Path, existing: Existing) -> Result<(), LedgerError> {
    keeps_key(path, existing)?;
    if path.is_dir() {
        return Err(at(path)(io::ErrorKind::IsADirectory.into()));
    }
    unfinished::file(folder_of(path), 0o600).map(drop).map_err(at(path))
}

fn keeps_key(path: &Path, existing: Existing) -> Result<(), LedgerError> {
    if existing == Existing::Replace && holds_key(path) {
        return Err(AuditError::OverKey { path: path.to_owned() }.into());
    }
    Ok(())
}

/// Writes a new file that only its owner can read; durable when this returns.
///
/// # Errors
/// When there is such a file, or the disk says no.
pub fn write_private(path: &Path, bytes: &[u8]) -> Result<(), LedgerError> {
    put(path, bytes, 0o600, Existing::Keep).map_err(at(path))
}

/// Whether a private key lies there, which nothing is written over.
fn holds_key(path: &Path) -> bool {
    let mut begins = [0; 12];
    File::open(path).and_then(|mut file| file.read_exact(&mut begins)).is_ok() && begins == *b"PRIVATE+KEY+"
}

/// What the system said, with the file.
pub(crate) fn at(path: &Path) -> impl Fn(io::Error) -> LedgerError {
    move |source| LedgerError::File { path: path.display().to_string(), source }
}
