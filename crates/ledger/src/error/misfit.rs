//! Why an entry is not taken as it is.

use hovedbok_core::canonical::Unsound;
use hovedbok_log::AppendError;
use hovedbok_tree::RotationError;

/// Why an entry is not taken as it is.
#[derive(Debug, thiserror::Error)]
pub enum Misfit {
    /// Its bytes are not those of an entry.
    #[error(transparent)]
    Unsound(#[from] Unsound),
    /// Its body is a different one.
    #[error("the body is not the one that the head commits to (body_sha256)")]
    Commitment,
    /// The same distance that a clock may be ahead of the last entry (time.md): further would pin `recorded`.
    #[error("its recorded time is more than 31 days in the future")]
    Ahead,
    /// A correction of what is not there.
    #[error("it corrects an entry that its stream does not have, or that has another type")]
    Correction,
    /// A change of keys that no key of this ledger signed.
    #[error("the change of keys is not valid: {0}")]
    Rotation(#[from] RotationError),
    /// It does not follow the one before.
    #[error("the entry should be at position {seq} and version {version} of its stream")]
    Place {
        /// The position that comes next.
        seq: u64,
        /// The version that comes next in its stream.
        version: u64,
    },
    /// The log refuses it, or cannot be written.
    #[error(transparent)]
    Log(#[from] AppendError),
}

/// Whether the log refuses an entry for what it says, rather than because it cannot be written.
pub fn is_about_the_entry(error: &AppendError) -> bool {
    match error {
        AppendError::IdTaken { .. }
        | AppendError::IdTwice { .. }
        | AppendError::RecordedBackwards { .. }
        | AppendError::TimeOutOfRange { .. }
        | AppendError::TooLarge { .. }
        | AppendError::StreamName { .. }
        | AppendError::Malformed { .. }
        | AppendError::Disagrees { .. } => true,
        AppendError::Empty
        | AppendError::Conflict { .. }
        | AppendError::Grown { .. }
        | AppendError::ClockAhead { .. }
        | AppendError::ClockBehind { .. }
        | AppendError::Busy
        | AppendError::Poisoned
        | AppendError::Store(_)
        | AppendError::Read(_)
        | AppendError::Closed => false,
    }
}
