//! Answers against a naive oracle: for every question it filters, sorts and folds the raw entries from the start, and shares nothing
//! with the ledger's histories, timelines and projections.

mod cohorts;
mod conditions;
pub mod courses;
mod duties;
mod lags;
mod late;
mod money;
mod offices;
pub mod people;
pub mod plan;
mod presence;
mod programmes;
pub mod reach;
mod series;
mod survival;
mod vintages;

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use hovedbok_answers::questions::{
    AbsenceOf, AgreementsOf, AttendanceOf, BodiesOf, BudgetOf, CohortsOf, ConditionsOf, DrawOf, DueKind, DueOf,
    DutiesOf, FiguresOf, FindingsOf, FlowsOf, Frame, GoalsOf, ListOf, MilestonesOf, OfficesOf, OutcomesOf,
    PlacementsOf, ProgrammesOf, SeriesOf, StaffOf, StateOf, TrajectoriesOf,
};
use hovedbok_answers::{Needs, Question};
use hovedbok_core::entries::codes::AbsenceKind;
use hovedbok_core::{Day, Name, Seq};
use hovedbok_projection::At;
use hovedbok_state::{By, ConditionFilter, PlacementFilter, PlacementsBy, Selection};
use hovedbok_trajectories::{
    AbsenceBy, AbsenceFilter, AttendanceBy, AttendanceFilter, FlowsBy, OutcomesFilter, SeriesBy, SeriesFilter,
    SeriesIndicator, StaySelection,
};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use serde_json::{Value, json};

use crate::acts::{
    AIMS, Act, COHORTS, CONDITIONS, COURSES, DAYS, DUTIES, LATE, MONEY, OFFICES, PEOPLE, PLAN, PRESENCE, PROGRAMME,
    acts, ledger_in_use, ledger_of, nth, types,
};
use crate::given::{World, cases};
use crate::raw::{in_force, lines};

/// A day to ask about: those of the acts, and some beyond.
fn days() -> impl Strategy<Value = Day> {
    (0..DAYS + 4).prop_map(nth)
}

fn ask(world: &World, question: &Question, as_of: Day, known_at: u64) -> Value {
    // Without a look at whether the names are known yet: what is not is counted as nothing.
    let projections = world.ledger().projections(question.needs(), Seq(known_at)).unwrap();
    let answer = projections.answer(question, At { as_of, known_at: Seq(known_at) }).unwrap();
    serde_json::to_value(answer.result).unwrap()
}

fn name(text: &str) -> Name {
    text.parse().unwrap()
}

/// The fields of a row that an oracle speaks of.
fn only(row: &Value, like: &Value) -> Value {
    let fields = like.as_object().unwrap().keys().map(|key| (key.clone(), row[key].clone()));
    fields.collect::<serde_json::Map<_, _>>().into()
}

/// Positions to ask about, from before the first entry to the last.
fn positions(world: &World, cut: u64) -> [u64; 3] {
    let last = world.last();
    [last, cut % (last + 1), cut / 2 % (last + 1)]
}

/// What the oracle of offices sees in one history, by kind, so that a test can say that it sees enough.
type Seen = BTreeMap<String, usize>;

