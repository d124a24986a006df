//! Numbers against what the ledger derived at every position, and figures over both times.

use std::collections::BTreeMap;

use hovedbok_answers::bisect::{Agreement, Bisection, Number};
use hovedbok_answers::explain::rows::rows;
use hovedbok_answers::map::Point;
use hovedbok_answers::parallel::{Crew, InTurn};
use hovedbok_answers::questions::{BudgetOf, FiguresOf, GoalsOf, StateOf};
use hovedbok_answers::{Needs, Projections, Question, Reply};
use hovedbok_budgets::{By as BudgetBy, Filter};
use hovedbok_core::{Seq, StreamId};
use hovedbok_programmes::ProgrammeFact;
use hovedbok_projection::At;
use hovedbok_state::{By, Selection};
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::acts::{AIMS, DAYS, ENDS, PEOPLE, acts, everything, ledger_of, nth, types};
use crate::given::{World, cases, day, proposal, uuid};
use crate::promise::questions;

/// From which positions on the agreement is another, by asking at each.
fn turns(agreements: impl IntoIterator<Item = Agreement>) -> Vec<(Seq, Agreement)> {
    let all: Vec<Agreement> = agreements.into_iter().collect();
    let pairs = all.windows(2).zip(1..);
    pairs.filter(|(pair, _)| pair[0] != pair[1]).map(|(pair, seq)| (Seq(seq), pair[1])).collect()
}

fn found(bisection: &Bisection) -> Vec<(Seq, Agreement)> {
    bisection.turns.iter().map(|turn| (turn.seq, turn.agreement)).collect()
}

fn by_office() -> Question {
    Question::State(StateOf { selection: Selection::default(), by: Some(By::Office) })
}

