//! What a series is of, how long its periods are, and what it is split by.

use hovedbok_core::Spans;
use serde::{Deserialize, Serialize};

/// What a series is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum SeriesIndicator {
    /// Intakes; somebody who comes back counts again.
    Intakes,
    /// Exits, on the first day outside.
    Exits,
    /// Persons in the programme on the last day, suspension included.
    Stock,
    /// Enrolments first applied for or referred.
    Applications,
    /// Decisions to grant or to reject.
    Decisions,
    /// The mean number of days from the application to the first decision, by the day of the decision.
    DaysToDecision,
    /// Persons with a benefit for a day of the period.
    Recipients,
    /// Persons whose first benefit of the programme is for days that begin in the period.
    NewRecipients,
    /// Benefits and assistance, by the day of payment.
    BenefitsPaid,
    /// Working days of absence from placements, each on its day, as `absence` counts them.
    AbsenceDays,
    /// Minutes present of minutes planned, month by month, as `attendance` counts them.
    Attendance,
    /// Meetings of the programme's bodies.
    Meetings,
    /// Milestones of the programme's plans that were completed.
    MilestonesCompleted,
}

/// What a series is counted from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SeriesSource {
    /// Enrolments and stays.
    Courses,
    /// Benefits.
    Benefits,
    /// Attendance at placements.
    Attendance,
    /// Absence from placements.
    Absence,
    /// Meetings of bodies.
    Meetings,
    /// Plans.
    Plans,
}

/// What the values of a series count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum SeriesUnit {
    /// Stays.
    Stays,
    /// Enrolments.
    Enrolments,
    /// Persons.
    Persons,
    /// Decisions.
    Decisions,
    /// Øre.
    Ore,
    /// Days.
    Days,
    /// Days, in hundredths of one.
    DaysHundredths,
    /// Basis points.
    BasisPoints,
    /// Meetings.
    Meetings,
    /// Milestones.
    Milestones,
}

impl SeriesIndicator {
    /// Every indicator.
    pub const ALL: &'static [SeriesIndicator] = &[
        SeriesIndicator::Intakes,
        SeriesIndicator::Exits,
        SeriesIndicator::Stock,
        SeriesIndicator::Applications,
        SeriesIndicator::Decisions,
        SeriesIndicator::DaysToDecision,
        SeriesIndicator::Recipients,
        SeriesIndicator::NewRecipients,
        SeriesIndicator::BenefitsPaid,
        SeriesIndicator::AbsenceDays,
        SeriesIndicator::Attendance,
        SeriesIndicator::Meetings,
        SeriesIndicator::MilestonesCompleted,
    ];

    /// The pinned name.
    pub fn word(self) -> &'static str {
        match self {
            SeriesIndicator::Intakes => "intakes",
            SeriesIndicator::Exits => "exits",
            SeriesIndicator::Stock => "stock",
            SeriesIndicator::Applications => "applications",
            SeriesIndicator::Decisions => "decisions",
            SeriesIndicator::DaysToDecision => "days_to_decision",
            SeriesIndicator::Recipients => "recipients",
            SeriesIndicator::NewRecipients => "new_recipients",
            SeriesIndicator::BenefitsPaid => "benefits_paid",
            SeriesIndicator::AbsenceDays => "absence_days",
            SeriesIndicator::Attendance => "attendance",
            SeriesIndicator::Meetings => "meetings",
            SeriesIndicator::MilestonesCompleted => "milestones_completed",
        }
    }

    /// The indicator of that name.
    pub fn from_word(word: &str) -> Option<SeriesIndicator> {
        SeriesIndicator::ALL.iter().copied().find(|indicator| indicator.word() == word)
    }

    /// What it is counted from.
    pub fn source(self) -> SeriesSource {
        match self {
            SeriesIndicator::Intakes
            | SeriesIndicator::Exits
            | SeriesIndicator::Stock
            | SeriesIndicator::Applications
            | SeriesIndicator::Decisions
            | SeriesIndicator::DaysToDecision => SeriesSource::Courses,
            SeriesIndicator::Recipients | SeriesIndicator::NewRecipients | SeriesIndicator::BenefitsPaid => {
                SeriesSource::Benefits
            }
            SeriesIndicator::Attendance => SeriesSource::Attendance,
            SeriesIndicator::AbsenceDays => SeriesSource::Absence,
            SeriesIndicator::Meetings => SeriesSource::Meetings,
            SeriesIndicator::MilestonesCompleted => SeriesSource::Plans,
        }
    }

    /// What its values can be split by.
    pub fn groups(self) -> &'static [SeriesGroup] {
        use SeriesGroup::{AgeBand, Kind, Office, Provider, Sex, TargetGroup};
        match self {
            SeriesIndicator::Intakes | SeriesIndicator::Stock | SeriesIndicator::Applications => {
                &[Office, TargetGroup, Sex, AgeBand]
            }
            SeriesIndicator::Exits
            | SeriesIndicator::Decisions
            | SeriesIndicator::DaysToDecision
            | SeriesIndicator::Recipients
            | SeriesIndicator::NewRecipients
            | SeriesIndicator::BenefitsPaid => &[Kind, Office, TargetGroup, Sex, AgeBand],
            SeriesIndicator::AbsenceDays => &[Kind, Provider, Office, TargetGroup, Sex, AgeBand],
            SeriesIndicator::Attendance => &[Provider, Office, TargetGroup, Sex, AgeBand],
            SeriesIndicator::Meetings | SeriesIndicator::MilestonesCompleted => &[Kind],
        }
    }

    /// Whether its values can be added up from the beginning of a year: a stock cannot.
    pub fn adds_up(self) -> bool {
        self != SeriesIndicator::Stock
    }

    /// What its values count.
    pub fn unit(self) -> SeriesUnit {
        match self {
            SeriesIndicator::Intakes | SeriesIndicator::Exits => SeriesUnit::Stays,
            SeriesIndicator::Stock | SeriesIndicator::Recipients | SeriesIndicator::NewRecipients => {
                SeriesUnit::Persons
            }
            SeriesIndicator::Applications => SeriesUnit::Enrolments,
            SeriesIndicator::Decisions => SeriesUnit::Decisions,
            SeriesIndicator::DaysToDecision => SeriesUnit::DaysHundredths,
            SeriesIndicator::BenefitsPaid => SeriesUnit::Ore,
            SeriesIndicator::AbsenceDays => SeriesUnit::Days,
            SeriesIndicator::Attendance => SeriesUnit::BasisPoints,
            SeriesIndicator::Meetings => SeriesUnit::Meetings,
            SeriesIndicator::MilestonesCompleted => SeriesUnit::Milestones,
        }
    }
}

