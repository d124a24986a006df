//! The difference between two states of knowledge: its rows are those that differ, and every row names entries between them.

use std::collections::{BTreeMap, BTreeSet};

use hovedbok_answers::explain::Explanation;
use hovedbok_answers::explain::grouped::GroupBy;
use hovedbok_answers::explain::rows::rows as laid_out;
use hovedbok_answers::questions::{BudgetOf, FiguresOf, FindingsOf, GoalsOf, MilestonesOf, StateOf, StatementOf};
use hovedbok_answers::{Needs, Projections, Question};
use hovedbok_core::Seq;
use hovedbok_core::rules::Rule;
use hovedbok_projection::At;
use hovedbok_state::{By, Selection};
use proptest::prelude::*;
use proptest::test_runner::TestCaseResult;
use serde_json::{Value, json};

use crate::acts::{
    AIMS, COHORTS, DAYS, ENDS, MONEY, PEOPLE, PLAN, acts, everything, everything_and, ledger_of, nth, types,
};
use crate::given::{World, at, cases, day, entry_id, proposal, uuid};
use crate::promise::questions;

/// An answer with every list of objects in one order.
fn sorted(value: Value) -> Value {
    match value {
        Value::Object(fields) => fields.into_iter().map(|(key, value)| (key, sorted(value))).collect(),
        Value::Array(values) => {
            let mut values: Vec<Value> = values.into_iter().map(sorted).collect();
            values.sort_by_key(Value::to_string);
            Value::Array(values)
        }
        other => other,
    }
}

fn result(world: &World, question: &Question, at: At) -> Value {
    world.ledger().ask(question, at).map(|answer| serde_json::to_value(answer.result).unwrap()).unwrap_or_default()
}

/// Rows of an answer whose lists are one deep: totals by name, and the fields of each row of a list under its key.
fn rows(answer: &Value, list: &str, key: &[&str]) -> BTreeMap<String, Value> {
    let mut rows = BTreeMap::new();
    for (name, value) in answer.as_object().into_iter().flatten() {
        match value {
            Value::Array(_) if name == list => {}
            Value::Object(fields) => {
                rows.extend(fields.iter().map(|(field, v)| (format!("{name}.{field}"), v.clone())))
            }
            value => drop(rows.insert(name.clone(), value.clone())),
        }
    }
    for row in answer[list].as_array().into_iter().flatten() {
        let part = |field: &&str| row[*field].as_str().map_or_else(|| row[*field].to_string(), str::to_owned);
        let label = key.iter().map(part).collect::<Vec<_>>().join(" ");
        let fields = row.as_object().unwrap().iter().filter(|(name, _)| !key.contains(&name.as_str()));
        rows.extend(fields.map(|(name, value)| (format!("{list}[{label}].{name}"), value.clone())));
    }
    rows
}

fn told(explanation: &Explanation) -> BTreeMap<String, (Value, Value)> {
    explanation.rows.iter().map(|row| (row.row.clone(), (row.before.clone(), row.after.clone()))).collect()
}

/// What is known when only some of the entries after a position are recorded, learnt entry by entry from the first.
fn with_only(world: &World, before: Seq, some: &BTreeSet<Seq>) -> Projections {
    let names = world.ledger().projections(Needs::ALL, world.ledger().last()).unwrap().names;
    let mut projections = Projections { names, ..Projections::default() };
    for entry in world.ledger().entries(Seq(1), world.ledger().last()).map(Result::unwrap) {
        if entry.seq <= before || some.contains(&entry.seq) {
            projections.learn(&entry);
        }
    }
    projections
}

/// Every row of every answer names entries that are sufficient and of which none can be left out.
fn is_explained(world: &World, at: At, before: Seq) -> TestCaseResult {
    questions().iter().try_for_each(|question| is_sufficient_and_minimal(world, question, at, before))
}

