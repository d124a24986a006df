//! The short form of entries in files that are rebuilt from the log: whole numbers in as few bytes as they need, texts that
//! come again and again by their number in a list, absent fields as one bit.
//!
//! It belongs to one program: whoever keeps it writes [`shape`] beside it, and a file of another shape is written anew. What
//! no projection learns is left out: sources, notes of corrections, who was recorded for, versions and commitments.

use std::collections::{HashMap, HashSet};

use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::day::{Day, Month, Period};
use crate::entries::catalogue::FAMILIES;
use crate::entries::codes::{NoBaseline, ReasonCode};
use crate::entries::correction::{Replaced, Voided};
use crate::entries::ledger::{KeyText, SignatureText};
use crate::entries::measure::DaysPerWeek;
use crate::entries::programme::Baseline;
use crate::entries::risk::Degree;
use crate::entries::Fact;
use crate::entry::{Body, Draft, Entry, Migrated, Unknown};
use crate::field::{FieldInfo, List, Map, Shape};
use crate::ids::{EntryId, Name, ParticipantId, Seq};
use crate::instant::Instant;
use crate::money::{Ore, ShareBp};
use crate::stream::StreamId;
use crate::text::{Label, Reference, Text};

/// No more texts than these are numbered; others are written out.
const WORDS_MAX: usize = 1 << 16;

/// Longer texts are written out: nobody repeats them.
const WORD_BYTES_MAX: usize = 64;

/// Raised whenever the bytes change and [`shape`] would not.
const VERSION: u32 = 1;

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

/// The texts that are written as their number, by number.
#[derive(Debug, Clone, Default)]
pub struct Words {
    texts: Vec<Box<str>>,
    numbers: HashMap<Box<str>, u64>,
    /// The numbers of those that are marked.
    marked: HashSet<u64>,
}

impl Words {
    /// The texts from a number on.
    pub fn since(&self, number: usize) -> &[Box<str>] {
        self.texts.get(number..).unwrap_or_default()
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.texts.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.texts.is_empty()
    }

    /// Adds a text at the end.
    pub fn push(&mut self, text: &str) {
        self.numbers.insert(text.into(), self.texts.len() as u64);
        self.texts.push(text.into());
    }

    /// Marks the texts of which this is so: [`Unpacker::met`] says whether one of them was read.
    pub fn mark(&mut self, is_so: impl Fn(&str) -> bool) {
        let marked = self.texts.iter().zip(0..).filter(|(text, _)| is_so(text));
        self.marked = marked.map(|(_, number)| number).collect();
    }

    fn number(&mut self, text: &str) -> Option<u64> {
        if let Some(number) = self.numbers.get(text) {
            return Some(*number);
        }
        if text.len() > WORD_BYTES_MAX || self.texts.len() >= WORDS_MAX {
            return None;
        }
        self.push(text);
        Some(self.texts.len() as u64 - 1)
    }

    fn text(&self, number: u64) -> Option<&str> {
        self.texts.get(usize::try_from(number).ok()?).map(|text| &**text)
    }
}

/// Writes the short form.
#[derive(Debug)]
pub struct Packer<'w> {
    /// What was written.
    pub bytes: Vec<u8>,
    words: &'w mut Words,
}

impl<'w> Packer<'w> {
    /// Writes behind bytes, with texts numbered in a list that grows.
    pub fn onto(bytes: Vec<u8>, words: &'w mut Words) -> Packer<'w> {
        Packer { bytes, words }
    }

    /// A whole number, seven bits a byte.
    pub fn number(&mut self, mut number: u64) {
        while number >= 0x80 {
            self.bytes.push(number as u8 | 0x80);
            number >>= 7;
        }
        self.bytes.push(number as u8);
    }

    /// A whole number that can be negative.
    pub fn signed(&mut self, number: i64) {
        self.number(((number << 1) ^ (number >> 63)) as u64);
    }

    /// A text, by its number where it has one.
    pub fn text(&mut self, text: &str) {
        match self.words.number(text) {
            Some(number) => self.number(number << 1),
            None => {
                self.number((text.len() as u64) << 1 | 1);
                self.bytes.extend_from_slice(text.as_bytes());
            }
        }
    }

    /// A text that is not numbered.
    pub fn written_out(&mut self, text: &str) {
        self.number(text.len() as u64);
        self.bytes.extend_from_slice(text.as_bytes());
    }

    /// Bytes as they are.
    pub fn raw(&mut self, bytes: &[u8]) {
        self.bytes.extend_from_slice(bytes);
    }

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

    /// The texts that were numbered, from a number on.
    pub fn words(&mut self, from: usize) {
        let texts: Vec<Box<str>> = self.words.since(from).to_vec();
        self.number(texts.len() as u64);
        texts.iter().for_each(|text| self.written_out(text));
    }

    fn uuid(&mut self, id: Uuid) {
        self.bytes.extend_from_slice(id.as_bytes());
    }

    fn day(&mut self, day: Day) {
        self.number(day.days_since(Day::MIN).unsigned_abs());
    }

    /// An entry of a stream after the one before it. The stream is not written.
    pub fn entry(&mut self, entry: &Entry, before: &mut Before) {
        let draft = &entry.draft;
        let period = &draft.effective;
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
            self.day(period.start());
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
            Body::Unknown(unknown) => self.text(&unknown.type_name),
        }
    }
}

