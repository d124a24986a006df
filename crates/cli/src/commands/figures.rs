//! `figures`.

use std::process::ExitCode;

use clap::Args;
use hovedbok_answers::questions::FiguresOf;
use hovedbok_answers::{Question, Reply};
use hovedbok_present::{GivenUp, Section};
use hovedbok_programmes::NotDerived;

use super::ask;
use super::of_programme::OfProgramme;
use crate::exit::Failure;
use crate::global::{Format, Global};

/// Compare published figures with derived figures.
#[derive(Debug, Args)]
pub struct Figures {
    #[command(flatten)]
    programme: OfProgramme,
}

/// The columns of figures.
const COLUMNS: [&str; 15] = [
    "programme",
    "indicator",
    "part",
    "place",
    "as_of",
    "published",
    "below",
    "above",
    "unit",
    "derived",
    "not_derived",
    "derived_on",
    "difference",
    "where",
    "entry",
];

/// The columns that few figures have a value in: a table has them only then.
const RARE: [&str; 4] = ["place", "below", "above", "not_derived"];

/// The columns that a narrow table gives up, the first one first.
pub const SPARE: [GivenUp<&str>; 12] = [
    GivenUp::Out("where"),
    GivenUp::Out("unit"),
    GivenUp::Below("below"),
    GivenUp::Below("above"),
    GivenUp::Out("entry"),
    GivenUp::Out("difference"),
    GivenUp::Below("not_derived"),
    GivenUp::Below("place"),
    GivenUp::Below("part"),
    GivenUp::Below("derived_on"),
    GivenUp::Below("as_of"),
    GivenUp::Below("programme"),
];

/// Where figures that have nothing beside them may be derived.
const ELSEWHERE: &str = "some figures that are not derived here are derived by goals, outcomes or series";

impl Figures {
    pub fn question(&self) -> Question {
        Question::Figures(FiguresOf { programme: self.programme.name() })
    }

    pub fn run(self, global: &Global) -> Result<ExitCode, Failure> {
        ask(global, &self.question(), |answer| {
            let Reply::Figures(figures) = &answer.result else { return Vec::new() };
            if global.format == Format::Table {
                let section = Section::new(&COLUMNS, &figures.figures).giving_up(&SPARE).without_empty(&RARE);
                let elsewhere = figures.figures.iter().any(|row| row.not_derived == Some(NotDerived::NotCounted));
                let section = if elsewhere && !global.quiet { section.noted(ELSEWHERE) } else { section };
                return vec![section.or_else("no_figures")];
            }
            // Columns that were added later come last: a script may count columns.
            let later = |key: &&str| RARE.contains(key) || ["derived_on", "entry"].contains(key);
            let (later, old): (Vec<&str>, Vec<&str>) = COLUMNS.into_iter().partition(later);
            vec![Section::new(&[old, later].concat(), &figures.figures)]
        })
    }
}
