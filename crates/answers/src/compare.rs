//! Two answers side by side, row by row.

mod lined_up;

use std::collections::BTreeSet;

use hovedbok_core::entries::codes::RecordSubject;
use hovedbok_core::{Day, Name, Seq, StreamId};
use serde::Serialize;
use serde_json::Value;

use crate::answer::Answer;
use crate::ends::{NEVER_ZERO, NotRecorded, ReachRow, Reconstructed};
use crate::explain::place::{Place, Step};
use crate::explain::rows::{Rows, places, rows};
use crate::questions::Question;

pub use lined_up::LinedUp;

/// The schema and version of a comparison.
pub const SCHEMA: &str = "hovedbok/compare/1";

/// Two answers side by side.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Comparison {
    /// The schema and version.
    pub schema: &'static str,
    /// What was asked on the one side, and how far its answer goes.
    pub a: Side,
    /// The other side.
    pub b: Side,
    /// Every row that one of the answers has, named as `explain` names it.
    pub rows: Vec<ComparedRow>,
}

/// What was asked on a side, and how far its answer goes.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Side {
    /// The question.
    pub question: Question,
    /// The day asked about.
    pub as_of: Day,
    /// The state of knowledge.
    pub known_at_seq: Seq,
    /// Whether any entry that the answer rests on was migrated.
    pub rests_on_migrated: bool,
    /// Where the records that it rests on end before the day asked about.
    pub reach: Vec<ReachRow>,
    /// What it counts or sums of which nothing is recorded.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub not_recorded: Vec<NotRecorded>,
    /// The streams that it rests on and that hold what this program does not know.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub incomplete: Vec<StreamId>,
    /// The records that it rests on and that were put together from published totals.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub reconstructed: Vec<Reconstructed>,
}

/// A row of two answers.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ComparedRow {
    /// Its name.
    pub row: String,
    /// Its value on the one side; null where that answer has no such row, and where nothing is recorded of what it counts.
    pub a: Option<Value>,
    /// Its value on the other side, in the same way.
    pub b: Option<Value>,
    /// How much more it is on the other, where both are numbers.
    pub difference: Option<i64>,
    /// Where it is in the answers.
    #[serde(skip)]
    pub place: Place,
}

impl Comparison {
    /// Two answers, each to its question, side by side.
    pub fn of(a: (Question, &Answer), b: (Question, &Answer)) -> Comparison {
        let (of_a, of_b) = (rows(Some(&a.1.result)), rows(Some(&b.1.result)));
        let names: BTreeSet<&String> = of_a.keys().chain(of_b.keys()).collect();
        let (in_a, in_b) = (places(Some(&a.1.result)), places(Some(&b.1.result)));
        let row = |name: &String| {
            let place = in_a.get(name).or_else(|| in_b.get(name)).cloned().unwrap_or_default();
            let value = |rows: &Rows, (question, answer): &(Question, &Answer)| {
                rows.get(name)
                    .filter(|value| value.as_i64() != Some(0) || !nothing_recorded(question, answer, &place))
                    .cloned()
            };
            ComparedRow::of(name.clone(), place.clone(), value(&of_a, &a), value(&of_b, &b))
        };
        let rows = names.into_iter().map(row).collect();
        Comparison { schema: SCHEMA, a: Side::of(a.0, a.1), b: Side::of(b.0, b.1), rows }
    }

    /// Whether a side has a value in any row.
    pub fn says_something(&self) -> bool {
        let says = |value: &Option<Value>| value.as_ref().is_some_and(|value| !value.is_null());
        self.rows.iter().any(|row| says(&row.a) || says(&row.b))
    }

    /// Whether the sides ask the same for the same day and differ in what was known alone.
    pub fn differs_in_knowledge_alone(&self) -> bool {
        self.a.question == self.b.question && self.a.as_of == self.b.as_of && self.a.known_at_seq != self.b.known_at_seq
    }
}

impl Side {
    fn of(question: Question, answer: &Answer) -> Side {
        Side {
            question,
            as_of: answer.as_of,
            known_at_seq: answer.known_at_seq,
            rests_on_migrated: answer.rests_on_migrated,
            reach: answer.reach.clone(),
            not_recorded: answer.not_recorded.clone(),
            incomplete: answer.incomplete.clone(),
            reconstructed: answer.reconstructed.clone(),
        }
    }
}

/// Whether nothing is recorded of all that a number at a place counts or sums: then none is known, and it is not nought.
fn nothing_recorded(question: &Question, answer: &Answer, place: &Place) -> bool {
    let named = place.steps.iter().find_map(|step| match step {
        Step::Item { naming, .. } => {
            naming.iter().find(|(key, _)| key == "programme").and_then(|(_, name)| name.as_str())
        }
        Step::Field(_) => None,
    });
    let Some(programme) = named.or_else(|| question.programme().map(Name::as_str)) else { return false };
    let mut counted = question.ask().subjects().iter().filter(|subject| NEVER_ZERO.contains(subject)).peekable();
    let lacks = |subject: &RecordSubject| {
        answer.not_recorded.iter().any(|own| own.programme.as_str() == programme && own.subject == *subject)
    };
    counted.peek().is_some() && counted.all(lacks)
}

impl ComparedRow {
    /// A row with what is on either side.
    pub(crate) fn of(row: String, place: Place, a: Option<Value>, b: Option<Value>) -> ComparedRow {
        let number = |value: &Option<Value>| value.as_ref().and_then(Value::as_i64);
        let difference = number(&a).zip(number(&b)).and_then(|(a, b)| b.checked_sub(a));
        ComparedRow { row, a, b, difference, place }
    }

    /// Whether the sides differ in it.
    pub fn differs(&self) -> bool {
        self.a != self.b
    }
}
