//! The books as a plain-text journal.

use hovedbok_answers::Needs;
use hovedbok_budgets::{Filter, bookings};
use hovedbok_core::Name;
use hovedbok_core::entries::names::NameKind;
use hovedbok_interchange::journal::{JournalEntry, write};
use hovedbok_projection::At;

use super::named::check_name;
use crate::error::LedgerError;
use crate::open::Ledger;

impl Ledger {
    /// Every movement in force at a point of both times, as a journal.
    ///
    /// # Errors
    /// When the log cannot be read, or no entry in force names the programme.
    pub fn journal(&self, at: At, programme: Option<&Name>) -> Result<String, LedgerError> {
        if let Some(programme) = programme {
            check_name(self, NameKind::Programme, programme.as_str(), None, at.known_at)?;
        }
        let needs = Needs { budgets: true, ..Needs::NONE };
        let projections = self.projections(needs, at.known_at)?;
        let filter = Filter { programme: programme.cloned(), ..Filter::default() };
        let books = bookings(&projections.budgets, at, &filter);
        Ok(write(books.into_iter().map(|booking| JournalEntry {
            day: booking.day,
            seq: booking.seq,
            id: booking.id,
            description: booking.type_name.to_owned(),
            postings: booking.postings.iter().map(|p| (p.account.to_string(), p.amount_ore)).collect(),
        })))
    }
}
