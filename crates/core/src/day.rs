//! Days, months and periods: when something holds in the world (valid time, bokmål *gjelder per*).

use std::fmt;
use std::str::FromStr;

use chrono::{Datelike, Days, Months, NaiveDate, Weekday};
use serde::de::{self, MapAccess, Visitor};
use serde::ser::SerializeStruct;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::field::{Field, Shape, parsed};
use crate::personal::Search;

/// Why a day, month or period could not be taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DayError {
    /// The text is not a day of the calendar written `YYYY-MM-DD`.
    #[error("'{0}' is not a day: write it as YYYY-MM-DD, between 1900-01-01 and 2199-12-31")]
    NotADay(String),
    /// The text is not a month written `YYYY-MM`.
    #[error("'{0}' is not a month: write it as YYYY-MM, between 1900-01 and 2199-12")]
    NotAMonth(String),
    /// A period ends before it begins.
    #[error("the period {start} to {end} ends before it begins: swap the two days")]
    Backwards {
        /// First day as given.
        start: Day,
        /// Last day as given.
        end: Day,
    },
}

/// A day of the Gregorian calendar in Norway, from 1900 to 2199; in JSON `YYYY-MM-DD`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(NaiveDate);

impl Day {
    /// The first day that can be written.
    pub const MIN: Day = Day(const_day(1900, 1, 1));
    /// The last day that can be written.
    pub const MAX: Day = Day(const_day(2199, 12, 31));

    /// The day of a year, month (1-12) and day of the month, if the calendar has it.
    pub fn new(year: i32, month: u32, day: u32) -> Option<Day> {
        NaiveDate::from_ymd_opt(year, month, day).and_then(Day::from_date)
    }

    /// The day of a calendar date, if it lies between 1900 and 2199.
    pub fn from_date(date: NaiveDate) -> Option<Day> {
        let day = Day(date);
        (Day::MIN <= day && day <= Day::MAX).then_some(day)
    }

    /// The calendar date.
    pub fn date(self) -> NaiveDate {
        self.0
    }

    /// The year, month (1-12) and day of the month.
    pub fn parts(self) -> (i32, u32, u32) {
        (self.0.year(), self.0.month(), self.0.day())
    }

    /// The year.
    pub fn year(self) -> i32 {
        self.0.year()
    }

    /// The month that the day lies in.
    pub fn month(self) -> Month {
        Month(Day(self.0.with_day(1).unwrap_or(self.0)))
    }

    /// The day so many days later (earlier when negative), held within [`Day::MIN`] and [`Day::MAX`].
    pub fn plus_days(self, days: i64) -> Day {
        let step = Days::new(days.unsigned_abs());
        let moved = if days < 0 { self.0.checked_sub_days(step) } else { self.0.checked_add_days(step) };
        let edge = if days < 0 { Day::MIN } else { Day::MAX };
        moved.and_then(Day::from_date).unwrap_or(edge)
    }

    /// The day after, held at [`Day::MAX`].
    pub fn next(self) -> Day {
        self.plus_days(1)
    }

    /// Whether it is a Saturday or a Sunday.
    pub fn is_weekend(self) -> bool {
        matches!(self.0.weekday(), Weekday::Sat | Weekday::Sun)
    }

    /// The same day so many months later; the last day of the month where that month is shorter.
    pub fn plus_months(self, months: u32) -> Day {
        self.0.checked_add_months(Months::new(months)).and_then(Day::from_date).unwrap_or(Day::MAX)
    }

    /// Days from `earlier` to this day; negative when this day is the earlier one.
    pub fn days_since(self, earlier: Day) -> i64 {
        self.0.signed_duration_since(earlier.0).num_days()
    }
}

const fn const_day(year: i32, month: u32, day: u32) -> NaiveDate {
    match NaiveDate::from_ymd_opt(year, month, day) {
        Some(date) => date,
        None => NaiveDate::MIN,
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = self.parts();
        // Files have millions of days.
        let digit = |number: u32| b'0' + (number % 10) as u8;
        let year = year.unsigned_abs();
        let text = [
            digit(year / 1000),
            digit(year / 100),
            digit(year / 10),
            digit(year),
            b'-',
            digit(month / 10),
            digit(month),
            b'-',
            digit(day / 10),
            digit(day),
        ];
        f.write_str(str::from_utf8(&text).unwrap_or_default())
    }
}

impl FromStr for Day {
    type Err = DayError;
    fn from_str(text: &str) -> Result<Day, DayError> {
        let parts = || {
            let bytes = text.as_bytes();
            let shaped = bytes.len() == 10 && bytes.get(4) == Some(&b'-') && bytes.get(7) == Some(&b'-');
            let year = digits(text.get(0..4)?)?;
            shaped.then_some(())?;
            Day::new(i32::try_from(year).ok()?, digits(text.get(5..7)?)?, digits(text.get(8..10)?)?)
        };
        parts().ok_or_else(|| DayError::NotADay(text.to_owned()))
    }
}

