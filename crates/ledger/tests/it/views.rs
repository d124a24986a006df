//! Views beside the log: the same answers as from the log, at the last acknowledged entry, whatever happens to their files.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use hovedbok_answers::Question;
use hovedbok_answers::questions::{FindingsOf, MilestonesOf, ParticipantOf, ProgrammesOf, StateOf};
use hovedbok_core::Seq;
use hovedbok_ledger::{Freshness, Ledger, Reader};
use hovedbok_projection::At;
use proptest::prelude::*;
use proptest::sample::Index;
use proptest::strategy::ValueTree;
use serde_json::json;

use crate::acts::{DAYS, Telling, everything, ledger_of, nth, participant};
use crate::given::{World, cases, proposal};
use crate::promise::{narrowed, questions};

const NO_WAIT: Duration = Duration::ZERO;

fn reader(world: &World) -> Reader {
    Reader::open(world.path(), world.now, NO_WAIT).unwrap()
}

/// The whole answer, or the error, as text.
fn from_views(reader: &mut Reader, question: &Question, at: At) -> String {
    match reader.ask_with(question, at, &mut |_| {}) {
        Ok(answer) => serde_json::to_string(&answer).unwrap(),
        Err(error) => format!("error: {error}"),
    }
}

fn from_log(ledger: &Ledger, question: &Question, at: At) -> String {
    match ledger.ask(question, at) {
        Ok(answer) => serde_json::to_string(&answer).unwrap(),
        Err(error) => format!("error: {error}"),
    }
}

fn views(world: &World) -> PathBuf {
    world.path().join("views")
}

/// The files of the views, by name.
fn files(dir: &Path) -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> = fs::read_dir(dir).unwrap().map(|file| file.unwrap().path()).collect();
    files.sort();
    files
}

fn file(dir: &Path, end: &str) -> PathBuf {
    let files = files(dir);
    let found: Vec<&PathBuf> = files.iter().filter(|file| file.extension().is_some_and(|own| own == end)).collect();
    assert_eq!(found.len(), 1, "{files:?}");
    found[0].clone()
}

/// Copies a folder of files.
fn copy(from: &Path, to: &Path) {
    fs::remove_dir_all(to).ok();
    fs::create_dir(to).unwrap();
    for file in files(from) {
        fs::copy(&file, to.join(file.file_name().unwrap())).unwrap();
    }
}

/// A person who is registered late enough for every history of acts.
fn later(world: &mut World, office: &str) {
    let person = "participant/6f9619ff-8b86-4d01-b42d-00cf4fc964ff";
    let type_name =
        if world.last() == 0 || office == "North" { "participant.registered" } else { "participant.details_changed" };
    world.record(vec![proposal(person, type_name, "2009-12-01", json!({"office": office}))]).unwrap();
}

