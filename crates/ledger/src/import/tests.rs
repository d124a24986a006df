//! Tables into a ledger: all or nothing, once, and a plan against the plan in force.

mod again;
mod ends;
mod forms;
mod grid;
mod later;
mod merged;
mod other_types;
mod plans;
mod refused;
mod tables;

use std::time::Duration;

use hovedbok_core::StreamId;
use hovedbok_interchange::kinds;
use hovedbok_register::{CaseNumber, Opening, Register};

use super::*;
use crate::open::{Edge, Ledger};
use crate::{Kind, LedgerError};

/// What the command line says of what to do about an error.
fn hint(error: &LedgerError) -> String {
    hovedbok_present::errors::hint(error.code(), error.fact().as_deref())
}

/// A ledger and a register in a folder of their own.
struct Bench {
    ledger: Ledger,
    dir: tempfile::TempDir,
    drawn: u128,
}

impl Bench {
    fn new() -> Bench {
        let dir = tempfile::tempdir().unwrap();
        let ledger =
            Ledger::init(&dir.path().join("ledger"), "test.example/ledger", instant("2018-01-10T10:00:00Z")).unwrap();
        Bench { ledger, dir, drawn: 0 }
    }

    fn register(&self) -> Register {
        let opening = Opening {
            register: &self.dir.path().join("register.age"),
            key: &self.dir.path().join("key/register.key"),
            ledger: &self.dir.path().join("ledger"),
            passphrase: None,
            wait: Duration::ZERO,
        };
        Register::open_or_create(&opening).unwrap()
    }

    fn import(&mut self, kind: &str, text: &str) -> Result<ImportReport, LedgerError> {
        self.import_with(kind, &[("t.csv", text.as_bytes())], &TableOptions::default())
    }

    fn import_with(
        &mut self,
        kind: &str,
        files: &[(&str, &[u8])],
        options: &TableOptions,
    ) -> Result<ImportReport, LedgerError> {
        let mut register = self.register();
        let drawn = &mut self.drawn;
        let mut random = || {
            *drawn += 1;
            drawn.to_be_bytes()
        };
        let actor = "office".parse().ok();
        let mut edge =
            Edge { now: instant("2018-01-10T10:00:00Z"), random: &mut random, actor, clock_ok: false, built: None };
        let files: Vec<InputFile<'_>> = files.iter().map(|(name, bytes)| InputFile { name, bytes }).collect();
        let tables = Tables::read(kinds::find(kind).unwrap(), &files, options)?;
        let register = tables.has_cases().then_some(&mut register);
        self.ledger.import_tables(tables, options, register, &mut edge)
    }

    /// A correction, or an entry, by hand.
    fn by_hand(
        &mut self,
        act: impl FnOnce(&mut crate::PendingCommit<'_>, &mut Edge<'_>) -> Result<(), LedgerError>,
    ) -> Vec<crate::Recorded> {
        let drawn = &mut self.drawn;
        let mut random = || {
            *drawn += 1;
            drawn.to_be_bytes()
        };
        let actor = "office".parse().ok();
        let mut edge =
            Edge { now: instant("2018-01-10T10:00:00Z"), random: &mut random, actor, clock_ok: false, built: None };
        let mut work = self.ledger.begin(crate::CommitOptions::default()).unwrap();
        act(&mut work, &mut edge).unwrap();
        work.commit(&mut edge).unwrap()
    }

    /// What is in force, as `#position type effective body`, without the ids of enrolments and placements.
    fn in_force(&self) -> Vec<String> {
        let mut streams: std::collections::BTreeMap<StreamId, hovedbok_projection::History<hovedbok_core::Fact>> =
            std::collections::BTreeMap::new();
        for entry in self.ledger.entries(hovedbok_core::Seq(1), self.ledger.last()).map(Result::unwrap) {
            streams.entry(entry.draft.stream.clone()).or_default().learn(&entry);
        }
        streams.remove(&StreamId::Ledger);
        let mut shown = Vec::new();
        for row in streams.values().flat_map(|history| history.current()) {
            let mut body: serde_json::Map<String, serde_json::Value> =
                serde_json::from_slice(&row.fact.to_json()).unwrap();
            body.retain(|name, _| !["enrolment", "placement"].contains(&name.as_str()));
            let line = format!("{} {} {}", row.fact.type_name(), row.effective, serde_json::Value::Object(body));
            shown.push((row.seq, line));
        }
        shown.sort();
        shown.into_iter().map(|(seq, line)| format!("{seq} {line}")).collect()
    }

    /// What is in force of a type, without positions.
    fn stated(&self, type_name: &str) -> Vec<String> {
        let all = self.in_force().into_iter().map(|line| line.split_once(' ').unwrap().1.to_owned());
        let mut stated: Vec<String> = all.filter(|line| line.starts_with(type_name)).collect();
        stated.sort();
        stated
    }

    /// The id of the entry at a position.
    fn id(&self, seq: u64) -> hovedbok_core::EntryId {
        self.ledger.entry(hovedbok_core::Seq(seq)).unwrap().draft.id
    }

    /// The position of the last entry of a type.
    fn last_of(&self, type_name: &str) -> u64 {
        let entries = self.ledger.entries(hovedbok_core::Seq(1), self.ledger.last()).map(Result::unwrap);
        entries.filter(|entry| entry.draft.body.type_name() == type_name).map(|entry| entry.seq.0).max().unwrap()
    }

    /// Every entry but `ledger.opened` as `type effective body`.
    fn entries(&self) -> Vec<String> {
        let last = self.ledger.last();
        if last.0 == 0 {
            return Vec::new();
        }
        let entries = self.ledger.entries(hovedbok_core::Seq(1), last).map(Result::unwrap);
        let facts = entries.filter(|entry| entry.draft.stream != StreamId::Ledger);
        let shown = facts.map(|entry| {
            let body = String::from_utf8(entry.draft.body.to_json()).unwrap();
            format!("{} {} {} {body}", entry.draft.body.type_name(), entry.draft.stream, entry.draft.effective)
        });
        shown.collect()
    }

    /// The types of all entries but `ledger.opened`, with how many there are.
    fn types(&self) -> std::collections::BTreeMap<String, usize> {
        let mut types = std::collections::BTreeMap::new();
        for entry in self.entries() {
            *types.entry(entry.split(' ').next().unwrap().to_owned()).or_default() += 1;
        }
        types
    }
}

fn instant(text: &str) -> hovedbok_core::Instant {
    text.parse().unwrap()
}

fn real(name: &str) -> Vec<u8> {
    std::fs::read(format!("{}/../../tests/data/programmes/{name}", env!("CARGO_MANIFEST_DIR"))).unwrap()
}

/// Options that name the programme and the plan.
fn named(name: &str) -> TableOptions {
    let rows = kinds::Options { programme: name.parse().ok(), plan: name.parse().ok(), ..kinds::Options::default() };
    TableOptions { rows, ..TableOptions::default() }
}
