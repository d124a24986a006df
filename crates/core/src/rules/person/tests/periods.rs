//! Periods that run past their placement, last days before the first, benefits outside the enrolment.

use super::*;
use crate::ids::Seq;
use crate::rules::{added, left};

fn attended(start: &'static str, end: &str) -> Step {
    let period = json!({"start": start, "end": end});
    (
        start,
        "attendance.recorded",
        json!({"placement": P1, "period": period, "planned_minutes": 600, "present_minutes": 60}),
    )
}

#[test]
fn a_period_past_the_end_is_refused_where_it_is_recorded_after_it() {
    let given = || [in_measure(), vec![ended("2008-03-05")]].concat();
    let case = |when: Step, then: Vec<&'static str>| Case { given: given(), when: vec![when], then };
    let cases = [
        case(absent("2008-03-03..2008-03-05", "medical", json!({})), vec![]),
        case(
            absent("2008-03-03..2008-03-07", "medical", json!({"days": 2})),
            vec![
                "period_past_end [#5 #4] 2: absence.recorded for 2008-03-03 to 2008-03-07 runs past the last day of placement \
                 a1000000, 2008-03-05",
            ],
        ),
        case(
            absent("2008-03-05..2008-04-30", "leave_with_benefit", json!({})),
            vec![
                "period_past_end [#5 #4] 56: absence.recorded for 2008-03-05 to 2008-04-30 runs past the last day of placement \
                 a1000000, 2008-03-05",
            ],
        ),
        case(
            attended("2008-03-01", "2008-03-31"),
            vec![
                "period_past_end [#5 #4] 26: attendance.recorded for 2008-03-01 to 2008-03-31 runs past the last day of \
                 placement a1000000, 2008-03-05",
            ],
        ),
        case(
            absent("2008-03-06..2008-03-07", "medical", json!({})),
            vec![
                "period_past_end [#5 #4] 2: absence.recorded for 2008-03-06 to 2008-03-07 begins after the last day of placement \
                 a1000000, 2008-03-05",
            ],
        ),
    ];
    walk::<PersonEntry>(&cases, |rows| person(rows, &Context::default()));
}

#[test]
fn an_end_recorded_after_a_period_stands_and_what_is_left_is_found() {
    for (period, days, how) in [
        (absent("2008-03-03..2008-03-07", "medical", json!({})), 2, "runs past"),
        (attended("2008-03-03", "2008-03-07"), 2, "runs past"),
        (attended("2008-03-10", "2008-03-14"), 9, "begins after"),
    ] {
        let before = [in_measure(), vec![period.clone()]].concat();
        let after = [before.clone(), vec![ended("2008-03-05")]].concat();
        let (before, after) = (judge(&before, &Context::default()), judge(&after, &Context::default()));
        assert_eq!(added(&before, &after), Vec::<&Violation>::new(), "an end is what happened");
        let said: Vec<_> = left(&before, &after).into_iter().cloned().collect();
        let what = format!(
            "period_past_end [#4 #5] {days}: {} for {} {how} the last day of placement a1000000, 2008-03-05",
            period.1,
            period.2["period"]["start"].as_str().unwrap().to_owned()
                + " to "
                + period.2["period"]["end"].as_str().unwrap(),
        );
        assert_eq!(lines(&said), [what]);
        assert!(left(&after, &after).is_empty(), "it is said once");
        assert_eq!(refusing(&after), said, "and is found");
    }
    // An end on the last day of the period leaves nothing.
    let steps = [in_measure(), vec![attended("2008-03-03", "2008-03-07"), ended("2008-03-07")]].concat();
    assert_eq!(lines(&judge(&steps, &Context::default())), Vec::<String>::new());
}

#[test]
fn days_after_the_end_count_as_no_absence() {
    let limit = |most: i64| {
        let limits = [(LimitKind::AbsenceDays, (most, Seq(99)))].into_iter().collect();
        Context { limits: [("KVP".parse().unwrap(), limits)].into_iter().collect(), ..Context::default() }
    };
    let over = |absence: Step, last: &'static str, most: i64| {
        let broken = judge(&[in_measure(), vec![absence, ended(last)]].concat(), &limit(most));
        broken.into_iter().find(|broken| broken.rule == Rule::AbsenceOverLimit).map(|broken| broken.weight)
    };
    let week = |more: Value| absent("2008-03-03..2008-03-14", "medical", more);
    assert_eq!(over(week(json!({})), "2008-03-14", 0), Some(10));
    assert_eq!(over(week(json!({})), "2008-03-05", 0), Some(3));
    assert_eq!(over(week(json!({"days": 8})), "2008-03-05", 0), Some(3), "of the days stated as many as there are");
    assert_eq!(over(week(json!({"days": 2})), "2008-03-05", 0), Some(2));
    assert_eq!(over(week(json!({})), "2008-03-02", 0), None, "none of it lies inside");
}

