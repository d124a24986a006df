//! `cqrs-es` on SQLite: its events in the table that it asks for, replayed to a query by a program of its own. That program has
//! its own dependencies and lock file (`peers/cqrs-es`), so that the workspace has neither.

use std::env;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use rusqlite::{Connection, params};

use super::replayed::Event;
use super::session::Session;
use crate::error::Error;

const MANIFEST: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/peers/cqrs-es/Cargo.toml");
const DEPENDENCIES: &str = include_str!("../../peers/cqrs-es/Cargo.toml");
const PROGRAM: &str = "hovedbok-peer-cqrs-es";

/// As the store's own migration has it. What is not kept costs the peer nothing.
const SETUP: &str = "
    PRAGMA journal_mode = WAL;
    PRAGMA synchronous = OFF;
    CREATE TABLE events (
        aggregate_type text NOT NULL,
        aggregate_id text NOT NULL,
        sequence integer CHECK (sequence >= 0) NOT NULL,
        event_type text NOT NULL,
        event_version text NOT NULL,
        payload text NOT NULL,
        metadata text NOT NULL,
        PRIMARY KEY (aggregate_type, aggregate_id, sequence)
    ) STRICT;";
const INSERT: &str = "INSERT INTO events VALUES ('stream', ?1, ?2, ?3, '1', ?4, '{}')";

/// The version of `cqrs-es`.
pub fn version() -> &'static str {
    let after = DEPENDENCIES.split("\ncqrs-es = \"=").nth(1).unwrap_or_default();
    after.split('"').next().unwrap_or_default()
}

/// The program, where it was built.
pub fn find() -> Option<PathBuf> {
    let program = target()?.join("release").join(PROGRAM);
    program.is_file().then_some(program)
}

/// Builds the program with Cargo.
///
/// # Errors
/// When there is no Cargo, or a crate cannot be had.
pub fn build() -> Result<(), Error> {
    let failed = |what: &str| Error::Program { program: "cargo".to_owned(), what: what.to_owned() };
    let target = target().ok_or_else(|| failed("there is no folder to build in"))?;
    let mut cargo = Command::new("cargo");
    cargo.args(["build", "--release", "--locked", "--manifest-path", MANIFEST, "--target-dir"]).arg(target);
    let done = cargo.stdin(Stdio::null()).status().map_err(|error| failed(&error.to_string()))?;
    if done.success() { Ok(()) } else { Err(failed("the peer cqrs-es cannot be built")) }
}

/// Beside what the runner was built in.
fn target() -> Option<PathBuf> {
    Some(env::current_exe().ok()?.ancestors().nth(2)?.join("peers"))
}

/// Writes events into a new database.
///
/// # Errors
/// When SQLite refuses.
pub fn write(database: &Path, events: &[Event<'_>]) -> Result<(), Error> {
    let store = Connection::open(database)?;
    store.execute_batch(SETUP)?;
    let transaction = store.unchecked_transaction()?;
    let mut insert = transaction.prepare(INSERT)?;
    for event in events {
        insert.execute(params![event.stream, event.version.cast_signed(), event.kind, event.payload()])?;
    }
    drop(insert);
    transaction.commit()?;
    store.close().map_err(|(_, error)| error.into())
}

/// Starts the program: each turn is a replay of all events.
///
/// # Errors
/// When it cannot be started.
pub fn start(program: &Path, database: &Path, statuses: &Path) -> Result<Session, Error> {
    Session::start("cqrs-es", Command::new(program).arg(database).arg(statuses))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_version_is_the_one_that_is_built() {
        assert!(version().split('.').count() == 3 && version().starts_with("0.5."), "{}", version());
        assert!(DEPENDENCIES.contains(&format!("cqrs-es = \"={}\"", version())));
    }
}
