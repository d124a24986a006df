//! Answers never speak for a time that the records do not reach (H14): random histories with several batches, ends that
//! are stated and corrected, closings, and ordinary entries after what was moved in; and what `explain` says of it.

use std::collections::BTreeMap;

use hovedbok_answers::Question;
use hovedbok_answers::questions::{
    BudgetOf, FiguresOf, FindingsOf, FlowsOf, GoalsOf, MilestonesOf, OutcomesOf, ParticipantOf, PlacementsOf, PlansOf,
    ProgrammesOf, StateOf, StatementOf, TrajectoriesOf,
};
use hovedbok_core::{Day, Draft, Instant, Seq};
use hovedbok_projection::At;
use hovedbok_state::{By, PlacementFilter, PlacementsBy, Selection};
use hovedbok_trajectories::{CourseFilter, FlowsBy, OutcomesFilter, StaySelection};
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::acts::{Act, COURSES, DAYS, ENDS, PEOPLE, PLAN, Telling, acts, everything_and, nth, types};
use crate::given::{World, cases, day, instant, proposal};
use crate::oracle::reach::Reach;
use crate::oracle::{courses, people, plan};
use crate::promise::questions;
use crate::raw::{in_force, lines};

/// The acts as several documents: each is recorded so many days after the one before.
fn documents(acts: &[Act], apart: i64) -> Vec<(Instant, Draft)> {
    let first = instant("2009-12-05T11:00:00Z").micros();
    let drafts = Telling::default().drafts(acts);
    let at = |n: usize| Instant::from_micros(first + i64::try_from(n / 4).unwrap() * apart * 86_400_000_000).unwrap();
    drafts.into_iter().enumerate().map(|(n, (_, draft))| (at(n), draft)).collect()
}

/// What is recorded in the ledger's own time: of a person in a programme, or only of a risk.
fn ordinary(world: &mut World, of_person: bool) {
    world.at("2010-06-20T11:00:00Z");
    let risk = json!({"number": "9", "text": "Too few places"});
    world.record(vec![proposal("risk/OTHER", "risk.identified", "2010-06-01", risk)]).unwrap();
    if of_person {
        let stream = "participant/9f9619ff-8b86-4d01-b42d-00cf4fc964ff";
        let intake = json!({"programme": "OTHER", "office": "North", "target_group": "adults"});
        let registered = proposal(stream, "participant.registered", "2010-06-01", json!({"office": "North"}));
        world.record(vec![registered, proposal(stream, "participant.intake", "2010-06-01", intake)]).unwrap();
    }
}

fn asked() -> impl Strategy<Value = Day> {
    prop_oneof![4 => (0..DAYS + 4).prop_map(nth), 1 => Just(day("2010-07-15")), 1 => Just(day("2012-01-01"))]
}

/// Every kind of question about programmes: what names none, such as a placement of nobody's enrolment, has no end.
fn of_programmes() -> Vec<Question> {
    let name = |text: &str| Some(text.parse().unwrap());
    let state =
        |by| Question::State(StateOf { selection: Selection { programme: name("KVP"), ..Selection::default() }, by });
    let placements = |by| {
        let filter = PlacementFilter { programme: name("KVP"), ..PlacementFilter::default() };
        Question::Placements(PlacementsOf { filter, by })
    };
    let budget = |by| Question::Budget(BudgetOf { filter: hovedbok_budgets::Filter::default(), by });
    let mut all = vec![
        state(None),
        Question::Milestones(MilestonesOf { plan: "TIO".parse().unwrap() }),
        Question::Plans(PlansOf {}),
        budget(hovedbok_budgets::By::Line),
        budget(hovedbok_budgets::By::Grant),
        Question::Programmes(ProgrammesOf { municipality: None }),
        Question::Goals(GoalsOf { programme: None }),
        Question::Figures(FiguresOf { programme: None }),
    ];
    all.extend(By::ALL.iter().map(|by| state(Some(*by))));
    all.extend(PlacementsBy::ALL.iter().map(|by| placements(*by)));
    for programme in ["KVP", "TIO"] {
        all.push(Question::Findings(FindingsOf { programme: name(programme), kind: None }));
        all.push(Question::Statement(StatementOf { programme: name(programme) }));
        let selection = StaySelection { programme: name(programme), ..StaySelection::default() };
        // Of a programme without records the answer names the last day that was asked about.
        let to = Some(day("2012-12-31"));
        let filter = OutcomesFilter { selection: selection.clone(), from: None, to };
        all.push(Question::Outcomes(OutcomesOf { filter }));
        all.push(Question::Flows(FlowsOf { selection: selection.clone(), by: FlowsBy::Step }));
        let filter = CourseFilter { selection, provider: None };
        all.push(Question::Trajectories(TrajectoriesOf { filter, observed_from: None }));
    }
    all
}

