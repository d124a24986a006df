//! Proofs that leave the ledger: of entries, and that it was only added to.

use hovedbok_core::{Seq, line};
use hovedbok_ledger::Kind;
use hovedbok_tree::{ConsistencyProof, SignedCheckpoint, TlogProof};

use crate::checkpoints::{funded, key, older, richer};
use crate::given::ORIGIN;

#[test]
fn every_entry_is_proved_by_its_head() {
    let world = funded();
    let checkpoint = world.ledger().checkpoint(&key()).unwrap();
    for seq in 1..=5 {
        let made = world.ledger().prove(Seq(seq), &checkpoint).unwrap();
        let proof = TlogProof::parse(&made.proof.to_text()).unwrap();
        let stored = world.ledger().stored_entry(Seq(seq)).unwrap();
        assert_eq!((proof.index, proof.extra.as_deref()), (seq - 1, Some(stored.head.as_slice())));
        proof.verify(&stored.head, key().verifier(), Some(ORIGIN)).unwrap();
        let other = world.ledger().stored_entry(Seq(seq % 5 + 1)).unwrap();
        assert!(proof.verify(&other.head, key().verifier(), None).is_err());
        let lines: Vec<line::Line> = line::read("x", &made.entry).map(Result::unwrap).collect();
        assert_eq!((lines.len(), &lines[0].head, &lines[0].body), (1, &stored.head, &stored.body));
        assert_eq!(lines[0].salt, stored.salt);
    }
}

#[test]
fn a_proof_needs_a_checkpoint_of_this_ledger_that_reaches_the_entry() {
    let world = funded();
    let before = older(&world, 3).ledger().checkpoint(&key()).unwrap();
    assert!(world.ledger().prove(Seq(3), &before).is_ok());
    let error = world.ledger().prove(Seq(4), &before).unwrap_err();
    assert_eq!((error.code().word(), error.kind()), ("checkpoint_too_small", Kind::Call));
    assert_eq!(error.to_string(), "the checkpoint has 3 entries and says nothing about #4");
    let forged = richer(&world).ledger().checkpoint(&key()).unwrap();
    assert_eq!(world.ledger().prove(Seq(1), &forged).unwrap_err().code().word(), "history_changed");
    assert_eq!(world.ledger().prove(Seq(6), &before).unwrap_err().code().word(), "no_such_entry");
    assert_eq!(world.ledger().prove(Seq(0), &before).unwrap_err().code().word(), "no_such_entry");
}

#[test]
fn the_ledger_is_proved_to_continue_every_earlier_checkpoint() {
    let world = funded();
    let new = world.ledger().checkpoint(&key()).unwrap();
    for size in 0..=5 {
        let old = older(&world, size).ledger().checkpoint(&key()).unwrap();
        let made = world.ledger().prove_consistency(&old, &new).unwrap();
        let proof = ConsistencyProof::parse(&made.to_text()).unwrap();
        assert_eq!((proof.old_size, proof.new_size), (size as u64, 5));
        let signed = proof.verify(key().verifier(), Some(ORIGIN)).unwrap();
        assert_eq!(signed, new);
    }
}

#[test]
fn a_ledger_that_was_changed_is_not_proved_to_continue() {
    let world = funded();
    let forged = richer(&world);
    let (old, new) = (world.ledger().checkpoint(&key()).unwrap(), forged.ledger().checkpoint(&key()).unwrap());
    let error = forged.ledger().prove_consistency(&old, &new).unwrap_err();
    assert_eq!((error.code().word(), error.kind()), ("history_changed", Kind::Refused));
    let text = error.to_string();
    assert!(text.contains("history was changed") && text.contains("or the checkpoint is another ledger's"), "{text}");
    let first = older(&world, 2).ledger().checkpoint(&key()).unwrap();
    let error = world.ledger().prove_consistency(&old, &first).unwrap_err();
    assert_eq!((error.code().word(), error.kind()), ("checkpoint_order", Kind::Call));
    let longer: SignedCheckpoint = old.clone();
    assert_eq!(older(&world, 2).ledger().prove_consistency(&longer, &first).unwrap_err().code().word(), "shorter");
}
