//! Signed answers: an answer bound to its question, to what was known, and to the head of the log's tree.
//!
//! A signed note whose text is nine lines, an empty line, and the whole file of a checkpoint. The fields hold no empty
//! line and neither does a checkpoint's text, so the first empty line ends the fields, and the last one of the whole
//! begins the signed answer's own signatures.

use std::fmt;

use serde::de::IgnoredAny;

use crate::checkpoint::{CheckpointError, SignedCheckpoint};
use crate::hash::Hash;
use crate::key::{SigningKey, VerifierKey};
use crate::note::{self, Note, NoteError};
use crate::note_lines::Lines;

/// The first line of the text.
pub const FIRST_LINE: &str = "hovedbok/statement@v1";

/// Why a signed answer cannot be read, signed or believed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SignedAnswerError {
    /// The signed note around it is wrong.
    #[error("the signed answer: {0}")]
    Note(#[from] NoteError),
    /// A line breaks the format.
    #[error("line {line} of the signed answer is wrong: {rule}")]
    Line {
        /// The line, from 1.
        line: usize,
        /// What it must be.
        rule: &'static str,
    },
    /// A field does not come back as it was given.
    #[error("a field of the signed answer is not one line, or is empty: nothing was signed")]
    NotOneLine,
    /// The checkpoint in it cannot be read or believed.
    #[error("the checkpoint of the signed answer cannot be relied on: {0}")]
    Checkpoint(#[from] CheckpointError),
    /// The signed answer is about one log and its checkpoint about another.
    #[error(
        "the signed answer is about the log '{answer}', but its checkpoint about '{checkpoint}': do not rely on it"
    )]
    TwoLogs {
        /// The origin that the signed answer names.
        answer: String,
        /// The origin of the checkpoint.
        checkpoint: String,
    },
    /// The answer rests on more than the checkpoint vouches for.
    #[error(
        "the signed answer is based on {known_at} entries, but its checkpoint covers only {size}: ask for a later one"
    )]
    BeyondCheckpoint {
        /// How many entries were known.
        known_at: u64,
        /// How many the checkpoint has.
        size: u64,
    },
}

/// What a signed answer says: what the answer is bound to. Every field is one line and not empty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Binding {
    /// The log's identity, as in its checkpoints.
    pub origin: String,
    /// The question as JSON on one line.
    pub question: String,
    /// The day asked about, `YYYY-MM-DD`.
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
    /// The file of a checkpoint with at least [`Binding::known_at`] entries, as it is.
    pub checkpoint: String,
}

impl Binding {
    /// The text that is signed.
    pub fn to_text(&self) -> String {
        format!(
            "{FIRST_LINE}\norigin {}\nquestion {}\nas-of {}\nknown-at {}\nrules {}\nprogram {}\nschema {}\nanswer-sha256 \
             {}\n\n{}",
            self.origin,
            self.question,
            self.as_of,
            self.known_at,
            self.rules,
            self.program,
            self.schema,
            self.answer_sha256,
            self.checkpoint
        )
    }

    /// Reads what [`Binding::to_text`] writes and nothing else. No signature is checked.
    ///
    /// # Errors
    /// [`SignedAnswerError`] with the line that breaks the format.
    pub fn parse(text: &str) -> Result<Binding, SignedAnswerError> {
        note::check_characters(text)?;
        let mut lines = Lines::new(text);
        if lines.line() != Some(FIRST_LINE) {
            return Err(SignedAnswerError::Line { line: 1, rule: "a signed answer begins with hovedbok/statement@v1" });
        }
        let origin = word(&mut lines, "origin", "it must be 'origin' and the log's identity")?;
        let rule = "it must be 'question' and the question as JSON on one line";
        let question = word(&mut lines, "question", rule)?;
        let json = serde_json::from_str::<IgnoredAny>(&question);
        json.map_err(|_| SignedAnswerError::Line { line: 3, rule })?;
        let rule = "it must be 'as-of' and a day, YYYY-MM-DD";
        let as_of = word(&mut lines, "as-of", rule)?;
        if !is_day(&as_of) {
            return Err(SignedAnswerError::Line { line: 4, rule });
        }
        let rule = "it must be 'known-at' and a position, a decimal without leading zeros";
        let known_at = lines.decimal_field("known-at").ok_or(SignedAnswerError::Line { line: 5, rule })?;
        let rules = word(&mut lines, "rules", "it must be 'rules' and their version")?;
        let program = word(&mut lines, "program", "it must be 'program' and its version")?;
        let schema = word(&mut lines, "schema", "it must be 'schema' and its version")?;
        let rule = "it must be 'answer-sha256' and 64 lower-case hexadecimal digits";
        let answer = lines.field("answer-sha256").and_then(|hex| Hash::from_hex(hex).ok());
        let answer_sha256 = answer.ok_or(SignedAnswerError::Line { line: 9, rule })?;
        if lines.line() != Some("") {
            return Err(SignedAnswerError::Line {
                line: 10,
                rule: "an empty line must separate the fields from the checkpoint",
            });
        }
        let checkpoint = lines.rest().to_owned();
        SignedCheckpoint::parse(&checkpoint)?;
        Ok(Binding { origin, question, as_of, known_at, rules, program, schema, answer_sha256, checkpoint })
    }

