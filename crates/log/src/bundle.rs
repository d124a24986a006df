//! A bundle: one value of the store, holding consecutive entries that were written together. A commit is one bundle, a
//! large one several.
//!
//! `kind u8 = 1, count u16`, then the entries, each `flags u8, recorded i64, version u64, id 16, salt 16, stream length u8,
//! rest length u16, body length u16, stream, rest, body`. Numbers are big-endian. Flag 1 is "ordinary".

use std::borrow::Cow;
use std::sync::Arc;

use crate::frame::{Frame, FrameFault};
use crate::packing::{self, Effort};
use crate::record::Record;
use crate::store::VALUE_BYTES_MAX;

/// Most bytes of a bundle before it is compressed: within what a value may have, also when it does not compress.
const BUNDLE_BYTES_MAX: usize = VALUE_BYTES_MAX - 1024;
/// A bundle of at least this many bytes is compressed: sled writes the values of a leaf again and again while it grows.
const PACKED_FROM: usize = 2 * 1024;

const KIND_PLAIN: u8 = 1;
const KIND_PACKED: u8 = 4;
const PREFIX_BYTES: usize = 3;

/// The bundles that hold these records, the first of which is at position `first`: each with its first position.
pub(crate) fn bundles(first: u64, records: &[Arc<Record>]) -> Vec<(u64, Vec<u8>)> {
    let mut out = Vec::new();
    let mut filling = Filling::new(first);
    for (seq, record) in (first..).zip(records) {
        let frame = record.frame();
        if !filling.has_room(&frame) {
            out.extend(std::mem::replace(&mut filling, Filling::new(seq)).finish());
        }
        // The lengths were checked when the record was made.
        let _ = filling.push(&frame);
    }
    out.extend(filling.finish());
    out.into_iter().map(|(first, plain)| (first, packed(plain))).collect()
}

/// A bundle as it is stored: kind u8 = 4 and the compressed bytes where that is shorter.
fn packed(plain: Vec<u8>) -> Vec<u8> {
    if plain.len() < PACKED_FROM {
        return plain;
    }
    let mut packed = vec![KIND_PACKED];
    match packing::compress(&plain, Effort::Quick, &mut packed) {
        Ok(()) if packed.len() < plain.len() => packed,
        Ok(()) | Err(_) => plain,
    }
}

/// The bundle that was stored as these bytes.
pub(crate) fn unpacked(bytes: &[u8]) -> Result<Cow<'_, [u8]>, FrameFault> {
    match bytes.split_first() {
        Some((&KIND_PACKED, packed)) => packing::decompress(packed, BUNDLE_BYTES_MAX).map(Cow::Owned),
        Some(_) | None => Ok(Cow::Borrowed(bytes)),
    }
}

/// A bundle that is being filled.
#[derive(Debug)]
struct Filling {
    first: u64,
    count: u16,
    bytes: Vec<u8>,
}

impl Filling {
    /// An empty bundle whose first entry will be at position `first`.
    fn new(first: u64) -> Filling {
        Filling { first, count: 0, bytes: vec![KIND_PLAIN, 0, 0] }
    }

    fn has_room(&self, frame: &Frame<'_>) -> bool {
        self.count < u16::MAX && self.bytes.len() + frame.len() <= BUNDLE_BYTES_MAX
    }

    /// Adds an entry; `None`, and nothing added, when one of its lengths does not fit its field.
    fn push(&mut self, frame: &Frame<'_>) -> Option<()> {
        let count = self.count.checked_add(1)?;
        frame.write(&mut self.bytes)?;
        self.count = count;
        Some(())
    }

    /// The position of the first entry and the bytes; `None` when nothing was pushed.
    fn finish(mut self) -> Option<(u64, Vec<u8>)> {
        for (place, byte) in self.bytes.iter_mut().skip(1).zip(self.count.to_be_bytes()) {
            *place = byte;
        }
        (self.count > 0).then_some((self.first, self.bytes))
    }
}

/// Walks the entries of a bundle. It holds no reference to the bytes: they are handed to each step.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Cursor {
    left: u16,
    offset: usize,
}

