//! Proof that a log was only added to between two checkpoints.
//!
//! A text format of this project, in the manner of C2SP tlog-proof. Lines: `hovedbok/consistency@v1`, `old N`, `new N`,
//! the hashes of the proof, an empty line, then `old-checkpoint BYTES` followed by that many bytes of a checkpoint's
//! file, and `new-checkpoint BYTES` likewise. The old checkpoint may be left out, for a reader who has it. Both end in
//! a newline.

use crate::checkpoint::{Checkpoint, CheckpointError, SignedCheckpoint};
use crate::hash::Hash;
use crate::key::VerifierKey;
use crate::note::NOTE_MAX;
use crate::note_lines::Lines;
use crate::proof::{read_hashes, write_hashes};
use crate::verify::{ProofError, verify_consistency};

/// The first line of the file.
pub const CONSISTENCY: &str = "hovedbok/consistency@v1";

/// The most bytes of a proof's file.
pub const CONSISTENCY_MAX: usize = 3 * NOTE_MAX;

/// Why a proof of consistency cannot be read or believed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ConsistencyError {
    /// Larger than [`CONSISTENCY_MAX`].
    #[error("the proof has {bytes} bytes; a proof has at most {CONSISTENCY_MAX}: this is not a proof")]
    TooLarge {
        /// Its length.
        bytes: usize,
    },
    /// A line breaks the format.
    #[error("line {line} of the consistency proof is wrong: {rule}")]
    Line {
        /// The line, from 1.
        line: usize,
        /// What it must be.
        rule: &'static str,
    },
    /// The old checkpoint cannot be read or believed.
    #[error("the old checkpoint cannot be relied on: {0}")]
    Old(#[source] CheckpointError),
    /// The new checkpoint cannot be read or believed.
    #[error("the new checkpoint cannot be relied on: {0}")]
    New(#[source] CheckpointError),
    /// The old checkpoint is not in the file.
    #[error("the proof comes without the old checkpoint, so on its own it shows nothing: give the one that you have")]
    NoOldCheckpoint,
    /// A checkpoint does not have the size that the proof names.
    #[error(
        "the proof is about {proof} entries, but the {which} checkpoint has {checkpoint}: they do not belong together"
    )]
    AnotherSize {
        /// `old` or `new`.
        which: &'static str,
        /// The size in the proof.
        proof: u64,
        /// The size in the checkpoint.
        checkpoint: u64,
    },
    /// The checkpoints belong to two logs.
    #[error("the old checkpoint belongs to the log '{old}', the new one to '{new}': one log cannot continue another")]
    TwoLogs {
        /// The origin of the old checkpoint.
        old: String,
        /// The origin of the new checkpoint.
        new: String,
    },
    /// The hashes do not show it.
    #[error("the proof does not hold: {0}")]
    Proof(#[from] ProofError),
}

/// A proof that the tree of the new checkpoint continues the tree of the old one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConsistencyProof {
    /// Leaves in the old tree.
    pub old_size: u64,
    /// Leaves in the new tree.
    pub new_size: u64,
    /// The consistency proof (RFC 6962 section 2.1.2).
    pub hashes: Vec<Hash>,
    /// The file of the old checkpoint, as it is.
    pub old: Option<String>,
    /// The file of the new checkpoint, as it is.
    pub new: String,
}

impl ConsistencyProof {
    /// The text of the file.
    pub fn to_text(&self) -> String {
        let mut text = format!("{CONSISTENCY}\nold {}\nnew {}\n", self.old_size, self.new_size);
        write_hashes(&mut text, &self.hashes);
        text.push('\n');
        if let Some(old) = &self.old {
            text.push_str(&format!("old-checkpoint {}\n{old}", old.len()));
        }
        text.push_str(&format!("new-checkpoint {}\n{}", self.new.len(), self.new));
        text
    }

