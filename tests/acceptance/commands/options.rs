//! Options of every command: where they stand, what they change and what they never change.

use serde_json::Value;

use super::{OTHER, PERSON, small};
use crate::support::Folder;
use crate::support::call::call;
use crate::support::folder::split;

#[test]
fn global_options_stand_before_or_after_the_command() {
    let folder = small();
    let after = folder.ok("state --programme STEP --as-of 2026-06-30 --known-at 9 --format json");
    let before = folder.ok("--format json --known-at 9 --as-of 2026-06-30 state --programme STEP");
    let mixed = folder.ok("--as-of=2026-06-30 state --format=json --programme=STEP --known-at=#9");
    assert_eq!(after.stdout, before.stdout);
    assert_eq!(after.stdout, mixed.stdout);
}

#[test]
fn a_state_of_knowledge_has_its_forms() {
    let demo = Folder::demo();
    let asked = |known: &str| {
        let answer = demo.json(&format!("state --programme KVP --as-of 2009-12-31 --known-at {known}"));
        (answer["known_at_seq"].as_u64().unwrap(), answer["result"]["participants"].as_i64().unwrap())
    };
    let (position, persons) = asked("2009-12-31");
    assert_eq!(persons, 380);
    let [plain, hash, at] = ["", "#", "@"].map(|sign| format!("{sign}{position}"));
    for form in [plain.as_str(), &hash, &at, "2009-12-31T22:59:59Z", "2010-01-01T00:30:00+02:00"] {
        assert_eq!(asked(form), (position, 380), "{form}");
    }
    // The three were recorded at noon in Oslo.
    assert_eq!(asked("2010-01-15T10:59:59Z").1, 380);
    assert_eq!(asked("2010-01-15T11:00:00Z").1, 383);
    // Nothing was known yet, not even the programme.
    for known in ["1999-12-31", "0"] {
        let answer = demo.json(&format!("state --as-of 2009-12-31 --known-at {known}"));
        assert_eq!((&answer["known_at_seq"], &answer["result"]["participants"]), (&0.into(), &0.into()), "{known}");
        demo.refused(1, &format!("state --programme KVP --as-of 2009-12-31 --known-at {known}"));
    }
}

#[test]
fn every_answer_says_what_it_rests_on() {
    let demo = Folder::demo();
    for words in [
        "state",
        "placements",
        "trajectories",
        "outcomes",
        "attendance",
        "absence",
        "conditions",
        "flows",
        "cohorts",
        "milestones",
        "milestones TIO",
        "budget",
        "programmes",
        "duties",
        "offices",
        "recommendations",
        "goals",
        "figures",
        "findings",
        "statement",
    ] {
        let answer = demo.json(&format!("{words} --as-of 2009-12-31 --known-at 20000"));
        let mut keys: Vec<&str> = answer.as_object().unwrap().keys().map(String::as_str).collect();
        // Only there when it says something: of TIO and HUSK no participants are recorded, of KVP and P1824 no money.
        let lacking = [
            "state",
            "placements",
            "trajectories",
            "outcomes",
            "attendance",
            "absence",
            "conditions",
            "flows",
            "cohorts",
            "milestones",
            "budget",
            "statement",
        ]
        .contains(&words);
        assert_eq!(keys.contains(&"not_recorded"), lacking, "{words}");
        // The persons of three programmes were put together from published totals.
        let without = ["milestones", "milestones TIO", "budget", "programmes", "duties", "recommendations", "figures"];
        let of_persons = !without.contains(&words);
        assert_eq!(keys.contains(&"reconstructed"), of_persons, "{words}");
        keys.retain(|key| !["not_recorded", "reconstructed"].contains(key));
        let mut expected =
            ["schema", "as_of", "known_at_seq", "rests_on_migrated", "reach", "tree_head", "rules", "result"];
        expected.sort_unstable();
        assert_eq!(keys, expected, "{words}");
        assert_eq!(answer["as_of"], "2009-12-31", "{words}");
        assert_eq!(answer["known_at_seq"], 20000, "{words}");
        assert_eq!(answer["rests_on_migrated"], true, "{words}");
        assert!(answer["schema"].as_str().unwrap().starts_with("hovedbok/"), "{words}");
        assert!(answer["rules"].as_str().unwrap().contains('/'), "{words}");
        let table = demo.ok(&format!("{words} --as-of 2009-12-31 --known-at 20000")).stdout;
        assert!(table.contains("known at #20000"), "{words}:\n{table}");
    }
}

#[test]
fn only_what_was_migrated_says_so() {
    let folder = small();
    assert_eq!(folder.json("state")["rests_on_migrated"], false);
    assert!(!folder.ok("state").stdout.contains("migrated"));
}

