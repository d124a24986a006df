//! Family *plan*: milestone plans. Stream `plan/<plan>`.

use super::define::family;
use crate::day::Period;
use crate::field::List;
use crate::ids::{MilestoneId, Name};
use crate::text::{Label, Text};

family! {
    /// An entry about a milestone plan.
    PlanEntry {
        /// The plan belongs to a programme, whatever its own name says.
        PlanAssigned = "plan.assigned", FirstDay {
            /// The programme.
            programme: Name,
            /// A short note.
            note: Option<Text>,
        }
        /// A version of the plan was approved.
        VersionApproved = "plan.version_approved", FirstDay {
            /// The version as the plan names it.
            version: Label,
            /// A short note.
            note: Option<Text>,
        }
        /// A milestone is in the plan from this day.
        MilestonePlanned = "plan.milestone_planned", FirstDay {
            /// The milestone.
            milestone: MilestoneId,
            /// The section of the plan, often a year.
            section: Label,
            /// The number of the row: a label, not unique.
            number: Option<Label>,
            /// What is to be reached.
            title: Text,
            /// The role that is responsible.
            responsible: Option<Text>,
            /// The deadline.
            due: Option<Period>,
            /// Milestones that must be completed before this one.
            must_follow: List<MilestoneId>,
            /// Milestones that must not be completed before this one.
            not_after: List<MilestoneId>,
            /// What the source says about its status, if that is not a completion, cancellation or postponement.
            status_as_written: Option<Label>,
            /// A short note.
            note: Option<Text>,
        }
        /// A milestone has another deadline.
        MilestoneRescheduled = "plan.milestone_rescheduled", FirstDay {
            /// The milestone.
            milestone: MilestoneId,
            /// The new deadline.
            due: Period,
            /// A short note.
            note: Option<Text>,
        }
        /// A milestone was postponed, to a named deadline or to none.
        MilestonePostponed = "plan.milestone_postponed", LastDay {
            /// The milestone.
            milestone: MilestoneId,
            /// The new deadline, where one is named.
            due: Option<Period>,
            /// What the source says.
            status_as_written: Option<Label>,
            /// A short note.
            note: Option<Text>,
        }
        /// A milestone was reached; the effective period says when.
        MilestoneCompleted = "plan.milestone_completed", LastDay {
            /// The milestone.
            milestone: MilestoneId,
            /// What the source says.
            status_as_written: Option<Label>,
            /// A short note.
            note: Option<Text>,
        }
        /// A milestone was cancelled (bokmål *avlyst*).
        MilestoneCancelled = "plan.milestone_cancelled", LastDay {
            /// The milestone.
            milestone: MilestoneId,
            /// What the source says.
            status_as_written: Option<Label>,
            /// A short note.
            note: Option<Text>,
        }
        /// A milestone was dropped from the plan (bokmål *utgår*).
        MilestoneDropped = "plan.milestone_dropped", LastDay {
            /// The milestone.
            milestone: MilestoneId,
            /// What the source says.
            status_as_written: Option<Label>,
            /// A short note.
            note: Option<Text>,
        }
        /// Another milestone continues what this one was about.
        MilestoneContinuedBy = "plan.milestone_continued_by", LastDay {
            /// The milestone.
            milestone: MilestoneId,
            /// The milestone that continues it.
            continued_by: MilestoneId,
            /// A short note.
            note: Option<Text>,
        }
        /// A completed, cancelled, dropped or postponed milestone is open again.
        MilestoneReopened = "plan.milestone_reopened", LastDay {
            /// The milestone.
            milestone: MilestoneId,
            /// A short note.
            note: Option<Text>,
        }
    }
}
