//! The rules about a programme, given histories of goals, bodies and reports.

use serde_json::{Value, json};

use super::*;
use crate::ids::Seq;
use crate::reach::{End, EndsBy};
use crate::rules::given::{Case, Step, as_of, findings, lines, refusing, told, walk};

fn name() -> Name {
    "TIO".parse().unwrap()
}

fn judge(steps: &[Step], ctx: &Context) -> Vec<Violation> {
    programme(Some(&name()), &told::<ProgrammeEntry>(steps, true).rows(), ctx)
}

fn established(day: &'static str) -> Step {
    let body = json!({"owner": "directorate", "period": {"start": "2005-09-01", "end": "2008-12-31"}});
    (day, "programme.established", body)
}

fn closed(day: &'static str) -> Step {
    (day, "programme.closed", json!({}))
}

fn met(day: &'static str, body: &str) -> Step {
    (day, "programme.body_met", json!({"body": body}))
}

fn gathering() -> Step {
    let body = json!({"body": "Network gathering", "meetings_per_year": 2, "meetings_from": "2006-07-05",
        "until": "2008-12-31"});
    ("2006-07-05", "programme.body_established", body)
}

#[test]
fn each_refusing_rule_refuses() {
    let case = |given: &[Step], when: Step, then| Case { given: given.to_vec(), when: vec![when], then: vec![then] };
    let project = |day, type_name, more: serde_json::Value| -> Step {
        let mut body = json!({"project": "Drammen"});
        body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        (day, type_name, body)
    };
    let cases = [
        case(
            &[established("2005-09-01")],
            closed("2005-08-31"),
            "end_before_start [#2 #1] 1: the last day of the programme is 2005-08-31, before its start on 2005-09-01",
        ),
        case(
            &[project("2006-01-01", "programme.project_admitted", json!({"municipality": "Drammen"}))],
            project("2005-12-31", "programme.project_excluded", json!({})),
            "end_before_start [#2 #1] 1: the last day of Drammen is 2005-12-31, before its start on 2006-01-01",
        ),
        case(
            &[],
            established("2009-01-01"),
            "end_before_start [#1] 1: programme.established on 2009-01-01 gives 2008-12-31 as the programme's last day, before \
             2009-01-01",
        ),
        case(
            &[],
            project(
                "2006-01-01",
                "programme.project_admitted",
                json!({"municipality": "Drammen", "until": "2005-12-31"}),
            ),
            "end_before_start [#1] 1: programme.project_admitted on 2006-01-01 gives 2005-12-31 as the planned last day, \
             before 2006-01-01",
        ),
        case(
            &[],
            (
                "2006-01-01",
                "programme.body_established",
                json!({"body": "Board", "meetings_from": "2006-07-01", "until": "2006-06-30"}),
            ),
            "end_before_start [#1] 1: programme.body_established on 2006-01-01 gives 2006-06-30 as the last day of its meetings, \
             before 2006-07-01",
        ),
        case(
            &[],
            ("2006-01-01", "programme.staff_assigned", json!({"role": "leader", "share_bp": 15000})),
            "share_above_whole [#1] 5000: programme.staff_assigned on 2006-01-01 gives a share of 150.00 %, more than \
             100 %",
        ),
        case(
            &[],
            ("2006-01-01@2007-01-02", "programme.body_met", json!({"body": "Project group"})),
            "too_far_ahead [#1] 1: programme.body_met takes effect on 2007-01-02, more than a year after \
             2006-01-01, when it is recorded",
        ),
        case(
            &[established("2005-09-01"), closed("2008-12-31")],
            met("2009-01-01", "Project group"),
            "programme_closed [#3] 0: programme.body_met on 2009-01-01 is about TIO, which closed on 2008-12-31",
        ),
    ];
    walk::<ProgrammeEntry>(&cases, |rows| programme(Some(&name()), rows, &Context::default()));
}

