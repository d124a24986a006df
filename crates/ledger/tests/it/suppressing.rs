//! Small counts that are not shown: in answers over random histories, none of them is shown or left by a sum.

use std::collections::{BTreeMap, BTreeSet};

use hovedbok_answers::questions::{CohortRow, Cohorts, CohortsOf, Named, OutcomesOf, Together};
use hovedbok_answers::suppress::TAKES;
use hovedbok_answers::{Answer, Question, Reply};
use hovedbok_projection::At;
use hovedbok_trajectories::OutcomesFilter;
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::acts::{DAYS, everything, ledger_of, nth};
use crate::given::{World, at, cases, day, proposal};
use crate::promise::{narrowed, questions};

/// Fields that count persons, or something of persons.
const COUNTS: [&str; 17] = [
    "participants",
    "ever",
    "stays",
    "exits",
    "still_in",
    "work",
    "work_or_education",
    "drop_out",
    "health_related",
    "enrolments",
    "in_programme",
    "suspended",
    "intakes",
    "placements",
    "due",
    "recorded",
    "within",
];

/// The numbers of a value, by their JSON pointers in it.
fn numbers(value: &Value, pointer: String, found: &mut BTreeMap<String, i64>) {
    match value {
        Value::Number(number) => drop(found.insert(pointer, number.as_i64().unwrap())),
        Value::Array(values) => {
            values.iter().enumerate().for_each(|(at, value)| numbers(value, format!("{pointer}/{at}"), found));
        }
        Value::Object(fields) => {
            fields.iter().for_each(|(key, value)| numbers(value, format!("{pointer}/{key}"), found));
        }
        Value::Null | Value::Bool(_) | Value::String(_) => {}
    }
}

fn numbers_of(value: &Value) -> BTreeMap<String, i64> {
    let mut found = BTreeMap::new();
    numbers(value, String::new(), &mut found);
    found
}

fn is_count(pointer: &str) -> bool {
    pointer.rsplit('/').next().is_some_and(|field| COUNTS.contains(&field))
}

/// Values that add up, as a reader of the answer knows them: each with the sign that it has in the sum.
fn sums(reply: &Reply) -> Vec<Vec<String>> {
    let at = |list: &str, number: usize, field: &str| format!("/{list}/{number}/{field}");
    let all = |list: &str, count: usize, field: &str| (0..count).map(|n| at(list, n, field)).collect::<Vec<_>>();
    match reply {
        Reply::Flows(flows) => {
            let mut places: BTreeMap<(usize, &str), Vec<String>> = BTreeMap::new();
            let mut whole = vec!["/stays".to_owned()];
            for (number, row) in flows.rows.iter().enumerate() {
                let stays = at("rows", number, "stays");
                if row.position == 1 {
                    whole.push(stays.clone());
                } else {
                    places.entry((row.position - 1, &row.from)).or_default().push(stays.clone());
                }
            }
            for (number, row) in flows.rows.iter().enumerate() {
                if let Some(going) = places.get_mut(&(row.position, row.to.as_str())) {
                    going.push(at("rows", number, "stays"));
                }
            }
            places.into_values().chain([whole]).collect()
        }
        Reply::Outcomes(found) => {
            let mut sums = vec![
                ["/stays", "/exits", "/still_in"].map(str::to_owned).to_vec(),
                [vec!["/exits".to_owned()], all("rows", found.rows.len(), "exits")].concat(),
            ];
            for number in 1..found.stocks.len() {
                let own = ["in_programme", "suspended", "intakes", "exits"].map(|field| at("stocks", number, field));
                let before = ["in_programme", "suspended"].map(|field| at("stocks", number - 1, field));
                sums.push([own.to_vec(), before.to_vec()].concat());
            }
            for (number, row) in found.followed_up.iter().enumerate() {
                let of = |field: &str| at("followed_up", number, field);
                sums.push(vec!["/exits".to_owned(), of("due"), of("not_due_yet")]);
                let situations = (0..row.situations.len()).map(|n| of(&format!("situations/{n}/exits")));
                sums.push([of("due")].into_iter().chain(situations).collect());
            }
            sums
        }
        Reply::Attendance(found) => {
            let fields = ["planned_minutes", "present_minutes", "paid_days", "paid_ore", "compared_ore"];
            let sum = |field: &str| [vec![format!("/totals/{field}")], all("rows", found.rows.len(), field)].concat();
            fields.map(sum).to_vec()
        }
        _ => Vec::new(),
    }
}

