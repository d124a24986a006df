//! Why something was not recorded, and what to do about it.

use std::fmt;

use hovedbok_core::errors::ErrorCode;
use hovedbok_core::ids::IdError;
use hovedbok_core::personal::Personal;
use hovedbok_core::proposal::Origin;
use hovedbok_core::rules::Violation;
use hovedbok_core::{EntryId, ParticipantId, Seq, StreamId};
use hovedbok_log::ENTRY_BYTES_MAX;
use hovedbok_projection::TargetError;
use hovedbok_tree::RotationError;

use super::LedgerError;

/// Why something was not recorded; the user can correct it.
#[derive(Debug, thiserror::Error)]
pub enum Refusal {
    /// No such type.
    #[error("'{type_name}' is not an entry type{}", meant(.nearest))]
    UnknownType {
        /// What was asked.
        type_name: String,
        /// The nearest types.
        nearest: Vec<&'static str>,
    },
    /// Corrections have their own commands.
    #[error("'{0}' is not recorded like other types: use replace, void or move")]
    CorrectionCommand(String),
    /// The subject does not fit the type.
    #[error("{type_name} belongs in a stream whose name begins with {expected}, not in '{given}'")]
    WrongStream {
        /// The type.
        type_name: String,
        /// What the stream's name begins with.
        expected: &'static str,
        /// The stream given.
        given: String,
    },
    /// A field is missing, unknown or cannot be read.
    #[error("{type_name}: {problem}")]
    Fields {
        /// The type.
        type_name: String,
        /// What is wrong with the fields.
        problem: String,
    },
    /// No effective day or period was given.
    #[error("{0}: no effective day or period was given")]
    NoEffective(String),
    /// The period of the body and the effective day contradict each other.
    #[error("{type_name}: effective {effective} is not the first day of the period, {period}")]
    PeriodDisagrees {
        /// The type.
        type_name: String,
        /// The day given.
        effective: String,
        /// The period given.
        period: String,
    },
    /// Free text holds personal data (H11). The text is not repeated.
    #[error("{type_name}: a text contains {}", found.name())]
    Personal {
        /// The type.
        type_name: String,
        /// What was found.
        found: Personal,
    },
    /// A text names a case of the register. The case number is not repeated.
    #[error("{type_name}: the text in '{field}' contains a case number of the register")]
    NamesCase {
        /// The type.
        type_name: String,
        /// The field.
        field: String,
    },
    /// A rule would be broken.
    #[error("{}", violations.iter().map(|v| format!("{}: {}", v.rule, v.what)).collect::<Vec<_>>().join("; "))]
    Rules {
        /// The violations.
        violations: Vec<Violation>,
    },
    /// No enrolment fits.
    #[error("{type_name}: the person has no enrolment that this entry could belong to{}", there_are(.choices))]
    NoEnrolment {
        /// The type.
        type_name: String,
        /// The enrolments that there are, with programme and days.
        choices: Vec<String>,
    },
    /// Several enrolments fit.
    #[error("{type_name}: this entry could belong to several enrolments: {}", choices.join(", "))]
    ManyEnrolments {
        /// The type.
        type_name: String,
        /// Enrolments with programme and days.
        choices: Vec<String>,
    },
    /// No placement fits.
    #[error("{type_name}: the person has no open placement {when}{}", there_are(.choices))]
    NoPlacement {
        /// The type.
        type_name: String,
        /// The day or days that it is about, in words.
        when: String,
        /// The placements that there are, with provider and days.
        choices: Vec<String>,
    },
    /// Several placements fit.
    #[error("{type_name}: this entry could belong to several placements: {}", choices.join(", "))]
    ManyPlacements {
        /// The type.
        type_name: String,
        /// Placements with provider and days.
        choices: Vec<String>,
    },
    /// No milestone, or several, carry the label.
    #[error("{plan} has {} milestones labelled '{label}'", if *count == 0 { "no".to_owned() } else { count.to_string() })]
    MilestoneLabel {
        /// The plan.
        plan: String,
        /// Section/number.
        label: String,
        /// How many.
        count: usize,
    },
    /// The same content is already recorded.
    #[error("entry {0} already records this: {1} with the same day and content")]
    SameContent(Seq, String),
    /// The id belongs to another entry.
    #[error("id {id} belongs to entry {seq}, which has different content")]
    IdConflict {
        /// The id.
        id: EntryId,
        /// The entry's position.
        seq: Seq,
    },
    /// A correction's target.
    #[error("{target}: {error}")]
    Target {
        /// What was to be corrected.
        target: String,
        /// Why it cannot be.
        error: TargetError,
    },
    /// Nothing would change.
    #[error("{0}: the replacement is the same as the current entry")]
    NothingChanges(Seq),
    /// More than an entry holds.
    #[error("{type_name}: the entry has {bytes} bytes, more than the limit of {ENTRY_BYTES_MAX}{}", longest(.field.as_deref()))]
    TooLong {
        /// The type.
        type_name: String,
        /// Its bytes, head and body.
        bytes: usize,
        /// The field with the longest text.
        field: Option<String>,
    },
    /// No actor was given.
    #[error("no actor was given")]
    NoActor,
    /// The actor's id is not an id.
    #[error(transparent)]
    Actor(#[from] IdError),
    /// A case number that nobody knows.
    #[error("{}the case number is not in the register", crate::error::under(.column.as_deref()))]
    UnknownCase {
        /// The header of its column, in a table.
        column: Option<String>,
    },
    /// A case number that may be another spelling of one that is known.
    #[error(
        "{}the case number is not in the register, but {like} has the same letters and digits, and may be the same case",
        crate::error::under(.column.as_deref())
    )]
    LikeCase {
        /// The header of its column, in a table.
        column: Option<String>,
        /// The one that is known.
        like: LikeCase,
    },
    /// A case number without a register to look in.
    #[error("{}the case number cannot be looked up: no register is open", crate::error::under(.column.as_deref()))]
    NoRegister {
        /// The header of its column, in a table.
        column: Option<String>,
    },
    /// Moving to the same person.
    #[error("{0} already belongs to participant {1}")]
    SamePerson(Seq, ParticipantId),
    /// Only entries of persons can be moved.
    #[error("{0} is in {1}: only a participant's entry can be moved")]
    NotAPersons(Seq, StreamId),
    /// One half of a merging without the other.
    #[error("participant.merged_from is recorded together with participant.merged, never alone")]
    HalfAMerging,
    /// The half of a merging that is recorded for the participant who stays.
    #[error("{0} only repeats a merge for the participant who is kept, and is corrected together with that merge")]
    RepeatsAMerging(Seq),
    /// A selection that no entry in force fits.
    #[error("no entry in force matches the selection")]
    NothingSelected,
    /// Migration is over.
    #[error("the ledger was opened at {0}: migration is over")]
    MigrationOver(Seq),
    /// The ledger is opened once.
    #[error("ledger.opened: the ledger was already opened by {0}, and it is opened only once")]
    OpenedTwice(Seq),
    /// A change of keys that announces nothing.
    #[error("key.rotated: {0}")]
    Rotation(RotationError),
}

