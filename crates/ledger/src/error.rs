//! What can go wrong in the one place where log and projections meet: a refusal that the user can correct, input that
//! cannot be used, a ledger that the operator must look at. One enum a room, and [`LedgerError`] over all of them. No error
//! knows the rooms: every room may name its errors.

mod archive;
mod clock;
mod input;
mod misfit;
mod refusal;
mod rows;
mod trust;

use hovedbok_answers::AskError;
use hovedbok_core::Seq;
use hovedbok_core::entry::DecodeError;
use hovedbok_core::proposal::Origin;
use hovedbok_log::{AppendError, InitError, OpenError, ReadError, StoreError};
use hovedbok_register::RegisterError;

pub use archive::ArchiveError;
pub use clock::ClockError;
pub use input::InputError;
pub(crate) use input::under;
pub use misfit::{Misfit, is_about_the_entry};
pub use refusal::Refusal;
pub use rows::{RefusedRow, RefusedRows, Why};
pub use trust::AuditError;

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
    /// What was proposed cannot be recorded.
    #[error("{}{refusal}", place(.origin.as_ref()))]
    Refused {
        /// Why.
        refusal: Box<Refusal>,
        /// The row of a file that it comes from.
        origin: Option<Origin>,
    },
    /// A text that is neither a position nor an id. It is not repeated: it can be a case number.
    #[error("this is neither a position nor the id of an entry")]
    NoPosition,
    /// A position or id names no entry.
    #[error("there is no entry {0}: the log ends at {1}")]
    NoSuchEntry(String, Seq),
    /// The position asked about is beyond the log.
    #[error("{asked} is beyond the end of the log, {last}")]
    BeyondTheLog {
        /// What was asked.
        asked: Seq,
        /// The last position.
        last: Seq,
    },
    /// A question has no answer.
    #[error(transparent)]
    Ask(#[from] AskError),
    /// Entries are narrowed to something that none of them has.
    #[error("no entry up to {known_at} has the {what} '{name}'{}", hovedbok_answers::nearest::told(.known))]
    NotInLog {
        /// Stream, actor.
        what: &'static str,
        /// The name.
        name: String,
        /// The state of knowledge.
        known_at: Seq,
        /// The nearest of the names that there are.
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
    /// An input that cannot be used.
    #[error("{0}")]
    Input(#[from] InputError),
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
        "make room on the disk, or raise the limit on file sizes, then repeat the command: nothing is half-written";

    /// Whether the disk took no more, whatever was being written.
    pub fn is_disk_full(&self) -> bool {
        let causes = std::iter::successors(Some(self as &dyn std::error::Error), |error| error.source());
        causes.filter_map(|error| error.downcast_ref()).any(disk_is_full)
    }

    /// Whether entries may be in the log although recording them failed.
    pub fn may_be_recorded(&self) -> bool {
        matches!(
            self,
            LedgerError::Append(
                AppendError::Store(_) | AppendError::Poisoned | AppendError::Closed | AppendError::Read(_)
            )
        )
    }

    /// Whether there is a file where a folder was named, or on the way to it.
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
            | LedgerError::NoPosition
            | LedgerError::NoSuchEntry(..)
            | LedgerError::BeyondTheLog { .. }
            | LedgerError::Ask(_)
            | LedgerError::NotInLog { .. }
            | LedgerError::Register(_)
            | LedgerError::Audit(_)
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
            LedgerError::Refused { .. } | LedgerError::Input(InputError::Rows(_)) => Kind::Refused,
            LedgerError::Input(error) if error.holds_personal_data() => Kind::Refused,
            LedgerError::NoSuchEntry(..) | LedgerError::Ask(_) | LedgerError::NotInLog { .. } => Kind::Refused,
            LedgerError::Register(error) if error.is_refusal() => Kind::Refused,
            LedgerError::File { .. }
            | LedgerError::NoPosition
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
            _ if self.names_no_folder() => "a file has that name: name a folder that is empty or does not exist".into(),
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
                "somebody else recorded something meanwhile: repeat the command".into()
            }
            LedgerError::Append(AppendError::IdTaken { .. } | AppendError::IdTwice { .. }) => {
                "give every entry its own id, or none".into()
            }
            LedgerError::Append(AppendError::TooLarge { .. }) => "shorten the texts, or record several entries".into(),
            LedgerError::Append(AppendError::RecordedBackwards { .. }) => {
                "record entries in the order they were known; --recorded is the last entry's day or a later one".into()
            }
            LedgerError::NoSuchEntry(..) | LedgerError::BeyondTheLog { .. } => "`log` lists the entries".into(),
            LedgerError::NoPosition => "write a position (12, #12, @12) or a UUID; `log` lists the entries".into(),
            LedgerError::Ask(AskError::Nothing { what, .. }) => nothing_hint(what).into(),
            LedgerError::NotInLog { what: "actor", .. } => "`log` shows who recorded each entry".into(),
            LedgerError::NotInLog { .. } => "`log` shows the stream of each entry".into(),
            LedgerError::File { .. } => "check the path and its permissions".into(),
            LedgerError::Ask(AskError::TooLarge(_)) => "narrow the question to fewer funds".into(),
            LedgerError::Input(error) => error.hint(),
            LedgerError::Init(InitError::Origin { .. }) => "name another one with --origin, or leave it out".into(),
            LedgerError::Init(_) => "--ledger DIR names the folder".into(),
            LedgerError::Audit(error) => error.hint(),
            LedgerError::Archive(error) => error.hint().into(),
            LedgerError::Register(_) => "operating.md explains where the register and its key are".into(),
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
            LedgerError::NoPosition => "no_position".into(),
            LedgerError::BeyondTheLog { .. } => "beyond_the_log".into(),
            LedgerError::Ask(AskError::Nothing { .. }) | LedgerError::NotInLog { .. } => "nothing".into(),
            LedgerError::Register(_) => "register".into(),
            LedgerError::Audit(error) => error.code().into(),
            LedgerError::Archive(error) => error.code().into(),
            LedgerError::Ask(AskError::TooLarge(_)) => "amount_too_large".into(),
            LedgerError::Input(InputError::Rows(_)) => "rows_refused".into(),
            LedgerError::Input(error) if error.holds_personal_data() => "personal_data".into(),
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

/// Where the names of a kind are listed.
fn nothing_hint(what: &str) -> &'static str {
    match what {
        "plan" => "`milestones` lists the plans",
        "participant" => "`log --stream participant` lists their entries",
        "office" => "`state --by office` lists the offices",
        "provider" => "`placements` lists the providers",
        "source" => "`budget` lists the funds with their sources",
        "chapter" | "item" => "`budget` lists the funds with chapter and item",
        "cohort" => "`log show` of an intake shows its cohorts",
        _ => "`programmes` lists what the ledger knows",
    }
}
