//! How long it takes until somebody leaves, and where to: curves, incidences, and a test between groups.
//!
//! Time runs in days from the intake, suspension included. Whoever is in the programme on the last day that the records reach
//! is censored; a stay whose beginning was not observed is at risk from the day on which observing began. Everything is
//! calculated in floating point here and given as whole millionths, rounded half up.

mod curve;
mod log_rank;
mod table;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};

use hovedbok_projection::At;
use hovedbok_state::{Everybody, Person, age_band};
use serde::{Deserialize, Serialize};

use crate::observed::{Observation, Observed, StaySelection, each_person};
use curve::incidences;
use table::{Cause, Exposure, Table};

pub use curve::{Curve, Incidence, Mark, Step};
pub use log_rank::{Expected, LogRank};

/// The days for which curves are given where none are asked for: 13 weeks, 26 weeks, one year, two years.
pub const MARKS: [u32; 4] = [91, 182, 365, 730];

/// What counts as the event.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Event {
    /// Any exit.
    #[default]
    Exit,
    /// An exit to work, full or part.
    Work,
    /// An exit to work or education.
    WorkOrEducation,
}

impl Event {
    /// Every event.
    pub const ALL: &'static [Event] = &[Event::Exit, Event::Work, Event::WorkOrEducation];

    /// The pinned spelling.
    pub fn word(self) -> &'static str {
        match self {
            Event::Exit => "exit",
            Event::Work => "work",
            Event::WorkOrEducation => "work_or_education",
        }
    }

    /// The event of that spelling.
    pub fn from_word(word: &str) -> Option<Event> {
        Event::ALL.iter().copied().find(|event| event.word() == word)
    }

    fn causes(self) -> &'static [Cause] {
        match self {
            Event::Exit => &Cause::ALL,
            Event::Work => &[Cause::Work],
            Event::WorkOrEducation => &[Cause::Work, Cause::Education],
        }
    }
}

/// What the groups are that are compared. Each stay is in one, by its intake.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Grouping {
    /// The programme.
    Programme,
    /// The office that took the person in.
    Office,
    /// The target group that the person was admitted under.
    TargetGroup,
    /// The year of the intake.
    Year,
    /// The age on the day of the intake.
    AgeBand,
    /// The sex.
    Sex,
}

impl Grouping {
    /// Every grouping.
    pub const ALL: &'static [Grouping] = &[
        Grouping::Programme,
        Grouping::Office,
        Grouping::TargetGroup,
        Grouping::Year,
        Grouping::AgeBand,
        Grouping::Sex,
    ];

    /// The spelling on the command line.
    pub fn word(self) -> &'static str {
        match self {
            Grouping::Programme => "programme",
            Grouping::Office => "office",
            Grouping::TargetGroup => "target-group",
            Grouping::Year => "year",
            Grouping::AgeBand => "age-band",
            Grouping::Sex => "sex",
        }
    }

    /// The grouping of that spelling.
    pub fn from_word(word: &str) -> Option<Grouping> {
        Grouping::ALL.iter().copied().find(|by| by.word() == word)
    }

    /// The group of a stay; `unknown` where nothing says so.
    pub fn group(self, person: &Person<'_>, stay: &Observed<'_, '_>) -> String {
        let text = |text: Option<&str>| text.unwrap_or("unknown").to_owned();
        match self {
            Grouping::Programme => text(stay.enrolment.programme.map(|name| name.as_str())),
            Grouping::Office => text(stay.first().map(|segment| segment.office)),
            Grouping::TargetGroup => text(stay.first().map(|segment| segment.target_group.as_str())),
            Grouping::Year => stay.from.year().to_string(),
            Grouping::AgeBand => age_band(person.details.birth_month, stay.from).to_owned(),
            Grouping::Sex => text(person.details.sex.map(|sex| sex.word())),
        }
    }
}

/// Which stays, and how they are looked at.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SurvivalFilter {
    /// Which stays.
    pub selection: StaySelection,
    /// Of each person only the first stay that is selected.
    pub first: bool,
    /// The groups to compare.
    pub by: Option<Grouping>,
    /// The event by which groups are compared.
    pub to: Event,
    /// The days from the intake for which the curves are given.
    pub at: BTreeSet<u32>,
}

