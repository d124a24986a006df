//! Putting a file in its place.

use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

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
    let mut file = Growing::begin(path, mode)?;
    file.write_all(bytes)?;
    file.put(existing)
}

/// A file that is written piece by piece. It is in its place once it is whole; if it is dropped before that, it is not.
#[derive(Debug)]
pub struct Growing {
    path: PathBuf,
    file: BufWriter<NamedTempFile>,
}

impl Growing {
    /// Begins a file, for those to read whom the mode lets.
    ///
    /// # Errors
    /// When the system says no.
    pub fn begin(path: &Path, mode: u32) -> io::Result<Growing> {
        let file = BufWriter::new(unfinished::file(folder_of(path), mode)?);
        Ok(Growing { path: path.to_owned(), file })
    }

    /// Where it will be.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Puts it in its place; durable when this returns.
    ///
    /// # Errors
    /// When there is such a file and it is to be kept, or the system says no.
    pub fn put(self, existing: Existing) -> io::Result<()> {
        let file = self.file.into_inner().map_err(io::IntoInnerError::into_error)?;
        file.as_file().sync_all()?;
        match existing {
            Existing::Keep => file.persist_noclobber(&self.path),
            Existing::Replace => file.persist(&self.path),
        }
        .map_err(|error| error.error)?;
        sync(folder_of(&self.path))
    }
}

impl Write for Growing {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.file.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}
