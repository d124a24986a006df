//! Opening files for reading.

use std::fs::{self, File};
use std::io;
use std::path::Path;

/// Opens a file that is a file and nothing else: a pipe would keep us waiting.
pub(crate) fn plain(path: &Path) -> io::Result<File> {
    if fs::metadata(path)?.is_file() { File::open(path) } else { Err(io::ErrorKind::InvalidData.into()) }
}
