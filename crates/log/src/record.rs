//! An entry in memory that the log has given its place: on its way into the log, or in the part that is not sealed yet.

use std::sync::Arc;

use hovedbok_tree::Hash;
use uuid::Uuid;

use crate::entry::EntryRef;
use crate::frame::Frame;
use crate::head::{self, Scratch};
use crate::time::Micros;

/// One entry with everything that is stored of it. Its position follows from its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Record {
    pub(crate) ordinary: bool,
    pub(crate) recorded: Micros,
    pub(crate) version: u64,
    pub(crate) id: Uuid,
    pub(crate) salt: [u8; 16],
    pub(crate) stream: Arc<str>,
    pub(crate) rest: Vec<u8>,
    pub(crate) body: Vec<u8>,
    /// Its leaf in the hash tree.
    pub(crate) leaf: Hash,
}

impl Record {
    /// The entry that a bundle holds at position `seq`.
    pub(crate) fn read(seq: u64, frame: &Frame<'_>, scratch: &mut Scratch) -> Record {
        Record {
            ordinary: frame.ordinary,
            recorded: frame.recorded,
            version: frame.version,
            id: frame.id,
            salt: frame.salt,
            stream: frame.stream.into(),
            rest: frame.rest.to_vec(),
            body: frame.body.to_vec(),
            leaf: head::leaf(seq, frame.recorded, frame.version, frame.rest, scratch),
        }
    }

    pub(crate) fn frame(&self) -> Frame<'_> {
        Frame {
            ordinary: self.ordinary,
            recorded: self.recorded,
            version: self.version,
            id: self.id,
            salt: self.salt,
            stream: &self.stream,
            rest: &self.rest,
            body: &self.body,
        }
    }

    /// The entry at position `seq`, its head put together in `scratch`.
    pub(crate) fn entry<'a>(&'a self, seq: u64, scratch: &'a mut Scratch) -> EntryRef<'a> {
        scratch.begin(seq, self.recorded, self.version);
        scratch.bytes(&self.rest);
        EntryRef {
            seq,
            recorded: self.recorded,
            version: self.version,
            id: self.id,
            stream: &self.stream,
            ordinary: self.ordinary,
            head: scratch.head(),
            salt: self.salt,
            body: &self.body,
            between: None,
            leaf: Some(self.leaf),
        }
    }
}
