//! Reviews of offices and projects: what they were judged by, and what was found.

use hovedbok_core::StreamId;
use hovedbok_core::personal::personal;

use super::Kind;
use super::columns::{DOCUMENT, ID, NOTE, PROGRAMME, column, required};
use super::error::CellFault;
use super::line::Line;
use super::making::Making;
use crate::headers::{Field, Holds};

pub(super) const KIND: Kind = Kind::new(
    "reviews",
    "a review of an office or a project",
    "gjennomganger",
    FIELDS,
    &["programme.unit_reviewed"],
    row,
);

const FIELDS: &[Field] = &[
    PROGRAMME,
    required("unit", "enhet", &["office", "kontor", "project", "prosjekt"], "The office or project.", "NAV Gausdal")
        .holding(Holds::Words),
    required("review", "gjennomgang", &[], "Which review.", "quality review").holding(Holds::Words),
    required("on", "dato", &["date", "effective"], "When it was reviewed.", "15.04.2010"),
    column("criteria", "kriterier", &[], "What it was judged by, with ; between them.", "content of the programme"),
    column("findings", "funn", &[], "What was found, with ; between the findings.", "routines need updating"),
    column(
        "follow_up_by",
        "følges opp innen",
        &["frist", "follow up by"],
        "The day by which the findings are to be followed up.",
        "30.09.2010",
    ),
    DOCUMENT,
    NOTE,
    ID,
];

fn row(line: &mut Line<'_, '_>) {
    let stream = line.programme().map(StreamId::Programme);
    let when = line.ends("on");
    let mut entry = line.in_stream("programme.unit_reviewed", stream, when);
    line.take(&mut entry, &["unit", "review"]);
    for column in ["criteria", "findings"] {
        texts(line, &mut entry, column);
    }
    line.take(&mut entry, &["follow_up_by", "note"]);
    line.make(entry);
}

/// Texts with semicolons between them: there are commas in them.
fn texts(line: &mut Line<'_, '_>, entry: &mut Making, column: &'static str) {
    let Some(cell) = line.cell(column) else { return line.left_out(entry, column, column) };
    if let Some(found) = personal(cell) {
        return line.fault(column, CellFault::Personal(found));
    }
    let texts: Vec<&str> = cell.split(';').map(str::trim).filter(|text| !text.is_empty()).collect();
    entry.set(column, texts);
}
