//! The catalogue of questions: their parameters and the rows of their answers, described from the types themselves.

use std::collections::{BTreeMap, BTreeSet};

use schemars::generate::SchemaSettings;
use schemars::{JsonSchema, SchemaGenerator};
use serde_json::Value;

/// Every question, and the objects that their answers consist of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Catalogue {
    /// The questions, in the order of their list.
    pub questions: Vec<Described>,
    /// The objects inside the answers, by name.
    pub objects: BTreeMap<String, Object>,
}

/// A question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Described {
    /// Its name.
    pub name: &'static str,
    /// What it answers, in a sentence.
    pub answers: &'static str,
    /// The schema and version of the answer.
    pub schema: &'static str,
    /// What it can be narrowed to and grouped by.
    pub parameters: Vec<Field>,
    /// The fields of the result.
    pub result: Vec<Field>,
}

/// An object inside an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Object {
    /// What it describes.
    pub meaning: String,
    /// Its fields, in the order in which they are written.
    pub fields: Vec<Field>,
}

/// A field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field {
    /// Its name in JSON.
    pub name: String,
    /// How its value is written.
    pub shape: Shape,
    /// Whether the field can be absent.
    pub optional: bool,
    /// What it means.
    pub meaning: String,
}

/// How a value is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Shape {
    /// A value of this kind.
    Value(String),
    /// One of these code words.
    Words {
        /// The name of the type that has them: what a code word means depends on it.
        of: String,
        /// The code words.
        words: Vec<String>,
    },
    /// The object of this name.
    Object(String),
    /// A list.
    List(Box<Shape>),
    /// An object from label to value.
    Map(Box<Shape>),
    /// The value, or null.
    Nullable(Box<Shape>),
}

/// Describes questions one after the other; what several share is described once.
pub(crate) struct Describer {
    generator: SchemaGenerator,
    roots: Vec<(Value, Value)>,
}

impl Describer {
    pub(crate) fn new() -> Describer {
        let generator = SchemaSettings::draft2020_12().for_serialize().into_generator();
        Describer { generator, roots: Vec::new() }
    }

    /// Describes a question; its fields follow when every type is known.
    pub(crate) fn question<Parameters: JsonSchema, Rows: JsonSchema>(
        &mut self,
        name: &'static str,
        answers: &'static str,
        schema: &'static str,
    ) -> Described {
        let parameters = self.generator.subschema_for::<Parameters>().to_value();
        let rows = self.generator.subschema_for::<Rows>().to_value();
        self.roots.push((parameters, rows));
        Described { name, answers, schema, parameters: Vec::new(), result: Vec::new() }
    }

    /// The catalogue of the questions that were described, in the same order.
    pub(crate) fn catalogue(mut self, mut questions: Vec<Described>) -> Catalogue {
        let types = Types(self.generator.take_definitions(true).into_iter().collect());
        let mut inside = BTreeSet::new();
        for (question, (parameters, rows)) in questions.iter_mut().zip(&self.roots) {
            question.parameters = types.fields(types.meant(parameters));
            question.result = types.fields(types.meant(rows));
            for field in question.parameters.iter().chain(&question.result) {
                types.named(&field.shape, &mut inside);
            }
        }
        let object = |name: String| {
            let schema = types.0.get(&name).unwrap_or(&Value::Null);
            (name, Object { meaning: text(schema, "description"), fields: types.fields(schema) })
        };
        Catalogue { questions, objects: inside.into_iter().map(object).collect() }
    }
}

/// The described types by name.
struct Types(BTreeMap<String, Value>);

impl Types {
    /// The schema itself, or the one that it refers to.
    fn meant<'t>(&'t self, schema: &'t Value) -> &'t Value {
        reference(schema).and_then(|name| self.0.get(name)).unwrap_or(schema)
    }

    fn fields(&self, schema: &Value) -> Vec<Field> {
        let required = strings(schema.get("required"));
        let Some(properties) = schema.get("properties").and_then(Value::as_object) else { return Vec::new() };
        let field = |(name, value): (&String, &Value)| Field {
            name: name.clone(),
            shape: self.shape(value),
            optional: !required.contains(name),
            meaning: text(value, "description"),
        };
        let mut fields: Vec<Field> = properties.iter().map(field).collect();
        // Required fields are listed in the order in which they are written; properties are sorted by name.
        fields.sort_by_key(|field| required.iter().position(|name| *name == field.name).unwrap_or(usize::MAX));
        fields
    }

