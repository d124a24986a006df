//! Building views beside those that are read, and putting them in their place. Whoever does it has the ledger open; others
//! ask from the views that are read, which stay as they are until the new ones take their place in one step.

use std::sync::PoisonError;
use std::time::Duration;

use hovedbok_core::{Instant, Seq};
use hovedbok_log::{ReadError, peek};
use hovedbok_tree::Hash;
use hovedbok_views::{
    Build, Course, Next, Other, Pace, ParkedEntry, Problem, Succession, Views, ViewsError, Writer, Written, give_up,
    is_pinned, note, note_timed, save, taken_in, under_way,
};
use serde::Serialize;
use tracing::{info, info_span};

use super::Ledger;
use super::operations::{Operation, Operator, What};
use crate::error::{LedgerError, RebuildError};

/// How many entries are tried where nothing is known of what views of the ledger take.
const SAMPLE: u64 = 20_000;
/// What a build holds in memory for each byte of the file that it becomes, and beside that: measured (decisions/0012).
const MEMORY_FACTOR: u64 = 3;
const MEMORY_BESIDE: u64 = 64 * MEGABYTE;

/// In which memory is told.
const MEGABYTE: u64 = 1_000_000;

/// What a rebuild will take.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Estimate {
    /// The entries that it reads.
    pub entries: u64,
    /// The bytes of the new views on the disk.
    pub bytes: u64,
    /// The bytes of memory.
    pub memory_bytes: u64,
}

/// How a rebuild is done, and for whom.
pub struct Work<'w> {
    /// The clock.
    pub clock: &'w dyn Fn() -> Instant,
    /// Who does it.
    pub by: &'w str,
    /// A save point is written when at least this many entries were learnt since the one before, and half as many as that one
    /// has.
    pub save_entries: u64,
    /// How much memory it may use, in bytes.
    pub memory_bytes: Option<u64>,
    /// Called with the position up to which the log was read and, once that can be judged, how long the rest takes.
    pub progress: &'w mut dyn FnMut(Seq, Option<Duration>),
}

/// Views that were built and are ready.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Hydrated {
    /// The position that it went on from.
    pub from: Seq,
    /// Position of the last entry.
    pub position: Seq,
    /// The name of the generation.
    pub generation: String,
    /// SHA-256 of its file.
    pub digest: Hash,
    /// Its length in bytes.
    pub bytes: u64,
    /// Why it did not go on from the last save point, where there was one that could not be used.
    pub restarted: Option<String>,
    /// The entries that are parked, in the order of the log.
    pub parked: Vec<ParkedEntry>,
    /// How many more are parked than are listed.
    pub parked_unlisted: u64,
}

/// Views that took the place of others.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Swapped {
    /// Position of the last entry.
    pub position: Seq,
    /// The name of the generation.
    pub generation: String,
    /// How many entries it learnt on the way.
    pub caught_up: u64,
    /// Whether it is pinned.
    pub pinned: bool,
}

impl Ledger {
    /// What a rebuild will take, judged by the views that are read, or by the first entries where there are none.
    ///
    /// # Errors
    /// When the log cannot be read.
    pub fn estimate_rebuild(&self) -> Result<Estimate, LedgerError> {
        let entries = self.last().0;
        let known = Views::open(self.dir()).ok().flatten().map(|views| views.generation());
        let (of, bytes) = match known {
            Some((position, bytes)) if position.0 > 0 => (position.0, bytes),
            Some(_) | None => {
                let mut build = self.first_entries()?;
                (build.entries(), build.file().bytes)
            }
        };
        let bytes = u64::try_from(u128::from(bytes) * u128::from(entries) / u128::from(of.max(1))).unwrap_or(u64::MAX);
        let memory_bytes = bytes.saturating_mul(MEMORY_FACTOR).saturating_add(MEMORY_BESIDE);
        Ok(Estimate { entries, bytes, memory_bytes })
    }

    /// How long a rebuild with save points takes, judged by how long the first entries take to learn and to put together;
    /// nothing where there are none. Nothing is written.
    ///
    /// # Errors
    /// When the log cannot be read.
    pub fn time_rebuild(
        &self,
        save_entries: u64,
        clock: &dyn Fn() -> Instant,
    ) -> Result<Option<Duration>, LedgerError> {
        let begun = clock();
        let mut build = self.first_entries()?;
        let learnt = clock();
        build.file();
        let micros = |from: Instant, to: Instant| u64::try_from(to.micros().saturating_sub(from.micros())).unwrap_or(0);
        let pace = Pace {
            learnt: build.entries(),
            learning_micros: micros(begun, learnt),
            written: build.entries(),
            writing_micros: micros(learnt, clock()),
            ..Pace::default()
        };
        let course = Course { position: 0, saved: 0, target: self.last().0, save_entries };
        Ok(pace.left(course).map(Duration::from_micros))
    }

