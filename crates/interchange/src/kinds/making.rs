//! An entry in the making: its type, whom it is about, and the fields of its body as they are read.

use hovedbok_core::entries::catalogue;
use hovedbok_core::field::{FieldInfo, Shape};
use hovedbok_core::personal::Search;
use hovedbok_core::proposal::Subject;
use hovedbok_core::{Fact, Period};
use serde_json::{Map, Value};

/// An entry in the making.
pub(super) struct Making {
    pub(super) type_name: &'static str,
    pub(super) fields: &'static [FieldInfo],
    pub(super) subject: Option<Subject>,
    pub(super) effective: Option<Period>,
    pub(super) body: Map<String, Value>,
    pub(super) source: Option<String>,
}

/// Fields whose ids the ledger fills in where they are left out.
const FILLED_IN: [&str; 3] = ["enrolment", "placement", "milestone"];
/// A UUID of version 4 in the place of one that is filled in later.
const SOME_ID: &str = "00000000-0000-4000-8000-000000000000";

impl Making {
    /// Nothing yet.
    pub(super) fn of(type_name: &'static str, subject: Option<Subject>, effective: Option<Period>) -> Making {
        let fields = catalogue::find(type_name).map_or::<&'static [FieldInfo], _>(&[], |(_, info)| info.fields);
        Making { type_name, fields, subject, effective, body: Map::new(), source: None }
    }

    /// Sets a field.
    pub(super) fn set(&mut self, field: &str, value: impl Into<Value>) {
        self.body.insert(field.to_owned(), value.into());
    }

    /// Sets a period.
    pub(super) fn set_period(&mut self, field: &str, period: &Period) {
        self.set(field, serde_json::to_value(period).unwrap_or_default());
    }

    fn shape(&self, field: &str) -> Option<Shape> {
        let (outer, inner) = field.split_once('.').map_or((field, None), |(outer, inner)| (outer, Some(inner)));
        let shape = self.fields.iter().find(|info| info.name == outer)?.shape;
        match (shape, inner) {
            (Shape::Object(fields), Some(inner)) => {
                fields.iter().find(|info| info.name == inner).map(|info| info.shape)
            }
            (shape, _) => Some(shape),
        }
    }

    /// The words that a field can hold.
    pub(super) fn words(&self, field: &str) -> Option<&'static [&'static str]> {
        match self.shape(field)? {
            Shape::OneOf(words) => Some(words),
            Shape::Text
            | Shape::Label
            | Shape::Reference
            | Shape::Integer
            | Shape::Between(..)
            | Shape::Flag
            | Shape::Day
            | Shape::Month
            | Shape::Period
            | Shape::Uuid
            | Shape::Object(_)
            | Shape::List(_)
            | Shape::Map(_) => None,
        }
    }

    /// What a text in a field is searched for. In the place of an id, anything can be written; a field of another shape holds no
    /// text, and says itself what it cannot read.
    pub(super) fn search(&self, field: &str) -> Option<Search> {
        match self.shape(field)? {
            Shape::Text | Shape::Label | Shape::Uuid => Some(Search::Everything),
            Shape::Reference => Some(Search::ButTelephones),
            Shape::OneOf(_)
            | Shape::Integer
            | Shape::Between(..)
            | Shape::Flag
            | Shape::Day
            | Shape::Month
            | Shape::Period
            | Shape::Object(_)
            | Shape::List(_)
            | Shape::Map(_) => None,
        }
    }

    /// The key of a field in the body: amounts and shares have their unit at the end.
    pub(super) fn key(&self, field: &str) -> String {
        let units = ["", "_ore", "_bp"].map(|unit| format!("{field}{unit}"));
        let known = units.iter().find(|key| self.shape(key).is_some());
        known.cloned().unwrap_or_else(|| field.to_owned())
    }

    /// The øre that a field or `field_ore` holds.
    pub(super) fn amount(&self, field: &str) -> Option<i64> {
        let bare = field.strip_suffix("_ore").unwrap_or(field);
        let (_, ore) = self.body.iter().find(|(key, _)| key.strip_suffix("_ore") == Some(bare))?;
        ore.as_i64()
    }

    /// Whether the body fits its type, ids that the ledger fills in apart.
    pub(super) fn check(&self) -> Result<(), String> {
        let mut body = self.body.clone();
        for info in self.fields {
            if info.required && FILLED_IN.contains(&info.name) && !body.contains_key(info.name) {
                body.insert(info.name.to_owned(), Value::from(SOME_ID));
            }
        }
        let json = serde_json::to_vec(&body).unwrap_or_default();
        match Fact::proposed(self.type_name, &json) {
            Some(Ok(_)) => Ok(()),
            Some(Err(error)) => {
                let text = error.to_string();
                Err(text.rfind(" at line ").and_then(|at| text.get(..at)).unwrap_or(&text).to_owned())
            }
            None => Err("is not an entry type".to_owned()),
        }
    }
}
