//! Bodies that were set up, and their members.

use hovedbok_core::StreamId;

use super::Kind;
use super::columns::{DOCUMENT, ID, NOTE, PROGRAMME, column, required};
use super::line::Line;
use crate::headers::{Field, Holds};

pub(super) const KIND: Kind =
    Kind::new("bodies", "a body that was set up", "møteorganer", BODIES, &["programme.body_established"], body);

pub(super) const MEMBERS: Kind = Kind::new(
    "members",
    "an organisation that is a member of a body",
    "medlemmer",
    FIELDS,
    &["programme.body_member_joined"],
    member,
);

const BODY: Field =
    required("body", "møteorgan", &["organ", "utvalg", "gruppe"], "The body.", "advisory group").holding(Holds::Words);

const BODIES: &[Field] = &[
    PROGRAMME,
    BODY,
    required("start", "fra dato", &["startdato", "opprettet", "from", "fra"], "From when it exists.", "01.09.2006"),
    column(
        "meetings_per_year",
        "møter per år",
        &["møter i året", "meetings"],
        "How many times a calendar year it must meet, at least.",
        "4",
    ),
    column(
        "meetings_from",
        "møter fra",
        &[],
        "From which day it must meet that often; if empty, from when it exists.",
        "",
    ),
    column("until", "til dato", &["sluttdato", "to", "til"], "The last day on which it must meet that often.", ""),
    DOCUMENT,
    NOTE,
    ID,
];

const FIELDS: &[Field] = &[
    PROGRAMME,
    BODY,
    required(
        "organisation",
        "organisasjon",
        &["medlem", "member"],
        "The organisation or role that is a member: never a person.",
        "health authority",
    )
    .holding(Holds::Words),
    column("seats", "plasser", &["antall", "antall medlemmer"], "How many seats it has.", "2"),
    required("start", "fra dato", &["startdato", "from", "fra"], "From when it is a member.", "01.09.2006"),
    DOCUMENT,
    NOTE,
    ID,
];

fn body(line: &mut Line<'_, '_>) {
    let stream = line.programme().map(StreamId::Programme);
    let when = line.begins("start");
    let mut entry = line.in_stream("programme.body_established", stream, when);
    line.take(&mut entry, &["body", "meetings_per_year", "meetings_from", "until", "note"]);
    line.make(entry);
}

fn member(line: &mut Line<'_, '_>) {
    let stream = line.programme().map(StreamId::Programme);
    let when = line.begins("start");
    let mut entry = line.in_stream("programme.body_member_joined", stream, when);
    line.take(&mut entry, &["body", "organisation", "seats", "note"]);
    line.make(entry);
}
