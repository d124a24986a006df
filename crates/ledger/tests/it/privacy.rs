//! H11 by every way in: case numbers in every text of an entry, entries in JSON lines, and what an older program let in.

use hovedbok_core::cases::Cases;
use hovedbok_core::personal::personal;
use hovedbok_core::proposal::Proposal;
use hovedbok_core::{Body, Period, Seq, Text, line};
use hovedbok_interchange::kinds;
use hovedbok_ledger::correct::{Change, Why};
use hovedbok_ledger::import::{InputFile, TableOptions, Tables, Taken};
use hovedbok_ledger::{CommitOptions, Kind, Ledger, LedgerError, Migration};
use hovedbok_log::{Log, NewEntry, Who};
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::archive::Place;
use crate::checkpoints::edited;
use crate::given::{World, instant, proposal};

const KARI: &str = "participant/6f9619ff-8b86-4d01-b42d-00cf4fc964ff";
const OTHER: &str = "7f9619ff-8b86-4d01-b42d-00cf4fc964ff";
const ENROLMENT: &str = "a1000000-0000-4000-8000-000000000000";

fn register() -> Cases {
    ["A-1731", "00131", "7", "2010", "05-2010"].into_iter().collect()
}

/// One of the register's case numbers, in letters and digits that can stand in a name.
const NAMES: [&str; 6] = ["A-1731", "a-1731", "Ａ-1731", "A-١٧٣١", "\u{410}-1731", "00１31"];
/// The same in texts.
const TEXTS: [&str; 6] = ["A\u{2011}1731", "A\u{2013}1731", "A-17\u{34f}31", "00\u{3164}131", "0\u{332}0131", "sak 7"];

fn with_cases(
    act: impl FnOnce(&mut hovedbok_ledger::PendingCommit<'_>, &mut hovedbok_ledger::Edge<'_>) -> Result<(), LedgerError>,
    commit: CommitOptions,
    world: &mut World,
) -> Result<Vec<hovedbok_ledger::Recorded>, LedgerError> {
    world.work_in(commit, |work, edge| {
        work.keep_out(register());
        act(work, edge)
    })
}

fn is_refused(error: &LedgerError, field: &str, case: &str) {
    assert_eq!((error.code().word(), error.kind()), ("names_case", Kind::Refused), "{case}: {error}");
    assert!(error.to_string().contains(&format!("'{field}'")), "{field}: {error}");
    assert!(!error.to_string().contains(case), "it is not repeated: {error}");
}

fn refuses(proposed: Proposal, field: &str, case: &str) {
    let mut world = World::new();
    let error =
        with_cases(|work, edge| work.propose(proposed, edge), CommitOptions::default(), &mut world).unwrap_err();
    is_refused(&error, field, case);
    assert_eq!(world.last(), 0);
}

fn established(stream: &str) -> Proposal {
    let body = json!({"owner": "North", "period": {"start": "2010-01-01", "end": "2011-12-31"}});
    proposal(stream, "programme.established", "2010-01-01", body)
}

fn planned(stream: &str) -> Proposal {
    proposal(stream, "plan.milestone_planned", "2010-01-01", json!({"section": "2010", "title": "Start"}))
}

#[test]
fn no_name_in_a_head_or_stream_is_a_case_number() {
    for case in NAMES {
        refuses(established(&format!("programme/{case}")), "programme", case);
        refuses(planned(&format!("plan/{case}")), "plan", case);
        refuses(planned(&format!("plan/KVP.{case}")), "plan", case);
        let money = |stream: String| proposal(&stream, "fund.appropriated", "2010-01-01", json!({"amount_ore": 100}));
        refuses(money(format!("fund/{case}/2010/municipal")), "programme", case);
        refuses(money(format!("fund/KVP/2010/{case}")), "source", case);
        let risk = json!({"number": "1", "text": "Too few places"});
        refuses(proposal(&format!("risk/{case}"), "risk.identified", "2010-01-01", risk), "programme", case);
        refuses(established(&format!("programme/sak_{case}")), "programme", case);
        let mut on_behalf = established("programme/KVP");
        on_behalf.on_behalf_of = Some(case.parse().unwrap());
        refuses(on_behalf, "on_behalf_of", case);

        let mut world = World::new();
        world.actor = Some(case);
        let propose = established("programme/KVP");
        let error =
            with_cases(|work, edge| work.propose(propose, edge), CommitOptions::default(), &mut world).unwrap_err();
        is_refused(&error, "actor", case);
        let batch = Migration {
            recorded: instant("2009-01-02T10:00:00Z"),
            batch: format!("people, {case}.csv").as_str().into(),
        };
        let commit = CommitOptions { again: false, migration: Some(batch) };
        let propose = established("programme/KVP");
        let error = with_cases(|work, edge| work.propose(propose, edge), commit, &mut World::new()).unwrap_err();
        is_refused(&error, "batch", case);

        let dir = TempDir::new().unwrap();
        let origin = format!("ledger.example/{case}");
        let error = Ledger::init_without(&dir.path().join("l"), &origin, &register(), World::new().now).unwrap_err();
        is_refused(&error, "origin", case);
        assert!(!dir.path().join("l").exists());
    }
}

