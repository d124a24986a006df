//! The answer `goals`: targets against what the ledger derives.

use std::collections::BTreeMap;

use hovedbok_core::entries::codes::{Direction, NoBaseline, TargetKind, Unit};
use hovedbok_core::entries::programme::{Baseline, GoalSet, TargetSet};
use hovedbok_core::{Day, Name, Seq, Text};
use hovedbok_projection::{At, Timeline};
use serde::Serialize;

use crate::fact::Programmes;
use crate::measured::{Measured, Measurement, Missing, Unmeasured, days, measure, shown};
use crate::period::PeriodRow;
use crate::targets::{Aim, aims};

/// Whether a target was reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Answer {
    /// It was, as measured on the day.
    Reached,
    /// It was not, as measured on the day.
    NotReached,
    /// The records do not say; `because` tells what is missing.
    NotAnswerable,
}

/// What a goal is measured from: one of the two is null, both when the goal was never set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct BaselineRow {
    /// The value at the start.
    pub value: Option<i64>,
    /// Why there is none.
    pub why: Option<NoBaseline>,
}

/// A goal with one of its targets.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct GoalRow {
    /// The programme.
    pub programme: Name,
    /// The goal.
    pub goal: Name,
    /// What is measured.
    pub indicator: Option<Text>,
    /// How the target is measured.
    pub kind: Option<TargetKind>,
    /// Which way is better; as stated, else `reduce_by` for a cohort and `at_least` for the others.
    pub direction: Option<Direction>,
    /// The value aimed at; for `cohort_reduction` and `reduce_by` the change aimed at, which is negative.
    pub target: Option<i64>,
    /// What the target counts.
    pub unit: Option<Unit>,
    /// What it is measured from.
    pub baseline: BaselineRow,
    /// The value on the day of measuring; for `average` the mean of the month-ends, for `cohort_reduction` and
    /// `reduce_by` the change against the baseline.
    pub derived: Option<i64>,
    /// `derived` as a share of `target` in basis points, rounded half up; null for `at_most` and `keep`, of which a share
    /// says nothing.
    pub attainment_bp: Option<i64>,
    /// Whether it was reached.
    pub answer: Answer,
    /// Whether that can still change: the period was not over on the day of the question, or on the day of the last entry.
    pub so_far: bool,
    /// The figures or what is missing, in words.
    pub because: String,
    /// The office that the target holds for.
    pub office: Option<Text>,
    /// The days that the target is for.
    pub period: Option<PeriodRow>,
    /// The cohort that the goal is about.
    pub cohort: Option<Name>,
    /// The day of measuring; for `average` the last month-end.
    pub measured_on: Option<Day>,
    /// The entries that state goal and target.
    pub entries: Vec<Seq>,
}

/// Every goal with each of its targets in force; `derive` answers what other projections know, for all of them at once.
///
/// A target measured on a day that the records do not speak of any more, or an average that needs such a day, is not
/// answerable; what was known by the last day that they do stands beside it.
///
/// Point and cohort targets are measured on the day of the question or the last day of the period, whichever is first;
/// averages over the period's month-ends up to the day. A goal whose baseline is `unknown` or `not_recorded` should have had
/// one and is not answerable, whatever its targets; `not_applicable` says that none is needed.
pub fn goals(
    timeline: &Timeline<Programmes>,
    at: At,
    programme: Option<&Name>,
    records: &dyn Fn(&Aim) -> Records,
    derive: &dyn Fn(&[Measurement]) -> Vec<Option<i64>>,
) -> Vec<GoalRow> {
    let with_records = |aim: Aim| {
        let records = records(&aim);
        (aim, records)
    };
    let aims: Vec<(Aim, Records)> = aims(timeline, at, programme).into_iter().map(with_records).collect();
    let asked: Vec<Measurement> =
        aims.iter().flat_map(|(aim, records)| measurements(aim, at.as_of, *records)).collect();
    let derived: BTreeMap<&Measurement, Option<i64>> = asked.iter().zip(derive(&asked)).collect();
    let value = |measurement: &Measurement| derived.get(measurement).copied().flatten();
    aims.into_iter().map(|(aim, records)| goal(aim, at.as_of, records, &value)).collect()
}

/// What is measured for a goal: everything that [`goal`] asks for.
pub fn measurements(aim: &Aim, as_of: Day, records: Records) -> Vec<Measurement> {
    let Some(set) = aim.set.as_ref().filter(|_| !records.none) else { return Vec::new() };
    let days = match &aim.target {
        _ if lacks_baseline(set.baseline).is_some() => Vec::new(),
        Some(target) => days(target, as_of, records.end),
        None => vec![records.end.map_or(as_of, |end| end.min(as_of))],
    };
    days.into_iter().map(|on| measurement(aim, set, on)).collect()
}

fn measurement(aim: &Aim, set: &GoalSet, on: Day) -> Measurement {
    Measurement {
        programme: aim.programme.clone(),
        indicator: set.indicator.clone(),
        unit: aim.target.as_ref().map(|target| target.unit),
        office: aim.target.as_ref().and_then(|target| target.office.clone()),
        cohort: set.cohort.clone(),
        on,
    }
}

