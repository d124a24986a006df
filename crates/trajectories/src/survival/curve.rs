//! Kaplan-Meier curves and cumulative incidences.
//!
//! Kaplan and Meier, *Nonparametric estimation from incomplete observations*, JASA 53 (1958); variance by Greenwood (1926);
//! limits on the scale log(−log S), as Kalbfleisch and Prentice; incidences by Aalen and Johansen (1978). Late entries as in
//! the counting process of Andersen and Gill (1982).

use serde::Serialize;

use super::table::{Cause, Table};
use crate::rounded::{number, ppm};

/// The quantile of the normal distribution for limits of 95 %.
const Z: f64 = 1.959_963_984_540_054;

/// How far two products of the same factors in another order may lie apart.
const ROUNDING: f64 = 1e-9;

/// A curve: the share that has not had the event, day by day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct Curve {
    /// The first day on which half or fewer are left; absent when the curve ends above.
    pub median_days: Option<u32>,
    /// The days on which somebody had the event.
    pub steps: Vec<Step>,
    /// The curve on the days asked for.
    pub at: Vec<Mark>,
}

/// A day on which somebody had the event.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct Step {
    /// Days from the intake.
    pub t: u32,
    /// Stays at risk.
    pub n_risk: u64,
    /// Stays with the event.
    pub n_event: u64,
    /// The share left after it, in millionths.
    pub survival_ppm: u32,
    /// Its standard error (Greenwood), in millionths; absent when nobody is left.
    pub se_ppm: Option<u32>,
    /// Lower limit of 95 % (log-log), in millionths; absent when everybody or nobody is left.
    pub lower_ppm: Option<u32>,
    /// Upper limit.
    pub upper_ppm: Option<u32>,
}

/// A curve on a day asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct Mark {
    /// Days from the intake.
    pub t: u32,
    /// The share left, in millionths; absent when nobody was observed that long.
    pub survival_ppm: Option<u32>,
    /// Lower limit of 95 % (log-log), in millionths.
    pub lower_ppm: Option<u32>,
    /// Upper limit.
    pub upper_ppm: Option<u32>,
}

/// The shares that left for each cause by a day, and that are still in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct Incidence {
    /// Days from the intake.
    pub t: u32,
    /// To work, full or part, in millionths; absent, as the others, when nobody was observed that long.
    pub work_ppm: Option<u32>,
    /// To education.
    pub education_ppm: Option<u32>,
    /// Without contact.
    pub drop_out_ppm: Option<u32>,
    /// Anywhere else.
    pub other_ppm: Option<u32>,
    /// Still in.
    pub in_ppm: Option<u32>,
}

/// What is known of a curve after a step.
#[derive(Debug, Clone, Copy)]
struct Left {
    /// The share left.
    share: f64,
    /// Greenwood's sum, the variance of log S.
    sum: f64,
}

impl Left {
    const ALL: Left = Left { share: 1.0, sum: 0.0 };

    /// After some of those at risk have had the event.
    fn after(self, at_risk: u64, events: u64) -> Left {
        let (n, d) = (number(at_risk), number(events));
        Left { share: self.share * ((n - d) / n), sum: self.sum + d / (n * (n - d)) }
    }

    /// The standard error; none when nobody is left.
    fn error(self) -> Option<u32> {
        (self.share > 0.0).then(|| ppm(self.share * self.sum.sqrt()))
    }

    /// The limits; none where the scale has no value.
    fn limits(self) -> (Option<u32>, Option<u32>) {
        if self.share <= 0.0 || self.sum <= 0.0 {
            return (None, None);
        }
        let log = self.share.ln();
        let width = Z * self.sum.sqrt() / log.abs();
        let limit = |width: f64| Some(ppm((log * width.exp()).exp()));
        (limit(width), limit(-width))
    }
}

impl Curve {
    /// The curve to an event that is one of these causes; everybody else counts as if observing had ended.
    pub(crate) fn to(table: &Table, causes: &[Cause], marks: &[u32]) -> Curve {
        let mut left = Left::ALL;
        let mut lefts = Vec::new();
        let mut steps = Vec::new();
        let mut median_days = None;
        for moment in &table.moments {
            let n_event = moment.ends(causes);
            if n_event == 0 {
                continue;
            }
            left = left.after(moment.at_risk, n_event);
            lefts.push((moment.t, left));
            if left.share <= 0.5 + ROUNDING {
                median_days = median_days.or(Some(moment.t));
            }
            let (lower_ppm, upper_ppm) = left.limits();
            steps.push(Step {
                t: moment.t,
                n_risk: moment.at_risk,
                n_event,
                survival_ppm: ppm(left.share),
                se_ppm: left.error(),
                lower_ppm,
                upper_ppm,
            });
        }
        let mark = |t: &u32| {
            let before = lefts.partition_point(|(step, _)| step <= t);
            let left = before.checked_sub(1).and_then(|at| lefts.get(at)).map_or(Left::ALL, |(_, left)| *left);
            let (lower, upper) = left.limits();
            let only = |value: Option<u32>| value.filter(|_| table.shows(*t));
            Mark { t: *t, survival_ppm: only(Some(ppm(left.share))), lower_ppm: only(lower), upper_ppm: only(upper) }
        };
        Curve { median_days, at: marks.iter().map(mark).collect(), steps }
    }
}

/// The incidences on the days asked for, which are in order.
pub(crate) fn incidences(table: &Table, marks: &[u32]) -> Vec<Incidence> {
    let (mut gone, mut left) = ([0.0_f64; 4], 1.0_f64);
    let mut moments = table.moments.iter().peekable();
    let mut at = |t: &u32| {
        while let Some(moment) = moments.next_if(|moment| moment.t <= *t) {
            let at_risk = number(moment.at_risk);
            for (sum, cause) in gone.iter_mut().zip(Cause::ALL) {
                *sum += left * number(moment.ends(&[cause])) / at_risk;
            }
            left *= (at_risk - number(moment.ends(&Cause::ALL))) / at_risk;
        }
        let only = |share: f64| table.shows(*t).then(|| ppm(share));
        let [work_ppm, education_ppm, drop_out_ppm, other_ppm] = gone.map(only);
        Incidence { t: *t, work_ppm, education_ppm, drop_out_ppm, other_ppm, in_ppm: only(left) }
    };
    marks.iter().map(&mut at).collect()
}
