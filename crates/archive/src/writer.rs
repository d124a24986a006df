//! Writing a segment: its lines, and what the manifest says of them.

use std::io::{self, Write};

use hovedbok_tree::{Hash, Segment};
use sha2::{Digest, Sha256};

use crate::names::segment_name;

/// A segment that is being written.
pub struct Writer<W> {
    to: W,
    sha256: Sha256,
    bytes: u64,
}

impl<W: Write> Writer<W> {
    /// Begins a segment.
    pub fn new(to: W) -> Writer<W> {
        Writer { to, sha256: Sha256::new(), bytes: 0 }
    }

    /// Writes an entry's line, its line feed included.
    ///
    /// # Errors
    /// When the writer takes no more.
    pub fn line(&mut self, line: &[u8]) -> io::Result<()> {
        self.sha256.update(line);
        self.bytes += line.len() as u64;
        self.to.write_all(line)
    }

    /// Ends the segment of these positions; `root` is that of the tree over all entries up to its last one.
    pub fn end(self, first: u64, last: u64, root: Hash) -> (W, Segment) {
        let sha256 = Hash::from_bytes(self.sha256.finalize().into());
        let file = segment_name(first, last);
        (self.to, Segment { file, first, last, bytes: self.bytes, sha256, size: last, root })
    }
}
