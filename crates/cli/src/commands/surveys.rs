//! `surveys`.

use std::process::ExitCode;

use clap::Args;
use hovedbok_answers::questions::SurveysOf;
use hovedbok_answers::{Question, Reply};
use hovedbok_present::{GivenUp, Section};
use serde::Serialize;

use super::ask;
use super::of_programme::OfProgramme;
use crate::exit::Failure;
use crate::global::{Format, Global};

/// Show the answers to surveys: anonymous totals, an answer a row.
#[derive(Debug, Args)]
pub struct Surveys {
    #[command(flatten)]
    programme: OfProgramme,
}

/// The columns.
const COLUMNS: [&str; 9] =
    ["programme", "survey", "on", "respondents", "question", "answer", "value", "unit", "too_many"];

/// The columns that few rows have a value in: a table has them only then.
const RARE: [&str; 1] = ["too_many"];

/// The columns that a narrow table gives up, the first one first.
pub const SPARE: [GivenUp<&str>; 4] =
    [GivenUp::Out("unit"), GivenUp::Out("programme"), GivenUp::Below("on"), GivenUp::Below("survey")];

/// The rows as a table, without the columns that the caller shows elsewhere.
pub fn table(global: &Global, rows: &[impl Serialize], without: &[&str]) -> Section {
    let columns: Vec<&str> = COLUMNS.into_iter().filter(|column| !without.contains(column)).collect();
    if global.format != Format::Table {
        return Section::new(&columns, rows);
    }
    Section::new(&columns, rows).giving_up(&SPARE).or_else("no_surveys").without_empty(&RARE)
}

impl Surveys {
    pub fn question(&self) -> Question {
        Question::Surveys(SurveysOf { programme: self.programme.name() })
    }

    pub fn run(self, global: &Global) -> Result<ExitCode, Failure> {
        ask(global, &self.question(), |answer| {
            let Reply::Surveys(all) = &answer.result else { return Vec::new() };
            vec![table(global, &all.answers, &[])]
        })
    }
}
