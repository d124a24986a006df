//! `offices`.

use std::process::ExitCode;

use clap::Args;
use hovedbok_answers::questions::OfficesOf;
use hovedbok_answers::{Question, Reply};
use hovedbok_core::Seq;
use hovedbok_present::{GivenUp, Section, words};
use serde_json::{Value, json};

use super::ask;
use super::of_programme::OfProgramme;
use crate::exit::Failure;
use crate::global::{Format, Global};

/// Show which offices take part in a programme, and how offices and projects were reviewed.
#[derive(Debug, Args)]
pub struct Offices {
    #[command(flatten)]
    programme: OfProgramme,
}

/// The columns of the offices.
const COLUMNS: [&str; 8] =
    ["programme", "office", "municipality", "from", "last_day", "targets", "reviews", "participants"];

/// The columns that a narrow table of offices gives up, the first one first.
pub const SPARE: [GivenUp<&str>; 3] = [GivenUp::Below("targets"), GivenUp::Out("reviews"), GivenUp::Out("programme")];

/// The columns of the reviews.
const REVIEWS: [&str; 8] =
    ["programme", "unit", "review", "on", "criteria", "findings", "follow_up_by", "later_entries"];

/// The columns that a narrow table of reviews gives up, the first one first.
pub const SPARE_OF_REVIEWS: [GivenUp<&str>; 4] =
    [GivenUp::Below("criteria"), GivenUp::Below("findings"), GivenUp::Out("programme"), GivenUp::Below("review")];

impl Offices {
    pub fn question(&self) -> Question {
        Question::Offices(OfficesOf { programme: self.programme.name() })
    }

    pub fn run(self, global: &Global) -> Result<ExitCode, Failure> {
        ask(global, &self.question(), |answer| {
            let Reply::Offices(offices) = &answer.result else { return Vec::new() };
            let mut whole = Section::new(&COLUMNS, &offices.offices);
            whole.change(|row, fields| {
                let Some(office) = offices.offices.get(row).map(|office| &office.office) else { return };
                let goals: Vec<String> = office.targets.iter().map(|target| target.goal.to_string()).collect();
                fields.insert("targets".to_owned(), json!(goals));
                if global.format == Format::Table {
                    fields.insert("reviews".to_owned(), positions(&office.reviews));
                }
            });
            let mut reviews = Section::new(&REVIEWS, &offices.reviews);
            if global.format != Format::Table {
                return vec![whole, reviews];
            }
            reviews.change(|row, fields| {
                if let Some(review) = offices.reviews.get(row) {
                    fields.insert("later_entries".to_owned(), positions(&review.later_entries));
                }
            });
            let whole = whole.giving_up(&SPARE).or_else("no_offices");
            if offices.reviews.is_empty() {
                return vec![whole];
            }
            let title = words::say(global.lang, "reviews_title");
            vec![whole, reviews.giving_up(&SPARE_OF_REVIEWS).titled(title)]
        })
    }
}

/// Positions as people read them.
fn positions(entries: &[Seq]) -> Value {
    json!(entries.iter().map(ToString::to_string).collect::<Vec<_>>())
}