fn histories() -> impl Strategy<Value = Vec<Act>> {
    acts(types(&[PEOPLE, PEOPLE, COURSES, PLAN, ENDS]), 1..40)
}

pub fn answer(world: &World, question: &Question, as_of: Day, known_at: u64) -> Value {
    // Without a look at whether the names are known yet: what is not is counted as nothing.
    let projections = world.ledger().projections(question.needs(), Seq(known_at)).unwrap();
    serde_json::to_value(projections.answer(question, At { as_of, known_at: Seq(known_at) }).unwrap()).unwrap()
}

/// What an answer says of where the records end.
pub fn shown(answer: &Value) -> BTreeMap<(String, String), (Day, String)> {
    let text = |row: &Value, field: &str| row[field].as_str().unwrap().to_owned();
    let rows = answer["reach"].as_array().unwrap().iter();
    rows.map(|row| ((text(row, "programme"), text(row, "subject")), (day(&text(row, "day")), text(row, "why"))))
        .collect()
}

fn expected(reach: &Reach, as_of: Day, subject: &str) -> BTreeMap<(String, String), (Day, String)> {
    let before = reach.0.iter().filter(|(key, (day, _))| key.1 == subject && *day < as_of && reach.1.contains(*key));
    before.map(|(key, (day, why))| (key.clone(), (*day, (*why).to_owned()))).collect()
}

