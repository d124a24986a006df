//! One stream as the ledger knows it: its facts, and over which positions each was in force (time.md, *In force*).
//!
//! An original and everything that replaces it share one slot. At a position S a slot holds at most one fact: of those that
//! no in-force correction supersedes, the newest. A fact therefore has intervals of knowledge.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::mem;

use hovedbok_core::entries::codes::ReasonCode;
use hovedbok_core::entries::correction::{Replaced, Voided};
use hovedbok_core::entry::{Parked, Unknown};
use hovedbok_core::{Body, Day, Entry, EntryId, Fact, Instant, Row, Seq, StreamFact};

use crate::knowledge::{Knowledge, NEWEST};

/// What a member of a slot does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Role {
    /// States a fact, which stands at this index of `rows`.
    States(usize),
    /// Voids its target.
    Voids,
}

#[derive(Debug, Clone)]
struct Member {
    seq: Seq,
    id: EntryId,
    role: Role,
    target: Option<usize>,
    /// Why it corrects its target.
    reason: Option<ReasonCode>,
    slot: usize,
    /// Whether it counts at the newest position.
    in_force: bool,
}

/// An entry that this program does not know, or that corrects such an entry.
#[derive(Debug, Clone, Copy)]
struct NotKnown {
    seq: Seq,
    id: EntryId,
    /// The unknown entry that it corrects, where it is a correction that is known here.
    corrects: Option<EntryId>,
    /// Whether it is a correction of an unknown type.
    unknown_correction: bool,
}

/// Why a correction cannot be made (time.md: the target is an earlier entry of the same stream that is in force).
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TargetError {
    /// No entry of the stream has this id.
    #[error("the stream has no such entry")]
    NotInStream,
    /// The entry does not count any more: another statement counts in its place.
    #[error("the entry no longer counts: {by} corrected it{}", counts_now(*.by, *.now))]
    Replaced {
        /// The newest correction that names it.
        by: Seq,
        /// What counts in its place.
        now: Seq,
    },
    /// The entry does not count any more, and nothing counts in its place.
    #[error("the entry no longer counts: {by} voided it")]
    Voided {
        /// The voiding.
        by: Seq,
    },
    /// A voiding states nothing that could be replaced.
    #[error("a voiding cannot be replaced: void it instead, which brings back what it had voided")]
    NothingToReplace,
    /// The new body is of another type than the slot's original.
    #[error("the new body is of another type than the entry it replaces")]
    OtherType,
}

/// What counts in the place of an entry, if it is not the correction itself.
fn counts_now(by: Seq, now: Seq) -> String {
    if by == now { String::new() } else { format!(", and {now} counts now") }
}

/// One stream's facts with their intervals of knowledge.
#[derive(Debug, Clone)]
pub struct History<F> {
    rows: Vec<Row<F>>,
    /// When each of the rows is in force.
    knowledge: Vec<Knowledge>,
    order: Vec<usize>,
    members: Vec<Member>,
    /// The members of each slot that a correction is in; every other member is alone.
    slots: HashMap<usize, Vec<usize>>,
    /// The members by id, from the first correction on.
    by_id: Option<HashMap<EntryId, usize>>,
    unknown: Vec<Seq>,
    /// The same entries by id.
    not_known: BTreeMap<EntryId, NotKnown>,
    malformed: Vec<Seq>,
    /// The voidings that were not migrated, with when they were recorded.
    voidings: Vec<(Seq, Instant)>,
    incomplete_from: Option<Seq>,
    last: Seq,
}

impl<F> Default for History<F> {
    fn default() -> History<F> {
        History {
            rows: Vec::new(),
            knowledge: Vec::new(),
            order: Vec::new(),
            members: Vec::new(),
            slots: HashMap::new(),
            by_id: None,
            unknown: Vec::new(),
            not_known: BTreeMap::new(),
            malformed: Vec::new(),
            voidings: Vec::new(),
            incomplete_from: None,
            last: Seq(0),
        }
    }
}

impl<F> History<F> {
    /// Nothing is learnt yet, and there is room for this many entries.
    pub fn with_room(entries: usize) -> History<F> {
        let mut history = History::default();
        history.rows.reserve_exact(entries);
        history.knowledge.reserve_exact(entries);
        history.order.reserve_exact(entries);
        history.members.reserve_exact(entries);
        history
    }
}

