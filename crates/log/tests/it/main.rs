//! The log by its boundaries: appending and reading, crash, truncation, damage, locks, and a model.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, missing_docs)]

mod append;
mod damage;
mod import;
mod layout;
mod model;
mod process;
mod support;
