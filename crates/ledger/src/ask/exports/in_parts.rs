//! Persons who are read some at a time, in the order of their pseudonyms.

use std::collections::BTreeSet;
use std::io;
use std::num::NonZero;
use std::sync::{Mutex, PoisonError};

use hovedbok_core::{ParticipantId, Seq};
use hovedbok_projection::Timeline;
use hovedbok_register::Release;
use hovedbok_state::State;

use super::ahead::ahead;
use crate::ask::records::Records;
use crate::error::LedgerError;

/// What a participant's pseudonym is made with.
const PARTICIPANT: &str = "participant";

/// What is made of some persons, with all that is known of them and of whoever was merged with them: rows in their order, about
/// these persons alone.
pub(super) type Make<'m, T> =
    dyn Fn(&Timeline<State>, &BTreeSet<ParticipantId>) -> Result<Vec<T>, LedgerError> + Sync + 'm;

/// Persons who are read some at a time.
pub(super) struct InParts<'r> {
    records: &'r dyn Records,
    known_at: Seq,
    /// What is read of them is as far as the records reach here, with what is laid beside the facts.
    state: Timeline<State>,
    /// Everybody of whom there may be rows, by pseudonym.
    order: Vec<(String, ParticipantId)>,
    /// Why they could not be read.
    failed: Mutex<Option<LedgerError>>,
}

/// Why rows are not given any further.
enum Stopped {
    Unread(LedgerError),
    Untaken(io::Error),
}

impl<'r> InParts<'r> {
    pub(super) fn of(
        records: &'r dyn Records,
        known_at: Seq,
        state: Timeline<State>,
        release: &Release,
    ) -> Result<InParts<'r>, LedgerError> {
        // Somebody can be merged into a participant who has no stream.
        let mut persons = BTreeSet::new();
        for participant in records.participants()? {
            if !persons.contains(&participant) {
                persons.extend(records.merged_with(participant)?);
            }
        }
        let mut order: Vec<_> = persons.into_iter().map(|id| (participant(release, id), id)).collect();
        order.sort();
        Ok(InParts { records, known_at, state, order, failed: Mutex::new(None) })
    }

    /// Gives what is made of each part of the persons, in their order.
    pub(super) fn each<T: Send>(
        &self,
        make: &Make<'_, T>,
        take: &mut dyn FnMut(&T) -> io::Result<()>,
    ) -> io::Result<()> {
        let at_once = self.records.at_once().map_or(self.order.len().max(1), NonZero::get);
        let parts: Vec<&[(String, ParticipantId)]> = self.order.chunks(at_once).collect();
        let read = |part: usize| self.some(parts.get(part).copied().unwrap_or_default(), make).map_err(Stopped::Unread);
        let given =
            ahead(parts.len(), &read, &mut |rows| rows.iter().try_for_each(&mut *take).map_err(Stopped::Untaken));
        match given {
            Ok(()) => Ok(()),
            Err(Stopped::Untaken(error)) => Err(error),
            Err(Stopped::Unread(error)) => {
                *self.failed.lock().unwrap_or_else(PoisonError::into_inner) = Some(error);
                Err(io::ErrorKind::InvalidData.into())
            }
        }
    }

    fn some<T>(&self, persons: &[(String, ParticipantId)], make: &Make<'_, T>) -> Result<Vec<T>, LedgerError> {
        let own: BTreeSet<ParticipantId> = persons.iter().map(|(_, id)| *id).collect();
        let mut wanted = BTreeSet::new();
        for id in &own {
            wanted.extend(self.records.merged_with(*id)?);
        }
        make(&self.state.holding(&self.records.persons(&wanted, self.known_at)?), &own)
    }

    /// Why the persons could not be read; nothing where they could.
    pub(super) fn failed(self) -> Option<LedgerError> {
        self.failed.into_inner().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A participant under a pseudonym.
pub(super) fn participant(release: &Release, id: ParticipantId) -> String {
    release.pseudonym(PARTICIPANT, &id.to_string())
}
