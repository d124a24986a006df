//! *Trajectories*: courses as evaluators take them, from the fold that [`hovedbok_state`] makes of a person.
//!
//! The unit is the **stay**, a spell inside a programme with suspension included. [`Observed`] is a stay as it is counted,
//! borrowed from the fold; [`Trajectory`] is an enrolment written out, with its stays, spells, gaps and events.
//!
//! Pure (H10); answers have whole numbers only. What stays true here: the last day that is observed is the last one
//! that the records of the programme reach (H14), and stock + intakes − exits = stock, month after month.

#![cfg_attr(test, allow(clippy::wildcard_enum_match_arm))]

mod absence;
mod attendance;
mod course;
mod flows;
mod ladder;
mod months;
mod observed;
mod once;
mod outcomes;
mod paid;
mod patches;
mod rounded;
mod series;
mod shares;
mod spells;
mod stocks;
mod survival;

pub use absence::{Absence, AbsenceBy, AbsenceFilter, AbsenceRow, AbsenceTotals, absence};
pub use attendance::{
    Attendance, AttendanceBy, AttendanceFilter, AttendanceRow, AttendanceTotals, LeftOut, MissingSide, attendance,
};
pub use course::{
    CourseFilter, Gap, SegmentRow, Spell, SpellKind, StayRow, StepSpell, TakeCourses, Trajectory, TrajectoryEvent,
    each_course, trajectories, trajectories_of,
};
pub use flows::{FlowRow, Flows, FlowsBy, flows};
pub use ladder::{Cells, Estimate, Ladder, months_between};
pub use observed::{Observation, Observed, StaySelection, each_person, stays};
pub use outcomes::{
    Caseload, DestinationRow, FollowedUp, NeverTakenIn, Outcomes, OutcomesFilter, ReEntry, Situation, outcomes,
};
pub use paid::{Payment, Persons};
pub use patches::{Held, KnownReach, Moved, Patch, patches};
pub use series::{
    Series, SeriesBy, SeriesFilter, SeriesGroup, SeriesIndicator, SeriesRow, SeriesSource, SeriesUnit, Tally,
    Unfinished, series_of_persons,
};
pub use shares::{PlacementShares, ProviderShares, ShareRow, Shares};
pub use stocks::StockRow;
pub use survival::{
    Curve, Curves, Estimates, Event, Expected, Grouping, Incidence, LogRank, MARKS, Mark, Step, Survival,
    SurvivalFilter, SurvivalGroup, survival,
};
