//! What the ledger derives for goals and published figures.

use std::collections::BTreeMap;

use hovedbok_core::entries::codes::{RecordSubject, Unit};
use hovedbok_core::{Label, Name, Period, Text};
use hovedbok_programmes::{
    Aim, Derived, FigureQuestion, FigureRow, GoalRow, Measurement, NotDerived, Publication, Records,
};
use hovedbok_projection::At;
use hovedbok_state::{Indicator, Scope, Underived, Wanted};

use crate::projections::Projections;

/// What persons come to for indicators.
pub(crate) type OfPersons<'o> = dyn Fn(&[Wanted<'_>]) -> Vec<Result<i64, Underived>> + 'o;

impl Projections {
    /// The goals of a programme, or of all.
    pub(crate) fn goals(&self, at: At, programme: Option<&Name>) -> Vec<GoalRow> {
        let derive = |measurements: &[Measurement]| {
            self.measured(&measurements.iter().map(|measurement| (measurement, at)).collect::<Vec<_>>())
        };
        let records = |aim: &Aim| self.records(aim, at);
        hovedbok_programmes::goals(&self.programmes, at, programme, &records, &derive)
    }

    /// One goal with one of its targets, from what persons come to.
    pub(crate) fn goal(&self, aim: &Aim, records: Records, at: At, of_persons: &OfPersons<'_>) -> GoalRow {
        let asked = hovedbok_programmes::measurements(aim, at.as_of, records);
        let wanted: Vec<_> = asked.iter().map(|measurement| wanted_for_goal(measurement, at)).collect();
        let derived = self.derive(&wanted, of_persons).into_iter().map(Result::ok);
        let derived: BTreeMap<&Measurement, Option<i64>> = asked.iter().zip(derived).collect();
        let value = |measurement: &Measurement| derived.get(measurement).copied().flatten();
        hovedbok_programmes::goal(aim.clone(), at.as_of, records, &value)
    }

    /// What is known of the records that a goal is derived from.
    pub(crate) fn records(&self, aim: &Aim, at: At) -> Records {
        let of_persons = aim.set.as_ref().is_some_and(|set| is_of_persons(set.indicator.as_str()));
        if !of_persons {
            return Records::default();
        }
        let reach = self.reach(at);
        let end = reach.end(&aim.programme, RecordSubject::Participants);
        Records {
            end: end.map(|end| end.day).filter(|day| *day < at.as_of),
            until: self.recorded_until(end, at.known_at),
            none: !self.has_participants(&aim.programme, at.known_at),
        }
    }

    /// What the ledger derives for goals, each on its day at a point of both times.
    pub(crate) fn measured(&self, measurements: &[(&Measurement, At)]) -> Vec<Option<i64>> {
        let wanted: Vec<_> = measurements.iter().map(|(measurement, at)| wanted_for_goal(measurement, *at)).collect();
        self.derive(&wanted, &|wanted| self.derived(wanted)).into_iter().map(Result::ok).collect()
    }

    /// The published figures of a programme, or of all.
    pub(crate) fn figures(&self, at: At, programme: Option<&Name>) -> Vec<FigureRow> {
        let derive = |questions: &[FigureQuestion]| self.figured(questions, at, &|wanted| self.derived(wanted));
        hovedbok_programmes::figures(&self.programmes, at, programme, &derive)
    }

    /// One published figure, from what persons come to.
    pub(crate) fn figure(&self, published: &Publication, at: At, of_persons: &OfPersons<'_>) -> FigureRow {
        let question = published.question();
        let derived = self.figured(question.as_slice(), at, of_persons).into_iter().next();
        published.row(derived.unwrap_or(Err(NotDerived::NotOver)))
    }

    /// What the ledger derives for published figures.
    fn figured(&self, questions: &[FigureQuestion], at: At, of_persons: &OfPersons<'_>) -> Derived {
        let whole: Vec<_> = questions.iter().filter(|q| q.place.is_none()).map(|q| wanted_for_figure(q, at)).collect();
        let mut derived = self.derive(&whole, of_persons).into_iter();
        let mut next = || derived.next().unwrap_or(Err(NotDerived::NotCounted));
        questions.iter().map(|q| if q.place.is_none() { next() } else { Err(NotDerived::OfAPlace) }).collect()
    }

