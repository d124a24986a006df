//! Why a key is not used, or a checkpoint, proof or signed answer not made or not believed.

use std::path::PathBuf;

use hovedbok_core::Seq;
use hovedbok_core::errors::ErrorCode;
use hovedbok_tree::{CheckpointError, CosignatureError, Hash, KeyError, NoteError, ProofError, SignedAnswerError};

/// What does not hold.
#[derive(Debug, thiserror::Error)]
pub enum AuditError {
    /// A key file would be written over.
    #[error("{} already exists, and a key file is never overwritten", path.display())]
    KeyThere {
        /// The file.
        path: PathBuf,
    },
    /// A key file is, or would be, in the ledger's folder.
    #[error("{} is in the ledger's folder: anyone who gets the folder would get the key with it", path.display())]
    KeyInside {
        /// The file.
        path: PathBuf,
    },
    /// A key file that others can read or write.
    #[error("{} can be read or written by others (mode {mode:04o}): they may have the key", path.display())]
    KeyOpen {
        /// The file.
        path: PathBuf,
        /// Its mode.
        mode: u32,
    },
    /// A file that holds no private key.
    #[error("{}: {error}", path.display())]
    KeyFile {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        error: KeyError,
    },
    /// A key cannot be made.
    #[error(transparent)]
    Key(KeyError),
    /// A key of another name.
    #[error("the key is named {name}, but the ledger is named {origin}: the key belongs to another ledger")]
    KeyName {
        /// The key's name.
        name: String,
        /// The ledger's origin.
        origin: String,
    },
    /// Another key is in use.
    #[error("the ledger is signed with another key, which entry {seq} announced: {newest}")]
    KeyReplaced {
        /// The entry that announced the newest key.
        seq: Seq,
        /// The newest key.
        newest: String,
    },
    /// An archive is signed with another key.
    #[error(
        "the archive in {} is signed with another key, which could no longer sign if this key were replaced",
        dir.display()
    )]
    KeyNotInUse {
        /// The archive's folder.
        dir: PathBuf,
    },
    /// Nothing was given to check a signature with.
    #[error("no verifier key was given: without the ledger's key no signature can be checked")]
    NoKey,
    /// It belongs to another ledger.
    #[error("{what} belongs to the ledger '{found}', but this one is '{origin}': it says nothing about this ledger")]
    AnotherLedger {
        /// The checkpoint or the signed answer.
        what: &'static str,
        /// Its origin.
        found: String,
        /// The ledger's.
        origin: String,
    },
    /// The signature of a checkpoint does not hold.
    #[error("the signature is not valid: {0}")]
    Signature(#[from] CheckpointError),
    /// A checkpoint of more entries than there are.
    #[error(
        "the ledger is shorter than the checkpoint ({ledger} entries, the checkpoint has {checkpoint}): its end was cut \
         off or it is an older copy"
    )]
    Shorter {
        /// Entries in the ledger.
        ledger: u64,
        /// Entries of the checkpoint.
        checkpoint: u64,
    },
    /// A private key is given where the name of its file belongs.
    #[error("a private key was given where the name of its file belongs")]
    KeyGiven,
    /// A private key would be written over.
    #[error("{} holds a private key, which is never overwritten", path.display())]
    OverKey {
        /// The file.
        path: PathBuf,
    },
    /// A key signed what came after another one had taken its place.
    #[error("the checkpoint of {size} entries is signed by {key}, but entry {seq} had already replaced that key")]
    Retired {
        /// The key that signed it.
        key: String,
        /// The entry that announced the next one.
        seq: Seq,
        /// Entries of the checkpoint.
        size: u64,
    },
    /// Another history than the one that was signed.
    #[error(
        "the ledger's first {size} entries have the root {found}, the checkpoint says {signed}; history was changed (an \
         entry edited, swapped, inserted or removed), or the checkpoint is another ledger's"
    )]
    History {
        /// Entries of the checkpoint.
        size: u64,
        /// The ledger's root at that size.
        found: Hash,
        /// The checkpoint's.
        signed: Hash,
    },
    /// The ledger's own last checkpoint is not of this ledger as it is now.
    #[error("{}, the last checkpoint that this ledger signed: {error}", path.display())]
    Last {
        /// The file.
        path: PathBuf,
        /// What does not hold.
        error: Box<AuditError>,
    },
    /// What another party signed cannot be added.
    #[error(transparent)]
    Witness(#[from] CosignatureError),
    /// An entry that the checkpoint does not reach.
    #[error("the checkpoint has {size} entries and says nothing about {seq}")]
    BeforeEntry {
        /// The entry.
        seq: Seq,
        /// Entries of the checkpoint.
        size: u64,
    },
    /// The two checkpoints of a proof are in the wrong order.
    #[error("the old checkpoint has {old} entries, the new one {new}: the new one is not a later state")]
    Order {
        /// Entries of the old checkpoint.
        old: u64,
        /// Entries of the new one.
        new: u64,
    },
    /// A proof that was made does not hold.
    #[error("the stored hash tree does not match the entries: {0}")]
    Tree(#[from] ProofError),
    /// Answers to the question are not signed.
    #[error("only the answer to `statement` is signed")]
    Question,
    /// An answer cannot be written.
    #[error("the answer cannot be written as JSON: {0}")]
    Json(#[from] serde_json::Error),
    /// A signed answer cannot be made, or its signatures are not valid.
    #[error("{0}")]
    SignedAnswer(#[from] SignedAnswerError),
    /// The signed answer is to a question that this program does not know.
    #[error("this program does not know the question of the signed answer: {0}")]
    UnknownQuestion(String),
    /// The signed answer rests on more entries than there are.
    #[error(
        "the signed answer is based on the entries up to {known_at}, but the ledger ends at {last}: its end was cut off or \
         it is an older copy"
    )]
    Beyond {
        /// The position that it rests on.
        known_at: Seq,
        /// The last one.
        last: Seq,
    },
    /// The answer has another shape or other rules than this program gives: the rest of the signed answer was checked.
    #[error(
        "the answer itself was not recomputed: it has schema {schema} and rules {rules} (by {program}), but this \
         program gives schema {own_schema} and rules {own_rules}; the signatures are valid, and the ledger continues the \
         checkpoint of {size} entries"
    )]
    OtherSchema {
        /// The program that made the signed answer.
        program: String,
        /// Its rules.
        rules: String,
        /// Its schema of the answer.
        schema: String,
        /// This program's rules.
        own_rules: &'static str,
        /// This program's schema of the answer.
        own_schema: &'static str,
        /// Entries of the checkpoint in the signed answer.
        size: u64,
    },
    /// The answer is another one.
    #[error(
        "the answer differs: the signed one is {signed} (by {program}, rules {rules}, schema {schema}), but the \
         ledger now gives {found} (by {own_program}, rules {own_rules}, schema {own_schema})"
    )]
    Answer {
        /// The digest of the answer that was signed.
        signed: Hash,
        /// The program that made the signed answer.
        program: String,
        /// Its rules.
        rules: String,
        /// Its schema of the answer.
        schema: String,
        /// The digest of the answer now.
        found: Hash,
        /// This program.
        own_program: String,
        /// Its rules.
        own_rules: &'static str,
        /// Its schema of the answer.
        own_schema: &'static str,
    },
}

