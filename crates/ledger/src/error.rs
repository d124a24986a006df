//! What can go wrong in the one place where log and projections meet: a refusal that the user can correct, input that
//! cannot be used, a ledger that the operator must look at. One enum a room, and [`LedgerError`] over all of them. No error
//! knows the rooms: every room may name its errors.

mod archive;
mod clock;
mod input;
mod misfit;
mod rebuild;
mod refusal;
mod rows;
mod trust;

use hovedbok_answers::AskError;
use hovedbok_core::Seq;
use hovedbok_core::entry::DecodeError;
use hovedbok_core::proposal::Origin;
use hovedbok_log::{AppendError, InitError, OpenError, ReadError, StoreError};
use hovedbok_register::RegisterError;
use hovedbok_views::ViewsError;

pub use archive::ArchiveError;
pub use clock::ClockError;
pub use hovedbok_core::errors::{ErrorCode, Kind};
pub use input::InputError;
pub(crate) use input::under;
pub use misfit::{Misfit, is_about_the_entry};
pub use rebuild::RebuildError;
pub use refusal::{LikeCase, Refusal};
pub use rows::{RefusedRow, RefusedRows, Why};
pub use trust::AuditError;

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
    /// Several ids begin with a short id. It is not repeated: it can be a case number.
    #[error("{count} ids begin with this")]
    ManyIds {
        /// How many.
        count: usize,
    },
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
    /// The views beside the log could not be read or written.
    #[error(transparent)]
    Views(#[from] ViewsError),
    /// A step of a rebuild is not taken.
    #[error(transparent)]
    Rebuild(#[from] RebuildError),
    /// The register of case numbers.
    #[error(transparent)]
    Register(#[from] RegisterError),
    /// A key is not used, or a checkpoint, proof or signed answer not made or not believed.
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

    /// Whether the disk took no more, whatever was being written.
    pub fn is_disk_full(&self) -> bool {
        let causes = std::iter::successors(Some(self as &dyn std::error::Error), |error| error.source());
        causes.filter_map(|error| error.downcast_ref()).any(disk_is_full)
    }

    /// Whether entries may be in the log although recording them failed.
    pub fn may_be_recorded(&self) -> bool {
        matches!(
            self,
            LedgerError::Views(_)
                | LedgerError::Append(
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
            | LedgerError::ManyIds { .. }
            | LedgerError::NoSuchEntry(..)
            | LedgerError::BeyondTheLog { .. }
            | LedgerError::Ask(_)
            | LedgerError::NotInLog { .. }
            | LedgerError::Views(_)
            | LedgerError::Rebuild(_)
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

    /// What is wrong with each of several rows that are refused for different reasons: each reason once, with what the advice on
    /// it names; nothing where there is one reason.
    pub fn reasons(&self) -> Vec<(ErrorCode, Option<String>)> {
        if let LedgerError::Input(InputError::Rows(rows)) = self { rows.reasons() } else { Vec::new() }
    }

    /// Who must act.
    pub fn kind(&self) -> Kind {
        self.code().kind()
    }

    /// What is wrong, for programs and for what to do next.
    pub fn code(&self) -> ErrorCode {
        match self {
            _ if self.is_disk_full() => ErrorCode::DiskFull,
            _ if self.names_no_folder() => ErrorCode::NotAFolder,
            LedgerError::Init(error) => init_code(error),
            LedgerError::Open(OpenError::NotALedger { .. }) => ErrorCode::NotALedger,
            LedgerError::Open(OpenError::Locked { .. }) => ErrorCode::Locked,
            LedgerError::Open(_) => ErrorCode::CannotOpen,
            LedgerError::Clock(error) => error.code(),
            LedgerError::Append(error) => append_code(error),
            LedgerError::Read(_) => ErrorCode::Read,
            LedgerError::Store(_) => ErrorCode::Store,
            LedgerError::File { .. } | LedgerError::Views(_) => ErrorCode::File,
            LedgerError::Undecodable { .. } => ErrorCode::Undecodable,
            LedgerError::Refused { refusal, .. } => refusal.code(),
            LedgerError::NoPosition => ErrorCode::NoPosition,
            LedgerError::ManyIds { .. } => ErrorCode::ManyIds,
            LedgerError::NoSuchEntry(..) => ErrorCode::NoSuchEntry,
            LedgerError::BeyondTheLog { .. } => ErrorCode::BeyondTheLog,
            LedgerError::Ask(error) => error.code(),
            LedgerError::NotInLog { .. } => ErrorCode::NotInLog,
            LedgerError::Rebuild(error) => error.code(),
            LedgerError::Register(error) => error.code(),
            LedgerError::Audit(error) => error.code(),
            LedgerError::Archive(error) => error.code(),
            LedgerError::Input(error) => error.code(),
        }
    }

    /// What the advice on this error names: a type, a file, the kind of a name.
    pub fn fact(&self) -> Option<String> {
        match self {
            LedgerError::Refused { refusal, .. } => refusal.fact(),
            LedgerError::Audit(error) => error.fact(),
            LedgerError::Input(error) => error.fact(),
            LedgerError::Ask(error) => error.fact().map(str::to_owned),
            LedgerError::NotInLog { what, .. } => Some((*what).to_owned()),
            LedgerError::Init(_)
            | LedgerError::Open(_)
            | LedgerError::Clock(_)
            | LedgerError::Append(_)
            | LedgerError::Read(_)
            | LedgerError::Store(_)
            | LedgerError::File { .. }
            | LedgerError::Undecodable { .. }
            | LedgerError::NoPosition
            | LedgerError::ManyIds { .. }
            | LedgerError::NoSuchEntry(..)
            | LedgerError::BeyondTheLog { .. }
            | LedgerError::Views(_)
            | LedgerError::Rebuild(_)
            | LedgerError::Register(_)
            | LedgerError::Archive(_) => None,
        }
    }
}

/// Whether the system said that the disk takes no more, or the file not.
pub fn disk_is_full(error: &std::io::Error) -> bool {
    use std::io::ErrorKind::{FileTooLarge, QuotaExceeded, StorageFull};
    matches!(error.kind(), StorageFull | QuotaExceeded | FileTooLarge)
}

fn init_code(error: &InitError) -> ErrorCode {
    match error {
        InitError::NotEmpty { .. } => ErrorCode::NotEmpty,
        InitError::Origin { .. } => ErrorCode::Origin,
        InitError::Store { .. } => ErrorCode::Init,
    }
}

fn append_code(error: &AppendError) -> ErrorCode {
    match error {
        AppendError::Conflict { .. } | AppendError::Grown { .. } => ErrorCode::Conflict,
        AppendError::Busy => ErrorCode::Busy,
        AppendError::IdTaken { .. } | AppendError::IdTwice { .. } => ErrorCode::IdTaken,
        AppendError::TooLarge { .. } => ErrorCode::TooLarge,
        AppendError::RecordedBackwards { .. } => ErrorCode::RecordedBackwards,
        AppendError::TimeOutOfRange { .. } => ErrorCode::TimeOutOfRange,
        AppendError::Empty
        | AppendError::StreamName { .. }
        | AppendError::Malformed { .. }
        | AppendError::Disagrees { .. } => ErrorCode::Malformed,
        AppendError::ClockAhead { .. } => ErrorCode::ClockAhead,
        AppendError::ClockBehind { .. } => ErrorCode::ClockBehind,
        AppendError::Poisoned | AppendError::Closed | AppendError::Read(_) | AppendError::Store(_) => ErrorCode::Append,
    }
}

fn place(origin: Option<&Origin>) -> String {
    origin.map(|o| format!("{}, line {}: ", o.file, o.line)).unwrap_or_default()
}
