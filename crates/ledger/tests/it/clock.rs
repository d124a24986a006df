//! The clock rules of time.md through the ledger, and when migration is over.

use hovedbok_answers::Question;
use hovedbok_answers::questions::ProgrammesOf;
use hovedbok_core::{Instant, Seq};
use hovedbok_ledger::correct::{Change, Why};
use hovedbok_ledger::{CommitOptions, Kind, LedgerError, Migration, Recorded};
use serde_json::json;

use crate::given::{World, at, hint, instant, proposal};

const MINUTE: i64 = 60 * 1_000_000;
const DAY: i64 = 24 * 60 * MINUTE;

fn later(from: &str, micros: i64) -> Instant {
    Instant::from_micros(instant(from).micros() + micros).unwrap()
}

fn risk(number: &str) -> hovedbok_core::proposal::Proposal {
    proposal("risk/KVP", "risk.closed", "2010-01-01", json!({"number": number}))
}

fn record(world: &mut World, number: &str) -> Result<Vec<Recorded>, LedgerError> {
    world.record(vec![risk(number)])
}

fn recorded(world: &World, seq: u64) -> Instant {
    world.ledger().entry(Seq(seq)).unwrap().recorded
}

fn migrated(recorded: &str) -> CommitOptions {
    CommitOptions { again: false, migration: Some(Migration { recorded: instant(recorded), batch: "old".into() }) }
}

fn migrate(world: &mut World, when: &str, number: &str) -> Result<Vec<Recorded>, LedgerError> {
    world.work_in(migrated(when), |work, edge| work.propose(risk(number), edge))
}

#[test]
fn a_clock_more_than_31_days_ahead_must_be_confirmed() {
    let mut world = World::new();
    record(&mut world, "1").unwrap();
    let last = world.now;
    world.now = Instant::from_micros(last.micros() + 31 * DAY).unwrap();
    record(&mut world, "2").unwrap();
    world.now = later(&world.now.to_string(), 31 * DAY + 1);
    let error = record(&mut world, "3").unwrap_err();
    assert_eq!(
        error.to_string(),
        "the clock says 2010-08-02T10:00:00.000001Z, more than 31 days after the last entry (2010-07-02T10:00:00.000000Z); set \
         the clock, or confirm it"
    );
    let then = (hint(&error), error.code().word(), error.kind());
    assert_eq!(then, ("set the clock; when it is right, confirm with --clock-ok".into(), "clock_ahead", Kind::Ledger));
    assert_eq!(world.last(), 3);
    world.clock_ok = true;
    record(&mut world, "3").unwrap();
    assert_eq!(recorded(&world, 4), world.now);
}

#[test]
fn a_clock_over_five_minutes_behind_must_be_confirmed_and_time_never_goes_back() {
    let mut world = World::new();
    record(&mut world, "1").unwrap();
    let first = world.now;
    world.now = Instant::from_micros(first.micros() - 5 * MINUTE).unwrap();
    record(&mut world, "2").unwrap();
    assert_eq!(recorded(&world, 3), first);
    assert!(world.ledger().status(world.now).unwrap().clock_held);
    world.now = Instant::from_micros(first.micros() - 5 * MINUTE - 1).unwrap();
    let error = record(&mut world, "3").unwrap_err();
    assert_eq!(
        error.to_string(),
        "the clock says 2010-06-01T09:54:59.999999Z, more than 5 minutes before the last entry (2010-06-01T10:00:00.000000Z); \
         set the clock, or confirm it"
    );
    assert_eq!((error.code().word(), error.kind()), ("clock_behind", Kind::Ledger));
    world.clock_ok = true;
    record(&mut world, "3").unwrap();
    assert_eq!(recorded(&world, 4), first);
    assert!(!world.ledger().status(first).unwrap().clock_held);
}

#[test]
fn an_archive_of_long_ago_does_not_hold_the_clock() {
    let mut world = World::new();
    migrate(&mut world, "2006-01-02T10:00:00Z", "1").unwrap();
    migrate(&mut world, "2006-01-02T10:00:00Z", "2").unwrap();
    // Nothing ordinary stands yet: the clock is held against nothing.
    record(&mut world, "3").unwrap();
    assert_eq!(
        [1, 2, 3, 4].map(|seq| recorded(&world, seq).to_string()[..10].to_owned()),
        ["2006-01-02", "2006-01-02", "2010-06-01", "2010-06-01"]
    );
    world.now = later("2010-06-01T10:00:00Z", 32 * DAY);
    assert_eq!(record(&mut world, "4").unwrap_err().code().word(), "clock_ahead");
}

