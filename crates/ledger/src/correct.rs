//! Putting right: an entry replaced, voided, or moved to the person it is about. Nothing is changed or removed.

use hovedbok_core::entries::codes::ReasonCode;
use hovedbok_core::entries::correction::{Replaced, Voided};
use hovedbok_core::proposal::{Proposal, Subject};
use hovedbok_core::{Body, Draft, EntryId, ParticipantId, Period, Seq, StreamId, Text};
use serde_json::{Map, Value};

use crate::error::{LedgerError, Refusal};
use crate::fill::Courses;
use crate::judge::{Stream, own_period};
use crate::open::Edge;
use crate::work::{Made, Recorded, Work, fact};

/// Why something is put right.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Why {
    /// The code.
    pub reason: ReasonCode,
    /// A short note.
    pub note: Option<Text>,
    /// The id of the correction, where the caller gives one.
    pub id: Option<EntryId>,
}

/// What is to be otherwise.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Change {
    /// Fields with their new values; null takes a field out. Fields not named stay.
    pub fields: Map<String, Value>,
    /// The new day or period.
    pub effective: Option<Period>,
}

impl Work<'_> {
    /// Puts a corrected body in the place of an entry.
    ///
    /// # Errors
    /// When the target is not in force, nothing would change, or the new body does not fit the type.
    pub fn replace(&mut self, target: EntryId, change: Change, why: Why, edge: &mut Edge<'_>) -> Result<(), LedgerError> {
        let (target, entry) = self.target(target)?;
        let stream = entry.stream.clone();
        self.load(&stream)?;
        if let Some(done) = self.done_before(&entry, &why, Some(&change))? {
            self.stood(done);
            return Ok(());
        }
        let refuse = |error| Refusal::Target { target: target.to_string(), error };
        let loaded = self.streams.get(&stream);
        let (old, held) = loaded.map(|s| s.can_replace(entry.id)).transpose().map_err(refuse)?.ok_or_else(|| {
            LedgerError::NoSuchEntry(target.to_string(), self.ledger.last())
        })?;
        let mut fields: Map<String, Value> = serde_json::from_slice(&old.to_json()).unwrap_or_default();
        merge(&mut fields, change.fields);
        self.fill(old.type_name(), &stream, &mut fields, edge)?;
        let new = fact(old.type_name(), fields)?;
        let own = own_period(&new).map(|period| Period::day(period.start()));
        let effective = change.effective.or(own).unwrap_or_else(|| held.clone());
        if new == old && effective == held {
            return Err(Refusal::NothingChanges(target).into());
        }
        let body = Body::Replaced(Replaced { fact: new, reason: why.reason, note: why.note });
        self.correct(&entry, effective, body, why.id, edge)
    }

    /// Makes an entry not count. Voiding a correction brings back what it had put right.
    ///
    /// # Errors
    /// When the target is not in force.
    pub fn void(&mut self, target: EntryId, why: Why, edge: &mut Edge<'_>) -> Result<(), LedgerError> {
        let (target, entry) = self.target(target)?;
        let stream = entry.stream.clone();
        self.load(&stream)?;
        if let Some(done) = self.done_before(&entry, &why, None)? {
            self.stood(done);
            return Ok(());
        }
        let refuse = |error| Refusal::Target { target: target.to_string(), error };
        self.streams.get(&stream).map_or(Ok(()), |s| s.can_void(entry.id)).map_err(refuse)?;
        let body = Body::Voided(Voided { reason: why.reason, note: why.note });
        self.correct(&entry, entry.effective.clone(), body, why.id, edge)
    }

    /// Moves an entry to the participant that it is about: voided here, recorded there, in one commit.
    ///
    /// # Errors
    /// When it is no participant's entry, is not in force, or does not fit the other participant.
    pub fn move_to(
        &mut self,
        target: EntryId,
        to: ParticipantId,
        why: Why,
        edge: &mut Edge<'_>,
    ) -> Result<(), LedgerError> {
        let id = target;
        let (target, entry) = self.target(target)?;
        let (Body::Fact(_) | Body::Replaced(_), StreamId::Participant(from)) = (&entry.body, &entry.stream)
        else {
            return Err(Refusal::NotAPersons(target, entry.stream.clone()).into());
        };
        if *from == to {
            return Err(Refusal::SamePerson(target, to).into());
        }
        let stream = entry.stream.clone();
        self.load(&stream)?;
        let refuse = |error| Refusal::Target { target: target.to_string(), error };
        let (old, held) = self
            .streams
            .get(&stream)
            .map(|s| s.can_replace(entry.id))
            .transpose()
            .map_err(refuse)?
            .ok_or_else(|| LedgerError::NoSuchEntry(target.to_string(), self.ledger.last()))?;
        let there = StreamId::Participant(to);
        self.load(&there)?;
        let mut fields: Map<String, Value> = serde_json::from_slice(&old.to_json()).unwrap_or_default();
        self.forget_ids_of_another(&there, old.type_name(), &mut fields);
        self.void(id, Why { id: None, ..why.clone() }, edge)?;
        let proposal = Proposal {
            type_name: old.type_name().to_owned(),
            subject: Subject::Participant(to),
            effective: Some(held),
            fields,
            id: why.id,
            on_behalf_of: entry.on_behalf_of.clone(),
            source: entry.source.clone(),
            origin: None,
        };
        self.propose(proposal, edge)
    }

    fn target(&self, id: EntryId) -> Result<(Seq, Draft), LedgerError> {
        self.find(id).ok_or_else(|| LedgerError::NoSuchEntry(id.to_string(), self.ledger.last()))
    }

    /// Takes out ids that belong to somebody else's enrolment or placement, so that they are filled in anew; an entry that
    /// begins one brings its id along.
    fn forget_ids_of_another(&self, there: &StreamId, type_name: &str, fields: &mut Map<String, Value>) {
        let Some(Stream::Person(history)) = self.streams.get(there) else { return };
        let courses = Courses::of(history);
        let begins_enrolment =
            matches!(type_name, "participant.applied" | "participant.referred" | "participant.intake");
        for (name, begins) in [("enrolment", begins_enrolment), ("placement", type_name == "measure.started")] {
            let foreign = fields.get(name).and_then(Value::as_str).is_some_and(|id| !courses.has(id));
            if foreign && !begins {
                fields.remove(name);
            }
        }
    }

    fn correct(
        &mut self,
        target: &Draft,
        effective: Period,
        body: Body,
        id: Option<EntryId>,
        edge: &mut Edge<'_>,
    ) -> Result<(), LedgerError> {
        let draft = Draft {
            id: id.unwrap_or_else(|| EntryId(edge.uuid())),
            stream: target.stream.clone(),
            effective,
            actor: edge.actor()?,
            on_behalf_of: None,
            source: None,
            target: Some(target.id),
            migrated: None,
            body,
        };
        self.add(Made { draft, origin: None, filled: Map::new(), corrects: true }, edge)
    }

    /// The correction that was recorded with the same id before, if it said the same.
    fn done_before(
        &self,
        target: &Draft,
        why: &Why,
        change: Option<&Change>,
    ) -> Result<Option<Recorded>, LedgerError> {
        let Some(id) = why.id else { return Ok(None) };
        let Some(seq) = self.ledger.log.position_of(id.0).map(Seq) else { return Ok(None) };
        let stored = self.ledger.entry(seq)?.draft;
        let says = |fields: Map<String, Value>, change: &Change| {
            change.fields.iter().all(|(key, value)| value.is_null() || fields.get(key) == Some(value))
        };
        let same = match (&stored.body, change) {
            (Body::Replaced(replaced), Some(change)) => {
                let fields = serde_json::from_slice(&replaced.fact.to_json()).unwrap_or_default();
                replaced.reason == why.reason
                    && says(fields, change)
                    && change.effective.as_ref().is_none_or(|effective| *effective == stored.effective)
            }
            (Body::Voided(voided), None) => voided.reason == why.reason && voided.note == why.note,
            (Body::Replaced(_) | Body::Voided(_) | Body::Fact(_) | Body::Unknown(_), _) => false,
        };
        if !same || stored.target != Some(target.id) {
            return Err(Refusal::IdConflict { id, seq }.into());
        }
        Ok(Some(Recorded {
            seq,
            id,
            type_name: stored.body.type_name().to_owned(),
            stream: stored.stream,
            already: true,
            filled: Map::new(),
        }))
    }
}

/// Puts values over others, objects field by field; null takes a field out.
fn merge(into: &mut Map<String, Value>, from: Map<String, Value>) {
    for (key, value) in from {
        match (into.get_mut(&key), value) {
            (Some(Value::Object(inner)), Value::Object(new)) => merge(inner, new),
            (_, Value::Null) => {
                into.remove(&key);
            }
            (_, value) => {
                into.insert(key, value);
            }
        }
    }
}
