//! `man`.

use std::path::PathBuf;
use std::process::ExitCode;
use std::{fs, io};

use clap::{Args, Command, CommandFactory};
use clap_mangen::Man as Page;
use hovedbok_present::Lang;
use hovedbok_present::sentences::help::MANUAL;

use super::{Cli, parsing};
use crate::exit::Failure;
use crate::{help, screen};

/// Show a page of the manual, or write all pages to a folder.
///
/// In a terminal `man` shows it, where that is installed; otherwise the page is printed as `man` reads it.
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
        let lang = if screen::is_document() { Lang::En } else { screen::lang() };
        let mut whole = parsing::fitting(Cli::command().disable_help_subcommand(true));
        whole.build();
        if lang == Lang::Nb {
            whole = help::translated(whole, true);
        }
        if let Some(dir) = &self.dir {
            for page in pages(&whole) {
                let path = dir.join(Page::new(page.clone()).get_filename());
                let written = text(page, lang).and_then(|text| fs::write(&path, text));
                written.map_err(|source| Failure::File { path: path.display().to_string(), source })?;
            }
            return Ok(ExitCode::SUCCESS);
        }
        let mut page: &Command = &whole;
        for name in &self.command {
            page = page.find_subcommand(name).ok_or_else(|| {
                Failure::call(format!("there is no command '{}'", self.command.join(" ")), "`hovedbok help` lists them")
            })?;
        }
        screen::manual(&text(page, lang)?)?;
        Ok(ExitCode::SUCCESS)
    }
}

/// A command and those below it.
fn pages(command: &Command) -> Vec<&Command> {
    let below = command.get_subcommands().filter(|below| !below.is_hide_set());
    std::iter::once(command).chain(below.flat_map(pages)).collect()
}

/// A page as `man` reads it, its headings in a language.
fn text(page: &Command, lang: Lang) -> io::Result<String> {
    let mut text = Vec::new();
    Page::new(page.clone()).render(&mut text)?;
    let text = String::from_utf8_lossy(&text).into_owned();
    Ok(match lang {
        Lang::En => text,
        Lang::Nb => MANUAL.iter().fold(text, |text, (english, bokmal)| text.replace(english, bokmal)),
    })
}
