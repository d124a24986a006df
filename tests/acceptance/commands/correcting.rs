//! `replace`, `void`, `move` and `explain`: nothing is changed or removed, and what was put right can be told apart.

use serde_json::{Value, json};

use super::{OTHER, PERSON, recorded, size, small};
use crate::support::Folder;

/// The day on which the person's placement began, as known now.
fn began(folder: &Folder) -> Value {
    folder.ask(&format!("state participant {PERSON} --as-of 2026-12-31"))["enrolments"][0]["placements"][0]["from"]
        .take()
}

#[test]
fn replacing_leaves_what_is_not_named_as_it_is() {
    let folder = small();
    let answer = folder.json("replace 5 --effective 2026-02-09 --reason wrong_day");
    assert_eq!(recorded(&answer), [(10, "entry.replaced".to_owned())]);
    assert_eq!(began(&folder), "2026-02-09");
    let entry = folder.json("log show 10")["result"]["entries"][0].take();
    let replaced = folder.json("log show 5")["result"]["entries"][0].take();
    assert_eq!(entry["target"], replaced["id"]);
    assert_eq!(replaced["effective"], "2026-02-02", "what was written stays written");
    assert!(entry.to_string().contains("Workshop") && entry.to_string().contains("wrong_day"), "{entry}");
    assert_eq!(
        folder.ask(&format!("state participant {PERSON} --known-at 9"))["enrolments"][0]["placements"][0]["from"],
        "2026-02-02"
    );
}

#[test]
fn a_replaced_entry_is_no_target_any_more_but_its_replacement_is() {
    let folder = small();
    folder.ok("replace 5 --effective 2026-02-09 --reason wrong_day");
    assert_eq!(folder.refused(1, "replace 5 --effective 2026-02-10 --reason wrong_day")["code"], "target");
    folder.ok("replace 10 --effective 2026-02-10 --reason 'the contract says so'");
    assert_eq!(began(&folder), "2026-02-10");
    folder.ok("void 11 --reason not_true");
    assert_eq!(began(&folder), "2026-02-09");
    folder.ok("void 10 --reason not_true");
    assert_eq!(began(&folder), "2026-02-02");
    // Voiding a void brings the replacement back.
    folder.ok("void 13 --reason typing");
    assert_eq!(began(&folder), "2026-02-09");
    assert_eq!(size(&folder), 14);
}

#[test]
fn the_log_marks_what_no_longer_counts_as_known_then() {
    let folder = small();
    folder.ok("replace 5 --effective 2026-02-09 --reason wrong_day");
    folder.ok("void 10 --reason not_true");
    folder.ok("replace 5 --effective 2026-02-10 --reason wrong_day");
    let marked = |words: &str| -> Vec<(String, String)> {
        let csv = folder.ok(&format!("log --format csv --columns seq,put_right_by {words}")).stdout;
        let rows = csv.lines().skip(1).filter_map(|line| line.split_once(','));
        rows.filter(|(_, by)| !by.is_empty()).map(|(seq, by)| (seq.to_owned(), by.to_owned())).collect()
    };
    let pairs = |all: &[(&str, &str)]| all.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect::<Vec<_>>();
    assert_eq!(marked(""), pairs(&[("5", "12"), ("10", "11")]));
    assert_eq!(marked(&format!("--case {PERSON} --reverse")), pairs(&[("10", "11"), ("5", "12")]));
    assert_eq!(marked("--known-at 10"), pairs(&[("5", "10")]));
    assert_eq!(marked("--known-at 9"), []);
    assert!(folder.ok("log").stdout.contains("corrected by"));
    assert!(!folder.ok("log --known-at 9").stdout.contains("corrected by"));
    // JSON has entries as they were written.
    assert!(!folder.json("log").to_string().contains("put_right_by"));
}

#[test]
fn a_replacement_that_changes_nothing_is_refused() {
    let folder = small();
    let error = folder.refused(1, "replace 5 --provider Workshop --reason typing");
    assert!(error["message"].as_str().unwrap().contains("#5"), "{error}");
    assert_eq!(folder.run("replace 5 --no-such-field x --reason typing").code, 2);
    assert_eq!(folder.run("replace 5 --provider Other").code, 2, "a reason is needed");
    assert_eq!(size(&folder), 9);
}

