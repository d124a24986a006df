//! Random histories with corrections.

use hovedbok_core::entries::FundEntry;
use hovedbok_core::entries::codes::ReasonCode;
use hovedbok_core::entries::correction::{Replaced, Voided};
use hovedbok_core::{Body, Day, Fact, Ore, Seq, StreamId};
use hovedbok_projection::At;
use proptest::prelude::*;
use serde_json::{Map, Value, json};

use crate::world::{World, day};

const STREAMS: [&str; 5] = [
    "fund/TIO/2006/621.63",
    "fund/TIO/2007/621.63",
    "fund/TIO/2007/unspecified",
    "fund/HUSK/2008/621.63",
    "fund/HUSK/2008/761.77",
];
const GIVERS: [&str; 4] = ["County Governor", "ministry: north;  west", " tab\tand end ", ""];

/// One thing recorded: an entry of its own, or something done to an earlier one of the stream.
#[derive(Debug, Clone)]
pub struct Op {
    stream: usize,
    type_index: usize,
    days: i64,
    body: Value,
    correct: Correct,
    pick: usize,
}

#[derive(Debug, Clone, Copy)]
enum Correct {
    No,
    Replace,
    Void,
}

fn op() -> impl Strategy<Value = Op> {
    let ore = prop_oneof![8 => 1..1_000_000_i64, 1 => Just(Ore::MAX), 1 => Just(1)];
    let body = (ore, 0..3, 0..3, 2006..2010, 0..GIVERS.len(), any::<bool>());
    let body = body.prop_map(|(ore, grant, recipient, to_year, from, approximate)| {
        json!({
            "amount_ore": ore, "grant": format!("g{grant}"), "recipient": format!("R{recipient}"), "to_year": to_year,
            "from": GIVERS[from], "purpose": format!("p{recipient}"),
            "certainty": if approximate { "approximate" } else { "stated" },
        })
    });
    let correct = prop_oneof![4 => Just(Correct::No), 1 => Just(Correct::Replace), 1 => Just(Correct::Void)];
    (0..STREAMS.len(), 0..FundEntry::TYPES.len(), 0..900_i64, body, correct, any::<usize>()).prop_map(
        |(stream, type_index, days, body, correct, pick)| Op { stream, type_index, days, body, correct, pick },
    )
}

pub fn history() -> impl Strategy<Value = Vec<Op>> {
    prop::collection::vec(op(), 1..120)
}

/// A point of both times: days into the years of the entries, and a share of the log.
pub fn point() -> impl Strategy<Value = (i64, u64)> {
    (-10..910_i64, 0..=100_u64)
}

pub fn resolve(world: &World, (days, percent): (i64, u64)) -> At {
    At { as_of: first_day().plus_days(days), known_at: Seq(world.now().0 * percent / 100) }
}

fn first_day() -> Day {
    day("2006-01-01")
}

fn fact_of(type_name: &str, body: &Value) -> Fact {
    let info = FundEntry::TYPES.iter().find(|info| info.name == type_name).unwrap();
    let known = info.fields.iter().filter_map(|f| Some((f.name.to_owned(), body.get(f.name)?.clone())));
    let mut body: Map<String, Value> = known.collect();
    if type_name.ends_with(".spent") && body.get("purpose").is_some_and(|purpose| purpose == "p0") {
        body.remove("amount_ore");
    }
    Fact::Fund(crate::world::fact(type_name, &Value::Object(body)))
}

impl World {
    pub fn run(&mut self, ops: &[Op]) {
        for op in ops {
            self.do_one(op);
        }
    }

    fn do_one(&mut self, op: &Op) {
        let stream: StreamId = STREAMS[op.stream].parse().unwrap();
        let on = first_day().plus_days(op.days);
        let own: Vec<_> = self.entries.iter().filter(|e| e.draft.stream == stream).map(|e| e.draft.id).collect();
        let target = own.get(op.pick % own.len().max(1)).copied();
        let history = self.timeline.stream(&stream);
        let (target, body) = match (op.correct, target, history) {
            (Correct::Void, Some(target), Some(history)) if history.can_void(target).is_ok() => {
                (Some(target), Body::Voided(Voided { reason: ReasonCode::Duplicate, note: None }))
            }
            (Correct::Replace, Some(target), Some(history)) if history.can_replace(target).is_ok() => {
                let type_name = history.can_replace(target).unwrap().fact.type_name();
                let fact = fact_of(type_name, &op.body);
                (Some(target), Body::Replaced(Replaced { fact, reason: ReasonCode::Typing, note: None }))
            }
            _ => (None, Body::Fact(fact_of(FundEntry::TYPES[op.type_index].name, &op.body))),
        };
        self.add(stream, on, target, body);
    }
}
