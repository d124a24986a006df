//! Building a generation: from the log entry by entry, or from an older generation and what came after it. Both give the
//! same bytes.

use std::collections::HashMap;
use std::io::{self, Write};
use std::panic::resume_unwind;
use std::sync::mpsc;
use std::thread;

use foldhash::fast::RandomState;
use hovedbok_core::pack::{Packer, Unpacker, Words};
use hovedbok_core::packed::Before;
use hovedbok_core::{Entry, StreamId, StreamKind};
use hovedbok_projection::History;
use hovedbok_state::ready::Packed;
use hovedbok_tree::{Frontier, Hash, subtree_root};
use sha2::{Digest, Sha256};

use crate::error::ViewsError;
use crate::generation::{
    ATTENDANCE, BENEFITS, CONDITIONS, COUNTED, COURSES, ENTRIES, ENTRIES_CHUNK, FORMAT, Generation, Head, LEAVES,
    LISTED, NAMES, NODES, ODD, ODD_ENTRIES, OTHERS, PARTS, PERSON, PERSONS, PLACES, SETTLED, TREE_MISFIT, WHOLE, WORDS,
    shape,
};
use crate::odd;
use crate::ready::{self, Settlings};
use crate::sections::Put;
use crate::whole::Whole;

/// How many bytes a piece of the file has at most.
const PIECE: usize = 1 << 20;
/// How many pieces of the file are put together ahead of what is written.
const PIECES_AHEAD: usize = 2;

/// A generation in memory, while it learns the log.
#[derive(Debug)]
pub struct Build {
    origin: String,
    words: Words,
    whole: Whole,
    streams: Vec<Stream>,
    numbers: HashMap<StreamId, usize, RandomState>,
    /// The number of the stream of each position.
    places: Vec<u32>,
    leaves: Vec<Hash>,
    /// The roots of the subtrees of 256 leaves.
    nodes: Vec<Hash>,
}

/// How many bytes the length of what a person has takes at most, mostly.
const LENGTH: usize = 3;

/// The level of these subtrees.
const LEVEL: u32 = NODES[0].0;

#[derive(Debug)]
struct Stream {
    id: StreamId,
    bytes: Vec<u8>,
    /// The place of its last entry; nothing where it must be read first.
    before: Option<Before>,
    /// What the person is counted by; nothing where it must be folded first.
    ready: Option<Packed>,
}

impl Build {
    /// Nothing is learnt yet of a ledger of this name.
    pub fn of(origin: &str) -> Build {
        Build {
            origin: origin.to_owned(),
            words: Words::default(),
            whole: Whole::default(),
            streams: Vec::new(),
            numbers: HashMap::default(),
            places: Vec::new(),
            leaves: Vec::new(),
            nodes: Vec::new(),
        }
    }

    /// All that a generation has learnt.
    pub(crate) fn after(generation: &Generation) -> Result<Build, ViewsError> {
        let mut build = Build::of(&generation.head().origin);
        build.words = generation.words.clone();
        build.whole = generation.whole(true)?;
        build.places = generation.places()?;
        build.leaves = generation.leaves(0..generation.position().0)?;
        build.nodes = generation.nodes()?;
        if build.tree() != generation.frontier {
            return Err(generation.damaged(TREE_MISFIT));
        }
        let others = generation.others().map(|(stream, range)| (stream.clone(), range.clone()));
        let all = generation.persons_in(0..generation.persons())?.into_iter().chain(others);
        let mut ready = ready::packed(generation)?.into_iter();
        for (id, range) in all {
            build.numbers.insert(id.clone(), build.streams.len());
            let ready = ready.next();
            build.streams.push(Stream { id, bytes: generation.entries(range)?.to_vec(), before: None, ready });
        }
        Ok(build)
    }

    /// Makes room for the next entries, so that no more is held than they take.
    pub fn reserve(&mut self, entries: u64) {
        let more = usize::try_from(entries).unwrap_or(0);
        self.places.reserve_exact(more);
        self.leaves.reserve_exact(more);
    }

    /// How many entries were learnt.
    pub fn entries(&self) -> u64 {
        self.leaves.len() as u64
    }

    /// The hash tree over them.
    fn tree(&self) -> Frontier {
        let mut tree = Frontier::default();
        for node in &self.nodes {
            // None is refused: complete subtrees lie before it.
            let _ = tree.push_subtree(LEVEL, *node);
        }
        tree.extend(self.leaves.get(self.nodes.len() << LEVEL..).into_iter().flatten().copied());
        tree
    }

