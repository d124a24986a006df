//! Rebuilding beside the views that are read: whatever stops it, it ends with the same bytes, nothing recorded meanwhile is
//! lost, and the views that are read answer throughout.

use std::cell::Cell;
use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::time::Duration;

use hovedbok_answers::Question;
use hovedbok_answers::questions::StateOf;
use hovedbok_core::{Instant, Seq};
use hovedbok_ledger::{
    Alarm, Freshness, Hydrated, Ledger, LedgerError, Operations, Operator, Outside, Reader, RebuildState, View,
    ViewsChecked, What, Work,
};
use proptest::prelude::*;
use serde_json::json;

use crate::acts::{everything, ledger_of};
use crate::given::{World, at, cases, instant, proposal, uuid};

const WHO: &str = "ops";

fn now() -> Instant {
    instant("2010-06-01T12:00:00Z")
}

fn operator() -> Operator<'static> {
    Operator { by: WHO, now: now() }
}

/// How a rebuild is done here, with a save point as often as there can be one.
fn build(
    ledger: &Ledger,
    resumes: bool,
    memory_bytes: Option<u64>,
    progress: &mut dyn FnMut(Seq),
) -> Result<Hydrated, LedgerError> {
    let progress = &mut |position, _| progress(position);
    let mut work = Work { clock: &now, by: WHO, save_entries: 1, memory_bytes, progress };
    if resumes { ledger.resume_rebuild(&mut work) } else { ledger.start_rebuild(&mut work) }
}

fn started(ledger: &Ledger) -> Hydrated {
    build(ledger, false, None, &mut |_| {}).unwrap()
}

fn refused<T: std::fmt::Debug>(done: Result<T, LedgerError>) -> &'static str {
    done.unwrap_err().code().word()
}

fn file(dir: &Path, generation: &str) -> PathBuf {
    dir.join(format!("views/{generation}.generation"))
}

/// The names of the generations on the disk.
fn generations(dir: &Path) -> Vec<String> {
    let files = fs::read_dir(dir.join("views")).unwrap().map(|file| file.unwrap().path());
    let of_ours = files.filter(|path| path.extension().is_some_and(|end| end == "generation"));
    let mut names: Vec<String> = of_ours.map(|path| path.file_stem().unwrap().to_str().unwrap().to_owned()).collect();
    names.sort();
    names
}

fn register(world: &mut World, from: u32, to: u32) {
    let people: Vec<_> = (from..to)
        .map(|number| {
            let stream = format!("participant/{}", uuid(number.into()));
            proposal(&stream, "participant.registered", "2009-12-01", json!({"office": "North"}))
        })
        .collect();
    world.record(people).unwrap();
}

/// A ledger of several batches, with a few commits in the tail.
fn large() -> World {
    let mut world = World::new();
    register(&mut world, 0, 7000);
    register(&mut world, 7000, 7010);
    world
}

fn question() -> Question {
    Question::State(StateOf { selection: Default::default(), by: Some(hovedbok_state::By::Office) })
}

/// The answer at the newest position, without opening the ledger.
fn newest(dir: &Path) -> (Seq, String) {
    let mut reader = Reader::open(dir, now(), Duration::ZERO).unwrap();
    assert_eq!(reader.freshness(), Freshness::Newest);
    let position = reader.position(None).unwrap();
    let answer = reader.ask_with(&question(), at("2010-06-01", position.0), &mut |_| {}).unwrap();
    (position, serde_json::to_string(&answer).unwrap())
}

fn state(world: &World) -> Option<RebuildState> {
    Outside::of(world.path(), now()).unwrap().unwrap().views.rebuild.map(|rebuild| rebuild.state)
}

fn is_pinned(world: &World) -> bool {
    let views = Outside::of(world.path(), now()).unwrap().unwrap().views.views;
    views.iter().find(|view| view.view == View::Live).unwrap().pinned
}

fn same_as_the_log(world: &World) {
    let checked = world.ledger().check_views(&mut |_| {}).unwrap();
    assert_eq!(checked, ViewsChecked::Same { position: world.ledger().last() });
}

proptest! {
    #![proptest_config(cases(24))]

    #[test]
    fn what_is_rebuilt_beside_is_what_is_built_at_once(acts in everything(1..40)) {
        let world = ledger_of(&acts);
        prop_assume!(world.last() > 0);
        let hydrated = started(world.ledger());
        let beside = fs::read(file(world.path(), &hydrated.generation)).unwrap();
        prop_assert_eq!(hydrated.digest, hovedbok_tree::Hash::of(&beside));
        let swapped = world.ledger().swap_rebuild(0, operator()).unwrap();
        prop_assert_eq!((swapped.generation, swapped.position), (hydrated.generation, Seq(world.last())));
        same_as_the_log(&world);
        fs::remove_dir_all(world.path().join("views")).unwrap();
        world.ledger().rewrite_views(&mut |_| {}).unwrap();
        let at_once = fs::read(file(world.path(), &generations(world.path())[0])).unwrap();
        prop_assert!(at_once == beside);
    }
}

