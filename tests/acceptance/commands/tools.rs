//! `completions`, `man`, `sample` and `demo`.

use crate::support::Folder;

#[test]
fn completions_for_three_shells_name_every_command() {
    let folder = Folder::bare();
    for shell in ["bash", "zsh", "fish"] {
        let script = folder.ok(&format!("completions {shell}")).stdout;
        for command in ["record", "replace", "milestones", "statement", "explain", "rebuild"] {
            assert!(script.contains(command), "{shell}: {command}");
        }
    }
}

#[test]
fn the_manual_is_a_page_and_one_for_each_command() {
    let folder = Folder::bare();
    let page = folder.ok("man").stdout;
    assert!(page.contains(".TH hovedbok 1") && page.contains("SUBCOMMANDS"), "{page}");
    for command in ["record", "import", "explain", "verify"] {
        assert!(folder.ok(&format!("man {command}")).stdout.contains(".SH SYNOPSIS"), "{command}");
    }
}

#[test]
fn every_page_of_the_manual_is_printed_and_written() {
    let folder = Folder::bare();
    std::fs::create_dir(folder.path().join("pages")).unwrap();
    folder.ok("man --dir pages");
    let pages = std::fs::read_dir(folder.path().join("pages")).unwrap().flatten();
    let names: Vec<String> = pages.map(|page| page.file_name().to_string_lossy().into_owned()).collect();
    assert!(names.len() > 40 && names.contains(&"hovedbok-key-rotate.1".to_owned()), "{names:?}");
    for words in ["key rotate", "state participant", "register add", "record", "sample synth"] {
        let page = folder.ok(&format!("man {words}")).stdout;
        assert_eq!(page, folder.read(&format!("pages/hovedbok-{}.1", words.replace(' ', "-"))), "{words}");
    }
    let unknown = folder.run("man key turn");
    assert_eq!((unknown.code, unknown.stderr.contains("there is no command 'key turn'")), (2, true), "{unknown:?}");
}

#[test]
fn help_lists_global_options_apart_and_only_those_that_apply() {
    let folder = Folder::bare();
    let options = |words: &str| {
        let help = folder.ok(&format!("{words} --help")).stdout;
        help.split_once("Global options:").unwrap_or_else(|| panic!("{words}: {help}")).1.to_owned()
    };
    for (words, listed, others) in [
        ("state", &["--as-of", "--known-at", "--columns", "--ledger", "--format"][..], &["--actor", "--clock-ok"][..]),
        ("state participant", &["--as-of", "--register"], &["--actor", "--clock-ok"]),
        ("record", &["--actor", "--clock-ok", "--columns"], &["--as-of", "--known-at"]),
        ("types", &["--columns", "--lang"], &["--ledger", "--register", "--actor", "--as-of"]),
        ("completions", &["--lang"], &["--ledger", "--columns", "--excel", "--as-of", "--clock-ok"]),
        ("init", &["--ledger"], &["--columns", "--excel", "--as-of"]),
    ] {
        let options = options(words);
        let has = |option: &str| options.lines().any(|line| line.split([' ', ',']).any(|word| word == option));
        listed.iter().for_each(|option| assert!(has(option), "{words}: {option} is not in {options}"));
        others.iter().for_each(|option| assert!(!has(option), "{words}: {option} is in {options}"));
    }
}

#[test]
fn every_command_says_its_version() {
    let folder = Folder::bare();
    let version = folder.ok("--version").stdout;
    assert!(version.starts_with(&format!("hovedbok {}", env!("CARGO_PKG_VERSION"))), "{version}");
    assert!(folder.ok("state --version").stdout.contains(version.trim_start_matches("hovedbok ")));
}

#[test]
fn the_same_seed_gives_the_same_ledger() {
    let folder = Folder::bare();
    for (name, seed) in [("one", 7), ("two", 7), ("three", 8)] {
        folder.ok(&format!("sample synth --entries 1500 --seed {seed} --ledger {name}"));
    }
    let heads = |name: &str| {
        let text = folder.ok(&format!("export --to jsonl --ledger {name}")).stdout;
        // When a migrated entry was really written is the clock's.
        text.lines().map(|line| line.split("\"written\":").next().unwrap().to_owned()).collect::<Vec<_>>()
    };
    let one = heads("one");
    assert!((1350..=1650).contains(&one.len()), "about as many as asked for: {}", one.len());
    assert_eq!(one, heads("two"));
    assert_ne!(one, heads("three"));
    assert_eq!(folder.ask("verify --ledger one")["fault"], serde_json::Value::Null);
    let answer = folder.ask("state --ledger one --by status");
    assert!(answer["ever"].as_i64().unwrap() > 0, "{answer}");
}

#[test]
fn a_synthetic_ledger_breaks_no_rule_however_many_of_its_entries_are_corrected() {
    let folder = Folder::bare();
    let corrections =
        |name: &str| folder.ok(&format!("log --ledger {name} --type entry. --format csv")).stdout.lines().count();
    for percent in ["0%", "0.5%", "40%"] {
        let name = format!("p{percent}");
        folder.ok(&format!("sample synth --entries 6000 --corrected {percent} --ledger {name}"));
        for known_at in [2000, 4000, 6000] {
            let answer = folder.ask(&format!("findings --ledger {name} --as-of 2012-12-31 --known-at {known_at}"));
            let errors = answer["findings"].as_array().unwrap().iter().filter(|finding| finding["severity"] == "error");
            assert_eq!(errors.collect::<Vec<_>>(), Vec::<&serde_json::Value>::new(), "{name} at {known_at}");
        }
    }
    let counts = ["p0%", "p0.5%", "p40%"].map(corrections);
    assert!(counts[0] <= 1 && counts[1] > 5 && counts[1] < 100 && counts[2] > 1000, "{counts:?}");
    for wrong in ["101", "-1", "some"] {
        let error = folder.refused(2, &format!("sample synth --entries 10 --corrected={wrong} --ledger other"));
        assert_eq!(error["code"], "usage", "{wrong}");
    }
}

#[test]
fn the_demo_prints_its_statement_and_is_the_same_every_time() {
    let folder = Folder::bare();
    let done = folder.ok("demo --dir first");
    assert!(done.stderr.contains("first") && done.stderr.contains("entries"), "{}", done.stderr);
    for programme in ["HUSK", "KVP", "P1824", "TIO", "TRAPPA"] {
        assert!(done.stdout.contains(programme), "{programme}");
    }
    let statement = folder.ok("statement --as-of 2017-12-31 --ledger first");
    assert_eq!(done.stdout, statement.stdout);
    folder.ok("demo");
    let text = |dir: &str| folder.ok(&format!("export --to jsonl --ledger {dir}")).stdout;
    assert!(text("first") == text("demo-ledger"), "the demo's clock and seed are constants");
}
