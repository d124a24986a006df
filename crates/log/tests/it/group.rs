//! Many writers at once: each is told its own positions when they are on the disk, refusals are told to the one they
//! concern, and when the disk fails nobody is told otherwise.

use std::collections::BTreeSet;
use std::fs;
use std::sync::Arc;
use std::time::Duration;

use hovedbok_log::{AppendError, Appender, Commit, Log, Syncing};

use crate::support::{NOW, ORIGIN, commit, entry, everything, expecting, verified, who};

fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_multi_thread().worker_threads(2).build().unwrap()
}

#[test]
fn sixty_four_writers_get_every_position_once() {
    let dir = tempfile::tempdir().unwrap();
    let log = Arc::new(Log::init(dir.path(), ORIGIN, &who()).unwrap());
    let appender = Appender::start(Arc::clone(&log));
    let mut told = BTreeSet::new();
    runtime().block_on(async {
        let writers: Vec<_> = (0..64_u64)
            .map(|writer| {
                let appender = appender.clone();
                tokio::spawn(async move {
                    let mut told = Vec::new();
                    for turn in 0..20 {
                        let number = 1 + writer * 40 + turn * 2;
                        let entries = vec![entry(number, "all"), entry(number + 1, &format!("s/{writer}"))];
                        let written = appender.append(commit(entries), NOW).await.unwrap();
                        told.extend(written.into_iter().zip([number, number + 1]));
                    }
                    told
                })
            })
            .collect();
        for writer in writers {
            for (written, number) in writer.await.unwrap() {
                let stored = log.get(written.seq).unwrap().unwrap();
                assert_eq!(stored.id, crate::support::id(number));
                assert_eq!(written.leaf, hovedbok_tree::leaf_hash(&stored.head));
                assert!(told.insert(written.seq), "{} was given twice", written.seq);
            }
        }
    });
    appender.close();
    assert_eq!(told, (1..=2_560).collect());
    assert_eq!(log.version("all").unwrap(), 1_280);
    let before = everything(&log);
    drop(Arc::into_inner(log).unwrap());
    let log = Log::open(dir.path(), &who()).unwrap();
    assert_eq!(everything(&log), before);
    assert_eq!(verified(&log).unwrap().size, 2_560);
}

#[test]
fn a_refused_commit_is_told_to_its_writer_alone() {
    let dir = tempfile::tempdir().unwrap();
    let log = Arc::new(Log::init(dir.path(), ORIGIN, &who()).unwrap());
    let appender = Appender::start(Arc::clone(&log));
    let outcomes: Vec<_> = runtime().block_on(async {
        // Each wants to be the first in the stream; the same id stands in every second one.
        let writers: Vec<_> = (0..40_u64)
            .map(|writer| {
                let appender = appender.clone();
                let wants = expecting(vec![entry(1_000 + writer / 2, "one")], &[("one", 0)]);
                tokio::spawn(async move { appender.append(wants, NOW).await })
            })
            .collect();
        let mut outcomes = Vec::new();
        for writer in writers {
            outcomes.push(writer.await.unwrap());
        }
        outcomes.push(appender.append(Commit::default(), NOW).await);
        outcomes
    });
    appender.close();
    let recorded = outcomes.iter().filter(|outcome| outcome.is_ok()).count();
    let refused = outcomes.iter().filter(|outcome| {
        matches!(outcome, Err(AppendError::Conflict { actual: 1, .. } | AppendError::IdTaken { position: 1, .. }))
    });
    assert_eq!((recorded, refused.count(), log.size()), (1, 39, 1));
    assert!(matches!(outcomes.last(), Some(Err(AppendError::Empty))));
}

#[test]
fn a_failed_sync_is_told_to_all_who_wait_and_to_all_who_come() {
    let dir = tempfile::tempdir().unwrap();
    let log = Arc::new(Log::init(dir.path(), ORIGIN, &who()).unwrap());
    let appender = Appender::start(Arc::clone(&log));
    let runtime = runtime();
    runtime.block_on(appender.append(commit(vec![entry(1, "a")]), NOW)).unwrap();
    log.set_syncing(Syncing::FailAfter(0));
    let outcomes: Vec<_> = runtime.block_on(async {
        let writers: Vec<_> = (2..34_u64)
            .map(|number| {
                let appender = appender.clone();
                tokio::spawn(async move { appender.append(commit(vec![entry(number, "a")]), NOW).await })
            })
            .collect();
        let mut outcomes = Vec::new();
        for writer in writers {
            outcomes.push(writer.await.unwrap());
        }
        outcomes
    });
    assert!(outcomes.iter().all(|outcome| matches!(outcome, Err(AppendError::Store(_) | AppendError::Poisoned))));
    let how = outcomes.iter().filter(|outcome| matches!(outcome, Err(AppendError::Store(_)))).count();
    assert_eq!(how, 1, "one is told how it failed");
    assert!(matches!(log.append(&commit(vec![entry(50, "a")]), NOW), Err(AppendError::Poisoned)));
    appender.close();
    assert_eq!(log.size(), 1, "readers see what was acknowledged");
    drop(Arc::into_inner(log).unwrap());
    // The next opening looks at what the disk holds, and everything that was acknowledged is there.
    let log = Log::open(dir.path(), &who()).unwrap();
    assert!(log.size() >= 1 && verified(&log).is_ok());
    log.append(&commit(vec![entry(60, "a")]), NOW).unwrap();
}

#[test]
fn the_anchor_follows_when_nobody_writes_and_the_last_appender_ends_the_thread() {
    let dir = tempfile::tempdir().unwrap();
    let log = Arc::new(Log::init(dir.path(), ORIGIN, &who()).unwrap());
    let appender = Appender::start(Arc::clone(&log));
    let second = appender.clone();
    runtime().block_on(appender.append(commit(vec![entry(1, "a")]), NOW)).unwrap();
    let anchored = || fs::read_to_string(dir.path().join("anchor.json")).unwrap().contains("\"size\":1,");
    let waited = (0..100).any(|_| {
        std::thread::sleep(Duration::from_millis(100));
        anchored()
    });
    assert!(waited, "no anchor after ten seconds");
    appender.close();
    assert!(Arc::strong_count(&log) > 1, "another appender is left");
    second.close();
    assert_eq!(Arc::strong_count(&log), 1);
}
