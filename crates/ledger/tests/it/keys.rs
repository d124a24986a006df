//! Key files and the changes of keys that the ledger records.

use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::{Path, PathBuf};

use hovedbok_core::entries::codes::ReasonCode;
use hovedbok_core::proposal::Proposal;
use hovedbok_core::{Body, Draft, Entry, Seq, line};
use hovedbok_ledger::archive::Archiving;
use hovedbok_ledger::correct::{Change, Why};
use hovedbok_ledger::files::{self, Existing};
use hovedbok_ledger::keys::{self, Rotated};
use hovedbok_ledger::{CommitOptions, Kind, Ledger, LedgerError, Migration};
use hovedbok_log::{Commit, Log, NewEntry, Who};
use hovedbok_tree::{SigningKey, VerifierKey};
use serde_json::json;
use tempfile::TempDir;

use crate::checkpoints::edited;
use crate::given::{ORIGIN, World, hint, instant, proposal};

fn seeded(seed: u8) -> SigningKey {
    SigningKey::from_seed(ORIGIN, [seed; 32]).unwrap()
}

fn file(dir: &TempDir, name: &str, text: &str, mode: u32) -> PathBuf {
    let path = dir.path().join(name);
    fs::write(&path, text).unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
    path
}

fn new_key(world: &mut World, path: &Path) -> Result<VerifierKey, LedgerError> {
    world.with(|ledger, edge| ledger.new_key(path, edge))
}

fn rotate(world: &mut World, old: &SigningKey, path: &Path) -> Result<Rotated, LedgerError> {
    world.with(|ledger, edge| ledger.rotate_key(old, path, edge))
}

/// An announcement that somebody writes by hand.
fn announced(old: &SigningKey, new: &SigningKey) -> Proposal {
    use base64::Engine;
    let (before, after) = (old.verifier().to_string(), new.verifier().to_string());
    let note = hovedbok_tree::sign(&hovedbok_tree::rotation_text(&before, &after), old).unwrap();
    let signature = base64::engine::general_purpose::STANDARD.encode(&note.signatures()[0].bytes);
    let fields = json!({"old": before, "new": after, "signature": signature});
    proposal("ledger", "key.rotated", "2010-06-01", fields)
}

fn types(world: &World) -> Vec<String> {
    let entry = |seq| world.ledger().entry(Seq(seq)).unwrap();
    (1..=world.last()).map(|seq| entry(seq).draft.body.type_name().to_owned()).collect()
}

#[test]
fn a_new_key_has_the_ledgers_name_and_its_file_is_its_owners_alone() {
    let (mut world, dir) = (World::new(), TempDir::new().unwrap());
    let path = dir.path().join("key");
    let vkey = new_key(&mut world, &path).unwrap();
    assert_eq!((vkey.name(), world.last()), (ORIGIN, 0));
    assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    assert_eq!(keys::read(&path).unwrap().verifier(), &vkey);
    assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 1);
    // Another one is another key.
    assert_ne!(new_key(&mut world, &dir.path().join("other")).unwrap(), vkey);
}

#[test]
fn no_key_file_is_written_over_or_put_into_the_ledger() {
    let (mut world, dir) = (World::new(), TempDir::new().unwrap());
    let path = file(&dir, "key", "something else", 0o600);
    let error = new_key(&mut world, &path).unwrap_err();
    assert_eq!((error.code().word(), error.kind()), ("key_there", Kind::Call));
    assert_eq!(fs::read(&path).unwrap(), b"something else");
    symlink(dir.path().join("nowhere"), dir.path().join("dangling")).unwrap();
    assert_eq!(new_key(&mut world, &dir.path().join("dangling")).unwrap_err().code().word(), "key_there");
    symlink(world.path(), dir.path().join("link")).unwrap();
    for inside in [world.path().join("key"), world.path().join("store/key"), dir.path().join("link/key")] {
        let error = new_key(&mut world, &inside).unwrap_err();
        assert_eq!((error.code().word(), error.kind()), ("key_inside", Kind::Call), "{error}");
        assert!(!inside.exists());
    }
    assert_eq!(new_key(&mut world, &dir.path().join("no/folder/key")).unwrap_err().code().word(), "file");
}

