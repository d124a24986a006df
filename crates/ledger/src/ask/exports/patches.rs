//! The bitemporal table: what is known of each person from each position on at which that changed.
//!
//! One fold for each position at which an entry of the person was recorded, or at which the end of the records moved over a
//! day that the person's entries speak of. A merging counts from its day on, so that the days before it are folded apart.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use hovedbok_answers::Projections;
use hovedbok_core::entries::codes::RecordSubject;
use hovedbok_core::entries::{BenefitEntry, ParticipantEntry};
use hovedbok_core::{Day, Instant, Name, PersonEntry, Reach, Seq, StreamId};
use hovedbok_interchange::exports::bitemporal::{Known, Patch, What, patches};
use hovedbok_projection::{At, Timeline};
use hovedbok_register::Release;
use hovedbok_state::{State, merged};
use hovedbok_trajectories::{CourseFilter, Observation, SpellKind, Trajectory, each_course};

use super::Asked;
use super::courses::selection;
use crate::ask::records::Records;
use crate::error::LedgerError;

/// The code of a stay that is open, and of a part of one that another part follows.
const OPEN: &str = "open";
const GOES_ON: &str = "goes_on";

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
    let (filter, observation) = selection(projections, asked, at.known_at);
    let mut groups = merged(&projections.state);
    let joined: BTreeSet<&StreamId> = groups.iter().flatten().collect();
    let apart = projections.state.streams().map(|(stream, _)| stream).filter(|stream| !joined.contains(stream));
    let apart: Vec<BTreeSet<StreamId>> = apart.map(|stream| BTreeSet::from([stream.clone()])).collect();
    drop(joined);
    groups.extend(apart);
    let mut instants: HashMap<Seq, Instant> = HashMap::new();
    let mut all = Vec::new();
    for group in groups {
        let folding = Folding { timeline: projections.state.only(&group), at, filter: &filter, observation };
        let mut states = Vec::new();
        for seq in folding.positions(&reaches) {
            let recorded = match folding.recorded(seq).or_else(|| instants.get(&seq).copied()) {
                Some(instant) => instant,
                None => records.recorded(seq)?.recorded,
            };
            instants.insert(seq, recorded);
            states.push((seq, recorded, folding.known(seq, &reaches.at(seq))));
        }
        all.extend(patches(states));
    }
    for patch in &mut all {
        let what = &mut patch.what;
        what.participant = release.pseudonym("participant", &what.participant);
        what.enrolment = release.pseudonym("enrolment", &what.enrolment);
        what.placement = what.placement.take().map(|id| release.pseudonym("placement", &id));
    }
    all.sort_by(|a, b| {
        (&a.what, a.valid_from, a.known_from, a.valid_to).cmp(&(&b.what, b.valid_from, b.known_from, b.valid_to))
    });
    Ok(all)
}

/// The folds of participants who were ever said to be one person.
struct Folding<'f> {
    timeline: Timeline<State>,
    at: At,
    filter: &'f CourseFilter,
    observation: Observation,
}

impl Folding<'_> {
    /// The positions at which what is known can have changed.
    fn positions(&self, reaches: &Reaches) -> BTreeSet<Seq> {
        let own = self.timeline.streams().flat_map(|(_, history)| history.after(Seq(0)));
        let mut positions: BTreeSet<Seq> = own.filter(|seq| *seq <= self.at.known_at).collect();
        let Some(first) = positions.first().copied() else { return positions };
        let mut days: BTreeSet<Day> = BTreeSet::new();
        for row in self.timeline.streams().flat_map(|(_, history)| history.rows()) {
            days.extend([row.holds, row.effective.end()]);
            if let PersonEntry::Benefit(BenefitEntry::Paid(body)) = &row.fact {
                days.extend([body.for_period.start(), body.for_period.end().next()]);
            }
        }
        let later = reaches.moved.iter().filter(|(seq, _, _)| *seq > first);
        let over = later.filter(|(_, from, to)| days.range(from.next()..=to.next()).next().is_some());
        positions.extend(over.map(|(seq, _, _)| *seq));
        positions
    }

    /// When an entry of these participants was recorded.
    fn recorded(&self, seq: Seq) -> Option<Instant> {
        let mut rows = self.timeline.streams().flat_map(|(_, history)| history.rows());
        rows.find(|row| row.seq == seq).map(|row| row.recorded)
    }

    /// The days on which a merging takes hold, by the last day asked about.
    fn mergings(&self, seq: Seq) -> BTreeSet<Day> {
        let rows = self.timeline.streams().flat_map(|(_, history)| history.in_force(seq));
        let merges = |fact: &PersonEntry| matches!(fact, PersonEntry::Participant(ParticipantEntry::Merged(_)));
        rows.filter(|row| merges(&row.fact) && row.holds <= self.at.as_of).map(|row| row.holds).collect()
    }

    fn known(&self, seq: Seq, reach: &Arc<Reach>) -> Known {
        let timeline = self.timeline.reaching(reach);
        let (mut known, mut begins) = (Vec::new(), Day::MIN);
        for day in self.mergings(seq) {
            let at = At { as_of: day.plus_days(-1), known_at: seq };
            self.fold(&timeline, at, (begins, Some(day)), &mut known);
            begins = day;
        }
        self.fold(&timeline, At { known_at: seq, ..self.at }, (begins, None), &mut known);
        known
    }

    fn fold(&self, timeline: &Timeline<State>, at: At, days: (Day, Option<Day>), known: &mut Known) {
        each_course(timeline, at, self.filter, self.observation, &mut |_, _, courses| {
            for course in courses {
                let day = timeline.day(course.programme.as_ref(), RecordSubject::Participants, at.as_of);
                for (what, from, to) in rows(course, day.next()) {
                    let from = from.max(days.0);
                    let to = match (to, days.1) {
                        (Some(to), Some(end)) => Some(to.min(end)),
                        (to, end) => to.or(end),
                    };
                    if to.is_none_or(|to| from < to) {
                        known.push((what, from, to));
                    }
                }
            }
        });
    }
}

/// What a course says held, and on which days. `end` is the first day after the last one that is answered for.
fn rows(course: Trajectory, end: Day) -> Known {
    let whose = What {
        participant: course.participant.to_string(),
        enrolment: course.enrolment.to_string(),
        kind: "",
        code: String::new(),
        placement: None,
        programme: course.programme.map(|name| name.to_string()),
        office: None,
        target_group: None,
        provider: None,
    };
    let mut rows = Vec::new();
    for spell in course.spells {
        let what = What {
            kind: spell.kind.word(),
            code: spell.code,
            placement: spell.placement.map(|id| id.to_string()),
            provider: spell.provider,
            ..whose.clone()
        };
        // A benefit is cut where the records end, and nobody knows yet whether it goes on.
        let cut = spell.kind == SpellKind::Benefit;
        rows.push((what, spell.from, spell.to.filter(|to| !cut || *to < end)));
    }
    for stay in course.stays {
        for segment in stay.segments {
            let code = match (segment.to, stay.destination) {
                (None, None) => OPEN,
                (to, Some(destination)) if to == stay.to => destination.word(),
                (_, _) => GOES_ON,
            };
            let what = What {
                kind: "stay",
                code: code.to_owned(),
                office: Some(segment.office),
                target_group: Some(segment.target_group.to_string()),
                ..whose.clone()
            };
            rows.push((what, segment.from, segment.to));
        }
    }
    rows
}
