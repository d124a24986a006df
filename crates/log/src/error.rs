//! What can go wrong, a layer each: making a log, opening it, appending, reading; and what is wrong with damaged bytes.

use std::path::{Path, PathBuf};

use hovedbok_tree::Hash;
use uuid::Uuid;

use crate::entry::{ENTRY_BYTES_MAX, STREAM_BYTES_MAX};
use crate::frame::FrameFault;
use crate::lock::Holder;
use crate::store::StoreError;
use crate::time::{Micros, text};

/// Why no new ledger was made.
#[derive(Debug, thiserror::Error)]
pub enum InitError {
    /// The folder holds something already.
    #[error("{} is not empty; a new ledger needs a folder that is empty or does not exist: name another one", dir.display())]
    NotEmpty {
        /// The folder.
        dir: PathBuf,
    },
    /// The origin is not one that checkpoints can name.
    #[error(
        "{origin:?} cannot be a ledger's origin: write 1 to 255 bytes without spaces, control characters or plus \
         signs, such as tiltak.example/hovedbok"
    )]
    Origin {
        /// The origin that was asked for.
        origin: String,
    },
    /// The folder or the store could not be written.
    #[error("cannot make a ledger in {}: {source}", dir.display())]
    Store {
        /// The folder.
        dir: PathBuf,
        /// What the store said.
        source: StoreError,
    },
}

/// Why a ledger was not opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The folder is not there, or holds no ledger.
    #[error("{} is not a ledger; create one with init, or name the folder of one", dir.display())]
    NotALedger {
        /// The folder.
        dir: PathBuf,
    },
    /// Another process, or another handle of this one, has the ledger open.
    #[error("{} is in use by {}; wait until it ends, or end it", dir.display(), holder_text(.holder.as_ref()))]
    Locked {
        /// The ledger's folder.
        dir: PathBuf,
        /// Who holds it, when that could be read.
        holder: Option<Holder>,
    },
    /// Another program wrote the ledger.
    #[error("{} has format {found}, this program knows format {known}; use the program that wrote it, or restore the ledger from its archive", dir.display())]
    OtherFormat {
        /// The ledger's folder.
        dir: PathBuf,
        /// The format of the ledger.
        found: u16,
        /// The format this program knows.
        known: u16,
    },
    /// The store ends before the place the anchor remembers: acknowledged entries are missing.
    #[error(
        "{}: {found} entries of the store can be read, and the anchor records {anchor}: those after entry {found} are \
         damaged or missing; the store is kept in {}; restore the ledger from its archive",
        dir.display(), copy.display()
    )]
    ShorterThanAnchor {
        /// The ledger's folder.
        dir: PathBuf,
        /// Number of entries found.
        found: u64,
        /// Number of entries the anchor remembers.
        anchor: u64,
        /// Where the store was copied to.
        copy: PathBuf,
    },
    /// The bytes are not those of a whole ledger.
    #[error(
        "{} is damaged: {damage}; {}; restore the ledger from its archive",
        dir.display(), kept_text(.copy.as_deref())
    )]
    Damaged {
        /// The ledger's folder.
        dir: PathBuf,
        /// What is wrong.
        damage: Box<Damage>,
        /// Where the store was copied to before it was opened, when that was done.
        copy: Option<Box<Path>>,
    },
    /// The disk said no: full, read-only, not permitted.
    #[error("cannot open {}: {source}", dir.display())]
    Store {
        /// The ledger's folder.
        dir: PathBuf,
        /// What the store said.
        source: StoreError,
    },
}

fn kept_text(copy: Option<&Path>) -> String {
    let kept = |copy: &Path| format!("a copy of the damaged store is in {}", copy.display());
    copy.map_or_else(|| "keep a copy of the folder".to_owned(), kept)
}

fn noted_text(noted: Option<Micros>) -> String {
    noted.map(|noted| format!(" and after its last known time ({})", text(noted))).unwrap_or_default()
}

fn holder_text(holder: Option<&Holder>) -> String {
    holder.map_or_else(|| "another process".to_owned(), Holder::to_string)
}

