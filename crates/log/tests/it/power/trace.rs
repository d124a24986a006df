//! Reads what `shim.c` recorded.

use std::ops::Range;
use std::path::Path;

/// One thing that was done, in the order of all. Paths are below the traced folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// A file was opened, and made if it was not there; `emptied` if it was.
    Opened {
        inode: u64,
        path: String,
        emptied: bool,
    },
    /// Bytes were written; where they stand in [`Trace::bytes`].
    Written {
        inode: u64,
        offset: usize,
        data: Range<usize>,
    },
    /// A file got another length.
    Resized {
        inode: u64,
        length: usize,
    },
    /// A file or folder was synced.
    Synced {
        inode: u64,
    },
    Renamed {
        from: String,
        to: String,
    },
    Unlinked {
        path: String,
    },
    FolderMade {
        inode: u64,
        path: String,
    },
    FolderRemoved {
        path: String,
    },
    /// The process said that so many entries are on the disk.
    Acked(u64),
}

/// A whole record.
pub struct Trace {
    pub events: Vec<Event>,
    /// The record's bytes, the written ones among them.
    pub bytes: Vec<u8>,
}

impl Trace {
    pub fn read(path: &Path) -> Trace {
        let bytes = std::fs::read(path).unwrap();
        let mut events = Vec::new();
        let mut at = 0;
        while at < bytes.len() {
            let field = |from: usize| u64::from_ne_bytes(bytes[at + from..at + from + 8].try_into().unwrap());
            let length = |from: usize| u32::from_ne_bytes(bytes[at + from..at + from + 4].try_into().unwrap());
            let (kind, inode, number) = (bytes[at], field(1), field(9));
            let text = at + 25..at + 25 + usize::try_from(length(17)).unwrap();
            let more = text.end..text.end + usize::try_from(length(21)).unwrap();
            at = more.end;
            let path = |range: &Range<usize>| String::from_utf8(bytes[range.clone()].to_vec()).unwrap();
            let size = || usize::try_from(number).unwrap();
            events.push(match kind {
                b'o' => Event::Opened { inode, path: path(&text), emptied: number != 0 },
                b'w' => Event::Written { inode, offset: size(), data: text },
                b't' => Event::Resized { inode, length: size() },
                b's' => Event::Synced { inode },
                b'r' => Event::Renamed { from: path(&text), to: path(&more) },
                b'u' => Event::Unlinked { path: path(&text) },
                b'm' => Event::FolderMade { inode, path: path(&text) },
                b'd' => Event::FolderRemoved { path: path(&text) },
                b'a' => Event::Acked(number),
                _ => panic!("a record of kind {kind} at byte {at}"),
            });
        }
        Trace { events, bytes }
    }
}
