//! The log itself: one writer at a time, any number of readers.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

use crate::anchor::Anchor;
use crate::block::Block;
use crate::clock::Clock;
use crate::draft::Draft;
use crate::entry::{Commit, Written};
use crate::error::{AppendError, Fault, FaultKind, ReadError, Repair};
use crate::index::Index;
use crate::lock::LockFile;
use crate::noted;
use crate::seal::{Seal, Tip};
use crate::state::{State, Step};
use crate::store::{Store, StoreError, Syncing};
use crate::time::Micros;

/// Between two anchors written while the log grows, by the clock of the commits.
const ANCHOR_EVERY: Micros = 1_000_000;

/// An open log, locked against all other processes until it is closed or dropped.
#[derive(Debug)]
pub struct Log {
    pub(crate) dir: PathBuf,
    pub(crate) origin: String,
    pub(crate) repairs: Vec<Repair>,
    /// The note of the clock as it was when the log was opened.
    pub(crate) noted: Option<Micros>,
    /// What the clock said then, while it is still to be noted.
    pub(crate) to_note: Option<Micros>,
    pub(crate) state: RwLock<State>,
    pub(crate) writer: Mutex<Writer>,
    /// Blocks that were read last.
    pub(crate) blocks: Mutex<Vec<Arc<Block>>>,
    /// Nodes of the tree that were found to lead to the seal.
    pub(crate) proven: Mutex<Proven>,
    // Before the store: the file that says who holds the lock goes before the lock does.
    pub(crate) lock: Option<LockFile>,
    pub(crate) store: Store,
}

/// Nodes of the tree, by level and index, that lead to the seal.
pub(crate) type Proven = hashbrown::HashMap<(u32, u64), hovedbok_tree::Hash>;

/// What only the writer looks at.
#[derive(Debug)]
pub(crate) struct Writer {
    /// A write failed: what is on the disk is not known.
    pub(crate) poisoned: bool,
    /// A staged import is under way.
    pub(crate) staging: bool,
    /// The instant that the next entry follows is known to be the last one's.
    instant_is_checked: bool,
    /// The anchor on the disk.
    pub(crate) anchor: Anchor,
    /// When it was written while the log grew.
    anchored: Micros,
}

impl Writer {
    pub(crate) fn new(anchor: Anchor) -> Writer {
        Writer { poisoned: false, staging: false, instant_is_checked: false, anchor, anchored: Micros::MIN }
    }
}

impl Log {
    pub(crate) fn assemble(
        dir: &Path,
        origin: String,
        store: Store,
        lock: LockFile,
        anchor: Anchor,
        state: State,
    ) -> Log {
        Log {
            dir: dir.to_owned(),
            origin,
            repairs: Vec::new(),
            noted: noted::read(dir),
            to_note: None,
            state: RwLock::new(state),
            writer: Mutex::new(Writer::new(anchor)),
            blocks: Mutex::default(),
            proven: Mutex::default(),
            lock: Some(lock),
            store,
        }
    }

    pub(crate) fn repaired(mut self, repairs: Vec<Repair>) -> Log {
        self.repairs = repairs;
        self
    }

    /// Holds the clock against the entries that there are and the note of the clock, as recording something now would.
    ///
    /// # Errors
    /// [`AppendError::ClockAhead`], [`AppendError::ClockBehind`] or [`AppendError::TimeOutOfRange`].
    pub fn check_clock(&self, now: Micros) -> Result<(), AppendError> {
        let clock = Clock { now, noted: self.noted, confirmed: false };
        clock.recorded(&self.state().tip).map(drop)
    }

    /// Notes what the clock says, when it can be believed: a wrong one does not become right by being noted. Without an
    /// ordinary entry there is nothing to believe it by. A first note is a new file, and waits until the log is closed:
    /// whatever is refused leaves none.
    pub(crate) fn note_clock(&mut self, now: Micros) {
        if noted::is_there(&self.dir) { self.note(now) } else { self.to_note = Some(now) }
    }

    fn note(&self, now: Micros) {
        if self.last_ordinary().is_some() && self.check_clock(now).is_ok() {
            noted::write(&self.dir, self.noted, now);
        }
    }

