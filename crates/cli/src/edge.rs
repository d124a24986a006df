//! The edge of the world: the clock and the operating system's randomness, used nowhere else.

use std::sync::OnceLock;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use hovedbok_core::Instant;
use hovedbok_core::personal::personal;
use hovedbok_ledger::{Edge, Freshness, Ledger, LedgerError, Reader};

use crate::call;
use crate::exit::Failure;
use crate::global::Global;

/// How long a question waits for a ledger that another process has open and whose newest state cannot be read, unless it is
/// asked otherwise.
const WAIT: Duration = Duration::from_secs(2);

/// The clock.
pub fn now() -> Instant {
    instant(SystemTime::now())
}

/// An instant of the system's clock, which may be before 1970, where chrono's own reading would panic.
fn instant(at: SystemTime) -> Instant {
    let micros = match at.duration_since(UNIX_EPOCH) {
        Ok(since) => i64::try_from(since.as_micros()).unwrap_or(i64::MAX),
        Err(before) => i64::try_from(before.duration().as_micros()).map_or(i64::MIN, |micros| -micros),
    };
    let outside = if micros < 0 { -1 } else { 0 };
    let held = Instant::from_micros(micros).or_else(|| Instant::from_micros(outside));
    held.unwrap_or_else(|| Instant::from(chrono::DateTime::<chrono::Utc>::UNIX_EPOCH))
}

/// The start of the day (UTC) on which the program was built.
fn built() -> Option<Instant> {
    const DAY: i64 = 24 * 60 * 60;
    let seconds: i64 = env!("HOVEDBOK_BUILT").parse().ok()?;
    Instant::from_micros(seconds.div_euclid(DAY).checked_mul(DAY)?.checked_mul(1_000_000)?)
}

/// What the edge gives to an action, with a source of randomness.
pub fn edge<'r>(global: &Global, random: &'r mut dyn FnMut() -> [u8; 16]) -> Edge<'r> {
    Edge { now: now(), random, actor: global.actor.clone(), clock_ok: global.clock_ok, built: built() }
}

/// Sixteen random bytes of the operating system.
///
/// # Errors
/// When it has none.
pub fn random() -> Result<[u8; 16], Failure> {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes).map_err(|error| Failure::Randomness(error.to_string()))?;
    Ok(bytes)
}

/// A name for a ledger without one, different from the name of every other ledger.
///
/// # Errors
/// As [`random`].
pub fn random_origin() -> Result<String, Failure> {
    Ok(format!("ledger-{}", uuid::Builder::from_random_bytes(random()?).into_uuid()))
}

/// Calls back with the clock, randomness and the actor.
///
/// # Errors
/// What the callback returns, and when the operating system has no randomness.
pub fn with<T>(global: &Global, act: impl FnOnce(&mut Edge<'_>) -> Result<T, LedgerError>) -> Result<T, Failure> {
    // One draw before anything is done: if the operating system has no randomness now, it has none later.
    random()?;
    let mut source = || {
        // An id or salt that is not random must not be recorded.
        random().unwrap_or_else(|failure| crate::exit::abort(&failure))
    };
    Ok(act(&mut edge(global, &mut source))?)
}

/// Who is named in the operations log: the actor, or else the user of the system.
///
/// # Errors
/// When the actor is personal data (H11).
pub fn operator(global: &Global) -> Result<String, Failure> {
    let user = || ["USER", "LOGNAME"].into_iter().find_map(|name| call::env(name)?.into_string().ok());
    match &global.actor {
        Some(actor) => match personal(actor.as_str()) {
            Some(found) => Err(Failure::personal("the actor", found)),
            None => Ok(actor.to_string()),
        },
        None => Ok(user().filter(|user| personal(user).is_none()).unwrap_or_else(|| "unknown".to_owned())),
    }
}

/// Opens the ledger and reports what was repaired.
///
/// # Errors
/// When it cannot be opened.
pub fn open(global: &Global) -> Result<Ledger, Failure> {
    let ledger = Ledger::open(&global.places.ledger, now())?;
    for repair in ledger.repairs() {
        crate::notes::note!("{repair}");
    }
    Ok(ledger)
}

/// Reads the ledger to ask it, without opening it where that can be done.
///
/// # Errors
/// When it cannot be read.
pub fn read(global: &Global) -> Result<Reader, Failure> {
    let reader = Reader::open(&global.places.ledger, now(), global.wait.unwrap_or(WAIT))?;
    if let Some(what) = reader.damage() {
        // Said once, whoever reads how often.
        let _ = DAMAGE.set(what.to_owned());
    }
    Ok(reader)
}

/// What was found wrong with the log from which nothing was read, where answers came from the views.
static DAMAGE: OnceLock<String> = OnceLock::new();

/// The failure that ends a command whose answers the log no longer backs.
///
/// # Errors
/// If that is so.
pub fn backed() -> Result<(), Failure> {
    match DAMAGE.get() {
        Some(what) => Err(Failure::Damaged(what.clone())),
        None => Ok(()),
    }
}

/// Ends the reading, and reports what was repaired, and whether the answers may be old.
///
/// # Errors
/// When the ledger had to be opened and cannot be closed.
pub fn done(reader: Reader) -> Result<(), Failure> {
    for repair in reader.repairs() {
        crate::notes::note!("{repair}");
    }
    if reader.freshness() == Freshness::PerhapsBehind {
        crate::notes::note!("another process has the ledger open: this may not be the newest state of it");
    }
    Ok(reader.close()?)
}

/// The same for a command that may be a dry run: then no file is made.
///
/// # Errors
/// When it cannot be opened.
pub fn open_for(global: &Global, dry_run: bool) -> Result<Ledger, Failure> {
    let mut ledger = open(global)?;
    if dry_run {
        ledger.for_trial();
    }
    Ok(ledger)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_before_1970_is_read_as_it_is() {
        let day = Duration::from_secs(24 * 60 * 60);
        assert_eq!(instant(UNIX_EPOCH).to_string(), "1970-01-01T00:00:00.000000Z");
        assert_eq!(instant(UNIX_EPOCH - day).to_string(), "1969-12-31T00:00:00.000000Z");
        assert_eq!(instant(UNIX_EPOCH - Duration::from_micros(1)).micros(), -1);
        assert_eq!(instant(UNIX_EPOCH + day * 14_610).to_string(), "2010-01-01T00:00:00.000000Z");
    }

    #[test]
    fn the_program_knows_when_it_was_built() {
        let built = built().unwrap();
        assert_eq!(built.micros() % (24 * 60 * 60 * 1_000_000), 0);
        assert!(built <= now() && built.to_string().as_str() > "2025", "{built}");
    }
}
