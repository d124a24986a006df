//! What an entry moves: one amount from one account to another, or nothing.

use hovedbok_core::entries::FundEntry;
use hovedbok_core::entries::codes::Certainty;
use hovedbok_core::rules::fund::has_funds;
use hovedbok_core::{FundId, Name, Ore};

use crate::accounts::{Account, Role};
use crate::column::Column;

/// An amount that moves between two accounts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Movement {
    /// Where the budget shows it.
    pub column: Column,
    /// How much, in øre.
    pub amount_ore: Ore,
    /// Whether the source gives the amount as approximate.
    pub approximate: bool,
    /// The grant that it is about; none for the fund's own money, and for money received under another's grant.
    pub grant: Option<Name>,
    /// The account that gains it.
    pub to: Account,
    /// The account that gives it.
    pub from: Account,
}

/// One leg of a movement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Posting {
    /// The account.
    pub account: Account,
    /// What it gains, in øre; below zero what it gives.
    pub amount_ore: i64,
}

impl Movement {
    /// Its two legs, which sum to zero (H7): what gains, then what gives.
    pub fn postings(self) -> [Posting; 2] {
        // An amount is 1 to Ore::MAX, so its negative exists.
        let amount_ore = self.amount_ore.get();
        [Posting { account: self.to, amount_ore }, Posting { account: self.from, amount_ore: -amount_ore }]
    }
}

/// The legs of an entry in a fund's stream: two, or none when it moves nothing. They sum to zero.
pub fn postings(fund: &FundId, entry: &FundEntry) -> Vec<Posting> {
    movement(fund, entry).into_iter().flat_map(Movement::postings).collect()
}

/// What an entry in a fund's stream moves. Applications, rejections and statements of what was unused move nothing, nor does
/// spending of which the entry does not say how much it was.
///
/// Money carried over leaves what the recipient holds of the grant in this fund, and is held under the same grant in the
/// fund of the same programme and source in the other year. To a year that can have no fund nothing moves.
pub fn movement(fund: &FundId, entry: &FundEntry) -> Option<Movement> {
    let own = |column, amount_ore, certainty: Option<Certainty>, to: Role, from: Role| {
        let approximate = certainty == Some(Certainty::Approximate);
        Some(Movement { column, amount_ore, approximate, grant: None, to: to.of(fund), from: from.of(fund) })
    };
    let granted = |grant: &Name, column, amount_ore, certainty, to: fn(Name) -> Role, from: fn(Name) -> Role| {
        let moved = own(column, amount_ore, certainty, to(grant.clone()), from(grant.clone()))?;
        Some(Movement { grant: Some(grant.clone()), ..moved })
    };
    match entry {
        FundEntry::Appropriated(e) => {
            own(Column::Appropriated, e.amount_ore, e.certainty, Role::Available, Role::Appropriation)
        }
        FundEntry::Increased(e) => {
            own(Column::Appropriated, e.amount_ore, e.certainty, Role::Available, Role::Appropriation)
        }
        FundEntry::Reduced(e) => own(Column::Reduced, e.amount_ore, e.certainty, Role::Appropriation, Role::Available),
        FundEntry::GrantReceived(e) => {
            own(Column::Appropriated, e.amount_ore, e.certainty, Role::Available, Role::Received(e.from.clone()))
        }
        FundEntry::FundSpent(e) => {
            own(Column::SpentDirect, e.amount_ore?, e.certainty, Role::SpentDirect, Role::Available)
        }
        FundEntry::GrantAllocated(e) => {
            granted(&e.grant, Column::Allocated, e.amount_ore, e.certainty, Role::Allocated, |_| Role::Available)
        }
        FundEntry::GrantCommitted(e) => {
            granted(&e.grant, Column::Committed, e.amount_ore, e.certainty, Role::Committed, |_| Role::Letters)
        }
        FundEntry::GrantDisbursed(e) => {
            granted(&e.grant, Column::Disbursed, e.amount_ore, e.certainty, Role::Held, Role::Allocated)
        }
        FundEntry::GrantSpent(e) => {
            granted(&e.grant, Column::Spent, e.amount_ore?, e.certainty, Role::Spent, Role::Held)
        }
        FundEntry::GrantReturned(e) => {
            granted(&e.grant, Column::Returned, e.amount_ore, e.certainty, |_| Role::Available, Role::Held)
        }
        FundEntry::GrantCarriedOver(e) if !has_funds(e.to_year) => None,
        FundEntry::GrantCarriedOver(e) => {
            let moved = granted(&e.grant, Column::CarriedOut, e.amount_ore, e.certainty, Role::Held, Role::Held)?;
            Some(Movement { to: Role::Held(e.grant.clone()).of(&fund.in_year(e.to_year)), ..moved })
        }
        FundEntry::GrantApplied(_)
        | FundEntry::GrantRejected(_)
        | FundEntry::GrantUnusedReported(_)
        | FundEntry::GrantCarryOverApplied(_) => None,
    }
}
