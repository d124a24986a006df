//! Decode∘encode is the identity for random entries of every type, and the bytes are canonical (H4).

use hovedbok_core::entries::correction::{REPLACED, VOIDED};
use hovedbok_core::entry::{Migrated, commitment};
use hovedbok_core::field::{FieldInfo, Shape};
use hovedbok_core::{Draft, Entry, EntryId, Instant, Period, Seq, StreamId};
use proptest::prelude::*;
use serde_json::{Map, Value, json};
use uuid::Uuid;

use crate::sample;

fn day() -> impl Strategy<Value = hovedbok_core::Day> {
    (0i64..109_000).prop_map(|offset| hovedbok_core::Day::MIN.plus_days(offset))
}

fn period() -> impl Strategy<Value = Period> {
    (day(), day(), prop::option::of(any::<String>())).prop_map(|(a, b, text)| {
        let period = Period::new(a.min(b), a.max(b)).unwrap();
        text.iter().fold(period, |period, text| period.written(text))
    })
}

fn value(name: &'static str, shape: &'static Shape) -> BoxedStrategy<Value> {
    match shape {
        Shape::Text | Shape::Reference => any::<String>().prop_map(Value::from).boxed(),
        Shape::Label if ["old", "new"].contains(&name) => {
            "[a-zæ./]{1,20}\\+[0-9a-f]{8}\\+A[Q-Zf][A-Za-z0-9+/]{42}".prop_map(Value::from).boxed()
        }
        Shape::Label if name == "signature" => "[A-Za-z0-9+/]{85}[AQgw]==".prop_map(Value::from).boxed(),
        Shape::Label => "[A-Za-z0-9æøå][A-Za-z0-9._-]{0,20}".prop_map(Value::from).boxed(),
        Shape::Integer if name == "amount_ore" => (1i64..=1_000_000_000_000_000).prop_map(Value::from).boxed(),
        Shape::Integer => (1i64..=5).prop_map(Value::from).boxed(),
        Shape::Between(least, most) => (*least..=*most).prop_map(Value::from).boxed(),
        Shape::Flag => any::<bool>().prop_map(Value::from).boxed(),
        Shape::Day => day().prop_map(|day| day.to_string().into()).boxed(),
        Shape::Month => day().prop_map(|day| day.month().to_string().into()).boxed(),
        Shape::Period => period().prop_map(|period| serde_json::to_value(period).unwrap()).boxed(),
        Shape::Uuid => any::<u128>()
            .prop_map(|bits| uuid::Builder::from_random_bytes(bits.to_be_bytes()).into_uuid().to_string().into())
            .boxed(),
        Shape::OneOf(words) => prop::sample::select(words.to_vec()).prop_map(Value::from).boxed(),
        Shape::Object(fields) => object(fields).prop_map(Value::from).boxed(),
        Shape::List(of) => prop::collection::vec(value(name, of), 0..4).prop_map(Value::from).boxed(),
        Shape::Map(of) => {
            let entries = prop::collection::btree_map(any::<String>(), value(name, of), 0..4);
            entries.prop_map(|map| Value::Object(map.into_iter().collect())).boxed()
        }
    }
}

/// Random fields; those that may be absent sometimes are. A baseline has exactly one of its two.
fn object(fields: &'static [FieldInfo]) -> BoxedStrategy<Map<String, Value>> {
    let baseline = fields.iter().map(|f| f.name).eq(["value", "why"]);
    let one = |field: &'static FieldInfo| {
        let value = if let (Shape::List(of), true) = (field.shape, field.required) {
            prop::collection::vec(value(field.name, of), 1..4).prop_map(Value::from).boxed()
        } else {
            value(field.name, &field.shape)
        };
        let always = field.required || baseline;
        let value = if always { value.prop_map(Some).boxed() } else { prop::option::weighted(0.6, value).boxed() };
        value.prop_map(|value| value.map(|value| (field.name.to_owned(), value)))
    };
    let all: Vec<_> = fields.iter().map(one).collect();
    let kept = (all, any::<bool>()).prop_map(move |(pairs, first)| {
        let keep = |place: usize| !baseline || (place == 0) == first;
        pairs.into_iter().enumerate().filter(|(place, _)| keep(*place)).filter_map(|(_, pair)| pair).collect()
    });
    kept.boxed()
}

