//! Given entries, the courses that are made of them: one binary for the crate.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, missing_docs)]

mod course;
mod flows;
mod given;
mod observed;
mod outcomes;
mod presence;
mod series;
mod survival;
