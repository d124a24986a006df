//! Why a checkpoint, proof or signed answer is refused.

use hovedbok_core::entry::DecodeError;
use hovedbok_core::errors::ErrorCode;
use hovedbok_core::line::LineError;
use hovedbok_tree::{
    CheckpointError, ConsistencyError, CosignatureError, Hash, NoteError, SignedAnswerError, TlogProofError,
};

/// What is not valid.
#[derive(Debug, thiserror::Error)]
pub enum Refusal {
    /// The file is not text.
    #[error("the file is not UTF-8 text: it is damaged, or it is some other file")]
    NotText,
    /// Nothing can be checked without a key.
    #[error("no verifier key was given: without the log's key nothing can be trusted")]
    NoKey,
    /// The checkpoint cannot be read or trusted.
    #[error(transparent)]
    Checkpoint(#[from] CheckpointError),
    /// A witness whose key was given did not sign the checkpoint, or its signature is not valid.
    #[error("the checkpoint lacks a required cosignature: {0}")]
    Witness(#[from] CosignatureError),
    /// The proof cannot be read or trusted.
    #[error(transparent)]
    Proof(#[from] TlogProofError),
    /// The old checkpoint of a proof of consistency cannot be trusted.
    #[error("the old checkpoint cannot be relied on: {0}")]
    Old(Box<Refusal>),
    /// The new checkpoint of a proof of consistency cannot be trusted.
    #[error("the new checkpoint cannot be relied on: {0}")]
    New(Box<Refusal>),
    /// The proof of consistency cannot be read or trusted.
    #[error(transparent)]
    Consistency(#[from] ConsistencyError),
    /// The signed answer cannot be read or trusted.
    #[error(transparent)]
    SignedAnswer(#[from] SignedAnswerError),
    /// The proof comes without the entry's head.
    #[error("the proof has no line 'extra' with the entry's head: it does not say what it proves")]
    NoHead,
    /// The line `extra` is not a head.
    #[error("line 2 of the proof ('extra') is not the head of an entry: {0}")]
    Head(serde_json::Error),
    /// The head is not canonical JSON.
    #[error(
        "line 2 of the proof ('extra') is a head, but not in canonical form (H4): it was not written by the ledger"
    )]
    HeadNotCanonical,
    /// The head belongs to another position.
    #[error(
        "the proof is about position {proof}, but the head in it is of entry {head}: it is a proof of another entry"
    )]
    AnotherPosition {
        /// The position that the proof is about, from 1.
        proof: u64,
        /// The position in the head.
        head: u64,
    },
    /// The companion file is not the line of an entry.
    #[error("the entry cannot be read: {0}")]
    Line(#[from] LineError),
    /// The companion file is not one line as the ledger writes it.
    #[error("the entry's file is not one line as the ledger writes it: it was changed")]
    LineNotCanonical,
    /// The companion file has another head.
    #[error(
        "the head in the entry's file is not the one in the proof (entry {file}, proof of entry {proof}): it is \
         another entry, or its head was changed"
    )]
    AnotherEntry {
        /// The position that the file's head names, or a word if it has none.
        file: String,
        /// The position that is proved.
        proof: u64,
    },
    /// The body is not the one committed to.
    #[error(
        "the body in the entry's file is not the one that its head commits to (body_sha256, H4): body or salt was \
         changed"
    )]
    Commitment,
    /// The entry cannot be read.
    #[error("the entry's file: {0} (H4)")]
    Decode(#[from] DecodeError),
    /// Head or body is not canonical JSON.
    #[error("the entry's head or body is not in canonical form (H4): it was not written by the ledger")]
    NotCanonical,
    /// The answer is not the one that was signed.
    #[error("the answer's file has SHA-256 {found}, the signed one {bound}: it is another answer, or it was changed")]
    AnotherAnswer {
        /// The digest in the signed answer.
        bound: Hash,
        /// The digest of the file.
        found: Hash,
    },
}

impl Refusal {
    /// What is wrong, for programs.
    pub fn code(&self) -> ErrorCode {
        ErrorCode::Check
    }

    /// Whether the log's own key was given as the key of a witness.
    pub fn is_own_witness(&self) -> bool {
        match self {
            Refusal::Old(refusal) | Refusal::New(refusal) => refusal.is_own_witness(),
            Refusal::Witness(error) => matches!(error, CosignatureError::OwnKey { .. }),
            Refusal::NotText
            | Refusal::NoKey
            | Refusal::Checkpoint(_)
            | Refusal::Proof(_)
            | Refusal::Consistency(_)
            | Refusal::SignedAnswer(_)
            | Refusal::NoHead
            | Refusal::Head(_)
            | Refusal::HeadNotCanonical
            | Refusal::AnotherPosition { .. }
            | Refusal::Line(_)
            | Refusal::LineNotCanonical
            | Refusal::AnotherEntry { .. }
            | Refusal::Commitment
            | Refusal::Decode(_)
            | Refusal::NotCanonical
            | Refusal::AnotherAnswer { .. } => false,
        }
    }

    /// Whether it was signed under the log's name, with a key that was not given.
    pub fn is_by_another_key(&self) -> bool {
        match self {
            Refusal::Old(refusal) | Refusal::New(refusal) => refusal.is_by_another_key(),
            Refusal::Checkpoint(CheckpointError::Note(error))
            | Refusal::Proof(TlogProofError::Checkpoint(CheckpointError::Note(error)))
            | Refusal::SignedAnswer(
                SignedAnswerError::Note(error) | SignedAnswerError::Checkpoint(CheckpointError::Note(error)),
            )
            | Refusal::Consistency(
                ConsistencyError::Old(CheckpointError::Note(error))
                | ConsistencyError::New(CheckpointError::Note(error)),
            ) => matches!(error, NoteError::AnotherKey { .. }),
            Refusal::NotText
            | Refusal::NoKey
            | Refusal::Checkpoint(_)
            | Refusal::Witness(_)
            | Refusal::Proof(_)
            | Refusal::Consistency(_)
            | Refusal::SignedAnswer(_)
            | Refusal::NoHead
            | Refusal::Head(_)
            | Refusal::HeadNotCanonical
            | Refusal::AnotherPosition { .. }
            | Refusal::Line(_)
            | Refusal::LineNotCanonical
            | Refusal::AnotherEntry { .. }
            | Refusal::Commitment
            | Refusal::Decode(_)
            | Refusal::NotCanonical
            | Refusal::AnotherAnswer { .. } => false,
        }
    }
}

/// The bytes of a file as text.
pub(crate) fn text(bytes: &[u8]) -> Result<&str, Refusal> {
    std::str::from_utf8(bytes).map_err(|_| Refusal::NotText)
}
