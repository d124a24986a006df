//! `man`.

use std::process::ExitCode;

use clap::{Args, CommandFactory};
use clap_mangen::Man as Page;

use crate::Cli;
use crate::exit::Failure;
use crate::screen;

/// Print the manual page.
#[derive(Debug, Args)]
pub struct Man {
    /// The command to describe [default: the whole program].
    command: Option<String>,
}

impl Man {
    pub fn run(self) -> Result<ExitCode, Failure> {
        let mut whole = Cli::command();
        whole.build();
        let page = match &self.command {
            None => whole,
            Some(name) => whole
                .find_subcommand(name)
                .cloned()
                .ok_or_else(|| Failure::call(format!("there is no command '{name}'"), "`hovedbok help` lists them"))?,
        };
        let mut text = Vec::new();
        Page::new(page).render(&mut text)?;
        screen::page(&String::from_utf8_lossy(&text))?;
        Ok(ExitCode::SUCCESS)
    }
}
