//! docs/evaluating.md: every snippet is run, in the order of the page, where its tool is installed.

use std::fs;
use std::path::Path;
use std::process::Command;

use super::{house, python, r, run};
use crate::support::Folder;
use crate::support::call::BINARY;

/// The fenced blocks of a page: their language and what is in them.
fn blocks(page: &str) -> Vec<(String, String)> {
    let mut blocks = Vec::new();
    let mut open: Option<(String, String)> = None;
    for line in page.lines() {
        match (line.strip_prefix("```"), &mut open) {
            (Some(language), None) => open = Some((language.to_owned(), String::new())),
            (Some(_), Some(_)) => blocks.extend(open.take()),
            (None, Some((_, text))) => {
                text.push_str(line);
                text.push('\n');
            }
            (None, None) => {}
        }
    }
    blocks
}

#[test]
fn every_snippet_runs() {
    let folder = Folder::demo();
    fs::rename(folder.path().join("ledger"), folder.path().join("demo-ledger")).unwrap();
    let page = fs::read_to_string(house().join("docs/evaluating.md")).unwrap();
    let blocks = blocks(&page);
    for language in ["console", "python", "r", "sql"] {
        assert!(blocks.iter().any(|(own, _)| own == language), "the page has nothing in {language}");
    }
    for (number, (language, text)) in blocks.iter().enumerate() {
        let name = format!("snippet-{number}.{language}");
        let path = folder.path().join(&name);
        match language.as_str() {
            "console" => shell(&folder, text),
            "python" => {
                folder.write(&name, text);
                run(&folder, python(), "Python with the packages", &path, &[]);
            }
            "sql" => {
                folder.write(&name, text);
                let call = "import duckdb, sys\nprint(duckdb.sql(open(sys.argv[1]).read()))\n";
                folder.write("duck.py", call);
                run(&folder, python(), "DuckDB", &folder.path().join("duck.py"), &[&name]);
            }
            "r" => {
                folder.write(&name, text);
                run(&folder, r(text), "R with the packages", &path, &[]);
            }
            "text" => {}
            other => panic!("nothing runs {other}"),
        }
    }
}

/// Runs the calls of a transcript, which print what is below them.
fn shell(folder: &Folder, text: &str) {
    let call = |line: &&str| line.starts_with("$ ") || line.starts_with("> ");
    let (calls, printed): (Vec<&str>, Vec<&str>) = text.lines().partition(call);
    let calls: Vec<&str> = calls.into_iter().filter_map(|line| line.get(2..)).collect();
    let bin = Path::new(BINARY).parent().unwrap();
    let path = format!("{}:{}", bin.display(), std::env::var("PATH").unwrap_or_default());
    let mut command = Command::new("sh");
    command.args(["-ec", &calls.join("\n")]).current_dir(folder.path()).env_clear().env("PATH", path);
    let output = command.env("HOVEDBOK_LEDGER", "demo-ledger").env("HOVEDBOK_ACTOR", "tester").output().unwrap();
    assert!(output.status.success(), "{text}{}", String::from_utf8_lossy(&output.stderr));
    let stdout = String::from_utf8_lossy(&output.stdout);
    assert_eq!(stdout.lines().map(str::trim_end).collect::<Vec<_>>(), printed, "{text}");
}
