//! A store that somebody changed, with every checksum made right: whatever reads the altered entry says so, and nothing is
//! answered, exported, signed or proved with it. The log's own tests try more ways; here everything that reads is tried.

use std::fs;
use std::path::Path;

use hovedbok_answers::Question;
use hovedbok_answers::questions::{BudgetOf, FindingsOf, PlansOf, StateOf, StatementOf};
use hovedbok_core::Seq;
use hovedbok_core::entry::Parked;
use hovedbok_ledger::archive::Archiving;
use hovedbok_ledger::correct::Why;
use hovedbok_ledger::files::{self, Existing};
use hovedbok_ledger::signed::Signed;
use hovedbok_ledger::{Kind, Ledger, LedgerError, Operator, Outside, ParkedEntry, RebuildState, View, Work};
use hovedbok_log::{Log, Who};
use hovedbok_tree::{SignedCheckpoint, SigningKey};
use serde_json::json;
use tempfile::TempDir;

use crate::checkpoints::{funded, impostor, key};
use crate::forge::{ORDINARY, Part, Store};
use crate::given::{World, at, proposal};
use crate::promise::questions;

const LAST: &str = "last.checkpoint";

/// Puts everything that was recorded into sealed blocks.
fn seal(dir: &Path) {
    let log = Log::open(dir, &Who { program: "tests".to_owned(), since: 0 }).unwrap();
    drop(log.stage(0, true).unwrap());
    log.close().unwrap();
}

/// A sealed ledger, and how it is stored.
fn sealed(mut world: World) -> (World, Store) {
    let store = world.while_closed(|dir| {
        seal(dir);
        Store::read(dir)
    });
    assert!(store.tail.is_empty() && !store.blocks.is_empty());
    (world, store)
}

/// A copy of the ledger in which this was done to the store; none when it does not open.
fn changed(world: &mut World, store: &Store, change: impl FnOnce(&mut Store)) -> Option<(TempDir, Ledger)> {
    let room = TempDir::new().unwrap();
    let dir = room.path().join("ledger");
    world.while_closed(|from| copy(from, &dir));
    let mut other = store.clone();
    change(&mut other);
    other.write_over(store, &dir);
    let ledger = Ledger::open(&dir, world.now).ok()?;
    Some((room, ledger))
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir(to).unwrap();
    for item in fs::read_dir(from).unwrap().map(Result::unwrap) {
        let target = to.join(item.file_name());
        if item.path().is_dir() {
            copy(&item.path(), &target);
        } else {
            fs::copy(item.path(), &target).unwrap();
        }
    }
}

/// Changes the entry at a position, and makes fit what is asked for, as [`Store::fit`] does.
fn altered(store: &mut Store, seq: u64, level: u8, alter: impl FnOnce(&mut Part)) {
    let block = store.blocks.iter().rposition(|block| block.first <= seq).unwrap();
    let place = usize::try_from(seq - store.blocks[block].first).unwrap();
    alter(&mut store.blocks[block].parts[place]);
    store.fit(block, level);
}

/// In the text of its head.
fn in_head(part: &mut Part, from: &str, to: &str) {
    let text = String::from_utf8(part.text.clone()).unwrap();
    assert!(text.contains(from), "{text}");
    part.text = text.replace(from, to).into_bytes();
}

fn statement() -> Question {
    Question::Statement(StatementOf { programme: None })
}

