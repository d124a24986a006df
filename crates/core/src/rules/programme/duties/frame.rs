//! What duties hang on: when the programme, its phases, projects and offices were there.

use crate::day::{Day, Period};
use crate::entries::ProgrammeEntry;
use crate::entries::codes::DutyEach;
use crate::identity::same;
use crate::row::Row;
use crate::rules::programme::{closing, planned_end};
use crate::text::Text;

/// A first and a last day; no last day where it is not known.
pub(super) type Time = (Day, Option<Day>);

/// A project or an office, and when it took part.
pub(super) struct Unit {
    pub(super) name: Text,
    pub(super) kind: DutyEach,
    pub(super) times: Vec<Time>,
}

/// What duties hang on.
#[derive(Default)]
pub(super) struct Frame {
    pub(super) units: Vec<Unit>,
    phases: Vec<(Text, Time)>,
    renamed: Vec<(Text, Text)>,
    /// Bodies that exist no longer, with their last day.
    dissolved: Vec<(Text, Day)>,
    /// The last day of the programme, as closed or planned.
    pub(super) last: Option<Day>,
}

impl Frame {
    pub(super) fn of(rows: &[&Row<ProgrammeEntry>]) -> Frame {
        let closed = closing(rows).map(|day| day.plus_days(-1));
        let last = [closed, planned_end(rows)].into_iter().flatten().min();
        let mut frame = Frame { last, ..Frame::default() };
        for row in rows {
            frame.learn(row);
        }
        for index in 0..frame.units.len() {
            let now = frame.units.get(index).map(|unit| frame.now(&unit.name));
            if let (Some(unit), Some(now)) = (frame.units.get_mut(index), now) {
                unit.name = now;
            }
        }
        frame
    }

    fn learn(&mut self, row: &Row<ProgrammeEntry>) {
        let effective = &row.effective;
        if let ProgrammeEntry::ProjectAdmitted(body) = &row.fact {
            self.joined(DutyEach::Project, &body.project, effective.start(), body.until);
        } else if let ProgrammeEntry::ProjectExcluded(body) = &row.fact {
            self.left(DutyEach::Project, &body.project, effective);
        } else if let ProgrammeEntry::OfficeJoined(body) = &row.fact {
            self.joined(DutyEach::Office, &body.office, effective.start(), body.until);
        } else if let ProgrammeEntry::OfficeLeft(body) = &row.fact {
            self.left(DutyEach::Office, &body.office, effective);
        } else if let ProgrammeEntry::UnitRenamed(body) = &row.fact {
            self.renamed.push((body.from.clone(), body.to.clone()));
        } else if let ProgrammeEntry::PhaseStarted(body) = &row.fact {
            if let Some((_, (first, last @ None))) = self.phases.last_mut() {
                *last = Some(effective.start().plus_days(-1).max(*first));
            }
            self.phases.push((body.phase.clone(), (effective.start(), None)));
        } else if let ProgrammeEntry::BodyEstablished(body) = &row.fact {
            self.dissolved.retain(|(dissolved, _)| *dissolved != body.body);
        } else if let ProgrammeEntry::BodyDissolved(body) = &row.fact {
            self.dissolved.push((body.body.clone(), effective.end()));
        }
    }

    /// Joining while in is to go on; a last day that is given then takes the place of the one before.
    fn joined(&mut self, kind: DutyEach, name: &Text, first: Day, until: Option<Day>) {
        let known = self.units.iter().position(|unit| unit.kind == kind && unit.name == *name);
        let unit = match known.and_then(|at| self.units.get_mut(at)) {
            Some(unit) => unit,
            None => {
                self.units.push(Unit { name: name.clone(), kind, times: Vec::new() });
                let Some(unit) = self.units.last_mut() else { return };
                unit
            }
        };
        match unit.times.last_mut().filter(|(_, last)| last.is_none_or(|last| first <= last.next())) {
            Some((_, last)) => *last = until.or(*last),
            None => unit.times.push((first, until)),
        }
    }

    fn left(&mut self, kind: DutyEach, name: &Text, effective: &Period) {
        let day = effective.end();
        let unit = self.units.iter_mut().find(|unit| unit.kind == kind && unit.name == *name);
        let open = unit.and_then(|unit| unit.times.last_mut());
        if let Some((_, last)) = open.filter(|(first, last)| *first <= day && last.is_none_or(|last| day <= last)) {
            *last = Some(day);
        }
    }

    /// The name that a unit has now, given one that it had before.
    pub(super) fn now(&self, name: &Text) -> Text {
        let mut now = name.clone();
        for (from, to) in &self.renamed {
            if same(from.as_str(), now.as_str()) {
                now = to.clone();
            }
        }
        now
    }

    /// Whether a name is that of a project or an office.
    pub(super) fn is_unit(&self, name: &str) -> bool {
        self.units.iter().any(|unit| same(unit.name.as_str(), name))
    }

    /// When a phase was.
    pub(super) fn phase(&self, phase: &Text) -> Vec<Time> {
        let own = self.phases.iter().filter(|(name, _)| same(name.as_str(), phase.as_str()));
        own.map(|(_, time)| *time).collect()
    }

    /// The last day of a body that exists no longer.
    pub(super) fn dissolved(&self, body: &str) -> Option<Day> {
        self.dissolved.iter().rev().find(|(name, _)| same(name.as_str(), body)).map(|(_, last)| *last)
    }
}

/// What two lots of times share.
pub(super) fn shared(a: &[Time], b: &[Time]) -> Vec<Time> {
    let both = |(first, last): &Time, (other_first, other_last): &Time| {
        let time = (*first.max(other_first), [*last, *other_last].into_iter().flatten().min());
        time.1.is_none_or(|last| time.0 <= last).then_some(time)
    };
    a.iter().flat_map(|one| b.iter().filter_map(move |other| both(one, other))).collect()
}
