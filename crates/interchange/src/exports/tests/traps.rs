//! The traps of each tool.

use std::collections::BTreeSet;

use serde_json::Value;

use super::*;
use crate::exports::states::{Codes, Unit};
use crate::exports::tables::Cell;
use crate::exports::{counting, giving, ocel, parquet, spell, sps, sts, tables, xes};

fn courses() -> Vec<Course> {
    vec![course(), silent()]
}

#[test]
fn a_month_has_the_state_of_its_last_day_in_whole_numbers_with_both_ends() {
    let courses = courses();
    let codes = Codes::of(&courses).unwrap();
    let rows = text(|out| spell::write(&courses, Unit::Month, &codes, out));
    let month = |year: i64, month: i64| (year - 1970) * 12 + month;
    let expected: Vec<String> = [
        ("e1", month(2026, 1), month(2026, 1), "in_programme"),
        // The placement that began last ended before the month did, the other goes on to its last day.
        ("e1", month(2026, 2), month(2026, 2), "M2"),
        ("e1", month(2026, 3), month(2026, 5), "exit_work"),
        ("e1", month(2026, 6), month(2026, 6), "in_programme"),
        ("e2", month(2026, 5), month(2026, 6), "waiting"),
    ]
    .iter()
    .map(|(id, begin, end, state)| format!("{id},{begin},{end},{state},p1,STEP"))
    .collect();
    assert_eq!(rows.lines().skip(1).collect::<Vec<_>>(), expected);
}

#[test]
fn a_month_that_is_not_over_has_no_state() {
    let cut = Course { end: Some(day("2026-06-30")), ..course() };
    let codes = Codes::of(&vec![cut.clone()]).unwrap();
    let rows = text(|out| spell::write(&vec![cut.clone()], Unit::Month, &codes, out));
    assert!(rows.trim_end().ends_with("exit_work,p1,STEP"), "{rows}");
}

#[test]
fn units_are_numbered_as_the_tools_number_them() {
    let first = day("1970-01-01");
    assert_eq!((Unit::Month.index(first), Unit::Week.index(first), Unit::Day.index(first)), (1, 1, 0));
    assert_eq!(Unit::Week.index(day("1970-01-05")), 2, "weeks begin on Mondays");
    assert_eq!(Unit::Month.index(day("1969-12-31")), 0);
    for (unit, at, name) in [
        (Unit::Month, "2008-02-29", "2008-02"),
        (Unit::Week, "2010-01-03", "2009-W53"),
        (Unit::Week, "2010-01-04", "2010-W01"),
        (Unit::Day, "2008-02-29", "2008-02-29"),
        (Unit::Month, "1969-12-31", "1969-12"),
    ] {
        assert_eq!(unit.name(unit.index(day(at))), name);
    }
}

#[test]
fn codes_have_none_of_the_signs_at_which_sequences_are_split() {
    let courses = courses();
    let codes = Codes::of(&courses).unwrap();
    let rows = text(|out| sps::write(&courses, Unit::Month, &codes, out));
    assert!(rows.contains("\"(in_programme,1)-(M2,1)-(exit_work,3)-(in_programme,1)\""), "{rows}");
    for (code, _) in codes.list() {
        assert!(code.chars().all(|c| c.is_alphanumeric() || c == '_'), "{code}");
    }
}

#[test]
fn before_the_first_entry_and_after_the_last_day_a_unit_is_empty() {
    let courses = courses();
    let codes = Codes::of(&courses).unwrap();
    let rows = text(|out| sts::write(&courses, Unit::Month, &codes, out));
    let expected = "id,participant,programme,2026-01,2026-02,2026-03,2026-04,2026-05,2026-06\n\
        e1,p1,STEP,in_programme,M2,exit_work,exit_work,exit_work,in_programme\n\
        e2,p1,STEP,,,,,waiting,waiting\n";
    assert_eq!(rows, expected);
}

fn counted(courses: &[Course]) -> Vec<Vec<String>> {
    let mut rows = Vec::new();
    let mut give = |cells: &[Cell<'_>]| {
        rows.push(cells.iter().take(5).map(|cell| cell.shown().into_owned()).collect());
        Ok(())
    };
    courses.iter().try_for_each(|course| counting::rows(course, &mut give)).unwrap();
    rows
}

