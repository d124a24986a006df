//! Registration: the office knows a person from a day on.

use super::Kind;
use super::columns::{CASE, ID, NOTE, PARTICIPANT, REFERENCE, SOURCE, column, required};
use super::line::Line;
use crate::headers::{Field, Holds};

pub(super) const KIND: Kind = Kind::new(
    "registration",
    "a person whom the office knows from a certain day",
    "registrering",
    FIELDS,
    &["participant.registered"],
    row,
);

const FIELDS: &[Field] = &[
    PARTICIPANT,
    CASE,
    required(
        "start",
        "fra dato",
        &["registrert", "registered", "date", "dato", "from"],
        "The day from which the office knows the person.",
        "03.05.2016",
    ),
    required("office", "kontor", &["nav kontor"], "The office.", "NAV Nordre Land").holding(Holds::Words),
    column(
        "birth_month",
        "fødselsmåned",
        &["født", "fødselsdato", "fødselsår og måned", "born", "date of birth"],
        "Year and month of birth, for age bands: 1995-04.",
        "1995-04",
    ),
    column("sex", "kjønn", &[], "female (kvinne), male (mann) or not_asked (ikke spurt).", "kvinne"),
    column(
        "education",
        "utdanning",
        &[],
        "none (ingen), primary (grunnskole), upper_secondary_begun (påbegynt videregående), upper_secondary (videregående), higher (høyere) or not_asked.",
        "grunnskole",
    ),
    column("needs", "behov", &[], "Needs one service (en) or several (flere), or not_asked.", "flere"),
    column(
        "health",
        "helse",
        &[],
        "good (god), reduced (nedsatt), under_treatment (under behandling) or not_asked.",
        "god",
    ),
    column(
        "income",
        "inntekt",
        &[],
        "work (arbeid), social_assistance (sosialhjelp), benefit (ytelse), introduction_benefit (introduksjonsstønad), none (ingen), other (annet) or not_asked.",
        "sosialhjelp",
    ),
    SOURCE,
    REFERENCE,
    NOTE,
    ID,
];

fn row(line: &mut Line<'_, '_>) {
    let effective = line.begins("start");
    let mut entry = line.about_person("participant.registered", effective);
    line.take(&mut entry, &["office", "birth_month", "sex"]);
    for column in ["education", "needs", "health", "income"] {
        line.take_as(&mut entry, column, &format!("background.{column}"));
    }
    line.take(&mut entry, &["note"]);
    line.make(entry);
}
