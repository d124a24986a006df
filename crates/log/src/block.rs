//! A block: 2^level entries that begin after a multiple of 2^level, sealed and compressed. It lies in two values, so that
//! the indexes can be read without the entries: the *directory* holds what the indexes and the hash tree need, the
//! *contents* the rest. Both together give back every byte of every entry. `docs/format.md` describes the bytes.

use crate::bundle::FrameFault;
use crate::entry::{ENTRY_BYTES_MAX, EntryRef, STREAM_BYTES_MAX};
use crate::head;
use crate::packing::{compress, decompress};
use crate::record::Record;
use crate::store::{StoreError, VALUE_BYTES_MAX};
use crate::time::Micros;
use crate::varint::{self, Reader};
use hovedbok_tree::{Frontier, Hash, node_hash, subtree_root};
use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;
use uuid::Uuid;

/// The level of a full block.
pub(crate) const LEVEL_MAX: u32 = 10;
/// Entries of a full block.
pub(crate) const ENTRIES_MAX: u64 = 1 << LEVEL_MAX;

const DIRECTORY: u8 = 2;
const CONTENTS: u8 = 3;

const ORDINARY: u8 = 1;
/// The rest of the head begins with the id and the stream that the directory has.
const NAMED: u8 = 2;
/// The rest of the head ends with the commitment to salt and body.
const COMMITTED: u8 = 4;

/// A block as it is stored.
#[derive(Debug)]
pub(crate) struct Sealed {
    /// The position of its first entry.
    pub(crate) first: u64,
    pub(crate) directory: Vec<u8>,
    pub(crate) contents: Vec<u8>,
}

/// Seals the entries that follow `tree`, a power of two of them at a multiple of it, and lets the tree go on over them. A
/// block whose values would get too large is halved.
pub(crate) fn seal(tree: &mut Frontier, records: &[Arc<Record>], out: &mut Vec<Sealed>) -> Result<(), StoreError> {
    let contents = contents(records)?;
    let directory = directory(tree, records)?;
    let too_large = contents.len().max(directory.len()) > VALUE_BYTES_MAX;
    if too_large && records.len() > 1 {
        let (left, right) = records.split_at(records.len() / 2);
        seal(tree, left, out)?;
        return seal(tree, right, out);
    }
    out.push(Sealed { first: tree.size() + 1, directory, contents });
    tree.extend(records.iter().map(|record| record.leaf));
    Ok(())
}

/// How many entries each block takes that follows position `sealed`, up to position `size`: as many as its place allows.
pub(crate) fn lengths(sealed: u64, size: u64) -> impl Iterator<Item = u64> {
    let mut at = sealed;
    std::iter::from_fn(move || {
        let left = size.checked_sub(at).filter(|left| *left > 0)?;
        let length = 1_u64 << at.trailing_zeros().min(LEVEL_MAX).min(left.ilog2());
        at += length;
        Some(length)
    })
}

/// The roots of the complete subtrees that end with a block: its own, and each larger one up to where the next entry
/// begins another.
fn completed(tree: &Frontier, records: &[Arc<Record>]) -> Vec<Hash> {
    let leaves: Vec<Hash> = records.iter().map(|record| record.leaf).collect();
    let mut root = subtree_root(&leaves);
    let mut nodes = vec![root];
    let joined = (tree.size() >> level_of(records)).trailing_ones();
    for left in tree.peaks().iter().rev().take(usize::try_from(joined).unwrap_or_default()) {
        root = node_hash(left, &root);
        nodes.push(root);
    }
    nodes
}

fn level_of(records: &[Arc<Record>]) -> u32 {
    records.len().checked_ilog2().unwrap_or_default()
}

