//! `verify`.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;
use hovedbok_core::Seq;
use hovedbok_ledger::checkpoint::Continued;
use hovedbok_ledger::rotation::Relied;
use hovedbok_ledger::{Ledger, Verified};
use hovedbok_tree::SignedCheckpoint;
use serde::Serialize;
use serde_json::{Value, json};

use crate::audit::{self, Trusted};
use crate::edge;
use crate::exit::Failure;
use crate::global::Global;
use crate::output;
use crate::progress::Counter;
use crate::render::Section;

/// Verifies the whole log: order, gaps, times, versions, canonical form, commitments, corrections, the hash tree; and that it
/// continues checkpoints that were kept.
#[derive(Debug, Args)]
pub struct Verify {
    /// The short way: reads only what came after this checkpoint, once the ledger is found to continue it.
    #[arg(long, value_name = "CHECKPOINT")]
    since: Option<PathBuf>,
    /// A checkpoint that was kept, which the ledger must continue; several may be named.
    #[arg(long, value_name = "FILE")]
    checkpoint: Vec<PathBuf>,
    #[command(flatten)]
    trusted: Trusted,
}

/// What was found, and the checkpoints that the ledger was held against.
#[derive(Serialize)]
struct Found {
    #[serde(flatten)]
    verified: Verified,
    checkpoints: Vec<Held>,
}

/// A checkpoint that the ledger was held against.
#[derive(Serialize)]
struct Held {
    file: PathBuf,
    #[serde(flatten)]
    continued: Continued,
}

impl Verify {
    pub fn run(self, global: &Global) -> Result<ExitCode, Failure> {
        let keys = self.trusted.read()?;
        let read = |path: &PathBuf| Ok((path.clone(), audit::checkpoint(path)?));
        let since = self.since.as_ref().map(read).transpose()?;
        let kept = self.checkpoint.iter().map(read).collect::<Result<Vec<_>, Failure>>()?;
        let ledger = edge::open(global)?;
        let mut checkpoints = Vec::new();
        if let Some(since) = &since {
            checkpoints.push(held(&ledger, since, &ledger.relied_on(&keys)?)?);
        }
        let after = checkpoints.first().map_or(0, |since: &Held| since.continued.size);
        let progress = Counter::new(global, "verifying", ledger.last().0 - after);
        let verified = ledger.verify(Seq(after), &|read| progress.add(read))?;
        drop(progress);
        // What the stored tree says is worth something when it is known to fit the entries.
        if verified.fault.is_none() {
            let relied = ledger.relied_on(&keys)?;
            for kept in &kept {
                checkpoints.push(held(&ledger, kept, &relied)?);
            }
        }
        ledger.close()?;
        show(global, Found { verified, checkpoints })
    }
}

fn held(ledger: &Ledger, (file, signed): &(PathBuf, SignedCheckpoint), relied: &[Relied]) -> Result<Held, Failure> {
    let continued = ledger.continues(signed, relied).map_err(|error| audit::about(file, error))?;
    Ok(Held { file: file.clone(), continued })
}

fn show(global: &Global, found: Found) -> Result<ExitCode, Failure> {
    let Verified { entries, read, streams, root, unknown, fault } = &found.verified;
    let held: Vec<Value> = found.checkpoints.iter().map(|held| json!(said(held))).collect();
    let unsigned = found.checkpoints.iter().any(|held| held.continued.signed_by.is_none());
    if unsigned && !global.quiet {
        crate::exit::say!("note: no --vkey was given: checkpoints were compared, but nobody's signature was checked");
    }
    let shown = json!({
        "entries": entries, "read": read, "streams": streams, "root": root, "unknown": unknown, "checkpoints": held,
        "fault": fault.as_ref().map(|fault| format!("{}: {}", fault.seq, fault.what)),
    });
    let columns = ["entries", "read", "streams", "root", "unknown", "checkpoints", "fault"];
    output::plain(global, &json!({ "result": found }), vec![Section::fields(&columns, &shown)])?;
    match &found.verified.fault {
        None => Ok(ExitCode::SUCCESS),
        Some(fault) => Err(Failure::Check {
            message: format!("entry {} is not as it was written: {}", fault.seq, fault.what),
            hint: "keep the folder as it is; operating.md, *When something is wrong*".to_owned(),
        }),
    }
}

/// A checkpoint in a table.
fn said(Held { file, continued }: &Held) -> String {
    let by = match (&continued.signed_by, continued.key_announced) {
        (None, _) => "signature not checked".to_owned(),
        (Some(key), None) => format!("signed by {key}"),
        (Some(key), Some(seq)) => format!("signed by {key}, which entry {seq} announced"),
    };
    format!("{} of {} entries, {by}", file.display(), continued.size)
}
