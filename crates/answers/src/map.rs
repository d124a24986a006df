//! One figure of one question over both times.

use hovedbok_core::{Day, Seq};
use hovedbok_projection::At;
use serde::Serialize;
use serde_json::Value;

use crate::ends::{NotRecorded, ReachRow};
use crate::error::AskError;
use crate::explain::rows::rows;
use crate::explain::trial::Trial;
use crate::nearest;
use crate::projections::Projections;
use crate::questions::Question;

/// The schema and version of what `map` answers.
pub const SCHEMA: &str = "hovedbok/map/1";

/// A state of knowledge of a map.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Point {
    /// The day that names it, where a day does.
    pub known_at: Option<Day>,
    /// Its position.
    pub seq: Seq,
}

/// The figure at a point of both times.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Cell {
    /// The day asked about.
    pub as_of: Day,
    /// The day that names the state of knowledge, where a day does.
    pub known_at: Option<Day>,
    /// The state of knowledge.
    pub known_at_seq: Seq,
    /// The figure; null where the answer has no such row.
    pub value: Value,
    /// Where the records that it rests on end before the day.
    pub reach: Vec<ReachRow>,
    /// What it counts or sums of which nothing is recorded.
    pub not_recorded: Vec<NotRecorded>,
    /// The day of the last entry, where a later day is asked about of a ledger in use.
    pub recorded_until: Option<Day>,
}

/// What `map` answers.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Map {
    /// The row of the answer.
    pub row: String,
    /// Every point, by day and then by position.
    pub cells: Vec<Cell>,
}

/// A row of a question's answer on each day at each position. Positions between which nothing was recorded that the question
/// needs are asked once.
///
/// # Errors
/// When the question can be answered at none of them, or no answer has the row.
pub fn map(
    projections: &Projections,
    question: &Question,
    row: &str,
    days: &[Day],
    points: &[Point],
) -> Result<Map, AskError> {
    let mut cells = Vec::new();
    let mut known = Vec::new();
    let mut failed = None;
    let mut points = points.to_vec();
    points.sort_by_key(|point| point.seq);
    let at = |point: Option<&Point>| point.map(|point| point.seq).unwrap_or_default();
    let (first, last) = (at(points.first()), at(points.last()));
    let changes = Trial::of(projections, question, Day::MAX, first, last).every();
    for day in days {
        let mut before: Option<Cell> = None;
        for Point { known_at, seq: position } in &points {
            let at = At { as_of: *day, known_at: *position };
            let same = before.as_ref().filter(|before| {
                before.known_at_seq == *position
                    || changes.range(Seq(before.known_at_seq.0 + 1)..=*position).next().is_none()
            });
            let cell = match same {
                Some(same) => Cell { known_at: *known_at, known_at_seq: *position, ..same.clone() },
                None => {
                    let reply = projections.reply(question, at);
                    let rows = rows(reply.as_ref().ok());
                    let value = rows.get(row).cloned().unwrap_or(Value::Null);
                    let ends = projections.ends(question, reply.as_ref().ok(), at);
                    known.extend(rows.into_keys().filter(|_| value.is_null()));
                    failed = reply.err().or(failed);
                    Cell {
                        as_of: *day,
                        known_at: *known_at,
                        known_at_seq: *position,
                        value,
                        reach: ends.reach,
                        not_recorded: ends.not_recorded,
                        recorded_until: ends.recorded_until,
                    }
                }
            };
            before = Some(cell.clone());
            cells.push(cell);
        }
    }
    if cells.iter().all(|cell| cell.value.is_null()) {
        known.sort_unstable();
        known.dedup();
        let nearest = nearest::names(row, known.iter().map(String::as_str));
        return Err(failed
            .filter(|_| known.is_empty())
            .unwrap_or(AskError::NoRow { row: row.to_owned(), known: nearest }));
    }
    Ok(Map { row: row.to_owned(), cells })
}