proptest! {
    #![proptest_config(cases(96))]

    #[test]
    fn participants_and_plans_are_answered_as_far_as_the_records_reach(
        acts in histories(), apart in 0..12i64, goes_on in any::<Option<bool>>(), as_of in asked(), cut in any::<u64>(),
    ) {
        let mut world = World::new();
        world.migrate(documents(&acts, apart)).unwrap();
        if let Some(of_person) = goes_on {
            ordinary(&mut world, of_person);
        }
        let lines = lines(&world);
        for known_at in [world.last(), cut % (world.last() + 1)] {
            let reach = Reach::of(&lines, as_of, known_at);
            let known = reach.cut(in_force(&lines, as_of, known_at), as_of);
            let people = people::people(&known);
            let stated = expected(&reach, as_of, "participants");
            for programme in [None, Some("KVP"), Some("TIO")] {
                let selection = Selection { programme: programme.map(|p| p.parse().unwrap()), ..Selection::default() };
                let answer = answer(&world, &Question::State(StateOf { selection, by: Some(By::Status) }), as_of, known_at);
                // A question about one programme is one about the last day that its records speak for.
                let day = reach.day(programme, "participants", as_of);
                let people = people::people(&reach.cut(in_force(&lines, day, known_at), day));
                let counts = people::counts(&people, programme, day);
                prop_assert_eq!(&answer["result"]["participants"], counts.participants, "{:?} at #{}", programme, known_at);
                prop_assert_eq!(&answer["result"]["ever"], counts.ever);
                for group in answer["result"]["groups"].as_array().unwrap() {
                    let count = counts.groups.get(group["key"].as_str().unwrap()).copied().unwrap_or_default();
                    prop_assert_eq!(&group["participants"], count, "{} of {:?} at #{}", group["key"], programme, known_at);
                }
                let own: BTreeMap<_, _> = stated.clone().into_iter()
                    .filter(|((name, _), _)| programme.is_none_or(|only| only == name)).collect();
                prop_assert_eq!(shown(&answer), own, "at #{}", known_at);
                if let Some(only) = programme {
                    let lacking = !reach.1.contains(&(only.to_owned(), "participants".to_owned()));
                    let row = json!([{"programme": only, "subject": "participants"}]);
                    prop_assert_eq!(&answer["not_recorded"], &if lacking { row } else { Value::Null });
                    prop_assert_eq!(&answer["recorded_until"], &reach.until(only, "participants", as_of));
                }
            }
            let day = |programme: Option<&str>| reach.day(programme, "participants", as_of);
            let places = people::placements(&people, &day);
            let question = Question::Placements(PlacementsOf { filter: PlacementFilter::default(), by: PlacementsBy::Outcome });
            let rows = answer(&world, &question, as_of, known_at)["result"]["rows"].take();
            let rows: BTreeMap<people::Place, usize> = rows.as_array().unwrap().iter().map(|row| {
                let text = |field: &str| row[field].as_str().map(str::to_owned);
                let place = (text("programme"), row["year"].as_i64().unwrap(), text("provider").unwrap(), text("outcome").unwrap());
                (place, usize::try_from(row["placements"].as_u64().unwrap()).unwrap())
            }).collect();
            let places: BTreeMap<_, _> = places.into_iter().map(|(place, (_, count))| (place, count)).collect();
            prop_assert_eq!(rows, places, "at #{}", known_at);

            for programme in [None, Some("KVP")] {
                // As far as the records of the one programme reach, also of what belongs to no programme.
                let asked_on = reach.day(programme, "participants", as_of);
                let known = reach.cut(in_force(&lines, asked_on, known_at), asked_on);
                let people = people::people(&known);
                let money = in_force(&lines, as_of, known_at);
                let reached = |name: Option<&str>| reach.day(name, "participants", asked_on);
                let asked = courses::Asked { programme, office: None, first: None, last: None, reached: &reached };
                let selection = StaySelection { programme: programme.map(|p| p.parse().unwrap()), ..Default::default() };
                let filter = OutcomesFilter { selection: selection.clone(), ..Default::default() };
                let found = answer(&world, &Question::Outcomes(OutcomesOf { filter }), as_of, known_at);
                for (field, value) in courses::outcomes(&people, &money, &asked).as_object().unwrap() {
                    prop_assert_eq!(&found["result"][field], value, "{} of {:?} at #{}", field, programme, known_at);
                }
                for by in FlowsBy::ALL {
                    let question = Question::Flows(FlowsOf { selection: selection.clone(), by: *by });
                    let found = answer(&world, &question, as_of, known_at)["result"].take();
                    prop_assert_eq!(found, courses::flows(&people, &asked, by.word()), "{:?} at #{}", programme, known_at);
                }
                let filter = CourseFilter { selection, provider: None };
                let question = Question::Trajectories(TrajectoriesOf { filter, observed_from: None });
                courses::hold(&answer(&world, &question, as_of, known_at)["result"], &reached)?;
            }

            let question = Question::Milestones(MilestonesOf { plan: "TIO".parse().unwrap() });
            let Ok(found) = world.ledger().ask(&question, At { as_of, known_at: Seq(known_at) }) else { continue };
            let found = serde_json::to_value(found).unwrap();
            let milestones = plan::milestones(&known, reach.day(Some("TIO"), "plan", as_of));
            let rows: Vec<(&Value, &Value)> =
                found["result"]["milestones"].as_array().unwrap().iter().map(|row| (&row["status"], &row["days_late"])).collect();
            let oracle: Vec<(&Value, &Value)> = milestones.iter().map(|row| (&row["status"], &row["days_late"])).collect();
            prop_assert_eq!(rows, oracle, "at #{}", known_at);
            let mut own = expected(&reach, as_of, "plan");
            own.retain(|(programme, _), _| programme == "TIO");
            prop_assert_eq!(shown(&found), own);
        }
    }

    /// Whatever is asked, once the day lies after every end and after all that is recorded, a later day has the same
    /// answer: nothing grows late, old, overdue or missing with a day that nobody wrote about.
    #[test]
    fn no_answer_grows_with_the_days_after_the_end(
        acts in everything_and(ENDS, 1..40), apart in 0..12i64,
        goes_on in any::<Option<bool>>(), cut in any::<u64>(),
    ) {
        let mut world = World::new();
        world.migrate(documents(&acts, apart)).unwrap();
        if let Some(of_person) = goes_on {
            ordinary(&mut world, of_person);
        }
        for known_at in [world.last(), cut % (world.last() + 1)] {
            let at = |day_asked: &str| At { as_of: day(day_asked), known_at: Seq(known_at) };
            for question in of_programmes() {
                let (first, later) = (world.result(&question, at("2013-01-01")), world.result(&question, at("2026-11-28")));
                prop_assert_eq!(first, later, "{:?} at #{}", question, known_at);
            }
        }
    }

    #[test]
    fn what_was_answered_stays_answered_where_records_end(
        acts in everything_and(ENDS, 4..40), split in any::<prop::sample::Index>(),
        apart in 0..12i64, as_of in asked(),
    ) {
        let documents = documents(&acts, apart);
        let (first, second) = documents.split_at(split.index(documents.len() + 1).min(documents.len()));
        let mut world = World::new();
        world.migrate(first.to_vec()).unwrap();
        let at = At { as_of, known_at: world.ledger().last() };
        let before: Vec<String> = questions().iter().map(|question| world.result(question, at)).collect();
        world.migrate(second.to_vec()).unwrap();
        ordinary(&mut world, true);
        for (question, before) in questions().iter().zip(&before) {
            prop_assert_eq!(&world.result(question, at), before, "{:?} at {}", question, at.known_at);
        }
    }

    #[test]
    fn every_difference_names_what_makes_it(
        acts in histories(), apart in 0..12i64, goes_on in any::<bool>(), as_of in asked(), cut in any::<u64>(),
    ) {
        let mut world = World::new();
        world.migrate(documents(&acts, apart)).unwrap();
        if goes_on {
            ordinary(&mut world, true);
        }
        let (after, before) = (world.last(), cut % (world.last() + 1));
        let programme = Some("KVP".parse().unwrap());
        let selection = Selection { programme, ..Selection::default() };
        for question in [
            Question::State(StateOf { selection, by: Some(By::Status) }),
            Question::Plans(PlansOf {}),
        ] {
            // Refused where no entry in force names the programme on either side.
            let Ok(explained) = world.ledger().explain(&question, as_of, Seq(before), Seq(after), None) else { continue };
            for row in explained.result.rows {
                let within = row.entries.iter().all(|seq| before < seq.0 && seq.0 <= after);
                prop_assert!(!row.entries.is_empty() && within, "{:?} of {:?}", row, question);
            }
        }
    }
}

