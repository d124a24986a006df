//! Who is here, and what falls due.

use hovedbok_answers::questions::{DueKind, DueOf, DueRow, ListOf, ListRow, Missing};
use hovedbok_answers::{Question, Reply};
use hovedbok_core::proposal::Proposal;
use hovedbok_state::Status;
use serde_json::{Value, json};

use crate::given::{World, at, proposal, uuid};

fn of(who: u128, type_name: &str, when: &str, fields: Value) -> Proposal {
    proposal(&format!("participant/{}", uuid(who)), type_name, when, fields)
}

fn enrolment(who: u128) -> String {
    uuid(who + 100).to_string()
}

/// One person who is taken in after a decision, one who is waiting, one who left.
fn world() -> World {
    let mut world = World::new();
    world.clock_ok = true;
    let office = json!({"office": "North"});
    let mut all: Vec<Proposal> =
        (1..=3).map(|who| of(who, "participant.registered", "2010-01-04", office.clone())).collect();
    let applied = |who| json!({"enrolment": enrolment(who), "programme": "KVP"});
    let intake = |who, office: &str| json!({"enrolment": enrolment(who), "programme": "KVP", "office": office, "target_group": "adults"});
    let decision =
        json!({"enrolment": enrolment(1), "decision": "grant", "legal_basis": "§ 29", "valid_until": "2010-12-31"});
    let placed = json!({"placement": uuid(201).to_string(), "enrolment": enrolment(1), "measure": "practice",
        "provider": "Workshop", "owner": "municipal", "share_bp": 5000, "planned_end": "2010-05-31"});
    all.extend([
        of(1, "participant.applied", "2010-01-04", applied(1)),
        of(1, "participant.decided", "2010-01-05", decision),
        of(1, "participant.intake", "2010-01-11", intake(1, "North")),
        of(1, "participant.counsellor_assigned", "2010-01-11", json!({"enrolment": enrolment(1), "counsellor": "c-7"})),
        of(1, "measure.started", "2010-02-01", placed),
        of(2, "participant.applied", "2010-01-04", applied(2)),
        of(3, "participant.intake", "2010-01-11", intake(3, "South")),
        of(3, "participant.exited", "2010-03-31", json!({"enrolment": enrolment(3), "destination": "work"})),
    ]);
    world.record(all).unwrap();
    world
}

fn list(world: &World, as_of: &str, asked: ListOf) -> Vec<ListRow> {
    let answer = world.ledger().ask(&Question::List(asked), at(as_of, world.last())).unwrap();
    let Reply::List(list) = answer.result else { panic!() };
    list.rows
}

fn due(world: &World, as_of: &str, within_days: u32, kinds: &[DueKind]) -> Vec<DueRow> {
    let kinds = kinds.iter().copied().collect();
    let asked = DueOf { within_days, programme: None, office: None, counsellor: None, participant: None, kinds };
    let answer = world.ledger().ask(&Question::Due(asked), at(as_of, world.last())).unwrap();
    let Reply::Due(due) = answer.result else { panic!() };
    due.rows
}

/// The days of what is due, those that have passed with an exclamation mark.
fn days(rows: &[DueRow]) -> Vec<String> {
    rows.iter().map(|row| format!("{}{}", row.due, if row.overdue { "!" } else { "" })).collect()
}

#[test]
fn a_list_is_of_those_inside_unless_a_status_is_asked_for() {
    let world = world();
    let rows = list(&world, "2010-06-01", ListOf::default());
    assert_eq!(rows.len(), 1);
    let row = &rows[0];
    assert_eq!((row.status, row.since.unwrap().to_string()), (Status::InProgramme, "2010-01-11".to_owned()));
    assert_eq!(
        (row.provider.as_deref(), row.planned_end.unwrap().to_string()),
        (Some("Workshop"), "2010-05-31".to_owned())
    );
    assert_eq!(row.counsellor.as_ref().unwrap().as_str(), "c-7");
    assert_eq!(row.last_entry.unwrap().0, 9);
    let with = |status: &[Status]| {
        let asked = ListOf { status: status.iter().copied().collect(), ..ListOf::default() };
        list(&world, "2010-06-01", asked).iter().map(|row| row.status).collect::<Vec<_>>()
    };
    assert_eq!(with(&[Status::Applied, Status::Exited]), [Status::Applied, Status::Exited]);
    // The same as it was in March: who left on the last day was still inside.
    assert_eq!(list(&world, "2010-03-31", ListOf::default()).len(), 2);
}