fn offices_are_as_the_entries_say(acts: &[Act], as_of: Day, cut: u64, seen: &mut Seen) -> Result<(), TestCaseError> {
    let world = ledger_of(acts);
    let lines = lines(&world);
    for known_at in positions(&world, cut) {
        let reach = reach::Reach::of(&lines, as_of, known_at);
        let asked = offices::Asked { lines: &lines, reach: &reach, as_of, known_at };
        let mut each = |of: &dyn Fn(&str) -> Vec<Value>, question: Question, field: &str| {
            let answer = ask(&world, &question, as_of, known_at);
            let expected: Vec<Value> = ["KVP", "TIO"].into_iter().flat_map(of).collect();
            let rows = answer[field].as_array().unwrap();
            prop_assert_eq!(rows.len(), expected.len(), "{} at #{}", field, known_at);
            for (row, like) in rows.iter().zip(&expected) {
                prop_assert_eq!(&only(row, like), like, "{} at #{}", field, known_at);
            }
            *seen.entry(field.to_owned()).or_default() += rows.len();
            Ok(())
        };
        each(&|name| asked.caseloads(name), Question::Staff(StaffOf { programme: None }), "caseloads")?;
        each(&|name| asked.offices(name), Question::Offices(OfficesOf { programme: None }), "offices")?;
        each(&|name| asked.tenders(name), Question::Agreements(AgreementsOf { programme: None }), "tenders")?;
        let bodies = ask(&world, &Question::Bodies(BodiesOf { programme: None }), as_of, known_at);
        for body in bodies["bodies"].as_array().unwrap() {
            let (programme, name) = (body["programme"].as_str().unwrap(), body["body"].as_str().unwrap());
            let expected = asked.decisions(programme).get(name).copied().unwrap_or_default();
            prop_assert_eq!(&body["decisions"], expected, "{} at #{}", name, known_at);
            *seen.entry("decisions".to_owned()).or_default() += expected;
        }
        let kinds = ["caseload_above_norm", "contract_before_award", "unknown_body"];
        let all = ask(&world, &Question::Findings(FindingsOf { programme: None, kind: None }), as_of, known_at);
        let own =
            all["findings"].as_array().unwrap().iter().filter(|row| kinds.iter().any(|kind| row["kind"] == *kind));
        let found: Vec<(String, String, Vec<u64>)> = own
            .map(|row| {
                let text = |field: &str| row[field].as_str().unwrap().to_owned();
                (text("kind"), text("programme"), serde_json::from_value(row["entries"].clone()).unwrap())
            })
            .collect();
        let expected = asked.findings();
        found.iter().for_each(|(kind, ..)| *seen.entry(kind.clone()).or_default() += 1);
        let mut found = found;
        found.sort();
        prop_assert_eq!(found, expected, "at #{}", known_at);
        for programme in ["KVP", "TIO"] {
            let selection = Selection { programme: Some(name(programme)), ..Selection::default() };
            let question = Question::State(StateOf { selection, by: None });
            let projections = world.ledger().projections(question.needs(), Seq(known_at)).unwrap();
            let answer = projections.answer(&question, At { as_of, known_at: Seq(known_at) }).unwrap();
            let expected: Vec<Value> = asked.reconstructed(programme, "participants").into_iter().collect();
            prop_assert_eq!(serde_json::to_value(&answer.reconstructed).unwrap(), Value::from(expected.clone()));
            *seen.entry("reconstructed".to_owned()).or_default() += expected.len();
        }
    }
    Ok(())
}

/// The same histories in every run, each with a day and a number that chooses positions.
fn histories(types: Vec<&'static str>, size: Range<usize>, count: usize) -> Vec<(Vec<Act>, Day, u64)> {
    let mut runner = TestRunner::deterministic();
    let histories = (acts(types, size), days(), any::<u64>());
    (0..count).map(|_| histories.new_tree(&mut runner).unwrap().current()).collect()
}

#[test]
fn offices_posts_tenders_and_deciding_bodies_are_as_the_entries_say() {
    let mut seen = Seen::new();
    for (acts, as_of, cut) in histories(types(&[OFFICES]), 20..60, 96) {
        offices_are_as_the_entries_say(&acts, as_of, cut, &mut seen).unwrap();
    }
    for (what, least) in [
        ("caseloads", 100),
        ("offices", 100),
        ("tenders", 100),
        ("decisions", 3),
        ("reconstructed", 50),
        ("caseload_above_norm", 20),
        ("contract_before_award", 5),
        ("unknown_body", 5),
    ] {
        assert!(seen.get(what).is_some_and(|count| *count >= least), "{what}: {seen:?}");
    }
}

