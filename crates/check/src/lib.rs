//! Checks what a ledger gave out — checkpoints, proofs, statements, archives — from the files alone, without the
//! ledger.
//!
//! What is relied on is in [`Trust`]: the verifier keys and the origin that the auditor has from elsewhere. Everything
//! else comes from the files, and those may come from anybody: every check is total, has limits, and says what does not
//! hold.

#![cfg_attr(test, allow(clippy::wildcard_enum_match_arm))]

pub mod archive;
pub mod checkpoint;
pub mod consistency;
pub mod head;
pub mod proof;
pub mod refusal;
pub mod statement;
pub mod trust;

pub use refusal::Refusal;
pub use trust::Trust;
