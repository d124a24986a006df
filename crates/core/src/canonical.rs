//! The canonical check (H4): whether an entry's bytes are those that this program would write, without decoding them.
//!
//! The usual bytes (a known type in a known kind of stream) are only scanned. What the scan does not recognise is decoded
//! and encoded again, and only that step refuses an entry. So the scan may fail to recognise valid bytes, but must never
//! accept bytes that decoding and encoding would refuse.

use std::str::from_utf8;

use serde::Deserialize;
use serde_json::value::RawValue;

use crate::day::Period;
use crate::entries::Fact;
use crate::entries::codes::ReasonCode;
use crate::entries::correction::{REPLACED, Replaced, VOIDED, Voided};
use crate::entry::{Body, DecodeError, Entry, Migrated};
use crate::ids::{EntryId, Name, Seq};
use crate::instant::Instant;
use crate::scan::{Scan, Scanner};
use crate::stream::{StreamId, StreamKind};
use crate::text::Text;

/// What a check reads on its way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checked<'a> {
    /// The entry's position.
    pub seq: Seq,
    /// When the ledger came to know it.
    pub recorded: Instant,
    /// Its place in its stream, from 1.
    pub version: u64,
    /// Its identity.
    pub id: EntryId,
    /// Its stream as the head writes it, between the quotes. It can have escapes only if its kind is unknown here (H9).
    pub stream: &'a str,
    /// The commitment as the head writes it, between the quotes: 64 hexadecimal digits when it is one.
    pub body_sha256: &'a [u8],
    /// The rest.
    pub says: Says<'a>,
    /// Whether a text in it is worth a search for personal data (H11): where none is, the search finds nothing.
    pub worth_searching: bool,
}

/// What an entry says, as far as a check reads it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Says<'a> {
    /// The kind of its stream.
    pub stream_kind: StreamKind,
    /// Its type as the head writes it, between the quotes. It can have escapes only if it is unknown here.
    pub type_name: &'a str,
    /// The version of the body's fields.
    pub schema: u16,
    /// The entry that it puts right.
    pub target: Option<EntryId>,
    /// Whether type and schema are known here, of a replacement also those of its new body (H9).
    pub known: bool,
    /// Whether it puts another entry right, or would if its type were known.
    pub correction: bool,
    /// The type of the fact that it states, of a replacement that of its new body; none when it voids or is not known.
    pub fact: Option<&'static str>,
}

/// Why an entry's bytes cannot be right.
#[derive(Debug, thiserror::Error)]
pub enum Unsound {
    /// They cannot be read.
    #[error(transparent)]
    Undecodable(#[from] DecodeError),
    /// They are not as this program writes them.
    #[error("head or body is not canonical JSON (H4)")]
    NotCanonical,
    /// The type belongs in another kind of stream.
    #[error("its type does not belong in its stream")]
    Misplaced,
}

/// Checks that head and body are canonical, that the body fits its type, and that the type belongs in its stream.
///
/// # Errors
/// [`Unsound`] says what is wrong.
pub fn check<'a>(head: &'a [u8], body: &'a [u8]) -> Result<Checked<'a>, Unsound> {
    match scan(head, body) {
        Some(checked) => Ok(checked),
        None => decode(head, body),
    }
}

/// What the entries of one migration repeat in their heads, as it was last found canonical: it is compared with the next
/// entry's and not scanned once more.
#[derive(Debug, Default)]
pub struct Repeated {
    migrated: Vec<u8>,
}

/// The check of an entry whose head is known to hold, around `between`, what this program writes there for a stream of this
/// name: `between` reaches from `"type":` to before `"body_sha256":`. Nothing when only [`check`] can tell.
pub fn check_between<'a>(stream: &str, between: &'a [u8], body: &'a [u8], repeated: &mut Repeated) -> Option<Says<'a>> {
    let stream_kind = StreamId::fits(stream.as_bytes())?;
    let mut s = Scanner::new(between);
    let (type_name, schema, target) = scan_between(&mut s, repeated)?;
    s.end()?;
    scan_body(stream_kind, (type_name, schema), target, &mut Scanner::new(body))
}

/// The check by scanning; nothing when the bytes hold something that the scan does not recognise.
fn scan<'a>(head: &'a [u8], body: &'a [u8]) -> Option<Checked<'a>> {
    let mut s = Scanner::looking(head);
    s.take(b"{\"seq\":")?;
    let seq = Seq(s.number()?);
    s.take(b",\"recorded\":")?;
    let recorded = s.instant()?;
    s.take(b",\"version\":")?;
    let version = s.number()?;
    s.take(b",\"id\":")?;
    let id = EntryId(s.uuid()?);
    s.take(b",\"stream\":")?;
    let stream = s.plain()?;
    let stream_kind = StreamId::fits(stream)?;
    if !matches!(stream_kind, StreamKind::Participant | StreamKind::Ledger) {
        s.look(stream);
    }
    let stream = from_utf8(stream).ok()?;
    s.take(b",")?;
    let (type_name, schema, target) = scan_between(&mut s, &mut Repeated::default())?;
    s.take(b"\"body_sha256\":\"")?;
    let body_sha256 = s.hash()?;
    s.take(b"\"}")?;
    s.end()?;
    let mut body = Scanner::looking(body);
    let says = scan_body(stream_kind, (type_name, schema), target, &mut body)?;
    let worth_searching = s.worth() || body.worth();
    Some(Checked { seq, recorded, version, id, stream, body_sha256, says, worth_searching })
}

/// Walks over what a head has between stream and commitment: its type, the version of its fields, and its target.
#[inline]
fn scan_between<'a>(s: &mut Scanner<'a>, repeated: &mut Repeated) -> Option<(&'a [u8], u64, Option<EntryId>)> {
    s.take(b"\"type\":")?;
    let type_name = s.plain()?;
    s.take(b",\"schema\":")?;
    let schema = s.number()?;
    s.take(b",\"effective\":")?;
    Period::scan(s)?;
    s.take(b",\"actor\":")?;
    Name::scan(s)?;
    if s.takes(b",\"on_behalf_of\":") {
        Name::scan(s)?;
    }
    if s.takes(b",\"source\":") {
        Text::scan(s)?;
    }
    let mut target = None;
    if s.takes(b",\"target\":") {
        target = Some(EntryId(s.uuid()?));
    }
    if s.takes(b",\"migrated\":") {
        s.again::<Migrated>(&mut repeated.migrated)?;
    }
    s.take(b",")?;
    Some((type_name, schema, target))
}

