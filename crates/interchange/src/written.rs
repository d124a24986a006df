//! Periods as people write them in plans: `16.-17.04.`, `Uke 22-24.`, `Juni 09`, `Utsettes til 2008`.
//!
//! | text | period |
//! |---|---|
//! | `23.01.06`, `1.12.2008`, `2006-01-23`, `2006-01-23T00:00:00` | that day |
//! | `2006-05-31T22:00:00Z`, `2006-06-01 00:00 +02:00` | the day in Norway: 1 June, with its text |
//! | `18,12,08`, `08.09.06`+`\|`, `1/3-16`, `010117`, `5. januar 2007` | that day, with its text |
//! | `16.-17.04.`, `05.&06.11`, `19.10.06 20.10.06`, `08. – 10.01.07` | first to last |
//! | `U.17&18`, `Uke 22-24.` | ISO weeks, Monday to Sunday |
//! | `jan. 07`, `Januar`, `sep/okt 16`, `2008`, `1. kvartal 2008` | the whole of it |
//! | `primo`, `medio`, `ultimo` before a month; `høsten 2006`, `våren` | the days that they stand for |
//! | `innen utgangen av 2008` | its last day |
//!
//! A year that is not written is that of the plan's section. What the text does not say outright is in the remark with
//! the rule that decided; what can mean two things, or nothing, is refused.

mod lexer;
mod period;
mod point;
mod reader;
mod result;
mod words;

use hovedbok_core::Period;

use crate::remark::{Reading, Remark};

pub use result::{PlanResult, read_result};

/// A text that cannot be read, and why. The importer adds file, row and column.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("\"{as_written}\" {reason}")]
pub struct WrittenError {
    /// The text.
    pub as_written: String,
    /// What is wrong with it.
    pub reason: Reason,
}

impl WrittenError {
    /// The same of a text outside plans, where a period alone is wanted.
    pub fn of_a_period(&self) -> String {
        let text = &self.as_written;
        match self.reason {
            Reason::Unknown => format!(
                "\"{text}\" cannot be read as a date or period: write it as 23.01.06, 16.-17.04.07, 28.11-05.12.2026, uke 22 \
                 2007 or juni 2009"
            ),
            Reason::NoYear => format!("\"{text}\" has no year: write it, as in 23.01.06"),
            Reason::Empty | Reason::NotInCalendar | Reason::Ambiguous { .. } | Reason::StatusWithMore => {
                self.to_string()
            }
        }
    }
}

/// Why a text cannot be read as a period.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Reason {
    /// It is empty.
    #[error("is empty where a date is needed: write one, such as 23.01.06")]
    Empty,
    /// No form that is known.
    #[error("cannot be read as a date, period or status: write it as 23.01.06, 16.-17.04.07, uke 22 2007 or juni 2009")]
    Unknown,
    /// The year is not given anywhere.
    #[error("has no year, and neither has the section of the plan: write the year, as in 23.01.06")]
    NoYear,
    /// The calendar has no such day, week or month.
    #[error("names a day, week or month that the calendar does not have: correct the number")]
    NotInCalendar,
    /// Two readings, neither likelier.
    #[error("can mean {one} or {other}: write which, such as {write}")]
    Ambiguous {
        /// One reading.
        one: &'static str,
        /// The other.
        other: &'static str,
        /// A text that means one thing.
        write: &'static str,
    },
    /// A status word with more beside it.
    #[error(
        "has more than a status: write 'utført', 'avlyst', 'utgår' or 'utsatt til' and a date, and the rest in a note"
    )]
    StatusWithMore,
}

/// What a cell for deadline or completion says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Written {
    /// It is empty: open.
    Open,
    /// A day or period.
    On(Period),
    /// Reached (`utført`, `ferdig`), in this period where one is named.
    Completed(Option<Period>),
    /// Postponed (`utsatt`, `utsettes`), to a new deadline where one is named.
    Postponed {
        /// The new deadline.
        to: Option<Period>,
    },
    /// Cancelled (`avlyst`).
    Cancelled,
    /// Dropped from the plan (`utgår`).
    Dropped,
}

impl Written {
    /// What it says in a word.
    pub fn word(&self) -> &'static str {
        match self {
            Written::Open => "open",
            Written::On(_) => "a day or period",
            Written::Completed(_) => "completed",
            Written::Postponed { .. } => "postponed",
            Written::Cancelled => "cancelled",
            Written::Dropped => "dropped",
        }
    }
}

/// The years of the calendar (core's [`Day`](hovedbok_core::Day)).
const YEARS: std::ops::RangeInclusive<i32> = 1900..=2199;
const WHY_CHANGED: &str = "'endret' after 'utsatt' gives no new deadline";

/// The year that a section of a plan names: `2007` does, `2008-2009` and `Oslo` do not.
pub fn section_year(section: &str) -> Option<i32> {
    let section = section.trim();
    let four = section.len() == 4 && section.bytes().all(|b| b.is_ascii_digit());
    four.then(|| section.parse().ok()).flatten().filter(|year| YEARS.contains(year))
}

