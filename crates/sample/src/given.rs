//! Constants as they are written in this crate and its tables: days, periods, names, amounts.

use std::fmt::Debug;

use chrono::{Datelike, Weekday};
use hovedbok_core::{Day, Month, Name, Ore, Period, Text};
use rand::seq::IndexedRandom;
use rand_chacha::ChaCha8Rng;

/// The value of a constant that can be read.
///
/// # Panics
/// When it cannot be read. No input reaches this: every constant and every table of the crate is compiled in and read by
/// [`demo`](crate::demo), which the tests build whole.
#[track_caller]
pub(crate) fn constant<T, E: Debug>(read: Result<T, E>, written: &str) -> T {
    match read {
        Ok(value) => value,
        Err(error) => panic!("a constant of the sample cannot be read: '{written}': {error:?}"),
    }
}

/// A day written `YYYY-MM-DD`.
#[track_caller]
pub(crate) fn day(text: &str) -> Day {
    constant(text.parse(), text)
}

/// A day of a year and month.
#[track_caller]
pub(crate) fn date(year: i32, month: u32, day: u32) -> Day {
    constant(Day::new(year, month, day).ok_or("not in the calendar"), &format!("{year}-{month}-{day}"))
}

/// A month of a year, 1-12.
#[track_caller]
pub(crate) fn month(year: i32, month: u32) -> Month {
    constant(Month::new(year, month).ok_or("not in the calendar"), &format!("{year}-{month}"))
}

/// First to last day.
#[track_caller]
pub(crate) fn period(start: Day, end: Day) -> Period {
    constant(Period::new(start, end), &format!("{start} to {end}"))
}

/// First to last day with the text of the source.
#[track_caller]
pub(crate) fn written(start: &str, end: &str, as_written: &str) -> Period {
    period(day(start), day(end)).written(as_written)
}

/// A whole year, as the source writes it.
#[track_caller]
pub(crate) fn year(year: u16) -> Period {
    period(date(year.into(), 1, 1), date(year.into(), 12, 31)).written(&year.to_string())
}

/// The days of a month.
#[track_caller]
pub(crate) fn whole(month: Month) -> Period {
    period(month.first(), month.last())
}

/// A name.
#[track_caller]
pub(crate) fn name(text: &str) -> Name {
    constant(text.parse(), text)
}

/// An amount in whole kroner.
#[track_caller]
pub(crate) fn kroner(amount: i64) -> Ore {
    constant(Ore::new(amount * 100).ok_or("not an amount"), &amount.to_string())
}

/// A text that may be missing.
pub(crate) fn text(text: Option<&str>) -> Option<Text> {
    text.filter(|text| !text.is_empty()).map(Text::from)
}

/// One of the days from Monday to Friday in a period, or its first day where there is none.
pub(crate) fn workday(rng: &mut ChaCha8Rng, from: Day, to: Day) -> Day {
    let works = |day: &Day| !matches!(day.date().weekday(), Weekday::Sat | Weekday::Sun);
    let days: Vec<Day> = (0..=to.days_since(from)).map(|step| from.plus_days(step)).filter(works).collect();
    days.choose(rng).copied().unwrap_or(from)
}
