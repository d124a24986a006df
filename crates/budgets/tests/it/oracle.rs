//! The answer as a simpleton gets it: from the raw entries, by their type names and JSON, one column at a time.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use hovedbok_core::{Body, Day, Entry, EntryId, Fact};
use hovedbok_projection::At;
use serde_json::Value;

use crate::world::World;

/// Lines by (programme, year, source), each with its amounts by name.
pub type Lines = BTreeMap<(String, u64, String), BTreeMap<&'static str, i128>>;

/// The facts in force: stream, day, type and body. The words of time.md, from the newest entry to the oldest.
fn in_force(entries: &[Entry], at: At) -> Vec<(String, Day, String, Value)> {
    let known: Vec<&Entry> = entries.iter().filter(|e| e.seq <= at.known_at).collect();
    let mut slot_of: HashMap<EntryId, EntryId> = HashMap::new();
    for entry in &known {
        let slot = entry.draft.target.map_or(entry.draft.id, |target| slot_of[&target]);
        slot_of.insert(entry.draft.id, slot);
    }
    let (mut superseded, mut taken) = (BTreeSet::new(), BTreeSet::new());
    let mut facts = Vec::new();
    for entry in known.iter().rev() {
        if superseded.contains(&entry.draft.id) {
            continue;
        }
        let fact = match &entry.draft.body {
            Body::Fact(fact) => Some(fact),
            Body::Replaced(replaced) => Some(&replaced.fact),
            Body::Voided(_) => None,
            Body::Unknown(_) => unreachable!(),
        };
        if fact.is_some() && !taken.insert(slot_of[&entry.draft.id]) {
            continue;
        }
        superseded.extend(entry.draft.target);
        facts.extend(fact.map(|fact| row(entry, fact)));
    }
    facts.retain(|(_, holds, _, _)| *holds <= at.as_of);
    facts
}

fn row(entry: &Entry, fact: &Fact) -> (String, Day, String, Value) {
    let body = serde_json::from_slice(&fact.to_json()).unwrap();
    (entry.draft.stream.to_string(), entry.draft.effective.end(), fact.type_name().to_owned(), body)
}

pub fn lines(world: &World, at: At) -> Lines {
    let mut lines = Lines::new();
    for (stream, _, type_name, body) in in_force(&world.entries, at) {
        let parts: Vec<&str> = stream.split('/').collect();
        let key = |year| (parts[1].to_owned(), year, parts[3].to_owned());
        let own = key(parts[2].parse().unwrap());
        let ore = i128::from(body["amount_ore"].as_i64().unwrap_or(0));
        let line = lines.entry(own).or_default();
        let mut add = |column, ore: i128| *line.entry(column).or_default() += ore;
        match type_name.as_str() {
            "fund.appropriated" | "fund.increased" | "grant.received" => add("appropriated_ore", ore),
            "fund.reduced" => add("appropriated_ore", -ore),
            "fund.spent" | "grant.spent" if ore == 0 => add("spent_not_stated", 1),
            "fund.spent" => add("spent_direct_ore", ore),
            "grant.allocated" => add("allocated_ore", ore),
            "grant.committed" => add("committed_ore", ore),
            "grant.disbursed" => add("disbursed_ore", ore),
            "grant.spent" => add("spent_ore", ore),
            "grant.returned" => add("returned_ore", ore),
            "grant.carried_over" => {
                add("carried_out_ore", ore);
                let to = lines.entry(key(body["to_year"].as_u64().unwrap())).or_default();
                *to.entry("carried_in_ore").or_default() += ore;
            }
            "grant.applied" | "grant.rejected" | "grant.unused_reported" | "grant.carry_over_applied" => {}
            other => panic!("{other}"),
        }
    }
    for line in lines.values_mut() {
        let of = |column| line.get(column).copied().unwrap_or(0);
        let available = of("appropriated_ore") - of("allocated_ore") + of("returned_ore") - of("spent_direct_ore");
        let held = of("disbursed_ore") + of("carried_in_ore") - of("carried_out_ore");
        let unspent = held - of("spent_ore") - of("returned_ore");
        line.extend([("available_ore", available), ("unspent_ore", unspent)]);
    }
    lines
}
