//! Keys, checkpoints and files to be written, as commands name them.

use std::io;
use std::path::{Path, PathBuf};

use clap::Args;
use hovedbok_core::errors::ErrorCode;
use hovedbok_files::bounded;
use hovedbok_ledger::files::{self, Existing};
use hovedbok_ledger::{Ledger, LedgerError};
use hovedbok_present::errors;
use hovedbok_tree::consistency_proof::CONSISTENCY;
use hovedbok_tree::proof::TLOG_PROOF;
use hovedbok_tree::{SignedCheckpoint, VerifierKey};

use crate::exit::Failure;
use crate::global::Global;
use crate::output;

/// The largest file of a signed text that is read.
const TEXT_MAX: usize = 8 * 1024 * 1024;

/// Verifier keys to check signatures with.
#[derive(Debug, Args)]
pub struct Trusted {
    /// The ledger's verifier key, or a file with one or more of them, one on each line; give several if the key was
    /// changed and no entry says so.
    #[arg(long = "vkey", value_name = "KEY|FILE")]
    keys: Vec<String>,
}

impl Trusted {
    /// The keys; there may be none.
    ///
    /// # Errors
    /// When one is neither a key nor a file with keys.
    pub fn read(&self) -> Result<Vec<VerifierKey>, Failure> {
        Ok(self.keys.iter().map(|text| vkeys(text)).collect::<Result<Vec<_>, _>>()?.into_iter().flatten().collect())
    }
}

/// The key for a new checkpoint, or an existing checkpoint.
#[derive(Debug, Args)]
pub struct Head {
    /// The file of the ledger's private key: sign a new checkpoint with it.
    #[arg(long, value_name = "FILE", env = "HOVEDBOK_KEY", hide_env_values = true)]
    key: Option<PathBuf>,
    /// An existing checkpoint, instead of a new one.
    #[arg(long, value_name = "FILE")]
    checkpoint: Option<PathBuf>,
}

impl Head {
    /// Whether an existing checkpoint is named.
    pub fn is_named(&self) -> bool {
        self.checkpoint.is_some()
    }

    /// The checkpoint: the one named, whose signature is checked if there are keys, or a new one.
    ///
    /// # Errors
    /// When neither is named, the file is not trustworthy, or the key is not the ledger's.
    pub fn signed(&self, ledger: &Ledger, trusted: &[VerifierKey]) -> Result<SignedCheckpoint, Failure> {
        match (&self.checkpoint, &self.key) {
            (Some(path), _) => {
                let signed = checkpoint(path)?;
                let continued = ledger.relied_on(trusted).and_then(|relied| ledger.continues(&signed, &relied));
                continued.map_err(|error| about(path, error))?;
                Ok(signed)
            }
            (None, Some(path)) => Ok(ledger.checkpoint(&ledger.read_key(path)?)?),
            (None, None) => {
                let hint = "name one with --checkpoint FILE, or sign one with --key FILE; `key new` makes a key";
                Err(Failure::call("a proof needs a checkpoint, and none is named", hint))
            }
        }
    }
}

/// What to do about a text that is not a verifier key.
const VKEY_HINT: &str = "name a file with the line that `key new` or `key show` printed, or give the line itself";

/// A verifier key by its text, or from the file of that name.
///
/// # Errors
/// When it is neither, or the file has more than one.
pub fn vkey(given: &str) -> Result<VerifierKey, Failure> {
    match <[VerifierKey; 1]>::try_from(vkeys(given)?) {
        Ok([key]) => Ok(key),
        Err(keys) => {
            Err(Failure::call(format!("{given} has {} keys, but only one may be named", keys.len()), VKEY_HINT))
        }
    }
}

