//! Roots and proofs against the definition of RFC 6962, and proofs that are refused.

use hovedbok_tree::frontier::MAX_SIZE;
use hovedbok_tree::{
    EMPTY_ROOT, Frontier, FrontierError, Hash, MemoryTree, Nodes, NodesError, ProofError, consistency, inclusion,
    leaf_hash, node_hash, root, subtree_root, verify_consistency, verify_inclusion,
};
use proptest::prelude::*;

/// The definition, word for word: MTH of RFC 6962 section 2.1.
fn definition(leaves: &[Hash]) -> Hash {
    match leaves {
        [] => EMPTY_ROOT,
        [leaf] => *leaf,
        _ => {
            let mut k = 1;
            while k * 2 < leaves.len() {
                k *= 2;
            }
            node_hash(&definition(&leaves[..k]), &definition(&leaves[k..]))
        }
    }
}

fn leaves(count: u64) -> Vec<Hash> {
    (0..count).map(|n| leaf_hash(&n.to_be_bytes())).collect()
}

fn tree(count: u64) -> MemoryTree {
    let mut tree = MemoryTree::default();
    tree.extend(leaves(count));
    tree
}

/// A tree of any size in which every leaf is alike but one.
struct Sparse {
    special: u64,
}

impl Nodes for Sparse {
    type Error = std::convert::Infallible;

    fn node(&self, level: u32, index: u64) -> Result<Hash, std::convert::Infallible> {
        let (mut alike, mut special) = (leaf_hash(b"alike"), leaf_hash(b"special"));
        for bit in 0..level {
            special = match self.special >> bit & 1 {
                0 => node_hash(&special, &alike),
                _ => node_hash(&alike, &special),
            };
            alike = node_hash(&alike, &alike);
        }
        Ok(if self.special >> level == index { special } else { alike })
    }
}

fn flip(hash: Hash, bit: usize) -> Hash {
    let mut bytes = *hash.as_bytes();
    bytes[bit / 8 % 32] ^= 1 << (bit % 8);
    Hash::from_bytes(bytes)
}

#[test]
fn every_way_to_a_root_agrees_with_the_definition() {
    let leaves = leaves(300);
    let tree = tree(300);
    let mut frontier = Frontier::default();
    for size in 0..=300 {
        let expected = definition(&leaves[..size]);
        assert_eq!(frontier.root(), expected, "frontier of {size}");
        assert_eq!(subtree_root(&leaves[..size]), expected, "slice of {size}");
        assert_eq!(root(&tree, size as u64), Ok(expected), "nodes of {size}");
        assert_eq!(frontier.size(), size as u64);
        assert_eq!(frontier.peaks().len(), size.count_ones() as usize);
        let parts = Frontier::from_parts(frontier.size(), frontier.peaks().to_vec());
        assert_eq!(parts.as_ref(), Some(&frontier));
        frontier.extend(leaves.get(size).copied());
    }
}

#[test]
fn subtrees_stand_only_where_they_fit() {
    let leaves = leaves(48);
    let mut frontier = Frontier::default();
    frontier.push_subtree(4, subtree_root(&leaves[..16])).unwrap();
    frontier.push_subtree(4, subtree_root(&leaves[16..32])).unwrap();
    frontier.push_subtree(3, subtree_root(&leaves[32..40])).unwrap();
    let before = frontier.clone();
    assert_eq!(frontier.push_subtree(4, leaves[0]), Err(FrontierError::NotAligned { size: 40, level: 4 }));
    for level in [63, 64, u32::MAX] {
        assert_eq!(frontier.push_subtree(level, leaves[0]), Err(FrontierError::TooLarge { size: 40, level }));
    }
    assert_eq!(frontier, before);
    frontier.push_subtree(3, subtree_root(&leaves[40..])).unwrap();
    assert_eq!(frontier.root(), definition(&leaves));
    assert_eq!(frontier.peaks().len(), 2);

    let mut whole = Frontier::from_parts(MAX_SIZE, vec![leaves[0]]).unwrap();
    assert_eq!(whole.push_subtree(0, leaves[0]), Err(FrontierError::TooLarge { size: MAX_SIZE, level: 0 }));
    assert_eq!(whole.push_subtree(62, leaves[0]), Err(FrontierError::TooLarge { size: MAX_SIZE, level: 62 }));
    assert_eq!(Frontier::from_parts(MAX_SIZE + 1, leaves[..2].to_vec()), None);
    assert_eq!(Frontier::from_parts(3, leaves[..1].to_vec()), None);
}

