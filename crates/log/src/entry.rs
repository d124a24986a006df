//! What goes into the log and what comes out of it.

use hovedbok_tree::{Hash, leaf_hash};
use uuid::Uuid;

use crate::time::Micros;

/// Most bytes of head and body together, the head counted with the fields the log writes (H4).
pub const ENTRY_BYTES_MAX: usize = 16 * 1024;

/// Most bytes of a stream's name; the least is one.
pub const STREAM_BYTES_MAX: usize = 255;

/// Most bytes of a ledger's origin: what C2SP tlog-cosignature allows.
pub const ORIGIN_BYTES_MAX: usize = 255;

/// An entry as the caller hands it over. The log adds position, instant and version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewEntry {
    /// Its identifier, unique in the log: the same one again is refused with the position of the first.
    pub id: Uuid,
    /// The stream it belongs to, 1 to [`STREAM_BYTES_MAX`] bytes.
    pub stream: String,
    /// Whether it counts as ordinary for the clock: migrated entries and the opening of the ledger do not. It is kept beside
    /// the head, which says the same to the caller, and serves the clock alone.
    pub ordinary: bool,
    /// The instant it was recorded, when a migration or a restore brings its own; else the clock's.
    pub recorded: Option<Micros>,
    /// The bytes of its head from `"id":` to the closing `}`.
    pub rest: Vec<u8>,
    /// The random bytes that the head's commitment covers together with the body.
    pub salt: [u8; 16],
    /// Its body, as bytes.
    pub body: Vec<u8>,
}

/// Entries that are recorded together or not at all.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Commit {
    /// The entries, in order; at least one.
    pub entries: Vec<NewEntry>,
    /// Streams (written to, or only relied on, H13) with the version each must have before the commit; 0 is a stream
    /// without entries. A stream that is not named is not checked.
    pub expected: Vec<(String, u64)>,
    /// The number of entries that the log must have before the commit, where it was made from all of them (H13).
    pub after: Option<u64>,
    /// The user has confirmed the clock: its distance from the last entries is not checked.
    pub clock_ok: bool,
}

/// Where and when an entry was recorded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Written {
    /// Its position, from 1.
    pub seq: u64,
    /// The instant in its head.
    pub recorded: Micros,
    /// Its version within its stream, from 1.
    pub version: u64,
    /// Its leaf in the hash tree: SHA-256 of a zero byte and its head (RFC 6962 section 2.1).
    pub leaf: Hash,
}

/// An entry as the log holds it, borrowed while it is being read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EntryRef<'a> {
    /// Its position, from 1.
    pub seq: u64,
    /// The instant it was recorded.
    pub recorded: Micros,
    /// Its version within its stream, from 1.
    pub version: u64,
    /// Its identifier.
    pub id: Uuid,
    /// The stream it belongs to.
    pub stream: &'a str,
    /// Whether it counts as ordinary for the clock. No head holds it, so the hash tree does not cover it: whoever wants to know
    /// reads the head, and verifying compares the two.
    pub ordinary: bool,
    /// Its whole head: `{"seq":…,"recorded":…,"version":…,` and what the caller handed over.
    pub head: &'a [u8],
    /// The salt of the head's commitment.
    pub salt: [u8; 16],
    /// Its body.
    pub body: &'a [u8],
    /// What the head has between `"stream":…,` and `"body_sha256":…}` when the log itself has just written all the
    /// rest of it from the other fields here, as it does for most sealed entries: then only this and the stream's name
    /// can be other than they should be.
    pub between: Option<&'a [u8]>,
    /// Its leaf in the hash tree where that is known, because the head was hashed when it was checked.
    pub(crate) leaf: Option<Hash>,
}

impl EntryRef<'_> {
    /// Its leaf in the hash tree: SHA-256 of a zero byte and its head (RFC 6962 section 2.1).
    #[must_use]
    pub fn leaf(&self) -> Hash {
        self.leaf.unwrap_or_else(|| leaf_hash(self.head))
    }

    /// The same with its own bytes.
    #[must_use]
    pub fn stored(&self) -> Stored {
        Stored {
            seq: self.seq,
            recorded: self.recorded,
            version: self.version,
            id: self.id,
            stream: self.stream.to_owned(),
            ordinary: self.ordinary,
            head: self.head.to_vec(),
            salt: self.salt,
            body: self.body.to_vec(),
        }
    }
}

/// An entry as the log holds it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stored {
    /// Its position, from 1.
    pub seq: u64,
    /// The instant it was recorded.
    pub recorded: Micros,
    /// Its version within its stream, from 1.
    pub version: u64,
    /// Its identifier.
    pub id: Uuid,
    /// The stream it belongs to.
    pub stream: String,
    /// Whether it counts as ordinary for the clock. No head holds it, so the hash tree does not cover it: whoever wants to know
    /// reads the head, and verifying compares the two.
    pub ordinary: bool,
    /// Its whole head: `{"seq":…,"recorded":…,"version":…,` and what the caller handed over.
    pub head: Vec<u8>,
    /// The salt of the head's commitment.
    pub salt: [u8; 16],
    /// Its body.
    pub body: Vec<u8>,
}
