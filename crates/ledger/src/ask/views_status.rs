//! How far the views have come, and a rebuild beside them: also for who only looks, without opening the ledger.

use std::path::Path;

use hovedbok_core::{Instant, Seq};
use hovedbok_log::peek;
use hovedbok_views::{Next, Other, ParkedEntry, Problem, Views, ViewsError, is_pinned, under_way};
use serde::Serialize;

use crate::error::LedgerError;
use crate::files;

/// Which views.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum View {
    /// Those that are read.
    Live,
    /// Those that were read before the last swap.
    Before,
    /// Those that are being built.
    Next,
}

/// One of the views beside the log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ViewStatus {
    /// Which.
    pub view: View,
    /// The name of the generation; none where it cannot be read.
    pub generation: Option<String>,
    /// Position of the last entry that they have; none where they cannot be read.
    pub position: Option<Seq>,
    /// How many entries they lack.
    pub lag: u64,
    /// When they last learnt something.
    pub last_progress: Option<Instant>,
    /// What they take on the disk, in bytes, without the tail.
    pub bytes: u64,
    /// How many of their entries are parked; none where they cannot be read.
    pub parked: Option<u64>,
    /// Whether somebody went back to them.
    pub pinned: bool,
    /// Why they cannot be read.
    pub damaged: Option<String>,
}

/// How a rebuild is getting on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum RebuildState {
    /// It has not reached the end of the log.
    Hydrating,
    /// It has, and nothing was recorded since.
    Ready,
    /// It has, and something was recorded since.
    Lagging,
    /// Something keeps it from going on.
    Failing,
}

impl RebuildState {
    /// All of them.
    pub const ALL: [RebuildState; 4] =
        [RebuildState::Hydrating, RebuildState::Ready, RebuildState::Lagging, RebuildState::Failing];

    /// The word for it.
    pub fn word(self) -> &'static str {
        match self {
            RebuildState::Hydrating => "hydrating",
            RebuildState::Ready => "ready",
            RebuildState::Lagging => "lagging",
            RebuildState::Failing => "failing",
        }
    }
}

/// A rebuild beside the views that are read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RebuildStatus {
    /// How it is getting on.
    pub state: RebuildState,
    /// Position of the last save point.
    pub position: Seq,
    /// The position that it is built up to.
    pub target: Seq,
    /// How many entries it lacks.
    pub lag: u64,
    /// Entries a second, with all that was written, from when it was begun or resumed to the last save point; none before
    /// that.
    pub rate: Option<u64>,
    /// How many seconds it takes from there to its end: what is still to be read, and the save points that are still to be
    /// written, at the rates that were measured since it was begun or resumed.
    pub seconds_left: Option<u64>,
    /// The same in microseconds.
    #[serde(skip)]
    pub micros_left: Option<u64>,
    /// Who began or resumed it.
    pub by: String,
    /// When that was.
    pub begun: Instant,
    /// When it last wrote a save point.
    pub last_progress: Instant,
    /// What keeps it from going on, in the order of the log.
    pub problems: Vec<Problem>,
    /// How many more problems there are.
    pub unlisted: u64,
    /// The entries that are parked, in the order of the log.
    pub parked: Vec<ParkedEntry>,
    /// How many more are parked.
    pub parked_unlisted: u64,
}

/// The views beside the log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ViewsStatus {
    /// Position of the last entry that those have that are read; none where there are none, or none that can be read.
    pub position: Option<Seq>,
    /// How many entries they are behind the log.
    pub behind: u64,
    /// Position of the last entry of the generation; what follows is in the tail.
    pub generation: Option<Seq>,
    /// What the generation takes on the disk, in bytes.
    pub bytes: u64,
    /// Why they cannot be read; the next question writes them again.
    pub damaged: Option<String>,
    /// Each of them.
    pub views: Vec<ViewStatus>,
    /// A rebuild that was started.
    pub rebuild: Option<RebuildStatus>,
    /// When this was looked at.
    #[serde(skip)]
    now: Instant,
}

/// What is to be looked after.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Alarm {
    /// The views that are read are behind the log, or cannot be read, and nobody brings them up.
    Stalled {
        /// How many entries they lack.
        lag: u64,
    },
    /// A rebuild has not come to its end, and nobody goes on with it.
    RebuildStalled {
        /// How far it has come.
        position: Seq,
        /// How far it was to come.
        target: Seq,
    },
    /// A rebuild cannot go on.
    RebuildFailing,
}

/// A ledger as it is seen without opening it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Outside {
    /// A number of entries that it has had.
    pub entries: u64,
    /// Who has it open.
    pub open_by: Option<String>,
    /// The views.
    #[serde(flatten)]
    pub views: ViewsStatus,
}

impl Outside {
    /// Looks at the ledger in a folder; nothing where none can be recognised, which opening it explains.
    ///
    /// # Errors
    /// When the system does not let it be read.
    pub fn of(ledger: &Path, now: Instant) -> Result<Option<Outside>, LedgerError> {
        let Some(peeked) = peek(ledger).map_err(files::at(ledger))? else { return Ok(None) };
        // Whoever has it open has recorded what the views have.
        let seen = Views::open(ledger).ok().flatten().filter(|views| views.origin() == peeked.origin);
        let entries = seen.map_or(0, |views| views.position().0).max(peeked.size);
        let open_by = peeked.open_by.map(|holder| holder.to_string());
        Ok(Some(Outside { entries, open_by, views: ViewsStatus::of(ledger, Seq(entries), now) }))
    }
}

