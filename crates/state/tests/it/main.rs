//! Given entries, the rows that each question answers: one binary for the crate.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, missing_docs)]

mod counts;
mod course;
mod given;
mod indicators;
mod oracle;
mod over_time;
mod placements;
mod reach;
mod ready;
mod segments;
