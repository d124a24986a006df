//! The house as a test (docs/architecture.md): who may name whom, what the pure rooms may not do, and that nothing stands without its
//! page: module docs, golden files, transcripts, the catalogue, labels in both languages.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use cargo_metadata::{DependencyKind, MetadataCommand, Package};
use hovedbok_answers::Question;
use hovedbok_core::rules::Rule;

use crate::support::Folder;

/// The workspace's folder.
pub fn house() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().unwrap()
}

fn packages() -> Vec<Package> {
    let manifest = house().join("Cargo.toml");
    MetadataCommand::new().manifest_path(manifest).no_deps().exec().unwrap().packages
}

/// The arrows of the house: each room with those that it builds on, as the table of crates in docs/architecture.md has them.
fn arrows() -> BTreeMap<String, Vec<String>> {
    let page = fs::read_to_string(house().join("docs/architecture.md")).unwrap();
    let section = page.split("\n## ").find(|section| section.starts_with("The crates\n")).unwrap().to_owned();
    let names = |cell: &str| cell.split('`').skip(1).step_by(2).map(str::to_owned).collect::<Vec<_>>();
    let row = |line: &str| match line.split('|').collect::<Vec<_>>().as_slice() {
        ["", name, _, below, ""] => names(name).pop().map(|name| (name, names(below))),
        _ => None,
    };
    section.lines().filter_map(row).collect()
}

/// What a room may name: what it reaches through the arrows, but the log only for the ledger, and for what measures it.
fn reachable(room: &str) -> BTreeSet<String> {
    let arrows = arrows();
    let mut reached = BTreeSet::new();
    let mut next = arrows[room].clone();
    while let Some(name) = next.pop() {
        next.extend(arrows[&name].clone());
        reached.insert(name);
    }
    if !["ledger", "bench"].contains(&room) {
        reached.remove("log");
    }
    reached
}

/// Rooms without I/O, clock, randomness and floats: the hash tree, `answers` and everything below it.
fn pure() -> BTreeSet<String> {
    let mut pure = reachable("answers");
    pure.extend(["tree", "answers"].map(str::to_owned));
    pure
}

/// Every Rust file below a folder.
pub fn rust_files(dir: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(dir).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() && path.file_name().is_some_and(|name| name != "target") {
            files.extend(rust_files(&path));
        } else if path.extension().is_some_and(|end| end == "rs") {
            files.push(path);
        }
    }
    files.sort();
    files
}

/// The code of a file without its comments and its tests at the bottom. Tests in a file of their own are named at the top,
/// with code below.
pub fn code(path: &Path) -> String {
    const TESTS: &str = "#[cfg(test)]\nmod ";
    let text = fs::read_to_string(path).unwrap();
    let in_this_file = |at: &usize| text[at + TESTS.len()..].lines().next().unwrap_or_default().ends_with('{');
    let tests = text.match_indices(TESTS).map(|(at, _)| at).find(in_this_file);
    let above = &text[..tests.unwrap_or(text.len())];
    above.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n")
}

/// The files of a room that are part of the program.
pub fn sources(room: &str) -> Vec<PathBuf> {
    let src = house().join("crates").join(room).join("src");
    let is_test = |path: &Path| path.components().any(|part| part.as_os_str() == "tests") || path.ends_with("tests.rs");
    rust_files(&src).into_iter().filter(|path| !is_test(path.strip_prefix(&src).unwrap())).collect()
}

#[test]
fn rooms_name_only_what_their_arrows_reach() {
    let packages = packages();
    let rooms: BTreeSet<String> = packages.iter().map(|package| package.name.to_string()).collect();
    let listed: BTreeSet<String> = arrows().keys().map(|room| format!("hovedbok-{room}")).collect();
    assert_eq!(rooms, listed, "the crates, and those in the table of docs/architecture.md");
    for package in &packages {
        let room = package.name.strip_prefix("hovedbok-").unwrap();
        let allowed = reachable(room);
        let normal = package.dependencies.iter().filter(|dependency| dependency.kind == DependencyKind::Normal);
        for dependency in normal.filter(|dependency| rooms.contains(&dependency.name)) {
            let named = dependency.name.strip_prefix("hovedbok-").unwrap();
            assert!(allowed.contains(named), "{room} names {named}: there is no such arrow");
            assert_ne!(named, "bench", "nobody depends on bench");
        }
    }
}

