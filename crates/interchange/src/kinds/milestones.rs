//! Milestones: a plan, row by row, as people write it. What a row says is compared with the plan in force by the ledger; only
//! reading happens here.
//!
//! A deadline without a year has the year of its section. The column `completed` holds a date or a status (`avlyst`, `utgår`,
//! `utsatt`, `Utsettes til 2008`), and so may the deadline's; the column `result` tells in words how it went (`utført`,
//! `utsatt til 01.09.2026`, `extended …`, `not carried out …`). Both know the same words, in bokmål and English.

use hovedbok_core::personal::personal;
use hovedbok_core::{Name, Period};

use super::Kind;
use super::columns::{NOTE, REFERENCE, column, required};
use super::error::CellFault;
use super::line::Line;
use crate::headers::{Field, Holds};
use crate::remark::Remark;
use crate::written::{PlanResult, Written, read_cell, read_result, section_year};

pub(super) const KIND: Kind = Kind::new(
    "milestones",
    "a milestone of a plan, with its deadline and what became of it",
    "milepæler",
    FIELDS,
    &[
        "plan.milestone_planned",
        "plan.milestone_rescheduled",
        "plan.milestone_completed",
        "plan.milestone_postponed",
        "plan.milestone_cancelled",
        "plan.milestone_dropped",
        "plan.milestone_reopened",
    ],
    row,
);

const WHY_COMPLETED: &str = "the deadline's cell says postponed, but the row says reached: it counts as reached";

const FIELDS: &[Field] = &[
    column("plan", "plannavn", &[], "The plan's name, the same in every row. Without it, --plan gives it.", "TIO")
        .holding(Holds::Words),
    required("section", "avsnitt", &["år", "year", "del"], "The section of the plan, often a year.", "2006")
        .holding(Holds::Words),
    column("number", "nummer", &["nr", "no"], "The number of the row: a label, kept as written.", "10")
        .holding(Holds::Label),
    required(
        "title",
        "milepæl",
        &["activity", "aktivitet", "tittel", "milestone"],
        "What is to be reached.",
        "Network gathering",
    )
    .holding(Holds::Words),
    column(
        "due",
        "frist",
        &["due_as_written", "deadline"],
        "The deadline, in any of these forms: 21.11.06 22.11.06, uke 22-24, juni 09.",
        "21.11.06",
    ),
    column("responsible", "ansvarlig", &[], "The role that is responsible.", "project manager").holding(Holds::Words),
    column(
        "completed",
        "utført",
        &["completed_as_written", "fullført", "ferdig", "gjennomført", "status"],
        "When it was reached, or utført (done), avlyst (cancelled), utgår (dropped), utsatt (postponed), utsatt til and a deadline.",
        "22.11.06",
    ),
    column(
        "result",
        "resultat",
        &[],
        "How it went, in words: utført, avlyst, utgår, utsatt til 01.09.2026, ikke gjennomført; done, extended …, not carried out ….",
        "",
    ),
    REFERENCE,
    NOTE,
];

/// A plan as a file has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlanFile {
    /// The plan.
    pub plan: Name,
    /// Its rows, in their order.
    pub rows: Vec<PlanFileRow>,
    /// What the whole of it rests on beside the file: the map.
    pub source: Option<String>,
}

/// A row of a plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlanFileRow {
    /// Line of the file or row of the sheet, from 1.
    pub line: usize,
    /// The section.
    pub section: String,
    /// The number, where there is one.
    pub number: Option<String>,
    /// What is to be reached.
    pub title: String,
    /// The role that is responsible.
    pub responsible: Option<String>,
    /// The deadline.
    pub due: Option<Period>,
    /// What became of it.
    pub status: PlanStatus,
    /// What the source says of the status, where that is more than a date.
    pub words: Option<String>,
    /// A note.
    pub note: Option<String>,
    /// What the row rests on: the office's case file, the map.
    pub source: Option<String>,
}

/// What became of a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PlanStatus {
    /// Nothing that decides.
    Open,
    /// Reached, in this period where the row gives one.
    Completed(Option<Period>),
    /// Postponed, to this deadline where one is named.
    Postponed(Option<Period>),
    /// Cancelled.
    Cancelled,
    /// Dropped.
    Dropped,
}

/// A status with the column and the words it was read from.
struct Said<'a> {
    column: &'static str,
    words: &'a str,
    status: PlanStatus,
}

