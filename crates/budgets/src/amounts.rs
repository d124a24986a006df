//! Sums of movements, and the amounts that answers show.

use std::collections::BTreeMap;

use hovedbok_core::{FundId, Name};
use serde::Serialize;

use crate::column::Column;
use crate::effects::Change;

/// A sum is beyond what an answer can carry (a 64-bit integer of øre): thousands of entries at [`Ore::MAX`] do that.
///
/// [`Ore::MAX`]: hovedbok_core::Ore::MAX
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{amount} of {of} is {ore} øre, more than an answer can carry: ask about fewer funds, or correct the amounts")]
pub struct AmountTooLarge {
    /// The line, or `the totals`.
    pub of: String,
    /// The amount's name.
    pub amount: &'static str,
    /// The sum.
    pub ore: i128,
}

/// The amounts of a budget line, in øre. An amount of a kind that nothing is recorded of is null: nobody said that it was
/// nothing.
///
/// unspent = disbursed + carried in − carried out − spent − returned, grant by grant. It is derived where a payment (or money
/// carried in) and spending are recorded, or everything was paid back or carried on. available = appropriated − allocated +
/// returned − spent directly, over the whole money of each fund. It is derived where money is recorded that came in, and some
/// that was allocated or spent directly. Lines and totals add up what is derived, and count the grants and funds for which
/// nothing is. By recipient and by grant the available amount is in the line that has no recipient or grant, so that the
/// lines always add up to the totals.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, schemars::JsonSchema)]
pub struct Amounts {
    /// Appropriated and received, net of increases and reductions.
    pub appropriated_ore: Option<i64>,
    /// Allocated to recipients.
    pub allocated_ore: Option<i64>,
    /// Promised in commitment letters.
    pub committed_ore: Option<i64>,
    /// Paid out to recipients.
    pub disbursed_ore: Option<i64>,
    /// Spent by recipients.
    pub spent_ore: Option<i64>,
    /// Spent by the fund itself.
    pub spent_direct_ore: Option<i64>,
    /// Paid back by recipients.
    pub returned_ore: Option<i64>,
    /// Held by recipients and carried over from another year.
    pub carried_in_ore: Option<i64>,
    /// Held by recipients and carried over to another year.
    pub carried_out_ore: Option<i64>,
    /// How often something was spent, by the fund or a recipient, and the entry does not say how much: no sum has it, and less
    /// than is shown may be left.
    pub spent_not_stated: i64,
    /// What recipients hold; null where that is derived for no grant.
    pub unspent_ore: Option<i64>,
    /// For how many grants it is not derived, because no payment or no spending is recorded.
    pub unspent_not_known: i64,
    /// What can still be allocated or spent; null where that is derived for no fund, and in the line of a recipient or a
    /// grant, from which nothing is allocated.
    pub available_ore: Option<i64>,
    /// For how many funds it is not derived, because nothing is recorded that came in, or nothing that was allocated or spent.
    pub available_not_known: i64,
}

/// A sum in øre; nothing where nothing of its kind is recorded. At most 2^64 entries of 10^15 øre each make less than 2^115,
/// so that 128 bits never overflow.
type Sum = Option<i128>;

/// Sums of what is recorded.
#[derive(Debug, Clone, Copy, Default)]
struct Sums {
    appropriated: Sum,
    allocated: Sum,
    committed: Sum,
    disbursed: Sum,
    spent: Sum,
    spent_direct: Sum,
    returned: Sum,
    carried_in: Sum,
    carried_out: Sum,
    /// A count.
    not_stated: i128,
}

impl Sums {
    fn add(&mut self, change: &Change) {
        let ore = i128::from(change.amount_ore);
        let (sum, ore) = match change.column {
            Column::Appropriated => (&mut self.appropriated, ore),
            Column::Reduced => (&mut self.appropriated, -ore),
            Column::Allocated => (&mut self.allocated, ore),
            Column::Committed => (&mut self.committed, ore),
            Column::Disbursed => (&mut self.disbursed, ore),
            Column::Spent => (&mut self.spent, ore),
            Column::SpentDirect => (&mut self.spent_direct, ore),
            Column::SpentNotStated => {
                self.not_stated += 1;
                return;
            }
            Column::Returned => (&mut self.returned, ore),
            Column::CarriedIn => (&mut self.carried_in, ore),
            Column::CarriedOut => (&mut self.carried_out, ore),
        };
        *sum.get_or_insert(0) += ore;
    }

    fn join(&mut self, other: &Sums) {
        let Sums {
            appropriated,
            allocated,
            committed,
            disbursed,
            spent,
            spent_direct,
            returned,
            carried_in,
            carried_out,
            not_stated,
        } = other;
        for (sum, more) in [
            (&mut self.appropriated, appropriated),
            (&mut self.allocated, allocated),
            (&mut self.committed, committed),
            (&mut self.disbursed, disbursed),
            (&mut self.spent, spent),
            (&mut self.spent_direct, spent_direct),
            (&mut self.returned, returned),
            (&mut self.carried_in, carried_in),
            (&mut self.carried_out, carried_out),
        ] {
            if let Some(ore) = more {
                *sum.get_or_insert(0) += ore;
            }
        }
        self.not_stated += not_stated;
    }

