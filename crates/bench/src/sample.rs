//! The entries that everybody writes: a synthetic ledger, the same bytes for the ledger and its peers.

mod money;
mod plan;

use std::collections::HashMap;

use hovedbok_core::entries::Fact;
use hovedbok_core::entry::{Migrated, commitment};
use hovedbok_core::{Body, Day, Draft, EntryId, Instant, Period, Seq, ShareBp, StreamId, line};
use hovedbok_sample::Recorded;
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha12Rng;
use uuid::{Builder, Uuid};

use crate::error::Error;

pub use money::money;
pub use plan::{PLAN, plan};

/// The seed of the sample: `hovedbok sample synth --seed 1` makes the same ledger.
const SEED: u64 = 1;

/// An entry as it stands in the ledger.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Its position, from 1.
    pub position: u64,
    /// When it was recorded, in microseconds since 1970.
    pub recorded: i64,
    /// Its version within its stream, from 1.
    pub version: u64,
    /// Its id.
    pub id: Uuid,
    /// Its stream.
    pub stream: String,
    /// Its whole head.
    pub head: Vec<u8>,
    /// The salt of its commitment.
    pub salt: [u8; 16],
    /// Its body.
    pub body: Vec<u8>,
    rest_at: usize,
}

impl Entry {
    /// The head from `"id":` on: what a log is handed, without what it gives itself.
    pub fn rest(&self) -> &[u8] {
        self.head.get(self.rest_at..).unwrap_or_default()
    }

    /// The entry as a JSON line, as `export --to jsonl` writes it.
    pub fn line(&self) -> Vec<u8> {
        line::write(&self.head, &self.salt, &self.body)
    }

    /// The day on which it was recorded.
    pub fn day(&self) -> Day {
        Instant::from_micros(self.recorded).and_then(Instant::oslo_day).unwrap_or(Day::MAX)
    }

    /// What a peer without columns writes: salt, head without what a log gives, and body.
    pub fn payload(&self) -> Vec<u8> {
        [self.salt.as_slice(), self.rest(), self.body.as_slice()].concat()
    }
}

/// The entries of a synthetic ledger of this size, in order.
///
/// # Errors
/// When an entry does not come out as one, which would be a fault of the sample.
pub fn entries(size: u64) -> Result<Vec<Entry>, Error> {
    one_by_one(size).collect()
}

/// The same one by one.
pub fn one_by_one(size: u64) -> impl Iterator<Item = Result<Entry, Error>> {
    placed(hovedbok_sample::synth(size, SEED))
}

/// The same with this share of the entries corrected, of those that can be.
pub fn corrected(size: u64, share: ShareBp) -> impl Iterator<Item = Result<Entry, Error>> {
    placed(hovedbok_sample::synth_corrected(size, SEED, share))
}

/// An id that is the same in every run.
fn id(random: &mut ChaCha12Rng) -> Uuid {
    let mut bytes = [0; 16];
    random.fill_bytes(&mut bytes);
    Builder::from_random_bytes(bytes).into_uuid()
}

/// An entry of a migration batch that takes effect, and was written, on one day.
fn migrated(id: Uuid, batch: &str, day: Day, stream: StreamId, fact: Fact) -> Option<Recorded> {
    let draft = Draft {
        id: EntryId(id),
        stream,
        effective: Period::day(day),
        actor: "u1".parse().ok()?,
        on_behalf_of: None,
        source: None,
        target: None,
        migrated: Some(Migrated { batch: batch.into(), written: Instant::oslo_noon(day) }),
        body: Body::Fact(fact),
    };
    Some(Recorded { recorded: Instant::oslo_noon(day), draft })
}

/// What was recorded, as entries of a ledger that has nothing else.
fn placed(all: impl Iterator<Item = Recorded>) -> impl Iterator<Item = Result<Entry, Error>> {
    let mut salts = ChaCha12Rng::seed_from_u64(SEED);
    let mut versions: HashMap<StreamId, u64> = HashMap::new();
    (1..).zip(all).map(move |(position, recorded)| {
        let version = versions.entry(recorded.draft.stream.clone()).or_default();
        *version += 1;
        let mut salt = [0; 16];
        salts.fill_bytes(&mut salt);
        let mut entry = recorded.draft.placed(Seq(position), recorded.recorded, *version);
        entry.body_sha256 = commitment(&salt, &entry.draft.body.to_json()).into();
        let (head, body) = entry.encode();
        let rest_at =
            rest_at(&head).ok_or_else(|| Error::Sample { position, what: "its head has no id".to_owned() })?;
        Ok(Entry {
            position,
            recorded: entry.recorded.micros(),
            version: entry.version,
            id: entry.draft.id.0,
            stream: entry.draft.stream.to_string(),
            head,
            salt,
            body,
            rest_at,
        })
    })
}

/// The days on which the first and the last of them were recorded.
pub fn days(entries: &[Entry]) -> (Day, Day) {
    let day = |entry: Option<&Entry>| entry.map_or(Day::MAX, Entry::day);
    (day(entries.first()), day(entries.last()))
}

/// The entries as the JSON lines that `export --to jsonl` writes.
pub fn lines(entries: &[Entry]) -> Vec<u8> {
    let mut lines = Vec::new();
    for entry in entries {
        lines.extend_from_slice(&entry.line());
    }
    lines
}

/// Where the head goes on after what the log gives it (H4).
fn rest_at(head: &[u8]) -> Option<usize> {
    let mark = b"\"id\":";
    head.windows(mark.len()).position(|window| window == mark)
}
