//! What a file, a path, an option or an entry holds never steers a terminal, whatever the command, the format and the language.

use std::ffi::{OsStr, OsString};
use std::os::unix::ffi::OsStrExt;
use std::process::Stdio;

use serde_json::{Value, json};

use super::{OTHER, PERSON};
use crate::support::Folder;
use crate::support::call::{Done, call, command};

/// What steers, hides, turns round or ends a line: one of every kind.
const HOSTILE: [&str; 18] = [
    "\u{1b}[2J",
    "\u{1b}]0;title\u{7}",
    "\u{8}",
    "\u{7f}",
    "\u{85}",
    "\u{9b}31m",
    "\u{9d}0;x\u{9c}",
    "\r",
    "\n",
    "\u{ad}",
    "\u{61c}",
    "\u{200b}",
    "\u{200d}",
    "\u{202e}",
    "\u{2028}",
    "\u{2029}",
    "\u{2066}\u{feff}",
    "\u{e0041}\u{e0001}",
];

/// Letters that must come out as they are.
const KEPT: &str = "Čáhci-日本-עב";

/// A text with all of it.
fn hostile(name: &str) -> String {
    format!("{name}{}{KEPT}", HOSTILE.concat())
}

/// Whether a character may stand in what is printed.
fn is_plain(c: char) -> bool {
    let hostile = HOSTILE.concat();
    c == '\n' || !(c.is_control() || (!c.is_ascii() && hostile.contains(c)))
}

/// Nothing that was printed steers; CSV for spreadsheets begins with its mark and ends lines as they do.
fn is_harmless(done: &Done, words: &[String]) {
    assert!(!done.stderr.contains("panicked"), "{words:?}: {}", done.stderr);
    let excel = words.iter().any(|word| word == "--excel");
    let stdout =
        if excel { done.stdout.trim_start_matches('\u{feff}').replace("\r\n", "\n") } else { done.stdout.clone() };
    for (stream, text) in [("stdout", stdout.as_str()), ("stderr", &done.stderr)] {
        let found: Vec<String> = text.chars().filter(|c| !is_plain(*c)).map(|c| format!("{c:?}")).collect();
        assert!(found.is_empty(), "{words:?}: {stream} has {found:?}:\n{}", text.escape_debug());
    }
}

/// A folder with a hostile name for a ledger, with a hostile ledger in it.
fn office() -> (Folder, String) {
    let folder = Folder::bare();
    let ledger = hostile("ledger");
    let run = |words: &[&str], input: &str| {
        let words: Vec<String> =
            words.iter().map(|word| (*word).to_owned()).chain(["--ledger".to_owned(), ledger.clone()]).collect();
        let done = call(folder.path(), &words, input, &[]);
        assert_eq!(done.code, 0, "{words:?}: {}", done.stderr);
        is_harmless(&done, &words);
    };
    run(&["init", "--origin", "hostile.example/ledger"], "");
    let person = format!("participant/{PERSON}");
    let entries = json!([
        {"type": "programme.established", "stream": "programme/STEP", "effective": "2026-01-01", "source": hostile("paper"),
         "body": {"owner": hostile("owner"), "title": hostile("title"), "period": {"start": "2026-01-01", "end": "2027-12-31"}}},
        {"type": "participant.registered", "stream": person, "effective": "2026-01-05", "body": {"office": hostile("Centre")}},
        {"type": "participant.intake", "stream": person, "effective": "2026-01-12",
         "body": {"programme": "STEP", "office": hostile("Centre"), "target_group": "under_30"}},
        {"type": "measure.started", "stream": person, "effective": "2026-02-02",
         "body": {"measure": hostile("work"), "provider": hostile("Workshop"), "owner": "municipal", "share_bp": 5000}},
        {"type": "participant.registered", "stream": format!("participant/{OTHER}"), "effective": "2026-01-05",
         "body": {"office": hostile("North")}},
        {"type": "fund.appropriated", "stream": "fund/STEP/2026/621.63", "effective": "2026-01-01",
         "body": {"amount_ore": 10_000_000, "purpose": hostile("purpose")}},
        {"type": "grant.allocated", "stream": "fund/STEP/2026/621.63", "effective": "2026-02-01",
         "body": {"grant": "G1", "recipient": hostile("recipient"), "amount_ore": 4_000_000, "purpose": hostile("places")}},
        {"type": "plan.milestone_planned", "stream": "plan/STEP", "effective": "2026-01-01",
         "body": {"section": hostile("2026"), "number": hostile("1"), "title": hostile("agreement"), "responsible": hostile("office"),
                  "due": {"start": "2026-03-01", "end": "2026-03-01", "as_written": hostile("1. mars")}}},
        {"type": "figure.published", "stream": "figure/STEP", "effective": "2026-03-01",
         "body": {"indicator": hostile("indicator"), "about": {"start": "2026-02-28", "end": "2026-02-28"}, "value": 3,
                  "unit": "persons", "certainty": "stated", "document": hostile("report")}},
    ]);
    run(&["record", "--json", "-", "--again"], &entries.to_string());
    (folder, ledger)
}