#[test]
fn a_correction_with_its_id_again_changes_nothing() {
    let folder = small();
    let words = "void 5 --reason duplicate --id 0b5ce3c7-2f0d-4a63-8a4c-1fd1b6a6f002";
    folder.ok(words);
    let again = folder.json(words);
    assert_eq!((&again["recorded"][0]["seq"], &again["recorded"][0]["already"]), (&json!(10), &json!(true)));
    assert_eq!(size(&folder), 10);
    assert_eq!(folder.run("void 6 --reason duplicate --id 0b5ce3c7-2f0d-4a63-8a4c-1fd1b6a6f002").code, 1);
}

#[test]
fn an_entry_is_named_by_position_or_id() {
    let folder = small();
    let id = folder.json("log show 5")["result"]["entries"][0]["id"].as_str().unwrap().to_owned();
    folder.ok(&format!("void {id} --reason duplicate"));
    assert_eq!(folder.refused(1, "void #5 --reason duplicate")["code"], "target");
    assert_eq!(folder.refused(1, "void @5 --reason duplicate")["code"], "target");
}

#[test]
fn a_dry_run_of_a_correction_records_nothing() {
    let folder = small();
    for words in [
        "replace 5 --provider Elsewhere --reason typing --dry-run".to_owned(),
        "void 5 --reason duplicate --dry-run".to_owned(),
        format!("move 4 --to {OTHER} --dry-run"),
    ] {
        let answer = folder.json(&words)["dry_run"].take();
        assert!(answer["planned"].as_array().is_some_and(|planned| !planned.is_empty()), "{words}: {answer}");
        assert_eq!(size(&folder), 9, "{words}");
    }
    let answer = folder.json("void 5 --reason duplicate --dry-run")["dry_run"].take();
    assert!(answer["changes"].as_array().is_some_and(|changes| !changes.is_empty()), "{answer}");
}

#[test]
fn corrections_are_accepted_and_what_they_break_is_a_finding() {
    let folder = small();
    folder.ok("void 4 --reason not_true");
    let findings = folder.ask("findings --programme STEP --as-of 2026-12-31");
    let of_rule = |finding: &&Value| finding["severity"] == "error";
    let broken: Vec<&Value> = findings["findings"].as_array().unwrap().iter().filter(of_rule).collect();
    let all = folder.ask("findings --as-of 2026-12-31");
    assert!(!broken.is_empty() || all.to_string().contains("enrolment_not_begun"), "{all}");
}

#[test]
fn moving_takes_an_entry_to_the_person_it_is_about() {
    let folder = small();
    let intake = format!(
        "record participant.intake --participant {OTHER} --programme STEP --office Centre --target-group under_30 --effective 2026-01-12"
    );
    folder.ok(&intake);
    let answer = folder.json(&format!("move 5 --to {OTHER}"));
    let types: Vec<String> = recorded(&answer).into_iter().map(|(_, name)| name).collect();
    assert_eq!(types, ["entry.voided", "measure.started"]);
    let course = |id: &str| folder.ask(&format!("state participant {id} --as-of 2026-06-30"));
    assert_eq!(course(PERSON)["enrolments"][0]["placements"], json!([]));
    assert_eq!(course(OTHER)["enrolments"][0]["placements"][0]["provider"], "Workshop");
    let times: Vec<Value> =
        [11, 12].map(|seq| folder.json(&format!("log show {seq}"))["result"]["entries"][0]["recorded"].take()).into();
    assert_eq!(times[0], times[1], "both in one commit");
    assert_eq!(folder.run(&format!("move 7 --to {OTHER}")).code, 1, "money is nobody's");
    assert_eq!(folder.run("move 4 --to nobody").code, 2);
}

#[test]
fn moving_by_case_number() {
    let folder = small();
    folder.ok(&format!("register add B-3 --participant {OTHER}"));
    folder.ok("record participant.intake --case B-3 --programme STEP --office Centre --target-group under_30 --effective 2026-01-12");
    folder.ok("move 5 --to B-3");
    assert_eq!(
        folder.ask("state participant B-3 --as-of 2026-06-30")["enrolments"][0]["placements"][0]["provider"],
        "Workshop"
    );
}

