//! The judgement of a commit: what it breaks that was not broken before, and what it leaves behind.

use std::collections::BTreeSet;

use hovedbok_core::proposal::Origin;
use hovedbok_core::rules::{Violation, added, left};
use hovedbok_core::{ParticipantId, Seq, StreamId};
use hovedbok_projection::NEWEST;

use super::judge;
use super::pending::{MERGED, PendingCommit, PendingEntry};
use crate::error::{LedgerError, Refusal};

/// What judging a commit came to.
#[derive(Debug, Clone)]
pub(crate) struct Judged {
    /// How many entries were judged.
    made: usize,
    /// How many streams had been read.
    read: usize,
    /// The versions of the streams that it rests on (H13).
    pub(crate) expected: Vec<(String, u64)>,
    /// What the commit leaves behind without being refused for it.
    left: Vec<Violation>,
}

impl PendingCommit<'_> {
    /// Judges the commit: the violations of refusing kinds that it would add. What is judged is judged once.
    ///
    /// # Errors
    /// A refusal that names the rule and the row.
    pub fn judge(&mut self) -> Result<(), LedgerError> {
        match self.broken(&BTreeSet::new())?.into_iter().next() {
            Some(violations) => {
                let origin = violations.iter().find_map(|violation| self.origin(violation));
                Err(Refusal::Rules { violations }.at(origin))
            }
            None => Ok(()),
        }
    }

    /// Judges the commit: every violation of a refusing kind that it would add, stream by stream. Streams that are left out
    /// are not judged, and neither is what was judged by them: entries are missing there.
    ///
    /// # Errors
    /// When the log cannot be read.
    pub(crate) fn broken(&mut self, left_out: &BTreeSet<StreamId>) -> Result<Vec<Vec<Violation>>, LedgerError> {
        let (made, read) = (self.made.len(), self.streams.len());
        if self.judged.as_ref().is_some_and(|judged| (judged.made, judged.read) == (made, read)) {
            return Ok(Vec::new());
        }
        let names_left_out: BTreeSet<String> = left_out.iter().map(ToString::to_string).collect();
        let mut broken = Vec::new();
        let mut elsewhere = Vec::new();
        if self.options.migration.is_none() {
            elsewhere.extend(self.closed_over()?);
            elsewhere.extend(self.cohorts_taken()?);
        }
        let read = self.streams.len();
        let mut expected = Vec::new();
        let mut left = Vec::new();
        let recorded: BTreeSet<StreamId> =
            self.made.iter().filter(|made| !made.corrects).map(|made| made.draft.stream.clone()).collect();
        let judged: Vec<StreamId> = self.streams.keys().cloned().collect();
        let mut persons = BTreeSet::new();
        for id in judged {
            expected.extend(self.ledger.versions(&id, self.base)?);
            if !recorded.contains(&id) || self.options.migration.is_some() || !self.is_next(&id, &mut persons) {
                continue;
            }
            let (guards, mut new, left_there) = self.newly_broken(&id)?;
            left.extend(left_there);
            let whole = guards.versions.iter().all(|(stream, _)| !names_left_out.contains(stream));
            if !new.is_empty() && whole && !self.is_of_any(&id, left_out) {
                for violation in &mut new {
                    self.tell_elsewhere(&id, violation)?;
                    self.name_earlier(violation);
                }
                broken.push(new);
            }
            expected.extend(guards.versions);
        }
        broken.extend(Some(elsewhere).filter(|elsewhere| !elsewhere.is_empty()));
        if broken.is_empty() && left_out.is_empty() {
            expected.sort();
            expected.dedup();
            self.judged = Some(Judged { made, read, expected, left });
        }
        Ok(broken)
    }

    /// Says in a violation of two entries that cannot both count which one is recorded already.
    fn name_earlier(&self, violation: &mut Violation) {
        let recorded = |seq: &&Seq| seq.0 < self.first();
        let earlier = violation.entries.iter().find(recorded).filter(|_| violation.rule.is_of_two());
        if let Some(seq) = earlier {
            violation.what.push_str(&format!("; the earlier entry is {seq}"));
        }
    }

    /// Whether a stream is one of these, or of a person who has one of them.
    fn is_of_any(&self, id: &StreamId, streams: &BTreeSet<StreamId>) -> bool {
        let StreamId::Participant(own) = id else { return streams.contains(id) };
        !streams.is_empty() && self.group(*own).into_iter().any(|one| streams.contains(&StreamId::Participant(one)))
    }

    /// What the commit would leave behind and is not refused for (H6): the violations of refusing kinds that its corrections
    /// and mergings make, and days of absence or attendance after an end. They are findings from then on.
    ///
    /// # Errors
    /// What the rules refuse; when the log cannot be read.
    pub fn left_behind(&mut self) -> Result<Vec<Violation>, LedgerError> {
        self.judge()?;
        let mut left = self.judged.as_ref().map(|judged| judged.left.clone()).unwrap_or_default();
        let corrections = self.made.iter().filter(|made| made.corrects);
        let corrected: BTreeSet<&StreamId> = corrections.map(|made| &made.draft.stream).collect();
        let mut persons = BTreeSet::new();
        for id in self.streams.keys() {
            if !corrected.contains(id) || !self.is_next(id, &mut persons) {
                continue;
            }
            let (_, new, left_there) = self.newly_broken(id)?;
            let there = new.into_iter().chain(left_there).filter(|violation| !left.contains(violation));
            left.extend(there.collect::<Vec<_>>());
        }
        // What two break together whom the commit says to be one person is a finding too.
        let merges = self.made.iter().filter(|made| made.draft.body.type_name() == MERGED);
        let merging: BTreeSet<&StreamId> = merges.map(|made| &made.draft.stream).collect();
        for id in merging {
            let StreamId::Participant(own) = id else { continue };
            let together = self.broken_by_merging(*own, &judge::guards(self, id)?);
            let there = together.into_iter().filter(|violation| !left.contains(violation));
            left.extend(there.collect::<Vec<_>>());
        }
        Ok(left)
    }

    /// Whether a stream is to be judged: participants who are one person are judged together, once.
    pub(crate) fn is_next(&self, id: &StreamId, judged: &mut BTreeSet<ParticipantId>) -> bool {
        let StreamId::Participant(own) = id else { return true };
        if !self.known.has_mergings() {
            return true;
        }
        let next = !judged.contains(own);
        if next {
            judged.extend(self.group(*own));
        }
        next
    }

    /// What the commit breaks in a stream that was not broken before, with the guards it was judged by and what it leaves
    /// behind there without breaking it.
    fn newly_broken(&self, id: &StreamId) -> Result<(judge::Guards, Vec<Violation>, Vec<Violation>), LedgerError> {
        let guards = judge::guards(self, id)?;
        let (before, after) = match id {
            StreamId::Participant(own) => self.person_violations(*own, &guards),
            StreamId::Programme(_)
            | StreamId::Plan(_)
            | StreamId::Fund(_)
            | StreamId::Risk(_)
            | StreamId::Figure(_)
            | StreamId::Ledger
            | StreamId::Other(_) => (self.violations(id, &guards, self.base), self.violations(id, &guards, NEWEST)),
        };
        let new = added(&before, &after).into_iter().cloned().collect();
        let left = left(&before, &after).into_iter().cloned().collect();
        Ok((guards, new, left))
    }

    pub(crate) fn violations(&self, id: &StreamId, guards: &judge::Guards, known_at: Seq) -> Vec<Violation> {
        self.streams.get(id).map(|stream| stream.violations(id, guards, known_at)).unwrap_or_default()
    }

    fn origin(&self, violation: &Violation) -> Option<Origin> {
        self.newest_of(violation).and_then(|made| made.origin.clone())
    }

    /// The stream of the newest entry that a violation rests on, and the row of a file that the entry comes from; nothing where the
    /// commit does not make that entry.
    pub fn whose(&self, violation: &Violation) -> Option<(&StreamId, Option<&Origin>)> {
        let made = self.newest_of(violation)?;
        Some((&made.draft.stream, made.origin.as_ref()))
    }

    /// The newest entry that a violation names, if it is one of this commit.
    pub(crate) fn newest_of(&self, violation: &Violation) -> Option<&PendingEntry> {
        let newest = violation.entries.iter().max()?;
        let at = newest.0.checked_sub(self.first())?;
        self.made.get(usize::try_from(at).ok()?)
    }
}
