//! The short form of values in files that are rebuilt from the log: whole numbers in as few bytes as they need, texts that
//! come again and again by their number in a list, ids by how far back they were named, absent fields as one bit.

mod words;

use std::ops::Range;
use std::sync::Arc;

use uuid::Uuid;

use crate::day::{Day, Month, Period};
use crate::field::{AtLeastOne, List, Map};
use crate::ids::{EnrolmentId, EntryId, MilestoneId, Name, ParticipantId, PlacementId};
use crate::money::{Ore, ShareBp};
use crate::text::{Label, Reference, Text};

pub use words::Words;

/// How far back an id of a stream is looked for among those that were written.
const IDS_BACK: usize = 16;

/// Writes the short form.
#[derive(Debug)]
pub struct Packer<'w> {
    /// What was written.
    pub bytes: Vec<u8>,
    words: &'w mut Words,
    pub(crate) ids: Vec<Uuid>,
}

impl<'w> Packer<'w> {
    /// Writes behind bytes, with texts numbered in a list that grows.
    pub fn onto(bytes: Vec<u8>, words: &'w mut Words) -> Packer<'w> {
        Packer { bytes, words, ids: Vec::new() }
    }

    /// A whole number, seven bits a byte.
    pub fn number(&mut self, number: u64) {
        words::write(number, &mut self.bytes);
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

    /// The texts that were numbered, from a number on.
    pub fn words(&mut self, from: usize) {
        words::write(self.words.len().saturating_sub(from) as u64, &mut self.bytes);
        for text in self.words.since(from) {
            words::write(text.len() as u64, &mut self.bytes);
            self.bytes.extend_from_slice(text.as_bytes());
        }
    }

    pub(crate) fn uuid(&mut self, id: Uuid) {
        self.bytes.extend_from_slice(id.as_bytes());
    }

    /// An id that entries of the stream name again and again: how far back it was written, or the id itself.
    fn named_again(&mut self, id: Uuid) {
        match self.ids.iter().rev().take(IDS_BACK).position(|known| *known == id) {
            Some(back) => self.number(back as u64 + 1),
            None => {
                self.number(0);
                self.uuid(id);
                self.ids.push(id);
            }
        }
    }
}

/// Reads the short form. Every reading gives nothing where the bytes are none that [`Packer`] writes.
#[derive(Debug, Clone)]
pub struct Unpacker<'b> {
    bytes: &'b [u8],
    words: &'b Words,
    met: bool,
    pub(crate) ids: Vec<Uuid>,
}

impl<'b> Unpacker<'b> {
    /// Reads bytes in which texts are numbered as in a list.
    pub fn new(bytes: &'b [u8], words: &'b Words) -> Unpacker<'b> {
        Unpacker { bytes, words, met: false, ids: Vec::new() }
    }

    /// The same place in the bytes, with texts numbered as in another list.
    pub fn with(self, words: &'b Words) -> Unpacker<'b> {
        Unpacker { words, ..self }
    }

    /// Whether a text was read that is marked, or may be, since this was last asked.
    pub fn met(&mut self) -> bool {
        std::mem::take(&mut self.met)
    }

    /// How many bytes are left to be read.
    pub fn left(&self) -> usize {
        self.bytes.len()
    }

    /// Whether all is read.
    pub fn is_done(&self) -> bool {
        self.bytes.is_empty()
    }

    /// A byte.
    #[inline]
    pub fn byte(&mut self) -> Option<u8> {
        let (first, rest) = self.bytes.split_first()?;
        self.bytes = rest;
        Some(*first)
    }

    /// Bytes as they are.
    #[inline]
    pub fn take(&mut self, count: usize) -> Option<&'b [u8]> {
        let (taken, rest) = self.bytes.split_at_checked(count)?;
        self.bytes = rest;
        Some(taken)
    }

    /// A whole number.
    #[inline]
    pub fn number(&mut self) -> Option<u64> {
        // Most of them have one byte.
        if let Some((first, rest)) = self.bytes.split_first()
            && *first < 0x80
        {
            self.bytes = rest;
            return Some(u64::from(*first));
        }
        self.long_number()
    }

    fn long_number(&mut self) -> Option<u64> {
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
    #[inline]
    pub fn signed(&mut self) -> Option<i64> {
        let number = self.number()?;
        Some((number >> 1) as i64 ^ -((number & 1) as i64))
    }

    /// A text.
    pub fn text(&mut self) -> Option<&'b str> {
        match self.numbered()? {
            Ok(number) => self.words.text(number),
            Err(bytes) => std::str::from_utf8(self.take(bytes)?).ok(),
        }
    }

