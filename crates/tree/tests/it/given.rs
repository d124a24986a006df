//! Keys, a log of five entries and its files, computed once by hand with Python (`hashlib`, `cryptography`).

use hovedbok_tree::{
    Checkpoint, Hash, MemoryTree, SignedCheckpoint, SigningKey, VerifierKey, leaf_hash, root, subtree_root,
};
use proptest::prelude::*;

pub const ORIGIN: &str = "ledger.example/test";
pub const LOG_KEY: &str = "ledger.example/test+716976b5+AepKbGPinFIKvvVQexMuxfmVR3auvr57kkIe6mkURtIs";
pub const LOG_PRIVATE: &str = "PRIVATE+KEY+ledger.example/test+716976b5+AQcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcH\n";
pub const WITNESS_KEY: &str = "witness.example/w1+24b5d9fe+BP0XJDhaoMdbZPt4zWAvodmR/ev3axPFjtcC6sg16fYY";
pub const COSIGNED_AT: u64 = 1_750_000_000;

/// The log's checkpoint at five entries, cosigned.
pub const CHECKPOINT: &str = "\
ledger.example/test
5
GqaNMHSQWlgfhMu9D3U3lJBP2ARRvEwT5p2aU7xZUCw=

— ledger.example/test cWl2tUXb9DD8wVJCKZijfKh53RanJrHO0t1d6dJB9uRXfjRbfXQszMt91hysHgOTU6A19cJK1MFPAPXe/UEf6caXkA0=
— witness.example/w1 JLXZ/gAAAABoTuGA2oRm9oBmPhbV5mZOiCgUu/wHJeN5+Yrn09iwryQ4ihk9Vuqh20Jqr1dZfVlb3DBJmlX+gl9tlP7Sodi1BKYRBA==
";

/// The proof of the third entry, up to its checkpoint.
pub const PROOF: &str = "\
c2sp.org/tlog-proof@v1
extra ZW50cnktMg==
index 2
J0ebarMh0u5HdFL2i6UndI6GPK/o+9HfK/idFXDRtpc=
LyelCCwdQq+kiKw1Cp/EOQwIT1T3Hs3/hZ6Y24QptHk=
GUu1otW9EOXRqm/V1CmAs1bK8dpiPNmYfEv6L4F3Htc=

";

pub fn entry(index: u64) -> String {
    format!("entry-{index}")
}

pub fn leaf(index: u64) -> Hash {
    leaf_hash(entry(index).as_bytes())
}

pub fn tree(size: u64) -> MemoryTree {
    let mut tree = MemoryTree::default();
    tree.extend((0..size).map(leaf));
    assert_eq!(root(&tree, size), Ok(subtree_root(&(0..size).map(leaf).collect::<Vec<_>>())));
    tree
}

pub fn log_key() -> VerifierKey {
    VerifierKey::parse(LOG_KEY).unwrap()
}

pub fn witness_key() -> VerifierKey {
    VerifierKey::parse(WITNESS_KEY).unwrap()
}

pub fn signer() -> SigningKey {
    SigningKey::from_seed(ORIGIN, [7; 32]).unwrap()
}

pub fn witness() -> SigningKey {
    SigningKey::from_seed("witness.example/w1", [9; 32]).unwrap()
}

/// Another key under the log's name.
pub fn impostor() -> SigningKey {
    SigningKey::from_seed(ORIGIN, [8; 32]).unwrap()
}

pub fn head(size: u64) -> Checkpoint {
    let root = root(&tree(size), size).unwrap();
    Checkpoint { origin: ORIGIN.to_owned(), size, root, extensions: Vec::new() }
}

pub fn signed_head(size: u64) -> SignedCheckpoint {
    head(size).sign(&signer()).unwrap()
}

/// A text that differs from a valid one in a few places, or not at all.
pub fn mutated(valid: String) -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        3 => Just(String::new()),
        3 => Just("\n".to_owned()),
        1 => Just("\n\n".to_owned()),
        1 => Just("\u{2014} ".to_owned()),
        1 => Just("18446744073709551616".to_owned()),
        3 => "[ -~]{1,3}",
        1 => any::<String>(),
        1 => Just(valid.clone()),
    ];
    prop::collection::vec((any::<prop::sample::Index>(), 0usize..40, piece), 0..4).prop_map(move |edits| {
        let mut characters: Vec<char> = valid.chars().collect();
        for (at, cut, piece) in edits {
            let at = at.index(characters.len() + 1);
            let end = characters.len().min(at + cut);
            characters.splice(at..end, piece.chars());
        }
        characters.into_iter().collect()
    })
}
