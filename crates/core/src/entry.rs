//! An entry: a *head* and a *body*, both canonical JSON (H4).
//!
//! The head begins with what the log gives (`seq`, `recorded`, `version`) and ends with `body_sha256`, a commitment to
//! salt ‖ body. The body is read by the type that stands in the head, so nothing is buffered.

mod parked;
mod rest;

use std::borrow::Cow;

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use sha2::{Digest, Sha256};

use crate::day::{Day, Period};
use crate::entries::correction::{REPLACED, Replaced, VOIDED, Voided};
use crate::entries::names::Respell;
use crate::entries::{Fact, Read, catalogue};
use crate::field::Field;
use crate::ids::{EntryId, Name, Seq};
use crate::instant::Instant;
use crate::personal::Search;
use crate::scan::scan_object;
use crate::stream::StreamId;
use crate::text::{Label, Text};

pub use parked::{Given, Parked};

/// The most that head and body take together, in bytes (H4).
pub const MAX_BYTES: usize = 16 * 1024;

/// Sixteen random bytes that keep a body from being guessed from its commitment (H12).
pub type Salt = [u8; 16];

/// The batch with which an entry was migrated, and when it was really written (time.md, *Migrating older records*).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Migrated {
    /// The batch.
    pub batch: Label,
    /// When the entry was written into the ledger.
    pub written: Instant,
}

scan_object! { Migrated { batch: Label, written: Instant } }

/// A body that this program cannot make a fact of (H9): kept as it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unknown {
    /// The type; empty where the head cannot be read.
    pub type_name: Box<str>,
    /// The version of its fields.
    pub schema: u16,
    /// The body's bytes.
    pub json: Box<str>,
    /// Why.
    pub why: Parked,
}

/// What an entry says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Body {
    /// A fact or decision.
    Fact(Fact),
    /// An earlier entry is put right.
    Replaced(Replaced),
    /// An earlier entry does not count.
    Voided(Voided),
    /// Something that a newer program wrote.
    Unknown(Unknown),
}

impl Body {
    /// The pinned name of the type.
    pub fn type_name(&self) -> &str {
        match self {
            Body::Fact(fact) => fact.type_name(),
            Body::Replaced(_) => REPLACED,
            Body::Voided(_) => VOIDED,
            Body::Unknown(unknown) => &unknown.type_name,
        }
    }

    /// The version of the fields.
    pub fn schema(&self) -> u16 {
        match self {
            Body::Fact(fact) => fact.schema(),
            Body::Replaced(_) | Body::Voided(_) => 1,
            Body::Unknown(unknown) => unknown.schema,
        }
    }

    /// The body as canonical JSON.
    pub fn to_json(&self) -> Vec<u8> {
        match self {
            Body::Fact(fact) => fact.to_json(),
            Body::Replaced(replaced) => replaced.to_json(),
            Body::Voided(voided) => serde_json::to_vec(voided).unwrap_or_default(),
            Body::Unknown(unknown) => unknown.json.as_bytes().to_vec(),
        }
    }

    /// Reads a body of the type; a type unknown here is kept (H9). One of a former version says what it said then in the fields
    /// of today.
    ///
    /// # Errors
    /// When the type is known and the body does not fit it, or the body is no JSON.
    pub fn from_json(type_name: &str, schema: u16, body: &[u8]) -> Result<Body, serde_json::Error> {
        Body::read(type_name, schema, body).map(|read| read.what)
    }

    /// The same with how it was written, if in a former version.
    pub(crate) fn read(type_name: &str, schema: u16, body: &[u8]) -> Result<Read<Body>, serde_json::Error> {
        let known = match (type_name, schema) {
            (REPLACED, 1) => Replaced::read(body).map(|r| r.map(|read| read.map(Body::Replaced))),
            (VOIDED, 1) => {
                let voided = serde_json::from_slice(body).map(Body::Voided);
                Some(voided.map(|what| Read { what, former: None }))
            }
            _ => Fact::read(type_name, schema, body).map(|r| r.map(|read| read.map(Body::Fact))),
        };
        match known {
            Some(read) => read,
            None => {
                let json: &RawValue = serde_json::from_slice(body)?;
                let why = Body::not_known(type_name, schema, body);
                let json = json.get().into();
                let what = Body::Unknown(Unknown { type_name: type_name.into(), schema, json, why });
                Ok(Read { what, former: None })
            }
        }
    }

    /// What of a body is not known: its type, or the version; of a replacement, what it has in the place of another.
    fn not_known(type_name: &str, schema: u16, body: &[u8]) -> Parked {
        #[derive(Deserialize)]
        struct Of {
            of: String,
        }
        let replaces =
            if (type_name, schema) == (REPLACED, 1) { serde_json::from_slice::<Of>(body).ok() } else { None };
        let name = replaces.as_ref().map_or(type_name, |replaces| &replaces.of);
        if catalogue::find(name).is_some() { Parked::UnknownVersion } else { Parked::UnknownType }
    }

