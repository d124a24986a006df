//! TRAPPA: a stair of measures for people under 30 and settled refugees (questions 9 to 11).

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::{compared, findings, lines, milestones};
use crate::support::Folder;
use crate::support::tables::table;

/// Year, provider and outcome of the rows of `placements`, with the persons.
fn cells(answer: &Value) -> BTreeMap<(i64, String, String), i64> {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let rows = answer["rows"].as_array().unwrap().iter();
    rows.map(|row| {
        let key = (row["year"].as_i64().unwrap(), text(&row["provider"]), text(&row["outcome"]));
        (key, row["participants"].as_i64().unwrap())
    })
    .collect()
}

/// What the table's words are as outcomes; `ended` without more is unknown.
fn outcome(words: &str) -> &'static str {
    match words {
        "ordinary work" | "work" => "work",
        "part-time work" => "work_part",
        "education" => "education",
        "state measure" => "state_measure",
        "still in measure" => "still_in_measure",
        "ended" | "not stated" => "unknown",
        "ended for health reasons" | "health follow-up" | "long-term health follow-up" => "health_follow_up",
        "back to the learning centre" => "learning_centre",
        "other municipal measure" | "to ASVO" => "to_other_provider",
        "several attempts to start" => "several_attempts",
        "other measure" => "other",
        "moved" => "moved",
        "ended without further contact" => "ended_without_contact",
        "old-age pension" => "old_age_pension",
        "job seeker" => "job_seeker",
        other => panic!("'{other}' is in no list"),
    }
}

#[test]
fn question_9_fifty_seven_ever_in_programme() {
    let demo = Folder::demo();
    let state = demo.ask("state --programme TRAPPA --by target-group --as-of 2017-12-31");
    assert_eq!(state["ever"], 57);
    let ever: BTreeMap<&str, i64> = state["groups"]
        .as_array()
        .unwrap()
        .iter()
        .map(|group| (group["key"].as_str().unwrap(), group["ever"].as_i64().unwrap()))
        .collect();
    assert_eq!(ever, BTreeMap::from([("settled_refugees", 11), ("under_30", 46)]));
    let by_provider = cells(&demo.ask("placements --programme TRAPPA --by provider --as-of 2017-12-31"));
    let expected = [
        (2016, "Landmo", 7),
        (2016, "ASVO", 6),
        (2016, "Sysselsetting", 11),
        (2017, "Landmo", 9),
        (2017, "ASVO", 10),
        (2017, "Sysselsetting", 20),
        (2017, "Other municipal units", 3),
    ];
    assert_eq!(by_provider.len(), expected.len());
    for (year, provider, persons) in expected {
        assert_eq!(by_provider[&(year, provider.to_owned(), String::new())], persons, "{year} {provider}");
    }
    let by_year = cells(&demo.ask("placements --programme TRAPPA --by year --as-of 2017-12-31"));
    let by_year: Vec<i64> = by_year.into_values().collect();
    assert_eq!(by_year, [24, 42]);
}

#[test]
fn question_9_every_cell_of_the_table() {
    let demo = Folder::demo();
    let derived = cells(&demo.ask("placements --programme TRAPPA --by outcome --as-of 2017-12-31"));
    let mut written: BTreeMap<(i64, String, String), i64> = BTreeMap::new();
    for row in table("trappa_participants_by_provider.csv") {
        let key = (row["year"].parse().unwrap(), row["provider"].clone(), outcome(&row["outcome"]).to_owned());
        *written.entry(key).or_default() += row["participants"].parse::<i64>().unwrap();
    }
    assert_eq!(written.len(), 35);
    assert_eq!(derived, written);
}

#[test]
fn question_10_state_measures_and_work_or_education() {
    let demo = Folder::demo();
    let compared = compared(&demo, "TRAPPA");
    let of = |indicator: &str| compared[&(indicator.to_owned(), String::new(), "2017-12-31".to_owned())].clone();
    assert_eq!(of("state_measures"), [(12, 12)]);
    assert_eq!(of("still_in_measure"), [(10, 10)]);
    assert_eq!(of("placements_work_or_education"), [(15, 16)]);
    assert_eq!(of("participants_ever"), [(57, 57)]);
    let rows = cells(&demo.ask("placements --programme TRAPPA --by outcome --as-of 2017-12-31"));
    let sum = |wanted: &[&str], years: &[i64]| {
        let of = |(key, _): &(&(i64, String, String), &i64)| wanted.contains(&key.2.as_str()) && years.contains(&key.0);
        rows.iter().filter(of).map(|(_, persons)| persons).sum::<i64>()
    };
    assert_eq!(sum(&["state_measure"], &[2016, 2017]), 12);
    assert_eq!(sum(&["still_in_measure"], &[2017]), 10);
    assert_eq!(sum(&["work", "work_part", "education"], &[2016, 2017]), 16);
    assert_eq!(demo.ask("state --programme TRAPPA --as-of 2017-12-31")["participants"], 10);
}

