//! H11 on the command line: personal data and case numbers are refused wherever they are typed, and no message repeats them.

use serde_json::json;

use super::{OTHER, PERSON, small};
use crate::support::Folder;
use crate::support::call::call;
use crate::support::folder::split;

/// What may be typed nowhere, and what of it no message may hold.
const SECRETS: [(&str, &str); 4] = [
    ("someone@example.org", "someone"),
    ("some\u{34f}one (at) example dot org", "example"),
    ("ring 90·00·00·00", "90"),
    ("+47 912 34 567", "912"),
];

/// Calls, and checks that nothing of what they say holds a secret.
fn refused(folder: &Folder, code: i32, name: &str, words: &str, secret: &str) {
    for format in ["", " --format json"] {
        let (call_words, question) = words.split_once(" -- ").map_or((words, None), |(own, rest)| (own, Some(rest)));
        let all = format!("{call_words}{format}{}", question.map(|rest| format!(" -- {rest}")).unwrap_or_default());
        let done = folder.run(&all);
        assert_eq!(done.code, code, "{all}: {}{}", done.stdout, done.stderr);
        assert!(!done.stderr.contains(secret) && !done.stdout.contains(secret), "{all}: {}", done.stderr);
        if !format.is_empty() {
            assert_eq!(done.error()["code"], name, "{all}: {}", done.stderr);
        }
    }
}

#[test]
fn personal_data_in_any_option_is_refused_with_1_and_not_repeated() {
    let folder = small();
    let risk = "record risk.identified --number 1 --text x";
    let day = "--effective 2026-03-01";
    for (value, secret) in SECRETS {
        for words in [
            format!("{risk} --stream 'risk/{value}' {day}"),
            format!("{risk} --programme '{value}' {day}"),
            format!("{risk} --programme STEP --id '{value}' {day}"),
            format!("{risk} --programme STEP --effective '{value}'"),
            format!("{risk} --programme STEP --actor '{value}' {day}"),
            format!("{risk} --programme STEP --on-behalf-of '{value}' {day}"),
            format!("record plan.milestone_planned --plan '{value}' --section 1 --title x {day}"),
            format!("record fund.appropriated --programme STEP --year '{value}' --source 621.63 --amount 1 {day}"),
            format!("record measure.ended --participant {PERSON} --outcome '{value}' {day}"),
            format!("record measure.ended --participant {PERSON} --placement '{value}' --outcome completed {day}"),
            format!("record absence.recorded --participant {PERSON} --period '{value}' --kind medical"),
            format!("record participant.registered --participant {OTHER} --office C --birth-month '{value}' {day}"),
            format!("replace 5 --effective '{value}' --reason typing"),
            format!("replace 5 --measure x --reason '{value}'"),
            format!("void 5 --reason '{value}'"),
            format!("void 5 --reason typing --id '{value}'"),
            format!("void --positions '{value}' --reason typing"),
            format!("move 5 --to {OTHER} --reason '{value}'"),
            format!("init --ledger new --origin '{value}'"),
            format!("import people.csv --kind registration --programme '{value}'"),
            format!("import people.csv --kind '{value}'"),
            // Questions, and words that are no option.
            format!("state --programme '{value}'"),
            format!("state --office '{value}'"),
            format!("state --as-of '{value}'"),
            format!("state --known-at '{value}'"),
            format!("state --by '{value}'"),
            format!("placements --provider '{value}'"),
            format!("programmes --municipality '{value}'"),
            format!("milestones '{value}'"),
            format!("explain --known-at 3 -- state --programme '{value}'"),
            format!("log --from '{value}'"),
            format!("types '{value}'"),
            format!("'{value}'"),
        ] {
            refused(&folder, 1, "personal_data", &words, secret);
        }
    }
    // What stands in the place of a person is said to be an address where it can be nothing else.
    for option in ["--participant", "--stream"] {
        let words = format!("record participant.withdrawn --programme STEP {option} 'someone@example.org' {day}");
        refused(&folder, 1, "personal_data", &words, "someone");
    }
    folder.ok("register add A-1");
    for words in [
        format!("record participant.withdrawn --programme STEP --case 'someone@example.org' {day}"),
        "state participant someone@example.org".to_owned(),
        "register find someone@example.org".to_owned(),
    ] {
        refused(&folder, 1, "unknown_case", &words, "someone");
    }
    assert_eq!(folder.ask("log")["entries"].as_array().unwrap().len(), 9);
}

