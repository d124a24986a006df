//! The questions that entries of a stream bear on, asked about what the stream is about: a person, a programme, a plan. They follow
//! from the catalogue: a question that looks at such streams is asked, narrowed to the programme where it can be.

use std::sync::LazyLock;

use hovedbok_core::{Name, StreamId};
use serde_json::{Map, Value};

use crate::catalogue::{Catalogue, Field, Shape};
use crate::questions::Question;

/// Questions that are left out, each for its own reason.
const LEFT_OUT: [&str; 9] = [
    // Everything that other questions answer, once more.
    "statement",
    // The courses that `state participant` shows.
    "trajectory",
    "trajectories",
    // A single entry changes many of their rows, a day or a month each, and other questions have their sums.
    "flows",
    "outcomes",
    "series",
    "survival",
    // When entries were recorded, not what they say.
    "lag",
    // It needs a seed.
    "draw",
];

/// The catalogue of questions.
static CATALOGUE: LazyLock<Catalogue> = LazyLock::new(Question::catalogue);

/// The questions that entries of a stream bear on. `programmes` are those that the stream is about.
pub fn bearing(stream: &StreamId, programmes: &[Name]) -> Vec<Question> {
    let mut asked: Vec<Question> = Vec::new();
    for name in Question::NAMES.iter().filter(|name| !LEFT_OUT.contains(name)) {
        let mut subjects: Vec<Subject<'_>> = programmes.iter().map(Subject::Programme).collect();
        match stream {
            StreamId::Participant(id) => subjects.push(Subject::Person(id.to_string())),
            StreamId::Plan(plan) => subjects.push(Subject::Plan(plan)),
            StreamId::Fund(_)
            | StreamId::Programme(_)
            | StreamId::Risk(_)
            | StreamId::Figure(_)
            | StreamId::Ledger
            | StreamId::Other(_) => {}
        }
        for subject in subjects {
            let found = subject.asks(name).filter(|question| question.ask().streams().contains(&stream.kind()));
            if let Some(found) = found.filter(|found| !asked.contains(found)) {
                asked.push(found);
            }
        }
    }
    asked
}

/// What a question is asked about.
enum Subject<'n> {
    Programme(&'n Name),
    Person(String),
    Plan(&'n Name),
}

impl Subject<'_> {
    /// A question about it; nothing where the question is about something else, or needs more.
    fn asks(&self, name: &'static str) -> Option<Question> {
        let described = CATALOGUE.questions.iter().find(|own| own.name == name)?;
        let mut narrowed = described.parameters.is_empty();
        let parameters = self.parameters(&described.parameters, &mut narrowed)?;
        // What is not narrowed by programme is asked for all of them.
        let wide = matches!(self, Subject::Programme(_)) && !names_something(&described.parameters);
        let question = serde_json::from_value(Value::Object(Map::from_iter([(name.to_owned(), parameters)]))).ok()?;
        (narrowed || wide).then_some(question)
    }

    /// The parameters of a question; `narrowed` becomes true where one of them names what it is asked about.
    fn parameters(&self, fields: &[Field], narrowed: &mut bool) -> Option<Value> {
        let mut given = Map::new();
        for field in fields {
            if let Some(value) = self.value(&field.name, &field.shape, narrowed).or_else(|| usual(&field.shape)) {
                given.insert(field.name.clone(), value);
            } else if !field.optional {
                return None;
            }
        }
        Some(Value::Object(given))
    }

    /// The value of a parameter by which the question is asked about this.
    fn value(&self, name: &str, shape: &Shape, narrowed: &mut bool) -> Option<Value> {
        let named = match (self, name, shape) {
            (_, _, Shape::Object(object)) => return self.parameters(&CATALOGUE.objects.get(object)?.fields, narrowed),
            (_, "by", Shape::Nullable(inner)) => return grouped(inner, None),
            // Where rows are always grouped, they are groups of placements, and how those ended is what changes most.
            (_, "by", Shape::Words { .. }) => return grouped(shape, Some("outcome")),
            (_, "within_days", _) => return Some(Value::from(30)),
            (Subject::Programme(programme), "programme", _) => programme.as_str(),
            (Subject::Person(id), "id", _) => id.as_str(),
            (Subject::Plan(plan), "plan", _) => plan.as_str(),
            _ => return None,
        };
        *narrowed = true;
        Some(Value::from(named))
    }
}

/// A grouping: the one that is rather taken, or else the first.
fn grouped(shape: &Shape, rather: Option<&str>) -> Option<Value> {
    let Shape::Words { words: all, .. } = shape else { return None };
    let word = all
        .iter()
        .find(|word| Some(word.as_str()) == rather)
        .or_else(|| all.iter().find(|word| !word.contains('_')))?;
    Some(Value::from(word.as_str()))
}

/// What a parameter is where nothing is asked of it.
fn usual(shape: &Shape) -> Option<Value> {
    match shape {
        Shape::Nullable(_) => Some(Value::Null),
        Shape::List(_) => Some(Value::Array(Vec::new())),
        Shape::Value(kind) if kind == "true or false" => Some(Value::Bool(false)),
        Shape::Value(_) | Shape::Words { .. } | Shape::Object(_) | Shape::Map(_) => None,
    }
}

/// Whether a parameter names a programme, a person or a plan.
fn names_something(fields: &[Field]) -> bool {
    fields.iter().any(|field| match &field.shape {
        Shape::Object(object) => CATALOGUE.objects.get(object).is_some_and(|object| names_something(&object.fields)),
        Shape::Value(_) | Shape::Words { .. } | Shape::List(_) | Shape::Map(_) | Shape::Nullable(_) => {
            ["programme", "id", "plan"].contains(&field.name.as_str())
        }
    })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_question_is_asked_about_something() {
        let kvp: Name = "KVP".parse().unwrap();
        let streams =
            ["plan/KVP", "programme/KVP", "risk/KVP", "figure/KVP"].map(|text| text.parse::<StreamId>().unwrap());
        let fund: StreamId = "fund/KVP/2009/kommune".parse().unwrap();
        let person = "participant/00000000-0000-4000-8000-000000000001".parse().unwrap();
        let asked: BTreeSet<&str> = streams
            .into_iter()
            .chain([fund, person])
            .flat_map(|stream| bearing(&stream, std::slice::from_ref(&kvp)))
            .map(|question| question.name())
            .collect();
        let all = Question::NAMES.iter().copied().filter(|name| !LEFT_OUT.contains(name));
        assert_eq!(asked, all.collect());
    }
}
