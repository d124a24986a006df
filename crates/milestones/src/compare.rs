//! A newer document of a plan, compared with the plan in force: what it changes, row by row.
//!
//! Rows are paired by section, number and title, and also by deadline where several share these three; then the
//! remaining rows by section and title, and what still remains by section and number. The title comes before the number
//! because numbers shift when a row is inserted. Rows are paired only if no other pair is possible: a number that is
//! used twice identifies nothing (one plan uses 35 twice), and rows that could be paired in several ways are refused,
//! with their names. A milestone that the document lacks, and one that is only worded differently, is reported as a
//! change but records nothing.

mod pairing;

use std::fmt;

use hovedbok_core::identity::canonical;
use hovedbok_core::{MilestoneId, Period, Seq};

use crate::fold::{PlanRow, Standing};
use pairing::Pairing;

/// What a row of the document says became of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Said {
    /// Nothing.
    Open,
    /// Completed in this period.
    On(Period),
    /// Postponed, to this deadline where one is named.
    Postponed(Option<Period>),
    /// Cancelled.
    Cancelled,
    /// Dropped.
    Dropped,
}

/// A row of the document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IncomingRow {
    /// Line of the file or row of the sheet, from 1.
    pub line: usize,
    /// The section.
    pub section: String,
    /// The number, where there is one.
    pub number: Option<String>,
    /// The title.
    pub title: String,
    /// The role that is responsible.
    pub responsible: Option<String>,
    /// The deadline.
    pub due: Option<Period>,
    /// What became of it.
    pub said: Said,
    /// Words about an open row.
    pub status_as_written: Option<String>,
}

/// A text of a row that reads otherwise in the document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum RowField {
    /// The number.
    Number,
    /// The title.
    Title,
    /// The role that is responsible.
    Responsible,
    /// The words about an open row.
    StatusAsWritten,
}

/// What the document changes about one milestone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// The row of the document, counted from 0; none for a milestone that it does not have.
    pub row: Option<usize>,
    /// The milestone; none for one that is new.
    pub milestone: Option<MilestoneId>,
    /// What changes.
    pub what: Changed,
}

/// What changes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Changed {
    /// A row that the plan does not have; what became of it follows as a change of its own.
    Planned,
    /// It has another deadline.
    Rescheduled(Period),
    /// It was reached.
    Completed(Period),
    /// It was postponed, to this deadline where one is named.
    Postponed(Option<Period>),
    /// It was cancelled.
    Cancelled,
    /// It was dropped.
    Dropped,
    /// It had been completed, postponed, cancelled or dropped by the entry at this position, and is open in the document.
    Reopened(Seq),
    /// It had ended by the entry at this position, and ends otherwise in the document: that entry is to be put right.
    EndsOtherwise(Seq, Said),
    /// Reported only: texts of the planning at this position read otherwise.
    Reworded(Seq, Vec<RowField>),
    /// Reported only: the document names no deadline, the plan does.
    DeadlineMissing,
    /// Reported only: the document does not have the milestone.
    Unmatched,
}

/// Rows that could meet in several ways.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AmbiguousRows {
    /// Lines of the document.
    pub lines: Vec<usize>,
    /// The milestones of the plan that they could be, by section, number and title; none where the rows are alike.
    pub milestones: Vec<String>,
}

impl fmt::Display for AmbiguousRows {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let lines: Vec<String> = self.lines.iter().map(usize::to_string).collect();
        let plural = if lines.len() == 1 { "" } else { "s" };
        write!(f, "line{plural} {}: ", lines.join(", "))?;
        match self.milestones.as_slice() {
            [] => f.write_str("the rows have the same section, number, title and deadline")?,
            [one] => write!(f, "each could be {one}")?,
            several => write!(f, "could be {}", several.join(" or "))?,
        }
        f.write_str("; give each row a title or number of its own in its section")
    }
}

impl std::error::Error for AmbiguousRows {}

impl AmbiguousRows {
    fn of(rows: &[usize], milestones: &[usize], in_force: &[PlanRow], incoming: &[IncomingRow]) -> AmbiguousRows {
        AmbiguousRows {
            lines: rows.iter().filter_map(|at| incoming.get(*at)).map(|row| row.line).collect(),
            milestones: milestones.iter().filter_map(|at| in_force.get(*at)).map(PlanRow::label).collect(),
        }
    }
}

/// What a document of the plan changes: in the order of its rows, then what it does not have in plan order.
///
/// The same document once more changes nothing.
///
/// # Errors
/// [`AmbiguousRows`] where a row could be several milestones or several rows one.
pub fn compare(in_force: &[PlanRow], incoming: &[IncomingRow]) -> Result<Vec<Change>, AmbiguousRows> {
    let pairs = Pairing::of(in_force, incoming)?;
    let mut changes = Vec::new();
    for (at, (row, pair)) in incoming.iter().zip(&pairs.of_incoming).enumerate() {
        let known = pair.and_then(|index| in_force.get(index));
        let what = known.map_or_else(|| fresh(row), |known| differences(known, row));
        let milestone = known.map(|known| known.milestone);
        changes.extend(what.into_iter().map(|what| Change { row: Some(at), milestone, what }));
    }
    let unmet = in_force.iter().zip(&pairs.met).filter(|(_, met)| !**met);
    changes.extend(unmet.map(|(row, _)| Change {
        row: None,
        milestone: Some(row.milestone),
        what: Changed::Unmatched,
    }));
    Ok(changes)
}

