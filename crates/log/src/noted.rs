//! The note of the clock: a file beside the store with what the clock said when the ledger was last opened. A ledger
//! that is asked often and seldom written to compares its clock with it (`docs/time.md`, *Clocks*). It can be deleted.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::files;
use crate::time::{self, Micros};

/// The name of the file.
const NAME: &str = "clock.json";
/// No such file is larger.
const BYTES_MAX: u64 = 256;
/// A note of less than a day ago says enough, and is not written again.
const FRESH: Micros = 24 * 60 * 60 * 1_000_000;

#[derive(Serialize, Deserialize)]
struct Noted {
    clock: String,
}

/// What the note in a ledger's folder says; nothing when there is none that can be read.
pub(crate) fn read(dir: &Path) -> Option<Micros> {
    let mut bytes = Vec::new();
    File::open(dir.join(NAME)).and_then(|file| file.take(BYTES_MAX).read_to_end(&mut bytes)).ok()?;
    let noted: Noted = serde_json::from_slice(&bytes).ok()?;
    time::parse(&noted.clock)
}

/// Whether there is a note.
pub(crate) fn is_there(dir: &Path) -> bool {
    dir.join(NAME).exists()
}

/// Whether what was noted says enough.
pub(crate) fn is_fresh(noted: Option<Micros>, now: Micros) -> bool {
    noted.is_some_and(|noted| (0..FRESH).contains(&now.saturating_sub(noted)))
}

/// Notes what the clock says. If it cannot be noted, nothing fails.
pub(crate) fn write(dir: &Path, before: Option<Micros>, now: Micros) {
    if is_fresh(before, now) {
        return;
    }
    if let Ok(bytes) = serde_json::to_vec(&Noted { clock: time::text(now) }) {
        let _ = files::replace(&dir.join(NAME), &bytes);
    }
}
