//! A small ledger of fund streams, built entry by entry.

use std::collections::BTreeMap;

use hovedbok_budgets::{Account, Budget, Budgets, By, Filter, Line, budget, trial_balance};
use hovedbok_core::entries::FundEntry;
use hovedbok_core::entries::codes::ReasonCode;
use hovedbok_core::entries::correction::{Replaced, Voided};
use hovedbok_core::{Body, Day, Draft, Entry, EntryId, Fact, Instant, Period, Seq, StreamId};
use hovedbok_projection::{At, Timeline};
use serde_json::Value;
use uuid::Uuid;

#[derive(Default)]
pub struct World {
    pub timeline: Timeline<Budgets>,
    pub entries: Vec<Entry>,
    versions: BTreeMap<StreamId, u64>,
}

pub fn day(text: &str) -> Day {
    text.parse().unwrap()
}

pub fn fact(type_name: &str, body: &Value) -> FundEntry {
    FundEntry::read(type_name, 1, body.to_string().as_bytes()).unwrap().unwrap().what
}

impl World {
    pub fn say(&mut self, stream: &str, on: &str, type_name: &str, body: Value) -> EntryId {
        self.add(stream.parse().unwrap(), day(on), None, Body::Fact(Fact::Fund(fact(type_name, &body))))
    }

    pub fn replace(&mut self, target: EntryId, on: &str, type_name: &str, body: Value) -> EntryId {
        let fact = Fact::Fund(fact(type_name, &body));
        let body = Body::Replaced(Replaced { fact, reason: ReasonCode::WrongAmount, note: None });
        self.add(self.stream_of(target), day(on), Some(target), body)
    }

    pub fn void(&mut self, target: EntryId) -> EntryId {
        let body = Body::Voided(Voided { reason: ReasonCode::NotTrue, note: None });
        self.add(self.stream_of(target), day("2010-01-01"), Some(target), body)
    }

    pub fn add(&mut self, stream: StreamId, on: Day, target: Option<EntryId>, body: Body) -> EntryId {
        let seq = self.entries.len() as u64 + 1;
        let id = EntryId(Uuid::from_u128(u128::from(seq)));
        let draft = Draft {
            id,
            stream,
            effective: Period::day(on),
            actor: "office-1".parse().unwrap(),
            on_behalf_of: None,
            source: None,
            target,
            migrated: None,
            body,
        };
        let version = self.versions.entry(draft.stream.clone()).or_default();
        *version += 1;
        let entry = draft.placed(Seq(seq), Instant::from_micros(seq as i64).unwrap(), *version);
        self.timeline.learn(&entry);
        self.entries.push(entry);
        id
    }

    fn stream_of(&self, id: EntryId) -> StreamId {
        self.entries.iter().find(|e| e.draft.id == id).unwrap().draft.stream.clone()
    }

    pub fn now(&self) -> Seq {
        self.timeline.position()
    }

    pub fn at(&self, on: &str) -> At {
        At { as_of: day(on), known_at: self.now() }
    }

    /// Everything, by line, at the end of the log.
    pub fn budget(&self, on: &str) -> Budget {
        budget(&self.timeline, self.at(on), &Filter::default(), By::Line).unwrap()
    }

    pub fn line(&self, on: &str, year: u16, source: &str) -> Line {
        let lines = self.budget(on).lines;
        lines.into_iter().find(|l| l.year == Some(year) && l.source.as_ref().unwrap().as_str() == source).unwrap()
    }

    /// Balances by account name; those of nothing are left out.
    pub fn balances(&self, on: &str) -> Vec<(String, i128)> {
        let named = |(account, ore): (Account, i128)| (account.to_string(), ore);
        trial_balance(&self.timeline, self.at(on)).into_iter().map(named).filter(|(_, ore)| *ore != 0).collect()
    }
}