/// A programme that was moved in with one document: a person in it, a plan, a body, a report, a grant.
pub fn moved_in() -> World {
    let mut world = World::new();
    let person = "participant/6f9619ff-8b86-4d01-b42d-00cf4fc964ff";
    batch(
        &mut world,
        "2010-01-10T11:00:00Z",
        vec![
            proposal(
                "programme/KVP",
                "programme.established",
                "2008-01-01",
                json!({"owner": "NAV", "period": {"start": "2008-01-01", "end": "2012-12-31"}}),
            ),
            proposal(
                "programme/KVP",
                "programme.body_established",
                "2008-01-01",
                json!({"body": "Board", "meetings_per_year": 2}),
            ),
            proposal("programme/KVP", "programme.body_met", "2008-05-01", json!({"body": "Board"})),
            proposal("programme/KVP", "programme.body_met", "2008-10-01", json!({"body": "Board"})),
            proposal("programme/KVP", "programme.body_met", "2009-05-01", json!({"body": "Board"})),
            proposal("programme/KVP", "programme.body_met", "2009-11-01", json!({"body": "Board"})),
            proposal(
                "programme/KVP",
                "programme.report_due",
                "2009-01-01",
                json!({"report": "final", "due": "2010-03-01"}),
            ),
            proposal(
                "programme/KVP",
                "programme.goal_set",
                "2008-01-01",
                json!({"goal": "many", "indicator": "participants_in_programme", "baseline": {"why": "not_applicable"}}),
            ),
            proposal(
                "programme/KVP",
                "programme.target_set",
                "2010-01-01",
                json!({"goal": "many", "kind": "point",
            "value": 1, "unit": "persons", "period": {"start": "2010-01-01", "end": "2010-12-31"}}),
            ),
            proposal(person, "participant.registered", "2009-02-01", json!({"office": "North"})),
            proposal(
                person,
                "participant.intake",
                "2009-02-01",
                json!({"programme": "KVP", "office": "North", "target_group": "adults"}),
            ),
            proposal(
                "plan/KVP",
                "plan.milestone_planned",
                "2009-01-01",
                json!({"section": "2010", "title": "Evaluation", "due": "2010-02-01"}),
            ),
            proposal("fund/KVP/2010/621.63", "fund.appropriated", "2010-01-01", json!({"amount_ore": 1000})),
            proposal(
                "fund/KVP/2010/621.63",
                "grant.allocated",
                "2010-01-02",
                json!({"grant": "g1", "recipient": "Gran", "amount_ore": 1000, "purpose": "trial"}),
            ),
            proposal(
                "fund/KVP/2010/621.63",
                "grant.disbursed",
                "2010-01-03",
                json!({"grant": "g1", "amount_ore": 1000}),
            ),
        ],
    );
    world
}

