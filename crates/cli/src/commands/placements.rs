//! `placements`.

use std::process::ExitCode;

use clap::Args;
use clap::builder::PossibleValuesParser;
use hovedbok_core::Name;
use hovedbok_ledger::ask::{Question, Reply};
use hovedbok_state::{PlacementFilter, PlacementsBy};

use crate::commands::ask;
use crate::exit::Failure;
use crate::global::Global;
use crate::render::Section;

/// Shows who was where.
#[derive(Debug, Args)]
pub struct Placements {
    /// Only this programme.
    #[arg(long)]
    programme: Option<Name>,
    /// Only this provider, as the data writes it.
    #[arg(long)]
    provider: Option<String>,
    /// Only this year.
    #[arg(long)]
    year: Option<i32>,
    /// A row for each.
    #[arg(long, default_value = "provider", value_parser = PossibleValuesParser::new(PlacementsBy::ALL.iter().map(|by| by.word())))]
    by: String,
}

impl Placements {
    pub fn question(&self) -> Result<Question, Failure> {
        let filter =
            PlacementFilter { programme: self.programme.clone(), provider: self.provider.clone(), year: self.year };
        Ok(Question::Placements { filter, by: PlacementsBy::from_word(&self.by).unwrap_or_default() })
    }

    pub fn run(self, global: &Global) -> Result<ExitCode, Failure> {
        let columns = ["programme", "year", "provider", "outcome", "participants", "placements"];
        ask(global, &self.question()?, |answer| {
            let Reply::Placements(placements) = &answer.result else { return Vec::new() };
            vec![Section::new(&columns, &placements.rows)]
        })
    }
}