impl Refusal {
    /// What is wrong, for programs and for what to do next.
    pub fn code(&self) -> ErrorCode {
        match self {
            Refusal::UnknownType { .. } => ErrorCode::UnknownType,
            Refusal::CorrectionCommand(_) => ErrorCode::CorrectionCommand,
            Refusal::WrongStream { .. } => ErrorCode::WrongStream,
            Refusal::Fields { .. } => ErrorCode::Fields,
            Refusal::NoEffective(_) => ErrorCode::NoEffective,
            Refusal::PeriodDisagrees { .. } => ErrorCode::PeriodDisagrees,
            Refusal::Personal { .. } => ErrorCode::PersonalData,
            Refusal::NamesCase { .. } => ErrorCode::NamesCase,
            Refusal::Rules { violations } => {
                violations.first().map_or(ErrorCode::NoRule, |violation| ErrorCode::Rule(violation.rule))
            }
            Refusal::NoEnrolment { .. } => ErrorCode::NoEnrolment,
            Refusal::ManyEnrolments { .. } => ErrorCode::ManyEnrolments,
            Refusal::NoPlacement { choices, .. } if choices.is_empty() => ErrorCode::NoPlacement,
            Refusal::NoPlacement { .. } => ErrorCode::NoPlacementThen,
            Refusal::ManyPlacements { .. } => ErrorCode::ManyPlacements,
            Refusal::MilestoneLabel { .. } => ErrorCode::MilestoneLabel,
            Refusal::SameContent(..) => ErrorCode::SameContent,
            Refusal::IdConflict { .. } => ErrorCode::IdConflict,
            Refusal::Target { error: TargetError::Replaced { .. }, .. } => ErrorCode::TargetReplaced,
            Refusal::Target { error: TargetError::Voided { .. }, .. } => ErrorCode::TargetVoided,
            Refusal::Target { .. } => ErrorCode::Target,
            Refusal::NothingChanges(_) => ErrorCode::NothingChanges,
            Refusal::TooLong { .. } => ErrorCode::TooLong,
            Refusal::NoActor => ErrorCode::NoActor,
            Refusal::Actor(IdError::NotRandom(_)) => ErrorCode::NotRandom,
            Refusal::Actor(_) => ErrorCode::Actor,
            Refusal::UnknownCase { column: Some(_) } => ErrorCode::UnknownCaseInTable,
            Refusal::LikeCase { .. } => ErrorCode::LikeCase,
            Refusal::UnknownCase { column: None } => ErrorCode::UnknownCase,
            Refusal::NoRegister { .. } => ErrorCode::NoRegister,
            Refusal::SamePerson(..) => ErrorCode::SamePerson,
            Refusal::NotAPersons(..) => ErrorCode::NotAPersons,
            Refusal::HalfAMerging => ErrorCode::HalfAMerging,
            Refusal::RepeatsAMerging(_) => ErrorCode::RepeatsAMerging,
            Refusal::NothingSelected => ErrorCode::NothingSelected,
            Refusal::MigrationOver(_) => ErrorCode::MigrationOver,
            Refusal::OpenedTwice(_) => ErrorCode::OpenedTwice,
            Refusal::Rotation(RotationError::Final) => ErrorCode::KeyFinal,
            Refusal::Rotation(_) => ErrorCode::KeyRotation,
        }
    }

