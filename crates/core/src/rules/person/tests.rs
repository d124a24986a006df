//! The rules about a person, given histories of courses.

use serde_json::{Value, json};

use super::*;
use crate::entries::codes::LimitKind;
use crate::ids::ParticipantId;
use crate::rules::given::{Case, Step, as_of, findings, lines, refusing, told, walk};
use crate::rules::practice::Habits;
use crate::rules::{Practice, Rule, general};

mod conditions;
mod late;
mod periods;
mod quantities;
mod together;

const E1: &str = "e1000000-0000-4000-8000-000000000000";
const E2: &str = "e2000000-0000-4000-8000-000000000000";
const P1: &str = "a1000000-0000-4000-8000-000000000000";

fn registered(day: &'static str) -> Step {
    (day, "participant.registered", json!({"office": "Gjøvik"}))
}

fn applied(day: &'static str, enrolment: &str) -> Step {
    (day, "participant.applied", json!({"enrolment": enrolment, "programme": "KVP"}))
}

fn applied_elsewhere(day: &'static str, enrolment: &str) -> Step {
    (day, "participant.applied", json!({"enrolment": enrolment, "programme": "TIO"}))
}

fn intake(day: &'static str, enrolment: &str) -> Step {
    let body = json!({"enrolment": enrolment, "programme": "KVP", "office": "Gjøvik", "target_group": "assistance"});
    (day, "participant.intake", body)
}

fn exited(day: &'static str, enrolment: &str) -> Step {
    (day, "participant.exited", json!({"enrolment": enrolment, "destination": "work"}))
}

fn decided(day: &'static str, enrolment: &str, decision: &str) -> Step {
    (day, "participant.decided", json!({"enrolment": enrolment, "decision": decision, "legal_basis": "§ 29"}))
}

fn started(day: &'static str) -> Step {
    let body = json!({"placement": P1, "enrolment": E1, "measure": "work training", "provider": "ASVO",
        "owner": "municipal", "share_bp": 10000});
    (day, "measure.started", body)
}

fn ended(day: &'static str) -> Step {
    (day, "measure.ended", json!({"placement": P1, "outcome": "work"}))
}

fn absent(period: &'static str, kind: &str, more: Value) -> Step {
    let (start, end) = period.split_once("..").unwrap();
    let mut body = json!({"placement": P1, "period": {"start": start, "end": end}, "kind": kind});
    for (key, value) in more.as_object().unwrap() {
        body[key] = value.clone();
    }
    (period, "absence.recorded", body)
}

fn paid(day: &'static str, kind: &str) -> Step {
    let body = json!({"kind": kind, "amount_ore": 100, "for_period": {"start": "2009-12-01", "end": "2009-12-31"}});
    (day, "benefit.paid", body)
}

fn in_measure() -> Vec<Step> {
    vec![registered("2008-01-01"), intake("2008-02-01", E1), started("2008-03-01")]
}

fn judge(steps: &[Step], ctx: &Context) -> Vec<Violation> {
    person(&told::<PersonEntry>(steps, false).rows(), ctx)
}

