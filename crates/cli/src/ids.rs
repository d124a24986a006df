//! Short ids on the command line: the ledger knows which ids begin so.

use hovedbok_core::{ParticipantId, ShortId, StreamId};
use hovedbok_ledger::Whose;
use uuid::Uuid;

use crate::edge;
use crate::exit::Failure;
use crate::global::Global;

/// The participant that a text names if it is a short id; nothing where it names none.
///
/// # Errors
/// Where it names several; when the ledger cannot be read.
pub fn participant(global: &Global, text: &str) -> Result<Option<ParticipantId>, Failure> {
    let Some(short) = ShortId::read(text) else { return Ok(None) };
    let mut reader = edge::read(global)?;
    let found = reader.participant_of(short)?;
    edge::done(reader)?;
    Ok(found)
}

/// The person whom an id is about, whole or short: the person's own, or that of an enrolment or a placement, which a note then
/// says. Nothing where nobody has it.
///
/// # Errors
/// Where several have it; when the ledger cannot be read.
pub fn person(global: &Global, text: &str) -> Result<Option<ParticipantId>, Failure> {
    let (whole, short) = (text.parse::<Uuid>().ok(), ShortId::read(text));
    if whole.is_none() && short.is_none() {
        return Ok(None);
    }
    let mut reader = edge::read(global)?;
    let found = reader.whose(whole, short)?;
    edge::done(reader)?;
    if let Some(Whose { participant, field: Some(field), id }) = found
        && !global.quiet
    {
        match field {
            "placement" => crate::notes::note!("{id} is a placement of participant {participant}"),
            _ => crate::notes::note!("{id} is an enrolment of participant {participant}"),
        }
    }
    Ok(found.map(|whose| whose.participant))
}

/// The id that a short id names among those which the entries of a stream have in a field; nothing where it names none.
///
/// # Errors
/// Where it names several; when the ledger cannot be read.
pub fn in_stream(global: &Global, stream: &StreamId, field: &str, short: ShortId) -> Result<Option<Uuid>, Failure> {
    let mut reader = edge::read(global)?;
    let found = reader.id_in(stream, field, short)?;
    edge::done(reader)?;
    Ok(found)
}