    /// The first entries, learnt as a rebuild does.
    fn first_entries(&self) -> Result<Build, LedgerError> {
        let mut build = Build::of(self.origin());
        self.learn_rest(&mut build, self.last().min(Seq(SAMPLE)), &mut |_| {})?;
        Ok(build)
    }

    /// Begins to build views beside those that are read, and builds them up to the end of the log.
    ///
    /// # Errors
    /// When one was started already or needs more memory than it may use; when the log is damaged, or the disk says no: then the
    /// rebuild says so, and can be resumed.
    pub fn start_rebuild(&self, work: &mut Work<'_>) -> Result<Hydrated, LedgerError> {
        // One that cannot be read cannot be resumed either.
        if let Some(next) = under_way(self.dir()).ok().flatten() {
            return Err(RebuildError::Started { position: next.position }.into());
        }
        self.bounded_memory(work)?;
        let next = Next::begun(work.by, self.last(), (work.clock)());
        self.hydrate(What::RebuildStarted, next, Build::of(self.origin()), None, work)
    }

    /// Goes on with a rebuild from its last save point, up to the end of the log.
    ///
    /// # Errors
    /// When there is none; and as [`Ledger::start_rebuild`].
    pub fn resume_rebuild(&self, work: &mut Work<'_>) -> Result<Hydrated, LedgerError> {
        let next = self.under_way()?;
        self.bounded_memory(work)?;
        let found = match Views::open_other(self.dir(), Other::Next) {
            Ok(None) => Ok(None),
            Ok(Some(views)) if !self.fits(&views)? => Err(RebuildError::OfAnother.to_string()),
            Ok(Some(views)) => taken_in(views).map(Some).map_err(|error| error.to_string()),
            Err(error) => Err(error.to_string()),
        };
        let (build, restarted) = match found {
            Ok(build) => (build, None),
            Err(why) => (None, Some(why)),
        };
        let build = build.unwrap_or_else(|| Build::of(self.origin()));
        self.hydrate(What::RebuildResumed, next, build, restarted, work)
    }

    /// Gives a rebuild up, and removes its files; the position that it had reached.
    ///
    /// # Errors
    /// When there is none, or its files cannot be removed.
    pub fn cancel_rebuild(&self, operator: Operator<'_>) -> Result<Seq, LedgerError> {
        let position = match under_way(self.dir()) {
            Ok(None) => return Err(RebuildError::None.into()),
            Ok(Some(next)) => next.position,
            // What cannot be read is there too.
            Err(_) => Seq(0),
        };
        give_up(self.dir())?;
        self.note_operation(&operator.did(What::RebuildCancelled, position))?;
        Ok(position)
    }

    /// Puts the views that were built in the place of those that are read, which are kept to go back to. What was recorded
    /// since they were built they learn before, up to this number of entries.
    ///
    /// # Errors
    /// When there are none, they are not ready, or lag behind by more; when the disk says no: then the others are still read.
    pub fn swap_rebuild(&self, allowed: u64, operator: Operator<'_>) -> Result<Swapped, LedgerError> {
        let next = self.under_way()?;
        if let Some(problem) = next.problems.first() {
            return Err(RebuildError::Failing { why: problem.to_string() }.into());
        }
        if next.position < next.target || next.generation().is_none() {
            return Err(RebuildError::Hydrating { position: next.position, target: next.target }.into());
        }
        let views = Views::open_other(self.dir(), Other::Next)?.ok_or(RebuildError::None)?;
        if !self.fits(&views)? {
            return Err(RebuildError::OfAnother.into());
        }
        let (position, lag) = (views.position(), self.last().0 - views.position().0);
        if lag > allowed {
            return Err(RebuildError::Lagging { position, lag, allowed }.into());
        }
        let swapped = self.take_over(views, false)?;
        give_up(self.dir())?;
        self.note_swap(What::Swapped, swapped, operator)
    }

