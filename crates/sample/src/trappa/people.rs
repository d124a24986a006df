//! The 57 persons of TRAPPA: 60 placements whose counts by year, provider and outcome are those of the report's table.
//!
//! Inferred, since the table counts persons by provider and year and not over both: those still in a measure at the end of
//! 2016 go on at the same provider; two who went from ASVO to another municipal measure are among the three in other
//! municipal units, and the one who went to ASVO is counted there, all from January 2017. 24 + 42 - 6 - 3 = 57.

use std::collections::VecDeque;

use hovedbok_core::entries::absence::Attendance;
use hovedbok_core::entries::codes::{Destination, Outcome, Owner};
use hovedbok_core::entries::measure::{Ended, Started};
use hovedbok_core::entries::participant::{Exited, Intake, Registered};
use hovedbok_core::field::List;
use hovedbok_core::{Day, Month, Period, PlacementId, ShareBp, Text};
use rand::seq::SliceRandom;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

use super::{ASVO, REFUGEES, UNDER_30};
use crate::archive::Archive;
use crate::given::{constant, day, month, name, period, workday};
use crate::{ids, tables};

const PROGRAMME: &str = "TRAPPA";
const OTHER_UNITS: &str = "Other municipal units";
/// The office that orders the places.
const OFFICE: &str = "NAV Nordre Land";

/// A placement that was paid in full for less attendance, and the days counted.
pub(super) struct PaidInFull {
    pub placement: PlacementId,
    pub period: Period,
}

/// One of the persons counted in a cell of the table.
#[derive(Debug, Clone)]
struct Seat {
    provider: String,
    outcome: String,
    note: Option<String>,
}

/// A placement to be: where, from when, and how it ended if it did.
#[derive(Debug, Clone)]
struct Stay {
    provider: String,
    start: Day,
    end: Option<(Day, Outcome, String)>,
    note: Option<&'static str>,
}

/// How the table's words stand as code words; none for a placement that is open.
fn outcome(words: &str) -> Option<Outcome> {
    let code = match words {
        "still in measure" => return None,
        "ordinary work" | "work" => Ok(Outcome::Work),
        "part-time work" => Ok(Outcome::WorkPart),
        "state measure" => Ok(Outcome::StateMeasure),
        "education" => Ok(Outcome::Education),
        "back to the learning centre" => Ok(Outcome::LearningCentre),
        "ended for health reasons" | "health follow-up" | "long-term health follow-up" => Ok(Outcome::HealthFollowUp),
        "old-age pension" => Ok(Outcome::OldAgePension),
        "job seeker" => Ok(Outcome::JobSeeker),
        "moved" => Ok(Outcome::Moved),
        "ended without further contact" => Ok(Outcome::EndedWithoutContact),
        "several attempts to start" => Ok(Outcome::SeveralAttempts),
        "other municipal measure" | "to ASVO" => Ok(Outcome::ToOtherProvider),
        "other measure" => Ok(Outcome::Other),
        "ended" | "not stated" => Ok(Outcome::Unknown),
        _ => Err("no such outcome"),
    };
    Some(constant(code, words))
}

/// Puts in the persons.
pub(super) fn put(archive: &mut Archive) -> PaidInFull {
    let mut rng = ChaCha8Rng::seed_from_u64(2017);
    let courses = courses(&mut rng);
    let refugees = refugees(&courses, &mut rng);
    let mut paid_in_full = None;
    for (number, course) in (1..).zip(&courses) {
        person(archive, &mut rng, number, course, refugees.contains(&number));
        if let (None, Some(stay)) = (&paid_in_full, course.iter().find(|stay| stay.provider == ASVO)) {
            paid_in_full = Some(attended(archive, number, stay));
        }
    }
    constant(paid_in_full.ok_or("nobody"), ASVO)
}

/// The seats of a year, one for each person that a cell counts.
fn seats(year: u16) -> Vec<Seat> {
    let of_year = tables::trappa_participants_by_provider().into_iter().filter(|row| row.year == year);
    of_year
        .flat_map(|row| {
            let seat = Seat { provider: row.provider, outcome: row.outcome, note: row.note };
            std::iter::repeat_n(seat, row.participants)
        })
        .collect()
}

/// The course of each person: one placement, or two for those who moved.
fn courses(rng: &mut ChaCha8Rng) -> Vec<Vec<Stay>> {
    let mut later = seats(2017);
    later.shuffle(rng);
    let mut later = VecDeque::from(later);
    let mut take = |provider: &str| -> Seat {
        let at = later.iter().position(|seat| seat.provider == provider);
        constant(at.and_then(|at| later.remove(at)).ok_or("no seat left"), provider)
    };
    let mut courses = Vec::new();
    for seat in seats(2016) {
        let start = workday(rng, first_of_2016(&seat.provider), day("2016-10-14"));
        let course = match (seat.provider.as_str(), seat.outcome.as_str()) {
            (provider, "still in measure") => {
                let went_on = stay_2017(rng, take(provider), start);
                vec![Stay { note: Some("inferred: goes on at the same provider in 2017"), ..went_on }]
            }
            (_, "other municipal measure") => moved(rng, &seat, start, take(OTHER_UNITS)),
            (_, "to ASVO") => moved(rng, &seat, start, take(ASVO)),
            _ => vec![stay(rng, seat, start, day("2016-12-16"))],
        };
        courses.push(course);
    }
    for seat in later {
        let start = workday(rng, day("2017-01-09"), day("2017-09-01"));
        courses.push(vec![stay_2017(rng, seat, start)]);
    }
    courses
}

