//! `man`.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, Command, CommandFactory};
use clap_mangen::Man as Page;
use hovedbok_present::Lang;

use super::{Cli, parsing};
use crate::exit::Failure;
use crate::screen;

/// Print a page of the manual, or write all pages to a folder.
#[derive(Debug, Args)]
pub struct Man {
    /// The command to describe, such as `key rotate` [default: the whole program].
    #[arg(value_name = "COMMAND")]
    command: Vec<String>,
    /// Write every page to this existing folder.
    #[arg(long, value_name = "DIR", conflicts_with = "command")]
    dir: Option<PathBuf>,
}

impl Man {
    pub fn run(self) -> Result<ExitCode, Failure> {
        // A manual is in English, with the code words.
        screen::begin(screen::is_document(), Lang::En);
        let mut whole = parsing::fitting(Cli::command());
        if let Some(dir) = &self.dir {
            let path = || dir.display().to_string();
            clap_mangen::generate_to(whole, dir).map_err(|source| Failure::File { path: path(), source })?;
            return Ok(ExitCode::SUCCESS);
        }
        whole.build();
        let mut page: &Command = &whole;
        for name in &self.command {
            page = page.find_subcommand(name).ok_or_else(|| {
                Failure::call(format!("there is no command '{}'", self.command.join(" ")), "`hovedbok help` lists them")
            })?;
        }
        let mut text = Vec::new();
        Page::new(page.clone()).render(&mut text)?;
        screen::page(&String::from_utf8_lossy(&text))?;
        Ok(ExitCode::SUCCESS)
    }
}
