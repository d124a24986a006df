//! Values of rows: what a row is serialized to before it is shown, without a name of a field or a word of the program being
//! copied for each row.

mod fields;

use std::borrow::Cow;
use std::sync::Arc;

use serde::ser::{
    Error as _, SerializeMap, SerializeSeq, SerializeStruct, SerializeStructVariant, SerializeTuple,
    SerializeTupleStruct, SerializeTupleVariant,
};
use serde::{Serialize, Serializer};
use serde_json::{Error, Number};

pub(crate) use fields::Fields;

/// The name under which `serde_json` serializes text that is JSON already.
const RAW: &str = "$serde_json::private::RawValue";

/// A value of a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Value {
    Null,
    /// A number that is not shown.
    Hidden,
    Bool(bool),
    Number(Number),
    String(Cow<'static, str>),
    Array(Vec<Value>),
    Object(Fields),
}

impl Value {
    /// What a row serializes to; null where it cannot be serialized.
    pub(crate) fn of<T: Serialize + ?Sized>(row: &T) -> Value {
        row.serialize(ToValue::ALL).unwrap_or(Value::Null)
    }

    /// What each of some rows serializes to.
    pub(crate) fn of_each<T: Serialize>(rows: &[T]) -> Vec<Value> {
        let mut names = Arc::default();
        let with_shared_names = |row| {
            let mut value = Value::of(row);
            if let Value::Object(fields) = &mut value {
                if fields.names == names {
                    fields.names = Arc::clone(&names);
                }
                names = Arc::clone(&fields.names);
            }
            value
        };
        rows.iter().map(with_shared_names).collect()
    }

    /// What these fields of a row serialize to; of what has no fields all of it.
    pub(crate) fn of_fields<T: Serialize + ?Sized>(row: &T, names: &[&str]) -> Value {
        row.serialize(ToValue { only: names }).unwrap_or(Value::Null)
    }

    pub(crate) fn get(&self, key: &str) -> Option<&Value> {
        if let Value::Object(fields) = self { fields.get(key) } else { None }
    }

    pub(crate) fn as_str(&self) -> Option<&str> {
        if let Value::String(text) = self { Some(text) } else { None }
    }

    pub(crate) fn as_i64(&self) -> Option<i64> {
        if let Value::Number(number) = self { number.as_i64() } else { None }
    }

    pub(crate) fn is_null(&self) -> bool {
        matches!(self, Value::Null)
    }

    /// Whether it is a number, or stands where one is not shown.
    pub(crate) fn is_number(&self) -> bool {
        matches!(self, Value::Number(_) | Value::Hidden)
    }

    /// Hides what a JSON pointer leads to, where it leads to something.
    pub(crate) fn hide(&mut self, pointer: &str) {
        let mut value = Some(self);
        for key in pointer.split('/').skip(1) {
            value = match value {
                Some(Value::Object(fields)) => fields.get_mut(key),
                Some(Value::Array(values)) => key.parse::<usize>().ok().and_then(|number| values.get_mut(number)),
                Some(Value::Null | Value::Hidden | Value::Bool(_) | Value::Number(_) | Value::String(_)) | None => None,
            };
        }
        if let Some(value) = value {
            *value = Value::Hidden;
        }
    }

    /// Hides what is hidden in another value at the same place.
    pub(crate) fn hide_as(&mut self, other: &Value) {
        match (self, other) {
            (value, Value::Hidden) => *value = Value::Hidden,
            (Value::Array(values), Value::Array(others)) => {
                values.iter_mut().zip(others).for_each(|(value, other)| value.hide_as(other));
            }
            (Value::Object(fields), Value::Object(others)) => {
                for (name, other) in others.keys().zip(&others.values) {
                    fields.get_mut(name).into_iter().for_each(|value| value.hide_as(other));
                }
            }
            (_, _) => {}
        }
    }

    /// Hides every number in it.
    pub(crate) fn hide_numbers(&mut self) {
        match self {
            Value::Number(_) => *self = Value::Hidden,
            Value::Array(values) => values.iter_mut().for_each(Value::hide_numbers),
            Value::Object(fields) => fields.values.iter_mut().for_each(Value::hide_numbers),
            Value::Null | Value::Hidden | Value::Bool(_) | Value::String(_) => {}
        }
    }

    pub(crate) fn is_string(&self) -> bool {
        matches!(self, Value::String(_))
    }

    pub(crate) fn is_array(&self) -> bool {
        matches!(self, Value::Array(_))
    }

    pub(crate) fn is_object(&self) -> bool {
        matches!(self, Value::Object(_))
    }

    /// The same as JSON, to be changed.
    pub(crate) fn to_json(&self) -> serde_json::Value {
        serde_json::to_value(self).unwrap_or_default()
    }
}

