//! Checking a signed statement: the question, what was known, the digest of the answer, and the checkpoint behind it.

use hovedbok_tree::{Hash, SignedCheckpoint, SignedStatement, StatementError};
use serde::Serialize;
use serde_json::value::RawValue;

use crate::checkpoint;
use crate::refusal::{Refusal, text};
use crate::trust::{Trust, label};

/// A statement whose signatures hold.
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
    /// Whether an answer was at hand, and is the one bound.
    pub answer_checked: bool,
    /// The key that signed the statement, `NAME+ID`.
    pub signed_by: String,
    /// The checkpoint in it.
    pub checkpoint: checkpoint::Checked,
}

/// Checks a statement: its signature, its checkpoint, that they belong together, and, with the bytes of the answer,
/// that this answer is the one bound. Whether the answer is right, only the log or its archive can show.
///
/// # Errors
/// [`Refusal`]: what does not hold.
pub fn check(file: &[u8], answer: Option<&[u8]>, trust: &Trust) -> Result<Checked, Refusal> {
    let signed = SignedStatement::parse(text(file)?)?;
    let said = signed.statement();
    let inner = SignedCheckpoint::parse(&said.checkpoint)?;
    let signer = trust.key_for(signed.note()).ok_or(Refusal::NoKey)?;
    signed.verify(signer, trust.origin.as_deref())?;
    // By the same key, for a key that was replaced vouches for nothing new, whatever newer checkpoint is put into it.
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

fn question(json: &str) -> Result<Box<RawValue>, StatementError> {
    serde_json::from_str(json).map_err(|_| StatementError::Line { line: 3, rule: "the question must be JSON" })
}
