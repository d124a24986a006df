//! Making and opening a ledger's folder. Every opening ends as good, as put right, or as refused with the way out.

use crate::anchor::{Anchor, Reading};
use crate::draft::State;
use crate::error::{Damage, InitError, OpenError, ReadError, Repair};
use crate::files;
use crate::index::Index;
use crate::lock::{self, LockFile, Who};
use crate::log::Log;
use crate::scan::{self, Found};
use crate::store::{Store, StoreError};
use crate::tip::{FORMAT, SEGMENT_BYTES, Tip, TipFault};
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

impl Log {
    /// Makes a ledger in a folder that is empty or not there, and opens it. When this returns the folder, its name and
    /// all that is in it are on the disk.
    ///
    /// # Errors
    /// When the folder holds anything, or cannot be written.
    pub fn init(dir: &Path, who: &Who) -> Result<Self, InitError> {
        let failed = |source| InitError::Store { dir: dir.to_owned(), source };
        files::make_dir(dir).map_err(|error| failed(error.into()))?;
        let holds_something = fs::read_dir(dir).map_err(|error| failed(error.into()))?.next().is_some();
        if holds_something {
            return Err(InitError::NotEmpty { dir: dir.to_owned() });
        }
        create(dir, who).map_err(failed)
    }

    /// Opens the ledger in a folder. Every entry is read once: the indexes are built from them, and order, gaps, instants,
    /// versions, ids and framing are checked. What an import left behind that was never published is removed.
    ///
    /// A ledger that is held is tried for a second. A store that ends before its anchor is copied aside and refused.
    ///
    /// # Errors
    /// As [`OpenError`] says, each with what to do.
    pub fn open(dir: &Path, who: &Who) -> Result<Self, OpenError> {
        Opening { dir, store_dir: dir.join("store"), who }.run()
    }
}

fn create(dir: &Path, who: &Who) -> Result<Log, StoreError> {
    let store_dir = dir.join("store");
    let store = Store::open(&store_dir, SEGMENT_BYTES)?;
    let lock = LockFile::write(dir, who)?;
    let tip = Tip::default();
    store.publish(Vec::new(), &tip)?;
    store.make_durable()?;
    // sled syncs neither its settings nor its folders.
    File::open(store_dir.join("conf"))?.sync_all()?;
    files::sync_dir(&store_dir.join("blobs"))?;
    files::sync_dir(&store_dir)?;
    let anchor = Anchor::new(0, None, store.file_bytes()?);
    anchor.write(dir)?;
    Ok(Log::assemble(dir, store, lock, anchor, State { tip, index: Index::default() }))
}

struct Opening<'a> {
    dir: &'a Path,
    store_dir: PathBuf,
    who: &'a Who,
}

