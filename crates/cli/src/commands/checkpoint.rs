//! `checkpoint`: the head of the ledger, signed.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Args;
use hovedbok_tree::SignedCheckpoint;

use crate::exit::Failure;
use crate::global::Global;
use crate::{edge, screen, trust};

/// Sign a checkpoint of the ledger, or add a witness's signature to one.
///
/// A checkpoint states the number of entries in the ledger and the root over them. Anyone who keeps one can check later
/// whether any of those entries was changed.
#[derive(Debug, Args)]
pub struct Checkpoint {
    /// The file of the ledger's private key.
    #[arg(long, value_name = "FILE", env = "HOVEDBOK_KEY", hide_env_values = true)]
    key: Option<PathBuf>,
    /// What a witness sent back: the checkpoint with its signature, or only the signature lines. It is checked and
    /// added.
    #[arg(long, value_name = "FILE", requires = "checkpoint", requires = "witness_vkey")]
    witness: Option<PathBuf>,
    /// The checkpoint that was sent to the witness.
    #[arg(long, value_name = "FILE", requires = "witness")]
    checkpoint: Option<PathBuf>,
    /// The witness's verifier key, or a file that holds it.
    #[arg(long, value_name = "KEY|FILE", requires = "witness")]
    witness_vkey: Option<String>,
    /// A new file to write to [default: standard output].
    #[arg(long, value_name = "PATH")]
    out: Option<PathBuf>,
    /// Overwrite an existing file; the old one stays until the new one is complete.
    #[arg(long, requires = "out")]
    force: bool,
}

impl Checkpoint {
    pub fn run(self, global: &Global) -> Result<ExitCode, Failure> {
        if self.witness.is_some() && global.named.has("key") {
            return Err(Failure::idle("--key", "--witness: the checkpoint is signed already"));
        }
        if let Some(path) = &self.out {
            trust::may_write(global, &[path], self.force)?;
        }
        let signed = match (&self.witness, &self.checkpoint, &self.witness_vkey) {
            (Some(witness), Some(ours), Some(vkey)) => witnessed(global, witness, ours, vkey)?,
            _ => self.sign(global)?,
        };
        let text = signed.to_string();
        match &self.out {
            None => {
                let mut out = screen::data();
                out.write_all(text.as_bytes())?;
                out.flush()?;
            }
            Some(path) => {
                trust::write(global, &[(path, text.as_bytes())], self.force)?;
                if !global.quiet {
                    let size = signed.checkpoint().size;
                    crate::notes::say!("wrote a checkpoint of {size} entries to {}", path.display());
                }
            }
        }
        Ok(ExitCode::SUCCESS)
    }

    fn sign(&self, global: &Global) -> Result<SignedCheckpoint, Failure> {
        let hint = "name it with --key FILE; `key new --out FILE` makes one";
        let path =
            self.key.as_ref().ok_or_else(|| Failure::call("a checkpoint must be signed, and no key is named", hint))?;
        let ledger = edge::open(global)?;
        let key = ledger.read_key(path)?;
        let signed = ledger.checkpoint(&key)?;
        ledger.close()?;
        Ok(signed)
    }
}

fn witnessed(global: &Global, witness: &Path, ours: &Path, vkey: &str) -> Result<SignedCheckpoint, Failure> {
    let vkey = trust::vkey(vkey)?;
    let (ours, theirs) = (trust::checkpoint(ours)?, trust::text(witness)?);
    let ledger = edge::open(global)?;
    let signed = ledger.witnessed(&ours, &theirs, &vkey)?;
    ledger.close()?;
    Ok(signed)
}
