//! Family *benefit*: what was paid to a person, and on what conditions. Stream `participant/<uuid v4>`.

use super::codes::{BenefitKind, ConditionConsequence, ConditionKind, ConditionOutcome, Ground};
use super::define::family;
use crate::day::{Day, Period};
use crate::ids::{EnrolmentId, Name};
use crate::money::{Ore, ShareBp};
use crate::text::Text;

family! {
    /// An entry about money paid to a person, or about a condition for it.
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
        /// A decision on a benefit set a condition (bokmål *vilkår*).
        ConditionSet = "benefit.condition_set", LastDay {
            /// What the condition is called: a name that no other condition of the person has.
            condition: Name,
            /// What it asks of the person.
            kind: ConditionKind,
            /// The section that it is based on.
            ground: Option<Ground>,
            /// The benefit that it is for.
            benefit: Option<BenefitKind>,
            /// The enrolment that it belongs to, if any.
            enrolment: Option<EnrolmentId>,
            /// The office that set it, if it is not the person's own.
            office: Option<Text>,
            /// The days for which it is set.
            for_period: Option<Period>,
            /// The last day on which it can be met; the last day of the period, if left out.
            due: Option<Day>,
            /// A short note.
            note: Option<Text>,
        }
        /// What became of a condition.
        ConditionAnswered = "benefit.condition_answered", LastDay {
            /// The condition.
            condition: Name,
            /// Whether it was met.
            outcome: ConditionOutcome,
            /// What followed for the benefit.
            consequence: Option<ConditionConsequence>,
            /// From which day the benefit was reduced or stopped.
            consequence_from: Option<Day>,
            /// By how much it was reduced, in øre.
            reduced_ore: Option<Ore>,
            /// By which share it was reduced, in basis points.
            reduced_share_bp: Option<ShareBp>,
            /// A short note.
            note: Option<Text>,
        }
    }
}
