//! `lag`.

use std::process::ExitCode;

use clap::Args;
use hovedbok_answers::questions::LagOf;
use hovedbok_answers::{Question, Reply};
use hovedbok_present::Section;

use super::ask;
use super::of_programme::OfProgramme;
use crate::exit::Failure;
use crate::global::{Format, Global};

/// Show how late things are recorded, and how complete each month is.
#[derive(Debug, Args)]
pub struct Lag {
    #[command(flatten)]
    programme: OfProgramme,
}

/// What is said of all months together, above the table.
const WHOLE: [&str; 5] = ["facts", "late", "early", "migrated", "last_whole_month"];

impl Lag {
    pub fn question(&self) -> Question {
        Question::Lag(LagOf { programme: self.programme.name() })
    }

    pub fn run(self, global: &Global) -> Result<ExitCode, Failure> {
        ask(global, &self.question(), |answer| {
            let Reply::Lag(lag) = &answer.result else { return Vec::new() };
            let columns = ["month", "facts", "seen_to_lag", "completeness_ppm", "expected"];
            let note = match lag.late {
                0 => "no fact was ever recorded in a later month, so nothing is estimated".to_owned(),
                late => format!(
                    "completeness and what is expected are estimates: they rest on {late} facts recorded in a later month"
                ),
            };
            let note = if lag.facts > 0 && lag.migrated == lag.facts {
                format!(
                    "{note}; all facts were migrated, so this says when the ledger was made, not how fast people record"
                )
            } else {
                note
            };
            let months = Section::new(&columns, &lag.rows).noted(note);
            if global.format == Format::Table { vec![Section::fields(&WHOLE, lag), months] } else { vec![months] }
        })
    }
}
