//! Tidy tables: typed columns, rows of cells, and the tables that courses become.

use std::borrow::Cow;
use std::io::{self, Write};

use hovedbok_core::{Day, Instant};

use super::rows::Course;
use super::states::runs;
use super::written;

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Text.
    Text,
    /// Whole numbers.
    Integer,
    /// Days.
    Day,
    /// True or false.
    Truth,
    /// Instants in UTC.
    Instant,
}

/// A column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Column {
    /// Its name, in lower case.
    pub name: &'static str,
    /// What it holds.
    pub kind: Kind,
    /// Whether every row has a value.
    pub needed: bool,
}

impl Column {
    /// A column whose cells may be empty.
    pub const fn new(name: &'static str, kind: Kind) -> Column {
        Column { name, kind, needed: false }
    }

    /// A column without empty cells.
    pub const fn needed(name: &'static str, kind: Kind) -> Column {
        Column { name, kind, needed: true }
    }
}

/// A table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Table {
    /// Its name, in lower case.
    pub name: &'static str,
    /// Its columns.
    pub columns: &'static [Column],
    /// The columns that together name a row.
    pub key: &'static [&'static str],
    /// The table whose rows these belong to, by the columns of its key.
    pub of: Option<&'static Table>,
}

/// A cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cell<'r> {
    /// Nothing.
    Null,
    /// Text.
    Text(Cow<'r, str>),
    /// A whole number.
    Integer(i64),
    /// A day.
    Day(Day),
    /// True or false.
    Truth(bool),
    /// An instant.
    Instant(Instant),
}

/// What takes rows.
pub type Give<'g> = dyn FnMut(&[Cell<'_>]) -> io::Result<()> + 'g;
/// What gives the rows of a course in a table.
pub type Rows = fn(&Course, &mut Give<'_>) -> io::Result<()>;

pub(super) fn text(text: &str) -> Cell<'_> {
    Cell::Text(Cow::Borrowed(text))
}

pub(super) fn optional(text: Option<&str>) -> Cell<'_> {
    text.map_or(Cell::Null, |text| Cell::Text(Cow::Borrowed(text)))
}

pub(super) fn integer(number: i64) -> Cell<'static> {
    Cell::Integer(number)
}

pub(super) fn day(day: Day) -> Cell<'static> {
    Cell::Day(day)
}

pub(super) fn maybe(day: Option<Day>) -> Cell<'static> {
    day.map_or(Cell::Null, Cell::Day)
}

impl Cell<'_> {
    /// The cell in CSV: empty for nothing.
    pub fn shown(&self) -> Cow<'_, str> {
        match self {
            Cell::Null => Cow::Borrowed(""),
            Cell::Text(text) => Cow::Borrowed(text),
            Cell::Integer(number) => Cow::Owned(number.to_string()),
            Cell::Day(day) => Cow::Owned(day.to_string()),
            Cell::Truth(yes) => Cow::Borrowed(if *yes { "true" } else { "false" }),
            Cell::Instant(instant) => Cow::Owned(instant.to_string()),
        }
    }
}

/// A table as CSV.
pub struct Csv<W: Write> {
    csv: csv::Writer<W>,
    rows: u64,
}

impl<W: Write> Csv<W> {
    /// A table without rows.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn of(table: &Table, out: W) -> io::Result<Csv<W>> {
        let mut csv = csv::Writer::from_writer(out);
        csv.write_record(table.columns.iter().map(|column| column.name)).map_err(written)?;
        Ok(Csv { csv, rows: 0 })
    }

    /// Writes a row.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn row(&mut self, cells: &[Cell<'_>]) -> io::Result<()> {
        self.rows += 1;
        for cell in cells {
            self.csv.write_field(cell.shown().as_bytes()).map_err(written)?;
        }
        self.csv.write_record(None::<&[u8]>).map_err(written)
    }

    /// Ends the table, and says how many rows it has.
    ///
    /// # Errors
    /// When the rest cannot be written.
    pub fn end(self) -> io::Result<(W, u64)> {
        let out = self.csv.into_inner().map_err(|error| io::Error::new(error.error().kind(), error.to_string()))?;
        Ok((out, self.rows))
    }
}

