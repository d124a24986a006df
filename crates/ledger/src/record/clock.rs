//! The clock of a commit, before anything is judged by it. What it is compared with in the log, the log knows itself
//! (`docs/time.md`, *Clocks*).

use super::pending::PendingCommit;
use crate::error::{ClockError, LedgerError};
use crate::open::Edge;

const DAY: i64 = 24 * 60 * 60 * 1_000_000;

/// How long after it was built a program records the first ordinary entry of a ledger: 20 years.
const AFTER_BUILD_MAX: i64 = 7_305 * DAY;

impl PendingCommit<'_> {
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
