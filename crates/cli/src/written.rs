//! Days and months in options: read as in cells and fields, with a note if the text is ambiguous.

use std::time::Duration;

use hovedbok_core::field::Shape;
use hovedbok_core::{Day, Month};
use hovedbok_interchange::value;
use hovedbok_ledger::KnownAt;

use crate::call;

/// The name of the field, which the reader of values puts before an error.
const FIELD: &str = "date";

/// A day: 2026-10-31, 31.10.2026, 31. oktober 2026.
///
/// # Errors
/// What is wrong with the text, in words.
pub fn day(text: &str) -> Result<Day, String> {
    read(Shape::Day, text)
}

/// A time to wait: 500ms, 2s, 1m; without a unit, seconds.
///
/// # Errors
/// What can be written.
pub fn duration(text: &str) -> Result<Duration, String> {
    let digits = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    let (number, unit) = text.split_at(digits);
    let millis: Option<u64> = match unit.trim() {
        "ms" => Some(1),
        "" | "s" => Some(1000),
        "m" => Some(60_000),
        _ => None,
    };
    let millis = number.parse::<u64>().ok().zip(millis).and_then(|(number, unit)| number.checked_mul(unit));
    millis.map(Duration::from_millis).ok_or_else(|| "write a number with a unit, such as 500ms, 2s or 1m".to_owned())
}

/// Days of an option: one, or a stretch of them with `..` between.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Days {
    One(Day),
    Span(Span),
}

/// States of knowledge of an option: one, or a stretch of days with `..` between.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Known {
    One(KnownAt),
    Span(Span),
}

/// A stretch of days, both ends inside.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    pub from: End,
    pub to: End,
}

/// An end of a stretch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    Day(Day),
    Month(Month),
}

/// A day, or a stretch such as 2008-06..2010-12.
///
/// # Errors
/// As [`day`].
pub fn days(text: &str) -> Result<Days, String> {
    match span(text) {
        Some(span) => span.map(Days::Span),
        None => day(text).map(Days::One),
    }
}

/// A state of knowledge, or a stretch of days.
///
/// # Errors
/// As [`known_at`].
pub fn known(text: &str) -> Result<Known, String> {
    match span(text) {
        Some(span) => span.map(Known::Span),
        None => known_at(text).map(Known::One),
    }
}

/// A stretch of days; nothing where the text is none.
fn span(text: &str) -> Option<Result<Span, String>> {
    let (from, to) = text.split_once("..")?;
    Some(end(from).and_then(|from| end(to).map(|to| Span { from, to })))
}

fn end(text: &str) -> Result<End, String> {
    match text.trim().parse() {
        Ok(month) => Ok(End::Month(month)),
        Err(_) => day(text).map(End::Day),
    }
}

/// A month: 2026-10, oktober 2026.
///
/// # Errors
/// As [`day`].
pub fn month(text: &str) -> Result<Month, String> {
    read(Shape::Month, text)
}

/// A state of knowledge: a position, an instant, or a day as [`day`] reads it.
///
/// # Errors
/// As [`day`].
pub fn known_at(text: &str) -> Result<KnownAt, String> {
    match text.parse() {
        Ok(known_at) => Ok(known_at),
        Err(_) => day(text).map(KnownAt::Day).map_err(|error| {
            format!("{error}; a state of knowledge is a position (12, #12, @12), a day or an instant (RFC 3339)")
        }),
    }
}

fn read<T: std::str::FromStr>(shape: Shape, text: &str) -> Result<T, String>
where
    T::Err: std::fmt::Display,
{
    let reading = value::read(FIELD, shape, text).map_err(|error| {
        let error = error.to_string();
        error.strip_prefix(&format!("{FIELD}: ")).unwrap_or(&error).to_owned()
    })?;
    // Values of options are read before the whole call is parsed, so --quiet is looked for among the words.
    if let Some(remark) = reading.remark.filter(|_| !call::names("--quiet")) {
        crate::notes::note!("{remark}");
    }
    let read = reading.value.as_str().unwrap_or_default().parse::<T>();
    read.map_err(|error| error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_to_wait_have_units() {
        for (text, millis) in [("2s", 2000), ("500ms", 500), ("1m", 60_000), ("3", 3000), ("0", 0), ("2 s", 2000)] {
            assert_eq!(duration(text), Ok(Duration::from_millis(millis)), "{text}");
        }
        for text in ["", "s", "1.5s", "-1s", "1h", "99999999999999999999s", "18446744073709551615m"] {
            assert!(duration(text).is_err(), "{text}");
        }
    }

    #[test]
    fn days_are_read_as_people_write_them() {
        for text in ["2026-10-31", "31.10.2026", "31.10.26", "31. oktober 2026", " 31.10.2026 ", "2026-10-31T00:00:00"]
        {
            assert_eq!(day(text).map(|day| day.to_string()), Ok("2026-10-31".to_owned()), "{text}");
        }
        for (text, says) in [
            ("31.11.2026", "calendar"),
            ("oktober 2026", "more than one day"),
            ("31.10.", "year"),
            ("soon", "cannot be read as a date"),
            ("", "empty"),
        ] {
            let error = day(text).unwrap_err();
            assert!(error.contains(says) && !error.contains("date: "), "{text}: {error}");
        }
        assert_eq!(month("oktober 2026").map(|month| month.to_string()), Ok("2026-10".to_owned()));
        assert_eq!(month("2026-10").map(|month| month.to_string()), Ok("2026-10".to_owned()));
    }

    #[test]
    fn a_state_of_knowledge_may_be_such_a_day() {
        assert_eq!(known_at("31.10.2026"), known_at("2026-10-31"));
        assert_eq!(known_at("12"), "#12".parse().map_err(|_| String::new()));
        assert!(matches!(known_at("2009-12-31T22:59:59Z"), Ok(KnownAt::Instant(_))));
        assert!(known_at("yesterday").unwrap_err().contains("position"));
    }
}
