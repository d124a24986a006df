//! The edge of the world: the clock and the operating system's randomness, used nowhere else.

use hovedbok_core::Instant;
use hovedbok_ledger::{Edge, Ledger, LedgerError};

use crate::exit::Failure;
use crate::global::Global;

/// The clock.
pub fn now() -> Instant {
    // The standard library's clock may stand before 1970; chrono's own reading of it would panic there.
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    let micros = since.map_or(0, |since| i64::try_from(since.as_micros()).unwrap_or(i64::MAX));
    Instant::from_micros(micros).unwrap_or_else(|| Instant::from(chrono::DateTime::<chrono::Utc>::UNIX_EPOCH))
}

/// Sixteen random bytes of the operating system.
///
/// # Errors
/// When it has none to give.
pub fn random() -> Result<[u8; 16], Failure> {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes).map_err(|error| Failure::Randomness(error.to_string()))?;
    Ok(bytes)
}

/// A name for a ledger that nobody has named: no other ledger has it.
///
/// # Errors
/// As [`random`].
pub fn random_origin() -> Result<String, Failure> {
    Ok(format!("ledger-{}", uuid::Builder::from_random_bytes(random()?).into_uuid()))
}

/// Calls back with the clock, randomness and who acts.
///
/// # Errors
/// What the call back returns, and when the operating system has no randomness.
pub fn with<T>(global: &Global, act: impl FnOnce(&mut Edge<'_>) -> Result<T, LedgerError>) -> Result<T, Failure> {
    // One draw before anything is done: an operating system that gives none gives none later either.
    random()?;
    let mut source = || {
        random().unwrap_or_else(|failure| {
            // An id or salt that is not random must not be recorded.
            crate::exit::say!("error: {failure}");
            std::process::exit(3)
        })
    };
    let mut edge = Edge { now: now(), random: &mut source, actor: global.actor.clone(), clock_ok: global.clock_ok };
    Ok(act(&mut edge)?)
}

/// Opens the ledger and tells what opening put right.
///
/// # Errors
/// When it cannot be opened.
pub fn open(global: &Global) -> Result<Ledger, Failure> {
    let ledger = Ledger::open(&global.ledger, now())?;
    for repair in ledger.repairs() {
        crate::exit::say!("put right: {repair}");
    }
    Ok(ledger)
}