#[test]
fn question_11_grants_and_what_was_paid_above_attendance() {
    let demo = Folder::demo();
    let granted: i64 = lines(&demo, "budget TRAPPA --source county_governor --as-of 2017-12-31", "appropriated_ore")
        .iter()
        .map(|(_, _, kroner)| kroner)
        .sum();
    assert_eq!(granted, 900_000);
    let unspent = lines(&demo, "budget TRAPPA --source county_governor --as-of 2017-12-31", "unspent_ore");
    let expected = [(2016, 0), (2017, 50_000)].map(|(year, kroner)| (year, "county_governor".to_owned(), kroner));
    assert_eq!(unspent, expected);
    let spent = lines(&demo, "budget TRAPPA --source county_governor --as-of 2017-12-31", "spent_ore");
    assert_eq!(spent.iter().map(|(_, _, kroner)| *kroner).collect::<Vec<_>>(), [450_000, 400_000]);
    let above = findings(&demo, "TRAPPA", "paid_above_attended", "2017-12-31");
    assert!(above.iter().any(|what| what.contains("100.00 %") && what.contains("40.00 %")), "{above:?}");
    // The year of the grant was not over when the records end: what was open then is said, and nobody is accused.
    assert_eq!(findings(&demo, "TRAPPA", "grant_unspent", "2017-12-31"), Vec::<String>::new());
    let ends = findings(&demo, "TRAPPA", "records_end", "2017-12-31");
    assert!(
        ends.iter().any(|what| what.contains("about money") && what.contains("1 grant not accounted for")),
        "{ends:?}"
    );
    assert_eq!(findings(&demo, "TRAPPA", "carry_over_too_late", "2017-12-31").len(), 1);
}

#[test]
fn the_municipal_frame_is_a_fund_of_its_own() {
    let demo = Folder::demo();
    let frame = demo.ask("budget TRAPPA --source municipal --as-of 2017-12-31");
    assert_eq!(frame["lines"].as_array().unwrap().len(), 1);
    let line = &frame["lines"][0];
    assert_eq!(line["year"], 2016);
    assert_eq!(line["appropriated_ore"], 60_000_000);
    assert_eq!(line["spent_direct_ore"], 45_000_000);
    assert_eq!(line["available_ore"], 15_000_000);
    assert!(line["chapter"].is_null());
}

#[test]
fn the_year_of_2016_as_it_stood_at_its_end() {
    let demo = Folder::demo();
    let rows = cells(&demo.ask("placements --programme TRAPPA --year 2016 --by provider --as-of 2016-12-31"));
    assert_eq!(rows.values().copied().collect::<Vec<_>>(), [6, 7, 11]);
    let open = cells(&demo.ask("placements --programme TRAPPA --provider ASVO --by outcome --as-of 2016-12-31"));
    assert_eq!(open[&(2016, "ASVO".to_owned(), "still_in_measure".to_owned())], 2);
    assert!(open.keys().all(|(year, _, _)| *year == 2016), "no day of 2017 had come: {open:?}");
    assert_eq!(demo.ask("placements --programme TRAPPA --as-of 2015-12-31")["rows"], json!([]));
}

#[test]
fn statuses_of_the_programme_sum_to_those_ever_in_it() {
    let demo = Folder::demo();
    let state = demo.ask("state --programme TRAPPA --by status --as-of 2017-12-31");
    let now = |key: &str| {
        let groups = state["groups"].as_array().unwrap();
        groups.iter().find(|group| group["key"] == key).unwrap()["participants"].as_i64().unwrap()
    };
    assert_eq!((now("in_programme"), now("suspended"), now("exited")), (10, 0, 47));
    // In programme are those still in a measure, where the table has them.
    let providers = demo.ask("state --programme TRAPPA --by provider --as-of 2017-12-31");
    let open: BTreeMap<String, i64> = providers["groups"]
        .as_array()
        .unwrap()
        .iter()
        .map(|group| (group["key"].as_str().unwrap().to_owned(), group["participants"].as_i64().unwrap()))
        .filter(|(_, persons)| *persons > 0)
        .collect();
    assert_eq!(open, BTreeMap::from([("ASVO".into(), 4), ("Landmo".into(), 1), ("Sysselsetting".into(), 5)]));
}

