//! Participants who were merged, as one person: for the rules, for filling in, and in both of their streams.
//!
//! For the rules, a merge counts from the position at which it is recorded, whatever its day. What was recorded about
//! the two before does not cause the merge to be refused; it becomes a finding if it now breaks a rule. What is
//! recorded later is judged against the rows of both.

use std::collections::{BTreeMap, BTreeSet};

use hovedbok_core::entries::ParticipantEntry;
use hovedbok_core::entries::codes::ReasonCode;
use hovedbok_core::entries::correction::{Replaced, Voided};
use hovedbok_core::entries::participant::MergedFrom;
use hovedbok_core::rules::person::{Member, group, joined, last_merged};
use hovedbok_core::rules::{Violation, added};
use hovedbok_core::{Body, Day, Draft, EntryId, Fact, ParticipantId, Period, PersonEntry, Row, Seq, StreamId};
use hovedbok_projection::{History, NEWEST};
use serde_json::Map;

use super::judge::{Guards, Stream, in_force};
use super::pending::{PendingCommit, PendingEntry, Recorded};
use super::personal::check_personal;
use crate::error::{LedgerError, Refusal};
use crate::open::Edge;

type Persons = Vec<BTreeSet<ParticipantId>>;

impl PendingCommit<'_> {
    fn person(&self, id: ParticipantId) -> Option<&History<PersonEntry>> {
        match self.streams.get(&StreamId::Participant(id)) {
            Some(Stream::Person(history)) => Some(history),
            Some(
                Stream::Programme(_)
                | Stream::Plan(_)
                | Stream::Fund(_)
                | Stream::Risk(_)
                | Stream::Figure(_)
                | Stream::Ledger(_)
                | Stream::Other(_),
            )
            | None => None,
        }
    }

    /// Whom each of these participants is merged into, as it is known at a position; nobody where there is only one.
    fn merged_into(&self, ever: &BTreeSet<ParticipantId>, known_at: Seq) -> Vec<(ParticipantId, ParticipantId)> {
        if ever.len() < 2 {
            return Vec::new();
        }
        let into = |id: &ParticipantId| Some((*id, last_merged(*id, self.person(*id)?.in_force(known_at))?));
        ever.iter().filter_map(into).collect()
    }

    fn members(&self, person: &BTreeSet<ParticipantId>, known_at: Seq) -> Vec<Member<'_>> {
        let member = |id: &ParticipantId| Some(Member::of(*id, in_force(self.person(*id)?, known_at)));
        person.iter().filter_map(member).collect()
    }

    /// The participants who are one person with this one.
    fn one_person(&self, own: ParticipantId) -> BTreeSet<ParticipantId> {
        let ever = self.group(own);
        let persons = persons(&ever, self.merged_into(&ever, NEWEST));
        persons.into_iter().find(|person| person.contains(&own)).unwrap_or_default()
    }

    /// The streams that are about what a stream is about: of a participant those of everybody who is the same person, in
    /// order, else the stream alone. They must have been loaded.
    pub(crate) fn one_subject(&self, stream: &StreamId) -> Vec<StreamId> {
        match stream {
            StreamId::Participant(own) if self.known.has_mergings() => {
                self.one_person(*own).into_iter().map(StreamId::Participant).collect()
            }
            StreamId::Participant(_)
            | StreamId::Programme(_)
            | StreamId::Plan(_)
            | StreamId::Fund(_)
            | StreamId::Risk(_)
            | StreamId::Figure(_)
            | StreamId::Ledger
            | StreamId::Other(_) => vec![stream.clone()],
        }
    }

    /// The rows in force of the person that a participant is, with those of everybody merged with them, in order.
    pub(crate) fn person_rows(&self, own: ParticipantId) -> Vec<&Row<PersonEntry>> {
        joined(&self.members(&self.one_person(own), NEWEST))
    }

    /// The position of an entry in force that says the same of the same stream or person, fields with a fresh id apart.
    pub(crate) fn same_content(&self, draft: &Draft, fresh: &[&str]) -> Option<Seq> {
        let same = |stream: &StreamId| self.streams.get(stream).and_then(|stream| stream.same_content(draft, fresh));
        match &draft.stream {
            StreamId::Participant(own) => {
                self.one_person(*own).into_iter().find_map(|id| same(&StreamId::Participant(id)))
            }
            StreamId::Programme(_)
            | StreamId::Plan(_)
            | StreamId::Fund(_)
            | StreamId::Risk(_)
            | StreamId::Figure(_)
            | StreamId::Ledger
            | StreamId::Other(_) => same(&draft.stream),
        }
    }

    /// The rows in force of everybody ever merged with a participant, in order.
    pub(crate) fn rows_ever_joined(&self, own: ParticipantId) -> Vec<&Row<PersonEntry>> {
        joined(&self.members(&self.group(own), NEWEST))
    }

    /// What everybody ever merged with a participant breaks, before the commit and with it. A merging of this commit counts
    /// before it too, and one that this commit takes back still does: only what is recorded or parted makes a difference.
    pub(crate) fn person_violations(&self, own: ParticipantId, guards: &Guards) -> (Vec<Violation>, Vec<Violation>) {
        let ever = self.group(own);
        if ever.len() < 2 {
            let alone = |known_at| group(&self.members(&ever, known_at), &guards.context);
            return (alone(self.base), alone(NEWEST));
        }
        let (then, now) = (self.merged_into(&ever, self.base), self.merged_into(&ever, NEWEST));
        let broken = |persons: Persons, known_at: Seq| -> Vec<Violation> {
            persons.iter().flat_map(|person| group(&self.members(person, known_at), &guards.context)).collect()
        };
        let before = persons(&ever, then.into_iter().chain(now.iter().copied()).collect());
        (broken(before, self.base), broken(persons(&ever, now), NEWEST))
    }

    /// What somebody breaks together with whom they are merged now, and did not break apart from them before the commit.
    pub(crate) fn broken_by_merging(&self, own: ParticipantId, guards: &Guards) -> Vec<Violation> {
        let ever = self.group(own);
        let broken = |persons: Persons, known_at: Seq| -> Vec<Violation> {
            persons.iter().flat_map(|person| group(&self.members(person, known_at), &guards.context)).collect()
        };
        let before = broken(persons(&ever, self.merged_into(&ever, self.base)), self.base);
        let after = broken(persons(&ever, self.merged_into(&ever, NEWEST)), NEWEST);
        added(&before, &after).into_iter().cloned().collect()
    }

    /// Into whom a participant is merged by the entries in force, and from when.
    pub(crate) fn mergings(&self, stream: &StreamId) -> BTreeMap<ParticipantId, Period> {
        let StreamId::Participant(own) = stream else { return BTreeMap::new() };
        let rows = self.person(*own).into_iter().flat_map(|history| history.current());
        let merging = |row: &Row<PersonEntry>| match &row.fact {
            PersonEntry::Participant(ParticipantEntry::Merged(body)) => Some((body.into, row.effective.clone())),
            PersonEntry::Participant(_)
            | PersonEntry::Measure(_)
            | PersonEntry::Absence(_)
            | PersonEntry::Benefit(_) => None,
        };
        rows.filter_map(merging).filter(|(into, _)| into != own).collect()
    }

    /// The entries in force that repeat a participant's merging in the stream of the one who stays.
    fn repeats(&self, stays: ParticipantId, merged: ParticipantId) -> Vec<(Seq, EntryId, Period)> {
        let rows = self.person(stays).into_iter().flat_map(|history| history.current());
        let of = rows.filter(|row| merged_from(&row.fact) == Some(merged));
        of.map(|row| (row.seq, row.id, row.effective.clone())).collect()
    }

    /// The first day from which a participant is registered, by the entries in force.
    fn registered(&self, own: ParticipantId) -> Option<Day> {
        let rows = self.person(own).into_iter().flat_map(|history| history.current());
        let registered =
            |row: &&Row<PersonEntry>| matches!(row.fact, PersonEntry::Participant(ParticipantEntry::Registered(_)));
        rows.filter(registered).map(|row| row.holds).min()
    }

    /// Notes a merging before whose day both participants were registered. Who corrects a merging has seen it.
    fn notice_merging(&mut self, made: &PendingEntry, day: Day, [own, stays]: [ParticipantId; 2]) {
        if made.corrects || self.is_migration() {
            return;
        }
        let since = self.registered(own).zip(self.registered(stays)).map(|(one, other)| one.max(other));
        if let Some(since) = since.filter(|since| *since < day) {
            self.said.merged(day, since, made.origin.as_ref());
        }
    }

    /// Repeats the mergings of a draft's stream with those who stay, in the same commit: adds what is missing there and
    /// voids what does not hold any more.
    pub(crate) fn repeat_mergings(&mut self, made: &PendingEntry, edge: &mut Edge<'_>) -> Result<(), LedgerError> {
        let StreamId::Participant(own) = made.draft.stream else { return Ok(()) };
        let mergings = self.mergings(&made.draft.stream);
        for stays in self.group(own).into_iter().filter(|other| *other != own) {
            let stream = StreamId::Participant(stays);
            self.load(&stream)?;
            let from = mergings.get(&stays);
            if let Some(from) = from {
                self.notice_merging(made, from.start(), [own, stays]);
            }
            let (kept, over): (Vec<_>, Vec<_>) =
                self.repeats(stays, own).into_iter().partition(|(_, _, effective)| Some(effective) == from);
            for (_, id, effective) in over {
                let body = Body::Voided(Voided { reason: reason(&made.draft), note: None });
                self.repeat(made, &stream, effective, Some(id), body, edge)?;
            }
            if let Some(effective) = from.filter(|_| kept.is_empty()) {
                let half = ParticipantEntry::from(MergedFrom { from: own, note: None });
                let body = Body::Fact(Fact::Person(PersonEntry::Participant(half)));
                self.repeat(made, &stream, effective.clone(), None, body, edge)?;
            }
        }
        Ok(())
    }

    fn repeat(
        &mut self,
        made: &PendingEntry,
        stream: &StreamId,
        effective: Period,
        target: Option<EntryId>,
        body: Body,
        edge: &mut Edge<'_>,
    ) -> Result<(), LedgerError> {
        let id = EntryId(edge.uuid());
        let draft = Draft { id, stream: stream.clone(), effective, target, body, ..made.draft.clone() };
        let corrects = target.is_some();
        self.add(PendingEntry { draft, origin: made.origin.clone(), filled: Map::new(), corrects }, edge)
    }

    /// What is proposed as the half of a merging that the ledger records itself: where it stands already, nothing is to be
    /// recorded.
    pub(crate) fn half_a_merging(&self, draft: &Draft) -> Result<Option<Recorded>, LedgerError> {
        let (StreamId::Participant(stays), Body::Fact(Fact::Person(entry))) = (&draft.stream, &draft.body) else {
            return Ok(None);
        };
        let Some(merged) = merged_from(entry).filter(|_| !self.as_written) else { return Ok(None) };
        check_personal(draft)?;
        let (seq, id, _) = self.repeats(*stays, merged).into_iter().next().ok_or(Refusal::HalfAMerging)?;
        let (type_name, stream) = (draft.body.type_name().to_owned(), draft.stream.clone());
        Ok(Some(Recorded { seq, id, type_name, stream, already: true, filled: Map::new() }))
    }

    /// Whether an entry, or what it corrects, is the half of a merging that the ledger records itself.
    pub(crate) fn repeats_a_merging(&self, entry: &Draft) -> Result<bool, LedgerError> {
        Ok(match &entry.body {
            Body::Fact(fact) | Body::Replaced(Replaced { fact, .. }) => {
                matches!(fact, Fact::Person(entry) if merged_from(entry).is_some())
            }
            Body::Voided(_) => match entry.target.map(|id| self.find(id)).transpose()?.flatten() {
                Some((_, target)) => self.repeats_a_merging(&target)?,
                None => false,
            },
            Body::Unknown(_) => false,
        })
    }
}

fn merged_from(entry: &PersonEntry) -> Option<ParticipantId> {
    if let PersonEntry::Participant(ParticipantEntry::MergedFrom(body)) = entry { Some(body.from) } else { None }
}

/// Why a correction was made.
fn reason(draft: &Draft) -> ReasonCode {
    match &draft.body {
        Body::Replaced(replaced) => replaced.reason,
        Body::Voided(voided) => voided.reason,
        Body::Fact(_) | Body::Unknown(_) => ReasonCode::Other,
    }
}

/// The participants by person, where these pairs are one.
fn persons(ever: &BTreeSet<ParticipantId>, pairs: Vec<(ParticipantId, ParticipantId)>) -> Persons {
    let mut persons: Persons = ever.iter().map(|id| BTreeSet::from([*id])).collect();
    for (one, other) in pairs {
        let (same, mut rest): (Persons, Persons) =
            persons.into_iter().partition(|person| person.contains(&one) || person.contains(&other));
        rest.push(same.into_iter().flatten().collect());
        persons = rest;
    }
    persons
}
