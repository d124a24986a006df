//! Across programmes (questions 17 and 18), and what the whole says.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::{findings, lines};
use crate::support::Folder;
use crate::support::tables::table;

/// The programmes of a municipality, each with its row.
fn in_municipality(demo: &Folder, municipality: &str) -> Vec<(String, Value)> {
    let answer = demo.ask(&format!("programmes --municipality '{municipality}' --as-of 2017-12-31"));
    let rows = answer["programmes"].as_array().unwrap().iter();
    rows.map(|row| (row["programme"].as_str().unwrap().to_owned(), row.clone())).collect()
}

#[test]
fn question_17_one_item_of_one_chapter_over_the_years() {
    let demo = Folder::demo();
    let item = lines(&demo, "budget --chapter 621 --item 63 --as-of 2017-12-31", "appropriated_ore");
    let millions: Vec<(i64, i64)> = item.iter().map(|(year, _, kroner)| (*year, kroner / 100_000)).collect();
    assert_eq!(BTreeSet::from_iter(millions), BTreeSet::from([(2005, 200), (2006, 270), (2008, 85)]));
    let unspecified = demo.ask("budget --source unspecified --as-of 2017-12-31");
    let named: BTreeSet<(String, i64)> = unspecified["lines"]
        .as_array()
        .unwrap()
        .iter()
        .map(|line| (line["programme"].as_str().unwrap().to_owned(), line["year"].as_i64().unwrap()))
        .collect();
    assert_eq!(named, BTreeSet::from([("TIO".to_owned(), 2007), ("HUSK".to_owned(), 2009)]));
}

#[test]
fn question_18_programmes_in_drammen() {
    let demo = Folder::demo();
    let programmes = in_municipality(&demo, "Drammen");
    let names: Vec<&str> = programmes.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["P1824", "TIO"]);
    let young = &programmes[0].1;
    assert_eq!((&young["start"]["start"], &young["end"]), (&json!("2008-06-01"), &json!("2010-12-31")));
    assert_eq!(young["start"]["start"], young["start"]["end"]);
    let trial = &programmes[1].1;
    assert_eq!(trial["start"]["start"].as_str().unwrap().get(..4), Some("2005"));
    assert_eq!(trial["start"]["end"].as_str().unwrap().get(..4), Some("2006"));
    assert!(trial["start"]["as_written"].as_str().unwrap().contains("2005 or 2006"), "{}", trial["start"]);
}

#[test]
fn every_municipality_has_the_programmes_of_the_table() {
    let demo = Folder::demo();
    let rows = table("municipalities.csv");
    let municipality = |name: &str| if name.ends_with("(Oslo)") { "Oslo".to_owned() } else { name.to_owned() };
    let names: BTreeSet<String> = rows.iter().map(|row| municipality(&row["municipality"])).collect();
    assert_eq!(names.len(), 34);
    for name in ["Oslo", "Kristiansand", "Trondheim", "Stavanger", "Kristiansund", "Bærum", "Agdenes", "Nordre Land"] {
        assert!(names.contains(name), "{name}");
        let written: BTreeSet<String> = rows
            .iter()
            .filter(|row| municipality(&row["municipality"]) == name)
            .map(|row| row["programme"].clone())
            .collect();
        let derived: BTreeSet<String> = in_municipality(&demo, name).into_iter().map(|(name, _)| name).collect();
        assert_eq!(derived, written, "{name}");
    }
    assert_eq!(in_municipality(&demo, "drammen").len(), 2, "upper and lower case are the same");
    let refused = demo.refused(1, "programmes --municipality Tromsø --as-of 2017-12-31");
    assert!(refused["message"].as_str().unwrap().contains("names the municipality 'Tromsø'"), "{refused}");
}

#[test]
fn programmes_have_the_municipalities_of_the_table() {
    let demo = Folder::demo();
    let answer = demo.ask("programmes --as-of 2017-12-31");
    let count = |name: &str| {
        let rows = answer["programmes"].as_array().unwrap();
        let row = rows.iter().find(|row| row["programme"] == name).unwrap();
        (row["municipalities"].as_u64().unwrap(), row["projects"].as_array().unwrap().len())
    };
    assert_eq!(count("TIO"), (20, 24));
    // Three districts of Oslo are one municipality.
    assert_eq!(count("HUSK").0, 18);
    assert_eq!(count("P1824"), (1, 1));
    assert_eq!(count("TRAPPA"), (1, 1));
}

