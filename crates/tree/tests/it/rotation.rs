//! Changes of a log's key: which hold, which keys they lead to, and which count for nothing.

use hovedbok_tree::{Change, RotationError, Rotations, SigningKey, VerifierKey, sign_rotation};

const ORIGIN: &str = "ledger.example/test";

fn key(seed: u8) -> SigningKey {
    SigningKey::from_seed(ORIGIN, [seed; 32]).unwrap()
}

fn foreign(seed: u8) -> SigningKey {
    SigningKey::from_seed("other.example/test", [seed; 32]).unwrap()
}

/// What became of the change at a position.
fn follow(log: &mut Rotations, position: u64, old: &SigningKey, new: &SigningKey) -> Result<bool, RotationError> {
    let (before, after) = (old.verifier().to_string(), new.verifier().to_string());
    let signature = sign_rotation(old, new.verifier()).unwrap();
    log.follow(&Change { position, id: id(position), old: &before, new: &after, signature: &signature })
}

fn id(position: u64) -> [u8; 16] {
    u128::from(position).to_be_bytes()
}

fn chain() -> Rotations {
    let mut log = Rotations::new(ORIGIN);
    assert_eq!(follow(&mut log, 5, &key(1), &key(2)), Ok(true));
    assert_eq!(follow(&mut log, 9, &key(2), &key(3)), Ok(true));
    log
}

#[test]
fn each_change_is_of_the_key_that_the_one_before_announced() {
    let mut log = chain();
    let newest = key(3).verifier().to_string();
    let fork = follow(&mut log, 10, &key(2), &key(4));
    assert_eq!(fork, Err(RotationError::NotNewest { position: 9, newest }));
    assert_eq!(follow(&mut log, 10, &key(3), &key(3)), Err(RotationError::Same));
    assert!(matches!(follow(&mut log, 10, &key(3), &foreign(4)), Err(RotationError::NotOurs { which: "new", .. })));
    assert!(matches!(follow(&mut log, 10, &foreign(3), &key(4)), Err(RotationError::NotOurs { which: "old", .. })));
    let (old, new) = (key(3).verifier().to_string(), key(4).verifier().to_string());
    let signature = sign_rotation(&key(2), key(4).verifier()).unwrap();
    let forged = log.follow(&Change { position: 10, id: id(10), old: &old, new: &new, signature: &signature });
    assert!(matches!(forged, Err(RotationError::Signature(_))), "{forged:?}");
    // What does not hold changes nothing.
    assert_eq!(follow(&mut log, 10, &key(3), &key(4)), Ok(true));
}

#[test]
fn the_keys_of_a_log_are_the_first_and_all_that_were_announced() {
    let keys = |log: &Rotations| -> Vec<String> { log.keys().iter().map(VerifierKey::to_string).collect() };
    assert_eq!(keys(&Rotations::new(ORIGIN)), [""; 0]);
    assert_eq!(keys(&chain()), [1, 2, 3].map(|seed| key(seed).verifier().to_string()));
    assert_eq!(chain().newest().map(|newest| newest.position), Some(9));
}

#[test]
fn a_key_for_cosignatures_signs_for_no_log() {
    let (old, new) = (key(1), key(2));
    let (before, after) = (old.verifier().to_string(), new.verifier().to_string());
    for (which, old_text, new_text) in
        [("old", old.cosigner().to_string(), after), ("new", before, new.cosigner().to_string())]
    {
        let mut log = Rotations::new(ORIGIN);
        let signature = sign_rotation(&old, new.verifier()).unwrap();
        let change = Change { position: 2, id: id(2), old: &old_text, new: &new_text, signature: &signature };
        let refused = log.take(&change).unwrap_err();
        assert!(matches!(refused, RotationError::NotOurs { which: found, .. } if found == which), "{refused:?}");
    }
}

#[test]
fn a_key_does_not_come_back() {
    let mut log = chain();
    assert_eq!(follow(&mut log, 10, &key(3), &key(1)), Err(RotationError::Again { position: 5 }));
    assert_eq!(follow(&mut log, 10, &key(3), &key(2)), Err(RotationError::Again { position: 9 }));
}

#[test]
fn given_keys_lead_to_those_after_them_and_the_newest_comes_first() {
    let relied = |given: &[&SigningKey]| -> Vec<(VerifierKey, Option<u64>, Option<u64>)> {
        let given: Vec<_> = given.iter().map(|key| key.verifier().clone()).collect();
        chain().relied_on(&given).into_iter().map(|it| (it.key, it.announced, it.replaced)).collect()
    };
    let [one, two, three, never] = [1, 2, 3, 7].map(|seed| key(seed).verifier().clone());
    assert_eq!(
        relied(&[&key(1)]),
        [(three.clone(), Some(9), None), (two.clone(), Some(5), Some(9)), (one.clone(), None, Some(5))]
    );
    assert_eq!(relied(&[&key(3)]), [(three.clone(), None, None)]);
    assert_eq!(relied(&[&key(1), &key(3)]), [(three, None, None), (two, Some(5), Some(9)), (one, None, Some(5))]);
    // A key that the log never names vouches for nothing once the log has named one.
    assert_eq!(relied(&[&key(7)]), [(never.clone(), None, Some(5))]);
    let silent = Rotations::new(ORIGIN).relied_on(&[never]);
    assert_eq!(silent.iter().map(|it| it.replaced).collect::<Vec<_>>(), [None]);
}

#[test]
fn a_change_between_keys_of_another_log_counts_for_nothing() {
    let mut log = Rotations::new(ORIGIN);
    assert_eq!(follow(&mut log, 2, &foreign(1), &foreign(2)), Ok(false));
    assert!(log.newest().is_none());
    assert_eq!(follow(&mut log, 3, &key(1), &key(2)), Ok(true));
}

#[test]
fn no_entry_that_announces_a_key_is_put_right() {
    let mut log = chain();
    follow(&mut log, 11, &foreign(1), &foreign(2)).unwrap();
    for position in [5, 9, 11] {
        assert_eq!(log.may_be_put_right(id(position)), Err(RotationError::Final));
    }
    assert_eq!(log.may_be_put_right(id(6)), Ok(()));
}
