//! `reports`.

use std::process::ExitCode;

use clap::Args;
use hovedbok_answers::questions::ReportsOf;
use hovedbok_answers::{Question, Reply};
use hovedbok_present::{GivenUp, Section};
use hovedbok_programmes::ReportStatus;
use serde::Serialize;

use super::ask;
use super::of_programme::OfProgramme;
use crate::choices;
use crate::exit::Failure;
use crate::global::{Format, Global};

/// Show the reports of programmes: what is due, what came, what is late or missing.
#[derive(Debug, Args)]
pub struct Reports {
    #[command(flatten)]
    programme: OfProgramme,
    /// Only those with this status; can be given several times.
    #[arg(long, value_parser = choices::codes("delivery", ReportStatus::ALL.iter().map(|status| status.word())))]
    status: Vec<String>,
}

/// The columns.
const COLUMNS: [&str; 8] = ["programme", "report", "from", "about", "due", "received", "status", "days_late"];

/// The columns that few rows have a value in: a table has them only then.
const RARE: [&str; 2] = ["from", "about"];

/// The columns that a narrow table gives up, the first one first.
pub const SPARE: [GivenUp<&str>; 4] =
    [GivenUp::Out("days_late"), GivenUp::Below("about"), GivenUp::Out("programme"), GivenUp::Below("from")];

/// The rows as a table, without the columns that the caller shows elsewhere.
pub fn table(global: &Global, rows: &[impl Serialize], without: &[&str]) -> Section {
    let columns: Vec<&str> = COLUMNS.into_iter().filter(|column| !without.contains(column)).collect();
    if global.format != Format::Table {
        let columns: Vec<&str> = columns.into_iter().chain(["days_late_least", "days_late_most"]).collect();
        return Section::new(&columns, rows).about("ReportRow");
    }
    Section::new(&columns, rows).about("ReportRow").giving_up(&SPARE).or_else("no_reports").without_empty(&RARE)
}

impl Reports {
    pub fn question(&self) -> Question {
        Question::Reports(ReportsOf {
            programme: self.programme.name(),
            status: self.status.iter().filter_map(|word| ReportStatus::from_word(word)).collect(),
        })
    }

    pub fn run(self, global: &Global) -> Result<ExitCode, Failure> {
        ask(global, &self.question(), |answer| {
            let Reply::Reports(all) = &answer.result else { return Vec::new() };
            vec![table(global, &all.reports, &[])]
        })
    }
}
