//! Compacting: the log is written into a fresh store in full blocks, checked against the hash tree, and put in the place of
//! the old one. No byte of an entry changes, so neither does the root.

use std::fs;
use std::sync::{Arc, PoisonError};

use tracing::{info, info_span};

use crate::anchor::Anchor;
use crate::block::ENTRIES_MAX;
use crate::entry::EntryRef;
use crate::error::{Fault, FaultKind, ReadError};
use crate::frame::Frame;
use crate::head::{self, Scratch};
use crate::log::{Log, Proven};
use crate::record::Record;
use crate::seal::Tip;
use crate::state::{State, Step};
use crate::store::folder::{self, NEW_STORE, OLD_STORE, STORE};
use crate::store::{Store, StoreError};
use crate::{bundle, files, time};

/// Blocks that are written together before they are made durable.
const BATCH_BLOCKS: usize = 10;

/// What compacting has saved.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Compacted {
    /// Bytes of the store's file before.
    pub before: u64,
    /// Bytes of the store's file afterwards.
    pub after: u64,
}

impl Log {
    /// Writes everything into a fresh store and puts it in the place of the old one. `progress` is given how many
    /// entries were written since it was last called. When this fails, or the machine stops, the old store is still
    /// there.
    ///
    /// # Errors
    /// When the log cannot be read or is damaged, or the folder cannot be written. After an error while the stores are
    /// swapped the log must be opened again.
    pub fn compact(&mut self, mut progress: impl FnMut(u64)) -> Result<Compacted, ReadError> {
        let _span = info_span!("compact").entered();
        let before = self.store.file_bytes()?;
        let new = self.dir.join(NEW_STORE);
        let written = self.write_anew(&new, &mut progress);
        let state = match written {
            Ok(state) => state,
            Err(error) => {
                // The first error is the one to report.
                let _ = fs::remove_dir_all(&new);
                return Err(error);
            }
        };
        self.swap(state)?;
        let after = self.store.file_bytes()?;
        info!(entries = self.state().tip.size(), bytes_before = before, bytes_after = after, "wrote the store again");
        Ok(Compacted { before, after })
    }

    /// Writes the whole log into a store in its own folder.
    fn write_anew(&self, dir: &std::path::Path, progress: &mut dyn FnMut(u64)) -> Result<State, ReadError> {
        if dir.exists() {
            fs::remove_dir_all(dir).map_err(StoreError::from)?;
        }
        let empty = self.seal_record(Tip::default());
        let store = Store::create(dir, &empty)?;
        let (mut seal, mut tip, mut waiting, mut scratch) =
            (Tip::default(), Tip::default(), Vec::new(), Scratch::default());
        let mut undurable = 0;
        self.read::<ReadError>(1..=u64::MAX, |entry| {
            let record = record(entry, &mut scratch)?;
            tip.follow(record.recorded, record.ordinary, record.leaf);
            waiting.push(Arc::new(record));
            if waiting.len() as u64 == ENTRIES_MAX {
                let mut step = Step::default();
                step.seal(&mut seal, &std::mem::take(&mut waiting))?;
                undurable += step.blocks.len();
                step.blocks
                    .iter()
                    .try_for_each(|block| store.write_block(block.first, &block.directory, &block.contents))?;
                if undurable >= BATCH_BLOCKS {
                    undurable = 0;
                    store.make_durable()?;
                }
                progress(ENTRIES_MAX);
            }
            Ok(())
        })?;
        progress(waiting.len() as u64);
        let known = self.state().tip.clone();
        if tip != known {
            return Err(Fault { position: known.size(), kind: FaultKind::Tree }.into());
        }
        let bundles = bundle::bundles(seal.size() + 1, &waiting);
        store.publish(&bundles, &[], Some(&self.seal_record(seal.clone())))?;
        store.make_durable()?;
        drop(store);
        files::sync_dir(dir).map_err(StoreError::from)?;
        Ok(State::new(tip, seal, waiting, bundles.iter().map(|(first, _)| *first).collect()))
    }

    fn swap(&mut self, state: State) -> Result<(), StoreError> {
        let (store, new, old) = (self.dir.join(STORE), self.dir.join(NEW_STORE), self.dir.join(OLD_STORE));
        {
            // Until all is done the anchor says that the ledger was not closed.
            let mut writer = self.writer_anyway();
            self.write_anchor(&mut writer, false)?;
            writer.poisoned = true;
        }
        files::sync_dir(&self.dir)?;
        fs::rename(&store, &old)?;
        fs::rename(&new, &store)?;
        files::sync_dir(&self.dir)?;
        // Another process may look at the new store for a moment before it finds the old one held, and leaves.
        drop(folder::hold(&store)?);
        let fresh = Store::open(&store)?;
        fresh.sync_as(&self.store);
        self.store = fresh;
        *self.state.get_mut().unwrap_or_else(PoisonError::into_inner) = state;
        self.blocks.get_mut().unwrap_or_else(PoisonError::into_inner).clear();
        *self.proven.get_mut().unwrap_or_else(PoisonError::into_inner) = Proven::default();
        let anchor = Anchor::new(self.origin.clone(), &self.state().tip, self.store.file_bytes()?, false);
        anchor.write(&self.dir)?;
        let writer = self.writer.get_mut().unwrap_or_else(PoisonError::into_inner);
        (writer.poisoned, writer.anchor) = (false, anchor);
        fs::remove_dir_all(&old)?;
        files::sync_dir(&self.dir)?;
        Ok(())
    }
}

/// The entry as a record: its head without the fields that the log writes is the rest.
fn record(entry: &EntryRef<'_>, scratch: &mut Scratch) -> Result<Record, ReadError> {
    let mut begun = Vec::new();
    head::begin(entry.seq, entry.recorded, entry.version, &mut time::Writer::default(), &mut begun);
    let fault = || Fault { position: entry.seq, kind: FaultKind::Leaf };
    let rest = entry.head.strip_prefix(begun.as_slice()).ok_or_else(fault)?;
    let frame = Frame {
        ordinary: entry.ordinary,
        recorded: entry.recorded,
        version: entry.version,
        id: entry.id,
        salt: entry.salt,
        stream: entry.stream,
        rest,
        body: entry.body,
    };
    Ok(Record::read(entry.seq, &frame, scratch))
}
