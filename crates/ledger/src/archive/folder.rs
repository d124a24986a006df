//! An archive's folder: which files belong in it, and how they are read and put in their place.

use std::collections::BTreeSet;
use std::fs::{self, File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};

use hovedbok_archive::{CHECKPOINT, Folder as Files, MANIFEST, PAGE, README, SegmentFault, is_segment_name};
use hovedbok_files::unfinished::is_unfinished;
use hovedbok_files::{Folders, bounded, sync};
use hovedbok_tree::{Manifest, Segment, SignedCheckpoint};

use crate::error::{ArchiveError, LedgerError};
use crate::files::{self, Existing};

/// An archive's folder.
#[derive(Debug, Clone)]
pub(crate) struct Folder(Files);

impl Folder {
    pub(crate) fn at(dir: &Path) -> Folder {
        Folder(Files(dir.to_owned()))
    }

    pub(crate) fn dir(&self) -> &Path {
        &self.0.0
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.0.0.join(name)
    }

    /// What the system said when a file was read.
    pub(crate) fn unread(&self, name: &str) -> impl Fn(io::Error) -> ArchiveError + use<> {
        let path = self.path(name);
        move |source| ArchiveError::Read { path: path.clone(), source }
    }

    /// What the system said when a file was written.
    pub(crate) fn unwritten(&self, name: &str) -> impl Fn(io::Error) -> ArchiveError + use<> {
        let path = self.path(name);
        move |source| ArchiveError::Write { path: path.clone(), source }
    }

    /// Makes the folder, its name durable, unless it is there.
    pub(crate) fn make(&self) -> Result<Folders, ArchiveError> {
        Folders::make(&self.0.0, 0o777).map_err(|source| ArchiveError::Write { path: self.0.0.clone(), source })
    }

    /// Locks the folder against other runs, until what it gives is dropped.
    pub(crate) fn hold(&self) -> Result<File, ArchiveError> {
        let unread = |source| ArchiveError::Read { path: self.0.0.clone(), source };
        let folder = File::open(&self.0.0).map_err(unread)?;
        match folder.try_lock() {
            Ok(()) => Ok(folder),
            Err(TryLockError::WouldBlock) => Err(ArchiveError::Held { dir: self.0.0.clone() }),
            Err(TryLockError::Error(source)) => Err(unread(source)),
        }
    }

    /// The names in the folder, all of them those of an archive's files.
    pub(crate) fn names(&self) -> Result<BTreeSet<String>, ArchiveError> {
        let unread = |source| ArchiveError::Read { path: self.0.0.clone(), source };
        let mut names = BTreeSet::new();
        for item in fs::read_dir(&self.0.0).map_err(unread)? {
            let item = item.map_err(unread)?;
            let name = item.file_name().to_string_lossy().into_owned();
            let ours = [MANIFEST, CHECKPOINT, README].contains(&name.as_str())
                || is_segment_name(&name)
                || is_unfinished(&name);
            if !ours || !item.file_type().map_err(unread)?.is_file() {
                return Err(ArchiveError::Foreign { dir: self.0.0.clone(), name });
            }
            names.insert(name);
        }
        Ok(names)
    }

    /// The files, as the format's reader reads them.
    pub(crate) fn files(&self) -> &Files {
        &self.0
    }

    /// What is wrong with the files, in this folder.
    pub(crate) fn wrong(&self, error: hovedbok_archive::ArchiveError) -> ArchiveError {
        ArchiveError::files(self.dir(), error)
    }

    /// The manifest, written as this program writes it to the byte; nothing when there is none.
    pub(crate) fn manifest(&self) -> Result<Option<Manifest>, ArchiveError> {
        match hovedbok_archive::manifest(&self.0) {
            Ok(manifest) => Ok(Some(manifest)),
            Err(hovedbok_archive::ArchiveError::NoManifest) => {
                fs::metadata(self.dir()).map_err(self.unread(MANIFEST))?;
                Ok(None)
            }
            Err(error) => Err(self.wrong(error)),
        }
    }

    /// The checkpoint, no signature checked; nothing when there is none.
    pub(crate) fn checkpoint(&self) -> Result<Option<SignedCheckpoint>, ArchiveError> {
        let bytes = hovedbok_archive::checkpoint(&self.0).map_err(|error| self.wrong(error))?;
        let Some(bytes) = bytes else { return Ok(None) };
        let path = self.path(CHECKPOINT);
        let Ok(text) = String::from_utf8(bytes) else { return Err(ArchiveError::Altered { path }) };
        SignedCheckpoint::parse(&text).map(Some).map_err(|error| ArchiveError::Checkpoint { path, error })
    }

    /// Puts the page about the format in the folder, where it is not there or another one. Gives the file if it is one of an
    /// archive that was there before.
    pub(crate) fn put_page(&self, was_there: bool) -> Result<Vec<String>, LedgerError> {
        if bounded::file(&self.path(README), PAGE.len()).is_ok_and(|page| page == PAGE.as_bytes()) {
            return Ok(Vec::new());
        }
        self.replace(README, PAGE.as_bytes())?;
        Ok(was_there.then(|| README.to_owned()).into_iter().collect())
    }

    /// Puts a file in the place of the one before in one step; durable when this returns.
    pub(crate) fn replace(&self, name: &str, bytes: &[u8]) -> Result<(), LedgerError> {
        files::write(&self.path(name), bytes, Existing::Replace).map_err(|error| {
            if let LedgerError::File { source, .. } = error { self.unwritten(name)(source).into() } else { error }
        })
    }

    /// Removes files; durable when this returns.
    pub(crate) fn remove<'a>(&self, names: impl IntoIterator<Item = &'a str>) -> Result<(), ArchiveError> {
        let mut removed = false;
        for name in names {
            fs::remove_file(self.path(name)).map_err(self.unwritten(name))?;
            removed = true;
        }
        if removed { self.sync() } else { Ok(()) }
    }

    /// Makes the names in the folder durable.
    pub(crate) fn sync(&self) -> Result<(), ArchiveError> {
        sync(&self.0.0).map_err(|source| ArchiveError::Write { path: self.0.0.clone(), source })
    }

    /// What is wrong with the files as far as it shows without reading what is in the segments: the manifest, and whether the
    /// file of each segment is there in its length.
    pub(crate) fn damage(&self) -> Option<ArchiveError> {
        let manifest = match self.manifest() {
            Ok(manifest) => manifest?,
            Err(error) => return Some(error),
        };
        manifest.segments.iter().find_map(|segment| {
            let (first, last, expected) = (segment.first, segment.last, segment.bytes);
            let fault = match self.length(segment) {
                Ok(Some(found)) if found == expected => return None,
                Ok(Some(found)) => SegmentFault::Bytes { expected, found },
                Ok(None) => SegmentFault::Missing { first, last },
                Err(error) => return Some(error),
            };
            Some(self.wrong(hovedbok_archive::ArchiveError::Segment { file: segment.file.clone(), fault }))
        })
    }

    /// The length of a segment's file; nothing when there is none.
    pub(crate) fn length(&self, segment: &Segment) -> Result<Option<u64>, ArchiveError> {
        match fs::metadata(self.path(&segment.file)) {
            Ok(about) => Ok(Some(about.len())),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(self.unread(&segment.file)(error)),
        }
    }
}
