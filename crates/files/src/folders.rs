//! Folders: made for something, and their names made durable.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

/// Folders that were made for something. Unless that comes to be they are taken away again, as far as nothing is in them.
#[derive(Debug)]
pub struct Folders {
    made: Vec<PathBuf>,
}

impl Folders {
    /// Makes a folder with those above it, their names durable, unless they are there.
    ///
    /// # Errors
    /// When the system says no.
    pub fn make(dir: &Path, mode: u32) -> io::Result<Folders> {
        let dir = std::path::absolute(dir)?;
        let made = dir.ancestors().take_while(|at| !at.exists()).map(Path::to_owned).collect();
        let folders = Folders { made };
        let mut builder = fs::DirBuilder::new();
        builder.recursive(true);
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, mode);
        builder.create(&dir)?;
        folders.made.iter().filter_map(|folder| folder.parent()).try_for_each(sync)?;
        Ok(folders)
    }

    /// Leaves them.
    pub fn keep(mut self) {
        self.made.clear();
    }
}

impl Drop for Folders {
    fn drop(&mut self) {
        // The deepest comes first. One that somebody has put something into stays.
        self.made.iter().for_each(|folder| drop(fs::remove_dir(folder)));
    }
}

/// Makes the names in a folder durable.
///
/// # Errors
/// When the system says no.
pub fn sync(dir: &Path) -> io::Result<()> {
    if cfg!(unix) { File::open(dir)?.sync_all() } else { Ok(()) }
}

/// The folder that a file lies in.
pub fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}