/// A name, and something that is done to an entry.
type Way = (&'static str, fn(&mut Part));

/// A name, and something that reads the log.
type Reader<'a> = (&'a str, Box<dyn Fn(&Ledger) -> Result<(), LedgerError> + 'a>);

/// Everything that reads the entry at a position, one of `last` entries.
fn readers<'a>(
    seq: u64,
    last: u64,
    signed: &'a Signed,
    now: hovedbok_core::Instant,
    room: &'a Path,
) -> Vec<Reader<'a>> {
    let then = move || at("2010-06-01", last);
    let asked = move |question: Question| move |ledger: &Ledger| ledger.ask(&question, then()).map(drop);
    let checkpoint = || SignedCheckpoint::parse(&signed.signed.binding().checkpoint).unwrap();
    vec![
        ("statement", Box::new(asked(statement()))),
        ("findings", Box::new(asked(Question::Findings(FindingsOf { programme: None, kind: None })))),
        ("log", Box::new(move |ledger| ledger.stored(Seq(1), Seq(last)).try_for_each(|stored| stored.map(drop)))),
        (
            "log from there",
            Box::new(move |ledger| ledger.entries(Seq(seq), Seq(last)).try_for_each(|entry| entry.map(drop))),
        ),
        ("log show", Box::new(move |ledger| ledger.stored_entry(Seq(seq)).map(drop))),
        ("fate", Box::new(move |ledger| ledger.correction_status(Seq(seq)).map(drop))),
        (
            "fate of another",
            Box::new(move |ledger| ledger.correction_status(Seq(if seq == 1 { 2 } else { 1 })).map(drop)),
        ),
        ("an id that nobody has", Box::new(|ledger| ledger.find("a11ce000-0000-4000-8000-000000000001").map(drop))),
        ("export", Box::new(move |ledger| ledger.export_jsonl(&mut Vec::new(), Seq(last)).map(drop))),
        ("rebuild", Box::new(move |ledger| ledger.rebuild(Seq(last), &mut |_| {}).map(drop))),
        ("status", Box::new(move |ledger| ledger.status(now).map(drop))),
        ("key list", Box::new(|ledger| ledger.rotations().map(drop))),
        ("checkpoint", Box::new(|ledger| ledger.checkpoint(&key()).map(drop))),
        ("prove", Box::new(move |ledger| ledger.prove(Seq(seq), &checkpoint()).map(drop))),
        (
            "statement check",
            Box::new(|ledger| {
                let keys = [key().verifier().clone()];
                ledger.check_signed(&signed.signed, &keys, "tests", &mut |_| {}).map(drop)
            }),
        ),
        (
            "archive",
            Box::new(move |ledger| {
                let dir = TempDir::new_in(room).unwrap();
                let how = Archiving { key: None, check: false };
                ledger.archive(&dir.path().join("archive"), how, now, &mut |_| {}).map(drop)
            }),
        ),
        (
            "verify",
            Box::new(move |ledger| match ledger.verify(Seq(0), &|_| ())?.fault {
                Some(_) => Err(LedgerError::NoSuchEntry("fault".to_owned(), Seq(0))),
                None => Ok(()),
            }),
        ),
    ]
}

#[test]
fn nothing_that_reads_an_altered_entry_gives_it_out() {
    let (mut world, store) = sealed(funded());
    let last = world.last();
    let answer = world.ledger().ask(&statement(), at("2010-06-01", last)).unwrap();
    let signed = world.ledger().sign_answer(&statement(), &answer, "tests", &key()).unwrap();
    fs::remove_file(world.path().join(LAST)).unwrap();
    let root = world.ledger().tree_head(Seq(last)).unwrap().root;
    let room = TempDir::new().unwrap();
    let ways: [Way; 7] = [
        ("amount", |part| part.body = String::from_utf8(part.body.clone()).unwrap().replace("200", "900").into_bytes()),
        ("salt", |part| part.salt[0] ^= 1),
        ("day", |part| in_head(part, "2009-01-01", "2008-01-01")),
        ("actor", |part| in_head(part, "tester", "nobody")),
        ("instant", |part| part.recorded += 1),
        ("stream", |part| part.stream = "fund/KVP/2009/municipal".to_owned()),
        ("amount beside the head", |part| {
            *part = Part { body: b"{\"amount_ore\":900}".to_vec(), ..part.spelt_out(3) };
        }),
    ];
    for (way, alter) in ways {
        for level in 0..=3 {
            let Some((_dir, ledger)) = changed(&mut world, &store, |store| altered(store, 3, level, alter)) else {
                assert!(level >= 3, "{way} {level}: it opens");
                continue;
            };
            assert_eq!(ledger.tree_head(Seq(last)).unwrap().root, root, "{way} {level}: under the genuine root");
            for (reader, read) in readers(3, last, &signed, world.now, room.path()) {
                let error = read(&ledger).expect_err(&format!("{way} {level}: {reader}"));
                let expected = if reader == "verify" { Kind::Refused } else { Kind::Ledger };
                assert_eq!(error.kind(), expected, "{way} {level}: {reader}: {error}");
            }
            assert!(!ledger.dir().join(LAST).exists(), "{way} {level}");
        }
    }
    // With nothing altered, all of them answer.
    let (_dir, ledger) = changed(&mut world, &store, |store| store.anchor.closed = false).unwrap();
    for (reader, read) in readers(3, last, &signed, world.now, room.path()) {
        match read(&ledger) {
            Ok(()) => {}
            Err(error) => assert_eq!((reader, error.code().word()), ("an id that nobody has", "no_such_entry")),
        }
    }
}

