//! Family *benefit*: what was paid to a person. Stream `participant/<uuid v4>`.

use super::codes::BenefitKind;
use super::define::family;
use crate::day::Period;
use crate::ids::EnrolmentId;
use crate::money::Ore;
use crate::text::Text;

family! {
    /// An entry about money paid to a person.
    BenefitEntry {
        /// A benefit was paid.
        Paid = "benefit.paid", LastDay {
            /// The enrolment that it belongs to, if any.
            enrolment: Option<EnrolmentId>,
            /// Which benefit.
            kind: BenefitKind,
            /// How much, in øre.
            amount_ore: Ore,
            /// The days that it was paid for.
            for_period: Period,
            /// A short note.
            note: Option<Text>,
        }
    }
}