pub fn batch(world: &mut World, recorded: &str, proposals: Vec<hovedbok_core::proposal::Proposal>) {
    let migration = hovedbok_ledger::Migration { recorded: instant(recorded), batch: "old".into() };
    let commit = hovedbok_ledger::CommitOptions { again: false, migration: Some(migration) };
    let all = |work: &mut hovedbok_ledger::PendingCommit<'_>, edge: &mut hovedbok_ledger::Edge<'_>| {
        proposals.into_iter().try_for_each(|proposal| work.propose(proposal, edge))
    };
    world.work_in(commit, all).unwrap();
}

fn kinds(world: &World, as_of: &str) -> Vec<String> {
    let question = Question::Findings(FindingsOf { programme: Some("KVP".parse().unwrap()), kind: None });
    let answer = answer(world, &question, day(as_of), world.last());
    let findings = answer["result"]["findings"].as_array().unwrap().iter();
    let mut kinds: Vec<String> = findings.map(|row| row["kind"].as_str().unwrap().to_owned()).collect();
    kinds.retain(|kind| kind != "recorded_late" && kind != "not_recorded_at_all");
    kinds.dedup();
    kinds
}

#[test]
fn nobody_is_accused_of_what_lies_after_the_last_document() {
    let world = moved_in();
    assert_eq!(kinds(&world, "2010-01-10"), Vec::<String>::new());
    for later in ["2010-01-11", "2011-01-10", "2026-11-28"] {
        assert_eq!(kinds(&world, later), ["records_end"], "{later}");
    }
    let question = Question::Findings(FindingsOf { programme: None, kind: Some("records_end".to_owned()) });
    let all = answer(&world, &question, day("2026-11-28"), world.last());
    let whats: Vec<&str> =
        all["result"]["findings"].as_array().unwrap().iter().map(|row| row["what"].as_str().unwrap()).collect();
    let by = "with the last migrated document";
    assert_eq!(whats.len(), 5, "{whats:?}");
    for what in [
        format!("the records of KVP about participants end on 2010-01-10, {by}; open then: 1 person in the programme"),
        format!("the records of KVP about the plan end on 2010-01-10, {by}; open then: 1 milestone"),
        format!("the records of KVP about money end on 2010-01-10, {by}; open then: 1 grant not accounted for"),
        format!("the records of KVP about bodies end on 2010-01-10, {by}"),
        format!("the records of KVP about reports end on 2010-01-10, {by}; open then: 1 report not received"),
    ] {
        assert!(whats.contains(&what.as_str()), "{what} in {whats:?}");
    }
}

