//! Checkpoints: signed, witnessed, and the forgeries that they show.

use hovedbok_core::entry::commitment;
use hovedbok_core::line::{self, Line};
use hovedbok_core::{Body, Entry, Seq};
use hovedbok_ledger::rotation::Relied;
use hovedbok_ledger::{Kind, LedgerError};
use hovedbok_tree::{Checkpoint, SignedCheckpoint, SigningKey, VerifierKey, cosign};
use serde_json::json;

use crate::given::{ORIGIN, World, proposal};

pub fn key() -> SigningKey {
    SigningKey::from_seed(ORIGIN, [1; 32]).unwrap()
}

pub fn impostor() -> SigningKey {
    SigningKey::from_seed(ORIGIN, [2; 32]).unwrap()
}

fn witness() -> SigningKey {
    SigningKey::from_seed("witness.example/w1", [3; 32]).unwrap()
}

/// A ledger with the opening and four entries: appropriations of two programmes and two years.
pub fn funded() -> World {
    let mut world = World::new();
    for (stream, amount) in
        [("fund/KVP/2009/municipal", 100), ("fund/TIO/2009/621.63", 200), ("fund/KVP/2010/municipal", 300)]
    {
        let fields = json!({"amount_ore": amount});
        world.record(vec![proposal(stream, "fund.appropriated", "2009-01-01", fields)]).unwrap();
    }
    let fields = json!({"number": "1"});
    world.record(vec![proposal("risk/KVP", "risk.closed", "2010-01-01", fields)]).unwrap();
    world
}

/// The lines of a ledger that somebody edited, with everything recomputed that can be.
pub fn edited(world: &World, edit: impl FnOnce(&mut Vec<(Entry, [u8; 16])>)) -> Vec<u8> {
    let exported = world.exported(world.ledger().last());
    let lines: Vec<Line> = line::read("x", &exported).map(Result::unwrap).collect();
    let mut entries: Vec<(Entry, [u8; 16])> =
        lines.iter().map(|line| (Entry::decode(&line.head, &line.body).unwrap(), line.salt)).collect();
    edit(&mut entries);
    let mut text = Vec::new();
    for (mut entry, salt) in entries {
        entry.body_sha256 = commitment(&salt, &entry.draft.body.to_json()).into();
        let (head, body) = entry.encode();
        text.extend(line::write(&head, &salt, &body));
    }
    text
}

/// The ledger rebuilt from such lines.
pub fn forged(world: &World, edit: impl FnOnce(&mut Vec<(Entry, [u8; 16])>)) -> World {
    let text = edited(world, edit);
    let mut other = World::other();
    other.now = world.now;
    other.with(|ledger, edge| ledger.import_jsonl("x", text.as_slice(), false, edge)).unwrap();
    assert_eq!(other.ledger().verify(Seq(0), &|_| {}).unwrap().fault, None, "by itself it is sound");
    other
}

/// The first so many entries of a ledger.
pub fn older(world: &World, size: usize) -> World {
    forged(world, |entries| entries.truncate(size))
}

/// The ledger with another amount in its second appropriation.
pub fn richer(world: &World) -> World {
    forged(world, |entries| {
        let entry = &mut entries[2].0;
        let body = String::from_utf8(entry.draft.body.to_json()).unwrap().replace("200", "900");
        entry.draft.body = Body::from_json("fund.appropriated", 1, body.as_bytes()).unwrap();
    })
}

pub fn relied(key: &SigningKey) -> Vec<Relied> {
    vec![Relied { key: key.verifier().clone(), announced: None, replaced: None }]
}

fn refusal(world: &World, signed: &SignedCheckpoint) -> LedgerError {
    let error = world.ledger().continues(signed, &relied(&key())).unwrap_err();
    assert_eq!(error.kind(), Kind::Refused, "{error}");
    error
}

#[test]
fn a_checkpoint_is_of_the_whole_ledger_and_anybody_can_check_it() {
    let mut world = World::new();
    let empty = world.ledger().checkpoint(&key()).unwrap();
    assert_eq!((empty.checkpoint().size, empty.checkpoint().root), (0, hovedbok_tree::EMPTY_ROOT));
    world = funded();
    let signed = world.ledger().checkpoint(&key()).unwrap();
    assert_eq!((signed.checkpoint().origin.as_str(), signed.checkpoint().size), (ORIGIN, 5));
    assert_eq!(signed.checkpoint().root.to_string(), world.ledger().tree_head(Seq(5)).unwrap().root);
    let read = SignedCheckpoint::parse(&signed.to_string()).unwrap();
    read.verify(key().verifier(), Some(ORIGIN)).unwrap();
    for signed in [&empty, &signed] {
        let held = world.ledger().continues(signed, &relied(&key())).unwrap();
        assert_eq!(held.size, signed.checkpoint().size);
        assert!(held.signed_by.unwrap().starts_with("test.example/ledger+"));
    }
    // Without a key the root is compared and nothing is said of the signature.
    assert_eq!(world.ledger().continues(&signed, &[]).unwrap().signed_by, None);
}

