//! The log against a plain list: any order of commits, imports, refusals and reopenings gives the same answers.

use hovedbok_log::{AppendError, Commit, Log, Micros, NewEntry};
use proptest::prelude::*;

use crate::support::{NOW, ORIGIN, entry, verified, who};

#[derive(Debug, Clone)]
enum Step {
    /// Entries for these streams, after so many microseconds, expecting the right version of the first stream or a wrong one.
    Commit {
        streams: Vec<u8>,
        later: Micros,
        right: bool,
    },
    /// As a staged import, published or dropped.
    Import {
        streams: Vec<u8>,
        publish: bool,
    },
    /// The id of an earlier entry again.
    Repeat(prop::sample::Index),
    Reopen,
}

#[derive(Debug, Clone, PartialEq)]
struct Row {
    entry: NewEntry,
    recorded: Micros,
    version: u64,
}

#[derive(Default)]
struct Model {
    rows: Vec<Row>,
    now: Micros,
    ids: u64,
}

impl Model {
    fn version(&self, stream: &str) -> u64 {
        self.rows.iter().filter(|row| row.entry.stream == stream).count().try_into().unwrap()
    }

    fn fresh(&mut self, streams: &[u8]) -> Vec<NewEntry> {
        let make = |stream: &u8| {
            self.ids += 1;
            let mut fresh = entry(self.ids, &format!("s/{stream}"));
            fresh.body = vec![b'b'; usize::from(*stream) * 1_500];
            fresh
        };
        streams.iter().map(make).collect()
    }

    fn add(&mut self, entries: Vec<NewEntry>) {
        for entry in entries {
            let version = self.version(&entry.stream) + 1;
            self.rows.push(Row { entry, recorded: NOW + self.now, version });
        }
    }

    fn check(&self, log: &Log) {
        assert_eq!(log.size(), u64::try_from(self.rows.len()).unwrap());
        let stored: Vec<_> = log.range(1..=u64::MAX).map(Result::unwrap).collect();
        assert_eq!(stored.len(), self.rows.len());
        for (at, (stored, row)) in stored.iter().zip(&self.rows).enumerate() {
            let seq = u64::try_from(at + 1).unwrap();
            assert_eq!((stored.seq, stored.recorded, stored.version), (seq, row.recorded, row.version));
            assert_eq!((stored.id, &stored.stream, &stored.body), (row.entry.id, &row.entry.stream, &row.entry.body));
            assert!(stored.head.ends_with(&row.entry.rest));
            assert_eq!(log.get(seq).unwrap().as_ref(), Some(stored));
            assert_eq!(log.position_of(row.entry.id).unwrap(), Some(seq));
        }
        for stream in (0..8).map(|stream| format!("s/{stream}")) {
            let rows = self.rows.iter().zip(1_u64..).filter(|(row, _)| row.entry.stream == stream);
            assert_eq!(log.stream(&stream).unwrap(), rows.map(|(_, seq)| seq).collect::<Vec<_>>());
            assert_eq!(log.version(&stream).unwrap(), self.version(&stream));
        }
        for instant in [NOW - 1, NOW, NOW + self.now / 2, NOW + self.now] {
            let before = self.rows.iter().filter(|row| row.recorded <= instant).count();
            assert_eq!(log.position_at(instant).unwrap(), u64::try_from(before).unwrap());
        }
        verified(log).unwrap();
    }

    fn run(&mut self, log: Log, step: &Step, dir: &std::path::Path) -> Log {
        match step {
            Step::Commit { streams, later, right } => {
                self.now += later;
                let entries = self.fresh(streams);
                let stream = entries[0].stream.clone();
                let expected = vec![(stream.clone(), self.version(&stream) + u64::from(!right))];
                let commit = Commit { entries, expected, ..Commit::default() };
                match log.append(&commit, NOW + self.now) {
                    Ok(_) => assert!(right),
                    Err(error) => assert!(!right && matches!(error, AppendError::Conflict { .. }), "{error}"),
                }
                if *right {
                    self.add(commit.entries);
                }
            }
            Step::Import { streams, publish } => {
                let entries = self.fresh(streams);
                let mut stage = log.stage(NOW + self.now, false).unwrap();
                for entry in &entries {
                    stage.push(entry).unwrap();
                }
                if *publish {
                    stage.publish(&[]).unwrap();
                    self.add(entries);
                }
            }
            Step::Repeat(index) => {
                if !self.rows.is_empty() {
                    let at = index.index(self.rows.len());
                    let commit = Commit { entries: vec![self.rows[at].entry.clone()], ..Commit::default() };
                    let taken = u64::try_from(at + 1).unwrap();
                    let error = log.append(&commit, NOW + self.now).unwrap_err();
                    assert!(matches!(error, AppendError::IdTaken { position, .. } if position == taken));
                }
            }
            Step::Reopen => {
                drop(log);
                return Log::open(dir, &who()).unwrap();
            }
        }
        log
    }
}

fn step() -> impl Strategy<Value = Step> {
    let streams = || prop::collection::vec(0_u8..8, 1..30);
    prop_oneof![
        4 => (streams(), 0..5_000_000_i64, prop::bool::weighted(0.8))
            .prop_map(|(streams, later, right)| Step::Commit { streams, later, right }),
        2 => (streams(), any::<bool>()).prop_map(|(streams, publish)| Step::Import { streams, publish }),
        1 => any::<prop::sample::Index>().prop_map(Step::Repeat),
        1 => Just(Step::Reopen),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn the_log_is_a_list(steps in prop::collection::vec(step(), 1..25)) {
        let dir = tempfile::tempdir().unwrap();
        let mut log = Log::init(dir.path(), ORIGIN, &who()).unwrap();
        let mut model = Model::default();
        for step in &steps {
            log = model.run(log, step, dir.path());
        }
        model.check(&log);
        drop(log);
        model.check(&Log::open(dir.path(), &who()).unwrap());
    }
}
