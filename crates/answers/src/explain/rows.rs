//! An answer as rows of name and value, so that two answers can be compared row by row.

use std::collections::{BTreeMap, HashMap};
use std::sync::LazyLock;

use foldhash::fast::RandomState;
use hovedbok_core::Seq;
use serde_json::Value;

use super::place::{Place, Step};
use crate::questions::Reply;

/// The rows of an answer, by name.
pub type Rows = BTreeMap<String, Value>;

/// An answer as rows. A question that cannot be answered at a time has no rows there.
pub fn rows(reply: Option<&Reply>) -> Rows {
    written(reply).as_ref().map(|reply| under("", reply)).unwrap_or_default()
}

/// Those rows of an answer that are wanted.
pub(super) fn rows_of(reply: Option<&Reply>, wanted: &dyn Fn(&str) -> bool) -> Rows {
    let mut rows = Rows::new();
    let mut put = |name: &str, _: &Way<'_>, value: &Value| {
        if wanted(name) {
            rows.insert(name.to_owned(), value.clone());
        }
    };
    if let Some(reply) = written(reply) {
        Layout { name: String::new(), put: &mut put }.lay_out(&reply, &Way::Start, &KEYS);
    }
    rows
}

/// The place of each row in the answer, by the row's name.
pub fn places(reply: Option<&Reply>) -> BTreeMap<String, Place> {
    written(reply).as_ref().map(|reply| places_of(reply, &|_| true)).unwrap_or_default()
}

/// An answer as it is laid out in rows.
pub(super) fn written(reply: Option<&Reply>) -> Option<Value> {
    reply.and_then(|reply| serde_json::to_value(reply).ok())
}

/// The places of those rows of an answer that are wanted, by their names.
pub(super) fn places_of(reply: &Value, wanted: &dyn Fn(&str) -> bool) -> BTreeMap<String, Place> {
    let mut places = BTreeMap::new();
    let mut put = |name: &str, way: &Way<'_>, _: &Value| {
        if wanted(name) {
            places.insert(name.to_owned(), way.place());
        }
    };
    Layout { name: String::new(), put: &mut put }.lay_out(reply, &Way::Start, &KEYS);
    places
}

/// What tells the rows of a list apart, where the rest of a row can change: the fields that make its name, for the first of
/// these of which a row has all fields, those beside it included.
const IDENTITIES: [(&[&str], &[&str]); 54] = [
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
    // Somebody in a list, who need not have an enrolment; anything else about one.
    (&["programme", "participant", "enrolment"], &["planned_end"]),
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

/// The names of the items of a list, as their rows begin with them.
pub(super) fn items<'v>(list: &str, values: impl IntoIterator<Item = &'v Value>) -> Vec<String> {
    let mut labels = Labels::default();
    let name = |value| {
        let mut name = list.to_owned();
        labels.label(value, naming(value), &mut name);
        name
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
    let mut put = |name: &str, _: &Way<'_>, value: &Value| {
        rows.insert(name.to_owned(), value.clone());
    };
    Layout { name: name.to_owned(), put: &mut put }.lay_out(value, &Way::Start, naming(value));
    rows
}

/// The way to a value, from the inside out.
enum Way<'w> {
    Start,
    Field { key: &'w str, unit: Option<&'w str>, before: &'w Way<'w> },
    Item { value: &'w Value, naming: &'static [&'static str], nth: usize, before: &'w Way<'w> },
}

impl Way<'_> {
    fn place(&self) -> Place {
        match self {
            Way::Start => Place::default(),
            Way::Field { key, unit, before } => before.place().below(Step::Field((*key).to_owned()), *unit),
            Way::Item { value, naming, nth, before } => before.place().item(named_by(value, naming), *nth),
        }
    }
}

/// A value while it is laid out as rows.
struct Layout<'p> {
    /// The name of what is being laid out.
    name: String,
    /// Is given each row with its name, the way to it and its value.
    put: &'p mut dyn FnMut(&str, &Way<'_>, &Value),
}

impl Layout<'_> {
    /// Lays a value out; `naming` are the fields that name it if it is an item of a list.
    fn lay_out(&mut self, value: &Value, way: &Way<'_>, naming: &[&str]) {
        let here = self.name.len();
        match value {
            Value::Object(fields) => {
                let named = self.name.ends_with(']');
                let plain = |value: &Value| value.is_string() || value.is_number();
                let told = |key: &String, value: &Value| named && plain(value) && naming.contains(&key.as_str());
                let unit = fields.get("unit").and_then(Value::as_str);
                for (key, value) in fields.iter().filter(|(key, value)| !told(key, value)) {
                    if here > 0 {
                        self.name.push('.');
                    }
                    self.name.push_str(key);
                    self.lay_out(value, &Way::Field { key, unit, before: way }, &KEYS);
                    self.name.truncate(here);
                }
            }
            Value::Array(values) if values.is_empty() => {}
            Value::Array(values) if values.iter().any(Value::is_object) => {
                let mut labels = Labels::default();
                for value in values {
                    let naming = self::naming(value);
                    let nth = labels.label(value, naming, &mut self.name);
                    self.lay_out(value, &Way::Item { value, naming, nth, before: way }, naming);
                    self.name.truncate(here);
                }
            }
            Value::Array(_) | Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {
                (self.put)(&self.name, way, value);
            }
        }
    }
}