#[test]
fn inclusion_proofs_hold_for_their_leaf_only() {
    let leaves = leaves(130);
    let tree = tree(130);
    for size in 1..=130 {
        let head = definition(&leaves[..size as usize]);
        for index in 0..size {
            let leaf = leaves[index as usize];
            let proof = inclusion(&tree, index, size).unwrap();
            assert_eq!(verify_inclusion(leaf, index, size, &proof, head), Ok(()), "{index} of {size}");

            assert!(verify_inclusion(flip(leaf, 9), index, size, &proof, head).is_err());
            assert!(verify_inclusion(leaf, index, size, &proof, flip(head, 77)).is_err());
            for other in [index ^ 1, index + 1, index.wrapping_sub(1), index + size, 0, size - 1] {
                let moved = verify_inclusion(leaf, other, size, &proof, head);
                assert_eq!(moved.is_ok(), other == index, "{index} as {other} of {size}");
            }
            for at in 0..proof.len() {
                let mut changed = proof.clone();
                changed[at] = flip(changed[at], at * 31);
                assert!(verify_inclusion(leaf, index, size, &changed, head).is_err());
            }
            if let Some((_, cut)) = proof.split_last() {
                let refused = verify_inclusion(leaf, index, size, cut, head);
                assert_eq!(refused, Err(ProofError::TooShort { given: cut.len() }));
            }
            let longer: Vec<Hash> = proof.iter().copied().chain([leaf]).collect();
            let refused = verify_inclusion(leaf, index, size, &longer, head);
            assert_eq!(refused, Err(ProofError::TooLong { given: longer.len(), used: proof.len() }));
        }
        assert_eq!(inclusion(&tree, size, size), Err(NodesError::IndexOutOfRange { index: size, size }));
    }
}

#[test]
fn consistency_proofs_hold_for_their_trees_only() {
    let leaves = leaves(130);
    let tree = tree(130);
    let heads: Vec<Hash> = (0..=130).map(|size| definition(&leaves[..size])).collect();
    for new in 0..=130u64 {
        let new_head = heads[new as usize];
        for old in 0..=new {
            let old_head = heads[old as usize];
            let proof = consistency(&tree, old, new).unwrap();
            assert_eq!(verify_consistency(old, old_head, new, new_head, &proof), Ok(()), "{old} to {new}");

            assert!(verify_consistency(old, flip(old_head, 5), new, new_head, &proof).is_err());
            let other_end = verify_consistency(old, old_head, new, flip(new_head, 6), &proof);
            assert_eq!(other_end.is_ok(), old == 0 && new > 0, "every tree continues the empty one");
            for at in 0..proof.len() {
                let mut changed = proof.clone();
                changed[at] = flip(changed[at], at * 29);
                assert!(verify_consistency(old, old_head, new, new_head, &changed).is_err());
                let cut: Vec<Hash> = proof[..at].to_vec();
                assert!(verify_consistency(old, old_head, new, new_head, &cut).is_err());
            }
            let longer: Vec<Hash> = proof.iter().copied().chain([old_head]).collect();
            let refused = verify_consistency(old, old_head, new, new_head, &longer);
            let too_long = ProofError::TooLong { given: longer.len(), used: proof.len() };
            assert_eq!(refused, Err(too_long), "{old} to {new}");
            if let Some((_, cut)) = proof.split_last() {
                let refused = verify_consistency(old, old_head, new, new_head, cut);
                assert_eq!(refused, Err(ProofError::TooShort { given: cut.len() }), "{old} to {new}");
            }
            for other in [old + 1, old.wrapping_sub(1), 1] {
                if other != old && other <= new {
                    assert!(verify_consistency(other, old_head, new, new_head, &proof).is_err());
                }
            }
        }
        let refused = consistency(&tree, new + 1, new);
        assert_eq!(refused, Err(NodesError::OldLargerThanNew { old: new + 1, new }));
        let refused = verify_consistency(new + 1, new_head, new, new_head, &[]);
        assert_eq!(refused, Err(ProofError::OldLargerThanNew { old: new + 1, new }));
    }
}

