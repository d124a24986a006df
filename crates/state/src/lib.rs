//! Projection *state*: participants, enrolments, measures, absence, benefits and caseload, from participants' streams.
//!
//! Every answer is the same thing done once more: fold the rows of each person that are in force at (D, S) into a
//! [`Person`], then count. Nothing is kept between questions but the timeline, so an answer at an earlier day or an older
//! state of knowledge is the fold over fewer rows (time.md). Pure (H10); folds are total (H6).
//!
//! **Merged participants**: from the day that `participant.merged` takes hold, everything in the merged stream counts for
//! the participant who stays, and totals count the two as one. See [`people`].
//!
//! What stays true here: the digest over the rows is the same after a rebuild (H1); an answer never speaks for a day
//! that the records of the programme do not reach (H14).

#![cfg_attr(test, allow(clippy::wildcard_enum_match_arm))]

mod counts;
mod derive;
mod event;
mod fold;
mod group;
mod indicator;
mod narrow;
mod part;
mod participant;
mod person;
mod placements;
mod roster;
mod status;

use hovedbok_core::entries::codes::RecordSubject;
use hovedbok_core::rules::person::programmes;
use hovedbok_core::{Day, PersonEntry, Reach, Row, StreamId, StreamKind};
use hovedbok_projection::{At, History, Projection, Timeline};

pub use counts::{Group, Members, Membership, Selection, StateAnswer, members, state};
pub use derive::{Wanted, derive, derive_all};
pub use event::CourseEvent;
pub use group::{By, age_band};
pub use indicator::Indicator;
pub use part::Scope;
pub use participant::{Course, CourseBenefit, CourseEnrolment, CoursePlacement, participant};
pub use person::{Absence, Attendance, Benefit, Details, Enrolment, Person, Placement, Segment, Stay};
pub use placements::{PlacementFilter, PlacementsBy, PlacementsRow, STILL_IN_MEASURE, placements};
pub use roster::{members_by_person, merged, people, rows_by_person};
pub use status::{Event, Status};

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