impl Serialize for Value {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Value::Null | Value::Hidden => serializer.serialize_unit(),
            Value::Bool(yes) => serializer.serialize_bool(*yes),
            Value::Number(number) => number.serialize(serializer),
            Value::String(text) => serializer.serialize_str(text),
            Value::Array(values) => serializer.collect_seq(values),
            Value::Object(fields) => serializer.collect_map(fields.in_order()),
        }
    }
}

/// Makes values of what is serialized.
struct ToValue<'n> {
    /// The names of the fields that are wanted of it; all where there is none.
    only: &'n [&'n str],
}

impl ToValue<'_> {
    const ALL: ToValue<'static> = ToValue { only: &[] };
}

/// A list under way, in an object of one field where it is a variant with values.
struct ToArray {
    variant: Option<&'static str>,
    values: Vec<Value>,
}

/// An object under way, in an object of one field where it is a variant with fields.
struct ToObject<'n> {
    only: &'n [&'n str],
    variant: Option<&'static str>,
    names: Vec<Cow<'static, str>>,
    values: Vec<Value>,
    key: Option<Cow<'static, str>>,
    /// Whether it is text that is JSON already.
    raw: bool,
}

impl<'n> ToObject<'n> {
    fn of(only: &'n [&'n str], variant: Option<&'static str>, fields: usize) -> ToObject<'n> {
        let (names, values) = (Vec::with_capacity(fields), Vec::with_capacity(fields));
        ToObject { only, variant, names, values, key: None, raw: false }
    }
}

fn variant_of(variant: Option<&'static str>, value: Value) -> Value {
    match variant {
        Some(name) => Value::Object(Fields { names: Arc::new(vec![Cow::Borrowed(name)]), values: vec![value] }),
        None => value,
    }
}

macro_rules! numbers {
    ($($method:ident($type:ty);)*) => {$(
        fn $method(self, number: $type) -> Result<Value, Error> {
            Ok(Value::Number(number.into()))
        }
    )*};
}

impl<'n> Serializer for ToValue<'n> {
    type Ok = Value;
    type Error = Error;
    type SerializeSeq = ToArray;
    type SerializeTuple = ToArray;
    type SerializeTupleStruct = ToArray;
    type SerializeTupleVariant = ToArray;
    type SerializeMap = ToObject<'n>;
    type SerializeStruct = ToObject<'n>;
    type SerializeStructVariant = ToObject<'n>;

    numbers! {
        serialize_i8(i8);
        serialize_i16(i16);
        serialize_i32(i32);
        serialize_i64(i64);
        serialize_u8(u8);
        serialize_u16(u16);
        serialize_u32(u32);
        serialize_u64(u64);
    }

    fn serialize_bool(self, yes: bool) -> Result<Value, Error> {
        Ok(Value::Bool(yes))
    }

    fn serialize_f32(self, number: f32) -> Result<Value, Error> {
        self.serialize_f64(f64::from(number))
    }

    fn serialize_f64(self, number: f64) -> Result<Value, Error> {
        Ok(Number::from_f64(number).map_or(Value::Null, Value::Number))
    }

    fn serialize_char(self, letter: char) -> Result<Value, Error> {
        Ok(Value::String(Cow::Owned(letter.to_string())))
    }

    fn serialize_str(self, text: &str) -> Result<Value, Error> {
        Ok(Value::String(Cow::Owned(text.to_owned())))
    }

    fn serialize_bytes(self, bytes: &[u8]) -> Result<Value, Error> {
        Ok(Value::Array(bytes.iter().map(|byte| Value::Number((*byte).into())).collect()))
    }

    fn serialize_none(self) -> Result<Value, Error> {
        Ok(Value::Null)
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<Value, Error> {
        value.serialize(self)
    }

    fn serialize_unit(self) -> Result<Value, Error> {
        Ok(Value::Null)
    }

    fn serialize_unit_struct(self, _: &'static str) -> Result<Value, Error> {
        Ok(Value::Null)
    }

    fn serialize_unit_variant(self, _: &'static str, _: u32, variant: &'static str) -> Result<Value, Error> {
        Ok(Value::String(Cow::Borrowed(variant)))
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(self, _: &'static str, value: &T) -> Result<Value, Error> {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        value: &T,
    ) -> Result<Value, Error> {
        Ok(variant_of(Some(variant), value.serialize(self)?))
    }

    fn serialize_seq(self, values: Option<usize>) -> Result<ToArray, Error> {
        Ok(ToArray { variant: None, values: Vec::with_capacity(values.unwrap_or(0)) })
    }

    fn serialize_tuple(self, values: usize) -> Result<ToArray, Error> {
        self.serialize_seq(Some(values))
    }

    fn serialize_tuple_struct(self, _: &'static str, values: usize) -> Result<ToArray, Error> {
        self.serialize_seq(Some(values))
    }

    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        values: usize,
    ) -> Result<ToArray, Error> {
        Ok(ToArray { variant: Some(variant), values: Vec::with_capacity(values) })
    }

    fn serialize_map(self, fields: Option<usize>) -> Result<ToObject<'n>, Error> {
        Ok(ToObject::of(self.only, None, fields.unwrap_or(0)))
    }

