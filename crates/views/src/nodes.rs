//! The hash tree as views have it.

use std::ops::Range;

use hovedbok_tree::{Hash, Nodes, node_hash, subtree_root};

use crate::error::ViewsError;
use crate::views::Views;

impl Nodes for Views {
    type Error = ViewsError;

    fn node(&self, level: u32, index: u64) -> Result<Hash, ViewsError> {
        let lacking = || self.generation.damaged("its tree is too small");
        let leaves = 1_u64.checked_shl(level).ok_or_else(lacking)?;
        let start = index.checked_mul(leaves).ok_or_else(lacking)?;
        let end = start.checked_add(leaves).filter(|end| *end <= self.tail.frontier.size()).ok_or_else(lacking)?;
        let stored = self.generation.position().0;
        if end <= stored {
            return self.generation.node(start..end);
        }
        if start < stored {
            return Ok(node_hash(&self.node(level - 1, 2 * index)?, &self.node(level - 1, 2 * index + 1)?));
        }
        let later = self.tail.entries.get(within(stored, &(start..end))).ok_or_else(lacking)?;
        Ok(subtree_root(&later.iter().map(|(_, leaf)| *leaf).collect::<Vec<_>>()))
    }
}

/// A range counted from where the tail begins.
fn within(stored: u64, range: &Range<u64>) -> Range<usize> {
    let place = |at: u64| usize::try_from(at.saturating_sub(stored)).unwrap_or(usize::MAX);
    place(range.start)..place(range.end)
}
