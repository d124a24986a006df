//! Whoever may write the folder can make every checksum of the store right, and the hash tree too, but no other entries that
//! have the root which somebody kept. So whatever is changed, under that root the log gives what was written or nothing.

use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};

use hovedbok_log::{EntryRef, Fault, FaultKind, Log, Micros, NewEntry, ReadError, Stored};
use hovedbok_tree::{Hash, MemoryTree, Nodes, consistency, inclusion, leaf_hash, verify_consistency, verify_inclusion};
use uuid::Uuid;

use crate::forge::{COMMITTED, NAMED, ORDINARY, Part, Store};
use crate::support::{NOW, ORIGIN, SECOND, commit, copy, entry, everything, who};

/// An entry as the ledger makes them: its head begins with id and stream and ends with the commitment. The names of some
/// streams need escapes, and the type tells which entries do not count for the clock.
fn whole(number: u64, at: Micros) -> NewEntry {
    let stream = if number % 50 == 7 { "x/\"odd\"".to_owned() } else { format!("s/{}", number % 30) };
    let mut new = entry(number, &stream);
    let body = Hash::of_parts(&[&new.salt, &new.body]);
    new.ordinary = !number.is_multiple_of(9);
    let type_name = if new.ordinary { ORDINARY_TYPE } else { "moved" };
    let name = serde_json::to_string(&stream).unwrap();
    new.rest = format!(
        "\"id\":\"{}\",\"stream\":{name},\"type\":\"{type_name}\",\"effective\":\"2026-01-{:02}\",\"body_sha256\":\"{body}\"}}",
        new.id,
        1 + number % 28
    )
    .into_bytes();
    new.recorded = Some(at);
    new
}

/// The type of what counts for the clock.
const ORDINARY_TYPE: &str = "x";

/// What whoever knows the heads finds wrong with an entry when the log is verified.
fn known(entry: &EntryRef<'_>) -> Result<(), String> {
    let ordinary = format!("\"type\":\"{ORDINARY_TYPE}\"");
    let says = String::from_utf8_lossy(entry.head).contains(&ordinary);
    if says == entry.ordinary { Ok(()) } else { Err("another flag than its head says".to_owned()) }
}

/// A closed ledger with blocks of several sizes and entries after them, and what is written in it.
struct Genuine {
    dir: tempfile::TempDir,
    entries: Vec<Stored>,
    tree: MemoryTree,
    store: Store,
}

fn at(number: u64) -> Micros {
    NOW + i64::try_from(number / 10).unwrap() * SECOND
}

impl Genuine {
    fn new() -> Genuine {
        let dir = tempfile::tempdir().unwrap();
        let ledger = dir.path().join("ledger");
        let log = Log::init(&ledger, ORIGIN, &who()).unwrap();
        for numbers in [1..=1_500, 1_501..=2_600, 2_601..=2_603] {
            let mut stage = log.stage(NOW, true).unwrap();
            for number in numbers {
                stage.push(&whole(number, at(number))).unwrap();
            }
            stage.publish(&[]).unwrap();
        }
        for number in 2_604..=2_615 {
            log.append(&commit(vec![whole(number, at(number))]), NOW).unwrap();
        }
        let entries = everything(&log);
        let mut tree = MemoryTree::default();
        tree.extend(entries.iter().map(|entry| leaf_hash(&entry.head)));
        assert_eq!(log.root(log.size()).unwrap(), root(&tree, log.size()));
        log.close().unwrap();
        let store = Store::read(&ledger);
        assert!(store.blocks.len() > 10 && store.tail.len() > 10, "{} {}", store.blocks.len(), store.tail.len());
        Genuine { dir, entries, tree, store }
    }

    /// What somebody finds who opens the ledger after this was done to it; none when it does not open.
    fn changed<T>(&self, change: impl FnOnce(&mut Store), find: impl FnOnce(&Log) -> T) -> Option<T> {
        let room = tempfile::tempdir().unwrap();
        let dir = room.path().join("ledger");
        copy(&self.dir.path().join("ledger"), &dir);
        let mut store = self.store.clone();
        change(&mut store);
        store.write_over(&self.store, &dir);
        let log = Log::open(&dir, &who()).ok()?;
        Some(find(&log))
    }

    /// As many of the first entries as are under a root that they had: whoever kept it takes them for what they were.
    fn vouched(&self, log: &Log, random: &mut impl FnMut(u64) -> u64) -> u64 {
        let sizes = [log.size(), 2_604, 2_048, 1_500, 1_024, 1 + random(log.size())];
        let same = |size: &u64| {
            *size <= self.entries.len() as u64 && log.root(*size).is_ok_and(|found| found == root(&self.tree, *size))
        };
        sizes.into_iter().filter(same).max().unwrap_or(0)
    }