impl ViewsStatus {
    /// The views of the ledger in a folder whose log ends at a position.
    pub(super) fn of(ledger: &Path, last: Seq, now: Instant) -> ViewsStatus {
        let live = Views::open(ledger);
        let generation = live.as_ref().ok().and_then(Option::as_ref).map(|views| views.generation().0);
        let mut views: Vec<ViewStatus> = view(View::Live, &live, last).into_iter().collect();
        if let Some(live) = views.first_mut() {
            live.pinned = is_pinned(ledger);
        }
        for (which, other) in [(View::Before, Other::Before), (View::Next, Other::Next)] {
            // One that was put in its place is not there twice.
            let found = Views::open_other(ledger, other);
            let same =
                |views: &Views| live.as_ref().is_ok_and(|live| live.as_ref().is_some_and(|l| l.name() == views.name()));
            let twice = found.as_ref().is_ok_and(|found| found.as_ref().is_some_and(same));
            views.extend(view(which, &found, last).filter(|_| !twice));
        }
        let read = views.first().filter(|view| view.view == View::Live);
        let rebuild = match under_way(ledger) {
            Ok(next) => next.map(|next| rebuild(next, last)),
            Err(error) => Some(rebuild(unreadable(&error, now), last)),
        };
        ViewsStatus {
            position: read.and_then(|view| view.position),
            behind: read.map_or(last.0, |view| view.lag),
            generation,
            bytes: read.map_or(0, |view| view.bytes),
            damaged: read.and_then(|view| view.damaged.clone()),
            rebuild,
            views,
            now,
        }
    }

    /// What needs attention: what is behind and has learnt nothing for this number of seconds.
    pub fn alarms(&self, seconds: u64, is_open: bool) -> Vec<Alarm> {
        let for_long = |since: Option<Instant>| {
            let since = since.map_or(i64::MIN, Instant::micros);
            let limit = i64::try_from(seconds).unwrap_or(i64::MAX).saturating_mul(1_000_000);
            self.now.micros().saturating_sub(since) >= limit
        };
        let mut alarms = Vec::new();
        for view in &self.views {
            if view.view == View::Live && view.lag > 0 && for_long(view.last_progress) {
                alarms.push(Alarm::Stalled { lag: view.lag });
            }
        }
        if let Some(rebuild) = &self.rebuild {
            match rebuild.state {
                RebuildState::Failing => alarms.push(Alarm::RebuildFailing),
                RebuildState::Hydrating if !is_open && for_long(Some(rebuild.last_progress)) => {
                    alarms.push(Alarm::RebuildStalled { position: rebuild.position, target: rebuild.target });
                }
                RebuildState::Hydrating | RebuildState::Ready | RebuildState::Lagging => {}
            }
        }
        alarms
    }
}

/// One of the views; nothing where there is none.
fn view(view: View, found: &Result<Option<Views>, ViewsError>, last: Seq) -> Option<ViewStatus> {
    let none = ViewStatus {
        view,
        generation: None,
        position: None,
        lag: last.0,
        last_progress: None,
        bytes: 0,
        parked: None,
        pinned: false,
        damaged: None,
    };
    match found {
        Ok(None) => None,
        Ok(Some(views)) => Some(ViewStatus {
            generation: Some(views.name().to_owned()),
            position: Some(views.position()),
            lag: last.0.saturating_sub(views.position().0),
            last_progress: views.learnt_at(),
            bytes: views.generation().1,
            parked: Some(views.parked()),
            ..none
        }),
        Err(error) => Some(ViewStatus { damaged: Some(error.to_string()), ..none }),
    }
}

fn rebuild(next: Next, last: Seq) -> RebuildStatus {
    let lag = last.0.saturating_sub(next.position.0);
    let state = if !next.problems.is_empty() {
        RebuildState::Failing
    } else if next.position < next.target || (next.generation().is_none() && last.0 > 0) {
        RebuildState::Hydrating
    } else if lag > 0 {
        RebuildState::Lagging
    } else {
        RebuildState::Ready
    };
    let micros = u64::try_from(next.noted.micros() - next.begun.micros()).unwrap_or(0);
    let learnt = next.position.0.saturating_sub(next.from.0);
    let rate = learnt.checked_mul(1_000_000).and_then(|learnt| learnt.checked_div(micros)).filter(|rate| *rate > 0);
    let micros_left = next.left();
    RebuildStatus {
        state,
        position: next.position,
        target: next.target,
        lag,
        rate,
        seconds_left: micros_left.map(|micros| micros.div_ceil(1_000_000)),
        micros_left,
        by: next.by,
        begun: next.begun,
        last_progress: next.noted,
        problems: next.problems,
        unlisted: next.unlisted,
        parked: next.parked,
        parked_unlisted: next.parked_unlisted,
    }
}

/// What is shown of a rebuild whose note cannot be read.
fn unreadable(error: &ViewsError, now: Instant) -> Next {
    let problem = Problem { position: None, what: error.to_string() };
    let mut next = Next::begun("", Seq(0), now);
    next.problems.push(problem);
    next
}
