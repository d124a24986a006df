//! P1824: young recipients of social assistance in Drammen 2008-2010. Known from its report of 2010-12-15.

mod months;
mod people;

use hovedbok_core::entries::codes::{NoBaseline, TargetKind, Unit};
use hovedbok_core::entries::figure::Published;
use hovedbok_core::entries::programme::{Baseline, Established, GoalSet, PhaseStarted, ProjectAdmitted, TargetSet};
use hovedbok_core::field::List;
use hovedbok_core::{Day, Label, Period, Text};

use crate::archive::{Archive, Known, Recorded, published};
use crate::given::{constant, day, name, period, text};
use crate::tables::{self, P1824Figure};
use crate::{frame, sources};

const DOCUMENT: &str = "P1824 report, Drammen";
const FIGURES: &str = "p1824_figures.csv";
const REPORT: &str = "2010-12-15";
/// Those who received assistance in December 2007.
const COHORT: &str = "2007-12";

/// Every entry of the archive.
pub(crate) fn entries() -> Vec<Recorded> {
    let report = day(REPORT);
    let mut archive = Archive::new("P1824", DOCUMENT, Known::By(report));
    let runs = || period(day("2008-06-01"), day("2010-12-31"));
    let before = PhaseStarted { phase: "pre-project".into(), note: Some("1.12.2007-1.3.2008".into()) };
    archive.programme(day("2007-12-01"), FIGURES, before);
    archive.programme(
        day("2008-06-01"),
        "municipalities.csv",
        Established {
            owner: "Drammen municipality".into(),
            legal_basis: None,
            period: runs(),
            title: Some("Young recipients of social assistance, 18-24".into()),
            note: None,
        },
    );
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
        archive.programme(day(row.from.as_deref().unwrap_or_default()), "municipalities.csv", body);
    }
    frame::bodies(&mut archive, |_| (day("2008-06-01"), None));
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
    let reason = "the evaluation ends with data of December 2010, before the project was over";
    frame::records_end(&mut archive, report, report, &[], reason);
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
    let fewer = GoalSet {
        goal: name("fewer-recipients"),
        indicator: "cohort_receiving".into(),
        baseline: Baseline::Value(cohort_size(figures)),
        cohort: Some(name(COHORT)),
        note: None,
    };
    archive.programme(day("2008-06-01"), FIGURES, fewer);
    let by_half = TargetSet {
        goal: name("fewer-recipients"),
        kind: TargetKind::CohortReduction,
        value: value_of(figures, "goal: fewer recipients of the baseline cohort", "2010-12-31"),
        unit: Unit::Persons,
        direction: None,
        office: None,
        period: runs.clone(),
        note: None,
    };
    archive.programme(day("2008-06-01"), FIGURES, by_half);
    let recruitment = GoalSet {
        goal: name("halve-recruitment"),
        indicator: "new applicants per year".into(),
        baseline: Baseline::Missing(NoBaseline::NotRecorded),
        cohort: None,
        note: Some("never recorded: the 50 % recruitment goal could not be evaluated".into()),
    };
    archive.programme(day("2008-06-01"), FIGURES, recruitment);
    let half = TargetSet {
        goal: name("halve-recruitment"),
        kind: TargetKind::Point,
        value: 5000,
        unit: Unit::BasisPoints,
        direction: None,
        office: None,
        period: runs.clone(),
        note: Some("half of the new applicants per year at the start".into()),
    };
    archive.programme(day("2008-06-01"), FIGURES, half);
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
        note: text(row.note.as_deref()),
        ..published(indicator, value, unit, about, DOCUMENT)
    };
    archive.figure(report, FIGURES, body);
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
        _ => Period::day(day(when)),
    }
}
