//! The milestone plans: what each milestone is due, what became of it, and by how many days.
//!
//! A plan is the stream `plan/<plan>`. [`rows`] folds it into one [`PlanRow`] for each milestone, in the order in which
//! they were first planned. [`milestones`] answers the question of that name (`docs/questions.md`). [`compare`] finds
//! what a newer document of the same plan changes.
//!
//! What stays true here: the fold is total, so that what breaks a rule becomes a finding and never an error (H6); the
//! same entries give the same rows (H1, H5); no I/O, no clock (H10).

#![cfg_attr(test, allow(clippy::wildcard_enum_match_arm))]

mod answer;
mod compare;
mod fold;

pub use answer::{Counts, Days, Link, Milestone, PlanAnswer, Summary, milestones, plans, summary, version_at};
pub use compare::{AmbiguousRows, Change, Changed, IncomingRow, RowField, Said, compare};
pub use fold::{PlanRow, Standing, Status, rows};

use hovedbok_core::entries::PlanEntry;
use hovedbok_core::entries::codes::RecordSubject;
use hovedbok_core::rules::plan;
use hovedbok_core::{Day, Name, Reach, Row, Seq, StreamId, StreamKind};
use hovedbok_projection::{At, History, Projection, Timeline};

/// The projection of plans.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Milestones {}

impl Projection for Milestones {
    const NAME: &'static str = "milestones";
    const LISTENS: &'static [StreamKind] = &[StreamKind::Plan];
    type Fact = PlanEntry;

    fn within(history: &History<PlanEntry>, stream: &StreamId, rows: &mut Vec<&Row<PlanEntry>>, reach: &Reach, at: At) {
        if !reach.ends_before(RecordSubject::Plan, at.as_of) {
            return;
        }
        let programme = belongs(history, stream, at.known_at);
        let day = reach.day(programme.as_ref(), RecordSubject::Plan, at.as_of);
        rows.retain(|row| row.holds <= day);
    }
}

/// The programme that a plan belongs to in a state of knowledge: as an entry says, else by its own name.
pub fn programme_of(timeline: &Timeline<Milestones>, plan: &Name, known_at: Seq) -> Option<Name> {
    let stream = StreamId::Plan(plan.clone());
    match timeline.stream(&stream) {
        Some(history) => belongs(history, &stream, known_at),
        None => stream.programme(),
    }
}

fn belongs(history: &History<PlanEntry>, stream: &StreamId, known_at: Seq) -> Option<Name> {
    let StreamId::Plan(name) = stream else { return stream.programme() };
    plan::programme_of(name, history.in_force(known_at))
}

/// The day that a plan is answered for: the day asked about, or the last one that its programme's records speak for.
pub(crate) fn reached(timeline: &Timeline<Milestones>, plan: &Name, at: At) -> Day {
    timeline.day(programme_of(timeline, plan, at.known_at).as_ref(), RecordSubject::Plan, at.as_of)
}
