//! A clock that cannot be right whatever the ledger holds (`docs/time.md`, *Clocks*).

use hovedbok_core::Instant;

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
    /// The name of the error for programs.
    pub(crate) fn code(&self) -> &'static str {
        match self {
            ClockError::Before1970 { .. } => "clock_before_1970",
            ClockError::BeforeBuild { .. } => "clock_before_build",
            ClockError::AfterBuild { .. } => "clock_after_build",
        }
    }

    /// What to do next.
    pub(crate) fn hint(&self) -> &'static str {
        match self {
            ClockError::Before1970 { .. } => "set the clock; no ledger is opened until then",
            ClockError::BeforeBuild { .. } | ClockError::AfterBuild { .. } => {
                "set the clock; when it is right, confirm with --clock-ok"
            }
        }
    }
}
