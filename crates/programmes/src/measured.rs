//! How a target is measured: on which days, and what comes of it.

use hovedbok_core::entries::codes::{Direction, TargetKind, Unit};
use hovedbok_core::entries::programme::TargetSet;
use hovedbok_core::money::basis_points;
use hovedbok_core::{Day, Name, Period, Text};

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

/// Which way of a target is better: as stated, else `reduce_by` for a cohort and `at_least` for the others.
pub(crate) fn direction(target: &TargetSet) -> Direction {
    target.direction.unwrap_or(match target.kind {
        TargetKind::Point | TargetKind::Average => Direction::AtLeast,
        TargetKind::CohortReduction => Direction::ReduceBy,
    })
}

/// Whether what counts is the change against the baseline, and not the value itself.
fn is_change(target: &TargetSet) -> bool {
    target.kind == TargetKind::CohortReduction || direction(target) == Direction::ReduceBy
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
            Ok(compared(target, from, derived, on, format!("{derived} on {on}")))
        }
        TargetKind::Average => average(target, baseline_of(target, baseline)?, as_of, value),
        TargetKind::CohortReduction => {
            let from = baseline_of(target, baseline)?;
            let now = value(on).ok_or(Missing::Derived(on))?;
            Ok(compared(target, from, now, on, format!("{now} on {on}")))
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
    let derived = mean(&values);
    let what = format!("mean {derived} of {} month-ends {first} to {last}", values.len());
    Ok(compared(target, from, derived, last, what))
}

/// A value held against a target: against `from`, the baseline, where the target is about the change.
fn compared(target: &TargetSet, from: Option<i64>, now: i64, on: Day, what: String) -> Measured {
    from.map_or_else(|| against(target, now, on, &what), |from| change(target, from, now, on, &what))
}

fn against(target: &TargetSet, derived: i64, on: Day, what: &str) -> Measured {
    let value = target.value;
    let (reached, attainment_bp, bound) = match direction(target) {
        Direction::AtLeast | Direction::ReduceBy => (derived >= value, basis_points(derived, value), ""),
        Direction::AtMost => (derived <= value, None, "at most "),
        Direction::Keep => (derived == value, None, "exactly "),
    };
    Measured { derived, target: value, attainment_bp, reached, on, because: format!("{what}, target {bound}{value}") }
}

/// The change against the baseline. A target for how much fewer there are to be of a cohort says itself whether that is the
/// least, the most or the exact number.
fn change(target: &TargetSet, baseline: i64, now: i64, on: Day, what: &str) -> Measured {
    let aimed = shown(target);
    let change = now.saturating_sub(baseline);
    let moved = if change > 0 { "more" } else { "fewer" };
    let share = basis_points(change.saturating_neg(), aimed.saturating_neg());
    let (reached, attainment_bp, bound) = match direction(target) {
        Direction::AtLeast | Direction::ReduceBy => (change <= aimed, share, ""),
        Direction::AtMost => (change >= aimed, None, "at most "),
        Direction::Keep => (change == aimed, None, "exactly "),
    };
    let because = format!(
        "{what} against a baseline of {baseline}: {} {moved}, target {bound}{} fewer",
        change.unsigned_abs(),
        aimed.unsigned_abs()
    );
    Measured { derived: change, target: aimed, attainment_bp, reached, on, because }
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

/// The mean of values, rounded half up; 0 of none.
fn mean(values: &[i64]) -> i64 {
    let count = i128::try_from(values.len()).unwrap_or(i128::MAX).max(1);
    let sum: i128 = values.iter().copied().map(i128::from).sum();
    // A mean lies between the least and the greatest value, so it fits.
    i64::try_from((sum * 2 + count).div_euclid(count.saturating_mul(2))).unwrap_or_default()
}
