//! The rules about a plan, given histories of milestones.

use serde_json::{Value, json};

use super::*;
use crate::rules::given::{Case, Step, as_of, findings, lines, told, walk};

fn id(number: u32) -> String {
    format!("{number:08}-0000-4000-8000-000000000000")
}

fn planned(number: u32, section: &str, due: &str, more: Value) -> Step {
    let mut body = json!({"milestone": id(number), "section": section, "number": number.to_string(),
        "title": "Something is reached", "due": due});
    body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    ("2006-01-01", "plan.milestone_planned", body)
}

fn about(day: &'static str, what: &'static str, number: u32) -> Step {
    (day, what, json!({"milestone": id(number)}))
}

fn completed(day: &'static str, number: u32) -> Step {
    about(day, "plan.milestone_completed", number)
}

fn judge(steps: &[Step], ctx: &Context) -> Vec<Violation> {
    plan(Some(&"HUSK".parse().unwrap()), &told::<PlanEntry>(steps, true).rows(), ctx)
}

#[test]
fn each_refusing_rule_refuses() {
    let given = vec![planned(1, "2006", "2006-06-30", json!({})), completed("2006-05-01", 1)];
    let case = |given: &[Step], when: Vec<Step>, then| Case { given: given.to_vec(), when, then: vec![then] };
    let cases = [
        case(
            &given,
            vec![completed("2006-05-02", 1)],
            "milestone_already_ended [#3 #2] 0: milestone 2006/1 ends on 2006-05-02, but it had already ended on \
             2006-05-01",
        ),
        case(
            &given,
            vec![about("2006-04-30", "plan.milestone_dropped", 1)],
            "milestone_already_ended [#3 #2] 0: milestone 2006/1 ends on 2006-05-01, but it had already ended on \
             2006-04-30",
        ),
        case(
            &given,
            vec![about("2006-05-02", "plan.milestone_postponed", 1)],
            "milestone_already_ended [#3 #2] 0: milestone 2006/1 is postponed on 2006-05-02, but it had already ended \
             on 2006-05-01",
        ),
        case(
            &given,
            vec![completed("2006-05-02", 2)],
            "milestone_not_planned [#3] 0: plan.milestone_completed on 2006-05-02: the plan has no milestone 00000002",
        ),
        case(
            &given[..1],
            vec![("2006-01-01@2007-01-02", "plan.milestone_completed", json!({"milestone": id(1)}))],
            "too_far_ahead [#2] 1: plan.milestone_completed takes effect on 2007-01-02, more than a year after \
             2006-01-01, when it is recorded",
        ),
        case(
            &given[..1],
            vec![completed("2012-01-01", 1)],
            "programme_closed [#2] 0: plan.milestone_completed on 2012-01-01 is about HUSK, which closed on 2011-12-31",
        ),
    ];
    let name: Name = "HUSK".parse().unwrap();
    let closed = BTreeMap::from([(name.clone(), "2012-01-01".parse().unwrap())]);
    let ctx = Context { closed, ..Context::default() };
    walk::<PlanEntry>(&cases, |rows| plan(Some(&name), rows, &ctx));
}

#[test]
fn a_milestone_reopened_can_end_again() {
    let steps = [
        planned(1, "2006", "2006-06-30", json!({})),
        completed("2006-05-01", 1),
        about("2006-05-01", "plan.milestone_reopened", 1),
        about("2006-05-01", "plan.milestone_cancelled", 1),
    ];
    assert_eq!(lines(&judge(&steps, &as_of("2007-01-01"))), Vec::<String>::new());
}

#[test]
fn a_postponement_after_the_end_moves_no_deadline() {
    let steps = [
        planned(1, "2006", "2006-04-30", json!({})),
        completed("2006-05-01", 1),
        ("2006-05-02", "plan.milestone_postponed", json!({"milestone": id(1), "due": "2006-12-31"})),
    ];
    assert_eq!(
        lines(&findings(&judge(&steps, &as_of("2007-01-01")))),
        [
            "milestone_late [#2 #1] 1: milestone 2006/1 was completed on 2006-05-01, 1 days after its deadline of 2006-04-30"
        ]
    );
    let reopened = [&steps[..2], &[about("2006-05-01", "plan.milestone_reopened", 1)], &steps[2..]].concat();
    assert_eq!(lines(&judge(&reopened, &as_of("2006-12-31"))), Vec::<String>::new());
}

#[test]
fn the_order_is_judged_by_last_days_once_a_pair() {
    let steps = [
        planned(15, "2006", "2006-12-31", json!({})),
        planned(17, "2006", "2006-12-31", json!({"must_follow": [id(15)]})),
        planned(16, "2006", "2006-12-31", json!({"must_follow": [id(15), id(99)]})),
        planned(51, "2007", "2007-12-31", json!({"must_follow": [id(50)]})),
        planned(50, "2007", "2007-12-31", json!({"not_after": [id(51)]})),
        completed("2006-09-25", 15),
        completed("2006-09-04", 17),
        completed("2006-09-25", 16),
        completed("2007-06-20", 50),
        completed("2007-06-06", 51),
    ];
    assert_eq!(
        lines(&judge(&steps, &Context::default())),
        [
            "milestone_order [#7 #6 #1 #2] 21: milestone 2006/17 was completed on 2006-09-04, 21 days before 2006/15 on \
         2006-09-25, which should have been completed first",
            "milestone_order [#10 #9 #5 #4] 14: milestone 2007/51 was completed on 2007-06-06, 14 days before 2007/50 on \
         2007-06-20, which should have been completed first",
        ]
    );
}

