//! Checkpoints and the signatures of witnesses.

use hovedbok_tree::{
    Checkpoint, CheckpointError, CosignatureError, EMPTY_ROOT, NoteError, SignedCheckpoint, SigningKey, cosign,
    merge_cosignature, sign,
};
use proptest::prelude::*;

use crate::given::{self, COSIGNED_AT, ORIGIN};

#[test]
fn a_checkpoint_is_written_as_the_standard_has_it() {
    let mut signed = given::signed_head(5);
    let line = cosign(&signed, &given::witness(), COSIGNED_AT).unwrap();
    signed = merge_cosignature(&signed, &format!("{line}\n"), &given::witness_key(), &[]).unwrap();
    assert_eq!(signed.to_string(), given::CHECKPOINT);

    let read = SignedCheckpoint::parse(given::CHECKPOINT).unwrap();
    assert_eq!(read, signed);
    assert_eq!(read.checkpoint(), &given::head(5));
    assert_eq!(read.verify(&given::log_key(), Some(ORIGIN)), Ok(()));
    assert_eq!(read.verify(&given::log_key(), None), Ok(()));
    assert_eq!(read.verify_cosignature(&given::witness_key()), Ok(COSIGNED_AT));
    assert_eq!(read.verify_witness(&given::witness_key(), &[]), Ok(Some(COSIGNED_AT)));
}

#[test]
fn the_wrong_key_log_and_text_are_told_apart() {
    let read = SignedCheckpoint::parse(given::CHECKPOINT).unwrap();
    let refused = read.verify(&given::log_key(), Some("other.example/log"));
    assert!(matches!(refused, Err(CheckpointError::AnotherOrigin { .. })), "{refused:?}");
    let refused = read.verify(given::impostor().verifier(), Some(ORIGIN));
    assert!(matches!(refused, Err(CheckpointError::Note(NoteError::AnotherKey { .. }))), "{refused:?}");
    let refused = read.verify(&given::witness_key(), Some(ORIGIN));
    assert!(matches!(refused, Err(CheckpointError::Note(NoteError::CosignerKey { .. }))), "{refused:?}");

    let larger = SignedCheckpoint::parse(&given::CHECKPOINT.replace("\n5\n", "\n6\n")).unwrap();
    let refused = larger.verify(&given::log_key(), Some(ORIGIN));
    assert!(matches!(refused, Err(CheckpointError::Note(NoteError::WrongSignature { .. }))), "{refused:?}");
    let refused = larger.verify_cosignature(&given::witness_key());
    assert!(matches!(refused, Err(CosignatureError::Note(NoteError::WrongSignature { .. }))), "{refused:?}");
}

#[test]
fn a_text_that_is_no_checkpoint_says_which_line() {
    let root = given::head(5).root.to_base64();
    for (text, line) in [
        (String::new(), 1),
        (format!("\n5\n{root}\n"), 1),
        (ORIGIN.to_owned(), 1),
        (format!("{ORIGIN}\n05\n{root}\n"), 2),
        (format!("{ORIGIN}\n+5\n{root}\n"), 2),
        (format!("{ORIGIN}\n-5\n{root}\n"), 2),
        (format!("{ORIGIN}\n\n{root}\n"), 2),
        (format!("{ORIGIN}\n18446744073709551616\n{root}\n"), 2),
        (format!("{ORIGIN}\n5\n{root}"), 3),
        (format!("{ORIGIN}\n5\n{root} \n"), 3),
        (format!("{ORIGIN}\n5\n{}\n", &root[..43]), 3),
        (format!("{ORIGIN}\n5\n{root}\n\nmore\n"), 4),
        (format!("{ORIGIN}\n5\n{root}\nmore"), 4),
        (format!("{ORIGIN}\n5\n{root}\nmore\n\n"), 5),
        (format!("{ORIGIN}\n5\n{root}\nmore\nand more"), 5),
    ] {
        let refused = Checkpoint::parse(&text);
        assert!(
            matches!(refused, Err(CheckpointError::Line { line: found, .. }) if found == line),
            "{text}: {refused:?}"
        );
    }
    for origin in ["", "a\nb"] {
        let head = Checkpoint { origin: origin.to_owned(), ..given::head(5) };
        assert!(matches!(head.sign(&given::signer()), Err(CheckpointError::Line { .. })));
    }
    for extension in ["", "a\nb"] {
        let head = Checkpoint { extensions: vec![extension.to_owned()], ..given::head(5) };
        assert!(matches!(head.sign(&given::signer()), Err(CheckpointError::Line { .. })));
    }
    let empty = given::signed_head(0);
    assert_eq!(SignedCheckpoint::parse(&empty.to_string()), Ok(empty));
}