#[test]
fn another_ledgers_key_signs_nothing_here() {
    let other = SigningKey::from_seed("other.example/ledger", [1; 32]).unwrap();
    let error = funded().ledger().checkpoint(&other).unwrap_err();
    assert_eq!((error.code().word(), error.kind()), ("key_of_another_ledger", Kind::Refused));
    assert_eq!(
        error.to_string(),
        "the key is named other.example/ledger, but the ledger is named test.example/ledger: the key belongs to \
         another ledger"
    );
}

#[test]
fn an_earlier_checkpoint_holds_while_the_ledger_grows() {
    let mut world = funded();
    let signed = world.ledger().checkpoint(&key()).unwrap();
    for number in 2..40 {
        let fields = json!({"number": number.to_string()});
        world.record(vec![proposal("risk/KVP", "risk.closed", "2010-01-01", fields)]).unwrap();
    }
    assert!(world.ledger().continues(&signed, &relied(&key())).is_ok());
    world.reopen();
    assert!(world.ledger().continues(&signed, &relied(&key())).is_ok());
    assert_eq!(world.ledger().verify(Seq(5), &|_| {}).unwrap().fault, None);
}

#[test]
fn a_cut_tail_and_an_older_copy_are_shorter() {
    let world = funded();
    let signed = world.ledger().checkpoint(&key()).unwrap();
    for size in [4, 1] {
        let error = refusal(&older(&world, size), &signed);
        assert_eq!(error.code().word(), "shorter");
        let says = format!("the ledger is shorter than the checkpoint ({size} entries, the checkpoint has 5)");
        assert!(error.to_string().starts_with(&says), "{error}");
        assert!(error.to_string().ends_with("its end was cut off or it is an older copy"), "{error}");
    }
    // Cut, and written on: as long as before.
    let mut grown = older(&world, 4);
    let fields = json!({"number": "7"});
    grown.record(vec![proposal("risk/KVP", "risk.closed", "2010-01-01", fields)]).unwrap();
    assert_eq!((grown.last(), refusal(&grown, &signed).code().word()), (5, "history_changed"));
}

#[test]
fn an_edited_amount_and_swapped_entries_are_another_history() {
    let world = funded();
    let signed = world.ledger().checkpoint(&key()).unwrap();
    let swapped = forged(&world, |entries| {
        let (left, right) = entries.split_at_mut(3);
        let (a, b) = (&mut left[2], &mut right[0]);
        std::mem::swap(&mut a.0.draft, &mut b.0.draft);
        std::mem::swap(&mut a.1, &mut b.1);
    });
    for forged in [richer(&world), swapped] {
        let error = refusal(&forged, &signed);
        assert_eq!(error.code().word(), "history_changed");
        let root = world.ledger().tree_head(Seq(5)).unwrap().root;
        assert!(error.to_string().contains(&format!("the checkpoint says {root}; history was changed")), "{error}");
        // Neither is it seen without the checkpoint, nor by one of what came before.
        let before = older(&world, 2).ledger().checkpoint(&key()).unwrap();
        assert!(forged.ledger().continues(&before, &relied(&key())).is_ok());
    }
    assert!(forged(&world, |_| {}).ledger().continues(&signed, &relied(&key())).is_ok());
}

#[test]
fn another_ledgers_checkpoint_and_another_key_are_refused() {
    let world = funded();
    let head = |origin: &str| {
        let root = hovedbok_tree::Hash::from_hex(&world.ledger().tree_head(Seq(5)).unwrap().root).unwrap();
        Checkpoint { origin: origin.to_owned(), size: 5, root, extensions: Vec::new() }
    };
    let elsewhere = SigningKey::from_seed("other.example/ledger", [1; 32]).unwrap();
    let error = refusal(&world, &head("other.example/ledger").sign(&elsewhere).unwrap());
    assert_eq!(error.code().word(), "another_ledger");
    assert!(error.to_string().contains("to the ledger 'other.example/ledger', but this one is 'test.example/ledger'"));

    let error = refusal(&world, &head(ORIGIN).sign(&impostor()).unwrap());
    assert_eq!(error.code().word(), "signature");
    assert!(error.to_string().contains("under the name test.example/ledger by another key"), "{error}");
    let error = refusal(&world, &head(ORIGIN).sign(&elsewhere).unwrap());
    assert!(error.to_string().contains("is not signed by key test.example/ledger+"), "{error}");
    // The root changed after it was signed.
    let text = world.ledger().checkpoint(&key()).unwrap().to_string();
    let smaller = text.replacen("\n5\n", "\n4\n", 1);
    let error = refusal(&world, &SignedCheckpoint::parse(&smaller).unwrap());
    assert!(error.to_string().contains("does not fit the text"), "{error}");
}

