//! `record`: streams by their parts, fields as options, documents as JSON, the same thing twice, dry runs, rules.

use serde_json::{Value, json};

use super::{OTHER, PERSON, recorded, size, small};
use crate::support::Folder;

const ID: &str = "0b5ce3c7-2f0d-4a63-8a4c-1fd1b6a6f001";

#[test]
fn it_prints_position_and_id_and_what_was_filled_in() {
    let folder = small();
    let answer = folder
        .json(&format!("record measure.ended --participant {PERSON} --effective 2026-03-31 --outcome work --id {ID}"));
    let row = &answer["recorded"][0];
    assert_eq!((row["seq"].as_u64(), row["id"].as_str(), row["already"].as_bool()), (Some(10), Some(ID), Some(false)));
    assert!(row["filled"]["placement"].is_string(), "the only open placement was meant: {row}");
    let shown = folder.json(&format!("log show {ID}"))["result"]["entries"][0].take();
    assert_eq!(shown["seq"], 10);
    assert_eq!(shown["actor"], "tester");
    assert_eq!(shown["effective"], "2026-03-31");
    assert_eq!(shown["body"]["outcome"], "work");
    assert_eq!(shown["body"]["placement"], row["filled"]["placement"]);
}

#[test]
fn the_first_ordinary_entry_opens_the_ledger_in_its_own_commit() {
    let folder = Folder::empty();
    let words = format!("record participant.registered --participant {PERSON} --effective 2026-01-05 --office Centre");
    assert_eq!(recorded(&folder.json(&words)), [(2, "participant.registered".to_owned())]);
    let first = folder.json("log --limit 1")["result"]["entries"][0].take();
    assert_eq!((&first["type"], &first["stream"]), (&json!("ledger.opened"), &json!("ledger")));
    let second = folder.json("log show 2")["result"]["entries"][0].take();
    assert_eq!(first["recorded"], second["recorded"]);
}

#[test]
fn the_same_id_with_the_same_content_changes_nothing() {
    let folder = small();
    let words = format!("record measure.ended --participant {PERSON} --effective 2026-03-31 --outcome work --id {ID}");
    folder.ok(&words);
    let again = folder.json(&words);
    assert_eq!(
        (again["recorded"][0]["seq"].as_u64(), again["recorded"][0]["already"].as_bool()),
        (Some(10), Some(true))
    );
    assert_eq!(size(&folder), 10);
    for other in ["--effective 2026-03-30 --outcome work", "--effective 2026-03-31 --outcome education"] {
        let error = folder.refused(1, &format!("record measure.ended --participant {PERSON} {other} --id {ID}"));
        assert_eq!(error["code"], "id_conflict", "{other}");
    }
    assert_eq!(size(&folder), 10);
}

#[test]
fn a_list_is_an_option_that_is_repeated_or_one_with_semicolons() {
    let folder = small();
    let cohort = |name: &str, rest: &str| {
        format!("record programme.cohort_defined --programme STEP --cohort {name} --takes inside --days 2026-03 {rest}")
    };
    let providers = |name: &str, rest: &str| {
        let answer = folder.json(&cohort(name, rest));
        let shown = folder.json(&format!("log show {}", answer["recorded"][0]["seq"]))["result"]["entries"][0].take();
        (shown["body"]["provider"].clone(), shown["body"]["age_band"].clone())
    };
    let both = (json!(["A", "B"]), json!(["18-24", "25-29"]));
    assert_eq!(providers("one", "--provider A --provider B --age-band 18-24 --age-band 25-29"), both);
    assert_eq!(providers("two", "--provider 'A; B' --age-band 18-24,25-29"), both);
    // Of a field that is a list in another type, one value can be meant only.
    let once = format!("record participant.registered --participant {OTHER} --effective 2026-01-05");
    let error = folder.refused(2, &format!("{once} --office A --office B"));
    let expected = "--office is given more than once, and participant.registered has one value there";
    assert_eq!(
        (error["message"].as_str(), error["hint"].as_str()),
        (Some(expected), Some("leave all but one of them out"))
    );
    // `types` says how a list is written, in both languages.
    for (lang, says) in
        [("en", "repeat the option, or write `;` between them"), ("nb", "gjenta valget, eller skriv `;` mellom dem")]
    {
        let table = folder.ok(&format!("types programme.cohort_defined --lang {lang}")).stdout;
        assert!(table.contains(says), "{table}");
        assert!(lang == "en" || table.contains("én eller flere av i program"), "{table}");
    }
}

