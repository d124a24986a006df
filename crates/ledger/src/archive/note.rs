//! Where the ledger was archived: noted beside it, so that `status` can show how far archives are behind. The note is
//! not part of the log and can be deleted (H1).

use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use hovedbok_core::Instant;
use hovedbok_files::bounded;
use hovedbok_register::{Copied, RegisterError, resolved};
use hovedbok_tree::SignedCheckpoint;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::folder::Folder;
use super::{ArchiveError, CHECKPOINT, MANIFEST};
use crate::error::LedgerError;
use crate::files::{self, Existing};
use crate::open::Ledger;

/// Thousands of archives take less.
const NOTE_BYTES_MAX: usize = 1 << 20;

/// The file in the ledger's folder.
const NOTE: &str = "archived.json";

#[derive(Debug, Default, Serialize, Deserialize)]
struct Note {
    archives: Vec<Noted>,
    /// Where the register of case numbers was last copied to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    register: Option<RegisterNoted>,
}

#[derive(Debug, Serialize, Deserialize)]
struct RegisterNoted {
    copy: String,
    sha256: String,
    at: Instant,
}

/// The register of case numbers, as far as copies of it are known.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RegisterStatus {
    /// The register.
    pub register: String,
    /// Where it was copied to last; none when it never was.
    pub copy: Option<String>,
    /// When that was.
    pub at: Option<Instant>,
    /// Whether the register is the same since.
    pub up_to_date: bool,
}

#[derive(Debug, Serialize, Deserialize)]
struct Noted {
    dir: String,
    size: u64,
    at: Instant,
    /// Whether it was left with a checkpoint over all of its entries.
    #[serde(default)]
    signed: bool,
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
    /// Whether there is a manifest in its folder now.
    pub there: bool,
    /// What is wrong with its files, as far as it shows without reading what is in the segments; nothing where they are in order
    /// or not there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub damage: Option<String>,
    /// Whether a checkpoint lies beside it; its signature is not looked at.
    pub signed: bool,
}

impl ArchiveStatus {
    /// Whether it has more entries than a ledger with this many: the ledger was cut off, or is an older copy.
    pub fn is_ahead_of(&self, entries: u64) -> bool {
        self.size > entries
    }
}

impl Ledger {
    /// Where the ledger was archived, the last one first; nothing when it never was, or the note was deleted.
    ///
    /// # Errors
    /// When the disk does not let the note be read.
    pub fn archives(&self) -> Result<Vec<ArchiveStatus>, LedgerError> {
        let size = self.last().0;
        let status = |Noted { dir, size: archived, at, .. }| {
            let holds = |name: &str| Path::new(&dir).join(name).is_file();
            let (there, signed) = (holds(MANIFEST), holds(CHECKPOINT));
            let damage = Folder::at(Path::new(&dir)).damage().filter(|_| there).map(|error| error.to_string());
            ArchiveStatus { behind: size.saturating_sub(archived), dir, size: archived, at, there, damage, signed }
        };
        Ok(self.archive_note()?.archives.into_iter().map(status).collect())
    }

    /// The checkpoints of the archives that are noted, as far as they can be read now.
    pub(crate) fn archive_checkpoints(&self) -> Result<Vec<(PathBuf, SignedCheckpoint)>, LedgerError> {
        let dirs = self.archive_note()?.archives.into_iter().map(|noted| PathBuf::from(noted.dir));
        Ok(dirs.filter_map(|dir| Some((dir.clone(), Folder::at(&dir).checkpoint().ok()??))).collect())
    }

    /// Checks that an archive does not lie in the folder that holds the copy of the register and nothing else.
    pub(super) fn lies_apart_from_register(&self, dir: &Path) -> Result<(), LedgerError> {
        let noted = self.archive_note()?.register;
        let Some(folder) = noted.as_ref().and_then(|noted| Path::new(&noted.copy).parent()) else { return Ok(()) };
        if resolved(dir)?.starts_with(folder) {
            return Err(RegisterError::CopyInside { path: dir.to_owned(), folder: folder.to_owned() }.into());
        }
        Ok(())
    }

