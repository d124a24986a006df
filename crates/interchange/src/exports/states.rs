//! One state a day: what tools for sequences take, and the units of time that they count in.
//!
//! Of several things at once the first of these is the state: left, and to where; suspended; the open placement that
//! began last; in the programme; the status before. Before the first entry there is none.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::ops::RangeInclusive;

use chrono::{Datelike, NaiveDate};
use hovedbok_core::Day;

use super::rows::{Course, Courses, Spell, SpellKind};

/// A state.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum State {
    /// A status: one before the intake, or in the programme without a placement.
    Status(String),
    /// Suspended.
    Suspended,
    /// In a measure.
    Measure(String),
    /// Left, and to where.
    Exit(String),
}

/// The status of a person who left, as the ledger writes it.
const EXITED: &str = "exited";
const SUSPENDED: &str = "suspended";

impl State {
    /// The state for tables: `exit:` with the destination, `measure:` with the measure, or the status.
    pub fn text(&self) -> String {
        match self {
            State::Status(status) => status.clone(),
            State::Suspended => SUSPENDED.to_owned(),
            State::Measure(measure) => format!("measure:{measure}"),
            State::Exit(destination) => format!("exit:{destination}"),
        }
    }
}

/// Days in one state.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Run {
    /// First day.
    pub from: Day,
    /// First day after it; absent for the last one.
    pub to: Option<Day>,
    /// The state.
    pub state: State,
}

/// The states of a course, in order; equal neighbours are one.
pub fn runs(course: &Course) -> Vec<Run> {
    let of = |kind: SpellKind| course.spells.iter().filter(move |spell| spell.kind == kind);
    let mut days: BTreeSet<Day> = BTreeSet::new();
    for spell in of(SpellKind::Status).chain(of(SpellKind::Measure)) {
        days.insert(spell.from);
        days.extend(spell.to);
    }
    days.extend(course.stays.iter().filter_map(|stay| stay.to));
    let mut runs: Vec<Run> = Vec::new();
    for day in days {
        let state = state(course, day);
        if let Some(last) = runs.last_mut().filter(|last| last.to.is_none()) {
            if state.as_ref() == Some(&last.state) {
                continue;
            }
            last.to = Some(day);
        }
        if let Some(state) = state {
            runs.push(Run { from: day, to: None, state });
        }
    }
    // What begins after the last day that is answered for has no day.
    let end = course.end.unwrap_or(Day::MAX);
    runs.retain(|run| run.from < end);
    runs
}

/// The state on a day.
fn state(course: &Course, day: Day) -> Option<State> {
    let open = |spell: &&Spell| spell.from <= day && spell.to.is_none_or(|to| day < to);
    let of = |kind: SpellKind| course.spells.iter().filter(move |spell| spell.kind == kind).filter(open);
    let status = of(SpellKind::Status).next_back().map(|spell| spell.code.as_str());
    if status == Some(EXITED) {
        let left = course.stays.iter().rev().find(|stay| stay.to.is_some_and(|to| to <= day));
        let destination = left.and_then(|stay| stay.destination.clone());
        return Some(State::Exit(destination.unwrap_or_else(|| "unknown".to_owned())));
    }
    if status == Some(SUSPENDED) {
        return Some(State::Suspended);
    }
    // Of several that began on one day the last one in the rows, which has the later slot.
    let measure = of(SpellKind::Measure).max_by_key(|spell| spell.from);
    match measure {
        Some(spell) => Some(State::Measure(spell.code.clone())),
        None => status.map(|status| State::Status(status.to_owned())),
    }
}

/// The states that courses have, and the days on which they have any, as they are met.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Met {
    states: BTreeSet<State>,
    units: Units,
}

/// The first and the last unit of each kind whose last day has a state.
type Units = [Option<(i64, i64)>; Unit::ALL.len()];

impl Met {
    /// Meets the states of a course.
    pub fn meet(&mut self, course: &Course) {
        for run in runs(course) {
            for (unit, range) in Unit::ALL.into_iter().zip(&mut self.units) {
                if let Some((begin, end)) = whole(course, &run, unit) {
                    let (first, last) = range.unwrap_or((begin, end));
                    *range = Some((first.min(begin), last.max(end)));
                }
            }
            if !self.states.contains(&run.state) {
                self.states.insert(run.state);
            }
        }
    }

    /// Their codes. Measures are numbered by their names.
    pub fn codes(self) -> Codes {
        let Met { states, units } = self;
        let measures = states.iter().filter_map(|state| match state {
            State::Measure(measure) => Some(measure.clone()),
            State::Status(_) | State::Suspended | State::Exit(_) => None,
        });
        let measures = measures.enumerate().map(|(at, measure)| (measure, format!("M{}", at + 1))).collect();
        Codes { measures, states, units }
    }
}

