//! A disk that takes no more: a clear error, exit code 3, nothing half-written, and the ledger is usable again afterwards.

use std::fmt::Write;
use std::fs;
use std::path::Path;
use std::process::Command;

use super::size;
use crate::support::Folder;
use crate::support::call::BINARY;
use crate::support::folder::copy;

/// Registrations as a table, more than what is left takes.
fn people(from: usize, to: usize) -> String {
    (from..to).fold("case;start;office;birth_month\n".to_owned(), |mut table, number| {
        let _ = writeln!(table, "C-{number};2026-09-01;Centre {};2001-04", number % 97);
        table
    })
}

/// Calls the binary in a shell where no file can grow beyond so many KiB: a write beyond that is an error.
fn limited(dir: &Path, kib: u32, words: &str) -> (Option<i32>, String) {
    // The shell counts in blocks of 512 bytes.
    let script = format!("ulimit -f {}; trap '' XFSZ; HOVEDBOK_ACTOR=tester exec '{BINARY}' {words}", kib * 2);
    let output = Command::new("sh").arg("-c").arg(script).current_dir(dir).output().unwrap();
    (output.status.code(), String::from_utf8_lossy(&output.stderr).into_owned())
}

#[test]
fn files_that_cannot_grow_leave_the_ledger_as_it_was() {
    let folder = super::small();
    fs::write(folder.path().join("people.csv"), people(0, 3_000)).unwrap();
    let before = folder.ask("log")["entries"].clone();
    for words in ["import people.csv --kind registration", "archive ./copy", "archive ./copy --drill", "compact"] {
        let (code, said) = limited(folder.path(), 4, words);
        assert_eq!(code, Some(3), "{words}: {said}");
        let last = said.lines().last().unwrap_or_default();
        assert!(last.starts_with("error: ") && last.contains(" — "), "{words}: {said}");
        assert!(!said.contains("panicked"), "{words}: {said}");
        let verified = folder.ask("verify");
        assert_eq!(
            (&verified["entries"], &verified["fault"]),
            (&size(&folder).into(), &serde_json::Value::Null),
            "{words}"
        );
        assert_eq!(folder.ask("log")["entries"], before, "{words}");
    }
    folder.ok("import people.csv --kind registration");
    folder.ok("archive ./copy --drill");
    folder.ok("compact");
    assert_eq!(size(&folder), 3_009);
}

/// A file system of its own that is unmounted when this goes.
struct Mounted<'a>(&'a Path);

impl Drop for Mounted<'_> {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg(self.0).status();
    }
}

#[test]
fn a_full_file_system_is_said_and_room_is_enough_to_go_on() {
    let folder = Folder::bare();
    let disk = folder.path().join("disk");
    fs::create_dir(&disk).unwrap();
    let mount = Command::new("mount").args(["-t", "tmpfs", "-o", "size=24m", "tmpfs"]).arg(&disk).output();
    if !mount.is_ok_and(|mount| mount.status.success()) {
        // Only root may mount; the test above needs no right.
        println!("no file system of its own: not permitted");
        return;
    }
    let mounted = Mounted(&disk);
    folder.ok("init --ledger disk/ledger --origin full.example/ledger");
    let mut took = 0;
    let refused = loop {
        let table = people(took * 20_000, (took + 1) * 20_000);
        fs::write(folder.path().join("people.csv"), table).unwrap();
        let done = folder.run("import people.csv --kind registration --ledger disk/ledger --register people.age");
        if done.code != 0 || took > 40 {
            break done;
        }
        took += 1;
    };
    assert_eq!(refused.code, 3, "{}", refused.stderr);
    assert!(refused.stderr.contains("the disk is full") && !refused.stderr.contains("panicked"), "{}", refused.stderr);
    // The ledger still needs a little room to be opened; with more of it everything is there, and the import is repeated.
    assert!(Command::new("mount").args(["-o", "remount,size=128m"]).arg(&disk).status().unwrap().success());
    let verified = folder.ask("verify --ledger disk/ledger");
    assert!(verified["fault"].is_null());
    // One entry opens the ledger.
    let entries = if took == 0 { 0 } else { took as u64 * 20_000 + 1 };
    assert_eq!(verified["entries"], entries);
    folder.ok("import people.csv --kind registration --ledger disk/ledger --register people.age");
    drop(mounted);
}

/// Bytes of all files below, in the pages that a file system of its own takes them in.
fn pages(dir: &Path) -> u64 {
    let files = fs::read_dir(dir).unwrap().map(Result::unwrap);
    files
        .map(|file| if file.path().is_dir() { pages(&file.path()) } else { file.metadata().unwrap().len() / 4096 + 1 })
        .sum()
}

#[test]
fn a_disk_that_fills_up_while_it_rebuilds_leaves_the_views_that_are_read() {
    let folder = Folder::demo();
    // The store takes as much as it takes while it is open.
    folder.ok("status");
    let disk = folder.path().join("disk");
    fs::create_dir(&disk).unwrap();
    // Room for some save points, and not for the views.
    let size = format!("size={}", (pages(&folder.path().join("ledger")) + 400) * 4096);
    let mount = Command::new("mount").args(["-t", "tmpfs", "-o", &size, "tmpfs"]).arg(&disk).output();
    if !mount.is_ok_and(|mount| mount.status.success()) {
        println!("no file system of its own: not permitted");
        return;
    }
    let mounted = Mounted(&disk);
    copy(&folder.path().join("ledger"), &disk.join("ledger"));
    let answer = || folder.ok("state --by status --as-of 2012-06-30 --known-at 20000 --ledger disk/ledger").stdout;
    let live = || folder.ask("rebuild status --ledger disk/ledger")["views"][0]["generation"].clone();
    let expected = (answer(), live());
    for step in ["rebuild start", "rebuild resume", "rebuild"] {
        let refused = folder.run(&format!("--format json {step} --save-every 1 --ledger disk/ledger"));
        assert_eq!((refused.code, &refused.said()["error"]["code"]), (3, &"disk_full".into()), "{step}");
        assert_eq!((answer(), live()), expected, "{step}");
        let state = folder.ask("rebuild status --ledger disk/ledger")["rebuild"]["state"].clone();
        // There may be no room to say so.
        assert!(state == "failing" || state == "hydrating", "{state}");
    }
    let more = Command::new("mount").args(["-o", "remount,size=64m"]).arg(&disk).status();
    assert!(more.unwrap().success());
    assert!(folder.ask("rebuild resume --ledger disk/ledger")["from"].as_u64() > Some(0));
    folder.ok("rebuild swap --ledger disk/ledger");
    assert_eq!(answer(), expected.0);
    assert_eq!(folder.ask("verify --ledger disk/ledger")["views"]["found"], "same");
    drop(mounted);
}
