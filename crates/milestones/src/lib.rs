//! The milestone plans: what each milestone is due, what became of it, and by how many days.
//!
//! A plan is the stream `plan/<plan>`. [`rows`] folds it into one [`PlanRow`] a milestone, in the order in which they
//! were first planned; [`milestones`] is the answer that the command line prints (cli.md), [`compare`] what a newer
//! document of the same plan changes.

#![cfg_attr(test, allow(clippy::wildcard_enum_match_arm))]

mod answer;
mod compare;
mod fold;

pub use answer::{Counts, Days, Link, Milestone, PlanAnswer, Summary, milestones, plans, summary, version_at};
pub use compare::{AmbiguousRows, Change, Changed, IncomingRow, RowField, Said, compare};
pub use fold::{PlanRow, Standing, Status, rows};

use hovedbok_core::StreamKind;
use hovedbok_core::entries::PlanEntry;
use hovedbok_projection::Projection;

/// The projection of plans.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Milestones {}

impl Projection for Milestones {
    const NAME: &'static str = "milestones";
    const LISTENS: &'static [StreamKind] = &[StreamKind::Plan];
    type Fact = PlanEntry;
}
