//! `goals`.

use std::process::ExitCode;

use clap::Args;
use hovedbok_core::Name;
use hovedbok_ledger::ask::{Question, Reply};

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
pub const COLUMNS: [&str; 11] = [
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

impl Goals {
    pub fn question(&self) -> Question {
        Question::Goals { programme: self.programme.clone() }
    }

    pub fn run(self, global: &Global) -> Result<ExitCode, Failure> {
        ask(global, &self.question(), |answer| {
            let Reply::Goals(goals) = &answer.result else { return Vec::new() };
            vec![Section::new(&COLUMNS, &goals.goals)]
        })
    }
}
