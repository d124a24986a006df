//! Checking the proof that entries were only added to a log between two checkpoints.

use hovedbok_tree::{ConsistencyError, ConsistencyProof, SignedCheckpoint};
use serde::Serialize;

use crate::checkpoint;
use crate::refusal::{Refusal, text};
use crate::trust::Trust;

/// Two heads of a log, of which the second continues the first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Checked {
    /// The old checkpoint.
    pub old: checkpoint::Checked,
    /// The new checkpoint.
    pub new: checkpoint::Checked,
}

/// Checks a proof of consistency: both checkpoints, and that the new tree continues the old one. With `kept`, the old
/// checkpoint as the auditor has it, the one in the file is ignored.
///
/// # Errors
/// [`Refusal`]: what is not valid.
pub fn check(file: &[u8], kept: Option<&[u8]>, trust: &Trust) -> Result<Checked, Refusal> {
    let proof = ConsistencyProof::parse(text(file)?)?;
    let old = match (kept, &proof.old) {
        (Some(kept), _) => SignedCheckpoint::parse(text(kept)?),
        (None, Some(old)) => SignedCheckpoint::parse(old),
        (None, None) => return Err(ConsistencyError::NoOldCheckpoint.into()),
    };
    let old = old.map_err(ConsistencyError::Old)?;
    let new = SignedCheckpoint::parse(&proof.new).map_err(ConsistencyError::New)?;
    let checked = Checked {
        old: checkpoint::checked(&old, trust).map_err(|refusal| Refusal::Old(Box::new(refusal)))?,
        new: checkpoint::checked(&new, trust).map_err(|refusal| Refusal::New(Box::new(refusal)))?,
    };
    let key = trust.key_for(new.note()).ok_or(Refusal::NoKey)?;
    proof.verify_from(old.checkpoint(), key, trust.origin.as_deref())?;
    Ok(checked)
}