    /// Goes back to the views that were read before the last swap, brings them to the end of the log, and pins them: they go
    /// on learning, and stay in place until the next swap or until they are unpinned.
    ///
    /// # Errors
    /// When there are none, or they cannot be used; when the disk says no: then the others are still read.
    pub fn roll_back(&self, operator: Operator<'_>) -> Result<Swapped, LedgerError> {
        if is_pinned(self.dir()) {
            return Err(RebuildError::Pinned.into());
        }
        let older = Views::open_other(self.dir(), Other::Before).map_err(RebuildError::Older)?;
        let views = older.ok_or(RebuildError::NothingOlder)?;
        if !self.fits(&views)? {
            return Err(RebuildError::OlderOfAnother.into());
        }
        let swapped = self.take_over(views, true)?;
        self.note_swap(What::RolledBack, swapped, operator)
    }

    /// Ends a pin: the views from before it are read again. Where they can no longer be used, the pinned ones stay, without
    /// the pin.
    ///
    /// # Errors
    /// When nothing is pinned; when the disk says no.
    pub fn unpin(&self, operator: Operator<'_>) -> Result<Swapped, LedgerError> {
        if !is_pinned(self.dir()) {
            return Err(RebuildError::NotPinned.into());
        }
        let newer = Views::open_other(self.dir(), Other::Before).ok().flatten();
        let swapped = match newer {
            Some(views) if self.fits(&views)? => self.take_over(views, false)?,
            Some(_) | None => {
                self.keep_views_up()?;
                let writer = self.views.writer.lock().unwrap_or_else(PoisonError::into_inner);
                let writer = writer.as_ref().ok_or(RebuildError::NotPinned)?;
                writer.succeed(Succession::Rewritten)?;
                let generation = writer.generation().to_owned();
                Swapped { position: writer.position(), generation, caught_up: 0, pinned: false }
            }
        };
        self.note_swap(What::Unpinned, swapped, operator)
    }

    /// The rebuild there is. One that cannot be read can only be given up.
    fn under_way(&self) -> Result<Next, RebuildError> {
        let next = under_way(self.dir()).map_err(|error| RebuildError::Failing { why: error.to_string() })?;
        next.ok_or(RebuildError::None)
    }

    fn note_swap(&self, what: What, swapped: Swapped, operator: Operator<'_>) -> Result<Swapped, LedgerError> {
        let (generation, entries) = (Some(swapped.generation.clone()), Some(swapped.caught_up));
        self.note_operation(&Operation { generation, entries, ..operator.did(what, swapped.position) })?;
        Ok(swapped)
    }

    fn bounded_memory(&self, work: &Work<'_>) -> Result<(), LedgerError> {
        let Some(allowed) = work.memory_bytes else { return Ok(()) };
        let Estimate { entries, memory_bytes, .. } = self.estimate_rebuild()?;
        if memory_bytes <= allowed {
            return Ok(());
        }
        // What is said to be needed is then enough.
        let (needed, allowed) = (memory_bytes.div_ceil(MEGABYTE), allowed / MEGABYTE);
        Err(RebuildError::Memory { entries, needed, allowed }.into())
    }

    /// Learns the rest of the log, with save points, and writes down what became of it.
    fn hydrate(
        &self,
        what: What,
        mut next: Next,
        mut build: Build,
        restarted: Option<String>,
        work: &mut Work<'_>,
    ) -> Result<Hydrated, LedgerError> {
        let _span = info_span!("hydrate", from = build.entries(), to = self.last().0).entered();
        self.let_others_ask()?;
        let (from, begun) = (Seq(build.entries()), Operator { by: work.by, now: (work.clock)() });
        if from == Seq(0) {
            next = Next::begun(begun.by, self.last(), begun.now);
        }
        next.go_on(from, self.last(), work.save_entries, begun.by, begun.now);
        note_timed(self.dir(), &mut next, work.clock)?;
        self.note_operation(&begun.did(what, from))?;
        let hydrated = self.hydrate_rest(&mut next, &mut build, work);
        let ended = Operator { by: work.by, now: (work.clock)() };
        let micros = ended.now.micros() - begun.now.micros();
        let (entries, millis) = (Some(build.entries() - from.0), u64::try_from(micros / 1000).ok());
        match hydrated {
            Ok(written) => {
                info!(entries = build.entries(), "views built beside those that are read");
                let generation = next.generation().unwrap_or_default().to_owned();
                self.note_operation(&Operation {
                    generation: Some(generation.clone()),
                    entries,
                    millis,
                    digest: Some(written.digest.to_string()),
                    ..ended.did(What::RebuildReady, next.position)
                })?;
                let (position, Written { digest, bytes }) = (next.position, written);
                let (parked, parked_unlisted) = (next.parked, next.parked_unlisted);
                Ok(Hydrated { from, position, generation, digest, bytes, restarted, parked, parked_unlisted })
            }
            Err(error) => {
                if next.problems.is_empty() {
                    next.problems.push(problem(&error));
                }
                // A disk that is full takes neither; the last save point is still there.
                let _ = note(self.dir(), &next);
                let _ = self.note_operation(&ended.did(What::RebuildFailed, next.position));
                Err(error)
            }
        }
    }

