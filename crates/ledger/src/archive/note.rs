//! Where the ledger was archived: noted beside it, so that `status` can tell how far the archives are behind. The note is no
//! part of the log and can be deleted (H1).

use std::io;
use std::path::{Path, PathBuf};

use hovedbok_core::Instant;
use serde::{Deserialize, Serialize};

use crate::error::LedgerError;
use crate::files::{self, Existing};
use crate::open::Ledger;

/// The file in the ledger's folder.
const NOTE: &str = "archived.json";

#[derive(Debug, Default, Serialize, Deserialize)]
struct Note {
    archives: Vec<Noted>,
}

#[derive(Debug, Serialize, Deserialize)]
struct Noted {
    dir: String,
    size: u64,
    at: Instant,
}

/// An archive as it was left by the last run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ArchiveStatus {
    /// Its folder.
    pub dir: String,
    /// Number of entries in it.
    pub size: u64,
    /// Entries that were recorded since.
    pub behind: u64,
    /// When it was brought up to date.
    pub at: Instant,
}

impl Ledger {
    /// Where the ledger was archived, the last one first; nothing when it never was, or the note was deleted.
    ///
    /// # Errors
    /// When the disk does not let the note be read.
    pub fn archives(&self) -> Result<Vec<ArchiveStatus>, LedgerError> {
        let size = self.last().0;
        let status = |noted: Noted| ArchiveStatus {
            behind: size.saturating_sub(noted.size),
            dir: noted.dir,
            size: noted.size,
            at: noted.at,
        };
        Ok(self.archive_note()?.archives.into_iter().map(status).collect())
    }

    pub(super) fn note_archive(&self, dir: &Path, size: u64, at: Instant) -> Result<(), LedgerError> {
        let dir = dir.canonicalize().map_err(files::at(dir))?.display().to_string();
        let mut note = self.archive_note()?;
        note.archives.retain(|noted| noted.dir != dir);
        note.archives.insert(0, Noted { dir, size, at });
        let path = self.archive_note_path();
        let text = serde_json::to_string_pretty(&note).map_err(|error| files::at(&path)(error.into()))?;
        files::write(&path, (text + "\n").as_bytes(), Existing::Replace)
    }

    fn archive_note(&self) -> Result<Note, LedgerError> {
        let path = self.archive_note_path();
        match std::fs::read(&path) {
            // It can be deleted at any time, so what cannot be understood is none.
            Ok(bytes) => Ok(serde_json::from_slice(&bytes).unwrap_or_default()),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Note::default()),
            Err(error) => Err(files::at(&path)(error)),
        }
    }

    fn archive_note_path(&self) -> PathBuf {
        self.dir().join(NOTE)
    }
}
