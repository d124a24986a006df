//! Who is who at (D, S): the rows of each person, merged participants followed to the one who stays.

use std::collections::{BTreeMap, BTreeSet};

use hovedbok_core::entries::ParticipantEntry;
use hovedbok_core::{ParticipantId, PersonEntry, Row, StreamId};
use hovedbok_projection::{At, Timeline};

use crate::State;
use crate::fold::fold;
use crate::person::Person;

/// The rows of one person, in the order of time.md.
pub(crate) struct Roster<'a> {
    pub(crate) id: ParticipantId,
    pub(crate) merged: Vec<ParticipantId>,
    pub(crate) rows: Vec<&'a Row<PersonEntry>>,
}

/// Everybody known at (D, S), by id.
///
/// A participant who is merged by D stands nowhere by themselves: the rows of that stream are folded together with those of
/// the participant who stays, in the order (day, slot, seq). Chains are followed; a ring of mergings, which only a mistake
/// can make, counts as its lowest id; a merging into oneself counts as nothing.
pub fn people<'a>(timeline: &'a Timeline<State>, at: At) -> Vec<Person<'a>> {
    rosters(timeline, at).into_iter().map(Roster::fold).collect()
}

impl<'a> Roster<'a> {
    pub(crate) fn fold(self) -> Person<'a> {
        fold(self.id, self.merged, self.rows)
    }
}

pub(crate) fn rosters<'a>(timeline: &'a Timeline<State>, at: At) -> Vec<Roster<'a>> {
    let mut rosters = Vec::new();
    let mut into = BTreeMap::new();
    for (stream, rows) in timeline.at(at) {
        if let StreamId::Participant(id) = stream {
            if let Some(survivor) = rows.iter().rev().find_map(|row| merged_into(&row.fact).filter(|into| into != id)) {
                into.insert(*id, survivor);
            }
            rosters.push(Roster { id: *id, merged: Vec::new(), rows });
        }
    }
    if into.is_empty() { rosters } else { join(rosters, &into) }
}

fn merged_into(fact: &PersonEntry) -> Option<ParticipantId> {
    match fact {
        PersonEntry::Participant(ParticipantEntry::Merged(body)) => Some(body.into),
        PersonEntry::Participant(_) | PersonEntry::Measure(_) | PersonEntry::Absence(_) | PersonEntry::Benefit(_) => {
            None
        }
    }
}

fn join<'a>(rosters: Vec<Roster<'a>>, into: &BTreeMap<ParticipantId, ParticipantId>) -> Vec<Roster<'a>> {
    let mut joined: BTreeMap<ParticipantId, Roster<'a>> = BTreeMap::new();
    for roster in rosters {
        let id = survivor(roster.id, into);
        let whole = joined.entry(id).or_insert_with(|| Roster { id, merged: Vec::new(), rows: Vec::new() });
        if roster.id != id {
            whole.merged.push(roster.id);
        }
        whole.rows.extend(roster.rows);
    }
    let mut joined: Vec<_> = joined.into_values().collect();
    for roster in &mut joined {
        roster.rows.sort_by_key(|row| (row.holds, row.slot, row.seq));
    }
    joined
}

/// The participant who stays.
pub(crate) fn survivor(id: ParticipantId, into: &BTreeMap<ParticipantId, ParticipantId>) -> ParticipantId {
    let (mut path, mut last) = (vec![id], id);
    while let Some(next) = into.get(&last) {
        if let Some(ring) = path.iter().position(|seen| seen == next) {
            return path.iter().skip(ring).min().copied().unwrap_or(last);
        }
        path.push(*next);
        last = *next;
    }
    last
}

/// The streams of persons who were ever said to be one, whether that still stands or not: each group whole.
pub fn merged(timeline: &Timeline<State>) -> Vec<BTreeSet<StreamId>> {
    let mut groups: Vec<BTreeSet<StreamId>> = Vec::new();
    for (stream, history) in timeline.streams() {
        for into in history.rows().iter().filter_map(|row| merged_into(&row.fact)) {
            let mut group = BTreeSet::from([stream.clone(), StreamId::Participant(into)]);
            let apart = |other: &BTreeSet<StreamId>| other.is_disjoint(&group);
            let (kept, joined): (Vec<_>, Vec<_>) = groups.into_iter().partition(apart);
            group.extend(joined.into_iter().flatten());
            groups = kept;
            groups.push(group);
        }
    }
    groups
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    #[test]
    fn chains_are_followed_and_rings_end() {
        let id = |n: u128| ParticipantId(Uuid::from_u128(n));
        let into: BTreeMap<_, _> =
            [(1, 2), (2, 3), (5, 6), (6, 7), (7, 6), (9, 9)].map(|(a, b)| (id(a), id(b))).into_iter().collect();
        for (from, expected) in [(1, 3), (2, 3), (3, 3), (4, 4), (5, 6), (6, 6), (7, 6), (9, 9)] {
            assert_eq!(survivor(id(from), &into), id(expected), "{from}");
        }
    }
}
