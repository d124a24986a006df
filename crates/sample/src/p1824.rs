//! P1824: young recipients of social assistance in Drammen 2008-2010. Known from its evaluation, which is taken to be of
//! 2010-12-15.

mod months;
mod people;

use hovedbok_core::entries::codes::{Direction, NoBaseline, RecordSubject, TargetKind, Unit};
use hovedbok_core::entries::figure::Published;
use hovedbok_core::entries::programme::{Baseline, Established, GoalSet, PhaseStarted, ProjectAdmitted, TargetSet};
use hovedbok_core::field::List;
use hovedbok_core::{Day, Label, Period, Text};

use crate::archive::{Archive, Known, Recorded, published};
use crate::given::{constant, day, name, period, text, written};
use crate::tables::{self, P1824Figure};
use crate::{frame, sources};

const DOCUMENT: &str = "Evaluation of P1824, final report";
/// Where the evaluation has the goals.
const GOALS: &str = "p1824_figures.csv, chapter 1.1, page 1, line 18";
/// The last day that the statistics speak of.
const STATISTICS: &str = "2010-08-31";
/// What is assumed about every person.
const PERSONS: &str = "every day and month, the age, the office (the municipality for the social office, from February 2010 NAV \
                       Drammen), who received what when, and that they are in the programme from the day on which they are counted, \
                       before the project began on 1 June 2008; printed are 428, 50, the sum of January to August 2010, a share \
                       under one half first in May 2010, and 7 % more recipients";
/// What the persons were put together from.
const PUBLISHED: &str = "428 with social assistance in December 2007, 50 of them two years later, the sum paid from January to \
                         August 2010, a share on full support below one half first in May 2010, 7 % more recipients";
const ASSUMED: &str = "every other number, day, month, age, exit and payment, who else received assistance, and that they are \
                       in the programme from the day on which they are counted, also before the project began";
const REPORT: &str = "2010-12-15";
/// Those who received assistance in December 2007.
const COHORT: &str = "2007-12";

/// Every entry of the archive.
pub(crate) fn entries() -> Vec<Recorded> {
    let report = day(REPORT);
    let mut archive = Archive::new("P1824", DOCUMENT, Known::By(report))
        .assuming(PERSONS)
        .undated(report, "the day, as only December 2010 is printed");
    let runs = || period(day("2008-06-01"), day("2010-12-31"));
    let before =
        PhaseStarted { phase: "pre-project".into(), note: Some("Her er det muligheter, 1.12.2007-1.3.2008".into()) };
    archive.programme(day("2007-12-01"), "chapter 1.1, page 1, line 18; list of related documents, line 48", before);
    archive.programme(
        day("2008-06-01"),
        "chapter 1.1, page 1, line 18; chapter 3.2, page 11, line 38; list of related documents, lines 48, 66, 84 and 114; \
         assumed: the year of the meeting, and the end, which is the later one",
        Established {
            owner: "Drammen municipality".into(),
            legal_basis: Some("City council, case of 19 May 2008".into()),
            period: runs(),
            title: Some("Young recipients of social assistance, 18-24".into()),
            note: Some(
                "run and paid by the municipality; the age group is that of the related documents; its end was moved, and the \
                 first one is lost in the text"
                    .into(),
            ),
        },
    );
    frame::persons_reconstructed(&mut archive, day("2008-06-01"), PUBLISHED, ASSUMED);
    for row in tables::municipalities().into_iter().filter(|row| row.programme == "P1824") {
        let body = ProjectAdmitted {
            project: Text::from(row.municipality.as_str()),
            municipality: Text::from(row.municipality.as_str()),
            district: text(row.project_or_district.as_deref()),
            year: None,
            until: Some(day("2010-12-31")),
            partners: List(Vec::new()),
            note: text(row.note.as_deref()),
        };
        let from = day(row.from.as_deref().unwrap_or_default());
        archive.programme(from, "municipalities.csv, list of related documents, line 48", body);
    }
    frame::bodies(&mut archive, exists_from, of_body);
    let figures = tables::p1824_figures();
    goals(&mut archive, &figures, &runs());
    people::put(
        &mut archive,
        cohort_size(&figures),
        value_of(&figures, "paid social assistance, January-August", "2010-08-31"),
    );
    for row in figures {
        figure(&mut archive, report, row);
    }
    let all = frame::Ends {
        last: report,
        subjects: &[],
        reason: "the evaluation was finished in December 2010, before the project was over",
        place: "front page, line 10; assumed: the day, as only December 2010 is printed",
    };
    frame::records_end(&mut archive, report, &all);
    let counted = frame::Ends {
        last: day(STATISTICS),
        subjects: &[RecordSubject::Participants, RecordSubject::Money],
        reason: "the last statistics end in August 2010",
        place: "chapter 2.5, page 7, line 30; assumed: the day of the evaluation; the year of August, which is lost",
    };
    frame::records_end(&mut archive, report, &counted);
    sources::put(&mut archive, report, include_str!("../../../tests/data/programmes/sources/p1824.jsonl"));
    archive.into_entries()
}

fn value_of(figures: &[P1824Figure], figure: &str, when: &str) -> i64 {
    let row = figures.iter().find(|row| row.figure == figure && row.when == when).and_then(|row| row.value.as_deref());
    let value = row.and_then(|value| value.parse().ok());
    constant(value.ok_or("no such figure"), figure)
}

fn cohort_size(figures: &[P1824Figure]) -> i64 {
    value_of(figures, "of whom received economic assistance", "2007-12-31")
}