fn directory(tree: &Frontier, records: &[Arc<Record>]) -> Result<Vec<u8>, StoreError> {
    let mut numbers: HashMap<&str, u64> = HashMap::new();
    let (mut streams, mut which, mut recorded) = (Vec::new(), Vec::new(), Vec::new());
    let first = records.first().map_or(0, |record| record.recorded);
    let mut last = first;
    for record in records {
        let next = numbers.len() as u64;
        let number = *numbers.entry(&record.stream).or_insert_with(|| {
            streams.push(u8::try_from(record.stream.len()).unwrap_or(u8::MAX));
            streams.extend_from_slice(record.stream.as_bytes());
            varint::write(record.version, &mut streams);
            next
        });
        varint::write(number, &mut which);
        varint::write(record.recorded.abs_diff(last), &mut recorded);
        last = record.recorded;
    }
    let mut columns = Vec::with_capacity(streams.len() + which.len() + recorded.len() + 3);
    varint::write(numbers.len() as u64, &mut columns);
    [streams, which, recorded].iter().for_each(|column| columns.extend_from_slice(column));
    let nodes = completed(tree, records);
    let mut out = vec![DIRECTORY, u8::try_from(level_of(records)).unwrap_or_default()];
    out.extend_from_slice(&first.to_be_bytes());
    out.push(u8::try_from(nodes.len()).unwrap_or_default());
    nodes.iter().for_each(|node| out.extend_from_slice(node.as_bytes()));
    records.iter().for_each(|record| out.extend_from_slice(record.id.as_bytes()));
    compress(&columns, &mut out)?;
    Ok(out)
}

fn contents(records: &[Arc<Record>]) -> Result<Vec<u8>, StoreError> {
    let mut out = vec![CONTENTS, u8::try_from(level_of(records)).unwrap_or_default()];
    let (mut columns, mut rows) = (Vec::new(), Vec::new());
    let (mut named, mut committed) = (Vec::new(), Vec::new());
    for record in records {
        named.clear();
        committed.clear();
        head::named(record.id, &record.stream, &mut named);
        head::committed(&record.salt, &record.body, &mut committed);
        let mut flags = if record.ordinary { ORDINARY } else { 0 };
        let mut middle = record.rest.as_slice();
        if let Some(rest) = middle.strip_prefix(named.as_slice()) {
            (flags, middle) = (flags | NAMED, rest);
        }
        if let Some(rest) = middle.strip_suffix(committed.as_slice()) {
            (flags, middle) = (flags | COMMITTED, rest);
        }
        columns.push(flags);
        varint::write(middle.len() as u64, &mut columns);
        varint::write(record.body.len() as u64, &mut columns);
        rows.extend_from_slice(middle);
        rows.extend_from_slice(&record.body);
        out.extend_from_slice(&record.salt);
    }
    records.iter().for_each(|record| out.extend_from_slice(&mark(&record.leaf)));
    columns.extend_from_slice(&rows);
    compress(&columns, &mut out)?;
    Ok(out)
}

/// The bytes of a leaf hash that are kept: with them a changed entry is found among its neighbours.
pub(crate) fn mark(leaf: &Hash) -> [u8; 2] {
    let [first, second, ..] = *leaf.as_bytes();
    [first, second]
}

/// What a directory says of a block.
#[derive(Debug)]
pub(crate) struct Directory {
    pub(crate) level: u32,
    /// The instant of its first entry.
    pub(crate) first_recorded: Micros,
    /// Roots of the complete subtrees that end with the block, its own first.
    pub(crate) nodes: Vec<Hash>,
    pub(crate) ids: Vec<Uuid>,
    names: String,
    streams: Vec<Stream>,
    /// For each entry the number of its stream.
    pub(crate) which: Vec<u32>,
    recorded: Vec<Micros>,
}

#[derive(Debug)]
struct Stream {
    name: Range<usize>,
    /// The version of its first entry in the block.
    version: u64,
}

