//! Single bits of a closed ledger, changed at random in all its files: each is noticed when it is opened or verified, or
//! nothing that is read has changed. Never a panic, never an entry that was not written.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

use hovedbok_log::{EntryRef, Log, NewEntry, Stored};
use hovedbok_tree::Hash;

use crate::forge::open;
use crate::support::{NOW, ORIGIN, commit, copy, entry, everything, who};

/// What became of a changed bit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Outcome {
    /// The ledger did not open.
    Refused,
    /// It opened, and `verify` found it.
    Found,
    /// Everything that is read is as it was.
    Nothing,
}

fn files(dir: &Path, out: &mut Vec<PathBuf>) {
    for item in fs::read_dir(dir).unwrap() {
        let path = item.unwrap().path();
        if path.is_dir() { files(&path, out) } else { out.push(path) }
    }
}

/// What the ledger checks of an entry: its head names its id and commits to its body.
fn known(entry: &EntryRef<'_>) -> Result<(), String> {
    let body = Hash::of_parts(&[&entry.salt, entry.body]);
    let rest = format!("\"id\":\"{}\",\"stream\":\"{}\",\"body_sha256\":\"{body}\"}}", entry.id, entry.stream);
    if entry.head.ends_with(rest.as_bytes()) { Ok(()) } else { Err("the head is that of another entry".to_owned()) }
}

/// An entry whose head names its id and commits to its body.
fn whole(number: u64, stream: &str) -> NewEntry {
    let mut new = entry(number, stream);
    let body = Hash::of_parts(&[&new.salt, &new.body]);
    new.rest = format!("\"id\":\"{}\",\"stream\":\"{stream}\",\"body_sha256\":\"{body}\"}}", new.id).into_bytes();
    new
}

fn spoil(ledger: &Path, change: impl FnOnce(&Path), what: &str, before: &[Stored], root: Hash) -> Outcome {
    let read = |log: &Log| {
        // What is given before an error is what was written.
        for (stored, was) in log.range(1..=u64::MAX).map_while(Result::ok).zip(before) {
            assert_eq!(stored, *was, "{what}");
        }
    };
    judge(ledger, change, read, what, before, root)
}

fn judge(
    ledger: &Path,
    change: impl FnOnce(&Path),
    read: impl FnOnce(&Log),
    what: &str,
    before: &[Stored],
    root: Hash,
) -> Outcome {
    let spoilt = tempfile::tempdir().unwrap();
    let dir = spoilt.path().join("ledger");
    copy(ledger, &dir);
    change(&dir);
    let Ok(log) = Log::open(&dir, &who()) else { return Outcome::Refused };
    read(&log);
    match log.verify(0, |(), entry| known(entry), |_| ()) {
        Err(_) => Outcome::Found,
        Ok((found, _)) => {
            assert_eq!((found.size, found.root), (before.len() as u64, root), "{what}");
            assert_eq!(everything(&log), before, "{what}");
            Outcome::Nothing
        }
    }
}

/// A closed ledger of blocks and a tail, with all its entries and its root.
fn ledger(dir: &Path) -> (Vec<Stored>, Hash) {
    let mut log = Log::init(dir, ORIGIN, &who()).unwrap();
    let mut stage = log.stage(NOW, false).unwrap();
    for number in 1..=1_500 {
        stage.push(&whole(number, &format!("s/{}", number % 30))).unwrap();
    }
    stage.publish(&[]).unwrap();
    log.compact(|_| ()).unwrap();
    for number in 1_501..=1_530 {
        log.append(&commit(vec![whole(number, "tail")]), NOW).unwrap();
    }
    log.close().unwrap();
    // Opened once more, so that sled has written its snapshot.
    let log = Log::open(dir, &who()).unwrap();
    let all = (everything(&log), log.root(log.size()).unwrap());
    log.close().unwrap();
    all
}

fn numbers() -> impl FnMut(u64) -> u64 {
    let mut state = 7_u64;
    move |below| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 20) % below
    }
}

