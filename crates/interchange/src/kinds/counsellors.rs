//! Counsellors: who is responsible for a person from a day on.

use super::Kind;
use super::columns::{CASE, ENROLMENT, ID, NOTE, PARTICIPANT, REFERENCE, SOURCE, required};
use super::line::Line;
use crate::headers::{Field, Holds};

pub(super) const KIND: Kind = Kind::new(
    "counsellors",
    "a counsellor who is responsible for a person",
    "veiledere",
    FIELDS,
    &["participant.counsellor_assigned"],
    row,
);

const FIELDS: &[Field] = &[
    PARTICIPANT,
    CASE,
    required(
        "start",
        "fra dato",
        &["startdato", "from", "fra", "date", "dato"],
        "The first day on which the counsellor is responsible.",
        "01.06.2016",
    ),
    required(
        "counsellor",
        "veileder",
        &["kontaktperson", "saksbehandler", "programrådgiver", "adviser"],
        "The counsellor's id, without spaces: never a name.",
        "v12",
    )
    .holding(Holds::Words),
    ENROLMENT,
    SOURCE,
    REFERENCE,
    NOTE,
    ID,
];

fn row(line: &mut Line<'_, '_>) {
    let effective = line.begins("start");
    let mut entry = line.about_person("participant.counsellor_assigned", effective);
    line.take(&mut entry, &["enrolment"]);
    if let Some(counsellor) = line.name("counsellor") {
        entry.set("counsellor", counsellor.as_str());
    }
    line.take(&mut entry, &["note"]);
    line.make(entry);
}