#[test]
fn the_same_content_twice_needs_to_be_said() {
    let folder = small();
    let words =
        "record fund.increased --programme STEP --year 2026 --source 621.63 --amount 1000 --effective 2026-03-01";
    folder.ok(words);
    let error = folder.refused(1, words);
    assert_eq!(error["code"], "same_content");
    assert!(
        error["message"].as_str().unwrap().contains("#10") && error["hint"].as_str().unwrap().contains("--again"),
        "{error}"
    );
    assert_eq!(recorded(&folder.json(&format!("{words} --again")))[0].0, 11);
    let line = folder.ask("budget STEP --as-of 2026-12-31")["lines"][0].take();
    assert_eq!(line["appropriated_ore"], 10_000_000 + 2 * 100_000);
}

#[test]
fn a_dry_run_shows_which_answers_would_change_and_records_nothing() {
    let folder = small();
    let words = format!("record measure.ended --participant {PERSON} --effective 2026-03-31 --outcome work --dry-run");
    let answer = folder.json(&words)["dry_run"].take();
    assert_eq!(answer["planned"][0]["seq"], 10);
    let changes = answer["changes"].as_array().unwrap();
    let placed = changes.iter().find(|row| {
        row["question"].as_str().unwrap().starts_with("placements") && row["row"].to_string().contains("work")
    });
    assert_eq!(placed.unwrap()["after"], 1, "{answer}");
    for row in changes {
        assert_ne!(row["before"], row["after"], "{row}");
    }
    assert_eq!(size(&folder), 9);
    assert_eq!(folder.run(&format!("{words} --effective 2026-01-01")).code, 2, "an option twice is a wrong call");
    let refused = folder.refused(
        1,
        &format!("record measure.ended --participant {PERSON} --effective 2026-01-31 --outcome work --dry-run"),
    );
    assert!(refused["message"].as_str().unwrap().starts_with("end_before_start"), "{refused}");
}

#[test]
fn documents_come_from_standard_input_or_a_file_one_or_many() {
    let folder = small();
    let one = json!({"type": "risk.identified", "stream": "risk/STEP", "effective": "2026-01-10",
        "body": {"number": "1", "text": "too few places"}});
    let done = folder.run_with("record --json - --format json", &one.to_string());
    assert_eq!(recorded(&serde_json::from_str(&done.stdout).unwrap()), [(10, "risk.identified".to_owned())]);
    let many = json!([
        {"type": "risk.assessed", "stream": "risk/STEP", "effective": "2026-01-11",
         "body": {"number": "1", "probability": 3, "consequence": 4}},
        {"type": "risk.treated", "stream": "risk/STEP", "effective": "2026-02-11", "id": ID,
         "body": {"number": "1", "treatment": "one more provider"}},
    ]);
    folder.write("two.json", &many.to_string());
    assert_eq!(recorded(&folder.json("record --json two.json")).len(), 2);
    assert_eq!(folder.json(&format!("log show {ID}"))["result"]["entries"][0]["seq"], 12);
}

