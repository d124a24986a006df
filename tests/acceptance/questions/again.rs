//! Question 19, the promise of time.md: every question asked again with its old #S after a hundred later corrections gives
//! the same bytes in `result`.

use std::collections::BTreeSet;

use hovedbok_answers::Question;
use hovedbok_answers::questions::{ParticipantOf, TrajectoryOf};
use serde_json::Value;

use crate::support::Folder;

/// The questions above and others of their kind, each with its day.
const ASKED: &[&str] = &[
    "milestones TIO --as-of 2007-08-27",
    "milestones TIO --as-of 2006-09-30",
    "milestones TIO --as-of 2007-09-01",
    "milestones HUSK --as-of 2009-12-31",
    "milestones TRAPPA --as-of 2017-12-31",
    "milestones --as-of 2017-12-31",
    "budget TIO --as-of 2017-12-31",
    "budget TIO --by recipient --as-of 2017-12-31",
    "budget HUSK --as-of 2009-12-31",
    "budget TRAPPA --as-of 2017-12-31",
    "budget --chapter 621 --item 63 --as-of 2017-12-31",
    "budget --by year --as-of 2017-12-31",
    "findings --programme TIO --as-of 2007-12-31",
    "findings --programme HUSK --kind milestone_order --as-of 2009-12-31",
    "findings --as-of 2017-12-31",
    "state --programme TRAPPA --by target-group --as-of 2017-12-31",
    "state --programme TRAPPA --by provider --as-of 2017-12-31",
    "placements --programme TRAPPA --by provider --as-of 2017-12-31",
    "placements --programme TRAPPA --by outcome --as-of 2017-12-31",
    "trajectories --programme TRAPPA --as-of 2017-12-31",
    "outcomes --programme KVP --as-of 2010-10-31",
    "outcomes --from 2009-01-01 --as-of 2017-12-31",
    "attendance --as-of 2017-12-31",
    "attendance --by placement --programme TRAPPA --as-of 2017-12-31",
    "conditions --as-of 2017-12-31",
    "absence --by month --as-of 2017-12-31",
    "absence --office ASVO --as-of 2017-12-31",
    "flows --programme TRAPPA --by provider --as-of 2017-12-31",
    "figures --as-of 2017-12-31",
    "lag --as-of 2017-12-31",
    "list --programme TRAPPA --as-of 2017-10-31",
    "due --within 400d --as-of 2009-06-30",
    "draw --n 20 --seed audit --by office --as-of 2010-10-31",
    "draw --n 20 --seed audit --cohort 2007-12 --as-of 2009-12-31",
    "list --cohort 2007-12 --as-of 2009-12-31",
    "series stock --cohort 2007-12 --as-of 2009-12-31",
    "series stock --programme KVP --as-of 2010-10-31",
    "series benefits_paid --programme P1824 --by year --by-group kind --as-of 2010-12-31",
    "survival --by programme --as-of 2017-12-31",
    "state --programme KVP --as-of 2008-12-31",
    "state --programme KVP --by status --as-of 2009-12-31",
    "state --programme KVP --by outcome --as-of 2010-10-31",
    "goals KVP --as-of 2009-12-31",
    "goals KVP --as-of 2010-09-30",
    "state --programme P1824 --cohort 2007-12 --receiving --as-of 2009-12-31",
    "state --programme P1824 --by benefit --receiving --as-of 2010-05-31",
    "goals P1824 --as-of 2009-12-31",
    "duties --as-of 2017-12-31",
    "duties --programme HUSK --status missing --as-of 2008-12-31",
    "offices --as-of 2017-12-31",
    "recommendations --as-of 2017-12-31",
    "cohorts --as-of 2017-12-31",
    "programmes --municipality Drammen --as-of 2017-12-31",
    "programmes --as-of 2017-12-31",
    "bodies --programme HUSK --as-of 2009-12-31",
    "staff --as-of 2017-12-31",
    "reports --as-of 2017-12-31",
    "reports --status missing --status late --as-of 2017-12-31",
    "agreements --as-of 2017-12-31",
    "risks --as-of 2010-12-31",
    "surveys --as-of 2017-12-31",
    "statement --as-of 2017-12-31",
];

/// Asked as known at the end of 2009 too.
const OLD: [&str; 2] = ["goals KVP --as-of 2009-12-31", "state --programme KVP --as-of 2009-12-31"];

/// The bytes of `result`, and the whole answer.
fn asked(demo: &Folder, words: &str, position: u64) -> (String, Value) {
    let text = demo.ok(&format!("{words} --known-at #{position} --format json")).stdout;
    let whole: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(whole["known_at_seq"], position, "{words}");
    let start = text.find("\"result\":").unwrap();
    (text[start..].to_owned(), whole)
}

