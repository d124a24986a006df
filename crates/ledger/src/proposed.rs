//! What a proposal asks to have recorded, read as its type has it: stream, body and day.

use hovedbok_core::cases::{Cases, Mention};
use hovedbok_core::entries::catalogue;
use hovedbok_core::entries::names::NameKind;
use hovedbok_core::field::Shape;
use hovedbok_core::proposal::{Proposal, Subject};
use hovedbok_core::withheld::Withheld;
use hovedbok_core::{Body, Draft, Fact, Period, StreamId, StreamKind};
use serde_json::{Map, Value};

use crate::error::{LedgerError, Refusal};
use crate::{judge, nearest};

/// The stream of a proposal, which must be of the kind that its type stands in.
pub(crate) fn stream_of(proposal: &Proposal) -> Result<StreamId, LedgerError> {
    let type_name = &proposal.type_name;
    let Some((family, _)) = catalogue::find(type_name) else {
        return Err(
            Refusal::UnknownType { type_name: type_name.clone(), nearest: nearest::type_name(type_name) }.into()
        );
    };
    let Some(kind) = family.stream else { return Err(Refusal::CorrectionCommand(type_name.clone()).into()) };
    let stream = match &proposal.subject {
        Subject::Stream(stream) => stream.clone(),
        Subject::Participant(id) => StreamId::Participant(*id),
        Subject::Case(_) => return Err(Refusal::NoRegister { column: None }.into()),
    };
    if stream.kind() != kind {
        let wrong =
            Refusal::WrongStream { type_name: type_name.clone(), expected: kind.prefix(), given: stream.to_string() };
        return Err(wrong.into());
    }
    if let StreamId::Participant(id) = &stream
        && id.0.get_version_num() != 4
    {
        return Err(Refusal::Actor(hovedbok_core::ids::IdError::NotRandom(id.to_string())).into());
    }
    Ok(stream)
}

/// Reads the fields as the body of the type.
pub(crate) fn fact(type_name: &str, fields: Map<String, Value>, cases: &Cases) -> Result<Fact, LedgerError> {
    let present: Map<String, Value> = fields.into_iter().filter(|(_, value)| !value.is_null()).collect();
    let present = Value::Object(present);
    let json = present.to_string();
    let problem = |error: serde_json::Error| {
        let persons =
            catalogue::find(type_name).is_some_and(|(family, _)| family.stream == Some(StreamKind::Participant));
        let problem = withheld_json(&Withheld::new(persons, cases.clone()), tidy(&error), &present);
        Refusal::Fields { type_name: type_name.to_owned(), problem }
    };
    match Fact::from_json(type_name, 1, json.as_bytes()) {
        Some(read) => Ok(read.map_err(problem)?),
        None => Err(Refusal::UnknownType { type_name: type_name.to_owned(), nearest: None }.into()),
    }
}

/// What is said of a JSON document, without the texts in it that can name a person or a case.
pub fn withheld_json(withheld: &Withheld, message: String, document: &Value) -> String {
    let mut texts = Vec::new();
    collect(document, &mut texts);
    withheld.message(message, texts.iter().map(String::as_str), false)
}

fn collect(value: &Value, texts: &mut Vec<String>) {
    match value {
        Value::String(text) => texts.push(text.clone()),
        Value::Number(number) => texts.push(number.to_string()),
        Value::Array(values) => values.iter().for_each(|value| collect(value, texts)),
        Value::Object(fields) => fields.iter().for_each(|(name, value)| {
            texts.push(name.clone());
            collect(value, texts);
        }),
        Value::Null | Value::Bool(_) => {}
    }
}

/// What is wrong, without the place in bytes that nobody wrote.
fn tidy(error: &serde_json::Error) -> String {
    let text = error.to_string();
    text.rfind(" at line ").and_then(|at| text.get(..at)).unwrap_or(&text).to_owned()
}

/// When it holds: as given, or as its own period says.
pub(crate) fn effective_of(type_name: &str, fact: &Fact, given: Option<Period>) -> Result<Period, LedgerError> {
    let period = judge::own_period(fact);
    match (given, period) {
        (Some(given), Some(period)) if given.start() != period.start() => Err(Refusal::PeriodDisagrees {
            type_name: type_name.to_owned(),
            effective: given.to_string(),
            period: period.to_string(),
        }
        .into()),
        (Some(given), _) => Ok(given),
        (None, Some(period)) => Ok(Period::day(period.start())),
        (None, None) => match judge::own_day(fact) {
            Some(day) => Ok(Period::day(day)),
            None => Err(Refusal::NoEffective(type_name.to_owned()).into()),
        },
    }
}

/// H11: no text of the entry may hold personal data. The text itself is never repeated.
pub(crate) fn check_personal(draft: &Draft) -> Result<(), LedgerError> {
    let mut found = None;
    draft.searched(&mut |search, text| found = found.or_else(|| search.personal(text)));
    match found {
        Some(found) => Err(Refusal::Personal { type_name: draft.body.type_name().to_owned(), found }.into()),
        None => Ok(()),
    }
}

/// Where an entry names a case of the register, and how surely. What names something else may hold the same number, so there
/// only a whole text that can be nothing but a case number counts, or one that says that it is one.
pub(crate) fn case_named(draft: &Draft, cases: &Cases) -> Option<(String, Mention)> {
    let mut can = draft.source.as_ref().is_some_and(|source| cases.mentioned(source.as_str()).is_some());
    draft.body.searched(&mut |_, text| can = can || cases.mentioned(text).is_some());
    if !can {
        return None;
    }
    let mut found: Option<(String, Mention)> = None;
    let mut look = |field: &str, text: &str, is_name: bool| {
        let mention = cases.mentioned(text);
        let counts = |mention: &Mention| !is_name || *mention == Mention::Named || cases.is_distinctive(text);
        if let Some(mention) = mention.filter(counts)
            && found.as_ref().is_none_or(|(_, before)| *before < mention)
        {
            found = Some((field.to_owned(), mention));
        }
    };
    if let Some(source) = &draft.source {
        look("source", source.as_str(), false);
    }
    let note = match &draft.body {
        Body::Replaced(body) => body.note.as_ref(),
        Body::Voided(body) => body.note.as_ref(),
        Body::Fact(_) | Body::Unknown(_) => None,
    };
    if let Some(note) = note {
        look("note", note.as_str(), false);
    }
    if let Some(fact) = draft.body.fact()
        && let Some((_, info)) = catalogue::find(fact.type_name())
    {
        let fields: Map<String, Value> = serde_json::from_slice(&fact.to_json()).unwrap_or_default();
        for field in info.fields {
            let Some(is_name) = is_name(fact.type_name(), field.name, field.shape) else { continue };
            let mut texts = Vec::new();
            if let Some(value) = fields.get(field.name) {
                collect(value, &mut texts);
            }
            texts.iter().for_each(|text| look(field.name, text, is_name));
        }
    }
    found
}

/// Whether the texts of a field name something, and are not written freely; nothing for a field without texts, and for one
/// with references, which are numbers of other registers.
fn is_name(type_name: &str, field: &str, shape: Shape) -> Option<bool> {
    match shape {
        Shape::Text => Some(NameKind::of(type_name, field).is_some()),
        Shape::Label => Some(true),
        Shape::List(inner) => is_name(type_name, field, *inner),
        Shape::Map(_) => Some(true),
        Shape::Reference
        | Shape::Integer
        | Shape::Between(..)
        | Shape::Flag
        | Shape::Day
        | Shape::Month
        | Shape::Period
        | Shape::Uuid
        | Shape::OneOf(_)
        | Shape::Object(_) => None,
    }
}
