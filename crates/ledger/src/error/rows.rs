//! Rows that are refused: what needs a decision before it can be imported, and what cannot be recorded.

use std::fmt;

use hovedbok_core::errors::ErrorCode;
use hovedbok_core::proposal::Origin;
use hovedbok_core::{Name, Seq, StreamId};
use hovedbok_register::CaseError;

use super::input::{sources, under};
use super::{InputError, LedgerError, Refusal};

/// The most rows that a message lists.
const LISTED_MAX: usize = 20;

/// Why a row is refused.
#[derive(Debug)]
pub enum Why {
    /// It says the same as a row before.
    Twice(Origin),
    /// It says the same as an entry that another row says already.
    Again(Seq),
    /// It says something else than what is recorded, and could correct several entries, or an entry that other rows could
    /// correct as well.
    Unclear {
        /// The entries.
        entries: Vec<Seq>,
        /// The other rows.
        rows: Vec<Origin>,
    },
    /// It begins later than the entry that it could correct, and no row shows that the file is a version of its table.
    Later(Seq),
    /// It is about the same as an entry of another type, which no row says: both would count.
    OtherType {
        /// The entry.
        entry: Seq,
        /// Its type.
        was: &'static str,
        /// The type of the row.
        becomes: &'static str,
    },
    /// The person is registered already, with other facts.
    Registered(Seq),
    /// A row before registers the same person with other facts.
    RegisteredTwice(Origin),
    /// What it names is not a case number.
    Case {
        /// The header of its column.
        column: Option<String>,
        /// What is wrong.
        error: CaseError,
    },
    /// A grant whose money could lie in several funds.
    SeveralFunds {
        /// The programme.
        programme: Name,
        /// The budget year.
        year: u16,
        /// The funds.
        funds: Vec<StreamId>,
    },
    /// What it says cannot be recorded.
    Refused(Box<Refusal>),
}

impl Why {
    /// The entries that it names.
    pub fn entries(&self) -> Vec<Seq> {
        match self {
            Why::Again(seq) | Why::Registered(seq) | Why::Later(seq) | Why::OtherType { entry: seq, .. } => vec![*seq],
            Why::Unclear { entries, .. } => entries.clone(),
            Why::Twice(_) | Why::RegisteredTwice(_) | Why::Case { .. } | Why::SeveralFunds { .. } | Why::Refused(_) => {
                Vec::new()
            }
        }
    }

    /// What is wrong with the file, for programs and for what to do next.
    pub(crate) fn code(&self) -> ErrorCode {
        match self {
            Why::Twice(_) | Why::Again(_) => ErrorCode::RowTwice,
            Why::Unclear { .. } => ErrorCode::RowUnclear,
            Why::Later(_) => ErrorCode::RowLater,
            Why::OtherType { .. } => ErrorCode::RowOtherType,
            Why::Registered(_) | Why::RegisteredTwice(_) => ErrorCode::RowRegistered,
            Why::Case { .. } => ErrorCode::Cells,
            Why::SeveralFunds { .. } => ErrorCode::SeveralFunds,
            Why::Refused(refusal) => refusal.code(),
        }
    }

    /// What the advice on it names.
    pub(crate) fn fact(&self) -> Option<String> {
        let Why::Refused(refusal) = self else { return None };
        refusal.fact()
    }
}

impl fmt::Display for Why {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Why::Twice(first) => write!(f, "the row is the same as {}", row(first)),
            Why::Again(seq) => write!(f, "entry {seq} already records this, and another row of the file says the same"),
            Why::Unclear { entries, rows } => {
                write!(f, "the row differs from what is recorded and could correct ")?;
                listed(f, entries, "or", |seq| seq.to_string())?;
                if !rows.is_empty() {
                    write!(f, ", and so could ")?;
                    listed(f, rows, "and", row)?;
                }
                Ok(())
            }
            Why::Later(seq) => write!(
                f,
                "the row begins later than {seq}, which is still open on that day: it may correct it or be about what came next"
            ),
            Why::OtherType { entry, was, becomes } => write!(
                f,
                "the row would be recorded as {becomes}, but {entry} already records it as {was}: both would count"
            ),
            Why::Registered(seq) => write!(f, "the person was registered in {seq} with different facts"),
            Why::RegisteredTwice(first) => write!(f, "the same person has different facts in {}", row(first)),
            Why::Case { column, error } => write!(f, "{}{error}", under(column.as_deref())),
            Why::SeveralFunds { programme, year, funds } => {
                write!(f, "the grant could come from several funds of {programme} in {year}: {}", sources(funds))
            }
            Why::Refused(refusal) => write!(f, "{refusal}"),
        }
    }
}