    /// Whether it puts another entry right, or would if its type were known. What cannot even be named may.
    pub fn is_correction(&self) -> bool {
        let name = self.type_name();
        name.starts_with("entry.") || name.is_empty()
    }

    /// What it states, itself or in the place of another entry.
    pub fn fact(&self) -> Option<&Fact> {
        match self {
            Body::Fact(fact) => Some(fact),
            Body::Replaced(replaced) => Some(&replaced.fact),
            Body::Voided(_) | Body::Unknown(_) => None,
        }
    }

    /// Spells the names in it otherwise.
    pub fn respell(&mut self, with: &mut Respell<'_>) {
        match self {
            Body::Fact(fact) => fact.respell(with),
            Body::Replaced(replaced) => replaced.fact.respell(with),
            Body::Voided(_) | Body::Unknown(_) => {}
        }
    }

    /// Calls back for each text with what it is searched for (H11).
    pub fn searched<'a>(&'a self, found: &mut dyn FnMut(Search, &'a str)) {
        match self {
            Body::Fact(fact) => fact.searched(found),
            Body::Replaced(replaced) => {
                replaced.fact.searched(found);
                if let Some(note) = &replaced.note {
                    found(Search::Everything, note.as_str());
                }
            }
            Body::Voided(voided) => {
                if let Some(note) = &voided.note {
                    found(Search::Everything, note.as_str());
                }
            }
            Body::Unknown(_) => {}
        }
    }
}

/// An entry before the log has given it a place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    /// Its identity: the same id is the same entry.
    pub id: EntryId,
    /// The stream that it belongs to.
    pub stream: StreamId,
    /// When it holds in the world.
    pub effective: Period,
    /// Who records it.
    pub actor: Name,
    /// For whom.
    pub on_behalf_of: Option<Name>,
    /// The document that it rests on.
    pub source: Option<Text>,
    /// The entry that it puts right.
    pub target: Option<EntryId>,
    /// Set if it was migrated.
    pub migrated: Option<Migrated>,
    /// What it says.
    pub body: Body,
}

/// An entry with its place in the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Its position.
    pub seq: Seq,
    /// When the ledger came to know it.
    pub recorded: Instant,
    /// Its place in its stream, from 1.
    pub version: u64,
    /// What was handed to the log.
    pub draft: Draft,
    /// The commitment to salt ‖ body, as 64 hexadecimal digits.
    pub body_sha256: Box<str>,
    /// How it was written, if its body is of a former version. What is recorded is written in the newest.
    pub former: Option<Box<FormerBody>>,
}

/// A body as a former version wrote it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FormerBody {
    /// The version of its fields, as the head has it.
    pub schema: u16,
    /// Its canonical JSON.
    pub json: Vec<u8>,
}

/// The bytes of a draft as the log takes them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Encoded {
    /// The head from `"id":` to its closing brace.
    pub rest: Vec<u8>,
    /// The body.
    pub body: Vec<u8>,
}

/// Why an entry's bytes could not be read.
#[derive(Debug, thiserror::Error)]
pub enum DecodeError {
    /// The head is not what H4 says.
    #[error("the head cannot be read: {0}")]
    Head(serde_json::Error),
    /// The body does not fit the type.
    #[error("the body does not fit its type {type_name}: {error}")]
    Body {
        /// The type.
        type_name: String,
        /// What does not fit.
        error: serde_json::Error,
    },
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct RawHead<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    seq: Option<Seq>,
    #[serde(skip_serializing_if = "Option::is_none")]
    recorded: Option<Instant>,
    #[serde(skip_serializing_if = "Option::is_none")]
    version: Option<u64>,
    id: EntryId,
    #[serde(deserialize_with = "crate::stream::kept")]
    stream: StreamId,
    #[serde(rename = "type", borrow)]
    type_name: Cow<'a, str>,
    schema: u16,
    effective: Period,
    actor: Name,
    #[serde(skip_serializing_if = "Option::is_none")]
    on_behalf_of: Option<Name>,
    #[serde(skip_serializing_if = "Option::is_none")]
    source: Option<Text>,
    #[serde(skip_serializing_if = "Option::is_none")]
    target: Option<EntryId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    migrated: Option<Migrated>,
    body_sha256: Box<str>,
}

/// The commitment to salt ‖ body: SHA-256 as hexadecimal digits.
pub fn commitment(salt: &Salt, body: &[u8]) -> String {
    let mut hash = Sha256::new();
    hash.update(salt);
    hash.update(body);
    base16ct::lower::encode_string(&hash.finalize())
}

/// Whether a commitment, as hexadecimal digits, is that to salt ‖ body.
pub fn commits_to(commitment: &[u8], salt: &Salt, body: &[u8]) -> bool {
    let hash = Sha256::new().chain_update(salt).chain_update(body).finalize();
    let mut digits = [0; 64];
    base16ct::lower::encode(&hash, &mut digits).is_ok_and(|digits| digits == commitment)
}

