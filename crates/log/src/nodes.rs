//! The hash tree over the log (RFC 6962): the leaf of an entry is the hash of its head. The roots of subtrees of a
//! block or more are in the directories, so a root or proof at any size needs only a few directories and at most two
//! blocks. A node is returned only after it was checked against the seal.

use hovedbok_tree::{Frontier, Hash, Nodes, subtree_root};

use crate::block::Block;
use crate::directory;
use crate::error::{Fault, FaultKind, ReadError};
use crate::log::Log;
use crate::read::place_in;

impl Nodes for Log {
    type Error = ReadError;

    fn node(&self, level: u32, index: u64) -> Result<Hash, ReadError> {
        let (start, end) =
            span(level, index).filter(|(_, end)| *end <= self.size()).ok_or_else(|| lacking(u64::MAX))?;
        let seal = {
            let state = self.state();
            let seal = state.seal.size();
            if start >= seal {
                let places = usize::try_from(start - seal).ok().zip(usize::try_from(end - seal).ok());
                let records =
                    places.and_then(|(from, to)| state.tail.get(from..to)).ok_or_else(|| lacking(start + 1))?;
                let leaves: Vec<Hash> = records.iter().map(|record| record.leaf).collect();
                return Ok(subtree_root(&leaves));
            }
            seal
        };
        if end > seal {
            let (left, right) = (self.node(level - 1, 2 * index)?, self.node(level - 1, 2 * index + 1)?);
            return Ok(hovedbok_tree::node_hash(&left, &right));
        }
        if let Some(node) = self.node_of_block(level, end)? {
            self.prove(level, index, node)?;
            return Ok(node);
        }
        let block = self.kept_block(end)?;
        let leaves: Vec<Hash> = (start + 1..=end).filter_map(|seq| leaf(&block, seq)).collect();
        if leaves.len() as u64 == end - start { Ok(subtree_root(&leaves)) } else { Err(lacking(start + 1)) }
    }
}

impl Log {
    /// The node that the directory of the block up to position `end` has for a subtree that ends there; none for one that
    /// is smaller than the block. Nobody has checked it.
    fn node_of_block(&self, level: u32, end: u64) -> Result<Option<Hash>, ReadError> {
        let found = self.store.directory_at(end)?;
        let (first, bytes) = found.ok_or(Fault { position: end, kind: FaultKind::Missing })?;
        let (of_block, nodes) = directory::nodes(&bytes).map_err(|bad| Fault { position: first, kind: bad.into() })?;
        let Some(above) = level.checked_sub(of_block) else { return Ok(None) };
        let node = usize::try_from(above).ok().and_then(|above| nodes.get(above));
        let ends_there = first.checked_add((1 << of_block) - 1) == Some(end);
        node.filter(|_| ends_there).map(|node| Some(Hash::from_bytes(*node))).ok_or_else(|| lacking(first))
    }

    /// A node of a subtree of whole blocks, as a directory has it. Nobody has checked it.
    pub(crate) fn stored_node(&self, level: u32, index: u64) -> Result<Hash, ReadError> {
        let (start, end) = span(level, index).ok_or_else(|| lacking(u64::MAX))?;
        self.node_of_block(level, end)?.ok_or_else(|| lacking(start + 1))
    }

    /// The root of the hash tree over the first `size` entries (RFC 6962 section 2.1).
    ///
    /// # Errors
    /// When the log is shorter, cannot be read, or is damaged there.
    pub fn root(&self, size: u64) -> Result<Hash, ReadError> {
        let now = {
            let state = self.state();
            (state.tip.size() == size).then(|| state.tip.tree.root())
        };
        now.map_or_else(|| hovedbok_tree::root(self, size), Ok)
    }

    /// The frontier of the tree over the first `size` entries, which end with a block, from the nodes that are stored. Nobody
    /// has checked them: whoever asks compares what comes of it.
    pub(crate) fn frontier(&self, size: u64) -> Result<Frontier, ReadError> {
        let mut frontier = Frontier::default();
        while frontier.size() < size {
            let (at, left) = (frontier.size(), size - frontier.size());
            let level = left.ilog2();
            let node = self.stored_node(level, at >> level)?;
            frontier.push_subtree(level, node).map_err(|_| lacking(at + 1))?;
        }
        Ok(frontier)
    }
}

/// The leaf hash of an entry in a block, from its head.
pub(crate) fn leaf(block: &Block, seq: u64) -> Option<Hash> {
    block.leaf(place_in(block, seq)?)
}

/// The leaves that a node is over, counted from 0: the first, and the first after them.
fn span(level: u32, index: u64) -> Option<(u64, u64)> {
    let leaves = 1_u64.checked_shl(level)?;
    let start = index.checked_mul(leaves)?;
    Some((start, start.checked_add(leaves)?))
}

fn lacking(position: u64) -> ReadError {
    Fault { position, kind: FaultKind::Tree }.into()
}
