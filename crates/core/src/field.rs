//! What a field of a body can hold, defined once: for the catalogue, for commands that fill fields from text, and for
//! the search for personal data in free text.

use std::fmt;
use std::marker::PhantomData;
use std::str::FromStr;

use serde::de::{Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Serialize};

use crate::identity::is_blank;
use crate::personal::Search;

/// How a value of a field is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// Free text.
    Text,
    /// A label, name or text kept as written.
    Label,
    /// A number or mark in somebody's accounts, such as a voucher.
    Reference,
    /// A whole number.
    Integer,
    /// A whole number from the first to the second.
    Between(i64, i64),
    /// `true` or `false`.
    Flag,
    /// `YYYY-MM-DD`.
    Day,
    /// `YYYY-MM`.
    Month,
    /// A day or `{"start","end","as_written"}`.
    Period,
    /// A random UUID.
    Uuid,
    /// One of these words.
    OneOf(&'static [&'static str]),
    /// An object with these fields.
    Object(&'static [FieldInfo]),
    /// A list of values.
    List(&'static Shape),
    /// An object of label to value.
    Map(&'static Shape),
}

/// One field of a body, as the catalogue shows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FieldInfo {
    /// The name in JSON and on the command line.
    pub name: &'static str,
    /// What it holds.
    pub shape: Shape,
    /// Whether it must be there.
    pub required: bool,
    /// What it means.
    pub doc: &'static str,
}

/// A value that can stand in a field.
pub trait Field {
    /// How it is written.
    const SHAPE: Shape;
    /// Whether it must be there.
    const REQUIRED: bool = true;
    /// Whether it is left out of canonical JSON.
    fn absent(&self) -> bool {
        false
    }
    /// Whether a text that must be there shows nothing: the value itself, a value in it, or a label in it.
    fn blank(&self) -> bool {
        false
    }
    /// Calls back for each text in the value with what it is searched for (H11).
    fn searched<'a>(&'a self, _found: &mut dyn FnMut(Search, &'a str)) {}
    /// Calls back for each text in the value that can name something.
    fn texts<'a>(&'a self, _found: &mut dyn FnMut(&'a str)) {}
    /// Puts another spelling in the place of each text that can name something, where there is one.
    fn rewrite(&mut self, _with: &mut dyn FnMut(&str) -> Option<String>) {}
}

/// Whether a field is left out: the one condition that every body uses.
pub fn absent<T: Field>(value: &T) -> bool {
    value.absent()
}

impl<T: Field> Field for Option<T> {
    const SHAPE: Shape = T::SHAPE;
    const REQUIRED: bool = false;
    fn absent(&self) -> bool {
        self.is_none()
    }
    fn searched<'a>(&'a self, found: &mut dyn FnMut(Search, &'a str)) {
        if let Some(value) = self {
            value.searched(found);
        }
    }
    fn texts<'a>(&'a self, found: &mut dyn FnMut(&'a str)) {
        self.iter().for_each(|value| value.texts(found));
    }
    fn rewrite(&mut self, with: &mut dyn FnMut(&str) -> Option<String>) {
        self.iter_mut().for_each(|value| value.rewrite(with));
    }
}

impl<T: Field> Field for Box<T> {
    const SHAPE: Shape = T::SHAPE;
    fn blank(&self) -> bool {
        T::blank(self)
    }
    fn searched<'a>(&'a self, found: &mut dyn FnMut(Search, &'a str)) {
        T::searched(self, found);
    }
}

/// A list that is left out when it is empty.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
#[serde(transparent)]
pub struct List<T>(pub Vec<T>);

impl<T> List<T> {
    /// The values in order.
    pub fn iter(&self) -> std::slice::Iter<'_, T> {
        self.0.iter()
    }
    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl<T> Default for List<T> {
    fn default() -> List<T> {
        List(Vec::new())
    }
}

impl<T> From<Vec<T>> for List<T> {
    fn from(values: Vec<T>) -> List<T> {
        List(values)
    }
}

struct ListVisitor<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for ListVisitor<T> {
    type Value = List<T>;
    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list")
    }
    fn visit_none<E>(self) -> Result<List<T>, E> {
        Ok(List::default())
    }
    fn visit_unit<E>(self) -> Result<List<T>, E> {
        Ok(List::default())
    }
    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<List<T>, D::Error> {
        deserializer.deserialize_seq(self)
    }
    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<List<T>, A::Error> {
        let mut values = Vec::new();
        while let Some(value) = seq.next_element()? {
            values.push(value);
        }
        Ok(List(values))
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for List<T> {
    /// Reads a list; a field that is missing is an empty one, as serde treats a missing option.
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<List<T>, D::Error> {
        deserializer.deserialize_option(ListVisitor(PhantomData))
    }
}

impl<T: Field> Field for List<T> {
    const SHAPE: Shape = Shape::List(&T::SHAPE);
    const REQUIRED: bool = false;
    fn absent(&self) -> bool {
        self.0.is_empty()
    }
    fn blank(&self) -> bool {
        self.0.iter().any(T::blank)
    }
    fn searched<'a>(&'a self, found: &mut dyn FnMut(Search, &'a str)) {
        for value in &self.0 {
            value.searched(found);
        }
    }
    fn texts<'a>(&'a self, found: &mut dyn FnMut(&'a str)) {
        self.0.iter().for_each(|value| value.texts(found));
    }
    fn rewrite(&mut self, with: &mut dyn FnMut(&str) -> Option<String>) {
        self.0.iter_mut().for_each(|value| value.rewrite(with));
    }
}

/// A list that has something in it.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
#[serde(transparent)]
pub struct AtLeastOne<T>(Vec<T>);

impl<T> AtLeastOne<T> {
    /// The list of one value and more.
    pub fn of(first: T, more: impl IntoIterator<Item = T>) -> AtLeastOne<T> {
        AtLeastOne(std::iter::once(first).chain(more).collect())
    }
    /// The list of some values, unless there are none.
    pub fn some(values: Vec<T>) -> Option<AtLeastOne<T>> {
        if values.is_empty() { None } else { Some(AtLeastOne(values)) }
    }
    /// The values in order.
    pub fn iter(&self) -> std::slice::Iter<'_, T> {
        self.0.iter()
    }
    /// How many there are.
    pub fn count(&self) -> usize {
        self.0.len()
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for AtLeastOne<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<AtLeastOne<T>, D::Error> {
        let values = deserializer.deserialize_seq(ListVisitor(PhantomData))?;
        AtLeastOne::some(values.0).ok_or_else(|| Error::invalid_length(0, &"a list with something in it"))
    }
}

impl<T: Field> Field for AtLeastOne<T> {
    const SHAPE: Shape = Shape::List(&T::SHAPE);
    fn blank(&self) -> bool {
        self.0.iter().any(T::blank)
    }
    fn searched<'a>(&'a self, found: &mut dyn FnMut(Search, &'a str)) {
        for value in &self.0 {
            value.searched(found);
        }
    }
}

/// Labels to values, sorted by label.
pub type Map<T> = std::collections::BTreeMap<Box<str>, T>;

impl<T: Field> Field for Map<T> {
    const SHAPE: Shape = Shape::Map(&T::SHAPE);
    fn blank(&self) -> bool {
        self.iter().any(|(label, value)| is_blank(label) || value.blank())
    }
    fn searched<'a>(&'a self, found: &mut dyn FnMut(Search, &'a str)) {
        for (label, value) in self {
            found(Search::Everything, label);
            value.searched(found);
        }
    }
}

macro_rules! plain_fields {
    ($($type:ty => $shape:expr),* $(,)?) => {
        $(impl Field for $type { const SHAPE: Shape = $shape; })*
    };
}

plain_fields! {
    bool => Shape::Flag,
    u8 => Shape::Integer,
    u16 => Shape::Integer,
    u32 => Shape::Integer,
    i64 => Shape::Integer,
}

/// What is read from an object: what serde derives also takes a list of the fields in their order, which nobody who writes
/// JSON means.
pub(crate) trait FromObject<'de>: Sized {
    /// Reads it from the fields of an object.
    fn from_object<A: MapAccess<'de>>(fields: A) -> Result<Self, A::Error>;
}

struct ObjectVisitor<T>(PhantomData<T>);

impl<'de, T: FromObject<'de>> Visitor<'de> for ObjectVisitor<T> {
    type Value = T;
    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }
    fn visit_map<A: MapAccess<'de>>(self, fields: A) -> Result<T, A::Error> {
        T::from_object(fields)
    }
}

/// Reads a value from an object and from nothing else.
pub(crate) fn object<'de, T: FromObject<'de>, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
    deserializer.deserialize_map(ObjectVisitor(PhantomData))
}

struct TextVisitor<T> {
    expected: &'static str,
    read: PhantomData<T>,
}

impl<T: FromStr<Err: fmt::Display>> Visitor<'_> for TextVisitor<T> {
    type Value = T;
    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.expected)
    }
    fn visit_str<E: Error>(self, text: &str) -> Result<T, E> {
        text.parse().map_err(E::custom)
    }
}

/// Reads a value that is written as text, without a copy of the text; `expected` says what belongs there.
pub(crate) fn parsed<'de, T, D>(deserializer: D, expected: &'static str) -> Result<T, D::Error>
where
    T: FromStr<Err: fmt::Display>,
    D: Deserializer<'de>,
{
    deserializer.deserialize_str(TextVisitor { expected, read: PhantomData })
}
