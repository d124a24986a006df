//! Why views cannot be read or written.

use std::io;
use std::path::{Path, PathBuf};

/// Why views cannot be read or written. None of it touches the log: they are rebuilt from it (H1).
#[derive(Debug, thiserror::Error)]
pub enum ViewsError {
    /// The system does not let a file be read or written.
    #[error("{}: {source}", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// A file is not what was written.
    #[error("{} is damaged: {what}", path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        what: &'static str,
    },
    /// Another version of the program wrote the file.
    #[error("{} was written by another version of the program", path.display())]
    OtherVersion {
        /// The file.
        path: PathBuf,
    },
}

/// Names the file in an error of the system.
pub(crate) fn at(path: &Path) -> impl Fn(io::Error) -> ViewsError {
    move |source| ViewsError::File { path: path.to_owned(), source }
}
