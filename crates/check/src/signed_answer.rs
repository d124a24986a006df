//! Checking a signed answer: the question, what was known, the digest of the answer, and the checkpoint behind it.

use hovedbok_tree::{Hash, SignedAnswer, SignedAnswerError, SignedCheckpoint};
use serde::Serialize;
use serde_json::value::RawValue;

use crate::checkpoint;
use crate::refusal::{Refusal, text};
use crate::trust::{Trust, label};

/// A signed answer with valid signatures.
#[derive(Debug, Clone, Serialize)]
pub struct Checked {
    /// The log's identity.
    pub origin: String,
    /// The question.
    pub question: Box<RawValue>,
    /// The day asked about.
    pub as_of: String,
    /// The answer rests on the entries 1 to this position.
    pub known_at: u64,
    /// The version of the rules.
    pub rules: String,
    /// The program and its version.
    pub program: String,
    /// The version of the answer's columns.
    pub schema: String,
    /// SHA-256 of the answer's bytes.
    pub answer_sha256: Hash,
    /// Whether the answer itself was given, and is the one that was signed.
    pub answer_checked: bool,
    /// The key that signed the answer, `NAME+ID`.
    pub signed_by: String,
    /// The checkpoint in it.
    pub checkpoint: checkpoint::Checked,
}

/// Checks a signed answer: its signature, its checkpoint, that they belong together, and, given the bytes of the
/// answer, that they are the ones that were signed. Only the log or its archive can show whether the answer is right.
///
/// # Errors
/// [`Refusal`]: what is not valid.
pub fn check(file: &[u8], answer: Option<&[u8]>, trust: &Trust) -> Result<Checked, Refusal> {
    let signed = SignedAnswer::parse(text(file)?)?;
    let said = signed.binding();
    let inner = SignedCheckpoint::parse(&said.checkpoint)?;
    let signer = trust.key_for(signed.note()).ok_or(Refusal::NoKey)?;
    signed.verify(signer, trust.origin.as_deref())?;
    // By the same key: a key that was replaced vouches for nothing new, even with a newer checkpoint inside.
    let checkpoint = checkpoint::checked_by(&inner, signer, trust)?;
    if let Some(found) = answer.map(Hash::of).filter(|found| *found != said.answer_sha256) {
        return Err(Refusal::AnotherAnswer { bound: said.answer_sha256, found });
    }
    Ok(Checked {
        origin: said.origin.clone(),
        question: question(&said.question)?,
        as_of: said.as_of.clone(),
        known_at: said.known_at,
        rules: said.rules.clone(),
        program: said.program.clone(),
        schema: said.schema.clone(),
        answer_sha256: said.answer_sha256,
        answer_checked: answer.is_some(),
        signed_by: label(signer),
        checkpoint,
    })
}

fn question(json: &str) -> Result<Box<RawValue>, SignedAnswerError> {
    serde_json::from_str(json).map_err(|_| SignedAnswerError::Line { line: 3, rule: "the question must be JSON" })
}
