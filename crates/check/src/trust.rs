//! What an auditor relies on, obtained from elsewhere than the files that are checked.

use hovedbok_tree::{Note, VerifierKey};

/// Keys and origin that the auditor has from another source.
#[derive(Debug, Clone, Default)]
pub struct Trust {
    /// The log's verifier keys: one, or several if the key was changed.
    pub keys: Vec<VerifierKey>,
    /// Keys of witnesses, each of which must have signed every checkpoint.
    pub witnesses: Vec<VerifierKey>,
    /// The identity that the log must have, if any.
    pub origin: Option<String>,
}

impl Trust {
    /// The key to check a note with: the first that the note names as a signer; or else the first whose name it has
    /// with another key; or else the first of all, so that the refusal says as much as possible. None if no key was
    /// given.
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
