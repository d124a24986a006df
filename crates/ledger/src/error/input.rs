//! Why a file cannot be used.

use hovedbok_core::errors::ErrorCode;
use hovedbok_core::line::LineError;
use hovedbok_core::{Name, StreamId};
use hovedbok_interchange::kinds::ImportError;
use hovedbok_milestones::AmbiguousRows;
use hovedbok_register::CaseError;

use super::{Misfit, RefusedRows};

/// Why a file cannot be used. Nothing of it was recorded.
#[derive(Debug, thiserror::Error)]
pub enum InputError {
    /// A line of entries.
    #[error(transparent)]
    Line(#[from] LineError),
    /// An entry in a line is not what H4 says.
    #[error("{file}, line {line}: {what}")]
    Entry {
        /// The file.
        file: String,
        /// The line.
        line: usize,
        /// What is wrong.
        what: String,
    },
    /// An entry was recorded further in the future than a clock may be ahead.
    #[error("{file}, line {line}: {}", Misfit::Ahead)]
    Ahead {
        /// The file.
        file: String,
        /// The line.
        line: usize,
    },
    /// An entry does not follow the one before.
    #[error("{file}, line {line}: the entry should be at position {expected} and version {version} of its stream")]
    OutOfOrder {
        /// The file.
        file: String,
        /// The line.
        line: usize,
        /// The position it would get.
        expected: u64,
        /// The version it would get.
        version: u64,
    },
    /// A table, with every cell that cannot be taken.
    #[error(transparent)]
    Table(#[from] ImportError),
    /// Several tables, each with what cannot be taken of it: two at least.
    #[error("{}", self.lines().join("\n"))]
    Several(Vec<InputError>),
    /// A text that is not a case number.
    #[error("{file}, line {line}: {}{error}", under(.column.as_deref()))]
    Case {
        /// The file.
        file: String,
        /// The line.
        line: usize,
        /// The header of its column.
        column: Option<String>,
        /// What is wrong.
        error: CaseError,
    },
    /// Rows that are refused.
    #[error("{0}")]
    Rows(RefusedRows),
    /// A grant whose money could lie in several funds.
    #[error("{file}, line {line}: the grant could come from several funds of {programme} in {year}: {}", sources(.funds))]
    SeveralFunds {
        /// The file.
        file: String,
        /// The line.
        line: usize,
        /// The programme.
        programme: Name,
        /// The budget year.
        year: u16,
        /// The funds.
        funds: Vec<StreamId>,
    },
    /// Rows of a plan that could be several milestones.
    #[error("{file}, {rows}")]
    Ambiguous {
        /// The file.
        file: String,
        /// The rows.
        rows: AmbiguousRows,
    },
    /// Two files of one plan at once.
    #[error("{file} has the plan '{plan}', and so does an earlier file")]
    PlanTwice {
        /// The file.
        file: String,
        /// The plan.
        plan: Name,
    },
    /// An entry of a type that cannot be judged here.
    #[error("{file}, line {line}: '{type_name}' is unknown to this program, so its rules cannot be checked")]
    UnknownType {
        /// The file.
        file: String,
        /// The line.
        line: usize,
        /// The type.
        type_name: String,
    },
    /// A correction names an entry that neither the ledger nor the file has.
    #[error("{file}, line {line}: the entry that it corrects is not there")]
    NoTarget {
        /// The file.
        file: String,
        /// The line.
        line: usize,
    },
}

impl InputError {
    /// What is wrong: a line for each of several rows or cells.
    pub fn lines(&self) -> Vec<String> {
        match self {
            InputError::Rows(rows) => rows.lines(),
            InputError::Table(ImportError::Rows(cells)) => cells.lines(),
            InputError::Several(errors) => errors.iter().flat_map(InputError::lines).collect(),
            InputError::Line(_)
            | InputError::Entry { .. }
            | InputError::Ahead { .. }
            | InputError::OutOfOrder { .. }
            | InputError::Table(_)
            | InputError::Case { .. }
            | InputError::SeveralFunds { .. }
            | InputError::Ambiguous { .. }
            | InputError::PlanTwice { .. }
            | InputError::UnknownType { .. }
            | InputError::NoTarget { .. } => vec![self.to_string()],
        }
    }

    /// Whether cells of a table hold personal data (H11): then it is refused for that, whatever else is wrong with it.
    pub fn holds_personal_data(&self) -> bool {
        match self {
            InputError::Table(ImportError::Rows(cells)) => cells.hold_personal_data(),
            InputError::Table(ImportError::Table(error)) => error.is_personal_data(),
            InputError::Several(errors) => errors.iter().any(InputError::holds_personal_data),
            InputError::Table(
                ImportError::UnknownKind { .. }
                | ImportError::UnknownSheet { .. }
                | ImportError::SheetsOfOneKind { .. }
                | ImportError::NoSheetFilled { .. }
                | ImportError::Headers(_)
                | ImportError::NoRows { .. }
                | ImportError::NoRowTaken { .. },
            )
            | InputError::Rows(_)
            | InputError::Line(_)
            | InputError::Entry { .. }
            | InputError::Ahead { .. }
            | InputError::OutOfOrder { .. }
            | InputError::Case { .. }
            | InputError::SeveralFunds { .. }
            | InputError::Ambiguous { .. }
            | InputError::PlanTwice { .. }
            | InputError::UnknownType { .. }
            | InputError::NoTarget { .. } => false,
        }
    }

    /// What is wrong, for programs and for what to do next.
    pub fn code(&self) -> ErrorCode {
        match self {
            _ if self.holds_personal_data() => ErrorCode::CellPersonalData,
            InputError::Several(errors) => errors.first().map_or(ErrorCode::Cells, InputError::code),
            InputError::Line(_) | InputError::Entry { .. } => ErrorCode::Line,
            InputError::Ahead { .. } => ErrorCode::LineAhead,
            InputError::OutOfOrder { .. } => ErrorCode::LineOrder,
            InputError::UnknownType { .. } => ErrorCode::LineUnknownType,
            InputError::NoTarget { .. } => ErrorCode::NoTarget,
            InputError::Table(ImportError::UnknownKind { .. }) => ErrorCode::TableKind,
            InputError::Table(
                ImportError::UnknownSheet { .. }
                | ImportError::SheetsOfOneKind { .. }
                | ImportError::NoSheetFilled { .. },
            ) => ErrorCode::Sheets,
            InputError::Table(ImportError::Headers(error)) if error.fits().is_some() => ErrorCode::HeadersOfKind,
            InputError::Table(
                ImportError::Headers(_) | ImportError::NoRows { .. } | ImportError::NoRowTaken { .. },
            ) => ErrorCode::Headers,
            InputError::Table(ImportError::Table(error)) if error.is_empty() => ErrorCode::Headers,
            InputError::Table(ImportError::Table(error)) if error.is_of_several_sheets() => ErrorCode::SeveralSheets,
            InputError::Table(ImportError::Rows(cells)) if cells.of_whole_table().is_some() => ErrorCode::WholeTable,
            InputError::Table(ImportError::Table(_) | ImportError::Rows(_)) | InputError::Case { .. } => {
                ErrorCode::Cells
            }
            InputError::Rows(rows) => rows.code(),
            InputError::SeveralFunds { .. } => ErrorCode::SeveralFunds,
            InputError::Ambiguous { .. } => ErrorCode::AmbiguousRows,
            InputError::PlanTwice { .. } => ErrorCode::PlanTwice,
        }
    }

    /// What the advice on this names: what the rows of a table lack and can be given for the whole table, or the type of a row.
    pub fn fact(&self) -> Option<String> {
        match self {
            InputError::Table(ImportError::Rows(cells)) => cells.of_whole_table().map(str::to_owned),
            InputError::Rows(rows) => rows.fact(),
            InputError::Table(ImportError::Headers(error)) => error.fits().map(str::to_owned),
            InputError::Several(errors) => errors.first().and_then(InputError::fact),
            InputError::Table(_)
            | InputError::Line(_)
            | InputError::Entry { .. }
            | InputError::Ahead { .. }
            | InputError::OutOfOrder { .. }
            | InputError::Case { .. }
            | InputError::SeveralFunds { .. }
            | InputError::Ambiguous { .. }
            | InputError::PlanTwice { .. }
            | InputError::UnknownType { .. }
            | InputError::NoTarget { .. } => None,
        }
    }
}

/// The header of a column, for a message.
pub(crate) fn under(column: Option<&str>) -> String {
    column.map(|column| format!("column \"{column}\": ")).unwrap_or_default()
}

pub(super) fn sources(funds: &[StreamId]) -> String {
    let names: Vec<String> = funds.iter().map(ToString::to_string).collect();
    names.join(", ")
}
