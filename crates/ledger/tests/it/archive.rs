//! The archive: written bit by bit, stopped at any point, and never in the place of something else.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

use hovedbok_core::entry::commitment;
use hovedbok_core::{Seq, line};
use hovedbok_ledger::archive::{Archived, Archiving, Checked, Restored, Restoring, SEGMENT_ENTRIES, Signature};
use hovedbok_ledger::{CommitOptions, Compacted, Kind, Ledger, LedgerError, Migration};
use hovedbok_tree::{Hash, Manifest, SignedCheckpoint, SigningKey};
use serde_json::json;
use tempfile::TempDir;

use crate::checkpoints::{forged, funded, impostor, key};
use crate::given::{ORIGIN, World, hint, instant, proposal, uuid};

/// An archive's folder beside folders for what is made of it.
pub struct Place(pub TempDir);

impl Place {
    pub fn new() -> Place {
        Place(TempDir::new().unwrap())
    }

    pub fn at(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    pub fn archive(&self) -> PathBuf {
        self.at("archive")
    }

    pub fn file(&self, name: &str) -> PathBuf {
        self.archive().join(name)
    }

    fn names(&self) -> BTreeSet<String> {
        names(&self.archive())
    }

    pub fn manifest(&self) -> Manifest {
        Manifest::parse(&fs::read_to_string(self.file("manifest.json")).unwrap()).unwrap()
    }

    pub fn write(&self, world: &World) -> Result<Archived, LedgerError> {
        self.write_with(world, None, false)
    }

    pub fn write_with(&self, world: &World, key: Option<&SigningKey>, check: bool) -> Result<Archived, LedgerError> {
        world.ledger().archive(&self.archive(), Archiving { key, check }, world.now, &mut |_| {})
    }

    /// Restores the archive; what comes of it, and the folder, which is there only when it came to something.
    pub fn restore(&self, world: &World, keys: &[&SigningKey]) -> Result<(Restored, Ledger), LedgerError> {
        let dir = self.at("restored");
        let keys: Vec<_> = keys.iter().map(|key| key.verifier().clone()).collect();
        let how = Restoring { keys: &keys, now: world.now, clock_ok: false };
        let before = names(self.0.path());
        match Ledger::restore(&self.archive(), &dir, how, &mut |_| {}) {
            Ok(restored) => {
                let ledger = Ledger::open(&dir, world.now).unwrap();
                fs::remove_dir_all(dir).unwrap();
                Ok((restored, ledger))
            }
            Err(error) => {
                assert_eq!(names(self.0.path()), before, "left behind after: {error}");
                Err(error)
            }
        }
    }

    /// Why it is not restored.
    pub fn refusal(&self, world: &World, keys: &[&SigningKey]) -> String {
        let error = self.restore(world, keys).unwrap_err();
        assert_eq!(error.kind(), Kind::Refused, "{error}");
        error.to_string().replace(&format!("{}/", self.archive().display()), "")
    }

    pub fn edit(&self, name: &str, edit: impl FnOnce(String) -> String) {
        let text = fs::read_to_string(self.file(name)).unwrap();
        fs::write(self.file(name), edit(text)).unwrap();
    }
}

pub fn names(dir: &Path) -> BTreeSet<String> {
    fs::read_dir(dir).unwrap().map(|item| item.unwrap().file_name().into_string().unwrap()).collect()
}

fn closed(number: u64) -> hovedbok_core::proposal::Proposal {
    proposal("risk/KVP", "risk.closed", "2010-01-01", json!({ "number": number.to_string() }))
}

/// So many entries, each in a stream of its own kind of name.
pub fn grow(world: &mut World, entries: u64) {
    for number in 0..entries {
        let now = world.last() + number;
        world.record(vec![closed(1000 + now)]).unwrap();
    }
}

/// Migrated entries, the opening, ordinary ones and corrections.
pub fn of_all_sorts() -> World {
    let mut world = World::new();
    let migration = Migration { recorded: instant("2009-01-02T10:00:00Z"), batch: "old".into() };
    let commit = CommitOptions { again: false, migration: Some(migration) };
    world.work_in(commit, |work, edge| work.propose(closed(1), edge)).unwrap();
    let kari = "participant/6f9619ff-8b86-4d01-b42d-00cf4fc964ff";
    let fields = json!({"office": "Nord \"ø\"", "note": "first\ntalk"});
    let registered = world.record(vec![proposal(kari, "participant.registered", "2010-01-01", fields)]).unwrap();
    let why = |reason: &str| hovedbok_ledger::correct::Why { reason: reason.parse().unwrap(), note: None, id: None };
    let change = hovedbok_ledger::correct::Change {
        fields: json!({"office": "South"}).as_object().unwrap().clone(),
        effective: None,
    };
    world.at("2010-06-02T10:00:00Z");
    let replaced = world.work(|work, edge| work.replace(registered[0].id, change, why("typing"), edge)).unwrap();
    world.work(|work, edge| work.void(replaced[0].id, why("not_true"), edge)).unwrap();
    world
}

#[test]
fn what_is_restored_is_the_same_log() {
    let (place, mut world) = (Place::new(), of_all_sorts());
    let archived = place.write_with(&world, Some(&key()), false).unwrap();
    assert_eq!((archived.size, archived.added, archived.segments_written), (5, 5, 1));
    assert_eq!(archived.checkpoint, Signature::Signed);
    let segment = "entries-0000000001-0000000005.jsonl";
    let expected: BTreeSet<String> =
        ["README.txt", "checkpoint", segment, "manifest.json"].map(str::to_owned).into_iter().collect();
    assert_eq!(place.names(), expected);
    assert!(fs::read(place.file(segment)).unwrap() == world.exported(Seq(5)));
    let manifest = place.manifest();
    let verified = world.ledger().verify(Seq(0), &|_| {}).unwrap();
    assert_eq!((manifest.origin.as_str(), manifest.size), (ORIGIN, 5));
    assert_eq!(Some(manifest.root.to_string()), verified.root);
    assert_eq!(manifest.recorded.as_deref(), Some("2010-06-02T10:00:00.000000Z"));

    let (restored, copy) = place.restore(&world, &[&key()]).unwrap();
    assert_eq!((restored.origin.as_str(), restored.size, restored.root), (ORIGIN, 5, manifest.root));
    assert!(restored.checkpoint.unwrap().signed_by.is_some());
    let all = |ledger: &Ledger| ledger.stored(Seq(1), Seq(5)).map(Result::unwrap).collect::<Vec<_>>();
    let entries = all(world.ledger());
    assert_eq!(all(&copy), entries, "heads, salts, bodies, instants, and what counts for the clock");
    assert_eq!(entries.iter().map(|entry| entry.ordinary).collect::<Vec<_>>(), [false, false, true, true, true]);
    let again = copy.verify(Seq(0), &|_| {}).unwrap();
    assert_eq!((again.root, again.fault), (verified.root, None));
    drop(copy);

    // Without a key the signature is not looked at, and says so.
    let (restored, _) = place.restore(&world, &[]).unwrap();
    assert_eq!(restored.checkpoint.unwrap().signed_by, None);
    // The ledger goes on, and so does its archive.
    grow(&mut world, 1);
    assert_eq!(place.write_with(&world, Some(&key()), true).unwrap().added, 1);
}

#[test]
fn an_empty_ledger_has_an_archive_too() {
    let (place, world) = (Place::new(), World::new());
    let archived = place.write_with(&world, Some(&key()), false).unwrap();
    assert_eq!((archived.size, archived.segments, archived.checkpoint), (0, 0, Signature::Signed));
    let (restored, copy) = place.restore(&world, &[&key()]).unwrap();
    assert_eq!((restored.size, restored.recorded, copy.last(), copy.origin()), (0, None, Seq(0), ORIGIN));
}

#[test]
fn a_run_adds_what_is_new_and_removes_what_it_takes_the_place_of() {
    let (place, mut world) = (Place::new(), funded());
    place.write(&world).unwrap();
    let again = place.write(&world).unwrap();
    assert_eq!((again.added, again.segments_written, again.checkpoint), (0, 0, Signature::None));
    grow(&mut world, 3);
    let more = place.write(&world).unwrap();
    assert_eq!((more.added, more.segments_written, more.mended), (3, 1, vec![]));
    let segments: Vec<String> = place.names().into_iter().filter(|name| name.starts_with("entries-")).collect();
    assert_eq!(segments, ["entries-0000000001-0000000008.jsonl"]);
    assert_eq!(place.restore(&world, &[]).unwrap().0.size, 8);
}

/// Lines as another program would make them: so many entries in some streams.
fn many(entries: u64) -> Vec<u8> {
    let (salt, body) = ([9; 16], br#"{"number":"1"}"#);
    let commitment = commitment(&salt, body);
    let mut text = Vec::new();
    for seq in 1..=entries {
        let (stream, version) = ((seq - 1) % 100, (seq - 1) / 100 + 1);
        let head = format!(
            "{{\"seq\":{seq},\"recorded\":\"2010-06-01T10:00:00.000000Z\",\"version\":{version},\"id\":\"{}\",\
             \"stream\":\"risk/P{stream}\",\"type\":\"risk.closed\",\"schema\":1,\"effective\":\"2010-01-01\",\
             \"actor\":\"a\",\"body_sha256\":\"{commitment}\"}}",
            uuid(u128::from(seq))
        );
        text.extend(line::write(head.as_bytes(), &salt, body));
    }
    text
}

#[test]
fn full_segments_stay_as_they_are() {
    let (place, mut world) = (Place::new(), World::new());
    let lines = many(SEGMENT_ENTRIES + 3);
    world.with(|ledger, edge| ledger.import_jsonl("many.jsonl", lines.as_slice(), false, edge)).unwrap();
    let mut told = 0;
    let first = world.ledger().archive(&place.archive(), Archiving::default(), world.now, &mut |more| told += more);
    let first = first.unwrap();
    assert_eq!((first.segments_written, told), (2, SEGMENT_ENTRIES));
    assert_eq!(first.checked, Checked { read: 0, by_length: 0 });
    assert_eq!(place.write(&world).unwrap().checked, Checked { read: 1, by_length: 1 });
    let full = place.file("entries-0000000001-0000065536.jsonl");
    let inode = |path: &Path| fs::metadata(path).unwrap().ino();
    let before = inode(&full);
    grow(&mut world, 2);
    let more = place.write_with(&world, None, true).unwrap();
    assert_eq!((more.segments_written, more.segments, inode(&full)), (1, 2, before));
    assert_eq!(more.checked, Checked { read: 2, by_length: 0 });
    let segments = place.manifest().segments;
    assert_eq!(segments.iter().map(|s| (s.first, s.last)).collect::<Vec<_>>(), [(1, 65_536), (65_537, 65_542)]);
    let mut joined = Vec::new();
    segments.iter().for_each(|segment| joined.extend(fs::read(place.file(&segment.file)).unwrap()));
    assert!(joined == world.exported(Seq(65_542)));
    let how = Restoring { keys: &[], now: world.now, clock_ok: false };
    let drilled = world.ledger().drill(&place.archive(), None, how, &|_| {}).unwrap();
    assert_eq!((drilled.size, drilled.root), (65_542, more.root));

    // The same length, another byte: seen by who looks at the hash, and left as it is.
    let whole = fs::read(&full).unwrap();
    let mut bytes = whole.clone();
    bytes[1_000_000] ^= 1;
    fs::write(&full, &bytes).unwrap();
    assert_eq!(place.write(&world).unwrap().segments_written, 0);
    assert!(place.refusal(&world, &[]).starts_with("entries-0000000001-0000065536.jsonl"));
    let changed = |error: LedgerError, what: &str| {
        assert_eq!((error.kind(), error.code().word()), (Kind::Refused, "archive_damaged"), "{what}");
        let message = error.to_string();
        assert!(message.ends_with("missing or changed: entries-0000000001-0000065536.jsonl"), "{what}: {message}");
    };
    changed(place.write_with(&world, None, true).unwrap_err(), "another byte");
    assert!(fs::read(&full).unwrap() == bytes);
    // Shorter or gone: seen at once.
    fs::write(&full, &bytes[..99]).unwrap();
    changed(place.write(&world).unwrap_err(), "cut");
    fs::remove_file(&full).unwrap();
    changed(place.write(&world).unwrap_err(), "gone");
    fs::write(&full, whole).unwrap();
    assert_eq!(place.restore(&world, &[]).unwrap().0.size, 65_542);
}

/// The files of an archive with their bytes.
fn files(place: &Place) -> BTreeMap<String, Vec<u8>> {
    place.names().into_iter().map(|name| (name.clone(), fs::read(place.file(&name)).unwrap())).collect()
}

#[test]
fn an_archive_whose_checkpoint_was_removed_or_forged_is_not_signed_again() {
    let (place, mut world) = (Place::new(), funded());
    place.write_with(&world, Some(&key()), false).unwrap();
    let signed = fs::read_to_string(place.file("checkpoint")).unwrap();
    fs::remove_file(place.file("checkpoint")).unwrap();
    let evidence = files(&place);
    for added in [0, 2] {
        grow(&mut world, added);
        for key in [None, Some(&key())] {
            let error = place.write_with(&world, key, false).unwrap_err();
            assert_eq!((error.kind(), error.code().word()), (Kind::Refused, "signature"), "{error}");
            assert!(error.to_string().ends_with("but its checkpoint was removed since"), "{error}");
            assert!(files(&place) == evidence);
        }
    }
    // Another signature under the same key.
    let line = signed.lines().last().unwrap();
    let (at, last) = (signed.find(line).unwrap(), line.rfind(' ').unwrap());
    let mut forged = signed.clone().into_bytes();
    let digit = &mut forged[at + last + 20];
    *digit = if *digit == b'A' { b'B' } else { b'A' };
    fs::write(place.file("checkpoint"), &forged).unwrap();
    let error = place.write_with(&world, Some(&key()), false).unwrap_err();
    assert_eq!(error.code().word(), "signature", "{error}");
    assert!(fs::read(place.file("checkpoint")).unwrap() == forged);
    // What the program itself removes is not missed.
    fs::write(place.file("checkpoint"), &signed).unwrap();
    assert_eq!(place.write(&world).unwrap().checkpoint, Signature::Removed);
    assert_eq!(place.write_with(&world, Some(&key()), false).unwrap().checkpoint, Signature::Signed);
    // Whoever removed it on purpose says so.
    fs::remove_file(place.file("checkpoint")).unwrap();
    place.write(&world).unwrap_err();
    world.ledger().forget_archive(&place.archive()).unwrap();
    assert_eq!(place.write(&world).unwrap().checkpoint, Signature::None);
}

#[test]
fn an_archive_that_was_changed_is_neither_replaced_nor_signed_over() {
    let (last, longer) = ("entries-0000000001-0000000005.jsonl", "entries-0000000001-0000000007.jsonl");
    type Harm = (&'static str, fn(&Path));
    let harms: [Harm; 4] = [
        ("gone", |path| fs::remove_file(path).unwrap()),
        ("cut", |path| fs::write(path, &fs::read(path).unwrap()[..99]).unwrap()),
        ("the same length, another byte", |path| {
            let mut bytes = fs::read(path).unwrap();
            bytes[99] ^= 1;
            fs::write(path, bytes).unwrap();
        }),
        ("the same length, another byte, and a manifest to match", |path| {
            let whole = fs::read(path).unwrap();
            let mut bytes = whole.clone();
            bytes[99] ^= 1;
            let manifest = path.with_file_name("manifest.json");
            let text = fs::read_to_string(&manifest).unwrap();
            let matching = text.replace(&Hash::of(&whole).to_string(), &Hash::of(&bytes).to_string());
            assert_ne!(text, matching);
            fs::write(manifest, matching).unwrap();
            fs::write(path, bytes).unwrap();
        }),
    ];
    for (what, harm) in harms {
        for (added, now) in [(0, last), (2, longer)] {
            let (place, mut world) = (Place::new(), funded());
            place.write(&world).unwrap();
            harm(&place.file(last));
            grow(&mut world, added);
            let evidence = files(&place);
            let error = place.write_with(&world, Some(&key()), false).unwrap_err();
            assert_eq!(error.code().word(), "archive_damaged", "{what}, {added} added: {error}");
            assert!(files(&place) == evidence, "{what}, {added} added");
            fs::rename(place.archive(), place.at("evidence")).unwrap();
            place.write_with(&world, Some(&key()), false).unwrap();
            assert!(fs::read(place.file(now)).unwrap() == world.exported(world.ledger().last()));
        }
    }
}

#[test]
fn a_run_that_was_stopped_leaves_the_archive_before_or_after_it() {
    let (place, mut world) = (Place::new(), funded());
    place.write_with(&world, Some(&key()), false).unwrap();
    let (old, old_root) = (place.at("old"), place.manifest().root);
    copy(&place.archive(), &old);
    grow(&mut world, 2);
    place.write_with(&world, Some(&key()), false).unwrap();
    let (new, new_root) = (place.at("new"), place.manifest().root);
    copy(&place.archive(), &new);
    let (old_segment, new_segment) = ("entries-0000000001-0000000005.jsonl", "entries-0000000001-0000000007.jsonl");

    type Stop<'a> = (&'a str, bool, Box<dyn Fn() + 'a>);
    let take = |name: &str| fs::copy(new.join(name), place.file(name)).map(drop).unwrap();
    let stops: [Stop<'_>; 6] = [
        ("a segment half written", false, Box::new(|| fs::write(place.file(".tmpAbCd12"), "{\"head\"").unwrap())),
        ("the segment in its place", false, Box::new(|| take(new_segment))),
        (
            "the old checkpoint gone",
            false,
            Box::new(|| {
                // Noted before it goes.
                let note = world.ledger().dir().join("archived.json");
                let text = fs::read_to_string(&note).unwrap();
                fs::write(&note, text.replace("\"signed\": true", "\"signed\": false")).unwrap();
                fs::remove_file(place.file("checkpoint")).unwrap();
            }),
        ),
        (
            "the manifest half written",
            false,
            Box::new(|| fs::write(place.file(".hovedbok-unfinished-AbCd12012345"), "{").unwrap()),
        ),
        ("the manifest in its place", true, Box::new(|| take("manifest.json"))),
        ("the checkpoint in its place", true, Box::new(|| take("checkpoint"))),
    ];
    for stopped in 0..stops.len() {
        fs::remove_dir_all(place.archive()).unwrap();
        copy(&old, &place.archive());
        stops[..=stopped].iter().for_each(|(_, _, happens)| happens());
        let (what, is_new, _) = &stops[stopped];
        let (restored, copy) = place.restore(&world, &[]).unwrap();
        let expected = if *is_new { (7, new_root) } else { (5, old_root) };
        assert_eq!((restored.size, restored.root), expected, "{what}");
        assert_eq!(copy.last().0, restored.size);
        drop(copy);
        let next = place.write_with(&world, Some(&key()), false).unwrap();
        assert_eq!((next.size, next.mended.len()), (7, 0), "{what}");
        assert_eq!(place.names(), names(&new), "{what}");
        assert!(!place.names().contains(old_segment));
        for name in place.names() {
            assert!(fs::read(place.file(&name)).unwrap() == fs::read(new.join(&name)).unwrap(), "{what}: {name}");
        }
    }
}

#[test]
fn a_first_run_that_was_stopped_is_taken_up_again() {
    let (place, world) = (Place::new(), funded());
    place.write(&world).unwrap();
    let whole = place.names();
    for left in [vec![], vec![".tmpAbCd12"], vec!["README.txt"], vec![".tmpAbCd12", "README.txt"]] {
        fs::remove_dir_all(place.archive()).unwrap();
        fs::create_dir(place.archive()).unwrap();
        left.iter().for_each(|name| fs::write(place.file(name), "half").unwrap());
        assert_eq!(place.write(&world).unwrap().added, 5, "{left:?}");
        assert_eq!(place.names(), whole, "{left:?}");
        assert!(fs::read_to_string(place.file("README.txt")).unwrap().contains("RFC 6962"));
    }
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir(to).unwrap();
    names(from).iter().for_each(|name| fs::copy(from.join(name), to.join(name)).map(drop).unwrap());
}

#[test]
fn what_is_no_archive_of_this_ledger_is_left_alone() {
    let world = funded();
    let refused = |place: &Place, world: &World, code: &str, words: &str| {
        let before = names(&place.archive());
        let error = place.write(world).unwrap_err();
        assert_eq!((error.kind(), error.code().word()), (Kind::Refused, code), "{error}");
        assert!(error.to_string().contains(words), "{error}");
        assert!(!hint(&error).is_empty());
        assert_eq!(names(&place.archive()), before, "{words}");
    };
    let place = Place::new();
    fs::create_dir(place.archive()).unwrap();
    fs::write(place.file("letter.txt"), "dear office").unwrap();
    refused(&place, &world, "not_empty", "contains letter.txt, which is not part of an archive");
    let place = Place::new();
    fs::create_dir_all(place.file("entries-0000000001-0000000005.jsonl")).unwrap();
    refused(&place, &world, "not_empty", "contains entries-0000000001-0000000005.jsonl");

    let place = Place::new();
    place.write_with(&world, Some(&key()), false).unwrap();
    let other = TempDir::new().unwrap();
    let stranger = Ledger::init(other.path(), "other.example/ledger", world.now).unwrap();
    let error = stranger.archive(&place.archive(), Archiving::default(), world.now, &mut |_| {}).unwrap_err();
    assert_eq!((error.kind(), error.code().word()), (Kind::Refused, "another_ledger"));
    assert!(
        error
            .to_string()
            .ends_with("is the archive of 'test.example/ledger', but this ledger is 'other.example/ledger'")
    );

    let edited = forged(&world, |entries| {
        entries[4].0.draft.effective = "2010-01-02".parse().map(hovedbok_core::Period::day).unwrap()
    });
    refused(&place, &edited, "history_changed", "have different histories: over the first 5 entries");
    let cut = forged(&world, |entries| drop(entries.pop()));
    refused(&place, &cut, "shorter", "has 5 entries, but the ledger has 4: the ledger has lost entries");
    assert!(hint(&place.write(&cut).unwrap_err()).contains("`restore`"));

    // A manifest that was cut back does not hide what was signed.
    let short = Place::new();
    short.write(&cut).unwrap();
    fs::copy(place.file("checkpoint"), short.file("checkpoint")).unwrap();
    refused(&short, &cut, "shorter", "has 5 entries, but the ledger has 4");

    fs::remove_file(place.file("manifest.json")).unwrap();
    let error = place.write(&world).unwrap_err();
    assert_eq!(error.code().word(), "not_an_archive");
    place.write(&world).unwrap_err();
    fs::write(place.file("manifest.json"), "{}").unwrap();
    refused(&place, &world, "archive_damaged", "missing field");
}

#[test]
fn an_archive_does_not_lie_in_the_ledgers_folder() {
    let world = funded();
    for inside in ["archive", "a/b/../c"] {
        let dir = world.path().join(inside);
        let error = world.ledger().archive(&dir, Archiving::default(), world.now, &mut |_| {}).unwrap_err();
        assert_eq!((error.kind(), error.code().word()), (Kind::Refused, "archive_inside"), "{error}");
        assert!(!dir.exists());
    }
    // Nor around it: the ledger is no part of an archive.
    let place = Place::new();
    let ledger = Ledger::init(&place.file("ledger"), ORIGIN, world.now).unwrap();
    let error = ledger.archive(&place.archive(), Archiving::default(), world.now, &mut |_| {}).unwrap_err();
    assert_eq!(error.code().word(), "not_empty");
}

#[test]
fn a_checkpoint_is_over_the_whole_archive_or_not_there() {
    let (place, mut world) = (Place::new(), funded());
    let write =
        |world: &World, key: Option<&SigningKey>| place.write_with(world, key, false).map(|done| done.checkpoint);
    assert_eq!(write(&world, None).unwrap(), Signature::None);
    assert_eq!(write(&world, Some(&key())).unwrap(), Signature::Signed);
    assert_eq!(write(&world, Some(&key())).unwrap(), Signature::Kept);
    assert_eq!(write(&world, None).unwrap(), Signature::Kept);
    // Another party's signature is not lost.
    let ours = SignedCheckpoint::parse(&fs::read_to_string(place.file("checkpoint")).unwrap()).unwrap();
    let witness = SigningKey::from_seed("witness.example/w1", [3; 32]).unwrap();
    let theirs = hovedbok_tree::cosign(&ours, &witness, 1_275_386_400).unwrap().to_string();
    let cosigned = world.ledger().witnessed(&ours, &theirs, &witness.cosigner()).unwrap();
    fs::write(place.file("checkpoint"), cosigned.to_string()).unwrap();
    assert_eq!(write(&world, Some(&key())).unwrap(), Signature::Kept);
    assert_eq!(fs::read_to_string(place.file("checkpoint")).unwrap(), cosigned.to_string());
    // Another key's is replaced.
    assert_eq!(write(&world, Some(&impostor())).unwrap(), Signature::Signed);
    grow(&mut world, 1);
    let unsigned = place.write(&world).unwrap();
    assert_eq!((unsigned.checkpoint, unsigned.checkpoint_removed), (Signature::Removed, Some(5)));
    assert!(!place.file("checkpoint").exists());
    let other = SigningKey::from_seed("other.example/ledger", [1; 32]).unwrap();
    assert_eq!(write(&world, Some(&other)).unwrap_err().code().word(), "key_of_another_ledger");
    assert_eq!(write(&world, Some(&key())).unwrap(), Signature::Signed);
    let error = place.restore(&world, &[&impostor()]).unwrap_err();
    assert_eq!((error.kind(), error.code().word()), (Kind::Refused, "signature"));
}

#[test]
fn status_tells_how_far_archives_are_behind() {
    let (place, other, mut world) = (Place::new(), Place::new(), funded());
    let behind = |world: &World| -> Vec<(u64, u64)> {
        world.ledger().status(world.now).unwrap().archives.iter().map(|a| (a.size, a.behind)).collect()
    };
    assert_eq!(behind(&world), []);
    place.write(&world).unwrap();
    assert_eq!(behind(&world), [(5, 0)]);
    grow(&mut world, 2);
    assert_eq!(behind(&world), [(5, 2)]);
    other.write(&world).unwrap();
    world.reopen();
    assert_eq!(behind(&world), [(7, 0), (5, 2)]);
    place.write(&world).unwrap();
    let status = world.ledger().status(world.now).unwrap();
    let dirs: Vec<PathBuf> = status.archives.iter().map(|archive| archive.dir.clone().into()).collect();
    assert_eq!(dirs, [place.archive().canonicalize().unwrap(), other.archive().canonicalize().unwrap()]);
    assert_eq!(
        (status.origin.as_str(), status.root, status.archives[0].at),
        (ORIGIN, place.manifest().root, world.now)
    );
    // The note can be deleted; what it cannot say it does not make up.
    for note in [None, Some("{"), Some("[]")] {
        match note {
            Some(text) => fs::write(world.path().join("archived.json"), text).unwrap(),
            None => fs::remove_file(world.path().join("archived.json")).unwrap(),
        }
        assert_eq!(behind(&world), []);
    }
    place.write(&world).unwrap();
    assert_eq!(behind(&world), [(7, 0)]);
}

#[test]
fn status_tells_which_archives_are_there_and_forgets_them_when_told() {
    let (place, gone, world) = (Place::new(), Place::new(), funded());
    gone.write(&world).unwrap();
    place.write(&world).unwrap();
    let states = |world: &World| -> Vec<(bool, bool)> {
        world.ledger().archives().unwrap().iter().map(|archive| (archive.there, archive.signed)).collect()
    };
    assert_eq!(states(&world), [(true, false), (true, false)]);
    place.write_with(&world, Some(&key()), false).unwrap();
    fs::remove_dir_all(gone.archive()).unwrap();
    assert_eq!(states(&world), [(true, true), (false, false)]);
    fs::remove_file(place.file("checkpoint")).unwrap();
    assert_eq!(states(&world), [(true, false), (false, false)]);

    let error = world.ledger().forget_archive(&place.at("elsewhere")).unwrap_err();
    assert_eq!((error.kind(), error.code().word()), (Kind::Call, "not_noted"), "{error}");
    assert!(hint(&error).contains("`status`"));
    world.ledger().forget_archive(&gone.archive()).unwrap();
    assert_eq!(states(&world), [(true, false)]);
    let names = place.names();
    world.ledger().forget_archive(&place.0.path().join("./archive")).unwrap();
    assert_eq!((states(&world), place.names()), (vec![], names));
}

#[test]
fn compacting_changes_no_entry() {
    let mut world = of_all_sorts();
    grow(&mut world, 40);
    let (before, root) = (world.exported(Seq(45)), world.ledger().status(world.now).unwrap().root);
    let mut told = 0;
    let compacted = world.compact(&mut |more| told += more).unwrap();
    assert_eq!((compacted.entries, compacted.root, told), (45, root, 45));
    let again = world.compact(&mut |_| {}).unwrap();
    assert!(again.gained_nothing(), "{again:?}");
    // To the last byte but one.
    assert_eq!(again.bytes_after + 1, Compacted::SEGMENT_BYTES);
    assert!(world.exported(Seq(45)) == before);
    world.reopen();
    assert!(world.exported(Seq(45)) == before && world.ledger().repairs().is_empty());
    assert_eq!(world.ledger().verify(Seq(0), &|_| {}).unwrap().fault, None);
}

#[test]
fn one_run_writes_to_an_archive_at_a_time() {
    let place = Place::new();
    let world = funded();
    place.write(&world).unwrap();
    let before = place.names();
    let held = fs::File::open(place.archive()).unwrap();
    held.try_lock().unwrap();
    let error = place.write(&world).unwrap_err();
    assert_eq!((error.code().word(), error.kind()), ("archive_held", Kind::Refused));
    assert_eq!(place.names(), before);
    drop(held);
    place.write(&world).unwrap();
}
