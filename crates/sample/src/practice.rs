//! A small municipality of today, to practise on: 30 participants of one programme with three measures, a plan, money with two
//! grants. Its days lie around a day, so that something falls due, something is overdue, and something was corrected lately.
//!
//! The municipality, its offices and providers do not exist.

mod people;
mod programme;
mod today;

use std::collections::BTreeMap;

use hovedbok_core::entries::codes::ReasonCode;
use hovedbok_core::entries::correction::{Replaced, Voided};
use hovedbok_core::entries::ledger::Opened;
use hovedbok_core::entries::{Fact, LedgerEntry};
use hovedbok_core::entry::{Body, Migrated};
use hovedbok_core::proposal::Proposal;
use hovedbok_core::{Day, Draft, EntryId, Instant, Label, Name, ParticipantId, Period, StreamId, Text};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

use crate::archive::{AboutPerson, Recorded, When};
use crate::given::name;
use crate::ids;

/// The programme.
const PROGRAMME: &str = "STEG";
/// The office of the programme's own entries.
const OFFICES: [&str; 2] = ["Nord", "Sør"];

/// A municipality to practise on.
#[derive(Debug, Clone, PartialEq)]
pub struct Practice {
    /// Its entries in the order of `recorded`, all of them migrated; the last one is `ledger.opened`.
    pub entries: Vec<Recorded>,
    /// What is recorded today, one entry on each subject, so that the ledger is in use and its records have no end.
    pub today: Vec<Proposal>,
    /// The office's case numbers, for the register.
    pub cases: BTreeMap<String, ParticipantId>,
}

/// A municipality whose days lie around `today`; all but the last entries are recorded by the day before. The same day and seed give the same.
pub fn practice(today: Day, seed: u64) -> Practice {
    let mut made = Made {
        batch: format!("practice {seed}"),
        rng: ChaCha8Rng::seed_from_u64(seed),
        today,
        entries: Vec::new(),
        cases: BTreeMap::new(),
    };
    programme::put(&mut made);
    people::put(&mut made);
    let yesterday = made.yesterday();
    made.entries.sort_by_key(|entry| entry.recorded);
    let opened = Fact::Ledger(LedgerEntry::from(Opened { note: Some("end of the practice records".into()) }));
    made.record(StreamId::Ledger, Period::day(yesterday), yesterday, opened);
    let today = today::proposals(&made);
    Practice { entries: made.entries, today, cases: made.cases }
}

/// A municipality in the making.
struct Made {
    batch: String,
    rng: ChaCha8Rng,
    today: Day,
    entries: Vec<Recorded>,
    cases: BTreeMap<String, ParticipantId>,
}

impl Made {
    /// The last day of which anything is recorded.
    fn yesterday(&self) -> Day {
        self.today.plus_days(-1)
    }

    /// So many days before today.
    fn ago(&self, days: i64) -> Day {
        self.today.plus_days(-days)
    }

    /// A number of days.
    fn days(&mut self, least: i64, most: i64) -> i64 {
        self.rng.random_range(least..=most)
    }

    /// Records what is known some days after it takes hold.
    fn record(&mut self, stream: StreamId, when: Period, known: Day, fact: Fact) -> EntryId {
        self.put(stream, when, known, None, Body::Fact(fact))
    }

    /// Records something of a person that has happened; nothing of what has not.
    fn person(&mut self, who: ParticipantId, when: impl When, body: impl AboutPerson) -> Option<EntryId> {
        let when = when.when();
        if when.end() > self.yesterday() {
            return None;
        }
        let known = when.end().plus_days(self.days(0, 3));
        Some(self.record(StreamId::Participant(who), when, known, Fact::Person(body.entry())))
    }

    /// Puts another statement in the place of an entry of a person.
    fn replace(&mut self, who: ParticipantId, target: EntryId, known: Day, when: Day, new: impl AboutPerson, why: Why) {
        let fact = Fact::Person(new.entry());
        let body = Body::Replaced(Replaced { fact, reason: why.0, note: why.1.map(Text::from) });
        self.put(StreamId::Participant(who), Period::day(when), known, Some(target), body);
    }

    /// Voids an entry of a person.
    fn void(&mut self, who: ParticipantId, target: EntryId, known: Day, when: Period, why: Why) {
        let body = Body::Voided(Voided { reason: why.0, note: why.1.map(Text::from) });
        self.put(StreamId::Participant(who), when, known, Some(target), body);
    }

    fn put(&mut self, stream: StreamId, effective: Period, known: Day, target: Option<EntryId>, body: Body) -> EntryId {
        let yesterday = Instant::oslo_noon(self.yesterday());
        let id = ids::entry(&self.batch, self.entries.len() + 1);
        let draft = Draft {
            id,
            stream,
            effective,
            actor: actor(&self.rng.random_range(1..=3_u8).to_string()),
            on_behalf_of: None,
            source: None,
            target,
            migrated: Some(Migrated { batch: Label::from(self.batch.as_str()), written: yesterday }),
            body,
        };
        self.entries.push(Recorded { recorded: Instant::oslo_noon(known).min(yesterday), draft });
        id
    }
}

/// Why something is corrected, and a note.
type Why = (ReasonCode, Option<&'static str>);

/// A counsellor, by a number.
fn actor(number: &str) -> Name {
    name(&format!("v{number}"))
}