/// Walks over a body of a version of a type in a kind of stream.
#[inline]
fn scan_body<'a>(
    stream_kind: StreamKind,
    (type_name, schema): (&[u8], u64),
    target: Option<EntryId>,
    s: &mut Scanner<'a>,
) -> Option<Says<'a>> {
    let (type_name, fact, belongs) = if type_name == REPLACED.as_bytes() {
        s.take(b"{\"of\":")?;
        let of = s.plain()?;
        s.take(b",\"schema\":")?;
        let of_schema = s.number()?;
        s.take(b",\"body\":")?;
        let (of, kind) = Fact::scan(of, of_schema, s)?;
        s.take(b",\"reason\":")?;
        ReasonCode::scan(s)?;
        if s.takes(b",\"note\":") {
            Text::scan(s)?;
        }
        s.take(b"}")?;
        (REPLACED, Some(of), kind == stream_kind)
    } else if type_name == VOIDED.as_bytes() {
        Voided::scan(s)?;
        (VOIDED, None, true)
    } else {
        let (name, kind) = Fact::scan(type_name, schema, s)?;
        (name, Some(name), kind == stream_kind)
    };
    s.end()?;
    let correction = matches!(type_name, REPLACED | VOIDED);
    // A correction of another version is left to decoding.
    let schema = u16::try_from(schema).ok().filter(|schema| !correction || *schema == 1)?;
    let says = Says { stream_kind, type_name, schema, target, known: true, correction, fact };
    belongs.then_some(says)
}

/// A text of a head, with its quotes.
#[derive(Deserialize)]
struct Quoted<'a> {
    #[serde(borrow)]
    stream: &'a RawValue,
    #[serde(rename = "type", borrow)]
    type_name: &'a RawValue,
    #[serde(borrow)]
    body_sha256: &'a RawValue,
}

/// The check by decoding and encoding again.
fn decode<'a>(head: &'a [u8], body: &'a [u8]) -> Result<Checked<'a>, Unsound> {
    let entry = Entry::decode(head, body)?;
    let (head_again, body_again) = entry.encode();
    if head_again != head || body_again != body {
        return Err(Unsound::NotCanonical);
    }
    let draft = &entry.draft;
    let stream_kind = draft.stream.kind();
    let (known, fact) = match &draft.body {
        Body::Fact(fact) | Body::Replaced(Replaced { fact, .. }) => (true, Some(fact)),
        Body::Voided(_) => (true, None),
        Body::Unknown(_) => (false, None),
    };
    if fact.is_some_and(|fact| ![fact.stream_kind(), StreamKind::Other].contains(&stream_kind)) {
        return Err(Unsound::Misplaced);
    }
    let quoted: Quoted<'a> = serde_json::from_slice(head).map_err(DecodeError::Head)?;
    let between = |raw: &'a RawValue| raw.get().get(1..raw.get().len() - 1).unwrap_or_default();
    Ok(Checked {
        seq: entry.seq,
        recorded: entry.recorded,
        version: entry.version,
        id: draft.id,
        stream: between(quoted.stream),
        body_sha256: between(quoted.body_sha256).as_bytes(),
        says: Says {
            stream_kind,
            type_name: between(quoted.type_name),
            schema: entry.former.as_ref().map_or(draft.body.schema(), |former| former.schema),
            target: draft.target,
            known,
            correction: draft.body.is_correction(),
            fact: fact.map(Fact::type_name),
        },
        worth_searching: true,
    })
}

#[cfg(test)]
mod tests;
