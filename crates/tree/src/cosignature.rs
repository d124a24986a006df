//! Cosignatures: another party states that a checkpoint continues every one it saw before (C2SP tlog-cosignature).

use crate::checkpoint::{Checkpoint, CheckpointError, SignedCheckpoint};
use crate::key::{KeyKind, SigningKey, VerifierKey};
use crate::note::{self, Note, NoteError, Signature};

/// The last second that a cosignature can name.
const LAST_SECOND: u64 = i64::MAX.unsigned_abs();

/// Why a cosignature cannot be made, believed or added.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CosignatureError {
    /// What the other party sent cannot be read, or its signature is missing or wrong.
    #[error("the witness's answer: {0}")]
    Note(#[from] NoteError),
    /// What the other party sent holds a text that is not a checkpoint.
    #[error("the witness's answer is not a checkpoint: {0}")]
    Checkpoint(#[from] CheckpointError),
    /// The key is not of the type for cosignatures.
    #[error("key {name} is of type 0x01, which has no timestamps: name the witness's key of type 0x04")]
    NotACosigner {
        /// The name of the key.
        name: String,
    },
    /// The key is the log's, so nobody else saw the checkpoint.
    #[error("key {key} is one of the ledger's own keys, and a ledger cannot be its own witness")]
    OwnKey {
        /// The key, `NAME+ID`.
        key: String,
    },
    /// The time is beyond what the format can hold.
    #[error("{seconds} is not a time for a cosignature: it is seconds since 1970, at most 2^63 - 1")]
    Time {
        /// Seconds since 1970.
        seconds: u64,
    },
    /// The other party signed another log's checkpoint.
    #[error(
        "the witness signed a checkpoint of the log '{found}', not of '{expected}': send the witness this ledger's \
         checkpoint"
    )]
    AnotherOrigin {
        /// The origin of our checkpoint.
        expected: String,
        /// The origin of theirs.
        found: String,
    },
    /// The other party signed a checkpoint of another size.
    #[error(
        "the witness signed a checkpoint of {found} entries, but this one has {expected}: add the signature to the \
         checkpoint that was sent to the witness"
    )]
    AnotherSize {
        /// The size of our checkpoint.
        expected: u64,
        /// The size of theirs.
        found: u64,
    },
    /// The other party signed another root at the same size: the log has shown two histories.
    #[error(
        "the witness signed another root for the same {size} entries: the log has shown two histories; keep both files \
         and find out which one is true before you do anything else"
    )]
    AnotherRoot {
        /// The size of both checkpoints.
        size: u64,
    },
    /// Only the extension lines differ.
    #[error(
        "the witness signed the same tree head with different extension lines: its signature does not cover those \
             of this checkpoint"
    )]
    AnotherExtension,
}

/// The signature line with which a witness says that it saw this checkpoint at that time (seconds since 1970).
///
/// # Errors
/// [`CosignatureError::Time`] beyond 2^63 - 1.
pub fn cosign(
    checkpoint: &SignedCheckpoint,
    key: &SigningKey,
    unix_seconds: u64,
) -> Result<Signature, CosignatureError> {
    if unix_seconds > LAST_SECOND {
        return Err(CosignatureError::Time { seconds: unix_seconds });
    }
    let signature = key.sign(message(checkpoint.note().text(), unix_seconds).as_bytes());
    let bytes = unix_seconds.to_be_bytes().into_iter().chain(signature).collect();
    Ok(Signature { name: key.name().to_owned(), key_id: key.cosigner().key_id(), bytes })
}

/// Our checkpoint with the witness's signature added.
///
/// The file may be the whole checkpoint as the witness signed it, or only signature lines. Other signatures in it are
/// ignored. The witness's key is good for both kinds of signature, timestamped or not. What is there already
/// changes nothing. `own` are the log's keys, as far as the caller knows them.
///
/// # Errors
/// [`CosignatureError`]: the witness's key is the log's, the file is about another tree head, or it holds no signature of
/// the witness that fits.
pub fn merge_cosignature(
    ours: &SignedCheckpoint,
    witness_file_text: &str,
    witness: &VerifierKey,
    own: &[VerifierKey],
) -> Result<SignedCheckpoint, CosignatureError> {
    ours.by_another(witness, own)?;
    let theirs = offered(ours, witness_file_text)?;
    theirs.verify_witness(witness, own)?;
    let kinds = [witness.as_kind(KeyKind::CosignatureV1), witness.as_kind(KeyKind::Ed25519)];
    let mut merged = ours.clone();
    for signature in theirs.note().signatures() {
        if kinds.iter().any(|key| key.name() == signature.name && key.key_id() == signature.key_id) {
            merged.note_mut().add(signature.clone())?;
        }
    }
    Ok(merged)
}