#[test]
fn plans_may_lie_ahead_and_reports_after_the_closing() {
    let target = json!({"goal": "g1", "kind": "point", "value": 1, "unit": "persons", "period": "2012-12-31"});
    let steps = [
        ("2006-01-01@2010-01-01", "programme.target_set", target),
        established("2005-09-01"),
        closed("2008-12-31"),
        ("2009-02-01", "programme.report_received", json!({"report": "final"})),
    ];
    assert_eq!(lines(&refusing(&judge(&steps[..1], &Context::default()))), Vec::<String>::new());
    assert_eq!(lines(&refusing(&judge(&steps[1..], &Context::default()))), Vec::<String>::new());
}

#[test]
fn a_body_is_judged_by_full_calendar_years() {
    let steps = [gathering(), met("2006-10-20", "Network gathering"), met("2007-04-17", "Network gathering")];
    let found = |steps: &[Step], day| lines(&findings(&judge(steps, &as_of(day))));
    let missed_2007 = "body_met_too_seldom [#1 #3] 1: Network gathering must meet 2 times a year, but met once in 2007";
    assert_eq!(found(&steps, "2007-12-31"), [missed_2007]);
    assert_eq!(found(&steps, "2007-12-30"), Vec::<String>::new(), "one day is left, and one meeting is enough");
    assert_eq!(
        found(&steps, "2008-12-30"),
        [
            missed_2007,
            "body_met_too_seldom [#1] 2: Network gathering must meet 2 times a year, but did not meet in 2008 up to 2008-12-30, and too few days are left",
        ]
    );
    let over = [steps.to_vec(), vec![established("2005-09-01"), closed("2007-12-30")]].concat();
    assert_eq!(found(&over, "2008-12-31"), Vec::<String>::new(), "2007 is no full year of a programme closed in it");
}

#[test]
fn meetings_not_recorded_are_not_meetings_not_held() {
    let weekly = json!({"body": "Internal working group", "meetings_per_year": 52});
    let steps = [("2006-01-01", "programme.body_established", weekly), met("2006-10-20", "Network gathering")];
    let found = |day| lines(&findings(&judge(&steps, &as_of(day))));
    assert_eq!(found("2006-06-01"), Vec::<String>::new());
    // Silence is judged on the last day that the records speak for.
    let by = |day: &str| {
        let mut ctx = as_of("2026-11-28");
        let end = End { day: day.parse().unwrap(), by: EndsBy::Batch, entry: Seq(1) };
        ctx.reach.set(&name(), RecordSubject::Bodies, end);
        findings(&judge(&steps, &ctx)).len()
    };
    assert_eq!((by("2006-06-01"), by("2006-12-31"), by("2007-12-31")), (0, 1, 1));
    assert_eq!(
        found("2007-12-31"),
        [
            "not_recorded_at_all [#1] 52: Internal working group must meet 52 times a year, but no meetings are recorded, which does not mean that none were held",
        ]
    );
}

#[test]
fn a_contract_signed_before_the_award_is_found() {
    let signed = |day: &'static str, contract: &str| -> Step {
        (day, "programme.contract_signed", json!({"contract": contract, "party": "Institute"}))
    };
    let step = |day: &'static str, step: &str| -> Step {
        (day, "programme.tender_step", json!({"contract": "evaluation", "step": step}))
    };
    let found = |steps: &[Step]| lines(&findings(&judge(steps, &as_of("2009-12-31"))));
    let steps = [step("2007-03-01", "announced"), signed("2007-05-01", "evaluation"), step("2007-05-11", "awarded")];
    assert_eq!(
        found(&steps),
        [
            "contract_before_award [#2 #3] 10: contract evaluation was signed on 2007-05-01, 10 days before its tender was awarded on 2007-05-11"
        ]
    );
    // The first award counts, and what was never awarded, or is of another name, says nothing.
    let again = [steps.to_vec(), vec![step("2007-04-30", "awarded")]].concat();
    assert_eq!(found(&again), Vec::<String>::new());
    assert_eq!(found(&steps[..2]), Vec::<String>::new());
    assert_eq!(found(&[signed("2007-05-01", "other"), step("2007-05-11", "awarded")]), Vec::<String>::new());
    assert_eq!(found(&[signed("2007-05-11", "evaluation"), step("2007-05-11", "awarded")]), Vec::<String>::new());
}

