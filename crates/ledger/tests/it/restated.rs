//! A correction that says the same again changes no answer, but for the positions in it and for what is defined by when
//! something was recorded.

use std::collections::{BTreeMap, BTreeSet};

use hovedbok_answers::Question;
use hovedbok_answers::questions::{Frame, LagOf, SurvivalOf, TrajectoriesOf};
use hovedbok_core::entries::codes::ReasonCode;
use hovedbok_core::entries::correction::Replaced;
use hovedbok_core::{Body, Draft, EntryId, Fact, Instant, Period, Seq};
use hovedbok_projection::At;
use hovedbok_trajectories::{CourseFilter, Event, MARKS, StaySelection, SurvivalFilter};
use proptest::prelude::*;
use proptest::sample::Index;
use serde_json::{Value, json};

use crate::acts::{Act, DAYS, Telling, everything, everything_and, nth, participant};
use crate::given::{World, cases, entry_id, instant, proposal};
use crate::promise::{narrowed, questions};

/// Answers that say by definition when something was recorded, and what was corrected.
const BY_RECORDING: [&str; 2] = ["recorded_late", "corrected_late"];

/// A ledger in use to which a history was moved, with the positions before and after some of what is in force is said again.
/// Nothing where there is nothing to say again.
fn said_again(acts: &[Act], which: &[Index]) -> Option<(World, Seq, Seq)> {
    let mut all = Telling::default().drafts(acts);
    let moved = all.len();
    let at =
        |hours: i64| Instant::from_micros(instant("2010-07-01T09:00:00Z").micros() + hours * 3_600_000_000).unwrap();
    let ordinary = |number: usize, stream: &str, type_name: &str, body: Value| Draft {
        id: entry_id(0x1_0000 + u128::try_from(number).unwrap()),
        stream: stream.parse().unwrap(),
        effective: Period::day(nth(9)),
        actor: "tester".parse().unwrap(),
        on_behalf_of: None,
        source: None,
        target: None,
        migrated: None,
        body: Body::from_json(type_name, 1, body.to_string().as_bytes()).unwrap(),
    };
    let person = "participant/6f9619ff-8b86-4d01-b42d-00cf4fc964ff";
    all.push((at(0), ordinary(0, "ledger", "ledger.opened", json!({}))));
    all.push((at(1), ordinary(1, person, "participant.registered", json!({"office": "North"}))));
    let before = all.len();
    for (number, which) in which.iter().enumerate() {
        let all_in_force = in_force(&all, moved);
        if all_in_force.is_empty() {
            return None;
        }
        let draft: &Draft = which.get::<&Draft>(&all_in_force);
        let body =
            Body::Replaced(Replaced { fact: fact_of(draft).unwrap().clone(), reason: ReasonCode::Other, note: None });
        let id = entry_id(0x2_0000 + u128::try_from(number).unwrap());
        let again = Draft { id, target: Some(draft.id), migrated: None, body, ..draft.clone() };
        all.push((at(2 + i64::try_from(number).unwrap()), again));
    }
    let mut world = World::new();
    world.migrate(all).unwrap();
    let last = world.ledger().last();
    Some((world, Seq(u64::try_from(before).unwrap()), last))
}

/// Those of the first entries that count for certain: nothing corrects them, and no later one of their slot states anything.
fn in_force(all: &[(Instant, Draft)], first: usize) -> Vec<&Draft> {
    let corrected: BTreeSet<EntryId> = all.iter().filter_map(|(_, draft)| draft.target).collect();
    let by_id: BTreeMap<EntryId, &Draft> = all.iter().map(|(_, draft)| (draft.id, draft)).collect();
    let slot = |draft: &Draft| {
        let mut original = draft.id;
        while let Some(target) = by_id.get(&original).and_then(|draft| draft.target) {
            original = target;
        }
        original
    };
    let last: BTreeMap<EntryId, EntryId> =
        all.iter().filter(|(_, draft)| fact_of(draft).is_some()).map(|(_, draft)| (slot(draft), draft.id)).collect();
    let counts = |draft: &&Draft| !corrected.contains(&draft.id) && last.get(&slot(draft)) == Some(&draft.id);
    all.iter().take(first).map(|(_, draft)| draft).filter(counts).collect()
}

fn fact_of(draft: &Draft) -> Option<&Fact> {
    match &draft.body {
        Body::Fact(fact) | Body::Replaced(Replaced { fact, .. }) => Some(fact),
        Body::Voided(_) | Body::Unknown(_) => None,
    }
}

/// What is left of a result without positions and what is defined by recording.
fn without_positions(value: &mut Value) {
    match value {
        Value::Object(fields) => {
            for name in ["seq", "entry", "entries", "last_entry", "last_whole_month", "factors_ppm"] {
                fields.remove(name);
            }
            for name in ["seen_to_lag", "completeness_ppm", "expected"] {
                fields.remove(name);
            }
            fields.values_mut().for_each(without_positions);
        }
        Value::Array(values) => {
            values.retain(|value| !value["kind"].as_str().is_some_and(|kind| BY_RECORDING.contains(&kind)));
            values.iter_mut().for_each(without_positions);
            // Findings of one kind are listed by the entries that they rest on, and so are the events of one day where persons
            // are merged.
            let is_listed =
                |value: &Value| value["what"].is_string() && (value["kind"].is_string() || value["day"].is_string());
            if values.iter().all(is_listed) {
                values.sort_by_key(Value::to_string);
            }
        }
        Value::String(text) => *text = unnumbered(text),
        Value::Number(_) | Value::Bool(_) | Value::Null => {}
    }
}

