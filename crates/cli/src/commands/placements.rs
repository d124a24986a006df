//! `placements`.

use std::process::ExitCode;

use clap::Args;
use hovedbok_answers::questions::PlacementsOf;
use hovedbok_answers::{Question, Reply};
use hovedbok_core::Name;
use hovedbok_core::entries::codes::RecordSubject;
use hovedbok_present::Section;
use hovedbok_state::{PlacementFilter, PlacementsBy};

use super::ask;
use super::of_programme::OfProgramme;
use crate::choices;
use crate::exit::Failure;
use crate::global::{Format, Global};

/// Count people and placements by provider, year or outcome.
#[derive(Debug, Args)]
pub struct Placements {
    #[command(flatten)]
    programme: OfProgramme,
    /// Only this provider, spelled as in the data.
    #[arg(long)]
    provider: Option<String>,
    /// Only this year.
    #[arg(long)]
    year: Option<i32>,
    /// What each row is about.
    #[arg(long, default_value = "provider", value_parser = choices::codes("by", PlacementsBy::ALL.iter().map(|by| by.word())))]
    by: String,
}

impl Placements {
    pub fn question(&self) -> Result<Question, Failure> {
        let filter =
            PlacementFilter { programme: self.programme.name(), provider: self.provider.clone(), year: self.year };
        Ok(Question::Placements(PlacementsOf { filter, by: PlacementsBy::from_word(&self.by).unwrap_or_default() }))
    }

    pub fn run(self, global: &Global) -> Result<ExitCode, Failure> {
        let by = PlacementsBy::from_word(&self.by).unwrap_or_default();
        // CSV always has the same columns; a table leaves out empty ones.
        let told: &[&str] = match by {
            PlacementsBy::Provider if global.format == Format::Table => &["provider"],
            PlacementsBy::Year if global.format == Format::Table => &[],
            PlacementsBy::Provider | PlacementsBy::Year | PlacementsBy::Outcome => &["provider", "outcome"],
        };
        let columns = [&["programme", "year"], told, &["participants", "placements"]].concat();
        ask(global, &self.question()?, |answer| {
            let Reply::Placements(placements) = &answer.result else { return Vec::new() };
            let lacks = |programme: &Name| answer.lacks(programme, RecordSubject::Participants);
            let nothing = self.programme.as_ref().is_some_and(lacks);
            let rows = Section::new(&columns, &placements.rows).of(answer, "/rows");
            vec![rows.or_else(if nothing { "nothing_recorded" } else { "none" })]
        })
    }
}