pub fn drafts() -> impl Strategy<Value = Draft> {
    let all: Vec<_> = sample::types().filter(|(_, info)| info.name != REPLACED).collect();
    let typed = prop::sample::select(all).prop_flat_map(|(family, info)| {
        let inner = object(info.fields);
        (Just(family), Just(info), inner, any::<bool>())
    });
    let head = (any::<u128>(), period(), prop::option::of(any::<String>()), any::<bool>(), any::<u128>());
    // Now and then in a stream of a kind that only a newer program knows.
    let newer = prop::option::weighted(0.2, "x[a-z0-9_-]{0,8}/\\PC{1,40}");
    (typed, head, newer).prop_map(
        |((family, info, fields, replaces), (id, effective, source, migrated, target), newer)| {
            let replaces = replaces && info.name != VOIDED;
            let body = if replaces {
                let replaced = json!({"of": info.name, "schema": info.version, "body": fields, "reason": "typing"});
                sample::body(REPLACED, &replaced)
            } else {
                sample::body(info.name, &fields.into())
            };
            let written = Instant::from_micros(i64::try_from(id % 4_000_000_000_000_000).unwrap()).unwrap();
            Draft {
                id: EntryId(Uuid::from_u128(id)),
                stream: match newer {
                    Some(name) => StreamId::Other(name.into()),
                    None => sample::stream(family.stream).parse().unwrap(),
                },
                effective,
                actor: "office-1".parse().unwrap(),
                on_behalf_of: migrated.then(|| "office-2".parse().unwrap()),
                source: source.map(Into::into),
                target: (replaces || info.name == VOIDED).then(|| EntryId(Uuid::from_u128(target))),
                migrated: migrated.then(|| Migrated { batch: "b1".into(), written }),
                body,
            }
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(1000) })]

    #[test]
    fn what_is_written_is_read_again(draft in drafts(), seq in 1u64.., version in 1u64..) {
        let encoded = draft.encode(&sample::SALT);
        let recorded = Instant::from_micros(1_289_818_800_000_001).unwrap();
        let mut entry = draft.placed(Seq(seq), recorded, version);
        entry.body_sha256 = commitment(&sample::SALT, &encoded.body).into();
        let (head, body) = entry.encode();

        let place = format!("{{\"seq\":{seq},\"recorded\":\"{recorded}\",\"version\":{version},");
        prop_assert_eq!(&head, &[place.as_bytes(), &encoded.rest].concat());
        prop_assert_eq!(&body, &encoded.body);
        let read = Entry::decode(&head, &body).unwrap();
        prop_assert_eq!(&read, &entry);
        prop_assert_eq!(read.encode(), (head.clone(), body.clone()));

        for bytes in [&head, &body] {
            let value: Value = serde_json::from_slice(bytes).unwrap();
            prop_assert_eq!(value.to_string().len(), bytes.len(), "no insignificant space");
            prop_assert!(value.as_object().unwrap().values().all(|v| !v.is_null()), "absent fields are left out");
        }
    }
}

#[test]
fn a_known_kind_of_stream_with_another_rest_is_not_read() {
    let (family, info) = sample::types().find(|(_, info)| info.name == VOIDED).unwrap();
    let entry = sample::entry(family, info);
    for (stream, read) in [("contract/abc", true), ("plan/a/b", false), ("ledger/1", false), ("contract", false)] {
        let mut changed = entry.clone();
        changed.draft.stream = StreamId::Other(stream.into());
        let (head, body) = changed.encode();
        assert_eq!(Entry::decode(&head, &body).ok(), read.then_some(changed), "{stream}");
    }
}

#[test]
fn the_head_has_its_fields_in_the_order_of_the_house() {
    let (family, info) = sample::types().find(|(_, info)| info.name == VOIDED).unwrap();
    let (head, _) = sample::entry(family, info).encode();
    let head = String::from_utf8(head).unwrap();
    let order = [
        "seq",
        "recorded",
        "version",
        "id",
        "stream",
        "type",
        "schema",
        "effective",
        "actor",
        "on_behalf_of",
        "source",
        "target",
        "migrated",
        "body_sha256",
    ];
    let places: Vec<usize> = order.iter().map(|field| head.find(&format!("\"{field}\":")).unwrap()).collect();
    assert!(places.is_sorted(), "{head}");
}

#[test]
fn fields_that_no_one_knows_and_fields_that_are_missing_are_refused() {
    for (_, info) in sample::types() {
        let body = sample::full(info).to_json();
        let mut fields: Map<String, Value> = serde_json::from_slice(&body).unwrap();
        fields.insert("surplus".to_owned(), 1.into());
        let read = |fields: &Map<String, Value>| {
            hovedbok_core::Body::from_json(info.name, info.version, Value::from(fields.clone()).to_string().as_bytes())
        };
        assert!(read(&fields).is_err(), "{}", info.name);
        fields.remove("surplus");
        assert!(read(&fields).is_ok(), "{}", info.name);
        for field in info.fields.iter().filter(|field| field.required) {
            let mut without = fields.clone();
            without.remove(field.name);
            assert!(read(&without).is_err(), "{} without {}", info.name, field.name);
        }
    }
}
