//! `recommendations`.

use std::process::ExitCode;

use clap::Args;
use hovedbok_answers::questions::RecommendationsOf;
use hovedbok_answers::{Question, Reply};
use hovedbok_present::{GivenUp, Section};
use hovedbok_programmes::RecommendationStatus;

use super::ask;
use super::of_programme::OfProgramme;
use crate::choices;
use crate::exit::Failure;
use crate::global::Global;

/// Show what somebody advised a programme to do, and what became of it.
#[derive(Debug, Args)]
pub struct Recommendations {
    #[command(flatten)]
    programme: OfProgramme,
    /// Only those that stand like this; can be given several times.
    #[arg(long, value_parser = choices::codes("recommendation", RecommendationStatus::ALL.iter().map(|status| status.word())))]
    status: Vec<String>,
}

/// The columns.
const COLUMNS: [&str; 10] =
    ["programme", "recommendation", "text", "made_by", "on", "responsible", "due", "outcome", "answered_on", "status"];

/// The columns that a narrow table gives up, the first one first.
pub const SPARE: [GivenUp<&str>; 6] = [
    GivenUp::Out("made_by"),
    GivenUp::Out("answered_on"),
    GivenUp::Below("text"),
    GivenUp::Out("outcome"),
    GivenUp::Below("responsible"),
    GivenUp::Out("programme"),
];

impl Recommendations {
    pub fn question(&self) -> Question {
        Question::Recommendations(RecommendationsOf {
            programme: self.programme.name(),
            status: self.status.iter().filter_map(|word| RecommendationStatus::from_word(word)).collect(),
        })
    }

    pub fn run(self, global: &Global) -> Result<ExitCode, Failure> {
        ask(global, &self.question(), |answer| {
            let Reply::Recommendations(rows) = &answer.result else { return Vec::new() };
            vec![Section::new(&COLUMNS, &rows.recommendations).giving_up(&SPARE).or_else("no_recommendations")]
        })
    }
}
