//! Conditions for benefits.

use super::*;

fn set(day: &'static str, condition: &str, more: Value) -> Step {
    let mut body = json!({"condition": condition, "kind": "job_search"});
    body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    (day, "benefit.condition_set", body)
}

fn answered(day: &'static str, condition: &str) -> Step {
    (day, "benefit.condition_answered", json!({"condition": condition, "outcome": "not_met"}))
}

#[test]
fn a_condition_is_set_once_and_answered_after_that() {
    let given = vec![registered("2008-01-01"), set("2008-02-10", "c1", json!({}))];
    let case = |when: Step, then: Vec<&'static str>| Case { given: given.clone(), when: vec![when], then };
    let cases = [
        case(answered("2008-02-10", "c1"), vec![]),
        case(set("2008-02-10", "c2", json!({})), vec![]),
        case(
            answered("2008-02-09", "c1"),
            vec![
                "condition_not_set [#3 #2] 0: benefit.condition_answered on 2008-02-09 is about condition c1, which is set \
                 on 2008-02-10",
            ],
        ),
        case(
            answered("2008-02-11", "c2"),
            vec![
                "condition_not_set [#3] 0: benefit.condition_answered on 2008-02-11 is about condition c2, which is not set",
            ],
        ),
        case(
            set("2008-03-01", "c1", json!({})),
            vec!["condition_twice [#3 #2] 0: condition c1 is set on 2008-02-10 and again on 2008-03-01"],
        ),
    ];
    walk::<PersonEntry>(&cases, |rows| person(rows, &Context::default()));
}

#[test]
fn a_condition_has_one_answer_on_a_day() {
    let given = vec![registered("2008-01-01"), set("2008-02-10", "c1", json!({})), answered("2008-03-03", "c1")];
    let case = |when: Step, then: Vec<&'static str>| Case { given: given.clone(), when: vec![when], then };
    let cases = [
        case(answered("2008-03-04", "c1"), vec![]),
        case(
            answered("2008-03-03", "c1"),
            vec!["condition_answered_twice [#4 #3] 0: condition c1 has two answers on 2008-03-03"],
        ),
    ];
    walk::<PersonEntry>(&cases, |rows| person(rows, &Context::default()));
}

#[test]
fn a_benefit_is_cut_only_where_a_condition_was_broken() {
    let given = vec![registered("2008-01-01"), set("2008-02-10", "c1", json!({}))];
    let cut = |outcome: &str, consequence: &str, then: Vec<&'static str>| {
        let body = json!({"condition": "c1", "outcome": outcome, "consequence": consequence});
        Case { given: given.clone(), when: vec![("2008-03-03", "benefit.condition_answered", body)], then }
    };
    let met = "consequence_without_breach [#3] 0: the benefit was reduced on 2008-03-03, but condition c1 was met";
    let excused = "consequence_without_breach [#3] 0: the benefit was stopped on 2008-03-03, but there was a good reason why \
                   condition c1 was not met";
    let cases = [
        cut("met", "none", vec![]),
        cut("excused", "none", vec![]),
        cut("not_met", "none", vec![]),
        cut("not_met", "reduced", vec![]),
        cut("not_met", "stopped", vec![]),
        cut("met", "reduced", vec![met]),
        cut("excused", "stopped", vec![excused]),
    ];
    walk::<PersonEntry>(&cases, |rows| person(rows, &Context::default()));
}

#[test]
fn a_condition_without_an_answer_is_found_after_its_last_day_where_answers_are_recorded() {
    let due = json!({"enrolment": E1, "due": "2008-03-31"});
    let period = json!({"enrolment": E1, "for_period": {"start": "2008-03-01", "end": "2008-04-30"}});
    let steps = [
        registered("2008-01-01"),
        intake("2008-02-01", E1),
        set("2008-03-01", "c1", due),
        set("2008-03-01", "c2", period),
        set("2008-03-01", "c3", json!({"enrolment": E1})),
        set("2008-03-01", "c4", json!({"due": "2008-03-31"})),
        set("2008-03-01", "c5", json!({"enrolment": E1, "due": "2008-03-31"})),
        answered("2008-04-02", "c5"),
    ];
    let practice = BTreeMap::from([("KVP".parse().unwrap(), [Practice::Conditions].into_iter().collect())]);
    let found = |day: &str| lines(&findings(&judge(&steps, &Context { practice: practice.clone(), ..as_of(day) })));
    let first = "condition_unanswered [#3] 1: the last day of condition c1 was 2008-03-31, and what became of it is not \
                 recorded";
    assert_eq!(found("2008-03-31"), Vec::<String>::new());
    assert_eq!(found("2008-04-01")[0], first);
    assert_eq!(found("2008-05-01").len(), 2);
    assert_eq!(lines(&findings(&judge(&steps, &as_of("2008-05-01")))), Vec::<String>::new());
    let mut habits = Habits::default();
    habits.learn_person(&told::<PersonEntry>(&steps[..3], false).rows(), &as_of("2008-05-01"));
    assert_eq!(
        lines(&habits.not_recorded()),
        [
            "not_recorded_at_all [#3] 1: KVP has no record of any answers to conditions: for 1 conditions, nobody can say \
             whether one is missing",
        ]
    );
    habits.learn_person(&told::<PersonEntry>(&steps, false).rows(), &as_of("2008-05-01"));
    assert!(habits.practice()[&"KVP".parse().unwrap()].contains(&Practice::Conditions));
}