/// Why nothing was appended. Only [`AppendError::Poisoned`] and [`AppendError::Store`] leave a log that must be reopened.
#[derive(Debug, thiserror::Error)]
pub enum AppendError {
    /// A commit without entries.
    #[error("the commit has no entries")]
    Empty,
    /// The identifier is in the log already; the caller compares the two entries.
    #[error("id {id} is already used by the entry at position {position}")]
    IdTaken {
        /// The identifier.
        id: Uuid,
        /// The position of the entry that has it.
        position: u64,
    },
    /// Two entries of the commit have the same identifier.
    #[error("id {id} occurs twice in one commit")]
    IdTwice {
        /// The identifier.
        id: Uuid,
    },
    /// A stream has another version than the commit was made for; someone else wrote to it.
    #[error("stream {stream} has version {actual}, expected {expected}: read it again and repeat")]
    Conflict {
        /// The stream.
        stream: String,
        /// The version the caller expected.
        expected: u64,
        /// The version it has.
        actual: u64,
    },
    /// The commit holds only for the log as it was read, and someone else wrote to it.
    #[error("the log has {actual} entries, expected {expected}: read it again and repeat")]
    Grown {
        /// The entries that the caller expected.
        expected: u64,
        /// The entries there are.
        actual: u64,
    },
    /// The clock is more than 31 days ahead of the last ordinary entry and of the time it showed when the ledger was
    /// last opened, and it is not confirmed.
    #[error(
        "the clock says {}, more than 31 days after the last entry ({}){}; set the clock, or confirm it",
        text(*now), text(*last_ordinary), noted_text(*noted)
    )]
    ClockAhead {
        /// What the clock says.
        now: Micros,
        /// The instant of the last ordinary entry.
        last_ordinary: Micros,
        /// What the clock said before, where that was noted.
        noted: Option<Micros>,
    },
    /// The clock is more than five minutes behind the last entry, and not confirmed.
    #[error(
        "the clock says {}, more than 5 minutes before the last entry ({}); set the clock, or confirm it",
        text(*now), text(*last)
    )]
    ClockBehind {
        /// What the clock says.
        now: Micros,
        /// The instant of the last entry.
        last: Micros,
    },
    /// An entry brings an instant before that of the last entry (H3).
    #[error("the recorded time {} is before that of the last entry, {}; entries must come in the order in which they \
             were recorded", text(*given), text(*last))]
    RecordedBackwards {
        /// The instant the entry brings.
        given: Micros,
        /// The instant of the last entry.
        last: Micros,
    },
    /// An instant outside of years 1 to 9999.
    #[error("{} is outside the years 1 to 9999", text(*instant))]
    TimeOutOfRange {
        /// The instant.
        instant: Micros,
    },
    /// Head and body together are too large (H4).
    #[error("entry {id}: head and body take {bytes} bytes, at most {ENTRY_BYTES_MAX} are allowed")]
    TooLarge {
        /// The entry's identifier.
        id: Uuid,
        /// Bytes of head and body together.
        bytes: usize,
    },
    /// A stream's name is empty or too long.
    #[error("entry {id}: the stream's name takes {bytes} bytes, 1 to {STREAM_BYTES_MAX} are allowed")]
    StreamName {
        /// The entry's identifier.
        id: Uuid,
        /// Bytes of the name.
        bytes: usize,
    },
    /// The rest of the head is not the end of an object.
    #[error("entry {id}: the rest of its head does not run from `\"` to `}}`")]
    Malformed {
        /// The entry's identifier.
        id: Uuid,
    },
    /// The head names another id or stream, or commits to another body, than it comes with.
    #[error("entry {id}: its head names a different id or stream, or commits to a different body")]
    Disagrees {
        /// The entry's identifier.
        id: Uuid,
    },
    /// A staged import is under way.
    #[error("an import is in progress; append when it has been published or dropped")]
    Busy,
    /// An earlier write failed: what is on the disk is not known until the log is opened again.
    #[error("an earlier write failed; close the ledger and open it again, which checks every entry")]
    Poisoned,
    /// The disk said no. What was to be written is not acknowledged, and the log is poisoned.
    #[error("not recorded: {0}; close the ledger and open it again, which checks every entry")]
    Store(#[from] StoreError),
    /// What the entries must be checked against could not be read.
    #[error("not recorded: {0}")]
    Read(#[from] ReadError),
    /// The thread that writes has ended.
    #[error("not recorded: the ledger is being closed")]
    Closed,
}

/// Why an entry was not read.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// The store could not be read.
    #[error("cannot read the log: {0}")]
    Store(#[from] StoreError),
    /// What was read is not what was written.
    #[error("the log is damaged: {0}; restore the ledger from its archive")]
    Damaged(#[from] Fault),
}

/// Both of them, or the error with the earlier position; the first error where the second has no earlier position.
pub(crate) fn both<A, B>(one: Result<A, ReadError>, other: Result<B, ReadError>) -> Result<(A, B), ReadError> {
    match (one, other) {
        (Ok(one), Ok(other)) => Ok((one, other)),
        (Err(ReadError::Damaged(one)), Err(ReadError::Damaged(other))) if other.position < one.position => {
            Err(other.into())
        }
        (Err(error), Ok(_) | Err(_)) | (Ok(_), Err(error)) => Err(error),
    }
}

/// What was repaired when the ledger was opened. Nothing acknowledged was lost.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Repair {
    /// The store had been stopped while it wrote a snapshot, and would not open. The snapshot was removed.
    #[error("the store was stopped while it wrote a snapshot; the snapshot was removed and all entries were checked")]
    UnfinishedSnapshot,
    /// The store's snapshot could not be read, though the log itself is whole. The store was opened without it.
    #[error("the store's snapshot was damaged and was moved to {}; the store made a new one from its log, and all entries were checked", aside.display())]
    DamagedSnapshot {
        /// Where the snapshot lies now.
        aside: PathBuf,
    },
    /// An import was stopped before it was published. Its entries were removed.
    #[error("an import was stopped before it finished; none of it was kept: repeat it")]
    UnpublishedImport {
        /// Number of blocks removed.
        blocks: usize,
    },
    /// Compacting was stopped. The ledger is as before, or fully compacted; leftover files were removed.
    #[error("compacting was stopped before it finished; the ledger is whole, leftover files were removed")]
    UnfinishedCompaction,
}

/// What is wrong with a damaged ledger.
#[derive(Debug, thiserror::Error)]
pub enum Damage {
    /// A file that every ledger has is missing. After an `init` that did not finish: remove the folder and repeat it.
    #[error("{} is missing", path.display())]
    FileMissing {
        /// The file.
        path: PathBuf,
    },
    /// The anchor's file is not valid.
    #[error("{} is not a valid anchor file", path.display())]
    AnchorUnreadable {
        /// The anchor's file.
        path: PathBuf,
    },
    /// The first entries are not those that the anchor records.
    #[error(
        "the first {size} entries have root {found}, the anchor records {anchor}: they were changed, or belong to \
         another ledger"
    )]
    AnchorDisagrees {
        /// Number of entries the anchor records.
        size: u64,
        /// The root of the tree over that many entries in the store.
        found: Hash,
        /// The root in the anchor.
        anchor: Hash,
    },
    /// The store belongs to another ledger.
    #[error("the store belongs to {found}, the anchor to {anchor}")]
    AnotherLedger {
        /// The origin in the store.
        found: String,
        /// The origin in the anchor.
        anchor: String,
    },
    /// The record that says how far the log is sealed is missing or invalid.
    #[error("the record of how far the log reaches is missing or invalid")]
    Seal,
    /// sled has put a page into a file of its own, which it never syncs; nothing written by this program is that large.
    #[error("{} is in a folder that must not contain files", path.display())]
    BlobsNotEmpty {
        /// The file.
        path: PathBuf,
    },
    /// The entries themselves.
    #[error(transparent)]
    Entries(Fault),
    /// The store does not open, or not all of it can be read.
    #[error(transparent)]
    Store(StoreError),
}

