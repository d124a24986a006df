//! Files that prove inclusion and consistency.

use hovedbok_tree::consistency_proof::CONSISTENCY_MAX;
use hovedbok_tree::note::NOTE_MAX;
use hovedbok_tree::proof::{HASHES_MAX, PROOF_MAX};
use hovedbok_tree::{
    Checkpoint, ConsistencyError, ConsistencyProof, ProofError, SigningKey, TlogProof, TlogProofError, consistency,
    inclusion, leaf_hash,
};
use proptest::prelude::*;

use crate::given::{self, ORIGIN};

fn proof_text() -> String {
    format!("{}{}", given::PROOF, given::CHECKPOINT)
}

fn continued(old: u64, new: u64) -> ConsistencyProof {
    ConsistencyProof {
        old_size: old,
        new_size: new,
        hashes: consistency(&given::tree(new), old, new).unwrap(),
        old: Some(given::signed_head(old).to_string()),
        new: given::signed_head(new).to_string(),
    }
}

#[test]
fn a_proof_made_elsewhere_holds() {
    let proof = TlogProof::parse(&proof_text()).unwrap();
    assert_eq!((proof.index, proof.extra.as_deref()), (2, Some(b"entry-2".as_slice())));
    assert_eq!(proof.hashes, inclusion(&given::tree(5), 2, 5).unwrap());
    assert_eq!(proof.to_text(), proof_text());
    let head = proof.verify(b"entry-2", &given::log_key(), Some(ORIGIN)).unwrap();
    assert_eq!(head.checkpoint(), &given::head(5));

    let bare = TlogProof { extra: None, ..proof.clone() };
    assert_eq!(bare.to_text(), proof_text().replace("extra ZW50cnktMg==\n", ""));
    assert_eq!(TlogProof::parse(&bare.to_text()), Ok(bare.clone()));
    assert_eq!(TlogProof { extra: Some(Vec::new()), ..proof }.to_text(), bare.to_text());
}

#[test]
fn a_forged_proof_says_what_is_wrong() {
    let proof = TlogProof::parse(&proof_text()).unwrap();
    let (key, origin) = (given::log_key(), Some(ORIGIN));
    let refused = |proof: &TlogProof, data: &[u8]| proof.verify(data, &key, origin).unwrap_err();

    assert!(matches!(refused(&proof, b"entry-3"), TlogProofError::Proof(ProofError::RootDiffers { .. })));
    let moved = TlogProof { index: 3, ..proof.clone() };
    assert!(matches!(refused(&moved, b"entry-2"), TlogProofError::Proof(ProofError::RootDiffers { .. })));
    let beyond = TlogProof { index: 5, ..proof.clone() };
    let out = TlogProofError::Proof(ProofError::IndexOutOfRange { index: 5, size: 5 });
    assert_eq!(refused(&beyond, b"entry-2"), out);
    let cut = TlogProof { hashes: proof.hashes[..2].to_vec(), ..proof.clone() };
    assert_eq!(refused(&cut, b"entry-2"), TlogProofError::Proof(ProofError::TooShort { given: 2 }));

    let forged = given::head(5).sign(&given::impostor()).unwrap().to_string();
    let forged = TlogProof { checkpoint: forged, ..proof.clone() };
    assert!(matches!(refused(&forged, b"entry-2"), TlogProofError::Checkpoint(_)));
    let elsewhere = proof.verify(b"entry-2", &key, Some("other.example"));
    assert!(matches!(elsewhere, Err(TlogProofError::Checkpoint(_))));
}