/// The short codes of the states that courses have: without the characters at which tools split sequences.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Codes {
    measures: BTreeMap<String, String>,
    states: BTreeSet<State>,
    units: Units,
}

impl Codes {
    /// The codes for these courses.
    ///
    /// # Errors
    /// When a course cannot be read.
    pub fn of(courses: &dyn Courses) -> io::Result<Codes> {
        let mut met = Met::default();
        courses.each(&mut |course| {
            met.meet(course);
            Ok(())
        })?;
        Ok(met.codes())
    }

    /// The units of time from the first to the last one in which any course has a state.
    pub fn units(&self, unit: Unit) -> Option<RangeInclusive<i64>> {
        let (_, range) = Unit::ALL.into_iter().zip(self.units).find(|(own, _)| *own == unit)?;
        range.map(|(first, last)| first..=last)
    }

    /// The code of a state.
    pub fn code(&self, state: &State) -> String {
        match state {
            State::Status(status) => safe(status),
            State::Suspended => SUSPENDED.to_owned(),
            State::Measure(measure) => self.measures.get(measure).cloned().unwrap_or_default(),
            State::Exit(destination) => format!("exit_{}", safe(destination)),
        }
    }

    /// Every state with its code: statuses, suspension, measures, exits.
    pub fn list(&self) -> impl Iterator<Item = (String, &State)> {
        self.states.iter().map(|state| (self.code(state), state))
    }
}

/// A word of the ledger's own codes with nothing but letters, digits and `_`.
fn safe(word: &str) -> String {
    word.chars().map(|c| if c.is_alphanumeric() { c } else { '_' }).collect()
}

/// A unit of time. A unit's state is that of its last day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// Months, from January 1970 as 1.
    Month,
    /// Weeks from Monday to Sunday, from the one with 1 January 1970 as 1.
    Week,
    /// Days, from 1 January 1970 as 0, as R counts them.
    Day,
}

impl Unit {
    const ALL: [Unit; 3] = [Unit::Month, Unit::Week, Unit::Day];

    /// The pinned spelling.
    pub fn word(self) -> &'static str {
        match self {
            Unit::Month => "month",
            Unit::Week => "week",
            Unit::Day => "day",
        }
    }

    /// The number of the unit that a day lies in.
    pub fn index(self, day: Day) -> i64 {
        let date = day.date();
        match self {
            Unit::Month => (i64::from(date.year()) - 1970) * 12 + i64::from(date.month()),
            Unit::Week => (days(date) + 3).div_euclid(7) + 1,
            Unit::Day => days(date),
        }
    }

    /// The name of the unit with a number: `2006-01`, `2006-W01`, `2006-01-01`.
    pub fn name(self, index: i64) -> String {
        let date = |days: i64| {
            let days = i32::try_from(days).ok().and_then(|days| EPOCH.checked_add(days));
            days.and_then(NaiveDate::from_num_days_from_ce_opt).unwrap_or_default()
        };
        match self {
            Unit::Month => format!("{:04}-{:02}", 1970 + (index - 1).div_euclid(12), (index - 1).rem_euclid(12) + 1),
            Unit::Week => {
                let week = date((index - 1) * 7 - 3).iso_week();
                format!("{:04}-W{:02}", week.year(), week.week())
            }
            Unit::Day => date(index).to_string(),
        }
    }
}

/// 1 January 1970 in days of the common era.
const EPOCH: i32 = 719_163;

/// Days from 1 January 1970.
fn days(date: NaiveDate) -> i64 {
    i64::from(date.num_days_from_ce() - EPOCH)
}

/// Units in one state, the first and the last included.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stretch {
    /// First unit.
    pub begin: i64,
    /// Last unit.
    pub end: i64,
    /// The state.
    pub state: State,
}

/// The units whose last day lies in a run: those that begin before the run ends, from the one on that the run begins in.
fn whole(course: &Course, run: &Run, unit: Unit) -> Option<(i64, i64)> {
    let (begin, end) = (unit.index(run.from), unit.index(course.ends(run.to)) - 1);
    (begin <= end).then_some((begin, end))
}

/// The states of a course unit by unit, for units that end on or before the last day that is answered for.
pub fn stretches(course: &Course, unit: Unit) -> Vec<Stretch> {
    let mut stretches: Vec<Stretch> = Vec::new();
    for run in runs(course) {
        let Some((begin, end)) = whole(course, &run, unit) else { continue };
        match stretches.last_mut().filter(|last| last.state == run.state && last.end + 1 == begin) {
            Some(last) => last.end = end,
            None => stretches.push(Stretch { begin, end, state: run.state }),
        }
    }
    stretches
}
