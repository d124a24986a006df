//! Reading the log: by position, by range, by stream, by id, by instant. Readers see what is published, nothing else.

use crate::bundle::{Cursor, Frame};
use crate::entry::Stored;
use crate::error::{Fault, FaultKind, ReadError};
use crate::log::Log;
use crate::store::{Bundles, Value};
use crate::time::Micros;
use std::ops::RangeInclusive;
use std::sync::Arc;
use uuid::Uuid;

impl Log {
    /// Number of entries, which is the position of the last one.
    #[must_use]
    pub fn size(&self) -> u64 {
        self.state().tip.size
    }

    /// The instant of the last entry.
    #[must_use]
    pub fn last_recorded(&self) -> Option<Micros> {
        self.state().tip.last
    }

    /// The instant of the last ordinary entry, which a clock too far ahead is held against.
    #[must_use]
    pub fn last_ordinary(&self) -> Option<Micros> {
        self.state().tip.last_ordinary
    }

    /// Whether `recorded` is ahead of the clock, so that the next entry would get the last one's instant.
    #[must_use]
    pub fn clock_held(&self, now: Micros) -> bool {
        self.last_recorded().is_some_and(|last| last > now)
    }

    /// Positions of a stream's entries, in order; empty for a stream without entries.
    #[must_use]
    pub fn stream(&self, stream: &str) -> Vec<u64> {
        self.state().index.stream(stream).to_vec()
    }

    /// The version of a stream's last entry; 0 for a stream without entries.
    #[must_use]
    pub fn version(&self, stream: &str) -> u64 {
        self.state().index.version(stream)
    }

    /// Names of the streams that begin with `prefix`, in order of their bytes.
    #[must_use]
    pub fn streams(&self, prefix: &str) -> Vec<Arc<str>> {
        self.state().index.streams(prefix).map(Arc::clone).collect()
    }

    /// The position of the entry with this id.
    #[must_use]
    pub fn position_of(&self, id: Uuid) -> Option<u64> {
        self.state().index.position_of(id)
    }

    /// The position of the last entry recorded at or before an instant; 0 when there is none.
    ///
    /// # Errors
    /// When the log cannot be read, or is damaged there.
    pub fn position_at(&self, instant: Micros) -> Result<u64, ReadError> {
        let Some(first) = self.state().index.bundle_at(instant) else { return Ok(0) };
        let mut position = first.saturating_sub(1);
        self.walk(first, |frame, seq| {
            let before = frame.recorded <= instant;
            if before {
                position = seq;
            }
            before
        })?;
        Ok(position)
    }

    /// The entry at a position; `None` beyond the end, and for 0.
    ///
    /// # Errors
    /// When the log cannot be read, or is damaged there.
    pub fn get(&self, seq: u64) -> Result<Option<Stored>, ReadError> {
        let first = {
            let state = self.state();
            if seq > state.tip.size {
                return Ok(None);
            }
            state.index.bundle_of(seq)
        };
        let Some(first) = first else { return Ok(None) };
        let mut stored = None;
        self.walk(first, |frame, at| {
            if at == seq {
                stored = Some(frame.stored(seq));
            }
            at < seq
        })?;
        stored.map(Some).ok_or_else(|| Fault { position: seq, kind: FaultKind::Missing }.into())
    }

    /// The entries at these positions, in order, as far as the log reaches when this is called.
    #[must_use]
    pub fn range(&self, positions: RangeInclusive<u64>) -> Range {
        let state = self.state();
        let next = (*positions.start()).max(1);
        let bundles = self.store().bundles(state.index.bundle_of(next).unwrap_or(next));
        Range { bundles, open: None, at: None, next, to: (*positions.end()).min(state.tip.size) }
    }

    /// Hands the entries of one bundle to `each`, with their positions, until it says false.
    fn walk(&self, first: u64, mut each: impl FnMut(&Frame<'_>, u64) -> bool) -> Result<(), ReadError> {
        let fault = |position, kind| ReadError::from(Fault { position, kind });
        let value = self.store().bundle(first)?.ok_or_else(|| fault(first, FaultKind::Missing))?;
        let mut cursor = Cursor::start(&value).map_err(|bad| fault(first, bad.into()))?;
        let mut seq = first;
        while let Some(frame) = cursor.next(&value) {
            if !each(&frame.map_err(|bad| fault(seq, bad.into()))?, seq) {
                break;
            }
            seq += 1;
        }
        Ok(())
    }
}

/// Entries in order of their positions. The first error ends it.
pub struct Range {
    bundles: Bundles,
    /// The bundle being read.
    open: Option<(Value, Cursor)>,
    /// The position the bundle's next entry has, or the next bundle's first; none before the first bundle.
    at: Option<u64>,
    /// The next position to give.
    next: u64,
    to: u64,
}

impl Iterator for Range {
    type Item = Result<Stored, ReadError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.next > self.to {
            return None;
        }
        let step = self.step();
        match step {
            Ok(_) => self.next += 1,
            Err(_) => self.to = 0,
        }
        Some(step)
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        let left = (self.to + 1).saturating_sub(self.next);
        (0, usize::try_from(left).ok())
    }
}

impl Range {
    fn step(&mut self) -> Result<Stored, ReadError> {
        loop {
            let (Some((value, cursor)), Some(seq)) = (self.open.as_mut(), self.at) else {
                self.open_bundle()?;
                continue;
            };
            let Some(frame) = cursor.next(value) else {
                self.open = None;
                continue;
            };
            let frame = frame.map_err(|bad| Fault { position: seq, kind: bad.into() })?;
            self.at = Some(seq + 1);
            if seq == self.next {
                return Ok(frame.stored(seq));
            }
        }
    }

    fn open_bundle(&mut self) -> Result<(), ReadError> {
        let fault = |kind| Fault { position: self.next, kind };
        let (first, value) = self.bundles.next().ok_or(fault(FaultKind::Missing))??;
        let first = first.ok_or(fault(FaultKind::Key))?;
        // The first bundle begins at or before the first position asked for, each later one where the last one ended.
        if first > self.at.unwrap_or(self.next) {
            return Err(fault(FaultKind::Missing).into());
        }
        if self.at.is_some_and(|at| first < at) {
            return Err(fault(FaultKind::Overlap).into());
        }
        let cursor = Cursor::start(&value).map_err(|bad| fault(bad.into()))?;
        self.at = Some(first);
        self.open = Some((value, cursor));
        Ok(())
    }
}