#[test]
fn a_day_that_is_not_over_is_warned_about_on_standard_error() {
    let folder = small();
    let done = folder.ok("state --known-at 2099-01-01 --format json");
    assert!(done.stderr.contains("2099-01-01 is not over") && done.stderr.contains("#9"), "{}", done.stderr);
    assert!(serde_json::from_str::<Value>(&done.stdout).is_ok(), "standard output carries the answer alone");
    assert_eq!(folder.ok("state --known-at 2099-01-01 --quiet").stderr, "");
    assert_eq!(folder.ok("state --known-at 2020-01-01").stderr, "");
    let done = folder.ok("state --known-at 2099-01-01T00:00:00Z");
    assert!(done.stderr.contains("is in the future"), "{}", done.stderr);
}

#[test]
fn labels_change_with_the_language_and_keys_never_do() {
    let demo = Folder::demo();
    let words = "milestones TIO --as-of 2007-08-27";
    let (en, nb) = (demo.ok(words).stdout, demo.ok(&format!("{words} --lang nb")).stdout);
    assert!(en.contains("days late") && nb.contains("dager for sent") && !nb.contains("days late"));
    assert!(nb.contains("gjelder per 27.08.2007") && nb.contains("registrert per #"), "{nb}");
    for format in ["json", "csv"] {
        let en = demo.ok(&format!("{words} --format {format}")).stdout;
        let nb = demo.ok(&format!("{words} --format {format} --lang nb")).stdout;
        assert_eq!(en, nb, "{format}");
    }
}

#[test]
fn json_lines_have_a_row_a_line_with_every_field() {
    let demo = Folder::demo();
    for (words, rows) in [
        ("state --by status --as-of 2009-12-31", "groups"),
        ("placements --as-of 2017-12-31", "rows"),
        ("findings --programme KVP", "findings"),
        ("budget TRAPPA", "lines"),
    ] {
        let whole = demo.ask(words)[rows].take();
        let lines = demo.ok(&format!("{words} --format jsonl")).stdout;
        let lines: Vec<Value> = lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        assert_eq!(whole.as_array().unwrap(), &lines[..whole.as_array().unwrap().len()], "{words}");
    }
    let refused = demo.run("budget --format jsonl --columns year");
    assert_eq!(refused.code, 2);
    assert!(refused.stderr.starts_with("error: --columns does not apply to JSON"), "{}", refused.stderr);
}

#[test]
fn the_format_can_come_from_the_environment_and_a_stated_one_comes_first() {
    let folder = small();
    let call = |words: &str, format: &str| call(folder.path(), &split(words), "", &[("HOVEDBOK_FORMAT", format)]);
    assert_eq!(call("state", "json").stdout, folder.ok("state --format json").stdout);
    assert_eq!(call("state --format table", "json").stdout, folder.ok("state").stdout);
    assert_eq!(call("state", "").stdout, folder.ok("state").stdout);
    assert_eq!(call("state", "paper").code, 2);
    // Also for a call that cannot be understood; the value of another option asks for nothing.
    assert!(call("state --colour", "json").stderr.starts_with("{\"error\""));
    assert!(call("state --colour --format table", "json").stderr.starts_with("error: "));
    assert!(folder.run("state --colour --format json").stderr.starts_with("{\"error\""));
    assert!(folder.run("record grant.spent --note --format json").stderr.starts_with("error: "));
    assert!(folder.run("explain --known-at 3 -- state --colour --format json").stderr.starts_with("{\"error\""));
}

#[test]
fn csv_has_the_keys_as_headers() {
    let demo = Folder::demo();
    let header = |words: &str| demo.ok(&format!("{words} --format csv")).stdout.lines().next().unwrap().to_owned();
    assert_eq!(header("placements"), "programme,year,provider,outcome,participants,placements");
    assert_eq!(header("state --by status"), "key,participants,ever");
    assert!(header("budget").starts_with("programme,year,source,purpose,appropriated_ore,allocated_ore"));
    assert!(header("findings").starts_with("severity,kind,programme,what,entries"));
    assert!(
        header("milestones TIO")
            .starts_with("section,number,title,responsible,due,due_original,slip_days,completed,status,days_late"),
        "{}",
        header("milestones TIO")
    );
    let csv = demo.ok("placements --programme TRAPPA --by year --as-of 2017-12-31 --format csv").stdout;
    assert_eq!(csv.lines().nth(1), Some("TRAPPA,2016,,,24,24"));
}

