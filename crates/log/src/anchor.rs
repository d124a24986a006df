//! The anchor: a file beside the store that remembers what the log had reached. A store that holds less than its anchor,
//! or something else, has lost acknowledged entries.

use std::io;
use std::path::{Path, PathBuf};

use hovedbok_tree::Hash;
use serde::{Deserialize, Serialize};

use crate::files;
use crate::seal::{FORMAT, SEGMENT_BYTES, Tip};
use crate::time::{self, Micros};

/// What the log had reached when this was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Anchor {
    pub(crate) origin: String,
    /// Number of entries.
    pub(crate) size: u64,
    /// The root of the hash tree over them.
    pub(crate) root: Hash,
    /// The instant of the last of them.
    pub(crate) recorded: Option<Micros>,
    /// Bytes of the store's file `db`: a shorter one is looked at with care.
    pub(crate) store_bytes: u64,
    /// Whether the ledger was closed after this: one that was not is looked at with care.
    pub(crate) closed: bool,
}

/// What reading `anchor.json` gave.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Reading {
    Anchor(Anchor),
    /// Another program's, which may hold other fields.
    Other {
        format: u16,
    },
    Unreadable,
}

#[derive(Deserialize)]
struct Format {
    format: u16,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    format: u16,
    segment_size: u32,
    origin: String,
    size: u64,
    root: Hash,
    recorded: Option<String>,
    store_bytes: u64,
    closed: bool,
    /// SHA-256 of the line without this field.
    #[serde(skip_serializing_if = "Option::is_none")]
    sha256: Option<Hash>,
}

impl Anchor {
    pub(crate) fn new(origin: String, tip: &Tip, store_bytes: u64, closed: bool) -> Anchor {
        Anchor { origin, size: tip.size(), root: tip.tree.root(), recorded: tip.last, store_bytes, closed }
    }

    pub(crate) fn path(dir: &Path) -> PathBuf {
        dir.join("anchor.json")
    }

    /// Reads the anchor of the ledger in `dir`.
    pub(crate) fn read(dir: &Path) -> io::Result<Reading> {
        let bytes = files::small(&Anchor::path(dir))?;
        Ok(match serde_json::from_slice::<Format>(&bytes) {
            Ok(Format { format }) if format != FORMAT => Reading::Other { format },
            Ok(_) => Anchor::understood(&bytes).map_or(Reading::Unreadable, Reading::Anchor),
            Err(_) => Reading::Unreadable,
        })
    }

    fn understood(bytes: &[u8]) -> Option<Anchor> {
        let written: Written = serde_json::from_slice(bytes).ok()?;
        let recorded = match &written.recorded {
            Some(text) => Some(time::parse(text)?),
            None => None,
        };
        let anchor = Anchor {
            origin: written.origin,
            size: written.size,
            root: written.root,
            recorded,
            store_bytes: written.store_bytes,
            closed: written.closed,
        };
        // Every byte counts: what would be written is what was read.
        (anchor.bytes().ok()? == bytes).then_some(anchor)
    }

    /// Writes it, durable when this returns.
    pub(crate) fn write(&self, dir: &Path) -> io::Result<()> {
        files::replace(&Anchor::path(dir), &self.bytes()?)
    }

    fn bytes(&self) -> io::Result<Vec<u8>> {
        let mut written = Written {
            format: FORMAT,
            segment_size: SEGMENT_BYTES,
            origin: self.origin.clone(),
            size: self.size,
            root: self.root,
            recorded: self.recorded.map(time::text),
            store_bytes: self.store_bytes,
            closed: self.closed,
            sha256: None,
        };
        written.sha256 = Some(Hash::of(&serde_json::to_vec(&written)?));
        let mut bytes = serde_json::to_vec(&written)?;
        bytes.push(b'\n');
        Ok(bytes)
    }
}

#[cfg(test)]
mod tests {
    use hovedbok_tree::leaf_hash;

    use super::*;

    fn anchor(entries: u8) -> Anchor {
        let mut tip = Tip::default();
        for number in 0..entries {
            tip.follow(1_767_605_400_000_001, true, leaf_hash(&[number]));
        }
        Anchor::new("a.example/ledger".to_owned(), &tip, 9_000, entries > 1)
    }

    #[test]
    fn reads_what_it_wrote() {
        let dir = tempfile::tempdir().unwrap();
        for entries in 0..4 {
            anchor(entries).write(dir.path()).unwrap();
            assert_eq!(Anchor::read(dir.path()).unwrap(), Reading::Anchor(anchor(entries)));
        }
        let text = std::fs::read_to_string(Anchor::path(dir.path())).unwrap();
        let root = anchor(3).root;
        assert!(text.starts_with(&format!(
            "{{\"format\":2,\"segment_size\":8388608,\"origin\":\"a.example/ledger\",\"size\":3,\"root\":\"{root}\",\
             \"recorded\":\"2026-01-05T09:30:00.000001Z\",\"store_bytes\":9000,\"closed\":true,\"sha256\":\""
        )));
    }

    #[test]
    fn every_other_byte_is_noticed() {
        let dir = tempfile::tempdir().unwrap();
        assert!(Anchor::read(dir.path()).is_err());
        anchor(3).write(dir.path()).unwrap();
        let whole = std::fs::read(Anchor::path(dir.path())).unwrap();
        for at in 0..whole.len() {
            let mut changed = whole.clone();
            changed[at] ^= 1;
            std::fs::write(Anchor::path(dir.path()), changed).unwrap();
            assert!(!matches!(Anchor::read(dir.path()).unwrap(), Reading::Anchor(_)), "byte {at}");
        }
        for bytes in ["", "{}", "{\"format\":2}"] {
            std::fs::write(Anchor::path(dir.path()), bytes).unwrap();
            assert_eq!(Anchor::read(dir.path()).unwrap(), Reading::Unreadable, "{bytes}");
        }
        std::fs::write(Anchor::path(dir.path()), "{\"format\":9,\"more\":[]}").unwrap();
        assert_eq!(Anchor::read(dir.path()).unwrap(), Reading::Other { format: 9 });
    }
}
