//! Corrections: an entry replaced or voided. Nothing is changed or removed.

use hovedbok_core::entries::catalogue;
use hovedbok_core::entries::codes::ReasonCode;
use hovedbok_core::entries::correction::{Replaced, Voided};
use hovedbok_core::field::Shape;
use hovedbok_core::proposal::Origin;
use hovedbok_core::{Body, Draft, EntryId, Fact, Name, Period, Seq, Text};
use hovedbok_projection::TargetError;
use serde_json::{Map, Value};

use super::judge::own_period;
use super::pending::{PendingCommit, PendingEntry, Recorded};
use super::proposed::fact;
use super::rotation::{self, RotationError};
use crate::error::{LedgerError, Refusal};
use crate::open::Edge;

/// Why something is corrected.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Why {
    /// The code.
    pub reason: ReasonCode,
    /// A short note.
    pub note: Option<Text>,
    /// The id of the correction, where the caller gives one.
    pub id: Option<EntryId>,
}

/// What is to change.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Change {
    /// Fields with their new values; null takes a field out. Fields not named stay.
    pub fields: Map<String, Value>,
    /// The new day or period.
    pub effective: Option<Period>,
}

/// What the head of a correction says beside its target, where it comes from elsewhere.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Marks {
    pub(crate) on_behalf_of: Option<Name>,
    pub(crate) source: Option<Text>,
    /// The row that corrects, which the log does not keep.
    pub(crate) origin: Option<Origin>,
}

/// A whole new statement in the place of another.
pub(crate) struct Restated {
    pub(crate) fact: Fact,
    pub(crate) effective: Period,
    pub(crate) marks: Marks,
}