#[test]
fn a_body_established_anew_has_a_new_number() {
    let number = |day, number: u16| -> Step {
        (day, "programme.body_established", json!({"body": "Expert group", "meetings_per_year": number}))
    };
    let steps = [number("2006-01-01", 1), number("2008-01-01", 3), met("2007-05-01", "Expert group")];
    assert_eq!(
        lines(&findings(&judge(&steps, &as_of("2008-12-31")))),
        [
            "body_met_too_seldom [#1] 1: Expert group must meet once a year, but did not meet in 2006",
            "body_met_too_seldom [#2] 3: Expert group must meet 3 times a year, but did not meet in 2008",
        ]
    );
}

#[test]
fn a_goal_needs_a_baseline_unless_none_applies() {
    let goal = |goal: &str, baseline: serde_json::Value| -> Step {
        ("2008-06-01", "programme.goal_set", json!({"goal": goal, "indicator": "recruitment", "baseline": baseline}))
    };
    let steps = [
        goal("g1", json!({"value": 428})),
        goal("g2", json!({"why": "not_recorded"})),
        goal("g3", json!({"why": "not_applicable"})),
        goal("g4", json!({"why": "unknown"})),
        goal("g4", json!({"value": 1})),
    ];
    assert_eq!(
        lines(&findings(&judge(&steps, &Context::default()))),
        ["goal_without_baseline [#2] 0: goal g2 cannot be measured: the baseline of recruitment was not recorded",]
    );
}

#[test]
fn a_target_is_changed_once_its_period_has_begun() {
    let target = |day, goal: &str, year: &str, more: Value| -> Step {
        let mut body = json!({"goal": goal, "kind": "point", "value": 90, "unit": "persons",
            "period": {"start": format!("{year}-01-01"), "end": format!("{year}-12-31")}});
        body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        (day, "programme.target_set", body)
    };
    let steps = [
        target("2007-12-01", "g1", "2008", json!({})),
        target("2008-01-01", "g1", "2008", json!({"value": 100})),
        target("2008-09-01", "g1", "2008", json!({"value": 80})),
        target("2008-10-01", "g1", "2008", json!({"value": 80, "note": "said once more"})),
        target("2008-11-01", "g1", "2008", json!({"office": "North", "value": 10})),
        target("2008-11-01", "g1", "2009", json!({"value": 120})),
        target("2008-11-02", "g2", "2008", json!({})),
        target("2008-11-03", "g2", "2008", json!({"direction": "at_most"})),
    ];
    assert_eq!(
        lines(&findings(&judge(&steps, &Context::default()))),
        [
            "target_changed [#3 #2] 20: the target of goal g1 for 2008-01-01 to 2008-12-31 was changed from at least 100 to at least 80 on \
             2008-09-01, after its first day",
            "target_changed [#8 #7] 0: the target of goal g2 for 2008-01-01 to 2008-12-31 was changed from at least 90 to at most 90 on \
             2008-11-03, after its first day",
        ]
    );
}

#[test]
fn a_target_is_changed_too_if_that_is_recorded_once_its_period_has_begun() {
    let target = |day, value: i64| -> Step {
        let period = json!({"start": "2008-01-01", "end": "2008-12-31"});
        (
            day,
            "programme.target_set",
            json!({"goal": "g", "kind": "point", "value": value, "unit": "persons", "period": period}),
        )
    };
    let judged = |steps: &[Step]| {
        let given = told::<ProgrammeEntry>(steps, false);
        lines(&findings(&programme(Some(&name()), &given.rows(), &Context::default())))
    };
    let steps = [target("2007-12-01", 100), target("2008-11-01@2008-01-01", 80)];
    assert_eq!(
        judged(&steps),
        [
            "target_changed [#2 #1] 20: the target of goal g for 2008-01-01 to 2008-12-31 was changed from at least 100 to at \
             least 80 on 2008-01-01, recorded on 2008-11-01, after its first day",
        ]
    );
    assert!(judged(&[target("2007-12-01", 100), target("2007-12-31@2008-01-01", 80)]).is_empty());
}

