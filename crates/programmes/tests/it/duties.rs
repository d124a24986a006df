//! Duties as rows.

use hovedbok_core::entries::codes::{DutyKind, Every};
use hovedbok_core::entries::programme::{BodyMet, DutySet};
use hovedbok_programmes::duties;
use serde_json::json;

use crate::given::{Given, json, name, on, span};

#[test]
fn a_row_has_its_span_what_was_done_and_the_entries() {
    let set = DutySet {
        duty: name("gatherings"),
        what: DutyKind::Meeting,
        subject: "Professional days".into(),
        by: Some("county project".into()),
        each: None,
        every: Every::Once,
        least: None,
        most: None,
        average_hundredths: None,
        phase: None,
        until: None,
        due: Some(on("2010-04-30")),
        days_after: None,
        note: None,
    };
    let mut given = Given::default();
    given.programme("KVP", on("2010-01-01"), set);
    let met = BodyMet { body: "Professional days".into(), note: None };
    given.programme("KVP", span("2010-01-01", "2010-11-15").written("done"), met);
    let row = |status: &str| {
        json!({
            "programme": "KVP", "duty": "gatherings", "what": "meeting", "subject": "Professional days",
            "by": "county project", "every": "once", "span": {"start": "2010-01-01", "end": "2010-04-30"},
            "due": "2010-04-30", "least": 1, "most": null, "average_hundredths": null, "done": 0, "status": status,
            "days_late": null, "days_late_least": null, "days_late_most": null, "entries": [1]
        })
    };
    let at = |as_of: &str| json(&duties(&given.timeline, given.at(as_of), Some(&name("KVP"))));
    assert_eq!(at("2010-04-30"), json!([row("running")]));
    assert_eq!(at("2010-05-01"), json!([row("not_recorded")]));
    let mut held = row("not_judged");
    (held["done"], held["entries"]) = (json!(1), json!([1, 2]));
    (held["days_late_least"], held["days_late_most"]) = (json!(-119), json!(199));
    assert_eq!(at("2010-12-31"), json!([held]));
    assert_eq!(duties(&given.timeline, given.at("2010-12-31"), Some(&name("TIO"))), []);
}
