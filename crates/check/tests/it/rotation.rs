//! Keys that were changed: a checkpoint by a key that the given one leads to is accepted, and that is said.

use hovedbok_core::entry::commitment;

use crate::given::{Log, check, check_with, key, replaced, trust};

/// Three entries, a new key, two entries, a newer key, one entry.
fn rotated() -> Log {
    let mut log = Log::of(3);
    log.rotate(&key(1), &key(2), &key(1));
    let spent = serde_json::json!({ "amount_ore": 7, "purpose": "travel" });
    log.push("fund/TIO/2009/621.63", "fund.spent", &spent);
    log.push("fund/TIO/2009/621.63", "fund.spent", &spent);
    log.rotate(&key(2), &key(3), &key(2));
    log.push("fund/TIO/2009/621.63", "fund.spent", &spent);
    log
}

#[test]
fn a_key_that_the_chain_reaches_is_relied_on() {
    let log = rotated();
    let files = log.archive(3, Some(&key(3)));
    let checked = check(&files, &trust(&[&key(1)])).unwrap();
    assert_eq!((checked.vouched_to, checked.checkpoints[0].key_announced), (8, Some(7)));
    assert_eq!(checked.key_rotations.iter().map(|r| (r.seq, r.followed)).collect::<Vec<_>>(), [(4, true), (7, true)]);
    let checked = check(&files, &trust(&[&key(3)])).unwrap();
    assert_eq!((checked.vouched_to, checked.checkpoints[0].key_announced), (8, None));
    assert!(checked.key_rotations.iter().all(|rotated| !rotated.followed));
    // Checkpoints of the time before, each by the key of its time.
    let (early, middle) = (log.checkpoint(3, &key(1)), log.checkpoint(6, &key(2)));
    let checked = check_with(&files, &trust(&[&key(1)]), &[&early, &middle]).unwrap();
    let announced: Vec<_> = checked.checkpoints.iter().map(|fits| (fits.size, fits.key_announced)).collect();
    assert_eq!(announced, [(3, None), (6, Some(4)), (8, Some(7))]);
    // What announces the new key is no longer the old one's to sign for.
    let late = log.checkpoint(4, &key(1));
    let error = check_with(&files, &trust(&[&key(1)]), &[&late]).unwrap_err();
    assert!(error.contains("over 4 entries") && error.contains("which entry 4 replaced"), "{error}");
}

#[test]
fn a_key_that_nobody_announced_is_refused() {
    let log = rotated();
    let error = check(&log.archive(3, Some(&key(4))), &trust(&[&key(1)])).unwrap_err();
    assert!(
        error.starts_with(
            "checkpoint: the checkpoint: the note is signed under the name hovedbok.example/demo by another key"
        ),
        "{error}"
    );
    // The chain leads forward only.
    let early = log.checkpoint(3, &key(1));
    let error = check_with(&log.archive(3, Some(&key(3))), &trust(&[&key(2)]), &[&early]).unwrap_err();
    assert!(error.starts_with("kept.checkpoint: "), "{error}");
}

#[test]
fn a_replaced_key_vouches_and_announces_no_more() {
    let mut log = rotated();
    let error = check(&log.archive(3, Some(&key(2))), &trust(&[&key(1)])).unwrap_err();
    assert!(
        error.contains("the checkpoint over 8 entries is signed by key ") && error.contains("which entry 7 replaced"),
        "{error}"
    );
    // Signed by the key in force as well.
    let mut signed = log.head(8).sign(&key(2)).unwrap().to_string();
    signed.push_str(log.checkpoint(8, &key(3)).split_once("\n\n").unwrap().1);
    let mut files = log.archive(3, None);
    files.insert("checkpoint".to_owned(), signed.into_bytes());
    for given in [trust(&[&key(1)]), trust(&[&key(1), &key(2), &key(3)])] {
        let checked = check(&files, &given).unwrap();
        let signed_by = &checked.checkpoints[0].signed.as_ref().unwrap().signed_by;
        assert_eq!(*signed_by, hovedbok_check::trust::label(key(3).verifier()));
    }
    let mut forked = rotated();
    forked.rotate(&key(1), &key(5), &key(1));
    let error = check(&forked.archive(3, Some(&key(5))), &trust(&[&key(1)])).unwrap_err();
    assert!(error.contains("entry 9: an invalid change of key: the old key is not the one"), "{error}");
    // Back to an earlier key, by the key in force: the change away from it could then be repeated by anybody.
    log.rotate(&key(3), &key(1), &key(3));
    let error = check(&log.archive(3, Some(&key(1))), &trust(&[&key(1)])).unwrap_err();
    assert!(error.contains("entry 9: an invalid change of key: the new key was in force before"), "{error}");
}

#[test]
fn a_rotation_that_the_old_key_did_not_sign_is_refused() {
    let mut log = Log::of(2);
    log.rotate(&key(1), &key(2), &key(2));
    let error = check(&log.archive(3, Some(&key(2))), &trust(&[&key(1)])).unwrap_err();
    assert!(
        error.contains(
            "line 3, entry 3: an invalid change of key: the old key did not sign that the new one replaces it: "
        ),
        "{error}"
    );
    let mut log = rotated();
    let entry = &mut log.entries[3];
    let (old, new) = (key(2).verifier().to_string(), key(5).verifier().to_string());
    let body = replaced(&entry.body, &old, &new);
    entry.head = replaced(&entry.head, &commitment(&entry.salt, &entry.body), &commitment(&entry.salt, &body));
    entry.body = body;
    let error = check(&log.archive(3, Some(&key(5))), &trust(&[&key(1)])).unwrap_err();
    assert!(
        error.contains(
            "line 1, entry 4: an invalid change of key: the old key did not sign that the new one replaces it: "
        ),
        "{error}"
    );
    // A line in the form of a key whose id is not that of name and key.
    let mut log = rotated();
    let entry = &mut log.entries[3];
    let body = replaced(&entry.body, "hovedbok.example/demo+", "hovedbok.example/demo2+");
    entry.head = replaced(&entry.head, &commitment(&entry.salt, &entry.body), &commitment(&entry.salt, &body));
    entry.body = body;
    let error = check(&log.archive(3, Some(&key(3))), &trust(&[&key(1)])).unwrap_err();
    assert!(error.contains("line 1, entry 4: an invalid change of key: the old key: the key id says "), "{error}");
}

#[test]
fn a_key_that_the_log_never_names_vouches_for_nothing_after_the_first_change() {
    let error = check(&rotated().archive(3, Some(&key(7))), &trust(&[&key(7)])).unwrap_err();
    assert!(error.contains("over 8 entries is signed by key") && error.contains("which entry 4 replaced"), "{error}");
}

#[test]
fn a_change_is_not_taken_back() {
    let mut log = rotated();
    let id = uuid::Builder::from_random_bytes(4_u128.to_be_bytes()).into_uuid();
    log.push("ledger", "entry.voided", &serde_json::json!({ "reason": "not_true" }));
    let actor = "\"actor\":\"office-1\"";
    log.entries[8] = log.entries[8].head_with(actor, &format!("{actor},\"target\":\"{id}\""));
    let error = check(&log.archive(3, Some(&key(3))), &trust(&[&key(1)])).unwrap_err();
    assert!(error.contains("entry 9: an invalid change of key: "), "{error}");
    assert!(error.contains("cannot be corrected or voided"), "{error}");
}