    /// Whether the archive in a folder was signed when it was last written.
    pub(super) fn was_left_signed(&self, dir: &Path) -> Result<bool, LedgerError> {
        let dir = as_noted(dir).display().to_string();
        Ok(self.archive_note()?.archives.iter().any(|noted| noted.dir == dir && noted.signed))
    }

    pub(super) fn note_archive(&self, dir: &Path, size: u64, signed: bool, at: Instant) -> Result<(), LedgerError> {
        let dir = dir.canonicalize().map_err(files::at(dir))?.display().to_string();
        let mut note = self.archive_note()?;
        note.archives.retain(|noted| noted.dir != dir);
        note.archives.insert(0, Noted { dir, size, at, signed });
        self.write_archive_note(&note)
    }

    /// Forgets that the ledger was archived in a folder, which may be gone; what lies there stays as it is.
    ///
    /// # Errors
    /// [`ArchiveError::NotNoted`] when it is not noted, or when the disk says no.
    pub fn forget_archive(&self, dir: &Path) -> Result<(), LedgerError> {
        let names = [dir.to_owned(), as_noted(dir)];
        let mut note = self.archive_note()?;
        let before = note.archives.len();
        note.archives.retain(|noted| !names.iter().any(|name| noted.dir == name.display().to_string()));
        if note.archives.len() == before {
            return Err(ArchiveError::NotNoted { dir: dir.to_owned() }.into());
        }
        self.write_archive_note(&note)
    }

    /// Notes that the register was copied.
    ///
    /// # Errors
    /// When the disk says no.
    pub fn note_register(&self, copied: &Copied, at: Instant) -> Result<(), LedgerError> {
        let copy = copied.copy.display().to_string();
        let register = Some(RegisterNoted { copy, sha256: copied.sha256.clone(), at });
        self.write_archive_note(&Note { register, ..self.archive_note()? })
    }

    /// What is known of copies of a register; nothing when there is no such register.
    ///
    /// # Errors
    /// When the disk does not let register or note be read.
    pub fn register_status(&self, register: &Path) -> Result<Option<RegisterStatus>, LedgerError> {
        let sealed = match bounded::file(register, hovedbok_register::BYTES_MAX) {
            Ok(sealed) => sealed,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(files::at(register)(error)),
        };
        let (noted, now) = (self.archive_note()?.register, base16ct::lower::encode_string(&Sha256::digest(&sealed)));
        Ok(Some(RegisterStatus {
            register: register.display().to_string(),
            up_to_date: noted.as_ref().is_some_and(|noted| noted.sha256 == now),
            at: noted.as_ref().map(|noted| noted.at),
            copy: noted.map(|noted| noted.copy),
        }))
    }

    fn write_archive_note(&self, note: &Note) -> Result<(), LedgerError> {
        let path = self.archive_note_path();
        let text = serde_json::to_string_pretty(note).map_err(|error| files::at(&path)(error.into()))?;
        files::write(&path, (text + "\n").as_bytes(), Existing::Replace)
    }

    fn archive_note(&self) -> Result<Note, LedgerError> {
        let path = self.archive_note_path();
        match bounded::file(&path, NOTE_BYTES_MAX) {
            // It can be deleted at any time, so what cannot be understood is none.
            Ok(bytes) => Ok(serde_json::from_slice(&bytes).unwrap_or_default()),
            Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::InvalidData) => Ok(Note::default()),
            Err(error) => Err(files::at(&path)(error)),
        }
    }

    fn archive_note_path(&self) -> PathBuf {
        self.dir().join(NOTE)
    }
}

/// A folder under the name that was noted for it: what is still there of it resolved, the rest as it is called.
pub(super) fn as_noted(dir: &Path) -> PathBuf {
    let absolute = std::path::absolute(dir).unwrap_or_else(|_| dir.to_owned());
    let resolved = absolute.ancestors().find_map(|at| Some((at.canonicalize().ok()?, absolute.strip_prefix(at).ok()?)));
    // An empty rest would end the name with a separator.
    match resolved {
        Some((at, rest)) if rest.as_os_str().is_empty() => at,
        Some((at, rest)) => at.join(rest),
        None => absolute,
    }
}