#[test]
fn reports_are_matched_by_name_and_sender() {
    let due = |day: &str, from: Option<&str>| -> Step {
        let mut body = json!({"report": "half-yearly", "due": day});
        if let Some(from) = from {
            body["from"] = from.into();
        }
        ("2006-01-01", "programme.report_due", body)
    };
    let received = |day, from: &str| -> Step {
        (day, "programme.report_received", json!({"report": "half-yearly", "from": from}))
    };
    let steps = [
        due("2006-06-30", Some("Drammen")),
        due("2006-06-30", Some("Bergen")),
        due("2006-12-31", Some("Drammen")),
        received("2006-07-02", "Drammen"),
        received("2006-12-31", "Drammen"),
    ];
    let late = "report_late [#4 #1] 2: report 'half-yearly' from Drammen was due by 2006-06-30 and came on 2006-07-02, \
                2 days late";
    assert_eq!(
        lines(&findings(&judge(&steps, &as_of("2006-12-31")))),
        [
            late,
            "report_missing [#2] 184: report 'half-yearly' from Bergen was due by 2006-06-30 and had not come by 2006-12-31",
        ]
    );
    assert_eq!(lines(&findings(&judge(&steps, &Context::default()))), [late]);
    let anybody = [due("2006-06-30", None), received("2006-06-30", "Bergen")];
    assert_eq!(lines(&findings(&judge(&anybody, &as_of("2006-12-31")))), Vec::<String>::new());
}

#[test]
fn a_report_without_a_sender_meets_one_with() {
    let due =
        |from: Value| -> Step { ("2006-01-01", "programme.report_due", with(from, json!({"due": "2006-06-30"}))) };
    let received = |day, from: Value| -> Step { (day, "programme.report_received", with(from, json!({}))) };
    fn with(mut body: Value, more: Value) -> Value {
        body["report"] = "annual".into();
        body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        body
    }
    let (none, bergen, drammen) = (json!({}), json!({"from": "Bergen"}), json!({"from": "Drammen"}));
    let found = |steps: &[Step]| lines(&findings(&judge(steps, &as_of("2006-07-01"))));
    assert_eq!(found(&[due(drammen.clone()), received("2006-06-30", none.clone())]), Vec::<String>::new());
    // Whoever is named goes first; the other is left for the one without a sender.
    let steps = [due(none.clone()), due(bergen.clone()), received("2006-06-01", bergen.clone())];
    assert_eq!(
        found(&steps),
        ["report_missing [#1] 1: report 'annual' was due by 2006-06-30 and had not come by 2006-07-01"]
    );
    let steps = [due(drammen.clone()), received("2006-06-01", bergen), received("2006-06-02", none)];
    assert_eq!(found(&steps), Vec::<String>::new());
    // Another sender's report is another.
    let steps = [due(drammen), received("2006-06-01", json!({"from": "Moss"}))];
    assert_eq!(found(&steps).len(), 1);
}

#[test]
fn the_latest_limit_and_the_earliest_closing_count() {
    let limit = |day, value: i64| -> Step {
        (day, "programme.limit_set", json!({"what": "absence_days", "value": value, "legal_source": "§ 1"}))
    };
    let given = told::<ProgrammeEntry>(
        &[limit("2007-01-01", 5), limit("2008-01-01", 8), closed("2009-12-31"), closed("2008-12-31")],
        false,
    );
    assert_eq!(limits(&given.rows()), BTreeMap::from([(LimitKind::AbsenceDays, (8, Seq(2)))]));
    assert_eq!(closing(&given.rows()), Some("2009-01-01".parse().unwrap()));
}

