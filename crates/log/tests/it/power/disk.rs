//! What a disk holds for certain, and what it may hold after a power cut.
//!
//! The model, the harsher one wherever file systems differ:
//! - `fsync` and `fdatasync` of a file make its bytes and its length durable, not its name (ext4 makes a new file's name
//!   durable with it). Every change of it since the last sync is lost or kept on its own, in part too.
//! - `fsync` of a folder makes the names in it durable, not what stands in the files. Of the names changed since, the
//!   first so many are kept, or none, or all: a file system writes the changes of one folder down in their order.
//! - A rename within a folder happens whole or not at all. Renames between folders are not modelled, and refused.
//! - Bytes that were lost in the midst of a file read as zeros, or as what stood there before.

use std::collections::{BTreeMap, HashMap};
use std::fs;
use std::ops::Range;
use std::path::Path;

use super::trace::{Event, Trace};

/// A disk writes this much or nothing of it.
const SECTOR_BYTES: usize = 512;

/// What becomes of changes that were not synced.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    /// All are lost.
    Lost,
    /// Each is lost, kept, or, of a write, the first bytes of it kept.
    Parted,
    /// Each is lost, kept, or, of a write, some sectors of it kept and the file as long as with all.
    Torn,
    /// All are kept: as if the power had stayed.
    Kept,
}

/// What is decided by chance: a number from the least to the most of the two.
pub type Chance<'a> = &'a mut dyn FnMut(u64, u64) -> u64;

enum Change {
    Write { offset: usize, data: Range<usize> },
    Resize { length: usize },
}

#[derive(Default)]
struct FileNode {
    safe: Vec<u8>,
    waiting: Vec<Change>,
}

#[derive(Clone)]
enum NameChange {
    Set { name: String, node: usize },
    Remove { name: String },
    Rename { from: String, to: String },
}

type Names = BTreeMap<String, usize>;

#[derive(Default)]
struct FolderNode {
    now: Names,
    safe: Names,
    waiting: Vec<NameChange>,
}

enum Node {
    File(FileNode),
    Folder(FolderNode),
}

/// The traced folder and all below it, as far as the events have been applied.
pub struct Disk<'a> {
    trace: &'a Trace,
    /// The first is the traced folder.
    nodes: Vec<Node>,
    /// The node that has an inode's number at this time: numbers are given again.
    live: HashMap<u64, usize>,
    acked: Option<u64>,
}

