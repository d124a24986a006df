//! What an auditor relies on, from elsewhere than the files that are checked.

use hovedbok_tree::{Note, VerifierKey};

/// Keys and origin that the auditor has from a source of their own.
#[derive(Debug, Clone, Default)]
pub struct Trust {
    /// The log's verifier keys: one, or several where the key was changed.
    pub keys: Vec<VerifierKey>,
    /// Keys of witnesses, each of which must have signed every checkpoint.
    pub witnesses: Vec<VerifierKey>,
    /// The log's identity, when it must be this one.
    pub origin: Option<String>,
}

impl Trust {
    /// The key to check a note with: the first that it names as a signer, else the first whose name it has under
    /// another key, else the first of all, so that the refusal tells most. None when no key was given.
    pub fn key_for(&self, note: &Note) -> Option<&VerifierKey> {
        let signed =
            |key: &&VerifierKey| note.signatures().iter().any(|by| by.name == key.name() && by.key_id == key.key_id());
        let named = |key: &&VerifierKey| note.signatures().iter().any(|by| by.name == key.name());
        self.keys.iter().find(signed).or_else(|| self.keys.iter().find(named)).or(self.keys.first())
    }
}

/// A key in messages: its name and id, `NAME+ID`.
pub fn label(key: &VerifierKey) -> String {
    format!("{}+{}", key.name(), base16ct::lower::encode_string(&key.key_id()))
}
