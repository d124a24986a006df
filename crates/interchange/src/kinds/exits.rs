//! Exits: persons who left a programme.

use super::Kind;
use super::columns::{CASE, ENROLMENT, ID, NOTE, PARTICIPANT, REFERENCE, SOURCE, required};
use super::line::Line;
use crate::headers::Field;

pub(super) const KIND: Kind =
    Kind::new("exits", "a person who left a programme", "avgang", FIELDS, &["participant.exited"], row);

const FIELDS: &[Field] = &[
    PARTICIPANT,
    CASE,
    required(
        "end",
        "til dato",
        &["sluttdato", "siste dag", "last day", "date", "dato"],
        "Last day in the programme.",
        "30.06.2017",
    ),
    required(
        "destination",
        "overgang til",
        &["avgang til", "resultat", "outcome", "exit"],
        "Where to: work (arbeid), work_full, work_part, education (utdanning), state_measure (statlig tiltak), aap, social_assistance (sosialhjelp), unknown (ukjent) …; `types participant.exited` lists them.",
        "arbeid",
    ),
    ENROLMENT,
    SOURCE,
    REFERENCE,
    NOTE,
    ID,
];

fn row(line: &mut Line<'_, '_>) {
    let effective = line.ends("end");
    let mut entry = line.about_person("participant.exited", effective);
    line.take(&mut entry, &["enrolment", "destination", "note"]);
    line.make(entry);
}
