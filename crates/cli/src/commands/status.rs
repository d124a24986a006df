//! `status`: that all is well, or what is not.

use std::process::ExitCode;

use clap::Args;
use hovedbok_ledger::archive::ArchiveStatus;
use serde_json::{Value, json};

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
            "origin",
            "entries",
            "root",
            "streams",
            "last_recorded",
            "opened_at",
            "clock_held",
            "folder_bytes",
            "unknown",
            "incomplete",
            "repaired",
            "projections",
            "archives",
        ];
        let archives: Vec<String> = status.archives.iter().map(said).collect();
        let archives = if archives.is_empty() { json!("never archived") } else { json!(archives) };
        let mut shown = json!(status);
        if let Value::Object(fields) = &mut shown {
            fields.insert("archives".to_owned(), archives);
        }
        output::plain(global, &json!({ "result": status }), vec![Section::fields(&columns, &shown)])?;
        Ok(ExitCode::SUCCESS)
    }
}

/// An archive in a table.
fn said(archive: &ArchiveStatus) -> String {
    let ArchiveStatus { dir, size, behind, at } = archive;
    let state = match behind {
        0 => "up to date".to_owned(),
        1 => "1 entry behind".to_owned(),
        more => format!("{more} entries behind"),
    };
    format!("{dir} ({size} entries at {at}, {state})")
}
