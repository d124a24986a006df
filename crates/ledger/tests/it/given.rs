//! A ledger in a folder of its own, with a clock and ids that are the same in every run.

use hovedbok_answers::Question;
use hovedbok_core::proposal::{Proposal, Subject};
use hovedbok_core::{Day, Draft, EntryId, Instant, Period, Seq};
use hovedbok_ledger::{CommitOptions, Compacted, Edge, Ledger, LedgerError, PendingCommit, Recorded};
use hovedbok_projection::At;
use proptest::prelude::ProptestConfig;
use serde_json::{Map, Value};
use tempfile::TempDir;
use uuid::Uuid;

/// The name of every ledger of these tests.
pub const ORIGIN: &str = "test.example/ledger";

/// When every ledger of these tests begins.
pub const BEGINNING: &str = "2010-06-01T10:00:00Z";

/// So many cases, unless PROPTEST_CASES says otherwise.
pub fn cases(count: u32) -> ProptestConfig {
    let asked = std::env::var("PROPTEST_CASES").ok().and_then(|text| text.parse().ok());
    ProptestConfig { cases: asked.unwrap_or(count), failure_persistence: None, ..ProptestConfig::default() }
}

pub fn day(text: &str) -> Day {
    text.parse().unwrap()
}

pub fn instant(text: &str) -> Instant {
    text.parse().unwrap()
}

/// A day, or two with `..` between.
pub fn period(text: &str) -> Period {
    match text.split_once("..") {
        Some((start, end)) => Period::new(day(start), day(end)).unwrap(),
        None => Period::day(day(text)),
    }
}

/// A random-looking UUID of version 4 that belongs to a number.
pub fn uuid(number: u128) -> Uuid {
    uuid::Builder::from_random_bytes(
        (number.wrapping_mul(0x9e37_79b9_7f4a_7c15_f39c_c060_5ced_c835) ^ number).to_be_bytes(),
    )
    .into_uuid()
}

pub fn entry_id(number: u128) -> EntryId {
    EntryId(uuid(0xe0_0000 + number))
}

/// What is asked to be recorded; an empty `when` leaves the day out.
pub fn proposal(stream: &str, type_name: &str, when: &str, fields: Value) -> Proposal {
    let fields: Map<String, Value> = match fields {
        Value::Object(fields) => fields,
        other => panic!("{other} are no fields"),
    };
    Proposal {
        type_name: type_name.to_owned(),
        subject: Subject::Stream(stream.parse().unwrap()),
        effective: (!when.is_empty()).then(|| period(when)),
        fields,
        id: None,
        on_behalf_of: None,
        source: None,
        origin: None,
    }
}

pub struct World {
    dir: TempDir,
    ledger: Option<Ledger>,
    pub now: Instant,
    pub actor: Option<&'static str>,
    pub clock_ok: bool,
    pub built: Option<Instant>,
    drawn: u64,
}

impl World {
    pub fn new() -> World {
        World::drawing(0)
    }

    /// Another ledger, which draws other ids.
    pub fn other() -> World {
        World::drawing(1_000_000)
    }

    fn drawing(drawn: u64) -> World {
        let dir = TempDir::new().unwrap();
        let now = instant(BEGINNING);
        let ledger = Some(Ledger::init(dir.path(), ORIGIN, now).unwrap());
        World { dir, ledger, now, actor: Some("tester"), clock_ok: false, built: None, drawn }
    }

    pub fn ledger(&self) -> &Ledger {
        self.ledger.as_ref().unwrap()
    }

    pub fn path(&self) -> &std::path::Path {
        self.dir.path()
    }

    /// Closes the ledger and opens it again.
    pub fn reopen(&mut self) {
        self.ledger.take().unwrap().close().unwrap();
        self.ledger = Some(Ledger::open(self.dir.path(), self.now).unwrap());
    }

    /// Closes the ledger, does something in its folder and opens it again.
    pub fn while_closed<T>(&mut self, act: impl FnOnce(&std::path::Path) -> T) -> T {
        self.ledger.take().unwrap().close().unwrap();
        let done = act(self.dir.path());
        self.ledger = Some(Ledger::open(self.dir.path(), self.now).unwrap());
        done
    }

    pub fn compact(&mut self, progress: &mut dyn FnMut(u64)) -> Result<Compacted, LedgerError> {
        self.ledger.as_mut().unwrap().compact(progress)
    }

    /// Sets the clock.
    pub fn at(&mut self, now: &str) -> &mut World {
        self.now = instant(now);
        self
    }

    /// Does something at the edge: with the clock, randomness and actor of this world.
    pub fn with<T>(&mut self, act: impl FnOnce(&Ledger, &mut Edge<'_>) -> T) -> T {
        let drawn = &mut self.drawn;
        let mut random = || {
            *drawn += 1;
            (u128::from(*drawn).wrapping_mul(0x2545_f491_4f6c_dd1d_9e37_79b9_7f4a_7c15)).to_be_bytes()
        };
        let actor = self.actor.map(|name| name.parse().unwrap());
        let mut edge = Edge { now: self.now, random: &mut random, actor, clock_ok: self.clock_ok, built: self.built };
        act(self.ledger.as_ref().unwrap(), &mut edge)
    }

    /// One commit.
    pub fn work(
        &mut self,
        act: impl FnOnce(&mut PendingCommit<'_>, &mut Edge<'_>) -> Result<(), LedgerError>,
    ) -> Result<Vec<Recorded>, LedgerError> {
        self.work_in(CommitOptions::default(), act)
    }

    pub fn work_in(
        &mut self,
        commit: CommitOptions,
        act: impl FnOnce(&mut PendingCommit<'_>, &mut Edge<'_>) -> Result<(), LedgerError>,
    ) -> Result<Vec<Recorded>, LedgerError> {
        self.with(|ledger, edge| {
            let mut work = ledger.begin(commit).unwrap();
            act(&mut work, edge)?;
            work.commit(edge)
        })
    }

    /// Proposals in one commit.
    pub fn record(&mut self, proposals: Vec<Proposal>) -> Result<Vec<Recorded>, LedgerError> {
        self.work(|work, edge| proposals.into_iter().try_for_each(|proposal| work.propose(proposal, edge)))
    }

    /// Drafts moved in with their own times.
    pub fn migrate(&mut self, drafts: Vec<(Instant, Draft)>) -> Result<u64, LedgerError> {
        self.with(|ledger, edge| ledger.migrate(drafts.into_iter(), edge, &mut |_| {}))
    }

    /// The bytes of an answer's result.
    pub fn result(&self, question: &Question, at: At) -> String {
        match self.ledger().ask(question, at) {
            Ok(answer) => serde_json::to_string(&answer.result).unwrap(),
            Err(error) => format!("error: {error}"),
        }
    }

    /// The log as JSON lines up to a position.
    pub fn exported(&self, until: Seq) -> Vec<u8> {
        let mut bytes = Vec::new();
        self.ledger().export_jsonl(&mut bytes, until).unwrap();
        bytes
    }

    pub fn last(&self) -> u64 {
        self.ledger().last().0
    }
}

pub fn at(as_of: &str, known_at: u64) -> At {
    At { as_of: day(as_of), known_at: Seq(known_at) }
}

/// What the command line says of what to do about an error.
pub fn hint(error: &LedgerError) -> String {
    hovedbok_present::errors::hint(error.code(), error.fact().as_deref())
}
