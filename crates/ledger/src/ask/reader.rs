//! Asking without opening the ledger: from the views beside the log, and from the log only where they cannot be trusted to be
//! at its end.

use std::path::{Path, PathBuf};
use std::time::Duration;

use hovedbok_answers::bisect::{Bisection, Number};
use hovedbok_answers::explain::Explanation;
use hovedbok_answers::explain::grouped::GroupBy;
use hovedbok_answers::map::{Map, Point};
use hovedbok_answers::{Answer, Question};
use hovedbok_core::entries::names::NameKind;
use hovedbok_core::{Day, Instant, Seq};
use hovedbok_log::{Holder, OpenError, Peek, TRIED, clock_is_noted, peek, store_is_doubtful};
use hovedbok_projection::At;
use hovedbok_views::{Joined, Views};
use tracing::debug;

use super::cores::on_all_cores;
use super::records::Records;
use super::times::{self, KnownAt, QuestionTimes};
use super::{compared, question};
use crate::error::LedgerError;
use crate::open::{Ledger, damage};

/// How often views are read again while somebody writes, before they are not trusted.
const TRIES: u32 = 3;
const PAUSE: Duration = Duration::from_millis(5);
/// How many times longer a question waits where there are no views to answer from: whoever has the ledger open may be
/// writing them.
const WITHOUT_VIEWS: u32 = 30;

/// Whether what is read is the newest.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Freshness {
    /// It is at the last acknowledged entry.
    Newest,
    /// Another process has the ledger open, and has not said how far it has come.
    PerhapsBehind,
}

/// What questions are asked of.
#[derive(Debug)]
pub struct Reader {
    dir: PathBuf,
    now: Instant,
    wait: Duration,
    from: From,
    freshness: Freshness,
    repairs: Vec<String>,
    damage: Option<String>,
}

#[derive(Debug)]
enum From {
    Views(Box<Views>),
    /// Where views cannot be written.
    Log(Box<Ledger>),
}

impl Reader {
    /// Reads the views of the ledger in a folder. Where they are not known to be at the end of the log, the ledger is opened,
    /// which brings them there; while another process has it open that is tried for as long as `wait` says, and then what
    /// the views have is taken.
    ///
    /// The views are also read where the log was found damaged: see [`Reader::damage`].
    ///
    /// # Errors
    /// As [`Ledger::open`], where the views cannot be read either.
    pub fn open(dir: &Path, now: Instant, wait: Duration) -> Result<Reader, LedgerError> {
        let of = |(from, freshness, repairs), damage| Reader {
            dir: dir.to_owned(),
            now,
            wait,
            from,
            freshness,
            repairs,
            damage,
        };
        let at_end = |views| (From::Views(Box::new(views)), Freshness::Newest, Vec::new());
        let noted = damage::noted(dir).map(|found| found.what);
        // Damage that nobody has found yet is found by opening the ledger.
        let is_in_doubt = noted.is_none() && is_closed(dir) && store_is_doubtful(dir);
        if !is_in_doubt && let Some(views) = newest(dir) {
            return Ok(of(at_end(views), noted));
        }
        let error = match opened(dir, now, wait, false) {
            Ok(opened) => return Ok(of(opened, None)),
            Err(error) => error,
        };
        let found = damage::noted(dir).filter(|_| is_in_doubt);
        match found.and_then(|found| Some((newest(dir)?, found.what))) {
            Some((views, what)) => Ok(of(at_end(views), Some(what))),
            None => Err(error),
        }
    }

    /// Asks; where a part of the views turns out to be damaged, they are written again first.
    pub(super) fn with<T>(
        &mut self,
        ask: &mut dyn FnMut(&dyn Records) -> Result<T, LedgerError>,
    ) -> Result<T, LedgerError> {
        match ask(self.records()) {
            Err(LedgerError::Views(error)) => {
                debug!(%error, "a part of the views is damaged");
                let (from, freshness, repairs) = opened(&self.dir, self.now, self.wait, true)?;
                if matches!(from, From::Views(_)) {
                    self.repairs.push(format!("{error}: the views were written again from the log"));
                }
                (self.from, self.freshness) = (from, freshness);
                self.repairs.extend(repairs);
                ask(self.records())
            }
            outcome => outcome,
        }
    }

    /// What was found wrong with the log, where the answers come from views that it no longer backs.
    pub fn damage(&self) -> Option<&str> {
        self.damage.as_deref()
    }

