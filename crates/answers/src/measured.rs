//! What the ledger derives for goals and published figures.

use hovedbok_core::entries::codes::{RecordSubject, Unit};
use hovedbok_core::{Name, Period};
use hovedbok_programmes::{Aim, FigureQuestion, FigureRow, GoalRow, Measurement, Records};
use hovedbok_projection::At;
use hovedbok_state::{Indicator, Scope};

use crate::projections::Projections;

impl Projections {
    /// The goals of a programme, or of all.
    pub(crate) fn goals(&self, at: At, programme: Option<&Name>) -> Vec<GoalRow> {
        let derive = |m: &Measurement| self.measured(m, at);
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

    /// What the ledger derives for a goal on a day.
    pub(crate) fn measured(&self, m: &Measurement, at: At) -> Option<i64> {
        let known = At { as_of: m.on.min(at.as_of), known_at: at.known_at };
        let scope = Scope {
            programme: &m.programme,
            office: m.office.as_ref().map(hovedbok_core::Text::as_str),
            cohort: m.cohort.as_ref().map(Name::as_str),
            part: None,
        };
        self.derive(m.indicator.as_str(), scope, &Period::day(m.on), m.unit, known)
    }

    /// The published figures of a programme, or of all.
    pub(crate) fn figures(&self, at: At, programme: Option<&Name>) -> Vec<FigureRow> {
        let derive = |q: &FigureQuestion| {
            let scope = Scope {
                programme: &q.programme,
                office: None,
                cohort: None,
                part: q.part.as_ref().map(hovedbok_core::Label::as_str),
            };
            let whole = q.place.is_none();
            whole.then(|| self.derive(q.indicator.as_str(), scope, &q.about, Some(q.unit), at)).flatten()
        };
        hovedbok_programmes::figures(&self.programmes, at, programme, &derive)
    }

    /// What the ledger derives for an indicator; nothing when it derives no such thing, or not in that unit.
    fn derive(&self, indicator: &str, scope: Scope<'_>, about: &Period, unit: Option<Unit>, at: At) -> Option<i64> {
        match indicator {
            "projects" | "municipalities" => self.places(indicator, scope.programme, about, at),
            _ => {
                let share = Indicator::from_word(indicator) == Some(Indicator::FullSupportShare);
                let wanted = if share { Unit::BasisPoints } else { Unit::Persons };
                let fits = unit.is_none_or(|unit| unit == wanted || (unit == Unit::Meetings && !share));
                fits.then(|| hovedbok_state::derive(indicator, &self.state, &scope, about, at)).flatten()
            }
        }
    }

    /// How many projects or municipalities took part by the last day of a period; nothing while it is not stated whether one
    /// of them had begun by then.
    fn places(&self, indicator: &str, programme: &Name, about: &Period, at: At) -> Option<i64> {
        let on = At { as_of: about.end().min(at.as_of), known_at: at.known_at };
        let rows = hovedbok_programmes::programmes(&self.programmes, on, None);
        let row = rows.iter().find(|row| row.programme == *programme)?;
        let projects: std::collections::BTreeSet<&str> = row.projects.iter().map(|p| p.project.as_str()).collect();
        let count = if indicator == "projects" { projects.len() } else { row.municipalities };
        let unsure = row.projects.iter().any(|p| p.from.start <= on.as_of && on.as_of < p.from.end);
        if row.projects.is_empty() || unsure { None } else { i64::try_from(count).ok() }
    }
}

/// Whether an indicator is derived from what is recorded of participants.
pub(crate) fn is_of_persons(indicator: &str) -> bool {
    Indicator::from_word(indicator).is_some()
}