/// The first position where the log is not what it must be.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("at position {position}: {kind}")]
pub struct Fault {
    /// The position.
    pub position: u64,
    /// What is wrong there.
    pub kind: FaultKind,
}

/// What is wrong at a position.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FaultKind {
    /// The entry is missing, though later ones, or the record of the log's end, say that it was there.
    #[error("the entry is missing")]
    Missing,
    /// Entries that overlap with others, or reach beyond the end of the log.
    #[error("entries overlap")]
    Overlap,
    /// A key of the store that no entry has.
    #[error("the store has a key that belongs to no entry")]
    Key,
    /// The bytes of the bundle.
    #[error(transparent)]
    Frame(#[from] FrameFault),
    /// The instant is before that of the entry before.
    #[error("its recorded time is earlier than that of the previous entry")]
    Recorded,
    /// The version does not follow that of the stream's entry before.
    #[error("its version does not follow that of the previous entry in the stream")]
    Version,
    /// The identifier is that of an earlier entry.
    #[error("an earlier entry has the same id")]
    Id,
    /// The head is not the one whose leaf hash was kept.
    #[error("the entry is not the one that was sealed: the hash of its head differs")]
    Leaf,
    /// The stream or the id that is stored beside the head is not the one that the head names.
    #[error("the index and the head name different streams or ids")]
    Names,
    /// The salt or the body is not the one that the head commits to.
    #[error("the body is not the one that the head commits to")]
    Commitment,
    /// The heads of a block do not give its root.
    #[error(
        "the entries up to {last} are not those that were sealed: the hashes of their heads do not give the block's root"
    )]
    Block {
        /// The last position of the block.
        last: u64,
    },
    /// A node of the hash tree is missing, or is not that of the entries.
    #[error("a node of the hash tree does not match the entries")]
    Tree,
    /// The record of how far the log is sealed does not agree with the entries.
    #[error("the record of how far the log is sealed does not match the entries")]
    Seal,
    /// The indexes in memory do not agree with the entries.
    #[error("the indexes do not match the entries")]
    Index,
    /// The entry is not what an entry must be.
    #[error("{0}")]
    Entry(String),
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_two_errors_the_first_position_counts() {
        let damaged = |position| Err::<(), ReadError>(Fault { position, kind: FaultKind::Id }.into());
        let store = || Err::<(), ReadError>(StoreError::from(std::io::Error::other("gone")).into());
        let position = |one, other| match both(one, other) {
            Err(ReadError::Damaged(fault)) => Some(fault.position),
            Err(ReadError::Store(_)) | Ok(_) => None,
        };
        assert!(both::<(), ()>(Ok(()), Ok(())).is_ok());
        assert_eq!(position(damaged(3), damaged(5)), Some(3));
        assert_eq!(position(damaged(5), damaged(3)), Some(3));
        assert_eq!(position(Ok(()), damaged(3)), Some(3));
        assert_eq!(position(damaged(5), Ok(())), Some(5));
        assert_eq!(position(store(), damaged(3)), None, "nothing was read that says what is before it");
    }
}
