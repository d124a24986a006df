//! The frontier of a growing tree: the roots of its complete subtrees, enough to append and to know the root.
//!
//! Also called a compact range over `[0, size)`. It holds one hash for each bit that is set in the size.

use crate::hash::{EMPTY_ROOT, Hash, node_hash, parents};

/// The most leaves that a frontier may have: far beyond any ledger, so sizes never overflow.
pub const MAX_SIZE: u64 = 1 << 62;

/// Why a subtree cannot be appended.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FrontierError {
    /// The subtree would not lie where a complete subtree of its level lies.
    #[error(
        "a complete subtree of level {level} cannot be appended at size {size}: the size must be a multiple of \
         2^{level}"
    )]
    NotAligned {
        /// Leaves in the tree.
        size: u64,
        /// Level of the subtree: it has 2^level leaves.
        level: u32,
    },
    /// The tree would hold more than [`MAX_SIZE`] leaves.
    #[error("a subtree of level {level} at size {size} makes the tree larger than 2^62 leaves, the most it may have")]
    TooLarge {
        /// Leaves in the tree.
        size: u64,
        /// Level of the subtree: it has 2^level leaves.
        level: u32,
    },
}

/// The complete subtrees that a tree of some size consists of; the default is the empty tree.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Frontier {
    size: u64,
    peaks: Vec<Hash>,
}

impl Frontier {
    /// The frontier with these parts as [`Frontier::size`] and [`Frontier::peaks`] give them; none when the number of
    /// peaks is not the number of bits set in the size, or the size is above [`MAX_SIZE`].
    pub fn from_parts(size: u64, peaks: Vec<Hash>) -> Option<Frontier> {
        let fits = size <= MAX_SIZE && u64::from(size.count_ones()) == peaks.len() as u64;
        fits.then_some(Frontier { size, peaks })
    }

    /// Number of leaves.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// The roots of the complete subtrees, the largest (leftmost) first.
    pub fn peaks(&self) -> &[Hash] {
        &self.peaks
    }

    /// The root of the tree (RFC 6962 section 2.1).
    pub fn root(&self) -> Hash {
        match self.peaks.split_last() {
            None => EMPTY_ROOT,
            Some((last, larger)) => larger.iter().rev().fold(*last, |right, left| node_hash(left, &right)),
        }
    }

    /// Appends a leaf by its hash.
    pub fn push(&mut self, leaf: Hash) {
        self.merge(self.size.trailing_ones(), leaf);
        self.size += 1;
    }

    /// Appends 2^level leaves at once by the root of the complete subtree over them.
    ///
    /// # Errors
    /// [`FrontierError::NotAligned`] where the size is not a multiple of 2^level, [`FrontierError::TooLarge`] beyond
    /// [`MAX_SIZE`]. The frontier is then unchanged.
    pub fn push_subtree(&mut self, level: u32, root: Hash) -> Result<(), FrontierError> {
        let leaves = match 1u64.checked_shl(level) {
            Some(leaves) if leaves <= MAX_SIZE => leaves,
            Some(_) | None => return Err(FrontierError::TooLarge { size: self.size, level }),
        };
        if !self.size.is_multiple_of(leaves) {
            return Err(FrontierError::NotAligned { size: self.size, level });
        }
        let size = self.size.checked_add(leaves).filter(|size| *size <= MAX_SIZE);
        let size = size.ok_or(FrontierError::TooLarge { size: self.size, level })?;
        self.merge((self.size >> level).trailing_ones(), root);
        self.size = size;
        Ok(())
    }

    /// The roots of the complete subtrees that [`Frontier::push_subtree`] would complete: the appended one's, then each
    /// larger one's.
    pub fn completed_by(&self, level: u32, root: Hash) -> Vec<Hash> {
        let joined = self.size.checked_shr(level).unwrap_or_default().trailing_ones();
        let mut nodes = vec![root];
        let lefts = self.peaks.iter().rev().take(usize::try_from(joined).unwrap_or_default());
        lefts.fold(root, |right, left| {
            let node = node_hash(left, &right);
            nodes.push(node);
            node
        });
        nodes
    }

    /// Joins the last peaks with what is appended, as a carry runs through a binary number.
    fn merge(&mut self, peaks: u32, appended: Hash) {
        let mut root = appended;
        for _ in 0..peaks {
            if let Some(left) = self.peaks.pop() {
                root = node_hash(&left, &root);
            }
        }
        self.peaks.push(root);
    }
}

impl Extend<Hash> for Frontier {
    fn extend<I: IntoIterator<Item = Hash>>(&mut self, leaves: I) {
        leaves.into_iter().for_each(|leaf| self.push(leaf));
    }
}

/// The root of the tree over these leaf hashes (RFC 6962 section 2.1); any number of them.
pub fn subtree_root(leaves: &[Hash]) -> Hash {
    let mut level = leaves.to_vec();
    while level.len() > 1 {
        level = parents(&level);
    }
    level.first().copied().unwrap_or(EMPTY_ROOT)
}
