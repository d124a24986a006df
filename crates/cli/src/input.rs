//! Files and standard input as commands name them, read only up to the allowed size.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};

use hovedbok_files::bounded::{self, INPUT_BYTES_MAX};

use crate::exit::Failure;

/// The name of standard input.
const STDIN: &str = "-";

/// Opens a file, or standard input for `-`.
fn open(path: &str) -> io::Result<Box<dyn Read>> {
    Ok(if path == STDIN { Box::new(io::stdin().lock()) } else { Box::new(File::open(path)?) })
}

fn unread(path: &str) -> impl Fn(io::Error) -> Failure {
    let path = if path == STDIN { "standard input" } else { path }.to_owned();
    move |source| Failure::File { path: path.clone(), source }
}

/// Reads a whole file, of any format that is not read line by line.
///
/// # Errors
/// When it cannot be read or is too large.
pub fn whole(path: &str) -> Result<Vec<u8>, Failure> {
    open(path).and_then(|file| bounded::whole(file, INPUT_BYTES_MAX)).map_err(unread(path))
}

/// Reads a table; if it is too large, only the beginning, and its reader reports the error.
///
/// # Errors
/// When it cannot be read.
pub fn table(path: &str) -> Result<Vec<u8>, Failure> {
    open(path).and_then(|file| bounded::beginning(file, INPUT_BYTES_MAX)).map_err(unread(path))
}

/// Opens a file that is read line by line.
///
/// # Errors
/// When it cannot be opened.
pub fn lines(path: &str) -> Result<Box<dyn BufRead>, Failure> {
    if path == STDIN {
        return Ok(Box::new(io::stdin().lock()));
    }
    Ok(Box::new(BufReader::with_capacity(1 << 18, File::open(path).map_err(unread(path))?)))
}
