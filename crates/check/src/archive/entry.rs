//! Checking one line by itself, independently of the lines before it.

use hovedbok_archive::LineFault;
use hovedbok_core::entries::correction::Replaced;
use hovedbok_core::entries::ledger::{KeyRotated, LedgerEntry};
use hovedbok_core::entry::commitment;
use hovedbok_core::line::{self, LineError};
use hovedbok_core::{Body, Draft, Entry, EntryId, Fact, Instant, StreamId, StreamKind};
use hovedbok_tree::{Hash, leaf_hash};

use super::error::EntryFault;

/// An entry that is valid by itself.
pub(crate) struct Sound {
    pub(crate) seq: u64,
    pub(crate) recorded: Instant,
    pub(crate) version: u64,
    pub(crate) id: EntryId,
    pub(crate) stream: StreamId,
    pub(crate) leaf: Hash,
    /// Whether its type, or its kind of stream, is unknown here (H9).
    pub(crate) unknown: bool,
    /// The entry that it corrects, in the ledger's own stream.
    pub(crate) target: Option<EntryId>,
    /// The change of the log's key that it announces.
    pub(crate) rotated: Option<KeyRotated>,
}

/// Checks a line without its line feed: canonical head, body and line (H4), and that the head commits to the body.
pub(crate) fn sound(bytes: &[u8]) -> Result<Sound, EntryFault> {
    let read = line::parse("", 0, bytes).map_err(|error| match error {
        LineError::NotALine { error, .. } => EntryFault::NotALine(error),
        LineError::Salt { .. } => EntryFault::Salt,
        LineError::NotText { .. } => EntryFault::NotText,
    })?;
    let entry = Entry::decode(&read.head, &read.body).map_err(EntryFault::Decode)?;
    if *entry.body_sha256 != commitment(&read.salt, &read.body) {
        return Err(EntryFault::Commitment);
    }
    if line::write(&read.head, &read.salt, &read.body).strip_suffix(b"\n") != Some(bytes) {
        return Err(LineFault::NotCanonical.into());
    }
    let leaf = leaf_hash(&read.head);
    if entry.encode() != (read.head, read.body) {
        return Err(EntryFault::NotCanonical);
    }
    let Entry { seq, recorded, version, draft, .. } = entry;
    if let Body::Fact(fact) | Body::Replaced(Replaced { fact, .. }) = &draft.body
        && ![fact.stream_kind(), StreamKind::Other].contains(&draft.stream.kind())
    {
        let type_name = draft.body.type_name().to_owned();
        return Err(EntryFault::Stream { type_name, stream: draft.stream.to_string() });
    }
    let unknown = matches!(draft.body, Body::Unknown(_)) || draft.stream.kind() == StreamKind::Other;
    let Draft { id, stream, target, body, .. } = draft;
    let rotated = match body {
        Body::Fact(Fact::Ledger(LedgerEntry::KeyRotated(rotated))) if stream == StreamId::Ledger => Some(*rotated),
        Body::Fact(_) | Body::Replaced(_) | Body::Voided(_) | Body::Unknown(_) => None,
    };
    let target = target.filter(|_| stream == StreamId::Ledger);
    Ok(Sound { seq: seq.0, recorded, version, id, stream, leaf, unknown, target, rotated })
}