/// How long the periods are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum SeriesBy {
    /// Calendar months.
    #[default]
    Month,
    /// Calendar quarters.
    Quarter,
    /// Calendar years.
    Year,
}

impl SeriesBy {
    /// Every length.
    pub const ALL: &'static [SeriesBy] = &[SeriesBy::Month, SeriesBy::Quarter, SeriesBy::Year];

    /// The spelling on the command line.
    pub fn word(self) -> &'static str {
        match self {
            SeriesBy::Month => "month",
            SeriesBy::Quarter => "quarter",
            SeriesBy::Year => "year",
        }
    }

    /// The length of that spelling.
    pub fn from_word(word: &str) -> Option<SeriesBy> {
        SeriesBy::ALL.iter().copied().find(|by| by.word() == word)
    }

    pub(crate) fn spans(self) -> Spans {
        Spans::Months(self.months())
    }

    pub(crate) fn months(self) -> u32 {
        match self {
            SeriesBy::Month => 1,
            SeriesBy::Quarter => 3,
            SeriesBy::Year => 12,
        }
    }
}

/// What the values are split by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum SeriesGroup {
    /// The kind that the indicator has: the destination of an exit, the decision, the benefit, the kind of absence, the
    /// body, the plan.
    Kind,
    /// The office responsible on the day; before an intake the person's own.
    Office,
    /// The target group on the day.
    TargetGroup,
    /// The provider of the placement.
    Provider,
    /// The sex.
    Sex,
    /// The age on the day.
    AgeBand,
}

impl SeriesGroup {
    /// Every grouping.
    pub const ALL: &'static [SeriesGroup] = &[
        SeriesGroup::Kind,
        SeriesGroup::Office,
        SeriesGroup::TargetGroup,
        SeriesGroup::Provider,
        SeriesGroup::Sex,
        SeriesGroup::AgeBand,
    ];

    /// The spelling on the command line.
    pub fn word(self) -> &'static str {
        match self {
            SeriesGroup::Kind => "kind",
            SeriesGroup::Office => "office",
            SeriesGroup::TargetGroup => "target-group",
            SeriesGroup::Provider => "provider",
            SeriesGroup::Sex => "sex",
            SeriesGroup::AgeBand => "age-band",
        }
    }

    /// The grouping of that spelling.
    pub fn from_word(word: &str) -> Option<SeriesGroup> {
        SeriesGroup::ALL.iter().copied().find(|group| group.word() == word)
    }
}
