//! Curves, incidences and tests from how long stays were at risk.

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::curve::{Curve, Step, incidences};
use super::log_rank::LogRank;
use super::table::{Cause, Exposure, Table};

fn to(stop: u32, end: Option<Cause>) -> Exposure {
    Exposure { start: 0, stop, end }
}

/// Days as numbers; those with a plus are censored.
fn days(text: &str) -> Vec<Exposure> {
    text.split(' ')
        .map(|day| match day.strip_suffix('+') {
            Some(day) => to(day.parse().unwrap(), None),
            None => to(day.parse().unwrap(), Some(Cause::Work)),
        })
        .collect()
}

// Weeks in remission of two groups of 21 children, the standard example of textbooks (Freireich and others, Blood 21, 1963).
const TREATED: &str = "6 6 6 6+ 7 9+ 10 10+ 11+ 13 16 17+ 19+ 20+ 22 23 25+ 32+ 32+ 34+ 35+";
const CONTROLS: &str = "1 1 2 2 3 4 4 5 5 8 8 8 8 11 11 12 12 15 17 22 23";

#[test]
fn the_example_of_textbooks() {
    let curve = Curve::to(&Table::of(&days(TREATED)), &[Cause::Work], &[5, 20, 35, 36]);
    let rounded = |ppm: Option<u32>| (ppm.unwrap() + 500) / 1000;
    let row = |step: &Step| {
        let (lower, upper) = (rounded(step.lower_ppm), rounded(step.upper_ppm));
        (step.t, step.n_risk, step.n_event, rounded(Some(step.survival_ppm)), rounded(step.se_ppm), lower, upper)
    };
    let expected = [
        (6, 21, 3, 857, 76, 620, 952),
        (7, 17, 1, 807, 87, 563, 923),
        (10, 15, 1, 753, 96, 503, 889),
        (13, 12, 1, 690, 107, 432, 849),
        (16, 11, 1, 627, 114, 368, 805),
        (22, 7, 1, 538, 128, 268, 747),
        (23, 6, 1, 448, 135, 188, 680),
    ];
    assert_eq!(curve.steps.iter().map(row).collect::<Vec<_>>(), expected);
    assert_eq!(curve.median_days, Some(23));
    let marks: Vec<_> = curve.at.iter().map(|mark| (mark.t, mark.survival_ppm, mark.lower_ppm.is_some())).collect();
    // Before the first event there is nothing to limit; beyond the last day nothing is known.
    assert_eq!(
        marks,
        [(5, Some(1_000_000), false), (20, Some(627_451), true), (35, Some(448_179), true), (36, None, false)]
    );
}

#[test]
fn the_test_of_the_example_of_textbooks() {
    let group = |name: &str, text: &str| (name.to_owned(), Table::of(&days(text)));
    let groups = [group("controls", CONTROLS), group("treated", TREATED)];
    let found = LogRank::between(&groups, &[Cause::Work]).unwrap();
    assert_eq!((found.chi_squared_thousandths, found.degrees_of_freedom, found.p_ppm), (16_793, 1, 42));
    let events: Vec<_> = found.groups.iter().map(|group| (group.observed, group.expected_hundredths)).collect();
    assert_eq!(events, [(21, 1_075), (9, 1_925)]);
    // The same in the other order, and with a group that could have had no event.
    let other = [group("treated", TREATED), group("controls", CONTROLS), group("late", "40+ 41+")];
    let with_more = LogRank::between(&other[..2], &[Cause::Work]).unwrap();
    assert_eq!(with_more.chi_squared_thousandths, 16_793);
    let mut never = other.to_vec();
    never[2].1 = Table::of(&[Exposure { start: 30, stop: 40, end: None }]);
    let with_never = LogRank::between(&never, &[Cause::Work]).unwrap();
    assert_eq!((with_never.chi_squared_thousandths, with_never.degrees_of_freedom), (16_793, 1));
    assert_eq!(LogRank::between(&groups[..1], &[Cause::Work]), None);
    assert_eq!(LogRank::between(&groups, &[Cause::DropOut]), None);
}

#[test]
fn whoever_is_observed_late_is_at_risk_from_then_on() {
    // Observed from day 3: at risk on day 4, not on day 3.
    let stays = [
        Exposure { start: 3, stop: 9, end: Some(Cause::Other) },
        to(3, Some(Cause::Work)),
        to(4, Some(Cause::Work)),
        to(9, None),
    ];
    let curve = Curve::to(&Table::of(&stays), &Cause::ALL, &[]);
    let risks: Vec<_> = curve.steps.iter().map(|step| (step.t, step.n_risk, step.survival_ppm)).collect();
    // On day 9 the exit comes before the censoring.
    assert_eq!(risks, [(3, 3, 666_667), (4, 3, 444_444), (9, 2, 222_222)]);
}