fn row(line: &mut Line<'_, '_>) {
    let plan = plan(line);
    let section = line.cell("section").map(str::to_owned);
    let number = line.cell("number").map(str::to_owned);
    let title = line.text("title");
    let responsible = line.text("responsible");
    let note = line.text("note");
    let year = section.as_deref().and_then(section_year);
    let (due, told) = deadline(line, year);
    let said = [told, completed(line, year), result(line, year)].into_iter().flatten().collect();
    let Some((status, words)) = settle(line, said) else { return };
    let (Some(plan), Some(section), Some(title)) = (plan, section, title) else { return };
    if !line.sound() {
        return;
    }
    let Some(source) = line.rests_on(None) else { return };
    let at = line.row.line;
    let row = PlanFileRow { line: at, section, number, title, responsible, due, status, words, note, source };
    match &mut line.sheet.plan {
        None => {
            let source = line.map();
            line.sheet.plan = Some(PlanFile { plan, rows: vec![row], source });
        }
        Some(file) if file.plan == plan => file.rows.push(row),
        Some(file) => {
            let fault = CellFault::OtherPlan { plan: file.plan.to_string(), other: plan.to_string() };
            line.fault("plan", fault);
        }
    }
}

fn plan(line: &mut Line<'_, '_>) -> Option<Name> {
    if line.peek("plan").is_some() {
        return line.name("plan");
    }
    let plan = line.sheet.options.plan.clone();
    if plan.is_none() {
        line.fault_row(CellFault::NoPlan);
    }
    plan
}

/// The deadline, or the status in its place.
fn deadline<'a>(line: &mut Line<'_, 'a>, year: Option<i32>) -> (Option<Period>, Option<Said<'a>>) {
    let Some(words) = line.peek("due") else { return (None, None) };
    let Some(written) = line.reading("due", read_cell(words, year)) else { return (None, None) };
    match written {
        Written::On(period) => (Some(period), None),
        open @ (Written::Open
        | Written::Completed(_)
        | Written::Postponed { .. }
        | Written::Cancelled
        | Written::Dropped) => (None, said("due", words, open)),
    }
}

fn completed<'a>(line: &mut Line<'_, 'a>, year: Option<i32>) -> Option<Said<'a>> {
    let words = line.peek("completed")?;
    let written = line.reading("completed", read_cell(words, year))?;
    said("completed", words, written)
}

fn said<'a>(column: &'static str, words: &'a str, written: Written) -> Option<Said<'a>> {
    let status = match written {
        Written::Open => PlanStatus::Open,
        Written::On(period) => PlanStatus::Completed(Some(period)),
        Written::Completed(on) => PlanStatus::Completed(on),
        Written::Postponed { to } => PlanStatus::Postponed(to),
        Written::Cancelled => PlanStatus::Cancelled,
        Written::Dropped => PlanStatus::Dropped,
    };
    Some(Said { column, words, status })
}

fn result<'a>(line: &mut Line<'_, 'a>, year: Option<i32>) -> Option<Said<'a>> {
    let words = line.peek("result")?;
    if let Some(found) = personal(words) {
        line.fault("result", CellFault::Personal(found));
        return None;
    }
    let PlanResult { went, .. } = line.value("result", read_result(words, year));
    said("result", words, went)
}

/// One status from what the cells of a row say of it; the words of the last that says more than a date.
fn settle(line: &mut Line<'_, '_>, said: Vec<Said<'_>>) -> Option<(PlanStatus, Option<String>)> {
    let mut status = PlanStatus::Open;
    let mut before: Option<Said<'_>> = None;
    let mut words = None;
    for one in said {
        if !matches!(one.status, PlanStatus::Completed(Some(_))) {
            words = Some(one.words.to_owned());
        }
        status = match (&status, &one.status) {
            (PlanStatus::Open, new) => new.clone(),
            (old, PlanStatus::Open) => old.clone(),
            (PlanStatus::Completed(on), PlanStatus::Completed(None))
            | (PlanStatus::Completed(None), PlanStatus::Completed(on)) => PlanStatus::Completed(on.clone()),
            (PlanStatus::Postponed(to), PlanStatus::Postponed(None))
            | (PlanStatus::Postponed(None), PlanStatus::Postponed(to)) => PlanStatus::Postponed(to.clone()),
            (PlanStatus::Postponed(_), PlanStatus::Completed(on)) => {
                let as_written = before.as_ref().map_or("", |before| before.words);
                line.remark(one.column, Remark::new(as_written, "completed", WHY_COMPLETED));
                PlanStatus::Completed(on.clone())
            }
            (old, new) if old == new => new.clone(),
            _ => {
                let due = before.as_ref().map_or("", |before| before.words).to_owned();
                line.fault(one.column, CellFault::TwoStatuses { due, said: one.words.to_owned() });
                return None;
            }
        };
        before = Some(one);
    }
    Some((status, words))
}
