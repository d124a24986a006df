//! Small counts in answers that are not shown ([`hovedbok_core::suppress`]).
//!
//! Each question that can be suppressed describes its answer: which values count how many persons, which add up, and what
//! rests on them. One walk over the answer does the rest. A number that the description leaves out is never shown.

mod outcomes;
mod presence;
mod rows;
mod series;

use std::collections::BTreeSet;

use hovedbok_core::suppress::{CellId, Cells};
use hovedbok_trajectories::{AbsenceBy, AttendanceBy};
use serde::Serialize;
use serde_json::Value;

use crate::error::{AskError, Unsuppressed};
use crate::questions::{Question, Reply};

/// What an answer does not show.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Suppressed {
    /// Counts from 1 to one less than this are not shown.
    pub below: u64,
    /// What is null in `result` for that reason, as JSON pointers in it.
    pub hidden: BTreeSet<String>,
}

impl Suppressed {
    /// What is hidden in an object of the answer: pointers in the object, by the object's own.
    pub fn of(&self, object: &str) -> impl Iterator<Item = &str> {
        let first = format!("{object}/");
        let inside = self.hidden.range(first.clone()..).take_while(move |pointer| pointer.starts_with(&first));
        let length = object.len();
        inside.filter_map(move |pointer| pointer.get(length..))
    }
}

/// The questions whose answers can be suppressed.
pub const TAKES: [&str; 8] = ["state", "placements", "outcomes", "attendance", "absence", "flows", "cohorts", "series"];

/// The values of an answer by their JSON pointers in it.
type Pointers = Cells<String>;

impl Question {
    /// Checks that small counts in the answer can be suppressed.
    ///
    /// # Errors
    /// [`AskError::NotSuppressed`] says why they cannot.
    pub fn suppressible(&self) -> Result<(), AskError> {
        let why = self.unsuppressed();
        why.map_or(Ok(()), |why| Err(AskError::NotSuppressed { question: self.name(), why }))
    }

    /// Why small counts in the answer cannot be suppressed, where they cannot.
    fn unsuppressed(&self) -> Option<Unsuppressed> {
        match self {
            Question::State(_)
            | Question::Placements(_)
            | Question::Outcomes(_)
            | Question::Flows(_)
            | Question::Cohorts(_)
            | Question::Series(_) => None,
            Question::Attendance(of) => (of.by == AttendanceBy::Placement).then_some(Unsuppressed::ByPlacement),
            Question::Absence(of) if of.by == AbsenceBy::Person => Some(Unsuppressed::ByPerson),
            Question::Absence(of) => of.filter.participant.is_some().then_some(Unsuppressed::OneByOne),
            Question::Participant(_)
            | Question::Trajectories(_)
            | Question::Trajectory(_)
            | Question::Conditions(_)
            | Question::Findings(_)
            | Question::List(_)
            | Question::Due(_)
            | Question::Draw(_) => Some(Unsuppressed::OneByOne),
            Question::Milestones(_)
            | Question::Plans(_)
            | Question::Budget(_)
            | Question::Programmes(_)
            | Question::Bodies(_)
            | Question::Reports(_)
            | Question::Agreements(_)
            | Question::Risks(_)
            | Question::Duties(_)
            | Question::Recommendations(_)
            | Question::Lag(_) => Some(Unsuppressed::CountsNoPersons),
            Question::Staff(_)
            | Question::Surveys(_)
            | Question::Offices(_)
            | Question::Goals(_)
            | Question::Figures(_)
            | Question::Survival(_)
            | Question::Statement(_) => Some(Unsuppressed::NotAsCells),
        }
    }

