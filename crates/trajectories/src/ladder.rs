//! How complete the records of a month are: a chain ladder over registration lags.
//!
//! The method of actuaries for claims that are reported late (Mack, *Distribution-free calculation of the standard error of
//! chain ladder reserve estimates*, ASTIN Bulletin 23, 1993), with volume-weighted factors and without its error.

use std::collections::BTreeMap;

use hovedbok_core::Month;

use crate::rounded::{number, ppm, rounded};

/// How many whole months of lag are followed; nothing is expected later.
const LAGS: u32 = 12;

/// How many facts take hold in a month and were recorded a number of calendar months later.
pub type Cells = BTreeMap<(Month, u32), u64>;

/// What the facts of a month are expected to become.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Estimate {
    /// The share of those that there will be that is there, in millionths.
    pub completeness_ppm: u32,
    /// How many facts there will be, no fewer than there are.
    pub expected: u64,
}

/// A triangle of facts by month and lag, as far as whole months of recording show it.
#[derive(Debug)]
pub struct Ladder<'c> {
    cells: &'c Cells,
    last: Option<Month>,
    /// From each lag to the next, how many times as many facts there are.
    factors: Vec<f64>,
}

/// Whole months from one month to another; none when it is earlier.
pub fn months_between(from: Month, to: Month) -> Option<u32> {
    let number = |month: Month| {
        let (year, month, _) = month.first().parts();
        i64::from(year) * 12 + i64::from(month)
    };
    u32::try_from(number(to) - number(from)).ok()
}