#[test]
fn a_key_that_lies_in_the_ledger_is_not_used() {
    let (world, dir) = (World::new(), TempDir::new().unwrap());
    let path = file(&dir, "key", &seeded(1).private_text(), 0o600);
    assert_eq!(world.ledger().read_key(&path).unwrap().verifier(), seeded(1).verifier());
    let inside = world.path().join("key");
    fs::rename(&path, &inside).unwrap();
    symlink(&inside, &path).unwrap();
    for path in [&inside, &path] {
        let error = world.ledger().read_key(path).unwrap_err();
        assert_eq!((error.code().word(), error.kind()), ("key_inside", Kind::Call), "{error}");
    }
    assert_eq!(world.ledger().read_key(&dir.path().join("none")).unwrap_err().code().word(), "file");
}

#[test]
fn a_key_that_others_can_read_is_not_used() {
    let dir = TempDir::new().unwrap();
    for mode in [0o644, 0o640, 0o604, 0o622, 0o610] {
        let path = file(&dir, &format!("{mode:o}"), &seeded(1).private_text(), mode);
        let error = keys::read(&path).unwrap_err();
        assert_eq!((error.code().word(), error.kind()), ("key_open", Kind::Refused));
        assert!(error.to_string().contains(&format!("(mode {mode:04o})")), "{error}");
        assert!(hint(&error).starts_with(&format!("run chmod 600 on {}", path.display())), "{}", hint(&error));
    }
    let path = file(&dir, "sound", &seeded(1).private_text(), 0o600);
    assert_eq!(keys::read(&path).unwrap().verifier(), seeded(1).verifier());
    let path = file(&dir, "public", &seeded(1).verifier().to_string(), 0o600);
    let error = keys::read(&path).unwrap_err();
    assert_eq!((error.code().word(), error.kind()), ("key", Kind::Call));
    assert!(error.to_string().ends_with("restore it from its copy"), "{error}");
    assert_eq!(keys::read(&dir.path().join("none")).unwrap_err().code().word(), "file");
}

#[test]
fn a_change_of_keys_opens_the_ledger_is_recorded_and_followed() {
    let (mut world, dir) = (World::new(), TempDir::new().unwrap());
    let (first, path) = (seeded(1), dir.path().join("second"));
    let rotated = rotate(&mut world, &first, &path).unwrap();
    assert_eq!(types(&world), ["ledger.opened", "key.rotated"]);
    assert_eq!((rotated.seq, &rotated.old), (Seq(2), first.verifier()));
    let second = keys::read(&path).unwrap();
    assert_eq!(second.verifier(), &rotated.new);
    world.reopen();
    let third = rotate(&mut world, &second, &dir.path().join("third")).unwrap();
    assert_eq!((third.seq, types(&world).len()), (Seq(3), 3));

    let rows = world.ledger().rotations().unwrap();
    let (old, new) = (first.verifier().to_string(), rotated.new.to_string());
    assert_eq!(rows.len(), 2);
    assert_eq!((rows[0].seq, &rows[0].old, &rows[0].new, rows[0].holds), (Seq(2), &old, &new, true));
    assert_eq!((&rows[1].old, &rows[1].because), (&new, &None));
    // From the first key one comes to the newest; not the other way.
    let relied = |key: &VerifierKey| world.ledger().relied_on(std::slice::from_ref(key)).unwrap();
    assert_eq!(relied(first.verifier()).iter().map(|r| r.announced).collect::<Vec<_>>(), [Some(3), Some(2), None]);
    assert_eq!(relied(&third.new).len(), 1);
    assert_eq!(relied(seeded(9).verifier()).len(), 1);
    // What is signed from now on is signed with the newest.
    let error = world.ledger().checkpoint(&first).unwrap_err();
    assert_eq!((error.code().word(), error.kind()), ("key_replaced", Kind::Refused));
    assert!(error.to_string().contains("which entry #3 announced"), "{error}");
    assert!(world.ledger().checkpoint(&keys::read(&dir.path().join("third")).unwrap()).is_ok());
}

