//! Keeping a ledger sound: verifying, rebuilding what is derived, compacting the store.

mod compact;
mod parts;
mod rebuild;
pub(crate) mod verify;

pub use compact::Compacted;
pub use parts::{Difference, Parts};
pub use rebuild::{NAMES, Rebuilt};
pub use verify::{Fault, Verified};
