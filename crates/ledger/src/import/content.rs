//! What a row or an entry says, in one form: the same is the same text, however it was written.
//!
//! Ids of enrolments and placements play no part where a row leaves them out, nor does what the table has no column for.
//! Names and titles are compared in their canonical form, periods by their days.

use hovedbok_core::identity::canonical;
use hovedbok_core::{Day, Period};
use serde_json::{Map, Value};

use super::keys::Key;
use crate::work::GENERATED;

/// What something says.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Content {
    /// Type, days and fields; the same text is the same statement.
    pub(super) text: String,
    /// Type and those of the fields that say together what it is about.
    pub(super) key: String,
    /// What says it alone, such as a voucher.
    pub(super) alone: Option<String>,
    /// The ids of enrolment and placement, where there are any.
    pub(super) ids: Map<String, Value>,
    /// The days that it speaks of.
    pub(super) days: (Day, Day),
    /// The fields in the one form.
    pub(super) fields: Map<String, Value>,
}

impl Content {
    /// The content of a body of a type.
    pub(super) fn of(key: &Key, effective: &Period, fields: &Map<String, Value>, unstated: &[String]) -> Content {
        let days = (effective.start(), effective.end());
        let mut stated = Map::new();
        let mut ids = Map::new();
        for (name, value) in fields.iter().filter(|(_, value)| !value.is_null()) {
            if GENERATED.contains(&name.as_str()) {
                ids.insert(name.clone(), value.clone());
            } else {
                stated.insert(name.clone(), plain(value));
            }
        }
        unstated.iter().for_each(|field| without(&mut stated, field));
        let about: Vec<Value> =
            key.fields.iter().map(|field| stated.get(*field).cloned().unwrap_or_default()).collect();
        let day = if key.alone.is_some() { format!("{} {}", days.0, days.1) } else { String::new() };
        let about = format!("{} {day} {}", key.type_name, Value::Array(about));
        let alone = key.alone.and_then(|field| Some(format!("{} {}", key.type_name, stated.get(field)?)));
        // A map of JSON is sorted by name, so the same content is the same text.
        let text = format!("{} {} {} {}", key.type_name, days.0, days.1, Value::Object(stated.clone()));
        Content { text, key: about, alone, ids, days, fields: stated }
    }

    /// Whether something is about the same: what says it alone decides where both have it.
    pub(super) fn is_about(&self, other: &Content) -> bool {
        match (&self.alone, &other.alone) {
            (Some(one), Some(other)) => one == other,
            (Some(_), None) | (None, Some(_)) | (None, None) => self.key == other.key,
        }
    }

    /// Whether the ids that a row names are those of an entry.
    pub(super) fn fits(&self, recorded: &Content) -> bool {
        self.ids.iter().all(|(name, id)| recorded.ids.get(name) == Some(id))
    }
}

/// A value in the one form.
fn plain(value: &Value) -> Value {
    match value {
        Value::String(text) => Value::String(canonical(text).into_owned()),
        Value::Array(values) => values.iter().map(plain).collect(),
        Value::Object(fields) => {
            let written = |name: &str| name == "as_written" && fields.contains_key("start");
            let kept = fields.iter().filter(|(name, value)| !value.is_null() && !written(name));
            let kept: Map<String, Value> = kept.map(|(name, value)| (name.clone(), plain(value))).collect();
            match (kept.len(), kept.get("start"), kept.get("end")) {
                (2, Some(start), Some(end)) if start == end => start.clone(),
                _ => Value::Object(kept),
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => value.clone(),
    }
}

/// Takes a field out; `outer.inner` out of an object, and the object when nothing is left in it.
fn without(fields: &mut Map<String, Value>, field: &str) {
    let Some((outer, inner)) = field.split_once('.') else {
        fields.remove(field);
        return;
    };
    if let Some(Value::Object(within)) = fields.get_mut(outer) {
        within.remove(inner);
        if within.is_empty() {
            fields.remove(outer);
        }
    }
}
