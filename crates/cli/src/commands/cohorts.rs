//! `cohorts`.

use std::process::ExitCode;

use clap::Args;
use hovedbok_answers::questions::{CohortRow, CohortsOf};
use hovedbok_answers::{Question, Reply};
use hovedbok_present::{GivenUp, Lang, Section, words};
use serde_json::{Value, json};

use super::ask;
use super::of_programme::OfProgramme;
use crate::exit::Failure;
use crate::global::{Format, Global};

/// List the cohorts of programmes: those defined by conditions and those that intakes name.
#[derive(Debug, Args)]
pub struct Cohorts {
    #[command(flatten)]
    programme: OfProgramme,
}

const COLUMNS: [&str; 11] = [
    "programme",
    "cohort",
    "named",
    "takes",
    "first_day",
    "last_day",
    "judged_to",
    "conditions",
    "participants",
    "ever",
    "entry",
];

/// The columns that a narrow table gives up, the first one first.
pub const SPARE: [GivenUp<&str>; 4] =
    [GivenUp::Out("entry"), GivenUp::Below("conditions"), GivenUp::Out("judged_to"), GivenUp::Out("programme")];

impl Cohorts {
    pub fn question(&self) -> Question {
        Question::Cohorts(CohortsOf { programme: self.programme.name() })
    }

    pub fn run(self, global: &Global) -> Result<ExitCode, Failure> {
        ask(global, &self.question(), |answer| {
            let Reply::Cohorts(cohorts) = &answer.result else { return Vec::new() };
            let lang = (global.format == Format::Table).then_some(global.lang);
            let mut section = Section::new(&COLUMNS, &cohorts.cohorts);
            section.change(|row, fields| {
                if let Some(cohort) = cohorts.cohorts.get(row) {
                    fields.insert("conditions".to_owned(), conditions(cohort, lang));
                }
            });
            vec![section.of(answer, "/cohorts").giving_up(&SPARE).or_else("no_cohorts")]
        })
    }
}

/// The conditions as texts: `office=North|South`.
fn conditions(cohort: &CohortRow, lang: Option<Lang>) -> Value {
    let text = |(what, values): (&String, &Vec<String>)| match lang {
        Some(lang) => {
            let shown = |value: &String| {
                let word = if what == "status" { words::say(lang, value) } else { "" };
                if word.is_empty() { value.clone() } else { word.to_owned() }
            };
            format!("{}={}", words::label(lang, what), values.iter().map(shown).collect::<Vec<_>>().join("|"))
        }
        None => format!("{what}={}", values.join("|")),
    };
    json!(cohort.conditions.iter().map(text).collect::<Vec<_>>())
}
