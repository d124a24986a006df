//! The tail: what was recorded since a generation was written, commit by commit in the order of the log. A record is its
//! length, its CRC and its bytes; the first one that is not whole ends the tail. It is never synced: what a power cut takes
//! is learnt from the log again.

use std::fs::{File, OpenOptions};
use std::io::{self, Seek, SeekFrom, Write};
use std::path::Path;

use hovedbok_core::Entry;
use hovedbok_core::pack::{Packer, Unpacker, Words};
use hovedbok_core::packed::Before;
use hovedbok_files::bounded;
use hovedbok_tree::{Frontier, Hash};

use crate::error::{ViewsError, at};
use crate::plain::plain;

/// No tail is longer: before it is, a new generation is written.
const BYTES_MAX: usize = 256 << 20;

/// The kinds of record.
const JOINED: u8 = 0;
const COMMIT: u8 = 1;

/// What is said of the process that writes, so that a reader can tell it from one that has not caught up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Joined {
    /// The process.
    pub pid: u32,
    /// When it opened the ledger.
    pub since: String,
}

/// A tail as it was read.
#[derive(Debug)]
pub(crate) struct Tail {
    pub(crate) entries: Vec<(Entry, Hash)>,
    /// Who joined last.
    pub(crate) joined: Option<Joined>,
    /// The bytes up to the end of the last whole record.
    pub(crate) bytes: u64,
    /// The tree with the entries.
    pub(crate) frontier: Frontier,
}

/// Reads the tail that follows a position of the log. It adds to the words, and says up to where it joins.
pub(crate) fn read(path: &Path, words: &mut Words, frontier: &Frontier) -> Result<Tail, ViewsError> {
    let bytes = plain(path).and_then(|file| bounded::whole(file, BYTES_MAX)).map_err(at(path))?;
    let mut tail = Tail { entries: Vec::new(), joined: None, bytes: 0, frontier: frontier.clone() };
    let mut rest: &[u8] = &bytes;
    while let Some((record, after)) = framed(rest) {
        let malformed = || ViewsError::Damaged { path: path.to_owned(), what: "a record of its tail is malformed" };
        // Its CRC is right: what is wrong with it was written so.
        tail.take(record, words).ok_or_else(malformed)?;
        tail.bytes += (rest.len() - after.len()) as u64;
        rest = after;
    }
    Ok(tail)
}

/// The first record, and what follows it.
fn framed(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let (length, rest) = bytes.split_first_chunk::<4>()?;
    let (crc, rest) = rest.split_first_chunk::<4>()?;
    let (record, rest) = rest.split_at_checked(usize::try_from(u32::from_le_bytes(*length)).ok()?)?;
    (crc32fast::hash(record) == u32::from_le_bytes(*crc) && !record.is_empty()).then_some((record, rest))
}

impl Tail {
    fn take(&mut self, record: &[u8], words: &mut Words) -> Option<()> {
        let nothing = Words::default();
        let mut from = Unpacker::new(record, &nothing);
        match from.byte()? {
            JOINED => {
                let pid = u32::try_from(from.number()?).ok()?;
                self.joined = Some(Joined { pid, since: from.written_out()?.to_owned() });
            }
            COMMIT => {
                let root = Hash::from_bytes(*from.take(32)?.first_chunk()?);
                let (first, count) = (from.number()?, from.number()?);
                let known = from.number()?;
                let new = from.number()?;
                if known != words.len() as u64 {
                    return None;
                }
                for _ in 0..new {
                    words.push(from.written_out()?);
                }
                let mut from = from.with(words);
                let mut before = Before::default();
                let mut next = self.frontier.clone();
                if first != next.size() + 1 {
                    return None;
                }
                for _ in 0..count {
                    let leaf = Hash::from_bytes(*from.take(32)?.first_chunk()?);
                    let stream = from.stream()?;
                    let entry = from.entry(&stream, &mut before)?;
                    next.push(leaf);
                    if entry.seq.0 != next.size() {
                        return None;
                    }
                    self.entries.push((entry, leaf));
                }
                if next.root() != root || !from.is_done() {
                    return None;
                }
                self.frontier = next;
            }
            _ => return None,
        }
        Some(())
    }
}

/// Writes behind a tail.
#[derive(Debug)]
pub(crate) struct TailWriter {
    file: File,
}

impl TailWriter {
    /// Behind the whole records of a tail; what follows them is cut off.
    pub(crate) fn open(path: &Path, bytes: u64) -> io::Result<TailWriter> {
        let mut file = OpenOptions::new().write(true).create(true).truncate(false).open(path)?;
        file.set_len(bytes)?;
        file.seek(SeekFrom::Start(bytes))?;
        Ok(TailWriter { file })
    }

    /// Says who writes from here on.
    pub(crate) fn join(&mut self, joined: &Joined) -> io::Result<()> {
        let mut words = Words::default();
        let mut packer = Packer::onto(vec![JOINED], &mut words);
        packer.number(joined.pid.into());
        packer.written_out(&joined.since);
        self.put(&packer.bytes)
    }

    /// Adds a commit, after which the tree is as given.
    pub(crate) fn commit(&mut self, entries: &[(Entry, Hash)], words: &mut Words, tree: &Frontier) -> io::Result<u64> {
        let known = words.len();
        let mut before = Before::default();
        let mut packer = Packer::onto(Vec::new(), words);
        for (entry, leaf) in entries {
            packer.raw(leaf.as_bytes());
            packer.stream(&entry.draft.stream);
            packer.entry(entry, &mut before);
        }
        let packed = std::mem::take(&mut packer.bytes);
        packer.raw(&[COMMIT]);
        packer.raw(tree.root().as_bytes());
        packer.number(entries.first().map_or(0, |(entry, _)| entry.seq.0));
        packer.number(entries.len() as u64);
        packer.number(known as u64);
        packer.words(known);
        packer.raw(&packed);
        self.put(&packer.bytes)?;
        Ok(packer.bytes.len() as u64)
    }

    fn put(&mut self, record: &[u8]) -> io::Result<()> {
        let length = u32::try_from(record.len()).map_err(|_| io::ErrorKind::FileTooLarge)?;
        let mut framed = Vec::with_capacity(record.len() + 8);
        framed.extend_from_slice(&length.to_le_bytes());
        framed.extend_from_slice(&crc32fast::hash(record).to_le_bytes());
        framed.extend_from_slice(record);
        self.file.write_all(&framed)
    }
}
