//! Changes of the ledger's key, as its entries announce them.

use hovedbok_core::entries::LedgerEntry;
use hovedbok_core::entries::ledger::KeyRotated;
use hovedbok_core::{Body, EntryId, Fact, Instant, Seq, StreamId};
use hovedbok_tree::{Change, Rotations, VerifierKey};
use serde::Serialize;

use crate::error::LedgerError;
use crate::open::Ledger;

pub use hovedbok_tree::{Relied, RotationError};

/// A change of keys as the ledger records it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Rotation {
    /// The position of the entry that announces it.
    pub seq: Seq,
    /// When it was recorded.
    pub recorded: Instant,
    /// The verifier key before.
    pub old: String,
    /// The verifier key from then on.
    pub new: String,
    /// Whether the old key signed it and was the newest one.
    pub holds: bool,
    /// Why it does not hold.
    pub because: Option<String>,
}

/// The changes of keys that a ledger records.
pub(crate) struct Recorded {
    pub(crate) rows: Vec<Rotation>,
    pub(crate) rotations: Rotations,
    /// The first entry of those about keys that cannot be right, and why.
    pub(crate) wrong: Option<(Seq, RotationError)>,
}

impl Recorded {
    /// The key that was in force when the ledger had so many entries; none while it never announced one.
    pub(crate) fn key_at(&self, size: Seq) -> Option<VerifierKey> {
        let hold = || self.rows.iter().filter(|row| row.holds);
        let before = hold().rfind(|row| row.seq <= size).map(|row| &row.new);
        let key = before.or_else(|| hold().next().map(|row| &row.old))?;
        VerifierKey::parse(key).ok()
    }
}

impl Ledger {
    /// The changes of keys that the ledger records, in order: all of them, for every head was held against the indexes.
    ///
    /// # Errors
    /// When the log cannot be read.
    pub fn rotations(&self) -> Result<Vec<Rotation>, LedgerError> {
        self.log.check_index()?;
        Ok(self.recorded_rotations()?.rows)
    }

    /// The keys that those given lead to by the changes that the ledger records, and those given; the ones in force first.
    ///
    /// # Errors
    /// When the log cannot be read.
    pub fn relied_on(&self, given: &[VerifierKey]) -> Result<Vec<Relied>, LedgerError> {
        Ok(self.recorded_rotations()?.rotations.relied_on(given))
    }

    pub(crate) fn recorded_rotations(&self) -> Result<Recorded, LedgerError> {
        let (mut rows, mut rotations, mut wrong) = (Vec::new(), Rotations::new(self.origin()), None);
        for seq in self.positions(&StreamId::Ledger)? {
            // What is not read of the keys may be a change of them.
            let entry = self.readable_entry(seq)?;
            let followed = follow(&mut rotations, seq, entry.draft.id, entry.draft.target, &entry.draft.body);
            if let Some(body) = rotated(&entry.draft.body) {
                let elsewhere = || "its keys belong to another ledger, from which this entry came".to_owned();
                rows.push(Rotation {
                    seq,
                    recorded: entry.recorded,
                    old: body.old.to_string(),
                    new: body.new.to_string(),
                    holds: followed == Ok(true),
                    because: match &followed {
                        Ok(ours) => (!ours).then(elsewhere),
                        Err(error) => Some(error.to_string()),
                    },
                });
            }
            wrong = wrong.or(followed.err().map(|error| (seq, error)));
        }
        Ok(Recorded { rows, rotations, wrong })
    }
}

/// Follows what an entry in the ledger's stream says of its keys; whether it changes them.
pub(crate) fn follow(
    rotations: &mut Rotations,
    seq: Seq,
    id: EntryId,
    target: Option<EntryId>,
    body: &Body,
) -> Result<bool, RotationError> {
    if let Some(target) = target {
        rotations.may_be_put_right(target.0.into_bytes())?;
    }
    rotated(body).map_or(Ok(false), |body| rotations.follow(&change(seq, id, body)))
}

/// The change of keys that a body announces.
pub(crate) fn rotated(body: &Body) -> Option<&KeyRotated> {
    match body {
        Body::Fact(Fact::Ledger(LedgerEntry::KeyRotated(rotated))) => Some(rotated),
        Body::Fact(_) | Body::Replaced(_) | Body::Voided(_) | Body::Unknown(_) => None,
    }
}

/// The change that the entry at a position announces.
pub(crate) fn change(seq: Seq, id: EntryId, body: &KeyRotated) -> Change<'_> {
    Change {
        position: seq.0,
        id: id.0.into_bytes(),
        old: body.old.as_str(),
        new: body.new.as_str(),
        signature: body.signature.as_str(),
    }
}
