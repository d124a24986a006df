//! Why a question has no answer.

use hovedbok_budgets::AmountTooLarge;
use hovedbok_core::Seq;
use hovedbok_core::errors::ErrorCode;

use crate::nearest;

/// A question that cannot be answered at its times.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AskError {
    /// It names something that the ledger does not have.
    #[error("no entry in force at {known_at} names the {what} '{name}'{}", nearest::told(.known))]
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
    /// The position of no published figure.
    #[error("{0} publishes no figure")]
    NoFigure(Seq),
    /// No answer has a row of that name.
    #[error("the answer has no row '{row}'{}", nearest::told(.known))]
    NoRow {
        /// The name.
        row: String,
        /// The nearest of the names that it does have.
        known: Vec<String>,
    },
    /// A sum that does not fit.
    #[error(transparent)]
    TooLarge(#[from] AmountTooLarge),
}

impl AskError {
    /// What is wrong, for programs and for what to do next.
    pub fn code(&self) -> ErrorCode {
        match self {
            AskError::Nothing { .. } => ErrorCode::Nothing,
            AskError::NoFigure(_) => ErrorCode::NoFigure,
            AskError::NoRow { .. } => ErrorCode::NoRow,
            AskError::TooLarge(_) => ErrorCode::AmountTooLarge,
        }
    }

    /// What the name would be the name of.
    pub fn fact(&self) -> Option<&'static str> {
        match self {
            AskError::Nothing { what, .. } => Some(what),
            AskError::NoFigure(_) | AskError::NoRow { .. } | AskError::TooLarge(_) => None,
        }
    }
}
