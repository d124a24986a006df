//! Putting a file in its place.

use std::io::{self, Write};
use std::path::Path;

use crate::folders::{folder_of, sync};
use crate::unfinished;

/// Whether a file that is there already may be written over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Existing {
    /// It stays, and the call fails.
    Keep,
    /// The new one takes its place in one step.
    Replace,
}

/// Puts a file in its place, for those to read whom the mode lets; durable when this returns.
///
/// # Errors
/// When there is such a file and it is to be kept, or the system says no.
pub fn put(path: &Path, bytes: &[u8], mode: u32, existing: Existing) -> io::Result<()> {
    let folder = folder_of(path);
    let mut file = unfinished::file(folder, mode)?;
    file.write_all(bytes)?;
    file.as_file().sync_all()?;
    match existing {
        Existing::Keep => file.persist_noclobber(path),
        Existing::Replace => file.persist(path),
    }
    .map_err(|error| error.error)?;
    sync(folder)
}
