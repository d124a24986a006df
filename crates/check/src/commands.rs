//! The commands: one file each.

mod answer;
mod archive;
mod checkpoint;
mod consistency;
mod proof;

use std::path::Path;

use clap::{Parser, Subcommand};
use hovedbok_check::Refusal;

use crate::exit::Failure;
use crate::format::Format;
use crate::lang::Lang;
use crate::render::Shown;

/// Check what a ledger issued — checkpoints, proofs, signed answers, archives — from the files alone, without the
/// ledger.
#[derive(Debug, Parser)]
#[command(name = "hovedbok-check", bin_name = "hovedbok-check", version, about)]
#[command(after_help = "Exit codes: 0 valid, 1 refused, 2 wrong usage or a file that cannot be read.")]
pub struct Cli {
    /// How the result is written.
    #[arg(long, global = true, value_enum, default_value_t = Format::Table)]
    pub format: Format,
    /// The language of what people read.
    #[arg(long, global = true, value_enum, env = "HOVEDBOK_LANG", hide_env_values = true, default_value_t = Lang::En)]
    pub lang: Lang,
    #[command(subcommand)]
    pub command: Command,
}

/// The commands of the program.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Check a checkpoint: which log, how many entries, which root, who signed.
    Checkpoint(checkpoint::Checkpoint),
    /// Check the proof that an entry is in the log.
    Proof(proof::Proof),
    /// Check the proof that entries were only added, and none changed, between two checkpoints.
    Consistency(consistency::Consistency),
    /// Check a signed answer.
    #[command(visible_alias = "statement")]
    Answer(answer::Answer),
    /// Check an archive: every entry, the tree over them, its checkpoint.
    Archive(archive::Archive),
}

impl Command {
    /// Runs the command.
    ///
    /// # Errors
    /// [`Failure`]: what is not valid, or cannot be read.
    pub fn run(&self) -> Result<Shown, Failure> {
        match self {
            Command::Checkpoint(command) => command.run(),
            Command::Proof(command) => command.run(),
            Command::Consistency(command) => command.run(),
            Command::Answer(command) => command.run(),
            Command::Archive(command) => command.run(),
        }
    }
}

/// A refusal with the file that it is about.
fn refused(path: &Path) -> impl Fn(Refusal) -> Failure {
    let file = path.display().to_string();
    move |refusal| Failure::Refused { file: file.clone(), refusal: Box::new(refusal) }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::ffi::OsString;

    use clap::CommandFactory;
    use clap::builder::StyledStr;

    use super::*;
    use crate::bokmal::HELP;
    use crate::help::in_bokmal;

    fn texts(command: &clap::Command, found: &mut BTreeSet<String>) {
        let text = |text: &StyledStr| text.to_string();
        found.extend(
            [command.get_about(), command.get_long_about(), command.get_after_help()].into_iter().flatten().map(text),
        );
        for arg in command.get_arguments() {
            found.extend([arg.get_help(), arg.get_long_help()].into_iter().flatten().map(text));
        }
        command.get_subcommands().for_each(|below| texts(below, found));
    }

    #[test]
    fn every_text_of_help_has_its_bokmal() {
        let mut command = Cli::command();
        command.build();
        let mut found = BTreeSet::new();
        texts(&command, &mut found);
        assert!(found.len() > 15, "{found:?}");
        let missing: Vec<&String> =
            found.iter().filter(|text| !HELP.iter().any(|(english, _)| english == text)).collect();
        assert!(missing.is_empty(), "without bokmål in src/bokmal.rs: {missing:#?}");
    }

    #[test]
    fn help_is_in_bokmal_to_its_headings() {
        for words in [vec!["hovedbok-check", "--help"], vec!["hovedbok-check", "archive", "-h"]] {
            let words: Vec<OsString> = words.into_iter().map(OsString::from).collect();
            let text = in_bokmal(&mut Cli::command(), &words).unwrap();
            for english in ["Usage", "Options", "Print help", "default:", "[OPTIONS]", "possible values"] {
                assert!(!text.contains(english), "{english}: {text}");
            }
            assert!(text.contains("Bruk: hovedbok-check"), "{text}");
        }
    }
}
