//! Commits: what is recorded, what is refused, and that a refusal records nothing.

use std::sync::Arc;

use hovedbok_log::{AppendError, Commit, ENTRY_BYTES_MAX, InitError, Log, NewEntry, OpenError, Syncing, Written};

use crate::support::{DAY, NOW, ORIGIN, SECOND, commit, entry, everything, expecting, id, migrated, verified, who};

#[test]
fn an_entry_comes_back_with_its_head_before_and_after_a_reopen() {
    let dir = tempfile::tempdir().unwrap();
    let log = Log::init(dir.path(), ORIGIN, &who()).unwrap();
    assert_eq!((log.size(), log.last_recorded(), log.version("a").unwrap()), (0, None, 0));
    let first = log.append(&commit(vec![entry(1, "a"), entry(2, "b")]), NOW).unwrap();
    let leaf = |seq| hovedbok_tree::leaf_hash(&log.get(seq).unwrap().unwrap().head);
    let written = |seq, recorded, version| Written { seq, recorded, version, leaf: leaf(seq) };
    assert_eq!(first, [written(1, NOW, 1), written(2, NOW, 1)]);
    let second = log.append(&commit(vec![entry(3, "a")]), NOW + 7).unwrap();
    assert_eq!(second, [written(3, NOW + 7, 2)]);
    let whole = [1, 2, 3].map(leaf);
    assert_eq!([1, 3].map(|size| log.root(size).unwrap()), [whole[0], hovedbok_tree::subtree_root(&whole)]);
    let before = everything(&log);
    let head = String::from_utf8(before[2].head.clone()).unwrap();
    assert_eq!(
        head,
        format!(
            "{{\"seq\":3,\"recorded\":\"2026-01-05T09:30:00.000007Z\",\"version\":2,\"id\":\"{}\",\"stream\":\"a\"}}",
            id(3)
        )
    );
    assert_eq!(before[2].body, b"{\"number\":3}");
    log.close().unwrap();

    let log = Log::open(dir.path(), &who()).unwrap();
    assert_eq!(everything(&log), before);
    assert_eq!(log.get(3).unwrap().as_ref(), Some(&before[2]));
    assert_eq!((log.get(0).unwrap(), log.get(4).unwrap()), (None, None));
    assert_eq!(
        (log.stream("a").unwrap(), log.stream("b").unwrap(), log.stream("c").unwrap()),
        (vec![1, 3], vec![2], vec![])
    );
    assert_eq!((log.position_of(id(2)).unwrap(), log.position_of(id(9)).unwrap()), (Some(2), None));
    let pairs = [(3, id(1)), (1, id(3)), (2, id(1)), (1, id(9)), (4, id(1))];
    let beside = log.positions_beside(&pairs).unwrap();
    assert_eq!(beside, [Some(1), Some(3), None, None, None], "of one stream or not there");
    assert_eq!(log.streams("").unwrap().iter().map(|name| &**name).collect::<Vec<_>>(), ["a", "b"]);
    assert_eq!(log.range(2..=2).map(|stored| stored.unwrap().seq).collect::<Vec<_>>(), [2]);
    assert_eq!([NOW - 1, NOW, NOW + 6, NOW + 7, NOW + DAY].map(|at| log.position_at(at).unwrap()), [0, 2, 2, 3, 3]);
    assert_eq!(log.repairs(), []);
    let found = verified(&log).unwrap();
    assert_eq!((found.size, found.recorded), (3, Some(NOW + 7)));
}

#[test]
fn expected_versions_of_own_and_guard_streams_are_compared() {
    let dir = tempfile::tempdir().unwrap();
    let log = Log::init(dir.path(), ORIGIN, &who()).unwrap();
    log.append(&expecting(vec![entry(1, "person"), entry(2, "programme")], &[("person", 0)]), NOW).unwrap();
    let error = log.append(&expecting(vec![entry(3, "person")], &[("person", 0)]), NOW).unwrap_err();
    assert_eq!(error.to_string(), "stream person has version 1, expected 0: read it again and repeat");
    let guard = [("person", 1), ("programme", 2)];
    let error = log.append(&expecting(vec![entry(3, "person")], &guard), NOW).unwrap_err();
    assert!(matches!(error, AppendError::Conflict { ref stream, expected: 2, actual: 1 } if stream == "programme"));
    log.append(&expecting(vec![entry(3, "person")], &[("person", 1), ("programme", 1)]), NOW).unwrap();
    assert_eq!((log.size(), log.version("person").unwrap(), log.version("programme").unwrap()), (3, 2, 1));
}

