//! That the log was found damaged, noted beside it by whoever found it: a question that reads the views, and not the log, says
//! so. The note is not part of the ledger and can be deleted.

use std::fs;
use std::path::{Path, PathBuf};

use hovedbok_files::bounded;
use hovedbok_log::OpenError;
use serde::{Deserialize, Serialize};

use crate::files::{self, Existing};

/// The file in the ledger's folder.
const NOTE: &str = "damage.json";

/// A note of one message takes less.
const BYTES_MAX: usize = 1 << 16;

/// Who found it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum FoundBy {
    /// Opening the ledger: it is over when the ledger opens.
    Opening,
    /// Reading every entry: it is over when all of them are as they should be.
    Verifying,
}

/// What was found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Found {
    pub(crate) by: FoundBy,
    pub(crate) what: String,
}

/// Whether an opening failed because of what is stored.
pub(crate) fn is_damage(error: &OpenError) -> bool {
    matches!(error, OpenError::Damaged { .. } | OpenError::ShorterThanAnchor { .. })
}

/// Notes it. Where that cannot be written, the next opening finds it again.
pub(crate) fn note(dir: &Path, by: FoundBy, what: String) {
    if let Ok(text) = serde_json::to_string(&Found { by, what }) {
        let _ = files::write(&path(dir), (text + "\n").as_bytes(), Existing::Replace);
    }
}

/// What is noted.
pub(crate) fn noted(dir: &Path) -> Option<Found> {
    let bytes = bounded::file(&path(dir), BYTES_MAX).ok()?;
    serde_json::from_slice(&bytes).ok()
}

/// Forgets what this way of looking does not find any more: whoever has read every entry knows more than who opens the ledger.
pub(crate) fn is_over(dir: &Path, by: FoundBy) {
    if noted(dir).is_some_and(|found| found.by == by || by == FoundBy::Verifying) {
        let _ = fs::remove_file(path(dir));
    }
}

fn path(dir: &Path) -> PathBuf {
    dir.join(NOTE)
}