#[test]
fn a_text_that_is_no_proof_says_which_line() {
    let good = proof_text();
    let line = |from: &str, to: &str| match TlogProof::parse(&good.replacen(from, to, 1)) {
        Err(TlogProofError::Line { line, .. }) => line,
        other => panic!("{from} as {to}: {other:?}"),
    };
    assert_eq!(line("@v1", "@v2"), 1);
    assert_eq!(line("ZW50cnktMg==", "ZW50cnktMg"), 2);
    assert_eq!(line("extra ZW50cnktMg==", "extra "), 2);
    assert_eq!(line("extra", "Extra"), 2);
    assert_eq!(line("index 2", "index 02"), 3);
    assert_eq!(line("index 2", "index  2"), 3);
    assert_eq!(line("index 2\n", ""), 3);
    assert_eq!(line("J0eb", "J0e"), 4);
    assert_eq!(line("Htc=\n\n", "Htc=\n"), 7);
    assert_eq!(line("index 2", "index +2"), 3);
    // The most hashes are read, and then the three of the proof are too many.
    let many = |hashes| format!("index 2\n{}", format!("{}\n", leaf_hash(b"").to_base64()).repeat(hashes));
    assert_eq!(line("index 2\n", &many(HASHES_MAX + 1)), 69);
    assert_eq!(line("index 2\n", &many(HASHES_MAX - 2)), 69);
    let most = TlogProof::parse(&good.replacen("index 2\n", &many(HASHES_MAX - 3), 1)).unwrap();
    assert_eq!(most.hashes.len(), HASHES_MAX);
    let cut = TlogProof::parse(given::PROOF.trim_end());
    assert!(matches!(cut, Err(TlogProofError::Line { line: 6, .. })), "{cut:?}");
    assert!(matches!(TlogProof::parse(given::PROOF), Err(TlogProofError::Checkpoint(_))));
}

/// A checkpoint of as many bytes as a note may have.
fn largest_checkpoint(size: u64) -> String {
    let extended = |length: usize| {
        let head = Checkpoint { extensions: vec!["a".repeat(length)], ..given::head(size) };
        head.sign(&given::signer()).unwrap().to_string()
    };
    let checkpoint = extended(NOTE_MAX - extended(1).len() + 1);
    assert_eq!(checkpoint.len(), NOTE_MAX);
    checkpoint
}

#[test]
fn the_largest_checkpoints_have_room_in_a_proof() {
    let inclusion = TlogProof { checkpoint: largest_checkpoint(5), ..TlogProof::parse(&proof_text()).unwrap() };
    assert_eq!(TlogProof::parse(&inclusion.to_text()), Ok(inclusion));
    let (old, new) = (Some(largest_checkpoint(3)), largest_checkpoint(5));
    let consistency = ConsistencyProof { old, new, ..continued(3, 5) };
    assert_eq!(ConsistencyProof::parse(&consistency.to_text()), Ok(consistency));
}

#[test]
fn a_file_beyond_the_limit_is_refused_unread() {
    let refused = |bytes| TlogProof::parse(&"a".repeat(bytes)).unwrap_err();
    assert!(matches!(refused(PROOF_MAX), TlogProofError::Line { line: 1, .. }));
    assert_eq!(refused(PROOF_MAX + 1), TlogProofError::TooLarge { bytes: PROOF_MAX + 1 });
    let refused = |bytes| ConsistencyProof::parse(&"a".repeat(bytes)).unwrap_err();
    assert!(matches!(refused(CONSISTENCY_MAX), ConsistencyError::Line { line: 1, .. }));
    assert_eq!(refused(CONSISTENCY_MAX + 1), ConsistencyError::TooLarge { bytes: CONSISTENCY_MAX + 1 });
}

#[test]
fn consistency_files_come_back_and_hold() {
    for new in 0..9 {
        for old in 0..=new {
            let proof = continued(old, new);
            assert_eq!(ConsistencyProof::parse(&proof.to_text()), Ok(proof.clone()));
            let head = proof.verify(&given::log_key(), Some(ORIGIN)).unwrap();
            assert_eq!(head.checkpoint(), &given::head(new));

            let bare = ConsistencyProof { old: None, ..proof };
            assert_eq!(ConsistencyProof::parse(&bare.to_text()), Ok(bare.clone()));
            assert_eq!(bare.verify(&given::log_key(), None), Err(ConsistencyError::NoOldCheckpoint));
            assert!(bare.verify_from(&given::head(old), &given::log_key(), Some(ORIGIN)).is_ok());
        }
    }
}

