//! Closing a programme that already has entries after its last day: `programme_closed` refuses that too, although here
//! the closing is recorded last. Such entries can be in any stream, even in one that somebody begins in the meantime,
//! so a commit that closes a programme is valid only for the log as it was read (H13).

use std::collections::BTreeSet;

use hovedbok_core::entries::ProgrammeEntry;
use hovedbok_core::rules::programme::closing;
use hovedbok_core::rules::{Context, Rule, Violation, added};
use hovedbok_core::{Day, Fact, Name, Seq, StreamId, StreamKind};
use hovedbok_projection::NEWEST;

use super::judge::{Guards, Stream, in_force, named};
use super::pending::{PendingCommit, programme_bound};
use crate::error::LedgerError;
use crate::open::read::Speller;

/// A programme that the commit closes, or closes earlier than before.
struct Closing {
    programme: Name,
    /// The first day after the closing that was in force before the commit.
    before: Option<Day>,
    /// The first day after the closing with the commit.
    closed: Day,
    /// Where the commit says so.
    seq: Seq,
}

impl PendingCommit<'_> {
    /// What the closings of this commit break: one violation a programme, which names the closing first.
    pub(crate) fn closed_over(&mut self) -> Result<Vec<Violation>, LedgerError> {
        let closings = self.closings();
        let Some(earliest) = closings.iter().map(|closing| closing.closed).min() else { return Ok(Vec::new()) };
        self.whole_log = true;
        let after: BTreeSet<StreamId> = self.after(earliest)?;
        self.load_all(after.clone())?;
        for stream in &after {
            // With everybody ever merged with a participant: an enrolment can be in another one's stream.
            self.load(stream)?;
        }
        Ok(closings.iter().filter_map(|closing| self.stands_after(closing, &after)).collect())
    }

    fn closings(&self) -> Vec<Closing> {
        let mut closings = Vec::new();
        for (id, stream) in &self.streams {
            let (StreamId::Programme(programme), Stream::Programme(history)) = (id, stream) else { continue };
            let (then, now) = (closing(&in_force(history, self.base)), closing(&in_force(history, NEWEST)));
            let Some(closed) = now.filter(|now| then.is_none_or(|then| *now < then)) else { continue };
            let closes = |draft: &hovedbok_core::Draft| {
                matches!(draft.body.fact(), Some(Fact::Programme(ProgrammeEntry::Closed(_)))) && draft.target.is_none()
            };
            let made = self.placed().filter(|(_, made)| made.draft.stream == *id && closes(&made.draft));
            // A correction is accepted, and what it leaves behind is found.
            if let Some((seq, _)) = made.last() {
                closings.push(Closing { programme: programme.clone(), before: then, closed, seq });
            }
        }
        closings
    }

    /// The streams in which something that takes hold on a day or later is or was stated, and that can be closed over.
    fn after(&self, day: Day) -> Result<BTreeSet<StreamId>, LedgerError> {
        let mut streams = BTreeSet::new();
        let speller = Speller::new(self.ledger.names()?);
        self.ledger.log.read::<LedgerError>(1..=self.base.0, |entry| {
            if programme_bound(StreamKind::of(entry.stream)) {
                let draft = speller.decode(entry).draft;
                if draft.holds() >= day {
                    streams.insert(draft.stream);
                }
            }
            Ok(())
        })?;
        Ok(streams)
    }

    /// What stands after a closing and did not stand after the one before.
    fn stands_after(&self, closing: &Closing, streams: &BTreeSet<StreamId>) -> Option<Violation> {
        let guards = |closed: Option<Day>| {
            let closed = closed.map(|day| (closing.programme.clone(), day)).into_iter().collect();
            Guards { context: Context { closed, ..Context::default() }, ..Guards::default() }
        };
        let (before, after) = (guards(closing.before), guards(Some(closing.closed)));
        let mut standing: Vec<Violation> = Vec::new();
        let mut persons = BTreeSet::new();
        for id in streams {
            // The programme's own stream is judged by its own rules.
            if matches!(id, StreamId::Programme(_)) || !self.is_next(id, &mut persons) {
                continue;
            }
            let found = |guards: &Guards| match id {
                StreamId::Participant(own) => self.person_violations(*own, guards).1,
                StreamId::Programme(_)
                | StreamId::Plan(_)
                | StreamId::Fund(_)
                | StreamId::Risk(_)
                | StreamId::Figure(_)
                | StreamId::Ledger
                | StreamId::Other(_) => self.violations(id, guards, NEWEST),
            };
            let (stood, stands) = (found(&before), found(&after));
            let new = added(&stood, &stands).into_iter().filter(|new| new.rule == Rule::ProgrammeClosed);
            standing.extend(new.cloned());
        }
        let standing: BTreeSet<Seq> = standing.iter().flat_map(|violation| violation.entries.iter().copied()).collect();
        if standing.is_empty() {
            return None;
        }
        let hold = if standing.len() == 1 { "an entry takes" } else { "entries take" };
        let what = format!(
            "programme.closed: {} ends on {}, but {hold} effect after that day: {}",
            closing.programme,
            closing.closed.plus_days(-1),
            named(&standing)
        );
        let weight = i64::try_from(standing.len()).unwrap_or(i64::MAX);
        let entries = [closing.seq].into_iter().chain(standing).collect();
        Some(Violation {
            rule: Rule::ProgrammeClosed,
            programme: Some(closing.programme.clone()),
            entries,
            weight,
            what,
        })
    }
}
