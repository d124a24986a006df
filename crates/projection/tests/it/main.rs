//! What histories and timelines must keep: the facts in force against time.md, and what a timeline makes of its streams.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, missing_docs)]

mod corrections;
mod given;
mod history;
mod timeline;
