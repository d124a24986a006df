//! Proofs for others: that an entry is in the ledger, that the ledger was only added to.

use hovedbok_core::{Seq, line};
use hovedbok_log::ReadError;
use hovedbok_tree::{
    ConsistencyProof, NodesError, SignedCheckpoint, TlogProof, consistency, inclusion, leaf_hash, verify_consistency,
    verify_inclusion,
};

use crate::error::{AuditError, LedgerError};
use crate::open::Ledger;

/// A proof that an entry is in the ledger.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EntryProof {
    /// The proof, with the entry's head in `extra`.
    pub proof: TlogProof,
    /// The entry as a JSON line: what its head commits to can be shown or kept back.
    pub entry: Vec<u8>,
}

impl Ledger {
    /// Proves that the entry at a position is in the tree of a checkpoint.
    ///
    /// # Errors
    /// When there is no such entry, the checkpoint is not of this ledger or does not reach it, or the log cannot be read.
    pub fn prove(&self, seq: Seq, checkpoint: &SignedCheckpoint) -> Result<EntryProof, LedgerError> {
        self.continues(checkpoint, &[])?;
        let stored = self.stored_entry(seq)?;
        let head = checkpoint.checkpoint();
        if seq.0 > head.size {
            return Err(AuditError::BeforeEntry { seq, size: head.size }.into());
        }
        // Positions count from 1, leaves from 0 (H3).
        let index = seq.0 - 1;
        let hashes = inclusion(&self.log, index, head.size).map_err(of_nodes)?;
        verify_inclusion(leaf_hash(&stored.head), index, head.size, &hashes, head.root).map_err(AuditError::Tree)?;
        let entry = line::write(&stored.head, &stored.salt, &stored.body);
        let proof = TlogProof { extra: Some(stored.head), index, hashes, checkpoint: checkpoint.to_string() };
        Ok(EntryProof { proof, entry })
    }

    /// Proves that the ledger was only added to between two of its checkpoints.
    ///
    /// # Errors
    /// When one of them is not of this ledger, the new one is the smaller, or the log cannot be read.
    pub fn prove_consistency(
        &self,
        old: &SignedCheckpoint,
        new: &SignedCheckpoint,
    ) -> Result<ConsistencyProof, LedgerError> {
        self.continues(old, &[])?;
        self.continues(new, &[])?;
        let (from, to) = (old.checkpoint(), new.checkpoint());
        let hashes = consistency(&self.log, from.size, to.size).map_err(of_nodes)?;
        verify_consistency(from.size, from.root, to.size, to.root, &hashes).map_err(AuditError::Tree)?;
        Ok(ConsistencyProof {
            old_size: from.size,
            new_size: to.size,
            hashes,
            old: Some(old.to_string()),
            new: new.to_string(),
        })
    }
}

fn of_nodes(error: NodesError<ReadError>) -> LedgerError {
    match error {
        NodesError::Node(error) => error.into(),
        NodesError::IndexOutOfRange { index, size } => AuditError::BeforeEntry { seq: Seq(index + 1), size }.into(),
        NodesError::OldLargerThanNew { old, new } => AuditError::Order { old, new }.into(),
    }
}
