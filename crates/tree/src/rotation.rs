//! Changes of a log's key: each new key is announced by an entry that the key before signed. Every reader of a log
//! follows them here, so that all agree about a key.

use std::cmp::Reverse;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use crate::key::{KeyError, KeyKind, SigningKey, VerifierKey};
use crate::note::{self, Note, NoteError, Signature};

/// Why an entry does not announce a key.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RotationError {
    /// A text in it is not a key.
    #[error("the {which} key: {error}")]
    Key {
        /// `old` or `new`.
        which: &'static str,
        /// What is wrong with it.
        error: KeyError,
    },
    /// A key in it cannot sign for this log.
    #[error("the {which} key is named {name}; a key of this ledger has the name {origin} and type 0x01")]
    NotOurs {
        /// `old` or `new`.
        which: &'static str,
        /// The key's name.
        name: String,
        /// The log's origin.
        origin: String,
    },
    /// The new key is the old one.
    #[error("the new key is the old one")]
    Same,
    /// Another key is the one to be replaced.
    #[error("the old key is not the one that the ledger announced last, at #{position}: {newest}")]
    NotNewest {
        /// Where the newest key was announced.
        position: u64,
        /// The newest key.
        newest: String,
    },
    /// The new key was in force before: anyone who has the old signature could bring it back.
    #[error("the new key was in force before entry #{position} replaced it: a replaced key cannot be used again")]
    Again {
        /// Where another key took its place.
        position: u64,
    },
    /// The old key did not sign.
    #[error("the old key did not sign that the new one replaces it: {0}")]
    Signature(#[from] NoteError),
    /// It was to be migrated from elsewhere.
    #[error("a change of keys cannot be migrated from elsewhere")]
    Migrated,
    /// It would be corrected or voided.
    #[error("a change of keys that was announced cannot be corrected or voided")]
    Final,
}

/// What an entry announces.
#[derive(Debug, Clone, Copy)]
pub struct Change<'a> {
    /// The entry's position.
    pub position: u64,
    /// The entry's id.
    pub id: [u8; 16],
    /// The verifier key before.
    pub old: &'a str,
    /// The verifier key from then on.
    pub new: &'a str,
    /// The old key's signature over [`rotation_text`], as base64.
    pub signature: &'a str,
}

/// What the old key signs when it hands over to a new one; both are verifier keys.
pub fn rotation_text(old: &str, new: &str) -> String {
    format!("hovedbok/key.rotated@v1\n{old}\n{new}\n")
}

/// The old key's signature that the new one replaces it, as base64.
///
/// # Errors
/// When the text cannot be signed.
pub fn sign_rotation(old: &SigningKey, new: &VerifierKey) -> Result<String, NoteError> {
    let note = note::sign(&rotation_text(&old.verifier().to_string(), &new.to_string()), old)?;
    let signature = note.signatures().first().ok_or(NoteError::NoSignatures)?;
    Ok(STANDARD.encode(&signature.bytes))
}

/// A change of keys that holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Announced {
    /// The position of the entry that announced it.
    pub position: u64,
    /// The key before.
    pub old: VerifierKey,
    /// The key from then on.
    pub new: VerifierKey,
}

/// A key that is relied on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Relied {
    /// The key.
    pub key: VerifierKey,
    /// The entry that announced it; none for a key that was given.
    pub announced: Option<u64>,
    /// The entry by which another key took its place: from there on it may sign nothing.
    pub replaced: Option<u64>,
}

/// The changes of one log's key, each signed by the key that the one before announced.
#[derive(Debug, Clone)]
pub struct Rotations {
    origin: String,
    announced: Vec<Announced>,
    /// The ids of all entries that announce a key, here or for another log.
    entries: Vec<[u8; 16]>,
}

impl Rotations {
    /// For a log with this origin, which has announced no key yet.
    pub fn new(origin: &str) -> Rotations {
        Rotations { origin: origin.to_owned(), announced: Vec::new(), entries: Vec::new() }
    }

    /// The last of them.
    pub fn newest(&self) -> Option<&Announced> {
        self.announced.last()
    }

