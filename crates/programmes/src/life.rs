//! The life of a programme: established, its phases, closed.

use std::collections::BTreeMap;

use hovedbok_core::{Day, Name, Period, Text};
use hovedbok_projection::{At, Timeline};
use serde::Serialize;

use crate::fact::Programmes;
use crate::period::PeriodRow;
use crate::sorted::{Life, Sorted, told};

/// A phase that has begun.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct PhaseRow {
    /// The phase.
    pub phase: Text,
    /// When it began, as exactly as recorded.
    pub from: PeriodRow,
}

/// Who owned a programme from a day on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct OwnerRow {
    /// The owner.
    pub owner: Text,
    /// From when, as exactly as recorded.
    pub from: PeriodRow,
}

/// What a programme rested on from a day on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct LegalBasisRow {
    /// The basis in law or budget.
    pub legal_basis: Text,
    /// From when, as exactly as recorded.
    pub from: PeriodRow,
}

/// For which days a programme was planned, from a day on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct PlannedRow {
    /// The planned first and last day.
    pub period: PeriodRow,
    /// From when it was planned so, as exactly as recorded.
    pub from: PeriodRow,
}

/// What stands about a programme's life. A later establishment gives a new planned end, reopens what was closed and keeps
/// the earliest start and what it does not say itself.
#[derive(Debug, Default)]
pub(crate) struct Course {
    pub title: Option<Text>,
    pub owner: Option<Text>,
    pub legal_basis: Option<Text>,
    pub terms: Terms,
    pub start: Option<PeriodRow>,
    pub planned_end: Option<Day>,
    /// The last day inside.
    pub closed: Option<Day>,
}

/// The owners, legal bases and planned periods one after the other, each with the day from which it holds.
#[derive(Debug, Default)]
pub(crate) struct Terms {
    pub owners: Vec<OwnerRow>,
    pub legal_bases: Vec<LegalBasisRow>,
    pub planned: Vec<PlannedRow>,
}

impl Terms {
    /// Takes what an entry says; what is as it was before is not said again.
    fn take(&mut self, from: &Period, owner: Option<&Text>, legal_basis: Option<&Text>, period: Option<&Period>) {
        let owner = owner.filter(|owner| self.owners.last().is_none_or(|last| last.owner != **owner));
        self.owners.extend(owner.map(|owner| OwnerRow { owner: owner.clone(), from: from.into() }));
        let basis = legal_basis.filter(|basis| self.legal_bases.last().is_none_or(|last| last.legal_basis != **basis));
        self.legal_bases.extend(basis.map(|basis| LegalBasisRow { legal_basis: basis.clone(), from: from.into() }));
        let days = |row: &PlannedRow| (row.period.start, row.period.end);
        let period =
            period.filter(|period| self.planned.last().is_none_or(|last| days(last) != (period.start(), period.end())));
        self.planned.extend(period.map(|period| PlannedRow { period: period.into(), from: from.into() }));
    }
}

impl Course {
    /// The last day: as closed, else as planned.
    pub fn end(&self) -> Option<Day> {
        self.closed.or(self.planned_end)
    }
}

/// Folds a programme's life. The first closing stands until the programme is established anew.
pub(crate) fn course(told: &Sorted<'_>) -> Course {
    let mut course = Course::default();
    for said in &told.life {
        match said.fact {
            Life::Established(e) => {
                let first = e.period.start();
                let start = PeriodRow { start: first, end: first, as_written: e.period.as_written().map(Into::into) };
                course.terms.take(said.effective, Some(&e.owner), e.legal_basis.as_ref(), Some(&e.period));
                course = Course {
                    title: e.title.clone().or(course.title),
                    owner: Some(e.owner.clone()),
                    legal_basis: e.legal_basis.clone().or(course.legal_basis),
                    terms: course.terms,
                    // A programme that goes on for longer still began when it began.
                    start: course.start.filter(|before| before.start <= first).or(Some(start)),
                    planned_end: Some(e.period.end()),
                    closed: None,
                };
            }
            Life::Changed(e) => {
                course.terms.take(said.effective, e.owner.as_ref(), e.legal_basis.as_ref(), e.period.as_ref());
                course.owner = e.owner.clone().or(course.owner);
                course.legal_basis = e.legal_basis.clone().or(course.legal_basis);
                course.planned_end = e.period.as_ref().map(Period::end).or(course.planned_end);
            }
            Life::Closed => {
                course.closed = course.closed.or(Some(said.effective.end()));
            }
        }
    }
    course
}

/// The phases that have begun, in order.
pub(crate) fn phases(told: &Sorted<'_>) -> Vec<PhaseRow> {
    told.phases.iter().map(|s| PhaseRow { phase: s.fact.phase.clone(), from: s.effective.into() }).collect()
}

/// Programme to the first day after its closing, for those closed by then.
pub fn closings(timeline: &Timeline<Programmes>, at: At) -> BTreeMap<Name, Day> {
    told(timeline, at, None)
        .into_iter()
        .filter_map(|(name, told)| course(&told).closed.map(|last| (name, last.next())))
        .collect()
}