/// Words of a call; what stands in angle brackets is a hostile text.
fn words(call: &str) -> Vec<String> {
    call.split(' ')
        .map(|word| word.strip_prefix('<').and_then(|word| word.strip_suffix('>')).map_or(word.to_owned(), hostile))
        .collect()
}

/// A call of every command, and more of those that repeat what they are given.
const CALLS: [&str; 117] = [
    "init --ledger <again>",
    "init --origin <origin>",
    "demo --dir <ledger>",
    "record participant.exited --participant 6f1c2a9e-4b7d-4c0e-9a55-1f2e3d4c5b6a --destination <work> --effective 2026-03-01",
    "record <type>",
    "record programme.closed --programme <programme> --effective 2026-03-01",
    "record --json <missing>",
    "record --json <broken.json>",
    "record measure.ended --participant 6f1c2a9e-4b7d-4c0e-9a55-1f2e3d4c5b6a --outcome completed --effective <day> --dry-run",
    "record participant.intake --participant 8d0f4c1b-2a3e-4f5d-8b6c-7a9e0d1c2b3a --programme STEP --office <Elsewhere> --target-group under_30 --effective 2026-02-01 --dry-run",
    "replace 5 --provider <Factory> --reason typing --dry-run",
    "void 5 --reason <why> --dry-run",
    "void <position> --reason typing",
    "move 5 --to 8d0f4c1b-2a3e-4f5d-8b6c-7a9e0d1c2b3a --dry-run",
    "import <people.csv> --kind registration --dry-run",
    "import <odd.csv> --kind benefits --dry-run",
    "import <empty.csv> --kind intake",
    "import <missing.csv> --kind intake",
    "import <people.csv> --kind <kind>",
    "import --template intake",
    "import --map-template intake",
    "export --to journal --out <journal.txt>",
    "export --to jsonl --out <no/such/folder>",
    "register find A-1",
    "register add A-1 --register <office.age>",
    "log",
    "log show 2",
    "log show 9",
    "log show <id>",
    "log --source <paper>",
    "state",
    "state --by office",
    "state --by provider",
    "state --by target-group",
    "state --office <Centre>",
    "state participant 6f1c2a9e-4b7d-4c0e-9a55-1f2e3d4c5b6a",
    "placements",
    "placements --provider <nobody>",
    "trajectories",
    "trajectories --provider <nobody>",
    "trajectory 6f1c2a9e-4b7d-4c0e-9a55-1f2e3d4c5b6a",
    "outcomes",
    "attendance",
    "attendance --by placement --provider <Factory>",
    "absence --by person",
    "absence --by provider",
    "conditions",
    "flows",
    "cohorts",
    "milestones",
    "milestones STEP",
    "milestones <plan>",
    "budget",
    "budget --by recipient",
    "budget --by grant",
    "programmes",
    "programmes --municipality <nowhere>",
    "bodies",
    "staff --programme <programme>",
    "reports",
    "agreements",
    "risks",
    "surveys",
    "duties",
    "duties --all --by <row>",
    "offices",
    "recommendations",
    "goals",
    "figures",
    "statement",
    "statement --sign <missing.key>",
    "statement check <people.csv>",
    "findings",
    "explain --known-at 3 -- state --by provider",
    "explain --known-at 3 -- <question>",
    "explain --known-at 3 --by office -- state",
    "bisect 1",
    "bisect --value 1 --row <row> -- state",
    "bisect --value 1 --row participants -- <question>",
    "series intakes",
    "series stock --programme <programme> --by-group office",
    "series benefits_paid --by-group kind",
    "survival",
    "survival --programme <programme> --by office",
    "lag",
    "lag <programme>",
    "list",
    "list --programme <programme> --status exited",
    "due",
    "due --within 5200w",
    "draw --n 5 --seed <programme>",
    "draw --n 5 --seed x --of findings",
    "draw --n 5 --seed x --of grants",
    "compare --a --quiet --b --quiet -- state",
    "compare --a --as-of=2010-01-01 --b --quiet -- <question>",
    "map --row participants -- state",
    "map --row <row> -- state",
    "verify",
    "verify --checkpoint <people.csv>",
    "key new --out <a.key>",
    "key show <people.csv>",
    "checkpoint --key <people.csv>",
    "prove 1 --checkpoint <people.csv>",
    "archive <archive>",
    "restore <archive> --ledger <restored>",
    "compact",
    "rebuild",
    "rebuild <step>",
    "rebuild start",
    "rebuild status",
    "rebuild resume --memory <much>",
    "rebuild swap",
    "rebuild rollback",
    "rebuild unpin",
    "status",
    "status --operations",
    "types <type>",
];

