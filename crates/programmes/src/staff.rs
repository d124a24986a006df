//! Staff: which roles were filled, with how much of a post.

use hovedbok_core::{ShareBp, Text};
use serde::Serialize;

use crate::period::PeriodRow;
use crate::sorted::{Post, Sorted};

/// A role filled from a day. Two rows of one role may be two people or a change: entries name no one (H11).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct StaffRow {
    /// The role.
    pub role: Text,
    /// Share of a post, in basis points, where it is known.
    pub share_bp: Option<ShareBp>,
    /// From when, as exactly as recorded.
    pub from: PeriodRow,
}

/// Every role filled, in order.
pub(crate) fn staff(told: &Sorted<'_>) -> Vec<StaffRow> {
    let filled = told.staff.iter().filter_map(|said| match said.fact {
        Post::Filled(e) => Some(StaffRow { role: e.role.clone(), share_bp: e.share_bp, from: said.effective.into() }),
        Post::Ended(_) => None,
    });
    filled.collect()
}
