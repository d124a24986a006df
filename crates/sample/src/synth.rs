//! A synthetic ledger of any size: plausible lives, offices, plans and money, one entry after the other.
//!
//! Lives and office years are *bundles*: each is built whole when its first entry is due and then merged with the others by
//! `recorded`, so that only those under way are in memory. Nothing in it breaks a refusing rule (H6).

mod bundle;
mod corrected;
mod life;
mod office;
mod words;

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use hovedbok_core::entries::ledger::Opened;
use hovedbok_core::entries::{Fact, LedgerEntry};
use hovedbok_core::{Day, Instant, Period, ShareBp, StreamId};

use crate::archive::Recorded;
use crate::given::{date, day};
use bundle::{Bundle, midnight};

/// The first day that anything is recorded.
const FIRST: &str = "2006-01-01";
/// Entries of one person, on average.
const ENTRIES_A_PERSON: u64 = 56;
/// Entries of one office year, on average.
const ENTRIES_AN_OFFICE_YEAR: u64 = 165;
/// The share of the entries that are corrected, where nothing else is asked for.
const CORRECTED: ShareBp = ShareBp(100);
/// Smaller ledgers hold persons only.
const OFFICES_FROM: u64 = 1000;

/// A synthetic ledger of so many entries, the last of them `ledger.opened`; the same seed gives the same ledger.
///
/// About 56 entries a participant; one in twenty recorded more than a week after it took hold; one in a hundred corrected.
/// It has every type of entry but a change of keys, because it has no keys. Every entry is marked as migrated, so that the
/// log takes its `recorded`, which never decreases (H3).
pub fn synth(entries: u64, seed: u64) -> Synth {
    synth_corrected(entries, seed, CORRECTED)
}

/// The same with another share of the entries corrected, of those that can be: replaced, voided, and some corrections
/// corrected again.
pub fn synth_corrected(entries: u64, seed: u64, corrected: ShareBp) -> Synth {
    // Corrections of a person are entries of that person.
    let a_person = ENTRIES_A_PERSON + ENTRIES_A_PERSON * u64::from(corrected.0) / 10_000 * 3 / 2;
    let wanted = entries.saturating_sub(1);
    let offices = if entries < OFFICES_FROM { 0 } else { (entries / 50_000).clamp(1, 8) };
    let years = (entries / 8000).clamp(1, 16);
    let of_persons = wanted.saturating_sub(years * offices * ENTRIES_AN_OFFICE_YEAR);
    let persons = (of_persons / a_person).max(1);
    let span_micros = years * 365 * 86_400_000_000;
    Synth {
        seed,
        left: entries,
        wanted,
        planned: 0,
        offices,
        year: day(FIRST).year(),
        office: 0,
        next_person_micros: midnight(day(FIRST)).micros(),
        step_micros: i64::try_from(span_micros / persons).unwrap_or(i64::MAX),
        bundles: 0,
        waiting: BinaryHeap::new(),
        last: midnight(day(FIRST)),
        corrected,
    }
}

/// The entries of a synthetic ledger, in the order of `recorded`.
#[derive(Debug)]
pub struct Synth {
    seed: u64,
    /// Entries not given yet, `ledger.opened` included.
    left: u64,
    /// Entries wanted before `ledger.opened`.
    wanted: u64,
    /// Entries of the bundles built so far.
    planned: u64,
    /// Programmes with an office of their own.
    offices: u64,
    /// The office year that is built next.
    year: i32,
    office: u64,
    next_person_micros: i64,
    step_micros: i64,
    bundles: u64,
    waiting: BinaryHeap<Reverse<Waiting>>,
    last: Instant,
    /// The share of the entries that are corrected, of those that can be.
    corrected: ShareBp,
}

/// A bundle under way: its next entry, and those after it.
#[derive(Debug)]
struct Waiting {
    number: u64,
    next: Recorded,
    rest: std::vec::IntoIter<Recorded>,
}

impl Waiting {
    fn place(&self) -> (Instant, u64) {
        (self.next.recorded, self.number)
    }
}

impl PartialEq for Waiting {
    fn eq(&self, other: &Waiting) -> bool {
        self.place() == other.place()
    }
}

impl Eq for Waiting {}

impl PartialOrd for Waiting {
    fn partial_cmp(&self, other: &Waiting) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Waiting {
    fn cmp(&self, other: &Waiting) -> std::cmp::Ordering {
        self.place().cmp(&other.place())
    }
}

impl Iterator for Synth {
    type Item = Recorded;

    fn next(&mut self) -> Option<Recorded> {
        self.left = self.left.checked_sub(1)?;
        if self.left == 0 {
            return Some(self.opened());
        }
        while self.planned < self.wanted && self.waiting.peek().is_none_or(|top| self.due() <= top.0.next.recorded) {
            self.build();
        }
        let Reverse(mut waiting) = self.waiting.pop()?;
        let entry = match waiting.rest.next() {
            Some(after) => {
                let entry = std::mem::replace(&mut waiting.next, after);
                self.waiting.push(Reverse(waiting));
                entry
            }
            None => waiting.next,
        };
        self.last = entry.recorded;
        Some(entry)
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        let left = usize::try_from(self.left).unwrap_or(usize::MAX);
        (left, Some(left))
    }
}

impl Synth {
    /// The first day of the office year that is built next.
    fn new_year(&self) -> Day {
        date(self.year, 1, 1)
    }

    /// Whether the next bundle is an office year: those come on the first day of their year.
    fn office_is_next(&self) -> bool {
        self.offices > 0 && midnight(self.new_year()).micros() <= self.next_person_micros
    }

    /// From when the next bundle records.
    fn due(&self) -> Instant {
        let micros = if self.office_is_next() { midnight(self.new_year()).micros() } else { self.next_person_micros };
        Instant::from_micros(micros).unwrap_or(self.last)
    }

    /// Builds the next bundle: an office year or a life.
    fn build(&mut self) {
        self.bundles += 1;
        let mut bundle = Bundle::new(self.seed, self.bundles, self.corrected);
        if self.office_is_next() {
            office::year(&mut bundle, self.office, self.new_year());
            self.office += 1;
            if self.office == self.offices {
                (self.office, self.year) = (0, self.year + 1);
            }
        } else {
            let from = Day::from_date(self.due().utc().date_naive()).unwrap_or(Day::MAX);
            // The day after, so that nothing is recorded before it is due.
            life::life(&mut bundle, self.offices.max(1), from.next());
            self.next_person_micros = self.next_person_micros.saturating_add(self.step_micros);
        }
        let entries = bundle.into_entries();
        self.planned += u64::try_from(entries.len()).unwrap_or(u64::MAX);
        let mut rest = entries.into_iter();
        if let Some(next) = rest.next() {
            self.waiting.push(Reverse(Waiting { number: self.bundles, next, rest }));
        }
    }

    /// The entry that closes the door on migration.
    fn opened(&mut self) -> Recorded {
        let on = Day::from_date(self.last.utc().date_naive()).unwrap_or(Day::MAX);
        let mut bundle = Bundle::new(self.seed, 0, ShareBp(0));
        let fact = Fact::Ledger(LedgerEntry::from(Opened { note: None }));
        let draft = bundle.draft(StreamId::Ledger, Period::day(on), fact);
        Recorded { recorded: self.last, draft }
    }
}
