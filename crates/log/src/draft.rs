//! Entries on their way into the log: checked, given position, instant and version, packed into bundles. Nothing here
//! touches the disk. A commit and a staged import take the same way.

use crate::bundle::{Filling, Frame};
use crate::clock::{self, Clock};
use crate::entry::{ENTRY_BYTES_MAX, NewEntry, STREAM_BYTES_MAX, Written};
use crate::error::AppendError;
use crate::head;
use crate::index::Index;
use crate::time::Micros;
use crate::tip::Tip;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use uuid::Uuid;

/// What readers see: how far the log reaches, and the indexes up to there.
#[derive(Debug)]
pub(crate) struct State {
    pub(crate) tip: Tip,
    pub(crate) index: Index,
}

impl State {
    /// Publishes what a draft holds, once that is on the disk.
    pub(crate) fn publish(&mut self, draft: Draft) {
        let mut seq = self.tip.size;
        for (id, stream) in draft.added {
            seq += 1;
            // The draft has refused an id that is taken.
            self.index.add(seq, id, &stream);
        }
        for (first, recorded) in draft.starts {
            self.index.add_bundle(first, recorded);
        }
        self.tip = draft.tip;
    }

    /// The first of the expected versions that a stream does not have.
    pub(crate) fn expect(&self, expected: &[(String, u64)]) -> Result<(), AppendError> {
        for (stream, version) in expected {
            let actual = self.index.version(stream);
            if actual != *version {
                return Err(AppendError::Conflict { stream: stream.clone(), expected: *version, actual });
            }
        }
        Ok(())
    }

    pub(crate) fn id_free(&self, id: Uuid) -> Result<(), AppendError> {
        self.index.position_of(id).map_or(Ok(()), |position| Err(AppendError::IdTaken { id, position }))
    }
}

/// Entries that follow the log's end and are not published yet.
#[derive(Debug)]
pub(crate) struct Draft {
    /// What the tip will be.
    pub(crate) tip: Tip,
    filling: Option<Filling>,
    full: Vec<(u64, Vec<u8>)>,
    starts: Vec<(u64, Micros)>,
    added: Vec<(Uuid, Arc<str>)>,
    ids: HashSet<Uuid>,
    versions: HashMap<Arc<str>, u64>,
}

impl Draft {
    /// A draft that begins after the end of the log.
    pub(crate) fn after(tip: &Tip) -> Self {
        Self {
            tip: tip.clone(),
            filling: None,
            full: Vec::new(),
            starts: Vec::new(),
            added: Vec::new(),
            ids: HashSet::new(),
            versions: HashMap::new(),
        }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.added.is_empty()
    }

    /// Adds one entry, or changes nothing.
    pub(crate) fn push(&mut self, state: &State, entry: &NewEntry, clock: Clock) -> Result<Written, AppendError> {
        let id = entry.id;
        let name_bytes = entry.stream.len();
        if !(1..=STREAM_BYTES_MAX).contains(&name_bytes) {
            return Err(AppendError::StreamName { id, bytes: name_bytes });
        }
        if !(entry.rest.starts_with(b"\"") && entry.rest.ends_with(b"}")) {
            return Err(AppendError::Malformed { id });
        }
        state.id_free(id)?;
        if self.ids.contains(&id) {
            return Err(AppendError::IdTwice { id });
        }
        let recorded = match entry.recorded {
            Some(given) => clock::given(given, &self.tip)?,
            None => clock.recorded(&self.tip)?,
        };
        let seq = self.tip.size + 1;
        let before = self.versions.get_key_value(entry.stream.as_str());
        let stream: Arc<str> = before.map_or_else(|| entry.stream.as_str().into(), |(name, _)| Arc::clone(name));
        let version = before.map_or_else(|| state.index.version(&stream), |(_, version)| *version) + 1;
        let bytes = head::len(seq, version, &entry.rest) + entry.body.len();
        if bytes > ENTRY_BYTES_MAX {
            return Err(AppendError::TooLarge { id, bytes });
        }
        let frame = Frame {
            ordinary: entry.ordinary,
            recorded,
            version,
            id,
            salt: entry.salt,
            stream: &stream,
            rest: &entry.rest,
            body: &entry.body,
        };
        self.pack(seq, &frame).ok_or(AppendError::TooLarge { id, bytes })?;
        self.tip.size = seq;
        self.tip.last = Some(recorded);
        if entry.ordinary {
            self.tip.last_ordinary = Some(recorded);
        }
        self.ids.insert(id);
        self.versions.insert(Arc::clone(&stream), version);
        self.added.push((id, stream));
        Ok(Written { seq, recorded, version })
    }

    fn pack(&mut self, seq: u64, frame: &Frame<'_>) -> Option<()> {
        if let Some(filling) = self.filling.as_mut()
            && filling.has_room(frame)
        {
            return filling.push(frame);
        }
        let mut next = Filling::new(seq);
        next.push(frame)?;
        self.full.extend(self.filling.replace(next).and_then(Filling::finish));
        self.starts.push((seq, frame.recorded));
        Some(())
    }

    /// Takes the bundles that are full, each with the position of its first entry.
    pub(crate) fn take_full(&mut self) -> Vec<(u64, Vec<u8>)> {
        std::mem::take(&mut self.full)
    }

    /// Takes all bundles that were not taken yet, the last one as full as it is. Nothing may be pushed after that.
    pub(crate) fn take_rest(&mut self) -> Vec<(u64, Vec<u8>)> {
        let last = self.filling.take().and_then(Filling::finish);
        let mut bundles = self.take_full();
        bundles.extend(last);
        bundles
    }
}