#[test]
fn a_re_entry_has_an_id_of_its_own_and_only_the_last_row_of_a_stay_has_its_exit() {
    let rows = counted(&[course()]);
    let expected = [
        ["e1#1", "0", "21", "in_programme", "censor"],
        ["e1#1", "21", "35", "in_programme", "censor"],
        ["e1#1", "35", "40", "in_programme", "censor"],
        ["e1#1", "40", "48", "in_programme", "censor"],
        ["e1#1", "48", "57", "in_programme", "work"],
        ["e1#2", "0", "30", "in_programme", "censor"],
    ];
    assert_eq!(rows, expected);
}

#[test]
fn who_left_before_being_observed_is_left_out_and_who_began_before_enters_late() {
    let mut truncated = course();
    for stay in &mut truncated.stays {
        (stay.observed_from, stay.left_truncated) = (day("2026-06-11"), true);
    }
    truncated.stays[0].observed_from = day("2026-03-10");
    assert_eq!(counted(&[truncated]), [["e1#2", "10", "30", "in_programme", "censor"]]);
}

#[test]
fn events_of_a_day_keep_their_order_and_a_day_is_midnight_in_utc() {
    let document: Value =
        serde_json::from_str(&text(|out| ocel::write(&courses(), &mut tempfile::tempfile, out))).unwrap();
    let times: Vec<&str> = document["events"].as_array().unwrap().iter().map(|e| e["time"].as_str().unwrap()).collect();
    assert_eq!(times[0], "2026-01-05T00:00:00.000Z");
    assert_eq!(times[1..4], ["2026-01-12T00:00:00.000Z", "2026-01-12T00:00:00.001Z", "2026-01-12T00:00:00.002Z"]);
    let log = text(|out| xes::write(&courses(), out));
    for time in times {
        assert!(log.contains(&format!("value=\"{time}\"")), "{time}");
    }
    assert_eq!(log.matches("<trace>").count(), 1, "a case without an event has no trace");
}

#[test]
fn every_object_has_an_event_and_every_relation_an_object() {
    let document: Value =
        serde_json::from_str(&text(|out| ocel::write(&courses(), &mut tempfile::tempfile, out))).unwrap();
    let list = |value: &Value, key: &str| -> Vec<String> {
        value.as_array().unwrap().iter().map(|item| item[key].as_str().unwrap().to_owned()).collect()
    };
    let objects = list(&document["objects"], "id");
    let known: BTreeSet<&String> = objects.iter().collect();
    assert_eq!(known.len(), objects.len());
    assert!(!known.contains(&"e2".to_owned()), "nothing happened in it");
    assert!(!known.contains(&"m2".to_owned()), "no event is about it");
    let mut used = BTreeSet::new();
    for event in document["events"].as_array().unwrap() {
        let related = list(&event["relationships"], "objectId");
        assert_eq!(related.iter().collect::<BTreeSet<_>>().len(), related.len());
        used.extend(related);
    }
    assert_eq!(used.iter().collect::<BTreeSet<_>>(), known);
    let enrolment = document["objects"].as_array().unwrap().iter().find(|object| object["id"] == "e1").unwrap();
    let statuses: Vec<(&str, &str)> = enrolment["attributes"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|value| value["name"] == "status")
        .map(|value| (value["time"].as_str().unwrap(), value["value"].as_str().unwrap()))
        .collect();
    assert_eq!(statuses[0], ("1970-01-01T00:00:00.000Z", "applied"));
    assert_eq!(statuses[1], ("2026-01-12T00:00:00.000Z", "in_programme"));
    assert!(statuses.is_sorted());
    assert!(enrolment["attributes"].as_array().unwrap().iter().all(|value| value["value"].is_string()));
}

#[test]
fn an_attribute_of_xml_holds_any_text() {
    let mut odd = course();
    odd.events[1].values = vec![("office".to_owned(), Said::Text("a<b>&\"c\"\u{1}\nd".to_owned()))];
    let log = text(|out| xes::write(&vec![odd.clone()], out));
    assert!(log.contains("a&lt;b&gt;&amp;&quot;c&quot;\u{fffd} d"), "{log}");
}

