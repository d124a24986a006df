//! Instants as the log stores and writes them: microseconds since 1970 UTC, in years 1 to 9999.

use chrono::DateTime;

/// Microseconds since 1970-01-01T00:00:00Z.
pub type Micros = i64;

/// 0001-01-01T00:00:00.000000Z.
pub(crate) const FIRST: Micros = -62_135_596_800_000_000;
/// 9999-12-31T23:59:59.999999Z.
pub(crate) const LAST: Micros = 253_402_300_799_999_999;
const DAY: Micros = 24 * 60 * 60 * 1_000_000;

/// `2026-01-05T09:30:00.000000Z`: always 27 bytes within years 1 to 9999; outside of them the number and its unit.
#[must_use]
pub fn text(instant: Micros) -> String {
    let mut out = Vec::with_capacity(27);
    Writer::default().write(instant, &mut out);
    String::from_utf8_lossy(&out).into_owned()
}

/// Writes instants as [`text`] does. By hand and with the last day kept: the head of every entry that is read has one,
/// and most entries are of the day of the one before.
#[derive(Debug, Default)]
pub(crate) struct Writer {
    /// The day of the last instant, counted from 1970-01-01.
    day: Option<i64>,
    /// That day as it is written.
    date: [u8; 11],
}

impl Writer {
    /// Onto the end of `out`.
    pub(crate) fn write(&mut self, instant: Micros, out: &mut Vec<u8>) {
        if !in_years(instant) {
            out.extend_from_slice(format!("{instant} microseconds from 1970").as_bytes());
            return;
        }
        let (day, within) = (instant.div_euclid(DAY), instant.rem_euclid(DAY).unsigned_abs());
        if self.day.replace(day) != Some(day) {
            self.date = date_of(day);
        }
        out.extend_from_slice(&self.date);
        let (seconds, micros) = (within / 1_000_000, within % 1_000_000);
        let pairs =
            [seconds / 3_600, seconds / 60 % 60, seconds % 60, micros / 10_000, micros / 100 % 100, micros % 100];
        let [[h1, h2], [m1, m2], [s1, s2], [u1, u2], [u3, u4], [u5, u6]] = pairs.map(two_digits);
        out.extend_from_slice(&[h1, h2, b':', m1, m2, b':', s1, s2, b'.', u1, u2, u3, u4, u5, u6, b'Z']);
    }
}

/// `2026-01-05T`, of a day counted from 1970-01-01.
fn date_of(day: i64) -> [u8; 11] {
    let (year, month, date) = civil(day);
    let [[y1, y2], [y3, y4], [m1, m2], [d1, d2]] = [year / 100, year % 100, month, date].map(two_digits);
    [y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2, b'T']
}

fn two_digits(number: u64) -> [u8; 2] {
    let number = u8::try_from(number).unwrap_or_default();
    [b'0' + number / 10, b'0' + number % 10]
}

/// Year, month and day of the month of a day counted from 1970-01-01, in years 1 to 9999 of the Gregorian calendar. Years
/// are counted from March, so that the leap day comes last; 146,097 days are 400 years.
fn civil(day: i64) -> (u64, u64, u64) {
    let from_march_0000 = (day + 719_468).unsigned_abs();
    let (era, of_era) = (from_march_0000 / 146_097, from_march_0000 % 146_097);
    let year_of_era = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let from_march = (5 * of_year + 2) / 153;
    let date = of_year - (153 * from_march + 2) / 5 + 1;
    let month = if from_march < 10 { from_march + 3 } else { from_march - 9 };
    (400 * era + year_of_era + u64::from(month <= 2), month, date)
}

/// The instant written by [`text`]; `None` for anything that is not one.
pub(crate) fn parse(text: &str) -> Option<Micros> {
    let at = DateTime::parse_from_rfc3339(text).ok()?.timestamp_micros();
    in_years(at).then_some(at)
}

/// Whether an instant is in the years that can be written.
pub(crate) fn in_years(instant: Micros) -> bool {
    (FIRST..=LAST).contains(&instant)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn writes_and_reads_instants() {
        for (micros, said) in [
            (0, "1970-01-01T00:00:00.000000Z"),
            (1_767_605_400_000_001, "2026-01-05T09:30:00.000001Z"),
            (-1, "1969-12-31T23:59:59.999999Z"),
            (FIRST, "0001-01-01T00:00:00.000000Z"),
            (LAST, "9999-12-31T23:59:59.999999Z"),
        ] {
            assert_eq!(text(micros), said);
            assert_eq!(parse(said), Some(micros));
        }
    }

    #[test]
    fn the_day_before_is_forgotten() {
        let (mut writer, mut out) = (Writer::default(), Vec::new());
        let instants = [0, DAY - 1, DAY, LAST + 1, DAY + 1, -1, 0];
        instants.iter().for_each(|instant| writer.write(*instant, &mut out));
        assert_eq!(String::from_utf8(out).unwrap(), instants.map(text).concat());
    }

    #[test]
    fn every_day_is_the_one_of_the_calendar() {
        for day in (FIRST / DAY)..=(LAST / DAY) {
            let instant = day * DAY + 45_296_000_001;
            let known = DateTime::from_timestamp_micros(instant).unwrap();
            assert_eq!(text(instant), known.format("%Y-%m-%dT%H:%M:%S%.6fZ").to_string());
        }
    }

    #[test]
    fn outside_the_years_it_names_the_number() {
        assert_eq!(text(LAST + 1), "253402300800000000 microseconds from 1970");
        assert_eq!(text(i64::MIN), "-9223372036854775808 microseconds from 1970");
        assert_eq!(parse("yesterday"), None);
    }
}
