//! A closed ledger taken apart past the log, changed, and written again with every checksum of the store right: what somebody
//! can do who may write the folder. The bytes are read and written from docs/format.md, with nothing of the log's own code.

use std::fs::{self, File};
use std::path::Path;

use hovedbok_log::instant_text;
use hovedbok_tree::{Frontier, Hash, leaf_hash, subtree_root};
use uuid::Uuid;

pub const ORDINARY: u8 = 1;
pub const NAMED: u8 = 2;
pub const COMMITTED: u8 = 4;

/// An entry as it is stored; `text` is the rest of its head, or the middle of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Part {
    pub flags: u8,
    pub recorded: i64,
    pub version: u64,
    pub id: Uuid,
    pub salt: [u8; 16],
    pub stream: String,
    pub text: Vec<u8>,
    pub body: Vec<u8>,
    pub mark: [u8; 2],
}

#[derive(Debug, Clone, PartialEq)]
pub struct Block {
    pub first: u64,
    pub level: u8,
    pub nodes: Vec<Hash>,
    pub parts: Vec<Part>,
}

/// What follows the size in the seal, and the size.
#[derive(Debug, Clone, PartialEq)]
pub struct Seal {
    pub size: u64,
    pub last: i64,
    pub last_ordinary: i64,
    pub peaks: Vec<Hash>,
}

/// A whole store and its anchor.
#[derive(Debug, Clone, PartialEq)]
pub struct Store {
    pub blocks: Vec<Block>,
    /// The entries after the seal, each in a bundle of its own, with its position.
    pub tail: Vec<(u64, Part)>,
    pub seal: Seal,
    pub anchor: Anchor,
    origin: Vec<u8>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Anchor {
    pub size: u64,
    pub root: Hash,
    pub recorded: i64,
    pub closed: bool,
}

/// Opens the store of a closed ledger with sled itself. A store that was just dropped holds its lock until sled's last
/// thread is through, so the lock is waited for here, as the log waits for it.
pub fn open(dir: &Path) -> sled::Db {
    let store = dir.join("store");
    File::open(store.join("db")).unwrap().lock().unwrap();
    sled::Config::new().path(store).segment_size(8 << 20).open().unwrap()
}

fn key(kind: u8, position: u64) -> Vec<u8> {
    [&[kind][..], &position.to_be_bytes()].concat()
}

struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    fn take(&mut self, count: usize) -> &'a [u8] {
        let (taken, rest) = self.0.split_at(count);
        self.0 = rest;
        taken
    }

    fn array<const N: usize>(&mut self) -> [u8; N] {
        self.take(N).try_into().unwrap()
    }

    fn number(&mut self) -> u64 {
        let (mut number, mut shift) = (0, 0);
        loop {
            let byte = self.take(1)[0];
            number |= u64::from(byte & 0x7f) << shift;
            if byte & 0x80 == 0 {
                return number;
            }
            shift += 7;
        }
    }

    fn size(&mut self) -> usize {
        usize::try_from(self.number()).unwrap()
    }
}

fn number(mut number: u64, out: &mut Vec<u8>) {
    while number >= 0x80 {
        out.push(0x80 | u8::try_from(number & 0x7f).unwrap());
        number >>= 7;
    }
    out.push(u8::try_from(number).unwrap());
}

fn unpacked(bytes: &[u8]) -> Vec<u8> {
    let length = u32::from_be_bytes(bytes[..4].try_into().unwrap());
    zstd::bulk::decompress(&bytes[4..], length as usize).unwrap()
}

fn packed(bytes: &[u8]) -> Vec<u8> {
    let length = u32::try_from(bytes.len()).unwrap().to_be_bytes();
    [&length[..], &zstd::bulk::compress(bytes, 1).unwrap()].concat()
}

impl Part {
    /// Its head at a position.
    pub fn head(&self, position: u64) -> Vec<u8> {
        let instant = instant_text(self.recorded);
        let mut head = format!("{{\"seq\":{position},\"recorded\":\"{instant}\",\"version\":{},", self.version);
        if self.flags & NAMED != 0 {
            head.push_str(&format!("\"id\":\"{}\",\"stream\":\"{}\",", self.id, self.stream));
        }
        let mut head = head.into_bytes();
        head.extend_from_slice(&self.text);
        if self.flags & COMMITTED != 0 {
            head.extend_from_slice(self.commitment().as_bytes());
        }
        head
    }