    /// Reads the text of a proof's file. Nothing is checked but the format, that of the checkpoints included.
    ///
    /// # Errors
    /// [`ConsistencyError`] with the line that breaks the format.
    pub fn parse(text: &str) -> Result<ConsistencyProof, ConsistencyError> {
        if text.len() > CONSISTENCY_MAX {
            return Err(ConsistencyError::TooLarge { bytes: text.len() });
        }
        let wrong = |line, rule| ConsistencyError::Line { line, rule };
        let mut lines = Lines::new(text);
        if lines.line() != Some(CONSISTENCY) {
            return Err(wrong(1, "the file begins with hovedbok/consistency@v1"));
        }
        let old_size = lines.decimal_field("old");
        let old_size = old_size.ok_or(wrong(2, "it must be 'old' and the old number of entries"))?;
        let new_size = lines.decimal_field("new");
        let new_size = new_size.ok_or(wrong(3, "it must be 'new' and the new number of entries"))?;
        let hashes = read_hashes(&mut lines).map_err(|(line, rule)| wrong(line, rule))?;
        let mut old = None;
        if lines.rest().starts_with("old-checkpoint ") {
            let rule = "it must be 'old-checkpoint' and the length in bytes of what follows";
            let file = checkpoint(&mut lines, "old-checkpoint", rule)?;
            SignedCheckpoint::parse(file).map_err(ConsistencyError::Old)?;
            old = Some(file.to_owned());
        }
        let rule = "it must be 'new-checkpoint' and the length in bytes of what follows";
        let new = checkpoint(&mut lines, "new-checkpoint", rule)?.to_owned();
        SignedCheckpoint::parse(&new).map_err(ConsistencyError::New)?;
        if !lines.rest().is_empty() {
            return Err(wrong(lines.number() + 1, "the file ends with the new checkpoint"));
        }
        Ok(ConsistencyProof { old_size, new_size, hashes, old, new })
    }

    /// Checks that the log's key signed both checkpoints (of the log with that origin, where one is given) and that the
    /// new tree continues the old one. Gives the new checkpoint.
    ///
    /// # Errors
    /// [`ConsistencyError`]; [`ConsistencyError::NoOldCheckpoint`] when the file has none.
    pub fn verify(&self, key: &VerifierKey, origin: Option<&str>) -> Result<SignedCheckpoint, ConsistencyError> {
        self.verify_across(key, key, origin)
    }

    /// The same for a log that changed its key between the two checkpoints.
    ///
    /// # Errors
    /// As [`ConsistencyProof::verify`].
    pub fn verify_across(
        &self,
        old_key: &VerifierKey,
        new_key: &VerifierKey,
        origin: Option<&str>,
    ) -> Result<SignedCheckpoint, ConsistencyError> {
        let old = self.old.as_ref().ok_or(ConsistencyError::NoOldCheckpoint)?;
        let old = SignedCheckpoint::parse(old).map_err(ConsistencyError::Old)?;
        old.verify(old_key, origin).map_err(ConsistencyError::Old)?;
        self.verify_from(old.checkpoint(), new_key, origin)
    }

    /// The same from an old checkpoint that the reader has and believes; the one in the file is not looked at.
    ///
    /// # Errors
    /// As [`ConsistencyProof::verify`].
    pub fn verify_from(
        &self,
        old: &Checkpoint,
        new_key: &VerifierKey,
        origin: Option<&str>,
    ) -> Result<SignedCheckpoint, ConsistencyError> {
        let signed = SignedCheckpoint::parse(&self.new).map_err(ConsistencyError::New)?;
        signed.verify(new_key, origin).map_err(ConsistencyError::New)?;
        let new = signed.checkpoint();
        if old.origin != new.origin {
            return Err(ConsistencyError::TwoLogs { old: old.origin.clone(), new: new.origin.clone() });
        }
        for (which, proof, checkpoint) in [("old", self.old_size, old.size), ("new", self.new_size, new.size)] {
            if proof != checkpoint {
                return Err(ConsistencyError::AnotherSize { which, proof, checkpoint });
            }
        }
        verify_consistency(old.size, old.root, new.size, new.root, &self.hashes)?;
        Ok(signed)
    }
}

/// Reads a line with a name and a length, and that many bytes after it.
fn checkpoint<'a>(lines: &mut Lines<'a>, name: &str, rule: &'static str) -> Result<&'a str, ConsistencyError> {
    let line = lines.number() + 1;
    let length = lines.decimal_field(name).ok_or(ConsistencyError::Line { line, rule })?;
    let rule = "the file ends before that many bytes";
    lines.bytes(length).ok_or(ConsistencyError::Line { line, rule })
}
