//! Entries in their short form, as projections learn them. It belongs to one program: whoever keeps it writes [`shape`] beside
//! it, and a file of another shape is written again. What no projection learns is left out: sources, notes of corrections, who
//! was recorded for, versions, commitments and the bodies of parked entries.

use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::day::{Day, Period};
use crate::entries::Fact;
use crate::entries::catalogue::FAMILIES;
use crate::entries::codes::ReasonCode;
use crate::entries::correction::{Replaced, Voided};
use crate::entry::{Body, Draft, Entry, Migrated, Parked, Unknown};
use crate::field::{FieldInfo, Shape};
use crate::ids::{EntryId, Name, ParticipantId, Seq};
use crate::instant::Instant;
use crate::pack::{Pack, Packer, Unpacker};
use crate::stream::StreamId;
use crate::text::Label;

/// Raised whenever the bytes change and [`shape`] would not.
const VERSION: u32 = 2;

/// SHA-256 over everything that decides how entries are packed: the types, their fields and the words that fields can hold.
pub fn shape() -> [u8; 32] {
    let mut hash = Sha256::new();
    hash.update(VERSION.to_le_bytes());
    for info in FAMILIES.iter().flat_map(|family| family.types) {
        hash.update(info.name);
        hash.update([0]);
        fields(info.fields, &mut hash);
    }
    hash.finalize().into()
}

fn fields(fields: &[FieldInfo], hash: &mut Sha256) {
    for field in fields {
        hash.update(field.name);
        hash.update([1 + u8::from(field.required)]);
        value(&field.shape, hash);
    }
    hash.update([0]);
}

fn value(shape: &Shape, hash: &mut Sha256) {
    match shape {
        Shape::Object(inner) => {
            hash.update("object");
            fields(inner, hash);
        }
        Shape::List(inner) => {
            hash.update("list");
            value(inner, hash);
        }
        Shape::Map(inner) => {
            hash.update("map");
            value(inner, hash);
        }
        Shape::Text
        | Shape::Label
        | Shape::Reference
        | Shape::Integer
        | Shape::Between(..)
        | Shape::Flag
        | Shape::Day
        | Shape::Month
        | Shape::Period
        | Shape::Uuid
        | Shape::OneOf(_) => hash.update(format!("{shape:?}")),
    }
}

/// What is known of the entries before, which the next one is written as the difference from.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Before {
    /// The position of the last one.
    pub seq: u64,
    /// When it was recorded, in microseconds.
    pub recorded: i64,
    /// The ids that they name.
    ids: Vec<Uuid>,
}

/// The times of a fact, without what it says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Times {
    /// Position of the entry that states it.
    pub seq: Seq,
    /// When the ledger came to know it.
    pub recorded: Instant,
    /// From which day it counts.
    pub holds: Day,
    /// Whether it was migrated.
    pub migrated: bool,
}

/// An entry of which the times alone are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Timed {
    /// It states a fact and corrects nothing.
    Fact(Times),
    /// Anything else. Nothing behind it can be read.
    Other,
}

#[derive(Clone, Copy)]
enum Kind {
    Fact,
    Replaced,
    Voided,
    Unknown,
}

impl Kind {
    fn of(body: &Body) -> Kind {
        match body {
            Body::Fact(_) => Kind::Fact,
            Body::Replaced(_) => Kind::Replaced,
            Body::Voided(_) => Kind::Voided,
            Body::Unknown(_) => Kind::Unknown,
        }
    }
}