#[test]
fn what_follows_the_seal_is_refused_when_the_ledger_is_opened() {
    let mut world = funded();
    let store = world.while_closed(Store::read);
    for alter in [|part: &mut Part| part.body = b"{\"amount_ore\":900}".to_vec(), |part: &mut Part| part.salt[0] ^= 1] {
        assert!(changed(&mut world, &store, |store| alter(&mut store.tail[2].1)).is_none());
    }
}

fn amount(part: &mut Part) {
    part.body = b"{\"amount_ore\":777}".to_vec();
}

fn number(part: &mut Part) {
    part.body = b"{\"number\":\"9\"}".to_vec();
}

/// A sealed ledger with a checkpoint over its first five entries and three more entries.
fn grown() -> (World, Store, SignedCheckpoint) {
    let mut world = funded();
    let signed = world.ledger().checkpoint(&key()).unwrap();
    // Blocks of four entries and of one; those after them lie in others.
    world.while_closed(seal);
    for number in 2..5 {
        let fields = json!({"number": number.to_string()});
        world.record(vec![proposal("risk/KVP", "risk.closed", "2010-01-01", fields)]).unwrap();
    }
    let (world, store) = sealed(world);
    assert_eq!((signed.checkpoint().size, store.seal.size), (5, 8));
    (world, store, signed)
}

#[test]
fn a_checkpoint_is_signed_over_what_was_read_since_the_last_one() {
    let (mut world, store, last) = grown();
    let kept = fs::read_to_string(world.path().join(LAST)).unwrap();
    assert_eq!(kept, last.to_string());
    let root = world.ledger().tree_head(Seq(8)).unwrap().root;
    // What came after it was altered: refused, and the last checkpoint stays.
    let (_dir, ledger) = changed(&mut world, &store, |store| altered(store, 7, 2, |part| part.salt[1] ^= 1)).unwrap();
    assert_eq!(ledger.checkpoint(&key()).unwrap_err().kind(), Kind::Ledger);
    assert_eq!(fs::read_to_string(ledger.dir().join(LAST)).unwrap(), kept);
    // What it vouches for is not read again: the root is the one that was signed.
    let signs = |world: &mut World, with: &dyn Fn(&Path)| {
        let (_dir, ledger) = changed(world, &store, |store| altered(store, 5, 0, number)).unwrap();
        with(&ledger.dir().join(LAST));
        ledger.checkpoint(&key()).map(|signed| signed.checkpoint().root.to_string())
    };
    assert_eq!(signs(&mut world, &|_| {}).unwrap(), root);
    // One that does not hold is none: everything is read.
    let elsewhere = SigningKey::from_seed("other.example/ledger", [1; 32]).unwrap();
    let by = |key: &SigningKey| {
        let mut head = last.checkpoint().clone();
        head.origin = key.name().to_owned();
        head.sign(key).unwrap().to_string()
    };
    let others = [
        by(&impostor()),
        by(&elsewhere),
        kept.replacen("\n5\n", "\n6\n", 1),
        kept.replace('\n', "\r\n"),
        String::new(),
        "\u{1}".repeat(100_000),
    ];
    for other in others {
        let error = signs(&mut world, &|path| fs::write(path, &other).unwrap()).unwrap_err();
        assert_eq!((error.kind(), error.code().word()), (Kind::Ledger, "read"), "{error}");
    }
    let error = signs(&mut world, &|path| fs::write(path, [0xff; 9]).unwrap()).unwrap_err();
    assert_eq!(error.code().word(), "read");
    assert_eq!(signs(&mut world, &|path| fs::remove_file(path).unwrap()).unwrap_err().code().word(), "read");
    // An older one that holds: more is read.
    let older = crate::checkpoints::older(&world, 2).ledger().checkpoint(&key()).unwrap().to_string();
    assert_eq!(signs(&mut world, &|path| fs::write(path, &older).unwrap()).unwrap_err().code().word(), "read");
    // With nothing altered, each of them leads to the same checkpoint.
    for text in [Some(kept), Some(older), Some(by(&impostor())), None] {
        let path = world.path().join(LAST);
        match &text {
            Some(text) => files::write(&path, text.as_bytes(), Existing::Replace).unwrap(),
            None => fs::remove_file(&path).unwrap(),
        }
        let signed = world.ledger().checkpoint(&key()).unwrap();
        assert_eq!((signed.checkpoint().size, signed.checkpoint().root.to_string()), (8, root.clone()));
        assert_eq!(fs::read_to_string(&path).unwrap(), signed.to_string());
    }
}

