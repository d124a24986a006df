//! The operations log: what was done to the views of a ledger, when, and by whom. It lies in the ledger's folder and is no
//! part of the ledger: nobody signs it, and it can be deleted.

use std::fs::{File, OpenOptions};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use hovedbok_core::{Instant, Seq};
use hovedbok_files::{Existing, bounded, put};
use serde::{Deserialize, Serialize};

use super::Ledger;
use crate::error::LedgerError;
use crate::files;

/// A log of more bytes is cut to its newer half.
const BYTES_MAX: usize = 512 << 10;

/// What was done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum What {
    /// A rebuild was started.
    RebuildStarted,
    /// A rebuild was gone on with.
    RebuildResumed,
    /// A rebuild came to the end of the log.
    RebuildReady,
    /// A rebuild could not go on.
    RebuildFailed,
    /// A rebuild was given up.
    RebuildCancelled,
    /// Rebuilt views took the place of those that were read.
    Swapped,
    /// Older views took their place again.
    RolledBack,
    /// That is over.
    Unpinned,
}

/// An operation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Operation {
    /// When it was done.
    pub at: Instant,
    /// Who did it: the actor, or the user of the system.
    pub by: String,
    /// What was done.
    pub what: What,
    /// The position that the views had reached.
    pub position: Seq,
    /// The name of the generation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub generation: Option<String>,
    /// How many entries were learnt.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub entries: Option<u64>,
    /// How many milliseconds that took.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub millis: Option<u64>,
    /// SHA-256 of the generation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub digest: Option<String>,
}

/// Who does something, and when.
#[derive(Debug, Clone, Copy)]
pub struct Operator<'o> {
    /// The actor, or the user of the system.
    pub by: &'o str,
    /// The clock.
    pub now: Instant,
}

impl Operator<'_> {
    /// An operation of theirs, of which no more is known.
    pub(super) fn did(self, what: What, position: Seq) -> Operation {
        let (at, by) = (self.now, self.by.to_owned());
        Operation { at, by, what, position, generation: None, entries: None, millis: None, digest: None }
    }
}

/// An operations log as it was read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Operations {
    /// The operations, the oldest first.
    pub operations: Vec<Operation>,
    /// The lines, from 1, that are no operations.
    pub damaged: Vec<usize>,
}

impl Operations {
    /// The operations of the ledger in a folder, as far as they are kept.
    ///
    /// # Errors
    /// When the disk does not let them be read.
    pub fn read(ledger: &Path) -> Result<Operations, LedgerError> {
        let path = path(ledger);
        let mut bytes = Vec::new();
        // No more than is ever written, whatever somebody put there.
        let read = File::open(&path).and_then(|file| file.take(2 * BYTES_MAX as u64).read_to_end(&mut bytes));
        match read {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Operations::default()),
            Err(error) => return Err(files::at(&path)(error)),
            Ok(_) => {}
        }
        let mut found = Operations::default();
        for (number, line) in (1..).zip(bytes.split(|byte| *byte == b'\n')).filter(|(_, line)| !line.is_empty()) {
            match serde_json::from_slice(line) {
                Ok(operation) => found.operations.push(operation),
                Err(_) => found.damaged.push(number),
            }
        }
        Ok(found)
    }

    /// Entries a second of the last rebuild of which that is known.
    pub fn rate(&self) -> Option<u64> {
        self.operations.iter().rev().find_map(|operation| {
            let (entries, millis) = (operation.entries?, operation.millis?);
            let rate = entries.checked_mul(1000)?.checked_div(millis)?;
            (operation.what == What::RebuildReady && rate > 0).then_some(rate)
        })
    }
}

impl Ledger {
    /// Adds an operation to the log of them.
    ///
    /// # Errors
    /// When the disk says no.
    pub(super) fn note_operation(&self, operation: &Operation) -> Result<(), LedgerError> {
        let path = path(self.dir());
        append(&path, operation).map_err(files::at(&path))
    }
}

fn append(path: &Path, operation: &Operation) -> io::Result<()> {
    let mut line = serde_json::to_vec(operation)?;
    line.push(b'\n');
    let before = match bounded::file(path, BYTES_MAX) {
        Ok(before) => before,
        Err(error) if error.kind() == io::ErrorKind::NotFound => Vec::new(),
        Err(error) if error.kind() == io::ErrorKind::InvalidData => {
            let before = bounded::beginning(File::open(path)?, 2 * BYTES_MAX)?;
            let newer = before.get(before.len().saturating_sub(BYTES_MAX / 2)..).unwrap_or_default();
            let whole = newer.iter().position(|byte| *byte == b'\n').map_or(newer.len(), |end| end + 1);
            let kept = newer.get(whole..).unwrap_or_default();
            put(path, kept, 0o666, Existing::Replace)?;
            kept.to_vec()
        }
        Err(error) => return Err(error),
    };
    // A process that was stopped may have left half a line.
    if before.last().is_some_and(|byte| *byte != b'\n') {
        line.insert(0, b'\n');
    }
    let mut file = OpenOptions::new().create(true).append(true).open(path)?;
    file.write_all(&line)?;
    file.sync_all()
}

fn path(ledger: &Path) -> PathBuf {
    ledger.join("operations.jsonl")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn operation(number: u64) -> Operation {
        let at = Instant::from_micros(1_700_000_000_000_000).unwrap();
        let operator = Operator { by: "ops", now: at };
        Operation { entries: Some(number), millis: Some(500), ..operator.did(What::RebuildReady, Seq(number)) }
    }

    #[test]
    fn a_log_that_grows_too_long_keeps_its_newer_half_in_whole_lines() {
        let dir = tempfile::tempdir().unwrap();
        let path = path(dir.path());
        let one = serde_json::to_vec(&operation(0)).unwrap().len();
        let many: Vec<u8> = (0..=BYTES_MAX / one)
            .flat_map(|number| {
                let mut line = serde_json::to_vec(&operation(number as u64)).unwrap();
                line.push(b'\n');
                line
            })
            .collect();
        std::fs::write(&path, many).unwrap();
        let before = Operations::read(dir.path()).unwrap();
        append(&path, &operation(7)).unwrap();
        let after = Operations::read(dir.path()).unwrap();
        let kept = after.operations.len();
        assert!(after.damaged.is_empty() && kept > 1 && kept < before.operations.len() / 2 + 2, "{kept}");
        let expected: Vec<Operation> =
            before.operations.iter().skip(before.operations.len() + 1 - kept).cloned().chain([operation(7)]).collect();
        assert_eq!(after.operations, expected);
    }

    #[test]
    fn lines_that_are_damaged_are_named_and_the_others_are_read() {
        let dir = tempfile::tempdir().unwrap();
        let path = path(dir.path());
        for number in [1, 2, 3] {
            append(&path, &operation(number)).unwrap();
        }
        let text = std::fs::read_to_string(&path).unwrap().replacen("rebuild_ready", "rebuild_", 1);
        std::fs::write(&path, format!("{}{{\"at\":", text)).unwrap();
        append(&path, &operation(4)).unwrap();
        let read = Operations::read(dir.path()).unwrap();
        assert_eq!(read.damaged, [1, 4]);
        assert_eq!(read.operations, [operation(2), operation(3), operation(4)]);
        assert_eq!(read.rate(), Some(8));
        assert_eq!(Operations::read(&dir.path().join("none")).unwrap(), Operations::default());
    }
}
