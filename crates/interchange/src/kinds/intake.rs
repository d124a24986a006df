//! Intake: a person is in a programme from a day on.

use super::Kind;
use super::columns::{CASE, ENROLMENT, ID, NOTE, PARTICIPANT, PROGRAMME, REFERENCE, SOURCE, column, required};
use super::line::Line;
use crate::headers::{Field, Holds};

pub(super) const KIND: Kind =
    Kind::new("intake", "a person who enters a programme", "inntak", FIELDS, &["participant.intake"], row);

const FIELDS: &[Field] = &[
    PARTICIPANT,
    CASE,
    required(
        "start",
        "fra dato",
        &["startdato", "inntaksdato", "intake", "date", "dato", "from"],
        "First day in the programme.",
        "01.06.2016",
    ),
    PROGRAMME,
    required("office", "kontor", &["nav kontor"], "The office responsible for the person.", "NAV Nordre Land")
        .holding(Holds::Words),
    required("target_group", "målgruppe", &[], "The target group admitted under: a name without spaces.", "under-30")
        .holding(Holds::Words),
    column(
        "also",
        "også i målgruppe",
        &["also target group"],
        "Other target groups that the person belongs to, with commas between.",
        "refugee",
    )
    .holding(Holds::Words),
    column(
        "cohorts",
        "kohorter",
        &["cohort", "kohort"],
        "Cohorts that the person is counted in, with commas between.",
        "2016-06",
    )
    .holding(Holds::Words),
    column("referred_by", "henvist av", &[], "Who referred the person: an office or role.", "referral committee")
        .holding(Holds::Words),
    ENROLMENT,
    SOURCE,
    REFERENCE,
    NOTE,
    ID,
];

fn row(line: &mut Line<'_, '_>) {
    let effective = line.begins("start");
    let mut entry = line.about_person("participant.intake", effective);
    line.take(&mut entry, &["enrolment"]);
    if let Some(programme) = line.programme() {
        entry.set("programme", programme.as_str());
    }
    line.take(&mut entry, &["office"]);
    if let Some(group) = line.name("target_group") {
        entry.set("target_group", group.as_str());
    }
    for column in ["also", "cohorts"] {
        let names = line.names(column);
        if !names.is_empty() {
            entry.set(column, names.iter().map(|name| name.as_str()).collect::<Vec<_>>());
        }
        line.left_out(&entry, column, column);
    }
    line.take(&mut entry, &["referred_by", "note"]);
    line.make(entry);
}