#[test]
fn a_list_is_one_commit_or_nothing() {
    let folder = small();
    let list = json!([
        {"type": "fund.increased", "stream": "fund/STEP/2026/621.63", "effective": "2026-03-01", "body": {"amount_ore": 100}},
        {"type": "grant.disbursed", "stream": "fund/STEP/2026/621.63", "effective": "2026-03-01",
         "body": {"grant": "G1", "amount_ore": 999_999_999}},
    ]);
    let done = folder.run_with("record --json - --format json", &list.to_string());
    assert_eq!(done.code, 1);
    assert!(done.error()["message"].as_str().unwrap().starts_with("disbursement_exceeds_allocation"));
    assert_eq!(size(&folder), 9);
    // An exit ends the open placement in the same commit.
    let leave = json!([
        {"type": "measure.ended", "stream": format!("participant/{PERSON}"), "effective": "2026-03-31", "body": {"outcome": "work"}},
        {"type": "participant.exited", "stream": format!("participant/{PERSON}"), "effective": "2026-03-31", "body": {"destination": "work"}},
    ]);
    let done = folder.run_with("record --json -", &leave.to_string());
    assert_eq!(done.code, 0, "{}", done.stderr);
    assert_eq!(folder.ask("state --programme STEP --as-of 2026-03-31")["participants"], 1, "the last day is inside");
    assert_eq!(folder.ask("state --programme STEP --as-of 2026-04-01")["participants"], 0);
}

