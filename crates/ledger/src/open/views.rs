//! Keeping the views beside the log up with it: whoever has the ledger open writes what it records there before it says
//! that it is recorded.

use std::panic::resume_unwind;
use std::sync::{Mutex, PoisonError, mpsc};

use hovedbok_core::{Entry, Seq};
use hovedbok_log::peek;
use hovedbok_tree::Hash;
use hovedbok_views::{Build, Joined, ParkedEntry, Succession, Views, ViewsError, Writer, forget, taken_in};
use serde::Serialize;
use tracing::{info, warn};

use super::Ledger;
use super::read::{decode_ref, parked};
use crate::error::LedgerError;
use crate::files;

/// No more entries than these are held at a time.
const BATCH: usize = 1024;
/// How many batches are read ahead of what is learnt.
const BATCHES_AHEAD: usize = 3;

/// Why the views are behind.
struct Behind {
    error: LedgerError,
    /// Whether readers may believe them all the same.
    believed: bool,
}

/// Entries with their leaves in the hash tree, and what is known of those that are parked.
#[derive(Debug, Default)]
pub(super) struct Batch {
    pub(super) entries: Vec<(Entry, Hash)>,
    pub(super) parked: Vec<ParkedEntry>,
}

/// What comparing the views with the log found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case", tag = "found")]
pub enum ViewsChecked {
    /// There are none: the next question writes them.
    None,
    /// They say what the log says up to a position.
    Same {
        /// The position.
        position: Seq,
    },
    /// They say something else: somebody changed them, or the program that wrote them was wrong.
    Differ {
        /// The position.
        position: Seq,
    },
    /// They cannot be read: the next question writes them again.
    Damaged {
        /// What is wrong with them.
        why: String,
    },
}

/// The views of an open ledger.
#[derive(Debug, Default)]
pub(crate) struct Kept {
    pub(super) writer: Mutex<Option<Writer>>,
    /// Why they had to be written again.
    rebuilt: Mutex<Option<ViewsError>>,
}

impl Ledger {
    /// Brings the views to the end of the log. Those that are missing, damaged, of another version of the program or of
    /// another ledger are written again.
    ///
    /// # Errors
    /// When the log cannot be read, or the views cannot be written: then nobody reads them until they are.
    pub fn keep_views_up(&self) -> Result<(), LedgerError> {
        self.bring_views_up().map_err(|behind| behind.error)
    }

    fn bring_views_up(&self) -> Result<(), Box<Behind>> {
        let mut writer = self.views.writer.lock().unwrap_or_else(PoisonError::into_inner);
        let before = writer.take();
        // Readers believe a tail in which this process has said that it goes on from there, as long as it lives.
        let joined = before.is_some();
        match self.kept_up(before) {
            Ok(kept) => {
                *writer = Some(kept);
                Ok(())
            }
            Err(error) => {
                let believed = forget(self.dir()).is_err() && joined;
                Err(Box::new(Behind { error, believed }))
            }
        }
    }

    /// The same after something was recorded. That views cannot be written is no reason to say that it was not: they are
    /// learnt from the log when they are next needed.
    ///
    /// # Errors
    /// When readers may still believe views that lack what was recorded.
    pub(crate) fn tell_views(&self) -> Result<(), LedgerError> {
        match self.bring_views_up() {
            Ok(()) => Ok(()),
            Err(behind) if behind.believed => Err(behind.error),
            Err(behind) => {
                warn!(error = %behind.error, "the views were not written");
                Ok(())
            }
        }
    }

    /// Writes the views again from the log, whatever there is.
    ///
    /// # Errors
    /// When the log cannot be read, or the views cannot be written.
    pub fn rewrite_views(&self, progress: &mut dyn FnMut(Seq)) -> Result<(), LedgerError> {
        let mut writer = self.views.writer.lock().unwrap_or_else(PoisonError::into_inner);
        let mut build = Build::of(self.origin());
        self.learn_rest(&mut build, self.last(), progress)?;
        *writer = None;
        let written = Writer::beside(self.dir(), &mut build, Some(&self.joined()?))?;
        written.succeed(Succession::Rewritten)?;
        *writer = Some(written);
        Ok(())
    }

    /// Compares the views with what the log says up to the same position, byte by byte.
    ///
    /// # Errors
    /// When the log cannot be read.
    pub fn check_views(&self, progress: &mut dyn FnMut(Seq)) -> Result<ViewsChecked, LedgerError> {
        let views = match Views::open(self.dir()) {
            Ok(Some(views)) => views,
            Ok(None) => return Ok(ViewsChecked::None),
            Err(error) => return Ok(ViewsChecked::Damaged { why: error.to_string() }),
        };
        let position = views.position();
        if views.origin() != self.origin() || position > self.last() {
            return Ok(ViewsChecked::Differ { position });
        }
        let found = match taken_in(views) {
            Ok(mut found) => found.file(),
            Err(error) => return Ok(ViewsChecked::Damaged { why: error.to_string() }),
        };
        let mut build = Build::of(self.origin());
        self.learn_rest(&mut build, position, progress)?;
        let same = build.file() == found;
        Ok(if same { ViewsChecked::Same { position } } else { ViewsChecked::Differ { position } })
    }

