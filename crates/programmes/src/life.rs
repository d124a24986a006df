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

/// What stands about a programme's life. A later establishment gives a new planned end, reopens what was closed and keeps
/// the earliest start and what it does not say itself.
#[derive(Debug, Default)]
pub(crate) struct Course {
    pub title: Option<Text>,
    pub owner: Option<Text>,
    pub legal_basis: Option<Text>,
    pub start: Option<PeriodRow>,
    pub planned_end: Option<Day>,
    /// The last day inside.
    pub closed: Option<Day>,
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
                course = Course {
                    title: e.title.clone().or(course.title),
                    owner: Some(e.owner.clone()),
                    legal_basis: e.legal_basis.clone().or(course.legal_basis),
                    // A programme that goes on for longer still began when it began.
                    start: course.start.filter(|before| before.start <= first).or(Some(start)),
                    planned_end: Some(e.period.end()),
                    closed: None,
                };
            }
            Life::Changed(e) => {
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
