//! What histories must keep: the in-force history against time.md.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, missing_docs)]

mod history;
