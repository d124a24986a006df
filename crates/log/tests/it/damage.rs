//! Folders that are not what they should be: every one is put right and said, or refused and said. None is believed.

use std::fs::{self, OpenOptions};
use std::path::{Path, PathBuf};

use hovedbok_log::{Damage, FaultKind, Log, OpenError, Repair};

use crate::forge::open;
use crate::support::{NOW, ORIGIN, commit, copy, entry, everything, who, written};

fn db(dir: &Path) -> PathBuf {
    dir.join("store/db")
}

fn cut(dir: &Path, bytes: u64) {
    OpenOptions::new().write(true).open(db(dir)).unwrap().set_len(bytes).unwrap();
}

fn names(dir: &Path, prefix: &str) -> Vec<String> {
    let names = fs::read_dir(dir).unwrap().map(|item| item.unwrap().file_name().into_string().unwrap());
    let mut names: Vec<_> = names.filter(|name| name.starts_with(prefix)).collect();
    names.sort();
    names
}

/// Where the last byte that is not zero lies: sled fills its segments from the front.
fn used(dir: &Path) -> u64 {
    let bytes = fs::read(db(dir)).unwrap();
    let used = bytes.iter().rposition(|byte| *byte != 0).unwrap() + 1;
    u64::try_from(used).unwrap()
}

#[test]
fn a_store_that_lost_its_end_is_kept_and_refused() {
    let dir = tempfile::tempdir().unwrap();
    let whole = dir.path().join("whole");
    written(&whole, 60);
    let used = used(&whole);
    for (case, part) in [0, 1, 3, 5, 8, 9].into_iter().enumerate() {
        let damaged = dir.path().join(format!("cut-{case}"));
        copy(&whole, &damaged);
        cut(&damaged, used * part / 10);
        let before = fs::read(db(&damaged)).unwrap();
        match Log::open(&damaged, &who()).unwrap_err() {
            OpenError::ShorterThanAnchor { found, anchor: 60, copy, .. } => {
                assert!(found < 60);
                assert_eq!(copy, damaged.join(format!("store.shorter-{found}")));
                assert_eq!(fs::read(copy.join("db")).unwrap(), before, "copied before sled wrote to it");
            }
            OpenError::Damaged { .. } => assert!(part < 5, "{part}: the front of the file is gone"),
            other @ (OpenError::ShorterThanAnchor { .. }
            | OpenError::NotALedger { .. }
            | OpenError::Locked { .. }
            | OpenError::OtherFormat { .. }
            | OpenError::Store { .. }) => panic!("{part}: {other}"),
        }
        let copies = names(&damaged, "store.");
        // Again: still refused, and nothing is copied twice.
        assert!(Log::open(&damaged, &who()).is_err());
        assert_eq!(names(&damaged, "store."), copies);
    }
}

#[test]
fn a_tail_of_zeros_is_noticed() {
    let dir = tempfile::tempdir().unwrap();
    written(dir.path(), 60);
    let (bytes, used) = (fs::metadata(db(dir.path())).unwrap().len(), used(dir.path()));
    cut(dir.path(), used - used / 8);
    cut(dir.path(), bytes);
    let error = Log::open(dir.path(), &who()).unwrap_err();
    let OpenError::ShorterThanAnchor { found, anchor: 60, ref copy, .. } = error else { panic!("{error}") };
    assert!((1..60).contains(&found) && copy.is_dir());
    assert_eq!(
        error.to_string(),
        format!(
            "{}: {found} entries of the store can be read, and the anchor records 60: those after entry {found} are \
             damaged or missing; the store is kept in {}; restore the ledger from its archive",
            dir.path().display(),
            copy.display()
        )
    );
}

