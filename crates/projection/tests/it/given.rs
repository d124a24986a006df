//! Entries of a small log: days count from the first of 2008, and an entry is recorded as many seconds after 1970 as its
//! position says.

use hovedbok_core::entries::PlanEntry;
use hovedbok_core::entries::codes::ReasonCode;
use hovedbok_core::entries::correction::{Replaced, Voided};
use hovedbok_core::entries::plan::{PlanAssigned, VersionApproved};
use hovedbok_core::entry::{Migrated, Parked, Unknown};
use hovedbok_core::{Body, Day, Draft, Entry, EntryId, Fact, Instant, Period, Seq};
use hovedbok_projection::History;
use uuid::Uuid;

pub fn day(offset: u8) -> Day {
    Day::new(2008, 1, 1).unwrap().plus_days(offset.into())
}

pub fn id(seq: u64) -> EntryId {
    EntryId(Uuid::from_u128(seq.into()))
}

pub fn recorded(seq: u64) -> Instant {
    Instant::from_micros(i64::try_from(seq).unwrap() * 1_000_000).unwrap()
}

pub fn entry(seq: u64, stream: &str, on: Day, target: Option<u64>, body: Body) -> Entry {
    let draft = Draft {
        id: id(seq),
        stream: stream.parse().unwrap(),
        effective: Period::day(on),
        actor: "tester".parse().unwrap(),
        on_behalf_of: None,
        source: None,
        target: target.map(id),
        migrated: None,
        body,
    };
    draft.placed(Seq(seq), recorded(seq), seq)
}

/// The same entry, moved in from elsewhere.
pub fn migrated(entry: Entry) -> Entry {
    let migrated = Some(Migrated { batch: "report".into(), written: recorded(1000) });
    Entry { draft: Draft { migrated, ..entry.draft }, ..entry }
}

pub fn approved(version: &str) -> Fact {
    Fact::Plan(PlanEntry::from(VersionApproved { version: version.into(), note: None }))
}

pub fn assigned(programme: &str) -> Fact {
    Fact::Plan(PlanEntry::from(PlanAssigned { programme: programme.parse().unwrap(), note: None }))
}

pub fn named_risk() -> Fact {
    Fact::from_json("risk.identified", 1, br#"{"number":"1","text":"Delay"}"#).unwrap().unwrap()
}

pub fn replaced(fact: Fact) -> Body {
    Body::Replaced(Replaced { fact, reason: ReasonCode::Typing, note: None })
}

pub fn voided() -> Body {
    Body::Voided(Voided { reason: ReasonCode::NotTrue, note: None })
}

/// A body that a newer program wrote.
pub fn unknown(type_name: &str) -> Body {
    Body::Unknown(Unknown { type_name: type_name.into(), schema: 1, json: "{}".into(), why: Parked::UnknownType })
}

pub fn learnt(entries: &[Entry]) -> History<PlanEntry> {
    let mut history = History::default();
    for entry in entries {
        history.learn(entry);
    }
    history
}
