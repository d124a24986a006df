//! Keys that were changed: each new one is announced by an entry that the old one signed.

use std::cmp::Reverse;
use std::collections::HashMap;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hovedbok_core::entries::ledger::rotation_text;
use hovedbok_tree::{Note, NoteError, Signature, VerifierKey};

use crate::archive::error::EntryFault;

/// An announcement that the old key signed.
pub(crate) struct Rotation {
    pub(crate) old: VerifierKey,
    pub(crate) new: VerifierKey,
}

impl Rotation {
    /// Reads the keys and checks that the old one signed.
    pub(crate) fn read(old: &str, new: &str, signature: &str) -> Result<Rotation, EntryFault> {
        let key = |which, text| VerifierKey::parse(text).map_err(|error| EntryFault::RotationKey { which, error });
        let rotation = Rotation { old: key("old", old)?, new: key("new", new)? };
        rotation.verify(&rotation_text(old, new), signature).map_err(EntryFault::Rotation)?;
        Ok(rotation)
    }

    /// The text and the signature are a signed note in parts.
    fn verify(&self, text: &str, signature: &str) -> Result<(), NoteError> {
        let bytes = STANDARD.decode(signature).map_err(|_| NoteError::NotASignature)?;
        let line = Signature { name: self.old.name().to_owned(), key_id: self.old.key_id(), bytes };
        Note::parse(&format!("{text}\n{line}\n"))?.verify(&self.old)
    }
}

/// How a key came to be relied on.
struct Standing {
    key: VerifierKey,
    /// The entry that announced it; none for a key that was given.
    announced: Option<u64>,
    /// The entry that replaced it.
    replaced: Option<u64>,
}

/// The keys that are relied on: those given, and those that they lead to.
pub(crate) struct Chain(HashMap<String, Standing>);

impl Chain {
    pub(crate) fn new(given: &[VerifierKey]) -> Chain {
        let standing = |key: &VerifierKey| Standing { key: key.clone(), announced: None, replaced: None };
        Chain(given.iter().map(|key| (key.to_string(), standing(key))).collect())
    }

    /// Takes in the rotation at a position. Says whether it was followed: a key that is not relied on, or had been
    /// replaced before, announces nothing.
    pub(crate) fn learn(&mut self, seq: u64, rotation: &Rotation) -> bool {
        match self.0.get_mut(&rotation.old.to_string()) {
            Some(old) if old.replaced.is_none() => old.replaced = Some(seq),
            Some(_) | None => return false,
        }
        let new = Standing { key: rotation.new.clone(), announced: Some(seq), replaced: None };
        self.0.entry(rotation.new.to_string()).and_modify(|known| known.replaced = None).or_insert(new);
        true
    }

    /// The keys: those in force first, and of them the one announced last.
    pub(crate) fn keys(&self) -> Vec<VerifierKey> {
        let mut standings: Vec<_> = self.0.iter().collect();
        standings.sort_by_key(|(text, it)| (it.replaced.is_some(), Reverse(it.announced), *text));
        standings.into_iter().map(|(_, standing)| standing.key.clone()).collect()
    }

    /// The entry that announced a key; none when it was given.
    pub(crate) fn announced(&self, key: &VerifierKey) -> Option<u64> {
        self.0.get(&key.to_string()).and_then(|standing| standing.announced)
    }

    /// The entry that replaced a key.
    pub(crate) fn replaced(&self, key: &VerifierKey) -> Option<u64> {
        self.0.get(&key.to_string()).and_then(|standing| standing.replaced)
    }
}
