//! Files in: tables of proposals, plans compared with the plan in force, JSON lines.

use hovedbok_interchange::jsonl::LineError;

/// Why a file cannot be used. Nothing of it was recorded.
#[derive(Debug, thiserror::Error)]
pub enum InputError {
    /// A line of entries.
    #[error(transparent)]
    Line(#[from] LineError),
    /// An entry in a line is not what H4 says.
    #[error("{file}, line {line}: {what}")]
    Entry {
        /// The file.
        file: String,
        /// The line.
        line: usize,
        /// What is wrong.
        what: String,
    },
    /// An entry does not follow the one before.
    #[error("{file}, line {line}: the entry should be at position {expected} and version {version} of its stream")]
    OutOfOrder {
        /// The file.
        file: String,
        /// The line.
        line: usize,
        /// The position it would get.
        expected: u64,
        /// The version it would get.
        version: u64,
    },
    /// An entry of a type that cannot be judged here.
    #[error("{file}, line {line}: '{type_name}' is unknown to this program, so its rules cannot be checked")]
    UnknownType {
        /// The file.
        file: String,
        /// The line.
        line: usize,
        /// The type.
        type_name: String,
    },
    /// A correction names an entry that neither the ledger nor the file has.
    #[error("{file}, line {line}: the entry that it puts right is not there")]
    NoTarget {
        /// The file.
        file: String,
        /// The line.
        line: usize,
    },
}

impl InputError {
    /// What to do next.
    pub fn hint(&self) -> String {
        match self {
            InputError::Line(_) | InputError::Entry { .. } => "nothing was recorded; put the line right, or export anew".into(),
            InputError::OutOfOrder { .. } => "restore a whole export, from its first line on".into(),
            InputError::UnknownType { .. } => "use the newer program that wrote it".into(),
            InputError::NoTarget { .. } => "import the entry that it puts right first".into(),
        }
    }
}
