//! What is wrong with an archive's files, apart from what is wrong with an entry by itself.

use std::io;

use hovedbok_tree::{Hash, ManifestError};

use crate::names::ENTRY_BYTES_MAX;

/// The first thing that is wrong with an archive's files.
#[derive(Debug, thiserror::Error)]
pub enum ArchiveError {
    /// A file cannot be read.
    #[error("{file}: {source}")]
    Read {
        /// The file.
        file: String,
        /// The system's error.
        source: io::Error,
    },
    /// The folder is not an archive.
    #[error("there is no manifest.json: the folder is not an archive")]
    NoManifest,
    /// The manifest breaks a rule.
    #[error("manifest.json: {0}")]
    Manifest(#[from] ManifestError),
    /// The manifest is not UTF-8.
    #[error("manifest.json is not UTF-8 text: it is damaged")]
    ManifestNotText,
    /// The manifest is not written as the ledger writes it.
    #[error(
        "manifest.json is not written as the ledger writes it (spaces, line feeds or order of its fields): it was \
         changed"
    )]
    ManifestNotCanonical,
    /// The manifest names another instant than the last entry has.
    #[error(
        "manifest.json says that the last entry was recorded {manifest}, but entry {seq} was recorded {entry}: the \
         manifest was changed"
    )]
    Recorded {
        /// The last position.
        seq: u64,
        /// The instant in the manifest.
        manifest: String,
        /// The instant in the last entry.
        entry: String,
    },
    /// Something is wrong with a segment as a whole.
    #[error("{file}: {fault}")]
    Segment {
        /// The file.
        file: String,
        /// What is wrong.
        fault: SegmentFault,
    },
    /// A line is not one that the ledger writes, whatever entry is in it.
    #[error("{file}, line {line}, entry {seq}: {fault}")]
    Line {
        /// The file.
        file: String,
        /// The line, from 1.
        line: u64,
        /// The position that belongs there.
        seq: u64,
        /// What is wrong.
        fault: LineFault,
    },
}

/// What is wrong with a segment as a whole.
#[derive(Debug, thiserror::Error)]
pub enum SegmentFault {
    /// It is missing.
    #[error("the file of entries {first} to {last} is missing")]
    Missing {
        /// The first position in it.
        first: u64,
        /// The last position in it.
        last: u64,
    },
    /// Its name does not fit its positions.
    #[error("the segment of entries {first} to {last} is named {expected}: the manifest was changed")]
    Name {
        /// The first position in it.
        first: u64,
        /// The last position in it.
        last: u64,
        /// The name it must have.
        expected: String,
    },
    /// It has more entries than a segment may have.
    #[error("a segment has at most {max} entries, this one {entries}: the manifest was changed")]
    TooMany {
        /// Its number of entries, by the manifest.
        entries: u64,
        /// The most.
        max: u64,
    },
    /// It ends before the last entry that the manifest names.
    #[error("the file ends with entry {found}, the manifest says {last}: its tail was cut off")]
    Cut {
        /// The last entry that is there.
        found: u64,
        /// The last entry by the manifest.
        last: u64,
    },
    /// It goes on after its last entry.
    #[error("the file goes on after entry {last}, the last by the manifest: something was added")]
    GoesOn {
        /// The last entry by the manifest.
        last: u64,
    },
    /// It has another length.
    #[error("the file has {found} bytes, the manifest says {expected}: file or manifest was changed")]
    Bytes {
        /// The length by the manifest.
        expected: u64,
        /// The length of the file.
        found: u64,
    },
    /// It has another hash.
    #[error("the file has SHA-256 {found}, the manifest says {expected}: file or manifest was changed")]
    Sha256 {
        /// The hash by the manifest.
        expected: Hash,
        /// The hash of the file.
        found: Hash,
    },
    /// The tree at its end has another root.
    #[error(
        "the tree over the first {size} entries has root {found}, the manifest says {expected}: an entry or the \
         manifest was changed"
    )]
    Root {
        /// Entries up to the segment's end.
        size: u64,
        /// The root by the manifest.
        expected: Hash,
        /// The root of the entries.
        found: Hash,
    },
}

/// What is wrong with a line, whatever entry is in it.
#[derive(Debug, thiserror::Error)]
pub enum LineFault {
    /// The file ends within the line.
    #[error("the file ends within this line: its tail was cut off")]
    Cut,
    /// The line is longer than an entry can be.
    #[error("the line is longer than an entry can be (H4: head and body {ENTRY_BYTES_MAX} bytes at most)")]
    TooLong,
    /// The line is not written as the ledger writes it.
    #[error("the line is not written as the ledger writes it: it was changed")]
    NotCanonical,
}

impl ArchiveError {
    /// Whether the archive could not be read at all, so that nothing is known about it.
    pub fn is_unreadable(&self) -> bool {
        matches!(self, ArchiveError::Read { .. } | ArchiveError::NoManifest)
    }
}
