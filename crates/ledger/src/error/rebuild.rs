//! Why a rebuild beside the views that are read is not begun, gone on with, or put in their place.

use hovedbok_core::Seq;
use hovedbok_core::errors::ErrorCode;
use hovedbok_views::ViewsError;

/// What keeps a step of a rebuild from being taken.
#[derive(Debug, thiserror::Error)]
pub enum RebuildError {
    /// There is none.
    #[error("no rebuild has been started")]
    None,
    /// There is one already.
    #[error("a rebuild was already started, and has reached {position}")]
    Started {
        /// How far it has come.
        position: Seq,
    },
    /// It has not come to its end.
    #[error("the rebuild has reached {position}, and was started to reach {target}")]
    Hydrating {
        /// How far it has come.
        position: Seq,
        /// How far it was to come.
        target: Seq,
    },
    /// It cannot be finished.
    #[error("the rebuild failed: {why}")]
    Failing {
        /// The first problem.
        why: String,
    },
    /// What it has learnt is not of this log.
    #[error("the rebuild does not belong to the log as it is now")]
    OfAnother,
    /// Too much was recorded since.
    #[error(
        "the rebuild has reached {position}; entries recorded since: {lag}, but a swap catches up {allowed} at most"
    )]
    Lagging {
        /// How far it has come.
        position: Seq,
        /// How many entries it lacks.
        lag: u64,
        /// How many it may lack.
        allowed: u64,
    },
    /// It needs more memory than it may use.
    #[error("a rebuild of {entries} entries needs about {needed} MB of memory, and may use {allowed} MB")]
    Memory {
        /// The entries.
        entries: u64,
        /// What it needs, in megabytes.
        needed: u64,
        /// What it may use, in megabytes.
        allowed: u64,
    },
    /// There are no older views.
    #[error("there are no older views to go back to")]
    NothingOlder,
    /// The older views are read already.
    #[error("the older views are already in use, and pinned")]
    Pinned,
    /// The older views cannot be used.
    #[error("the older views cannot be used: {0}")]
    Older(#[source] ViewsError),
    /// The older views are not of this log.
    #[error("the older views do not belong to the log as it is now")]
    OlderOfAnother,
    /// Nobody went back to older views.
    #[error("the views are not pinned")]
    NotPinned,
}

impl RebuildError {
    /// What is wrong, for programs and for what to do next.
    pub fn code(&self) -> ErrorCode {
        match self {
            RebuildError::None => ErrorCode::NoRebuild,
            RebuildError::Started { .. } => ErrorCode::RebuildStarted,
            RebuildError::Hydrating { .. } => ErrorCode::RebuildHydrating,
            RebuildError::Failing { .. } | RebuildError::OfAnother => ErrorCode::RebuildFailing,
            RebuildError::Lagging { .. } => ErrorCode::RebuildLagging,
            RebuildError::Memory { .. } => ErrorCode::RebuildMemory,
            RebuildError::NothingOlder
            | RebuildError::Pinned
            | RebuildError::Older(_)
            | RebuildError::OlderOfAnother => ErrorCode::NoOlderViews,
            RebuildError::NotPinned => ErrorCode::NotPinned,
        }
    }
}
