//! The counting process of survival analysis: a row a stretch of a stay in which nothing changes, in days from the intake.
//!
//! `id` is the enrolment and the number of the stay: a re-entry under the same id would look like a gap. `event` is the
//! destination on the row that ends with the exit, and `censor` on every other; whoever reads it makes `censor` the first
//! level of the factor. `istate` is the state that every stay begins in.

use std::collections::BTreeSet;
use std::io;

use hovedbok_core::Day;

use super::rows::{Course, Stay};
use super::states::{Run, runs};
use super::tables::{Cell, Column, Give, Kind, Table, day, integer, optional, text};

/// The word for a row that ends without the exit.
pub const CENSOR: &str = "censor";
/// The state that a stay begins in.
pub const INITIAL: &str = "in_programme";

/// The table.
pub const TABLE: Table = Table {
    name: "counting",
    columns: &[
        Column::needed("id", Kind::Text),
        Column::needed("tstart", Kind::Integer),
        Column::needed("tstop", Kind::Integer),
        Column::needed("istate", Kind::Text),
        Column::needed("event", Kind::Text),
        Column::needed("participant", Kind::Text),
        Column::needed("enrolment", Kind::Text),
        Column::needed("stay", Kind::Integer),
        Column::new("programme", Kind::Text),
        Column::needed("intake", Kind::Day),
        Column::new("state", Kind::Text),
        Column::new("office", Kind::Text),
        Column::new("target_group", Kind::Text),
        Column::new("birth_month", Kind::Text),
        Column::new("sex", Kind::Text),
    ],
    key: &["id", "tstart"],
    of: None,
};

/// Gives the rows of a course. A stay that ended before it could be observed has none.
///
/// # Errors
/// When a row is not taken.
pub fn rows(course: &Course, give: &mut Give<'_>) -> io::Result<()> {
    let runs = runs(course);
    (1..).zip(&course.stays).try_for_each(|(number, stay)| rows_of(course, &runs, number, stay, give))
}

fn rows_of(course: &Course, runs: &[Run], number: i64, stay: &Stay, give: &mut Give<'_>) -> io::Result<()> {
    let stop = course.ends(stay.to);
    let inside = |day: &Day| *day > stay.observed_from && *day < stop;
    let mut cuts: BTreeSet<Day> = stay.segments.iter().map(|segment| segment.from).filter(inside).collect();
    cuts.extend(runs.iter().map(|run| run.from).filter(inside));
    let begins = [stay.observed_from].into_iter().chain(cuts.iter().copied()).filter(|from| *from < stop);
    let ends = cuts.iter().copied().chain([stop]);
    let id = format!("{}#{number}", course.enrolment);
    for (from, to) in begins.zip(ends) {
        let segment = stay.segments.iter().rev().find(|segment| segment.from <= from);
        let state = runs.iter().rev().find(|run| run.from <= from).map(|run| run.state.text());
        let left = to == stop && stay.to.is_some();
        let destination = stay.destination.as_deref().unwrap_or("unknown");
        give(&[
            text(&id),
            integer(from.days_since(stay.from)),
            integer(to.days_since(stay.from)),
            text(INITIAL),
            text(if left { destination } else { CENSOR }),
            text(&course.participant),
            text(&course.enrolment),
            integer(number),
            optional(course.programme.as_deref()),
            day(stay.from),
            state.map_or(Cell::Null, |state| Cell::Text(state.into())),
            optional(segment.map(|segment| segment.office.as_str())),
            optional(segment.map(|segment| segment.target_group.as_str())),
            optional(course.birth_month.as_deref()),
            optional(course.sex.as_deref()),
        ])?;
    }
    Ok(())
}
