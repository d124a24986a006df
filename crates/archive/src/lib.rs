//! The archive's format: the whole log as plain files in a folder, readable without this program.
//!
//! `manifest.json` ([`hovedbok_tree::Manifest`]) names the segments `entries-FIRST-LAST.jsonl` with one entry a line,
//! `checkpoint` is a signed note over all entries, if the archive was made with a key, and `README.txt` says how to read
//! the rest. This crate reads and writes these files. It checks what the format says of them: names, lengths, hashes and
//! roots. What an entry must be is for the caller to check, line by line.
//!
//! What stays true here: positions start at 1 without gaps, and `recorded` never decreases, over all segments (H3).
//! Each line has the head and the body exactly as they were stored (H4), and the roots are over heads alone (H12).

#![cfg_attr(test, allow(clippy::wildcard_enum_match_arm, clippy::unwrap_used, clippy::indexing_slicing))]

mod error;
mod files;
mod names;
mod reader;
mod small;
mod writer;

pub use error::{ArchiveError, LineFault, SegmentFault};
pub use files::{Files, Folder};
pub use names::{CHECKPOINT, ENTRY_BYTES_MAX, MANIFEST, PAGE, README, SEGMENT_ENTRIES, is_segment_name, segment_name};
pub use reader::{Batch, Reader};
pub use small::{checkpoint, manifest, recorded_as};
pub use writer::Writer;
