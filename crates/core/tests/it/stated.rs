//! What the catalogue states of a field holds for every type: ranges, texts that must be there, objects. Nothing out of its
//! range and no blank text can be recorded; what cannot be stored at all is refused when it is read.

use hovedbok_core::entries::TypeInfo;
use hovedbok_core::entries::correction::{REPLACED, VOIDED};
use hovedbok_core::field::{FieldInfo, Shape};
use hovedbok_core::rules::{Context, Rule, general};
use hovedbok_core::{Body, Draft, Entry, Fact, Row};
use serde_json::{Map, Value, json};

use crate::sample;

/// Every type that is recorded, with a body that breaks no rule of a single entry.
fn sound() -> impl Iterator<Item = (&'static TypeInfo, Map<String, Value>)> {
    sample::types().filter(|(_, info)| ![REPLACED, VOIDED].contains(&info.name)).map(|(family, info)| {
        let entry = sample::entry(family, info);
        let mut fields: Map<String, Value> = serde_json::from_slice(&entry.draft.body.to_json()).unwrap();
        if info.name == "figure.published" {
            fields.remove("below");
            fields.remove("above");
            fields.insert("part".to_owned(), json!("provider=ASVO;year=2009"));
        }
        if info.name == "programme.duty_set" {
            // Only what is done once has a deadline of its own.
            fields.insert("every".to_owned(), json!("once"));
        }
        (info, fields)
    })
}

/// The refusing rules that the entry breaks by itself, ordinary or moved in; nothing when its body cannot be read.
fn broken(info: &TypeInfo, fields: &Map<String, Value>) -> Option<Vec<Rule>> {
    let json = Value::from(fields.clone()).to_string();
    let body = Body::from_json(info.name, info.version, json.as_bytes()).ok()?;
    let (family, _) = sample::types().find(|(_, other)| other.name == info.name).unwrap();
    let whole = sample::entry(family, info);
    let of = |migrated: bool| {
        let migrated = whole.draft.migrated.clone().filter(|_| migrated);
        let draft = Draft { body: body.clone(), target: None, migrated, ..whole.draft.clone() };
        let entry = Entry { draft, ..whole.clone() };
        let row: Row<Fact> = Row::stated(entry.clone(), entry.draft.body.fact().unwrap().clone(), None).unwrap();
        let found = general::general(None, &[&row], &Context::default());
        found.into_iter().map(|violation| violation.rule).filter(|rule| rule.refuses()).collect::<Vec<_>>()
    };
    let ordinary = of(false);
    assert_eq!(ordinary, of(true), "{}: what is refused is found where it was moved in", info.name);
    Some(ordinary)
}

fn with(fields: &Map<String, Value>, name: &str, value: Value) -> Map<String, Value> {
    let mut fields = fields.clone();
    fields.insert(name.to_owned(), value);
    fields
}

#[test]
fn numbers_keep_to_their_range() {
    let mut seen = 0;
    for (info, fields) in sound() {
        assert_eq!(broken(info, &fields).unwrap(), [], "{}", info.name);
        for field in info.fields {
            let Shape::Between(least, most) = field.shape else { continue };
            seen += 1;
            for inside in [least, most] {
                assert_eq!(broken(info, &with(&fields, field.name, inside.into())), Some(vec![]), "{}", info.name);
            }
            for outside in [least - 1, most + 1, i64::MIN, i64::from(u32::MAX), i64::MAX] {
                let refused =
                    broken(info, &with(&fields, field.name, outside.into())).is_none_or(|rules| !rules.is_empty());
                assert!(refused, "{} {} = {outside}", info.name, field.name);
            }
            for wrong in [json!(least as f64 + 0.5), json!("1"), json!([1]), json!(true)] {
                assert_eq!(broken(info, &with(&fields, field.name, wrong)), None, "{} {}", info.name, field.name);
            }
        }
    }
    assert!(seen >= 9, "days a week, shares, degrees: {seen}");
}

#[test]
fn an_amount_is_more_than_nothing() {
    let mut seen = 0;
    for (info, fields) in sound() {
        for field in info.fields.iter().filter(|field| field.name == "amount_ore") {
            seen += 1;
            for wrong in [0, -1, i64::MIN, hovedbok_core::money::Ore::MAX + 1] {
                assert_eq!(broken(info, &with(&fields, field.name, wrong.into())), None, "{} {wrong}", info.name);
            }
        }
    }
    assert!(seen >= 12, "{seen}");
}

const BLANK: [&str; 6] = ["", " ", "\t\n", "\u{200b}", "\u{a0}\u{feff}\u{ad}", "\u{3164}\u{fe0f}"];

