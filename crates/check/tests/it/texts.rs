//! Checkpoints, proofs, proofs of consistency and signed answers as they were given out, and what is wrong with others.

use hovedbok_check::proof::{self, Companion};
use hovedbok_check::{Trust, checkpoint, consistency, signed_answer};
use hovedbok_tree::{Checkpoint, Hash, SigningKey, cosign, sign};
use serde_json::json;

use crate::given::{Log, key, trust, witness};

#[test]
fn a_checkpoint_says_who_signed_and_who_saw_it() {
    let log = Log::of(5);
    let signed = log.head(5).sign(&key(1)).unwrap();
    let file = format!("{signed}{}\n", cosign(&signed, &witness(), 1_750_000_000).unwrap());
    let mut asked = trust(&[&key(2), &key(1)]);
    let checked = checkpoint::check(file.as_bytes(), &asked).unwrap();
    assert_eq!((checked.size, checked.root), (5, log.head(5).root));
    assert_eq!(checked.signed_by, hovedbok_check::trust::label(key(1).verifier()));
    assert_eq!(checked.not_checked, [hovedbok_check::trust::label(&witness().cosigner())]);
    // The key of either kind is the witness's key.
    for witness in [witness().cosigner(), witness().verifier().clone()] {
        asked.witnesses = vec![witness];
        let checked = checkpoint::check(file.as_bytes(), &asked).unwrap();
        assert_eq!(checked.cosigned_by[0].at.as_deref(), Some("2025-06-15T15:06:40.000000Z"));
        assert!(checked.not_checked.is_empty());
    }
    let late = format!("{signed}{}\n", cosign(&signed, &witness(), u64::MAX / 2).unwrap());
    let checked = checkpoint::check(late.as_bytes(), &asked).unwrap();
    assert_eq!(checked.cosigned_by[0].at.as_deref(), Some("9223372036854775807 s after 1970"));

    let refused = |trust: &Trust| checkpoint::check(file.as_bytes(), trust).unwrap_err().to_string();
    assert!(refused(&trust(&[])).starts_with("no verifier key was given"));
    assert!(refused(&trust(&[&key(2)])).contains("by another key"));
    let elsewhere = Trust { origin: Some("other.example/log".to_owned()), ..trust(&[&key(2)]) };
    assert!(refused(&elsewhere).contains("not to 'other.example/log'"));
    let cosigner = Trust { keys: vec![key(1).cosigner()], ..Trust::default() };
    assert!(refused(&cosigner).contains("signs nothing else"), "{}", refused(&cosigner));
}

#[test]
fn a_witness_is_another_party_and_counts_once() {
    let log = Log::of(5);
    let signed = log.head(5).sign(&key(1)).unwrap();
    let line = |key: &SigningKey| format!("{}\n", cosign(&signed, key, 1_750_000_000).unwrap());
    let plain = format!("{}\n", sign(signed.note().text(), &witness()).unwrap().signatures()[0]);
    let renamed = SigningKey::from_seed("witness.example/w2", [99; 32]).unwrap();
    let hidden = SigningKey::from_seed("witness.example/w3", [1; 32]).unwrap();

    // The same line twice, one key with and without a time, and one key under two names.
    let file = format!("{signed}{0}{0}{plain}{1}{2}{2}", line(&witness()), line(&renamed), line(&key(2)));
    let mut asked = trust(&[&key(1)]);
    let named = |key: &SigningKey| hovedbok_check::trust::label(&key.cosigner());
    let unasked = checkpoint::check(file.as_bytes(), &asked).unwrap().not_checked;
    let plain = hovedbok_check::trust::label(witness().verifier());
    assert_eq!(unasked, [named(&witness()), plain, named(&renamed), named(&key(2))]);
    asked.witnesses =
        vec![witness().cosigner(), witness().verifier().clone(), witness().cosigner(), renamed.cosigner()];
    let checked = checkpoint::check(file.as_bytes(), &asked).unwrap();
    let seen: Vec<&str> = checked.cosigned_by.iter().map(|by| by.key.as_str()).collect();
    assert_eq!((seen, checked.not_checked), (vec![named(&witness()).as_str()], vec![named(&key(2))]));

    // The log's own: the one that signed, another that was given, one of its name, and one under another name.
    let file = format!("{signed}{}{}{}", line(&key(1)), line(&key(2)), line(&hidden));
    for own in [key(1).verifier().clone(), key(1).cosigner(), key(2).cosigner(), hidden.cosigner()] {
        let asked = Trust { witnesses: vec![own], ..trust(&[&key(1), &key(2)]) };
        let refusal = checkpoint::check(file.as_bytes(), &asked).unwrap_err();
        assert!(refusal.to_string().contains("a ledger cannot be its own witness"), "{refusal}");
        assert!(refusal.is_own_witness());
        // Whatever it stands in, also where one key alone may sign.
        let mut binding = log.binding(b"{}", &key(1));
        binding.checkpoint.clone_from(&file);
        let file = binding.sign(&key(1)).unwrap().to_string();
        let refusal = signed_answer::check(file.as_bytes(), None, &asked).unwrap_err();
        assert!(refusal.to_string().contains("a ledger cannot be its own witness"), "{refusal}");
    }
}