#[test]
fn a_witness_answers_with_the_whole_file_or_its_line() {
    let ours = given::signed_head(5);
    let (witness, key) = (given::witness(), given::witness_key());
    let line = cosign(&ours, &witness, COSIGNED_AT).unwrap();
    let whole = format!("{ours}{line}\n");
    let stranger = cosign(&ours, &SigningKey::from_seed("stranger.example", [3; 32]).unwrap(), 1).unwrap();

    let merged = merge_cosignature(&ours, &whole, &key, &[]).unwrap();
    assert_eq!(merged.to_string(), given::CHECKPOINT);
    for answer in [whole.clone(), format!("{line}\n"), line.to_string(), format!("{stranger}\n{line}\n")] {
        assert_eq!(merge_cosignature(&ours, &answer, &key, &[]).unwrap(), merged, "{answer}");
        assert_eq!(merge_cosignature(&merged, &answer, &key, &[]).unwrap(), merged, "twice: {answer}");
    }

    // Under the witness's name by another key, or with the witness's key id under another name: neither is added.
    let mut same_id = stranger.clone();
    same_id.key_id = key.key_id();
    let same_name = cosign(&ours, &SigningKey::from_seed(witness.name(), [3; 32]).unwrap(), 1).unwrap();
    let answer = format!("{same_id}\n{same_name}\n{line}\n");
    assert_eq!(merge_cosignature(&ours, &answer, &key, &[]).unwrap(), merged);

    let later = cosign(&ours, &witness, COSIGNED_AT + 60).unwrap();
    let twice = merge_cosignature(&merged, &later.to_string(), &key, &[]).unwrap();
    assert_eq!(twice.verify_cosignature(&key), Ok(COSIGNED_AT + 60));
    assert_eq!(twice.note().signatures().len(), 3);
}

#[test]
fn a_witness_may_sign_without_a_time() {
    let ours = given::signed_head(5);
    let witness = given::witness();
    let plain = sign(ours.note().text(), &witness).unwrap();
    for key in [witness.verifier().clone(), witness.cosigner()] {
        let merged = merge_cosignature(&ours, &plain.to_string(), &key, &[]).unwrap();
        assert_eq!(merged.verify_witness(&key, &[]), Ok(None));
        assert_eq!(merged.verify(&given::log_key(), Some(ORIGIN)), Ok(()));
    }
    let merged = merge_cosignature(&ours, &plain.to_string(), witness.verifier(), &[]).unwrap();
    let refused = merged.verify_cosignature(witness.verifier());
    assert_eq!(refused, Err(CosignatureError::NotACosigner { name: witness.name().to_owned() }));
    let refused = merged.verify_cosignature(&witness.cosigner());
    assert!(matches!(refused, Err(CosignatureError::Note(NoteError::AnotherKey { .. }))), "{refused:?}");
}

#[test]
fn the_logs_own_key_is_no_witness_under_any_name() {
    let ours = given::signed_head(5);
    let log = SigningKey::parse_private(given::LOG_PRIVATE).unwrap();
    let renamed = SigningKey::from_seed("witness.example/w2", [7; 32]).unwrap();
    assert!(renamed.verifier().is_same_key(log.verifier()), "one private key, two names");
    // The log's name with a key that is not known, and a key that the log had before, under another name.
    let named = SigningKey::from_seed(ORIGIN, [9; 32]).unwrap();
    let before = SigningKey::from_seed("witness.example/w3", [8; 32]).unwrap();
    let own = [SigningKey::from_seed(ORIGIN, [8; 32]).unwrap().verifier().clone()];
    for witness in [&log, &renamed, &named, &before] {
        let timed = cosign(&ours, witness, COSIGNED_AT).unwrap().to_string();
        let plain = sign(ours.note().text(), witness).unwrap().to_string();
        for key in [witness.verifier().clone(), witness.cosigner()] {
            for answer in [&timed, &plain] {
                let refused = merge_cosignature(&ours, answer, &key, &own).unwrap_err();
                assert!(matches!(refused, CosignatureError::OwnKey { .. }), "{key}: {refused:?}");
            }
            let refused = ours.verify_witness(&key, &own).unwrap_err();
            assert!(matches!(refused, CosignatureError::OwnKey { .. }), "{key}: {refused:?}");
        }
    }
    // Another party's key is none of them.
    let answer = cosign(&ours, &given::witness(), COSIGNED_AT).unwrap().to_string();
    assert!(merge_cosignature(&ours, &answer, &given::witness_key(), &own).is_ok());
}

#[test]
fn a_head_over_no_entry_has_the_root_of_the_empty_tree() {
    let key = SigningKey::parse_private(given::LOG_PRIVATE).unwrap();
    let head = |size, root| Checkpoint { origin: ORIGIN.to_owned(), size, root, extensions: Vec::new() };
    assert_eq!(head(0, EMPTY_ROOT).sign(&key).unwrap().verify(key.verifier(), Some(ORIGIN)), Ok(()));
    for root in [given::head(5).root, given::leaf(0), hovedbok_tree::Hash::of(b"x")] {
        let refused = head(0, root).sign(&key).unwrap().verify(key.verifier(), None);
        assert_eq!(refused, Err(CheckpointError::EmptyTree));
    }
}