impl<F: StreamFact> History<F> {
    /// Learns the next entry of the stream. Total: what cannot be used is counted, never skipped in silence (H9).
    pub fn learn(&mut self, entry: &Entry) {
        self.take(entry.clone());
    }

    /// The same with an entry that nobody else needs.
    pub fn take(&mut self, mut entry: Entry) {
        self.last = entry.seq;
        let taken = Unknown { type_name: "".into(), schema: 0, json: "".into(), why: Parked::UnknownType };
        match mem::replace(&mut entry.draft.body, Body::Unknown(taken)) {
            // What puts an unknown entry right is as unknown as that is (H9).
            Body::Replaced(_) | Body::Voided(_)
                if entry.draft.target.is_some_and(|id| self.not_known.contains_key(&id)) =>
            {
                let (seq, id, corrects) = (entry.seq, entry.draft.id, entry.draft.target);
                self.note_unknown(NotKnown { seq, id, corrects, unknown_correction: false });
            }
            Body::Fact(fact) => self.learn_fact(entry, fact, None),
            Body::Replaced(Replaced { fact, reason, .. }) => match self.target(&entry) {
                Some(target) => self.learn_fact(entry, fact, Some((target, reason))),
                None => self.malformed.push(entry.seq),
            },
            Body::Voided(Voided { reason, .. }) => match self.target(&entry) {
                Some(target) => {
                    if entry.draft.migrated.is_none() {
                        self.voidings.push((entry.seq, entry.recorded));
                    }
                    self.add(entry.seq, entry.draft.id, Role::Voids, Some((target, reason)));
                }
                None => self.malformed.push(entry.seq),
            },
            Body::Unknown(unknown) => {
                let unknown_correction = Body::Unknown(unknown).is_correction();
                let (seq, id) = (entry.seq, entry.draft.id);
                self.note_unknown(NotKnown { seq, id, corrects: None, unknown_correction });
            }
        }
    }

    fn note_unknown(&mut self, entry: NotKnown) {
        self.unknown.push(entry.seq);
        self.not_known.insert(entry.id, entry);
        if entry.unknown_correction && self.incomplete_from.is_none() {
            self.incomplete_from = Some(entry.seq);
        }
    }

    /// The member that a correction is about.
    fn target(&mut self, entry: &Entry) -> Option<usize> {
        let members = &self.members;
        let by_id = self.by_id.get_or_insert_with(|| members.iter().map(|member| member.id).zip(0..).collect());
        entry.draft.target.and_then(|id| by_id.get(&id).copied())
    }

    fn learn_fact(&mut self, entry: Entry, fact: Fact, corrects: Option<(usize, ReasonCode)>) {
        let target = corrects.map(|(target, _)| target);
        let voids = |index: usize| self.members.get(index).is_some_and(|m| m.role == Role::Voids);
        let other_type = |index: usize| self.type_of_slot(index).is_some_and(|name| name != fact.type_name());
        let refused = target.is_some_and(|index| voids(index) || other_type(index));
        let corrected = target.and_then(|target| self.stated_by(target));
        let (seq, id) = (entry.seq, entry.draft.id);
        let row = if refused { None } else { Row::stated(entry, fact, corrected) };
        let Some(row) = row else {
            self.malformed.push(seq);
            return;
        };
        let index = self.state(row);
        self.add(seq, id, Role::States(index), corrects);
    }

    /// Puts a row in its place, and returns its index.
    fn state(&mut self, row: Row<F>) -> usize {
        let place = |row: &Row<F>| (row.holds, row.slot, row.seq);
        let last = self.order.last().and_then(|index| self.rows.get(*index)).map(place);
        let at = if last.is_none_or(|last| last < place(&row)) {
            self.order.len()
        } else {
            let found = self.order.binary_search_by_key(&Some(place(&row)), |index| self.rows.get(*index).map(place));
            found.unwrap_or_else(|at| at)
        };
        let index = self.rows.len();
        self.order.insert(at, index);
        self.rows.push(row);
        self.knowledge.push(Knowledge::default());
        index
    }

