//! The runner as a process: every measurement runs, the page is written, nothing is left behind.
#![allow(clippy::unwrap_used)]

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

fn bench(dir: &Path, more: &[&str]) -> Output {
    bench_of(1_500, dir, more)
}

fn bench_of(entries: u32, dir: &Path, more: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_hovedbok-bench"));
    command
        .args(["--quick", "--runs", "1", "--date", "2026-11-23", "--entries", &entries.to_string(), "--dir"])
        .arg(dir);
    command.args(more).output().unwrap()
}

fn folder() -> tempfile::TempDir {
    tempfile::Builder::new().permissions(std::os::unix::fs::PermissionsExt::from_mode(0o755)).tempdir().unwrap()
}

#[test]
fn every_measurement_runs_and_leaves_nothing_behind() {
    let dir = folder();
    let page = dir.path().join("benchmarks.md");
    let output = bench(dir.path(), &["--write", page.to_str().unwrap()]);
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}");
    let text = fs::read_to_string(&page).unwrap();
    for what in [
        "one writer, one entry a commit | entries/s",
        "64 writers, one entry a commit | entries/s",
        "import of 1500 entries",
        "the log after that import | bytes/entry",
        "the views after that import | bytes/entry",
        "verify 1500 entries",
        "open a sealed ledger of 1500 entries | ms",
        "open a sealed ledger of 1500 entries | MB",
        "write the views of 1500 entries again, log checked on the way | entries/s",
        "read the views of 1500 entries and answer: state | ms",
        "read the views of 1500 entries and answer: one participant | ms",
        "the stock at 20 points of both times, 1500 entries, warm | questions/s",
        "balances at a day over 4000 postings, whole process (",
        "rebuild from 1500 entries | entries/s",
        "estimate of the end of a rebuild of 1500 entries",
        "99th percentile of 50 random questions, 2000 entries",
        "`explain` of a plan with 50 rows that all differ | ms",
        "ten times the entries: the time of `",
        "![Milliseconds of each question by the entries of the ledger](benchmarks.svg)",
        "| ms at … entries | 500 | 1500 | ten times the entries |",
        "- date: 2026-11-23",
    ] {
        assert!(text.contains(what), "{what}\n{text}");
    }
    assert!(String::from_utf8_lossy(&output.stdout).contains(text.trim()));
    assert!(!text.contains(dir.path().to_str().unwrap()), "no folder of the machine stands in the page");
    let picture = page.with_extension("svg");
    assert!(fs::read_to_string(&picture).unwrap().contains(">statement</text>"));
    fs::remove_file(&page).unwrap();
    fs::remove_file(&picture).unwrap();
    let left: Vec<_> = fs::read_dir(dir.path()).unwrap().map(|entry| entry.unwrap().path()).collect();
    assert!(left.is_empty(), "{left:?}\n{said}");
}

#[test]
fn check_refuses_what_is_too_heavy_and_only_then() {
    let dir = folder();
    // Of three entries the smallest file a store can be weighs more than 240 bytes each, however fast they came in.
    let checked = |more: &[&str]| bench_of(3, dir.path(), &[&["--only", "bulk"], more].concat());
    let output = checked(&["--check"]);
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert!(said.contains("below what it must be: the log after that import"), "{said}");
    assert_eq!(checked(&[]).status.code(), Some(0));
}

#[test]
fn wrong_calls_and_folders_that_are_not_there_are_told() {
    let dir = folder();
    let wrong = bench(dir.path(), &["--only", "opne"]);
    assert_eq!(wrong.status.code(), Some(2));
    let gone = bench(&dir.path().join("gone"), &["--only", "single"]);
    assert_eq!(gone.status.code(), Some(3));
    assert!(String::from_utf8_lossy(&gone.stderr).contains("gone"), "{gone:?}");
}
