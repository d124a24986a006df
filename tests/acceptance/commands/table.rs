//! The page about exit codes: each of its calls is run and compared, it has every command, and every error code that the
//! programs can give. `HOVEDBOK_TRANSCRIPTS=write` writes what differs.

use std::collections::BTreeSet;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;

use hovedbok_core::errors::ErrorCode;
use hovedbok_core::rules::Rule;
use hovedbok_present::errors::exit_code;
use hovedbok_present::errors::rules::hint;
use serde_json::Value;

use super::{OTHER, PERSON, small};
use crate::support::Folder;
use crate::support::call::BINARY;
use crate::support::folder::{copy, demo_template};

fn house() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// A line of the page's table of calls.
struct Row {
    call: String,
    exit: i32,
    code: String,
}

impl Row {
    fn read(line: &str) -> Option<Row> {
        let cells = line.strip_prefix("| `")?.strip_suffix('|')?;
        let (call, rest) = cells.split_once("` |")?;
        let (exit, code) = rest.split_once('|')?;
        let call = call.replace("\\|", "|");
        // The tests of hovedbok-check run its own.
        (call.contains("hovedbok ") || call == "hovedbok").then(|| Row {
            call,
            exit: exit.trim().parse().unwrap(),
            code: code.trim().trim_matches('`').to_owned(),
        })
    }

    fn line(&self) -> String {
        let code = if self.code.is_empty() { String::new() } else { format!("`{}` ", self.code) };
        format!("| `{}` | {} | {code}|", self.call.replace('|', "\\|"), self.exit)
    }

    /// The command that it is about.
    fn command(&self) -> &str {
        let words: Vec<&str> = self.call.split(' ').skip_while(|word| *word != "hovedbok").skip(1).collect();
        words.into_iter().find(|word| !word.starts_with('-')).unwrap_or("")
    }

    /// Whether nothing may come of it.
    fn leaves_nothing(&self) -> bool {
        [1, 2].contains(&self.exit) || self.call.contains("--dry-run")
    }

    /// Runs the call as it stands.
    fn run(&self, dir: &Path) -> Row {
        let bin = Path::new(BINARY).parent().unwrap().display().to_string();
        let call = self.call.replacen("hovedbok", "hovedbok --format json", 1);
        let output = Command::new("sh")
            .args(["-c", &call])
            .current_dir(dir)
            .env_clear()
            .env("PATH", format!("{bin}:/usr/local/bin:/usr/bin:/bin"))
            .envs([("HOVEDBOK_ACTOR", "tester"), ("P", PERSON), ("Q", OTHER), ("R", NOBODY), ("E", GIVEN)])
            .output()
            .unwrap();
        let stderr = String::from_utf8(output.stderr).unwrap();
        // Other programs of the call may have a word of their own.
        let said = stderr.lines().rfind(|line| line.starts_with('{'));
        let said: Value = said.map(|line| serde_json::from_str(line).unwrap()).unwrap_or_default();
        assert!(said.is_null() || said["notes"].is_array(), "{}: {said}", self.call);
        let code = said["error"]["code"].as_str().unwrap_or_default().to_owned();
        assert!(!stderr.contains("panicked"), "{}: {stderr}", self.call);
        Row { call: self.call.clone(), exit: output.status.code().unwrap_or(-1), code }
    }
}

/// An id that nobody has, and one that enrolments and placements are given.
const NOBODY: &str = "22222222-2222-4222-8222-222222222222";
const GIVEN: &str = "11111111-1111-4111-8111-111111111111";

/// The names of all files and folders below a folder, but for what is inside a store.
fn names(dir: &Path) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for item in fs::read_dir(dir).unwrap().flatten() {
        let name = item.file_name().to_string_lossy().into_owned();
        if item.file_type().unwrap().is_dir() && name != "store" {
            found.extend(names(&item.path()).into_iter().map(|below| format!("{name}/{below}")));
        }
        found.insert(name);
    }
    found
}