#[test]
fn wherever_it_is_stopped_it_ends_with_the_same_bytes() {
    let mut world = large();
    let (last, expected) = newest(world.path());
    let through = started(world.ledger());
    let bytes = fs::read(file(world.path(), &through.generation)).unwrap();
    let batches = Cell::new(0);
    world.ledger().cancel_rebuild(operator()).unwrap();
    build(world.ledger(), false, None, &mut |_| batches.set(batches.get() + 1)).unwrap();
    assert!(batches.get() > 5, "{batches:?}");
    for stopped in 1..=batches.get() {
        world.ledger().cancel_rebuild(operator()).unwrap();
        let mut left = stopped;
        let mut stop = |_| {
            // Others ask while it has the ledger open.
            assert_eq!(newest(world.path()), (last, expected.clone()));
            left -= 1;
            assert!(left > 0, "stopped");
        };
        let done = catch_unwind(AssertUnwindSafe(|| build(world.ledger(), false, None, &mut stop)));
        assert!(done.is_err(), "{stopped}");
        assert_eq!(state(&world), Some(RebuildState::Hydrating), "{stopped}");
        assert_eq!(refused(world.ledger().swap_rebuild(u64::MAX, operator())), "rebuild_hydrating");
        world.reopen();
        assert_eq!(newest(world.path()), (last, expected.clone()));
        let resumed = build(world.ledger(), true, None, &mut |_| {}).unwrap();
        // The save point before the batch in which it was stopped, if one was due there.
        assert!(resumed.from.0 < 1024 * stopped && resumed.restarted.is_none(), "{resumed:?}");
        assert!(stopped < 3 || resumed.from > Seq(0), "{stopped}: {resumed:?}");
        assert_eq!((resumed.digest, resumed.position), (through.digest, last), "{stopped}");
        assert!(fs::read(file(world.path(), &resumed.generation)).unwrap() == bytes, "{stopped}");
        assert_eq!(state(&world), Some(RebuildState::Ready), "{stopped}");
        assert_eq!(generations(world.path()).len(), 2, "the live one and the last save point");
    }
}

#[test]
fn what_is_recorded_between_start_and_swap_is_not_lost() {
    for (more, caught_up) in [(0, 0), (1, 1), (300, 300), (9000, 9000)] {
        let mut world = World::new();
        register(&mut world, 0, 20);
        started(world.ledger());
        if more > 0 {
            register(&mut world, 20, 20 + more);
            assert_eq!(state(&world), Some(RebuildState::Lagging));
            let allowed = u64::from(more) - 1;
            assert_eq!(refused(world.ledger().swap_rebuild(allowed, operator())), "rebuild_lagging");
        }
        let before = newest(world.path());
        // By another process too.
        world.reopen();
        let swapped = world.ledger().swap_rebuild(u64::from(more), operator()).unwrap();
        assert_eq!((swapped.caught_up, swapped.position), (caught_up, Seq(world.last())));
        assert_eq!(newest(world.path()), before, "{more}");
        assert_eq!(state(&world), None);
        register(&mut world, 20_000, 20_001);
        assert_eq!(newest(world.path()).0, Seq(world.last()), "the same process goes on from there");
        same_as_the_log(&world);
        assert!(generations(world.path()).len() <= 2);
    }
}

#[test]
fn resuming_a_rebuild_that_lags_brings_it_to_the_end_of_the_log() {
    let mut world = large();
    let first = started(world.ledger());
    register(&mut world, 8000, 8100);
    let resumed = build(world.ledger(), true, None, &mut |_| {}).unwrap();
    assert_eq!((resumed.from, resumed.position), (first.position, Seq(world.last())));
    assert_eq!(state(&world), Some(RebuildState::Ready));
    world.ledger().swap_rebuild(0, operator()).unwrap();
    same_as_the_log(&world);
}