fn digits(text: &str) -> Option<u32> {
    text.bytes().all(|b| b.is_ascii_digit()).then(|| text.parse().ok()).flatten()
}

impl Serialize for Day {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Day {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Day, D::Error> {
        parsed(deserializer, "a day YYYY-MM-DD")
    }
}

/// A calendar month; in JSON `YYYY-MM`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Month(Day);

impl Month {
    /// The month (1-12) of a year, if the calendar has it.
    pub fn new(year: i32, month: u32) -> Option<Month> {
        Day::new(year, month, 1).map(Month)
    }

    /// The first day.
    pub fn first(self) -> Day {
        self.0
    }

    /// The last day.
    pub fn last(self) -> Day {
        let (year, month, _) = self.0.parts();
        if (year, month) == (2199, 12) { Day::MAX } else { self.0.plus_months(1).plus_days(-1) }
    }

    /// The month after, held at the last month of the calendar.
    pub fn next(self) -> Month {
        self.last().next().month()
    }
}

impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, _) = self.0.parts();
        write!(f, "{year:04}-{month:02}")
    }
}

impl FromStr for Month {
    type Err = DayError;
    fn from_str(text: &str) -> Result<Month, DayError> {
        let wrong = || DayError::NotAMonth(text.to_owned());
        if text.len() != 7 {
            return Err(wrong());
        }
        format!("{text}-01").parse().map(Month).map_err(|_| wrong())
    }
}

impl Serialize for Month {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Month {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Month, D::Error> {
        parsed(deserializer, "a month YYYY-MM")
    }
}

/// Whether a text has a number that is not of a year: `2016`, `2016-2017` and, of more days than a month has, `2016-17` are
/// years.
fn numbers_a_day(text: &str, days: i64) -> bool {
    let numbers: Vec<&str> = text.split(|c: char| !c.is_ascii_digit()).filter(|number| !number.is_empty()).collect();
    let year = |number: &str| number.len() == 4 && (number.starts_with("19") || number.starts_with("20"));
    match numbers.as_slice() {
        [first, last] if year(first) && last.len() == 2 => days <= 31,
        all => !all.iter().all(|number| year(number)),
    }
}

/// A first and a last day, both inside, with the text that it was read from where that said more than one day.
///
/// In JSON a single day is `"YYYY-MM-DD"`, anything else `{"start","end","as_written"}`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Period {
    start: Day,
    end: Day,
    as_written: Option<Box<str>>,
}

impl Period {
    /// A single day.
    pub fn day(day: Day) -> Period {
        Period { start: day, end: day, as_written: None }
    }

    /// From a first to a last day.
    ///
    /// # Errors
    /// [`DayError::Backwards`] when it ends before it begins.
    pub fn new(start: Day, end: Day) -> Result<Period, DayError> {
        if end < start {
            return Err(DayError::Backwards { start, end });
        }
        Ok(Period { start, end, as_written: None })
    }

    /// The same period with the text it was read from.
    #[must_use]
    pub fn written(mut self, text: &str) -> Period {
        self.as_written = Some(text.into());
        self
    }

    /// First day inside.
    pub fn start(&self) -> Day {
        self.start
    }

    /// Last day inside.
    pub fn end(&self) -> Day {
        self.end
    }

    /// The text that it was read from, if kept.
    pub fn as_written(&self) -> Option<&str> {
        self.as_written.as_deref()
    }

    /// Whether it only bounds a day that nobody gave: it is longer than a day, and what it was read from ("done", "2016")
    /// names no day, week, month or season.
    pub fn bounds_a_day(&self) -> bool {
        const NAMED: [&str; 23] = [
            "jan", "feb", "mar", "apr", "mai", "may", "jun", "jul", "aug", "sep", "okt", "oct", "nov", "des", "dec",
            "vår", "sommer", "høst", "vinter", "spring", "summer", "autumn", "winter",
        ];
        let names_days = |text: &str| {
            let text = text.to_lowercase();
            // `faller bort` begins with the name of a season and is none.
            let named = |word: &str| word == "fall" || NAMED.iter().any(|name| word.starts_with(name));
            numbers_a_day(&text, self.days()) || text.split(|c: char| !c.is_alphabetic()).any(named)
        };
        self.start < self.end && self.as_written().is_some_and(|text| !names_days(text))
    }

    /// Whether the day lies inside.
    pub fn contains(&self, day: Day) -> bool {
        self.start <= day && day <= self.end
    }

    /// Whether the two periods share a day.
    pub fn overlaps(&self, other: &Period) -> bool {
        self.start <= other.end && other.start <= self.end
    }

    /// Number of days inside, both ends counted.
    pub fn days(&self) -> i64 {
        self.end.days_since(self.start) + 1
    }
}

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.start == self.end { write!(f, "{}", self.start) } else { write!(f, "{} to {}", self.start, self.end) }
    }
}

