//! Offers of individual plans, and what the person answered.

use super::Kind;
use super::columns::{CASE, ENROLMENT, ID, NOTE, PARTICIPANT, REFERENCE, SOURCE, required};
use super::line::Line;
use crate::headers::Field;

pub(super) const KIND: Kind = Kind::new(
    "plan-offers",
    "an offer of an individual plan, and the answer",
    "plantilbud",
    FIELDS,
    &["participant.plan_offered"],
    row,
);

const FIELDS: &[Field] = &[
    PARTICIPANT,
    CASE,
    required(
        "offered",
        "tilbudt",
        &["tilbudt dato", "offered on", "date", "dato"],
        "The day on which the plan was offered.",
        "15.08.2016",
    ),
    required(
        "plan",
        "plan",
        &["plantype", "type plan", "kind"],
        "individual_plan (individuell plan) or activity_plan (aktivitetsplan).",
        "individuell plan",
    ),
    required(
        "answer",
        "svar",
        &["resultat", "reply"],
        "accepted (takket ja), declined (takket nei) or open (ikke besvart).",
        "takket ja",
    ),
    ENROLMENT,
    SOURCE,
    REFERENCE,
    NOTE,
    ID,
];

fn row(line: &mut Line<'_, '_>) {
    let effective = line.ends("offered");
    let mut entry = line.about_person("participant.plan_offered", effective);
    line.take(&mut entry, &["enrolment", "plan", "answer", "note"]);
    line.make(entry);
}
