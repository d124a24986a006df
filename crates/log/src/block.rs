//! A block: 2^level entries that begin after a multiple of 2^level, sealed and compressed. It lies in two values, so that
//! the indexes can be read without the entries: the *directory* holds what the indexes and the hash tree need, the
//! *contents* the rest. Both together give back every byte of every entry. `docs/format.md` describes the bytes.

use std::ops::Range;
use std::sync::Arc;

use hovedbok_tree::{Frontier, Hash, subtree_root};

use crate::directory::{self, Directory, LEVEL_MAX, Listed};
use crate::entry::{ENTRY_BYTES_MAX, EntryRef};
use crate::error::{Fault, FaultKind};
use crate::frame::FrameFault;
use crate::head::{self, Heads, Scratch, TOGETHER};
use crate::packing::{Effort, compress, decompress_into};
use crate::record::Record;
use crate::store::{StoreError, VALUE_BYTES_MAX};
use crate::time;
use crate::varint::{self, Reader};

/// Entries of a full block.
pub(crate) const ENTRIES_MAX: u64 = 1 << LEVEL_MAX;

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
    let directory = directory::encode(tree, records)?;
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

/// How many entries each block after position `sealed` takes, up to position `size`: the most that its place allows.
pub(crate) fn lengths(sealed: u64, size: u64) -> impl Iterator<Item = u64> {
    let mut at = sealed;
    std::iter::from_fn(move || {
        let left = size.checked_sub(at).filter(|left| *left > 0)?;
        let length = 1_u64 << at.trailing_zeros().min(LEVEL_MAX).min(left.ilog2());
        at += length;
        Some(length)
    })
}

