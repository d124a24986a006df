//! Questions and their answers, from projections alone: no log, no clock, no files.
//!
//! An answer to explicit times is the same bytes for ever (H5), and never speaks for a time that the records do not reach
//! (H14).
//!
//! No clock and no randomness: the day and the position are arguments (H10). Streams that hold what this program does
//! not know are named beside the answer (H9).

#![cfg_attr(test, allow(clippy::wildcard_enum_match_arm))]

pub mod about;
pub mod answer;
pub mod bearing;
pub mod bisect;
pub mod caseload;
pub mod catalogue;
mod cohorts;
pub mod compare;
mod ended;
pub mod ends;
pub mod error;
pub mod explain;
mod find;
pub mod finding;
mod incomplete;
mod inside;
mod late;
pub mod map;
mod measured;
pub mod mergings;
pub mod named;
pub mod narrowed;
pub mod nearest;
pub mod parallel;
pub mod projections;
pub mod questions;
pub mod reach;
pub mod recording;
pub mod spellings;
pub mod suppress;

pub use answer::{Answer, RULES, TreeHead};
pub use error::AskError;
pub use mergings::Mergings;
pub use projections::{Counted, Needs, Projections};
pub use questions::{Counting, Question, Reply};
pub use spellings::{Spelling, Spellings};