fn row(origin: &Origin) -> String {
    format!("line {} of {}", origin.line, origin.file)
}

fn listed<T>(f: &mut fmt::Formatter<'_>, items: &[T], last: &str, shown: impl Fn(&T) -> String) -> fmt::Result {
    let items: Vec<String> = items.iter().map(shown).collect();
    match items.split_last() {
        Some((end, before)) if !before.is_empty() => write!(f, "{} {last} {end}", before.join(", ")),
        Some((end, _)) => write!(f, "{end}"),
        None => Ok(()),
    }
}

/// A row that is refused.
#[derive(Debug)]
pub struct RefusedRow {
    /// Where it is.
    pub origin: Origin,
    /// The type of its entry.
    pub type_name: String,
    /// The header of the column that it is refused for, where there is one.
    pub column: Option<String>,
    /// Why.
    pub why: Why,
}

impl fmt::Display for RefusedRow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}, line {}", self.origin.file, self.origin.line)?;
        if let Some(column) = &self.column {
            write!(f, ", column \"{column}\"")?;
        }
        write!(f, ": {}", self.why)
    }
}

/// Every row that is refused: one at least.
#[derive(Debug)]
pub struct RefusedRows(pub(crate) Vec<RefusedRow>);

impl RefusedRows {
    /// What is wrong with the file: what is wrong with each row, or that rows are refused for different reasons.
    pub fn code(&self) -> ErrorCode {
        let mut codes = self.0.iter().map(|row| row.why.code());
        let first = codes.next().unwrap_or(ErrorCode::Rows);
        if codes.all(|code| code == first) { first } else { ErrorCode::Rows }
    }

    /// What is wrong with each of them, where they are refused for different reasons: each reason once, in the order of the
    /// rows, with what the advice on it names.
    pub(crate) fn reasons(&self) -> Vec<(ErrorCode, Option<String>)> {
        let mut reasons: Vec<(ErrorCode, Option<String>)> = Vec::new();
        for row in &self.0 {
            let reason = (row.why.code(), row.why.fact());
            if !reasons.contains(&reason) {
                reasons.push(reason);
            }
        }
        if reasons.len() > 1 { reasons } else { Vec::new() }
    }

    /// What the advice on them names.
    pub(crate) fn fact(&self) -> Option<String> {
        self.0.first()?.why.fact()
    }

    /// As an error: of a single row that cannot be read or recorded, why it cannot.
    pub(crate) fn into_error(mut self) -> LedgerError {
        match self.0.pop() {
            Some(RefusedRow { origin, column: None, why: Why::Refused(refusal), .. }) if self.0.is_empty() => {
                refusal.at(Some(origin))
            }
            Some(RefusedRow { origin: Origin { file, line }, why: Why::Case { column, error }, .. })
                if self.0.is_empty() =>
            {
                InputError::Case { file, line, column, error }.into()
            }
            Some(RefusedRow {
                origin: Origin { file, line },
                why: Why::SeveralFunds { programme, year, funds },
                ..
            }) if self.0.is_empty() => InputError::SeveralFunds { file, line, programme, year, funds }.into(),
            last => {
                self.0.extend(last);
                InputError::Rows(self).into()
            }
        }
    }

    /// A line for each row, as far as they are listed.
    pub fn lines(&self) -> Vec<String> {
        let mut lines: Vec<String> = self.0.iter().take(LISTED_MAX).map(ToString::to_string).collect();
        let more = self.0.len().saturating_sub(LISTED_MAX);
        lines.extend((more > 0).then(|| format!("and {more} more rows")));
        lines
    }
}

impl fmt::Display for RefusedRows {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.lines().join("\n"))
    }
}