#[test]
fn no_room_is_for_common_things() {
    for package in packages() {
        for name in ["common", "utils", "types", "shared", "helpers"] {
            assert_ne!(package.name.strip_prefix("hovedbok-"), Some(name));
        }
    }
}

#[test]
fn only_the_log_names_sled() {
    for package in packages() {
        // Tests of the ledger change a store behind the log's back, with the log's own tools for that.
        let in_program =
            package.dependencies.iter().filter(|dependency| dependency.kind != DependencyKind::Development);
        let names_it = in_program.into_iter().any(|dependency| dependency.name == "sled");
        assert_eq!(names_it, package.name.as_str() == "hovedbok-log", "{}", package.name);
    }
    // In the log only what is under `store` does; its tests look at a store behind its back.
    let log = house().join("crates/log");
    let may = |path: &Path| path.starts_with(&log) && !path.starts_with(log.join("src"));
    let may = |path: &Path| may(path) || path.starts_with(log.join("src/store")) || path == log.join("src/store.rs");
    for path in rust_files(&house().join("crates")).into_iter().filter(|path| !may(path)) {
        assert!(!code(&path).contains("sled::"), "{} names sled", path.display());
    }
}

#[test]
fn below_the_edge_there_is_no_clock_and_no_randomness() {
    let forbidden =
        ["Utc::now", "Local::now", "SystemTime", "getrandom", "thread_rng", "rand::rng()", "now_v7", "new_v4"];
    let edges = ["cli", "check", "bench"];
    for room in arrows().keys().filter(|room| !edges.contains(&room.as_str())) {
        for path in sources(room) {
            let code = code(&path);
            for word in forbidden {
                assert!(!code.contains(word), "{} holds {word} (H10)", path.display());
            }
        }
    }
}

/// The files that calculate with floating point and give whole numbers: estimates are nothing that entries can hold.
const CALCULATING: [&str; 4] = [
    "trajectories/src/ladder.rs",
    "trajectories/src/rounded.rs",
    "trajectories/src/survival/curve.rs",
    "trajectories/src/survival/log_rank.rs",
];

#[test]
fn pure_rooms_do_no_input_and_output_and_hold_no_floats() {
    let forbidden = [
        "Instant::now",
        "rand::",
        "std::fs",
        "std::net",
        "std::env",
        "std::process",
        "std::io",
        "std::thread",
        "println!",
        "eprintln!",
        "print!",
        "f64",
        "f32",
    ];
    let pure = pure();
    assert!(pure.len() >= 8, "{pure:?}");
    for room in &pure {
        for path in sources(room) {
            let code = code(&path);
            let calculates = CALCULATING.iter().any(|part| path.ends_with(part));
            let floats = |word: &&str| calculates && ["f64", "f32"].contains(word);
            for word in forbidden.iter().filter(|word| !floats(word)) {
                assert!(!code.contains(word), "{} holds {word}: {room} is pure", path.display());
            }
        }
    }
}

#[test]
fn below_the_edges_no_error_names_an_option() {
    let edges = ["cli", "check", "bench"];
    for room in arrows().keys().filter(|room| !edges.contains(&room.as_str())) {
        for path in sources(room) {
            let code = code(&path);
            for error in code.split("#[error(").skip(1) {
                let message = error.split(")]").next().unwrap();
                assert!(!message.contains("--"), "{}: {message}", path.display());
            }
        }
    }
}

#[test]
fn what_is_to_be_done_about_an_error_is_said_at_the_edges() {
    for room in arrows().keys().filter(|room| !["cli", "check", "present"].contains(&room.as_str())) {
        for path in sources(room) {
            assert!(!code(&path).contains("fn hint"), "{} has hints", path.display());
        }
    }
}

#[test]
fn what_is_printed_goes_one_way() {
    for (room, kept) in [("cli", &["screen.rs"][..]), ("check", &["render.rs", "exit.rs"])] {
        for path in sources(room).into_iter().filter(|path| !kept.iter().any(|way| path.ends_with(way))) {
            let code = code(&path);
            // A bar draws itself, and nothing but our own words.
            let code = code.replace("ProgressDrawTarget::stderr()", "");
            for word in ["io::stdout()", "io::stderr()", "println!", "print!", "dbg!"] {
                assert!(!code.contains(word), "{} holds {word}: print through {kept:?}", path.display());
            }
        }
    }
}