#[test]
fn an_older_copy_of_the_store_is_noticed() {
    let dir = tempfile::tempdir().unwrap();
    let (ledger, old) = (dir.path().join("ledger"), dir.path().join("old"));
    written(&ledger, 5);
    copy(&ledger.join("store"), &old);
    let log = Log::open(&ledger, &who()).unwrap();
    log.append(&commit(vec![entry(6, "a")]), NOW).unwrap();
    log.close().unwrap();
    fs::remove_dir_all(ledger.join("store")).unwrap();
    fs::rename(&old, ledger.join("store")).unwrap();
    let error = Log::open(&ledger, &who()).unwrap_err();
    assert!(matches!(error, OpenError::ShorterThanAnchor { found: 5, anchor: 6, .. }), "{error}");
}

#[test]
fn another_ledgers_store_is_noticed() {
    let dir = tempfile::tempdir().unwrap();
    let (ledger, other) = (dir.path().join("ledger"), dir.path().join("other"));
    written(&ledger, 5);
    let log = Log::init(&other, ORIGIN, &who()).unwrap();
    for number in 1..=9 {
        log.append(&commit(vec![entry(number, "a")]), NOW + 5).unwrap();
    }
    log.close().unwrap();
    fs::remove_dir_all(ledger.join("store")).unwrap();
    copy(&other.join("store"), &ledger.join("store"));
    let error = Log::open(&ledger, &who()).unwrap_err();
    let OpenError::Damaged { damage, .. } = error else { panic!("{error}") };
    let Damage::AnchorDisagrees { size: 5, found, anchor } = *damage else { panic!("{damage}") };
    assert_ne!(found, anchor);
}

#[test]
fn a_crash_leaves_more_than_the_anchor_knows_and_that_is_good() {
    let dir = tempfile::tempdir().unwrap();
    let (live, crashed) = (dir.path().join("live"), dir.path().join("crashed"));
    let log = Log::init(&live, ORIGIN, &who()).unwrap();
    for number in 1..=20 {
        log.append(&commit(vec![entry(number, "a")]), NOW).unwrap();
    }
    copy(&live, &crashed);
    let again = Log::open(&crashed, &who()).unwrap();
    assert_eq!(everything(&again), everything(&log));
}

#[test]
fn a_snapshot_that_was_not_finished_is_removed_and_said_and_no_copy_stays() {
    let dir = tempfile::tempdir().unwrap();
    written(dir.path(), 10);
    let unfinished = dir.path().join("store/snap.0000000000FFFFFF.generating");
    fs::write(&unfinished, b"half a snapsh").unwrap();
    fs::create_dir(dir.path().join("store.unfinished-1")).unwrap();
    let log = Log::open(dir.path(), &who()).unwrap();
    assert_eq!(log.repairs(), [Repair::UnfinishedSnapshot]);
    assert_eq!((log.size(), unfinished.exists()), (10, false));
    // What earlier programs copied before they removed a snapshot goes too.
    assert_eq!(names(dir.path(), "store."), Vec::<String>::new());
    log.close().unwrap();
    assert_eq!(Log::open(dir.path(), &who()).unwrap().repairs(), []);
}

