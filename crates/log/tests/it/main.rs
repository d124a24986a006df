//! The log by its boundaries: appending and reading, crash, truncation, damage, locks, kills, power cuts, and a model.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, missing_docs)]

mod append;
mod damage;
mod flips;
mod forge;
mod forged;
mod group;
mod import;
mod kill;
mod layout;
mod model;
mod power;
mod process;
mod replay;
mod sealing;
mod support;
#[path = "../../examples/endure/work.rs"]
mod work;
mod writer;
