//! What an import recorded late: one finding for each programme that it is about.

use super::*;

#[test]
fn what_one_import_recorded_late_is_one_finding() {
    let mut world = World::new();
    let person = |n: u128| format!("participant/{}", uuid(n));
    let came =
        |n: u128, when: &str| proposal(&person(n), "participant.registered", when, json!({ "office": "Oppland" }));
    world.at("2010-06-01T10:00:00Z");
    world
        .record(vec![came(1, "2010-01-01"), came(2, "2010-05-31"), came(3, "2010-03-01"), came(4, "2010-04-01")])
        .unwrap();
    world.at("2010-06-02T10:00:00Z");
    world.record(vec![came(5, "2010-02-01")]).unwrap();
    world.at("2010-06-03T10:00:00Z");
    let paid = json!({ "kind": "social_assistance_full", "amount_ore": 100,
        "for_period": { "start": "2010-01-01", "end": "2010-01-31" } });
    let money = json!({ "amount_ore": 100, "purpose": "rent" });
    world
        .record(vec![
            proposal(&person(1), "benefit.paid", "2010-01-31", paid),
            proposal("fund/KVP/2010/municipal", "fund.appropriated", "2010-01-01", money),
        ])
        .unwrap();
    let late: Vec<Finding> =
        findings(&world).into_iter().filter(|finding| finding.kind == Rule::RecordedLate).collect();
    let told: Vec<(&str, Vec<u64>)> =
        late.iter().map(|finding| (finding.what.as_str(), finding.entries.iter().map(|seq| seq.0).collect())).collect();
    // About a programme and about none, though recorded together: two.
    let [first, alone, paid, appropriated] = told.as_slice() else { panic!("{told:?}") };
    // One more than the rows: the first ordinary entry opens the ledger.
    assert_eq!(first.1, [2, 5]);
    assert_eq!(
        first.0,
        "3 entries were recorded together on 2010-06-01, more than 30 days after they took effect, the latest by 151 days: from \
         #2 to #5"
    );
    assert_eq!(alone.1, [6]);
    assert!(alone.0.starts_with("participant.registered of 2010-02-01 was recorded"), "{}", alone.0);
    assert!(paid.0.starts_with("benefit.paid of 2010-01-31 was recorded"), "{}", paid.0);
    assert!(appropriated.0.starts_with("fund.appropriated of 2010-01-01 was recorded"), "{}", appropriated.0);
    assert_eq!((&late[2].programme, &late[3].programme), (&None, &Some("KVP".parse().unwrap())));
}

#[test]
fn the_days_are_those_in_norway() {
    let mut world = World::new();
    let stream = format!("participant/{}", uuid(1));
    let came = |when: &str| proposal(&stream, "participant.registered", when, json!({"office": "Oppland"}));
    // Half past midnight on the first of July, where the last of May is 31 days back and the first of June is 30.
    world.at("2010-06-30T22:30:00Z");
    let first = world.record(vec![came("2010-05-31")]).unwrap()[0].id;
    world
        .record(vec![proposal(
            &format!("participant/{}", uuid(2)),
            "participant.registered",
            "2010-06-01",
            json!({"office": "Oppland"}),
        )])
        .unwrap();
    let late = |world: &World| -> Vec<String> {
        let found = findings(world).into_iter();
        found
            .filter(|finding| matches!(finding.kind, Rule::RecordedLate | Rule::CorrectedLate))
            .map(|finding| finding.what)
            .collect()
    };
    assert_eq!(
        late(&world),
        ["participant.registered of 2010-05-31 was recorded on 2010-07-01, 31 days after it took effect"]
    );
    world.at("2010-07-31T22:30:00Z");
    let why = hovedbok_ledger::correct::Why { reason: "not_true".parse().unwrap(), note: None, id: None };
    world.work(|work, edge| work.void(first, why, edge)).unwrap();
    let voided = "participant.registered of 2010-05-31 was voided on 2010-08-01, after it had counted for 31 days";
    assert!(late(&world).iter().any(|what| what == voided), "{:?}", late(&world));
}

#[test]
fn what_one_import_recorded_late_is_one_finding_in_each_programme_wherever_its_records_end() {
    let mut world = World::new();
    let stream = |n: u128| format!("participant/{}", uuid(n));
    let came = |n: u128, when: &str| proposal(&stream(n), "participant.registered", when, json!({"office": "Oppland"}));
    let intake = |n: u128, programme: &str, when: &str| {
        let body = json!({"programme": programme, "office": "Oppland", "target_group": "adults"});
        proposal(&stream(n), "participant.intake", when, body)
    };
    world.at("2010-01-10T10:00:00Z");
    world.record((1..=6).map(|n| came(n, "2010-01-10")).collect()).unwrap();
    // The records of one of them end before the day of what comes late.
    let end = json!({"subjects": ["participants"], "reason": "the statistics end"});
    world.record(vec![proposal("programme/TIO", "programme.records_end", "2010-01-31", end)]).unwrap();
    world.at("2010-06-01T10:00:00Z").clock_ok = true;
    let before = world.last();
    let programme = |n: u128| if n.is_multiple_of(2) { "KVP" } else { "TIO" };
    world.record((1..=6).map(|n| intake(n, programme(n), "2010-02-01")).collect()).unwrap();
    let told = |only: Option<&str>| -> Vec<(Option<Name>, Vec<u64>)> {
        let question = Question::Findings(FindingsOf {
            programme: only.map(|name| name.parse().unwrap()),
            kind: Some("recorded_late".to_owned()),
        });
        let Reply::Findings(found) = world.ledger().ask(&question, at("2010-06-01", world.last())).unwrap().result
        else {
            panic!()
        };
        let entries = |finding: &Finding| finding.entries.iter().map(|seq| seq.0 - before).collect();
        found.findings.iter().map(|finding| (finding.programme.clone(), entries(finding))).collect()
    };
    let named = |name: &str| Some(name.parse().unwrap());
    let (kvp, tio) = ((named("KVP"), vec![2, 6]), (named("TIO"), vec![1, 5]));
    assert_eq!(told(None), [kvp.clone(), tio.clone()]);
    assert_eq!(told(Some("KVP")), [kvp]);
    assert_eq!(told(Some("TIO")), [tio]);
}
