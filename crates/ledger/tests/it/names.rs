//! Names: one name however it is typed, the spelling that came first, and what is said of new ones.

use hovedbok_answers::questions::{BudgetOf, FindingsOf, ParticipantOf, PlacementsOf, StateOf, StatementOf};
use hovedbok_answers::{Question, Reply};
use hovedbok_core::entry::Migrated;
use hovedbok_core::proposal::{Origin, Proposal};
use hovedbok_core::{Body, Draft, EnrolmentId, Entry, Instant, PlacementId, Seq, StreamId};
use hovedbok_ledger::{LedgerError, Notice, NoticeWhy, Refusal};
use hovedbok_state::{By, PlacementFilter, PlacementsBy, Selection};
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::given::{World, at, cases, entry_id, hint, instant, period, proposal, uuid};

/// Three ways to type a text: as it is, with its accents apart, with what nobody sees.
fn typed(text: &str, way: usize) -> String {
    match way % 3 {
        0 => text.to_owned(),
        1 => text.replace('Å', "A\u{30a}").replace('å', "a\u{30a}").replace('É', "E\u{301}").replace('é', "e\u{301}"),
        _ => format!("\u{feff}{text}\u{200b}"),
    }
}

fn person(number: u128) -> String {
    format!("participant/{}", uuid(number))
}

fn enrolment(number: u128) -> EnrolmentId {
    EnrolmentId(uuid(1000 + number))
}

fn placement(number: u128) -> PlacementId {
    PlacementId(uuid(2000 + number))
}

/// A course of one person, every name typed in a way of its own.
fn course(number: u128, way: usize) -> Vec<(String, &'static str, &'static str, Value)> {
    let (stream, enrolment, placement) = (person(number), enrolment(number), placement(number));
    let name = |text: &str| typed(text, way);
    vec![
        (stream.clone(), "participant.registered", "2009-01-05", json!({ "office": name("NAV Ås") })),
        (
            stream.clone(),
            "participant.intake",
            "2009-01-12",
            json!({ "enrolment": enrolment, "programme": "STEG", "office": name("NAV Ås"), "target_group": "unge",
                "referred_by": name("Råd") }),
        ),
        (
            stream,
            "measure.started",
            "2009-02-02",
            json!({ "placement": placement, "enrolment": enrolment, "measure": name("Arbeidspraksis på kafé"),
                "provider": name("Kafé Å"), "owner": "municipal", "share_bp": 5000 }),
        ),
    ]
}

fn draft(number: u128, (stream, type_name, when, fields): (String, &str, &str, Value)) -> (Instant, Draft) {
    let recorded = instant("2009-06-01T10:00:00Z");
    let body = Body::from_json(type_name, 1, fields.to_string().as_bytes()).unwrap();
    let draft = Draft {
        id: entry_id(number),
        stream: StreamId::stored(&stream).unwrap(),
        effective: period(when),
        actor: "archive".parse().unwrap(),
        on_behalf_of: None,
        source: None,
        target: None,
        migrated: Some(Migrated { batch: "old".into(), written: instant("2010-06-01T10:00:00Z") }),
        body,
    };
    (recorded, draft)
}

/// A ledger into which courses were moved, each typed in its way.
pub fn moved_in(ways: &[usize]) -> World {
    let mut world = World::new();
    let owner = json!({ "owner": "Ås", "period": { "start": "2009-01-01", "end": "2011-12-31" } });
    let established = ("programme/STEG".to_owned(), "programme.established", "2009-01-01", owner);
    let courses = ways.iter().zip(1..).flat_map(|(way, number)| course(number, *way));
    let drafts = std::iter::once(established).chain(courses).zip(1..).map(|(entry, number)| draft(number, entry));
    world.migrate(drafts.collect()).unwrap();
    world
}