#[test]
fn its_plan_keeps_the_words_of_the_report() {
    let demo = Folder::demo();
    let answer = demo.ask("milestones TRAPPA --as-of 2017-12-31");
    let rows = milestones(&answer);
    assert_eq!(rows.len(), table("trappa_plan.csv").len());
    let row = |label: &str| rows.iter().find(|(other, _)| other == label).unwrap().1;
    assert_eq!(row("2016/HA01")["status"], "completed");
    assert_eq!(row("2016/HA01")["due"], Value::Null);
    let some_day = |from: &str| json!({"start": from, "end": "2017-11-15", "as_written": "done, no day given"});
    assert_eq!(row("2016/HA01")["completed"], some_day("2016-03-01"));
    assert_eq!(row("2017/HA02")["completed"], some_day("2017-01-01"));
    // Report 1 was due on 15 May 2016 and done some day by the report's: perhaps in time, so nobody is accused.
    let report = row("2016/HA10");
    assert_eq!(
        (&report["days_late"], &report["days_late_least"], &report["days_late_most"]),
        (&Value::Null, &json!(-75), &json!(549))
    );
    // The proposal of 31 October 2016 was surely late: what came instead is of the turn of the year (line 563).
    assert_eq!(
        findings(&demo, "TRAPPA", "milestone_late", "2017-11-15")
            .into_iter()
            .filter(|what| what.contains("HA10"))
            .collect::<Vec<_>>(),
        [
            "milestone 2016/HA10 was completed between 2016-12-31 and 2017-01-01, at least 61 days after its deadline of \
          2016-10-31"
        ]
    );
    let period =
        |start: &str, end: &str, as_written: &str| json!({"start": start, "end": end, "as_written": as_written});
    // Both moved with the extension (lines 161, 565, 566), and go on in the plan of 2017.
    assert_eq!(row("2016/HA13")["status"], "postponed");
    assert_eq!(row("2016/HA13")["due"], period("2017-01-01", "2017-12-31", "ut 2017"));
    assert_eq!(row("2016/HA12")["status"], "postponed");
    assert_eq!(row("2016/HA12")["due"], period("2017-09-01", "2017-11-30", "høsten 2017"));
    for number in ["HA12", "HA13"] {
        let next = &row(&format!("2016/{number}"))["continued_by"][0];
        assert_eq!((&next["section"], &next["number"]), (&json!("2017"), &json!(number)));
    }
    // A result report at the turn of the year (line 563).
    assert_eq!(row("2016/HA10''")["status"], "completed");
    assert_eq!(row("2016/HA10''")["completed"], period("2016-12-31", "2017-01-01", "ved årsskiftet"));
    // The plan of 2017 was made (line 191), and its cell has months that are deadlines or when it was done (line 571).
    assert_eq!(row("2017/HA01")["status"], "completed");
    assert_eq!(row("2017/HA01'")["status"], "completed");
    assert_eq!(row("2017/HA10")["status"], "dropped");
    assert_eq!(row("2017/HA07")["status_as_written"], "partly done");
    assert_ne!(row("2017/HA07")["status"], "completed");
    assert_eq!(
        row("2016/HA11")["due"],
        json!({"start": "2016-09-01", "end": "2016-10-31", "as_written": "sep/okt 16"})
    );
    assert_eq!(row("2017/HA01")["due"], json!({"start": "2017-01-01", "end": "2017-01-31", "as_written": "Januar"}));
}

#[test]
fn the_surveys_and_assistance_are_figures_beside_the_ledger() {
    let demo = Folder::demo();
    let answer = demo.ask("figures TRAPPA --as-of 2018-12-31");
    let figures = answer["figures"].as_array().unwrap();
    let of = |indicator: &str, part: &str, day: &str| {
        let found =
            figures.iter().find(|row| row["indicator"] == indicator && row["part"] == part && row["as_of"] == day);
        found.unwrap_or_else(|| panic!("{indicator} {part} {day}"))
    };
    for row in table("trappa_social_assistance.csv").iter().filter(|row| row["year"] == "2016") {
        let figure = of("recipients of social assistance", &format!("age_band={}", row["age_band"]), "2016-12-31");
        assert_eq!(figure["published"].as_i64(), row["all_recipients"].parse().ok());
        assert!(figure["derived"].is_null(), "the ledger holds no such persons: {figure}");
    }
    for row in table("trappa_social_assistance.csv").iter().filter(|row| row["year"] == "2017") {
        let figure = of("recipients of social assistance", &format!("age_band={}", row["age_band"]), "2017-10-31");
        assert_eq!(figure["published"].as_i64(), row["all_recipients"].parse().ok(), "lines 287 and 297");
    }
    let paid = of("paid social assistance", "group=all", "2016-12-31");
    assert_eq!(paid["published"], 308_430_000);
    let programmes = demo.ask("programmes --municipality 'Nordre Land' --as-of 2017-12-31");
    let surveys = programmes["programmes"][0]["surveys"].as_array().unwrap();
    assert!(surveys.len() >= 2, "{surveys:?}");
}
