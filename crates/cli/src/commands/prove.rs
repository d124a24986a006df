//! `prove`: proofs for people who do not have the ledger.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Args;
use hovedbok_ledger::Ledger;
use hovedbok_present::Section;
use hovedbok_tree::VerifierKey;
use serde_json::json;

use crate::exit::Failure;
use crate::global::Global;
use crate::trust::{self, Head, Trusted};
use crate::{edge, output};

/// Prove that an entry is in the ledger, or that entries were only added, and none changed, since a checkpoint.
///
/// The proof of an entry contains its head. The entry itself, with salt and body, is written to a file beside the
/// proof, which you can show or withhold.
#[derive(Debug, Args)]
pub struct Prove {
    /// The entry: its position or id.
    #[arg(value_name = "POSITION|ID", required_unless_present = "consistency", conflicts_with = "consistency")]
    entry: Option<String>,
    /// Prove that the ledger continues this earlier checkpoint.
    #[arg(long, value_name = "OLD")]
    consistency: Option<PathBuf>,
    #[command(flatten)]
    head: Head,
    #[command(flatten)]
    trusted: Trusted,
    /// The proof's file [default: entry-N.tlog-proof or consistency-OLD-NEW.proof].
    #[arg(long, value_name = "PATH")]
    out: Option<PathBuf>,
    /// Overwrite existing files; each old file stays until its new one is complete.
    #[arg(long)]
    force: bool,
}

impl Prove {
    pub fn run(self, global: &Global) -> Result<ExitCode, Failure> {
        if self.head.is_named() && global.named.has("key") {
            return Err(Failure::idle("--key", "--checkpoint, which is signed already"));
        }
        if !self.head.is_named() && self.consistency.is_none() && global.named.has("keys") {
            return Err(Failure::idle("--vkey", "a new checkpoint, which this command signs itself"));
        }
        let trusted = self.trusted.read()?;
        let old =
            self.consistency.as_deref().map(|path| Ok::<_, Failure>((path, trust::checkpoint(path)?))).transpose()?;
        let ledger = edge::open(global)?;
        let result = match (old, &self.entry) {
            (Some((path, old)), _) => {
                let relied = ledger.relied_on(&trusted)?;
                ledger.continues(&old, &relied).map_err(|error| trust::about(path, error))?;
                let named = |from: u64, to: u64| {
                    let name = || PathBuf::from(format!("consistency-{from}-{to}.proof"));
                    self.out.clone().unwrap_or_else(name)
                };
                if !self.head.is_named() {
                    trust::may_write(global, &[&named(old.checkpoint().size, ledger.last().0)], self.force)?;
                }
                let new = self.head.signed(&ledger, &trusted)?;
                let proof = ledger.prove_consistency(&old, &new)?;
                let out = named(proof.old_size, proof.new_size);
                trust::write(global, &[(&out, proof.to_text().as_bytes())], self.force)?;
                json!({ "proof": out, "old_size": proof.old_size, "new_size": proof.new_size })
            }
            (None, Some(entry)) => prove(global, &ledger, entry, &self.head, &trusted, self.out, self.force)?,
            (None, None) => {
                return Err(Failure::call("there is nothing to prove", "name an entry, or --consistency OLD"));
            }
        };
        ledger.close()?;
        let columns: Vec<&'static str> = COLUMNS.into_iter().filter(|key| result.get(key).is_some()).collect();
        output::plain(global, &json!({ "result": result }), vec![Section::fields(&columns, &result)])?;
        Ok(ExitCode::SUCCESS)
    }
}

const COLUMNS: [&str; 6] = ["seq", "proof", "entry_file", "size", "old_size", "new_size"];

fn prove(
    global: &Global,
    ledger: &Ledger,
    entry: &str,
    head: &Head,
    trusted: &[VerifierKey],
    out: Option<PathBuf>,
    force: bool,
) -> Result<serde_json::Value, Failure> {
    let seq = ledger.find(entry)?;
    let out = out.unwrap_or_else(|| PathBuf::from(format!("entry-{}.tlog-proof", seq.0)));
    let beside = out.with_extension("entry.json");
    trust::may_write(global, &[&beside, &out], force)?;
    let checkpoint = head.signed(ledger, trusted)?;
    let proved = ledger.prove(seq, &checkpoint)?;
    let text = proved.proof.to_text();
    let files: [(&Path, &[u8]); 2] = [(&beside, &proved.entry), (&out, text.as_bytes())];
    trust::write(global, &files, force)?;
    Ok(json!({ "seq": seq, "proof": out, "entry_file": beside, "size": checkpoint.checkpoint().size }))
}