#[test]
fn a_taken_id_is_named_before_the_version_that_it_no_longer_fits() {
    let dir = tempfile::tempdir().unwrap();
    let log = Log::init(dir.path(), ORIGIN, &who()).unwrap();
    let command = expecting(vec![entry(1, "a")], &[("a", 0)]);
    log.append(&command, NOW).unwrap();
    let error = log.append(&command, NOW + 400 * DAY).unwrap_err();
    assert!(matches!(error, AppendError::IdTaken { id: taken, position: 1 } if taken == id(1)));
    let twice = commit(vec![entry(2, "a"), entry(2, "b")]);
    assert!(matches!(log.append(&twice, NOW).unwrap_err(), AppendError::IdTwice { id: taken } if taken == id(2)));
    assert_eq!(log.size(), 1);
}

/// Makes an entry wrong and says whether the refusal is the one it must get.
type Refusal = (&'static str, fn(&mut NewEntry), fn(&AppendError) -> bool);

#[test]
fn a_refused_commit_records_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let log = Log::init(dir.path(), ORIGIN, &who()).unwrap();
    log.append(&commit(vec![entry(1, "a")]), NOW).unwrap();
    let table: [Refusal; 11] = [
        ("no stream", |e| e.stream.clear(), |e| matches!(e, AppendError::StreamName { bytes: 0, .. })),
        ("long stream", |e| e.stream = "s".repeat(256), |e| matches!(e, AppendError::StreamName { bytes: 256, .. })),
        ("no rest", |e| e.rest.clear(), |e| matches!(e, AppendError::Malformed { .. })),
        ("open rest", |e| e.rest = b"\"id\":1".to_vec(), |e| matches!(e, AppendError::Malformed { .. })),
        ("whole head", |e| e.rest = b"{\"id\":1}".to_vec(), |e| matches!(e, AppendError::Malformed { .. })),
        ("another stream", |e| e.stream = "c".to_owned(), |e| matches!(e, AppendError::Disagrees { .. })),
        ("no id", |e| e.rest = b"\"id\":\"\"}".to_vec(), |e| matches!(e, AppendError::Disagrees { .. })),
        (
            "another body",
            |e| e.rest = format!("\"body_sha256\":\"{}\"}}", "0".repeat(64)).into_bytes(),
            |e| matches!(e, AppendError::Disagrees { .. }),
        ),
        ("large", |e| e.body = vec![b' '; ENTRY_BYTES_MAX], |e| matches!(e, AppendError::TooLarge { .. })),
        ("larger than a field", |e| e.body = vec![b' '; 70_000], |e| matches!(e, AppendError::TooLarge { .. })),
        ("back", |e| e.recorded = Some(NOW - 1), |e| matches!(e, AppendError::RecordedBackwards { .. })),
    ];
    for (name, spoil, wanted) in table {
        let mut spoiled = entry(3, "b");
        spoil(&mut spoiled);
        let error = log.append(&commit(vec![entry(2, "b"), spoiled]), NOW).unwrap_err();
        assert!(wanted(&error), "{name}: {error}");
        assert_eq!((log.size(), log.version("b").unwrap(), log.position_of(id(2)).unwrap()), (1, 0, None), "{name}");
    }
    assert!(matches!(log.append(&Commit::default(), NOW), Err(AppendError::Empty)));
    log.append(&commit(vec![entry(2, "b")]), NOW).unwrap();
    verified(&log).unwrap();
}

#[test]
fn head_and_body_may_take_sixteen_kilobytes_and_not_one_more() {
    let dir = tempfile::tempdir().unwrap();
    let log = Log::init(dir.path(), ORIGIN, &who()).unwrap();
    let mut large = entry(1, "a");
    let around = "{\"seq\":1,\"recorded\":\"2026-01-05T09:30:00.000000Z\",\"version\":1,".len() + large.rest.len();
    large.body = vec![b' '; ENTRY_BYTES_MAX - around + 1];
    let error = log.append(&commit(vec![large.clone()]), NOW).unwrap_err();
    assert!(error.to_string().ends_with("head and body take 16385 bytes, at most 16384 are allowed"), "{error}");
    large.body.pop();
    log.append(&commit(vec![large]), NOW).unwrap();
    let stored = log.get(1).unwrap().unwrap();
    assert_eq!(stored.head.len() + stored.body.len(), ENTRY_BYTES_MAX);
}