    /// Others ask from the views that are read for as long as this has the ledger open: those must be known to be at the end of
    /// the log. What is wrong with the log itself is found, and listed, by the rebuild.
    fn let_others_ask(&self) -> Result<(), LedgerError> {
        let Some(views) = Views::open(self.dir()).ok().flatten() else { return Ok(()) };
        let closed = peek(self.dir()).ok().flatten().is_some_and(|peeked| peeked.closed);
        if self.fits(&views)? && (views.position() < self.last() || !closed) {
            let _ = self.keep_views_up();
        }
        Ok(())
    }

    fn hydrate_rest(&self, next: &mut Next, build: &mut Build, work: &mut Work<'_>) -> Result<Written, LedgerError> {
        build.reserve(next.target.0.saturating_sub(build.entries()));
        let mut since = (work.clock)();
        self.in_batches(Seq(build.entries() + 1), next.target, &mut |batch| {
            next.pace.learnt += batch.entries.len() as u64;
            batch.entries.iter().for_each(|(entry, leaf)| build.learn(entry, *leaf));
            batch.parked.into_iter().for_each(|entry| next.park(entry));
            let now = (work.clock)();
            next.pace.learning_micros += u64::try_from(now.micros() - since.micros()).unwrap_or(0);
            since = now;
            let course = next.course(build.entries());
            (work.progress)(Seq(course.position), next.pace.left(course).map(Duration::from_micros));
            if course.is_due() {
                save(self.dir(), next, build, work.clock)?;
                since = (work.clock)();
            }
            Ok(())
        })?;
        Ok(save(self.dir(), next, build, work.clock)?)
    }

    /// Brings other views to the end of the log, and makes them those that are read.
    fn take_over(&self, views: Views, pinned: bool) -> Result<Swapped, LedgerError> {
        let mut kept = self.views.writer.lock().unwrap_or_else(PoisonError::into_inner);
        let (before, last, joined) = (views.position(), self.last(), self.joined()?);
        let mut writer = Writer::join(self.dir(), views, &joined)?;
        if writer.is_full(last.0 - before.0) {
            let mut build = taken_in(writer.read_again()?)?;
            self.learn_rest(&mut build, last, &mut |_| {})?;
            writer = Writer::beside(self.dir(), &mut build, Some(&joined))?;
        } else {
            self.commit_rest(&mut writer)?;
        }
        // What cannot be read is nothing to go back to.
        let kept_before = match Views::open(self.dir()) {
            Ok(Some(before)) => self.fits(&before)?,
            Ok(None) | Err(_) => false,
        };
        writer.succeed(Succession::Swapped { pinned, kept: kept_before })?;
        let generation = writer.generation().to_owned();
        *kept = Some(writer);
        Ok(Swapped { position: last, generation, caught_up: last.0 - before.0, pinned })
    }
}

/// What is wrong, and where.
fn problem(error: &LedgerError) -> Problem {
    match error {
        LedgerError::Read(ReadError::Damaged(fault)) => {
            Problem { position: Some(Seq(fault.position)), what: fault.kind.to_string() }
        }
        LedgerError::Views(ViewsError::File { .. } | ViewsError::Damaged { .. } | ViewsError::OtherVersion { .. })
        | LedgerError::Read(ReadError::Store(_))
        | LedgerError::Init(_)
        | LedgerError::Open(_)
        | LedgerError::Clock(_)
        | LedgerError::Append(_)
        | LedgerError::Store(_)
        | LedgerError::File { .. }
        | LedgerError::Refused { .. }
        | LedgerError::Undecodable { .. }
        | LedgerError::NoPosition
        | LedgerError::ManyIds { .. }
        | LedgerError::NoSuchEntry(..)
        | LedgerError::BeyondTheLog { .. }
        | LedgerError::Ask(_)
        | LedgerError::NotInLog { .. }
        | LedgerError::Rebuild(_)
        | LedgerError::Register(_)
        | LedgerError::Audit(_)
        | LedgerError::Archive(_)
        | LedgerError::Input(_) => Problem { position: None, what: error.to_string() },
    }
}
