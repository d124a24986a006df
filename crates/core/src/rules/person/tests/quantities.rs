//! Quantities that cannot be, and shares that are too much together.

use super::*;
use crate::rules::{added, left};

#[test]
fn quantities_that_cannot_be_are_refused() {
    let attended = |planned: u32, present: u32| -> Step {
        let period = json!({"start": "2008-03-03", "end": "2008-03-04"});
        let body = json!({"placement": P1, "period": period, "planned_minutes": planned, "present_minutes": present});
        ("2008-03-03", "attendance.recorded", body)
    };
    let away = |more| absent("2008-03-03..2008-03-07", "medical", more);
    let week =
        |days: u8| -> Step { ("2008-03-02", "measure.changed", json!({"placement": P1, "days_per_week": days})) };
    let case = |step: Step, then: &'static str| Case {
        given: in_measure(),
        when: vec![step],
        then: if then.is_empty() { vec![] } else { vec![then] },
    };
    let cases = [
        case(away(json!({"days": 5})), ""),
        case(
            away(json!({"days": 6})),
            "impossible_quantity [#4] 1: absence.recorded on 2008-03-03 says 6 days of absence in 2008-03-03 to 2008-03-07, \
             which has 5",
        ),
        case(away(json!({"minutes": 7200})), ""),
        case(
            away(json!({"minutes": 7201})),
            "impossible_quantity [#4] 1: absence.recorded on 2008-03-03 says 7201 minutes of absence in 2008-03-03 to \
             2008-03-07, which has 7200",
        ),
        case(
            away(json!({"minutes": 0})),
            "impossible_quantity [#4] 0: absence.recorded on 2008-03-03 gives an absence of zero length in 2008-03-03 to \
             2008-03-07",
        ),
        case(away(json!({"days": 0, "minutes": 90})), ""),
        case(attended(480, 480), ""),
        case(
            attended(480, 481),
            "impossible_quantity [#4] 1: attendance.recorded on 2008-03-03 says 481 minutes present of 480 planned in \
             2008-03-03 to 2008-03-04",
        ),
        case(
            attended(2881, 100),
            "impossible_quantity [#4] 1: attendance.recorded on 2008-03-03 says 2881 planned minutes in 2008-03-03 to \
             2008-03-04, which has 2880",
        ),
        case(week(1), ""),
        case(week(7), ""),
        case(
            week(0),
            "impossible_quantity [#4] 0: measure.changed on 2008-03-02 says 0 days a week; a week has 1 to 7",
        ),
        case(
            week(8),
            "impossible_quantity [#4] 8: measure.changed on 2008-03-02 says 8 days a week; a week has 1 to 7",
        ),
    ];
    walk::<PersonEntry>(&cases, |rows| person(rows, &Context::default()));
}

#[test]
fn nobody_is_twice_in_one_place() {
    const P2: &str = "a2000000-0000-4000-8000-000000000000";
    let more = |day, field: &str, value: &str| -> Step {
        let (_, of, mut body) = started(day);
        (body["placement"], body["share_bp"]) = (json!(P2), json!(1000));
        body[field] = json!(value);
        (day, of, body)
    };
    let less = ("2008-03-02", "measure.changed", json!({"placement": P1, "share_bp": 1000}));
    let found = |steps: Vec<Step>| {
        lines(&findings(&judge(&[in_measure(), vec![less.clone()], steps].concat(), &Context::default())))
    };
    let overlap = "placement_overlap [#5 #3] 0: placements a1000000 and a2000000, both in work training at ASVO, begin on \
                   2008-03-01 and 2008-04-01, and the first had not ended by then";
    assert_eq!(found(vec![more("2008-04-01", "provider", "ASVO")]), [overlap]);
    assert_eq!(found(vec![more("2008-04-01", "provider", "Workshop")]), Vec::<String>::new());
    assert_eq!(found(vec![more("2008-04-01", "measure", "course")]), Vec::<String>::new());
    let one_after_the_other = vec![ended("2008-03-31"), more("2008-04-01", "provider", "ASVO")];
    assert_eq!(found(one_after_the_other), Vec::<String>::new());
    assert_eq!(found(vec![more("2008-04-01", "provider", "ASVO"), ended("2008-04-01")]).len(), 1, "one day is enough");
    // It is said when it is recorded, and refuses nothing.
    let after = judge(&[in_measure(), vec![more("2008-04-01", "provider", "ASVO")]].concat(), &Context::default());
    assert!(added(&[], &after).is_empty());
    assert!(left(&[], &after).iter().any(|one| one.rule == Rule::PlacementOverlap));
}

#[test]
fn shares_of_a_day_are_added_up() {
    const P2: &str = "a2000000-0000-4000-8000-000000000000";
    let more = |day, share: u32| -> Step {
        let (_, of, mut body) = started(day);
        (body["placement"], body["share_bp"], body["provider"]) = (json!(P2), json!(share), json!("Workshop"));
        (day, of, body)
    };
    let share = |day, placement: &str, share: u32| -> Step {
        (day, "measure.changed", json!({"placement": placement, "share_bp": share}))
    };
    let found = |steps: Vec<Step>| lines(&findings(&judge(&[in_measure(), steps].concat(), &Context::default())));
    assert_eq!(
        found(vec![more("2008-04-01", 5000)]),
        [
            "shares_above_whole [#4 #3] 5000: placements a1000000, a2000000 together take up to 150.00 % of full time, from \
             2008-04-01 on",
        ]
    );
    // It is over when a share is made smaller, or a placement ends; the day of the end is still a day inside.
    assert_eq!(
        found(vec![
            more("2008-04-01", 5000),
            share("2008-05-01", P1, 4000),
            share("2008-06-01", P1, 6000),
            ended("2008-06-30")
        ]),
        [
            "shares_above_whole [#4 #3] 5000: placements a1000000, a2000000 together take up to 150.00 % of full time, from \
             2008-04-01 to 2008-04-30",
            "shares_above_whole [#6 #4] 1000: placements a1000000, a2000000 together take up to 110.00 % of full time, from \
             2008-06-01 to 2008-06-30",
        ]
    );
    assert_eq!(found(vec![ended("2008-03-31"), more("2008-04-01", 10_000)]), Vec::<String>::new());
    assert_eq!(found(vec![share("2008-04-01", P1, 5000), more("2008-04-01", 5000)]), Vec::<String>::new());
}
