//! `programmes`.

use std::process::ExitCode;

use clap::Args;
use hovedbok_answers::questions::ProgrammesOf;
use hovedbok_answers::{Question, Reply};
use hovedbok_present::{Section, words};
use serde_json::{Value, json};

use super::ask;
use crate::exit::Failure;
use crate::global::{Format, Global};

/// Show which programmes ran, where and when.
#[derive(Debug, Args)]
pub struct Programmes {
    /// Only what ran in this municipality.
    #[arg(long)]
    municipality: Option<String>,
}

/// The columns that a narrow table leaves out, the first one first.
pub const SPARE: [&str; 11] = [
    "legal_basis",
    "start.as_written",
    "counts.surveys",
    "counts.agreements",
    "counts.risks",
    "counts.staff",
    "counts.reports",
    "owner",
    "counts.bodies",
    "counts.projects",
    "municipalities",
];

/// How many things of each kind belong to a programme.
const COUNTS: [&str; 7] = [
    "counts.projects",
    "counts.bodies",
    "counts.reports",
    "counts.staff",
    "counts.agreements",
    "counts.risks",
    "counts.surveys",
];

impl Programmes {
    pub fn question(&self) -> Question {
        Question::Programmes(ProgrammesOf { municipality: self.municipality.clone() })
    }

    pub fn run(self, global: &Global) -> Result<ExitCode, Failure> {
        let narrowed = self.municipality.is_some();
        ask(global, &self.question(), |answer| {
            let Reply::Programmes(programmes) = &answer.result else { return Vec::new() };
            let table = global.format == Format::Table;
            let columns =
                ["programme", "title", "owner", "start", "start.as_written", "end", "municipalities", "legal_basis"];
            // Columns that were added later come last in CSV: a script may count columns.
            let (first, last) = if table { columns.split_at(6) } else { (columns.as_slice(), [].as_slice()) };
            let columns = [first, COUNTS.as_slice(), last].concat();
            let mut whole = Section::new(&columns, &programmes.programmes).sparing(&SPARE);
            if table {
                whole = whole.without_empty(&["start.as_written"]);
                if !global.quiet && !whole.is_empty() {
                    whole = whole.noted(words::say(global.lang, "belonging"));
                }
            }
            whole.change(|row, fields| {
                // If no project is recorded, the number of municipalities is unknown.
                if programmes.programmes.get(row).is_some_and(|programme| programme.projects.is_empty()) {
                    fields.insert("municipalities".to_owned(), Value::Null);
                }
                // What was never recorded is not nought.
                if let Some(Value::Object(counts)) = fields.get_mut("counts") {
                    counts.values_mut().filter(|count| **count == 0).for_each(|count| *count = Value::Null);
                }
            });
            if !narrowed {
                return vec![whole];
            }
            let projects: Vec<Value> = programmes
                .programmes
                .iter()
                .flat_map(|row| {
                    row.projects.iter().map(|project| json!({ "programme": row.programme, "project": project }))
                })
                .collect();
            let columns = [
                "programme",
                "project.project",
                "project.municipality",
                "project.district",
                "project.from",
                "project.last_day",
            ];
            vec![whole, Section::new(&columns, &projects)]
        })
    }
}
