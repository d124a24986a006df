//! What the pure heart must keep: the bytes of every type, rules that judge alike.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, missing_docs)]

mod canonical;
mod encoding;
mod golden;
mod packed;
mod rules;
mod sample;
mod stated;
