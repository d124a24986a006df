//! What a newer program wrote (H9): kept, counted, reported; a stream with an unknown correction is incomplete and says so.

use base16ct::lower::encode_string as hex;
use hovedbok_answers::questions::{
    BudgetOf, DrawOf, FiguresOf, FindingsOf, Frame, GoalsOf, MilestonesOf, ParticipantOf, PlansOf, ProgrammesOf,
    StateOf, StatementOf,
};
use hovedbok_answers::{Projections, Question, Reply};
use hovedbok_core::entry::commitment;
use hovedbok_core::proposal::Subject;
use hovedbok_core::rules::Rule;
use hovedbok_core::{Seq, StreamId, line};
use hovedbok_ledger::Kind;
use hovedbok_ledger::correct::Why;
use hovedbok_ledger::import::Taken;
use hovedbok_projection::At;
use serde_json::{Value, json};

use crate::given::{World, at, day, hint, proposal, uuid};
use crate::promise::questions;

const KARI: &str = "participant/6f9619ff-8b86-4d01-b42d-00cf4fc964ff";

/// A line as a program of another version writes it, at a position of the log and a version of its stream.
pub fn line(
    seq: u64,
    version: u64,
    stream: &str,
    type_name: &str,
    schema: u16,
    target: Option<Value>,
    body: &impl ToString,
) -> Vec<u8> {
    let (body, salt) = (body.to_string().into_bytes(), [7; 16]);
    let target = target.map(|id| format!("\"target\":{id},")).unwrap_or_default();
    let id = uuid(0xf0_0000 + u128::from(seq));
    let head = format!(
        "{{\"seq\":{seq},\"recorded\":\"2010-06-01T11:00:00.000000Z\",\"version\":{version},\"id\":\"{id}\",\"stream\":\"{stream}\",\
         \"type\":\"{type_name}\",\"schema\":{schema},\"effective\":\"2010-01-15\",\"actor\":\"newer\",{target}\
         \"body_sha256\":\"{}\"}}",
        commitment(&salt, &body)
    );
    assert_eq!(hex(&salt).len(), 32);
    line::write(head.as_bytes(), &salt, &body)
}

/// A person taken in, as this program writes it: positions 1 to 3, two of them in the person's stream.
pub fn known() -> (Vec<u8>, Vec<Value>) {
    let mut world = World::new();
    let intake = json!({"programme": "KVP", "office": "North", "target_group": "adults"});
    world
        .record(vec![
            proposal(KARI, "participant.registered", "2010-01-01", json!({"office": "North"})),
            proposal(KARI, "participant.intake", "2010-01-04", intake),
        ])
        .unwrap();
    let ids = (1..=3).map(|seq| json!(world.ledger().entry(Seq(seq)).unwrap().draft.id)).collect();
    (world.exported(Seq(3)), ids)
}

pub fn restored(bytes: &[u8]) -> World {
    let mut world = World::other();
    let lines = bytes.iter().filter(|byte| **byte == b'\n').count() as u64;
    let taken = world.with(|ledger, edge| ledger.import_jsonl("newer.jsonl", bytes, false, edge)).unwrap();
    assert_eq!(taken, Taken::Restored(lines));
    world
}