    /// Learns the next entry of the log, with its leaf in the hash tree.
    pub fn learn(&mut self, entry: &Entry, leaf: Hash) {
        self.whole.learn(entry);
        let stream = &entry.draft.stream;
        let number = match self.numbers.get(stream) {
            Some(number) => *number,
            None => {
                let number = self.streams.len();
                self.numbers.insert(stream.clone(), number);
                let before = Some(Before::default());
                self.streams.push(Stream { id: stream.clone(), bytes: Vec::new(), before, ready: None });
                number
            }
        };
        if let Some(stream) = self.streams.get_mut(number) {
            let mut before = stream.before.take().unwrap_or_else(|| last_place(&stream.bytes, &self.words, &stream.id));
            let mut packer = Packer::onto(std::mem::take(&mut stream.bytes), &mut self.words);
            packer.entry(entry, &mut before);
            stream.bytes = packer.bytes;
            stream.before = Some(before);
            stream.ready = None;
        }
        self.places.push(u32::try_from(number).unwrap_or(u32::MAX));
        self.leaves.push(leaf);
        if self.leaves.len().is_multiple_of(1 << LEVEL) {
            let last = self.leaves.get(self.nodes.len() << LEVEL..).unwrap_or_default();
            self.nodes.push(subtree_root(last));
        }
    }

    /// Folds what persons are counted by, where that is not done yet: writing does it otherwise.
    pub(crate) fn make_ready(&mut self) {
        make_ready(&mut self.streams, &self.words);
    }

    /// The file that it would be: two that have learnt the same log have the same.
    pub fn file(&mut self) -> Written {
        // Nothing keeps a sink from being written to.
        self.write(io::sink()).unwrap_or(Written { digest: Hash::from_bytes([0; 32]), bytes: 0 })
    }

    /// Writes the generation. It can learn more afterwards.
    pub(crate) fn write(&mut self, out: impl Write + Send) -> io::Result<Written> {
        thread::scope(|scope| {
            let (pieces, ready) = mpsc::sync_channel(PIECES_AHEAD);
            let writing = scope.spawn(move || written(out, ready));
            let given = self.put(Pieces { pieces });
            let written = writing.join().unwrap_or_else(|panic| resume_unwind(panic))?;
            given.map(|()| written)
        })
    }

    fn put(&mut self, out: impl Write) -> io::Result<()> {
        // A list in the order of the ids, whatever order they came in: built at once or learnt one by one, the same bytes.
        let mut order: Vec<usize> = (0..self.streams.len()).collect();
        let id = |number: &usize| self.streams.get(*number).map(|stream| &stream.id);
        order.sort_unstable_by(|one, other| id(one).cmp(&id(other)));
        let mut sorted = vec![0_u32; order.len()];
        for (place, number) in (0..).zip(&order) {
            if let Some(sorted) = sorted.get_mut(*number) {
                *sorted = place;
            }
        }
        self.make_ready();
        let mut put = Put::into(out);
        put.section_in(ENTRIES, ENTRIES_CHUNK);
        // Room is made at once: lists that grow would need twice the memory.
        let room = |of: fn(&Packed) -> &Vec<u8>| {
            let ready = self.streams.iter().filter_map(|stream| stream.ready.as_ref());
            Vec::with_capacity(ready.map(|ready| of(ready).len() + LENGTH).sum())
        };
        let (mut counted, mut settlings, mut parts) = (room(|own| &own.courses), Settlings::default(), Vec::new());
        let (mut odd_ids, mut odd_entries, mut closed) = (Vec::new(), Vec::new(), self.words.closed());
        let (mut benefits, mut attendance) = (room(|own| &own.benefits), room(|own| &own.attendance));
        let mut conditions = room(|own| &own.conditions);
        let (mut persons, mut others, mut at) = (Vec::new(), Vec::new(), 0_u64);
        for number in &order {
            let Some(stream) = self.streams.get(*number) else { continue };
            let bytes = stream.bytes.len() as u64;
            if let StreamId::Participant(id) = &stream.id {
                let lengths = [&counted, &settlings.bytes, &benefits, &attendance, &conditions].map(Vec::len);
                ready::put_place(persons.len() as u64 / PERSON, lengths, &mut parts);
                let ready = stream.ready.as_ref();
                let before = counted.len();
                ready::write(ready.map_or(&[], |ready| &ready.courses), &mut counted);
                settlings.add(*id, ready, counted.len() - before, &self.words);
                persons.extend_from_slice(id.0.as_bytes());
                persons.extend_from_slice(&at.to_le_bytes());
                persons.extend_from_slice(&bytes.to_le_bytes());
                ready::write(ready.map_or(&[], |ready| &ready.benefits), &mut benefits);
                ready::write(ready.map_or(&[], |ready| &ready.attendance), &mut attendance);
                ready::write(ready.map_or(&[], |ready| &ready.conditions), &mut conditions);
                if ready.is_some_and(|ready| ready.odd) {
                    odd_ids.extend_from_slice(id.0.as_bytes());
                    odd::put(&stream.id, &stream.bytes, &self.words, &mut closed, &mut odd_entries);
                }
            } else {
                others.push((stream.id.to_string(), at, bytes));
            }
            at += bytes;
            put.put(&stream.bytes)?;
        }
        put.section(PERSONS);
        put.put(&persons)?;
        let listed = settlings.listed();
        let sections = [
            (COUNTED, &counted),
            (SETTLED, &settlings.bytes),
            (LISTED, &listed),
            (PARTS, &parts),
            (BENEFITS, &benefits),
            (ATTENDANCE, &attendance),
            (CONDITIONS, &conditions),
            (ODD, &odd_ids),
            (ODD_ENTRIES, &odd_entries),
        ];
        for (section, bytes) in sections {
            put.section(section);
            put.put(bytes)?;
        }
        put.section(OTHERS);
        put.put(&serde_json::to_vec(&others)?)?;
        put.section(WORDS);
        let mut words = Packer::onto(Vec::new(), &mut self.words);
        words.words(0);
        put.put(&words.bytes)?;
        put.section(PLACES);
        for number in &self.places {
            let place = usize::try_from(*number).ok().and_then(|number| sorted.get(number));
            put.put(&place.copied().unwrap_or(u32::MAX).to_le_bytes())?;
        }
        put.section(LEAVES);
        self.leaves.iter().try_for_each(|leaf| put.put(leaf.as_bytes()))?;
        for (level, section) in NODES {
            put.section(section);
            let (whole, _) = self.nodes.as_slice().split_at(self.leaves.len() >> level << (level - LEVEL));
            whole.chunks(1 << (level - LEVEL)).try_for_each(|nodes| put.put(subtree_root(nodes).as_bytes()))?;
        }
        let tree = self.tree();
        let sections = [WHOLE, NAMES, COURSES];
        for (section, bytes) in sections.into_iter().zip(self.whole.bytes()) {
            put.section(section);
            put.put(&bytes)?;
        }
        put.finish(&Head {
            format: FORMAT.to_owned(),
            shape: shape(),
            origin: self.origin.clone(),
            position: tree.size(),
            root: tree.root(),
            peaks: tree.peaks().to_vec(),
        })
    }
}

