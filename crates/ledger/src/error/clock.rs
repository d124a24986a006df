//! A clock that cannot be right whatever the ledger holds (`docs/time.md`, *Clocks*).

use hovedbok_core::Instant;
use hovedbok_core::errors::ErrorCode;

/// What is wrong with a clock.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ClockError {
    /// It is before the time that computers count from.
    #[error("the clock says {now}, before 1970")]
    Before1970 {
        /// What it says.
        now: Instant,
    },
    /// The first ordinary entry would be recorded before the program was built.
    #[error("the clock says {now}, before this program was built ({built})")]
    BeforeBuild {
        /// What it says.
        now: Instant,
        /// The day on which the program was built.
        built: Instant,
    },
    /// The first ordinary entry would be recorded more than 20 years after the program was built.
    #[error("the clock says {now}, more than 20 years after this program was built ({built})")]
    AfterBuild {
        /// What it says.
        now: Instant,
        /// The day on which the program was built.
        built: Instant,
    },
}

impl ClockError {
    /// What is wrong, for programs and for what to do next.
    pub fn code(&self) -> ErrorCode {
        match self {
            ClockError::Before1970 { .. } => ErrorCode::ClockBefore1970,
            ClockError::BeforeBuild { .. } => ErrorCode::ClockBeforeBuild,
            ClockError::AfterBuild { .. } => ErrorCode::ClockAfterBuild,
        }
    }
}
