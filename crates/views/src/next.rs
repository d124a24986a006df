//! The generation that is being built beside the one to read: how far it has come, so that whoever goes on with it begins
//! there, and whoever looks sees it. Its save points are generations themselves.

use std::path::Path;
use std::{fmt, io};

use hovedbok_core::entry::Parked;
use hovedbok_core::{Instant, Seq};
use hovedbok_files::{Existing, bounded, put};
use serde::{Deserialize, Serialize};

use crate::error::{ViewsError, at};
use crate::pace::{Course, Pace};
use crate::place::{is_a_name, remove};
use crate::plain::plain;

/// The file in the folder of the views.
const NEXT: &str = "next";
/// No such file is longer.
const NEXT_BYTES_MAX: usize = 1 << 20;

/// A rebuild beside the views that are read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Next {
    /// The generation of the last save point; none before the first.
    pub(crate) generation: Option<String>,
    /// Position of the last entry of that save point.
    pub position: Seq,
    /// The position that it is built up to.
    pub target: Seq,
    /// The position from which it was last gone on with, and when that was.
    pub from: Seq,
    /// When that was.
    pub begun: Instant,
    /// When the last save point was written.
    pub noted: Instant,
    /// Who began or resumed it.
    pub by: String,
    /// A save point is written when at least this many entries were learnt since the one before.
    #[serde(default)]
    pub save_entries: u64,
    /// What it has done since it was begun or resumed, and how long that took.
    #[serde(default)]
    pub pace: Pace,
    /// What keeps it from being finished, in the order of the log.
    pub problems: Vec<Problem>,
    /// How many more problems there are than are listed.
    pub unlisted: u64,
    /// The entries that were parked, in the order of the log.
    #[serde(default)]
    pub parked: Vec<ParkedEntry>,
    /// How many more were parked than are listed.
    #[serde(default)]
    pub parked_unlisted: u64,
}

/// An entry that is kept, counted and reported, and that this program cannot make a fact of (H9).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ParkedEntry {
    /// Its position.
    pub seq: Seq,
    /// Its stream.
    pub stream: String,
    /// Its type, as far as it can be told.
    #[serde(rename = "type")]
    pub type_name: String,
    /// Why.
    pub why: Parked,
    /// What is wrong with it, where more can be said.
    pub what: Option<String>,
}

/// More parked entries than these are counted, not listed.
const PARKED_MAX: usize = 500;

/// What is wrong with an entry that should be learnt.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    /// The position of the entry; none where something else is wrong.
    pub position: Option<Seq>,
    /// What is wrong.
    pub what: String,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.position {
            Some(position) => write!(f, "entry {position}: {}", self.what),
            None => f.write_str(&self.what),
        }
    }
}

impl Next {
    /// A rebuild that has learnt nothing yet.
    pub fn begun(by: &str, target: Seq, now: Instant) -> Next {
        Next {
            generation: None,
            position: Seq(0),
            target,
            from: Seq(0),
            begun: now,
            noted: now,
            by: by.to_owned(),
            save_entries: 0,
            pace: Pace::default(),
            problems: Vec::new(),
            unlisted: 0,
            parked: Vec::new(),
            parked_unlisted: 0,
        }
    }

    /// Takes note of an entry that was parked.
    pub fn park(&mut self, entry: ParkedEntry) {
        if self.parked.len() < PARKED_MAX {
            self.parked.push(entry);
        } else {
            self.parked_unlisted += 1;
        }
    }

    /// Somebody goes on with it, up to a position, with a save point after at least this many entries.
    pub fn go_on(&mut self, from: Seq, target: Seq, save_entries: u64, by: &str, now: Instant) {
        (self.from, self.target, self.begun, self.noted) = (from, target, now, now);
        (self.save_entries, self.pace) = (save_entries, Pace::default());
        by.clone_into(&mut self.by);
        self.problems.clear();
        self.unlisted = 0;
        // Those that the save point has are not met again.
        self.parked.retain(|entry| entry.seq <= from);
        self.parked_unlisted = 0;
    }

    /// How far it is when this many entries are learnt.
    pub fn course(&self, learnt: u64) -> Course {
        Course { position: learnt, saved: self.position.0, target: self.target.0, save_entries: self.save_entries }
    }

    /// How many microseconds it takes from when the last save point was written to the end, by what was measured; nothing
    /// before the first.
    pub fn left(&self) -> Option<u64> {
        if self.generation.is_some() && self.position >= self.target {
            return Some(0);
        }
        self.pace.left(self.course(self.position.0))
    }

    /// The name of the generation of the last save point.
    pub fn generation(&self) -> Option<&str> {
        self.generation.as_deref()
    }

    /// Writes down what has changed.
    pub(crate) fn put(&self, dir: &Path) -> Result<(), ViewsError> {
        let path = dir.join(NEXT);
        let bytes = serde_json::to_vec(self).map_err(|error| at(&path)(error.into()))?;
        put(&path, &bytes, 0o666, Existing::Replace).map_err(at(&path))
    }
}

/// The rebuild in a folder of views.
pub(crate) fn read(dir: &Path) -> Result<Option<Next>, ViewsError> {
    let path = dir.join(NEXT);
    let bytes = match plain(&path).and_then(|file| bounded::whole(file, NEXT_BYTES_MAX)) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) if error.kind() == io::ErrorKind::InvalidData => Vec::new(),
        Err(error) => return Err(at(&path)(error)),
    };
    let next: Option<Next> = serde_json::from_slice(&bytes).ok();
    let named = next.filter(|next| next.generation.as_deref().is_none_or(is_a_name));
    named.map(Some).ok_or(ViewsError::Damaged { path, what: "it says nothing of a rebuild" })
}

/// Takes away what says that there is one.
pub(crate) fn forget(dir: &Path) -> Result<(), ViewsError> {
    remove(&dir.join(NEXT))
}
