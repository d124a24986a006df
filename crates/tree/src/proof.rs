//! Proof that an entry is in a log: a file that is checked with nothing but the log's public key (C2SP tlog-proof).

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use crate::checkpoint::{CheckpointError, SignedCheckpoint};
use crate::hash::{Hash, leaf_hash};
use crate::key::VerifierKey;
use crate::note::NOTE_MAX;
use crate::note_lines::Lines;
use crate::verify::{ProofError, verify_inclusion};

/// The first line of the file.
pub const TLOG_PROOF: &str = "c2sp.org/tlog-proof@v1";

/// The most bytes of a proof's file.
pub const PROOF_MAX: usize = 2 * NOTE_MAX;

/// The most hashes of a proof: a tree with 64-bit positions has no more levels, and a consistency proof one hash more.
pub const HASHES_MAX: usize = 65;

/// Why a proof of inclusion cannot be read or believed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TlogProofError {
    /// Larger than [`PROOF_MAX`].
    #[error("the proof has {bytes} bytes; a proof has at most {PROOF_MAX}: this is not a proof")]
    TooLarge {
        /// Its length.
        bytes: usize,
    },
    /// A line breaks the format.
    #[error("line {line} of the proof is wrong: {rule} (C2SP tlog-proof)")]
    Line {
        /// The line, from 1.
        line: usize,
        /// What it must be.
        rule: &'static str,
    },
    /// The checkpoint in it cannot be read or believed.
    #[error("the proof's checkpoint cannot be relied on: {0}")]
    Checkpoint(#[from] CheckpointError),
    /// The hashes do not show it.
    #[error("the proof does not hold: {0}")]
    Proof(#[from] ProofError),
}

/// A proof that an entry is at a position of a log whose head is signed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TlogProof {
    /// What the writer added; nothing vouches for it. An absent text and an empty one are written alike.
    pub extra: Option<Vec<u8>>,
    /// The leaf, counted from 0.
    pub index: u64,
    /// The inclusion proof, the leaf's sibling first.
    pub hashes: Vec<Hash>,
    /// The file of the checkpoint, as it is.
    pub checkpoint: String,
}

impl TlogProof {
    /// The text of the file.
    pub fn to_text(&self) -> String {
        let mut text = format!("{TLOG_PROOF}\n");
        if let Some(extra) = self.extra.as_ref().filter(|extra| !extra.is_empty()) {
            text.push_str(&format!("extra {}\n", STANDARD.encode(extra)));
        }
        text.push_str(&format!("index {}\n", self.index));
        write_hashes(&mut text, &self.hashes);
        text.push('\n');
        text.push_str(&self.checkpoint);
        text
    }

    /// Reads the text of a proof's file. Nothing is checked but the format, that of the checkpoint included.
    ///
    /// # Errors
    /// [`TlogProofError`] with the line that breaks the format.
    pub fn parse(text: &str) -> Result<TlogProof, TlogProofError> {
        if text.len() > PROOF_MAX {
            return Err(TlogProofError::TooLarge { bytes: text.len() });
        }
        let wrong = |line, rule| TlogProofError::Line { line, rule };
        let mut lines = Lines::new(text);
        if lines.line() != Some(TLOG_PROOF) {
            return Err(wrong(1, "a proof begins with c2sp.org/tlog-proof@v1"));
        }
        let mut extra = None;
        let mut ahead = Lines::new(lines.rest());
        if let Some(written) = ahead.field("extra") {
            let bytes =
                STANDARD.decode(written).map_err(|_| wrong(2, "'extra' must be standard base64 with padding"))?;
            extra = Some(bytes);
            lines.line();
        }
        let index = lines.decimal_field("index");
        let index = index.ok_or(wrong(
            2 + usize::from(extra.is_some()),
            "it must be 'index' and the position counted from 0, a decimal without leading zeros",
        ))?;
        let hashes = read_hashes(&mut lines).map_err(|(line, rule)| wrong(line, rule))?;
        let checkpoint = lines.rest().to_owned();
        SignedCheckpoint::parse(&checkpoint)?;
        Ok(TlogProof { extra, index, hashes, checkpoint })
    }

    /// Checks that the log signed the checkpoint (of the log with that origin, where one is given) and that these bytes
    /// are the leaf at [`TlogProof::index`] of its tree. Gives the checkpoint that was relied on.
    ///
    /// # Errors
    /// [`TlogProofError::Checkpoint`] or [`TlogProofError::Proof`].
    pub fn verify(
        &self,
        leaf_data: &[u8],
        key: &VerifierKey,
        origin: Option<&str>,
    ) -> Result<SignedCheckpoint, TlogProofError> {
        let signed = SignedCheckpoint::parse(&self.checkpoint)?;
        signed.verify(key, origin)?;
        let head = signed.checkpoint();
        verify_inclusion(leaf_hash(leaf_data), self.index, head.size, &self.hashes, head.root)?;
        Ok(signed)
    }
}

/// Writes hashes a line each.
pub(crate) fn write_hashes(text: &mut String, hashes: &[Hash]) {
    for hash in hashes {
        text.push_str(&hash.to_base64());
        text.push('\n');
    }
}

/// Reads hashes a line each, up to an empty line; the error is the line and what it must be.
pub(crate) fn read_hashes(lines: &mut Lines<'_>) -> Result<Vec<Hash>, (usize, &'static str)> {
    let mut hashes = Vec::new();
    loop {
        let line = lines.line().ok_or((lines.number() + 1, "an empty line must follow the hashes"))?;
        if line.is_empty() {
            return Ok(hashes);
        }
        if hashes.len() == HASHES_MAX {
            return Err((lines.number(), "no proof has that many hashes"));
        }
        let hash = Hash::from_base64(line);
        hashes.push(hash.map_err(|_| (lines.number(), "it must be a hash, 32 bytes in standard base64"))?);
    }
}