#[test]
fn no_checkpoint_is_signed_that_does_not_continue_the_last_one() {
    let (mut world, store, _) = grown();
    // Rewritten whole, with every hash and the anchor: another history.
    let (_dir, ledger) = changed(&mut world, &store, |store| altered(store, 3, 5, amount)).unwrap();
    let error = ledger.checkpoint(&key()).unwrap_err();
    assert_eq!((error.code().word(), error.kind()), ("history_changed", Kind::Refused));
    let path = ledger.dir().join(LAST).display().to_string();
    assert!(
        error.to_string().starts_with(&format!("{path}, the last checkpoint that this ledger signed: ")),
        "{error}"
    );
    // An older copy of the store.
    let longer = world.ledger().checkpoint(&key()).unwrap().to_string();
    let mut short = crate::checkpoints::older(&world, 4);
    short.while_closed(|dir| fs::write(dir.join(LAST), longer).unwrap());
    assert_eq!(short.ledger().checkpoint(&key()).unwrap_err().code().word(), "shorter");
}

#[test]
fn the_last_checkpoint_is_held_against_the_key_that_was_in_force() {
    let mut world = funded();
    world.ledger().checkpoint(&key()).unwrap();
    world.while_closed(seal);
    let dir = TempDir::new().unwrap();
    let path = dir.path().join("second");
    world.with(|ledger, edge| ledger.rotate_key(&key(), &path, edge)).unwrap();
    let second = hovedbok_ledger::keys::read(&path).unwrap();
    let (mut world, store) = sealed(world);
    // Before the change the first key had signed: what it vouches for is not read.
    let (_dir, ledger) = changed(&mut world, &store, |store| altered(store, 5, 0, number)).unwrap();
    assert_eq!(ledger.checkpoint(&second).unwrap().checkpoint().size, 6);
    // Over the change or later entries it vouches for nothing.
    let (_dir, ledger) = changed(&mut world, &store, |store| altered(store, 5, 0, number)).unwrap();
    let mut head = SignedCheckpoint::parse(&fs::read_to_string(ledger.dir().join(LAST)).unwrap()).unwrap();
    let stolen = hovedbok_tree::Checkpoint {
        size: 6,
        root: hovedbok_tree::Hash::from_hex(&world.ledger().tree_head(Seq(6)).unwrap().root).unwrap(),
        ..head.checkpoint().clone()
    };
    head = stolen.sign(&key()).unwrap();
    fs::write(ledger.dir().join(LAST), head.to_string()).unwrap();
    assert_eq!(ledger.checkpoint(&second).unwrap_err().code().word(), "read");
}

#[test]
fn a_change_of_keys_or_a_correction_that_a_directory_hides_is_missed() {
    let mut world = funded();
    world.ledger().checkpoint(&key()).unwrap();
    let why = || Why { reason: hovedbok_core::entries::codes::ReasonCode::NotTrue, note: None, id: None };
    let target = world.ledger().entry(Seq(3)).unwrap().draft.id;
    world.work(|work, edge| work.void(target, why(), edge).map(drop)).unwrap();
    let dir = TempDir::new().unwrap();
    world.with(|ledger, edge| ledger.rotate_key(&key(), &dir.path().join("second"), edge)).unwrap();
    let (mut world, store) = sealed(world);
    assert!(!world.ledger().correction_status(Seq(3)).unwrap().in_force);
    let hide = |store: &mut Store, seq: u64| {
        altered(store, seq, 0, |part| {
            (part.stream, part.version) = ("z/hidden".to_owned(), 1);
        })
    };
    let (_dir, ledger) = changed(&mut world, &store, |store| hide(store, 6)).unwrap();
    assert_eq!(ledger.correction_status(Seq(3)).unwrap_err().kind(), Kind::Ledger);
    assert!(ledger.stored_entry(Seq(3)).is_ok(), "nothing is wrong with the entry itself");
    let (_dir, ledger) = changed(&mut world, &store, |store| hide(store, 7)).unwrap();
    assert_eq!(ledger.rotations().unwrap_err().kind(), Kind::Ledger);
    // The old key signs nothing, whatever it finds in the folder.
    assert_eq!(ledger.checkpoint(&key()).unwrap_err().kind(), Kind::Ledger);
    fs::remove_file(ledger.dir().join(LAST)).unwrap();
    assert_eq!(ledger.checkpoint(&key()).unwrap_err().kind(), Kind::Ledger);
}

