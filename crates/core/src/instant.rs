//! Instants: when the ledger came to know something (transaction time, bokmål *registrert per*).

use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, NaiveTime, SecondsFormat, TimeDelta, TimeZone, Utc};
use chrono_tz::Europe::Oslo;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::day::Day;
use crate::field::parsed;

/// The text is not an instant.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("'{0}' is not an instant: write it as YYYY-MM-DDTHH:MM:SSZ (RFC 3339)")]
pub struct InstantError(pub String);

/// A UTC instant in microseconds; in JSON RFC 3339 with six decimals and `Z`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Instant(i64);

impl Instant {
    /// The instant so many microseconds after 1970-01-01T00:00:00Z, if it lies in the calendar.
    pub fn from_micros(micros: i64) -> Option<Instant> {
        DateTime::<Utc>::from_timestamp_micros(micros).map(|_| Instant(micros))
    }

    /// Microseconds after 1970-01-01T00:00:00Z.
    pub fn micros(self) -> i64 {
        self.0
    }

    /// The day that it is in Norway (Europe/Oslo, with its summer time), if the calendar has it.
    pub fn oslo_day(self) -> Option<Day> {
        Day::from_date(self.utc().with_timezone(&Oslo).date_naive())
    }

    /// The day that it is in Norway, if the calendar has it, and the hour and minute: `14:05`.
    pub fn in_norway(self) -> (Option<Day>, String) {
        let there = self.utc().with_timezone(&Oslo);
        (Day::from_date(there.date_naive()), there.format("%H:%M").to_string())
    }

    /// The first instant after a day in Norway.
    pub fn after_oslo_day(day: Day) -> Instant {
        let midnight = day.date().succ_opt().unwrap_or(day.date()).and_time(NaiveTime::MIN);
        // Norway's clocks change at 02:00 and 03:00, never at midnight, so midnight is there once.
        let utc = Oslo.from_local_datetime(&midnight).earliest().map(|t| t.with_timezone(&Utc));
        utc.unwrap_or_else(|| midnight.and_utc()).into()
    }

    /// Twelve o'clock of a day in Norway: the time of a document of which only the day is known.
    pub fn oslo_noon(day: Day) -> Instant {
        let twelve = day.date().and_time(NaiveTime::MIN) + TimeDelta::hours(12);
        let utc = Oslo.from_local_datetime(&twelve).earliest().map(|t| t.with_timezone(&Utc));
        utc.unwrap_or_else(|| twelve.and_utc()).into()
    }

    /// The instant as chrono has it.
    pub fn utc(self) -> DateTime<Utc> {
        DateTime::from_timestamp_micros(self.0).unwrap_or(DateTime::UNIX_EPOCH)
    }
}

impl From<DateTime<Utc>> for Instant {
    fn from(at: DateTime<Utc>) -> Instant {
        Instant(at.timestamp_micros())
    }
}

impl fmt::Display for Instant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.utc().to_rfc3339_opts(SecondsFormat::Micros, true))
    }
}

impl FromStr for Instant {
    type Err = InstantError;
    fn from_str(text: &str) -> Result<Instant, InstantError> {
        DateTime::parse_from_rfc3339(text).map(|at| at.to_utc().into()).map_err(|_| InstantError(text.to_owned()))
    }
}

impl Serialize for Instant {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Instant {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Instant, D::Error> {
        parsed(deserializer, "an instant YYYY-MM-DDTHH:MM:SS.ffffffZ")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn instants_are_written_with_microseconds_in_utc() {
        let at: Instant = "2007-08-27T12:00:00+02:00".parse().unwrap();
        assert_eq!(at.to_string(), "2007-08-27T10:00:00.000000Z");
        assert!("2007-08-27".parse::<Instant>().is_err());
    }

    #[test]
    fn the_day_in_norway_begins_one_or_two_hours_before_that_of_utc() {
        for (at, day) in [
            ("2016-05-31T21:59:59Z", "2016-05-31"),
            ("2016-05-31T22:00:00Z", "2016-06-01"),
            ("2016-12-31T22:59:59Z", "2016-12-31"),
            ("2016-12-31T23:00:00Z", "2017-01-01"),
        ] {
            let at: Instant = at.parse().unwrap();
            assert_eq!(at.oslo_day(), day.parse().ok(), "{at}");
        }
    }

    #[test]
    fn noon_in_norway_keeps_summer_time() {
        let noon = |day: &str| Instant::oslo_noon(day.parse().unwrap()).to_string();
        assert_eq!(noon("2007-08-27"), "2007-08-27T10:00:00.000000Z");
        assert_eq!(noon("2009-01-09"), "2009-01-09T11:00:00.000000Z");
    }
}
