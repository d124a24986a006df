//! The log itself: one writer at a time, any number of readers.

use crate::anchor::Anchor;
use crate::clock::Clock;
use crate::draft::{Draft, State};
use crate::entry::{Commit, Written};
use crate::error::{AppendError, Repair};
use crate::lock::LockFile;
use crate::store::{Store, StoreError, Syncing};
use crate::time::Micros;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError, RwLock, RwLockReadGuard};

/// An open log, held against all other processes until it is closed or dropped.
#[derive(Debug)]
pub struct Log {
    dir: PathBuf,
    repairs: Vec<Repair>,
    state: RwLock<State>,
    writer: Mutex<Writer>,
    // Before the store: the file that says who holds the lock goes before the lock does.
    lock: Option<LockFile>,
    store: Store,
}

/// What only the one who writes looks at.
#[derive(Debug)]
pub(crate) struct Writer {
    /// A write failed: what is on the disk is not known.
    pub(crate) poisoned: bool,
    /// A staged import is under way.
    pub(crate) staging: bool,
    /// The anchor on the disk.
    anchor: Anchor,
}

impl Log {
    pub(crate) fn assemble(dir: &Path, store: Store, lock: LockFile, anchor: Anchor, state: State) -> Self {
        let writer = Writer { poisoned: false, staging: false, anchor };
        Self {
            dir: dir.to_owned(),
            repairs: Vec::new(),
            state: RwLock::new(state),
            writer: Mutex::new(writer),
            lock: Some(lock),
            store,
        }
    }

    pub(crate) fn repaired(mut self, repairs: Vec<Repair>) -> Self {
        self.repairs = repairs;
        self
    }

    /// What opening the log has put right, to be told to the user; mostly nothing.
    #[must_use]
    pub fn repairs(&self) -> &[Repair] {
        &self.repairs
    }

    /// The ledger's folder.
    #[must_use]
    pub fn dir(&self) -> &Path {
        &self.dir
    }

    /// Records a commit whole or not at all. When this returns its entries are on the disk (H2).
    ///
    /// Checked in this order: that the commit has entries, that their ids are free, the expected versions, then entry by
    /// entry its name, framing, instant and size. `now` is what the clock says; entries that bring their own instant are
    /// not held against it.
    ///
    /// # Errors
    /// A refusal that names what is wrong, nothing recorded; or, when the disk failed, an error after which every append
    /// is refused until the log is opened again.
    pub fn append(&self, commit: &Commit, now: Micros) -> Result<Vec<Written>, AppendError> {
        if commit.entries.is_empty() {
            return Err(AppendError::Empty);
        }
        let mut writer = self.writer()?;
        let clock = Clock { now, confirmed: commit.clock_ok };
        let (draft, written) = {
            let state = self.state();
            commit.entries.iter().try_for_each(|entry| state.id_free(entry.id))?;
            state.expect(&commit.expected)?;
            let mut draft = Draft::after(&state.tip);
            let push = |entry| draft.push(&state, entry, clock);
            let written = commit.entries.iter().map(push).collect::<Result<_, _>>()?;
            (draft, written)
        };
        self.publish(&mut writer, draft)?;
        Ok(written)
    }

    /// Writes what is left of a draft together with its tip, makes that durable, and lets readers see it.
    pub(crate) fn publish(&self, writer: &mut Writer, mut draft: Draft) -> Result<(), AppendError> {
        let bundles = draft.take_rest();
        self.durably(writer, |store| store.publish(bundles, &draft.tip))?;
        self.state.write().unwrap_or_else(PoisonError::into_inner).publish(draft);
        Ok(())
    }

    /// Writes and makes durable. Any error poisons the log: the disk may hold more or less than was said.
    pub(crate) fn durably(
        &self,
        writer: &mut Writer,
        write: impl FnOnce(&Store) -> Result<(), StoreError>,
    ) -> Result<(), AppendError> {
        write(&self.store).and_then(|()| self.store.make_durable()).map_err(|error| {
            writer.poisoned = true;
            AppendError::Store(error)
        })
    }

    /// The right to write, unless the log is poisoned or an import is under way.
    pub(crate) fn writer(&self) -> Result<MutexGuard<'_, Writer>, AppendError> {
        let writer = self.writer_anyway();
        if writer.poisoned {
            return Err(AppendError::Poisoned);
        }
        if writer.staging {
            return Err(AppendError::Busy);
        }
        Ok(writer)
    }

    pub(crate) fn writer_anyway(&self) -> MutexGuard<'_, Writer> {
        // A panic while writing leaves nothing half done in memory: readers see a draft only when it is durable.
        self.writer.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn state(&self) -> RwLockReadGuard<'_, State> {
        self.state.read().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn store(&self) -> &Store {
        &self.store
    }

    /// Writes the anchor when it has fallen behind; durable when this returns.
    ///
    /// # Errors
    /// When the folder cannot be written.
    pub fn anchor(&self) -> Result<(), StoreError> {
        let mut writer = self.writer_anyway();
        let anchor = {
            let tip = &self.state().tip;
            Anchor::new(tip.size, tip.last, self.store.file_bytes()?)
        };
        if writer.anchor != anchor {
            anchor.write(&self.dir)?;
            writer.anchor = anchor;
        }
        Ok(())
    }

    /// Closes the log: writes the anchor and gives the lock back. Dropping does the same and keeps errors to itself.
    ///
    /// # Errors
    /// When the anchor cannot be written. What was acknowledged is on the disk all the same.
    pub fn close(mut self) -> Result<(), StoreError> {
        self.finish()
    }

    fn finish(&mut self) -> Result<(), StoreError> {
        let anchored = self.anchor();
        self.lock = None;
        anchored
    }

    /// Decides how writes are made durable: for tests that must fail without it.
    #[doc(hidden)]
    pub fn set_syncing(&self, syncing: Syncing) {
        self.store.set_syncing(syncing);
    }
}

impl Drop for Log {
    fn drop(&mut self) {
        if self.lock.is_some() {
            // Without the newest anchor the next open only knows less about what must be there.
            let _ = self.finish();
        }
    }
}
