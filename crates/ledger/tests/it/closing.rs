//! Rules that need another stream hold in either order, and when two record at once (H13).

use hovedbok_answers::questions::FindingsOf;
use hovedbok_answers::{Question, Reply};
use hovedbok_core::proposal::Proposal;
use hovedbok_core::rules::Rule;
use hovedbok_core::{ParticipantId, Seq};
use hovedbok_ledger::{CommitOptions, LedgerError, Migration, Recorded, Refusal};
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::given::{World, at, cases, instant, proposal, uuid};

const KARI: &str = "participant/6f9619ff-8b86-4d01-b42d-00cf4fc964ff";
const OLA: &str = "participant/7f9619ff-8b86-4d01-b42d-00cf4fc964ff";
const E1: &str = "e1000000-0000-4000-8000-000000000000";
const M1: &str = "d1000000-0000-4000-8000-000000000000";

type Step = (&'static str, &'static str, &'static str, Value);

fn registered(who: &'static str) -> Step {
    (who, "participant.registered", "2008-01-01", json!({"office": "Gjøvik"}))
}

fn intake(who: &'static str, when: &'static str) -> Step {
    let body = json!({"enrolment": E1, "programme": "KVP", "office": "Gjøvik", "target_group": "assistance"});
    (who, "participant.intake", when, body)
}

fn planned(plan: &'static str, when: &'static str) -> Step {
    (plan, "plan.milestone_planned", when, json!({"milestone": M1, "section": "2009", "title": "Report"}))
}

fn established() -> Step {
    let body = json!({"owner": "X", "period": {"start": "2007-01-01", "end": "2010-12-31"}});
    ("programme/KVP", "programme.established", "2007-01-01", body)
}

fn closed(when: &'static str) -> Step {
    ("programme/KVP", "programme.closed", when, json!({}))
}

fn said(steps: &[Step]) -> Vec<Proposal> {
    steps.iter().map(|(stream, name, when, fields)| proposal(stream, name, when, fields.clone())).collect()
}

fn world(given: &[Step]) -> World {
    let mut world = World::new();
    for step in given {
        world.record(said(std::slice::from_ref(step))).unwrap();
    }
    world
}

fn violation(error: LedgerError) -> hovedbok_core::rules::Violation {
    match error {
        LedgerError::Refused { refusal, .. } => match *refusal {
            Refusal::Rules { mut violations } => violations.remove(0),
            other => panic!("{other}"),
        },
        other => panic!("{other}"),
    }
}

/// What stands after the last day inside, in every kind of stream that is about a programme: what comes before it, and
/// itself.
fn after_closing() -> Vec<(Vec<Step>, Step)> {
    let risk = |when| ("risk/KVP", "risk.identified", when, json!({"number": "1", "text": "too few places"}));
    let assigned = ("plan/Steps", "plan.assigned", "2008-01-01", json!({"programme": "KVP"}));
    let merged = (KARI, "participant.merged", "2008-02-01", json!({"into": &OLA["participant/".len()..]}));
    let completed = ("plan/KVP", "plan.milestone_completed", "2009-05-04", json!({"milestone": M1}));
    let left = (OLA, "participant.exited", "2009-05-04", json!({"enrolment": E1, "destination": "work"}));
    vec![
        (vec![registered(KARI)], intake(KARI, "2009-05-01")),
        (vec![], risk("2009-05-04")),
        (vec![planned("plan/KVP", "2008-01-01")], completed),
        (
            vec![planned("plan/Steps", "2008-01-01"), assigned],
            ("plan/Steps", "plan.milestone_cancelled", "2009-05-04", json!({"milestone": M1})),
        ),
        // The enrolment stands in the stream of the one who was merged.
        (vec![registered(KARI), registered(OLA), intake(KARI, "2008-03-01"), merged], left),
        (
            vec![registered(KARI), intake(KARI, "2008-03-01")],
            (KARI, "participant.suspended", "2009-05-04", json!({"enrolment": E1, "kind": "other"})),
        ),
        (vec![], ("programme/KVP", "programme.body_met", "2009-05-04", json!({"body": "council"}))),
    ]
}

#[test]
fn a_programme_does_not_close_over_what_stands_after_it() {
    for (given, after) in after_closing() {
        // The closing first: what comes after it is refused.
        let mut one = world(&[&[established()], &given[..], &[closed("2009-04-30")]].concat());
        let error = violation(one.record(said(std::slice::from_ref(&after))).unwrap_err());
        assert_eq!(error.rule, Rule::ProgrammeClosed, "{}", after.1);
        // The other order.
        let mut other = world(&[&[established()], &given[..], std::slice::from_ref(&after)].concat());
        let last = other.last();
        let error = violation(other.record(said(&[closed("2009-04-30")])).unwrap_err());
        assert_eq!(error.rule, Rule::ProgrammeClosed, "{}", after.1);
        assert!(error.entries.contains(&Seq(last)), "{}: {error:?}", after.1);
        assert_eq!(other.last(), last);
        // Not that day, but the last of it.
        other.record(said(&[closed("2009-05-04")])).unwrap();
        // Together, in either order.
        for both in [[closed("2009-04-30"), after.clone()], [after.clone(), closed("2009-04-30")]] {
            let mut together = world(&[&[established()], &given[..]].concat());
            let error = violation(together.record(said(&both)).unwrap_err());
            assert_eq!(error.rule, Rule::ProgrammeClosed, "{}", after.1);
        }
    }
}

#[test]
fn the_refusal_names_what_stands() {
    let mut world = world(&[established(), registered(KARI), intake(KARI, "2009-05-01")]);
    let error = world.record(said(&[closed("2009-04-30")])).unwrap_err();
    assert_eq!(
        error.to_string(),
        "programme_closed: programme.closed: KVP ends on 2009-04-30, but an entry takes effect after that day: #4"
    );
    for number in 1..=6 {
        let body = json!({"number": number.to_string(), "text": "x"});
        world.record(vec![proposal("risk/KVP", "risk.identified", "2009-06-01", body)]).unwrap();
    }
    let error = world.record(said(&[closed("2009-04-30")])).unwrap_err();
    assert!(
        error.to_string().ends_with("but entries take effect after that day: #4, #5, #6, #7, #8 and 2 more"),
        "{error}"
    );
}

#[test]
fn what_may_come_after_a_closing_does_not_stand_against_it() {
    let paid = json!({"kind": "qualification_benefit", "amount_ore": 100, "for_period": "2009-05-04"});
    let figure = json!({"indicator": "intakes", "value": 1, "unit": "persons", "about": "2009-05-04", "certainty": "stated",
        "document": "D"});
    let mut world = world(&[
        established(),
        registered(KARI),
        intake(KARI, "2008-03-01"),
        (KARI, "participant.exited", "2009-04-30", json!({"enrolment": E1, "destination": "work"})),
        (
            KARI,
            "participant.followed_up",
            "2009-10-30",
            json!({"enrolment": E1, "months_after": 6, "situation": "work"}),
        ),
        (KARI, "benefit.paid", "2009-05-04", paid),
        (KARI, "participant.details_changed", "2009-06-01", json!({"office": "Lillehammer"})),
        ("fund/KVP/2009/municipal", "fund.appropriated", "2009-06-01", json!({"amount_ore": 100})),
        ("figure/KVP", "figure.published", "2009-06-01", figure),
        ("programme/KVP", "programme.report_received", "2009-06-01", json!({"report": "final"})),
        // Another programme is not closed.
        ("risk/TIO", "risk.identified", "2009-06-01", json!({"number": "1", "text": "x"})),
    ]);
    world.record(said(&[closed("2009-04-30")])).unwrap();
}

#[test]
fn a_programme_is_closed_once_until_it_is_established_anew() {
    let mut world = world(&[established(), registered(KARI), intake(KARI, "2009-05-01"), closed("2009-12-31")]);
    for day in ["2009-04-30", "2009-10-31", "2010-03-31"] {
        assert_eq!(violation(world.record(said(&[closed(day)])).unwrap_err()).rule, Rule::ProgrammeClosed, "{day}");
    }
    let again = json!({"owner": "X", "period": {"start": "2010-01-15", "end": "2011-12-31"}});
    world.record(vec![proposal("programme/KVP", "programme.established", "2010-01-15", again)]).unwrap();
    let risk = ("risk/KVP", "risk.identified", "2010-05-03", json!({"number": "1", "text": "too few places"}));
    world.record(said(&[risk])).unwrap();
    let error = world.record(said(&[closed("2010-04-30")])).unwrap_err();
    assert!(error.to_string().ends_with("but an entry takes effect after that day: #7"), "{error}");
    world.record(said(&[closed("2010-05-31")])).unwrap();
}

#[test]
fn what_was_voided_does_not_stand() {
    let mut world = world(&[established(), registered(KARI), intake(KARI, "2009-05-01")]);
    let id = world.ledger().entry(Seq(4)).unwrap().draft.id;
    let why = hovedbok_ledger::correct::Why { reason: "not_true".parse().unwrap(), note: None, id: None };
    world.work(|work, edge| work.void(id, why, edge)).unwrap();
    world.record(said(&[closed("2009-04-30")])).unwrap();
}

#[test]
fn a_closing_that_was_moved_in_is_a_finding() {
    let mut world = World::new();
    let commit = CommitOptions {
        again: false,
        migration: Some(Migration { recorded: instant("2010-01-01T10:00:00Z"), batch: "old".into() }),
    };
    let steps = [established(), registered(KARI), intake(KARI, "2009-05-01"), closed("2009-04-30")];
    let proposals = said(&steps);
    world.work_in(commit, |work, edge| proposals.into_iter().try_for_each(|one| work.propose(one, edge))).unwrap();
    let question = Question::Findings(FindingsOf { programme: None, kind: Some(Rule::ProgrammeClosed.to_string()) });
    let Reply::Findings(found) = world.ledger().ask(&question, at("2010-06-01", world.last())).unwrap().result else {
        panic!("findings were asked for")
    };
    assert_eq!(found.findings.len(), 1);
}

/// Two commits that are judged by the same log, and recorded one after the other.
fn at_once(given: &[Step], one: &[Step], other: &[Step]) -> [Result<Vec<Recorded>, LedgerError>; 2] {
    let mut world = world(given);
    world.with(|ledger, edge| {
        let mut works = [one, other].map(|steps| {
            let mut work = ledger.begin(CommitOptions::default()).unwrap();
            said(steps).into_iter().for_each(|step| work.propose(step, edge).unwrap());
            work.judge().unwrap();
            Some(work)
        });
        [0, 1].map(|at| works[at].take().unwrap().commit(edge))
    })
}

#[test]
fn of_two_who_record_at_once_the_second_is_told() {
    let fund = "fund/KVP/2009/municipal";
    let granted = || {
        vec![
            (fund, "fund.appropriated", "2009-01-01", json!({"amount_ore": 100})),
            (
                fund,
                "grant.allocated",
                "2009-01-01",
                json!({"grant": "g", "recipient": "R", "amount_ore": 100, "purpose": "p"}),
            ),
            (fund, "grant.disbursed", "2009-01-02", json!({"grant": "g", "amount_ore": 100})),
        ]
    };
    let carried = (fund, "grant.carried_over", "2009-12-31", json!({"grant": "g", "amount_ore": 60, "to_year": 2010}));
    let spent = |stream, amount: u64| {
        (stream, "grant.spent", "2010-02-01", json!({"grant": "g", "amount_ore": amount, "purpose": "p"}))
    };
    let merged = (KARI, "participant.merged", "2008-02-01", json!({"into": &OLA["participant/".len()..]}));
    let assigned = ("plan/Steps", "plan.assigned", "2008-01-01", json!({"programme": "KVP"}));
    let of_plan = ("plan/Steps", "plan.milestone_completed", "2009-05-04", json!({"milestone": M1}));
    let both = |extra: Vec<Step>| [vec![established(), registered(KARI)], extra].concat();
    let rows: Vec<(Vec<Step>, Vec<Step>, Vec<Step>)> = vec![
        // A closing and what stands after it, also in a stream that is begun meanwhile.
        (both(vec![]), vec![closed("2009-04-30")], vec![intake(KARI, "2009-05-01")]),
        (vec![established()], vec![closed("2009-04-30")], vec![registered(OLA), intake(OLA, "2009-05-01")]),
        (
            vec![established()],
            vec![closed("2009-04-30")],
            vec![
                planned("plan/KVP.b", "2009-05-04"),
                ("plan/KVP.b", "plan.milestone_completed", "2009-05-04", json!({"milestone": M1})),
            ],
        ),
        (vec![established(), planned("plan/Steps", "2008-01-01"), of_plan], vec![closed("2009-04-30")], vec![assigned]),
        // One grant's money, spent twice; carried over and spent.
        (granted(), vec![spent(fund, 100)], vec![spent(fund, 50)]),
        (granted(), vec![spent(fund, 60)], vec![carried.clone()]),
        (
            [granted(), vec![carried]].concat(),
            vec![spent("fund/KVP/2010/municipal", 60)],
            vec![spent("fund/KVP/2010/municipal", 10)],
        ),
        // A merging and what is recorded of the two.
        (
            both(vec![registered(OLA), intake(KARI, "2008-01-02")]),
            vec![merged],
            vec![(
                OLA,
                "participant.intake",
                "2008-03-01",
                json!({"enrolment": uuid(9), "programme": "KVP", "office": "Gjøvik", "target_group": "a"}),
            )],
        ),
        (both(vec![]), vec![intake(KARI, "2008-01-02")], vec![intake(KARI, "2008-01-03")]),
    ];
    for (number, (given, one, other)) in rows.into_iter().enumerate() {
        for (first, second) in [(&one, &other), (&other, &one)] {
            let [won, lost] = at_once(&given, first, second);
            assert!(won.is_ok(), "{number}: {:?}", won.err());
            assert_eq!(lost.unwrap_err().code().word(), "conflict", "{number}");
        }
    }
}

#[test]
fn who_is_told_makes_the_commit_anew() {
    let mut world = world(&[established(), registered(KARI)]);
    world.with(|ledger, edge| {
        let mut attempts = 0;
        // Somebody else records whenever this one has read.
        let made = ledger.commit(&CommitOptions::default(), edge, |work, edge| {
            attempts += 1;
            work.propose(said(&[closed("2009-04-30")]).remove(0), edge)?;
            if attempts < 3 {
                let number = attempts.to_string();
                let risk =
                    proposal("risk/TIO", "risk.identified", "2009-01-01", json!({"number": number, "text": "x"}));
                let mut other = ledger.begin(CommitOptions::default())?;
                other.propose(risk, edge)?;
                other.commit(edge)?;
            }
            Ok(())
        });
        assert_eq!((made.unwrap().0.len(), attempts), (1, 3));
        // What is refused is not tried again, and neither is it for ever.
        let mut attempts = 0;
        let refused = ledger.commit(&CommitOptions::default(), edge, |work, edge| {
            attempts += 1;
            work.propose(said(&[intake(KARI, "2009-05-01")]).remove(0), edge)
        });
        assert_eq!((refused.unwrap_err().code().word(), attempts), ("programme_closed", 1));
        let mut attempts = 0;
        let endless = ledger.commit(&CommitOptions::default(), edge, |work, edge| {
            attempts += 1;
            let body = json!({"number": attempts.to_string(), "text": "x"});
            work.propose(proposal("risk/KVP", "risk.identified", "2009-01-01", body.clone()), edge)?;
            let mut other = ledger.begin(CommitOptions::default())?;
            other.propose(proposal("risk/KVP", "risk.identified", "2009-01-02", body), edge)?;
            other.commit(edge).map(drop)
        });
        assert_eq!((endless.unwrap_err().code().word(), attempts), ("conflict", 5));
    });
}

#[test]
fn two_writers_never_leave_what_one_would_be_refused() {
    for round in 0..6_u64 {
        let world = world(&[established(), registered(KARI), registered(OLA)]);
        let (ledger, now) = (world.ledger(), world.now);
        let write = |steps: Vec<Step>, salt: u64| {
            let mut drawn = u128::from(salt) << 64;
            let mut random = || {
                drawn += 1;
                drawn.wrapping_mul(0x2545_f491_4f6c_dd1d_9e37_79b9_7f4a_7c15).to_be_bytes()
            };
            let actor = Some("tester".parse().unwrap());
            let mut edge = hovedbok_ledger::Edge { now, random: &mut random, actor, clock_ok: false, built: None };
            ledger.commit(&CommitOptions::default(), &mut edge, |work, edge| {
                said(&steps).into_iter().try_for_each(|step| work.propose(step, edge))
            })
        };
        let outcomes = std::thread::scope(|scope| {
            let one = scope.spawn(|| write(vec![closed("2009-04-30")], round * 2 + 1));
            let two = scope.spawn(|| write(vec![intake(KARI, "2009-05-01")], round * 2 + 2));
            [one.join().unwrap(), two.join().unwrap()]
        });
        let (held, refused): (Vec<_>, Vec<_>) = outcomes.into_iter().partition(Result::is_ok);
        assert_eq!((held.len(), refused.len()), (1, 1), "{refused:?}");
        for error in refused {
            assert_eq!(violation(error.unwrap_err()).rule, Rule::ProgrammeClosed);
        }
    }
}

proptest! {
    #![proptest_config(cases(12))]

    /// Whatever is recorded in whatever order: what was accepted breaks no rule about a closing.
    #[test]
    fn no_order_leaves_an_entry_after_a_closing(
        acts in prop::collection::vec((0..5_usize, 0..3_u128, 0..40_i64), 1..14),
    ) {
        let mut world = world(&[established(), registered(KARI)]);
        for (kind, who, offset) in acts {
            let day = crate::given::day("2009-04-01").plus_days(offset).to_string();
            let person = format!("participant/{}", ParticipantId(uuid(100 + who)));
            let plan = format!("plan/KVP.{who}");
            let milestone = uuid(200 + who);
            let one = match kind {
                0 => proposal("programme/KVP", "programme.closed", &day, json!({})),
                1 => proposal(&person, "participant.registered", "2009-01-01", json!({"office": "Gjøvik"})),
                2 => proposal(&person, "participant.intake", &day, json!({"enrolment": uuid(300 + who), "programme": "KVP",
                    "office": "Gjøvik", "target_group": "a"})),
                3 => proposal(&plan, "plan.milestone_planned", "2009-01-01",
                    json!({"milestone": milestone, "section": "1", "title": "t"})),
                _ => proposal(&plan, "plan.milestone_completed", &day, json!({"milestone": milestone})),
            };
            let _ = world.record(vec![one]);
        }
        let question = Question::Findings(FindingsOf { programme: None, kind: Some(Rule::ProgrammeClosed.to_string()) });
        let answer = world.ledger().ask(&question, at("2010-06-01", world.last())).unwrap();
        let Reply::Findings(found) = answer.result else { panic!("findings were asked for") };
        prop_assert!(found.findings.is_empty(), "{:?}", found.findings);
    }
}
