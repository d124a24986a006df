//! The command line `hovedbok-check`: checks checkpoints, proofs, signed answers and archives from files alone.

mod commands;
mod exit;
mod format;
mod hints;
mod input;
mod render;

use std::process::ExitCode;

use clap::Parser;

use crate::commands::Command;
use crate::format::Format;

/// Check what a ledger issued — checkpoints, proofs, signed answers, archives — from the files alone, without the
/// ledger.
#[derive(Debug, Parser)]
#[command(name = "hovedbok-check", bin_name = "hovedbok-check", version, about)]
#[command(after_help = "Exit codes: 0 valid, 1 refused, 2 wrong usage or a file that cannot be read.")]
struct Cli {
    /// How the result is written.
    #[arg(long, global = true, value_enum, default_value_t = Format::Table)]
    format: Format,
    #[command(subcommand)]
    command: Command,
}

fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => return exit::usage(&error),
    };
    let done = cli.command.run().and_then(|shown| render::write(&shown, cli.format));
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => exit::failed(&failure, cli.format),
    }
}