#[test]
fn who_is_registered_and_has_no_enrolment_is_listed_without_one() {
    let mut world = world();
    world.record(vec![of(4, "participant.registered", "2010-02-01", json!({"office": "South"}))]).unwrap();
    let registered = || ListOf { status: [Status::Registered].into(), ..ListOf::default() };
    let rows = list(&world, "2010-06-01", registered());
    assert_eq!(rows.len(), 1);
    let row = &rows[0];
    assert_eq!((row.participant.to_string(), row.enrolment, &row.programme), (uuid(4).to_string(), None, &None));
    assert_eq!((row.status, row.since.unwrap().to_string()), (Status::Registered, "2010-02-01".to_owned()));
    assert_eq!((row.office.as_deref(), row.last_entry), (Some("South"), Some(hovedbok_core::Seq(world.last()))));
    assert_eq!(row.missing, [Missing::Plan, Missing::Counsellor, Missing::BirthMonth, Missing::Placement]);
    let count = |asked| list(&world, "2010-06-01", asked).len();
    assert_eq!(count(ListOf { office: Some("South".to_owned()), ..registered() }), 1);
    assert_eq!(count(ListOf { office: Some("North".to_owned()), ..registered() }), 0);
    assert_eq!(count(ListOf { programme: Some("KVP".parse().unwrap()), ..registered() }), 0);
    assert_eq!(count(ListOf { target_group: Some("adults".parse().unwrap()), ..registered() }), 0);
    // Before they were registered, and once they were taken in, they are not.
    assert_eq!(list(&world, "2010-01-31", registered()).len(), 0);
    let intake = json!({"enrolment": enrolment(4), "programme": "KVP", "office": "South", "target_group": "adults"});
    world.record(vec![of(4, "participant.intake", "2010-03-01", intake)]).unwrap();
    assert_eq!(list(&world, "2010-06-01", registered()).len(), 0);
    assert_eq!(list(&world, "2010-02-28", registered()).len(), 1);
}

#[test]
fn a_list_is_narrowed_by_what_people_have_and_lack() {
    let mut world = world();
    let asked = |change: &dyn Fn(&mut ListOf)| {
        let mut asked = ListOf::default();
        change(&mut asked);
        asked
    };
    let count = |world: &World, change: &dyn Fn(&mut ListOf)| list(world, "2010-03-01", asked(change)).len();
    assert_eq!(count(&world, &|asked| asked.office = Some("South".to_owned())), 1);
    assert_eq!(count(&world, &|asked| asked.provider = Some("Workshop".to_owned())), 1);
    assert_eq!(count(&world, &|asked| asked.counsellor = Some("c-7".parse().unwrap())), 1);
    assert_eq!(count(&world, &|asked| asked.target_group = Some("adults".parse().unwrap())), 2);
    let lacks = |missing| move |asked: &mut ListOf| asked.missing = [missing].into();
    for (missing, expected) in [
        (Missing::Plan, 2),
        (Missing::Counsellor, 1),
        (Missing::BirthMonth, 2),
        (Missing::Placement, 1),
        (Missing::PlannedEnd, 0),
    ] {
        assert_eq!(count(&world, &lacks(missing)), expected, "{missing:?}");
    }
    let offered = json!({"enrolment": enrolment(1), "plan": "individual_plan", "answer": "accepted"});
    world.record(vec![of(1, "participant.plan_offered", "2010-02-01", offered)]).unwrap();
    assert_eq!(count(&world, &lacks(Missing::Plan)), 1);
}

#[test]
fn what_is_overdue_comes_first_whatever_is_asked_for() {
    let world = world();
    let placement = [DueKind::PlacementEnd];
    assert_eq!(days(&due(&world, "2010-05-01", 29, &placement)), Vec::<String>::new());
    assert_eq!(days(&due(&world, "2010-05-01", 30, &placement)), ["2010-05-31"]);
    assert_eq!(days(&due(&world, "2010-05-31", 0, &placement)), ["2010-05-31"]);
    assert_eq!(days(&due(&world, "2010-06-01", 0, &placement)), ["2010-05-31!"]);
    let row = &due(&world, "2010-06-01", 0, &placement)[0];
    assert_eq!((row.office.as_deref(), row.about.as_str()), (Some("North"), enrolment(1).as_str()));
}

#[test]
fn reviews_before_a_decision_runs_out_are_done_by_reviews_in_their_time() {
    let mut world = world();
    let kinds = [DueKind::Review, DueKind::Decision];
    assert_eq!(days(&due(&world, "2010-06-01", 365, &kinds)), ["2010-06-30", "2010-09-30", "2010-12-31"]);
    let reviewed = json!({"enrolment": enrolment(1), "review": "half-way", "findings": []});
    world.record(vec![of(1, "participant.reviewed", "2010-06-15", reviewed.clone())]).unwrap();
    assert_eq!(days(&due(&world, "2010-06-20", 365, &kinds)), ["2010-09-30", "2010-12-31"]);
    world.at("2010-09-01T10:00:00Z");
    world.record(vec![of(1, "participant.reviewed", "2010-09-01", reviewed)]).unwrap();
    assert_eq!(days(&due(&world, "2010-09-02", 365, &kinds)), ["2010-12-31"]);
    // A longer decision is reviewed in its own time.
    world.at("2010-12-01T10:00:00Z");
    let extended =
        json!({"enrolment": enrolment(1), "decision": "extend", "legal_basis": "§ 32", "valid_until": "2011-06-30"});
    world.record(vec![of(1, "participant.decided", "2010-12-01", extended)]).unwrap();
    assert_eq!(days(&due(&world, "2010-12-01", 365, &kinds)), ["2010-12-30", "2011-03-30", "2011-06-30"]);
}

