//! Selecting entries to correct: by position, batch, document and type.

use hovedbok_core::identity::same;
use hovedbok_core::{Body, EntryId, Fact, ParticipantId, Seq};

use super::correct::{Change, Why};
use super::pending::PendingCommit;
use crate::error::{ErrorCode, LedgerError, Refusal};
use crate::open::{Edge, Ledger};

/// Which entries are meant; what is left out selects nothing and leaves nothing out.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Selection {
    /// From the first to the last of these positions.
    pub positions: Option<(Seq, Seq)>,
    /// Migrated in this batch.
    pub batch: Option<String>,
    /// Resting on this document, or naming it.
    pub document: Option<String>,
    /// Of types whose name begins so.
    pub type_name: Option<String>,
}

impl Selection {
    /// Whether it selects nothing at all.
    pub fn is_empty(&self) -> bool {
        *self == Selection::default()
    }
}

impl Ledger {
    /// The entries that a selection names, in order, whether they are in force or not.
    ///
    /// # Errors
    /// A position beyond the log, a type that nobody knows, or when the log cannot be read.
    pub fn selected(&self, selection: &Selection) -> Result<Vec<EntryId>, LedgerError> {
        let last = self.last();
        let (from, to) = selection.positions.unwrap_or((Seq(1), last));
        if to > last {
            return Err(LedgerError::BeyondTheLog { asked: to, last });
        }
        let mut selected = Vec::new();
        for entry in self.entries(from, to).take_while(|_| last > Seq(0)) {
            let draft = entry?.draft;
            let fact = match &draft.body {
                Body::Fact(fact) => fact,
                Body::Replaced(replaced) => &replaced.fact,
                Body::Voided(_) | Body::Unknown(_) => continue,
            };
            let batch = draft.migrated.as_ref().map(|migrated| migrated.batch.as_str());
            let named = [draft.source.as_ref().map(|source| source.as_str()), document(fact)];
            let by_document = |wanted: &String| named.iter().flatten().any(|document| same(document, wanted));
            if selection.batch.as_deref().is_none_or(|wanted| batch == Some(wanted))
                && selection.document.as_ref().is_none_or(by_document)
                && selection.type_name.as_ref().is_none_or(|wanted| fact.type_name().starts_with(wanted.as_str()))
            {
                selected.push(draft.id);
            }
        }
        if let (Some(type_name), true) = (&selection.type_name, selected.is_empty()) {
            self.check_types(type_name, last)?;
        }
        Ok(selected)
    }
}

/// The document that a figure was published in.
fn document(fact: &Fact) -> Option<&str> {
    let Fact::Figure(hovedbok_core::entries::FigureEntry::Published(body)) = fact else { return None };
    Some(body.document.as_str())
}

impl PendingCommit<'_> {
    /// Those of the selected entries that are in force.
    ///
    /// # Errors
    /// When none is.
    pub fn in_force(&mut self, selected: Vec<EntryId>) -> Result<Vec<EntryId>, LedgerError> {
        let mut in_force = Vec::with_capacity(selected.len());
        for id in selected {
            if self.counts(id)? {
                in_force.push(id);
            }
        }
        if in_force.is_empty() { Err(Refusal::NothingSelected.into()) } else { Ok(in_force) }
    }

    /// Voids all that is selected, the newest first: what a voiding brings back is voided too where it is selected. Returns how
    /// many.
    ///
    /// # Errors
    /// When none is in force.
    pub fn void_selected(
        &mut self,
        selected: &[EntryId],
        why: &Why,
        edge: &mut Edge<'_>,
    ) -> Result<usize, LedgerError> {
        let mut voided = 0;
        for id in selected.iter().rev() {
            if self.counts(*id)? {
                self.void(*id, why.clone(), edge)?;
                voided += 1;
            }
        }
        if voided == 0 { Err(Refusal::NothingSelected.into()) } else { Ok(voided) }
    }

    /// Replaces each of several entries by the same change; those that say so already stay. Returns how many.
    ///
    /// # Errors
    /// When nothing would change in any of them.
    pub fn replace_selected(
        &mut self,
        selected: Vec<(EntryId, Change)>,
        why: &Why,
        edge: &mut Edge<'_>,
    ) -> Result<usize, LedgerError> {
        let (mut replaced, mut unchanged) = (0, None);
        for (id, change) in selected {
            match self.replace(id, change, why.clone(), edge) {
                Ok(()) => replaced += 1,
                Err(error) if error.code() == ErrorCode::NothingChanges => unchanged = Some(error),
                Err(error) => return Err(error),
            }
        }
        match unchanged {
            Some(error) if replaced == 0 => Err(error),
            Some(_) | None => Ok(replaced),
        }
    }

    /// Moves each of several entries with what hangs on it; what was moved along with an earlier one is not moved twice. Returns
    /// how many were moved as themselves.
    ///
    /// # Errors
    /// As [`PendingCommit::move_to`], in whatever order they are named.
    pub fn move_selected(
        &mut self,
        selected: &[EntryId],
        to: ParticipantId,
        why: &Why,
        edge: &mut Edge<'_>,
    ) -> Result<usize, LedgerError> {
        if let [one] = selected {
            return self.move_to(*one, to, why.clone(), edge).map(|()| 1);
        }
        // Afterwards what does not count any more was moved along.
        for id in selected {
            self.check_counts(*id)?;
        }
        let mut moved = 0;
        for id in selected {
            if self.counts(*id)? {
                self.move_to(*id, to, why.clone(), edge)?;
                moved += 1;
            }
        }
        Ok(moved)
    }

    fn counts(&mut self, id: EntryId) -> Result<bool, LedgerError> {
        let (_, entry) = self.target(id)?;
        self.load(&entry.stream)?;
        Ok(self.streams.get(&entry.stream).is_some_and(|stream| stream.can_void(id).is_ok()))
    }

    /// Refuses an entry that is not in force.
    fn check_counts(&mut self, id: EntryId) -> Result<(), LedgerError> {
        let (seq, entry) = self.target(id)?;
        self.load(&entry.stream)?;
        let refuse = |error| Refusal::Target { target: seq.to_string(), error }.into();
        self.streams.get(&entry.stream).map_or(Ok(()), |stream| stream.can_void(id)).map_err(refuse)
    }
}