#[test]
fn amounts_paths_and_filters_are_no_personal_data() {
    let folder = small();
    folder.ok("record fund.appropriated --programme STEP --year 2026 --source municipal --amount 90000000 --effective 2026-01-01");
    let error = folder.refused(1, "record grant.allocated --programme STEP --year 2026 --source 621.63 --grant G2 --recipient x --purpose y --amount 90000000 --effective 2026-02-02");
    assert_eq!(error["code"], "allocation_exceeds_available", "{error}");
    let error = folder.refused(
        2,
        "record fund.appropriated --programme STEP --year 2026 --source a --amount '90000000 x' --effective 2026-01-01",
    );
    assert_eq!(error["code"], "call", "{error}");
    // A folder may be called anything, and the log can be searched for what should not stand in it.
    let error = folder.refused(3, "state --ledger ./someone@example.org");
    assert!(error["message"].as_str().unwrap().contains("someone@example.org"), "{error}");
    assert_eq!(folder.ask("log --source someone@example.org")["entries"], json!([]));
}

#[test]
fn personal_data_in_json_is_refused_with_1_and_not_repeated() {
    let folder = small();
    for (value, secret) in SECRETS {
        let entry = |edit: &dyn Fn(&mut serde_json::Value)| {
            let mut entry = json!({"type": "risk.identified", "stream": "risk/STEP", "effective": "2026-03-01",
                "body": {"number": "1", "text": "x"}});
            edit(&mut entry);
            entry.to_string()
        };
        for (place, text) in [
            ("stream", entry(&|entry| entry["stream"] = json!(format!("risk/{value}")))),
            ("effective", entry(&|entry| entry["effective"] = json!(value))),
            ("id", entry(&|entry| entry["id"] = json!(value))),
            ("on_behalf_of", entry(&|entry| entry["on_behalf_of"] = json!(value))),
            ("source", entry(&|entry| entry["source"] = json!(value))),
            ("a text", entry(&|entry| entry["body"]["text"] = json!(value))),
            ("a field", entry(&|entry| entry["body"][value] = json!(1))),
            ("elsewhere", entry(&|entry| entry["body"]["review"] = json!({"x": value}))),
            (
                "as written",
                entry(&|entry| {
                    entry["effective"] = json!({"start": "2026-03-01", "end": "2026-03-01", "as_written": value})
                }),
            ),
            ("a name", entry(&|entry| entry[value] = json!(1))),
        ] {
            for format in [&["--format", "json"][..], &[]] {
                let words: Vec<String> =
                    ["record", "--json", "-"].iter().chain(format).map(|w| (*w).to_owned()).collect();
                let done = call(folder.path(), &words, &text, &[]);
                assert_eq!(done.code, 1, "{place}: {text}: {}", done.stderr);
                assert!(!done.stderr.contains(secret), "{place}: {}", done.stderr);
                if format.len() == 2 {
                    assert_eq!(done.error()["code"], "personal_data", "{place}: {}", done.stderr);
                }
            }
        }
    }
}

#[test]
fn personal_data_in_a_cell_is_refused_with_1_and_its_place() {
    let folder = small();
    let base = "participant;til dato;overgang til;merknad;kilde\n";
    for (value, secret) in SECRETS {
        for (row, column) in [
            (format!("{PERSON};2026-03-01;aap;{value};"), "merknad"),
            (format!("{PERSON};2026-03-01;aap;;{value}"), "kilde"),
            (format!("{PERSON};{value};aap;;"), "til dato"),
            (format!("{PERSON};2026-03-01;{value};;"), "overgang til"),
            // With other things wrong in the file, before and after.
            (format!("{PERSON};soon;Mars;{value};"), "merknad"),
        ] {
            folder.write("t.csv", &format!("{base}{PERSON};never;aap;;\n{row}\n{PERSON};2026-03-01;Mars;;\n"));
            refused(&folder, 1, "personal_data", "import t.csv --kind exits", secret);
            let error = folder.refused(1, "import t.csv --kind exits");
            let message = error["message"].as_str().unwrap();
            assert!(message.contains(&format!("t.csv, line 3, column \"{column}\": the text contains")), "{message}");
        }
        folder.write("n.csv", &format!("program;periode;art;hva;beløp\n{value};2026;brukt;x;5\n"));
        refused(&folder, 1, "personal_data", "import n.csv --kind spending", secret);
        // Behind more errors than are told, and where the headers should be.
        let many = format!("{PERSON};never;aap;;\n").repeat(25);
        folder.write("m.csv", &format!("{base}{many}{PERSON};2026-03-01;aap;{value};\n"));
        refused(&folder, 1, "personal_data", "import m.csv --kind exits", secret);
        folder.write("h.csv", &format!("{value};2026-03-01;aap\n"));
        refused(&folder, 1, "personal_data", "import h.csv --kind exits", secret);
    }
    // In a column of amounts eight digits are an amount.
    folder.write("a.csv", "program;periode;art;hva;beløp\nSTEP;2026;brukt;x;-90000000\n");
    assert_eq!(folder.refused(2, "import a.csv --kind spending")["code"], "input");
}

