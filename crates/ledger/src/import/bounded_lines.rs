//! Entries as JSON lines, read one after the other however long the file is.

use std::io::{self, BufRead, Read};

use hovedbok_core::entry::MAX_BYTES;
use hovedbok_files::bounded::TooLarge;

/// The most bytes of a line that is read: other programs may write spaces.
pub(crate) const READ_BYTES_MAX: usize = 8 * MAX_BYTES;

/// What a reading came to.
pub(crate) enum Next<'a> {
    /// A line, its line feed included where there is one.
    Line(&'a [u8]),
    /// A line that is longer than it may be.
    TooLong,
    /// Nothing is left.
    End,
}

/// The lines of a file, one in memory at a time.
pub(crate) struct Lines<R> {
    reader: R,
    buffer: Vec<u8>,
    bytes_max: usize,
    number: usize,
    /// How many bytes were read.
    read: u64,
    /// The most bytes that all lines together may have.
    all_max: Option<usize>,
}

impl<R: BufRead> Lines<R> {
    /// Lines of at most this many bytes.
    pub(crate) fn new(reader: R, bytes_max: usize) -> Lines<R> {
        Lines { reader, buffer: Vec::new(), bytes_max, number: 0, read: 0, all_max: None }
    }

    /// The same, of at most this many bytes together: for a caller that keeps what the lines say.
    pub(crate) fn at_most(self, all_max: usize) -> Lines<R> {
        Lines { all_max: Some(all_max), ..self }
    }

    /// The number of the line read last, from 1.
    pub(crate) fn number(&self) -> usize {
        self.number
    }

    /// Reads the next line. Lines that are together larger than they may be are an error ([`TooLarge`]).
    pub(crate) fn next(&mut self) -> io::Result<Next<'_>> {
        self.buffer.clear();
        let limit = self.bytes_max as u64 + 1;
        let read = (&mut self.reader).take(limit).read_until(b'\n', &mut self.buffer)?;
        if read == 0 {
            return Ok(Next::End);
        }
        self.number += 1;
        self.read += read as u64;
        if let Some(bytes_max) = self.all_max.filter(|all_max| self.read > *all_max as u64) {
            return Err(io::Error::new(io::ErrorKind::InvalidData, TooLarge { bytes_max }));
        }
        Ok(if read > self.bytes_max { Next::TooLong } else { Next::Line(&self.buffer) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_come_one_by_one_and_no_longer_than_they_may() {
        let mut lines = Lines::new(&b"one\n\nthree\nfour"[..], 6);
        let mut read = Vec::new();
        while let Next::Line(line) = lines.next().unwrap() {
            read.push(line.to_vec());
        }
        assert_eq!(
            (read, lines.number()),
            (vec![b"one\n".to_vec(), b"\n".to_vec(), b"three\n".to_vec(), b"four".to_vec()], 4)
        );
        let mut lines = Lines::new(&b"three\n"[..], 5);
        assert!(matches!(lines.next().unwrap(), Next::TooLong));
    }
}
