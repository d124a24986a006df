//! The anchor: what the log had reached, kept outside of sled's file. sled hides a lost tail; the anchor tells.

use crate::files;
use crate::time::{self, Micros};
use crate::tip::{FORMAT, SEGMENT_BYTES};
use serde::{Deserialize, Serialize};
use std::io;
use std::path::{Path, PathBuf};

/// What `anchor.json` holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Anchor {
    pub(crate) format: u16,
    pub(crate) segment_bytes: u32,
    /// Number of entries.
    pub(crate) size: u64,
    /// The instant of the last of them.
    pub(crate) recorded: Option<Micros>,
    /// Bytes of the store's file `db`; a shorter file is looked at with care.
    pub(crate) store_bytes: u64,
}

/// What reading `anchor.json` gave.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Reading {
    Anchor(Anchor),
    /// A newer program's, which may hold other fields.
    Newer {
        format: u16,
    },
    Unreadable,
}

#[derive(Deserialize)]
struct Format {
    format: u16,
}

#[derive(Serialize, Deserialize)]
struct Written {
    format: u16,
    segment_size: u32,
    size: u64,
    recorded: Option<String>,
    /// The head of the hash tree: always null in format 1.
    root: Option<String>,
    store_bytes: u64,
}

impl Anchor {
    pub(crate) fn new(size: u64, recorded: Option<Micros>, store_bytes: u64) -> Self {
        Self { format: FORMAT, segment_bytes: SEGMENT_BYTES, size, recorded, store_bytes }
    }

    pub(crate) fn path(dir: &Path) -> PathBuf {
        dir.join("anchor.json")
    }

    /// Reads the anchor of the ledger in `dir`.
    pub(crate) fn read(dir: &Path) -> io::Result<Reading> {
        let bytes = std::fs::read(Self::path(dir))?;
        Ok(match serde_json::from_slice::<Format>(&bytes) {
            Ok(Format { format }) if format > FORMAT => Reading::Newer { format },
            Ok(_) => Self::understood(&bytes).map_or(Reading::Unreadable, Reading::Anchor),
            Err(_) => Reading::Unreadable,
        })
    }

    fn understood(bytes: &[u8]) -> Option<Self> {
        let written: Written = serde_json::from_slice(bytes).ok()?;
        let recorded = match written.recorded {
            Some(text) => Some(time::parse(&text)?),
            None => None,
        };
        (recorded.is_some() == (written.size > 0)).then_some(Self {
            format: written.format,
            segment_bytes: written.segment_size,
            size: written.size,
            recorded,
            store_bytes: written.store_bytes,
        })
    }

    /// Writes it, durable when this returns.
    pub(crate) fn write(&self, dir: &Path) -> io::Result<()> {
        let written = Written {
            format: self.format,
            segment_size: self.segment_bytes,
            size: self.size,
            recorded: self.recorded.map(time::text),
            root: None,
            store_bytes: self.store_bytes,
        };
        let mut bytes = serde_json::to_vec(&written)?;
        bytes.push(b'\n');
        files::replace(&Self::path(dir), &bytes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_it_wrote() {
        let dir = tempfile::tempdir().unwrap();
        for anchor in [Anchor::new(0, None, 12), Anchor::new(3, Some(1_767_605_400_000_001), 9_000)] {
            anchor.write(dir.path()).unwrap();
            assert_eq!(Anchor::read(dir.path()).unwrap(), Reading::Anchor(anchor));
        }
        let text = std::fs::read_to_string(Anchor::path(dir.path())).unwrap();
        assert_eq!(
            text,
            "{\"format\":1,\"segment_size\":2097152,\"size\":3,\"recorded\":\"2026-01-05T09:30:00.000001Z\",\"root\":null,\"store_bytes\":9000}\n"
        );
    }

    #[test]
    fn other_bytes_make_no_sense() {
        let dir = tempfile::tempdir().unwrap();
        assert!(Anchor::read(dir.path()).is_err());
        let good =
            "{\"format\":1,\"segment_size\":2097152,\"size\":3,\"recorded\":\"soon\",\"root\":null,\"store_bytes\":9}";
        let absent = good.replace("\"soon\"", "null");
        for bytes in ["", "{}", "[1]", good, &absent] {
            std::fs::write(Anchor::path(dir.path()), bytes).unwrap();
            assert_eq!(Anchor::read(dir.path()).unwrap(), Reading::Unreadable, "{bytes}");
        }
        std::fs::write(Anchor::path(dir.path()), "{\"format\":2,\"more\":[]}").unwrap();
        assert_eq!(Anchor::read(dir.path()).unwrap(), Reading::Newer { format: 2 });
    }
}