/// A sentence without the positions in it.
fn unnumbered(text: &str) -> String {
    let digit = |c: char| c.is_ascii_digit();
    let parts: Vec<&str> = text
        .split('#')
        .enumerate()
        .map(|(n, part)| if n == 0 { part } else { part.trim_start_matches(digit) })
        .collect();
    parts.join("#")
}

fn answer(world: &World, question: &Question, at: At) -> String {
    let result = world.result(question, at);
    let Ok(mut value) = serde_json::from_str::<Value>(&result) else { return unnumbered(&result) };
    without_positions(&mut value);
    value.to_string()
}

fn survival() -> Question {
    let selection = StaySelection::default();
    let filter = SurvivalFilter { selection, first: false, by: None, to: Event::Exit, at: BTreeSet::from(MARKS) };
    Question::Survival(SurvivalOf { filter, observed_from: None })
}

/// What is drawn of findings goes by the entries that they rest on.
fn draws_findings(question: &Question) -> bool {
    matches!(question, Question::Draw(of) if of.of == Frame::Findings)
}

proptest! {
    #![proptest_config(cases(16))]

    #[test]
    fn saying_the_same_again_changes_no_answer(
        acts in prop_oneof![everything(4..30), everything_and(&["participant.intake"; 20], 4..30)],
        which in prop::collection::vec(any::<Index>(), 1..4),
        day in 0..DAYS + 4,
    ) {
        let said = said_again(&acts, &which);
        prop_assume!(said.is_some());
        let (world, before, after) = said.unwrap();
        let at = |known_at| At { as_of: nth(day), known_at };
        let (before, after) = (at(before), at(after));
        for question in questions().into_iter().chain(narrowed()).filter(|question| !draws_findings(question)) {
            prop_assert_eq!(answer(&world, &question, after), answer(&world, &question, before), "{:?}", question);
            let rests = |at: At| world.ledger().ask(&question, at).map(|answer| answer.rests_on_migrated).ok();
            prop_assert_eq!(rests(after), rests(before), "{:?}", question);
        }
    }
}

/// Moved in: one person who was taken in before the ledger was opened.
fn taken_in() -> (World, Draft) {
    let stream = format!("participant/{}", participant(0));
    let intake = json!({"enrolment": participant(1), "programme": "KVP", "office": "North", "target_group": "adults"});
    let body = Body::from_json("participant.intake", 1, intake.to_string().as_bytes()).unwrap();
    let draft = Draft {
        id: entry_id(1),
        stream: stream.parse().unwrap(),
        effective: Period::day(nth(5)),
        actor: "tester".parse().unwrap(),
        on_behalf_of: None,
        source: None,
        target: None,
        migrated: Some(hovedbok_core::entry::Migrated {
            batch: "old".into(),
            written: instant("2010-04-01T09:00:00Z"),
        }),
        body,
    };
    let mut world = World::new();
    world.migrate(vec![(instant("2010-04-01T09:00:00Z"), draft.clone())]).unwrap();
    let person = "participant/6f9619ff-8b86-4d01-b42d-00cf4fc964ff";
    let registered = proposal(person, "participant.registered", "2010-05-03", json!({"office": "North"}));
    world.record(vec![registered]).unwrap();
    (world, draft)
}

#[test]
fn a_migrated_intake_whose_note_or_day_is_corrected_is_observed_from_the_intake_on() {
    for (fields, day) in [(json!({"note": "seen"}), nth(5)), (json!({}), nth(2))] {
        let (mut world, draft) = taken_in();
        let change = hovedbok_ledger::correct::Change {
            fields: fields.as_object().unwrap().clone(),
            effective: Some(Period::day(day)),
        };
        let why = hovedbok_ledger::correct::Why { reason: ReasonCode::Other, note: None, id: None };
        world.work(|work, edge| work.replace(draft.id, change, why, edge)).unwrap();
        world.reopen();
        let at = crate::given::at("2010-06-01", world.last());
        let all = Question::Trajectories(TrajectoriesOf { filter: CourseFilter::default(), observed_from: None });
        let courses: Value = serde_json::from_str(&world.result(&all, at)).unwrap();
        let stay = &courses["rows"][0]["stays"][0];
        assert_eq!((&stay["observed_from"], &stay["left_truncated"]), (&json!(day), &json!(false)), "{courses}");
        let survival: Value = serde_json::from_str(&world.result(&survival(), at)).unwrap();
        assert_eq!((&survival["stays"], &survival["left_truncated"]), (&json!(1), &json!(0)), "{survival}");
        let answer = world.ledger().ask(&all, at).unwrap();
        assert!(answer.rests_on_migrated, "what was migrated and corrected rests on what was migrated");
        let lag: Value =
            serde_json::from_str(&world.result(&Question::Lag(LagOf { programme: Some("KVP".parse().unwrap()) }), at))
                .unwrap();
        assert_eq!(lag["migrated"], json!(1));
    }
}
