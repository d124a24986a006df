//! Days and months in options: read as in cells and fields, with a note if the text is ambiguous.

use std::time::Duration;

use hovedbok_core::field::Shape;
use hovedbok_core::{Day, Month, Period};
use hovedbok_interchange::remark::Remark;
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

/// The first day of a day, month or other period: 2026-10-31, 31.10.2026, 2026-10, oktober 2026.
///
/// # Errors
/// As [`day`].
pub fn first_day(text: &str) -> Result<Day, String> {
    one_of(text, Month::first, Period::start)
}

/// The last day of a day, month or other period.
///
/// # Errors
/// As [`day`].
pub fn last_day(text: &str) -> Result<Day, String> {
    one_of(text, Month::last, Period::end)
}

fn one_of(text: &str, of_month: fn(Month) -> Day, of_period: fn(&Period) -> Day) -> Result<Day, String> {
    if let Ok(month) = text.trim().parse() {
        return Ok(of_month(month));
    }
    match value::period(FIELD, text) {
        Ok(reading) if reading.value.start() != reading.value.end() => {
            remarked(reading.remark.as_ref());
            Ok(of_period(&reading.value))
        }
        Ok(_) | Err(_) => day(text),
    }
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

/// A whole number that is not nought.
///
/// # Errors
/// What can be written.
pub fn whole(text: &str) -> Result<u64, String> {
    let number = text.trim().parse().ok().filter(|number| *number > 0);
    number.ok_or_else(|| "write a whole number, 1 or more".to_owned())
}

/// Days of an option: one, or a stretch of them with `..` between.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Days {
    One(Day),
    Span(Span),
}

/// States of knowledge of an option: one, several with commas between, or a stretch of days with `..` between.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Known {
    One(KnownAt),
    Several(Vec<KnownAt>),
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

/// A day, the last day of a month such as oktober 2026, or a stretch such as 2008-06..2010-12.
///
/// # Errors
/// As [`day`].
pub fn days(text: &str) -> Result<Days, String> {
    match span(text) {
        Some(span) => span.map(Days::Span),
        None => last_day(text).map(Days::One),
    }
}

/// A state of knowledge, several of them, or a stretch of days.
///
/// # Errors
/// As [`known_at`].
pub fn known(text: &str) -> Result<Known, String> {
    if text.contains(',') {
        return text.split(',').map(known_at).collect::<Result<_, _>>().map(Known::Several);
    }
    if let Some((from, to)) = text.split_once("..") {
        // A stretch has days; of positions and instants it is its two ends.
        let exact = |end: &str| end.trim().parse::<KnownAt>().ok().filter(|known| !matches!(known, KnownAt::Day(_)));
        if (exact(from).is_some() || exact(to).is_some()) && !(is_year(from) && is_year(to)) {
            return Ok(Known::Several(vec![known_at(from)?, known_at(to)?]));
        }
    }
    match span(text) {
        Some(span) => span.map(Known::Span),
        None => known_at(text).map(Known::One),
    }
}

/// A stretch of days; nothing where the text is none.
fn span(text: &str) -> Option<Result<Span, String>> {
    let (from, to) = text.split_once("..")?;
    Some(end(from, 1).and_then(|from| end(to, 12).map(|to| Span { from, to })))
}

/// An end of a stretch; of a year one of its months.
fn end(text: &str, of_year: u32) -> Result<End, String> {
    let year = text.trim();
    if year.len() == 4 && year.bytes().all(|byte| byte.is_ascii_digit()) {
        return format!("{year}-{of_year:02}").parse().map(End::Month).map_err(|_| format!("'{year}' is not a year"));
    }
    if let Ok(month) = text.trim().parse() {
        return Ok(End::Month(month));
    }
    day(text).map(End::Day).or_else(|error| month(text).map(End::Month).map_err(|_| error))
}

/// A month: 2026-10, oktober 2026.
///
/// # Errors
/// As [`day`].
pub fn month(text: &str) -> Result<Month, String> {
    read(Shape::Month, text)
}

/// A state of knowledge: a position, an instant, or a day as [`last_day`] reads it. A number alone is a position; where it could
/// be a year, a month or a day, a note says how it was read and how the other is written.
///
/// # Errors
/// As [`day`].
pub fn known_at(text: &str) -> Result<KnownAt, String> {
    match text.trim().parse() {
        Ok(KnownAt::Position(position)) => {
            if let Some(day) = also_a_day(text.trim()).filter(|_| !call::names("--quiet")) {
                crate::notes::note!(
                    "{text} is read as the position @{text}; for what was known at the end of {day}, write {day}",
                    text = text.trim()
                );
            }
            Ok(KnownAt::Position(position))
        }
        Ok(known_at) => Ok(known_at),
        Err(_) => last_day(text).map(KnownAt::Day).map_err(|error| {
            format!("{error}; a state of knowledge is a position (12, #12, @12), a day or an instant (RFC 3339)")
        }),
    }
}