#[test]
fn explain_names_the_entries_behind_each_row() {
    let folder = small();
    folder.ok("replace 5 --provider Elsewhere --reason typing");
    folder
        .ok("record fund.increased --programme STEP --year 2026 --source 621.63 --amount 1000 --effective 2026-03-01");
    let placed = folder.ask("explain --known-at 9 --as-of 2026-06-30 -- placements --programme STEP");
    assert_eq!((&placed["before_seq"], &placed["after_seq"]), (&json!(9), &json!(11)));
    for row in placed["rows"].as_array().unwrap() {
        assert_eq!(row["entries"], json!([10]), "{row}");
        assert_ne!(row["before"], row["after"], "{row}");
    }
    let money = folder.ask("explain --known-at 9 --and 11 --as-of 2026-06-30 -- budget STEP");
    let row = money["rows"]
        .as_array()
        .unwrap()
        .iter()
        .find(|row| row["row"].to_string().contains("appropriated_ore"))
        .unwrap();
    assert_eq!(
        (&row["before"], &row["after"], &row["entries"]),
        (&json!(10_000_000), &json!(10_100_000), &json!([11]))
    );
    assert_eq!(
        folder.ask("explain --known-at 10 --as-of 2026-06-30 -- placements --programme STEP")["rows"],
        json!([])
    );
}

#[test]
fn the_question_of_an_explanation_may_carry_its_own_options() {
    let folder = small();
    folder.ok("replace 5 --provider Elsewhere --reason typing");
    let outside = folder.ok("--format json explain --known-at 9 --as-of 2026-06-30 -- placements --programme STEP");
    let inside = folder.ok("explain --known-at 9 -- placements --programme STEP --as-of 2026-06-30 --format json");
    assert_eq!(outside.stdout, inside.stdout);
    assert_eq!(folder.run("explain --known-at 9 -- placements --known-at 10").code, 2);
}

#[test]
fn what_became_of_an_entry_is_told() {
    let folder = small();
    folder.ok("replace 5 --effective 2026-02-09 --reason wrong_day");
    let fate = |entry: &str| {
        let result = folder.ask(&format!("log show {entry}"));
        (result["in_force"].clone(), result["puts_right"].clone(), result["put_right_by"].clone())
    };
    assert_eq!(fate("5"), (json!(false), Value::Null, json!([10])));
    assert_eq!(fate("10"), (json!(true), json!(5), json!([])));
    folder.ok("void 10 --reason not_true");
    assert_eq!(fate("5"), (json!(true), Value::Null, json!([10])));
}

#[test]
fn an_absence_moves_with_its_period_and_not_against_it() {
    let folder = small();
    folder.ok(&format!(
        "record absence.recorded --participant {PERSON} --period 2026-03-02..2026-03-03 --kind medical --days 2"
    ));
    assert_eq!(folder.refused(2, "replace 10 --effective 2026-03-09 --reason wrong_day")["code"], "period_disagrees");
    let done = folder.ok("replace 10 --period 2026-03-09..2026-03-10 --reason wrong_day");
    assert!(!done.stderr.contains("number of days"), "{}", done.stderr);
    // A longer period has as many days as before, unless they are named too.
    let longer = "replace 11 --period 2026-03-09..2026-03-12 --reason typing --dry-run";
    let kept = folder.ok(longer).stderr;
    assert!(kept.contains("the number of days in it stays 2: name --days as well"), "{kept}");
    assert!(!folder.ok(&format!("{longer} --days 4")).stderr.contains("number of days"));
    assert_eq!(folder.json("log show 11")["result"]["entries"][0]["effective"], "2026-03-09");
}

#[test]
fn what_a_correction_leaves_behind_is_said_at_once() {
    let folder = small();
    let done = folder.run("void 4 --reason not_true");
    assert_eq!(done.code, 0);
    assert!(done.stderr.contains("this causes a finding: enrolment_not_begun"), "{}", done.stderr);
    let quiet = small().run("replace 5 --effective 2026-02-09 --reason wrong_day");
    assert!(!quiet.stderr.contains("causes a finding"), "{}", quiet.stderr);
}