#[test]
fn a_last_day_before_the_first_is_refused() {
    let planned = |day, end: &str| -> Step {
        let (_, of, mut body) = started(day);
        body["planned_end"] = json!(end);
        (day, of, body)
    };
    let changed = |day, end: &str| -> Step { (day, "measure.changed", json!({"placement": P1, "planned_end": end})) };
    let valid = |day, until: &str| -> Step {
        let (_, of, mut body) = decided(day, E1, "grant");
        body["valid_until"] = json!(until);
        (day, of, body)
    };
    let taken_in = || vec![registered("2008-01-01"), intake("2008-02-01", E1)];
    let case = |given: Vec<Step>, when: Step, then: Vec<&'static str>| Case { given, when: vec![when], then };
    let cases = [
        case(taken_in(), planned("2008-03-01", "2008-03-01"), vec![]),
        case(
            taken_in(),
            planned("2008-03-01", "2008-02-29"),
            vec![
                "end_before_start [#3] 1: measure.started on 2008-03-01 gives 2008-02-29 as the planned last day, before \
                 2008-03-01",
            ],
        ),
        case(in_measure(), changed("2008-04-01", "2008-04-01"), vec![]),
        case(
            in_measure(),
            changed("2008-04-01", "2008-03-30"),
            vec![
                "end_before_start [#4] 2: measure.changed on 2008-04-01 gives 2008-03-30 as the planned last day, before \
                 2008-04-01",
            ],
        ),
        // A decision can be about days that are over, but not about days before the enrolment.
        case(taken_in(), valid("2008-05-01", "2008-04-30"), vec![]),
        case(
            taken_in(),
            valid("2008-05-01", "2008-01-31"),
            vec![
                "end_before_start [#3 #2] 1: participant.decided on 2008-05-01 is valid until 2008-01-31, before the \
                 enrolment begins on 2008-02-01",
            ],
        ),
    ];
    walk::<PersonEntry>(&cases, |rows| person(rows, &Context::default()));
}

#[test]
fn a_benefit_for_days_outside_the_enrolment_is_found() {
    let paid = |enrolment: Option<&str>, start: &str, end: &str| -> Step {
        let mut body = json!({"kind": "qualification_benefit", "amount_ore": 100});
        body["for_period"] = json!({"start": start, "end": end});
        if let Some(enrolment) = enrolment {
            body["enrolment"] = json!(enrolment);
        }
        ("2008-08-15", "benefit.paid", body)
    };
    let left = || vec![registered("2008-01-15"), intake("2008-02-15", E1), exited("2008-06-10", E1)];
    let found = |step: Step| lines(&judge(&[left(), vec![step]].concat(), &Context::default()));
    let assistance = |kind: &str| {
        let mut step = paid(Some(E1), "2008-07-01", "2008-07-31");
        step.2["kind"] = json!(kind);
        step
    };
    for fair in [
        // Whoever is in need gets it, in a programme or not.
        assistance("social_assistance_full"),
        assistance("social_assistance_supplementary"),
        paid(Some(E1), "2008-02-01", "2008-02-29"),
        paid(Some(E1), "2008-06-01", "2008-06-30"),
        paid(None, "2008-01-01", "2008-01-31"),
        paid(None, "2008-07-01", "2008-07-31"),
    ] {
        assert_eq!(found(fair.clone()), Vec::<String>::new(), "{fair:?}");
    }
    assert_eq!(
        found(paid(Some(E1), "2008-01-01", "2008-01-31")),
        [
            "benefit_outside_enrolment [#4 #2] 0: qualification_benefit on 2008-08-15 is for 2008-01-01 to 2008-01-31, before \
          enrolment e1000000 begins on 2008-02-15"
        ]
    );
    assert_eq!(
        found(paid(Some(E1), "2008-07-01", "2008-07-31")),
        [
            "benefit_outside_enrolment [#4 #3] 0: qualification_benefit on 2008-08-15 is for 2008-07-01 to 2008-07-31, after \
          enrolment e1000000 ended on 2008-06-10"
        ]
    );
    assert_eq!(
        found(paid(None, "2007-12-01", "2007-12-31")),
        [
            "benefit_outside_enrolment [#4 #1] 0: qualification_benefit on 2008-08-15 is for 2007-12-01 to 2007-12-31, before \
          the person was registered on 2008-01-15"
        ]
    );
}

#[test]
fn what_was_recorded_ahead_in_a_placement_that_has_ended_does_not_keep_the_person_from_leaving() {
    let ahead = [
        absent("2008-07-10..2008-07-14", "holiday", json!({})),
        absent("2008-06-25..2008-07-14", "medical", json!({})),
        attended("2008-07-14", "2008-07-18"),
    ];
    for period in ahead {
        for (end, exit) in [("2008-06-30", "2008-06-30"), ("2008-06-30", "2008-07-04"), ("2008-06-27", "2008-06-30")] {
            let before = [in_measure(), vec![period.clone(), ended(end)]].concat();
            let after = [before.clone(), vec![exited(exit, E1)]].concat();
            let (before, after) = (judge(&before, &Context::default()), judge(&after, &Context::default()));
            assert_eq!(added(&before, &after), Vec::<&Violation>::new(), "{period:?} {exit}");
            assert_eq!(
                after.iter().filter(|broken| broken.rule == Rule::PeriodPastEnd).count(),
                1,
                "{period:?} {exit}"
            );
        }
    }
    // What is recorded after the exit is refused by the end of its placement, and what is in no placement that ended by the exit.
    let left = [in_measure(), vec![ended("2008-06-30"), exited("2008-06-30", E1)]].concat();
    let then = |step: Step| lines(&refusing(&judge(&[left.clone(), vec![step]].concat(), &Context::default())));
    assert_eq!(
        then(absent("2008-07-10..2008-07-14", "holiday", json!({}))),
        [
            "period_past_end [#6 #4] 14: absence.recorded for 2008-07-10 to 2008-07-14 begins after the last day of placement \
             a1000000, 2008-06-30"
        ]
    );
    assert!(then(decided("2008-07-10", E1, "end"))[0].starts_with("enrolment_ended"), "no period");
}
