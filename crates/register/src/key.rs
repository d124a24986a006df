//! The key file: an `age` identity, open or protected with a passphrase.

use std::fmt;
use std::path::Path;

use age::secrecy::{ExposeSecret, SecretString};
use age::{DecryptError, scrypt, x25519};

use crate::error::RegisterError;

/// How every file of the `age` format begins.
const SEALED: &[u8] = b"age-encryption.org/";
/// 2^18, the work that the `age` tool asks of a passphrase: about a second.
const LOG_N: u8 = 18;
/// More would take minutes to open.
const LOG_N_MAX: u8 = 22;

/// What protects the key.
pub struct Passphrase {
    secret: SecretString,
    log_n: u8,
}

impl fmt::Debug for Passphrase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Passphrase(..)")
    }
}

impl Passphrase {
    /// A passphrase with the usual work factor.
    pub fn new(text: String) -> Passphrase {
        Passphrase { secret: SecretString::from(text), log_n: LOG_N }
    }

    /// The same with a work of 2^`log_n` for keys made with it.
    ///
    /// # Errors
    /// Anything but 1 to 22.
    pub fn with_work(mut self, log_n: u8) -> Result<Passphrase, RegisterError> {
        if !(1..=LOG_N_MAX).contains(&log_n) {
            return Err(RegisterError::WorkFactor { log_n, log_n_max: LOG_N_MAX });
        }
        self.log_n = log_n;
        Ok(self)
    }
}

/// The bytes of a key file.
pub(super) fn text(
    path: &Path,
    identity: &x25519::Identity,
    passphrase: Option<&Passphrase>,
) -> Result<Vec<u8>, RegisterError> {
    let secret = identity.to_string();
    let open = format!(
        "# the key of a register of case numbers; without it the register cannot be opened\n# public key: {}\n{}\n",
        identity.to_public(),
        secret.expose_secret()
    );
    let Some(passphrase) = passphrase else {
        return Ok(open.into_bytes());
    };
    let mut recipient = scrypt::Recipient::new(passphrase.secret.clone());
    recipient.set_work_factor(passphrase.log_n);
    age::encrypt(&recipient, open.as_bytes())
        .map_err(|error| RegisterError::NotWritten { path: path.to_path_buf(), detail: error.to_string() })
}

/// The key in a key file.
pub(super) fn read(
    path: &Path,
    bytes: &[u8],
    passphrase: Option<&Passphrase>,
) -> Result<x25519::Identity, RegisterError> {
    let key = || path.to_path_buf();
    if !bytes.starts_with(SEALED) {
        return match passphrase {
            Some(_) => Err(RegisterError::PassphraseUnused { key: key() }),
            None => in_text(bytes).ok_or_else(|| RegisterError::KeyDamaged { key: key() }),
        };
    }
    let Some(passphrase) = passphrase else {
        return Err(RegisterError::PassphraseNeeded { key: key() });
    };
    let mut identity = scrypt::Identity::new(passphrase.secret.clone());
    identity.set_max_work_factor(LOG_N_MAX);
    match age::decrypt(&identity, bytes) {
        Ok(open) => in_text(&open).ok_or_else(|| RegisterError::KeyDamaged { key: key() }),
        Err(DecryptError::DecryptionFailed | DecryptError::KeyDecryptionFailed) => {
            Err(RegisterError::PassphraseWrong { key: key() })
        }
        Err(_) => Err(RegisterError::KeyDamaged { key: key() }),
    }
}

/// The one key in the lines of a text; lines that begin with # are remarks.
fn in_text(bytes: &[u8]) -> Option<x25519::Identity> {
    let text = std::str::from_utf8(bytes).ok()?;
    let lines = text.lines().map(str::trim);
    let mut keys = lines.filter(|line| !line.is_empty() && !line.starts_with('#'));
    let key = keys.next()?.parse().ok()?;
    keys.next().is_none().then_some(key)
}