impl Draft {
    /// The bytes that the log takes: the head without what the log gives, and the body.
    pub fn encode(&self, salt: &Salt) -> Encoded {
        let body = self.body.to_json();
        let rest = self.head_bytes(None, self.body.schema(), commitment(salt, &body).into());
        let rest = rest.get(1..).unwrap_or_default().to_vec();
        Encoded { rest, body }
    }

    /// The entry at a place in the log, before or without its bytes: rules and tests judge entries that way.
    pub fn placed(self, seq: Seq, recorded: Instant, version: u64) -> Entry {
        Entry { seq, recorded, version, draft: self, body_sha256: "".into(), former: None }
    }

    /// The same entry in content: all but the place the log gave and when it was really written.
    pub fn same_content(&self, other: &Draft) -> bool {
        let bare = |d: &Draft| Draft { migrated: None, ..d.clone() };
        bare(self) == bare(other)
    }

    /// From which day it counts. A replacement counts from the day of its own fact; a voiding from its first day.
    pub fn holds(&self) -> Day {
        match &self.body {
            Body::Fact(fact) | Body::Replaced(Replaced { fact, .. }) => fact.takes_hold().day(&self.effective),
            Body::Voided(_) | Body::Unknown(_) => self.effective.start(),
        }
    }

    /// Calls back for each text of head and body with what it is searched for (H11). What a correction has of the entry that it
    /// is about stands in the ledger already: its stream, and of a voiding the day.
    pub fn searched<'a>(&'a self, found: &mut dyn FnMut(Search, &'a str)) {
        match self.body {
            Body::Fact(_) | Body::Unknown(_) => {
                self.stream.searched(found);
                self.effective.searched(found);
            }
            Body::Replaced(_) => self.effective.searched(found),
            Body::Voided(_) => {}
        }
        self.actor.searched(found);
        self.on_behalf_of.searched(found);
        self.source.searched(found);
        if let Some(migrated) = &self.migrated {
            migrated.batch.searched(found);
        }
        self.body.searched(found);
    }

    fn head_bytes(&self, place: Option<(Seq, Instant, u64)>, schema: u16, body_sha256: Box<str>) -> Vec<u8> {
        let raw = RawHead {
            seq: place.map(|p| p.0),
            recorded: place.map(|p| p.1),
            version: place.map(|p| p.2),
            id: self.id,
            stream: self.stream.clone(),
            type_name: self.body.type_name().into(),
            schema,
            effective: self.effective.clone(),
            actor: self.actor.clone(),
            on_behalf_of: self.on_behalf_of.clone(),
            source: self.source.clone(),
            target: self.target,
            migrated: self.migrated.clone(),
            body_sha256,
        };
        // The head holds no maps and no foreign types, so writing it to memory cannot fail.
        serde_json::to_vec(&raw).unwrap_or_default()
    }
}

impl RawHead<'_> {
    /// What the head says, with a body.
    fn draft(self, body: Body) -> Draft {
        Draft {
            id: self.id,
            stream: self.stream,
            effective: self.effective,
            actor: self.actor,
            on_behalf_of: self.on_behalf_of,
            source: self.source,
            target: self.target,
            migrated: self.migrated,
            body,
        }
    }
}

impl Entry {
    /// Reads an entry from the bytes of its head and body.
    ///
    /// # Errors
    /// [`DecodeError`] when they are not what H4 says.
    pub fn decode(head: &[u8], body: &[u8]) -> Result<Entry, DecodeError> {
        let mut raw: RawHead<'_> = serde_json::from_slice(head).map_err(DecodeError::Head)?;
        let missing = |field: &'static str| DecodeError::Head(serde::de::Error::missing_field(field));
        let (seq, recorded, version) = (
            raw.seq.ok_or_else(|| missing("seq"))?,
            raw.recorded.ok_or_else(|| missing("recorded"))?,
            raw.version.ok_or_else(|| missing("version"))?,
        );
        let Read { what: body, former } = Body::read(&raw.type_name, raw.schema, body)
            .map_err(|error| DecodeError::Body { type_name: raw.type_name.to_string(), error })?;
        let former = former.map(|json| Box::new(FormerBody { schema: raw.schema, json }));
        let body_sha256 = std::mem::take(&mut raw.body_sha256);
        Ok(Entry { seq, recorded, version, draft: raw.draft(body), body_sha256, former })
    }

    /// The canonical bytes of head and body, in the version in which they were written.
    pub fn encode(&self) -> (Vec<u8>, Vec<u8>) {
        let place = Some((self.seq, self.recorded, self.version));
        let (schema, body) = match &self.former {
            Some(former) => (former.schema, former.json.clone()),
            None => (self.draft.body.schema(), self.draft.body.to_json()),
        };
        (self.draft.head_bytes(place, schema, self.body_sha256.clone()), body)
    }
}
