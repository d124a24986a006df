//! Keys and files as they are named on the command line.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use clap::Args;
use hovedbok_check::Trust;
use hovedbok_tree::VerifierKey;

use crate::exit::Failure;

/// The most that is read of a file, except of answers and segments of archives; the format refuses a file cut there.
const FILE_MAX: u64 = 8 * 1024 * 1024;

/// The largest answer that is read.
const ANSWER_MAX: u64 = 256 * 1024 * 1024;

/// What the auditor relies on.
#[derive(Debug, Args)]
pub struct Trusted {
    /// The log's verifier key, or a file with one or more, one on each line; give several if the key was changed.
    #[arg(long = "vkey", value_name = "KEY|FILE")]
    keys: Vec<String>,
    /// The key of a witness, or a file with one or more; every checkpoint must have its cosignature.
    #[arg(long = "witness-vkey", value_name = "KEY|FILE")]
    witnesses: Vec<String>,
    /// The identity that the log must have.
    #[arg(long)]
    origin: Option<String>,
}

impl Trusted {
    /// The keys that were read; there must be at least one of the log.
    ///
    /// # Errors
    /// When there is none, or one is not a key.
    pub fn required(&self) -> Result<Trust, Failure> {
        if self.keys.is_empty() {
            let message = "--vkey is missing: nothing can be trusted without the log's key".to_owned();
            return Err(Failure::Call {
                message,
                hint: "get it from the ledger's owner, not from whoever gave you the file",
            });
        }
        self.given()
    }

    /// The keys that were read; there may be none.
    ///
    /// # Errors
    /// When one is not a key.
    pub fn given(&self) -> Result<Trust, Failure> {
        if self.keys.is_empty() && !self.witnesses.is_empty() {
            let message = "--witness-vkey needs --vkey".to_owned();
            return Err(Failure::Call {
                message,
                hint: "a witness vouches for the log's signature, so give the log's key too",
            });
        }
        let all = |texts: &[String]| {
            let given = texts.iter().map(|text| keys(text)).collect::<Result<Vec<_>, _>>();
            given.map(|keys| keys.into_iter().flatten().collect())
        };
        Ok(Trust { keys: all(&self.keys)?, witnesses: all(&self.witnesses)?, origin: self.origin.clone() })
    }
}

/// Keys by their text: one, or those in the file of that name, one on each line. There is at least one.
fn keys(given: &str) -> Result<Vec<VerifierKey>, Failure> {
    let error = match VerifierKey::parse(given) {
        Ok(key) => return Ok(vec![key]),
        Err(error) => error,
    };
    let hint = "name a file with the line that 'hovedbok key show' prints, or give the line itself";
    let call = |message| Failure::Call { message, hint };
    if !Path::new(given).exists() {
        // A line that was cut off or changed has its own error; a path does not.
        let message = format!("'{given}' is neither a verifier key nor a file");
        return Err(call(if given.contains('+') { format!("{message}: {error}") } else { message }));
    }
    let bytes = read(Path::new(given))?;
    let text = String::from_utf8_lossy(&bytes);
    let lines = text.lines().enumerate().filter(|(_, line)| !line.is_empty());
    let keys = lines.map(|(index, line)| {
        VerifierKey::parse(line).map_err(|error| call(format!("{given}, line {}: {error}", index + 1)))
    });
    let keys = keys.collect::<Result<Vec<_>, _>>()?;
    if keys.is_empty() { Err(call(format!("{given} is empty"))) } else { Ok(keys) }
}

/// The bytes of a small file; of a large one only the beginning, which every format refuses.
///
/// # Errors
/// When it cannot be read.
pub fn read(path: &Path) -> Result<Vec<u8>, Failure> {
    take(path, FILE_MAX)
}

/// The bytes of an answer.
///
/// # Errors
/// When it cannot be read, or is larger than any answer.
pub fn read_answer(path: &Path) -> Result<Vec<u8>, Failure> {
    let bytes = take(path, ANSWER_MAX + 1)?;
    if bytes.len() as u64 > ANSWER_MAX {
        let message = format!("{} is larger than {} MiB, the most that is read", path.display(), ANSWER_MAX >> 20);
        return Err(Failure::Call { message, hint: "name the answer's file, which is beside the signed answer" });
    }
    Ok(bytes)
}

fn take(path: &Path, max: u64) -> Result<Vec<u8>, Failure> {
    let unreadable = |source| Failure::File { path: path.display().to_string(), source };
    let mut bytes = Vec::new();
    File::open(path).and_then(|file| file.take(max).read_to_end(&mut bytes)).map_err(unreadable)?;
    Ok(bytes)
}
