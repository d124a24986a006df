//! Cohorts that are defined by days and conditions: their names are taken once, and a correction moves people in and out.

use hovedbok_answers::questions::{CohortsOf, GoalsOf, StateOf};
use hovedbok_answers::{Question, Reply};
use hovedbok_core::entries::codes::ReasonCode;
use hovedbok_core::proposal::Proposal;
use hovedbok_core::rules::Rule;
use hovedbok_core::{Day, Seq};
use hovedbok_ledger::correct::{Change, Why};
use hovedbok_ledger::{LedgerError, Refusal};
use hovedbok_state::Selection;
use serde_json::{Value, json};

use crate::given::{World, at, proposal};

const KARI: &str = "participant/6f9619ff-8b86-4d01-b42d-00cf4fc964ff";
const OLA: &str = "participant/7f9619ff-8b86-4d01-b42d-00cf4fc964ff";
const E1: &str = "e1000000-0000-4000-8000-000000000000";
const E2: &str = "e2000000-0000-4000-8000-000000000000";

fn established(programme: &str) -> Proposal {
    let body = json!({"owner": "X", "period": {"start": "2007-01-01", "end": "2012-12-31"}});
    proposal(&format!("programme/{programme}"), "programme.established", "2007-01-01", body)
}

fn registered(who: &str) -> Proposal {
    proposal(who, "participant.registered", "2008-01-01", json!({"office": "North"}))
}

fn intake(who: &str, enrolment: &str, when: &str, office: &str, cohorts: &[&str]) -> Proposal {
    let body = json!({"enrolment": enrolment, "programme": "KVP", "office": office, "target_group": "adults", "cohorts": cohorts});
    proposal(who, "participant.intake", when, body)
}

fn defined(programme: &str, cohort: &str, takes: &str, days: [&str; 2], more: Value) -> Proposal {
    let mut body = json!({"cohort": cohort, "takes": takes, "days": {"start": days[0], "end": days[1]}});
    for (field, value) in more.as_object().unwrap() {
        body[field] = value.clone();
    }
    proposal(&format!("programme/{programme}"), "programme.cohort_defined", days[0], body)
}

fn rule(error: LedgerError) -> (Rule, String) {
    match error {
        LedgerError::Refused { refusal, .. } => match *refusal {
            Refusal::Rules { mut violations } => {
                let first = violations.remove(0);
                (first.rule, first.what)
            }
            other => panic!("{other}"),
        },
        other => panic!("{other}"),
    }
}

fn size(world: &World, as_of: &str, cohort: &str) -> (usize, usize) {
    let selection = Selection { cohort: Some(cohort.parse().unwrap()), ..Selection::default() };
    let answer =
        world.ledger().ask(&Question::State(StateOf { selection, by: None }), at(as_of, world.last())).unwrap();
    match answer.result {
        Reply::State(state) => (state.participants, state.ever),
        other => panic!("{other:?}"),
    }
}

const DAY: [&str; 2] = ["2009-12-31", "2009-12-31"];

#[test]
fn a_name_is_taken_once_in_a_programme_in_whatever_order() {
    let mut world = World::new();
    let given = vec![established("KVP"), established("TIO"), registered(KARI), registered(OLA)];
    world.record(given).unwrap();
    world.record(vec![intake(KARI, E1, "2009-02-01", "North", &["named"])]).unwrap();
    let named = Seq(world.last());

    let refused = world.record(vec![defined("KVP", "named", "inside", DAY, json!({}))]).unwrap_err();
    let what = format!("programme.cohort_defined: an intake names the cohort named of KVP already: {named}");
    assert_eq!(rule(refused), (Rule::CohortNameTaken, what));
    // In another programme it is another cohort.
    world.record(vec![defined("TIO", "named", "inside", DAY, json!({}))]).unwrap();
    world.record(vec![defined("KVP", "winter", "inside", DAY, json!({}))]).unwrap();
    let refused = world.record(vec![defined("KVP", "winter", "taken_in", DAY, json!({}))]).unwrap_err();
    let what = "the cohort winter is defined already; correct that entry to change it".to_owned();
    assert_eq!(rule(refused), (Rule::CohortNameTaken, what));
    let refused = world.record(vec![intake(OLA, E2, "2009-02-01", "North", &["winter"])]).unwrap_err();
    let what = "the intake of 2009-02-01 names the cohort winter, which KVP defines by conditions".to_owned();
    assert_eq!(rule(refused), (Rule::CohortNameTaken, what));
    // Together, in either order.
    let both = || [intake(OLA, E2, "2009-02-01", "North", &["both"]), defined("KVP", "both", "inside", DAY, json!({}))];
    for steps in [both(), {
        let [a, b] = both();
        [b, a]
    }] {
        assert_eq!(rule(world.record(steps.to_vec()).unwrap_err()).0, Rule::CohortNameTaken);
    }
}

