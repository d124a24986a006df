//! Writing and reading hashes, and the values of RFC 6962 trees as Certificate Transparency publishes them.

use hovedbok_tree::{
    EMPTY_ROOT, Frontier, Hash, HashError, hash_each_in_place, hash_in_place, leaf_hash, node_hash, subtree_root,
};
use sha2::{Digest, Sha256};

/// The eight leaves of the reference trees of Certificate Transparency.
const LEAVES: [&[u8]; 8] = [
    &[],
    &[0x00],
    &[0x10],
    &[0x20, 0x21],
    &[0x30, 0x31],
    &[0x40, 0x41, 0x42, 0x43],
    &[0x50, 0x51, 0x52, 0x53, 0x54, 0x55, 0x56, 0x57],
    &[0x60, 0x61, 0x62, 0x63, 0x64, 0x65, 0x66, 0x67, 0x68, 0x69, 0x6a, 0x6b, 0x6c, 0x6d, 0x6e, 0x6f],
];

/// The root over the first 0 to 8 leaves.
const ROOTS: [&str; 9] = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
];

#[test]
fn the_published_roots() {
    let leaves: Vec<Hash> = LEAVES.iter().map(|data| leaf_hash(data)).collect();
    let mut frontier = Frontier::default();
    for (size, root) in ROOTS.iter().enumerate() {
        assert_eq!(frontier.root().to_string(), *root, "frontier of {size}");
        assert_eq!(subtree_root(&leaves[..size]).to_string(), *root, "slice of {size}");
        if let Some(leaf) = leaves.get(size) {
            frontier.push(*leaf);
        }
    }
    assert_eq!(EMPTY_ROOT, Hash::of(b""));
    assert_eq!(node_hash(&leaves[0], &leaves[1]).to_string(), ROOTS[2]);
}

#[test]
fn hashes_have_one_way_of_writing() {
    let hash = leaf_hash(b"");
    assert_eq!(hash.to_base64(), "bjQLnP+zepicpUTmu3gKLHiQHT+zNzh2hRGjBhevoB0=");
    assert_eq!(Hash::from_base64(&hash.to_base64()), Ok(hash));
    assert_eq!(Hash::from_hex(&hash.to_string()), Ok(hash));
    assert_eq!(format!("{hash:?}"), hash.to_string());
    let json = serde_json::to_string(&hash).unwrap();
    assert_eq!(json, format!("\"{hash}\""));
    assert_eq!(serde_json::from_str::<Hash>(&json).unwrap(), hash);

    for wrong in [
        "",
        "bjQLnP+zepicpUTmu3gKLHiQHT+zNzh2hRGjBhevoB0",
        "bjQLnP+zepicpUTmu3gKLHiQHT+zNzh2hRGjBhevoB1=",
        "bjQLnP-zepicpUTmu3gKLHiQHT-zNzh2hRGjBhevoB0=",
        "bjQLnP+zepicpUTmu3gKLHiQHT+zNzh2hRGjBhevoB0A",
        "bjQLnP+zepicpUTmu3gKLHiQHT+zNzh2hRGjBhevoA==",
        " jQLnP+zepicpUTmu3gKLHiQHT+zNzh2hRGjBhevoB0=",
    ] {
        assert_eq!(Hash::from_base64(wrong), Err(HashError::Base64 { length: wrong.len() }), "{wrong}");
    }
    for wrong in ["", &ROOTS[1][..63], &ROOTS[1].to_uppercase(), &format!("{}0", ROOTS[1]), &ROOTS[1].replace('6', "g")]
    {
        assert_eq!(Hash::from_hex(wrong), Err(HashError::Hex { length: wrong.len() }), "{wrong}");
        assert!(serde_json::from_str::<Hash>(&format!("\"{wrong}\"")).is_err());
    }
    let refused = serde_json::from_str::<Hash>("7").unwrap_err().to_string();
    assert!(refused.contains("expected 64 lower-case hexadecimal digits"), "{refused}");
}

fn sha256(message: &[u8]) -> Hash {
    Hash::from_bytes(Sha256::digest(message).into())
}

#[test]
fn messages_of_every_length_are_hashed_where_they_stand() {
    let whole: Vec<u8> = (0..300_u32).map(|n| u8::try_from(n * 7 % 251).unwrap()).collect();
    for length in 0..whole.len() {
        let (mut one, mut other) = (whole[..length].to_vec(), whole[length..].to_vec());
        let expected = [sha256(&one), sha256(&other)];
        let mut hashes = Vec::new();
        hash_each_in_place(&mut [&mut one, &mut other], &mut hashes);
        assert_eq!(hashes, expected, "{length}");
        assert_eq!([hash_in_place(&mut one), hash_in_place(&mut other)], expected, "{length}");
        assert_eq!([one, other].concat(), whole, "the messages are as they were");
    }
}

#[test]
fn several_messages_are_hashed_in_their_order() {
    let lengths = [0_usize, 700, 55, 56, 64, 1, 300, 119, 120, 63, 128];
    let messages = lengths.map(|length| vec![u8::try_from(length % 251).unwrap(); length]);
    for first in 0..=lengths.len() {
        for last in first..=lengths.len() {
            let mut hashed = messages.clone();
            let mut several: Vec<&mut Vec<u8>> = hashed[first..last].iter_mut().collect();
            let mut hashes = vec![EMPTY_ROOT];
            hash_each_in_place(&mut several, &mut hashes);
            let expected = messages[first..last].iter().map(|message| sha256(message));
            assert_eq!(hashes, [EMPTY_ROOT].into_iter().chain(expected).collect::<Vec<_>>(), "{first}..{last}");
            assert_eq!(hashed, messages, "the messages are as they were");
        }
    }
}

#[test]
fn pieces_are_hashed_as_the_whole() {
    let whole: Vec<u8> = (0..200).collect();
    for cut in 0..whole.len() {
        let (one, other) = whole.split_at(cut);
        assert_eq!(Hash::of_parts(&[one, other]), Hash::of(&whole), "{cut}");
    }
    assert_eq!(Hash::of_parts(&[]), Hash::of(b""));
}

#[test]
fn a_node_is_the_hash_of_its_children_behind_a_one() {
    for seed in 0..50_u8 {
        let (left, right) = (sha256(&[seed]), sha256(&[seed, seed]));
        let message = [[1].as_slice(), left.as_bytes(), right.as_bytes()].concat();
        assert_eq!(node_hash(&left, &right), sha256(&message));
    }
}