#[test]
fn a_witness_of_something_else_is_refused() {
    let ours = given::signed_head(5);
    let (witness, key) = (given::witness(), given::witness_key());
    let refused = |answer: &str| merge_cosignature(&ours, answer, &key, &[]).unwrap_err();
    let answer = |head: Checkpoint| {
        let signed = head.sign(&given::signer()).unwrap();
        format!("{signed}{}\n", cosign(&signed, &witness, COSIGNED_AT).unwrap())
    };

    let other = answer(Checkpoint { origin: "other.example".to_owned(), ..given::head(5) });
    assert!(matches!(refused(&other), CosignatureError::AnotherOrigin { .. }));
    assert_eq!(refused(&answer(given::head(4))), CosignatureError::AnotherSize { expected: 5, found: 4 });
    let fork = Checkpoint { root: given::head(4).root, ..given::head(5) };
    assert_eq!(refused(&answer(fork)), CosignatureError::AnotherRoot { size: 5 });
    let extended = Checkpoint { extensions: vec!["more".to_owned()], ..given::head(5) };
    assert_eq!(refused(&answer(extended)), CosignatureError::AnotherExtension);

    let name = witness.name().to_owned();
    let id = u32::from_be_bytes(key.key_id());
    let wrong = CosignatureError::Note(NoteError::WrongSignature { name: name.clone(), id });
    let of_another_size = cosign(&given::signed_head(4), &witness, COSIGNED_AT).unwrap();
    assert_eq!(refused(&of_another_size.to_string()), wrong);
    let mut backdated = cosign(&ours, &witness, COSIGNED_AT).unwrap();
    backdated.bytes[7] ^= 1;
    assert_eq!(refused(&backdated.to_string()), wrong);
    backdated.bytes.truncate(8);
    assert_eq!(refused(&backdated.to_string()), wrong);

    let none = CosignatureError::Note(NoteError::NotSignedBy { name, id });
    assert_eq!(refused(&ours.to_string()), none);
    assert!(matches!(refused(""), CosignatureError::Note(NoteError::NoSignatures)));
    assert!(matches!(refused("hello\n"), CosignatureError::Note(NoteError::Malformed { line: 1, .. })));
    assert!(matches!(refused("hello\n\nworld\n"), CosignatureError::Note(NoteError::Malformed { line: 3, .. })));
    let impostor = SigningKey::from_seed(witness.name(), [4; 32]).unwrap();
    let forged = cosign(&ours, &impostor, COSIGNED_AT).unwrap();
    assert!(matches!(refused(&forged.to_string()), CosignatureError::Note(NoteError::AnotherKey { .. })));

    let last = i64::MAX as u64;
    assert_eq!(cosign(&ours, &witness, last + 1), Err(CosignatureError::Time { seconds: last + 1 }));
    let merged = merge_cosignature(&ours, &cosign(&ours, &witness, last).unwrap().to_string(), &key, &[]).unwrap();
    assert_eq!(merged.verify_cosignature(&key), Ok(last));
}

proptest! {
    #[test]
    fn a_checkpoint_comes_back(
        origin in "[!-~æøå]{1,20}",
        size in any::<u64>(),
        root in any::<[u8; 32]>(),
        extensions in prop::collection::vec("[ -~]{1,10}", 0..3),
    ) {
        let root = hovedbok_tree::Hash::from_bytes(root);
        let head = Checkpoint { origin, size, root, extensions };
        prop_assert_eq!(&Checkpoint::parse(&head.to_text()).unwrap(), &head);
        let signed = head.sign(&given::signer()).unwrap();
        prop_assert_eq!(SignedCheckpoint::parse(&signed.to_string()).unwrap(), signed);
    }

    #[test]
    fn a_changed_checkpoint_is_refused_or_the_same_head(text in given::mutated(given::CHECKPOINT.to_owned())) {
        if let Ok(read) = SignedCheckpoint::parse(&text) {
            prop_assert_eq!(read.to_string(), text);
            let believed = read.verify(&given::log_key(), None).is_ok() || read.verify_witness(&given::witness_key(), &[]).is_ok();
            prop_assert!(!believed || read.checkpoint() == &given::head(5));
        }
    }

    #[test]
    fn a_changed_answer_of_a_witness_never_panics(text in given::mutated(given::CHECKPOINT.to_owned())) {
        let ours = given::signed_head(5);
        if let Ok(merged) = merge_cosignature(&ours, &text, &given::witness_key(), &[]) {
            prop_assert_eq!(merged.to_string(), given::CHECKPOINT);
        }
    }
}
