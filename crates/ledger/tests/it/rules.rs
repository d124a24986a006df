//! Every rule that refuses, through a commit: given, when, then with its words and what to do. The same entries moved in from
//! elsewhere are accepted, and the same violation is found in them (H6).

use std::collections::BTreeSet;

use hovedbok_answers::finding::Finding;
use hovedbok_answers::questions::FindingsOf;
use hovedbok_answers::{Question, Reply};
use hovedbok_core::Name;
use hovedbok_core::rules::Rule;
use hovedbok_ledger::{CommitOptions, Kind, Migration};
use serde_json::{Value, json};

use crate::given::{World, at, hint, proposal, uuid};

mod carried_over;
mod corrected_late;
mod recorded_late;

const KARI: &str = "participant/6f9619ff-8b86-4d01-b42d-00cf4fc964ff";
const OLA: &str = "participant/7f9619ff-8b86-4d01-b42d-00cf4fc964ff";
const OTHER: &str = "participant/8f9619ff-8b86-4d01-b42d-00cf4fc964ff";
const E1: &str = "e1000000-0000-4000-8000-000000000000";
const E2: &str = "e2000000-0000-4000-8000-000000000000";
const P1: &str = "a1000000-0000-4000-8000-000000000000";
const M1: &str = "d1000000-0000-4000-8000-000000000000";
const FUND: &str = "fund/KVP/2010/621.63";

