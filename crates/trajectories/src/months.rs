//! A period month by month.

use hovedbok_core::money::apportioned;
use hovedbok_core::{Day, Month};

/// The months from the first to the last day, each with how many of the days lie in it.
pub(crate) fn months(first: Day, last: Day) -> impl Iterator<Item = (Month, i64)> {
    let next = move |month: &Month| Some(month.next()).filter(|next| next > month && next.first() <= last);
    let all = std::iter::successors(Some(first.month()).filter(|_| first <= last), next);
    all.map(move |month| (month, month.last().min(last).days_since(month.first().max(first)) + 1))
}

/// An amount spread over the months of a period by days, in whole parts that add up to it.
pub(crate) fn by_month(amount: i64, first: Day, last: Day) -> Vec<(Month, i64)> {
    let (months, days): (Vec<Month>, Vec<i64>) = months(first, last).unzip();
    months.into_iter().zip(apportioned(amount, &days)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        text.parse().unwrap()
    }

    fn shown(rows: Vec<(Month, i64)>) -> Vec<String> {
        rows.into_iter().map(|(month, part)| format!("{month} {part}")).collect()
    }

    #[test]
    fn a_period_is_spread_over_its_months_by_days() {
        let of = |first: &str, last: &str| shown(months(day(first), day(last)).collect());
        assert_eq!(of("2016-05-30", "2016-07-01"), ["2016-05 2", "2016-06 30", "2016-07 1"]);
        assert_eq!(of("2016-02-29", "2016-02-29"), ["2016-02 1"]);
        assert_eq!(of("2016-03-01", "2016-02-29"), Vec::<String>::new());
        assert_eq!(shown(by_month(100, day("2016-05-30"), day("2016-06-01"))), ["2016-05 67", "2016-06 33"]);
        let all = months(Day::MIN, Day::MAX);
        assert_eq!(all.map(|(_, days)| days).sum::<i64>(), Day::MAX.days_since(Day::MIN) + 1);
    }
}