#[test]
fn a_target_after_the_end_is_not_answerable_and_what_was_known_stands_beside_it() {
    let world = moved_in();
    let goal = |as_of: &str| {
        let question = Question::Goals(GoalsOf { programme: None });
        answer(&world, &question, day(as_of), world.last())["result"]["goals"][0].take()
    };
    let by_then = goal("2010-01-10");
    assert_eq!((&by_then["answer"], &by_then["derived"]), (&json!("reached"), &json!(1)));
    for later in ["2010-01-11", "2010-12-31", "2026-11-28"] {
        let later = goal(later);
        assert_eq!(later["answer"], "not_answerable");
        assert_eq!((&later["derived"], &later["measured_on"]), (&json!(1), &json!("2010-01-10")));
        assert_eq!(later["attainment_bp"], Value::Null);
        assert_eq!(later["because"], "records_end: the records end on 2010-01-10; by then: 1 on 2010-01-10, target 1");
    }
}

#[test]
fn explain_names_the_document_the_statement_the_closing_and_the_entry_that_moved_the_end() {
    let mut world = moved_in();
    let question = Question::Milestones(MilestonesOf { plan: "KVP".parse().unwrap() });
    let lateness = |world: &World, from: u64, as_of: &str| {
        let explained =
            world.ledger().explain(&question, day(as_of), Seq(from), world.ledger().last(), None).unwrap().result;
        let row = explained.rows.into_iter().find(|row| row.row.ends_with(".status"))?;
        Some((row.before, row.after, row.entries.iter().map(|seq| seq.0).collect::<Vec<_>>()))
    };
    // Another document of the plan.
    let first = world.last();
    let version = json!({"version": "2"});
    batch(
        &mut world,
        "2010-03-01T11:00:00Z",
        vec![proposal("plan/KVP", "plan.version_approved", "2010-02-20", version)],
    );
    let moved = (json!("planned"), json!("overdue"), vec![first + 1]);
    assert_eq!(lateness(&world, first, "2010-04-01"), Some(moved));
    // A statement that the records ended before.
    let second = world.last();
    let ends = json!({"day": "2010-01-31", "subjects": ["plan"], "reason": "the statistics end"});
    let stated = proposal("programme/KVP", "programme.records_end", "2010-03-01", ends);
    batch(&mut world, "2010-03-01T11:00:00Z", vec![stated]);
    let back = (json!("overdue"), json!("planned"), vec![second + 1]);
    assert_eq!(lateness(&world, second, "2010-04-01"), Some(back));
    // The statement is corrected.
    let third = world.last();
    let target = world.ledger().entry(Seq(third)).unwrap().draft.id;
    let why = hovedbok_ledger::correct::Why { reason: "typing".parse().unwrap(), note: None, id: None };
    world.work(|work, edge| work.void(target, why, edge)).unwrap();
    let again = (json!("planned"), json!("overdue"), vec![world.last()]);
    assert_eq!(lateness(&world, third, "2010-04-01"), Some(again));
    // A correction moves nothing by itself; an ordinary entry about the plan does.
    let fourth = world.last();
    let replanned = proposal(
        "plan/KVP",
        "plan.milestone_planned",
        "2010-06-01",
        json!({"section": "2010", "title": "Closing", "due": "2010-06-15"}),
    );
    world.record(vec![replanned]).unwrap();
    let closing = |known_at: u64, as_of: &str| {
        let answer = answer(&world, &question, day(as_of), known_at);
        answer["result"]["milestones"]
            .as_array()
            .unwrap()
            .iter()
            .find(|row| row["title"] == "Closing")
            .map(|row| row["days_late"].clone())
    };
    assert_eq!(closing(fourth, "2011-01-01"), None);
    // 31 days after it was recorded on 1 June.
    assert_eq!(closing(world.last(), "2011-01-01"), Some(json!(17)));
}