/// What the page says of the folder.
fn folder() -> Folder {
    let folder = small();
    let made = |name: &str| folder.path().join(name);
    folder.ok("init --ledger other --origin other.example/ledger");
    copy(&made("ledger"), &made("short"));
    copy(&made("ledger"), &made("fork"));
    let tenth = |title: &str| {
        format!("record risk.identified --programme STEP --number 1 --text '{title}' --effective 2026-02-02")
    };
    for words in [
        "key new --out office.key",
        "checkpoint --key office.key --out early.checkpoint",
        &tenth("the workshop closes"),
        &format!("{} --ledger fork", tenth("the workshop moves")),
        "key new --out other.key --ledger other",
        "checkpoint --key office.key --out kept.checkpoint",
        "checkpoint --key other.key --ledger other --out other.checkpoint",
        "statement --sign office.key --out kept.signed --as-of 2026-06-30",
        "archive copy --key office.key",
        "archive unsigned",
        "register add A-1",
    ] {
        let done = folder.ok(words);
        if words.starts_with("key") {
            folder.write(&words.split(' ').nth(3).unwrap().replace(".key", ".vkey"), &done.stdout);
        }
    }
    fs::copy(made("office.key"), made("open.key")).unwrap();
    fs::set_permissions(made("open.key"), fs::Permissions::from_mode(0o644)).unwrap();
    folder.ok("init --ledger late --origin late.example/ledger");
    let late = folder.ok("export --to jsonl").stdout.replace("\"recorded\":\"20", "\"recorded\":\"21");
    folder.write("late.jsonl", &late);
    folder.ok("import late.jsonl --kind jsonl --ledger late --clock-ok");
    folder.ok("init --ledger stale --origin stale.example/ledger");
    let year = late.find("\"recorded\":\"").map(|at| late[at..at + 16].to_owned()).unwrap();
    folder.write("stale.jsonl", &late.replace(&year, "\"recorded\":\"2020"));
    folder.ok("import stale.jsonl --kind jsonl --ledger stale");
    copy(&made("copy"), &made("broken"));
    for segment in fs::read_dir(made("broken")).unwrap().flatten().map(|item| item.path()) {
        if segment.extension().is_some_and(|end| end == "jsonl") {
            fs::write(&segment, fs::read_to_string(&segment).unwrap().replacen("Workshop", "Workshap", 1)).unwrap();
        }
    }
    copy(&made("ledger"), &made("damaged"));
    let db = made("damaged/store/db");
    let bytes = fs::read(&db).unwrap();
    let used = bytes.iter().rposition(|byte| *byte != 0).unwrap();
    fs::write(&db, &bytes[..used - used / 8]).unwrap();
    fs::create_dir(made("notes")).unwrap();
    fs::create_dir_all(made("odd/manifest.json")).unwrap();
    for name in ["clock.json", "index.json"] {
        // As if the program before had left neither.
        for ledger in ["ledger", "other"] {
            let _ = fs::remove_file(made(ledger).join(name));
        }
    }
    fs::remove_file(made("ledger.register.age.lock")).unwrap();
    folder.write("notes/notes.txt", "something else");
    folder.write("file", "no folder");
    folder.write("people.csv", "case;start;office;birth_month\nA-7;2026-09-01;Centre;2001-04\n");
    folder.write(
        "twice.csv",
        "case;start;office;birth_month\nA-8;2026-09-01;Centre;2001-04\nA-8;2026-09-01;North;2001-04\n",
    );
    folder.write("wrong.csv", "case;start;office;birth_month\nA-9;soon;Centre;2001-04\n");
    folder
}

fn page() -> (PathBuf, String) {
    let path = house().join("docs/exit-codes.md");
    let text = fs::read_to_string(&path).unwrap();
    (path, text)
}

/// The page with the rules that refuse, as the program has them.
fn with_rules(text: &str) -> String {
    let (before, rest) = text.split_once("| rule | what to do |\n|---|---|\n").unwrap();
    let after = rest.split_once("\n## ").unwrap().1;
    let rules = Rule::ALL.iter().filter(|rule| rule.refuses());
    let rows: String = rules.map(|rule| format!("| `{}` | {} |\n", rule.word(), hint(*rule))).collect();
    format!("{before}| rule | what to do |\n|---|---|\n{rows}\n## {after}")
}

#[test]
fn every_call_of_the_page_ends_as_it_says() {
    let (path, text) = page();
    let (mut found, mut differing) = (Vec::new(), Vec::new());
    let template = folder();
    let mut last: Option<(String, Folder)> = None;
    for line in with_rules(&text).lines() {
        let Some(row) = Row::read(line) else {
            found.push(line.to_owned());
            continue;
        };
        let command = row.command().to_owned();
        if last.as_ref().is_none_or(|(before, _)| *before != command) {
            let folder = Folder::bare();
            copy(template.path(), folder.path());
            if command == "demo" {
                copy(&demo_template(), &folder.path().join("demo-ledger"));
            }
            last = Some((command, folder));
        }
        let (_, folder) = last.as_ref().unwrap();
        let before = names(folder.path());
        let ran = row.run(folder.path());
        let after = names(folder.path());
        let left: Vec<&String> = after.difference(&before).collect();
        assert!(left.is_empty() || !ran.leaves_nothing(), "{} left {left:?}", ran.call);
        let ran = ran.line();
        if ran != line {
            differing.push(format!("{line}\n{ran}"));
        }
        found.push(ran);
    }
    let found = found.join("\n") + "\n";
    if differing.is_empty() && found == text {
        return;
    }
    if std::env::var_os("HOVEDBOK_TRANSCRIPTS").is_some_and(|value| value == "write") {
        fs::write(path, found).unwrap();
        return;
    }
    panic!("docs/exit-codes.md is not as it should be (or its rules are not):\n{}", differing.join("\n\n"));
}

