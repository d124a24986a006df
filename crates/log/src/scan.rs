//! Reads every entry once and holds it against what must be true of a log: order, gaps, instants, versions, ids, framing.
//! Opening builds the indexes this way, and `verify` compares them.

use crate::bundle::{Cursor, Frame};
use crate::error::{Fault, FaultKind, ReadError};
use crate::index::Index;
use crate::log::Log;
use crate::store::{Store, StoreError};
use crate::time::Micros;
use crate::tip::Tip;

/// A log that was read from end to end without a fault.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Verified {
    /// Number of entries.
    pub size: u64,
    /// The instant of the last of them.
    pub recorded: Option<Micros>,
}

impl Log {
    /// Reads every entry and checks order, gaps, instants, versions, ids, framing, and the indexes against them.
    /// `progress` is called with the number of entries read so far, now and then; it must not
    /// call the log. Appends wait.
    ///
    /// # Errors
    /// The first position where something is wrong, or what the store said.
    pub fn verify(&self, mut progress: impl FnMut(u64)) -> Result<Verified, ReadError> {
        let state = self.state();
        let found = read_all(self.store(), &state.tip, None, &mut progress)?;
        if found.index != state.index {
            return Err(Fault { position: state.tip.size, kind: FaultKind::Index }.into());
        }
        Ok(Verified { size: state.tip.size, recorded: state.tip.last })
    }
}

/// What reading everything gave.
#[derive(Debug)]
pub(crate) struct Found {
    pub(crate) index: Index,
    /// First positions of bundles beyond the tip: an import that was never published.
    pub(crate) unpublished: Vec<u64>,
    /// The instant of the entry that was asked for.
    pub(crate) instant: Option<Micros>,
}

/// Reads all bundles; `ask` is a position whose instant is wanted.
pub(crate) fn read_all(
    store: &Store,
    tip: &Tip,
    ask: Option<u64>,
    progress: &mut dyn FnMut(u64),
) -> Result<Found, ReadError> {
    let mut walk = Walk {
        at: Tip::default(),
        ask,
        found: Found { index: Index::default(), unpublished: Vec::new(), instant: None },
    };
    for bundle in store.bundles(0) {
        let (first, value) = bundle?;
        let next = walk.at.size + 1;
        let first = first.ok_or(Fault { position: next, kind: FaultKind::Key })?;
        if first > tip.size {
            walk.found.unpublished.push(first);
            continue;
        }
        if first != next {
            let kind = if first > next { FaultKind::Missing } else { FaultKind::Overlap };
            return Err(Fault { position: next, kind }.into());
        }
        walk.bundle(&value)?;
        if walk.at.size > tip.size {
            return Err(Fault { position: tip.size, kind: FaultKind::Overlap }.into());
        }
        progress(walk.at.size);
    }
    if walk.at.size < tip.size {
        return Err(Fault { position: walk.at.size + 1, kind: FaultKind::Missing }.into());
    }
    if walk.at != *tip {
        return Err(Fault { position: tip.size, kind: FaultKind::Tip }.into());
    }
    Ok(walk.found)
}

/// How far the walk has come, in the form of the tip that would stand there.
struct Walk {
    at: Tip,
    ask: Option<u64>,
    found: Found,
}

impl Walk {
    fn bundle(&mut self, value: &[u8]) -> Result<(), Fault> {
        let first = self.at.size + 1;
        let mut cursor = Cursor::start(value).map_err(|fault| Fault { position: first, kind: fault.into() })?;
        while let Some(frame) = cursor.next(value) {
            let position = self.at.size + 1;
            let checked = frame.map_err(FaultKind::from).and_then(|frame| self.entry(position, &frame));
            checked.map_err(|kind| Fault { position, kind })?;
            if position == first {
                self.found.index.add_bundle(first, self.at.last.unwrap_or_default());
            }
        }
        Ok(())
    }

    fn entry(&mut self, position: u64, frame: &Frame<'_>) -> Result<(), FaultKind> {
        if self.at.last.is_some_and(|last| frame.recorded < last) {
            return Err(FaultKind::Recorded);
        }
        if frame.version != self.found.index.version(frame.stream) + 1 {
            return Err(FaultKind::Version);
        }
        if !self.found.index.add(position, frame.id, frame.stream) {
            return Err(FaultKind::Id);
        }
        self.at.size = position;
        self.at.last = Some(frame.recorded);
        if frame.ordinary {
            self.at.last_ordinary = Some(frame.recorded);
        }
        if self.ask == Some(position) {
            self.found.instant = Some(frame.recorded);
        }
        Ok(())
    }
}

/// Whether an error of the store says that its bytes are damaged, rather than that the system said no.
pub(crate) fn is_damage(error: &StoreError) -> bool {
    match error {
        StoreError::Corrupt { .. } | StoreError::Panicked { .. } => true,
        StoreError::Full { .. } | StoreError::ReadOnly { .. } | StoreError::Io { .. } => false,
    }
}