#[test]
fn no_log_has_a_root_over_no_entry() {
    let log = Log::of(5);
    assert_eq!(checkpoint::check(log.checkpoint(0, &key(1)).as_bytes(), &trust(&[&key(1)])).unwrap().size, 0);
    let head = Checkpoint { size: 0, ..log.head(5) };
    let file = head.sign(&key(1)).unwrap().to_string();
    let refusal = checkpoint::check(file.as_bytes(), &trust(&[&key(1)])).unwrap_err().to_string();
    assert!(refusal.contains("its root is not the root of the empty tree"), "{refusal}");
    let proof = hovedbok_tree::ConsistencyProof { old: Some(file.clone()), ..log.consistency(0, &key(1)) };
    let refusal = consistency::check(proof.to_text().as_bytes(), None, &trust(&[&key(1)])).unwrap_err().to_string();
    assert!(refusal.contains("its root is not the root of the empty tree"), "{refusal}");
    let refusal = consistency::check(proof.to_text().as_bytes(), Some(file.as_bytes()), &trust(&[&key(1)]));
    assert!(refusal.unwrap_err().to_string().contains("its root is not the root of the empty tree"));
}

#[test]
fn a_key_of_another_name_than_the_log_is_said() {
    let log = Log::of(5);
    let checked = checkpoint::check(log.checkpoint(5, &key(1)).as_bytes(), &trust(&[&key(1)])).unwrap();
    assert_eq!((checked.key_name_is_origin, checked.remark()), (true, None));
    let other = SigningKey::from_seed("other.example/log", [1; 32]).unwrap();
    let checked = checkpoint::check(log.checkpoint(5, &other).as_bytes(), &trust(&[&other])).unwrap();
    assert!(!checked.key_name_is_origin);
    let said = checked.remark().unwrap();
    assert!(
        said.starts_with("The key is named other.example/log, but the checkpoint is of the log hovedbok.example/demo")
    );
}