impl Opening<'_> {
    fn run(&self) -> Result<Log, OpenError> {
        let anchor = self.anchor()?;
        for name in ["db", "conf"] {
            let path = self.store_dir.join(name);
            if !self.is_there(&path)? {
                return Err(self.damaged(Damage::FileMissing { path }));
            }
        }
        let held = self.hold()?;
        self.refuse_blobs()?;
        let mut repairs = Vec::new();
        repairs.extend(self.clear_unfinished_snapshot()?);
        let copy = self.copy_if_short(&anchor)?;
        drop(held);
        let store = self.open_store(&anchor)?;
        let lock = LockFile::write(self.dir, self.who).map_err(|error| self.refused(error))?;
        let tip = self.tip(&store, &anchor)?;
        if tip.size < anchor.size {
            return Err(self.shorter(tip.size, &anchor, copy));
        }
        let found = self.entries(&store, &tip, &anchor)?;
        repairs.extend(self.remove_unpublished(&store, &found)?);
        if let Some(copy) = copy {
            // The store is whole after all.
            fs::remove_dir_all(copy).map_err(|error| self.refused(error))?;
        }
        let state = State { tip, index: found.index };
        Ok(Log::assemble(self.dir, store, lock, anchor, state).repaired(repairs))
    }

    fn anchor(&self) -> Result<Anchor, OpenError> {
        let path = Anchor::path(self.dir);
        match Anchor::read(self.dir) {
            Ok(Reading::Anchor(anchor)) => Ok(anchor),
            Ok(Reading::Newer { format }) => Err(self.too_new(format)),
            Ok(Reading::Unreadable) => Err(self.damaged(Damage::AnchorUnreadable { path })),
            Err(error) if is_absent(&error) => {
                if self.is_there(&self.store_dir.join("db"))? {
                    return Err(self.damaged(Damage::FileMissing { path }));
                }
                Err(OpenError::NotALedger { dir: self.dir.to_owned() })
            }
            Err(error) => Err(self.refused(error)),
        }
    }

    /// Holds the store before sled does, to look at it while nobody writes.
    fn hold(&self) -> Result<File, OpenError> {
        let held = lock::hold(&self.store_dir.join("db")).map_err(|error| self.refused(error))?;
        held.ok_or_else(|| self.locked())
    }

    /// sled never syncs what it puts into `blobs`, and nothing this program writes is large enough to go there.
    fn refuse_blobs(&self) -> Result<(), OpenError> {
        let mut blobs = match fs::read_dir(self.store_dir.join("blobs")) {
            Ok(blobs) => blobs,
            Err(error) if is_absent(&error) => return Ok(()),
            Err(error) => return Err(self.refused(error)),
        };
        if let Some(blob) = blobs.next() {
            let path = blob.map_err(|error| self.refused(error))?.path();
            return Err(self.damaged(Damage::BlobsNotEmpty { path }));
        }
        Ok(())
    }

    /// A snapshot that sled was writing when it was stopped keeps it from opening. It is only a shortcut to what stands
    /// in `db`: the folder is copied, the snapshot removed, and every entry checked as always.
    fn clear_unfinished_snapshot(&self) -> Result<Option<Repair>, OpenError> {
        let unfinished = self.unfinished_snapshots().map_err(|error| self.refused(error))?;
        if unfinished.is_empty() {
            return Ok(None);
        }
        let copy = files::free_name(self.dir, "store.unfinished");
        let cleared = files::copy_dir(&self.store_dir, &copy)
            .and_then(|()| unfinished.iter().try_for_each(fs::remove_file))
            .and_then(|()| files::sync_dir(&self.store_dir));
        cleared.map_err(|error| self.refused(error))?;
        Ok(Some(Repair::UnfinishedSnapshot { copy }))
    }

    fn unfinished_snapshots(&self) -> io::Result<Vec<PathBuf>> {
        let mut found = Vec::new();
        for item in fs::read_dir(&self.store_dir)? {
            let item = item?;
            let name = item.file_name();
            let name = name.to_string_lossy();
            if name.starts_with("snap.") && name.ends_with(".generating") {
                found.push(item.path());
            }
        }
        Ok(found)
    }

    /// sled overwrites a torn tail when it opens: a file shorter than the anchor remembers is copied before that.
    fn copy_if_short(&self, anchor: &Anchor) -> Result<Option<PathBuf>, OpenError> {
        let found = fs::metadata(self.store_dir.join("db")).map_err(|error| self.refused(error))?.len();
        if found >= anchor.store_bytes {
            return Ok(None);
        }
        let copy = self.dir.join(format!("store.before-{found}"));
        if !self.is_there(&copy)? {
            files::copy_dir(&self.store_dir, &copy).map_err(|error| self.refused(error))?;
        }
        Ok(Some(copy))
    }

    fn open_store(&self, anchor: &Anchor) -> Result<Store, OpenError> {
        loop {
            let error = match Store::open(&self.store_dir, anchor.segment_bytes) {
                Ok(store) => return Ok(store),
                Err(error) => error,
            };
            // Somebody may have been quicker between our look and sled's.
            if lock::is_held(&self.store_dir.join("db")) && !scan::is_damage(&error) {
                drop(self.hold()?);
                continue;
            }
            return Err(self.store_said(error));
        }
    }

    fn tip(&self, store: &Store, anchor: &Anchor) -> Result<Tip, OpenError> {
        let Some(bytes) = store.tip().map_err(|error| self.store_said(error))? else {
            // Nothing is left, not even the end: an empty log, which is shorter than any other.
            return if anchor.size > 0 { Ok(Tip::default()) } else { Err(self.damaged(Damage::Tip)) };
        };
        Tip::decode(&bytes).map_err(|fault| match fault {
            TipFault::Newer { format } => self.too_new(format),
            TipFault::Unreadable => self.damaged(Damage::Tip),
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

    fn entries(&self, store: &Store, tip: &Tip, anchor: &Anchor) -> Result<Found, OpenError> {
        let ask = (anchor.size > 0).then_some(anchor.size);
        let found = scan::read_all(store, tip, ask, &mut |_| ()).map_err(|error| match error {
            ReadError::Store(error) => self.store_said(error),
            ReadError::Damaged(fault) => self.damaged(Damage::Entries(fault)),
        })?;
        if found.instant != anchor.recorded {
            let damage =
                Damage::AnchorDisagrees { position: anchor.size, found: found.instant, anchor: anchor.recorded };
            return Err(self.damaged(damage));
        }
        Ok(found)
    }

    fn remove_unpublished(&self, store: &Store, found: &Found) -> Result<Option<Repair>, OpenError> {
        if found.unpublished.is_empty() {
            return Ok(None);
        }
        let removed = store.remove(&found.unpublished).and_then(|()| store.make_durable());
        removed.map_err(|error| self.store_said(error))?;
        Ok(Some(Repair::UnpublishedImport { bundles: found.unpublished.len() }))
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
        if scan::is_damage(&error) {
            return self.damaged(Damage::Store(error));
        }
        OpenError::Store { dir: self.dir.to_owned(), source: error }
    }

    fn damaged(&self, damage: Damage) -> OpenError {
        OpenError::Damaged { dir: self.dir.to_owned(), damage }
    }

    fn locked(&self) -> OpenError {
        OpenError::Locked { dir: self.dir.to_owned(), holder: lock::holder(self.dir) }
    }

    fn too_new(&self, found: u16) -> OpenError {
        OpenError::FormatTooNew { dir: self.dir.to_owned(), found, known: FORMAT }
    }
}

fn is_absent(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory)
}