#[test]
fn each_refusing_rule_refuses() {
    let enrolled = vec![registered("2008-01-01"), applied("2008-01-10", E1)];
    let left = vec![registered("2008-01-01"), intake("2008-02-01", E1), exited("2008-05-31", E1)];
    let case = |given: &[Step], when: Vec<Step>, then: Vec<&'static str>| Case { given: given.to_vec(), when, then };
    let cases = [
        case(
            &[],
            vec![applied("2008-01-10", E1)],
            vec![
                "registered_first [#1] 0: participant.applied takes effect on 2008-01-10, but the person is not registered",
            ],
        ),
        case(
            &[registered("2008-01-11")],
            vec![applied("2008-01-10", E1)],
            vec![
                "registered_first [#2 #1] 0: participant.applied takes effect on 2008-01-10, before the registration on 2008-01-11",
            ],
        ),
        case(
            &[registered("2008-01-01")],
            vec![decided("2008-01-10", E1, "grant")],
            vec![
                "enrolment_not_begun [#2] 0: participant.decided on 2008-01-10 is about enrolment e1000000, for which \
                 there is no application, referral or intake",
            ],
        ),
        case(
            &enrolled,
            vec![decided("2008-01-09", E1, "grant")],
            vec![
                "enrolment_not_begun [#3 #2] 0: participant.decided on 2008-01-09 is about enrolment e1000000, which begins \
             on 2008-01-10",
            ],
        ),
        case(
            &left,
            vec![decided("2008-06-01", E1, "end")],
            vec![
                "enrolment_ended [#4 #3] 0: participant.decided on 2008-06-01 is about enrolment e1000000, which ended on \
             2008-05-31 (exit)",
            ],
        ),
        case(
            &left,
            vec![exited("2008-05-31", E1)],
            vec![
                "enrolment_ended [#4 #3] 0: participant.exited on 2008-05-31 is about enrolment e1000000, which ended on \
             2008-05-31 (exit)",
            ],
        ),
        case(
            &[enrolled.clone(), vec![decided("2008-01-20", E1, "reject")]].concat(),
            vec![intake("2008-01-21", E1)],
            vec![
                "enrolment_ended [#4 #3] 0: participant.intake on 2008-01-21 is about enrolment e1000000, which ended on \
             2008-01-20 (rejection)",
            ],
        ),
        case(
            &enrolled,
            vec![intake("2008-01-10", E2)],
            vec![
                "enrolment_twice [#3 #2] 0: enrolment e2000000 begins on 2008-01-10 while enrolment e1000000 in the \
                 same programme, begun on 2008-01-10, is still open",
            ],
        ),
        case(
            &enrolled,
            vec![applied_elsewhere("2008-01-20", E1), applied_elsewhere("2008-01-21", E1)],
            vec![
                "enrolment_twice [#3 #2 #4] 2: enrolment e1000000 belongs to KVP from 2008-01-10 on, but \
                 participant.applied on 2008-01-20 says that it belongs to TIO",
            ],
        ),
        // Dated back, it comes first.
        case(
            &enrolled,
            vec![applied_elsewhere("2008-01-05", E1)],
            vec![
                "enrolment_twice [#3 #2] 1: enrolment e1000000 belongs to TIO from 2008-01-05 on, but \
                 participant.applied on 2008-01-10 says that it belongs to KVP",
            ],
        ),
        case(
            &in_measure(),
            vec![started("2008-05-01")],
            vec![
                "placement_twice [#4 #3] 0: placement a1000000 is started on 2008-05-01, but had already been started \
                 on 2008-03-01",
            ],
        ),
        case(
            &in_measure(),
            vec![absent("2008-02-28..2008-03-02", "medical", json!({}))],
            vec![
                "placement_not_open [#4 #3] 0: absence.recorded on 2008-02-28 is about placement a1000000, which begins on \
             2008-03-01",
            ],
        ),
        case(
            &[in_measure(), vec![ended("2008-04-30")]].concat(),
            vec![ended("2008-05-02")],
            vec![
                "placement_not_open [#5 #4] 0: measure.ended on 2008-05-02 is about placement a1000000, which ended on \
             2008-04-30",
            ],
        ),
        case(
            &[registered("2008-01-01")],
            vec![ended("2008-05-02")],
            vec![
                "placement_not_open [#2] 0: measure.ended on 2008-05-02 is about placement a1000000, which has not started",
            ],
        ),
        case(
            &in_measure(),
            vec![ended("2008-02-29")],
            vec!["end_before_start [#4 #3] 1: the placement's last day is 2008-02-29, before its start on 2008-03-01"],
        ),
        case(
            &in_measure()[..2],
            vec![exited("2008-01-31", E1)],
            vec![
                "end_before_start [#3 #2] 1: the exit gives 2008-01-31 as the last day in the programme, before the \
                 start on 2008-02-01",
            ],
        ),
        case(
            &[in_measure(), vec![absent("2008-03-03..2008-03-07", "medical", json!({}))]].concat(),
            vec![absent("2008-03-06..2008-03-10", "self_certified", json!({}))],
            vec![
                "absence_overlap [#5 #4] 2: absences of placement a1000000 overlap: 2008-03-03 to 2008-03-07 and \
                 2008-03-06 to 2008-03-10",
            ],
        ),
        case(
            &[registered("2008-01-01"), paid("2009-12-20", "qualification_benefit")],
            vec![paid("2009-12-22", "qualification_benefit")],
            vec![
                "benefit_twice [#3 #2] 0: qualification_benefit for 2009-12-01 to 2009-12-31 is paid twice, the second \
                 time on 2009-12-22",
            ],
        ),
        case(
            &in_measure(),
            vec![exited("2008-05-31", E1)],
            vec![
                "exit_with_open_placement [#4 #3] 0: the person leaves on 2008-05-31, but placement a1000000, which began on 2008-03-01, has not ended",
            ],
        ),
        case(
            &in_measure(),
            vec![exited("2008-05-31", E1), ended("2008-06-01")],
            vec![
                "enrolment_ended [#5 #4] 0: measure.ended on 2008-06-01 is about enrolment e1000000, which ended on \
             2008-05-31 (exit)",
                "exit_with_open_placement [#4 #3] 0: the person leaves on 2008-05-31, but placement a1000000, which began on \
             2008-03-01, ends on 2008-06-01",
            ],
        ),
        case(
            &in_measure(),
            vec![("2008-04-01", "measure.changed", json!({"placement": P1, "share_bp": 10001}))],
            vec!["share_above_whole [#4] 1: measure.changed on 2008-04-01 gives a share of 100.01 %, more than 100 %"],
        ),
        case(
            &enrolled,
            vec![("2008-01-31@2009-02-01", "participant.intake", intake("2009-02-01", E1).2)],
            vec![
                "too_far_ahead [#3] 1: participant.intake takes effect on 2009-02-01, more than a year after \
             2008-01-31, when it is recorded",
            ],
        ),
        case(
            &in_measure()[..2],
            vec![decided("2011-01-01", E1, "extend")],
            vec!["programme_closed [#3] 0: participant.decided on 2011-01-01 is about KVP, which closed on 2010-12-31"],
        ),
    ];
    let ctx = Context {
        closed: BTreeMap::from([("KVP".parse().unwrap(), "2011-01-01".parse().unwrap())]),
        ..Context::default()
    };
    walk::<PersonEntry>(&cases, |rows| person(rows, &ctx));
}

