//! What a commit gives to the log: its entries as bytes, all of them or none.

use hovedbok_core::entry::Salt;
use hovedbok_core::{Draft, Instant, Seq, StreamId};
use hovedbok_log::{AppendError, Commit, NewEntry};
use serde_json::{Map, Value};
use tracing::debug;

use super::{OPENED, PendingCommit, Recorded, is_opening, recorded};
use crate::error::{LedgerError, Refusal};
use crate::open::Edge;
use crate::record::judge;

/// Entries as the log takes them, and the versions that streams must have.
type Sealed = (Vec<NewEntry>, Vec<(String, u64)>);

impl PendingCommit<'_> {
    /// Records everything, or nothing.
    ///
    /// # Errors
    /// A refusal, or what the log said.
    pub fn commit(mut self, edge: &mut Edge<'_>) -> Result<Vec<Recorded>, LedgerError> {
        let mut all = self.already.clone();
        let Some((entries, expected)) = self.sealed(edge)? else { return Ok(all) };
        let skipped = entries.len() - self.made.len();
        let written = self.append(entries, expected, edge).map_err(|error| self.named(error))?;
        let first = written.first().copied();
        let places = written.into_iter().skip(skipped);
        all.extend(self.made.iter().zip(places).map(|(made, seq)| recorded(made, seq)));
        if let Some(first) = first {
            debug!(first = first.0, last = self.ledger.last().0, "recorded a commit");
            self.ledger.learnt(self.known, first);
            self.ledger.tell_views()?;
        }
        Ok(all)
    }

    /// Checks all that [`PendingCommit::commit`] checks, and records nothing.
    ///
    /// # Errors
    /// As [`PendingCommit::commit`].
    pub fn may_commit(&mut self, edge: &mut Edge<'_>) -> Result<(), LedgerError> {
        let Some((entries, expected)) = self.sealed(edge)? else { return Ok(()) };
        let commit =
            Commit { entries, expected, after: self.whole_log.then_some(self.base.0), clock_ok: edge.clock_ok };
        let may = self.ledger.log.may_append(&commit, edge.now.micros());
        may.map_err(|error| self.named(error.into()))
    }

    /// The entries as the log takes them, and the versions that their streams must have; nothing when there is none.
    fn sealed(&mut self, edge: &mut Edge<'_>) -> Result<Option<Sealed>, LedgerError> {
        self.judge()?;
        let mut expected = self.judged.as_ref().map(|judged| judged.expected.clone()).unwrap_or_default();
        if self.made.is_empty() {
            return Ok(None);
        }
        let migration = self.options.migration.as_ref().map(|m| m.recorded);
        if let (Some(opened), Some(_)) = (self.ledger.opened()?, migration) {
            return Err(Refusal::MigrationOver(opened).into());
        }
        let mut entries = Vec::with_capacity(self.made.len() + 1);
        if self.opening {
            entries.push(bytes(&judge::opening(edge)?, None, edge));
        }
        if self.opening || self.made.iter().any(|made| is_opening(&made.draft.body)) || migration.is_some() {
            // The door is closed once, and nothing is migrated after that.
            expected.push((StreamId::Ledger.to_string(), 0));
        }
        entries.extend(self.made.iter().map(|made| bytes(&made.draft, migration, edge)));
        Ok(Some((entries, expected)))
    }

    /// An entry that is too large, with its row and the field that makes it so.
    fn named(&self, error: LedgerError) -> LedgerError {
        let LedgerError::Append(AppendError::TooLarge { id, bytes }) = error else { return error };
        let Some(made) = self.made.iter().find(|made| made.draft.id.0 == id) else {
            return AppendError::TooLarge { id, bytes }.into();
        };
        let type_name = made.draft.body.type_name().to_owned();
        let body = serde_json::from_slice::<Map<String, Value>>(&made.draft.encode(&[0; 16]).body).unwrap_or_default();
        let texts = body.iter().map(|(name, value)| (value.to_string().len(), name));
        let field = texts.max().map(|(_, name)| name.clone());
        Refusal::TooLong { type_name, bytes, field }.at(made.origin.clone())
    }

    /// A few entries in one commit; many staged, so that they do not sit in memory as one transaction.
    fn append(
        &self,
        entries: Vec<NewEntry>,
        expected: Vec<(String, u64)>,
        edge: &Edge<'_>,
    ) -> Result<Vec<Seq>, LedgerError> {
        let log = &self.ledger.log;
        let after = self.whole_log.then_some(self.base.0);
        if entries.len() <= 1000 {
            let commit = Commit { entries, expected, after, clock_ok: edge.clock_ok };
            return Ok(log.append(&commit, edge.now.micros())?.into_iter().map(|written| Seq(written.seq)).collect());
        }
        let mut stage = log.stage(edge.now.micros(), edge.clock_ok)?;
        // Nobody else records anything while it is there.
        let actual = self.ledger.last().0;
        if let Some(expected) = after.filter(|expected| *expected != actual) {
            return Err(AppendError::Grown { expected, actual }.into());
        }
        let mut seqs = Vec::with_capacity(entries.len());
        for entry in &entries {
            seqs.push(Seq(stage.push(entry)?.seq));
        }
        stage.publish(&expected)?;
        Ok(seqs)
    }
}

pub(crate) fn bytes(draft: &Draft, recorded: Option<Instant>, edge: &mut Edge<'_>) -> NewEntry {
    sealed(draft, recorded, (edge.random)())
}

/// A draft as the log takes it.
fn sealed(draft: &Draft, recorded: Option<Instant>, salt: Salt) -> NewEntry {
    let encoded = draft.encode(&salt);
    NewEntry {
        id: draft.id.0,
        stream: draft.stream.to_string(),
        ordinary: ordinary(draft.body.type_name(), draft.migrated.is_some()),
        recorded: recorded.map(Instant::micros),
        rest: encoded.rest,
        salt,
        body: encoded.body,
    }
}

/// Whether an entry counts for the clock: not when it was migrated, nor when it only opens the ledger, whose own time says
/// nothing of when anything was recorded.
pub(crate) fn ordinary(type_name: &str, migrated: bool) -> bool {
    !migrated && type_name != OPENED
}