    /// The signed answer.
    ///
    /// # Errors
    /// [`SignedAnswerError`] when a field breaks the format, or the checkpoint is of another log or too small.
    pub fn sign(&self, key: &SigningKey) -> Result<SignedAnswer, SignedAnswerError> {
        let text = self.to_text();
        let binding = Binding::parse(&text)?;
        if binding != *self {
            return Err(SignedAnswerError::NotOneLine);
        }
        self.fits(&SignedCheckpoint::parse(&self.checkpoint)?)?;
        Ok(SignedAnswer { binding, note: note::sign(&text, key)? })
    }

    /// The answer and its checkpoint belong together.
    fn fits(&self, signed: &SignedCheckpoint) -> Result<(), SignedAnswerError> {
        let head = signed.checkpoint();
        if self.origin != head.origin {
            let (answer, checkpoint) = (self.origin.clone(), head.origin.clone());
            return Err(SignedAnswerError::TwoLogs { answer, checkpoint });
        }
        if self.known_at > head.size {
            return Err(SignedAnswerError::BeyondCheckpoint { known_at: self.known_at, size: head.size });
        }
        Ok(())
    }
}

/// A binding with its signatures, which are only believed once they are checked; `Display` writes the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignedAnswer {
    binding: Binding,
    note: Note,
}

impl SignedAnswer {
    /// Reads the file of a signed answer. No signature is checked.
    ///
    /// # Errors
    /// [`SignedAnswerError`] with the line that breaks the format.
    pub fn parse(text: &str) -> Result<SignedAnswer, SignedAnswerError> {
        let note = Note::parse(text)?;
        Ok(SignedAnswer { binding: Binding::parse(note.text())?, note })
    }

    /// What it says.
    pub fn binding(&self) -> &Binding {
        &self.binding
    }

    /// The note with all signatures.
    pub fn note(&self) -> &Note {
        &self.note
    }

    /// Checks that one key, the log's, signed both the answer and its checkpoint, and that they belong together
    /// (and to the log with that origin, where one is given). Gives the checkpoint. Whether the answer is the right one
    /// is for a reader who has the log or its archive.
    ///
    /// # Errors
    /// [`SignedAnswerError`]: which of these does not hold.
    pub fn verify(&self, key: &VerifierKey, origin: Option<&str>) -> Result<SignedCheckpoint, SignedAnswerError> {
        self.note.verify(key)?;
        let signed = SignedCheckpoint::parse(&self.binding.checkpoint)?;
        signed.verify(key, origin)?;
        self.binding.fits(&signed)?;
        Ok(signed)
    }
}

impl fmt::Display for SignedAnswer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.note.fmt(f)
    }
}

fn word(lines: &mut Lines<'_>, name: &str, rule: &'static str) -> Result<String, SignedAnswerError> {
    let line = lines.number() + 1;
    lines.field(name).map(str::to_owned).ok_or(SignedAnswerError::Line { line, rule })
}

/// The shape of a day; whether the calendar has it is for the reader of the question.
fn is_day(text: &str) -> bool {
    text.bytes().enumerate().all(|(at, byte)| if at == 4 || at == 7 { byte == b'-' } else { byte.is_ascii_digit() })
        && text.len() == 10
        && text.get(5..7).is_some_and(|month| ("01"..="12").contains(&month))
        && text.get(8..).is_some_and(|day| ("01"..="31").contains(&day))
}
