//! Persons against what belongs to a programme: participants for each post, at each office, and decisions of bodies.

use hovedbok_answers::Question;
use hovedbok_answers::questions::{BodiesOf, FindingsOf, OfficesOf, StaffOf};
use serde_json::{Value, json};

use crate::given::{World, day, proposal};
use crate::reach::answer;

const NOW: &str = "2010-06-01";

fn programme(type_name: &str, body: Value) -> hovedbok_core::proposal::Proposal {
    proposal("programme/KVP", type_name, "2010-01-01", body)
}

/// Three persons at North and one at South.
fn four() -> World {
    let mut world = World::new();
    let established = json!({"owner": "NAV", "period": {"start": "2010-01-01", "end": "2012-12-31"}});
    world.record(vec![programme("programme.established", established)]).unwrap();
    for (number, office) in [(1, "North"), (2, "North"), (3, "North"), (4, "South")] {
        let person = format!("participant/6f9619ff-8b86-4d01-b42d-00cf4fc96{number}ff");
        let intake = json!({"programme": "KVP", "office": office, "target_group": "adults"});
        world
            .record(vec![
                proposal(&person, "participant.registered", "2010-05-01", json!({"office": office})),
                proposal(&person, "participant.intake", "2010-05-01", intake),
            ])
            .unwrap();
    }
    world
}

fn result(world: &World, question: &Question, as_of: &str) -> Value {
    answer(world, question, day(as_of), world.last())["result"].take()
}

fn caseloads(world: &World, as_of: &str) -> Vec<String> {
    let staff = result(world, &Question::Staff(StaffOf { programme: None }), as_of);
    let row = |row: &Value| {
        let fields = ["office", "participants", "posts", "share_bp", "per_post_hundredths", "norm", "within_norm"];
        fields.map(|field| row[field].to_string()).join(" ")
    };
    staff["caseloads"].as_array().unwrap().iter().map(row).collect()
}

