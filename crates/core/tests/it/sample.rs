//! One entry of every type with every field filled in, made from the catalogue: no type can be forgotten.

use hovedbok_core::entries::TypeInfo;
use hovedbok_core::entries::catalogue::{FAMILIES, FamilyInfo};
use hovedbok_core::entries::correction::{REPLACED, VOIDED};
use hovedbok_core::entry::{Migrated, Salt};
use hovedbok_core::field::{FieldInfo, Shape};
use hovedbok_core::{Body, Draft, Entry, EntryId, Period, Seq, StreamKind};
use serde_json::{Map, Value, json};
use uuid::Uuid;

pub const SALT: Salt = [7; 16];
pub const UUID: &str = "6f9619ff-8b86-4d01-b42d-00cf4fc964ff";
/// The keys of the seeds `01` × 32 and `02` × 32, and what the first signs when the second follows it.
const KEY: &str = "hovedbok.example/gjovik+d84d01c5+AYqI4910CfGV/VLbLTy6XXLKZwm/HZQSG/N0iAG0D29c";
const NEW_KEY: &str = "hovedbok.example/gjovik+b5b95687+AYE5dw6ofRdfVqNUZsNMfszLjYqRtO43ol32D1uPybOU";
const SIGNATURE: &str = "8Zi7ttymlf3V31OZS3+DDtsJMFgm3eQwQXXlKQsGzSEuqixGr6f3mlSuQ1OKgWteVB5HjXBCX5shTW0BFI1cCg==";

/// Every type with its family.
pub fn types() -> impl Iterator<Item = (&'static FamilyInfo, &'static TypeInfo)> {
    FAMILIES.iter().flat_map(|family| family.types.iter().map(move |info| (family, info)))
}

/// The stream that an entry of a family stands in.
pub fn stream(kind: Option<StreamKind>) -> String {
    match kind {
        Some(StreamKind::Participant) | None => format!("participant/{UUID}"),
        Some(StreamKind::Programme) => "programme/TIO".to_owned(),
        Some(StreamKind::Plan) => "plan/TIO".to_owned(),
        Some(StreamKind::Fund) => "fund/TIO/2005/621.63".to_owned(),
        Some(StreamKind::Risk) => "risk/TIO".to_owned(),
        Some(StreamKind::Figure) => "figure/TIO".to_owned(),
        Some(StreamKind::Ledger) => "ledger".to_owned(),
        Some(StreamKind::Other) => unreachable!("no family stands in it"),
    }
}

/// A body with every field.
pub fn full(info: &TypeInfo) -> Body {
    let mut fields = object(info.fields);
    if info.name == REPLACED {
        let (_, paid) = types().find(|(_, info)| info.name == "benefit.paid").unwrap();
        fields.insert("of".to_owned(), paid.name.into());
        fields.insert("schema".to_owned(), 1.into());
        fields.insert("body".to_owned(), object(paid.fields).into());
    }
    body(info.name, &fields.into())
}

/// A body of a type from its fields.
pub fn body(type_name: &str, fields: &Value) -> Body {
    let (_, info) = types().find(|(_, info)| info.name == type_name).unwrap();
    Body::from_json(type_name, info.version, fields.to_string().as_bytes())
        .unwrap_or_else(|e| panic!("{type_name}: {e}: {fields}"))
}

/// An entry with every field of the head that its type can have.
pub fn entry(family: &FamilyInfo, info: &TypeInfo) -> Entry {
    let corrects = [REPLACED, VOIDED].contains(&info.name);
    let period = Period::new("2008-02-25".parse().unwrap(), "2008-03-02".parse().unwrap()).unwrap();
    let recorded = "2010-11-15T11:00:00.000001Z".parse().unwrap();
    let draft = Draft {
        id: EntryId(Uuid::from_u128(0x0e0e_0e0e_0e0e_4e0e_8e0e_0e0e_0e0e_0e0e)),
        stream: stream(family.stream).parse().unwrap(),
        effective: period.written("uke 9"),
        actor: "office-1".parse().unwrap(),
        on_behalf_of: Some("office-2".parse().unwrap()),
        source: Some("Sluttrapport 2010, tabell 3".into()),
        target: corrects.then(|| EntryId(Uuid::from_u128(0x0f0f_0f0f_0f0f_4f0f_8f0f_0f0f_0f0f_0f0f))),
        migrated: Some(Migrated { batch: "demo".into(), written: "2017-11-15T11:00:00Z".parse().unwrap() }),
        body: full(info),
    };
    draft.placed(Seq(12), recorded, 3)
}

fn object(fields: &[FieldInfo]) -> Map<String, Value> {
    // A baseline is a value or a reason, never both.
    let either = |name: &str| fields.iter().any(|field| field.name == name);
    let skip = if either("value") && either("why") && fields.len() == 2 { "value" } else { "" };
    fields.iter().filter(|f| f.name != skip).map(|f| (f.name.to_owned(), value(f.name, &f.shape))).collect()
}

fn value(name: &str, shape: &Shape) -> Value {
    match shape {
        Shape::Reference => "KVP-2008.1".into(),
        Shape::Text => "Blåbær \"til\" alle\\ingen\tog 49 °C".into(),
        Shape::Label => match name {
            "old" => KEY.into(),
            "new" => NEW_KEY.into(),
            "signature" => SIGNATURE.into(),
            _ => "KVP-2008.1".into(),
        },
        Shape::Integer => match name {
            "amount_ore" => 123_456_789.into(),
            "to_year" | "year" => 2009.into(),
            _ => 3.into(),
        },
        Shape::Between(0, _) => 4000.into(),
        Shape::Between(..) => 3.into(),
        Shape::Flag => true.into(),
        Shape::Day => "2008-02-29".into(),
        Shape::Month => "1990-07".into(),
        Shape::Period => json!({"start": "2009-06-01", "end": "2009-06-30", "as_written": "Juni 09"}),
        Shape::Uuid => UUID.into(),
        Shape::OneOf(words) => (*words.last().unwrap()).into(),
        Shape::Object(fields) => object(fields).into(),
        Shape::List(of) => vec![value(name, of), value(name, of)].into(),
        Shape::Map(of) => json!({"b": value(name, of), "a": value(name, of), "æ": value(name, of)}),
    }
}
