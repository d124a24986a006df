//! A fact with its times, and which facts a kind of stream holds: all that rules need to know of a stream.

use crate::day::{Day, Period};
use crate::entries::{Fact, FigureEntry, FundEntry, LedgerEntry, PersonEntry, PlanEntry, ProgrammeEntry, RiskEntry};
use crate::entry::Entry;
use crate::ids::{EntryId, Name, Seq};
use crate::instant::Instant;
use crate::text::Label;

/// A fact with its times.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row<F> {
    /// Position of the entry that states it: an original or a replacement.
    pub seq: Seq,
    /// Position of the slot's original.
    pub slot: Seq,
    /// The entry's id.
    pub id: EntryId,
    /// From which day it counts.
    pub holds: Day,
    /// When it holds in the world.
    pub effective: Period,
    /// When the ledger came to know it.
    pub recorded: Instant,
    /// Whether this entry was migrated.
    pub migrated: bool,
    /// Whether the slot's original was migrated: how the ledger came to know of something, no correction changes.
    pub slot_migrated: bool,
    /// The batch with which it was migrated.
    pub batch: Option<Label>,
    /// Whether it was stated by a correction.
    pub corrects: bool,
    /// Whether it was stated by a correction that says nothing new: the same day, and no value, a note apart, that the
    /// statement did not have that it corrects.
    pub restates: bool,
    /// Who recorded it.
    pub actor: Name,
    /// What it says.
    pub fact: F,
}

impl<F> Row<F> {
    /// The day that the fact speaks of: the day it takes hold, but for an end the last day inside.
    pub fn day(&self) -> Day {
        self.holds.min(self.effective.end())
    }

    /// The same row with its fact seen otherwise.
    pub fn with<G>(&self, fact: G) -> Row<G> {
        Row {
            seq: self.seq,
            slot: self.slot,
            id: self.id,
            holds: self.holds,
            effective: self.effective.clone(),
            recorded: self.recorded,
            migrated: self.migrated,
            slot_migrated: self.slot_migrated,
            batch: self.batch.clone(),
            corrects: self.corrects,
            restates: self.restates,
            actor: self.actor.clone(),
            fact,
        }
    }
}

impl<F: StreamFact> Row<F> {
    /// What an entry states: an original, or a replacement of what another states. The fact is that of its body, wherever that
    /// is. Nothing when the fact does not belong in such a stream.
    pub fn stated(entry: Entry, fact: Fact, corrected: Option<&Row<F>>) -> Option<Row<F>> {
        let Entry { seq, recorded, draft, .. } = entry;
        let holds = fact.takes_hold().day(&draft.effective);
        let migrated = draft.migrated.is_some();
        Some(Row {
            seq,
            slot: corrected.map_or(seq, |row| row.slot),
            id: draft.id,
            holds,
            effective: draft.effective,
            recorded,
            migrated,
            slot_migrated: corrected.map_or(migrated, |row| row.slot_migrated),
            batch: draft.migrated.map(|migrated| migrated.batch),
            corrects: corrected.is_some(),
            restates: corrected.is_some_and(|old| old.holds == holds && restates(old, &fact)),
            actor: draft.actor,
            fact: F::from_fact(fact)?,
        })
    }
}

/// Whether a fact has no value, its note apart, that the statement did not have that it corrects.
fn restates<F: StreamFact>(old: &Row<F>, new: &Fact) -> bool {
    let (old, new) = (old.fact.clone().into_fact().to_value(), new.to_value());
    new.as_object().into_iter().flatten().all(|(name, value)| name == "note" || old.get(name) == Some(value))
}

/// The facts that a kind of stream holds.
pub trait StreamFact: Clone {
    /// The fact, when it belongs in such a stream.
    fn from_fact(fact: Fact) -> Option<Self>;
    /// The fact as any stream would hold it.
    fn into_fact(self) -> Fact;
}

macro_rules! stream_facts {
    ($($variant:ident => $entry:ty),* $(,)?) => {$(
        impl StreamFact for $entry {
            fn from_fact(fact: Fact) -> Option<Self> {
                if let Fact::$variant(entry) = fact { Some(entry) } else { None }
            }
            fn into_fact(self) -> Fact {
                Fact::$variant(self)
            }
        }
    )*};
}

stream_facts! {
    Person => PersonEntry,
    Programme => ProgrammeEntry,
    Plan => PlanEntry,
    Fund => FundEntry,
    Risk => RiskEntry,
    Figure => FigureEntry,
    Ledger => LedgerEntry,
}

impl StreamFact for Fact {
    fn from_fact(fact: Fact) -> Option<Fact> {
        Some(fact)
    }
    fn into_fact(self) -> Fact {
        self
    }
}
