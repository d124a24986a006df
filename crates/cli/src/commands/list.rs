//! `list`.

use std::process::ExitCode;

use clap::Args;
use hovedbok_answers::questions::{ListOf, Missing};
use hovedbok_answers::{Question, Reply};
use hovedbok_core::Name;
use hovedbok_core::entries::codes::RecordSubject;
use hovedbok_present::{GivenUp, Section, words};
use hovedbok_state::Status;

use super::of_programme::OfProgramme;
use super::register::with_cases;
use super::{ask, register};
use crate::exit::Failure;
use crate::global::{Format, Global};
use crate::{choices, screen};

/// List people, with their status, office, counsellor and placement.
#[derive(Debug, Args)]
pub struct List {
    #[command(flatten)]
    programme: OfProgramme,
    /// Only people whose last intake names this cohort, or whose last stay its definition takes.
    #[arg(long)]
    cohort: Option<Name>,
    /// Only people for whom this office is responsible.
    #[arg(long)]
    office: Option<String>,
    /// Only people whom this counsellor follows up.
    #[arg(long)]
    counsellor: Option<Name>,
    /// Only people with this status; can be given several times [default: in_programme and suspended].
    #[arg(long, value_parser = choices::codes("enrolment_status", Status::ALL.iter().map(|status| status.word())))]
    status: Vec<String>,
    /// Only people admitted under this target group.
    #[arg(long)]
    target_group: Option<Name>,
    /// Only people with an open placement at this provider.
    #[arg(long)]
    provider: Option<String>,
    /// Only people of whom this is missing; given several times, whoever lacks any of them. A plan is there once it was
    /// offered, whatever was answered; `--columns …,missing` shows what each lacks.
    #[arg(long, value_parser = choices::codes("lacking", Missing::ALL.iter().map(|missing| missing.word())))]
    missing: Vec<String>,
    /// Sort by this column; with - before it, the other way round.
    #[arg(long, value_name = "COLUMN", allow_hyphen_values = true)]
    sort: Option<String>,
    /// Show case numbers, which needs the register and its key.
    #[arg(long)]
    with_case: bool,
}

/// The columns of a list.
const COLUMNS: [&str; 10] = [
    "participant",
    "programme",
    "status",
    "since",
    "office",
    "target_group",
    "counsellor",
    "provider",
    "planned_end",
    "last_entry",
];

/// The columns that a narrow table gives up, the first one first.
pub const SPARE: [GivenUp<&str>; 5] = [
    GivenUp::Out("last_entry"),
    GivenUp::Out("target_group"),
    GivenUp::Below("provider"),
    GivenUp::Below("counsellor"),
    GivenUp::Out("programme"),
];

impl List {
    pub fn question(&self) -> Question {
        Question::List(ListOf {
            programme: self.programme.name(),
            cohort: self.cohort.clone(),
            office: self.office.clone(),
            counsellor: self.counsellor.clone(),
            status: self.status.iter().filter_map(|word| Status::from_word(word)).collect(),
            target_group: self.target_group.clone(),
            provider: self.provider.clone(),
            missing: self.missing.iter().filter_map(|word| Missing::from_word(word)).collect(),
        })
    }

    pub fn run(self, global: &Global) -> Result<ExitCode, Failure> {
        let book = register::to_show(global, self.with_case)?;
        let sort = self.sort.as_deref().map(Sort::of).transpose()?;
        ask(global, &self.question(), |answer| {
            let Reply::List(list) = &answer.result else { return Vec::new() };
            let lacks = |programme: &Name| answer.lacks(programme, RecordSubject::Participants);
            let nothing = self.programme.as_ref().is_some_and(lacks);
            let nobody = if self.status.is_empty() { "nobody_now" } else { "nobody_of_status" };
            let empty = if nothing { "nothing_recorded" } else { nobody };
            let rows = Section::new(&COLUMNS, &list.rows);
            let rows = with_cases(rows, book.as_ref(), list.rows.iter().map(|row| Some(row.participant)));
            let section = match &sort {
                Some(Sort { column, down }) => rows.sorted_by(column, *down),
                None => rows,
            };
            let section = section.giving_up(&SPARE).or_else(empty);
            vec![if global.format == Format::Table && self.with_case {
                section.giving_up(&[&[GivenUp::Out("participant")], &SPARE[..]].concat())
            } else {
                section
            }]
        })
    }
}

/// An order of rows.
struct Sort {
    column: String,
    down: bool,
}

impl Sort {
    fn of(text: &str) -> Result<Sort, Failure> {
        let (column, down) = text.strip_prefix('-').map_or((text, false), |column| (column, true));
        let columns = [&["case"], COLUMNS.as_slice()].concat();
        match words::column(column, columns.iter().copied()) {
            Some(column) => Ok(Sort { column: column.to_owned(), down }),
            None => {
                let hint = format!("sort by {}", words::columns(screen::lang(), &columns));
                Err(Failure::call(format!("a list cannot be sorted by '{column}'"), hint))
            }
        }
    }
}
