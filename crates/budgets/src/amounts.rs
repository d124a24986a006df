//! Sums of movements, and the amounts that answers show.

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

/// The amounts of a budget line, in øre.
///
/// unspent = disbursed + carried in − carried out − spent − returned, in every line and in the totals. available =
/// appropriated − allocated + returned − spent directly, over the whole money. By recipient and by grant it is in the
/// line that has no recipient or grant, so that the lines always add up to the totals.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, schemars::JsonSchema)]
pub struct Amounts {
    /// Appropriated and received, net of increases and reductions.
    pub appropriated_ore: i64,
    /// Allocated to recipients.
    pub allocated_ore: i64,
    /// Promised in commitment letters.
    pub committed_ore: i64,
    /// Paid out to recipients.
    pub disbursed_ore: i64,
    /// Spent by recipients.
    pub spent_ore: i64,
    /// Spent by the fund itself.
    pub spent_direct_ore: i64,
    /// Paid back by recipients.
    pub returned_ore: i64,
    /// Held by recipients and carried over from another year.
    pub carried_in_ore: i64,
    /// Held by recipients and carried over to another year.
    pub carried_out_ore: i64,
    /// How often something was spent, by the fund or a recipient, and the entry does not say how much: no sum has it, and less
    /// than is shown may be left.
    pub spent_not_stated: i64,
    /// What recipients hold.
    pub unspent_ore: i64,
    /// What can still be allocated or spent; null in the line of a recipient or a grant, from which nothing is allocated.
    pub available_ore: Option<i64>,
}

impl Amounts {
    /// The fields that are 0 not because nothing was spent, but because no amount is known: spending without an amount may be
    /// that of a grant or not, so that neither is known to be 0.
    pub fn not_known(&self) -> Vec<&'static str> {
        if self.spent_not_stated > 0 { vec!["spent_ore", "spent_direct_ore"] } else { Vec::new() }
    }
}

/// Sums in øre. At most 2^64 entries of 10^15 øre each make less than 2^115, so that 128 bits never overflow.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Sums {
    appropriated: i128,
    allocated: i128,
    committed: i128,
    disbursed: i128,
    spent: i128,
    spent_direct: i128,
    returned: i128,
    carried_in: i128,
    carried_out: i128,
    /// A count.
    not_stated: i128,
}

impl Sums {
    pub(crate) fn add(&mut self, change: &Change) {
        let ore = i128::from(change.amount_ore);
        match change.column {
            Column::Appropriated => self.appropriated += ore,
            Column::Reduced => self.appropriated -= ore,
            Column::Allocated => self.allocated += ore,
            Column::Committed => self.committed += ore,
            Column::Disbursed => self.disbursed += ore,
            Column::Spent => self.spent += ore,
            Column::SpentDirect => self.spent_direct += ore,
            Column::SpentNotStated => self.not_stated += 1,
            Column::Returned => self.returned += ore,
            Column::CarriedIn => self.carried_in += ore,
            Column::CarriedOut => self.carried_out += ore,
        }
    }

    pub(crate) fn available(&self) -> i128 {
        self.appropriated - self.allocated + self.returned - self.spent_direct
    }

    /// The amounts to show; `of` names the line when one of them is too large.
    pub(crate) fn amounts(&self, of: impl Fn() -> String) -> Result<Amounts, AmountTooLarge> {
        let fit = |amount, ore: i128| i64::try_from(ore).map_err(|_| AmountTooLarge { of: of(), amount, ore });
        let unspent = self.disbursed + self.carried_in - self.carried_out - self.spent - self.returned;
        let available = self.available();
        Ok(Amounts {
            appropriated_ore: fit("appropriated_ore", self.appropriated)?,
            allocated_ore: fit("allocated_ore", self.allocated)?,
            committed_ore: fit("committed_ore", self.committed)?,
            disbursed_ore: fit("disbursed_ore", self.disbursed)?,
            spent_ore: fit("spent_ore", self.spent)?,
            spent_direct_ore: fit("spent_direct_ore", self.spent_direct)?,
            returned_ore: fit("returned_ore", self.returned)?,
            carried_in_ore: fit("carried_in_ore", self.carried_in)?,
            carried_out_ore: fit("carried_out_ore", self.carried_out)?,
            spent_not_stated: fit("spent_not_stated", self.not_stated)?,
            unspent_ore: fit("unspent_ore", unspent)?,
            available_ore: Some(fit("available_ore", available)?),
        })
    }
}