    /// All keys that the log ever announced, and the one before the first change.
    pub fn keys(&self) -> Vec<VerifierKey> {
        let first = self.announced.first().map(|first| first.old.clone());
        first.into_iter().chain(self.announced.iter().map(|announced| announced.new.clone())).collect()
    }

    /// Takes in a change of this log's key.
    ///
    /// # Errors
    /// [`RotationError`]: why it does not hold; it then counts for nothing.
    pub fn take(&mut self, change: &Change<'_>) -> Result<(), RotationError> {
        let (old, new) = keys(change)?;
        for (which, key) in [("old", &old), ("new", &new)] {
            if key.name() != self.origin || key.kind() != KeyKind::Ed25519 {
                let (name, origin) = (key.name().to_owned(), self.origin.clone());
                return Err(RotationError::NotOurs { which, name, origin });
            }
        }
        if old == new {
            return Err(RotationError::Same);
        }
        if let Some(newest) = self.newest().filter(|newest| newest.new != old) {
            return Err(RotationError::NotNewest { position: newest.position, newest: newest.new.to_string() });
        }
        if let Some(Announced { position, .. }) = self.announced.iter().find(|before| before.old == new) {
            return Err(RotationError::Again { position: *position });
        }
        signed(change, &old)?;
        self.announced.push(Announced { position: change.position, old, new });
        self.entries.push(change.id);
        Ok(())
    }

    /// As [`Rotations::take`], for what is in the log. A change between keys of another log, from which its entries
    /// came, counts for nothing here. Gives whether the change is one of this log.
    ///
    /// # Errors
    /// As [`Rotations::take`].
    pub fn follow(&mut self, change: &Change<'_>) -> Result<bool, RotationError> {
        let (old, new) = keys(change)?;
        if old.name() == self.origin || new.name() == self.origin {
            return self.take(change).map(|()| true);
        }
        self.entries.push(change.id);
        Ok(false)
    }

    /// Whether the entry with this id may be corrected: one that announces a key may not.
    ///
    /// # Errors
    /// [`RotationError::Final`].
    pub fn may_be_put_right(&self, id: [u8; 16]) -> Result<(), RotationError> {
        if self.entries.contains(&id) { Err(RotationError::Final) } else { Ok(()) }
    }

    /// The keys that those given lead to, and those given: the ones in force first, and of them the one announced last. A key
    /// that the log never names signed nothing from the first change on.
    pub fn relied_on(&self, given: &[VerifierKey]) -> Vec<Relied> {
        let first = self.announced.first().map(|first| first.position);
        let named = |key: &VerifierKey| self.announced.iter().any(|it| [&it.old, &it.new].contains(&key));
        let relied = |key: &VerifierKey| {
            let replaced = if named(key) { None } else { first };
            Relied { key: key.clone(), announced: None, replaced }
        };
        let mut all: Vec<Relied> = given.iter().map(relied).collect();
        for Announced { position, old, new } in &self.announced {
            let known = |key: &VerifierKey| all.iter().any(|relied| relied.key == *key);
            if known(old) && !known(new) {
                all.push(Relied { key: new.clone(), announced: Some(*position), replaced: None });
            }
            all.iter_mut().filter(|relied| relied.key == *old).for_each(|relied| relied.replaced = Some(*position));
        }
        all.sort_by_key(|relied| (relied.replaced.is_some(), Reverse((relied.replaced, relied.announced))));
        all
    }
}

fn keys(change: &Change<'_>) -> Result<(VerifierKey, VerifierKey), RotationError> {
    let key = |which, text| VerifierKey::parse(text).map_err(|error| RotationError::Key { which, error });
    Ok((key("old", change.old)?, key("new", change.new)?))
}

/// Text and signature are a signed note in parts.
fn signed(change: &Change<'_>, old: &VerifierKey) -> Result<(), NoteError> {
    let bytes = STANDARD.decode(change.signature).map_err(|_| NoteError::NotASignature)?;
    let line = Signature { name: old.name().to_owned(), key_id: old.key_id(), bytes };
    Note::parse(&format!("{}\n{line}\n", rotation_text(change.old, change.new)))?.verify(old)
}