/// From when people could come to a provider in 2016: users began at the turn of August and September, but at Sysselsetting
/// they came as before.
fn first_of_2016(provider: &str) -> Day {
    day(if provider == "Sysselsetting" { "2016-03-01" } else { "2016-08-31" })
}

/// A placement that ended at least five weeks after its start, at the latest on the last day given, or is open.
fn stay(rng: &mut ChaCha8Rng, seat: Seat, start: Day, last: Day) -> Stay {
    let end = outcome(&seat.outcome).map(|outcome| {
        let words = match &seat.note {
            Some(note) => format!("{}; {note}", seat.outcome),
            None => seat.outcome.clone(),
        };
        (workday(rng, start.plus_days(35), last), outcome, words)
    });
    Stay { provider: seat.provider, start, end, note: None }
}

/// The same with an end in 2017, before the report.
fn stay_2017(rng: &mut ChaCha8Rng, seat: Seat, start: Day) -> Stay {
    let end_from = start.max(day("2016-12-31"));
    let stay = stay(rng, seat, end_from, day("2017-11-10"));
    Stay { start, ..stay }
}

fn moved(rng: &mut ChaCha8Rng, seat: &Seat, start: Day, to: Seat) -> Vec<Stay> {
    let end = workday(rng, day("2016-12-12"), day("2016-12-22"));
    let again = workday(rng, day("2017-01-02"), day("2017-01-13"));
    let before = Stay {
        provider: seat.provider.clone(),
        start,
        end: outcome(&seat.outcome).map(|outcome| (end, outcome, seat.outcome.clone())),
        note: None,
    };
    let after = stay_2017(rng, to, again);
    vec![before, Stay { note: Some("inferred: moved here in January 2017"), ..after }]
}

/// Which persons were admitted as settled refugees: those back at the learning centre or on old-age pension, who cannot be
/// supposed to be under 30, and others up to 11.
fn refugees(courses: &[Vec<Stay>], rng: &mut ChaCha8Rng) -> Vec<usize> {
    let older = |course: &[Stay]| {
        let ends = |stay: &Stay| stay.end.as_ref().map(|(_, outcome, _)| *outcome);
        course.iter().any(|stay| matches!(ends(stay), Some(Outcome::LearningCentre | Outcome::OldAgePension)))
    };
    let (mut chosen, mut rest): (Vec<_>, Vec<_>) = (1..).zip(courses).partition(|(_, course)| older(course));
    rest.shuffle(rng);
    chosen.extend(rest);
    chosen.into_iter().map(|(number, _)| number).take(11).collect()
}

fn person(archive: &mut Archive, rng: &mut ChaCha8Rng, number: usize, course: &[Stay], refugee: bool) {
    let who = ids::participant(PROGRAMME, number);
    let enrolment = ids::enrolment(PROGRAMME, number);
    let Some(first) = course.first() else { return };
    let birth_month = (!refugee).then(|| birth_month(rng, first.start));
    let registered = Registered { office: OFFICE.into(), birth_month, sex: None, background: None, note: None };
    archive.person(who, first.start, registered);
    let intake = Intake {
        enrolment,
        programme: archive.name(),
        office: OFFICE.into(),
        target_group: name(if refugee { REFUGEES } else { UNDER_30 }),
        also: List::default(),
        cohorts: List::default(),
        referred_by: None,
        note: None,
    };
    archive.person(who, first.start, intake);
    for (at, stay) in (1..).zip(course) {
        let placement = ids::placement(PROGRAMME, number, at);
        let started = Started {
            placement,
            enrolment,
            measure: "work training".into(),
            provider: Text::from(stay.provider.as_str()),
            step: None,
            owner: Owner::Municipal,
            share_bp: ShareBp(10_000),
            days_per_week: None,
            planned_end: None,
            note: stay.note.map(Text::from),
        };
        archive.person(who, stay.start, started);
        if let Some((last, outcome, words)) = &stay.end {
            let note = Some(Text::from(words.as_str()));
            archive.person(who, *last, Ended { placement, outcome: *outcome, note });
        }
    }
    if let Some((last, outcome, words)) = course.last().and_then(|stay| stay.end.as_ref()) {
        let note = Some(Text::from(words.as_str()));
        archive.person(who, *last, Exited { enrolment, destination: destination(*outcome), note });
    }
}

/// A month of birth that makes the person 18 to 28 at the intake.
fn birth_month(rng: &mut ChaCha8Rng, intake: Day) -> Month {
    month(intake.year() - rng.random_range(19..=28), rng.random_range(1..=12))
}

/// Where somebody went whose last placement ended so.
fn destination(outcome: Outcome) -> Destination {
    outcome.word().parse().unwrap_or(Destination::Unknown)
}

/// The attendance of 40 % that the report tells of: the share is the report's, the hours are made to fit it.
fn attended(archive: &mut Archive, number: usize, stay: &Stay) -> PaidInFull {
    let placement = ids::placement(PROGRAMME, number, 1);
    let counted = period(stay.start, stay.start.plus_days(27));
    let note = Some("present 40 % of the time as the report says; the hours are made to fit".into());
    let attendance =
        Attendance { placement, period: counted.clone(), planned_minutes: 4800, present_minutes: 1920, note };
    archive.person_assumed(
        ids::participant(PROGRAMME, number),
        &counted,
        "the person, the days and the hours",
        attendance,
    );
    PaidInFull { placement, period: counted }
}