/// Puts a text in the place of every text below a value, or of every label.
fn texts(value: &Value, text: &str) -> Vec<Value> {
    match value {
        Value::String(_) => vec![text.into()],
        Value::Array(values) => {
            values.iter().flat_map(|value| texts(value, text)).map(|blank| json!([values[0], blank])).collect()
        }
        Value::Object(fields) => fields
            .iter()
            .flat_map(|(label, value)| {
                let mut relabelled = fields.clone();
                relabelled.remove(label);
                relabelled.insert(text.to_owned(), value.clone());
                let inner = texts(value, text).into_iter().map(|inner| with(fields, label, inner));
                inner.chain([relabelled]).map(Value::from).collect::<Vec<_>>()
            })
            .collect(),
        Value::Null | Value::Bool(_) | Value::Number(_) => Vec::new(),
    }
}

/// Whether a field holds texts that people type.
fn typed(shape: &Shape) -> bool {
    match shape {
        Shape::Text | Shape::Label | Shape::Reference | Shape::Map(_) => true,
        Shape::List(of) => typed(of),
        Shape::Integer
        | Shape::Between(..)
        | Shape::Flag
        | Shape::Day
        | Shape::Month
        | Shape::Period
        | Shape::Uuid
        | Shape::OneOf(_)
        | Shape::Object(_) => false,
    }
}

#[test]
fn texts_that_must_be_there_are_not_blank() {
    let required = |field: &FieldInfo| field.required || matches!(field.shape, Shape::List(_));
    let mut seen = 0;
    for (info, fields) in sound() {
        for field in info.fields.iter().filter(|field| typed(&field.shape)) {
            for blank in BLANK {
                for value in texts(&fields[field.name], blank) {
                    let rules = broken(info, &with(&fields, field.name, value.clone()));
                    if required(field) {
                        seen += 1;
                        // A name cannot even be read.
                        assert!(
                            rules.is_none_or(|rules| rules == [Rule::BlankText]),
                            "{} {} {value}",
                            info.name,
                            field.name
                        );
                    } else {
                        assert!(rules.is_none_or(|rules| rules.is_empty()), "{} {} {value}", info.name, field.name);
                    }
                }
            }
        }
    }
    assert!(seen > 300, "{seen}");
}

#[test]
fn a_published_number_is_given_or_bounded_once() {
    let (info, fields) = sound().find(|(info, _)| info.name == "figure.published").unwrap();
    let only = |names: &[&str]| {
        let mut fields = fields.clone();
        fields.remove("value");
        fields.extend(names.iter().map(|name| ((*name).to_owned(), json!(3))));
        broken(info, &fields).unwrap()
    };
    for names in [&[][..], &["value"], &["below"], &["above"]] {
        assert_eq!(only(names), [], "{names:?}");
    }
    for names in [&["value", "below"][..], &["value", "above"], &["below", "above"], &["value", "below", "above"]] {
        assert_eq!(only(names), [Rule::ImpossibleQuantity], "{names:?}");
    }
}

#[test]
fn a_part_is_written_as_dimension_and_value() {
    let (info, fields) = sound().find(|(info, _)| info.name == "figure.published").unwrap();
    let rules = |part: &str| broken(info, &with(&fields, "part", part.into())).unwrap();
    for part in ["provider=ASVO", "year=2009;office=Nord", "provider=a=b", "kjønn=kvinne", "provider=ASVO;"] {
        assert_eq!(rules(part), [], "{part}");
    }
    for part in ["ASVO", "provider=", "=ASVO", "provider=ASVO;2009", "provider=\u{200b}"] {
        assert_eq!(rules(part), [Rule::PartMalformed], "{part}");
    }
}

#[test]
fn an_object_is_not_a_list_of_its_values() {
    let mut seen = 0;
    for (info, fields) in sound() {
        let values: Vec<Value> =
            info.fields.iter().map(|field| fields.get(field.name).cloned().unwrap_or_default()).collect();
        let listed = Value::from(values).to_string();
        assert!(Body::from_json(info.name, 1, listed.as_bytes()).is_err(), "{} as a list", info.name);
        for field in
            info.fields.iter().filter(|field| matches!(field.shape, Shape::Object(_) | Shape::Map(_) | Shape::Period))
        {
            seen += 1;
            let value = match fields[field.name].as_object() {
                Some(inner) => inner.values().cloned().collect::<Vec<_>>(),
                None => vec![fields[field.name].clone()],
            };
            assert_eq!(broken(info, &with(&fields, field.name, value.into())), None, "{} {}", info.name, field.name);
        }
    }
    assert!(seen >= 10, "{seen}");
}

#[test]
fn a_field_is_given_once() {
    for (info, fields) in sound() {
        let json = Value::from(fields.clone()).to_string();
        for (name, value) in &fields {
            let twice = format!("{},{}:{value}}}", json.strip_suffix('}').unwrap(), Value::from(name.as_str()));
            assert!(Body::from_json(info.name, 1, twice.as_bytes()).is_err(), "{} {name}", info.name);
        }
    }
}
