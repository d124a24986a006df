//! Where the records of a programme end: a row for a day, and the subjects that end on it.

use hovedbok_core::StreamId;
use hovedbok_core::entries::codes::RecordSubject;
use hovedbok_core::field::{Field as _, Shape};

use super::Kind;
use super::columns::{DOCUMENT, ID, NOTE, PROGRAMME, column, required};
use super::error::CellFault;
use super::line::Line;
use crate::headers::Field;
use crate::words;

pub(super) const KIND: Kind = Kind::new(
    "records-end",
    "the last day that the records of a programme cover",
    "opplysningenes slutt",
    FIELDS,
    &["programme.records_end"],
    row,
);

const FIELDS: &[Field] = &[
    PROGRAMME,
    required("day", "dag", &["last_day", "siste_dag", "date", "dato"], "The last day that they cover.", "31.10.2010"),
    column(
        "subjects",
        "emner",
        &["subject", "emne"],
        "participants, plan, money, bodies, reports, risks, staff, with commas between them; if empty, all of them.",
        "participants",
    ),
    required("reason", "grunn", &["begrunnelse"], "Why they end there.", "the statistics end with October 2010"),
    DOCUMENT,
    NOTE,
    ID,
];

fn row(line: &mut Line<'_, '_>) {
    let stream = line.programme().map(StreamId::Programme);
    let when = line.ends("day");
    let mut entry = line.in_stream("programme.records_end", stream, when);
    let subjects = subjects(line);
    if !subjects.is_empty() {
        entry.set("subjects", subjects);
    }
    line.take(&mut entry, &["reason", "note"]);
    line.make(entry);
}

fn subjects(line: &mut Line<'_, '_>) -> Vec<&'static str> {
    let Shape::OneOf(among) = RecordSubject::SHAPE else { return Vec::new() };
    let mut subjects = Vec::new();
    for text in
        line.cell("subjects").unwrap_or_default().split([',', ';']).map(str::trim).filter(|part| !part.is_empty())
    {
        match words::find(text, among) {
            Some(word) => subjects.push(word),
            None => line.fault("subjects", CellFault::NotAWord { as_written: text.to_owned(), words: among.to_vec() }),
        }
    }
    subjects
}
