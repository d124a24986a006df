//! A name that no entry in force has is refused by every question alike, with the nearest names that there are.

use serde_json::Value;

use super::{PERSON, small};
use crate::support::Folder;

/// Questions that are narrowed to a name, where it is to stand, and what it names.
const NARROWED: [(&str, &str); 35] = [
    ("state --programme", "programme"),
    ("placements --programme", "programme"),
    ("budget", "programme"),
    ("goals", "programme"),
    ("duties --programme", "programme"),
    ("offices --programme", "programme"),
    ("cohorts --programme", "programme"),
    ("recommendations --programme", "programme"),
    ("figures", "programme"),
    ("findings --programme", "programme"),
    ("statement --programme", "programme"),
    ("statement --sign office.key --programme", "programme"),
    ("export --to journal --programme", "programme"),
    ("explain --known-at 3 -- state --programme", "programme"),
    ("state --by provider --office", "office"),
    ("state --cohort", "cohort"),
    ("list --cohort", "cohort"),
    ("draw --n 3 --seed any --cohort", "cohort"),
    ("series stock --cohort", "cohort"),
    ("placements --provider", "provider"),
    ("attendance --provider", "provider"),
    ("absence --programme", "programme"),
    ("absence --office", "office"),
    ("attendance --office", "office"),
    ("conditions --programme", "programme"),
    ("budget --source", "source"),
    ("programmes --municipality", "municipality"),
    ("milestones", "plan"),
    ("explain --known-at 3 -- milestones", "plan"),
    ("explain --known-at 3 -- placements --provider", "provider"),
    ("explain --known-at 3 -- budget", "programme"),
    ("budget --by grant --source", "source"),
    ("budget --chapter", "chapter"),
    ("budget --by year --item", "item"),
    ("explain --known-at 3 -- budget --chapter", "chapter"),
];

#[test]
fn every_question_refuses_a_name_that_nobody_has() {
    let folder = small();
    folder.ok("key new --out office.key");
    for (words, what) in NARROWED {
        let error = folder.refused(1, &format!("{words} Nowhere"));
        assert_eq!(error["code"], "nothing", "{words}: {error}");
        let message = error["message"].as_str().unwrap();
        assert!(message.contains(&format!("{what} 'Nowhere'")) && message.contains("#9"), "{words}: {message}");
        let done = folder.run(&format!("{words} Nowhere"));
        assert_eq!(
            (done.code, done.stdout.as_str(), done.stderr.lines().count()),
            (1, "", 1),
            "{words}: {}",
            done.stderr
        );
    }
    let error = folder.refused(1, "state participant 00000000-0000-4000-8000-000000000000");
    assert_eq!(error["code"], "nothing");
}

#[test]
fn the_nearest_names_are_told_and_no_later_ones() {
    let folder = small();
    for (words, nearest) in [
        ("state --programme STEPP", "STEP"),
        ("budget step", "STEP"),
        ("milestones STEP.2", "STEP"),
        ("placements --provider Workshp", "Workshop"),
        ("state --office Center", "Centre"),
        ("budget --source 621.36", "621.63"),
    ] {
        let message = folder.refused(1, words)["message"].as_str().unwrap().to_owned();
        assert!(message.contains(&format!("nearest name is '{nearest}'")), "{words}: {message}");
    }
    let early = folder.refused(1, "placements --provider Workshp --known-at 3")["message"].as_str().unwrap().to_owned();
    assert!(!early.contains("Workshop"), "{early}");
}

#[test]
fn a_name_is_known_from_the_first_entry_in_force_that_has_it() {
    let folder = small();
    // The placement at the provider is #5, the fund #7, the plan #9.
    for (words, first) in [
        ("placements --provider Workshop", 5),
        ("budget --source 621.63", 7),
        ("milestones STEP", 9),
        ("state --programme STEP", 2),
        ("state --office Centre", 3),
        (&format!("state participant {PERSON}"), 3),
    ] {
        assert_eq!(folder.refused(1, &format!("{words} --known-at {}", first - 1))["code"], "nothing", "{words}");
        // However early the day asked about is.
        let answer = folder.json(&format!("{words} --known-at {first} --as-of 1999-12-31"));
        assert!(answer["result"].is_object(), "{words}");
    }
    let answer = folder.ask(&format!("state participant {PERSON} --as-of 1999-12-31"));
    assert_eq!((&answer["participant"], &answer["enrolments"]), (&Value::from(PERSON), &Value::Array(Vec::new())));
}

#[test]
fn what_was_voided_is_not_known_any_more_and_what_replaced_it_is() {
    let folder = small();
    folder.ok("replace 5 --provider Fretex --reason typing");
    assert_eq!(folder.refused(1, "placements --provider Workshop")["code"], "nothing");
    folder.ok("placements --provider Workshop --known-at 9");
    folder.ok("placements --provider Fretex");
    folder.ok("void 10 --reason typing");
    folder.ok("placements --provider Workshop");
    assert_eq!(folder.refused(1, "placements --provider Fretex")["code"], "nothing");
    // Another entry with the name keeps it known.
    folder.ok("void 2 --reason not_true");
    folder.ok("state --programme STEP");
    folder.ok("void 9 --reason not_true");
    assert_eq!(folder.refused(1, "milestones STEP")["code"], "nothing");
    assert_eq!(folder.refused(1, "budget STEPP --known-at 9")["code"], "nothing");
}