impl Serialize for Period {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if self.start == self.end && self.as_written.is_none() {
            return self.start.serialize(serializer);
        }
        let fields = if self.as_written.is_some() { 3 } else { 2 };
        let mut object = serializer.serialize_struct("Period", fields)?;
        object.serialize_field("start", &self.start)?;
        object.serialize_field("end", &self.end)?;
        if let Some(text) = &self.as_written {
            object.serialize_field("as_written", text)?;
        }
        object.end()
    }
}

#[derive(Deserialize)]
#[serde(field_identifier, rename_all = "snake_case")]
enum Part {
    Start,
    End,
    AsWritten,
}

struct PeriodVisitor;

impl<'de> Visitor<'de> for PeriodVisitor {
    type Value = Period;
    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a day YYYY-MM-DD or {\"start\",\"end\",\"as_written\"}")
    }
    fn visit_str<E: de::Error>(self, text: &str) -> Result<Period, E> {
        text.parse().map(Period::day).map_err(E::custom)
    }
    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Period, A::Error> {
        let (mut start, mut end, mut as_written) = (None, None, None);
        while let Some(part) = map.next_key()? {
            match part {
                Part::Start => start = Some(map.next_value::<Day>()?),
                Part::End => end = Some(map.next_value::<Day>()?),
                Part::AsWritten => as_written = map.next_value::<Option<Box<str>>>()?,
            }
        }
        let start = start.ok_or_else(|| de::Error::missing_field("start"))?;
        let end = end.ok_or_else(|| de::Error::missing_field("end"))?;
        let period = Period::new(start, end).map_err(de::Error::custom)?;
        Ok(Period { as_written, ..period })
    }
}

impl<'de> Deserialize<'de> for Period {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Period, D::Error> {
        deserializer.deserialize_any(PeriodVisitor)
    }
}

impl Field for Day {
    const SHAPE: Shape = Shape::Day;
}

impl Field for Month {
    const SHAPE: Shape = Shape::Month;
}

impl Field for Period {
    const SHAPE: Shape = Shape::Period;
    fn searched<'a>(&'a self, found: &mut dyn FnMut(Search, &'a str)) {
        if let Some(text) = self.as_written() {
            found(Search::Everything, text);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_read_strictly() {
        assert_eq!("2007-08-27".parse::<Day>().unwrap().to_string(), "2007-08-27");
        for wrong in ["2007-8-27", "2007-02-30", "27.08.2007", "1899-12-31", "2200-01-01", "", "2007-08-2७"] {
            assert!(wrong.parse::<Day>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_period_bounds_a_day_where_its_words_name_none() {
        let period = Period::new("2016-01-01".parse().unwrap(), "2017-11-15".parse().unwrap()).unwrap();
        for undated in [
            "done",
            "done, no day given",
            "Utført",
            "gjennomført som planlagt",
            "faller bort",
            "",
            "2016",
            "i 2016",
            "2016-2017",
            "2016/17",
        ] {
            assert!(period.clone().written(undated).bounds_a_day(), "{undated}");
        }
        for dated in [
            "16.-17.04.",
            "Uke 22-24.",
            "Juni 09",
            "Januar",
            "høsten",
            "sep/okt",
            "våren",
            "Fall",
            "by the summer",
            "2016-01-01/2017-11-15",
            "januar 2016",
            "uke 22 2016",
        ] {
            assert!(!period.clone().written(dated).bounds_a_day(), "{dated}");
        }
        assert!(!period.bounds_a_day(), "it was written as days");
        let month = Period::new("2016-12-01".parse().unwrap(), "2016-12-31".parse().unwrap()).unwrap();
        assert!(!month.written("2016-12").bounds_a_day(), "a month, and not two years");
        assert!(!Period::day("2016-01-01".parse().unwrap()).written("done").bounds_a_day());
    }

    #[test]
    fn months_end_where_the_calendar_says() {
        assert_eq!("2008-02".parse::<Month>().unwrap().last().to_string(), "2008-02-29");
        assert_eq!("2199-12".parse::<Month>().unwrap().next().to_string(), "2199-12");
        assert!("2008-13".parse::<Month>().is_err());
    }

    #[test]
    fn a_period_is_a_day_or_an_object() {
        let day: Period = serde_json::from_str("\"2007-08-27\"").unwrap();
        assert_eq!(serde_json::to_string(&day).unwrap(), "\"2007-08-27\"");
        let text = r#"{"start":"2009-06-01","end":"2009-06-30","as_written":"Juni 09"}"#;
        let month: Period = serde_json::from_str(text).unwrap();
        assert_eq!(serde_json::to_string(&month).unwrap(), text);
        assert!(serde_json::from_str::<Period>(r#"{"start":"2009-06-02","end":"2009-06-01"}"#).is_err());
    }

    #[test]
    fn days_stay_inside_the_calendar() {
        assert_eq!(Day::MAX.next(), Day::MAX);
        assert_eq!(Day::MIN.plus_days(-1), Day::MIN);
        assert_eq!(Day::MIN.plus_days(i64::MIN), Day::MIN);
    }
}