/// The small ledger with a register that knows these case numbers.
fn office() -> Folder {
    let folder = small();
    for case in ["A-1731", "00131", "7"] {
        folder.ok(&format!("register add {case}"));
    }
    folder
}

#[test]
fn a_case_number_as_any_name_is_refused_and_not_repeated() {
    let folder = office();
    let risk = "record risk.identified --number 1 --text x --effective 2026-03-01";
    let established = "record programme.established --owner x --period 2026-01-01..2026-12-31 --effective 2026-01-01";
    for case in ["A-1731", "a-1731", "Ａ-1731", "A-١٧٣١", "00131"] {
        for words in [
            format!("{established} --programme {case}"),
            format!("{established} --stream programme/{case}"),
            format!("{risk} --programme STEP --actor {case}"),
            format!("{risk} --programme STEP --on-behalf-of {case}"),
            format!("{risk} --programme {case}"),
            format!("record plan.milestone_planned --plan STEP.{case} --section 1 --title x --effective 2026-01-01"),
            format!(
                "record fund.appropriated --programme STEP --year 2026 --source {case} --amount 1 --effective 2026-01-01"
            ),
            format!("void 5 --reason 'same as {case}'"),
            format!("void 5 --reason typing --actor {case}"),
            format!("replace 5 --measure {case} --reason typing"),
            format!("move 4 --to {OTHER} --reason 'same as {case}'"),
            format!("init --ledger ledger2 --origin {case} --register ledger.register.age"),
        ] {
            refused(&folder, 1, "names_case", &words, case);
        }
        folder.write("r.csv", &format!("participant;start;office;note\n{OTHER};2026-09-01;Centre;as {case}\n"));
        let error = folder.refused(1, "import r.csv --kind registration");
        assert!(
            ["names_case", "registered_twice", "rows_refused"].contains(&error["code"].as_str().unwrap()),
            "{error}"
        );
        let grants = format!("program;år;gitt av;gitt til;beløp;grant\nSTEP;2026;x;y;5;{case}\n");
        folder.write("g.csv", &grants);
        refused(&folder, 1, "names_case", "import g.csv --kind grants", case);
        // Moved in, from a file of that name.
        let other = Folder::empty();
        other.ok(&format!("register add {case}"));
        other.write(&format!("{case}.csv"), "program;periode;art;hva;beløp\nSTEP;2026;ramme;x;5\n");
        let words = format!("import {case}.csv --kind spending --migrate --recorded 2026-01-01");
        assert_eq!(other.refused(1, &words)["code"], "names_case");
    }
    assert_eq!(folder.ask("log")["entries"].as_array().unwrap().len(), 9);
    // Short numbers can be anything.
    folder.ok(&format!("{risk} --programme STEP --actor 7"));
}

#[test]
fn no_error_of_a_question_repeats_a_case_number() {
    let folder = office();
    for case in ["A-1731", "Ａ-1731", "00131"] {
        for (code, name, words) in [
            (1, "nothing", format!("state --programme {case}")),
            (1, "nothing", format!("state --office {case}")),
            (1, "nothing", format!("placements --provider {case}")),
            (1, "nothing", format!("milestones {case}")),
            (1, "nothing", format!("budget {case}")),
            (1, "nothing", format!("explain --known-at 3 -- state --programme {case}")),
            (2, "usage", format!("log --recorded-from {case}")),
            (2, "usage", format!("state --as-of {case}")),
            (2, "usage", format!("state --by {case}")),
            (2, "no_position", format!("log show {case}x")),
            (2, "usage", format!("void 5 --reason typing --id {case}")),
            (
                2,
                "usage",
                format!("record participant.withdrawn --programme STEP --stream {case} --effective 2026-01-01"),
            ),
            (2, "call", format!("void --positions {case} --reason typing")),
            (
                2,
                "call",
                format!("record measure.ended --participant {case} --outcome completed --effective 2026-02-02"),
            ),
            (2, "unknown_type", format!("types {case}")),
            (2, "usage", format!("{case} state")),
        ] {
            refused(&folder, code, name, &words, case);
        }
    }
    // Where the register lies elsewhere, as the call says.
    std::fs::rename(folder.path().join("ledger.register.age"), folder.path().join("r.age")).unwrap();
    std::fs::rename(folder.path().join("ledger.register.age.key"), folder.path().join("r.age.key")).unwrap();
    refused(&folder, 2, "usage", "void 5 --reason typing --id A-1731 --register r.age", "A-1731");
    refused(&folder, 1, "nothing", "state --programme A-1731 --register=r.age", "A-1731");
    // What names nobody is repeated.
    let error = folder.refused(1, "state --programme NOPE --register r.age");
    assert!(error["message"].as_str().unwrap().contains("'NOPE'"), "{error}");
}