#[test]
fn steps_that_do_not_fit_are_refused_by_name() {
    let mut world = World::new();
    register(&mut world, 0, 20);
    let ledger = world.ledger();
    assert_eq!(refused(build(ledger, true, None, &mut |_| {})), "no_rebuild");
    assert_eq!(refused(ledger.swap_rebuild(0, operator())), "no_rebuild");
    assert_eq!(refused(ledger.cancel_rebuild(operator())), "no_rebuild");
    assert_eq!(refused(ledger.roll_back(operator())), "no_older_views");
    assert_eq!(refused(ledger.unpin(operator())), "not_pinned");
    let needed = ledger.estimate_rebuild().unwrap().memory_bytes;
    assert_eq!(refused(build(ledger, false, Some(needed - 1), &mut |_| {})), "rebuild_memory");
    assert_eq!(state(&world), None, "what is refused leaves nothing");
    build(ledger, false, Some(needed), &mut |_| {}).unwrap();
    assert_eq!(refused(build(ledger, false, None, &mut |_| {})), "rebuild_started");
    ledger.cancel_rebuild(operator()).unwrap();
    assert_eq!((state(&world), generations(world.path()).len()), (None, 1));
}

#[test]
fn older_views_come_back_pinned_and_go_on_learning() {
    let mut world = large();
    started(world.ledger());
    let older = generations(world.path()).into_iter().min().unwrap();
    let newer = world.ledger().swap_rebuild(0, operator()).unwrap().generation;
    register(&mut world, 8000, 8003);
    let before = newest(world.path());
    let back = world.ledger().roll_back(operator()).unwrap();
    assert_eq!((back.generation.as_str(), back.caught_up, back.pinned), (older.as_str(), 3, true));
    assert_eq!(newest(world.path()), before);
    assert!(is_pinned(&world));
    assert_eq!(refused(world.ledger().roll_back(operator())), "no_older_views");
    // In the tail, in another process, and when the tail is taken into a generation.
    register(&mut world, 8100, 8101);
    world.reopen();
    register(&mut world, 8200, 8201);
    assert_eq!(newest(world.path()).0, Seq(world.last()));
    register(&mut world, 20_000, 29_000);
    assert_eq!(newest(world.path()).0, Seq(world.last()));
    assert!(is_pinned(&world));
    same_as_the_log(&world);
    let kept = generations(world.path());
    assert!(kept.len() == 2 && kept.contains(&newer), "{kept:?}");
    let before = newest(world.path());
    let forth = world.ledger().unpin(operator()).unwrap();
    assert!(!forth.pinned && !is_pinned(&world));
    assert_eq!(newest(world.path()), before);
    same_as_the_log(&world);
    assert_eq!(generations(world.path()).len(), 2);
    // A swap ends a pin as well.
    world.ledger().roll_back(operator()).unwrap();
    started(world.ledger());
    assert!(is_pinned(&world));
    world.ledger().swap_rebuild(0, operator()).unwrap();
    assert!(!is_pinned(&world));
    assert_eq!(refused(world.ledger().unpin(operator())), "not_pinned");
}

