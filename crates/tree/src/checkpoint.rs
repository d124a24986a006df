//! Checkpoints: the head of a log's tree as a signed note (C2SP tlog-checkpoint).

use std::fmt;

use crate::hash::{EMPTY_ROOT, Hash};
use crate::key::{SigningKey, VerifierKey};
use crate::note::{self, Note, NoteError};
use crate::note_lines::{Lines, decimal};

/// Why a checkpoint cannot be read, signed or believed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CheckpointError {
    /// The signed note around it is wrong.
    #[error("the checkpoint: {0}")]
    Note(#[from] NoteError),
    /// A line of the text breaks the format.
    #[error("line {line} of the checkpoint is wrong: {rule} (C2SP tlog-checkpoint)")]
    Line {
        /// The line, from 1.
        line: usize,
        /// What it must be.
        rule: &'static str,
    },
    /// It covers no entry, but its root is not that of the empty tree.
    #[error("the checkpoint covers 0 entries, but its root is not the root of the empty tree (RFC 6962, 2.1)")]
    EmptyTree,
    /// It is the checkpoint of another log.
    #[error("the checkpoint belongs to the log '{found}', not to '{expected}': it says nothing about this ledger")]
    AnotherOrigin {
        /// The origin that was asked for.
        expected: String,
        /// The origin in the checkpoint.
        found: String,
    },
}

/// The head of a log's tree: which log, how many entries, and the root over them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checkpoint {
    /// The log's identity: one line, not empty. Fixed for the life of the ledger.
    pub origin: String,
    /// Number of leaves.
    pub size: u64,
    /// Root of the tree over them (RFC 6962).
    pub root: Hash,
    /// Further lines, none of them empty; usually there are none.
    pub extensions: Vec<String>,
}

impl Checkpoint {
    /// The text that is signed: origin, size, root and extensions, a line each.
    pub fn to_text(&self) -> String {
        let mut text = format!("{}\n{}\n{}\n", self.origin, self.size, self.root.to_base64());
        for line in &self.extensions {
            text.push_str(line);
            text.push('\n');
        }
        text
    }

    /// Reads what [`Checkpoint::to_text`] writes and nothing else.
    ///
    /// # Errors
    /// [`CheckpointError::Line`], or [`CheckpointError::Note`] for control characters and size.
    pub fn parse(text: &str) -> Result<Checkpoint, CheckpointError> {
        note::check_characters(text)?;
        let wrong = |line, rule| CheckpointError::Line { line, rule };
        let mut lines = Lines::new(text);
        let origin = lines.line().filter(|line| !line.is_empty());
        let origin = origin.ok_or(wrong(1, "it must be the log's origin, and end in a newline"))?;
        let size = lines.line().and_then(decimal);
        let size = size.ok_or(wrong(2, "it must be the number of entries, a decimal without leading zeros"))?;
        let root = lines.line().and_then(|line| Hash::from_base64(line).ok());
        let root = root.ok_or(wrong(3, "it must be the root hash, 32 bytes in standard base64"))?;
        let mut extensions = Vec::new();
        while let Some(line) = lines.line() {
            if line.is_empty() {
                return Err(wrong(lines.number(), "no line may be empty"));
            }
            extensions.push(line.to_owned());
        }
        if !lines.rest().is_empty() {
            return Err(wrong(lines.number() + 1, "it must end in a newline"));
        }
        Ok(Checkpoint { origin: origin.to_owned(), size, root, extensions })
    }

    /// The signed checkpoint. A log signs only heads that continue one another; that is for the caller to know.
    ///
    /// # Errors
    /// [`CheckpointError::Line`] when origin or extensions are not what a line can hold.
    pub fn sign(&self, key: &SigningKey) -> Result<SignedCheckpoint, CheckpointError> {
        let text = self.to_text();
        let checkpoint = Checkpoint::parse(&text)?;
        if checkpoint != *self {
            let rule = "origin and extensions must be one line each";
            return Err(CheckpointError::Line { line: 1, rule });
        }
        Ok(SignedCheckpoint { checkpoint, note: note::sign(&text, key)? })
    }
}

/// A checkpoint with its signatures, which are only believed once they are checked; `Display` writes the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignedCheckpoint {
    checkpoint: Checkpoint,
    note: Note,
}

impl SignedCheckpoint {
    /// Reads the file of a checkpoint. No signature is checked.
    ///
    /// # Errors
    /// [`CheckpointError`] with the line that breaks the format.
    pub fn parse(text: &str) -> Result<SignedCheckpoint, CheckpointError> {
        SignedCheckpoint::from_note(Note::parse(text)?)
    }

    /// Takes a note whose text is a checkpoint.
    ///
    /// # Errors
    /// [`CheckpointError::Line`] when the text is not a checkpoint.
    pub fn from_note(note: Note) -> Result<SignedCheckpoint, CheckpointError> {
        Ok(SignedCheckpoint { checkpoint: Checkpoint::parse(note.text())?, note })
    }

    /// The head of the tree.
    pub fn checkpoint(&self) -> &Checkpoint {
        &self.checkpoint
    }

    /// The note with all signatures.
    pub fn note(&self) -> &Note {
        &self.note
    }

    /// Checks that the log's key signed it, that a tree can have this head and, where one is given, that it is of the log
    /// with this origin.
    ///
    /// # Errors
    /// [`CheckpointError::Note`], [`CheckpointError::EmptyTree`] or [`CheckpointError::AnotherOrigin`].
    pub fn verify(&self, key: &VerifierKey, expected_origin: Option<&str>) -> Result<(), CheckpointError> {
        self.note.verify(key)?;
        if self.checkpoint.size == 0 && self.checkpoint.root != EMPTY_ROOT {
            return Err(CheckpointError::EmptyTree);
        }
        match expected_origin {
            Some(expected) if expected != self.checkpoint.origin => Err(CheckpointError::AnotherOrigin {
                expected: expected.to_owned(),
                found: self.checkpoint.origin.clone(),
            }),
            Some(_) | None => Ok(()),
        }
    }

    pub(crate) fn note_mut(&mut self) -> &mut Note {
        &mut self.note
    }
}

impl fmt::Display for SignedCheckpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.note.fmt(f)
    }
}
