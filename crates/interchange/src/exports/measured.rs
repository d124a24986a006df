//! What was written: how many bytes, and their SHA-256.

use std::io::{self, Write};

use serde::Serialize;
use sha2::{Digest, Sha256};

/// A file of an export.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct File {
    /// Its name.
    pub name: String,
    /// Its length in bytes.
    pub bytes: u64,
    /// The SHA-256 of them, as hexadecimal digits.
    pub sha256: String,
    /// How many rows, events or grants it holds.
    pub rows: u64,
}

/// A writer that measures what goes through it.
pub struct Measured<W> {
    inner: W,
    bytes: u64,
    digest: Sha256,
}

impl<W: Write> Measured<W> {
    /// Measures what is written to a writer.
    pub fn of(inner: W) -> Measured<W> {
        Measured { inner, bytes: 0, digest: Sha256::new() }
    }

    /// The file that was written, and the writer.
    pub fn file(self, name: &str, rows: u64) -> (File, W) {
        let hex = self.digest.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
        (File { name: name.to_owned(), bytes: self.bytes, sha256: hex, rows }, self.inner)
    }
}

impl<W: Write> Write for Measured<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let taken = self.inner.write(bytes)?;
        self.bytes += taken as u64;
        self.digest.update(bytes.get(..taken).unwrap_or_default());
        Ok(taken)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.inner.flush()
    }
}
