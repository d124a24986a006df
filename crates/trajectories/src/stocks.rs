//! How many are in, month by month, and on the mean.

use std::collections::BTreeMap;

use hovedbok_core::{Day, Month};
use hovedbok_state::Status;
use serde::Serialize;

use crate::observed::Observed;
use crate::spells::joined;

/// How many are in on the last day of a month, and how many came and left in the month.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct StockRow {
    /// The last day of the month.
    pub month_end: Day,
    /// Stays in the programme on that day, and not suspended.
    pub in_programme: i64,
    /// Stays that are suspended on that day.
    pub suspended: i64,
    /// Persons with such a stay.
    pub participants: i64,
    /// Stays that began in the month.
    pub intakes: i64,
    /// Stays whose first day outside lies in the month.
    pub exits: i64,
}

/// By how much a month differs from the one before.
#[derive(Debug, Clone, Copy, Default)]
struct Turn {
    in_programme: i64,
    suspended: i64,
    participants: i64,
    intakes: i64,
    exits: i64,
}

/// Stocks in the making.
#[derive(Debug, Clone, Default)]
pub(crate) struct Stocks {
    turns: BTreeMap<Month, Turn>,
    first: Option<Day>,
    /// The last day that the records of any of the stays reach.
    reached: Option<Day>,
    /// Every stay, from its first day to the first one outside, once left.
    days: Vec<(Day, Option<Day>)>,
}

impl Stocks {
    /// Learns the stays of one person. A stay that is open where the records end is in from then on: that is the last that is
    /// known.
    pub(crate) fn learn(&mut self, stays: &[&Observed<'_, '_>], reached: Day) {
        self.reached = self.reached.max(Some(reached));
        let mut inside = Vec::with_capacity(stays.len());
        for stay in stays {
            self.first = Some(self.first.map_or(stay.from, |first| first.min(stay.from)));
            self.turn(stay.from).intakes += 1;
            if let Some(to) = stay.to() {
                self.turn(to).exits += 1;
            }
            self.learn_statuses(stay);
            inside.push((stay.from, stay.to().unwrap_or(Day::MAX)));
            self.days.push((stay.from, stay.to()));
        }
        for (from, to) in joined(inside) {
            self.turn(from).participants += 1;
            if to < Day::MAX {
                self.turn(to).participants -= 1;
            }
        }
    }

    /// Takes over what other stocks learned of other persons.
    pub(crate) fn add(&mut self, other: Stocks) {
        for (month, turn) in other.turns {
            let own = self.turns.entry(month).or_default();
            own.in_programme += turn.in_programme;
            own.suspended += turn.suspended;
            own.participants += turn.participants;
            own.intakes += turn.intakes;
            own.exits += turn.exits;
        }
        self.first = self.first.into_iter().chain(other.first).min();
        self.reached = self.reached.max(other.reached);
        self.days.extend(other.days);
    }

    fn learn_statuses(&mut self, stay: &Observed<'_, '_>) {
        let statuses = &stay.enrolment.statuses;
        let nexts = statuses.iter().skip(1).map(|(day, _)| Some(*day)).chain([None]);
        for ((day, status), next) in statuses.iter().zip(nexts) {
            let within = *day >= stay.from && stay.to().is_none_or(|to| *day < to);
            if !within || !status.inside() {
                continue;
            }
            let suspended = *status == Status::Suspended;
            for (day, change) in [(Some(*day), 1), (next, -1)] {
                let Some(day) = day else { continue };
                let turn = self.turn(day);
                let count = if suspended { &mut turn.suspended } else { &mut turn.in_programme };
                *count += change;
            }
        }
    }

    fn turn(&mut self, day: Day) -> &mut Turn {
        self.turns.entry(day.month()).or_default()
    }

    /// The rows, the mean of the month-ends and the mean of the days, in hundredths.
    pub(crate) fn result(self, from: Option<Day>, last: Day) -> (Vec<StockRow>, Option<i64>, Option<i64>) {
        let (Some(first), Some(reached)) = (self.first, self.reached) else { return (Vec::new(), None, None) };
        let last = last.min(reached);
        let mut rows = Vec::new();
        let (mut stock, mut month) = (Turn::default(), first.month());
        while month.last() <= last {
            let turn = self.turns.get(&month).copied().unwrap_or_default();
            stock.in_programme += turn.in_programme;
            stock.suspended += turn.suspended;
            stock.participants += turn.participants;
            if from.is_none_or(|from| from <= month.last()) {
                rows.push(StockRow {
                    month_end: month.last(),
                    in_programme: stock.in_programme,
                    suspended: stock.suspended,
                    participants: stock.participants,
                    intakes: turn.intakes,
                    exits: turn.exits,
                });
            }
            if month == month.next() {
                break;
            }
            month = month.next();
        }
        let of_months = rows.iter().map(|row| row.in_programme + row.suspended).sum();
        let begin = from.map_or(first, |from| from.max(first));
        let end = last.next();
        let days = |(from, to): &(Day, Option<Day>)| {
            let to = to.unwrap_or(end).min(end);
            to.days_since((*from).max(begin)).max(0)
        };
        let of_days = self.days.iter().map(days).sum();
        let mean_of_months = hundredths(of_months, i64::try_from(rows.len()).unwrap_or(i64::MAX));
        (rows, mean_of_months, hundredths(of_days, end.days_since(begin)))
    }
}

/// `sum / count` in hundredths, rounded half up; nothing where there is nothing to divide by.
fn hundredths(sum: i64, count: i64) -> Option<i64> {
    let (sum, count) = (i128::from(sum), i128::from(count));
    (count > 0).then(|| i64::try_from((sum * 200 + count).div_euclid(count * 2)).ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::hundredths;

    #[test]
    fn hundredths_are_rounded_half_up() {
        for (sum, count, expected) in [(1, 3, 33), (2, 3, 67), (1, 200, 1), (1, 201, 0), (5, 2, 250), (0, 4, 0)] {
            assert_eq!(hundredths(sum, count), Some(expected), "{sum}/{count}");
        }
        assert_eq!((hundredths(1, 0), hundredths(1, -3)), (None, None));
    }
}
