//! What a goal is measured from.

use serde::de::{self, MapAccess, Visitor};
use serde::ser::SerializeMap;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::codes::NoBaseline;
use crate::field::{Field, FieldInfo, Shape};
use crate::pack::{Pack, Packer, Unpacker};
use crate::scan::{Scan, Scanner};

/// What a goal is measured from: a value, or the reason why there is none.
///
/// In JSON `{"value":428}` or `{"why":"not_recorded"}`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Baseline {
    /// The value at the start.
    Value(i64),
    /// There is none, and why.
    Missing(NoBaseline),
}

impl Serialize for Baseline {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(1))?;
        match self {
            Baseline::Value(value) => map.serialize_entry("value", value)?,
            Baseline::Missing(why) => map.serialize_entry("why", why)?,
        }
        map.end()
    }
}

#[derive(Deserialize)]
#[serde(field_identifier, rename_all = "snake_case")]
enum Either {
    Value,
    Why,
}

struct BaselineVisitor;

impl<'de> Visitor<'de> for BaselineVisitor {
    type Value = Baseline;
    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("{\"value\":n} or {\"why\":\"unknown|not_recorded|not_applicable\"}")
    }
    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Baseline, A::Error> {
        let baseline = match map.next_key()? {
            Some(Either::Value) => Baseline::Value(map.next_value()?),
            Some(Either::Why) => Baseline::Missing(map.next_value()?),
            None => return Err(de::Error::missing_field("value")),
        };
        match map.next_key::<Either>()? {
            None => Ok(baseline),
            Some(_) => Err(de::Error::custom("a baseline is either a value or the reason why there is none, not both")),
        }
    }
}

impl<'de> Deserialize<'de> for Baseline {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Baseline, D::Error> {
        deserializer.deserialize_map(BaselineVisitor)
    }
}

impl Scan for Baseline {
    fn scan(s: &mut Scanner<'_>) -> Option<()> {
        if s.takes(b"{\"value\":") {
            s.signed()?;
        } else {
            s.take(b"{\"why\":")?;
            NoBaseline::scan(s)?;
        }
        s.take(b"}")
    }
}

impl Pack for Baseline {
    fn pack(&self, out: &mut Packer<'_>) {
        let (value, why) = match self {
            Baseline::Value(value) => (Some(value), None),
            Baseline::Missing(why) => (None, Some(why)),
        };
        out.number(u64::from(value.is_some()));
        value.copied().pack(out);
        why.copied().pack(out);
    }
    fn unpack(from: &mut Unpacker<'_>) -> Option<Baseline> {
        match from.number()? {
            0 => NoBaseline::unpack(from).map(Baseline::Missing),
            1 => i64::unpack(from).map(Baseline::Value),
            _ => None,
        }
    }
}

impl Field for Baseline {
    const SHAPE: Shape = Shape::Object(&[
        FieldInfo { name: "value", shape: Shape::Integer, required: false, doc: " The value at the start." },
        FieldInfo { name: "why", shape: NoBaseline::SHAPE, required: false, doc: " Why there is none." },
    ]);
}