    pub fn commitment(&self) -> String {
        format!("\"body_sha256\":\"{}\"}}", Hash::of_parts(&[&self.salt, &self.body]))
    }

    /// As it would stand in a bundle, or in a block that leaves nothing out.
    pub fn spelt_out(&self, position: u64) -> Part {
        let before = Part { flags: 0, text: Vec::new(), ..self.clone() }.head(position).len();
        Part { flags: self.flags & ORDINARY, text: self.head(position)[before..].to_vec(), ..self.clone() }
    }

    fn frame(&self) -> Vec<u8> {
        let mut out = vec![self.flags];
        out.extend_from_slice(&self.recorded.to_be_bytes());
        out.extend_from_slice(&self.version.to_be_bytes());
        out.extend_from_slice(self.id.as_bytes());
        out.extend_from_slice(&self.salt);
        out.push(u8::try_from(self.stream.len()).unwrap());
        for bytes in [&self.text, &self.body] {
            out.extend_from_slice(&u16::try_from(bytes.len()).unwrap().to_be_bytes());
        }
        [&out, self.stream.as_bytes(), &self.text, &self.body].concat()
    }

    fn read_frame(reader: &mut Reader<'_>) -> Part {
        let flags = reader.take(1)[0];
        let (recorded, version) = (i64::from_be_bytes(reader.array()), u64::from_be_bytes(reader.array()));
        let (id, salt) = (Uuid::from_bytes(reader.array()), reader.array());
        let stream = usize::from(reader.take(1)[0]);
        let [text, body] = [0; 2].map(|_: u8| usize::from(u16::from_be_bytes(reader.array())));
        let stream = String::from_utf8(reader.take(stream).to_vec()).unwrap();
        let (text, body) = (reader.take(text).to_vec(), reader.take(body).to_vec());
        Part { flags, recorded, version, id, salt, stream, text, body, mark: [0; 2] }
    }
}

impl Block {
    fn read(first: u64, directory: &[u8], contents: &[u8]) -> Block {
        let mut fixed = Reader(directory);
        let level = fixed.array::<2>()[1];
        let mut recorded = i64::from_be_bytes(fixed.array());
        let nodes = usize::from(fixed.take(1)[0]);
        let nodes = (0..nodes).map(|_| Hash::from_bytes(fixed.array())).collect();
        let ids: Vec<_> = (0..1_usize << level).map(|_| Uuid::from_bytes(fixed.array())).collect();
        let columns = unpacked(fixed.0);
        let mut columns = Reader(&columns);
        let count = columns.size();
        let mut streams: Vec<(String, u64)> = (0..count)
            .map(|_| {
                let length = usize::from(columns.take(1)[0]);
                (String::from_utf8(columns.take(length).to_vec()).unwrap(), columns.number())
            })
            .collect();
        let which: Vec<usize> = ids.iter().map(|_| columns.size()).collect();
        let mut salts = Reader(&contents[2..]);
        let mut marks = Reader(&contents[2 + 16 * ids.len()..]);
        let rows = unpacked(&contents[2 + 18 * ids.len()..]);
        let mut rows = Reader(&rows);
        let lengths: Vec<_> = ids.iter().map(|_| (rows.take(1)[0], rows.size(), rows.size())).collect();
        let parts = ids
            .iter()
            .zip(&which)
            .zip(&lengths)
            .map(|((id, which), (flags, text, body))| {
                recorded += i64::try_from(columns.number()).unwrap();
                let (stream, version) = &mut streams[*which];
                *version += 1;
                Part {
                    flags: *flags,
                    recorded,
                    version: *version - 1,
                    id: *id,
                    salt: salts.array(),
                    stream: stream.clone(),
                    text: rows.take(*text).to_vec(),
                    body: rows.take(*body).to_vec(),
                    mark: marks.array(),
                }
            })
            .collect();
        Block { first, level, nodes, parts }
    }