    /// A text to keep: one that is numbered is shared.
    pub fn kept(&mut self) -> Option<Arc<str>> {
        match self.numbered()? {
            Ok(number) => self.words.shared(number).map(Arc::clone),
            Err(bytes) => std::str::from_utf8(self.take(bytes)?).ok().map(Arc::from),
        }
    }

    /// Passes over a text.
    pub fn pass_text(&mut self) -> Option<()> {
        match self.numbered()? {
            Ok(number) => (number < self.words.len()).then_some(()),
            Err(bytes) => self.take(bytes).map(drop),
        }
    }

    /// The number of a text, or how many bytes are written out.
    fn numbered(&mut self) -> Option<Result<usize, usize>> {
        let number = self.number()?;
        let value = usize::try_from(number >> 1).ok()?;
        if number & 1 == 0 {
            self.met |= self.words.is_marked(value);
            return Some(Ok(value));
        }
        // Nobody looks at what is written out.
        self.met |= self.words.any_marked();
        Some(Err(value))
    }

    /// Where each of the texts is that [`Packer::words`] wrote, counted from here.
    fn places(&mut self) -> Option<Vec<Range<u32>>> {
        let bytes = self.bytes.len();
        let count = self.number()?;
        let mut places = Vec::with_capacity(usize::try_from(count).ok()?.min(self.bytes.len()));
        for _ in 0..count {
            let length = usize::try_from(self.number()?).ok()?;
            self.take(length)?;
            let end = bytes - self.bytes.len();
            places.push(u32::try_from(end - length).ok()?..u32::try_from(end).ok()?);
        }
        Some(places)
    }

    /// A text that was not numbered.
    pub fn written_out(&mut self) -> Option<&'b str> {
        let bytes = usize::try_from(self.number()?).ok()?;
        std::str::from_utf8(self.take(bytes)?).ok()
    }

    pub(crate) fn uuid(&mut self) -> Option<Uuid> {
        Uuid::from_slice(self.take(16)?).ok()
    }

    /// An id that entries of the stream name again and again.
    fn named_again(&mut self) -> Option<Uuid> {
        match usize::try_from(self.number()?).ok()? {
            0 => {
                let id = self.uuid()?;
                self.ids.push(id);
                Some(id)
            }
            back => self.ids.get(self.ids.len().checked_sub(back)?).copied(),
        }
    }
}

impl Words {
    /// Texts as [`Packer::words`] wrote them, and nothing else; nothing where the bytes are malformed.
    pub fn read(bytes: Vec<u8>) -> Option<Words> {
        let nothing = Words::default();
        let mut from = Unpacker::new(&bytes, &nothing);
        let places = from.places()?;
        from.is_done().then(|| Words::at(bytes.into(), places))
    }
}