#[test]
fn whether_an_entry_counts_for_the_clock_decides_no_answer_and_is_verified() {
    // How far the records about persons and plans reach hangs on when anything at all was recorded: money, months later.
    let mut world = World::new();
    let person = "participant/6f9619ff-8b86-4d01-b42d-00cf4fc964ff";
    let intake = json!({"programme": "KVP", "office": "North", "target_group": "adults"});
    let planned = json!({"section": "2010", "title": "Closing", "due": "2010-07-01"});
    world
        .record(vec![
            proposal(person, "participant.registered", "2010-05-01", json!({"office": "North"})),
            proposal(person, "participant.intake", "2010-05-01", intake),
            proposal("plan/KVP", "plan.milestone_planned", "2010-05-01", planned),
        ])
        .unwrap();
    world.clock_ok = true;
    for (now, held) in [("2010-08-20T10:00:00Z", "2010-08-01"), ("2010-10-20T10:00:00Z", "2010-10-01")] {
        let fund = proposal("fund/KVP/2010/municipal", "fund.appropriated", held, json!({"amount_ore": 100}));
        world.at(now).record(vec![fund]).unwrap();
    }
    let last = world.last();
    let questions = || {
        let state = Question::State(StateOf { selection: hovedbok_state::Selection::default(), by: None });
        let budget = Question::Budget(BudgetOf {
            filter: hovedbok_budgets::Filter::default(),
            by: hovedbok_budgets::By::default(),
        });
        [state, Question::Plans(PlansOf {}), budget, statement()]
    };
    let days = ["2010-06-15", "2010-08-25", "2010-12-31"];
    let answers = |ledger: &Ledger| {
        let asked = days.iter().flat_map(|day| questions().map(|question| ledger.ask(&question, at(day, last))));
        asked.map(|answer| serde_json::to_string(&answer.unwrap()).unwrap()).collect::<Vec<_>>()
    };
    let fault = |ledger: &Ledger| ledger.verify(Seq(0), &|_| ()).unwrap().fault.map(|fault| (fault.seq, fault.what));
    let before = answers(world.ledger());
    assert_eq!(fault(world.ledger()), None);
    // After the seal, and in blocks.
    for in_blocks in [false, true] {
        let store = world.while_closed(|dir| {
            if in_blocks {
                seal(dir);
            }
            Store::read(dir)
        });
        for seq in 1..=last {
            let flip = |store: &mut Store| match in_blocks {
                true => altered(store, seq, 0, |part| part.flags ^= ORDINARY),
                false => {
                    store.tail.iter_mut().filter(|(at, _)| *at == seq).for_each(|(_, part)| part.flags ^= ORDINARY)
                }
            };
            let (_dir, ledger) = changed(&mut world, &store, flip).unwrap();
            assert_eq!(answers(&ledger), before, "{seq}");
            let what = "its flag for the clock does not match its head".to_owned();
            assert_eq!(fault(&ledger), Some((Seq(seq), what)), "{seq}");
        }
    }
}

