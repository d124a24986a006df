//! The difference between two states of knowledge of one question (time.md, *The difference*).
//!
//! Both answers are laid out as rows of name and value and compared row by row. For each row that differs, entries between
//! the two positions are named that are sufficient and of which none can be left out: in the history in which of all
//! entries between the two only these were recorded, the row is what it is at the later position; without any one of
//! them it is not. Such entries always exist, because all of them together are sufficient.
//!
//! They are found by leaving out entries for as long as that leaves the row as it is. Where a question can be cut into parts
//! that do not bear on each other, each part is asked alone, so that the time grows with what was recorded in between. What
//! is derived for goals and published figures is counted person by person in the same way, and what comes of the sum is laid
//! beside each of them; so are findings about many persons. Of a statement and of findings only the section is asked that a
//! row belongs to. Other questions are asked as a whole.

mod cut;
mod differing;
mod gathered;
pub mod grouped;
mod items;
pub(crate) mod parts;
mod pieces;
pub mod place;
pub mod rows;
mod shared;
mod sums;
mod total;
pub(crate) mod trial;
mod turning;
mod whole;

use std::collections::{BTreeSet, HashSet};

use hovedbok_core::entries::correction::REPLACED;
use hovedbok_core::{Day, Seq};
use hovedbok_projection::At;
use serde::Serialize;
use serde_json::Value;

use crate::error::AskError;
use crate::projections::Projections;
use crate::questions::{Question, Reply};
use grouped::{GroupBy, Grouped};
use items::Items;
use parts::Parts;
use place::Place;
use rows::{Rows, places_of, under, written};
use shared::SharedRows;
use trial::{Chosen, Trial};
use whole::Whole;

pub use differing::{Cause, Difference};

/// The schema and version of what `explain` answers.
pub const SCHEMA: &str = "hovedbok/explain/4";

/// What `explain` answers.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Explanation {
    /// The earlier state of knowledge.
    pub before_seq: Seq,
    /// The later one.
    pub after_seq: Seq,
    /// The rows that differ.
    pub rows: Vec<Difference>,
    /// The entries named in them, by position.
    pub causes: Vec<Cause>,
    /// Where the difference is concentrated, if that was asked; else absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub grouped: Option<Grouped>,
}

/// What two states of knowledge of an answer have apart.
#[derive(Debug, Clone, PartialEq)]
pub struct Differences {
    /// The rows that differ.
    pub rows: Vec<Difference>,
    /// The entries named in them.
    pub causes: Vec<Cause>,
    /// Where the difference is concentrated, if that was asked.
    pub grouped: Option<Grouped>,
}

