//! The tools themselves.

use std::path::PathBuf;

use serde_json::{Value, json};

use super::{house, python, r, run, script};
use crate::support::Folder;

/// The schemas of formats, where they are at hand.
fn schema(name: &str) -> Option<String> {
    let place = std::env::var_os("HOVEDBOK_SCHEMAS").map(PathBuf::from);
    let path = place.unwrap_or_else(|| house().join("../shared/schemas")).join(name);
    if !path.exists() {
        println!("{name} is missing: only the structure was checked");
    }
    path.exists().then(|| path.to_string_lossy().into_owned())
}

#[test]
fn pm4py_counts_the_same_events_objects_cases_and_pairs() {
    let folder = Folder::demo();
    folder.export("ocel", "o.json");
    folder.export("xes", "x.xes");
    let document: Value = serde_json::from_str(&folder.read("o.json")).unwrap();
    assert_eq!(folder.read("x.xes").matches("<event>").count(), document["events"].as_array().unwrap().len());
    let schema = schema("ocel20-schema-json.json");
    let arguments: Vec<&str> = ["o.json", "x.xes"].into_iter().chain(schema.as_deref()).collect();
    run(&folder, python(), "pm4py", &script("ocel_and_xes.py"), &arguments);
}

#[test]
fn frictionless_accepts_the_package_and_notices_a_changed_byte() {
    let folder = Folder::demo();
    folder.export("datapackage", "package");
    let package: Value = serde_json::from_str(&folder.read("package/datapackage.json")).unwrap();
    for resource in package["resources"].as_array().unwrap() {
        assert!(resource["hash"].as_str().unwrap().starts_with("sha256:"), "{resource}");
        let name = resource["name"].as_str().unwrap();
        assert!(name.chars().all(|c| c.is_ascii_lowercase() || c == '-'), "{name}");
        assert!(resource["schema"]["missingValues"].as_array().unwrap().contains(&json!(":")));
    }
    run(&folder, python(), "frictionless", &script("package.py"), &["package"]);
}

#[test]
fn duckdb_gives_the_same_tables_outcomes_and_stock_at_fifty_points() {
    let folder = Folder::demo();
    for (to, out) in
        [("parquet", "tables"), ("datapackage", "package"), ("bitemporal", "b.parquet"), ("bitemporal", "b.csv")]
    {
        folder.export(to, out);
    }
    let last = folder.json("state")["known_at_seq"].as_u64().unwrap();
    let mut stocks = Vec::new();
    for number in 0..50u64 {
        // Days over all five programmes, positions over the whole log.
        let (year, month) =
            ([2005, 2007, 2008, 2009, 2010, 2011, 2016, 2017, 2018, 2026][number as usize % 10], 1 + number * 7 % 12);
        let (day, position) = (format!("{year}-{month:02}-{:02}", 1 + number * 11 % 28), 1 + number * 7_919 % last);
        let answer = folder.ask(&format!("state --as-of {day} --known-at {position}"));
        stocks.push(json!([day, position, answer["participants"]]));
    }
    folder.write("stocks.json", &Value::from(stocks).to_string());
    run(&folder, python(), "DuckDB", &script("duck.py"), &["tables", "package", "b.parquet", "b.csv", "stocks.json"]);
}

#[test]
fn r_lifelines_and_the_question_give_the_same_curves() {
    let folder = Folder::demo();
    folder.export("counting", "c.csv");
    let answer = folder.json("survival");
    folder.write("answer.json", &answer.to_string());
    let code = std::fs::read_to_string(script("counting.R")).unwrap();
    let by_r = run(&folder, r(&code), "R with survival", &script("counting.R"), &["c.csv", "r.csv"]);
    let mut arguments = vec!["c.csv"];
    if by_r {
        arguments.push("r.csv");
    }
    arguments.extend(["--answer", "answer.json"]);
    run(&folder, python(), "lifelines", &script("counting.py"), &arguments);
}

#[test]
fn jsonschema_accepts_the_grants() {
    let folder = Folder::demo();
    folder.ok("export --to 360giving --out g.json --quiet");
    let document: Value = serde_json::from_str(&folder.read("g.json")).unwrap();
    let grants = document["grants"].as_array().unwrap();
    assert!(grants.iter().any(|grant| grant["classifications"][0]["code"] == "recipient_not_an_organisation"));
    assert!(grants.iter().all(|grant| grant["amountAwarded"].is_number() && grant["currency"] == "NOK"));
    let schemas = schema("360-giving-package-schema.json").zip(schema("360-giving-schema.json"));
    let Some((package, item)) = schemas else { return };
    run(&folder, python(), "jsonschema", &script("giving.py"), &["g.json", &package, &item]);
}

#[test]
fn icalendar_reads_what_falls_due() {
    let folder = Folder::demo();
    for (name, words) in
        [("plans", "--programme HUSK --as-of 2008-11-20"), ("people", "--within 400d --as-of 2017-06-01")]
    {
        let calendar = folder.ok(&format!("due {words} --format ics")).stdout;
        assert!(calendar.starts_with("BEGIN:VCALENDAR\r\n") && calendar.ends_with("END:VCALENDAR\r\n"), "{calendar}");
        let answer = folder.json(&format!("due {words}"));
        folder.write(&format!("{name}.ics"), &calendar);
        folder.write(&format!("{name}.json"), &answer.to_string());
        let (calendar, answer) = (format!("{name}.ics"), format!("{name}.json"));
        run(&folder, python(), "icalendar", &script("due.py"), &[&calendar, &answer]);
    }
    assert_eq!(folder.run("state --format ics").code, 2);
}

#[test]
fn openpyxl_reads_a_list_that_was_written_as_a_workbook() {
    let folder = Folder::demo();
    let list = "list --programme TRAPPA --as-of 2017-10-31";
    folder.ok(&format!("{list} --format xlsx --out list.xlsx"));
    folder.write("list.json", &folder.json(list).to_string());
    run(&folder, python(), "openpyxl", &script("lists.py"), &["list.xlsx", "list.json"]);
}