    /// Asks the reader everything. What it gives of the entries that are vouched for is what was written.
    fn ask(&self, log: &Log, random: &mut impl FnMut(u64) -> u64) -> Outcome {
        let vouched = self.vouched(log, random);
        let written = &self.entries[..usize::try_from(vouched).unwrap()];
        let mut given = 0;
        for (found, was) in log.range(1..=vouched).map_while(Result::ok).zip(written) {
            assert_eq!(content(&found), content(was));
            given += 1;
        }
        let mut read = 0;
        let _ = log.read::<ReadError>(1..=vouched, |found| {
            assert_eq!(content(&found.stored()), content(&written[read]));
            read += 1;
            Ok(())
        });
        assert_eq!(read as u64, given, "read ahead it is the same");
        for _ in 0..5.min(vouched) {
            let seq = 1 + random(vouched);
            let was = &self.entries[usize::try_from(seq).unwrap() - 1];
            if let Ok(found) = log.get(seq) {
                assert_eq!(content(&found.unwrap()), content(was));
            }
            let _ = log.read_at::<ReadError>([seq], |found| {
                assert_eq!(content(&found.stored()), content(was));
                Ok(())
            });
            if let Ok(Some(Some(found))) = log.position_of(was.id).map(|at| at.map(|at| log.get(at).ok().flatten())) {
                assert_eq!(found.id, was.id);
            }
            self.prove(log, seq, vouched);
        }
        let verified = log.verify(0, |(), entry| known(entry), |_| ());
        self.indexes(log, vouched, random);
        if let Ok((verified, _)) = &verified {
            assert!(given == vouched && vouched > 0 || verified.root != root_or_empty(&self.tree, verified.size));
            let flags = log.range(1..=vouched).map(|found| found.unwrap().ordinary);
            assert!(flags.eq(written.iter().map(|was| was.ordinary)), "a flag that its head does not say");
        }
        match verified {
            Ok(_) if vouched == self.entries.len() as u64 => Outcome::Nothing,
            Ok(_) => Outcome::Another,
            Err(_) => Outcome::Found,
        }
    }

    /// Proofs that are given are those of what was written.
    fn prove(&self, log: &Log, seq: u64, vouched: u64) {
        let whole = root(&self.tree, vouched);
        if let Ok(proof) = inclusion(log, seq - 1, vouched) {
            let leaf = self.tree.node(0, seq - 1).unwrap();
            assert_eq!(verify_inclusion(leaf, seq - 1, vouched, &proof, whole), Ok(()));
        }
        if let Ok(proof) = consistency(log, seq, vouched) {
            assert_eq!(verify_consistency(seq, root(&self.tree, seq), vouched, whole, &proof), Ok(()));
        }
        if let Ok(found) = log.root(seq) {
            assert_eq!(found, root(&self.tree, seq));
        }
    }

    /// What is said of instants is true at once, of streams and ids once every head was held against the indexes.
    fn indexes(&self, log: &Log, vouched: u64, random: &mut impl FnMut(u64) -> u64) {
        if vouched != log.size() {
            return;
        }
        for _ in 0..20 {
            let instant = NOW + i64::try_from(random(270)).unwrap() * SECOND - i64::try_from(random(2)).unwrap();
            if let Ok(found) = log.position_at(instant) {
                let by_then = |entry: &&Stored| entry.seq <= vouched && entry.recorded <= instant;
                assert_eq!(found, self.entries.iter().filter(by_then).count() as u64);
            }
        }
        if log.check_index().is_err() {
            return;
        }
        for stream in ["s/3", "s/17", "x/\"odd\"", "s/none"] {
            let of = self.entries.iter().filter(|entry| entry.seq <= vouched && entry.stream == stream);
            let positions: Vec<u64> = of.map(|entry| entry.seq).collect();
            assert_eq!(log.version(stream).unwrap(), positions.len() as u64);
            assert_eq!(log.stream(stream).unwrap(), positions);
        }
        assert_eq!(log.streams("").unwrap().len(), 31);
        for entry in self.entries.iter().filter(|entry| entry.seq <= vouched).step_by(97) {
            assert_eq!(log.position_of(entry.id).unwrap(), Some(entry.seq));
        }
    }
}

/// Everything of an entry but whether it counts for the clock, which no head holds: that is found by verifying.
fn content(entry: &Stored) -> Stored {
    Stored { ordinary: true, ..entry.clone() }
}