fn found(world: &World, kind: &str, as_of: &str) -> Vec<String> {
    let all = result(world, &Question::Findings(FindingsOf { programme: None, kind: Some(kind.to_owned()) }), as_of);
    all["findings"].as_array().unwrap().iter().map(|finding| finding["what"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn participants_are_held_against_posts_and_the_norm() {
    let mut world = four();
    let post = |share: Option<u32>, office: &str| {
        let mut body = json!({"role": "counsellor", "office": office});
        if let Some(share) = share {
            body["share_bp"] = json!(share);
        }
        programme("programme.staff_assigned", body)
    };
    world.record(vec![post(Some(10_000), "North"), post(Some(5_000), "South")]).unwrap();
    assert_eq!(caseloads(&world, NOW), Vec::<String>::new(), "without a norm there is nothing to hold them against");
    let norm = |most: u16, office: Option<&str>| {
        let mut body = json!({"role": "counsellor", "most": most});
        if let Some(office) = office {
            body["office"] = json!(office);
        }
        programme("programme.caseload_norm_set", body)
    };
    world.record(vec![norm(2, None)]).unwrap();
    assert_eq!(
        caseloads(&world, NOW),
        ["null 4 2 15000 267 2 false", r#""North" 3 1 10000 300 2 false"#, r#""South" 1 1 5000 200 2 true"#,]
    );
    assert_eq!(
        found(&world, "caseload_above_norm", NOW),
        [
            "4 participants for 1.50 full posts as counsellor on 2010-06-01, so 2.67 for each; the norm is at most 2",
            "3 participants for 1.00 full posts as counsellor at North on 2010-06-01, so 3.00 for each; the norm is at most 2",
        ]
    );
    // Nobody was recorded there yet.
    assert_eq!(caseloads(&world, "2010-04-01")[1], r#""North" null 1 10000 null 2 null"#);
    // An office's own norm takes the place of the programme's, and a post without a share leaves it open.
    world.record(vec![norm(3, Some("North")), post(None, "South")]).unwrap();
    assert_eq!(
        caseloads(&world, NOW),
        ["null 4 3 null null 2 null", r#""North" 3 1 10000 300 3 true"#, r#""South" 1 2 null null 2 null"#,]
    );
    assert_eq!(found(&world, "caseload_above_norm", NOW), Vec::<String>::new());
}

#[test]
fn a_norm_without_a_post_or_without_persons_is_shown() {
    let mut world = World::new();
    let established = json!({"owner": "NAV", "period": {"start": "2010-01-01", "end": "2012-12-31"}});
    let norm = json!({"role": "counsellor", "most": 20, "until": "2010-06-30"});
    world
        .record(vec![programme("programme.established", established), programme("programme.caseload_norm_set", norm)])
        .unwrap();
    assert_eq!(caseloads(&world, NOW), ["null null 0 0 null 20 null"]);
    assert_eq!(caseloads(&world, "2010-07-01"), Vec::<String>::new(), "the norm is over");
    let mut world = four();
    world.record(vec![programme("programme.caseload_norm_set", json!({"role": "counsellor", "most": 20}))]).unwrap();
    assert_eq!(caseloads(&world, NOW), ["null 4 0 0 null 20 false"]);
    assert_eq!(
        found(&world, "caseload_above_norm", NOW),
        ["4 participants and no post as counsellor on 2010-06-01; the norm is at most 20 for each"]
    );
}

#[test]
fn an_office_has_its_participants_of_the_day() {
    let mut world = four();
    let joined = |office: &str, until: Option<&str>| {
        let mut body = json!({"office": office});
        if let Some(until) = until {
            body["until"] = json!(until);
        }
        programme("programme.office_joined", body)
    };
    world.record(vec![joined("North", None), joined("South", Some("2010-05-15")), joined("West", None)]).unwrap();
    let counted = |as_of: &str| -> Vec<Value> {
        let offices = result(&world, &Question::Offices(OfficesOf { programme: None }), as_of);
        offices["offices"].as_array().unwrap().iter().map(|office| office["participants"].clone()).collect()
    };
    assert_eq!(counted("2010-05-10"), [json!(3), json!(1), Value::Null], "nobody was ever recorded in West");
    assert_eq!(counted(NOW), [json!(3), Value::Null, Value::Null], "South takes no part any more");
}

#[test]
fn decisions_are_counted_by_the_body_that_they_name() {
    let mut world = four();
    let decided = |number: u8, body: Option<&str>| {
        let person = format!("participant/6f9619ff-8b86-4d01-b42d-00cf4fc96{number}ff");
        let mut fields = json!({"decision": "extend", "grounds": ["other"]});
        if let Some(body) = body {
            fields["decided_by"] = json!(body);
        }
        proposal(&person, "participant.decided", "2010-05-20", fields)
    };
    world.record(vec![decided(1, Some("Committee")), decided(2, Some("Committee")), decided(3, None)]).unwrap();
    assert_eq!(
        found(&world, "unknown_body", NOW),
        Vec::<String>::new(),
        "the programme does not say which bodies it has"
    );
    let forum = programme("programme.body_established", json!({"body": "Forum"}));
    world.record(vec![forum, decided(4, Some("Forum"))]).unwrap();
    assert_eq!(
        found(&world, "unknown_body", NOW),
        ["2 decisions say that Committee decided, a body that KVP never set up"]
    );
    let committee = programme("programme.body_established", json!({"body": "Committee"}));
    world.record(vec![committee]).unwrap();
    assert_eq!(found(&world, "unknown_body", NOW), Vec::<String>::new());
    let counted = |as_of: &str| -> Vec<(Value, Value)> {
        let bodies = result(&world, &Question::Bodies(BodiesOf { programme: None }), as_of);
        let rows = bodies["bodies"].as_array().unwrap().iter();
        rows.map(|row| (row["body"].clone(), row["decisions"].clone())).collect()
    };
    assert_eq!(counted(NOW), [(json!("Forum"), json!(1)), (json!("Committee"), json!(2))]);
    assert_eq!(counted("2010-05-19"), [(json!("Forum"), json!(0)), (json!("Committee"), json!(0))]);
}