#[test]
fn no_error_of_a_call_in_a_wrong_environment_repeats_a_case_number() {
    let folder = office();
    let calls = [
        "state --by A-1731",
        "log --recorded-from A-1731",
        "void 5 --reason typing --id A-1731",
        "A-1731 state",
        "state --format A-1731",
    ];
    let wrong = [
        ("HOVEDBOK_FORMAT", "xml"),
        ("HOVEDBOK_LANG", "norsk"),
        ("HOVEDBOK_ACTOR", " / "),
        ("HOVEDBOK_FORMAT", "A-1731"),
        ("HOVEDBOK_LANG", "A-1731"),
        ("HOVEDBOK_ACTOR", "A-1731/"),
    ];
    for (name, value) in wrong {
        for words in calls.into_iter().chain(["state", "types"]) {
            let done = call(folder.path(), &split(words), "", &[(name, value)]);
            assert!(!done.stderr.contains("1731"), "{name}={value} {words}: {}", done.stderr);
            assert_eq!(done.code, 2, "{name}={value} {words}: {}", done.stderr);
        }
    }
}

#[test]
fn no_note_repeats_the_number_of_a_case_that_a_name_has_too() {
    let folder = small();
    for case in ["A-1", "K-7777"] {
        folder.ok(&format!(
            "record programme.established --programme {case} --owner Centre --period 2015-01-01..2018-12-31 --effective 2015-01-01"
        ));
        folder.ok(&format!(
            "record fund.appropriated --programme {case} --year 2015 --source 621.63 --amount 1000 --effective 2015-01-01"
        ));
        folder.ok(&format!("register add {case}"));
        for words in [
            format!("record programme.closed --programme {case} --reason done --effective 2016-01-01"),
            format!("record risk.identified --programme {case} --number 1 --text x --effective 2017-01-01"),
            format!(
                "record risk.identified --programme {} --number 1 --text x --effective 2017-01-01",
                case.to_lowercase()
            ),
            format!(
                "record fund.appropriated --programme {case} --year 2017 --source 62163 --amount 1 --effective 2017-01-01"
            ),
            format!("record fund.appropriated --stream fund/STEP/{case}/6 --amount 1 --effective 2017-01-01"),
            format!(
                "record fund.appropriated --programme STEP --year 2015 --source {case} --amount 1 --effective 2015-02-01"
            ),
            format!("milestones {case}"),
            format!("milestones {case}.2"),
            format!("budget {case} --format csv"),
            format!("state --programme {case}.x"),
            format!("goals {case}"),
        ] {
            for format in ["", " --format json"] {
                let done = folder.run(&format!("{words} --dry-run{format}"));
                let done =
                    if done.stderr.contains("--dry-run") { folder.run(&format!("{words}{format}")) } else { done };
                let said = done.stderr.to_lowercase();
                assert!(!said.contains(&case.to_lowercase()), "{words}: {}", done.stderr);
            }
        }
    }
    let words = "record fund.appropriated --stream fund/STEP/A-1/6 --amount 1 --effective 2017-01-01";
    let told = folder.run(words).stderr;
    assert!(told.contains("a case number"), "{told}");
}

#[test]
fn messages_are_searched_while_another_command_holds_the_register() {
    let folder = office();
    let lock = std::fs::File::open(folder.path().join("ledger.register.age.lock")).unwrap();
    lock.lock().unwrap();
    refused(&folder, 1, "nothing", "state --programme A-1731", "1731");
    refused(&folder, 2, "usage", "state --by 00131", "00131");
    refused(&folder, 1, "nothing", "budget A-1731", "1731");
}