fn root(tree: &MemoryTree, size: u64) -> Hash {
    hovedbok_tree::root(tree, size).unwrap()
}

fn root_or_empty(tree: &MemoryTree, size: u64) -> Hash {
    hovedbok_tree::root(tree, size).unwrap_or(hovedbok_tree::EMPTY_ROOT)
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Outcome {
    /// It did not open.
    Refused,
    /// It opened, what was asked gave nothing false, and `verify` found it.
    Found,
    /// It is another log, whole in itself, with another root.
    Another,
    /// Everything is as it was.
    Nothing,
}

fn numbers(seed: u64) -> impl FnMut(u64) -> u64 {
    let mut state = seed.wrapping_mul(2_862_933_555_777_941_757).wrapping_add(7);
    move |below| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 20) % below
    }
}

fn pick(random: &mut impl FnMut(u64) -> u64, below: usize) -> usize {
    usize::try_from(random(below as u64)).unwrap()
}

fn flip(bytes: &mut [u8], random: &mut impl FnMut(u64) -> u64) {
    if !bytes.is_empty() {
        let at = pick(random, bytes.len());
        bytes[at] = bytes[at].wrapping_add(1 + u8::try_from(random(255)).unwrap());
    }
}

/// Changes one entry in one way; `position` is where it stands.
fn change_part(part: &mut Part, position: u64, random: &mut impl FnMut(u64) -> u64) {
    match random(13) {
        12 => part.flags ^= ORDINARY,
        0 => part.body = format!("{{\"number\":{}}}", 100_000 + random(99)).into_bytes(),
        1 => flip(&mut part.body, random),
        2 => flip(&mut part.salt, random),
        3 => {
            let text = String::from_utf8_lossy(&part.text).replace("\"2026-01-", "\"2025-01-");
            part.text = text.into_bytes();
        }
        4 => part.recorded += SECOND * (1 + i64::try_from(random(5)).unwrap()),
        5 => part.recorded -= 1,
        6 => part.id = Uuid::from_u128(u128::from(random(1 << 40))),
        7 => part.stream = format!("s/{}", random(31)),
        8 => part.version += 1,
        // The head as it was, with another body, another stream or another id beside it.
        9 => *part = Part { body: b"{\"number\":1}".to_vec(), ..part.spelt_out(position) },
        10 => *part = Part { stream: format!("s/{}", random(31)), ..part.spelt_out(position) },
        // The name reaches into what follows it.
        _ => {
            let text = String::from_utf8_lossy(&part.text).into_owned();
            if let (true, Some((name, rest))) = (part.flags & NAMED != 0, text.split_once(",\"effective\"")) {
                let name = name.strip_suffix('"').unwrap();
                part.stream = format!("{}\",{name}", part.stream);
                part.text = format!("\"effective\"{rest}").into_bytes();
            } else {
                part.id = Uuid::nil();
            }
        }
    }
}

/// Changes the store in one way; the block that it is about.
fn change(store: &mut Store, random: &mut impl FnMut(u64) -> u64) -> usize {
    let block = pick(random, store.blocks.len());
    let of = store.blocks[block].parts.len();
    let (one, other) = (pick(random, of), pick(random, of));
    match random(16) {
        0..=6 => {
            let position = store.blocks[block].first + one as u64;
            change_part(&mut store.blocks[block].parts[one], position, random);
        }
        7 => store.blocks[block].parts.swap(one, other),
        8 => {
            let body = store.blocks[block].parts[other].clone();
            let part = &mut store.blocks[block].parts[one];
            (part.body, part.salt, part.text) = (body.body, body.salt, body.text);
        }
        9 => {
            let nodes = &mut store.blocks[block].nodes;
            let node = pick(random, nodes.len());
            nodes[node] = Hash::of(b"another");
        }
        10 => store.blocks[block].parts[one].mark[0] ^= 1,
        11 => match random(4) {
            0 => store.seal.last -= SECOND,
            1 => store.seal.last_ordinary += 1,
            2 => store.seal.peaks[0] = Hash::of(b"another"),
            _ => store.seal.size -= 1,
        },
        12 => match random(3) {
            0 => store.anchor.root = Hash::of(b"another"),
            1 => store.anchor.recorded -= SECOND,
            _ => store.anchor.size -= 3,
        },
        13 => {
            let other = pick(random, store.blocks.len());
            let first = store.blocks[block].first;
            store.blocks[block] = crate::forge::Block { first, ..store.blocks[other].clone() };
        }
        _ => {
            let place = pick(random, store.tail.len());
            let (position, part) = &mut store.tail[place];
            change_part(part, *position, random);
        }
    }
    block
}