#[test]
fn conditions_have_what_became_of_them() {
    let mut seen = Seen::new();
    for (acts, as_of, cut) in histories(types(&[CONDITIONS]), 5..50, 96) {
        let world = ledger_of(&acts);
        let lines = lines(&world);
        for known_at in positions(&world, cut) {
            let reach = reach::Reach::of(&lines, as_of, known_at);
            let people = people::people(&reach.cut(in_force(&lines, as_of, known_at), as_of));
            let reached = |name: Option<&str>| reach.day(name, "participants", as_of);
            for programme in [None, Some("KVP")] {
                let filter = ConditionFilter { programme: programme.map(name), ..ConditionFilter::default() };
                let answer = ask(&world, &Question::Conditions(ConditionsOf { filter }), as_of, known_at);
                let expected = conditions::conditions(&people, programme, &reached);
                let (rows, like) = (answer["rows"].as_array().unwrap(), expected["rows"].as_array().unwrap());
                assert_eq!(rows.len(), like.len(), "on {as_of} at #{known_at}");
                for (row, like) in rows.iter().zip(like) {
                    assert_eq!(&only(row, like), like, "on {as_of} at #{known_at}");
                    *seen.entry(row["status"].as_str().unwrap().to_owned()).or_default() += 1;
                }
                assert_eq!(answer["counts"], expected["counts"], "on {as_of} at #{known_at}");
                // Of one person there is what everybody's answer has of that person.
                if let Some(one) = rows.last().map(|row| row["participant"].clone()) {
                    let id = one.as_str().unwrap().parse().unwrap();
                    let filter = ConditionFilter {
                        programme: programme.map(name),
                        participant: Some(id),
                        ..ConditionFilter::default()
                    };
                    let answer = ask(&world, &Question::Conditions(ConditionsOf { filter }), as_of, known_at);
                    let own: Vec<&Value> = rows.iter().filter(|row| row["participant"] == one).collect();
                    assert_eq!(answer["rows"].as_array().unwrap().iter().collect::<Vec<_>>(), own);
                }
                // What is not answered falls due.
                let last = as_of.plus_days(90);
                let asked = DueOf {
                    within_days: 90,
                    programme: programme.map(name),
                    office: None,
                    counsellor: None,
                    participant: None,
                    kinds: [DueKind::Condition].into(),
                };
                let answer = ask(&world, &Question::Due(asked), as_of, known_at);
                let is_due = |row: &&Value| {
                    let open = ["unanswered", "running"].contains(&row["status"].as_str().unwrap());
                    open && row["due"].as_str().is_some_and(|due| due.parse::<Day>().unwrap() <= last)
                };
                let like = |row: &Value| {
                    json!({"due": row["due"], "about": row["condition"], "programme": row["programme"],
                        "overdue": row["status"] == "unanswered", "participant": row["participant"]})
                };
                let mut expected: Vec<String> = rows.iter().filter(is_due).map(|row| like(row).to_string()).collect();
                let due = answer["rows"].as_array().unwrap().iter().map(|row| {
                    json!({"due": row["due"], "about": row["about"], "programme": row["programme"],
                        "overdue": row["overdue"], "participant": row["participant"]})
                    .to_string()
                });
                let mut due: Vec<String> = due.collect();
                expected.sort();
                due.sort();
                assert_eq!(due, expected, "on {as_of} at #{known_at}");
                *seen.entry("due".to_owned()).or_default() += due.len();
            }
        }
    }
    assert!(seen.len() == 6 && seen.values().all(|count| *count >= 10), "{seen:?}");
}

#[test]
fn what_was_recorded_and_corrected_late_is_found_position_by_position() {
    let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
    for (acts, as_of, cut) in histories(types(&[LATE]), 5..25, 96) {
        let world = ledger_in_use(&acts, 12);
        let lines = lines(&world);
        for known_at in positions(&world, cut) {
            let expected = late::findings(&lines, as_of, known_at);
            let all = ask(&world, &Question::Findings(FindingsOf { programme: None, kind: None }), as_of, known_at);
            let mut found: Vec<(&str, Vec<u64>)> = all["findings"]
                .as_array()
                .unwrap()
                .iter()
                .map(|row| (row["kind"].as_str().unwrap(), serde_json::from_value(row["entries"].clone()).unwrap()))
                .filter(|(kind, _)| ["recorded_late", "corrected_late"].contains(kind))
                .collect();
            found.sort();
            assert_eq!(found, expected.iter().cloned().collect::<Vec<_>>(), "on {as_of} at #{known_at}");
            expected.iter().for_each(|(kind, _)| *seen.entry(kind).or_default() += 1);
        }
    }
    assert!(seen.values().all(|count| *count >= 50) && seen.len() == 2, "{seen:?}");
}