fn suppressed(answer: &Answer, question: &Question, below: u64) -> (Answer, Value) {
    let mut answer = answer.clone();
    answer.suppress(question, below).unwrap();
    let shown = answer.as_shown().result;
    (answer, shown)
}

#[test]
fn the_questions_that_can_be_suppressed_are_listed() {
    for question in questions() {
        if TAKES.contains(&question.name()) {
            continue;
        }
        assert!(question.suppressible().is_err(), "{}", question.name());
    }
    let taken: BTreeSet<&str> =
        questions().iter().filter(|question| question.suppressible().is_ok()).map(Question::name).collect();
    assert_eq!(taken, BTreeSet::from(TAKES));
}

proptest! {
    #![proptest_config(cases(48))]

    #[test]
    fn no_small_count_is_shown_or_left_by_a_sum(acts in everything(8..60), day in 0..DAYS + 4, below in 2..6_u64) {
        let world = ledger_of(&acts);
        let at = At { as_of: nth(day), known_at: world.ledger().last() };
        for question in questions().into_iter().chain(narrowed()).filter(|question| question.suppressible().is_ok()) {
            let Ok(answer) = world.ledger().ask(&question, at) else { continue };
            let whole = serde_json::to_value(&answer.result).unwrap();
            let all = numbers_of(&whole);

            // It is known of every number what it counts, and nothing is described that is not there.
            let described = question.described(&answer.result);
            let listed = |pointer: &String| pointer.starts_with("/shares/placements/");
            for pointer in all.keys().filter(|pointer| !listed(pointer)) {
                prop_assert!(described.contains(pointer), "{}: nothing describes {pointer}", question.name());
            }
            for pointer in &described {
                prop_assert!(whole.pointer(pointer).is_some(), "{}: there is no {pointer}", question.name());
            }

            // A limit of one hides nothing.
            let (one, shown) = suppressed(&answer, &question, 1);
            prop_assert_eq!(&one, &answer);
            prop_assert_eq!(&shown, &whole);

            let (answer, shown) = suppressed(&answer, &question, below);
            let hidden = answer.suppressed.as_ref().map(|suppressed| suppressed.hidden.clone()).unwrap_or_default();
            let left = numbers_of(&shown);
            for (pointer, number) in &left {
                prop_assert_eq!(all.get(pointer), Some(number));
                let small = u64::try_from(*number).is_ok_and(|number| (1..below).contains(&number));
                prop_assert!(!(small && is_count(pointer)), "{}: {pointer} is {number}", question.name());
            }
            for pointer in all.keys().filter(|pointer| !left.contains_key(*pointer) && !listed(pointer)) {
                prop_assert!(hidden.contains(pointer), "{}: {pointer} is gone", question.name());
            }
            for sum in sums(&answer.result) {
                let gone = sum.iter().filter(|pointer| hidden.contains(*pointer)).count();
                prop_assert!(gone != 1, "{}: one of {sum:?} follows from the others", question.name());
            }
            // Where no count is small, nothing is hidden but what is listed one by one.
            let any = all.iter().any(|(_, number)| u64::try_from(*number).is_ok_and(|n| (1..below).contains(&n)));
            prop_assert!(any || hidden.iter().all(|pointer| pointer == "/shares/placements") || is_by_persons(&answer.result));
        }
    }
}

#[test]
fn who_left_before_the_first_day_asked_about_is_no_part_of_the_exits() {
    let mut world = World::new();
    world.at("2010-03-01T11:00:00Z");
    let stream = "participant/9f9619ff-8b86-4d01-b42d-00cf4fc964ff";
    let intake = json!({"programme": "KVP", "office": "North", "target_group": "adults"});
    let exit = json!({"destination": "work"});
    world
        .record(vec![
            proposal(stream, "participant.registered", "2009-11-30", json!({"office": "North"})),
            proposal(stream, "participant.intake", "2009-11-30", intake),
            proposal(stream, "participant.exited", "2009-12-02", exit),
        ])
        .unwrap();
    let filter = OutcomesFilter { from: Some(day("2009-12-15")), ..OutcomesFilter::default() };
    let question = Question::Outcomes(OutcomesOf { filter });
    let answer = world.ledger().ask(&question, at("2010-02-01", world.last())).unwrap();
    let whole = serde_json::to_value(&answer.result).unwrap();
    // The row of December has all of December.
    assert_eq!((&whole["exits"], &whole["stocks"][0]["exits"]), (&json!(0), &json!(1)));
    let (answer, shown) = suppressed(&answer, &question, 2);
    let hidden: Vec<String> = answer.suppressed.into_iter().flat_map(|suppressed| suppressed.hidden).collect();
    assert_eq!(hidden, ["/stocks/0/exits"]);
    assert_eq!((&shown["exits"], &shown["stocks"][0]["exits"]), (&json!(0), &Value::Null));
}