    /// What the advice on this refusal names: the type, what the stream's name begins with, or the entry to correct.
    pub(crate) fn fact(&self) -> Option<String> {
        if let Refusal::WrongStream { expected: name, .. } = self {
            return Some((*name).to_owned());
        }
        if let Refusal::Target {
            error: TargetError::Replaced { now: seq, .. } | TargetError::Voided { by: seq }, ..
        } = self
        {
            return Some(seq.0.to_string());
        }
        if let Refusal::Fields { type_name, .. } = self { Some(type_name.clone()) } else { None }
    }

    /// Whether it is about what a row says, so that other rows can be refused as well: not about the call, the ledger or who
    /// records.
    pub(crate) fn is_about_a_row(&self) -> bool {
        !matches!(self, Refusal::NoActor | Refusal::Actor(_) | Refusal::NoRegister { .. } | Refusal::MigrationOver(_))
    }

    /// Whether it is about the day that a row gives: with another day the row could be right.
    pub(crate) fn is_about_the_day(&self) -> bool {
        if let Refusal::Rules { violations } = self {
            return violations.iter().all(|violation| violation.rule.is_about_the_day());
        }
        matches!(self, Refusal::NoPlacement { choices, .. } if !choices.is_empty())
    }

    /// As an error, with the row it comes from.
    pub fn at(self, origin: Option<Origin>) -> LedgerError {
        LedgerError::Refused { refusal: Box::new(self), origin }
    }
}

/// A case number with the same letters and digits as another one. Neither is repeated.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LikeCase {
    /// One of the register: the participant that it belongs to.
    Known(ParticipantId),
    /// One that a row before registers.
    Row(Origin),
}

impl fmt::Display for LikeCase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            LikeCase::Known(participant) => {
                let (begin, ..) = participant.0.as_fields();
                write!(f, "that of participant {begin:08x}")
            }
            LikeCase::Row(Origin { file, line }) => write!(f, "that in line {line} of {file}"),
        }
    }
}

/// What was probably meant, after a sentence.
fn meant(nearest: &[&str]) -> String {
    if nearest.is_empty() { String::new() } else { format!(": did you mean '{}'?", nearest.join("', '")) }
}

fn longest(field: Option<&str>) -> String {
    field.map(|name| format!("; its longest text is in '{name}'")).unwrap_or_default()
}

/// What there is to choose from, after a sentence.
fn there_are(choices: &[String]) -> String {
    if choices.is_empty() { String::new() } else { format!("; the person has {}", choices.join(", ")) }
}