#[test]
fn answers_off_a_terminal_have_no_colours() {
    let demo = Folder::demo();
    for env in [&[][..], &[("NO_COLOR", "1")], &[("CLICOLOR_FORCE", "1"), ("NO_COLOR", "1")]] {
        for words in ["findings --as-of 2009-12-31", "state --by nothing", "--help"] {
            let done = call(demo.path(), &split(words), "", env);
            assert!(!done.stdout.contains('\u{1b}') && !done.stderr.contains('\u{1b}'), "{words} {env:?}");
        }
    }
}

#[test]
fn the_ledger_and_the_actor_come_from_the_environment_too() {
    let folder = small();
    let elsewhere = Folder::bare();
    let ledger = folder.path().join("ledger").display().to_string();
    let done = call(elsewhere.path(), &split("state --format json"), "", &[("HOVEDBOK_LEDGER", &ledger)]);
    assert_eq!(done.code, 0, "{}", done.stderr);
    let done = call(folder.path(), &split("state --ledger nowhere"), "", &[("HOVEDBOK_LEDGER", &ledger)]);
    assert_eq!(done.code, 3, "the option goes before the environment");
}

#[test]
fn an_empty_variable_of_the_environment_is_an_unset_one() {
    let folder = small();
    let names = ["HOVEDBOK_ACTOR", "HOVEDBOK_LEDGER", "HOVEDBOK_LANG", "HOVEDBOK_REGISTER", "HOVEDBOK_REGISTER_KEY"];
    let more = ["HOVEDBOK_REGISTER_PASSPHRASE", "HOVEDBOK_KEY"];
    let empty: Vec<(&str, &str)> = names.into_iter().chain(more).map(|name| (name, "")).collect();
    let run = |words: &str| call(folder.path(), &split(words), "", &empty);
    assert_eq!(
        run("state --programme STEP --as-of 2026-06-30").stdout,
        folder.ok("state --programme STEP --as-of 2026-06-30").stdout
    );
    let registered =
        format!("record participant.registered --participant {OTHER} --office North --effective 2026-03-01 --again");
    let done = run(&format!("{registered} --format json"));
    assert_eq!((done.code, done.error()["code"].as_str()), (2, Some("no_actor")), "{}", done.stderr);
    let done = run("register add A-1");
    assert_eq!(done.code, 0, "{}", done.stderr);
    assert!(folder.path().join("ledger.register.age").exists(), "beside the ledger, its key not protected");
    let done = run("checkpoint --format json");
    assert_eq!((done.code, done.error()["code"].as_str()), (2, Some("call")), "no key is named: {}", done.stderr);
    assert_eq!(run("archive copy").code, 0, "no key is named");
    assert_eq!(run("explain --known-at 3 -- state").code, 0);
    assert_eq!(run("demo --lang nb").code, 0);
    assert!(folder.path().join("demo-ledger").exists(), "no ledger is named");
    // A value is taken.
    let done = call(folder.path(), &split("state --as-of 2026-06-30"), "", &[("HOVEDBOK_LANG", "nb")]);
    assert!(done.stdout.contains("gjelder per"), "{}", done.stdout);
}

#[test]
fn an_actor_is_an_id_and_not_a_mail_address() {
    let folder = small();
    let words = format!("record participant.withdrawn --participant {PERSON} --programme STEP --effective 2026-03-01");
    for call in [&format!("{words} --actor"), &format!("{words} --on-behalf-of"), "state --programme", "milestones"] {
        for value in ["someone@example.org", "some\u{200b}one＠example.org", "+47 912 34 567"] {
            let error = folder.refused(1, &format!("{call} '{value}'"));
            let message = error["message"].as_str().unwrap();
            assert_eq!(error["code"], "personal_data", "{call}: {error}");
            assert!(!message.contains("example") && !message.contains("912"), "it is not repeated: {error}");
        }
    }
    let error = folder.refused(2, &format!("{words} --actor 'two words'"));
    assert_eq!(error["code"], "usage");
    let done = call(folder.path(), &split(&words), "", &[("HOVEDBOK_ACTOR", "someone@example.org")]);
    assert_eq!(done.code, 1, "{}", done.stderr);
}

#[test]
fn quiet_says_nothing_but_the_answer() {
    let folder = Folder::bare();
    let done = folder.ok("init --quiet");
    assert_eq!((done.stdout.as_str(), done.stderr.as_str()), ("", ""));
    let loud = Folder::bare().ok("init");
    assert_eq!(loud.stdout, "");
    assert!(loud.stderr.contains("created"), "{}", loud.stderr);
}

