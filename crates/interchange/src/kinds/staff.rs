//! Staff: posts that are filled from a day.

use hovedbok_core::StreamId;

use super::Kind;
use super::columns::{DOCUMENT, ID, NOTE, PROGRAMME, column, required};
use super::line::Line;
use crate::headers::{Field, Holds};

pub(super) const KIND: Kind =
    Kind::new("staff", "a post that is filled", "bemanning", FIELDS, &["programme.staff_assigned"], row);

const FIELDS: &[Field] = &[
    PROGRAMME,
    required("role", "rolle", &["stilling", "funksjon", "post"], "The role: never a name.", "adviser")
        .holding(Holds::Words),
    required("start", "fra dato", &["startdato", "from", "fra"], "The first day in the role.", "01.03.2009"),
    column(
        "until",
        "til dato",
        &["sluttdato", "to", "til", "last_day"],
        "The last day in the role, if known.",
        "30.06.2009",
    ),
    column("office", "kontor", &["nav kontor", "arbeidssted"], "The office that the post is at.", "NAV Nordre Land")
        .holding(Holds::Words),
    column(
        "share",
        "stillingsandel",
        &["stillingsprosent", "prosent", "share_percent"],
        "How much of a post, in percent; empty if it is not known.",
        "40",
    ),
    DOCUMENT,
    NOTE,
    ID,
];

fn row(line: &mut Line<'_, '_>) {
    let stream = line.programme().map(StreamId::Programme);
    let when = line.begins("start");
    let mut entry = line.in_stream("programme.staff_assigned", stream, when);
    line.take(&mut entry, &["role", "share", "office", "until", "note"]);
    line.make(entry);
}
