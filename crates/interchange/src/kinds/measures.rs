//! Measures: placements that begin, and placements that end.

use super::Kind;
use super::columns::{CASE, ENROLMENT, ID, NOTE, PARTICIPANT, PLACEMENT, REFERENCE, SOURCE, column, required};
use super::line::Line;
use crate::headers::{Field, Holds};

pub(super) const STARTS: Kind =
    Kind::new("measures", "a placement that begins", "tiltak", START_FIELDS, &["measure.started"], start);

pub(super) const ENDS: Kind =
    Kind::new("measure-ends", "a placement that ended", "tiltak avsluttet", END_FIELDS, &["measure.ended"], end);

const START_FIELDS: &[Field] = &[
    PARTICIPANT,
    CASE,
    required("start", "fra dato", &["startdato", "date", "dato", "from"], "First day of the placement.", "15.08.2016"),
    required("measure", "tiltak", &["type tiltak", "tiltakstype"], "The measure.", "work practice")
        .holding(Holds::Words),
    required("provider", "arrangør", &["tiltaksarrangør", "leverandør"], "Who provides it.", "ASVO")
        .holding(Holds::Words),
    column("step", "trinn", &[], "The step of the stair.", "2").holding(Holds::Words),
    required("owner", "eier", &[], "state (statlig) or municipal (kommunal).", "kommunal"),
    required(
        "share",
        "andel",
        &["omfang", "stillingsandel", "stillingsprosent", "share_percent", "prosent"],
        "Share of full time, in percent.",
        "50 %",
    ),
    column("days_per_week", "dager per uke", &["dager i uken", "dager pr uke"], "Days a week, 1 to 7.", "3"),
    column("planned_end", "planlagt slutt", &["planlagt sluttdato"], "Planned last day.", "31.12.2016"),
    ENROLMENT,
    PLACEMENT,
    SOURCE,
    REFERENCE,
    NOTE,
    ID,
];

const END_FIELDS: &[Field] = &[
    PARTICIPANT,
    CASE,
    required(
        "end",
        "til dato",
        &["sluttdato", "siste dag", "last day", "date", "dato"],
        "Last day of the placement.",
        "31.03.2017",
    ),
    required(
        "outcome",
        "resultat",
        &["utfall", "overgang til", "destination"],
        "How it ended: work (arbeid), work_full, work_part, education (utdanning), state_measure (statlig tiltak), continued (fortsetter), to_other_provider (annen arrangør), unknown (ukjent) …; `types measure.ended` lists them.",
        "arbeid",
    ),
    PLACEMENT,
    SOURCE,
    REFERENCE,
    NOTE,
    ID,
];

fn start(line: &mut Line<'_, '_>) {
    let effective = line.begins("start");
    let mut entry = line.about_person("measure.started", effective);
    let columns = [
        "placement",
        "enrolment",
        "measure",
        "provider",
        "step",
        "owner",
        "share",
        "days_per_week",
        "planned_end",
        "note",
    ];
    line.take(&mut entry, &columns);
    line.make(entry);
}

fn end(line: &mut Line<'_, '_>) {
    let effective = line.ends("end");
    let mut entry = line.about_person("measure.ended", effective);
    line.take(&mut entry, &["placement", "outcome", "note"]);
    line.make(entry);
}
