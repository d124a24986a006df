//! What became of an entry.

use std::collections::BTreeMap;

use hovedbok_core::{Entry, EntryId, Fact, Seq, StreamId};
use hovedbok_projection::{History, TargetError};
use serde::Serialize;

use crate::error::LedgerError;
use crate::open::Ledger;

/// What became of an entry, as the whole log knows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CorrectionStatus {
    /// Whether it counts at the end of the log.
    pub in_force: bool,
    /// The entry that it corrects itself.
    pub puts_right: Option<Seq>,
    /// The entries that replaced or voided it, in force or not.
    pub put_right_by: Vec<Seq>,
}

impl Ledger {
    /// The entries, of these, that do not count at a position of the log, each with the entry that corrected it. Their streams
    /// are read one after the other.
    ///
    /// # Errors
    /// When the log cannot be read.
    pub fn corrected_since<'e>(
        &self,
        entries: impl IntoIterator<Item = &'e Entry>,
        known_at: Seq,
    ) -> Result<BTreeMap<Seq, Seq>, LedgerError> {
        let mut by_stream: BTreeMap<&StreamId, Vec<(Seq, EntryId)>> = BTreeMap::new();
        for entry in entries {
            by_stream.entry(&entry.draft.stream).or_default().push((entry.seq, entry.draft.id));
        }
        let mut corrected = BTreeMap::new();
        for (stream, entries) in by_stream {
            let history: History<Fact> = self.history(stream, known_at)?;
            let by = |id: EntryId| match history.can_void(id) {
                Err(TargetError::Replaced { by, .. } | TargetError::Voided { by }) => Some(by),
                Err(TargetError::NotInStream | TargetError::NothingToReplace | TargetError::OtherType) | Ok(()) => None,
            };
            corrected.extend(entries.into_iter().filter_map(|(seq, id)| Some((seq, by(id)?))));
        }
        Ok(corrected)
    }

    /// What became of the entry at a position.
    ///
    /// # Errors
    /// When there is none, or the log cannot be read.
    pub fn correction_status(&self, seq: Seq) -> Result<CorrectionStatus, LedgerError> {
        let draft = self.entry(seq)?.draft;
        // That nothing more was recorded of it is as much an answer as what was.
        self.log.check_index()?;
        let history: History<Fact> = self.history(&draft.stream, self.last())?;
        let mut put_right_by = Vec::new();
        for position in self.positions(&draft.stream)?.filter(|other| *other > seq) {
            if self.entry(position)?.draft.target == Some(draft.id) {
                put_right_by.push(position);
            }
        }
        let puts_right = match draft.target {
            Some(target) => self.position_of(target)?,
            None => None,
        };
        Ok(CorrectionStatus { in_force: history.can_void(draft.id).is_ok(), puts_right, put_right_by })
    }
}
