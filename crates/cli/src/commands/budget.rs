//! `budget`.

use std::process::ExitCode;

use clap::{Args, ValueEnum};
use hovedbok_answers::questions::BudgetOf;
use hovedbok_answers::{Question, Reply};
use hovedbok_budgets::{By, Filter};
use hovedbok_core::Name;
use hovedbok_core::entries::codes::RecordSubject;
use hovedbok_present::words;
use serde_json::Value;

use super::of_programme::OfProgramme;
use super::{ask, unknown};
use crate::choices;
use crate::exit::Failure;
use crate::global::{Format, Global};

/// Show the money: what was appropriated, allocated, disbursed and spent.
#[derive(Debug, Args)]
pub struct Budget {
    #[command(flatten)]
    programme: OfProgramme,
    /// What each line is about.
    #[arg(long, default_value = "line", value_parser = choices::variants::<Lines>("by"))]
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
    /// One fund: programme, year and source.
    Line,
    /// One recipient.
    Recipient,
    /// One grant of a fund.
    Grant,
    /// One year.
    Year,
}

/// The amounts of a line.
pub const AMOUNTS: [&str; 12] = [
    "appropriated_ore",
    "allocated_ore",
    "committed_ore",
    "disbursed_ore",
    "carried_in_ore",
    "carried_out_ore",
    "spent_ore",
    "spent_direct_ore",
    "returned_ore",
    "unspent_ore",
    "available_ore",
    "spent_not_stated",
];

/// The column that few lines have a number in: a table has it only then.
pub const RARE: [&str; 1] = ["spent_not_stated"];

/// The columns that a narrow table leaves out, the first one first.
pub const SPARE: [&str; 13] = [
    "spent_not_stated",
    "committed_ore",
    "returned_ore",
    "carried_out_ore",
    "carried_in_ore",
    "purpose",
    "spent_direct_ore",
    "disbursed_ore",
    "spent_ore",
    "unspent_ore",
    "allocated_ore",
    "available_ore",
    "appropriated_ore",
];

/// The same by recipient: a recipient has no appropriation and no available amount.
pub const SPARE_OF_RECIPIENTS: [&str; 11] = [
    "spent_not_stated",
    "committed_ore",
    "returned_ore",
    "carried_out_ore",
    "carried_in_ore",
    "spent_direct_ore",
    "available_ore",
    "appropriated_ore",
    "disbursed_ore",
    "allocated_ore",
    "spent_ore",
];

/// The same by grant.
pub const SPARE_OF_GRANTS: [&str; 12] = [
    "spent_not_stated",
    "committed_ore",
    "returned_ore",
    "carried_out_ore",
    "carried_in_ore",
    "spent_direct_ore",
    "available_ore",
    "appropriated_ore",
    "recipient",
    "disbursed_ore",
    "allocated_ore",
    "spent_ore",
];

impl Budget {
    pub fn question(&self) -> Result<Question, Failure> {
        let by = match self.by {
            Lines::Line => By::Line,
            Lines::Recipient => By::Recipient,
            Lines::Grant => By::Grant,
            Lines::Year => By::Year,
        };
        let filter = Filter {
            programme: self.programme.name(),
            year: self.year,
            source: self.source.clone(),
            chapter: self.chapter.clone(),
            item: self.item.clone(),
        };
        Ok(Question::Budget(BudgetOf { filter, by }))
    }

    pub fn run(self, global: &Global) -> Result<ExitCode, Failure> {
        let (keys, spare): (&[&str], &[&'static str]) = match self.by {
            Lines::Line => (&["programme", "year", "source", "purpose"], &SPARE),
            Lines::Recipient => (&["programme", "recipient"], &SPARE_OF_RECIPIENTS),
            Lines::Grant => (&["programme", "year", "source", "grant", "recipient"], &SPARE_OF_GRANTS),
            Lines::Year => (&["programme", "year"], &SPARE),
        };
        let columns = [keys, &AMOUNTS].concat();
        ask(global, &self.question()?, |answer| {
            let Reply::Budget(budget) = &answer.result else { return Vec::new() };
            let lines = unknown::section(global, &columns, &budget.lines, |line| line.amounts.not_known());
            let mut lines = lines.sparing(spare);
            if let (Some(programme), []) = (self.programme.as_ref(), budget.lines.as_slice())
                && answer.lacks(programme, RecordSubject::Money)
            {
                return vec![lines.or_else("nothing_recorded")];
            }
            if budget.lines.is_empty() && global.format == Format::Table {
                return vec![lines.or_else("nothing_recorded")];
            }
            if global.format == Format::Table {
                lines = lines.without_nothing(&RARE);
                let mut totals = unknown::row(global, &budget.totals, &budget.totals.not_known());
                if let Value::Object(fields) = &mut totals {
                    fields.insert("programme".to_owned(), Value::from(words::say(global.lang, "total")));
                }
                lines.add(&totals);
            }
            vec![lines]
        })
    }
}
