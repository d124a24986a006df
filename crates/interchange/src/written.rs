//! Periods as people write them in plans: `16.-17.04.`, `Uke 22-24.`, `Juni 09`, `Utsettes til 2008`.
//!
//! | text | period |
//! |---|---|
//! | `23.01.06`, `1.12.2008`, `2006-01-23`, `2006-01-23T00:00:00` | that day |
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
pub use result::{PlanResult, ResultKind, read_result};

/// A text that cannot be read, and why. The importer adds file, row and column.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("\"{as_written}\" {reason}")]
pub struct WrittenError {
    /// The text.
    pub as_written: String,
    /// What stands in the way.
    pub reason: Reason,
}

/// Why a text cannot be read as a period.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Reason {
    /// Nothing stands there.
    #[error("is empty where a date is needed: write one, as 23.01.06")]
    Empty,
    /// No form that is known.
    #[error("is no date, period or status that is known: write it as 23.01.06, 16.-17.04.07, uke 22 2007 or juni 2009")]
    Unknown,
    /// The year stands nowhere.
    #[error("has no year, and the section of the plan names none: write the year, as 23.01.06")]
    NoYear,
    /// The calendar has no such day, week or month.
    #[error("names a day, week or month that the calendar does not have: correct the number")]
    NotInCalendar,
    /// Two readings, neither likelier.
    #[error("can mean {one} or {other}: write which, as {write}")]
    Ambiguous {
        /// One reading.
        one: &'static str,
        /// The other.
        other: &'static str,
        /// A text that means one thing.
        write: &'static str,
    },
    /// A status word with more beside it.
    #[error("says more than its first word: write 'avlyst', 'utgår' or 'utsatt til' and a date, the rest in a note")]
    StatusWithMore,
}

/// What a cell for deadline or completion says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Written {
    /// Nothing stands there: open.
    Open,
    /// A day or period.
    On(Period),
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

/// The years of the calendar (core's [`Day`](hovedbok_core::Day)).
const YEARS: std::ops::RangeInclusive<i32> = 1900..=2199;
const WHY_CHANGED: &str = "'endret' beside 'utsatt' names no new deadline";

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
    let (first, rest) = words::first_word(as_written);
    let refuse = || WrittenError { as_written: as_written.to_owned(), reason: Reason::StatusWithMore };
    let alone = |written| if rest.is_empty() { Ok(Reading::plain(written)) } else { Err(refuse()) };
    match words::status(&words::fold(first)) {
        Some(words::Status::Cancelled) => alone(Written::Cancelled),
        Some(words::Status::Dropped) => alone(Written::Dropped),
        Some(words::Status::Postponed) => postponed(as_written, rest, section_year, refuse),
        None => {
            let Reading { value, remark } = read_period(as_written, section_year)?;
            Ok(Reading { value: Written::On(value), remark })
        }
    }
}

fn postponed(
    as_written: &str,
    rest: &str,
    section_year: Option<i32>,
    refuse: impl Fn() -> WrittenError,
) -> Result<Reading<Written>, WrittenError> {
    let (word, deadline) = words::first_word(rest);
    match (words::fold(word).as_str(), deadline.is_empty()) {
        ("", true) => Ok(Reading::plain(Written::Postponed { to: None })),
        ("endret" | "changed", true) => Ok(Reading {
            value: Written::Postponed { to: None },
            remark: Some(Remark::new(as_written, "postponed, to no named deadline", WHY_CHANGED)),
        }),
        ("til" | "to", false) => {
            let Reading { value, remark } = read_period(deadline, section_year)
                .map_err(|e| WrittenError { as_written: as_written.to_owned(), ..e })?;
            let shown = format!("postponed to {value}");
            let remark = remark.map(|r| Remark { as_written: as_written.to_owned(), taken_as: shown, ..r });
            Ok(Reading { value: Written::Postponed { to: Some(value) }, remark })
        }
        _ => Err(refuse()),
    }
}

#[cfg(test)]
mod tests;
