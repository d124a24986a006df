//! Restoring: a ledger made of an archive, with the same positions, times, ids and root. Nothing is believed: every line is
//! checked as if anybody had written it, and what does not fit leaves no ledger behind.

use std::fs;
use std::path::Path;

use hovedbok_archive::{CHECKPOINT, LineFault, Reader};
use hovedbok_core::{Instant, Seq};
use hovedbok_files::sync;
use hovedbok_files::unfinished::Room;
use hovedbok_log::{AppendError, StoreError};
use hovedbok_tree::{Frontier, Hash, Manifest, Segment, SignedCheckpoint, VerifierKey};
use serde::Serialize;
use tracing::{info, info_span};

use super::folder::Folder;
use super::incoming::{Incoming, Staged};
use super::note::as_noted;
use super::parts::{Parts, parts};
use crate::error::{ArchiveError, LedgerError, Misfit, is_about_the_entry};
use crate::files;
use crate::open::Ledger;
use crate::trust::checkpoint::Continued;

/// Entries between two calls of a progress.
const TOLD_EVERY: u64 = 4096;

/// What a restore relies on.
#[derive(Debug, Clone, Copy)]
pub struct Restoring<'k> {
    /// The ledger's verifier keys; without any no signature is looked at.
    pub keys: &'k [VerifierKey],
    /// The clock.
    pub now: Instant,
    /// Whether entries that were recorded more than 31 days after the clock are taken.
    pub clock_ok: bool,
}

/// A ledger that holds what an archive held.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Restored {
    /// The ledger's folder.
    pub ledger: String,
    /// The log's identity.
    pub origin: String,
    /// Number of entries.
    pub size: u64,
    /// Root of the tree over them.
    pub root: Hash,
    /// When the last entry was recorded.
    pub recorded: Option<String>,
    /// The archive's checkpoint; none when it has none.
    pub checkpoint: Option<Continued>,
}

impl Ledger {
    /// Makes a ledger of an archive in a folder that is empty or not there. The folder appears when everything in it was
    /// checked and is on the disk. `progress` is given how many entries were restored since it was last called.
    ///
    /// # Errors
    /// [`ArchiveError`]: the first thing that does not fit, or what the disk said; nothing is left behind then.
    pub fn restore(
        archive: &Path,
        dir: &Path,
        how: Restoring<'_>,
        progress: &mut dyn FnMut(u64),
    ) -> Result<Restored, LedgerError> {
        let _span = info_span!("restore").entered();
        let folder = Folder::at(archive);
        let manifest = folder.manifest()?.ok_or_else(|| ArchiveError::NoManifest { dir: archive.to_owned() })?;
        let checkpoint = own_checkpoint(&folder, &manifest)?;
        if checkpoint.is_none() && !how.keys.is_empty() {
            return Err(ArchiveError::NothingSigned { dir: archive.to_owned() }.into());
        }
        is_free(dir)?;
        if archive.canonicalize().is_ok_and(|archive| as_noted(dir).starts_with(archive)) {
            return Err(ArchiveError::IntoArchive { dir: dir.to_owned() }.into());
        }
        let parent = files::folder_of(dir);
        let above = Folder::at(parent).make()?;
        let unwritten = |source| ArchiveError::Write { path: dir.to_owned(), source };
        let room = Room::within(parent, 0o777).map_err(unwritten)?;

        let ledger = Ledger::init(room.path(), &manifest.origin, how.now)?;
        ledger.fill(&folder, &manifest, how, progress).map_err(|error| of_the_disk(dir, error))?;
        let relied = ledger.relied_on(how.keys)?;
        let checkpoint = checkpoint.map(|signed| ledger.continues(&signed, &relied)).transpose()?;
        ledger.close()?;
        // An empty folder gives way; the new one is not removed any more.
        fs::rename(room.path(), dir).map_err(unwritten)?;
        room.keep();
        above.keep();
        sync(parent).map_err(unwritten)?;
        info!(entries = manifest.size, segments = manifest.segments.len(), "restored the archive");
        Ok(Restored {
            ledger: dir.display().to_string(),
            origin: manifest.origin,
            size: manifest.size,
            root: manifest.root,
            recorded: manifest.recorded,
            checkpoint,
        })
    }

