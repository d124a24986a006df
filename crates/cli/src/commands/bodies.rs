//! `bodies`.

use std::process::ExitCode;

use clap::Args;
use hovedbok_answers::questions::BodiesOf;
use hovedbok_answers::{Question, Reply};
use hovedbok_present::{GivenUp, Section, words};
use serde::Serialize;
use serde_json::{Value, json};

use super::ask;
use super::of_programme::OfProgramme;
use crate::exit::Failure;
use crate::global::{Format, Global};

/// Show the bodies of programmes: members, meetings required and held.
#[derive(Debug, Args)]
pub struct Bodies {
    #[command(flatten)]
    programme: OfProgramme,
}

/// The columns of bodies.
const COLUMNS: [&str; 9] =
    ["programme", "body", "meetings_per_year", "from", "until", "dissolved", "met", "met_by_year", "decisions"];

/// The columns of members.
const MEMBERS: [&str; 6] = ["programme", "body", "organisation", "seats", "from", "last_day"];

/// The columns that few bodies have a value in: a table has them only then.
const RARE: [&str; 3] = ["until", "dissolved", "decisions"];

/// The columns that a narrow table of bodies gives up, the first one first.
pub const SPARE: [GivenUp<&str>; 6] = [
    GivenUp::Out("decisions"),
    GivenUp::Out("dissolved"),
    GivenUp::Out("until"),
    GivenUp::Below("met_by_year"),
    GivenUp::Out("from"),
    GivenUp::Out("programme"),
];

/// The columns that a narrow table of members gives up, the first one first.
pub const SPARE_OF_MEMBERS: [GivenUp<&str>; 3] =
    [GivenUp::Below("last_day"), GivenUp::Out("seats"), GivenUp::Below("programme")];

/// The bodies and their members, without the columns that the caller shows elsewhere.
pub fn tables(global: &Global, bodies: &[impl Serialize], without: &[&str]) -> Vec<Section> {
    let columns = |all: &[&'static str]| -> Vec<&'static str> {
        all.iter().copied().filter(|column| !without.contains(column)).collect()
    };
    let rows: Vec<Value> = bodies.iter().map(|body| shown(body, global)).collect();
    let members = Section::new(&columns(&MEMBERS), &nested(bodies, "members")).giving_up(&SPARE_OF_MEMBERS);
    let mut own = Section::new(&columns(&COLUMNS), &rows).giving_up(&SPARE).or_else("no_bodies");
    if global.format == Format::Table {
        own = own.without_nothing(&RARE);
        if members.is_empty() {
            return vec![own];
        }
    }
    vec![own, members.titled(words::say(global.lang, "Members"))]
}

/// A body as it is; in a table or workbook a count of no meetings says that none are recorded, and a meeting on some day of several years
/// is beside the years.
fn shown(body: &impl Serialize, global: &Global) -> Value {
    let mut row = serde_json::to_value(body).unwrap_or(Value::Null);
    let met = row.get("met").and_then(Value::as_u64).unwrap_or_default();
    if let (Value::Object(fields), Format::Table | Format::Xlsx) = (&mut row, global.format) {
        if met == 0 {
            fields.insert("met".to_owned(), words::say(global.lang, "none_recorded").into());
        }
        if let Some(Value::Object(years)) = fields.get_mut("met_by_year") {
            let dated: u64 = years.values().filter_map(Value::as_u64).sum();
            if let Some(undated) = met.checked_sub(dated).filter(|undated| *undated > 0) {
                years.insert("year_unknown".to_owned(), undated.into());
            }
        }
    }
    row
}

/// What is listed in the rows of bodies, each with its body.
fn nested(bodies: &[impl Serialize], list: &str) -> Vec<Value> {
    let mut rows = Vec::new();
    for body in bodies {
        let body = serde_json::to_value(body).unwrap_or(Value::Null);
        for item in body.get(list).and_then(Value::as_array).into_iter().flatten() {
            let mut row = if list == "meetings" { json!({ "on": item }) } else { item.clone() };
            for key in ["programme", "body"] {
                if let (Value::Object(fields), Some(value)) = (&mut row, body.get(key)) {
                    fields.insert(key.to_owned(), value.clone());
                }
            }
            rows.push(row);
        }
    }
    rows
}

impl Bodies {
    pub fn question(&self) -> Question {
        Question::Bodies(BodiesOf { programme: self.programme.name() })
    }

    pub fn run(self, global: &Global) -> Result<ExitCode, Failure> {
        ask(global, &self.question(), |answer| {
            let Reply::Bodies(all) = &answer.result else { return Vec::new() };
            let meetings: Vec<Value> = nested(&all.bodies, "meetings");
            let held =
                Section::new(&["programme", "body", "on"], &meetings).titled(words::say(global.lang, "Meetings"));
            let mut sections = tables(global, &all.bodies, &[]);
            sections.push(held);
            sections
        })
    }
}