impl Cursor {
    pub(crate) fn start(bytes: &[u8]) -> Result<Cursor, FrameFault> {
        let (prefix, _) = bytes.split_first_chunk::<PREFIX_BYTES>().ok_or(FrameFault::Short)?;
        let [kind, high, low] = *prefix;
        if kind != KIND_PLAIN {
            return Err(FrameFault::Kind(kind));
        }
        match u16::from_be_bytes([high, low]) {
            0 => Err(FrameFault::Short),
            left => Ok(Cursor { left, offset: PREFIX_BYTES }),
        }
    }

    /// The next entry of `bytes`; `None` after the last. An error is the last thing it gives.
    pub(crate) fn next<'a>(&mut self, bytes: &'a [u8]) -> Option<Result<Frame<'a>, FrameFault>> {
        let ahead = bytes.get(self.offset..).unwrap_or_default();
        if self.left == 0 {
            self.offset = bytes.len();
            return (!ahead.is_empty()).then_some(Err(FrameFault::Trailing));
        }
        match Frame::read(ahead) {
            Ok((frame, after)) => {
                self.left -= 1;
                self.offset = bytes.len() - after.len();
                Some(Ok(frame))
            }
            Err(fault) => {
                *self = Cursor { left: 0, offset: bytes.len() };
                Some(Err(fault))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use uuid::Uuid;

    use super::*;
    use crate::frame::FRAME_BYTES;

    fn frame<'a>(version: u64, stream: &'a str, rest: &'a [u8], body: &'a [u8]) -> Frame<'a> {
        let id = Uuid::from_u128(u128::from(version));
        Frame { ordinary: version.is_multiple_of(2), recorded: -5, version, id, salt: [7; 16], stream, rest, body }
    }

    fn read_all(bytes: &[u8]) -> Result<Vec<Frame<'_>>, FrameFault> {
        let mut cursor = Cursor::start(bytes)?;
        std::iter::from_fn(|| cursor.next(bytes)).collect()
    }

    #[test]
    fn an_empty_bundle_is_no_bundle() {
        assert!(Filling::new(1).finish().is_none());
        assert_eq!(Cursor::start(&[KIND_PLAIN, 0, 0]).unwrap_err(), FrameFault::Short);
    }

    #[test]
    fn every_cut_and_every_longer_form_is_noticed() {
        let mut filling = Filling::new(4);
        filling.push(&frame(1, "a/b", b"\"id\":1}", b"{}")).unwrap();
        filling.push(&frame(2, "a/c", b"\"id\":2}", b"{}")).unwrap();
        let (first, bytes) = filling.finish().unwrap();
        assert_eq!(first, 4);
        for cut in 0..bytes.len() {
            assert_eq!(read_all(&bytes[..cut]), Err(FrameFault::Short), "cut at {cut}");
        }
        let mut longer = bytes.clone();
        longer.push(0);
        assert_eq!(read_all(&longer), Err(FrameFault::Trailing));
        let mut kind = bytes.clone();
        kind[0] = 9;
        assert_eq!(read_all(&kind), Err(FrameFault::Kind(9)));
        let mut flags = bytes.clone();
        flags[PREFIX_BYTES] = 0x82;
        assert_eq!(read_all(&flags), Err(FrameFault::Flags(0x82)));
        let mut name = bytes;
        name[PREFIX_BYTES + FRAME_BYTES] = 0xff;
        assert_eq!(read_all(&name), Err(FrameFault::StreamName));
    }

    proptest! {
        #[test]
        fn decodes_what_it_encoded(entries in prop::collection::vec(
            (any::<u64>(), "[a-zæøå/]{1,40}", prop::collection::vec(any::<u8>(), 0..200), prop::collection::vec(any::<u8>(), 0..200)), 1..40,
        )) {
            let frames: Vec<_> = entries.iter().map(|(v, s, r, b)| frame(*v, s, r, b)).collect();
            let mut filling = Filling::new(1);
            for one in &frames {
                filling.push(one).unwrap();
            }
            let (_, bytes) = filling.finish().unwrap();
            prop_assert_eq!(read_all(&bytes), Ok(frames));
        }

        #[test]
        fn any_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
            let mut whole = vec![KIND_PLAIN, 0, 3];
            whole.extend(bytes);
            if let Ok(frames) = read_all(&whole) {
                prop_assert_eq!(frames.len(), 3);
            }
        }
    }
}
