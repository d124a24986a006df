//! The command line `hovedbok`: arguments in, tables, JSON or CSV out. Everything it does, `hovedbok-ledger` does.
//!
//! What stays true here: the clock and the operating system's randomness are read in `edge` and nowhere else (H10). No
//! message repeats a case number or personal data (H11). An answer that ends before the day asked about says so (H14).

mod commands;
mod edge;
mod exit;
mod fields;
mod global;
mod input;
mod output;
mod progress;
mod screen;
mod traces;
mod trust;
mod written;

use std::process::ExitCode;

use clap::Parser;

use crate::commands::Command;
use crate::global::Global;

/// An event-sourced programme ledger: record what happened, and ask about any date, as known at any date.
#[derive(Debug, Parser)]
#[command(name = "hovedbok", bin_name = "hovedbok", version = env!("HOVEDBOK_VERSION"), propagate_version = true, about)]
#[command(
    after_help = "Exit codes: 0 answered, 1 refused, 2 wrong usage, 3 the ledger is damaged or cannot be opened."
)]
struct Cli {
    #[command(flatten)]
    global: Global,
    #[command(subcommand)]
    command: Command,
}

fn main() -> ExitCode {
    global::look::<Cli>(std::env::args_os()).begin();
    let (mut cli, named): (Cli, _) = match global::parse(std::env::args_os()) {
        Ok(understood) => understood,
        Err(error) => return exit::usage(&error),
    };
    cli.global.named = named;
    cli.global.paged();
    let fits = traces::begin(&cli.global).and_then(|()| cli.command.fits(&cli.global));
    match fits.and_then(|()| cli.command.run(&cli.global)) {
        Ok(code) => {
            screen::end();
            code
        }
        Err(failure) => exit::failed(&failure),
    }
}
