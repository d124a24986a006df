//! `goals`: targets against what is derived.

use std::cell::RefCell;

use hovedbok_core::entries::ProgrammeEntry;
use hovedbok_core::entries::codes::{Direction, NoBaseline, TargetKind, Unit};
use hovedbok_core::entries::programme::{Baseline, GoalSet, TargetSet};
use hovedbok_core::{Day, Fact};
use hovedbok_programmes::{Answer, GoalRow, Measurement, Records, aims, goals, measurements};
use proptest::prelude::*;
use serde_json::json;

use crate::given::{Given, day, each, json, keys, name, on, span};

fn goal(goal: &str, indicator: &str, baseline: Baseline) -> GoalSet {
    GoalSet { goal: name(goal), indicator: indicator.into(), baseline, cohort: None, note: None }
}

fn target(goal: &str, kind: TargetKind, value: i64, year: u16) -> TargetSet {
    TargetSet {
        goal: name(goal),
        kind,
        value,
        unit: Unit::Persons,
        direction: None,
        office: None,
        period: span(&format!("{year}-01-01"), &format!("{year}-12-31")),
        note: None,
    }
}

const NONE_NEEDED: Baseline = Baseline::Missing(NoBaseline::NotApplicable);

fn kvp() -> Given {
    let mut given = Given::default();
    given.programme("KVP", on("2008-01-01"), goal("places", "in_programme", NONE_NEEDED));
    given.programme("KVP", on("2008-01-01"), target("places", TargetKind::Point, 200, 2008));
    given.programme("KVP", on("2009-01-01"), target("places", TargetKind::Point, 337, 2009));
    given.programme("KVP", on("2010-01-01"), target("places", TargetKind::Point, 349, 2010));
    given.programme("KVP", on("2010-01-01"), target("places", TargetKind::Average, 349, 2010));
    given
}

/// Month-ends of January to September 2010 that sum to 3 429, and the point counts.
fn participants(asked: &Measurement) -> Option<i64> {
    assert_eq!((asked.indicator.as_str(), asked.unit), ("in_programme", Some(Unit::Persons)));
    match asked.on.to_string().as_str() {
        "2008-12-31" => Some(197),
        "2009-12-31" => Some(380),
        "2010-09-30" => Some(385),
        "2010-10-31" => Some(378),
        _ => (asked.on.year() == 2010).then_some(if asked.on.month().to_string() == "2010-01" { 377 } else { 381 }),
    }
}

fn asked(given: &Given, as_of: &str, derive: &dyn Fn(&Measurement) -> Option<i64>) -> Vec<GoalRow> {
    goals(&given.timeline, given.at(as_of), None, &|_| Records::default(), &each(derive))
}

fn summary(row: &GoalRow) -> (Option<i64>, Option<i64>, Option<i64>, Answer) {
    (row.target, row.derived, row.attainment_bp, row.answer)
}

#[test]
fn every_target_in_force_has_a_row_measured_on_its_last_day() {
    let rows = asked(&kvp(), "2009-12-31", &participants);
    let found: Vec<_> = rows.iter().map(summary).collect();
    assert_eq!(
        found,
        [(Some(200), Some(197), Some(9850), Answer::NotReached), (Some(337), Some(380), Some(11276), Answer::Reached),]
    );
    assert_eq!(rows[0].measured_on, Some(day("2008-12-31")));
    assert_eq!(rows[0].because, "197 on 2008-12-31, target 200");
    assert_eq!(rows[0].entries.iter().map(|seq| seq.0).collect::<Vec<_>>(), [1, 2]);
}

#[test]
fn before_the_last_day_the_answer_is_so_far() {
    let rows = asked(&kvp(), "2010-10-31", &participants);
    assert_eq!(summary(&rows[2]), (Some(349), Some(378), Some(10831), Answer::Reached));
    assert_eq!(rows[2].because, "so far: 378 on 2010-10-31, target 349; the period ends 2010-12-31");
    assert_eq!(asked(&kvp(), "2008-12-31", &participants)[0].because, "197 on 2008-12-31, target 200");
}

#[test]
fn an_average_is_the_mean_of_the_month_ends_so_far() {
    let rows = asked(&kvp(), "2010-10-30", &participants);
    assert_eq!(summary(&rows[3]), (Some(349), Some(381), Some(10917), Answer::Reached));
    assert_eq!(rows[3].measured_on, Some(day("2010-09-30")));
    assert_eq!(
        rows[3].because,
        "so far: mean 381 of 9 month-ends 2010-01-31 to 2010-09-30, target 349; the period ends 2010-12-31"
    );
    let early = asked(&kvp(), "2010-01-30", &participants);
    assert_eq!(summary(&early[3]), (Some(349), None, None, Answer::NotAnswerable));
    assert_eq!(early[3].because, "no month-end yet");
}

