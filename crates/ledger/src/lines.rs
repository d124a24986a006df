//! Entries as JSON lines, read one after the other however long the file is.

use std::io::{self, BufRead, Read};

use hovedbok_core::entry::{MAX_BYTES, Salt};
use hovedbok_files::bounded::TooLarge;
use memchr::memmem;

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

/// What a line holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Parts<'a> {
    pub(crate) head: &'a [u8],
    pub(crate) salt: Salt,
    pub(crate) body: &'a [u8],
}

/// Splits a line, without its line feed, the way this program writes it; nothing when it is written differently.
/// Head and body are not looked at. When both turn out to be canonical JSON, so is the line: neither can hold a quotation
/// mark after a comma but between fields, so there is one way only to take it apart.
pub(crate) fn parts(line: &[u8]) -> Option<Parts<'_>> {
    const BETWEEN: &[u8; 11] = b"\"},\"salt\":\"";
    let line = line.strip_prefix(b"{\"head\":")?;
    let end = memmem::find(line, BETWEEN)? + 2;
    let (head, rest) = line.split_at_checked(end)?;
    let (salt, rest) = rest.strip_prefix(b",\"salt\":\"")?.split_first_chunk::<32>()?;
    let body = rest.strip_prefix(b"\",\"body\":")?.strip_suffix(b"}")?;
    Some(Parts { head, salt: read_salt(salt)?, body })
}

fn read_salt(digits: &[u8; 32]) -> Option<Salt> {
    let mut salt = [0; 16];
    base16ct::lower::decode(digits, &mut salt).ok()?;
    Some(salt)
}

#[cfg(test)]
mod tests {
    use super::*;
    use hovedbok_core::line;

    #[test]
    fn a_line_is_taken_apart_as_it_was_put_together() {
        let (head, body) =
            (&br#"{"seq":1,"source":"\"},\"salt\":\"","body_sha256":"ab"}"#[..], &br#"{"salt":"}"}"#[..]);
        let salt = [0x0f; 16];
        let line = line::write(head, &salt, body);
        let line = line.strip_suffix(b"\n").unwrap();
        assert_eq!(parts(line), Some(Parts { head, salt, body }));
        let text = std::str::from_utf8(line).unwrap();
        for (from, to) in
            [("{\"head\":", "{ \"head\":"), ("0f0f", "0F0f"), (",\"body\"", ", \"body\""), ("}\"}}", "}\"}} ")]
        {
            let other = text.replacen(from, to, 1);
            assert_ne!(other, text);
            assert_eq!(parts(other.as_bytes()), None, "{other}");
        }
    }

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
