//! A rebuild beside the views that are read: beginning it, its save points, and giving it up. Putting it in their place is for
//! the writer.

use std::path::Path;

use hovedbok_core::{Instant, Seq};
use hovedbok_files::Folders;

use crate::build::{Build, Written};
use crate::error::{ViewsError, at};
use crate::folder::{Live, remove_others};
use crate::next::{self, Next};
use crate::place::{self, NAME};

/// The rebuild of the ledger in a folder; none where there is none.
///
/// # Errors
/// When it cannot be read.
pub fn under_way(ledger: &Path) -> Result<Option<Next>, ViewsError> {
    let dir = ledger.join(NAME);
    let next = next::read(&dir)?;
    // A process that was stopped right after it had put it in its place had no time to say so.
    let live = Live::read(&dir).ok().flatten();
    let is_live = |next: &Next| live.is_some_and(|live| next.generation.as_ref() == Some(&live.name));
    Ok(next.filter(|next| !is_live(next)))
}

/// Writes down how far it has come, and what is wrong.
///
/// # Errors
/// When it cannot be written.
pub fn note(ledger: &Path, next: &Next) -> Result<(), ViewsError> {
    let dir = ledger.join(NAME);
    Folders::make(&dir, 0o777).map_err(at(&dir))?.keep();
    next.put(&dir)?;
    remove_others(&dir);
    Ok(())
}

/// The same, and measures how long that takes.
///
/// # Errors
/// As [`note`].
pub fn note_timed(ledger: &Path, next: &mut Next, clock: &dyn Fn() -> Instant) -> Result<(), ViewsError> {
    let begun = clock();
    note(ledger, next)?;
    next.pace.notes += 1;
    next.pace.noting_micros += micros(begun, clock());
    Ok(())
}

/// Writes all that was learnt as a save point, removes the one before, and measures how long each takes.
///
/// # Errors
/// When it cannot be written: the one before is then still there.
pub fn save(
    ledger: &Path,
    next: &mut Next,
    build: &mut Build,
    clock: &dyn Fn() -> Instant,
) -> Result<Written, ViewsError> {
    let begun = clock();
    // This goes with the entries that were learnt, not with all that are written.
    build.make_ready();
    let ready = clock();
    let (place, written) = place::write(&ledger.join(NAME), build)?;
    let now = clock();
    next.pace.learning_micros += micros(begun, ready);
    next.pace.written += build.entries();
    next.pace.writing_micros += micros(ready, now);
    (next.generation, next.position, next.noted) = (Some(place.name), Seq(build.entries()), now);
    note_timed(ledger, next, clock)?;
    Ok(written)
}

/// The microseconds from one instant to another; none where the clock was set back.
fn micros(from: Instant, to: Instant) -> u64 {
    u64::try_from(to.micros().saturating_sub(from.micros())).unwrap_or(0)
}

/// Gives it up, with its files; also what is left of one that was put in its place.
///
/// # Errors
/// When they cannot be removed.
pub fn give_up(ledger: &Path) -> Result<(), ViewsError> {
    let dir = ledger.join(NAME);
    next::forget(&dir)?;
    remove_others(&dir);
    Ok(())
}