#[test]
fn an_explanation_takes_it_for_empty_where_it_is_not_known_yet() {
    let folder = small();
    for (words, row) in [
        ("placements --provider Workshop", "placements"),
        ("milestones STEP", "milestones"),
        ("budget STEP", "appropriated_ore"),
        ("state --programme STEP", "participants"),
    ] {
        let answer = folder.ask(&format!("explain --known-at 1 --as-of 2026-06-30 -- {words}"));
        let rows = answer["rows"].as_array().unwrap();
        assert!(rows.iter().any(|found| found["row"].as_str().unwrap().contains(row)), "{words}: {answer}");
        // The other way round as well: voided since.
        let back = folder.ask(&format!("explain --known-at 9 --and 1 --as-of 2026-06-30 -- {words}"));
        assert_eq!(back["rows"], answer["rows"], "{words}");
    }
    assert_eq!(folder.refused(1, "explain --known-at 1 --and 1 -- state --programme STEP")["code"], "nothing");
    let demo = Folder::demo();
    demo.ok("figures P1824 --as-of 2017-12-31");
    demo.ok("milestones TIO");
    demo.ok("state --programme KVP --office Oppland");
}

#[test]
fn a_list_of_entries_refuses_what_no_entry_has() {
    let folder = small();
    let nobody = "22222222-2222-4222-8222-222222222222";
    for (words, code, named, nearest) in [
        ("log --stream programme/STP", 1, "stream 'programme/STP'", Some("programme/STEP")),
        ("log --stream fund/STEP/2027", 1, "stream 'fund/STEP/2027'", Some("fund/STEP/2026/621.63")),
        ("log --stream progamme/STEP", 1, "stream 'progamme/STEP'", Some("programme/")),
        ("log --stream plan/STEP --known-at 8", 1, "stream 'plan/STEP'", None),
        (&format!("log --stream participant/{nobody}"), 1, "stream 'participant/…'", None),
        ("log --stream participant/12345678", 1, "stream 'participant/…'", None),
        ("log --actor testr", 1, "actor 'testr'", Some("tester")),
        ("log --actor nobody --reverse --limit 3", 1, "actor 'nobody'", None),
        ("log --type participant.intek", 2, "'participant.intek'", Some("participant.intake")),
        ("log --stream programme/STEP --type nosuch", 2, "'nosuch'", None),
        ("replace --type measure.strated --reason typing", 2, "'measure.strated'", Some("measure.started")),
        ("void --type nosuch.type --reason typing", 2, "'nosuch.type'", None),
        (&format!("move --type nosuch --to {PERSON}"), 2, "'nosuch'", None),
        ("types measure.strated", 2, "'measure.strated'", Some("measure.started")),
    ] {
        let error = folder.refused(code, words);
        assert_eq!(error["code"], if code == 1 { "nothing" } else { "unknown_type" }, "{words}: {error}");
        let message = error["message"].as_str().unwrap();
        assert!(message.contains(named) && !message.contains("12345678"), "{words}: {message}");
        assert!(nearest.is_none_or(|nearest| message.contains(nearest)), "{words}: {message}");
    }
    // What is known and has no entry is an empty list.
    for words in [
        "log --stream figure",
        "log --stream fund/ --type grant.spent",
        "log --type entry.voided",
        "log --stream participant --actor tester --effective-from 2099-01-01",
        "log --stream plan/STEP --from 99",
        "log --source nosuchtext",
        "log --stream programme/STEP --recorded-to 1999-01-01",
        "log --actor tester --limit 0",
        "budget --year 1999",
        "placements --year 1999",
        "findings --kind recorded_late",
    ] {
        assert_eq!(folder.run(words).code, 0, "{words}");
    }
    let empty = Folder::empty();
    assert_eq!(empty.ask("log")["entries"], Value::Array(vec![]));
    assert_eq!(empty.ask("log --stream plan/")["entries"], Value::Array(vec![]));
    assert_eq!(empty.refused(1, "log --stream plan/STEP")["code"], "nothing");
    assert_eq!(empty.refused(1, "log --actor tester")["code"], "nothing");
}

#[test]
fn a_case_number_narrows_a_list_of_entries() {
    let folder = small();
    assert_eq!(folder.refused(2, "log --case A-1")["code"], "register");
    folder.ok("record participant.registered --case A-1 --office North --effective 2026-02-02");
    let entries = folder.ask("log --case A-1")["entries"].take();
    assert_eq!((entries.as_array().unwrap().len(), &entries[0]["type"]), (1, &"participant.registered".into()));
    let error = folder.refused(1, "log --case B-1");
    assert_eq!(error["code"], "unknown_case");
    assert!(!error.to_string().contains("B-1"), "{error}");
    assert_eq!(folder.refused(2, "log --case A-1 --stream plan/STEP")["code"], "usage");
}
