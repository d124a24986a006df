//! What others can rely on without the ledger: its keys, and the checkpoints, proofs and answers that they sign.

pub mod checkpoint;
pub mod keys;
pub mod prove;
pub mod signed;
