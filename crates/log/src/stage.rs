//! A staged import: any number of entries that are written beyond the end of the log in durable batches and published by
//! one write of the tip. Until then nobody sees them; dropped, or after a crash, nothing of them is left.

use crate::clock::Clock;
use crate::draft::Draft;
use crate::entry::{NewEntry, Written};
use crate::error::AppendError;
use crate::log::Log;
use crate::time::Micros;

/// Entries that are written together before they are made durable.
const BATCH_ENTRIES: usize = 10_000;

/// An import under way. While it is there, other appends are refused as busy.
#[derive(Debug)]
pub struct Stage<'a> {
    log: &'a Log,
    clock: Clock,
    /// Taken when it is published.
    draft: Option<Draft>,
    /// Entries since the last durable batch.
    waiting: usize,
    /// First positions of bundles on the disk beyond the tip.
    staged: Vec<u64>,
}

impl Log {
    /// Begins an import. Entries without an instant of their own take it from `now` under the rules of the clock, which
    /// `clock_ok` confirms; entries with one (migrated, restored) keep it.
    ///
    /// # Errors
    /// When another import is under way, or the log is poisoned.
    pub fn stage(&self, now: Micros, clock_ok: bool) -> Result<Stage<'_>, AppendError> {
        let mut writer = self.writer()?;
        writer.staging = true;
        let draft = Draft::after(&self.state().tip);
        let clock = Clock { now, confirmed: clock_ok };
        Ok(Stage { log: self, clock, draft: Some(draft), waiting: 0, staged: Vec::new() })
    }
}

impl Stage<'_> {
    /// Adds an entry; its position, instant and version hold once the import is published. A restore compares them with
    /// those it brings.
    ///
    /// # Errors
    /// A refusal leaves the import as it was, without this entry. After an error of the store only dropping it is left.
    pub fn push(&mut self, entry: &NewEntry) -> Result<Written, AppendError> {
        let Some(draft) = self.draft.as_mut() else { return Err(AppendError::Poisoned) };
        let written = draft.push(&self.log.state(), entry, self.clock)?;
        self.waiting += 1;
        if self.waiting >= BATCH_ENTRIES {
            self.waiting = 0;
            let full = draft.take_full();
            self.staged.extend(full.iter().map(|(first, _)| *first));
            let mut writer = self.log.writer_anyway();
            if let Err(error) = self.log.durably(&mut writer, |store| store.stage(full)) {
                self.draft = None;
                return Err(error);
            }
        }
        Ok(written)
    }

    /// Publishes all entries at once, if the streams still have the expected versions (those of before the import), and
    /// writes the anchor. When this returns they are on the disk (H2).
    ///
    /// # Errors
    /// As for [`Log::append`]; the import is gone without a trace.
    pub fn publish(mut self, expected: &[(String, u64)]) -> Result<(), AppendError> {
        let Some(draft) = self.draft.take() else { return Err(AppendError::Poisoned) };
        if draft.is_empty() {
            return Err(AppendError::Empty);
        }
        self.log.state().expect(expected)?;
        self.log.publish(&mut self.log.writer_anyway(), draft)?;
        self.staged.clear();
        // The entries are published; an anchor that could not be written is written at close.
        let _ = self.log.anchor();
        Ok(())
    }
}

impl Drop for Stage<'_> {
    fn drop(&mut self) {
        let mut writer = self.log.writer_anyway();
        if !self.staged.is_empty() && !writer.poisoned {
            // What stays beyond the tip would be in the way of the next entries: failing to remove it poisons the log,
            // and the next open removes it.
            let _ = self.log.durably(&mut writer, |store| store.remove(&self.staged));
        }
        writer.staging = false;
    }
}
