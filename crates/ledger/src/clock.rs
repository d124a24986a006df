//! A clock that cannot be right whatever the ledger holds. What it is compared with in the log, the log knows itself
//! (`docs/time.md`, *Clocks*).

use hovedbok_core::Instant;

use crate::error::LedgerError;
use crate::open::Edge;
use crate::work::Work;

const DAY: i64 = 24 * 60 * 60 * 1_000_000;

/// How long after it was built a program records the first ordinary entry of a ledger: 20 years.
const AFTER_BUILD_MAX: i64 = 7_305 * DAY;

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

/// The store cannot be opened before 1970.
pub(crate) fn possible(now: Instant) -> Result<(), ClockError> {
    if now.micros() < 0 { Err(ClockError::Before1970 { now }) } else { Ok(()) }
}

impl Work<'_> {
    /// Checks the clock, before anything is judged by it, against the last entries and the note of the clock, or, while
    /// there is no ordinary entry, against the day on which the program was built.
    pub(crate) fn check_clock(&self, edge: &Edge<'_>) -> Result<(), LedgerError> {
        if edge.clock_ok || self.is_migration() {
            return Ok(());
        }
        let (now, log) = (edge.now, &self.ledger.log);
        log.check_clock(now.micros())?;
        let Some(built) = edge.built.filter(|_| log.last_ordinary().is_none()) else { return Ok(()) };
        let after = now.micros().saturating_sub(built.micros());
        if after < 0 {
            return Err(ClockError::BeforeBuild { now, built }.into());
        }
        if after > AFTER_BUILD_MAX {
            return Err(ClockError::AfterBuild { now, built }.into());
        }
        Ok(())
    }
}
