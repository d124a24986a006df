//! Writer and verifier for kills and power cuts.
//!
//! ```text
//! endure write DIR [--no-sync] [--mode single|batch|import|compact|mixed] [--rounds N] [--seed S] [--import N]
//!                  [--step MICROSECONDS]
//! endure verify DIR ACKED
//! ```
//!
//! `write` makes a ledger in DIR, or goes on with the one that is there, and prints `acked N` when it is open and after
//! each commit: N entries are on the disk. It goes on until it is ended, or for so many rounds. `--no-sync` is the
//! control: it leaves out the sync that makes a commit durable, and must lose entries in a power cut. `--import` is the
//! most entries an import has, `--step` what the clock goes on for each entry.
//!
//! `verify` exits 0 when the log opens, verifies, holds at least ACKED entries, and each is the one that was written.

mod work;

use std::error::Error;
use std::io::Write;
use std::path::Path;
use std::process::ExitCode;

use work::Plan;

const USAGE: &str = "usage: endure write DIR [--no-sync] [--mode single|batch|import|compact|mixed] [--rounds N] [--seed S] \
                     [--import N] [--step MICROSECONDS] | endure verify DIR ACKED";

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
    match arguments {
        [word, dir, options @ ..] if word == "write" => {
            let plan = Plan::parse(options).ok_or(USAGE)?;
            work::write(Path::new(dir), &plan, &mut std::io::stdout())
        }
        [word, dir, acked] if word == "verify" => {
            let acked = acked.parse()?;
            let size = work::verify(Path::new(dir), acked)?;
            writeln!(std::io::stdout(), "{size} entries, {acked} acknowledged")?;
            Ok(())
        }
        _ => Err(USAGE.into()),
    }
}