/// The changes of a row that the plan does not have.
fn fresh(row: &IncomingRow) -> Vec<Changed> {
    std::iter::once(Changed::Planned).chain(ending(&row.said)).collect()
}

fn ending(said: &Said) -> Option<Changed> {
    match said {
        Said::Open => None,
        Said::On(period) => Some(Changed::Completed(period.clone())),
        Said::Postponed(to) => Some(Changed::Postponed(to.clone())),
        Said::Cancelled => Some(Changed::Cancelled),
        Said::Dropped => Some(Changed::Dropped),
    }
}

fn differences(known: &PlanRow, row: &IncomingRow) -> Vec<Changed> {
    let mut changes = Vec::new();
    let reworded = reworded(known, row);
    if !reworded.is_empty() {
        changes.push(Changed::Reworded(known.planned_by, reworded));
    }
    match (&known.due_in_plan, &row.due) {
        (Some(before), Some(due)) if same_days(before, due) => {}
        (_, Some(due)) => changes.push(Changed::Rescheduled(due.clone())),
        (Some(_), None) => changes.push(Changed::DeadlineMissing),
        (None, None) => {}
    }
    let rescheduled = changes.iter().any(|change| matches!(change, Changed::Rescheduled(_)));
    match (&known.standing, &row.said) {
        // The postponement's own deadline counts again after the plan's has moved.
        (Standing::Postponed(_), Said::Postponed(Some(_))) if rescheduled => changes.extend(ending(&row.said)),
        _ => changes.extend(moved(known, &row.said)),
    }
    changes
}

/// What the document says of the standing that the plan does not.
fn moved(known: &PlanRow, said: &Said) -> Option<Changed> {
    let otherwise = |said: &Said| known.decided_by.map(|by| Changed::EndsOtherwise(by, said.clone()));
    match (&known.standing, said) {
        (Standing::Open, Said::Open) | (Standing::Cancelled, Said::Cancelled) | (Standing::Dropped, Said::Dropped) => {
            None
        }
        (Standing::Completed(before), Said::On(period)) if same_days(before, period) => None,
        (Standing::Postponed(before), Said::Postponed(to))
            if same_postponement(known, before.as_ref(), to.as_ref()) =>
        {
            None
        }
        (Standing::Completed(_) | Standing::Postponed(_) | Standing::Cancelled | Standing::Dropped, Said::Open) => {
            known.decided_by.map(Changed::Reopened)
        }
        // Said before what was last said: by itself it would not count.
        (Standing::Open | Standing::Postponed(_), Said::On(period)) if known.decided_on > Some(period.end()) => {
            otherwise(said)
        }
        (Standing::Open | Standing::Postponed(_), said) => ending(said),
        (Standing::Completed(_) | Standing::Cancelled | Standing::Dropped, said) => otherwise(said),
    }
}

/// A postponement without a deadline that was rescheduled since still reads `utsatt` in the document.
fn same_postponement(known: &PlanRow, before: Option<&Period>, to: Option<&Period>) -> bool {
    match (before, to) {
        (None, None) => true,
        (Some(before), Some(to)) => same_days(before, to),
        (Some(before), None) => known.due_in_plan.as_ref() == Some(before),
        (None, Some(_)) => false,
    }
}

fn same_days(a: &Period, b: &Period) -> bool {
    (a.start(), a.end()) == (b.start(), b.end())
}

fn reworded(known: &PlanRow, row: &IncomingRow) -> Vec<RowField> {
    let differ = |a: Option<&str>, b: Option<&str>| a.and_then(text) != b.and_then(text);
    let open = known.standing == Standing::Open && row.said == Said::Open;
    let fields = [
        (RowField::Number, differ(known.number.as_deref(), row.number.as_deref())),
        (RowField::Title, differ(Some(&known.title), Some(&row.title))),
        (RowField::Responsible, differ(known.responsible.as_deref(), row.responsible.as_deref())),
        (
            RowField::StatusAsWritten,
            open && differ(known.status_as_written.as_deref(), row.status_as_written.as_deref()),
        ),
    ];
    fields.into_iter().filter_map(|(field, differs)| differs.then_some(field)).collect()
}

/// A text in its canonical form with single spaces; none when nothing stands there.
fn text(text: &str) -> Option<String> {
    let text = canonical(text);
    let words: Vec<&str> = text.split_whitespace().collect();
    (!words.is_empty()).then(|| words.join(" "))
}
