//! The pure heart of the ledger: entry types, days and money, in-force histories and rules.
//!
//! No I/O, no clock, no randomness, no floats: instants, ids and salts come in as arguments (H10).
//!
//! What stays true here: money is whole øre and checked, and every movement has two legs that sum to zero (H7). Stored
//! names are pinned, and every version of a type stays readable (H8); an unknown type is kept and reported (H9). Facts
//! are never refused on replay: one set of rules refuses at recording and makes findings later (H6). Texts are searched
//! for identity numbers, e-mail addresses and telephone numbers; names cannot be recognised (H11).

#![cfg_attr(test, allow(clippy::wildcard_enum_match_arm))]

pub mod away;
pub mod canonical;
pub mod cases;
pub mod day;
pub mod entries;
pub mod entry;
pub mod errors;
pub mod field;
pub mod identity;
pub mod ids;
pub mod instant;
pub mod line;
pub mod money;
pub mod pack;
pub mod packed;
pub mod personal;
pub mod proposal;
pub mod reach;
pub mod row;
pub mod rules;
mod scan;
mod schema;
mod seen;
pub mod short;
pub mod span;
pub mod stream;
pub mod suppress;
pub mod text;
pub mod withheld;

pub use day::{Day, DayError, Month, Period};
pub use entries::{Fact, PersonEntry};
pub use entry::{Body, Draft, Entry};
pub use ids::{EnrolmentId, EntryId, MilestoneId, Name, ParticipantId, PlacementId, Seq};
pub use instant::Instant;
pub use money::{Ore, ShareBp};
pub use reach::Reach;
pub use row::{Row, StreamFact};
pub use short::ShortId;
pub use span::Spans;
pub use stream::{FundId, StreamId, StreamKind};
pub use text::{Label, Reference, Text};
