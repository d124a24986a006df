//! Checkpoints of the ledger: signed, compared with the log, cosigned by others. The last one is in the ledger's folder:
//! what it covers was read when it was signed, and need not be read again.

use std::io::ErrorKind;
use std::path::PathBuf;

use hovedbok_core::Seq;
use hovedbok_files::bounded;
use hovedbok_log::{Fault, FaultKind, ReadError};
use hovedbok_tree::{Checkpoint, Note, SignedCheckpoint, SigningKey, VerifierKey, merge_cosignature};
use serde::Serialize;

use crate::error::{AuditError, LedgerError};
use crate::files::{self, Existing};
use crate::open::Ledger;
use crate::record::rotation::Relied;

/// The file of the last checkpoint, in the ledger's folder. It can be deleted: then everything is read for the next one.
const LAST: &str = "last.checkpoint";

/// No checkpoint that the ledger signed is larger.
const LAST_BYTES_MAX: usize = 16 * 1024;

/// A checkpoint that this ledger continues.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Continued {
    /// Its number of entries.
    pub size: u64,
    /// The root over them, as hexadecimal digits.
    pub root: String,
    /// The key that signed it, `NAME+ID`; none when no key was given to check that with.
    pub signed_by: Option<String>,
    /// The entry that announced this key, when it is not one of those given.
    pub key_announced: Option<Seq>,
    /// Signatures by other keys, as those of witnesses, `NAME+ID`: nothing is said of them.
    pub not_checked: Vec<String>,
}

impl Ledger {
    /// Signs the head of the tree over the whole ledger as it is now. Everything that was recorded since the ledger's last
    /// checkpoint is read and verified first; the new one then takes its place in the folder.
    ///
    /// # Errors
    /// When the key is not the ledger's newest one, the ledger does not continue its last checkpoint, something is wrong
    /// with what came after it, or the log cannot be read.
    pub fn checkpoint(&self, key: &SigningKey) -> Result<SignedCheckpoint, LedgerError> {
        self.may_sign(key)?;
        let since = self.last_signed(key)?;
        if let Some(fault) = self.verify(since, &|_| ())?.fault {
            let fault = Fault { position: fault.seq.0, kind: FaultKind::Entry(fault.what) };
            return Err(ReadError::Damaged(fault).into());
        }
        let size = self.last().0;
        let head =
            Checkpoint { origin: self.origin().to_owned(), size, root: self.log.root(size)?, extensions: Vec::new() };
        let signed = head.sign(key).map_err(AuditError::Signature)?;
        files::write(&self.last_path(), signed.to_string().as_bytes(), Existing::Replace)?;
        Ok(signed)
    }

    /// As many of the first entries as the ledger's last checkpoint vouches for: it is signed by the key that was in force
    /// there, and the ledger continues it. One that does not hold counts as none. Whoever can write the folder can put
    /// back an older one, and then more is read.
    fn last_signed(&self, key: &SigningKey) -> Result<Seq, LedgerError> {
        let Some(signed) = self.last_checkpoint()? else { return Ok(Seq(0)) };
        let size = Seq(signed.checkpoint().size);
        let rows = self.recorded_rotations()?;
        let by = rows.key_at(size).unwrap_or_else(|| key.verifier().clone());
        if signed.verify(&by, Some(self.origin())).is_err() {
            return Ok(Seq(0));
        }
        self.continues_own(&signed)?;
        Ok(size)
    }

    /// Checks that the ledger continues the last checkpoint in its folder, whoever signed it. Whoever can write the folder can
    /// also delete that file: then there is nothing to check.
    ///
    /// # Errors
    /// [`AuditError::Last`] when it does not; or when the file or the log cannot be read.
    pub fn continues_last(&self) -> Result<(), LedgerError> {
        self.last_checkpoint()?.map_or(Ok(()), |signed| self.continues_own(&signed))
    }

