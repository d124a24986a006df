//! A month of birth, as people write it.
//!
//! Only the month is kept: ages go by it, and a whole date of birth says more than the ledger may hold. A year of two digits is
//! the latest that is not after the day of the entry that the month stands in, so that `05.62` is 1962 on any day before May
//! 2062. No message repeats the text: it may be a date of birth or an identity number.

use hovedbok_core::{Day, Month};

use crate::remark::{Reading, Remark};
use crate::written::{Reason, read_period};

/// A text that is not a month of birth. The text is not repeated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BirthError {
    /// No month that is known.
    #[error("the text is not a month of birth: write year and month, such as 1995-04")]
    NotAMonth,
    /// Digits that can be a date or a year and a month.
    #[error("the digits can mean a date, or a year and a month: write year and month, such as 1995-04")]
    Unclear,
    /// Born after the entry holds.
    #[error(
        "the month of birth is after {0}, the day of the entry: check the century, and write year and month, such as \
         1962-05"
    )]
    InFuture(Day),
}

const WHY_CUT: &str = "only the month of a date of birth is kept";
const WHY_CENTURY: &str = "a two-digit birth year is the latest one that is not after the day of the entry";

/// A month as it was read, before it is compared with the day of the entry.
struct Born {
    month: Month,
    /// Its year was written with two digits.
    short: bool,
    /// A day was written beside it.
    whole: bool,
}

/// Reads a month of birth; `not_after` is the day from which the entry holds.
///
/// # Errors
/// [`BirthError`] for what is not a month, or is after that day.
pub fn read(text: &str, not_after: Day) -> Result<Reading<Month>, BirthError> {
    let text = text.trim();
    let limit = not_after.month();
    let Born { month, short, whole } = numbers(text).unwrap_or_else(|| words(text, not_after))?;
    let mut month = month;
    while short && month > limit {
        month = years_before(month, 100).ok_or(BirthError::InFuture(not_after))?;
    }
    if month > limit {
        return Err(BirthError::InFuture(not_after));
    }
    let remark = match (short, whole) {
        (true, true) => Some(Remark { also: vec![WHY_CUT], ..Remark::new("", month.to_string(), WHY_CENTURY) }),
        (true, false) => Some(Remark::new("", month.to_string(), WHY_CENTURY)),
        (false, true) => Some(Remark::new("", "the month is kept without the day", WHY_CUT)),
        (false, false) => None,
    };
    Ok(Reading { value: month, remark })
}

fn years_before(month: Month, years: i32) -> Option<Month> {
    let (year, number, _) = month.first().parts();
    Month::new(year - years, number)
}

/// Forms of digits alone: `1962-05`, `05.62`, `5/1962`, `62-05`, `0562`, `050562`, `15051962`; none where it is another form.
fn numbers(text: &str) -> Option<Result<Born, BirthError>> {
    let parts: Vec<&str> = text.split(['.', '-', '/', ' ']).filter(|part| !part.is_empty()).collect();
    if !parts.iter().all(|part| part.bytes().all(|b| b.is_ascii_digit())) {
        return None;
    }
    let number = |text: &str| text.parse::<u32>().ok();
    let month = |year: &str, month: &str| -> Option<Born> {
        let short = year.len() == 2;
        let year = i32::try_from(number(year)?).ok()? + if short { 2100 } else { 0 };
        Some(Born { month: Month::new(year, number(month)?)?, short, whole: false })
    };
    let dated = |year: &str, number_of_month: &str, day: &str| -> Option<Born> {
        let born = month(year, number_of_month)?;
        let (year, of_year, _) = born.month.first().parts();
        // 29 February of a short year is there in one century or another.
        let there = Day::new(year, of_year, number(day)?).is_some() || (born.short && (of_year, day) == (2, "29"));
        there.then_some(Born { whole: true, ..born })
    };
    let cut = |text: &str, at: usize| text.split_at_checked(at).map(|(a, b)| (a.to_owned(), b.to_owned()));
    let found = match parts.as_slice() {
        [year, of_year] if year.len() == 4 && of_year.len() <= 2 => month(year, of_year),
        [of_year, year] if of_year.len() <= 2 && matches!(year.len(), 2 | 4) => {
            // 62-05 is no month and year, and no day and month either.
            let reversed = year.len() == 2 && number(of_year).is_some_and(|number| number > 31);
            if reversed { month(of_year, year) } else { month(year, of_year) }
        }
        [digits] if digits.len() == 4 => {
            let (of_year, year) = cut(digits, 2)?;
            // 1962 is a year.
            let year_alone = i32::try_from(number(digits)?).ok().and_then(|year| Month::new(year, 1));
            month(&year, &of_year).filter(|_| year_alone.is_none())
        }
        [digits] if digits.len() == 6 => {
            let (day, rest) = cut(digits, 2)?;
            let (of_year, year) = cut(&rest, 2)?;
            let (whole_year, last) = cut(digits, 4)?;
            match (dated(&year, &of_year, &day), month(&whole_year, &last)) {
                (Some(_), Some(_)) => return Some(Err(BirthError::Unclear)),
                (dated, month) => dated.or(month),
            }
        }
        [day, of_year, year] if day.len() <= 2 && of_year.len() <= 2 && matches!(year.len(), 2 | 4) => {
            dated(year, of_year, day)
        }
        _ => return None,
    };
    Some(found.ok_or(BirthError::NotAMonth))
}

