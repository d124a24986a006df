//! Signed answers: an answer bound to its question, its times, the rules, the program and the head of the tree; and
//! asked again.

use hovedbok_answers::questions::StatementOf;
use hovedbok_answers::{Answer, Question, RULES};
use hovedbok_core::{Day, Seq};
use hovedbok_projection::At;
use hovedbok_tree::{Binding, Hash, SignedAnswer, SignedCheckpoint, SigningKey, VerifierKey};
use serde::Serialize;
use serde_json::Value;

use super::checkpoint::{Continued, key_for, label};
use crate::error::{AuditError, LedgerError};
use crate::open::Ledger;

/// An answer and the signed answer that binds it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signed {
    /// The answer as `--format json` prints it, but without the newline at the end and without what is escaped for a
    /// terminal: the bytes that the signed answer binds.
    pub answer: Vec<u8>,
    /// The signed answer.
    pub signed: SignedAnswer,
}

/// A signed answer whose signatures are valid and whose answer the ledger gives again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Confirmed {
    /// The question.
    pub question: Value,
    /// The day asked about.
    pub as_of: Day,
    /// The position that the answer rests on.
    pub known_at_seq: Seq,
    /// The rules.
    pub rules: String,
    /// The program that made it.
    pub program: String,
    /// SHA-256 of the answer.
    pub answer_sha256: Hash,
    /// The key that signed it, `NAME+ID`.
    pub signed_by: String,
    /// The checkpoint in it.
    pub checkpoint: Continued,
}

impl Ledger {
    /// Binds an answer of this ledger, as [`Ledger::ask_log`] gives it, to its question and to a checkpoint of the whole
    /// ledger now. `program` is the name and version of the program.
    ///
    /// # Errors
    /// For another question than `statement`, a key that is not the ledger's newest, or when the log cannot be read.
    pub fn sign_answer(
        &self,
        question: &Question,
        answer: &Answer,
        program: &str,
        key: &SigningKey,
    ) -> Result<Signed, LedgerError> {
        let question = written(question)?;
        let checkpoint = self.checkpoint(key)?.to_string();
        let bytes = serde_json::to_vec(answer).map_err(AuditError::Json)?;
        let binding = Binding {
            origin: self.origin().to_owned(),
            question,
            as_of: answer.as_of.to_string(),
            known_at: answer.known_at_seq.0,
            rules: answer.rules.to_owned(),
            program: program.to_owned(),
            schema: answer.schema.to_owned(),
            answer_sha256: Hash::of(&bytes),
            checkpoint,
        };
        Ok(Signed { answer: bytes, signed: binding.sign(key).map_err(AuditError::SignedAnswer)? })
    }

    /// Checks the signatures of a signed answer by the keys given and those they lead to, that the ledger continues its
    /// checkpoint, and that the question asked again gives the same bytes. An answer of another schema or rule set is not
    /// asked again, which is an error of its own once everything else holds.
    ///
    /// # Errors
    /// [`AuditError`]: which of these does not hold; or when the log cannot be read.
    pub fn check_signed(
        &self,
        signed: &SignedAnswer,
        given: &[VerifierKey],
        program: &str,
        progress: &mut dyn FnMut(Seq),
    ) -> Result<Confirmed, LedgerError> {
        let said = signed.binding();
        if said.origin != self.origin() {
            let (found, origin) = (said.origin.clone(), self.origin().to_owned());
            return Err(AuditError::AnotherLedger { what: "the signed answer", found, origin }.into());
        }
        let (known_at, last) = (Seq(said.known_at), self.last());
        if known_at > last {
            return Err(AuditError::Beyond { known_at, last }.into());
        }
        self.log.check_index()?;
        let relied = self.relied_on(given)?;
        let inner = SignedCheckpoint::parse(&said.checkpoint).map_err(AuditError::Signature)?;
        let signer = key_for(signed.note(), &relied).ok_or(AuditError::NoKey)?;
        signed.verify(&signer.key, Some(self.origin())).map_err(AuditError::SignedAnswer)?;
        let checkpoint = self.continues(&inner, std::slice::from_ref(signer))?;
        let own_schema = StatementOf::SCHEMA;
        if (said.schema.as_str(), said.rules.as_str()) != (own_schema, RULES) {
            return Err(AuditError::OtherSchema {
                program: said.program.clone(),
                rules: said.rules.clone(),
                schema: said.schema.clone(),
                own_rules: RULES,
                own_schema,
                size: checkpoint.size,
            }
            .into());
        }
        let question = read(&said.question)?;
        let as_of: Day = said.as_of.parse().map_err(|_| AuditError::UnknownQuestion(said.as_of.clone()))?;
        let answer = self.ask_log(&question, At { as_of, known_at }, progress);
        let bytes = serde_json::to_vec(&answer?).map_err(AuditError::Json)?;
        let found = Hash::of(&bytes);
        if found != said.answer_sha256 {
            return Err(AuditError::Answer {
                signed: said.answer_sha256,
                program: said.program.clone(),
                rules: said.rules.clone(),
                schema: said.schema.clone(),
                found,
                own_program: program.to_owned(),
                own_rules: RULES,
                own_schema: question.schema(),
            }
            .into());
        }
        Ok(Confirmed {
            question: serde_json::from_str(&said.question).map_err(AuditError::Json)?,
            as_of,
            known_at_seq: known_at,
            rules: said.rules.clone(),
            program: said.program.clone(),
            answer_sha256: found,
            signed_by: label(&signer.key),
            checkpoint,
        })
    }
}

/// A question as JSON on one line.
fn written(question: &Question) -> Result<String, LedgerError> {
    let Question::Statement(_) = question else { return Err(AuditError::Question.into()) };
    Ok(serde_json::to_string(question).map_err(AuditError::Json)?)
}

fn read(text: &str) -> Result<Question, LedgerError> {
    let question = serde_json::from_str(text).ok().filter(|question| matches!(question, Question::Statement(_)));
    Ok(question.ok_or_else(|| AuditError::UnknownQuestion(text.to_owned()))?)
}