    /// The last checkpoint in the folder; none where it cannot be understood.
    fn last_checkpoint(&self) -> Result<Option<SignedCheckpoint>, LedgerError> {
        let path = self.last_path();
        match bounded::file(&path, LAST_BYTES_MAX) {
            Ok(bytes) => Ok(SignedCheckpoint::parse(&String::from_utf8_lossy(&bytes)).ok()),
            Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::InvalidData) => Ok(None),
            Err(error) => Err(files::at(&path)(error)),
        }
    }

    fn continues_own(&self, signed: &SignedCheckpoint) -> Result<(), LedgerError> {
        match self.continues(signed, &[]) {
            Ok(_) => Ok(()),
            Err(LedgerError::Audit(error)) => Err(AuditError::Last { path: self.last_path(), error }.into()),
            Err(error) => Err(error),
        }
    }

    fn last_path(&self) -> PathBuf {
        self.dir().join(LAST)
    }

    /// Checks that the ledger continues a checkpoint, and that one of the keys relied on signed it; without any key no
    /// signature is looked at.
    ///
    /// # Errors
    /// [`AuditError`]: which of these does not hold; or when the log cannot be read.
    pub fn continues(&self, signed: &SignedCheckpoint, relied: &[Relied]) -> Result<Continued, LedgerError> {
        let head = signed.checkpoint();
        if head.origin != self.origin() {
            let (found, origin) = (head.origin.clone(), self.origin().to_owned());
            return Err(AuditError::AnotherLedger { what: "the checkpoint", found, origin }.into());
        }
        let ledger = self.last().0;
        if head.size > ledger {
            return Err(AuditError::Shorter { ledger, checkpoint: head.size }.into());
        }
        let by = key_for(signed.note(), relied);
        if let Some(by) = by {
            signed.verify(&by.key, None).map_err(AuditError::Signature)?;
            if let Some(seq) = by.replaced.map(Seq).filter(|seq| head.size >= seq.0) {
                return Err(AuditError::Retired { key: label(&by.key), seq, size: head.size }.into());
            }
        }
        let found = self.log.root(head.size)?;
        if found != head.root {
            return Err(AuditError::History { size: head.size, found, signed: head.root }.into());
        }
        Ok(Continued {
            size: head.size,
            root: found.to_string(),
            signed_by: by.map(|by| label(&by.key)),
            key_announced: by.and_then(|by| by.announced).map(Seq),
            not_checked: others(signed.note(), by),
        })
    }

    /// A checkpoint of this ledger with another party's signature added, which is checked first. The file is the
    /// checkpoint as the witness signed it, or its signature lines.
    ///
    /// # Errors
    /// When the ledger does not continue the checkpoint, the witness's key is one of the ledger's own, or the witness
    /// signed something else or not at all.
    pub fn witnessed(
        &self,
        ours: &SignedCheckpoint,
        witness_file: &str,
        witness: &VerifierKey,
    ) -> Result<SignedCheckpoint, LedgerError> {
        self.continues(ours, &[])?;
        let own = self.recorded_rotations()?.rotations.keys();
        Ok(merge_cosignature(ours, witness_file, witness, &own).map_err(AuditError::Witness)?)
    }
}

/// The key to check a note with: the one that it names as signer, else one whose name it has under another key, else the
/// first, so that the refusal says most. None when no key is relied on.
pub(crate) fn key_for<'k>(note: &Note, relied: &'k [Relied]) -> Option<&'k Relied> {
    let named = |relied: &&Relied| note.signatures().iter().any(|by| by.name == relied.key.name());
    let signed = |relied: &&Relied| {
        note.signatures().iter().any(|by| by.name == relied.key.name() && by.key_id == relied.key.key_id())
    };
    relied.iter().find(signed).or_else(|| relied.iter().find(named)).or(relied.first())
}

/// Who signed a note besides this key, `NAME+ID`, each once.
fn others(note: &Note, by: Option<&Relied>) -> Vec<String> {
    let checked = |name: &str, id: [u8; 4]| by.is_some_and(|by| by.key.name() == name && by.key.key_id() == id);
    let signatures = note.signatures().iter().filter(|signature| !checked(&signature.name, signature.key_id));
    let mut by = Vec::new();
    for name in signatures.map(|by| format!("{}+{}", by.name, base16ct::lower::encode_string(&by.key_id))) {
        if !by.contains(&name) {
            by.push(name);
        }
    }
    by
}

/// A key in messages: `NAME+ID`.
pub(crate) fn label(key: &VerifierKey) -> String {
    format!("{}+{}", key.name(), base16ct::lower::encode_string(&key.key_id()))
}
