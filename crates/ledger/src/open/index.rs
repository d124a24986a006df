//! What a new entry must know of the whole log: the spellings in use of every kind of name, and who was ever merged with
//! whom.
//!
//! It is learnt from the log alone (H1), kept in memory while the ledger is open and in a file beside the store between
//! two commands, so that a command reads only what was recorded since. Entries of unknown types (H9), and those whose
//! bodies cannot be read or were erased (H12), say nothing here.

mod file;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use hovedbok_answers::{Mergings, Spellings, mergings};
use hovedbok_core::entries::names::NameKind;
use hovedbok_core::{Draft, ParticipantId, Seq, StreamKind};
use hovedbok_tree::Hash;
use tracing::debug;

use super::Ledger;
use super::read::decode_ref;
use crate::error::{LedgerError, disk_is_full};
use crate::files;

/// What is known of the log up to a position.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Index {
    /// Position of the last entry that was learnt.
    position: Seq,
    /// Root of the hash tree over the entries up to there.
    root: Hash,
    names: Arc<Spellings>,
    mergings: Mergings,
}

impl Default for Index {
    /// What is known of an empty log.
    fn default() -> Index {
        let (names, mergings) = (Arc::default(), Mergings::default());
        // The root of a tree without leaves is the hash of nothing (RFC 6962).
        Index { position: Seq(0), root: Hash::of(b""), names, mergings }
    }
}

impl Index {
    /// The spellings of every kind of name.
    pub fn names(&self) -> &Spellings {
        &self.names
    }

    /// Everybody who was ever merged with a participant, directly or through others, in force or not, and the participant.
    pub fn group(&self, participant: ParticipantId) -> BTreeSet<ParticipantId> {
        mergings::group(&[&self.mergings], participant)
    }

    fn learn(&mut self, seq: Seq, draft: &Draft) {
        let Some(fact) = draft.body.fact().filter(|_| draft.stream.kind() != StreamKind::Other) else { return };
        let names = Arc::make_mut(&mut self.names);
        draft.stream.names(&mut |kind, text| names.learn(kind, text, seq));
        fact.names(&mut |kind, text| names.learn(kind, text, seq));
        self.mergings.learn(&draft.stream, fact);
    }

    /// Takes over what was learnt of the entries that follow.
    fn absorb(&mut self, newer: Index) {
        Arc::make_mut(&mut self.names).absorb(&newer.names);
        self.mergings.absorb(newer.mergings);
        self.position = newer.position;
        self.root = newer.root;
    }
}

/// The index of a ledger and of what a commit in the making adds to it.
#[derive(Debug)]
pub(crate) struct Known {
    log: Arc<Index>,
    made: Index,
}

impl Known {
    pub(crate) fn new(log: Arc<Index>) -> Known {
        Known { log, made: Index::default() }
    }

    /// Learns a draft of the commit, at the position that it will have.
    pub(crate) fn learn(&mut self, seq: Seq, draft: &Draft) {
        self.made.learn(seq, draft);
        self.made.position = seq;
    }

    /// The spelling in use of the name that a text is, when it is another one.
    pub(crate) fn respell(&self, kind: NameKind, text: &str) -> Option<String> {
        self.log.names.respell(kind, text).or_else(|| self.made.names.respell(kind, text))
    }

    /// The spellings that the log had when the commit was begun, and those that the commit adds.
    pub(crate) fn names(&self) -> [&Spellings; 2] {
        [&self.log.names, &self.made.names]
    }

    /// Whether anybody was ever merged with anybody.
    pub(crate) fn has_mergings(&self) -> bool {
        !(self.log.mergings.is_empty() && self.made.mergings.is_empty())
    }

    /// The group of a participant (see [`Index::group`]), with what the commit adds to it.
    pub(crate) fn group(&self, participant: ParticipantId) -> BTreeSet<ParticipantId> {
        mergings::group(&[&self.log.mergings, &self.made.mergings], participant)
    }
}

/// The index of an open ledger. Closed, it is written where it has learnt something; dropped, where there is such a file: whatever
/// is refused makes none. That it cannot be written is
/// no reason to fail, for the next command reads the log instead, unless the disk is full: that is said wherever it strikes.
#[derive(Debug)]
pub(crate) struct Keeper {
    path: PathBuf,
    held: Mutex<Option<Held>>,
    forgetful: bool,
}