fn goals(archive: &mut Archive, figures: &[P1824Figure], runs: &Period) {
    let by_the_end = format!("{GOALS}; assumed: by the end of the project");
    let fewer = GoalSet {
        goal: name("fewer-recipients"),
        indicator: "cohort_receiving".into(),
        baseline: Baseline::Value(cohort_size(figures)),
        cohort: Some(name(COHORT)),
        note: None,
    };
    archive.programme(day("2008-06-01"), GOALS, fewer);
    let by_half = TargetSet {
        goal: name("fewer-recipients"),
        kind: TargetKind::CohortReduction,
        value: value_of(figures, "goal: fewer recipients of the baseline cohort", "2010-12-31"),
        unit: Unit::Persons,
        direction: Some(Direction::ReduceBy),
        office: None,
        period: runs.clone(),
        note: Some(
            "the deadline is lost in the text, and the project was first to end earlier; printed is 2009-12-31, when 50 are left"
                .into(),
        ),
    };
    archive.programme(day("2008-06-01"), &by_the_end, by_half);
    let recruitment = GoalSet {
        goal: name("halve-recruitment"),
        indicator: "new applicants per year".into(),
        baseline: Baseline::Missing(NoBaseline::NotRecorded),
        cohort: None,
        note: Some("never recorded: the 50 % recruitment goal could not be evaluated".into()),
    };
    archive.programme(day("2008-06-01"), GOALS, recruitment);
    let half = TargetSet {
        goal: name("halve-recruitment"),
        kind: TargetKind::Point,
        value: 5000,
        unit: Unit::BasisPoints,
        direction: Some(Direction::ReduceBy),
        office: None,
        period: runs.clone(),
        note: Some("half of the new applicants per year at the start".into()),
    };
    archive.programme(day("2008-06-01"), &by_the_end, half);
}

/// A row of the table; the goal's own row is its target, and the report prints it too.
fn figure(archive: &mut Archive, report: Day, row: P1824Figure) {
    let written = row.value.as_deref();
    let (unit, value) = match row.unit.as_str() {
        "NOK" => (Unit::Ore, written.map(tables::hundredths)),
        "persons" => (Unit::Persons, written.map(|value| constant(value.parse(), value))),
        _ => (Unit::BasisPoints, written.map(tables::hundredths)),
    };
    let about = about(&row);
    let (place, page, denominator) = printed(&row);
    let (indicator, part) = match row.figure.as_str() {
        "of whom received economic assistance" => ("cohort_size", Some(COHORT)),
        "baseline cohort still receiving" => ("cohort_receiving", Some(COHORT)),
        "share on full support under 50 % for the first time" => ("full_support_share", None),
        other => (other, None),
    };
    let below = (row.unit == "percent, below 50").then_some(5000);
    let body = Published {
        below,
        part: part.map(|cohort| Label::from(format!("cohort={cohort}"))),
        page: Some(page.into()),
        denominator: denominator.map(Text::from),
        note: text(row.note.as_deref()),
        ..published(indicator, value, unit, about, DOCUMENT)
    };
    archive.figure(report, &place, body);
}

/// Where a figure is printed, and of what it is a share where the text says so.
fn printed(row: &P1824Figure) -> (String, &'static str, Option<&'static str>) {
    const SEVENTH: &str = "chapter 2.5, page 7, line 30";
    const EIGHTH: &str = "chapter 2.5, page 8, line 32";
    let figure = row.figure.as_str();
    let place = if figure.starts_with("change in") {
        EIGHTH
    } else if ["baseline cohort", "share on full support", "new applicants"].iter().any(|it| figure.starts_with(it))
        || figure.contains("social assistance, January")
    {
        SEVENTH
    } else {
        "chapter 1.1, page 1, line 18"
    };
    let page = place.rsplit_once(", line").map_or(place, |(page, _)| page);
    let denominator = match figure {
        "in one age band (missing in the text)" => Some("users of the social office"),
        of if of.starts_with("of those needing several services") => Some("those who needed several services"),
        _ => None,
    };
    let assumed = match (place, row.unit.as_str()) {
        (_, "persons") if figure.starts_with("young users") => "; assumed: the day, which is lost",
        (EIGHTH, _) => "; assumed: the years of both changes, of which the text keeps only the second's",
        (SEVENTH, _) if figure.starts_with("new applicants") => "; assumed: the year, which is lost on both pages",
        ("chapter 1.1, page 1, line 18", "percent") => {
            "; assumed: about the days of the pre-project; the results' day is lost"
        }
        _ => "",
    };
    (format!("p1824_figures.csv, {place}{assumed}"), page, denominator)
}

/// The days that a row is about: a day, a year, or first and last year. The sums paid are of January to August.
fn about(row: &P1824Figure) -> Period {
    let when = row.when.as_str();
    match when.len() {
        4 => period(day(&format!("{when}-01-01")), day(&format!("{when}-12-31"))).written(when),
        9 => {
            let (first, last) = when.split_once('-').unwrap_or((when, when));
            period(day(&format!("{first}-01-01")), day(&format!("{last}-12-31"))).written(when)
        }
        _ if row.figure.contains("January-August") => {
            let last = day(when);
            period(day(&format!("{}-01-01", last.year())), last)
        }
        // What the pre-project found is about its days.
        _ if when == "2008-03-01" => period(day("2007-12-01"), day(when)),
        _ => Period::day(day(when)),
    }
}

/// From when a body exists: the first day of the project, or what the evaluation says.
fn exists_from(body: &str) -> (Period, Option<Day>) {
    let from = match body {
        "Referral committee" => written("2009-01-01", "2009-01-31", "Januar 2009"),
        _ => Period::day(day("2008-06-01")),
    };
    (from, None)
}

fn of_body(body: &str) -> &'static str {
    match body {
        "Referral committee" => "chapter 3.1, pages 8 and 10, line 36",
        _ => "chapter 3.1, page 9, line 34; assumed: from the first day of the project",
    }
}
