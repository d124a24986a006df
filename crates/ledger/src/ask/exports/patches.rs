//! The bitemporal table: patches under the pseudonyms of a release, with the times of their positions.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use hovedbok_answers::Projections;
use hovedbok_core::entries::codes::RecordSubject;
use hovedbok_core::{Day, Instant, Name, Reach, Seq, StreamId};
use hovedbok_interchange::exports::bitemporal::{Patch, What};
use hovedbok_projection::At;
use hovedbok_register::Release;
use hovedbok_state::merged;
use hovedbok_trajectories::{Held, KnownReach, patches};

use super::Asked;
use super::courses::selection;
use crate::ask::records::Records;
use crate::error::LedgerError;

/// Where the records reach, from each position on at which that changed.
struct Reaches {
    from: BTreeMap<Seq, Arc<Reach>>,
    /// At each position the days over which an end moved: after the first, up to the second.
    moved: Vec<(Seq, Day, Day)>,
}

impl Reaches {
    fn of(projections: &Projections, at: At) -> Reaches {
        let mut reaches = Reaches { from: BTreeMap::new(), moved: Vec::new() };
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
                    reaches.moved.push((seq, before.min(after), before.max(after)));
                }
            }
            last = Arc::new(reach);
            reaches.from.insert(seq, Arc::clone(&last));
        }
        reaches
    }

    fn at(&self, seq: Seq) -> Arc<Reach> {
        self.from.range(..=seq).next_back().map(|(_, reach)| Arc::clone(reach)).unwrap_or_default()
    }
}

pub(super) fn of(
    projections: &Projections,
    asked: &Asked,
    at: At,
    release: &Release,
    records: &dyn Records,
) -> Result<Vec<Patch>, LedgerError> {
    let reaches = Reaches::of(projections, at);
    let reach = KnownReach { at: &|seq| reaches.at(seq), moved: &reaches.moved };
    let (filter, observation) = selection(projections, asked, at.known_at);
    let mut groups = merged(&projections.state);
    let joined: BTreeSet<&StreamId> = groups.iter().flatten().collect();
    let apart = projections.state.streams().map(|(stream, _)| stream).filter(|stream| !joined.contains(stream));
    let apart: Vec<BTreeSet<StreamId>> = apart.map(|stream| BTreeSet::from([stream.clone()])).collect();
    drop(joined);
    groups.extend(apart);
    // Those of no person: the positions at which the end of the records moved.
    let mut turns: HashMap<Seq, Instant> = HashMap::new();
    let mut all = Vec::new();
    for group in groups {
        let timeline = projections.state.only(&group);
        let rows = timeline.streams().flat_map(|(_, history)| history.rows());
        let own: HashMap<Seq, Instant> = rows.map(|row| (row.seq, row.recorded)).collect();
        let mut recorded = |seq: Seq| match own.get(&seq).or_else(|| turns.get(&seq)) {
            Some(instant) => Ok(*instant),
            None => {
                let instant = records.recorded(seq)?.recorded;
                turns.insert(seq, instant);
                Ok::<Instant, LedgerError>(instant)
            }
        };
        for patch in patches(&timeline, at, &filter, observation, reach) {
            all.push(Patch {
                what: what(patch.held, release),
                valid_from: patch.valid_from,
                valid_to: patch.valid_to,
                known_from: patch.known_from,
                known_to: patch.known_to,
                known_from_at: recorded(patch.known_from)?,
                known_to_at: patch.known_to.map(&mut recorded).transpose()?,
            });
        }
    }
    all.sort_by(|a, b| {
        (&a.what, a.valid_from, a.known_from, a.valid_to).cmp(&(&b.what, b.valid_from, b.known_from, b.valid_to))
    });
    Ok(all)
}

/// What held, under pseudonyms.
fn what(held: Held, release: &Release) -> What {
    What {
        participant: release.pseudonym("participant", &held.participant.to_string()),
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
