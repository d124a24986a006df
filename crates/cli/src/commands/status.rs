//! `status`: that all is well, or what is not.

use std::process::ExitCode;

use clap::Args;
use serde_json::json;

use crate::edge;
use crate::exit::Failure;
use crate::global::Global;
use crate::output;
use crate::render::Section;

/// Shows that all is well, or what is not.
#[derive(Debug, Args)]
pub struct Status {}

impl Status {
    pub fn run(self, global: &Global) -> Result<ExitCode, Failure> {
        let ledger = edge::open(global)?;
        let status = ledger.status(edge::now())?;
        ledger.close()?;
        let columns = [
            "ledger",
            "entries",
            "streams",
            "last_recorded",
            "opened_at",
            "clock_held",
            "folder_bytes",
            "unknown",
            "incomplete",
            "repaired",
            "projections",
        ];
        output::plain(global, &json!({ "result": status }), vec![Section::fields(&columns, &status)])?;
        Ok(ExitCode::SUCCESS)
    }
}
