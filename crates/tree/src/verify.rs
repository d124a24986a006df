//! Checking proofs, by the algorithms of RFC 9162 sections 2.1.3.2 and 2.1.4.2.
//!
//! Nothing here is shared with [`crate::nodes`], which makes the proofs.

use crate::hash::{EMPTY_ROOT, Hash, node_hash};

/// Why a proof is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ProofError {
    /// There is no such leaf in a tree of that size.
    #[error(
        "the proof names leaf {index} in a tree of {size} leaves, which has no such leaf (leaves are counted from 0): \
         it shows nothing"
    )]
    IndexOutOfRange {
        /// The leaf, counted from 0.
        index: u64,
        /// Leaves in the tree.
        size: u64,
    },
    /// Consistency leads from the smaller tree to the larger.
    #[error(
        "a tree of {old} leaves is not an earlier state of a tree of {new} leaves: the two are in the wrong order, or \
         the log was cut"
    )]
    OldLargerThanNew {
        /// Leaves in the old tree.
        old: u64,
        /// Leaves in the new tree.
        new: u64,
    },
    /// Hashes are left over when the root is reached.
    #[error("the proof has {given} hashes, but only {used} lead to the root: it was made for another position or size")]
    TooLong {
        /// Hashes in the proof.
        given: usize,
        /// Hashes that could be used.
        used: usize,
    },
    /// The hashes end before the root.
    #[error("the proof has {given} hashes and ends before the root: it was cut, or made for another position or size")]
    TooShort {
        /// Hashes in the proof.
        given: usize,
    },
    /// The leaf and the proof give another root.
    #[error(
        "leaf and proof lead to root {computed}, but the tree head says {expected}: this leaf is not at that position \
         in that tree"
    )]
    RootDiffers {
        /// The root that leaf and proof give.
        computed: Hash,
        /// The root of the tree head.
        expected: Hash,
    },
    /// The proof does not begin with the old tree.
    #[error(
        "the proof leads to root {computed} for the old tree, but its tree head says {expected}: the new tree does not \
         continue the old one, or the proof is for other trees"
    )]
    OldRootDiffers {
        /// The root that the proof gives.
        computed: Hash,
        /// The root of the old tree head.
        expected: Hash,
    },
    /// The proof does not end with the new tree.
    #[error(
        "the proof leads to root {computed} for the new tree, but its tree head says {expected}: the new tree does not \
         continue the old one, or the proof is for other trees"
    )]
    NewRootDiffers {
        /// The root that the proof gives.
        computed: Hash,
        /// The root of the new tree head.
        expected: Hash,
    },
}

/// Checks that a leaf (by its hash) is at `index`, counted from 0, in the tree of `size` leaves with this root.
///
/// # Errors
/// [`ProofError`]: the index is out of range, the proof is too long or too short, or the root differs.
pub fn verify_inclusion(leaf: Hash, index: u64, size: u64, proof: &[Hash], root: Hash) -> Result<(), ProofError> {
    if index >= size {
        return Err(ProofError::IndexOutOfRange { index, size });
    }
    let (mut node, mut last) = (index, size - 1);
    let mut computed = leaf;
    for (used, sibling) in proof.iter().enumerate() {
        if last == 0 {
            return Err(ProofError::TooLong { given: proof.len(), used });
        }
        if node & 1 == 1 || node == last {
            computed = node_hash(sibling, &computed);
            while node & 1 == 0 && node != 0 {
                node >>= 1;
                last >>= 1;
            }
        } else {
            computed = node_hash(&computed, sibling);
        }
        node >>= 1;
        last >>= 1;
    }
    if last != 0 {
        return Err(ProofError::TooShort { given: proof.len() });
    }
    if computed != root {
        return Err(ProofError::RootDiffers { computed, expected: root });
    }
    Ok(())
}

/// Checks that the tree with the new size and root continues the tree with the old size and root.
///
/// Every tree continues the empty one: with an old size of 0 the proof is empty and says nothing of the new root.
///
/// # Errors
/// [`ProofError`]: the sizes are in the wrong order, the proof is too long or too short, or one of the roots differs.
pub fn verify_consistency(
    old_size: u64,
    old_root: Hash,
    new_size: u64,
    new_root: Hash,
    proof: &[Hash],
) -> Result<(), ProofError> {
    if old_size > new_size {
        return Err(ProofError::OldLargerThanNew { old: old_size, new: new_size });
    }
    if old_size == 0 || old_size == new_size {
        return verify_trivial(old_size, old_root, new_size, new_root, proof);
    }
    // A complete old tree is itself the first node, so the proof leaves it out.
    let (first, rest) = if old_size.is_power_of_two() {
        (old_root, proof)
    } else {
        let (first, rest) = proof.split_first().ok_or(ProofError::TooShort { given: 0 })?;
        (*first, rest)
    };
    let skipped = proof.len() - rest.len();
    let levels = (old_size - 1).trailing_ones();
    let (mut node, mut last) = ((old_size - 1) >> levels, (new_size - 1) >> levels);
    let (mut old, mut new) = (first, first);
    for (used, hash) in rest.iter().enumerate() {
        if last == 0 {
            return Err(ProofError::TooLong { given: proof.len(), used: used + skipped });
        }
        if node & 1 == 1 || node == last {
            old = node_hash(hash, &old);
            new = node_hash(hash, &new);
            while node & 1 == 0 && node != 0 {
                node >>= 1;
                last >>= 1;
            }
        } else {
            new = node_hash(&new, hash);
        }
        node >>= 1;
        last >>= 1;
    }
    if last != 0 {
        return Err(ProofError::TooShort { given: proof.len() });
    }
    if old != old_root {
        return Err(ProofError::OldRootDiffers { computed: old, expected: old_root });
    }
    if new != new_root {
        return Err(ProofError::NewRootDiffers { computed: new, expected: new_root });
    }
    Ok(())
}

/// Checks the cases that take no hashes: from the empty tree, or between two heads of one size.
fn verify_trivial(
    old_size: u64,
    old_root: Hash,
    new_size: u64,
    new_root: Hash,
    proof: &[Hash],
) -> Result<(), ProofError> {
    if !proof.is_empty() {
        return Err(ProofError::TooLong { given: proof.len(), used: 0 });
    }
    if old_size == 0 && old_root != EMPTY_ROOT {
        return Err(ProofError::OldRootDiffers { computed: EMPTY_ROOT, expected: old_root });
    }
    if old_size == new_size && old_root != new_root {
        return Err(ProofError::NewRootDiffers { computed: old_root, expected: new_root });
    }
    Ok(())
}