    fn shape(&self, schema: &Value) -> Shape {
        if let Some(name) = reference(schema) {
            let meant = self.meant(schema);
            let words = words(meant);
            return match meant.get("properties") {
                Some(_) => Shape::Object(name.to_owned()),
                None if !words.is_empty() => Shape::Words { of: name.to_owned(), words },
                None => self.shape(meant),
            };
        }
        if let Some(choices) = schema.get("anyOf").and_then(Value::as_array) {
            let chosen = choices.iter().find(|choice| text(choice, "type") != "null").unwrap_or(&Value::Null);
            return or_null(self.shape(chosen));
        }
        let words = words(schema);
        if !words.is_empty() {
            return Shape::Words { of: String::new(), words };
        }
        let kinds = strings(schema.get("type"));
        let shape = match schema.get("title").and_then(Value::as_str) {
            Some(title) => Shape::Value(title.to_owned()),
            None => self.plain(schema, &kinds),
        };
        if kinds.iter().any(|kind| kind == "null") { or_null(shape) } else { shape }
    }

    fn plain(&self, schema: &Value, kinds: &[String]) -> Shape {
        let inner = |schema: &Value| Box::new(self.shape(schema));
        if let Some(items) = schema.get("items") {
            return Shape::List(inner(items));
        }
        let by_pattern = || schema.get("patternProperties")?.as_object()?.values().next();
        if let Some(values) = schema.get("additionalProperties").filter(|value| value.is_object()).or_else(by_pattern) {
            return Shape::Map(inner(values));
        }
        let kind = kinds.iter().find(|kind| *kind != "null").map(String::as_str);
        Shape::Value(
            match kind {
                Some("string") => "text",
                Some("integer") => "whole number",
                Some("boolean") => "true or false",
                Some(other) => other,
                None => "any value",
            }
            .to_owned(),
        )
    }

    /// Notes the objects that a value consists of, and those inside them.
    fn named(&self, shape: &Shape, found: &mut BTreeSet<String>) {
        match shape {
            Shape::Object(name) => {
                if found.insert(name.clone())
                    && let Some(schema) = self.0.get(name)
                {
                    self.fields(schema).iter().for_each(|field| self.named(&field.shape, found));
                }
            }
            Shape::List(inner) | Shape::Map(inner) | Shape::Nullable(inner) => self.named(inner, found),
            Shape::Value(_) | Shape::Words { .. } => {}
        }
    }
}

/// The shape, or null; a value that may be null twice over is so once.
fn or_null(shape: Shape) -> Shape {
    if matches!(shape, Shape::Nullable(_)) { shape } else { Shape::Nullable(Box::new(shape)) }
}

/// The words that a value is one of, in the order of their definition.
fn words(schema: &Value) -> Vec<String> {
    let choices = schema.get("oneOf").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    let described = choices.iter().flat_map(words);
    let word = schema.get("const").and_then(Value::as_str).map(str::to_owned);
    strings(schema.get("enum")).into_iter().chain(word).chain(described).collect()
}

fn reference(schema: &Value) -> Option<&str> {
    schema.get("$ref")?.as_str()?.rsplit('/').next()
}

/// A text of the schema in one line, without the brackets of links.
fn text(schema: &Value, key: &str) -> String {
    let text = schema.get(key).and_then(Value::as_str).unwrap_or_default();
    text.split_whitespace().collect::<Vec<_>>().join(" ").replace("[`", "`").replace("`]", "`")
}

/// A string, or the strings of a list.
fn strings(value: Option<&Value>) -> Vec<String> {
    match value {
        Some(Value::String(text)) => vec![text.clone()],
        Some(Value::Array(all)) => all.iter().filter_map(Value::as_str).map(str::to_owned).collect(),
        Some(Value::Null | Value::Bool(_) | Value::Number(_) | Value::Object(_)) | None => Vec::new(),
    }
}