    /// Makes no file that is not there yet, also when it is closed: for a trial.
    pub fn for_trial(&mut self) {
        self.to_note = None;
    }

    /// Gives the lock back without touching the anchor: for a log that is not believed.
    pub(crate) fn leave(mut self) {
        self.lock = None;
    }

    /// What was repaired when the log was opened, to report to the user; mostly nothing.
    #[must_use]
    pub fn repairs(&self) -> &[Repair] {
        &self.repairs
    }

    /// The ledger's folder.
    #[must_use]
    pub fn dir(&self) -> &Path {
        &self.dir
    }

    /// The name under which its checkpoints are signed, fixed when the ledger was made.
    #[must_use]
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// Records a commit whole or not at all. When this returns its entries are on the disk (H2).
    ///
    /// Checked in this order: that the commit has entries, that their ids are free, the expected end and versions, then entry by
    /// entry its name, framing, instant and size. `now` is what the clock says; entries that bring their own instant are
    /// not checked against it.
    ///
    /// # Errors
    /// A refusal that names what is wrong, nothing recorded; or, when the disk failed, an error after which every append
    /// is refused until the log is opened again.
    pub fn append(&self, commit: &Commit, now: Micros) -> Result<Vec<Written>, AppendError> {
        self.append_group(&[(commit, now)]).pop().unwrap_or(Err(AppendError::Empty))
    }

    /// Whether a commit would be recorded, as far as the log decides that: nothing is written.
    ///
    /// # Errors
    /// The refusal that [`Log::append`] would give.
    pub fn may_append(&self, commit: &Commit, now: Micros) -> Result<(), AppendError> {
        let mut draft = Draft::after(&self.state().tip);
        self.with_index(|index| draft.commit(index, commit, now, self.noted))?.map(drop)
    }

    /// Records commits one after the other, all that are not refused with one write and one sync. A refused one changes
    /// nothing for the others.
    pub(crate) fn append_group(&self, commits: &[(&Commit, Micros)]) -> Vec<Result<Vec<Written>, AppendError>> {
        let mut outcomes = Vec::with_capacity(commits.len());
        if let Err(error) = self.write_group(commits, &mut outcomes) {
            // Nothing was acknowledged. Who was refused for a reason of its own keeps that; one of the others is told what
            // happened, the rest what is so since.
            let mut first = Some(error);
            outcomes.resize_with(commits.len(), || Ok(Vec::new()));
            for outcome in outcomes.iter_mut().filter(|outcome| outcome.is_ok()) {
                *outcome = Err(first.take().unwrap_or_else(|| self.refusal()));
            }
        }
        outcomes
    }

    /// Why nothing can be appended now.
    fn refusal(&self) -> AppendError {
        match (self.writer().map(drop), self.with_index(|_| ())) {
            (Err(error), _) => error,
            (Ok(()), Err(error)) => error.into(),
            (Ok(()), Ok(())) => AppendError::Poisoned,
        }
    }

    fn write_group(
        &self,
        commits: &[(&Commit, Micros)],
        outcomes: &mut Vec<Result<Vec<Written>, AppendError>>,
    ) -> Result<(), AppendError> {
        let mut writer = self.writer()?;
        self.check_instant(&mut writer)?;
        let mut draft = Draft::after(&self.state().tip);
        self.with_index(|index| {
            outcomes.extend(commits.iter().map(|(commit, now)| draft.commit(index, commit, *now, self.noted)));
        })?;
        if draft.records.is_empty() {
            return Ok(());
        }
        let step = self.state().step(&draft.records)?;
        let sealed = step.seal.is_some();
        self.write_step(&mut writer, step, draft)?;
        let now = commits.iter().map(|(_, now)| *now).max().unwrap_or(Micros::MIN);
        if sealed && now.saturating_sub(writer.anchored) >= ANCHOR_EVERY {
            writer.anchored = now;
            // What was acknowledged is on the disk; the anchor is written again at close.
            let _ = self.write_anchor(&mut writer, false);
        }
        Ok(())
    }

    /// Writes a step, makes it durable, and lets readers see it together with the draft it was made of.
    pub(crate) fn write_step(&self, writer: &mut Writer, step: Step, draft: Draft) -> Result<(), AppendError> {
        self.write_durably(writer, |store| self.write(store, &step))?;
        self.state_mut().publish(step, draft);
        // Only speed is lost without it.
        let _ = self.store.make_room();
        Ok(())
    }