proptest! {
    #![proptest_config(cases(48))]

    #[test]
    fn an_answer_is_the_same_however_many_work_on_it(
        acts in everything(2..40), cores in 2..7_usize, day in 0..DAYS + 4,
    ) {
        let world = ledger_of(&acts);
        let at = At { as_of: nth(day), known_at: world.ledger().last() };
        let alone = world.ledger().projections(Needs::ALL, at.known_at).unwrap();
        let several = Projections { crew: Crew::of(InTurn(cores)), ..alone.clone() };
        for question in questions() {
            prop_assert_eq!(several.reply(&question, at), alone.reply(&question, at), "{:?}", question);
        }
    }

    #[test]
    fn a_published_figure_is_compared_at_every_position(
        acts in acts(types(&[PEOPLE, AIMS, AIMS, ENDS]), 2..40), day in 0..DAYS + 4,
    ) {
        let world = ledger_of(&acts);
        let at = At { as_of: nth(day), known_at: world.ledger().last() };
        let projections = world.ledger().projections(Needs::ALL, at.known_at).unwrap();
        for (stream, history) in projections.programmes.streams() {
            let StreamId::Figure(_) = stream else { continue };
            for row in history.rows() {
                let slots: BTreeMap<Seq, Seq> = history.rows().iter().map(|row| (row.seq, row.slot)).collect();
                let naive = |known_at: u64| {
                    let known_at = Seq(known_at);
                    let question = Question::Figures(FiguresOf { programme: None });
                    let reply = projections.reply(&question, At { known_at, ..at }).unwrap();
                    let Reply::Figures(figures) = reply else { panic!("{reply:?}") };
                    let published = history.in_force(known_at).find(|own| own.slot == row.slot);
                    let Some(published) = published else { return Agreement::NotPublished };
                    let ProgrammeFact::Figure(hovedbok_core::entries::FigureEntry::Published(body)) = &published.fact else {
                        panic!("{published:?}")
                    };
                    if body.value.is_none() && body.below.is_none() && body.above.is_none() {
                        return Agreement::NotPublished;
                    }
                    let figure = figures.figures.iter().find(|figure| slots.get(&figure.entry) == Some(&row.slot));
                    match figure.and_then(|figure| figure.derived.map(|derived| (figure, derived))) {
                        None => Agreement::NothingDerived,
                        Some((figure, derived)) if figure.published.is_none_or(|own| own == derived) && figure.fits != Some(false) => Agreement::Agrees,
                        Some(_) => Agreement::Contradicts,
                    }
                };
                let expected: Vec<Agreement> = (0..=at.known_at.0).map(naive).collect();
                let bisection = world.ledger().bisect(&Number::Figure(row.seq), at).unwrap().result;
                prop_assert_eq!(Some(&bisection.agreement), expected.last());
                prop_assert_eq!(found(&bisection), turns(expected), "{} on {}", row.seq, at.as_of);
                let since = bisection.turns.last().filter(|_| bisection.agreement == Agreement::Contradicts);
                prop_assert_eq!(bisection.since.as_ref(), since);
            }
        }
    }

    #[test]
    fn a_given_value_is_compared_at_every_position(
        acts in everything(2..40), day in 0..DAYS + 4, which in any::<prop::sample::Index>(), value in 0..3i64,
    ) {
        let world = ledger_of(&acts);
        let at = At { as_of: nth(day), known_at: world.ledger().last() };
        for question in questions() {
            let Ok(answer) = world.ledger().ask(&question, at) else { continue };
            let numbers: Vec<String> =
                rows(Some(&answer.result)).into_iter().filter(|(_, value)| value.is_i64()).map(|(row, _)| row).collect();
            if numbers.is_empty() {
                continue;
            }
            let row = which.get(&numbers).clone();
            let projections = world.ledger().projections(question.needs(), at.known_at).unwrap();
            let naive = |known_at: u64| {
                let reply = projections.reply(&question, At { known_at: Seq(known_at), ..at });
                match rows(reply.ok().as_ref()).get(&row).cloned().unwrap_or_default() {
                    Value::Null => Agreement::NothingDerived,
                    derived if derived == json!(value) => Agreement::Agrees,
                    _ => Agreement::Contradicts,
                }
            };
            let expected = turns((0..=at.known_at.0).map(naive));
            let number = Number::Value { question: question.clone(), row: row.clone(), value };
            let bisection = world.ledger().bisect(&number, at).unwrap().result;
            prop_assert_eq!(found(&bisection), expected, "{} of {:?}", row, question);
        }
    }

    #[test]
    fn every_point_of_a_map_is_the_answer_there(
        acts in everything(2..40), days in prop::collection::vec(0..DAYS + 4, 1..4), cuts in prop::collection::vec(any::<u64>(), 1..5),
    ) {
        let world = ledger_of(&acts);
        let mut points: Vec<Point> = cuts.iter().map(|cut| Point { known_at: None, seq: Seq(cut % (world.last() + 1)) }).collect();
        points.sort_by_key(|point| point.seq);
        let days: Vec<_> = days.into_iter().map(nth).collect();
        for question in [by_office(), Question::Goals(GoalsOf { programme: None })] {
            let Ok(last) = world.ledger().ask(&question, At { as_of: days[0], known_at: points[0].seq }) else { continue };
            let Some(row) = rows(Some(&last.result)).into_iter().find(|(_, value)| value.is_i64()).map(|(row, _)| row) else {
                continue;
            };
            let map = world.ledger().map(&question, &row, &days, &points).unwrap().result;
            prop_assert_eq!(map.cells.len(), days.len() * points.len());
            for cell in map.cells {
                let answer = world.ledger().ask(&question, At { as_of: cell.as_of, known_at: cell.known_at_seq }).unwrap();
                let value = rows(Some(&answer.result)).get(&row).cloned().unwrap_or_default();
                prop_assert_eq!(cell.value, value);
                prop_assert_eq!((cell.reach, cell.not_recorded, cell.recorded_until), (answer.reach, answer.not_recorded, answer.recorded_until));
            }
        }
    }
}

fn intake(number: u128, office: &str, when: &str) -> Vec<hovedbok_core::proposal::Proposal> {
    let stream = format!("participant/{}", uuid(number));
    let intake = json!({"programme": "KVP", "office": office, "target_group": "adults"});
    vec![
        proposal(&stream, "participant.registered", when, json!({"office": office})),
        proposal(&stream, "participant.intake", when, intake),
    ]
}