#[test]
fn a_change_that_is_not_recorded_leaves_no_key_file() {
    let (mut world, dir) = (World::new(), TempDir::new().unwrap());
    let (first, path) = (seeded(1), dir.path().join("new"));
    rotate(&mut world, &first, &dir.path().join("second")).unwrap();
    let none = |error: LedgerError, code: &str| {
        assert_eq!(error.code().word(), code, "{error}");
        assert!(!path.exists());
    };
    none(rotate(&mut world, &first, &path).unwrap_err(), "key_replaced");
    let second = keys::read(&dir.path().join("second")).unwrap();
    let other = SigningKey::from_seed("other.example/ledger", [1; 32]).unwrap();
    none(rotate(&mut world, &other, &path).unwrap_err(), "key_of_another_ledger");
    world.actor = None;
    none(rotate(&mut world, &second, &path).unwrap_err(), "no_actor");
    world.actor = Some("tester");
    // The clock is looked at when the entry is appended, which is after the file was written.
    none(rotate(world.at("2010-05-01T10:00:00Z"), &second, &path).unwrap_err(), "clock_behind");
    assert_eq!(world.last(), 2);
    rotate(world.at("2010-06-01T10:00:00Z"), &second, &path).unwrap();
    assert_eq!(world.last(), 3);
}

#[test]
fn a_change_of_keys_is_ordinary_for_the_clock() {
    let (mut world, dir) = (World::new(), TempDir::new().unwrap());
    rotate(&mut world, &seeded(1), &dir.path().join("second")).unwrap();
    let risk = proposal("risk/KVP", "risk.closed", "2010-01-01", json!({"number": "1"}));
    let error = world.at("2010-07-10T10:00:00Z").record(vec![risk]).unwrap_err();
    assert_eq!(error.code().word(), "clock_ahead");
}

#[test]
fn a_change_recorded_by_hand_must_be_signed_by_the_newest_key() {
    let mut world = World::new();
    let (first, second, third) = (seeded(1), seeded(2), seeded(3));
    let refused = |world: &mut World, proposals: Vec<Proposal>, says: &str| {
        let error = world.record(proposals).unwrap_err();
        assert_eq!((error.code().word(), error.kind()), ("key_rotation", Kind::Refused), "{error}");
        assert!(error.to_string().contains(says), "{error}");
        assert!(hint(&error).contains("`key rotate"), "{}", hint(&error));
    };
    let mut forged = announced(&third, &second);
    forged.fields["old"] = json!(first.verifier().to_string());
    refused(&mut world, vec![forged], "the old key did not sign");
    let mut turned = announced(&first, &second);
    turned.fields["new"] = json!(third.verifier().to_string());
    refused(&mut world, vec![turned], "the old key did not sign");
    refused(&mut world, vec![announced(&first, &first)], "the new key is the old one");
    let foreign = SigningKey::from_seed("other.example/ledger", [4; 32]).unwrap();
    refused(&mut world, vec![announced(&first, &foreign)], "the new key is named other.example/ledger");
    let two = vec![announced(&first, &second), announced(&first, &third)];
    refused(&mut world, two, "not the one that the ledger announced last, at #2");
    assert_eq!(world.last(), 0);

    world.record(vec![announced(&first, &second), announced(&second, &third)]).unwrap();
    assert_eq!(types(&world), ["ledger.opened", "key.rotated", "key.rotated"]);
    refused(&mut world, vec![announced(&second, &first)], "announced last, at #3");
    assert!(world.ledger().rotations().unwrap().iter().all(|row| row.holds));
}