impl Packer<'_> {
    /// A stream: a person's by its id.
    pub fn stream(&mut self, stream: &StreamId) {
        if let StreamId::Participant(id) = stream {
            self.bytes.push(0);
            self.uuid(id.0);
        } else {
            self.bytes.push(1);
            self.written_out(&stream.to_string());
        }
    }

    /// An entry of a stream after the one before it. The stream is not written.
    pub fn entry(&mut self, entry: &Entry, before: &mut Before) {
        let draft = &entry.draft;
        let period = &draft.effective;
        self.ids = std::mem::take(&mut before.ids);
        let (kind, bit) = (Kind::of(&draft.body), |set: bool, bit: u8| u8::from(set) << bit);
        self.bytes.push(
            kind as u8
                | bit(draft.target.is_some(), 2)
                | bit(draft.migrated.is_some(), 3)
                | bit(period.start() != period.end() || period.as_written().is_some(), 4),
        );
        self.number(entry.seq.0 - before.seq);
        self.signed(entry.recorded.micros() - before.recorded);
        (before.seq, before.recorded) = (entry.seq.0, entry.recorded.micros());
        self.uuid(draft.id.0);
        self.text(draft.actor.as_str());
        if period.start() == period.end() && period.as_written().is_none() {
            period.start().pack(self);
        } else {
            period.pack(self);
        }
        if let Some(target) = draft.target {
            self.uuid(target.0);
        }
        if let Some(migrated) = &draft.migrated {
            self.text(migrated.batch.as_str());
        }
        match &draft.body {
            Body::Fact(fact) => fact.pack(self),
            Body::Replaced(replaced) => {
                replaced.reason.pack(self);
                replaced.fact.pack(self);
            }
            Body::Voided(voided) => voided.reason.pack(self),
            Body::Unknown(unknown) => {
                self.text(&unknown.type_name);
                unknown.schema.pack(self);
                unknown.why.pack(self);
            }
        }
        before.ids = std::mem::take(&mut self.ids);
    }
}

impl Unpacker<'_> {
    /// A stream.
    pub fn stream(&mut self) -> Option<StreamId> {
        match self.byte()? {
            0 => self.uuid().map(|id| StreamId::Participant(ParticipantId(id))),
            1 => StreamId::stored(self.written_out()?),
            _ => None,
        }
    }

    /// Passes over an entry's place: its position and when it was recorded.
    fn place(&mut self, before: &mut Before) -> Option<()> {
        before.seq = before.seq.checked_add(self.number()?)?;
        before.recorded = before.recorded.checked_add(self.signed()?)?;
        Some(())
    }

    fn effective(&mut self, whole: bool) -> Option<Period> {
        if whole { Period::unpack(self) } else { Day::unpack(self).map(Period::day) }
    }

    /// The times of an entry of a stream after the one before it, in the order of [`Unpacker::entry`].
    pub fn times(&mut self, before: &mut Before) -> Option<Timed> {
        let flags = self.byte()?;
        let has = |bit: u8| flags >> bit & 1 == 1;
        self.place(before)?;
        if flags & 3 != Kind::Fact as u8 || has(2) {
            return Some(Timed::Other);
        }
        self.ids = std::mem::take(&mut before.ids);
        self.uuid()?;
        self.pass_text()?;
        let effective = self.effective(has(4))?;
        let migrated = has(3);
        if migrated {
            self.pass_text()?;
        }
        let holds = Fact::pass(self)?.day(&effective);
        before.ids = std::mem::take(&mut self.ids);
        let recorded = Instant::from_micros(before.recorded)?;
        Some(Timed::Fact(Times { seq: Seq(before.seq), recorded, holds, migrated }))
    }

    /// An entry of a stream after the one before it.
    pub fn entry(&mut self, stream: &StreamId, before: &mut Before) -> Option<Entry> {
        let flags = self.byte()?;
        let has = |bit: u8| flags >> bit & 1 == 1;
        self.place(before)?;
        self.ids = std::mem::take(&mut before.ids);
        let id = EntryId(self.uuid()?);
        let actor = Name::shared(self.kept()?)?;
        let effective = self.effective(has(4))?;
        let target = if has(2) { Some(EntryId(self.uuid()?)) } else { None };
        let recorded = Instant::from_micros(before.recorded)?;
        let migrated = if has(3) { Some(Migrated { batch: Label(self.kept()?), written: recorded }) } else { None };
        let body = match flags & 3 {
            0 => Body::Fact(Fact::unpack(self)?),
            1 => {
                let reason = ReasonCode::unpack(self)?;
                Body::Replaced(Replaced { fact: Fact::unpack(self)?, reason, note: None })
            }
            2 => Body::Voided(Voided { reason: ReasonCode::unpack(self)?, note: None }),
            _ => {
                let (type_name, schema) = (self.text()?.into(), u16::unpack(self)?);
                Body::Unknown(Unknown { type_name, schema, json: "".into(), why: Parked::unpack(self)? })
            }
        };
        before.ids = std::mem::take(&mut self.ids);
        let (on_behalf_of, source) = (None, None);
        let draft =
            Draft { id, stream: stream.clone(), effective, actor, on_behalf_of, source, target, migrated, body };
        Some(draft.placed(Seq(before.seq), recorded, 0))
    }
}