/// Two persons, a report that says so, and then a third who was there all the time.
fn published() -> (World, Seq) {
    let mut world = World::new();
    world.record([intake(0, "North", "2010-05-03"), intake(1, "North", "2010-05-03")].concat()).unwrap();
    let figure = json!({
        "indicator": "participants_in_programme", "value": 2, "unit": "persons", "about": {"start": "2010-05-31", "end": "2010-05-31"},
        "document": "Report", "certainty": "stated",
    });
    let figure = world.record(vec![proposal("figure/KVP", "figure.published", "2010-06-01", figure)]).unwrap()[0].seq;
    (world, figure)
}

fn bisect(world: &World, figure: Seq) -> Bisection {
    let at = At { as_of: day("2010-06-30"), known_at: world.ledger().last() };
    world.ledger().bisect(&Number::Figure(figure), at).unwrap().result
}

#[test]
fn a_figure_that_agrees_is_said_to_agree() {
    let (world, figure) = published();
    let bisection = bisect(&world, figure);
    assert_eq!((bisection.agreement, bisection.since, bisection.others), (Agreement::Agrees, None, 0));
    assert!(bisection.ever_agreed);
    assert_eq!((bisection.derived, bisection.published), (json!(2), Some(2)));
}

#[test]
fn the_entry_since_which_a_figure_is_contradicted_is_named_with_who_recorded_it() {
    let (mut world, figure) = published();
    world.at("2010-06-10T10:00:00Z").actor = Some("office-7");
    let third = world.record(intake(2, "South", "2010-05-10")).unwrap()[1].seq;
    let since = bisect(&world, figure).since.unwrap();
    assert_eq!((since.seq, since.actor.as_str(), since.type_name.as_str()), (third, "office-7", "participant.intake"));
    assert_eq!(since.recorded.to_string(), "2010-06-10T10:00:00.000000Z");
    assert_eq!((since.derived, since.published), (json!(3), Some(2)));
}

#[test]
fn a_figure_that_agreed_again_in_between_is_said_to_have_done_so() {
    let (mut world, figure) = published();
    let third = world.record(intake(2, "South", "2010-05-10")).unwrap()[1].id;
    let why = hovedbok_ledger::correct::Why { reason: "not_true".parse().unwrap(), note: None, id: None };
    world.work(|work, edge| work.void(third, why, edge)).unwrap();
    let agrees = bisect(&world, figure);
    assert_eq!((agrees.agreement, agrees.since.clone(), agrees.others), (Agreement::Agrees, None, 1));
    let last = world.record(intake(3, "South", "2010-05-11")).unwrap()[1].seq;
    let bisection = bisect(&world, figure);
    assert_eq!((bisection.since.unwrap().seq, bisection.others), (last, 1));
    let agreements: Vec<Agreement> = bisection.turns.iter().map(|turn| turn.agreement).collect();
    use Agreement::{Agrees, Contradicts};
    assert_eq!(agreements, [Agrees, Contradicts, Agrees, Contradicts]);
}

#[test]
fn a_figure_that_never_agreed_is_contradicted_since_it_was_published() {
    let (mut world, _) = published();
    let other = json!({
        "indicator": "participants_in_programme", "value": 9, "unit": "persons", "about": {"start": "2010-05-31", "end": "2010-05-31"},
        "document": "Report", "certainty": "stated",
    });
    let other = world.record(vec![proposal("figure/KVP", "figure.published", "2010-06-01", other)]).unwrap()[0].seq;
    let bisection = bisect(&world, other);
    assert_eq!((bisection.since.unwrap().seq, bisection.ever_agreed, bisection.others), (other, false, 0));
}

