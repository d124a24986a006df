//! `checkpoint`.

use std::path::PathBuf;

use clap::Args;
use hovedbok_check::checkpoint;

use super::refused;
use crate::exit::Failure;
use crate::input::{Trusted, read};
use crate::render::{self, Shown};

#[derive(Debug, Args)]
pub struct Checkpoint {
    /// The checkpoint's file.
    file: PathBuf,
    #[command(flatten)]
    trusted: Trusted,
}

impl Checkpoint {
    pub fn run(&self) -> Result<Shown, Failure> {
        let trust = self.trusted.required()?;
        let checked = checkpoint::check(&read(&self.file)?, &trust).map_err(refused(&self.file))?;
        let mut says = vec![format!("The key vouches for the first {} entries of this log.", checked.size)];
        says.extend(checked.remark());
        Ok(Shown { json: render::to_json(&checked)?, fields: render::checkpoint(&checked), says })
    }
}
