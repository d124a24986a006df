//! What ops staff look at: that all is well, or what is not.

use std::path::Path;

use hovedbok_core::canonical::{self, Says};
use hovedbok_core::entry::Parked;
use hovedbok_core::{Instant, Seq, StreamKind};
use hovedbok_log::EntryRef;
use hovedbok_tree::Hash;
use hovedbok_views::ParkedEntry;
use serde::Serialize;

use super::views_status::ViewsStatus;
use crate::archive::ArchiveStatus;
use crate::error::LedgerError;
use crate::open::Ledger;
use crate::open::read::{decode_ref, parked};

/// More parked entries than these are counted, not listed.
const PARKED_MAX: usize = 500;

/// The state of a ledger.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Status {
    /// The folder.
    pub ledger: String,
    /// The name under which its checkpoints are signed.
    pub origin: String,
    /// Number of entries.
    pub entries: u64,
    /// Root of the hash tree over them.
    pub root: Hash,
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
    /// Entries that are parked: this program cannot make a fact of them (H9).
    pub unknown: Vec<Seq>,
    /// Corrections among them: their streams are incomplete from there on.
    pub incomplete: Vec<Seq>,
    /// What is known of the parked entries, the first ones first.
    pub parked: Vec<ParkedEntry>,
    /// What opening repaired.
    pub repaired: Vec<String>,
    /// Where each projection was last rebuilt.
    pub projections: Vec<String>,
    /// The views that questions are answered from.
    pub views: ViewsStatus,
    /// Where it was archived, the last archive first; nothing when it never was.
    pub archives: Vec<ArchiveStatus>,
}

impl Ledger {
    /// Looks at everything that can be seen without a verification.
    ///
    /// # Errors
    /// When the log cannot be read.
    pub fn status(&self, now: Instant) -> Result<Status, LedgerError> {
        let (mut unknown, mut incomplete, mut listed, mut last_recorded) = (Vec::new(), Vec::new(), Vec::new(), None);
        self.log.read::<LedgerError>(1..=self.last().0, |entry| {
            last_recorded = Some(entry.recorded);
            if is_known(entry) {
                return Ok(());
            }
            let read = decode_ref(entry);
            if let Some(parked) = parked(&read, entry.head, entry.body) {
                unknown.push(parked.seq);
                if read.draft.body.is_correction() && parked.why != Parked::UnknownStream {
                    incomplete.push(parked.seq);
                }
                if listed.len() < PARKED_MAX {
                    listed.push(parked);
                }
            }
            Ok(())
        })?;
        Ok(Status {
            ledger: self.dir().display().to_string(),
            origin: self.origin().to_owned(),
            entries: self.last().0,
            root: self.log.root(self.last().0)?,
            streams: self.log.streams("")?.len(),
            last_recorded: last_recorded.and_then(Instant::from_micros),
            opened_at: self.opened()?,
            clock_held: self.log.clock_held(now.micros()),
            folder_bytes: folder_bytes(self.dir()),
            unknown,
            incomplete,
            parked: listed,
            repaired: self.repairs().iter().map(ToString::to_string).collect(),
            projections: self.noted()?.iter().map(|(name, rebuilt)| format!("{name} {}", rebuilt.position)).collect(),
            views: ViewsStatus::of(self.dir(), self.last(), now),
            archives: self.archives()?,
        })
    }
}

/// Whether an entry is surely not parked. Whether it is written as it should be is for `verify` to say.
fn is_known(entry: &EntryRef<'_>) -> bool {
    let known = |says: Says<'_>| says.known && says.stream_kind != StreamKind::Other;
    canonical::check(entry.head, entry.body).is_ok_and(|checked| known(checked.says))
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