impl<'c> Ladder<'c> {
    /// The ladder over these facts; `last` is the last month of which all days of recording are over.
    pub fn of(cells: &'c Cells, last: Option<Month>) -> Ladder<'c> {
        let mut ladder = Ladder { cells, last, factors: Vec::new() };
        let months = ladder.months();
        ladder.factors = (0..LAGS)
            .map(|lag| {
                let seen = months.iter().filter(|month| ladder.seen_to(**month).is_some_and(|seen| seen > lag));
                let sums = seen.fold((0, 0), |(at, next), month| {
                    (at + ladder.up_to(*month, lag), next + ladder.up_to(*month, lag + 1))
                });
                if sums.0 == 0 { 1.0 } else { number(sums.1) / number(sums.0) }
            })
            .collect();
        ladder
    }

    /// The factors in millionths, from each lag to the next.
    pub fn factors_ppm(&self) -> Vec<u64> {
        self.factors.iter().map(|factor| rounded(factor * 1e6)).collect()
    }

    /// The estimate for a month; none while no whole month of recording has shown a fact of it. How many there will be follows
    /// from what whole months have shown. What was recorded since is there already: it is part of the share, and there will be no
    /// fewer.
    pub fn estimate(&self, month: Month) -> Option<Estimate> {
        let seen = self.up_to(month, self.last_lag(month)?);
        let still: f64 = self.factors.iter().skip(self.seen_to(month)? as usize).product();
        let (expected, facts) = (number(seen) * still, self.up_to(month, u32::MAX));
        let share = if number(facts) < expected { number(facts) / expected } else { 1.0 };
        (seen > 0).then(|| Estimate { completeness_ppm: ppm(share), expected: rounded(expected).max(facts) })
    }

    fn months(&self) -> Vec<Month> {
        let mut months: Vec<Month> = self.cells.keys().map(|(month, _)| *month).collect();
        months.dedup();
        months
    }

    /// The largest lag seen of a month, at most the last one that is followed; none before a whole month of recording.
    pub fn seen_to(&self, month: Month) -> Option<u32> {
        Some(self.last_lag(month)?.min(LAGS))
    }

    /// The largest lag of a month that whole months of recording have shown, followed or not.
    fn last_lag(&self, month: Month) -> Option<u32> {
        months_between(month, self.last?)
    }

    /// The facts of a month up to a lag.
    fn up_to(&self, month: Month, lag: u32) -> u64 {
        self.cells.range((month, 0)..=(month, lag)).map(|(_, facts)| facts).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn month(text: &str) -> Month {
        text.parse().unwrap()
    }

    /// Facts of months, each with what was recorded after 0, 1, 2 … whole months.
    fn cells(rows: &[(&str, &[u64])]) -> Cells {
        let of = |(name, facts): &(&str, &[u64])| {
            let own = month(name);
            (0..).zip(facts.to_vec()).filter(|(_, facts)| *facts > 0).map(move |(lag, facts)| ((own, lag), facts))
        };
        rows.iter().flat_map(of).collect()
    }

    #[test]
    fn a_triangle_by_hand() {
        // Seen to the end of March: January to lag 2, February to lag 1, March to lag 0.
        let cells = cells(&[("2010-01", &[80, 15, 5]), ("2010-02", &[40, 20]), ("2010-03", &[31])]);
        let ladder = Ladder::of(&cells, Some(month("2010-03")));
        // (95 + 60) / (80 + 40), then 100 / 95, then nothing is known.
        assert_eq!(ladder.factors_ppm()[..3], [1_291_667, 1_052_632, 1_000_000]);
        let estimate = |name| ladder.estimate(month(name)).unwrap();
        assert_eq!(estimate("2010-01"), Estimate { completeness_ppm: 1_000_000, expected: 100 });
        assert_eq!(estimate("2010-02"), Estimate { completeness_ppm: 950_000, expected: 63 });
        assert_eq!(estimate("2010-03"), Estimate { completeness_ppm: 735_484, expected: 42 });
        assert_eq!(["2010-01", "2010-03"].map(|name| ladder.seen_to(month(name))), [Some(2), Some(0)]);
    }

    #[test]
    fn what_is_recorded_in_a_month_that_is_not_over_says_nothing_of_lags() {
        let whole = cells(&[("2010-01", &[10, 10])]);
        let with_more = cells(&[("2010-01", &[10, 10, 70])]);
        for cells in [whole, with_more] {
            let ladder = Ladder::of(&cells, Some(month("2010-02")));
            assert_eq!(ladder.factors_ppm()[..2], [2_000_000, 1_000_000]);
            assert_eq!(ladder.estimate(month("2010-03")), None);
        }
    }

    #[test]
    fn the_share_is_that_of_the_facts_beside_it() {
        // Of February, 10 are known at the end of the month, of 20 that are expected. What comes in March is there already.
        for (since, completeness_ppm, expected) in
            [(0, 500_000, 20), (5, 750_000, 20), (10, 1_000_000, 20), (11, 1_000_000, 21)]
        {
            let cells = cells(&[("2010-01", &[10, 10]), ("2010-02", &[10, since]), ("2010-03", &[4])]);
            let ladder = Ladder::of(&cells, Some(month("2010-02")));
            assert_eq!(ladder.estimate(month("2010-02")), Some(Estimate { completeness_ppm, expected }), "{since}");
        }
        // Nothing is estimated from nothing: of February, no fact was recorded before March.
        let cells = cells(&[("2010-01", &[10, 10]), ("2010-02", &[0, 3])]);
        let ladder = Ladder::of(&cells, Some(month("2010-02")));
        assert_eq!((ladder.estimate(month("2010-02")), ladder.seen_to(month("2010-02"))), (None, Some(0)));
    }

    #[test]
    fn later_than_twelve_months_nothing_is_expected() {
        let mut rows = [0; 15];
        (rows[0], rows[13]) = (10, 5);
        let cells = cells(&[("2010-01", &rows)]);
        let ladder = Ladder::of(&cells, Some(month("2011-06")));
        assert_eq!(ladder.factors_ppm(), [1_000_000; 12]);
        let estimate = ladder.estimate(month("2010-01")).unwrap();
        assert_eq!(estimate, Estimate { completeness_ppm: 1_000_000, expected: 15 });
    }

    #[test]
    fn without_any_recording_there_is_no_estimate() {
        let cells = cells(&[("2010-01", &[1])]);
        assert_eq!(Ladder::of(&cells, None).estimate(month("2010-01")), None);
        assert_eq!(months_between(month("2010-03"), month("2010-02")), None);
        assert_eq!(months_between(month("2009-11"), month("2010-02")), Some(3));
    }
}
