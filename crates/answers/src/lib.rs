//! Questions and their answers, from projections alone: no log, no clock, no files.
//!
//! An answer to explicit times is the same bytes for ever (H5), and never speaks for a time that the records do not reach
//! (H14).

#![cfg_attr(test, allow(clippy::wildcard_enum_match_arm))]

pub mod ask;
pub mod ended;
pub mod ends;
pub mod error;
pub mod explain;
pub mod find;
mod incomplete;
mod late;
pub mod named;
pub mod nearest;
pub mod projections;
pub mod reach;
pub mod spellings;
pub mod statement;

pub use error::AskError;
pub use projections::{Needs, Projections};
pub use spellings::{Spelling, Spellings};