    pub(crate) fn write(&self, store: &Store, step: &Step) -> Result<(), StoreError> {
        step.blocks.iter().try_for_each(|block| store.write_block(block.first, &block.directory, &block.contents))?;
        let seal = step.seal.clone().map(|tip| self.seal_record(tip));
        store.publish(&step.bundles, &step.forget, seal.as_ref())
    }

    pub(crate) fn seal_record(&self, tip: Tip) -> Seal {
        Seal { origin: self.origin.clone(), tip }
    }

    /// Writes and makes durable. Any error poisons the log: the disk may hold more or less than was said.
    pub(crate) fn write_durably(
        &self,
        writer: &mut Writer,
        write: impl FnOnce(&Store) -> Result<(), StoreError>,
    ) -> Result<(), AppendError> {
        let written =
            self.note_writing(writer).and_then(|()| write(&self.store)).and_then(|()| self.store.make_durable());
        written.map_err(|error| {
            writer.poisoned = true;
            AppendError::Store(error)
        })
    }

    /// Once a process: that the instant which the next entry must not lie before (H3) is that of the last entry. The seal,
    /// which says so where nothing follows it, is not under the root.
    pub(crate) fn check_instant(&self, writer: &mut Writer) -> Result<(), ReadError> {
        if !writer.instant_is_checked {
            let (size, last) = (self.size(), self.last_recorded());
            if self.get(size)?.map(|entry| entry.recorded) != last {
                return Err(Fault { position: size, kind: FaultKind::Seal }.into());
            }
            writer.instant_is_checked = true;
        }
        Ok(())
    }

    /// The anchor says whether the ledger was closed: before the first write it is written again.
    pub(crate) fn note_writing(&self, writer: &mut Writer) -> Result<(), StoreError> {
        if writer.anchor.closed { self.write_anchor(writer, false) } else { Ok(()) }
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

    pub(crate) fn state_mut(&self) -> RwLockWriteGuard<'_, State> {
        self.state.write().unwrap_or_else(PoisonError::into_inner)
    }

    /// Asks the indexes, which are built when they are first needed.
    pub(crate) fn with_index<T>(&self, ask: impl FnOnce(&Index) -> T) -> Result<T, ReadError> {
        if let Some(index) = self.state().index() {
            return Ok(ask(index));
        }
        Ok(ask(self.state_mut().load_index(&self.store)?))
    }

    /// Makes sure that the indexes say of streams and ids what the heads say: they are built from directories, which the
    /// tree does not cover by themselves. What they say is then known to be all there is. Every head is read once; after
    /// a whole verification, or where the log began empty, there is nothing to do.
    ///
    /// # Errors
    /// As [`Log::verify`].
    pub fn check_index(&self) -> Result<(), ReadError> {
        self.with_index(|_| ())?;
        if self.state().index_is_checked() {
            return Ok(());
        }
        self.verify(0, |(), _| Ok(()), |_| ()).map(drop)
    }

    /// Writes the anchor when it has fallen behind; durable when this returns.
    ///
    /// # Errors
    /// When the folder cannot be written.
    pub fn anchor(&self) -> Result<(), StoreError> {
        let mut writer = self.writer_anyway();
        let closed = writer.anchor.closed;
        self.write_anchor(&mut writer, closed)
    }

    /// Writes what the anchor is to say, unless it says so already.
    pub(crate) fn write_anchor(&self, writer: &mut Writer, closed: bool) -> Result<(), StoreError> {
        let anchor = {
            let tip = &self.state().tip;
            Anchor::new(self.origin.clone(), tip, self.store.file_bytes()?, closed)
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
        if let Some(now) = self.to_note.take() {
            self.note(now);
        }
        self.finish()
    }

    fn finish(&mut self) -> Result<(), StoreError> {
        let anchored = {
            let mut writer = self.writer_anyway();
            // After a failed write nobody knows what the disk holds: the next opening looks closely.
            let closed = !writer.poisoned;
            self.write_anchor(&mut writer, closed)
        };
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
