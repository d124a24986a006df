//! `goals`.

use std::process::ExitCode;

use clap::Args;
use hovedbok_core::Name;
use hovedbok_ledger::ask::{Question, Reply};
use serde::Serialize;
use serde_json::Value;

use crate::commands::ask;
use crate::exit::Failure;
use crate::global::{Format, Global};
use crate::render::{GivenUp, Section};

/// Holds targets against what the ledger derives.
#[derive(Debug, Args)]
pub struct Goals {
    /// Only this programme.
    programme: Option<Name>,
}

/// The columns of goals.
const COLUMNS: [&str; 13] = [
    "programme",
    "goal",
    "office",
    "cohort",
    "indicator",
    "kind",
    "period",
    "target",
    "unit",
    "derived",
    "attainment_bp",
    "answer",
    "because",
];

/// The columns that a narrow table gives up, the first one first.
pub const SPARE: [GivenUp<&str>; 8] = [
    GivenUp::Below("because"),
    GivenUp::Out("unit"),
    GivenUp::Out("indicator"),
    GivenUp::Out("attainment_bp"),
    GivenUp::Out("kind"),
    GivenUp::Out("cohort"),
    GivenUp::Out("office"),
    GivenUp::Out("period"),
];

/// The goals as a table, without the columns that somebody says already; CSV has one more, which a table says in words.
pub fn table(global: &Global, goals: &[impl Serialize], without: &[&str]) -> Section {
    let columns: Vec<&str> = COLUMNS.into_iter().filter(|column| !without.contains(column)).collect();
    if global.format != Format::Table {
        return Section::new(&[columns.as_slice(), &["so_far"]].concat(), goals);
    }
    let mut section = Section::new(&columns, goals).giving_up(&SPARE);
    for row in section.rows.iter_mut().filter(|row| row.get("so_far") == Some(&Value::Bool(true))) {
        let answer = row.get("answer").and_then(Value::as_str).map(|answer| format!("{answer}_so_far"));
        if let (Value::Object(fields), Some(answer)) = (row, answer) {
            fields.insert("answer".to_owned(), answer.into());
        }
    }
    section.without_empty(&["office", "cohort"])
}

impl Goals {
    pub fn question(&self) -> Question {
        Question::Goals { programme: self.programme.clone() }
    }

    pub fn run(self, global: &Global) -> Result<ExitCode, Failure> {
        ask(global, &self.question(), |answer| {
            let Reply::Goals(goals) = &answer.result else { return Vec::new() };
            vec![table(global, &goals.goals, &[])]
        })
    }
}
