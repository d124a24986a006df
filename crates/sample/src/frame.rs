//! What the programmes' tables share: budgets, risks, bodies, and meetings known from completed milestones.

use hovedbok_core::entries::codes::{Certainty, RecordSubject};
use hovedbok_core::entries::fund::Appropriated;
use hovedbok_core::entries::programme::{BodyEstablished, BodyMet, RecordsEnd};
use hovedbok_core::entries::risk::{Identified, Treated};
use hovedbok_core::field::List;
use hovedbok_core::{Day, Label, Text};

use crate::archive::Archive;
use crate::given::{constant, date, day, kroner, text};
use crate::plans::Plan;
use crate::tables;

/// A body's meetings: its name, and the completed milestones that were meetings of it, each with its section, number and
/// which of the rows with that label (from 1).
pub(crate) type Meetings<'a> = &'a [(&'a str, &'a [(&'a str, &'a str, usize)])];

/// Puts in the appropriations of the programme's budget lines, from 1 January of their year or the day given instead.
pub(crate) fn budget(archive: &mut Archive, from: impl Fn(u16) -> Option<Day>) {
    let programme = archive.name();
    for line in tables::budget_lines().into_iter().filter(|line| line.programme == programme.as_str()) {
        let source = match (&line.chapter, &line.item) {
            (Some(chapter), Some(item)) => format!("{chapter}.{item}"),
            (Some(_), None) | (None, _) => "unspecified".to_owned(),
        };
        let when = from(line.year).unwrap_or_else(|| date(line.year.into(), 1, 1));
        let body = Appropriated {
            amount_ore: kroner(line.amount_nok),
            purpose: text(Some(&line.purpose)),
            certainty: None,
            note: text(line.note.as_deref()),
        };
        archive.fund(&archive.fund_id(line.year, &source), when, "budget_lines.csv", body);
    }
}

/// Puts in the programme's risks, named and treated on the day of the document.
pub(crate) fn risks(archive: &mut Archive, document: Day) {
    let programme = archive.name();
    for risk in tables::risks().into_iter().filter(|risk| risk.programme == programme.as_str()) {
        let number = Label::from(risk.number);
        let body = Identified {
            number: number.clone(),
            text: Text::from(risk.risk),
            consequences: text(risk.consequences.as_deref()),
            note: text(risk.note.as_deref()),
        };
        archive.risk(document, "risks.csv", body);
        if let Some(treatment) = text(risk.treatment.as_deref()) {
            archive.risk(document, "risks.csv", Treated { number, treatment, note: None });
        }
    }
}

/// Puts in the bodies of the programme, from the day that the table gives, else from `otherwise`, which may say more than
/// the table: the first day, and from when the body must meet.
pub(crate) fn bodies(archive: &mut Archive, otherwise: impl Fn(&str) -> (Day, Option<Day>)) {
    let programme = archive.name();
    for row in tables::meetings().into_iter().filter(|row| row.programme == programme.as_str()) {
        let (when, meetings_from) = match &row.from {
            Some(from) => (day(from), None),
            None => otherwise(&row.body),
        };
        let body = BodyEstablished {
            body: Text::from(row.body),
            meetings_per_year: row.required_per_year,
            meetings_from,
            until: row.until.as_deref().map(day),
            note: text(row.note.as_deref()),
        };
        archive.programme(when, "meetings.csv", body);
    }
}

/// Puts in the meetings that the plan's completed milestones show.
pub(crate) fn meetings(archive: &mut Archive, table: &str, plan: &Plan, met: Meetings<'_>) {
    for (body, milestones) in met {
        for (section, number, which) in *milestones {
            let note = Some(Text::from(format!("milestone {section}/{number}")));
            let body = BodyMet { body: Text::from(*body), note };
            archive.programme(plan.completion(section, number, *which), table, body);
        }
    }
}

/// States where the records of the programme end, as a document of a day shows; of all subjects where none is named.
pub(crate) fn records_end(archive: &mut Archive, document: Day, last: Day, subjects: &[RecordSubject], reason: &str) {
    let body =
        RecordsEnd { day: Some(last), subjects: List(subjects.to_vec()), reason: Text::from(reason), note: None };
    archive.programme(document, "", body);
}

/// How sure a table is.
pub(crate) fn certainty(written: &str) -> Certainty {
    constant(written.parse(), written)
}
