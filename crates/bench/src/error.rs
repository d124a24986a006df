//! What can keep a measurement from being taken.

use std::io;
use std::path::PathBuf;

/// Why a measurement could not be taken.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A file or folder could not be read or written.
    #[error("{}: {source}; the folder of --dir needs to be writable and to have room", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The sample does not come out as entries.
    #[error("entry {position} of the sample cannot be used: {what}")]
    Sample {
        /// Its position.
        position: u64,
        /// What is wrong with it.
        what: String,
    },
    /// The ledger refused or failed.
    #[error("the ledger: {0}")]
    Ledger(#[from] hovedbok_ledger::LedgerError),
    /// No log could be made.
    #[error("the log: {0}")]
    Init(#[from] hovedbok_log::InitError),
    /// The log refused a commit.
    #[error("the log: {0}")]
    Append(#[from] hovedbok_log::AppendError),
    /// The log could not be closed.
    #[error("the log: {0}")]
    Close(#[from] hovedbok_log::StoreError),
    /// The ledger holds something else than what was put in.
    #[error("{what}: {found} entries were found where {expected} were written; the figure would be worth nothing")]
    Count {
        /// Where it was counted.
        what: &'static str,
        /// How many there should be.
        expected: u64,
        /// How many there are.
        found: u64,
    },
    /// A peer gives another answer.
    #[error("{peer}: {what}; a figure of another answer would be worth nothing")]
    Answers {
        /// Its name.
        peer: String,
        /// What differs.
        what: String,
    },
    /// SQLite refused or failed.
    #[error("SQLite: {0}")]
    Sqlite(#[from] rusqlite::Error),
    /// An external program could not be run or did not do what it should.
    #[error("{program}: {what}")]
    Program {
        /// Its name.
        program: String,
        /// What it said.
        what: String,
    },
    /// A thread or task ended before its work was done.
    #[error("a writer ended before its work was done: {0}")]
    Writer(String),
    /// There is no measurement of that name.
    #[error("'{given}' is no measurement; there are: {known}")]
    NoSuchMeasurement {
        /// What was asked for.
        given: String,
        /// The names there are.
        known: String,
    },
}

impl Error {
    /// Makes an error of the file system name the file.
    pub fn file(path: impl Into<PathBuf>) -> impl FnOnce(io::Error) -> Error {
        let path = path.into();
        move |source| Error::File { path, source }
    }
}
