//! What a new entry must know of the whole log: learnt as it grows, kept beside it, and learnt again where the file is not
//! what it was.

use std::fs;
use std::path::Path;

use hovedbok_answers::Question;
use hovedbok_answers::questions::StatementOf;
use hovedbok_core::entries::names::NameKind;
use hovedbok_core::{ParticipantId, Seq};
use hovedbok_tree::Hash;
use proptest::prelude::*;
use serde_json::json;

use crate::checkpoints::key;
use crate::given::{World, at, cases, entry_id, period, proposal, uuid};

const FILE: &str = "index.json";

fn person(number: u128) -> String {
    format!("participant/{}", uuid(number))
}

/// Registered at an office, and placed with a provider.
fn registered(world: &mut World, number: u128, office: &str) {
    let fields = json!({ "office": office });
    world.record(vec![proposal(&person(number), "participant.registered", "2010-01-04", fields)]).unwrap();
}

fn some_entries() -> World {
    let mut world = World::new();
    registered(&mut world, 1, "Nord");
    registered(&mut world, 2, "Sør");
    registered(&mut world, 3, "Nord");
    let into = json!({ "into": ParticipantId(uuid(1)) });
    world.record(vec![proposal(&person(2), "participant.merged", "2010-02-01", into)]).unwrap();
    world
}

/// What is known now, learnt from the log alone.
fn from_the_log(world: &mut World) -> hovedbok_ledger::Index {
    world.while_closed(|dir| fs::remove_file(dir.join(FILE)).unwrap());
    (*world.ledger().index().unwrap()).clone()
}

#[test]
fn names_are_known_with_the_position_of_their_first_use() {
    let world = some_entries();
    let index = world.ledger().index().unwrap();
    let names = index.names();
    assert_eq!(names.of(NameKind::Office).collect::<Vec<_>>(), ["Nord", "Sør"]);
    assert!(!names.knows(NameKind::Office, "So\u{308}r") && names.knows(NameKind::Office, " Sør\u{200b}"));
    let group = |number| index.group(ParticipantId(uuid(number))).len();
    assert_eq!([group(1), group(2), group(3)], [2, 2, 1]);
    assert_eq!(names.respell(NameKind::Office, "Sør\u{ad}").as_deref(), Some("Sør"));
    assert_eq!(names.respell(NameKind::Office, "Sør"), None);
    assert_eq!(names.respell(NameKind::Part, "year=2016;office=\u{feff}Sør").as_deref(), Some("year=2016;office=Sør"));
    assert_eq!(names.several().count(), 0);
}

#[test]
fn the_file_is_what_the_log_says() {
    let mut world = some_entries();
    world.while_closed(|dir| assert!(dir.join(FILE).is_file()));
    let kept = (*world.ledger().index().unwrap()).clone();
    assert_eq!(kept, from_the_log(&mut world));
    // What follows is added to it.
    registered(&mut world, 4, "Øst");
    world.reopen();
    let kept = (*world.ledger().index().unwrap()).clone();
    assert_eq!(kept.names().of(NameKind::Office).collect::<Vec<_>>(), ["Nord", "Sør", "Øst"]);
    assert_eq!(kept, from_the_log(&mut world));
}

/// The bytes of a changed file.
type Changed<'a> = &'a dyn Fn(&Path) -> Vec<u8>;

#[test]
fn a_file_that_is_not_of_this_log_is_learnt_again() {
    let mut world = some_entries();
    let right = (*world.ledger().index().unwrap()).clone();
    let text = |dir: &Path| fs::read_to_string(dir.join(FILE)).unwrap();
    let changes: [(&str, Changed); 7] = [
        ("another name", &|dir| text(dir).replace("Nord", "Vest").into_bytes()),
        ("another version", &|dir| text(dir).replace("\"version\":1", "\"version\":9").into_bytes()),
        ("another position", &|dir| text(dir).replace("\"position\":6", "\"position\":5").into_bytes()),
        ("half of it", &|dir| text(dir).into_bytes()[..100].to_vec()),
        ("no line", &|dir| text(dir).replace('\n', "").into_bytes()),
        ("nothing", &|_| Vec::new()),
        ("no text", &|_| vec![0xff; 200]),
    ];
    for (what, changed) in changes {
        world.while_closed(|dir| {
            let bytes = changed(dir);
            assert_ne!(bytes, fs::read(dir.join(FILE)).unwrap(), "{what}");
            fs::write(dir.join(FILE), bytes).unwrap();
        });
        assert_eq!(*world.ledger().index().unwrap(), right, "{what}");
    }
    // That of another ledger with as many entries.
    let mut other = World::other();
    for number in 11..16 {
        registered(&mut other, number, "Vest");
    }
    let _ = other.ledger().index().unwrap();
    let mut foreign = Vec::new();
    other.while_closed(|dir| foreign = fs::read(dir.join(FILE)).unwrap());
    world.while_closed(|dir| fs::write(dir.join(FILE), &foreign).unwrap());
    assert_eq!(*world.ledger().index().unwrap(), right);
    assert_eq!(other.last(), world.last());
}

