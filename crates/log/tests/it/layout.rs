//! What lies in the folder, and that sled never moves a page out of `db`.

use std::fs;
use std::path::Path;

use hovedbok_log::{AppendError, ENTRY_BYTES_MAX, Log, NewEntry};

use crate::support::{NOW, ORIGIN, commit, entry, verified, who};

fn blobs(dir: &Path) -> usize {
    fs::read_dir(dir.join("store/blobs")).unwrap().count()
}

/// As large as an entry may be, with bytes that differ.
fn largest(number: u64) -> NewEntry {
    let mut large = entry(number, "s");
    large.body = number.to_be_bytes().repeat(2_048);
    large.body.truncate(ENTRY_BYTES_MAX - 140 - large.rest.len());
    large
}

#[test]
fn the_largest_entries_leave_blobs_empty() {
    let dir = tempfile::tempdir().unwrap();
    let log = Log::init(dir.path(), ORIGIN, &who()).unwrap();
    let mut stage = log.stage(NOW, false).unwrap();
    for number in 0..3_000 {
        stage.push(&largest(number)).unwrap();
    }
    stage.publish(&[]).unwrap();
    assert_eq!(blobs(dir.path()), 0);
    // Commits of every size up to a few bundles, onto leaves that are full of large values.
    let mut number = 3_000;
    for size in (1..=12).cycle().take(150) {
        let entries = (number..number + size).map(largest).collect();
        number += size;
        log.append(&commit(entries), NOW).unwrap();
    }
    assert_eq!(blobs(dir.path()), 0);
    drop(log);
    let log = Log::open(dir.path(), &who()).unwrap();
    assert_eq!((log.size(), blobs(dir.path())), (number, 0));
    log.append(&commit(vec![entry(number, "s")]), NOW).unwrap();
    assert_eq!(blobs(dir.path()), 0);
}

#[test]
fn bundles_as_large_as_they_get_leave_blobs_empty() {
    // Seven entries of 4,000 bytes fill a bundle to within 150 bytes.
    let dir = tempfile::tempdir().unwrap();
    let log = Log::init(dir.path(), ORIGIN, &who()).unwrap();
    let mut number = 0;
    for _ in 0..120 {
        let entries = (0..21)
            .map(|_| {
                number += 1;
                let mut full = entry(number, "s");
                full.body = vec![b'x'; 4_069 - 54 - 1 - full.rest.len()];
                full
            })
            .collect();
        log.append(&commit(entries), NOW).unwrap();
    }
    assert_eq!((log.size(), blobs(dir.path())), (number, 0));
    verified(&log).unwrap();
}

#[test]
fn the_folder_holds_store_anchor_and_while_it_is_open_the_lock() {
    let dir = tempfile::tempdir().unwrap();
    let names = || {
        let mut names: Vec<_> =
            fs::read_dir(dir.path()).unwrap().map(|item| item.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    };
    let anchor = || fs::read_to_string(dir.path().join("anchor.json")).unwrap();
    let log = Log::init(dir.path(), ORIGIN, &who()).unwrap();
    assert_eq!(names(), ["anchor.json", "lock", "store"]);
    let begins =
        "{\"format\":2,\"segment_size\":8388608,\"origin\":\"log.example/tests\",\"size\":0,\"root\":\"e3b0c442";
    assert!(
        anchor().starts_with(begins)
            && anchor().contains("\"recorded\":null,")
            && anchor().contains("\"closed\":true,")
    );
    let lock = fs::read_to_string(dir.path().join("lock")).unwrap();
    assert_eq!(
        lock,
        format!(
            "{{\"pid\":{},\"program\":\"log tests\",\"since\":\"2026-01-05T09:30:00.000000Z\"}}",
            std::process::id()
        )
    );
    log.append(&commit(vec![entry(1, "a")]), NOW).unwrap();
    assert!(matches!(log.append(&commit(vec![]), NOW), Err(AppendError::Empty)));
    assert!(anchor().contains("\"closed\":false,"));
    drop(log);
    assert_eq!(names(), ["anchor.json", "store"]);
    assert!(anchor().contains("\"size\":1,") && anchor().contains("\"recorded\":\"2026-01-05T09:30:00.000000Z\","));
    assert!(anchor().contains("\"closed\":true,"));
    let settings = fs::read_to_string(dir.path().join("store/conf")).unwrap_or_default();
    assert!(settings.is_empty() || settings.contains("segment_size: 8388608"), "{settings}");
}
