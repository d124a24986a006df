//! Offices, reviews and recommendations.

use hovedbok_core::entries::codes::RecommendationOutcome;
use hovedbok_core::entries::programme::{
    Established, OfficeJoined, OfficeLeft, RecommendationAnswered, RecommendationMade, UnitReviewed, VisitMade,
};
use hovedbok_core::field::List;
use hovedbok_programmes::{offices, recommendations, reviews};
use serde_json::json;

use crate::given::{Given, day, json, name, on, span};

fn joined(office: &str, until: Option<&str>) -> OfficeJoined {
    OfficeJoined { office: office.into(), municipality: Some(office.into()), until: until.map(day), note: None }
}

#[test]
fn an_office_is_there_until_it_leaves_or_the_programme_ends() {
    let mut given = Given::default();
    let (owner, legal_basis, title, note) = ("county".into(), None, None, None);
    let period = span("2008-01-01", "2010-12-31");
    given.programme("KVP", on("2008-01-01"), Established { owner, legal_basis, period, title, note });
    given.programme("KVP", on("2008-03-01"), joined("Gausdal", None));
    given.programme("KVP", on("2008-03-01"), joined("Hadeland", Some("2009-06-30")));
    given.programme("KVP", on("2009-07-01"), joined("Hadeland", Some("2010-06-30")));
    given.programme("KVP", on("2009-12-31"), OfficeLeft { office: "Gausdal".into(), note: None });
    given.programme("KVP", on("2010-03-01"), joined("Gausdal", None));
    let rows = |as_of: &str| -> Vec<String> {
        offices(&given.timeline, given.at(as_of), None)
            .iter()
            .map(|row| format!("{} {} {} {}", row.office.as_str(), row.from.start, row.last_day.unwrap(), row.left))
            .collect()
    };
    assert_eq!(rows("2009-12-31"), ["Gausdal 2008-03-01 2010-12-31 false", "Hadeland 2008-03-01 2010-06-30 false"]);
    assert_eq!(
        rows("2010-12-31"),
        [
            "Gausdal 2008-03-01 2009-12-31 true",
            "Hadeland 2008-03-01 2010-06-30 false",
            "Gausdal 2010-03-01 2010-12-31 false",
        ]
    );
}

#[test]
fn a_review_has_what_was_recorded_of_its_unit_afterwards() {
    let mut given = Given::default();
    let review = |unit: &str| UnitReviewed {
        unit: unit.into(),
        review: "quality review".into(),
        criteria: List(vec!["target group".into()]),
        findings: List(vec!["no plan".into()]),
        follow_up_by: Some(day("2010-09-30")),
        note: None,
    };
    let visit = |to: &str| VisitMade { to: to.into(), by: None, note: None };
    given.programme("KVP", on("2010-03-01"), visit("Gausdal"));
    given.programme("KVP", span("2010-04-01", "2010-04-30"), review("Gausdal"));
    given.programme("KVP", on("2010-04-30"), visit("Gausdal"));
    given.programme("KVP", on("2010-05-01"), visit("Gausdal"));
    given.programme("KVP", on("2010-05-01"), visit("Hadeland"));
    given.programme("KVP", on("2010-10-01"), review("Gausdal"));
    assert_eq!(
        json(&reviews(&given.timeline, given.at("2010-10-01"), None)[..1].to_vec()),
        json!([{
            "programme": "KVP", "unit": "Gausdal", "review": "quality review",
            "on": {"start": "2010-04-01", "end": "2010-04-30", "as_written": null}, "criteria": ["target group"],
            "findings": ["no plan"], "follow_up_by": "2010-09-30", "later_entries": [4, 6], "entry": 2
        }])
    );
    assert_eq!(reviews(&given.timeline, given.at("2010-09-30"), None).len(), 1);
}

#[test]
fn a_recommendation_is_open_until_it_is_done_or_rejected() {
    let mut given = Given::default();
    let made = |recommendation: &str, due: Option<&str>| RecommendationMade {
        recommendation: name(recommendation),
        text: "describe the routines".into(),
        made_by: "quality review".into(),
        responsible: Some("head of office".into()),
        due: due.map(day),
        note: None,
    };
    let answered = |recommendation: &str, outcome| RecommendationAnswered {
        recommendation: name(recommendation),
        outcome,
        note: None,
    };
    given.programme("KVP", on("2010-04-30"), made("r1", Some("2010-09-30")));
    given.programme("KVP", on("2010-04-30"), made("r2", None));
    given.programme("KVP", on("2010-06-01"), answered("r1", RecommendationOutcome::PartlyDone));
    given.programme("KVP", on("2010-07-01"), answered("r2", RecommendationOutcome::Rejected));
    given.programme("KVP", on("2010-10-02"), answered("r1", RecommendationOutcome::Done));
    given.programme("KVP", on("2010-10-02"), answered("r3", RecommendationOutcome::Open));
    let standing = |as_of: &str| -> Vec<String> {
        let rows = recommendations(&given.timeline, given.at(as_of), None);
        rows.iter().map(|row| format!("{} {}", row.recommendation, row.status.word())).collect()
    };
    assert_eq!(standing("2010-05-31"), ["r1 open", "r2 open"]);
    assert_eq!(standing("2010-09-30"), ["r1 open", "r2 rejected"]);
    assert_eq!(standing("2010-10-01"), ["r1 overdue", "r2 rejected"]);
    assert_eq!(standing("2010-10-02"), ["r1 done", "r2 rejected", "r3 open"]);
    assert_eq!(
        json(&recommendations(&given.timeline, given.at("2010-10-02"), None)[..1].to_vec()),
        json!([{
            "programme": "KVP", "recommendation": "r1", "text": "describe the routines", "made_by": "quality review",
            "on": {"start": "2010-04-30", "end": "2010-04-30", "as_written": null}, "responsible": "head of office",
            "due": "2010-09-30", "outcome": "done",
            "answered_on": {"start": "2010-10-02", "end": "2010-10-02", "as_written": null}, "status": "done",
            "entries": [1, 3, 5]
        }])
    );
}