#[test]
fn what_gives_an_enrolment_to_another_programme_once_more_is_refused_too() {
    let once = vec![registered("2008-01-01"), applied("2008-01-10", E1), applied_elsewhere("2008-01-20", E1)];
    let more = [once.clone(), vec![applied_elsewhere("2008-01-21", E1)]].concat();
    let (before, after) = (judge(&once, &Context::default()), judge(&more, &Context::default()));
    assert_eq!((before.len(), after.len()), (1, 1));
    assert_eq!(crate::rules::added(&before, &after).len(), 1);
}

#[test]
fn nobody_is_merged_into_themselves() {
    let merged = |into: &str| -> Step { ("2008-02-01", "participant.merged", json!({"into": into})) };
    let (own, other) = ("6f9619ff-8b86-4d01-b42d-00cf4fc964ff", "7f9619ff-8b86-4d01-b42d-00cf4fc964ff");
    let case =
        |into, then: Vec<&'static str>| Case { given: vec![registered("2008-01-01")], when: vec![merged(into)], then };
    let cases = [
        case(
            own,
            vec!["merged_into_self [#2] 0: participant.merged on 2008-02-01 merges the participant into themselves"],
        ),
        case(
            other,
            vec![
                "merged_into_unregistered [#2] 0: participant.merged on 2008-02-01 names \
                 7f9619ff-8b86-4d01-b42d-00cf4fc964ff as the one who is kept, but no such participant is registered",
            ],
        ),
    ];
    let own = ParticipantId(own.parse().unwrap());
    walk::<PersonEntry>(&cases, |rows| group(&[Member::of(own, rows.to_vec())], &Context::default()));
}