#[test]
fn the_clock_is_held_confirmed_and_refused() {
    let dir = tempfile::tempdir().unwrap();
    let log = Log::init(dir.path(), ORIGIN, &who()).unwrap();
    // Migrated entries and the opening bring their own instants, whatever the clock says.
    log.append(&commit(vec![migrated(1, "a", NOW - 9 * 365 * DAY), migrated(2, "a", NOW)]), 0).unwrap();
    assert_eq!((log.last_recorded(), log.last_ordinary()), (Some(NOW), None));
    let error = log.append(&commit(vec![migrated(3, "a", NOW - 1)]), NOW).unwrap_err();
    assert_eq!(
        error.to_string(),
        "the recorded time 2026-01-05T09:29:59.999999Z is before that of the last entry, 2026-01-05T09:30:00.000000Z; \
         entries must come in the order in which they were recorded"
    );
    // Nothing ordinary yet: the clock may be as far ahead as it likes, but not behind.
    assert!(matches!(
        log.append(&commit(vec![entry(3, "a")]), NOW - DAY).unwrap_err(),
        AppendError::ClockBehind { now, last } if now == NOW - DAY && last == NOW
    ));
    let later = NOW + 60 * DAY;
    log.append(&commit(vec![entry(3, "a")]), later).unwrap();
    let held = log.append(&commit(vec![entry(4, "a")]), later - 60 * SECOND).unwrap();
    assert_eq!(held[0].recorded, later);
    assert!(log.clock_held(later - 60 * SECOND) && !log.clock_held(later));
    let far = later + 32 * DAY;
    let error = log.append(&commit(vec![entry(5, "a")]), far).unwrap_err();
    assert_eq!(
        error.to_string(),
        "the clock says 2026-04-07T09:30:00.000000Z, more than 31 days after the last entry (2026-03-06T09:30:00.000000Z); \
         set the clock, or confirm it"
    );
    let confirmed = Commit { clock_ok: true, ..commit(vec![entry(5, "a")]) };
    assert_eq!(log.append(&confirmed, far).unwrap()[0].recorded, far);
}

#[test]
fn a_failed_sync_poisons_the_log_until_it_is_opened_again() {
    let dir = tempfile::tempdir().unwrap();
    let log = Log::init(dir.path(), ORIGIN, &who()).unwrap();
    log.set_syncing(Syncing::FailAfter(1));
    log.append(&commit(vec![entry(1, "a")]), NOW).unwrap();
    assert!(matches!(log.append(&commit(vec![entry(2, "a")]), NOW).unwrap_err(), AppendError::Store(_)));
    assert_eq!(log.size(), 1, "what is not durable is not shown");
    log.set_syncing(Syncing::Disk);
    assert!(matches!(log.append(&commit(vec![entry(3, "a")]), NOW).unwrap_err(), AppendError::Poisoned));
    assert!(matches!(log.stage(NOW, false).unwrap_err(), AppendError::Poisoned));
    drop(log);
    let log = Log::open(dir.path(), &who()).unwrap();
    assert!((1..=2).contains(&log.size()), "the entry in doubt is there whole or not at all");
    log.append(&commit(vec![entry(4, "a")]), NOW).unwrap();
    verified(&log).unwrap();
}

#[test]
fn many_threads_write_and_read_one_log() {
    let dir = tempfile::tempdir().unwrap();
    let log = Arc::new(Log::init(dir.path(), ORIGIN, &who()).unwrap());
    let threads: Vec<_> = (0..4_u64)
        .map(|thread| {
            let log = Arc::clone(&log);
            std::thread::spawn(move || {
                for number in 0..25 {
                    let own = thread * 1000 + number;
                    let written = log.append(&commit(vec![entry(own, &format!("t/{thread}"))]), NOW).unwrap();
                    assert_eq!(written[0].version, number + 1);
                    assert_eq!(log.get(written[0].seq).unwrap().unwrap().id, id(own));
                }
            })
        })
        .collect();
    threads.into_iter().for_each(|thread| thread.join().unwrap());
    assert_eq!(verified(&log).unwrap().size, 100);
}

#[test]
fn init_wants_a_folder_of_its_own_and_open_wants_a_ledger() {
    let dir = tempfile::tempdir().unwrap();
    let absent = dir.path().join("new/ledger");
    assert!(matches!(Log::open(&absent, &who()).unwrap_err(), OpenError::NotALedger { .. }));
    Log::init(&absent, ORIGIN, &who()).unwrap().close().unwrap();
    assert!(matches!(Log::init(&absent, ORIGIN, &who()).unwrap_err(), InitError::NotEmpty { .. }));
    let error = Log::init(dir.path(), ORIGIN, &who()).unwrap_err();
    assert!(error.to_string().ends_with("needs a folder that is empty or does not exist: name another one"), "{error}");
    let error = Log::open(dir.path(), &who()).unwrap_err();
    assert!(error.to_string().ends_with("is not a ledger; create one with init, or name the folder of one"), "{error}");
    let file = dir.path().join("file");
    std::fs::write(&file, b"x").unwrap();
    assert!(matches!(Log::open(&file, &who()).unwrap_err(), OpenError::NotALedger { .. }));
    assert!(matches!(Log::init(&file, ORIGIN, &who()).unwrap_err(), InitError::Store { .. }));
}