/// How many of these changes were refused at opening, found by verify, and changed nothing.
fn outcomes<T: Sync>(changes: &[T], judge: impl Fn(&T) -> Outcome + Sync) -> [u64; 3] {
    let (next, counts) = (AtomicU64::new(0), [const { AtomicU64::new(0) }; 3]);
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                while let Some(change) = changes.get(usize::try_from(next.fetch_add(1, Ordering::Relaxed)).unwrap()) {
                    counts[judge(change) as usize].fetch_add(1, Ordering::Relaxed);
                }
            });
        }
    });
    counts.map(AtomicU64::into_inner)
}

#[test]
fn every_changed_bit_is_noticed_or_changes_nothing() {
    let count: u64 = std::env::var("HOVEDBOK_FLIPS").ok().and_then(|count| count.parse().ok()).unwrap_or(2_000);
    let dir = tempfile::tempdir().unwrap();
    let at = dir.path().join("ledger");
    let (before, root) = ledger(&at);
    let mut names = Vec::new();
    files(&at, &mut names);
    assert!(names.len() >= 4, "{names:?}");
    // A quarter goes to each of the files alike, a quarter to all bytes, half to the bytes before the zeros at the end of
    // `db`, where sled has filled up its segment.
    let sizes: Vec<u64> = names.iter().map(|name| fs::metadata(name).unwrap().len() * 8).collect();
    let total: u64 = sizes.iter().sum();
    let db = names.iter().position(|name| name.ends_with("db")).unwrap();
    let used = fs::read(&names[db]).unwrap().iter().rposition(|byte| *byte != 0).unwrap() as u64 * 8;
    let mut random = numbers();
    let flips: Vec<(usize, u64)> = (0..count)
        .map(|flip| match flip % 4 {
            0 => {
                let file = usize::try_from(random(names.len() as u64)).unwrap();
                (file, random(sizes[file]))
            }
            1 => {
                let mut bit = random(total);
                let within = |size: &u64| bit.checked_sub(*size).map(|left| bit = left).is_none();
                (sizes.iter().position(within).unwrap(), bit)
            }
            _ => (db, random(used)),
        })
        .collect();
    let [refused, found, nothing] = outcomes(&flips, |(file, bit)| {
        let path = names[*file].strip_prefix(&at).unwrap();
        let flip = |dir: &Path| {
            let mut bytes = fs::read(dir.join(path)).unwrap();
            bytes[usize::try_from(bit / 8).unwrap()] ^= 1 << (bit % 8);
            fs::write(dir.join(path), bytes).unwrap();
        };
        spoil(&at, flip, &format!("{} bit {bit}", path.display()), &before, root)
    });
    println!("{count} bits: {refused} refused at opening, {found} found by verify, {nothing} changed nothing");
    assert_eq!(refused + found + nothing, count);
    assert!(refused + found > count / 4);
}

#[test]
fn bits_of_what_is_stored_are_noticed_where_sled_sees_no_damage() {
    let dir = tempfile::tempdir().unwrap();
    let at = dir.path().join("ledger");
    let (before, root) = ledger(&at);
    let store = open(&at);
    let trees = [&b"sealed"[..], b"__sled__default"];
    let values: Vec<(usize, sled::IVec, u64)> = trees
        .iter()
        .enumerate()
        .flat_map(|(tree, name)| store.open_tree(name).unwrap().iter().map(move |item| (tree, item.unwrap())))
        .map(|(tree, (key, value))| (tree, key, value.len() as u64 * 8))
        .collect();
    drop(store);
    let mut random = numbers();
    let flips: Vec<(usize, u64)> = (0..300)
        .map(|_| {
            let value = usize::try_from(random(values.len() as u64)).unwrap();
            (value, random(values[value].2))
        })
        .collect();
    let [refused, found, nothing] = outcomes(&flips, |(value, bit)| {
        let (tree, key, _) = &values[*value];
        let flip = |dir: &Path| {
            let store = open(dir);
            let tree = store.open_tree(trees[*tree]).unwrap();
            let mut bytes = tree.get(key).unwrap().unwrap().to_vec();
            bytes[usize::try_from(bit / 8).unwrap()] ^= 1 << (bit % 8);
            tree.insert(key, bytes).unwrap();
            store.flush().unwrap();
        };
        judge(&at, flip, |_| (), &format!("{key:?} bit {bit}"), &before, root)
    });
    println!("300 bits: {refused} refused at opening, {found} found by verify, {nothing} changed nothing");
    assert_eq!((refused + found, nothing), (300, 0), "every byte that is stored counts");
}
