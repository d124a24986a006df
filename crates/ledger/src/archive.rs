//! The archive of a ledger, in the format of [`hovedbok_archive`]. A run adds what is new: new segments are
//! written and synced beside the old ones, then the manifest is replaced in one step, then what it no longer names is
//! removed. Whenever it is stopped, the folder is a valid archive as it was before or as it was to be.
//!
//! An archive that somebody changed, or that the disk damaged, is evidence: nothing in it is written, removed or signed.

mod drill;
mod folder;
pub(crate) mod incoming;
mod note;
pub(crate) mod parts;
mod restore;
mod segment;

use std::path::Path;

use hovedbok_core::Instant;
use hovedbok_core::entry::MAX_BYTES;
use hovedbok_files::unfinished::is_unfinished;
use hovedbok_tree::manifest::ARCHIVE;
use hovedbok_tree::{EMPTY_ROOT, Hash, Manifest, Segment, SignedCheckpoint, SigningKey};
use serde::Serialize;
use tracing::{info, info_span};

use crate::error::LedgerError;
use crate::open::Ledger;
use folder::Folder;

pub use crate::error::ArchiveError;
pub use drill::Drilled;
pub use hovedbok_archive::{CHECKPOINT, MANIFEST, README, SEGMENT_ENTRIES, segment_name};
pub use note::{ArchiveStatus, RegisterStatus};
pub use restore::{Restored, Restoring};

/// The format says how long an entry can be without knowing what one is.
const _: () = assert!(hovedbok_archive::ENTRY_BYTES_MAX == MAX_BYTES);

/// How an archive is to be written.
#[derive(Debug, Clone, Copy, Default)]
pub struct Archiving<'k> {
    /// Signs the head of the tree over the archive.
    pub key: Option<&'k SigningKey>,
    /// Reads all segments and compares them with the log; else only the last one, and of the others the lengths are looked
    /// at.
    pub check: bool,
}

/// What has become of the archive's checkpoint.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Signature {
    /// There was none, and no key to make one.
    None,
    /// It is new.
    Signed,
    /// It is over these entries already.
    Kept,
    /// It was over fewer entries, and no key was given to make a new one.
    Removed,
}

/// How the segments that were there before were found to be as they should be.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Checked {
    /// Segments that were read and are what the log has, byte for byte; the last one is always read.
    pub read: usize,
    /// Segments that have the manifest's length; they were not read.
    pub by_length: usize,
}

/// An archive that holds the whole ledger.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Archived {
    /// The archive's folder.
    pub dir: String,
    /// The log's identity.
    pub origin: String,
    /// Number of entries.
    pub size: u64,
    /// Root of the tree over them.
    pub root: Hash,
    /// Entries that were not in it before.
    pub added: u64,
    /// Its segments.
    pub segments: usize,
    /// How many of them were written now.
    pub segments_written: usize,
    /// The segments that were there before.
    pub checked: Checked,
    /// Files beside the entries that were missing, or not as this program writes them, and were written again: the page
    /// about the format.
    pub mended: Vec<String>,
    /// Bytes of all segments.
    pub bytes: u64,
    /// The checkpoint.
    pub checkpoint: Signature,
    /// Entries that the checkpoint was over that was removed without a new one in its place.
    pub checkpoint_removed: Option<u64>,
}