#[test]
fn no_text_and_no_name_of_a_body_is_a_case_number() {
    for case in NAMES {
        let assigned = json!({"enrolment": ENROLMENT, "counsellor": case});
        refuses(proposal(KARI, "participant.counsellor_assigned", "2010-01-01", assigned), "counsellor", case);
        let intake = json!({"enrolment": ENROLMENT, "programme": "KVP", "office": "North", "target_group": "young", "cohorts": ["2010", case]});
        refuses(proposal(KARI, "participant.intake", "2010-01-01", intake), "cohorts", case);
        let figure = json!({"indicator": "receiving", "value": 2, "unit": "persons", "certainty": "stated", "document": "Report",
            "about": "2010-01-01", "part": format!("provider={case}")});
        refuses(proposal("figure/KVP", "figure.published", "2010-01-01", figure), "part", case);
    }
    for case in NAMES.into_iter().chain(TEXTS) {
        let note = json!({"office": "North", "note": format!("moved from {case}.")});
        refuses(proposal(KARI, "participant.registered", "2010-01-01", note), "note", case);
        let mut sourced = established("programme/KVP");
        sourced.source = Some(Text::from(format!("letter ({case})")));
        refuses(sourced, "source", case);
        let as_written = json!({"section": "2010", "title": "Start", "due": {"start": "2010-03-01", "end": "2010-03-02", "as_written": format!("{case} i mars")}});
        refuses(proposal("plan/KVP", "plan.milestone_planned", "2010-01-01", as_written), "due", case);
        let mut when = established("programme/KVP");
        when.effective = when.effective.map(|period: Period| period.written(case));
        refuses(when, "effective", case);
    }
}

#[test]
fn years_chapters_short_numbers_and_days_are_not_taken_for_cases() {
    let mut world = World::new();
    world.actor = Some("7");
    let written = |mut proposed: Proposal, text: &str| {
        proposed.effective = proposed.effective.map(|period: Period| period.written(text));
        proposed
    };
    let figure = json!({"indicator": "receiving", "value": 7, "unit": "persons", "certainty": "stated", "document": "Report 2010",
        "about": "2010-01-01", "part": "office=7"});
    let fair = vec![
        written(established("programme/2010"), "05-2010"),
        planned("plan/2010.7"),
        proposal("fund/2010/2010/621.63", "fund.appropriated", "2010-01-01", json!({"amount_ore": 100})),
        proposal("figure/2010", "figure.published", "2010-01-01", figure),
        proposal(KARI, "participant.registered", "2010-01-01", json!({"office": "Office A-1731 North"})),
        proposal("fund/2010/2010/municipal", "fund.appropriated", "2010-01-01", json!({"amount_ore": 100})),
        proposal(
            "fund/2010/2010/municipal",
            "fund.spent",
            "2010-01-02",
            json!({"amount_ore": 1, "purpose": "x", "voucher": "00131"}),
        ),
        proposal(
            KARI,
            "participant.details_changed",
            "2010-01-01",
            json!({"sex": "female", "note": format!("see participant {OTHER}")}),
        ),
    ];
    let act = |work: &mut hovedbok_ledger::PendingCommit<'_>, edge: &mut hovedbok_ledger::Edge<'_>| {
        fair.into_iter().try_for_each(|proposed| work.propose(proposed, edge))
    };
    with_cases(act, CommitOptions::default(), &mut world).unwrap();
}

