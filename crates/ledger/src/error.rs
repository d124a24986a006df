//! What can go wrong in the one place where log and projections meet: a refusal that the user can put right, input that
//! cannot be used, a ledger that the operator must look at.

use hovedbok_core::entry::DecodeError;
use hovedbok_core::history::TargetError;
use hovedbok_core::ids::IdError;
use hovedbok_core::personal::Personal;
use hovedbok_core::proposal::Origin;
use hovedbok_core::rules::Violation;
use hovedbok_core::{EntryId, ParticipantId, Seq, StreamId};
use hovedbok_log::{AppendError, ENTRY_BYTES_MAX, InitError, OpenError, ReadError, StoreError};

use crate::archive::ArchiveError;
use crate::audit::AuditError;
use crate::clock::ClockError;
use crate::register::RegisterError;
use crate::rotation::RotationError;

/// Who must act on an error.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// The ledger said no: a rule, a target, a failed check.
    Refused,
    /// The call or its input is wrong.
    Call,
    /// The ledger is damaged or cannot be opened.
    Ledger,
}

/// Why the ledger did not do what it was asked.
#[derive(Debug, thiserror::Error)]
pub enum LedgerError {
    /// No new ledger was made.
    #[error(transparent)]
    Init(#[from] InitError),
    /// The ledger was not opened.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// The clock cannot be right.
    #[error(transparent)]
    Clock(#[from] ClockError),
    /// The log did not take the entries.
    #[error(transparent)]
    Append(#[from] AppendError),
    /// The log could not be read.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// The disk said no.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A file could not be read or written.
    #[error("{path}: {source}")]
    File {
        /// The file.
        path: String,
        /// What the system said.
        source: std::io::Error,
    },
    /// An entry's bytes cannot be read.
    #[error("entry {seq} cannot be read: {source}")]
    Undecodable {
        /// Its position.
        seq: Seq,
        /// What is wrong.
        source: DecodeError,
    },
    /// What was proposed cannot stand in the ledger.
    #[error("{}{refusal}", place(.origin.as_ref()))]
    Refused {
        /// Why.
        refusal: Box<Refusal>,
        /// The row of a file that it comes from.
        origin: Option<Origin>,
    },
    /// A text that is neither a position nor an id.
    #[error("'{0}' is no position and no id of an entry")]
    NoPosition(String),
    /// A position or id names no entry.
    #[error("there is no entry {0}: the log ends at {1}")]
    NoSuchEntry(String, Seq),
    /// The position asked about lies beyond the log.
    #[error("{asked} lies beyond the log, which ends at {last}")]
    BeyondTheLog {
        /// What was asked.
        asked: Seq,
        /// The last position.
        last: Seq,
    },
    /// A question names something that the ledger does not have.
    #[error("no entry in force at {known_at} names the {what} '{name}'{}", nearest(.known))]
    Nothing {
        /// Programme, plan, participant.
        what: &'static str,
        /// The name.
        name: String,
        /// The state of knowledge.
        known_at: Seq,
        /// The nearest of the names that it does have.
        known: Vec<String>,
    },
    /// The register of case numbers.
    #[error(transparent)]
    Register(#[from] RegisterError),
    /// A key is not used, or a checkpoint, proof or statement not made or not believed.
    #[error(transparent)]
    Audit(Box<AuditError>),
    /// An archive was not written, or is not believed.
    #[error(transparent)]
    Archive(#[from] ArchiveError),
    /// A sum does not fit.
    #[error(transparent)]
    TooLarge(#[from] hovedbok_budgets::AmountTooLarge),
    /// An input that cannot be used.
    #[error("{0}")]
    Input(#[from] crate::import::InputError),
}

/// Why something was not recorded; the user can put it right.
#[derive(Debug, thiserror::Error)]
pub enum Refusal {
    /// No such type.
    #[error("'{type_name}' is no entry type{}", nearest.map(|n| format!(": did you mean '{n}'?")).unwrap_or_default())]
    UnknownType {
        /// What was asked.
        type_name: String,
        /// The nearest type.
        nearest: Option<&'static str>,
    },
    /// Corrections have commands of their own.
    #[error("'{0}' is not recorded like other types: use replace, void or move")]
    CorrectionCommand(String),
    /// The subject does not fit the type.
    #[error("{type_name} belongs in a stream {expected}…, not in {given}")]
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
    /// It is not said when it holds.
    #[error("{0}: it is not said when it holds")]
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
    #[error("{type_name}: a text holds {}", found.name())]
    Personal {
        /// The type.
        type_name: String,
        /// What was found.
        found: Personal,
    },
    /// A text names a case of the register. The case number is not repeated.
    #[error("{type_name}: the text in '{field}' holds a case number of the register")]
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
    /// No enrolment can be meant.
    #[error("{type_name}: the person has no enrolment that it could be about{}", there_are(.choices))]
    NoEnrolment {
        /// The type.
        type_name: String,
        /// The enrolments that there are, with programme and days.
        choices: Vec<String>,
    },
    /// Several enrolments can be meant.
    #[error("{type_name}: several enrolments can be meant: {}", choices.join(", "))]
    ManyEnrolments {
        /// The type.
        type_name: String,
        /// Enrolments with programme and days.
        choices: Vec<String>,
    },
    /// No placement can be meant.
    #[error("{type_name}: no placement of the person is open {when}{}", there_are(.choices))]
    NoPlacement {
        /// The type.
        type_name: String,
        /// The day or days that it is about, in words.
        when: String,
        /// The placements that there are, with provider and days.
        choices: Vec<String>,
    },
    /// Several placements can be meant.
    #[error("{type_name}: several placements can be meant: {}", choices.join(", "))]
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
    /// The same content stands already.
    #[error("the same stands at {0} already: {1} with the same day and content")]
    SameContent(Seq, String),
    /// The id belongs to another entry.
    #[error("id {id} belongs to the entry at {seq}, whose content is another")]
    IdConflict {
        /// The id.
        id: EntryId,
        /// The entry's position.
        seq: Seq,
    },
    /// A correction's target.
    #[error("{target}: {error}")]
    Target {
        /// What was to be put right.
        target: String,
        /// Why it cannot be.
        error: TargetError,
    },
    /// Nothing would change.
    #[error("{0}: the replacement says the same as what stands there")]
    NothingChanges(Seq),
    /// More than an entry holds.
    #[error("{type_name}: the entry has {bytes} bytes, more than the {ENTRY_BYTES_MAX} that one holds{}", longest(.field.as_deref()))]
    TooLong {
        /// The type.
        type_name: String,
        /// Its bytes, head and body.
        bytes: usize,
        /// The field with the longest text.
        field: Option<String>,
    },
    /// Nobody is said to record.
    #[error("it is not said who records")]
    NoActor,
    /// The actor's id is no id.
    #[error(transparent)]
    Actor(#[from] IdError),
    /// A case number that nobody knows.
    #[error("{}the case number is not in the register", crate::import::under(.column.as_deref()))]
    UnknownCase {
        /// The header that it stands under, in a table.
        column: Option<String>,
    },
    /// A case number without a register to look in.
    #[error("{}the case number cannot be looked up: no register is open", crate::import::under(.column.as_deref()))]
    NoRegister {
        /// The header that it stands under, in a table.
        column: Option<String>,
    },
    /// Moving to the same person.
    #[error("{0} stands with participant {1} already")]
    SamePerson(Seq, ParticipantId),
    /// Only entries of persons can be moved.
    #[error("{0} stands in {1}: only a participant's entry can be moved")]
    NotAPersons(Seq, StreamId),
    /// One half of a merging without the other.
    #[error("participant.merged_from is recorded together with participant.merged, never by itself")]
    HalfAMerging,
    /// The half of a merging that stands with the participant who stays.
    #[error("{0} only repeats a merging in the stream of the participant who stays, and is corrected with it")]
    RepeatsAMerging(Seq),
    /// A selection that no entry in force fits.
    #[error("no entry in force fits the selection")]
    NothingSelected,
    /// Migration is over.
    #[error("the ledger was opened at {0}: migration is over")]
    MigrationOver(Seq),
    /// The ledger is opened once.
    #[error("ledger.opened: the ledger is opened by {0}, and only once")]
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
                "give the period (--period) and leave --effective out: the period says it".into()
            }
            Refusal::Personal { .. } => "take it out of the text: entries hold no personal data (H11)".into(),
            Refusal::NamesCase { .. } => {
                "take it out of the text: entries name nobody by case number (H11); write the participant's UUID where another person is meant"
                    .into()
            }
            Refusal::Rules { violations } => violations.first().map(|v| v.rule.hint().to_owned()).unwrap_or_default(),
            Refusal::NoEnrolment { .. } => "record the application or intake first".into(),
            Refusal::ManyEnrolments { .. } => "say which: --enrolment UUID".into(),
            Refusal::NoPlacement { choices, .. } if choices.is_empty() => {
                "record the start of the measure first".into()
            }
            Refusal::NoPlacement { .. } => {
                "check the day; record the start of the measure first if it is missing, or say which: --placement UUID"
                    .into()
            }
            Refusal::ManyPlacements { .. } => {
                "say which: --placement UUID; record days in two placements as two entries".into()
            }
            Refusal::MilestoneLabel { .. } => {
                "write SECTION/NUMBER as `milestones PLAN` shows them; --format json shows each milestone's UUID".into()
            }
            Refusal::SameContent(..) => "if it did happen twice, record it with --again".into(),
            Refusal::IdConflict { .. } => "give the new entry an id of its own, or none".into(),
            Refusal::Target { .. } => "`log show` tells what became of it".into(),
            Refusal::NothingChanges(_) => "give the fields that are to be otherwise".into(),
            Refusal::TooLong { .. } => "shorten that text, or record several entries".into(),
            Refusal::NoActor => "--actor ID, or HOVEDBOK_ACTOR in the environment".into(),
            Refusal::Actor(IdError::NotRandom(_)) => "leave it out: a person who is registered gets one".into(),
            Refusal::Actor(_) => "an actor is an id or a role, never a name".into(),
            Refusal::UnknownCase { .. } => "`register add CASE`, or register the person with --case".into(),
            Refusal::NoRegister { .. } => "name the register: --register FILE".into(),
            Refusal::SamePerson(..) => "name another participant".into(),
            Refusal::NotAPersons(..) => "void it and record it anew where it belongs".into(),
            Refusal::HalfAMerging => {
                "record participant.merged of the participant who was merged: --into the one who stays".into()
            }
            Refusal::RepeatsAMerging(_) => "correct the participant.merged of the one who was merged".into(),
            Refusal::NothingSelected => {
                "`log --type TYPE` lists entries; `log show POSITION` tells whether one is in force".into()
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
    fn is_call(&self) -> bool {
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

impl From<AuditError> for LedgerError {
    fn from(error: AuditError) -> LedgerError {
        LedgerError::Audit(Box::new(error))
    }
}

impl From<Refusal> for LedgerError {
    fn from(refusal: Refusal) -> LedgerError {
        refusal.at(None)
    }
}

impl LedgerError {
    /// The same, with the row that a refusal comes from where it names none.
    pub(crate) fn at(self, origin: Option<Origin>) -> LedgerError {
        if let LedgerError::Refused { refusal, origin: None } = self { refusal.at(origin) } else { self }
    }

    /// What to do about a disk that takes no more.
    pub const DISK_FULL_HINT: &str =
        "make room on the disk, or raise the limit on the size of files, then do it again: nothing is half-written";

    /// Whether the disk took no more, whatever was being written.
    pub fn is_disk_full(&self) -> bool {
        let causes = std::iter::successors(Some(self as &dyn std::error::Error), |error| error.source());
        causes.filter_map(|error| error.downcast_ref()).any(disk_is_full)
    }

    /// Whether a file lies where a folder was named, or stands in the way to it.
    fn names_no_folder(&self) -> bool {
        use std::io::ErrorKind::{AlreadyExists, NotADirectory};
        let source = match self {
            LedgerError::Init(InitError::Store { source: StoreError::Io { source }, .. }) => source,
            LedgerError::Archive(ArchiveError::Read { source, .. } | ArchiveError::Write { source, .. }) => source,
            LedgerError::Init(_)
            | LedgerError::Archive(_)
            | LedgerError::Clock(_)
            | LedgerError::Open(_)
            | LedgerError::Append(_)
            | LedgerError::Read(_)
            | LedgerError::Store(_)
            | LedgerError::File { .. }
            | LedgerError::Undecodable { .. }
            | LedgerError::Refused { .. }
            | LedgerError::NoPosition(_)
            | LedgerError::NoSuchEntry(..)
            | LedgerError::BeyondTheLog { .. }
            | LedgerError::Nothing { .. }
            | LedgerError::Register(_)
            | LedgerError::Audit(_)
            | LedgerError::TooLarge(_)
            | LedgerError::Input(_) => return false,
        };
        matches!(source.kind(), AlreadyExists | NotADirectory)
    }

    /// What is wrong: a line for each of several errors.
    pub fn lines(&self) -> Vec<String> {
        if let LedgerError::Input(error) = self { error.lines() } else { vec![self.to_string()] }
    }

    /// Who must act.
    pub fn kind(&self) -> Kind {
        match self {
            _ if self.is_disk_full() => Kind::Ledger,
            _ if self.names_no_folder() => Kind::Call,
            LedgerError::Init(InitError::NotEmpty { .. }) => Kind::Refused,
            LedgerError::Init(InitError::Origin { .. }) => Kind::Call,
            LedgerError::Append(error) => append_kind(error),
            LedgerError::Audit(error) => error.kind(),
            LedgerError::Archive(error) => error.kind(),
            LedgerError::Refused { refusal, .. } if refusal.is_call() => Kind::Call,
            LedgerError::Refused { .. } | LedgerError::Input(crate::import::InputError::Rows(_)) => Kind::Refused,
            LedgerError::NoSuchEntry(..) | LedgerError::Nothing { .. } | LedgerError::TooLarge(_) => Kind::Refused,
            LedgerError::Register(error) if error.is_refusal() => Kind::Refused,
            LedgerError::File { .. }
            | LedgerError::NoPosition(_)
            | LedgerError::BeyondTheLog { .. }
            | LedgerError::Input(_)
            | LedgerError::Register(_) => Kind::Call,
            LedgerError::Init(_)
            | LedgerError::Clock(_)
            | LedgerError::Open(_)
            | LedgerError::Read(_)
            | LedgerError::Store(_)
            | LedgerError::Undecodable { .. } => Kind::Ledger,
        }
    }

    /// What to do next.
    pub fn hint(&self) -> String {
        match self {
            _ if self.is_disk_full() => LedgerError::DISK_FULL_HINT.into(),
            _ if self.names_no_folder() => "a file has that name: name a folder that is empty or not there".into(),
            LedgerError::Refused { refusal, .. } => refusal.hint(),
            LedgerError::Open(OpenError::NotALedger { .. }) => "`init` creates one; --ledger DIR names another".into(),
            LedgerError::Open(OpenError::Locked { .. }) => {
                "wait until the other process is done, then try again".into()
            }
            LedgerError::Clock(error) => error.hint().into(),
            LedgerError::Append(AppendError::ClockAhead { .. } | AppendError::ClockBehind { .. }) => {
                "set the clock; when it is right, confirm with --clock-ok".into()
            }
            LedgerError::Append(AppendError::Conflict { .. } | AppendError::Grown { .. } | AppendError::Busy) => {
                "somebody else recorded meanwhile: repeat the command".into()
            }
            LedgerError::Append(AppendError::IdTaken { .. } | AppendError::IdTwice { .. }) => {
                "give every entry an id of its own, or none".into()
            }
            LedgerError::Append(AppendError::TooLarge { .. }) => "shorten the texts, or record several entries".into(),
            LedgerError::Append(AppendError::RecordedBackwards { .. }) => {
                "record in the order in which it was known; --recorded is the last entry's day or a later one".into()
            }
            LedgerError::NoSuchEntry(..) | LedgerError::BeyondTheLog { .. } => "`log` lists the entries".into(),
            LedgerError::NoPosition(_) => "write a position (12, #12, @12) or a UUID; `log` lists the entries".into(),
            LedgerError::Nothing { what: "plan", .. } => "`milestones` lists the plans".into(),
            LedgerError::Nothing { what: "participant", .. } => "`log --stream participant` lists their entries".into(),
            LedgerError::Nothing { what: "office", .. } => "`state --by office` lists the offices".into(),
            LedgerError::Nothing { what: "provider", .. } => "`placements` lists the providers".into(),
            LedgerError::Nothing { what: "source", .. } => "`budget` lists the funds with their sources".into(),
            LedgerError::Nothing { what: "cohort", .. } => "`log show` of an intake tells its cohorts".into(),
            LedgerError::Nothing { .. } => "`programmes` lists what the ledger knows".into(),
            LedgerError::File { .. } => "check the path and its permissions".into(),
            LedgerError::TooLarge(_) => "narrow the question to fewer funds".into(),
            LedgerError::Input(error) => error.hint(),
            LedgerError::Init(InitError::Origin { .. }) => "name another one with --origin, or leave it out".into(),
            LedgerError::Init(_) => "--ledger DIR names the folder".into(),
            LedgerError::Audit(error) => error.hint(),
            LedgerError::Archive(error) => error.hint().into(),
            LedgerError::Register(_) => "operating.md tells where the register and its key lie".into(),
            LedgerError::Open(_)
            | LedgerError::Append(_)
            | LedgerError::Read(_)
            | LedgerError::Store(_)
            | LedgerError::Undecodable { .. } => "operating.md, *When something is wrong*".into(),
        }
    }

    /// The name of the error for programs.
    pub fn code(&self) -> String {
        match self {
            _ if self.is_disk_full() => "disk_full".into(),
            _ if self.names_no_folder() => "not_a_folder".into(),
            LedgerError::Refused { refusal, .. } => refusal.code(),
            LedgerError::Init(InitError::NotEmpty { .. }) => "not_empty".into(),
            LedgerError::Init(InitError::Origin { .. }) => "origin".into(),
            LedgerError::Init(_) => "init".into(),
            LedgerError::Open(OpenError::NotALedger { .. }) => "not_a_ledger".into(),
            LedgerError::Open(OpenError::Locked { .. }) => "locked".into(),
            LedgerError::Open(_) => "cannot_open".into(),
            LedgerError::Clock(error) => error.code().into(),
            LedgerError::Append(AppendError::ClockAhead { .. }) => "clock_ahead".into(),
            LedgerError::Append(AppendError::ClockBehind { .. }) => "clock_behind".into(),
            LedgerError::Append(AppendError::Conflict { .. } | AppendError::Grown { .. }) => "conflict".into(),
            LedgerError::Append(AppendError::TooLarge { .. }) => "too_large".into(),
            LedgerError::Append(_) => "append".into(),
            LedgerError::Read(_) => "read".into(),
            LedgerError::Store(_) => "store".into(),
            LedgerError::File { .. } => "file".into(),
            LedgerError::Undecodable { .. } => "undecodable".into(),
            LedgerError::NoSuchEntry(..) => "no_such_entry".into(),
            LedgerError::NoPosition(_) => "no_position".into(),
            LedgerError::BeyondTheLog { .. } => "beyond_the_log".into(),
            LedgerError::Nothing { .. } => "nothing".into(),
            LedgerError::Register(_) => "register".into(),
            LedgerError::Audit(error) => error.code().into(),
            LedgerError::Archive(error) => error.code().into(),
            LedgerError::TooLarge(_) => "amount_too_large".into(),
            LedgerError::Input(crate::import::InputError::Rows(_)) => "rows_refused".into(),
            LedgerError::Input(_) => "input".into(),
        }
    }
}

/// Whether the system said that the disk takes no more, or the file not.
pub fn disk_is_full(error: &std::io::Error) -> bool {
    use std::io::ErrorKind::{FileTooLarge, QuotaExceeded, StorageFull};
    matches!(error.kind(), StorageFull | QuotaExceeded | FileTooLarge)
}

fn append_kind(error: &AppendError) -> Kind {
    match error {
        AppendError::Conflict { .. }
        | AppendError::Grown { .. }
        | AppendError::IdTaken { .. }
        | AppendError::IdTwice { .. }
        | AppendError::TooLarge { .. }
        | AppendError::RecordedBackwards { .. }
        | AppendError::TimeOutOfRange { .. }
        | AppendError::Busy => Kind::Refused,
        AppendError::Empty
        | AppendError::StreamName { .. }
        | AppendError::Malformed { .. }
        | AppendError::Disagrees { .. } => Kind::Call,
        AppendError::ClockAhead { .. }
        | AppendError::ClockBehind { .. }
        | AppendError::Poisoned
        | AppendError::Closed
        | AppendError::Read(_)
        | AppendError::Store(_) => Kind::Ledger,
    }
}

fn place(origin: Option<&Origin>) -> String {
    origin.map(|o| format!("{}, line {}: ", o.file, o.line)).unwrap_or_default()
}

fn longest(field: Option<&str>) -> String {
    field.map(|name| format!("; its longest text is in '{name}'")).unwrap_or_default()
}

fn nearest(names: &[String]) -> String {
    match names {
        [] => String::new(),
        [one] => format!("; the nearest name is '{one}'"),
        several => format!("; the nearest names are '{}'", several.join("', '")),
    }
}

/// What there is to choose from, after a sentence.
fn there_are(choices: &[String]) -> String {
    if choices.is_empty() { String::new() } else { format!("; there are {}", choices.join(", ")) }
}
