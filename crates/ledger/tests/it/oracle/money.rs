//! Budget lines, a column at a time.

use std::collections::BTreeMap;

use crate::raw::Known;

/// `fund/<programme>/<year>/<source>` to amounts by name.
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

pub const NAMES: [&str; 12] = [
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
];

pub fn lines(known: &[Known]) -> Lines {
    let mut lines = Lines::new();
    for row in known.iter().filter(|row| row.stream.starts_with("fund/")) {
        let ore = row.body["amount_ore"].as_i64().unwrap_or_default();
        let line = lines.entry(row.stream.clone()).or_default();
        for (_, column, sign) in COLUMNS.iter().filter(|(type_name, ..)| *type_name == row.type_name) {
            *line.entry(*column).or_default() += sign * ore;
        }
        if row.type_name.ends_with(".spent") && row.body["amount_ore"].is_null() {
            *line.entry("spent_not_stated").or_default() += 1;
        }
        if row.type_name == "grant.carried_over" {
            let mut parts: Vec<String> = row.stream.split('/').map(str::to_owned).collect();
            parts[2] = row.body["to_year"].to_string();
            *lines.entry(parts.join("/")).or_default().entry("carried_in_ore").or_default() += ore;
        }
    }
    for line in lines.values_mut() {
        let of = |name: &str| line.get(name).copied().unwrap_or_default();
        let available = of("appropriated_ore") - of("allocated_ore") + of("returned_ore") - of("spent_direct_ore");
        let had = of("disbursed_ore") + of("carried_in_ore") - of("carried_out_ore");
        let unspent = had - of("spent_ore") - of("returned_ore");
        line.extend([("available_ore", available), ("unspent_ore", unspent)]);
        NAMES.iter().for_each(|name| {
            line.entry(name).or_default();
        });
    }
    lines
}

pub fn totals(lines: &Lines) -> BTreeMap<&'static str, i64> {
    let of = |name: &'static str| lines.values().map(|line| line[name]).sum();
    NAMES.iter().map(|name| (*name, of(name))).collect()
}