#[test]
fn a_change_that_the_old_key_did_not_sign_is_neither_taken_from_a_file_nor_verified() {
    let mut world = World::new();
    world.record(vec![announced(&seeded(1), &seeded(2))]).unwrap();
    let text = edited(&world, |entries| {
        let draft = &mut entries[1].0.draft;
        let body = String::from_utf8(draft.body.to_json()).unwrap();
        let body = body.replace(&seeded(2).verifier().to_string(), &seeded(3).verifier().to_string());
        draft.body = Body::from_json("key.rotated", 1, body.as_bytes()).unwrap();
    });
    let mut other = World::other();
    let error = other.with(|ledger, edge| ledger.import_jsonl("x", text.as_slice(), false, edge)).unwrap_err();
    let says = "the change of keys is not valid: the old key did not sign";
    assert!(error.to_string().starts_with(&format!("x, line 2: {says}")), "{error}");
    assert_eq!(other.last(), 0);

    // Past the program, into the log.
    let (dir, now) = (TempDir::new().unwrap(), instant("2010-06-01T10:00:00Z"));
    let log = Log::init(dir.path(), ORIGIN, &Who { program: "forger".to_owned(), since: now.micros() }).unwrap();
    for line in line::read("x", &text).map(Result::unwrap) {
        let Draft { id, stream, body, .. } = Entry::decode(&line.head, &line.body).unwrap().draft;
        let from = line.head.windows(5).position(|bytes| bytes == b"\"id\":").unwrap();
        let (rest, stream) = (line.head[from..].to_vec(), stream.to_string());
        let ordinary = body.type_name() != "ledger.opened";
        let entry = NewEntry { id: id.0, stream, ordinary, recorded: None, rest, salt: line.salt, body: line.body };
        log.append(&Commit { entries: vec![entry], ..Commit::default() }, now.micros()).unwrap();
    }
    log.close().unwrap();
    let fault = Ledger::open(dir.path(), now).unwrap().verify(Seq(0), &|_| {}).unwrap().fault.unwrap();
    assert_eq!(fault.seq, Seq(2));
    assert!(fault.what.starts_with(says), "{}", fault.what);
}

#[test]
fn the_first_change_is_of_the_key_that_signs_the_archives() {
    let (mut world, dir, archive) = (World::new(), TempDir::new().unwrap(), TempDir::new().unwrap());
    world.record(vec![proposal("risk/KVP", "risk.closed", "2010-01-01", json!({ "number": "1" }))]).unwrap();
    let how = |key| Archiving { key: Some(key), check: false };
    let (first, wrong) = (seeded(1), seeded(2));
    world.ledger().archive(archive.path(), how(&first), world.now, &mut |_| {}).unwrap();
    let error = rotate(&mut world, &wrong, &dir.path().join("new")).unwrap_err();
    assert_eq!((error.code().word(), error.kind()), ("key_not_in_use", Kind::Refused), "{error}");
    assert!(!dir.path().join("new").exists());
    // A key that took the place of a lost one signs the archive first.
    world.ledger().archive(archive.path(), how(&wrong), world.now, &mut |_| {}).unwrap();
    assert_eq!(rotate(&mut world, &wrong, &dir.path().join("new")).unwrap().seq, Seq(3));
}

#[test]
fn a_key_does_not_come_back() {
    let mut world = World::new();
    world.record(vec![announced(&seeded(1), &seeded(2))]).unwrap();
    let error = world.record(vec![announced(&seeded(2), &seeded(1))]).unwrap_err();
    assert_eq!((error.code().word(), error.kind()), ("key_rotation", Kind::Refused));
    assert!(error.to_string().contains("the new key was in force before entry #2"), "{error}");
}

#[test]
fn a_change_that_was_taken_back_is_not_taken_from_a_file() {
    let mut world = World::new();
    let recorded = world.record(vec![announced(&seeded(1), &seeded(2)), announced(&seeded(2), &seeded(3))]).unwrap();
    let text = edited(&world, |entries| {
        let draft = &mut entries[2].0.draft;
        draft.target = Some(recorded[0].id);
        draft.body = Body::from_json("entry.voided", 1, b"{\"reason\":\"not_true\"}").unwrap();
    });
    let mut other = World::other();
    let error = other.with(|ledger, edge| ledger.import_jsonl("x", text.as_slice(), false, edge)).unwrap_err();
    let says = "x, line 3: the change of keys is not valid: a change of keys that was announced cannot be";
    assert!(error.to_string().starts_with(says), "{error}");
    assert_eq!(other.last(), 0);
}