type Step = (&'static str, &'static str, &'static str, Value);

struct Case {
    given: Vec<Step>,
    when: Vec<Step>,
    rule: Rule,
    then: &'static str,
}

fn registered(when: &'static str) -> Step {
    (KARI, "participant.registered", when, json!({"office": "Gjøvik"}))
}

fn applied(when: &'static str, enrolment: &str) -> Step {
    (KARI, "participant.applied", when, json!({"enrolment": enrolment, "programme": "KVP"}))
}

fn intake(when: &'static str, enrolment: &str) -> Step {
    let body = json!({"enrolment": enrolment, "programme": "KVP", "office": "Gjøvik", "target_group": "assistance"});
    (KARI, "participant.intake", when, body)
}

fn exited(when: &'static str) -> Step {
    (KARI, "participant.exited", when, json!({"enrolment": E1, "destination": "work"}))
}

fn decided(when: &'static str, decision: &str) -> Step {
    let body = json!({"enrolment": E1, "decision": decision, "legal_basis": "§ 29"});
    (KARI, "participant.decided", when, body)
}

fn started(when: &'static str, share_bp: u32) -> Step {
    let body = json!({"placement": P1, "enrolment": E1, "measure": "work training", "provider": "ASVO",
        "owner": "municipal", "share_bp": share_bp});
    (KARI, "measure.started", when, body)
}

fn ended(when: &'static str) -> Step {
    (KARI, "measure.ended", when, json!({"placement": P1, "outcome": "work"}))
}

fn absent(start: &str, end: &str) -> Step {
    (KARI, "absence.recorded", "", json!({"placement": P1, "period": {"start": start, "end": end}, "kind": "medical"}))
}

fn merged(who: &'static str, when: &'static str, into: &str) -> Step {
    (who, "participant.merged", when, json!({"into": into.trim_start_matches("participant/")}))
}

fn paid(when: &'static str, amount_ore: i64) -> Step {
    let december = json!({"start": "2009-12-01", "end": "2009-12-31"});
    let paid = json!({"kind": "qualification_benefit", "amount_ore": amount_ore, "for_period": december});
    (KARI, "benefit.paid", when, paid)
}

fn condition_set(when: &'static str) -> Step {
    (KARI, "benefit.condition_set", when, json!({"condition": "c1", "kind": "meeting"}))
}

fn condition_answered(outcome: &str) -> Step {
    (KARI, "benefit.condition_answered", "2009-03-02", json!({"condition": "c1", "outcome": outcome}))
}

fn condition_cut(outcome: &str) -> Step {
    let body = json!({"condition": "c1", "outcome": outcome, "consequence": "reduced"});
    (KARI, "benefit.condition_answered", "2009-03-02", body)
}

fn money(when: &'static str, type_name: &'static str, kroner: i64, more: Value) -> Step {
    let mut body = json!({"amount_ore": kroner * 100});
    more.as_object().unwrap().iter().for_each(|(key, value)| body[key] = value.clone());
    (FUND, type_name, when, body)
}

fn allocated(when: &'static str, kroner: i64) -> Step {
    money(when, "grant.allocated", kroner, json!({"grant": "g1", "recipient": "Oslo", "purpose": "trial"}))
}

fn granted(when: &'static str, type_name: &'static str, kroner: i64) -> Step {
    let more = match type_name {
        "grant.spent" => json!({"grant": "g1", "purpose": "wages"}),
        "grant.carried_over" => json!({"grant": "g1", "to_year": 2011}),
        _ => json!({"grant": "g1"}),
    };
    money(when, type_name, kroner, more)
}

fn milestone(what: &'static str, when: &'static str) -> Step {
    let body = match what {
        "plan.milestone_planned" => json!({"milestone": M1, "section": "2010", "number": "4", "title": "Report"}),
        _ => json!({"milestone": M1}),
    };
    ("plan/KVP", what, when, body)
}

fn programme(what: &'static str, when: &'static str, body: Value) -> Step {
    ("programme/KVP", what, when, body)
}

fn established() -> Step {
    let period = json!({"start": "2008-01-01", "end": "2011-12-31"});
    programme("programme.established", "2008-01-01", json!({"owner": "County", "period": period}))
}

fn closed() -> Step {
    programme("programme.closed", "2009-12-31", json!({}))
}

fn taken_in() -> Vec<Step> {
    vec![registered("2009-01-01"), intake("2009-02-01", E1)]
}

fn in_measure() -> Vec<Step> {
    [taken_in(), vec![started("2009-03-01", 10_000)]].concat()
}

fn left() -> Vec<Step> {
    [taken_in(), vec![exited("2009-05-31")]].concat()
}

fn disbursed() -> Vec<Step> {
    vec![
        money("2010-01-01", "fund.appropriated", 1000, json!({})),
        allocated("2010-02-01", 1000),
        granted("2010-03-01", "grant.disbursed", 600),
    ]
}

fn case(given: Vec<Step>, when: Vec<Step>, rule: Rule, then: &'static str) -> Case {
    Case { given, when, rule, then }
}

fn persons() -> Vec<Case> {
    vec![
        case(
            vec![],
            vec![applied("2009-01-10", E1)],
            Rule::RegisteredFirst,
            "participant.applied takes effect on 2009-01-10, but the person is not registered",
        ),
        case(
            vec![registered("2009-01-11")],
            vec![applied("2009-01-10", E1)],
            Rule::RegisteredFirst,
            "participant.applied takes effect on 2009-01-10, before the registration on 2009-01-11",
        ),
        case(
            vec![registered("2009-01-01")],
            vec![decided("2009-01-10", "grant")],
            Rule::EnrolmentNotBegun,
            "participant.decided on 2009-01-10 is about enrolment e1000000, for which there is no application, \
             referral or intake",
        ),
        case(
            left(),
            vec![decided("2009-06-01", "end")],
            Rule::EnrolmentEnded,
            "participant.decided on 2009-06-01 is about enrolment e1000000, which ended on 2009-05-31 (exit)",
        ),
        case(
            taken_in(),
            vec![applied("2009-03-01", E2)],
            Rule::EnrolmentTwice,
            "enrolment e2000000 begins on 2009-03-01 while enrolment e1000000 in the same programme, begun on \
             2009-02-01, is still open",
        ),
        case(
            taken_in(),
            vec![(KARI, "participant.applied", "2009-03-01", json!({"enrolment": E1, "programme": "TIO"}))],
            Rule::EnrolmentTwice,
            "enrolment e1000000 belongs to KVP from 2009-02-01 on, but participant.applied on 2009-03-01 says that it belongs to TIO",
        ),
        case(
            in_measure(),
            vec![started("2009-04-01", 5000)],
            Rule::PlacementTwice,
            "placement a1000000 is started on 2009-04-01, but had already been started on 2009-03-01",
        ),
        case(
            vec![registered("2009-01-01")],
            vec![(KARI, "participant.registered", "2009-02-01", json!({"office": "Hamar"}))],
            Rule::RegisteredTwice,
            "the person is registered on 2009-02-01, but was already registered on 2009-01-01",
        ),
        case(
            taken_in(),
            vec![(KARI, "participant.merged", "2009-03-01", json!({"into": KARI.trim_start_matches("participant/")}))],
            Rule::MergedIntoSelf,
            "participant.merged on 2009-03-01 merges the participant into themselves",
        ),
        case(
            taken_in(),
            vec![merged(KARI, "2009-03-01", OLA)],
            Rule::MergedIntoUnregistered,
            "participant.merged on 2009-03-01 names 7f9619ff-8b86-4d01-b42d-00cf4fc964ff as the one who is kept, but \
             no such participant is registered",
        ),
        case(
            [
                taken_in(),
                vec![(OLA, "participant.registered", "2009-01-01", json!({"office": "Gjøvik"}))],
                vec![merged(KARI, "2009-03-01", OLA)],
            ]
            .concat(),
            vec![merged(KARI, "2009-03-02", OLA)],
            Rule::MergedTwice,
            "participant.merged on 2009-03-02: the participant had already been merged into \
             7f9619ff-8b86-4d01-b42d-00cf4fc964ff on 2009-03-01",
        ),
        case(
            [
                taken_in(),
                vec![(OLA, "participant.registered", "2009-01-01", json!({"office": "Gjøvik"}))],
                vec![(OTHER, "participant.registered", "2009-01-01", json!({"office": "Gjøvik"}))],
                vec![merged(KARI, "2009-03-01", OLA)],
            ]
            .concat(),
            // Whom the first merging names is registered, though not among those whom the second one makes one person.
            vec![merged(KARI, "2009-03-02", OTHER)],
            Rule::MergedTwice,
            "participant.merged on 2009-03-02: the participant had already been merged into \
             7f9619ff-8b86-4d01-b42d-00cf4fc964ff on 2009-03-01",
        ),
        case(
            [
                taken_in(),
                vec![(OLA, "participant.registered", "2009-01-01", json!({"office": "Gjøvik"}))],
                vec![merged(KARI, "2009-03-01", OLA)],
            ]
            .concat(),
            vec![merged(OLA, "2009-03-02", KARI)],
            Rule::MergedInRing,
            "2 merges form a circle, so no participant remains",
        ),
        case(
            in_measure(),
            vec![(
                KARI,
                "absence.recorded",
                "",
                json!({"placement": P1, "period": {"start": "2009-03-02", "end": "2009-03-03"}, "kind": "medical", "days": 3}),
            )],
            Rule::ImpossibleQuantity,
            "absence.recorded on 2009-03-02 says 3 days of absence in 2009-03-02 to 2009-03-03, which has 2",
        ),
        case(
            vec![registered("2009-01-01")],
            vec![("risk/KVP", "risk.treated", "2009-03-01", json!({"number": "1", "treatment": "\u{200b} "}))],
            Rule::BlankText,
            "risk.treated on 2009-03-01 has no text in treatment",
        ),
        case(
            vec![registered("2009-01-01")],
            vec![(
                "figure/KVP",
                "figure.published",
                "2009-03-01",
                json!({"indicator": "intakes", "value": 3, "unit": "persons", "about": "2009-02-28", "part": "ASVO",
                    "certainty": "stated", "document": "D"}),
            )],
            Rule::PartMalformed,
            "figure.published on 2009-03-01 names a part that is not written dimension=value",
        ),
        case(
            vec![registered("2009-01-01")],
            vec![(KARI, "participant.details_changed", "2009-03-01", json!({"birth_month": "2062-05"}))],
            Rule::BirthInFuture,
            "participant.details_changed on 2009-03-01 gives a month of birth after that day",
        ),
        case(
            [in_measure(), vec![ended("2009-04-30")]].concat(),
            vec![absent("2009-04-30", "2009-05-05")],
            Rule::PeriodPastEnd,
            "absence.recorded for 2009-04-30 to 2009-05-05 runs past the last day of placement a1000000, 2009-04-30",
        ),
        case(
            in_measure(),
            vec![absent("2009-02-27", "2009-03-05")],
            Rule::PlacementNotOpen,
            "absence.recorded on 2009-02-27 is about placement a1000000, which begins on 2009-03-01",
        ),
        case(
            in_measure(),
            vec![ended("2009-02-27")],
            Rule::EndBeforeStart,
            "the placement's last day is 2009-02-27, before its start on 2009-03-01",
        ),
        case(
            taken_in(),
            vec![exited("2009-01-31")],
            Rule::EndBeforeStart,
            "the exit gives 2009-01-31 as the last day in the programme, before the start on 2009-02-01",
        ),
        case(
            [in_measure(), vec![absent("2009-03-02", "2009-03-06")]].concat(),
            vec![absent("2009-03-06", "2009-03-07")],
            Rule::AbsenceOverlap,
            "absences of placement a1000000 overlap: 2009-03-02 to 2009-03-06 and 2009-03-06 to 2009-03-07",
        ),
        case(
            [taken_in(), vec![paid("2009-12-28", 100)]].concat(),
            vec![paid("2009-12-29", 200)],
            Rule::BenefitTwice,
            "qualification_benefit for 2009-12-01 to 2009-12-31 is paid twice, the second time on 2009-12-29",
        ),
        case(
            taken_in(),
            vec![condition_answered("met")],
            Rule::ConditionNotSet,
            "benefit.condition_answered on 2009-03-02 is about condition c1, which is not set",
        ),
        case(
            [taken_in(), vec![condition_set("2009-03-01")]].concat(),
            vec![condition_set("2009-03-02")],
            Rule::ConditionTwice,
            "condition c1 is set on 2009-03-01 and again on 2009-03-02",
        ),
        case(
            [taken_in(), vec![condition_set("2009-03-01"), condition_answered("not_met")]].concat(),
            vec![condition_answered("met")],
            Rule::ConditionAnsweredTwice,
            "condition c1 has two answers on 2009-03-02",
        ),
        case(
            [taken_in(), vec![condition_set("2009-03-01")]].concat(),
            vec![condition_cut("met")],
            Rule::ConsequenceWithoutBreach,
            "the benefit was reduced on 2009-03-02, but condition c1 was met",
        ),
        case(
            in_measure(),
            vec![exited("2009-05-31")],
            Rule::ExitWithOpenPlacement,
            "the person leaves on 2009-05-31, but placement a1000000, which began on 2009-03-01, has not ended",
        ),
        case(
            taken_in(),
            vec![started("2009-03-01", 10_001)],
            Rule::ShareAboveWhole,
            "measure.started on 2009-03-01 gives a share of 100.01 %, more than 100 %",
        ),
        case(
            vec![registered("2009-01-01")],
            vec![intake("2011-06-02", E1)],
            Rule::TooFarAhead,
            "participant.intake takes effect on 2011-06-02, more than a year after 2010-06-01, when it is recorded",
        ),
        case(
            [taken_in(), vec![established(), closed()]].concat(),
            vec![started("2010-01-01", 5000)],
            Rule::ProgrammeClosed,
            "measure.started on 2010-01-01 is about KVP, which closed on 2009-12-31",
        ),
    ]
}

fn others() -> Vec<Case> {
    let older = |takes: &str, days: &str| {
        let body = json!({"cohort": "older", "takes": takes, "days": {"start": days, "end": days}});
        ("programme/KVP", "programme.cohort_defined", "2009-06-30", body)
    };
    let named = json!({"enrolment": E1, "programme": "KVP", "office": "Gjøvik", "target_group": "assistance",
        "cohorts": ["older"]});
    vec![
        case(
            vec![registered("2009-01-01"), older("inside", "2009-06-30")],
            vec![(KARI, "participant.intake", "2009-02-01", named)],
            Rule::CohortNameTaken,
            "the intake of 2009-02-01 names the cohort older, which KVP defines by conditions",
        ),
        case(
            vec![money("2010-01-01", "fund.appropriated", 1000, json!({}))],
            vec![allocated("2010-02-01", 1001)],
            Rule::AllocationExceedsAvailable,
            "on 2010-02-01, fund/KVP/2010/621.63 is 1.00 kroner short: more is allocated, spent directly or withdrawn \
             than it has",
        ),
        // Dated back, it empties a later day that is recorded already.
        case(
            vec![money("2010-01-01", "fund.appropriated", 1000, json!({})), allocated("2010-05-01", 700)],
            vec![money("2010-02-01", "fund.spent", 400, json!({"purpose": "wages"}))],
            Rule::AllocationExceedsAvailable,
            "on 2010-05-01, fund/KVP/2010/621.63 is 100.00 kroner short: more is allocated, spent directly or \
             withdrawn than it has",
        ),
        case(
            disbursed(),
            vec![granted("2010-04-01", "grant.disbursed", 500)],
            Rule::DisbursementExceedsAllocation,
            "on 2010-04-01, grant g1 of fund/KVP/2010/621.63 has 100.00 kroner more disbursed than allocated",
        ),
        case(
            disbursed(),
            vec![granted("2010-04-01", "grant.spent", 601)],
            Rule::SpendingExceedsDisbursement,
            "on 2010-04-01, grant g1 of fund/KVP/2010/621.63 has 1.00 kroner more spent and returned than its \
             recipient had received",
        ),
        case(
            disbursed(),
            vec![granted("2010-05-31", "grant.carried_over", 700)],
            Rule::CarryOverExceedsUnspent,
            "on 2010-05-31, grant g1 of fund/KVP/2010/621.63 has 100.00 kroner more carried over than is unspent",
        ),
        case(
            disbursed(),
            vec![money("2010-05-31", "grant.carried_over", 100, json!({"grant": "g1", "to_year": 2010}))],
            Rule::CarryOverBackwards,
            "100.00 kroner of grant g1 are carried over to 2010 on 2010-05-31, but this money is for 2010, and can \
             only be carried over to a later year",
        ),
        case(
            disbursed(),
            vec![money("2010-05-31", "grant.carried_over", 100, json!({"grant": "g1", "to_year": 2200}))],
            Rule::CarryOverBackwards,
            "100.00 kroner of grant g1 are carried over to 2200 on 2010-05-31, but 2199 is the last possible budget \
             year",
        ),
        case(
            vec![
                milestone("plan.milestone_planned", "2010-01-01"),
                milestone("plan.milestone_completed", "2010-02-01"),
            ],
            vec![milestone("plan.milestone_cancelled", "2010-03-01")],
            Rule::MilestoneAlreadyEnded,
            "milestone 2010/4 ends on 2010-03-01, but it had already ended on 2010-02-01",
        ),
        case(
            vec![
                milestone("plan.milestone_planned", "2010-01-01"),
                milestone("plan.milestone_completed", "2010-02-01"),
            ],
            vec![milestone("plan.milestone_postponed", "2010-03-01")],
            Rule::MilestoneAlreadyEnded,
            "milestone 2010/4 is postponed on 2010-03-01, but it had already ended on 2010-02-01",
        ),
        case(
            vec![],
            vec![milestone("plan.milestone_completed", "2010-02-01")],
            Rule::MilestoneNotPlanned,
            "plan.milestone_completed on 2010-02-01: the plan has no milestone d1000000",
        ),
        case(
            vec![established(), closed()],
            vec![programme("programme.body_met", "2010-01-01", json!({"body": "Committee"}))],
            Rule::ProgrammeClosed,
            "programme.body_met on 2010-01-01 is about KVP, which closed on 2009-12-31",
        ),
        case(
            vec![established()],
            vec![programme("programme.closed", "2007-12-30", json!({}))],
            Rule::EndBeforeStart,
            "the last day of the programme is 2007-12-30, before its start on 2008-01-01",
        ),
        case(
            vec![],
            vec![programme("programme.staff_assigned", "2010-01-01", json!({"role": "leader", "share_bp": 20_000}))],
            Rule::ShareAboveWhole,
            "programme.staff_assigned on 2010-01-01 gives a share of 200.00 %, more than 100 %",
        ),
    ]
}

fn record(world: &mut World, steps: &[Step], commit: CommitOptions) -> Result<(), hovedbok_ledger::LedgerError> {
    let asked = |(stream, type_name, when, fields): &Step| proposal(stream, type_name, when, fields.clone());
    let proposals: Vec<_> = steps.iter().map(asked).collect();
    world.work_in(commit, |work, edge| proposals.into_iter().try_for_each(|p| work.propose(p, edge))).map(|_| ())
}

fn findings(world: &World) -> Vec<Finding> {
    let answer = world
        .ledger()
        .ask(&Question::Findings(FindingsOf { programme: None, kind: None }), at("2012-12-31", world.last()))
        .unwrap();
    match answer.result {
        Reply::Findings(found) => found.findings,
        other => panic!("{other:?}"),
    }
}

#[test]
fn every_refusing_rule_refuses_with_its_words_and_is_found_in_what_was_moved_in() {
    let mut walked = BTreeSet::new();
    for Case { given, when, rule, then } in persons().into_iter().chain(others()) {
        let mut world = World::new();
        record(&mut world, &given, CommitOptions::default()).unwrap();
        let size = world.last();
        let error = record(&mut world, &when, CommitOptions::default()).unwrap_err();
        let told = error.to_string();
        let earlier = told.strip_prefix(&format!("{rule}: {then}")).unwrap_or_else(|| panic!("{told}"));
        assert_eq!(earlier.starts_with("; the earlier entry is #"), rule.is_of_two(), "{told}");
        assert!(earlier.is_empty() || rule.is_of_two(), "{told}");
        assert_eq!(
            (hint(&error).as_str(), error.code().word(), error.kind()),
            (hovedbok_present::errors::rules::hint(rule), rule.word(), Kind::Refused)
        );
        assert_eq!(world.last(), size, "{rule}: nothing is recorded");
        assert!(findings(&world).iter().all(|finding| finding.kind != rule), "{rule}: nothing is found in what stands");

        let mut archive = World::new();
        let migration = Migration { recorded: archive.now, batch: "archive".into() };
        let commit = CommitOptions { again: false, migration: Some(migration) };
        record(&mut archive, &[given, when].concat(), commit).unwrap();
        let found = findings(&archive);
        let same = found.iter().find(|finding| finding.kind == rule && finding.what == then);
        assert!(same.is_some_and(|finding| !finding.entries.is_empty()), "{rule}: {then}: {found:#?}");
        walked.insert(rule);
    }
    let refusing: BTreeSet<Rule> = Rule::ALL.iter().copied().filter(|rule| rule.refuses()).collect();
    assert_eq!(walked, refusing);
}

#[test]
fn a_correction_that_breaks_a_rule_is_accepted_and_found() {
    let mut world = World::new();
    record(&mut world, &[in_measure(), vec![ended("2009-04-30")]].concat(), CommitOptions::default()).unwrap();
    assert!(findings(&world).iter().all(|finding| finding.kind != Rule::EndBeforeStart));
    let end = world.ledger().entry(world.ledger().last()).unwrap().draft.id;
    let change =
        hovedbok_ledger::correct::Change { effective: Some(crate::given::period("2009-02-01")), ..Default::default() };
    let why = hovedbok_ledger::correct::Why { reason: "wrong_day".parse().unwrap(), note: None, id: None };
    world.work(|work, edge| work.replace(end, change, why, edge)).unwrap();
    let found = findings(&world);
    assert_eq!(found.iter().filter(|finding| finding.kind == Rule::EndBeforeStart).count(), 1);
    // What is wrong already does not stand in the way of what is right.
    record(&mut world, &[decided("2009-05-01", "extend")], CommitOptions::default()).unwrap();
}

#[test]
fn an_exit_may_end_the_placement_in_the_same_command() {
    let mut world = World::new();
    record(&mut world, &in_measure(), CommitOptions::default()).unwrap();
    record(&mut world, &[exited("2009-05-31"), ended("2009-05-31")], CommitOptions::default()).unwrap();
    assert!(findings(&world).iter().all(|finding| !finding.kind.refuses()));
}

#[test]
fn several_broken_rules_are_all_told_and_the_row_is_named() {
    let mut world = World::new();
    record(&mut world, &in_measure(), CommitOptions::default()).unwrap();
    let asked = |(stream, type_name, when, fields): Step, line: usize| {
        let mut asked = proposal(stream, type_name, when, fields);
        asked.origin = Some(hovedbok_core::proposal::Origin { file: "may.csv".to_owned(), line });
        asked
    };
    let error =
        world.record(vec![asked(absent("2009-03-02", "2009-03-03"), 2), asked(exited("2009-05-31"), 3)]).unwrap_err();
    assert_eq!(
        error.to_string(),
        "may.csv, line 3: exit_with_open_placement: the person leaves on 2009-05-31, but placement a1000000, which began on 2009-03-01, has not ended"
    );
    let error =
        world.record(vec![asked(exited("2009-01-31"), 2), asked(absent("2009-02-02", "2009-02-03"), 3)]).unwrap_err();
    assert_eq!(
        error.to_string(),
        "may.csv, line 2: end_before_start: the exit gives 2009-01-31 as the last day in the programme, before the start on 2009-02-01; \
         placement_not_open: absence.recorded on 2009-02-02 is about placement a1000000, which begins on 2009-03-01"
    );
}

#[test]
fn a_programme_established_anew_takes_people_in_again() {
    let mut world = World::new();
    record(&mut world, &[taken_in(), vec![established(), closed()]].concat(), CommitOptions::default()).unwrap();
    record(&mut world, &[started("2010-02-01", 5000)], CommitOptions::default()).unwrap_err();
    let period = json!({"start": "2010-01-15", "end": "2011-12-31"});
    let anew = programme("programme.established", "2010-01-15", json!({"owner": "County", "period": period}));
    record(&mut world, &[anew], CommitOptions::default()).unwrap();
    record(&mut world, &[started("2010-02-01", 5000)], CommitOptions::default()).unwrap();
    assert!(findings(&world).iter().all(|finding| !finding.kind.refuses()));
}
