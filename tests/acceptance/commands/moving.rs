//! `export` and `import`: entries out and in, byte for byte; tables, all or nothing.

use serde_json::{Value, json};

use super::{PERSON, size, small};
use crate::support::Folder;

#[test]
fn what_was_exported_is_restored_byte_for_byte() {
    let folder = small();
    folder.ok("replace 5 --provider Elsewhere --reason typing");
    folder.ok("void 8 --reason not_true");
    folder.ok("export --to jsonl --out all.jsonl");
    let text = folder.read("all.jsonl");
    assert_eq!(text.lines().count(), 11);
    assert_eq!(folder.ok("export --to jsonl").stdout, text);
    let other = Folder::empty();
    other.write("all.jsonl", &text);
    assert_eq!(other.json("import all.jsonl --kind jsonl --dry-run")["restored"], 11);
    assert_eq!(size(&other), 0);
    assert_eq!(other.json("import all.jsonl --kind jsonl")["restored"], 11);
    assert_eq!(other.ok("export --to jsonl").stdout, text);
    assert_eq!(other.ask("verify")["fault"], Value::Null);
    for words in ["state --by status", "budget", "milestones STEP", "findings"] {
        let words = format!("{words} --as-of 2026-12-31");
        assert_eq!(other.ask(&words), folder.ask(&words), "{words}");
    }
    let digests = |folder: &Folder| folder.ask("rebuild")["projections"].take();
    assert_eq!(digests(&other), digests(&folder));
}

#[test]
fn the_demo_too_is_restored_byte_for_byte() {
    let demo = Folder::demo();
    let text = demo.ok("export --to jsonl").stdout;
    let other = Folder::empty();
    other.write("demo.jsonl", &text);
    other.ok("import demo.jsonl --kind jsonl");
    assert!(other.ok("export --to jsonl").stdout == text, "not the same bytes");
}

#[test]
fn importing_entries_again_changes_nothing() {
    let folder = small();
    folder.ok("export --to jsonl --out all.jsonl");
    let again = folder.json("import all.jsonl --kind jsonl");
    assert_eq!((&again["recorded"], &again["already"]), (&json!(0), &json!(8)));
    assert_eq!(size(&folder), 9);
}

#[test]
fn entries_that_were_altered_are_refused_with_their_line() {
    let folder = small();
    let text = folder.ok("export --to jsonl").stdout;
    for (from, to) in [("Workshop", "Workshoq"), ("\"seq\":5", "\"seq\":6"), ("share_bp\":5000", "share_bp\":5001")] {
        let other = Folder::empty();
        other.write("all.jsonl", &text.replace(from, to));
        let error = other.refused(2, "import all.jsonl --kind jsonl");
        assert!(error["message"].as_str().unwrap().contains("line 5"), "{from}: {error}");
        assert_eq!(size(&other), 0, "all or nothing");
    }
}

#[test]
fn the_books_come_out_as_a_journal() {
    let folder = small();
    folder.ok("record grant.disbursed --programme STEP --year 2026 --source 621.63 --grant G1 --amount '1 000' --effective 2026-03-01");
    let journal = folder.ok("export --to journal --as-of 2026-12-31").stdout;
    assert!(journal.contains("2026-01-01 #7 fund.appropriated"), "{journal}");
    let sum: i64 = journal
        .lines()
        .filter_map(|line| line.split("  NOK ").nth(1))
        .map(|amount| amount.trim().replace('.', "").parse::<i64>().unwrap())
        .sum();
    assert_eq!(sum, 0, "two legs each");
    assert_eq!(journal.matches("grant.disbursed").count(), 1);
    let earlier = folder.ok("export --to journal --as-of 2026-02-28").stdout;
    assert!(!earlier.contains("grant.disbursed"), "{earlier}");
    folder.refused(1, "export --to journal --programme OTHER --as-of 2026-12-31");
}

#[test]
fn a_table_of_persons_goes_in_once() {
    let folder = small();
    folder.write(
        "people.csv",
        "case;start;office;birth_month\nA-1;2026-09-01;Centre;2001-04\nA-2;01.09.26;Centre;1999-11\n",
    );
    let dry = folder.json("import people.csv --kind registration --dry-run");
    assert_eq!(dry["rows"], 2);
    assert_eq!(size(&folder), 9);
    let done = folder.json("import people.csv --kind registration");
    assert_eq!(done["recorded"].as_array().unwrap().len(), 2, "{done}");
    assert!(!done["remarks"].as_array().unwrap().is_empty(), "an odd day is told about: {done}");
    assert_eq!(size(&folder), 11);
    let again = folder.run("import people.csv --kind registration --format json");
    assert_eq!(again.code, 0, "{}", again.stderr);
    assert!(again.stderr.contains("already"), "{}", again.stderr);
    assert_eq!(size(&folder), 11);
}

#[test]
fn a_row_that_cannot_be_read_stops_the_whole_file() {
    let folder = small();
    folder.write("people.csv", "case;start;office\nA-1;2026-09-01;Centre\nA-2;someday;Centre\n");
    let error = folder.refused(2, "import people.csv --kind registration");
    let message = error["message"].as_str().unwrap();
    assert!(message.contains("people.csv") && message.contains('3') && message.contains("start"), "{message}");
    assert_eq!(size(&folder), 9);
    folder.write("ends.csv", &format!("participant;end;outcome\n{PERSON};2026-01-15;work\n"));
    let error = folder.refused(1, "import ends.csv --kind measure-ends");
    assert!(error["message"].as_str().unwrap().contains("line 2"), "{error}");
    assert!(error["message"].as_str().unwrap().contains("end_before_start"), "{error}");
    assert_eq!(size(&folder), 9);
}

