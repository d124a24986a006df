//! The ledger's side of every measurement: all that this crate calls of log and ledger stands here and in the files below.

mod appender;
pub mod timed;
mod views;

use std::fs::{self, File};
use std::io::{BufRead, BufReader, BufWriter, Write};
use std::path::Path;
use std::time::{Duration, Instant};

use chrono::Utc;
use hovedbok_answers::Question;
use hovedbok_core::{Day, ParticipantId, Seq, StreamId};
use hovedbok_ledger::import::Taken;
use hovedbok_ledger::{Edge, Ledger, Reader};
use hovedbok_log::{Commit, Log, NewEntry, Who};
use hovedbok_projection::At;

use crate::error::Error;
use crate::sample::Entry;
use crate::{folder, rounds};

pub use appender::many_writers;
pub use views::Views;

/// The origin of the ledgers made here.
const ORIGIN: &str = "hovedbok.example/bench";

/// What an import gave.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Imported {
    /// Entries in a second, from the empty folder to the closed ledger.
    pub rate: f64,
    /// Bytes of the folder for each entry, after it is closed, without the views.
    pub bytes_per_entry: f64,
    /// Bytes of the views for each entry.
    pub view_bytes_per_entry: f64,
}

/// One writer, one entry a commit, each held against the version its stream should have: entries in a second.
///
/// # Errors
/// When the log refuses or fails.
pub fn one_writer(dir: &Path, entries: &[Entry]) -> Result<f64, Error> {
    let commits: Vec<Commit> = entries.iter().map(|entry| commit(entry, true)).collect();
    let log = new_log(dir)?;
    let begin = Instant::now();
    for commit in &commits {
        log.append(commit, now())?;
    }
    let rate = rounds::rate(commits.len(), begin);
    counted("one writer", entries.len(), log.size())?;
    log.close()?;
    Ok(rate)
}

/// Imports JSON lines into a new ledger as they are: checks, hashes and seals them, and closes the ledger.
///
/// # Errors
/// When the ledger refuses or fails.
pub fn import(dir: &Path, lines: impl BufRead, entries: usize) -> Result<Imported, Error> {
    let begin = Instant::now();
    let ledger = Ledger::init(dir, ORIGIN, Utc::now().into())?;
    // A restore brings its own ids and salts and draws none.
    let mut random = || [0; 16];
    let mut edge = Edge { now: Utc::now().into(), random: &mut random, actor: None, clock_ok: false, built: None };
    let taken = ledger.import_jsonl("the sample", lines, false, &mut edge)?;
    ledger.close()?;
    let rate = rounds::rate(entries, begin);
    let found = match taken {
        Taken::Restored(found) => found,
        Taken::Recorded { recorded, .. } => recorded.len() as u64,
    };
    counted("the import", entries, found)?;
    let (all, views) = (folder::bytes(dir)?, folder::bytes(&dir.join("views"))?);
    let each = |bytes: u64| bytes as f64 / entries.max(1) as f64;
    Ok(Imported { rate, bytes_per_entry: each(all - views), view_bytes_per_entry: each(views) })
}

/// Makes a ledger of entries that need not all be in memory at once: the days on which the first and the last were recorded.
///
/// # Errors
/// When the ledger refuses or fails.
pub fn made(dir: &Path, entries: impl Iterator<Item = Result<Entry, Error>>) -> Result<(Day, Day), Error> {
    let path = dir.with_extension("jsonl");
    let mut lines = BufWriter::new(File::create(&path).map_err(Error::file(&path))?);
    let (mut count, mut days) = (0, None);
    for entry in entries {
        let entry = entry?;
        count += 1;
        days = Some((days.map_or(entry.day(), |(first, _)| first), entry.day()));
        lines.write_all(&entry.line()).map_err(Error::file(&path))?;
    }
    drop(lines.into_inner().map_err(|error| Error::file(&path)(error.into_error()))?);
    let lines = BufReader::new(File::open(&path).map_err(Error::file(&path))?);
    import(dir, lines, count)?;
    fs::remove_file(&path).map_err(Error::file(&path))?;
    days.ok_or(Error::Count { what: "the sample", expected: 1, found: 0 })
}

/// Verifies a whole ledger that is open already: entries in a second.
///
/// # Errors
/// When the ledger cannot be read or has a fault.
pub fn verify(dir: &Path, entries: usize) -> Result<f64, Error> {
    let ledger = Ledger::open(dir, Utc::now().into())?;
    let begin = Instant::now();
    let verified = ledger.verify(Seq(0), &|_| {})?;
    let rate = rounds::rate(entries, begin);
    ledger.close()?;
    if let Some(fault) = verified.fault {
        return Err(Error::Sample { position: fault.seq.0, what: fault.what });
    }
    counted("verify", entries, verified.read)?;
    Ok(rate)
}

/// Writes the views again from the log: entries in a second.
///
/// # Errors
/// When the ledger cannot be read or the views cannot be written.
pub fn rewrite_views(dir: &Path, entries: usize) -> Result<f64, Error> {
    let ledger = Ledger::open(dir, Utc::now().into())?;
    let begin = Instant::now();
    ledger.rewrite_views(&mut |_| {})?;
    let rate = rounds::rate(entries, begin);
    ledger.close()?;
    Ok(rate)
}

