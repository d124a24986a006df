//! Family *measure*: placements of a person in measures. Stream `participant/<uuid v4>`.

use super::codes::{Outcome, Owner};
use super::define::family;
use crate::day::Day;
use crate::ids::{EnrolmentId, PlacementId};
use crate::money::ShareBp;
use crate::text::Text;

family! {
    /// An entry about a placement.
    MeasureEntry {
        /// A placement begins.
        Started = "measure.started", FirstDay {
            /// The placement that begins here.
            placement: PlacementId,
            /// The enrolment that it belongs to.
            enrolment: EnrolmentId,
            /// The measure.
            measure: Text,
            /// Who provides it.
            provider: Text,
            /// The step of the stair.
            step: Option<Text>,
            /// State or municipal.
            owner: Owner,
            /// Share of full time, in basis points.
            share_bp: ShareBp,
            /// Days a week, 1 to 7.
            days_per_week: Option<u8>,
            /// The last day as planned.
            planned_end: Option<Day>,
            /// A short note.
            note: Option<Text>,
        }
        /// The terms of a placement are otherwise from this day; only what changed is given.
        Changed = "measure.changed", FirstDay {
            /// The placement.
            placement: PlacementId,
            /// Share of full time, in basis points.
            share_bp: Option<ShareBp>,
            /// Days a week, 1 to 7.
            days_per_week: Option<u8>,
            /// The last day as planned.
            planned_end: Option<Day>,
            /// A short note.
            note: Option<Text>,
        }
        /// A placement ended; the day is the last one inside.
        Ended = "measure.ended", DayAfter {
            /// The placement.
            placement: PlacementId,
            /// How.
            outcome: Outcome,
            /// A short note.
            note: Option<Text>,
        }
    }
}
