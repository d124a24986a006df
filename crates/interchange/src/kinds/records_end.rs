//! Where the records of a programme end: a row for a day, and the subjects that end on it.

use hovedbok_core::StreamId;
use hovedbok_core::entries::codes::RecordSubject;
use hovedbok_core::field::{Field as _, Shape};

use super::Kind;
use super::columns::{DOCUMENT, ID, NOTE, PROGRAMME, column, required};
use super::line::Line;
use crate::headers::Field;

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
    if let Shape::OneOf(among) = RecordSubject::SHAPE {
        let subjects = line.words("subjects", among);
        if !subjects.is_empty() {
            entry.set("subjects", subjects);
        }
    }
    line.take(&mut entry, &["reason", "note"]);
    line.make(entry);
}