/// Reads the views and answers a question at the end of the log: milliseconds.
///
/// # Errors
/// When the views cannot be read or the question has no answer.
pub fn ask(dir: &Path, question: &Question) -> Result<f64, Error> {
    let begin = Instant::now();
    let mut reader = Reader::open(dir, Utc::now().into(), Duration::ZERO)?;
    let at = At { as_of: Day::MAX, known_at: reader.position(None)? };
    reader.ask_with(question, at, &mut |_| {})?;
    let milliseconds = begin.elapsed().as_secs_f64() * 1e3;
    reader.close()?;
    Ok(milliseconds)
}

/// Writes the books of a ledger as a journal, as `export --to journal` does.
///
/// # Errors
/// When the ledger cannot be read or the file cannot be written.
pub fn journal(dir: &Path, to: &Path) -> Result<(), Error> {
    let ledger = Ledger::open(dir, Utc::now().into())?;
    let journal = ledger.journal(At { as_of: Day::MAX, known_at: ledger.last() }, None)?;
    ledger.close()?;
    fs::write(to, journal).map_err(Error::file(to))
}

/// The first person of whom a ledger has an entry.
///
/// # Errors
/// When it cannot be read, or there is nobody.
pub fn somebody(dir: &Path) -> Result<ParticipantId, Error> {
    let ledger = Ledger::open(dir, Utc::now().into())?;
    let mut found = None;
    for entry in ledger.entries(Seq(1), ledger.last()) {
        if let StreamId::Participant(id) = entry?.draft.stream {
            found = Some(id);
            break;
        }
    }
    ledger.close()?;
    found.ok_or(Error::Count { what: "persons", expected: 1, found: 0 })
}

/// Opens a ledger: milliseconds.
///
/// # Errors
/// When it cannot be opened.
pub fn open(dir: &Path) -> Result<f64, Error> {
    let begin = Instant::now();
    let ledger = Ledger::open(dir, Utc::now().into())?;
    let milliseconds = begin.elapsed().as_secs_f64() * 1e3;
    ledger.close()?;
    Ok(milliseconds)
}

/// A new log in an empty folder.
fn new_log(dir: &Path) -> Result<Log, Error> {
    Ok(Log::init(dir, ORIGIN, &Who { program: "hovedbok-bench".to_owned(), since: now() })?)
}

/// An entry as a commit of its own; `in_order` holds it against the version its stream should have.
fn commit(entry: &Entry, in_order: bool) -> Commit {
    let new = NewEntry {
        id: entry.id,
        stream: entry.stream.clone(),
        ordinary: true,
        recorded: None,
        rest: entry.rest().to_vec(),
        salt: entry.salt,
        body: entry.body.clone(),
    };
    let expected = if in_order { vec![(entry.stream.clone(), entry.version - 1)] } else { Vec::new() };
    Commit { entries: vec![new], expected, ..Commit::default() }
}

fn now() -> i64 {
    Utc::now().timestamp_micros()
}

fn counted(what: &'static str, expected: usize, found: u64) -> Result<(), Error> {
    let expected = expected as u64;
    if found == expected { Ok(()) } else { Err(Error::Count { what, expected, found }) }
}

#[cfg(test)]
mod tests {
    use hovedbok_answers::questions::ParticipantOf;

    use super::*;
    use crate::alone::{self, Task};
    use crate::sample;

    #[test]
    fn the_sample_is_taken_in_verified_and_opened() {
        let dir = folder::new(&std::env::temp_dir()).unwrap();
        let entries = sample::entries(1200).unwrap();
        let imported = import(dir.path(), sample::lines(&entries).as_slice(), entries.len()).unwrap();
        assert!(imported.rate > 0.0 && imported.bytes_per_entry > 50.0, "{imported:?}");
        assert!(verify(dir.path(), entries.len()).unwrap() > 0.0);
        assert!(verify(dir.path(), entries.len() + 1).is_err(), "a wrong count is no figure");
        let opened = alone::here(dir.path(), &Task::Open).unwrap();
        assert!(opened.figure > 0.0 && opened.megabytes > 1.0, "{opened:?}");
        let task = Task::Ask(Box::new(Question::Participant(ParticipantOf { id: somebody(dir.path()).unwrap() })));
        let sent: Task = serde_json::from_str(&serde_json::to_string(&task).unwrap()).unwrap();
        assert_eq!(sent, task);
        assert!(alone::here(dir.path(), &sent).unwrap().figure > 0.0);
    }

    #[test]
    fn the_sample_is_what_a_ledger_exports() {
        let dir = folder::new(&std::env::temp_dir()).unwrap();
        let lines = sample::lines(&sample::entries(300).unwrap());
        import(dir.path(), lines.as_slice(), 300).unwrap();
        let ledger = Ledger::open(dir.path(), Utc::now().into()).unwrap();
        let mut exported = Vec::new();
        ledger.export_jsonl(&mut exported, ledger.last()).unwrap();
        assert!(exported == lines);
    }

    #[test]
    fn one_writer_records_the_sample_in_order() {
        let dir = folder::new(&std::env::temp_dir()).unwrap();
        let entries = sample::entries(40).unwrap();
        assert!(one_writer(dir.path(), &entries).unwrap() > 0.0);
        let log = Log::open(dir.path(), &Who { program: "test".to_owned(), since: 0 }).unwrap();
        let stored = log.get(40).unwrap().unwrap();
        assert_eq!((stored.id, stored.body), (entries[39].id, entries[39].body.clone()));
    }
}
