//! Cohorts that are defined by days and conditions.

use hovedbok_core::StreamId;
use hovedbok_core::entries::codes::{AgeBand, CohortStatus};
use hovedbok_core::field::{Field as _, Shape};

use super::Kind;
use super::columns::{DOCUMENT, ID, NOTE, PROGRAMME, column, required};
use super::line::Line;
use crate::headers::{Field, Holds};

pub(super) const KIND: Kind = Kind::new(
    "cohorts",
    "a cohort that is defined by days and conditions",
    "kohorter",
    FIELDS,
    &["programme.cohort_defined"],
    row,
);

const FIELDS: &[Field] = &[
    PROGRAMME,
    required("cohort", "kohort", &["navn", "name"], "What the cohort is called: a name without spaces.", "autumn-2016")
        .holding(Holds::Words),
    required("takes", "omfatter", &[], "inside (var inne) or taken_in (ble tatt inn).", "ble tatt inn"),
    required(
        "days",
        "dager",
        &["periode", "period", "day", "dag"],
        "The day or days on which they were inside or were taken in.",
        "01.07.2016-31.12.2016",
    ),
    column("office", "kontor", &["nav kontor"], "Only those at one of these offices, with semicolons between.", "")
        .holding(Holds::Words),
    column(
        "target_group",
        "målgruppe",
        &[],
        "Only those admitted under one of these target groups, with commas between.",
        "under-30",
    )
    .holding(Holds::Words),
    column(
        "provider",
        "arrangør",
        &["tiltaksarrangør"],
        "Only those with a placement at one of these providers, with semicolons between.",
        "",
    )
    .holding(Holds::Words),
    column("measure", "tiltak", &[], "Only those in one of these measures, with semicolons between.", "")
        .holding(Holds::Words),
    column(
        "status",
        "status",
        &[],
        "Only those with one of these statuses, with commas between: in_programme (i program), suspended (midlertidig \
         stanset), exited (avsluttet).",
        "",
    ),
    column(
        "age_band",
        "aldersgruppe",
        &["alder", "age"],
        "Only those of one of these ages, with commas between: 0-17, 18-24, 25-29, 30-49, 50+, unknown (ukjent).",
        "18-24, 25-29",
    ),
    column("step", "trinn", &["arena"], "Only those on one of these steps or arenas, with semicolons between.", "")
        .holding(Holds::Words),
    column("counsellor", "veileder", &[], "Only those of one of these counsellors, with commas between.", "")
        .holding(Holds::Words),
    DOCUMENT,
    NOTE,
    ID,
];

fn row(line: &mut Line<'_, '_>) {
    let stream = line.programme().map(StreamId::Programme);
    let days = line.period("days");
    let mut entry = line.in_stream("programme.cohort_defined", stream, days.clone());
    if let Some(cohort) = line.name("cohort") {
        entry.set("cohort", cohort.as_str());
    }
    line.take(&mut entry, &["takes"]);
    if let Some(days) = &days {
        entry.set_period("days", days);
    }
    line.take(&mut entry, &["office", "provider", "measure", "step"]);
    for column in ["target_group", "counsellor"] {
        let names = line.names(column);
        if !names.is_empty() {
            entry.set(column, names.iter().map(|name| name.as_str()).collect::<Vec<_>>());
        }
        line.left_out(&entry, column, column);
    }
    for (column, shape) in [("status", CohortStatus::SHAPE), ("age_band", AgeBand::SHAPE)] {
        let Shape::OneOf(among) = shape else { continue };
        let words = line.words(column, among);
        if !words.is_empty() {
            entry.set(column, words);
        }
        line.left_out(&entry, column, column);
    }
    line.take(&mut entry, &["note"]);
    line.make(entry);
}
