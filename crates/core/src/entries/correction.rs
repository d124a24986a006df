//! Corrections: an earlier entry of the same stream replaced or voided. Nothing is changed or removed (time.md, *In force*).

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use super::codes::ReasonCode;
use super::{Fact, Read, TypeInfo};
use crate::field::{Field, FieldInfo, Shape};
use crate::scan::scan_object;
use crate::text::Text;

/// The types of the family, for the catalogue. Target and effective stand in the head.
pub const TYPES: &[TypeInfo] = &[
    TypeInfo {
        name: REPLACED,
        doc: " An earlier entry is corrected: this whole body and this effective period replace it.",
        version: 1,
        former: &[],
        takes_hold: None,
        fields: &[
            FieldInfo { name: "of", shape: Shape::Label, required: true, doc: " The type that the body is of." },
            FieldInfo { name: "schema", shape: Shape::Integer, required: true, doc: " The version of its fields." },
            FieldInfo { name: "body", shape: Shape::Object(&[]), required: true, doc: " The whole new body." },
            REASON,
            NOTE,
        ],
    },
    TypeInfo {
        name: VOIDED,
        doc: " An earlier entry does not count.",
        version: 1,
        former: &[],
        takes_hold: None,
        fields: &[REASON, NOTE],
    },
];

const REASON: FieldInfo = FieldInfo { name: "reason", shape: ReasonCode::SHAPE, required: true, doc: " Why." };
const NOTE: FieldInfo = FieldInfo { name: "note", shape: Shape::Text, required: false, doc: " A short note." };

/// The pinned name of a replacement.
pub const REPLACED: &str = "entry.replaced";
/// The pinned name of a voiding.
pub const VOIDED: &str = "entry.voided";

/// A replacement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Replaced {
    /// The whole new body; its type is that of the slot's original.
    pub fact: Fact,
    /// Why.
    pub reason: ReasonCode,
    /// A short note.
    pub note: Option<Text>,
}

/// A voiding.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Voided {
    /// Why.
    pub reason: ReasonCode,
    /// A short note.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<Text>,
}

scan_object! { Voided { reason: ReasonCode, note: Option<Text> } }

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct RawReplaced<'a> {
    of: std::borrow::Cow<'a, str>,
    schema: u16,
    #[serde(borrow)]
    body: &'a RawValue,
    reason: ReasonCode,
    #[serde(skip_serializing_if = "Option::is_none")]
    note: Option<Text>,
}

impl Replaced {
    /// The body as canonical JSON.
    pub fn to_json(&self) -> Vec<u8> {
        self.written(self.fact.schema(), self.fact.to_json())
    }

    /// The same with the new body as a version has it.
    fn written(&self, schema: u16, body: Vec<u8>) -> Vec<u8> {
        let body = String::from_utf8(body).ok().and_then(|text| RawValue::from_string(text).ok());
        let Some(body) = body else { return Vec::new() };
        let of = self.fact.type_name().into();
        let raw = RawReplaced { of, schema, body: &body, reason: self.reason, note: self.note.clone() };
        serde_json::to_vec(&raw).unwrap_or_default()
    }

    /// Reads the body; nothing when it replaces an entry of a type unknown here (H9).
    pub(crate) fn read(body: &[u8]) -> Option<Result<Read<Replaced>, serde_json::Error>> {
        let raw: RawReplaced<'_> = match serde_json::from_slice(body) {
            Ok(raw) => raw,
            Err(error) => return Some(Err(error)),
        };
        let read = match Fact::read(&raw.of, raw.schema, raw.body.get().as_bytes())? {
            Ok(read) => read,
            Err(error) => return Some(Err(error)),
        };
        let what = Replaced { fact: read.what, reason: raw.reason, note: raw.note };
        let former = read.former.map(|body| what.written(raw.schema, body));
        Some(Ok(Read { what, former }))
    }
}