#[test]
fn late_is_judged_against_the_last_day_of_the_deadline_in_force() {
    let moved = |what, due: Value| -> Step { ("2006-03-01", what, due) };
    let steps = [
        planned(1, "2006", "2006-06-30", json!({})),
        planned(2, "2006", "2006-06-30", json!({"due": {"start": "2006-06-01", "end": "2006-06-30"}})),
        planned(3, "2006", "2006-06-30", json!({})),
        planned(4, "2006", "2006-06-30", json!({})),
        planned(5, "2006", "2006-06-30", json!({})),
        completed("2006-07-20", 1),
        completed("2006-06-30", 2),
        moved("plan.milestone_rescheduled", json!({"milestone": id(3), "due": "2006-09-30"})),
        moved("plan.milestone_postponed", json!({"milestone": id(4)})),
        about("2006-07-05", "plan.milestone_cancelled", 5),
    ];
    let late = "milestone_late [#6 #1] 20: milestone 2006/1 was completed on 2006-07-20, 20 days after its deadline of \
                2006-06-30";
    assert_eq!(lines(&judge(&steps, &as_of("2006-09-30"))), [late]);
    assert_eq!(
        lines(&judge(&steps, &as_of("2006-10-01"))),
        [
            late,
            "milestone_late [#8 #3] 1: milestone 2006/3 is open on 2006-10-01, 1 days after its deadline of 2006-09-30",
        ]
    );
}

#[test]
fn a_label_used_twice_is_found_once_in_its_section() {
    let steps = [
        planned(35, "2007", "2007-02-19", json!({})),
        planned(36, "2007", "2007-02-26", json!({"number": "35"})),
        planned(37, "2008", "2008-02-26", json!({"number": "35"})),
        planned(38, "2007", "2007-02-26", json!({"number": null})),
        planned(39, "2007", "2007-02-26", json!({"number": null})),
    ];
    assert_eq!(
        lines(&findings(&judge(&steps, &Context::default()))),
        ["label_used_twice [#1 #2] 2: section 2007 has 2 milestones with the number 35",]
    );
}

#[test]
fn a_completion_whose_day_nobody_gave_is_late_where_its_first_day_is() {
    let done = |when: &'static str| -> Step { about(when, "plan.milestone_completed", 1) };
    let found = |due: &str, when| {
        lines(&findings(&judge(&[planned(1, "2016", due, json!({})), done(when)], &as_of("2020-01-01"))))
    };
    const SOME_DAY: &str = "2016-01-01..2017-11-15~done";
    assert_eq!(found("2016-05-15", SOME_DAY), Vec::<String>::new(), "perhaps in time");
    assert_eq!(found("2016-01-01", SOME_DAY), Vec::<String>::new(), "perhaps on its day");
    assert_eq!(
        found("2015-12-31", SOME_DAY),
        [
            "milestone_late [#2 #1] 1: milestone 2016/1 was completed between 2016-01-01 and 2017-11-15, at least 1 days after its \
             deadline of 2015-12-31"
        ]
    );
    // Written as days, the last one counts.
    assert_eq!(found("2016-05-15", "2016-05-15..2016-05-16~15.-16.05.").len(), 1);
    assert_eq!(found("2016-05-15", "2016-05-15..2016-05-16").len(), 1);
}

#[test]
fn order_is_broken_only_where_it_is_on_every_day_that_it_can_have_been() {
    let steps = |first: &'static str, then: &'static str| {
        vec![
            planned(1, "2016", "2018-12-31", json!({})),
            planned(2, "2016", "2018-12-31", json!({"must_follow": [id(1)]})),
            about(first, "plan.milestone_completed", 1),
            about(then, "plan.milestone_completed", 2),
        ]
    };
    let broken = |first, then| findings(&judge(&steps(first, then), &Context::default())).len();
    assert_eq!(broken("2016-01-01..2017-11-15~done", "2016-06-01"), 0);
    assert_eq!(broken("2016-06-02..2017-11-15~done", "2016-06-01"), 1);
    assert_eq!(broken("2016-06-02", "2016-01-01..2016-12-31~done"), 0);
    assert_eq!(broken("2017-01-01", "2016-01-01..2016-12-31~done"), 1);
}

#[test]
fn an_open_milestone_is_late_as_far_as_the_records_reach() {
    let steps = [planned(1, "2006", "2006-06-30", json!({}))];
    let name: Name = "HUSK".parse().unwrap();
    let late = |end: &str| {
        let mut ctx = as_of("2010-01-01");
        let end = crate::reach::End { day: end.parse().unwrap(), by: crate::reach::EndsBy::Batch, entry: Seq(1) };
        ctx.reach.set(&name, RecordSubject::Plan, end);
        judge(&steps, &ctx).iter().map(|violation| violation.weight).collect::<Vec<_>>()
    };
    assert_eq!(late("2006-06-30"), Vec::<i64>::new());
    assert_eq!(late("2006-07-01"), [1]);
    assert_eq!(late("2012-01-01"), [1281], "not later than the day of the question");
}

#[test]
fn a_plan_belongs_to_the_programme_that_an_entry_names_last() {
    let assigned = |day, programme: &str| -> Step { (day, "plan.assigned", json!({"programme": programme})) };
    let of = |plan: &str, steps: &[Step]| {
        let told = told::<PlanEntry>(steps, true);
        programme_of(&plan.parse().unwrap(), told.rows()).unwrap().to_string()
    };
    assert_eq!(of("HUSK", &[]), "HUSK");
    assert_eq!(of("HUSK.sites", &[]), "HUSK");
    assert_eq!(of("sites", &[assigned("2006-01-01", "HUSK")]), "HUSK");
    assert_eq!(of("TIO.sites", &[assigned("2006-01-01", "HUSK"), assigned("2007-01-01", "KVP")]), "KVP");
}
