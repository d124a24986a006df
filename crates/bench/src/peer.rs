//! The peers, a file each. Those that store the same bytes acknowledge only what is on the disk; those that are asked give the
//! same answers, or nothing is measured.

pub mod bitemporal;
pub mod cqrs;
pub mod duckdb;
pub mod eventsourcing;
pub mod hashing;
pub mod journal;
pub mod postgres;
pub mod python;
pub mod raw;
pub mod replayed;
pub mod session;
pub mod sqlite;

use crate::error::Error;
use journal::Program;

/// The peers with their versions, as far as they are there.
pub fn versions() -> Vec<String> {
    let or_missing = |name: &str, version: Option<String>| match version {
        Some(version) => format!("{name} {version}"),
        None => format!("{name} not installed"),
    };
    let program = |program: Program| or_missing(program.name(), program.version());
    vec![
        format!("SQLite {}", sqlite::version()),
        postgres::find().map_or_else(|| "PostgreSQL not installed".to_owned(), |installed| installed.version),
        or_missing("DuckDB", duckdb::find().map(|python| python.version)),
        program(Program::Ledger),
        program(Program::Hledger),
        or_missing("cqrs-es", cqrs::find().map(|_| cqrs::version().to_owned())),
        or_missing("eventsourcing", eventsourcing::find().map(|python| python.version)),
    ]
}

/// Builds and installs the peers that are missing and that Cargo and pip can get.
pub fn get() -> [Result<(), Error>; 2] {
    [cqrs::build(), python::install()]
}