#[test]
fn the_same_rows_are_the_same_bytes() {
    let courses = courses();
    let write = |table: &tables::Table, rows: tables::Rows| {
        let mut out = Vec::new();
        parquet::write(table, |give| courses.iter().try_for_each(|course| rows(course, give)), &mut out).unwrap();
        out
    };
    for (table, rows) in tables::ALL {
        let one = write(table, rows);
        assert_eq!(one, write(table, rows));
        assert_eq!(&one[..4], b"PAR1");
        assert!(String::from_utf8_lossy(&one).contains("hovedbok"), "who wrote it, without the version of a library");
        assert!(!String::from_utf8_lossy(&one).contains("parquet-rs"));
    }
}

fn grant(recipient: &str, ore: i64) -> giving::Grant {
    giving::Grant {
        id: format!("STEP/2026/621.63/{recipient}"),
        title: "G1".to_owned(),
        description: "places".to_owned(),
        recipient: recipient.to_owned(),
        funder: "621.63".to_owned(),
        programme: "STEP".to_owned(),
        awarded: day("2026-02-01"),
        allocated_ore: ore,
        disbursed_ore: None,
        approximate: false,
    }
}

#[test]
fn amounts_are_numbers_in_kroner_to_the_last_øre() {
    let mut grant = grant("Example municipality", 123_456_789_012_345);
    let written = text(|out| giving::write(std::slice::from_ref(&grant), out));
    assert!(written.contains("\"amountAwarded\":1234567890123.45,\"awardDate\""), "no payment is recorded: {written}");
    grant.disbursed_ore = Some(50);
    let written = text(|out| giving::write(&[grant], out));
    assert!(written.contains("\"amountDisbursed\":0.50,"), "{written}");
}

#[test]
fn a_recipient_that_is_no_single_organisation_is_marked() {
    for (recipient, one) in [
        ("Example municipality", true),
        ("NAV Drammen", true),
        ("Stiftelsen 3. avenue", true),
        ("21 projects in 17 municipalities", false),
        ("diverse mottakere", false),
        ("Oslo kommune; Bergen kommune", false),
        ("flere kommuner", false),
        ("", false),
    ] {
        assert_eq!(giving::is_organisation(recipient), one, "{recipient}");
        let written = text(|out| giving::write(&[grant(recipient, 100)], out));
        assert_eq!(written.contains("recipient_not_an_organisation"), !one, "{recipient}");
    }
}

#[test]
fn what_an_entry_says_has_the_type_of_its_field() {
    let mut typed = course();
    let said = |field: &str, said: Said| (field.to_owned(), said);
    typed.events[1].values = vec![
        said("amount_ore", Said::Integer(-1_250_000)),
        said("documented", Said::Truth(true)),
        said("due", Said::Day(day("2026-02-28"))),
        said("office", Said::Text("12".to_owned())),
    ];
    let given = vec![typed];
    let document: Value = serde_json::from_str(&text(|out| ocel::write(&given, &mut tempfile::tempfile, out))).unwrap();
    let types = document["eventTypes"].as_array().unwrap();
    let intake = types.iter().find(|own| own["name"] == "participant.intake").unwrap();
    let declared: Vec<(&str, &str)> = intake["attributes"]
        .as_array()
        .unwrap()
        .iter()
        .map(|own| (own["name"].as_str().unwrap(), own["type"].as_str().unwrap()))
        .collect();
    let expected = [("amount_ore", "integer"), ("documented", "boolean"), ("due", "time"), ("office", "string")];
    assert_eq!(declared, expected);
    let event = &document["events"].as_array().unwrap()[1];
    let values: Vec<&str> =
        event["attributes"].as_array().unwrap().iter().map(|own| own["value"].as_str().unwrap()).collect();
    assert_eq!(values, ["-1250000", "true", "2026-02-28T00:00:00.000Z", "12"]);
    let log = text(|out| xes::write(&given, out));
    for line in [
        r#"<int key="amount_ore" value="-1250000"/>"#,
        r#"<boolean key="documented" value="true"/>"#,
        r#"<date key="due" value="2026-02-28T00:00:00.000Z"/>"#,
        r#"<string key="office" value="12"/>"#,
    ] {
        assert!(log.contains(line), "{line}");
    }
}