    /// The history in which only some of the entries were recorded, at their own positions. A correction of what was not
    /// recorded corrects nothing.
    #[must_use]
    pub fn kept(&self, keep: &dyn Fn(Seq) -> bool) -> History<F> {
        let mut kept = self.of_members((0..self.members.len()).filter(|index| {
            let seq = self.members.get(*index).map(|member| member.seq);
            seq.is_some_and(keep)
        }));
        let mut not_known: Vec<NotKnown> = self.not_known.values().copied().filter(|entry| keep(entry.seq)).collect();
        not_known.sort_by_key(|entry| entry.seq);
        for entry in not_known {
            if entry.corrects.is_none_or(|target| kept.not_known.contains_key(&target)) {
                kept.note_unknown(entry);
            } else {
                kept.malformed.push(entry.seq);
            }
        }
        kept.malformed.extend(self.malformed.iter().copied().filter(|seq| keep(*seq)));
        kept.malformed.sort_unstable();
        kept.last = kept.last.max(kept.unknown.last().copied().unwrap_or_default());
        kept.last = kept.last.max(kept.malformed.last().copied().unwrap_or_default());
        kept
    }

    /// The history of each of some parts, each with what belongs to every part. Entries of unknown types belong to none.
    /// What belongs together is never parted: an original and everything that corrects it goes where the original goes.
    pub fn parted(&self, parts: usize, part_of: &dyn Fn(&Row<F>) -> Option<usize>) -> Vec<History<F>> {
        let mut members: Vec<Vec<usize>> = vec![Vec::new(); parts];
        for index in 0..self.members.len() {
            let stated = self.slot_of(index).and_then(|original| match original.role {
                Role::States(row) => self.rows.get(row),
                Role::Voids => None,
            });
            match stated.and_then(part_of) {
                Some(part) => members.get_mut(part).into_iter().for_each(|own| own.push(index)),
                None => members.iter_mut().for_each(|own| own.push(index)),
            }
        }
        members.into_iter().map(|own| self.of_members(own.into_iter())).collect()
    }

    /// The history of some of the members, in their order.
    fn of_members(&self, members: impl Iterator<Item = usize>) -> History<F> {
        let mut some = History::default();
        let mut places: HashMap<usize, usize> = HashMap::new();
        for (index, member) in members.filter_map(|index| Some((index, self.members.get(index)?))) {
            some.last = some.last.max(member.seq);
            let target = member.target.map(|target| places.get(&target).copied());
            let corrects = match target {
                Some(None) => {
                    some.malformed.push(member.seq);
                    continue;
                }
                Some(Some(target)) => member.reason.map(|reason| (target, reason)),
                None => None,
            };
            let role = match member.role {
                Role::States(row) => match self.rows.get(row) {
                    Some(row) => Role::States(some.state(row.clone())),
                    None => continue,
                },
                Role::Voids => {
                    let own = self.voidings.binary_search_by_key(&member.seq, |(seq, _)| *seq).ok();
                    some.voidings.extend(own.and_then(|own| self.voidings.get(own)));
                    Role::Voids
                }
            };
            places.insert(index, some.members.len());
            some.add(member.seq, member.id, role, corrects);
        }
        some
    }

    /// What a member states.
    fn stated_by(&self, member: usize) -> Option<&Row<F>> {
        match self.members.get(member)?.role {
            Role::States(row) => self.rows.get(row),
            Role::Voids => None,
        }
    }

