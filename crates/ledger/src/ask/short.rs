//! What a short id names: a participant among all of them; an enrolment, a placement or a milestone among those that are named
//! in the stream that it belongs to.

use std::collections::BTreeSet;

use hovedbok_core::{Fact, ParticipantId, Seq, ShortId, StreamId};
use hovedbok_projection::History;
use serde_json::{Map, Value};
use uuid::Uuid;

use super::reader::Reader;
use super::records::Records;
use crate::error::LedgerError;
use crate::open::Ledger;

fn only<T: Copy + Ord>(found: &BTreeSet<T>) -> Result<Option<T>, LedgerError> {
    if found.len() > 1 { Err(LedgerError::ManyIds { count: found.len() }) } else { Ok(found.first().copied()) }
}

fn participant(records: &dyn Records, short: ShortId) -> Result<Option<ParticipantId>, LedgerError> {
    only(&records.participants()?.into_iter().filter(|id| short.begins(id.0)).collect())
}

/// Whom an id is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Whose {
    /// The person.
    pub participant: ParticipantId,
    /// The field of entries that has the id; none where it is the person's own.
    pub field: Option<&'static str>,
    /// The id.
    pub id: Uuid,
}

/// What a person has that has an id of its own.
const OWNED: [&str; 2] = ["enrolment", "placement"];

/// The person whose own id is this one or begins like this, or else who has an enrolment or a placement with such an id.
fn whose(records: &dyn Records, whole: Option<Uuid>, short: Option<ShortId>) -> Result<Option<Whose>, LedgerError> {
    if let Some(id) = whole {
        let participant = ParticipantId(id);
        let own: History<Fact> = records.stream_history(&StreamId::Participant(participant), records.last())?;
        if own.last() > Seq(0) {
            return Ok(Some(Whose { participant, field: None, id }));
        }
    }
    let is_meant = |id: Uuid| whole == Some(id) || short.is_some_and(|short| short.begins(id));
    let everybody = records.participants()?;
    let own = everybody.iter().filter(|id| is_meant(id.0));
    let own = own.map(|id| Whose { participant: *id, field: None, id: id.0 }).collect();
    if let Some(person) = only(&own)? {
        return Ok(Some(person));
    }
    let mut found = BTreeSet::new();
    for participant in everybody {
        let history: History<Fact> = records.stream_history(&StreamId::Participant(participant), records.last())?;
        let bodies = history.rows().iter().map(|row| row.fact.to_json());
        for body in bodies.filter_map(|json| serde_json::from_slice::<Map<String, Value>>(&json).ok()) {
            let id = |field: &str| Uuid::parse_str(body.get(field)?.as_str()?).ok();
            let named = OWNED.iter().filter_map(|field| Some((*field, id(field)?))).filter(|(_, id)| is_meant(*id));
            found.extend(named.map(|(field, id)| Whose { participant, field: Some(field), id }));
        }
    }
    only(&found)
}

fn id_in(records: &dyn Records, stream: &StreamId, field: &str, short: ShortId) -> Result<Option<Uuid>, LedgerError> {
    let streams = if let StreamId::Participant(id) = stream {
        records.merged_with(*id)?.into_iter().map(StreamId::Participant).collect()
    } else {
        vec![stream.clone()]
    };
    let mut found = BTreeSet::new();
    for stream in streams {
        let history: History<Fact> = records.stream_history(&stream, records.last())?;
        let bodies = history.rows().iter().map(|row| row.fact.to_json());
        let fields = bodies.filter_map(|json| serde_json::from_slice::<Map<String, Value>>(&json).ok());
        let ids = fields.filter_map(|fields| Uuid::parse_str(fields.get(field)?.as_str()?).ok());
        found.extend(ids.filter(|id| short.begins(*id)));
    }
    only(&found)
}

impl Ledger {
    /// The participant that a short id names; nothing where it names none.
    ///
    /// # Errors
    /// Where it names several; when the log cannot be read.
    pub fn participant_of(&self, short: ShortId) -> Result<Option<ParticipantId>, LedgerError> {
        participant(self, short)
    }

    /// The id that a short id names among those which the entries of a stream have in a field; of a person among those of
    /// everybody who was ever merged with the person. Nothing where it names none.
    ///
    /// # Errors
    /// Where it names several; when the log cannot be read.
    pub fn id_in(&self, stream: &StreamId, field: &str, short: ShortId) -> Result<Option<Uuid>, LedgerError> {
        id_in(self, stream, field, short)
    }
}

impl Reader {
    /// As [`Ledger::participant_of`].
    ///
    /// # Errors
    /// As [`Ledger::participant_of`].
    pub fn participant_of(&mut self, short: ShortId) -> Result<Option<ParticipantId>, LedgerError> {
        self.with(&mut |records| participant(records, short))
    }

    /// The person whose own id is this one or begins like this, or who has an enrolment or placement with such an id; nothing
    /// where there is none.
    ///
    /// # Errors
    /// Where there are several; when the log cannot be read.
    pub fn whose(&mut self, whole: Option<Uuid>, short: Option<ShortId>) -> Result<Option<Whose>, LedgerError> {
        self.with(&mut |records| whose(records, whole, short))
    }

    /// As [`Ledger::id_in`].
    ///
    /// # Errors
    /// As [`Ledger::id_in`].
    pub fn id_in(&mut self, stream: &StreamId, field: &str, short: ShortId) -> Result<Option<Uuid>, LedgerError> {
        self.with(&mut |records| id_in(records, stream, field, short))
    }
}
