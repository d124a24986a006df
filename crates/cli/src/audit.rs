//! Keys, checkpoints and files to be written, as commands name them.

use std::path::{Path, PathBuf};

use clap::Args;
use hovedbok_ledger::files::{self, Existing};
use hovedbok_ledger::{Ledger, LedgerError, keys};
use hovedbok_tree::{SignedCheckpoint, VerifierKey};

use crate::exit::Failure;
use crate::global::Global;
use crate::output;

/// No file of a signed text is larger; what is cut there is refused by its format.
const TEXT_MAX: u64 = 8 * 1024 * 1024;

/// Verifier keys to check signatures with.
#[derive(Debug, Args)]
pub struct Trusted {
    /// The ledger's verifier key, or a file that holds it; several where it was changed and an entry does not say so.
    #[arg(long = "vkey", value_name = "KEY|FILE")]
    keys: Vec<String>,
}

impl Trusted {
    /// The keys; there may be none.
    ///
    /// # Errors
    /// When one is neither a key nor a file that holds one.
    pub fn read(&self) -> Result<Vec<VerifierKey>, Failure> {
        self.keys.iter().map(|text| vkey(text)).collect()
    }
}

/// What a fresh checkpoint is signed with, or the one that is there.
#[derive(Debug, Args)]
pub struct Head {
    /// The file of the ledger's private key: a fresh checkpoint is signed.
    #[arg(long, value_name = "FILE", env = "HOVEDBOK_KEY")]
    key: Option<PathBuf>,
    /// A checkpoint that is there already, instead of a fresh one.
    #[arg(long, value_name = "FILE")]
    checkpoint: Option<PathBuf>,
}

impl Head {
    /// The checkpoint: the one named, whose signature is checked when there are keys, or a fresh one.
    ///
    /// # Errors
    /// When neither is named, the file cannot be relied on, or the key is not the ledger's.
    pub fn signed(&self, ledger: &Ledger, trusted: &[VerifierKey]) -> Result<SignedCheckpoint, Failure> {
        match (&self.checkpoint, &self.key) {
            (Some(path), _) => {
                let signed = checkpoint(path)?;
                let continued = ledger.relied_on(trusted).and_then(|relied| ledger.continues(&signed, &relied));
                continued.map_err(|error| about(path, error))?;
                Ok(signed)
            }
            (None, Some(path)) => Ok(ledger.checkpoint(&keys::read(path)?)?),
            (None, None) => {
                Err(Failure::call("a proof rests on a checkpoint", "--key FILE signs one; --checkpoint FILE"))
            }
        }
    }
}

/// A verifier key by its text, or from the file of that name.
///
/// # Errors
/// When it is neither.
pub fn vkey(given: &str) -> Result<VerifierKey, Failure> {
    let error = match VerifierKey::parse(given) {
        Ok(key) => return Ok(key),
        Err(error) => error,
    };
    let hint = "a verifier key is one line NAME+ID+KEY, as `key new` and `key show` print it";
    if !Path::new(given).exists() {
        return Err(Failure::call(format!("'{given}' is neither a verifier key nor a file: {error}"), hint));
    }
    VerifierKey::parse(&text(Path::new(given))?).map_err(|error| Failure::call(format!("{given}: {error}"), hint))
}

/// Reads the file of a checkpoint. No signature is checked.
///
/// # Errors
/// When it cannot be read or is no checkpoint.
pub fn checkpoint(path: &Path) -> Result<SignedCheckpoint, Failure> {
    SignedCheckpoint::parse(&text(path)?).map_err(|error| refused(path, &error))
}

/// Reads a small text file; of a large one its beginning, which no format takes for the whole.
///
/// # Errors
/// When it cannot be read or is no text.
pub fn text(path: &Path) -> Result<String, Failure> {
    use std::io::Read;
    let file = |source| Failure::File { path: path.display().to_string(), source };
    let mut text = String::new();
    let mut opened = std::fs::File::open(path).map_err(file)?.take(TEXT_MAX);
    opened.read_to_string(&mut text).map_err(file)?;
    Ok(text)
}

/// A file that is not what it should be: there is nothing in it to rely on.
pub fn refused(path: &Path, error: &impl std::fmt::Display) -> Failure {
    let message = format!("{}: {error}", path.display());
    Failure::Check { message, hint: "do not rely on it; ask for it again from whoever gave it to you".to_owned() }
}

/// What the ledger says of a file.
pub fn about(path: &Path, error: LedgerError) -> Failure {
    Failure::About { path: path.display().to_string(), error: Box::new(error) }
}

/// Files that are written together, all of them new unless they may be written over.
///
/// # Errors
/// When one is there already or would lie in the ledger's folder, before any is written; when the disk says no.
pub fn write(global: &Global, outputs: &[(&Path, &[u8])], force: bool) -> Result<(), Failure> {
    for (path, _) in outputs {
        if !force && path.exists() {
            let message = format!("{} is there already", path.display());
            return Err(Failure::call(message, "name a new file, or write over it with --force"));
        }
        output::outside(global, path)?;
    }
    let existing = if force { Existing::Replace } else { Existing::Keep };
    for (done, (path, bytes)) in outputs.iter().enumerate() {
        if let Err(error) = files::write(path, bytes, existing) {
            // One without the other is of no use; the first error is the one to tell.
            let written = outputs.iter().take(done).filter(|_| !force);
            written.for_each(|(path, _)| drop(std::fs::remove_file(path)));
            return Err(error.into());
        }
    }
    Ok(())
}