#[test]
fn a_correction_in_a_migration_is_part_of_it() {
    let mut world = World::new();
    let first = migrate(&mut world, "2006-01-02T10:00:00Z", "1").unwrap();
    let change = Change { fields: json!({"note": "moved"}).as_object().unwrap().clone(), effective: None };
    let why = Why { reason: "typing".parse().unwrap(), note: None, id: None };
    let commit = migrated("2006-01-03T10:00:00Z");
    world.work_in(commit, |work, edge| work.replace(first[0].id, change, why, edge)).unwrap();
    let entry = world.ledger().entry(Seq(2)).unwrap();
    assert_eq!(entry.recorded, instant("2006-01-03T10:00:00Z"));
    assert!(entry.draft.migrated.is_some());
    let answer =
        world.ledger().ask(&Question::Programmes(ProgrammesOf { municipality: None }), at("2010-06-01", 2)).unwrap();
    assert!(answer.rests_on_migrated);
    // It is not ordinary: the clock of today is not ahead of it.
    record(&mut world, "2").unwrap();
}

#[test]
fn an_archive_never_goes_backwards() {
    let mut world = World::new();
    migrate(&mut world, "2006-01-02T10:00:00Z", "1").unwrap();
    let error = migrate(&mut world, "2006-01-01T10:00:00Z", "2").unwrap_err();
    assert_eq!(
        error.to_string(),
        "the recorded time 2006-01-01T10:00:00.000000Z is before that of the last entry, 2006-01-02T10:00:00.000000Z; \
         entries must come in the order in which they were recorded"
    );
    assert_eq!((error.kind(), world.last()), (Kind::Refused, 1));
}

#[test]
fn the_first_ordinary_entry_opens_the_ledger_in_its_own_commit() {
    let mut world = World::new();
    migrate(&mut world, "2006-01-02T10:00:00Z", "1").unwrap();
    let refused =
        world.record(vec![proposal("plan/KVP", "plan.milestone_completed", "2010-01-01", json!({"milestone": "a/b"}))]);
    assert!(refused.is_err());
    assert_eq!((world.last(), world.ledger().status(world.now).unwrap().opened_at), (1, None));

    let done = record(&mut world, "2").unwrap();
    assert_eq!(done.iter().map(|entry| entry.seq).collect::<Vec<_>>(), [Seq(3)]);
    let opened = world.ledger().entry(Seq(2)).unwrap();
    assert_eq!(opened.draft.body.type_name(), "ledger.opened");
    assert_eq!(opened.draft.effective.to_string(), "2010-06-01");
    assert_eq!((opened.recorded, opened.draft.migrated), (recorded(&world, 3), None));
    assert_eq!(world.ledger().status(world.now).unwrap().opened_at, Some(Seq(2)));
    record(&mut world, "3").unwrap();
    let opened = world
        .ledger()
        .entries(Seq(1), Seq(9))
        .filter(|e| e.as_ref().unwrap().draft.body.type_name() == "ledger.opened");
    assert_eq!(opened.count(), 1);

    let words = "the ledger was opened at #2: migration is over";
    assert_eq!(migrate(&mut world, "2010-06-02T10:00:00Z", "4").unwrap_err().to_string(), words);
    let draft = world.ledger().entry(Seq(1)).unwrap().draft;
    assert_eq!(world.migrate(vec![(world.now, draft)]).unwrap_err().to_string(), words);
    assert_eq!(world.last(), 4);
}

#[test]
fn a_ledger_opened_by_name_is_opened_once() {
    let mut world = World::new();
    let opened = || proposal("ledger", "ledger.opened", "2010-06-01", json!({"note": "the archive is in"}));
    world.record(vec![opened(), risk("1")]).unwrap();
    let types: Vec<_> = (1..=world.last())
        .map(|seq| world.ledger().entry(Seq(seq)).unwrap().draft.body.type_name().to_owned())
        .collect();
    assert_eq!(types, ["ledger.opened", "risk.closed"]);
    assert_eq!(migrate(&mut world, "2010-06-02T10:00:00Z", "2").unwrap_err().code().word(), "migration_over");
}

fn after(days: i64) -> String {
    later("2010-06-01T10:00:00Z", days * DAY).to_string()
}

#[test]
fn a_ledger_that_is_asked_keeps_its_clock_and_a_wrong_clock_is_not_noted() {
    let mut world = World::new();
    record(&mut world, "1").unwrap();
    // Opened every month, and nothing recorded for half a year.
    for days in [30, 60, 90, 120, 150, 180] {
        world.at(&after(days)).reopen();
    }
    record(&mut world, "2").unwrap();
    // A clock that is far ahead does not become right by opening the ledger with it, however often.
    world.at("2099-01-01T00:00:00Z");
    for _ in 0..3 {
        world.reopen();
        assert_eq!(record(&mut world, "3").unwrap_err().code().word(), "clock_ahead");
    }
    // Nor does one that is behind take away what the right one said.
    world.at("1999-01-01T00:00:00Z").reopen();
    assert_eq!(record(&mut world, "3").unwrap_err().code().word(), "clock_behind");
    for days in [210, 240] {
        world.at(&after(days)).reopen();
    }
    record(&mut world, "3").unwrap();
    // Not opened for more than a month: the clock is confirmed.
    world.at(&after(280)).reopen();
    let error = record(&mut world, "4").unwrap_err();
    assert_eq!(error.code().word(), "clock_ahead");
    assert!(
        error.to_string().contains("after the last entry (2011-01-27T10:00:00.000000Z) and after its last known time"),
        "{error}"
    );
    world.clock_ok = true;
    record(&mut world, "4").unwrap();
    world.clock_ok = false;
    record(&mut world, "5").unwrap();
}

