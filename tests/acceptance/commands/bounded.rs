//! Nothing that comes from outside is read whole before it is known how large it is: an input without an end is refused at
//! once, in little memory, with the limit.

use std::fs::File;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use super::small;
use crate::support::Folder;
use crate::support::call::{BINARY, Done};

/// Calls the binary in a shell, on what another command prints, with 1.5 GiB of address space. It must end by itself, soon.
fn called(dir: &Path, input: &str, words: &str) -> Done {
    let script = format!("ulimit -v 1500000; {input} | HOVEDBOK_ACTOR=tester timeout 100 '{BINARY}' {words}");
    let begun = Instant::now();
    let output = Command::new("sh").arg("-c").arg(script).current_dir(dir).output().unwrap();
    assert!(begun.elapsed() < Duration::from_secs(100), "{words}");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    Done { code: output.status.code().unwrap_or(-1), stdout: text(output.stdout), stderr: text(output.stderr) }
}

fn refused(dir: &Path, input: &str, words: &str, says: &[&str]) {
    let done = called(dir, input, words);
    assert_eq!((done.code, done.stdout.as_str()), (2, ""), "{input} | {words}: {}", done.stderr);
    assert_eq!(done.stderr.trim_end().lines().count(), 1, "{words}: {}", done.stderr);
    for part in says {
        assert!(done.stderr.contains(part), "{input} | {words}: {}", done.stderr);
    }
}

#[test]
fn inputs_without_an_end_are_refused_by_every_command_that_reads_one() {
    let folder = small();
    folder.write("people.csv", "case;start\nA-1;2026-01-05\n");
    let dir = folder.path();
    for words in [
        "record --json /dev/zero",
        "import people.csv --kind intake --map /dev/zero",
        "verify --checkpoint /dev/zero",
        "verify --vkey /dev/zero",
        "statement check /dev/zero --vkey /dev/zero",
        "prove 1 --checkpoint /dev/zero",
        "restore archive --vkey /dev/zero --ledger other",
    ] {
        refused(dir, ":", words, &["/dev/zero", "MiB"]);
    }
    refused(dir, ":", "import /dev/zero --kind intake", &["/dev/zero", "64 MiB"]);
    refused(dir, ":", "key show /dev/zero", &["/dev/zero", "4 KiB"]);
    refused(dir, ":", "checkpoint --key /dev/zero", &["/dev/zero", "4 KiB"]);
    refused(dir, "yes", "record --json -", &["standard input", "64 MiB"]);
    refused(dir, "yes '[['", "record --json - --dry-run", &["standard input", "64 MiB"]);
    refused(dir, "yes 'a;b'", "import - --kind intake", &["-", "64 MiB"]);
    refused(dir, "yes \"$(printf 'case;start\\nA-1;2026-01-05')\"", "import - --kind intake", &["-", "64 MiB"]);
    // A line without an end.
    refused(dir, "yes | tr -d '\\n'", "import - --kind jsonl", &["line 1"]);
    assert_eq!(super::size(&folder), 9);
}

#[test]
fn a_cell_without_an_end_is_named() {
    let folder = Folder::empty();
    let dir = folder.path();
    let many = "head -c 400000000 /dev/zero | tr '\\0' x";
    let some = many.replace("000000", "000");
    let says = ["line 3, column 2", "128 KiB"];
    for input in [
        format!("{{ printf 'case;start\\nA-1;2026-01-05\\nA-2;'; {many}; }}"),
        format!("{{ printf 'case;start\\nA-1;2026-01-05\\nA-2;\"x;\\n,'; {some}; printf '\"\\n'; }}"),
        format!("{{ printf 'case,start\\r\\nA-1,2026-01-05\\r\\nA-2,'; {some}; printf ',\\r\\n'; }}"),
    ] {
        refused(dir, &input, "import - --kind intake", &says);
    }
    // A quote that is never closed is a cell, too.
    refused(
        dir,
        "{ printf 'case;start\\nA-1;2026-01-05\\nA-2;\"x\\n'; yes 'A-3;2026-01-05' | head -n 20000; }",
        "import - --kind intake",
        &says,
    );
    // As long as it may be, a cell is read.
    let long = "x".repeat(100_000);
    folder.write("long.csv", &format!("participant;start;note\n{};2026-01-05;{long}\n", super::PERSON));
    let done = folder.run("import long.csv --kind intake");
    assert!(!done.stderr.contains("KiB"), "{}", done.stderr);
}

#[test]
fn what_lies_beside_the_store_is_read_no_further_than_it_can_be_long() {
    let folder = small();
    folder.ok("rebuild");
    folder.ok("archive copy");
    for name in ["ledger/index.json", "ledger/projections.json", "ledger/archived.json", "copy/README.txt"] {
        assert!(folder.path().join(name).exists(), "{name}");
        // It takes no room on the disk.
        File::create(folder.path().join(name)).unwrap().set_len(8 << 30).unwrap();
    }
    for words in [
        "state",
        "status",
        "archive copy",
        "record programme.closed --programme STEP --effective 2026-12-31 --reason x",
    ] {
        let done = called(folder.path(), ":", words);
        assert!(
            [0, 2].contains(&done.code) && !done.stderr.contains("memory"),
            "{words}: {} {}",
            done.code,
            done.stderr
        );
    }
    assert!(folder.path().join("copy/README.txt").metadata().unwrap().len() < 100_000, "the page is written again");
    let anchor = folder.path().join("ledger/anchor.json");
    File::create(&anchor).unwrap().set_len(8 << 30).unwrap();
    assert_eq!(called(folder.path(), ":", "state").code, 3);
}
