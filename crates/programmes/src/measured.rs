//! How a target is measured: on which days, and what comes of it.

use std::cmp::Ordering;
use std::fmt;

use hovedbok_core::entries::codes::{Direction, TargetKind, Unit};
use hovedbok_core::entries::programme::TargetSet;
use hovedbok_core::money::rounded;
use hovedbok_core::{Day, Name, Period, Text};

use crate::figures::hundredths;

/// What another projection is asked to derive for a goal on one day.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Measurement {
    /// The programme.
    pub programme: Name,
    /// What is measured.
    pub indicator: Text,
    /// The unit of the target: an indicator that counts something else must not be answered. None without a target.
    pub unit: Option<Unit>,
    /// The office that the target holds for; none for the whole programme.
    pub office: Option<Text>,
    /// The cohort that the goal is about.
    pub cohort: Option<Name>,
    /// The day, itself included.
    pub on: Day,
}

/// What came of measuring.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Measured {
    /// The value, or for a cohort the change against its baseline.
    pub derived: i64,
    /// The target as shown: for a cohort the change aimed at, which is negative.
    pub target: i64,
    pub attainment_bp: Option<i64>,
    pub reached: bool,
    /// The day, or the last month-end.
    pub on: Day,
    /// The figures in words.
    pub because: String,
}

/// Why nothing came of measuring.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Unmeasured {
    /// A day that it is measured on lies after the records' end, with what was known by then.
    RecordsEnd(Day, Box<Result<Measured, Missing>>),
    /// Something is missing.
    Otherwise(Missing),
}

/// What is missing to measure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Missing {
    /// No month-end of the period lies on or before the day of the question.
    MonthEnd,
    /// A change needs a baseline value.
    Baseline,
    /// The indicator cannot be derived on the day.
    Derived(Day),
}

/// Whether what counts is the change against the baseline, and not the value itself.
fn is_change(target: &TargetSet) -> bool {
    target.kind == TargetKind::CohortReduction || target.better() == Direction::ReduceBy
}

/// The target as shown: of a change `value` says how much less is aimed at, whatever its sign, and is shown as a change.
pub(crate) fn shown(target: &TargetSet) -> i64 {
    if is_change(target) { target.value.saturating_abs().saturating_neg() } else { target.value }
}

/// The days on which a target is measured at a day of the question; `end` is the last day that the records speak of.
pub(crate) fn days(target: &TargetSet, as_of: Day, end: Option<Day>) -> Vec<Day> {
    days_by(target, before(target, as_of, end).unwrap_or(as_of))
}

/// The days on which a target is measured at a day that the records speak of.
fn days_by(target: &TargetSet, as_of: Day) -> Vec<Day> {
    match target.kind {
        TargetKind::Point | TargetKind::CohortReduction => vec![as_of.min(target.period.end())],
        TargetKind::Average => month_ends(&target.period, as_of),
    }
}

/// The end of the records, where they end before a day on which the target is measured.
fn before(target: &TargetSet, as_of: Day, end: Option<Day>) -> Option<Day> {
    let needed = days_by(target, as_of).last().copied();
    end.filter(|end| needed.is_some_and(|needed| *end < needed))
}

/// Measures a target at a day of the question, of which the records may not speak: `end` is the last day that they do.
pub(crate) fn measure(
    target: &TargetSet,
    baseline: Option<i64>,
    as_of: Day,
    end: Option<Day>,
    value: &dyn Fn(Day) -> Option<i64>,
) -> Result<Measured, Unmeasured> {
    match before(target, as_of, end) {
        None => measured(target, baseline, as_of, value).map_err(Unmeasured::Otherwise),
        Some(end) => Err(Unmeasured::RecordsEnd(end, Box::new(measured(target, baseline, end, value)))),
    }
}

/// Measures a target at a day that the records speak of; `value` derives the indicator on a day.
fn measured(
    target: &TargetSet,
    baseline: Option<i64>,
    as_of: Day,
    value: &dyn Fn(Day) -> Option<i64>,
) -> Result<Measured, Missing> {
    let on = as_of.min(target.period.end());
    match target.kind {
        TargetKind::Point => {
            let from = baseline_of(target, baseline)?;
            let derived = value(on).ok_or(Missing::Derived(on))?;
            Ok(compared(target, from, Mean::of(&[derived]), on, format!("{derived} on {on}")))
        }
        TargetKind::Average => average(target, baseline_of(target, baseline)?, as_of, value),
        TargetKind::CohortReduction => {
            let from = baseline_of(target, baseline)?;
            let now = value(on).ok_or(Missing::Derived(on))?;
            Ok(compared(target, from, Mean::of(&[now]), on, format!("{now} on {on}")))
        }
    }
}

/// The baseline, of a target that is about the change against it.
fn baseline_of(target: &TargetSet, baseline: Option<i64>) -> Result<Option<i64>, Missing> {
    if is_change(target) { baseline.map(Some).ok_or(Missing::Baseline) } else { Ok(None) }
}

