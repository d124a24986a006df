//! Whether groups differ in how long it takes them: the log-rank test.
//!
//! Mantel, *Evaluation of survival data and two new rank order statistics*, Cancer Chemotherapy Reports 50 (1966), for any
//! number of groups: the observed less the expected events, weighed by their hypergeometric covariance.

use serde::Serialize;
use statrs::function::gamma::gamma_ur;

use super::table::{Cause, Table};
use crate::rounded::{number, ppm, rounded};

/// A log-rank test between groups.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct LogRank {
    /// Chi-squared, in thousandths.
    pub chi_squared_thousandths: u64,
    /// Degrees of freedom: the groups in which an event was to be expected, less one.
    pub degrees_of_freedom: u32,
    /// The probability of a difference of that size or more between groups that do not differ, in millionths.
    pub p_ppm: u32,
    /// The events of each group, in the order of the groups.
    pub groups: Vec<Expected>,
}

/// The events of a group beside those that are to be expected where groups do not differ.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct Expected {
    /// The group.
    pub group: String,
    /// Events.
    pub observed: u64,
    /// Events to be expected, in hundredths.
    pub expected_hundredths: u64,
}

impl LogRank {
    /// The test; nothing when fewer than two groups could have had an event.
    pub(crate) fn between(groups: &[(String, Table)], causes: &[Cause]) -> Option<LogRank> {
        let mut times: Vec<u32> = groups
            .iter()
            .flat_map(|(_, table)| table.moments.iter().filter(|moment| moment.ends(causes) > 0).map(|moment| moment.t))
            .collect();
        times.sort_unstable();
        times.dedup();
        let size = groups.len();
        let (mut observed, mut expected) = (vec![0_u64; size], vec![0.0_f64; size]);
        let mut covariance = vec![vec![0.0_f64; size]; size];
        for t in times {
            let at_risk: Vec<f64> = groups.iter().map(|(_, table)| number(table.at_risk(t))).collect();
            let events: Vec<u64> = groups.iter().map(|(_, table)| events(table, t, causes)).collect();
            let (n, d) = (at_risk.iter().sum::<f64>(), number(events.iter().sum()));
            let spread = if n > 1.0 { d * (n - d) / (n - 1.0) } else { 0.0 };
            observed.iter_mut().zip(&events).for_each(|(sum, own)| *sum += own);
            expected.iter_mut().zip(&at_risk).for_each(|(sum, own)| *sum += d * own / n);
            for (row, (place, own)) in covariance.iter_mut().zip(at_risk.iter().enumerate()) {
                for (cell, (other_place, other)) in row.iter_mut().zip(at_risk.iter().enumerate()) {
                    let same = if place == other_place { 1.0 } else { 0.0 };
                    *cell += spread * own / n * (same - other / n);
                }
            }
        }
        let expecting: Vec<usize> =
            expected.iter().enumerate().filter(|(_, sum)| **sum > 0.0).map(|(place, _)| place).collect();
        // The differences of all groups sum to zero: the last one says nothing new.
        let (_, free) = expecting.split_last().filter(|(_, free)| !free.is_empty())?;
        let difference = |place: &usize| Some(number(*observed.get(*place)?) - expected.get(*place)?);
        let differences: Vec<f64> = free.iter().filter_map(difference).collect();
        let row = |place: &usize| -> Vec<f64> {
            let row = covariance.get(*place).map(Vec::as_slice).unwrap_or_default();
            free.iter().filter_map(|other| row.get(*other).copied()).collect()
        };
        let solved = solve(free.iter().map(row).collect(), differences.clone())?;
        let chi_squared = differences.iter().zip(&solved).map(|(own, solved)| own * solved).sum::<f64>().max(0.0);
        let degrees = free.len() as u32;
        let rows = groups.iter().zip(observed).zip(expected);
        Some(LogRank {
            chi_squared_thousandths: rounded(chi_squared * 1e3),
            degrees_of_freedom: degrees,
            p_ppm: ppm(if chi_squared > 0.0 { gamma_ur(f64::from(degrees) / 2.0, chi_squared / 2.0) } else { 1.0 }),
            groups: rows
                .map(|(((group, _), observed), expected)| Expected {
                    group: group.clone(),
                    observed,
                    expected_hundredths: rounded(expected * 1e2),
                })
                .collect(),
        })
    }
}

fn events(table: &Table, t: u32, causes: &[Cause]) -> u64 {
    let found = table.moments.binary_search_by_key(&t, |moment| moment.t);
    found.ok().and_then(|at| table.moments.get(at)).map_or(0, |moment| moment.ends(causes))
}

/// Solves a symmetric system that is positive definite, by elimination; nothing when it is singular.
fn solve(mut rows: Vec<Vec<f64>>, mut right: Vec<f64>) -> Option<Vec<f64>> {
    let size = right.len();
    for pivot in 0..size {
        let lead = rows.get(pivot)?.clone();
        let (own, value) = (*lead.get(pivot)?, *right.get(pivot)?);
        if own.abs() < 1e-12 {
            return None;
        }
        for below in pivot + 1..size {
            let row = rows.get_mut(below)?;
            let factor = row.get(pivot)? / own;
            row.iter_mut().zip(&lead).for_each(|(cell, lead)| *cell -= factor * lead);
            *right.get_mut(below)? -= factor * value;
        }
    }
    for pivot in (0..size).rev() {
        let row = rows.get(pivot)?;
        let known: f64 = row.iter().zip(&right).skip(pivot + 1).map(|(cell, value)| cell * value).sum();
        let solved = (right.get(pivot)? - known) / row.get(pivot)?;
        *right.get_mut(pivot)? = solved;
    }
    Some(right)
}