    pub(super) fn learn_rest(
        &self,
        build: &mut Build,
        last: Seq,
        progress: &mut dyn FnMut(Seq),
    ) -> Result<(), LedgerError> {
        let from = Seq(build.entries() + 1);
        build.reserve(last.0.saturating_sub(build.entries()));
        self.in_batches(from, last, &mut |batch| {
            batch.entries.iter().for_each(|(entry, leaf)| build.learn(entry, *leaf));
            progress(Seq(build.entries()));
            Ok(())
        })
    }

    /// Why the views were written again, if they were.
    pub fn views_rebuilt(&self) -> Option<ViewsError> {
        self.views.rebuilt.lock().unwrap_or_else(PoisonError::into_inner).take()
    }

    fn kept_up(&self, writer: Option<Writer>) -> Result<Writer, LedgerError> {
        let last = self.last();
        let mut writer = match writer {
            Some(writer) => writer,
            None => match self.found_views()? {
                Some(views) => Writer::join(self.dir(), views, &self.joined()?)?,
                None => return self.built(Build::of(self.origin()), Succession::Rewritten),
            },
        };
        if writer.is_full(last.0 - writer.position().0) {
            return match self.found_views()? {
                Some(views) => self.built(taken_in(views)?, Succession::TakenIn),
                None => self.built(Build::of(self.origin()), Succession::Rewritten),
            };
        }
        self.commit_rest(&mut writer)?;
        Ok(writer)
    }

    /// Adds what follows in the log to the tail.
    pub(super) fn commit_rest(&self, writer: &mut Writer) -> Result<(), LedgerError> {
        let from = Seq(writer.position().0 + 1);
        self.in_batches(from, self.last(), &mut |batch| Ok(writer.commit(&batch.entries)?))
    }

    /// The views there are, if they are of this log.
    fn found_views(&self) -> Result<Option<Views>, LedgerError> {
        let found = match Views::open(self.dir()) {
            Ok(found) => found,
            Err(error) => {
                *self.views.rebuilt.lock().unwrap_or_else(PoisonError::into_inner) = Some(error);
                None
            }
        };
        let Some(views) = found else { return Ok(None) };
        Ok(self.fits(&views)?.then_some(views))
    }

    /// Whether views are of this log.
    pub(super) fn fits(&self, views: &Views) -> Result<bool, LedgerError> {
        let position = views.position();
        Ok(position <= self.last()
            && views.origin() == self.origin()
            && self.log.root(position.0)? == views.root(position.0)?)
    }

    /// A generation of what was learnt and all that follows it in the log.
    fn built(&self, mut build: Build, succession: Succession) -> Result<Writer, LedgerError> {
        self.learn_rest(&mut build, self.last(), &mut |_| {})?;
        info!(entries = build.entries(), "writing views");
        let writer = Writer::beside(self.dir(), &mut build, Some(&self.joined()?))?;
        writer.succeed(succession)?;
        Ok(writer)
    }

    /// Calls back with the entries from one position to another, some at a time. Many are read, checked and decoded on other
    /// threads than the one that takes them.
    pub(super) fn in_batches(
        &self,
        from: Seq,
        last: Seq,
        take: &mut dyn FnMut(Batch) -> Result<(), LedgerError>,
    ) -> Result<(), LedgerError> {
        if from > last {
            return Ok(());
        }
        if last.0 - from.0 < BATCH as u64 {
            let mut all = Vec::new();
            self.batches(from, last, &mut |batch| all.push(batch))?;
            return all.into_iter().try_for_each(take);
        }
        std::thread::scope(|scope| {
            let (batches, read) = mpsc::sync_channel(BATCHES_AHEAD);
            let reading = scope.spawn(move || {
                self.batches(from, last, &mut |batch| {
                    // Who takes them has met an error, and says so.
                    let _ = batches.send(batch);
                })
            });
            let taken = read.into_iter().try_for_each(take);
            reading.join().unwrap_or_else(|panic| resume_unwind(panic)).and(taken)
        })
    }

    /// The same on this thread.
    fn batches(&self, from: Seq, last: Seq, take: &mut dyn FnMut(Batch)) -> Result<(), LedgerError> {
        let mut batch = Batch::default();
        self.log.read::<LedgerError>(from.0..=last.0, |stored| {
            let entry = decode_ref(stored);
            batch.parked.extend(parked(&entry, stored.head, stored.body));
            batch.entries.push((entry, stored.leaf()));
            if batch.entries.len() == BATCH {
                take(std::mem::take(&mut batch));
            }
            Ok(())
        })?;
        if !batch.entries.is_empty() {
            take(batch);
        }
        Ok(())
    }

    /// How this process is known to those who only read.
    pub(super) fn joined(&self) -> Result<Joined, LedgerError> {
        let peeked = peek(self.dir()).map_err(files::at(self.dir()))?;
        let holder = peeked.and_then(|peeked| peeked.open_by);
        Ok(holder.map_or_else(
            || Joined { pid: std::process::id(), since: String::new() },
            |holder| Joined { pid: holder.pid, since: holder.since },
        ))
    }
}
