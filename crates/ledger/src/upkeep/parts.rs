//! What each part of a projection was at the last rebuild, so that a later one that differs can say where: a line a part, with
//! a digest over its rows. The files lie with the views, and can be deleted with them.

use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, BufRead, BufReader, BufWriter, Read, Write};
use std::path::PathBuf;

use hovedbok_core::{Fact, StreamId};
use hovedbok_files::{Folders, unfinished};

use crate::error::LedgerError;
use crate::files;
use crate::open::Ledger;

/// The digests of the parts of a projection, by the name of the part.
pub type Parts = BTreeMap<String, String>;

/// How a file of parts begins; the digest of the whole projection follows.
const FIRST: &str = "hovedbok-parts/1 ";
/// No line is longer: a name is that of a stream, and perhaps a milestone.
const LINE_BYTES_MAX: u64 = 4096;

/// Where a projection differs from what it was at the last rebuild.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Difference {
    /// It is not known what the parts were: the file is gone, or of another rebuild.
    Unknown,
    /// No part differs: the note of the last rebuild was changed.
    OfTheNote,
    /// The first part that has other rows.
    Changed(String),
    /// The first part that was there and is not any more.
    Gone(String),
    /// The first part that was not there.
    New(String),
}

/// The name of the part that a row belongs to.
pub(super) fn name(stream: &StreamId, fact: &Fact) -> String {
    let milestone = if let Fact::Plan(entry) = fact { hovedbok_milestones::about(entry) } else { None };
    match milestone {
        Some(milestone) => format!("{stream} milestone {milestone}"),
        None => stream.to_string(),
    }
}

impl Ledger {
    /// Keeps what the parts of a projection were, with the digest of all of it.
    ///
    /// # Errors
    /// When the disk says no.
    pub fn note_parts(&self, projection: &str, digest: &str, parts: &Parts) -> Result<(), LedgerError> {
        let path = self.parts_path(projection);
        let folder = files::folder_of(&path);
        let written = || -> io::Result<()> {
            Folders::make(folder, 0o777)?.keep();
            let file = unfinished::file(folder, 0o666)?;
            let mut out = BufWriter::new(file.as_file());
            writeln!(out, "{FIRST}{digest}")?;
            for (name, digest) in parts {
                writeln!(out, "{digest} {}", name.escape_debug())?;
            }
            out.flush()?;
            drop(out);
            file.persist(&path).map(drop).map_err(|error| error.error)
        };
        written().map_err(files::at(&path))
    }

    /// The first part in which a projection is not what it was when it had this digest.
    ///
    /// # Errors
    /// When the disk does not let it be read.
    pub fn first_difference(&self, projection: &str, digest: &str, now: &Parts) -> Result<Difference, LedgerError> {
        let path = self.parts_path(projection);
        let file = match File::open(&path) {
            Ok(file) => BufReader::new(file),
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Difference::Unknown),
            Err(error) => return Err(files::at(&path)(error)),
        };
        Ok(compared(Lines(file), digest, now).unwrap_or(Difference::Unknown))
    }

    fn parts_path(&self, projection: &str) -> PathBuf {
        self.dir().join("views").join(format!("{projection}.parts"))
    }
}

/// How the parts differ from the lines of a file; nothing where the file has another form or is of another rebuild.
fn compared(mut lines: Lines, digest: &str, now: &Parts) -> Option<Difference> {
    if lines.next()?.strip_prefix(FIRST)? != digest {
        return None;
    }
    let mut now = now.iter().map(|(name, digest)| (name.escape_debug().to_string(), digest));
    // Both are in the order of their names.
    loop {
        let then = lines.next();
        let then = then.as_deref().map(|line| line.split_once(' '));
        match (then, now.next()) {
            (None, None) => return Some(Difference::OfTheNote),
            (None, Some((name, _))) => return Some(Difference::New(name)),
            (Some(then), None) => return Some(Difference::Gone(then?.1.to_owned())),
            (Some(then), Some((name, digest))) => {
                let (digest_then, name_then) = then?;
                match name_then.cmp(&name) {
                    Ordering::Less => return Some(Difference::Gone(name_then.to_owned())),
                    Ordering::Greater => return Some(Difference::New(name)),
                    Ordering::Equal if digest_then != digest => return Some(Difference::Changed(name)),
                    Ordering::Equal => {}
                }
            }
        }
    }
}

/// The lines of a file that are whole, and no longer than they may be.
struct Lines(BufReader<File>);

impl Iterator for Lines {
    type Item = String;

    fn next(&mut self) -> Option<String> {
        let mut line = String::new();
        self.0.by_ref().take(LINE_BYTES_MAX).read_line(&mut line).ok()?;
        Some(line.strip_suffix('\n')?.to_owned())
    }
}
