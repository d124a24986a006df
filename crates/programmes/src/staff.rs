//! Staff: which roles were filled, with how much of a post.

use hovedbok_core::{ShareBp, Text};
use serde::Serialize;

use crate::period::PeriodRow;
use crate::sorted::Sorted;

/// A role filled from a day. Two rows of one role may be two people or a change: entries name no one (H11).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct StaffRow {
    /// The role.
    pub role: Text,
    /// Share of a post, in basis points.
    pub share_bp: ShareBp,
    /// From when, as exactly as recorded.
    pub from: PeriodRow,
}

/// Every role filled, in order.
pub(crate) fn staff(told: &Sorted<'_>) -> Vec<StaffRow> {
    told.staff
        .iter()
        .map(|said| StaffRow {
            role: said.fact.role.clone(),
            share_bp: said.fact.share_bp,
            from: said.effective.into(),
        })
        .collect()
}