#[test]
fn a_month_end_that_is_not_derived_leaves_the_average_open() {
    let rows = asked(&kvp(), "2010-03-31", &|m| (m.on != day("2010-02-28")).then_some(1));
    assert_eq!(summary(&rows[3]), (Some(349), None, None, Answer::NotAnswerable));
    assert_eq!(rows[3].because, "the ledger does not derive 'in_programme' on 2010-02-28");
}

fn p1824(baseline: Baseline) -> Given {
    let mut given = Given::default();
    let cohort = GoalSet { cohort: Some(name("2007-12")), ..goal("cohort", "cohort_receiving", baseline) };
    given.programme("P1824", on("2008-06-01"), cohort);
    let period = span("2008-06-01", "2010-12-31");
    let fewer = TargetSet { period, ..target("cohort", TargetKind::CohortReduction, 214, 2010) };
    given.programme("P1824", on("2008-06-01"), fewer);
    given
}

#[test]
fn a_cohort_is_measured_by_its_change() {
    let derive = |m: &Measurement| {
        assert_eq!((m.cohort.as_ref().unwrap().as_str(), m.on), ("2007-12", day("2009-12-31")));
        Some(50)
    };
    let rows = asked(&p1824(Baseline::Value(428)), "2009-12-31", &derive);
    assert_eq!(summary(&rows[0]), (Some(-214), Some(-378), Some(17664), Answer::Reached));
    assert_eq!(
        rows[0].because,
        "so far: 50 on 2009-12-31 against a baseline of 428: 378 fewer, target 214 fewer; the period ends 2010-12-31"
    );
    let rows = asked(&p1824(Baseline::Value(428)), "2009-12-31", &|_| Some(440));
    assert_eq!(summary(&rows[0]), (Some(-214), Some(12), Some(-561), Answer::NotReached));
    let rows = asked(&p1824(Baseline::Value(428)), "2012-12-31", &|m| Some(i64::from(m.on == day("2010-12-31")) * 214));
    assert_eq!(summary(&rows[0]), (Some(-214), Some(-214), Some(10000), Answer::Reached));
}

#[test]
fn a_reduction_without_a_baseline_is_not_answerable() {
    let asked_for = |why| asked(&p1824(Baseline::Missing(why)), "2009-12-31", &|_| Some(50)).remove(0);
    let row = asked_for(NoBaseline::NotRecorded);
    assert_eq!(summary(&row), (Some(-214), None, None, Answer::NotAnswerable));
    assert_eq!(row.because, "baseline not recorded");
    assert_eq!(json(&row.baseline), json!({"value": null, "why": "not_recorded"}));
    assert_eq!(asked_for(NoBaseline::Unknown).because, "baseline unknown");
    let row = asked_for(NoBaseline::NotApplicable);
    assert_eq!(row.answer, Answer::NotAnswerable);
    assert_eq!(row.because, "a reduction needs a baseline value, but the goal says not_applicable");
}

#[test]
fn a_goal_whose_baseline_was_never_recorded_is_not_answerable_whatever_its_target() {
    let mut given = Given::default();
    let halve = goal("recruitment", "new_recipients", Baseline::Missing(NoBaseline::NotRecorded));
    given.programme("P1824", on("2008-06-01"), halve);
    let row = asked(&given, "2009-12-31", &|_| Some(50)).remove(0);
    assert_eq!((row.kind, row.unit, summary(&row)), (None, None, (None, None, None, Answer::NotAnswerable)));
    assert_eq!(row.because, "no target is set; baseline not recorded");
    let half = TargetSet { unit: Unit::BasisPoints, ..target("recruitment", TargetKind::Point, 5000, 2010) };
    given.programme("P1824", on("2008-06-01"), half);
    let rows = asked(&given, "2009-12-31", &|_| Some(50));
    assert_eq!(rows.len(), 1);
    assert_eq!(summary(&rows[0]), (Some(5000), None, None, Answer::NotAnswerable));
    assert_eq!(rows[0].because, "baseline not recorded");
}

#[test]
fn a_goal_without_a_target_shows_what_is_derived() {
    let mut given = Given::default();
    given.programme("KVP", on("2008-01-01"), goal("places", "in_programme", Baseline::Value(10)));
    let row = asked(&given, "2009-12-31", &|m| Some(m.on.days_since(day("2009-12-01")))).remove(0);
    assert_eq!(summary(&row), (None, Some(30), None, Answer::NotAnswerable));
    assert_eq!((row.because.as_str(), row.measured_on), ("no target is set", Some(day("2009-12-31"))));
    assert_eq!(json(&row.baseline), json!({"value": 10, "why": null}));
}