    /// The type of a slot: that of its original.
    fn type_of_slot(&self, member: usize) -> Option<&'static str> {
        match self.slot_of(member)?.role {
            Role::States(row) => self.rows.get(row).map(|row| row.fact.clone().into_fact().type_name()),
            Role::Voids => None,
        }
    }

    fn slot_of(&self, member: usize) -> Option<&Member> {
        self.members.get(member).and_then(|m| self.members.get(m.slot))
    }

    fn add(&mut self, seq: Seq, id: EntryId, role: Role, corrects: Option<(usize, ReasonCode)>) {
        let index = self.members.len();
        let (target, reason) = (corrects.map(|(target, _)| target), corrects.map(|(_, reason)| reason));
        let slot = target.and_then(|t| self.members.get(t)).map_or(index, |m| m.slot);
        self.members.push(Member { seq, id, role, target, reason, slot, in_force: true });
        if let Some(by_id) = &mut self.by_id {
            by_id.insert(id, index);
        }
        if target.is_some() {
            self.slots.entry(slot).or_insert_with(|| vec![slot]).push(index);
            self.settle(slot, seq);
        } else if let Role::States(row) = role {
            self.know(row, seq, true);
        }
    }

    fn know(&mut self, row: usize, position: Seq, in_force: bool) {
        if let Some(known) = self.knowledge.get_mut(row) {
            known.set(position, in_force);
        }
    }

    /// Decides anew what is in force in a slot, the newest member first: corrections stand before what they correct.
    fn settle(&mut self, slot: usize, position: Seq) {
        let members = self.slots.get(&slot).cloned().unwrap_or_default();
        let mut superseded = BTreeSet::new();
        let mut taken = false;
        for index in members.into_iter().rev() {
            let Some(member) = self.members.get_mut(index) else { continue };
            let states = matches!(member.role, Role::States(_));
            let beaten = states && taken;
            let holds = !beaten && !superseded.contains(&index);
            member.in_force = holds;
            if holds {
                taken |= states;
                superseded.extend(member.target);
            }
            if let Role::States(row) = member.role {
                self.know(row, position, holds);
            }
        }
    }

    /// Whether an entry can be put right now: the newest state of knowledge decides.
    ///
    /// # Errors
    /// [`TargetError`] says why not.
    pub fn can_void(&self, target: EntryId) -> Result<(), TargetError> {
        let (_, member) = self.member(target).ok_or(TargetError::NotInStream)?;
        if member.in_force { Ok(()) } else { Err(self.corrected_since(target, member)) }
    }

    /// What made an entry not count.
    fn corrected_since(&self, target: EntryId, member: &Member) -> TargetError {
        let slot = self.slots.get(&member.slot).into_iter().flatten().filter_map(|member| self.members.get(*member));
        // A slot has one statement in force at most.
        let now = slot.filter(|other| other.in_force).find(|other| matches!(other.role, Role::States(_)));
        let by = self.corrected_by(target).map(|(seq, _)| seq);
        match (by, now.map(|now| now.seq)) {
            (Some(by), Some(now)) => TargetError::Replaced { by, now },
            // Beaten by a later statement of the same slot, which names another of its entries.
            (None, Some(now)) => TargetError::Replaced { by: now, now },
            (Some(by), None) => TargetError::Voided { by },
            // Only a correction makes an entry not count.
            (None, None) => TargetError::NotInStream,
        }
    }

    /// The fact that a replacement would replace.
    ///
    /// # Errors
    /// [`TargetError`] says why it cannot be replaced.
    pub fn can_replace(&self, target: EntryId) -> Result<&Row<F>, TargetError> {
        self.can_void(target)?;
        let (_, member) = self.member(target).ok_or(TargetError::NotInStream)?;
        match member.role {
            Role::States(row) => self.rows.get(row).ok_or(TargetError::NotInStream),
            Role::Voids => Err(TargetError::NothingToReplace),
        }
    }
}

impl<F> History<F> {
    /// The facts in force at a position that take hold on or before a day, in the order (day it takes hold, slot, seq).
    pub fn at(&self, as_of: Day, known_at: Seq) -> impl Iterator<Item = &Row<F>> {
        let rows = self.known_in_order();
        rows.take_while(move |(row, _)| row.holds <= as_of)
            .filter(move |(_, known)| known.at(known_at))
            .map(|(row, _)| row)
    }

    /// Every fact in force at a position, whatever day it takes hold, in the same order.
    pub fn in_force(&self, known_at: Seq) -> impl Iterator<Item = &Row<F>> {
        self.at(Day::MAX, known_at)
    }

    /// Every fact that is in force now, in the newest state of knowledge, in the same order.
    pub fn current(&self) -> impl Iterator<Item = &Row<F>> {
        self.in_force(NEWEST)
    }

    /// The facts that take hold on or before a day and were in force before a position, but are not at it: replaced or
    /// voided since, by position.
    pub fn corrected(&self, as_of: Day, known_at: Seq) -> impl Iterator<Item = &Row<F>> {
        let stood = move |known: &Knowledge| known.spans().first().is_some_and(|(from, _)| *from <= known_at);
        let gone = move |known: &Knowledge| stood(known) && !known.at(known_at);
        self.known().filter(move |(row, known)| row.holds <= as_of && gone(known)).map(|(row, _)| row)
    }

