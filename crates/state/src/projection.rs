//! What the projection of participants listens to, and how far their records reach.

use hovedbok_core::entries::codes::RecordSubject;
use hovedbok_core::rules::person::programmes;
use hovedbok_core::{Day, PersonEntry, Reach, Row, StreamId, StreamKind};
use hovedbok_projection::{At, History, Projection, Timeline};

use crate::person::Enrolment;

/// The projection: listens to participants' streams and keeps their entries as they are.
#[derive(Debug, Clone, Copy)]
pub enum State {}

impl Projection for State {
    const NAME: &'static str = "state";
    const LISTENS: &'static [StreamKind] = &[StreamKind::Participant];
    type Fact = PersonEntry;

    fn within(_: &History<PersonEntry>, _: &StreamId, rows: &mut Vec<&Row<PersonEntry>>, reach: &Reach, at: At) {
        reaching(rows, reach, at.as_of);
    }
}

/// Keeps the rows that lie within the records of their programmes. A row of a merged person may name an enrolment or a
/// placement of another stream: only where all rows of a person are together is it known which programme each is about.
pub(crate) fn reaching(rows: &mut Vec<&Row<PersonEntry>>, reach: &Reach, as_of: Day) {
    if !reach.ends_before(RecordSubject::Participants, as_of) {
        return;
    }
    let about = programmes(rows);
    rows.retain(|row| row.holds <= reach.day(about.get(&row.seq), RecordSubject::Participants, as_of));
}

/// The day that is answered for of an enrolment: the day asked about, or the last one that the records of its programme
/// speak for.
pub(crate) fn reached(timeline: &Timeline<State>, enrolment: &Enrolment<'_>, as_of: Day) -> Day {
    timeline.day(enrolment.programme, RecordSubject::Participants, as_of)
}
