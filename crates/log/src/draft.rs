//! Entries on their way into the log: checked, given position, instant, version and leaf. Nothing here touches the disk. A
//! commit, a group of commits and a staged import take the same way.

use std::sync::Arc;

use hashbrown::{HashMap, HashSet};
use uuid::Uuid;

use crate::clock::{self, Clock};
use crate::entry::{Commit, ENTRY_BYTES_MAX, NewEntry, STREAM_BYTES_MAX, Written};
use crate::error::AppendError;
use crate::head::{self, Scratch};
use crate::index::Index;
use crate::record::Record;
use crate::seal::Tip;

/// Entries that follow the log's end and are not published yet.
#[derive(Debug)]
pub(crate) struct Draft {
    /// What the tip will be.
    pub(crate) tip: Tip,
    /// The entries, in order.
    pub(crate) records: Vec<Arc<Record>>,
    /// Streams of entries with the version each has got to.
    versions: HashMap<Arc<str>, u64>,
    ids: HashSet<Uuid>,
    scratch: Scratch,
}

impl Draft {
    /// A draft that begins after the end of the log.
    pub(crate) fn after(tip: &Tip) -> Draft {
        let (records, versions, ids, scratch) = Default::default();
        Draft { tip: tip.clone(), records, versions, ids, scratch }
    }

    /// Adds a commit whole, or changes nothing.
    pub(crate) fn commit(
        &mut self,
        index: &Index,
        commit: &Commit,
        now: crate::time::Micros,
        noted: Option<crate::time::Micros>,
    ) -> Result<Vec<Written>, AppendError> {
        if commit.entries.is_empty() {
            return Err(AppendError::Empty);
        }
        commit.entries.iter().try_for_each(|entry| self.id_free(index, entry.id))?;
        ends(commit.after, self.tip.size())?;
        expect(&commit.expected, |stream| self.version(index, stream))?;
        let (tip, before) = (self.tip.clone(), self.records.len());
        let clock = Clock { now, noted, confirmed: commit.clock_ok };
        let written: Result<_, _> = commit.entries.iter().map(|entry| self.push(index, entry, clock)).collect();
        if written.is_err() {
            self.tip = tip;
            self.forget(before);
        }
        written
    }

    /// Drops all entries after the first ones, whose number is given.
    fn forget(&mut self, keep: usize) {
        for record in self.records.drain(keep..).rev() {
            self.ids.remove(&record.id);
            self.versions.insert(Arc::clone(&record.stream), record.version - 1);
        }
    }

    fn version(&self, index: &Index, stream: &str) -> u64 {
        self.versions.get(stream).copied().unwrap_or_else(|| index.streams.version(stream))
    }

    fn id_free(&self, index: &Index, id: Uuid) -> Result<(), AppendError> {
        let taken = index.ids.position_of(id).or_else(|| {
            let drafted = || self.records.iter().rev().zip(0..).find(|(record, _)| record.id == id);
            self.ids.contains(&id).then(|| drafted().map_or(0, |(_, back)| self.tip.size() - back))
        });
        taken.map_or(Ok(()), |position| Err(AppendError::IdTaken { id, position }))
    }

    /// Adds one entry, or changes nothing.
    pub(crate) fn push(&mut self, index: &Index, entry: &NewEntry, clock: Clock) -> Result<Written, AppendError> {
        let id = entry.id;
        let name_bytes = entry.stream.len();
        if !(1..=STREAM_BYTES_MAX).contains(&name_bytes) {
            return Err(AppendError::StreamName { id, bytes: name_bytes });
        }
        if !(entry.rest.starts_with(b"\"") && entry.rest.ends_with(b"}")) {
            return Err(AppendError::Malformed { id });
        }
        if !(head::names(&entry.rest, id, &entry.stream) && head::commits(&entry.rest, &entry.salt, &entry.body)) {
            return Err(AppendError::Disagrees { id });
        }
        if let Some(position) = index.ids.position_of(id) {
            return Err(AppendError::IdTaken { id, position });
        }
        if self.ids.contains(&id) {
            return Err(AppendError::IdTwice { id });
        }
        let recorded = match entry.recorded {
            Some(given) => clock::given(given, &self.tip)?,
            None => clock.recorded(&self.tip)?,
        };
        let seq = self.tip.size() + 1;
        let known = self.versions.get_key_value(entry.stream.as_str());
        let stream: Arc<str> = known.map_or_else(|| entry.stream.as_str().into(), |(name, _)| Arc::clone(name));
        let version = known.map_or_else(|| index.streams.version(&stream), |(_, version)| *version) + 1;
        let bytes = head::len(seq, version, &entry.rest) + entry.body.len();
        if bytes > ENTRY_BYTES_MAX {
            return Err(AppendError::TooLarge { id, bytes });
        }
        let leaf = head::leaf(seq, recorded, version, &entry.rest, &mut self.scratch);
        self.tip.follow(recorded, entry.ordinary, leaf);
        self.ids.insert(id);
        self.versions.insert(Arc::clone(&stream), version);
        self.records.push(Arc::new(Record {
            ordinary: entry.ordinary,
            recorded,
            version,
            id,
            salt: entry.salt,
            stream,
            rest: entry.rest.clone(),
            body: entry.body.clone(),
            leaf,
        }));
        Ok(Written { seq, recorded, version, leaf })
    }
}

/// Refuses a log that does not end where the commit was made for.
pub(crate) fn ends(expected: Option<u64>, actual: u64) -> Result<(), AppendError> {
    match expected {
        Some(expected) if expected != actual => Err(AppendError::Grown { expected, actual }),
        Some(_) | None => Ok(()),
    }
}

/// Refuses the first of the expected versions that its stream does not have.
pub(crate) fn expect(expected: &[(String, u64)], version: impl Fn(&str) -> u64) -> Result<(), AppendError> {
    for (stream, expected) in expected {
        let actual = version(stream);
        if actual != *expected {
            return Err(AppendError::Conflict { stream: stream.clone(), expected: *expected, actual });
        }
    }
    Ok(())
}
