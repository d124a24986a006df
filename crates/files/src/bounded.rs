//! Reading what comes from outside: nothing is read whole before it is known to be no larger than it may be, whatever a file
//! says of its size, and also where it is a pipe that never ends.

use std::fmt;
use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

/// Bytes of an input that holds proposals: a JSON document, or a table as it lies on the disk.
pub const INPUT_BYTES_MAX: usize = 64 << 20;

/// More than is read. Carried by an [`io::Error`] of the kind [`io::ErrorKind::InvalidData`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TooLarge {
    /// The limit.
    pub bytes_max: usize,
}

impl fmt::Display for TooLarge {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "it is larger than {}, the most that is read", size(self.bytes_max))
    }
}

impl std::error::Error for TooLarge {}

/// A number of bytes in words: the largest unit that it is a multiple of.
pub fn size(bytes: usize) -> String {
    match bytes {
        _ if bytes.is_multiple_of(1 << 20) => format!("{} MiB", bytes >> 20),
        _ if bytes.is_multiple_of(1 << 10) => format!("{} KiB", bytes >> 10),
        _ => format!("{bytes} bytes"),
    }
}

/// Reads to the end, or one byte more than the limit, so that whoever knows the format can say what is wrong with it.
///
/// # Errors
/// When it cannot be read.
pub fn beginning(reader: impl Read, bytes_max: usize) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    reader.take(bytes_max as u64 + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// Reads to the end.
///
/// # Errors
/// When it cannot be read, or is larger than the limit ([`TooLarge`]).
pub fn whole(reader: impl Read, bytes_max: usize) -> io::Result<Vec<u8>> {
    let bytes = beginning(reader, bytes_max)?;
    if bytes.len() > bytes_max {
        return Err(io::Error::new(io::ErrorKind::InvalidData, TooLarge { bytes_max }));
    }
    Ok(bytes)
}

/// Reads a file.
///
/// # Errors
/// As [`whole`].
pub fn file(path: &Path, bytes_max: usize) -> io::Result<Vec<u8>> {
    whole(File::open(path)?, bytes_max)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_more_is_read_than_may_be() {
        assert_eq!(whole(&b"1234"[..], 4).unwrap(), b"1234");
        let error = whole(&b"12345"[..], 4).unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::InvalidData);
        assert_eq!(error.to_string(), "it is larger than 4 bytes, the most that is read");
        assert_eq!(beginning(io::repeat(b'x'), 1 << 20).unwrap().len(), (1 << 20) + 1);
        assert!(whole(io::repeat(0), 1 << 20).unwrap_err().to_string().contains("1 MiB"));
        assert_eq!(size(128 << 10), "128 KiB");
    }
}
