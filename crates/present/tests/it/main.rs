//! How answers and messages look, seen from outside.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

mod sentences;
mod source;
