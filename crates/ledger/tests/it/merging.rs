//! A merged person is one person: in both streams, for the rules, for filling in and for what other processes record.

use hovedbok_answers::questions::{FindingsOf, PlacementsOf, StateOf};
use hovedbok_answers::{Question, Reply};
use hovedbok_core::entry::Migrated;
use hovedbok_core::proposal::Proposal;
use hovedbok_core::rules::Rule;
use hovedbok_core::{Body, Draft, EntryId, Fact, Seq};
use hovedbok_ledger::correct::{Change, Why};
use hovedbok_ledger::{LedgerError, Recorded};
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::given::{World, at, cases, entry_id, instant, period, proposal, uuid};

const STAYS: &str = "participant/6f9619ff-8b86-4d01-b42d-00cf4fc964ff";
const MERGED: &str = "participant/7f9619ff-8b86-4d01-b42d-00cf4fc964ff";
const OTHER: &str = "participant/8f9619ff-8b86-4d01-b42d-00cf4fc964ff";
const E1: &str = "e1000000-0000-4000-8000-000000000000";
const P1: &str = "a1000000-0000-4000-8000-000000000000";

fn id(stream: &str) -> &str {
    stream.split_once('/').unwrap().1
}

fn registered(stream: &str) -> Proposal {
    proposal(stream, "participant.registered", "2010-01-01", json!({"office": "North"}))
}

fn intake(stream: &str, when: &str, more: Value) -> Proposal {
    let mut body = json!({"programme": "KVP", "office": "North", "target_group": "adults"});
    more.as_object().unwrap().iter().for_each(|(key, value)| body[key] = value.clone());
    proposal(stream, "participant.intake", when, body)
}

fn started(stream: &str, when: &str) -> Proposal {
    let body =
        json!({"placement": P1, "measure": "training", "provider": "ASVO", "owner": "municipal", "share_bp": 5000});
    proposal(stream, "measure.started", when, body)
}

fn merging(stream: &str, into: &str) -> Proposal {
    proposal(stream, "participant.merged", "2010-03-01", json!({"into": id(into)}))
}

fn paid(stream: &str) -> Proposal {
    let period = json!({"start": "2010-02-01", "end": "2010-02-28"});
    let body = json!({"kind": "qualification_benefit", "amount_ore": 100, "for_period": period});
    proposal(stream, "benefit.paid", "2010-02-28", body)
}

/// Another amount of the same benefit for the same days.
fn paid_more(stream: &str) -> Proposal {
    let mut paid = paid(stream);
    paid.fields.insert("amount_ore".to_owned(), json!(200));
    paid
}

fn away(stream: &str, first: &str, last: &str) -> Proposal {
    let body = json!({"period": {"start": first, "end": last}, "kind": "medical"});
    proposal(stream, "absence.recorded", "", body)
}

fn why() -> Why {
    Why { reason: "not_true".parse().unwrap(), note: None, id: None }
}

/// Two registered participants, the second merged into the first, who is in KVP with a placement from February.
fn merged() -> (World, Vec<Recorded>) {
    let mut world = World::new();
    let enrolment = json!({"enrolment": E1});
    world
        .record(vec![
            registered(STAYS),
            registered(MERGED),
            intake(STAYS, "2010-01-11", enrolment),
            started(STAYS, "2010-02-01"),
        ])
        .unwrap();
    let merged = world.record(vec![merging(MERGED, STAYS)]).unwrap();
    (world, merged)
}

fn code(result: Result<Vec<Recorded>, LedgerError>) -> &'static str {
    result.unwrap_err().code().word()
}

fn findings(world: &World, as_of: &str) -> Vec<(Rule, Vec<Seq>)> {
    let question = Question::Findings(FindingsOf { programme: None, kind: None });
    let Reply::Findings(found) = world.ledger().ask(&question, at(as_of, world.last())).unwrap().result else {
        panic!()
    };
    found
        .findings
        .into_iter()
        .map(|finding| (finding.kind, finding.entries))
        .filter(|(kind, _)| kind.refuses())
        .collect()
}

/// The types in force or not of a stream, in order.
fn told(world: &World, stream: &str) -> Vec<String> {
    let entries = world.ledger().entries(Seq(1), Seq(world.last())).map(Result::unwrap);
    let own = entries.filter(|entry| entry.draft.stream.to_string() == stream);
    own.map(|entry| entry.draft.body.type_name().to_owned()).collect()
}