    fn serialize_struct(self, name: &'static str, fields: usize) -> Result<ToObject<'n>, Error> {
        Ok(ToObject { raw: name == RAW, ..ToObject::of(self.only, None, fields) })
    }

    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        fields: usize,
    ) -> Result<ToObject<'n>, Error> {
        Ok(ToObject::of(self.only, Some(variant), fields))
    }
}

impl ToArray {
    fn push<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Error> {
        self.values.push(value.serialize(ToValue::ALL)?);
        Ok(())
    }

    fn value(self) -> Value {
        variant_of(self.variant, Value::Array(self.values))
    }
}

macro_rules! arrays {
    ($($kind:ident::$method:ident;)*) => {$(
        impl $kind for ToArray {
            type Ok = Value;
            type Error = Error;

            fn $method<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Error> {
                self.push(value)
            }

            fn end(self) -> Result<Value, Error> {
                Ok(self.value())
            }
        }
    )*};
}

arrays! {
    SerializeSeq::serialize_element;
    SerializeTuple::serialize_element;
    SerializeTupleStruct::serialize_field;
    SerializeTupleVariant::serialize_field;
}

macro_rules! objects {
    ($($kind:ident;)*) => {$(
        impl $kind for ToObject<'_> {
            type Ok = Value;
            type Error = Error;

            fn serialize_field<T: Serialize + ?Sized>(&mut self, key: &'static str, value: &T) -> Result<(), Error> {
                if self.only.is_empty() || self.only.contains(&key) {
                    self.values.push(value.serialize(ToValue::ALL)?);
                    self.names.push(Cow::Borrowed(key));
                }
                Ok(())
            }

            fn end(self) -> Result<Value, Error> {
                self.value()
            }
        }
    )*};
}

objects! { SerializeStruct; SerializeStructVariant; }

impl ToObject<'_> {
    fn value(mut self) -> Result<Value, Error> {
        match (self.raw, self.values.pop()) {
            (true, Some(Value::String(json))) => Ok(Value::of(&serde_json::from_str::<serde_json::Value>(&json)?)),
            (_, last) => {
                self.values.extend(last);
                let fields = Fields { names: Arc::new(self.names), values: self.values };
                Ok(variant_of(self.variant, Value::Object(fields)))
            }
        }
    }
}

