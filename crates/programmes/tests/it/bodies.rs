//! Bodies and their meetings.

use std::collections::BTreeMap;

use hovedbok_core::entries::programme::{BodyDissolved, BodyEstablished, BodyMemberJoined, BodyMemberLeft, BodyMet};
use hovedbok_programmes::{BodyRow, programmes, recording_meetings};
use proptest::prelude::*;
use serde_json::json;

use crate::given::{Given, day, json, name, on, span};

fn body(name: &str, meetings_per_year: Option<u16>, until: Option<&str>) -> BodyEstablished {
    let (body, until) = (name.into(), until.map(day));
    BodyEstablished { body, meetings_per_year, meetings_from: None, until, note: None }
}

fn met(body: &str) -> BodyMet {
    BodyMet { body: body.into(), note: None }
}

fn bodies(given: &Given, as_of: &str) -> Vec<BodyRow> {
    programmes(&given.timeline, given.at(as_of), None).pop().map(|row| row.bodies).unwrap_or_default()
}

#[test]
fn meetings_are_counted_by_the_year_in_which_they_were() {
    let mut given = Given::default();
    given.programme("TIO", on("2006-07-05"), body("Network gathering", Some(2), Some("2008-12-31")));
    given.programme("TIO", on("2006-10-20"), met("Network gathering"));
    given.programme("TIO", span("2007-05-01", "2007-05-02"), met("Network gathering"));
    given.programme("TIO", span("2007-12-31", "2008-01-02"), met("Network gathering"));
    assert_eq!(
        json(&bodies(&given, "2008-01-02")),
        json!([{
            "body": "Network gathering", "meetings_per_year": 2, "from": "2006-07-05", "until": "2008-12-31", "met": 3,
            "met_by_year": {"2006": 1, "2007": 1}, "dissolved": null, "members": [], "meetings": [
                {"start": "2006-10-20", "end": "2006-10-20", "as_written": null},
                {"start": "2007-05-01", "end": "2007-05-02", "as_written": null},
                {"start": "2007-12-31", "end": "2008-01-02", "as_written": null},
            ]
        }])
    );
    assert_eq!(bodies(&given, "2008-01-01")[0].met, 2);
}

#[test]
fn a_body_without_meetings_recorded_has_none_and_no_years() {
    let mut given = Given::default();
    given.programme("TIO", on("2005-09-01"), body("Internal working group", Some(52), None));
    let row = &bodies(&given, "2007-12-31")[0];
    assert_eq!((row.met, row.met_by_year.len()), (0, 0));
    assert!(recording_meetings(&given.timeline, given.at("2007-12-31")).is_empty());
    given.programme("TIO", on("2007-01-01"), met("Project group"));
    assert!(recording_meetings(&given.timeline, given.at("2007-12-31")).contains(&name("TIO")));
    let known = &bodies(&given, "2007-12-31")[1];
    assert_eq!((known.body.as_str(), known.meetings_per_year, known.from, known.met), ("Project group", None, None, 1));
}

#[test]
fn the_newest_establishment_stands_and_keeps_the_meetings() {
    let mut given = Given::default();
    given.programme("HUSK", on("2006-01-01"), body("Expert group", Some(4), None));
    given.programme("HUSK", on("2006-05-01"), met("Expert group"));
    let later = BodyEstablished { meetings_from: Some(day("2009-01-30")), ..body("Expert group", Some(2), None) };
    given.programme("HUSK", on("2009-01-01"), later);
    let row = &bodies(&given, "2009-01-01")[0];
    assert_eq!((row.meetings_per_year, row.from, row.met), (Some(2), Some(day("2009-01-30")), 1));
    assert_eq!(bodies(&given, "2008-12-31")[0].meetings_per_year, Some(4));
}

#[test]
fn members_join_and_leave_and_end_with_their_body() {
    let mut given = Given::default();
    given.programme("HUSK", on("2006-01-01"), body("Steering group", None, None));
    let joined = |organisation: &str, seats: Option<u16>| BodyMemberJoined {
        body: "Steering group".into(),
        organisation: organisation.into(),
        seats,
        note: None,
    };
    given.programme("HUSK", on("2006-01-01"), joined("Directorate", Some(1)));
    given.programme("HUSK", on("2006-01-01"), joined("Council", None));
    given.programme("HUSK", on("2007-01-01"), joined("Directorate", Some(4)));
    let left = BodyMemberLeft { body: "Steering group".into(), organisation: "Council".into(), note: None };
    given.programme("HUSK", on("2007-06-30"), left);
    given.programme("HUSK", on("2008-09-23"), BodyDissolved { body: "Steering group".into(), note: None });
    let members = |as_of: &str| -> Vec<(String, Option<u16>, Option<String>)> {
        let row = bodies(&given, as_of).remove(0);
        let text = |day: hovedbok_core::Day| day.to_string();
        row.members.into_iter().map(|m| (m.organisation.as_str().to_owned(), m.seats, m.last_day.map(text))).collect()
    };
    let of = |name: &str, seats, last: Option<&str>| (name.to_owned(), seats, last.map(str::to_owned));
    assert_eq!(members("2007-06-30"), [of("Directorate", Some(4), None), of("Council", None, None)]);
    assert_eq!(members("2007-07-01")[1], of("Council", None, Some("2007-06-30")));
    assert_eq!(members("2008-09-23")[0].2, None, "the last day of the body is inside");
    assert_eq!(members("2008-09-24")[0], of("Directorate", Some(4), Some("2008-09-23")));
    assert_eq!(bodies(&given, "2008-09-24")[0].until, Some(day("2008-09-23")));
}

proptest! {
    /// The fold agrees with counting the list of meetings by hand, whatever was voided, at every day and position.
    #[test]
    fn meetings_agree_with_a_naive_count(
        meetings in prop::collection::vec((0..3usize, 0..1500i64, any::<bool>()), 0..25),
        as_of in 0..1600i64,
        back in 0..50u64,
    ) {
        let names = ["A", "B", "C"];
        let first = day("2005-01-01");
        let mut given = Given::default();
        let mut spans = Vec::new();
        for (body, days, voided) in meetings {
            let held = first.plus_days(days);
            let id = given.programme("TIO", hovedbok_core::Period::day(held), met(names[body]));
            let from = given.seq();
            if voided {
                given.void("programme/TIO", id, hovedbok_core::Period::day(held));
            }
            spans.push((names[body], held, from, voided.then(|| given.seq())));
        }
        let mut at = given.at("2005-01-01");
        at.as_of = first.plus_days(as_of);
        at.known_at.0 = at.known_at.0.saturating_sub(back);
        let mut expected: BTreeMap<&str, BTreeMap<i32, u32>> = BTreeMap::new();
        for (body, held, from, voided) in &spans {
            let known = *from <= at.known_at && voided.is_none_or(|voided| at.known_at < voided);
            if known && *held <= at.as_of {
                *expected.entry(body).or_default().entry(held.year()).or_default() += 1;
            }
        }
        let rows = programmes(&given.timeline, at, None).pop().map(|row| row.bodies).unwrap_or_default();
        let found: BTreeMap<&str, BTreeMap<i32, u32>> =
            rows.iter().map(|row| (row.body.as_str(), row.met_by_year.clone())).collect();
        prop_assert_eq!(found, expected);
        prop_assert!(rows.iter().all(|row| row.met == row.met_by_year.values().sum::<u32>()));
    }
}
