//! Sealing and compacting: runs of commits become blocks, blocks become larger ones, and no byte, position or root changes.

use std::fs;
use std::path::Path;

use hovedbok_log::{ENTRY_BYTES_MAX, Log, NewEntry, ReadError, Stored};
use hovedbok_tree::{MemoryTree, Nodes, consistency, inclusion, leaf_hash, verify_consistency, verify_inclusion};

use crate::support::{NOW, ORIGIN, commit, entry, everything, id, verified, who};

/// Numbers that follow from a seed.
fn numbers(seed: u64) -> impl FnMut(u64) -> u64 {
    let mut state = seed;
    move |below| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % below
    }
}

/// An entry as the ledger makes them: its head begins with id and stream and ends with the commitment.
fn whole(number: u64, stream: &str) -> NewEntry {
    committed(entry(number, stream))
}

/// The same entry with a head that commits to its body.
fn committed(mut new: NewEntry) -> NewEntry {
    let stream = &new.stream;
    let body = hovedbok_tree::Hash::of_parts(&[&new.salt, &new.body]);
    let id = new.id;
    new.rest =
        format!("\"id\":\"{id}\",\"stream\":\"{stream}\",\"type\":\"x\",\"body_sha256\":\"{body}\"}}").into_bytes();
    new
}

/// Every other way a head can begin or end.
fn odd(number: u64, stream: &str) -> NewEntry {
    let mut new = whole(number, stream);
    match number % 4 {
        0 => new.rest = format!("\"stream\":\"{stream}\",\"id\":\"{}\"}}", new.id).into_bytes(),
        1 => new = entry(number, stream),
        2 => {
            new.rest =
                format!("\"id\":\"{}\",\"stream\":\"{stream}\",\"body_sha256\":\"{stream}\"}}", new.id).into_bytes()
        }
        _ => {
            new.stream = format!("{stream}\"\\");
            let rest = String::from_utf8(new.rest).unwrap().replace(stream, &format!("{stream}\\\"\\\\"));
            new.rest = rest.into_bytes();
        }
    }
    new
}

fn tree_of(entries: &[Stored]) -> MemoryTree {
    let mut tree = MemoryTree::default();
    tree.extend(entries.iter().map(|entry| leaf_hash(&entry.head)));
    tree
}

fn roots_agree(log: &Log, tree: &MemoryTree, mut random: impl FnMut(u64) -> u64) {
    for _ in 0..60 {
        let size = random(log.size() + 1);
        assert_eq!(log.root(size).unwrap(), hovedbok_tree::root(tree, size).unwrap(), "root at {size}");
    }
    for _ in 0..20 {
        let size = 1 + random(log.size());
        let (index, old) = (random(size), random(size + 1));
        let (root, leaf) = (log.root(size).unwrap(), tree.node(0, index).unwrap());
        verify_inclusion(leaf, index, size, &inclusion(log, index, size).unwrap(), root).unwrap();
        let before = log.root(old).unwrap();
        verify_consistency(old, before, size, root, &consistency(log, old, size).unwrap()).unwrap();
    }
}

#[test]
fn commits_and_imports_of_any_size_keep_every_byte_and_root() {
    for seed in 1..=4 {
        let dir = tempfile::tempdir().unwrap();
        let mut random = numbers(seed);
        let mut log = Log::init(dir.path(), ORIGIN, &who()).unwrap();
        let (mut made, mut number) = (Vec::new(), 0);
        while number < 5_000 {
            let count = [1, 1, 2, 60, 700, 1_500][usize::try_from(random(6)).unwrap()];
            let entries: Vec<NewEntry> = (0..count)
                .map(|_| {
                    number += 1;
                    let stream = format!("s/{}", random(40));
                    if random(9) == 0 { odd(number, &stream) } else { whole(number, &stream) }
                })
                .collect();
            made.extend(entries.iter().map(|entry| (entry.id, entry.body.clone(), entry.rest.clone())));
            if random(3) == 0 {
                let mut stage = log.stage(NOW, false).unwrap();
                for entry in &entries {
                    stage.push(entry).unwrap();
                }
                stage.publish(&[]).unwrap();
            } else {
                log.append(&commit(entries), NOW).unwrap();
            }
            match random(8) {
                0 => {
                    log.close().unwrap();
                    log = Log::open(dir.path(), &who()).unwrap();
                    assert_eq!(log.repairs(), []);
                }
                1 => drop(log.compact(|_| ()).unwrap()),
                _ => {}
            }
        }
        let before = everything(&log);
        assert_eq!(before.len(), made.len());
        for (stored, (id, body, rest)) in before.iter().zip(&made) {
            assert!(stored.id == *id && stored.body == *body && stored.head.ends_with(rest), "{}", stored.seq);
            assert_eq!(log.get(stored.seq).unwrap().as_ref(), Some(stored));
            assert_eq!(log.position_of(*id).unwrap(), Some(stored.seq));
        }
        let tree = tree_of(&before);
        for positions in [(1..=log.size()).collect::<Vec<_>>(), (3..=log.size()).step_by(37).collect(), vec![4_000, 9]]
        {
            let mut read = Vec::new();
            log.read_at::<ReadError>(positions.iter().copied(), |entry| {
                read.push(entry.stored());
                Ok(())
            })
            .unwrap();
            let written = positions.iter().map(|seq| &before[usize::try_from(*seq).unwrap() - 1]);
            assert!(read.iter().eq(written), "read ahead it is the same");
        }
        // Whoever takes no more ends it.
        let stopped = log.read::<ReadError>(1..=u64::MAX, |entry| match entry.seq {
            1_500 => Err(hovedbok_log::StoreError::from(std::io::Error::other("enough")).into()),
            _ => Ok(()),
        });
        assert!(stopped.unwrap_err().to_string().contains("enough"));
        roots_agree(&log, &tree, &mut random);
        let found = verified(&log).unwrap();
        assert_eq!((found.read, found.root), (log.size(), log.root(log.size()).unwrap()));
        log.compact(|_| ()).unwrap();
        assert_eq!(everything(&log), before);
        roots_agree(&log, &tree, &mut random);
        log.append(&commit(vec![whole(90_000, "after")]), NOW).unwrap();
        log.close().unwrap();
        let log = Log::open(dir.path(), &who()).unwrap();
        assert_eq!(everything(&log)[..before.len()], before);
        assert_eq!(verified(&log).unwrap().size, log.size());
    }
}

