//! The bitemporal table: patches under the pseudonyms of a release, with the times of their positions.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::io;
use std::sync::{Arc, Mutex, PoisonError};

use hovedbok_answers::Projections;
use hovedbok_core::entries::codes::RecordSubject;
use hovedbok_core::{Instant, Name, ParticipantId, Reach, Seq, StreamId};
use hovedbok_interchange::exports::bitemporal::{Patch, Patches, TakePatch, What};
use hovedbok_projection::{At, Timeline};
use hovedbok_register::Release;
use hovedbok_state::{State, merged};
use hovedbok_trajectories::{CourseFilter, Held, KnownReach, Moved, Observation, patches};

use super::Asked;
use super::courses::selection;
use super::in_parts::{InParts, participant};
use crate::ask::records::Records;
use crate::error::LedgerError;

/// Where the records reach, from each position on at which that changed.
struct Reaches {
    from: BTreeMap<Seq, Arc<Reach>>,
    moved: Moved,
}

impl Reaches {
    fn of(projections: &Projections, at: At) -> Reaches {
        let (mut from, mut moved) = (BTreeMap::new(), Vec::new());
        let mut last = Arc::new(Reach::default());
        for seq in projections.reach_turns(at.known_at) {
            let reach = projections.reach(At { known_at: seq, ..at }).before(at.as_of);
            if reach == *last {
                continue;
            }
            let named: BTreeSet<&Name> = last.iter().chain(reach.iter()).map(|(name, _, _)| name).collect();
            for name in named {
                let day = |of: &Reach| of.day(Some(name), RecordSubject::Participants, at.as_of);
                let (before, after) = (day(&last), day(&reach));
                if before != after {
                    moved.push((seq, before.min(after), before.max(after)));
                }
            }
            last = Arc::new(reach);
            from.insert(seq, Arc::clone(&last));
        }
        Reaches { from, moved: Moved::of(moved) }
    }

    fn at(&self, seq: Seq) -> Arc<Reach> {
        self.from.range(..=seq).next_back().map(|(_, reach)| Arc::clone(reach)).unwrap_or_default()
    }
}

/// Patches of persons who are read some at a time, in the order of their pseudonyms.
pub(super) struct Read<'r> {
    records: &'r dyn Records,
    persons: InParts<'r>,
    at: At,
    filter: CourseFilter,
    observation: Observation,
    release: &'r Release,
    reaches: Reaches,
    /// When something was recorded that is no statement about a person.
    others: Mutex<HashMap<Seq, Instant>>,
}

impl<'r> Read<'r> {
    pub(super) fn of(
        records: &'r dyn Records,
        projections: &Projections,
        asked: &Asked,
        at: At,
        release: &'r Release,
    ) -> Result<Read<'r>, LedgerError> {
        let reaches = Reaches::of(projections, at);
        let (filter, observation) = selection(projections, asked, at.known_at);
        let persons = InParts::of(records, at.known_at, projections.state.clone(), release)?;
        let others = Mutex::new(HashMap::new());
        Ok(Read { records, persons, at, filter, observation, release, reaches, others })
    }

    /// Why the patches could not be read; nothing where they could.
    pub(super) fn failed(self) -> Option<LedgerError> {
        self.persons.failed()
    }

    /// The patches of some persons, in order.
    fn some(&self, timeline: &Timeline<State>, own: &BTreeSet<ParticipantId>) -> Result<Vec<Patch>, LedgerError> {
        let mut groups = merged(timeline);
        let joined: BTreeSet<&StreamId> = groups.iter().flatten().collect();
        let apart = timeline.streams().map(|(stream, _)| stream).filter(|stream| !joined.contains(stream));
        let apart: Vec<BTreeSet<StreamId>> = apart.map(|stream| BTreeSet::from([stream.clone()])).collect();
        drop(joined);
        groups.extend(apart);
        let mut all = Vec::new();
        for group in groups {
            self.of_group(&timeline.only(&group), own, &mut all)?;
        }
        all.sort_by(|a, b| {
            (&a.what, a.valid_from, a.known_from, a.valid_to).cmp(&(&b.what, b.valid_from, b.known_from, b.valid_to))
        });
        Ok(all)
    }

    /// The patches of participants who were ever merged with one another, of those of them who are asked about.
    fn of_group(
        &self,
        timeline: &Timeline<State>,
        asked: &BTreeSet<ParticipantId>,
        all: &mut Vec<Patch>,
    ) -> Result<(), LedgerError> {
        let rows = timeline.streams().flat_map(|(_, history)| history.rows());
        let own: HashMap<Seq, Instant> = rows.map(|row| (row.seq, row.recorded)).collect();
        let recorded = |seq: Seq| own.get(&seq).map_or_else(|| self.other(seq), |instant| Ok(*instant));
        let reach = KnownReach { at: &|seq| self.reaches.at(seq), moved: &self.reaches.moved };
        for patch in patches(timeline, self.at, &self.filter, self.observation, reach) {
            if asked.contains(&patch.held.participant) {
                all.push(Patch {
                    what: what(patch.held, self.release),
                    valid_from: patch.valid_from,
                    valid_to: patch.valid_to,
                    known_from: patch.known_from,
                    known_to: patch.known_to,
                    known_from_at: recorded(patch.known_from)?,
                    known_to_at: patch.known_to.map(recorded).transpose()?,
                });
            }
        }
        Ok(())
    }

    /// When an entry was recorded that states nothing about a person: at which an end of the records moved, or a voiding.
    fn other(&self, seq: Seq) -> Result<Instant, LedgerError> {
        if let Some(instant) = self.others.lock().unwrap_or_else(PoisonError::into_inner).get(&seq) {
            return Ok(*instant);
        }
        let instant = self.records.recorded(seq)?.recorded;
        self.others.lock().unwrap_or_else(PoisonError::into_inner).insert(seq, instant);
        Ok(instant)
    }
}

impl Patches for Read<'_> {
    fn each(&self, take: &mut TakePatch<'_>) -> io::Result<()> {
        self.persons.each(&|timeline, own| self.some(timeline, own), take)
    }
}

/// What held, under pseudonyms.
fn what(held: Held, release: &Release) -> What {
    What {
        participant: participant(release, held.participant),
        enrolment: release.pseudonym("enrolment", &held.enrolment.to_string()),
        kind: held.kind,
        code: held.code,
        placement: held.placement.map(|id| release.pseudonym("placement", &id.to_string())),
        programme: held.programme.map(|name| name.to_string()),
        office: held.office,
        target_group: held.target_group.map(|name| name.to_string()),
        provider: held.provider,
    }
}
