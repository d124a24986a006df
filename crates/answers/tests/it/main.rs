//! What follows from the list of questions: one binary for the crate.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, missing_docs)]

mod page;
mod questions;
