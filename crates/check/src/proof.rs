//! Checking the proof that an entry is in a log, and the entry itself if it is given.

use hovedbok_core::entry::commitment;
use hovedbok_core::{Entry, line};
use hovedbok_tree::TlogProof;
use serde::Serialize;
use serde_json::value::RawValue;

use crate::refusal::{Refusal, text};
use crate::trust::Trust;
use crate::{checkpoint, head};

/// An entry that is proved to be in a log.
#[derive(Debug, Clone, Serialize)]
pub struct Checked {
    /// Its position, from 1.
    pub seq: u64,
    /// When the ledger recorded it.
    pub recorded: String,
    /// Its id.
    pub id: String,
    /// Its stream.
    pub stream: String,
    /// Its place in the stream.
    pub version: u64,
    /// The name of its type, which never changes.
    #[serde(rename = "type")]
    pub type_name: String,
    /// When the fact is true in the world.
    pub effective: String,
    /// Who recorded it.
    pub actor: String,
    /// For whom, if it was recorded on somebody's behalf.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub on_behalf_of: Option<String>,
    /// The document that it rests on, if it names one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// The entry's body; absent if only the head was given, and then only the head is proved.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub body: Option<Box<RawValue>>,
    /// The checkpoint that the proof rests on.
    pub checkpoint: checkpoint::Checked,
}

/// The companion file of a proof, which has the entry as one JSON line.
#[derive(Debug, Clone, Copy)]
pub struct Companion<'a> {
    /// Its name, for messages.
    pub name: &'a str,
    /// Its bytes.
    pub bytes: &'a [u8],
}

/// Checks a proof: its checkpoint, that the head in `extra` is the leaf at its position, and, with the companion file,
/// that the body is the one that the head commits to.
///
/// # Errors
/// [`Refusal`]: what is not valid.
pub fn check(file: &[u8], companion: Option<Companion<'_>>, trust: &Trust) -> Result<Checked, Refusal> {
    let proof = TlogProof::parse(text(file)?)?;
    let leaf = proof.extra.as_deref().ok_or(Refusal::NoHead)?;
    let signed = hovedbok_tree::SignedCheckpoint::parse(&proof.checkpoint)?;
    let checkpoint = checkpoint::checked(&signed, trust)?;
    let entry = head::read(leaf)?;
    let position = proof.index.saturating_add(1);
    if entry.seq.0 != position {
        return Err(Refusal::AnotherPosition { proof: position, head: entry.seq.0 });
    }
    let key = trust.key_for(signed.note()).ok_or(Refusal::NoKey)?;
    proof.verify(leaf, key, trust.origin.as_deref())?;
    let body = companion.map(|companion| body(leaf, position, companion)).transpose()?;
    let draft = &entry.draft;
    Ok(Checked {
        seq: position,
        recorded: entry.recorded.to_string(),
        id: draft.id.to_string(),
        stream: draft.stream.to_string(),
        version: entry.version,
        type_name: draft.body.type_name().to_owned(),
        effective: draft.effective.to_string(),
        actor: draft.actor.to_string(),
        on_behalf_of: draft.on_behalf_of.as_ref().map(ToString::to_string),
        source: draft.source.as_ref().map(|source| source.as_str().to_owned()),
        body,
        checkpoint,
    })
}

/// The body from the companion file, if it is the one that the proved head commits to.
fn body(leaf: &[u8], proof: u64, companion: Companion<'_>) -> Result<Box<RawValue>, Refusal> {
    let bytes = companion.bytes.strip_suffix(b"\n").unwrap_or(companion.bytes);
    let read = line::parse(companion.name, 1, bytes)?;
    if line::write(&read.head, &read.salt, &read.body).strip_suffix(b"\n") != Some(bytes) {
        return Err(Refusal::LineNotCanonical);
    }
    if read.head != leaf {
        let file = head::read(&read.head).map_or_else(|_| "unreadable".to_owned(), |entry| entry.seq.0.to_string());
        return Err(Refusal::AnotherEntry { file, proof });
    }
    let entry = Entry::decode(&read.head, &read.body)?;
    if *entry.body_sha256 != commitment(&read.salt, &read.body) {
        return Err(Refusal::Commitment);
    }
    if entry.encode() != (read.head, read.body.clone()) {
        return Err(Refusal::NotCanonical);
    }
    serde_json::from_slice(&read.body).map_err(|_| Refusal::NotCanonical)
}