#[test]
fn nothing_that_reads_the_log_gives_an_altered_entry_under_the_root_that_it_had() {
    let count: u64 = std::env::var("HOVEDBOK_FORGERIES").ok().and_then(|count| count.parse().ok()).unwrap_or(500);
    let genuine = Genuine::new();
    let (next, outcomes) = (AtomicU64::new(0), [const { AtomicU64::new(0) }; 4]);
    let forge = |case: u64| {
        let mut random = numbers(case);
        let level = u8::try_from(random(6)).unwrap();
        let mut asking = numbers(case + 1_000_000);
        let change = |store: &mut Store| {
            let mut changed = change(store, &mut random);
            // Every fifth has a second change.
            if case.is_multiple_of(5) {
                changed = self::change(store, &mut random);
            }
            store.fit(changed, level);
            store.anchor.closed = !case.is_multiple_of(3);
        };
        let asked = std::panic::AssertUnwindSafe(|| genuine.changed(change, |log| genuine.ask(log, &mut asking)));
        match std::panic::catch_unwind(asked) {
            Ok(outcome) => outcome.unwrap_or(Outcome::Refused),
            Err(_) => panic!("case {case}, made to fit up to {level}"),
        }
    };
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                loop {
                    let case = next.fetch_add(1, Ordering::Relaxed);
                    if case >= count {
                        break;
                    }
                    outcomes[forge(case) as usize].fetch_add(1, Ordering::Relaxed);
                }
            });
        }
    });
    let [refused, found, another, nothing] = outcomes.map(AtomicU64::into_inner);
    println!("{count} forgeries: {refused} refused, {found} found, {another} another log, {nothing} changed nothing");
    assert_eq!(refused + found + another + nothing, count);
    // Enough of them open, so that the reader is asked.
    assert!(found > count / 3 && another > count / 50, "{refused} {found} {another} {nothing}");
}

/// The fault that reading an entry of a changed ledger comes to.
fn fault(genuine: &Genuine, seq: u64, change: impl FnOnce(&mut Store)) -> Fault {
    let found = genuine.changed(change, |log| {
        assert_eq!(log.root(log.size()).unwrap(), root(&genuine.tree, log.size()), "the root is the genuine one");
        [log.get(seq).map(drop), log.range(seq..=seq).next().unwrap().map(drop)]
    });
    let [one, other] = found.unwrap().map(|found| match found.unwrap_err() {
        ReadError::Damaged(fault) => fault,
        ReadError::Store(error) => panic!("{error}"),
    });
    assert_eq!(one, other, "read alone and in a range");
    one
}

#[test]
fn a_changed_entry_is_named_when_it_is_read() {
    let genuine = Genuine::new();
    let part = |store: &mut Store, seq: u64, change: &dyn Fn(&mut Part)| {
        let block = store.blocks.iter().rposition(|block| block.first <= seq).unwrap();
        let place = usize::try_from(seq - store.blocks[block].first).unwrap();
        change(&mut store.blocks[block].parts[place]);
        block
    };
    let body = |part: &mut Part| part.body = b"{\"number\":9}".to_vec();
    let day = |part: &mut Part| {
        part.text = String::from_utf8(part.text.clone()).unwrap().replace("2026-01-", "2025-01-").into_bytes();
    };
    // A body, with nothing else; with its mark; with its block's directory; with all directories.
    let leaf = fault(&genuine, 700, |store| {
        part(store, 700, &body);
    });
    assert_eq!((leaf.position, leaf.kind), (700, FaultKind::Leaf));
    let block = fault(&genuine, 700, |store| {
        let changed = part(store, 700, &day);
        store.fit(changed, 1);
    });
    assert_eq!((block.position, block.kind), (1, FaultKind::Block { last: 1_024 }));
    for level in [2, 3] {
        let tree = fault(&genuine, 1_600, |store| {
            let changed = part(store, 1_600, &body);
            store.fit(changed, level);
        });
        assert_eq!((tree.position, tree.kind), (1_537, FaultKind::Tree));
    }
    // The head as it was, with another body or another stream beside it.
    let position = 1_300;
    let beside = |other: Part| {
        fault(&genuine, position, move |store| {
            part(store, position, &|part| *part = other.clone());
        })
    };
    let block = genuine.store.blocks.iter().rfind(|block| block.first <= position).unwrap();
    let spelt_out = block.parts[usize::try_from(position - block.first).unwrap()].spelt_out(position);
    assert_eq!(spelt_out.flags & (NAMED | COMMITTED), 0);
    let other_body = beside(Part { body: b"{}".to_vec(), ..spelt_out.clone() });
    assert_eq!((other_body.position, other_body.kind), (position, FaultKind::Commitment));
    let other_stream = beside(Part { stream: "s/elsewhere".to_owned(), ..spelt_out });
    assert_eq!((other_stream.position, other_stream.kind), (position, FaultKind::Names));
}

