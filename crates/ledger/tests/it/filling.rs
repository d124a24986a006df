//! Ids are filled in by the day that an entry is about, not by what is open when it is recorded.

use hovedbok_core::proposal::Proposal;
use serde_json::{Value, json};

use crate::given::{World, proposal};

const KARI: &str = "participant/6f9619ff-8b86-4d01-b42d-00cf4fc964ff";
const E1: &str = "e1000000-0000-4000-8000-000000000000";
const E2: &str = "e2000000-0000-4000-8000-000000000000";
const P1: &str = "a1000000-0000-4000-8000-000000000000";
const P2: &str = "a2000000-0000-4000-8000-000000000000";
const P3: &str = "a3000000-0000-4000-8000-000000000000";

/// In KVP from January to March with a placement in February, and again from May on with one until 20 September and the
/// next from the day after; recorded in October.
fn world() -> World {
    let mut world = World::new();
    world.at("2010-10-05T10:00:00Z");
    let intake = |when: &str, enrolment: &str| {
        let body = json!({"enrolment": enrolment, "programme": "KVP", "office": "North", "target_group": "adults"});
        proposal(KARI, "participant.intake", when, body)
    };
    let started = |when: &str, placement: &str, enrolment: &str| {
        let body = json!({"placement": placement, "enrolment": enrolment, "measure": "training", "provider": "ASVO",
            "owner": "municipal", "share_bp": 5000});
        proposal(KARI, "measure.started", when, body)
    };
    let ended = |when: &str, placement: &str| {
        about("measure.ended", when, json!({"placement": placement, "outcome": "continued"}))
    };
    let told = vec![
        about("participant.registered", "2010-01-01", json!({"office": "North"})),
        intake("2010-01-04", E1),
        started("2010-02-01", P1, E1),
        ended("2010-02-28", P1),
        about("participant.exited", "2010-03-31", json!({"enrolment": E1, "destination": "other"})),
        intake("2010-05-03", E2),
        started("2010-05-10", P2, E2),
        ended("2010-09-20", P2),
        started("2010-09-21", P3, E2),
    ];
    world.record(told).unwrap();
    world
}

fn about(type_name: &str, when: &str, fields: Value) -> Proposal {
    proposal(KARI, type_name, when, fields)
}

fn away(first: &str, last: &str) -> Proposal {
    about("absence.recorded", "", json!({"period": {"start": first, "end": last}, "kind": "medical"}))
}

fn there(first: &str, last: &str) -> Proposal {
    let period = json!({"start": first, "end": last});
    about("attendance.recorded", "", json!({"period": period, "planned_minutes": 600, "present_minutes": 300}))
}

/// What a field is filled in with, or the refusal.
fn filled(proposal: Proposal, field: &str) -> String {
    match world().record(vec![proposal]) {
        Ok(recorded) => recorded[0].filled[field].as_str().unwrap().to_owned(),
        Err(error) => format!("{}: {error}", error.code()),
    }
}

#[test]
fn an_entry_belongs_to_the_placement_that_was_open_on_its_day() {
    for (proposal, placement) in [
        (away("2010-02-08", "2010-02-10"), P1),
        (away("2010-09-13", "2010-09-17"), P2),
        (away("2010-09-20", "2010-09-20"), P2),
        (away("2010-09-21", "2010-09-30"), P3),
        (there("2010-08-01", "2010-08-31"), P2),
        (there("2010-09-21", "2010-09-30"), P3),
        (there("2010-02-01", "2010-02-28"), P1),
        (about("measure.changed", "2010-06-01", json!({"share_bp": 4000})), P2),
        (about("measure.changed", "2010-10-01", json!({"share_bp": 4000})), P3),
        (about("measure.ended", "2010-09-30", json!({"outcome": "work"})), P3),
    ] {
        let what = format!("{} {:?}", proposal.type_name, proposal.fields);
        assert_eq!(filled(proposal, "placement"), placement, "{what}");
    }
}