    /// What the ledger derives for indicators; why not, where it derives no such thing, or not in that unit.
    fn derive(
        &self,
        wanted: &[(Wanted<'_>, Option<Unit>)],
        of_persons: &OfPersons<'_>,
    ) -> Vec<Result<i64, NotDerived>> {
        let counted = wanted.iter().filter(|(wanted, unit)| counts_in(wanted.indicator, *unit));
        let counted: Vec<Wanted<'_>> = counted.map(|(wanted, _)| wanted.clone()).collect();
        let mut derived = if counted.is_empty() { Vec::new() } else { of_persons(&counted) }.into_iter();
        let one = |(wanted, unit): &(Wanted<'_>, Option<Unit>)| match wanted.indicator {
            "projects" | "municipalities" => self.places(wanted).ok_or(NotDerived::NotRecorded),
            _ if counts_in(wanted.indicator, *unit) => {
                derived.next().unwrap_or(Err(Underived::Indicator)).map_err(|why| match why {
                    Underived::Indicator => NotDerived::NotCounted,
                    Underived::Part => NotDerived::OtherPart,
                    Underived::RecordsEnd => NotDerived::RecordsEnded,
                    Underived::NotRecorded => NotDerived::NotRecorded,
                })
            }
            _ if is_of_persons(wanted.indicator) => Err(NotDerived::OtherUnit),
            _ => Err(NotDerived::NotCounted),
        };
        wanted.iter().map(one).collect()
    }

    /// How many projects or municipalities took part by the last day of a period; nothing while it is not stated whether one
    /// of them had begun by then.
    fn places(&self, wanted: &Wanted<'_>) -> Option<i64> {
        let Wanted { indicator, scope: Scope { programme, .. }, about, at } = wanted;
        let on = At { as_of: about.end().min(at.as_of), known_at: at.known_at };
        let rows = hovedbok_programmes::programmes(&self.programmes, on, None);
        let row = rows.iter().find(|row| row.programme == **programme)?;
        let projects: std::collections::BTreeSet<&str> = row.projects.iter().map(|p| p.project.as_str()).collect();
        let count = if *indicator == "projects" { projects.len() } else { row.municipalities };
        let unsure = row.projects.iter().any(|p| p.from.start <= on.as_of && on.as_of < p.from.end);
        if row.projects.is_empty() || unsure { None } else { i64::try_from(count).ok() }
    }
}

/// Whether an indicator is derived from what is recorded of participants.
pub(crate) fn is_of_persons(indicator: &str) -> bool {
    Indicator::from_word(indicator).is_some()
}

fn wanted_for_goal(m: &Measurement, at: At) -> (Wanted<'_>, Option<Unit>) {
    let scope = Scope {
        programme: &m.programme,
        office: m.office.as_ref().map(Text::as_str),
        cohort: m.cohort.as_ref().map(Name::as_str),
        part: None,
    };
    let known = At { as_of: m.on.min(at.as_of), known_at: at.known_at };
    (Wanted { indicator: m.indicator.as_str(), scope, about: Period::day(m.on), at: known }, m.unit)
}

fn wanted_for_figure(q: &FigureQuestion, at: At) -> (Wanted<'_>, Option<Unit>) {
    let part = q.part.as_ref().map(Label::as_str);
    let scope = Scope { programme: &q.programme, office: None, cohort: None, part };
    (Wanted { indicator: q.indicator.as_str(), scope, about: q.about.clone(), at }, Some(q.unit))
}

/// Whether an indicator is derived from what is recorded of participants, and in this unit.
fn counts_in(indicator: &str, unit: Option<Unit>) -> bool {
    Indicator::from_word(indicator).is_some_and(|indicator| {
        let share = indicator == Indicator::FullSupportShare;
        let counted = if share { Unit::BasisPoints } else { Unit::Persons };
        unit.is_none_or(|unit| unit == counted || (unit == Unit::Meetings && !share))
    })
}
