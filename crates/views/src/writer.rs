//! Keeping views up with the log, for whoever has the ledger open.

use std::path::{Path, PathBuf};

use hovedbok_core::pack::Words;
use hovedbok_core::{Entry, Seq};
use hovedbok_tree::{Frontier, Hash};

use crate::build::Build;
use crate::error::{ViewsError, at};
use crate::folder::{self, NAME};
use crate::tail::{Joined, TailWriter};
use crate::views::Views;

/// A tail of more entries or bytes than these is taken into a new generation.
const TAIL_ENTRIES: u64 = 8192;
const TAIL_BYTES: u64 = 4 << 20;

/// Writes views for one ledger, one process at a time.
#[derive(Debug)]
pub struct Writer {
    dir: PathBuf,
    tail: TailWriter,
    words: Words,
    frontier: Frontier,
    /// Entries and bytes of the tail.
    entries: u64,
    bytes: u64,
}

impl Writer {
    /// Goes on with views that were read.
    ///
    /// # Errors
    /// When the tail cannot be written.
    pub fn join(ledger: &Path, views: Views, joined: &Joined) -> Result<Writer, ViewsError> {
        let mut writer = Writer::behind(ledger, views)?;
        writer.tail.join(joined).map_err(at(&writer.dir))?;
        Ok(writer)
    }

    fn behind(ledger: &Path, views: Views) -> Result<Writer, ViewsError> {
        let (place, bytes) = (views.place().clone(), views.tail_bytes());
        let (_, entries, words, frontier) = views.into_parts();
        let tail = TailWriter::open(&place.tail, bytes).map_err(at(&place.tail))?;
        Ok(Writer { dir: ledger.join(NAME), tail, words, frontier, entries: entries.len() as u64, bytes })
    }

    /// Writes a generation, and goes on with it.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn start(ledger: &Path, build: Build, joined: &Joined) -> Result<Writer, ViewsError> {
        swap(ledger, build, Some(joined))?;
        let lacking = || ViewsError::Damaged { path: ledger.join(NAME), what: "what was just written is not there" };
        let views = Views::open(ledger)?.ok_or_else(lacking)?;
        Writer::behind(ledger, views)
    }

    /// Position of the last entry.
    pub fn position(&self) -> Seq {
        Seq(self.frontier.size())
    }

    /// Whether the tail is better taken into a new generation than lengthened by this many entries.
    pub fn is_full(&self, more: u64) -> bool {
        self.entries + more > TAIL_ENTRIES || self.bytes > TAIL_BYTES
    }

    /// Adds the entries of a commit, each with its leaf in the hash tree. Readers have them when this returns.
    ///
    /// # Errors
    /// When they cannot be written: then nothing may be read of the views until they are written again.
    pub fn commit(&mut self, entries: &[(Entry, Hash)]) -> Result<(), ViewsError> {
        self.frontier.extend(entries.iter().map(|(_, leaf)| *leaf));
        self.entries += entries.len() as u64;
        self.bytes += self.tail.commit(entries, &mut self.words, &self.frontier).map_err(at(&self.dir))?;
        Ok(())
    }
}

/// Writes a generation and makes it the one to read.
///
/// # Errors
/// When it cannot be written.
pub fn swap(ledger: &Path, build: Build, joined: Option<&Joined>) -> Result<(), ViewsError> {
    let begin = |path: &Path| {
        let mut tail = TailWriter::open(path, 0)?;
        joined.map_or(Ok(()), |joined| tail.join(joined))
    };
    folder::swap(&ledger.join(NAME), build, begin).map(drop)
}

/// What views have learnt, to go on with or to write as a new generation.
///
/// # Errors
/// When a part is damaged.
pub fn taken_in(views: Views) -> Result<Build, ViewsError> {
    let (generation, entries, ..) = views.into_parts();
    let mut build = Build::after(&generation)?;
    entries.iter().for_each(|(entry, leaf)| build.learn(entry, *leaf));
    Ok(build)
}

/// Takes away what says which views are to be read, when they could not be kept up with the log.
///
/// # Errors
/// When even that cannot be done.
pub fn forget(ledger: &Path) -> Result<(), ViewsError> {
    folder::forget(&ledger.join(NAME))
}
