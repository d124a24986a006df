//! Grants as 360Giving takes them.

use std::collections::{BTreeMap, BTreeSet};

use hovedbok_answers::{AskError, Projections};
use hovedbok_budgets::{Filter, effects, grants};
use hovedbok_core::entries::FundEntry;
use hovedbok_core::{Day, FundId, Name};
use hovedbok_interchange::exports::giving::Grant;
use hovedbok_projection::At;

use super::Asked;
use crate::error::LedgerError;

/// The grants that money was allocated for, fund by fund. What was only carried over stands in the year that it came from.
pub(super) fn of(projections: &Projections, asked: &Asked, at: At) -> Result<Vec<Grant>, LedgerError> {
    let reaching = projections.reaching(at);
    let filter = Filter { programme: asked.programme.clone(), ..Filter::default() };
    let mut decided: BTreeMap<(FundId, Name), (Day, BTreeSet<String>)> = BTreeMap::new();
    for effect in effects(&reaching.budgets, at, &filter) {
        let FundEntry::GrantAllocated(body) = &effect.row.fact else { continue };
        let (day, purposes) =
            decided.entry((effect.fund, body.grant.clone())).or_insert((effect.row.day(), BTreeSet::new()));
        *day = (*day).min(effect.row.day());
        purposes.insert(body.purpose.as_str().to_owned());
    }
    let mut all = Vec::new();
    for line in grants(&reaching.budgets, at, &filter).map_err(AskError::from)? {
        let fund = FundId { programme: line.programme.clone(), year: line.year, source: line.source.clone() };
        let Some((awarded, purposes)) = decided.remove(&(fund, line.grant.clone())) else { continue };
        let purposes: Vec<String> = purposes.into_iter().collect();
        all.push(Grant {
            id: format!("{}/{}/{}/{}", line.programme, line.year, line.source, line.grant),
            title: line.grant.to_string(),
            description: purposes.join("; "),
            recipient: line.recipient.unwrap_or_default(),
            funder: line.source.to_string(),
            programme: line.programme.to_string(),
            awarded,
            allocated_ore: line.allocated_ore.unwrap_or_default(),
            disbursed_ore: line.disbursed_ore,
            approximate: line.approximate,
        });
    }
    Ok(all)
}