#[test]
fn templates_name_their_columns_in_both_languages() {
    let folder = Folder::bare();
    for kind in [
        "registration",
        "intake",
        "measures",
        "measure-ends",
        "absence",
        "absence-grid",
        "exits",
        "benefits",
        "milestones",
        "budget-lines",
        "grants",
        "spending",
        "figures",
    ] {
        let en = folder.ok(&format!("import --template {kind}")).stdout;
        let nb = folder.ok(&format!("import --template {kind} --lang nb")).stdout;
        assert_eq!(en.trim_end().split(';').count(), nb.trim_end().split(';').count(), "{kind}");
        assert_ne!(en, nb, "{kind}");
    }
    folder.ok("import --template intake --out intake.xlsx");
    assert!(std::fs::read(folder.path().join("intake.xlsx")).unwrap().starts_with(b"PK"));
}

#[test]
fn a_plan_is_compared_with_the_plan_in_force() {
    let folder = Folder::empty();
    folder.write(
        "plan.csv",
        "section;number;title;due;completed\n2026;1;First;01.02.26;\n2026;2;Second;01.03.26;\n2026;3;Third;01.04.26;\n",
    );
    folder.ok("import plan.csv --kind milestones --plan PLAN --document-date 2026-01-01 --effective 2026-01-01");
    let counts = |as_of: &str| folder.ask(&format!("milestones PLAN --as-of {as_of}"))["counts"].take();
    assert_eq!(counts("2026-01-15")["planned"], 3);
    folder.write("plan.csv", "section;number;title;due;completed\n2026;1;First;01.02.26;28.01.26\n2026;2;Second;15.03.26;\n2026;3;Third;01.04.26;avlyst\n");
    let done = folder.json("import plan.csv --kind milestones --plan PLAN --document-date 2026-02-01");
    let mut types: Vec<&str> =
        done["recorded"].as_array().unwrap().iter().map(|row| row["type"].as_str().unwrap()).collect();
    types.sort_unstable();
    assert_eq!(types, ["plan.milestone_cancelled", "plan.milestone_completed", "plan.milestone_rescheduled"], "{done}");
    let plan = folder.ask("milestones PLAN --as-of 2026-06-30");
    let statuses: Vec<&str> =
        plan["milestones"].as_array().unwrap().iter().map(|row| row["status"].as_str().unwrap()).collect();
    assert_eq!(statuses, ["completed", "overdue", "cancelled"]);
    assert_eq!(plan["milestones"][1]["due"]["end"], "2026-03-15");
    assert_eq!(plan["milestones"][1]["due_original"]["end"], "2026-03-01");
}

#[test]
fn an_old_archive_moves_in_with_its_own_times_until_the_ledger_is_opened() {
    let folder = Folder::empty();
    folder.write("people.csv", "case;start;office\nA-1;2012-09-01;Centre\n");
    folder.ok("import people.csv --kind registration --migrate --recorded 2012-10-01");
    let entry = folder.json("log")["result"]["entries"][0].take();
    assert_eq!(entry["recorded"], "2012-10-01T10:00:00.000000Z", "noon in Oslo");
    assert_eq!(entry["migrated"]["batch"], "people.csv");
    assert_eq!(folder.json("state")["rests_on_migrated"], true);
    assert!(
        folder.ok("findings --as-of 2026-12-31").stdout.contains("nothing")
            || !folder.ok("findings --as-of 2026-12-31").stdout.contains("error")
    );
    folder.write("earlier.csv", "case;start;office\nA-2;2011-09-01;Centre\n");
    assert_eq!(
        folder.run("import earlier.csv --kind registration --migrate --recorded 2011-10-01").code,
        1,
        "never backwards"
    );
    folder.ok("record participant.registered --case A-3 --office Centre --effective 2026-01-05");
    let refused = folder.run("import earlier.csv --kind registration --migrate --recorded 2013-10-01");
    assert_eq!(refused.code, 1, "the door is closed: {}", refused.stderr);
}

#[test]
fn nothing_is_written_over_and_nothing_into_the_ledger() {
    let folder = small();
    folder.write("kept.txt", "mine");
    for words in [
        "export --to jsonl --out kept.txt",
        "import --template intake --out kept.txt",
        "export --to jsonl --out ledger/anchor.json",
        "export --to jsonl --out ledger/store/new",
    ] {
        folder.refused(2, words);
    }
    assert_eq!(folder.read("kept.txt"), "mine");
    folder.ok("verify");
    folder.ok("export --to jsonl --out new.jsonl");
    assert_eq!(folder.read("new.jsonl").lines().count(), 9);
}

#[test]
fn nobody_recorded_anything_in_time_to_come() {
    let folder = Folder::empty();
    folder.write("people.csv", "participant;start;office\n6f1c2a9e-4b7d-4c0e-9a55-1f2e3d4c5b6a;2009-01-05;Centre\n");
    let call = "import people.csv --kind registration --migrate --recorded";
    assert!(
        folder.refused(2, &format!("{call} 2199-01-01"))["message"].as_str().unwrap().contains("is not in the past")
    );
    folder.ok(&format!("{call} 2009-01-06"));
    let recorded = folder.json("log show 1")["result"]["entries"][0]["recorded"].take();
    assert_eq!(recorded, "2009-01-06T11:00:00.000000Z");
}