proptest! {
    #![proptest_config(cases(48))]

    #[test]
    fn views_answer_as_the_log_does(acts in everything(2..40), cut in any::<Index>(), day in 0..DAYS + 4) {
        let (first, second) = acts.split_at(cut.index(acts.len()));
        let (mut world, mut telling) = (World::new(), Telling::default());
        world.migrate(telling.drafts(first)).unwrap();
        world.migrate(telling.drafts(second)).unwrap();
        // There are views from the first entry on; histories of nothing but corrections have none.
        prop_assume!(world.last() > 0);
        // Partly in the generation, partly in the tail, and then all in a generation.
        for taken_in in [false, true] {
            if taken_in {
                world.while_closed(|dir| fs::remove_dir_all(dir.join("views")).ok());
                world.ledger().keep_views_up().unwrap();
            }
            let mut reader = reader(&world);
            prop_assert_eq!(reader.freshness(), Freshness::Newest);
            let last = world.last();
            for known_at in [last, last / 2, last / 3] {
                let at = At { as_of: nth(day), known_at: Seq(known_at) };
                for question in questions().into_iter().chain(narrowed()) {
                    prop_assert_eq!(
                        from_views(&mut reader, &question, at),
                        from_log(world.ledger(), &question, at),
                        "{:?} at {}", question, known_at
                    );
                }
            }
            let explained = |answer: Result<_, hovedbok_ledger::LedgerError>| match answer {
                Ok(answer) => serde_json::to_string(&answer).unwrap(),
                Err(error) => format!("error: {error}"),
            };
            for question in questions().into_iter().take(6) {
                let (as_of, known, and) = (nth(day), Seq(last / 2), Seq(last));
                prop_assert_eq!(
                    explained(reader.explain(&question, as_of, known, and, None)),
                    explained(world.ledger().explain(&question, as_of, known, and, None))
                );
            }
        }
    }

    #[test]
    fn instants_and_names_are_found_as_in_the_log(acts in everything(1..30)) {
        let world = ledger_of(&acts);
        prop_assume!(world.last() > 0);
        let mut reader = reader(&world);
        for entry in world.ledger().entries(Seq(1), Seq(u64::MAX)).map(Result::unwrap) {
            for micros in [-1, 0, 1] {
                let at = hovedbok_core::Instant::from_micros(entry.recorded.micros() + micros).unwrap();
                let known_at = Some(hovedbok_ledger::KnownAt::Instant(at));
                prop_assert_eq!(reader.position(known_at).unwrap(), world.ledger().position(known_at).unwrap());
            }
        }
    }

    #[test]
    fn learnt_in_pieces_or_at_once_the_files_are_the_same(acts in everything(1..40), cut in any::<Index>()) {
        use hovedbok_views::{Build, Views, swap, taken_in};
        let world = ledger_of(&acts);
        let entries: Vec<_> = world.ledger().stored(Seq(1), Seq(u64::MAX)).map(Result::unwrap).collect();
        let decoded = entries.iter().map(|stored| {
            let entry = hovedbok_core::Entry::decode(&stored.head, &stored.body).unwrap();
            (entry, hovedbok_tree::leaf_hash(&stored.head))
        });
        let all: Vec<_> = decoded.collect();
        let (before, after) = all.split_at(cut.index(all.len() + 1));
        let dir = tempfile::tempdir().unwrap();
        let generation = |mut build: Build| {
            swap(dir.path(), &mut build, None).unwrap();
            fs::read(file(&dir.path().join("views"), "generation")).unwrap()
        };
        let mut at_once = Build::of("a");
        all.iter().for_each(|(entry, leaf)| at_once.learn(entry, *leaf));
        let at_once = generation(at_once);
        let mut first = Build::of("a");
        before.iter().for_each(|(entry, leaf)| first.learn(entry, *leaf));
        generation(first);
        let mut second = taken_in(Views::open(dir.path()).unwrap().unwrap()).unwrap();
        after.iter().for_each(|(entry, leaf)| second.learn(entry, *leaf));
        prop_assert!(generation(second) == at_once);
    }
}

#[test]
fn names_in_several_spellings_are_read_as_in_the_log() {
    let mut world = crate::names::moved_in(&[0, 1, 2]);
    let several = world.ledger().index().unwrap().names().several().count();
    assert!(several > 2, "{several} names are spelled in more than one way");
    let last = world.last();
    // As they were moved in, and written again.
    for taken_in in [false, true] {
        if taken_in {
            world.while_closed(|dir| fs::remove_dir_all(dir.join("views")).unwrap());
            world.ledger().keep_views_up().unwrap();
        }
        let mut reader = reader(&world);
        for known_at in [last, last / 2] {
            let at = crate::given::at("2010-06-01", known_at);
            for question in questions() {
                let (views, log) = (from_views(&mut reader, &question, at), from_log(world.ledger(), &question, at));
                assert_eq!(views, log, "{question:?} at {known_at}");
            }
        }
    }
}

#[test]
fn a_reader_sees_every_commit_of_a_writer_that_has_the_ledger_open() {
    let mut world = World::new();
    later(&mut world, "North");
    for number in 0..20 {
        later(&mut world, &format!("Office {number}"));
        let mut reader = reader(&world);
        assert_eq!(reader.freshness(), Freshness::Newest, "{number}");
        let last = world.last();
        assert_eq!(reader.position(None).unwrap(), Seq(last));
        let question =
            Question::Participant(ParticipantOf { id: "6f9619ff-8b86-4d01-b42d-00cf4fc964ff".parse().unwrap() });
        let at = crate::given::at("2010-06-01", last);
        assert_eq!(from_views(&mut reader, &question, at), from_log(world.ledger(), &question, at));
    }
}

