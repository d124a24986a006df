//! Roots and proofs from stored nodes: what a log answers with (RFC 6962 section 2.1, RFC 9162 section 2.1).
//!
//! Every function asks for at most two nodes for each level of the tree.

use crate::hash::{EMPTY_ROOT, Hash, node_hash};

/// Where the nodes of a tree are found.
pub trait Nodes {
    /// Why a node is not available.
    type Error;

    /// The root of the complete subtree over the leaves `index·2^level` up to, not including, `(index+1)·2^level`;
    /// level 0 is the leaf hashes.
    ///
    /// # Errors
    /// Whatever keeps the store from giving it: it is not there yet, or cannot be read.
    fn node(&self, level: u32, index: u64) -> Result<Hash, Self::Error>;
}

impl<N: Nodes + ?Sized> Nodes for &N {
    type Error = N::Error;

    fn node(&self, level: u32, index: u64) -> Result<Hash, N::Error> {
        (**self).node(level, index)
    }
}

/// Why a root or proof cannot be made.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NodesError<E> {
    /// There is no such leaf in a tree of that size.
    #[error("leaf {index} is not in a tree of {size} leaves: leaves are counted from 0, so ask for a smaller index")]
    IndexOutOfRange {
        /// The leaf, counted from 0.
        index: u64,
        /// Leaves in the tree.
        size: u64,
    },
    /// Consistency leads from the smaller tree to the larger.
    #[error("a tree of {old} leaves is not an earlier state of a tree of {new} leaves: give the smaller size first")]
    OldLargerThanNew {
        /// Leaves in the old tree.
        old: u64,
        /// Leaves in the new tree.
        new: u64,
    },
    /// The store did not give a node.
    #[error(transparent)]
    Node(E),
}

impl<E> From<E> for NodesError<E> {
    fn from(error: E) -> NodesError<E> {
        NodesError::Node(error)
    }
}

/// The root of the tree over the first `size` leaves.
///
/// # Errors
/// What the store answers when it lacks a node.
pub fn root<N: Nodes>(nodes: &N, size: u64) -> Result<Hash, N::Error> {
    range_root(nodes, 0, size)
}

/// The inclusion proof of a leaf, counted from 0, in the tree over the first `size` leaves: its sibling first
/// (RFC 6962 section 2.1.1).
///
/// # Errors
/// [`NodesError::IndexOutOfRange`], or what the store answers when it lacks a node.
pub fn inclusion<N: Nodes>(nodes: &N, index: u64, size: u64) -> Result<Vec<Hash>, NodesError<N::Error>> {
    if index >= size {
        return Err(NodesError::IndexOutOfRange { index, size });
    }
    let (mut start, mut end) = (0, size);
    let mut path = Vec::new();
    while end - start > 1 {
        let middle = split(start, end);
        if index < middle {
            path.push(range_root(nodes, middle, end)?);
            end = middle;
        } else {
            path.push(range_root(nodes, start, middle)?);
            start = middle;
        }
    }
    path.reverse();
    Ok(path)
}

/// The proof that the tree over the first `new` leaves continues the tree over the first `old` (RFC 6962 section
/// 2.1.2). Empty when the sizes are the same or the old tree is empty.
///
/// # Errors
/// [`NodesError::OldLargerThanNew`], or what the store answers when it lacks a node.
pub fn consistency<N: Nodes>(nodes: &N, old: u64, new: u64) -> Result<Vec<Hash>, NodesError<N::Error>> {
    if old > new {
        return Err(NodesError::OldLargerThanNew { old, new });
    }
    if old == 0 {
        return Ok(Vec::new());
    }
    let (mut start, mut end) = (0, new);
    let mut path = Vec::new();
    while end != old {
        let middle = split(start, end);
        if old <= middle {
            path.push(range_root(nodes, middle, end)?);
            end = middle;
        } else {
            path.push(range_root(nodes, start, middle)?);
            start = middle;
        }
    }
    // A subtree that begins at the first leaf is the old tree itself, whose root the reader has.
    if start > 0 {
        path.push(range_root(nodes, start, end)?);
    }
    path.reverse();
    Ok(path)
}

/// A tree held whole in memory: about 64 bytes a leaf.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct MemoryTree {
    levels: Vec<Vec<Hash>>,
}

/// A node that the tree in memory does not have.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "the tree of {size} leaves has no complete subtree {index} of level {level}: ask for a tree of this size or smaller"
)]
pub struct MissingNode {
    /// The level asked for.
    pub level: u32,
    /// The index asked for, within the level.
    pub index: u64,
    /// Leaves in the tree.
    pub size: u64,
}

impl MemoryTree {
    /// Number of leaves.
    pub fn size(&self) -> u64 {
        self.levels.first().map_or(0, |leaves| leaves.len() as u64)
    }

    /// Appends a leaf by its hash.
    pub fn push(&mut self, leaf: Hash) {
        let mut hash = leaf;
        for nodes in &mut self.levels {
            nodes.push(hash);
            match nodes.as_slice() {
                [.., left, right] if nodes.len().is_multiple_of(2) => hash = node_hash(left, right),
                _ => return,
            }
        }
        self.levels.push(vec![hash]);
    }
}

impl Extend<Hash> for MemoryTree {
    fn extend<I: IntoIterator<Item = Hash>>(&mut self, leaves: I) {
        leaves.into_iter().for_each(|leaf| self.push(leaf));
    }
}

impl Nodes for MemoryTree {
    type Error = MissingNode;

    fn node(&self, level: u32, index: u64) -> Result<Hash, MissingNode> {
        let nodes = usize::try_from(level).ok().and_then(|level| self.levels.get(level));
        let node = nodes.zip(usize::try_from(index).ok()).and_then(|(nodes, index)| nodes.get(index));
        node.copied().ok_or(MissingNode { level, index, size: self.size() })
    }
}

/// Where RFC 6962 splits the leaves `start..end`, of which there are at least two: the left part is the largest power
/// of two that leaves something to the right.
fn split(start: u64, end: u64) -> u64 {
    start + (1 << (end - start - 1).ilog2())
}

/// The root over the leaves `start..end`, where `start` is a multiple of the largest power of two within the range.
fn range_root<N: Nodes>(nodes: &N, start: u64, end: u64) -> Result<Hash, N::Error> {
    let mut rest = end - start;
    let mut right: Option<Hash> = None;
    while rest > 0 {
        // The smallest complete subtree that is left is the last.
        let level = rest.trailing_zeros();
        rest &= rest - 1;
        let node = nodes.node(level, (start + rest) >> level)?;
        right = Some(match right {
            None => node,
            Some(right) => node_hash(&node, &right),
        });
    }
    Ok(right.unwrap_or(EMPTY_ROOT))
}
