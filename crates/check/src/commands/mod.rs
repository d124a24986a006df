//! The commands: one file each.

mod archive;
mod checkpoint;
mod consistency;
mod proof;
mod statement;

use std::path::Path;

use clap::Subcommand;
use hovedbok_check::Refusal;

use crate::exit::Failure;
use crate::render::Shown;

/// What can be checked.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Checks a checkpoint: which log, how many entries, which root, who signed.
    Checkpoint(checkpoint::Checkpoint),
    /// Checks the proof that an entry stands in the log.
    Proof(proof::Proof),
    /// Checks the proof that the log was only added to between two checkpoints.
    Consistency(consistency::Consistency),
    /// Checks a signed statement.
    Statement(statement::Statement),
    /// Checks an archive: every entry, the tree over them, its checkpoint.
    Archive(archive::Archive),
}

impl Command {
    /// Checks.
    ///
    /// # Errors
    /// [`Failure`]: what does not hold, or cannot be read.
    pub fn run(&self) -> Result<Shown, Failure> {
        match self {
            Command::Checkpoint(command) => command.run(),
            Command::Proof(command) => command.run(),
            Command::Consistency(command) => command.run(),
            Command::Statement(command) => command.run(),
            Command::Archive(command) => command.run(),
        }
    }
}

/// A refusal with the file that it is about.
fn refused(path: &Path) -> impl Fn(Refusal) -> Failure {
    let file = path.display().to_string();
    move |refusal| Failure::Refused { file: file.clone(), refusal: Box::new(refusal) }
}