#[test]
fn views_that_lack_the_last_commits_are_not_believed() {
    let mut world = World::new();
    later(&mut world, "North");
    let kept = tempfile::tempdir().unwrap();
    let old = kept.path().join("views");
    copy(&views(&world), &old);
    later(&mut world, "South");
    let last = world.last();
    let question = Question::State(StateOf { selection: Default::default(), by: Some(hovedbok_state::By::Office) });
    let at = crate::given::at("2010-06-01", last);
    let expected = from_log(world.ledger(), &question, at);

    // Nobody has the ledger open: the reader brings them up.
    let (position, answer) = world.while_closed(|dir| {
        copy(&old, &dir.join("views"));
        let mut reader = Reader::open(dir, crate::given::instant("2010-06-01T10:00:00Z"), NO_WAIT).unwrap();
        (reader.position(None).unwrap(), from_views(&mut reader, &question, at))
    });
    assert_eq!((position, answer), (Seq(last), expected));
}

#[test]
fn views_behind_a_ledger_that_is_open_elsewhere_say_that_they_may_be() {
    let mut world = World::new();
    later(&mut world, "North");
    let kept = tempfile::tempdir().unwrap();
    copy(&views(&world), &kept.path().join("views"));
    later(&mut world, "South");
    world.reopen();
    // Somebody has it open who has not caught up.
    copy(&kept.path().join("views"), &views(&world));
    let mut reader = reader(&world);
    assert_eq!(reader.freshness(), Freshness::PerhapsBehind);
    assert_eq!(reader.position(None).unwrap(), Seq(world.last() - 1));
}

#[test]
fn views_of_another_ledger_are_written_anew() {
    let (mut world, mut other) = (World::new(), World::other());
    later(&mut world, "North");
    later(&mut other, "North");
    let question = Question::Programmes(ProgrammesOf { municipality: None });
    let at = crate::given::at("2010-06-01", world.last());
    let expected = from_log(world.ledger(), &question, at);
    let foreign = views(&other);
    let answer = world.while_closed(|dir| {
        copy(&foreign, &dir.join("views"));
        let mut reader = Reader::open(dir, crate::given::instant("2010-06-01T10:00:00Z"), NO_WAIT).unwrap();
        from_views(&mut reader, &question, at)
    });
    assert_eq!(answer, expected);
}

#[test]
fn whatever_bit_flips_in_them_no_answer_is_wrong() {
    let flips: usize = std::env::var("HOVEDBOK_FLIPS").ok().and_then(|text| text.parse().ok()).unwrap_or(300);
    let mut world = World::new();
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let some = everything(20..40).new_tree(&mut runner).unwrap().current();
    world.migrate(Telling::default().drafts(&some)).unwrap();
    later(&mut world, "North");
    later(&mut world, "South");
    let last = world.last();
    let asked = [
        Question::State(StateOf { selection: Default::default(), by: Some(hovedbok_state::By::Status) }),
        Question::Participant(ParticipantOf { id: participant(0).parse().unwrap() }),
        Question::Milestones(MilestonesOf { plan: "TIO".parse().unwrap() }),
    ];
    let ats = [last, last / 2].map(|known_at| At { as_of: nth(DAYS), known_at: Seq(known_at) });
    let expected: Vec<String> =
        asked.iter().flat_map(|question| ats.map(|at| from_log(world.ledger(), question, at))).collect();
    world.while_closed(|dir| {
        let good = tempfile::tempdir().unwrap();
        let kept = good.path().join("views");
        copy(&dir.join("views"), &kept);
        let sizes: Vec<(PathBuf, u64)> =
            files(&kept).into_iter().map(|path| (path.clone(), fs::metadata(path).unwrap().len())).collect();
        let all: u64 = sizes.iter().map(|(_, size)| size).sum();
        for flip in 0..flips as u64 {
            copy(&kept, &dir.join("views"));
            // Spread over all bytes of all files.
            let mut at = flip.wrapping_mul(0x9e37_79b9_7f4a_7c15) % all;
            let (path, _) = sizes
                .iter()
                .find(|(_, size)| {
                    at < *size || {
                        at -= size;
                        false
                    }
                })
                .unwrap();
            let target = dir.join("views").join(path.file_name().unwrap());
            let mut bytes = fs::read(&target).unwrap();
            bytes[usize::try_from(at).unwrap()] ^= 1 << (flip % 8);
            fs::write(&target, bytes).unwrap();
            let mut reader = Reader::open(dir, crate::given::instant("2010-06-01T10:00:00Z"), NO_WAIT).unwrap();
            let answers: Vec<String> =
                asked.iter().flat_map(|q| ats.map(|at| from_views(&mut reader, q, at))).collect();
            assert_eq!(answers, expected, "byte {at} of {}", target.display());
            reader.close().unwrap();
        }
    });
}