/// The years that a number of four digits can be: those that records are kept of.
const YEARS: std::ops::RangeInclusive<u32> = 1900..=2100;

/// Whether a text is such a year.
fn is_year(text: &str) -> bool {
    let text = text.trim();
    text.len() == 4 && text.parse().is_ok_and(|year: u32| YEARS.contains(&year))
}

/// The last day that a number without a sign could also mean: of a year (2009), a month (200912) or a day (20091231).
fn also_a_day(number: &str) -> Option<Day> {
    let (year, rest) = number.split_at_checked(4).filter(|(year, _)| is_year(year))?;
    match rest.len() {
        0 => format!("{year}-12").parse().ok().map(Month::last),
        2 => format!("{year}-{rest}").parse().ok().map(Month::last),
        4 => {
            let (month, day) = rest.split_at_checked(2)?;
            format!("{year}-{month}-{day}").parse().ok()
        }
        _ => None,
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
    remarked(reading.remark.as_ref());
    let read = reading.value.as_str().unwrap_or_default().parse::<T>();
    read.map_err(|error| error.to_string())
}

/// Passes on what the text could also mean. Values of options are read before the whole call is parsed, so --quiet is looked
/// for among the words.
fn remarked(remark: Option<&Remark>) {
    if let Some(remark) = remark.filter(|_| !call::names("--quiet")) {
        crate::notes::note!("{remark}");
    }
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
    fn a_month_is_its_first_or_its_last_day() {
        for text in ["september 2026", "2026-09", "September 2026", "01.09.2026-30.09.2026"] {
            assert_eq!(first_day(text).map(|day| day.to_string()), Ok("2026-09-01".to_owned()), "{text}");
            assert_eq!(last_day(text).map(|day| day.to_string()), Ok("2026-09-30".to_owned()), "{text}");
        }
        for text in ["30.09.2026", "2026-09-30", "30. september 2026"] {
            assert_eq!(first_day(text), last_day(text), "{text}");
            assert_eq!(first_day(text).map(|day| day.to_string()), Ok("2026-09-30".to_owned()), "{text}");
        }
        assert!(first_day("soon").unwrap_err().contains("cannot be read as a date"));
        assert_eq!(known_at("september 2026"), known_at("2026-09-30"));
        assert!(matches!(days("juni 2008..2010-12"), Ok(Days::Span(Span { from: End::Month(_), to: End::Month(_) }))));
    }

    #[test]
    fn a_state_of_knowledge_may_be_such_a_day() {
        assert_eq!(known_at("31.10.2026"), known_at("2026-10-31"));
        assert_eq!(known_at("12"), "#12".parse().map_err(|_| String::new()));
        assert!(matches!(known_at("2009-12-31T22:59:59Z"), Ok(KnownAt::Instant(_))));
        assert!(known_at("yesterday").unwrap_err().contains("position"));
    }

    #[test]
    fn a_number_alone_is_a_position_and_it_is_known_which_could_be_a_date() {
        for (text, day) in [
            ("2009", Some("2009-12-31")),
            ("1900", Some("1900-12-31")),
            ("2100", Some("2100-12-31")),
            ("200902", Some("2009-02-28")),
            ("20090131", Some("2009-01-31")),
            ("1899", None),
            ("2101", None),
            ("200913", None),
            ("20090230", None),
            ("20090", None),
            ("12", None),
            ("#2009", None),
            ("@2009", None),
        ] {
            assert!(matches!(known_at(text), Ok(KnownAt::Position(_))), "{text}");
            assert_eq!(also_a_day(text).map(|day| day.to_string()).as_deref(), day, "{text}");
        }
    }

    #[test]
    fn the_ends_of_a_stretch_of_states_are_years_only_where_both_can_be() {
        assert!(matches!(known("2009..2010"), Ok(Known::Span(_))));
        for text in ["1000..2000", "2009..2500", "12..2010", "#2009..#2010", "2009..#2010"] {
            assert!(
                matches!(known(text), Ok(Known::Several(ends)) if ends.iter().all(|end| matches!(end, KnownAt::Position(_)))),
                "{text}"
            );
        }
    }
}
