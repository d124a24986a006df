//! The patches of persons in both times: what held on which days, and the positions from which and up to which it was known
//! so.
//!
//! One fold for each position at which an entry of the person was recorded, or at which the end of the records moved over a
//! day that the person's entries speak of. A merging counts from its day on, so that the days before it are folded apart.

use std::collections::BTreeSet;
use std::sync::Arc;

use hovedbok_core::entries::{BenefitEntry, ParticipantEntry};
use hovedbok_core::{Day, EnrolmentId, Name, ParticipantId, PersonEntry, PlacementId, Reach, Seq};
use hovedbok_projection::{At, Timeline};
use hovedbok_state::{Enrolment, Everybody, Person, State};

use crate::course::{CourseFilter, SpellKind};
use crate::observed::{Observation, Observed, stays};
use crate::spells;

/// The kind of a part of a stay.
const STAY: &str = "stay";
/// The code of a stay that is open, and of a part of one that another part follows.
const OPEN: &str = "open";
const GOES_ON: &str = "goes_on";

/// What held of a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Held {
    /// The participant; of merged ones the one who stays.
    pub participant: ParticipantId,
    /// The enrolment.
    pub enrolment: EnrolmentId,
    /// `status`, `stay`, `step`, `measure` or `benefit`.
    pub kind: &'static str,
    /// Which; of a stay where it went to, `open`, or `goes_on` of a part that another part follows.
    pub code: String,
    /// The placement, of a measure.
    pub placement: Option<PlacementId>,
    /// The programme.
    pub programme: Option<Name>,
    /// The office, of a stay.
    pub office: Option<String>,
    /// The target group, of a stay.
    pub target_group: Option<Name>,
    /// The provider, of a measure.
    pub provider: Option<String>,
}

/// Something that held on some days, as known at some positions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Patch {
    /// What held.
    pub held: Held,
    /// First day.
    pub valid_from: Day,
    /// First day after it.
    pub valid_to: Option<Day>,
    /// The position from which it was known.
    pub known_from: Seq,
    /// The first position at which it was no longer known so.
    pub known_to: Option<Seq>,
}

/// Where the records reach, as known at each position.
#[derive(Clone, Copy)]
pub struct KnownReach<'r> {
    /// At a position.
    pub at: &'r dyn Fn(Seq) -> Arc<Reach>,
    /// The positions at which an end moved.
    pub moved: &'r Moved,
}

/// The positions at which an end of the records moved, by the days over which it did.
#[derive(Debug, Default)]
pub struct Moved {
    /// Those that moved over few days, by the first of these.
    near: Vec<(Seq, Day, Day)>,
    far: Vec<(Seq, Day, Day)>,
}

impl Moved {
    /// How many days are few.
    const FEW: i64 = 62;

    /// Positions, each with the days over which an end moved: after the first, up to the second.
    pub fn of(moved: impl IntoIterator<Item = (Seq, Day, Day)>) -> Moved {
        let moved: BTreeSet<(Day, Day, Seq)> = moved.into_iter().map(|(seq, from, to)| (from, to, seq)).collect();
        let moved = moved.into_iter().map(|(from, to, seq)| (seq, from, to));
        let (near, far) = moved.partition(|(_, from, to)| to.days_since(*from) <= Moved::FEW);
        Moved { near, far }
    }

    /// The positions at which an end moved over a day, or over the day before it.
    fn over(&self, day: Day) -> impl Iterator<Item = Seq> {
        let first = day.plus_days(-2 - Moved::FEW);
        let begin = self.near.partition_point(|(_, from, _)| *from < first);
        let near = self.near.iter().skip(begin).take_while(move |(_, from, _)| *from < day);
        let over = near.chain(&self.far).filter(move |(_, from, to)| *from < day && day <= to.next());
        over.map(|(seq, _, _)| *seq)
    }
}

/// The patches of participants who were ever merged with one another, up to a point of both times: the timeline has their
/// streams and no others.
pub fn patches(
    timeline: &Timeline<State>,
    at: At,
    filter: &CourseFilter,
    observation: Observation,
    reach: KnownReach<'_>,
) -> Vec<Patch> {
    let folding = Folding { timeline, at, filter, observation };
    let mut making = Making::default();
    for seq in folding.positions(reach.moved) {
        folding.known(seq, &(reach.at)(seq), &mut making);
        making.settle(seq);
    }
    making.done()
}

/// What held, as a fold says it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Says<'h> {
    participant: ParticipantId,
    enrolment: EnrolmentId,
    kind: &'static str,
    code: &'h str,
    placement: Option<PlacementId>,
    programme: Option<&'h Name>,
    office: Option<&'h str>,
    target_group: Option<&'h Name>,
    provider: Option<&'h str>,
}