#[test]
fn nobody_is_registered_before_they_are_born() {
    let born = |day, month: &str| -> Step {
        (day, "participant.registered", json!({"office": "Gjøvik", "birth_month": month}))
    };
    let changed = |day, month: &str| -> Step { (day, "participant.details_changed", json!({"birth_month": month})) };
    let case =
        |given: &[Step], when: Step, then: Vec<&'static str>| Case { given: given.to_vec(), when: vec![when], then };
    let cases = [
        case(&[], born("2008-01-01", "2008-01"), vec![]),
        case(&[], born("2008-01-31", "1962-05"), vec![]),
        case(
            &[],
            born("2008-01-31", "2008-02"),
            vec!["birth_in_future [#1] 0: participant.registered on 2008-01-31 gives a month of birth after that day"],
        ),
        case(
            &[born("2008-01-01", "1962-05")],
            changed("2008-02-01", "2062-05"),
            vec![
                "birth_in_future [#2] 0: participant.details_changed on 2008-02-01 gives a month of birth after that day",
            ],
        ),
    ];
    walk::<PersonEntry>(&cases, |rows| person(rows, &Context::default()));
}

#[test]
fn nobody_is_registered_twice() {
    let then =
        "registered_twice [#2 #1] 0: the person is registered on 2008-02-01, but was already registered on 2008-01-01";
    let earlier =
        "registered_twice [#2 #1] 0: the person is registered on 2007-02-01, but was already registered on 2008-01-01";
    let case =
        |when, then: &'static str| Case { given: vec![registered("2008-01-01")], when: vec![when], then: vec![then] };
    let cases = [case(registered("2008-02-01"), then), case(registered("2007-02-01"), earlier)];
    walk::<PersonEntry>(&cases, merging::registered_twice);
}

#[test]
fn what_a_person_may_go_through_breaks_nothing() {
    let day = "2008-03-01";
    let one_day = vec![started(day), intake(day, E1), applied(day, E1), registered(day)];
    let whole = vec![
        registered("2008-01-01"),
        applied("2008-01-10", E1),
        decided("2008-01-20", E1, "reject"),
        decided("2008-02-20", E1, "grant"),
        intake("2008-03-01", E1),
        started("2008-03-01"),
        absent("2008-03-03..2008-03-07", "medical", json!({})),
        absent("2008-03-08..2008-03-08", "medical", json!({})),
        exited("2008-05-31", E1),
        ended("2008-05-31"),
        ("2008-08-31", "participant.followed_up", json!({"enrolment": E1, "months_after": 3, "situation": "work"})),
        ("2008-06-05", "participant.certificate_considered", json!({"enrolment": E1, "issued": true})),
        ("2008-06-06", "participant.reviewed", json!({"enrolment": E1, "review": "county"})),
        applied("2008-06-01", E2),
        ("2008-06-10", "participant.withdrawn", json!({"enrolment": E2, "programme": "KVP"})),
        paid("2009-12-20", "social_assistance_full"),
        paid("2009-12-20", "social_assistance_supplementary"),
    ];
    for steps in [one_day, whole] {
        assert_eq!(lines(&judge(&steps, &Context::default())), Vec::<String>::new());
    }
}

#[test]
fn an_earlier_day_recorded_later_breaks_what_stands() {
    let change: Step = ("2008-04-07", "measure.changed", json!({"placement": P1, "share_bp": 5000}));
    let given = [in_measure(), vec![change]].concat();
    let case = Case {
        given,
        when: vec![ended("2008-03-31")],
        then: vec![
            "placement_not_open [#4 #5] 0: measure.changed on 2008-04-07 is about placement a1000000, which ended on \
             2008-03-31",
        ],
    };
    walk::<PersonEntry>(&[case], |rows| person(rows, &Context::default()));
}

#[test]
fn a_late_registration_is_not_refused_for_what_it_does_not_mend() {
    let steps = [applied("2008-01-10", E1), registered("2008-02-01")];
    let before = judge(&steps[..1], &Context::default());
    let after = judge(&steps, &Context::default());
    assert_eq!(lines(&refusing(&after)).len(), 1);
    assert!(crate::rules::added(&before, &after).is_empty());
}

