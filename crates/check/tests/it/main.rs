//! What `hovedbok-check` must accept, and every forgery that it must refuse, each with a message that says which.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::wildcard_enum_match_arm)]
#![allow(missing_docs)]

mod archive;
mod damage;
mod forgery;
mod fuzz_corpus;
mod given;
mod process;
mod rotation;
mod texts;
