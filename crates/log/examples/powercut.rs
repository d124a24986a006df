//! Writer and verifier for a simulated power cut.
//!
//! ```text
//! powercut write DIR [--no-sync]    records for ever; prints `acked N` after each commit
//! powercut verify DIR ACKED         exits 0 when the log opens, verifies, and holds at least ACKED entries
//! ```
//!
//! `--no-sync` is the control: it leaves out the sync that makes a commit durable, and must lose entries.

use hovedbok_log::{Commit, Log, Micros, NewEntry, Syncing, Who};
use std::error::Error;
use std::io::Write;
use std::path::Path;
use std::process::ExitCode;
use uuid::Uuid;

type Outcome = Result<(), Box<dyn Error>>;

/// 2026-01-05T09:30:00Z; an entry is recorded a millisecond after the one before.
const START: Micros = 1_767_605_400_000_000;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let outcome = match arguments.as_slice() {
        ["write", dir] => write(Path::new(dir), Syncing::Disk),
        ["write", dir, "--no-sync"] => write(Path::new(dir), Syncing::Never),
        ["verify", dir, acked] => verify(Path::new(dir), acked),
        _ => Err("usage: powercut write DIR [--no-sync] | powercut verify DIR ACKED".into()),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

/// Single entries, commits of 64, and now and then an import of 25,000 in one piece.
fn write(dir: &Path, syncing: Syncing) -> Outcome {
    let log = Log::init(dir, &who())?;
    log.set_syncing(syncing);
    let mut out = std::io::stdout().lock();
    for round in 1_u64.. {
        let next = log.size() + 1;
        let count = match round {
            _ if round.is_multiple_of(200) => 25_000,
            _ if round.is_multiple_of(5) => 64,
            _ => 1,
        };
        let entries = next..next + count;
        if count > 1_000 {
            let mut stage = log.stage(instant(next), false)?;
            for number in entries {
                stage.push(&entry(number))?;
            }
            stage.publish(&[])?;
        } else {
            let commit = Commit { entries: entries.map(entry).collect(), ..Commit::default() };
            log.append(&commit, instant(next))?;
        }
        writeln!(out, "acked {}", log.size())?;
        out.flush()?;
    }
    Ok(())
}

fn verify(dir: &Path, acked: &str) -> Outcome {
    let acked: u64 = acked.parse()?;
    let log = Log::open(dir, &who())?;
    for repair in log.repairs() {
        eprintln!("{repair}");
    }
    let verified = log.verify(|_| ())?;
    if verified.size < acked {
        return Err(format!("{acked} entries were acknowledged, {} are there", verified.size).into());
    }
    for stored in log.range(1..=verified.size) {
        let stored = stored?;
        let wanted = entry(stored.seq);
        if stored.id != wanted.id || stored.body != wanted.body || !stored.head.ends_with(&wanted.rest) {
            return Err(format!("the entry at position {} is another one", stored.seq).into());
        }
    }
    println!("{} entries, {acked} acknowledged", verified.size);
    log.close()?;
    Ok(())
}

fn who() -> Who {
    Who { program: "powercut".to_owned(), since: START }
}

fn instant(number: u64) -> Micros {
    START + Micros::try_from(number).unwrap_or(0) * 1_000
}

/// An entry of some 400 bytes that follows from its position.
fn entry(number: u64) -> NewEntry {
    let id = Uuid::from_u128(u128::from(number) << 64 | 0x8000_0000_0000_0000);
    let stream = format!("participant/{}", number % 1_000);
    let rest = format!("\"id\":\"{id}\",\"stream\":\"{stream}\",\"type\":\"trial.made\",\"schema\":1}}");
    let word = number.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    let body = format!("{{\"number\":{number},\"word\":\"{word:016x}{:016x}\"}}", word.rotate_left(29));
    NewEntry {
        id,
        stream,
        ordinary: true,
        recorded: None,
        rest: rest.into_bytes(),
        salt: u128::from(word).to_be_bytes(),
        body: body.into_bytes(),
    }
}
