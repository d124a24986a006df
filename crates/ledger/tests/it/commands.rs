//! A command repeated with its id changes nothing, whichever command it is and whatever was recorded meanwhile.

use hovedbok_answers::questions::{MilestonesOf, ParticipantOf};
use hovedbok_core::proposal::Proposal;
use hovedbok_core::{EntryId, Seq};
use hovedbok_ledger::correct::{Change, Why};
use hovedbok_ledger::{LedgerError, Recorded, Refusal};
use proptest::prelude::*;
use proptest::sample::Index;
use serde_json::json;

use crate::acts::{Told, enrolled, participant, stated, told};
use crate::given::{World, cases, entry_id, proposal};

/// A command without its id.
#[derive(Debug, Clone)]
enum Command {
    Propose { told: Told, bare: bool },
    Replace { earlier: Index, told: Told },
    Note { earlier: Index },
    Void { earlier: Index },
    Move { earlier: Index, to: u8 },
}

/// A command as it is given: what it names is settled.
#[derive(Debug, Clone)]
enum Given {
    Propose(Proposal),
    Replace(EntryId, Change),
    Void(EntryId),
    Move(EntryId, u8),
}

const TYPES: &[&str] = &[
    "participant.decided",
    "participant.suspended",
    "participant.resumed",
    "participant.exited",
    "measure.started",
    "measure.started",
    "measure.changed",
    "measure.ended",
    "absence.recorded",
    "absence.recorded",
    "benefit.paid",
    "plan.milestone_planned",
    "plan.milestone_planned",
    "plan.milestone_completed",
    "fund.appropriated",
    "grant.allocated",
    "programme.body_met",
    "programme.goal_set",
];

fn commands() -> impl Strategy<Value = Vec<Command>> {
    let index = any::<Index>;
    // Those that build on each other most often, and every other type.
    let types: Vec<_> = TYPES.iter().copied().chain(stated().filter(|name| !TYPES.contains(name))).collect();
    let command = prop_oneof![
        6 => (told(types.clone()), any::<bool>()).prop_map(|(told, bare)| Command::Propose { told, bare }),
        2 => (index(), told(types.clone())).prop_map(|(earlier, told)| Command::Replace { earlier, told }),
        1 => index().prop_map(|earlier| Command::Note { earlier }),
        2 => index().prop_map(|earlier| Command::Void { earlier }),
        2 => (index(), 0..3u8).prop_map(|(earlier, to)| Command::Move { earlier, to }),
    ];
    prop::collection::vec(command, 1..16)
}

/// Settles what a command names; nothing where there is nothing to put right.
fn settle(command: &Command, entries: &[(EntryId, Option<Told>)]) -> Option<Given> {
    let pick = |earlier: &Index| (!entries.is_empty()).then(|| earlier.get(entries).clone());
    Some(match command {
        Command::Propose { told, bare } => {
            let mut fields = told.body();
            for name in ["enrolment", "placement", "milestone"] {
                // Left out, so that the ledger fills it in; or named by its label.
                match fields.as_object_mut().filter(|_| *bare) {
                    Some(fields) if name == "milestone" && told.type_name == "plan.milestone_completed" => {
                        fields.insert(name.to_owned(), json!("2010/35"));
                    }
                    Some(fields) => drop(fields.remove(name)),
                    None => {}
                }
            }
            let when = told.effective();
            let mut proposal = proposal(&told.stream(), told.type_name, "", fields);
            let own_period = ["absence.recorded", "attendance.recorded"].contains(&told.type_name);
            proposal.effective = (!own_period).then_some(when);
            Given::Propose(proposal)
        }
        Command::Replace { earlier, told } => {
            let (id, before) = pick(earlier)?;
            let before = before?;
            let after = Told { type_name: before.type_name, who: before.who, ..told.clone() };
            let mut fields = after.body().as_object().unwrap().clone();
            fields.retain(|name, _| !["enrolment", "placement", "milestone"].contains(&name.as_str()));
            Given::Replace(id, Change { fields, effective: Some(after.effective()) })
        }
        Command::Note { earlier } => {
            let fields = json!({"note": "said by telephone"}).as_object().unwrap().clone();
            Given::Replace(pick(earlier)?.0, Change { fields, effective: None })
        }
        Command::Void { earlier } => Given::Void(pick(earlier)?.0),
        Command::Move { earlier, to } => Given::Move(pick(earlier)?.0, *to),
    })
}

fn why(id: EntryId, reason: &str) -> Why {
    Why { reason: reason.parse().unwrap(), note: None, id: Some(id) }
}

fn give(world: &mut World, given: &Given, id: EntryId, reason: &str) -> Result<Vec<Recorded>, LedgerError> {
    world.work(|work, edge| match given {
        Given::Propose(proposal) => work.propose(Proposal { id: Some(id), ..proposal.clone() }, edge),
        Given::Replace(target, change) => work.replace(*target, change.clone(), why(id, reason), edge),
        Given::Void(target) => work.void(*target, why(id, reason), edge),
        Given::Move(target, to) => work.move_to(*target, participant(*to).parse().unwrap(), why(id, reason), edge),
    })
}