#[test]
fn the_note_of_the_clock_is_a_file_that_can_be_lost_damaged_or_impossible_to_write() {
    let note = |dir: &std::path::Path| dir.join("clock.json");
    let mut world = World::new();
    world.reopen();
    assert!(!note(world.path()).exists(), "there is nothing yet to believe the clock by");
    record(&mut world, "1").unwrap();
    world.reopen();
    assert_eq!(std::fs::read_to_string(note(world.path())).unwrap(), r#"{"clock":"2010-06-01T10:00:00.000000Z"}"#);
    for damage in [&b""[..], b"{", b"null", b"{\"clock\":7}", b"{\"clock\":\"yesterday\"}", &[b'x'; 4096]] {
        world.at("2010-06-20T10:00:00Z");
        world.while_closed(|dir| std::fs::write(note(dir), damage).unwrap());
        assert_eq!(world.ledger().verify(Seq(0), &|_| {}).unwrap().fault, None);
        // Written anew, and without it the last entry is what counts.
        assert!(std::fs::read_to_string(note(world.path())).unwrap().contains("2010-06-20T10"));
        world.at("2010-07-15T10:00:00Z");
        world.while_closed(|dir| std::fs::remove_file(note(dir)).unwrap());
        assert_eq!(record(&mut world, "2").unwrap_err().code().word(), "clock_ahead");
    }
    // A folder stands in its place: nothing fails for it.
    world.at("2010-06-20T10:00:00Z");
    world.while_closed(|dir| {
        let _ = std::fs::remove_file(note(dir));
        std::fs::create_dir(note(dir)).unwrap();
    });
    record(&mut world, "2").unwrap();
}

#[test]
fn the_first_ordinary_entry_is_held_against_the_day_the_program_was_built() {
    let built = instant("2010-06-01T00:00:00Z");
    for (now, code) in [
        ("2010-06-01T00:00:00Z", None),
        ("2010-05-31T23:59:59Z", Some("clock_before_build")),
        ("1971-01-01T00:00:00Z", Some("clock_before_build")),
        ("2030-05-31T00:00:00Z", None),
        ("2030-06-02T00:00:00Z", Some("clock_after_build")),
        ("2099-01-01T00:00:00Z", Some("clock_after_build")),
    ] {
        for archive in [false, true] {
            let mut world = World::new();
            world.built = Some(built);
            if archive {
                // What was moved in, with a time of its own, is not ordinary, and neither is the opening.
                world.now = instant(now);
                migrate(&mut world, "1970-01-02T10:00:00Z", "0").unwrap();
            }
            world.at(now);
            let done = record(&mut world, "1");
            assert_eq!(done.as_ref().err().map(|error| error.code().word()), code, "{now}");
            let Some(code) = code else { continue };
            let error = done.unwrap_err();
            assert_eq!(error.kind(), Kind::Ledger);
            assert!(hint(&error).contains("--clock-ok"), "{code}: {}", hint(&error));
            assert_eq!(world.last(), u64::from(archive));
            if now < "2000" {
                // Confirmed, the fact lies too far ahead of it.
                continue;
            }
            world.clock_ok = true;
            record(&mut world, "1").unwrap();
            // From then on that entry is what counts.
            world.clock_ok = false;
            record(&mut world, "2").unwrap();
        }
    }
}

#[test]
fn a_clock_before_1970_opens_nothing_and_damages_nothing() {
    let mut world = World::new();
    record(&mut world, "1").unwrap();
    for now in ["1969-12-31T23:59:59.999999Z", "1900-01-01T00:00:00Z", "0001-01-01T00:00:00Z"] {
        let now = instant(now);
        let dir = tempfile::TempDir::new().unwrap();
        let path = world.path().to_owned();
        let errors = [
            hovedbok_ledger::Ledger::open(&path, now).unwrap_err(),
            hovedbok_ledger::Ledger::init(dir.path(), "test.example/ledger", now).unwrap_err(),
        ];
        for error in errors {
            assert_eq!((error.code().word(), error.kind()), ("clock_before_1970", Kind::Ledger), "{error}");
        }
        assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), 0);
    }
    record(&mut world, "2").unwrap();
    world.reopen();
    assert_eq!(world.ledger().verify(Seq(0), &|_| {}).unwrap().fault, None);
}

#[test]
fn a_ledger_that_was_restored_with_a_wrong_clock_is_not_pinned_to_it() {
    let mut world = World::new();
    record(&mut world, "1").unwrap();
    let lines = world.exported(Seq(world.last()));
    let mut copy = World::other();
    copy.at("2099-01-01T00:00:00Z").reopen();
    copy.with(|ledger, edge| ledger.import_jsonl("x", lines.as_slice(), false, edge)).unwrap();
    for _ in 0..2 {
        copy.reopen();
        assert_eq!(record(&mut copy, "2").unwrap_err().code().word(), "clock_ahead");
    }
    copy.at("2010-06-02T00:00:00Z").reopen();
    record(&mut copy, "2").unwrap();
}
