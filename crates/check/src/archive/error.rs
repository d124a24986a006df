//! Why an archive is refused: where, which rule, and what it means.

use hovedbok_archive::LineFault;
use hovedbok_core::entry::DecodeError;
use hovedbok_core::errors::ErrorCode;
use hovedbok_tree::{Hash, RotationError};

use crate::refusal::Refusal;

/// The first thing that is wrong with an archive.
#[derive(Debug, thiserror::Error)]
pub enum ArchiveError {
    /// The files are not those of an archive, or do not fit together.
    #[error(transparent)]
    Files(#[from] hovedbok_archive::ArchiveError),
    /// The manifest names another log than the one asked for.
    #[error("the archive is of the log '{found}', not of '{expected}': it is another ledger's archive")]
    AnotherOrigin {
        /// The origin asked for.
        expected: String,
        /// The origin in the manifest.
        found: String,
    },
    /// Something is wrong with an entry.
    #[error("{file}, line {line}, entry {seq}: {fault}")]
    Entry {
        /// The file.
        file: String,
        /// The line, from 1.
        line: u64,
        /// The position that belongs there.
        seq: u64,
        /// What is wrong.
        fault: EntryFault,
    },
    /// A checkpoint cannot be trusted, or does not fit the entries.
    #[error("{file}: {fault}")]
    Checkpoint {
        /// The checkpoint's file.
        file: String,
        /// What is wrong.
        fault: CheckpointFault,
    },
    /// A key was given, but nothing is signed.
    #[error(
        "a key was given, but the archive has no checkpoint that it could have signed: nobody vouches for the entries"
    )]
    NothingSigned,
}

/// What is wrong with an entry.
#[derive(Debug, thiserror::Error)]
pub enum EntryFault {
    /// The line is not UTF-8.
    #[error("the line is not UTF-8 text: it is damaged")]
    NotText,
    /// The line is not the JSON of an entry.
    #[error("the line cannot be read: {0}; a line is {{\"head\":…,\"salt\":…,\"body\":…}}")]
    NotALine(serde_json::Error),
    /// The salt is not a salt.
    #[error("the salt is not 32 hexadecimal digits")]
    Salt,
    /// The line is not one that the ledger writes.
    #[error(transparent)]
    Line(#[from] LineFault),
    /// Head or body cannot be read.
    #[error("{0} (H4)")]
    Decode(DecodeError),
    /// The body is not the one that the head commits to.
    #[error(
        "the body is not the one that the head commits to (body_sha256, H4): body or salt was changed after it was \
         recorded"
    )]
    Commitment,
    /// Head or body is not canonical.
    #[error("head or body is not in canonical form (H4): it was not written by the ledger")]
    NotCanonical,
    /// A known type is in a stream of a kind that cannot have it.
    #[error("{type_name} does not belong in the stream {stream} (H8)")]
    Stream {
        /// The type.
        type_name: String,
        /// The stream.
        stream: String,
    },
    /// The entry has another position.
    #[error("this is entry {found} (H3: positions have no gaps): entries were swapped, removed or inserted")]
    Position {
        /// The position in the head.
        found: u64,
    },
    /// The time goes back.
    #[error(
        "it was recorded {recorded}, earlier than the previous entry, {before} (H3: recorded never decreases): \
         entries were swapped, or a time was changed"
    )]
    Recorded {
        /// When it was recorded.
        recorded: String,
        /// When the previous entry was recorded.
        before: String,
    },
    /// The version does not follow.
    #[error(
        "it has version {found} in {stream}, where {expected} comes next: an entry of that stream was removed, \
         inserted or moved"
    )]
    Version {
        /// The stream.
        stream: String,
        /// The version that comes next.
        expected: u64,
        /// The version in the head.
        found: u64,
    },
    /// An earlier entry has the same id.
    #[error("an earlier entry has the same id {id}: ids are unique")]
    Id {
        /// The id.
        id: String,
    },
    /// An invalid change of the log's key.
    #[error("an invalid change of key: {0}")]
    Rotation(#[from] RotationError),
}

/// What is wrong with a checkpoint.
#[derive(Debug, thiserror::Error)]
pub enum CheckpointFault {
    /// It cannot be read or trusted.
    #[error("{0}")]
    Refused(Box<Refusal>),
    /// It is of another log.
    #[error("the checkpoint is of the log '{found}', the archive of '{archive}': it is another ledger's checkpoint")]
    AnotherOrigin {
        /// The origin in the manifest.
        archive: String,
        /// The origin in the checkpoint.
        found: String,
    },
    /// The archive's own checkpoint vouches for more than there is.
    #[error(
        "the archive ends with entry {entries}, but its own checkpoint is over {size}: its tail was cut off, and the \
         manifest was rewritten"
    )]
    CutTail {
        /// Entries in the archive.
        entries: u64,
        /// Entries by the checkpoint.
        size: u64,
    },
    /// The archive's own checkpoint vouches for less than there is.
    #[error(
        "the archive's own checkpoint is over {size} entries, but the archive goes on to entry {entries}: entries \
         were added without a signature"
    )]
    Added {
        /// Entries in the archive.
        entries: u64,
        /// Entries by the checkpoint.
        size: u64,
    },
    /// A checkpoint kept elsewhere vouches for more than there is.
    #[error(
        "the checkpoint is over {size} entries, but the archive ends with entry {entries}: it is an older copy that \
         was rolled back, or its tail was cut off"
    )]
    RolledBack {
        /// Entries in the archive.
        entries: u64,
        /// Entries by the checkpoint.
        size: u64,
    },
    /// The tree over its entries has another root.
    #[error(
        "the first {size} entries have root {found}, the checkpoint says {expected}: an entry from {from} to {size} \
         was changed, swapped, removed or inserted, and every unsigned hash was recomputed"
    )]
    Root {
        /// Entries by the checkpoint.
        size: u64,
        /// The first entry that no smaller checkpoint vouches for.
        from: u64,
        /// The root by the checkpoint.
        expected: Hash,
        /// The root of the entries.
        found: Hash,
    },
    /// The key that signed it had been replaced before.
    #[error(
        "the checkpoint over {size} entries is signed by key {key}, which entry {replaced} replaced: do not trust it"
    )]
    ReplacedKey {
        /// The key, `NAME+ID`.
        key: String,
        /// Entries by the checkpoint.
        size: u64,
        /// The entry that replaced the key.
        replaced: u64,
    },
}

impl ArchiveError {
    /// What is wrong, for programs: an archive that could not be read at all is a file that could not be read.
    pub fn code(&self) -> ErrorCode {
        if self.is_unreadable() { ErrorCode::File } else { ErrorCode::Check }
    }

    /// Whether the archive could not be read at all, so that nothing is known about it.
    pub fn is_unreadable(&self) -> bool {
        matches!(self, ArchiveError::Files(error) if error.is_unreadable())
    }
}