/// What was written of a generation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Written {
    /// SHA-256 of the file.
    pub digest: Hash,
    /// Its length.
    pub bytes: u64,
}

/// Hands what is put together over to the thread that writes it.
struct Pieces {
    pieces: mpsc::SyncSender<Vec<u8>>,
}

impl Write for Pieces {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let bytes = bytes.get(..PIECE).unwrap_or(bytes);
        // That thread says what went wrong when it ended before.
        self.pieces.send(bytes.to_vec()).map_err(|_| io::ErrorKind::BrokenPipe)?;
        Ok(bytes.len())
    }
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Writes, hashes and counts the pieces.
fn written(mut out: impl Write, pieces: mpsc::Receiver<Vec<u8>>) -> io::Result<Written> {
    let (mut digest, mut bytes) = (Sha256::new(), 0);
    for piece in pieces {
        out.write_all(&piece)?;
        digest.update(&piece);
        bytes += piece.len() as u64;
    }
    out.flush()?;
    Ok(Written { digest: Hash::from_bytes(digest.finalize().into()), bytes })
}

/// Folds what persons are counted by, where it is not there yet, on all cores.
fn make_ready(streams: &mut [Stream], words: &Words) {
    let threads = thread::available_parallelism().map_or(1, usize::from);
    let many = streams.len().div_ceil(threads).max(1);
    thread::scope(|scope| {
        for streams in streams.chunks_mut(many) {
            scope.spawn(|| {
                let mut own = words.closed();
                let lacking = streams.iter_mut().filter(|stream| stream.ready.is_none());
                for stream in lacking.filter(|stream| stream.id.kind() == StreamKind::Participant) {
                    let mut history = History::default();
                    let (mut from, mut before) = (Unpacker::new(&stream.bytes, words), Before::default());
                    while let (false, Some(entry)) = (from.is_done(), from.entry(&stream.id, &mut before)) {
                        history.take(entry);
                    }
                    stream.ready = Some(Packed::of(&history, &mut own));
                }
            });
        }
    });
}

/// The place of the last entry of a stream.
fn last_place(bytes: &[u8], words: &Words, stream: &StreamId) -> Before {
    let (mut from, mut before) = (Unpacker::new(bytes, words), Before::default());
    while !from.is_done() && from.entry(stream, &mut before).is_some() {}
    before
}
