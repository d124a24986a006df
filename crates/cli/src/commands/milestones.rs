//! `milestones`.

use std::process::ExitCode;

use clap::Args;
use hovedbok_core::Name;
use hovedbok_ledger::ask::{Answer, Question, Reply};

use crate::commands::ask;
use crate::exit::Failure;
use crate::global::Global;
use crate::render::Section;

/// Shows a milestone plan, or lists the plans.
#[derive(Debug, Args)]
pub struct Milestones {
    /// The plan; all of them in short when left out.
    plan: Option<Name>,
}

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
        Question::Milestones { plan: self.plan.clone() }
    }

    pub fn run(self, global: &Global) -> Result<ExitCode, Failure> {
        ask(global, &self.question(), sections)
    }
}

fn sections(answer: &Answer) -> Vec<Section> {
    match &answer.result {
        Reply::Milestones(plan) => {
            let columns =
                ["section", "number", "title", "due", "completed", "status", "days_late", "continued_by", "findings"];
            let rows = Section::new(&columns, &plan.milestones);
            let counts = Section::new(
                &["planned", "overdue", "completed", "postponed", "cancelled", "dropped"],
                &[&plan.counts],
            );
            vec![rows, counts]
        }
        Reply::Plans(plans) => vec![Section::new(&PLANS, &plans.plans)],
        Reply::State(_)
        | Reply::Participant(_)
        | Reply::Placements(_)
        | Reply::Budget(_)
        | Reply::Programmes(_)
        | Reply::Goals(_)
        | Reply::Figures(_)
        | Reply::Findings(_)
        | Reply::Statement(_) => Vec::new(),
    }
}
