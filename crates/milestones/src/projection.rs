//! What the projection of plans listens to, the programme that a plan belongs to, and the day that it is answered for.

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
    type Beside = ();

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
pub fn reached(timeline: &Timeline<Milestones>, plan: &Name, at: At) -> Day {
    timeline.day(programme_of(timeline, plan, at.known_at).as_ref(), RecordSubject::Plan, at.as_of)
}