#[test]
fn entries_that_do_not_compress_are_sealed_in_smaller_blocks() {
    let dir = tempfile::tempdir().unwrap();
    let mut random = numbers(11);
    let log = Log::init(dir.path(), ORIGIN, &who()).unwrap();
    let mut large = |number| {
        let mut new = whole(number, &format!("{number:0>255}"));
        let room = ENTRY_BYTES_MAX - 200 - new.rest.len();
        new.body = (0..room).map(|_| u8::try_from(random(256)).unwrap()).collect();
        committed(new)
    };
    let mut stage = log.stage(NOW, false).unwrap();
    for number in 1..=1_100 {
        stage.push(&large(number)).unwrap();
    }
    stage.publish(&[]).unwrap();
    for number in 1_101..=2_200 {
        log.append(&commit(vec![large(number)]), NOW).unwrap();
    }
    let before = everything(&log);
    assert_eq!(fs::read_dir(dir.path().join("store/blobs")).unwrap().count(), 0);
    roots_agree(&log, &tree_of(&before), numbers(3));
    drop(log);
    let mut log = Log::open(dir.path(), &who()).unwrap();
    assert_eq!(verified(&log).unwrap().size, 2_200);
    log.compact(|_| ()).unwrap();
    assert_eq!(everything(&log), before);
    assert_eq!(fs::read_dir(dir.path().join("store/blobs")).unwrap().count(), 0);
}

fn bytes(dir: &Path) -> u64 {
    fs::metadata(dir.join("store/db")).unwrap().len()
}

#[test]
fn compacting_gives_room_back_and_is_undone_when_it_was_stopped() {
    let dir = tempfile::tempdir().unwrap();
    let ledger = dir.path().join("ledger");
    let mut log = Log::init(&ledger, ORIGIN, &who()).unwrap();
    for number in 1..=3_000 {
        log.append(&commit(vec![whole(number, "a")]), NOW).unwrap();
    }
    let before = everything(&log);
    let saved = log.compact(|_| ()).unwrap();
    assert!(saved.after < saved.before && saved.after == bytes(&ledger), "{saved:?}");
    log.close().unwrap();
    // Stopped while the new store was written, between the two renames, and after them.
    for (case, names) in
        [vec!["store", "store.new"], vec!["store.old", "store.new"], vec!["store", "store.old"]].into_iter().enumerate()
    {
        let stopped = dir.path().join(format!("stopped-{case}"));
        fs::create_dir(&stopped).unwrap();
        fs::copy(ledger.join("anchor.json"), stopped.join("anchor.json")).unwrap();
        names.iter().for_each(|name| crate::support::copy(&ledger.join("store"), &stopped.join(name)));
        let log = Log::open(&stopped, &who()).unwrap();
        assert!(
            log.repairs().iter().any(|repair| matches!(repair, hovedbok_log::Repair::UnfinishedCompaction)),
            "{case}"
        );
        assert_eq!(everything(&log), before);
        log.close().unwrap();
        let left = fs::read_dir(&stopped).unwrap().count();
        assert_eq!(left, 3, "store, anchor and the note of the clock");
        assert_eq!(Log::open(&stopped, &who()).unwrap().repairs(), []);
    }
}

#[test]
fn an_index_is_there_for_what_is_sealed_and_what_is_not() {
    let dir = tempfile::tempdir().unwrap();
    let log = Log::init(dir.path(), ORIGIN, &who()).unwrap();
    for number in 1..=1_030 {
        log.append(&commit(vec![whole(number, &format!("s/{}", number % 7))]), NOW + i64::try_from(number).unwrap())
            .unwrap();
    }
    log.close().unwrap();
    let log = Log::open(dir.path(), &who()).unwrap();
    assert_eq!(log.stream("s/3").unwrap(), (0..=146).map(|n| 7 * n + 3).collect::<Vec<u64>>());
    assert_eq!((log.version("s/0").unwrap(), log.streams("s/").unwrap().len()), (147, 7));
    assert_eq!([1, 1_024, 1_025, 1_030].map(|n| log.position_of(id(n)).unwrap()), [1, 1_024, 1_025, 1_030].map(Some));
    let at = |number: i64| log.position_at(NOW + number).unwrap();
    assert_eq!([0, 1, 1_023, 1_024, 1_025, 1_030, 9_999].map(at), [0, 1, 1_023, 1_024, 1_025, 1_030, 1_030]);
    assert!(log.append(&commit(vec![whole(5, "s/1")]), NOW + 2_000).is_err(), "an id is taken in a block too");
}
