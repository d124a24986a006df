//! What a proposal asks to have recorded, read as its type has it: stream, body and day.

use hovedbok_core::entries::catalogue;
use hovedbok_core::proposal::{Proposal, Subject};
use hovedbok_core::{Draft, Fact, Period, StreamId};
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
pub(crate) fn fact(type_name: &str, fields: Map<String, Value>) -> Result<Fact, LedgerError> {
    let present: Map<String, Value> = fields.into_iter().filter(|(_, value)| !value.is_null()).collect();
    let json = Value::Object(present).to_string();
    let problem = |error: serde_json::Error| Refusal::Fields { type_name: type_name.to_owned(), problem: tidy(&error) };
    match Fact::from_json(type_name, 1, json.as_bytes()) {
        Some(read) => Ok(read.map_err(problem)?),
        None => Err(Refusal::UnknownType { type_name: type_name.to_owned(), nearest: None }.into()),
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