    /// What is left of the fund as far as it is recorded.
    fn left(&self) -> i128 {
        let of = |sum: Sum| sum.unwrap_or(0);
        of(self.appropriated) - of(self.allocated) + of(self.returned) - of(self.spent_direct)
    }

    /// What recipients got and neither paid back nor carried on, as far as it is recorded.
    fn kept(&self) -> i128 {
        let of = |sum: Sum| sum.unwrap_or(0);
        of(self.disbursed) + of(self.carried_in) - of(self.carried_out) - of(self.returned)
    }

    /// What recipients hold as far as it is recorded.
    fn held(&self) -> i128 {
        self.kept() - self.spent.unwrap_or(0)
    }

    /// Whether anything is recorded that what is available depends on.
    fn bears_on_available(&self) -> bool {
        let sums = [self.appropriated, self.allocated, self.returned, self.spent_direct];
        sums.iter().any(Option::is_some) || self.not_stated > 0
    }

    /// What can still be allocated or spent, where the records say so.
    fn available(&self) -> Sum {
        let known = self.appropriated.is_some() && (self.allocated.is_some() || self.spent_direct.is_some());
        known.then(|| self.left())
    }

    /// What the recipient of a grant holds, where the records say so.
    fn unspent(&self) -> Sum {
        let got = self.disbursed.is_some() || self.carried_in.is_some();
        (got && (self.spent.is_some() || self.kept() == 0)).then(|| self.held())
    }
}

/// The money of a line or of the totals, grant by grant and fund by fund.
#[derive(Debug, Default)]
pub(crate) struct Money {
    /// All changes of the line.
    sums: Sums,
    /// By fund and grant: what is unspent is derived of each.
    grants: BTreeMap<(FundId, Name), Sums>,
    /// By fund, also what the recipients and grants did: what is available is derived of each.
    funds: BTreeMap<FundId, Sums>,
}

impl Money {
    /// Adds a change of the line.
    pub(crate) fn add(&mut self, fund: &FundId, change: &Change) {
        self.sums.add(change);
        if let Some(grant) = &change.grant {
            self.grants.entry((fund.clone(), grant.clone())).or_default().add(change);
        }
    }

    /// Adds a change to the whole money, from which what is available in the line is derived.
    pub(crate) fn add_whole(&mut self, fund: &FundId, change: &Change) {
        // What a recipient spent changes nothing in what is available.
        if change.column == Column::SpentNotStated && change.grant.is_some() {
            return;
        }
        self.funds.entry(fund.clone()).or_default().add(change);
    }

    /// Adds the changes of another line.
    pub(crate) fn join(&mut self, other: &Money) {
        self.sums.join(&other.sums);
        for (grant, sums) in &other.grants {
            self.grants.entry(grant.clone()).or_default().join(sums);
        }
        for (fund, sums) in &other.funds {
            self.funds.entry(fund.clone()).or_default().join(sums);
        }
    }

    /// What recipients hold as far as it is recorded.
    pub(crate) fn held(&self) -> i128 {
        self.sums.held()
    }

    /// Whether anything is recorded that what is available in the line depends on.
    pub(crate) fn bears_on_available(&self) -> bool {
        self.funds.values().any(Sums::bears_on_available)
    }

    /// The amounts to show; `of` names the line when one of them is too large.
    pub(crate) fn amounts(&self, of: impl Fn() -> String) -> Result<Amounts, AmountTooLarge> {
        let whole = |amount, ore: i128| i64::try_from(ore).map_err(|_| AmountTooLarge { of: of(), amount, ore });
        let fit = |amount, sum: Sum| sum.map(|ore| whole(amount, ore)).transpose();
        let (unspent, unspent_not_known) = derived(self.grants.values().map(Sums::unspent));
        let funds = self.funds.values().filter(|sums| sums.bears_on_available());
        let (available, available_not_known) = derived(funds.map(Sums::available));
        let sums = &self.sums;
        Ok(Amounts {
            appropriated_ore: fit("appropriated_ore", sums.appropriated)?,
            allocated_ore: fit("allocated_ore", sums.allocated)?,
            committed_ore: fit("committed_ore", sums.committed)?,
            disbursed_ore: fit("disbursed_ore", sums.disbursed)?,
            spent_ore: fit("spent_ore", sums.spent)?,
            spent_direct_ore: fit("spent_direct_ore", sums.spent_direct)?,
            returned_ore: fit("returned_ore", sums.returned)?,
            carried_in_ore: fit("carried_in_ore", sums.carried_in)?,
            carried_out_ore: fit("carried_out_ore", sums.carried_out)?,
            spent_not_stated: whole("spent_not_stated", sums.not_stated)?,
            unspent_ore: fit("unspent_ore", unspent)?,
            unspent_not_known,
            available_ore: fit("available_ore", available)?,
            available_not_known,
        })
    }
}

/// The sum of what is derived, and how often nothing is.
fn derived(of_each: impl Iterator<Item = Sum>) -> (Sum, i64) {
    of_each.fold((None, 0), |(sum, not_known), one| match one {
        Some(ore) => (Some(sum.unwrap_or(0) + ore), not_known),
        None => (sum, not_known + 1),
    })
}
