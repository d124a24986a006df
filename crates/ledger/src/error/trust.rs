//! Why a key is not used, or a checkpoint, proof or statement not made or not believed.

use std::path::PathBuf;

use hovedbok_core::Seq;
use hovedbok_tree::{CheckpointError, CosignatureError, Hash, KeyError, NoteError, ProofError, StatementError};

use super::Kind;

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
    #[error("the key is named {name}, but the ledger {origin}: it is another ledger's key")]
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
        "the archive in {} is signed with another key: after a change from this key, that key could no longer sign",
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
    #[error("{what} belongs to the ledger '{found}', this one is '{origin}': it says nothing about this ledger")]
    AnotherLedger {
        /// The checkpoint or the statement.
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
    /// The question cannot be put into a statement.
    #[error("only the answer to `statement` is signed")]
    Question,
    /// An answer cannot be written.
    #[error("the answer cannot be written as JSON: {0}")]
    Json(#[from] serde_json::Error),
    /// A statement cannot be made, or its signatures do not hold.
    #[error("{0}")]
    Statement(#[from] StatementError),
    /// The statement asks what this program cannot answer.
    #[error("this program does not know the statement's question: {0}")]
    UnknownQuestion(String),
    /// The statement rests on more entries than there are.
    #[error(
        "the statement rests on the entries up to {known_at}, but the ledger ends at {last}: its end was cut off or it \
         is an older copy"
    )]
    Beyond {
        /// The position that it rests on.
        known_at: Seq,
        /// The last one.
        last: Seq,
    },
    /// The answer has another shape or other rules than this program gives: the rest of the statement was checked.
    #[error(
        "the answer itself was not recomputed: it has schema {schema} and rules {rules} (by {program}), but this \
         program gives schema {own_schema} and rules {own_rules}; the signatures are valid, and the ledger continues the \
         checkpoint of {size} entries"
    )]
    OtherSchema {
        /// The program that made the statement.
        program: String,
        /// Its rules.
        rules: String,
        /// Its schema of the answer.
        schema: String,
        /// This program's rules.
        own_rules: &'static str,
        /// This program's schema of the answer.
        own_schema: &'static str,
        /// Entries of the statement's checkpoint.
        size: u64,
    },
    /// The answer is another one.
    #[error(
        "the answer differs: the statement signs {signed} (by {program}, rules {rules}, schema {schema}), the ledger \
         now gives {found} (by {own_program}, rules {own_rules}, schema {own_schema})"
    )]
    Answer {
        /// The digest of the answer in the statement.
        signed: Hash,
        /// The program that made the statement.
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
    /// Who must act.
    pub fn kind(&self) -> Kind {
        match self {
            AuditError::KeyThere { .. }
            | AuditError::OverKey { .. }
            | AuditError::KeyGiven
            | AuditError::KeyInside { .. }
            | AuditError::KeyFile { .. }
            | AuditError::Key(_)
            | AuditError::NoKey
            | AuditError::BeforeEntry { .. }
            | AuditError::Order { .. }
            | AuditError::Question => Kind::Call,
            AuditError::KeyOpen { .. }
            | AuditError::KeyName { .. }
            | AuditError::KeyReplaced { .. }
            | AuditError::KeyNotInUse { .. }
            | AuditError::AnotherLedger { .. }
            | AuditError::Signature(_)
            | AuditError::Shorter { .. }
            | AuditError::History { .. }
            | AuditError::Retired { .. }
            | AuditError::Witness(_)
            | AuditError::Statement(_)
            | AuditError::UnknownQuestion(_)
            | AuditError::Beyond { .. }
            | AuditError::OtherSchema { .. }
            | AuditError::Answer { .. } => Kind::Refused,
            AuditError::Tree(_) | AuditError::Json(_) => Kind::Ledger,
            AuditError::Last { error, .. } => error.kind(),
        }
    }

    /// What to do next.
    pub fn hint(&self) -> String {
        match self {
            AuditError::OverKey { .. } => "name another file".into(),
            AuditError::KeyGiven => {
                "name the file; anyone who can list processes may have seen the key: `key rotate`".into()
            }
            AuditError::KeyThere { path } => {
                format!(
                    "name a new file; `key show {}` prints the verifier key of the one that is there",
                    path.display()
                )
            }
            AuditError::KeyInside { .. } => {
                "name a file outside it; move an existing key out, and `key rotate` if others had the folder"
                    .into()
            }
            AuditError::KeyOpen { path, .. } => {
                format!("chmod 600 {}; if others may have read it, `key rotate`", path.display())
            }
            AuditError::KeyFile { .. } => "`key new --out FILE` makes one; operating.md, *Keys*".into(),
            AuditError::Key(_) => "`init --origin` gives a ledger a name that keys can have".into(),
            AuditError::KeyName { .. } => "name this ledger's key: --key FILE; for `key rotate`, --old FILE".into(),
            AuditError::KeyReplaced { .. } => "sign with the newest key; `key list` shows them".into(),
            AuditError::KeyNotInUse { .. } => {
                "name the key that is in use: --old FILE; if it is this one, `archive` with it first, or `archive DIR --forget`"
                    .into()
            }
            AuditError::NoKey => "--vkey KEY: get the key from the ledger's owner, not together with the file".into(),
            AuditError::AnotherLedger { .. } => "check that you named the right ledger and the right file".into(),
            AuditError::Signature(CheckpointError::Note(error))
            | AuditError::Statement(StatementError::Note(error))
                if matches!(error, NoteError::AnotherKey { .. }) =>
            {
                "if the ledger changed its key, also give the key of that time: --vkey again; `key list` shows the \
                 changes; if it did not, do not rely on it"
                    .into()
            }
            AuditError::Signature(_) => "check the key; auditing.md, *Checkpoints*".into(),
            AuditError::Shorter { .. } | AuditError::Beyond { .. } => {
                "look for the newest copy; keep this one as it is; operating.md, *When something is wrong*".into()
            }
            AuditError::Retired { .. } => {
                "do not rely on it: anyone who has the old key may have made it; ask for one by the newest key".into()
            }
            AuditError::History { .. } => {
                "keep the folder and the checkpoint as they are; compare with the last archive".into()
            }
            AuditError::Last { error, .. } => error.hint(),
            AuditError::Witness(CosignatureError::AnotherRoot { .. }) => {
                "compare the ledger with each of the two: `verify --checkpoint FILE`; auditing.md, *Witnesses*".into()
            }
            AuditError::Witness(CosignatureError::OwnKey { .. }) => {
                "name the verifier key of another party; auditing.md, *Witnesses*".into()
            }
            AuditError::Witness(_) => "ask the witness again; auditing.md, *Witnesses*".into(),
            AuditError::BeforeEntry { .. } => "give a later checkpoint, or sign one: --key FILE".into(),
            AuditError::Order { .. } => "give the older one with --consistency".into(),
            AuditError::Tree(_) | AuditError::Json(_) => "`verify` shows more".into(),
            AuditError::Question => "ask `statement`".into(),
            AuditError::Statement(_) => "do not rely on it; auditing.md, *Statements*".into(),
            AuditError::UnknownQuestion(_) => "check it with the program that made it".into(),
            AuditError::OtherSchema { .. } => {
                "check the answer with the program that made it; docs/answers.md lists changes between versions".into()
            }
            AuditError::Answer { .. } => {
                "if program and rules are the same, do not rely on it; if not, check it with the other program".into()
            }
        }
    }

    /// The name of the error for programs.
    pub fn code(&self) -> &'static str {
        match self {
            AuditError::OverKey { .. } => "over_key",
            AuditError::KeyGiven => "key_given",
            AuditError::KeyThere { .. } => "key_there",
            AuditError::KeyInside { .. } => "key_inside",
            AuditError::KeyOpen { .. } => "key_open",
            AuditError::KeyFile { .. } | AuditError::Key(_) => "key",
            AuditError::KeyName { .. } => "key_of_another_ledger",
            AuditError::KeyReplaced { .. } => "key_replaced",
            AuditError::KeyNotInUse { .. } => "key_not_in_use",
            AuditError::NoKey => "no_key",
            AuditError::AnotherLedger { .. } => "another_ledger",
            AuditError::Signature(_) => "signature",
            AuditError::Shorter { .. } => "shorter",
            AuditError::History { .. } => "history_changed",
            AuditError::Retired { .. } => "key_retired",
            AuditError::Witness(CosignatureError::OwnKey { .. }) => "witness_own_key",
            AuditError::Witness(_) => "witness",
            AuditError::BeforeEntry { .. } => "checkpoint_too_small",
            AuditError::Order { .. } => "checkpoint_order",
            AuditError::Tree(_) => "tree",
            AuditError::Question => "question",
            AuditError::Json(_) => "json",
            AuditError::Statement(_) => "statement",
            AuditError::UnknownQuestion(_) => "unknown_question",
            AuditError::Beyond { .. } => "beyond_the_log",
            AuditError::OtherSchema { .. } => "other_schema",
            AuditError::Answer { .. } => "answer_differs",
            AuditError::Last { error, .. } => error.code(),
        }
    }
}
