//! Writer and verifier for kills and power cuts while a ledger is recorded into and archived.
//!
//! ```text
//! endure_archive write DIR [--archive ARCHIVE] [--rounds N] [--seed S]
//! endure_archive verify DIR ACKED [--archive ARCHIVE ARCHIVED]
//! ```
//!
//! `write` makes a ledger in DIR, or goes on with the one that is there, and prints `acked N` when it is open and after each
//! commit: N entries are on the disk. Now and then it archives and prints `archived N`: N entries are on the disk there too.
//! It goes on until it is ended, or for so many rounds.
//!
//! `verify` first asks the views, which are written after each commit and never synced, as the next reader does. It exits 0 when
//! they answer as the log does, when the ledger opens, verifies, holds at least ACKED entries, and each is the one that was
//! written; and, where an archive is named, when a ledger is restored from it that holds at least ARCHIVED of the same entries, and the next
//! run brings it up to date.

mod work;

use std::error::Error;
use std::path::Path;
use std::process::ExitCode;

use work::Plan;

const USAGE: &str = "usage: endure_archive write DIR [--archive ARCHIVE] [--rounds N] [--seed S] | \
                     endure_archive verify DIR ACKED [--archive ARCHIVE ARCHIVED]";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match run(&arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: &[String]) -> Result<(), Box<dyn Error>> {
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match arguments.as_slice() {
        ["write", dir, options @ ..] => work::write(Path::new(dir), &Plan::parse(options).ok_or(USAGE)?),
        ["verify", dir, acked] => work::verify(Path::new(dir), acked.parse()?, None),
        ["verify", dir, acked, "--archive", archive, archived] => {
            work::verify(Path::new(dir), acked.parse()?, Some((Path::new(archive), archived.parse()?)))
        }
        _ => Err(USAGE.into()),
    }
}