#[test]
fn forged_consistency_says_what_is_wrong() {
    let proof = continued(3, 5);
    let (key, origin) = (given::log_key(), Some(ORIGIN));
    let refused = |proof: &ConsistencyProof| proof.verify(&key, origin).unwrap_err();

    let fork = Checkpoint { root: leaf_hash(b"fork"), ..given::head(3) };
    let forked = ConsistencyProof { old: Some(fork.sign(&given::signer()).unwrap().to_string()), ..proof.clone() };
    assert!(matches!(refused(&forked), ConsistencyError::Proof(ProofError::OldRootDiffers { .. })));
    let forked = proof.verify_from(&fork, &key, origin);
    assert!(matches!(forked, Err(ConsistencyError::Proof(ProofError::OldRootDiffers { .. }))));
    let fork = Checkpoint { root: leaf_hash(b"fork"), ..given::head(5) };
    let forked = ConsistencyProof { new: fork.sign(&given::signer()).unwrap().to_string(), ..proof.clone() };
    assert!(matches!(refused(&forked), ConsistencyError::Proof(ProofError::NewRootDiffers { .. })));

    let elsewhere = Checkpoint { origin: "other.example".to_owned(), ..given::head(3) };
    let elsewhere = elsewhere.sign(&given::signer()).unwrap().to_string();
    let two_logs = ConsistencyProof { old: Some(elsewhere), ..proof.clone() };
    assert!(matches!(refused(&two_logs), ConsistencyError::Old(_)));
    assert!(matches!(two_logs.verify(&key, None), Err(ConsistencyError::TwoLogs { .. })));

    let sizes = ConsistencyProof { old_size: 4, ..proof.clone() };
    assert_eq!(refused(&sizes), ConsistencyError::AnotherSize { which: "old", proof: 4, checkpoint: 3 });
    let sizes = ConsistencyProof { new_size: 4, ..proof.clone() };
    assert_eq!(refused(&sizes), ConsistencyError::AnotherSize { which: "new", proof: 4, checkpoint: 5 });
    let swapped = ConsistencyProof { old: Some(proof.new.clone()), old_size: 5, new_size: 3, ..continued(3, 3) };
    let order = ConsistencyError::Proof(ProofError::OldLargerThanNew { old: 5, new: 3 });
    assert_eq!(refused(&swapped), order, "the log was cut");

    let rotated = SigningKey::from_seed(ORIGIN, [21; 32]).unwrap();
    let after = given::head(5).sign(&rotated).unwrap().to_string();
    let across = ConsistencyProof { new: after, ..proof };
    assert!(matches!(refused(&across), ConsistencyError::New(_)));
    assert!(across.verify_across(&key, rotated.verifier(), origin).is_ok());
}

#[test]
fn a_text_that_is_no_consistency_proof_says_which_line() {
    let good = continued(3, 5).to_text();
    let line = |from: &str, to: &str| match ConsistencyProof::parse(&good.replacen(from, to, 1)) {
        Err(ConsistencyError::Line { line, .. }) => line,
        other => panic!("{from} as {to}: {other:?}"),
    };
    assert_eq!(line("@v1", "@v2"), 1);
    assert_eq!(line("old 3", "old 03"), 2);
    assert_eq!(line("new 5", "new five"), 3);
    assert_eq!(line("\n\nold-checkpoint", "\nold-checkpoint"), 8);
    let at = good.lines().position(|line| line.starts_with("old-checkpoint")).unwrap() + 1;
    assert_eq!(line("old-checkpoint ", "old-checkpoint 99999"), at);
    assert_eq!(line("old-checkpoint ", "old-checkpoint 0"), at);
    assert_eq!(line("old-checkpoint ", "older-checkpoint "), at);
    assert_eq!(line("new-checkpoint ", "old-checkpoint "), at + 6);
    let after = good.lines().count() + 1;
    assert!(matches!(
        ConsistencyProof::parse(&format!("{good}more\n")),
        Err(ConsistencyError::Line { line, .. }) if line == after
    ));
}

proptest! {
    #[test]
    fn a_changed_proof_is_refused_or_proves_the_same(text in given::mutated(proof_text())) {
        if let Ok(proof) = TlogProof::parse(&text) {
            prop_assert_eq!(proof.to_text(), text);
            if proof.verify(b"entry-2", &given::log_key(), Some(ORIGIN)).is_ok() {
                prop_assert_eq!(proof.index, 2);
            }
        }
    }

    #[test]
    fn a_changed_consistency_proof_is_refused_or_proves_the_same(text in given::mutated(continued(3, 5).to_text())) {
        if let Ok(proof) = ConsistencyProof::parse(&text) {
            prop_assert_eq!(proof.to_text(), text);
            if let Ok(head) = proof.verify(&given::log_key(), Some(ORIGIN)) {
                prop_assert_eq!(head.checkpoint(), &given::head(5));
            }
        }
    }
}