#[test]
fn a_closed_programme_can_get_a_cohort_and_a_past_day_is_not_recorded_late() {
    let mut world = World::new();
    world.record(vec![established("KVP"), registered(KARI), intake(KARI, E1, "2009-02-01", "North", &[])]).unwrap();
    world.record(vec![proposal("programme/KVP", "programme.closed", "2010-06-30", json!({}))]).unwrap();
    world.record(vec![defined("KVP", "winter", "inside", ["2010-12-31", "2010-12-31"], json!({}))]).unwrap();
    world.record(vec![defined("KVP", "half", "inside", ["2010-06-01", "2010-12-31"], json!({}))]).unwrap();
    // The records end with the programme: of later days nothing is known, and the answer says so.
    let selection = Selection { cohort: Some("winter".parse().unwrap()), ..Selection::default() };
    let asked = Question::State(StateOf { selection, by: None });
    let answer = world.ledger().ask(&asked, at("2009-12-31", world.last())).unwrap();
    let reach = serde_json::to_value(&answer.reach).unwrap();
    assert_eq!(reach, json!([{"programme": "KVP", "subject": "participants", "day": "2010-06-30", "why": "closed"}]));
    assert_eq!((size(&world, "2009-12-31", "winter"), size(&world, "2009-12-31", "half")), ((0, 0), (1, 1)));
    let cohorts =
        world.ledger().ask(&Question::Cohorts(CohortsOf { programme: None }), at("2011-12-31", world.last())).unwrap();
    let Reply::Cohorts(cohorts) = cohorts.result else { panic!() };
    let judged: Vec<Option<Day>> = cohorts.cohorts.iter().map(|row| row.judged_to).collect();
    assert_eq!(judged, [Some("2010-06-30".parse().unwrap()); 2]);
}

#[test]
fn membership_is_that_of_its_own_day_as_known_and_explain_names_what_moved_somebody() {
    let mut world = World::new();
    world.record(vec![established("KVP"), registered(KARI), registered(OLA)]).unwrap();
    world
        .record(vec![
            intake(KARI, E1, "2009-02-01", "North", &[]),
            intake(OLA, E2, "2009-02-01", "South", &[]),
            // Moved after the day: that moves nobody out.
            intake(KARI, E1, "2010-03-01", "South", &[]),
            defined("KVP", "north", "inside", DAY, json!({"office": ["North"]})),
        ])
        .unwrap();
    let before = Seq(world.last());
    assert_eq!((size(&world, "2010-06-30", "north"), size(&world, "2009-01-31", "north")), ((1, 1), (0, 0)));
    // A correction of the past: Ola moved to North in November.
    world.record(vec![intake(OLA, E2, "2009-11-01", "North", &[])]).unwrap();
    let moved = world.last();
    assert_eq!(size(&world, "2010-06-30", "north"), (2, 2));
    // It counts on every day asked about, also before she moved.
    assert_eq!(size(&world, "2009-06-30", "north"), (2, 2));
    let selection = Selection { cohort: Some("north".parse().unwrap()), ..Selection::default() };
    let asked = Question::State(StateOf { selection, by: None });
    for as_of in ["2009-06-30", "2010-06-30"] {
        let day = as_of.parse().unwrap();
        let explained = world.ledger().explain(&asked, day, before, Seq(world.last()), None).unwrap();
        let rows: Vec<(String, Vec<Seq>)> =
            explained.result.rows.into_iter().map(|row| (row.row, row.entries)).collect();
        let by = |row: &str| (row.to_owned(), vec![Seq(moved)]);
        assert_eq!(rows, [by("ever"), by("participants")], "{as_of}");
    }
    // A definition that is corrected moves people too.
    let known = Seq(world.last());
    let fields = json!({"office": ["South"]}).as_object().unwrap().clone();
    let id = world.ledger().entry(before).unwrap().draft.id;
    let change = Change { fields, effective: None };
    world
        .work(|work, edge| work.replace(id, change, Why { reason: ReasonCode::NotTrue, note: None, id: None }, edge))
        .unwrap();
    assert_eq!(size(&world, "2010-06-30", "north"), (0, 0));
    let explained =
        world.ledger().explain(&asked, "2010-06-30".parse().unwrap(), known, Seq(world.last()), None).unwrap();
    assert!(explained.result.rows.iter().all(|row| row.entries == [Seq(world.last())]), "{explained:?}");
    assert_eq!(explained.result.rows.len(), 2);
}

