//! What the programmes' tables share: budgets, risks, bodies, and meetings known from completed milestones.

use hovedbok_core::entries::codes::{Certainty, RecordSubject};
use hovedbok_core::entries::fund::Appropriated;
use hovedbok_core::entries::programme::{BodyDissolved, BodyEstablished, BodyMet, RecordsEnd, RecordsReconstructed};
use hovedbok_core::entries::risk::{Identified, Treated};
use hovedbok_core::field::List;
use hovedbok_core::{Day, Label, Period, Text};

use crate::archive::Archive;
use crate::given::{constant, date, day, kroner, period, text};
use crate::plans::Plan;
use crate::tables;

/// A body's meetings: its name, and the completed milestones that were meetings of it, each with its section, number and
/// which of the rows with that label (from 1). Two numbers with a plus between them are the days of one meeting.
pub(crate) type Meetings<'a> = &'a [(&'a str, &'a [(&'a str, &'a str, usize)])];

/// Puts in the appropriations of the programme's budget lines, from 1 January of their year or the day given instead.
pub(crate) fn budget(archive: &mut Archive, from: impl Fn(u16) -> Option<Day>, place: impl Fn(u16) -> &'static str) {
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
        archive.fund(
            &archive.fund_id(line.year, &source),
            when,
            &format!("budget_lines.csv, {}", place(line.year)),
            body,
        );
    }
}

/// Puts in the programme's risks, named and treated on a day, as a place of the document shows them. Numbered treatments of
/// one risk stand in one cell with semicolons between them, and are an entry each.
pub(crate) fn risks(archive: &mut Archive, shown: Day, place: &str) {
    let place = &format!("risks.csv, {place}");
    let programme = archive.name();
    for risk in tables::risks().into_iter().filter(|risk| risk.programme == programme.as_str()) {
        let number = Label::from(risk.number);
        let body = Identified {
            number: number.clone(),
            text: Text::from(risk.risk),
            consequences: text(risk.consequences.as_deref()),
            note: text(risk.note.as_deref()),
        };
        archive.risk(shown, place, body);
        for treatment in risk.treatment.iter().flat_map(|cell| cell.split("; ")) {
            archive.risk(shown, place, Treated { number: number.clone(), treatment: treatment.into(), note: None });
        }
    }
}

/// Puts in the bodies of the programme, from the day that the table gives, else from `otherwise`, which may say more than
/// the table: the first day, and from when the body must meet.
///
/// A body that need not meet has no entry that says until when; it is dissolved.
pub(crate) fn bodies(
    archive: &mut Archive,
    otherwise: impl Fn(&str) -> (Period, Option<Day>),
    place: impl Fn(&str) -> &'static str,
) {
    let programme = archive.name();
    for row in tables::meetings().into_iter().filter(|row| row.programme == programme.as_str()) {
        let (when, meetings_from) = match &row.from {
            Some(from) => (Period::day(day(from)), None),
            None => otherwise(&row.body),
        };
        let place = &format!("meetings.csv, {}", place(&row.body));
        let until = row.until.as_deref().map(day);
        if let (None, Some(until)) = (row.required_per_year, until) {
            archive.programme(until, place, BodyDissolved { body: Text::from(row.body.as_str()), note: None });
        }
        let body = BodyEstablished {
            body: Text::from(row.body),
            meetings_per_year: row.required_per_year,
            meetings_from,
            until: until.filter(|_| row.required_per_year.is_some()),
            note: text(row.note.as_deref()),
        };
        archive.programme(when, place, body);
    }
}

/// Puts in the meetings that the plan's completed milestones show, and what is assumed of some of them.
pub(crate) fn meetings(
    archive: &mut Archive,
    table: &str,
    plan: &Plan,
    met: Meetings<'_>,
    assumed: impl Fn(&str, &str) -> Option<&'static str>,
) {
    for (body, milestones) in met {
        for (section, numbers, which) in *milestones {
            let place = match assumed(section, numbers) {
                Some(assumed) => format!("{table}; assumed: {assumed}"),
                None => table.to_owned(),
            };
            let (when, note) = match numbers.split_once('+') {
                None => (plan.completion(section, numbers, *which).clone(), format!("milestone {section}/{numbers}")),
                Some((first, last)) => {
                    let of = |number: &str| plan.completion(section, number, *which);
                    let days = period(of(first).start(), of(last).end());
                    (days, format!("milestones {section}/{first} and {section}/{last}, the two days of one meeting"))
                }
            };
            archive.programme(when, &place, BodyMet { body: Text::from(*body), note: Some(note.into()) });
        }
    }
}

/// Where the records of a programme end: the day, of which subjects (of all where none is named), why, and the place of the
/// document that shows it.
pub(crate) struct Ends<'t> {
    pub last: Day,
    pub subjects: &'t [RecordSubject],
    pub reason: &'t str,
    pub place: &'t str,
}

/// States where the records of the programme end, as a document of a day shows.
pub(crate) fn records_end(archive: &mut Archive, document: Day, ends: &Ends<'_>) {
    let body = RecordsEnd {
        day: Some(ends.last),
        subjects: List(ends.subjects.to_vec()),
        reason: Text::from(ends.reason),
        note: None,
    };
    archive.programme(document, ends.place, body);
}

/// States that the persons of the programme were put together from published totals, as known when their entries are.
pub(crate) fn persons_reconstructed(archive: &mut Archive, day: Day, published: &str, assumed: &str) {
    let body = RecordsReconstructed {
        subjects: List(vec![RecordSubject::Participants]),
        published: Text::from(published),
        assumed: Text::from(assumed),
        note: None,
    };
    archive.programme(day, "", body);
}

/// How sure a table is.
pub(crate) fn certainty(written: &str) -> Certainty {
    constant(written.parse(), written)
}