#[test]
fn a_target_for_a_goal_that_was_never_set_says_so() {
    let mut given = Given::default();
    given.programme("KVP", on("2008-01-01"), target("places", TargetKind::Point, 200, 2008));
    let row = asked(&given, "2009-12-31", &|_| Some(1)).remove(0);
    assert_eq!((row.indicator.clone(), row.because.as_str()), (None, "the goal is not set"));
    assert_eq!(summary(&row), (Some(200), None, None, Answer::NotAnswerable));
}

#[test]
fn a_newer_target_for_the_same_takes_its_place_and_an_office_has_its_own() {
    let mut given = kvp();
    given.programme("KVP", on("2010-06-01"), target("places", TargetKind::Point, 300, 2010));
    let office = TargetSet { office: Some("Gjøvik".into()), ..target("places", TargetKind::Point, 60, 2010) };
    given.programme("KVP", on("2010-06-01"), office);
    let seen = RefCell::new(Vec::new());
    let rows = asked(&given, "2010-12-31", &|m| {
        seen.borrow_mut().push(m.office.as_ref().map(|office| office.as_str().to_owned()));
        Some(100)
    });
    assert_eq!(rows.iter().map(|row| row.target.unwrap()).collect::<Vec<_>>(), [200, 337, 300, 349, 60]);
    assert_eq!(seen.borrow().last().unwrap().as_deref(), Some("Gjøvik"));
    assert_eq!(rows[4].office.as_ref().unwrap().as_str(), "Gjøvik");
    assert_eq!(asked(&given, "2010-05-31", &|_| Some(100))[2].target, Some(349));
}

#[test]
fn a_target_of_nothing_has_no_attainment() {
    let mut given = Given::default();
    given.programme("KVP", on("2008-01-01"), goal("places", "in_programme", NONE_NEEDED));
    given.programme("KVP", on("2008-01-01"), target("places", TargetKind::Point, 0, 2008));
    assert_eq!(summary(&asked(&given, "2008-12-31", &|_| Some(0))[0]), (Some(0), Some(0), None, Answer::Reached));
}

#[test]
fn a_programme_is_asked_for_alone() {
    let mut given = kvp();
    given.programme("TIO", on("2008-01-01"), goal("work", "exits", NONE_NEEDED));
    let rows =
        goals(&given.timeline, given.at("2008-12-31"), Some(&name("TIO")), &|_| Records::default(), &each(|_| None));
    assert_eq!(rows.iter().map(|row| row.programme.as_str()).collect::<Vec<_>>(), ["TIO"]);
}

