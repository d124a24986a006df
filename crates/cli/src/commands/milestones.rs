//! `milestones`.

use std::process::ExitCode;

use clap::Args;
use hovedbok_answers::questions::{MilestonesOf, PlansOf};
use hovedbok_answers::{Answer, Question, Reply};
use hovedbok_core::Name;
use hovedbok_present::Section;
use serde::Serialize;

use super::ask;
use crate::exit::Failure;
use crate::global::Global;

/// Show a milestone plan, or list the plans.
#[derive(Debug, Args)]
pub struct Milestones {
    /// The plan [default: a short list of all plans].
    plan: Option<Name>,
}

/// The columns of a plan.
const COLUMNS: [&str; 12] = [
    "section",
    "number",
    "title",
    "responsible",
    "due",
    "due_original",
    "slip_days",
    "completed",
    "status",
    "days_late",
    "continued_by",
    "findings",
];

/// The columns that a narrow table leaves out, the first one first.
pub const SPARE: [&str; 6] = ["continued_by", "findings", "responsible", "due_original", "slip_days", "completed"];

/// The columns of the list of plans.
pub const PLANS: [&str; 8] = [
    "plan",
    "version",
    "counts.planned",
    "counts.overdue",
    "counts.completed",
    "counts.postponed",
    "counts.cancelled",
    "counts.dropped",
];

impl Milestones {
    pub fn question(&self) -> Question {
        match &self.plan {
            Some(plan) => Question::Milestones(MilestonesOf { plan: plan.clone() }),
            None => Question::Plans(PlansOf {}),
        }
    }

    pub fn run(self, global: &Global) -> Result<ExitCode, Failure> {
        ask(global, &self.question(), |answer| sections(global, answer))
    }
}

fn sections(global: &Global, answer: &Answer) -> Vec<Section> {
    if let Reply::Plans(plans) = &answer.result {
        return vec![summaries(&plans.plans)];
    }
    let Reply::Milestones(plan) = &answer.result else { return Vec::new() };
    // A table shows the range when the day is not recorded.
    let ranges: &[&str] = if global.format.is_rows() { &["days_late_least", "days_late_most"] } else { &[] };
    let rows = Section::new(&[COLUMNS.as_slice(), ranges].concat(), &plan.milestones).sparing(&SPARE);
    let counts =
        Section::new(&["planned", "overdue", "completed", "postponed", "cancelled", "dropped"], &[&plan.counts]);
    vec![rows, counts]
}

/// The columns that a narrow list of plans leaves out, the first one first.
pub const SPARE_OF_PLANS: [&str; 4] = ["version", "counts.dropped", "counts.cancelled", "counts.postponed"];

/// The list of plans.
pub fn summaries(plans: &[impl Serialize]) -> Section {
    Section::new(&PLANS, plans).sparing(&SPARE_OF_PLANS)
}