fn contents(records: &[Arc<Record>]) -> Result<Vec<u8>, StoreError> {
    let mut out = vec![CONTENTS, u8::try_from(directory::level_of(records)).unwrap_or_default()];
    let (mut columns, mut rows) = (Vec::new(), Vec::new());
    let (mut named, mut committed) = (Vec::new(), Vec::new());
    for record in records {
        named.clear();
        committed.clear();
        head::named(record.id, &record.stream, &mut named);
        head::committed(Hash::of_parts(&[&record.salt, &record.body]), &mut committed);
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
    compress(&columns, Effort::Thorough, &mut out)?;
    Ok(out)
}

/// The bytes of a leaf hash that are kept: with them a changed entry is found among its neighbours.
fn mark(leaf: &Hash) -> [u8; 2] {
    let [first, second, ..] = *leaf.as_bytes();
    [first, second]
}

/// A whole block, ready to give its entries. Read again, it keeps its room.
#[derive(Debug, Default)]
pub(crate) struct Block {
    pub(crate) first: u64,
    pub(crate) directory: Directory,
    /// What the contents held compressed: a few bytes for each entry, then from `rows` on the entries themselves.
    unpacked: Vec<u8>,
    rows: usize,
    places: Vec<Place>,
    /// The heads one after the other, when they were kept while they were checked, and where each of them ends.
    heads: Vec<u8>,
    ends: Vec<usize>,
    /// Their leaves in the hash tree, kept with them.
    leaves: Vec<Hash>,
}

/// What the contents say of one entry.
#[derive(Debug)]
struct Place {
    flags: u8,
    salt: [u8; 16],
    mark: [u8; 2],
    /// Where, counted from the first row, the middle of the head's rest begins, where the body does, and where it ends.
    middle: usize,
    body: usize,
    end: usize,
}

impl Block {
    /// Reads the contents of another block that has this directory; the one before is given back. After a fault nothing
    /// that it says counts.
    pub(crate) fn read(&mut self, first: u64, directory: Directory, contents: &[u8]) -> Result<Directory, FrameFault> {
        self.first = first;
        self.ends.clear();
        let before = std::mem::replace(&mut self.directory, directory);
        let mut reader = Reader::new(contents);
        if directory::level(&mut reader, CONTENTS)? != self.directory.level {
            return Err(FrameFault::Short);
        }
        let entries = self.directory.ids.len();
        let (salts, marks) = reader.take(entries * 16).zip(reader.take(entries * 2)).ok_or(FrameFault::Short)?;
        decompress_into(reader.rest(), entries * (ENTRY_BYTES_MAX + 40), &mut self.unpacked)?;
        self.place(salts.as_chunks().0, marks.as_chunks().0)?;
        Ok(before)
    }

    fn place(&mut self, salts: &[[u8; 16]], marks: &[[u8; 2]]) -> Result<(), FrameFault> {
        let mut reader = Reader::new(&self.unpacked);
        let mut at = 0_usize;
        self.places.clear();
        for (salt, mark) in salts.iter().zip(marks) {
            let flags = reader.byte().ok_or(FrameFault::Short)?;
            if flags & !(ORDINARY | NAMED | COMMITTED) != 0 {
                return Err(FrameFault::Flags(flags));
            }
            let lengths = reader.size().zip(reader.size());
            let ends = lengths.and_then(|(middle, body)| {
                let begins = at.checked_add(middle)?;
                begins.checked_add(body).map(|end| (begins, end))
            });
            let (body, end) = ends.ok_or(FrameFault::Short)?;
            self.places.push(Place { flags, salt: *salt, mark: *mark, middle: at, body, end });
            at = end;
        }
        self.rows = self.unpacked.len() - reader.rest().len();
        match at.cmp(&reader.rest().len()) {
            std::cmp::Ordering::Equal => Ok(()),
            std::cmp::Ordering::Less => Err(FrameFault::Trailing),
            std::cmp::Ordering::Greater => Err(FrameFault::Short),
        }
    }

    /// Number of entries.
    pub(crate) fn len(&self) -> u64 {
        self.places.len() as u64
    }

    /// The entry at a place in the block, counted from 0. A head that was not kept is put together in `scratch`.
    pub(crate) fn entry<'a>(&'a self, index: usize, scratch: &'a mut Scratch) -> Option<EntryRef<'a>> {
        if let Some(end) = self.ends.get(index) {
            let start = index.checked_sub(1).map_or(Some(0), |before| self.ends.get(before).copied())?;
            return self.with_head(index, self.heads.get(start..*end)?, self.leaves.get(index).copied());
        }
        self.begin(index, scratch)?;
        scratch.end();
        self.with_head(index, scratch.head(), None)
    }

    /// Checks every entry against what is kept of its leaf, and that all of them give the root that the directory names;
    /// that root. With `keep` the heads, which are put together for it, are kept for [`Block::entry`].
    pub(crate) fn check(&mut self, heads: &mut Heads, keep: bool) -> Result<Hash, Fault> {
        let (mut kept, mut ends) = (std::mem::take(&mut self.heads), std::mem::take(&mut self.ends));
        let mut leaves = std::mem::take(&mut self.leaves);
        kept.clear();
        leaves.clear();
        let checked = self.check_each(heads, |entry| {
            if keep {
                kept.extend_from_slice(entry.head);
                ends.push(kept.len());
                leaves.extend(entry.leaf);
            }
            Ok(())
        });
        (self.heads, self.ends, self.leaves) = (kept, ends, leaves);
        checked
    }

    /// The same, handing out each entry on the way.
    pub(crate) fn check_each(
        &self,
        heads: &mut Heads,
        mut each: impl FnMut(&EntryRef<'_>) -> Result<(), FaultKind>,
    ) -> Result<Hash, Fault> {
        let plain = head::is_plain(self.directory.names());
        let mut leaves = Vec::with_capacity(self.places.len());
        self.entries_and_leaves(heads, |index, entry, leaf| {
            let fault = |kind| Fault { position: self.first + index as u64, kind };
            let (entry, place) = entry.zip(self.places.get(index)).ok_or_else(|| fault(FaultKind::Missing))?;
            if place.mark != mark(&leaf) {
                return Err(fault(FaultKind::Leaf));
            }
            if place.flags & NAMED == 0 || !plain {
                self.check_names(place, &entry).map_err(fault)?;
            }
            if place.flags & COMMITTED == 0 && !head::commits(entry.head, &entry.salt, entry.body) {
                return Err(fault(FaultKind::Commitment));
            }
            each(&entry).map_err(fault)?;
            leaves.push(leaf);
            Ok(())
        })?;
        let root = subtree_root(&leaves);
        if self.directory.nodes.first() == Some(&root) {
            return Ok(root);
        }
        Err(Fault { position: self.first, kind: FaultKind::Block { last: self.first + self.len() - 1 } })
    }

    /// That an entry's head names the stream and the id that the directory has for it.
    fn check_names(&self, place: &Place, entry: &EntryRef<'_>) -> Result<(), FaultKind> {
        let agrees = if place.flags & NAMED == 0 {
            head::names(self.row(place.middle..place.body).unwrap_or_default(), entry.id, entry.stream)
        } else {
            // With a quotation mark in it, the name could reach into what follows it in the head.
            head::is_plain(entry.stream)
        };
        if agrees { Ok(()) } else { Err(FaultKind::Names) }
    }

    /// The leaf of the entry at a place in the hash tree, from its head.
    pub(crate) fn leaf(&self, index: usize) -> Option<Hash> {
        let mut scratch = Scratch::default();
        self.begin(index, &mut scratch)?;
        scratch.end();
        Some(scratch.leaf())
    }

    /// Hands every entry to `each` with its place and its leaf, until one fails. An entry that is not there is none.
    fn entries_and_leaves<E>(
        &self,
        heads: &mut Heads,
        mut each: impl FnMut(usize, Option<EntryRef<'_>>, Hash) -> Result<(), E>,
    ) -> Result<(), E> {
        let mut begun = Vec::with_capacity(TOGETHER);
        for first in (0..self.places.len()).step_by(TOGETHER) {
            let places = first..self.places.len().min(first + TOGETHER);
            begun.clear();
            begun.extend(places.clone().zip(heads.room()).map(|(index, scratch)| self.begin(index, scratch)));
            for ((index, begun), (scratch, leaf)) in places.zip(&begun).zip(heads.end(begun.len())) {
                each(index, begun.and_then(|()| self.with_head(index, scratch.head(), Some(leaf))), leaf)?;
            }
        }
        Ok(())
    }

    /// Begins the head of an entry: all of it but the commitment.
    fn begin(&self, index: usize, scratch: &mut Scratch) -> Option<()> {
        let place = self.places.get(index)?;
        let listed = self.directory.entries.get(index)?;
        scratch.begin(self.first + index as u64, listed.recorded, listed.version);
        if place.flags & NAMED != 0 {
            let stream = self.directory.streams.get(listed.stream)?;
            scratch.named(*self.directory.ids.get(index)?, self.directory.name(stream));
        }
        scratch.bytes(self.row(place.middle..place.body)?);
        if place.flags & COMMITTED != 0 {
            scratch.commits_to(&place.salt, self.row(place.body..place.end)?);
        }
        Some(())
    }

    /// The entry that has this head, and this leaf where it is known.
    fn with_head<'a>(&'a self, index: usize, head: &'a [u8], leaf: Option<Hash>) -> Option<EntryRef<'a>> {
        let place = self.places.get(index)?;
        let Listed { stream, version, recorded } = *self.directory.entries.get(index)?;
        let composed = place.flags & (NAMED | COMMITTED) == NAMED | COMMITTED && time::in_years(recorded);
        Some(EntryRef {
            seq: self.first + index as u64,
            recorded,
            version,
            id: *self.directory.ids.get(index)?,
            stream: self.directory.name(self.directory.streams.get(stream)?),
            ordinary: place.flags & ORDINARY != 0,
            head,
            salt: place.salt,
            body: self.row(place.body..place.end)?,
            between: if composed { self.row(place.middle..place.body) } else { None },
            leaf,
        })
    }

    fn row(&self, range: Range<usize>) -> Option<&[u8]> {
        self.unpacked.get(self.rows..)?.get(range)
    }
}