/// Verifier keys by their text: one, or those in the file of that name, one on each line. There is at least one.
///
/// # Errors
/// When it is neither.
fn vkeys(given: &str) -> Result<Vec<VerifierKey>, Failure> {
    let error = match VerifierKey::parse(given) {
        Ok(key) => return Ok(vec![key]),
        Err(error) => error,
    };
    let call = |message| Failure::call(message, VKEY_HINT);
    if !Path::new(given).exists() {
        // A line that was cut off or changed has its own error; a path does not.
        let message = format!("'{given}' is neither a verifier key nor a file");
        return Err(call(if given.contains('+') { format!("{message}: {error}") } else { message }));
    }
    let text = text(Path::new(given))?;
    let lines = text.lines().enumerate().filter(|(_, line)| !line.is_empty());
    let keys = lines.map(|(index, line)| {
        VerifierKey::parse(line).map_err(|error| call(format!("{given}, line {}: {error}", index + 1)))
    });
    let keys = keys.collect::<Result<Vec<_>, _>>()?;
    if keys.is_empty() { Err(call(format!("{given} is empty"))) } else { Ok(keys) }
}

/// Reads the file of a checkpoint. No signature is checked.
///
/// # Errors
/// When it cannot be read or is not a checkpoint; of a proof, what checks it.
pub fn checkpoint(path: &Path) -> Result<SignedCheckpoint, Failure> {
    let text = text(path)?;
    let checks = match text.lines().next() {
        Some(TLOG_PROOF) => Some("`hovedbok-check proof` checks it, and needs no ledger"),
        Some(CONSISTENCY) => Some("`hovedbok-check consistency` checks it, and needs no ledger"),
        Some(_) | None => None,
    };
    if let Some(hint) = checks {
        return Err(Failure::call(format!("{} is a proof, and not a checkpoint", path.display()), hint));
    }
    SignedCheckpoint::parse(&text).map_err(|error| refused(path, &error))
}

/// Reads a small text file.
///
/// # Errors
/// When it cannot be read, is not text, or is larger than any signed text.
pub fn text(path: &Path) -> Result<String, Failure> {
    let text = bounded::file(path, TEXT_MAX).and_then(|bytes| String::from_utf8(bytes).map_err(io::Error::other));
    text.map_err(|source| Failure::File { path: path.display().to_string(), source })
}

/// A file that is not what it should be: nothing in it can be trusted.
pub fn refused(path: &Path, error: &impl std::fmt::Display) -> Failure {
    let message = format!("{}: {error}", path.display());
    Failure::Check { message, hint: errors::hint(ErrorCode::Check, None) }
}

/// The ledger's error about a file.
pub fn about(path: &Path, error: LedgerError) -> Failure {
    Failure::About { path: path.display().to_string(), error: Box::new(error) }
}

/// Checks that files can be written, before something is signed for them: all of them new unless they may be overwritten.
///
/// # Errors
/// When one exists already, would lie in the ledger's folder, or cannot be written.
pub fn may_write(global: &Global, paths: &[&Path], force: bool) -> Result<(), Failure> {
    for path in paths {
        if !force && path.exists() {
            let message = format!("{} exists already", path.display());
            let hint = match paths {
                [beside, _, ..] => format!(
                    "choose other files with --out PATH (the name of the file next to it, {}, follows from it), or \
                     overwrite both with --force",
                    beside.display()
                ),
                [] | [_] => "name a new file with --out, or overwrite it with --force".to_owned(),
            };
            return Err(Failure::call(message, hint));
        }
        output::outside(global, path)?;
        files::may_write(path, existing(force))?;
    }
    Ok(())
}

fn existing(force: bool) -> Existing {
    if force { Existing::Replace } else { Existing::Keep }
}

/// Writes files together, the one that `--out` names last.
///
/// # Errors
/// As [`may_write`], before any is written; when the disk fails.
pub fn write(global: &Global, outputs: &[(&Path, &[u8])], force: bool) -> Result<(), Failure> {
    let paths: Vec<&Path> = outputs.iter().map(|(path, _)| *path).collect();
    may_write(global, &paths, force)?;
    for (done, (path, bytes)) in outputs.iter().enumerate() {
        if let Err(error) = files::write(path, bytes, existing(force)) {
            // One without the other is useless; the first error is the one to report.
            let written = outputs.iter().take(done).filter(|_| !force);
            written.for_each(|(path, _)| drop(std::fs::remove_file(path)));
            return Err(error.into());
        }
    }
    Ok(())
}
