//! Budget lines, a column at a time.

use std::collections::{BTreeMap, BTreeSet};

use crate::raw::Known;

/// `fund/<programme>/<year>/<source>` to the amounts that anything is recorded of, by name.
pub type Lines = BTreeMap<String, BTreeMap<&'static str, i64>>;

const COLUMNS: [(&str, &str, i64); 11] = [
    ("fund.appropriated", "appropriated_ore", 1),
    ("fund.increased", "appropriated_ore", 1),
    ("grant.received", "appropriated_ore", 1),
    ("fund.reduced", "appropriated_ore", -1),
    ("fund.spent", "spent_direct_ore", 1),
    ("grant.allocated", "allocated_ore", 1),
    ("grant.committed", "committed_ore", 1),
    ("grant.disbursed", "disbursed_ore", 1),
    ("grant.spent", "spent_ore", 1),
    ("grant.returned", "returned_ore", 1),
    ("grant.carried_over", "carried_out_ore", 1),
];

/// What is a number in every line.
const COUNTS: [&str; 3] = ["spent_not_stated", "unspent_not_known", "available_not_known"];

pub const NAMES: [&str; 14] = [
    "appropriated_ore",
    "allocated_ore",
    "committed_ore",
    "disbursed_ore",
    "spent_ore",
    "spent_direct_ore",
    "returned_ore",
    "carried_in_ore",
    "carried_out_ore",
    "unspent_ore",
    "available_ore",
    "spent_not_stated",
    "unspent_not_known",
    "available_not_known",
];

pub fn lines(known: &[Known]) -> Lines {
    let mut lines = Lines::new();
    let mut directly = BTreeSet::new();
    let mut grants: BTreeMap<(String, String), BTreeMap<&'static str, i64>> = BTreeMap::new();
    for row in known.iter().filter(|row| row.stream.starts_with("fund/")) {
        let ore = row.body["amount_ore"].as_i64().unwrap_or_default();
        lines.entry(row.stream.clone()).or_default();
        let mut add = |stream: &str, column: &'static str, ore: i64| {
            *lines.entry(stream.to_owned()).or_default().entry(column).or_default() += ore;
            if let Some(grant) = row.body["grant"].as_str() {
                let grant = (stream.to_owned(), grant.to_owned());
                *grants.entry(grant).or_default().entry(column).or_default() += ore;
            }
        };
        let not_stated = row.type_name.ends_with(".spent") && row.body["amount_ore"].is_null();
        if not_stated {
            add(&row.stream, "spent_not_stated", 1);
            if row.type_name == "fund.spent" {
                directly.insert(row.stream.clone());
            }
        }
        for (_, column, sign) in COLUMNS.iter().filter(|(type_name, ..)| *type_name == row.type_name && !not_stated) {
            add(&row.stream, column, sign * ore);
        }
        if row.type_name == "grant.carried_over" {
            let mut parts: Vec<String> = row.stream.split('/').map(str::to_owned).collect();
            parts[2] = row.body["to_year"].to_string();
            add(&parts.join("/"), "carried_in_ore", ore);
        }
    }
    for ((stream, _), grant) in &grants {
        let of = |name: &str| grant.get(name).copied().unwrap_or_default();
        let kept = of("disbursed_ore") + of("carried_in_ore") - of("carried_out_ore") - of("returned_ore");
        let got = grant.contains_key("disbursed_ore") || grant.contains_key("carried_in_ore");
        let line = lines.entry(stream.clone()).or_default();
        if got && (grant.contains_key("spent_ore") || kept == 0) {
            *line.entry("unspent_ore").or_default() += kept - of("spent_ore");
        } else {
            *line.entry("unspent_not_known").or_default() += 1;
        }
    }
    for (stream, line) in &mut lines {
        let has = |name: &str| line.contains_key(name);
        let of = |name: &str| line.get(name).copied().unwrap_or_default();
        let came_in = has("appropriated_ore");
        let used = has("allocated_ore") || has("spent_direct_ore");
        let any = came_in || used || has("returned_ore") || directly.contains(stream);
        if came_in && used {
            let available = of("appropriated_ore") - of("allocated_ore") + of("returned_ore") - of("spent_direct_ore");
            line.insert("available_ore", available);
        } else if any {
            line.insert("available_not_known", 1);
        }
        COUNTS.iter().for_each(|name| {
            line.entry(name).or_default();
        });
    }
    lines
}

pub fn totals(lines: &Lines) -> BTreeMap<&'static str, i64> {
    let mut totals: BTreeMap<&'static str, i64> = COUNTS.map(|name| (name, 0)).into();
    for (name, ore) in lines.values().flatten() {
        *totals.entry(name).or_default() += ore;
    }
    totals
}