impl SerializeMap for ToObject<'_> {
    type Ok = Value;
    type Error = Error;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), Error> {
        self.key = Some(match key.serialize(ToValue::ALL)? {
            Value::String(key) => key,
            Value::Number(number) => Cow::Owned(number.to_string()),
            Value::Bool(yes) => Cow::Owned(yes.to_string()),
            Value::Null | Value::Hidden | Value::Array(_) | Value::Object(_) => {
                return Err(Error::custom("the key is not a text"));
            }
        });
        Ok(())
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Error> {
        let key = self.key.take().unwrap_or_default();
        self.values.push(value.serialize(ToValue::ALL)?);
        self.names.push(key);
        Ok(())
    }

    fn end(self) -> Result<Value, Error> {
        self.value()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    #[test]
    fn rows_share_the_names_of_the_row_before_where_they_are_the_same() {
        let rows = [json!({"a": 1, "b": 2}), json!({"a": 3, "b": 4}), json!({"a": 5}), json!(6), json!({"a": 7})];
        let mut values = Value::of_each(&rows);
        assert_eq!(values.iter().map(Value::to_json).collect::<Vec<_>>(), rows);
        let names = |value: &Value| {
            let Value::Object(fields) = value else { panic!("no object") };
            Arc::as_ptr(&fields.names)
        };
        assert_eq!(names(&values[0]), names(&values[1]));
        assert_ne!(names(&values[1]), names(&values[2]));
        assert_eq!(names(&values[2]), names(&values[4]));
        // A field that one row is given is not one of the others.
        let Value::Object(fields) = &mut values[0] else { panic!("no object") };
        fields.insert("c".into(), Value::Null);
        assert_eq!(values[0].to_json(), json!({"a": 1, "b": 2, "c": null}));
        assert_eq!(values[1].to_json(), rows[1]);
    }

    #[test]
    fn rows_that_are_each_given_a_field_share_their_names_still() {
        let rows =
            [json!({"a": 1}), json!({"a": 2}), json!(3), json!({"b": 4}), json!({"a": 5, "b": 6}), json!({"a": 7})];
        let mut values = Value::of_each(&rows);
        Fields::set_each(&mut values, "b", (0..).map(|number| Value::of(&number)));
        let expected = [
            json!({"a": 1, "b": 0}),
            json!({"a": 2, "b": 1}),
            json!(3),
            json!({"b": 3}),
            json!({"a": 5, "b": 4}),
            json!({"a": 7, "b": 5}),
        ];
        assert_eq!(values.iter().map(Value::to_json).collect::<Vec<_>>(), expected);
        let names = |value: &Value| {
            let Value::Object(fields) = value else { panic!("no object") };
            Arc::as_ptr(&fields.names)
        };
        assert_eq!(names(&values[0]), names(&values[1]));
    }

    #[test]
    fn fields_that_are_not_wanted_are_not_made() {
        #[derive(Serialize)]
        struct Row {
            one: u8,
            other: Vec<u8>,
            inner: Inner,
        }
        #[derive(Serialize)]
        struct Inner {
            other: u8,
        }
        let row = Row { one: 1, other: vec![2], inner: Inner { other: 3 } };
        let of = |names: &[&str]| Value::of_fields(&row, names).to_json();
        assert_eq!(of(&["inner", "one"]), json!({"one": 1, "inner": {"other": 3}}));
        assert_eq!(of(&[]), json!({"one": 1, "other": [2], "inner": {"other": 3}}));
        assert_eq!(Value::of_fields(&[4], &["one"]).to_json(), json!([4]));
    }

    #[derive(Serialize)]
    enum Kind {
        Unit,
        New(i64),
        Tuple(u8, bool),
        Struct { a: Option<char> },
    }

    #[derive(Serialize)]
    struct Inner {
        first: String,
    }

    #[derive(Serialize)]
    struct Row {
        zebra: u64,
        #[serde(flatten)]
        inner: Inner,
        kinds: Vec<Kind>,
        by_number: BTreeMap<u16, ()>,
        raw: Box<serde_json::value::RawValue>,
        pair: (i8, f64),
        #[serde(skip_serializing_if = "Option::is_none")]
        left_out: Option<u8>,
    }

    fn row() -> Row {
        Row {
            zebra: u64::MAX,
            inner: Inner { first: "æ\n".to_owned() },
            kinds: vec![Kind::Unit, Kind::New(-1), Kind::Tuple(1, true), Kind::Struct { a: Some('x') }],
            by_number: BTreeMap::from([(7, ())]),
            raw: serde_json::value::RawValue::from_string("{\"b\":[1,null]}".to_owned()).unwrap(),
            pair: (-1, 0.5),
            left_out: None,
        }
    }

    #[test]
    fn what_is_hidden_is_null_in_json_and_a_pointer_to_nothing_hides_nothing() {
        let mut value = Value::of(&json!({ "a": [{ "b": 1 }, { "b": 2 }], "c": "3", "d": null }));
        for pointer in ["/a/1/b", "/a/7/b", "/c/x", "/d/x", "/e"] {
            value.hide(pointer);
        }
        assert_eq!(value.to_json(), json!({ "a": [{ "b": 1 }, { "b": null }], "c": "3", "d": null }));
        assert!(value.get("a").is_some_and(Value::is_array));
        value.hide_numbers();
        assert_eq!(value.to_json(), json!({ "a": [{ "b": null }, { "b": null }], "c": "3", "d": null }));
    }

    #[test]
    fn a_row_is_the_same_value_as_its_json() {
        assert_eq!(Value::of(&row()).to_json(), serde_json::to_value(row()).unwrap());
        assert_eq!(Value::of(&row()).get("left_out"), None);
    }

    #[test]
    fn what_is_written_is_in_alphabetical_order() {
        let value = json!({ "b": 1, "a": { "d": 1, "c": 2 } });
        assert_eq!(serde_json::to_string(&Value::of(&value)).unwrap(), value.to_string());
        let text = serde_json::to_string(&Value::of(&row())).unwrap();
        assert_eq!(text, serde_json::to_value(row()).unwrap().to_string());
    }

    fn any_json() -> impl Strategy<Value = serde_json::Value> {
        let leaf = prop_oneof![
            Just(json!(null)),
            any::<bool>().prop_map(|b| json!(b)),
            any::<i64>().prop_map(|n| json!(n)),
            ".{0,6}".prop_map(|t| json!(t))
        ];
        leaf.prop_recursive(3, 16, 4, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..4).prop_map(|v| json!(v)),
                prop::collection::btree_map("[a-d]{1,2}", inner, 0..4).prop_map(|m| json!(m)),
            ]
        })
    }

    proptest! {
        #[test]
        fn json_stays_the_same_value(value in any_json()) {
            prop_assert_eq!(Value::of(&value).to_json(), value);
        }
    }
}
