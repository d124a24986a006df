//! Instants as the log stores and writes them: microseconds since 1970 UTC, in years 1 to 9999.

use chrono::{DateTime, Datelike, Timelike};

/// Microseconds since 1970-01-01T00:00:00Z.
pub type Micros = i64;

/// 0001-01-01T00:00:00.000000Z.
pub(crate) const FIRST: Micros = -62_135_596_800_000_000;
/// 9999-12-31T23:59:59.999999Z.
pub(crate) const LAST: Micros = 253_402_300_799_999_999;

/// `2026-01-05T09:30:00.000000Z`: always 27 bytes within years 1 to 9999; outside of them the number and its unit.
#[must_use]
pub fn text(instant: Micros) -> String {
    let mut out = Vec::with_capacity(27);
    write(instant, &mut out);
    String::from_utf8_lossy(&out).into_owned()
}

/// As [`text`], onto the end of `out`. Written by hand: it stands in the head of every entry that is read.
pub(crate) fn write(instant: Micros, out: &mut Vec<u8>) {
    let known = DateTime::from_timestamp_micros(instant).filter(|_| (FIRST..=LAST).contains(&instant));
    let Some(at) = known else {
        out.extend_from_slice(format!("{instant} microseconds from 1970").as_bytes());
        return;
    };
    digits(at.year().unsigned_abs(), 4, out);
    out.push(b'-');
    digits(at.month(), 2, out);
    out.push(b'-');
    digits(at.day(), 2, out);
    out.push(b'T');
    digits(at.hour(), 2, out);
    out.push(b':');
    digits(at.minute(), 2, out);
    out.push(b':');
    digits(at.second(), 2, out);
    out.push(b'.');
    digits(at.timestamp_subsec_micros(), 6, out);
    out.push(b'Z');
}

/// The instant written by [`text`]; `None` for anything that is not one.
pub(crate) fn parse(text: &str) -> Option<Micros> {
    let at = DateTime::parse_from_rfc3339(text).ok()?.timestamp_micros();
    (FIRST..=LAST).contains(&at).then_some(at)
}

fn digits(number: u32, width: u32, out: &mut Vec<u8>) {
    for place in (0..width).rev() {
        let digit = number / 10_u32.pow(place) % 10;
        out.push(b'0' + u8::try_from(digit).unwrap_or(0));
    }
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
    fn outside_the_years_it_names_the_number() {
        assert_eq!(text(LAST + 1), "253402300800000000 microseconds from 1970");
        assert_eq!(text(i64::MIN), "-9223372036854775808 microseconds from 1970");
        assert_eq!(parse("yesterday"), None);
    }
}
