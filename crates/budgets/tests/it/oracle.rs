//! The answer as a simpleton gets it: from the raw entries, by their type names and JSON, one column at a time.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use hovedbok_core::{Body, Day, Entry, EntryId, Fact};
use hovedbok_projection::At;
use serde_json::Value;

use crate::world::World;

/// Programme, year, source.
pub type Key = (String, u64, String);

/// Lines with the amounts that anything is recorded of, by name.
pub type Lines = BTreeMap<Key, BTreeMap<&'static str, i128>>;

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
    let mut grants: BTreeMap<(Key, String), BTreeMap<&'static str, i128>> = BTreeMap::new();
    for (stream, _, type_name, body) in in_force(&world.entries, at) {
        let parts: Vec<&str> = stream.split('/').collect();
        let key = |year| (parts[1].to_owned(), year, parts[3].to_owned());
        let own = key(parts[2].parse().unwrap());
        let ore = i128::from(body["amount_ore"].as_i64().unwrap_or(0));
        lines.entry(own.clone()).or_default();
        let mut add_to = |key: &Key, column, ore: i128| {
            *lines.entry(key.clone()).or_default().entry(column).or_default() += ore;
            let of_grant = type_name.starts_with("grant.") && type_name != "grant.received";
            if let Some(grant) = body["grant"].as_str().filter(|_| of_grant) {
                *grants.entry((key.clone(), grant.to_owned())).or_default().entry(column).or_default() += ore;
            }
        };
        let mut add = |column, ore| add_to(&own, column, ore);
        match type_name.as_str() {
            "fund.appropriated" | "fund.increased" | "grant.received" => add("appropriated_ore", ore),
            "fund.reduced" => add("appropriated_ore", -ore),
            "fund.spent" | "grant.spent" if ore == 0 => {
                add("spent_not_stated", 1);
                if type_name == "fund.spent" {
                    add("not_stated_of_fund", 1);
                }
            }
            "fund.spent" => add("spent_direct_ore", ore),
            "grant.allocated" => add("allocated_ore", ore),
            "grant.committed" => add("committed_ore", ore),
            "grant.disbursed" => add("disbursed_ore", ore),
            "grant.spent" => add("spent_ore", ore),
            "grant.returned" => add("returned_ore", ore),
            "grant.carried_over" => {
                add("carried_out_ore", ore);
                add_to(&key(body["to_year"].as_u64().unwrap()), "carried_in_ore", ore);
            }
            "grant.applied" | "grant.rejected" | "grant.unused_reported" | "grant.carry_over_applied" => {}
            other => panic!("{other}"),
        }
    }
    for line in lines.values_mut() {
        let of = |column| line.get(column).copied();
        let known = |column| of(column).unwrap_or(0);
        let available =
            known("appropriated_ore") - known("allocated_ore") + known("returned_ore") - known("spent_direct_ore");
        let used = of("allocated_ore").or(of("spent_direct_ore"));
        let is_known = of("appropriated_ore").is_some() && used.is_some();
        const BEARS: [&str; 5] =
            ["appropriated_ore", "allocated_ore", "returned_ore", "spent_direct_ore", "not_stated_of_fund"];
        let moved = BEARS.iter().any(|column| line.contains_key(column));
        if is_known {
            line.insert("available_ore", available);
        } else if moved {
            line.insert("available_not_known", 1);
        }
    }
    for ((key, _), grant) in grants {
        let of = |column| grant.get(column).copied();
        let known = |column| of(column).unwrap_or(0);
        let kept = known("disbursed_ore") + known("carried_in_ore") - known("carried_out_ore") - known("returned_ore");
        let got = of("disbursed_ore").or(of("carried_in_ore")).is_some();
        let line = lines.entry(key).or_default();
        if got && (of("spent_ore").is_some() || kept == 0) {
            *line.entry("unspent_ore").or_default() += kept - known("spent_ore");
        } else {
            *line.entry("unspent_not_known").or_default() += 1;
        }
    }
    lines
}
