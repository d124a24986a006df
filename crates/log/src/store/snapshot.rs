//! The snapshot that sled keeps beside `db`: a shortcut to what is there, which sled makes again without it. One that
//! cannot be used is moved out of the store.

use std::path::{Path, PathBuf};
use std::{fs, io};

use crate::files;

const NAME: &str = "snap.";
const UNFINISHED: &str = ".generating";

/// The snapshots of a store, the newest last.
pub(crate) fn all(store: &Path) -> io::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for item in fs::read_dir(store)? {
        let item = item?;
        if item.file_name().to_string_lossy().starts_with(NAME) {
            found.push(item.path());
        }
    }
    found.sort();
    Ok(found)
}

/// Those that sled was writing when it was stopped.
pub(crate) fn unfinished(store: &Path) -> io::Result<Vec<PathBuf>> {
    let mut found = all(store)?;
    found.retain(|path| path.to_string_lossy().ends_with(UNFINISHED));
    Ok(found)
}

/// Snapshots that were moved out of the store: where each was, and where it is.
#[derive(Debug)]
pub(crate) struct Aside {
    moved: Vec<(PathBuf, PathBuf)>,
}

impl Aside {
    /// Moves snapshots into a folder.
    pub(crate) fn set(snapshots: Vec<PathBuf>, dir: &Path) -> io::Result<Aside> {
        let mut aside = Aside { moved: Vec::new() };
        for snapshot in snapshots {
            let to = files::free_name(dir, "snapshot.damaged");
            fs::rename(&snapshot, &to)?;
            aside.moved.push((snapshot, to));
        }
        files::sync_dir(dir)?;
        Ok(aside)
    }

    /// Where the newest one lies now.
    pub(crate) fn newest(&self) -> Option<PathBuf> {
        self.moved.last().map(|(_, to)| to.clone())
    }

    /// Moves them back.
    pub(crate) fn put_back(&self) -> io::Result<()> {
        self.moved.iter().try_for_each(|(from, to)| fs::rename(to, from))
    }
}
