//! Measures the ledger beside its peers in one run: raw files, SQLite, PostgreSQL where it is installed, hashing alone.
//!
//! The ratios are what matters: a peer and the ledger take turns on the same machine with the same entries, and their
//! medians are compared. The binary `hovedbok-bench` measures whole operations and writes `docs/benchmarks.md`; `cargo
//! bench -p hovedbok-bench` measures single functions. No crate depends on this one.
//!
//! What stays true here: the ledger is measured as it is used, with every commit on the disk before it counts (H2).

pub mod alone;
pub mod curves;
pub mod error;
pub mod figures;
pub mod folder;
pub mod machine;
pub mod measurements;
pub mod ours;
pub mod peer;
pub mod picture;
pub mod questions;
pub mod report;
pub mod rounds;
pub mod sample;

pub use error::Error;