#[test]
fn whether_an_entry_counts_for_the_clock_is_verified_against_its_head() {
    let genuine = Genuine::new();
    let (blocks, tail) = (genuine.store.blocks.len(), genuine.store.tail.len());
    let flip = |part: &mut Part| part.flags ^= ORDINARY;
    for place in 0..4 {
        let found = genuine.changed(
            |store| match place {
                0 => flip(&mut store.blocks[0].parts[500]),
                1 => flip(&mut store.blocks[blocks - 1].parts[0]),
                2 => flip(&mut store.tail[0].1),
                _ => flip(&mut store.tail[tail - 1].1),
            },
            |log| log.verify(0, |(), entry| known(entry), |_| ()).map(drop).unwrap_err(),
        );
        let ReadError::Damaged(fault) = found.unwrap() else { panic!("{place}") };
        assert!(matches!(fault.kind, FaultKind::Entry(_)), "{place}: {}", fault.kind);
    }
}

#[test]
fn what_follows_the_seal_is_held_against_its_heads_when_the_log_is_opened() {
    let genuine = Genuine::new();
    let ways: [fn(&mut Part); 4] = [
        |part| part.body = b"{}".to_vec(),
        |part| part.salt[3] ^= 1,
        |part| part.stream = "s/elsewhere".to_owned(),
        |part| part.id = Uuid::nil(),
    ];
    for (case, way) in ways.into_iter().enumerate() {
        let opened = genuine.changed(|store| way(&mut store.tail[2].1), |_| ());
        assert_eq!(opened, None, "{case}");
    }
    // Written in bundles of one entry each, as they were, it is the same log.
    let opened = genuine.changed(|store| store.anchor.closed = false, |log| everything(log) == genuine.entries);
    assert_eq!(opened, Some(true));
}

#[test]
fn entries_that_directories_hide_from_their_stream_are_missed() {
    let genuine = Genuine::new();
    // Nothing is read of the blocks that hide them; only what is before them.
    let hide = |store: &mut Store| {
        let later = store.blocks[3..].iter_mut().flat_map(|block| &mut block.parts);
        for (part, version) in later.filter(|part| part.stream == "s/10").zip(1..) {
            (part.stream, part.version) = ("z/hidden".to_owned(), version);
        }
    };
    let found = genuine.changed(hide, |log| {
        let before = log.stream("s/10").unwrap();
        assert!(before.iter().all(|seq| log.get(*seq).is_ok()), "what is found is what was written");
        (
            before.len() < genuine.entries.iter().filter(|entry| entry.stream == "s/10").count(),
            log.check_index().is_err(),
        )
    });
    assert_eq!(found, Some((true, true)));
    // Where the log began empty, and after a whole verification, nothing is left to be read.
    let nothing_to_do = genuine.changed(
        |store| store.anchor.closed = false,
        |log| {
            log.check_index().unwrap();
            log.check_index().is_ok()
        },
    );
    assert_eq!(nothing_to_do, Some(true));
}

#[test]
fn nothing_is_written_after_an_instant_that_no_entry_has() {
    let dir = tempfile::tempdir().unwrap();
    let ledger = dir.path().join("ledger");
    let log = Log::init(&ledger, ORIGIN, &who()).unwrap();
    for numbers in [1..=40, 41..=41] {
        let mut stage = log.stage(NOW, true).unwrap();
        numbers.for_each(|number| {
            stage.push(&whole(number, at(number))).unwrap();
        });
        stage.publish(&[]).unwrap();
    }
    drop(log.stage(NOW, true).unwrap());
    log.close().unwrap();
    let store = Store::read(&ledger);
    assert_eq!((store.tail.len(), store.seal.size), (0, 41), "all is sealed");
    let append = |dir: &Path| {
        let log = Log::open(dir, &who()).unwrap();
        log.append(&commit(vec![whole(99, at(99))]), NOW).map(drop).map_err(|error| error.to_string())
    };
    for later in [-SECOND, SECOND] {
        let changed = dir.path().join(format!("changed{later}"));
        copy(&ledger, &changed);
        let mut other = store.clone();
        other.seal.last += later;
        other.anchor.recorded += later;
        other.write_over(&store, &changed);
        let said = append(&changed).unwrap_err();
        assert!(said.contains("how far the log is sealed does not match"), "{said}");
    }
    append(&ledger).unwrap();
}
