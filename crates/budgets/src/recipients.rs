//! Who receives a grant: what its allocations say, also those of the year that its money was carried over from.

use std::collections::{BTreeMap, BTreeSet};

use hovedbok_core::entries::FundEntry;
use hovedbok_core::{FundId, Name, Text};
use hovedbok_projection::{At, Timeline};

use crate::effects::booked;
use crate::projection::Budgets;

/// The recipients of grants, by fund and grant.
pub(crate) struct Recipients(BTreeMap<(FundId, Name), BTreeSet<Text>>);

impl Recipients {
    /// What is in force at (as-of, known-at), in every fund: a grant's recipient can stand in a year not asked about.
    pub(crate) fn at(timeline: &Timeline<Budgets>, at: At) -> Recipients {
        let mut stated: BTreeMap<(FundId, Name), BTreeSet<Text>> = BTreeMap::new();
        let mut carried = BTreeSet::new();
        for (fund, row) in booked(timeline, at) {
            if let FundEntry::GrantAllocated(e) = &row.fact {
                stated.entry((fund.clone(), e.grant.clone())).or_default().insert(e.recipient.clone());
            }
            if let FundEntry::GrantCarriedOver(e) = &row.fact {
                let to = (fund.in_year(e.to_year), e.grant.clone());
                carried.insert(((fund.clone(), e.grant.clone()), to));
            }
        }
        // Recipients follow the money until nothing is added: forward in time one pass is enough and the next sees it.
        let mut grown = true;
        while grown {
            grown = false;
            for (from, to) in &carried {
                let known = stated.get(from).cloned().unwrap_or_default();
                let there = stated.entry(to.clone()).or_default();
                let before = there.len();
                there.extend(known);
                grown |= there.len() > before;
            }
        }
        Recipients(stated)
    }

    /// The grant's recipient; several that differ are joined by `; `.
    pub(crate) fn of(&self, fund: &FundId, grant: &Name) -> Option<String> {
        let names: Vec<&str> = self.0.get(&(fund.clone(), grant.clone()))?.iter().map(Text::as_str).collect();
        (!names.is_empty()).then(|| names.join("; "))
    }
}
