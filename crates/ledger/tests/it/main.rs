//! The ledger as a whole: random histories against a naive oracle, every refusal, the clock, opening, what is unknown.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::wildcard_enum_match_arm,
    missing_docs
)]

mod acts;
mod again;
mod archive;
mod beyond;
mod caseloads;
mod cases;
mod checkpoints;
mod clock;
mod closing;
mod cohorts;
mod commands;
mod compared;
mod examples;
mod explain;
mod exports;
mod filling;
mod forged;
mod former;
mod given;
mod index;
mod keys;
mod killed;
mod lag;
mod late;
mod merging;
mod moving;
mod names;
mod notices;
mod open;
mod oracle;
mod parked;
mod personal;
mod privacy;
mod promise;
mod proofs;
mod raw;
mod reach;
mod rebuilding;
mod refusals;
mod registered;
mod restated;
mod restoring;
mod rules;
mod signed;
mod silence;
mod suppressing;
mod unknown;
mod views;
mod working;

#[path = "../../../log/tests/it/forge.rs"]
mod forge;
mod whole;
#[path = "../../examples/endure_archive/work.rs"]
mod work;