/// Those that take no ledger, and print nothing but the program's own text.
const OWN: [&str; 6] =
    ["completions bash", "man", "man state", "types", "rules", "sample synth --entries 10 --ledger synth"];

#[test]
fn nothing_that_is_held_or_named_steers_a_terminal() {
    let (folder, ledger) = office();
    let table = |rows: &[&str]| format!("case;start;office;birth_month\n{}\n", rows.join("\n"));
    let steering = "\u{202e}\u{9b}\u{ad}\u{200b}\u{e0041}";
    folder.write(
        &hostile("people.csv"),
        &table(&[&format!("A-1;2026-09-01;Centre {steering};2001-04"), "A-1;soon;Centre;x"]),
    );
    folder.write(&hostile("empty.csv"), "case;start\n");
    folder.write(
        &hostile("odd.csv"),
        &format!("participant;kind;amount;for period;from \u{2066}{steering}\n{PERSON};{steering}wage;1 2 3;2026-0{steering};{steering}\n"),
    );
    folder.write(&hostile("broken.json"), &format!("{{\"type\": \"{steering}\", \"{steering}\": 1}}"));
    for (number, line) in CALLS.iter().enumerate() {
        let given = words(line);
        let (asked, question) = given
            .iter()
            .position(|word| word == "--")
            .map_or((given.as_slice(), [].as_slice()), |at| given.split_at(at));
        let manners: [&[&str]; 5] = [
            &["--format", "table", "--lang", "en"],
            &["--format", "table", "--lang", "nb"],
            &["--format", "csv", "--lang", "nb"],
            &["--format", "csv", "--excel"],
            &["--format", "json"],
        ];
        // Every call as a table and in JSON; what shows rows in every way.
        let asks = [
            "log",
            "state",
            "placements",
            "trajectories",
            "trajectory",
            "outcomes",
            "attendance",
            "absence",
            "conditions",
            "flows",
            "cohorts",
            "milestones",
            "budget",
            "programmes",
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
            "statement",
            "findings",
            "explain",
            "bisect",
            "map",
            "series",
            "survival",
            "lag",
            "list",
            "due",
            "draw",
            "compare",
        ];
        let all = asks.contains(&given[0].as_str());
        for manner in manners
            .iter()
            .enumerate()
            .filter(|(index, _)| all || [number % 4, 4].contains(index))
            .map(|(_, manner)| manner)
        {
            let mut words: Vec<String> = asked.to_vec();
            words.extend(manner.iter().map(|word| (*word).to_owned()));
            if !line.contains("--ledger") {
                words.extend(["--ledger".to_owned(), ledger.clone()]);
            }
            words.extend(question.iter().cloned());
            let done = call(folder.path(), &words, "", &[]);
            is_harmless(&done, &words);
            if manner.contains(&"json") {
                done.said();
                assert!(
                    done.stdout.is_empty()
                        || line.contains("template")
                        || serde_json::from_str::<Value>(&done.stdout).is_ok(),
                    "{line}"
                );
            }
        }
    }
    for line in OWN {
        let done = call(folder.path(), &words(line), "", &[]);
        assert_eq!(done.code, 0, "{line}: {}", done.stderr);
        is_harmless(&Done { stdout: done.stdout.replace('\t', " "), ..done }, &words(line));
    }
}

#[test]
fn every_command_is_called() {
    let folder = Folder::bare();
    let help = folder.ok("--help").stdout;
    let listed = help.split("Commands:\n").nth(1).unwrap().split("\n\n").next().unwrap();
    for line in listed.lines().filter(|line| line.starts_with("  ") && !line.starts_with("   ")) {
        let command = line.split_whitespace().next().unwrap();
        let called = CALLS.iter().chain(&OWN).any(|call| call.split(' ').next() == Some(command));
        assert!(called || command == "help", "{command} is not called");
    }
}