impl Directory {
    pub(crate) fn decode(bytes: &[u8]) -> Result<Self, FrameFault> {
        let mut reader = Reader::new(bytes);
        let level = kind(&mut reader, DIRECTORY)?;
        let mut directory = Self::fixed(&mut reader, level).ok_or(FrameFault::Short)?;
        let entries = 1_usize << level;
        let columns = decompress(reader.rest(), entries * (STREAM_BYTES_MAX + 40))?;
        directory.columns(&columns).ok_or(FrameFault::Short)?;
        Ok(directory)
    }

    fn fixed(reader: &mut Reader<'_>, level: u32) -> Option<Self> {
        let first_recorded = Micros::from_be_bytes(reader.array()?);
        let nodes = (0..reader.byte()?).map(|_| reader.array().map(Hash::from_bytes)).collect::<Option<Vec<_>>>()?;
        let ids = (0..1 << level).map(|_| reader.array().map(Uuid::from_bytes)).collect::<Option<_>>()?;
        let (names, streams, which, recorded) = Default::default();
        (!nodes.is_empty()).then_some(Self { level, first_recorded, nodes, ids, names, streams, which, recorded })
    }

    fn columns(&mut self, columns: &[u8]) -> Option<()> {
        let mut reader = Reader::new(columns);
        let entries = self.ids.len();
        let count = reader.size().filter(|count| (1..=entries).contains(count))?;
        for _ in 0..count {
            let length = usize::from(reader.byte()?);
            let start = self.names.len();
            self.names.push_str(std::str::from_utf8(reader.take(length)?).ok()?);
            self.streams.push(Stream { name: start..start + length, version: reader.number()? });
        }
        self.which.reserve(entries);
        self.recorded.reserve(entries);
        for _ in 0..entries {
            let number = u32::try_from(reader.number()?).ok()?;
            self.which.push(Some(number).filter(|number| (*number as usize) < count)?);
        }
        let mut last = self.first_recorded;
        for _ in 0..entries {
            last = last.checked_add_unsigned(reader.number()?)?;
            self.recorded.push(last);
        }
        reader.rest().is_empty().then_some(())
    }

    /// The streams of the block: their names, and the version of each one's first entry in it.
    pub(crate) fn streams(&self) -> impl Iterator<Item = (&str, u64)> {
        self.streams.iter().map(|stream| (self.name(stream), stream.version))
    }

    fn name(&self, stream: &Stream) -> &str {
        self.names.get(stream.name.clone()).unwrap_or_default()
    }

    /// How many entries each of the streams has in the block.
    pub(crate) fn counts(&self) -> Vec<u64> {
        let mut counts = vec![0; self.streams.len()];
        for number in &self.which {
            if let Some(count) = counts.get_mut(*number as usize) {
                *count += 1;
            }
        }
        counts
    }

    /// The instant of its last entry.
    pub(crate) fn last_recorded(&self) -> Micros {
        self.recorded.last().copied().unwrap_or(self.first_recorded)
    }

    /// How many of its entries were recorded at or before an instant.
    pub(crate) fn recorded_by(&self, instant: Micros) -> usize {
        self.recorded.partition_point(|recorded| *recorded <= instant)
    }
}

/// A whole block, ready to give its entries.
#[derive(Debug)]
pub(crate) struct Block {
    pub(crate) first: u64,
    pub(crate) directory: Directory,
    rows: Vec<u8>,
    places: Vec<Place>,
}

#[derive(Debug)]
struct Place {
    flags: u8,
    version: u64,
    salt: [u8; 16],
    mark: [u8; 2],
    /// Where the middle of the head's rest begins, where the body does, and where it ends.
    middle: usize,
    body: usize,
    end: usize,
}

impl Block {
    pub(crate) fn decode(first: u64, directory: &[u8], contents: &[u8]) -> Result<Self, FrameFault> {
        let directory = Directory::decode(directory)?;
        let mut reader = Reader::new(contents);
        if kind(&mut reader, CONTENTS)? != directory.level {
            return Err(FrameFault::Short);
        }
        let entries = directory.ids.len();
        let (salts, marks) = reader.take(entries * 16).zip(reader.take(entries * 2)).ok_or(FrameFault::Short)?;
        let rows = decompress(reader.rest(), entries * (ENTRY_BYTES_MAX + 40))?;
        let mut block = Self { first, directory, rows, places: Vec::with_capacity(entries) };
        block.place(salts, marks)?;
        Ok(block)
    }

