//! An answer as rows of name and value, so that two answers can be compared row by row.

use std::collections::BTreeMap;

use hovedbok_core::Seq;
use serde_json::Value;

use super::place::{Place, Step};
use crate::questions::Reply;

/// The rows of an answer, by name.
pub type Rows = BTreeMap<String, Value>;

/// An answer as rows. A question that cannot be answered at a time has no rows there.
pub fn rows(reply: Option<&Reply>) -> Rows {
    let mut rows = BTreeMap::new();
    if let Some(reply) = reply.and_then(|reply| serde_json::to_value(reply).ok()) {
        lay_out("", &reply, None, &mut |name, _, value| {
            rows.insert(name, value.clone());
        });
    }
    rows
}

/// The place of each row in the answer, by the row's name.
pub fn places(reply: Option<&Reply>) -> BTreeMap<String, Place> {
    let mut places = BTreeMap::new();
    if let Some(reply) = reply.and_then(|reply| serde_json::to_value(reply).ok()) {
        lay_out("", &reply, Some(&Place::default()), &mut |name, place, _| {
            places.insert(name, place);
        });
    }
    places
}

/// What tells the rows of a list apart, where the rest of a row can change: the fields that make its name, for the first of
/// these of which a row has all fields, those beside it included.
const IDENTITIES: [(&[&str], &[&str]); 53] = [
    // A condition; conditions of an office and month.
    (&["participant", "condition"], &[]),
    (&["office", "month"], &["condition_met"]),
    // A cohort.
    (&["programme", "cohort", "named"], &["takes"]),
    // Absence; attendance and payment.
    (&["programme", "provider", "month", "participant", "kind"], &["calendar_days"]),
    (&["provider", "placement", "month"], &["difference_ore"]),
    // A duty in a span; an office, a review, a recommendation.
    (&["programme", "duty", "subject", "by", "span", "every"], &["average_hundredths"]),
    (&["programme", "unit", "review", "entry"], &[]),
    (&["programme", "office", "from"], &["reviews"]),
    (&["programme", "recommendation"], &[]),
    // What falls due, a drawn item, a month.
    (&["due", "kind", "about"], &[]),
    (&["programme", "kind"], &["would_be_due"]),
    (&["item"], &["rank"]),
    (&["month", "lag"], &[]),
    (&["month"], &["seen_to_lag"]),
    // A period of a series, a group, and days of a curve.
    (&["period", "group"], &["count"]),
    (&["group"], &["curves"]),
    (&["group"], &["observed"]),
    (&["t"], &["n_risk"]),
    (&["t"], &["upper_ppm"]),
    (&["t"], &["in_ppm"]),
    (&["placement"], &[]),
    (&["seq", "day", "type"], &[]),
    (&["enrolment", "kind", "for_period"], &[]),
    (&["programme", "enrolment"], &[]),
    (&["programme"], &["bodies"]),
    (&["programme"], &["findings_by_kind"]),
    (&["programme", "kind", "severity", "entries"], &[]),
    // A stay, a part of one, a step, a spell, a gap.
    (&["from"], &["observed_from"]),
    (&["from"], &["target_group", "cohorts"]),
    (&["kind", "code", "from"], &[]),
    (&["code", "from"], &[]),
    (&["kind", "from"], &[]),
    // Exits, stocks and what comes after.
    (&["destination"], &["exits"]),
    (&["status"], &["enrolments"]),
    (&["month_end"], &[]),
    (&["months_after"], &["situations"]),
    (&["situation"], &["exits"]),
    (&["counsellor"], &["enrolments"]),
    (&["position", "from", "to"], &["stays"]),
    // What belongs to a programme, in a question of its own and within one.
    (&["programme", "survey", "on", "question", "answer"], &[]),
    (&["survey", "on", "question", "answer"], &[]),
    (&["programme", "contract", "deliverable", "due"], &[]),
    (&["contract", "deliverable", "due"], &[]),
    (&["programme", "contract", "step", "on"], &["bids"]),
    (&["contract", "step", "on"], &["bids"]),
    (&["programme", "role", "office", "on"], &["norm"]),
    (&["programme", "contract"], &["amount_ore"]),
    (&["contract"], &["amount_ore"]),
    (&["programme", "role", "office", "from"], &["last_day"]),
    (&["role", "office", "from"], &["last_day"]),
    (&["organisation", "from"], &["seats"]),
    (&["owner", "from"], &[]),
    (&["legal_basis", "from"], &[]),
];

