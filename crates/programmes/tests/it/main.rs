//! Given entries, what rows: the projection of programmes at its boundary.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, missing_docs)]

mod bodies;
mod contradictions;
mod duties;
mod figures;
mod given;
mod goals;
mod offices;
mod programmes;
mod reports;
