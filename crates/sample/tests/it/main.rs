//! The sample ledgers against the published figures, by small folds of their own.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::wildcard_enum_match_arm,
    clippy::panic,
    missing_docs
)]

mod demo;
mod folds;
mod kvp;
mod left_out;
mod money;
mod p1824;
mod plans;
mod practice;
mod rules;
mod synth;
mod trappa;