fn questions() -> Vec<Question> {
    let selection = Selection { programme: "STEG".parse().ok(), ..Selection::default() };
    let by = |by| Question::State(StateOf { selection: selection.clone(), by: Some(by) });
    let office = |office: &str| Selection { office: Some(office.to_owned()), ..selection.clone() };
    let provider = |provider: &str| PlacementFilter { provider: Some(provider.to_owned()), ..Default::default() };
    vec![
        by(By::Office),
        by(By::Provider),
        by(By::Measure),
        by(By::TargetGroup),
        Question::State(StateOf { selection: office("NAV Ås"), by: None }),
        Question::State(StateOf { selection: office("NAV A\u{30a}s\u{200b}"), by: Some(By::Office) }),
        Question::Placements(PlacementsOf { filter: provider("\u{feff}Kafé Å"), by: PlacementsBy::Provider }),
        Question::Placements(PlacementsOf { filter: PlacementFilter::default(), by: PlacementsBy::Outcome }),
        Question::Statement(StatementOf { programme: "STEG".parse().ok() }),
        Question::Participant(ParticipantOf { id: hovedbok_core::ParticipantId(uuid(2)) }),
    ]
}

fn entries(world: &World) -> Vec<Entry> {
    world.ledger().entries(Seq(1), world.ledger().last()).map(Result::unwrap).collect()
}

fn bodies(world: &World) -> Vec<String> {
    entries(world).iter().map(|entry| String::from_utf8(entry.draft.body.to_json()).unwrap()).collect()
}

fn findings(world: &World, kind: &str) -> Vec<(String, Vec<u64>)> {
    let question = Question::Findings(FindingsOf { programme: None, kind: Some(kind.to_owned()) });
    let answer = world.ledger().ask(&question, at("2010-12-31", world.last())).unwrap();
    let Reply::Findings(found) = answer.result else { panic!("no findings") };
    found.findings.into_iter().map(|f| (f.what, f.entries.iter().map(|seq| seq.0).collect())).collect()
}

#[test]
fn a_new_entry_is_spelled_as_the_first_one_was() {
    for (first, then) in [(0, 1), (1, 0), (2, 1), (0, 2)] {
        let mut world = World::new();
        for (number, way) in [(1, first), (2, then)] {
            for (stream, type_name, when, fields) in course(number, way) {
                world.record(vec![proposal(&stream, type_name, when, fields)]).unwrap();
            }
        }
        let bodies = bodies(&world);
        for name in ["NAV Ås", "Råd", "Arbeidspraksis på kafé", "Kafé Å"] {
            let spelled = serde_json::to_string(&typed(name, first)).unwrap();
            let other = serde_json::to_string(&typed(name, then)).unwrap();
            assert!(
                bodies.iter().filter(|body| body.contains(&spelled)).count() >= 2,
                "{first} {then} {name}: {bodies:?}"
            );
            assert!(bodies.iter().all(|body| !body.contains(&other)), "{first} {then} {name}: {bodies:?}");
        }
        assert!(findings(&world, "spelled_twice").is_empty());
    }
}

#[test]
fn names_of_streams_are_one_however_they_are_typed() {
    let mut world = World::new();
    let money = json!({ "amount_ore": 100_000 });
    for stream in ["fund/ÅS/2010/kommunal", "fund/A\u{30a}S/2010/kommunal\u{200b}", "fund/\u{212b}S/2010/kommunal"] {
        let day = format!("2010-0{}-01", world.last() + 1);
        world.record(vec![proposal(stream, "fund.appropriated", &day, money.clone())]).unwrap();
    }
    for (stream, number) in [("plan/ÅS.år", "1"), ("plan/A\u{30a}S.a\u{30a}r", "2")] {
        let fields = json!({ "section": "2010", "number": number, "title": number });
        world.record(vec![proposal(stream, "plan.milestone_planned", "2010-01-01", fields)]).unwrap();
    }
    // A milestone is found by its row's label however that is typed.
    let fields = json!({ "milestone": "2010/1\u{200b}" });
    world.record(vec![proposal("plan/ÅS.år", "plan.milestone_completed", "2010-02-01", fields)]).unwrap();
    let streams: Vec<String> = entries(&world).iter().map(|entry| entry.draft.stream.to_string()).collect();
    let fund = streams.iter().filter(|name| *name == "fund/ÅS/2010/kommunal").count();
    let plan = streams.iter().filter(|name| *name == "plan/ÅS.år").count();
    assert_eq!((fund, plan, streams.len()), (3, 3, 7), "{streams:?}");
}

