//! One figure of one question over both times.

use std::collections::BTreeSet;

use hovedbok_core::{Day, Seq};
use hovedbok_projection::At;
use serde::Serialize;
use serde_json::Value;

use crate::ends::{NotRecorded, ReachRow};
use crate::error::AskError;
use crate::explain::rows::rows;
use crate::explain::trial::Trial;
use crate::nearest;
use crate::parallel::Working;
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
/// needs are asked once. Progress is in points.
///
/// # Errors
/// When the question can be answered at none of them, or no answer has the row.
pub fn map(
    projections: &Projections,
    question: &Question,
    row: &str,
    days: &[Day],
    points: &[Point],
    working: Working<'_>,
) -> Result<Map, AskError> {
    let mut points = points.to_vec();
    points.sort_by_key(|point| point.seq);
    let at = |point: Option<&Point>| point.map(|point| point.seq).unwrap_or_default();
    let (first, last) = (at(points.first()), at(points.last()));
    let changes: BTreeSet<Seq> =
        Trial::of(projections, question, Day::MAX, first, last).concerning().into_iter().collect();
    let asked = Asked { projections, question, row, points: &points, changes: &changes };
    let (mut cells, mut known, mut failed) = (Vec::new(), Vec::new(), None);
    for stretch in working
        .on_stretches(days, &|some: &[Day]| some.iter().map(|day| asked.on(*day, working.progress)).collect::<Vec<_>>())
    {
        for day in stretch {
            cells.extend(day.cells);
            known.extend(day.rows);
            failed = day.failed.or(failed);
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

/// A row that is asked for at each of some positions.
struct Asked<'a> {
    projections: &'a Projections,
    question: &'a Question,
    row: &'a str,
    points: &'a [Point],
    /// The positions after which it can be another.
    changes: &'a BTreeSet<Seq>,
}

/// What is known of a row on one day.
#[derive(Default)]
struct OnDay {
    cells: Vec<Cell>,
    /// The rows of answers that do not have it.
    rows: Vec<String>,
    failed: Option<AskError>,
}

impl Asked<'_> {
    fn on(&self, day: Day, progress: &(dyn Fn(u64) + Sync)) -> OnDay {
        let mut on_day = OnDay::default();
        for Point { known_at, seq: position } in self.points {
            let same = on_day.cells.last().filter(|before| {
                before.known_at_seq == *position
                    || self.changes.range(Seq(before.known_at_seq.0 + 1)..=*position).next().is_none()
            });
            let cell = match same {
                Some(same) => Cell { known_at: *known_at, known_at_seq: *position, ..same.clone() },
                None => self.at(Point { known_at: *known_at, seq: *position }, day, &mut on_day),
            };
            on_day.cells.push(cell);
            progress(1);
        }
        on_day
    }

    fn at(&self, point: Point, day: Day, on_day: &mut OnDay) -> Cell {
        let at = At { as_of: day, known_at: point.seq };
        let reply = self.projections.reply(self.question, at);
        let rows = rows(reply.as_ref().ok());
        let value = rows.get(self.row).cloned().unwrap_or(Value::Null);
        let ends = self.projections.ends(self.question, reply.as_ref().ok(), at);
        on_day.rows.extend(rows.into_keys().filter(|_| value.is_null()));
        on_day.failed = reply.err().or(on_day.failed.take());
        Cell {
            as_of: day,
            known_at: point.known_at,
            known_at_seq: point.seq,
            value,
            reach: ends.reach,
            not_recorded: ends.not_recorded,
            recorded_until: ends.recorded_until,
        }
    }
}