/// Whether an entry is, or corrects, the half of a merging that the ledger adds in the stream of who stays.
fn of_a_half(world: &World, id: EntryId) -> bool {
    let entries = world.ledger().entries(Seq(1), Seq(u64::MAX)).map(Result::unwrap);
    let draft = entries.map(|entry| entry.draft).find(|draft| draft.id == id).unwrap();
    draft.target.map_or(draft.body.type_name() == "participant.merged_from", |target| of_a_half(world, target))
}

/// What somebody recorded: of what the ledger adds to a merging, the second time says nothing.
fn by_hand(world: &World, mut recorded: Vec<Recorded>) -> Vec<Recorded> {
    recorded.retain(|entry| !of_a_half(world, entry.id));
    recorded
}

fn bare(recorded: &[Recorded]) -> Vec<Recorded> {
    recorded.iter().map(|entry| Recorded { already: false, ..entry.clone() }).collect()
}

proptest! {
    #![proptest_config(cases(64))]

    #[test]
    fn the_second_time_changes_nothing(commands in commands()) {
        let mut world = enrolled();
        let mut entries: Vec<(EntryId, Option<Told>)> = Vec::new();
        let mut done: Vec<(Given, EntryId, Vec<Recorded>)> = Vec::new();
        for (number, command) in commands.iter().enumerate() {
            let Some(given) = settle(command, &entries) else { continue };
            let id = entry_id(number as u128);
            let size = world.last();
            let Ok(recorded) = give(&mut world, &given, id, "typing") else {
                prop_assert_eq!(world.last(), size);
                continue;
            };
            if recorded.iter().all(|entry| entry.already) {
                // What the ledger added to a merging is there before somebody says it.
                prop_assert!(recorded.iter().all(|entry| of_a_half(&world, entry.id)));
                prop_assert_eq!(world.last(), size);
                continue;
            }
            prop_assert_eq!(world.last(), size + recorded.len() as u64);
            prop_assert!(recorded.iter().all(|entry| !entry.already));
            let told = match command {
                Command::Propose { told, .. } => Some(told.clone()),
                Command::Replace { earlier, .. } | Command::Note { earlier } => earlier.get(&entries).1.clone(),
                Command::Move { earlier, to } => {
                    earlier.get(&entries).1.clone().map(|told| Told { who: *to, ..told })
                }
                Command::Void { .. } => None,
            };
            entries.push((id, told));
            done.push((given, id, recorded));
            for (given, id, first) in &done {
                let log = world.exported(world.ledger().last());
                let again = give(&mut world, given, *id, "typing").unwrap();
                prop_assert!(again.iter().all(|entry| entry.already), "{:?}", again);
                let said = |recorded: &[Recorded]| by_hand(&world, bare(recorded));
                prop_assert_eq!(said(&again), said(first), "{:?}", given);
                prop_assert!(world.exported(world.ledger().last()) == log);
            }
        }
        // The same id for something else is a conflict that says so.
        for (given, id, first) in &done {
            // What is moved takes along what hangs on it, so the entry with the id need not be the last.
            let own = first.iter().find(|entry| entry.id == *id).unwrap();
            let expected = format!("id {id} belongs to entry {}, which has different content", own.seq);
            let other = match given {
                Given::Propose(proposal) => {
                    let mut other = proposal.clone();
                    other.fields.insert("note".into(), json!("otherwise"));
                    Given::Propose(other)
                }
                corrected => corrected.clone(),
            };
            let error = give(&mut world, &other, *id, "other").unwrap_err();
            prop_assert_eq!(error.to_string(), expected, "{:?}", other);
        }
    }
}

#[test]
fn ids_that_were_filled_in_are_told_again() {
    let mut world = enrolled();
    let stream = format!("participant/{}", participant(0));
    let measure = json!({"measure": "training", "provider": "ASVO", "owner": "municipal", "share_bp": 10000});
    let mut started = proposal(&stream, "measure.started", "2010-02-01", measure);
    started.id = Some(entry_id(1));
    let first = world.record(vec![started.clone()]).unwrap();
    let again = world.record(vec![started]).unwrap();
    assert!(first[0].filled.contains_key("placement") && first[0].filled.contains_key("enrolment"));
    assert_eq!(again[0].filled, first[0].filled);
}

