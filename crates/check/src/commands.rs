//! The commands: one file each.

mod answer;
mod archive;
mod checkpoint;
mod consistency;
mod proof;

use std::path::Path;

use clap::Subcommand;
use hovedbok_check::Refusal;

use crate::exit::Failure;
use crate::render::Shown;

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
