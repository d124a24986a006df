//! How long it takes until people leave, counted day by day from the stays; shares are exact fractions.

use std::collections::{BTreeMap, BTreeSet};

use hovedbok_answers::Question;
use hovedbok_answers::questions::SurvivalOf;
use hovedbok_core::Day;
use hovedbok_trajectories::{Event, Grouping, StaySelection, SurvivalFilter};
use serde_json::{Value, json};

use super::courses::{Asked, Stay, stays};
use super::people::people;
use super::reach::Reach;
use super::{Seen, ask, histories, in_force, ledger_in_use, ledger_of, lines, name, positions};
use crate::acts::{COURSES, PEOPLE, STAYS, nth, stated, types};

/// A fraction in lowest terms.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Fraction(u128, u128);

const NONE: Fraction = Fraction(0, 1);
const ALL: Fraction = Fraction(1, 1);

impl Fraction {
    fn of(part: u128, whole: u128) -> Fraction {
        let (mut one, mut other) = (part, whole);
        while other > 0 {
            (one, other) = (other, one % other);
        }
        Fraction(part / one, whole / one)
    }

    fn plus(self, other: Fraction) -> Fraction {
        Fraction::of(self.0 * other.1 + other.0 * self.1, self.1 * other.1)
    }

    fn times(self, other: Fraction) -> Fraction {
        let (one, two) = (Fraction::of(self.0, other.1), Fraction::of(other.0, self.1));
        Fraction(one.0 * two.0, one.1 * two.1)
    }

    /// How many of a unit it is, rounded half up.
    fn rounded(self, unit: u128) -> u128 {
        (2 * unit * self.0 + self.1) / (2 * self.1)
    }
}

/// Whether a number is a fraction of a unit, but for what rounding a floating-point number can move it by.
fn is(value: &Value, fraction: Fraction, unit: u128) -> bool {
    value.as_u64().is_some_and(|value| u128::from(value).abs_diff(fraction.rounded(unit)) <= 1)
}

struct Exposure<'a> {
    start: i64,
    stop: i64,
    /// `work`, `education`, `drop_out` or `other`.
    cause: Option<&'static str>,
    stay: &'a Stay<'a>,
}

const CAUSES: [&str; 4] = ["work", "education", "drop_out", "other"];

fn cause(destination: &str) -> &'static str {
    match destination {
        "work" | "work_full" | "work_part" => "work",
        "education" => "education",
        "ended_without_contact" => "drop_out",
        _ => "other",
    }
}

fn causes(event: &str) -> &'static [&'static str] {
    match event {
        "work" => &["work"],
        "work_or_education" => &["work", "education"],
        _ => &CAUSES,
    }
}