#[derive(Debug)]
struct Held {
    index: Arc<Index>,
    /// Whether the file is behind it.
    ahead: bool,
}

impl Keeper {
    /// The keeper of a ledger's folder; nothing is read yet.
    pub(crate) fn of(dir: &Path) -> Keeper {
        Keeper { path: dir.join(file::NAME), held: Mutex::default(), forgetful: false }
    }

    /// Writes nothing at the end.
    pub(crate) fn forget(&mut self) {
        self.forgetful = true;
    }

    /// Writes what was learnt.
    pub(crate) fn close(mut self) -> Result<(), LedgerError> {
        self.write().or_else(|error| if disk_is_full(&error) { Err(files::at(&self.path)(error)) } else { Ok(()) })
    }

    fn write(&mut self) -> std::io::Result<()> {
        let held = self.held.get_mut().unwrap_or_else(PoisonError::into_inner).take();
        match held.filter(|held| held.ahead && held.index.position > Seq(0) && !self.forgetful) {
            Some(held) => file::write(&self.path, &held.index),
            None => Ok(()),
        }
    }
}

impl Drop for Keeper {
    fn drop(&mut self) {
        if self.path.exists() {
            let _ = self.write();
        }
    }
}

impl Ledger {
    /// What is known of the whole log: from the file if it is about this log, and what was recorded since from the log.
    ///
    /// # Errors
    /// When the log cannot be read.
    pub fn index(&self) -> Result<Arc<Index>, LedgerError> {
        let mut kept = self.keeper.held.lock().unwrap_or_else(PoisonError::into_inner);
        let mut held = match kept.take() {
            Some(held) => held,
            None => Held { index: Arc::new(self.stored_index()), ahead: false },
        };
        let last = self.last();
        if held.index.position < last {
            self.catch_up(Arc::make_mut(&mut held.index), last)?;
            held.ahead = true;
        }
        let index = Arc::clone(&held.index);
        *kept = Some(held);
        Ok(index)
    }

    /// How names are spelled in the whole log.
    pub(crate) fn names(&self) -> Result<Arc<Spellings>, LedgerError> {
        Ok(Arc::clone(&self.index()?.names))
    }

    /// Forgets what the file said, so that the index is learnt from the log alone. Nobody signed the file: a spelling can be
    /// taken out of it or put into it without anything in the log being changed.
    pub(crate) fn distrust_index(&self) {
        let mut kept = self.keeper.held.lock().unwrap_or_else(PoisonError::into_inner);
        *kept = Some(Held { index: Arc::default(), ahead: true });
    }

    /// The file's index if the log still begins as it did then; else one that has learnt nothing.
    fn stored_index(&self) -> Index {
        let stored = file::read(&self.keeper.path).filter(|index| index.position <= self.last());
        let same = |index: &Index| self.log.root(index.position.0).is_ok_and(|root| root == index.root);
        stored.filter(same).unwrap_or_default()
    }

    fn catch_up(&self, index: &mut Index, last: Seq) -> Result<(), LedgerError> {
        self.log.read::<LedgerError>(index.position.0 + 1..=last.0, |entry| {
            if StreamKind::of(entry.stream) != StreamKind::Other {
                let entry = decode_ref(entry);
                index.learn(entry.seq, &entry.draft);
            }
            Ok(())
        })?;
        debug!(from = index.position.0 + 1, to = last.0, "the index beside the store caught up");
        index.position = last;
        index.root = self.log.root(last.0)?;
        Ok(())
    }

    /// Takes over what a commit has learnt, whose entries were recorded from a position on, unless others were recorded
    /// in between: then it is read from the log when it is next needed.
    pub(crate) fn learnt(&self, known: Known, first: Seq) {
        let Known { log, mut made } = known;
        // The index is not copied when nobody else looks at it.
        drop(log);
        let mut kept = self.keeper.held.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(held) = kept.as_mut() else { return };
        let follows = held.index.position.0 + 1 == first.0 && made.position == self.last();
        if let (true, Ok(root)) = (follows, self.log.root(made.position.0)) {
            made.root = root;
            Arc::make_mut(&mut held.index).absorb(made);
            held.ahead = true;
        }
    }
}