#[test]
fn a_proof_shows_the_head_and_with_its_file_the_body() {
    let mut log = Log::of(6);
    log.push("contract/9", "contract.signed", &json!({ "b": 1 }));
    for seq in 1..=7 {
        let file = log.proof(seq, &key(1)).to_text();
        let bare = proof::check(file.as_bytes(), None, &trust(&[&key(1)])).unwrap();
        assert_eq!((bare.seq, bare.checkpoint.size, bare.body.is_none()), (seq, 7, true));
        let entry = &log.entries[usize::try_from(seq - 1).unwrap()];
        let line = entry.line();
        for bytes in [line.as_slice(), line.strip_suffix(b"\n").unwrap()] {
            let companion = Companion { name: "x.entry.json", bytes };
            let whole = proof::check(file.as_bytes(), Some(companion), &trust(&[&key(1)])).unwrap();
            assert_eq!(whole.body.unwrap().get().as_bytes(), entry.body);
        }
    }
    let last = proof::check(log.proof(7, &key(1)).to_text().as_bytes(), None, &trust(&[&key(1)])).unwrap();
    assert_eq!((last.type_name.as_str(), last.stream.as_str(), last.version), ("contract.signed", "contract/9", 1));
    assert_eq!(last.recorded, "2010-06-01T11:00:07.000000Z");
    assert_eq!((last.actor.as_str(), &last.source, &last.on_behalf_of), ("office-1", &None, &None));
    let named = log.entries[6].head_with(r#""office-1""#, r#""office-1","on_behalf_of":"nav","source":"case 7""#);
    log.entries[6] = named;
    let last = proof::check(log.proof(7, &key(1)).to_text().as_bytes(), None, &trust(&[&key(1)])).unwrap();
    assert_eq!((last.source.as_deref(), last.on_behalf_of.as_deref()), (Some("case 7"), Some("nav")));
}

#[test]
fn a_proof_of_consistency_shows_that_nothing_before_was_changed() {
    let log = Log::of(9);
    for old in 0..=9 {
        let proof = log.consistency(old, &key(1));
        let checked = consistency::check(proof.to_text().as_bytes(), None, &trust(&[&key(1)])).unwrap();
        assert_eq!((checked.old.size, checked.new.size), (old, 9));
    }
    let proof = log.consistency(4, &key(1));
    let kept = log.checkpoint(4, &key(1));
    let bare = hovedbok_tree::ConsistencyProof { old: None, ..proof.clone() }.to_text();
    assert!(consistency::check(bare.as_bytes(), Some(kept.as_bytes()), &trust(&[&key(1)])).is_ok());
    let refused = |text: &str, kept: Option<&str>, trust: &Trust| {
        consistency::check(text.as_bytes(), kept.map(str::as_bytes), trust).unwrap_err().to_string()
    };
    assert!(refused(&bare, None, &trust(&[&key(1)])).contains("without the old checkpoint"));
    // Both keys of a log whose key was changed in between.
    let changed = hovedbok_tree::ConsistencyProof { new: log.checkpoint(9, &key(2)), ..proof }.to_text();
    assert!(consistency::check(changed.as_bytes(), None, &trust(&[&key(1), &key(2)])).is_ok());
    assert!(refused(&changed, None, &trust(&[&key(1)])).starts_with("the new checkpoint cannot be relied on: "));
    assert!(refused(&changed, None, &trust(&[&key(2)])).starts_with("the old checkpoint cannot be relied on: "));
    // The auditor kept the head of another history.
    let mut other = log.clone();
    other.entries[2] = other.entries[2].body_with("100003", "900003");
    let kept = other.checkpoint(4, &key(1));
    let error = refused(&changed, Some(&kept), &trust(&[&key(1), &key(2)]));
    assert!(error.contains("the new tree does not continue the old one"), "{error}");
    let kept = log.checkpoint(5, &key(1));
    let error = refused(&changed, Some(&kept), &trust(&[&key(1), &key(2)]));
    assert!(error.contains("the proof is about 4 entries, but the old checkpoint has 5"), "{error}");
}

#[test]
fn a_signed_answer_binds_its_answer() {
    let (log, answer) = (Log::of(5), b"{\"result\":42}\n");
    let file = log.binding(answer, &key(1)).sign(&key(1)).unwrap().to_string();
    let good = signed_answer::check(file.as_bytes(), Some(answer), &trust(&[&key(1)])).unwrap();
    assert_eq!((good.known_at, good.answer_checked, good.checkpoint.size), (5, true, 5));
    assert_eq!(good.answer_sha256, Hash::of(answer));
    assert!(!signed_answer::check(file.as_bytes(), None, &trust(&[&key(1)])).unwrap().answer_checked);
    let refused = |file: &str, answer: &[u8], trust: &Trust| {
        signed_answer::check(file.as_bytes(), Some(answer), trust).unwrap_err().to_string()
    };
    let error = refused(&file, b"{\"result\":43}\n", &trust(&[&key(1)]));
    assert!(error.starts_with("the answer's file has SHA-256 "), "{error}");
    assert!(refused(&file, answer, &trust(&[&key(2)])).contains("by another key"));
    let later = file.replacen("as-of 2010-06-30", "as-of 2010-06-29", 1);
    assert!(refused(&later, answer, &trust(&[&key(1)])).contains("does not fit the text"));
    // Signed by another key than its checkpoint: one that was replaced could take any newer checkpoint.
    for (inner, outer) in [(1, 2), (2, 1)] {
        let file = log.binding(answer, &key(inner)).sign(&key(outer)).unwrap().to_string();
        for given in [trust(&[&key(1), &key(2)]), trust(&[&key(2), &key(1)])] {
            let error = refused(&file, answer, &given);
            assert!(error.starts_with("the checkpoint of the signed answer cannot be relied on: "), "{error}");
        }
        assert!(refused(&file, answer, &trust(&[&key(1)])).contains("by another key"));
    }
}
