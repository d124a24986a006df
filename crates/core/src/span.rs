//! Spans of the calendar: weeks, and the months, quarters, tertials, half-years and years that each year is divided into.

use crate::day::{Day, Month};

/// How the calendar is divided.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Spans {
    /// Weeks from Monday to Sunday.
    Weeks,
    /// This many months from January on: 1, 2, 3, 4, 6 or 12.
    Months(u32),
}

impl Spans {
    /// The number of the span that a day lies in; the next span has the next number.
    pub fn number(self, day: Day) -> i64 {
        match self {
            // The first day of the calendar is a Monday.
            Spans::Weeks => day.days_since(Day::MIN).div_euclid(7),
            Spans::Months(months) => {
                let (year, month, _) = day.parts();
                (i64::from(year) * 12 + i64::from(month) - 1).div_euclid(i64::from(months.max(1)))
            }
        }
    }

    /// The first and the last day of a span; nothing where the calendar does not have them both.
    pub fn days(self, number: i64) -> Option<(Day, Day)> {
        match self {
            Spans::Weeks => {
                let first = Day::MIN.plus_days(number.checked_mul(7)?);
                // Beyond the calendar, days are held at its edge.
                let last = first.plus_days(6);
                (self.number(first) == number && last.days_since(first) == 6).then_some((first, last))
            }
            Spans::Months(months) => {
                let month = |number: i64| {
                    let year = i32::try_from(number.div_euclid(12)).ok()?;
                    Month::new(year, u32::try_from(number.rem_euclid(12)).ok()? + 1)
                };
                let first = number.checked_mul(i64::from(months.max(1)))?;
                Some((month(first)?.first(), month(first.checked_add(i64::from(months.max(1)) - 1)?)?.last()))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        text.parse().unwrap()
    }

    fn around(spans: Spans, text: &str) -> String {
        let (first, last) = spans.days(spans.number(day(text))).unwrap();
        format!("{first} {last}")
    }

    #[test]
    fn a_day_lies_in_one_span_of_each_length() {
        assert_eq!(around(Spans::Weeks, "2008-12-31"), "2008-12-29 2009-01-04");
        assert_eq!(around(Spans::Weeks, "2009-01-05"), "2009-01-05 2009-01-11");
        assert_eq!(around(Spans::Months(1), "2008-02-01"), "2008-02-01 2008-02-29");
        assert_eq!(around(Spans::Months(3), "2008-06-30"), "2008-04-01 2008-06-30");
        assert_eq!(around(Spans::Months(4), "2008-05-01"), "2008-05-01 2008-08-31");
        assert_eq!(around(Spans::Months(6), "2008-07-01"), "2008-07-01 2008-12-31");
        assert_eq!(around(Spans::Months(12), "2008-07-01"), "2008-01-01 2008-12-31");
    }

    #[test]
    fn spans_follow_each_other_without_a_gap_to_the_edges_of_the_calendar() {
        for spans in
            [Spans::Weeks, Spans::Months(1), Spans::Months(3), Spans::Months(4), Spans::Months(6), Spans::Months(12)]
        {
            let mut number = spans.number(day("2007-01-15"));
            let mut expected = spans.days(number).unwrap().0;
            while let Some((first, last)) = spans.days(number) {
                assert_eq!((first, spans.number(first), spans.number(last)), (expected, number, number));
                expected = last.next();
                number += 1;
            }
            assert!(Day::MAX.days_since(expected) < 7, "{spans:?} end at {expected}");
        }
        assert_eq!(Spans::Weeks.days(-1), None);
        assert_eq!(Spans::Weeks.days(i64::MAX), None);
        assert_eq!(Spans::Months(12).days(i64::MIN), None);
    }
}
