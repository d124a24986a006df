//! Changes of the ledger's key: each new key is announced by an entry that the old one signed.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hovedbok_core::entries::LedgerEntry;
use hovedbok_core::entries::ledger::{KeyRotated, rotation_text};
use hovedbok_core::{Body, Fact, Instant, Seq, StreamId};
use hovedbok_tree::{KeyError, KeyKind, Note, NoteError, Signature, SigningKey, VerifierKey};
use serde::Serialize;

use crate::error::LedgerError;
use crate::open::Ledger;

/// Why an entry `key.rotated` announces no key.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RotationError {
    /// A text in it is no key.
    #[error("the {which} key: {error}")]
    Key {
        /// `old` or `new`.
        which: &'static str,
        /// What is wrong with it.
        error: KeyError,
    },
    /// A key in it cannot sign for this ledger.
    #[error("the {which} key is named {name}; a key of this ledger has its origin as name, {origin}, and type 0x01")]
    NotOurs {
        /// `old` or `new`.
        which: &'static str,
        /// The key's name.
        name: String,
        /// The ledger's origin.
        origin: String,
    },
    /// The new key is the old one.
    #[error("the new key is the old one")]
    Same,
    /// Another key is the one to be replaced.
    #[error("the old key is not the one that the ledger announced last, at {seq}: {newest}")]
    NotNewest {
        /// Where the newest key was announced.
        seq: Seq,
        /// The newest key.
        newest: String,
    },
    /// The old key did not sign.
    #[error("the old key did not sign that the new one replaces it: {0}")]
    Signature(#[from] NoteError),
    /// It was to be moved in.
    #[error("a change of keys is not moved in from elsewhere")]
    Migrated,
    /// It was to be put right.
    #[error("a change of keys that was announced is not put right or taken back")]
    Final,
}

/// A change of keys as the ledger records it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Rotation {
    /// The position of the entry that announces it.
    pub seq: Seq,
    /// When it was recorded.
    pub recorded: Instant,
    /// The verifier key before.
    pub old: String,
    /// The verifier key from then on.
    pub new: String,
    /// Whether the old key signed it and was the newest one.
    pub holds: bool,
    /// Why it does not hold.
    pub because: Option<String>,
}

/// A key that is relied on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Relied {
    /// The key.
    pub key: VerifierKey,
    /// The entry that announced it; none for a key that was given.
    pub announced: Option<Seq>,
    /// The entry by which another key took its place: nothing from there on is its to sign.
    pub replaced: Option<Seq>,
}

/// A change of keys that holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Announced {
    pub(crate) seq: Seq,
    old: VerifierKey,
    pub(crate) new: VerifierKey,
}

/// The changes of keys of one ledger that hold, each of the key that the one before announced.
#[derive(Debug)]
pub(crate) struct Chain<'o> {
    origin: &'o str,
    announced: Vec<Announced>,
}

impl<'o> Chain<'o> {
    /// Of a ledger with this origin, which announced no key yet.
    pub(crate) fn new(origin: &'o str) -> Chain<'o> {
        Chain { origin, announced: Vec::new() }
    }

    /// The last of them.
    pub(crate) fn newest(&self) -> Option<&Announced> {
        self.announced.last()
    }

    /// Takes in the change that the entry at a position announces, if it holds.
    pub(crate) fn take(&mut self, seq: Seq, body: &KeyRotated) -> Result<(), RotationError> {
        let (old, new) = check(body, self.origin, self.newest())?;
        self.announced.push(Announced { seq, old, new });
        Ok(())
    }
}

impl Ledger {
    /// The changes of keys that the ledger records, in order.
    ///
    /// # Errors
    /// When the log cannot be read.
    pub fn rotations(&self) -> Result<Vec<Rotation>, LedgerError> {
        Ok(self.read_rotations()?.0)
    }

    /// The keys that those given lead to by the changes that the ledger records, the given ones first.
    ///
    /// # Errors
    /// When the log cannot be read.
    pub fn relied_on(&self, given: &[VerifierKey]) -> Result<Vec<Relied>, LedgerError> {
        let mut relied: Vec<Relied> =
            given.iter().map(|key| Relied { key: key.clone(), announced: None, replaced: None }).collect();
        for Announced { seq, old, new } in self.chain()?.announced {
            let known = |key: &VerifierKey| relied.iter().any(|relied| relied.key == *key);
            if known(&old) && !known(&new) {
                relied.push(Relied { key: new, announced: Some(seq), replaced: None });
            }
            for relied in relied.iter_mut().filter(|relied| relied.key == old) {
                relied.replaced = Some(seq);
            }
        }
        Ok(relied)
    }

    /// The changes of keys that hold.
    pub(crate) fn chain(&self) -> Result<Chain<'_>, LedgerError> {
        Ok(self.read_rotations()?.1)
    }

    fn read_rotations(&self) -> Result<(Vec<Rotation>, Chain<'_>), LedgerError> {
        let (mut rows, mut chain) = (Vec::new(), Chain::new(self.origin()));
        for seq in self.positions(&StreamId::Ledger)? {
            let entry = self.entry(seq)?;
            let Some(body) = rotated(&entry.draft.body) else { continue };
            let taken = chain.take(seq, body);
            rows.push(Rotation {
                seq,
                recorded: entry.recorded,
                old: body.old.to_string(),
                new: body.new.to_string(),
                holds: taken.is_ok(),
                because: taken.err().map(|error| error.to_string()),
            });
        }
        Ok((rows, chain))
    }
}

/// The change of keys that a body announces.
pub(crate) fn rotated(body: &Body) -> Option<&KeyRotated> {
    match body {
        Body::Fact(Fact::Ledger(LedgerEntry::KeyRotated(rotated))) => Some(rotated),
        Body::Fact(_) | Body::Replaced(_) | Body::Voided(_) | Body::Unknown(_) => None,
    }
}

/// The old and the new key, when the old one signed and is the one announced last.
fn check(
    body: &KeyRotated,
    origin: &str,
    newest: Option<&Announced>,
) -> Result<(VerifierKey, VerifierKey), RotationError> {
    let key = |which, text| {
        let key = VerifierKey::parse(text).map_err(|error| RotationError::Key { which, error })?;
        if key.name() != origin || key.kind() != KeyKind::Ed25519 {
            let (name, origin) = (key.name().to_owned(), origin.to_owned());
            return Err(RotationError::NotOurs { which, name, origin });
        }
        Ok(key)
    };
    let (old, new) = (key("old", body.old.as_str())?, key("new", body.new.as_str())?);
    if old == new {
        return Err(RotationError::Same);
    }
    if let Some(newest) = newest.filter(|newest| newest.new != old) {
        return Err(RotationError::NotNewest { seq: newest.seq, newest: newest.new.to_string() });
    }
    let bytes = STANDARD.decode(body.signature.as_str()).map_err(|_| NoteError::NotASignature)?;
    let line = Signature { name: old.name().to_owned(), key_id: old.key_id(), bytes };
    // Text and signature are a signed note in parts.
    let text = rotation_text(body.old.as_str(), body.new.as_str());
    Note::parse(&format!("{text}\n{line}\n"))?.verify(&old)?;
    Ok((old, new))
}

/// The old key's signature that the new one replaces it, as base64.
pub(crate) fn sign(old: &SigningKey, new: &VerifierKey) -> Result<String, NoteError> {
    let text = rotation_text(&old.verifier().to_string(), &new.to_string());
    let note = hovedbok_tree::sign(&text, old)?;
    let signature = note.signatures().first().ok_or(NoteError::NoSignatures)?;
    Ok(STANDARD.encode(&signature.bytes))
}