impl PendingCommit<'_> {
    /// Puts a corrected body in the place of an entry.
    ///
    /// # Errors
    /// When the target is not in force, nothing would change, or the new body does not fit the type.
    pub fn replace(
        &mut self,
        target: EntryId,
        mut change: Change,
        why: Why,
        edge: &mut Edge<'_>,
    ) -> Result<(), LedgerError> {
        let (seq, entry) = self.target(target)?;
        self.load(&entry.stream)?;
        if let Some((stated, _)) = stated(&entry) {
            self.spell_fields(stated.type_name(), &mut change.fields);
        }
        let done = self.done_before(&entry, &why, &Marks::default(), |stored, at| {
            let (Body::Replaced(replaced), Some((old, held))) = (&stored.body, stated(&entry)) else {
                return Ok(false);
            };
            let mut fields = changed(old, &change);
            self.fill_as(&replaced.fact, &entry.stream, &mut fields, at);
            let new = fact(old.type_name(), fields, &self.cases)?;
            Ok(effective(&change, &new, held) == stored.effective && new == replaced.fact)
        })?;
        if let Some(done) = done {
            self.stood(done);
            return Ok(());
        }
        let (old, held) = self.replaceable(seq, &entry)?;
        let mut fields = changed(&old, &change);
        let when = change.effective.as_ref().unwrap_or(&held);
        self.fill(old.type_name(), &entry.stream, &mut fields, Some(when), edge)?;
        let new = fact(old.type_name(), fields, &self.cases)?;
        if let (Some(given), Some(period)) = (&change.effective, own_period(&new))
            && given.start() != period.start()
        {
            return Err(Refusal::PeriodDisagrees {
                type_name: old.type_name().to_owned(),
                effective: given.to_string(),
                period: period.to_string(),
            }
            .into());
        }
        let effective = effective(&change, &new, &held);
        if new == old && effective == held {
            return Err(Refusal::NothingChanges(seq).into());
        }
        self.notice_days(&old, &new, &change);
        let body = Body::Replaced(Replaced { fact: new, reason: why.reason, note: why.note });
        self.correct(&entry, effective, body, why.id, Marks::default(), edge)
    }

    /// Notes that a period became longer or shorter and the number of days in it did not.
    fn notice_days(&mut self, old: &Fact, new: &Fact, change: &Change) {
        let (Some(before), Some(after)) = (own_period(old), own_period(new)) else { return };
        let length = |period: &Period| period.end().days_since(period.start());
        let days = fields_of(new).get("days").and_then(Value::as_u64).filter(|_| !change.fields.contains_key("days"));
        if let Some(days) = days.filter(|_| length(before) != length(after)) {
            self.said.days_kept(new.type_name(), days, after.clone());
        }
    }

    /// Puts a whole new statement in the place of an entry, as another ledger had it.
    pub(crate) fn restate(
        &mut self,
        target: EntryId,
        mut new: Restated,
        why: Why,
        edge: &mut Edge<'_>,
    ) -> Result<(), LedgerError> {
        new.fact.respell(&mut |kind, text| self.known.respell(kind, text));
        let (seq, entry) = self.target(target)?;
        self.load(&entry.stream)?;
        let done = self.done_before(&entry, &why, &new.marks, |stored, _| {
            let same = |replaced: &Replaced| replaced.fact == new.fact && stored.effective == new.effective;
            Ok(matches!(&stored.body, Body::Replaced(replaced) if same(replaced)))
        })?;
        if let Some(done) = done {
            self.stood(done);
            return Ok(());
        }
        let (old, _) = self.replaceable(seq, &entry)?;
        if old.type_name() != new.fact.type_name() {
            return Err(Refusal::Target { target: seq.to_string(), error: TargetError::OtherType }.into());
        }
        let body = Body::Replaced(Replaced { fact: new.fact, reason: why.reason, note: why.note });
        self.correct(&entry, new.effective, body, why.id, new.marks, edge)
    }

    /// Makes an entry not count. Voiding a correction brings back what it had corrected.
    ///
    /// # Errors
    /// When the target is not in force.
    pub fn void(&mut self, target: EntryId, why: Why, edge: &mut Edge<'_>) -> Result<(), LedgerError> {
        self.void_marked(target, why, Marks::default(), edge)
    }

    /// Makes an entry not count; the entry that this brings back, if there is one.
    pub(crate) fn void_next(
        &mut self,
        target: EntryId,
        why: Why,
        edge: &mut Edge<'_>,
    ) -> Result<Option<EntryId>, LedgerError> {
        let (_, entry) = self.target(target)?;
        self.load(&entry.stream)?;
        let slot = self.streams.get(&entry.stream).and_then(|stream| stream.slot(target));
        self.void(target, why, edge)?;
        Ok(self.streams.get(&entry.stream).zip(slot).and_then(|(stream, slot)| stream.standing(slot)))
    }

    pub(crate) fn void_marked(
        &mut self,
        target: EntryId,
        why: Why,
        marks: Marks,
        edge: &mut Edge<'_>,
    ) -> Result<(), LedgerError> {
        let (seq, entry) = self.target(target)?;
        self.load(&entry.stream)?;
        let voided = |stored: &Draft, _| Ok(matches!(stored.body, Body::Voided(_)));
        if let Some(done) = self.done_before(&entry, &why, &marks, voided)? {
            self.stood(done);
            return Ok(());
        }
        let refuse = |error| Refusal::Target { target: seq.to_string(), error };
        self.streams.get(&entry.stream).map_or(Ok(()), |s| s.can_void(entry.id)).map_err(refuse)?;
        let body = Body::Voided(Voided { reason: why.reason, note: why.note });
        self.correct(&entry, entry.effective.clone(), body, why.id, marks, edge)
    }

    pub(crate) fn target(&self, id: EntryId) -> Result<(Seq, Draft), LedgerError> {
        self.find(id)?.ok_or_else(|| LedgerError::NoSuchEntry(id.to_string(), self.ledger.last()))
    }

    /// The fact that a replacement of an entry would replace, and when it holds.
    pub(crate) fn replaceable(&self, seq: Seq, entry: &Draft) -> Result<(Fact, Period), LedgerError> {
        let refuse = |error| Refusal::Target { target: seq.to_string(), error };
        let stream = self.streams.get(&entry.stream);
        let found = stream.map(|stream| stream.can_replace(entry.id)).transpose().map_err(refuse)?;
        found.ok_or_else(|| LedgerError::NoSuchEntry(seq.to_string(), self.ledger.last()))
    }

    fn correct(
        &mut self,
        target: &Draft,
        effective: Period,
        body: Body,
        id: Option<EntryId>,
        marks: Marks,
        edge: &mut Edge<'_>,
    ) -> Result<(), LedgerError> {
        if rotation::rotated(&target.body).is_some() {
            // Whoever followed it relies on the new key.
            return Err(Refusal::Rotation(RotationError::Final).into());
        }
        if !self.as_written && self.repeats_a_merging(target)? {
            let seq = self.target(target.id)?.0;
            return Err(Refusal::RepeatsAMerging(seq).into());
        }
        let draft = Draft {
            id: id.unwrap_or_else(|| EntryId(edge.uuid())),
            stream: target.stream.clone(),
            effective,
            actor: edge.actor()?,
            on_behalf_of: marks.on_behalf_of,
            source: marks.source,
            target: Some(target.id),
            migrated: self.migrated(edge),
            body,
        };
        self.add(PendingEntry { draft, origin: marks.origin, filled: Map::new(), corrects: true }, edge)
    }

    /// The correction that was recorded with the same id before, if it said the same of the same target.
    fn done_before(
        &self,
        target: &Draft,
        why: &Why,
        marks: &Marks,
        says: impl FnOnce(&Draft, Seq) -> Result<bool, LedgerError>,
    ) -> Result<Option<Recorded>, LedgerError> {
        let Some(id) = why.id else { return Ok(None) };
        let Some(seq) = self.ledger.position_of(id)? else { return Ok(None) };
        let Some((_, stored)) = self.find(id)? else { return Ok(None) };
        let marked = (&stored.on_behalf_of, &stored.source) == (&marks.on_behalf_of, &marks.source);
        let same = stored.target == Some(target.id) && because(&stored.body, why) && marked && says(&stored, seq)?;
        if !same {
            return Err(Refusal::IdConflict { id, seq }.into());
        }
        Ok(Some(stands(seq, &stored)))
    }
}

