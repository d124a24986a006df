//! Plans from entries to answers: given entries, expected rows.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::wildcard_enum_match_arm,
    missing_docs
)]

mod compare;
mod given;
mod programmes;
mod records_end;
mod status;
