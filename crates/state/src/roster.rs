//! Who is who at (D, S): the rows of each person, merged participants followed to the one who stays.

use std::collections::{BTreeMap, BTreeSet};

use hovedbok_core::entries::ParticipantEntry;
use hovedbok_core::rules::person::{Member, last_merged, survivor};
use hovedbok_core::{Name, ParticipantId, PersonEntry, Row, Seq, StreamId};
use hovedbok_projection::{At, Timeline};

use crate::event::Events;
use crate::fold::{Held, fold};
use crate::marks::CohortStays;
use crate::person::{Details, Person};
use crate::projection::{About, State, reaching};

/// The rows of one person, in the order of time.md.
pub(crate) struct Roster<'a> {
    pub(crate) id: ParticipantId,
    pub(crate) merged: Vec<ParticipantId>,
    pub(crate) rows: Vec<&'a Row<PersonEntry>>,
    /// What the rows of the participant who stays say of the person, where others were merged into them: it counts, whatever
    /// was said of the others.
    stays: Details<'a>,
    /// The stays that belong to defined cohorts.
    cohorts: &'a CohortStays,
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
        let mut person = fold(self.id, self.merged, self.rows.into_iter().map(Held::from));
        person.details.prefer(self.stays.birth_month, self.stays.sex);
        self.cohorts.mark(&mut person);
        person
    }
}

/// Calls back with each person and the rows that the person is folded from, in no particular order of persons.
pub fn each_with_rows<'a>(
    timeline: &'a Timeline<State>,
    at: At,
    take: &mut dyn FnMut(&Person<'a>, &[&'a Row<PersonEntry>]),
) {
    for roster in rosters(timeline, at) {
        let rows = roster.rows.clone();
        take(&roster.fold(), &rows);
    }
}

/// Calls back with everybody known at (D, S), by id, and what is recorded of each of their enrolments.
pub fn each_with_events(timeline: &Timeline<State>, at: At, take: &mut dyn FnMut(&Person<'_>, &mut Events)) {
    for roster in rosters(timeline, at) {
        let mut events = Events::of(&roster.rows);
        take(&roster.fold(), &mut events);
    }
}

/// Calls back with everybody known at (D, S), by id, and the last entry that is in force about them.
pub fn each_with_last_entry(timeline: &Timeline<State>, at: At, take: &mut dyn FnMut(&Person<'_>, Option<Seq>)) {
    for roster in rosters(timeline, at) {
        let last = roster.rows.iter().map(|row| row.seq).max();
        take(&roster.fold(), last);
    }
}

/// The rows of each person that [`people`] folds, in the order of time.md.
pub fn rows_by_person(timeline: &Timeline<State>, at: At) -> Vec<Vec<&Row<PersonEntry>>> {
    rosters(timeline, at).into_iter().map(|roster| roster.rows).collect()
}

/// The facts in force that are about a programme, person by person; all of them when none is asked about.
pub fn rows_about<'a>(timeline: &'a Timeline<State>, at: At, programme: Option<&Name>) -> Vec<&'a Row<PersonEntry>> {
    let of = |roster: Roster<'a>| {
        let about = programme.map(|programme| (About::of(&roster.rows), programme));
        let own = |row: &&Row<PersonEntry>| {
            about.as_ref().is_none_or(|(about, programme)| about.programme(&row.fact) == Some(*programme))
        };
        roster.rows.iter().copied().filter(own).collect::<Vec<_>>()
    };
    rosters(timeline, at).into_iter().flat_map(of).collect()
}

pub(crate) fn rosters<'a>(timeline: &'a Timeline<State>, at: At) -> Vec<Roster<'a>> {
    let mut rosters = Vec::new();
    let mut into = BTreeMap::new();
    for (stream, rows) in timeline.facts(at) {
        if let StreamId::Participant(id) = stream {
            if let Some(survivor) = rows.iter().rev().find_map(|row| merged_into(&row.fact).filter(|into| into != id)) {
                into.insert(*id, survivor);
            }
            let (merged, stays, cohorts) = (Vec::new(), Details::default(), timeline.beside());
            rosters.push(Roster { id: *id, merged, rows, stays, cohorts });
        }
    }
    let mut rosters = if into.is_empty() { rosters } else { join(rosters, &into) };
    rosters.retain_mut(|roster| {
        reaching(&mut roster.rows, timeline.reach(), at.as_of);
        !roster.rows.is_empty()
    });
    rosters
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
        let (stays, cohorts) = (Details::default(), roster.cohorts);
        let empty = || Roster { id, merged: Vec::new(), rows: Vec::new(), stays, cohorts };
        let whole = joined.entry(id).or_insert_with(empty);
        if roster.id != id {
            whole.merged.push(roster.id);
        } else {
            whole.stays = said_of(&roster.rows);
        }
        whole.rows.extend(roster.rows);
    }
    let mut joined: Vec<_> = joined.into_values().collect();
    for roster in &mut joined {
        roster.rows.sort_by_key(|row| (row.holds, row.slot, row.seq));
    }
    joined
}

fn said_of<'a>(rows: &[&'a Row<PersonEntry>]) -> Details<'a> {
    let mut details = Details::default();
    for row in rows {
        if let PersonEntry::Participant(entry) = &row.fact {
            details.learn(entry);
        }
    }
    details
}

/// The participants who are one person to the rules at (D, S), each with the rows of their own stream: a merging counts for
/// them from its recording on, whatever its day. Whoever has no row by D is left out, unless somebody else of the person has.
pub fn members_by_person(timeline: &Timeline<State>, at: At) -> Vec<Vec<Member<'_>>> {
    let mut into = BTreeMap::new();
    for (stream, history) in timeline.streams() {
        if let StreamId::Participant(id) = stream
            && history.rows().iter().any(|row| merged_into(&row.fact).is_some())
            && let Some(survivor) = last_merged(*id, history.in_force(at.known_at))
        {
            into.insert(*id, survivor);
        }
    }
    let mut groups: BTreeMap<ParticipantId, Vec<Member<'_>>> = BTreeMap::new();
    for (stream, history) in timeline.streams() {
        let StreamId::Participant(id) = stream else { continue };
        let registers =
            |row: &Row<PersonEntry>| matches!(row.fact, PersonEntry::Participant(ParticipantEntry::Registered(_)));
        let registered = !into.is_empty() && history.in_force(at.known_at).any(registers);
        let rows = history.at(at.as_of, at.known_at).collect();
        groups.entry(survivor(*id, &into)).or_default().push(Member {
            id: *id,
            rows,
            registered,
            into: into.get(id).copied(),
        });
    }
    groups.into_values().filter(|members| members.iter().any(|member| !member.rows.is_empty())).collect()
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