#[test]
fn districts_of_oslo_are_projects_of_one_municipality() {
    let programmes = in_municipality(&Folder::demo(), "Oslo");
    let trial = &programmes.iter().find(|(name, _)| name == "TIO").unwrap().1;
    let districts: BTreeSet<&str> =
        trial["projects"].as_array().unwrap().iter().map(|project| project["district"].as_str().unwrap()).collect();
    assert_eq!(districts, BTreeSet::from(["Bjerke", "Grünerløkka", "Nordre Aker", "Stovner", "Østensjø"]));
}

#[test]
fn figures_differ_only_where_the_sources_do() {
    let demo = Folder::demo();
    let answer = demo.ask("figures --as-of 2017-12-31");
    let differing: BTreeSet<(String, String, i64, i64)> = answer["figures"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|row| row["difference"].as_i64().is_some_and(|difference| difference != 0))
        .map(|row| {
            let text = |key: &str| row[key].as_str().unwrap().to_owned();
            (text("programme"), text("indicator"), row["published"].as_i64().unwrap(), row["derived"].as_i64().unwrap())
        })
        .collect();
    let expected = [
        ("KVP", "participants_in_programme", 380, 383),
        ("TIO", "projects", 25, 24),
        ("TRAPPA", "placements_work_or_education", 15, 16),
    ];
    let expected = expected.map(|(p, i, published, derived)| (p.to_owned(), i.to_owned(), published, derived));
    assert_eq!(differing, BTreeSet::from(expected));
}

#[test]
fn risks_stand_with_their_treatment() {
    let demo = Folder::demo();
    let answer = demo.ask("programmes --as-of 2017-12-31");
    // KVP: the eight of line 39, their common heading with its treatments, three of the handover (lines 17 and 19), and the
    // competition of other tasks (line 17).
    for (programme, count) in [("TIO", 9), ("HUSK", 10), ("KVP", 8 + 1 + 3 + 1)] {
        let rows = answer["programmes"].as_array().unwrap();
        let row = rows.iter().find(|row| row["programme"] == programme).unwrap();
        assert_eq!(row["risks"].as_array().unwrap().len(), count, "{programme}");
    }
}

#[test]
fn money_of_the_whole_sums_to_nothing() {
    let demo = Folder::demo();
    let budget = demo.ask("budget --as-of 2017-12-31");
    let lines = budget["lines"].as_array().unwrap();
    for (key, total) in budget["totals"].as_object().unwrap() {
        let known: Vec<i64> = lines.iter().filter_map(|line| line[key].as_i64()).collect();
        assert_eq!(total.as_i64(), (!known.is_empty()).then(|| known.iter().sum()), "{key}");
    }
    for line in lines {
        let of = |key: &str| line[key].as_i64().unwrap_or(0);
        if let Some(derived) = line["available_ore"].as_i64() {
            let available = of("appropriated_ore") - of("allocated_ore") + of("returned_ore") - of("spent_direct_ore");
            assert_eq!(derived, available, "{line}");
        }
        if let Some(derived) = line["unspent_ore"].as_i64() {
            let got = of("disbursed_ore") + of("carried_in_ore") - of("carried_out_ore");
            assert_eq!(derived, got - of("spent_ore") - of("returned_ore"), "{line}");
        }
    }
    // Nothing is recorded of what was paid out in TIO and HUSK, or of what HUSK did with its money.
    let of_programme = |name: &str| demo.ask(&format!("budget {name} --as-of 2017-12-31"))["totals"].take();
    let (tio, husk) = (of_programme("TIO"), of_programme("HUSK"));
    for key in ["disbursed_ore", "spent_ore", "spent_direct_ore", "unspent_ore"] {
        assert!(tio[key].is_null() && husk[key].is_null(), "{key}");
    }
    assert_eq!((&tio["available_ore"], &tio["available_not_known"]), (&json!(0), &json!(3)), "{tio}");
    assert_eq!((&tio["unspent_not_known"], &husk["unspent_not_known"]), (&json!(1), &json!(0)));
    assert_eq!((&husk["available_ore"], &husk["available_not_known"]), (&Value::Null, &json!(4)), "{husk}");
    let by_year = demo.ask("budget --by year --as-of 2017-12-31");
    assert_eq!(by_year["totals"], budget["totals"]);
}