    /// The facts of [`History::corrected`], each with the ordinary correction that ended it: its position, when it was recorded,
    /// and what it states; a voiding states nothing. Facts that a migrated correction ended are left out.
    pub fn corrections(
        &self,
        as_of: Day,
        known_at: Seq,
    ) -> impl Iterator<Item = (&Row<F>, Seq, Instant, Option<&Row<F>>)> {
        let ended = move |known: &Knowledge| known.spans().iter().map(|(_, to)| *to).rfind(|to| *to <= known_at);
        let gone = self.known().filter(move |(row, known)| row.holds <= as_of && !known.at(known_at));
        gone.filter_map(move |(row, known)| {
            let by = ended(known)?;
            if let Ok(at) = self.voidings.binary_search_by_key(&by, |(seq, _)| *seq) {
                return self.voidings.get(at).map(|(seq, recorded)| (row, *seq, *recorded, None));
            }
            let at = self.rows.binary_search_by_key(&by, |row| row.seq).ok()?;
            let stated = self.rows.get(at).filter(|stated| !stated.migrated)?;
            Some((row, by, stated.recorded, Some(stated)))
        })
    }

    /// The newest correction that names an entry, whether it is still in force or not, and its reason.
    pub fn corrected_by(&self, id: EntryId) -> Option<(Seq, ReasonCode)> {
        // Where nothing was corrected there is nothing to look for.
        if self.slots.is_empty() {
            return None;
        }
        let (index, member) = self.member(id)?;
        let members = self.slots.get(&member.slot)?.iter().filter_map(|member| self.members.get(*member));
        members.rev().find(|member| member.target == Some(index)).and_then(|member| Some((member.seq, member.reason?)))
    }

    /// Every fact ever stated, by position.
    pub fn rows(&self) -> &[Row<F>] {
        &self.rows
    }

    /// The same, each with the positions at which it is in force.
    pub fn known(&self) -> impl Iterator<Item = (&Row<F>, &Knowledge)> {
        self.rows.iter().zip(&self.knowledge)
    }

    /// The same, in the order of [`History::at`].
    pub fn known_in_order(&self) -> impl Iterator<Item = (&Row<F>, &Knowledge)> {
        self.order.iter().filter_map(|index| Some((self.rows.get(*index)?, self.knowledge.get(*index)?)))
    }

    /// The positions of all entries after a position, whatever they are, in order.
    pub fn after(&self, position: Seq) -> Vec<Seq> {
        if self.last <= position {
            return Vec::new();
        }
        let members = self.members.iter().map(|member| member.seq);
        let all = members.chain(self.unknown.iter().copied()).chain(self.malformed.iter().copied());
        let mut after: Vec<Seq> = all.filter(|seq| *seq > position).collect();
        after.sort_unstable();
        after
    }

    /// The ordinary entries that state or void something, each with when it was recorded.
    pub fn ordinary(&self) -> impl Iterator<Item = (Seq, Instant)> {
        let stated = self.rows.iter().filter(|row| !row.migrated).map(|row| (row.seq, row.recorded));
        stated.chain(self.voidings.iter().copied())
    }

    fn member(&self, id: EntryId) -> Option<(usize, &Member)> {
        let index = match &self.by_id {
            Some(by_id) => by_id.get(&id).copied(),
            None => self.members.iter().rposition(|member| member.id == id),
        }?;
        self.members.get(index).map(|member| (index, member))
    }

    /// Positions of entries whose type is unknown here (H9).
    pub fn unknown(&self) -> &[Seq] {
        &self.unknown
    }

    /// Positions of entries that cannot stand in this stream or put right what is not there.
    pub fn malformed(&self) -> &[Seq] {
        &self.malformed
    }

    /// From this position on the stream is incomplete: an unknown correction stands in it (H9).
    pub fn incomplete_from(&self) -> Option<Seq> {
        self.incomplete_from
    }

    /// Position of the newest entry learnt; 0 before the first.
    pub fn last(&self) -> Seq {
        self.last
    }
}
