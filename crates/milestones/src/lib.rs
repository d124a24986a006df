//! The milestone plans: what each milestone is due, what became of it, and by how many days.
//!
//! A plan is the stream `plan/<plan>`. [`rows`] folds it into one [`PlanRow`] for each milestone, in the order in which
//! they were first planned. [`milestones`] answers the question of that name (`docs/questions.md`). [`compare`] finds
//! what a newer document of the same plan changes.
//!
//! What stays true here: the fold is total, so that what breaks a rule becomes a finding and never an error (H6); the
//! same entries give the same rows (H1, H5); no I/O, no clock (H10).

#![cfg_attr(test, allow(clippy::wildcard_enum_match_arm))]

mod answer;
mod compare;
mod fold;
mod projection;

pub use answer::{Counts, Days, Link, Milestone, PlanAnswer, Summary, milestones, plans, summary, version_at};
pub use compare::{AmbiguousRows, Change, Changed, IncomingRow, RowField, Said, compare};
pub use fold::{PlanRow, Standing, Status, about, rows};
pub use projection::{Milestones, programme_of, reached};
