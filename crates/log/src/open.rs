//! Making and opening a ledger's folder. Every opening ends as good, as repaired, or as refused with the way out.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use tracing::info;

use crate::anchor::{Anchor, Reading};
use crate::bundle::{self, Cursor};
use crate::entry::ORIGIN_BYTES_MAX;
use crate::error::{Damage, Fault, FaultKind, InitError, OpenError, ReadError, Repair};
use crate::files;
use crate::head::{self, Scratch};
use crate::lock::{self, LockFile, Who};
use crate::log::Log;
use crate::record::Record;
use crate::seal::{FORMAT, Seal, SealFault, Tip};
use crate::state::State;
use crate::store::folder::{self, BEFORE, DB, NEW_STORE, OLD_STORE, STORE, is_copy};
use crate::store::snapshot::{self, Aside};
use crate::store::{Store, StoreError, is_damage};

impl Log {
    /// Makes a ledger in a folder that is empty or not there, and opens it. When this returns the folder, its name and
    /// all that is in it are on the disk. `origin` is the name under which its checkpoints will be signed; it never changes.
    ///
    /// # Errors
    /// When the folder holds anything, or cannot be written; when the origin cannot stand in a checkpoint.
    pub fn init(dir: &Path, origin: &str, who: &Who) -> Result<Log, InitError> {
        let known = |c: char| !(c.is_whitespace() || c.is_control() || c == '+');
        if !(1..=ORIGIN_BYTES_MAX).contains(&origin.len()) || !origin.chars().all(known) {
            return Err(InitError::Origin { origin: origin.to_owned() });
        }
        let failed = |source| InitError::Store { dir: dir.to_owned(), source };
        files::make_dir(dir).map_err(|error| failed(error.into()))?;
        let holds_something = fs::read_dir(dir).map_err(|error| failed(error.into()))?.next().is_some();
        if holds_something {
            return Err(InitError::NotEmpty { dir: dir.to_owned() });
        }
        create(dir, origin, who).map_err(|source| {
            // What was begun is taken away again: on a full disk the first error is the one to tell.
            let _ = fs::remove_dir_all(dir.join(STORE));
            let _ = fs::remove_file(Anchor::path(dir));
            failed(source)
        })
    }

    /// Opens the ledger in a folder. What follows the seal is read and checked, the anchor is compared with the tree,
    /// and what an import or a compaction left behind that was never published is removed. The indexes are built, and
    /// checked, when they are first needed; [`Log::verify`] reads everything.
    ///
    /// A ledger that is held is tried for a second. One that was not closed is copied before sled touches it, as is one
    /// whose file is shorter than the anchor remembers; the copy is removed when all is there.
    ///
    /// # Errors
    /// As [`OpenError`] says, each with what to do.
    pub fn open(dir: &Path, who: &Who) -> Result<Log, OpenError> {
        let log = Opening { dir, store_dir: dir.join(STORE), who }.run()?;
        let (entries, sealed) = (log.state().tip.size(), log.state().seal.size());
        info!(entries, sealed, repairs = log.repairs().len(), "opened the log");
        Ok(log)
    }
}

fn create(dir: &Path, origin: &str, who: &Who) -> Result<Log, StoreError> {
    let store_dir = dir.join(STORE);
    let store = Store::create(&store_dir, &Seal { origin: origin.to_owned(), tip: Tip::default() })?;
    let lock = LockFile::write(dir, who)?;
    let anchor = Anchor::new(origin.to_owned(), &Tip::default(), store.file_bytes()?, true);
    anchor.write(dir)?;
    Ok(Log::assemble(dir, origin.to_owned(), store, lock, anchor, State::default()))
}

/// The end of the log, the entries after the seal, and the first positions of their bundles.
type Tail = (Tip, Vec<Arc<Record>>, Vec<u64>);

