//! Grants: what each one was given, has used and still holds.

use std::collections::BTreeMap;

use hovedbok_core::{FundId, Name};
use hovedbok_projection::{At, Timeline};
use serde::Serialize;

use crate::amounts::{AmountTooLarge, Money};
use crate::effects::{Filter, effects};
use crate::projection::Budgets;
use crate::recipients::Recipients;

/// A grant in one fund: money carried over is a line in either year. Amounts in øre; nothing where nothing of the kind is
/// recorded.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct GrantLine {
    /// The programme.
    pub programme: Name,
    /// The budget year.
    pub year: u16,
    /// The source.
    pub source: Name,
    /// The grant.
    pub grant: Name,
    /// Who receives it, as its allocations say; several that differ are joined by `; `.
    pub recipient: Option<String>,
    /// Allocated.
    pub allocated_ore: Option<i64>,
    /// Promised in commitment letters.
    pub committed_ore: Option<i64>,
    /// Paid out.
    pub disbursed_ore: Option<i64>,
    /// Spent by the recipient.
    pub spent_ore: Option<i64>,
    /// Paid back.
    pub returned_ore: Option<i64>,
    /// Carried over from another year.
    pub carried_in_ore: Option<i64>,
    /// Carried over to another year.
    pub carried_out_ore: Option<i64>,
    /// What the recipient holds, where it is derived ([`Amounts`](crate::Amounts)).
    pub unspent_ore: Option<i64>,
    /// Whether the recipient got money of which nothing recorded says that it was spent, paid back or carried over.
    pub open: bool,
    /// Whether any of the amounts rests on one that the source gives as approximate.
    pub approximate: bool,
}

/// The grants of the funds asked about that something moved for, at (as-of, known-at): by programme, year, source, grant.
///
/// # Errors
/// [`AmountTooLarge`] when a sum does not fit 64 bits.
pub fn grants(timeline: &Timeline<Budgets>, at: At, filter: &Filter) -> Result<Vec<GrantLine>, AmountTooLarge> {
    let recipients = Recipients::at(timeline, at);
    let mut sums: BTreeMap<(FundId, Name), (Money, bool)> = BTreeMap::new();
    for effect in effects(timeline, at, filter) {
        let Some(change) = effect.change else { continue };
        let Some(grant) = change.grant.clone() else { continue };
        let (sum, approximate) = sums.entry((effect.fund.clone(), grant)).or_default();
        sum.add(&effect.fund, &change);
        *approximate |= change.approximate;
    }
    let line = |((fund, grant), (sums, approximate)): ((FundId, Name), (Money, bool))| {
        let FundId { programme, year, source } = &fund;
        let amounts = sums.amounts(|| format!("grant {grant} of fund/{programme}/{year:04}/{source}"))?;
        Ok(GrantLine {
            recipient: recipients.of(&fund, &grant),
            programme: fund.programme,
            year: fund.year,
            source: fund.source,
            grant,
            allocated_ore: amounts.allocated_ore,
            committed_ore: amounts.committed_ore,
            disbursed_ore: amounts.disbursed_ore,
            spent_ore: amounts.spent_ore,
            returned_ore: amounts.returned_ore,
            carried_in_ore: amounts.carried_in_ore,
            carried_out_ore: amounts.carried_out_ore,
            unspent_ore: amounts.unspent_ore,
            open: sums.held() > 0,
            approximate,
        })
    };
    sums.into_iter().map(line).collect()
}