/// The rows of an answer that differ between two states of knowledge, with their causes. `read` looks up an entry that the
/// question has not read: one that states nothing, or of another stream.
///
/// # Errors
/// When the question can be answered at neither.
pub fn difference(
    projections: &Projections,
    question: &Question,
    as_of: Day,
    before: Seq,
    after: Seq,
    by: Option<GroupBy>,
    read: &dyn Fn(Seq) -> Option<Cause>,
) -> Result<Differences, AskError> {
    let reply = |known_at: Seq| projections.reply(question, At { as_of, known_at });
    let (then, now) = (reply(before), reply(after));
    if let (Err(_), Err(error)) = (&then, &now) {
        return Err(error.clone());
    }
    let mut differing = self::differing(then.ok().as_ref(), now.ok().as_ref());
    if differing.is_empty() {
        return Ok(Differences { rows: Vec::new(), causes: Vec::new(), grouped: by.map(Grouped::empty) });
    }
    let wanted = differing.iter().map(|row| row.row.clone()).collect();
    let trial = Trial::of(projections, question, as_of, before, after).wanting(wanted);
    let mut items = Items::of(&trial);
    let mut parts = if items.is_some() { None } else { Parts::of(&trial) };
    let mut minimal = |row: &Difference| match (&mut items, &mut parts) {
        (Some(items), _) => items.minimal(&row.row, &row.after),
        (None, Some(parts)) => parts.minimal(&row.row, &row.before, &row.after),
        (None, None) => None,
    };
    let in_parts: Vec<Option<Chosen>> = differing.iter().map(&mut minimal).collect();
    let asked = || differing.iter().zip(&in_parts).filter(|(_, own)| own.is_none()).map(|(row, _)| row);
    let in_sections: Vec<Difference> = asked().cloned().collect();
    // The rows that are asked about as a whole, unless they belong to a section that is asked alone.
    let mut together: BTreeSet<String> = in_sections.iter().map(|row| row.row.clone()).collect();
    let mut whole = Whole::of(&trial, in_sections.iter());
    let sections = shared::asked(&trial, &in_sections);
    let mut shared = SharedRows::of(&trial, &sections, &in_sections);
    for (row, own) in differing.iter_mut().zip(in_parts) {
        let found = own.or_else(|| shared.minimal(row)).unwrap_or_else(|| whole.minimal(&row.row, &row.after));
        if shared.has(&row.row) {
            together.remove(&row.row);
        }
        row.entries = found.into_iter().collect();
    }
    let named: BTreeSet<Seq> = differing.iter().flat_map(|row| row.entries.iter().copied()).collect();
    let causes: Vec<Cause> = named.into_iter().filter_map(|seq| cause(&trial, seq).or_else(|| read(seq))).collect();
    let added: BTreeSet<String> =
        differing.iter().filter(|row| shared.adds_up(&row.row)).map(|row| row.row.clone()).collect();
    let sums = parts.is_some();
    let mut value = |row: &str, some: &Chosen| match (&mut items, &mut parts) {
        _ if together.contains(row) => Some(whole.value(row, some)),
        _ if shared.has(row) => shared.value(row, some),
        (Some(items), _) => items.value(row, some),
        (None, Some(parts)) => parts.value(row, some),
        (None, None) => Some(whole.value(row, some)),
    };
    let counted = |row: &str| added.contains(row) || (sums && !together.contains(row));
    let grouped = by.map(|by| grouped::grouped(&trial, by, &differing, &causes, &counted, &mut value));
    Ok(Differences { rows: differing, causes, grouped })
}

/// The rows of an answer that differ between two states of knowledge, without their causes.
pub fn changes(projections: &Projections, question: &Question, as_of: Day, before: Seq, after: Seq) -> Vec<Difference> {
    let reply = |known_at: Seq| projections.reply(question, At { as_of, known_at }).ok();
    differing(reply(before).as_ref(), reply(after).as_ref())
}

/// The rows that differ between two answers, each with where it is in them.
fn differing(then: Option<&Reply>, now: Option<&Reply>) -> Vec<Difference> {
    let (then, now) = (written(then), written(now));
    let rows = |reply: &Option<Value>| reply.as_ref().map(|reply| under("", reply)).unwrap_or_default();
    let mut differing = changed(&rows(&then), &rows(&now));
    for reply in [now, then].iter().flatten() {
        let wanted: HashSet<&str> =
            differing.iter().filter(|row| row.place.steps.is_empty()).map(|row| row.row.as_str()).collect();
        let mut places = places_of(reply, &|name| wanted.contains(name));
        for row in &mut differing {
            row.place = places.remove(&row.row).unwrap_or_else(|| std::mem::take(&mut row.place));
        }
    }
    differing
}

/// An entry, where what it states was read with the question.
fn cause(trial: &Trial<'_>, seq: Seq) -> Option<Cause> {
    let candidate = trial.candidates.get(&seq)?;
    let (stream, stated) = (candidate.stream.clone()?, candidate.stated.as_ref()?);
    let type_name = if stated.corrects { REPLACED } else { stated.fact.type_name() };
    let (type_name, effective) = (type_name.to_owned(), stated.effective.clone());
    Some(Cause { seq, recorded: stated.recorded, type_name, stream, effective })
}

fn changed(before: &Rows, after: &Rows) -> Vec<Difference> {
    let names: BTreeSet<&String> = before.keys().chain(after.keys()).collect();
    let value = |rows: &Rows, name: &String| rows.get(name).cloned().unwrap_or(Value::Null);
    names
        .into_iter()
        .map(|name| Difference {
            row: name.clone(),
            before: value(before, name),
            after: value(after, name),
            entries: Vec::new(),
            place: Place::default(),
        })
        .filter(|row| row.before != row.after)
        .collect()
}
