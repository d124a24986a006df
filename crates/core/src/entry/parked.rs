//! Entries that this program cannot make a fact of (H9): kept with what the log knows of them, counted and reported, until a
//! program can read them.

use serde::Deserialize;
use serde_json::value::RawValue;
use uuid::Uuid;

use super::{Body, DecodeError, Draft, Entry, RawHead, Unknown};
use crate::day::{Day, Period};
use crate::entries::codes::codes;
use crate::ids::{EntryId, Name, Seq};
use crate::instant::Instant;
use crate::stream::{StreamId, StreamKind};

codes! {
    /// Why an entry is parked (H9): kept, counted and reported, in a stream that is incomplete, until a program can read it.
    Parked {
        /// Its type, or that of the entry it replaces, is not known.
        UnknownType = "unknown_type",
        /// Its type is known, this version of its fields is not.
        UnknownVersion = "unknown_version",
        /// It is in a stream of a kind that is not known.
        UnknownStream = "unknown_stream",
        /// Its body does not fit its type.
        UnreadableBody = "unreadable_body",
        /// Its head has a form that is not known.
        UnreadableHead = "unreadable_head",
    }
}

/// An entry as the log gives it: what the log itself knows, and the bytes.
#[derive(Debug, Clone, Copy)]
pub struct Given<'a> {
    /// Its position.
    pub seq: u64,
    /// When it was recorded, in microseconds.
    pub recorded: i64,
    /// Its place in its stream, from 1.
    pub version: u64,
    /// Its identity.
    pub id: Uuid,
    /// Its stream.
    pub stream: &'a str,
    /// Its head.
    pub head: &'a [u8],
    /// Its body.
    pub body: &'a [u8],
    /// What the head has between its stream and its commitment, with the comma behind it, where the log has put together all the
    /// rest of it from the other fields here.
    pub between: Option<&'a [u8]>,
}

impl Given<'_> {
    /// The entry. One that cannot be made a fact of is parked (H9): what the log knows of it, and its bytes, are kept.
    pub fn entry(&self) -> Entry {
        self.short().map_or_else(|| Entry::decode(self.head, self.body), Ok).unwrap_or_else(|error| self.parked(&error))
    }

    fn parked(&self, error: &DecodeError) -> Entry {
        let json: &RawValue = serde_json::from_slice(self.body).unwrap_or(RawValue::NULL);
        let json = json.get().into();
        let head = match error {
            DecodeError::Body { .. } => serde_json::from_slice::<RawHead<'_>>(self.head).ok(),
            DecodeError::Head(_) => None,
        };
        match head {
            Some(raw) => {
                let (type_name, schema) = (raw.type_name.as_ref().into(), raw.schema);
                let body = Body::Unknown(Unknown { type_name, schema, json, why: Parked::UnreadableBody });
                let body_sha256 = raw.body_sha256.clone();
                let draft = raw.draft(body);
                let entry = draft.placed(Seq(self.seq), self.recorded(), self.version);
                Entry { body_sha256, ..entry }
            }
            None => self.placed(json),
        }
    }

    /// An entry of whose head only this is sure, and perhaps the type and the entry that it corrects.
    fn placed(&self, json: Box<str>) -> Entry {
        #[derive(Default, Deserialize)]
        #[serde(default)]
        struct Perhaps {
            r#type: serde_json::Value,
            target: serde_json::Value,
        }
        let Perhaps { r#type, target } = serde_json::from_slice(self.head).unwrap_or_default();
        let type_name = r#type.as_str().unwrap_or_default().into();
        let recorded = self.recorded();
        let draft = Draft {
            id: EntryId(self.id),
            stream: StreamId::stored(self.stream).unwrap_or_else(|| StreamId::unreadable(self.stream)),
            effective: Period::day(recorded.oslo_day().unwrap_or(Day::MIN)),
            actor: Name::unknown(),
            on_behalf_of: None,
            source: None,
            target: target.as_str().and_then(|id| id.parse().ok()),
            migrated: None,
            body: Body::Unknown(Unknown { type_name, schema: 0, json, why: Parked::UnreadableHead }),
        };
        draft.placed(Seq(self.seq), recorded, self.version)
    }

    fn recorded(&self) -> Instant {
        Instant::from_micros(self.recorded).unwrap_or(chrono::DateTime::UNIX_EPOCH.into())
    }
}

impl Entry {
    /// Why it is parked; nothing if this program knows what it says.
    pub fn parked(&self) -> Option<Parked> {
        match &self.draft.body {
            Body::Unknown(unknown) => Some(unknown.why),
            Body::Fact(_) | Body::Replaced(_) | Body::Voided(_) => {
                (self.draft.stream.kind() == StreamKind::Other).then_some(Parked::UnknownStream)
            }
        }
    }
}