#[test]
fn a_tail_grows_into_a_generation_and_old_files_go() {
    let mut world = World::new();
    later(&mut world, "North");
    let first = file(&views(&world), "generation");
    let people: Vec<_> = (0..9000_u32)
        .map(|number| {
            let stream = format!("participant/{}", crate::given::uuid(number.into()));
            proposal(&stream, "participant.registered", "2009-12-01", json!({"office": "North"}))
        })
        .collect();
    world.record(people).unwrap();
    let second = file(&views(&world), "generation");
    assert_ne!(first, second);
    let mut reader = reader(&world);
    assert_eq!((reader.freshness(), reader.position(None).unwrap()), (Freshness::Newest, Seq(world.last())));
    let question = Question::State(StateOf { selection: Default::default(), by: Some(hovedbok_state::By::Status) });
    for known_at in [1, 2, 255, 256, 257, 4000, 8192, world.last()] {
        let at = crate::given::at("2010-06-01", known_at);
        assert_eq!(from_views(&mut reader, &question, at), from_log(world.ledger(), &question, at), "{known_at}");
    }
}

#[test]
fn files_that_are_gone_or_no_files_are_written_again() {
    let mut world = World::new();
    later(&mut world, "North");
    later(&mut world, "South");
    let question = Question::State(StateOf { selection: Default::default(), by: Some(hovedbok_state::By::Office) });
    let at = crate::given::at("2010-06-01", world.last());
    let expected = from_log(world.ledger(), &question, at);
    world.while_closed(|dir| {
        let views = dir.join("views");
        let answer = || {
            let mut reader = Reader::open(dir, crate::given::instant("2010-06-01T10:00:00Z"), NO_WAIT).unwrap();
            let answer = from_views(&mut reader, &question, at);
            reader.close().unwrap();
            answer
        };
        for end in ["generation", "tail"] {
            fs::remove_file(file(&views, end)).unwrap();
            assert_eq!(answer(), expected, "without the {end}");
            assert!(file(&views, end).is_file());
            let path = file(&views, end);
            fs::remove_file(&path).unwrap();
            fs::create_dir(&path).unwrap();
            assert_eq!(answer(), expected, "with a folder in the place of the {end}");
            fs::remove_dir(&path).ok();
        }
        fs::remove_file(views.join("live")).unwrap();
        assert_eq!(answer(), expected);
        fs::remove_dir_all(&views).unwrap();
        fs::write(&views, "a file").unwrap();
        assert_eq!(answer(), expected, "a file in the place of the folder");
    });
}

#[test]
fn damage_that_is_found_while_somebody_has_the_ledger_open_is_mended_when_it_can_be() {
    let mut world = World::new();
    later(&mut world, "North");
    // All is in the generation, and somebody goes on from there.
    world.while_closed(|dir| fs::remove_dir_all(dir.join("views")).unwrap());
    world.ledger().keep_views_up().unwrap();
    // It reads every entry.
    let question = Question::Findings(FindingsOf { programme: None, kind: None });
    let at = crate::given::at("2010-06-01", world.last());
    let expected = from_log(world.ledger(), &question, at);
    let path = file(&views(&world), "generation");
    let mut bytes = fs::read(&path).unwrap();
    bytes[5] ^= 1;
    fs::write(&path, bytes).unwrap();
    let answer = from_views(&mut reader(&world), &question, at);
    assert!(answer.starts_with("error: ") && answer.contains("is in use"), "{answer}");
    assert!(views(&world).join("live").is_file());
    let answer = world.while_closed(|dir| {
        let mut reader = Reader::open(dir, crate::given::instant("2010-06-01T10:00:00Z"), NO_WAIT).unwrap();
        let answer = from_views(&mut reader, &question, at);
        assert!(reader.repairs().iter().any(|said| said.contains("another CRC")), "{:?}", reader.repairs());
        answer
    });
    assert_eq!(answer, expected);
}