impl<'a> Disk<'a> {
    /// The traced folder, empty; `root` is its inode.
    pub fn new(trace: &'a Trace, root: u64) -> Disk<'a> {
        let nodes = vec![Node::Folder(FolderNode::default())];
        Disk { trace, nodes, live: HashMap::from([(root, 0)]), acked: None }
    }

    /// What was acknowledged last.
    pub fn acked(&self) -> Option<u64> {
        self.acked
    }

    pub fn apply(&mut self, event: &Event) {
        match event {
            Event::Opened { inode, path, emptied } => self.opened(*inode, path, *emptied),
            Event::Written { inode, offset, data } => {
                let change = Change::Write { offset: *offset, data: data.clone() };
                self.file(*inode).waiting.push(change);
            }
            Event::Resized { inode, length } => self.file(*inode).waiting.push(Change::Resize { length: *length }),
            Event::Synced { inode } => self.synced(*inode),
            Event::Renamed { from, to } => {
                let (folder, from) = self.place(from);
                let (to_folder, to) = self.place(to);
                assert_eq!(folder, to_folder, "a rename from one folder to another is not modelled");
                self.name(folder, NameChange::Rename { from, to });
            }
            Event::Unlinked { path } | Event::FolderRemoved { path } => {
                let (folder, name) = self.place(path);
                self.name(folder, NameChange::Remove { name });
            }
            Event::FolderMade { inode, path } => self.add(*inode, path, Node::Folder(FolderNode::default())),
            Event::Acked(size) => self.acked = Some(*size),
        }
    }

    fn opened(&mut self, inode: u64, path: &str, emptied: bool) {
        let (folder, name) = self.place(path);
        let Some(node) = self.folder(folder).now.get(&name).copied() else {
            return self.add(inode, path, Node::File(FileNode::default()));
        };
        assert_eq!(self.live.get(&inode), Some(&node), "{path} is another file than the trace says");
        if emptied {
            self.file(inode).waiting.push(Change::Resize { length: 0 });
        }
    }

    fn add(&mut self, inode: u64, path: &str, node: Node) {
        let (folder, name) = self.place(path);
        self.nodes.push(node);
        let node = self.nodes.len() - 1;
        self.live.insert(inode, node);
        self.name(folder, NameChange::Set { name, node });
    }

    fn synced(&mut self, inode: u64) {
        let trace = self.trace;
        match &mut self.nodes[self.live[&inode]] {
            Node::File(file) => {
                for change in std::mem::take(&mut file.waiting) {
                    whole(&mut file.safe, &change, trace);
                }
            }
            Node::Folder(folder) => {
                folder.safe.clone_from(&folder.now);
                folder.waiting.clear();
            }
        }
    }

    fn name(&mut self, folder: usize, change: NameChange) {
        let folder = self.folder(folder);
        rename(&mut folder.now, &change);
        folder.waiting.push(change);
    }

    fn file(&mut self, inode: u64) -> &mut FileNode {
        let node = self.live[&inode];
        let Node::File(file) = &mut self.nodes[node] else { panic!("inode {inode} is a folder") };
        file
    }

    fn folder(&mut self, node: usize) -> &mut FolderNode {
        let Node::Folder(folder) = &mut self.nodes[node] else { panic!("node {node} is a file") };
        folder
    }

    /// The folder a path lies in, and its name there.
    fn place(&mut self, path: &str) -> (usize, String) {
        let (above, name) = path.rsplit_once('/').unwrap_or(("", path));
        let parts = above.split('/').filter(|part| !part.is_empty());
        (parts.fold(0, |node, part| self.folder(node).now[part]), name.to_owned())
    }

    /// Writes the folder into `dir`, which is there and empty, as a cut at this place may leave it.
    pub fn write(&self, dir: &Path, fate: Fate, chance: Chance<'_>) {
        self.write_folder(0, dir, fate, chance);
    }

    fn write_folder(&self, node: usize, dir: &Path, fate: Fate, chance: Chance<'_>) {
        let Node::Folder(folder) = &self.nodes[node] else { panic!("node {node} is a file") };
        let waiting = folder.waiting.len();
        let kept = match fate {
            Fate::Lost => 0,
            Fate::Parted | Fate::Torn => usize::try_from(chance(0, u64::try_from(waiting).unwrap())).unwrap(),
            Fate::Kept => waiting,
        };
        let mut names = folder.safe.clone();
        folder.waiting[..kept].iter().for_each(|change| rename(&mut names, change));
        for (name, node) in names {
            let path = dir.join(name);
            match &self.nodes[node] {
                Node::File(file) => fs::write(path, self.bytes(file, fate, chance)).unwrap(),
                Node::Folder(_) => {
                    fs::create_dir(&path).unwrap();
                    self.write_folder(node, &path, fate, chance);
                }
            }
        }
    }

    fn bytes(&self, file: &FileNode, fate: Fate, chance: Chance<'_>) -> Vec<u8> {
        let mut bytes = file.safe.clone();
        for change in &file.waiting {
            match (fate, change) {
                (Fate::Lost, _) => {}
                (Fate::Kept, _) => whole(&mut bytes, change, self.trace),
                (Fate::Parted | Fate::Torn, _) => match (chance(1, 3), change) {
                    (1, _) => {}
                    (2, _) | (_, Change::Resize { .. }) => whole(&mut bytes, change, self.trace),
                    (_, Change::Write { offset, data }) => {
                        let data = &self.trace.bytes[data.clone()];
                        if fate == Fate::Torn {
                            torn(&mut bytes, *offset, data, chance);
                        } else {
                            let length = chance(0, u64::try_from(data.len()).unwrap());
                            put(&mut bytes, *offset, &data[..usize::try_from(length).unwrap()]);
                        }
                    }
                },
            }
        }
        bytes
    }
}

fn whole(bytes: &mut Vec<u8>, change: &Change, trace: &Trace) {
    match change {
        Change::Write { offset, data } => put(bytes, *offset, &trace.bytes[data.clone()]),
        Change::Resize { length } => bytes.resize(*length, 0),
    }
}

fn put(bytes: &mut Vec<u8>, offset: usize, data: &[u8]) {
    if data.is_empty() {
        return;
    }
    let end = offset + data.len();
    bytes.resize(bytes.len().max(end), 0);
    bytes[offset..end].copy_from_slice(data);
}

/// Each sector of the file that the write touches gets its bytes or does not.
fn torn(bytes: &mut Vec<u8>, offset: usize, data: &[u8], chance: Chance<'_>) {
    let end = offset + data.len();
    bytes.resize(bytes.len().max(end), 0);
    let mut from = offset;
    while from < end {
        let to = end.min((from / SECTOR_BYTES + 1) * SECTOR_BYTES);
        if chance(0, 1) == 1 {
            bytes[from..to].copy_from_slice(&data[from - offset..to - offset]);
        }
        from = to;
    }
}

fn rename(names: &mut Names, change: &NameChange) {
    match change {
        NameChange::Set { name, node } => {
            names.insert(name.clone(), *node);
        }
        NameChange::Remove { name } => {
            names.remove(name);
        }
        NameChange::Rename { from, to } => {
            let node = names.remove(from).unwrap();
            names.insert(to.clone(), node);
        }
    }
}
