//! Where records end, on the command line; and plans of another name than their programme.

use serde_json::{Value, json};

use super::{size, small};

#[test]
fn an_end_of_the_records_is_recorded_corrected_and_seen_in_every_answer() {
    let folder = small();
    let late = || folder.ask("milestones STEP --as-of 2026-06-30")["milestones"][0]["days_late"].take();
    assert_eq!(late(), 121);
    folder.ok("record programme.records_end --programme STEP --day 2026-03-11 --subjects plan,participants --reason 'the list ends'");
    assert_eq!(late(), 10);
    let whole = folder.json("state --programme STEP --as-of 2026-06-30");
    let row =
        |subject: &str, day: &str| json!({"programme": "STEP", "subject": subject, "day": day, "why": "records_end"});
    assert_eq!(
        (&whole["reach"], &whole["result"]["participants"]),
        (&json!([row("participants", "2026-03-11")]), &json!(1))
    );
    assert_eq!(folder.json("state --programme STEP --as-of 2026-03-11")["reach"], json!([]));
    // Before the intake there is nobody, whatever is asked later.
    folder.ok("replace 10 --day 2026-01-11 --reason wrong_day");
    assert_eq!(folder.ask("state --programme STEP --as-of 2026-06-30")["participants"], 0);
    assert_eq!(folder.json("milestones STEP --as-of 2026-06-30")["reach"], json!([row("plan", "2026-01-11")]));
    assert_eq!(late(), Value::Null);
    let explained = folder.ask("explain --known-at 10 --as-of 2026-06-30 -- state --programme STEP")["rows"].take();
    assert_eq!(explained[0]["entries"], json!([11]));
    let after = folder.ask("findings --kind after_records_end --as-of 2026-06-30")["findings"].take();
    assert_eq!(after[0]["entries"], json!([11, 4, 5]), "{after}");
    folder.ok("void 11 --reason typing");
    assert_eq!(late(), 10);
    folder.ok("void 10 --reason not_true");
    assert_eq!(late(), 121);
}

#[test]
fn what_states_no_end_is_refused() {
    let folder = small();
    for (words, says) in [
        ("record programme.records_end --programme STEP --subjects plan --reason 'the list ends'", "effective"),
        (
            "record programme.records_end --programme STEP --day 2026-03-11 --subjects persons --reason 'the list ends'",
            "persons",
        ),
        ("record programme.records_end --programme STEP --day 2026-03-11 --subjects plan", "reason"),
        ("record programme.records_end --programme STEP --day 2025-12-31 --reason 'the list ends'", "end_before_start"),
    ] {
        let done = folder.run(words);
        assert_ne!(done.code, 0, "{words}");
        assert!(done.stderr.contains(says), "{words}: {}", done.stderr);
    }
    assert_eq!(size(&folder), 9);
}

#[test]
fn every_plan_stands_in_the_statement() {
    let folder = small();
    folder.write("plan.csv", "section;number;title;due;completed\n2026;1;First;01.02.26;\n");
    let import =
        |words: &str| folder.ok(&format!("import plan.csv --kind milestones {words} --document-date 2026-01-01"));
    import("--plan moving-house");
    import("--plan STEP.sites");
    import("--plan courses --programme STEP");
    let plans = |rows: &Value| -> Vec<String> {
        rows.as_array().unwrap().iter().map(|plan| plan["plan"].as_str().unwrap().to_owned()).collect()
    };
    let statement = folder.ask("statement --as-of 2026-06-30");
    assert_eq!(plans(&statement["programmes"][0]["plans"]), ["STEP", "STEP.sites", "courses"]);
    assert_eq!(plans(&statement["plans"]), ["moving-house"]);
    let elsewhere: Vec<&str> =
        statement["findings"].as_array().unwrap().iter().map(|row| row["kind"].as_str().unwrap()).collect();
    assert!(elsewhere.contains(&"milestone_late"), "{elsewhere:?}");
    let table = folder.ok("statement --as-of 2026-06-30").stdout;
    assert!(table.contains("Plans without a programme") && table.contains("moving-house"), "{table}");
    assert_eq!(plans(&folder.ask("statement --programme STEP --as-of 2026-06-30")["plans"]), Vec::<String>::new());
    // An entry moves it to its programme, and so its findings.
    folder.ok("record plan.assigned --plan moving-house --programme STEP --effective 2026-01-01");
    let statement = folder.ask("statement --as-of 2026-06-30");
    assert_eq!(plans(&statement["programmes"][0]["plans"]), ["STEP", "STEP.sites", "courses", "moving-house"]);
    assert_eq!(plans(&statement["plans"]), Vec::<String>::new());
    let elsewhere = statement["findings"].as_array().unwrap();
    assert!(elsewhere.iter().all(|row| row["kind"] != "milestone_late"), "{elsewhere:?}");
    let late = folder.ask("findings --programme STEP --kind milestone_late --as-of 2026-06-30")["findings"].take();
    assert_eq!(late.as_array().unwrap().len(), 4, "{late}");
}

#[test]
fn an_answer_about_a_day_to_come_says_that_it_is_early() {
    let folder = small();
    let soon = (chrono::Utc::now() + chrono::Duration::days(3)).format("%Y-%m-%d").to_string();
    let words = format!("state --programme STEP --as-of {soon}");
    let whole = folder.json(&words);
    assert_eq!((&whole["reach"], &whole["result"]["participants"]), (&json!([]), &json!(1)));
    let until = whole["recorded_until"].as_str().unwrap();
    let line = format!(
        "The last entry was recorded on {until}; entries recorded later about days since then can change this answer."
    );
    let table = folder.ok(&words).stdout;
    assert!(table.ends_with(&format!("{line}\n")), "{table}");
    assert_eq!(folder.ok(&format!("{words} --format csv")).stderr, format!("note: {line}\n"));
    let written = until.split('-').rev().collect::<Vec<_>>().join(".");
    assert!(
        folder.ok(&format!("{words} --lang nb")).stdout.contains(&format!("Siste føring ble registrert {written}"))
    );
    assert_eq!(folder.json("state --programme STEP --as-of 2026-06-30")["recorded_until"], Value::Null);
    // In a question about differences too.
    let explained = folder.json(&format!("explain --known-at 3 --as-of {soon} -- state --programme STEP"));
    assert_eq!(explained["recorded_until"], until);
}