    fn directory(&self) -> Vec<u8> {
        let (mut streams, mut names, mut which, mut instants) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        let first = self.parts[0].recorded;
        let mut last = first;
        for part in &self.parts {
            let known = names.iter().position(|name| *name == part.stream);
            let place = known.unwrap_or_else(|| {
                names.push(part.stream.clone());
                streams.push(u8::try_from(part.stream.len()).unwrap());
                streams.extend_from_slice(part.stream.as_bytes());
                number(part.version, &mut streams);
                names.len() - 1
            });
            number(place as u64, &mut which);
            // Instants that go backwards cannot be written: they stay where they are.
            number(u64::try_from(part.recorded - last).unwrap_or(0), &mut instants);
            last = last.max(part.recorded);
        }
        let mut columns = Vec::new();
        number(names.len() as u64, &mut columns);
        let columns = [columns, streams, which, instants].concat();
        let mut out = vec![2, self.level];
        out.extend_from_slice(&first.to_be_bytes());
        out.push(u8::try_from(self.nodes.len()).unwrap());
        self.nodes.iter().for_each(|node| out.extend_from_slice(node.as_bytes()));
        self.parts.iter().for_each(|part| out.extend_from_slice(part.id.as_bytes()));
        [out, packed(&columns)].concat()
    }

    fn contents(&self) -> Vec<u8> {
        let (mut lengths, mut rows) = (Vec::new(), Vec::new());
        for part in &self.parts {
            lengths.push(part.flags);
            number(part.text.len() as u64, &mut lengths);
            number(part.body.len() as u64, &mut lengths);
            rows.extend_from_slice(&part.text);
            rows.extend_from_slice(&part.body);
        }
        let mut out = vec![3, self.level];
        self.parts.iter().for_each(|part| out.extend_from_slice(&part.salt));
        self.parts.iter().for_each(|part| out.extend_from_slice(&part.mark));
        [out, packed(&[lengths, rows].concat())].concat()
    }

    fn leaves(&self) -> Vec<Hash> {
        (self.first..).zip(&self.parts).map(|(position, part)| leaf_hash(&part.head(position))).collect()
    }
}

impl Store {
    pub fn read(dir: &Path) -> Store {
        let db = open(dir);
        let sealed = db.open_tree("sealed").unwrap();
        let position = |key: &[u8]| u64::from_be_bytes(key[1..].try_into().unwrap());
        let blocks = sealed.scan_prefix(b"d").map(Result::unwrap).map(|(at, directory)| {
            let first = position(&at);
            Block::read(first, &directory, &sealed.get(key(b'e', first)).unwrap().unwrap())
        });
        let blocks = blocks.collect();
        let mut tail = Vec::new();
        for (at, bytes) in db.scan_prefix(b"t").map(Result::unwrap) {
            let plain = if bytes[0] == 4 { unpacked(&bytes[1..]) } else { bytes.to_vec() };
            let mut reader = Reader(&plain);
            let [_, high, low] = reader.array();
            let count = u64::from(u16::from_be_bytes([high, low]));
            tail.extend((position(&at)..position(&at) + count).map(|at| (at, Part::read_frame(&mut reader))));
        }
        let bytes = db.get(b"h").unwrap().unwrap();
        let mut seal = Reader(&bytes);
        let origin = usize::from(seal.take(11)[10]);
        let origin = [&bytes[..11], seal.take(origin)].concat();
        let (size, last) = (u64::from_be_bytes(seal.array()), i64::from_be_bytes(seal.array()));
        let last_ordinary = i64::from_be_bytes(seal.array());
        let peaks = seal.0.chunks(32).map(|peak| Hash::from_bytes(peak.try_into().unwrap())).collect();
        let text: serde_json::Value = serde_json::from_slice(&fs::read(dir.join("anchor.json")).unwrap()).unwrap();
        let recorded = chrono::DateTime::parse_from_rfc3339(text["recorded"].as_str().unwrap()).unwrap();
        let anchor = Anchor {
            size: text["size"].as_u64().unwrap(),
            root: Hash::from_hex(text["root"].as_str().unwrap()).unwrap(),
            recorded: recorded.timestamp_micros(),
            closed: text["closed"].as_bool().unwrap(),
        };
        Store { blocks, tail, seal: Seal { size, last, last_ordinary, peaks }, anchor, origin }
    }

