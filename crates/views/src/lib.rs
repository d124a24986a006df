//! Projections on disk: what questions are answered from, without the log and without its lock.
//!
//! A *generation* holds every entry up to a position in its short form, stream by stream, with the spellings of names, who was
//! merged with whom, how far the records reach, what persons are counted by, and the hash tree. A *tail* holds what was recorded since. A reader takes both
//! and is at the position of the last acknowledged entry; whoever writes to the log writes the tail before it acknowledges.
//!
//! What stays true here: everything can be deleted and comes back from the log with the same bytes (H1). What is read is
//! checked by CRC against accident; against somebody who writes into the folder only the log helps, whose bytes are
//! checked against its tree.

#![cfg_attr(test, allow(clippy::wildcard_enum_match_arm, clippy::unwrap_used, clippy::indexing_slicing))]

mod beside;
mod build;
mod error;
mod folder;
mod generation;
mod next;
mod nodes;
mod odd;
mod pace;
mod place;
mod plain;
mod ready;
mod runs;
mod sections;
mod tail;
mod views;
mod whole;
mod writer;

pub use beside::{give_up, note, note_timed, save, under_way};
pub use build::{Build, Written};
pub use error::ViewsError;
pub use next::{Next, ParkedEntry, Problem};
pub use pace::{Course, Pace};
pub use tail::Joined;
pub use views::{Other, Persons, Views, Wanted};
pub use writer::{Succession, Writer, forget, is_pinned, swap, taken_in};
