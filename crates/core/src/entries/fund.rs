//! Family *fund*: money of one programme in one year from one source. Stream `fund/<programme>/<year>/<source>`.
//!
//! Every amount is more than zero; the direction is in the type. What was spent may be without one: a source can say that
//! something was paid for, and not how much.

use super::codes::Certainty;
use super::define::family;
use crate::day::Period;
use crate::ids::{Name, PlacementId};
use crate::money::{Ore, ShareBp};
use crate::text::{Reference, Text};

family! {
    /// An entry about money.
    FundEntry {
        /// Money was appropriated (bokmål *bevilgning*).
        Appropriated = "fund.appropriated", LastDay {
            /// How much, in øre.
            amount_ore: Ore,
            /// What the money is for.
            purpose: Option<Text>,
            /// How sure the source is; stated when left out.
            certainty: Option<Certainty>,
            /// A short note.
            note: Option<Text>,
        }
        /// The appropriation was increased.
        Increased = "fund.increased", LastDay {
            /// By how much, in øre.
            amount_ore: Ore,
            /// What the money is for.
            purpose: Option<Text>,
            /// How sure the source is; stated when left out.
            certainty: Option<Certainty>,
            /// A short note.
            note: Option<Text>,
        }
        /// The appropriation was reduced.
        Reduced = "fund.reduced", LastDay {
            /// By how much, in øre.
            amount_ore: Ore,
            /// What the money is for.
            purpose: Option<Text>,
            /// How sure the source is; stated when left out.
            certainty: Option<Certainty>,
            /// A short note.
            note: Option<Text>,
        }
        /// Money from the fund was spent directly.
        FundSpent = "fund.spent", LastDay {
            /// How much, in øre; left out when the source does not say.
            amount_ore: Option<Ore>,
            /// What the money is for.
            purpose: Text,
            /// Who was paid.
            supplier: Option<Text>,
            /// The voucher in the accounts.
            voucher: Option<Reference>,
            /// KOSTRA function.
            kostra_function: Option<Reference>,
            /// KOSTRA type.
            kostra_type: Option<Reference>,
            /// The days that were paid for.
            for_period: Option<Period>,
            /// The placement that was paid for.
            placement: Option<PlacementId>,
            /// The share of a full place that was paid, in basis points.
            paid_share_bp: Option<ShareBp>,
            /// How sure the source is; stated when left out.
            certainty: Option<Certainty>,
            /// A short note.
            note: Option<Text>,
        }
        /// A grant was applied for.
        GrantApplied = "grant.applied", LastDay {
            /// The grant.
            grant: Name,
            /// Who applied.
            recipient: Text,
            /// How much, in øre.
            amount_ore: Ore,
            /// What the money is for.
            purpose: Option<Text>,
            /// How sure the source is; stated when left out.
            certainty: Option<Certainty>,
            /// A short note.
            note: Option<Text>,
        }
        /// An application for a grant was rejected.
        GrantRejected = "grant.rejected", LastDay {
            /// The grant.
            grant: Name,
            /// A short note.
            note: Option<Text>,
        }
        /// Money was set aside for a recipient.
        GrantAllocated = "grant.allocated", LastDay {
            /// The grant.
            grant: Name,
            /// Who receives it.
            recipient: Text,
            /// How much, in øre.
            amount_ore: Ore,
            /// What the money is for.
            purpose: Text,
            /// On what conditions.
            conditions: Option<Text>,
            /// How sure the source is; stated when left out.
            certainty: Option<Certainty>,
            /// A short note.
            note: Option<Text>,
        }
        /// The commitment letter was sent.
        GrantCommitted = "grant.committed", LastDay {
            /// The grant.
            grant: Name,
            /// How much, in øre.
            amount_ore: Ore,
            /// How sure the source is; stated when left out.
            certainty: Option<Certainty>,
            /// A short note.
            note: Option<Text>,
        }
        /// Money from a grant was paid out to its recipient.
        GrantDisbursed = "grant.disbursed", LastDay {
            /// The grant.
            grant: Name,
            /// How much, in øre.
            amount_ore: Ore,
            /// How sure the source is; stated when left out.
            certainty: Option<Certainty>,
            /// A short note.
            note: Option<Text>,
        }
        /// The recipient spent money from a grant.
        GrantSpent = "grant.spent", LastDay {
            /// The grant.
            grant: Name,
            /// How much, in øre; left out when the source does not say.
            amount_ore: Option<Ore>,
            /// What the money is for.
            purpose: Text,
            /// Who was paid.
            supplier: Option<Text>,
            /// The voucher in the accounts.
            voucher: Option<Reference>,
            /// KOSTRA function.
            kostra_function: Option<Reference>,
            /// KOSTRA type.
            kostra_type: Option<Reference>,
            /// The days that were paid for.
            for_period: Option<Period>,
            /// The placement that was paid for.
            placement: Option<PlacementId>,
            /// The share of a full place that was paid, in basis points.
            paid_share_bp: Option<ShareBp>,
            /// How sure the source is; stated when left out.
            certainty: Option<Certainty>,
            /// A short note.
            note: Option<Text>,
        }
        /// The recipient states how much was not used. This moves no money.
        GrantUnusedReported = "grant.unused_reported", LastDay {
            /// The grant.
            grant: Name,
            /// How much, in øre.
            amount_ore: Ore,
            /// How sure the source is; stated when left out.
            certainty: Option<Certainty>,
            /// A short note.
            note: Option<Text>,
        }
        /// The recipient applied to use the rest in another year.
        GrantCarryOverApplied = "grant.carry_over_applied", LastDay {
            /// The grant.
            grant: Name,
            /// How much, in øre.
            amount_ore: Ore,
            /// The year that it was meant for.
            to_year: u16,
            /// How sure the source is; stated when left out.
            certainty: Option<Certainty>,
            /// A short note.
            note: Option<Text>,
        }
        /// Money from a grant was carried over to another year of the same fund.
        GrantCarriedOver = "grant.carried_over", LastDay {
            /// The grant.
            grant: Name,
            /// How much, in øre.
            amount_ore: Ore,
            /// The year that it goes to.
            to_year: u16,
            /// How sure the source is; stated when left out.
            certainty: Option<Certainty>,
            /// A short note.
            note: Option<Text>,
        }
        /// The recipient paid money back to the fund.
        GrantReturned = "grant.returned", LastDay {
            /// The grant.
            grant: Name,
            /// How much, in øre.
            amount_ore: Ore,
            /// How sure the source is; stated when left out.
            certainty: Option<Certainty>,
            /// A short note.
            note: Option<Text>,
        }
        /// Money came in from another owner's fund.
        GrantReceived = "grant.received", LastDay {
            /// How much, in øre.
            amount_ore: Ore,
            /// Who gave it.
            from: Text,
            /// The giver's grant, if it has a name.
            grant: Option<Name>,
            /// What the money is for.
            purpose: Option<Text>,
            /// How sure the source is; stated when left out.
            certainty: Option<Certainty>,
            /// A short note.
            note: Option<Text>,
        }
    }
}