/// The place of the entry before, which the next one is written as the difference from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Before {
    /// Its position.
    pub seq: u64,
    /// When it was recorded, in microseconds.
    pub recorded: i64,
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

/// Reads the short form. Every reading gives nothing where the bytes are none that [`Packer`] writes.
#[derive(Debug, Clone)]
pub struct Unpacker<'b> {
    bytes: &'b [u8],
    words: &'b Words,
    met: bool,
}

impl<'b> Unpacker<'b> {
    /// Reads bytes in which texts are numbered as in a list.
    pub fn new(bytes: &'b [u8], words: &'b Words) -> Unpacker<'b> {
        Unpacker { bytes, words, met: false }
    }

    /// The same place in the bytes, with texts numbered as in another list.
    pub fn with(self, words: &'b Words) -> Unpacker<'b> {
        Unpacker { words, ..self }
    }

    /// Whether a text was read that is marked, or may be; asking begins anew.
    pub fn met(&mut self) -> bool {
        std::mem::take(&mut self.met)
    }

    /// Whether all is read.
    pub fn is_done(&self) -> bool {
        self.bytes.is_empty()
    }

    /// A byte.
    pub fn byte(&mut self) -> Option<u8> {
        let (first, rest) = self.bytes.split_first()?;
        self.bytes = rest;
        Some(*first)
    }

    /// Bytes as they are.
    pub fn take(&mut self, count: usize) -> Option<&'b [u8]> {
        let (taken, rest) = self.bytes.split_at_checked(count)?;
        self.bytes = rest;
        Some(taken)
    }

    /// A whole number.
    pub fn number(&mut self) -> Option<u64> {
        let mut number = 0_u64;
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            number |= u64::from(byte & 0x7f).checked_shl(shift)?;
            if byte < 0x80 {
                return Some(number);
            }
        }
        None
    }

    /// A whole number that can be negative.
    pub fn signed(&mut self) -> Option<i64> {
        let number = self.number()?;
        Some((number >> 1) as i64 ^ -((number & 1) as i64))
    }

    /// A text.
    pub fn text(&mut self) -> Option<&'b str> {
        let number = self.number()?;
        if number & 1 == 0 {
            self.met |= !self.words.marked.is_empty() && self.words.marked.contains(&(number >> 1));
            return self.words.text(number >> 1);
        }
        // Nobody looks at what is written out.
        self.met |= !self.words.marked.is_empty();
        std::str::from_utf8(self.take(usize::try_from(number >> 1).ok()?)?).ok()
    }

    /// A text that was not numbered.
    pub fn written_out(&mut self) -> Option<&'b str> {
        let bytes = usize::try_from(self.number()?).ok()?;
        std::str::from_utf8(self.take(bytes)?).ok()
    }

    /// A stream.
    pub fn stream(&mut self) -> Option<StreamId> {
        match self.byte()? {
            0 => self.uuid().map(|id| StreamId::Participant(ParticipantId(id))),
            1 => StreamId::stored(self.written_out()?),
            _ => None,
        }
    }

    fn uuid(&mut self) -> Option<Uuid> {
        Uuid::from_slice(self.take(16)?).ok()
    }

    fn day(&mut self) -> Option<Day> {
        let days = i64::try_from(self.number()?).ok()?;
        let day = Day::MIN.plus_days(days);
        (days <= i64::from(u16::MAX) * 2 && day.days_since(Day::MIN) == days).then_some(day)
    }

    /// Passes over an entry's place: its position and when it was recorded.
    fn place(&mut self, before: &mut Before) -> Option<()> {
        before.seq = before.seq.checked_add(self.number()?)?;
        before.recorded = before.recorded.checked_add(self.signed()?)?;
        Some(())
    }

    /// An entry of a stream after the one before it.
    pub fn entry(&mut self, stream: &StreamId, before: &mut Before) -> Option<Entry> {
        let flags = self.byte()?;
        let has = |bit: u8| flags >> bit & 1 == 1;
        self.place(before)?;
        let id = EntryId(self.uuid()?);
        let actor = Name::stored(self.text()?)?;
        let effective = if has(4) { Period::unpack(self)? } else { Period::day(self.day()?) };
        let target = if has(2) { Some(EntryId(self.uuid()?)) } else { None };
        let recorded = Instant::from_micros(before.recorded)?;
        let migrated = if has(3) { Some(Migrated { batch: Label(self.text()?.into()), written: recorded }) } else { None };
        let body = match flags & 3 {
            0 => Body::Fact(Fact::unpack(self)?),
            1 => {
                let reason = ReasonCode::unpack(self)?;
                Body::Replaced(Replaced { fact: Fact::unpack(self)?, reason, note: None })
            }
            2 => Body::Voided(Voided { reason: ReasonCode::unpack(self)?, note: None }),
            _ => Body::Unknown(Unknown { type_name: self.text()?.into(), schema: 0, json: "".into() }),
        };
        let (on_behalf_of, source) = (None, None);
        let draft =
            Draft { id, stream: stream.clone(), effective, actor, on_behalf_of, source, target, migrated, body };
        Some(draft.placed(Seq(before.seq), recorded, 0))
    }
}