fn average(
    target: &TargetSet,
    from: Option<i64>,
    as_of: Day,
    value: &dyn Fn(Day) -> Option<i64>,
) -> Result<Measured, Missing> {
    let ends = month_ends(&target.period, as_of);
    let (Some(first), Some(last)) = (ends.first().copied(), ends.last().copied()) else {
        return Err(Missing::MonthEnd);
    };
    let values: Vec<i64> =
        ends.iter().map(|day| value(*day).ok_or(Missing::Derived(*day))).collect::<Result<_, _>>()?;
    let mean = Mean::of(&values);
    let what = format!("mean {mean} of {} month-ends {first} to {last}", values.len());
    Ok(compared(target, from, mean, last, what))
}

/// A value held against a target: against `from`, the baseline, where the target is about the change.
fn compared(target: &TargetSet, from: Option<i64>, now: Mean, on: Day, what: String) -> Measured {
    from.map_or_else(|| against(target, now, on, &what), |from| change(target, from, now, on, &what))
}

fn against(target: &TargetSet, now: Mean, on: Day, what: &str) -> Measured {
    let (value, derived) = (target.value, now.rounded());
    let (reached, attainment_bp, bound) = match target.better() {
        Direction::AtLeast | Direction::ReduceBy => (now.beside(value).is_ge(), now.share_of(value), ""),
        Direction::AtMost => (now.beside(value).is_le(), None, "at most "),
        Direction::Keep => (derived == value, None, "exactly "),
    };
    Measured { derived, target: value, attainment_bp, reached, on, because: format!("{what}, target {bound}{value}") }
}

/// The change against the baseline. A target for how much fewer there are to be of a cohort says itself whether that is the
/// least, the most or the exact number.
fn change(target: &TargetSet, baseline: i64, now: Mean, on: Day, what: &str) -> Measured {
    let aimed = shown(target);
    let moved = now.less(baseline);
    let change = now.rounded().saturating_sub(baseline);
    let (reached, attainment_bp, bound) = match target.better() {
        Direction::AtLeast | Direction::ReduceBy => {
            (moved.beside(aimed).is_le(), moved.negated().share_of(aimed.saturating_neg()), "")
        }
        Direction::AtMost => (moved.beside(aimed).is_ge(), None, "at most "),
        Direction::Keep => (change == aimed, None, "exactly "),
    };
    let word = if change > 0 { "more" } else { "fewer" };
    let because = format!(
        "{what} against a baseline of {baseline}: {} {word}, target {bound}{} fewer",
        change.unsigned_abs(),
        aimed.unsigned_abs()
    );
    Measured { derived: change, target: aimed, attainment_bp, reached, on, because }
}

/// The mean of some values, not rounded: a target is reached by what it is, and not by what it is shown as.
#[derive(Debug, Clone, Copy)]
struct Mean {
    sum: i128,
    /// How many values there are: at least 1.
    count: i128,
}

impl Mean {
    fn of(values: &[i64]) -> Mean {
        let count = i128::try_from(values.len()).unwrap_or(i128::MAX).max(1);
        Mean { sum: values.iter().copied().map(i128::from).sum(), count }
    }

    /// Rounded half up.
    fn rounded(self) -> i64 {
        // A mean lies between the least and the greatest value, so it fits.
        rounded(self.sum, self.count).unwrap_or_default()
    }

    /// How it lies beside a whole number.
    fn beside(self, other: i64) -> Ordering {
        self.sum.cmp(&i128::from(other).saturating_mul(self.count))
    }

    /// The mean of values that are each so much less.
    fn less(self, by: i64) -> Mean {
        Mean { sum: self.sum - i128::from(by) * self.count, ..self }
    }

    fn negated(self) -> Mean {
        Mean { sum: -self.sum, ..self }
    }

    /// As a share of a whole number, in basis points rounded half up; nothing where that is not above 0.
    fn share_of(self, whole: i64) -> Option<i64> {
        rounded(self.sum.checked_mul(10_000)?, i128::from(whole).checked_mul(self.count)?)
    }
}

impl fmt::Display for Mean {
    /// A whole number, or two decimals where it is none.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.sum % self.count == 0 {
            return write!(f, "{}", self.sum / self.count);
        }
        f.write_str(&hundredths(Mean { sum: self.sum.saturating_mul(100), ..*self }.rounded()))
    }
}

/// The last days of months that lie in the period, up to a day.
fn month_ends(period: &Period, as_of: Day) -> Vec<Day> {
    let last = as_of.min(period.end());
    let mut ends = Vec::new();
    let mut month = period.start().month();
    while month.last() <= last {
        ends.push(month.last());
        if month.next() == month {
            break;
        }
        month = month.next();
    }
    ends
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mean_reaches_what_it_is_and_not_what_it_is_rounded_to() {
        let mean = Mean::of(&[30, 27]);
        assert_eq!((mean.rounded(), mean.to_string().as_str()), (29, "28.50"));
        assert_eq!((mean.beside(28), mean.beside(29)), (Ordering::Greater, Ordering::Less));
        assert_eq!((mean.share_of(15), mean.share_of(29), mean.share_of(0)), (Some(19_000), Some(9828), None));
        let whole = Mean::of(&[30, 28]);
        assert_eq!((whole.beside(29), whole.to_string().as_str()), (Ordering::Equal, "29"));
        assert_eq!(mean.less(30).negated().share_of(3), Some(5000));
    }
}