#[test]
fn nobody_answers_more_often_than_they_were_asked() {
    let survey = |scale: &str, answers: serde_json::Value| -> Step {
        let body = json!({"survey": "Users 2017", "respondents": 12, "scale": scale, "answers": answers});
        ("2007-06-30", "programme.survey_result", body)
    };
    let limit = |value: i64| -> Step {
        ("2007-06-30", "programme.limit_set", json!({"what": "absence_days", "value": value, "legal_source": "§ 9"}))
    };
    let case =
        |step: Step, then: Vec<&'static str>| Case { given: vec![established("2005-09-01")], when: vec![step], then };
    let cases = [
        case(survey("counts", json!({"Better": {"yes": 12, "no": 0}})), vec![]),
        case(survey("mean_hundredths", json!({"Better": {"all": 412}})), vec![]),
        case(
            survey("counts", json!({"Better": {"no": -1, "yes": 13}})),
            vec![
                "impossible_quantity [#2] 1: programme.survey_result on 2007-06-30 counts -1 who answered 'no' to 'Better', \
                 of 12 respondents",
                "impossible_quantity [#2] 1: programme.survey_result on 2007-06-30 counts 13 who answered 'yes' to 'Better', \
                 of 12 respondents",
            ],
        ),
        case(limit(0), vec![]),
        case(
            limit(-1),
            vec![
                "impossible_quantity [#2] 1: programme.limit_set on 2007-06-30 sets a limit of -1 absence_days, which \
                 is below zero",
            ],
        ),
    ];
    walk::<ProgrammeEntry>(&cases, |rows| programme(Some(&name()), rows, &Context::default()));
}

/// A context that asks on a day, with the end of the records about a subject.
fn ending(day: &str, subject: crate::entries::codes::RecordSubject, end: &str) -> Context {
    let mut ctx = as_of(day);
    let end = crate::reach::End { day: end.parse().unwrap(), by: crate::reach::EndsBy::Batch, entry: Seq(1) };
    ctx.reach.set(&name(), subject, end);
    ctx
}

#[test]
fn silence_is_judged_as_far_as_the_records_reach() {
    use crate::entries::codes::RecordSubject::{Bodies, Reports};
    let due = json!({"report": "final", "due": "2007-06-30"});
    let steps = [
        gathering(),
        met("2006-10-20", "Network gathering"),
        met("2007-04-17", "Network gathering"),
        ("2006-07-05", "programme.report_due", due),
    ];
    let found = |ctx: &Context| -> Vec<String> { judge(&steps, ctx).iter().map(|v| v.rule.to_string()).collect() };
    assert_eq!(found(&as_of("2008-01-01")), ["body_met_too_seldom", "report_missing"]);
    assert_eq!(found(&ending("2008-01-01", Bodies, "2007-08-27")), ["report_missing"]);
    assert_eq!(found(&ending("2008-01-01", Bodies, "2007-12-31")), ["body_met_too_seldom", "report_missing"]);
    assert_eq!(found(&ending("2008-01-01", Reports, "2007-06-30")), ["body_met_too_seldom"]);
    let days = |ctx: &Context| judge(&steps, ctx).last().unwrap().weight;
    assert_eq!((days(&as_of("2008-01-01")), days(&ending("2008-01-01", Reports, "2007-07-10"))), (185, 10));
}

#[test]
fn records_do_not_end_before_their_programme_begins() {
    let ends = |day: &str| -> Step {
        (
            "2010-01-01",
            "programme.records_end",
            json!({"day": day, "subjects": ["plan"], "reason": "the document ends"}),
        )
    };
    let refused = |day: &str| lines(&refusing(&judge(&[established("2005-09-01"), ends(day)], &Context::default())));
    assert_eq!(refused("2005-09-01"), Vec::<String>::new());
    assert_eq!(
        refused("2005-08-31"),
        ["end_before_start [#2 #1] 1: the last day of the records is 2005-08-31, before its start on 2005-09-01"]
    );
}

