//! Cohorts that are defined by conditions: each name is used once.

use std::collections::BTreeMap;

use crate::entries::ProgrammeEntry;
use crate::ids::{Name, Seq};
use crate::row::Row;
use crate::rules::{Rule, Violation, pair};

/// The cohorts that a programme's rows define, each with the position of the entry that was recorded first.
pub fn defined<'r>(rows: impl IntoIterator<Item = &'r Row<ProgrammeEntry>>) -> BTreeMap<Name, Seq> {
    let mut defined: BTreeMap<Name, Seq> = BTreeMap::new();
    for row in rows {
        if let ProgrammeEntry::CohortDefined(body) = &row.fact {
            let first = defined.entry(body.cohort.clone()).or_insert(row.seq);
            *first = row.seq.min(*first);
        }
    }
    defined
}

/// A cohort that is defined a second time.
pub(super) fn defined_twice(rows: &[&Row<ProgrammeEntry>]) -> Vec<Violation> {
    let defined = defined(rows.iter().copied());
    let again = rows.iter().filter_map(|row| {
        let ProgrammeEntry::CohortDefined(body) = &row.fact else { return None };
        let first = defined.get(&body.cohort).copied().filter(|first| *first != row.seq)?;
        let what = format!("the cohort {} is defined already; correct that entry to change it", body.cohort);
        Some(Violation::new(Rule::CohortNameTaken, pair(row.seq, first), what))
    });
    again.collect()
}