/// Who is at risk, and who has the event, on each day on which anybody has it.
fn table(exposures: &[&Exposure<'_>], causes: &[&str]) -> BTreeMap<i64, (u128, u128)> {
    let ends = |seen: &&&Exposure<'_>| seen.cause.is_some_and(|cause| causes.contains(&cause));
    let days: BTreeSet<i64> = exposures.iter().filter(ends).map(|seen| seen.stop).collect();
    let row = |day: i64| {
        let at_risk = exposures.iter().filter(|seen| seen.start < day && day <= seen.stop).count();
        let events = exposures.iter().filter(ends).filter(|seen| seen.stop == day).count();
        (day, (at_risk as u128, events as u128))
    };
    days.into_iter().map(row).collect()
}

/// Checks the estimates of some stays against their definitions.
fn check(answer: &Value, exposures: &[&Exposure<'_>], marks: &BTreeSet<u32>, seen: &mut Seen) {
    let last = exposures.iter().map(|seen| seen.stop).max();
    let truncated = exposures.iter().filter(|seen| seen.start > 0).count();
    assert_eq!(answer["stays"], exposures.len());
    assert_eq!(answer["left_truncated"], truncated);
    assert_eq!(answer["last_day"], json!(last));
    *seen.entry("left_truncated".to_owned()).or_default() += truncated;
    for event in ["exit", "work", "work_or_education"] {
        let curve = &answer["curves"][event];
        let table = table(exposures, causes(event));
        let steps = curve["steps"].as_array().unwrap();
        assert_eq!(steps.len(), table.len(), "{event}");
        let (mut left, mut sum) = (ALL, NONE);
        let mut lefts = vec![(0, ALL)];
        for (step, (day, (n, d))) in steps.iter().zip(&table) {
            let given = [&step["t"], &step["n_risk"], &step["n_event"]].map(|value| value.as_u64().unwrap());
            assert_eq!(given.map(u128::from), [u128::try_from(*day).unwrap(), *n, *d], "{event}");
            left = left.times(Fraction::of(n - d, *n));
            lefts.push((*day, left));
            assert!(is(&step["survival_ppm"], left, 1_000_000), "{step}: {left:?}");
            if left == NONE {
                assert!(step["se_ppm"].is_null() && step["lower_ppm"].is_null() && step["upper_ppm"].is_null());
            } else {
                sum = sum.plus(Fraction::of(*d, n * (n - d)));
                let variance = left.times(left).times(sum).rounded(1_000_000_000_000);
                let error = u128::from(step["se_ppm"].as_u64().unwrap());
                assert!(error.saturating_sub(1).pow(2) <= variance && variance <= (error + 1).pow(2), "{step}");
                let limits = [&step["lower_ppm"], &step["survival_ppm"], &step["upper_ppm"]];
                assert!(limits.map(|value| value.as_u64().unwrap()).is_sorted(), "{step}");
            }
            *seen.entry(format!("steps to {event}")).or_default() += 1;
        }
        let half = lefts.iter().find(|(_, left)| 2 * left.0 <= left.1).map(|(day, _)| *day);
        assert_eq!(curve["median_days"], json!(half), "{event}");
        for (mark, given) in marks.iter().zip(curve["at"].as_array().unwrap()) {
            assert_eq!(given["t"], *mark);
            let day = i64::from(*mark);
            if last.is_none_or(|last| last < day) {
                assert!(given["survival_ppm"].is_null(), "{given}");
            } else {
                let (_, left) = lefts.iter().rfind(|(from, _)| *from <= day).unwrap();
                assert!(is(&given["survival_ppm"], *left, 1_000_000), "{given}: {left:?}");
                *seen.entry("marks".to_owned()).or_default() += 1;
            }
        }
    }
    let any = table(exposures, &CAUSES);
    for (mark, given) in marks.iter().zip(answer["cumulative_incidence"].as_array().unwrap()) {
        let day = i64::from(*mark);
        if last.is_none_or(|last| last < day) {
            assert!(given["in_ppm"].is_null(), "{given}");
            continue;
        }
        let (mut left, mut gone) = (ALL, BTreeMap::from(CAUSES.map(|cause| (cause, NONE))));
        for (t, (n, d)) in any.range(..=day) {
            for (cause, share) in &mut gone {
                let own = exposures.iter().filter(|seen| seen.stop == *t && seen.cause == Some(*cause)).count();
                *share = share.plus(left.times(Fraction::of(own as u128, *n)));
            }
            left = left.times(Fraction::of(n - d, *n));
        }
        assert_eq!(gone.values().fold(left, |sum, share| sum.plus(*share)), ALL);
        for (cause, share) in gone {
            assert!(is(&given[format!("{cause}_ppm")], share, 1_000_000), "{given}: {cause} {share:?}");
            if share != NONE {
                *seen.entry(format!("incidence of {cause}")).or_default() += 1;
            }
        }
        assert!(is(&given["in_ppm"], left, 1_000_000), "{given}: {left:?}");
    }
}

/// Checks the test between groups, and of two groups its value.
fn check_test(answer: &Value, groups: &BTreeMap<String, Vec<&Exposure<'_>>>, event: &str, seen: &mut Seen) {
    let all: Vec<&Exposure<'_>> = groups.values().flatten().copied().collect();
    let whole = table(&all, causes(event));
    let at_risk = |own: &[&Exposure<'_>], day: i64| {
        own.iter().filter(|seen| seen.start < day && day <= seen.stop).count() as u128
    };
    let expected = |own: &[&Exposure<'_>]| {
        let on = |(day, (n, d)): (&i64, &(u128, u128))| Fraction::of(d * at_risk(own, *day), *n);
        whole.iter().map(on).fold(NONE, Fraction::plus)
    };
    let expecting: Vec<&[&Exposure<'_>]> =
        groups.values().map(Vec::as_slice).filter(|own| expected(own) != NONE).collect();
    let variance = |own: &[&Exposure<'_>]| {
        let on = |(day, (n, d)): (&i64, &(u128, u128))| {
            let own = at_risk(own, *day);
            if *n < 2 { NONE } else { Fraction::of(d * (n - d) * own * (n - own), (n - 1) * n * n) }
        };
        whole.iter().map(on).fold(NONE, Fraction::plus)
    };
    let test = &answer["log_rank"];
    if expecting.len() < 2 || (expecting.len() == 2 && variance(expecting[0]) == NONE) {
        assert!(test.is_null(), "{test}");
        return;
    }
    if test.is_null() {
        // Of more groups some can differ in no way that is to be weighed.
        assert!(expecting.len() > 2, "{answer}");
        return;
    }
    assert_eq!(test["degrees_of_freedom"], expecting.len() - 1);
    for (row, (group, own)) in test["groups"].as_array().unwrap().iter().zip(groups) {
        let ends = |seen: &&&Exposure<'_>| seen.cause.is_some_and(|cause| causes(event).contains(&cause));
        assert_eq!((&row["group"], &row["observed"]), (&json!(group), &json!(own.iter().filter(ends).count())));
        assert!(is(&row["expected_hundredths"], expected(own), 100), "{row}");
    }
    if let [one, _] = expecting[..] {
        let ends = |seen: &&&Exposure<'_>| seen.cause.is_some_and(|cause| causes(event).contains(&cause));
        let (observed, expected) = (one.iter().filter(ends).count() as u128, expected(one));
        let difference = Fraction::of((observed * expected.1).abs_diff(expected.0), expected.1);
        let spread = variance(one);
        let value = difference.times(difference).times(Fraction(spread.1, spread.0));
        assert!(is(&test["chi_squared_thousandths"], value, 1000), "{test}: {value:?}");
        *seen.entry("tests".to_owned()).or_default() += 1;
    }
}

fn group(by: Grouping, stay: &Stay<'_>) -> String {
    match by {
        Grouping::Programme => stay.programme.unwrap_or("unknown").to_owned(),
        Grouping::Office => stay.office.to_owned(),
        Grouping::TargetGroup => stay.intake.text("target_group").to_owned(),
        Grouping::Year => stay.from.year().to_string(),
        Grouping::AgeBand | Grouping::Sex => unreachable!("not asked for here"),
    }
}

#[test]
fn survival_is_counted_from_the_stays_at_risk_on_each_day() {
    let mut seen = Seen::new();
    let every: Vec<&str> = stated().collect();
    let marks: BTreeSet<u32> = [0, 3, 29, 31, 60, 91].into();
    for (number, (acts, as_of, cut)) in
        histories(types(&[PEOPLE, PEOPLE, &STAYS.repeat(20), COURSES, &every]), 20..90, 96).into_iter().enumerate()
    {
        let world = if number.is_multiple_of(2) { ledger_in_use(&acts, 2) } else { ledger_of(&acts) };
        let lines = lines(&world);
        let migrated = |seq: u64| !lines[usize::try_from(seq - 1).unwrap()]["head"]["migrated"].is_null();
        let by = [
            None,
            Some(Grouping::Office),
            Some(Grouping::Programme),
            Some(Grouping::Year),
            Some(Grouping::TargetGroup),
        ][number % 5];
        let to = Event::ALL[number % 3];
        let programme = (number % 4 == 3).then_some("KVP");
        let office = (number % 7 == 3).then_some("North");
        let observed_from = (number % 6 == 4).then(|| nth(5));
        for known_at in positions(&world, cut) {
            let reach = Reach::of(&lines, as_of, known_at);
            let people = people(&reach.cut(in_force(&lines, as_of, known_at), as_of));
            let reached = |name: Option<&str>| reach.day(name, "participants", as_of);
            let asked = Asked { programme, office, first: None, last: None, reached: &reached };
            let known = in_force(&lines, Day::MAX, known_at);
            let opened = known.iter().find(|row| row.type_name == "ledger.opened").map(|row| row.holds);
            for first in [false, true] {
                let mut selected: Vec<Stay<'_>> = Vec::new();
                for (person, rows) in &people {
                    let mut own = stays(person, rows);
                    own.retain(|stay| asked.takes(stay));
                    own.sort_by(|a, b| (a.from, a.enrolment).cmp(&(b.from, b.enrolment)));
                    own.truncate(if first { 1 } else { own.len() });
                    selected.extend(own);
                }
                let (mut exposures, mut not_observed) = (Vec::new(), 0);
                for stay in &selected {
                    let begins = observed_from.or(opened.filter(|_| !migrated(stay.intake.seq)));
                    let begins = begins.unwrap_or(stay.from).max(stay.from);
                    let end = stay.to.unwrap_or(reached(stay.programme).plus_days(1));
                    if end <= begins {
                        not_observed += 1;
                        continue;
                    }
                    let (start, stop) = (begins.days_since(stay.from), end.days_since(stay.from));
                    exposures.push(Exposure { start, stop, cause: stay.to.map(|_| cause(stay.destination)), stay });
                }
                let selection = StaySelection {
                    programme: programme.map(name),
                    office: office.map(str::to_owned),
                    ..StaySelection::default()
                };
                let filter = SurvivalFilter { selection, first, by, to, at: marks.clone() };
                let question = Question::Survival(SurvivalOf { filter, observed_from });
                let answer = ask(&world, &question, as_of, known_at);
                assert_eq!(answer["not_observed"], not_observed, "on {as_of} at #{known_at}");
                *seen.entry("not_observed".to_owned()).or_default() += not_observed;
                check(&answer, &exposures.iter().collect::<Vec<_>>(), &marks, &mut seen);
                let Some(by) = by else { continue };
                let mut groups: BTreeMap<String, Vec<&Exposure<'_>>> = BTreeMap::new();
                // A group is there also where nobody in it was observed.
                for stay in &selected {
                    groups.entry(group(by, stay)).or_default();
                }
                for exposure in &exposures {
                    groups.entry(group(by, exposure.stay)).or_default().push(exposure);
                }
                let rows = answer["groups"].as_array().map(Vec::as_slice).unwrap_or_default();
                assert_eq!(rows.len(), groups.len());
                for (row, (group, own)) in rows.iter().zip(&groups) {
                    assert_eq!(row["group"], **group);
                    check(row, own, &marks, &mut seen);
                }
                check_test(&answer, &groups, to.word(), &mut seen);
            }
        }
    }
    let least = |what: &str| if what == "not_observed" { 3 } else { 20 };
    assert!(seen.len() == 10 && seen.iter().all(|(what, count)| *count >= least(what)), "{seen:?}");
}
