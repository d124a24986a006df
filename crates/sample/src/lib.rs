//! The five programmes as a ledger, a municipality to practise on, and a synthetic ledger of any size: drafts only, which the ledger crate writes.
//!
//! Everything is deterministic: no clock and no randomness of the operating system (H10). Ids come from labels, choices
//! from seeded generators, days from the tables and the rules of `docs/decisions/0002-demo-ledger.md`.
//!
//! What stays true here: no real person is in it (H11), and money is moved by the same two legs as in every ledger
//! (H7).

mod archive;
mod frame;
mod given;
mod husk;
mod ids;
mod kvp;
mod p1824;
mod plans;
mod practice;
mod sources;
mod synth;
mod tables;
mod tio;
mod trappa;

pub use archive::Recorded;
pub use practice::{Practice, practice};
pub use synth::{Synth, synth, synth_corrected};

/// The five-programme ledger: every entry migrated and in the order of `recorded`, which never decreases (H3); the last one
/// is `ledger.opened`, recorded 2017-11-15. Two calls give the same.
pub fn demo() -> Vec<Recorded> {
    let mut entries = [tio::entries(), kvp::entries(), husk::entries(), p1824::entries(), trappa::entries()].concat();
    entries.sort_by_key(|entry| entry.recorded);
    entries.push(archive::opened());
    entries
}
