//! The books: what is posted at (as-of, known-at), and the balance of every account.

use std::collections::BTreeMap;

use hovedbok_core::{Day, EntryId, Seq};
use hovedbok_projection::{At, Timeline};

use crate::accounts::Account;
use crate::effects::{Filter, booked};
use crate::movement::{Posting, postings};
use crate::projection::Budgets;

/// An entry in the books.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Booking {
    /// The day that it counts from.
    pub day: Day,
    /// Its position.
    pub seq: Seq,
    /// Its identity.
    pub id: EntryId,
    /// The pinned name of its type.
    pub type_name: &'static str,
    /// Its legs, which sum to zero.
    pub postings: Vec<Posting>,
}

/// The entries in force at (as-of, known-at) that move something in a fund asked about, by day and position.
///
/// A movement between two years is in the books of both, with both legs.
pub fn bookings(timeline: &Timeline<Budgets>, at: At, filter: &Filter) -> Vec<Booking> {
    let book = |(fund, row)| {
        let row: &hovedbok_core::Row<_> = row;
        let postings = postings(fund, &row.fact);
        postings.iter().any(|posting| filter.takes(&posting.account.fund)).then(|| Booking {
            day: row.holds,
            seq: row.seq,
            id: row.id,
            type_name: row.fact.type_name(),
            postings,
        })
    };
    let mut books: Vec<Booking> = booked(timeline, at).filter_map(book).collect();
    books.sort_by_key(|booking| (booking.day, booking.seq));
    books
}

/// The balance of every account that was posted to, in øre, by account. It sums to zero at every (as-of, known-at) (H7).
pub fn trial_balance(timeline: &Timeline<Budgets>, at: At) -> Vec<(Account, i128)> {
    let mut balances: BTreeMap<Account, i128> = BTreeMap::new();
    for (fund, row) in booked(timeline, at) {
        for posting in postings(fund, &row.fact) {
            // 2^64 entries of 10^15 øre stay below 2^115.
            *balances.entry(posting.account).or_default() += i128::from(posting.amount_ore);
        }
    }
    balances.into_iter().collect()
}