#[test]
fn two_spellings_that_are_stored_are_one_and_a_finding() {
    let world = moved_in(&[0, 1, 2, 0]);
    let offices = world.result(&questions()[0], at("2009-12-31", world.last()));
    assert_eq!(offices, r#"{"participants":4,"ever":4,"groups":[{"key":"NAV Ås","participants":4,"ever":4}]}"#);
    let found = findings(&world, "spelled_twice");
    assert_eq!(found.len(), 4, "{found:?}");
    let (what, entries) = found.iter().find(|(what, _)| what.contains("NAV Ås")).unwrap();
    assert_eq!(
        what,
        "the office or provider 'NAV Ås' (6 characters) in #2 is also spelled 'NAV A\u{30a}s' (7 characters) in #5, \
         '\u{feff}NAV Ås\u{200b}' (8 characters) in #8: they are counted as one"
    );
    assert_eq!(entries, &[5, 8, 2]);
    // The stored bytes are as they were.
    assert!(bodies(&world).iter().any(|body| body.contains("NAV A\u{30a}s")));
    assert_eq!(world.ledger().verify(Seq(0), &|_| {}).unwrap().fault, None);
}

#[test]
fn an_entry_that_is_spelled_alike_again_is_no_finding() {
    let mut world = moved_in(&[0, 1]);
    assert_eq!(findings(&world, "spelled_twice").len(), 4);
    let why = || hovedbok_ledger::correct::Why {
        reason: hovedbok_core::entries::codes::ReasonCode::Typing,
        note: None,
        id: None,
    };
    let changes = [(5, "office", "NAV Ås"), (6, "referred_by", "Råd"), (7, "measure", "Arbeidspraksis på kafé")];
    for (seq, field, text) in changes {
        let change = |fields: Value| hovedbok_ledger::correct::Change {
            fields: fields.as_object().unwrap().clone(),
            effective: None,
        };
        let target = entry_id(seq);
        let fields = json!({ field: text, "note": "stavemåte" });
        world.work(|work, edge| work.replace(target, change(fields), why(), edge)).unwrap();
    }
    assert_eq!(findings(&world, "spelled_twice"), []);
}

#[test]
fn streams_that_were_spelled_twice_are_one_for_answers_and_rules() {
    let mut world = World::new();
    let money = |ore: i64| json!({ "amount_ore": ore });
    let spent = json!({ "amount_ore": 150_000, "purpose": "buss" });
    let drafts = [
        ("fund/ÅS/2009/kommunal".to_owned(), "fund.appropriated", "2009-01-01", money(100_000)),
        ("fund/\u{212b}S/2009/kommunal".to_owned(), "fund.appropriated", "2009-01-02", money(100_000)),
    ];
    world.migrate(drafts.into_iter().zip(1..).map(|(entry, number)| draft(number, entry)).collect()).unwrap();
    // Neither of the two has so much alone.
    world.record(vec![proposal("fund/ÅS/2009/kommunal", "fund.spent", "2009-03-01", spent.clone())]).unwrap();
    let refused = world.record(vec![proposal("fund/\u{212b}S/2009/kommunal", "fund.spent", "2009-04-01", spent)]);
    assert!(refused.unwrap_err().to_string().starts_with("allocation_exceeds_available: on 2009-04-01, fund/ÅS/2009/"));
    let by = hovedbok_budgets::By::Line;
    for typed in ["ÅS", "A\u{30a}S", "\u{212b}S"] {
        let filter = hovedbok_budgets::Filter { programme: typed.parse().ok(), ..Default::default() };
        let lines = world.result(&Question::Budget(BudgetOf { filter, by }), at("2009-12-31", world.last()));
        assert_eq!(lines.matches("\"appropriated_ore\":200000").count(), 2, "{lines}");
    }
    let found = findings(&world, "spelled_twice");
    assert_eq!(found.iter().map(|(_, entries)| entries.clone()).collect::<Vec<_>>(), [[2, 1]], "{found:?}");
    // An entry under the other spelling is still corrected where it stands.
    let why = hovedbok_ledger::correct::Why {
        reason: hovedbok_core::entries::codes::ReasonCode::Duplicate,
        note: None,
        id: None,
    };
    world.work(|work, edge| work.void(entry_id(2), why, edge)).unwrap();
    assert_eq!(world.ledger().verify(Seq(0), &|_| {}).unwrap().fault, None);
    assert_eq!(findings(&world, "spelled_twice"), []);
}

proptest! {
    #![proptest_config(cases(24))]
    /// The law: a ledger in which names are typed in many ways answers as one in which each is typed as the first time;
    /// and what is recorded later never changes it.
    #[test]
    fn a_name_counts_as_if_it_had_always_been_spelled_as_at_first(
        ways in prop::collection::vec(0_usize..3, 1..6),
        later in prop::collection::vec(0_usize..3, 0..3),
    ) {
        let mut mixed = moved_in(&ways);
        let alike = moved_in(&vec![ways[0]; ways.len()]);
        let before = mixed.last();
        let now = at("2009-12-31", before);
        let ask = |world: &World| questions().iter().map(|question| world.result(question, now)).collect::<Vec<_>>();
        let asked = ask(&mixed);
        prop_assert_eq!(&asked, &ask(&alike));
        prop_assert_eq!(findings(&mixed, "spelled_twice").is_empty(), ways.iter().all(|way| *way == ways[0]));
        for (way, number) in later.iter().zip(100..) {
            for (stream, type_name, when, fields) in course(number, *way) {
                mixed.record(vec![proposal(&stream, type_name, when, fields)]).unwrap();
            }
        }
        prop_assert_eq!(ask(&mixed), asked.clone());
        mixed.while_closed(|dir| { let _ = std::fs::remove_file(dir.join("index.json")); });
        prop_assert_eq!(ask(&mixed), asked);
    }
}

/// What is said of the names of proposals in one commit.
fn said(world: &mut World, proposals: Vec<(&str, &str, &str, Value)>) -> Vec<String> {
    let mut said = Vec::new();
    let proposals: Vec<_> = proposals.into_iter().map(|(s, t, w, fields)| proposal(s, t, w, fields)).collect();
    world
        .work(|work, edge| {
            proposals.into_iter().try_for_each(|proposal| work.propose(proposal, edge))?;
            said = work.notices().iter().map(ToString::to_string).collect();
            Ok(())
        })
        .unwrap();
    said
}

#[test]
fn a_new_name_that_is_nearly_a_known_one_is_said_once() {
    let mut world = World::new();
    let registered = |office: &str| json!({ "office": office });
    let mut say = |number: u128, office: &str| {
        said(&mut world, vec![(&person(number), "participant.registered", "2010-01-04", registered(office))])
    };
    assert!(say(1, "NAV Gjøvik").is_empty(), "the first office of a ledger is no news");
    for (number, new) in
        [(2, "NAV gjøvik"), (3, "NAV Gjovik"), (4, "NAV-Gjøvik"), (5, "NAV Gjøvki"), (6, "NAV Gjøvikk")]
    {
        let said = say(number, new);
        assert_eq!(said.len(), 1, "{new}: {said:?}");
        assert!(said[0].contains(&format!("'{new}' is a new office; the ledger has 'NAV G")), "{said:?}");
        assert!(say(number + 10, new).is_empty(), "{new} is known now");
    }
    assert_eq!(say(30, "NAV Bodø"), ["the ledger has no office named 'NAV Bodø' yet"]);
    assert_eq!(say(31, "BodÃ¸ kommune").len(), 1);
    assert!(say(32, "TromsÃ¸")[0].contains("probably 'Tromsø'"));
    assert!(say(33, "NAV Gj\u{f8}vik\u{200b}").is_empty(), "the same name");
    assert_eq!(say(34, "Avdeling 1"), ["the ledger has no office named 'Avdeling 1' yet"]);
    assert_eq!(say(35, "Avdeling 2"), ["the ledger has no office named 'Avdeling 2' yet"]);
}

#[test]
fn a_new_name_is_said_with_its_rows_and_where_the_other_one_is() {
    let mut world = World::new();
    let registered = |line: usize, office: &str| {
        let stream = person(u128::try_from(line).unwrap());
        let origin = Some(Origin { file: "a.csv".to_owned(), line });
        Proposal { origin, ..proposal(&stream, "participant.registered", "2010-01-04", json!({ "office": office })) }
    };
    let mut said = |rows: Vec<Proposal>| {
        let mut said = Vec::new();
        world
            .work(|work, edge| {
                rows.into_iter().try_for_each(|row| work.propose(row, edge))?;
                said = work.notices().iter().map(ToString::to_string).collect();
                Ok(())
            })
            .unwrap();
        said
    };
    // Nothing is in the ledger yet: both names are new.
    let both = said(vec![registered(2, "Sentrum"), registered(3, "Sentrm"), registered(4, "Sentrum")]);
    assert_eq!(
        both,
        [
            "a.csv, line 3: 'Sentrm' is a new office, and so is 'Sentrum' before it: did you mean one and the same? Then \
          write one name, or correct what is recorded with `replace`"
        ]
    );
    let rows = [(5, "Sør"), (6, "Sør"), (7, "Sentrum"), (8, "Sør")];
    assert_eq!(
        said(rows.map(|(line, office)| registered(line, office)).to_vec()),
        ["a.csv, line 5 and 2 more lines: the ledger has no office named 'Sør' yet"]
    );
    assert_eq!(
        said(vec![registered(9, "Sor"), registered(10, "Sor")]),
        [
            "a.csv, line 9 and 1 more line: 'Sor' is a new office; the ledger has 'Sør': did you mean that one? Then write \
          that name, or correct what is recorded with `replace`"
        ]
    );
}

#[test]
fn near_names_of_programmes_groups_and_funds_are_said_too() {
    let mut world = World::new();
    let established = |owner: &str| json!({ "owner": owner, "period": { "start": "2010-01-01", "end": "2011-12-31" } });
    assert!(
        said(&mut world, vec![("programme/TRAPPA", "programme.established", "2010-01-01", established("A"))])
            .is_empty()
    );
    let money = json!({ "amount_ore": 5000 });
    let new = said(&mut world, vec![("fund/TRAPA/2010/kommunal", "fund.appropriated", "2010-01-01", money.clone())]);
    assert_eq!(new.len(), 1, "{new:?}");
    assert!(new[0].starts_with("'TRAPA' is a new programme; the ledger has 'TRAPPA'"), "{new:?}");
    let new = said(&mut world, vec![("fund/HELT-NY/2010/kommunal", "fund.appropriated", "2010-01-01", money.clone())]);
    assert_eq!(new, ["the ledger has no programme, plan or fund named HELT-NY yet; `programmes` lists what it has"]);
    let new = said(&mut world, vec![("fund/HELT-NY/2010/komunal", "fund.appropriated", "2010-01-01", money)]);
    assert!(new[0].starts_with("'komunal' is a new source; the ledger has 'kommunal'"), "{new:?}");
    let intake = |group: &str| json!({ "programme": "TRAPPA", "office": "A", "target_group": group });
    for number in [1, 2] {
        said(&mut world, vec![(&person(number), "participant.registered", "2010-01-04", json!({ "office": "A" }))]);
    }
    assert!(said(&mut world, vec![(&person(1), "participant.intake", "2010-01-05", intake("under_30"))]).is_empty());
    let new = said(&mut world, vec![(&person(2), "participant.intake", "2010-01-05", intake("under-30"))]);
    assert!(new[0].starts_with("'under-30' is a new target group; the ledger has 'under_30'"), "{new:?}");
}

#[test]
fn what_is_noticed_has_its_kind_for_programs() {
    let mut world = World::new();
    let proposals = vec![proposal(&person(1), "participant.registered", "2010-01-04", json!({ "office": "BodÃ¸" }))];
    world
        .work(|work, edge| {
            proposals.into_iter().try_for_each(|proposal| work.propose(proposal, edge))?;
            let notices = work.notices();
            let [Notice::Name(name)] = notices.as_slice() else { panic!("{notices:?}") };
            assert_eq!(name.why, NoticeWhy::Spoilt("Bodø".to_owned()));
            Ok(())
        })
        .unwrap();
}

fn refused_as(error: &LedgerError) -> String {
    match error {
        LedgerError::Refused { refusal, .. } => match refusal.as_ref() {
            Refusal::Rules { violations } => violations[0].what.clone(),
            other => other.to_string(),
        },
        other => other.to_string(),
    }
}

#[test]
fn a_refusal_about_money_names_the_fund_and_where_the_money_is() {
    let mut world = World::new();
    let money = |ore: i64| json!({ "amount_ore": ore });
    let grant = |name: &str, ore: i64| json!({ "grant": name, "recipient": "B", "amount_ore": ore, "purpose": "c" });
    let paid = |name: &str, ore: i64| json!({ "grant": name, "amount_ore": ore });
    for (stream, type_name, fields) in [
        ("fund/STEG/2010/kommunal", "fund.appropriated", money(500_000)),
        ("fund/STEG/2009/621.63", "fund.appropriated", money(10_000)),
        ("fund/ANNET/2010/kommunal", "fund.appropriated", money(900_000)),
        ("fund/STEG/2010/kommunal", "grant.allocated", grant("G-10", 200_000)),
        ("fund/STEG/2010/kommunal", "grant.disbursed", paid("G-10", 100_000)),
    ] {
        world.record(vec![proposal(stream, type_name, "2010-02-01", fields)]).unwrap();
    }
    let mut refused = |stream: &str, type_name: &str, fields: Value| {
        refused_as(&world.record(vec![proposal(stream, type_name, "2010-03-01", fields)]).unwrap_err())
    };
    let spent = json!({ "amount_ore": 20_000, "purpose": "buss" });
    assert_eq!(
        refused("fund/STEG/2010/statlig", "fund.spent", spent.clone()),
        "on 2010-03-01, fund/STEG/2010/statlig is 200.00 kroner short: more is allocated, spent directly or withdrawn \
         than it has; on that day fund/STEG/2010/kommunal has 3 000.00 kroner"
    );
    assert_eq!(
        refused("fund/STEGE/2010/kommunal", "fund.spent", spent),
        "on 2010-03-01, fund/STEGE/2010/kommunal is 200.00 kroner short: more is allocated, spent directly or \
         withdrawn than it has; on that day fund/STEG/2010/kommunal has 3 000.00 kroner"
    );
    assert_eq!(
        refused("fund/STEG/2009/621.63", "grant.disbursed", paid("G-10", 50_000)),
        "on 2010-03-01, grant G-10 of fund/STEG/2009/621.63 has 500.00 kroner more disbursed than allocated; on that day \
         grant G-10 of fund/STEG/2010/kommunal has 1 000.00 kroner allocated and not disbursed"
    );
    assert_eq!(
        refused("fund/STEG/2010/kommunal", "grant.spent", json!({ "grant": "g10", "amount_ore": 100, "purpose": "x" })),
        "on 2010-03-01, grant g10 of fund/STEG/2010/kommunal has 1.00 kroner more spent and returned than its \
         recipient had received; on that day grant G-10 of fund/STEG/2010/kommunal has 1 000.00 kroner unspent"
    );
    assert!(
        !refused("fund/STEG/2010/statlig", "fund.spent", json!({ "amount_ore": 9_000_000, "purpose": "x" }))
            .contains(";")
    );
}

#[test]
fn a_person_is_registered_once() {
    let mut world = World::new();
    let registered = |fields: Value| proposal(&person(1), "participant.registered", "2010-01-04", fields);
    world.record(vec![registered(json!({ "office": "Nord", "sex": "female" }))]).unwrap();
    let again = world.record(vec![registered(json!({ "office": "Nord\u{200b}", "sex": "female" }))]).unwrap();
    assert!(again.iter().all(|entry| entry.already && entry.seq == Seq(2)), "{again:?}");
    for fields in [json!({ "office": "Nord", "sex": "male" }), json!({ "office": "Nord" }), json!({ "office": "Sør" })]
    {
        let error = world.record(vec![registered(fields)]).unwrap_err();
        assert_eq!(
            refused_as(&error),
            "the person is registered on 2010-01-04, but was already registered on 2010-01-04"
        );
        assert!(hint(&error).contains("participant.details_changed") && hint(&error).contains("replace"));
    }
    let twice = vec![
        proposal(&person(2), "participant.registered", "2010-01-04", json!({ "office": "Nord" })),
        proposal(&person(2), "participant.registered", "2010-01-05", json!({ "office": "Nord" })),
    ];
    assert!(world.record(twice).is_err());
    assert_eq!(world.last(), 2);
    // A voided registration gives way to another one.
    let why = || hovedbok_ledger::correct::Why {
        reason: hovedbok_core::entries::codes::ReasonCode::NotTrue,
        note: None,
        id: None,
    };
    let first = world.ledger().entry(Seq(2)).unwrap().draft.id;
    world.work(|work, edge| work.void(first, why(), edge)).unwrap();
    world.record(vec![registered(json!({ "office": "Sør" }))]).unwrap();
    assert_eq!(findings(&world, "registered_twice"), []);
    // What a correction brings back is a finding.
    let voiding = world.ledger().entry(Seq(3)).unwrap().draft.id;
    world.work(|work, edge| work.void(voiding, why(), edge)).unwrap();
    let found = findings(&world, "registered_twice");
    assert_eq!(found.iter().map(|(_, entries)| entries.clone()).collect::<Vec<_>>(), [[4, 2]]);
}

#[test]
fn who_was_moved_in_twice_is_a_finding() {
    let mut world = World::new();
    let registered = |number, office: &str| {
        draft(number, (person(1), "participant.registered", "2009-01-05", json!({ "office": office })))
    };
    world.migrate(vec![registered(1, "Nord"), registered(2, "Sør"), registered(3, "Nord")]).unwrap();
    let found = findings(&world, "registered_twice");
    assert_eq!(found.iter().map(|(_, entries)| entries.clone()).collect::<Vec<_>>(), [[2, 1], [3, 1]]);
}

#[test]
fn entries_about_a_programme_that_was_never_established_are_a_finding() {
    let mut world = World::new();
    let money = json!({ "amount_ore": 5000 });
    for number in [1, 2] {
        let registered = proposal(&person(number), "participant.registered", "2010-01-04", json!({ "office": "A" }));
        let fields = json!({ "programme": "TRAPPA", "office": "A", "target_group": "unge" });
        world.record(vec![registered, proposal(&person(number), "participant.intake", "2010-01-05", fields)]).unwrap();
    }
    world.record(vec![proposal("fund/HUSK/2010/a", "fund.appropriated", "2010-01-05", money)]).unwrap();
    let plan = json!({ "section": "2010", "title": "plan alone" });
    world.record(vec![proposal("plan/PLAN", "plan.milestone_planned", "2010-01-05", plan)]).unwrap();
    let found = findings(&world, "programme_not_established");
    assert_eq!(
        found,
        [
            ("an entry is about HUSK, a programme that was never established".to_owned(), vec![6]),
            ("2 entries are about TRAPPA, a programme that was never established".to_owned(), vec![3, 5]),
        ]
    );
    let owner = json!({ "owner": "B", "period": { "start": "2011-01-01", "end": "2011-12-31" } });
    world.record(vec![proposal("programme/TRAPPA", "programme.established", "2011-01-01", owner)]).unwrap();
    assert_eq!(
        findings(&world, "programme_not_established").len(),
        1,
        "it counts from whichever day it is established"
    );
}