#[test]
fn the_statement_says_what_the_single_questions_say() {
    let demo = Folder::demo();
    let statement = demo.ask("statement --as-of 2017-12-31");
    let programmes = statement["programmes"].as_array().unwrap();
    let names: Vec<&str> = programmes.iter().map(|row| row["programme"].as_str().unwrap()).collect();
    assert_eq!(names, ["HUSK", "KVP", "P1824", "TIO", "TRAPPA"]);
    for row in programmes {
        let name = row["programme"].as_str().unwrap();
        let state = demo.ask(&format!("state --programme {name} --as-of 2017-12-31"));
        assert_eq!(
            (&row["state"]["participants"], &row["state"]["ever"]),
            (&state["participants"], &state["ever"]),
            "{name}"
        );
        assert_eq!(row["goals"], demo.ask(&format!("goals {name} --as-of 2017-12-31"))["goals"], "{name}");
        assert_eq!(row["budget"]["lines"], demo.ask(&format!("budget {name} --as-of 2017-12-31"))["lines"], "{name}");
    }
}

#[test]
fn findings_are_those_of_the_sources() {
    let demo = Folder::demo();
    let answer = demo.ask("findings --as-of 2017-12-31");
    let errors: Vec<&Value> =
        answer["findings"].as_array().unwrap().iter().filter(|finding| finding["severity"] == "error").collect();
    assert!(errors.is_empty(), "the demo breaks no rule: {errors:?}");
    // One finding for each batch that came in late and each programme that it is about, with the count.
    let late = |answer: &Value| -> Vec<Value> {
        let all = answer["findings"].as_array().unwrap().iter();
        all.filter(|finding| finding["kind"] == "recorded_late").cloned().collect()
    };
    let all = late(&answer);
    assert!(all.iter().all(|finding| finding["what"].as_str().unwrap().contains("batch")), "{all:?}");
    for name in ["KVP", "TIO", "P1824", "TRAPPA", "HUSK"] {
        let own: Vec<Value> = all.iter().filter(|finding| finding["programme"] == name).cloned().collect();
        assert_eq!(late(&demo.ask(&format!("findings --programme {name} --as-of 2017-12-31"))), own, "{name}");
        assert!(!own.is_empty(), "{name}");
    }
    assert_eq!(findings(&demo, "HUSK", "body_met_too_seldom", "2006-12-31"), Vec::<String>::new());
}

#[test]
fn the_demo_ends_when_the_ledger_was_opened() {
    let demo = Folder::demo();
    let last = demo.json("log --reverse --limit 1")["result"]["entries"][0].take();
    assert_eq!(last["type"], "ledger.opened");
    assert!(last["recorded"].as_str().unwrap().starts_with("2017-11-15"), "{last}");
    let first = demo.json("log --limit 1")["result"]["entries"][0].take();
    assert_eq!(first["seq"], 1);
    assert!(first["recorded"].as_str().unwrap().starts_with("2007-08-27"), "{first}");
    // Noon in Oslo, summer time.
    assert_eq!(first["recorded"], "2007-08-27T10:00:00.000000Z");
}

#[test]
fn a_person_is_shown_with_the_course() {
    let demo = Folder::demo();
    let intake =
        demo.json("log --type participant.intake --recorded-from 2010-01-15 --recorded-to 2010-01-15 --limit 1");
    let stream = intake["result"]["entries"][0]["stream"].as_str().unwrap().to_owned();
    let id = stream.strip_prefix("participant/").unwrap();
    let course = demo.ask(&format!("state participant {id} --as-of 2009-12-31"));
    assert_eq!(course["participant"], id);
    assert_eq!(course["enrolments"][0]["programme"], "KVP");
    assert_eq!(course["enrolments"][0]["status"], "in_programme");
    let then = demo.ask(&format!("state participant {id} --as-of 2009-12-31 --known-at 2009-12-31"));
    assert_eq!(then["enrolments"][0]["status"], "granted", "the intake was not recorded yet");
    assert!(course["entries"].as_array().unwrap().len() > then["entries"].as_array().unwrap().len());
}
