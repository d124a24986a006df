//! The command line `hovedbok-check`: checks checkpoints, proofs, signed answers and archives from files alone.

mod bokmal;
mod commands;
mod exit;
mod format;
mod help;
mod hints;
mod input;
mod lang;
mod render;

use std::process::ExitCode;

use clap::{CommandFactory, Parser};

use crate::commands::Cli;

fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => {
            lang::begin(lang::asked());
            return exit::usage(&error, Cli::command());
        }
    };
    lang::begin(cli.lang);
    let done = cli.command.run().and_then(|shown| render::write(&shown, cli.format));
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => exit::failed(&failure, cli.format),
    }
}
