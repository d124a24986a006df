//! The hash tree over the log (RFC 6962): the leaf of an entry is its head. Roots of subtrees from a block on up stand in
//! the directories, so that a root or a proof at any size reads a few of them and at most two blocks.

use crate::block::Block;
use crate::error::{Fault, FaultKind, ReadError};
use crate::log::Log;
use crate::read::place_in;
use hovedbok_tree::{Frontier, Hash, Nodes, subtree_root};

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
        let first = self.block_of(end)?;
        let directory = self.directory(first)?;
        match level.checked_sub(directory.level) {
            Some(above) => {
                let node = usize::try_from(above).ok().and_then(|above| directory.nodes.get(above));
                node.copied().ok_or_else(|| lacking(first))
            }
            None => {
                let block = self.kept_block(end)?;
                let leaves: Vec<Hash> = (start + 1..=end).filter_map(|seq| leaf(&block, seq)).collect();
                Ok(subtree_root(&leaves))
            }
        }
    }
}

impl Log {
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

    /// The frontier of the tree over the first `size` entries, from the nodes that are stored.
    pub(crate) fn frontier(&self, size: u64) -> Result<Frontier, ReadError> {
        let mut frontier = Frontier::default();
        while frontier.size() < size {
            let (at, left) = (frontier.size(), size - frontier.size());
            let level = left.ilog2();
            let node = self.node(level, at >> level)?;
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