/// Reads what follows the seal.
pub(crate) fn read_tail(store: &Store, seal: &Tip) -> Result<Tail, ReadError> {
    let (mut tip, mut tail, mut bundles, mut scratch) = (seal.clone(), Vec::new(), Vec::new(), Scratch::default());
    for (first, value) in store.bundles()? {
        let next = tip.size() + 1;
        let fault = |position, kind| ReadError::from(Fault { position, kind });
        let first = first.ok_or_else(|| fault(next, FaultKind::Key))?;
        if first != next {
            let kind = if first > next { FaultKind::Missing } else { FaultKind::Overlap };
            return Err(fault(next, kind));
        }
        let bundle = bundle::unpacked(&value).map_err(|bad| fault(first, bad.into()))?;
        let mut cursor = Cursor::start(&bundle).map_err(|bad| fault(first, bad.into()))?;
        while let Some(frame) = cursor.next(&bundle) {
            let position = tip.size() + 1;
            let frame = frame.map_err(|bad| fault(position, bad.into()))?;
            if tip.last.is_some_and(|last| frame.recorded < last) {
                return Err(fault(position, FaultKind::Recorded));
            }
            if !head::names(frame.rest, frame.id, frame.stream) {
                return Err(fault(position, FaultKind::Names));
            }
            if !head::commits(frame.rest, &frame.salt, frame.body) {
                return Err(fault(position, FaultKind::Commitment));
            }
            let record = Record::read(position, &frame, &mut scratch);
            tip.follow(record.recorded, record.ordinary, record.leaf);
            tail.push(Arc::new(record));
        }
        bundles.push(first);
    }
    Ok((tip, tail, bundles))
}

/// A store that is being opened, as far as there is doubt about it.
#[derive(Debug)]
struct Doubted {
    /// The store as it was before sled touched it.
    copy: Option<PathBuf>,
    /// The snapshots without which it was opened.
    aside: Option<Aside>,
}

struct Opening<'a> {
    dir: &'a Path,
    store_dir: PathBuf,
    who: &'a Who,
}

