//! Entries that are looked up for an answer, one by one, where a failure ends the answer.

use std::cell::RefCell;

use hovedbok_core::{Entry, Seq};

use super::records::Records;
use crate::error::LedgerError;

/// Entries looked up in records.
pub(crate) struct LookedUp<'r> {
    records: &'r dyn Records,
    failed: RefCell<Option<LedgerError>>,
}

impl<'r> LookedUp<'r> {
    pub(crate) fn of(records: &'r dyn Records) -> LookedUp<'r> {
        LookedUp { records, failed: RefCell::new(None) }
    }

    /// The entry at a position; nothing where it cannot be read.
    pub(crate) fn entry(&self, seq: Seq) -> Option<Entry> {
        self.records.recorded(seq).map_err(|error| self.failed.replace(Some(error))).ok()
    }

    /// What was made of the entries, if all could be read.
    pub(crate) fn checked<T, E: Into<LedgerError>>(&self, made: Result<T, E>) -> Result<T, LedgerError> {
        match self.failed.take() {
            Some(error) => Err(error),
            None => made.map_err(Into::into),
        }
    }
}
