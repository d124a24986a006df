//! What ops staff look at: that all is well, or what is not.

use std::path::Path;

use hovedbok_core::{Body, Instant, Seq, StreamKind};
use serde::Serialize;

use crate::error::LedgerError;
use crate::open::Ledger;
use crate::read::decode;

/// The state of a ledger.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Status {
    /// The folder.
    pub ledger: String,
    /// Number of entries.
    pub entries: u64,
    /// Number of streams.
    pub streams: usize,
    /// When the last entry was recorded.
    pub last_recorded: Option<Instant>,
    /// Where migration ended; none while it is still open.
    pub opened_at: Option<Seq>,
    /// Whether `recorded` is being held ahead of the clock, because an earlier clock ran ahead.
    pub clock_held: bool,
    /// What the folder takes on the disk, in bytes.
    pub folder_bytes: u64,
    /// Entries of types, or in kinds of stream, unknown to this program (H9).
    pub unknown: Vec<Seq>,
    /// Unknown corrections: their streams are incomplete from there on.
    pub incomplete: Vec<Seq>,
    /// What opening put right.
    pub repaired: Vec<String>,
    /// Where each projection was last rebuilt.
    pub projections: Vec<String>,
}

impl Ledger {
    /// Looks at everything that can be seen without a verification.
    ///
    /// # Errors
    /// When the log cannot be read.
    pub fn status(&self, now: Instant) -> Result<Status, LedgerError> {
        let (mut unknown, mut incomplete) = (Vec::new(), Vec::new());
        if self.last().0 > 0 {
            for stored in self.stored(Seq(1), self.last()) {
                let entry = decode(&stored?)?;
                let of_a_type = matches!(entry.draft.body, Body::Unknown(_));
                if of_a_type || entry.draft.stream.kind() == StreamKind::Other {
                    unknown.push(entry.seq);
                }
                if of_a_type && entry.draft.body.is_correction() {
                    incomplete.push(entry.seq);
                }
            }
        }
        Ok(Status {
            ledger: self.dir().display().to_string(),
            entries: self.last().0,
            streams: self.log.streams("").len(),
            last_recorded: self.log.last_recorded().and_then(Instant::from_micros),
            opened_at: self.opened(),
            clock_held: self.log.clock_held(now.micros()),
            folder_bytes: folder_bytes(self.dir()),
            unknown,
            incomplete,
            repaired: self.repairs().iter().map(ToString::to_string).collect(),
            projections: self.noted()?.iter().map(|(name, rebuilt)| format!("{name} {}", rebuilt.position)).collect(),
        })
    }
}

/// Bytes of all files below; what cannot be read counts as nothing.
fn folder_bytes(dir: &Path) -> u64 {
    let entries = std::fs::read_dir(dir).into_iter().flatten().flatten();
    entries
        .map(|entry| match entry.metadata() {
            Ok(about) if about.is_dir() => folder_bytes(&entry.path()),
            Ok(about) => about.len(),
            Err(_) => 0,
        })
        .sum()
}
