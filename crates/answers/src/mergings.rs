//! Who was ever merged with whom: those whose streams bear on each other.

use std::collections::{BTreeMap, BTreeSet};

use hovedbok_core::entries::ParticipantEntry;
use hovedbok_core::{Fact, ParticipantId, PersonEntry, StreamId};

/// Participants with those they were merged with, in both directions, whether the merging is in force or not.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Mergings {
    with: BTreeMap<ParticipantId, BTreeSet<ParticipantId>>,
}

impl Mergings {
    /// Those with whom a participant was merged by an entry of either.
    fn with(&self, participant: ParticipantId) -> impl Iterator<Item = ParticipantId> {
        self.with.get(&participant).into_iter().flatten().copied()
    }

    /// Whether nobody was ever merged.
    pub fn is_empty(&self) -> bool {
        self.with.is_empty()
    }

    /// Each pair once.
    pub fn pairs(&self) -> impl Iterator<Item = (ParticipantId, ParticipantId)> {
        self.with.iter().flat_map(|(one, others)| others.range(one..).map(|other| (*one, *other)))
    }

    /// Adds a pair.
    pub fn add(&mut self, one: ParticipantId, other: ParticipantId) {
        self.with.entry(one).or_default().insert(other);
        self.with.entry(other).or_default().insert(one);
    }

    /// Learns a fact of a stream.
    pub fn learn(&mut self, stream: &StreamId, fact: &Fact) {
        if let (StreamId::Participant(own), Fact::Person(PersonEntry::Participant(entry))) = (stream, fact)
            && let Some(other) = merged_with(entry)
        {
            self.add(*own, other);
        }
    }

    /// Takes over what was learnt of the entries that follow.
    pub fn absorb(&mut self, newer: Mergings) {
        for (participant, others) in newer.with {
            self.with.entry(participant).or_default().extend(others);
        }
    }
}

/// Everybody whom mergings join to a participant, directly or through others, and the participant.
pub fn group(mergings: &[&Mergings], participant: ParticipantId) -> BTreeSet<ParticipantId> {
    let mut group = BTreeSet::from([participant]);
    let mut next = vec![participant];
    while let Some(one) = next.pop() {
        next.extend(mergings.iter().flat_map(|mergings| mergings.with(one)).filter(|other| group.insert(*other)));
    }
    group
}

/// The other participant of an entry that merges two.
fn merged_with(entry: &ParticipantEntry) -> Option<ParticipantId> {
    match entry {
        ParticipantEntry::Merged(body) => Some(body.into),
        ParticipantEntry::MergedFrom(body) => Some(body.from),
        ParticipantEntry::Registered(_)
        | ParticipantEntry::DetailsChanged(_)
        | ParticipantEntry::Applied(_)
        | ParticipantEntry::Referred(_)
        | ParticipantEntry::Waitlisted(_)
        | ParticipantEntry::Withdrawn(_)
        | ParticipantEntry::Assessed(_)
        | ParticipantEntry::Decided(_)
        | ParticipantEntry::Intake(_)
        | ParticipantEntry::PlanOffered(_)
        | ParticipantEntry::CounsellorAssigned(_)
        | ParticipantEntry::Suspended(_)
        | ParticipantEntry::Resumed(_)
        | ParticipantEntry::Transitioned(_)
        | ParticipantEntry::Exited(_)
        | ParticipantEntry::FollowedUp(_)
        | ParticipantEntry::CertificateConsidered(_)
        | ParticipantEntry::Reviewed(_) => None,
    }
}
