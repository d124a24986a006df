//! Projection of money: double entry over the fund streams (H7).
//!
//! An entry becomes a [`Movement`] between two [`Account`]s of the published chart (`docs/accounts.md`) or moves nothing.
//! Balances, budget lines and grants are folds over the movements in force at (as-of, known-at).
//!
//! What stays true here: every movement has two legs that sum to zero, and sums are checked (H7). The fold is total
//! (H6) and pure (H10); the digest over the rows is the same after a rebuild (H1).

#![cfg_attr(test, allow(clippy::wildcard_enum_match_arm))]

mod accounts;
mod amounts;
mod booking;
mod budget;
mod column;
mod effects;
mod grants;
mod movement;
mod placements;
mod projection;
mod recipients;

pub use accounts::{Account, Role};
pub use amounts::{AmountTooLarge, Amounts};
pub use booking::{Booking, bookings, trial_balance};
pub use budget::{Budget, By, Grant, Line, Recipient, budget};
pub use column::Column;
pub use effects::{Change, Effect, Filter, effects};
pub use grants::{GrantLine, grants};
pub use movement::{Movement, Posting, movement, postings};
pub use placements::paid_for_placements;
pub use projection::Budgets;