impl SignedCheckpoint {
    /// Checks the timestamped cosignature of a witness and gives its latest time, in seconds since 1970.
    ///
    /// # Errors
    /// [`CosignatureError::NotACosigner`] for a key of another type, [`CosignatureError::Note`] when the cosignature is
    /// missing or wrong.
    pub fn verify_cosignature(&self, witness: &VerifierKey) -> Result<u64, CosignatureError> {
        if witness.kind() != KeyKind::CosignatureV1 {
            return Err(CosignatureError::NotACosigner { name: witness.name().to_owned() });
        }
        Ok(self.note().signed_by(witness, |bytes| cosigned_at(self.note().text(), witness, bytes))?)
    }

    /// Checks a witness's signature of either kind; gives the latest time in seconds since 1970, none when the witness
    /// signed without one. `own` are the log's keys, as far as the caller knows them.
    ///
    /// # Errors
    /// [`CosignatureError::OwnKey`] when the witness's key is the log's, [`CosignatureError::Note`] when there is no
    /// signature of the witness, or one of them is wrong.
    pub fn verify_witness(&self, witness: &VerifierKey, own: &[VerifierKey]) -> Result<Option<u64>, CosignatureError> {
        self.by_another(witness, own)?;
        let text = self.note().text();
        let cosigner = witness.as_kind(KeyKind::CosignatureV1);
        let signer = witness.as_kind(KeyKind::Ed25519);
        let timed = self.note().signed_by(&cosigner, |bytes| cosigned_at(text, &cosigner, bytes));
        let plain = self.note().signed_by(&signer, |bytes| signer.signed(text.as_bytes(), bytes).then_some(()));
        match (timed, plain) {
            (Err(wrong @ NoteError::WrongSignature { .. }), _) | (_, Err(wrong @ NoteError::WrongSignature { .. })) => {
                Err(wrong.into())
            }
            (Ok(time), _) => Ok(Some(time)),
            (Err(_), Ok(())) => Ok(None),
            (Err(untimed), Err(unsigned)) => match witness.kind() {
                KeyKind::CosignatureV1 => Err(untimed.into()),
                KeyKind::Ed25519 => Err(unsigned.into()),
            },
        }
    }
}

impl SignedCheckpoint {
    /// Refuses a witness's key that is the log's own: it has the log's name, it is one of the known keys, or it signed
    /// the checkpoint for the log, whatever name it has.
    fn by_another(&self, witness: &VerifierKey, own: &[VerifierKey]) -> Result<(), CosignatureError> {
        let text = self.note().text();
        let for_log = self.note().signatures().iter().filter(|by| by.name == self.checkpoint().origin);
        let signed = for_log
            .map(|by| by.bytes.as_slice())
            .any(|bytes| witness.signed(text.as_bytes(), bytes) || cosigned_at(text, witness, bytes).is_some());
        let named = |key: &VerifierKey| key.name() == witness.name() || key.is_same_key(witness);
        if signed || witness.name() == self.checkpoint().origin || own.iter().any(named) {
            let key = format!("{}+{:08x}", witness.name(), u32::from_be_bytes(witness.key_id()));
            return Err(CosignatureError::OwnKey { key });
        }
        Ok(())
    }
}

/// Our checkpoint with the signatures of the file in place of our own.
fn offered(ours: &SignedCheckpoint, file: &str) -> Result<SignedCheckpoint, CosignatureError> {
    if file.contains("\n\n") {
        let theirs = SignedCheckpoint::from_note(Note::parse(file)?)?;
        same_head(ours.checkpoint(), theirs.checkpoint())?;
        return Ok(theirs);
    }
    note::check_characters(file)?;
    let signatures = note::signature_lines(file, 0)?;
    Ok(SignedCheckpoint::from_note(ours.note().with_signatures(signatures))?)
}

fn same_head(ours: &Checkpoint, theirs: &Checkpoint) -> Result<(), CosignatureError> {
    if ours.origin != theirs.origin {
        return Err(CosignatureError::AnotherOrigin { expected: ours.origin.clone(), found: theirs.origin.clone() });
    }
    if ours.size != theirs.size {
        return Err(CosignatureError::AnotherSize { expected: ours.size, found: theirs.size });
    }
    if ours.root != theirs.root {
        return Err(CosignatureError::AnotherRoot { size: ours.size });
    }
    if ours.extensions != theirs.extensions {
        return Err(CosignatureError::AnotherExtension);
    }
    Ok(())
}

/// The time in a cosignature's bytes, when the rest of them is the witness's signature for that time.
fn cosigned_at(text: &str, witness: &VerifierKey, bytes: &[u8]) -> Option<u64> {
    let (time, signature) = bytes.split_first_chunk::<8>()?;
    let time = u64::from_be_bytes(*time);
    (time <= LAST_SECOND && witness.signed(message(text, time).as_bytes(), signature)).then_some(time)
}

/// What a cosigner signs: a header, the time, and the whole text of the checkpoint.
fn message(text: &str, unix_seconds: u64) -> String {
    format!("cosignature/v1\ntime {unix_seconds}\n{text}")
}