impl Ledger {
    /// Brings an archive up to the end of the ledger, or makes it. Everything is on the disk when this returns. `progress` is
    /// given how many entries were written since it was last called.
    ///
    /// # Errors
    /// [`ArchiveError`] when the folder holds something else, the archive is another ledger's, longer, or has another
    /// history, when files of it were changed or its checkpoint was removed, or when the disk says no; the archive is then
    /// unchanged. Also when the log cannot be read, or the key is not
    /// the ledger's newest one.
    pub fn archive(
        &self,
        dir: &Path,
        how: Archiving<'_>,
        now: Instant,
        progress: &mut dyn FnMut(u64),
    ) -> Result<Archived, LedgerError> {
        let _span = info_span!("archive").entered();
        self.lies_apart(dir)?;
        self.lies_apart_from_register(dir)?;
        let signed = how.key.map(|key| self.checkpoint(key)).transpose()?;
        let (size, root) = match &signed {
            Some(signed) => (signed.checkpoint().size, signed.checkpoint().root),
            None => (self.last().0, self.log.root(self.last().0)?),
        };
        let folder = Folder::at(dir);
        let made = folder.make()?;
        let _held = folder.hold()?;
        let before = self.look_into(&folder)?;
        let old = folder.checkpoint()?;
        self.is_continued(&folder, &before, old.as_ref(), size)?;
        self.is_still_signed(&folder, &before, old.as_ref(), how.key)?;
        let survey = self.survey(&folder, &before, how.check)?;
        let mended = folder.put_page(before.size > 0)?;

        let mut archive = Archived {
            dir: dir.display().to_string(),
            origin: self.origin().to_owned(),
            size,
            root,
            added: size - before.size,
            segments: 0,
            segments_written: 0,
            checked: survey.checked,
            mended,
            bytes: 0,
            checkpoint: Signature::None,
            checkpoint_removed: None,
        };
        let mut segments = Vec::new();
        for first in (1..=size).step_by(usize::try_from(SEGMENT_ENTRIES).unwrap_or(usize::MAX)) {
            let last = size.min(first + (SEGMENT_ENTRIES - 1));
            if let Some(sound) = survey.sound.iter().find(|sound| (sound.first, sound.last) == (first, last)) {
                segments.push(sound.clone());
                continue;
            }
            archive.segments_written += 1;
            segments.push(self.write_segment(&folder, first, last, progress)?);
        }
        archive.segments = segments.len();
        archive.bytes = segments.iter().map(|segment| segment.bytes).sum();
        if archive.segments_written > 0 {
            folder.sync()?;
        }
        let manifest = self.manifest(size, root, segments)?;
        let stays = stays(&manifest, old.as_ref(), signed.as_ref());
        if old.is_some() && !stays {
            // Whoever looks for a checkpoint after this run was stopped must not miss the one that goes now.
            self.note_archive(dir, before.size, false, now)?;
        }
        archive.checkpoint = place(&folder, &before, &manifest, (old.as_ref(), stays), signed.as_ref())?;
        if archive.checkpoint == Signature::Removed {
            archive.checkpoint_removed = old.map(|old| old.checkpoint().size);
        }
        clear(&folder, &manifest)?;
        let is_signed = matches!(archive.checkpoint, Signature::Signed | Signature::Kept);
        self.note_archive(dir, size, is_signed, now)?;
        made.keep();
        let (entries, added, written) = (archive.size, archive.added, archive.segments_written);
        info!(entries, added, segments_written = written, mended = archive.mended.len(), "wrote the archive");
        Ok(archive)
    }

    /// Looks into the folder, which is made when it is not there. An archive begins as a valid one without entries.
    fn look_into(&self, folder: &Folder) -> Result<Manifest, LedgerError> {
        let names = folder.names()?;
        let before = match folder.manifest()? {
            Some(manifest) => manifest,
            None => {
                let of_another = names.iter().find(|name| *name != README && !is_unfinished(name));
                if of_another.is_some() {
                    return Err(ArchiveError::NoManifest { dir: folder.dir().to_owned() }.into());
                }
                let empty = self.manifest(0, EMPTY_ROOT, Vec::new())?;
                folder.replace(MANIFEST, text(folder, &empty)?.as_bytes())?;
                empty
            }
        };
        if before.origin != self.origin() {
            let (found, origin) = (before.origin, self.origin().to_owned());
            return Err(ArchiveError::AnotherOrigin { dir: folder.dir().to_owned(), found, origin }.into());
        }
        Ok(before)
    }

    /// Whether the ledger's first entries are those of the archive, and those that its checkpoint is over.
    fn is_continued(
        &self,
        folder: &Folder,
        before: &Manifest,
        checkpoint: Option<&SignedCheckpoint>,
        size: u64,
    ) -> Result<(), LedgerError> {
        let signed = checkpoint.map(SignedCheckpoint::checkpoint);
        if let Some(signed) = signed.filter(|signed| signed.origin != self.origin()) {
            let (found, origin) = (signed.origin.clone(), self.origin().to_owned());
            return Err(ArchiveError::AnotherOrigin { dir: folder.dir().to_owned(), found, origin }.into());
        }
        let heads = [Some((before.size, before.root)), signed.map(|signed| (signed.size, signed.root))];
        for (archived, archive) in heads.into_iter().flatten() {
            let dir = folder.dir().to_owned();
            if archived > size {
                return Err(ArchiveError::Longer { dir, archive: archived, ledger: size }.into());
            }
            let ledger = self.log.root(archived)?;
            if ledger != archive {
                return Err(ArchiveError::Histories { dir, size: archived, archive, ledger }.into());
            }
        }
        Ok(())
    }