#[test]
fn a_lack_is_a_finding_where_the_programme_records_such_entries() {
    let steps = [registered("2008-01-01"), intake("2008-02-01", E1), exited("2008-06-30", E1)];
    let all = [Practice::EndDecisions, Practice::Certificates, Practice::PlanOffers];
    let practice = BTreeMap::from([("KVP".parse().unwrap(), all.into_iter().collect())]);
    let ctx = Context { practice, ..as_of("2008-12-31") };
    assert_eq!(
        lines(&findings(&judge(&steps, &ctx))),
        [
            "exit_without_decision [#3] 0: enrolment e1000000 ended on 2008-06-30 without a decision to end it",
            "exit_without_certificate [#3] 0: enrolment e1000000 ended on 2008-06-30, and no certificate was \
             considered",
            "no_individual_plan [#2] 244: no individual plan was offered in enrolment e1000000 \
             within 90 days of the intake on 2008-02-01, and none since then",
        ]
    );
    assert_eq!(lines(&findings(&judge(&steps, &as_of("2008-12-31")))), Vec::<String>::new());
}

#[test]
fn the_ninetieth_day_is_in_time() {
    let practice = BTreeMap::from([("KVP".parse().unwrap(), [Practice::PlanOffers].into_iter().collect())]);
    let offered = |day| {
        let body = json!({"enrolment": E1, "plan": "individual_plan", "answer": "accepted"});
        vec![registered("2008-01-01"), intake("2008-02-01", E1), (day, "participant.plan_offered", body)]
    };
    let found = |steps: &[Step], day| {
        judge(steps, &Context { practice: practice.clone(), ..as_of(day) }).iter().map(|v| v.weight).collect::<Vec<_>>()
    };
    assert_eq!(found(&offered("2008-05-01"), "2008-12-31"), [] as [i64; 0]);
    assert_eq!(found(&offered("2008-05-02"), "2008-12-31"), [1]);
    assert_eq!(found(&offered("2008-05-02")[..2], "2008-05-01"), [] as [i64; 0]);
    assert_eq!(found(&offered("2008-05-02")[..2], "2008-05-02"), [1]);
}

#[test]
fn what_is_never_recorded_is_said_once() {
    let mut habits = Habits::default();
    for enrolment in [E1, E2] {
        let steps = [registered("2008-01-01"), intake("2008-02-01", enrolment), exited("2008-02-28", enrolment)];
        habits.learn_person(&told::<PersonEntry>(&steps, false).rows(), &as_of("2008-12-31"));
    }
    assert_eq!(
        lines(&habits.not_recorded()),
        [
            "not_recorded_at_all [#3] 2: KVP has no record of any decisions to end: for 2 exits, nobody can say \
             whether one is missing",
            "not_recorded_at_all [#3] 2: KVP has no record of any certificates being considered: for 2 exits, nobody can \
             say whether one is missing",
        ]
    );
    let steps = [registered("2008-01-01"), intake("2008-02-01", E1), decided("2008-02-20", E1, "end")];
    habits.learn_person(&told::<PersonEntry>(&steps, false).rows(), &Context::default());
    assert_eq!(habits.not_recorded().len(), 1);
    assert!(habits.practice()[&"KVP".parse().unwrap()].contains(&Practice::EndDecisions));
}

#[test]
fn absence_counts_by_placement_and_calendar_year() {
    let limit = |kind, most| {
        let limits = BTreeMap::from([("KVP".parse().unwrap(), BTreeMap::from([(kind, (most, Seq(99)))]))]);
        Context { limits, ..Context::default() }
    };
    let steps = [
        in_measure(),
        vec![
            absent("2008-06-02..2008-06-08", "medical", json!({})),
            absent("2008-06-09..2008-06-09", "job_interview", json!({"minutes": 60})),
            absent("2008-07-01..2008-07-31", "holiday", json!({})),
            absent("2008-12-30..2009-01-05", "self_certified", json!({"days": 4})),
        ],
    ]
    .concat();
    let found = |ctx: &Context| lines(&findings(&judge(&steps, ctx)));
    assert_eq!(
        found(&limit(LimitKind::AbsenceDays, 6)),
        ["absence_over_limit [#4 #7 #99] 1: placement a1000000 has 7 absence_days in 2008, but the limit is 6",]
    );
    assert_eq!(
        found(&limit(LimitKind::SelfCertifiedDays, 1)),
        [
            "absence_over_limit [#7 #99] 1: placement a1000000 has 2 self_certified_days in 2008, but the limit is 1",
            "absence_over_limit [#7 #99] 1: placement a1000000 has 2 self_certified_days in 2009, but the limit is 1",
        ]
    );
    assert_eq!(found(&limit(LimitKind::AbsenceDays, 7)), Vec::<String>::new());
}

