//! Why something was not recorded, and what to do about it.

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
    #[error("'{type_name}' is not an entry type{}", nearest.map(|n| format!(": did you mean '{n}'?")).unwrap_or_default())]
    UnknownType {
        /// What was asked.
        type_name: String,
        /// The nearest type.
        nearest: Option<&'static str>,
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
    #[error("{0} only repeats a merging for the participant who stays, and is corrected with that merging")]
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
    /// What to do next.
    pub fn hint(&self) -> String {
        match self {
            Refusal::UnknownType { .. } => "`types` lists them".into(),
            Refusal::CorrectionCommand(_) => {
                "`replace POSITION`, `void POSITION` or `move POSITION --to PARTICIPANT`".into()
            }
            Refusal::WrongStream { expected, .. } => format!("name the stream by its parts; it begins with {expected}"),
            Refusal::Fields { type_name, .. } => format!("`types {type_name}` shows the fields"),
            Refusal::NoEffective(_) => "give the day or period: --effective YYYY-MM-DD".into(),
            Refusal::PeriodDisagrees { .. } => {
                "give the period (--period) and leave out --effective: the period gives the day".into()
            }
            Refusal::Personal { .. } => "remove it from the text: entries may not contain personal data (H11)".into(),
            Refusal::NamesCase { .. } => {
                "remove it from the text: entries name nobody by case number (H11); to mention another person, write the participant's UUID"
                    .into()
            }
            Refusal::Rules { violations } => violations.first().map(|v| v.rule.hint().to_owned()).unwrap_or_default(),
            Refusal::NoEnrolment { .. } => "record the application or intake first".into(),
            Refusal::ManyEnrolments { .. } => "name one: --enrolment UUID".into(),
            Refusal::NoPlacement { choices, .. } if choices.is_empty() => {
                "record the start of the measure first".into()
            }
            Refusal::NoPlacement { .. } => {
                "check the day; record the start of the measure first if it is missing, or name one: --placement UUID"
                    .into()
            }
            Refusal::ManyPlacements { .. } => {
                "name one: --placement UUID; record days in two placements as two entries".into()
            }
            Refusal::MilestoneLabel { .. } => {
                "write SECTION/NUMBER as `milestones PLAN` shows them; --format json shows each milestone's UUID".into()
            }
            Refusal::SameContent(..) => "if it did happen twice, record it with --again".into(),
            Refusal::IdConflict { .. } => "give the new entry another id, or none".into(),
            Refusal::Target { .. } => "`log show` shows what became of it".into(),
            Refusal::NothingChanges(_) => "name the fields to change".into(),
            Refusal::TooLong { .. } => "shorten that text, or record several entries".into(),
            Refusal::NoActor => "--actor ID, or HOVEDBOK_ACTOR in the environment".into(),
            Refusal::Actor(IdError::NotRandom(_)) => "leave it out: a person gets one when registered".into(),
            Refusal::Actor(_) => "an actor is an id or a role, never a name".into(),
            Refusal::UnknownCase { .. } => "`register add CASE`, or register the person with --case".into(),
            Refusal::NoRegister { .. } => "name the register: --register FILE".into(),
            Refusal::SamePerson(..) => "name another participant".into(),
            Refusal::NotAPersons(..) => "void it and record it again where it belongs".into(),
            Refusal::HalfAMerging => {
                "record participant.merged for the participant who was merged: --into the one who stays".into()
            }
            Refusal::RepeatsAMerging(_) => "correct participant.merged of the participant who was merged".into(),
            Refusal::NothingSelected => {
                "`log --type TYPE` lists entries; `log show POSITION` shows whether one is in force".into()
            }
            Refusal::MigrationOver(_) => "record it as an ordinary entry".into(),
            Refusal::OpenedTwice(_) => "leave it out: nothing needs to be done".into(),
            Refusal::Rotation(RotationError::Final) => "change the key again: `key rotate`".into(),
            Refusal::Rotation(_) => "`key rotate --old FILE --new FILE` makes the key and records the change".into(),
        }
    }

    /// The name of the refusal for programs.
    pub fn code(&self) -> String {
        match self {
            Refusal::UnknownType { .. } => "unknown_type".into(),
            Refusal::CorrectionCommand(_) => "correction_command".into(),
            Refusal::WrongStream { .. } => "wrong_stream".into(),
            Refusal::Fields { .. } => "fields".into(),
            Refusal::NoEffective(_) => "no_effective".into(),
            Refusal::PeriodDisagrees { .. } => "period_disagrees".into(),
            Refusal::Personal { .. } => "personal_data".into(),
            Refusal::NamesCase { .. } => "names_case".into(),
            Refusal::Rules { violations } => {
                violations.first().map_or_else(|| "rule".into(), |v| v.rule.word().to_owned())
            }
            Refusal::NoEnrolment { .. } => "no_enrolment".into(),
            Refusal::ManyEnrolments { .. } => "many_enrolments".into(),
            Refusal::NoPlacement { .. } => "no_placement".into(),
            Refusal::ManyPlacements { .. } => "many_placements".into(),
            Refusal::MilestoneLabel { .. } => "milestone_label".into(),
            Refusal::SameContent(..) => "same_content".into(),
            Refusal::IdConflict { .. } => "id_conflict".into(),
            Refusal::Target { .. } => "target".into(),
            Refusal::NothingChanges(_) => "nothing_changes".into(),
            Refusal::TooLong { .. } => "too_large".into(),
            Refusal::NoActor => "no_actor".into(),
            Refusal::Actor(_) => "actor".into(),
            Refusal::UnknownCase { .. } => "unknown_case".into(),
            Refusal::NoRegister { .. } => "no_register".into(),
            Refusal::SamePerson(..) => "same_person".into(),
            Refusal::NotAPersons(..) => "not_a_persons".into(),
            Refusal::HalfAMerging => "half_a_merging".into(),
            Refusal::RepeatsAMerging(_) => "repeats_a_merging".into(),
            Refusal::NothingSelected => "nothing_selected".into(),
            Refusal::MigrationOver(_) => "migration_over".into(),
            Refusal::OpenedTwice(_) => "opened_twice".into(),
            Refusal::Rotation(_) => "key_rotation".into(),
        }
    }

    /// Whether the call itself is wrong, rather than the ledger saying no.
    pub(crate) fn is_call(&self) -> bool {
        matches!(
            self,
            Refusal::UnknownType { .. }
                | Refusal::CorrectionCommand(_)
                | Refusal::WrongStream { .. }
                | Refusal::Fields { .. }
                | Refusal::NoEffective(_)
                | Refusal::PeriodDisagrees { .. }
                | Refusal::NoActor
                | Refusal::Actor(_)
                | Refusal::NoRegister { .. }
        )
    }

    /// As an error, with the row it comes from.
    pub fn at(self, origin: Option<Origin>) -> LedgerError {
        LedgerError::Refused { refusal: Box::new(self), origin }
    }
}

fn longest(field: Option<&str>) -> String {
    field.map(|name| format!("; its longest text is in '{name}'")).unwrap_or_default()
}

/// What there is to choose from, after a sentence.
fn there_are(choices: &[String]) -> String {
    if choices.is_empty() { String::new() } else { format!("; the person has {}", choices.join(", ")) }
}