#[test]
fn a_quiet_month_of_a_ledger_in_use_is_a_quiet_month() {
    let mut world = World::new();
    let planned = |title: &str, due: &str| {
        proposal(
            "plan/KVP",
            "plan.milestone_planned",
            "2010-06-01",
            json!({"section": "2010", "title": title, "due": due}),
        )
    };
    world.record(vec![planned("First", "2010-06-10")]).unwrap();
    let question = Question::Milestones(MilestonesOf { plan: "KVP".parse().unwrap() });
    let late = |world: &World, as_of: &str, known_at: u64| {
        answer(world, &question, day(as_of), known_at)["result"]["milestones"][0]["days_late"].take()
    };
    assert_eq!(late(&world, "2010-07-02", 2), json!(22), "31 days later");
    assert_eq!(late(&world, "2010-07-03", 2), json!(22), "and not longer");
    // Whatever is recorded, the ledger is in use; of another subject too.
    world.at("2010-06-30T10:00:00Z");
    let risk = json!({"number": "1", "text": "Too few places"});
    world.record(vec![proposal("risk/KVP", "risk.identified", "2010-06-30", risk)]).unwrap();
    assert_eq!(late(&world, "2010-07-20", world.last()), json!(40));
    assert_eq!(late(&world, "2010-07-20", 2), json!(22), "as it was known then");
}

#[test]
fn a_closing_ends_persons_bodies_and_staff_and_not_plan_and_money() {
    let mut world = moved_in();
    batch(
        &mut world,
        "2010-05-01T11:00:00Z",
        vec![
            proposal("programme/KVP", "programme.closed", "2010-03-31", json!({})),
            proposal("plan/KVP", "plan.version_approved", "2010-04-01", json!({"version": "2"})),
        ],
    );
    let question = Question::Statement(StatementOf { programme: None });
    let reach = shown(&answer(&world, &question, day("2011-01-01"), world.last()));
    let of =
        |subject: &str| reach.get(&("KVP".to_owned(), subject.to_owned())).map(|(day, why)| format!("{day} {why}"));
    assert_eq!(of("participants").unwrap(), "2010-03-31 closed");
    assert_eq!(of("bodies").unwrap(), "2010-03-31 closed");
    assert_eq!(of("plan").unwrap(), "2010-05-01 batch");
    assert_eq!(of("money").unwrap(), "2010-01-10 batch");
    assert_eq!(of("reports").unwrap(), "2010-01-10 batch");
    // Before the closing it is not known to the question.
    let before = shown(&answer(&world, &question, day("2010-03-01"), world.last()));
    assert_eq!(before[&("KVP".to_owned(), "participants".to_owned())], (day("2010-01-10"), "batch".to_owned()));
}