    fn place(&mut self, salts: &[u8], marks: &[u8]) -> Result<(), FrameFault> {
        let mut versions: Vec<u64> = self.directory.streams.iter().map(|stream| stream.version).collect();
        let mut reader = Reader::new(&self.rows);
        let (salts, marks) = (salts.as_chunks().0, marks.as_chunks().0);
        for ((which, salt), mark) in self.directory.which.iter().zip(salts).zip(marks) {
            let flags = reader.byte().ok_or(FrameFault::Short)?;
            if flags & !(ORDINARY | NAMED | COMMITTED) != 0 {
                return Err(FrameFault::Flags(flags));
            }
            let (middle, body) = reader.size().zip(reader.size()).ok_or(FrameFault::Short)?;
            let next = versions.get_mut(*which as usize).ok_or(FrameFault::Short)?;
            let version = *next;
            *next += 1;
            // Lengths for now: where the rows begin is known after the last of them.
            self.places.push(Place { flags, version, salt: *salt, mark: *mark, middle, body, end: 0 });
        }
        let mut at = self.rows.len() - reader.rest().len();
        for place in &mut self.places {
            let body = at.checked_add(place.middle).ok_or(FrameFault::Short)?;
            let end = body.checked_add(place.body).ok_or(FrameFault::Short)?;
            (place.middle, place.body, place.end) = (at, body, end);
            at = end;
        }
        match at.cmp(&self.rows.len()) {
            std::cmp::Ordering::Equal => Ok(()),
            std::cmp::Ordering::Less => Err(FrameFault::Trailing),
            std::cmp::Ordering::Greater => Err(FrameFault::Short),
        }
    }

    /// Number of entries.
    pub(crate) fn len(&self) -> u64 {
        self.places.len() as u64
    }

    /// The entry at a place in the block, counted from 0, its head composed in `scratch`.
    pub(crate) fn entry<'a>(&'a self, index: usize, scratch: &'a mut Vec<u8>) -> Option<EntryRef<'a>> {
        let place = self.places.get(index)?;
        let id = *self.directory.ids.get(index)?;
        let which = *self.directory.which.get(index)? as usize;
        let stream = self.directory.name(self.directory.streams.get(which)?);
        let recorded = *self.directory.recorded.get(index)?;
        let body = self.rows.get(place.body..place.end)?;
        let seq = self.first + index as u64;
        scratch.clear();
        head::begin(seq, recorded, place.version, scratch);
        if place.flags & NAMED != 0 {
            head::named(id, stream, scratch);
        }
        scratch.extend_from_slice(self.rows.get(place.middle..place.body)?);
        if place.flags & COMMITTED != 0 {
            head::committed(&place.salt, body, scratch);
        }
        Some(EntryRef {
            seq,
            recorded,
            version: place.version,
            id,
            stream,
            ordinary: place.flags & ORDINARY != 0,
            head: scratch,
            salt: place.salt,
            body,
            committed: place.flags & COMMITTED != 0,
        })
    }

    /// The bytes of an entry's leaf hash that were kept.
    pub(crate) fn mark(&self, index: usize) -> Option<[u8; 2]> {
        self.places.get(index).map(|place| place.mark)
    }
}

/// Reads kind and level.
fn kind(reader: &mut Reader<'_>, wanted: u8) -> Result<u32, FrameFault> {
    let (kind, level) = reader.byte().zip(reader.byte()).ok_or(FrameFault::Short)?;
    if kind != wanted {
        return Err(FrameFault::Kind(kind));
    }
    Some(u32::from(level)).filter(|level| *level <= LEVEL_MAX).ok_or(FrameFault::Level(level))
}
