//! What is read is checked against the hash tree: a block gives its entries once the nodes above lead to the seal,
//! whose peaks are under the root that every answer names. Nodes that were found to lead there are kept, so that each is
//! read and hashed once however often its neighbours are needed.

use std::sync::PoisonError;

use hovedbok_tree::{Frontier, Hash, node_hash};

use crate::error::{Fault, FaultKind, ReadError};
use crate::log::Log;

impl Log {
    /// Checks that a node, which is the root of a block or stored in a directory, is one of the tree: with the nodes beside
    /// it, it gives those above it, up to one that is known.
    pub(crate) fn prove(&self, level: u32, index: u64, node: Hash) -> Result<(), ReadError> {
        let lacking = || ReadError::from(Fault { position: (index << level) + 1, kind: FaultKind::Tree });
        let seal = self.state().seal.tree.clone();
        let within = index.checked_add(1).and_then(|next| next.checked_mul(1_u64.checked_shl(level)?));
        if within.is_none_or(|end| end > seal.size()) {
            return Err(lacking());
        }
        let mut proven = self.proven.lock().unwrap_or_else(PoisonError::into_inner);
        let (mut path, mut at, mut hash) = (Vec::new(), (level, index), node);
        loop {
            if let Some(known) = proven.get(&at).copied().or_else(|| peak(&seal, at)) {
                if known != hash {
                    return Err(lacking());
                }
                path.push((at, hash));
                proven.extend(path);
                return Ok(());
            }
            let (level, index) = at;
            let sibling = (level, index ^ 1);
            let beside = self.stored_node(level, index ^ 1)?;
            path.extend([(at, hash), (sibling, beside)]);
            let (left, right) = if index % 2 == 0 { (hash, beside) } else { (beside, hash) };
            (at, hash) = ((level + 1, index / 2), node_hash(&left, &right));
        }
    }
}

/// The peak of a tree at that place, if there is one.
fn peak(tree: &Frontier, (level, index): (u32, u64)) -> Option<Hash> {
    let larger = tree.size().checked_shr(level + 1)?;
    let stands = tree.size() >> level & 1 == 1 && index == larger << 1;
    tree.peaks().get(larger.count_ones() as usize).copied().filter(|_| stands)
}

#[cfg(test)]
mod tests {
    use hovedbok_tree::{MemoryTree, Nodes, leaf_hash};

    use super::*;

    #[test]
    fn the_peaks_of_a_tree_are_its_largest_complete_subtrees() {
        let (mut tree, mut memory) = (Frontier::default(), MemoryTree::default());
        for size in 1..=40_u64 {
            let leaf = leaf_hash(&size.to_be_bytes());
            tree.push(leaf);
            memory.extend([leaf]);
            let mut found = 0;
            for level in 0..7 {
                for index in 0..size {
                    if let Some(peak) = peak(&tree, (level, index)) {
                        assert_eq!(memory.node(level, index).unwrap(), peak, "{size}: {level} {index}");
                        found += 1;
                    }
                }
            }
            assert_eq!(found, tree.peaks().len(), "{size}");
        }
    }
}