#[test]
fn entries_in_json_lines_are_searched_into_an_empty_ledger_too() {
    let folder = small();
    folder.ok(
        "record risk.identified --programme STEP --number 1 --text 'too few, as A-1731 said' --effective 2026-03-01",
    );
    folder.ok("export --to jsonl --out all.jsonl");
    folder.ok("init --ledger other --origin other.example/ledger");
    // Without a register nobody knows what it names.
    assert_eq!(folder.json("import all.jsonl --kind jsonl --ledger other --dry-run")["restored"], 10);
    folder.ok("register add Ａ-1731 --register office.age");
    let words = "import all.jsonl --kind jsonl --ledger other --register office.age";
    refused(&folder, 1, "names_case", words, "1731");
    let message = folder.refused(1, words)["message"].take();
    assert!(
        message.as_str().unwrap().starts_with("all.jsonl, line 10: risk.identified: the text in 'text'"),
        "{message}"
    );
    assert_eq!(folder.ask("log --ledger other")["entries"], json!([]));
    folder.ok("register add B-1 --register other.age");
    assert_eq!(folder.json("import all.jsonl --kind jsonl --ledger other --register other.age")["restored"], 10);
}

#[test]
fn personal_data_beside_another_fault_of_a_file_is_what_it_is_refused_for() {
    let folder = small();
    let secrets = [("ring 90 00 00 00", "90 00"), ("someone@example.org", "someone"), ("+47 912 34 567", "912")];
    for (secret, part) in secrets {
        for (kind, table) in [
            // In the place of an id, in a cell too many, and in a quote that is left open or goes on.
            ("exits", format!("participant;exited;outcome;enrolment\n{PERSON};2026-09-01;completed;{secret}\n")),
            ("registration", format!("participant;start;office\n{OTHER};2026-09-01;Centre;{secret}\n")),
            ("registration", format!("participant;start;office;note\n{OTHER};2026-09-01;Centre;\"as {secret}\n")),
            ("registration", format!("participant;start;office;note\n{OTHER};2026-09-01;Centre;\"a\nb {secret}\n")),
            ("registration", format!("participant;start;office;note\n{OTHER};2026-09-01;Centre;\"a\" {secret}\n")),
            // Below headers that are doubled, unknown, missing, or not there.
            ("registration", format!("participant;start;office;office\n{OTHER};2026-09-01;Centre;{secret}\n")),
            ("registration", format!("participant;start;office;nonsense\n{OTHER};2026-09-01;Centre;{secret}\n")),
            ("registration", format!("participant;office;note\n{OTHER};Centre;{secret}\n")),
            ("registration", format!("participant;start;kontor;office\n{OTHER};2026-09-01;Centre;{secret}\n")),
            ("registration", format!("participant;start;office;\n{OTHER};2026-09-01;Centre;{secret}\n")),
            ("registration", format!("participant;start;office;{secret};{secret}\n{OTHER};2026-09-01;Centre;x;y\n")),
        ] {
            folder.write("t.csv", &table);
            refused(&folder, 1, "personal_data", &format!("import t.csv --kind {kind}"), part);
        }
        let body = r#""number":1,"text":"x""#;
        for document in [
            format!(r#"{{"type":"risk.identified","stream":"risk/STEP","effective":5,"body":{{"text":"{secret}"}}}}"#),
            format!(r#"{{"type":"risk.identified","stream":["{secret}"],"body":{{{body}}}}}"#),
            format!(
                r#"{{"type":"risk.identified","stream":"risk/STEP","source":"{secret}","source":"x","body":{{{body}}}}}"#
            ),
            format!(r#"{{"type":"risk.identified","body":{{"number":1,"text":"{secret}"}}}}"#),
            format!(r#"["{secret}"]"#),
            format!(r#"[{{"type":"x"}},{{"type":"y","body":{{"a":"{secret}"}}}}]"#),
            format!(r#"{{"type":"risk.identified","note":"{secret}""#),
        ] {
            folder.write("d.json", &document);
            refused(&folder, 1, "personal_data", "record --json d.json", part);
            folder.write("d.jsonl", &format!("{document}\n"));
            refused(&folder, 1, "personal_data", "import d.jsonl --kind jsonl", part);
        }
    }
    // Amounts, vouchers and case numbers beside a fault are what their columns say.
    for (kind, table) in [
        ("spending", "program;periode;art;hva;beløp;bilag\nSTEP;2026;ramme;x;45000000\n;;;;;;90000000"),
        ("registration", "case;start;office;office\n90000000;2026-09-01;Centre;x\n"),
        ("registration", "case;start;nonsense\n90 00 00 00;2026-09-01;x\n"),
    ] {
        folder.write("t.csv", table);
        let code = folder.refused(2, &format!("import t.csv --kind {kind}"))["code"].take();
        assert_eq!(code, "input", "{table}");
    }
    folder
        .write("d.json", r#"{"type":"risk.identified","stream":"risk/STEP","effective":5,"body":{"number":90000000}}"#);
    assert_eq!(folder.refused(2, "record --json d.json")["code"], "call");
}
