//! `compact`.

use std::process::ExitCode;

use clap::Args;
use hovedbok_ledger::Compacted;
use hovedbok_present::Section;
use serde_json::json;

use crate::exit::Failure;
use crate::global::Global;
use crate::progress::Counter;
use crate::{edge, output};

/// Rewrite the store in as little space as possible.
///
/// No entry changes. While it runs, both the old store and the new one are on the disk.
#[derive(Debug, Args)]
pub struct Compact {}

impl Compact {
    pub fn run(self, global: &Global) -> Result<ExitCode, Failure> {
        let mut ledger = edge::open(global)?;
        let counter = Counter::new(global, "compacting", ledger.last().0);
        let compacted = ledger.compact(&mut |more| counter.add(more))?;
        drop(counter);
        ledger.close()?;
        if compacted.gained_nothing() && !global.quiet {
            let why = if compacted.bytes_after <= Compacted::SEGMENT_BYTES {
                "a store takes at least 8 MiB"
            } else {
                "the store was already as small as it can be"
            };
            crate::notes::note!("no space was saved: {why}");
        }
        let columns = ["entries", "root", "bytes_before", "bytes_after"];
        output::plain(global, &json!({ "result": compacted }), vec![Section::fields(&columns, &compacted)])?;
        Ok(ExitCode::SUCCESS)
    }
}