/// Every other form of a day or month: `mai 62`, `15. mai 1962`, `1962-05-15T00:00:00`.
fn words(text: &str, not_after: Day) -> Result<Born, BirthError> {
    let read = |year| read_period(text, Some(year)).map(|reading| reading.value);
    let missing = matches!(read_period(text, None).map_err(|error| error.reason), Err(Reason::NoYear));
    let near = not_after.year().clamp(1950, 2099) - 49;
    let (Ok(period), Ok(other), false) = (read(near), read(near + 100), missing) else {
        return Err(BirthError::NotAMonth);
    };
    let month = period.start().month();
    if period.end().month() != month {
        return Err(BirthError::NotAMonth);
    }
    Ok(Born { month, short: other.start() != period.start(), whole: period.start() == period.end() })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn born(text: &str, day: &str) -> Result<String, BirthError> {
        read(text, day.parse().unwrap()).map(|reading| reading.value.to_string())
    }

    #[test]
    fn a_short_year_is_never_after_the_entry() {
        for text in
            ["15.05.62", "mai 62", "050562", "05.62", "5/62", "62-05", "0562", "15/5-62", "15. mai 62", "15-05-62"]
        {
            assert_eq!(born(text, "2026-01-05"), Ok("1962-05".to_owned()), "{text}");
        }
        for (text, day, month) in [
            ("05.26", "2026-05-01", "2026-05"),
            ("05.26", "2026-04-30", "1926-05"),
            ("05.62", "2062-05-01", "2062-05"),
            ("mai 26", "2026-04-30", "1926-05"),
            ("290200", "2016-01-01", "2000-02"),
            ("05.62", "1975-01-01", "1962-05"),
        ] {
            assert_eq!(born(text, day), Ok(month.to_owned()), "{text} {day}");
        }
    }

    #[test]
    fn only_the_month_is_kept_and_no_message_repeats_the_text() {
        for text in
            ["15.05.1962", "1962-05-15", "1962-05-15T00:00:00", "15. mai 1962", "15051962", "1962-05-14T22:00:00Z"]
        {
            let reading = read(text, "2026-01-05".parse().unwrap()).unwrap();
            assert_eq!(reading.value.to_string(), "1962-05", "{text}");
            let told = reading.remark.unwrap().to_string();
            assert!(told.contains(WHY_CUT) && !told.contains("15"), "{told}");
        }
        for text in ["1962-05", "mai 1962", "5.1962", "1962/5", "196205"] {
            let reading = read(text, "2026-01-05".parse().unwrap()).unwrap();
            assert_eq!((reading.value.to_string().as_str(), reading.remark), ("1962-05", None), "{text}");
        }
    }

    #[test]
    fn what_is_no_month_of_birth_is_refused() {
        for text in
            ["", "1962", "15.05", "mai", "1. kvartal 1962", "13.62", "32.05.62", "05056212345", "unknown", "00.62"]
        {
            assert_eq!(born(text, "2026-01-05"), Err(BirthError::NotAMonth), "{text}");
        }
        assert_eq!(born("200512", "2026-01-05"), Err(BirthError::Unclear));
        for text in ["2062-05", "mai 2062", "15.05.2062", "2026-02"] {
            assert!(matches!(born(text, "2026-01-05"), Err(BirthError::InFuture(_))), "{text}");
        }
    }

    proptest! {
        #[test]
        fn whatever_is_read_is_not_after_the_entry(
            text in "([0-9]{1,4}[./ -]?){1,3}|(jan|mai|des)[. ]{0,2}[0-9]{2,4}", days in 0..60_000i64
        ) {
            let day = Day::new(1950, 1, 1).unwrap().plus_days(days);
            if let Ok(reading) = read(&text, day) {
                prop_assert!(reading.value <= day.month());
            }
        }
    }
}