fn unknown_findings(world: &World, known_at: u64) -> Vec<(String, Vec<Seq>)> {
    let question = Question::Findings(FindingsOf { programme: None, kind: Some(Rule::UnknownType.word().to_owned()) });
    let answer = world.ledger().ask(&question, at("2010-06-01", known_at)).unwrap();
    match answer.result {
        Reply::Findings(found) => found.findings.into_iter().map(|finding| (finding.what, finding.entries)).collect(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn unknown_types_are_kept_counted_and_reported() {
    let (mut bytes, ids) = known();
    let newer = [
        line(4, 3, KARI, "participant.teleported", 1, None, &json!({"to": "Mars", "with": ["two", "bags"]})),
        line(5, 4, KARI, "participant.exited", 9, None, &json!({"enrolment": 1, "destination": {"code": "work"}})),
        line(6, 1, "plan/KVP", "plan.sung_about", 1, None, &json!({})),
        line(7, 1, "fund/KVP/2010/municipal", "fund.minted", 2, None, &json!({"amount_ore": "much"})),
        line(8, 1, "programme/KVP", "nonsense", 1, None, &json!(null)),
        line(9, 2, "programme/KVP", "programme.sold", 1, None, &json!("to the highest bidder")),
        line(10, 2, "ledger", "ledger.sealed", 1, None, &json!({})),
        line(11, 5, KARI, "entry.merged", 9, Some(ids[1].clone()), &json!({"into": "another"})),
    ];
    bytes.extend(newer.concat());
    let mut world = restored(&bytes);
    assert_eq!(world.exported(Seq(11)), bytes, "kept as they are");

    let status = world.ledger().status(world.now).unwrap();
    assert_eq!((status.unknown, status.incomplete), ((4..=11).map(Seq).collect(), vec![Seq(11)]));
    let verified = world.ledger().verify(Seq(0), &|_| {}).unwrap();
    assert_eq!((verified.unknown, verified.fault), ((4..=11).map(Seq).collect(), None));
    assert_eq!(
        unknown_findings(&world, 11),
        [
            (
                format!("{KARI} is incomplete from #11 on: a correction there cannot be read"),
                vec![Seq(4), Seq(5), Seq(11)]
            ),
            ("plan/KVP has an entry that cannot be read: it is kept and does not count".to_owned(), vec![Seq(6)]),
            (
                "fund/KVP/2010/municipal has an entry that cannot be read: it is kept and does not count".to_owned(),
                vec![Seq(7)]
            ),
            (
                "programme/KVP has 2 entries that cannot be read: they are kept and do not count".to_owned(),
                vec![Seq(8), Seq(9)]
            ),
        ]
    );
    // Before the unknown correction the stream was whole, before the first unknown entry there is nothing to say.
    assert!(
        unknown_findings(&world, 5)[0].0.ends_with("has 2 entries that cannot be read: they are kept and do not count")
    );
    assert_eq!(unknown_findings(&world, 3), []);

    // Every question is answered or says what is not there, now and then; what is known still counts.
    for known_at in 0..=11 {
        for question in questions() {
            world.result(&question, At { as_of: day("2010-06-01"), known_at: Seq(known_at) });
        }
    }
    let question = Question::State(StateOf { selection: Default::default(), by: None });
    assert_eq!(world.result(&question, at("2010-06-01", 11)), r#"{"participants":1,"ever":1,"groups":[]}"#);
    for question in questions() {
        let explained = world.ledger().explain(&question, day("2010-06-01"), Seq(3), Seq(11), None);
        if let Ok(explained) = explained {
            assert!(explained.result.rows.iter().all(|row| !row.entries.is_empty()), "{question:?}");
        }
    }
    let learnt = world.ledger().rebuild(Seq(11), &mut |_| {}).unwrap();
    assert_eq!(learnt["state"].rows, 2);

    // And the stream can be written to: what is known in it is judged.
    let exit = proposal(KARI, "participant.exited", "2010-05-31", json!({"destination": "work"}));
    world.at("2010-06-01T12:00:00Z").record(vec![exit]).unwrap();
    assert_eq!(world.result(&question, at("2010-06-01", 12)), r#"{"participants":0,"ever":1,"groups":[]}"#);
}

#[test]
fn a_replacement_of_an_unknown_type_leaves_its_stream_incomplete() {
    let (mut bytes, ids) = known();
    let body = json!({"of": "participant.teleported", "schema": 1, "body": {"to": "Mars"}, "reason": "typing"});
    bytes.extend(line(4, 3, KARI, "entry.replaced", 1, Some(ids[2].clone()), &body));
    let world = restored(&bytes);
    assert_eq!(world.ledger().status(world.now).unwrap().incomplete, [Seq(4)]);
    let words = format!("{KARI} is incomplete from #4 on: a correction there cannot be read");
    assert_eq!(unknown_findings(&world, 4), [(words, vec![Seq(4)])]);
}

#[test]
fn what_is_unknown_cannot_be_put_right_here() {
    let (mut bytes, _) = known();
    bytes.extend(line(4, 3, KARI, "participant.teleported", 1, None, &json!({})));
    let mut world = restored(&bytes);
    let id = world.ledger().entry(Seq(4)).unwrap().draft.id;
    let why = || Why { reason: "typing".parse().unwrap(), note: None, id: None };
    let error = world.work(|work, edge| work.void(id, why(), edge)).unwrap_err();
    assert_eq!(error.to_string(), "#4: the stream has no such entry");
    let other = "7f9619ff-8b86-4d01-b42d-00cf4fc964ff".parse().unwrap();
    let error = world.work(|work, edge| work.move_to(id, other, why(), edge)).unwrap_err();
    assert_eq!(error.code().word(), "not_a_persons");
    assert_eq!(world.last(), 4);
}

#[test]
fn what_is_unknown_does_not_go_through_the_rules_as_new() {
    let (mut bytes, _) = known();
    bytes.extend(line(4, 3, KARI, "participant.teleported", 1, None, &json!({})));
    let mut world = World::other();
    world.record(vec![proposal("risk/KVP", "risk.closed", "2010-01-01", json!({"number": "1"}))]).unwrap();
    let error =
        world.with(|ledger, edge| ledger.import_jsonl("newer.jsonl", bytes.as_slice(), false, edge)).unwrap_err();
    assert_eq!(
        error.to_string(),
        "newer.jsonl, line 4: 'participant.teleported' is unknown to this program, so its rules cannot be checked"
    );
    assert_eq!(
        (error.kind(), hint(&error).as_str(), world.last()),
        (Kind::Call, "use the newer program that wrote it", 2)
    );
}

#[test]
fn a_file_that_was_tampered_with_is_not_restored() {
    let (bytes, _) = known();
    let text = String::from_utf8(bytes).unwrap();
    let swapped = text.replacen("\"office\":\"North\"", "\"office\":\"South\"", 1);
    let spaced = text.replacen("{\"office\"", "{ \"office\"", 1);
    let skipped: String = text.lines().skip(1).map(|line| format!("{line}\n")).collect();
    for (file, words) in [
        (swapped, "newer.jsonl, line 2: the body is not the one that the head commits to (body_sha256)"),
        (spaced, "newer.jsonl, line 2: the body is not the one that the head commits to (body_sha256)"),
        (skipped, "newer.jsonl, line 1: the entry should be at position 1 and version 1 of its stream"),
    ] {
        let mut world = World::other();
        let error =
            world.with(|ledger, edge| ledger.import_jsonl("newer.jsonl", file.as_bytes(), false, edge)).unwrap_err();
        assert_eq!((error.to_string().as_str(), error.kind(), world.last()), (words, Kind::Call, 0));
    }
}

#[test]
fn learning_what_is_unknown_never_fails() {
    let (mut bytes, _) = known();
    bytes.extend(line(4, 1, "risk/KVP", "risk.laughed_at", 7, None, &json!([1, {"a": null}])));
    let world = restored(&bytes);
    let mut learnt = Projections::default();
    for entry in world.ledger().entries(Seq(1), Seq(4)) {
        learnt.learn(&entry.unwrap());
    }
    assert_eq!((learnt.state.rows(), learnt.programmes.rows(), learnt.programmes.position()), (2, 0, Seq(4)));
}

/// Entries of a newer program in streams of a kind that this one does not know, from position 4 on: of types unknown, of a
/// known type, and corrections of both sorts.
fn contracts(ids: &[Value]) -> Vec<u8> {
    let signed = json!(uuid(0xf0_0000 + 4));
    let voided = json!({"reason": "typing"});
    let lines = [
        line(4, 1, "contract/abc", "contract.signed", 1, None, &json!({"with": "Alfa", "pages": [1, 2]})),
        line(5, 1, r#"contract/a \"b\"/ø"#, "contract.signed", 1, None, &json!({})),
        line(6, 2, "contract/abc", "risk.closed", 1, None, &json!({"number": "1"})),
        line(7, 3, "contract/abc", "entry.voided", 1, Some(signed), &voided),
        line(8, 4, "contract/abc", "entry.voided", 1, Some(ids[1].clone()), &voided),
        line(9, 1, "ledgers/1", "ledgers.merged", 1, None, &json!(null)),
    ];
    lines.concat()
}

#[test]
fn a_stream_of_an_unknown_kind_is_kept_counted_and_reported() {
    let (mut bytes, ids) = known();
    bytes.extend(contracts(&ids));
    let mut world = restored(&bytes);
    assert_eq!(world.exported(Seq(9)), bytes, "kept as they are");
    world.reopen();
    assert_eq!(world.exported(Seq(9)), bytes, "kept as they are");

    let all: Vec<Seq> = (4..=9).map(Seq).collect();
    let status = world.ledger().status(world.now).unwrap();
    assert_eq!((status.streams, status.unknown, status.incomplete), (5, all.clone(), vec![]));
    let verified = world.ledger().verify(Seq(0), &|_| {}).unwrap();
    assert_eq!((verified.entries, verified.streams, verified.unknown, verified.fault), (9, 5, all, None));

    let contract = |rest: &str| format!("contract/… is an unknown kind of stream: {rest}");
    assert_eq!(
        unknown_findings(&world, 9),
        [
            (contract("its 5 entries are kept but do not count"), vec![Seq(4), Seq(5), Seq(6), Seq(7), Seq(8)]),
            (
                "ledgers/… is an unknown kind of stream: its one entry is kept but does not count".to_owned(),
                vec![Seq(9)]
            ),
        ]
    );
    let first = contract("its one entry is kept but does not count");
    assert_eq!(unknown_findings(&world, 4), [(first, vec![Seq(4)])]);
    assert_eq!(unknown_findings(&world, 3), []);

    // Findings aside, every answer is what it was without them, and the findings say from where they differ.
    for question in questions() {
        let (before, after) =
            (world.result(&question, at("2010-06-01", 3)), world.result(&question, at("2010-06-01", 9)));
        let of_findings = |draw: &DrawOf| draw.of == Frame::Findings;
        let reports = matches!(&question, Question::Findings(_) | Question::Statement(_))
            || matches!(&question, Question::Draw(draw) if of_findings(draw));
        // A refusal names the position that was asked about.
        assert!(reports || before == after.replace("#9", "#3"), "{question:?}: {before} {after}");
        let Ok(explained) = world.ledger().explain(&question, day("2010-06-01"), Seq(3), Seq(9), None) else {
            continue;
        };
        assert!(explained.result.rows.iter().all(|row| !row.entries.is_empty()), "{question:?}");
    }
    assert_eq!(world.ledger().rebuild(Seq(9), &mut |_| {}).unwrap()["state"].rows, 2);

    // The rest of the ledger can be written to.
    let exit = proposal(KARI, "participant.exited", "2010-05-31", json!({"destination": "work"}));
    world.at("2010-06-01T12:00:00Z").record(vec![exit]).unwrap();
    assert_eq!(world.last(), 10);
}

#[test]
fn a_stream_of_an_unknown_kind_cannot_be_written_to() {
    let (mut bytes, ids) = known();
    bytes.extend(contracts(&ids));
    let mut world = restored(&bytes);
    let why = || Why { reason: "typing".parse().unwrap(), note: None, id: None };
    for seq in 4..=9 {
        let id = world.ledger().entry(Seq(seq)).unwrap().draft.id;
        let error = world.work(|work, edge| work.void(id, why(), edge)).unwrap_err();
        assert_eq!(error.to_string(), format!("#{seq}: the stream has no such entry"));
        let other = "7f9619ff-8b86-4d01-b42d-00cf4fc964ff".parse().unwrap();
        let error = world.work(|work, edge| work.move_to(id, other, why(), edge)).unwrap_err();
        assert_eq!(error.code().word(), "not_a_persons");
    }
    let mut asked = proposal("risk/KVP", "risk.closed", "2010-05-31", json!({"number": "1"}));
    asked.subject = Subject::Stream(StreamId::Other("contract/abc".into()));
    let error = world.record(vec![asked]).unwrap_err();
    assert_eq!((error.code().word(), world.last()), ("wrong_stream", 9));
}

#[test]
fn a_stream_of_an_unknown_kind_does_not_go_through_the_rules_as_new() {
    let (start, ids) = known();
    let mut world = World::other();
    world.record(vec![proposal("risk/KVP", "risk.closed", "2010-01-01", json!({"number": "1"}))]).unwrap();
    let contracts = contracts(&ids);
    let lines: Vec<&[u8]> = contracts.split_inclusive(|byte| *byte == b'\n').collect();
    for (place, name) in [(0, "contract.signed"), (2, "contract/abc"), (3, "contract/abc"), (5, "ledgers.merged")] {
        let bytes = [&start, lines[place]].concat();
        let error =
            world.with(|ledger, edge| ledger.import_jsonl("newer.jsonl", bytes.as_slice(), false, edge)).unwrap_err();
        assert_eq!(
            error.to_string(),
            format!("newer.jsonl, line 4: '{name}' is unknown to this program, so its rules cannot be checked")
        );
        assert_eq!(
            (error.kind(), hint(&error).as_str(), world.last()),
            (Kind::Call, "use the newer program that wrote it", 2)
        );
    }
}

#[test]
fn a_known_kind_of_stream_with_another_rest_is_not_restored() {
    let (mut bytes, _) = known();
    bytes.extend(line(4, 1, "fund/KVP", "fund.minted", 1, None, &json!({})));
    let mut world = World::other();
    let error =
        world.with(|ledger, edge| ledger.import_jsonl("newer.jsonl", bytes.as_slice(), false, edge)).unwrap_err();
    let words = "newer.jsonl, line 4: the head cannot be read: 'fund/KVP' is not a stream";
    assert!(error.to_string().starts_with(words), "{error}");
    assert_eq!(world.last(), 0);
}

/// Entries of a newer program in every kind of stream, from position 4 on: two corrections, and facts of unknown types and
/// versions.
fn everywhere(ids: &[Value]) -> Vec<u8> {
    let replaced = json!({"of": "participant.teleported", "schema": 1, "body": {}, "reason": "typing"});
    [
        line(4, 3, KARI, "entry.voided", 7, Some(ids[1].clone()), &json!({"reason": {"code": 1}})),
        line(5, 1, "plan/KVP.steps", "plan.sung_about", 1, None, &json!({})),
        line(6, 1, "fund/TIO/2010/municipal", "fund.appropriated", 2, None, &json!({"amount": "much"})),
        line(7, 1, "programme/KVP", "programme.sold", 1, None, &json!({})),
        line(8, 1, "risk/TIO", "risk.laughed_at", 1, None, &json!({})),
        line(9, 1, "figure/TIO", "figure.guessed", 1, None, &json!({})),
        line(10, 1, "participant/7f9619ff-8b86-4d01-b42d-00cf4fc964ff", "participant.seen", 1, None, &json!({})),
        line(11, 4, KARI, "entry.replaced", 1, Some(ids[2].clone()), &replaced),
        line(12, 1, "contract/abc", "contract.signed", 1, None, &json!({})),
        line(13, 2, "ledger", "ledger.sealed", 1, None, &json!({})),
    ]
    .concat()
}

fn incomplete(world: &World, question: &Question, known_at: u64) -> Vec<String> {
    // A programme that nothing names yet is refused, and rests on nothing.
    let answer = match world.ledger().ask(question, at("2010-06-01", known_at)) {
        Ok(answer) => answer,
        Err(error) if error.code().word() == "nothing" => return Vec::new(),
        Err(error) => panic!("{error}"),
    };
    let named: Vec<String> = answer.incomplete.iter().map(ToString::to_string).collect();
    let json = serde_json::to_value(&answer).unwrap();
    let shown = json.get("incomplete").map(|streams| serde_json::from_value::<Vec<String>>(streams.clone()).unwrap());
    assert_eq!(shown, (!named.is_empty()).then(|| named.clone()), "absent when empty");
    assert!(json["result"].get("incomplete").is_none(), "it stands in the envelope");
    named
}

#[test]
fn an_answer_says_which_streams_it_rests_on_are_incomplete() {
    let (mut bytes, ids) = known();
    bytes.extend(everywhere(&ids));
    let world = restored(&bytes);
    let other = "participant/7f9619ff-8b86-4d01-b42d-00cf4fc964ff";
    let name = |name: &str| Some(name.parse().unwrap());
    let selection = |programme: &str| hovedbok_state::Selection { programme: name(programme), ..Default::default() };
    let budget = |programme| {
        Question::Budget(BudgetOf {
            filter: hovedbok_budgets::Filter { programme, ..Default::default() },
            by: hovedbok_budgets::By::Line,
        })
    };
    let person =
        |stream: &str| Question::Participant(ParticipantOf { id: stream["participant/".len()..].parse().unwrap() });
    let (plan, fund, kvp, risk, figure) =
        ("plan/KVP.steps", "fund/TIO/2010/municipal", "programme/KVP", "risk/TIO", "figure/TIO");
    for (question, wanted) in [
        (Question::State(StateOf { selection: Default::default(), by: None }), vec![KARI, other, kvp]),
        // Of somebody of whom no entry names a programme it cannot be known.
        (Question::State(StateOf { selection: selection("KVP"), by: None }), vec![KARI, other, kvp]),
        (Question::State(StateOf { selection: selection("TIO"), by: None }), vec![other]),
        (person(KARI), vec![KARI, kvp]),
        (Question::Plans(PlansOf {}), vec![kvp, plan]),
        (Question::Milestones(MilestonesOf { plan: "KVP".parse().unwrap() }), vec![]),
        (budget(None), vec![fund, kvp]),
        (budget(name("KVP")), vec![kvp]),
        (budget(name("TIO")), vec![fund]),
        (Question::Programmes(ProgrammesOf { municipality: None }), vec![kvp, risk]),
        (Question::Goals(GoalsOf { programme: name("TIO") }), vec![other]),
        (Question::Figures(FiguresOf { programme: name("TIO") }), vec![other, figure]),
        (
            Question::Findings(FindingsOf { programme: None, kind: None }),
            vec![KARI, other, fund, kvp, risk, figure, plan],
        ),
        (Question::Statement(StatementOf { programme: None }), vec![KARI, other, fund, kvp, risk, figure, plan]),
    ] {
        if let Question::Milestones(MilestonesOf { plan: _ }) = question {
            assert!(world.ledger().ask(&question, at("2010-06-01", 13)).is_err(), "nothing known stands in it");
            continue;
        }
        let mut wanted: Vec<String> = wanted.into_iter().map(str::to_owned).collect();
        let mut found = incomplete(&world, &question, 13);
        wanted.sort();
        found.sort();
        assert_eq!(found, wanted, "{question:?}");
        // At each state of knowledge those that it knows, and before the first none.
        assert_eq!(incomplete(&world, &question, 3), Vec::<String>::new(), "{question:?}");
        let mut before = 0;
        for known_at in 3..=13 {
            let count = incomplete(&world, &question, known_at).len();
            assert!(count >= before, "{question:?} at {known_at}");
            before = count;
        }
        let explained = world.ledger().explain(&question, day("2010-06-01"), Seq(3), Seq(13), None).unwrap();
        let mut named: Vec<String> = explained.incomplete.iter().map(ToString::to_string).collect();
        named.sort();
        assert_eq!(named, wanted, "explain: {question:?}");
    }
}

#[test]
fn a_person_is_incomplete_with_everybody_merged_with_them() {
    let (bytes, _) = known();
    let mut world = restored(&bytes);
    let ola = "participant/7f9619ff-8b86-4d01-b42d-00cf4fc964ff";
    let into = json!({"into": &KARI["participant/".len()..]});
    world
        .record(vec![
            proposal(ola, "participant.registered", "2010-01-01", json!({"office": "North"})),
            proposal(ola, "participant.merged", "2010-02-01", into),
        ])
        .unwrap();
    let last = world.last();
    let mut bytes = world.exported(Seq(last));
    bytes.extend(line(last + 1, 3, ola, "participant.teleported", 1, None, &json!({})));
    let world = restored(&bytes);
    let question = Question::Participant(ParticipantOf { id: KARI["participant/".len()..].parse().unwrap() });
    assert_eq!(incomplete(&world, &question, last + 1), [ola]);
    assert_eq!(incomplete(&world, &question, last), Vec::<String>::new());
}

#[test]
fn a_merged_person_is_incomplete_in_the_programmes_of_the_one_who_stays() {
    let (bytes, _) = known();
    let mut world = restored(&bytes);
    let ola = "participant/7f9619ff-8b86-4d01-b42d-00cf4fc964ff";
    let into = json!({"into": &KARI["participant/".len()..]});
    world
        .record(vec![
            proposal(ola, "participant.registered", "2010-01-01", json!({"office": "North"})),
            proposal(ola, "participant.merged", "2010-02-01", into),
            proposal("fund/TIO/2010/municipal", "fund.appropriated", "2010-01-01", json!({"amount_ore": 100})),
        ])
        .unwrap();
    let last = world.last();
    let asked = |programme: &str| {
        let selection = hovedbok_state::Selection { programme: Some(programme.parse().unwrap()), ..Default::default() };
        Question::State(StateOf { selection, by: None })
    };
    // An entry unknown here in either stream bears on the programme that either names, and on no other.
    for (stream, version) in [(ola, 3), (KARI, 4)] {
        let mut bytes = world.exported(Seq(last));
        bytes.extend(line(last + 1, version, stream, "participant.teleported", 1, None, &json!({})));
        let world = restored(&bytes);
        assert_eq!(incomplete(&world, &asked("KVP"), last + 1), [stream]);
        assert_eq!(incomplete(&world, &asked("TIO"), last + 1), Vec::<String>::new(), "{stream}");
    }
}