#[test]
fn where_everybody_has_left_there_is_nothing_to_limit() {
    let curve = Curve::to(&Table::of(&days("4 8")), &[Cause::Work], &[8, 9]);
    let last = curve.steps.last().unwrap();
    assert_eq!((last.survival_ppm, last.se_ppm, last.lower_ppm, last.upper_ppm), (0, None, None, None));
    assert_eq!((curve.at[0].survival_ppm, curve.at[1].survival_ppm), (Some(0), None));
    assert_eq!(curve.median_days, Some(4));
}

#[test]
fn nobody_has_no_curve() {
    let table = Table::of(&[]);
    let curve = Curve::to(&table, &Cause::ALL, &[91]);
    assert_eq!((curve.median_days, curve.steps.len(), curve.at[0].survival_ppm), (None, 0, None));
    assert_eq!(incidences(&table, &[91])[0].in_ppm, None);
}

/// The same by the definitions, with every stay looked at on every day, in fractions of whole numbers.
fn naive(stays: &[Exposure], causes: &[Cause]) -> BTreeMap<u32, (u64, u64, f64)> {
    let mut rows = BTreeMap::new();
    let mut share = 1.0;
    for t in 1..=40 {
        let at_risk = stays.iter().filter(|stay| stay.start < t && t <= stay.stop).count();
        let left = |stay: &&Exposure| stay.stop == t && stay.end.is_some_and(|end| causes.contains(&end));
        let events = stays.iter().filter(left).count();
        if events > 0 {
            share *= 1.0 - events as f64 / at_risk as f64;
            rows.insert(t, (at_risk as u64, events as u64, share));
        }
    }
    rows
}

fn cause() -> impl Strategy<Value = Option<Cause>> {
    proptest::option::of(proptest::sample::select(Cause::ALL.to_vec()))
}

fn stays() -> impl Strategy<Value = Vec<Exposure>> {
    let stay = (0_u32..30, 1_u32..=10, cause());
    let late = stay.prop_map(|(start, days, end)| Exposure { start, stop: start + days, end });
    let whole = (1_u32..=40, cause()).prop_map(|(stop, end)| to(stop, end));
    proptest::collection::vec(prop_oneof![3 => whole, 1 => late], 0..60)
}

proptest! {
    #[test]
    fn a_curve_is_what_the_definition_says(stays in stays(), some in 0_usize..3) {
        let causes: &[Cause] = [&Cause::ALL[..], &[Cause::Work], &[Cause::Work, Cause::Education]][some];
        let curve = Curve::to(&Table::of(&stays), causes, &[]);
        let expected = naive(&stays, causes);
        prop_assert_eq!(curve.steps.len(), expected.len());
        for (step, (t, (at_risk, events, share))) in curve.steps.iter().zip(&expected) {
            prop_assert_eq!((step.t, step.n_risk, step.n_event), (*t, *at_risk, *events));
            prop_assert!((f64::from(step.survival_ppm) - share * 1e6).abs() < 0.51);
        }
        let half = expected.iter().find(|(_, (.., share))| *share <= 0.5 + 1e-9).map(|(t, _)| *t);
        prop_assert_eq!(curve.median_days, half);
    }

    #[test]
    fn whoever_has_left_and_whoever_has_not_is_everybody(stays in stays()) {
        let table = Table::of(&stays);
        let marks: Vec<u32> = (0..=40).collect();
        let mut before = [0; 4];
        let exits = Curve::to(&table, &Cause::ALL, &marks);
        for (incidence, mark) in incidences(&table, &marks).iter().zip(&exits.at) {
            let parts = [incidence.work_ppm, incidence.education_ppm, incidence.drop_out_ppm, incidence.other_ppm];
            prop_assert_eq!(incidence.in_ppm, mark.survival_ppm);
            let Some(still_in) = incidence.in_ppm else { continue };
            let parts = parts.map(Option::unwrap);
            // Five numbers, each off by half a millionth at most.
            let sum = i64::from(still_in) + parts.iter().map(|part| i64::from(*part)).sum::<i64>();
            prop_assert!((sum - 1_000_000).abs() <= 2, "{sum}");
            prop_assert!(parts.iter().zip(before).all(|(part, before)| *part >= before));
            before = parts;
        }
    }

    #[test]
    fn the_order_of_stays_makes_no_difference(stays in stays(), by in any::<u64>()) {
        let mut other = stays.clone();
        other.sort_by_key(|stay| u64::from(stay.stop).wrapping_mul(by | 1));
        prop_assert_eq!(Table::of(&stays), Table::of(&other));
    }

    #[test]
    fn groups_that_are_alike_do_not_differ(stays in stays()) {
        let group = |name: &str| (name.to_owned(), Table::of(&stays));
        if let Some(found) = LogRank::between(&[group("a"), group("b"), group("c")], &Cause::ALL) {
            prop_assert_eq!((found.chi_squared_thousandths, found.p_ppm), (0, 1_000_000));
        }
    }
}