impl Says<'_> {
    fn held(self) -> Held {
        Held {
            participant: self.participant,
            enrolment: self.enrolment,
            kind: self.kind,
            code: self.code.to_owned(),
            placement: self.placement,
            programme: self.programme.cloned(),
            office: self.office.map(str::to_owned),
            target_group: self.target_group.cloned(),
            provider: self.provider.map(str::to_owned),
        }
    }
}

impl PartialEq<Held> for Says<'_> {
    fn eq(&self, held: &Held) -> bool {
        *self
            == Says {
                participant: held.participant,
                enrolment: held.enrolment,
                kind: held.kind,
                code: &held.code,
                placement: held.placement,
                programme: held.programme.as_ref(),
                office: held.office.as_deref(),
                target_group: held.target_group.as_ref(),
                provider: held.provider.as_deref(),
            }
    }
}

/// Patches while they are made. At each position, in order, what is known is said, and then the position is settled.
#[derive(Default)]
struct Making {
    ended: Vec<Patch>,
    /// What was known at the last position, and whether it is said again at this one.
    open: Vec<(Patch, bool)>,
}

impl Making {
    fn says(&mut self, seq: Seq, what: Says<'_>, from: Day, to: Option<Day>) {
        let same = |patch: &Patch| (patch.valid_from, patch.valid_to) == (from, to) && what == patch.held;
        match self.open.iter_mut().find(|(patch, _)| same(patch)) {
            Some((_, said)) => *said = true,
            None => {
                let held = what.held();
                let patch = Patch { held, valid_from: from, valid_to: to, known_from: seq, known_to: None };
                self.open.push((patch, true));
            }
        }
    }

    fn settle(&mut self, seq: Seq) {
        let ended = self.open.extract_if(.., |(_, said)| !std::mem::take(said));
        self.ended.extend(ended.map(|(patch, _)| Patch { known_to: Some(seq), ..patch }));
    }

    fn done(mut self) -> Vec<Patch> {
        self.ended.extend(self.open.into_iter().map(|(patch, _)| patch));
        self.ended
    }
}

/// The folds of participants who were ever said to be one person.
struct Folding<'f> {
    timeline: &'f Timeline<State>,
    at: At,
    filter: &'f CourseFilter,
    observation: Observation,
}

impl Folding<'_> {
    /// The positions at which what is known can have changed: those of the entries, and those at which an end of the records
    /// moved over a day that an entry before speaks of.
    fn positions(&self, moved: &Moved) -> BTreeSet<Seq> {
        let own = self.timeline.streams().flat_map(|(_, history)| history.after(Seq(0)));
        let mut positions: BTreeSet<Seq> = own.filter(|seq| *seq <= self.at.known_at).collect();
        for row in self.timeline.streams().flat_map(|(_, history)| history.rows()) {
            let mut days = vec![row.holds, row.effective.end()];
            if let PersonEntry::Benefit(BenefitEntry::Paid(body)) = &row.fact {
                days.extend([body.for_period.start(), body.for_period.end().next()]);
            }
            days.dedup();
            positions.extend(days.into_iter().flat_map(|day| moved.over(day)).filter(|seq| *seq > row.seq));
        }
        positions
    }

    /// The days on which a merging takes hold, by the last day asked about.
    fn mergings(&self, seq: Seq) -> BTreeSet<Day> {
        let rows = self.timeline.streams().flat_map(|(_, history)| history.in_force(seq));
        let merges = |fact: &PersonEntry| matches!(fact, PersonEntry::Participant(ParticipantEntry::Merged(_)));
        rows.filter(|row| merges(&row.fact) && row.holds <= self.at.as_of).map(|row| row.holds).collect()
    }

    /// Says what is known at a position.
    fn known(&self, seq: Seq, reach: &Arc<Reach>, making: &mut Making) {
        let timeline = self.timeline.reaching(reach);
        let mut begins = Day::MIN;
        for day in self.mergings(seq) {
            let before = At { as_of: day.plus_days(-1), known_at: seq };
            self.fold(&timeline, before, (begins, Some(day)), making);
            begins = day;
        }
        self.fold(&timeline, At { known_at: seq, ..self.at }, (begins, None), making);
    }

    /// Says what holds at a point of both times, on days from the first to before the second.
    fn fold(&self, timeline: &Timeline<State>, at: At, days: (Day, Option<Day>), making: &mut Making) {
        let everybody = Everybody::from(timeline);
        everybody.each(&[at], &mut |_, person| {
            let reached = |enrolment: &Enrolment<'_>| everybody.reached(enrolment, at.as_of);
            let all: Vec<Observed<'_, '_>> = stays(person, reached, self.observation).collect();
            for enrolment in &person.enrolments {
                if !self.filter.takes(person, enrolment) {
                    continue;
                }
                let own: Vec<_> = all.iter().filter(|stay| stay.enrolment.id == enrolment.id).copied().collect();
                each_held(person, enrolment, &own, reached(enrolment).next(), &mut |what, from, to| {
                    let from = from.max(days.0);
                    let to = match (to, days.1) {
                        (Some(to), Some(end)) => Some(to.min(end)),
                        (to, end) => to.or(end),
                    };
                    if to.is_none_or(|to| from < to) {
                        making.says(at.known_at, what, from, to);
                    }
                });
            }
        });
    }
}

