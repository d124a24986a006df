//! Limits that a programme sets: the newest of each kind stands.

use std::collections::BTreeMap;

use hovedbok_core::entries::codes::LimitKind;
use hovedbok_core::{Day, Name, Seq, Text};
use hovedbok_projection::{At, Timeline};
use serde::Serialize;

use crate::fact::Programmes;
use crate::sorted::{Sorted, told};

/// A limit in force.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct LimitRow {
    /// On what.
    pub what: LimitKind,
    /// How much at the most, in the unit of its kind.
    pub value: i64,
    /// The act, regulation or circular.
    pub legal_source: Text,
    /// From when.
    pub from: Day,
    /// The entry that set it.
    pub entry: Seq,
}

/// The limits in force, by kind.
pub(crate) fn limits(told: &Sorted<'_>) -> Vec<LimitRow> {
    let mut newest = BTreeMap::new();
    for said in &told.limits {
        let (what, value, legal_source) = (said.fact.what, said.fact.value, said.fact.legal_source.clone());
        newest.insert(what, LimitRow { what, value, legal_source, from: said.holds, entry: said.seq });
    }
    newest.into_values().collect()
}

/// Programme to its limits in force: kind to value with the position of the entry that set it, as rules take them.
pub fn limits_in_force(timeline: &Timeline<Programmes>, at: At) -> BTreeMap<Name, BTreeMap<LimitKind, (i64, Seq)>> {
    told(timeline, at, None)
        .into_iter()
        .map(|(name, told)| (name, limits(&told).into_iter().map(|row| (row.what, (row.value, row.entry))).collect()))
        .filter(|(_, limits): &(Name, BTreeMap<_, _>)| !limits.is_empty())
        .collect()
}