/// Writes a table as CSV, and counts its rows.
///
/// # Errors
/// When it cannot be written.
pub fn csv(table: &Table, fill: impl FnOnce(&mut Give<'_>) -> io::Result<()>, out: &mut dyn Write) -> io::Result<u64> {
    let mut csv = Csv::of(table, out)?;
    fill(&mut |cells| csv.row(cells))?;
    csv.end().map(|(_, rows)| rows)
}

/// Enrolments.
pub const ENROLMENTS: Table = Table {
    name: "enrolments",
    columns: &[
        Column::needed("participant", Kind::Text),
        Column::needed("enrolment", Kind::Text),
        Column::new("programme", Kind::Text),
        Column::needed("status", Kind::Text),
        Column::new("birth_month", Kind::Text),
        Column::new("sex", Kind::Text),
        Column::new("last_day", Kind::Day),
    ],
    key: &["enrolment"],
    of: None,
};

/// Stays.
pub const STAYS: Table = Table {
    name: "stays",
    columns: &[
        Column::needed("enrolment", Kind::Text),
        Column::needed("stay", Kind::Integer),
        Column::needed("from", Kind::Day),
        Column::new("to", Kind::Day),
        Column::new("destination", Kind::Text),
        Column::needed("observed_from", Kind::Day),
        Column::needed("left_truncated", Kind::Truth),
        Column::needed("right_censored", Kind::Truth),
        Column::needed("days", Kind::Integer),
    ],
    key: &["enrolment", "stay"],
    of: Some(&ENROLMENTS),
};

/// Segments of stays.
pub const SEGMENTS: Table = Table {
    name: "segments",
    columns: &[
        Column::needed("enrolment", Kind::Text),
        Column::needed("stay", Kind::Integer),
        Column::needed("segment", Kind::Integer),
        Column::needed("from", Kind::Day),
        Column::new("to", Kind::Day),
        Column::needed("office", Kind::Text),
        Column::needed("target_group", Kind::Text),
        Column::new("cohorts", Kind::Text),
    ],
    key: &["enrolment", "stay", "segment"],
    of: Some(&STAYS),
};

/// Days without a spell.
pub const GAPS: Table = Table {
    name: "gaps",
    columns: &[
        Column::needed("enrolment", Kind::Text),
        Column::needed("stay", Kind::Integer),
        Column::needed("kind", Kind::Text),
        Column::needed("from", Kind::Day),
        Column::new("to", Kind::Day),
    ],
    key: &["enrolment", "stay", "kind", "from"],
    of: Some(&STAYS),
};

/// Spells.
pub const SPELLS: Table = Table {
    name: "spells",
    columns: &[
        Column::needed("enrolment", Kind::Text),
        Column::needed("spell", Kind::Integer),
        Column::needed("kind", Kind::Text),
        Column::needed("code", Kind::Text),
        Column::needed("from", Kind::Day),
        Column::new("to", Kind::Day),
        Column::new("placement", Kind::Text),
        Column::new("provider", Kind::Text),
        Column::new("step", Kind::Text),
        Column::new("owner", Kind::Text),
        Column::new("outcome", Kind::Text),
    ],
    key: &["enrolment", "spell"],
    of: Some(&ENROLMENTS),
};

/// One state a day.
pub const STATES: Table = Table {
    name: "states",
    columns: &[
        Column::needed("enrolment", Kind::Text),
        Column::needed("from", Kind::Day),
        Column::new("to", Kind::Day),
        Column::needed("state", Kind::Text),
    ],
    key: &["enrolment", "from"],
    of: Some(&ENROLMENTS),
};

/// Events.
pub const EVENTS: Table = Table {
    name: "events",
    columns: &[
        Column::needed("enrolment", Kind::Text),
        Column::needed("event", Kind::Text),
        Column::needed("position", Kind::Integer),
        Column::needed("day", Kind::Day),
        Column::needed("type", Kind::Text),
        Column::new("placement", Kind::Text),
    ],
    key: &["enrolment", "event"],
    of: Some(&ENROLMENTS),
};

/// What events say.
pub const EVENT_VALUES: Table = Table {
    name: "event_values",
    columns: &[
        Column::needed("enrolment", Kind::Text),
        Column::needed("event", Kind::Text),
        Column::needed("field", Kind::Text),
        Column::needed("value", Kind::Text),
    ],
    key: &["enrolment", "event", "field"],
    of: Some(&EVENTS),
};

/// The tables that courses become, with what gives their rows.
pub const ALL: [(&Table, Rows); 8] = [
    (&ENROLMENTS, enrolments),
    (&STAYS, stays),
    (&SEGMENTS, segments),
    (&GAPS, gaps),
    (&SPELLS, spells),
    (&STATES, states),
    (&EVENTS, events),
    (&EVENT_VALUES, event_values),
];

fn enrolments(course: &Course, give: &mut Give<'_>) -> io::Result<()> {
    give(&[
        text(&course.participant),
        text(&course.enrolment),
        optional(course.programme.as_deref()),
        text(&course.status),
        optional(course.birth_month.as_deref()),
        optional(course.sex.as_deref()),
        maybe(course.end.map(|end| end.plus_days(-1))),
    ])
}

fn stays(course: &Course, give: &mut Give<'_>) -> io::Result<()> {
    for (number, stay) in (1..).zip(&course.stays) {
        give(&[
            text(&course.enrolment),
            integer(number),
            day(stay.from),
            maybe(stay.to),
            optional(stay.destination.as_deref()),
            day(stay.observed_from),
            Cell::Truth(stay.left_truncated),
            Cell::Truth(stay.right_censored),
            integer(course.ends(stay.to).days_since(stay.from)),
        ])?;
    }
    Ok(())
}

fn segments(course: &Course, give: &mut Give<'_>) -> io::Result<()> {
    for (number, stay) in (1..).zip(&course.stays) {
        for (segment, part) in (1..).zip(&stay.segments) {
            let cohorts = part.cohorts.join("; ");
            give(&[
                text(&course.enrolment),
                integer(number),
                integer(segment),
                day(part.from),
                maybe(part.to),
                text(&part.office),
                text(&part.target_group),
                optional(Some(cohorts.as_str()).filter(|cohorts| !cohorts.is_empty())),
            ])?;
        }
    }
    Ok(())
}

fn gaps(course: &Course, give: &mut Give<'_>) -> io::Result<()> {
    for (number, stay) in (1..).zip(&course.stays) {
        for gap in &stay.gaps {
            give(&[text(&course.enrolment), integer(number), text(&gap.kind), day(gap.from), maybe(gap.to)])?;
        }
    }
    Ok(())
}

fn spells(course: &Course, give: &mut Give<'_>) -> io::Result<()> {
    for (number, spell) in (1..).zip(&course.spells) {
        give(&[
            text(&course.enrolment),
            integer(number),
            text(spell.kind.word()),
            text(&spell.code),
            day(spell.from),
            maybe(spell.to),
            optional(spell.placement.as_deref()),
            optional(spell.provider.as_deref()),
            optional(spell.step.as_deref()),
            optional(spell.owner.as_deref()),
            optional(spell.outcome.as_deref()),
        ])?;
    }
    Ok(())
}

fn states(course: &Course, give: &mut Give<'_>) -> io::Result<()> {
    for run in runs(course) {
        let state = run.state.text();
        give(&[text(&course.enrolment), day(run.from), maybe(run.to), text(&state)])?;
    }
    Ok(())
}

fn events(course: &Course, give: &mut Give<'_>) -> io::Result<()> {
    for (position, event) in (1..).zip(&course.events) {
        give(&[
            text(&course.enrolment),
            text(&event.id),
            integer(position),
            day(event.day),
            text(&event.type_name),
            optional(event.placement.as_deref()),
        ])?;
    }
    Ok(())
}

fn event_values(course: &Course, give: &mut Give<'_>) -> io::Result<()> {
    for event in &course.events {
        for (field, said) in &event.values {
            give(&[text(&course.enrolment), text(&event.id), text(field), text(&said.text())])?;
        }
    }
    Ok(())
}