impl From<NoteError> for AuditError {
    fn from(error: NoteError) -> AuditError {
        AuditError::Signature(error.into())
    }
}

impl AuditError {
    /// What is wrong, for programs and for what to do next.
    pub fn code(&self) -> ErrorCode {
        match self {
            AuditError::OverKey { .. } => ErrorCode::OverKey,
            AuditError::KeyGiven => ErrorCode::KeyGiven,
            AuditError::KeyThere { .. } => ErrorCode::KeyThere,
            AuditError::KeyInside { .. } => ErrorCode::KeyInside,
            AuditError::KeyOpen { .. } => ErrorCode::KeyOpen,
            AuditError::KeyFile { .. } => ErrorCode::KeyFile,
            AuditError::Key(_) => ErrorCode::KeyName,
            AuditError::KeyName { .. } => ErrorCode::KeyOfAnother,
            AuditError::KeyReplaced { .. } => ErrorCode::KeyReplaced,
            AuditError::KeyNotInUse { .. } => ErrorCode::KeyNotInUse,
            AuditError::NoKey => ErrorCode::NoKey,
            AuditError::AnotherLedger { .. } => ErrorCode::AnotherLedger,
            AuditError::Signature(CheckpointError::Note(NoteError::AnotherKey { .. })) => ErrorCode::AnotherKey,
            AuditError::Signature(_) => ErrorCode::Signature,
            AuditError::Shorter { .. } => ErrorCode::Shorter,
            AuditError::History { .. } => ErrorCode::HistoryChanged,
            AuditError::Retired { .. } => ErrorCode::KeyRetired,
            AuditError::Witness(CosignatureError::OwnKey { .. }) => ErrorCode::WitnessOwnKey,
            AuditError::Witness(CosignatureError::AnotherRoot { .. }) => ErrorCode::WitnessRoot,
            AuditError::Witness(_) => ErrorCode::Witness,
            AuditError::BeforeEntry { .. } => ErrorCode::CheckpointTooSmall,
            AuditError::Order { .. } => ErrorCode::CheckpointOrder,
            AuditError::Tree(_) => ErrorCode::Tree,
            AuditError::Question => ErrorCode::Question,
            AuditError::Json(_) => ErrorCode::Json,
            AuditError::SignedAnswer(SignedAnswerError::Note(NoteError::AnotherKey { .. })) => {
                ErrorCode::SignedAnswerKey
            }
            AuditError::SignedAnswer(_) => ErrorCode::SignedAnswer,
            AuditError::UnknownQuestion(_) => ErrorCode::UnknownQuestion,
            AuditError::Beyond { .. } => ErrorCode::AnswerBeyond,
            AuditError::OtherSchema { .. } => ErrorCode::OtherSchema,
            AuditError::Answer { .. } => ErrorCode::AnswerDiffers,
            AuditError::Last { error, .. } => error.code(),
        }
    }

    /// What the advice on this error names: the file of a key.
    pub(crate) fn fact(&self) -> Option<String> {
        if let AuditError::Last { error, .. } = self {
            return error.fact();
        }
        let (AuditError::KeyThere { path } | AuditError::KeyOpen { path, .. }) = self else { return None };
        Some(path.display().to_string())
    }
}
