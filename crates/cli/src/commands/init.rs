//! `init`.

use std::process::ExitCode;

use clap::Args;
use hovedbok_ledger::Ledger;

use crate::edge;
use crate::exit::Failure;
use crate::global::Global;

/// Creates an empty ledger.
#[derive(Debug, Args)]
pub struct Init {}

impl Init {
    pub fn run(self, global: &Global) -> Result<ExitCode, Failure> {
        Ledger::init(&global.ledger, edge::now())?.close()?;
        if !global.quiet {
            crate::exit::say!("created an empty ledger in {}", global.ledger.display());
        }
        Ok(ExitCode::SUCCESS)
    }
}
