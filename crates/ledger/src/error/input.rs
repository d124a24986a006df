//! Why a file cannot be used.

use hovedbok_core::line::LineError;
use hovedbok_core::{Name, StreamId};
use hovedbok_interchange::kinds::ImportError;
use hovedbok_milestones::AmbiguousRows;
use hovedbok_register::CaseError;

use super::RefusedRows;

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
    /// Rows that need a decision.
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
            InputError::Line(_)
            | InputError::Entry { .. }
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
            InputError::Table(
                ImportError::UnknownKind { .. } | ImportError::Headers(_) | ImportError::NoRows { .. },
            )
            | InputError::Rows(_)
            | InputError::Line(_)
            | InputError::Entry { .. }
            | InputError::OutOfOrder { .. }
            | InputError::Case { .. }
            | InputError::SeveralFunds { .. }
            | InputError::Ambiguous { .. }
            | InputError::PlanTwice { .. }
            | InputError::UnknownType { .. }
            | InputError::NoTarget { .. } => false,
        }
    }

    /// What to do next.
    pub fn hint(&self) -> String {
        match self {
            InputError::Line(_) | InputError::Entry { .. } => {
                "nothing was recorded; correct the line, or export again".into()
            }
            InputError::OutOfOrder { .. } => "restore a whole export, from its first line".into(),
            InputError::UnknownType { .. } => "use the newer program that wrote it".into(),
            InputError::Table(ImportError::UnknownKind { .. }) => "name one of them with --kind".into(),
            InputError::Table(ImportError::Headers(_) | ImportError::NoRows { .. }) => {
                "nothing was recorded; `import --template KIND` gives the columns".into()
            }
            InputError::Table(ImportError::Table(_) | ImportError::Rows(_)) | InputError::Case { .. } => {
                "nothing was recorded; correct it and import the file again".into()
            }
            InputError::Rows(rows) => rows.hint(),
            InputError::SeveralFunds { .. } => {
                "nothing was recorded; add the columns chapter and item, or source".into()
            }
            InputError::Ambiguous { .. } => "nothing was recorded; correct the rows and import the file again".into(),
            InputError::PlanTwice { .. } => "nothing was recorded; import one after the other".into(),
            InputError::NoTarget { .. } => "first import the entry that it corrects".into(),
        }
    }
}

/// The header of a column, for a message.
pub(crate) fn under(column: Option<&str>) -> String {
    column.map(|column| format!("column \"{column}\": ")).unwrap_or_default()
}

fn sources(funds: &[StreamId]) -> String {
    let names: Vec<String> = funds.iter().map(ToString::to_string).collect();
    names.join(", ")
}