    /// Writes what differs from another one, with what the store itself keeps as checksums.
    pub fn write_over(&self, before: &Store, dir: &Path) {
        let db = open(dir);
        let sealed = db.open_tree("sealed").unwrap();
        for block in before.blocks.iter().filter(|block| !self.blocks.contains(block)) {
            sealed.remove(key(b'd', block.first)).unwrap();
            sealed.remove(key(b'e', block.first)).unwrap();
        }
        for block in self.blocks.iter().filter(|block| !before.blocks.contains(block)) {
            sealed.insert(key(b'd', block.first), block.directory()).unwrap();
            sealed.insert(key(b'e', block.first), block.contents()).unwrap();
        }
        if self.tail != before.tail {
            for (at, _) in db.scan_prefix(b"t").map(Result::unwrap) {
                db.remove(at).unwrap();
            }
            for (position, part) in &self.tail {
                db.insert(key(b't', *position), [&[1, 0, 1][..], &part.frame()].concat()).unwrap();
            }
        }
        if self.seal != before.seal {
            let Seal { size, last, last_ordinary, peaks } = &self.seal;
            let mut bytes = self.origin.clone();
            bytes.extend_from_slice(&size.to_be_bytes());
            bytes.extend_from_slice(&last.to_be_bytes());
            bytes.extend_from_slice(&last_ordinary.to_be_bytes());
            peaks.iter().for_each(|peak| bytes.extend_from_slice(peak.as_bytes()));
            db.insert(b"h", bytes).unwrap();
        }
        db.flush().unwrap();
        if self.anchor != before.anchor {
            self.write_anchor(dir);
        }
    }

    fn write_anchor(&self, dir: &Path) {
        let Anchor { size, root, recorded, closed } = &self.anchor;
        let origin = std::str::from_utf8(&self.origin[11..]).unwrap();
        let bytes = fs::metadata(dir.join("store/db")).unwrap().len();
        let line = format!(
            "{{\"format\":2,\"segment_size\":8388608,\"origin\":\"{origin}\",\"size\":{size},\"root\":\"{root}\",\
             \"recorded\":\"{}\",\"store_bytes\":{bytes},\"closed\":{closed}",
            instant_text(*recorded)
        );
        let sha256 = Hash::of(format!("{line}}}").as_bytes());
        fs::write(dir.join("anchor.json"), format!("{line},\"sha256\":\"{sha256}\"}}\n")).unwrap();
    }

    /// Makes marks, nodes, seal and anchor fit the entries again, as far as this level: 1 the marks of the block, 2 its
    /// directory, 3 all directories, 4 the seal, 5 the anchor.
    pub fn fit(&mut self, changed: usize, level: u8) {
        let mut tree = Frontier::default();
        for (at, block) in self.blocks.iter_mut().enumerate() {
            let leaves = block.leaves();
            let nodes = tree.completed_by(u32::from(block.level), subtree_root(&leaves));
            if level >= 1 && at == changed {
                for (part, leaf) in block.parts.iter_mut().zip(&leaves) {
                    part.mark = leaf.as_bytes()[..2].try_into().unwrap();
                }
            }
            if level >= 3 || (level == 2 && at == changed) {
                block.nodes = nodes;
            }
            tree.extend(leaves);
        }
        if level >= 4 {
            let last = self.blocks.last().and_then(|block| block.parts.last());
            self.seal.peaks = tree.peaks().to_vec();
            self.seal.last = last.map_or(self.seal.last, |part| part.recorded);
        }
        tree.extend(self.tail.iter().map(|(position, part)| leaf_hash(&part.head(*position))));
        if level >= 5 {
            self.anchor.root = tree.root();
            self.anchor.recorded = self.tail.last().map_or(self.seal.last, |(_, part)| part.recorded);
        }
    }
}
