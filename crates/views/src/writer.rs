//! Keeping views up with the log, for whoever has the ledger open.

use std::path::{Path, PathBuf};

use hovedbok_core::pack::Words;
use hovedbok_core::{Entry, Seq};
use hovedbok_tree::{Frontier, Hash};

use crate::build::Build;
use crate::error::{ViewsError, at};
use crate::folder::{self, Live};
use crate::place::{self, NAME, Place};
use crate::tail::{Joined, TailWriter};
use crate::views::Views;

/// A tail of more entries or bytes than these is taken into a new generation.
const TAIL_ENTRIES: u64 = 8192;
const TAIL_BYTES: u64 = 4 << 20;

/// Writes views for one ledger, one process at a time.
#[derive(Debug)]
pub struct Writer {
    dir: PathBuf,
    place: Place,
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
        Ok(Writer { dir: ledger.join(NAME), place, tail, words, frontier, entries: entries.len() as u64, bytes })
    }

    /// Writes a generation beside the others, and goes on with it.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn beside(ledger: &Path, build: &mut Build, joined: Option<&Joined>) -> Result<Writer, ViewsError> {
        let dir = ledger.join(NAME);
        let (place, _) = place::write(&dir, build)?;
        let mut writer = Writer::behind(ledger, Views::read(place)?)?;
        if let Some(joined) = joined {
            writer.tail.join(joined).map_err(at(&dir))?;
        }
        Ok(writer)
    }

    /// Makes these the views to read.
    ///
    /// # Errors
    /// When that cannot be written: then the others are still read.
    pub fn succeed(&self, succession: Succession) -> Result<(), ViewsError> {
        let others = Live::read(&self.dir).ok().flatten();
        let name = self.place.name.clone();
        let live = match (succession, others) {
            (Succession::Rewritten | Succession::TakenIn | Succession::Swapped { .. }, None) => {
                Live { name, before: None, pinned: false }
            }
            (Succession::Rewritten, Some(others)) => Live { name, before: others.before, pinned: false },
            (Succession::TakenIn, Some(others)) => Live { name, ..others },
            (Succession::Swapped { pinned, kept }, Some(others)) => {
                Live { name, before: if kept { Some(others.name) } else { others.before }, pinned }
            }
        };
        let before = live.before.filter(|before| *before != live.name);
        Live { before, ..live }.put(&self.dir)
    }

    /// Reads what is written to.
    ///
    /// # Errors
    /// As [`Views::open`].
    pub fn read_again(&self) -> Result<Views, ViewsError> {
        Views::read(self.place.clone())
    }

    /// The name of the generation.
    pub fn generation(&self) -> &str {
        &self.place.name
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

/// What becomes of the views that were read before, when others take their place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Succession {
    /// They were missing, damaged, or of another version of the program. A pin is over.
    Rewritten,
    /// All that they had is in the new ones.
    TakenIn,
    /// Somebody chose the new ones.
    Swapped {
        /// Whether those before are kept to go back to, instead of those that were kept until now.
        kept: bool,
        /// Whether the new ones are older ones that somebody went back to.
        pinned: bool,
    },
}

/// Writes a generation and makes it the one to read.
///
/// # Errors
/// When it cannot be written.
pub fn swap(ledger: &Path, build: &mut Build, joined: Option<&Joined>) -> Result<(), ViewsError> {
    Writer::beside(ledger, build, joined)?.succeed(Succession::Rewritten)
}

/// Whether somebody went back to the views that are read, and has not said since that it is over.
pub fn is_pinned(ledger: &Path) -> bool {
    Live::read(&ledger.join(NAME)).ok().flatten().is_some_and(|live| live.pinned)
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
