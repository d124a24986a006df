//! The offices that take part in a programme.

use hovedbok_core::StreamId;

use super::Kind;
use super::columns::{DOCUMENT, ID, NOTE, PROGRAMME, column, required};
use super::line::Line;
use crate::headers::{Field, Holds};

pub(super) const KIND: Kind = Kind::new(
    "offices",
    "an office that takes part in a programme",
    "kontorer",
    FIELDS,
    &["programme.office_joined"],
    row,
);

const FIELDS: &[Field] = &[
    PROGRAMME,
    required("office", "kontor", &["nav kontor"], "The office.", "NAV Gausdal").holding(Holds::Words),
    column("municipality", "kommune", &[], "The municipality that it serves, if it serves one.", "Gausdal")
        .holding(Holds::Words),
    required("from", "fra", &["effective", "dato", "date"], "Its first day in the programme.", "01.03.2008"),
    column("until", "til og med", &["last_day", "siste dag"], "The planned last day.", "31.12.2010"),
    DOCUMENT,
    NOTE,
    ID,
];

fn row(line: &mut Line<'_, '_>) {
    let stream = line.programme().map(StreamId::Programme);
    let when = line.begins("from");
    let mut entry = line.in_stream("programme.office_joined", stream, when);
    line.take(&mut entry, &["office", "municipality", "until", "note"]);
    line.make(entry);
}