/// What is said of a file that something was done to, and what that is.
type Damage = (&'static str, fn(&Path));

fn flip(path: &Path) {
    let mut bytes = fs::read(path).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 4;
    fs::write(path, bytes).unwrap();
}

#[test]
fn damaged_views_are_no_reason_not_to_go_back_and_damaged_older_ones_are_not_used() {
    let mut world = World::new();
    register(&mut world, 0, 20);
    started(world.ledger());
    let newer = world.ledger().swap_rebuild(0, operator()).unwrap().generation;
    let expected = newest(world.path());
    fs::write(file(world.path(), &newer), "no generation").unwrap();
    let back = world.ledger().roll_back(operator()).unwrap();
    assert!(back.pinned && is_pinned(&world));
    assert_eq!(newest(world.path()), expected);
    // There is nothing to go forth to: only the pin ends.
    let kept = world.ledger().unpin(operator()).unwrap();
    assert_eq!((kept.generation, kept.pinned), (back.generation.clone(), false));
    assert_eq!(newest(world.path()), expected);
    // Damage in a part that is read only when it is needed, in the header, and another form.
    for damage in [flip as fn(&Path), |path| fs::write(path, "x").unwrap(), |path| fs::remove_file(path).unwrap()] {
        started(world.ledger());
        world.ledger().swap_rebuild(0, operator()).unwrap();
        let live = Outside::of(world.path(), now()).unwrap().unwrap().views.views.remove(0).generation.unwrap();
        let older = generations(world.path()).into_iter().find(|name| *name != live).unwrap();
        damage(&file(world.path(), &older));
        if let Err(error) = world.ledger().roll_back(operator()) {
            assert_eq!(error.code().word(), "no_older_views", "{error}");
            assert_eq!(newest(world.path()), expected);
        }
        // Whatever was done: what is read is right, or is noticed and written again.
        world.while_closed(|dir| assert_eq!(newest(dir), expected));
    }
}

#[test]
fn a_save_point_that_cannot_be_used_is_said_and_the_rebuild_begins_again() {
    let mut world = large();
    let through = started(world.ledger());
    let damages: [Damage; 3] = [
        ("damaged", flip),
        ("damaged", |path| fs::write(path, "x").unwrap()),
        ("No such file", |path| fs::remove_file(path).unwrap()),
    ];
    let mut last = through.clone();
    for (said, damage) in damages {
        damage(&file(world.path(), &last.generation));
        let resumed = build(world.ledger(), true, None, &mut |_| {}).unwrap();
        assert!(resumed.restarted.as_ref().is_some_and(|why| why.contains(said)), "{said}: {resumed:?}");
        assert_eq!((resumed.from, resumed.digest), (Seq(0), through.digest));
        last = resumed;
    }
    // A copy from another ledger.
    let mut other = World::other();
    register(&mut other, 0, 30);
    let foreign = started(other.ledger());
    fs::copy(file(other.path(), &foreign.generation), file(world.path(), &last.generation)).unwrap();
    assert_eq!(refused(world.ledger().swap_rebuild(u64::MAX, operator())), "rebuild_failing");
    let resumed = build(world.ledger(), true, None, &mut |_| {}).unwrap();
    assert!(resumed.restarted.is_some() && resumed.digest == through.digest, "{resumed:?}");
    // The note itself.
    fs::write(world.path().join("views/next"), "{").unwrap();
    assert_eq!(state(&world), Some(RebuildState::Failing));
    assert_eq!(refused(build(world.ledger(), true, None, &mut |_| {})), "rebuild_failing");
    assert_eq!(refused(world.ledger().swap_rebuild(0, operator())), "rebuild_failing");
    world.ledger().cancel_rebuild(operator()).unwrap();
    assert_eq!((state(&world), generations(world.path()).len()), (None, 1));
    fs::write(world.path().join("views/next"), [0xff; 9]).unwrap();
    assert_eq!(started(world.ledger()).digest, through.digest, "a note that says nothing keeps nobody from starting");
    world.reopen();
    same_as_the_log(&world);
}

#[test]
fn a_swap_that_was_stopped_in_any_place_is_done_or_not_done() {
    let mut world = World::new();
    register(&mut world, 0, 20);
    started(world.ledger());
    let note = fs::read(world.path().join("views/next")).unwrap();
    let live = fs::read(world.path().join("views/live")).unwrap();
    register(&mut world, 20, 25);
    let expected = newest(world.path());
    let swapped = world.ledger().swap_rebuild(10, operator()).unwrap();
    // Stopped after it was in its place, before its note was removed.
    fs::write(world.path().join("views/next"), &note).unwrap();
    world.reopen();
    assert_eq!((newest(world.path()), state(&world)), (expected.clone(), None));
    let views = Outside::of(world.path(), now()).unwrap().unwrap().views.views;
    assert_eq!(views.iter().map(|view| view.view).collect::<Vec<_>>(), [View::Live, View::Before]);
    assert_eq!(refused(world.ledger().swap_rebuild(10, operator())), "no_rebuild");
    // Stopped before it was in its place: its tail has learnt the rest already.
    fs::write(world.path().join("views/next"), &note).unwrap();
    world.while_closed(|dir| fs::write(dir.join("views/live"), &live).unwrap());
    assert_eq!(newest(world.path()), expected);
    assert_eq!(world.ledger().swap_rebuild(0, operator()).unwrap().generation, swapped.generation);
    assert_eq!(newest(world.path()), expected);
    same_as_the_log(&world);
    started(world.ledger());
    world.ledger().cancel_rebuild(operator()).unwrap();
    assert_eq!(generations(world.path()).len(), 2);
}

#[test]
fn what_was_done_is_in_the_operations_log() {
    let mut world = World::new();
    register(&mut world, 0, 20);
    let hydrated = started(world.ledger());
    register(&mut world, 20, 22);
    build(world.ledger(), true, None, &mut |_| {}).unwrap();
    world.ledger().swap_rebuild(0, operator()).unwrap();
    world.ledger().roll_back(operator()).unwrap();
    world.ledger().unpin(operator()).unwrap();
    started(world.ledger());
    world.ledger().cancel_rebuild(operator()).unwrap();
    let read = Operations::read(world.path()).unwrap();
    assert!(read.damaged.is_empty());
    let did: Vec<What> = read.operations.iter().map(|operation| operation.what).collect();
    use What::{RebuildCancelled, RebuildReady, RebuildResumed, RebuildStarted, RolledBack, Swapped, Unpinned};
    let expected = [
        RebuildStarted,
        RebuildReady,
        RebuildResumed,
        RebuildReady,
        Swapped,
        RolledBack,
        Unpinned,
        RebuildStarted,
        RebuildReady,
        RebuildCancelled,
    ];
    assert_eq!(did, expected);
    assert!(read.operations.iter().all(|operation| operation.by == WHO && operation.at == now()));
    let ready = &read.operations[1];
    assert_eq!((ready.position, ready.entries), (Seq(21), Some(21)));
    assert_eq!(ready.digest, Some(hydrated.digest.to_string()));
    assert_eq!(read.rate(), None, "this clock does not move on");
}

#[test]
fn how_long_it_still_takes_is_said_once_something_was_written() {
    let world = large();
    // Each look at it is a millisecond later.
    let looks = Cell::new(0);
    let clock = || {
        looks.set(looks.get() + 1);
        (chrono::DateTime::UNIX_EPOCH + chrono::TimeDelta::milliseconds(looks.get())).into()
    };
    let said = |position: Seq, left: Option<Duration>| {
        let rebuild = Outside::of(world.path(), now()).unwrap().unwrap().views.rebuild.unwrap();
        (position, left, rebuild.micros_left, rebuild.seconds_left)
    };
    let mut all = Vec::new();
    let progress = &mut |position, left| all.push(said(position, left));
    let mut work = Work { clock: &clock, by: WHO, save_entries: 1, memory_bytes: None, progress };
    world.ledger().start_rebuild(&mut work).unwrap();
    assert_eq!(all.first(), Some(&(Seq(1024), None, None, None)), "nothing was written yet");
    assert!(all.len() > 5 && all.iter().skip(1).all(|(_, left, micros, _)| left.is_some() && micros.is_some()));
    let millis: Vec<u128> = all.iter().filter_map(|(_, left, ..)| left.map(|left| left.as_millis())).collect();
    assert!(millis.is_sorted_by(|one, next| one > next), "{millis:?}");
    assert!(all.iter().all(|(.., micros, seconds)| *seconds == micros.map(|micros| micros.div_ceil(1_000_000))));
    assert_eq!(world.ledger().time_rebuild(1, &now).unwrap(), None, "a clock that does not move on measures nothing");
    assert!(world.ledger().time_rebuild(1, &clock).unwrap().unwrap() > Duration::ZERO);
}

#[test]
fn alarms_are_for_what_stays_behind() {
    let mut world = World::new();
    register(&mut world, 0, 20);
    let copy: Vec<(PathBuf, Vec<u8>)> = fs::read_dir(world.path().join("views"))
        .unwrap()
        .map(|file| file.unwrap().path())
        .map(|path| (path.clone(), fs::read(path).unwrap()))
        .collect();
    register(&mut world, 20, 25);
    let look = |dir: &Path, now: Instant| Outside::of(dir, now).unwrap().unwrap();
    let (soon, late) = (chrono::Utc::now(), chrono::Utc::now() + chrono::TimeDelta::hours(1));
    world.while_closed(|dir| {
        assert_eq!(look(dir, late.into()).views.alarms(300, false), []);
        copy.iter().for_each(|(path, bytes)| fs::write(path, bytes).unwrap());
        assert_eq!(look(dir, soon.into()).views.alarms(300, false), []);
        assert_eq!(look(dir, late.into()).views.alarms(300, false), [Alarm::Stalled { lag: 5 }]);
        assert_eq!(look(dir, late.into()).views.alarms(86_400, false), []);
        copy.iter().for_each(|(path, _)| fs::write(path, "x").unwrap());
        assert!(look(dir, late.into()).views.damaged.is_some());
    });
    // Stopped before its end, and nobody goes on with it.
    let done = catch_unwind(AssertUnwindSafe(|| build(world.ledger(), false, None, &mut |_| panic!("stopped"))));
    assert!(done.is_err());
    world.reopen();
    let stalled = Alarm::RebuildStalled { position: Seq(0), target: Seq(26) };
    let views = look(world.path(), late.into()).views;
    assert!(views.alarms(300, false).contains(&stalled), "{:?}", views.alarms(300, false));
    assert!(!views.alarms(300, true).contains(&stalled));
}

#[test]
fn a_ledger_without_entries_is_rebuilt_too() {
    let mut world = World::new();
    let hydrated = started(world.ledger());
    assert_eq!((hydrated.position, state(&world)), (Seq(0), Some(RebuildState::Ready)));
    world.ledger().swap_rebuild(0, operator()).unwrap();
    register(&mut world, 0, 3);
    same_as_the_log(&world);
    assert_eq!(newest(world.path()).0, Seq(world.last()));
}
