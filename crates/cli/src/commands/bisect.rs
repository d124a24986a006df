//! `bisect`.

use std::process::ExitCode;

use clap::Args;
use hovedbok_answers::bisect::{Bisection, Number, Turn};
use hovedbok_core::Seq;
use hovedbok_present::{GivenUp, Section, words};
use serde_json::{Value, json};

use super::asked::{self, Asked};
use super::times_of;
use crate::exit::Failure;
use crate::global::{Format, Global};
use crate::progress::Counter;
use crate::{edge, output};

/// Find the entry since which the ledger contradicts a number.
///
/// The number is a published figure, or a value given with a question and a row of its answer. Every entry up to the state
/// of knowledge is looked at: the table lists each one after which the number agrees, or no longer agrees, with what the
/// ledger derives.
#[derive(Debug, Args)]
pub struct Bisect {
    /// The position of a published figure: the column `entry` of `figures`.
    #[arg(value_name = "FIGURE", conflicts_with_all = ["value", "row", "question"])]
    figure: Option<Seq>,
    /// The value that the row should have.
    #[arg(long, value_name = "NUMBER", allow_negative_numbers = true, requires = "row")]
    value: Option<i64>,
    /// The row, named as JSON and CSV of `explain` name it: `participants`, `groups[North].ever`. A field can be named by its
    /// label.
    #[arg(long, requires = "value")]
    row: Option<String>,
    /// The question, written as its command: state --programme KVP
    #[arg(last = true, value_name = "QUESTION")]
    question: Vec<String>,
}

/// How the command is written.
const WRITTEN: &str = "bisect --value NUMBER --row ROW -- QUESTION";

/// The columns that a narrow table of entries gives up, the first one first.
pub const SPARE: [GivenUp<&str>; 2] = [GivenUp::Below("stream"), GivenUp::Out("published")];

impl Bisect {
    pub fn run(self, global: &Global) -> Result<ExitCode, Failure> {
        let (number, global) = match (self.figure, self.row.zip(self.value)) {
            (Some(figure), _) => {
                global.paged();
                global.fits()?;
                output::begin(global, false)?;
                (Number::Figure(figure), Box::new(global.clone()))
            }
            (None, Some((row, value))) => match asked::asked(&self.question, global, WRITTEN)? {
                Asked::Question(question, global) => {
                    let row = words::row(question.name(), &row);
                    (Number::Value { question, row, value }, global)
                }
                Asked::Helped(code) => return Ok(code),
            },
            (None, None) => {
                let hint = "name the position of a published figure (the column entry of `figures`), or a value: bisect --value NUMBER --row ROW -- QUESTION";
                return Err(Failure::call("no number is named", hint));
            }
        };
        let global = &*global;
        let mut reader = edge::read(global)?;
        let asked = times_of(global, reader.question_times(global.as_of(), global.known_at(), edge::now())?);
        let counter = Counter::new(global, "comparing", asked.at.known_at.0);
        let answer = reader.bisect(&number, asked.at, &|more| counter.add(more))?;
        drop(counter);
        edge::done(reader)?;
        output::plain(global, &answer, sections(global, &answer.result))?;
        output::times(global, &answer)?;
        output::ends(global, &answer)?;
        Ok(ExitCode::SUCCESS)
    }
}

fn sections(global: &Global, result: &Bisection) -> Vec<Section> {
    let columns = ["seq", "recorded", "actor", "type", "agreement", "derived", "published", "stream"];
    // A number is shown in the unit of the figure.
    let unit = result.figure.as_ref().map(|figure| figure.unit);
    let rows: Vec<Value> = result.turns.iter().map(|turn| in_unit(turn, unit)).collect();
    let turns = Section::new(&columns, &rows).giving_up(&SPARE).or_else("no_turns");
    if global.format != Format::Table {
        return vec![turns];
    }
    let about = json!({
        "agreement": result.agreement,
        "derived": result.derived,
        "published": result.published,
        "since": result.since.as_ref().map(|turn| turn.seq.to_string()),
        "others": result.others,
        "not_derived": result.not_derived,
        "unit": unit,
    });
    let title = match (&result.figure, &result.row) {
        (Some(figure), _) => format!("{} {} {}", figure.programme, figure.indicator.as_str(), figure.as_of),
        (None, Some(row)) => row.clone(),
        (None, None) => String::new(),
    };
    let columns = ["agreement", "derived", "not_derived", "published", "since", "others"];
    let about = Section::new(&columns, &[about]).titled(title).without_empty(&["not_derived"]);
    let about = match result.later {
        Some(later) if !global.quiet => about.noted(format!(
            "the figure is published on {}, after the day asked about (recorded {}): nothing is derived beside it before that",
            later.published_on,
            later.recorded.oslo_day().unwrap_or(later.published_on)
        )),
        Some(_) | None => about,
    };
    vec![about, turns]
}

fn in_unit(turn: &Turn, unit: Option<hovedbok_core::entries::codes::Unit>) -> Value {
    let mut row = serde_json::to_value(turn).unwrap_or_default();
    if let (Value::Object(fields), Some(unit)) = (&mut row, unit) {
        fields.insert("unit".to_owned(), Value::from(unit.word()));
    }
    row
}
