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

mod cohort;
mod conditions;
mod counts;
mod derive;
mod event;
mod everybody;
mod fold;
mod group;
mod indicator;
mod marks;
mod narrow;
mod part;
mod participant;
mod person;
mod placements;
mod projection;
pub mod ready;
mod roster;
pub mod settled;
pub mod settling;
mod source;
mod status;

pub use cohort::{Cohort, cohort_stays};
pub use conditions::{ConditionCount, ConditionFilter, ConditionRow, ConditionStatus, Conditions, conditions};
pub use counts::{Group, Members, Membership, Selection, StateAnswer, members, state};
pub use derive::{Tally, Underived, Wanted, derive, derive_all, derive_each, tally_each};
pub use event::{CourseEvent, Events, by_enrolment};
pub use everybody::Everybody;
pub use group::{By, age_band};
pub use indicator::Indicator;
pub use marks::CohortStays;
pub use part::Scope;
pub use participant::{Course, CourseBenefit, CourseEnrolment, CoursePlacement, participant};
pub use person::{
    Absence, Attendance, Benefit, Condition, Details, Enrolment, FollowUp, Person, Placement, Segment, Stay, Step,
};
pub use placements::{PlacementFilter, PlacementsBy, PlacementsRow, STILL_IN_MEASURE, placements};
pub use projection::State;
pub use roster::{
    each_with_events, each_with_last_entry, each_with_rows, members_by_person, merged, people, rows_about,
    rows_by_person,
};
pub use source::{Recorded, Source};
pub use status::{Event, Status};