#[test]
fn a_row_has_the_fields_in_their_order() {
    let text = serde_json::to_string(&asked(&kvp(), "2008-12-31", &participants)).unwrap();
    let expected = [
        "programme",
        "goal",
        "indicator",
        "kind",
        "direction",
        "target",
        "unit",
        "baseline",
        "derived",
        "attainment_bp",
        "answer",
        "so_far",
        "because",
        "office",
        "period",
        "cohort",
        "measured_on",
        "entries",
    ];
    assert_eq!(keys(&text), expected);
    assert!(text.contains(r#""kind":"point""#) && text.contains(r#""answer":"not_reached""#));
    assert!(text.contains(r#""baseline":{"value":null,"why":"not_applicable"}"#));
}

#[test]
fn an_old_position_keeps_its_answer() {
    let mut given = Given::default();
    given.programme("KVP", on("2008-01-01"), goal("places", "in_programme", NONE_NEEDED));
    let set = given.programme("KVP", on("2008-01-01"), target("places", TargetKind::Point, 200, 2008));
    let at = given.at("2008-12-31");
    let before = json(&goals(&given.timeline, at, None, &|_| Records::default(), &each(participants)));
    let other: ProgrammeEntry = target("places", TargetKind::Point, 190, 2008).into();
    given.replace("programme/KVP", set, on("2008-01-01"), Fact::Programme(other));
    assert_eq!(json(&goals(&given.timeline, at, None, &|_| Records::default(), &each(participants))), before);
    let now = asked(&given, "2008-12-31", &participants).remove(0);
    assert_eq!((now.target, now.answer), (Some(190), Answer::Reached));
}

proptest! {
    /// The mean over month-ends agrees with walking every day of the period.
    #[test]
    fn averages_agree_with_walking_the_days(
        start in 0..700i64,
        length in 0..500i64,
        asked_after in -50..600i64,
        values in prop::collection::vec(-50..500i64, 12),
    ) {
        let first = day("2008-01-01").plus_days(start);
        let last = first.plus_days(length);
        let value = |on: Day| values[usize::try_from(on.parts().1 - 1).unwrap()];
        let mut given = Given::default();
        given.programme("KVP", on("2007-01-01"), goal("places", "in_programme", NONE_NEEDED));
        let period = hovedbok_core::Period::new(first, last).unwrap();
        let average = TargetSet { period, ..target("places", TargetKind::Average, 100, 2008) };
        given.programme("KVP", on("2007-01-01"), average);
        let mut at = given.at("2008-01-01");
        at.as_of = first.plus_days(asked_after);
        let (mut sum, mut count, mut walked) = (0, 0, first);
        while walked <= last && walked <= at.as_of {
            if walked.next().parts().2 == 1 {
                sum += value(walked);
                count += 1;
            }
            walked = walked.next();
        }
        let expected = (count > 0).then(|| (2 * sum + count).div_euclid(2 * count));
        let row = goals(&given.timeline, at, None, &|_| Records::default(), &each(|m: &Measurement| Some(value(m.on)))).remove(0);
        prop_assert_eq!(row.derived, expected);
        prop_assert_eq!(row.answer == Answer::NotAnswerable, expected.is_none());
    }
}

#[test]
fn an_answer_holds_so_far_until_period_and_last_entry_are_past() {
    let mut given = Given::default();
    given.programme("KVP", on("2008-01-01"), goal("places", "in_programme", NONE_NEEDED));
    given.programme("KVP", on("2008-01-01"), target("places", TargetKind::Point, 200, 2008));
    let row = |as_of: &str, records: Records| {
        goals(&given.timeline, given.at(as_of), None, &|_| records, &each(|_| Some(201))).remove(0)
    };
    let until = |until: &str| Records { until: Some(day(until)), ..Records::default() };
    for (as_of, records, so_far, because) in [
        ("2008-12-30", Records::default(), true, "so far: 201 on 2008-12-30, target 200; the period ends 2008-12-31"),
        ("2008-12-31", Records::default(), false, "201 on 2008-12-31, target 200"),
        // Nobody can have recorded the days after the last entry.
        (
            "2008-12-31",
            until("2008-12-20"),
            true,
            "so far: 201 on 2008-12-31, target 200; the last entry was recorded on 2008-12-20",
        ),
        (
            "2009-01-10",
            until("2008-12-20"),
            true,
            "so far: 201 on 2008-12-31, target 200; the last entry was recorded on 2008-12-20",
        ),
        ("2009-01-10", until("2008-12-31"), false, "201 on 2008-12-31, target 200"),
        ("2008-06-01", until("2008-05-01"), true, "so far: 201 on 2008-06-01, target 200; the period ends 2008-12-31"),
    ] {
        let row = row(as_of, records);
        assert_eq!((row.answer, row.so_far, row.because.as_str()), (Answer::Reached, so_far, because), "{as_of}");
    }
    // Nobody counts what nobody recorded, and what is not answerable is nothing so far.
    let none = row("2008-06-01", Records { none: true, ..Records::default() });
    assert_eq!((none.answer, none.derived, none.so_far), (Answer::NotAnswerable, None, false));
    assert_eq!(none.because, "nothing is recorded about the participants of KVP");
    let ended = row("2008-12-31", Records { end: Some(day("2008-10-31")), ..Records::default() });
    assert_eq!((ended.answer, ended.derived, ended.so_far), (Answer::NotAnswerable, Some(201), false));
}

#[test]
fn everything_that_a_goal_asks_for_is_asked_for_once_and_beforehand() {
    let mut given = kvp();
    let cohort = GoalSet { cohort: Some(name("2007-12")), ..goal("cohort", "cohort_receiving", Baseline::Value(60)) };
    given.programme("KVP", on("2008-01-01"), cohort);
    given.programme("KVP", on("2008-01-01"), target("cohort", TargetKind::CohortReduction, 30, 2009));
    given.programme("KVP", on("2008-01-01"), goal("work", "exits", NONE_NEEDED));
    for (missing, why) in [("unknown", NoBaseline::Unknown), ("unrecorded", NoBaseline::NotRecorded)] {
        given.programme("KVP", on("2008-01-01"), goal(missing, "exits", Baseline::Missing(why)));
    }
    let ends = |end: &str| Records { end: Some(day(end)), ..Records::default() };
    let all =
        [Records::default(), ends("2008-06-30"), ends("2010-05-15"), Records { none: true, ..Records::default() }];
    for as_of in ["2008-06-30", "2010-09-30", "2010-12-31", "2012-01-01"] {
        for records in all {
            let at = given.at(as_of);
            for aim in aims(&given.timeline, at, None) {
                let asked = RefCell::new(Vec::new());
                hovedbok_programmes::goal(aim.clone(), at.as_of, records, &|m| {
                    asked.borrow_mut().push(m.clone());
                    Some(1)
                });
                assert_eq!(asked.into_inner(), measurements(&aim, at.as_of, records), "{as_of} {records:?} {aim:?}");
            }
            let calls = RefCell::new(0);
            goals(&given.timeline, at, None, &|_| records, &|asked| {
                *calls.borrow_mut() += 1;
                vec![None; asked.len()]
            });
            assert_eq!(calls.into_inner(), 1);
        }
    }
}

#[test]
fn a_target_is_judged_by_its_direction() {
    let judged = |direction, kind, baseline, value, derived: i64| {
        let mut given = Given::default();
        given.programme("KVP", on("2009-01-01"), goal("places", "in_programme", baseline));
        let body = TargetSet { direction, ..target("places", kind, value, 2009) };
        given.programme("KVP", on("2009-01-01"), body);
        let row = asked(&given, "2009-12-31", &|_| Some(derived)).remove(0);
        (row.direction.unwrap(), row.answer == Answer::Reached, row.attainment_bp, row.because)
    };
    let point = |direction, value, derived| judged(direction, TargetKind::Point, NONE_NEEDED, value, derived);
    let on_the_day = |target: &str| format!("100 on 2009-12-31, target {target}");
    assert_eq!(point(None, 100, 100), (Direction::AtLeast, true, Some(10_000), on_the_day("100")));
    let most = |value| point(Some(Direction::AtMost), value, 100);
    assert_eq!(most(100), (Direction::AtMost, true, None, on_the_day("at most 100")));
    assert_eq!(most(99), (Direction::AtMost, false, None, on_the_day("at most 99")));
    let keep = |value| point(Some(Direction::Keep), value, 100);
    assert_eq!(keep(100), (Direction::Keep, true, None, on_the_day("exactly 100")));
    assert!(!keep(101).1 && !keep(99).1);
    let mean = "mean 100 of 12 month-ends 2009-01-31 to 2009-12-31, target at most 99".to_owned();
    let average = judged(Some(Direction::AtMost), TargetKind::Average, NONE_NEEDED, 99, 100);
    assert_eq!(average, (Direction::AtMost, false, None, mean));
    let reduce = |value| judged(Some(Direction::ReduceBy), TargetKind::Point, Baseline::Value(150), value, 100);
    let fewer = |target: &str| format!("100 on 2009-12-31 against a baseline of 150: 50 fewer, target {target} fewer");
    assert_eq!(reduce(50), (Direction::ReduceBy, true, Some(10_000), fewer("50")));
    assert_eq!(reduce(100), (Direction::ReduceBy, false, Some(5000), fewer("100")));
    let cohort = |direction, value| judged(direction, TargetKind::CohortReduction, Baseline::Value(150), value, 100);
    assert_eq!(cohort(None, 51), (Direction::ReduceBy, false, Some(9804), fewer("51")));
    assert_eq!(cohort(Some(Direction::AtMost), 51), (Direction::AtMost, true, None, fewer("at most 51")));
    assert_eq!(cohort(Some(Direction::Keep), 50), (Direction::Keep, true, None, fewer("exactly 50")));
    let missing = judged(Some(Direction::ReduceBy), TargetKind::Point, NONE_NEEDED, 50, 100);
    assert_eq!(missing.3, "a reduction needs a baseline value, but the goal says not_applicable");
}

#[test]
fn a_goal_without_a_target_says_so_whatever_else_is_missing() {
    let because = |baseline, none| {
        let mut given = Given::default();
        given.programme("TIO", on("2009-01-01"), goal("objective", "better methods", baseline));
        let records = Records { none, ..Records::default() };
        let row = goals(&given.timeline, given.at("2009-12-31"), None, &|_| records, &each(|_| None)).remove(0);
        assert_eq!((row.answer, row.direction), (Answer::NotAnswerable, None));
        row.because
    };
    assert_eq!(because(NONE_NEEDED, true), "no target is set");
    assert_eq!(because(NONE_NEEDED, false), "no target is set");
    let not_recorded = Baseline::Missing(NoBaseline::NotRecorded);
    assert_eq!(because(not_recorded, true), "no target is set; baseline not recorded");
}