#[test]
fn a_file_that_cannot_be_written_is_no_reason_to_fail() {
    let mut world = some_entries();
    world.while_closed(|dir| {
        fs::remove_file(dir.join(FILE)).unwrap();
        fs::create_dir(dir.join(FILE)).unwrap();
    });
    registered(&mut world, 4, "Øst");
    world.reopen();
    assert!(world.ledger().index().unwrap().names().knows(NameKind::Office, "Øst"));
    assert!(world.path().join(FILE).is_dir());
}

#[test]
fn what_was_written_past_the_rules_is_known_too() {
    let mut world = World::new();
    let drafts = [("Nord\u{200b}", 1), ("Nord", 2), ("Nord", 3)].map(|(office, number)| {
        let fields = json!({ "office": office });
        let draft = hovedbok_core::Draft {
            id: entry_id(number),
            stream: person(number).parse().unwrap(),
            effective: period("2009-01-05"),
            actor: "archive".parse().unwrap(),
            on_behalf_of: None,
            source: None,
            target: None,
            migrated: Some(hovedbok_core::entry::Migrated {
                batch: "old".into(),
                written: crate::given::instant("2010-06-01T10:00:00Z"),
            }),
            body: hovedbok_core::Body::from_json("participant.registered", 1, fields.to_string().as_bytes()).unwrap(),
        };
        (crate::given::instant("2009-02-01T10:00:00Z"), draft)
    });
    world.migrate(drafts.to_vec()).unwrap();
    let index = world.ledger().index().unwrap();
    let several: Vec<_> = index.names().several().collect();
    let [(kind, [first, other])] = several.as_slice() else { panic!("{several:?}") };
    assert_eq!((*kind, &*first.text, first.uses.as_slice()), (NameKind::Unit, "Nord\u{200b}", [Seq(1)].as_slice()));
    assert_eq!((&*other.text, other.uses.as_slice()), ("Nord", [Seq(2), Seq(3)].as_slice()));
}

proptest! {
    #![proptest_config(cases(16))]
    #[test]
    fn however_it_was_closed_and_opened_the_same_is_known(
        steps in prop::collection::vec((1..9_u128, "(Nord|Sør|So\u{308}r|Øst\u{200b}|Øst)", any::<bool>(), any::<bool>()), 1..12)
    ) {
        let mut world = World::new();
        for (number, office, reopened, merges) in steps {
            let into = (number + 1) % 9;
            let proposed = if merges {
                let into = json!({ "into": ParticipantId(uuid(into)) });
                proposal(&person(number), "participant.merged", "2010-02-01", into)
            } else {
                proposal(&person(number), "participant.registered", "2010-01-04", json!({ "office": office }))
            };
            let _ = world.record(vec![proposed]);
            if reopened {
                world.reopen();
            }
        }
        let kept = (*world.ledger().index().unwrap()).clone();
        world.reopen();
        prop_assert_eq!(&*world.ledger().index().unwrap(), &kept);
        if world.last() > 0 {
            prop_assert_eq!(from_the_log(&mut world), kept);
        }
    }
}

/// Puts one text for another into the file, with its hash made right.
fn forge(dir: &Path, from: &str, to: &str) {
    let text = fs::read_to_string(dir.join(FILE)).unwrap();
    let (head, content) = text.split_once('\n').unwrap();
    assert!(content.contains(from), "{content}");
    let forged = content.replace(from, to);
    let hash = |content: &str| Hash::of(content.as_bytes()).to_string();
    fs::write(dir.join(FILE), format!("{}\n{forged}", head.replace(&hash(content), &hash(&forged)))).unwrap();
}

#[test]
fn what_is_signed_or_checked_or_rebuilt_rests_on_no_file_beside_the_log() {
    let mut world = crate::checkpoints::funded();
    let question = Question::Statement(StatementOf { programme: None });
    let then = at("2010-06-01", world.last());
    let genuine = world.ledger().ask_log(&question, then, &mut |_| {}).unwrap();
    let signed = world.ledger().sign_answer(&question, &genuine, "tests", &key()).unwrap();
    let right = (*world.ledger().index().unwrap()).clone();
    let known = "{\"text\":\"KVP\"";
    let invented = "{\"text\":\"KVP\u{ad}\",\"uses\":[1]},{\"text\":\"KVP\"";
    let forged = |world: &mut World| world.while_closed(|dir| forge(dir, known, invented));
    forged(&mut world);
    assert_ne!(world.ledger().ask(&question, then).unwrap(), genuine, "the file is believed where nothing is signed");
    assert_eq!(world.ledger().ask_log(&question, then, &mut |_| {}).unwrap(), genuine);
    forged(&mut world);
    world.ledger().check_signed(&signed.signed, &[key().verifier().clone()], "tests", &mut |_| {}).unwrap();
    forged(&mut world);
    world.ledger().rebuild(Seq(world.last()), &mut |_| {}).unwrap();
    // And the file is right from then on.
    world.reopen();
    assert_eq!(*world.ledger().index().unwrap(), right);
}
