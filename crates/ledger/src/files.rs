//! Files that are given out: there whole and durable, or not at all.

use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use crate::audit::AuditError;
use crate::error::LedgerError;
use crate::unfinished;

/// Whether a file that is there already may be written over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Existing {
    /// It stays, and the call fails.
    Keep,
    /// The new one takes its place in one step.
    Replace,
}

/// Writes a file that others may read as far as the process lets them (umask); durable when this returns.
///
/// # Errors
/// When there is such a file and it is to be kept, or the disk says no.
pub fn write(path: &Path, bytes: &[u8], existing: Existing) -> Result<(), LedgerError> {
    keeps_key(path, existing)?;
    place(path, bytes, 0o666, existing).map_err(at(path))
}

/// Checks that a file could be written, for what must not be done when it cannot: the folder is there and takes a file.
///
/// # Errors
/// As [`write`], as far as it can be seen before there are bytes.
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
pub(crate) fn write_private(path: &Path, bytes: &[u8]) -> Result<(), LedgerError> {
    place(path, bytes, 0o600, Existing::Keep).map_err(at(path))
}

/// Whether a private key lies there, which nothing is written over.
fn holds_key(path: &Path) -> bool {
    let mut begins = [0; 12];
    File::open(path).and_then(|mut file| file.read_exact(&mut begins)).is_ok() && begins == *b"PRIVATE+KEY+"
}

/// Folders that were made for something. Unless that comes to be they are taken away again, as far as nothing is in them.
#[derive(Debug)]
pub(crate) struct Folders {
    made: Vec<PathBuf>,
}

impl Folders {
    /// Makes a folder with those above it, their names durable, unless they are there.
    pub(crate) fn make(dir: &Path, mode: u32) -> io::Result<Folders> {
        let dir = std::path::absolute(dir)?;
        let made = dir.ancestors().take_while(|at| !at.exists()).map(Path::to_owned).collect();
        let folders = Folders { made };
        let mut builder = fs::DirBuilder::new();
        builder.recursive(true);
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, mode);
        builder.create(&dir)?;
        folders.made.iter().filter_map(|folder| folder.parent()).try_for_each(sync)?;
        Ok(folders)
    }

    /// Leaves them.
    pub(crate) fn keep(mut self) {
        self.made.clear();
    }
}

impl Drop for Folders {
    fn drop(&mut self) {
        // The deepest comes first. One that somebody has put something into stays.
        self.made.iter().for_each(|folder| drop(fs::remove_dir(folder)));
    }
}

/// Makes the names in a folder durable.
pub(crate) fn sync(dir: &Path) -> io::Result<()> {
    if cfg!(unix) { File::open(dir)?.sync_all() } else { Ok(()) }
}

/// The folder that a file lies in.
pub fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// What the system said, with the file.
pub(crate) fn at(path: &Path) -> impl Fn(io::Error) -> LedgerError {
    move |source| LedgerError::File { path: path.display().to_string(), source }
}

fn place(path: &Path, bytes: &[u8], mode: u32, existing: Existing) -> io::Result<()> {
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