#[test]
fn offers_and_follow_ups_are_due_only_where_such_are_recorded() {
    let mut world = world();
    let (offer, follow_up) = ([DueKind::PlanOffer], [DueKind::FollowUp]);
    assert_eq!(due(&world, "2010-05-01", 365, &offer).len(), 0);
    assert_eq!(due(&world, "2010-05-01", 365, &follow_up).len(), 0);
    let intake = json!({"enrolment": enrolment(4), "programme": "KVP", "office": "North", "target_group": "adults"});
    let offered = json!({"enrolment": enrolment(4), "plan": "individual_plan", "answer": "accepted"});
    let followed = json!({"enrolment": enrolment(3), "months_after": 3, "situation": "work"});
    world
        .record(vec![
            of(4, "participant.registered", "2010-02-01", json!({"office": "North"})),
            of(4, "participant.intake", "2010-02-01", intake),
            of(4, "participant.plan_offered", "2010-03-01", offered),
            of(3, "participant.followed_up", "2010-06-30", followed),
        ])
        .unwrap();
    // Taken in on 11 January; the other one has an offer.
    assert_eq!(days(&due(&world, "2010-05-01", 365, &offer)), ["2010-04-11!"]);
    assert_eq!(days(&due(&world, "2010-07-01", 365, &follow_up)), ["2010-09-30", "2011-03-31"]);
}

#[test]
fn a_condition_is_due_until_it_is_answered() {
    let mut world = world();
    let set = |condition: &str, more: Value| {
        let mut body = json!({"condition": condition, "kind": "other"});
        body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        of(1, "benefit.condition_set", "2010-03-01", body)
    };
    world
        .record(vec![
            set("cv", json!({"enrolment": enrolment(1), "due": "2010-04-30"})),
            set("course", json!({"for_period": {"start": "2010-05-01", "end": "2010-05-31"}})),
            set("open", json!({})),
        ])
        .unwrap();
    let rows = due(&world, "2010-05-01", 365, &[DueKind::Condition]);
    assert_eq!(days(&rows), ["2010-04-30!", "2010-05-31"]);
    let whose = |row: &DueRow| (row.about.clone(), row.enrolment.map(|id| id.to_string()), row.office.clone());
    assert_eq!(whose(&rows[0]), ("cv".to_owned(), Some(enrolment(1)), Some("North".to_owned())));
    assert_eq!(whose(&rows[1]).0, "course");
    assert_eq!(due(&world, "2010-05-01", 365, &[DueKind::Review]).iter().filter(|row| row.about == "cv").count(), 0);
    let answered = json!({"condition": "cv", "outcome": "met"});
    world.record(vec![of(1, "benefit.condition_answered", "2010-05-03", answered)]).unwrap();
    assert_eq!(days(&due(&world, "2010-05-05", 365, &[DueKind::Condition])), ["2010-05-31"]);
    assert_eq!(days(&due(&world, "2010-05-02", 0, &[DueKind::Condition])), ["2010-04-30!"]);
}

#[test]
fn milestones_and_reports_are_due_too() {
    let mut world = world();
    let plan = json!({"section": "2010", "number": "1", "title": "Agreement", "due": "2010-07-01"});
    let report = json!({"report": "half-yearly report", "due": "2010-06-30"});
    world
        .record(vec![
            proposal("plan/KVP", "plan.milestone_planned", "2010-01-01", plan),
            proposal("programme/KVP", "programme.report_due", "2010-01-01", report),
        ])
        .unwrap();
    let rows = due(&world, "2010-06-15", 30, &[DueKind::Milestone, DueKind::Report]);
    assert_eq!(days(&rows), ["2010-06-30", "2010-07-01"]);
    assert!(rows[0].about.contains("half-yearly report") && rows[1].about.contains("Agreement"), "{rows:?}");
    // Somebody's own list has only people.
    let asked = DueOf {
        within_days: 365,
        programme: None,
        office: Some("North".to_owned()),
        counsellor: None,
        participant: None,
        kinds: [].into(),
    };
    let answer = world.ledger().ask(&Question::Due(asked), at("2010-06-15", world.last())).unwrap();
    let Reply::Due(of_office) = answer.result else { panic!() };
    assert!(of_office.rows.iter().all(|row| row.participant.is_some()) && !of_office.rows.is_empty());
    // So does that of one person.
    let whole = due(&world, "2010-06-15", 365, &[]);
    let one = whole.iter().find_map(|row| row.participant).unwrap();
    let asked = DueOf {
        within_days: 365,
        programme: None,
        office: None,
        counsellor: None,
        participant: Some(one),
        kinds: [].into(),
    };
    let answer = world.ledger().ask(&Question::Due(asked), at("2010-06-15", world.last())).unwrap();
    let Reply::Due(of_one) = answer.result else { panic!() };
    let own: Vec<_> = whole.into_iter().filter(|row| row.participant == Some(one)).collect();
    assert_eq!(of_one.rows, own);
}
