//! The rows that every format about persons takes: one course a person and enrolment, with its stays, spells and events.
//!
//! Spells are half-open `[from, to)`; `to` is absent while one is open on the last day that is answered for.

use std::borrow::Cow;
use std::collections::HashMap;
use std::io;

use hovedbok_core::Day;

/// What takes a course.
pub type Take<'t> = dyn FnMut(&Course) -> io::Result<()> + 't;

/// The courses of an export, in their order. They can be more than memory holds: a format goes over them once where it can.
pub trait Courses {
    /// Gives each course.
    ///
    /// # Errors
    /// When one cannot be read, and those of what takes them.
    fn each(&self, take: &mut Take<'_>) -> io::Result<()>;
}

impl Courses for Vec<Course> {
    fn each(&self, take: &mut Take<'_>) -> io::Result<()> {
        self.iter().try_for_each(take)
    }
}

/// One person's course in one programme.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Course {
    /// The participant: a pseudonym of the release.
    pub participant: String,
    /// The enrolment: a pseudonym of the release.
    pub enrolment: String,
    /// The programme.
    pub programme: Option<String>,
    /// The status on the last day.
    pub status: String,
    /// Month of birth, `YYYY-MM`.
    pub birth_month: Option<String>,
    /// Sex as registered.
    pub sex: Option<String>,
    /// The first day after the last one that is answered for.
    pub end: Option<Day>,
    /// The spells inside the programme, in order.
    pub stays: Vec<Stay>,
    /// Spells of status, step, measure and benefit, by kind and then in order.
    pub spells: Vec<Spell>,
    /// What happened, in the order in which it counts.
    pub events: Vec<Event>,
}

/// A spell inside a programme, suspension included.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stay {
    /// First day inside.
    pub from: Day,
    /// First day outside.
    pub to: Option<Day>,
    /// Where to.
    pub destination: Option<String>,
    /// The first day on which the ledger could have seen the person leave.
    pub observed_from: Day,
    /// Whether it began before that.
    pub left_truncated: bool,
    /// Whether it is open on the last day.
    pub right_censored: bool,
    /// Its parts with one office and target group.
    pub segments: Vec<Segment>,
    /// The days that no spell of a kind covers.
    pub gaps: Vec<Gap>,
}

/// A part of a stay with one office, target group and set of cohorts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Segment {
    /// First day.
    pub from: Day,
    /// First day after it.
    pub to: Option<Day>,
    /// The office.
    pub office: String,
    /// The target group admitted under.
    pub target_group: String,
    /// The cohorts counted in.
    pub cohorts: Vec<String>,
}

/// Days of a stay without a spell of a kind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gap {
    /// The kind.
    pub kind: String,
    /// First day.
    pub from: Day,
    /// First day after it.
    pub to: Option<Day>,
}

/// What a spell is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum SpellKind {
    /// The status of the enrolment.
    Status,
    /// A step or arena.
    Step,
    /// A placement in a measure.
    Measure,
    /// A benefit paid for these days.
    Benefit,
}

impl SpellKind {
    /// The pinned spelling.
    pub fn word(self) -> &'static str {
        match self {
            SpellKind::Status => "status",
            SpellKind::Step => "step",
            SpellKind::Measure => "measure",
            SpellKind::Benefit => "benefit",
        }
    }
}

/// A spell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spell {
    /// What of.
    pub kind: SpellKind,
    /// Which status, step, measure or benefit.
    pub code: String,
    /// First day.
    pub from: Day,
    /// First day after it.
    pub to: Option<Day>,
    /// The placement: a pseudonym of the release.
    pub placement: Option<String>,
    /// Who provides the measure.
    pub provider: Option<String>,
    /// The step that the placement is at.
    pub step: Option<String>,
    /// State or municipal.
    pub owner: Option<String>,
    /// How the placement ended.
    pub outcome: Option<String>,
}

/// Something that happened on a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// The entry: a pseudonym of the release.
    pub id: String,
    /// The day that it counts from.
    pub day: Day,
    /// The type of the entry.
    pub type_name: String,
    /// The placement that it is about.
    pub placement: Option<String>,
    /// What the entry says: field and value.
    pub values: Vec<(String, Said)>,
}

/// What an entry says in a field, in the type that the field has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Said {
    /// Text: words, labels, months, several of these.
    Text(String),
    /// A whole number: øre, basis points, minutes, a count.
    Integer(i64),
    /// Yes or no.
    Truth(bool),
    /// A day.
    Day(Day),
}

impl Said {
    /// The value as text.
    pub fn text(&self) -> Cow<'_, str> {
        match self {
            Said::Text(text) => Cow::Borrowed(text),
            Said::Integer(number) => Cow::Owned(number.to_string()),
            Said::Truth(yes) => Cow::Borrowed(if *yes { "true" } else { "false" }),
            Said::Day(day) => Cow::Owned(day.to_string()),
        }
    }
}

impl Course {
    /// Where a spell ends for a tool that needs an end: its own, or the end of what is answered for.
    pub fn ends(&self, to: Option<Day>) -> Day {
        to.or(self.end).unwrap_or(Day::MAX)
    }

    /// The placement's spell.
    pub fn placement(&self, id: &str) -> Option<&Spell> {
        self.spells.iter().find(|spell| spell.placement.as_deref() == Some(id))
    }
}

/// Numbers events of one day of one person, in the order of the rows.
#[derive(Debug, Default)]
pub(crate) struct Ticks {
    participant: String,
    days: HashMap<Day, u64>,
}

impl Ticks {
    /// How many events of the day came before this one.
    pub(crate) fn next(&mut self, course: &Course, day: Day) -> u64 {
        if self.participant != course.participant {
            self.participant.clone_from(&course.participant);
            self.days.clear();
        }
        let count = self.days.entry(day).or_default();
        *count += 1;
        *count - 1
    }
}