/// A value in the short form.
pub trait Pack: Sized {
    /// Writes it.
    fn pack(&self, out: &mut Packer<'_>);
    /// Reads it.
    fn unpack(from: &mut Unpacker<'_>) -> Option<Self>;
    /// The value of a field that was left out, if it can be left out.
    fn left_out() -> Option<Self> {
        None
    }
}

impl<T: Pack> Pack for Option<T> {
    /// Only written where there is a value: whether there is one stands among the bits of the body.
    fn pack(&self, out: &mut Packer<'_>) {
        if let Some(value) = self {
            value.pack(out);
        }
    }
    fn unpack(from: &mut Unpacker<'_>) -> Option<Option<T>> {
        T::unpack(from).map(Some)
    }
    fn left_out() -> Option<Option<T>> {
        Some(None)
    }
}

impl<T: Pack> Pack for Box<T> {
    fn pack(&self, out: &mut Packer<'_>) {
        T::pack(self, out);
    }
    fn unpack(from: &mut Unpacker<'_>) -> Option<Box<T>> {
        T::unpack(from).map(Box::new)
    }
}

impl<T: Pack> Pack for List<T> {
    fn pack(&self, out: &mut Packer<'_>) {
        out.number(self.0.len() as u64);
        self.iter().for_each(|value| value.pack(out));
    }
    fn unpack(from: &mut Unpacker<'_>) -> Option<List<T>> {
        let count = from.number()?;
        (0..count).map(|_| T::unpack(from)).collect::<Option<Vec<T>>>().map(List)
    }
    fn left_out() -> Option<List<T>> {
        Some(List::default())
    }
}

impl<T: Pack> Pack for Map<T> {
    fn pack(&self, out: &mut Packer<'_>) {
        out.number(self.len() as u64);
        for (label, value) in self {
            out.text(label);
            value.pack(out);
        }
    }
    fn unpack(from: &mut Unpacker<'_>) -> Option<Map<T>> {
        let count = from.number()?;
        (0..count).map(|_| Some((from.text()?.into(), T::unpack(from)?))).collect()
    }
}

/// Types that are written as a number: what gives it, and what reads it back.
macro_rules! numbers {
    ($($type:ty: $to:expr, $from:expr;)*) => {$(
        impl Pack for $type {
            fn pack(&self, out: &mut Packer<'_>) {
                let to: fn(&$type) -> i64 = $to;
                out.signed(to(self));
            }
            fn unpack(from: &mut Unpacker<'_>) -> Option<$type> {
                let back: fn(i64) -> Option<$type> = $from;
                back(from.signed()?)
            }
        }
    )*};
}

numbers! {
    u8: |n| i64::from(*n), |n| n.try_into().ok();
    u16: |n| i64::from(*n), |n| n.try_into().ok();
    u32: |n| i64::from(*n), |n| n.try_into().ok();
    i64: |n| *n, Some;
    bool: |yes| i64::from(*yes), |n| Some(n == 1);
    Ore: |ore| ore.get(), Ore::new;
    ShareBp: |share| i64::from(share.0), |n| n.try_into().ok().map(ShareBp);
    DaysPerWeek: |days| i64::from(days.0), |n| n.try_into().ok().map(DaysPerWeek);
    Degree: |degree| i64::from(u8::from(*degree)), |n| Degree::try_from(u8::try_from(n).ok()?).ok();
}

/// Types that are written as a text.
macro_rules! texts {
    ($($type:ident: $from:expr;)*) => {$(
        impl Pack for $type {
            fn pack(&self, out: &mut Packer<'_>) {
                out.text(&self.0);
            }
            fn unpack(from: &mut Unpacker<'_>) -> Option<$type> {
                let back: fn(&str) -> Option<$type> = $from;
                back(from.text()?)
            }
        }
    )*};
}

texts! {
    Text: |text| Some(Text(text.into()));
    Label: |text| Some(Label(text.into()));
    Reference: |text| Some(Reference(text.into()));
}

impl Pack for Name {
    fn pack(&self, out: &mut Packer<'_>) {
        out.text(self.as_str());
    }
    fn unpack(from: &mut Unpacker<'_>) -> Option<Name> {
        Name::stored(from.text()?)
    }
}

/// Texts of a form of their own.
macro_rules! parsed {
    ($($type:ident),*) => {$(
        impl Pack for $type {
            fn pack(&self, out: &mut Packer<'_>) {
                out.text(&self.to_string());
            }
            fn unpack(from: &mut Unpacker<'_>) -> Option<$type> {
                from.text()?.parse().ok()
            }
        }
    )*};
}

parsed! { KeyText, SignatureText }

impl Pack for Uuid {
    fn pack(&self, out: &mut Packer<'_>) {
        out.uuid(*self);
    }
    fn unpack(from: &mut Unpacker<'_>) -> Option<Uuid> {
        from.uuid()
    }
}

impl Pack for Day {
    fn pack(&self, out: &mut Packer<'_>) {
        out.day(*self);
    }
    fn unpack(from: &mut Unpacker<'_>) -> Option<Day> {
        from.day()
    }
}

impl Pack for Month {
    fn pack(&self, out: &mut Packer<'_>) {
        out.day(self.first());
    }
    fn unpack(from: &mut Unpacker<'_>) -> Option<Month> {
        from.day().map(Day::month)
    }
}

impl Pack for Period {
    fn pack(&self, out: &mut Packer<'_>) {
        out.day(self.start());
        let days = self.end().days_since(self.start()).unsigned_abs();
        out.number(days << 1 | u64::from(self.as_written().is_some()));
        if let Some(written) = self.as_written() {
            out.text(written);
        }
    }
    fn unpack(from: &mut Unpacker<'_>) -> Option<Period> {
        let (start, days) = (from.day()?, from.number()?);
        let end = start.plus_days(i64::try_from(days >> 1).ok()?);
        let period = Period::new(start, end).ok()?;
        if days & 1 == 0 { Some(period) } else { from.text().map(|text| period.written(text)) }
    }
}

impl Pack for Baseline {
    fn pack(&self, out: &mut Packer<'_>) {
        match self {
            Baseline::Value(value) => {
                out.bytes.push(0);
                value.pack(out);
            }
            Baseline::Missing(why) => {
                out.bytes.push(1);
                why.pack(out);
            }
        }
    }
    fn unpack(from: &mut Unpacker<'_>) -> Option<Baseline> {
        match from.byte()? {
            0 => i64::unpack(from).map(Baseline::Value),
            1 => NoBaseline::unpack(from).map(Baseline::Missing),
            _ => None,
        }
    }
}

/// Writes a body: one bit for each field that can be left out, and the fields that are not.
macro_rules! pack_object {
    ($name:ident { $($field:ident : $type:ty),* $(,)? }) => {
        impl $crate::pack::Pack for $name {
            fn pack(&self, out: &mut $crate::pack::Packer<'_>) {
                use $crate::field::Field;
                let (mut bits, mut count) = (0_u64, 0_u32);
                $(if !<$type as Field>::REQUIRED {
                    bits |= u64::from(!Field::absent(&self.$field)) << count;
                    count += 1;
                })*
                if count > 0 {
                    out.number(bits);
                }
                $(if !Field::absent(&self.$field) {
                    $crate::pack::Pack::pack(&self.$field, out);
                })*
            }
            fn unpack(from: &mut $crate::pack::Unpacker<'_>) -> Option<$name> {
                use $crate::field::Field;
                let mut bits = if [$(<$type as Field>::REQUIRED),*].contains(&false) { from.number()? } else { 0 };
                let mut is_there = |required: bool| {
                    let there = required || bits & 1 == 1;
                    if !required {
                        bits >>= 1;
                    }
                    there
                };
                Some($name {
                    $($field: if is_there(<$type as Field>::REQUIRED) {
                        $crate::pack::Pack::unpack(from)?
                    } else {
                        $crate::pack::Pack::left_out()?
                    }),*
                })
            }
        }
    };
}

pub(crate) use pack_object;
