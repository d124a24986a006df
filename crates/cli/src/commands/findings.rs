//! `findings`.

use std::process::ExitCode;

use clap::Args;
use clap::builder::PossibleValuesParser;
use hovedbok_core::Name;
use hovedbok_core::rules::Rule;
use hovedbok_ledger::ask::{Question, Reply};

use crate::commands::ask;
use crate::exit::Failure;
use crate::global::Global;
use crate::render::Section;

/// Shows what deserves a look.
#[derive(Debug, Args)]
pub struct Findings {
    /// Only this programme.
    #[arg(long)]
    programme: Option<Name>,
    /// Only this kind.
    #[arg(long, hide_possible_values = true, value_parser = PossibleValuesParser::new(Rule::ALL.iter().map(|rule| rule.word())))]
    kind: Option<String>,
}

/// The columns of findings.
pub const COLUMNS: [&str; 5] = ["severity", "kind", "programme", "what", "entries"];

impl Findings {
    pub fn question(&self) -> Question {
        Question::Findings { programme: self.programme.clone(), kind: self.kind.clone() }
    }

    pub fn run(self, global: &Global) -> Result<ExitCode, Failure> {
        ask(global, &self.question(), |answer| {
            let Reply::Findings(findings) = &answer.result else { return Vec::new() };
            vec![Section::new(&COLUMNS, &findings.findings)]
        })
    }
}
