//! The bitemporal table in SQLite, indexed for the stock at a day as known at a position: as rows with an index that has all
//! that is looked for, and as an R*Tree of both times.

use std::io;
use std::path::Path;

use hovedbok_core::Day;
use hovedbok_interchange::exports::bitemporal::TABLE;
use hovedbok_interchange::exports::tables::{Cell, Give};
use hovedbok_projection::At;
use rusqlite::types::Value;
use rusqlite::{Connection, params, params_from_iter};

use crate::error::Error;

/// Nothing is lost when this table is, so nothing waits for the disk; what is asked is in memory.
const SETUP: &str = "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -1048576;";
const INSIDE: &str = "kind = 'status' AND code IN ('in_programme', 'suspended')";

/// How the table is looked through.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum By {
    /// A covering index that begins with what is looked for exactly, and then the first day.
    Index,
    /// An R*Tree over days and positions.
    Tree,
}

/// The table.
#[derive(Debug)]
pub struct Table {
    store: Connection,
}

impl Table {
    /// A table in a new file.
    ///
    /// # Errors
    /// When SQLite refuses.
    pub fn new(path: &Path) -> Result<Table, Error> {
        let store = Connection::open(path)?;
        store.execute_batch(SETUP)?;
        Ok(Table { store })
    }

    /// Takes the rows of an export, in place of those it has.
    ///
    /// # Errors
    /// When SQLite refuses, or a row cannot be given.
    pub fn fill(&self, rows: &mut dyn FnMut(&mut Give<'_>) -> io::Result<()>) -> io::Result<()> {
        let value = |cell: &Cell<'_>| match cell {
            Cell::Null => Value::Null,
            Cell::Integer(number) => Value::Integer(*number),
            Cell::Text(_) | Cell::Day(_) | Cell::Truth(_) | Cell::Instant(_) => Value::Text(cell.shown().into_owned()),
        };
        let columns: Vec<&str> = TABLE.columns.iter().map(|column| column.name).collect();
        let table = format!("DROP TABLE IF EXISTS patches; CREATE TABLE patches ({})", columns.join(", "));
        let insert = format!("INSERT INTO patches VALUES ({})", vec!["?"; columns.len()].join(", "));
        self.store.execute_batch(&table).map_err(io::Error::other)?;
        let transaction = self.store.unchecked_transaction().map_err(io::Error::other)?;
        let mut insert = transaction.prepare(&insert).map_err(io::Error::other)?;
        rows(&mut |cells| {
            insert.execute(params_from_iter(cells.iter().map(value))).map_err(io::Error::other).map(|_| ())
        })?;
        drop(insert);
        transaction.commit().map_err(io::Error::other)
    }

    /// Makes the indexes, when all rows are there.
    ///
    /// # Errors
    /// When SQLite refuses.
    pub fn index(&self) -> Result<(), Error> {
        Ok(self.store.execute_batch(&format!(
            "CREATE INDEX stock ON patches (kind, code, valid_from, valid_to, known_from, known_to, participant);
            CREATE VIRTUAL TABLE tree USING rtree_i32 (id, from_day, to_day, from_seq, to_seq, +participant);
            INSERT INTO tree SELECT rowid, julianday(valid_from) - 0.5, coalesce(julianday(valid_to) - 0.5, 2147483647),
                known_from, coalesce(known_to, 2147483647), participant FROM patches WHERE {INSIDE};
            ANALYZE;"
        ))?)
    }

    /// The stock at each of these points.
    ///
    /// # Errors
    /// When SQLite refuses.
    pub fn stocks(&self, by: By, points: &[At]) -> Result<Vec<u64>, Error> {
        let mut question = self.store.prepare(&match by {
            By::Index => format!(
                "SELECT count(DISTINCT participant) FROM patches WHERE {INSIDE}
                AND valid_from <= ?1 AND (valid_to IS NULL OR valid_to > ?1)
                AND known_from <= ?2 AND (known_to IS NULL OR known_to > ?2)"
            ),
            By::Tree => "SELECT count(DISTINCT participant) FROM tree
                WHERE from_day <= ?1 AND to_day > ?1 AND from_seq <= ?2 AND to_seq > ?2"
                .to_owned(),
        })?;
        let mut stock = |at: &At| {
            let day = match by {
                By::Index => Value::Text(at.as_of.to_string()),
                By::Tree => Value::Integer(julian(at.as_of)),
            };
            let found: i64 = question.query_row(params![day, at.known_at.0.cast_signed()], |row| row.get(0))?;
            Ok(found.cast_unsigned())
        };
        points.iter().map(&mut stock).collect()
    }
}

/// The Julian day that begins at noon of a day, less one half, as SQLite's `julianday` has midnight.
fn julian(day: Day) -> i64 {
    /// That of 1 January 1970.
    const UNIX: i64 = 2_440_587;
    UNIX + Day::from_date(chrono::NaiveDate::default()).map_or(0, |first| day.days_since(first))
}