    /// What was repaired, to report to the user; mostly nothing.
    pub fn repairs(&self) -> &[String] {
        &self.repairs
    }

    /// Whether what is read is the newest.
    pub fn freshness(&self) -> Freshness {
        self.freshness
    }

    /// Ends the reading. Once a day, where nobody else has it open, the ledger is opened for that, so that the note of the clock
    /// is renewed as every command renews it.
    ///
    /// # Errors
    /// As [`Ledger::close`], where the ledger had to be opened to read it.
    pub fn close(self) -> Result<(), LedgerError> {
        if let From::Log(ledger) = self.from {
            return ledger.close();
        }
        let is_held = || peek(&self.dir).ok().flatten().is_none_or(|peeked| peeked.open_by.is_some());
        if !clock_is_noted(&self.dir, self.now.micros())
            && !is_held()
            && let Ok(ledger) = Ledger::open(&self.dir, self.now)
        {
            ledger.close()?;
        }
        Ok(())
    }

    fn records(&self) -> &dyn Records {
        match &self.from {
            From::Views(views) => &**views,
            From::Log(ledger) => &**ledger,
        }
    }

    /// As [`Ledger::position`].
    ///
    /// # Errors
    /// As [`Ledger::position`].
    pub fn position(&mut self, known_at: Option<KnownAt>) -> Result<Seq, LedgerError> {
        self.with(&mut |records| times::position(records, known_at))
    }

    /// The names of a kind that entries have, each in its first spelling, in alphabetical order.
    ///
    /// # Errors
    /// When they cannot be read.
    pub fn names(&mut self, kind: NameKind) -> Result<Vec<String>, LedgerError> {
        self.with(&mut |records| {
            let mut names: Vec<String> = records.names()?.of(kind).map(str::to_owned).collect();
            names.sort();
            Ok(names)
        })
    }

    /// As [`Ledger::question_times`].
    ///
    /// # Errors
    /// As [`Ledger::question_times`].
    pub fn question_times(
        &mut self,
        as_of: Option<Day>,
        known_at: Option<KnownAt>,
        now: Instant,
    ) -> Result<QuestionTimes, LedgerError> {
        self.with(&mut |records| times::question_times(records, as_of, known_at, now))
    }

    /// As [`Ledger::ask_with`].
    ///
    /// # Errors
    /// As [`Ledger::ask`].
    pub fn ask_with(
        &mut self,
        question: &Question,
        at: At,
        progress: &mut dyn FnMut(Seq),
    ) -> Result<Answer, LedgerError> {
        self.with(&mut |records| question::ask(records, question, at, progress))
    }

    /// As [`Ledger::explain`].
    ///
    /// # Errors
    /// As [`Ledger::explain`].
    pub fn explain(
        &mut self,
        question: &Question,
        as_of: Day,
        known: Seq,
        and: Seq,
        by: Option<GroupBy>,
    ) -> Result<Answer<Explanation>, LedgerError> {
        self.with(&mut |records| question::explain(records, question, as_of, known, and, by))
    }

    /// As [`Ledger::bisect`]. `progress` is given how many positions were looked at since it was last called, by any thread.
    ///
    /// # Errors
    /// As [`Ledger::bisect`].
    pub fn bisect(
        &mut self,
        number: &Number,
        at: At,
        progress: &(dyn Fn(u64) + Sync),
    ) -> Result<Answer<Bisection>, LedgerError> {
        self.with(&mut |records| compared::bisect(records, number, at, on_all_cores(progress)))
    }

    /// As [`Ledger::map`]. `progress` is given how many points were done since it was last called, by any thread.
    ///
    /// # Errors
    /// As [`Ledger::map`].
    pub fn map(
        &mut self,
        question: &Question,
        row: &str,
        days: &[Day],
        points: &[Point],
        progress: &(dyn Fn(u64) + Sync),
    ) -> Result<Answer<Map>, LedgerError> {
        self.with(&mut |records| compared::map(records, question, row, days, points, on_all_cores(progress)))
    }
}

/// Whether nobody has the ledger open, as far as can be seen.
fn is_closed(dir: &Path) -> bool {
    peek(dir).ok().flatten().is_some_and(|peeked| peeked.open_by.is_none())
}

/// The views, where they are known to be at the last acknowledged entry.
fn newest(dir: &Path) -> Option<Views> {
    for _ in 0..TRIES {
        // Before the views: who had the ledger open then has written at least what was acknowledged by then.
        let peeked = peek(dir).ok()??;
        let views = Views::open(dir).ok()??;
        if are_newest(&views, &peeked) {
            return Some(views);
        }
        peeked.open_by?;
        std::thread::sleep(PAUSE);
    }
    None
}

