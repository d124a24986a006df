//! Opening, who holds a ledger, what happens beside a commit in the making, and known-at as people name it.

use hovedbok_answers::Question;
use hovedbok_answers::questions::StateOf;
use hovedbok_core::Seq;
use hovedbok_core::proposal::Proposal;
use hovedbok_ledger::{CommitOptions, Kind, KnownAt, Ledger, LedgerError, Migration};
use serde_json::json;

use crate::given::{World, hint, instant, proposal};

const KARI: &str = "participant/6f9619ff-8b86-4d01-b42d-00cf4fc964ff";

fn registered() -> Proposal {
    proposal(KARI, "participant.registered", "2009-01-01", json!({"office": "North"}))
}

fn intake(when: &str) -> Proposal {
    proposal(KARI, "participant.intake", when, json!({"programme": "KVP", "office": "North", "target_group": "adults"}))
}

fn closed() -> Proposal {
    proposal("programme/KVP", "programme.closed", "2009-12-31", json!({}))
}

/// One begins a commit, the other records meanwhile; what became of the first.
fn meanwhile(world: &mut World, first: Proposal, other: Proposal) -> Result<(), LedgerError> {
    meanwhile_in(world, CommitOptions::default(), first, other)
}

fn meanwhile_in(world: &mut World, commit: CommitOptions, first: Proposal, other: Proposal) -> Result<(), LedgerError> {
    world.with(|ledger, edge| {
        let mut work = ledger.begin(commit).unwrap();
        work.propose(first, edge).unwrap();
        let mut quicker = ledger.begin(CommitOptions::default()).unwrap();
        quicker.propose(other, edge).unwrap();
        quicker.commit(edge).unwrap();
        work.commit(edge).map(|_| ())
    })
}

#[test]
fn a_ledger_that_is_held_says_by_whom_and_what_to_do() {
    let world = World::new();
    let error = Ledger::open(world.path(), world.now).unwrap_err();
    assert!(error.to_string().contains(" is in use by hovedbok"), "{error}");
    assert_eq!((error.code().word(), error.kind()), ("locked", Kind::Ledger));
    assert_eq!(hint(&error), "wait until the other process is done, then try again");
}

#[test]
fn a_folder_that_holds_something_else_is_left_alone() {
    let dir = tempfile::TempDir::new().unwrap();
    let now = instant("2010-06-01T10:00:00Z");
    let error = Ledger::open(dir.path(), now).unwrap_err();
    assert_eq!((error.code().word(), error.kind()), ("not_a_ledger", Kind::Ledger));
    std::fs::write(dir.path().join("letter.txt"), "dear office").unwrap();
    let error = Ledger::init(dir.path(), "test.example/ledger", now).unwrap_err();
    assert_eq!((error.code().word(), error.kind()), ("not_empty", Kind::Refused));
    assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), 1);
}

#[test]
fn what_was_acknowledged_is_there_after_closing_and_opening() {
    let mut world = World::new();
    world.record(vec![registered(), intake("2009-02-01")]).unwrap();
    let before = world.exported(world.ledger().last());
    world.reopen();
    assert_eq!(world.exported(world.ledger().last()), before);
    assert!(world.ledger().repairs().is_empty());
    assert_eq!(world.ledger().verify(Seq(0), &|_| {}).unwrap().fault, None);
}

#[test]
fn a_programme_closed_meanwhile_is_a_conflict_and_then_a_refusal() {
    let mut world = World::new();
    world.record(vec![registered()]).unwrap();
    let error = meanwhile(&mut world, intake("2010-02-01"), closed()).unwrap_err();
    assert_eq!(error.to_string(), "stream programme/KVP has version 1, expected 0: read it again and repeat");
    assert_eq!((error.code().word(), error.kind()), ("conflict", Kind::Refused));
    assert_eq!(hint(&error), "somebody else recorded something meanwhile: repeat the command");
    let error = world.record(vec![intake("2010-02-01")]).unwrap_err();
    assert_eq!(error.code().word(), "programme_closed");
}

