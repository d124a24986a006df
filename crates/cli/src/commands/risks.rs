//! `risks`.

use std::process::ExitCode;

use clap::Args;
use hovedbok_answers::questions::RisksOf;
use hovedbok_answers::{Question, Reply};
use hovedbok_present::{GivenUp, Section};
use serde::Serialize;

use super::ask;
use super::of_programme::OfProgramme;
use crate::exit::Failure;
use crate::global::{Format, Global};

/// Show the risks of programmes, and what is done about them.
#[derive(Debug, Args)]
pub struct Risks {
    #[command(flatten)]
    programme: OfProgramme,
}

/// The columns.
const COLUMNS: [&str; 8] =
    ["programme", "number", "text", "probability", "consequence", "status", "consequences", "treatment"];

/// The columns that a narrow table gives up, the first one first.
pub const SPARE: [GivenUp<&str>; 3] =
    [GivenUp::Below("treatment"), GivenUp::Below("consequences"), GivenUp::Out("programme")];

/// The rows as a table, without the columns that the caller shows elsewhere.
pub fn table(global: &Global, rows: &[impl Serialize], without: &[&str]) -> Section {
    let columns: Vec<&str> = COLUMNS.into_iter().filter(|column| !without.contains(column)).collect();
    if global.format != Format::Table {
        return Section::new(&columns, rows).about("RiskRow");
    }
    Section::new(&columns, rows).about("RiskRow").giving_up(&SPARE).or_else("no_risks")
}

impl Risks {
    pub fn question(&self) -> Question {
        Question::Risks(RisksOf { programme: self.programme.name() })
    }

    pub fn run(self, global: &Global) -> Result<ExitCode, Failure> {
        ask(global, &self.question(), |answer| {
            let Reply::Risks(all) = &answer.result else { return Vec::new() };
            vec![table(global, &all.risks, &[])]
        })
    }
}