#[test]
fn a_correction_names_no_case_and_may_take_one_out() {
    let mut world = World::new();
    let leaky = json!({"office": "North", "note": "the same as A-1731"});
    let id = world.record(vec![proposal(KARI, "participant.registered", "2010-01-01", leaky)]).unwrap()[0].id;
    let programme = world.record(vec![established("programme/A-1731")]).unwrap()[0].id;
    let why = |note: &str| Why { reason: "other".parse().unwrap(), note: Some(Text::from(note)), id: None };
    let change = |fields: Value| Change { fields: fields.as_object().unwrap().clone(), effective: None };
    for case in TEXTS {
        for act in 0..4 {
            let error = with_cases(
                |work, edge| match act {
                    0 => work.void(id, why(case), edge),
                    1 => work.replace(id, change(json!({"note": null})), why(case), edge),
                    2 => work.replace(id, change(json!({"note": format!("see {case}")})), why("typing"), edge),
                    _ => work.move_to(id, OTHER.parse().unwrap(), why(case), edge),
                },
                CommitOptions::default(),
                &mut world,
            );
            is_refused(&error.unwrap_err(), "note", case);
        }
    }
    // What stands in the ledger already can be corrected and voided.
    let act = |work: &mut hovedbok_ledger::PendingCommit<'_>, edge: &mut hovedbok_ledger::Edge<'_>| {
        work.replace(id, change(json!({"note": null})), why("taken out"), edge)?;
        work.void(programme, why("its name"), edge)
    };
    with_cases(act, CommitOptions::default(), &mut world).unwrap();
}

/// Two hundred spellings of what no text may hold.
fn spellings() -> Vec<String> {
    let mut texts = Vec::new();
    for number in ["90000000", "41234567", "22222222", "71234567"] {
        for lengths in [&[2, 2, 2, 2][..], &[3, 2, 3], &[4, 4]] {
            for sign in [
                " ", "  ", "\u{2003}", ".", "-", "\u{2011}", "\u{b7}", "\u{2022}", "\u{30fb}", "_", ",", ":", "*", "|",
                "\u{34f}",
            ] {
                let mut rest = number;
                let mut groups = Vec::new();
                for n in lengths {
                    let (group, after) = rest.split_at(*n);
                    groups.push(group);
                    rest = after;
                }
                texts.push(format!("ring {}", groups.join(sign)));
            }
        }
        texts.push(number.chars().map(|c| format!("{c}\u{3164}")).collect());
        texts.push(number.chars().map(|c| format!("{c}\u{301}")).collect());
    }
    for sign in [
        "@",
        "\u{ff20}",
        "@\u{301}",
        "\u{34f}@",
        " (at) ",
        " (a) ",
        "[at]",
        " (krøllalfa) ",
        " (alfa) ",
        " krøllalfa ",
        "%40",
    ] {
        for dot in [".", " dot ", "[dot]", "(dot)"] {
            texts.push(format!("skriv til kari{sign}office{dot}example"));
        }
    }
    texts.push("kari at office dot example".to_owned());
    assert!(texts.len() >= 200, "{}", texts.len());
    texts
}

fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('"', "\"\""))
}

#[test]
fn two_hundred_spellings_are_refused_by_every_way_in() {
    let registered = || proposal(KARI, "participant.registered", "2010-01-01", json!({"office": "North", "note": "a"}));
    let mut clean = World::new();
    clean.record(vec![registered()]).unwrap();
    let (mut world, mut empty, mut used) = (World::new(), World::other(), World::other());
    let someone =
        proposal(&format!("participant/{OTHER}"), "participant.registered", "2010-01-01", json!({"office": "N"}));
    used.record(vec![someone]).unwrap();
    let before = used.last();
    for text in spellings() {
        let refused = |error: LedgerError, place: &str| {
            assert_eq!((error.code().word(), error.kind()), ("personal_data", Kind::Refused), "{text:?}: {error}");
            assert!(error.to_string().starts_with(place), "{error}");
            assert!(!error.lines().iter().any(|line| line.contains(&text)), "{error}");
        };
        // By command and by JSON: a note, an office, a source.
        for field in ["note", "office"] {
            let mut proposed = registered();
            proposed.fields.insert(field.to_owned(), json!(text));
            refused(world.record(vec![proposed]).unwrap_err(), "participant.registered: ");
        }
        let sourced = Proposal { source: Some(Text::from(text.as_str())), ..registered() };
        refused(world.record(vec![sourced]).unwrap_err(), "participant.registered: ");
        // By table: with what else is wrong in it.
        for (header, wrong) in [("merknad", "2010-02-01"), ("kilde", "never")] {
            let table = format!("deltaker;til dato;overgang til;{header}\n{OTHER};{wrong};aap;{}\n", quoted(&text));
            let files = [InputFile { name: "t.csv", bytes: table.as_bytes() }];
            let read = Tables::read(kinds::find("exits").unwrap(), &files, &TableOptions::default());
            let error = LedgerError::from(read.unwrap_err());
            let line = error.lines().into_iter().find(|line| line.contains("the text contains")).unwrap();
            assert!(line.starts_with(&format!("t.csv, line 2, column \"{header}\": ")), "{line}");
            refused(error, "t.csv, line 2");
        }
        // By JSON lines, into an empty ledger and into one in use.
        let lines = edited(&clean, |entries| {
            let body = json!({"office": "North", "note": text}).to_string();
            entries[1].0.draft.body = Body::from_json("participant.registered", 1, body.as_bytes()).unwrap();
        });
        for (ledger, last) in [(&mut empty, 0), (&mut used, before)] {
            let taken = ledger.with(|ledger, edge| ledger.import_jsonl("x", lines.as_slice(), false, edge));
            refused(taken.unwrap_err(), "x, line 2: ");
            assert_eq!(ledger.last(), last);
        }
    }
    assert_eq!(world.last(), 0);
}

