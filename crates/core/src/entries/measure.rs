//! Family *measure*: placements of a person in measures. Stream `participant/<uuid v4>`.

use super::codes::{Outcome, Owner};
use super::define::family;
use crate::day::Day;
use crate::field::{Field, Shape};
use crate::ids::{EnrolmentId, PlacementId};
use crate::money::ShareBp;
use crate::pack::{Pack, Packer, Unpacker};
use crate::scan::scan_values;
use crate::text::Text;

/// Days a week. Fewer than 1 or more than 7 is a matter for a rule, not for reading.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
#[serde(transparent)]
pub struct DaysPerWeek(pub u8);

impl DaysPerWeek {
    /// Whether a week can have as many.
    pub fn possible(self) -> bool {
        (1..=7).contains(&self.0)
    }
}

impl Field for DaysPerWeek {
    const SHAPE: Shape = Shape::Between(1, 7);
}

impl Pack for DaysPerWeek {
    fn pack(&self, out: &mut Packer<'_>) {
        self.0.pack(out);
    }
    fn unpack(from: &mut Unpacker<'_>) -> Option<DaysPerWeek> {
        u8::unpack(from).map(DaysPerWeek)
    }
}

scan_values! { DaysPerWeek => |s| u8::scan(s); }

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
            /// Days a week.
            days_per_week: Option<DaysPerWeek>,
            /// The planned last day.
            planned_end: Option<Day>,
            /// A short note.
            note: Option<Text>,
        }
        /// The terms of a placement have changed from this day; only what changed is given.
        Changed = "measure.changed", FirstDay {
            /// The placement.
            placement: PlacementId,
            /// Share of full time, in basis points.
            share_bp: Option<ShareBp>,
            /// Days a week.
            days_per_week: Option<DaysPerWeek>,
            /// The planned last day.
            planned_end: Option<Day>,
            /// A short note.
            note: Option<Text>,
        }
        /// A placement ended; the day is its last one.
        Ended = "measure.ended", DayAfter {
            /// The placement.
            placement: PlacementId,
            /// How the placement ended.
            outcome: Outcome,
            /// A short note.
            note: Option<Text>,
        }
    }
}
