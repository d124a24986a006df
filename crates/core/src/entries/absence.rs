//! Family *absence*: who was away and who was there. Stream `participant/<uuid v4>`.

use super::codes::AbsenceKind;
use super::define::family;
use crate::day::Period;
use crate::ids::PlacementId;
use crate::text::Text;

family! {
    /// An entry about absence or attendance in a placement.
    AbsenceEntry {
        /// Away in a period; it is effective from the period's first day.
        Absence = "absence.recorded", FirstDay {
            /// The placement.
            placement: PlacementId,
            /// First to last day away.
            period: Period,
            /// Why.
            kind: AbsenceKind,
            /// How long, in minutes, when it was less than whole days; at most 24 hours for each day of the period.
            minutes: Option<u32>,
            /// How many working days; at most as many days as the period has.
            days: Option<u16>,
            /// Whether there is a document for it.
            documented: Option<bool>,
            /// A short note.
            note: Option<Text>,
        }
        /// Planned and actual presence in a period; it is effective from the period's first day.
        Attendance = "attendance.recorded", FirstDay {
            /// The placement.
            placement: PlacementId,
            /// First to last day counted.
            period: Period,
            /// Planned presence in minutes; at most 24 hours for each day of the period.
            planned_minutes: u32,
            /// Actual presence in minutes; at most what was planned.
            present_minutes: u32,
            /// A short note.
            note: Option<Text>,
        }
    }
}
