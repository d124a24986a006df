//! The offices of a programme, and the reviews of offices and projects.

use hovedbok_core::entries::codes::{Direction, TargetKind, Unit};
use hovedbok_core::identity::same;
use hovedbok_core::{Day, Name, Seq, Text};
use hovedbok_projection::{At, Timeline};
use serde::Serialize;

use crate::fact::Programmes;
use crate::life::course;
use crate::measured::shown;
use crate::period::PeriodRow;
use crate::sorted::{OfficeMembership, Sorted, told};
use crate::targets::aims;

/// A target of an office.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct OfficeTargetRow {
    /// The goal.
    pub goal: Name,
    /// How it is measured.
    pub kind: TargetKind,
    /// Which way is better.
    pub direction: Direction,
    /// The value aimed at, as in `goals`.
    pub target: i64,
    /// What it counts.
    pub unit: Unit,
    /// The days that it is for.
    pub period: PeriodRow,
}

/// An office in a programme.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct OfficeRow {
    /// The programme.
    pub programme: Name,
    /// The office.
    pub office: Text,
    /// The municipality that it serves, if it serves one.
    pub municipality: Option<Text>,
    /// When it joined, as exactly as recorded.
    pub from: PeriodRow,
    /// The last day: as it left, else as planned or closed for the office or its programme.
    pub last_day: Option<Day>,
    /// Whether it left, and not only as planned.
    pub left: bool,
    /// Its reviews, by what states them.
    pub reviews: Vec<Seq>,
    /// The targets in force for it.
    pub targets: Vec<OfficeTargetRow>,
    /// The entries that state when it was there.
    pub entries: Vec<Seq>,
}

impl OfficeRow {
    /// Whether the office takes part on a day.
    pub fn is_there(&self, on: Day) -> bool {
        self.from.start <= on && self.last_day.is_none_or(|last| on <= last)
    }
}

/// A review of an office or a project.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct ReviewRow {
    /// The programme.
    pub programme: Name,
    /// The office or project.
    pub unit: Text,
    /// Which review.
    pub review: Text,
    /// When, as exactly as recorded.
    pub on: PeriodRow,
    /// What it was judged by.
    pub criteria: Vec<Text>,
    /// What was found.
    pub findings: Vec<Text>,
    /// The day by which the findings are to be followed up.
    pub follow_up_by: Option<Day>,
    /// What is recorded of the same office or project after that: visits and later reviews. None recorded does not mean that
    /// nothing was done.
    pub later_entries: Vec<Seq>,
    /// The entry that states it.
    pub entry: Seq,
}

/// The offices of a programme, or of all, in the order in which they joined; one row for each time that one comes in.
pub fn offices(timeline: &Timeline<Programmes>, at: At, programme: Option<&Name>) -> Vec<OfficeRow> {
    let aims = aims(timeline, at, programme);
    let mut rows: Vec<OfficeRow> = Vec::new();
    for (name, told) in told(timeline, at, programme) {
        let mut own = of_one(&name, &told);
        for row in &mut own {
            let is = |office: &Text| same(office.as_str(), row.office.as_str());
            let reviews = told.reviews.iter().filter(|said| is(&said.fact.unit));
            row.reviews = reviews.map(|said| said.seq).collect();
            let targets = aims.iter().filter(|aim| aim.programme == name).filter_map(|aim| aim.target.as_ref());
            row.targets = targets
                .filter(|target| target.office.as_ref().is_some_and(is))
                .map(|target| OfficeTargetRow {
                    goal: target.goal.clone(),
                    kind: target.kind,
                    direction: target.better(),
                    target: shown(target),
                    unit: target.unit,
                    period: (&target.period).into(),
                })
                .collect();
        }
        rows.extend(own);
    }
    rows
}

/// Joining while in is to go on: it changes the municipality and a last day that it gives.
fn of_one(programme: &Name, told: &Sorted<'_>) -> Vec<OfficeRow> {
    let mut rows: Vec<OfficeRow> = Vec::new();
    for said in &told.offices {
        match said.fact {
            OfficeMembership::Joined(e) => {
                let goes_on = |row: &&mut OfficeRow| {
                    row.office == e.office
                        && !row.left
                        && row.last_day.is_none_or(|last| said.effective.start() <= last.next())
                };
                if let Some(row) = rows.iter_mut().rfind(goes_on) {
                    row.municipality = e.municipality.clone().or(row.municipality.take());
                    row.last_day = e.until.or(row.last_day);
                    row.entries.push(said.seq);
                    continue;
                }
                rows.push(OfficeRow {
                    programme: programme.clone(),
                    office: e.office.clone(),
                    municipality: e.municipality.clone(),
                    from: said.effective.into(),
                    last_day: e.until,
                    left: false,
                    reviews: Vec::new(),
                    targets: Vec::new(),
                    entries: vec![said.seq],
                });
            }
            OfficeMembership::Left(e) => {
                let last = said.effective.end();
                let open = |row: &&mut OfficeRow| {
                    row.office == e.office
                        && !row.left
                        && row.from.start <= last
                        && row.last_day.is_none_or(|planned| last <= planned)
                };
                if let Some(row) = rows.iter_mut().rfind(open) {
                    (row.last_day, row.left) = (Some(last), true);
                    row.entries.push(said.seq);
                }
            }
        }
    }
    let course = course(told);
    for row in rows.iter_mut().filter(|row| !row.left) {
        // An office is not in a programme for longer than there is one; a plan for the programme does not shorten one for
        // the office.
        row.last_day = match (row.last_day, course.closed) {
            (Some(until), Some(closed)) => Some(until.min(closed)),
            (None, _) => course.end(),
            (until, None) => until,
        };
    }
    rows
}

/// The reviews of offices and projects, in order.
pub fn reviews(timeline: &Timeline<Programmes>, at: At, programme: Option<&Name>) -> Vec<ReviewRow> {
    let of_programme = |(name, told): (Name, Sorted<'_>)| {
        let reviews = told.reviews.iter().enumerate();
        reviews.map(|(place, said)| review(&name, &told, place, said.fact, said.effective.into(), said.seq)).collect()
    };
    told(timeline, at, programme).into_iter().flat_map(|one| -> Vec<ReviewRow> { of_programme(one) }).collect()
}

fn review(
    programme: &Name,
    told: &Sorted<'_>,
    place: usize,
    fact: &hovedbok_core::entries::programme::UnitReviewed,
    on: PeriodRow,
    entry: Seq,
) -> ReviewRow {
    let is = |unit: &Text| same(unit.as_str(), fact.unit.as_str());
    let visits = told.visits.iter().filter(|said| is(&said.fact.to) && on.end < said.effective.start());
    let later =
        told.reviews.iter().skip(place + 1).filter(|said| is(&said.fact.unit) && on.end < said.effective.start());
    let mut later_entries: Vec<Seq> = visits.map(|said| said.seq).chain(later.map(|said| said.seq)).collect();
    later_entries.sort();
    ReviewRow {
        programme: programme.clone(),
        unit: fact.unit.clone(),
        review: fact.review.clone(),
        on,
        criteria: fact.criteria.0.clone(),
        findings: fact.findings.0.clone(),
        follow_up_by: fact.follow_up_by,
        later_entries,
        entry,
    }
}