/// The labels of the items of a list, each with how many of the items so far are labelled alike.
#[derive(Default)]
struct Labels(HashMap<String, usize, RandomState>);

impl Labels {
    /// Adds the label of the next item to the name of the list, and says how many are labelled alike up to it.
    fn label(&mut self, value: &Value, naming: &[&str], name: &mut String) -> usize {
        let label = label(value, naming);
        name.push('[');
        name.push_str(&label);
        let count = self.0.entry(label).or_default();
        *count += 1;
        if *count > 1 {
            name.push_str(&format!(" ({count})"));
        }
        name.push(']');
        *count
    }
}

/// The fields that make a row's name, with their values.
fn named_by(value: &Value, naming: &[&str]) -> Vec<(String, Value)> {
    let fields = naming.iter().filter_map(|key| Some(((*key).to_owned(), value.get(*key)?.clone())));
    fields.filter(|(_, value)| text(value).is_some()).collect()
}

/// The fields of [`IDENTITIES`] as bits, and those that each of these needs.
struct Bits {
    of: HashMap<&'static str, u128, RandomState>,
    needed: Vec<u128>,
}

static BITS: LazyLock<Bits> = LazyLock::new(|| {
    let mut of = HashMap::default();
    let mut bit = |field: &'static str| {
        let next = 1_u128 << of.len();
        *of.entry(field).or_insert(next)
    };
    let needed = IDENTITIES.iter().map(|(name, beside)| {
        let fields = name.iter().chain(*beside);
        fields.map(|field| bit(field)).fold(0, |all, bit| all | bit)
    });
    let needed = needed.collect();
    Bits { of, needed }
});

/// The fields that make a row's name.
fn naming(value: &Value) -> &'static [&'static str] {
    let keys = value.as_object().into_iter().flat_map(serde_json::Map::keys);
    let has = keys.filter_map(|key| BITS.of.get(key.as_str())).fold(0, |all, bit| all | bit);
    let identity = IDENTITIES.iter().zip(&BITS.needed).find(|(_, needed)| has & **needed == **needed);
    identity.map_or(&KEYS, |((name, _), _)| *name)
}

fn label(value: &Value, naming: &[&str]) -> String {
    let parts: Vec<String> = naming.iter().filter_map(|key| value.get(*key).and_then(text)).collect();
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

#[cfg(test)]
mod tests {
    use serde_json::{Map, json};

    use super::*;

    #[test]
    fn an_item_is_named_by_the_first_identity_of_which_it_has_all_fields() {
        assert!(BITS.of.len() < 128, "the fields are more than there are bits");
        let with = |fields: &[&str]| {
            Value::Object(fields.iter().map(|field| ((*field).to_owned(), Value::Null)).collect::<Map<_, _>>())
        };
        for (name, beside) in IDENTITIES {
            let all: Vec<&str> = name.iter().chain(beside).copied().collect();
            let has =
                |(name, beside): &&(&[&str], &[&str])| name.iter().chain(*beside).all(|field| all.contains(field));
            let (first, _) = IDENTITIES.iter().find(has).unwrap();
            assert_eq!(naming(&with(&all)), *first);
            for left_out in &all {
                let fewer: Vec<&str> = all.iter().copied().filter(|field| field != left_out).collect();
                let has = |(name, beside): &&(&[&str], &[&str])| {
                    name.iter().chain(*beside).all(|field| fewer.contains(field))
                };
                let first = IDENTITIES.iter().find(has).map_or(&KEYS[..], |(name, _)| *name);
                assert_eq!(naming(&with(&fewer)), first);
            }
        }
    }

    #[test]
    fn a_row_is_named_by_the_way_to_it_and_its_place_says_the_same() {
        let answer = json!({
            "counts": {"open": 1, "unit": "persons"},
            "groups": [{"key": "a", "participants": 1, "list": [1, 2]}, {"key": "a", "participants": 2}],
            "none": [],
        });
        let names: Vec<String> = under("", &answer).into_keys().collect();
        let expected =
            ["counts.open", "counts.unit", "groups[a (2)].participants", "groups[a].list", "groups[a].participants"];
        assert_eq!(names, expected);
        let places = places_of(&answer, &|name| name.ends_with("participants") || name == "counts.open");
        assert_eq!(places.len(), 3);
        assert_eq!(places["counts.open"].unit.as_deref(), Some("persons"));
        let second = places["groups[a (2)].participants"].first_item().unwrap();
        assert_eq!(second, (0, &[("key".to_owned(), json!("a"))][..]));
    }
}
