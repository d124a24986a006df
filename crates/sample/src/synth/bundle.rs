//! What belongs together, with the instants at which it is recorded.

use hovedbok_core::entries::Fact;
use hovedbok_core::entry::{Body, Migrated};
use hovedbok_core::{Day, Draft, EntryId, Instant, Label, Period, ShareBp, StreamId};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use uuid::{Builder, Uuid};

use super::corrected::{Can, corrections};
use super::words;
use crate::archive::Recorded;
use crate::given::{day, name};

/// When a synthetic ledger says it was written.
const WRITTEN: &str = "2026-01-02";
/// How many of a thousand entries that nothing rests on are recorded more than a week late.
const LATE_PERMILLE: u32 = 66;

/// Midnight (UTC) at the beginning of a day.
pub(super) fn midnight(at: Day) -> Instant {
    let midnight = at.date().and_time(chrono::NaiveTime::MIN).and_utc();
    Instant::from(midnight)
}

/// Entries that belong together, while they are being made.
pub(super) struct Bundle {
    /// Where every choice comes from.
    pub rng: ChaCha8Rng,
    entries: Vec<Recorded>,
    /// When the last entry was recorded that others rest on.
    floor: Option<Instant>,
    /// The share of the entries that are corrected, of those that can be.
    corrected: ShareBp,
}

impl Bundle {
    /// An empty bundle with a generator of its own.
    pub(super) fn new(seed: u64, number: u64, corrected: ShareBp) -> Bundle {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        rng.set_stream(number);
        Bundle { rng, entries: Vec::new(), floor: None, corrected }
    }

    /// A random id.
    pub(super) fn uuid(&mut self) -> Uuid {
        Builder::from_random_bytes(self.rng.random()).into_uuid()
    }

    /// Whether something happens that does in `of` cases out of `all`.
    pub(super) fn happens(&mut self, of: u32, all: u32) -> bool {
        self.rng.random_ratio(of, all)
    }

    /// So many days.
    pub(super) fn days(&mut self, least: i64, most: i64) -> i64 {
        self.rng.random_range(least..=most)
    }

    /// Records what other entries rest on: soon, and in the order put in.
    pub(super) fn firm(&mut self, stream: &StreamId, when: Period, fact: Fact, can: Can) {
        let holds = fact.takes_hold().day(&when);
        let lag = self.days(0, 3);
        let recorded = self.at_work(holds.plus_days(lag)).max(self.floor.unwrap_or(midnight(holds)));
        self.floor = Some(recorded);
        let draft = self.draft(stream.clone(), when, fact);
        self.put(recorded, draft, can);
    }

    /// Records what nothing rests on, when it is `ready` or late.
    pub(super) fn loose(&mut self, stream: &StreamId, when: Period, ready: Day, fact: Fact, can: Can) {
        let late = self.happens(LATE_PERMILLE, 1000);
        let holds = fact.takes_hold().day(&when);
        let on = if late { holds.plus_days(self.days(8, 75)) } else { ready.plus_days(self.days(0, 2)) };
        let recorded = self.at_work(on.max(ready)).max(self.floor.unwrap_or(midnight(holds)));
        let draft = self.draft(stream.clone(), when, fact);
        self.put(recorded, draft, can);
    }

    /// Records entries that somebody else makes at one moment, whatever else is recorded of the same person.
    pub(super) fn beside(&mut self, on: Day, facts: impl IntoIterator<Item = (StreamId, Fact)>) {
        let recorded = self.at_work(on);
        for (stream, fact) in facts {
            let draft = self.draft(stream, Period::day(on), fact);
            self.entries.push(Recorded { recorded, draft });
        }
    }

    /// Puts an entry in, with what corrects it afterwards.
    fn put(&mut self, recorded: Instant, draft: Draft, can: Can) {
        let corrected = self.happens(self.corrected.0.min(10_000), 10_000);
        let corrections = if corrected { corrections(self, &draft, recorded, can) } else { Vec::new() };
        self.entries.push(Recorded { recorded, draft });
        self.entries.extend(corrections);
    }

    /// The entries in the order of `recorded`.
    pub(super) fn into_entries(mut self) -> Vec<Recorded> {
        self.entries.sort_by_key(|entry| entry.recorded);
        self.entries
    }

    /// A moment of a working day.
    pub(super) fn at_work(&mut self, on: Day) -> Instant {
        let micros = 7 * 3_600_000_000 + self.rng.random_range(0..8 * 3_600_000_000i64);
        let midnight = midnight(on);
        Instant::from_micros(midnight.micros().saturating_add(micros)).unwrap_or(midnight)
    }

    /// An entry with an id, an actor and now and then a document of its own.
    pub(super) fn draft(&mut self, stream: StreamId, effective: Period, fact: Fact) -> Draft {
        let id = EntryId(self.uuid());
        let actor = name(&format!("u{}", self.rng.random_range(1000..1400)));
        let source = self.happens(1, 12).then(|| words::document(&mut self.rng));
        let written = midnight(day(WRITTEN));
        let migrated = Some(Migrated { batch: Label::from("synthetic"), written });
        Draft {
            id,
            stream,
            effective,
            actor,
            on_behalf_of: None,
            source,
            target: None,
            migrated,
            body: Body::Fact(fact),
        }
    }
}