#[test]
fn entries_that_cannot_be_read_are_parked_with_their_position_and_the_rest_goes_on() {
    let (mut world, store) = sealed(funded());
    let last = world.last();
    let (_dir, ledger) = changed(&mut world, &store, |store| {
        altered(store, 3, 0, |part| part.body = b"{\"amount_ore\":\"much\"}".to_vec());
        altered(store, 4, 5, |part| in_head(part, "\"actor\":", "\"actors\":"));
    })
    .unwrap();
    let now = || crate::given::instant("2010-06-01T12:00:00Z");
    let mut work = Work { clock: &now, by: "ops", save_entries: 1, memory_bytes: None, progress: &mut |_, _| {} };
    let hydrated = ledger.start_rebuild(&mut work).unwrap();
    let told = |parked: &[ParkedEntry]| -> Vec<_> {
        parked.iter().map(|entry| (entry.seq, entry.why, entry.type_name.clone(), entry.stream.clone())).collect()
    };
    let (third, fourth) = (world.ledger().entry(Seq(3)).unwrap().draft, world.ledger().entry(Seq(4)).unwrap().draft);
    let wanted = [
        (Seq(3), Parked::UnreadableBody, third.body.type_name().to_owned(), third.stream.to_string()),
        (Seq(4), Parked::UnreadableHead, fourth.body.type_name().to_owned(), fourth.stream.to_string()),
    ];
    assert_eq!((told(&hydrated.parked), hydrated.parked_unlisted), (wanted.to_vec(), 0));
    let what = hydrated.parked[0].what.clone().unwrap();
    assert!(what.contains("does not fit its type"), "{what}");
    let outside = || Outside::of(ledger.dir(), now()).unwrap().unwrap().views;
    let rebuild = outside().rebuild.unwrap();
    assert_eq!((rebuild.state, told(&rebuild.parked)), (RebuildState::Ready, wanted.to_vec()));
    // Resumed, it still knows of those before its save point.
    assert_eq!(told(&ledger.resume_rebuild(&mut work).unwrap().parked), wanted);
    ledger.swap_rebuild(last, Operator { by: "ops", now: now() }).unwrap();
    let live = outside().views.remove(0);
    assert_eq!((live.view, live.parked), (View::Live, Some(2)));
    let status = ledger.status(now()).unwrap();
    assert_eq!((told(&status.parked), status.unknown), (wanted.to_vec(), vec![Seq(3), Seq(4)]));

    // Every question is answered, and those that rest on their streams say so; `log` shows what was written.
    for question in questions() {
        let _ = ledger.ask(&question, at("2010-06-01", last));
    }
    let answer = ledger.ask(&statement(), at("2010-06-01", last)).unwrap();
    let incomplete: Vec<String> = answer.incomplete.iter().map(ToString::to_string).collect();
    assert!(incomplete.contains(&third.stream.to_string()), "{incomplete:?}");
    assert_eq!(ledger.stored_entry(Seq(3)).unwrap().body, b"{\"amount_ore\":\"much\"}");
    assert_eq!(ledger.entry(Seq(3)).unwrap().parked(), Some(Parked::UnreadableBody));
    // And `verify` says that it is wrong.
    assert!(ledger.verify(Seq(0), &|_| ()).unwrap().fault.is_some());
}

#[test]
fn what_cannot_be_read_of_the_keys_is_no_key_that_stays() {
    let (mut world, store) = sealed(funded());
    let (_dir, ledger) = changed(&mut world, &store, |store| {
        altered(store, 1, 5, |part| part.body = b"{\"note\":7}".to_vec());
    })
    .unwrap();
    let error = ledger.relied_on(&[]).unwrap_err();
    assert!(matches!(error, LedgerError::Undecodable { seq: Seq(1), .. }), "{error}");
}

#[test]
fn a_rebuild_that_meets_damage_says_where() {
    let (mut world, store) = sealed(funded());
    let (_dir, ledger) = changed(&mut world, &store, |store| altered(store, 3, 1, |part| part.salt[0] ^= 1)).unwrap();
    let now = || crate::given::instant("2010-06-01T12:00:00Z");
    let mut work = Work { clock: &now, by: "ops", save_entries: 1, memory_bytes: None, progress: &mut |_, _| {} };
    let error = ledger.start_rebuild(&mut work).unwrap_err();
    assert_eq!(error.kind(), Kind::Ledger, "{error}");
    let rebuild = Outside::of(ledger.dir(), now()).unwrap().unwrap().views.rebuild.unwrap();
    assert_eq!(rebuild.state, RebuildState::Failing);
    assert!(rebuild.problems.len() == 1 && rebuild.problems[0].position.is_some(), "{:?}", rebuild.problems);
}