#[test]
fn the_same_stream_written_meanwhile_is_a_conflict() {
    let mut world = World::new();
    world.record(vec![registered()]).unwrap();
    let error = meanwhile(&mut world, intake("2009-02-01"), intake("2009-03-01")).unwrap_err();
    assert_eq!(error.to_string(), format!("stream {KARI} has version 2, expected 1: read it again and repeat"));
    assert_eq!(world.record(vec![intake("2009-02-01")]).unwrap_err().code().word(), "enrolment_twice");
}

#[test]
fn what_another_year_carries_over_is_a_guard() {
    let money = |year: u16, type_name: &str, when: &str, fields: serde_json::Value| {
        proposal(&format!("fund/KVP/{year}/municipal"), type_name, when, fields)
    };
    let spent =
        || money(2010, "grant.spent", "2010-02-01", json!({"grant": "g1", "amount_ore": 100, "purpose": "wages"}));
    let carried =
        || money(2009, "grant.carried_over", "2009-12-31", json!({"grant": "g1", "amount_ore": 100, "to_year": 2010}));
    let mut world = World::new();
    world
        .record(vec![
            money(2009, "fund.appropriated", "2009-01-01", json!({"amount_ore": 500})),
            money(
                2009,
                "grant.allocated",
                "2009-01-02",
                json!({"grant": "g1", "recipient": "Oslo", "amount_ore": 500, "purpose": "x"}),
            ),
            money(2009, "grant.disbursed", "2009-01-03", json!({"grant": "g1", "amount_ore": 500})),
        ])
        .unwrap();
    assert_eq!(world.record(vec![spent()]).unwrap_err().code().word(), "spending_exceeds_disbursement");
    // Both in one commit: the one year's money is there for the other.
    world.record(vec![carried(), spent()]).unwrap();
    let again = money(2010, "grant.returned", "2010-03-01", json!({"grant": "g1", "amount_ore": 100}));
    assert_eq!(world.record(vec![again]).unwrap_err().code().word(), "spending_exceeds_disbursement");

    let committed = money(2010, "grant.committed", "2010-01-05", json!({"grant": "g1", "amount_ore": 1}));
    let other = money(2009, "grant.unused_reported", "2010-01-05", json!({"grant": "g1", "amount_ore": 1}));
    let error = meanwhile(&mut world, committed, other).unwrap_err();
    assert!(error.to_string().starts_with("stream fund/KVP/2009/municipal has version 5, expected 4"), "{error}");
    // A year that nothing stands in yet is guarded too.
    let committed = money(2010, "grant.committed", "2010-01-06", json!({"grant": "g1", "amount_ore": 1}));
    let other = money(2011, "fund.appropriated", "2010-06-01", json!({"amount_ore": 1}));
    assert_eq!(meanwhile(&mut world, committed, other).unwrap_err().code().word(), "conflict");
}

#[test]
fn a_ledger_is_opened_once_though_two_begin_at_once() {
    let mut world = World::new();
    let risk = |number: &str| proposal("risk/KVP", "risk.closed", "2010-01-01", json!({"number": number}));
    let error = meanwhile(&mut world, registered(), risk("1")).unwrap_err();
    assert_eq!(error.to_string(), "stream ledger has version 1, expected 0: read it again and repeat");
    world.record(vec![registered()]).unwrap();
    let types: Vec<_> = (1..=world.last())
        .map(|seq| world.ledger().entry(Seq(seq)).unwrap().draft.body.type_name().to_owned())
        .collect();
    assert_eq!(types, ["ledger.opened", "risk.closed", "participant.registered"]);

    let mut world = World::new();
    let migration = Migration { recorded: instant("2006-01-02T10:00:00Z"), batch: "old".into() };
    let commit = CommitOptions { again: false, migration: Some(migration) };
    let error = meanwhile_in(&mut world, commit, registered(), risk("1")).unwrap_err();
    assert_eq!(error.code().word(), "migration_over");
}