#[test]
fn a_goal_about_a_defined_cohort_is_measured_by_its_members_as_known() {
    let mut world = World::new();
    let goal = json!({"goal": "fewer", "indicator": "cohort_size", "baseline": {"value": 2}, "cohort": "north"});
    let target = json!({"goal": "fewer", "kind": "point", "value": 1, "unit": "persons",
        "period": {"start": "2009-01-01", "end": "2010-06-30"}});
    world
        .record(vec![
            established("KVP"),
            registered(KARI),
            registered(OLA),
            intake(KARI, E1, "2009-02-01", "North", &[]),
            intake(OLA, E2, "2009-02-01", "South", &[]),
            defined("KVP", "north", "inside", DAY, json!({"office": ["North"]})),
            proposal("programme/KVP", "programme.goal_set", "2009-01-01", goal),
            proposal("programme/KVP", "programme.target_set", "2009-01-01", target),
        ])
        .unwrap();
    let known = world.last();
    world.record(vec![intake(OLA, E2, "2009-11-01", "North", &[])]).unwrap();
    for (known_at, expected) in [(known, 1), (world.last(), 2)] {
        let answer =
            world.ledger().ask(&Question::Goals(GoalsOf { programme: None }), at("2010-06-30", known_at)).unwrap();
        let Reply::Goals(goals) = answer.result else { panic!() };
        assert_eq!(goals.goals[0].derived, Some(expected));
    }
}

#[test]
fn names_of_a_list_with_commas_between_are_not_taken_as_one_name() {
    let mut world = World::new();
    world.record(vec![established("KVP"), registered(KARI), intake(KARI, E1, "2009-01-05", "North", &[])]).unwrap();
    let placed = |provider: &str, share: u32| {
        let body = json!({"enrolment": E1, "measure": "training", "provider": provider, "owner": "municipal", "share_bp": share});
        proposal(KARI, "measure.started", "2009-02-02", body)
    };
    world.record(vec![placed("ASVO", 5000), placed("Landmo", 5000)]).unwrap();
    let of = |cohort: &str, providers: Value| {
        defined("KVP", cohort, "inside", ["2009-03-01", "2009-03-31"], json!({"provider": providers}))
    };
    for one in ["ASVO,Landmo", "ASVO, Landmo"] {
        match world.record(vec![of("both", json!([one]))]).unwrap_err() {
            LedgerError::Refused { refusal, .. } => {
                let said = refusal.to_string();
                let expected = "programme.cohort_defined: what is in 'provider' is one name with commas, and the ledger has \
                                each part of it as a name: repeat the option, or write ';' between the names";
                assert_eq!(said, expected);
            }
            other => panic!("{other}"),
        }
    }
    world.record(vec![of("both", json!(["ASVO", "Landmo"])), of("other", json!(["ASVO, Lillehammer"]))]).unwrap();
    assert_eq!(size(&world, "2009-12-31", "both"), (1, 1));
}

#[test]
fn an_unknown_cohort_is_answered_with_those_of_the_programme_that_is_asked_about() {
    let mut world = World::new();
    let days = ["2009-03-01", "2009-03-31"];
    let named = |programme: &str, cohort: &str| defined(programme, cohort, "inside", days, json!({}));
    world
        .record(vec![
            established("KVP"),
            established("HUSK"),
            registered(KARI),
            intake(KARI, E1, "2009-01-05", "North", &["other"]),
            named("KVP", "both"),
            named("HUSK", "cath"),
        ])
        .unwrap();
    let selection = Selection {
        programme: Some("KVP".parse().unwrap()),
        cohort: Some("cat".parse().unwrap()),
        ..Selection::default()
    };
    let question = Question::State(StateOf { selection, by: None });
    let error = world.ledger().ask(&question, at("2009-12-31", world.last())).unwrap_err().to_string();
    assert!(error.ends_with("the nearest names are 'both', 'other'"), "{error}");
}