/// What `survival` is answered with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct Survival {
    /// Everybody selected.
    #[serde(flatten)]
    pub whole: Estimates,
    /// The same for each group, by name; none where no groups are asked for.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub groups: Vec<SurvivalGroup>,
    /// Whether the groups differ; absent where fewer than two could have had the event.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub log_rank: Option<LogRank>,
}

/// A group.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct SurvivalGroup {
    /// The group.
    pub group: String,
    /// Its estimates.
    #[serde(flatten)]
    pub estimates: Estimates,
}

/// What is estimated from some stays.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct Estimates {
    /// Stays of which a day was observed.
    pub stays: u64,
    /// Stays that were over before observing began; they are left out.
    pub not_observed: u64,
    /// Stays whose beginning was not observed.
    pub left_truncated: u64,
    /// The largest number of days from the intake for which anybody was observed.
    pub last_day: Option<u32>,
    /// The curves.
    pub curves: Curves,
    /// The shares that had left for each cause by the days asked for; with the share still in they sum to one.
    pub cumulative_incidence: Vec<Incidence>,
}

/// A curve for each event. In those to work, whoever leaves for anything else counts as if observing had ended: they say what
/// would be if nobody left otherwise.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct Curves {
    /// To any exit.
    pub exit: Curve,
    /// To work, full or part.
    pub work: Curve,
    /// To work or education.
    pub work_or_education: Curve,
}

impl Curves {
    /// The curve to an event.
    pub fn to(&self, event: Event) -> &Curve {
        match event {
            Event::Exit => &self.exit,
            Event::Work => &self.work,
            Event::WorkOrEducation => &self.work_or_education,
        }
    }
}

/// Stays under way to estimates.
#[derive(Debug, Default)]
struct Stays {
    exposures: Vec<Exposure>,
    not_observed: u64,
    left_truncated: u64,
}

impl Stays {
    fn take(&mut self, stay: &Observed<'_, '_>) {
        if !stay.is_observed() {
            self.not_observed += 1;
            return;
        }
        self.left_truncated += u64::from(stay.left_truncated());
        let days = |day: hovedbok_core::Day| u32::try_from(day.days_since(stay.from)).unwrap_or(0);
        let end = stay.to().and(stay.destination).map(Cause::of);
        self.exposures.push(Exposure { start: days(stay.observed_from), stop: days(stay.end), end });
    }

    fn estimates(&self, table: &Table, marks: &[u32]) -> Estimates {
        let to = |event: Event| Curve::to(table, event.causes(), marks);
        Estimates {
            stays: self.exposures.len() as u64,
            not_observed: self.not_observed,
            left_truncated: self.left_truncated,
            last_day: table.last,
            curves: Curves {
                exit: to(Event::Exit),
                work: to(Event::Work),
                work_or_education: to(Event::WorkOrEducation),
            },
            cumulative_incidence: incidences(table, marks),
        }
    }
}

/// The curves at a point of both times.
pub fn survival<'e>(
    everybody: impl Into<Everybody<'e>>,
    at: At,
    filter: &SurvivalFilter,
    observation: Observation,
) -> Survival {
    let (mut whole, mut groups) = (Stays::default(), BTreeMap::<String, Stays>::new());
    each_person(everybody, at, observation, &mut |person, stays| {
        let mut selected: Vec<&Observed<'_, '_>> = stays.iter().filter(|stay| filter.selection.takes(stay)).collect();
        if filter.first {
            selected.sort_by_key(|stay| (stay.from, stay.enrolment.id));
            selected.truncate(1);
        }
        for stay in selected {
            whole.take(stay);
            if let Some(by) = filter.by {
                groups.entry(by.group(person, stay)).or_default().take(stay);
            }
        }
    });
    let marks: Vec<u32> = filter.at.iter().copied().collect();
    let tables: Vec<(String, Table)> =
        groups.iter().map(|(name, stays)| (name.clone(), Table::of(&stays.exposures))).collect();
    let group = |((name, table), stays): (&(String, Table), &Stays)| SurvivalGroup {
        group: name.clone(),
        estimates: stays.estimates(table, &marks),
    };
    Survival {
        whole: whole.estimates(&Table::of(&whole.exposures), &marks),
        log_rank: LogRank::between(&tables, filter.to.causes()),
        groups: tables.iter().zip(groups.values()).map(group).collect(),
    }
}
