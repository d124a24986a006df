//! Reading the head of an entry without its body, as a proof carries it.

use hovedbok_core::entry::{DecodeError, Migrated, Parked, Unknown};
use hovedbok_core::{Body, Draft, Entry, EntryId, Instant, Name, Period, Seq, StreamId, Text};
use serde::Deserialize;

use crate::refusal::Refusal;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Raw {
    seq: Seq,
    recorded: Instant,
    version: u64,
    id: EntryId,
    stream: Box<str>,
    #[serde(rename = "type")]
    type_name: Box<str>,
    schema: u16,
    effective: Period,
    actor: Name,
    on_behalf_of: Option<Name>,
    source: Option<Text>,
    target: Option<EntryId>,
    migrated: Option<Migrated>,
    body_sha256: Box<str>,
}

/// Reads a head, which must be canonical (H4). The body of the result is unknown and empty.
///
/// # Errors
/// [`Refusal::Head`] or [`Refusal::HeadNotCanonical`].
pub fn read(head: &[u8]) -> Result<Entry, Refusal> {
    let raw: Raw = serde_json::from_slice(head).map_err(Refusal::Head)?;
    // A head that no entry can have is refused here; whether a body fits its type is not checked.
    if let Err(DecodeError::Head(error)) = Entry::decode(head, b"null") {
        return Err(Refusal::Head(error));
    }
    let entry = Entry {
        seq: raw.seq,
        recorded: raw.recorded,
        version: raw.version,
        draft: Draft {
            id: raw.id,
            // A kind of stream that only a newer program knows (H9).
            stream: StreamId::stored(&raw.stream).unwrap_or(StreamId::Other(raw.stream)),
            effective: raw.effective,
            actor: raw.actor,
            on_behalf_of: raw.on_behalf_of,
            source: raw.source,
            target: raw.target,
            migrated: raw.migrated,
            body: Body::Unknown(Unknown {
                type_name: raw.type_name,
                schema: raw.schema,
                json: "".into(),
                why: Parked::UnknownType,
            }),
        },
        body_sha256: raw.body_sha256,
        former: None,
    };
    if entry.encode().0 == head { Ok(entry) } else { Err(Refusal::HeadNotCanonical) }
}