type Opened = (From, Freshness, Vec<String>);

/// Opens the ledger, which brings the views to its end, or writes them again where they are damaged; or takes what they
/// have, when it cannot be opened in time.
fn opened(dir: &Path, now: Instant, wait: Duration, damaged: bool) -> Result<Opened, LedgerError> {
    // Opening waits for the lock too: who does not want to wait takes what there is.
    let at_once = wait < TRIED && !damaged && peek(dir).ok().flatten().is_some_and(|peeked| peeked.open_by.is_some());
    if at_once && let Some(views) = perhaps_behind(dir) {
        return Ok((From::Views(Box::new(views)), Freshness::PerhapsBehind, Vec::new()));
    }
    // Counted, not timed: each failed opening has waited as long (H10).
    let mut waited = Duration::ZERO;
    loop {
        match Ledger::open(dir, now) {
            Ok(ledger) => return caught_up(dir, ledger, damaged),
            Err(error @ LedgerError::Open(OpenError::Locked { .. })) => {
                // Whoever has it open may have caught up meanwhile, or be writing the views for the first time.
                if let Some(views) = newest(dir).filter(|_| !damaged) {
                    return Ok((From::Views(Box::new(views)), Freshness::Newest, Vec::new()));
                }
                waited += TRIED;
                let behind = if damaged || waited < wait { None } else { perhaps_behind(dir) };
                if let Some(views) = behind {
                    return Ok((From::Views(Box::new(views)), Freshness::PerhapsBehind, Vec::new()));
                }
                if waited >= wait * WITHOUT_VIEWS {
                    return Err(error);
                }
            }
            Err(error) => return Err(error),
        }
    }
}

/// The views of a ledger that somebody else has open, as far as they can be tied to it.
fn perhaps_behind(dir: &Path) -> Option<Views> {
    let (peeked, views) = (peek(dir).ok()??, Views::open(dir).ok()??);
    // What lies beyond the anchor may never have been in this log, unless who has it open has written it.
    let tied = views.position().0 <= peeked.size || is_joined(&views, &peeked);
    (tied && belong(&views, &peeked)).then_some(views)
}

/// Reads the views that the open ledger brings to the end of its log.
fn caught_up(dir: &Path, mut ledger: Ledger, damaged: bool) -> Result<Opened, LedgerError> {
    let mut repairs: Vec<String> = ledger.repairs().iter().map(ToString::to_string).collect();
    let kept = if damaged { ledger.rewrite_views(&mut |_| {}) } else { ledger.keep_views_up() };
    if let Some(error) = ledger.views_rebuilt() {
        repairs.push(format!("{error}: the views were written again from the log"));
    }
    let views = kept.and_then(|()| Ok(Views::open(dir)?));
    let from = match views {
        Ok(Some(views)) => {
            // The question may still be refused, and what is refused leaves nothing of its own.
            ledger.for_trial();
            ledger.close()?;
            From::Views(Box::new(views))
        }
        // The log answers too, only slower.
        Ok(None) => From::Log(Box::new(ledger)),
        Err(error) => {
            repairs.push(format!("the views cannot be written, so that the whole log was read: {error}"));
            From::Log(Box::new(ledger))
        }
    };
    Ok((from, Freshness::Newest, repairs))
}

/// Whether views are of this ledger, as far as can be seen from outside.
fn belong(views: &Views, peeked: &Peek) -> bool {
    let shorter = views.position().0 < peeked.size;
    views.origin() == peeked.origin && (shorter || views.root(peeked.size).is_ok_and(|root| root == peeked.root))
}

/// Whether views are at the last acknowledged entry: the ledger was closed there, or whoever has it open writes them too.
fn are_newest(views: &Views, peeked: &Peek) -> bool {
    if !belong(views, peeked) || views.position().0 < peeked.size {
        return false;
    }
    if peeked.closed && views.position().0 == peeked.size {
        return true;
    }
    is_joined(views, peeked)
}

/// Whether who has the ledger open has said in the tail that it goes on from there.
fn is_joined(views: &Views, peeked: &Peek) -> bool {
    let said = |holder: &Holder| Joined { pid: holder.pid, since: holder.since.clone() };
    peeked.open_by.as_ref().is_some_and(|holder| views.joined() == Some(&said(holder)))
}