proptest! {
    #![proptest_config(cases(96))]

    #[test]
    fn state_counts_persons_by_status(acts in acts(types(&[PEOPLE]), 1..40), as_of in days(), cut in any::<u64>()) {
        let world = ledger_of(&acts);
        let lines = lines(&world);
        for known_at in positions(&world, cut) {
            let people = people::people(&in_force(&lines, as_of, known_at));
            for programme in [None, Some("KVP")] {
                let selection = Selection { programme: programme.map(name), ..Selection::default() };
                let answer = ask(&world, &Question::State(StateOf { selection, by: Some(By::Status) }), as_of, known_at);
                let expected = people::counts(&people, programme, as_of);
                prop_assert_eq!(&answer["participants"], expected.participants);
                prop_assert_eq!(&answer["ever"], expected.ever);
                for group in answer["groups"].as_array().unwrap() {
                    let key = group["key"].as_str().unwrap();
                    let count = expected.groups.get(key).copied().unwrap_or_default();
                    prop_assert_eq!(&group["participants"], count, "{} of {:?} at #{}", key, programme, known_at);
                }
                let listed = people::listed(&ask(&world, &people::everybody(programme.map(name)), as_of, known_at));
                prop_assert_eq!(listed, expected.listed(), "{:?} at #{}", programme, known_at);
            }
            let question = Question::State(StateOf { selection: Selection::default(), by: Some(By::Office) });
            let answer = ask(&world, &question, as_of, known_at);
            let number = |group: &Value, field: &str| usize::try_from(group[field].as_u64().unwrap()).unwrap();
            let offices: BTreeMap<String, (usize, usize)> = answer["groups"].as_array().unwrap().iter().map(|group| {
                let key = group["key"].as_str().unwrap().to_owned();
                (key, (number(group, "participants"), number(group, "ever")))
            }).collect();
            prop_assert_eq!(offices, people::offices(&people, None, as_of), "at #{}", known_at);
        }
    }

    #[test]
    fn a_defined_cohort_selects_those_who_meet_its_conditions_on_its_own_days(
        acts in acts(types(&[PEOPLE, PEOPLE, COURSES, COHORTS, COHORTS]), 1..50), as_of in days(), cut in any::<u64>(),
    ) {
        let world = ledger_of(&acts);
        let lines = lines(&world);
        for known_at in positions(&world, cut) {
            let mut sizes = BTreeMap::new();
            for programme in ["KVP", "TIO"] {
                let reach = reach::Reach::of(&lines, as_of, known_at);
                let asked_on = reach.day(Some(programme), "participants", as_of);
                let people = people::people(&reach.cut(in_force(&lines, asked_on, known_at), asked_on));
                for cohort in ["cohort0", "cohort1", "cohort2"] {
                    let expected = cohorts::counts(&people, programme, &cohorts::members(&lines, programme, cohort, known_at));
                    let selection = Selection {
                        programme: Some(name(programme)), cohort: Some(name(cohort)), ..Selection::default()
                    };
                    let answer = ask(&world, &Question::State(StateOf { selection, by: None }), as_of, known_at);
                    let shown = (answer["participants"].as_u64().unwrap(), answer["ever"].as_u64().unwrap());
                    prop_assert_eq!(shown, expected, "{} of {} at #{}", cohort, programme, known_at);
                    sizes.insert((programme.to_owned(), cohort.to_owned()), expected);
                    let selection =
                        StaySelection { programme: Some(name(programme)), cohort: Some(name(cohort)), ..Default::default() };
                    let filter = OutcomesFilter { selection, from: None, to: None };
                    let answer = ask(&world, &Question::Outcomes(OutcomesOf { filter }), as_of, known_at);
                    prop_assert_eq!(answer["participants"].as_u64().unwrap(), expected.1, "{} at #{}", cohort, known_at);
                    let (programme, cohort) = (Some(name(programme)), Some(name(cohort)));
                    let asked = ListOf { programme: programme.clone(), cohort: cohort.clone(), ..ListOf::default() };
                    let list = ask(&world, &Question::List(asked), as_of, known_at);
                    let rows = list["rows"].as_array().unwrap();
                    let listed: BTreeSet<&str> = rows.iter().map(|row| row["participant"].as_str().unwrap()).collect();
                    prop_assert_eq!(listed.len() as u64, expected.0, "{:?} at #{}", cohort, known_at);
                    let draw = DrawOf {
                        n: 3, seed: "any".to_owned(), of: Frame::Open, year: None, programme: programme.clone(),
                        cohort: cohort.clone(), office: None, by_office: false,
                    };
                    let drawn = ask(&world, &Question::Draw(draw), as_of, known_at);
                    prop_assert_eq!(drawn["frame"]["size"].as_u64().unwrap(), rows.len() as u64);
                    let filter = SeriesFilter {
                        programme, cohort, indicator: SeriesIndicator::Stock, by: SeriesBy::Month, group: None, from: None,
                        to: None, cumulative: false,
                    };
                    let series = ask(&world, &Question::Series(SeriesOf { filter: filter.clone() }), as_of, known_at);
                    if let Some(row) = series["rows"].as_array().unwrap().last() {
                        let month_end = row["to"].as_str().unwrap().parse::<Day>().unwrap().plus_days(-1);
                        let (programme, cohort) = (filter.programme, filter.cohort);
                        let selection = Selection { programme, cohort, ..Selection::default() };
                        let state = Question::State(StateOf { selection, by: None });
                        let state = ask(&world, &state, month_end, known_at);
                        prop_assert_eq!(&row["value"], &state["participants"], "{} at #{}", month_end, known_at);
                    }
                }
            }
            let answer = ask(&world, &Question::Cohorts(CohortsOf { programme: None }), as_of, known_at);
            for row in answer["cohorts"].as_array().unwrap().iter().filter(|row| row["named"] == "defined") {
                let text = |field: &str| row[field].as_str().unwrap().to_owned();
                let shown = (row["participants"].as_u64().unwrap(), row["ever"].as_u64().unwrap());
                prop_assert_eq!(Some(&shown), sizes.get(&(text("programme"), text("cohort"))), "{} at #{}", row, known_at);
            }
        }
    }

    #[test]
    fn placements_count_by_year_provider_and_outcome(
        acts in acts(types(&[PEOPLE]), 1..40), as_of in days(), cut in any::<u64>(),
    ) {
        let world = ledger_of(&acts);
        let lines = lines(&world);
        for known_at in positions(&world, cut) {
            let expected = people::placements(&people::people(&in_force(&lines, as_of, known_at)), &|_| as_of);
            let question = Question::Placements(PlacementsOf { filter: PlacementFilter::default(), by: PlacementsBy::Outcome });
            let answer = ask(&world, &question, as_of, known_at);
            let text = |row: &Value, field: &str| row[field].as_str().map(str::to_owned);
            let number = |row: &Value, field: &str| usize::try_from(row[field].as_u64().unwrap()).unwrap();
            let rows: BTreeMap<people::Place, (usize, usize)> = answer["rows"].as_array().unwrap().iter().map(|row| {
                let (provider, outcome) = (text(row, "provider").unwrap(), text(row, "outcome").unwrap());
                let place = (text(row, "programme"), row["year"].as_i64().unwrap(), provider, outcome);
                (place, (number(row, "participants"), number(row, "placements")))
            }).collect();
            prop_assert_eq!(rows, expected, "at #{}", known_at);
        }
    }

    #[test]
    fn outcomes_flows_and_courses_are_those_of_the_stays(
        acts in acts(types(&[PEOPLE, PEOPLE, COURSES]), 1..50), as_of in days(), cut in any::<u64>(),
        narrow in 0..4_u8, first in proptest::option::of(days()), last in proptest::option::of(days()),
    ) {
        let world = ledger_of(&acts);
        let lines = lines(&world);
        for known_at in positions(&world, cut) {
            // What was migrated so far may not reach the last of these days.
            let reach = reach::Reach::of(&lines, as_of, known_at);
            let programme = (narrow % 2 == 1).then_some("KVP");
            let asked_on = reach.day(programme, "participants", as_of);
            let people = people::people(&reach.cut(in_force(&lines, asked_on, known_at), asked_on));
            let known = in_force(&lines, as_of, known_at);
            let reached = |name: Option<&str>| reach.day(name, "participants", asked_on);
            let office = (narrow > 1).then_some("North");
            let asked = courses::Asked { programme, office, first, last, reached: &reached };
            let selection = StaySelection {
                programme: asked.programme.map(name), office: asked.office.map(str::to_owned), ..StaySelection::default()
            };
            let filter = OutcomesFilter { selection: selection.clone(), from: first, to: last };
            let answer = ask(&world, &Question::Outcomes(OutcomesOf { filter }), as_of, known_at);
            let expected = courses::outcomes(&people, &known, &asked);
            for (field, value) in expected.as_object().unwrap() {
                prop_assert_eq!(&answer[field], value, "{} at #{}", field, known_at);
            }
            let stocks = answer["stocks"].as_array().unwrap();
            for (before, after) in stocks.iter().zip(stocks.iter().skip(1)) {
                let number = |row: &Value, field: &str| row[field].as_i64().unwrap();
                let stock = |row: &Value| number(row, "in_programme") + number(row, "suspended");
                prop_assert_eq!(stock(before) + number(after, "intakes") - number(after, "exits"), stock(after));
            }
            for by in FlowsBy::ALL {
                let question = Question::Flows(FlowsOf { selection: selection.clone(), by: *by });
                let answer = ask(&world, &question, as_of, known_at);
                prop_assert_eq!(&answer, &courses::flows(&people, &asked, by.word()), "by {} at #{}", by.word(), known_at);
            }
            let question = Question::Trajectories(TrajectoriesOf { filter: Default::default(), observed_from: None });
            courses::hold(&ask(&world, &question, as_of, known_at), &|name| reach.day(name, "participants", as_of))?;
        }
    }

    #[test]
    fn what_was_attended_paid_and_missed_adds_up_day_by_day(
        acts in acts(types(&[PRESENCE]), 1..60), as_of in days(), later in 0..60_i64, cut in any::<u64>(),
        narrow in 0..4_u8, first in proptest::option::of(days()), last in proptest::option::of(days()),
    ) {
        let world = ledger_of(&acts);
        let lines = lines(&world);
        let as_of = as_of.plus_days(later);
        for known_at in positions(&world, cut) {
            let reach = reach::Reach::of(&lines, as_of, known_at);
            let known = in_force(&lines, as_of, known_at);
            let people = people::people(&reach.cut(known.clone(), as_of));
            let reached = |name: Option<&str>| reach.day(name, "participants", as_of);
            let programme = (narrow % 2 == 1).then_some("KVP");
            let provider = (narrow > 1).then_some("ASVO");
            let asked = presence::Asked { programme, provider, first, last, reached: &reached };
            for by in AttendanceBy::ALL {
                let filter = AttendanceFilter {
                    programme: programme.map(name), provider: provider.map(str::to_owned), office: None, from: first,
                    to: last,
                };
                let answer = ask(&world, &Question::Attendance(AttendanceOf { filter, by: *by }), as_of, known_at);
                let expected = presence::attendance(&people, &known, &asked, by.word());
                prop_assert_eq!(&answer, &expected, "by {} at #{}", by.word(), known_at);
                for field in ["planned_minutes", "present_minutes", "paid_days", "paid_ore", "compared_ore"] {
                    let rows = answer["rows"].as_array().unwrap().iter().filter_map(|row| row[field].as_i64());
                    let sum = rows.reduce(|sum, more| sum + more);
                    prop_assert_eq!(sum, answer["totals"][field].as_i64(), "{}", field);
                }
            }
            let kinds: Vec<&str> = AbsenceKind::ALL.iter().map(|kind| kind.word()).collect();
            for by in AbsenceBy::ALL {
                let filter = AbsenceFilter {
                    programme: programme.map(name), provider: provider.map(str::to_owned), office: None, from: first,
                    to: last, participant: None,
                };
                let answer = ask(&world, &Question::Absence(AbsenceOf { filter, by: *by }), as_of, known_at);
                let expected = presence::absence(&people, &asked, by.word(), &kinds);
                prop_assert_eq!(&answer, &expected, "by {} at #{}", by.word(), known_at);
            }
        }
    }

    #[test]
    fn milestones_have_their_status_deadline_and_delay(
        acts in acts(types(&[PLAN]), 1..30), as_of in days(), cut in any::<u64>(),
    ) {
        let world = ledger_of(&acts);
        let lines = lines(&world);
        for known_at in positions(&world, cut) {
            let reach = reach::Reach::of(&lines, as_of, known_at);
            let known = reach.cut(in_force(&lines, as_of, known_at), as_of);
            let expected = plan::milestones(&known, reach.day(Some("TIO"), "plan", as_of));
            let question = Question::Milestones(MilestonesOf { plan: name("TIO") });
            let Ok(answer) = world.ledger().ask(&question, At { as_of, known_at: Seq(known_at) }) else {
                prop_assert!(in_force(&lines, Day::MAX, known_at).is_empty());
                continue;
            };
            let answer = serde_json::to_value(answer.result).unwrap();
            let rows = answer["milestones"].as_array().unwrap();
            prop_assert_eq!(rows.len(), expected.len());
            for (row, expected) in rows.iter().zip(&expected) {
                prop_assert_eq!(&only(row, expected), expected, "at #{}", known_at);
            }
            prop_assert_eq!(answer["version"].as_str(), plan::version(&known));
            let counts: BTreeMap<String, u64> = serde_json::from_value(answer["counts"].clone()).unwrap();
            prop_assert_eq!(counts, plan::counts(&expected));
        }
    }

    #[test]
    fn budget_lines_add_up_and_the_books_balance(
        acts in acts(types(&[MONEY]), 1..40), as_of in days(), cut in any::<u64>(),
    ) {
        let world = ledger_of(&acts);
        let lines = lines(&world);
        for known_at in positions(&world, cut) {
            let expected = money::lines(&in_force(&lines, as_of, known_at));
            let question = Question::Budget(BudgetOf { filter: Default::default(), by: Default::default() });
            let answer = ask(&world, &question, as_of, known_at);
            let amounts = |row: &Value| -> BTreeMap<&'static str, i64> {
                money::NAMES.iter().filter_map(|name| Some((*name, row[*name].as_i64()?))).collect()
            };
            let fund = |row: &Value| {
                let text = |field: &str| row[field].as_str().unwrap().to_owned();
                format!("fund/{}/{}/{}", text("programme"), row["year"], text("source"))
            };
            let rows: money::Lines =
                answer["lines"].as_array().unwrap().iter().map(|row| (fund(row), amounts(row))).collect();
            prop_assert_eq!(amounts(&answer["totals"]), money::totals(&expected));
            prop_assert_eq!(rows, expected, "at #{}", known_at);
            let at = At { as_of, known_at: Seq(known_at) };
            let projections = world.ledger().projections(Needs::ALL, Seq(known_at)).unwrap();
            let balances = hovedbok_budgets::trial_balance(&projections.budgets, at);
            prop_assert_eq!(balances.iter().map(|(_, ore)| ore).sum::<i128>(), 0);
        }
    }

    #[test]
    fn programmes_have_their_bodies_and_projects(
        acts in acts(types(&[PROGRAMME]), 1..30), as_of in days(), cut in any::<u64>(),
    ) {
        let world = ledger_of(&acts);
        let lines = lines(&world);
        for known_at in positions(&world, cut) {
            let expected = programmes::programmes(&in_force(&lines, as_of, known_at));
            let answer = ask(&world, &Question::Programmes(ProgrammesOf { municipality: None }), as_of, known_at);
            let rows = answer["programmes"].as_array().unwrap();
            let names: Vec<&str> = rows.iter().map(|row| row["programme"].as_str().unwrap()).collect();
            prop_assert_eq!(&names, &expected.keys().map(String::as_str).collect::<Vec<_>>());
            for (row, expected) in rows.iter().zip(expected.values()) {
                let bodies: BTreeMap<String, Value> = row["bodies"].as_array().unwrap().iter().map(|body| {
                    let name = body["body"].as_str().unwrap().to_owned();
                    let like = &expected["bodies"][&name];
                    (name, only(body, like))
                }).collect();
                prop_assert_eq!(serde_json::to_value(bodies).unwrap(), expected["bodies"].clone());
                let projects: Vec<Value> = row["projects"].as_array().unwrap().iter()
                    .zip(expected["projects"].as_array().unwrap().iter().chain(std::iter::repeat(&Value::Null)))
                    .map(|(project, like)| if like.is_null() { project.clone() } else { only(project, like) }).collect();
                prop_assert_eq!(Value::from(projects), expected["projects"].clone(), "at #{}", known_at);
                prop_assert_eq!(&row["owners"], &expected["owners"], "at #{}", known_at);
                let posts: Vec<Value> = row["staff"].as_array().unwrap().iter()
                    .map(|post| json!({"role": post["role"], "share_bp": post["share_bp"], "last_day": post["last_day"]}))
                    .collect();
                prop_assert_eq!(Value::from(posts), expected["staff"].clone(), "at #{}", known_at);
            }
        }
    }

    #[test]
    fn duties_are_held_against_what_was_done_day_by_day(
        acts in acts(types(&[DUTIES]), 1..40), as_of in days(), later in 0..900_i64, cut in any::<u64>(),
    ) {
        let world = ledger_of(&acts);
        let lines = lines(&world);
        for as_of in [as_of, as_of.plus_days(later)] {
            for known_at in positions(&world, cut) {
                let known = in_force(&lines, as_of, known_at);
                let reach = reach::Reach::of(&lines, as_of, known_at);
                let answer = ask(&world, &Question::Duties(DutiesOf::default()), as_of, known_at);
                for programme in ["KVP", "TIO"] {
                    let expected = duties::duties(&known, programme, &reach, as_of);
                    let like = |row: &Value| expected.iter().any(|one| one["entry"] == row["entries"][0]);
                    let rows: Vec<Value> = answer["duties"].as_array().unwrap().iter()
                        .filter(|row| row["programme"] == programme && like(row))
                        .map(|row| serde_json::json!({"duty": row["duty"], "span": row["span"], "done": row["done"],
                            "status": row["status"], "entry": row["entries"][0]}))
                        .collect();
                    prop_assert_eq!(rows, expected, "{} on {} at #{}", programme, as_of, known_at);
                }
            }
        }
    }

    #[test]
    fn goals_and_figures_are_measured_by_the_persons(
        acts in acts(types(&[PEOPLE, AIMS, AIMS]), 1..40), as_of in days(), cut in any::<u64>(),
    ) {
        let world = ledger_of(&acts);
        let lines = lines(&world);
        for known_at in positions(&world, cut) {
            let known = in_force(&lines, as_of, known_at);
            let expected = programmes::goals(&lines, &known, as_of, known_at);
            let answer = ask(&world, &Question::Goals(GoalsOf { programme: None }), as_of, known_at);
            let text = |row: &Value, field: &str| row[field].as_str().unwrap_or_default().to_owned();
            let rows: programmes::Aims = answer["goals"].as_array().unwrap().iter().map(|row| {
                let end = row["period"]["end"].as_str().unwrap_or_default().to_owned();
                let key = (text(row, "programme"), text(row, "goal"), text(row, "kind"), end);
                let shown = serde_json::json!({"derived": row["derived"], "attainment_bp": row["attainment_bp"], "answer": row["answer"]});
                (key, shown)
            }).collect();
            prop_assert_eq!(rows, expected, "at #{}", known_at);

            let expected = programmes::figures(&lines, &known, as_of, known_at);
            let answer = ask(&world, &Question::Figures(FiguresOf { programme: None }), as_of, known_at);
            let rows: BTreeMap<u64, Value> = answer["figures"].as_array().unwrap().iter().map(|row| {
                let seq = row["entry"].as_u64().unwrap();
                (seq, only(row, expected.get(&seq).unwrap_or(row)))
            }).collect();
            prop_assert_eq!(rows, expected, "at #{}", known_at);
        }
    }
}
