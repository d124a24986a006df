//! An archive's folder: which files belong in it, and how they are read and put in their place.

use std::collections::BTreeSet;
use std::fs::{self, File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};

use hovedbok_interchange::bounded;
use hovedbok_tree::manifest::MANIFEST_MAX;
use hovedbok_tree::note::NOTE_MAX;
use hovedbok_tree::{Manifest, Segment, SignedCheckpoint};

use crate::archive::error::ArchiveError;
use crate::archive::{CHECKPOINT, MANIFEST, README};
use crate::error::LedgerError;
use crate::files::{self, Existing, Folders, sync};
use crate::unfinished::is_unfinished;

/// The name of a segment's file.
pub fn segment_name(first: u64, last: u64) -> String {
    format!("entries-{first:010}-{last:010}.jsonl")
}

fn is_segment(name: &str) -> bool {
    let number = |digits: &str| digits.len() >= 10 && digits.bytes().all(|byte| byte.is_ascii_digit());
    let between = name.strip_prefix("entries-").and_then(|rest| rest.strip_suffix(".jsonl"));
    between.and_then(|rest| rest.split_once('-')).is_some_and(|(first, last)| number(first) && number(last))
}

/// An archive's folder.
#[derive(Debug, Clone)]
pub(crate) struct Folder(PathBuf);

impl Folder {
    pub(crate) fn at(dir: &Path) -> Folder {
        Folder(dir.to_owned())
    }

    pub(crate) fn dir(&self) -> &Path {
        &self.0
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.0.join(name)
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
        Folders::make(&self.0, 0o777).map_err(|source| ArchiveError::Write { path: self.0.clone(), source })
    }

    /// Locks the folder against other runs, until what it gives is dropped.
    pub(crate) fn hold(&self) -> Result<File, ArchiveError> {
        let unread = |source| ArchiveError::Read { path: self.0.clone(), source };
        let folder = File::open(&self.0).map_err(unread)?;
        match folder.try_lock() {
            Ok(()) => Ok(folder),
            Err(TryLockError::WouldBlock) => Err(ArchiveError::Held { dir: self.0.clone() }),
            Err(TryLockError::Error(source)) => Err(unread(source)),
        }
    }

    /// The names in the folder, all of them those of an archive's files.
    pub(crate) fn names(&self) -> Result<BTreeSet<String>, ArchiveError> {
        let unread = |source| ArchiveError::Read { path: self.0.clone(), source };
        let mut names = BTreeSet::new();
        for item in fs::read_dir(&self.0).map_err(unread)? {
            let item = item.map_err(unread)?;
            let name = item.file_name().to_string_lossy().into_owned();
            let ours =
                [MANIFEST, CHECKPOINT, README].contains(&name.as_str()) || is_segment(&name) || is_unfinished(&name);
            if !ours || !item.file_type().map_err(unread)?.is_file() {
                return Err(ArchiveError::Foreign { dir: self.0.clone(), name });
            }
            names.insert(name);
        }
        Ok(names)
    }

    /// The manifest, written as this program writes it to the byte; nothing when there is none.
    pub(crate) fn manifest(&self) -> Result<Option<Manifest>, ArchiveError> {
        let Some(text) = self.text(MANIFEST, MANIFEST_MAX)? else { return Ok(None) };
        let path = self.path(MANIFEST);
        let wrong = |error| ArchiveError::Manifest { path: path.clone(), error };
        let manifest = Manifest::parse(&text).map_err(wrong)?;
        if manifest.to_json().map_err(wrong)? != text {
            return Err(ArchiveError::Altered { path });
        }
        Ok(Some(manifest))
    }

    /// The checkpoint, no signature checked; nothing when there is none.
    pub(crate) fn checkpoint(&self) -> Result<Option<SignedCheckpoint>, ArchiveError> {
        let Some(text) = self.text(CHECKPOINT, NOTE_MAX)? else { return Ok(None) };
        let signed = SignedCheckpoint::parse(&text);
        let signed = signed.map_err(|error| ArchiveError::Checkpoint { path: self.path(CHECKPOINT), error })?;
        Ok(Some(signed))
    }

    /// Opens a file for reading. Anything else of that name, as a pipe, which would be waited for, is refused.
    pub(crate) fn open(&self, name: &str) -> io::Result<File> {
        let path = self.path(name);
        if fs::metadata(&path)?.is_file() { File::open(path) } else { Err(io::Error::other("it is not a file")) }
    }

    /// A small file whole. One byte more than `max` is read, for the parser to refuse.
    fn text(&self, name: &str, max: usize) -> Result<Option<String>, ArchiveError> {
        let file = match self.open(name) {
            Ok(file) => file,
            Err(error) if error.kind() == io::ErrorKind::NotFound && self.0.is_dir() => return Ok(None),
            Err(error) => return Err(self.unread(name)(error)),
        };
        let bytes = bounded::beginning(file, max).map_err(self.unread(name))?;
        String::from_utf8(bytes).map(Some).map_err(|_| ArchiveError::Altered { path: self.path(name) })
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
        sync(&self.0).map_err(|source| ArchiveError::Write { path: self.0.clone(), source })
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn segments_are_known_by_their_names() {
        assert_eq!(segment_name(65_537, 131_072), "entries-0000065537-0000131072.jsonl");
        assert!(is_segment(&segment_name(1, 1)) && is_segment(&segment_name(1, u64::MAX)));
        for other in
            ["entries-1-2.jsonl", "entries-0000000001.jsonl", "entries-000000000a-0000000002.jsonl", "entries.jsonl"]
        {
            assert!(!is_segment(other), "{other}");
        }
    }
}