#[test]
fn every_module_says_what_it_is() {
    let mut seen = 0;
    for folder in ["crates", "tests"] {
        for path in rust_files(&house().join(folder)) {
            let text = fs::read_to_string(&path).unwrap();
            let first = text.lines().next().unwrap_or_default();
            let says = first.strip_prefix("//! ").is_some_and(|words| words.len() > 3);
            assert!(says, "{} does not begin with a module doc: {first}", path.display());
            seen += 1;
        }
    }
    assert!(seen > 100, "{seen}");
}

#[test]
fn no_file_is_far_too_long() {
    for path in rust_files(&house().join("crates")) {
        let lines = fs::read_to_string(&path).unwrap().lines().count();
        assert!(lines <= 600, "{} has {lines} lines: one idea, one file", path.display());
    }
}

/// The names of all entry types.
fn types() -> Vec<String> {
    let catalogue = Folder::bare().json("types");
    let types = catalogue["types"].as_array().unwrap().iter();
    types.map(|row| row["type"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn every_entry_type_has_a_golden_file() {
    let golden = house().join("tests/data/golden");
    let files: BTreeSet<String> = fs::read_dir(&golden)
        .unwrap()
        .flatten()
        .map(|entry| entry.file_name().to_string_lossy().trim_end_matches(".json").to_owned())
        .collect();
    let types = types();
    assert!(types.len() > 60, "{types:?}");
    for name in &types {
        assert!(files.contains(name), "{name} has no golden file in {}", golden.display());
    }
}

#[test]
fn every_kind_of_finding_is_found_by_some_code() {
    // The list of kinds names them all.
    let makers = pure().into_iter().flat_map(|room| sources(&room)).filter(|path| !path.ends_with("src/rules.rs"));
    let code: String = makers.map(|path| code(&path)).collect();
    let named: BTreeSet<&str> =
        code.split("Rule::").filter_map(|rest| rest.split(|c: char| !c.is_alphanumeric()).next()).collect();
    for rule in Rule::ALL {
        assert!(named.contains(format!("{rule:?}").as_str()), "no code makes a violation of '{rule}'");
    }
}

/// The commands, as the help lists them.
fn commands() -> Vec<String> {
    let help = Folder::bare().ok("--help").stdout;
    let listed = help.split("Commands:").nth(1).unwrap().split("Options:").next().unwrap().to_owned();
    let named = |line: &str| {
        let name = line.strip_prefix("  ")?.split_whitespace().next()?;
        (!line.starts_with("   ") && name != "help").then(|| name.to_owned())
    };
    listed.lines().filter_map(named).collect()
}

/// All transcripts together.
fn transcripts() -> String {
    let files = fs::read_dir(house().join("tests/transcripts")).unwrap().flatten();
    files.map(|file| fs::read_to_string(file.path()).unwrap()).collect()
}

#[test]
fn every_command_has_a_transcript() {
    let commands = commands();
    assert!(commands.len() >= 27, "{commands:?}");
    let called = transcripts();
    for command in commands {
        assert!(called.contains(&format!("$ hovedbok {command}")), "'{command}' stands in no transcript");
    }
}

#[test]
fn every_export_format_has_a_transcript() {
    let help = Folder::bare().ok("export --help").stdout;
    let values = help.split("Possible values:").nth(1).unwrap().split("--out").next().unwrap();
    let formats: Vec<&str> =
        values.lines().filter_map(|line| line.trim().strip_prefix("- ")?.split(':').next()).collect();
    assert!(formats.len() >= 2, "{formats:?}");
    for format in formats {
        assert!(transcripts().contains(&format!("$ hovedbok export --to {format}")), "'{format}' is in no transcript");
    }
}

#[test]
fn the_commands_of_the_contract_are_all_there() {
    let commands: BTreeSet<String> = commands().into_iter().collect();
    let contract = "init demo record replace void move import export register log state placements trajectories trajectory \
        outcomes attendance absence conditions flows cohorts milestones budget programmes duties offices recommendations bodies staff reports agreements risks surveys goals figures series survival lag statement findings list due draw \
        explain bisect map compare verify rebuild status types completions man sample";
    for command in contract.split_whitespace() {
        assert!(commands.contains(command), "{command}");
    }
}

#[test]
fn generated_pages_are_what_the_program_prints() {
    for (name, command) in [("entries", "types --markdown"), ("rules", "rules --markdown"), ("questions", "questions")]
    {
        let page = fs::read_to_string(house().join(format!("docs/{name}.md"))).unwrap();
        let printed = Folder::bare().ok(command).stdout;
        assert!(page == printed, "docs/{name}.md differs from `hovedbok {command}`: run `just pages`");
    }
}

/// Columns whose label is the same word in both languages, or the key itself in bokmål.
const SAME: [&str; 14] = [
    "a", "b", "id", "type", "plan", "status", "start", "digest", "position", "program", "title", "kind", "section",
    "rest",
];

/// Calls whose tables have every column there is.
const SHOWN: &[&str] = &[
    "state --by status",
    "placements --by outcome",
    "trajectories --programme TRAPPA",
    "outcomes",
    "attendance",
    "absence",
    "flows --programme TRAPPA",
    "cohorts",
    "milestones",
    "milestones HUSK",
    "budget",
    "budget --by recipient",
    "budget --by year",
    "programmes",
    "programmes --municipality Drammen",
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
    "series stock --programme KVP --as-of 2010-10-31",
    "survival --programme KVP --by year --as-of 2010-10-31",
    "draw --n 5 --seed audit --programme KVP --as-of 2010-10-31",
    "draw --n 5 --seed audit --of grants",
    "list --programme TRAPPA --as-of 2017-10-31",
    "due --as-of 2009-06-30",
    "lag",
    "findings",
    "log --limit 3",
    "types",
    "types measure.started",
    "explain --known-at 2009-12-31 --as-of 2009-12-31 -- state --programme KVP",
    "explain --known-at 2009-12-31 --as-of 2009-12-31 --by office -- state --programme KVP",
    "bisect --value 380 --row participants --as-of 2009-12-31 --known-at 2010-02-01 -- state --programme KVP",
    "compare --a '--as-of 2008-12-31' --b '--as-of 2009-12-31' -- state --programme KVP",
    "map --row participants --as-of 2009-10..2009-12 --known-at 2010-06..2010-12 -- state --programme KVP",
];

/// The cells of a table's header: they stand at least two spaces apart.
fn header(table: &str) -> Vec<String> {
    // Of some questions the demo has nothing.
    let Some(rule) = table.lines().position(|line| line.starts_with('─')) else { return Vec::new() };
    let line = table.lines().nth(rule - 1).unwrap();
    line.split("  ").map(str::trim).filter(|cell| !cell.is_empty()).map(str::to_owned).collect()
}

#[test]
fn the_table_of_every_question_is_among_them() {
    // A statement consists of the tables of the others; `plans` is `milestones` without a plan; a person has no fixed id;
    // the demo has no conditions.
    let others = ["statement", "plans", "participant", "trajectory", "conditions"];
    for name in Question::NAMES.iter().filter(|name| !others.contains(name)) {
        assert!(SHOWN.iter().any(|words| words.split(' ').next() == Some(name)), "{name}");
    }
}

#[test]
fn every_column_has_its_label_in_both_languages() {
    let demo = Folder::demo();
    let mut missing = BTreeSet::new();
    for words in SHOWN {
        let call = |more: &str| match words.split_once(" -- ") {
            Some((before, question)) => demo.ok(&format!("{before} {more} -- {question}")).stdout,
            None => demo.ok(&format!("{words} {more}")).stdout,
        };
        let csv = call("--format csv");
        let keys: Vec<&str> = csv.lines().next().unwrap().split(',').collect();
        let (english, bokmal) = (header(&call("--lang en")), header(&call("--lang nb")));
        assert_eq!(english.len(), bokmal.len(), "{words}");
        let word = |key: &str| key.rsplit('.').next().unwrap().replace('_', " ");
        let bare = keys.iter().zip(&bokmal).filter(|(key, label)| !SAME.contains(key) && **label == word(key));
        missing.extend(bare.map(|(key, _)| (*key).to_owned()));
    }
    assert_eq!(missing, BTreeSet::new(), "columns without a bokmål label");
}
