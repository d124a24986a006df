//! `budget`.

use std::process::ExitCode;

use clap::{Args, ValueEnum};
use hovedbok_budgets::{By, Filter};
use hovedbok_core::Name;
use hovedbok_ledger::ask::{Question, Reply};
use serde_json::Value;

use crate::commands::ask;
use crate::exit::Failure;
use crate::global::{Format, Global};
use crate::render::Section;
use crate::words;

/// Shows the money.
#[derive(Debug, Args)]
pub struct Budget {
    /// Only this programme.
    programme: Option<Name>,
    /// A line for each.
    #[arg(long, value_enum, default_value_t = Lines::Line)]
    by: Lines,
    /// Only this budget year.
    #[arg(long)]
    year: Option<u16>,
    /// Only this source.
    #[arg(long)]
    source: Option<Name>,
    /// Only this chapter of the state budget.
    #[arg(long)]
    chapter: Option<String>,
    /// Only this item of the chapter.
    #[arg(long)]
    item: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Lines {
    /// Each fund: programme, year and source.
    Line,
    /// Each recipient.
    Recipient,
    /// Each year.
    Year,
}

/// What every line shows first.
pub const AMOUNTS: [&str; 7] = [
    "appropriated_ore",
    "allocated_ore",
    "disbursed_ore",
    "spent_ore",
    "spent_direct_ore",
    "unspent_ore",
    "available_ore",
];

/// The other amounts of a line.
const REST: [&str; 4] = ["committed_ore", "returned_ore", "carried_in_ore", "carried_out_ore"];

impl Budget {
    pub fn question(&self) -> Result<Question, Failure> {
        let by = match self.by {
            Lines::Line => By::Line,
            Lines::Recipient => By::Recipient,
            Lines::Year => By::Year,
        };
        let filter = Filter {
            programme: self.programme.clone(),
            year: self.year,
            source: self.source.clone(),
            chapter: self.chapter.clone(),
            item: self.item.clone(),
        };
        Ok(Question::Budget { filter, by })
    }

    pub fn run(self, global: &Global) -> Result<ExitCode, Failure> {
        let mut columns: Vec<&'static str> = match self.by {
            Lines::Line => vec!["programme", "year", "source", "purpose"],
            Lines::Recipient => vec!["programme", "recipient"],
            Lines::Year => vec!["programme", "year"],
        };
        columns.extend(AMOUNTS);
        if global.format == Format::Csv {
            columns.extend(REST);
        }
        ask(global, &self.question()?, |answer| {
            let Reply::Budget(budget) = &answer.result else { return Vec::new() };
            let mut lines = Section::new(&columns, &budget.lines);
            if global.format == Format::Table {
                let mut totals = serde_json::to_value(budget.totals).unwrap_or(Value::Null);
                if let Value::Object(fields) = &mut totals {
                    fields.insert("programme".to_owned(), Value::from(words::say(global.lang, "total")));
                }
                lines.rows.push(totals);
            }
            vec![lines]
        })
    }
}