#[test]
fn in_a_ledger_of_another_origin_changes_of_keys_are_history() {
    let mut world = World::new();
    world.record(vec![announced(&seeded(1), &seeded(2))]).unwrap();
    let (dir, exported) = (TempDir::new().unwrap(), world.exported(Seq(2)));
    let ledger = Ledger::init(dir.path(), "other.example/ledger", world.now).unwrap();
    world.with(|_, edge| ledger.import_jsonl("x", exported.as_slice(), false, edge)).unwrap();
    assert_eq!(ledger.verify(Seq(0), &|_| {}).unwrap().fault, None);
    let rows = ledger.rotations().unwrap();
    assert_eq!((rows.len(), rows[0].holds), (1, false));
    assert!(rows[0].because.as_ref().unwrap().contains("belong to another ledger"), "{:?}", rows[0].because);
    let own = SigningKey::from_seed("other.example/ledger", [4; 32]).unwrap();
    assert!(ledger.checkpoint(&own).is_ok());
}

#[test]
fn a_change_is_not_put_right_and_not_moved_in() {
    let mut world = World::new();
    let recorded = world.record(vec![announced(&seeded(1), &seeded(2))]).unwrap();
    let why = || Why { reason: ReasonCode::NotTrue, note: None, id: None };
    let error = world.work(|work, edge| work.void(recorded[0].id, why(), edge)).unwrap_err();
    assert_eq!((error.code().word(), error.kind()), ("key_rotation", Kind::Refused));
    let new = seeded(3).verifier().to_string();
    let change = Change { fields: [("new".to_owned(), json!(new))].into_iter().collect(), effective: None };
    let error = world.work(|work, edge| work.replace(recorded[0].id, change, why(), edge)).unwrap_err();
    assert_eq!(hint(&error), "change the key again: `key rotate`");

    let migration = Migration { recorded: instant("2006-01-02T10:00:00Z"), batch: "old".into() };
    let commit = CommitOptions { again: false, migration: Some(migration) };
    let mut world = World::new();
    let moved = announced(&seeded(1), &seeded(2));
    let error = world.work_in(commit, |work, edge| work.propose(moved, edge)).unwrap_err();
    assert_eq!(error.to_string(), "key.rotated: a change of keys cannot be migrated from elsewhere");
}

#[test]
fn a_key_that_was_replaced_signs_nothing_from_there_on() {
    let (mut world, dir) = (World::new(), TempDir::new().unwrap());
    let old = seeded(1);
    let rotated = rotate(&mut world, &old, &dir.path().join("key")).unwrap();
    let relied = world.ledger().relied_on(std::slice::from_ref(old.verifier())).unwrap();
    let by_the_old_one = |size: u64| {
        let root = hovedbok_tree::Hash::from_hex(&world.ledger().tree_head(Seq(size)).unwrap().root).unwrap();
        let head = hovedbok_tree::Checkpoint { origin: ORIGIN.to_owned(), size, root, extensions: Vec::new() };
        world.ledger().continues(&head.sign(&old).unwrap(), &relied)
    };
    assert_eq!(by_the_old_one(rotated.seq.0 - 1).unwrap().size, 1);
    let error = by_the_old_one(rotated.seq.0).unwrap_err();
    assert_eq!((error.code().word(), error.kind()), ("key_retired", Kind::Refused));
    assert!(error.to_string().contains("entry #2 had already replaced that key"), "{error}");
}

#[test]
fn nothing_is_written_over_a_private_key() {
    let dir = TempDir::new().unwrap();
    let path = file(&dir, "key", &seeded(1).private_text(), 0o600);
    let before = fs::read(&path).unwrap();
    let error = files::write(&path, b"a checkpoint", Existing::Replace).unwrap_err();
    assert_eq!((error.code().word(), error.kind()), ("over_key", Kind::Call));
    assert_eq!(fs::read(&path).unwrap(), before);
    let other = file(&dir, "other", "x", 0o644);
    files::write(&other, b"a checkpoint", Existing::Replace).unwrap();
    assert_eq!(fs::read(&other).unwrap(), b"a checkpoint");
}

#[test]
fn a_key_in_place_of_its_files_name_is_not_repeated() {
    let key = seeded(1).private_text();
    let error = keys::read(Path::new(key.trim())).unwrap_err();
    assert_eq!((error.code().word(), error.kind()), ("key_given", Kind::Call));
    let secret = key.trim().rsplit('+').next().unwrap();
    assert!(!error.to_string().contains(secret) && !hint(&error).contains(secret));
}