/// For any other row: the fields that make its name, in this order.
const KEYS: [&str; 28] = [
    "key",
    "programme",
    "plan",
    "section",
    "number",
    "title",
    "year",
    "source",
    "recipient",
    "grant",
    "provider",
    "outcome",
    "goal",
    "indicator",
    "kind",
    "office",
    "period",
    "about",
    "part",
    "place",
    "project",
    "municipality",
    "district",
    "body",
    "report",
    "role",
    "party",
    "phase",
];

/// The names of the items of a list, as their rows begin with them, each with how many of the items up to it are labelled
/// alike.
pub(super) fn items<'v>(list: &str, values: impl IntoIterator<Item = &'v Value>) -> Vec<(String, usize)> {
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    let name = |value| {
        let label = label(value);
        let count = seen.entry(label.clone()).or_default();
        *count += 1;
        let name = if *count > 1 { format!("{list}[{label} ({count})]") } else { format!("{list}[{label}]") };
        (name, *count)
    };
    values.into_iter().map(name).collect()
}

/// The name of the item of a list that a row is about.
pub(super) fn item_of(row: &str) -> Option<&str> {
    row.rfind("].").and_then(|end| row.get(..=end))
}

/// The rows of an item by its name.
pub(super) fn under(name: &str, value: &Value) -> Rows {
    let mut rows = Rows::new();
    lay_out(name, value, None, &mut |name, _, value| {
        rows.insert(name, value.clone());
    });
    rows
}

/// Lays a value out as rows, each with its name, its place where places are asked for, and its value.
fn lay_out(name: &str, value: &Value, place: Option<&Place>, put: &mut dyn FnMut(String, Place, &Value)) {
    let under = |key: &str| if name.is_empty() { key.to_owned() } else { format!("{name}.{key}") };
    match value {
        Value::Object(fields) => {
            let named = name.ends_with(']');
            let naming = naming(value);
            let plain = |value: &Value| value.is_string() || value.is_number();
            let told = |key: &String, value: &Value| named && naming.contains(&key.as_str()) && plain(value);
            let unit = fields.get("unit").and_then(Value::as_str);
            for (key, value) in fields.iter().filter(|(key, value)| !told(key, value)) {
                let place = place.map(|place| place.below(Step::Field(key.clone()), unit));
                lay_out(&under(key), value, place.as_ref(), put);
            }
        }
        Value::Array(values) if values.is_empty() => {}
        Value::Array(values) if values.iter().any(Value::is_object) => {
            for (value, (name, nth)) in values.iter().zip(items(name, values)) {
                let place = place.map(|place| place.item(named_by(value), nth));
                lay_out(&name, value, place.as_ref(), put);
            }
        }
        Value::Array(_) | Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {
            put(name.to_owned(), place.cloned().unwrap_or_default(), value);
        }
    }
}

/// The fields that make a row's name, with their values.
fn named_by(value: &Value) -> Vec<(String, Value)> {
    let fields = naming(value).iter().filter_map(|key| Some(((*key).to_owned(), value.get(*key)?.clone())));
    fields.filter(|(_, value)| text(value).is_some()).collect()
}

/// The fields that make a row's name.
fn naming(value: &Value) -> &'static [&'static str] {
    let has = |field: &&str| value.get(*field).is_some();
    let identity = IDENTITIES.iter().find(|(name, beside)| name.iter().chain(*beside).all(has));
    identity.map_or(&KEYS, |(name, _)| *name)
}

fn label(value: &Value) -> String {
    let parts: Vec<String> = naming(value).iter().filter_map(|key| value.get(*key).and_then(text)).collect();
    parts.join(" ")
}

/// A value as a part of a row's name; of a list of entries the first.
fn text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Object(period) => period.get("end").and_then(Value::as_str).map(str::to_owned),
        Value::Array(entries) => entries.first().and_then(Value::as_u64).map(|seq| Seq(seq).to_string()),
        Value::Null | Value::Bool(_) => None,
    }
}
