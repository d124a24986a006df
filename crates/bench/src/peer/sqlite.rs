//! SQLite as one would keep entries in it: write-ahead log, a full sync at each commit, indexes on position, id, and stream
//! with version.

use std::path::Path;
use std::time::Instant;

use rusqlite::{Connection, params};

use crate::error::Error;
use crate::sample::Entry;
use crate::{folder, rounds};

/// Page cache of 64 MiB: SQLite's own 2 MiB would make bulk loads wait for pages of the indexes.
const SETUP: &str = "
    PRAGMA journal_mode = WAL;
    PRAGMA synchronous = FULL;
    PRAGMA cache_size = -65536;
    CREATE TABLE entries (
        position INTEGER PRIMARY KEY,
        id BLOB NOT NULL UNIQUE,
        stream TEXT NOT NULL,
        version INTEGER NOT NULL,
        recorded INTEGER NOT NULL,
        head BLOB NOT NULL,
        salt BLOB NOT NULL,
        body BLOB NOT NULL,
        UNIQUE (stream, version)
    ) STRICT;";
const INSERT: &str = "INSERT INTO entries VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)";

/// What a load gave.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Loaded {
    /// Entries in a second, the last sync and the closing included.
    pub rate: f64,
    /// Bytes of the folder for each entry, after it is closed.
    pub bytes_per_entry: f64,
}

/// The version that is built in.
pub fn version() -> &'static str {
    rusqlite::version()
}

/// One writer, so many entries in a transaction.
///
/// # Errors
/// When SQLite refuses, or afterwards does not hold all entries.
pub fn load(dir: &Path, entries: &[Entry], entries_a_transaction: usize) -> Result<Loaded, Error> {
    let store = Connection::open(dir.join("entries.db"))?;
    store.execute_batch(SETUP)?;
    let begin = Instant::now();
    let mut insert = store.prepare(INSERT)?;
    for batch in entries.chunks(entries_a_transaction.max(1)) {
        // Unchecked: the statement is prepared once for all transactions, and none of them is inside another.
        let transaction = store.unchecked_transaction()?;
        for entry in batch {
            insert.execute(params![
                entry.position.cast_signed(),
                entry.id.as_bytes(),
                entry.stream,
                entry.version.cast_signed(),
                entry.recorded,
                entry.rest(),
                entry.salt,
                entry.body,
            ])?;
        }
        transaction.commit()?;
    }
    drop(insert);
    store.close().map_err(|(_, error)| error)?;
    let rate = rounds::rate(entries.len(), begin);
    let store = Connection::open(dir.join("entries.db"))?;
    let (expected, found) =
        (entries.len() as u64, store.query_row("SELECT count(*) FROM entries", [], |row| row.get(0))?);
    if i64::cast_unsigned(found) != expected {
        return Err(Error::Count { what: "SQLite", expected, found: found.cast_unsigned() });
    }
    store.close().map_err(|(_, error)| error)?;
    Ok(Loaded { rate, bytes_per_entry: folder::bytes(dir)? as f64 / expected.max(1) as f64 })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample;

    #[test]
    fn all_columns_come_back_durable_and_indexed() {
        let dir = folder::new(&std::env::temp_dir()).unwrap();
        let entries = sample::entries(50).unwrap();
        let loaded = load(dir.path(), &entries, 20).unwrap();
        assert!(loaded.rate > 0.0 && loaded.bytes_per_entry > 400.0, "{loaded:?}");
        let store = Connection::open(dir.path().join("entries.db")).unwrap();
        let last = entries.last().unwrap();
        let found = store
            .query_row("SELECT position, head, salt, body FROM entries WHERE id = ?1", [last.id.as_bytes()], |row| {
                Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?))
            })
            .unwrap();
        assert_eq!(found, (50i64, last.rest().to_vec(), last.salt, last.body.clone()));
        let mode: String = store.pragma_query_value(None, "journal_mode", |row| row.get(0)).unwrap();
        assert_eq!(mode, "wal");
        let indexes: i64 =
            store.query_row("SELECT count(*) FROM pragma_index_list('entries')", [], |row| row.get(0)).unwrap();
        assert_eq!(indexes, 2, "id, and stream with version; position is the table itself");
    }

    #[test]
    fn a_second_entry_with_the_same_id_or_place_in_its_stream_is_refused() {
        let entry = sample::entries(10).unwrap().remove(3);
        let [mut same_id, mut same_place] = [entry.clone(), entry.clone()];
        same_id.stream = "other".to_owned();
        same_place.id = uuid::Uuid::nil();
        for mut twice in [same_id, same_place] {
            twice.position += 1;
            let dir = folder::new(&std::env::temp_dir()).unwrap();
            let error = load(dir.path(), &[entry.clone(), twice], 1).unwrap_err();
            assert!(error.to_string().contains("UNIQUE"), "{error}");
        }
    }
}
