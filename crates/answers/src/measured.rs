//! What the ledger derives for goals and published figures.

use hovedbok_core::entries::codes::{RecordSubject, Unit};
use hovedbok_core::{Label, Name, Period, Text};
use hovedbok_programmes::{Aim, FigureQuestion, FigureRow, GoalRow, Measurement, NotDerived, Records};
use hovedbok_projection::At;
use hovedbok_state::{Indicator, Scope, Underived, Wanted};

use crate::projections::Projections;

impl Projections {
    /// The goals of a programme, or of all.
    pub(crate) fn goals(&self, at: At, programme: Option<&Name>) -> Vec<GoalRow> {
        let derive = |measurements: &[Measurement]| {
            self.measured(&measurements.iter().map(|measurement| (measurement, at)).collect::<Vec<_>>())
        };
        let records = |aim: &Aim| self.records(aim, at);
        hovedbok_programmes::goals(&self.programmes, at, programme, &records, &derive)
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
        let wanted = measurements.iter().map(|(measurement, at)| wanted_for_goal(measurement, *at));
        self.derive(&wanted.collect::<Vec<_>>()).into_iter().map(Result::ok).collect()
    }

    /// The published figures of a programme, or of all.
    pub(crate) fn figures(&self, at: At, programme: Option<&Name>) -> Vec<FigureRow> {
        let derive = |questions: &[FigureQuestion]| {
            let whole: Vec<_> =
                questions.iter().filter(|q| q.place.is_none()).map(|q| wanted_for_figure(q, at)).collect();
            let mut derived = self.derive(&whole).into_iter();
            let mut next = || derived.next().unwrap_or(Err(NotDerived::NotCounted));
            questions.iter().map(|q| if q.place.is_none() { next() } else { Err(NotDerived::OfAPlace) }).collect()
        };
        hovedbok_programmes::figures(&self.programmes, at, programme, &derive)
    }

    /// What the ledger derives for indicators; why not, where it derives no such thing, or not in that unit.
    fn derive(&self, wanted: &[(Wanted<'_>, Option<Unit>)]) -> Vec<Result<i64, NotDerived>> {
        let of_persons = wanted.iter().filter(|(wanted, unit)| counts_in(wanted.indicator, *unit));
        let of_persons: Vec<Wanted<'_>> = of_persons.map(|(wanted, _)| wanted.clone()).collect();
        let mut derived = self.derived(&of_persons).into_iter();
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