    /// What the answer does not show where counts below a limit are suppressed; nothing where it shows everything.
    ///
    /// # Errors
    /// As [`Question::suppressible`].
    pub fn suppressed(&self, reply: &Reply, below: u64) -> Result<Option<Suppressed>, AskError> {
        self.suppressible()?;
        if below <= 1 {
            return Ok(None);
        }
        let cells = self.cells(reply);
        let mut hidden = cells.hidden(below);
        let described = cells.described();
        let written = serde_json::to_value(reply).unwrap_or_default();
        numbers(&written, &mut String::new(), &mut |pointer| {
            if !described.contains(pointer) && !within(&hidden, pointer) {
                hidden.insert(pointer.clone());
            }
        });
        Ok(Some(Suppressed { below, hidden }).filter(|suppressed| !suppressed.hidden.is_empty()))
    }

    /// The numbers of the answer of which it is known what they count, as JSON pointers in it. All others are hidden.
    pub fn described(&self, reply: &Reply) -> BTreeSet<String> {
        self.cells(reply).described().into_iter().cloned().collect()
    }

    /// What the values of the answer count, and which of them add up.
    fn cells(&self, reply: &Reply) -> Pointers {
        let mut cells = Pointers::default();
        let by = if let Question::State(of) = self { of.by } else { None };
        match reply {
            Reply::State(found) => rows::state(found, by, &mut cells),
            Reply::Placements(found) => rows::placements(found, &mut cells),
            Reply::Flows(found) => rows::flows(found, &mut cells),
            Reply::Cohorts(found) => rows::cohorts(found, &mut cells),
            Reply::Outcomes(found) => outcomes::describe(found, &mut cells),
            Reply::Attendance(found) => presence::attendance(found, &mut cells),
            Reply::Absence(found) => presence::absence(found, &mut cells),
            Reply::Series(found) => series::describe(found, &mut cells),
            Reply::Participant(_)
            | Reply::Trajectories(_)
            | Reply::Trajectory(_)
            | Reply::Conditions(_)
            | Reply::Milestones(_)
            | Reply::Plans(_)
            | Reply::Budget(_)
            | Reply::Programmes(_)
            | Reply::Bodies(_)
            | Reply::Staff(_)
            | Reply::Reports(_)
            | Reply::Agreements(_)
            | Reply::Risks(_)
            | Reply::Surveys(_)
            | Reply::Duties(_)
            | Reply::Offices(_)
            | Reply::Recommendations(_)
            | Reply::Goals(_)
            | Reply::Figures(_)
            | Reply::Findings(_)
            | Reply::Lag(_)
            | Reply::Survival(_)
            | Reply::List(_)
            | Reply::Due(_)
            | Reply::Draw(_)
            | Reply::Statement(_) => {}
        }
        cells
    }
}

/// Calls back with the pointer of every number in a value.
fn numbers(value: &Value, pointer: &mut String, found: &mut impl FnMut(&String)) {
    let length = pointer.len();
    let mut inside = |key: &str, value: &Value| {
        pointer.push('/');
        pointer.push_str(&key.replace('~', "~0").replace('/', "~1"));
        numbers(value, pointer, found);
        pointer.truncate(length);
    };
    match value {
        Value::Number(_) => found(pointer),
        Value::Array(values) => (0..).zip(values).for_each(|(at, value): (usize, _)| inside(&at.to_string(), value)),
        Value::Object(fields) => fields.iter().for_each(|(key, value)| inside(key, value)),
        Value::Null | Value::Bool(_) | Value::String(_) => {}
    }
}

/// Whether a place is in one that is not shown.
fn within(hidden: &BTreeSet<String>, pointer: &str) -> bool {
    pointer.match_indices('/').any(|(end, _)| hidden.contains(pointer.get(..end).unwrap_or_default()))
}

/// A number of persons, stays or the like.
fn count(number: impl TryInto<u64>) -> u64 {
    number.try_into().unwrap_or_default()
}

/// A value that is itself the count.
fn counted(cells: &mut Pointers, number: impl TryInto<u64>, pointer: impl Into<String>) -> CellId {
    cells.counted(count(number), [pointer.into()])
}

/// Values of one object that are sums over this number of persons.
fn block<const N: usize>(cells: &mut Pointers, persons: impl TryInto<u64>, object: &str, fields: [&str; N]) -> CellId {
    cells.counted(count(persons), fields.map(|field| format!("{object}/{field}")))
}