/// A ledger with the entries of these lines, as a program without any search left it.
fn let_in(origin: &str, lines: &[u8]) -> (TempDir, Ledger) {
    let (dir, now) = (TempDir::new().unwrap(), World::new().now);
    let who = Who { program: "older".to_owned(), since: now.micros() };
    let log = Log::init(dir.path(), origin, &who).unwrap();
    let mut stage = log.stage(now.micros(), false).unwrap();
    for line in line::read("x", lines).map(Result::unwrap) {
        let head: Value = serde_json::from_slice(&line.head).unwrap();
        let text = |key: &str| head[key].as_str().unwrap().to_owned();
        let rest = String::from_utf8(line.head).unwrap();
        let entry = NewEntry {
            id: text("id").parse().unwrap(),
            stream: text("stream"),
            ordinary: text("type") != "ledger.opened",
            recorded: Some(instant(&text("recorded")).micros()),
            rest: rest[rest.find("\"id\":").unwrap()..].into(),
            salt: line.salt,
            body: line.body,
        };
        stage.push(&entry).unwrap();
    }
    stage.publish(&[]).unwrap();
    log.close().unwrap();
    let ledger = Ledger::open(dir.path(), now).unwrap();
    assert_eq!(ledger.verify(Seq(0), &|_| {}).unwrap().fault, None);
    (dir, ledger)
}

/// The lines of a ledger whose last entry has this note or, without one, this actor.
fn leaky(note: Option<&str>, actor: &str) -> Vec<u8> {
    let mut world = World::new();
    let body = json!({"office": "North", "note": "a"});
    world.record(vec![proposal(KARI, "participant.registered", "2010-01-01", body)]).unwrap();
    edited(&world, |entries| {
        let draft = &mut entries[1].0.draft;
        draft.actor = actor.parse().unwrap();
        if let Some(note) = note {
            let body = json!({"office": "North", "note": note}).to_string();
            draft.body = Body::from_json("participant.registered", 1, body.as_bytes()).unwrap();
        }
    })
}

#[test]
fn only_an_archive_is_restored_without_a_search() {
    for (note, actor) in
        [(Some("ring 90 00 00 00"), "tester"), (Some("kari@office.example"), "tester"), (None, "90000000")]
    {
        let lines = leaky(note, actor);
        let into = |origin: &str| {
            let dir = TempDir::new().unwrap();
            let ledger = Ledger::init(dir.path(), origin, World::new().now).unwrap();
            let taken = World::new().with(|_, edge| ledger.import_jsonl("x", lines.as_slice(), false, edge));
            (taken, ledger.last())
        };
        // A file of lines says of itself whatever it likes: under its own name, or another.
        for origin in [crate::given::ORIGIN, "other.example/ledger"] {
            let (taken, last) = into(origin);
            let error = taken.unwrap_err();
            assert_eq!((error.code().word(), error.kind(), last), ("personal_data", Kind::Refused, Seq(0)), "{error}");
            assert!(error.to_string().starts_with("x, line 2: participant.registered: a text contains "), "{error}");
        }
        // Where they stand already, nothing is recorded, and nothing refused.
        let (_dir, ledger) = let_in(crate::given::ORIGIN, &lines);
        let taken = World::new().with(|_, edge| ledger.import_jsonl("x", lines.as_slice(), false, edge)).unwrap();
        let Taken::Recorded { recorded, .. } = taken else { panic!("{taken:?}") };
        assert!(recorded.iter().all(|entry| entry.already) && ledger.last() == Seq(2));
        // What an older program let in is restored whole.
        let place = Place::new();
        let how = hovedbok_ledger::archive::Archiving { key: None, check: false };
        ledger.archive(&place.archive(), how, World::new().now, &mut |_| {}).unwrap();
        let (restored, _) = place.restore(&World::new(), &[]).unwrap();
        assert_eq!(restored.size, 2);
    }
}