/// Money that was paid for a placement, at a share of a full place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PaidForPlacement<'a> {
    /// The placement.
    pub placement: PlacementId,
    /// The share of a full place.
    pub share: ShareBp,
    /// How much, where it is known.
    pub amount: Option<Ore>,
    /// The days that were paid for.
    pub period: Option<&'a Period>,
}

impl FundEntry {
    /// Whether it says that money was spent, and not how much.
    pub fn leaves_amount_out(&self) -> bool {
        match self {
            FundEntry::FundSpent(body) => body.amount_ore.is_none(),
            FundEntry::GrantSpent(body) => body.amount_ore.is_none(),
            FundEntry::Appropriated(_)
            | FundEntry::Increased(_)
            | FundEntry::Reduced(_)
            | FundEntry::GrantApplied(_)
            | FundEntry::GrantRejected(_)
            | FundEntry::GrantAllocated(_)
            | FundEntry::GrantCommitted(_)
            | FundEntry::GrantDisbursed(_)
            | FundEntry::GrantUnusedReported(_)
            | FundEntry::GrantCarryOverApplied(_)
            | FundEntry::GrantCarriedOver(_)
            | FundEntry::GrantReturned(_)
            | FundEntry::GrantReceived(_) => false,
        }
    }

    /// What was paid for a placement at a share of a full place, where an entry says so.
    pub fn paid_for_a_placement(&self) -> Option<PaidForPlacement<'_>> {
        let (placement, share, amount, period) = match self {
            FundEntry::FundSpent(body) => (body.placement, body.paid_share_bp, body.amount_ore, &body.for_period),
            FundEntry::GrantSpent(body) => (body.placement, body.paid_share_bp, body.amount_ore, &body.for_period),
            FundEntry::Appropriated(_)
            | FundEntry::Increased(_)
            | FundEntry::Reduced(_)
            | FundEntry::GrantApplied(_)
            | FundEntry::GrantRejected(_)
            | FundEntry::GrantAllocated(_)
            | FundEntry::GrantCommitted(_)
            | FundEntry::GrantDisbursed(_)
            | FundEntry::GrantUnusedReported(_)
            | FundEntry::GrantCarryOverApplied(_)
            | FundEntry::GrantCarriedOver(_)
            | FundEntry::GrantReturned(_)
            | FundEntry::GrantReceived(_) => return None,
        };
        Some(PaidForPlacement { placement: placement?, share: share?, amount, period: period.as_ref() })
    }
}