#[test]
fn every_command_has_each_exit_code_that_it_can_end_with() {
    let rows: Vec<Row> = page().1.lines().filter_map(Row::read).collect();
    let help = Folder::bare().ok("--help").stdout;
    let listed = help.split("Commands:\n").nth(1).unwrap().split("\n\n").next().unwrap();
    let commands = listed.lines().filter(|line| line.starts_with("  ") && !line.starts_with("   "));
    for command in commands.filter_map(|line| line.split_whitespace().next()).filter(|command| *command != "help") {
        let has = |exit: i32| rows.iter().any(|row| row.command() == command && row.exit == exit);
        assert!(
            has(0) && has(2) && has(3),
            "{command}: a call that ends well, a wrong one, and one that cannot be done"
        );
        // Nothing that these ask for can be refused.
        let cannot = ["compact", "types", "rules", "completions", "man"];
        assert!(has(1) || cannot.contains(&command), "{command}: a call that is refused");
    }
}

/// The names of all errors.
fn codes() -> BTreeSet<String> {
    ErrorCode::all().map(|code| code.word().to_owned()).collect()
}

/// The codes of the page: those that a call ends with, and those of which a table says how they come about.
fn shown(text: &str) -> [BTreeSet<String>; 2] {
    let calls = text.lines().filter_map(|line| line.strip_prefix("| `")?.split_once("` |"));
    let calls = calls.filter(|(call, _)| call.contains("hovedbok"));
    let ended =
        calls.filter_map(|(_, rest)| rest.split('|').nth(1)).map(|code| code.trim().trim_matches('`').to_owned());
    let told = text.split("## Errors that no call here ends with").nth(1).unwrap().split("\n## ").next().unwrap();
    let told = told.lines().filter(|line| line.starts_with("| `")).filter_map(|line| line.split('|').nth(1));
    let told = told.flat_map(|cell| cell.split(',').map(|code| code.trim().trim_matches('`').to_owned()));
    [ended.filter(|code| !code.is_empty()).collect(), told.collect()]
}

#[test]
fn every_error_code_stands_in_one_of_the_two_tables_and_no_other() {
    let [ended, told] = shown(&page().1);
    let codes = codes();
    assert!(codes.len() > 90, "{codes:?}");
    let twice: Vec<&String> = ended.intersection(&told).collect();
    assert!(twice.is_empty(), "calls end with {twice:?}: they are not among those that no call ends with");
    let all: BTreeSet<String> = ended.union(&told).cloned().collect();
    let missing: Vec<&String> = codes.difference(&all).collect();
    assert!(missing.is_empty(), "docs/exit-codes.md lacks {missing:?}");
    let unknown: Vec<&String> = all.difference(&codes).collect();
    assert!(unknown.is_empty(), "docs/exit-codes.md has {unknown:?}, which nothing gives");
}

/// The exit codes that an error with a name can have.
fn exits(word: &str) -> BTreeSet<i32> {
    ErrorCode::all().filter(|code| code.word() == word).map(|code| exit_code(code).into()).collect()
}

#[test]
fn every_error_of_the_page_has_an_exit_code_of_its_own() {
    let text = page().1;
    for row in text.lines().filter_map(Row::read).filter(|row| !row.code.is_empty()) {
        assert!(exits(&row.code).contains(&row.exit), "{}: {} with {}", row.call, row.code, row.exit);
    }
    let told = text.split("## Errors that no call here ends with").nth(1).unwrap().split("\n## ").next().unwrap();
    for line in told.lines().filter(|line| line.starts_with("| `")) {
        let cells: Vec<&str> = line.split('|').map(str::trim).collect();
        for code in cells[1].split(", ").map(|code| code.trim_matches('`')) {
            assert_eq!(exits(code), BTreeSet::from([cells[2].parse().unwrap()]), "{code}");
        }
    }
}