    /// Takes all entries of an archive into this ledger, which is empty.
    fn fill(
        &self,
        folder: &Folder,
        manifest: &Manifest,
        how: Restoring<'_>,
        progress: &mut dyn FnMut(u64),
    ) -> Result<(), LedgerError> {
        if manifest.segments.is_empty() {
            return Ok(());
        }
        let mut reading = Reading {
            folder,
            incoming: Incoming::begin(&self.log, how.now, how.clock_ok)?,
            tree: Frontier::default(),
            recorded: None,
        };
        for segment in &manifest.segments {
            reading.segment(segment, progress)?;
        }
        let recorded = reading.recorded.map(hovedbok_log::instant_text);
        hovedbok_archive::recorded_as(manifest, recorded.as_deref()).map_err(|error| folder.wrong(error))?;
        reading.incoming.publish()?;
        let (ledger, archive) = (self.log.root(manifest.size)?, manifest.root);
        if (self.last().0, ledger) != (manifest.size, archive) {
            let (dir, size) = (folder.dir().to_owned(), manifest.size);
            return Err(ArchiveError::Histories { dir, size, archive, ledger }.into());
        }
        self.tell_views()
    }
}

/// The archive's checkpoint, which must be over all of its entries.
fn own_checkpoint(folder: &Folder, manifest: &Manifest) -> Result<Option<SignedCheckpoint>, ArchiveError> {
    let checkpoint = folder.checkpoint()?;
    if let Some(head) = checkpoint.as_ref().map(|signed| signed.checkpoint())
        && (&head.origin, head.size, head.root) != (&manifest.origin, manifest.size, manifest.root)
    {
        return Err(ArchiveError::NotOfThis {
            path: folder.path(CHECKPOINT),
            signed: head.origin.clone(),
            checkpoint: head.size,
            origin: manifest.origin.clone(),
            size: manifest.size,
        });
    }
    Ok(checkpoint)
}

fn is_free(dir: &Path) -> Result<(), ArchiveError> {
    let occupied = match fs::read_dir(dir) {
        Ok(mut items) => items.next().is_some(),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => false,
        Err(source) => return Err(ArchiveError::Read { path: dir.to_owned(), source }),
    };
    if occupied { Err(ArchiveError::NotEmpty { dir: dir.to_owned() }) } else { Ok(()) }
}

/// The entries of an archive on their way into a ledger.
struct Reading<'a> {
    folder: &'a Folder,
    incoming: Incoming<'a>,
    /// The tree over the heads as they were read.
    tree: Frontier,
    /// When the last one was recorded.
    recorded: Option<hovedbok_log::Micros>,
}

impl Reading<'_> {
    /// Takes in one segment, and checks its length, hash and root.
    fn segment(&mut self, segment: &Segment, progress: &mut dyn FnMut(u64)) -> Result<(), LedgerError> {
        let folder = self.folder;
        let wrong = |error| folder.wrong(error);
        let mut reader = Reader::open(folder.files(), segment).map_err(wrong)?;
        while let Some(batch) = reader.batch().map_err(wrong)? {
            reader.hash(&batch);
            for (number, line) in batch.lines().enumerate() {
                let parts = parts(line).ok_or_else(|| wrong(batch.wrong(number, LineFault::NotCanonical)))?;
                let (line, seq) = batch.place(number);
                self.entry(segment, line, Seq(seq), &parts)?;
                if seq.is_multiple_of(TOLD_EVERY) {
                    progress(TOLD_EVERY);
                }
            }
            batch.end().map_err(wrong)?;
        }
        reader.end(&self.tree).map_err(wrong)?;
        Ok(())
    }

    fn entry(&mut self, segment: &Segment, line: u64, seq: Seq, parts: &Parts<'_>) -> Result<(), LedgerError> {
        match self.incoming.take(parts) {
            Ok(Staged { written, .. }) => {
                self.tree.push(written.leaf);
                self.recorded = Some(written.recorded);
                Ok(())
            }
            Err(Misfit::Log(error)) if !is_about_the_entry(&error) => Err(error.into()),
            Err(misfit) => Err(ArchiveError::Entry { path: self.folder.path(&segment.file), line, seq, misfit }.into()),
        }
    }
}

/// A disk that says no while a ledger is being made: there is no ledger yet to be opened again.
fn of_the_disk(dir: &Path, error: LedgerError) -> LedgerError {
    if let LedgerError::Append(AppendError::Store(
        StoreError::Full { source } | StoreError::ReadOnly { source } | StoreError::Io { source },
    )) = error
    {
        return ArchiveError::Write { path: dir.to_owned(), source }.into();
    }
    error
}