#[test]
fn answers_hold_the_texts_and_exports_their_bytes() {
    let (folder, ledger) = office();
    let run = |line: &str| {
        let mut words = words(line);
        words.extend(["--ledger".to_owned(), ledger.clone()]);
        let done = call(folder.path(), &words, "", &[]);
        assert_eq!(done.code, 0, "{line}: {}", done.stderr);
        done.stdout
    };
    let answer: Value = serde_json::from_str(&run("milestones STEP --as-of 2026-12-31 --format json")).unwrap();
    assert_eq!(answer["result"]["milestones"][0]["title"], hostile("agreement"));
    assert_eq!(answer["result"]["milestones"][0]["due"]["as_written"], hostile("1. mars"));
    for line in [
        "milestones STEP --as-of 2026-12-31",
        "milestones STEP --as-of 2026-12-31 --format csv",
        "log",
        "log show 9",
        "state participant 6f1c2a9e-4b7d-4c0e-9a55-1f2e3d4c5b6a --as-of 2026-12-31",
    ] {
        let shown = run(line);
        let kept: String = shown.split_whitespace().collect();
        assert!(kept.contains(KEPT) && kept.contains("\\u202e") && kept.contains("\\udb40\\udc41"), "{line}:\n{shown}");
    }
    // Nobody reads this on a terminal: it goes on byte by byte.
    let exported = run("export --to jsonl");
    assert!(
        exported
            .lines()
            .any(|line| serde_json::from_str::<Value>(line).unwrap()["body"]["title"] == hostile("agreement"))
    );
    assert!(exported.contains('\u{202e}'));
}

#[test]
fn several_errors_are_several_lines_and_a_name_with_a_line_in_it_is_one() {
    let folder = Folder::empty();
    let name = "a\nerror: forged.csv";
    folder.write(name, "case;start;office;birth_month\nA-1;soon;Centre;2001-04\nA-2;later;Centre;2001-04\n");
    let words = ["import", name, "--kind", "registration"].map(str::to_owned);
    let done = call(folder.path(), &words, "", &[]);
    assert_eq!((done.code, done.stderr.lines().count()), (2, 2), "{}", done.stderr);
    assert!(done.stderr.lines().all(|line| line.contains("a\\nerror: forged.csv, line ")), "{}", done.stderr);
    let done = call(folder.path(), &[words.as_slice(), &["--format".to_owned(), "json".to_owned()]].concat(), "", &[]);
    assert_eq!(done.error()["message"].as_str().unwrap().lines().filter(|line| line.contains("line ")).count(), 2);
}

#[test]
fn a_path_need_not_be_text() {
    let folder = Folder::bare();
    let run = |words: &str, more: &[&[u8]]| {
        let words: Vec<OsString> = crate::support::folder::split(words).into_iter().map(OsString::from).collect();
        let mut command = command(folder.path());
        command.args(words).args(more.iter().map(|word| OsStr::from_bytes(word))).stdin(Stdio::null());
        let output = command.output().unwrap();
        let (stdout, stderr) = [output.stdout, output.stderr].map(|text| String::from_utf8(text).unwrap()).into();
        assert!(!stderr.contains("panicked"), "{stderr}");
        (output.status.code().unwrap(), stdout, stderr)
    };
    let ledger: &[&[u8]] = &[b"--ledger", b"arkiv\xf8"];
    let joined: &[&[u8]] = &[b"--ledger=arkiv\xf8"];
    let ok = |words: &str| {
        for format in ["table", "json"] {
            let (code, _, stderr) = run(&format!("{words} --format {format}"), ledger);
            assert_eq!(code, 0, "{words} {format}: {stderr}");
        }
    };
    assert_eq!(run("init --origin hostile.example/ledger", ledger).0, 0);
    ok("register add A-1");
    for (number, format) in [(1, "table"), (2, "json")] {
        let risk =
            format!("record risk.closed --programme STEP --number {number} --effective 01.02.26 --format {format}");
        let (code, _, stderr) = run(&risk, joined);
        assert_eq!(code, 0, "{risk}: {stderr}");
    }
    ok("log");
    ok("log --actor tester");
    ok("state --as-of 31.12.26");
    ok("status");
    ok("verify");
    ok("rebuild");
    ok("archive copies/copy");
    ok("status");
    ok("archive copies/copy --drill");
    assert_eq!(run("log", joined).0, 0);
    // The register lies beside the ledger, under its name, and not under one that other ledgers share.
    let beside = folder.path().join(OsStr::from_bytes(b"arkiv\xf8.register.age"));
    let key = folder.path().join(OsStr::from_bytes(b"arkiv\xf8.register.age.key"));
    assert!(beside.is_file() && key.is_file());
    // Where the call cannot be understood, it says so and no more.
    for words in ["nonsense", "state --as-of soon", "record nothing.known", "state --programme"] {
        let (code, _, stderr) = run(&format!("{words} --format json"), ledger);
        assert_eq!(code, 2, "{words}: {stderr}");
        assert!(serde_json::from_str::<Value>(&stderr).unwrap()["error"]["code"].is_string(), "{stderr}");
    }
    for option in ["--actor", "--as-of", "--known-at", "--columns", "--lang", "--format"] {
        assert_eq!(run("log", &[option.as_bytes(), b"\xf8"]).0, 2, "{option}");
    }
    let (code, _, stderr) = run("log", &[b"--ledger", b"nobody\xf8"]);
    assert_eq!(code, 3, "{stderr}");
}
