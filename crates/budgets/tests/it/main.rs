//! Tests of the budgets projection: given entries, these rows.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, missing_docs)]

mod chart;
mod contract;
mod grants;
mod journal;
mod oracle;
mod placements;
mod properties;
mod random;
mod world;