#[test]
fn a_merging_stands_in_both_streams() {
    let (mut world, recorded) = merged();
    let what: Vec<_> = recorded.iter().map(|entry| (entry.type_name.as_str(), entry.stream.to_string())).collect();
    assert_eq!(what, [("participant.merged", MERGED.to_owned()), ("participant.merged_from", STAYS.to_owned())]);
    let half = world.ledger().entry(recorded[1].seq).unwrap().draft;
    assert_eq!(half.effective, period("2010-03-01"));
    assert_eq!(String::from_utf8(half.body.to_json()).unwrap(), format!(r#"{{"from":"{}"}}"#, id(MERGED)));
    // Asked for once more, nothing is recorded, and the other half is known to stand.
    let again = Proposal { id: Some(recorded[0].id), ..merging(MERGED, STAYS) };
    let half = proposal(STAYS, "participant.merged_from", "2010-03-01", json!({"from": id(MERGED)}));
    assert!(world.record(vec![again, half]).unwrap().iter().all(|entry| entry.already));
    assert_eq!(findings(&world, "2010-12-31"), []);
}

#[test]
fn what_is_about_the_merged_one_finds_what_the_one_who_stays_has() {
    for (stream, other) in [(STAYS, MERGED), (MERGED, STAYS)] {
        let (mut world, _) = merged();
        let decided = json!({"decision": "extend", "legal_basis": "§ 29"});
        let told = world
            .record(vec![
                proposal(stream, "participant.decided", "2010-03-02", decided),
                away(stream, "2010-03-08", "2010-03-09"),
                proposal(other, "measure.ended", "2010-03-31", json!({"outcome": "work"})),
                proposal(stream, "participant.exited", "2010-03-31", json!({"destination": "work"})),
            ])
            .unwrap();
        let filled = |at: usize, field: &str| told[at].filled[field].as_str().unwrap().to_owned();
        assert_eq!(
            (filled(0, "enrolment"), filled(1, "placement"), filled(3, "enrolment")),
            (E1.into(), P1.into(), E1.into())
        );
        assert_eq!(findings(&world, "2010-12-31"), []);
    }
}

#[test]
fn every_rule_judges_the_two_as_one() {
    for (first, second) in [(STAYS, MERGED), (MERGED, STAYS)] {
        let (mut world, _) = merged();
        world.record(vec![paid(first), away(first, "2010-02-08", "2010-02-10")]).unwrap();
        let size = world.last();
        assert_eq!(code(world.record(vec![paid(second)])), "same_content");
        assert_eq!(code(world.record(vec![paid_more(second)])), "benefit_twice");
        assert_eq!(code(world.record(vec![away(second, "2010-02-10", "2010-02-11")])), "absence_overlap");
        let other = json!({"enrolment": uuid(7).to_string()});
        assert_eq!(code(world.record(vec![intake(second, "2010-03-02", other)])), "enrolment_twice");
        let exit = json!({"destination": "work"});
        assert_eq!(
            code(world.record(vec![proposal(second, "participant.exited", "2010-03-31", exit)])),
            "exit_with_open_placement"
        );
        let start = Proposal { fields: started(STAYS, "").fields, ..started(second, "2010-03-02") };
        assert_eq!(code(world.record(vec![start])), "placement_twice");
        assert_eq!(world.last(), size);
    }
}

#[test]
fn what_was_recorded_of_the_two_before_is_found_and_not_refused() {
    let mut world = World::new();
    let intakes = vec![
        registered(STAYS),
        registered(MERGED),
        intake(STAYS, "2010-01-11", json!({"enrolment": E1})),
        intake(MERGED, "2010-02-01", json!({"enrolment": uuid(7).to_string()})),
    ];
    world.record(intakes).unwrap();
    assert_eq!(findings(&world, "2010-12-31"), []);
    // Whoever merges them is told.
    let mut left = Vec::new();
    world
        .work(|work, edge| {
            work.propose(merging(MERGED, STAYS), edge)?;
            left = work.left_behind()?;
            Ok(())
        })
        .unwrap();
    assert_eq!(left.iter().map(|violation| violation.rule).collect::<Vec<_>>(), [Rule::EnrolmentTwice]);
    // From the recording of the merging on, whatever its day.
    for day in ["2010-02-01", "2010-12-31"] {
        assert_eq!(findings(&world, day), [(Rule::EnrolmentTwice, vec![Seq(5), Seq(4)])]);
    }
    // It does not stand in the way of what is right, and only the second enrolment can be ended without saying which.
    world
        .record(vec![proposal(
            MERGED,
            "participant.exited",
            "2010-02-02",
            json!({"enrolment": uuid(7).to_string(), "destination": "other"}),
        )])
        .unwrap();
    let exited = world
        .record(vec![proposal(MERGED, "participant.exited", "2010-04-30", json!({"destination": "work"}))])
        .unwrap();
    assert_eq!(exited[0].filled["enrolment"], E1);
}

#[test]
fn a_chain_is_one_person_too() {
    let (mut world, _) = merged();
    world.record(vec![registered(OTHER), merging(STAYS, OTHER), paid(MERGED)]).unwrap();
    assert_eq!(code(world.record(vec![paid_more(OTHER)])), "benefit_twice");
    assert_eq!(code(world.record(vec![merging(OTHER, MERGED)])), "merged_in_ring");
    let exit = proposal(OTHER, "measure.ended", "2010-03-31", json!({"outcome": "work"}));
    assert_eq!(world.record(vec![exit]).unwrap()[0].filled["placement"], P1);
}

#[test]
fn a_merging_that_is_corrected_is_corrected_in_both_streams() {
    let (mut world, recorded) = merged();
    world.work(|work, edge| work.void(recorded[0].id, why(), edge)).unwrap();
    assert_eq!(told(&world, STAYS).split_off(3), ["participant.merged_from", "entry.voided"]);
    // They are two again.
    world.record(vec![paid(STAYS), paid(MERGED)]).unwrap();
    assert_eq!(code(world.record(vec![away(MERGED, "2010-02-08", "2010-02-08")])), "no_placement");
    // What voided it is voided: they are one again, with what each was given meanwhile.
    let voiding = world.ledger().entry(Seq(8)).unwrap().draft;
    assert_eq!((voiding.body.type_name(), voiding.stream.to_string().as_str()), ("entry.voided", MERGED));
    world.work(|work, edge| work.void(voiding.id, why(), edge)).unwrap();
    assert_eq!(told(&world, STAYS).last().unwrap(), "participant.merged_from");
    let found = findings(&world, "2010-12-31");
    assert_eq!(found.iter().map(|(kind, _)| *kind).collect::<Vec<_>>(), [Rule::BenefitTwice]);
}

#[test]
fn a_merging_into_somebody_else_moves_the_other_half() {
    let (mut world, recorded) = merged();
    world.record(vec![registered(OTHER)]).unwrap();
    let into =
        |stream: &str| Change { fields: json!({"into": id(stream)}).as_object().unwrap().clone(), effective: None };
    world.work(|work, edge| work.replace(recorded[0].id, into(OTHER), why(), edge)).unwrap();
    assert_eq!(told(&world, STAYS).last().unwrap(), "entry.voided");
    assert_eq!(told(&world, OTHER), ["participant.registered", "participant.merged_from"]);
    world.record(vec![paid(STAYS), paid(MERGED)]).unwrap();
    assert_eq!(code(world.record(vec![paid_more(OTHER)])), "benefit_twice");
    // Another day is another half.
    let replaced = world.ledger().entry(Seq(9)).unwrap().draft;
    let day = Change { effective: Some(period("2010-04-01")), ..Change::default() };
    world.work(|work, edge| work.replace(replaced.id, day, why(), edge)).unwrap();
    assert_eq!(told(&world, OTHER).split_off(2), ["entry.voided", "participant.merged_from"]);
}

#[test]
fn an_older_ledger_knows_the_merging_from_either_side() {
    let merged: Fact =
        Fact::from_json("participant.merged", 1, json!({"into": id(STAYS)}).to_string().as_bytes()).unwrap().unwrap();
    let office: Fact = Fact::from_json("participant.registered", 1, br#"{"office":"North"}"#).unwrap().unwrap();
    let written = instant("2010-05-01T10:00:00Z");
    let draft = |number: u128, stream: &str, fact: Fact| Draft {
        id: entry_id(number),
        stream: stream.parse().unwrap(),
        effective: period("2010-01-01"),
        actor: "tester".parse().unwrap(),
        on_behalf_of: None,
        source: None,
        target: None,
        migrated: Some(Migrated { batch: "old".into(), written }),
        body: Body::Fact(fact),
    };
    for (first, second) in [(STAYS, MERGED), (MERGED, STAYS)] {
        let mut world = World::new();
        let old = [draft(1, STAYS, office.clone()), draft(2, MERGED, office.clone()), draft(3, MERGED, merged.clone())];
        world.migrate(old.into_iter().map(|draft| (written, draft)).collect()).unwrap();
        world.reopen();
        world.record(vec![paid(first)]).unwrap();
        assert_eq!(code(world.record(vec![paid_more(second)])), "benefit_twice");
        assert_eq!(told(&world, STAYS).iter().filter(|name| name.as_str() == "participant.merged_from").count(), 0);
    }
}

#[test]
fn what_somebody_else_records_of_either_meanwhile_stops_the_commit() {
    let (mut world, _) = merged();
    let refused = world.with(|ledger, edge| {
        let mut work = ledger.begin(Default::default()).unwrap();
        work.propose(paid(MERGED), edge).unwrap();
        let mut meanwhile = ledger.begin(Default::default()).unwrap();
        meanwhile.propose(paid(STAYS), edge).unwrap();
        meanwhile.commit(edge).unwrap();
        work.commit(edge).unwrap_err()
    });
    assert_eq!(refused.code().word(), "conflict");
}

#[test]
fn another_ledger_takes_both_halves_as_they_are() {
    let (mut world, recorded) = merged();
    world.work(|work, edge| work.void(recorded[0].id, why(), edge)).unwrap();
    let lines = world.exported(Seq(world.last()));
    let mut other = World::other();
    other.with(|ledger, edge| ledger.import_jsonl("x", lines.as_slice(), false, edge)).unwrap();
    let ids = |world: &World| -> Vec<EntryId> {
        let entries = world.ledger().entries(Seq(2), Seq(world.last()));
        entries.map(|entry| entry.unwrap().draft.id).collect()
    };
    assert_eq!(ids(&other), ids(&world));
}

/// A step: what, from which day of which month, and for how many days.
type Step = (usize, u32, u32, i64);

fn step((kind, month, first, days): Step, stream: &str) -> Proposal {
    let when = format!("2010-{month:02}-{first:02}");
    let last = period(&when).start().plus_days(days).to_string();
    let asked = |type_name: &str, fields: Value| proposal(stream, type_name, &when, fields);
    match kind {
        0 => asked("participant.applied", json!({"programme": "KVP"})),
        1 | 2 => intake(stream, &when, json!({})),
        3 | 4 => {
            let body = json!({"measure": "training", "provider": "ASVO", "owner": "municipal", "share_bp": 5000});
            asked("measure.started", body)
        }
        5 => asked("measure.ended", json!({"outcome": "work"})),
        6 | 7 => away(stream, &when, &last),
        8 => asked("participant.exited", json!({"destination": "work"})),
        9 => asked("participant.decided", json!({"decision": "extend", "legal_basis": "§ 29"})),
        10 => asked("measure.changed", json!({"share_bp": 100 * days})),
        _ => {
            let period = json!({"start": when, "end": last});
            asked("benefit.paid", json!({"kind": "qualification_benefit", "amount_ore": 100, "for_period": period}))
        }
    }
}

proptest! {
    #![proptest_config(cases(24))]

    #[test]
    fn it_makes_no_difference_under_which_of_the_two_something_is_recorded(
        steps in prop::collection::vec(((0..12usize, 1..5u32, 1..28u32, 0..5i64), any::<bool>()), 1..25),
    ) {
        let world = || {
            let mut world = World::new();
            world.record(vec![registered(STAYS), registered(MERGED)]).unwrap();
            world.record(vec![merging(MERGED, STAYS)]).unwrap();
            world
        };
        let (mut one, mut two) = (world(), world());
        for (asked, other) in steps {
            let answer = |result: Result<Vec<Recorded>, LedgerError>| result.map(|_| ()).map_err(|error| error.code());
            let stream = if other { MERGED } else { STAYS };
            let first = answer(one.record(vec![step(asked, STAYS)]));
            prop_assert_eq!(answer(two.record(vec![step(asked, stream)])), first, "{:?}", asked);
        }
        let kinds = |world: &World| findings(world, "2010-12-31").into_iter().map(|(kind, _)| kind).collect::<Vec<_>>();
        prop_assert_eq!(kinds(&one), kinds(&two));
    }
}

/// A person with a placement in KVP, and another one merged into them, moved in.
fn moved_in_as_two() -> World {
    let mut world = World::new();
    let established = json!({"owner": "NAV", "period": {"start": "2009-01-01", "end": "2012-12-31"}});
    crate::reach::batch(
        &mut world,
        "2010-05-20T10:00:00Z",
        vec![
            proposal("programme/KVP", "programme.established", "2009-01-01", established),
            registered(STAYS),
            registered(MERGED),
            intake(STAYS, "2010-01-11", json!({"enrolment": E1})),
            started(STAYS, "2010-02-01"),
            merging(MERGED, STAYS),
        ],
    );
    world
}

fn ended(stream: &str) -> Proposal {
    proposal(stream, "measure.ended", "2010-05-10", json!({"placement": P1, "outcome": "work"}))
}

#[test]
fn what_is_about_days_after_the_records_is_found_in_either_stream() {
    for stream in [STAYS, MERGED] {
        let mut world = moved_in_as_two();
        let end = json!({"subjects": ["participants"], "reason": "the statistics end"});
        let away = proposal(
            stream,
            "absence.recorded",
            "",
            json!({"placement": P1, "period": "2010-05-03", "kind": "medical"}),
        );
        let assigned = json!({"enrolment": E1, "counsellor": "counsellor-1"});
        let told = vec![
            proposal("programme/KVP", "programme.records_end", "2010-04-30", end),
            away,
            ended(stream),
            proposal(stream, "participant.counsellor_assigned", "2010-05-05", assigned),
        ];
        crate::reach::batch(&mut world, "2010-05-20T10:00:00Z", told);
        let last = world.last();
        let question = Question::Findings(FindingsOf { programme: None, kind: Some("after_records_end".to_owned()) });
        let found = crate::reach::answer(&world, &question, crate::given::day("2010-06-01"), last);
        let entries = &found["result"]["findings"][0]["entries"];
        assert_eq!(*entries, json!([last - 3, last - 2, last - 1, last]), "{stream}: {found}");
        // And the placement goes on as far as the records say.
        let filter = hovedbok_state::PlacementFilter { programme: Some("KVP".parse().unwrap()), ..Default::default() };
        let question = Question::Placements(PlacementsOf { filter, by: hovedbok_state::PlacementsBy::Outcome });
        let rows = crate::reach::answer(&world, &question, crate::given::day("2010-12-31"), last);
        assert_eq!(rows["result"]["rows"][0]["outcome"], "still_in_measure", "{stream}");
    }
}

#[test]
fn an_answer_rests_on_what_was_moved_in_of_everybody_merged() {
    // Only the end of the placement was moved in, in either stream; all else is recorded.
    for stream in [STAYS, MERGED] {
        let mut world = World::new();
        crate::reach::batch(&mut world, "2010-05-20T10:00:00Z", vec![ended(stream)]);
        world
            .record(vec![
                registered(STAYS),
                registered(MERGED),
                intake(STAYS, "2010-01-11", json!({"enrolment": E1})),
                started(STAYS, "2010-02-01"),
            ])
            .unwrap();
        world.record(vec![merging(MERGED, STAYS)]).unwrap();
        let rests = |programme: &str, as_of: &str| {
            let selection =
                hovedbok_state::Selection { programme: Some(programme.parse().unwrap()), ..Default::default() };
            let question = Question::State(StateOf { selection, by: None });
            crate::reach::answer(&world, &question, crate::given::day(as_of), world.last())["rests_on_migrated"].take()
        };
        assert_eq!(rests("KVP", "2010-06-01"), json!(true), "{stream}");
        assert_eq!(rests("KVP", "2010-05-01"), json!(false), "{stream}: before its day");
        assert_eq!(rests("TIO", "2010-06-01"), json!(false), "{stream}");
    }
}

#[test]
fn what_was_recorded_late_and_corrected_is_about_the_programme_of_the_person() {
    for stream in [STAYS, MERGED] {
        let (mut world, _) = merged();
        let recorded = world.record(vec![away(stream, "2010-03-08", "2010-03-09")]).unwrap();
        world.work(|work, edge| work.void(recorded[0].id, why(), edge)).unwrap();
        let question = Question::Findings(FindingsOf {
            programme: Some("KVP".parse().unwrap()),
            kind: Some("recorded_late".to_owned()),
        });
        let found = crate::reach::answer(&world, &question, crate::given::day("2010-06-01"), world.last());
        let found = found["result"]["findings"].as_array().unwrap();
        let own = |finding: &&Value| finding["entries"] == json!([recorded[0].seq]);
        assert_eq!(found.iter().filter(own).count(), 1, "{stream}: {found:#?}");
    }
}
