//! Writers killed at any moment while they record and archive: nothing that was acknowledged is lost in the ledger, and the
//! archive is a whole one of what it held, which the next run brings up to date.
//!
//! `HOVEDBOK_ARCHIVE_KILLS` says how many; 30 without it.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::mpsc;
use std::time::Duration;
use std::{env, fs, thread};

use hovedbok_ledger::Reader;
use tempfile::TempDir;

use crate::work::{self, Plan};

const DIR: &str = "HOVEDBOK_LEDGER_WRITER_DIR";
const KILLS: u64 = 30;
/// Opening and checking a ledger of more entries takes longer than a writer lives.
const ENTRIES_MAX: u64 = 3_000;

/// What the writer had acknowledged and archived when it was killed, some time after it wrote `line`, or after it began.
fn killed(dir: &Path, line: Option<&str>, after: Duration) -> (u64, u64) {
    let mut child = Command::new(env::current_exe().unwrap())
        .args(["--exact", "killed::what_a_killed_writer_had_archived_is_there", "--nocapture", "--test-threads=1"])
        .env(DIR, dir)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let (sender, written) = mpsc::channel();
    let reader = thread::spawn(move || {
        let (mut acked, mut archived) = (0, 0);
        for line in lines.map_while(Result::ok) {
            let number = |word: &str| line.strip_prefix(word)?.parse::<u64>().ok();
            acked = number("acked ").unwrap_or(acked);
            archived = number("archived ").unwrap_or(archived);
            let _ = sender.send(line);
        }
        (acked, archived)
    });
    if let Some(awaited) = line {
        assert!(written.iter().any(|line| line.starts_with(awaited)), "the writer ended before it wrote '{awaited}'");
    }
    thread::sleep(after);
    child.kill().unwrap();
    child.wait().unwrap();
    reader.join().unwrap()
}

#[test]
fn what_a_killed_writer_had_archived_is_there() {
    if let Some(dir) = env::var_os(DIR) {
        // Behind what the test runner has written on the line.
        println!();
        let dir = Path::new(&dir);
        let plan = Plan::parse(&["--archive", dir.join("archive").to_str().unwrap(), "--seed", "7"]).unwrap();
        return work::write(&dir.join("ledger"), &plan).unwrap();
    }
    let kills = env::var("HOVEDBOK_ARCHIVE_KILLS").map_or(KILLS, |kills| kills.parse().unwrap());
    let home = TempDir::new().unwrap();
    let (ledger, archive) = (home.path().join("ledger"), home.path().join("archive"));
    let (mut acked, mut archived, mut writing) = (0, 0, 0);
    for kill in 1..=kills {
        // A writer that was killed before it acknowledged anything may have left a ledger half made.
        if acked == 0 || acked > ENTRIES_MAX {
            [&ledger, &archive].into_iter().filter(|dir| dir.exists()).for_each(|dir| fs::remove_dir_all(dir).unwrap());
            (acked, archived) = (0, 0);
        }
        // One in four is killed while it opens the ledger, one when it writes, the others when they have archived once. They
        // wait for what the writer says, not for a time: on a busy machine a writer is slow.
        let line = [None, Some("acked "), Some("archived "), Some("archived ")][usize::try_from(kill % 4).unwrap()];
        let after = Duration::from_millis(10 + kill * 37 % 130);
        let seen = killed(home.path(), line, after);
        writing += u64::from(seen.1 > archived);
        (acked, archived) = (acked.max(seen.0), archived.max(seen.1));
        // Before anybody has opened the ledger again: who only asks sees all that was acknowledged.
        if acked > 0 {
            let mut reader = Reader::open(&ledger, chrono::Utc::now().into(), Duration::from_secs(2)).unwrap();
            let position = reader.position(None).unwrap();
            assert!(position.0 >= acked, "kill {kill}: a reader is at {position}, but {acked} was acknowledged");
            reader.close().unwrap();
        }
        work::verify(&ledger, acked, Some((&archive, archived))).unwrap_or_else(|error| panic!("kill {kill}: {error}"));
    }
    assert!(writing > kills / 4, "only {writing} of {kills} writers came to archive");
}
