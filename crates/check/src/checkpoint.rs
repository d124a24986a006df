//! Checking a checkpoint: who signed which head of which log, and who saw it.

use base16ct::lower;
use hovedbok_core::Instant;
use hovedbok_tree::{Hash, KeyKind, SignedCheckpoint, VerifierKey};
use serde::Serialize;

use crate::refusal::{Refusal, text};
use crate::trust::{Trust, label};

/// A checkpoint with valid signatures.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Checked {
    /// The log's identity.
    pub origin: String,
    /// Number of entries.
    pub size: u64,
    /// Root of the tree over them.
    pub root: Hash,
    /// The log's key that signed, `NAME+ID`.
    pub signed_by: String,
    /// Whether the key has the log's identity as its name, as the keys of a ledger have.
    pub key_name_is_origin: bool,
    /// The required witnesses, each key once.
    pub cosigned_by: Vec<Cosigned>,
    /// Other keys that signed, `NAME+ID`, each once: their signatures were not checked.
    pub not_checked: Vec<String>,
}

/// A valid signature of a witness.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Cosigned {
    /// The witness's key, `NAME+ID`.
    pub key: String,
    /// When the witness saw the checkpoint, by its own account; absent if its signature has no time.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub at: Option<String>,
}

impl Checked {
    /// A remark on the key's name, if it is not the log's.
    pub fn remark(&self) -> Option<String> {
        let named = self.signed_by.rsplit_once('+').map_or(self.signed_by.as_str(), |(name, _)| name);
        (!self.key_name_is_origin).then(|| {
            format!(
                "The key is named {named}, but the checkpoint is of the log {}: ask the key's owner whether that log is theirs.",
                self.origin
            )
        })
    }
}

/// Checks the file of a checkpoint.
///
/// # Errors
/// [`Refusal`]: what is not valid.
pub fn check(file: &[u8], trust: &Trust) -> Result<Checked, Refusal> {
    checked(&SignedCheckpoint::parse(text(file)?)?, trust)
}

/// Checks the signatures of a checkpoint that was read.
///
/// # Errors
/// [`Refusal`]: what is not valid.
pub fn checked(signed: &SignedCheckpoint, trust: &Trust) -> Result<Checked, Refusal> {
    checked_by(signed, trust.key_for(signed.note()).ok_or(Refusal::NoKey)?, trust)
}

/// As [`checked`], by the signature of this key of the log and no other.
///
/// # Errors
/// [`Refusal`]: what is not valid.
pub(crate) fn checked_by(signed: &SignedCheckpoint, key: &VerifierKey, trust: &Trust) -> Result<Checked, Refusal> {
    // The name of the other log says more than that our key did not sign.
    if let Some(expected) = trust.origin.as_ref().filter(|origin| **origin != signed.checkpoint().origin) {
        let found = signed.checkpoint().origin.clone();
        return Err(hovedbok_tree::CheckpointError::AnotherOrigin { expected: expected.clone(), found }.into());
    }
    signed.verify(key, None)?;
    let mut seen: Vec<&VerifierKey> = Vec::new();
    let mut cosigned_by = Vec::new();
    let mut known = vec![(key.name(), key.key_id())];
    for witness in &trust.witnesses {
        let at = signed.verify_witness(witness, &trust.keys)?.map(time);
        // One private key is one witness, no matter how often and under which names it signed.
        if !seen.iter().any(|before| before.is_same_key(witness)) {
            cosigned_by.push(Cosigned { key: label(witness), at });
            seen.push(witness);
        }
        let kinds = [KeyKind::Ed25519, KeyKind::CosignatureV1];
        known.extend(kinds.map(|kind| (witness.name(), witness.as_kind(kind).key_id())));
    }
    let signatures = signed.note().signatures().iter();
    let mut not_checked = Vec::new();
    for by in signatures.filter(|by| !known.contains(&(by.name.as_str(), by.key_id))) {
        let named = format!("{}+{}", by.name, lower::encode_string(&by.key_id));
        if !not_checked.contains(&named) {
            not_checked.push(named);
        }
    }
    let head = signed.checkpoint();
    Ok(Checked {
        origin: head.origin.clone(),
        size: head.size,
        root: head.root,
        signed_by: label(key),
        key_name_is_origin: key.name() == head.origin,
        cosigned_by,
        not_checked,
    })
}

/// Seconds since 1970 as an instant; as seconds where the calendar ends.
fn time(seconds: u64) -> String {
    let micros = i64::try_from(seconds).ok().and_then(|seconds| seconds.checked_mul(1_000_000));
    micros.and_then(Instant::from_micros).map_or_else(|| format!("{seconds} s after 1970"), |at| at.to_string())
}
