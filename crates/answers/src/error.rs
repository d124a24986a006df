//! Why a question has no answer.

use hovedbok_budgets::AmountTooLarge;
use hovedbok_core::errors::ErrorCode;
use hovedbok_core::{Day, Seq};

use crate::nearest;

/// Why small counts of an answer cannot be suppressed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unsuppressed {
    /// It counts no persons.
    CountsNoPersons,
    /// Its rows are persons, placements or entries, one by one.
    OneByOne,
    /// By placement its rows are placements, one by one; by something else it counts persons.
    ByPlacement,
    /// By person, or of one, its rows are persons, one by one; by something else it counts persons.
    ByPerson,
    /// Its numbers of persons are in sentences, are compared with published ones, or change with each person.
    NotAsCells,
}

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
    /// A series that cannot be split in that way.
    #[error("{indicator} cannot be split by {group}, only by {}", .can.join(", "))]
    NotSplit {
        /// What it is a series of.
        indicator: &'static str,
        /// What it was to be split by.
        group: &'static str,
        /// What it can be split by.
        can: Vec<&'static str>,
    },
    /// A series of numbers on one day, which do not add up.
    #[error("{0} cannot be counted from the beginning of the year: it is a number on one day")]
    NotCumulative(&'static str),
    /// Small counts in its answer cannot be suppressed.
    #[error("{}", unsuppressed(.question, *.why))]
    NotSuppressed {
        /// The question's name.
        question: &'static str,
        /// Why not.
        why: Unsuppressed,
    },
    /// It names something that was recorded later only.
    #[error("the {what} '{name}' was not known yet at {known_at}: it is known since {since}{}", recorded_on(.on))]
    NotYet {
        /// Programme, office, provider.
        what: &'static str,
        /// The name.
        name: String,
        /// The state of knowledge.
        known_at: Seq,
        /// The first entry that has the name.
        since: Seq,
        /// The day on which that was recorded.
        on: Option<Day>,
    },
    /// A sum that does not fit.
    #[error(transparent)]
    TooLarge(#[from] AmountTooLarge),
}

fn unsuppressed(question: &str, why: Unsuppressed) -> String {
    match why {
        Unsuppressed::CountsNoPersons => format!("`{question}` counts no persons: there is nothing to suppress"),
        Unsuppressed::OneByOne => {
            format!("`{question}` shows persons, placements or entries one by one, and no counts")
        }
        Unsuppressed::ByPlacement => format!("`{question}` by placement shows placements one by one, and no counts"),
        Unsuppressed::ByPerson => format!("`{question}` by person shows persons one by one, and no counts"),
        Unsuppressed::NotAsCells => format!(
            "small counts in `{question}` cannot be suppressed: its numbers are not all counts of persons that add up"
        ),
    }
}

fn recorded_on(on: &Option<Day>) -> String {
    on.map(|day| format!(", recorded on {day}")).unwrap_or_default()
}

impl AskError {
    /// What is wrong, for programs and for what to do next.
    pub fn code(&self) -> ErrorCode {
        match self {
            AskError::Nothing { .. } => ErrorCode::Nothing,
            AskError::NoFigure(_) => ErrorCode::NoFigure,
            AskError::NoRow { .. } => ErrorCode::NoRow,
            AskError::NotSplit { .. } => ErrorCode::NotSplit,
            AskError::NotCumulative(_) => ErrorCode::NotCumulative,
            AskError::NotSuppressed { why: Unsuppressed::ByPlacement | Unsuppressed::ByPerson, .. } => {
                ErrorCode::NotSuppressedBy
            }
            AskError::NotSuppressed { .. } => ErrorCode::NotSuppressed,
            AskError::NotYet { .. } => ErrorCode::NotYet,
            AskError::TooLarge(_) => ErrorCode::AmountTooLarge,
        }
    }

    /// What the name would be the name of.
    pub fn fact(&self) -> Option<&'static str> {
        match self {
            AskError::Nothing { what, .. } | AskError::NotYet { what, .. } => Some(what),
            AskError::NoFigure(_)
            | AskError::NoRow { .. }
            | AskError::NotSplit { .. }
            | AskError::NotCumulative(_)
            | AskError::NotSuppressed { .. }
            | AskError::TooLarge(_) => None,
        }
    }
}