#[test]
fn the_day_that_a_line_gives_a_voiding_is_searched() {
    let mut world = World::new();
    let body = json!({"office": "North", "note": "a"});
    let recorded = world.record(vec![proposal(KARI, "participant.registered", "2010-01-01", body)]).unwrap();
    let why = Why { reason: "not_true".parse().unwrap(), note: None, id: None };
    world.work(|work, edge| work.void(recorded[0].id, why, edge)).unwrap();
    for (written, cases, code) in [
        ("ola@office.example", Cases::default(), Some("personal_data")),
        ("ring 90 00 00 00", Cases::default(), Some("personal_data")),
        ("sak A-1731", register(), Some("names_case")),
        ("i januar", register(), None),
    ] {
        let lines = edited(&world, |entries| {
            let draft = &mut entries[2].0.draft;

            draft.effective = draft.effective.clone().written(written);
        });
        let taken =
            World::other().with(|ledger, edge| ledger.import_jsonl_without("x", lines.as_slice(), false, &cases, edge));
        assert_eq!(taken.err().map(|error| error.code().word()), code, "{written}");
    }
}

#[test]
fn lines_that_name_a_case_are_refused_where_the_register_is_at_hand() {
    for (note, actor) in [(Some("as A\u{2011}1731"), "tester"), (Some("sak 7"), "tester"), (None, "Ａ-1731")] {
        let lines = leaky(note, actor);
        let mut world = World::other();
        let error = world
            .with(|ledger, edge| ledger.import_jsonl_without("x", lines.as_slice(), false, &register(), edge))
            .unwrap_err();
        assert_eq!((error.code().word(), world.last()), ("names_case", 0), "{error}");
        assert!(error.to_string().starts_with("x, line 2: ") && !error.to_string().contains("1731"), "{error}");
        world.with(|ledger, edge| ledger.import_jsonl("x", lines.as_slice(), false, edge)).unwrap();
    }
    // Into a ledger in use nobody is recorded for whom the file says so: only what entries say is taken.
    let someone =
        proposal(&format!("participant/{OTHER}"), "participant.registered", "2010-01-01", json!({"office": "N"}));
    let mut used = World::other();
    used.record(vec![someone]).unwrap();
    let lines = leaky(Some("as A\u{2011}1731"), "tester");
    let taken = used.with(|ledger, edge| ledger.import_jsonl_without("x", lines.as_slice(), false, &register(), edge));
    assert_eq!(taken.unwrap_err().code().word(), "names_case");
    // A number that may be a year is no reason to refuse a whole file.
    let lines = leaky(Some("since 2010"), "7");
    World::other()
        .with(|ledger, edge| ledger.import_jsonl_without("x", lines.as_slice(), false, &register(), edge))
        .unwrap();
}

#[test]
fn what_only_a_newer_program_can_read_is_searched_too() {
    let mut world = World::new();
    world.record(vec![proposal(KARI, "participant.registered", "2010-01-01", json!({"office": "North"}))]).unwrap();
    for (type_name, body) in [
        ("participant.sung_about", json!({"song": {"verses": ["one", "ring 90 00 00 00"]}})),
        ("participant.sung_about", json!({"kari@office.example": 1})),
        ("participant.90000000", json!({})),
    ] {
        let lines = edited(&world, |entries| {
            entries[1].0.draft.body = Body::from_json(type_name, 1, body.to_string().as_bytes()).unwrap();
        });
        let error =
            World::other().with(|ledger, edge| ledger.import_jsonl("x", lines.as_slice(), false, edge)).unwrap_err();
        assert_eq!(error.code().word(), "personal_data", "{error}");
        assert!(personal(&error.to_string()).is_none(), "{error}");
    }
}

#[test]
fn a_line_that_cannot_be_read_for_personal_data_is_refused_for_it() {
    let exported = leaky(None, "tester");
    for secret in ["some one@example.org", "+47 90000000"] {
        let lines = String::from_utf8(exported.clone())
            .unwrap()
            .replace("\"actor\":\"tester\"", &format!("\"actor\":\"{secret}\""));
        let error =
            World::other().with(|ledger, edge| ledger.import_jsonl("x", lines.as_bytes(), false, edge)).unwrap_err();
        assert_eq!((error.code().word(), error.kind()), ("personal_data", Kind::Refused), "{error}");
        assert!(!error.to_string().contains(secret), "{error}");
    }
}
