//! A staged import: any number of entries that are sealed beyond the end of the log in durable batches and published by
//! one write of the seal. Until then nobody sees them; dropped, or after a crash, nothing of them is left.

use std::sync::Arc;

use tracing::info;

use crate::block;
use crate::clock::Clock;
use crate::draft::{self, Draft};
use crate::entry::{NewEntry, Written};
use crate::error::AppendError;
use crate::log::Log;
use crate::seal::Tip;
use crate::state::{Staged, Step};
use crate::time::Micros;

/// Entries that are written together before they are made durable.
const BATCH_ENTRIES: u64 = 10_000;

/// An import under way. While it is there, other appends are refused as busy.
#[derive(Debug)]
pub struct Stage<'a> {
    log: &'a Log,
    clock: Clock,
    /// Taken when it is published. Its entries are those that are not in a block yet.
    draft: Option<Draft>,
    /// How far the blocks reach.
    seal: Tip,
    /// Entries since the last durable batch.
    waiting: u64,
    /// Blocks written beyond the seal.
    staged: Vec<Staged>,
}

impl Log {
    /// Begins an import. Entries without an instant of their own take it from `now` under the rules of the clock, which
    /// `clock_ok` confirms; entries with one (migrated, restored) keep it.
    ///
    /// # Errors
    /// When another import is under way, the log is poisoned, or cannot be read.
    pub fn stage(&self, now: Micros, clock_ok: bool) -> Result<Stage<'_>, AppendError> {
        let mut writer = self.writer()?;
        self.with_index(|_| ())?;
        self.check_instant(&mut writer)?;
        self.note_writing(&mut writer)?;
        let (step, tip) = {
            let state = self.state();
            (state.step_to_seal()?, state.tip.clone())
        };
        if !step.blocks.is_empty() {
            self.write_step(&mut writer, step, Draft::after(&tip))?;
        }
        writer.staging = true;
        let clock = Clock { now, noted: self.noted, confirmed: clock_ok };
        Ok(Stage { log: self, clock, draft: Some(Draft::after(&tip)), seal: tip, waiting: 0, staged: Vec::new() })
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
        let written = self.log.with_index(|index| draft.push(index, entry, self.clock))??;
        let full = block::lengths(self.seal.size(), u64::MAX).next() == Some(draft.records.len() as u64);
        if full && let Err(error) = self.write_block() {
            self.draft = None;
            return Err(error);
        }
        Ok(written)
    }

    fn write_block(&mut self) -> Result<(), AppendError> {
        let Some(draft) = self.draft.as_mut() else { return Err(AppendError::Poisoned) };
        let records = std::mem::take(&mut draft.records);
        let mut step = Step::default();
        step.seal(&mut self.seal, &records)?;
        let mut entries = records.iter().map(|record| (record.id, Arc::clone(&record.stream)));
        let ends = step.starts().iter().skip(1).map(|(first, _)| *first).chain([self.seal.size() + 1]);
        for ((first, recorded), end) in step.starts().iter().zip(ends) {
            let length = usize::try_from(end - first).unwrap_or(usize::MAX);
            self.staged.push(Staged {
                first: *first,
                recorded: *recorded,
                entries: entries.by_ref().take(length).collect(),
            });
        }
        self.waiting += records.len() as u64;
        let durable = self.waiting >= BATCH_ENTRIES;
        let mut writer = self.log.writer_anyway();
        let write = || {
            step.blocks
                .iter()
                .try_for_each(|block| self.log.store.write_block(block.first, &block.directory, &block.contents))
        };
        if durable {
            self.waiting = 0;
            return self.log.write_durably(&mut writer, |_| write());
        }
        write().map_err(|error| {
            writer.poisoned = true;
            AppendError::Store(error)
        })
    }

    /// Publishes all entries at once, if the streams still have the expected versions (those of before the import), and
    /// writes the anchor. When this returns they are on the disk (H2).
    ///
    /// # Errors
    /// As for [`Log::append`]; the import is gone without a trace.
    pub fn publish(mut self, expected: &[(String, u64)]) -> Result<(), AppendError> {
        let Some(draft) = self.draft.take() else { return Err(AppendError::Poisoned) };
        if draft.tip == self.log.state().tip {
            return Err(AppendError::Empty);
        }
        self.log.with_index(|index| draft::expect(expected, |stream| index.streams.version(stream)))??;
        let seal = self.seal.clone();
        let step = Step::of_bundles(&seal, &draft.records);
        {
            let mut writer = self.log.writer_anyway();
            self.log.write_durably(&mut writer, |store| self.log.write(store, &step))?;
        }
        let (first, last) = (self.log.state().tip.size() + 1, draft.tip.size());
        info!(first, last, "published a large batch");
        self.log.state_mut().publish_staged(std::mem::take(&mut self.staged), step, draft);
        // The entries are published; an anchor that could not be written is written at close.
        let _ = self.log.anchor();
        Ok(())
    }
}

impl Drop for Stage<'_> {
    fn drop(&mut self) {
        let mut writer = self.log.writer_anyway();
        if !self.staged.is_empty() && !writer.poisoned {
            // What stays beyond the seal would be in the way of the next entries: failing to remove it poisons the log,
            // and the next open removes it.
            let firsts: Vec<u64> = self.staged.iter().map(|block| block.first).collect();
            let _ = self.log.write_durably(&mut writer, |store| store.remove_blocks(&firsts));
        }
        writer.staging = false;
    }
}
