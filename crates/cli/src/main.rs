//! The command line `hovedbok`: arguments in, tables, JSON or CSV out. Everything it does, `hovedbok-ledger` does.

mod audit;
mod commands;
mod edge;
mod exit;
mod fields;
mod global;
mod output;
mod progress;
mod render;
mod words;
mod written;

use std::process::ExitCode;

use clap::Parser;

use crate::commands::Command;
use crate::global::Global;

/// An event-sourced programme ledger: records what happened and answers for any date, as known at any date.
#[derive(Debug, Parser)]
#[command(name = "hovedbok", version, about)]
#[command(
    after_help = "Exit codes: 0 answered, 1 refused, 2 the call is wrong, 3 the ledger is damaged or cannot be opened."
)]
struct Cli {
    #[command(flatten)]
    global: Global,
    #[command(subcommand)]
    command: Command,
}

fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => return exit::usage(&error),
    };
    match cli.global.fits().and_then(|()| cli.command.run(&cli.global)) {
        Ok(code) => code,
        Err(failure) => exit::failed(&failure, &cli.global),
    }
}
