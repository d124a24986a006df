//! Why an archive was not written, or is not believed.

use std::io;
use std::path::{Path, PathBuf};

use hovedbok_archive::{ArchiveError as Files, CHECKPOINT, MANIFEST};
use hovedbok_core::Seq;
use hovedbok_core::errors::ErrorCode;
use hovedbok_tree::{CheckpointError, Hash};

use super::Misfit;

/// What is wrong with an archive, or with what it was to be compared with.
#[derive(Debug, thiserror::Error)]
pub enum ArchiveError {
    /// The archive would be in the ledger's folder.
    #[error("{} is in the ledger's folder: if the folder is lost, the archive is lost with it", dir.display())]
    Inside {
        /// The archive's folder.
        dir: PathBuf,
    },
    /// The ledger would be in the archive.
    #[error("{} is in the archive, which may hold only its own files", dir.display())]
    IntoArchive {
        /// The ledger's folder.
        dir: PathBuf,
    },
    /// The folder holds something that is not part of an archive.
    #[error("{} contains {name}, which is not part of an archive", dir.display())]
    Foreign {
        /// The folder.
        dir: PathBuf,
        /// What it holds.
        name: String,
    },
    /// Another run writes to it.
    #[error("{} is being written by another run of `archive`", dir.display())]
    Held {
        /// The folder.
        dir: PathBuf,
    },
    /// There is no manifest.
    #[error("{} has no {MANIFEST}: it is not an archive, or the file was lost", dir.display())]
    NoManifest {
        /// The folder.
        dir: PathBuf,
    },
    /// It is another ledger's.
    #[error("{} is the archive of '{found}', but this ledger is '{origin}'", dir.display())]
    AnotherOrigin {
        /// The archive's folder.
        dir: PathBuf,
        /// The origin in the archive.
        found: String,
        /// The ledger's.
        origin: String,
    },
    /// It holds more than the ledger.
    #[error(
        "{} has {archive} entries, but the ledger has {ledger}: the ledger has lost entries, or is an older copy", dir.display()
    )]
    Longer {
        /// The archive's folder.
        dir: PathBuf,
        /// Entries in the archive.
        archive: u64,
        /// Entries in the ledger.
        ledger: u64,
    },
    /// Its entries are not the ledger's.
    #[error(
        "the archive {} and the ledger have different histories: over the first {size} entries the archive has the \
         root {archive}, the ledger {ledger}", dir.display()
    )]
    Histories {
        /// The archive's folder.
        dir: PathBuf,
        /// Entries in the archive.
        size: u64,
        /// Its root over them.
        archive: Hash,
        /// The ledger's.
        ledger: Hash,
    },
    /// It is to be forgotten, but is not noted.
    #[error("the ledger has no note of an archive in {}", dir.display())]
    NotNoted {
        /// The folder.
        dir: PathBuf,
    },
    /// Its files do not fit together.
    #[error("{}", dir.join(error.to_string()).display())]
    Files {
        /// The archive's folder.
        dir: PathBuf,
        /// What is wrong, after the name of the file.
        error: Box<Files>,
    },
    /// Files are missing, or are not what the ledger has.
    #[error(
        "the archive {} is not what the ledger has, from entry {from} on: missing or changed: {}", dir.display(), files.join(", ")
    )]
    Changed {
        /// The archive's folder.
        dir: PathBuf,
        /// The files.
        files: Vec<String>,
        /// The first entry that is missing or another one.
        from: Seq,
    },
    /// The archive was signed when it was last written, and its checkpoint is not there any more.
    #[error("{} was signed when it was last written, but its {CHECKPOINT} was removed since", dir.display())]
    CheckpointGone {
        /// The archive's folder.
        dir: PathBuf,
    },
    /// A file is not written as this program writes it.
    #[error("{} is not written as the ledger writes it: it was changed", path.display())]
    Altered {
        /// The file.
        path: PathBuf,
    },
    /// The archive's checkpoint cannot be read, or its signature does not hold.
    #[error("{}: {error}", path.display())]
    Checkpoint {
        /// The checkpoint.
        path: PathBuf,
        /// What is wrong.
        error: CheckpointError,
    },
    /// The archive's checkpoint covers something else than its entries.
    #[error(
        "{} covers {checkpoint} entries of '{signed}', but the manifest says {size} entries of '{origin}'{}",
        path.display(), if checkpoint == size && signed == origin { " with another root" } else { "" }
    )]
    NotOfThis {
        /// The checkpoint.
        path: PathBuf,
        /// The origin in it.
        signed: String,
        /// Entries that it covers.
        checkpoint: u64,
        /// The origin in the manifest.
        origin: String,
        /// Entries in the archive.
        size: u64,
    },
    /// A key was given, but there is nothing that it could have signed.
    #[error("{} has no {CHECKPOINT}, so there is no signature to check", dir.display())]
    NothingSigned {
        /// The archive's folder.
        dir: PathBuf,
    },
    /// An entry does not fit.
    #[error("{}, line {line}, entry {seq}: {misfit}", path.display())]
    Entry {
        /// The file.
        path: PathBuf,
        /// The line, from 1.
        line: u64,
        /// The position that belongs there.
        seq: Seq,
        /// What is wrong.
        misfit: Misfit,
    },
    /// The folder for a restored ledger is not free.
    #[error("{} is not empty; a restored ledger needs a folder that is empty or does not exist", dir.display())]
    NotEmpty {
        /// The folder.
        dir: PathBuf,
    },
    /// What a drill restored is not what was archived.
    #[error("the drill failed: {what}")]
    Drill {
        /// What differs.
        what: String,
    },
    /// A file or folder cannot be read.
    #[error("{}: {source}", path.display())]
    Read {
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// A file or folder cannot be written.
    #[error("{} cannot be written: {source}", path.display())]
    Write {
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
}

impl ArchiveError {
    /// An archive whose files do not fit together, or cannot be read.
    pub(crate) fn files(dir: &Path, error: Files) -> ArchiveError {
        match error {
            Files::Read { file, source } => ArchiveError::Read { path: dir.join(file), source },
            Files::NoManifest => ArchiveError::NoManifest { dir: dir.to_owned() },
            Files::Manifest(_)
            | Files::ManifestNotText
            | Files::ManifestNotCanonical
            | Files::Recorded { .. }
            | Files::Segment { .. }
            | Files::Line { .. } => ArchiveError::Files { dir: dir.to_owned(), error: Box::new(error) },
        }
    }

    /// What is wrong, for programs and for what to do next.
    pub fn code(&self) -> ErrorCode {
        match self {
            ArchiveError::Inside { .. } => ErrorCode::ArchiveInside,
            ArchiveError::IntoArchive { .. } => ErrorCode::InsideArchive,
            ArchiveError::Held { .. } => ErrorCode::ArchiveHeld,
            ArchiveError::Foreign { .. } => ErrorCode::ArchiveForeign,
            ArchiveError::NoManifest { .. } => ErrorCode::NotAnArchive,
            ArchiveError::NotNoted { .. } => ErrorCode::NotNoted,
            ArchiveError::AnotherOrigin { .. } => ErrorCode::ArchiveOfAnother,
            ArchiveError::Longer { .. } => ErrorCode::ArchiveLonger,
            ArchiveError::Histories { .. } => ErrorCode::ArchiveHistory,
            ArchiveError::Entry { misfit: Misfit::Ahead, .. } => ErrorCode::ArchiveAhead,
            ArchiveError::Files { .. } | ArchiveError::Altered { .. } | ArchiveError::Entry { .. } => {
                ErrorCode::ArchiveDamaged
            }
            ArchiveError::Changed { .. } => ErrorCode::ArchiveChanged,
            ArchiveError::CheckpointGone { .. } => ErrorCode::ArchiveSignatureGone,
            ArchiveError::Checkpoint { .. } | ArchiveError::NotOfThis { .. } => ErrorCode::ArchiveSignature,
            ArchiveError::NothingSigned { .. } => ErrorCode::ArchiveUnsigned,
            ArchiveError::NotEmpty { .. } => ErrorCode::RestoreNotEmpty,
            ArchiveError::Drill { .. } => ErrorCode::DrillFailed,
            ArchiveError::Read { .. } => ErrorCode::ArchiveUnreadable,
            ArchiveError::Write { .. } => ErrorCode::ArchiveUnwritable,
        }
    }
}
