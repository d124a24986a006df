//! `verify`.

use std::process::ExitCode;

use clap::Args;
use serde_json::json;

use crate::edge;
use crate::exit::Failure;
use crate::global::Global;
use crate::output;
use crate::progress::Progress;
use crate::render::Section;

/// Verifies the whole log: order, gaps, times, versions, canonical form, commitments, corrections.
#[derive(Debug, Args)]
pub struct Verify {}

impl Verify {
    pub fn run(self, global: &Global) -> Result<ExitCode, Failure> {
        let ledger = edge::open(global)?;
        let mut progress = Progress::new(global, "verifying", ledger.last().0);
        let verified = ledger.verify(&mut |position| progress.at(position))?;
        drop(progress);
        ledger.close()?;
        let columns = ["entries", "streams", "unknown", "fault"];
        let shown = json!({
            "entries": verified.entries, "streams": verified.streams, "unknown": verified.unknown,
            "fault": verified.fault.as_ref().map(|fault| format!("{}: {}", fault.seq, fault.what)),
        });
        output::plain(global, &json!({ "result": verified }), vec![Section::fields(&columns, &shown)])?;
        match &verified.fault {
            None => Ok(ExitCode::SUCCESS),
            Some(fault) => Err(Failure::Check {
                message: format!("entry {} is not as it was written: {}", fault.seq, fault.what),
                hint: "keep the folder as it is; operating.md, *When something is wrong*".to_owned(),
            }),
        }
    }
}