#[test]
fn documents_that_cannot_be_used_say_where() {
    let folder = small();
    let stream = format!("participant/{PERSON}");
    for (text, part) in [
        ("{", "line 1"),
        ("[]x", "line 1"),
        (r#"{"type":"risk.identified"}"#, "body"),
        (
            r#"{"type":"risk.identified","stream":"risk/STEP","effective":"2026-01-01","body":{"number":"1","text":"a","extra":1}}"#,
            "extra",
        ),
        (
            r#"{"type":"risk.identified","stream":"plan/STEP","effective":"2026-01-01","body":{"number":"1","text":"a"}}"#,
            "plan/STEP",
        ),
        (r#"{"type":"risk.identified","stream":"risk/STEP","body":{"number":"1","text":"a"}}"#, "no effective day"),
        (
            r#"{"type":"fund.appropriated","stream":"fund/STEP/2026/x","effective":"2026-01-01","body":{"amount_ore":0}}"#,
            "0",
        ),
        (
            r#"{"type":"fund.appropriated","stream":"fund/STEP/2026/x","effective":"2026-01-01","body":{"amount_ore":1.5}}"#,
            "1.5",
        ),
        (r#"{"type":"entry.voided","stream":"risk/STEP","effective":"2026-01-01","body":{"reason":"typing"}}"#, "void"),
    ] {
        let done = folder.run_with("record --json - --format json", text);
        assert_eq!(done.code, 2, "{text}: {}", done.stderr);
        let message = done.error()["message"].as_str().unwrap().to_owned();
        assert!(message.contains(part), "{text}: {message}");
    }
    assert_eq!(folder.json(&format!("log --stream {stream}"))["result"]["entries"].as_array().unwrap().len(), 3);
}

#[test]
fn amounts_shares_and_days_are_read_as_people_write_them() {
    let folder = small();
    let done = folder.run(&format!(
        "record measure.changed --participant {PERSON} --share '62,5 %' --effective 02.03.26 --format json"
    ));
    assert_eq!(done.code, 0, "{}", done.stderr);
    assert!(done.stderr.contains("2026-03-02"), "it says what an odd day was taken to mean: {}", done.stderr);
    assert_eq!(folder.json("log show 10")["result"]["entries"][0]["body"]["share_bp"], 6250);
    folder.ok(
        "record fund.increased --programme STEP --year 2026 --source 621.63 --amount '1 234,50' --effective 2026-03-01",
    );
    let shown = folder.json("log show 11")["result"]["entries"][0].take();
    assert_eq!((&shown["body"]["amount_ore"], &shown["stream"]), (&json!(123_450), &json!("fund/STEP/2026/621.63")));
    folder.ok("record programme.body_met --programme STEP --body 'Steering group' --effective '14.-16.09.26'");
    let met = folder.json("log show 12")["result"]["entries"][0].take();
    assert_eq!(met["effective"], json!({"start": "2026-09-14", "end": "2026-09-16", "as_written": "14.-16.09.26"}));
    assert_eq!(
        folder
            .run(
                "record fund.increased --programme STEP --year 2026 --source 621.63 --amount abc --effective 2026-03-01"
            )
            .code,
        2
    );
}

#[test]
fn rules_refuse_with_their_name() {
    let folder = small();
    let person = |more: &str| format!("record {more} --participant {PERSON}");
    let other = |more: &str| format!("record {more} --participant {OTHER}");
    let fund = |more: &str| format!("record {more} --programme STEP --year 2026 --source 621.63");
    let refused = [
        (other("participant.applied --programme STEP --effective 2026-01-04"), "registered_first"),
        (
            person(
                "participant.intake --programme STEP --office Centre --target-group under_30 --effective 2026-02-01",
            ),
            "enrolment_twice",
        ),
        (person("measure.ended --outcome work --effective 2026-01-31"), "end_before_start"),
        (person("participant.exited --destination work --effective 2026-02-28"), "exit_with_open_placement"),
        (person("measure.changed --share '150 %' --effective 2026-03-01"), "share_above_whole"),
        (
            fund("grant.allocated --grant G2 --recipient R --purpose P --amount 99999999 --effective 2026-03-01"),
            "allocation_exceeds_available",
        ),
        (fund("grant.disbursed --grant G1 --amount 40001 --effective 2026-03-01"), "disbursement_exceeds_allocation"),
        (fund("grant.spent --grant G1 --amount 1 --purpose P --effective 2026-03-01"), "spending_exceeds_disbursement"),
        (
            "record fund.increased --programme STEP --year 2026 --source 621.63 --amount 1 --effective 2199-01-01"
                .to_owned(),
            "too_far_ahead",
        ),
    ];
    for (words, rule) in refused {
        let error = folder.refused(1, &words);
        assert!(error["message"].as_str().unwrap().starts_with(rule), "{words}: {error}");
    }
    assert_eq!(size(&folder), 9);
}

#[test]
fn a_milestone_is_named_by_its_label_and_ends_once() {
    let folder = small();
    folder.ok("record plan.milestone_completed --plan STEP --milestone 2026/1 --effective 2026-03-10");
    let plan = folder.ask("milestones STEP --as-of 2026-03-31");
    assert_eq!(
        (&plan["milestones"][0]["status"], &plan["milestones"][0]["days_late"]),
        (&json!("completed"), &json!(9))
    );
    let error =
        folder.refused(1, "record plan.milestone_cancelled --plan STEP --milestone 2026/1 --effective 2026-03-11");
    assert!(error["message"].as_str().unwrap().starts_with("milestone_already_ended"), "{error}");
    folder.ok("record plan.milestone_reopened --plan STEP --milestone 2026/1 --effective 2026-03-12");
    folder.ok("record plan.milestone_cancelled --plan STEP --milestone 2026/1 --effective 2026-03-13");
    assert_eq!(folder.ask("milestones STEP --as-of 2026-03-31")["counts"]["cancelled"], 1);
    assert_eq!(
        folder.run("record plan.milestone_completed --plan STEP --milestone 2026/9 --effective 2026-03-10").code,
        1
    );
}

#[test]
fn personal_data_in_a_text_is_refused_and_not_repeated() {
    let folder = small();
    for note in ["write to someone@example.org", "call +47 20 00 00 00", "call 20 00 00 00", "ring 200 00 000"] {
        let words =
            format!("record risk.identified --programme STEP --number 1 --text '{note}' --effective 2026-03-01");
        let error = folder.refused(1, &words);
        assert_eq!(error["code"], "personal_data", "{note}");
        let digits = note.split_whitespace().last().unwrap();
        assert!(!error["message"].as_str().unwrap().contains(digits), "it is not repeated: {error}");
    }
    assert_eq!(size(&folder), 9);
}

#[test]
fn case_numbers_lead_to_participants_and_stay_outside() {
    let folder = small();
    let done = folder.ok("record participant.registered --case A-17 --office Centre --effective 2026-04-01");
    assert!(done.stderr.contains("register"), "a new register is told about: {}", done.stderr);
    let found = folder.json("register find A-17");
    let id = found["participant"].as_str().unwrap();
    assert_eq!(folder.json("log show 10")["result"]["entries"][0]["stream"], format!("participant/{id}"));
    folder.ok("record participant.applied --case A-17 --programme STEP --effective 2026-04-02");
    assert_eq!(folder.ask("state participant A-17")["enrolments"][0]["status"], "applied");
    assert_eq!(
        folder.refused(1, "record participant.applied --case A-99 --programme STEP --effective 2026-04-02")["code"],
        "unknown_case"
    );
    assert!(!folder.ok("export --to jsonl").stdout.contains("A-17"), "no case number stands in the ledger");
    folder.ok(&format!("register add B-3 --participant {OTHER}"));
    folder.ok(&format!("register link B-4 --to {OTHER}"));
    let linked: Value = folder.json("register find B-4");
    assert_eq!(linked["participant"], OTHER);
    folder.ok("register link B-5 --to B-4");
    assert_eq!(folder.json("register find B-5")["participant"], OTHER);
    assert_eq!(folder.refused(1, "register link B-6 --to B-9")["code"], "unknown_case");
}

#[test]
fn a_person_is_not_registered_twice_by_another_spelling() {
    let folder = small();
    let register =
        |case: &str| format!("record participant.registered --case '{case}' --office Centre --effective 2026-04-01");
    folder.ok(&register("2026-105"));
    let id = folder.json("register find 2026-105")["participant"].as_str().unwrap().to_owned();
    for same in ["2026–105", "2026\u{2011}105", "2026\u{2212}105", "2026\u{ad}105"] {
        assert_eq!(folder.json(&format!("register find {same}"))["participant"], id, "{same:?}");
    }
    for like in ["2026/105", "2026105", "2026 105"] {
        let error = folder.refused(1, &register(like));
        assert_eq!(error["code"], "like_case", "{like}");
        let message = error["message"].as_str().unwrap();
        assert!(message.contains(&id[..8]) && !message.contains("105"), "{message}");
        assert!(error["hint"].as_str().unwrap().contains("`register add NUMBER`"), "{error}");
    }
    // What is looked up leads to the right person too.
    assert_eq!(folder.refused(1, "state participant 2026/105")["code"], "like_case");
    for name in ["Kari Nordmann", "01019012345"] {
        assert_eq!(folder.refused(2, &register(name))["code"], "call", "{name}");
        let error = folder.refused(2, &format!("register add '{name}'"));
        assert!(!error["message"].as_str().unwrap().contains(name), "{error}");
    }
    // Another case is added first.
    folder.ok("register add 2026/105");
    folder.ok(&register("2026/105"));
    assert_ne!(folder.json("register find 2026/105")["participant"], id);
}

#[test]
fn a_merging_names_the_one_who_stays_by_case_number_too() {
    let folder = small();
    folder.ok("record participant.registered --case A-17 --office Centre --effective 2026-04-01");
    folder.ok(&format!("register add B-3 --participant {OTHER}"));
    assert_eq!(
        folder.refused(1, "record participant.merged --case A-17 --into B-9 --effective 2026-04-02")["code"],
        "unknown_case"
    );
    let done = folder.ok("record participant.merged --case A-17 --into B-3 --effective 2026-04-02");
    // Before the day of the merging both count, which surprises whoever entered one person twice.
    assert!(done.stderr.contains("as two before") && done.stderr.contains("to 2026-04-01 with `replace`"), "{done:?}");
    let entry = folder.json("log show 11")["result"]["entries"][0].clone();
    assert_eq!(entry["body"]["into"], OTHER);
    // A correction takes one as well.
    folder.ok(&format!("register add C-4 --participant {PERSON}"));
    folder.ok("replace 11 --into C-4 --reason typing");
    let done = folder.ok("replace 13 --effective 2026-04-01 --reason wrong_day");
    assert!(!done.stderr.contains("as two before"), "{done:?}");
}

#[test]
fn no_text_names_a_case_of_the_register_and_no_message_repeats_one() {
    let folder = small();
    folder.ok("record participant.registered --case 00131 --office Centre --effective 2026-04-01");
    let note = |text: &str| {
        let body = json!({"sex": "female", "note": text});
        json!({"type": "participant.details_changed", "stream": format!("participant/{PERSON}"), "effective": "2026-04-02", "body": body})
    };
    let refused = |words: &str, input: &str| {
        let done = folder.run_with(&format!("--format json {words}"), input);
        assert!(!format!("{}{}", done.stdout, done.stderr).contains("00131"), "{words}: {}", done.stderr);
        (done.code, done.error()["code"].as_str().unwrap_or_default().to_owned())
    };
    let names_case = (1, "names_case".to_owned());
    assert_eq!(refused("record --json -", &note("sak 00131").to_string()), names_case);
    assert_eq!(refused("void 3 --reason 00131", ""), names_case);
    assert_eq!(
        refused(
            "record fund.spent --programme STEP --year 2026 --source 621.63 --amount 5 --purpose 00131 --effective 2026-04-02",
            ""
        ),
        names_case
    );
    let person = format!("--participant {PERSON} --effective 2026-04-02");
    for words in [
        format!("record participant.details_changed {person} --sex 00131"),
        format!("record participant.details_changed {person} --birth-month 00131"),
        format!("record participant.exited {person} --destination 00131"),
        format!("record participant.exited --participant {PERSON} --effective 00131 --destination work"),
    ] {
        assert_eq!(refused(&words, "").0, 2, "{words}");
    }
    let mut sex = note("");
    sex["body"]["sex"] = json!("00131");
    assert_eq!(refused("record --json -", &sex.to_string()).0, 2);
    let done = folder.run(&format!("record participant.details_changed {person} --sex 120562"));
    assert!(done.stderr.starts_with("error: sex: a number of 6 digits is not one of "), "{}", done.stderr);
    folder.write("spent.csv", "program;periode;art;hva;beløp\nSTEP;2026;ramme;sak 00131;5\n");
    assert_eq!(refused("import spent.csv --kind spending", "").1, "names_case");
    // What may be another number is recorded, with a note.
    folder.ok(&format!("register add 7 --participant {OTHER}"));
    let done = folder.run_with("record --json -", &note("7 days").to_string());
    assert!(done.code == 0 && done.stderr.contains("a word that is also a case number"), "{}", done.stderr);
}

#[test]
fn json_gives_each_name_once_and_objects_as_objects() {
    let folder = small();
    let before = size(&folder);
    let document = |text: &str| std::fs::write(folder.path().join("document.json"), text).unwrap();
    let body = r#""owner":"X","period":"2026-01-01""#;
    let head = r#""type":"programme.established","stream":"programme/NY","effective":"2026-01-01""#;
    for (text, words) in [
        (format!(r#"{{{head},"stream":"programme/TO","body":{{{body}}}}}"#), "gives the same name twice at line 1"),
        (format!(r#"{{{head},"body":{{{body},"owner":"Y"}}}}"#), "gives the same name twice at line 1"),
        (
            format!("[{{{head},\n\"body\":{{{body},\n\"title\":\"a\",\"title\":\"b\"}}}}]"),
            "gives the same name twice at line 3",
        ),
        (
            format!(
                r#"{{{head},"body":{{"owner":"X","period":{{"start":"2026-01-01","end":"2026-02-01","end":"2026-03-01"}}}}}}"#
            ),
            "twice",
        ),
        (
            format!(r#"[["programme.established","programme/NY",null,"2026-01-01",{{{body}}}]]"#),
            "this is not an object",
        ),
        (format!(r#"{{{head},"body":["X",null,"2026-01-01"]}}"#), "invalid type: sequence"),
        (
            format!(
                r#"{{"type":"participant.details_changed","stream":"participant/{PERSON}","effective":"2026-03-01","body":{{"background":["none","one"]}}}}"#
            ),
            "invalid type: sequence",
        ),
        ("\"A-1\"".to_owned(), "this is not an object"),
    ] {
        document(&text);
        let error = folder.refused(2, "record --json document.json");
        let message = error["message"].as_str().unwrap();
        assert!(message.contains(words) && !message.contains("A-1"), "{text}: {message}");
    }
    let survey = "record programme.survey_result --programme STEP --survey S --respondents 3 --scale counts --effective 2026-03-01";
    let error = folder.refused(2, &format!(r#"{survey} --answers '{{"q":{{"yes":1,"yes":2}}}}'"#));
    assert!(error["message"].as_str().unwrap().contains("gives the same name twice"), "{error}");
    let error = folder.refused(
        2,
        &format!(
            "record participant.details_changed --participant {PERSON} --background '[\"none\"]' --effective 2026-03-01"
        ),
    );
    assert!(error["message"].as_str().unwrap().contains("invalid type: sequence"), "{error}");
    assert_eq!(size(&folder), before);
    document(&format!(r#"{{{head},"body":{{{body}}}}}"#));
    folder.ok("record --json document.json");
}

#[test]
fn what_the_catalogue_states_is_kept() {
    let folder = small();
    let before = size(&folder);
    let figure = "record figure.published --programme STEP --indicator intakes --unit persons --about 2026-01-31 --certainty stated --document D --effective 2026-02-01";
    let started = format!("record measure.changed --participant {PERSON} --effective 2026-03-02");
    for (words, code) in [
        (format!("{figure} --value 3 --below 4"), "impossible_quantity"),
        (format!("{figure} --below 3 --above 1"), "impossible_quantity"),
        (format!("{figure} --value 3 --part ASVO"), "part_malformed"),
        (format!("{started} --share '100,01 %'"), "share_above_whole"),
        ("record programme.phase_started --programme STEP --phase ' ' --effective 2026-02-01".to_owned(), "blank_text"),
        (format!("{} --document '\u{200b}\u{ad}'", figure.replace(" --document D", "")), "blank_text"),
        (
            "record risk.identified --programme STEP --number '\u{200b}' --text x --effective 2026-02-01".to_owned(),
            "blank_text",
        ),
    ] {
        let error = folder.refused(1, &words);
        assert_eq!(error["code"], code, "{words}: {error}");
    }
    // A number that a field cannot have is none of its values, as a word would not be; an entry in JSON is judged by the rule.
    for days in ["0", "8", "300"] {
        let error = folder.refused(2, &format!("{started} --days-per-week {days}"));
        let expected = format!("days_per_week: \"{days}\" is not a number from 1 to 7; check the number");
        assert_eq!((error["code"].as_str(), error["message"].as_str()), (Some("call"), Some(&*expected)));
    }
    assert_eq!(size(&folder), before);
    folder.ok(&format!("{figure} --value 3 --note ''"));
}

#[test]
fn all_fields_that_are_missing_are_named_at_once() {
    let folder = small();
    let error =
        folder.refused(2, &format!("record benefit.condition_set --participant {PERSON} --effective 2026-02-01"));
    assert_eq!(error["message"], "benefit.condition_set: missing fields `condition`, `kind`");
}

#[test]
fn the_days_of_an_absence_are_given_once() {
    let folder = small();
    let words =
        format!("record absence.recorded --participant {PERSON} --kind medical --effective 2026-02-02..2026-02-04");
    let id = folder.json(&words)["recorded"][0]["id"].as_str().unwrap().to_owned();
    let shown = folder.json(&format!("log show {id}"))["result"]["entries"][0].take();
    assert_eq!(
        (&shown["body"]["period"]["start"], &shown["body"]["period"]["end"]),
        (&json!("2026-02-02"), &json!("2026-02-04"))
    );
}
