//! Python's `eventsourcing` with its recorder in SQLite.

use std::path::Path;

use super::python::Python;
use super::session::Session;
use crate::error::Error;

const SCRIPT: &str = include_str!("replay_eventsourcing.py");

/// The Python that has it.
pub fn find() -> Option<Python> {
    Python::with("eventsourcing")
}

/// Writes events, which are lines of JSON, into a new database; each turn rebuilds the projection from all of them.
///
/// # Errors
/// When it cannot be started.
pub fn start(python: &Python, events: &Path, statuses: &Path, database: &Path) -> Result<Session, Error> {
    python.session("eventsourcing", SCRIPT, &[events, statuses, database])
}
