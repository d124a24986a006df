//! Staged imports: published by one write, and nothing of them otherwise.

use hovedbok_log::{AppendError, Log, Repair, Syncing};

use crate::support::{DAY, NOW, ORIGIN, commit, copy, entry, everything, id, migrated, verified, who};

/// More than two batches, so that much lies on the disk before anything is published.
const MANY: u64 = 25_000;

fn stream(number: u64) -> String {
    format!("s/{}", number % 500)
}

#[test]
fn an_import_is_there_at_once_when_it_is_published() {
    let dir = tempfile::tempdir().unwrap();
    let log = Log::init(dir.path(), ORIGIN, &who()).unwrap();
    log.append(&commit(vec![migrated(0, "s/0", NOW - DAY)]), NOW).unwrap();
    let mut stage = log.stage(NOW, false).unwrap();
    for number in 1..=MANY {
        let written = stage.push(&migrated(number, &stream(number), NOW - DAY + 1)).unwrap();
        assert_eq!(written.seq, number + 1);
    }
    assert_eq!(log.size(), 1);
    assert!(matches!(log.append(&commit(vec![entry(MANY + 1, "a")]), NOW).unwrap_err(), AppendError::Busy));
    assert!(matches!(log.stage(NOW, false).unwrap_err(), AppendError::Busy));
    stage.publish(&[("s/0".to_owned(), 1), ("s/1".to_owned(), 0)]).unwrap();
    assert_eq!(
        (log.size(), log.version("s/0").unwrap(), log.version("s/1").unwrap()),
        (MANY + 1, MANY / 500 + 1, MANY / 500)
    );
    log.append(&commit(vec![entry(MANY + 1, "a")]), NOW).unwrap();
    let before = everything(&log);
    verified(&log).unwrap();
    drop(log);
    let log = Log::open(dir.path(), &who()).unwrap();
    assert_eq!(everything(&log), before);
    assert_eq!(log.position_at(NOW - DAY + 1).unwrap(), MANY + 1);
    let middle: Vec<_> = log.range(12_000..=12_100).map(|stored| stored.unwrap().seq).collect();
    assert_eq!(middle, (12_000..=12_100).collect::<Vec<_>>());
}

#[test]
fn a_dropped_import_leaves_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let log = Log::init(dir.path(), ORIGIN, &who()).unwrap();
    log.append(&commit(vec![entry(0, "s/0")]), NOW).unwrap();
    let mut stage = log.stage(NOW, false).unwrap();
    for number in 1..=MANY {
        stage.push(&entry(number, &stream(number))).unwrap();
    }
    drop(stage);
    assert_eq!((log.size(), log.position_of(id(5)).unwrap(), log.version("s/1").unwrap()), (1, None, 0));
    // The same positions and ids are free again, also for commits of another size.
    for number in 1..=40 {
        log.append(&commit(vec![entry(number, "other")]), NOW).unwrap();
    }
    drop(log);
    let log = Log::open(dir.path(), &who()).unwrap();
    assert_eq!(log.repairs(), []);
    assert_eq!((log.size(), log.version("other").unwrap()), (41, 40));
}

#[test]
fn a_refused_import_leaves_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let log = Log::init(dir.path(), ORIGIN, &who()).unwrap();
    log.append(&commit(vec![entry(0, "s/0")]), NOW).unwrap();
    let mut stage = log.stage(NOW, false).unwrap();
    stage.push(&entry(1, "s/0")).unwrap();
    assert!(matches!(stage.push(&entry(1, "s/0")).unwrap_err(), AppendError::IdTwice { .. }));
    assert!(matches!(stage.push(&entry(0, "s/0")).unwrap_err(), AppendError::IdTaken { position: 1, .. }));
    assert!(matches!(stage.push(&migrated(2, "s/0", NOW - 1)).unwrap_err(), AppendError::RecordedBackwards { .. }));
    // A refused entry is not in it, the next one takes its place.
    let written = stage.push(&entry(2, "s/0")).unwrap();
    assert_eq!((written.seq, written.version), (3, 3));
    let conflict = stage.publish(&[("s/0".to_owned(), 0)]).unwrap_err();
    assert!(matches!(conflict, AppendError::Conflict { expected: 0, actual: 1, .. }));
    assert!(matches!(log.stage(NOW, false).unwrap().publish(&[]).unwrap_err(), AppendError::Empty));
    let mut late = log.stage(NOW + 40 * DAY, false).unwrap();
    assert!(matches!(late.push(&entry(1, "s/0")).unwrap_err(), AppendError::ClockAhead { .. }));
    drop(late);
    let mut confirmed = log.stage(NOW + 40 * DAY, true).unwrap();
    confirmed.push(&entry(1, "s/0")).unwrap();
    confirmed.publish(&[]).unwrap();
    assert_eq!((log.size(), log.last_recorded()), (2, Some(NOW + 40 * DAY)));
}