    /// Whether an archive that was left signed still has its checkpoint, and whether a signature in it that is said to be by
    /// this key is by it.
    fn is_still_signed(
        &self,
        folder: &Folder,
        before: &Manifest,
        checkpoint: Option<&SignedCheckpoint>,
        key: Option<&SigningKey>,
    ) -> Result<(), LedgerError> {
        let Some(signed) = checkpoint else {
            let missing = before.size > 0 && self.was_left_signed(folder.dir())?;
            let gone = || ArchiveError::CheckpointGone { dir: folder.dir().to_owned() };
            return if missing { Err(gone().into()) } else { Ok(()) };
        };
        let Some(key) = key.map(SigningKey::verifier) else { return Ok(()) };
        if !signed.note().signatures().iter().any(|own| own.name == key.name() && own.key_id == key.key_id()) {
            return Ok(());
        }
        let path = folder.path(CHECKPOINT);
        signed.verify(key, Some(self.origin())).map_err(|error| ArchiveError::Checkpoint { path, error }.into())
    }

    fn manifest(&self, size: u64, root: Hash, segments: Vec<Segment>) -> Result<Manifest, LedgerError> {
        let recorded = match size {
            0 => None,
            last => self.log.get(last)?.map(|entry| hovedbok_log::instant_text(entry.recorded)),
        };
        Ok(Manifest { format: ARCHIVE.to_owned(), origin: self.origin().to_owned(), size, root, recorded, segments })
    }

    /// Refuses a folder inside the ledger's own.
    fn lies_apart(&self, dir: &Path) -> Result<(), ArchiveError> {
        let read = |path: &Path| {
            let unread = |source| ArchiveError::Read { path: path.to_owned(), source };
            path.canonicalize().map_err(unread)
        };
        let absolute = std::path::absolute(dir).unwrap_or_else(|_| dir.to_owned());
        let there = absolute.ancestors().find(|at| at.exists()).map(read).transpose()?;
        let ledger = read(self.dir())?;
        match there {
            Some(there) if there.starts_with(&ledger) => Err(ArchiveError::Inside { dir: dir.to_owned() }),
            Some(_) | None => Ok(()),
        }
    }
}

fn text(folder: &Folder, manifest: &Manifest) -> Result<String, ArchiveError> {
    manifest.to_json().map_err(|error| folder.wrong(error.into()))
}

/// Whether the checkpoint that is there is over what the archive will hold, and by the key that signs now.
fn stays(manifest: &Manifest, old: Option<&SignedCheckpoint>, signed: Option<&SignedCheckpoint>) -> bool {
    old.is_some_and(|old| {
        let (head, key) = (old.checkpoint(), signed.and_then(|signed| signed.note().signatures().first()));
        let by_key = key.is_none_or(|key| old.note().signatures().contains(key));
        (head.size, head.root) == (manifest.size, manifest.root) && by_key
    })
}

/// Puts manifest and checkpoint in their place. A checkpoint over fewer entries goes first: an archive without one is valid,
/// one with another is not.
fn place(
    folder: &Folder,
    before: &Manifest,
    manifest: &Manifest,
    (old, stays): (Option<&SignedCheckpoint>, bool),
    signed: Option<&SignedCheckpoint>,
) -> Result<Signature, LedgerError> {
    if old.is_some() && !stays {
        folder.remove([CHECKPOINT])?;
    }
    if manifest != before {
        folder.replace(MANIFEST, text(folder, manifest)?.as_bytes())?;
    }
    match signed {
        _ if stays => Ok(Signature::Kept),
        Some(signed) => {
            folder.replace(CHECKPOINT, signed.to_string().as_bytes())?;
            Ok(Signature::Signed)
        }
        None if old.is_some() => Ok(Signature::Removed),
        None => Ok(Signature::None),
    }
}

/// Removes what the manifest does not name: segments that longer ones took the place of, and what earlier runs left behind.
fn clear(folder: &Folder, manifest: &Manifest) -> Result<(), ArchiveError> {
    let names = folder.names()?;
    let named = |name: &str| {
        [MANIFEST, CHECKPOINT, README].contains(&name) || manifest.segments.iter().any(|segment| segment.file == name)
    };
    folder.remove(names.iter().map(String::as_str).filter(|name| !named(name)))
}

/// The number of entries that an archive's manifest names.
///
/// # Errors
/// When there is no manifest, or it breaks a rule.
pub fn size(dir: &Path) -> Result<u64, LedgerError> {
    let manifest = Folder::at(dir).manifest()?.ok_or_else(|| ArchiveError::NoManifest { dir: dir.to_owned() })?;
    Ok(manifest.size)
}
