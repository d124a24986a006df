//! A sample for an audit: drawn again by a few lines of Python, and from nothing but the records and the seed.

use std::collections::BTreeSet;
use std::fs;
use std::io::Write;
use std::process::{Command, Stdio};

use serde_json::Value;

use crate::support::Folder;

const ALL: &str = "draw --n 1000000 --programme KVP --as-of 2010-10-31 --seed";

/// The script in docs/auditing.md over rows in CSV: what it prints, line by line.
fn by_python(csv: &str, seed: &str, n: usize) -> Vec<String> {
    let page = fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/auditing.md")).unwrap();
    let script = page.split("```python\n").nth(1).and_then(|rest| rest.split("```").next()).unwrap();
    let mut python = Command::new("python3")
        .args(["-c", script, seed, &n.to_string()])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    python.stdin.take().unwrap().write_all(csv.as_bytes()).unwrap();
    let done = python.wait_with_output().unwrap();
    assert!(done.status.success());
    String::from_utf8(done.stdout).unwrap().lines().map(str::to_owned).collect()
}

fn drawn(answer: &Value) -> Vec<&str> {
    answer["drawn"].as_array().unwrap().iter().map(|row| row["enrolment"].as_str().unwrap()).collect()
}

#[test]
fn the_page_for_auditors_draws_the_same() {
    let demo = Folder::demo();
    let frame = demo.ok(&format!("{ALL} x --format csv")).stdout;
    for (seed, n) in [("audit", 20), ("blåbær og ål", 7), ("2010-11-15", 1)] {
        let answer = demo.ask(&format!("draw --n {n} --programme KVP --as-of 2010-10-31 --seed '{seed}'"));
        let python = by_python(&frame, seed, n);
        let size = answer["frame"]["size"].as_u64().unwrap();
        assert_eq!(size, 378, "the demo has as many in KVP on the day");
        assert_eq!(python[0], format!("{size} {}", answer["frame"]["sha256"].as_str().unwrap()));
        assert_eq!(python[1..], drawn(&answer));
    }
}

#[test]
fn a_seed_is_shown_as_it_was_given_and_one_that_cannot_be_seen_is_refused() {
    let demo = Folder::demo();
    let shown = demo.ok("--lang nb draw --n 1 --programme KVP --as-of 2010-10-31 --seed 2010-11-15").stdout;
    assert!(shown.contains("2010-11-15"), "{shown}");
    for seed in ["", " audit", "audit ", "a\u{200b}b"] {
        let words = format!("draw --n 1 --programme KVP --as-of 2010-10-31 --seed '{seed}'");
        let refused = demo.refused(2, &words);
        assert!(refused["message"].as_str().is_some_and(|message| message.contains("seed")), "{seed:?}: {refused}");
    }
}

#[test]
fn nobody_is_drawn_twice_and_every_office_has_its_share() {
    let demo = Folder::demo();
    let answer = demo.ask("draw --n 30 --seed audit --by office --as-of 2010-10-31");
    let rows = drawn(&answer);
    assert_eq!((rows.len(), BTreeSet::from_iter(&rows).len()), (30, 30));
    let ranks: Vec<u64> = answer["drawn"].as_array().unwrap().iter().map(|row| row["rank"].as_u64().unwrap()).collect();
    assert_eq!(ranks, (1..=30).collect::<Vec<_>>());
    // A part of the frame for itself is drawn in the same order.
    let all = demo.ask(&format!("{ALL} audit"));
    let five = demo.ask("draw --n 5 --programme KVP --as-of 2010-10-31 --seed audit");
    assert_eq!(drawn(&all)[..5], drawn(&five));
}

#[test]
fn an_answer_says_what_it_was_drawn_from() {
    let demo = Folder::demo();
    let words =
        "draw --n 2 --seed audit --of closed-in-2009 --programme KVP --office Oppland --by office --as-of 2010-10-31";
    let answer = demo.ask(words);
    let frame = &answer["frame"];
    assert_eq!(
        (&frame["drawn_from"], &frame["year"], &frame["programme"], &frame["office"], &answer["by_office"]),
        (&"closed".into(), &2009.into(), &"KVP".into(), &"Oppland".into(), &true.into())
    );
    assert_eq!(frame["cohort"], Value::Null);
    let told = demo.ok(&format!("{words} --lang nb")).stdout;
    for (label, said) in
        [("trukket fra", "avsluttede opphold"), ("år", "2009"), ("kontor", "Oppland"), ("etter kontor", "ja")]
    {
        let is_said = |line: &str| line.trim().starts_with(label) && line.trim().ends_with(said);
        assert!(told.lines().any(is_said), "{label}: {told}");
    }
    let told = demo.ok("draw --n 1 --seed audit --as-of 2010-10-31").stdout;
    let begins = |label: &str| told.lines().any(|line| line.trim().starts_with(label));
    assert!(begins("drawn from") && !begins("by office") && !begins("cohort"), "{told}");
}

#[test]
fn who_left_in_a_year_findings_and_grants_are_frames_too() {
    let demo = Folder::demo();
    let left = demo.ask("draw --n 1000 --seed audit --of closed-in-2009 --programme KVP --as-of 2010-10-31");
    let exits = demo.ask("series exits --programme KVP --by year --as-of 2010-10-31");
    let in_2009 = exits["rows"].as_array().unwrap().iter().find(|row| row["period"] == "2009").unwrap();
    assert_eq!(left["frame"]["size"], in_2009["value"]);
    let findings = demo.ask("findings --as-of 2017-12-31")["findings"].as_array().unwrap().len();
    let frame = demo.ask("draw --n 3 --seed audit --of findings --as-of 2017-12-31");
    assert_eq!(frame["frame"]["size"].as_u64().unwrap() as usize, findings);
    assert_eq!(frame["drawn"].as_array().unwrap().len(), 3);
    let lines = demo.ok("budget --by grant --as-of 2017-12-31 --format csv --columns grant").stdout;
    let grants = lines.lines().skip(1).filter(|grant| !grant.trim_matches('"').is_empty()).count();
    let frame = demo.ask("draw --n 3 --seed audit --of grants --as-of 2017-12-31");
    assert_eq!(frame["frame"]["size"].as_u64().unwrap() as usize, grants);
    for words in ["--of findings --by office", "--of grants --office X", "--of closed-in-nine", "--of everybody"] {
        assert_eq!(demo.run(&format!("draw --n 3 --seed audit {words}")).code, 2, "{words}");
    }
}