#[test]
fn an_entry_that_was_replaced_is_named_where_it_is_sufficient_and_beside_its_replacement_where_that_is_needed() {
    let folder = small();
    folder.ok(&format!("record measure.ended --participant {PERSON} --outcome work --effective 2026-03-31"));
    folder.ok(&format!("record participant.exited --participant {PERSON} --destination work --effective 2026-03-31"));
    folder.ok("replace 11 --destination education --reason typing");
    let rows = folder.ask("explain --known-at 10 --and 12 --as-of 2026-12-31 -- state --programme STEP")["rows"].take();
    assert_eq!(rows, json!([{"row": "participants", "before": 1, "after": 0, "entries": [11]}]));
    let course =
        folder.ask(&format!("explain --known-at 10 --and 12 --as-of 2026-12-31 -- state participant {PERSON}"));
    let rows = course["rows"].as_array().unwrap();
    let destination = rows.iter().find(|row| row["row"].as_str().unwrap().ends_with(".destination")).unwrap();
    assert_eq!((&destination["after"], &destination["entries"]), (&json!("education"), &json!([11, 12])));
}

#[test]
fn a_reason_that_shows_nothing_is_no_reason() {
    let folder = Folder::empty();
    folder.ok("record participant.registered --case A-1 --office Centre --effective 2026-01-05");
    for blank in ["''", "' '", "'\u{a0}\u{200b}'", "'\t'"] {
        for call in ["void 2", "replace 2 --office North", "move 2 --to 6f1c2a9e-4b7d-4c0e-9a55-1f2e3d4c5b6a"] {
            let error = folder.refused(2, &format!("{call} --reason {blank}"));
            assert_eq!(error["message"], "--reason is missing", "{call} {blank}");
        }
    }
    assert_eq!(folder.json("log")["result"]["entries"].as_array().unwrap().len(), 2);
}

#[test]
fn a_reason_that_nobody_knows_is_not_recorded_without_a_word() {
    let folder = Folder::empty();
    for case in ["A-1", "A-2", "A-3"] {
        folder.ok(&format!("record participant.registered --case {case} --office Centre --effective 2026-01-05"));
    }
    let body = || folder.ask("log --type entry.voided --reverse --limit 1")["entries"][0]["body"].clone();
    for (slip, near) in [("duplicat", "duplicate"), ("typng", "typing"), ("'feil dga'", "wrong_day")] {
        let error = folder.refused(2, &format!("void 2 --reason {slip}"));
        let message = format!("the reason is not one of those that are known; did you mean '{near}'?");
        assert_eq!(error["message"], message, "{slip}");
    }
    let done = folder.ok("void 2 --reason dublett");
    let told = "note: the reason is recorded as 'duplicate'\n";
    assert_eq!((done.stderr.as_str(), body()), (told, serde_json::json!({ "reason": "duplicate" })));
    let done = folder.ok("void 3 --reason 'the office asked for it'");
    assert!(done.stderr.contains("recorded as 'other', with your words as the note"), "{}", done.stderr);
    assert_eq!(body(), serde_json::json!({ "reason": "other", "note": "the office asked for it" }));
    // Whoever writes the code, or the word that lists have for it, need not be told; `feil` is a word of its own.
    folder.ok("record participant.details_changed --case A-3 --office North --effective 2026-01-06");
    let last = folder.ask("log --reverse --limit 1")["entries"][0]["seq"].clone();
    let dry = |reason: &str| folder.ok(&format!("void {last} --reason {reason} --dry-run --lang nb")).stderr;
    assert!(dry("feil").contains("registrert som «stemte ikke»"), "{}", dry("feil"));
    assert!(!dry("typing").contains("registrert som") && !dry("skrivefeil").contains("registrert som"));
    // The words of bokmål are known in any language.
    let help = folder.ok("void --help --lang nb").stdout.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(help.contains("registrert to ganger (duplicate)"), "{help}");
}