#[test]
fn of_several_statements_the_one_recorded_last_counts_subject_by_subject() {
    use crate::entries::codes::RecordSubject::{self, Money, Plan, Staff};
    let ends = |when, fields: Value| -> Step {
        let mut body = json!({"reason": "the document ends"});
        body.as_object_mut().unwrap().extend(fields.as_object().unwrap().clone());
        (when, "programme.records_end", body)
    };
    let steps = [
        ends("2009-01-09", json!({})),
        ends("2008-12-31", json!({"subjects": ["plan"]})),
        ends("2010-11-15", json!({"day": "2010-10-31", "subjects": ["money"]})),
    ];
    let told = told::<ProgrammeEntry>(&steps, true);
    let stated = crate::reach::stated(told.rows());
    let of = |subject: RecordSubject| (stated[&subject].day.to_string(), stated[&subject].entry);
    assert_eq!(stated.len(), RecordSubject::ALL.len());
    assert_eq!(of(Staff), ("2009-01-09".to_owned(), Seq(1)));
    assert_eq!(of(Plan), ("2008-12-31".to_owned(), Seq(2)));
    assert_eq!(of(Money), ("2010-10-31".to_owned(), Seq(3)));
}

#[test]
fn answers_that_are_more_than_the_respondents_are_found_by_question() {
    let survey = |scale: &str| -> Step {
        let answers = json!({"useful": {"1": 0, "5": 2, "6": 20}, "known": {"5": 1, "6": 20}, "none": {"6": 21}});
        let body = json!({"survey": "users", "respondents": 21, "scale": scale, "answers": answers});
        ("2017-10-31", "programme.survey_result", body)
    };
    assert_eq!(
        lines(&findings(&judge(&[survey("counts")], &Context::default()))),
        [
            "survey_adds_up [#1] 1: the answers to 'useful' in the survey 'users' add up to 22, but it has 21 respondents"
        ]
    );
    assert_eq!(lines(&findings(&judge(&[survey("mean_hundredths")], &Context::default()))), Vec::<String>::new());
}

#[test]
fn a_dissolved_body_and_one_of_a_shorter_programme_need_not_meet() {
    let dissolved =
        |day: &'static str| -> Step { (day, "programme.body_dissolved", json!({"body": "Network gathering"})) };
    let steps = [gathering(), met("2006-10-20", "Network gathering")];
    let found = |more: Vec<Step>, day| lines(&findings(&judge(&[steps.to_vec(), more].concat(), &as_of(day)))).len();
    assert_eq!(found(vec![], "2008-12-31"), 2);
    assert_eq!(found(vec![dissolved("2007-12-31")], "2008-12-31"), 1);
    assert_eq!(found(vec![dissolved("2007-12-30")], "2008-12-31"), 0, "2007 is no full year of it");
    let shorter: Step =
        ("2007-06-01", "programme.terms_changed", json!({"period": {"start": "2005-09-01", "end": "2007-12-31"}}));
    assert_eq!(found(vec![shorter], "2008-12-31"), 1);
}

#[test]
fn a_report_of_which_nobody_gave_the_day_is_late_only_if_it_must_be() {
    let due: Step = ("2016-01-01", "programme.report_due", json!({"report": "first", "due": "2016-05-15"}));
    let came = |when: &'static str| {
        let received: Step = (when, "programme.report_received", json!({"report": "first"}));
        lines(&findings(&judge(&[due.clone(), received], &as_of("2017-11-30"))))
    };
    assert_eq!(came("2016-05-15..2017-11-15~done"), Vec::<String>::new());
    assert_eq!(
        came("2016-05-16..2017-11-15~done"),
        [
            "report_late [#2 #1] 1: report 'first' was due by 2016-05-15 and came on a day from 2016-05-16 to 2017-11-15, at least 1 days late"
        ]
    );
}
