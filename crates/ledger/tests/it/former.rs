//! What an older program wrote (H8): its bytes, leaves and proofs stay, it is read in the fields of today, and what is recorded
//! about it is written in the version of today.

use hovedbok_answers::Question;
use hovedbok_answers::questions::ParticipantOf;
use hovedbok_core::entries::ParticipantEntry;
use hovedbok_core::entries::codes::Ground;
use hovedbok_core::{Fact, PersonEntry, Seq};
use hovedbok_ledger::correct::{Change, Why};
use hovedbok_ledger::{Kind, ViewsChecked};
use serde_json::{Map, Value, json};

use crate::given::{World, at, entry_id, proposal, uuid};
use crate::unknown::{known, line, restored};

const KARI: &str = "participant/6f9619ff-8b86-4d01-b42d-00cf4fc964ff";
const NAMED: &str = "Social Services Act 2009, section 29";

/// The enrolment that is known.
fn enrolment(world: &World) -> Value {
    let entry = world.ledger().entry(Seq(3)).unwrap();
    let fields: Map<String, Value> = serde_json::from_slice(&entry.draft.body.to_json()).unwrap();
    fields["enrolment"].clone()
}

/// A ledger of an older program: a person, a decision of version 1, and a correction of it.
fn older() -> (Vec<u8>, World) {
    let (mut bytes, _) = known();
    let enrolment = enrolment(&restored(&bytes));
    let first = json!(uuid(0xf0_0000 + 4));
    bytes.extend(line_of(
        4,
        3,
        "participant.decided",
        None,
        &format!(r#"{{"enrolment":{enrolment},"decision":"extend","legal_basis":"{NAMED}"}}"#),
    ));
    bytes.extend(line_of(
        5,
        4,
        "participant.decided",
        None,
        &format!(r#"{{"enrolment":{enrolment},"decision":"reduce","legal_basis":"{NAMED}, second paragraph"}}"#),
    ));
    bytes.extend(line_of(6, 5, "entry.replaced", Some(first), &format!(
        r#"{{"of":"participant.decided","schema":1,"body":{{"enrolment":{enrolment},"decision":"extend","legal_basis":"§ 30"}},"reason":"typing"}}"#
    )));
    let world = restored(&bytes);
    (bytes, world)
}

fn line_of(seq: u64, version: u64, type_name: &str, target: Option<Value>, body: &str) -> Vec<u8> {
    line(seq, version, KARI, type_name, 1, target, &body)
}

fn grounds(world: &World, seq: u64) -> (Vec<&'static str>, Option<String>) {
    let entry = world.ledger().entry(Seq(seq)).unwrap();
    match entry.draft.body.fact() {
        Some(Fact::Person(PersonEntry::Participant(ParticipantEntry::Decided(decided)))) => {
            let words = decided.grounds.iter().copied().map(Ground::word).collect();
            (words, decided.grounds_text.as_ref().map(|text| text.as_str().to_owned()))
        }
        other => panic!("{other:?}"),
    }
}

/// The version and the body of an entry as they are stored.
fn stored(world: &World, seq: u64) -> (u64, Value) {
    let stored = world.ledger().stored_entry(Seq(seq)).unwrap();
    let head: Value = serde_json::from_slice(&stored.head).unwrap();
    (head["schema"].as_u64().unwrap(), serde_json::from_slice(&stored.body).unwrap())
}

fn why() -> Why {
    Why { reason: "typing".parse().unwrap(), note: None, id: None }
}

fn fields(value: &Value) -> Change {
    Change { fields: value.as_object().unwrap().clone(), effective: None }
}

#[test]
fn entries_of_a_former_version_keep_their_bytes_and_are_read_in_the_fields_of_today() {
    let (bytes, mut world) = older();
    let root = world.ledger().status(world.now).unwrap().root;
    assert_eq!(world.exported(Seq(6)), bytes, "what was written");
    world.reopen();
    assert_eq!(world.exported(Seq(6)), bytes, "what was written");
    let status = world.ledger().status(world.now).unwrap();
    assert_eq!((status.root, status.unknown), (root, vec![]));
    let verified = world.ledger().verify(Seq(0), &|_| {}).unwrap();
    assert_eq!((verified.entries, verified.unknown, verified.fault), (6, vec![], None));

    assert_eq!(grounds(&world, 4), (vec!["social_services_2009_29"], None));
    let second = format!("{NAMED}, second paragraph");
    assert_eq!(grounds(&world, 5), (vec!["social_services_2009_29"], Some(second.clone())));
    assert_eq!(grounds(&world, 6), (vec!["other"], Some("§ 30".to_owned())));
    assert_eq!(stored(&world, 4).0, 1);

    let question = Question::Participant(ParticipantOf { id: KARI["participant/".len()..].parse().unwrap() });
    let answer = world.result(&question, at("2010-06-01", 6));
    let said = format!("decision reduce, grounds social_services_2009_29, grounds text {second}");
    assert!(answer.contains(&said), "{answer}");
    assert!(answer.contains("decision extend, grounds other, grounds text § 30"), "{answer}");
    let answer = world.result(&question, at("2010-06-01", 4));
    assert!(answer.contains("decision extend, grounds social_services_2009_29\""), "{answer}");
    assert_eq!(world.ledger().check_views(&mut |_| {}).unwrap(), ViewsChecked::Same { position: Seq(6) });
}

#[test]
fn what_corrects_an_entry_of_a_former_version_is_written_in_the_version_of_today() {
    let (bytes, mut world) = older();
    world.at("2010-06-01T12:00:00Z");
    let id = |world: &World, seq: u64| world.ledger().entry(Seq(seq)).unwrap().draft.id;
    let target = id(&world, 5);
    let change = fields(&json!({"decision": "stop"}));
    world.work(|work, edge| work.replace(target, change, why(), edge)).unwrap();
    let (_, body) = stored(&world, 7);
    assert_eq!((&body["schema"], &body["body"]["grounds"]), (&json!(2), &json!(["social_services_2009_29"])));
    assert_eq!(body["body"]["grounds_text"], format!("{NAMED}, second paragraph"));

    // A correction in the fields of the former version says all that has taken their place.
    let target = id(&world, 7);
    let change = fields(&json!({"legal_basis": "Social Services Act 2009, section 36"}));
    world.work(|work, edge| work.replace(target, change, why(), edge)).unwrap();
    let (_, body) = stored(&world, 8);
    let wanted = json!({"enrolment": enrolment(&world), "decision": "stop", "grounds": ["social_services_2009_36"]});
    assert_eq!((&body["schema"], &body["body"]), (&json!(2), &wanted));

    // In both at once nobody knows what is meant.
    let target = id(&world, 8);
    let change = fields(&json!({"legal_basis": "x", "grounds": ["other"]}));
    let error = world.work(|work, edge| work.replace(target, change, why(), edge)).unwrap_err();
    assert_eq!(error.kind(), Kind::Call);
    assert!(error.to_string().contains("unknown field `legal_basis`"), "{error}");

    // A voiding of the replacement that an older program wrote brings back what it had replaced.
    let target = id(&world, 6);
    world.work(|work, edge| work.void(target, why(), edge)).unwrap();
    let question = Question::Participant(ParticipantOf { id: KARI["participant/".len()..].parse().unwrap() });
    let answer = world.result(&question, at("2010-06-01", world.last()));
    assert!(answer.contains("decision extend, grounds social_services_2009_29\""), "{answer}");
    assert!(world.exported(Seq(world.last())).starts_with(&bytes), "nothing before was changed");
    let copy = restored(&world.exported(Seq(world.last())));
    assert_eq!(copy.exported(Seq(copy.last())), world.exported(Seq(world.last())));
}

#[test]
fn what_is_recorded_in_the_fields_of_a_former_version_is_written_in_the_version_of_today() {
    let (bytes, _) = known();
    let mut world = restored(&bytes);
    world.at("2010-06-01T12:00:00Z");
    let mut record = |number: u128, fields: Value| {
        let asked = proposal(KARI, "participant.decided", "2010-02-01", fields);
        let asked = hovedbok_core::proposal::Proposal { id: Some(entry_id(number)), ..asked };
        world.record(vec![asked]).map(|recorded| recorded[0].seq)
    };
    let former = json!({"decision": "extend", "legal_basis": NAMED});
    let seq = record(1, former.clone()).unwrap();
    // The same again, in either version, is the same entry.
    assert_eq!(record(1, former).unwrap(), seq);
    let newest = json!({"decision": "extend", "grounds": ["social_services_2009_29"]});
    assert_eq!(record(1, newest).unwrap(), seq);
    for wrong in [json!([]), json!(["section 29"])] {
        let error = record(2, json!({"decision": "extend", "grounds": wrong})).unwrap_err();
        assert_eq!(error.kind(), Kind::Call, "{error}");
    }
    assert_eq!(stored(&world, seq.0).0, 2);
}

#[test]
fn entries_of_a_former_version_are_recorded_again_elsewhere_in_the_version_of_today() {
    let (bytes, _) = older();
    let mut world = World::other();
    world.record(vec![proposal("risk/KVP", "risk.closed", "2010-01-01", json!({"number": "1"}))]).unwrap();
    let mut again =
        |bytes: &[u8]| world.with(|ledger, edge| ledger.import_jsonl("older.jsonl", bytes, false, edge)).unwrap();
    again(&bytes);
    // And once more: everything is recorded already.
    again(&bytes);
    let last = world.last();
    let versions: Vec<Value> = (3..=last)
        .map(|seq| stored(&world, seq))
        .map(|(schema, body)| body.get("schema").cloned().unwrap_or_else(|| schema.into()))
        .collect();
    assert_eq!(versions, [1, 1, 2, 2, 2].map(Value::from));
    assert_eq!(world.ledger().verify(Seq(0), &|_| {}).unwrap().fault, None);
}

#[test]
fn a_version_that_only_a_newer_program_knows_is_kept_and_reported() {
    let (mut bytes, _) = known();
    let enrolment = enrolment(&restored(&bytes));
    let body = json!({"enrolment": enrolment, "decision": "extend", "grounds": [{"act": "NAV", "section": 29}]});
    bytes.extend(line(4, 3, KARI, "participant.decided", 3, None, &body));
    let replaced = json!({"of": "participant.decided", "schema": 3, "body": body, "reason": "typing"});
    bytes.extend(line(5, 4, KARI, "entry.replaced", 1, Some(json!(uuid(0xf0_0000 + 4))), &replaced));
    let world = restored(&bytes);
    assert_eq!(world.exported(Seq(5)), bytes, "kept as they are");
    let status = world.ledger().status(world.now).unwrap();
    assert_eq!((status.unknown, status.incomplete), (vec![Seq(4), Seq(5)], vec![Seq(5)]));
    let question = Question::Participant(ParticipantOf { id: KARI["participant/".len()..].parse().unwrap() });
    let answer = world.ledger().ask(&question, at("2010-06-01", 5)).unwrap();
    assert_eq!(answer.incomplete.iter().map(ToString::to_string).collect::<Vec<_>>(), [KARI]);
}
