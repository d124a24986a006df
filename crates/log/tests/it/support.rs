//! Entries, folders and instants the tests share.

use std::fs;
use std::path::Path;

use hovedbok_log::{Commit, Log, Micros, NewEntry, ReadError, Stored, Verified, Who};
use uuid::Uuid;

pub const SECOND: Micros = 1_000_000;
pub const DAY: Micros = 24 * 60 * 60 * SECOND;
/// 2026-01-05T09:30:00Z.
pub const NOW: Micros = 1_767_605_400 * SECOND;

pub const ORIGIN: &str = "log.example/tests";

pub fn who() -> Who {
    Who { program: "log tests".to_owned(), since: NOW }
}

pub fn id(number: u64) -> Uuid {
    Uuid::from_u128(0xa11c_e000_0000_4000_8000_0000_0000_0000 + u128::from(number))
}

/// An ordinary entry whose id, rest, salt and body follow from a number.
pub fn entry(number: u64, stream: &str) -> NewEntry {
    NewEntry {
        id: id(number),
        stream: stream.to_owned(),
        ordinary: true,
        recorded: None,
        rest: format!("\"id\":\"{}\",\"stream\":\"{stream}\"}}", id(number)).into_bytes(),
        salt: [number.to_be_bytes()[7]; 16],
        body: format!("{{\"number\":{number}}}").into_bytes(),
    }
}

/// An entry that was recorded elsewhere at `recorded`.
pub fn migrated(number: u64, stream: &str, recorded: Micros) -> NewEntry {
    NewEntry { ordinary: false, recorded: Some(recorded), ..entry(number, stream) }
}

pub fn commit(entries: Vec<NewEntry>) -> Commit {
    Commit { entries, ..Commit::default() }
}

pub fn expecting(entries: Vec<NewEntry>, expected: &[(&str, u64)]) -> Commit {
    let expected = expected.iter().map(|(stream, version)| ((*stream).to_owned(), *version)).collect();
    Commit { entries, expected, ..Commit::default() }
}

/// A log with `count` entries in commits of one, closed.
pub fn written(dir: &Path, count: u64) {
    let log = Log::init(dir, ORIGIN, &who()).unwrap();
    for number in 1..=count {
        log.append(&commit(vec![entry(number, &format!("s/{}", number % 3))]), NOW).unwrap();
    }
    log.close().unwrap();
}

pub fn verified(log: &Log) -> Result<Verified, ReadError> {
    log.verify(0, |(), _| Ok(()), |_| ()).map(|(verified, _)| verified)
}

pub fn everything(log: &Log) -> Vec<Stored> {
    log.range(1..=u64::MAX).map(Result::unwrap).collect()
}

/// The folder as a crash would leave it: copied while the log is open.
pub fn copy(from: &Path, to: &Path) {
    fs::create_dir(to).unwrap();
    for item in fs::read_dir(from).unwrap() {
        let item = item.unwrap();
        let target = to.join(item.file_name());
        if item.file_type().unwrap().is_dir() {
            copy(&item.path(), &target);
        } else {
            fs::copy(item.path(), &target).unwrap();
        }
    }
}
