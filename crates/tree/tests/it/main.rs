//! What the hash tree must keep: the published values, proofs that hold and are refused when anything is changed.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::wildcard_enum_match_arm)]
#![allow(missing_docs)]

mod checkpoint;
mod given;
mod hash;
mod manifest;
mod note;
mod proof;
mod rotation;
mod signed_answer;
mod tree;