#[test]
fn a_crash_before_publishing_leaves_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let (live, crashed) = (dir.path().join("live"), dir.path().join("crashed"));
    let log = Log::init(&live, ORIGIN, &who()).unwrap();
    log.append(&commit(vec![entry(0, "s/0")]), NOW).unwrap();
    let mut stage = log.stage(NOW, false).unwrap();
    for number in 1..=MANY {
        stage.push(&entry(number, &stream(number))).unwrap();
    }
    copy(&live, &crashed);
    let log = Log::open(&crashed, &who()).unwrap();
    let [Repair::UnpublishedImport { blocks }] = log.repairs() else { panic!("{:?}", log.repairs()) };
    assert!(*blocks > 10, "{blocks}");
    assert_eq!((log.size(), log.position_of(id(1)).unwrap()), (1, None));
    for number in 1..=40 {
        log.append(&commit(vec![entry(number, "other")]), NOW).unwrap();
    }
    log.close().unwrap();
    let log = Log::open(&crashed, &who()).unwrap();
    assert_eq!(log.repairs(), []);
    assert_eq!((log.size(), verified(&log).unwrap().size), (41, 41));
}

#[test]
fn a_restore_brings_instants_of_its_own_for_ordinary_entries_too() {
    let dir = tempfile::tempdir().unwrap();
    let (one, two) = (dir.path().join("one"), dir.path().join("two"));
    let log = Log::init(&one, ORIGIN, &who()).unwrap();
    log.append(&commit(vec![migrated(1, "a", NOW - 900 * DAY), entry(2, "a")]), NOW).unwrap();
    log.append(&commit(vec![entry(3, "b")]), NOW + DAY).unwrap();
    let restored = Log::init(&two, ORIGIN, &who()).unwrap();
    let mut stage = restored.stage(0, false).unwrap();
    for stored in everything(&log) {
        let mut new = entry(stored.seq, &stored.stream);
        (new.ordinary, new.recorded) = (stored.ordinary, Some(stored.recorded));
        let written = stage.push(&new).unwrap();
        assert_eq!((written.seq, written.recorded, written.version), (stored.seq, stored.recorded, stored.version));
    }
    stage.publish(&[]).unwrap();
    assert_eq!(everything(&restored), everything(&log));
    assert_eq!(restored.last_ordinary(), log.last_ordinary());
}

#[test]
fn a_disk_that_fails_while_staging_poisons_and_the_next_open_cleans_up() {
    let dir = tempfile::tempdir().unwrap();
    let log = Log::init(dir.path(), ORIGIN, &who()).unwrap();
    log.append(&commit(vec![entry(0, "s/0")]), NOW).unwrap();
    log.set_syncing(Syncing::FailAfter(1));
    let mut stage = log.stage(NOW, false).unwrap();
    let failed = (1..=MANY).find_map(|number| stage.push(&entry(number, "s/0")).err()).unwrap();
    assert!(matches!(failed, AppendError::Store(_)));
    assert!(matches!(stage.push(&entry(MANY, "s/0")).unwrap_err(), AppendError::Poisoned));
    drop(stage);
    log.set_syncing(Syncing::Disk);
    assert!(matches!(log.append(&commit(vec![entry(1, "a")]), NOW).unwrap_err(), AppendError::Poisoned));
    drop(log);
    let log = Log::open(dir.path(), &who()).unwrap();
    assert_eq!(log.size(), 1);
    log.append(&commit(vec![entry(1, "a")]), NOW).unwrap();
}