#[test]
fn moving_what_was_put_right_leaves_nothing_behind() {
    let mut world = enrolled();
    let (from, to) = (participant(0), participant(1));
    let paid = json!({"kind": "qualification_benefit", "amount_ore": 100, "for_period": "2010-02-01"});
    let entry =
        world.record(vec![proposal(&format!("participant/{from}"), "benefit.paid", "2010-02-01", paid)]).unwrap();
    let change = Change { fields: json!({"amount_ore": 200}).as_object().unwrap().clone(), effective: None };
    let replaced =
        world.work(|work, edge| work.replace(entry[0].id, change, why(entry_id(1), "wrong_amount"), edge)).unwrap();
    let (id, to) = (replaced[0].id, to.parse().unwrap());
    let moved = world.work(|work, edge| work.move_to(id, to, why(entry_id(2), "wrong_person"), edge)).unwrap();
    assert_eq!(
        moved.iter().map(|e| e.type_name.as_str()).collect::<Vec<_>>(),
        ["entry.voided", "entry.voided", "benefit.paid"]
    );
    let benefits = |world: &World, who: u8| {
        let question = hovedbok_answers::Question::Participant(ParticipantOf { id: participant(who).parse().unwrap() });
        let answer: serde_json::Value =
            serde_json::from_str(&world.result(&question, crate::given::at("2010-06-01", world.last()))).unwrap();
        answer["benefits"]
            .as_array()
            .unwrap()
            .iter()
            .map(|benefit| benefit["amount_ore"].as_i64().unwrap())
            .collect::<Vec<_>>()
    };
    assert_eq!((benefits(&world, 0), benefits(&world, 1)), (vec![], vec![200]));
}

#[test]
fn two_milestones_named_by_their_labels_are_two() {
    let mut world = World::new();
    let planned = |number: &str, title: &str| {
        proposal(
            "plan/TIO",
            "plan.milestone_planned",
            "2010-01-01",
            json!({"section": "2010", "number": number, "title": title}),
        )
    };
    world.record(vec![planned("1", "Start"), planned("2", "Report")]).unwrap();
    let completed =
        |label: &str| proposal("plan/TIO", "plan.milestone_completed", "2010-05-03", json!({"milestone": label}));
    world.record(vec![completed("2010/1")]).unwrap();
    world.record(vec![completed("2010/2")]).unwrap();
    let error = world.record(vec![completed("2010/2")]).unwrap_err();
    assert!(matches!(error, LedgerError::Refused { refusal, .. } if matches!(*refusal, Refusal::SameContent(..))));
}

#[test]
fn a_deadline_put_right_does_not_keep_the_words_of_the_old_one() {
    let mut world = World::new();
    let due = json!({"start": "2010-06-07", "end": "2010-06-13", "as_written": "Uke 23"});
    let row = json!({"section": "2010", "number": "1", "title": "Start", "due": due});
    let planned = world.record(vec![proposal("plan/TIO", "plan.milestone_planned", "2010-01-01", row)]).unwrap();
    let fields = json!({"due": {"start": "2010-06-14", "end": "2010-06-20"}}).as_object().unwrap().clone();
    let change = Change { fields, effective: None };
    world.work(|work, edge| work.replace(planned[0].id, change, why(entry_id(1), "typing"), edge)).unwrap();
    let question = hovedbok_answers::Question::Milestones(MilestonesOf { plan: "TIO".parse().unwrap() });
    let answer: serde_json::Value =
        serde_json::from_str(&world.result(&question, crate::given::at("2010-06-01", world.last()))).unwrap();
    assert_eq!(answer["milestones"][0]["due"], json!({"start": "2010-06-14", "end": "2010-06-20", "as_written": null}));
}

#[test]
fn a_goal_gets_a_baseline_in_the_place_of_why_it_had_none() {
    let mut world = World::new();
    let goal = json!({"goal": "g", "indicator": "receiving", "baseline": {"why": "not_recorded"}});
    let set = world.record(vec![proposal("programme/KVP", "programme.goal_set", "2010-01-01", goal)]).unwrap();
    let change = Change { fields: json!({"baseline": {"value": 428}}).as_object().unwrap().clone(), effective: None };
    let again = change.clone();
    world.work(|work, edge| work.replace(set[0].id, change, why(entry_id(1), "new_information"), edge)).unwrap();
    let twice =
        world.work(|work, edge| work.replace(set[0].id, again, why(entry_id(1), "new_information"), edge)).unwrap();
    assert!(twice[0].already);
}

#[test]
fn an_intake_moved_to_who_applied_is_the_answer_to_the_application() {
    let mut world = World::new();
    let stream = |who: u8| format!("participant/{}", participant(who));
    let registered =
        |who: u8| proposal(&stream(who), "participant.registered", "2010-01-01", json!({"office": "North"}));
    let applied = proposal(&stream(1), "participant.applied", "2010-01-02", json!({"programme": "KVP"}));
    let intake = json!({"programme": "KVP", "office": "North", "target_group": "adults"});
    let intake = proposal(&stream(0), "participant.intake", "2010-01-04", intake);
    let done = world.record(vec![registered(0), registered(1), applied, intake]).unwrap();
    let to = participant(1).parse().unwrap();
    let moved = world.work(|work, edge| work.move_to(done[3].id, to, why(entry_id(1), "wrong_person"), edge)).unwrap();
    assert_eq!(moved[1].filled["enrolment"], done[2].filled["enrolment"]);
    let again = world.work(|work, edge| work.move_to(done[3].id, to, why(entry_id(1), "wrong_person"), edge)).unwrap();
    assert_eq!(bare(&again), moved);
}
