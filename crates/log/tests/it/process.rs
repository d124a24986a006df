//! Other processes: one that holds the ledger, one that may not write.

use std::io::{BufRead, BufReader};
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Command, Stdio};
use std::{env, fs};

use hovedbok_log::{Log, OpenError, StoreError, Who};

use crate::support::{NOW, ORIGIN, commit, entry, who, written};

const DIR: &str = "HOVEDBOK_LOG_TEST_DIR";

/// This test binary again, running one test with the folder in its environment.
fn again(test: &str, dir: &Path) -> Command {
    let mut command = Command::new(env::current_exe().unwrap());
    command.args(["--exact", test, "--nocapture", "--test-threads=1"]).env(DIR, dir);
    command
}

#[test]
fn a_ledger_held_elsewhere_is_refused_and_says_by_whom() {
    if let Some(dir) = env::var_os(DIR) {
        // The other process: holds the ledger until its input ends.
        let log = Log::open(Path::new(&dir), &Who { program: "holder".to_owned(), since: NOW }).unwrap();
        println!("\nholding");
        std::io::stdin().lines().for_each(drop);
        return log.close().unwrap();
    }
    let dir = tempfile::tempdir().unwrap();
    written(dir.path(), 1);
    let mut other = again("process::a_ledger_held_elsewhere_is_refused_and_says_by_whom", dir.path())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(other.stdout.take().unwrap()).lines();
    assert!(lines.any(|line| line.unwrap() == "holding"));
    let error = Log::open(dir.path(), &who()).unwrap_err();
    assert_eq!(
        error.to_string(),
        format!(
            "{} is in use by holder (process {}, since 2026-01-05T09:30:00.000000Z); wait until it ends, or end it",
            dir.path().display(),
            other.id()
        )
    );
    drop(other.stdin.take());
    assert!(lines.map(Result::unwrap).any(|line| line.contains("1 passed")));
    assert!(other.wait().unwrap().success());
    assert_eq!(Log::open(dir.path(), &who()).unwrap().size(), 1);
}

#[test]
fn a_second_handle_in_this_process_is_refused_too() {
    let dir = tempfile::tempdir().unwrap();
    let log = Log::init(dir.path(), ORIGIN, &who()).unwrap();
    let error = Log::open(dir.path(), &who()).unwrap_err();
    assert!(matches!(error, OpenError::Locked { holder: Some(ref holder), .. } if holder.pid == std::process::id()));
    log.append(&commit(vec![entry(1, "a")]), NOW).unwrap();
    fs::remove_file(dir.path().join("lock")).unwrap();
    let error = Log::open(dir.path(), &who()).unwrap_err();
    assert!(error.to_string().contains("is in use by another process; wait"), "{error}");
}

#[test]
fn a_holder_that_is_gone_keeps_nobody_out() {
    let dir = tempfile::tempdir().unwrap();
    written(dir.path(), 1);
    fs::write(dir.path().join("lock"), b"{\"pid\":1,\"program\":\"gone\",\"since\":\"then\"}").unwrap();
    Log::open(dir.path(), &who()).unwrap().close().unwrap();
    assert!(!dir.path().join("lock").exists());
}

#[test]
fn a_folder_that_cannot_be_written_is_refused_as_that() {
    if let Some(dir) = env::var_os(DIR) {
        let error = Log::open(Path::new(&dir), &who()).unwrap_err();
        let OpenError::Store { source: StoreError::ReadOnly { .. }, .. } = error else { panic!("{error}") };
        assert!(error.to_string().contains("the folder cannot be written"), "{error}");
        return;
    }
    let dir = tempfile::tempdir().unwrap();
    let ledger = dir.path().join("ledger");
    written(&ledger, 1);
    let mode = |path: &Path, mode| fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
    let everything = [ledger.join("anchor.json"), ledger.join("store/conf"), ledger.join("store/db")];
    everything.iter().for_each(|file| mode(file, 0o444));
    [ledger.join("store/blobs"), ledger.join("store"), ledger.clone(), dir.path().to_owned()]
        .iter()
        .for_each(|folder| mode(folder, 0o555));
    let mut other = again("process::a_folder_that_cannot_be_written_is_refused_as_that", &ledger);
    if fs::metadata(dir.path()).unwrap().uid() == 0 {
        // Permissions do not bind root: the other process is nobody.
        other.uid(65_534).gid(65_534);
    }
    let output = other.output().unwrap();
    [dir.path().to_owned(), ledger.clone(), ledger.join("store"), ledger.join("store/blobs")]
        .iter()
        .for_each(|folder| mode(folder, 0o755));
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success() && said.contains("1 passed"), "{said}{}", String::from_utf8_lossy(&output.stderr));
}

#[test]
fn the_file_that_names_the_holder_is_never_written_through_a_link() {
    let dir = tempfile::tempdir().unwrap();
    let (ledger, precious) = (dir.path().join("ledger"), dir.path().join("precious"));
    written(&ledger, 1);
    fs::write(&precious, "a key").unwrap();
    std::os::unix::fs::symlink(&precious, ledger.join("lock")).unwrap();
    let log = Log::open(&ledger, &who()).unwrap();
    assert!(fs::read_to_string(ledger.join("lock")).unwrap().contains("log tests"));
    log.close().unwrap();
    assert_eq!(fs::read_to_string(&precious).unwrap(), "a key");
}