/// The numbers that are shown of cohorts, `:` where there is none: those inside and whoever ever was. A group of persons are
/// those who are in the same cohorts, all of them still inside or gone.
fn shown_of_cohorts(count: usize, groups: &[(u64, &[usize], bool)]) -> Vec<String> {
    let together = |(persons, cohorts, inside): &(u64, &[usize], bool)| Together {
        persons: *persons,
        ever: cohorts.to_vec(),
        participants: if *inside { cohorts.to_vec() } else { Vec::new() },
    };
    let together: Vec<Together> = groups.iter().map(together).collect();
    let row = |number: usize| {
        let sum = |of: &dyn Fn(&Together) -> bool| together.iter().filter(|t| of(t)).map(|t| t.persons).sum::<u64>();
        CohortRow {
            programme: "KVP".parse().unwrap(),
            cohort: format!("cohort{number}").parse().unwrap(),
            named: Named::Intake,
            takes: None,
            first_day: None,
            last_day: None,
            judged_to: None,
            conditions: BTreeMap::new(),
            participants: usize::try_from(sum(&|t| t.participants.contains(&number))).unwrap(),
            ever: usize::try_from(sum(&|t| t.ever.contains(&number))).unwrap(),
            entry: None,
        }
    };
    let cohorts = Cohorts { cohorts: (0..count).map(row).collect(), together };
    let question = Question::Cohorts(CohortsOf { programme: None });
    let reply = Reply::Cohorts(cohorts.clone());
    let hidden = question.suppressed(&reply, 5).unwrap().map(|suppressed| suppressed.hidden).unwrap_or_default();
    let number =
        |place: String, number: usize| if hidden.contains(&place) { ":".to_owned() } else { number.to_string() };
    let row = |(at, row): (usize, &CohortRow)| {
        let now = number(format!("/cohorts/{at}/participants"), row.participants);
        format!("{now} {}", number(format!("/cohorts/{at}/ever"), row.ever))
    };
    cohorts.cohorts.iter().enumerate().map(row).collect()
}

#[test]
fn a_small_cohort_does_not_follow_from_those_that_it_is_the_rest_of() {
    // All, most of them, and the few others.
    let all: [(u64, &[usize], bool); 3] = [(24, &[0, 1], true), (5, &[0, 1], false), (2, &[0, 2], true)];
    let shown = shown_of_cohorts(3, &all);
    assert!(shown[2] == ": :" && shown.iter().filter(|row| row.starts_with(':')).count() >= 2, "{shown:?}");
    // Nobody shows the few: most of them give them away all the same.
    let shown = shown_of_cohorts(2, &[(24, &[0, 1], true), (2, &[0], true)]);
    assert_eq!(shown.iter().filter(|row| row.contains(':')).count(), 1, "{shown:?}");
    // What two cohorts have in common and what only one of them has are large, or nobody's.
    assert_eq!(shown_of_cohorts(2, &[(24, &[0, 1], true), (9, &[0], true), (7, &[1], true)]), ["33 33", "31 31"]);
    // Of two that overlap in a few, nobody knows how many these are.
    assert_eq!(shown_of_cohorts(2, &[(2, &[0, 1], true), (9, &[0], true), (7, &[1], true)]), ["11 11", "9 9"]);
}

/// Whether values rest on fewer persons than any number of the answer says.
fn is_by_persons(reply: &Reply) -> bool {
    matches!(
        reply,
        Reply::Series(_)
            | Reply::Attendance(_)
            | Reply::Absence(_)
            | Reply::Outcomes(_)
            | Reply::State(_)
            | Reply::Cohorts(_)
    )
}