/// Reads a day or period; `section_year` is the year of the plan's section, for texts without one.
///
/// The period keeps the text unless that is a plain single day (`23.01.06`, `23.01.2006`, `2006-01-23`).
///
/// # Errors
/// [`WrittenError`] for what is no known form, names no year where none is known, is not in the calendar, or can mean
/// two things.
pub fn read_period(text: &str, section_year: Option<i32>) -> Result<Reading<Period>, WrittenError> {
    let as_written = text.trim();
    let refuse = |reason| WrittenError { as_written: as_written.to_owned(), reason };
    if as_written.is_empty() {
        return Err(refuse(Reason::Empty));
    }
    let section_year = section_year.filter(|year| YEARS.contains(year));
    let folded = words::fold(as_written);
    let lexed = lexer::lex(&folded).ok_or_else(|| refuse(Reason::Unknown))?;
    let parsed = point::parse(&lexed.tokens).map_err(refuse)?;
    let read = period::resolve(parsed, section_year).map_err(refuse)?;
    let mut rules = read.rules;
    rules.extend(lexed.rules);
    let plain = read.plain && rules.iter().all(|rule| *rule == period::WHY_TWO_DIGITS);
    let value = if plain { read.period } else { read.period.written(as_written) };
    let remark = Remark::of_rules(as_written, &value, &rules).map(|r| Remark { warning: read.warning, ..r });
    Ok(Reading { value, remark })
}

/// Reads a cell that holds a day or period, a status word, or nothing.
///
/// # Errors
/// As [`read_period`], and for a status word with more beside it than a new deadline.
pub fn read_cell(text: &str, section_year: Option<i32>) -> Result<Reading<Written>, WrittenError> {
    let as_written = text.trim();
    if as_written.is_empty() {
        return Ok(Reading::plain(Written::Open));
    }
    match status_of(as_written, section_year) {
        Some(Ok(reading)) => Ok(reading),
        Some(Err((_, error))) => Err(error),
        None => {
            let Reading { value, remark } = read_period(as_written, section_year)?;
            Ok(Reading { value: Written::On(value), remark })
        }
    }
}

/// Whether a text is the name of a month or its abbreviation.
pub fn is_month(text: &str) -> bool {
    words::month(&words::fold(text)).is_some()
}

/// The status that a text begins with, and what its first words alone say where the rest of it cannot be read; none where it
/// begins with no status.
fn status_of(text: &str, section_year: Option<i32>) -> Option<Result<Reading<Written>, (Written, WrittenError)>> {
    let (mut status, rest) = words::status(text)?;
    let refuse = || WrittenError { as_written: text.to_owned(), reason: Reason::StatusWithMore };
    let (word, day) = words::first_word(rest);
    let folded = words::fold(word);
    // Moved to a day it is postponed; moved elsewhere it is no longer here.
    if words::moved(text) && matches!(folded.as_str(), "til" | "to" | "until") && read_period(day, section_year).is_ok()
    {
        status = words::Status::Postponed;
    }
    let alone = match status {
        words::Status::Completed => Written::Completed(None),
        words::Status::Postponed => Written::Postponed { to: None },
        words::Status::Cancelled => Written::Cancelled,
        words::Status::Dropped => Written::Dropped,
        words::Status::Open => Written::Open,
    };
    if rest.is_empty() {
        return Some(Ok(Reading::plain(alone)));
    }
    let read = match (status, folded.as_str()) {
        (words::Status::Postponed, "endret" | "changed") if day.is_empty() => Ok(Reading {
            value: alone.clone(),
            remark: Some(Remark::new(text, "postponed without a new deadline", WHY_CHANGED)),
        }),
        (words::Status::Postponed, "til" | "to" | "until") if !day.is_empty() => {
            dated(text, day, section_year, |to| Written::Postponed { to: Some(to) })
        }
        (words::Status::Completed, "den" | "on" | "in" | "i" | "per") if !day.is_empty() => {
            dated(text, day, section_year, |on| Written::Completed(Some(on)))
        }
        (words::Status::Completed, _) => dated(text, rest, section_year, |on| Written::Completed(Some(on)))
            .map_err(|error| if error.reason == Reason::Unknown { refuse() } else { error }),
        _ => Err(refuse()),
    };
    Some(read.map_err(|error| (alone, error)))
}

/// A status with its day.
fn dated(
    text: &str,
    day: &str,
    section_year: Option<i32>,
    status: impl Fn(Period) -> Written,
) -> Result<Reading<Written>, WrittenError> {
    let Reading { value, remark } =
        read_period(day, section_year).map_err(|e| WrittenError { as_written: text.to_owned(), ..e })?;
    let status = status(value.clone());
    let shown = match &status {
        Written::Postponed { .. } => format!("postponed to {value}"),
        Written::Open | Written::On(_) | Written::Completed(_) | Written::Cancelled | Written::Dropped => {
            format!("completed {value}")
        }
    };
    let remark = remark.map(|r| Remark { as_written: text.to_owned(), taken_as: shown, ..r });
    Ok(Reading { value: status, remark })
}

#[cfg(test)]
mod tests;