/// The same of one answer.
fn is_sufficient_and_minimal(world: &World, question: &Question, at: At, before: Seq) -> TestCaseResult {
    let Ok(answer) = world.ledger().explain(question, at.as_of, before, at.known_at, None) else { return Ok(()) };
    let value = |row: &str, some: &BTreeSet<Seq>| {
        let reply = with_only(world, before, some).reply(question, at);
        laid_out(reply.ok().as_ref()).get(row).cloned().unwrap_or_default()
    };
    for row in &answer.result.rows {
        let named: BTreeSet<Seq> = row.entries.iter().copied().collect();
        prop_assert_eq!(&value(&row.row, &named), &row.after, "{:?} of {:?} after {}", row, question, before);
        for seq in &named {
            let mut less = named.clone();
            less.remove(seq);
            prop_assert_ne!(&value(&row.row, &less), &row.after, "{:?} without {} of {:?}", row, seq, question);
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(cases(48))]

    #[test]
    fn the_named_entries_are_sufficient_and_none_can_be_left_out(
        acts in everything_and(ENDS, 2..40),
        one in any::<u64>(), two in any::<u64>(), day in 0..DAYS + 4,
    ) {
        let world = ledger_of(&acts);
        let last = world.last();
        let (one, two) = (one % (last + 1), two % (last + 1));
        let at = At { as_of: nth(day), known_at: Seq(one.max(two)) };
        is_explained(&world, at, Seq(one.min(two)))?;
    }

    #[test]
    fn so_are_those_of_people_plans_and_money_alone(
        acts in acts(types(&[PEOPLE, PLAN, MONEY]), 10..60),
        one in any::<u64>(), two in any::<u64>(), day in 0..DAYS + 4,
    ) {
        let world = ledger_of(&acts);
        let last = world.last();
        let (one, two) = (one % (last + 1), two % (last + 1));
        let at = At { as_of: nth(day), known_at: Seq(one.max(two)) };
        is_explained(&world, at, Seq(one.min(two)))?;
    }
}

proptest! {
    #![proptest_config(cases(96))]

    #[test]
    fn so_are_those_of_what_is_counted_for_goals_and_figures(
        acts in acts(types(&[PEOPLE, AIMS, AIMS, ENDS, COHORTS]), 10..60),
        one in any::<u64>(), two in any::<u64>(), day in 0..DAYS + 4,
    ) {
        let world = ledger_of(&acts);
        let last = world.last();
        let (one, two) = (one % (last + 1), two % (last + 1));
        let at = At { as_of: nth(day), known_at: Seq(one.max(two)) };
        let kind = Some(Rule::FigureDiffers.word().to_owned());
        for question in [
            Question::Goals(GoalsOf { programme: None }),
            Question::Figures(FiguresOf { programme: None }),
            Question::Findings(FindingsOf { programme: None, kind }),
        ] {
            is_sufficient_and_minimal(&world, &question, at, Seq(one.min(two)))?;
        }
    }
}

proptest! {
    #![proptest_config(cases(64))]

    #[test]
    fn every_row_that_differs_names_entries_between_the_two(
        acts in everything(2..40),
        one in any::<u64>(), two in any::<u64>(), day in 0..DAYS + 4,
    ) {
        let world = ledger_of(&acts);
        let last = world.last();
        let (one, two) = (one % (last + 1), two % (last + 1));
        let (before, after) = (Seq(one.min(two)), Seq(one.max(two)));
        let at = |known_at| At { as_of: nth(day), known_at };
        for question in questions() {
            let (then, now) = (result(&world, &question, at(before)), result(&world, &question, at(after)));
            let Ok(answer) = world.ledger().explain(&question, nth(day), Seq(one), Seq(two), None) else {
                prop_assert!(then.is_null() && now.is_null(), "{:?}", question);
                continue;
            };
            let explained = answer.result;
            prop_assert_eq!((explained.before_seq, explained.after_seq, answer.known_at_seq), (before, after, after));
            if explained.rows.is_empty() {
                prop_assert_eq!(sorted(then), sorted(now), "{:?}", question);
            } else {
                prop_assert_ne!(then, now, "{:?}", question);
            }
            let mut named = BTreeSet::new();
            for row in &explained.rows {
                prop_assert!(row.before != row.after && !row.entries.is_empty(), "{:?} of {:?}", row, question);
                prop_assert!(row.entries.windows(2).all(|pair| pair[0] < pair[1]));
                prop_assert!(row.entries.iter().all(|seq| before < *seq && *seq <= after), "{:?}", row);
                named.extend(row.entries.iter().copied());
            }
            for (cause, seq) in explained.causes.iter().zip(&named) {
                let entry = world.ledger().entry(*seq).unwrap();
                prop_assert_eq!((&cause.seq, &cause.recorded, &cause.stream), (seq, &entry.recorded, &entry.draft.stream));
                prop_assert_eq!(&cause.type_name, entry.draft.body.type_name());
            }
            prop_assert_eq!(explained.causes.len(), named.len());
        }
    }

    #[test]
    fn rows_are_exactly_those_that_differ(
        acts in acts(types(&[PEOPLE, MONEY]), 2..40), one in any::<u64>(), two in any::<u64>(), day in 0..DAYS + 4,
    ) {
        let world = ledger_of(&acts);
        let last = world.last();
        let (one, two) = (one % (last + 1), two % (last + 1));
        let by_status = Question::State(StateOf { selection: Selection::default(), by: Some(By::Status) });
        let by_line = Question::Budget(BudgetOf { filter: Default::default(), by: Default::default() });
        for (question, list, key) in
            [(by_status, "groups", vec!["key"]), (by_line, "lines", vec!["programme", "year", "source"])]
        {
            let of = |known_at| rows(&result(&world, &question, At { as_of: nth(day), known_at: Seq(known_at) }), list, &key);
            let (then, now) = (of(one.min(two)), of(one.max(two)));
            let value = |rows: &BTreeMap<String, Value>, name: &String| rows.get(name).cloned().unwrap_or_default();
            let names: BTreeSet<String> = then.keys().chain(now.keys()).cloned().collect();
            let differ = names.iter().map(|name| (name.clone(), (value(&then, name), value(&now, name))));
            let differ: BTreeMap<_, _> = differ.filter(|(_, (then, now))| then != now).collect();
            let explained = world.ledger().explain(&question, nth(day), Seq(one), Seq(two), None).unwrap().result;
            prop_assert_eq!(told(&explained), differ);
        }
    }
}

/// Persons taken in to a programme on a day.
fn taken_in(world: &mut World, from: u128, count: u128, when: &str) {
    let mut proposals = Vec::new();
    for number in from..from + count {
        let stream = format!("participant/{}", uuid(number));
        let intake = json!({"programme": "KVP", "office": "North", "target_group": "adults"});
        proposals.push(proposal(&stream, "participant.registered", when, json!({"office": "North"})));
        proposals.push(proposal(&stream, "participant.intake", when, intake));
    }
    world.record(proposals).unwrap();
}

fn in_programme() -> Question {
    let selection = Selection { programme: Some("KVP".parse().unwrap()), ..Selection::default() };
    Question::State(StateOf { selection, by: None })
}

#[test]
fn eight_then_eleven_now_is_three_intakes_recorded_late() {
    let mut world = World::new();
    taken_in(&mut world, 0, 8, "2009-12-01");
    let before = world.last();
    world.at("2010-06-15T10:00:00Z");
    taken_in(&mut world, 8, 3, "2009-12-15");
    taken_in(&mut world, 20, 2, "2010-02-01");
    let after = world.last();
    let answer = world.ledger().explain(&in_programme(), day("2009-12-31"), Seq(after), Seq(before), None).unwrap();
    let rows = &answer.result.rows;
    let expected = [("ever", json!(8), json!(11)), ("participants", json!(8), json!(11))];
    for (row, (name, then, now)) in rows.iter().zip(expected) {
        assert_eq!((row.row.as_str(), &row.before, &row.after), (name, &then, &now));
        assert_eq!(row.entries, [before + 2, before + 4, before + 6].map(Seq));
    }
    assert_eq!(rows.len(), 2);
    let causes: Vec<_> = answer.result.causes.iter().map(|c| (c.type_name.as_str(), c.recorded.to_string())).collect();
    assert_eq!(causes, vec![("participant.intake", "2010-06-15T10:00:00.000000Z".to_owned()); 3]);
}

#[test]
fn a_new_programme_in_a_statement_is_explained_by_what_says_that_there_is_one_and_by_its_participants() {
    let mut world = World::new();
    let before = world.last();
    let established =
        json!({"owner": "NAV", "title": "Programme", "period": {"start": "2009-01-01", "end": "2012-12-31"}});
    world.record(vec![proposal("programme/KVP", "programme.established", "2009-01-01", established)]).unwrap();
    taken_in(&mut world, 0, 3, "2009-12-01");
    let after = world.last();
    let statement = Question::Statement(StatementOf { programme: None });
    let by = Some(GroupBy::Type);
    let answer = world.ledger().explain(&statement, day("2009-12-31"), Seq(after), Seq(before), by).unwrap();
    let entries = |row: &str| {
        let found = answer.result.rows.iter().find(|found| found.row == row);
        found
            .unwrap_or_else(|| panic!("there is no {row}"))
            .entries
            .iter()
            .map(|seq| seq.0 - before)
            .collect::<Vec<_>>()
    };
    assert_eq!(entries("programmes[KVP].state.participants"), [2, 4, 6, 8]);
    assert_eq!(entries("programmes[KVP].state.groups[waiting].participants"), [2]);
    assert_eq!(entries("programmes[KVP].title"), [2]);
    // What the intakes add to the participants is nothing without a programme.
    let figures = answer.result.grouped.unwrap().figures;
    assert!(
        figures.iter().all(|share| share.row != "programmes[KVP].state.participants" || share.difference.is_none())
    );
}

#[test]
fn one_person_less_is_explained_by_the_merging() {
    let mut world = World::new();
    taken_in(&mut world, 0, 2, "2009-12-01");
    let before = world.last();
    let into = json!({"into": uuid(1).to_string()});
    let merged = proposal(&format!("participant/{}", uuid(0)), "participant.merged", "2009-12-20", into);
    world.record(vec![merged]).unwrap();
    let explained =
        world.ledger().explain(&in_programme(), day("2009-12-31"), Seq(before), Seq(before + 1), None).unwrap().result;
    for row in &explained.rows {
        assert_eq!(
            (&row.before, &row.after, &row.entries),
            (&json!(2), &json!(1), &vec![Seq(before + 1)]),
            "{}",
            row.row
        );
    }
    assert_eq!(explained.rows.len(), 2);
}

#[test]
fn a_mean_is_explained_by_those_who_moved_it() {
    let mut world = World::new();
    let period = json!({"start": "2009-01-01", "end": "2009-12-31"});
    let goal =
        json!({"goal": "places", "indicator": "participants_in_programme", "baseline": {"why": "not_applicable"}});
    let target = json!({"goal": "places", "kind": "average", "value": 5, "unit": "persons", "period": period});
    world
        .record(vec![
            proposal("programme/KVP", "programme.goal_set", "2009-01-01", goal),
            proposal("programme/KVP", "programme.target_set", "2009-01-01", target),
        ])
        .unwrap();
    taken_in(&mut world, 0, 4, "2009-01-05");
    for number in 10..16 {
        let stream = format!("participant/{}", uuid(number));
        let registered = proposal(&stream, "participant.registered", "2009-12-01", json!({"office": "North"}));
        world
            .record(vec![
                registered,
                proposal(&stream, "participant.applied", "2009-12-01", json!({"programme": "KVP"})),
            ])
            .unwrap();
    }
    let before = world.last();
    // Each of them is a month of twelve: one alone moves no mean, the sixth does.
    for number in 10..16 {
        let intake = json!({"programme": "KVP", "office": "North", "target_group": "adults"});
        let stream = format!("participant/{}", uuid(number));
        world.record(vec![proposal(&stream, "participant.intake", "2009-12-07", intake)]).unwrap();
    }
    let goals = Question::Goals(GoalsOf { programme: Some("KVP".parse().unwrap()) });
    let explained =
        world.ledger().explain(&goals, day("2009-12-31"), Seq(before), world.ledger().last(), None).unwrap().result;
    let derived = explained.rows.iter().find(|row| row.row.ends_with(".derived")).unwrap();
    assert_eq!((&derived.before, &derived.after), (&json!(4), &json!(5)));
    let six: Vec<Seq> = (before + 1..=before + 6).map(Seq).collect();
    assert_eq!(derived.entries, six);
}

/// Records a goal of KVP with a target: five participants on the last day of 2009.
fn five_places_are_the_target(world: &mut World) {
    let goal =
        json!({"goal": "places", "indicator": "participants_in_programme", "baseline": {"why": "not_applicable"}});
    let period = json!({"start": "2009-12-31", "end": "2009-12-31"});
    let target = json!({"goal": "places", "kind": "point", "value": 5, "unit": "persons", "period": period});
    world
        .record(vec![
            proposal("programme/KVP", "programme.goal_set", "2009-01-01", goal),
            proposal("programme/KVP", "programme.target_set", "2009-01-01", target),
        ])
        .unwrap();
}

#[test]
fn whoever_came_and_whoever_left_is_named_for_a_goal_as_for_a_count() {
    let (mut world, _) = moved();
    five_places_are_the_target(&mut world);
    let before = world.last();
    taken_in(&mut world, 30, 3, "2009-12-07");
    let exited = proposal(
        &format!("participant/{}", uuid(2)),
        "participant.exited",
        "2009-12-20",
        json!({"destination": "work"}),
    );
    world.record(vec![exited]).unwrap();
    let four: Vec<Seq> = [2, 4, 6, 7].map(|later| Seq(before + later)).to_vec();
    let goals = Question::Goals(GoalsOf { programme: Some("KVP".parse().unwrap()) });
    let last = world.ledger().last();
    for (question, name) in [(&goals, ".derived"), (&goals, ".attainment_bp"), (&in_programme(), "participants")] {
        let explained = world.ledger().explain(question, day("2009-12-31"), Seq(before), last, Some(GroupBy::Type));
        let explained = explained.unwrap().result;
        let row = explained.rows.iter().find(|row| row.row.ends_with(name)).unwrap();
        assert_eq!(row.entries, four, "{}", row.row);
        let figures = explained.grouped.unwrap().figures;
        let shares = figures.into_iter().filter(|share| share.row == row.row);
        let shares: Vec<_> = shares.map(|share| (share.key.unwrap(), share.causes, share.difference)).collect();
        let named = |key: &str, causes, share| (key.to_owned(), causes, Some(share));
        let unit = if name == ".attainment_bp" { 2000 } else { 1 };
        assert_eq!(shares, [named("participant.exited", 1, -unit), named("participant.intake", 3, 3 * unit)]);
    }
}

#[test]
fn a_share_of_a_target_that_was_not_answerable_has_no_causes_that_add_to_it() {
    let (mut world, _) = moved();
    let before = world.last();
    five_places_are_the_target(&mut world);
    let goals = Question::Goals(GoalsOf { programme: Some("KVP".parse().unwrap()) });
    let row = "goals[KVP places participants_in_programme point 2009-12-31].attainment_bp";
    assert_eq!(shares(&world, &goals, GroupBy::Type, before, row), []);
}

#[test]
fn a_question_about_what_is_not_there_is_refused() {
    let mut world = World::new();
    taken_in(&mut world, 0, 1, "2009-12-01");
    let plan = Question::Milestones(MilestonesOf { plan: "HUSK".parse().unwrap() });
    let error = world.ledger().explain(&plan, day("2009-12-31"), Seq(1), Seq(2), None).unwrap_err();
    assert_eq!(error.to_string(), "no entry in force at #2 names the plan 'HUSK'");
    let selection = hovedbok_state::Selection { programme: Some("HUSK".parse().unwrap()), ..Default::default() };
    let state = Question::State(StateOf { selection, by: None });
    // Only names that were known by then are suggested.
    let error = world.ledger().explain(&state, day("2009-12-31"), Seq(1), Seq(2), None).unwrap_err();
    assert_eq!(error.to_string(), "no entry in force at #2 names the programme 'HUSK'");
    let last = Seq(world.last());
    let error = world.ledger().explain(&state, day("2009-12-31"), Seq(1), last, None).unwrap_err();
    let expected = format!("no entry in force at {last} names the programme 'HUSK'; the nearest name is 'KVP'");
    assert_eq!(error.to_string(), expected);
}

#[test]
fn a_dry_run_tells_which_answers_would_change_and_changes_nothing() {
    let mut world = World::new();
    let stream = format!("participant/{}", uuid(0));
    let registered = proposal(&stream, "participant.registered", "2010-05-01", json!({"office": "North"}));
    let intake = json!({"programme": "KVP", "office": "North", "target_group": "adults"});
    let intake = proposal(&stream, "participant.intake", "2010-05-01", intake);
    let would = world.with(|ledger, edge| {
        let mut work = ledger.begin(Default::default()).unwrap();
        work.propose(registered.clone(), edge)?;
        work.propose(intake.clone(), edge)?;
        ledger.dry_run(work, edge)
    });
    let would = would.unwrap();
    // The first ordinary entry opens the ledger: it comes before them.
    assert_eq!(would.planned.iter().map(|entry| entry.seq).collect::<Vec<_>>(), [Seq(2), Seq(3)]);
    let change = would.changes.iter().find(|c| c.row == "participants").unwrap();
    let asked = |question: &Question| json!(question)["state"]["selection"]["programme"] == "KVP";
    assert!(asked(&change.question), "{change:?}");
    assert_eq!(json!(change.question)["state"]["by"], "status");
    assert_eq!((&change.before, &change.after), (&json!(0), &json!(1)));
    assert_eq!(world.last(), 0);

    let did = world.record(vec![registered, intake]).unwrap();
    assert_eq!(did.iter().map(|entry| entry.seq).collect::<Vec<_>>(), [Seq(2), Seq(3)]);
    // Voiding the intake takes the person out again, though nothing names the programme any more.
    let would = world.with(|ledger, edge| {
        let mut work = ledger.begin(Default::default()).unwrap();
        let why =
            hovedbok_ledger::correct::Why { reason: "not_true".parse().unwrap(), note: None, id: Some(entry_id(1)) };
        work.void(did[1].id, why, edge)?;
        ledger.dry_run(work, edge)
    });
    let changes = would.unwrap().changes;
    let change = changes.iter().find(|change| asked(&change.question) && change.row == "participants").unwrap();
    assert_eq!((&change.before, &change.after), (&json!(1), &json!(0)));
    assert!(world.result(&in_programme(), at("2010-06-01", 3)).contains("\"participants\":1"));
}

/// What each group adds to a row.
fn shares(
    world: &World,
    question: &Question,
    by: GroupBy,
    before: u64,
    row: &str,
) -> Vec<(Option<String>, Option<i64>)> {
    let last = world.ledger().last();
    let explained = world.ledger().explain(question, day("2009-12-31"), Seq(before), last, Some(by)).unwrap().result;
    let figures = explained.grouped.unwrap().figures;
    figures.into_iter().filter(|share| share.row == row).map(|share| (share.key, share.difference)).collect()
}

/// A world where three persons left and came to two offices after a position.
fn moved() -> (World, u64) {
    let mut world = World::new();
    taken_in(&mut world, 0, 4, "2009-12-01");
    let before = world.last();
    for number in [0, 1] {
        let exited = proposal(
            &format!("participant/{}", uuid(number)),
            "participant.exited",
            "2009-12-20",
            json!({"destination": "work"}),
        );
        world.record(vec![exited]).unwrap();
    }
    let stream = format!("participant/{}", uuid(9));
    let intake = json!({"programme": "KVP", "office": "South", "target_group": "adults"});
    world
        .record(vec![
            proposal(&stream, "participant.registered", "2009-12-02", json!({"office": "South"})),
            proposal(&stream, "participant.intake", "2009-12-02", intake),
        ])
        .unwrap();
    (world, before)
}

#[test]
fn groups_of_causes_add_up_to_the_difference_of_a_count() {
    let (world, before) = moved();
    let of = |by| shares(&world, &in_programme(), by, before, "participants");
    let named = |key: &str, share| (Some(key.to_owned()), Some(share));
    assert_eq!(of(GroupBy::Office), [named("North", -2), named("South", 1)]);
    assert_eq!(of(GroupBy::Programme), [named("KVP", -1)]);
    assert_eq!(of(GroupBy::Type), [named("participant.exited", -2), named("participant.intake", 1)]);
    assert_eq!(of(GroupBy::Month), [named("2010-06", -1)]);
}

#[test]
fn where_groups_do_not_add_up_none_has_a_share() {
    let mut world = World::new();
    let period = json!({"start": "2009-01-01", "end": "2009-12-31"});
    let goal =
        json!({"goal": "places", "indicator": "participants_in_programme", "baseline": {"why": "not_applicable"}});
    let target = json!({"goal": "places", "kind": "average", "value": 5, "unit": "persons", "period": period});
    world
        .record(vec![
            proposal("programme/KVP", "programme.goal_set", "2009-01-01", goal),
            proposal("programme/KVP", "programme.target_set", "2009-01-01", target),
        ])
        .unwrap();
    taken_in(&mut world, 0, 4, "2009-01-05");
    let before = world.last();
    taken_in(&mut world, 10, 3, "2009-12-07");
    for number in 20..23 {
        let stream = format!("participant/{}", uuid(number));
        let intake = json!({"programme": "KVP", "office": "South", "target_group": "adults"});
        world
            .record(vec![
                proposal(&stream, "participant.registered", "2009-12-07", json!({"office": "South"})),
                proposal(&stream, "participant.intake", "2009-12-07", intake),
            ])
            .unwrap();
    }
    let goals = Question::Goals(GoalsOf { programme: Some("KVP".parse().unwrap()) });
    let row = "goals[KVP places participants_in_programme average 2009-12-31].derived";
    let found = shares(&world, &goals, GroupBy::Office, before, row);
    assert_eq!(found, [(Some("North".to_owned()), None), (Some("South".to_owned()), None)]);
}

/// A plan of many milestones, each completed after a position.
fn planned(milestones: u128) -> (World, Seq) {
    let mut world = World::new();
    let milestone = |number: u128| uuid(0xaa_0000 + number).to_string();
    let planned = |number: u128| {
        let fields = json!({"milestone": milestone(number), "section": "2010", "number": number.to_string(), "title": format!("Milestone {number}"),
            "due": {"start": "2010-05-01", "end": "2010-05-31"}});
        proposal("plan/KVP", "plan.milestone_planned", "2010-01-01", fields)
    };
    world.record((0..milestones).map(planned).collect()).unwrap();
    let before = world.ledger().last();
    let completed = |number: u128| {
        proposal("plan/KVP", "plan.milestone_completed", "2010-05-20", json!({"milestone": milestone(number)}))
    };
    world.record((0..milestones).map(completed).collect()).unwrap();
    (world, before)
}

#[test]
fn every_milestone_of_a_large_plan_is_explained_by_its_own_entry_and_the_counts_by_all() {
    let (world, before) = planned(150);
    let question = Question::Milestones(MilestonesOf { plan: "KVP".parse().unwrap() });
    let last = world.ledger().last();
    let explained = world.ledger().explain(&question, day("2010-06-01"), before, last, None).unwrap().result;
    let mut named = BTreeSet::new();
    for row in explained.rows.iter().filter(|row| row.row.ends_with(".status")) {
        assert_eq!(row.entries.len(), 1, "{}", row.row);
        named.extend(row.entries.iter().copied());
    }
    let completed = explained.rows.iter().find(|row| row.row == "counts.completed").unwrap();
    assert_eq!((named.len(), completed.entries.len()), (150, 150));
    assert!(named.iter().eq(&completed.entries));
}