impl Opening<'_> {
    fn run(&self) -> Result<Log, OpenError> {
        let anchor = self.anchor()?;
        let mut repairs = Vec::new();
        repairs.extend(self.finish_compaction()?);
        for path in folder::needed(&self.store_dir) {
            if !self.is_there(&path)? {
                return Err(self.damaged(Damage::FileMissing { path }));
            }
        }
        let held = self.hold()?;
        repairs.extend(self.remove_compaction()?);
        self.refuse_blobs()?;
        let cleared = self.clear_unfinished_snapshot()?;
        repairs.extend(cleared.is_some().then_some(Repair::UnfinishedSnapshot));
        let copy = match cleared {
            Some(copy) => Some(copy),
            None => self.copy_if_in_doubt(&anchor)?,
        };
        drop(held);
        let mut store = Doubted { copy, aside: None };
        self.opened(&anchor, repairs, &mut store).map_err(|error| {
            self.put_back(store.aside.take());
            naming(error, store.copy)
        })
    }

    /// Puts back the snapshots without which a store was opened that is refused all the same, in the place of what sled has
    /// written since: the next opening meets the same damage, and does not take the store for one that nobody doubts.
    fn put_back(&self, aside: Option<Aside>) {
        let Some(aside) = aside else { return };
        // Whoever has the store now has opened it without them. The first error is the one to tell.
        let Ok(Some(_held)) = folder::hold(&self.store_dir) else { return };
        let _ = snapshot::all(&self.store_dir).and_then(|since| since.iter().try_for_each(fs::remove_file));
        let _ = aside.put_back().and_then(|()| files::sync_dir(&self.store_dir));
    }

    /// Opens the store and looks at it.
    fn opened(&self, anchor: &Anchor, mut repairs: Vec<Repair>, doubted: &mut Doubted) -> Result<Log, OpenError> {
        let store = self.open_store(doubted)?;
        let lock = LockFile::write(self.dir, self.who).map_err(|error| self.refused(error))?;
        let Some(seal) = self.seal(&store, anchor)? else { return Err(self.shorter(0, anchor, doubted.copy.take())) };
        let (tip, tail, bundles) = read_tail(&store, &seal.tip).map_err(|error| self.read_said(error))?;
        if tip.size() < anchor.size {
            return Err(self.shorter(tip.size(), anchor, doubted.copy.take()));
        }
        let state = State::new(tip, seal.tip, tail, bundles);
        let mut log = Log::assemble(self.dir, seal.origin, store, lock, anchor.clone(), state);
        let rebuilt = doubted.aside.as_ref().and_then(Aside::newest).map(|aside| Repair::DamagedSnapshot { aside });
        let every_entry = || if rebuilt.is_some() { log.check_index() } else { Ok(()) };
        let checked = self.check(&log, anchor).and_then(|()| every_entry().map_err(|error| self.read_said(error)));
        if let Err(error) = checked {
            log.leave();
            return Err(error);
        }
        repairs.extend(rebuilt);
        repairs.extend(self.remove_unpublished(&log)?);
        self.remove_copies().map_err(|error| self.refused(error))?;
        log.note_clock(self.who.since);
        Ok(log.repaired(repairs))
    }

    /// Whether the log is the one that the anchor remembers, and its sealed part what the seal says.
    fn check(&self, log: &Log, anchor: &Anchor) -> Result<(), OpenError> {
        if log.origin != anchor.origin {
            let (found, anchor) = (log.origin.clone(), anchor.origin.clone());
            return Err(self.damaged(Damage::AnotherLedger { found, anchor }));
        }
        let found = log.root(anchor.size).map_err(|error| self.read_said(error))?;
        if found != anchor.root {
            return Err(self.damaged(Damage::AnchorDisagrees { size: anchor.size, found, anchor: anchor.root }));
        }
        if !anchor.closed {
            let seal = log.state().seal.clone();
            let stored = log.frontier(seal.size()).map_err(|error| self.read_said(error))?;
            if stored != seal.tree {
                let fault = Fault { position: seal.size(), kind: FaultKind::Seal };
                return Err(self.damaged(Damage::Entries(fault)));
            }
        }
        Ok(())
    }

    /// Compacting puts a new store in the place of the old one by two renames: when only the first happened, it is undone.
    fn finish_compaction(&self) -> Result<Option<Repair>, OpenError> {
        let old = self.dir.join(OLD_STORE);
        if self.is_there(&self.store_dir)? || !self.is_there(&old.join(DB))? {
            return Ok(None);
        }
        // Whoever compacts holds the old store until all is done.
        let held = folder::hold(&old).map_err(|error| self.refused(error))?;
        let _held = held.ok_or_else(|| self.locked())?;
        if self.is_there(&self.store_dir)? {
            return Ok(None);
        }
        let undone = fs::rename(&old, &self.store_dir).and_then(|()| files::sync_dir(self.dir));
        undone.map_err(|error| self.refused(error))?;
        Ok(Some(Repair::UnfinishedCompaction))
    }

    /// Removes the stores that compacting left over.
    fn remove_compaction(&self) -> Result<Option<Repair>, OpenError> {
        let mut found = false;
        for name in [NEW_STORE, OLD_STORE] {
            let left = self.dir.join(name);
            if self.is_there(&left)? {
                if folder::is_held(&left) {
                    return Err(self.locked());
                }
                fs::remove_dir_all(&left).map_err(|error| self.refused(error))?;
                found = true;
            }
        }
        Ok(found.then_some(Repair::UnfinishedCompaction))
    }

    fn anchor(&self) -> Result<Anchor, OpenError> {
        let path = Anchor::path(self.dir);
        match Anchor::read(self.dir) {
            Ok(Reading::Anchor(anchor)) => Ok(anchor),
            Ok(Reading::Other { format }) => Err(self.other_format(format)),
            Ok(Reading::Unreadable) => Err(self.damaged(Damage::AnchorUnreadable { path })),
            Err(error) if is_absent(&error) => {
                if self.is_there(&self.store_dir.join(DB))? {
                    return Err(self.damaged(Damage::FileMissing { path }));
                }
                Err(OpenError::NotALedger { dir: self.dir.to_owned() })
            }
            Err(error) => Err(self.refused(error)),
        }
    }

    /// Holds the store before sled does, to look at it while nobody writes.
    fn hold(&self) -> Result<File, OpenError> {
        let held = folder::hold(&self.store_dir).map_err(|error| self.refused(error))?;
        held.ok_or_else(|| self.locked())
    }

    /// sled never syncs what it puts into `blobs`, and nothing this program writes is large enough to go there.
    fn refuse_blobs(&self) -> Result<(), OpenError> {
        match folder::blob(&self.store_dir) {
            Ok(None) => Ok(()),
            Ok(Some(path)) => Err(self.damaged(Damage::BlobsNotEmpty { path })),
            Err(error) if is_absent(&error) => Ok(()),
            Err(error) => Err(self.refused(error)),
        }
    }

    /// A snapshot that sled was writing when it was stopped keeps it from opening. It is only a shortcut to what is
    /// in `db`: the folder is copied, the snapshot removed, and every entry checked as always. The copy, if one was made.
    fn clear_unfinished_snapshot(&self) -> Result<Option<PathBuf>, OpenError> {
        let unfinished = snapshot::unfinished(&self.store_dir).map_err(|error| self.refused(error))?;
        if unfinished.is_empty() {
            return Ok(None);
        }
        let found = folder::bytes(&self.store_dir).map_err(|error| self.refused(error))?;
        let copy = self.copy_store(found)?;
        let removed = unfinished.iter().try_for_each(fs::remove_file).and_then(|()| files::sync_dir(&self.store_dir));
        removed.map_err(|error| self.refused(error))?;
        Ok(Some(copy))
    }

    /// sled overwrites a torn tail when it opens: a store that was not closed, or whose file is shorter than the anchor
    /// remembers, is copied before that.
    fn copy_if_in_doubt(&self, anchor: &Anchor) -> Result<Option<PathBuf>, OpenError> {
        let found = folder::bytes(&self.store_dir).map_err(|error| self.refused(error))?;
        if anchor.closed && found >= anchor.store_bytes {
            return Ok(None);
        }
        self.copy_store(found).map(Some)
    }

    fn copy_store(&self, found: u64) -> Result<PathBuf, OpenError> {
        let copy = self.dir.join(format!("{BEFORE}{found}"));
        if !self.is_there(&copy)? {
            files::copy_dir(&self.store_dir, &copy).map_err(|error| self.refused(error))?;
        }
        Ok(copy)
    }

    /// Removes what was copied before, also by openings that were stopped: the store is whole.
    fn remove_copies(&self) -> io::Result<()> {
        for item in fs::read_dir(self.dir)? {
            let item = item?;
            if is_copy(&item.file_name().to_string_lossy()) && item.file_type()?.is_dir() {
                fs::remove_dir_all(item.path())?;
            }
        }
        Ok(())
    }

    fn open_store(&self, doubted: &mut Doubted) -> Result<Store, OpenError> {
        loop {
            let error = match Store::open(&self.store_dir) {
                Ok(store) => return Ok(store),
                Err(error) => error,
            };
            if is_damage(&error) {
                return self.open_without_snapshot(error, doubted);
            }
            // Somebody may have been quicker between our look and sled's.
            if folder::is_held(&self.store_dir) {
                drop(self.hold()?);
                continue;
            }
            return Err(self.store_said(error));
        }
    }

    /// A damaged snapshot keeps sled from opening, though all of the log may be there: the store is copied, and opened without
    /// it. When that fails as well, the first error is the one to tell.
    fn open_without_snapshot(&self, error: StoreError, doubted: &mut Doubted) -> Result<Store, OpenError> {
        let snapshots = snapshot::all(&self.store_dir).map_err(|error| self.refused(error))?;
        if snapshots.is_empty() {
            return Err(self.store_said(error));
        }
        if doubted.copy.is_none() {
            let found = folder::bytes(&self.store_dir).map_err(|error| self.refused(error))?;
            doubted.copy = Some(self.copy_store(found)?);
        }
        let aside = Aside::set(snapshots, self.dir).map_err(|error| self.refused(error))?;
        doubted.aside = Some(aside);
        Store::open(&self.store_dir).map_err(|_| self.store_said(error))
    }

    /// The seal; none when nothing is left of a log that had entries.
    fn seal(&self, store: &Store, anchor: &Anchor) -> Result<Option<Seal>, OpenError> {
        let Some(bytes) = store.seal().map_err(|error| self.store_said(error))? else {
            return if anchor.size > 0 { Ok(None) } else { Err(self.damaged(Damage::Seal)) };
        };
        Seal::decode(&bytes).map(Some).map_err(|fault| match fault {
            SealFault::Newer { format } => self.other_format(format),
            SealFault::Unreadable => self.damaged(Damage::Seal),
        })
    }

    fn shorter(&self, found: u64, anchor: &Anchor, before: Option<PathBuf>) -> OpenError {
        let copy = self.dir.join(format!("store.shorter-{found}"));
        let kept = match before {
            // An earlier opening has kept it.
            Some(before) if copy.exists() => fs::remove_dir_all(before),
            Some(before) => fs::rename(before, &copy).and_then(|()| files::sync_dir(self.dir)),
            None if copy.exists() => Ok(()),
            None => files::copy_dir(&self.store_dir, &copy),
        };
        match kept {
            Ok(()) => OpenError::ShorterThanAnchor { dir: self.dir.to_owned(), found, anchor: anchor.size, copy },
            Err(error) => self.refused(error),
        }
    }

    fn remove_unpublished(&self, log: &Log) -> Result<Option<Repair>, OpenError> {
        let seal = log.state().seal.size();
        let beyond = log.store.blocks_from(seal + 1).map_err(|error| self.store_said(error))?;
        if beyond.is_empty() {
            return Ok(None);
        }
        let removed = log.store.remove_blocks(&beyond).and_then(|()| log.store.make_durable());
        removed.map_err(|error| self.store_said(error))?;
        Ok(Some(Repair::UnpublishedImport { blocks: beyond.len() }))
    }

    fn is_there(&self, path: &Path) -> Result<bool, OpenError> {
        match path.try_exists() {
            Ok(there) => Ok(there),
            Err(error) if is_absent(&error) => Ok(false),
            Err(error) => Err(self.refused(error)),
        }
    }

    fn refused(&self, error: io::Error) -> OpenError {
        OpenError::Store { dir: self.dir.to_owned(), source: error.into() }
    }

    fn store_said(&self, error: StoreError) -> OpenError {
        if is_damage(&error) {
            return self.damaged(Damage::Store(error));
        }
        OpenError::Store { dir: self.dir.to_owned(), source: error }
    }

    fn read_said(&self, error: ReadError) -> OpenError {
        match error {
            ReadError::Store(error) => self.store_said(error),
            ReadError::Damaged(fault) => self.damaged(Damage::Entries(fault)),
        }
    }

    fn damaged(&self, damage: Damage) -> OpenError {
        OpenError::Damaged { dir: self.dir.to_owned(), damage: Box::new(damage), copy: None }
    }

    fn locked(&self) -> OpenError {
        OpenError::Locked { dir: self.dir.to_owned(), holder: lock::holder(self.dir) }
    }

    fn other_format(&self, found: u16) -> OpenError {
        OpenError::OtherFormat { dir: self.dir.to_owned(), found, known: FORMAT }
    }
}

/// Says in a refusal where the store was copied to, if the copy is still there.
fn naming(error: OpenError, kept: Option<PathBuf>) -> OpenError {
    match error {
        OpenError::Damaged { dir, damage, copy: None } => {
            OpenError::Damaged { dir, damage, copy: kept.filter(|kept| kept.is_dir()).map(PathBuf::into_boxed_path) }
        }
        other @ (OpenError::Damaged { .. }
        | OpenError::ShorterThanAnchor { .. }
        | OpenError::NotALedger { .. }
        | OpenError::Locked { .. }
        | OpenError::OtherFormat { .. }
        | OpenError::Store { .. }) => other,
    }
}

fn is_absent(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory)
}
