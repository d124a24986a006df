//! `goals`.

use std::process::ExitCode;

use clap::Args;
use hovedbok_core::Name;
use hovedbok_ledger::ask::{Question, Reply};
use serde::Serialize;

use crate::commands::ask;
use crate::exit::Failure;
use crate::global::Global;
use crate::render::Section;

/// Holds targets against what the ledger derives.
#[derive(Debug, Args)]
pub struct Goals {
    /// Only this programme.
    programme: Option<Name>,
}

/// The columns of goals.
const COLUMNS: [&str; 11] = [
    "programme",
    "goal",
    "indicator",
    "kind",
    "period",
    "target",
    "unit",
    "derived",
    "attainment_bp",
    "answer",
    "because",
];

/// The columns that a narrow table leaves out, the first one first.
pub const SPARE: [&str; 5] = ["kind", "unit", "indicator", "period", "attainment_bp"];

/// The goals as a table, without the columns that somebody says already.
pub fn table(goals: &[impl Serialize], without: &[&str]) -> Section {
    let columns: Vec<&str> = COLUMNS.into_iter().filter(|column| !without.contains(column)).collect();
    Section::new(&columns, goals).sparing(&SPARE)
}

impl Goals {
    pub fn question(&self) -> Question {
        Question::Goals { programme: self.programme.clone() }
    }

    pub fn run(self, global: &Global) -> Result<ExitCode, Failure> {
        ask(global, &self.question(), |answer| {
            let Reply::Goals(goals) = &answer.result else { return Vec::new() };
            vec![table(&goals.goals, &[])]
        })
    }
}
