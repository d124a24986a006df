//! Restoring: a ledger made of an archive, with the same positions, times, ids and root. Nothing is believed: every line is
//! checked as if anybody had written it, and what does not fit leaves no ledger behind.

use std::fs;
use std::io::BufReader;
use std::path::Path;

use hovedbok_core::{Instant, Seq};
use hovedbok_log::{AppendError, StoreError};
use hovedbok_tree::{Frontier, Hash, Manifest, Segment, SignedCheckpoint, VerifierKey};
use serde::Serialize;
use sha2::{Digest, Sha256};

use crate::archive::CHECKPOINT;
use crate::archive::error::{ArchiveError, SegmentFault};
use crate::archive::folder::{Folder, segment_name};
use crate::archive::note::as_noted;
use crate::checkpoint::Continued;
use crate::error::LedgerError;
use crate::files::{self, sync};
use crate::lines::{Lines, Next, WRITTEN_BYTES_MAX, parts};
use crate::open::Ledger;
use crate::restore::{Incoming, Misfit, Staged, is_about_the_entry};
use crate::unfinished::Room;

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
        let expected = manifest.recorded.clone().unwrap_or_default();
        let found = reading.recorded.map(hovedbok_log::instant_text).unwrap_or_default();
        if let Some(last) = manifest.segments.last().filter(|_| expected != found) {
            return Err(reading.wrong(last, SegmentFault::Recorded { expected, found }).into());
        }
        reading.incoming.publish()?;
        let (ledger, archive) = (self.log.root(manifest.size)?, manifest.root);
        if (self.last().0, ledger) != (manifest.size, archive) {
            let (dir, size) = (folder.dir().to_owned(), manifest.size);
            return Err(ArchiveError::Histories { dir, size, archive, ledger }.into());
        }
        Ok(())
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
    fn wrong(&self, segment: &Segment, fault: SegmentFault) -> ArchiveError {
        ArchiveError::Segment { path: self.folder.path(&segment.file), fault }
    }

    /// Takes in one segment, and checks its length, hash and root.
    fn segment(&mut self, segment: &Segment, progress: &mut dyn FnMut(u64)) -> Result<(), LedgerError> {
        if segment.file != segment_name(segment.first, segment.last) {
            return Err(ArchiveError::Altered { path: self.folder.path(super::MANIFEST) }.into());
        }
        let unread = self.folder.unread(&segment.file);
        let expected = segment.bytes;
        match self.folder.length(segment)? {
            Some(found) if found == expected => {}
            found => {
                return Err(self.wrong(segment, SegmentFault::Bytes { expected, found: found.unwrap_or(0) }).into());
            }
        }
        let file = self.folder.open(&segment.file).map_err(&unread)?;
        let mut lines = Lines::new(BufReader::with_capacity(1 << 18, file), WRITTEN_BYTES_MAX);
        let mut sha256 = Sha256::new();
        loop {
            let line = lines.number() + 1;
            let bytes = match lines.next().map_err(&unread)? {
                Next::End => break,
                Next::TooLong => return Err(self.wrong(segment, SegmentFault::Line { line }).into()),
                Next::Line(bytes) => bytes,
            };
            sha256.update(bytes);
            let Some(bytes) = bytes.strip_suffix(b"\n") else {
                return Err(self.wrong(segment, SegmentFault::Line { line }).into());
            };
            self.line(segment, line, bytes)?;
            if self.tree.size().is_multiple_of(TOLD_EVERY) {
                progress(TOLD_EVERY);
            }
        }
        let (size, root, sha256) = (self.tree.size(), self.tree.root(), Hash::from_bytes(sha256.finalize().into()));
        let fault = if size != segment.last {
            SegmentFault::Entries { last: segment.last, found: size }
        } else if sha256 != segment.sha256 {
            SegmentFault::Sha256 { expected: segment.sha256, found: sha256 }
        } else if root != segment.root {
            SegmentFault::Root { size, expected: segment.root, found: root }
        } else {
            return Ok(());
        };
        Err(self.wrong(segment, fault).into())
    }

    fn line(&mut self, segment: &Segment, line: usize, bytes: &[u8]) -> Result<(), LedgerError> {
        if self.tree.size() >= segment.last {
            let fault = SegmentFault::Entries { last: segment.last, found: self.tree.size() + 1 };
            return Err(self.wrong(segment, fault).into());
        }
        let Some(parts) = parts(bytes) else {
            return Err(self.wrong(segment, SegmentFault::Written { line }).into());
        };
        match self.incoming.take(&parts) {
            Ok(Staged { written, .. }) => {
                self.tree.push(written.leaf);
                self.recorded = Some(written.recorded);
                Ok(())
            }
            Err(Misfit::Log(error)) if !is_about_the_entry(&error) => Err(error.into()),
            Err(misfit) => {
                let (path, seq) = (self.folder.path(&segment.file), Seq(self.tree.size() + 1));
                Err(ArchiveError::Entry { path, line, seq, misfit }.into())
            }
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
