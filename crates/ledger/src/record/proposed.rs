//! What a proposal asks to have recorded, read as its type has it: stream, body and day.

use hovedbok_core::cases::Cases;
use hovedbok_core::entries::{TypeInfo, catalogue};
use hovedbok_core::personal::{Personal, Search};
use hovedbok_core::proposal::{Proposal, Subject};
use hovedbok_core::withheld::Withheld;
use hovedbok_core::{Fact, Period, StreamId, StreamKind};
use serde_json::{Map, Value};

use super::{judge, nearest};
use crate::error::{LedgerError, Refusal};

/// The stream of a proposal, which must be of the kind that its type stands in.
pub(crate) fn stream_of(proposal: &Proposal) -> Result<StreamId, LedgerError> {
    let type_name = &proposal.type_name;
    let Some((family, _)) = catalogue::find(type_name) else {
        return Err(
            Refusal::UnknownType { type_name: type_name.clone(), nearest: nearest::type_names(type_name) }.into()
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
    let info = catalogue::find(type_name).map(|(_, info)| info);
    let own = |name: &str| info.is_some_and(|info| info.ever_had(name));
    // What is left out may be null; a name that the type does not have is wrong whatever its value.
    let present: Map<String, Value> =
        fields.into_iter().filter(|(name, value)| !(value.is_null() && own(name))).collect();
    let missing = info.map(|info| missing(info, &present)).unwrap_or_default();
    let present = Value::Object(present);
    let json = serde_json::to_vec(&present).unwrap_or_default();
    let problem = |error: serde_json::Error| {
        if missing.len() > 1 && error.to_string().starts_with(MISSING) {
            let problem = format!("missing fields {}", missing.join(", "));
            return Refusal::Fields { type_name: type_name.to_owned(), problem };
        }
        let persons =
            catalogue::find(type_name).is_some_and(|(family, _)| family.stream == Some(StreamKind::Participant));
        let (type_name, problem) = (type_name.to_owned(), tidy(&error));
        if let Some(found) = personal_in_json(&problem, &present) {
            return Refusal::Personal { type_name, found };
        }
        let problem = withheld_json(&Withheld::new(persons, cases.clone()), problem, &present);
        Refusal::Fields { type_name, problem }
    };
    match Fact::proposed(type_name, &json) {
        Some(read) => Ok(read.map_err(problem)?),
        None => Err(Refusal::UnknownType { type_name: type_name.to_owned(), nearest: Vec::new() }.into()),
    }
}

/// How serde begins the message that a field is missing; it names the first one only.
const MISSING: &str = "missing field";

/// The fields that a type must have and that are not there.
fn missing(info: &TypeInfo, present: &Map<String, Value>) -> Vec<String> {
    let required = info.fields.iter().filter(|field| field.required && !present.contains_key(field.name));
    required.map(|field| format!("`{}`", field.name)).collect()
}

/// What is said of a JSON document, without the texts in it that can name a person or a case.
pub fn withheld_json(withheld: &Withheld, message: String, document: &Value) -> String {
    let mut texts = Vec::new();
    each_text(document, &mut texts);
    withheld.message(message, texts.iter().map(String::as_str), false)
}

/// The personal data in a JSON document that cannot be read: it is refused for that, whatever else is wrong with it. Digits alone
/// can be a voucher, so they count where the message is about them.
pub fn personal_in_json(message: &str, document: &Value) -> Option<Personal> {
    let in_text = |text: &str| {
        let told = || message.contains(text) || message.contains(&format!("{text:?}"));
        Search::Everything.personal(text).filter(|_| !text.chars().all(|c| c.is_ascii_digit()) || told())
    };
    match document {
        Value::String(text) => in_text(text),
        Value::Number(number) => Search::ButTelephones.personal(&number.to_string()),
        Value::Array(values) => values.iter().find_map(|value| personal_in_json(message, value)),
        Value::Object(fields) => {
            fields.iter().find_map(|(name, value)| in_text(name).or_else(|| personal_in_json(message, value)))
        }
        Value::Null | Value::Bool(_) => None,
    }
}

/// The same of the bytes of a document, which may not be JSON, or name a field twice: whatever is in quotation marks counts as a text.
pub fn personal_in_bytes(message: &str, document: &[u8]) -> Option<Personal> {
    let read = serde_json::from_slice(document).ok();
    // Digits in JSON can be a case number: only the field tells what they are.
    let numbers = read.is_none();
    read.and_then(|read| personal_in_json(message, &read)).or_else(|| {
        let text = String::from_utf8_lossy(document).replace("\\\\", "").replace("\\\"", "'");
        text.split('"').enumerate().find_map(|(place, part)| {
            let is_text = place % 2 == 1 && !part.chars().all(|c| c.is_ascii_digit());
            let search = if is_text { Search::Everything } else { Search::ButTelephones };
            (is_text || numbers).then(|| search.personal(part)).flatten()
        })
    })
}

/// Every text and number of a document, and the names of its fields.
pub(crate) fn each_text(value: &Value, texts: &mut Vec<String>) {
    match value {
        Value::String(text) => texts.push(text.clone()),
        Value::Number(number) => texts.push(number.to_string()),
        Value::Array(values) => values.iter().for_each(|value| each_text(value, texts)),
        Value::Object(fields) => fields.iter().for_each(|(name, value)| {
            texts.push(name.clone());
            each_text(value, texts);
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
