//! Pseudonyms for files about persons that leave the office.
//!
//! A pseudonym is the HMAC-SHA256 of an id under the key, together with the release that it is for. The same release gives
//! the same pseudonyms again; of two releases nobody without the key can say which belong together.

use std::fmt;
use std::path::{Path, PathBuf};

use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256};

use crate::error::RegisterError;
use crate::files::{self, resolved};

/// How the line with the key begins.
const MARK: &str = "hovedbok-pseudonyms-1 ";
/// Bytes of a pseudonym: as many as a UUID has.
const BYTES: usize = 16;

/// The key of every release.
pub struct PseudonymKey {
    key: [u8; 32],
    /// Where it is to be kept, while it is not.
    unsaved: Option<PathBuf>,
}

impl fmt::Debug for PseudonymKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PseudonymKey(..)")
    }
}

impl PseudonymKey {
    /// Reads the key; where there is none, `fresh` is a new one, whose file appears with [`PseudonymKey::save`].
    ///
    /// # Errors
    /// A path inside the ledger, a key that others can read, a file that is none, what the disk says.
    pub fn open_or_new(path: &Path, ledger: &Path, fresh: [u8; 32]) -> Result<PseudonymKey, RegisterError> {
        let (place, ledger) = (resolved(path)?, resolved(ledger)?);
        if place.starts_with(&ledger) {
            return Err(RegisterError::InsideLedger { path: path.to_path_buf(), ledger });
        }
        match files::key_if_there(&place)? {
            Some(bytes) => Ok(PseudonymKey { key: read(&place, &bytes)?, unsaved: None }),
            None => Ok(PseudonymKey { key: fresh, unsaved: Some(place) }),
        }
    }

    /// Keeps a new key, for the owner alone to read, and says whether it is new.
    ///
    /// # Errors
    /// What the disk says, also where another command has made a key meanwhile.
    pub fn save(&mut self) -> Result<bool, RegisterError> {
        let Some(place) = self.unsaved.take() else { return Ok(false) };
        let folders = files::make_folder_of(&place)?;
        let text = format!(
            "# the key of pseudonyms; without it the pseudonyms of a release cannot be made again\n{MARK}{}\n",
            base16ct::lower::encode_string(&self.key)
        );
        files::write_new(&place, text.as_bytes())?;
        folders.keep();
        Ok(true)
    }

    /// The pseudonyms of a release: of everything that decides what is in it and whom it is for, in one text.
    pub fn release(&self, what: &str) -> Release {
        let id = base16ct::lower::encode_string(&Sha256::digest(what.as_bytes()));
        let mut mac = mac(&self.key);
        mac.update(b"hovedbok/release@v1\n");
        mac.update(id.as_bytes());
        let key = mac.finalize().into_bytes().into();
        Release { id, keyed: self::mac(&key) }
    }
}

/// The pseudonyms of one release.
pub struct Release {
    id: String,
    /// The HMAC under the key of the release, before anything is given to it.
    keyed: Hmac<Sha256>,
}

impl fmt::Debug for Release {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Release").field("id", &self.id).finish_non_exhaustive()
    }
}

impl Release {
    /// The release: the SHA-256 of what decides it, as hexadecimal digits.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The pseudonym of an id of some kind; ids of two kinds never share one.
    pub fn pseudonym(&self, kind: &str, id: &str) -> String {
        let mut mac = self.keyed.clone();
        mac.update(kind.as_bytes());
        mac.update(b"\n");
        mac.update(id.as_bytes());
        let whole: [u8; 32] = mac.finalize().into_bytes().into();
        base16ct::lower::encode_string(whole.get(..BYTES).unwrap_or(&whole))
    }
}

fn mac(key: &[u8; 32]) -> Hmac<Sha256> {
    // A key shorter than a block of the hash is filled with zeros (RFC 2104).
    let mut block = [0; 64];
    block.iter_mut().zip(key).for_each(|(to, from)| *to = *from);
    Hmac::<Sha256>::new(&block.into())
}

fn read(path: &Path, bytes: &[u8]) -> Result<[u8; 32], RegisterError> {
    let damaged = || RegisterError::PseudonymKeyDamaged { key: path.to_path_buf() };
    files::check_private(path)?;
    let text = std::str::from_utf8(bytes).map_err(|_| damaged())?;
    let mut lines = text.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
    let digits = lines.next().and_then(|line| line.strip_prefix(MARK)).ok_or_else(damaged)?;
    let key = base16ct::lower::decode_vec(digits.trim()).map_err(|_| damaged())?;
    key.try_into().map_err(|_| damaged())
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    fn made(name: &str) -> (tempfile::TempDir, std::path::PathBuf) {
        let dir = tempfile::tempdir().unwrap();
        fs::create_dir(dir.path().join("ledger")).unwrap();
        let path = dir.path().join(name);
        (dir, path)
    }

    #[test]
    fn the_key_is_made_once_and_read_again() {
        let (dir, path) = made("keys/pseudonyms.key");
        let ledger = dir.path().join("ledger");
        let mut one = PseudonymKey::open_or_new(&path, &ledger, [7; 32]).unwrap();
        assert!(!path.exists(), "a call that is refused leaves nothing");
        assert!(one.save().unwrap());
        let mut again = PseudonymKey::open_or_new(&path, &ledger, [8; 32]).unwrap();
        assert!(!again.save().unwrap());
        assert_eq!(one.release("r").pseudonym("entry", "a"), again.release("r").pseudonym("entry", "a"));
    }

    #[test]
    fn two_releases_kinds_or_keys_share_no_pseudonym() {
        let key = |byte| PseudonymKey { key: [byte; 32], unsaved: None };
        let all = [
            key(1).release("r").pseudonym("participant", "a"),
            key(1).release("s").pseudonym("participant", "a"),
            key(1).release("r").pseudonym("enrolment", "a"),
            key(1).release("r").pseudonym("participant", "b"),
            key(2).release("r").pseudonym("participant", "a"),
        ];
        let different: std::collections::BTreeSet<&String> = all.iter().collect();
        assert_eq!(different.len(), all.len());
        assert!(all.iter().all(|one| one.len() == 32));
        assert_eq!(key(1).release("r").id(), key(2).release("r").id(), "a release has its id whatever the key is");
    }

    #[test]
    fn it_is_refused_in_the_ledger_damaged_or_open_to_others() {
        let (dir, path) = made("pseudonyms.key");
        let ledger = dir.path().join("ledger");
        let inside = PseudonymKey::open_or_new(&ledger.join("k"), &ledger, [7; 32]).unwrap_err();
        assert!(matches!(inside, RegisterError::InsideLedger { .. }));
        files::write_new(&path, b"# empty\n").unwrap();
        let damaged = PseudonymKey::open_or_new(&path, &ledger, [7; 32]).unwrap_err();
        assert!(matches!(damaged, RegisterError::PseudonymKeyDamaged { .. }));
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).unwrap();
            let open = PseudonymKey::open_or_new(&path, &ledger, [7; 32]).unwrap_err();
            assert!(matches!(open, RegisterError::KeyNotPrivate { .. }));
        }
    }
}
