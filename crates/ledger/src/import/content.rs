//! What a row or an entry says, in one form: the same is the same text, however it was written.
//!
//! Ids of enrolments and placements play no part where a row leaves them out, nor does what the table has no column for.
//! Names and titles are compared in their canonical form, periods by their days.

use std::hash::{DefaultHasher, Hash, Hasher};

use hovedbok_core::identity::canonical;
use hovedbok_core::proposal::Proposal;
use hovedbok_core::{Day, Period};
use serde_json::{Map, Value};

use super::keys::Key;
use crate::record::pending::GENERATED;

/// What something says.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Content {
    /// Type, days and fields; the same text is the same statement.
    pub(super) text: String,
    /// Type and those of the fields that say together what it is about.
    pub(super) key: String,
    /// What says it alone, such as a voucher.
    pub(super) alone: Option<String>,
    /// What something of another type would have in common with it, were it about the same.
    pub(super) matters: Vec<String>,
    /// The text without the document, where that is part of what it says.
    pub(super) undocumented: Option<String>,
    /// The ids of enrolment and placement, where there are any.
    pub(super) ids: Map<String, Value>,
    /// The days that it speaks of.
    pub(super) days: (Day, Day),
    /// The days in a field of its own: its period, or where it is planned to end.
    pub(super) reach: Option<(Day, Day)>,
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
        let named: Vec<Option<&Value>> = key.fields.iter().map(|field| stated.get(*field)).collect();
        let day = if key.alone.is_some() { format!("{} {}", days.0, days.1) } else { String::new() };
        let about = format!("{} {day} {}", key.type_name, json(&named));
        let alone = key.alone.and_then(|field| Some(format!("{} {}", key.type_name, stated.get(field)?)));
        let (_, alike) = key.alike();
        let mut shared: Vec<Option<&Value>> = alike.iter().map(|field| stated.get(*field)).collect();
        if shared.iter().all(Option::is_none) {
            // Where nothing says what it is about, two are about the same when they are of the same amount.
            shared.push(stated.get("amount_ore"));
        }
        let dated = (!alike.is_empty()).then(|| format!("{} {} {}", days.0, days.1, json(&shared)));
        let voucher = key.alone.and_then(|field| Some(format!("{field} {}", stated.get(field)?)));
        let matters = dated.into_iter().chain(voucher).collect();
        let reach = key.reach_field().and_then(|field| reach(stated.get(field)?));
        // A map of JSON is sorted by name, so the same content is the same text.
        let text = format!("{} {} {} {}", key.type_name, days.0, days.1, json(&stated));
        let undocumented = stated.remove(DOCUMENT).filter(|_| key.names_document()).map(|_| json(&stated));
        Content { text, key: about, alone, matters, undocumented, ids, days, reach }
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

/// A number that is the same for rows that say the same, whatever ids they name, and almost never for others.
pub(super) fn fingerprint(proposal: &Proposal, unstated: &[String]) -> u64 {
    let mut hasher = DefaultHasher::new();
    proposal.type_name.hash(&mut hasher);
    proposal.effective.as_ref().map(|period| (period.start(), period.end())).hash(&mut hasher);
    for (name, value) in &proposal.fields {
        let left_out = GENERATED.contains(&name.as_str()) || unstated.iter().any(|field| field == name);
        if !left_out && !value.is_null() {
            name.hash(&mut hasher);
            mix(value, &mut hasher);
        }
    }
    hasher.finish()
}

/// Takes a value into a fingerprint, without what is not compared: how a period was written.
fn mix(value: &Value, hasher: &mut DefaultHasher) {
    match value {
        Value::String(text) => canonical(text).hash(hasher),
        Value::Number(number) => number.hash(hasher),
        Value::Bool(yes) => yes.hash(hasher),
        Value::Array(_) => json(&plain(value)).hash(hasher),
        // The same days can be written as a day and as a period.
        Value::Object(fields) => match fields.get("start") {
            Some(start) => mix(start, hasher),
            None => fields.values().for_each(|value| mix(value, hasher)),
        },
        Value::Null => {}
    }
}

/// The field of a document in a body.
const DOCUMENT: &str = "document";

fn json(value: &impl serde::Serialize) -> String {
    serde_json::to_string(value).unwrap_or_default()
}

/// The first and the last day of a period or day.
fn reach(value: &Value) -> Option<(Day, Day)> {
    let period: Period = serde_json::from_value(value.clone()).ok()?;
    Some((period.start(), period.end()))
}

/// A value in the one form.
fn plain(value: &Value) -> Value {
    match value {
        Value::String(text) => Value::String(canonical(text).into_owned()),
        Value::Array(values) => {
            // Cohorts, groups and subjects are sets: their order and how often one stands there say nothing.
            let mut values: Vec<Value> = values.iter().map(plain).collect();
            values.sort_by_cached_key(json);
            values.dedup();
            Value::Array(values)
        }
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