/// Every entry of the demo: position, type and batch.
fn entries(demo: &Folder) -> Vec<(u64, String, String)> {
    let listed = demo.json("log")["result"]["entries"].take();
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let row = |entry: &Value| (entry["seq"].as_u64().unwrap(), text(&entry["type"]), text(&entry["migrated"]["batch"]));
    listed.as_array().unwrap().iter().map(row).collect()
}

/// The corrections: type, batch, how many, and what is done with each.
const CORRECTIONS: &[(&str, &str, usize, &str)] = &[
    ("participant.intake", "KVP", 12, "void # --reason duplicate"),
    ("participant.intake", "KVP", 7, "replace # --effective 2010-02-01 --reason wrong_day"),
    ("participant.exited", "KVP", 8, "replace # --destination unknown --reason new_information --effective 2010-06-30"),
    (
        "participant.intake",
        "TRAPPA",
        4,
        "replace # --target-group under_30 --reason 'asked again' --effective 2016-05-02",
    ),
    ("measure.ended", "TRAPPA", 6, "void # --reason not_true"),
    ("measure.started", "TRAPPA", 5, "replace # --provider Landmo --reason 'another place' --effective 2016-04-04"),
    ("benefit.paid", "P1824", 12, "void # --reason wrong_person"),
    ("benefit.paid", "P1824", 6, "replace # --amount 12345 --reason wrong_amount"),
    ("participant.intake", "P1824", 5, "void # --reason duplicate"),
    ("plan.milestone_completed", "TIO", 6, "void # --reason not_true"),
    ("plan.milestone_completed", "HUSK", 8, "replace # --effective 2008-12-24 --reason wrong_day"),
    ("plan.milestone_planned", "HUSK", 3, "replace # --title Renamed --reason typing"),
    ("fund.appropriated", "TIO", 4, "replace # --amount 1234567 --reason wrong_amount"),
    ("fund.appropriated", "HUSK", 2, "void # --reason not_true"),
    ("programme.target_set", "KVP", 3, "replace # --value 300 --reason new_information"),
    ("programme.project_admitted", "TIO", 5, "void # --reason not_true"),
    ("programme.body_met", "HUSK", 5, "void # --reason duplicate"),
    ("figure.published", "KVP", 3, "replace # --value 1 --reason typing"),
];

#[test]
fn question_19_the_same_bytes_after_a_hundred_corrections() {
    let demo = Folder::demo();
    let end = demo.ask("status")["entries"].as_u64().unwrap();
    let before: Vec<(String, Value)> = ASKED.iter().map(|words| asked(&demo, words, end)).collect();
    let old = demo.json("state --known-at 2009-12-31")["known_at_seq"].as_u64().unwrap();
    let then = OLD.map(|words| asked(&demo, words, old).0);
    let schemas = before.iter().map(|(_, whole)| whole["schema"].as_str().unwrap());
    let schemas: BTreeSet<&str> = schemas.chain([ParticipantOf::SCHEMA, TrajectoryOf::SCHEMA]).collect();
    assert_eq!(schemas, Question::SCHEMAS.iter().copied().collect(), "every question but those about one person");

    let mut corrected = BTreeSet::new();
    let entries = entries(&demo);
    for (type_name, batch, count, command) in CORRECTIONS {
        // So many that stand as they were first written, spread over the log.
        let fresh: Vec<u64> = entries
            .iter()
            .filter(|(seq, own, from)| own == type_name && from == batch && !corrected.contains(seq))
            .map(|(seq, _, _)| *seq)
            .collect();
        assert!(fresh.len() >= *count, "{type_name} of {batch}: {}", fresh.len());
        for position in fresh.iter().step_by(fresh.len() / count).take(*count) {
            demo.ok(&command.replace('#', &position.to_string()));
            corrected.insert(*position);
        }
    }
    assert!(corrected.len() >= 100, "{}", corrected.len());
    // One void is voided again, which brings back what it had taken out.
    let undone =
        demo.json("log --type entry.voided --limit 1 --reverse")["result"]["entries"][0]["seq"].as_u64().unwrap();
    demo.ok(&format!("void {undone} --reason not_true"));

    for (words, (bytes, whole)) in ASKED.iter().zip(&before) {
        let (again, now) = asked(&demo, words, end);
        assert_eq!(&again, bytes, "{words}");
        assert_eq!(now["schema"], whole["schema"], "{words}");
        assert_eq!(now["tree_head"], whole["tree_head"], "{words}");
    }
    for (words, bytes) in OLD.iter().zip(&then) {
        assert_eq!(&asked(&demo, words, old).0, bytes, "{words}");
    }
    // What was corrected shows when asked about now: the test above would hold as well if nothing had been recorded.
    let last = demo.ask("status")["entries"].as_u64().unwrap();
    assert!(last > end + 100, "{last}");
    let some: Vec<_> = ASKED.iter().zip(&before).step_by(4).collect();
    let differing = some.iter().filter(|(words, (bytes, _))| asked(&demo, words, last).0 != *bytes).count();
    assert!(differing > some.len() / 2, "{differing}");
}