/// Calls back with what an enrolment says held, and on which days. `end` is the first day after the last one that is
/// answered for.
fn each_held(
    person: &Person<'_>,
    enrolment: &Enrolment<'_>,
    stays: &[Observed<'_, '_>],
    end: Day,
    take: &mut dyn FnMut(Says<'_>, Day, Option<Day>),
) {
    let of = |kind: SpellKind| Says {
        participant: person.id,
        enrolment: enrolment.id,
        kind: kind.word(),
        code: "",
        placement: None,
        programme: enrolment.programme,
        office: None,
        target_group: None,
        provider: None,
    };
    for (status, from, to) in spells::statuses(enrolment) {
        take(Says { code: status.word(), ..of(SpellKind::Status) }, from, to);
    }
    for (code, from, to) in stays.iter().flat_map(spells::steps) {
        take(Says { code, ..of(SpellKind::Step) }, from, to);
    }
    for placement in spells::placements(person, enrolment) {
        let (code, provider) = (placement.measure, Some(placement.provider));
        let what = Says { code, provider, placement: Some(placement.id), ..of(SpellKind::Measure) };
        take(what, placement.from, placement.to());
    }
    for (kind, paid) in spells::benefits(person, enrolment, end) {
        for (from, to) in paid {
            // It is cut where the records end, and nobody knows yet whether it goes on.
            take(Says { code: kind.word(), ..of(SpellKind::Benefit) }, from, Some(to).filter(|to| *to < end));
        }
    }
    for stay in stays {
        for segment in &stay.stay.segments {
            let code = match (segment.to, stay.destination) {
                (None, None) => OPEN,
                (to, Some(destination)) if to == stay.to() => destination.word(),
                (_, _) => GOES_ON,
            };
            let what = Says {
                kind: STAY,
                code,
                office: Some(segment.office),
                target_group: Some(segment.target_group),
                ..of(SpellKind::Status)
            };
            take(what, segment.from, segment.to);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::*;

    fn says(code: &str) -> Says<'_> {
        Says {
            participant: "6f9619ff-8b86-4d01-b42d-00cf4fc964ff".parse().unwrap(),
            enrolment: "6f9619ff-8b86-4d01-b42d-00cf4fc964fe".parse().unwrap(),
            kind: "status",
            code,
            placement: None,
            programme: None,
            office: None,
            target_group: None,
            provider: None,
        }
    }

    proptest! {
        #[test]
        fn the_patches_known_at_a_position_are_what_was_said_at_it_or_last_before_it(
            states in proptest::collection::btree_map(
                1..50u64, proptest::collection::vec((0..4usize, 0..9i64, proptest::option::of(9..12i64)), 0..6), 1..8),
        ) {
            let base: Day = "2008-01-01".parse().unwrap();
            let rows = |said: &[(usize, i64, Option<i64>)]| -> BTreeSet<(String, Day, Option<Day>)> {
                let row = |(code, from, to): &(usize, i64, Option<i64>)| {
                    let to = to.map(|to| base.plus_days(to));
                    (["a", "b", "c", "d"][*code].to_owned(), base.plus_days(*from), to)
                };
                said.iter().map(row).collect()
            };
            let mut making = Making::default();
            for (seq, said) in &states {
                for (code, from, to) in said.iter().map(|row| rows(&[*row])).flat_map(BTreeSet::into_iter) {
                    making.says(Seq(*seq), says(&code), from, to);
                }
                making.settle(Seq(*seq));
            }
            let patches = making.done();
            let states: BTreeMap<u64, _> = states.iter().map(|(seq, said)| (*seq, rows(said))).collect();
            for seq in 0..=60 {
                let expected = states.range(..=seq).next_back().map(|(_, rows)| rows.clone()).unwrap_or_default();
                let known = |patch: &&Patch| patch.known_from.0 <= seq && patch.known_to.is_none_or(|to| seq < to.0);
                let found: Vec<_> = patches.iter().filter(known)
                    .map(|patch| (patch.held.code.clone(), patch.valid_from, patch.valid_to)).collect();
                prop_assert_eq!(found.len(), expected.len());
                prop_assert_eq!(found.into_iter().collect::<BTreeSet<_>>(), expected);
            }
            prop_assert!(patches.iter().all(|patch| patch.known_to.is_none_or(|to| patch.known_from < to)));
        }
    }
}
