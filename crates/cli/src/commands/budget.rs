//! `budget`.

use std::process::ExitCode;

use clap::{Args, ValueEnum};
use hovedbok_answers::questions::BudgetOf;
use hovedbok_answers::{Question, Reply};
use hovedbok_budgets::{Amounts, Budget as Money, By, Filter};
use hovedbok_core::Name;
use hovedbok_core::entries::codes::RecordSubject;
use hovedbok_present::{Section, words};
use serde_json::Value;

use super::ask;
use super::of_programme::OfProgramme;
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
const AMOUNTS: [&str; 12] = [
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

/// How often an amount is not derived: columns of CSV, sentences below a table.
const NOT_KNOWN: [&str; 2] = ["unspent_not_known", "available_not_known"];

/// The column that few lines have a number in: a table has it only then.
const RARE: [&str; 1] = ["spent_not_stated"];

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
    "unspent_ore",
    "available_ore",
    "allocated_ore",
    "spent_ore",
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
        ask(global, &self.question()?, |answer| {
            let Reply::Budget(budget) = &answer.result else { return Vec::new() };
            let mut lines = lines(global, budget, keys, spare);
            if let (Some(programme), []) = (self.programme.as_ref(), budget.lines.as_slice())
                && answer.lacks(programme, RecordSubject::Money)
            {
                return vec![lines.or_else("nothing_recorded")];
            }
            if budget.lines.is_empty() && global.format == Format::Table {
                return vec![lines.or_else("nothing_recorded")];
            }
            if global.format == Format::Table {
                let mut totals = serde_json::to_value(budget.totals).unwrap_or_default();
                if let Value::Object(fields) = &mut totals {
                    fields.insert("programme".to_owned(), Value::from(words::say(global.lang, "total")));
                }
                lines.add(&totals);
                let notes = [in_part(global, budget), not_known(&budget.totals)].concat();
                if !notes.is_empty() {
                    lines = lines.noted(notes.join("\n"));
                }
            }
            vec![lines]
        })
    }
}

/// The lines, with these keys before their amounts.
pub fn lines(global: &Global, budget: &Money, keys: &[&str], spare: &[&'static str]) -> Section {
    let table = global.format == Format::Table;
    let counts: &[&str] = if table { &[] } else { &NOT_KNOWN };
    let lines = Section::new(&[keys, &AMOUNTS, counts].concat(), &budget.lines).sparing(spare);
    if !table {
        return lines;
    }
    let lines = lines.without_nothing(&RARE);
    match not_known(&budget.totals) {
        notes if notes.is_empty() => lines,
        notes => lines.noted(notes.join("\n")),
    }
}

/// Of which totals only some lines have a part.
fn in_part(global: &Global, budget: &Money) -> Vec<String> {
    let rows: Vec<Value> = budget.lines.iter().filter_map(|line| serde_json::to_value(line).ok()).collect();
    let parts: Vec<String> = AMOUNTS
        .iter()
        .filter_map(|key| {
            let with = rows.iter().filter(|row| !row.get(*key).is_none_or(Value::is_null)).count();
            let in_part = (1..rows.len()).contains(&with);
            in_part.then(|| format!("{} {with}/{}", words::label(global.lang, key), rows.len()))
        })
        .collect();
    if parts.is_empty() {
        parts
    } else {
        vec![format!("totals add up the lines that have an amount: {}", parts.join(", "))]
    }
}

/// What is not derived, and why.
fn not_known(totals: &Amounts) -> Vec<String> {
    let unspent = match totals.unspent_not_known {
        0 => None,
        1 => Some("what is unspent is not derived for 1 grant: no payment or no spending of it is recorded".to_owned()),
        grants => Some(format!(
            "what is unspent is not derived for {grants} grants: no payment or no spending of them is recorded"
        )),
    };
    let available = match totals.available_not_known {
        0 => None,
        1 => Some(
            "what is available is not derived for 1 fund: nothing is recorded of what came in, or of what it was used for"
                .to_owned(),
        ),
        funds => Some(format!(
            "what is available is not derived for {funds} funds: nothing is recorded of what came in, or of what they were used for"
        )),
    };
    unspent.into_iter().chain(available).collect()
}
