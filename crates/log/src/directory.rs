//! What a block's directory holds: all that the indexes and the hash tree need of its entries. `docs/format.md` describes
//! the bytes.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;

use hovedbok_tree::{Frontier, Hash, subtree_root};
use uuid::Uuid;

use crate::entry::STREAM_BYTES_MAX;
use crate::frame::FrameFault;
use crate::packing::{Effort, compress, decompress_into};
use crate::record::Record;
use crate::store::StoreError;
use crate::time::Micros;
use crate::varint::{self, Reader};

/// The level of a full block.
pub(crate) const LEVEL_MAX: u32 = 10;

const DIRECTORY: u8 = 2;

/// The directory of the block that these entries, which follow `tree`, are sealed in.
pub(crate) fn encode(tree: &Frontier, records: &[Arc<Record>]) -> Result<Vec<u8>, StoreError> {
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
    let leaves: Vec<Hash> = records.iter().map(|record| record.leaf).collect();
    let nodes = tree.completed_by(level_of(records), subtree_root(&leaves));
    let mut out = vec![DIRECTORY, u8::try_from(level_of(records)).unwrap_or_default()];
    out.extend_from_slice(&first.to_be_bytes());
    out.push(u8::try_from(nodes.len()).unwrap_or_default());
    nodes.iter().for_each(|node| out.extend_from_slice(node.as_bytes()));
    records.iter().for_each(|record| out.extend_from_slice(record.id.as_bytes()));
    compress(&columns, Effort::Thorough, &mut out)?;
    Ok(out)
}

/// The level of the block that these entries fill.
pub(crate) fn level_of(records: &[Arc<Record>]) -> u32 {
    records.len().checked_ilog2().unwrap_or_default()
}

/// Reads kind and level, which a block's values begin with.
pub(crate) fn level(reader: &mut Reader<'_>, kind: u8) -> Result<u32, FrameFault> {
    let (found, level) = reader.byte().zip(reader.byte()).ok_or(FrameFault::Short)?;
    if found != kind {
        return Err(FrameFault::Kind(found));
    }
    Some(u32::from(level)).filter(|level| *level <= LEVEL_MAX).ok_or(FrameFault::Level(level))
}

/// The level of a directory's block, and the nodes that end with it, without reading the rest.
pub(crate) fn nodes(bytes: &[u8]) -> Result<(u32, &[[u8; 32]]), FrameFault> {
    let mut reader = Reader::new(bytes);
    let level = level(&mut reader, DIRECTORY)?;
    let (_, nodes) = instant_and_nodes(&mut reader).ok_or(FrameFault::Short)?;
    Ok((level, nodes))
}

fn instant_and_nodes<'a>(reader: &mut Reader<'a>) -> Option<(Micros, &'a [[u8; 32]])> {
    let first_recorded = Micros::from_be_bytes(reader.array()?);
    let nodes = usize::from(reader.byte()?);
    let nodes = reader.take(nodes * 32).filter(|nodes| !nodes.is_empty())?;
    Some((first_recorded, nodes.as_chunks().0))
}

/// What a directory says of a block. Read again, it keeps its room.
#[derive(Debug, Default)]
pub(crate) struct Directory {
    pub(crate) level: u32,
    /// The instant of its first entry.
    pub(crate) first_recorded: Micros,
    /// Roots of the complete subtrees that end with the block, its own first.
    pub(crate) nodes: Vec<Hash>,
    pub(crate) ids: Vec<Uuid>,
    pub(crate) streams: Vec<Stream>,
    /// Each entry's place in its stream, and when it was recorded.
    pub(crate) entries: Vec<Listed>,
    /// The names of the streams, one after the other.
    names: String,
    columns: Vec<u8>,
}

/// One stream of a block.
#[derive(Debug)]
pub(crate) struct Stream {
    name: Range<usize>,
    /// The version of its first entry in the block.
    pub(crate) version: u64,
    /// How many entries it has in the block.
    pub(crate) entries: u64,
}

/// One entry of a block.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Listed {
    /// The number of its stream in [`Directory::streams`].
    pub(crate) stream: usize,
    pub(crate) version: u64,
    pub(crate) recorded: Micros,
}

impl Directory {
    /// Reads another one. After a fault nothing that it says counts.
    pub(crate) fn read(&mut self, bytes: &[u8]) -> Result<(), FrameFault> {
        let mut reader = Reader::new(bytes);
        self.level = level(&mut reader, DIRECTORY)?;
        self.fixed(&mut reader).ok_or(FrameFault::Short)?;
        let mut columns = std::mem::take(&mut self.columns);
        decompress_into(reader.rest(), self.ids.len() * (STREAM_BYTES_MAX + 40), &mut columns)?;
        let read = self.columns(Reader::new(&columns));
        self.columns = columns;
        read.ok_or(FrameFault::Short)
    }

    fn fixed(&mut self, reader: &mut Reader<'_>) -> Option<()> {
        let (first_recorded, nodes) = instant_and_nodes(reader)?;
        self.first_recorded = first_recorded;
        self.nodes.clear();
        self.nodes.extend(nodes.iter().map(|node| Hash::from_bytes(*node)));
        let ids = reader.take(16 << self.level)?.as_chunks().0;
        self.ids.clear();
        self.ids.extend(ids.iter().map(|id| Uuid::from_bytes(*id)));
        Some(())
    }

    fn columns(&mut self, mut reader: Reader<'_>) -> Option<()> {
        let count = reader.size().filter(|count| (1..=self.ids.len()).contains(count))?;
        let mut names = std::mem::take(&mut self.names).into_bytes();
        names.clear();
        self.streams.clear();
        for _ in 0..count {
            let length = usize::from(reader.byte()?);
            let start = names.len();
            names.extend_from_slice(reader.take(length)?);
            self.streams.push(Stream { name: start..start + length, version: reader.number()?, entries: 0 });
        }
        self.names = String::from_utf8(names).ok()?;
        if self.streams.iter().any(|stream| !self.names.is_char_boundary(stream.name.start)) {
            return None;
        }
        self.entries.clear();
        for _ in 0..self.ids.len() {
            let number = reader.size()?;
            let stream = self.streams.get_mut(number)?;
            let version = stream.version.checked_add(stream.entries)?;
            stream.entries += 1;
            self.entries.push(Listed { stream: number, version, recorded: 0 });
        }
        if self.streams.iter().any(|stream| stream.entries == 0) {
            return None;
        }
        let mut last = self.first_recorded;
        for entry in &mut self.entries {
            last = last.checked_add_unsigned(reader.number()?)?;
            entry.recorded = last;
        }
        reader.rest().is_empty().then_some(())
    }

    pub(crate) fn name(&self, stream: &Stream) -> &str {
        self.names.get(stream.name.clone()).unwrap_or_default()
    }

    /// The names of all its streams, one after the other.
    pub(crate) fn names(&self) -> &str {
        &self.names
    }

    /// The instant of its last entry.
    pub(crate) fn last_recorded(&self) -> Micros {
        self.entries.last().map_or(self.first_recorded, |entry| entry.recorded)
    }

    /// How many of its entries were recorded at or before an instant.
    pub(crate) fn recorded_by(&self, instant: Micros) -> usize {
        self.entries.partition_point(|entry| entry.recorded <= instant)
    }
}
