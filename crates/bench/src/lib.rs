//! Measures the ledger beside its peers in one run: raw files, SQLite, PostgreSQL where it is installed, hashing alone.
//!
//! What counts are the ratios: a peer and the ledger take turns on the same machine with the same entries, and medians are
//! compared. The binary `hovedbok-bench` runs whole things and writes the table of `docs/benchmarks.md`; functions are
//! measured by `cargo bench -p hovedbok-bench`. Nobody depends on this crate.
//!
//! What stays true here: the ledger is measured as it is used, with every commit on the disk before it counts (H2).

pub mod error;
pub mod figures;
pub mod folder;
pub mod machine;
pub mod measurements;
pub mod ours;
pub mod peer;
pub mod report;
pub mod rounds;
pub mod sample;

pub use error::Error;