#[test]
fn a_day_is_known_to_its_end_in_oslo() {
    let mut world = World::new();
    let risk = |number: &str| proposal("risk/KVP", "risk.closed", "2010-01-01", json!({"number": number}));
    // Summer time: midnight in Oslo is 22:00 UTC; in winter 23:00.
    for (number, now) in [
        ("1", "2010-06-01T21:59:59.999999Z"),
        ("2", "2010-06-01T22:00:00Z"),
        ("3", "2010-06-30T22:00:00Z"),
        ("4", "2010-07-30T22:00:00Z"),
    ] {
        world.at(now).record(vec![risk(number)]).unwrap();
    }
    let position = |text: &str| world.ledger().position(Some(text.parse::<KnownAt>().unwrap())).unwrap().0;
    for (known_at, expected) in [
        ("2010-05-31", 0),
        ("2010-06-01", 2),
        ("2010-06-02", 3),
        ("2010-06-30", 3),
        ("2010-07-01", 4),
        ("2010-12-31", 5),
        ("2010-06-01T21:59:59.999998Z", 0),
        ("2010-06-01T21:59:59.999999Z", 2),
        ("2010-06-01T23:59:59.999999+02:00", 2),
        ("2010-06-02T00:00:00+02:00", 3),
        ("0", 0),
        ("3", 3),
        ("#4", 4),
        ("@5", 5),
    ] {
        assert_eq!(position(known_at), expected, "{known_at}");
    }
    assert_eq!(world.ledger().position(None).unwrap(), Seq(5));

    let mut winter = World::new();
    winter.at("2010-12-31T22:59:59.999999Z").record(vec![risk("1")]).unwrap();
    winter.at("2010-12-31T23:00:00Z").record(vec![risk("2")]).unwrap();
    assert_eq!(winter.ledger().position(Some("2010-12-31".parse().unwrap())).unwrap(), Seq(2));
    assert_eq!(winter.ledger().position(Some("2011-01-01".parse().unwrap())).unwrap(), Seq(3));
}

#[test]
fn nothing_is_known_beyond_the_log() {
    let mut world = World::new();
    world.record(vec![registered()]).unwrap();
    let error = world.ledger().position(Some("#3".parse().unwrap())).unwrap_err();
    assert_eq!(error.to_string(), "#3 is beyond the end of the log, #2");
    assert_eq!(
        (error.code().word(), error.kind(), hint(&error)),
        ("beyond_the_log", Kind::Call, "`log` lists the entries".into())
    );
}

#[test]
fn a_question_is_about_today_and_everything_known_and_warns_when_the_day_is_not_over() {
    let mut world = World::new();
    world.record(vec![registered()]).unwrap();
    // Half past midnight in Oslo is still the day before in UTC.
    let now = instant("2010-06-01T22:30:00Z");
    let asked = |known_at: Option<&str>| {
        world.ledger().question_times(None, known_at.map(|text| text.parse().unwrap()), now).unwrap()
    };
    assert_eq!(
        (asked(None).at.as_of.to_string().as_str(), asked(None).at.known_at, asked(None).warning),
        ("2010-06-02", Seq(2), None)
    );
    assert_eq!(asked(Some("2010-06-01")).warning, None);
    let warning = asked(Some("2010-06-02")).warning.unwrap();
    assert!(warning.starts_with("2010-06-02 is not over: "), "{warning}");
    assert_eq!(asked(Some("2010-06-02")).at.known_at, Seq(2));
    assert!(asked(Some("2010-06-01T22:30:01Z")).warning.is_some());
    let question = Question::State(StateOf { selection: Default::default(), by: None });
    let answer = world.ledger().ask(&question, asked(Some("2010-06-02")).at).unwrap();
    assert_eq!((answer.known_at_seq, answer.as_of.to_string().as_str()), (Seq(2), "2010-06-02"));
}