/// A name, and what is done to the bytes of a snapshot.
type Damaged = (&'static str, fn(&mut Vec<u8>));

/// The store's snapshot.
fn snapshot(dir: &Path) -> PathBuf {
    dir.join("store").join(&names(&dir.join("store"), "snap.")[0])
}

#[test]
fn a_damaged_snapshot_is_set_aside_and_said_and_every_entry_checked() {
    let dir = tempfile::tempdir().unwrap();
    let whole = dir.path().join("whole");
    written(&whole, 1_100);
    Log::open(&whole, &who()).unwrap().close().unwrap();
    let log = Log::open(&whole, &who()).unwrap();
    let before = everything(&log);
    log.close().unwrap();
    let table: [Damaged; 6] = [
        ("a bit", |bytes| bytes[20] ^= 4),
        ("its checksum", |bytes| *bytes.last_mut().unwrap() ^= 1),
        ("half of it", |bytes| bytes.truncate(bytes.len() / 2)),
        ("all of it", Vec::clear),
        ("other bytes", |bytes| *bytes = b"not a snapshot at all".to_vec()),
        ("zeros", |bytes| bytes.fill(0)),
    ];
    for (name, spoil) in table {
        for closed in [true, false] {
            let damaged = dir.path().join("damaged");
            copy(&whole, &damaged);
            let mut bytes = fs::read(snapshot(&damaged)).unwrap();
            spoil(&mut bytes);
            fs::write(snapshot(&damaged), &bytes).unwrap();
            if !closed {
                unclosed(&damaged);
            }
            let log = Log::open(&damaged, &who()).unwrap();
            let aside = damaged.join("snapshot.damaged-1");
            assert_eq!(log.repairs(), [Repair::DamagedSnapshot { aside: aside.clone() }], "{name}");
            assert!(log.repairs()[0].to_string().contains(&aside.display().to_string()));
            assert_eq!(fs::read(&aside).unwrap(), bytes, "{name}");
            assert_eq!(everything(&log), before, "{name}");
            log.append(&commit(vec![entry(5_000, "a")]), NOW).unwrap();
            log.close().unwrap();
            let log = Log::open(&damaged, &who()).unwrap();
            assert_eq!((log.repairs(), log.size()), (&[][..], 1_101), "{name}");
            assert_eq!(names(&damaged, "s"), ["snapshot.damaged-1", "store"], "{name}: no copy is left");
            drop(log);
            fs::remove_dir_all(&damaged).unwrap();
        }
    }
}

/// Makes the anchor say that the ledger was not closed.
fn unclosed(dir: &Path) {
    let text = fs::read_to_string(dir.join("anchor.json")).unwrap();
    let (said, _) = text.split_once(",\"sha256\"").unwrap();
    let said = said.replace("\"closed\":true", "\"closed\":false");
    let sha256 = hovedbok_tree::Hash::of(format!("{said}}}").as_bytes());
    let said = format!("{said},\"sha256\":\"{sha256}\"}}\n");
    fs::write(dir.join("anchor.json"), said).unwrap();
}

#[test]
fn a_damaged_snapshot_hides_no_damage_of_the_log() {
    let dir = tempfile::tempdir().unwrap();
    let whole = dir.path().join("whole");
    written(&whole, 60);
    Log::open(&whole, &who()).unwrap().close().unwrap();
    let used = used(&whole);
    for part in [1, 4, 7, 9] {
        let damaged = dir.path().join(format!("damaged-{part}"));
        copy(&whole, &damaged);
        fs::write(snapshot(&damaged), b"").unwrap();
        let mut bytes = fs::read(db(&damaged)).unwrap();
        let at = usize::try_from(used * part / 10).unwrap();
        bytes[at..at + 64].iter_mut().for_each(|byte| *byte ^= 0x55);
        fs::write(db(&damaged), &bytes).unwrap();
        let kept = match Log::open(&damaged, &who()).unwrap_err() {
            OpenError::ShorterThanAnchor { copy, .. } => copy,
            OpenError::Damaged { copy, .. } => copy.unwrap().into(),
            other @ (OpenError::NotALedger { .. }
            | OpenError::Locked { .. }
            | OpenError::OtherFormat { .. }
            | OpenError::Store { .. }) => panic!("{part}: {other}"),
        };
        assert_eq!(fs::read(kept.join("db")).unwrap(), bytes, "{part}: the store as it was is kept");
        assert!(Log::open(&damaged, &who()).is_err(), "{part}");
    }
}

#[test]
fn a_damaged_snapshot_is_met_again_as_long_as_the_ledger_is_refused() {
    type Spoil = (&'static str, fn(&Path));
    fn in_store(dir: &Path, act: fn(&sled::Db)) {
        act(&open(dir));
    }
    let dir = tempfile::tempdir().unwrap();
    let whole = dir.path().join("whole");
    let log = Log::init(&whole, ORIGIN, &who()).unwrap();
    let mut stage = log.stage(NOW, true).unwrap();
    for number in 1..=1_100 {
        let mut new = entry(number, "sealed");
        new.recorded = Some(NOW);
        stage.push(&new).unwrap();
    }
    stage.publish(&[]).unwrap();
    for number in 1_101..=1_103 {
        log.append(&commit(vec![entry(number, "tail")]), NOW).unwrap();
    }
    log.close().unwrap();
    Log::open(&whole, &who()).unwrap().close().unwrap();
    let table: [Spoil; 5] = [
        ("an entry that opening does not read", |dir| {
            in_store(dir, |store| {
                let sealed = store.open_tree("sealed").unwrap();
                let (key, value) = sealed.scan_prefix(b"e").next().unwrap().unwrap();
                let mut value = value.to_vec();
                // After the salts: what is kept of the first leaf.
                value[2 + 16 * 1_024] ^= 1;
                sealed.insert(key, value).unwrap();
            });
        }),
        ("the seal", |dir| in_store(dir, |store| drop(store.insert(b"h", b"not a seal").unwrap()))),
        ("no seal", |dir| in_store(dir, |store| drop(store.remove(b"h").unwrap()))),
        ("the tail", |dir| {
            in_store(dir, |store| {
                let (key, _) = store.scan_prefix(b"t").next().unwrap().unwrap();
                store.remove(key).unwrap();
            });
        }),
        ("the anchor's root", |dir| {
            let text = fs::read_to_string(dir.join("anchor.json")).unwrap();
            let (said, _) = text.split_once(",\"sha256\"").unwrap();
            let (before, after) = said.split_once("\"root\":\"").unwrap();
            let said = format!("{before}\"root\":\"{}{}", "0".repeat(64), &after[64..]);
            let sha256 = hovedbok_tree::Hash::of(format!("{said}}}").as_bytes());
            fs::write(dir.join("anchor.json"), format!("{said},\"sha256\":\"{sha256}\"}}\n")).unwrap();
        }),
    ];
    for (name, spoil) in table {
        let damaged = dir.path().join("damaged");
        copy(&whole, &damaged);
        spoil(&damaged);
        let snapshots = names(&damaged.join("store"), "snap.");
        fs::write(snapshot(&damaged), b"not a snapshot").unwrap();
        let refusal = || Log::open(&damaged, &who()).map(|log| log.size()).unwrap_err().to_string();
        let (first, kept) = (refusal(), names(&damaged, "store."));
        assert_eq!(kept.len(), 1, "{name}: the store as it was is kept");
        assert!(first.contains(&kept[0]), "{name}: {first}");
        for _ in 0..2 {
            assert_eq!(names(&damaged.join("store"), "snap."), snapshots, "{name}");
            assert_eq!(fs::read(snapshot(&damaged)).unwrap(), b"not a snapshot", "{name}");
            assert_eq!(names(&damaged, "snapshot."), [""; 0], "{name}");
            assert_eq!(refusal(), first, "{name}: said again");
            assert_eq!(names(&damaged, "store."), kept, "{name}: and still kept");
        }
        fs::remove_dir_all(&damaged).unwrap();
    }
}

#[test]
fn a_store_without_snapshots_is_opened_as_always() {
    let dir = tempfile::tempdir().unwrap();
    written(dir.path(), 30);
    Log::open(dir.path(), &who()).unwrap().close().unwrap();
    fs::remove_file(snapshot(dir.path())).unwrap();
    let log = Log::open(dir.path(), &who()).unwrap();
    assert_eq!((log.repairs(), log.size()), (&[][..], 30));
}

/// A name, what is done to the folder, and what the refusal says.
type Spoiled = (&'static str, fn(&Path), &'static str);

#[test]
fn missing_and_foreign_files_are_named() {
    let dir = tempfile::tempdir().unwrap();
    let whole = dir.path().join("whole");
    written(&whole, 3);
    let table: [Spoiled; 7] = [
        ("anchor", |at| fs::remove_file(at.join("anchor.json")).unwrap(), "anchor.json is missing"),
        ("torn", |at| fs::write(at.join("anchor.json"), b"{\"form").unwrap(), "anchor.json is not a valid anchor file"),
        ("db", |at| fs::remove_file(at.join("store/db")).unwrap(), "db is missing"),
        ("conf", |at| fs::remove_file(at.join("store/conf")).unwrap(), "conf is missing"),
        ("store", |at| fs::remove_dir_all(at.join("store")).unwrap(), "db is missing"),
        (
            "blob",
            |at| fs::write(at.join("store/blobs/77"), b"x").unwrap(),
            "77 is in a folder that must not contain \
          files",
        ),
        (
            "newer",
            |at| fs::write(at.join("anchor.json"), b"{\"format\":9}").unwrap(),
            "has format 9, this program knows format 2",
        ),
    ];
    for (name, spoil, said) in table {
        let damaged = dir.path().join(name);
        copy(&whole, &damaged);
        spoil(&damaged);
        let error = Log::open(&damaged, &who()).unwrap_err().to_string();
        assert!(error.contains(said), "{name}: {error}");
        assert!(!damaged.join("lock").exists(), "{name}");
    }
}

#[test]
fn bytes_of_the_store_that_were_changed_are_never_believed() {
    let dir = tempfile::tempdir().unwrap();
    let whole = dir.path().join("whole");
    written(&whole, 40);
    let log = Log::open(&whole, &who()).unwrap();
    let before = everything(&log);
    log.close().unwrap();
    let used = usize::try_from(used(&whole)).unwrap();
    let mut refused = 0;
    for case in 0..40 {
        let damaged = dir.path().join("damaged");
        copy(&whole, &damaged);
        let mut bytes = fs::read(db(&damaged)).unwrap();
        bytes[used * case / 40 + case] ^= 1 << (case % 8);
        fs::write(db(&damaged), bytes).unwrap();
        // Either it is refused, or the byte was one that nothing reads any more.
        match Log::open(&damaged, &who()) {
            Ok(log) => assert_eq!(everything(&log), before, "case {case}"),
            Err(OpenError::Damaged { .. } | OpenError::ShorterThanAnchor { .. }) => refused += 1,
            Err(other) => panic!("case {case}: {other}"),
        }
        fs::remove_dir_all(&damaged).unwrap();
    }
    assert!(refused > 0, "no case hit anything that is read");
}

#[test]
fn verify_names_the_first_bad_position() {
    let dir = tempfile::tempdir().unwrap();
    let log = Log::init(dir.path(), ORIGIN, &who()).unwrap();
    for number in 1..=10 {
        log.append(&commit(vec![entry(number, "a")]), NOW).unwrap();
    }
    log.close().unwrap();
    // With sled itself, past the log: the entry at position 4 goes.
    let store = open(dir.path());
    store.remove([&b"t"[..], &4_u64.to_be_bytes()].concat()).unwrap();
    drop(store);
    let error = Log::open(dir.path(), &who()).unwrap_err();
    let OpenError::Damaged { damage, .. } = error else { panic!("{error}") };
    let Damage::Entries(fault) = *damage else { panic!("{damage}") };
    assert_eq!((fault.position, fault.kind), (4, FaultKind::Missing));
}

#[test]
fn copies_that_stopped_openings_left_behind_go_when_all_is_there() {
    let dir = tempfile::tempdir().unwrap();
    written(dir.path(), 3);
    for left in ["store.before-1", "store.before-2.tmp"] {
        copy(&dir.path().join("store"), &dir.path().join(left));
    }
    fs::write(dir.path().join("store.before-note"), "not ours").unwrap();
    // Folders of others that are named like ours.
    let others = ["store.before-", "store.before-12-move", "store.before-upgrade", "store.before-upgrade.tmp"];
    others.iter().for_each(|name| fs::create_dir(dir.path().join(name)).unwrap());
    Log::open(dir.path(), &who()).unwrap().close().unwrap();
    let mut stay = [&others[..], &["store.before-note"]].concat();
    stay.sort_unstable();
    assert_eq!(names(dir.path(), "store."), stay);
}