#[test]
fn a_period_over_two_placements_or_outside_all_is_refused_and_says_which_there_are() {
    let spells = [
        "a1000000-0000-4000-8000-000000000000 (ASVO, 2010-02-01 to 2010-02-28)",
        "a2000000-0000-4000-8000-000000000000 (ASVO, 2010-05-10 to 2010-09-20)",
        "a3000000-0000-4000-8000-000000000000 (ASVO, from 2010-09-21)",
    ];
    assert_eq!(
        filled(away("2010-09-20", "2010-09-21"), "placement"),
        format!(
            "many_placements: absence.recorded: this entry could belong to several placements: {}, {}",
            spells[1], spells[2]
        )
    );
    assert_eq!(
        filled(there("2010-09-01", "2010-09-30"), "placement"),
        format!(
            "many_placements: attendance.recorded: this entry could belong to several placements: {}, {}",
            spells[1], spells[2]
        )
    );
    assert_eq!(
        filled(away("2010-04-12", "2010-04-13"), "placement"),
        format!(
            "no_placement: absence.recorded: the person has no open placement from 2010-04-12 to 2010-04-13; the person has {}",
            spells.join(", ")
        )
    );
    // One placement has days in the period, and others that are not its own.
    assert_eq!(
        filled(there("2010-02-01", "2010-03-31"), "placement"),
        "period_past_end: period_past_end: attendance.recorded for 2010-02-01 to 2010-03-31 runs past the last day of placement \
         a1000000, 2010-02-28"
    );
    // A second end is no end of another placement.
    assert!(
        filled(about("measure.ended", "2010-09-10", json!({"outcome": "work"})), "placement")
            .starts_with("placement_not_open")
    );
}

#[test]
fn an_entry_belongs_to_the_enrolment_that_went_on_on_its_day() {
    let decided = |when| about("participant.decided", when, json!({"decision": "extend", "legal_basis": "§ 29"}));
    let started = |when| {
        let body = json!({"measure": "training", "provider": "Sysselsetting", "owner": "municipal", "share_bp": 1000});
        about("measure.started", when, body)
    };
    let considered = |when| about("participant.certificate_considered", when, json!({"issued": true}));
    let followed = |when| about("participant.followed_up", when, json!({"months_after": 3, "situation": "work"}));
    for (proposal, enrolment) in [
        (decided("2010-02-15"), E1),
        (decided("2010-03-31"), E1),
        (decided("2010-06-01"), E2),
        (started("2010-10-01"), E2),
        (about("participant.counsellor_assigned", "2010-01-04", json!({"counsellor": "c1"})), E1),
        (about("participant.transitioned", "2010-06-01", json!({"to": "state_measure"})), E2),
        (considered("2010-04-06"), E1),
        (followed("2010-06-30"), E1),
    ] {
        let what = format!("{} {:?}", proposal.type_name, proposal.effective);
        assert_eq!(filled(proposal, "enrolment"), enrolment, "{what}");
    }
    // On a day between the two the rules say what is wrong.
    assert!(filled(decided("2010-04-15"), "enrolment").starts_with("enrolment_not_begun"));
    // Where both can be meant nothing is guessed.
    assert!(filled(considered("2010-06-01"), "enrolment").starts_with("many_enrolments"));
}

#[test]
fn a_correction_of_the_day_finds_the_placement_of_the_new_day() {
    let mut world = world();
    let absent = world.record(vec![away("2010-09-13", "2010-09-14")]).unwrap();
    let period = json!({"start": "2010-09-23", "end": "2010-09-24"});
    let fields = json!({"period": period, "placement": null}).as_object().unwrap().clone();
    let change = hovedbok_ledger::correct::Change { fields, effective: None };
    let why = hovedbok_ledger::correct::Why { reason: "wrong_day".parse().unwrap(), note: None, id: None };
    world.work(|work, edge| work.replace(absent[0].id, change, why, edge)).unwrap();
    let stored = world.ledger().entry(world.ledger().last()).unwrap().draft.body.to_json();
    assert!(String::from_utf8(stored).unwrap().contains(P3));
}
