//! Short ids on the command line: the ledger knows which ids begin so.

use hovedbok_core::{ParticipantId, ShortId, StreamId};
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
