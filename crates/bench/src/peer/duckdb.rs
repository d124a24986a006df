//! DuckDB over the bitemporal table, through its Python package: nothing in C++ is compiled for a measurement.

use std::path::Path;

use super::python::Python;
use super::session::Session;
use crate::error::Error;

const SCRIPT: &str = include_str!("ask_duckdb.py");

/// How the table is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Layout {
    /// As it was exported, sorted by what is looked for.
    Exported,
    /// Only the rows of the one question, with persons as numbers and without empty ends.
    Narrow,
}

/// The Python that has it.
pub fn find() -> Option<Python> {
    Python::with("duckdb")
}

/// Reads a table in Parquet into a database beside it; each turn answers all points, which are pairs of a day and a position
/// in JSON.
///
/// # Errors
/// When it cannot be started.
pub fn start(python: &Python, layout: Layout, table: &Path, points: &Path) -> Result<Session, Error> {
    let layout = match layout {
        Layout::Exported => "exported",
        Layout::Narrow => "narrow",
    };
    python.session("DuckDB", SCRIPT, &[table, points, Path::new(layout)])
}
