//! Writers killed at any moment: nothing that was acknowledged is lost, and the log opens and verifies.
//!
//! `HOVEDBOK_KILLS` says how many; 100 without it.

use std::io::{BufRead, BufReader};
use std::os::unix::process::ExitStatusExt;
use std::path::Path;
use std::sync::mpsc;
use std::time::Duration;
use std::{fs, thread};

use hovedbok_log::Log;

use crate::support::{NOW, commit, copy, entry, who};
use crate::work::{self, Dice};
use crate::writer::{asked, writer};

const KILLS: u64 = 100;
const SIGKILL: i32 = 9;
/// A ledger of so many entries is left for a new one: opening it takes longer than writers live.
const ENTRIES_MAX: u64 = 30_000;

/// What a writer had done when it was killed.
struct Killed {
    /// The entries that it had acknowledged, if it came to that.
    acked: Option<u64>,
    /// Whether it had acknowledged a round of its own, and not only what it found when it opened the ledger.
    wrote: bool,
}

/// Runs a writer and kills it.
fn killed(dir: &Path, dice: &mut Dice) -> Killed {
    let mode = ["mixed", "mixed", "single", "batch", "import", "compact"][usize::try_from(dice.between(0, 5)).unwrap()];
    let options = format!("--mode {mode} --seed {} --import 12000", dice.roll());
    let test = "kill::what_a_killed_writer_acknowledged_is_there";
    let mut child = writer(test, dir, &options).spawn().unwrap();
    let lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let (sender, acks) = mpsc::channel();
    let reader = thread::spawn(move || {
        let lines = lines.map_while(Result::ok);
        let acked: Vec<u64> = lines
            .filter_map(|line| line.strip_prefix("acked ")?.parse().ok())
            .inspect(|acked| sender.send(*acked).unwrap_or_default())
            .collect();
        Killed { acked: acked.last().copied(), wrote: acked.len() > 1 }
    });
    // One in eight is killed while it opens the ledger, two in its first round, the others in a later one. They wait for
    // what the writer says, not for a time: on a busy machine a writer is slow.
    let rounds = match dice.between(1, 8) {
        1 => 0,
        2 | 3 => 1,
        _ => 2,
    };
    for _ in 0..rounds {
        acks.recv().expect("the writer ended before it acknowledged anything");
    }
    thread::sleep(Duration::from_micros(dice.between(5_000, 60_000)));
    child.kill().unwrap();
    assert_eq!(child.wait().unwrap().signal(), Some(SIGKILL), "the writer ended by itself ({options})");
    reader.join().unwrap()
}

#[test]
fn what_a_killed_writer_acknowledged_is_there() {
    if asked() {
        return;
    }
    let kills = std::env::var("HOVEDBOK_KILLS").map_or(KILLS, |kills| kills.parse().unwrap());
    let home = tempfile::tempdir().unwrap();
    let (ledger, looked_at) = (home.path().join("ledger"), home.path().join("copy"));
    let mut dice = Dice(20_260_105);
    // Acknowledged in this ledger so far; none while it was not even made.
    let mut acked = None;
    let (mut writing, mut size) = (0, 0);
    for kill in 1..=kills {
        if ledger.exists() && (acked.is_none() || size > ENTRIES_MAX || dice.between(1, 12) == 1) {
            fs::remove_dir_all(&ledger).unwrap();
            (acked, size) = (None, 0);
        }
        let seen = killed(&ledger, &mut dice);
        writing += u64::from(seen.wrote);
        acked = acked.max(seen.acked);
        let Some(acked) = acked else { continue };
        // Mostly a copy is looked at: opened and closed, the ledger itself would begin each time as if nothing had been.
        let in_place = dice.between(1, 4) == 1;
        if !in_place {
            copy(&ledger, &looked_at);
        }
        let found = work::verify(if in_place { &ledger } else { &looked_at }, acked);
        size = found.unwrap_or_else(|error| panic!("kill {kill}: {error}"));
        if !in_place {
            fs::remove_dir_all(&looked_at).unwrap();
        }
    }
    assert!(writing > kills / 2, "only {writing} of {kills} writers came to write");
}

#[test]
fn the_verifier_notices_what_is_missing_and_what_is_another() {
    let dir = tempfile::tempdir().unwrap();
    let plan = work::Plan::parse(&["--rounds", "20"].map(str::to_owned)).unwrap();
    work::write(dir.path(), &plan, &mut std::io::sink()).unwrap();
    let size = work::verify(dir.path(), 20).unwrap();
    assert!(work::verify(dir.path(), size).is_ok());
    let error = work::verify(dir.path(), size + 1).unwrap_err();
    assert_eq!(error.to_string(), format!("{} entries were acknowledged, {size} are there", size + 1));
    let log = Log::open(dir.path(), &who()).unwrap();
    log.append(&commit(vec![entry(1, "another")]), NOW + 1_000_000_000).unwrap();
    log.close().unwrap();
    let error = work::verify(dir.path(), size).unwrap_err();
    assert_eq!(error.to_string(), format!("the entry at position {} is another one", size + 1));
    assert!(work::verify(&dir.path().join("nothing"), 0).is_err());
}