#[test]
fn help_and_version_are_answers() {
    let folder = Folder::bare();
    for words in ["--help", "help", "record --help", "help state", "--version"] {
        let done = folder.ok(words);
        assert!(!done.stdout.is_empty() && done.stderr.is_empty(), "{words}");
    }
    assert!(folder.ok("--version").stdout.starts_with("hovedbok "));
    let bare = folder.run("");
    assert_eq!(bare.code, 2, "no command is no call");
}

#[test]
fn the_value_of_an_option_does_not_choose_the_format_of_errors() {
    let folder = small();
    for words in [
        "record risk.identified --programme STEP --number 1 --text --format=json",
        "record risk.identified --programme STEP --number 1 --text '--format=json' --format table",
        "void 5 --reason=--format=json --id nonsense-",
    ] {
        let done = folder.run(words);
        assert!(done.code != 0 && done.stderr.starts_with("error: "), "{words}: {}", done.stderr);
    }
    folder.refused(2, "record risk.identified --programme STEP --number 1 --text --format=csv");
    let done = folder.run("explain --known-at 3 -- state --programme NOPE --format json");
    assert_eq!((done.code, done.error()["code"].as_str()), (1, Some("nothing")), "{}", done.stderr);
}

#[test]
fn what_reads_the_register_has_columns_and_a_list_without_a_document_is_refused() {
    let folder = small();
    folder.ok("register add A-1");
    let found = folder.ok("register find A-1 --columns case --format csv").stdout;
    assert_eq!(found, "case\nA-1\n");
    assert_eq!(folder.run("register find A-1 --columns nonsense").code, 2);
    assert_eq!(folder.refused(2, "register add A-2 --columns case")["code"], "call");
    folder.write("none.json", "[]");
    assert_eq!(folder.refused(2, "record --json none.json")["code"], "call");
}

#[test]
fn days_of_every_option_are_written_as_people_write_them() {
    let folder = Folder::demo();
    let iso = folder.ask("series stock --programme KVP --from 2009-09-01 --to 2010-09-30");
    for (from, to) in [("01.09.2009", "30.09.2010"), ("'september 2009'", "'september 2010'"), ("2009-09", "2010-09")] {
        let written = folder.ask(&format!("series stock --programme KVP --from {from} --to {to}"));
        assert_eq!(written, iso, "{from} {to}");
    }
    let at = |day: &str| folder.ask(&format!("state --programme KVP --as-of {day}"));
    assert_eq!(at("'september 2009'"), at("2009-09-30"));
}

#[test]
fn a_name_that_was_recorded_later_is_said_to_be_known_since_then() {
    let folder = Folder::demo();
    let error = folder.refused(1, "state --programme P1824 --known-at 1");
    let message = error["message"].as_str().unwrap();
    assert!(message.contains("was not known yet at #1: it is known since #"), "{message}");
    assert_eq!(error["code"], "nothing");
    let since = message.rsplit_once("since #").unwrap().1.split(',').next().unwrap();
    folder.ok(&format!("state --programme P1824 --known-at {since}"));
    let never = folder.refused(1, "state --programme P1842 --known-at 1");
    assert!(never["message"].as_str().unwrap().starts_with("no entry in force at #1"), "{never}");
}

#[test]
fn a_series_says_what_it_cannot_be_split_by() {
    let folder = Folder::demo();
    let error = folder.refused(2, "series stock --programme KVP --by-group kind");
    assert!(error["message"].as_str().unwrap().starts_with("stock cannot be split by kind, only by "), "{error}");
    let error = folder.refused(2, "series stock --programme KVP --cumulative");
    assert!(error["message"].as_str().unwrap().contains("it is a number on one day"), "{error}");
}

#[test]
fn a_programme_is_an_argument_or_an_option_of_every_question_about_one() {
    let folder = super::small();
    for command in [
        "state",
        "placements",
        "trajectories",
        "outcomes",
        "attendance",
        "absence",
        "conditions",
        "flows --by provider",
        "cohorts",
        "budget",
        "bodies",
        "staff",
        "reports",
        "agreements",
        "risks",
        "surveys",
        "duties",
        "offices",
        "recommendations",
        "goals",
        "figures",
        "series stock",
        "survival",
        "lag",
        "statement",
        "findings",
        "list",
        "due",
        "draw --n 1 --seed a",
    ] {
        let asked =
            |programme: &str| folder.ok(&format!("{command} {programme} --as-of 2026-03-01 --format json")).stdout;
        assert_eq!(asked("STEP"), asked("--programme STEP"), "{command}");
        assert_eq!(folder.run(&format!("{command} STEP --programme STEP")).code, 2, "{command}");
        assert_eq!(folder.run(&format!("{command} NOPE")).code, 1, "{command}");
    }
}