#[test]
fn a_checkpoint_of_a_key_that_was_announced_holds_by_the_key_before() {
    let mut world = funded();
    let dir = tempfile::TempDir::new().unwrap();
    let path = dir.path().join("second");
    world.with(|ledger, edge| ledger.rotate_key(&key(), &path, edge)).unwrap();
    let signed = world.ledger().checkpoint(&hovedbok_ledger::keys::read(&path).unwrap()).unwrap();
    let by = |keys: &[VerifierKey]| {
        let relied = world.ledger().relied_on(keys).unwrap();
        world.ledger().continues(&signed, &relied)
    };
    assert_eq!(by(&[key().verifier().clone()]).unwrap().key_announced, Some(Seq(6)));
    assert_eq!(by(&[impostor().verifier().clone()]).unwrap_err().code().word(), "signature");
}

#[test]
fn a_witness_is_checked_and_added() {
    let world = funded();
    let ours = world.ledger().checkpoint(&key()).unwrap();
    let line = cosign(&ours, &witness(), 1_750_000_000).unwrap();
    let vkey = witness().cosigner();
    let whole = world.ledger().witnessed(&ours, &format!("{ours}{line}\n"), &vkey).unwrap();
    assert_eq!(world.ledger().witnessed(&ours, &format!("{line}\n"), &vkey).unwrap(), whole);
    assert_eq!(whole.verify_cosignature(&vkey), Ok(1_750_000_000));
    assert!(world.ledger().continues(&whole, &relied(&key())).is_ok());

    let refused = |world: &World, ours: &SignedCheckpoint, file: String, vkey: &VerifierKey, code: &str| {
        let error = world.ledger().witnessed(ours, &file, vkey).unwrap_err();
        assert_eq!((error.code().word(), error.kind()), (code, Kind::Refused), "{error}");
    };
    let stranger = SigningKey::from_seed("witness.example/w2", [4; 32]).unwrap();
    refused(&world, &ours, format!("{line}\n"), &stranger.cosigner(), "witness");
    let before = older(&world, 4).ledger().checkpoint(&key()).unwrap();
    let other = cosign(&before, &witness(), 1_750_000_000).unwrap();
    refused(&world, &ours, format!("{other}\n"), &vkey, "witness");
    refused(&world, &ours, format!("{before}{other}\n"), &vkey, "witness");
    refused(&richer(&world), &ours, format!("{line}\n"), &vkey, "history_changed");
}

#[test]
fn a_ledger_is_not_its_own_witness() {
    let mut world = funded();
    let dir = tempfile::TempDir::new().unwrap();
    let path = dir.path().join("second");
    let first = world.ledger().checkpoint(&key()).unwrap();
    let unannounced = [key(), impostor(), SigningKey::from_seed("witness.example/w2", [1; 32]).unwrap()];
    let refused = |world: &World, ours: &SignedCheckpoint, key: &SigningKey| {
        let line = cosign(ours, key, 1_750_000_000).unwrap();
        for vkey in [key.verifier().clone(), key.cosigner()] {
            for file in [format!("{line}\n"), ours.to_string()] {
                let error = world.ledger().witnessed(ours, &file, &vkey).unwrap_err();
                assert_eq!((error.code().word(), error.kind()), ("witness_own_key", Kind::Refused), "{error}");
                assert!(error.to_string().ends_with("a ledger cannot be its own witness"), "{error}");
            }
        }
    };
    unannounced.iter().for_each(|key| refused(&world, &first, key));
    // Announced before, and announced now, under the ledger's name and under another one.
    world.with(|ledger, edge| ledger.rotate_key(&key(), &path, edge)).unwrap();
    let second = hovedbok_ledger::keys::read(&path).unwrap();
    let ours = world.ledger().checkpoint(&second).unwrap();
    refused(&world, &ours, &second);
    refused(&world, &ours, &key());
    refused(&world, &ours, &SigningKey::from_seed("witness.example/w2", [1; 32]).unwrap());
    // The key of today is no witness of what the one before it signed.
    refused(&world, &first, &second);
    assert!(
        world
            .ledger()
            .witnessed(&ours, &format!("{}\n", cosign(&ours, &witness(), 1).unwrap()), &witness().cosigner())
            .is_ok()
    );
}

#[test]
fn who_signed_is_named_once() {
    let world = funded();
    let ours = world.ledger().checkpoint(&key()).unwrap();
    let line = cosign(&ours, &witness(), 1_750_000_000).unwrap();
    let file = format!("{ours}{line}\n{line}\n{line}\n");
    let read = SignedCheckpoint::parse(&file).unwrap();
    let not_checked = world.ledger().continues(&read, &relied(&key())).unwrap().not_checked;
    assert_eq!(not_checked.len(), 1, "{not_checked:?}");
    let whole = world.ledger().witnessed(&ours, &file, &witness().cosigner()).unwrap();
    assert_eq!(whole.note().signatures().len(), 2);
}