/// What an entry states, and when it holds.
pub(crate) fn stated(entry: &Draft) -> Option<(&Fact, &Period)> {
    match &entry.body {
        Body::Fact(fact) => Some((fact, &entry.effective)),
        Body::Replaced(replaced) => Some((&replaced.fact, &entry.effective)),
        Body::Voided(_) | Body::Unknown(_) => None,
    }
}

/// Whether a correction gives this reason.
pub(crate) fn because(body: &Body, why: &Why) -> bool {
    match body {
        Body::Replaced(replaced) => (replaced.reason, &replaced.note) == (why.reason, &why.note),
        Body::Voided(voided) => (voided.reason, &voided.note) == (why.reason, &why.note),
        Body::Fact(_) | Body::Unknown(_) => false,
    }
}

pub(crate) fn stands(seq: Seq, entry: &Draft) -> Recorded {
    Recorded {
        seq,
        id: entry.id,
        type_name: entry.body.type_name().to_owned(),
        stream: entry.stream.clone(),
        already: true,
        filled: Map::new(),
    }
}

pub(crate) fn fields_of(fact: &Fact) -> Map<String, Value> {
    serde_json::from_slice(&fact.to_json()).unwrap_or_default()
}

/// When the new body holds: as asked, else as its own period says, else as before.
fn effective(change: &Change, new: &Fact, held: &Period) -> Period {
    let own = || own_period(new).map(|period| Period::day(period.start()));
    change.effective.clone().or_else(own).unwrap_or_else(|| held.clone())
}

/// The fields with their new values; null removes a field. Of an object that holds fields of its own only those
/// named change; a baseline is one thing, its value or why there is none. A change that names fields of a former version says
/// all that has taken their place.
fn changed(old: &Fact, change: &Change) -> Map<String, Value> {
    let mut fields = fields_of(old);
    let info = catalogue::find(old.type_name()).map(|(_, info)| info);
    let fields_known = info.map(|info| info.fields).unwrap_or_default();
    if let Some(former) = info.and_then(|info| info.former_with(change.fields.keys().map(String::as_str))) {
        fields.retain(|name, _| former.fields.iter().any(|field| field.name == name));
    }
    for (key, value) in &change.fields {
        let of_fields = |name: &str| {
            fields_known.iter().any(|field| field.name == name && matches!(field.shape, Shape::Object(_)))
                && name != "baseline"
        };
        match (fields.get_mut(key), value) {
            (Some(Value::Object(inner)), Value::Object(new)) if of_fields(key) => put(inner, new),
            (_, value) => put(&mut fields, &Map::from_iter([(key.clone(), value.clone())])),
        }
    }
    fields
}

fn put(into: &mut Map<String, Value>, from: &Map<String, Value>) {
    for (key, value) in from {
        if value.is_null() {
            into.remove(key);
        } else {
            into.insert(key.clone(), value.clone());
        }
    }
}
