//! `conditions`.

use std::process::ExitCode;

use clap::Args;
use hovedbok_answers::questions::ConditionsOf;
use hovedbok_answers::{Question, Reply};
use hovedbok_core::Day;
use hovedbok_present::{GivenUp, Section, words};
use hovedbok_state::{ConditionFilter, ConditionStatus};

use super::of_person::OfPerson;
use super::of_programme::OfProgramme;
use super::register::with_cases;
use super::{ask, in_order, register};
use crate::exit::Failure;
use crate::global::{Format, Global};
use crate::{choices, written};

/// Show the conditions for benefits, and what became of them.
#[derive(Debug, Args)]
pub struct Conditions {
    #[command(flatten)]
    programme: OfProgramme,
    /// Only this office.
    #[arg(long)]
    office: Option<String>,
    /// Only those set on this day or on a later one.
    #[arg(long, value_name = "DATE", value_parser = written::first_day)]
    from: Option<Day>,
    /// Only those set on this day or on an earlier one.
    #[arg(long, value_name = "DATE", value_parser = written::last_day)]
    to: Option<Day>,
    /// Only those with this status; can be given several times.
    #[arg(long, value_parser = choices::codes("condition", ConditionStatus::ALL.iter().map(|status| status.word())))]
    status: Vec<String>,
    #[command(flatten)]
    person: OfPerson,
    /// Show case numbers, which needs the register and its key.
    #[arg(long)]
    with_case: bool,
}

/// The columns of a table.
const COLUMNS: [&str; 14] = [
    "participant",
    "condition",
    "programme",
    "office",
    "kind",
    "ground",
    "set_on",
    "due",
    "status",
    "answered_on",
    "consequence",
    "consequence_from",
    "reduced_ore",
    "reduced_share_bp",
];

/// The columns that CSV has besides.
const MORE: [&str; 3] = ["benefit", "from", "until"];

/// The columns that few conditions have a value in: a table has them only then.
const RARE: [&str; 8] = [
    "programme",
    "benefit",
    "ground",
    "answered_on",
    "consequence",
    "consequence_from",
    "reduced_ore",
    "reduced_share_bp",
];

/// The columns of the counts.
const COUNTS: [&str; 8] = [
    "office",
    "month",
    "set",
    "condition_met",
    "condition_not_met",
    "condition_excused",
    "condition_unanswered",
    "condition_running",
];

/// The columns that a narrow table gives up, the first one first.
pub const SPARE: [GivenUp<&str>; 9] = [
    GivenUp::Out("reduced_share_bp"),
    GivenUp::Out("consequence_from"),
    GivenUp::Out("programme"),
    GivenUp::Out("ground"),
    GivenUp::Below("participant"),
    GivenUp::Below("benefit"),
    GivenUp::Out("answered_on"),
    GivenUp::Below("consequence"),
    GivenUp::Out("reduced_ore"),
];

impl Conditions {
    pub fn question(&self, global: &Global) -> Result<Question, Failure> {
        in_order(self.from, self.to)?;
        let filter = ConditionFilter {
            programme: self.programme.name(),
            office: self.office.clone(),
            from: self.from,
            to: self.to,
            status: self.status.iter().filter_map(|word| ConditionStatus::from_word(word)).collect(),
            participant: self.person.participant(global)?,
        };
        Ok(Question::Conditions(ConditionsOf { filter }))
    }

    pub fn run(self, global: &Global) -> Result<ExitCode, Failure> {
        let question = self.question(global)?;
        let book = register::to_show(global, self.with_case)?;
        ask(global, &question, |answer| {
            let Reply::Conditions(found) = &answer.result else { return Vec::new() };
            let counts = Section::new(&COUNTS, &found.counts);
            let shown = |columns: &[&str]| {
                let rows = Section::new(columns, &found.rows).about("ConditionRow");
                with_cases(rows, book.as_ref(), found.rows.iter().map(|row| Some(row.participant)))
            };
            if global.format != Format::Table {
                return vec![shown(&[COLUMNS.as_slice(), &MORE].concat()), counts];
            }
            let mut columns = COLUMNS.to_vec();
            columns.insert(4, "benefit");
            let mut rows = shown(&columns).giving_up(&SPARE).without_empty(&RARE).or_else("no_conditions");
            if book.is_some() {
                rows = rows.giving_up(&[&[GivenUp::Out("participant")], SPARE.as_slice()].concat());
            }
            if found.rows.is_empty() {
                return vec![rows];
            }
            vec![rows, counts.titled(words::label(global.lang, "conditions_by_office"))]
        })
    }
}
