//! Checks what a ledger gave out — checkpoints, proofs, signed answers, archives — from the files alone, without the
//! ledger.
//!
//! [`Trust`] has what the auditor relies on: verifier keys and the origin, obtained elsewhere. Everything else comes
//! from the files, and those may come from anyone: every check is total, has limits, and reports what is not valid.
//!
//! What stays true here: positions without gaps (H3) and canonical heads (H4) are checked from the bytes, and proofs
//! are about heads, so that none of them needs a body (H12).

#![cfg_attr(test, allow(clippy::wildcard_enum_match_arm))]

pub mod archive;
pub mod checkpoint;
pub mod consistency;
pub mod head;
pub mod proof;
pub mod refusal;
pub mod signed_answer;
pub mod trust;

pub use refusal::Refusal;
pub use trust::Trust;
