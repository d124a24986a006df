//! What belongs together, with the instants at which it is recorded.

use hovedbok_core::entries::absence::{Absence, Attendance};
use hovedbok_core::entries::benefit::Paid;
use hovedbok_core::entries::codes::{AbsenceKind, Destination, ReasonCode};
use hovedbok_core::entries::correction::{Replaced, Voided};
use hovedbok_core::entries::participant::FollowedUp;
use hovedbok_core::entries::{AbsenceEntry, BenefitEntry, Fact, ParticipantEntry, PersonEntry};
use hovedbok_core::entry::{Body, Migrated};
use hovedbok_core::{Day, Draft, EntryId, Instant, Label, Period, StreamId};
use rand::seq::IndexedRandom;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use uuid::{Builder, Uuid};

use super::words;
use crate::archive::Recorded;
use crate::given::{day, kroner, name};

/// When a synthetic ledger says it was written.
const WRITTEN: &str = "2026-01-02";
/// Of a thousand entries that nothing rests on, so many are recorded more than a week late.
const LATE_PERMILLE: u32 = 66;
/// Of a thousand entries that can be put right here, so many are.
const PUT_RIGHT_PERMILLE: u32 = 15;

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
}

impl Bundle {
    /// An empty bundle with a generator of its own.
    pub(super) fn new(seed: u64, number: u64) -> Bundle {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        rng.set_stream(number);
        Bundle { rng, entries: Vec::new(), floor: None }
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
    pub(super) fn firm(&mut self, stream: &StreamId, when: Period, fact: Fact) {
        let holds = fact.takes_hold().day(&when);
        let lag = self.days(0, 3);
        let recorded = self.at_work(holds.plus_days(lag)).max(self.floor.unwrap_or(midnight(holds)));
        self.floor = Some(recorded);
        let draft = self.draft(stream.clone(), when, fact);
        self.entries.push(Recorded { recorded, draft });
    }

    /// Records what nothing rests on, when it is `ready` or late; some of it is put right afterwards.
    pub(super) fn loose(&mut self, stream: &StreamId, when: Period, ready: Day, fact: Fact) {
        let late = self.happens(LATE_PERMILLE, 1000);
        let holds = fact.takes_hold().day(&when);
        let on = if late { holds.plus_days(self.days(8, 75)) } else { ready.plus_days(self.days(0, 2)) };
        let recorded = self.at_work(on.max(ready)).max(self.floor.unwrap_or(midnight(holds)));
        let draft = self.draft(stream.clone(), when, fact);
        let corrected = self.happens(PUT_RIGHT_PERMILLE, 1000).then(|| self.correction(&draft)).flatten();
        self.entries.push(Recorded { recorded, draft });
        if let Some(draft) = corrected {
            let after = Day::from_date(recorded.utc().date_naive()).unwrap_or(holds);
            let lag = self.days(1, 40);
            let recorded = self.at_work(after.plus_days(lag));
            self.entries.push(Recorded { recorded, draft });
        }
    }

    /// The entries in the order of `recorded`.
    pub(super) fn into_entries(mut self) -> Vec<Recorded> {
        self.entries.sort_by_key(|entry| entry.recorded);
        self.entries
    }

    /// A moment of a working day.
    fn at_work(&mut self, on: Day) -> Instant {
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

    /// A correction of an entry, where there is one that leaves everything else as it is.
    fn correction(&mut self, of: &Draft) -> Option<Draft> {
        let Body::Fact(fact) = &of.body else { return None };
        let voids = matches!(fact, Fact::Person(PersonEntry::Absence(_))) && self.happens(1, 3);
        let note = self.happens(1, 2).then(|| words::sentence(&mut self.rng));
        let body = if voids {
            Body::Voided(Voided { reason: ReasonCode::NotTrue, note })
        } else {
            let (fact, reason) = self.put_right(fact)?;
            Body::Replaced(Replaced { fact, reason, note })
        };
        let (id, actor) = (EntryId(self.uuid()), of.actor.clone());
        Some(Draft { id, actor, target: Some(of.id), source: None, body, ..of.clone() })
    }

    /// The same fact with another amount, kind or situation.
    fn put_right(&mut self, fact: &Fact) -> Option<(Fact, ReasonCode)> {
        let Fact::Person(entry) = fact else { return None };
        let (entry, reason) = match entry {
            PersonEntry::Benefit(BenefitEntry::Paid(paid)) => {
                let amount_ore = kroner(self.rng.random_range(2000..16_000));
                let body = Paid { amount_ore, ..paid.as_ref().clone() };
                (PersonEntry::Benefit(body.into()), ReasonCode::WrongAmount)
            }
            PersonEntry::Absence(AbsenceEntry::Absence(absence)) => {
                let kind = AbsenceKind::ALL.choose(&mut self.rng).copied().unwrap_or(AbsenceKind::Other);
                let body = Absence { kind, ..absence.as_ref().clone() };
                (PersonEntry::Absence(body.into()), ReasonCode::NewInformation)
            }
            PersonEntry::Absence(AbsenceEntry::Attendance(attended)) => {
                let present_minutes = self.rng.random_range(0..=attended.planned_minutes);
                let body = Attendance { present_minutes, ..attended.as_ref().clone() };
                (PersonEntry::Absence(body.into()), ReasonCode::Typing)
            }
            PersonEntry::Participant(ParticipantEntry::FollowedUp(followed)) => {
                let situation = Destination::ALL.choose(&mut self.rng).copied().unwrap_or(Destination::Unknown);
                let body = FollowedUp { situation, ..followed.as_ref().clone() };
                (PersonEntry::Participant(body.into()), ReasonCode::NewInformation)
            }
            PersonEntry::Participant(_) | PersonEntry::Measure(_) => return None,
        };
        Some((Fact::Person(entry), reason))
    }
}