#[test]
fn entries_about_days_after_the_stated_end_are_one_finding() {
    let mut world = moved_in();
    let ends = json!({"subjects": ["participants", "bodies"], "reason": "the statistics end"});
    batch(
        &mut world,
        "2010-02-01T11:00:00Z",
        vec![
            proposal("programme/KVP", "programme.records_end", "2009-12-31", ends),
            proposal("programme/KVP", "programme.body_met", "2010-01-15", json!({"body": "Board"})),
            proposal("programme/KVP", "programme.body_met", "2010-01-20", json!({"body": "Board"})),
            proposal("plan/KVP", "plan.version_approved", "2010-01-20", json!({"version": "2"})),
        ],
    );
    let question = Question::Findings(FindingsOf { programme: None, kind: Some("after_records_end".to_owned()) });
    let found = answer(&world, &question, day("2010-03-01"), world.last())["result"]["findings"].take();
    let what = "the records of KVP about bodies are stated to end on 2009-12-31, but 2 entries are about later days, the last on 2010-01-20";
    assert_eq!(found.as_array().unwrap().len(), 1, "{found}");
    assert_eq!((&found[0]["what"], &found[0]["severity"]), (&json!(what), &json!("warning")));
    let last = world.last();
    assert_eq!(found[0]["entries"], json!([last - 3, last - 2, last - 1]));
}

#[test]
fn somebody_of_whom_everything_lies_after_the_records_is_known() {
    let mut world = World::new();
    let person = "participant/6f9619ff-8b86-4d01-b42d-00cf4fc964ff";
    let end = json!({"subjects": ["participants"], "reason": "the statistics end"});
    batch(
        &mut world,
        "2010-05-20T10:00:00Z",
        vec![
            proposal("programme/KVP", "programme.records_end", "2009-12-31", end),
            proposal(person, "participant.applied", "2010-02-01", json!({"programme": "KVP"})),
        ],
    );
    let question = Question::Participant(ParticipantOf { id: "6f9619ff-8b86-4d01-b42d-00cf4fc964ff".parse().unwrap() });
    for as_of in ["2009-06-01", "2010-03-01", "2026-01-01"] {
        let at = At { as_of: day(as_of), known_at: Seq(world.last()) };
        let course = serde_json::to_value(world.ledger().ask(&question, at).unwrap().result).unwrap();
        assert_eq!((&course["enrolments"], &course["entries"]), (&json!([]), &json!([])), "{as_of}");
    }
    let nobody = Question::Participant(ParticipantOf { id: "7f9619ff-8b86-4d01-b42d-00cf4fc964ff".parse().unwrap() });
    let at = At { as_of: day("2010-03-01"), known_at: Seq(world.last()) };
    assert_eq!(world.ledger().ask(&nobody, at).unwrap_err().code().word(), "nothing");
}

#[test]
fn a_figure_of_a_period_after_the_records_is_compared_with_nothing() {
    let mut world = moved_in();
    let figure = |indicator: &str, about: Value| {
        let body = json!({"indicator": indicator, "value": 40, "unit": "persons", "about": about, "certainty": "stated",
            "document": "annual report"});
        proposal("figure/KVP", "figure.published", "2010-01-10", body)
    };
    let year = |year: i32| json!({"start": format!("{year}-01-01"), "end": format!("{year}-12-31")});
    let indicators = ["intakes", "exits", "applications", "grants", "participants_ever"];
    let published =
        indicators.iter().flat_map(|indicator| [figure(indicator, year(2012)), figure(indicator, year(2009))]);
    batch(&mut world, "2010-01-10T12:00:00Z", published.collect());
    let asked = |question: Question| answer(&world, &question, day("2017-12-31"), world.last())["result"].take();
    let figures = asked(Question::Figures(FiguresOf { programme: None }));
    for row in figures["figures"].as_array().unwrap() {
        let derived = [&row["derived"], &row["derived_on"], &row["difference"]];
        // Of 2009 something is derived where such entries are recorded at all.
        let nothing =
            row["as_of"] == "2012-12-31" || ["applications", "grants"].contains(&row["indicator"].as_str().unwrap());
        assert_eq!(derived.iter().all(|value| value.is_null()), nothing, "{row}");
    }
    let differ = asked(Question::Findings(FindingsOf { programme: None, kind: Some("figure_differs".to_owned()) }));
    let whats: Vec<&str> =
        differ["findings"].as_array().unwrap().iter().filter_map(|row| row["what"].as_str()).collect();
    assert!(!whats.is_empty() && whats.iter().all(|what| !what.contains("2012")), "{whats:?}");
}