#[test]
fn what_is_no_figure_and_no_row_is_refused() {
    let (world, figure) = published();
    let at = At { as_of: day("2010-06-30"), known_at: world.ledger().last() };
    for seq in [0, figure.0 - 1, figure.0 + 1] {
        let error = world.ledger().bisect(&Number::Figure(Seq(seq)), at).unwrap_err();
        assert_eq!(error.to_string(), format!("{} publishes no figure", Seq(seq)));
    }
    let number = Number::Value { question: by_office(), row: "participant".to_owned(), value: 2 };
    let error = world.ledger().bisect(&number, at).unwrap_err();
    assert!(
        error.to_string().starts_with("the answer has no row 'participant'; the nearest names are 'participants'"),
        "{error}"
    );
    let point = Point { known_at: None, seq: figure };
    let error = world.ledger().map(&by_office(), "groups[East].ever", &[at.as_of], &[point]).unwrap_err();
    assert!(error.to_string().starts_with("the answer has no row 'groups[East].ever'"), "{error}");
}

/// What `bisect` finds of a row of an answer on the last day, and what is found by asking at every position.
fn turns_found(world: &World, question: &Question, row: &str, value: i64) -> [Vec<(Seq, Agreement)>; 2] {
    let at = At { as_of: day("2010-05-31"), known_at: world.ledger().last() };
    let agreement = |known_at: u64| {
        let answer = world.ledger().ask(question, At { known_at: Seq(known_at), ..at }).unwrap();
        match rows(Some(&answer.result)).remove(row).unwrap_or_default() {
            Value::Null => Agreement::NothingDerived,
            derived if derived == json!(value) => Agreement::Agrees,
            _ => Agreement::Contradicts,
        }
    };
    let number = Number::Value { question: question.clone(), row: row.to_owned(), value };
    [found(&world.ledger().bisect(&number, at).unwrap().result), turns((0..=at.known_at.0).map(agreement))]
}

#[test]
fn a_goal_is_compared_from_the_first_entry_about_a_person_of_the_programme_on() {
    let goal =
        json!({"goal": "Numbers", "indicator": "participants_in_programme", "baseline": {"why": "not_applicable"}});
    let participant = format!("participant/{}", uuid(0));
    let mut world = World::new();
    world.record(vec![proposal("programme/KVP", "programme.goal_set", "2010-01-01", goal)]).unwrap();
    let registered = proposal(&participant, "participant.registered", "2010-05-03", json!({"office": "North"}));
    let applied = proposal(&participant, "participant.applied", "2010-05-03", json!({"programme": "KVP"}));
    let first = world.record(vec![registered, applied]).unwrap()[1].seq;
    let cohort = json!({"cohort": "first", "takes": "taken_in", "days": {"start": "2010-05-01", "end": "2010-05-31"}});
    world.record(vec![proposal("programme/KVP", "programme.cohort_defined", "2010-05-03", cohort)]).unwrap();
    let question = Question::Goals(GoalsOf { programme: None });
    let [bisected, asked] = turns_found(&world, &question, "goals[KVP Numbers participants_in_programme].derived", 0);
    assert_eq!((&bisected, asked), (&vec![(first, Agreement::Agrees)], bisected.clone()));
}

#[test]
fn what_is_available_of_a_fund_is_compared_as_a_whole_whatever_its_grants_are() {
    let mut world = World::new();
    let mut fund = |type_name: &str, body: Value| {
        world.record(vec![proposal("fund/KVP/2010/state", type_name, "2010-02-01", body)]).unwrap()[0].clone()
    };
    fund("fund.appropriated", json!({"amount_ore": 300}));
    let allocated = json!({"grant": "One", "recipient": "Oslo", "amount_ore": 100, "purpose": "trial"});
    let allocated = fund("grant.allocated", allocated).id;
    let why = hovedbok_ledger::correct::Why { reason: "not_true".parse().unwrap(), note: None, id: None };
    world.work(|work, edge| work.void(allocated, why, edge)).unwrap();
    let question = Question::Budget(BudgetOf { filter: Filter::default(), by: BudgetBy::Line });
    let [bisected, asked] = turns_found(&world, &question, "totals.available_not_known", 2);
    // There is one such fund, none, and one again, but never two.
    assert_eq!((&bisected, asked), (&Vec::new(), bisected.clone()));
}