#[test]
fn a_placement_open_when_the_programme_closes_is_found() {
    let closed = BTreeMap::from([("KVP".parse().unwrap(), "2008-07-01".parse().unwrap())]);
    let found = |steps: &[Step], day| lines(&judge(steps, &Context { closed: closed.clone(), ..as_of(day) }));
    assert_eq!(
        found(&in_measure(), "2008-07-01"),
        [
            "placement_open_at_end [#3] 0: placement a1000000, begun on 2008-03-01, was still open when KVP closed on \
             2008-06-30",
            "still_in_after_closing [#2] 0: enrolment e1000000, begun on 2008-02-01, has not ended, but KVP closed on \
             2008-06-30",
        ]
    );
    assert_eq!(found(&in_measure(), "2008-06-30"), Vec::<String>::new());
    let left = vec![ended("2008-06-30"), exited("2008-06-30", E1)];
    assert_eq!(found(&[in_measure(), left].concat(), "2008-12-31"), Vec::<String>::new());
}

#[test]
fn late_recording_is_found_for_ordinary_entries_and_counted_by_batch_for_migrated_ones() {
    let steps = [
        registered("2008-01-01"),
        ("2008-02-10@2008-01-10", "participant.applied", applied("2008-01-10", E1).2),
        ("2008-02-10@2008-01-11", "participant.intake", intake("2008-01-11", E1).2),
    ];
    assert_eq!(
        lines(&judge(&steps, &Context::default())),
        ["recorded_late [#2] 31: participant.applied of 2008-01-10 was recorded on 2008-02-10, 31 days after it \
             took effect",]
    );
    let migrated = told::<PersonEntry>(&steps, true);
    assert_eq!(lines(&person(&migrated.rows(), &Context::default())), Vec::<String>::new());
    let mut batches = general::LateBatches::default();
    let programmes = programmes(&migrated.rows());
    batches.learn(&migrated.rows(), |row| programmes.get(&row.seq).cloned());
    let found = batches.findings();
    assert_eq!(
        lines(&found),
        ["recorded_late [#2] 1: 1 entry of batch b1 was recorded 31 days after it took effect: #2",]
    );
    assert_eq!(found[0].programme, Some("KVP".parse().unwrap()));
}

#[test]
fn a_batch_of_several_programmes_recorded_late_is_one_finding_in_each() {
    let late = |when, day| (when, "participant.applied", applied(day, E1).2);
    let steps = [
        late("2008-03-10@2008-01-10", "2008-01-10"),
        late("2008-03-10@2008-01-11", "2008-01-11"),
        late("2008-03-10@2008-01-12", "2008-01-12"),
        late("2008-03-10@2008-01-13", "2008-01-13"),
    ];
    let migrated = told::<PersonEntry>(&steps, true);
    let mut batches = general::LateBatches::default();
    let names = [Some("TIO"), Some("KVP"), None, Some("KVP")];
    let about =
        |row: &Row<PersonEntry>| names[usize::try_from(row.seq.0).unwrap() - 1].map(|name| name.parse().unwrap());
    batches.learn(&migrated.rows(), about);
    let found: Vec<_> = batches
        .findings()
        .into_iter()
        .map(|finding| (finding.programme.map(|name| name.to_string()), finding.entries, finding.weight))
        .collect();
    let named = |name: &str| Some(name.to_owned());
    assert_eq!(
        found,
        [(None, vec![Seq(3)], 1), (named("KVP"), vec![Seq(2), Seq(4)], 2), (named("TIO"), vec![Seq(1)], 1)]
    );
}
