//! Reports: due, received, late, missing.

use hovedbok_core::entries::programme::{ReportDue, ReportReceived};
use hovedbok_programmes::{ReportRow, ReportStatus, reports};
use serde_json::json;

use crate::given::{Given, json, name, on, span};

fn due(report: &str, on_day: &str, from: Option<&str>) -> ReportDue {
    ReportDue { report: report.into(), due: on(on_day), from: from.map(Into::into), note: None }
}

fn received(report: &str, from: Option<&str>) -> ReportReceived {
    ReportReceived { report: report.into(), from: from.map(Into::into), about: None, note: None }
}

fn rows(given: &Given, as_of: &str) -> Vec<ReportRow> {
    reports(&given.timeline, given.at(as_of)).remove(&name("TIO")).unwrap_or_default()
}

#[test]
fn a_deadline_is_passed_when_its_last_day_is_before_the_day() {
    let mut given = Given::default();
    given.programme("TIO", on("2006-01-01"), due("half-yearly", "2006-08-15", None));
    let standing = |as_of: &str| (rows(&given, as_of)[0].status, rows(&given, as_of)[0].days_late);
    assert_eq!(standing("2006-08-15"), (ReportStatus::Due, None));
    assert_eq!(standing("2006-08-16"), (ReportStatus::Missing, Some(1)));
}

#[test]
fn a_receipt_fills_the_earliest_open_deadline() {
    let mut given = Given::default();
    given.programme("TIO", on("2006-01-01"), due("half-yearly", "2007-02-15", None));
    given.programme("TIO", on("2006-01-01"), due("half-yearly", "2006-08-15", None));
    given.programme("TIO", span("2006-08-20", "2006-08-21"), received("half-yearly", None));
    assert_eq!(
        json(&rows(&given, "2007-02-01")),
        json!([
            {"report": "half-yearly", "from": null,
             "due": {"start": "2006-08-15", "end": "2006-08-15", "as_written": null},
             "received": {"start": "2006-08-20", "end": "2006-08-21", "as_written": null},
             "status": "late", "days_late": 6, "about": null, "days_late_least": null, "days_late_most": null},
            {"report": "half-yearly", "from": null,
             "due": {"start": "2007-02-15", "end": "2007-02-15", "as_written": null},
             "received": null, "status": "due", "days_late": null, "about": null, "days_late_least": null,
             "days_late_most": null},
        ])
    );
    given.programme("TIO", on("2007-02-10"), received("half-yearly", None));
    let second = &rows(&given, "2007-12-31")[1];
    assert_eq!((second.status, second.days_late), (ReportStatus::Received, Some(-5)));
}

#[test]
fn reports_of_different_senders_are_kept_apart() {
    let mut given = Given::default();
    given.programme("TIO", on("2006-01-01"), due("annual", "2006-12-31", Some("Drammen")));
    given.programme("TIO", on("2006-01-01"), due("annual", "2006-12-31", Some("Moss")));
    given.programme("TIO", on("2006-12-01"), received("annual", Some("Moss")));
    given.programme("TIO", on("2006-12-01"), received("annual", Some("Hamar")));
    let found: Vec<_> =
        rows(&given, "2007-01-01").into_iter().map(|row| (row.from.unwrap().as_str().to_owned(), row.status)).collect();
    assert_eq!(
        found,
        [
            ("Drammen".to_owned(), ReportStatus::Missing),
            ("Moss".to_owned(), ReportStatus::Received),
            ("Hamar".to_owned(), ReportStatus::Received),
        ]
    );
}

#[test]
fn a_receipt_without_a_sender_goes_by_the_report() {
    let mut given = Given::default();
    given.programme("TIO", on("2006-01-01"), due("annual", "2006-12-31", Some("Drammen")));
    given.programme("TIO", on("2006-12-01"), received("annual", None));
    let rows = rows(&given, "2007-01-01");
    assert_eq!((rows.len(), rows[0].status), (1, ReportStatus::Received));
    assert!(reports(&given.timeline, given.at("2005-12-31")).is_empty());
}
