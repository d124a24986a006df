//! Acceptance: the whole through the command line, over the demo ledger of five programmes and over small ledgers of its own.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::wildcard_enum_match_arm,
    missing_docs
)]

mod arrows;
mod circles;
mod commands;
mod facts;
mod independent;
mod questions;
mod style;
mod support;
mod transcripts;
