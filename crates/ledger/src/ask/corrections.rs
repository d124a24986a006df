//! What became of an entry.

use hovedbok_core::{Fact, Seq};
use hovedbok_projection::History;
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
