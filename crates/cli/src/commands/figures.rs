//! `figures`.

use std::process::ExitCode;

use clap::Args;
use hovedbok_core::Name;
use hovedbok_ledger::ask::{Question, Reply};

use crate::commands::ask;
use crate::exit::Failure;
use crate::global::Global;
use crate::render::Section;

/// Holds what was published against what the ledger derives.
#[derive(Debug, Args)]
pub struct Figures {
    /// Only this programme.
    programme: Option<Name>,
}

/// The columns that a narrow table leaves out, the first one first.
pub const SPARE: [&str; 6] = ["where", "unit", "part", "difference", "as_of", "programme"];

impl Figures {
    pub fn question(&self) -> Question {
        Question::Figures { programme: self.programme.clone() }
    }

    pub fn run(self, global: &Global) -> Result<ExitCode, Failure> {
        let columns =
            ["programme", "indicator", "part", "as_of", "published", "unit", "derived", "difference", "where"];
        ask(global, &self.question(), |answer| {
            let Reply::Figures(figures) = &answer.result else { return Vec::new() };
            vec![Section::new(&columns, &figures.figures).sparing(&SPARE)]
        })
    }
}
