//! What the disk or the store said.

use std::io;

/// What the disk or the store said.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// No space left.
    #[error("the disk is full; make room")]
    Full {
        /// The system's error.
        source: io::Error,
    },
    /// Not permitted, or on a read-only file system.
    #[error(
        "the folder cannot be written to ({source}), and even reading a ledger writes to it: grant the \
             permission, or copy the folder"
    )]
    ReadOnly {
        /// The system's error.
        source: io::Error,
    },
    /// Any other error of the system.
    #[error("{source}")]
    Io {
        /// The system's error.
        source: io::Error,
    },
    /// The store found its own bytes damaged.
    #[error("the store's bytes are damaged: {source}")]
    Corrupt {
        /// The store's error.
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// The store stopped at one of its asserts.
    #[error("the store stopped with an error: {message}")]
    Panicked {
        /// What the assert said.
        message: String,
    },
}

impl From<io::Error> for StoreError {
    fn from(source: io::Error) -> StoreError {
        #[allow(clippy::wildcard_enum_match_arm)] // io::ErrorKind grows with the standard library.
        match source.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded | io::ErrorKind::FileTooLarge => {
                StoreError::Full { source }
            }
            io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => StoreError::ReadOnly { source },
            _ => StoreError::Io { source },
        }
    }
}

impl From<sled::Error> for StoreError {
    fn from(error: sled::Error) -> StoreError {
        match error {
            // Its file ends where it must not.
            sled::Error::Io(source) if source.kind() == io::ErrorKind::UnexpectedEof => {
                StoreError::Corrupt { source: io::Error::other("its file ends too early").into() }
            }
            sled::Error::Io(source) => source.into(),
            sled::Error::Corruption { .. } => {
                StoreError::Corrupt { source: io::Error::other("what is read is not what was written").into() }
            }
            sled::Error::CollectionNotFound(_) | sled::Error::Unsupported(_) | sled::Error::ReportableBug(_) => {
                StoreError::Corrupt { source: Box::new(error) }
            }
        }
    }
}

/// Whether an error of the store says that its bytes are damaged, rather than that the system said no.
pub(crate) fn is_damage(error: &StoreError) -> bool {
    match error {
        StoreError::Corrupt { .. } | StoreError::Panicked { .. } => true,
        StoreError::Full { .. } | StoreError::ReadOnly { .. } | StoreError::Io { .. } => false,
    }
}
