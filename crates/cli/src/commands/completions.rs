//! `completions`.

use std::process::ExitCode;

use clap::{Args, CommandFactory};
use clap_complete::Shell;
use hovedbok_present::Lang;

use super::{Cli, parsing};
use crate::exit::Failure;
use crate::screen;

/// Print completions for a shell.
#[derive(Debug, Args)]
pub struct Completions {
    /// The shell.
    shell: Shell,
}

impl Completions {
    pub fn run(self) -> Result<ExitCode, Failure> {
        // The code words, which have no spaces.
        screen::begin(screen::is_document(), Lang::En);
        // Into memory first: the generator panics when it cannot write.
        let mut script = Vec::new();
        clap_complete::generate(self.shell, &mut parsing::fitting(Cli::command()), "hovedbok", &mut script);
        screen::page(&String::from_utf8_lossy(&script))?;
        Ok(ExitCode::SUCCESS)
    }
}