#[test]
fn a_history_that_was_rewritten_has_no_consistency_proof() {
    let (old, new) = (6u64, 11u64);
    let before = tree(old);
    let mut forged = MemoryTree::default();
    forged
        .extend(leaves(new).into_iter().enumerate().map(|(n, leaf)| if n == 2 { leaf_hash(b"forged") } else { leaf }));
    let old_head = root(&before, old).unwrap();
    let new_head = root(&forged, new).unwrap();
    let proof = consistency(&forged, old, new).unwrap();
    let refused = verify_consistency(old, old_head, new, new_head, &proof);
    assert!(matches!(refused, Err(ProofError::OldRootDiffers { .. })), "{refused:?}");
}

#[test]
fn a_store_that_lacks_a_node_is_an_error() {
    let tree = tree(5);
    let refused = inclusion(&tree, 0, 9).unwrap_err();
    assert!(matches!(refused, NodesError::Node(ref missing) if missing.size == 5), "{refused}");
    assert!(consistency(&tree, 5, 6).is_err());
    assert!(root(&tree, u64::MAX).is_err());
    assert!(tree.node(u32::MAX, 0).is_err());
    assert!(tree.node(0, u64::MAX).is_err());
}

proptest! {
    #[test]
    fn proofs_hold_in_huge_trees(size in 2u64..1 << 40, a in any::<u64>(), b in any::<u64>(), bit in 0usize..256) {
        let (index, old) = (a % size, 1 + b % size);
        let nodes = Sparse { special: index };
        let (old_head, head) = (root(&nodes, old).unwrap(), root(&nodes, size).unwrap());
        let leaf = leaf_hash(b"special");

        let proof = inclusion(&nodes, index, size).unwrap();
        prop_assert!(proof.len() <= 40);
        prop_assert_eq!(verify_inclusion(leaf, index, size, &proof, head), Ok(()));
        prop_assert!(verify_inclusion(leaf, (index + 1) % size, size, &proof, head).is_err());
        prop_assert!(verify_inclusion(leaf_hash(b"alike"), index, size, &proof, head).is_err());
        prop_assert!(verify_inclusion(leaf, index, size, &proof, flip(head, bit)).is_err());

        let proof = consistency(&nodes, old, size).unwrap();
        prop_assert!(proof.len() <= 41);
        prop_assert_eq!(verify_consistency(old, old_head, size, head, &proof), Ok(()));
        prop_assert!(verify_consistency(old, flip(old_head, bit), size, head, &proof).is_err());
        prop_assert!(verify_consistency(old, old_head, size, flip(head, bit), &proof).is_err());
        for at in 0..proof.len() {
            let mut changed = proof.clone();
            changed[at] = flip(changed[at], bit);
            prop_assert!(verify_consistency(old, old_head, size, head, &changed).is_err());
        }
    }

    #[test]
    fn verifying_never_panics(
        sizes in [any::<u64>(), any::<u64>()],
        hashes in prop::collection::vec(any::<[u8; 32]>().prop_map(Hash::from_bytes), 0..70),
    ) {
        let [a, b] = sizes;
        prop_assert!(verify_inclusion(EMPTY_ROOT, a, b, &hashes, EMPTY_ROOT).is_err());
        let trivial = (a == b || a == 0) && hashes.is_empty();
        prop_assert_eq!(verify_consistency(a, EMPTY_ROOT, b, EMPTY_ROOT, &hashes).is_ok(), trivial);
    }
}

#[test]
fn a_subtree_completes_those_that_end_with_it() {
    let leaves = leaves(64);
    for level in 0..4 {
        let count = 1 << level;
        let mut frontier = Frontier::default();
        for end in (count..=leaves.len()).step_by(count) {
            let root = subtree_root(&leaves[end - count..end]);
            let completed = frontier.completed_by(level, root);
            let larger = end.trailing_zeros() + 1 - level;
            let expected: Vec<Hash> =
                (0..larger).map(|above| definition(&leaves[end - (count << above)..end])).collect();
            assert_eq!(completed, expected, "level {level} up to {end}");
            frontier.push_subtree(level, root).unwrap();
        }
    }
}