/// Why a goal cannot be answered whose expected result was never defined.
const NO_TARGET: &str = "no target is set";

/// What is known of the records that a goal is derived from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Records {
    /// The last day that they speak for, where it lies before the day of the question.
    pub end: Option<Day>,
    /// The day of the last entry, where the ledger is in use.
    pub until: Option<Day>,
    /// Whether there are none.
    pub none: bool,
}

/// One goal with one of its targets, as [`goals`] answers it.
pub fn goal(aim: Aim, as_of: Day, records: Records, derive: &dyn Fn(&Measurement) -> Option<i64>) -> GoalRow {
    let baseline = match aim.set.as_ref().map(|set| set.baseline) {
        Some(Baseline::Value(value)) => BaselineRow { value: Some(value), why: None },
        Some(Baseline::Missing(why)) => BaselineRow { value: None, why: Some(why) },
        None => BaselineRow { value: None, why: None },
    };
    let target = aim.target.as_ref();
    let mut row = GoalRow {
        programme: aim.programme.clone(),
        goal: aim.goal.clone(),
        indicator: aim.set.as_ref().map(|set| set.indicator.clone()),
        kind: target.map(|target| target.kind),
        direction: target.map(TargetSet::better),
        target: target.map(shown),
        unit: target.map(|target| target.unit),
        baseline,
        derived: None,
        attainment_bp: None,
        answer: Answer::NotAnswerable,
        so_far: false,
        because: String::new(),
        office: target.and_then(|target| target.office.clone()),
        period: target.map(|target| (&target.period).into()),
        cohort: aim.set.as_ref().and_then(|set| set.cohort.clone()),
        measured_on: None,
        entries: aim.entries.clone(),
    };
    match (aim.set.as_ref(), aim.set.as_ref().and_then(|set| lacks_baseline(set.baseline))) {
        (None, _) => row.because = "the goal is not set".to_owned(),
        (Some(_), Some(missing)) if target.is_none() => row.because = format!("{NO_TARGET}; {missing}"),
        (Some(_), Some(missing)) => row.because = missing.to_owned(),
        (Some(_), None) if records.none && target.is_none() => row.because = NO_TARGET.to_owned(),
        (Some(_), None) if records.none => {
            row.because = format!("nothing is recorded about the participants of {}", row.programme);
        }
        (Some(set), None) => {
            let value = |on: Day| derive(&measurement(&aim, set, on));
            match target {
                Some(target) => match measure(target, baseline.value, as_of, records.end, &value) {
                    Ok(measured) => fill(&mut row, measured, as_of, target.period.end(), records.until),
                    Err(Unmeasured::RecordsEnd(end, known)) => known_by(&mut row, end, *known, &set.indicator),
                    Err(Unmeasured::Otherwise(why)) => row.because = unmeasured(&why, &set.indicator),
                },
                None => {
                    let on = records.end.map_or(as_of, |end| end.min(as_of));
                    row.derived = value(on);
                    row.measured_on = row.derived.map(|_| on);
                    row.because = NO_TARGET.to_owned();
                }
            }
        }
    }
    row
}

fn fill(row: &mut GoalRow, measured: Measured, as_of: Day, last: Day, until: Option<Day>) {
    let open = until.filter(|until| *until < measured.on);
    row.derived = Some(measured.derived);
    row.target = Some(measured.target);
    row.attainment_bp = measured.attainment_bp;
    row.answer = if measured.reached { Answer::Reached } else { Answer::NotReached };
    row.so_far = as_of < last || open.is_some();
    row.measured_on = Some(measured.on);
    row.because = match open {
        _ if as_of < last => format!("so far: {}; the period ends {last}", measured.because),
        Some(until) => format!("so far: {}; the last entry was recorded on {until}", measured.because),
        None => measured.because,
    };
}

/// What was known by the last day that the records speak for; whether the target was reached is another matter.
fn known_by(row: &mut GoalRow, end: Day, known: Result<Measured, Missing>, indicator: &Text) {
    row.because = match known {
        Ok(known) => {
            row.derived = Some(known.derived);
            row.target = Some(known.target);
            row.measured_on = Some(known.on);
            format!("records_end: the records end on {end}; by then: {}", known.because)
        }
        Err(why) => format!("records_end: the records end on {end}; by then: {}", unmeasured(&why, indicator)),
    };
}

/// What a goal lacks that should have had a baseline.
fn lacks_baseline(baseline: Baseline) -> Option<&'static str> {
    match baseline {
        Baseline::Missing(NoBaseline::Unknown) => Some("baseline unknown"),
        Baseline::Missing(NoBaseline::NotRecorded) => Some("baseline not recorded"),
        Baseline::Missing(NoBaseline::NotApplicable) | Baseline::Value(_) => None,
    }
}

fn unmeasured(why: &Missing, indicator: &Text) -> String {
    match why {
        Missing::MonthEnd => "no month-end yet".to_owned(),
        Missing::Baseline => "a reduction needs a baseline value, but the goal says not_applicable".to_owned(),
        Missing::Derived(on) => format!("the ledger does not derive '{}' on {on}", indicator.as_str()),
    }
}
