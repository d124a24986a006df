//! The days of an absence, one by one: the one place that says how many days somebody was away, so that every answer and every
//! limit counts the same ones.

use crate::day::{Day, Period};
use crate::money::apportioned;

/// A day of an absence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DayAway {
    /// The day.
    pub day: Day,
    /// Whether it counts as a working day.
    pub working: bool,
    /// How many minutes of it, where the absence is one of less than whole days.
    pub minutes: Option<i64>,
}

/// The days of an absence with the working days and the minutes that are recorded of it.
///
/// Which of its days are the working days, nobody says: they are the first Mondays to Fridays, and where more are recorded than
/// there are of those, also the first Saturdays and Sundays. Where none are recorded, they are all Mondays to Fridays; of minutes
/// alone there are none, and they are spread evenly over the days.
pub fn days_away(period: &Period, days: Option<u16>, minutes: Option<u32>) -> Vec<DayAway> {
    let next = |day: &Day| Some(day.next()).filter(|next| next > day && *next <= period.end());
    let all: Vec<Day> = std::iter::successors(Some(period.start()), next).collect();
    if let (None, Some(minutes)) = (days, minutes) {
        let spread = apportioned(minutes.into(), &vec![1; all.len()]);
        let of = |(day, minutes)| DayAway { day, working: false, minutes: Some(minutes) };
        return all.into_iter().zip(spread).map(of).collect();
    }
    let weekdays = all.iter().filter(|day| !day.is_weekend()).count();
    let recorded = days.map_or(weekdays, usize::from);
    let (mut left, mut weekend) = (recorded.min(weekdays), recorded.saturating_sub(weekdays));
    let of = |day: Day| {
        let of = if day.is_weekend() { &mut weekend } else { &mut left };
        let working = *of > 0;
        *of = of.saturating_sub(1);
        DayAway { day, working, minutes: None }
    };
    all.into_iter().map(of).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(period: &str) -> Period {
        let (first, last) = period.split_once("..").unwrap();
        Period::new(first.parse().unwrap(), last.parse().unwrap()).unwrap()
    }

    /// The days as letters: `w` for a working day, `-` for another one.
    fn shown(period: &str, days: Option<u16>) -> String {
        let letter = |away: DayAway| if away.working { 'w' } else { '-' };
        days_away(&of(period), days, None).into_iter().map(letter).collect()
    }

    #[test]
    fn working_days_are_the_first_mondays_to_fridays() {
        // 2017-01-02 is a Monday.
        for (period, days, expected) in [
            ("2017-01-02..2017-01-08", None, "wwwww--"),
            ("2017-01-07..2017-01-08", None, "--"),
            ("2017-01-06..2017-01-09", None, "w--w"),
            ("2017-01-02..2017-01-02", None, "w"),
            ("2017-01-06..2017-01-10", Some(2), "w--w-"),
            ("2017-01-06..2017-01-10", Some(4), "ww-ww"),
            ("2017-01-06..2017-01-10", Some(5), "wwwww"),
            ("2017-01-06..2017-01-10", Some(9), "wwwww"),
            ("2017-01-06..2017-01-10", Some(0), "-----"),
        ] {
            assert_eq!(shown(period, days), expected, "{period} {days:?}");
        }
    }

    #[test]
    fn minutes_are_no_days_and_add_up() {
        let minutes = |days| -> Vec<Option<i64>> {
            let away = days_away(&of("2017-01-05..2017-01-08"), days, Some(90));
            away.into_iter().map(|away| away.minutes).collect()
        };
        assert_eq!(minutes(None), [Some(23), Some(23), Some(22), Some(22)]);
        assert_eq!(minutes(Some(1)), [None; 4], "days that are recorded go before minutes");
    }

    #[test]
    fn the_last_day_of_the_calendar_ends_it() {
        let period = Period::new(Day::MAX.plus_days(-2), Day::MAX).unwrap();
        assert_eq!(days_away(&period, None, None).len(), 3);
    }
}