/// A value in the short form.
pub trait Pack: Sized {
    /// Writes it.
    fn pack(&self, out: &mut Packer<'_>);
    /// Reads it.
    fn unpack(from: &mut Unpacker<'_>) -> Option<Self>;
    /// Passes over it.
    fn pass(from: &mut Unpacker<'_>) -> Option<()> {
        Self::unpack(from).map(drop)
    }
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
    fn pass(from: &mut Unpacker<'_>) -> Option<()> {
        T::pass(from)
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
    fn pass(from: &mut Unpacker<'_>) -> Option<()> {
        T::pass(from)
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
    fn pass(from: &mut Unpacker<'_>) -> Option<()> {
        let count = from.number()?;
        (0..count).try_for_each(|_| T::pass(from))
    }
    fn left_out() -> Option<List<T>> {
        Some(List::default())
    }
}

impl<T: Pack> Pack for AtLeastOne<T> {
    fn pack(&self, out: &mut Packer<'_>) {
        out.number(self.count() as u64);
        self.iter().for_each(|value| value.pack(out));
    }
    fn unpack(from: &mut Unpacker<'_>) -> Option<AtLeastOne<T>> {
        List::unpack(from).and_then(|list| AtLeastOne::some(list.0))
    }
    fn pass(from: &mut Unpacker<'_>) -> Option<()> {
        List::<T>::pass(from)
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
    fn pass(from: &mut Unpacker<'_>) -> Option<()> {
        let count = from.number()?;
        (0..count).try_for_each(|_| {
            from.pass_text()?;
            T::pass(from)
        })
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
            fn pass(from: &mut Unpacker<'_>) -> Option<()> {
                from.signed().map(drop)
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
}

macro_rules! texts {
    ($($type:ident),*) => {$(
        impl Pack for $type {
            fn pack(&self, out: &mut Packer<'_>) {
                out.text(&self.0);
            }
            fn unpack(from: &mut Unpacker<'_>) -> Option<$type> {
                from.kept().map($type)
            }
            fn pass(from: &mut Unpacker<'_>) -> Option<()> {
                from.pass_text()
            }
        }
    )*};
}

texts! { Text, Label }

impl Pack for Reference {
    /// Written out: a voucher is named once.
    fn pack(&self, out: &mut Packer<'_>) {
        out.written_out(&self.0);
    }
    fn unpack(from: &mut Unpacker<'_>) -> Option<Reference> {
        from.written_out().map(|text| Reference(text.into()))
    }
    fn pass(from: &mut Unpacker<'_>) -> Option<()> {
        from.written_out().map(drop)
    }
}

impl Pack for Name {
    fn pack(&self, out: &mut Packer<'_>) {
        out.text(self.as_str());
    }
    fn unpack(from: &mut Unpacker<'_>) -> Option<Name> {
        Name::shared(from.kept()?)
    }
    fn pass(from: &mut Unpacker<'_>) -> Option<()> {
        from.pass_text()
    }
}

impl Pack for Uuid {
    fn pack(&self, out: &mut Packer<'_>) {
        out.named_again(*self);
    }
    fn unpack(from: &mut Unpacker<'_>) -> Option<Uuid> {
        from.named_again()
    }
}

macro_rules! ids {
    ($($type:ident),*) => {$(
        impl Pack for $type {
            fn pack(&self, out: &mut Packer<'_>) {
                self.0.pack(out);
            }
            fn unpack(from: &mut Unpacker<'_>) -> Option<$type> {
                Uuid::unpack(from).map($type)
            }
        }
    )*};
}

ids! { EnrolmentId, EntryId, MilestoneId, ParticipantId, PlacementId }

impl Pack for Day {
    fn pack(&self, out: &mut Packer<'_>) {
        out.number(self.days_since(Day::MIN).unsigned_abs());
    }
    fn unpack(from: &mut Unpacker<'_>) -> Option<Day> {
        let days = i64::try_from(from.number()?).ok()?;
        let day = Day::MIN.plus_days(days);
        (day.days_since(Day::MIN) == days).then_some(day)
    }
    fn pass(from: &mut Unpacker<'_>) -> Option<()> {
        from.number().map(drop)
    }
}

impl Pack for Month {
    fn pack(&self, out: &mut Packer<'_>) {
        self.first().pack(out);
    }
    fn unpack(from: &mut Unpacker<'_>) -> Option<Month> {
        Day::unpack(from).map(Day::month)
    }
    fn pass(from: &mut Unpacker<'_>) -> Option<()> {
        Day::pass(from)
    }
}

impl Pack for Period {
    fn pack(&self, out: &mut Packer<'_>) {
        self.start().pack(out);
        let days = self.end().days_since(self.start()).unsigned_abs();
        out.number(days << 1 | u64::from(self.as_written().is_some()));
        if let Some(written) = self.as_written() {
            out.text(written);
        }
    }
    fn unpack(from: &mut Unpacker<'_>) -> Option<Period> {
        let (start, days) = (Day::unpack(from)?, from.number()?);
        let end = start.plus_days(i64::try_from(days >> 1).ok()?);
        let period = Period::new(start, end).ok()?;
        if days & 1 == 0 { Some(period) } else { from.text().map(|text| period.written(text)) }
    }
    fn pass(from: &mut Unpacker<'_>) -> Option<()> {
        Day::pass(from)?;
        if from.number()? & 1 == 0 { Some(()) } else { from.pass_text() }
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
            fn pass(from: &mut $crate::pack::Unpacker<'_>) -> Option<()> {
                use $crate::field::Field;
                let mut bits = if [$(<$type as Field>::REQUIRED),*].contains(&false) { from.number()? } else { 0 };
                let mut is_there = |required: bool| {
                    let there = required || bits & 1 == 1;
                    if !required {
                        bits >>= 1;
                    }
                    there
                };
                $(if is_there(<$type as Field>::REQUIRED) {
                    <$type as $crate::pack::Pack>::pass(from)?;
                })*
                Some(())
            }
        }
    };
}

pub(crate) use pack_object;
