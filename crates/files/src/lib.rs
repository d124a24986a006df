//! Files on disk: read up to a limit ([`bounded`]), made beside their place ([`unfinished`]), and put there whole and
//! durable, or not at all ([`put()`]).
//!
//! What stays true here: a file that was put in its place is on the disk, with its folder (H2).

#![cfg_attr(test, allow(clippy::wildcard_enum_match_arm, clippy::unwrap_used, clippy::indexing_slicing))]

pub mod bounded;
mod folders;
mod put;
pub mod unfinished;

pub use folders::{Folders, folder_of, sync};
pub use put::{Existing, Growing, put};
